/* delta_town.h - a draft in the Council's committee with lines of known amounts; one write a call, and what the
 * totals and states are after it. */
#ifndef PBIS_TESTS_DELTA_TOWN_H
#define PBIS_TESTS_DELTA_TOWN_H

#include "base/arena.h"
#include "plan/bill.h"
#include "plan/committed.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/cycle.h"
#include "plan/delta.h"
#include "plan/package.h"
#include "plan/protect.h"
#include "plan/reserved.h"
#include "plan/rollup.h"
#include "plan/vote.h"
#include "plan_store.h"

enum { YEAR = 2568 };

/* ---- one write a call: what to do, with what ---- */

struct doing {
    enum {
        DO_FILL, DO_PROPOSE, DO_CONFIRM, DO_WITHDRAW, DO_ACCEPT, DO_REJECT, DO_MEMBER, DO_INTEREST,
        DO_COMMITTEE, DO_SEAT, DO_VOTE, DO_RESERVE, DO_SPEAK, DO_DROP, DO_SETTLE, DO_PROTECT, DO_COMMITTED,
        DO_VOID, DO_FILE, DO_AMOUNT, DO_STEP, DO_TRANCHE
    } what;
    struct delta_new n;
    struct delta_decision d;
    struct delta_pick pick[8];
    size_t picks, row;
    struct str code, reason, line;
    int64_t version;
    struct council_member_new m;
    struct council_interest_new i;
    struct council_committee_new c;
    struct council_seat_new seat;
    struct vote_new v;
    struct reserved_new r;
    struct protected_new p;
    struct committed_new k;
    const struct plan_city *city;
    struct delta_row *file;
    struct delta_file f;
    struct delta_result result;
    struct money amount;
    enum stage stage;
    char ret[40]; /* the code that came back */
};

static inline void keep(struct doing *x, struct str code)
{
    snprintf(x->ret, sizeof x->ret, "%.*s", STR_FMT(code));
}

/* A unit, a package, and one line of each amount. */
static inline bool fill(struct plan_bulk *b, const struct plan_city *c, int64_t agency_id, int64_t item_id,
                 const int64_t *baht, size_t n, struct err *e)
{
    struct unit_new unit = {.year = YEAR, .agency_id = agency_id, .output_id = c->water, .title = STR("งาน")};
    struct package_new p = {.level = 1, .title = STR("งาน"), .level_kind = STR("minimum"), .value_score = {1000000}};
    int64_t id;
    struct str code;

    if (!plan_bulk_unit(b, &unit, &p.unit_id, e) ||
        !plan_bulk_package(b, &p, STR("ANALYST_ACCEPTED"), &id, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct line_new l = {.package_id = id, .fund_id = c->own, .item_id = item_id, .quantity_milli = 1000,
                             .name = STR("รายการ"), .requested = BAHT(baht[i])};

        l.unit_price = l.requested;
        if (!plan_bulk_line(b, &l, &id, &code, e)) {
            return false;
        }
        id = l.package_id;
    }
    return true;
}

/* City: 89,000 + 500 + 400 + 100 m; commerce: 828.53 m; of the works 400 + 100 in the city's. */
static inline bool fill_all(struct act *by, const struct plan_city *c, struct err *e)
{
    const int64_t city[] = {80000000000, 9000000000, 500000000}, works[] = {400000000, 0};
    const int64_t loan[] = {100000000}, commerce[] = {828530000};
    struct agency shop;
    struct plan_bulk *b;

    return agency_get(by->tx->db, by->a, STR("51000000"), &shop, e) &&
           plan_bulk_begin(by, YEAR, STR("test"), &b, e) &&
           fill(b, c, c->drainage.id, c->building, city, 3, e) &&
           fill(b, c, c->works.id, c->building, works, 2, e) &&
           fill(b, c, c->works.id, class_by_code(&c->item, STR("07201-1"))->id, loan, 1, e) &&
           fill(b, c, shop.id, c->building, commerce, 1, e) && plan_bulk_end(b, e);
}

static inline bool do_it(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    struct str code = STR_NONE;
    bool ok = false;

    switch (x->what) {
    case DO_FILL: return fill_all(by, x->city, e);
    case DO_PROPOSE: ok = delta_propose(by, &x->n, &code, e); break;
    case DO_CONFIRM: return delta_confirm(by, x->code, x->version, e);
    case DO_WITHDRAW: return delta_withdraw(by, x->code, x->version, x->reason, e);
    case DO_ACCEPT: return delta_accept(by, &x->d, x->pick, x->picks, &x->row, e);
    case DO_REJECT: return delta_reject(by, &x->d, x->pick, x->picks, &x->row, e);
    case DO_MEMBER: ok = council_member_add(by, &x->m, &code, e); break;
    case DO_INTEREST: return council_interest_declare(by, &x->i, e);
    case DO_COMMITTEE: ok = council_committee_add(by, &x->c, &code, e); break;
    case DO_SEAT: return council_seat_add(by, &x->seat, e);
    case DO_VOTE: ok = vote_take(by, &x->v, &code, e); break;
    case DO_RESERVE: ok = reserved_add(by, &x->r, &code, e); break;
    case DO_SPEAK: return reserved_speak(by, x->code, x->version, x->reason, e);
    case DO_DROP: return reserved_withdraw(by, x->code, x->version, x->reason, e);
    case DO_SETTLE: return reserved_settle(by, x->code, x->version, e);
    case DO_PROTECT: return protected_add(by, &x->p, e);
    case DO_COMMITTED: ok = committed_add(by, &x->k, &code, e); break;
    case DO_VOID: return deltas_void(by, YEAR, 0, e);
    case DO_FILE: return delta_apply(by, &x->f, x->file, x->picks, &x->row, &x->result, e);
    case DO_AMOUNT:
        return line_set_amount(by, x->line, x->stage, x->amount, STR("test"), STR("test"), e);
    case DO_STEP: return bill_run(by, YEAR, 0, x->code, x->reason, e);
    case DO_TRANCHE: return false;
    }
    if (ok) {
        keep(x, code);
    }
    return ok;
}

static inline void must(struct store *s, struct arena *a, struct doing *x)
{
    struct err e;

    assert_ok(city_write(s, a, do_it, x, &e), &e);
}

static inline void must_not(struct store *s, struct arena *a, const struct actor *who, struct doing *x,
                     enum err_code want)
{
    struct err e;

    assert_err(who ? city_write_as(s, a, who, do_it, x, &e) : city_write(s, a, do_it, x, &e), &e,
               want);
}

/* Lines of the draft by amount. */
#define BIG   "2568-0-1100-00001"
#define MID   "2568-0-1100-00002"
#define SMALL "2568-0-1100-00003"
#define ROAD  "2568-0-1000-00001"
#define EMPTY "2568-0-1000-00002"
#define LOAN  "2568-0-1000-00003"
#define SHOP  "2568-0-5100-00001"

static inline void make(struct store *s, struct arena *a, struct plan_city *c, const char *stage)
{
    struct doing f = {.what = DO_FILL, .city = c};

    plan_make(s, a, YEAR, c);
    must(s, a, &f);
    plan_reach(s, a, YEAR, stage);
}

static inline struct doing cut(const char *line, int64_t satang)
{
    return (struct doing){.what = DO_PROPOSE,
                          .n = {.year = YEAR, .kind = STR("cut"), .line_code = str_from(line),
                                .amount = MONEY(satang), .reason = STR("เกินความจำเป็น")}};
}

static inline struct doing more(const char *kind, const char *line, int64_t satang)
{
    struct doing x = cut(line, satang);

    x.n.kind = str_from(kind);
    return x;
}

static inline struct delta delta_now(struct store *s, struct arena *a, const char *code)
{
    struct delta d;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(delta_get(db, a, str_dup(a, str_from(code)), &d, &e), &e);
    return d;
}

/* Accepts the whole of one, by the report. */
static inline struct doing accepting(struct store *s, struct arena *a, const char *code)
{
    struct delta d = delta_now(s, a, code);

    return (struct doing){.what = DO_ACCEPT,
                          .d = {.year = YEAR, .report_ref = STR("รายงาน 1/2567")},
                          .pick = {{d.id, d.version, d.amount}},
                          .picks = 1};
}

static inline void take(struct store *s, struct arena *a, struct doing x)
{
    struct doing y;

    must(s, a, &x);
    if (str_eq(x.n.kind, STR("executive"))) {
        y = (struct doing){.what = DO_CONFIRM, .code = str_from(x.ret), .version = 1};
        must(s, a, &y);
    }
    y = accepting(s, a, x.ret);
    must(s, a, &y);
}

/* ---- totals: by the mirror, and counted again ---- */

static inline void assert_total(struct store *s, struct arena *a, int64_t satang)
{
    const enum dim none[] = {DIM_YEAR};
    struct rollup *sums = rollup_new();
    struct rollup_filter f = {.year = YEAR};
    struct rollup_table t;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(rollup_get(sums, db, a, &f, ROLLUP_BY(none, 1, LANG_TH), &t, &e), &e);
    assert_int_equal(t.total.now.satang, satang);
    rollup_free(sums);
    assert_string_equal(
        str_cstr(a, sql_lines(s, a, "SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id "
                                    "ORDER BY x.stage DESC LIMIT 1)) FROM line l WHERE l.year = 2568")),
        str_cstr(a, str_format(a, "%lld", (long long)satang)));
}

static inline void assert_state(struct store *s, struct arena *a, const char *line, const char *state)
{
    struct str sql = str_format(a, "SELECT p.state FROM package p JOIN line l ON l.package_id = p.id WHERE l.code = '%s'%c",
                                line, 0);

    assert_string_equal(str_cstr(a, sql_lines(s, a, sql.p)), state);
}

#define M(x) (INT64_C(100) * 10000 * (x)) /* hundredths of a million baht, in satang */

#endif
