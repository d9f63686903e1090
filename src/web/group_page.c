#include "web/group_page.h"

#include "base/arena.h"
#include "city/year.h"
#include "plan/write.h"
#include "views.h"
#include "web/words.h"

struct group_ctx {
    struct agency agency;
    int64_t year;
    bool edit;
    struct str refused;
    struct form form;
    struct justify_group g;
    struct str code; /* the group to join */
    struct str *line;
    size_t n;
};

static void make_form(struct req *r, struct group_ctx *c)
{
    static const struct form_field plain[] = {
        {.name = "code", .kind = FORM_HIDDEN, .label = TR("รหัสกลุ่ม")},
        {.name = "version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
        {.name = "title",
         .kind = FORM_TEXT,
         .label = TR("เรื่อง"),
         .required = true,
         .max = 300,
         .hint = TR("เช่น ค่าวัสดุสำนักงานของทุกฝ่าย")},
        {.name = "formula", .kind = FORM_CHOICE, .label = TR("คิดจาก"), .required = true},
        {.name = "driver",
         .kind = FORM_TEXT,
         .label = TR("ตัวขับ"),
         .required = true,
         .max = 300,
         .hint = TR("สิ่งที่ทำให้ค่าใช้จ่ายเพิ่มหรือลด เช่น จำนวนโรงเรียน จำนวนอัตรา เลขที่สัญญา")},
        {.name = "quantity", .kind = FORM_NUMBER, .label = TR("จำนวน"), .required = true},
        {.name = "unit_word", .kind = FORM_TEXT, .label = TR("หน่วยนับ"), .max = 60},
        {.name = "rate", .kind = FORM_MONEY, .label = TR("อัตราต่อหน่วย (บาท)"), .required = true},
        {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 8000},
    };
    static const char *const kinds[] = {"driver", "posts", "contract"};
    struct form_choice *k = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(kinds));

    c->form.n = ARRAY_LEN(plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        c->form.field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        k[i] = (struct form_choice){str_from(kinds[i]),
                                    word_label("formula", str_from(kinds[i]), r->lang)};
    form_find(&c->form, "formula")->choice = k;
    form_find(&c->form, "formula")->choices = ARRAY_LEN(kinds);
}

static bool begin(struct req *r, struct group_ctx **ret, struct err *e)
{
    struct group_ctx *c = ARENA_NEW(r->a, struct group_ctx);
    struct fiscal_year y;
    struct err no;

    c->year = r->year;
    make_form(r, c);
    *ret = c;
    if (!agency_get(r->db, r->a, r->seg[0], &c->agency, e) ||
        !year_get(r->db, r->a, r->year, &y, e))
        return false;
    c->edit =
        actor_check(&r->session.actor, PERM_REQUEST_WRITE, c->agency.id, c->agency.division, &no) &&
        check_editable(STR("DRAFT"), y.stage, &no);
    return true;
}

static void open_group(struct req *r, const struct group_ctx *c, struct groups_page *page)
{
    struct str asked = req_query(r, "group");

    page->form = c->form;
    page->open = c->form.wrong;
    for (size_t i = 0; i < page->group_n && asked.n && !page->open; i++) {
        const struct justify_group *g = &page->group[i].g;
        struct form *f = &page->form;

        if (!str_eq(g->code, asked))
            continue;
        form_find(f, "code")->value = g->code;
        form_find(f, "version")->value = str_format(r->a, "%lld", (long long)g->version);
        form_find(f, "title")->value = g->title;
        form_find(f, "formula")->value = g->formula;
        form_find(f, "driver")->value = g->driver;
        form_find(f, "quantity")->value = milli_text(r->a, g->quantity_milli);
        form_find(f, "unit_word")->value = g->unit_word;
        form_find(f, "rate")->value = money_text(r->a, g->rate, MONEY_WHOLE);
        form_find(f, "reason")->value = g->reason;
        page->open = true;
        break;
    }
}

static bool read_groups(struct req *r, const struct group_ctx *c, struct groups_page *page,
                        struct err *e)
{
    struct group_view *g;
    struct group_line *l;
    struct rows groups, lines;
    struct str sight;

    if (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !justify_list(r->db, r->a, r->year, c->agency.id, sight, &groups, e) ||
        !justify_lines(r->db, r->a, r->year, c->agency.id, sight, &lines, e))
        return false;
    g = ARENA_ARRAY(r->a, struct group_view, groups.n);
    for (size_t i = 0; i < groups.n; i++) {
        g[i].g = ((const struct justify_group *)groups.p)[i];
        g[i].quantity.millionths = g[i].g.quantity_milli * 1000;
        g[i].gap = money_sub(g[i].g.product, g[i].g.asked);
        g[i].short_of = g[i].gap.satang < 0;
    }
    l = ARENA_ARRAY(r->a, struct group_line, lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        l[i].l = ((const struct justify_line_row *)lines.p)[i];
        l[i].bare = l[i].l.justification.n == 0 && l[i].l.group_code.n == 0;
        page->bare += l[i].bare;
    }
    page->group = g;
    page->group_n = groups.n;
    page->line = l;
    page->line_n = lines.n;
    return true;
}

static bool groups_show(struct req *r, const struct group_ctx *c, int status, struct reply *ret,
                        struct err *e)
{
    struct groups_page page = {
        .csrf = r->session.csrf, .year = r->year, .refused = c->refused, .may_edit = c->edit};
    struct param crumb[2] = {
        {tr(r->lang, TR("โต๊ะคำขอ")), STR("/requests")},
        {r->lang == LANG_EN && c->agency.name_en.n ? c->agency.name_en : c->agency.name_th,
         str_format(r->a, "/requests/%.*s", STR_FMT(c->agency.code))}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 2};

    if (!read_groups(r, c, &page, e))
        return false;
    open_group(r, c, &page);
    page.back = crumb[1].value;
    page.action = head.table_path =
        str_format(r->a, "/requests/%.*s/groups", STR_FMT(c->agency.code));
    page.title = head.title = tr(r->lang, TR("กลุ่มเหตุผล"));
    if (!REPLY_PAGE(r, &head, groups, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

/* The groups themselves are the agency's working papers: above it they are seen on the packages. */
bool groups_page(struct req *r, struct reply *ret, struct err *e)
{
    struct group_ctx *c;
    struct rows rows;
    struct str sight;

    if (!begin(r, &c, e))
        return false;
    if (r->format == FORMAT_HTML)
        return groups_show(r, c, 200, ret, e);
    return sight_of(r->db, r->a, &r->session.actor, &sight, e) &&
           justify_list(r->db, r->a, r->year, c->agency.id, sight, &rows, e) &&
           reply_table(r, &justify_group_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-groups", STR_FMT(c->agency.code)), ret, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct group_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/requests/%.*s/groups", STR_FMT(c->agency.code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct group_ctx *c = ctx;
    struct err again = {0};

    if (r->format == FORMAT_JSON) {
        reply_error(r, e, ret);
        return true;
    }
    c->refused = word_error(r->a, e, r->lang);
    return groups_show(r, c, err_http(e->code), ret, &again);
}

static bool group_write(struct act *by, void *ctx, struct err *e)
{
    struct group_ctx *c = ctx;
    struct str code;

    return justify_put(by, &c->g, &code, e);
}

static bool group_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct group_ctx *c = ctx;

    form_refuse(&c->form, r, e);
    return refused(r, ctx, ret, e);
}

bool groups_post(struct req *r, struct reply *ret, struct err *e)
{
    struct group_ctx *c;

    if (!begin(r, &c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->g.version, e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_milli(&c->form, "quantity", r, &c->g.quantity_milli);
    form_money(&c->form, "rate", r, &c->g.rate);
    if (c->form.wrong)
        return groups_show(r, c, 400, ret, e);
    c->g.year = r->year;
    c->g.agency_id = c->agency.id;
    c->g.code = form_value(&c->form, "code");
    c->g.title = form_value(&c->form, "title");
    c->g.formula = form_value(&c->form, "formula");
    c->g.driver = form_value(&c->form, "driver");
    c->g.unit_word = form_value(&c->form, "unit_word");
    c->g.reason = form_value(&c->form, "reason");
    r->refused = group_refused;
    return req_write(r, group_write, done, c, ret, e);
}

static bool join_write(struct act *by, void *ctx, struct err *e)
{
    struct group_ctx *c = ctx;

    return justify_join(by, c->year, c->code, c->line, c->n, e);
}

bool groups_join_post(struct req *r, struct reply *ret, struct err *e)
{
    struct group_ctx *c;

    if (!begin(r, &c, e))
        return false;
    c->code = str_trim(req_field(r, "group"));
    c->line = ARENA_ARRAY(r->a, struct str, r->nform);
    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("line")))
            c->line[c->n++] = str_trim(r->form[i].value);
    }
    r->refused = refused;
    return req_write(r, join_write, done, c, ret, e);
}
