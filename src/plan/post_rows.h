/* post_rows.h - rows that post_plan.c and post_lines.c share. */
#ifndef PBIS_PLAN_POST_ROWS_H
#define PBIS_PLAN_POST_ROWS_H

#include "base/row.h"

struct post_share {
    struct str number, output_code;
    int64_t share_bp;
};
extern const struct row_type post_share_type;

struct post_code {
    struct str code, name;
};
extern const struct row_type post_code_type;

#endif
