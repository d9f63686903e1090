#include "web/speech_page.h"

#include "base/arena.h"
#include "base/json.h"
#include "city/issued.h"
#include "views.h"
#include "web/job_page.h"
#include "web/words.h"

enum { BODY_MAX = 4000, HISTORY_ROWS = 50, WHOLE_BP = 10000, MOST = 99 };

/* What a page of the speech reads, once. */
struct reading {
    int64_t ordinance;
    struct speech s;
    struct rows paragraphs;
    struct speech_changes since;
    struct speech_figures *f;
};

static bool read_all(struct req *r, struct reading *x, struct err *e)
{
    bool ok;

    if (!req_int(r, "ordinance", 0, MOST, 0, &x->ordinance, e) || !db_snapshot_begin(r->db, e))
        return false;
    ok = speech_figures_load(r->db, r->a, r->year, x->ordinance, &x->f, e) &&
         speech_get(r->db, r->a, r->year, x->ordinance, &x->s, &x->paragraphs, e) &&
         speech_since(r->db, r->a, &x->s, x->f, &x->paragraphs, &x->since, e);
    db_snapshot_end(r->db);
    return ok;
}

static struct str place(struct req *r, const char *path, int64_t ordinance)
{
    return str_format(r->a, "%s?year=%lld&ordinance=%lld", path, (long long)r->year,
                      (long long)ordinance);
}

/* ---- one paragraph ---- */

/* The placeholder that says today what somebody typed; empty when none does. */
static struct str figure_like(const struct rows *names, struct str typed)
{
    const struct speech_name *x = names->p;

    for (size_t i = 0; i < names->n; i++) {
        if (x[i].value.n > 3 && str_starts(typed, x[i].value))
            return x[i].name;
    }
    return STR_NONE;
}

static void see_typed(struct req *r, const struct rows *names, struct speech_view *v)
{
    size_t n;
    struct str *typed = speech_typed(r->a, v->x.body, &n);

    v->typed = str_join(r->a, typed, n, STR(" \xC2\xB7 "));
    v->typed_any = n > 0;
    if (n)
        v->typed_like = figure_like(names, typed[0]);
}

static void see_table(struct req *r, const struct reading *x, struct speech_view *v)
{
    struct err no;
    int64_t bp = 0;

    v->is_table = speech_table(x->f, r->a, v->x.body, &v->row, &v->row_n, &no);
    v->table_name = word_label("speechtable", v->x.body, r->lang);
    for (size_t i = 0; i < v->row_n; i++) {
        v->sum = money_add(v->sum, v->row[i].amount);
        bp += v->row[i].share.bp;
    }
    v->percent_sum = str_format(r->a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100));
    v->rounded = v->row_n > 0 && bp != WHOLE_BP;
}

static void see_paragraph(struct req *r, const struct reading *x, const struct rows *names,
                          struct speech_page *page, struct speech_view *v)
{
    const struct speech_since *since = x->since.rows.p;
    struct err no;

    v->heading = str_eq(v->x.kind, STR("heading"));
    if (str_eq(v->x.kind, STR("table"))) {
        see_table(r, x, v);
    } else if (speech_pieces(x->f, r->a, v->x.body, 0, &v->piece, &v->piece_n, &no)) {
        see_typed(r, names, v);
    }
    for (size_t i = 0; i < v->piece_n; i++) {
        page->figures += v->piece[i].name.n > 0;
        page->missing += v->piece[i].missing;
    }
    for (size_t i = 0; i < x->since.rows.n; i++)
        v->changed += since[i].no == v->x.no;
    page->typed += v->typed_any;
    page->changed += v->changed > 0;
    v->edit = str_format(r->a, "%.*s&edit=%lld#pen", STR_FMT(page->path), (long long)v->x.no);
    v->add = str_format(r->a, "%.*s&after=%lld#pen", STR_FMT(page->path), (long long)v->x.no);
}

/* ---- the pen ---- */

static void choices_of(struct req *r, struct form_field *f, const char *kind)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, word_rows_n);

    f->choices = 0;
    for (size_t i = 0; i < word_rows_n; i++) {
        if (str_eq(str_from(word_rows[i].kind), str_from(kind)))
            c[f->choices++] = (struct form_choice){str_from(word_rows[i].word),
                                                   lang_pick(r->lang, word_rows[i].th, word_rows[i].en)};
    }
    f->choice = c;
}

static void pen_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
        {.name = "body",
         .kind = FORM_LONG,
         .label = TR("ข้อความ"),
         .hint = TR("ตัวเลขให้ใส่เป็นชื่อในวงเล็บปีกกาคู่จากตารางชื่อตัวเลข ตารางให้ใส่คำว่า type side agency หรือ source"),
         .required = true,
         .max = BODY_MAX},
    };

    *f = (struct form){.n = ARRAY_LEN(plain)};
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    choices_of(r, form_find(f, "kind"), "speechkind");
}

static void issue_form(struct req *r, struct form *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 2);

    *f = (struct form){.n = 1};
    f->field = ARENA_ARRAY(r->a, struct form_field, 1);
    f->field[0] = (struct form_field){
        .name = "format", .kind = FORM_CHOICE, .label = TR("รูปแบบแฟ้ม"), .required = true};
    c[0] = (struct form_choice){STR("pdf"), tr(r->lang, TR("PDF สำหรับลงนามและส่ง"))};
    c[1] = (struct form_choice){STR("docx"), tr(r->lang, TR("DOCX แก้ไขข้อความได้"))};
    f->field[0].choice = c;
    f->field[0].choices = 2;
}

/* Which paragraph is under the pen: as asked, or as typed before a refusal. */
static bool take_pen(struct req *r, const struct reading *x, const struct form *typed,
                     struct speech_page *page, struct err *e)
{
    const struct speech_paragraph *p = x->paragraphs.p;

    if (!req_int(r, typed ? "no" : "edit", 0, INT32_MAX, 0, &page->edit.no, e) ||
        !req_int(r, "after", 0, INT32_MAX, 0, &page->edit.after, e) ||
        (typed && !req_int(r, "version", 0, INT32_MAX, 0, &page->edit.version, e)))
        return false;
    page->editing = page->may_write &&
                    (typed || page->edit.no || req_query(r, "after").n > 0);
    pen_form(r, &page->form);
    form_find(&page->form, "kind")->value = STR("text");
    for (size_t i = 0; i < x->paragraphs.n && page->edit.no && !typed; i++) {
        if (p[i].no != page->edit.no)
            continue;
        page->edit.version = p[i].version;
        form_find(&page->form, "kind")->value = p[i].kind;
        form_find(&page->form, "body")->value = p[i].body;
    }
    if (typed)
        page->form = *typed;
    form_find(&page->form, "body")->focus = page->editing;
    page->form_title = page->edit.no ? tr(r->lang, TR("แก้ไขย่อหน้า")) : tr(r->lang, TR("เพิ่มย่อหน้า"));
    return true;
}

/* ---- the page ---- */

static const struct col name_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                       {"about", COL_UNDER, NULL, NULL, NULL},
                                       {"value", COL_NUMBER, NULL, NULL, NULL}};
static const struct col since_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                        {"heading", COL_UNDER, NULL, NULL, NULL},
                                        {"was", COL_PLAIN, NULL, NULL, NULL},
                                        {"is", COL_PLAIN, NULL, NULL, NULL}};

static void fill_tables(struct req *r, const struct reading *x, const struct rows *names,
                        struct speech_page *page)
{
    page->names = (struct table_view){.type = &speech_name_type,
                                      .rows = names->p,
                                      .n = names->n < 60 ? names->n : 60,
                                      .cols = name_cols,
                                      .ncols = ARRAY_LEN(name_cols),
                                      .caption = tr(r->lang, TR("ชื่อตัวเลขและค่าวันนี้"))};
    page->since = (struct table_view){.type = &speech_since_type,
                                      .rows = x->since.rows.p,
                                      .n = x->since.rows.n < 60 ? x->since.rows.n : 60,
                                      .cols = since_cols,
                                      .ncols = ARRAY_LEN(since_cols),
                                      .caption = tr(r->lang, TR("เปลี่ยนจากฉบับที่ออก")),
                                      .empty = tr(r->lang, TR("ทุกตัวเลขยังเท่ากับฉบับที่ออก"))};
}

static void fill_rights(struct req *r, const struct reading *x, struct speech_page *page)
{
    const struct actor *who = &r->session.actor;
    struct err no;

    page->is_default = x->s.id == 0;
    page->approved = speech_is_approved(&x->s);
    page->may_write = actor_check_city(who, PERM_BILL, &no);
    page->may_approve = !page->is_default && !page->approved && actor_check_city(who, PERM_CYCLE, &no);
    page->may_issue = issued_may_make(who, ISSUED_SPEECH, 0, 0, &no);
    page->issued = x->since.code.n > 0;
    page->issued_code = x->since.code;
    page->issued_path = str_format(r->a, "/documents/issued/%.*s", STR_FMT(x->since.code));
}

static bool show(struct req *r, const struct form *typed, struct str refused, int status,
                 struct reply *ret, struct err *e)
{
    struct speech_page page = {.csrf = r->session.csrf, .year = r->year, .refused = refused};
    struct page_head head = {.nav = STR("/council/speech"), .table_path = STR("/council/speech")};
    struct reading x = {.ordinance = 0};
    const struct speech_paragraph *p;
    struct speech_view *v;
    struct rows names;

    if (!read_all(r, &x, e))
        return false;
    p = x.paragraphs.p;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &speech_paragraph_type, p, x.paragraphs.n, NULL, STR_NONE,
                           str_format(r->a, "speech-%lld-%lld", (long long)r->year,
                                      (long long)x.ordinance),
                           ret, e);
    page.s = x.s;
    page.ordinance = x.ordinance;
    page.supplementary = x.ordinance > 0;
    page.total = speech_total(x.f);
    page.path = place(r, "/council/speech", x.ordinance);
    page.query = str_format(r->a, "ordinance=%lld", (long long)x.ordinance);
    page.history_path = place(r, "/council/speech/history", x.ordinance);
    page.since_path = place(r, "/council/speech/since", x.ordinance);
    page.figures_path = place(r, "/council/speech/figures", x.ordinance);
    fill_rights(r, &x, &page);
    if (!take_pen(r, &x, typed, &page, e))
        return false;
    names = speech_names(x.f, r->a, r->lang);
    v = ARENA_ARRAY(r->a, struct speech_view, x.paragraphs.n + 1);
    for (size_t i = 0; i < x.paragraphs.n; i++) {
        v[i].x = p[i];
        see_paragraph(r, &x, &names, &page, &v[i]);
        v[i].editing = page.editing && page.edit.no == p[i].no;
        v[i].adding = page.editing && page.edit.no == 0 && page.edit.after == p[i].no;
    }
    page.para = v;
    page.para_n = x.paragraphs.n;
    page.paragraphs = (int64_t)x.paragraphs.n;
    fill_tables(r, &x, &names, &page);
    issue_form(r, &page.issue);
    page.title = head.title = tr(r->lang, TR("คำแถลงงบประมาณ"));
    if (!REPLY_PAGE(r, &head, speech, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool speech_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, STR_NONE, 200, ret, e);
}

/* ---- tables of their own ---- */

bool speech_figures_page(struct req *r, struct reply *ret, struct err *e)
{
    struct speech_history_page page = {.year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("คำแถลงงบประมาณ")), STR("/council/speech")}};
    struct page_head head = {.nav = STR("/council/speech"), .crumb = crumb, .ncrumb = 1,
                             .table_path = STR("/council/speech/figures")};
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"about", COL_PLAIN, NULL, NULL, NULL},
                                      {"value", COL_NUMBER, NULL, NULL, NULL},
                                      {"forms", COL_PLAIN, NULL, NULL, NULL}};
    struct speech_figures *f;
    struct rows names;

    if (!req_int(r, "ordinance", 0, MOST, 0, &page.ordinance, e) ||
        !speech_figures_load(r->db, r->a, r->year, page.ordinance, &f, e))
        return false;
    names = speech_names(f, r->a, r->lang);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &speech_name_type, names.p, names.n, NULL, STR_NONE,
                           str_format(r->a, "figures-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("ชื่อตัวเลขของคำแถลง"));
    page.path = STR("/council/speech/figures");
    page.table = (struct table_view){.type = &speech_name_type, .rows = names.p, .n = names.n,
                                     .cols = cols, .ncols = ARRAY_LEN(cols), .caption = page.title};
    return REPLY_PAGE(r, &head, speech_history, &page, ret, e);
}

bool speech_since_page(struct req *r, struct reply *ret, struct err *e)
{
    struct reading x = {.ordinance = 0};

    if (r->format == FORMAT_HTML) {
        if (!req_int(r, "ordinance", 0, MOST, 0, &x.ordinance, e))
            return false;
        reply_redirect(r, str_format(r->a, "%.*s#since", STR_FMT(place(r, "/council/speech", x.ordinance))), ret);
        return true;
    }
    return read_all(r, &x, e) &&
           reply_table(r, &speech_since_type, x.since.rows.p, x.since.rows.n, NULL, STR_NONE,
                       str_format(r->a, "speech-since-%lld", (long long)r->year), ret, e);
}

bool speech_history_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_UNDER, NULL, NULL, NULL},
                                      {"version", COL_PLAIN, NULL, NULL, NULL},
                                      {"act", COL_WORD, "speechact", NULL, NULL},
                                      {"no", COL_PLAIN, NULL, NULL, NULL},
                                      {"old_body", COL_PLAIN, NULL, NULL, NULL},
                                      {"body", COL_PLAIN, NULL, NULL, NULL}};
    struct speech_history_page page = {.year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("คำแถลงงบประมาณ")), STR("/council/speech")}};
    struct page_head head = {.nav = STR("/council/speech"), .crumb = crumb, .ncrumb = 1,
                             .table_path = STR("/council/speech/history")};
    const struct speech_change_row *c;
    struct rows rows, paragraphs;
    struct speech s;
    int64_t before;

    if (!req_int(r, "ordinance", 0, MOST, 0, &page.ordinance, e) ||
        !req_int(r, "before", 0, INT64_MAX, 0, &before, e) ||
        !speech_get(r->db, r->a, r->year, page.ordinance, &s, &paragraphs, e) ||
        !speech_changes(r->db, r->a, &s, before, HISTORY_ROWS + 1, &rows, e))
        return false;
    c = rows.p;
    if (rows.n > HISTORY_ROWS) {
        rows.n = HISTORY_ROWS;
        page.next = str_format(r->a, "%lld", (long long)c[HISTORY_ROWS - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &speech_change_type, rows.p, rows.n, NULL, page.next,
                           str_format(r->a, "speech-history-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("ประวัติคำแถลงงบประมาณ"));
    page.path = STR("/council/speech/history");
    if (page.next.n)
        page.next = str_format(r->a, "%.*s&before=%.*s",
                               STR_FMT(place(r, "/council/speech/history", page.ordinance)),
                               STR_FMT(page.next));
    page.table = (struct table_view){.type = &speech_change_type, .rows = rows.p, .n = rows.n,
                                     .cols = cols, .ncols = ARRAY_LEN(cols), .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีการแก้ไข"))};
    return REPLY_PAGE(r, &head, speech_history, &page, ret, e);
}

/* ---- writing ---- */

struct speech_ctx {
    struct form form;
    struct speech_edit edit;
    struct str what;
    int64_t year, ordinance, version, no;
};

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    struct speech_ctx *c = ctx;

    return speech_write(by, c->year, c->ordinance, &c->edit, &c->no, e);
}

static bool move_write(struct act *by, void *ctx, struct err *e)
{
    const struct speech_ctx *c = ctx;

    return speech_move(by, c->year, c->ordinance, &c->edit, c->what, e);
}

static bool adopt_write(struct act *by, void *ctx, struct err *e)
{
    const struct speech_ctx *c = ctx;

    return speech_adopt(by, c->year, c->ordinance, e);
}

static bool approve_write(struct act *by, void *ctx, struct err *e)
{
    const struct speech_ctx *c = ctx;

    return speech_approve(by, c->year, c->ordinance, c->version, e);
}

static bool to_speech(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct speech_ctx *c = ctx;
    struct str path = place(r, "/council/speech", c->ordinance);

    (void)e;
    reply_done(r, c->no ? str_format(r->a, "%.*s#p%lld", STR_FMT(path), (long long)c->no) : path, ret);
    return true;
}

static bool edit_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct speech_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_SPEECH_NAME || e->code == ERR_SPEECH_BRACES)
        form_wrong(&c->form, "body", word_error(r->a, e, r->lang));
    else
        form_refuse(&c->form, r, e);
    return show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

/* Of which bill, which paragraph as it was seen. */
static bool read_ctx(struct req *r, struct speech_ctx **ret, struct err *e)
{
    struct speech_ctx *c = ARENA_NEW(r->a, struct speech_ctx);

    c->year = r->year;
    *ret = c;
    return req_int(r, "ordinance", 0, MOST, 0, &c->ordinance, e) &&
           req_int(r, "no", 0, INT32_MAX, 0, &c->edit.no, e) &&
           req_int(r, "version", 0, INT32_MAX, 0, &c->edit.version, e) &&
           req_int(r, "after", 0, INT32_MAX, 0, &c->edit.after, e);
}

bool speech_post(struct req *r, struct reply *ret, struct err *e)
{
    struct speech_ctx *c;

    if (!read_ctx(r, &c, e))
        return false;
    pen_form(r, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return show(r, &c->form, STR_NONE, 400, ret, e);
    c->edit.kind = form_value(&c->form, "kind");
    c->edit.body = form_value(&c->form, "body");
    r->refused = edit_refused;
    return req_write(r, edit_write, to_speech, c, ret, e);
}

bool speech_move_post(struct req *r, struct reply *ret, struct err *e)
{
    struct speech_ctx *c;

    if (!read_ctx(r, &c, e))
        return false;
    c->what = req_field(r, "do");
    r->refused = act_refused;
    return req_write(r, move_write, to_speech, c, ret, e);
}

bool speech_adopt_post(struct req *r, struct reply *ret, struct err *e)
{
    struct speech_ctx *c;

    if (!read_ctx(r, &c, e))
        return false;
    r->refused = act_refused;
    return req_write(r, adopt_write, to_speech, c, ret, e);
}

bool speech_approve_post(struct req *r, struct reply *ret, struct err *e)
{
    struct speech_ctx *c;

    if (!read_ctx(r, &c, e))
        return false;
    c->version = c->edit.version;
    r->refused = act_refused;
    return req_write(r, approve_write, to_speech, c, ret, e);
}

bool speech_issue_post(struct req *r, struct reply *ret, struct err *e)
{
    struct form f;
    struct sbuf b;
    struct jw w;
    int64_t ordinance;

    if (!req_int(r, "ordinance", 0, MOST, 0, &ordinance, e) ||
        !issued_may_make(&r->session.actor, ISSUED_SPEECH, 0, 0, e))
        return false;
    issue_form(r, &f);
    form_read(&f, r);
    if (!form_check(&f, r))
        return show(r, NULL, f.field[0].error, 400, ret, e);
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "document", STR("speech"));
    J(&w, "format", form_value(&f, "format"));
    J(&w, "subject", str_format(r->a, "%lld", (long long)ordinance));
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}
