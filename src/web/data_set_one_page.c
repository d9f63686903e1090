/* data_set_one_page.c - one data set: what is missing, its dictionary, updates, quality runs. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/data_set_page.h"
#include "web/transfer.h"
#include "web/words.h"

enum { LINE_PARTS = 8 };

static const struct form_field load_fields[] = {
    {.name = "on_date", .kind = FORM_TEXT, .label = TR("ปรับปรุงวันที่"), .required = true, .max = 40},
    {.name = "records", .kind = FORM_NUMBER, .label = TR("จำนวนระเบียน"), .required = true},
    {.name = "note", .kind = FORM_TEXT, .label = TR("หมายเหตุ"), .max = 1000},
};
static const struct form_field own_fields[] = {
    {.name = "own", .kind = FORM_CHOICE, .label = TR("ตารางของ PBIS"), .required = true},
};

struct ctx {
    struct data_set s;
    struct rows fields;
    struct form form, load, own;
    struct data_set_new n;
    struct data_set_load in;
    struct rows typed; /* a dictionary */
    struct str lines, path, what, reason, refused;
    int64_t version;
};

static void make_form(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    f->n = n;
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

/* The dictionary as lines of parts, as it is typed. */
static struct str lines_of(struct arena *a, const struct rows *rows)
{
    const struct data_set_field *f = rows->p;
    struct sbuf b;

    sbuf_init(&b, a, 1 << 20);
    for (size_t i = 0; i < rows->n; i++) {
        const struct str part[LINE_PARTS] = {f[i].name,
                                             f[i].type,
                                             f[i].meaning,
                                             f[i].example,
                                             f[i].codes,
                                             f[i].personal,
                                             f[i].needed ? STR("needed") : STR_NONE,
                                             f[i].is_key ? STR("key") : STR_NONE};

        sbuf_add(&b, str_join(a, part, LINE_PARTS, STR(" | ")));
        SB_LIT(&b, "\n");
    }
    return sbuf_str(&b);
}

static bool read_lines(struct req *r, struct str text, struct rows *ret, struct err *e)
{
    struct data_set_field *f = ARENA_ARRAY(r->a, struct data_set_field, DATA_FIELDS + 1);
    struct str line, part, rest = text;
    size_t n = 0;

    while (str_split(&rest, '\n', &line)) {
        struct str *to[] = {&f[n].name, &f[n].type, &f[n].meaning, &f[n].example, &f[n].codes, &f[n].personal};
        size_t k = 0;

        line = str_trim(line);
        if (line.n == 0)
            continue;
        if (n == DATA_FIELDS) {
            FAIL(e, ERR_LIMIT);
            err_arg(e, "what", V(STR("fields")));
            err_arg(e, "limit", V((int64_t)DATA_FIELDS));
            return false;
        }
        for (; str_split(&line, '|', &part); k++) {
            part = str_trim(part);
            if (k < ARRAY_LEN(to))
                *to[k] = part;
            f[n].needed |= k == 6 && part.n > 0;
            f[n].is_key |= k == 7 && part.n > 0;
        }
        f[n].type = f[n].type.n ? f[n].type : STR("text");
        n++;
    }
    *ret = (struct rows){f, n};
    return true;
}

static bool load_one(struct req *r, struct ctx *c, struct err *e)
{
    const char *words = data_set_own_words();
    struct form_choice *x = ARENA_ARRAY(r->a, struct form_choice, 20);
    struct str rest = str_from(words), w;
    struct form_field *own;

    if (!data_set_get(r->db, r->a, r->seg[0], &c->s, e) ||
        !data_set_fields(r->db, r->a, c->s.id, &c->fields, e))
        return false;
    data_set_form(r, &c->form, false);
    data_set_fill(r, &c->form, &c->s);
    make_form(r, load_fields, ARRAY_LEN(load_fields), &c->load);
    make_form(r, own_fields, ARRAY_LEN(own_fields), &c->own);
    c->load.again = 1;
    own = form_find(&c->own, "own");
    while (own->choices < 20 && str_split(&rest, ' ', &w))
        x[own->choices++] = (struct form_choice){w, word_label("own_rows", w, r->lang)};
    own->choice = x;
    own->value = c->s.own_rows;
    c->lines = lines_of(r->a, &c->fields);
    return true;
}

static struct table_view view_of(struct req *r, const struct row_type *t, const struct rows *rows, const char *caption,
                                 const char *empty)
{
    return (struct table_view){.type = t,
                               .rows = rows->p,
                               .n = rows->n,
                               .caption = tr(r->lang, caption),
                               .empty = tr(r->lang, empty)};
}

static bool take_tables(struct req *r, const struct ctx *c, struct data_set_page *page, struct err *e)
{
    static const struct col fields[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                        {"meaning", COL_PLAIN, NULL, NULL, NULL},
                                        {"type", COL_WORD, "data_field_type", NULL, NULL},
                                        {"example", COL_PLAIN, NULL, NULL, NULL},
                                        {"codes", COL_PLAIN, NULL, NULL, NULL},
                                        {"personal", COL_TAG, "data_personal", NULL, NULL},
                                        {"needed", COL_YES, NULL, NULL, NULL},
                                        {"is_key", COL_YES, NULL, NULL, NULL}};
    static const struct col updates[] = {{"on_date", COL_PLAIN, NULL, NULL, NULL},
                                         {"due", COL_PLAIN, NULL, NULL, NULL},
                                         {"late", COL_YES, NULL, NULL, NULL},
                                         {"records", COL_PLAIN, NULL, NULL, NULL},
                                         {"note", COL_PLAIN, NULL, NULL, NULL},
                                         {"by_user", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col checks[] = {{"run", COL_PLAIN, NULL, NULL, NULL},
                                        {"on_date", COL_PLAIN, NULL, NULL, NULL},
                                        {"kind", COL_WORD, "data_check", NULL, NULL},
                                        {"checked", COL_PLAIN, NULL, NULL, NULL},
                                        {"faults", COL_PLAIN, NULL, NULL, NULL},
                                        {"passed", COL_YES, NULL, NULL, NULL},
                                        {"example", COL_PLAIN, NULL, NULL, NULL}};
    struct rows rows;

    page->fields = view_of(r, &data_set_field_type, &c->fields, TR("พจนานุกรมข้อมูล"), TR("ยังไม่มีพจนานุกรมข้อมูล"));
    page->fields.cols = fields;
    page->fields.ncols = ARRAY_LEN(fields);
    if (!data_set_updates(r->db, r->a, c->s.id, &rows, e))
        return false;
    page->updates = view_of(r, &data_set_update_type, &rows, TR("การปรับปรุง"), TR("ยังไม่เคยปรับปรุง"));
    page->updates.cols = updates;
    page->updates.ncols = ARRAY_LEN(updates);
    if (!data_set_checks(r->db, r->a, c->s.id, &rows, e))
        return false;
    page->checks = view_of(r, &data_set_check_type, &rows, TR("ผลตรวจคุณภาพ"), TR("ยังไม่เคยตรวจ"));
    page->checks.cols = checks;
    page->checks.ncols = ARRAY_LEN(checks);
    return true;
}

static bool one_show(struct req *r, struct ctx *c, int status, struct reply *ret, struct err *e)
{
    struct param crumb[] = {{tr(r->lang, TR("ชุดข้อมูลและแบบฟอร์ม")), STR("/data-sets")}};
    struct page_head head = {.nav = STR("/data-sets"), .crumb = crumb, .ncrumb = 1};
    struct data_set_page page = {.csrf = r->session.csrf, .s = c->s, .refused = c->refused};
    struct rows found;
    struct err no;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &data_set_field_type, c->fields.p, c->fields.n, NULL, STR_NONE, c->s.code, ret, e);
    data_set_lint(r->a, &c->s, &c->fields, &found);
    page.finding = found.p;
    page.finding_n = found.n;
    page.complete = found.n == 0;
    page.title = head.title = c->s.title;
    page.action = str_format(r->a, "/data-sets/%.*s", STR_FMT(c->s.code));
    head.table_path = page.action;
    page.drafted = str_eq(c->s.state, STR("drafted"));
    page.approved = str_eq(c->s.state, STR("approved"));
    page.never = c->s.last_update.yyyymmdd == 0;
    page.has_fields = c->fields.n > 0;
    page.may_write = (page.drafted || page.approved) &&
                     actor_check(&r->session.actor, PERM_RESULT, c->s.agency_id, c->s.division, &no);
    page.may_approve = (page.drafted || page.approved) &&
                       actor_check(&r->session.actor, PERM_RESULT_APPROVE, c->s.agency_id, c->s.division, &no);
    page.form = c->form;
    page.load = c->load;
    page.own = c->own;
    page.lines = c->lines;
    if (!take_tables(r, c, &page, e) || !REPLY_PAGE(r, &head, data_set, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool data_set_page(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    return load_one(r, c, e) && one_show(r, c, 200, ret, e);
}

static bool one_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)e;
    reply_done(r, str_format(r->a, "/data-sets/%.*s", STR_FMT(((struct ctx *)ctx)->s.code)), ret);
    return true;
}

static bool one_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;
    struct err again = {0};

    c->refused = data_set_wrong(r, e);
    return one_show(r, c, err_http(e->code), ret, &again);
}

/* ---- its fields ---- */

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    return data_set_edit(by, c->s.code, &c->n, e);
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, c, err_http(e->code), ret, &again);
}

bool data_set_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!load_one(r, c, e))
        return false;
    if (!data_set_read(r, &c->form, &c->n))
        return one_show(r, c, 400, ret, e);
    if (!req_int(r, "version", 1, INT64_MAX, 0, &c->n.version, e))
        return false;
    r->refused = edit_refused;
    return req_write(r, edit_write, one_written, c, ret, e);
}

/* ---- approve, withdraw, own, load ---- */

static bool do_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    if (str_eq(c->what, STR("approve")))
        return data_set_approve(by, c->s.code, c->version, e);
    if (str_eq(c->what, STR("withdraw")))
        return data_set_withdraw(by, c->s.code, c->version, c->reason, e);
    if (str_eq(c->what, STR("own")))
        return data_set_own(by, c->s.code, c->version, c->reason, e);
    return data_set_loaded(by, c->s.code, &c->in, e);
}

static bool load_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->load, r, e);
    return one_show(r, c, err_http(e->code), ret, &again);
}

bool data_set_do_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!load_one(r, c, e) || !req_int(r, "version", 1, INT64_MAX, 0, &c->version, e))
        return false;
    c->what = req_field(r, "what");
    c->reason = str_eq(c->what, STR("own")) ? req_field(r, "own") : str_trim(req_field(r, "reason"));
    r->refused = one_refused;
    if (str_eq(c->what, STR("load"))) {
        form_read(&c->load, r);
        if (!form_check(&c->load, r) || !form_date(&c->load, "on_date", r, &c->in.on_date) ||
            !form_int(&c->load, "records", r, 0, 1000000000000, &c->in.records))
            return one_show(r, c, 400, ret, e);
        c->in.version = c->version;
        c->in.note = form_value(&c->load, "note");
        r->refused = load_refused;
    } else if (!str_eq(c->what, STR("approve")) && !str_eq(c->what, STR("withdraw")) &&
               !str_eq(c->what, STR("own"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("what")));
        err_arg(e, "value", V(c->what));
        err_arg(e, "expected", V(STR("approve withdraw own load")));
        return false;
    }
    return req_write(r, do_write, one_written, c, ret, e);
}

/* ---- the dictionary, a quality run ---- */

static bool dictionary_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    return data_set_dictionary(by, c->s.code, c->version, &c->typed, e);
}

bool data_set_dictionary_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!load_one(r, c, e) || !req_int(r, "version", 1, INT64_MAX, 0, &c->version, e))
        return false;
    c->lines = req_field(r, "lines");
    r->refused = one_refused;
    if (!read_lines(r, c->lines, &c->typed, e))
        return one_refused(r, c, ret, e);
    return req_write(r, dictionary_write, one_written, c, ret, e);
}

static bool check_write(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;
    struct rows rows;

    return data_set_check_file(by, c->s.code, c->version, str_cstr(by->a, c->path), &rows, e);
}

bool data_set_check_post(struct req *r, struct reply *ret, struct err *e)
{
    struct ctx *c = ARENA_NEW(r->a, struct ctx);

    if (!load_one(r, c, e) || !req_int(r, "version", 1, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = one_refused;
    if (!upload_required(r, e))
        return one_refused(r, c, ret, e);
    c->path = str_from(r->upload->path);
    return req_write(r, check_write, one_written, c, ret, e);
}
