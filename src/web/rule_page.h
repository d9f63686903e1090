/* rule_page.h - scoring rules: the year's list, one rule, trying it on facts, editing, publishing. */
#ifndef PBIS_WEB_RULE_PAGE_H
#define PBIS_WEB_RULE_PAGE_H

#include "perform/rule_book.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct rules_page {
    struct str title, next;
    struct rule_counts count;
    struct str year_text;
    struct table_view list;
};

/* One level as the table shows it. */
struct rule_line {
    int64_t level;
    struct str bounds, printed, percent, points, needs;
    bool known;
};
struct rule_say {
    struct str text;
    bool stops;
};
struct rule_page {
    struct str title, csrf, action, refused, lead, name, owner, source;
    struct rule_row row;
    int64_t no; /* shown; 0 = the draft */
    bool draft, values, may_edit, may_publish, own_edit, not_owner, clean, may_withdraw, two, tried;
    const struct rule_line *line;
    size_t line_n;
    const struct rule_say *fact, *note, *finding; /* what the rule says in words */
    size_t fact_n, note_n, finding_n;
    bool asks_value, asks_ratio, asks_steps;
    struct str value, numerator, denominator, steps, try_error;
    struct table_view trace, numbers;
    struct str before, after; /* of the comparison: numbers */
};
struct rule_edit_line {
    int64_t n;
    struct str level, lo, hi, percent, points, needs, needs_en, printed;
    bool lo_incl, hi_incl, unknown;
};
struct rule_edit_page {
    struct str title, csrf, action, lead, indicator;
    int64_t version, year;
    bool is_new;
    struct form form;
    struct rule_edit_line line[RULE_BANDS];
    size_t line_n;
};
struct rule_compare_page {
    struct str title, lead;
    struct table_view list;
};

/* ---- rule_form.c ---- */
void rule_form_make(struct req *r, struct form *f);
/* Fills form and lines from a rule, or from what was typed. */
void rule_form_show(struct req *r, const struct rule *rule, struct rule_edit_page *p);
void rule_form_typed(struct req *r, struct rule_edit_page *p);
/* What was typed as a rule; false: the form says what is wrong. `old` gives what no field holds. */
bool rule_form_read(struct req *r, struct rule_edit_page *p, struct rule *ret);

handler_fn rules_page, rule_page, rule_new_page, rule_new_post, rule_edit_page, rule_edit_post,
    rule_publish_post, rule_withdraw_post, rule_compare_page;

#endif
