/* warrant_page.h - payment warrants: the list, one warrant, the form. */
#ifndef PBIS_WEB_WARRANT_PAGE_H
#define PBIS_WEB_WARRANT_PAGE_H

#include "web/contract_page.h"

struct warrants_page {
    struct str title;
    int64_t year, waits;
    struct warrant_counts counts;
    bool may_new, paged;
    struct form_field state, kind, agency, q;
    struct table_view list;
    struct str query, first, next;
};
/* An instalment that may be claimed. */
struct warrant_claim {
    struct contract_instalment i;
    struct money left;
    struct str amount; /* as typed */
    bool ready;
};
struct warrant_form_page {
    struct str title, csrf, action, back, lead, code, kind, contract, refund_of;
    int64_t year, version;
    bool of_contract, of_instalments, has_lines, pick;
    struct form form;
    const struct warrant_claim *claim;
    const struct contract_in *part;
    const struct contract_part *choice;
    size_t claim_n, part_n, choice_n;
};
struct warrant_page {
    struct str title, csrf, path, refused, done, today;
    struct warrant w;
    int64_t desk_days;
    bool refund, of_contract, settles, adjusted, direct, paid, draft, waiting, may_edit, may_send,
        may_approve, may_pay, may_refund, may_print;
    struct table_view parts, instalments, events;
    size_t instalment_n;
};
handler_fn warrants_page, warrant_page, warrant_new_page, warrant_new_post, warrant_edit_page,
    warrant_edit_post, warrant_act_post;

#endif
