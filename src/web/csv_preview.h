/* csv_preview.h - rows of a CSV file shown before they are kept: the same write is tried and taken back, so that the page
 * says exactly what would happen; the next press of the button keeps them. */
#ifndef PBIS_WEB_CSV_PREVIEW_H
#define PBIS_WEB_CSV_PREVIEW_H

#include "base/row.h"
#include "web/req.h"

struct csv_preview {
    struct str title, nav, back, action; /* back: the page it came from; action: where the button posts */
    const struct row_type *type;
    bool (*read)(struct arena *a, struct str text, struct rows *ret, struct err *e);
    bool (*write)(struct act *by, const struct csv_preview *c, size_t *ret_row, struct err *e);
    int64_t year, number;
    bool keep; /* written; else tried */

    struct str text; /* filled in */
    struct rows rows;
    size_t row;
    bool tried;
};
MUST_CHECK bool csv_preview_run(struct req *r, struct csv_preview *c, struct reply *ret, struct err *e);

#endif
