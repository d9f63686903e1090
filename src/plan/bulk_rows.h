/* bulk_rows.h - what bulk.c keeps and bulk_write.c writes; private to the two. */
#ifndef PBIS_PLAN_BULK_ROWS_H
#define PBIS_PLAN_BULK_ROWS_H

#include "city/class.h"
#include "plan/bulk.h"

struct bulk_unit {
    int64_t id, agency_id, output_id, levels; /* id once written */
    struct str code, title, kind, prefix;
};

struct bulk_package {
    int64_t id, unit; /* unit < 0: of this batch */
    int64_t unit_id, agency_id, output_id, goal_id, level;
    struct str code, level_kind, title, justification, state;
    bool integrated, mandatory;
    struct score value_score;
};

struct bulk_line {
    int64_t id; /* of a package that was there before; then the line's own */
    int64_t agency_id, output_id, version;
    struct str code;
    struct line_new line;
};

struct bulk_amount {
    size_t line;
    int64_t seq;
    enum stage stage;
    struct money old, amount;
    struct str reason, resolution;
};

struct bulk_counter {
    int64_t ordinance, first, count;
    struct str prefix;
};

struct plan_bulk {
    struct arena *a;
    struct act *by;
    int64_t year;
    int64_t own; /* the only agency that may have units in it; 0 = all */
    bool bill;   /* of a supplementary ordinance */
    struct str what;
    struct rows agencies;
    struct class_tree programme, item, fund, strategy;
    struct bulk_counter *counter;
    size_t ncounters, counter_cap;
    struct bulk_unit *unit;
    size_t units, unit_cap;
    struct bulk_package *package;
    size_t packages, package_cap;
    struct bulk_line *line;
    size_t lines, line_cap;
    struct bulk_amount *amount;
    size_t amounts, amount_cap;
    struct bulk_unit last_unit; /* the newest that were there before */
    struct bulk_package last_old;
    struct money total; /* requested */
};

#endif
