/* key_result_page.h - key results of agencies: the year's list as of a day, one key result with all
 * its versions, the proposal of a change and its decision by another person. */
#ifndef PBIS_WEB_KEY_RESULT_PAGE_H
#define PBIS_WEB_KEY_RESULT_PAGE_H

#include "perform/indicator.h"
#include "perform/key_result.h"
#include "web/form.h"
#include "web/okr_page.h"
#include "web/req.h"
#include "web/table.h"

struct key_results_page {
    struct str title, csrf, query;
    int64_t year, n, agencies, waiting, objectives_n;
    struct date as_of;
    struct form_field agency, on;
    struct table_view table, objectives;
    struct form form;
    bool may_add, answered;
};
struct key_result_version_view {
    struct indicator_version v;
    struct str names; /* of who proposed and decided */
    bool now;         /* holds on the day that is asked for */
};
struct key_result_page {
    struct str title, csrf, code, action, refused;
    int64_t year;
    struct date as_of;
    struct indicator_row row;
    struct form_field on;
    const struct key_result_version_view *version;
    size_t version_n;
    struct table_view kpis;
    struct form form, decide;
    struct indicator_version waiting;
    bool may_propose, may_decide, own, has_waiting, answered;
    struct checkin_panel ci;
};
handler_fn key_results_page, key_results_post, key_result_page, key_result_post,
    key_result_decide_post, objectives_page;

#endif
