/* group_page.h - an agency's justification groups and their lines; its sections and their people. */
#ifndef PBIS_WEB_GROUP_PAGE_H
#define PBIS_WEB_GROUP_PAGE_H

#include "city/agency.h"
#include "plan/justify.h"
#include "plan/section.h"
#include "web/form.h"
#include "web/req.h"

struct group_view {
    struct justify_group g;
    struct score quantity;
    struct money gap; /* product - asked */
    bool short_of;    /* the lines ask more than the driver explains */
};
struct group_line {
    struct justify_line_row l;
    bool bare; /* no reason of its own and no group */
};
struct groups_page {
    struct str title, csrf, action, refused, back;
    int64_t year, bare;
    const struct group_view *group;
    size_t group_n;
    const struct group_line *line;
    size_t line_n;
    struct form form;
    bool may_edit, open;
};
handler_fn groups_page, groups_post, groups_join_post;

struct sections_page {
    struct str title, csrf, action, refused, back;
    int64_t year;
    const struct section *section;
    size_t section_n;
    const struct section_person *person;
    size_t person_n;
    struct form form, join;
    bool may_edit;
};
handler_fn sections_page, sections_post, section_member_post, section_close_post;

#endif
