/* difference_page.c - differences between the ledger and the other systems: list, one, its people. */
#include "base/arena.h"
#include "views.h"
#include "web/money_parts.h"
#include "web/record_page.h"
#include "web/words.h"

enum { SHOWN = 200, FILE_ROWS = 10000 };

static const struct col age_cols[] = {
    {"kind", COL_WORD, "record", NULL, NULL}, {"system", COL_WORD, "system", NULL, NULL},
    {"today", COL_PLAIN, NULL, NULL, NULL},   {"week", COL_PLAIN, NULL, NULL, NULL},
    {"month", COL_PLAIN, NULL, NULL, NULL},   {"older", COL_PLAIN, NULL, NULL, NULL},
    {"n", COL_PLAIN, NULL, NULL, NULL},       {"gap", COL_PLAIN, NULL, NULL, NULL}};
static const struct col list_cols[] = {{"code", COL_LINK, "/records/differences/", "code", NULL},
                                       {"state", COL_TAG, "difference", NULL, NULL},
                                       {"kind", COL_WORD, "record", NULL, NULL},
                                       {"system", COL_WORD, "system", NULL, NULL},
                                       {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                       {"output_code", COL_PLAIN, NULL, NULL, NULL},
                                       {"group_code", COL_PLAIN, NULL, NULL, NULL},
                                       {"fund_code", COL_PLAIN, NULL, NULL, NULL},
                                       {"ours", COL_PLAIN, NULL, NULL, NULL},
                                       {"theirs", COL_PLAIN, NULL, NULL, NULL},
                                       {"gap", COL_SIGNED, NULL, NULL, NULL},
                                       {"days", COL_PLAIN, NULL, NULL, NULL},
                                       {"owner", COL_PLAIN, NULL, NULL, NULL}};
static const struct col doc_cols[] = {{"doc", COL_PLAIN, NULL, NULL, NULL},
                                      {"side", COL_TAG, "side", NULL, NULL},
                                      {"on", COL_PLAIN, NULL, NULL, NULL},
                                      {"ours", COL_PLAIN, NULL, NULL, NULL},
                                      {"theirs", COL_PLAIN, NULL, NULL, NULL},
                                      {"gap", COL_SIGNED, NULL, NULL, NULL},
                                      {"line_code", COL_PLAIN, NULL, NULL, NULL},
                                      {"what", COL_PLAIN, NULL, NULL, NULL},
                                      {"entry", COL_YEAR, NULL, NULL, NULL}};
static const struct col event_cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                        {"by_user", COL_UNDER, NULL, NULL, NULL},
                                        {"event", COL_WORD, "difference_event", NULL, NULL},
                                        {"gap", COL_SIGNED, NULL, NULL, NULL},
                                        {"note", COL_PLAIN, NULL, NULL, NULL}};

static struct difference_age *sum_ages(struct req *r, const struct rows *rows)
{
    struct difference_age *sum = ARENA_NEW(r->a, struct difference_age);
    const struct difference_age *x = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        sum->today += x[i].today;
        sum->week += x[i].week;
        sum->month += x[i].month;
        sum->older += x[i].older;
        sum->n += x[i].n;
        sum->gap = money_add(sum->gap, x[i].gap);
    }
    return sum;
}

static struct str lead_of(struct req *r, const struct difference_age *sum)
{
    if (sum->n == 0)
        return tr(r->lang, TR("ไม่มีความต่างที่ยังไม่ยุติ ตัวเลขของปีนี้ใช้คำนวณตัวชี้วัดได้"));
    return SAY(r, TR("ความต่าง {n} กลุ่มยังไม่ยุติ รวม {gap} ล้านบาท เกิน 30 วัน {old} กลุ่ม"),
               {STR("{n}"), money_count_text(r, sum->n)}, {STR("{gap}"), money_million_text(r, sum->gap)},
               {STR("{old}"), money_count_text(r, sum->older)});
}

bool differences_page(struct req *r, struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("กระทบยอดกับ MIS2 และ e-GP")), STR("/records")};
    struct page_head head = {.nav = STR("/records"), .crumb = &crumb, .ncrumb = 1};
    struct differences_page page = {.year = r->year};
    struct difference_filter f = {.year = r->year, .limit = r->format == FORMAT_HTML ? SHOWN : FILE_ROWS, .today = r->today};
    const struct difference_age *sum;
    struct rows ages, rows;

    page.all = str_eq(req_query(r, "state"), STR("all"));
    f.state = page.all ? STR_NONE : STR("open");
    head.table_path = STR("/records/differences");
    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after, e) || !difference_list(r->db, r->a, &f, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &difference_type, rows.p, rows.n, NULL, STR_NONE, STR("differences"), ret, e);
    if (!difference_ages(r->db, r->a, r->year, r->today, &ages, e))
        return false;
    sum = sum_ages(r, &ages);
    page.title = head.title = tr(r->lang, TR("ความต่างจากระบบอื่น"));
    page.lead = lead_of(r, sum);
    page.open = sum->n;
    page.query = page.all ? STR("state=all") : STR_NONE;
    if (rows.n == SHOWN)
        page.next = str_format(r->a, "/records/differences?state=%s&after=%lld", page.all ? "all" : "open",
                               (long long)((const struct difference *)rows.p)[rows.n - 1].id);
    page.ages = (struct table_view){.type = &difference_age_type,
                                    .rows = ages.p,
                                    .n = ages.n,
                                    .cols = age_cols,
                                    .ncols = ARRAY_LEN(age_cols),
                                    .total = ages.n ? sum : NULL,
                                    .caption = tr(r->lang, TR("ความต่างตามอายุ"))};
    page.list = (struct table_view){.type = &difference_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .cols = list_cols,
                                    .ncols = ARRAY_LEN(list_cols),
                                    .caption = page.title,
                                    .empty = tr(r->lang, TR("ไม่มีความต่าง"))};
    return REPLY_PAGE(r, &head, differences, &page, ret, e);
}

bool difference_ages_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/records/differences"), ret);
        return true;
    }
    return difference_ages(r->db, r->a, r->year, r->today, &rows, e) &&
           reply_table(r, &difference_age_type, rows.p, rows.n, sum_ages(r, &rows), STR_NONE, STR("difference-ages"), ret,
                       e);
}

/* ---- one ---- */

static const struct form_field assign_plain[] = {
    {.name = "owner", .kind = FORM_TEXT, .label = TR("ผู้รับผิดชอบ (ชื่อผู้ใช้)"), .required = true, .max = 100},
};
static const struct form_field explain_plain[] = {
    {.name = "explanation",
     .kind = FORM_LONG,
     .label = TR("ทำไมจึงต่าง และจะแก้อย่างไร"),
     .required = true,
     .max = 2000},
};

static struct form form_of(struct req *r, const struct form_field *plain, struct str value)
{
    struct form f = {.n = 1, .field = ARENA_ARRAY(r->a, struct form_field, 1)};

    f.field[0] = *plain;
    f.field[0].value = value;
    return f;
}

struct one_said {
    struct form *assign, *explain;
    struct str refused;
    int status;
};

static bool may_explain(const struct req *r, const struct difference *d)
{
    struct err no;

    return actor_may(&r->session.actor, PERM_RECONCILE) ||
           actor_check(&r->session.actor, PERM_SPEND, d->agency_id, d->division, &no);
}

static void fill_acts(struct req *r, struct difference_page *page, const struct one_said *said)
{
    const struct difference *d = &page->d;

    page->open = str_eq(d->state, STR("open"));
    page->settled = str_eq(d->state, STR("settled"));
    page->explained = d->explanation.n > 0;
    page->own = str_eq(d->explained_by, r->session.actor.name);
    page->may = page->open && actor_may(&r->session.actor, PERM_RECONCILE);
    page->may_explain = page->open && may_explain(r, d);
    page->may_settle = page->may && page->explained && !page->own;
    page->assign = said->assign ? *said->assign : form_of(r, assign_plain, d->owner);
    page->explain = said->explain ? *said->explain : form_of(r, explain_plain, d->explanation);
    page->refused = said->refused;
}

static bool one_show(struct req *r, struct str code, const struct one_said *said, struct reply *ret, struct err *e)
{
    struct difference_page page = {.csrf = r->session.csrf};
    struct param crumb[] = {{tr(r->lang, TR("กระทบยอดกับ MIS2 และ e-GP")), STR("/records")},
                            {tr(r->lang, TR("ความต่างจากระบบอื่น")), STR("/records/differences")}};
    struct page_head head = {.nav = STR("/records"), .crumb = crumb, .ncrumb = 2};
    struct rows docs, events;

    if (!difference_get(r->db, r->a, code, r->today, &page.d, e) ||
        !difference_docs(r->db, r->a, &page.d, &docs, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &difference_doc_type, docs.p, docs.n, NULL, STR_NONE, code, ret, e);
    if (!difference_events(r->db, r->a, page.d.id, &events, e))
        return false;
    page.action = str_format(r->a, "/records/differences/%.*s", STR_FMT(code));
    head.table_path = page.action;
    page.title = head.title = SAY(r, TR("ความต่าง {code}"), {STR("{code}"), code});
    fill_acts(r, &page, said);
    page.docs = (struct table_view){.type = &difference_doc_type,
                                    .rows = docs.p,
                                    .n = docs.n < SHOWN ? docs.n : SHOWN,
                                    .cols = doc_cols,
                                    .ncols = ARRAY_LEN(doc_cols),
                                    .caption = tr(r->lang, TR("เอกสารที่ทำให้ต่าง")),
                                    .empty = tr(r->lang, TR("เอกสารของสองฝั่งตรงกันทุกฉบับแล้ว"))};
    page.events = (struct table_view){.type = &difference_event_type,
                                      .rows = events.p,
                                      .n = events.n,
                                      .cols = event_cols,
                                      .ncols = ARRAY_LEN(event_cols),
                                      .caption = tr(r->lang, TR("ประวัติ"))};
    if (!REPLY_PAGE(r, &head, difference, &page, ret, e))
        return false;
    ret->status = said->status;
    return true;
}

bool difference_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], &(struct one_said){.status = 200}, ret, e);
}

/* ---- its people ---- */

typedef bool act_fn(struct act *by, struct str code, int64_t version, struct str text, struct err *e);
struct act_ctx {
    struct str code, text;
    int64_t version;
    act_fn *fn;
    struct form *assign, *explain;
};

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    const struct act_ctx *c = ctx;

    return c->fn(by, c->code, c->version, c->text, e);
}

static bool act_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct act_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/records/differences/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ctx;
    struct err again = {0};
    struct one_said said = {.assign = c->assign, .explain = c->explain, .status = err_http(e->code)};

    if (e->code == ERR_NOT_FOUND && c->assign)
        form_wrong(c->assign, "owner", word_error(r->a, e, r->lang));
    else if (e->code == ERR_NOT_FOUND)
        return false;
    else
        said.refused = word_error(r->a, e, r->lang);
    return one_show(r, c->code, &said, ret, &again);
}

static bool act_post(struct req *r, struct act_ctx *c, struct reply *ret, struct err *e)
{
    c->code = r->seg[0];
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    if ((c->assign && c->assign->wrong) || (c->explain && c->explain->wrong))
        return one_show(r, c->code, &(struct one_said){.assign = c->assign, .explain = c->explain, .status = 400}, ret, e);
    r->refused = act_refused;
    return req_write(r, act_write, act_done, c, ret, e);
}

static struct form *read_form(struct req *r, const struct form_field *plain)
{
    struct form *f = ARENA_NEW(r->a, struct form);

    *f = form_of(r, plain, STR_NONE);
    form_read(f, r);
    form_check(f, r);
    return f;
}

bool difference_assign_post(struct req *r, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ARENA_NEW(r->a, struct act_ctx);

    c->fn = difference_assign;
    c->assign = read_form(r, assign_plain);
    c->text = form_value(c->assign, "owner");
    return act_post(r, c, ret, e);
}

bool difference_explain_post(struct req *r, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ARENA_NEW(r->a, struct act_ctx);

    c->fn = difference_explain;
    c->explain = read_form(r, explain_plain);
    c->text = form_value(c->explain, "explanation");
    return act_post(r, c, ret, e);
}

bool difference_settle_post(struct req *r, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ARENA_NEW(r->a, struct act_ctx);

    c->fn = difference_settle;
    c->text = req_field(r, "note");
    return act_post(r, c, ret, e);
}
