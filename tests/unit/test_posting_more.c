/* Reversals, batches, origins, carries, and 64 people after the last satang at once. */
#include "ledger_town.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/crypto.h"
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

static int64_t must(struct town *t, struct posting p, const char *why)
{
    struct posted r = {0};
    struct err e;

    if (!town_post_as(t, &t->finance, p, &r, &e)) {
        fail_msg("%s: %s %s", why, err_word(e.code), str_cstr(t->a, err_text(t->a, &e, LANG_EN)));
    }
    return r.seq;
}

static void must_not(struct town *t, struct posting p, enum err_code want, const char *why)
{
    struct err e;

    if (town_post_as(t, &t->finance, p, NULL, &e) || e.code != want) {
        fail_msg("%s: %s", why, err_word(e.code));
    }
}

static struct balance now(struct town *t, int64_t line)
{
    struct balance b;
    struct err e;

    assert_ok(balance_get(t->db, t->a, line, &b, &e), &e);
    return b;
}

static struct posting reverse_of(struct town *t, const char *key, int64_t seq)
{
    struct posting p = town_posting(key, "REVERSE", 0, 0, 0, "");

    p.ref = str_format(t->a, "entry:%lld", (long long)seq);
    return p;
}

/* ---- reversals ---- */

static void reversing(struct store *s, struct arena *a)
{
    struct posting p;
    struct town t;
    int64_t allot, pay, move, obligate, first;
    struct posted r;
    struct err e;

    town_make(s, a, &t);
    allot = must(&t, town_posting("1", "ALLOT", 4, 0, 100000, ""), "allot");
    obligate = must(&t, town_posting("2", "OBLIGATE", 4, 0, 50000, "C"), "obligate");
    pay = must(&t, town_posting("3", "DISBURSE", 4, 0, 20000, "C"), "pay");
    p = town_posting("4", "TRANSFER", 2, 4, 700, "");
    p.authority = STR("GOVERNOR:1");
    move = must(&t, p, "transfer");
    must_not(&t, reverse_of(&t, "r0", obligate), ERR_OVERDRAWN, "the contract has paid of it");
    must_not(&t, reverse_of(&t, "r0", allot), ERR_OVERDRAWN, "it is not free any more");
    must_not(&t, reverse_of(&t, "r0", 1), ERR_NOT_REVERSIBLE, "the ordinance");
    must_not(&t, reverse_of(&t, "r0", 99), ERR_NOT_FOUND, "no such entry");
    p = reverse_of(&t, "r0", pay);
    p.ref = STR("entry:x");
    must_not(&t, p, ERR_NOT_FOUND, "no entry at all");
    p = reverse_of(&t, "r0", pay);
    p.amount = MONEY(19999);
    must_not(&t, p, ERR_BAD_AMOUNT, "not of the same amount");
    p.amount = MONEY(0);
    p.line_id = 2;
    must_not(&t, p, ERR_UNKNOWN_LINE, "not of that line");
    first = must(&t, reverse_of(&t, "r1", pay), "the payment");
    assert_int_equal(now(&t, 4).disbursed.satang, 0);
    assert_int_equal(now(&t, 4).obligated.satang, 50000);
    must_not(&t, reverse_of(&t, "r2", pay), ERR_REVERSED, "once");
    must_not(&t, reverse_of(&t, "r2", first), ERR_NOT_REVERSIBLE, "no reversal of a reversal");
    assert_ok(town_post_as(&t, &t.finance, reverse_of(&t, "r1", pay), &r, &e), &e);
    assert_int_equal(r.result, POST_REPLAYED);
    must(&t, reverse_of(&t, "r3", obligate), "now the contract");
    must(&t, reverse_of(&t, "r4", move), "the transfer");
    assert_int_equal(now(&t, 2).unallotted.satang, 200000);
    must(&t, reverse_of(&t, "r5", allot), "the allotment");
    assert_int_equal(now(&t, 4).unallotted.satang, 400000);
    must_hold(&t, "reversals");
}

/* ---- batches ---- */

struct batch {
    struct posting p[6];
    struct posting_result r[6];
    size_t n;
    bool atomic;
};
static bool run_batch(struct act *by, void *ctx, struct err *e)
{
    struct batch *b = ctx;

    return posting_batch(by, b->p, b->n, b->atomic, b->r, e);
}

static void batches(struct store *s, struct arena *a)
{
    static struct batch b;
    struct town t;
    struct err e;

    memset(&b, 0, sizeof b);
    b.n = 6;
    town_make(s, a, &t);
    b.p[0] = town_posting("z", "ALLOT", 4, 0, 1000, "");
    b.p[1] = town_posting("y", "OBLIGATE", 4, 0, 900, "C");
    b.p[2] = town_posting("x", "OBLIGATE", 4, 0, 101, "C");
    b.p[3] = town_posting("y", "OBLIGATE", 4, 0, 900, "C");
    b.p[4] = town_posting("y", "OBLIGATE", 4, 0, 901, "C");
    b.p[5] = town_posting("w", "DISBURSE", 4, 0, 900, "C");
    b.atomic = true;
    assert_err(city_write_as(s, a, &t.finance, run_batch, &b, &e), &e, ERR_OVERDRAWN);
    assert_int_equal(b.r[2].err.code, ERR_OVERDRAWN);
    assert_int_equal(b.r[0].err.code, ERR_NOT_IN_BATCH);
    assert_int_equal(b.r[5].err.code, ERR_NOT_IN_BATCH);
    assert_int_equal(now(&t, 4).allotted.satang, 0);
    b.atomic = false;
    assert_ok(city_write_as(s, a, &t.finance, run_batch, &b, &e), &e);
    assert_int_equal(b.r[0].result, POST_ACCEPTED);
    assert_int_equal(b.r[1].result, POST_ACCEPTED);
    assert_int_equal(b.r[2].result, POST_REFUSED);
    assert_int_equal(b.r[3].result, POST_REPLAYED);
    assert_int_equal(b.r[3].seq, b.r[1].seq);
    assert_int_equal(b.r[4].err.code, ERR_KEY_REUSED);
    assert_int_equal(b.r[5].result, POST_ACCEPTED);
    assert_int_equal(now(&t, 4).disbursed.satang, 900);
    assert_int_equal(now(&t, 4).allotted.satang, 100);
    b.n = 2; /* a reversal of what the same batch posted */
    b.p[0] = town_posting("v", "RESERVE", 4, 0, 40, "R");
    b.p[1] = reverse_of(&t, "u", b.r[5].seq + 1);
    assert_ok(city_write_as(s, a, &t.finance, run_batch, &b, &e), &e);
    assert_int_equal(b.r[1].result, POST_ACCEPTED);
    assert_int_equal(now(&t, 4).reserved.satang, 0);
    must_hold(&t, "batches");
}

/* ---- origins, carries ---- */

struct opening_line {
    struct line_open_new n;
    int64_t id;
};
static bool open_line(struct act *by, void *ctx, struct err *e)
{
    struct opening_line *o = ctx;
    struct str code;

    return line_open(by, &o->n, &o->id, &code, e);
}

static void origins(struct store *s, struct arena *a)
{
    struct opening_line o = {.n = {.year = YEAR, .name = STR("เงินงบกลาง"), .reason = STR("ทดสอบ")}}, other;
    struct posting p;
    struct town t;
    struct err e;

    town_make(s, a, &t);
    o.n.agency_id = t.c.drainage.id;
    o.n.output_id = t.c.water;
    o.n.item_id = t.c.building;
    o.n.fund_id = t.c.own;
    o.n.origin = (struct line_origin){.kind = STR("central"), .central_item = STR("08101-1")};
    assert_err(city_write_as(s, a, &t.finance, open_line, &o, &e), &e, ERR_REQUIRED); /* no day */
    o.n.origin.on_date = DATE(20230610);
    assert_err(city_write_as(s, a, &t.officer, open_line, &o, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &t.finance, open_line, &o, &e), &e);
    other = o;
    other.n.origin.on_date = DATE(20230501);
    assert_ok(city_write_as(s, a, &t.finance, open_line, &other, &e), &e);
    p = town_posting("1", "CENTRAL", 2, o.id, 100, "");
    p.authority = STR("COUNCIL:1");
    must_not(&t, p, ERR_ORIGIN_DIFFERS, "line 2 is not the central fund's item");
    assert_ok(sql_write(s, "UPDATE line SET item_id = (SELECT n.id FROM class_node n WHERE n.code = '08101-1') WHERE id = 2", &e), &e);
    p.authority = STR("BUDGET:1");
    must_not(&t, p, ERR_NO_AUTHORITY, "the permanent secretary's");
    p.authority = STR("PERMSEC:1");
    must(&t, p, "central money");
    p.type = STR("TRANSFER");
    p.key = STR("2");
    p.line_id = 2;
    p.to_line_id = 4;
    p.authority = STR("COUNCIL:1");
    must(&t, p, "the annual ordinance's own");
    p = town_posting("3", "TRANSFER", o.id, 4, 1, "");
    p.authority = STR("COUNCIL:1");
    must_not(&t, p, ERR_ORIGIN_DIFFERS, "central money stays central money");
    p.to_line_id = other.id;
    must_not(&t, p, ERR_ORIGIN_DIFFERS, "and keeps its day");
    other.n.origin.on_date = DATE(20230610);
    assert_ok(city_write_as(s, a, &t.finance, open_line, &other, &e), &e);
    p.to_line_id = other.id;
    must(&t, p, "to a line of the same item and day");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM package WHERE state = 'EXECUTION'")), "1");
    must_hold(&t, "origins");
}

static void carrying(struct store *s, struct arena *a)
{
    struct posting p;
    struct balance b;
    struct town t;
    struct err e;
    int64_t id, first;

    town_make(s, a, &t);
    must(&t, town_posting("1", "ALLOT", 4, 0, 100000, ""), "allot");
    must(&t, town_posting("2", "OBLIGATE", 4, 0, 60000, "C"), "obligate");
    p = town_posting("3", "CARRY_A", 4, 0, 50000, "C");
    must_not(&t, p, ERR_NO_AUTHORITY, "the permanent secretary's");
    p.authority = STR("PERMSEC:1");
    first = must(&t, p, "with obligation: the next year is made by the system");
    p.amount = MONEY(10001);
    p.key = STR("4");
    must_not(&t, p, ERR_ABOVE_OBLIGATION, "above what is open");
    p.amount = MONEY(10000);
    must(&t, p, "the rest, into the same line");
    p = town_posting("5", "CARRY_B", 4, 0, 40000, "");
    p.authority = STR("GOVERNOR:1");
    must_not(&t, p, ERR_NO_AUTHORITY, "the council's from 2564");
    p.authority = STR("COUNCIL:1");
    must(&t, p, "without obligation");
    b = now(&t, 4);
    assert_int_equal(b.carried_a.satang, 60000);
    assert_int_equal(b.carried_b.satang, 40000);
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT l.year, l.origin, f.code, b.obligated_satang, b.allotted_satang, b.source_satang "
                                              "FROM line_origin o JOIN line l ON l.id = o.line_id JOIN balance b ON b.line_id = l.id "
                                              "JOIN class_node f ON f.id = l.fund_id ORDER BY l.id")),
                        "2567\tcarry_a\tCARRY_A\t60000\t0\t-60000\n2567\tcarry_b\tCARRY_B\t0\t40000\t-40000");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT key, on_date FROM entry WHERE type = 'CARRY_IN' ORDER BY seq LIMIT 1")),
                        "3/in\t20231001");
    assert_ok(store_reader(s, &t.db, &e), &e);
    id = strtoll(str_cstr(a, sql_lines(s, a, "SELECT MIN(line_id) FROM line_origin")), NULL, 10);
    p = town_posting("6", "DISBURSE", id, 0, 15000, "C");
    must_not(&t, p, ERR_WRONG_YEAR, "carried money belongs to the new year");
    p.on = DATE(20231115);
    must(&t, p, "paid in the new year, though its ordinance is not in force");
    must_not(&t, reverse_of(&t, "7", first), ERR_OVERDRAWN, "of it too much is paid");
    p = town_posting("8", "REFUND", id, 0, 15000, "C");
    p.on = DATE(20231116);
    must(&t, p, "given back");
    must(&t, reverse_of(&t, "7", first), "both sides");
    assert_int_equal(now(&t, 4).obligated.satang, 50000);
    assert_int_equal(now(&t, id).obligated.satang, 10000);
    must_hold(&t, "carries");
}

/* ---- the last satang ---- */

enum { RACERS = 64 };
struct racer {
    pthread_t thread;
    struct store *s;
    const struct actor *who;
    int64_t key;
    bool ok;
    struct err err;
};

static void *race(void *ctx)
{
    struct racer *r = ctx;
    struct arena *a = arena_new();
    char key[32];
    struct town_post x;

    snprintf(key, sizeof key, "race%lld", (long long)r->key);
    x.p = town_posting(key, "RESERVE", 4, 0, 100, key);
    r->ok = city_write_as(r->s, a, r->who, town_run, &x, &r->err);
    arena_free(a);
    return NULL;
}

/* 6,399 satang are free: 63 of 64 who want a baht get one, the last is told. */
static void racing(struct store *s, struct arena *a)
{
    struct racer *r = ARENA_ARRAY(a, struct racer, RACERS);
    struct town t;
    int won = 0;

    town_make(s, a, &t);
    must(&t, town_posting("1", "ALLOT", 4, 0, 6399, ""), "allot");
    for (int i = 0; i < RACERS; i++) {
        r[i] = (struct racer){.s = s, .who = &t.finance, .key = i};
        assert_int_equal(pthread_create(&r[i].thread, NULL, race, &r[i]), 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(r[i].thread, NULL);
        won += r[i].ok;
        if (!r[i].ok && r[i].err.code != ERR_OVERDRAWN) {
            fail_msg("%s", err_word(r[i].err.code));
        }
    }
    assert_int_equal(won, 63);
    assert_int_equal(now(&t, 4).allotted.satang, 99);
    must_hold(&t, "races");
}

#define TEST(name)                  \
 static void test_##name(void **state) \
 {                                  \
     (void)state;                   \
     with_each_store(name);         \
 }
TEST(reversing)
TEST(batches)
TEST(origins)
TEST(carrying)
TEST(racing)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reversing), cmocka_unit_test(test_batches), cmocka_unit_test(test_origins),
        cmocka_unit_test(test_carrying),  cmocka_unit_test(test_racing),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
