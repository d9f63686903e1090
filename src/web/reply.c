/* reply.c - what a handler answers: a page in its frame, a table in the format asked for, a
 * redirect, an error. */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/sheet.h"
#include "city/year.h"
#include "web/frame_make.h"
#include "web/html.h"
#include "web/http_int.h"
#include "web/transfer.h"
#include "web/words.h"

enum {
    PAGE_MAX = 16 * 1024 * 1024,
    TABLE_MAX = 512 * 1024 * 1024,
    ROWS_ON_LOOP = 1000,
    RETRY_S = 2
};

bool call_wants_json(const struct call *c)
{
    if (c->req.format == FORMAT_JSON)
        return true;
    if (str_has(c->accept, STR("text/html")))
        return false;
    return c->req.format != FORMAT_HTML || str_has(c->accept, STR("application/json"));
}

void reply_json(struct req *r, int status, struct str json, struct reply *ret)
{
    (void)r;
    ret->status = status;
    ret->type = STR("application/json; charset=utf-8");
    ret->body = json;
}

/* Codes may be Thai: what is no ASCII is percent-encoded. */
static struct str location_of(struct arena *a, struct str path)
{
    struct sbuf b;

    sbuf_init(&b, a, PAGE_MAX);
    for (size_t i = 0; i < path.n; i++) {
        unsigned char ch = (unsigned char)path.p[i];

        if (ch <= 0x20 || ch >= 0x7f)
            sbuf_printf(&b, "%%%02X", (unsigned)ch);
        else
            sbuf_byte(&b, (char)ch);
    }
    return sbuf_str(&b);
}

void reply_redirect(struct req *r, struct str path, struct reply *ret)
{
    ret->status = 303;
    ret->type = STR("text/html; charset=utf-8");
    ret->body = STR_NONE;
    ret->location = location_of(r->a, path);
}

void reply_done(struct req *r, struct str path, struct reply *ret)
{
    struct sbuf b;
    struct jw w;

    if (r->format != FORMAT_JSON) {
        reply_redirect(r, path, ret);
        return;
    }
    sbuf_init(&b, r->a, PAGE_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "ok", (bool)true);
    J(&w, "location", path);
    jw_end_object(&w);
    reply_json(r, 200, sbuf_str(&b), ret);
}

bool reply_page(struct req *r, const struct page_head *head, view_fn *view, const void *page,
                struct reply *ret, struct err *e)
{
    struct frame f = {.content = {view, page}};
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang, .people = r->server->people};

    if (!frame_make(r, head, &f, e))
        return false;
    if (call_of(r)->why)
        refusal_rule(r, call_of(r)->why, &h.rule, &h.rule_path);
    sbuf_init(&b, r->a, PAGE_MAX);
    frame_render(&h, &f);
    if (b.overflow) {
        FAIL(e, ERR_BUSY);
        err_detail(e, "page above %d bytes", (int)PAGE_MAX);
        return false;
    }
    ret->status = ret->status ? ret->status : 200;
    ret->type = STR("text/html; charset=utf-8");
    ret->body = sbuf_str(&b);
    return true;
}

/* ---- errors ---- */

static struct str error_json(struct req *r, const struct err *e)
{
    struct str rule, rule_path;
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, r->a, PAGE_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "code", str_from(err_word(e->code)));
    J(&w, "message_th", word_error(r->a, e, LANG_TH));
    J(&w, "message_en", word_error(r->a, e, LANG_EN));
    jw_array(&w, "fields");
    for (size_t i = 0; i < e->nargs; i++) {
        if (!strcmp(e->args[i].name, "field"))
            jw_value(&w, NULL, err_arg_value(&e->args[i]));
    }
    jw_end_array(&w);
    jw_object(&w, "args");
    for (size_t i = 0; i < e->nargs; i++)
        jw_value(&w, e->args[i].name, err_arg_value(&e->args[i]));
    jw_end_object(&w);
    refusal_rule(r, e, &rule, &rule_path);
    if (rule.n) { /* the article that refuses, or that nobody has confirmed the default */
        jw_object(&w, "rule");
        J(&w, "text", rule);
        J(&w, "path", rule_path);
        J(&w, "confirmed", (bool)str_starts(rule_path, STR("/laws/")));
        jw_end_object(&w);
    }
    J(&w, "id", r->id);
    jw_end_object(&w);
    return sbuf_str(&b);
}

/* Where a person goes to sign in, and comes back from. */
static struct str login_path(struct req *r)
{
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};

    sbuf_init(&b, r->a, PAGE_MAX);
    SB_LIT(&b, "/login");
    if (r->path.n > 1) {
        SB_LIT(&b, "?next=");
        html_url_part_str(&h, call_of(r)->target);
    }
    return sbuf_str(&b);
}

static int64_t retry_seconds(const struct err *e)
{
    for (size_t i = 0; i < e->nargs; i++) {
        if (!strcmp(e->args[i].name, "seconds"))
            return err_arg_value(&e->args[i]).u.i;
    }
    return RETRY_S;
}

void reply_error(struct req *r, const struct err *e, struct reply *ret)
{
    struct call *c = call_of(r);
    int status = err_http(e->code);

    if (e->code == ERR_BUSY)
        log_line(LOG_WARN, "busy", LOG_FIELDS({"id", V(r->id)}, {"path", V(r->path)}));
    else if (status >= 500)
        log_err("request", e, r->id);
    *ret = (struct reply){.status = status, .fd = -1};
    if (status == 503 || status == 429)
        ret->retry_s = retry_seconds(e);
    if (call_wants_json(c)) {
        reply_json(r, status, error_json(r, e), ret);
    } else if (e->code == ERR_LOGIN_NEEDED && r->method == METHOD_GET) {
        reply_redirect(r, login_path(r), ret);
    } else if (e->code == ERR_PASSWORD_FIRST && r->method == METHOD_GET) {
        reply_redirect(r, STR("/me/password"), ret);
    } else if (e->code == ERR_SECOND_FIRST && r->method == METHOD_GET) {
        reply_redirect(r, STR("/me/second-factor"), ret);
    } else {
        ret->type = STR("text/html; charset=utf-8");
        ret->body = frame_error(r, e);
    }
}

/* ---- tables ---- */

struct table {
    const struct row_type *type;
    const void *rows;
    size_t n;
    const void *total;
    struct str next, name, note;
    struct str body; /* what it became */
    int fd;
    int64_t fd_bytes;
};

static const void *table_row(const struct table *t, size_t i)
{
    return (const char *)t->rows + i * t->type->size;
}

static const char *value_word(enum value_type v)
{
    switch (v) {
    case VT_INT:
        return "integer";
    case VT_MONEY:
        return "money";
    case VT_DATE:
        return "date";
    case VT_WHEN:
        return "time";
    case VT_FLAG:
        return "flag";
    case VT_SHARE:
        return "share";
    case VT_SCORE:
        return "score";
    case VT_TEXT:
    case VT_BYTES:
    case VT_NULL:
        break;
    }
    return "text";
}

static void table_json(struct req *r, struct table *t)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, r->a, TABLE_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    jw_array(&w, "columns");
    for (size_t i = 0; i < t->type->n; i++) {
        const struct field *f = &t->type->fields[i];

        if (f->flags & FIELD_HIDDEN)
            continue;
        jw_object(&w, NULL);
        J(&w, "name", field_column(r->a, f));
        J(&w, "type", str_from(value_word(f->type)));
        J(&w, "th", str_from(f->th));
        J(&w, "en", str_from(f->en));
        jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_array(&w, "rows");
    for (size_t i = 0; i < t->n; i++)
        jw_row(&w, NULL, t->type, table_row(t, i));
    jw_end_array(&w);
    if (t->total)
        jw_row(&w, "total", t->type, t->total);
    else
        jw_value(&w, "total", V_NULL);
    if (t->next.n)
        J(&w, "next", t->next);
    else
        jw_value(&w, "next", V_NULL);
    jw_end_object(&w);
    t->body = sbuf_str(&b);
}

static void table_csv(struct req *r, struct table *t)
{
    struct sbuf b;

    sbuf_init(&b, r->a, TABLE_MAX);
    SB_LIT(&b, "\xEF\xBB\xBF"); /* spreadsheets read UTF-8 only with the mark */
    csv_put_header(&b, t->type, &r->lang);
    for (size_t i = 0; i < t->n; i++)
        csv_put_row(&b, t->type, table_row(t, i));
    t->body = sbuf_str(&b);
}

/* The writer wants a path; the file goes with the request. */
static bool table_xlsx(struct req *r, struct table *t, struct err *e)
{
    struct sheet *s;
    char *path;

    if (!file_stage(r->a, "/tmp/pbis-table.xlsx", &path, e) || !sheet_open(r->a, path, &s, e))
        return false;
    sheet_table(s, t->name, t->note, t->type, r->lang);
    for (size_t i = 0; i < t->n; i++)
        sheet_row(s, table_row(t, i));
    if (t->total)
        sheet_total(s, tr(r->lang, TR("รวม")), t->total);
    if (!sheet_close(s, e))
        return false;
    return download_open(r, path, STR("xlsx"), &t->fd, &t->fd_bytes, e);
}

static bool table_work(struct req *r, void *ctx, struct err *e)
{
    struct table *t = ctx;

    switch (r->format) {
    case FORMAT_CSV:
        table_csv(r, t);
        return true;
    case FORMAT_XLSX:
        return table_xlsx(r, t, e);
    case FORMAT_JSON:
    case FORMAT_HTML:
        break;
    }
    table_json(r, t);
    return true;
}

static bool table_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct table *t = ctx;

    (void)e;
    if (r->format == FORMAT_CSV) {
        ret->status = 200;
        ret->type = STR("text/csv; charset=utf-8");
        ret->body = t->body;
        ret->filename = str_format(r->a, "%.*s.csv", STR_FMT(t->name));
    } else if (r->format == FORMAT_XLSX) {
        ret->status = 200;
        ret->type = STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        ret->filename = str_format(r->a, "%.*s.xlsx", STR_FMT(t->name));
        ret->fd = t->fd;
        ret->fd_bytes = t->fd_bytes;
    } else {
        reply_json(r, 200, t->body, ret);
    }
    return true;
}

/* What stands above the table: a demonstration or a part of the city says so. */
static bool table_note(struct req *r, struct str *ret, struct err *e)
{
    struct call *c = call_of(r);

    if (!r->session.actor.user_id)
        return true;
    if (!call_years(c, e))
        return false;
    for (size_t i = 0; i < c->years.n; i++) {
        const struct fiscal_year *y = (const struct fiscal_year *)c->years.p + i;

        if (y->year == r->year && (y->demo || y->partial))
            *ret = y->demo ? tr(r->lang, TR("ข้อมูลสาธิต")) : tr(r->lang, TR("ข้อมูลจริงบางส่วน"));
    }
    return true;
}

static void keep_rows(struct req *r, struct table *t)
{
    void *rows = arena_array(r->a, t->n, t->type->size), *total = arena_alloc(r->a, t->type->size);

    if (t->n)
        memcpy(rows, t->rows, t->n * t->type->size);
    if (t->total)
        t->total = memcpy(total, t->total, t->type->size);
    t->rows = rows;
}

bool reply_table(struct req *r, const struct row_type *t, const void *rows, size_t n,
                 const void *total, struct str next, struct str filename, struct reply *ret,
                 struct err *e)
{
    struct table *job = ARENA_NEW(r->a, struct table);

    if (r->method ==
        METHOD_POST) { /* a form that was not taken, shown again: rows are no answer to it */
        FAIL(e, ERR_BAD_REQUEST);
        err_arg(e, "why", V(STR("a field is missing or wrong; the form on the page says which")));
        return false;
    }
    *job = (struct table){
        .type = t, .rows = rows, .n = n, .total = total, .next = next, .name = filename, .fd = -1};
    if (r->format == FORMAT_XLSX && !table_note(r, &job->note, e))
        return false;
    if (r->format == FORMAT_XLSX || n > ROWS_ON_LOOP) {
        keep_rows(r, job); /* the handler's own are gone when the worker begins */
        return req_offload(r, table_work, table_answer, job, ret, e);
    }
    return table_work(r, job, e) && table_answer(r, job, ret, e);
}
