/* workload_page.h - who analyses what in a division: the load of each, moving packages with a look
 * before it and a way back, an even spread. */
#ifndef PBIS_WEB_WORKLOAD_PAGE_H
#define PBIS_WEB_WORKLOAD_PAGE_H

#include "plan/assign.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct workload_page {
    struct str title, csrf, undo, refused, said;
    int64_t year, division, open, nobody, late;
    struct table_view load, history;
    bool empty;
};
struct load_pick { /* one package to move */
    struct assigned_row p;
    struct str to; /* by the suggestion */
    bool picked;
};
struct assigned_page {
    struct str title, csrf, refused, who, next;
    int64_t year, n;
    const struct load_pick *row;
    size_t row_n;
    const struct form_choice *person;
    size_t person_n;
    bool paged, all;
};
struct load_change { /* what a move would make of one person's load */
    struct str name;
    int64_t packages, lines, after_packages, after_lines;
};
struct move_page {
    struct str title, csrf, reason, explain;
    int64_t year, moves;
    const struct load_pick *row;
    size_t row_n;
    const struct load_change *change;
    size_t change_n;
    bool suggested;
};
struct agency_analysts_page {
    struct str title, csrf, refused;
    int64_t year, nobody;
    const struct agency_assign *row;
    size_t row_n;
    const struct form_choice *person;
    size_t person_n;
};
handler_fn workload_page, workload_packages_page, workload_move_post, workload_undo_post,
    workload_spread_page, workload_agencies_page, workload_agency_post, workload_history_page;

#endif
