/* line_papers.c - the papers that a line needs, those it has, and its bill of quantities. */
#include "web/line_papers.h"

#include "base/arena.h"
#include "base/sheet_read.h"
#include "views.h"
#include "web/transfer.h"
#include "web/words.h"

enum { ISSUES_SHOWN = 100 };

/* The newest bill of quantities, when this is a construction line. */
static bool read_boq(struct req *r, struct papers_page *p, struct err *e)
{
    static const struct col cols[] = {{"cell", COL_PLAIN, NULL, NULL, NULL},
                                      {"kind", COL_TAG, "boq", NULL, NULL},
                                      {"found", COL_PLAIN, NULL, NULL, NULL},
                                      {"expected", COL_PLAIN, NULL, NULL, NULL}};
    struct rows rows = {NULL, 0};

    if (!str_starts(p->head.line.item_code, STR("0520")))
        return true;
    if (!boq_get(r->db, r->a, p->head.line.id, &p->boq, &p->has_boq, e) ||
        (p->has_boq && p->boq.issues && !boq_issues(r->db, r->a, p->boq.id, &rows, e)))
        return false;
    if (!p->has_boq)
        return true;
    p->factor = (struct score){p->boq.factor_millionths};
    p->vat = (struct share){p->boq.vat_bp};
    p->boq_issues = (struct table_view){.type = &boq_issue_type,
                                        .rows = rows.p,
                                        .n = rows.n < ISSUES_SHOWN ? rows.n : ISSUES_SHOWN,
                                        .cols = cols,
                                        .ncols = ARRAY_LEN(cols),
                                        .caption = tr(r->lang, TR("จุดที่ไม่ตรง"))};
    return true;
}

bool papers_show(struct req *r, struct papers_page *p, int status, struct reply *ret, struct err *e)
{
    struct page_head head;
    const struct paper_need *n;
    struct rows rows = p->head.needs;
    struct paper_view *v;

    if (!attach_part_read(r, str_format(r->a, "line:%.*s", STR_FMT(p->head.line.code)),
                          str_format(r->a, "%.*s/papers", STR_FMT(p->head.path)), &p->attach, e))
        return false;
    n = rows.p;
    v = ARENA_ARRAY(r->a, struct paper_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        v[i] = (struct paper_view){.need = n[i],
                                   .ok = str_eq(n[i].why, STR("ok")),
                                   .place = str_eq(n[i].paper, STR("coordinates")),
                                   .engineer = str_eq(n[i].paper, STR("engineer"))};
        p->missing += !v[i].ok;
    }
    p->need = v;
    p->need_n = rows.n;
    if (!read_boq(r, p, e))
        return false;
    p->construction = str_starts(p->head.line.item_code, STR("0520"));
    line_page_head(r, &p->head, "/papers", &head);
    if (!REPLY_PAGE(r, &head, line_papers, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool line_papers_page(struct req *r, struct reply *ret, struct err *e)
{
    struct papers_page *p = ARENA_NEW(r->a, struct papers_page);

    if (!line_head_read(r, TAB_PAPERS, &p->head, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &paper_need_type, p->head.needs.p, p->head.needs.n, NULL, STR_NONE,
                           str_format(r->a, "%.*s-papers", STR_FMT(p->head.line.code)), ret, e);
    p->engineer = p->head.line.engineer;
    p->version = str_format(r->a, "%lld", (long long)p->head.line.cost_version);
    return papers_show(r, p, 200, ret, e);
}

struct engineer_ctx {
    struct papers_page page;
    int64_t version;
};

static bool engineer_write(struct act *by, void *ctx, struct err *e)
{
    const struct engineer_ctx *c = ctx;

    return costing_engineer_set(by, c->page.head.line.code, c->version, c->page.engineer, e);
}

static bool engineer_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct engineer_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "%.*s/papers", STR_FMT(c->page.head.path)), ret);
    return true;
}

static bool engineer_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct engineer_ctx *c = ctx;
    struct err again = {0};

    c->page.engineer_error = word_error(r->a, e, r->lang);
    return papers_show(r, &c->page, err_http(e->code), ret, &again);
}

bool line_engineer_post(struct req *r, struct reply *ret, struct err *e)
{
    struct engineer_ctx *c = ARENA_NEW(r->a, struct engineer_ctx);

    if (!line_head_read(r, TAB_PAPERS, &c->page.head, e) ||
        !req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    c->page.version = req_field(r, "version");
    c->page.engineer = str_trim(req_field(r, "engineer"));
    r->refused = engineer_refused;
    return req_write(r, engineer_write, engineer_done, c, ret, e);
}

/* ---- the bill of quantities ---- */

struct boq_ctx {
    struct papers_page page;
    struct boq_file file;
    const char *path;
    struct str name;
};

static bool boq_table(struct req *r, const struct row_type *type, bool issues, const char *end,
                      struct reply *ret, struct err *e)
{
    struct line_head h;
    struct rows rows = {NULL, 0};
    struct boq b;
    bool found;

    if (!line_head_read(r, TAB_PAPERS, &h, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "%.*s/papers#boq", STR_FMT(h.path)), ret);
        return true;
    }
    return boq_get(r->db, r->a, h.line.id, &b, &found, e) &&
           (!found || (issues ? boq_issues(r->db, r->a, b.id, &rows, e)
                              : boq_lines(r->db, r->a, b.id, &rows, e))) &&
           reply_table(r, type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-%s", STR_FMT(h.line.code), end), ret, e);
}

bool line_boq_page(struct req *r, struct reply *ret, struct err *e)
{
    return boq_table(r, &boq_line_type, false, "boq", ret, e);
}

bool line_boq_issues_page(struct req *r, struct reply *ret, struct err *e)
{
    return boq_table(r, &boq_issue_type, true, "boq-issues", ret, e);
}

static bool boq_work(struct req *r, void *ctx, struct err *e)
{
    struct boq_ctx *c = ctx;

    return boq_read(r->a, &(struct sheet_source){.path = c->path}, c->page.head.line.requested,
                    &c->file, e);
}

static bool boq_write(struct act *by, void *ctx, struct err *e)
{
    struct boq_ctx *c = ctx;

    return boq_tie(by, c->page.head.line.code, c->path, c->name, &c->file, e);
}

static bool boq_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct boq_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "%.*s/papers", STR_FMT(c->page.head.path)), ret);
    return true;
}

static bool boq_read_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, boq_write, boq_done, ctx, ret, e);
}

static bool boq_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct boq_ctx *c = ctx;
    struct err again = {0};

    c->page.boq_error = word_error(r->a, e, r->lang);
    return papers_show(r, &c->page, err_http(e->code), ret, &again);
}

bool line_boq_post(struct req *r, struct reply *ret, struct err *e)
{
    struct boq_ctx *c = ARENA_NEW(r->a, struct boq_ctx);

    if (!line_head_read(r, TAB_PAPERS, &c->page.head, e))
        return false;
    c->page.engineer = c->page.head.line.engineer;
    c->page.version = str_format(r->a, "%lld", (long long)c->page.head.line.cost_version);
    if (!upload_required(r, e))
        return boq_refused(r, c, ret, e);
    c->path = r->upload->path;
    c->name = r->upload->filename;
    r->refused = boq_refused;
    return req_offload(r, boq_work, boq_read_done, c, ret, e);
}
