/* handover_page.h - an officer's open work, and its hand-over to a successor. */
#ifndef PBIS_WEB_HANDOVER_PAGE_H
#define PBIS_WEB_HANDOVER_PAGE_H

#include "plan/handover.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct handover_list_page {
    struct str title, csrf;
    int64_t mine, to_me, waiting; /* packages of mine; hand-overs that wait for me, and in all */
    bool may_give, for_others;    /* for_others: a head, with an order */
    int64_t more;                 /* assignments, questions, mentions, delegations of mine */
    struct table_view work, list, other;
    struct form form;
};
struct handover_page {
    struct str title, csrf, refused, action;
    struct handover h;
    bool may_take, may_cancel, waits, ordered, cancelled;
    int64_t more;
    struct table_view work, other;
};
handler_fn handovers_page, handover_post, handover_page, handover_take_post, handover_cancel_post;

#endif
