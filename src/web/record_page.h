/* record_page.h - the book of record: its state, files of MIS2 and e-GP, differences. */
#ifndef PBIS_WEB_RECORD_PAGE_H
#define PBIS_WEB_RECORD_PAGE_H

#include "exchange/mis2_file.h"
#include "execute/reconcile.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct records_page {
    struct str title, lead, csrf;
    int64_t year, open, waiting;
    bool may, any;
    struct table_view states, files, runs;
};
struct record_file_page {
    struct str title, path, next, csrf;
    struct record_file f;
    bool may, has_waiting, waiting_list;
    struct table_view entries;
};
struct differences_page {
    struct str title, lead, next, query;
    int64_t year, open;
    bool all;
    struct table_view ages, list;
};
struct difference_page {
    struct str title, csrf, action, refused, owner_text;
    struct difference d;
    bool open, may, may_explain, may_settle, explained, settled, own;
    struct form assign, explain;
    struct table_view docs, events;
};
struct record_import_page {
    struct str title, csrf, sha256, filename, what, map, sheet, total, refusal;
    int64_t year;
    bool chosen, checked, done, refused, nothing_new, posts, remembered, keep_ok;
    struct form form; /* the file, or its columns */
    struct import_report report;
    int64_t posted, waiting;
    struct table_view issues;
};
handler_fn records_page, record_files_page, record_runs_page, record_run_post, record_file_page, record_waiting_page,
    record_waiting_post;
handler_fn differences_page, difference_ages_page, difference_page, difference_assign_post, difference_explain_post,
    difference_settle_post;
handler_fn record_import_page, record_import_post, record_import_check_post, record_import_confirm_post;

#endif
