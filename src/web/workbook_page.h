/* workbook_page.h - an agency's request as a workbook: give it out, take it back, see what would
 * happen, choose where two changed the same cell, apply. An agency's own sheet is mapped on the way.
 * What came back is kept by its SHA-256, so that what is applied is what was seen. */
#ifndef PBIS_WEB_WORKBOOK_PAGE_H
#define PBIS_WEB_WORKBOOK_PAGE_H

#include "exchange/book.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct workbook_page {
    struct str title, csrf, path, agency_name, agency_code;
    int64_t year, lines;
    struct money requested;
    bool may_send;
    struct form form;
};

struct workbook_conflict {
    struct book_issue issue;
    struct str pick; /* the field's name */
    bool row;        /* of a whole row */
};
struct workbook_result_page {
    struct str title, csrf, path, sha, filename, agency_name, agency_code;
    int64_t year;
    struct book_plan plan;
    bool done, written, nothing, back; /* back: there is something to give back */
    const struct workbook_conflict *conflict;
    size_t conflict_n;
    int64_t more; /* conflicts that are not shown */
    struct table_view refused, missing;
    bool has_refused, has_missing;
};

struct workbook_target {
    struct str value, label;
    bool chosen;
};
struct workbook_header {
    struct str letter, label, sample, field;
    const struct workbook_target *target;
    size_t target_n;
};
struct workbook_map_page {
    struct str title, csrf, path, sha, filename, agency_name, sheet;
    int64_t year, header_row;
    const struct workbook_header *header;
    size_t header_n;
    struct form form; /* package, item, fund for every row */
};

handler_fn workbook_page, workbook_upload_post, workbook_check_page, workbook_apply_post,
    workbook_map_post, workbook_returned_get;

#endif
