/* service_page.c - /service-agreements: what each output delivers for its money, and what moved since. */
#include "web/service_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "perform/agreement.h"
#include "perform/indicator_year.h"
#include "views.h"
#include "web/council_question_page.h"
#include "web/money_parts.h"
#include "web/procurement_page.h"
#include "web/words.h"

enum { PAGE = 100, PARTS = 60 };

static const struct col list_cols[] = {
    {"code", COL_LINK, "/service-agreements/", NULL, NULL}, {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"output_name", COL_PLAIN, NULL, NULL, NULL},           {"number", COL_PLAIN, NULL, NULL, NULL},
    {"agreed", COL_WHOLE, NULL, NULL, NULL},                {"moved", COL_SIGNED, NULL, NULL, NULL},
    {"now", COL_WHOLE, NULL, NULL, NULL},                   {"parts", COL_PLAIN, NULL, NULL, NULL},
    {"unsaid", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col move_cols[] = {
    {"on_date", COL_PLAIN, NULL, NULL, NULL},   {"key", COL_PLAIN, NULL, NULL, NULL},
    {"type", COL_WORD, "entry_act", NULL, NULL},      {"line_name", COL_PLAIN, NULL, NULL, NULL},
    {"other_code", COL_PLAIN, NULL, NULL, NULL}, {"amount", COL_SIGNED, NULL, NULL, NULL},
    {"authority", COL_PLAIN, NULL, NULL, NULL}, {"note", COL_UNDER, NULL, NULL, NULL},
};
static const struct col version_cols[] = {
    {"number", COL_PLAIN, NULL, NULL, NULL}, {"kind", COL_TAG, "service_kind", NULL, NULL},
    {"cost", COL_WHOLE, NULL, NULL, NULL},   {"moved", COL_SIGNED, NULL, NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL}, {"by_user", COL_PLAIN, NULL, NULL, NULL},
    {"capacity", COL_UNDER, NULL, NULL, NULL}, {"at", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field why_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลของฉบับใหม่"), .required = true, .max = 4000},
};

/* ---- the list ---- */

static struct str list_lead(struct req *r, const struct service_count *c)
{
    if (c->agreements == 0)
        return c->missing ? SAY(r, TR("มีผลผลิตที่ได้รับเงินตามข้อบัญญัติ {n} รายการ ยังไม่ได้ทำข้อตกลงการให้บริการ"),
                                {STR("{n}"), money_count_text(r, c->missing)})
                          : tr(r->lang, TR("ปีนี้ยังไม่มีผลผลิตที่ได้รับเงินตามข้อบัญญัติ ข้อตกลงทำเมื่อข้อบัญญัติตราแล้ว"));
    return SAY(r, TR("ข้อตกลง {n} ฉบับของ {agencies} หน่วยงาน เงินเปลี่ยนหลังตกลง {moved} ฉบับ ยังไม่บอกปริมาณ {unsaid} บริการ"),
               {STR("{n}"), money_count_text(r, c->agreements)}, {STR("{agencies}"), money_count_text(r, c->agencies)},
               {STR("{moved}"), money_count_text(r, c->moved)}, {STR("{unsaid}"), money_count_text(r, c->unsaid)});
}

static bool may_make(const struct req *r)
{
    struct err no;

    return actor_check_city(&r->session.actor, PERM_AGREE, &no);
}

/* The rows after ?after=, at most a page; true: there are more. */
static bool cut_page(struct req *r, const struct rows *all, struct rows *ret)
{
    struct str after = req_query(r, "after");
    const struct service_agreement *x = all->p;
    size_t from = 0;

    while (from < all->n && after.n && str_cmp(x[from].code, after) <= 0)
        from++;
    *ret = (struct rows){x + from, all->n - from};
    if (ret->n <= PAGE)
        return false;
    ret->n = PAGE;
    return true;
}

static bool list_show(struct req *r, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct service_list_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct service_filter f = {.year = r->year, .agency_id = pace_agency(r)};
    struct page_head head = {.nav = STR("/service-agreements"), .table_path = STR("/service-agreements")};
    struct rows all, rows;

    page.moved = str_eq(req_query(r, "show"), STR("moved"));
    f.moved = page.moved;
    if (!service_list(r->db, r->a, &f, &all, e))
        return false;
    if (cut_page(r, &all, &rows))
        page.next = ((const struct service_agreement *)rows.p)[rows.n - 1].code;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &service_agreement_type, all.p, all.n, NULL, STR_NONE,
                           str_format(r->a, "service-agreements-%lld", (long long)r->year), ret, e);
    if (!service_counted(r->db, r->a, r->year, f.agency_id, &all, &page.count, e))
        return false;
    page.may_make = page.count.missing > 0 && may_make(r);
    page.any_moved = page.count.moved > 0;
    page.title = head.title =
        str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("ข้อตกลงการให้บริการ ปีงบประมาณ"))), (long long)r->year);
    page.lead = list_lead(r, &page.count);
    page.rows = (struct table_view){.type = &service_agreement_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .cols = list_cols,
                                    .ncols = ARRAY_LEN(list_cols),
                                    .caption = page.title,
                                    .remember = STR("services"),
                                    .empty = tr(r->lang, TR("ไม่มีข้อตกลงการให้บริการ"))};
    if (!REPLY_PAGE(r, &head, services, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool services_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, STR_NONE, 200, ret, e);
}

struct make_ctx {
    int64_t year, made;
};

static bool make_write(struct act *by, void *ctx, struct err *e)
{
    struct make_ctx *c = ctx;

    if (!service_make_year(by, c->year, &c->made, e))
        return false;
    if (c->made > 0)
        return true;
    FAIL(e, ERR_NOTHING);
    err_arg(e, "what", V(c->year));
    return false;
}

static bool made(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, str_format(r->a, "/service-agreements?year=%lld", (long long)r->year), ret);
    return true;
}

static bool make_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return list_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool services_post(struct req *r, struct reply *ret, struct err *e)
{
    struct make_ctx *c = ARENA_NEW(r->a, struct make_ctx);

    c->year = r->year;
    r->refused = make_refused;
    return req_write(r, make_write, made, c, ret, e);
}

/* ---- one ---- */

struct act_ctx {
    struct str code, event, reason;
    int64_t version, parts, indicator_id;
    struct service_terms term[PARTS];
    struct str indicator, quantity[PARTS];
    struct form form;
};

static struct str milli(struct req *r, int64_t n)
{
    return milli_text(r->a, n);
}

static bool may_change(const struct req *r, const struct service_agreement *s)
{
    struct err no;

    return actor_check_city(&r->session.actor, PERM_AGREE, &no) ||
           actor_check(&r->session.actor, PERM_RESULT_APPROVE, s->agency_id, s->division, &no);
}

static void put_part(struct req *r, struct service_page *p, struct service_part_view *v, size_t at, const struct act_ctx *c)
{
    struct sbuf b;

    v->has_quantity = v->x.unit_word.n > 0;
    v->quantity = milli(r, v->x.quantity_milli);
    v->offer = milli(r, v->x.offer_milli);
    v->changed = v->x.offer_milli != v->x.quantity_milli;
    v->may = p->may;
    v->field = str_format(r->a, "%zu", at);
    if (v->x.has_result) {
        sbuf_init(&b, r->a, 40);
        value_put_plain(&b, V(v->x.result));
        v->result = sbuf_str(&b);
    }
    if (!c || (int64_t)at >= c->parts || !str_eq(c->term[at].unit_code, v->x.unit_code))
        return;
    v->quantity = c->quantity[at];
    v->x.quality = c->term[at].quality;
    v->x.delivered = c->term[at].delivered;
}

static bool read_parts(struct req *r, struct service_page *p, const struct rows *rows, const struct act_ctx *c, struct err *e)
{
    const struct indicator_year_filter f = {
        .year = p->s.year, .agency_id = p->s.agency_id, .show = STR("all"), .today = r->today};
    struct service_part_view *v = ARENA_ARRAY(r->a, struct service_part_view, rows->n + 1);
    const struct indicator_year *y;
    struct form_choice *choice;
    struct rows indicators = {0};

    if (p->may && !indicator_year_list(r->db, r->a, &f, &indicators, e))
        return false;
    y = indicators.p;
    choice = ARENA_ARRAY(r->a, struct form_choice, indicators.n + 1);
    for (size_t i = 0; i < indicators.n; i++)
        choice[i] = (struct form_choice){y[i].code, str_format(r->a, "%.*s %.*s", STR_FMT(y[i].code), STR_FMT(y[i].name_th))};
    for (size_t i = 0; i < rows->n; i++) {
        v[i].x = ((const struct service_part *)rows->p)[i];
        put_part(r, p, &v[i], i, c);
        v[i].indicator = choice;
        v[i].indicator_n = indicators.n;
    }
    p->part = v;
    p->part_n = rows->n;
    return true;
}

static bool read_moves(struct req *r, struct service_page *p, struct err *e)
{
    struct rows rows;

    if (!service_moves(r->db, r->a, &p->s, 0, &rows, e))
        return false;
    p->has_moves = rows.n > 0;
    p->moves = (struct table_view){.type = &service_move_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = move_cols,
                                   .ncols = ARRAY_LEN(move_cols),
                                   .caption = tr(r->lang, TR("รายการบัญชีที่ทำให้เงินเปลี่ยน"))};
    if (!service_versions(r->db, r->a, p->s.id, &rows, e))
        return false;
    p->versions = (struct table_view){.type = &service_version_type,
                                      .rows = rows.p,
                                      .n = rows.n,
                                      .cols = version_cols,
                                      .ncols = ARRAY_LEN(version_cols),
                                      .caption = tr(r->lang, TR("ฉบับ"))};
    return true;
}

static struct str one_lead(struct req *r, const struct service_agreement *s)
{
    struct str agreed = money_million_text(r, s->agreed);

    if (s->moved.satang == 0)
        return SAY(r, TR("ตกลง {parts} บริการด้วยเงิน {agreed} ล้านบาท เงินยังไม่เปลี่ยนจากที่ตกลง"),
                   {STR("{parts}"), money_count_text(r, s->parts)}, {STR("{agreed}"), agreed});
    return SAY(r, TR("เงินเปลี่ยนจาก {agreed} เป็น {now} ล้านบาทหลังตกลง ปรับฐานเพื่อให้ปริมาณตรงกับเงิน"), {STR("{agreed}"), agreed},
               {STR("{now}"), money_million_text(r, s->now)});
}

static bool one_show(struct req *r, struct str code, const struct act_ctx *c, struct str refused, int status, struct reply *ret,
                     struct err *e)
{
    const struct param crumb[] = {{tr(r->lang, TR("ข้อตกลงการให้บริการ")), STR("/service-agreements")}};
    struct page_head head = {.nav = STR("/service-agreements"), .crumb = crumb, .ncrumb = 1};
    struct service_page page = {.csrf = r->session.csrf, .refused = refused};
    struct rows parts;

    if (!service_get(r->db, r->a, code, &page.s, e) || !service_parts(r->db, r->a, &page.s, 0, &parts, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &service_part_type, parts.p, parts.n, NULL, STR_NONE, code, ret, e);
    page.may = may_change(r, &page.s);
    page.has_moved = page.s.moved.satang != 0;
    page.action = str_format(r->a, "/service-agreements/%.*s", STR_FMT(code));
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("ข้อตกลงการให้บริการ ปีงบประมาณ"))),
                                         (long long)page.s.year);
    page.place = str_format(r->a, "%.*s · %.*s", STR_FMT(page.s.output_name), STR_FMT(page.s.agency_name));
    page.lead = one_lead(r, &page.s);
    pace_form(r, why_fields, ARRAY_LEN(why_fields), &page.why);
    if (c && c->form.n)
        page.why = c->form;
    if (!read_parts(r, &page, &parts, c, e) || !read_moves(r, &page, e) || !REPLY_PAGE(r, &head, service, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool service_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

/* ---- acts ---- */

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    struct act_ctx *c = ctx;
    struct service_agreement s;
    struct indicator_year y = {0};

    if (str_eq(c->event, STR("rebase")))
        return service_rebase(by, c->code, c->version, c->term, (size_t)c->parts, c->reason, e);
    if (str_eq(c->event, STR("terms")))
        return service_terms_set(by, c->code, c->version, c->term, (size_t)c->parts, c->reason, e);
    if (!service_get(by->tx->db, by->a, c->code, &s, e) ||
        (c->indicator.n && !indicator_year_get(by->tx->db, by->a, s.year, c->indicator, by->today, &y, e)))
        return false;
    return service_measure_set(by, c->code, &c->term[0], y.indicator_id, e);
}

static bool act_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct act_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/service-agreements/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->form.n)
        form_refuse(&c->form, r, e);
    return one_show(r, c->code, c->form.n ? c : NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static struct str field_at(struct req *r, const char *name, size_t at)
{
    return str_trim(req_field(r, str_cstr(r->a, str_format(r->a, "%s%zu", name, at))));
}

/* Rows unit0, word0, quantity0, ...: as many as came. A quantity that cannot be read is refused at once. */
static bool take_parts(struct req *r, struct act_ctx *c, struct err *e)
{
    for (size_t i = 0; i < PARTS; i++) {
        struct str unit = field_at(r, "unit", i);
        struct service_terms *t = &c->term[i];

        if (unit.n == 0)
            break;
        t->unit_code = unit;
        t->unit_word = field_at(r, "word", i);
        t->quality = field_at(r, "quality", i);
        t->delivered = field_at(r, "delivered", i);
        c->quantity[i] = field_at(r, "quantity", i);
        c->parts++;
        if (c->quantity[i].n && !milli_parse(c->quantity[i], &t->quantity_milli)) {
            FAIL(e, ERR_BAD_NUMBER);
            err_arg(e, "field", V(STR("quantity")));
            err_arg(e, "value", V(c->quantity[i]));
            return false;
        }
    }
    return true;
}

bool service_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ARENA_NEW(r->a, struct act_ctx);
    struct service_agreement s;

    c->code = r->seg[0];
    c->event = r->seg[1];
    if (!service_get(r->db, r->a, c->code, &s, e))
        return false;
    if (str_eq(c->event, STR("print")))
        return council_print(r, "service", c->code, s.year, ret, e);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->year = s.year;
    if (!str_eq(c->event, STR("rebase")) && !str_eq(c->event, STR("terms")) && !str_eq(c->event, STR("measure"))) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->event));
        return false;
    }
    if (!take_parts(r, c, e))
        return false;
    c->indicator = req_field(r, "indicator");
    if (!str_eq(c->event, STR("measure"))) {
        pace_form(r, why_fields, ARRAY_LEN(why_fields), &c->form);
        form_read(&c->form, r);
        form_check(&c->form, r);
        c->reason = form_value(&c->form, "reason");
        if (c->form.wrong)
            return one_show(r, c->code, c, STR_NONE, 400, ret, e);
    }
    r->refused = act_refused;
    return req_write(r, act_write, act_done, c, ret, e);
}
