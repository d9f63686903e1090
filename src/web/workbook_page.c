#include "web/workbook_page.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"
#include "city/year.h"
#include "exchange/book_out.h"
#include "store/blob.h"
#include "views.h"
#include "web/transfer.h"
#include "web/words.h"
#include "web/workbook_int.h"

static const struct form_field plain_form[] = {
    {.name = "file",
     .kind = FORM_FILE,
     .label = TR("แฟ้มที่กรอกแล้ว"),
     .required = true,
     .hint = TR(".xlsx ไม่เกิน 20 MB แฟ้มที่ดาวน์โหลดจากหน้านี้ หรือแฟ้มของหน่วยงานเอง (.xlsx หรือ .csv)")},
};

struct str workbook_path(struct req *r, const struct workbook_ctx *c)
{
    return str_format(r->a, "/requests/%.*s/workbook", STR_FMT(c->agency.code));
}

struct str workbook_agency_name(const struct req *r, const struct agency *g)
{
    return r->lang == LANG_EN && g->name_en.n ? g->name_en : g->name_th;
}

bool workbook_agency(struct req *r, enum perm p, struct workbook_ctx *c, struct err *e)
{
    return agency_get(r->db, r->a, r->seg[0], &c->agency, e) &&
           actor_check(&r->session.actor, p, c->agency.id, c->agency.division, e);
}

static void make_form(struct req *r, struct workbook_ctx *c)
{
    c->form.n = ARRAY_LEN(plain_form);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain_form));
    c->form.field[0] = plain_form[0];
}

/* ---- the first page, the lines, the workbook ---- */

static bool seen_lines(struct req *r, const struct workbook_ctx *c, struct rows *ret, struct err *e)
{
    struct book_sight sight = {.agency_id = c->agency.id};
    struct book_line *kept;
    struct rows all;
    size_t n = 0;

    if (!sight_of(r->db, r->a, &r->session.actor, &sight.sight, e) ||
        !book_lines(r->db, r->a, r->year, &sight, &all, e)) {
        return false;
    }
    kept = ARENA_ARRAY(r->a, struct book_line, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct book_line *l = (const struct book_line *)all.p + i;

        if (l->seen && !l->removed) {
            kept[n++] = *l;
        }
    }
    *ret = (struct rows){kept, n};
    return true;
}

bool workbook_show(struct req *r, struct workbook_ctx *c, int status, struct reply *ret,
                   struct err *e)
{
    struct err ignored = {0};
    struct workbook_page page = {.csrf = r->session.csrf,
                                 .path = workbook_path(r, c),
                                 .agency_name = workbook_agency_name(r, &c->agency),
                                 .agency_code = c->agency.code,
                                 .year = r->year,
                                 .form = c->form,
                                 .may_send =
                                     actor_check(&r->session.actor, PERM_REQUEST_WRITE,
                                                 c->agency.id, c->agency.division, &ignored)};
    struct param crumb[] = {
        {tr(r->lang, TR("โต๊ะคำขอ")), STR("/requests")},
        {page.agency_name, str_format(r->a, "/requests/%.*s", STR_FMT(c->agency.code))}};
    struct page_head head = {
        .nav = STR("/requests"), .crumb = crumb, .ncrumb = 2, .table_path = page.path};
    struct rows lines;

    if (!seen_lines(r, c, &lines, e)) {
        return false;
    }
    page.lines = (int64_t)lines.n;
    for (size_t i = 0; i < lines.n; i++) {
        page.requested =
            money_add(page.requested, ((const struct book_line *)lines.p)[i].requested);
    }
    page.title = head.title = tr(r->lang, TR("คำขอเป็นแฟ้ม Excel"));
    if (!REPLY_PAGE(r, &head, workbook, &page, ret, e)) {
        return false;
    }
    ret->status = status;
    return true;
}

bool workbook_file(struct req *r, struct workbook_ctx *c, struct err *e)
{

    return download_open(r, c->path, STR("xlsx"), &c->fd, &c->bytes, e);
}

static bool stage(struct req *r, struct workbook_ctx *c, struct err *e)
{
    char *folder;

    if (!file_temp_dir(r->a, &folder, e)) {
        return false;
    }
    c->path = str_cstr(r->a, str_format(r->a, "%s/requests.xlsx", folder));
    return true;
}

static struct request_book_want want(struct req *r, const struct workbook_ctx *c)
{
    return (struct request_book_want){.year = r->year,
                                      .agency_code = c->agency.code,
                                      .path = c->path,
                                      .lang = r->lang,
                                      .who = &r->session.actor,
                                      .now_ms = r->now_ms};
}

static bool export_work(struct req *r, void *ctx, struct err *e)
{
    struct workbook_ctx *c = ctx;
    struct request_book_want w;
    struct request_book_done d;

    if (!stage(r, c, e)) {
        return false;
    }
    w = want(r, c);
    return request_book_export(r->db, r->a, &w, &d, e) && workbook_file(r, c, e);
}

static bool send_file(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ctx;

    (void)e;
    ret->status = 200;
    ret->type = STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    ret->filename =
        str_format(r->a, "requests-%.*s-%lld.xlsx", STR_FMT(c->agency.code), (long long)r->year);
    ret->fd = c->fd;
    ret->fd_bytes = c->bytes;
    return true;
}

bool workbook_page(struct req *r, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ARENA_NEW(r->a, struct workbook_ctx);
    struct rows lines;

    if (!workbook_agency(r, PERM_BUDGET_READ, c, e)) {
        return false;
    }
    make_form(r, c);
    if (r->format == FORMAT_XLSX) {
        return req_offload(r, export_work, send_file, c, ret, e);
    }
    if (r->format == FORMAT_HTML) {
        return workbook_show(r, c, 200, ret, e);
    }
    return seen_lines(r, c, &lines, e) && reply_table(r, &book_line_type, lines.p, lines.n, NULL,
                                                      STR_NONE, STR("requests"), ret, e);
}

/* ---- sending a file: it is read, then kept, then shown ---- */

bool workbook_load(struct req *r, struct workbook_ctx *c, struct err *e)
{
    struct sheet_source src = {.path = c->path};
    struct err other = {.code = ERR_NONE};
    struct str text;

    c->is_own = c->needs_map = false;
    if (request_book_read(r->a, &src, &c->book, e)) {
        return true;
    }
    if ((e->code != ERR_BOOK_FOREIGN && e->code != ERR_BOOK_KIND) ||
        !own_sheet_look(r->a, &src, &c->own, &other)) {
        return false;
    }
    *e = (struct err){.code = ERR_NONE};
    if (!sheet_map_find(r->db, r->a, c->agency.id, STR("requests"), c->own.fingerprint, &text, e)) {
        return false;
    }
    c->is_own = true;
    c->needs_map = text.n == 0;
    return c->needs_map || (sheet_map_parse(r->a, text, own_targets, &c->map, e) &&
                            own_sheet_read(r->a, &src,
                                           &(struct own_want){.sheet = &c->own,
                                                              .map = &c->map,
                                                              .agency_code = c->agency.code,
                                                              .year = r->year},
                                           &c->book, e));
}

static bool upload_work(struct req *r, void *ctx, struct err *e)
{
    return workbook_load(r, ctx, e);
}

static bool keep_write(struct act *by, void *ctx, struct err *e)
{
    struct workbook_ctx *c = ctx;

    return blob_put(by->tx, c->path, c->digest, e);
}

static bool go_check(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ctx;

    (void)e;
    reply_done(r,
               str_format(r->a, "%.*s/check?file=%.*s&year=%lld", STR_FMT(workbook_path(r, c)),
                          STR_FMT(hex_text(r->a, c->digest, sizeof c->digest)), (long long)r->year),
               ret);
    return true;
}

static bool upload_read(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, keep_write, go_check, ctx, ret, e);
}

static bool upload_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ctx;
    struct err again = {0};

    form_wrong(&c->form, "file", word_error(r->a, e, r->lang));
    return workbook_show(r, c, err_http(e->code), ret, &again);
}

bool workbook_upload_post(struct req *r, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ARENA_NEW(r->a, struct workbook_ctx);

    if (!workbook_agency(r, PERM_REQUEST_WRITE, c, e)) {
        return false;
    }
    make_form(r, c);
    if (!r->upload || r->upload->bytes == 0) {
        form_wrong(&c->form, "file", tr(r->lang, TR("เลือกแฟ้มก่อน แฟ้มต้องไม่ว่าง")));
        return workbook_show(r, c, 400, ret, e);
    }
    c->path = r->upload->path;
    r->refused = upload_refused;
    return req_offload(r, upload_work, upload_read, c, ret, e);
}

/* ---- what came back, with the person's values and the reasons ---- */

static bool returned_work(struct req *r, void *ctx, struct err *e)
{
    struct workbook_ctx *c = ctx;
    struct request_book_want w;

    if (!workbook_kept(r, c, e) || !workbook_load(r, c, e)) {
        return false;
    }
    if (c->needs_map) {
        FAIL(e, ERR_BOOK_FOREIGN);
        return false;
    }
    c->ask = (struct book_ask){
        .book = &c->book, .agency_code = c->agency.code, .year = r->year, .who = &r->session.actor};
    if (!request_book_plan(r->db, r->a, &c->ask, &c->plan, e) || !stage(r, c, e)) {
        return false;
    }
    w = want(r, c);
    return request_book_return(r->db, r->a, &c->plan, &w, e) && workbook_file(r, c, e);
}

bool workbook_returned_get(struct req *r, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ARENA_NEW(r->a, struct workbook_ctx);

    if (!workbook_agency(r, PERM_REQUEST_WRITE, c, e)) {
        return false;
    }
    if (req_query(r, "file").n == 0) {
        reply_redirect(r, workbook_path(r, c), ret);
        return true;
    }
    return workbook_sha(c, req_query(r, "file"), e) &&
           req_offload(r, returned_work, send_file, c, ret, e);
}
