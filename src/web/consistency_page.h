/* consistency_page.h - how the six divisions judged the same classes; one class with its prices,
 * reasons and packages; the forms of analysis. */
#ifndef PBIS_WEB_CONSISTENCY_PAGE_H
#define PBIS_WEB_CONSISTENCY_PAGE_H

#include "plan/analysis_form.h"
#include "plan/consistency.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct consistency_page {
    struct str title;
    int64_t year, packages, apart;
    struct table_view table;
    struct str rule_share, rule_least;
};
struct consistency_class_page {
    struct str title, class, path, tail; /* tail: of the exports, the division */
    int64_t year, division, apart;
    struct table_view prices, reasons, packages;
};
struct analysis_forms_page {
    struct str title;
    int64_t year;
    struct table_view table;
};
struct analysis_form_page {
    struct str title, csrf, class, name, refused;
    int64_t year;
    struct analysis_form now, waiting;
    bool is_default, has_waiting, may, may_approve;
    struct table_view questions, proposed, past;
    struct form form;
};
handler_fn consistency_page, consistency_class_page, consistency_reasons_page,
    consistency_packages_page, analysis_forms_page, analysis_form_page, analysis_form_propose_post,
    analysis_form_decide_post;

#endif
