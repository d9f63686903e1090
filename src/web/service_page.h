/* service_page.h - service delivery agreements: the year's list, and one with its parts, moves and versions. */
#ifndef PBIS_WEB_SERVICE_PAGE_H
#define PBIS_WEB_SERVICE_PAGE_H

#include "perform/service_agreement.h"
#include "web/form.h"
#include "web/table.h"

struct service_list_page {
    struct str title, lead, csrf, refused, next;
    int64_t year;
    struct service_count count;
    bool may, moved, may_make, any_moved;
    struct table_view rows;
};
struct service_part_view {
    struct service_part x;
    struct str quantity, offer, result, field;
    bool has_quantity, changed, may;
    const struct form_choice *indicator;
    size_t indicator_n;
};
struct service_page {
    struct str title, place, lead, csrf, action, refused, reason;
    struct service_agreement s;
    bool may, has_moved, more, has_moves;
    struct table_view parts, moves, versions;
    const struct service_part_view *part;
    size_t part_n;
    struct form why;
};
handler_fn services_page, services_post, service_page, service_act_post;

#endif
