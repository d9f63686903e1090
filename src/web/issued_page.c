#include "web/issued_page.h"

#include "base/arena.h"
#include "base/json.h"
#include "city/agency.h"
#include "city/param.h"
#include "document/qr.h"
#include "plan/meeting.h"
#include "views.h"
#include "web/job_page.h"
#include "web/words.h"

enum { LIST_MOST = 50 };

/* ---- what can be made ---- */

static void kind_choices(struct req *r, struct form_field *f, bool all)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ISSUED_KINDS + 1);
    size_t n = 0;

    if (all)
        c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกชนิด"))};
    for (size_t i = 0; i < ISSUED_KINDS; i++) {
        struct str about = str_from(issued_kinds[i].about);

        if (all || str_eq(about, STR("agency")) || str_eq(about, STR("meeting"))) /* else on their pages */
            c[n++] = (struct form_choice){
                str_from(issued_kinds[i].word),
                lang_pick(r->lang, issued_kinds[i].th, issued_kinds[i].en)};
    }
    f->choice = c;
    f->choices = n;
}

/* Agencies that the person may make a paper of. */
static bool agency_choices(struct req *r, struct form_field *f, struct err *e)
{
    struct rows rows;
    const struct agency *g;
    struct form_choice *c;
    size_t n = 0;

    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    g = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        struct err no;

        if (issued_may_make(&r->session.actor, ISSUED_REQUEST, g[i].id, g[i].division, &no))
            c[n++] = (struct form_choice){
                g[i].code, r->lang == LANG_EN && g[i].name_en.n ? g[i].name_en : g[i].name_th};
    }
    f->choice = c;
    f->choices = n;
    return true;
}

static bool meeting_choices(struct req *r, struct form_field *f, struct err *e)
{
    struct rows rows;
    const struct meeting *m;
    struct form_choice *c;
    struct err no;
    size_t n = 0;

    f->choice = NULL;
    f->choices = 0;
    if (!issued_may_make(&r->session.actor, ISSUED_AGENDA, 0, 0, &no))
        return true;
    if (!meeting_list(r->db, r->a, r->year, &rows, e))
        return false;
    m = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[n++] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < rows.n; i++)
        c[n++] = (struct form_choice){
            m[i].code, str_format(r->a, "%.*s %.*s %.*s", STR_FMT(m[i].code),
                                  STR_FMT(word_label("body", m[i].body, r->lang)),
                                  STR_FMT(m[i].number))};
    f->choice = c;
    f->choices = n;
    return true;
}

static void format_choices(struct req *r, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 3);

    c[0] = (struct form_choice){STR("pdf"), tr(r->lang, TR("PDF สำหรับลงนามและส่ง"))};
    c[1] = (struct form_choice){STR("docx"), tr(r->lang, TR("DOCX แก้ไขข้อความได้"))};
    c[2] = (struct form_choice){STR("xlsx"), tr(r->lang, TR("XLSX เฉพาะตัวเลข"))};
    f->choice = c;
    f->choices = 3;
}

static bool make_form(struct req *r, struct form *f, bool *ret_may, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("เอกสาร"), .required = true},
        {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ")},
        {.name = "meeting",
         .kind = FORM_CHOICE,
         .label = TR("การประชุม"),
         .hint = TR("สำหรับระเบียบวาระและรายงานการประชุม")},
        {.name = "format", .kind = FORM_CHOICE, .label = TR("รูปแบบแฟ้ม"), .required = true},
    };
    struct form_field *meeting;

    *f = (struct form){.n = ARRAY_LEN(plain)};
    f->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        f->field[i] = plain[i];
    kind_choices(r, form_find(f, "kind"), false);
    format_choices(r, form_find(f, "format"));
    meeting = form_find(f, "meeting");
    if (!agency_choices(r, form_find(f, "agency"), e) || !meeting_choices(r, meeting, e))
        return false;
    *ret_may = form_find(f, "agency")->choices > 0 || meeting->choices > 0;
    if (meeting->choices == 0)
        meeting->kind = FORM_HIDDEN;
    return true;
}

/* ---- the register ---- */

static bool show_list(struct req *r, const struct form *typed, int status, struct reply *ret,
                      struct err *e)
{
    struct issued_list_page page = {.year = r->year, .csrf = r->session.csrf};
    struct param crumb[] = {{tr(r->lang, TR("เอกสารงบประมาณ")), STR("/documents")}};
    struct page_head head = {.nav = STR("/documents"),
                             .crumb = crumb,
                             .ncrumb = 1,
                             .table_path = STR("/documents/issued")};
    struct issued_filter f = {.year = r->year,
                              .limit = LIST_MOST + 1,
                              .kind = req_query(r, "kind"),
                              .reader = r->session.actor.name};
    const struct issued_row *row;
    struct issued_view *v;
    struct rows rows;

    if (!req_int(r, "before", 0, INT64_MAX, 0, &f.before, e) ||
        !issued_list(r->db, r->a, &f, &rows, e))
        return false;
    row = rows.p;
    if (rows.n > LIST_MOST) {
        rows.n = LIST_MOST;
        page.next = str_format(r->a, "%lld", (long long)row[LIST_MOST - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &issued_row_type, row, rows.n, NULL, page.next,
                           str_format(r->a, "issued-%lld", (long long)r->year), ret, e);
    if (!make_form(r, &page.form, &page.may_make, e))
        return false;
    form_find(&page.form, "agency")->value = req_query(r, "agency");
    form_find(&page.form, "meeting")->value = req_query(r, "meeting");
    form_find(&page.form, "kind")->value = f.kind;
    if (typed)
        page.form = *typed;
    page.kind = (struct form_field){
        .name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .value = f.kind};
    kind_choices(r, &page.kind, true);
    v = ARENA_ARRAY(r->a, struct issued_view, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct issued_view){row[i], issued_kind_text(row[i].kind, r->lang)};
    page.row = v;
    page.row_n = rows.n;
    page.title = head.title = tr(r->lang, TR("ทะเบียนเอกสารที่ออก"));
    if (!REPLY_PAGE(r, &head, issued, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool issued_list_page(struct req *r, struct reply *ret, struct err *e)
{
    return show_list(r, NULL, 200, ret, e);
}

/* ---- making one ---- */

static bool check_order(struct req *r, const struct form *f, struct err *e)
{
    struct str agency = form_value(f, "agency"), meeting = form_value(f, "meeting");
    enum issued_kind kind;
    struct agency g = {0};
    struct meeting m;

    if (!issued_kind_of(r->a, form_value(f, "kind"), &kind, e))
        return false;
    if (str_eq(str_from(issued_kinds[kind].about), STR("agency"))) {
        if (agency.n == 0) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(STR("agency")));
            return false;
        }
        return agency_get(r->db, r->a, agency, &g, e) &&
               issued_may_make(&r->session.actor, kind, g.id, g.division, e);
    }
    if (meeting.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("meeting")));
        return false;
    }
    return issued_may_make(&r->session.actor, kind, 0, 0, e) &&
           meeting_get(r->db, r->a, r->year, meeting, &m, e);
}

bool issued_post(struct req *r, struct reply *ret, struct err *e)
{
    struct form f = {0};
    struct err why = {0};
    struct sbuf b;
    struct jw w;
    bool may;

    if (!make_form(r, &f, &may, e))
        return false;
    form_read(&f, r);
    if (!form_check(&f, r))
        return show_list(r, &f, 400, ret, e);
    if (!check_order(r, &f, &why)) {
        if (why.code == ERR_FORBIDDEN || why.code == ERR_SCOPE || why.code == ERR_NOT_FOUND) {
            *e = why;
            return false;
        }
        form_refuse(&f, r, &why);
        return show_list(r, &f, err_http(why.code), ret, e);
    }
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "document", form_value(&f, "kind"));
    J(&w, "format", form_value(&f, "format"));
    J(&w, "agency", form_value(&f, "agency"));
    J(&w, "meeting", form_value(&f, "meeting"));
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}

/* ---- one document ---- */

static struct str size_text(struct arena *a, int64_t bytes)
{
    return bytes < 1024 * 1024
               ? str_format(a, "%lld kB", (long long)((bytes + 512) / 1024))
               : str_format(a, "%lld.%lld MB", (long long)(bytes / 1048576),
                            (long long)(bytes % 1048576 * 10 / 1048576));
}

static bool read_files(struct req *r, struct issued_one_page *page, struct err *e)
{
    const struct issued_file *f;
    struct issued_file_view *v;
    struct rows rows;

    if (!issued_files(r->db, r->a, page->row.id, &rows, e))
        return false;
    f = rows.p;
    v = ARENA_ARRAY(r->a, struct issued_file_view, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct issued_file_view){f[i], size_text(r->a, f[i].size_bytes)};
    page->file = v;
    page->file_n = rows.n;
    return true;
}

static bool may_change(struct req *r, struct issued_one_page *page, struct err *e)
{
    const struct issued_row *row = &page->row;
    enum issued_kind kind;
    struct agency g = {0};
    struct err no;

    if (!issued_kind_of(r->a, row->kind, &kind, e) ||
        (row->agency_id && !agency_by_id(r->db, r->a, row->agency_id, &g, e)))
        return false;
    page->may_make = issued_may_make(&r->session.actor, kind, g.id, g.division, &no);
    page->may_withdraw =
        !page->row.withdrawn && issued_may_withdraw(&r->session.actor, &page->row, g.division, &no);
    return true;
}

static bool draw_code(struct req *r, struct issued_one_page *page, struct err *e)
{
    struct str site;
    struct sbuf b;
    struct qr q;

    if (!param_text(r->db, r->a, PARAM_SITE_ADDRESS, page->row.year, &site, e))
        return false;
    while (site.n > 0 && site.p[site.n - 1] == '/')
        site.n--;
    page->url = str_format(r->a, "%.*s/d/%.*s", STR_FMT(site), STR_FMT(page->row.code));
    if (!qr_make(r->a, page->url, &q, e))
        return false;
    sbuf_init(&b, r->a, SBUF_NO_LIMIT);
    qr_svg(&b, &q, page->url);
    page->qr = (struct html_safe){sbuf_str(&b)};
    return true;
}

/* A draft has no signed copy. */
static bool read_scan(struct req *r, struct issued_one_page *page, struct str path, struct err *e)
{
    if (page->row.draft)
        return true;
    if (!attach_part_read(r, str_format(r->a, "document:%.*s", STR_FMT(page->row.code)), path,
                          &page->attach, e))
        return false;
    form_find(&page->attach.form, "kind")->value = STR("signed");
    return true;
}

bool issued_one_page(struct req *r, struct reply *ret, struct err *e)
{
    struct issued_one_page page = {.csrf = r->session.csrf};
    struct param crumb[] = {{tr(r->lang, TR("เอกสารงบประมาณ")), STR("/documents")},
                            {tr(r->lang, TR("ทะเบียนเอกสารที่ออก")), STR("/documents/issued")}};
    struct page_head head = {.nav = STR("/documents"), .crumb = crumb, .ncrumb = 2};
    struct str path;

    if (!issued_get(r->db, r->a, r->seg[0], &page.row, e) ||
        !issued_may_read(&r->session.actor, &page.row, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &issued_row_type, &page.row, 1, NULL, STR_NONE, page.row.number, ret,
                           e);
    path = str_format(r->a, "/documents/issued/%.*s", STR_FMT(page.row.code));
    if (!read_files(r, &page, e) || !may_change(r, &page, e) || !draw_code(r, &page, e) ||
        !read_scan(r, &page, path, e))
        return false;
    page.year = page.row.year;
    page.digest = str_slice(page.row.data_sha256, 0, 16);
    page.kind_text = issued_kind_text(page.row.kind, r->lang);
    page.title = head.title = page.row.number;
    return REPLY_PAGE(r, &head, issued_one, &page, ret, e);
}

struct file_ctx {
    struct issued_row row;
    struct str format;
    struct issued_copy copy;
};

static bool file_work(struct req *r, void *ctx, struct err *e)
{
    struct file_ctx *c = ctx;

    return issued_open(r->db, r->a, &c->row, c->format, &c->copy, e);
}

static bool file_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct file_ctx *c = ctx;

    (void)e;
    ret->status = 200;
    ret->type = str_eq(c->format, STR("pdf")) ? STR("application/pdf")
                : str_eq(c->format, STR("docx"))
                    ? STR("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
                    : STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    if (!str_eq(c->format, STR("pdf")) || !req_query(r, "show").n) /* else it opens in the reader's window */
        ret->filename = c->copy.file.name;
    ret->fd = c->copy.fd;
    ret->fd_bytes = c->copy.bytes;
    return true;
}

bool issued_file_get(struct req *r, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ARENA_NEW(r->a, struct file_ctx);

    c->format = r->seg[1];
    return issued_get(r->db, r->a, r->seg[0], &c->row, e) &&
           issued_may_read(&r->session.actor, &c->row, e) &&
           req_offload(r, file_work, file_answer, c, ret, e);
}

/* ---- taking back ---- */

struct withdraw_ctx {
    struct str code, reason;
};

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct withdraw_ctx *c = ctx;

    return issued_withdraw(by, c->code, c->reason, e);
}

static bool withdrawn(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct withdraw_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/documents/issued/%.*s", STR_FMT(c->code)), ret);
    return true;
}

bool issued_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    struct withdraw_ctx *c = ARENA_NEW(r->a, struct withdraw_ctx);

    c->code = r->seg[0];
    c->reason = req_field(r, "reason");
    return req_write(r, withdraw_write, withdrawn, c, ret, e);
}
