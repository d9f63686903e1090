#include "web/import_page.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/file.h"
#include "sql_web.h"
#include "store/blob.h"
#include "views.h"
#include "web/words.h"

enum { ISSUES_SHOWN = 300, HISTORY_ROWS = 50 };

static const struct field import_fields[] = {
    COL(struct import_row, id),
    FIELD(struct import_row, code, FIELD_KEY, "เลขที่", "Code"),
    FIELD(struct import_row, at, 0, "เวลา", "Time"),
    FIELD(struct import_row, kind, 0, "ชนิดแฟ้ม", "Kind"),
    FIELD(struct import_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct import_row, rows_read, 0, "อ่าน", "Read"),
    FIELD(struct import_row, accepted, 0, "รับ", "Accepted"),
    FIELD(struct import_row, unchanged, 0, "เหมือนเดิม", "Unchanged"),
    FIELD(struct import_row, repaired, 0, "แก้ให้", "Repaired"),
    FIELD(struct import_row, refused, 0, "ไม่รับ", "Refused"),
    FIELD(struct import_row, total_text, 0, "รวม (บาท)", "Total (baht)"),
    FIELD(struct import_row, by_user, 0, "ผู้นำเข้า", "By"),
    FIELD(struct import_row, sha256, 0, "SHA-256", "SHA-256"),
};
const struct row_type import_row_type = ROW_TYPE(struct import_row, import_fields);

/* "670405000.00" with separators; the sums of national rows may have many decimals. */
static struct str grouped(struct arena *a, struct str s)
{
    size_t whole = str_find(s, STR("."), 0);
    struct sbuf b;

    sbuf_init(&b, a, 256);
    for (size_t i = 0; i < s.n; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0 && s.p[i - 1] != '-')
            sbuf_byte(&b, ',');
        sbuf_byte(&b, s.p[i]);
    }
    return sbuf_str(&b);
}

/* ---- choose ---- */

static const struct form_field plain_form[] = {
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิดแฟ้ม"), .required = true},
    {.name = "year",
     .kind = FORM_TEXT,
     .label = TR("ปีงบประมาณ"),
     .required = true,
     .max = 4,
     .hint = TR("พ.ศ. เช่น 2566 ทุกแถวต้องเป็นปีนี้")},
    {.name = "file",
     .kind = FORM_FILE,
     .label = TR("แฟ้ม CSV"),
     .required = true,
     .hint = TR("UTF-8 ไม่เกิน 20 MB บันทึกจาก Excel แบบ CSV UTF-8")},
};

static void make_form(struct req *r, struct form *f)
{
    static const char *const kinds[] = {"bma-lines", "national-lines", "strategy"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(kinds));

    f->n = ARRAY_LEN(plain_form);
    f->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain_form));
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain_form[i];
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        c[i] = (struct form_choice){str_from(kinds[i]),
                                    word_label("import", str_from(kinds[i]), r->lang)};
    f->field[0].choice = c;
    f->field[0].choices = ARRAY_LEN(kinds);
}

static bool read_history(struct req *r, int64_t limit, struct rows *ret, struct err *e)
{
    int64_t after;

    return req_int(r, "after", 0, INT64_MAX, 0, &after, e) &&
           db_list(r->db, r->a, &Q_PAGE_IMPORTS, ARGS(V(after), V(limit)), &import_row_type, ret,
                   e);
}

static bool import_show(struct req *r, struct form *f, int status, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"at", COL_PLAIN, NULL, NULL, NULL},        {"code", COL_UNDER, NULL, NULL, NULL},
        {"kind", COL_WORD, "import", NULL, NULL},   {"year", COL_YEAR, NULL, NULL, NULL},
        {"rows_read", COL_PLAIN, NULL, NULL, NULL}, {"accepted", COL_PLAIN, NULL, NULL, NULL},
        {"unchanged", COL_PLAIN, NULL, NULL, NULL}, {"repaired", COL_PLAIN, NULL, NULL, NULL},
        {"refused", COL_PLAIN, NULL, NULL, NULL},   {"total_text", COL_NUMBER, NULL, NULL, NULL},
        {"by_user", COL_PLAIN, NULL, NULL, NULL}};
    struct import_page page = {.year = r->year, .csrf = r->session.csrf, .form = *f};
    struct page_head head = {.nav = STR("/import"), .table_path = STR("/imports")};
    struct rows rows;
    struct import_row *row;

    if (!read_history(r, HISTORY_ROWS, &rows, e))
        return false;
    row = ARENA_ARRAY(r->a, struct import_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct import_row *)rows.p)[i];
        row[i].total_text = grouped(r->a, row[i].total_text);
    }
    page.title = head.title = tr(r->lang, TR("นำเข้าข้อมูล"));
    page.history = (struct table_view){.type = &import_row_type,
                                       .rows = row,
                                       .n = rows.n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("การนำเข้าที่ผ่านมา")),
                                       .empty = tr(r->lang, TR("ยังไม่เคยนำเข้า"))};
    if (!REPLY_PAGE(r, &head, import, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool import_page(struct req *r, struct reply *ret, struct err *e)
{
    struct form f = {.n = 0};

    make_form(r, &f);
    form_find(&f, "year")->value = str_format(r->a, "%lld", (long long)r->year);
    return import_show(r, &f, 200, ret, e);
}

bool imports_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/import#history"), ret);
        return true;
    }
    return read_history(r, 1000, &rows, e) &&
           reply_table(r, &import_row_type, rows.p, rows.n, NULL, STR_NONE, STR("imports"), ret, e);
}

/* ---- check: a worker reads the file, then it is kept ---- */

struct import_ctx {
    struct form form;
    struct str kind, filename, sha;
    const char *path;
    uint8_t digest[SHA256_BYTES];
    struct import_options options;
    struct import_report report;
};

static bool result_show(struct req *r, struct import_ctx *c, bool done, struct reply *ret,
                        struct err *e)
{
    static const struct col cols[] = {
        {"row", COL_YEAR, NULL, NULL, NULL},       {"line", COL_YEAR, NULL, NULL, NULL},
        {"action", COL_TAG, "action", NULL, NULL}, {"field", COL_PLAIN, NULL, NULL, NULL},
        {"value", COL_PLAIN, NULL, NULL, NULL},    {"expected", COL_PLAIN, NULL, NULL, NULL},
        {"th", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col cols_en[] = {
        {"row", COL_YEAR, NULL, NULL, NULL},       {"line", COL_YEAR, NULL, NULL, NULL},
        {"action", COL_TAG, "action", NULL, NULL}, {"field", COL_PLAIN, NULL, NULL, NULL},
        {"value", COL_PLAIN, NULL, NULL, NULL},    {"expected", COL_PLAIN, NULL, NULL, NULL},
        {"en", COL_PLAIN, NULL, NULL, NULL}};
    const struct import_report *p = &c->report;
    size_t n = p->issues.n < ISSUES_SHOWN ? p->issues.n : ISSUES_SHOWN;
    struct import_result_page page = {.csrf = r->session.csrf,
                                      .kind = c->kind,
                                      .filename = c->filename,
                                      .sha256 = c->sha,
                                      .report = *p,
                                      .done = done,
                                      .refused = p->refused > 0,
                                      .clean = p->issues.n == 0,
                                      .nothing_new = p->accepted == 0 && p->refused == 0,
                                      .shown = (int64_t)n,
                                      .hidden = (int64_t)(p->issues.n - n),
                                      .total = grouped(r->a, p->total_baht)};
    struct param crumb[] = {{tr(r->lang, TR("นำเข้าข้อมูล")), STR("/import")}};
    struct page_head head = {.nav = STR("/import"), .crumb = crumb, .ncrumb = 1};

    page.title = head.title =
        done ? tr(r->lang, TR("ผลการนำเข้า")) : tr(r->lang, TR("ตรวจแฟ้มก่อนนำเข้า"));
    page.issues = (struct table_view){.type = &import_issue_type,
                                      .rows = p->issues.p,
                                      .n = n,
                                      .cols = r->lang == LANG_EN ? cols_en : cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .caption = tr(r->lang, TR("สิ่งที่พบในแฟ้ม"))};
    if (!REPLY_PAGE(r, &head, import_result, &page, ret, e))
        return false;
    if (p->refused > 0 && !p->written)
        ret->status = done ? 400 : 200;
    return true;
}

/* JSON callers get the report of CONTRACTS.md 2. */
static bool result_answer(struct req *r, struct import_ctx *c, bool done, struct reply *ret,
                          struct err *e)
{
    if (r->format == FORMAT_JSON) {
        reply_json(r, done && !c->report.written && c->report.refused ? 400 : 200,
                   import_report_json(r->a, &c->report), ret);
        return true;
    }
    return result_show(r, c, done, ret, e);
}

static bool check_work(struct req *r, void *ctx, struct err *e)
{
    struct import_ctx *c = ctx;
    struct import_job job = {.kind = c->kind,
                             .src = {.path = c->path},
                             .options = c->options,
                             .who = &r->session.actor,
                             .now_ms = r->now_ms};

    return import_run(r->server->store, r->a, &job, &c->report, e);
}

static bool keep_write(struct act *by, void *ctx, struct err *e)
{
    struct import_ctx *c = ctx;

    return blob_put(by->tx, c->path, c->digest, e);
}

static bool kept(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ctx;

    c->sha = hex_text(r->a, c->digest, sizeof c->digest);
    return result_answer(r, c, false, ret, e);
}

static bool checked(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, keep_write, kept, ctx, ret, e);
}

static bool check_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ctx;
    struct err again = {0};

    form_wrong(&c->form, "file", word_error(r->a, e, r->lang));
    return import_show(r, &c->form, err_http(e->code), ret, &again);
}

static bool read_year(struct req *r, struct form *f, int64_t *ret)
{
    struct err e = {0};
    int32_t year;

    if (!fy_parse(form_value(f, "year"), &year, &e)) {
        form_wrong(f, "year", word_error(r->a, &e, r->lang));
        return false;
    }
    *ret = year;
    return true;
}

bool import_check_post(struct req *r, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ARENA_NEW(r->a, struct import_ctx);

    make_form(r, &c->form);
    form_read(&c->form, r);
    c->kind = form_value(&c->form, "kind");
    c->options.dry_run = true;
    form_check(&c->form, r);
    if (form_value(&c->form, "year").n)
        read_year(r, &c->form, &c->options.year);
    if (!r->upload || r->upload->bytes == 0)
        form_wrong(&c->form, "file", tr(r->lang, TR("เลือกแฟ้มก่อน แฟ้มต้องไม่ว่าง")));
    if (c->form.wrong)
        return import_show(r, &c->form, 400, ret, e);
    c->path = r->upload->path;
    c->filename = r->upload->filename;
    r->refused = check_refused;
    return req_offload(r, check_work, checked, c, ret, e);
}

/* ---- confirm: the kept bytes, for real ---- */

static bool confirm_work(struct req *r, void *ctx, struct err *e)
{
    struct import_ctx *c = ctx;
    int64_t bytes;
    int fd;
    char *folder;

    if (!blob_open(r->db, r->a, c->digest, &fd, &bytes, e))
        return false;
    c->path = str_cstr(r->a, str_format(r->a, "/proc/self/fd/%d", fd));
    if (c->options.errors_path) {
        if (!file_temp_dir(r->a, &folder, e))
            return false;
        c->options.errors_path = str_cstr(r->a, str_format(r->a, "%s/refused.csv", folder));
    }
    return check_work(r, c, e);
}

static bool confirmed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return result_answer(r, ctx, true, ret, e);
}

bool import_confirm_post(struct req *r, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ARENA_NEW(r->a, struct import_ctx);

    c->kind = req_field(r, "kind");
    c->sha = req_field(r, "sha256");
    c->filename = req_field(r, "filename");
    c->options.errors_path = req_field(r, "skip").n ? "" : NULL;
    if (!req_int(r, "import_year", FY_MIN, FY_MAX, r->year, &c->options.year, e))
        return false;
    if (!hex_read(c->sha, c->digest, sizeof c->digest)) {
        FAIL(e, ERR_BAD_FIELD);
        err_arg(e, "field", V(STR("sha256")));
        return false;
    }
    return req_offload(r, confirm_work, confirmed, c, ret, e);
}
