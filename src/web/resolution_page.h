/* resolution_page.h - resolutions: the list, one with its packages, lines and departures, a new draft, and what is
 * left to decide. */
#ifndef PBIS_WEB_RESOLUTION_PAGE_H
#define PBIS_WEB_RESOLUTION_PAGE_H

#include "allocate/proposal_loss.h"
#include "plan/deciding.h"
#include "plan/resolution.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct resolutions_page {
    struct str title, query, next;
    int64_t year, waiting;
    bool may, filtered, paged;
    struct form_field stage, state;
    struct table_view table;
};

struct resolution_page {
    struct str title, csrf, refused, path, body_label, stage_label, next;
    int64_t year;
    struct resolution r;
    bool drafted, cancelled, confirmed, cut, own, may_confirm, may_cancel, may_depart, may_correct, proposal, paged;
    bool has_lines;
    struct table_view packages, departures;
    const struct recusal_row *recusal;
    size_t recusal_n;
    struct money departure_money;
    struct score departure_value, departure_room, departure_net;
    struct loss_all loss; /* of all departures together, solved again */
    bool has_loss, loss_found, loss_exact, may_price;
    struct form depart;
};

struct resolution_lines_page {
    struct str title, path, next;
    int64_t year;
    struct resolution r;
    bool paged;
    struct table_view table;
};

struct pick_row {
    struct undecided_row p;
    bool picked;
};
struct resolution_new_page {
    struct str title, csrf, stage_label, body_label, next, meeting, replaces;
    int64_t year;
    bool open, paged, filtered, all;
    struct form_field agency, level, output;
    const struct pick_row *row;
    size_t row_n;
    struct form form;
};

struct governor_page {
    struct str title, csrf, refused, body_label, stage_label;
    int64_t year, left, decided, waiting, over;
    struct money left_money, decided_money;
    bool open, may_confirm, may_draft;
    struct table_view agencies, sides;
    const struct resolution *draft;
    size_t draft_n;
};

handler_fn resolutions_page, resolution_page, resolution_lines_page, resolution_departures_page;
handler_fn resolution_new_page, resolution_new_post, resolution_run_post;
handler_fn resolution_confirm_post, resolution_cancel_post, resolution_depart_post;
handler_fn resolution_losses_post;
handler_fn governor_page, governor_sides_page, governor_post;

#endif
