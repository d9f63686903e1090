/* people_page.h - pages around the budget: search, a person's own work, users, the audit log, the
 * cycle of the year, what this system is. */
#ifndef PBIS_WEB_PEOPLE_PAGE_H
#define PBIS_WEB_PEOPLE_PAGE_H

#include "city/account.h"
#include "city/audit_head.h"
#include "city/search.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "web/form.h"
#include "web/overview.h"
#include "web/package_list.h"
#include "web/req.h"
#include "web/table.h"

struct search_page {
    struct str title, q, query;
    int64_t year, n;
    bool asked, full;
    const struct search_hit *hit;
    size_t hit_n;
};
struct users_page {
    struct str title, csrf, begins, next;
    int64_t n, disabled;
    bool paged;
    const struct user_row *user;
    size_t user_n;
    struct form form;
};
struct account_page {
    struct str title, csrf, name, path, error;
    struct str code; /* a one-time password, shown once */
    bool disabled, demo, own, may, may_remove, may_audit, second, temporary, locked;
    struct when locked_until;
    const struct account_role *role;
    size_t role_n;
    struct form form;
};
struct audit_page {
    struct str title, subject, next, verdict;
    bool paged, verified, broken;
    int64_t records;
    struct table_view table;
    struct form_field filter;
};
struct audit_heads_page {
    struct str title;
    int64_t n;
    struct date last;
    struct table_view table;
};
struct cycle_need_view {
    struct str text, path;
    int64_t count;
    bool open, fixed; /* fixed: no reason overrides it */
};
struct cycle_event_view {
    struct str event, label, to;
    struct str rule, rule_path; /* the article behind it; path empty: default, not confirmed */
    bool back, reason_needed;
    const struct cycle_need_view *need;
    size_t need_n;
};
struct cycle_page {
    struct str title, csrf, refused, stage_name, deciding;
    int64_t year;
    const struct strip_mark *mark;
    size_t mark_n;
    const struct cycle_event_view *event;
    size_t event_n;
    bool has_deciding, may_enact;
    struct table_view trail;
};
struct about_page {
    struct str title;
    bool demo;
};
void role_text(struct html *h, struct str role); /* for views */
handler_fn search_page, users_page, users_post, user_page, user_disable_post,
    user_role_post, user_role_remove_post, user_reset_post, user_sign_out_post, user_second_post,
    audit_page, audit_verify_page, audit_heads_page, cycle_page, cycle_post, enact_post, about_page;

#endif
