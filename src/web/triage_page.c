#include "web/triage_page.h"

#include <stdlib.h>

#include "base/arena.h"
#include "city/param.h"
#include "plan/cycle.h"
#include "plan/resolution.h"
#include "plan/rollup.h"
#include "views.h"
#include "web/later.h"
#include "web/words.h"

enum { ROWS_A_PAGE = 50 };

/* ---- reading ---- */

/* An analyst begins with the own division; ?division=0 is the city. */
static int64_t own_division(const struct req *r)
{
    const struct actor *who = &r->session.actor;

    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind == SCOPE_DIVISION)
            return who->grant[i].scope.id;
    }
    return 0;
}

/* A form says it again: its fields win over the address. */
static struct str said(const struct req *r, const char *name)
{
    struct str s = req_field(r, name);

    return s.n ? s : req_query(r, name);
}

bool triage_read_filter(struct req *r, struct triage_filter *f, struct err *e)
{
    struct str band = said(r, "band");

    *f = (struct triage_filter){.year = r->year,
                                .agency_code = said(r, "agency"),
                                .type_code = said(r, "type"),
                                .state = said(r, "state"),
                                .band = TRIAGE_BANDS,
                                .after = req_query(r, "after"),
                                .limit = ROWS_A_PAGE,
                                .lang = r->lang};
    for (int b = 0; b < TRIAGE_BANDS; b++) {
        if (str_eq(band, str_from(triage_band_word((enum triage_band)b))))
            f->band = b;
    }
    if (str_eq(triage_group_kind(r), STR("recommend")) && triage_group_word(f->band).n &&
        !param_money(r->db, PARAM_FORMS_FROM, r->year, &f->below, e))
        return false;
    return req_int(r, "division", 0, 99, f->agency_code.n ? 0 : own_division(r), &f->division, e);
}

static void put_pair(struct sbuf *b, const char *name, struct str value)
{
    struct html h = {.out = b};

    if (!value.n)
        return;
    sbuf_printf(b, "%s%s=", b->n ? "&" : "", name);
    html_url_part_str(&h, value);
}

/* The filter as an address, with another band (TRIAGE_BANDS: all). */
static struct str query_of(struct req *r, const struct triage_filter *f, int band)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 4096);
    put_pair(&b, "year", str_format(r->a, "%lld", (long long)r->year));
    put_pair(&b, "division", str_format(r->a, "%lld", (long long)f->division));
    put_pair(&b, "agency", f->agency_code);
    put_pair(&b, "type", f->type_code);
    put_pair(&b, "state", f->state);
    if (band < TRIAGE_BANDS)
        put_pair(&b, "band", str_from(triage_band_word((enum triage_band)band)));
    return sbuf_str(&b);
}

/* ---- the form ---- */

/* The groups of one dimension of the table, in its order, each once. */
static void dim_choices(struct req *r, const struct rollup_table *t, size_t d, const char *all,
                        struct str value, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, t->n + 1);
    size_t n = 0;

    c[n++] = (struct form_choice){d == 0 ? STR("0") : STR_NONE, tr(r->lang, all)};
    for (size_t i = 0; i < t->n; i++) {
        bool seen = false;

        for (size_t k = 1; k < n && !seen; k++)
            seen = str_eq(c[k].value, t->row[i].key[d]);
        if (!seen)
            c[n++] = (struct form_choice){t->row[i].key[d], t->row[i].name[d]};
    }
    f->value = value;
    f->choice = c;
    f->choices = n;
}

static void word_choices(struct req *r, const char *kind, const char *const *word, size_t n,
                         const char *all, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, n + 1);

    c[0] = (struct form_choice){STR_NONE, tr(r->lang, all)};
    for (size_t i = 0; i < n; i++)
        c[i + 1] = (struct form_choice){str_from(word[i]), word_label(kind, str_from(word[i]), r->lang)};
    f->choice = c;
    f->choices = n + 1;
}

static bool make_form(struct req *r, const struct triage_filter *f, struct triage_page *p,
                      struct err *e)
{
    static const char *const states[] = {"SUBMITTED", "ANALYST_ACCEPTED", "SUITABLE",
                                         "FUNDED",    "PARTLY_FUNDED",    "UNFUNDED"};
    static const char *const bands[] = {"near", "above", "below", "mandatory"};
    static const enum dim dims[] = {DIM_DIVISION, DIM_AGENCY, DIM_TYPE};
    struct rollup_filter filter = {.year = r->year};
    struct rollup_table t;

    p->division_field = (struct form_field){"division", FORM_CHOICE, TR("กองวิเคราะห์"), NULL, .max = 2};
    p->agency = (struct form_field){"agency", FORM_CHOICE, TR("หน่วยรับงบประมาณ"), NULL, .max = 20};
    p->type = (struct form_field){"type", FORM_CHOICE, TR("งบรายจ่าย"), NULL, .max = 9};
    p->state = (struct form_field){"state", FORM_CHOICE, TR("สถานะ"), NULL, .max = 40,
                                   .value = f->state};
    p->band = (struct form_field){"band", FORM_CHOICE, TR("กลุ่ม"), NULL, .max = 20,
                                  .value = req_query(r, "band")};
    word_choices(r, "state", states, ARRAY_LEN(states), TR("ทุกสถานะ"), &p->state);
    word_choices(r, "band", bands, ARRAY_LEN(bands), TR("ทุกกลุ่ม"), &p->band);
    if (!rollup_get(r->server->rollup, r->db, r->a, &filter, ROLLUP_BY(dims, 3, r->lang), &t, e))
        return false;
    dim_choices(r, &t, 0, TR("ทุกกอง"), str_format(r->a, "%lld", (long long)f->division),
                &p->division_field);
    dim_choices(r, &t, 1, TR("ทั้งเมือง"), f->agency_code, &p->agency);
    dim_choices(r, &t, 2, TR("ทุกงบรายจ่าย"), f->type_code, &p->type);
    return true;
}

/* ---- showing ---- */

static void make_groups(struct req *r, const struct triage_filter *f, const struct triage *t,
                        struct triage_page *p)
{
    static const enum triage_band order[] = {TRIAGE_NEAR, TRIAGE_ABOVE, TRIAGE_BELOW,
                                             TRIAGE_MANDATORY};
    struct triage_group *g = ARENA_ARRAY(r->a, struct triage_group, ARRAY_LEN(order));

    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        const struct triage_sum *s = &t->band[order[i]];

        g[i] = (struct triage_group){
            .word = str_from(triage_band_word(order[i])),
            .path = str_format(r->a, "/triage?%.*s", STR_FMT(query_of(r, f, (int)order[i]))),
            .sum = *s,
            .current = f->band == (int)order[i],
            .has_nearest = s->nearest.satang != MONEY_MISSING.satang,
            .left = s->packages - s->settled};
        if (g[i].has_nearest)
            g[i].nearest = MONEY(llabs(s->nearest.satang));
    }
    p->group = g;
    p->group_n = ARRAY_LEN(order);
}

static void make_table(struct req *r, const struct triage *t, struct triage_page *p)
{
    static const struct col cols[] = {{"title", COL_LINK, "/packages/", "code", TR("ข้อเสนอ")},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"urgency", COL_PLAIN, NULL, NULL, TR("เร่งด่วน")},
                                      {"band", COL_TAG, "band", NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, TR("วงเงิน (บาท)")},
                                      {"distance", COL_WHOLE, NULL, NULL, TR("ห่างเส้น (บาท)")},
                                      {"why1", COL_PLAIN, NULL, NULL, TR("ทำไมอยู่ตรงนี้")},
                                      {"why2", COL_UNDER, NULL, NULL, NULL},
                                      {"why3", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "state", NULL, NULL},
                                      {"settled", COL_YES, NULL, NULL, NULL}};

    p->table = (struct table_view){.type = &triage_row_type,
                                   .rows = t->rows.p,
                                   .n = t->rows.n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = p->title,
                                   .empty = tr(r->lang, TR("ไม่มีข้อเสนอในกลุ่มนี้")),
                                   .remember = STR("triage")};
}

static bool file_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                      struct err *e)
{
    struct triage_filter *f = ctx;
    struct triage t;
    struct db *db;

    if (!store_reader(r->server->store, &db, e) ||
        !triage_get(r->server->rollup, db, r->a, f, &t, e))
        return false;
    *ret = t.rows;
    *ret_next = t.next;
    return true;
}

static bool triage_file(struct req *r, const struct triage_filter *asked, struct reply *ret,
                        struct err *e)
{
    struct triage_filter *f = ARENA_NEW(r->a, struct triage_filter);
    int64_t limit;

    if (!req_int(r, "limit", 1, LATER_ROWS, LATER_ROWS, &limit, e))
        return false;
    *f = *asked;
    f->limit = (size_t)limit;
    return table_later(r, file_rows, f, &triage_row_type,
                       str_format(r->a, "triage-%lld", (long long)r->year), ret, e);
}

/* ---- the group that can be settled ---- */

/* Is a stage open in which this kind of act writes? */
static bool settle_open(const struct triage *t, struct str kind)
{
    enum stage s = cycle_open_stage(t->stage);

    return str_eq(kind, STR("recommend")) ? s == STAGE_ANALYST : stage_by_resolution(s);
}

static void make_settle(struct req *r, const struct triage_filter *f, const struct triage *t,
                        struct triage_page *p)
{
    p->csrf = r->session.csrf;
    p->settle_kind = triage_group_kind(r);
    p->settle_word = triage_group_word(f->band);
    if (!p->settle_kind.n || !p->settle_word.n || !t->settle.packages)
        return;
    p->band_word = str_from(triage_band_word((enum triage_band)f->band));
    p->settle_n = t->settle.packages;
    p->settle_sum = t->settle.amount;
    p->may_settle = settle_open(t, p->settle_kind);
    p->settle_has_nearest = t->settle.nearest.satang != MONEY_MISSING.satang;
    if (p->settle_has_nearest)
        p->settle_nearest = MONEY(llabs(t->settle.nearest.satang));
    p->below_forms = str_eq(p->settle_kind, STR("recommend"));
}

static bool make_done(struct req *r, struct triage_page *p, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct triage_done *d;
    struct rows rows;

    if (!triage_settles(r->db, r->a, r->year, &rows, e))
        return false;
    d = ARENA_ARRAY(r->a, struct triage_done, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        d[i].s = ((const struct triage_settle *)rows.p)[i];
        d[i].ready = str_eq(d[i].s.state, STR("ready"));
        if (str_eq(d[i].s.kind, STR("recommend")))
            d[i].may_use = d[i].ready && (str_eq(d[i].s.made_by, who->name) || actor_may(who, PERM_ASSIGN)) &&
                           actor_may(who, PERM_ANALYSE);
        else
            d[i].resolution_path = str_format(r->a, "/resolutions/%.*s", STR_FMT(d[i].s.resolution_code));
    }
    p->done = d;
    p->done_n = rows.n;
    return true;
}

bool triage_page(struct req *r, struct reply *ret, struct err *e)
{
    struct triage_page page = {.year = r->year, .action = STR("/triage")};
    struct page_head head = {.nav = STR("/triage"), .table_path = STR("/triage")};
    struct triage_filter f;
    struct triage t;

    if (!triage_read_filter(r, &f, e))
        return false;
    if (r->format != FORMAT_HTML)
        return triage_file(r, &f, ret, e);
    if (!triage_get(r->server->rollup, r->db, r->a, &f, &t, e) || !make_form(r, &f, &page, e) ||
        !make_done(r, &page, e))
        return false;
    make_settle(r, &f, &t, &page);
    page.title = head.title = tr(r->lang, TR("คัดกรองคำขอ"));
    page.packages = t.packages;
    page.can_change = t.can_change;
    page.unseen = t.unseen;
    page.unaccepted = t.unaccepted;
    page.may_accept = t.unaccepted > 0 && actor_may(&r->session.actor, PERM_ANALYSE);
    page.has_run = t.run_code.n > 0;
    page.run_code = t.run_code;
    page.run_at = t.run_at;
    page.scenario = t.scenario;
    page.division = f.division;
    page.own_division = f.division && f.division == own_division(r);
    page.shown = f.band < TRIAGE_BANDS ? t.band[f.band].packages : t.all.packages;
    page.reach = (struct share){t.reach_bp};
    page.large = t.large;
    make_groups(r, &f, &t, &page);
    make_table(r, &t, &page);
    page.query = query_of(r, &f, f.band);
    page.paged = f.after.n > 0;
    page.first = str_format(r->a, "/triage?%.*s", STR_FMT(page.query));
    if (t.next.n)
        page.next = str_format(r->a, "/triage?%.*s&after=%.*s", STR_FMT(page.query),
                               STR_FMT(t.next));
    return REPLY_PAGE(r, &head, triage, &page, ret, e);
}
