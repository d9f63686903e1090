/* contract_page.h - contracts: the list and what needs care, one contract, the form of a new one or a change, references
 * without particulars, the register of multi-year commitments. */
#ifndef PBIS_WEB_CONTRACT_PAGE_H
#define PBIS_WEB_CONTRACT_PAGE_H

#include "city/agency.h"
#include "execute/contract.h"
#include "execute/warrant.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct contracts_page {
    struct str title;
    int64_t year, agency_n;
    struct contract_counts counts;
    bool may_new, paged;
    struct form_field state, care, agency, q;
    struct table_view list;
    struct str query, first, next;
};
/* A row of a form's table, as typed. */
struct contract_in {
    struct str line, name, amount, due, what, year, accepted;
    struct money free;
};
struct contract_form_page {
    struct str title, csrf, action, back, lead, code;
    int64_t year, version;
    bool change, fresh;
    struct form form;
    const struct contract_in *part, *inst, *tranche;
    size_t part_n, inst_n, tranche_n;
    const struct contract_part *choice; /* lines of the agency with something free */
    size_t choice_n;
};
struct contract_page {
    struct str title, csrf, path, refused, done;
    struct contract c;
    struct contract_change now, open;
    struct warrant_sums sums;
    int64_t desk_days;
    bool has_open, in_force, sent, draft, many_years, may_edit, may_send, may_decide, may_change,
        may_pay, advanced, retains, adjusts, was_decided;
    struct table_view parts, years, instalments, changes, warrants, events;
    const struct contract_instalment *waits; /* to accept */
    size_t waits_n;
    struct money left;
};
struct contract_bare_view {
    struct contract_bare b;
};
struct contract_bare_page {
    struct str title, next;
    int64_t year;
    struct table_view list;
    const struct contract_bare_view *row;
    size_t row_n;
    bool may;
};
struct commitments_page {
    struct str title;
    int64_t year;
    struct money due, later;
    struct table_view years, list;
};
handler_fn contracts_page, contract_page, contract_new_page, contract_new_post, contract_edit_page,
    contract_edit_post, contract_act_post, contract_bare_page, contract_commitments_page;

/* ---- shared by contracts and warrants ---- */
/* The agency whose people spend: the person's own, else the one that ?agency= names; id 0 when neither. */
MUST_CHECK bool spend_agency(struct req *r, struct agency *ret, struct err *e);
/* A choice of agencies, "all" first; the value is the code. *ret_id: of the chosen one, 0 = all. */
MUST_CHECK bool agency_choice(struct req *r, struct str code, struct form_field *ret, int64_t *ret_id,
                              struct err *e);
/* All values of a repeated field, in order; at most `most`. */
size_t form_values(const struct req *r, const char *name, struct str *ret, size_t most);
struct str field_or_query(const struct req *r, const char *name);
struct str address_day(struct arena *a, struct date d); /* 2023-01-31; empty for none */
/* Money of a field that may be empty. */
bool form_money_or(struct form *f, const char *name, const struct req *r, struct money *ret);
void form_fill(struct form *f, const char *name, struct str value);
struct str money_field(struct arena *a, struct money m); /* 1,234.50; empty for zero */
/* The lines of an agency with money that may be obligated, for a list of choices. */
MUST_CHECK bool free_lines(struct req *r, int64_t agency_id, struct rows *ret, struct err *e);
void choice_words(struct req *r, const char *kind, const char *all, struct form_field *f);

#endif
