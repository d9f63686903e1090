/* demo_play.c - see demo_play.h: the months of a played year. */
#include "exchange/demo_play.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/user.h"
#include "city/year.h"
#include "exchange/demo_accounts.h"
#include "exchange/demo_play_int.h"
#include "exchange/demo_play_result.h"
#include "exchange/demo_results.h"
#include "execute/enact.h"
#include "execute/origin.h"
#include "execute/period.h"
#include "plan/cycle.h"
#include "store/store.h"

enum { MONTHS = 12, WHOLE_BP = 10000, MORNING_MS = 9 * 3600 * 1000, SHARE_OF_DIRECT = 9850 };
#define APPROVER  STR("office")
#define AUTHORITY STR("GOVERNOR:DEMO-1")

struct play_job {
    const struct demo_play_options *o;
    struct play_plan plan;
    int64_t month;
    bool closed;
    struct str hash;
    struct demo_played *ret;
};

struct act play_act(const struct act *by, const struct actor *who, struct date on)
{
    return (struct act){.tx = by->tx, .a = by->a, .who = who, .today = on,
                        .now_ms = date_start_ms(on) + MORNING_MS};
}

static bool load_people(struct tx *tx, struct play_people *p, struct err *e)
{
    return actor_load(tx->db, tx->a, STR("office"), &p->office, e) &&
           actor_load(tx->db, tx->a, STR("finance"), &p->finance, e) &&
           actor_load(tx->db, tx->a, STR("permsec"), &p->permsec, e);
}

/* ---- postings of a month, gathered and posted at once ---- */

struct batch {
    const struct play_plan *plan;
    struct arena *a;
    struct posting *p;
    size_t n, most;
    struct date on;
};

static void put(struct batch *b, const char *type, const struct play_line *l, struct str key, struct money m)
{
    if (m.satang <= 0 || b->n == b->most)
        return;
    b->p[b->n++] = (struct posting){.key = key,
                                    .on = b->on,
                                    .type = str_from(type),
                                    .line_id = l->id,
                                    .amount = m,
                                    .note = STR("สาธิต"), /* FIELD( a mark of the demonstration */
                                    .approved_by = APPROVER};
}

static struct str key_of(const struct batch *b, const char *word, int64_t month, const struct play_line *l)
{
    return str_format(b->a, "demo:%lld:%s:%lld:%lld", (long long)b->plan->year, word, (long long)month, (long long)l->id);
}

static bool post(struct act *by, struct play *p, struct batch *b, struct err *e)
{
    struct act finance = play_act(by, &p->people.finance, b->on);
    struct posting_result *got = ARENA_ARRAY(by->a, struct posting_result, b->n);

    if (b->n == 0)
        return true;
    if (!posting_batch(&finance, b->p, b->n, true, got, e))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        p->posted += got[i].result == POST_ACCEPTED;
        p->replayed += got[i].result == POST_REPLAYED;
    }
    return true;
}

static struct batch batch_of(struct act *by, const struct play *p, int64_t day)
{
    return (struct batch){.plan = p->plan, .a = by->a, .on = play_day(p->plan->year, p->month, day),
                          .p = ARENA_ARRAY(by->a, struct posting, 2 * p->plan->n), .most = 2 * p->plan->n};
}

/* ---- allotment, reservation ---- */

static struct money part(struct money m, int64_t bp)
{
    return MONEY(m.satang / WHOLE_BP * bp + m.satang % WHOLE_BP * bp / WHOLE_BP);
}

static bool allot(struct act *by, struct play *p, struct err *e)
{
    struct batch b = batch_of(by, p, 3);

    for (size_t i = 0; i < p->plan->n; i++) {
        const struct play_line *l = &p->plan->line[i];
        struct money before = p->month ? part(l->amount, play_allotted_bp(p->plan, l, p->month - 1)) : MONEY(0);
        struct money now = part(l->amount, play_allotted_bp(p->plan, l, p->month));

        put(&b, "ALLOT", l, key_of(&b, "allot", p->month, l), MONEY(now.satang - before.satang));
    }
    return post(by, p, &b, e);
}

static bool reserve(struct act *by, struct play *p, struct err *e)
{
    struct batch b = batch_of(by, p, 6);

    for (size_t i = 0; i < p->plan->n; i++) {
        const struct play_line *l = &p->plan->line[i];
        const struct play_group *g = l->group < 0 ? NULL : &p->plan->group[l->group];

        if (g && g->reserve && g->sign - 2 == p->month) {
            put(&b, "RESERVE", l, key_of(&b, "reserve", p->month, l), l->contracted);
            if (b.n)
                b.p[b.n - 1].ref = g->ref;
        }
    }
    return post(by, p, &b, e);
}

/* ---- payments ---- */

static void pay_direct(struct batch *b, const struct play *p, const struct play_line *l)
{
    struct money whole = part(l->amount, SHARE_OF_DIRECT);
    int64_t each = whole.satang / MONTHS;

    put(b, "DISBURSE", l, key_of(b, "pay", p->month, l),
        MONEY(p->month == MONTHS - 1 ? whole.satang - each * (MONTHS - 1) : each));
}

static void pay_contract(struct batch *b, const struct play *p, const struct play_line *l, const struct play_group *g)
{
    int64_t before = p->month ? play_due(g, p->month - 1) : 0, now = play_due(g, p->month);
    size_t at = b->n;

    put(b, "DISBURSE", l, key_of(b, "pay", p->month, l),
        MONEY(play_paid(l, g, now).satang - play_paid(l, g, before).satang));
    if (b->n > at)
        b->p[at].ref = g->ref;
}

static bool pay(struct act *by, struct play *p, struct err *e)
{
    struct batch b = batch_of(by, p, 25);

    for (size_t i = 0; i < p->plan->n; i++) {
        const struct play_line *l = &p->plan->line[i];

        if (l->group >= 0 && play_by_people(l))
            continue; /* by warrants: demo_play_contract.c */
        if (l->group >= 0) {
            pay_contract(&b, p, l, &p->plan->group[l->group]);
        } else if (play_direct(l)) {
            pay_direct(&b, p, l);
        }
    }
    return post(by, p, &b, e);
}

/* ---- transfers, the central fund, refunds ---- */

/* From March on agencies move what they will not need, between lines of one output and type. */
static bool transfer(struct act *by, struct play *p, struct err *e)
{
    enum { FIRST = 5, LAST = 9, EACH = 61, PART_BP = 200 };
    struct batch b = batch_of(by, p, 14);

    if (p->month < FIRST || p->month > LAST)
        return true;
    for (size_t i = (size_t)p->month; i + 1 < p->plan->n; i += EACH) {
        const struct play_line *l = &p->plan->line[i], *to = l + 1;
        size_t at = b.n;

        if (l->group < 0 || to->agency_id != l->agency_id || to->output_id != l->output_id ||
            to->fund_id != l->fund_id || !str_eq(to->type_code, l->type_code))
            continue;
        put(&b, "TRANSFER", l, key_of(&b, "transfer", p->month, l), MONEY(part(l->amount, PART_BP).satang / 100 * 100));
        if (b.n > at) {
            b.p[at].to_line_id = to->id;
            b.p[at].authority = AUTHORITY;
        }
    }
    return post(by, p, &b, e);
}

static bool refund(struct act *by, struct play *p, struct err *e)
{
    enum { MONTH = 8, EACH = 97, PART_BP = 100 };
    struct batch b = batch_of(by, p, 27);

    for (size_t i = 0; p->month == MONTH && i < p->plan->groups; i += EACH) {
        const struct play_group *g = &p->plan->group[i];
        const struct play_line *l = &p->plan->line[g->first];
        size_t at = b.n;

        put(&b, "REFUND", l, key_of(&b, "refund", p->month, l),
            MONEY(part(play_paid(l, g, play_due(g, MONTH)), PART_BP).satang / 100 * 100));
        if (b.n > at)
            b.p[at].ref = g->ref;
    }
    return post(by, p, &b, e);
}

/* One agency gets money of a reserve: a line of the origin central is opened for it, and allotted. */
static bool give(struct act *by, struct play *p, const struct play_line *from, const struct play_line *to, struct money m,
                 struct err *e)
{
    struct date on = play_day(p->plan->year, p->month, 10);
    struct act finance = play_act(by, &p->people.finance, on);
    struct line_open_new n = {.year = p->plan->year,
                              .agency_id = to->agency_id,
                              .output_id = to->output_id,
                              .item_id = to->item_id,
                              .fund_id = from->fund_id,
                              .name = from->name,
                              .origin = {.kind = STR("central"), .central_item = from->item_code, .on_date = on},
                              .authority = AUTHORITY,
                              .reason = STR("demonstration")};
    struct posting x[2] = {{.key = str_format(by->a, "demo:%lld:central:%lld:%lld", (long long)p->plan->year, (long long)p->month, (long long)to->agency_id),
                            .on = on, .type = STR("CENTRAL"), .line_id = from->id, .amount = m, .authority = AUTHORITY,
                            .approved_by = APPROVER}};
    struct posting_result got[2];
    struct str code;

    if (!line_open(&finance, &n, &x[0].to_line_id, &code, e))
        return false;
    x[1] = (struct posting){.key = str_format(by->a, "%.*s/allot", STR_FMT(x[0].key)), .on = on, .type = STR("ALLOT"),
                            .line_id = x[0].to_line_id, .amount = m, .approved_by = APPROVER};
    if (!posting_batch(&finance, x, 2, true, got, e))
        return false;
    p->posted += 2;
    return true;
}

static bool central(struct act *by, struct play *p, struct err *e)
{
    enum { EACH = 700, PART_BP = 150 };
    const struct play_plan *plan = p->plan;
    const struct play_line *from = NULL;

    if (p->month % 2 == 0)
        return true;
    for (size_t i = 0; i < plan->n && !from; i++) {
        if (play_reserve(&plan->line[i]))
            from = &plan->line[i];
    }
    for (size_t i = (size_t)p->month * 37; from && i < plan->n; i += EACH * 3) {
        const struct play_line *to = &plan->line[i];

        if (to->group >= 0 && to->agency_id != from->agency_id && plan->group[to->group].type == PLAY_OPERATING &&
            !give(by, p, from, to, MONEY(part(from->amount, PART_BP).satang / 100000 * 100000), e))
            return false;
    }
    return true;
}

/* ---- a month ---- */

static bool month_done(struct db *db, struct arena *a, const struct play *p, bool *ret, struct err *e)
{
    struct fiscal_year y;

    if (p->month < MONTHS - 1)
        return period_is_closed(db, play_day(p->plan->year, p->month, 1).yyyymmdd / 100, ret, e);
    if (!year_get(db, a, p->plan->year, &y, e))
        return false;
    *ret = cycle_at_least(y.stage, STR("YEAR_END"));
    return true;
}

/* What was done is not done again: a month that is closed was played whole, the last one when the year has ended. */
static bool write_month(struct tx *tx, void *ctx, struct err *e)
{
    struct play_job *j = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = j->o->who};
    struct play p = {.plan = &j->plan, .month = j->month};
    struct act finance;
    bool done;

    if (!month_done(tx->db, tx->a, &p, &done, e))
        return false;
    if (done)
        return true;
    if (!load_people(tx, &p.people, e) || !allot(&by, &p, e) || !reserve(&by, &p, e) || !play_contracts(&by, &p, e) ||
        !transfer(&by, &p, e) || !central(&by, &p, e) || !pay(&by, &p, e) || !refund(&by, &p, e))
        return false;
    finance = play_act(&by, &p.people.finance, play_day(j->plan.year, j->month, 31));
    if (p.month == MONTHS - 1
            ? !play_end(&by, &p, e)
            : !period_close(&finance, j->plan.year, play_day(j->plan.year, j->month, 1).yyyymmdd / 100, STR("demonstration"), e))
        return false;
    j->ret->posted += p.posted;
    j->ret->replayed += p.replayed;
    j->ret->contracts += p.contracts;
    j->ret->warrants += p.warrants;
    return true;
}

static bool write_close(struct tx *tx, void *ctx, struct err *e)
{
    struct play_job *j = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = j->o->who};
    struct play p = {.plan = &j->plan, .month = MONTHS - 1};
    struct fiscal_year y;

    return year_get(tx->db, tx->a, j->plan.year, &y, e) &&
           (cycle_at_least(y.stage, STR("CLOSED")) || (load_people(tx, &p.people, e) && play_close(&by, &p, e)));
}

/* What the agencies achieved, in the year whose results are kept (demo_results.h). */
static bool write_results(struct tx *tx, void *ctx, struct err *e)
{
    struct play_job *j = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = j->o->who};

    struct play_results_job job = {.plan = &j->plan, .hash = j->hash, .months = j->month,
                                   .closing = j->o->close && !j->closed, .closed = j->closed};

    return play_results(&by, &job, e);
}

static bool write_enact(struct tx *tx, void *ctx, struct err *e)
{
    struct play_job *j = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = j->o->who};
    struct enactment x;

    by = play_act(&by, j->o->who, fy_start((int32_t)j->o->year));
    return enact_year(&by, j->o->year, &x, e);
}

static bool check_year(struct store *s, struct arena *a, const struct demo_play_options *o, struct demo_played *ret,
                       struct err *e)
{
    struct fiscal_year y;
    struct db *db;

    if (!store_reader(s, &db, e) || !year_get(db, a, o->year, &y, e))
        return false;
    if (!y.demo) {
        FAIL(e, ERR_STORE_KIND);
        return false;
    }
    ret->enacted = !cycle_at_least(y.stage, STR("IN_FORCE"));
    return true;
}

bool demo_play(struct store *s, struct arena *a, const struct demo_play_options *o, struct demo_played *ret,
               struct err *e)
{
    struct play_job j = {.o = o, .ret = ret};
    struct db *db;

    *ret = (struct demo_played){0};
    if (!check_year(s, a, o, ret, e) || (ret->enacted && !store_write(s, write_enact, &j, e)) ||
        !store_reader(s, &db, e) || !play_plan_make(db, a, o->year, &j.plan, e))
        return false;
    for (j.month = 0; j.month < o->months && j.month < MONTHS; j.month++) {
        if (!store_write(s, write_month, &j, e))
            return false;
        ret->months++;
    }
    j.hash = demo_password_hash(a); /* slow on purpose: not in a write */
    if (o->year == DEMO_RESULTS_YEAR && j.month > 0 && !store_write(s, write_results, &j, e))
        return false;
    if (!o->close || !store_write(s, write_close, &j, e))
        return !o->close;
    j.closed = true;
    return o->year != DEMO_RESULTS_YEAR || store_write(s, write_results, &j, e);
}
