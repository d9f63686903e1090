/* Rounds of acceleration: rates as of a day, the frozen list that never changes, the committee, the five steps. */
#include "ledger_town.h"

#include "execute/invariant.h"
#include "perform/acceleration.h"

enum { FEB = 20230215, APRIL = 20230410 };

struct act_on {
    struct date today;
    struct str code, resolution, state, text;
    int64_t version, number;
    struct acceleration_new new;
    struct acceleration_call call;
    struct acceleration_resolve res;
    struct str made;
    int64_t count;
};

static struct act later(const struct act *by, struct date today)
{
    struct act x = *by;

    x.today = today;
    return x;
}

#define RUN(name, call)                                                                            \
    static bool name(struct act *was, void *ctx, struct err *e)                                    \
    {                                                                                              \
        struct act_on *x = ctx;                                                                    \
        struct act now = later(was, x->today), *by = &now;                                         \
                                                                                                   \
        return call;                                                                               \
    }
RUN(open_round, acceleration_open(by, &x->new, &x->made, e))
RUN(letter, acceleration_letter(by, x->code, x->version, x->text, DATE(20221011), e))
RUN(freeze, acceleration_freeze(by, x->code, x->version, e))
RUN(advise, acceleration_advise(by, x->code, x->text, x->state, STR("แบบรูป"), e))
RUN(unadvise, acceleration_unadvise(by, x->code, x->text, x->state, x->version, e))
RUN(meet, acceleration_call(by, x->code, &x->call, &x->number, e))
RUN(minutes, acceleration_minutes(by, x->code, x->number, x->version, STR("ปลัดกรุงเทพมหานคร"), x->text, e))
RUN(resolve, acceleration_resolve(by, x->code, &x->res, &x->made, e))
RUN(follow, acceleration_follow(by, x->resolution, x->version, x->state, x->text, e))
RUN(close_round, acceleration_close(by, x->code, x->version, x->text, e))
RUN(warn, acceleration_warn(by, &x->count, e))

static void must(struct town *t, struct posting p, int32_t on)
{
    struct err e;

    p.on = DATE(on);
    assert_ok(town_post_as(t, &t->finance, p, NULL, &e), &e);
}

/* Line 4 (4,000): 2,400 obligated in January, all of it in March; line 2 (2,000): nothing; line 6 (2,000): all paid. */
static void town(struct store *s, struct arena *a, struct town *t)
{
    struct err e;

    town_make(s, a, t);
    store_day_set(s, DATE(APRIL));
    must(t, town_posting("a2", "ALLOT", 2, 0, 200000, ""), 20221015);
    must(t, town_posting("a4", "ALLOT", 4, 0, 400000, ""), 20221015);
    must(t, town_posting("a6", "ALLOT", 6, 0, 200000, ""), 20221015);
    must(t, town_posting("o4", "OBLIGATE", 4, 0, 240000, "C4"), 20230110);
    must(t, town_posting("o6", "OBLIGATE", 6, 0, 200000, "C6"), 20230110);
    must(t, town_posting("d6", "DISBURSE", 6, 0, 50000, "C6"), 20230120);
    must(t, town_posting("p4", "OBLIGATE", 4, 0, 160000, "C4"), 20230310);
    (void)e;
}

static const struct acceleration_row *row_of(const struct rows *rows, const char *agency, const char *class)
{
    const struct acceleration_row *x = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (str_eq(x[i].agency_code, str_from(agency)) && str_eq(x[i].class, str_from(class)))
            return &x[i];
    }
    fail_msg("no row of %s %s", agency, class);
    return NULL;
}

static void rates(struct store *s, struct arena *a)
{
    static const struct {
        int32_t as_of;
        int64_t taken, paid; /* of 11000000, of 600,000 */
        bool target;
        const char *why;
    } row[] = {
        {20230109, 0, 0, true, "the day before"},
        {20230110, 240000, 0, true, "40 %"},
        {20230309, 240000, 0, true, "the day before the second"},
        {20230310, 400000, 0, false, "two thirds"},
        {APRIL, 400000, 0, false, "as it stands now"},
    };
    struct acceleration_asked q = {.year = YEAR, .quarter = 2};
    const struct acceleration_row *r;
    struct acceleration_rules u;
    struct rows rows;
    struct town t;
    struct err e;

    town(s, a, &t);
    assert_ok(acceleration_rules_get(t.db, a, YEAR, &u, &e), &e);
    assert_int_equal(u.goal_bp[2], 6000);
    assert_int_equal(u.floor_bp, 6000);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        q.as_of = DATE(row[i].as_of);
        assert_ok(acceleration_rates(t.db, a, &u, &q, &rows, &e), &e);
        r = row_of(&rows, "11000000", "all");
        if (r->base.satang != 600000 || r->taken.satang != row[i].taken || r->target != row[i].target || r->lines != 2)
            fail_msg("%s: %lld of %lld", row[i].why, (long long)r->taken.satang, (long long)r->base.satang);
    }
    r = row_of(&rows, "10000000", "land");
    assert_int_equal(r->taken.satang, 200000);
    assert_int_equal(r->paid.satang, 50000);
    assert_int_equal(r->rate.bp, 10000);
    q.quarter = 1; /* equipment and what was carried: there is none */
    assert_ok(acceleration_rates(t.db, a, &u, &q, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_ok(sql_write(s, "UPDATE line SET origin = 'carry_b' WHERE id = 2", &e), &e);
    for (int then = 0; then < 2; then++) { /* carried money is checked in the first quarter, whatever its item */
        q.as_of = DATE(then ? 20230401 : APRIL);
        q.quarter = 1;
        assert_ok(acceleration_rates(t.db, a, &u, &q, &rows, &e), &e);
        assert_int_equal(row_of(&rows, "11000000", "carried")->base.satang, 200000);
        q.quarter = 2;
        assert_ok(acceleration_rates(t.db, a, &u, &q, &rows, &e), &e);
        assert_int_equal(row_of(&rows, "11000000", "all")->base.satang, 400000);
    }
}

static void exactly_sixty(struct store *s, struct arena *a)
{
    struct acceleration_asked q = {.year = YEAR, .quarter = 2, .as_of = DATE(APRIL)};
    struct acceleration_rules u;
    struct rows rows;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    store_day_set(s, DATE(APRIL));
    must(&t, town_posting("a6", "ALLOT", 6, 0, 200000, ""), 20221015);
    must(&t, town_posting("o6", "OBLIGATE", 6, 0, 119999, "C6"), 20230110);
    assert_ok(acceleration_rules_get(t.db, a, YEAR, &u, &e), &e);
    assert_ok(acceleration_rates(t.db, a, &u, &q, &rows, &e), &e);
    assert_true(row_of(&rows, "10000000", "all")->target); /* one satang under 60 % */
    must(&t, town_posting("p6", "OBLIGATE", 6, 0, 1, "C6"), 20230111);
    assert_ok(acceleration_rates(t.db, a, &u, &q, &rows, &e), &e);
    assert_false(row_of(&rows, "10000000", "all")->target); /* 60 % is not under 60 % */
}

static void holds(struct town *t, struct arena *a)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(t->db, a, &b, &n, &broken, &e), &e);
    if (broken)
        fail_msg("%s: %s", b[0].invariant->name, str_cstr(a, b[0].problem));
}

static void rounds(struct store *s, struct arena *a)
{
    struct act_on x = {.today = DATE(APRIL), .new = {.year = YEAR, .quarter = 2, .as_of = DATE(FEB)}};
    struct actor office, clerk = plan_person("clerk", PERM_SPEND, SCOPE_AGENCY, 0);
    struct acceleration r;
    struct rows rows, again;
    struct str hex, was;
    struct town t;
    struct err e;

    town(s, a, &t);
    office = plan_person("office", PERM_ACCELERATE, SCOPE_CITY, 0);
    assert_err(city_write_as(s, a, &clerk, open_round, &x, &e), &e, ERR_FORBIDDEN);
    x.new.quarter = 5;
    assert_err(city_write_as(s, a, &office, open_round, &x, &e), &e, ERR_BAD_CHOICE);
    x.new.quarter = 2;
    x.new.as_of = DATE(20230411);
    assert_err(city_write_as(s, a, &office, open_round, &x, &e), &e, ERR_REAL_AHEAD);
    x.new.as_of = DATE(20211231);
    assert_err(city_write_as(s, a, &office, open_round, &x, &e), &e, ERR_BAD_CHOICE);
    x.new.as_of = DATE(FEB);
    assert_ok(city_write_as(s, a, &office, open_round, &x, &e), &e);
    x.code = STR("2566-Q2");
    x.version = 1;
    assert_err(city_write_as(s, a, &office, freeze, &x, &e), &e, ERR_REQUIRED); /* the letter */
    x.text = STR("กท 1902/1335");
    assert_ok(city_write_as(s, a, &office, letter, &x, &e), &e);
    assert_err(city_write_as(s, a, &office, freeze, &x, &e), &e, ERR_STALE);
    x.version = 2;
    assert_ok(city_write_as(s, a, &office, freeze, &x, &e), &e);
    assert_ok(acceleration_get(t.db, a, x.code, &r, &e), &e);
    assert_int_equal(r.agencies, 2);
    assert_int_equal(r.targets, 1);
    assert_int_equal(r.taken.satang, 440000);
    assert_ok(acceleration_frozen(t.db, a, r.id, 0, false, &rows, &e), &e);
    assert_ok(acceleration_verify(a, &r, &rows, &hex, &e), &e);
    was = sql_lines(s, a, "SELECT * FROM acceleration_row ORDER BY agency_id, class");
    must(&t, town_posting("late", "OBLIGATE", 2, 0, 200000, "C2"), 20230201); /* recorded later, dated before */
    assert_true(str_eq(was, sql_lines(s, a, "SELECT * FROM acceleration_row ORDER BY agency_id, class")));
    assert_false(sql_write(s, "UPDATE acceleration_row SET target = 0", &e));
    assert_false(sql_write(s, "DELETE FROM acceleration_row", &e));
    assert_false(sql_write(s, "UPDATE acceleration_freeze SET targets = 0", &e));
    holds(&t, a);
    x.version = 3;
    assert_err(city_write_as(s, a, &office, freeze, &x, &e), &e, ERR_STATE);
    assert_err(city_write_as(s, a, &office, letter, &x, &e), &e, ERR_STATE);
    assert_ok(sql_write(s,
                        "INSERT INTO acceleration_row (round_id, agency_id, class, lines, base_satang, taken_satang, paid_satang, target, behind) "
                        "SELECT round_id, agency_id, 'zz', 1, 0, 0, 0, 0, 0 FROM acceleration_row WHERE class = 'all' AND target = 1",
                        &e),
              &e);
    assert_ok(acceleration_frozen(t.db, a, r.id, 0, false, &again, &e), &e);
    assert_err(acceleration_verify(a, &r, &again, &hex, &e), &e, ERR_AUDIT_BROKEN);
}

static void committee(struct store *s, struct arena *a)
{
    struct act_on x = {.today = DATE(APRIL), .version = 1, .new = {.year = YEAR, .quarter = 2, .as_of = DATE(FEB), .letter_no = STR("L1")}};
    struct acceleration_step step[ACC_STEPS];
    struct actor office, clerk;
    struct acceleration r;
    struct rows rows;
    struct town t;
    struct err e;

    town(s, a, &t);
    office = plan_person("office", PERM_ACCELERATE, SCOPE_CITY, 0);
    clerk = plan_person("clerk", PERM_SPEND, SCOPE_AGENCY, t.c.works.id);
    x.code = STR("2566-Q2");
    assert_ok(city_write_as(s, a, &office, open_round, &x, &e), &e);
    assert_err(city_write_as(s, a, &office, meet, &x, &e), &e, ERR_STATE); /* not frozen */
    assert_ok(city_write_as(s, a, &office, freeze, &x, &e), &e);
    x.text = STR("10000000");
    x.state = STR("11000000");
    assert_err(city_write_as(s, a, &office, advise, &x, &e), &e, ERR_NOT_TARGET); /* all of its money is obligated */
    x.text = STR("11000000");
    assert_err(city_write_as(s, a, &office, advise, &x, &e), &e, ERR_DUPLICATE); /* nobody advises oneself */
    x.state = STR("10000000");
    assert_ok(city_write_as(s, a, &office, advise, &x, &e), &e);
    assert_err(city_write_as(s, a, &office, advise, &x, &e), &e, ERR_DUPLICATE);
    x.version = 1;
    assert_ok(city_write_as(s, a, &office, unadvise, &x, &e), &e);
    assert_ok(city_write_as(s, a, &office, advise, &x, &e), &e); /* again */
    x.call = (struct acceleration_call){.on_date = DATE(20230409), .subject = STR("เร่งรัด")};
    assert_err(city_write_as(s, a, &office, meet, &x, &e), &e, ERR_DUE_DAY);
    x.call.on_date = DATE(20230420);
    assert_ok(city_write_as(s, a, &office, meet, &x, &e), &e);
    assert_int_equal(x.number, 1);
    assert_ok(acceleration_invitations(t.db, a, 1, &rows, &e), &e);
    assert_int_equal(rows.n, 1); /* the target agency */
    x.text = STR("รายงาน");
    x.version = 1;
    assert_err(city_write_as(s, a, &office, minutes, &x, &e), &e, ERR_REAL_AHEAD);
    x.res = (struct acceleration_resolve){.meeting = 1, .agency_code = STR("11000000"), .body = STR("ลงนาม"), .due = DATE(20230430)};
    assert_err(city_write_as(s, a, &office, resolve, &x, &e), &e, ERR_MEETING_NOT_HELD);
    x.today = DATE(20230420);
    assert_ok(city_write_as(s, a, &office, minutes, &x, &e), &e);
    x.res.due = DATE(20230419);
    assert_err(city_write_as(s, a, &office, resolve, &x, &e), &e, ERR_DUE_DAY);
    x.res.due = DATE(20230430);
    assert_ok(city_write_as(s, a, &office, resolve, &x, &e), &e);
    x.version = 2;
    assert_err(city_write_as(s, a, &office, close_round, &x, &e), &e, ERR_OPEN_RESOLUTIONS);
    x.today = DATE(20230427); /* three days before */
    assert_ok(city_write(s, a, warn, &x, &e), &e);
    assert_int_equal(x.count, 1);
    x.resolution = STR("2566-Q2-R01");
    x.state = STR("done");
    x.version = 1;
    assert_err(city_write_as(s, a, &clerk, follow, &x, &e), &e, ERR_SCOPE);
    assert_ok(city_write_as(s, a, &t.officer, follow, &x, &e), &e);
    assert_err(city_write_as(s, a, &t.officer, follow, &x, &e), &e, ERR_STALE);
    assert_ok(acceleration_get(t.db, a, x.code, &r, &e), &e);
    x.version = r.version;
    assert_ok(city_write_as(s, a, &office, close_round, &x, &e), &e);
    assert_ok(acceleration_progress(t.db, a, YEAR, DATE(20230501), LANG_EN, step, &e), &e);
    assert_int_equal(step[0].earned.bp, 2000);            /* the letter */
    assert_int_equal(step[1].done.bp, (10000 * 2) / 4);   /* Q2 and an adviser; no Q1, no problems */
    assert_int_equal(step[2].done.bp, (5000 + 50000) / 6); /* one of two lists frozen, the rest there */
    assert_int_equal(step[3].earned.bp, 1000);            /* every resolution has a note */
    assert_int_equal(step[4].done.bp, 5000);              /* one of two rounds closed */
    assert_int_equal(step[0].end.yyyymmdd, 20221130);
    assert_int_equal(step[1].due.bp, 2000);
    assert_int_equal(step[2].due.bp, 0);
    holds(&t, a);
}

static void quarters(void **state)
{
    static const struct {
        int32_t day;
        int64_t want;
    } row[] = {{20221001, 1}, {20221231, 1}, {20230101, 2}, {20230331, 2}, {20230401, 3}, {20230701, 4}, {20230930, 4}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_int_equal(fiscal_quarter(DATE(row[i].day)), row[i].want);
}

#define ON_EACH(name)                                                                              \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
ON_EACH(rates)
ON_EACH(exactly_sixty)
ON_EACH(rounds)
ON_EACH(committee)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quarters),           cmocka_unit_test(test_rates),     cmocka_unit_test(test_exactly_sixty),
        cmocka_unit_test(test_rounds),        cmocka_unit_test(test_committee),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
