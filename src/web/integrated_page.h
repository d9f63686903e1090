/* integrated_page.h - the integrated budget: all plans of a year; one plan with its steps, agencies and
 * packages; work of different agencies that looks the same, and its settlement. */
#ifndef PBIS_WEB_INTEGRATED_PAGE_H
#define PBIS_WEB_INTEGRATED_PAGE_H

#include "plan/integrated.h"
#include "plan/overlap.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct integrated_list_page {
    struct str title, csrf;
    int64_t year, n, complete, loose_n, open;
    struct money now;
    bool may, has_loose, many, wrong; /* many: more than are shown */
    struct table_view table, loose;
    struct form form;
};

struct evidence_view {
    struct integrated_evidence v;
    struct str stage, sides; /* stage: the cycle's, when the evidence is its event */
    bool own, withdrawn;     /* own: made by PBIS itself */
};
struct step_view {
    int64_t step;
    struct str name, needs;
    bool counts, waiting, none;
    const struct evidence_view *ev;
    size_t ev_n;
    int64_t files;
    struct str files_path;
};
struct plan_package_view {
    struct integrated_package p;
    bool may_take;
};
struct integrated_page {
    struct str title, csrf, refused, action, code, lead_name, lead_code, purpose;
    int64_t year, done, agencies, packages, drafts;
    struct money requested, now;
    bool may, may_put;
    const struct step_view *step;
    size_t step_n;
    struct table_view parties;
    const struct plan_package_view *package;
    size_t package_n;
    struct form prove, join, put, edit;
    bool prove_wrong, join_wrong, put_wrong, edit_wrong;
    int64_t version;
};

struct overlaps_page {
    struct str title, csrf;
    int64_t year;
    struct overlap_counts n;
    struct when at;
    bool may, never, has_settled, cut;
    struct table_view open, settled;
};
struct overlap_page {
    struct str title, csrf, refused, action;
    int64_t year;
    struct overlap_row o;
    struct share likeness;
    bool may, is_settled, follows;
    struct form form;
};
/* Names of the four parties that took part, joined. */
struct str side_words(struct arena *a, int64_t sides, enum lang lang);

handler_fn integrated_page, integrated_new_post, integrated_one_page, integrated_edit_post,
    integrated_packages_page, integrated_prove_post, integrated_withdraw_post, integrated_join_post,
    integrated_leave_post, integrated_put_post, integrated_out_post, overlaps_page, overlaps_post,
    overlap_page, overlap_post;

#endif
