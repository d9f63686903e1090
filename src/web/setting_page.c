#include "web/setting_page.h"

#include "base/arena.h"
#include "base/exact.h"
#include "views.h"
#include "web/router.h"
#include "web/words.h"

enum { CHANGES = 100, VALUE_MAX = 300, REASON_MAX = 1000 };

/* What the page says beyond what is stored: a form as typed, its preview, a refusal. */
struct setting_said {
    const struct form *form;
    const struct setting_preview *pre;
    struct str refused;
    int status;
};

static void make_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "field", .kind = FORM_CHOICE, .label = TR("ช่องที่เปลี่ยน"), .required = true},
        {.name = "subject",
         .kind = FORM_TEXT,
         .label = TR("ของ"),
         .hint = TR("รหัสหน่วยงาน 8 หลัก ชื่อที่สะกดผิด หรือปีงบประมาณ ตามช่องที่เลือก"),
         .required = true,
         .max = VALUE_MAX},
        {.name = "value", .kind = FORM_TEXT, .label = TR("ค่าใหม่"), .max = VALUE_MAX},
        {.name = "from_date",
         .kind = FORM_TEXT,
         .label = TR("มีผลตั้งแต่วันที่"),
         .hint = TR("เช่น 1/10/2566 วันนี้หรือหลังจากนี้ ก่อนถึงวันนี้ถอนคืนได้"),
         .required = true,
         .max = 40},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผล"),
         .required = true,
         .max = REASON_MAX},
        {.name = "source", .kind = FORM_TEXT, .label = TR("อ้างอิงกฎหมาย ระเบียบ หรือมติ"), .max = VALUE_MAX},
    };
    struct form_choice *choice = ARENA_ARRAY(r->a, struct form_choice, SETTING_CELLS);
    struct sbuf b;

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < SETTING_CELLS; i++)
        choice[i] = (struct form_choice){setting_code((enum setting_field)i),
                                         setting_name((enum setting_field)i, r->lang)};
    f->field[0].choice = choice;
    f->field[0].choices = SETTING_CELLS;
    sbuf_init(&b, r->a, 64);
    date_put(&b, r->today, DATE_SHORT, LANG_TH);
    f->field[3].value = sbuf_str(&b);
}

static struct str name_of(struct req *r, struct str code)
{
    for (size_t i = 0; i < SETTING_CELLS; i++) {
        if (str_eq(code, setting_code((enum setting_field)i)))
            return setting_name((enum setting_field)i, r->lang);
    }
    return code;
}

static bool read_open(struct req *r, struct settings_page *page, struct err *e)
{
    struct setting_open_view *v;
    const struct setting_change *c;
    struct rows rows;

    if (!setting_open(r->db, r->a, &rows, e))
        return false;
    c = rows.p;
    v = ARENA_ARRAY(r->a, struct setting_open_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        bool proposed = str_eq(c[i].state, STR("proposed"));

        v[i] = (struct setting_open_view){.c = c[i], .name = name_of(r, c[i].field)};
        v[i].own = proposed && str_eq(c[i].proposed_by, r->session.actor.name);
        v[i].may_approve = page->may && proposed && !v[i].own;
        page->waiting += proposed;
    }
    page->open = v;
    page->open_n = rows.n;
    return true;
}

/* Tables of parts that this program has and the reader may open. */
static void read_places(struct req *r, struct settings_page *page)
{
    const struct setting_table *all;
    size_t n = setting_tables(r->a, r->lang, &all);
    struct setting_table *t = ARENA_ARRAY(r->a, struct setting_table, n);

    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].path, STR("/users")) && !actor_may(&r->session.actor, PERM_USER_ADMIN))
            continue;
        if (route_exists(str_cstr(r->a, all[i].path)))
            t[page->place_n++] = all[i];
    }
    page->place = t;
}

static bool show(struct req *r, const struct setting_said *said, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"number", COL_YEAR, NULL, NULL, NULL},     {"field", COL_PLAIN, NULL, NULL, NULL},
        {"subject", COL_UNDER, NULL, NULL, NULL},   {"old_value", COL_PLAIN, NULL, NULL, NULL},
        {"new_value", COL_PLAIN, NULL, NULL, NULL}, {"state", COL_WORD, "state", NULL, NULL},
        {"from_date", COL_PLAIN, NULL, NULL, NULL}, {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"source", COL_UNDER, NULL, NULL, NULL},    {"proposed_by", COL_PLAIN, NULL, NULL, NULL},
        {"decided_by", COL_UNDER, NULL, NULL, NULL}};
    struct settings_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/settings"), .table_path = STR("/settings")};
    const struct setting_change *c;
    struct rows rows;
    int64_t before;

    if (!req_int(r, "before", 0, INT64_MAX, 0, &before, e) ||
        !setting_list(r->db, r->a, before, CHANGES, &rows, e))
        return false;
    c = rows.p;
    if (rows.n == CHANGES)
        page.next = str_format(r->a, "%lld", (long long)c[rows.n - 1].number);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &setting_change_type, rows.p, rows.n, NULL, page.next,
                           STR("settings"), ret, e);
    page.may = actor_may(&r->session.actor, PERM_PARAM);
    page.refused = said->refused;
    page.title = head.title = tr(r->lang, TR("ตารางตั้งค่า"));
    page.n = (int64_t)rows.n;
    if (!read_open(r, &page, e))
        return false;
    read_places(r, &page);
    if (said->form)
        page.form = *said->form;
    else
        make_form(r, &page.form);
    if (said->pre) {
        page.preview = true;
        page.pre = *said->pre;
        page.same = said->pre->same;
    }
    page.table = (struct table_view){.type = &setting_change_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("การเปลี่ยนทั้งหมด")),
                                     .empty = tr(r->lang, TR("ยังไม่เคยเปลี่ยน")),
                                     .remember = STR("settings")};
    if (!REPLY_PAGE(r, &head, settings, &page, ret, e))
        return false;
    ret->status = said->status;
    return true;
}

bool settings_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, &(struct setting_said){.status = 200}, ret, e);
}

/* ---- proposing ---- */

struct setting_ctx {
    struct form form;
    struct setting_new new;
    struct str reason;
    int64_t number;
};

static bool propose_write(struct act *by, void *ctx, struct err *e)
{
    struct setting_ctx *c = ctx;

    return setting_propose(by, &c->new, &c->number, e);
}

static bool changed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/settings"), ret);
    return true;
}

static bool propose_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct setting_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return show(r,
                &(struct setting_said){.form = &c->form,
                                       .refused = word_error(r->a, e, r->lang),
                                       .status = err_http(e->code)},
                ret, &again);
}

bool setting_post(struct req *r, struct reply *ret, struct err *e)
{
    struct setting_ctx *c = ARENA_NEW(r->a, struct setting_ctx);
    struct setting_preview pre;
    struct err why = {0}, th = {0};
    struct str day;

    make_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    day = form_value(&c->form, "from_date");
    if (day.n && !date_parse_th(day, &c->new.from_date, &th) &&
        !date_parse_iso(day, &c->new.from_date, &why))
        form_wrong(&c->form, "from_date", word_error(r->a, &th, r->lang));
    c->new.field = form_value(&c->form, "field");
    c->new.subject = form_value(&c->form, "subject");
    c->new.value = form_value(&c->form, "value");
    c->new.reason = form_value(&c->form, "reason");
    c->new.source = form_value(&c->form, "source");
    if (c->form.wrong)
        return show(r, &(struct setting_said){.form = &c->form, .status = 400}, ret, e);
    if (str_eq(req_field(r, "do"), STR("preview"))) {
        if (!setting_preview(r->db, r->a, &c->new, r->today, &pre, &why))
            return propose_refused(r, c, ret, &why);
        return show(r, &(struct setting_said){.form = &c->form, .pre = &pre, .status = 200}, ret,
                    e);
    }
    r->refused = propose_refused;
    return req_write(r, propose_write, changed, c, ret, e);
}

/* ---- approving and withdrawing ---- */

static bool approve_write(struct act *by, void *ctx, struct err *e)
{
    const struct setting_ctx *c = ctx;

    return setting_approve(by, c->number, e);
}

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct setting_ctx *c = ctx;

    return setting_withdraw(by, c->number, c->reason, e);
}

static bool change_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return show(r,
                &(struct setting_said){.refused = word_error(r->a, e, r->lang),
                                       .status = err_http(e->code)},
                ret, &again);
}

static bool change_post(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct setting_ctx *c = ARENA_NEW(r->a, struct setting_ctx);

    if (!exact_parse_decimal(r->seg[0], 0, &c->number)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[0]));
        return false;
    }
    c->reason = req_field(r, "reason");
    r->refused = change_refused;
    return req_write(r, fn, changed, c, ret, e);
}

bool setting_approve_post(struct req *r, struct reply *ret, struct err *e)
{
    return change_post(r, approve_write, ret, e);
}

bool setting_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    return change_post(r, withdraw_write, ret, e);
}
