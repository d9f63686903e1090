/* Results of earlier years in next year's money: the formula, the roads from a result to a package, and the cut line. */
#include "plan_store.h"

#include "allocate/problem.h"
#include "allocate/solve.h"
#include "perform/past_evidence.h"

enum { YEAR = 2566 };

/* ---- the formula ---- */

static void formula(void **state)
{
    static const struct {
        struct evidence_rule u;
        int64_t n, sum, mean, posterior, factor;
        const char *why;
    } row[] = {
        {{2500, 3, 3, 8000, 12000}, 0, 0, 700000, 700000, 1000000, "no evidence is exactly 1"},
        {{2500, 3, 3, 8000, 12000}, 3, 3000000, 700000, 850000, 1037500, "three full results: half the way from the mean"},
        {{2500, 3, 3, 8000, 12000}, 3, 600000, 700000, 450000, 937500, "three poor ones: below 1"},
        {{2500, 3, 3, 8000, 12000}, 1, 1000000, 700000, 775000, 1018750, "one lucky result moves a quarter of the way"},
        {{2500, 100, 3, 8000, 12000}, 1, 1000000, 700000, 702970, 1000743, "a heavy mean hardly moves"},
        {{10000, 1, 3, 8000, 12000}, 9, 0, 900000, 90000, 800000, "not below the floor"},
        {{10000, 1, 3, 8000, 10500}, 9, 9000000, 100000, 910000, 1050000, "not above the ceiling"},
        {{2500, 3, 3, 8000, 12000}, 4, 2800000, 700000, 700000, 1000000, "as good as the city: 1"},
        {{0, 3, 3, 8000, 12000}, 4, 0, 700000, 300000, 1000000, "a weight of zero turns it off"},
    };
    struct score posterior, factor;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct evidence_sum own = {row[i].n, {row[i].sum}};

        evidence_factor(&row[i].u, own, (struct score){row[i].mean}, &posterior, &factor);
        if (posterior.millionths != row[i].posterior || factor.millionths != row[i].factor)
            fail_msg("%s: %lld %lld", row[i].why, (long long)posterior.millionths, (long long)factor.millionths);
    }
    assert_int_equal(evidence_value((struct score){12000000}, (struct score){1033333}).millionths, 12399996);
    assert_int_equal(evidence_value((struct score){INT64_MAX}, (struct score){EVIDENCE_ONE}).millionths, INT64_MAX);
    assert_int_equal(evidence_mean((struct evidence_sum){0, {0}}).millionths, 0);
    assert_int_equal(evidence_mean((struct evidence_sum){3, {2000000}}).millionths, 666667);
}

/* ---- in a store ---- */

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    int64_t first, second; /* packages of 1,000 and 2,000 baht, one each of their units */
};

static void sql(struct town *t, const char *text)
{
    struct err e;

    assert_ok(sql_write(t->s, text, &e), &e);
}

static void make(struct store *s, struct arena *a, struct town *t)
{
    struct plan_fill f = {.year = YEAR, .c = &t->c, .units = 2, .levels = 1, .lines = 1, .state = "ANALYST_ACCEPTED"};
    struct err e;

    memset(t, 0, sizeof *t);
    t->s = s;
    t->a = a;
    plan_make(s, a, YEAR, &t->c);
    f.agency_id = t->c.drainage.id;
    f.output_id = t->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(store_reader(s, &t->db, &e), &e);
    assert_ok(db_int(t->db, QUERY("SELECT MIN(id) FROM package"), NO_ARGS, &t->first, &e), &e);
    assert_ok(db_int(t->db, QUERY("SELECT MAX(id) FROM package"), NO_ARGS, &t->second, &e), &e);
    sql(t, "INSERT INTO fiscal_year (year, stage) VALUES (2562, 'CLOSED'), (2563, 'CLOSED'), (2564, 'CLOSED'), (2565, 'CLOSED')");
}

/* KPI K<id> of the drainage department in a year, scored (kind NULL: not). */
static void scored(struct town *t, int id, int64_t year, const char *stable, const char *kind, int64_t percent)
{
    long long y = year, agency = t->c.drainage.id;
    char text[2000];

    snprintf(text, sizeof text, "INSERT INTO indicator (scope_id, year, code, level, agency_id, kind) VALUES (0, %lld, 'K%d', 'kpi', %lld, 'output')",
             y, id, agency);
    sql(t, text);
    snprintf(text, sizeof text,
             "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, last_day, made_by, made_ms) "
             "SELECT id, %lld, %lld, '%s', 'K%d', 'mission', 'value', 'year', 'strategy', 'percent', 20230930, 'x', 0 FROM indicator WHERE code = 'K%d'",
             y, agency, stable, id, id);
    sql(t, text);
    if (!kind)
        return;
    snprintf(text, sizeof text,
             "INSERT INTO score_run (code, year, as_of, kind, scored, unscored, by_user, at_ms) VALUES ('S%d', %lld, 20230930, '%s', 1, 0, 'x', 0)",
             id, y, kind);
    sql(t, text);
    snprintf(text, sizeof text,
             "INSERT INTO score (run_id, indicator_id, year, agency_id, as_of, kind, basis, percent, by_user, at_ms) "
             "SELECT (SELECT MAX(id) FROM score_run), id, %lld, %lld, 20230930, '%s', 'value', %lld, 'x', 0 FROM indicator WHERE code = 'K%d'",
             y, agency, kind, (long long)percent * 1000000, id);
    sql(t, text);
    snprintf(text, sizeof text,
             "INSERT INTO score_newest (indicator_id, year, place, score_id) "
             "SELECT id, %lld, 1, (SELECT MAX(id) FROM score) FROM indicator WHERE code = 'K%d'", y, id);
    sql(t, text);
}

static void name(struct town *t, int64_t package, int indicator)
{
    char text[300];

    snprintf(text, sizeof text,
             "INSERT INTO package_indicator (package_id, indicator_id, by_user, at_ms) SELECT %lld, id, 'x', 0 FROM indicator WHERE code = 'K%d'",
             (long long)package, indicator);
    sql(t, text);
}

static struct evidence_effect effect_of(struct town *t, int64_t package, struct rows *ret_results, struct evidence_city *ret_city)
{
    struct evidence_effect one, none = {0};
    struct evidence_own own;
    const struct evidence_effect *in_bulk;
    struct evidence_city c;
    struct rows all;
    struct err e;

    assert_ok(evidence_of_package(t->db, t->a, package, YEAR, LANG_EN, &own, &e), &e);
    one = own.effect;
    *ret_results = own.results;
    *ret_city = own.city;
    assert_ok(evidence_of_year(t->db, t->a, YEAR, LANG_EN, &all, &c, &e), &e);
    assert_int_equal(c.mean.millionths, ret_city->mean.millionths);
    in_bulk = evidence_find(&all, package);
    if (!in_bulk) {
        none.factor.millionths = EVIDENCE_ONE;
        in_bulk = &none;
    }
    assert_int_equal(in_bulk->n, one.n); /* page and allocation say the same */
    assert_int_equal(in_bulk->factor.millionths, one.factor.millionths);
    return one;
}

static void roads(struct store *s, struct arena *a)
{
    struct evidence_city c;
    struct evidence_effect x;
    const struct evidence_result *r;
    struct rows rows;
    struct town t;
    struct err e;

    make(s, a, &t);
    x = effect_of(&t, t.first, &rows, &c);
    assert_int_equal(x.n, 0);
    assert_int_equal(x.factor.millionths, EVIDENCE_ONE);
    assert_int_equal(evidence_sentence(a, &x, &c, LANG_EN).n, 0);
    scored(&t, 901, 2563, "canals", "final", 100);
    scored(&t, 902, 2564, "canals", "final", 40);
    scored(&t, 903, 2565, "canals", "interim", 100); /* not final: counts nowhere */
    scored(&t, 904, 2565, "other", "given", 70);
    scored(&t, 905, YEAR, "canals", NULL, 0);
    x = effect_of(&t, t.first, &rows, &c);
    assert_int_equal(x.n, 0); /* not linked */
    assert_int_equal(c.n, 3);
    assert_int_equal(c.mean.millionths, 700000);
    sql(&t, "INSERT INTO indicator_version (indicator_id, no, from_date, name_th, name_en, unit_word, direction, first_year, made_by, made_at_ms) "
            "SELECT id, 1, 20211001, 'th', 'canals dredged', 'km', 'up', 2564, 'x', 1 FROM indicator WHERE code = 'K902'");
    name(&t, t.first, 905); /* by hand, this year's KPI: its earlier years count */
    x = effect_of(&t, t.first, &rows, &c);
    assert_int_equal(x.n, 2);
    assert_int_equal(x.average.millionths, 700000);
    assert_int_equal(x.value.millionths, 1000000);
    assert_int_equal(x.factor.millionths, EVIDENCE_ONE);
    r = rows.p;
    assert_int_equal(r[0].year, 2564);
    assert_true(str_eq(r[0].name, STR("canals dredged"))); /* the reader's language */
    assert_true(str_eq(r[0].via, STR("named")) && str_eq(r[0].path, STR("/indicators/K902?year=2564")));
    /* what does not compete has no factor, on its page as in bulk; a draft sees what it would have */
    sql(&t, "UPDATE package SET state = 'EXECUTION' WHERE id = (SELECT MIN(id) FROM package)");
    assert_int_equal(effect_of(&t, t.first, &rows, &c).n, 0);
    sql(&t, "UPDATE package SET state = 'WITHDRAWN' WHERE id = (SELECT MIN(id) FROM package)");
    assert_int_equal(effect_of(&t, t.first, &rows, &c).n, 0);
    sql(&t, "UPDATE package SET state = 'ANALYST_ACCEPTED' WHERE id = (SELECT MIN(id) FROM package)");
    name(&t, t.first, 902); /* once a year and indicator, whatever the roads */
    assert_int_equal(effect_of(&t, t.first, &rows, &c).n, 2);
    scored(&t, 906, 2562, "canals", "final", 0); /* the fourth year back: beyond three years with results */
    assert_int_equal(effect_of(&t, t.first, &rows, &c).n, 2);
    store_day_set(s, DATE(20220930)); /* 2565 has not ended: 2562-2564 count */
    x = effect_of(&t, t.first, &rows, &c);
    assert_int_equal(x.n, 3);
    assert_int_equal(c.last_year, 2564);
    assert_true(effect_of(&t, t.first, &rows, &c).factor.millionths == EVIDENCE_ONE); /* all that counts is its own */
    assert_true(evidence_sentence(a, &x, &c, LANG_TH).n > 40);
    store_day_set(s, DATE(20230930));
    sql(&t, "INSERT INTO param_value (code, number, from_year, from_date, value, reason, proposed_by, proposed_ms) "
            "VALUES ('evidence.rule', 1, 2566, 20220101, 'weight,k,years,low,high\n25,0,3,80,120\n', 'x', 'x', 0)");
    sql(&t, "INSERT INTO param_event (value_id, event, by_user, at_ms) SELECT id, 'approve', 'y', 0 FROM param_value");
    assert_err(evidence_of_year(t.db, a, YEAR, LANG_TH, &rows, &c, &e), &e, ERR_BAD_CHOICE); /* k 0 would divide by nothing */
}

/* What a project's evaluation said follows its line into the next year's package. */
struct naming {
    int indicator;
    bool on;
    struct str package;
};

static bool run_name(struct act *by, void *ctx, struct err *e)
{
    const struct naming *n = ctx;
    struct str code = n->package;

    return evidence_name(by, YEAR, code, str_format(by->a, "K%d", n->indicator), 2565, n->on, e);
}

/* An agency names what it achieved itself: another's good result would only lift its own package. */
static void named_by_hand(struct store *s, struct arena *a)
{
    struct actor own = {.user_id = 7, .name = STR("own"), .grants = 1}, office = {.user_id = 8, .name = STR("office"), .grants = 1};
    struct naming mine = {901, true, STR_NONE}, other = {902, true, STR_NONE};
    struct town t;
    struct err e;

    make(s, a, &t);
    mine.package = other.package = sql_lines(s, a, "SELECT MIN(code) FROM package WHERE year = 2566");
    scored(&t, 901, 2565, "canals", "final", 100);
    scored(&t, 902, 2565, "roads", "final", 100);
    sql(&t, "UPDATE indicator_profile SET agency_id = (SELECT id FROM agency WHERE code = '10000000') WHERE code = 'K902'");
    sql(&t, "UPDATE package SET state = 'DRAFT'");
    own.grant[0] = (struct grant){.perms = UINT64_C(1) << PERM_REQUEST_WRITE, .scope = {SCOPE_AGENCY, t.c.drainage.id}, .role = STR("officer")};
    office.grant[0] = (struct grant){.perms = UINT64_C(1) << PERM_VERIFY, .scope = {SCOPE_CITY, 0}, .role = STR("strategy")};
    assert_ok(city_write_as(s, a, &own, run_name, &mine, &e), &e);
    assert_err(city_write_as(s, a, &own, run_name, &other, &e), &e, ERR_SCOPE);
    assert_ok(city_write_as(s, a, &office, run_name, &other, &e), &e);
    other.on = false;
    assert_ok(city_write_as(s, a, &own, run_name, &other, &e), &e); /* taken away it may be */
}

static void lineage(struct store *s, struct arena *a)
{
    struct evidence_city c;
    struct evidence_effect x;
    const struct evidence_result *r;
    struct rows rows;
    struct town t;

    make(s, a, &t);
    sql(&t, "INSERT INTO unit (year, code, agency_id, output_id, title) SELECT 2565, 'U-OLD', agency_id, output_id, title FROM unit ORDER BY id LIMIT 1");
    sql(&t, "INSERT INTO package (year, code, unit_id, agency_id, output_id, level, level_kind, title, state, made_by, made_at_ms) "
            "SELECT 2565, 'P-OLD', id, agency_id, output_id, 1, 'minimum', title, 'ENACTED', 'x', 0 FROM unit WHERE code = 'U-OLD'");
    sql(&t, "INSERT INTO line (year, code, package_id, agency_id, output_id, item_id, fund_id, name) "
            "SELECT 2565, 'L-OLD', (SELECT id FROM package WHERE code = 'P-OLD'), agency_id, output_id, item_id, fund_id, name FROM line ORDER BY id LIMIT 1");
    sql(&t, "INSERT INTO evaluation (code, year, number, agency_id, package_id, state, evaluator, total, made_by, made_ms) "
            "SELECT 'E1', 2565, 1, agency_id, id, 'reviewed', 'x', 90000000, 'x', 0 FROM package WHERE code = 'P-OLD'");
    scored(&t, 901, 2565, "canals", "final", 50);
    scored(&t, 902, 2564, "canals", "final", 50);
    sql(&t, "INSERT INTO package_indicator (package_id, indicator_id, by_user, at_ms) SELECT id, (SELECT i.id FROM indicator i WHERE i.code = 'K901'), 'x', 0 FROM package WHERE code = 'P-OLD'");
    assert_int_equal(effect_of(&t, t.second, &rows, &c).n, 0);
    sql(&t, "UPDATE line SET drawn_from = 'L-OLD' WHERE package_id = (SELECT MAX(id) FROM package WHERE year = 2566)");
    x = effect_of(&t, t.second, &rows, &c);
    assert_int_equal(x.n, 2); /* a draft of an evaluation, or a reviewed one, is no result */
    sql(&t, "UPDATE evaluation SET state = 'published'");
    x = effect_of(&t, t.second, &rows, &c);
    assert_int_equal(x.n, 3);
    assert_int_equal(c.n, 3);
    r = rows.p;
    assert_true(str_eq(r[0].kind, STR("evaluation")) && str_eq(r[0].past_code, STR("P-OLD")) && str_eq(r[0].code, STR("E1")));
    assert_int_equal(effect_of(&t, t.first, &rows, &c).n, 0);
    /* a recorded link does the same as a remembered one */
    sql(&t, "UPDATE line SET drawn_from = ''");
    sql(&t, "INSERT INTO line_link (from_year, from_line_id, to_year, to_line_id, kind, share_bp, origin, by_user, at_ms) "
            "SELECT 2565, (SELECT id FROM line WHERE code = 'L-OLD'), 2566, MIN(l.id), 'same', 10000, 'hand', 'x', 0 FROM line l "
            "WHERE l.package_id = (SELECT MIN(id) FROM package WHERE year = 2566)");
    assert_int_equal(effect_of(&t, t.first, &rows, &c).n, 3);
    assert_int_equal(effect_of(&t, t.second, &rows, &c).n, 0);
}

/* The package that is funded when only 2,000 baht are there. */
static int64_t winner(struct town *t, int64_t *ret_first, int64_t *ret_second)
{
    struct solve_options o = {.mode = SOLVE_MODE_OPTIMAL, .gap = SOLVE_GAP_DEFAULT, .time_limit_ms = 10000};
    struct solve_result r;
    struct problem p;
    struct err e;

    assert_ok(problem_load(t->db, t->a, YEAR, STR("two"), &p, &e), &e);
    assert_int_equal(p.in.npackage, 2);
    *ret_first = p.in.package[0].value;
    *ret_second = p.in.package[1].value;
    assert_ok(allocate_solve_here(t->a, &p.in, &o, &r, &e), &e);
    assert_true(r.choice.on[0] != r.choice.on[1]);
    return r.choice.on[0] ? t->first : t->second;
}

static void cut_line(struct store *s, struct arena *a)
{
    int64_t first, second, lucky;
    struct town t;

    make(s, a, &t);
    sql(&t, "INSERT INTO scenario (year, name, made_by, made_at_ms) VALUES (2566, 'two', 'x', 0)");
    sql(&t, "INSERT INTO scenario_ceiling (scenario_id, dim, code, max_satang) SELECT id, 'total', '', 200000 FROM scenario WHERE name = 'two'");
    sql(&t, "UPDATE package SET value_score = CASE WHEN id = (SELECT MIN(id) FROM package) THEN 12000000 ELSE 12200000 END");
    assert_int_equal(winner(&t, &first, &second), t.second);
    assert_int_equal(first, 12000000);
    assert_int_equal(second, 12200000);
    for (int i = 0; i < 3; i++) /* the city's other results */
        scored(&t, 910 + i, 2563 + i, "others", "final", 80);
    assert_int_equal(winner(&t, &first, &second), t.second); /* nobody's: nothing moves */
    assert_int_equal(second, 12200000);
    scored(&t, 920, 2565, "good", "final", 100); /* one lucky result moves it little */
    name(&t, t.first, 920);
    assert_int_equal(winner(&t, &first, &second), t.second);
    assert_true(first > 12000000 && first < 12150000);
    lucky = first;
    scored(&t, 930, 2563, "bad", "final", 20);
    scored(&t, 931, 2564, "bad", "final", 30);
    scored(&t, 932, 2565, "bad", "final", 25);
    name(&t, t.second, 932);
    assert_int_equal(winner(&t, &first, &second), t.first); /* worse results, year after year: the decision flips */
    assert_true(second < 12000000 && second > 11000000);
    assert_true(first > lucky); /* the mean went down with them */
    /* unscored packages count one point a million baht, and their results count too */
    sql(&t, "UPDATE package SET value_score = 0");
    (void)winner(&t, &first, &second);
    assert_true(first > 1000 && second < 2000);
}

static void on_stores(void **state)
{
    (void)state;
    with_each_store(roads);
    with_each_store(named_by_hand);
    with_each_store(lineage);
    with_each_store(cut_line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(formula), cmocka_unit_test(on_stores)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
