/* import_page.h - a file into the store by the page: choose, see what would happen (nothing is
 * changed), confirm. The checked file is kept in the store by its SHA-256, so that what is imported
 * is byte for byte what was checked. */
#ifndef PBIS_WEB_IMPORT_PAGE_H
#define PBIS_WEB_IMPORT_PAGE_H

#include "exchange/import.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct import_row { /* one import that was made */
    int64_t id, year, rows_read, accepted, unchanged, refused, repaired;
    struct str code, kind, sha256, total_text, by_user;
    struct when at;
};
extern const struct row_type import_row_type;

struct import_page {
    struct str title, csrf;
    int64_t year;
    struct form form;
    struct table_view history;
    struct str next;
};
struct import_result_page {
    struct str title, csrf, kind, filename, sha256, total;
    struct import_report report;
    struct table_view issues;
    bool done, refused, clean, nothing_new;
    int64_t shown, hidden;
};
handler_fn import_page, import_check_post, import_confirm_post, imports_page;

#endif
