/* inbox_page.h - what waits for a person (/work), and the analysts' own part of it (/inbox): sources
 * of inbox.def, most urgent first. */
#ifndef PBIS_WEB_INBOX_PAGE_H
#define PBIS_WEB_INBOX_PAGE_H

#include "web/req.h"
#include "web/table.h"

struct inbox_item {
    int64_t id, due_key, waiting; /* due_key: a day, 29991231 = none; waiting: from here on */
    struct str kind, code;        /* code: its address */
    struct str title, agency_name, note;
    struct when since;
    /* made from these */
    struct str source;
    struct date due;
    int64_t days; /* waiting so far */
    bool late;
};
extern const struct row_type inbox_item_type;

struct inbox_part { /* one source with its first rows */
    struct str word, label, more; /* more: the address of all of it */
    const struct inbox_item *item;
    size_t item_n;
    int64_t waiting;
};
struct inbox_page {
    struct str title, desk, next, path;
    int64_t year, n, late;
    bool any, may_add, one, analysis, many; /* many: may accept and recommend */
    struct date first; /* the nearest due day */
    bool has_first;
    const struct inbox_part *part;
    size_t part_n;
};
handler_fn work_page, inbox_page;
#endif
