/* carry_page.h - carry-over (กันเงินเหลื่อมปี), what rates leave out, periods and the year's end. */
#ifndef PBIS_WEB_CARRY_PAGE_H
#define PBIS_WEB_CARRY_PAGE_H

#include "execute/carry_flag.h"
#include "execute/carry_list.h"
#include "web/attach_page.h"
#include "web/money_parts.h"

struct carry_fact {
    struct str label, text, href; /* href may be empty */
};
/* One thing that can be done: a button, with or without words and an amount. */
struct carry_button {
    struct str event, label, note_label, hint;
    bool note, must, amount, main;
};
enum { CARRY_FACTS = 24, CARRY_BUTTONS = 6 };

/* A request to carry money, or a flag: what it says, its papers, its steps. */
struct carry_one_page {
    struct str title, lead, csrf, refused, action, state_kind, state, kind_kind, kind, done;
    int64_t year, version;
    struct carry_fact fact[CARRY_FACTS];
    size_t fact_n;
    struct carry_button button[CARRY_BUTTONS];
    size_t button_n;
    bool may_edit, extension, has_events;
    struct form form;
    struct attach_part attach;
    struct table_view events;
};
void carry_fact(struct carry_one_page *p, struct str label, struct str text, struct str href);
struct carry_button *carry_button(struct carry_one_page *p, struct str event, struct str label);
struct str carry_money_text(struct req *r, struct money m); /* 1,234.50 */

handler_fn carry_list_page, carry_agencies_page, carry_remind_post, carry_new_page, carry_new_post, carry_one_page,
    carry_edit_post, carry_step_post, carry_lists_page, carry_lists_post, carry_book_page, carry_book_post,
    carry_parts_page, carry_flags_page, carry_flags_post, carry_flag_sums_page, carry_flag_hints_page, carry_flag_page,
    carry_flag_post, year_end_page, year_end_lapse_page, year_end_lapse_post, year_end_run_post, year_end_closing_page,
    year_end_close_post, periods_page, period_events_page, periods_post;

#endif
