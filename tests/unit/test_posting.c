/* Every act of the year: what it moves, what it refuses and why; keys, periods, authority, origins, reversals, batches. */
#include "ledger_town.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "execute/authority.h"
#include "execute/invariant.h"

static void must_hold(struct town *t, const char *why)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;
    int64_t entries;

    assert_ok(invariants_check(t->db, t->a, &b, &n, &broken, &e), &e);
    if (broken) {
        fail_msg("%s: %s: %s", why, b[0].invariant->name, str_cstr(t->a, b[0].problem));
    }
    assert_ok(ledger_verify(t->db, &entries, &e), &e);
}

static void must(struct town *t, struct posting p, const char *why)
{
    struct err e;

    if (!town_post_as(t, &t->finance, p, NULL, &e)) {
        fail_msg("%s: %s %s", why, err_word(e.code), str_cstr(t->a, err_text(t->a, &e, LANG_EN)));
    }
}

static void must_not(struct town *t, struct posting p, enum err_code want, const char *why)
{
    struct str before = sql_lines(t->s, t->a, "SELECT COUNT(*), (SELECT SUM(amount_satang) FROM entry) FROM audit");
    struct err e;

    if (town_post_as(t, &t->finance, p, NULL, &e)) {
        fail_msg("%s: accepted", why);
    }
    if (e.code != want) {
        fail_msg("%s: %s %s", why, err_word(e.code), e.detail);
    }
    assert_true(str_eq(before, sql_lines(t->s, t->a, "SELECT COUNT(*), (SELECT SUM(amount_satang) FROM entry) FROM audit")));
}

static struct balance now(struct town *t, int64_t line)
{
    struct balance b;
    struct err e;

    assert_ok(balance_get(t->db, t->a, line, &b, &e), &e);
    return b;
}

/* ---- acts ---- */

static void acts(struct store *s, struct arena *a)
{
    /* on line 4 (a building, 400,000 satang) in order; what stands on it afterwards */
    static const struct {
        const char *type, *ref;
        int64_t satang;
        enum err_code want;
        int64_t unallotted, allotted, reserved, obligated, disbursed, lapsed;
        const char *why;
    } row[] = {
        {"ALLOT", "", 300000, 0, 100000, 300000, 0, 0, 0, 0, "part of it"},
        {"ALLOT", "", 100001, ERR_OVERDRAWN, 100000, 300000, 0, 0, 0, 0, "one satang above"},
        {"RESERVE", "R1", 50000, 0, 100000, 250000, 50000, 0, 0, 0, "reserved for R1"},
        {"RELEASE", "R2", 1, ERR_OVERDRAWN, 100000, 250000, 50000, 0, 0, 0, "another ref holds nothing"},
        {"RELEASE", "R1", 10000, 0, 100000, 260000, 40000, 0, 0, 0, "back"},
        {"OBLIGATE", "", 1, ERR_NO_OBLIGATION, 100000, 260000, 40000, 0, 0, 0, "no contract"},
        {"OBLIGATE", "R1", 100000, 0, 100000, 200000, 0, 100000, 0, 0, "what R1 reserved first, the rest free"},
        {"OBLIGATE", "R1", 200001, ERR_OVERDRAWN, 100000, 200000, 0, 100000, 0, 0, "one satang above the free"},
        {"DISBURSE", "", 1, ERR_NO_OBLIGATION, 100000, 200000, 0, 100000, 0, 0, "a building is not paid directly"},
        {"DISBURSE", "R2", 1, ERR_NO_OBLIGATION, 100000, 200000, 0, 100000, 0, 0, "another ref"},
        {"DISBURSE", "R1", 100001, ERR_ABOVE_OBLIGATION, 100000, 200000, 0, 100000, 0, 0, "above the contract"},
        {"DISBURSE", "R1", 60000, 0, 100000, 200000, 0, 40000, 60000, 0, "in part"},
        {"REFUND", "R1", 60001, ERR_OVERDRAWN, 100000, 200000, 0, 40000, 60000, 0, "more than was paid"},
        {"REFUND", "R1", 10000, 0, 100000, 200000, 0, 50000, 50000, 0, "back to the contract"},
        {"DEOBLIGATE", "R1", 50001, ERR_ABOVE_OBLIGATION, 100000, 200000, 0, 50000, 50000, 0, "above what is open"},
        {"DEOBLIGATE", "R9", 1, ERR_NO_OBLIGATION, 100000, 200000, 0, 50000, 50000, 0, "no such contract"},
        {"DEOBLIGATE", "R1", 50000, 0, 100000, 250000, 0, 0, 50000, 0, "the contract ends"},
        {"RESERVE", "", 1000, 0, 100000, 249000, 1000, 0, 50000, 0, "without a number"},
        {"RESERVE", "R3", 9000, 0, 100000, 240000, 10000, 0, 50000, 0, "with one"},
        {"LAPSE", "R3", 9001, ERR_OVERDRAWN, 100000, 240000, 10000, 0, 50000, 0, "above what R3 reserved"},
        {"LAPSE", "R3", 9000, 0, 100000, 240000, 1000, 0, 50000, 9000, "of R3"},
        {"LAPSE", "", 341001, ERR_OVERDRAWN, 100000, 240000, 1000, 0, 50000, 9000, "one above all that is left"},
        {"LAPSE", "", 341000, 0, 0, 0, 0, 0, 50000, 350000, "all of it, three entries"},
        {"PAY", "", 1, ERR_BAD_ACT, 0, 0, 0, 0, 50000, 350000, "no such act"},
        {"APPROPRIATE", "", 1, ERR_BAD_ACT, 0, 0, 0, 0, 50000, 350000, "not by posting"},
        {"CARRY_IN", "", 1, ERR_BAD_ACT, 0, 0, 0, 0, 50000, 350000, "from inside only"},
        {"ALLOT", "", 0, ERR_BAD_AMOUNT, 0, 0, 0, 0, 50000, 350000, "nothing"},
        {"ALLOT", "", -1, ERR_AMOUNT_NEGATIVE, 0, 0, 0, 0, 50000, 350000, "less than nothing"},
    };
    struct town t;
    char key[16] = "";

    town_make(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct posting p = town_posting(key, row[i].type, 4, 0, row[i].satang, row[i].ref);
        struct balance b;

        snprintf(key, sizeof key, "k%zu", i);
        p.key = str_from(key);
        if (row[i].want == ERR_NONE) {
            struct posted first, again;
            struct posting other = p;
            struct err e;

            assert_ok(town_post_as(&t, &t.finance, p, &first, &e), &e);
            assert_int_equal(first.result, POST_ACCEPTED);
            if (!town_post_as(&t, &t.finance, p, &again, &e)) {
                fail_msg("again, %s: %s", row[i].why, err_word(e.code));
            }
            assert_int_equal(again.result, POST_REPLAYED);
            assert_int_equal(again.seq, first.seq);
            other.amount.satang++;
            must_not(&t, other, ERR_KEY_REUSED, row[i].why);
            other = p;
            other.line_id = 2;
            must_not(&t, other, ERR_KEY_REUSED, row[i].why);
        } else {
            must_not(&t, p, row[i].want, row[i].why);
        }
        b = now(&t, 4);
        if (b.unallotted.satang != row[i].unallotted || b.allotted.satang != row[i].allotted ||
            b.reserved.satang != row[i].reserved || b.obligated.satang != row[i].obligated ||
            b.disbursed.satang != row[i].disbursed || b.lapsed.satang != row[i].lapsed) {
            fail_msg("%s: %lld %lld %lld %lld %lld %lld", row[i].why, (long long)b.unallotted.satang,
                     (long long)b.allotted.satang, (long long)b.reserved.satang, (long long)b.obligated.satang,
                     (long long)b.disbursed.satang, (long long)b.lapsed.satang);
        }
    }
    must(&t, town_posting("d0", "ALLOT", 1, 0, 100000, ""), "salaries");
    must(&t, town_posting("d1", "DISBURSE", 1, 0, 60000, ""), "are paid directly");
    must(&t, town_posting("d2", "REFUND", 1, 0, 5000, ""), "and given back");
    assert_int_equal(now(&t, 1).allotted.satang, 45000);
    must_hold(&t, "all acts");
}

/* ---- keys of several entries ---- */

static void keys(struct store *s, struct arena *a)
{
    struct town t;
    struct posting p;
    struct err e;
    struct posted r;

    town_make(s, a, &t);
    must(&t, town_posting("a", "ALLOT", 4, 0, 400000, ""), "all");
    must(&t, town_posting("b", "RESERVE", 4, 0, 100, "C"), "some");
    must(&t, town_posting("c", "OBLIGATE", 4, 0, 300, "C"), "two entries");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT key, amount_satang, from_bucket FROM entry WHERE type = 'OBLIGATE' ORDER BY seq")),
                        "c\t100\t3\nc/2\t200\t2");
    must_not(&t, town_posting("c/2", "OBLIGATE", 4, 0, 200, "C"), ERR_KEY_REUSED, "part of another posting");
    must(&t, town_posting("c", "OBLIGATE", 4, 0, 300, "C"), "replayed");
    must(&t, town_posting("d/2", "ALLOT", 2, 0, 100, ""), "a key may end so");
    must(&t, town_posting("e", "RESERVE", 4, 0, 100, "D"), "again");
    must_not(&t, town_posting("d", "OBLIGATE", 4, 0, 300, "D"), ERR_KEY_REUSED, "its second key is taken");
    p = town_posting("c", "OBLIGATE", 4, 0, 300, "C");
    p.authority = STR("HEAD:1");
    must_not(&t, p, ERR_KEY_REUSED, "another authority");
    p = town_posting("x", "ALLOT", 4, 0, 300, "C");
    p.key = STR("");
    must_not(&t, p, ERR_REQUIRED, "no key");
    p = town_posting("x", "ALLOT", 999, 0, 300, "C");
    must_not(&t, p, ERR_UNKNOWN_LINE, "no such line");
    p = town_posting("x", "ALLOT", 4, 1, 300, "C");
    must_not(&t, p, ERR_UNKNOWN_LINE, "an act of one line");
    p = town_posting("x", "TRANSFER", 4, 0, 300, "");
    must_not(&t, p, ERR_UNKNOWN_LINE, "needs another line");
    p.to_line_id = 4;
    must_not(&t, p, ERR_UNKNOWN_LINE, "to itself");
    /* the sentence */
    assert_false(town_post_as(&t, &t.finance, town_posting("y", "RESERVE", 4, 0, 500000, "Z"), &r, &e));
    assert_string_equal(str_cstr(a, err_text(a, &e, LANG_TH)),
                        "วงเงินไม่พอ: ต้องการ 5,000.00 เหลือ 3,996.00 · ที่เหลือของรายการอยู่ที่ ยังไม่อนุมัติเงินประจำงวด 0.00 "
                        "เงินประจำงวดว่าง 3,996.00 กันเงินจอง 1.00 ก่อหนี้ผูกพัน 3.00 เบิกจ่ายแล้ว 0.00");
    must_hold(&t, "keys");
}

/* ---- people, days, periods ---- */

struct month {
    int64_t period;
    const char *reason;
    bool open;
};
static bool set_month(struct act *by, void *ctx, struct err *e)
{
    const struct month *m = ctx;

    return m->open ? period_reopen(by, YEAR, m->period, str_from(m->reason), e)
                   : period_close(by, YEAR, m->period, str_from(m->reason), e);
}

static void people(struct store *s, struct arena *a)
{
    struct posting p = town_posting("k", "ALLOT", 4, 0, 100, "");
    struct town t;
    struct err e;
    struct posted r;

    town_make(s, a, &t);
    assert_err(town_post_as(&t, &t.officer, p, &r, &e), &e, ERR_FORBIDDEN);
    p.approved_by = STR("");
    assert_err(town_post_as(&t, &t.finance, p, &r, &e), &e, ERR_NO_APPROVER);
    p.approved_by = STR("fin");
    assert_err(town_post_as(&t, &t.finance, p, &r, &e), &e, ERR_SAME_PERSON);
    p.approved_by = STR("off11");
    assert_err(town_post_as(&t, &t.finance, p, &r, &e), &e, ERR_APPROVER);
    p.approved_by = STR("nobody");
    assert_err(town_post_as(&t, &t.finance, p, &r, &e), &e, ERR_APPROVER);
    p.approved_by = STR("head11");
    p.line_id = 5; /* of another agency */
    assert_err(town_post_as(&t, &t.finance, p, &r, &e), &e, ERR_APPROVER);
    assert_err(town_post_as(&t, &t.head, p, &r, &e), &e, ERR_SCOPE);
    p.line_id = 4;
    assert_ok(town_post_as(&t, &t.finance, p, &r, &e), &e);
    p.key = STR("k2");
    p.approved_by = STR("ps");
    assert_ok(town_post_as(&t, &t.head, p, &r, &e), &e); /* PERM_POST_APPROVE posts, another approves */
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT action, subject, old_value, new_value FROM audit ORDER BY seq DESC LIMIT 1")),
                        "post.ALLOT\tentry:8\tapproved_by=ps\t1.00");
    must_hold(&t, "people");
}

static void days(struct store *s, struct arena *a)
{
    struct posting p = town_posting("k", "ALLOT", 4, 0, 100, "");
    struct actor nobody = plan_person("x", PERM_POST, SCOPE_CITY, 0);
    struct month m = {.period = 202210};
    struct rows rows;
    struct town t;
    struct err e;
    struct posted r;

    town_make(s, a, &t);
    p.on = DATE(20220930);
    must_not(&t, p, ERR_WRONG_YEAR, "the day before");
    p.on = DATE(20231001);
    must_not(&t, p, ERR_WRONG_YEAR, "the day after");
    p.on = DATE(20230229);
    must_not(&t, p, ERR_BAD_DATE, "no such day");
    p.on = DATE(20221031);
    assert_err(city_write_as(s, a, &nobody, set_month, &m, &e), &e, ERR_FORBIDDEN);
    m.period = 202209;
    assert_err(city_write_as(s, a, &t.finance, set_month, &m, &e), &e, ERR_BAD_PERIOD);
    m.period = 202213;
    assert_err(city_write_as(s, a, &t.finance, set_month, &m, &e), &e, ERR_BAD_PERIOD);
    m = (struct month){202210, "ขอเปิด", true};
    assert_err(city_write_as(s, a, &t.finance, set_month, &m, &e), &e, ERR_PERIOD_OPEN);
    m = (struct month){202210, "ตรวจครบแล้ว", false};
    assert_ok(city_write_as(s, a, &t.finance, set_month, &m, &e), &e);
    assert_err(city_write_as(s, a, &t.finance, set_month, &m, &e), &e, ERR_PERIOD_CLOSED);
    must_not(&t, p, ERR_PERIOD_CLOSED, "closed");
    p.on = DATE(20221101);
    must(&t, p, "the next month is open");
    p = town_posting("k2", "ALLOT", 4, 0, 100, "");
    m = (struct month){202210, "", true};
    assert_err(city_write_as(s, a, &t.finance, set_month, &m, &e), &e, ERR_REQUIRED);
    m.reason = "ลงผิดบัญชี";
    assert_ok(city_write_as(s, a, &t.finance, set_month, &m, &e), &e);
    assert_ok(town_post_as(&t, &t.finance, p, &r, &e), &e);
    m = (struct month){202210, "", false};
    assert_ok(city_write_as(s, a, &t.finance, set_month, &m, &e), &e);
    assert_ok(town_post_as(&t, &t.finance, p, &r, &e), &e); /* what was posted is answered, closed or not */
    assert_int_equal(r.result, POST_REPLAYED);
    assert_ok(period_list(t.db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 12);
    assert_int_equal(((const struct ledger_period *)rows.p)[0].period, 202210);
    assert_true(((const struct ledger_period *)rows.p)[0].closed);
    assert_int_equal(((const struct ledger_period *)rows.p)[0].times, 3);
    assert_int_equal(((const struct ledger_period *)rows.p)[11].period, 202309);
    assert_ok(period_events(t.db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_ok(sql_write(s, "UPDATE fiscal_year SET stage = 'CLOSED' WHERE year = 2566", &e), &e);
    p = town_posting("k3", "ALLOT", 4, 0, 100, "");
    p.on = DATE(20230105);
    must_not(&t, p, ERR_YEAR_CLOSED, "a closed year");
}

/* ---- authority ---- */

static bool town_open(struct act *by, void *ctx, struct err *e)
{
    struct str code;
    int64_t id;

    return line_open(by, ctx, &id, &code, e);
}

static void authority(struct store *s, struct arena *a)
{
    /* lines 1 salary, 2 building, 3 salary, 4 building (one output); 7, 8, 9 are opened below */
    static const struct {
        int64_t from, to;
        const char *authority;
        enum err_code want;
        const char *why;
    } row[] = {
        {2, 4, "PERMSEC:1", ERR_NO_AUTHORITY, "to capital: the governor"},
        {2, 4, "GOVERNOR:1", ERR_NONE, "the governor does"},
        {2, 4, "COUNCIL:1", ERR_NONE, "so does the council"},
        {1, 3, "PERMSEC:1", ERR_NO_AUTHORITY, "personnel: the governor"},
        {1, 7, "PERMSEC:1", ERR_NO_AUTHORITY, "from personnel"},
        {2, 7, "BUDGET:9", ERR_NONE, "between groups of one output"},
        {2, 7, "HEAD:9", ERR_NO_AUTHORITY, "the head may not"},
        {2, 7, "FINANCE:9", ERR_NO_AUTHORITY, "nor the finance department"},
        {7, 8, "HEAD:9", ERR_NONE, "within one group of one output: the head"},
        {7, 8, "HEAD:", ERR_NO_AUTHORITY, "no number"},
        {7, 8, "HEAD", ERR_NO_AUTHORITY, "no number at all"},
        {7, 8, "KING:1", ERR_NO_AUTHORITY, "no such role"},
        {7, 8, "", ERR_NO_AUTHORITY, "none"},
        {7, 9, "BUDGET:9", ERR_NO_AUTHORITY, "another output: the permanent secretary"},
        {2, 7, "GOVERNOR:9", ERR_NONE, "more of it, by a higher one"},
        {7, 9, "PERMSEC:9", ERR_NONE, "who does"},
        {7, 6, "COUNCIL:9", ERR_NEVER_ALLOWED, "between agencies nobody"},
    };
    struct line_open_new n = {.year = YEAR,
                              .name = STR("รายการใหม่"),
                              .origin = {.kind = STR("annual")},
                              .reason = STR("ทดสอบ")};
    struct authority_need need;
    struct town t;
    struct err e;
    char key[16];

    town_make(s, a, &t);
    n.agency_id = t.c.drainage.id;
    n.output_id = t.c.water;
    n.fund_id = t.c.own;
    n.item_id = class_by_code(&t.c.item, STR("03202-1"))->id;
    for (int i = 0; i < 3; i++) {
        if (i == 1) {
            n.item_id = class_by_code(&t.c.item, STR("03301-1"))->id;
        }
        if (i == 2) {
            n.output_id = t.c.road;
        }
        assert_ok(city_write_as(s, a, &t.finance, town_open, &n, &e), &e);
    }
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct posting p;
        bool ok;

        snprintf(key, sizeof key, "t%zu", i);
        p = town_posting(key, "TRANSFER", row[i].from, row[i].to, 100, "");
        p.authority = str_from(row[i].authority);
        ok = town_post_as(&t, &t.finance, p, NULL, &e);
        if (ok ? row[i].want != ERR_NONE : e.code != row[i].want) {
            fail_msg("%s: %s", row[i].why, ok ? "accepted" : str_cstr(a, err_text(a, &e, LANG_EN)));
        }
    }
    assert_ok(authority_needed(t.db, a, &(struct posting){.type = STR("TRANSFER"), .line_id = 7, .to_line_id = 8, .amount = BAHT(1)}, &need, &e), &e);
    assert_true(need.allowed && need.role == AUTHORITY_HEAD && str_eq(need.within, STR("group")));
    assert_ok(authority_needed(t.db, a, &(struct posting){.type = STR("TRANSFER"), .line_id = 7, .to_line_id = 6, .amount = BAHT(1)}, &need, &e), &e);
    assert_false(need.allowed);
    assert_ok(authority_needed(t.db, a, &(struct posting){.type = STR("ALLOT"), .line_id = 7, .amount = BAHT(1)}, &need, &e), &e);
    assert_true(need.allowed && need.role == AUTHORITY_NONE);
    assert_ok(authority_needed(t.db, a, &(struct posting){.type = STR("CARRY_B"), .line_id = 7, .amount = BAHT(1)}, &need, &e), &e);
    assert_int_equal(need.role, AUTHORITY_COUNCIL);
    must_hold(&t, "authority");
}

#define TEST(name)                  \
 static void test_##name(void **state) \
 {                                  \
     (void)state;                   \
     with_each_store(name);         \
 }
TEST(acts)
TEST(keys)
TEST(people)
TEST(days)
TEST(authority)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acts),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_authority),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
