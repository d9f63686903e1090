/* goal_relink_page.h - a year moved to another strategy in mid-cycle: what each goal becomes, the
 * effect before and after, what money can still be redirected; applied in one write, and undone. */
#ifndef PBIS_WEB_GOAL_RELINK_PAGE_H
#define PBIS_WEB_GOAL_RELINK_PAGE_H

#include "perform/redirect.h"
#include "plan/goal_relink.h"
#include "web/goal_page.h"

struct relink_choice {
    struct str code, label;
    bool current;
};
struct relink_cell { /* one goal of the earlier version */
    struct relink_row row;
    struct str field, value, error;
};
struct relink_top { /* a topmost node and its money, before or after */
    struct str code, name;
    struct money asked, funded;
    struct share share;
};
struct relink_page {
    struct str title, csrf, from_label, from_code, to_label, to_code, error, reason, path;
    int64_t year, unplaced;
    const struct relink_choice *choice;
    size_t choice_n;
    const struct relink_cell *cell;
    size_t cell_n;
    bool has_plan, preview, wrong, answered;
    int64_t packages, moved, lost;
    struct money lost_asked, unlinked_before, unlinked_after;
    const struct relink_top *before, *after;
    size_t before_n, after_n;
    struct table_view losing, redirect, done;
    struct money redirectable;
    struct str stage, undo_code;
    bool may_undo;
};
handler_fn relink_page, relink_post, relink_undo_post, redirect_page;

#endif
