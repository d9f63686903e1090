/* money_ceiling.c - the ceilings of the year: what is issued, what was asked under it, what is left. */
#include "allocate/scenario.h"
#include "base/arena.h"
#include "city/agency.h"
#include "city/year.h"
#include "plan/rollup.h"
#include "views.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { PICTURE_ROWS = 12 };

static const struct col item_cols[] = {
    {"name", COL_LINK, "/ceilings/room?agency=", "room_of", NULL},
    {"dim", COL_WORD, "dim", NULL, NULL},
    {"amount", COL_MILLION, NULL, NULL, TR("กรอบ (ล้านบาท)")},
    {"before", COL_MILLION, NULL, NULL, TR("ฉบับก่อน")},
    {"committed", COL_MILLION, NULL, NULL, NULL},
    {"asked", COL_MILLION, NULL, NULL, NULL},
    {"room", COL_MILLION, NULL, NULL, TR("เหลือ (ล้านบาท)")},
};
static const struct col version_cols[] = {
    {"version", COL_PLAIN, NULL, NULL, NULL},        {"state", COL_TAG, "ceiling", NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},         {"items", COL_PLAIN, NULL, NULL, NULL},
    {"total", COL_MILLION, NULL, NULL, NULL},        {"made_by", COL_PLAIN, NULL, NULL, NULL},
    {"issued_by", COL_PLAIN, NULL, NULL, NULL},      {"issued_at", COL_PLAIN, NULL, NULL, NULL},
    {"position_as_of", COL_PLAIN, NULL, NULL, NULL},
};

/* ---- what was asked, by the same dimensions ---- */

static bool own_money(struct str fund)
{
    return !str_eq(fund, STR("SUBG")) && !str_eq(fund, STR("SUBS"));
}

/* A row keyed agency, type or side, fund. */
static bool counts(const struct ceiling_item_row *c, const struct rollup_row *x, const char *dim)
{
    if (c->agency_code.n && !str_eq(c->agency_code, x->key[0]))
        return false;
    if (str_eq(c->dim, STR("fund")))
        return str_eq(c->code, x->key[2]);
    if (!own_money(x->key[2]))
        return false;
    if (str_eq(c->dim, STR("agency")))
        return str_eq(c->code, x->key[0]);
    return str_eq(c->dim, STR("total")) ||
           (str_eq(c->dim, str_from(dim)) && str_eq(c->code, x->key[1]));
}

static bool add_asked(struct req *r, struct ceiling_item_row *row, size_t n, enum dim second,
                      struct err *e)
{
    const enum dim by[] = {DIM_AGENCY, second, DIM_FUND};
    struct rollup_filter f = {.year = r->year};
    struct rollup_table t;

    if (!rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(by, ARRAY_LEN(by), r->lang), &t,
                    e))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool side = str_eq(row[i].dim, STR("side"));

        if (side != (second == DIM_SIDE))
            continue;
        for (size_t k = 0; k < t.n; k++) {
            if (counts(&row[i], &t.row[k], dim_word(second)))
                row[i].asked = money_add(row[i].asked, t.row[k].stage[STAGE_REQUESTED]);
        }
    }
    return true;
}

static void name_item(struct req *r, struct ceiling_item_row *x)
{
    struct str name = r->lang == LANG_EN && x->name_en.n ? x->name_en : x->name;
    struct str agency =
        r->lang == LANG_EN && x->agency_name_en.n ? x->agency_name_en : x->agency_name;

    if (str_eq(x->dim, STR("total")))
        name = tr(r->lang, TR("กรอบวงเงินรวม"));
    x->name = agency.n ? str_format(r->a, "%.*s · %.*s", STR_FMT(agency), STR_FMT(name)) : name;
}

/* The ceilings of a version with what was asked, in `*ret`; rows belong to the request. */
static bool read_items(struct req *r, const struct ceiling_issue *c, struct rows *ret,
                       struct err *e)
{
    struct ceiling_item_row *row;
    struct rows rows;

    if (!ceiling_items(r->db, r->a, c, &rows, e))
        return false;
    row = ARENA_ARRAY(r->a, struct ceiling_item_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct ceiling_item_row *)rows.p)[i];
        name_item(r, &row[i]);
    }
    if (!add_asked(r, row, rows.n, DIM_TYPE, e) || !add_asked(r, row, rows.n, DIM_SIDE, e))
        return false;
    for (size_t i = 0; i < rows.n; i++)
        row[i].room = money_sub(row[i].amount, row[i].asked);
    *ret = (struct rows){row, rows.n};
    return true;
}

/* ---- the page ---- */

struct ceiling_view {
    struct ceiling_issue issued, draft;
    bool has_issued, has_draft;
    struct fiscal_year year;
    struct position_row position;
    bool has_position;
    struct rows items, versions; /* of what is issued, else of the draft */
    struct money total, agencies, asked, over;
    int64_t agency_n, over_n, below_n; /* below_n: of what is issued, below what is committed now */
};

static bool read_view(struct req *r, struct ceiling_view *v, struct err *e)
{
    const struct ceiling_issue *all;
    const struct ceiling_item_row *x;

    if (!year_get(r->db, r->a, r->year, &v->year, e) ||
        !ceiling_issues(r->db, r->a, r->year, &v->versions, e) ||
        !position_newest(r->db, r->a, r->year, &v->position, &v->has_position, e))
        return false;
    all = v->versions.p;
    for (size_t i = v->versions.n; i-- > 0;) { /* the newest wins */
        if (str_eq(all[i].state, STR("issued"))) {
            v->issued = all[i];
            v->has_issued = true;
        } else if (str_eq(all[i].state, STR("draft"))) {
            v->draft = all[i];
            v->has_draft = true;
        }
    }
    if (!v->has_issued && !v->has_draft)
        return true;
    if (!read_items(r, v->has_issued ? &v->issued : &v->draft, &v->items, e))
        return false;
    x = v->items.p;
    for (size_t i = 0; i < v->items.n; i++) {
        v->below_n += v->has_issued && money_cmp(x[i].amount, x[i].committed) < 0;
        if (str_eq(x[i].dim, STR("total")))
            v->total = x[i].amount;
        if (!str_eq(x[i].dim, STR("agency")))
            continue;
        v->agency_n++;
        v->asked = money_add(v->asked, x[i].asked);
        v->agencies = money_add(v->agencies, x[i].amount);
        if (x[i].room.satang < 0) {
            v->over_n++;
            v->over = money_sub(v->over, x[i].room);
        }
    }
    return true;
}

static struct str lead_of(struct req *r, const struct ceiling_view *v)
{
    if (!v->has_issued && !v->has_draft)
        return tr(r->lang, TR("ยังไม่มีกรอบวงเงินของปีนี้ เริ่มร่างฉบับแรก แล้วให้อีกคนหนึ่งออกกรอบ"));
    if (!v->has_issued)
        return SAY(r, TR("กรอบวงเงินยังเป็นร่าง มี {n} กรอบ หน่วยงานยังไม่เห็น จนกว่าผู้อื่นจะออกกรอบ"),
                   {STR("{n}"), money_count_text(r, v->draft.items)});
    if (v->over_n)
        return SAY(r,
                   TR("ออกกรอบให้ {n} หน่วยงาน รวม {sum} ล้านบาท คำขอเกินกรอบ {over_n} หน่วยงาน รวม "
                      "{over} ล้านบาท"),
                   {STR("{n}"), money_count_text(r, v->agency_n)},
                   {STR("{sum}"), money_million_text(r, v->agencies)},
                   {STR("{over_n}"), money_count_text(r, v->over_n)},
                   {STR("{over}"), money_million_text(r, v->over)});
    return SAY(r, TR("ออกกรอบให้ {n} หน่วยงาน รวม {sum} ล้านบาท คำขอที่ส่งแล้วไม่เกินกรอบของหน่วยงานใด"),
               {STR("{n}"), money_count_text(r, v->agency_n)},
               {STR("{sum}"), money_million_text(r, v->agencies)});
}

static void put_facts(struct req *r, struct money_page *p, const struct ceiling_view *v)
{
    struct str unit = tr(r->lang, TR("ล้านบาท"));
    bool total = v->total.satang > 0, revenue = v->year.revenue.satang > 0;
    struct money whole = total ? v->total : v->agencies;
    struct money left = money_sub(v->year.revenue, whole), rest = money_sub(whole, v->agencies);

    if (v->items.n == 0)
        return;
    money_fact(p, tr(r->lang, TR("กรอบวงเงินรวม")),
               total ? money_million_text(r, v->total) : STR("–"),
               total ? unit : tr(r->lang, TR("ยังไม่ได้ตั้งกรอบรวม")));
    p->fact[0].warn = !total;
    money_fact(
        p, tr(r->lang, TR("กรอบของหน่วยงานรวม")), money_million_text(r, v->agencies),
        total ? SAY(r, TR("ยังไม่แบ่ง {rest} ล้านบาท"), {STR("{rest}"), money_million_text(r, rest)})
              : unit);
    p->fact[1].stop = rest.satang < 0;
    money_fact(p, tr(r->lang, TR("ประมาณการรายรับ")),
               revenue ? money_million_text(r, v->year.revenue) : STR("–"),
               revenue ? SAY(r, TR("ต่างจากกรอบรวม {left} ล้านบาท"),
                             {STR("{left}"), money_million_text(r, left)})
                       : tr(r->lang, TR("ยังไม่ได้เห็นชอบประมาณการ")));
    p->fact[2].stop = revenue && left.satang < 0;
    p->fact[2].warn = !revenue || left.satang > 0;
    money_fact(p, tr(r->lang, TR("คำขอที่ส่งแล้ว")), money_million_text(r, v->asked), unit);
    p->fact[3].warn = v->asked.satang > whole.satang;
}

/* The agencies furthest above their ceilings, else those with the largest. */
static size_t picked(const struct ceiling_view *v, const struct ceiling_item_row **ret)
{
    const struct ceiling_item_row *x = v->items.p;
    size_t n = 0;

    for (size_t i = 0; i < v->items.n; i++) {
        size_t at = n;

        if (!str_eq(x[i].dim, STR("agency")))
            continue;
        while (at > 0 && (v->over_n ? money_cmp(ret[at - 1]->room, x[i].room) > 0
                                    : money_cmp(ret[at - 1]->amount, x[i].amount) < 0))
            at--;
        if (at == PICTURE_ROWS)
            continue;
        n += n < PICTURE_ROWS;
        for (size_t k = n - 1; k > at; k--)
            ret[k] = ret[k - 1];
        ret[at] = &x[i];
    }
    return n;
}

static void put_items(struct req *r, struct money_page *p, const struct ceiling_view *v)
{
    struct money_section *s = money_section(p);
    const struct ceiling_item_row *top[PICTURE_ROWS];
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, PICTURE_ROWS);
    size_t n = picked(v, top), drawn = 0, shown = 0;

    s->id = STR("items");
    s->title = v->over_n ? tr(r->lang, TR("หน่วยงานที่ขอเกินกรอบมากที่สุด และกรอบทั้งหมด"))
                         : tr(r->lang, TR("กรอบวงเงิน คำขอ และที่เหลือ"));
    s->path = STR("/ceilings");
    for (size_t i = 0; i < n; i++) {
        bool over = top[i]->room.satang < 0;

        if (v->over_n && !over)
            continue;
        item[drawn++] = (struct chart_item){
            .label = top[i]->name,
            .value_text =
                SAY(r, over ? TR("ขอ {asked} เกิน {over}") : TR("กรอบ {amount} ขอ {asked}"),
                    {STR("{asked}"), money_million_text(r, top[i]->asked)},
                    {STR("{amount}"), money_million_text(r, top[i]->amount)},
                    {STR("{over}"), money_million_text(r, money_neg(top[i]->room))}),
            .href = str_format(r->a, "/ceilings/room?agency=%.*s", STR_FMT(top[i]->code)),
            .value = over ? -top[i]->room.satang : top[i]->amount.satang,
            .colour = over ? 7 : 1};
    }
    s->unit = tr(r->lang, TR("ล้านบาท"));
    money_bars(r, s, item, drawn);
    s->has_table = true;
    while (shown < v->items.n &&
           !((const struct ceiling_item_row *)v->items.p)[shown].agency_code.n)
        shown++; /* an agency's parts stand last: in the files and on the agency's page */
    s->table = (struct table_view){.type = &ceiling_item_row_type,
                                   .rows = v->items.p,
                                   .n = shown,
                                   .cols = item_cols,
                                   .ncols = ARRAY_LEN(item_cols),
                                   .caption = s->title,
                                   .remember = STR("ceilings")};
    table_sort(r, &s->table);
}

static void put_versions(struct req *r, struct money_page *p, const struct ceiling_view *v)
{
    struct money_section *s = money_section(p);

    s->id = STR("versions");
    s->title = tr(r->lang, TR("ทุกฉบับ พร้อมเหตุผลและผู้ออก"));
    s->path = STR("/ceilings/versions");
    s->has_table = true;
    s->table = (struct table_view){.type = &ceiling_issue_type,
                                   .rows = v->versions.p,
                                   .n = v->versions.n,
                                   .cols = version_cols,
                                   .ncols = ARRAY_LEN(version_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีฉบับใด"))};
}

static const struct form_field reason_field[] = {
    {.name = "reason",
     .kind = FORM_TEXT,
     .label = TR("เหตุผลของฉบับนี้"),
     .required = true,
     .hint = TR("เช่น กรอบตั้งต้นตามประมาณการรายรับที่เห็นชอบ")}};

static void put_draft(struct req *r, struct money_page *p, const struct ceiling_view *v)
{
    struct money_panel *x;

    if (str_eq(v->draft.made_by, r->session.actor.name)) {
        money_note(p,
                   SAY(r, TR("ร่างฉบับที่ {n}: {reason} คุณเป็นผู้จัดทำ ผู้อื่นต้องเป็นผู้ออกกรอบ"),
                       {STR("{n}"), money_count_text(r, v->draft.version)},
                       {STR("{reason}"), v->draft.reason}),
                   STR("/ceilings/edit"), tr(r->lang, TR("แก้ร่าง")));
    } else {
        money_note(p,
                   SAY(r, TR("ร่างฉบับที่ {n} โดย {who}: {reason}"),
                       {STR("{n}"), money_count_text(r, v->draft.version)},
                       {STR("{who}"), v->draft.made_by}, {STR("{reason}"), v->draft.reason}),
                   STR("/ceilings/edit"), tr(r->lang, TR("เปิดร่าง")));
        x = money_panel(p);
        x->title = tr(r->lang, TR("ออกกรอบวงเงิน"));
        x->note = v->has_position
                      ? SAY(r, TR("ใช้ฐานะการคลัง ณ {day} หน่วยงานเห็นกรอบทันที และฉบับก่อนยังเก็บไว้"),
                            {STR("{day}"), money_day_text(r, v->position.as_of)})
                      : tr(r->lang, TR("ยังออกไม่ได้ ต้องบันทึกฐานะการคลังของปีนี้ก่อน"));
        x->action = STR("/ceilings/issue");
        x->code = money_year_text(r, v->draft.edits);
        x->submit = tr(r->lang, TR("ออกกรอบวงเงิน"));
    }
    x = money_panel(p);
    x->title = tr(r->lang, TR("ทิ้งร่างนี้"));
    x->action = STR("/ceilings/drop");
    x->submit = tr(r->lang, TR("ทิ้งร่าง"));
    x->second = true;
}

static void put_work(struct req *r, struct money_page *p, const struct ceiling_view *v,
                     struct form *wrong, const char *which)
{
    struct money_panel *x;

    if (!v->has_position)
        money_note(p, tr(r->lang, TR("ยังไม่ได้บันทึกฐานะการคลังของปีนี้ จึงยังออกกรอบไม่ได้")), STR("/money"),
                   tr(r->lang, TR("บันทึกฐานะการคลัง")));
    if (v->below_n) {
        money_note(p,
                   SAY(r, TR("มี {n} กรอบที่ออกไปแล้วต่ำกว่าที่ผูกพันภายหลัง ร่างฉบับใหม่เพื่อแก้"),
                       {STR("{n}"), money_count_text(r, v->below_n)}),
                   STR("/ceilings/committed"), tr(r->lang, TR("ดูรายการผูกพัน")));
        p->note[p->note_n - 1].warn = true;
    }
    if (actor_may(&r->session.actor, PERM_CEILING)) {
        if (v->has_draft) {
            put_draft(r, p, v);
        } else {
            x = money_panel(p);
            x->title = tr(r->lang, TR("ร่างฉบับใหม่"));
            x->note = v->has_issued ? tr(r->lang, TR("เริ่มจากกรอบที่ออกแล้ว แก้เฉพาะที่เปลี่ยน")) : STR_NONE;
            x->action = STR("/ceilings/draft");
            x->submit = tr(r->lang, TR("เริ่มร่าง"));
            x->form = wrong && str_eq(str_from(which), STR("draft"))
                          ? *wrong
                          : money_form(r, reason_field, ARRAY_LEN(reason_field));
        }
    }
    if (v->has_issued && actor_may(&r->session.actor, PERM_ALLOCATE)) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("นำกรอบไปคำนวณ"));
        x->note = tr(r->lang, TR("ทำฉากทัศน์การจัดสรรที่มีกรอบเดียวกับฉบับที่ออก"));
        x->action = STR("/ceilings/scenario");
        x->submit = tr(r->lang, TR("ทำฉากทัศน์จากกรอบนี้"));
        x->second = true;
    }
    money_refused(r, p, wrong, which, "/ceilings/");
}

static bool ceilings_show(struct req *r, struct form *wrong, const char *which, int status,
                          struct reply *ret, struct err *e)
{
    struct ceiling_view v = {.has_issued = false};
    struct money_page p = {.title = tr(r->lang, TR("กรอบวงเงินงบประมาณ"))};

    if (!read_view(r, &v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &ceiling_item_row_type, v.items.p, v.items.n, NULL, STR_NONE,
                           str_format(r->a, "ceilings-%lld", (long long)r->year), ret, e);
    p.lead = lead_of(r, &v);
    put_facts(r, &p, &v);
    put_work(r, &p, &v, wrong, which);
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("กรอบวงเงิน")), STR("/ceilings"), true};
    p.tab[p.tab_n++] =
        (struct money_link){tr(r->lang, TR("กรอบของหน่วยงานหนึ่ง")), STR("/ceilings/room"), false};
    p.tab[p.tab_n++] =
        (struct money_link){tr(r->lang, TR("รายการผูกพัน")), STR("/ceilings/committed"), false};
    if (v.items.n)
        put_items(r, &p, &v);
    put_versions(r, &p, &v);
    return money_show(r, &p, "/ceilings", status, ret, e);
}

bool ceilings_page(struct req *r, struct reply *ret, struct err *e)
{
    return ceilings_show(r, NULL, "", 200, ret, e);
}

bool ceiling_versions_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/ceilings#versions"), ret);
        return true;
    }
    return ceiling_issues(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &ceiling_issue_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "ceiling-versions-%lld", (long long)r->year), ret, e);
}

/* ---- posts ---- */

static bool draft_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return ceiling_draft(by, p->year, form_value(&p->form, "reason"), e);
}

static bool issue_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return ceiling_issue(by, p->year, *(const int64_t *)p->more, e);
}

static bool drop_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return ceiling_drop(by, p->year, e);
}

/* The issued ceilings as a scenario of the allocation. */
static bool scenario_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct ceiling_item_row *x;
    struct ceiling_issue c;
    struct rows rows;
    struct str name;
    int64_t id;
    bool found;

    if (!ceiling_find(by->tx->db, by->a, p->year, STR("issued"), &c, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("ceiling")));
        return false;
    }
    name = str_format(by->a, "issued-%lld", (long long)c.version);
    if (!scenario_ensure(by, p->year, name, c.reason, &id, e) ||
        !ceiling_items(by->tx->db, by->a, &c, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct ceiling_row to = {
            .dim = x[i].dim, .code = x[i].code, .max = x[i].amount, .has_max = true};

        if (!x[i].agency_code.n && !scenario_set_ceiling(by, p->year, name, &to, e))
            return false;
    }
    return true;
}

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which,
                                  const char *path)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = ceilings_show;
    p->page.which = which;
    p->page.path = path;
    p->write = write;
    return p;
}

bool ceiling_draft_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, draft_write, "draft", "/ceilings/edit");

    p->form = money_form(r, reason_field, ARRAY_LEN(reason_field));
    form_read(&p->form, r);
    form_check(&p->form, r);
    return money_post(r, p, ret, e);
}

bool ceiling_issue_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, issue_write, "issue", "/ceilings");
    int64_t *edits = ARENA_NEW(r->a, int64_t);

    if (!req_int(r, "code", 0, INT64_C(1000000), -1, edits, e))
        return false;
    p->more = edits;
    return money_post(r, p, ret, e);
}

bool ceiling_drop_post(struct req *r, struct reply *ret, struct err *e)
{
    return money_post(r, post_of(r, drop_write, "drop", "/ceilings"), ret, e);
}

bool ceiling_scenario_post(struct req *r, struct reply *ret, struct err *e)
{
    return money_post(r, post_of(r, scenario_write, "scenario", "/allocation"), ret, e);
}
