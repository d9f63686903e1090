/* The book of record: who keeps what, documents taken once and posted once, what the ledger refuses, nothing keyed twice. */
#include "ledger_town.h"

#include "base/arena.h"
#include "city/param.h"
#include "execute/invariant.h"
#include "execute/record.h"
#include "execute/subsidy_use.h"
#include "plan/subsidy.h"

struct setting {
    enum param_id id;
    int64_t number;
};

static bool propose(struct act *by, void *ctx, struct err *e)
{
    struct setting *x = ctx;
    struct param_new n = {.param = x->id, .from_year = YEAR, .from_date = by->today, .value = STR("mis2"), .reason = STR("MIS2")};

    return param_propose(by, &n, &x->number, e);
}

static bool approve(struct act *by, void *ctx, struct err *e)
{
    const struct setting *x = ctx;

    return param_approve(by, x->id, x->number, e);
}

/* MIS2 is the book of record of a kind: two persons. */
static void decide(struct town *t, enum param_id id)
{
    struct actor one = plan_person("one", PERM_PARAM, SCOPE_CITY, 0), two = plan_person("two", PERM_PARAM, SCOPE_CITY, 0);
    struct setting x = {.id = id};
    struct err e;

    assert_ok(city_write_as(t->s, t->a, &one, propose, &x, &e), &e);
    assert_err(city_write_as(t->s, t->a, &one, approve, &x, &e), &e, ERR_SAME_PERSON);
    assert_ok(city_write_as(t->s, t->a, &two, approve, &x, &e), &e);
}

struct taking {
    struct record_take t;
    struct record_taken r;
    struct outside_done done[4];
};

static bool take_write(struct act *by, void *ctx, struct err *e)
{
    struct taking *x = ctx;
    bool ok = record_take(by, &x->t, &x->r, e);

    for (size_t i = 0; ok && i < x->t.n && i < ARRAY_LEN(x->done); i++)
        x->done[i] = x->r.done[i];
    x->r.code = ok ? str_dup(city_arena(by), x->r.code) : STR_NONE;
    return ok;
}

static struct outside_row doc(const struct town *t, const char *no, int64_t line, int64_t satang, const char *ref)
{
    return (struct outside_row){.doc = str_from(no),
                                .on = DATE(20221020),
                                .agency_id = t->c.drainage.id,
                                .output_code = STR("0503001"),
                                .group_code = STR("05"),
                                .fund_code = STR("OWN"),
                                .line_id = line,
                                .amount = MONEY(satang),
                                .ref = str_from(ref)};
}

static struct taking *take(struct town *t, enum record_kind k, const struct outside_row *row, size_t n, bool keep)
{
    struct taking *x = ARENA_NEW(t->a, struct taking);
    struct err e;

    x->t = (struct record_take){.year = YEAR,
                             .system = STR("mis2"),
                             .sha256 = STR("x"),
                             .filename = STR("f.csv"),
                             .kind = k,
                             .row = row,
                             .n = n,
                             .rows_read = (int64_t)n,
                             .keep = keep};
    assert_ok(city_write_as(t->s, t->a, &t->finance, take_write, x, &e), &e);
    return x;
}

static struct str count(struct town *t, const char *sql)
{
    return sql_lines(t->s, t->a, sql);
}

static void must_hold(struct town *t)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(t->db, t->a, &b, &n, &broken, &e), &e);
    if (broken)
        fail_msg("%s: %s", b[0].invariant->name, str_cstr(t->a, b[0].problem));
}

static bool breaks(struct town *t, const char *name)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(t->db, t->a, &b, &n, &broken, &e), &e);
    for (size_t i = 0; i < n; i++) {
        if (!strcmp(b[i].invariant->name, name))
            return true;
    }
    return false;
}

/* ---- which system ---- */

static void who_keeps(struct store *s, struct arena *a)
{
    static const struct {
        const char *act;
        bool refused;
        const char *why;
    } row[] = {
        {"ALLOT", false, "PBIS keeps allotments"},          {"RESERVE", true, "MIS2 keeps orders"},
        {"OBLIGATE", true, "MIS2 keeps orders"},            {"DEOBLIGATE", true, "MIS2 keeps orders"},
        {"DISBURSE", false, "PBIS keeps payments"},         {"LAPSE", false, "the year end is PBIS's own"},
        {"CARRY_A", false, "the year end is PBIS's own"},   {"TRANSFER", false, "PBIS keeps the appropriations"},
    };
    struct town t;
    struct err e;

    town_make(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_ok(record_check_own(t.db, a, YEAR, str_from(row[i].act), &e), &e);
    decide(&t, PARAM_RECORD_ORDERS);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (record_check_own(t.db, a, YEAR, str_from(row[i].act), &e) == row[i].refused)
            fail_msg("%s: %s", row[i].act, row[i].why);
        if (row[i].refused)
            assert_int_equal(e.code, ERR_RECORD_ELSEWHERE);
    }
    assert_ok(record_check_own(t.db, a, YEAR - 1, STR("OBLIGATE"), &e), &e); /* of that year only */
    assert_ok(town_post_as(&t, &t.finance, town_posting("a", "ALLOT", 4, 0, 1000, ""), NULL, &e), &e);
    assert_err(town_post_as(&t, &t.finance, town_posting("o", "OBLIGATE", 4, 0, 10, "C1"), NULL, &e), &e, ERR_RECORD_ELSEWHERE);
}

/* ---- taken ---- */

static void compared(struct store *s, struct arena *a)
{
    struct outside_row row[2];
    struct taking *x;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    row[0] = doc(&t, "P1", 4, 500, "");
    row[1] = doc(&t, "P2", 0, 700, "");
    x = take(&t, RECORD_PAYMENTS, row, 2, false);
    assert_int_equal(x->r.fresh, 2);
    assert_int_equal(x->r.posted, 0);
    assert_true(str_eq(x->r.code, STR("R-2566-00001")));
    assert_true(str_eq(count(&t, "SELECT COUNT(*) FROM entry WHERE type = 'DISBURSE'"), STR("0")));
    x = take(&t, RECORD_PAYMENTS, row, 2, false);
    assert_int_equal(x->r.known, 2);
    assert_int_equal(x->r.code.n, 0); /* no second file */
    row[0].amount = MONEY(501);
    row[1] = row[0];
    row[1].doc = STR("P3");
    x = take(&t, RECORD_PAYMENTS, row, 2, false);
    assert_int_equal(x->done[0].result, OUTSIDE_REFUSED);
    assert_int_equal(x->done[0].why.code, ERR_RECORD_CHANGED);
    row[0].doc = STR("P3");
    x = take(&t, RECORD_PAYMENTS, row, 2, false);
    assert_int_equal(x->done[0].result, OUTSIDE_KNOWN);
    assert_int_equal(x->done[1].why.code, ERR_DUPLICATE); /* twice in one file */
    assert_err(city_write_as(s, a, &t.officer, take_write, x, &e), &e, ERR_FORBIDDEN);
    must_hold(&t);
}

struct retry {
    int64_t posted, left;
};
static bool retry_write(struct act *by, void *ctx, struct err *e)
{
    struct retry *r = ctx;

    return record_post_waiting(by, YEAR, &r->posted, &r->left, e);
}

static void posted(struct store *s, struct arena *a)
{
    struct retry again;
    struct outside_row row[2];
    struct taking *x;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    decide(&t, PARAM_RECORD_ALLOTMENT);
    decide(&t, PARAM_RECORD_ORDERS);
    decide(&t, PARAM_RECORD_PAYMENTS);
    row[0] = doc(&t, "A1", 4, 100000, "");
    assert_int_equal(take(&t, RECORD_ALLOTMENT, row, 1, false)->r.posted, 1);
    row[0] = doc(&t, "O1", 4, 60000, "C1");
    assert_int_equal(take(&t, RECORD_ORDERS, row, 1, false)->r.posted, 1);
    row[0] = doc(&t, "P1", 4, 40000, "C1");
    row[1] = doc(&t, "P2", 4, 20001, "C1");
    x = take(&t, RECORD_PAYMENTS, row, 2, false);
    assert_int_equal(x->done[1].result, OUTSIDE_REFUSED);
    assert_int_equal(x->done[1].why.code, ERR_ABOVE_OBLIGATION);
    x = take(&t, RECORD_PAYMENTS, row, 2, true);
    assert_int_equal(x->r.known, 1);
    assert_int_equal(x->r.waiting, 1); /* one satang above the contract waits, it is not lost */
    row[0] = doc(&t, "O2", 4, 1, "C1");
    assert_int_equal(take(&t, RECORD_ORDERS, row, 1, false)->r.posted, 1);
    assert_ok(city_write_as(s, a, &t.finance, retry_write, &again, &e), &e);
    assert_int_equal(again.posted, 1);
    assert_int_equal(again.left, 0);
    assert_true(str_eq(count(&t, "SELECT SUM(amount_satang) FROM entry WHERE type = 'DISBURSE'"), STR("60001")));
    row[0] = doc(&t, "P3", 4, -1000, "C1");
    row[1] = doc(&t, "O3", 4, -500, "C1");
    assert_int_equal(take(&t, RECORD_PAYMENTS, row, 1, false)->r.posted, 1);
    assert_int_equal(take(&t, RECORD_ORDERS, row + 1, 1, false)->r.posted, 1);
    assert_true(str_eq(count(&t, "SELECT type, amount_satang FROM entry WHERE type IN ('REFUND', 'DEOBLIGATE') ORDER BY seq"),
                       STR("REFUND\t1000\nDEOBLIGATE\t500")));
    must_hold(&t);
    /* planted */
    assert_ok(sql_write(s, "UPDATE outside_entry SET entry_key = 'mis2:payments:2566:P1' WHERE doc = 'P2'", &e), &e);
    assert_true(breaks(&t, "record_once"));
    assert_true(breaks(&t, "record_posted"));
}

/* ---- subsidies ---- */

struct open_one {
    struct line_open_new n;
    int64_t id;
};
static bool open_line(struct act *by, void *ctx, struct err *e)
{
    struct open_one *x = ctx;
    struct str code;

    return line_open(by, &x->n, &x->id, &code, e);
}

static bool make_subsidy(struct act *by, void *ctx, struct err *e)
{
    const struct plan_city *c = ctx;
    struct subsidy_new n = {.year = YEAR, .agency_id = c->drainage.id, .fund_code = STR("SUBS"), .name = STR("n"),
                            .purpose = STR("p"), .conditions = STR("c"), .status = STR("office")};
    struct str code;

    return subsidy_add(by, &n, &code, e) && subsidy_condition_add(by, code, STR("report each quarter"), DATE(20230110), e);
}

static bool put_condition(struct act *by, void *ctx, struct err *e)
{
    return subsidy_condition_put(by, ctx, e);
}

static void subsidies(struct store *s, struct arena *a)
{
    static const struct {
        const char *state, *evidence;
        int64_t version;
        enum err_code want;
        const char *why;
    } row[] = {
        {"met", "", 1, ERR_REQUIRED, "met needs its evidence"},
        {"done", "x", 1, ERR_BAD_CHOICE, "no such state"},
        {"met", "letter 12/2566", 2, ERR_STALE, "not over what somebody changed"},
        {"met", "letter 12/2566", 1, 0, "met, with its letter"},
    };
    struct subsidy_condition_set set = {.code = STR("S-2566-001"), .number = 1};
    struct open_one x;
    struct subsidy_use u;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    assert_ok(city_write(s, a, make_subsidy, &t.c, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok;

        set.state = str_from(row[i].state);
        set.evidence = str_from(row[i].evidence);
        set.version = row[i].version;
        ok = city_write(s, a, put_condition, &set, &e);
        if (ok != (row[i].want == 0) || (!ok && e.code != row[i].want))
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : err_word(e.code));
    }
    x.n = (struct line_open_new){.year = YEAR,
                                 .agency_id = t.c.drainage.id,
                                 .output_id = t.c.water,
                                 .item_id = t.c.building,
                                 .fund_id = class_by_code(&t.c.fund, STR("SUBS"))->id,
                                 .name = STR("dyke"),
                                 .origin = {.kind = STR("subsidy"), .subsidy = STR("S-2566-001")},
                                 .reason = STR("r")};
    assert_ok(city_write(s, a, open_line, &x, &e), &e);
    assert_ok(subsidy_use_get(t.db, a, STR("S-2566-001"), DATE(20231101), &u, &e), &e);
    assert_int_equal(u.lines, 1);
    assert_int_equal(u.open_conditions, 0);
    assert_int_equal(u.return_by.yyyymmdd, 20231030);
    assert_false(u.late); /* nothing was received */
    assert_ok(sql_write(s, "UPDATE subsidy SET requested_satang = 100, approved_satang = 100, received_satang = 100, spent_satang = 30", &e),
              &e);
    assert_ok(subsidy_use_get(t.db, a, STR("S-2566-001"), DATE(20231030), &u, &e), &e);
    assert_int_equal(u.unspent.satang, 100);
    assert_int_equal(u.gap.satang, 30); /* reported as spent, and the ledger paid nothing */
    assert_false(u.late);
    assert_ok(subsidy_use_get(t.db, a, STR("S-2566-001"), DATE(20231031), &u, &e), &e);
    assert_true(u.late);
    assert_err(subsidy_use_get(t.db, a, STR("S-2566-009"), DATE(20231031), &u, &e), &e, ERR_NOT_FOUND);
    assert_ok(sql_write(s, "UPDATE subsidy_condition SET evidence = ''", &e), &e);
    assert_true(breaks(&t, "subsidy_condition"));
}

static void test_who_keeps(void **state)
{
    (void)state;
    with_each_store(who_keeps);
}
static void test_compared(void **state)
{
    (void)state;
    with_each_store(compared);
}
static void test_posted(void **state)
{
    (void)state;
    with_each_store(posted);
}
static void test_subsidies(void **state)
{
    (void)state;
    with_each_store(subsidies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_keeps),
        cmocka_unit_test(test_compared),
        cmocka_unit_test(test_posted),
        cmocka_unit_test(test_subsidies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
