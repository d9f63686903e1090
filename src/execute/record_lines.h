/* record_lines.h - private to the book of record: lines with an account; which one a row of another system means. */
#ifndef PBIS_EXECUTE_RECORD_LINES_H
#define PBIS_EXECUTE_RECORD_LINES_H

#include "city/class.h"

struct rec_line { /* a line with an account */
    int64_t id;
    struct str code, source_key;
    int64_t agency_id, output_id, item_id, fund_id;
    /* filled in memory */
    struct str output_code, group_code, fund_code, item_code;
    bool central;
};
struct rec_lines {
    const struct rec_line *line;
    size_t n;
    const uint32_t *by_code, *by_group; /* sorted indexes */
    struct class_tree programme, item, fund;
};
MUST_CHECK bool rec_lines_load(struct db *db, struct arena *a, int64_t year, struct rec_lines *ret, struct err *e);
const struct rec_line *rec_line_by_code(const struct rec_lines *t, struct str code);

struct rec_place {
    int64_t agency_id;
    struct str output_code, group_code, fund_code;
    struct str item_code; /* empty: the group only */
};
/* How many lines with an account are there; the last of them in *ret. */
size_t rec_lines_at(const struct rec_lines *t, const struct rec_place *p, const struct rec_line **ret);

#endif
