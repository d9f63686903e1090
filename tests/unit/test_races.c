/* Edit races: 2 to 64 people on the same line at once. No update is lost: each that was acknowledged is
 * one version with its amount, and each loser is told the newer version. 20,000 races; a million with
 * PBIS_LONG. */
#include "plan_store.h"

#include <pthread.h>
#include <stdlib.h>

#include "plan/package.h"

enum { YEAR = 2566, EDITORS_MOST = 64, RACES = 20000, RACES_PG = 2000, RACES_LONG = 1000000 };

struct win {
    int64_t version; /* that it became */
    int64_t satang;
};
struct editor {
    pthread_t thread;
    struct store *s;
    const struct actor *who;
    struct str code;
    int64_t seen, unit; /* the version it saw; makes its amounts its own */
    int tries;
    struct win *win;
    int wins, losses;
    const char *bad;
};

static bool make_line(struct act *by, void *ctx, struct err *e)
{
    struct plan_city *c = ctx;
    struct unit_new u = {
        .year = YEAR, .agency_id = c->drainage.id, .output_id = c->water, .title = STR("แข่งกันแก้")};
    struct package_new p = {.level = 1, .title = STR("แข่งกันแก้"), .level_kind = STR("minimum")};
    struct line_new l = {.item_id = c->building,
                         .fund_id = c->own,
                         .quantity_milli = 1000,
                         .name = STR("รายการเดียว"),
                         .unit_price = MONEY(100)};
    int64_t id;
    struct str code;

    return unit_add(by, &u, &p.unit_id, e) && package_add(by, &p, &l.package_id, e) &&
           line_add(by, &l, &id, &code, e);
}

static bool save_line(struct act *by, void *ctx, struct err *e)
{
    return line_update(by, ctx, e);
}

static int64_t told_version(const struct err *e)
{
    for (size_t i = 0; i < e->nargs; i++) {
        if (str_eq(str_from(e->args[i].name), STR("version"))) {
            return err_arg_value(&e->args[i]).u.i;
        }
    }
    return 0;
}

/* Saves what it saw, again and again; a loser takes the version it was told. */
static void *edit_line(void *arg)
{
    struct editor *x = arg;
    struct arena *a = arena_new();

    for (int i = 0; i < x->tries && !x->bad; i++) {
        struct line_edit n = {.line_code = x->code,
                              .version = x->seen,
                              .quantity_milli = 1000,
                              .times = 1,
                              .months = 1,
                              .name = STR("รายการเดียว"),
                              .unit_price = MONEY((x->unit + i) * 100)};
        struct err e = {0};

        if (city_write_as(x->s, a, x->who, save_line, &n, &e)) {
            x->seen++;
            x->win[x->wins++] = (struct win){x->seen, n.unit_price.satang};
        } else if (e.code != ERR_STALE || told_version(&e) <= x->seen) {
            x->bad = err_word(e.code);
        } else {
            x->seen = told_version(&e);
            x->losses++;
        }
    }
    arena_free(a);
    return NULL;
}

static int64_t one_number(struct store *s, struct arena *a, const char *sql)
{
    return strtoll(str_cstr(a, sql_lines(s, a, sql)), NULL, 10);
}

/* Every acknowledged save is a change of its own with its amount, in one unbroken row. */
static void check_changes(struct store *s, struct arena *a, const struct editor *x, int editors)
{
    struct str left = sql_lines(s, a, "SELECT new_satang FROM line_change ORDER BY seq"), word;
    int64_t n = one_number(s, a, "SELECT COUNT(*) FROM line_change");
    int64_t *amount = ARENA_ARRAY(a, int64_t, (size_t)n + 2);
    int64_t i = 0, wins = 0;

    while (str_split(&left, '\n', &word)) {
        amount[++i] = strtoll(str_cstr(a, word), NULL, 10);
    }
    assert_int_equal(i, n);
    for (int k = 0; k < editors; k++) {
        wins += x[k].wins;
        for (int w = 0; w < x[k].wins; w++) {
            const struct win *win = &x[k].win[w];

            assert_true(win->version >= 2 && win->version <= n);
            assert_int_equal(amount[win->version], win->satang);
            amount[win->version] = -1; /* nobody else was told that it is theirs */
        }
    }
    assert_int_equal(wins, n - 1); /* the first is the making */
    assert_int_equal(one_number(s, a, "SELECT version FROM line"), n);
    assert_int_equal(one_number(s, a, "SELECT MAX(seq) FROM line_change"), n);
    assert_int_equal(one_number(s, a,
                                "SELECT COUNT(*) FROM line_change x JOIN line_change y ON "
                                "y.line_id = x.line_id AND y.seq = x.seq - 1 "
                                "WHERE x.old_satang <> y.new_satang"),
                     0);
    assert_int_equal(
        one_number(s, a,
                   "SELECT COUNT(*) FROM line_amount m JOIN line l ON l.id = m.line_id "
                   "JOIN line_change x ON x.line_id = l.id AND x.seq = l.version "
                   "WHERE m.amount_satang <> x.new_satang"),
        0);
}

static int64_t race(struct store *s, const struct actor *who, struct str code, int64_t seen,
                    struct editor *x, int editors, int tries)
{
    int losses = 0;

    for (int k = 0; k < editors; k++) {
        struct win *win = x[k].win;
        int wins = x[k].wins;

        x[k] = (struct editor){.s = s,
                               .who = who,
                               .code = code,
                               .seen = seen,
                               .unit = seen * 1000 + k * INT64_C(1000000) + 1,
                               .tries = tries / editors,
                               .win = win,
                               .wins = wins};
        assert_int_equal(pthread_create(&x[k].thread, NULL, edit_line, &x[k]), 0);
    }
    for (int k = 0; k < editors; k++) {
        pthread_join(x[k].thread, NULL);
        if (x[k].bad) {
            fail_msg("editor %d of %d: %s", k, editors, x[k].bad);
        }
        losses += x[k].losses;
        seen = x[k].seen > seen ? x[k].seen : seen;
    }
    assert_true(losses > 0); /* there was a race at all */
    return seen;
}

static void races(struct store *s, struct arena *a)
{
    static const int editors[] = {2, 4, 8, 16, 32, 64};
    int rounds = (int)(sizeof editors / sizeof editors[0]);
    int total = getenv("PBIS_LONG") ? RACES_LONG : store_is_postgres(s) ? RACES_PG : RACES;
    struct editor x[EDITORS_MOST] = {0};
    struct plan_city c;
    struct actor officer;
    struct err e;
    int64_t seen = 1;

    plan_make(s, a, YEAR, &c);
    plan_reach(s, a, YEAR, "REQUEST");
    officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, c.drainage.id);
    assert_ok(city_write_as(s, a, &officer, make_line, &c, &e), &e);
    for (int k = 0; k < EDITORS_MOST; k++) {
        size_t most = 0;

        for (int i = 0; i < rounds; i++) {
            most += editors[i] > k ? (size_t)(total / rounds / editors[i]) : 0;
        }
        x[k].win = ARENA_ARRAY(a, struct win, most + 1);
    }
    for (int i = 0; i < rounds; i++) {
        seen = race(s, &officer, STR("2566-0-1100-00001"), seen, x, editors[i], total / rounds);
    }
    check_changes(s, a, x, EDITORS_MOST);
}

static void test_races(void **state)
{
    (void)state;
    with_each_store(races);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_races)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
