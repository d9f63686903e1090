/* delta_page.h - cuts, amendments, reservations of a bill, and the lines that may not be cut. */
#ifndef PBIS_WEB_DELTA_PAGE_H
#define PBIS_WEB_DELTA_PAGE_H

#include "plan/delta.h"
#include "plan/protect.h"
#include "plan/reserved.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct delta_view {
    struct delta d;
    bool picked, may; /* may: waits for a decision that the reader may record */
    bool confirm;     /* waits for this reader's confirmation */
    struct str field; /* of the accepted amount */
};
struct deltas_page {
    struct str title, csrf, refused, bill, stage, path, first, next, query;
    int64_t year, ordinance, cut_n, waiting_n, done_n, protected_n;
    struct money cut, waiting, room, amended, confirmed;
    struct date due; /* amendments: the last day */
    int64_t left;    /* days */
    bool adding;     /* the executive's amendments */
    bool may_move, may_decide, paged, all, open, has_due, late;
    struct form_field state, agency, committee;
    const struct delta_view *row;
    size_t row_n;
    struct table_view rooms;
    struct str vote, report, reason, done;
};
struct delta_out {
    struct str code, line, why;
};
struct delta_look_page {
    struct str title, csrf, refused, seen, act, vote, report, reason, path, state, agency, committee, back;
    int64_t year, ordinance, n, more, most;
    struct money sum;
    bool all, accepting, capped;
    const struct delta_view *row;
    size_t row_n;
};
struct delta_new_page {
    struct str title, csrf, bill, q, path, kind;
    int64_t year, ordinance;
    bool asked, chosen, adding, may;
    struct table_view found;
    struct delta_found line;
    struct form form;
};
struct delta_one_page {
    struct str title, csrf, refused, path, bill;
    int64_t year, ordinance;
    struct delta d;
    bool may_confirm, may_withdraw, may_reserve, decided, confirmed;
    struct table_view events, reserved;
};
struct reserved_page {
    struct str title, csrf, bill, refused;
    int64_t year, ordinance, open, adopted, lost, withdrawn;
    bool may, speaking;
    struct table_view table;
    struct form form;
};
struct reserved_one_page {
    struct str title, csrf, refused, path, bill, vote_path, vote_subject;
    struct reserved x;
    int64_t year, ordinance;
    bool open, may_speak, may_settle, may_withdraw, has_vote, opinion, settled;
    struct str vote_result, vote_code;
};
struct protected_page {
    struct str title, csrf, refused;
    int64_t year;
    bool may;
    struct table_view rules;
    const struct protected_line *row;
    size_t row_n;
    struct form form;
};

/* ?ordinance= or the form's; 0 = the annual one. */
MUST_CHECK bool delta_ordinance(const struct req *r, int64_t *ret, struct err *e);
/* The columns of a table of deltas for other pages. */
void delta_table(struct req *r, const struct rows *rows, struct table_view *ret);

handler_fn cuts_page, cuts_post, amendments_page, amendments_post, delta_rooms_page;
handler_fn delta_new_page, delta_new_post, delta_one_page, delta_one_post;
handler_fn reserved_page, reserved_post, reserved_one_page, reserved_one_post;
handler_fn protected_page, protected_post;

#endif
