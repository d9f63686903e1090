/* clearance_page.h - technical clearances: what waits and what is late, one with its answer, those of a
 * package, the people of each class. */
#ifndef PBIS_WEB_CLEARANCE_PAGE_H
#define PBIS_WEB_CLEARANCE_PAGE_H

#include "plan/clearance.h"
#include "plan/package.h"
#include "web/attach_page.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct clearance_class_view {
    struct str code, name;
    struct clearance_count count;
    bool here;
};
struct clearances_page {
    struct str title, csrf, class, state, next;
    int64_t year, open, late;
    const struct clearance_class_view *kind;
    size_t kind_n;
    struct table_view table;
    bool may_people;
};
struct clearance_one_page {
    struct str title, csrf, action, class_name, refused;
    int64_t year;
    struct clearance c;
    const struct clearance_event *event;
    size_t event_n;
    bool open, may;
    struct table_view lines;
    struct form form;
    struct attach_part attach;
};
struct package_clearances_page {
    struct str title, csrf, action, code;
    int64_t year;
    struct table_view table;
    bool may;
    struct form form;
};
struct clearance_people_page {
    struct str title, csrf;
    struct table_view table;
    bool may;
    struct form form;
};
handler_fn clearances_page, clearance_page, clearance_post, package_clearances_page,
    package_clearances_post, clearance_people_page, clearance_people_post;

#endif
