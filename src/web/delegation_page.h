/* delegation_page.h - who acts for whom: the orders, a new one, and one with its confirmation. */
#ifndef PBIS_WEB_DELEGATION_PAGE_H
#define PBIS_WEB_DELEGATION_PAGE_H

#include "city/delegation.h"
#include "web/attach_page.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct delegations_page {
    struct str title, csrf, next;
    int64_t waiting, in_force; /* on this page */
    bool registrar, may_give, paged;
    struct str capacity; /* in which the reader acts now; empty = own right */
    struct table_view list;
    struct form form;
};
struct delegation_page {
    struct str title, csrf, action, refused, capacity, role_th;
    struct delegation d;
    bool may_settle, may_revoke, waits, ended;
    struct attach_part attach;
};
handler_fn delegations_page, delegations_post, delegation_page, delegation_act_post;

#endif
