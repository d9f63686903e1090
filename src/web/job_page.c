#include "web/job_page.h"

#include "allocate/scenario.h"
#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "city/audit.h"
#include "store/blob.h"
#include "views.h"
#include "web/words.h"

/* A job about a scenario that the reader may not see is not there for him, unless he asked for it. */
static bool read_job(struct req *r, struct job *ret, struct err *e)
{
    struct scenario_row s;
    const struct jr *args;

    if (!job_get(r->db, r->a, r->seg[0], ret, e))
        return false;
    if (str_eq(ret->by_user, r->session.actor.name) ||
        (!str_eq(ret->kind, STR("allocate")) && !str_eq(ret->kind, STR("frontier"))))
        return true;
    return json_parse(r->a, ret->args, &args, e) &&
           scenario_open(r->db, r->a, jr_int(jr_get(args, "year"), 0),
                         jr_str(jr_get(args, "scenario"), STR("main")), &r->session.actor, &s, e);
}

static void read_result(struct req *r, struct job_page *page)
{
    const struct jr *j, *args;
    struct err e;

    if (page->job.result.n == 0 || !json_parse(r->a, page->job.result, &j, &e))
        return;
    if (page->failed) {
        page->message =
            jr_str(jr_get(j, r->lang == LANG_EN ? "message_en" : "message_th"), page->job.result);
        return;
    }
    page->filename = jr_str(jr_get(j, "name"), STR_NONE);
    page->is_file = page->done && jr_str(jr_get(j, "sha256"), STR_NONE).n > 0;
    page->issued = page->done ? jr_str(jr_get(j, "issued"), STR_NONE) : STR_NONE;
    page->set = page->done ? jr_str(jr_get(j, "set"), STR_NONE) : STR_NONE;
    page->printed = jr_int(jr_get(j, "printed"), 0);
    page->pages = jr_int(jr_get(j, "pages"), 0);
    page->lines = jr_int(jr_get(j, "lines"), 0);
    page->total = MONEY(jr_int(jr_get(j, "total_satang"), jr_int(jr_get(j, "total"), 0)));
    page->is_page = page->done && str_starts(jr_str(jr_get(j, "page"), STR_NONE), STR("/allocation/"));
    page->result_path = jr_str(jr_get(j, "page"), STR_NONE);
    page->is_run = page->done && jr_str(jr_get(j, "run"), STR_NONE).n > 0;
    if (page->is_run && json_parse(r->a, page->job.args, &args, &e)) {
        page->result_path = str_format(r->a, "/allocation/%.*s",
                                       STR_FMT(jr_str(jr_get(args, "scenario"), STR("main"))));
        page->result_text = jr_str(jr_get(j, "status"), STR_NONE);
        page->lines = jr_int(jr_get(j, "funded"), 0);
        page->total = MONEY(jr_int(jr_get(j, "used_satang"), jr_int(jr_get(j, "used"), 0)));
    }
}

/* A paper that was asked for to be read, not only to be made: {"show":"yes"}. */
static bool shown_at_once(struct req *r, struct job_page *page)
{
    const struct jr *args;
    struct err no;

    if (!json_parse(r->a, page->job.args, &args, &no) || !str_eq(jr_str(jr_get(args, "show"), STR_NONE), STR("yes")))
        return false;
    page->result_path =
        str_format(r->a, "/documents/issued/%.*s/%.*s?show=1", STR_FMT(page->issued),
                   STR_FMT(jr_str(jr_get(args, "format"), STR("pdf"))));
    return true;
}

bool job_page(struct req *r, struct reply *ret, struct err *e)
{
    struct job_page page = {.csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/documents")};

    if (!read_job(r, &page.job, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &job_type, &page.job, 1, NULL, STR_NONE, page.job.code, ret, e);
    page.path = str_format(r->a, "/jobs/%.*s", STR_FMT(page.job.code));
    page.going = str_eq(page.job.state, STR("queued")) || str_eq(page.job.state, STR("running"));
    page.done = str_eq(page.job.state, STR("done"));
    page.failed = str_eq(page.job.state, STR("failed"));
    if (str_eq(page.job.kind, STR("allocate")) || str_eq(page.job.kind, STR("frontier")) || str_eq(page.job.kind, STR("weights")))
        head.nav = STR("/allocation");
    if (!page.going)
        read_result(r, &page);
    if (page.issued.n && shown_at_once(r, &page)) {
        reply_redirect(r, page.result_path, ret);
        return true;
    }
    page.title = head.title = word_label("jobkind", page.job.kind, r->lang);
    return REPLY_PAGE(r, &head, job, &page, ret, e);
}

bool jobs_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"code", COL_LINK, "/jobs/", NULL, NULL}, {"kind", COL_WORD, "jobkind", NULL, NULL},
        {"state", COL_TAG, "job", NULL, NULL},    {"progress", COL_PLAIN, NULL, NULL, NULL},
        {"by_user", COL_PLAIN, NULL, NULL, NULL}, {"created", COL_PLAIN, NULL, NULL, NULL}};
    struct page_head head = {.nav = STR("/documents"), .table_path = STR("/jobs")};
    struct jobs_page page;
    struct rows rows;

    if (!job_list(r->db, r->a, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &job_type, rows.p, rows.n, NULL, STR_NONE, STR("jobs"), ret, e);
    page.title = head.title = tr(r->lang, TR("งานที่ทำอยู่เบื้องหลัง"));
    page.table = (struct table_view){.type = &job_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title};
    return REPLY_PAGE(r, &head, jobs, &page, ret, e);
}

/* ---- start ---- */

struct start_ctx {
    const char *kind;
    struct str args, code;
};

static bool start_write(struct act *by, void *ctx, struct err *e)
{
    struct start_ctx *c = ctx;
    struct str code;

    if (!job_add(by->tx, str_from(c->kind), c->args, by->who->name, by->now_ms, &code, e))
        return false;
    c->code = str_dup(by->a, code);
    return audit_add(by,
                     &(struct audit_note){.action = str_format(by->a, "job.%s", c->kind),
                                          .subject = str_format(by->a, "job:%.*s", STR_FMT(code)),
                                          .new_value = c->args},
                     e);
}

static bool started(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct start_ctx *c = ctx;

    (void)e;
    if (r->server->jobs)
        jobs_wake(r->server->jobs);
    reply_done(r, str_format(r->a, "/jobs/%.*s", STR_FMT(c->code)), ret);
    return true;
}

bool job_start(struct req *r, const char *kind, struct str args, struct reply *ret, struct err *e)
{
    struct start_ctx *c = ARENA_NEW(r->a, struct start_ctx);

    *c = (struct start_ctx){.kind = kind, .args = args};
    return req_write(r, start_write, started, c, ret, e);
}

/* ---- cancel, fetch ---- */

static bool cancel_write(struct act *by, void *ctx, struct err *e)
{
    const struct str *code = ctx;

    return job_cancel(by->tx, *code, e) &&
           audit_add(by,
                     &(struct audit_note){.action = STR("job.cancel"),
                                          .subject = str_format(by->a, "job:%.*s", STR_FMT(*code))},
                     e);
}

static bool cancelled(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct str *code = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/jobs/%.*s", STR_FMT(*code)), ret);
    return true;
}

bool job_cancel_post(struct req *r, struct reply *ret, struct err *e)
{
    struct job job;

    if (!job_get(r->db, r->a, r->seg[0], &job, e))
        return false;
    if (!str_eq(job.by_user, r->session.actor.name) &&
        !actor_may(&r->session.actor, PERM_USER_ADMIN)) {
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(job.by_user));
        return false;
    }
    return req_write(r, cancel_write, cancelled, &r->seg[0], ret, e);
}

struct file_ctx {
    uint8_t sha[SHA256_BYTES];
    struct str name;
    int fd;
    int64_t bytes;
};

static bool file_work(struct req *r, void *ctx, struct err *e)
{
    struct file_ctx *c = ctx;

    return blob_open(r->db, r->a, c->sha, &c->fd, &c->bytes, e);
}

static bool file_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct file_ctx *c = ctx;

    (void)r;
    (void)e;
    ret->status = 200;
    ret->type = str_ends(c->name, STR(".pdf"))
                    ? STR("application/pdf")
                    : STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    ret->filename = c->name;
    ret->fd = c->fd;
    ret->fd_bytes = c->bytes;
    return true;
}

bool job_file(struct req *r, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ARENA_NEW(r->a, struct file_ctx);
    const struct jr *j;
    struct job job;

    if (!read_job(r, &job, e))
        return false;
    if (!str_eq(job.state, STR("done")) || !json_parse(r->a, job.result, &j, e) ||
        !hex_read(jr_str(jr_get(j, "sha256"), STR_NONE), c->sha, sizeof c->sha)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(job.code));
        return false;
    }
    c->name = jr_str(jr_get(j, "name"), STR("document"));
    return req_offload(r, file_work, file_answer, c, ret, e);
}
