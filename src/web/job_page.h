/* job_page.h - long work as it goes on: refreshed without JavaScript, cancelled, its result. */
#ifndef PBIS_WEB_JOB_PAGE_H
#define PBIS_WEB_JOB_PAGE_H

#include "store/job.h"
#include "web/req.h"
#include "web/table.h"

struct job_page {
    struct str title, csrf, path;
    struct job job;
    bool going, done, failed, is_file, is_run, is_page;
    struct str message; /* why it failed */
    struct str filename, result_path, result_text;
    struct str issued; /* the code of an issued document */
    struct str set;    /* of an issued set */
    int64_t printed;
    struct money total;
    int64_t pages, lines;
};
struct jobs_page {
    struct str title;
    struct table_view table;
};
handler_fn job_page, jobs_page, job_cancel_post, job_file;

/* A new job of the signed-in person; then the browser goes to its page. */
MUST_CHECK bool job_start(struct req *r, const char *kind, struct str args, struct reply *ret,
                          struct err *e);

#endif
