/* Scenarios branched, shared, merged; decisions by hand and their prices; the frontier; runs side by side. */
#include "plan_store.h"

#include "allocate/branch.h"
#include "allocate/compare_scenarios.h"
#include "allocate/frontier.h"
#include "allocate/pin.h"
#include "allocate/scenario.h"
#include "allocate/solve_tasks.h"

enum { YEAR = 2566 };

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    struct actor office, other;
    struct branch_new branch;
    struct share_new share;
    struct merge_new merge;
    struct pin_new pin;
    struct ceiling_row ceiling;
    struct str name, package;
    int64_t version, taken, id;
    bool archived;
    struct run_outcome *run;
    struct frontier_outcome *frontier;
};

/* Three units of two levels: packages of 1,000 to 6,000 baht (the k-th costs k thousand), a point each. */
static void make(struct store *s, struct arena *a, struct town *t)
{
    struct plan_fill f = {.year = YEAR, .c = &t->c, .units = 3, .levels = 2, .lines = 1, .state = "ANALYST_ACCEPTED"};
    struct err e;

    memset(t, 0, sizeof *t);
    t->s = s;
    t->a = a;
    plan_make(s, a, YEAR, &t->c);
    f.agency_id = t->c.drainage.id;
    f.output_id = t->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(store_reader(s, &t->db, &e), &e);
    t->office = plan_person("office", PERM_ALLOCATE, SCOPE_CITY, 0);
    t->other = plan_person("other", PERM_ALLOCATE, SCOPE_CITY, 0);
    t->office.user_id = 7;
    t->other.user_id = 8;
}

/* ---- acts ---- */

static bool do_main(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return scenario_ensure(by, YEAR, STR("main"), STR_NONE, &t->id, e);
}

static bool do_ceiling(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return scenario_set_ceiling(by, YEAR, t->name, &t->ceiling, e);
}

static bool do_branch(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return scenario_branch(by, &t->branch, &t->id, e);
}

static bool do_share(struct act *by, void *ctx, struct err *e)
{
    return scenario_share(by, &((struct town *)ctx)->share, e);
}

static bool do_archive(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return scenario_archive(by, YEAR, t->name, t->version, t->archived, e);
}

static bool do_merge(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return scenario_merge(by, &t->merge, &t->taken, e);
}

static bool do_pin(struct act *by, void *ctx, struct err *e)
{
    return pin_set(by, &((struct town *)ctx)->pin, e);
}

static bool do_unpin(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return pin_drop(by, YEAR, t->name, t->package, t->version, e);
}

static bool do_run(struct act *by, void *ctx, struct err *e)
{
    struct str code;

    return run_store(by, ((struct town *)ctx)->run, &code, e);
}

static bool do_frontier(struct act *by, void *ctx, struct err *e)
{
    struct str code;

    return frontier_store(by, ((struct town *)ctx)->frontier, &code, e);
}

static void good(struct town *t, const struct actor *who, city_fn *fn)
{
    struct err e;

    assert_ok(city_write_as(t->s, t->a, who, fn, t, &e), &e);
}

static void bad(struct town *t, const struct actor *who, city_fn *fn, enum err_code want, const char *why)
{
    struct err e = {0};

    if (city_write_as(t->s, t->a, who, fn, t, &e) || e.code != want)
        fail_msg("%s: %s", why, err_word(e.code));
}

static void ceiling(struct town *t, const char *name, int64_t baht)
{
    t->name = str_from(name);
    t->ceiling = (struct ceiling_row){.dim = STR("total"), .has_max = baht >= 0, .max = BAHT(baht < 0 ? 0 : baht)};
    good(t, &t->office, do_ceiling);
}

static struct scenario_row seen(struct town *t, const char *name)
{
    struct scenario_row s;
    struct err e;

    assert_ok(scenario_open(t->db, t->a, YEAR, str_from(name), &t->office, &s, &e), &e);
    return s;
}

static bool sees(struct town *t, const struct actor *who, const char *name)
{
    struct scenario_row s;
    struct rows list;
    struct err e = {0};
    bool listed = false, ok = scenario_open(t->db, t->a, YEAR, str_from(name), who, &s, &e);

    assert_true(ok || e.code == ERR_SCENARIO_MISSING);
    assert_ok(scenario_list(t->db, t->a, YEAR, who, false, &list, &e), &e);
    for (size_t i = 0; i < list.n; i++)
        listed = listed || str_eq(((const struct scenario_row *)list.p)[i].name, str_from(name));
    assert_int_equal(ok && str_eq(s.state, STR("active")), listed);
    return ok;
}

/* Packages by their place in the order of ids: P(0) costs 1,000 baht, P(5) 6,000. */
static struct str package(struct town *t, int i)
{
    const struct pin_row *p;
    struct rows rows;
    struct err e;
    static const struct field f[] = {COL(struct pin_row, package_code)};
    static const struct row_type type = ROW_TYPE(struct pin_row, f);

    assert_ok(db_list(t->db, t->a, QUERY("SELECT code AS package_code FROM package ORDER BY unit_id, level"), NO_ARGS, &type, &rows, &e), &e);
    p = rows.p;
    assert_true((size_t)i < rows.n);
    return p[i].package_code;
}

static struct run_row run(struct town *t, const char *name)
{
    struct run_options o = {.time_limit_s = 20, .gap = STR("0")};
    struct run_row row;
    struct err e;

    assert_ok(run_solve(t->db, t->a, YEAR, str_from(name), &o, &t->run, &e), &e);
    good(t, &t->office, do_run);
    assert_ok(run_newest(t->db, t->a, YEAR, str_from(name), &row, &e), &e);
    return row;
}

static void branch(struct town *t, const char *from, const char *name, int64_t bp)
{
    t->branch = (struct branch_new){YEAR, str_from(from), str_from(name), STR_NONE, bp};
    good(t, &t->office, do_branch);
}

/* ---- tests ---- */

static void branches_are_seen_by_whom_they_are_shared_with(struct store *s, struct arena *a)
{
    const struct share_word role = {STR("role"), STR("governor")}, nobody = {STR("user"), STR("nobody")};
    struct town t;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    ceiling(&t, "main", 10000);
    branch(&t, "main", "less", 9500);
    bad(&t, &t.office, do_branch, ERR_DUPLICATE, "a name twice");
    assert_true(str_eq(seen(&t, "less").parent, STR("main")));
    assert_true(str_eq(seen(&t, "less").shared, STR("private")));
    assert_int_equal(seen(&t, "less").ceilings, 1);
    assert_true(sees(&t, &t.other, "main"));
    assert_false(sees(&t, &t.other, "less"));
    t.name = STR("less");
    bad(&t, &t.other, do_ceiling, ERR_SCENARIO_MISSING, "what is not seen is not there");

    t.share = (struct share_new){.year = YEAR, .name = STR("less"), .version = seen(&t, "less").version, .shared = STR("named")};
    bad(&t, &t.office, do_share, ERR_SHARE_NOBODY, "named, and nobody");
    t.share.word = &nobody;
    t.share.n = 1;
    bad(&t, &t.office, do_share, ERR_UNKNOWN_CODE, "a person who is not there");
    t.share.word = &role;
    t.share.version--;
    bad(&t, &t.office, do_share, ERR_STALE, "somebody was first");
    t.share.version++;
    good(&t, &t.office, do_share);
    assert_false(sees(&t, &t.other, "less"));
    t.other.grant[0].role = STR("governor");
    assert_true(sees(&t, &t.other, "less"));
    bad(&t, &t.other, do_share, ERR_SCOPE, "not its maker");

    t.name = STR("less");
    t.version = seen(&t, "less").version;
    t.archived = true;
    good(&t, &t.office, do_archive);
    bad(&t, &t.office, do_ceiling, ERR_SCENARIO_ARCHIVED, "archived");
    t.name = STR("main");
    t.version = seen(&t, "main").version;
    bad(&t, &t.office, do_archive, ERR_SCENARIO_MAIN, "the city's own");
    t.ceiling = (struct ceiling_row){.dim = STR("total"), .has_max = true, .has_min = true, .max = BAHT(1), .min = BAHT(2)};
    bad(&t, &t.office, do_ceiling, ERR_CEILING_ORDER, "the minimum above the maximum");
}

static void changes_are_merged_and_conflicts_chosen(struct store *s, struct arena *a)
{
    struct merge_choice choice = {STR("ceiling"), STR("total:"), true};
    const struct merge_row *row;
    struct rows rows;
    struct town t;
    struct err e;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    ceiling(&t, "main", 10000);
    branch(&t, "main", "less", 0);
    assert_ok(merge_plan(t.db, a, seen(&t, "less").id, seen(&t, "main").id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    ceiling(&t, "less", 9000);
    t.pin = (struct pin_new){YEAR, STR("less"), package(&t, 5), STR("out"), STR("why")};
    good(&t, &t.office, do_pin);
    assert_ok(merge_plan(t.db, a, seen(&t, "less").id, seen(&t, "main").id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    row = rows.p;
    assert_false(row[0].conflict || row[1].conflict);

    ceiling(&t, "main", 11000); /* both changed the total */
    t.merge = (struct merge_new){.year = YEAR, .from = STR("less"), .into = STR("main"), .into_version = seen(&t, "main").version};
    bad(&t, &t.office, do_merge, ERR_MERGE_CONFLICT, "a conflict without a choice");
    t.merge.choice = &choice;
    t.merge.n = 1;
    t.merge.into_version--;
    bad(&t, &t.office, do_merge, ERR_STALE, "somebody was first");
    t.merge.into_version++;
    t.merge.from_version = seen(&t, "less").version + 1;
    bad(&t, &t.office, do_merge, ERR_STALE, "the source is not the one that was looked at");
    t.merge.from_version--;
    good(&t, &t.office, do_merge);
    assert_int_equal(t.taken, 2);
    assert_ok(scenario_differences(t.db, a, seen(&t, "less").id, seen(&t, "main").id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_int_equal(seen(&t, "main").pins, 1);
    t.merge.into_version = seen(&t, "main").version;
    bad(&t, &t.office, do_merge, ERR_NOTHING, "the same merge again");
}

/* What goes to a sibling is still to come to the parent. */
static void a_sibling_takes_nothing_from_the_parent(struct store *s, struct arena *a)
{
    struct rows rows;
    struct town t;
    struct err e;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    ceiling(&t, "main", 10000);
    branch(&t, "main", "one", 0);
    branch(&t, "main", "two", 0);
    ceiling(&t, "one", 9000);
    t.merge = (struct merge_new){.year = YEAR, .from = STR("one"), .into = STR("two"), .into_version = seen(&t, "two").version};
    good(&t, &t.office, do_merge);
    assert_int_equal(t.taken, 1);
    assert_ok(merge_plan(t.db, a, seen(&t, "one").id, seen(&t, "two").id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_ok(merge_plan(t.db, a, seen(&t, "one").id, seen(&t, "main").id, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(merge_plan(t.db, a, seen(&t, "two").id, seen(&t, "main").id, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
}

static bool do_two_ceilings(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return scenario_claim(by, YEAR, t->name, t->version, e) && do_ceiling(by, ctx, e);
}

static void a_sheet_of_ceilings_is_of_one_version(struct store *s, struct arena *a)
{
    struct town t;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    ceiling(&t, "main", 10000);
    t.version = seen(&t, "main").version;
    good(&t, &t.office, do_two_ceilings);
    bad(&t, &t.office, do_two_ceilings, ERR_STALE, "somebody saved the sheet first");
}

static void decisions_by_hand_hold_and_have_a_price(struct store *s, struct arena *a)
{
    const struct run_pin_row *pin;
    struct run_row free, held;
    struct rows rows;
    struct town t;
    struct err e;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    ceiling(&t, "main", 11000); /* of 21,000: the first four */
    free = run(&t, "main");
    assert_int_equal(free.used.satang, BAHT(10000).satang);
    t.pin = (struct pin_new){YEAR, STR("main"), package(&t, 0), STR("out"), STR("")};
    bad(&t, &t.office, do_pin, ERR_REQUIRED, "no reason");
    t.pin.reason = STR("why");
    t.pin.way = STR("maybe");
    bad(&t, &t.office, do_pin, ERR_BAD_CHOICE, "neither in nor out");
    t.pin.way = STR("out");
    t.pin.package = STR("no-such");
    bad(&t, &t.office, do_pin, ERR_PIN_ABSENT, "no such package");
    t.pin.package = package(&t, 2); /* 3,000 and with it 4,000 above it */
    good(&t, &t.office, do_pin);
    t.pin.package = package(&t, 3);
    t.pin.way = STR("in");
    bad(&t, &t.office, do_pin, ERR_PIN_CLASH, "in above a level that is out");
    t.pin.package = package(&t, 4);
    t.pin.way = STR("out");
    good(&t, &t.office, do_pin); /* 1,000 and 2,000 are left */
    held = run(&t, "main");
    assert_int_equal(held.used.satang, BAHT(3000).satang);
    assert_ok(run_pins(t.db, a, held.id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    pin = rows.p;
    /* Two points are left; without the one pin 1+2+3+4 thousand (four points), without the other 1+2+5 thousand. */
    assert_true(pin[0].priced && pin[1].priced);
    assert_int_equal(pin[0].cost.millionths, 2000000);
    assert_int_equal(pin[1].cost.millionths, 1000000);
    assert_true(pin[0].spread.millionths <= 100);
    t.name = STR("main");
    t.package = package(&t, 4);
    t.version = 99;
    bad(&t, &t.office, do_unpin, ERR_STALE, "somebody was first");
    t.version = 1;
    good(&t, &t.office, do_unpin);
    bad(&t, &t.office, do_unpin, ERR_NOT_FOUND, "taken back already");
}

static void the_law_is_not_held_out(struct store *s, struct arena *a)
{
    struct town t;
    struct err e;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    assert_ok(sql_write(s, "UPDATE package SET mandatory = 1 WHERE level = 2", &e), &e);
    t.pin = (struct pin_new){YEAR, STR("main"), package(&t, 0), STR("out"), STR("why")};
    bad(&t, &t.office, do_pin, ERR_PIN_MANDATORY, "a mandatory package stands on it");
    t.pin.package = package(&t, 1);
    bad(&t, &t.office, do_pin, ERR_PIN_MANDATORY, "a mandatory package");
}

static void the_frontier_rises_and_its_moves_add_up(struct store *s, struct arena *a)
{
    struct frontier_options o = {.points = 8, .gap = 1, .time_limit_ms = 20000};
    const struct frontier_point_row *p;
    struct frontier_row f;
    struct rows rows, moves;
    int64_t funded = 0, now = 0;
    struct town t;
    struct err e = {0};
    bool found;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    assert_false(frontier_solve(t.db, a, YEAR, STR("main"), &o, &t.frontier, &e));
    assert_int_equal(e.code, ERR_FRONTIER_TOTAL);
    ceiling(&t, "main", 10000);
    assert_ok(frontier_solve(t.db, a, YEAR, STR("main"), &o, &t.frontier, &e), &e);
    good(&t, &t.office, do_frontier);
    assert_ok(frontier_newest(t.db, a, seen(&t, "main").id, &f, &found, &e), &e);
    assert_true(found);
    assert_ok(frontier_points(t.db, a, f.id, &rows, &e), &e);
    assert_int_equal(rows.n, 8);
    p = rows.p;
    assert_int_equal(p[0].ceiling.satang, 0);
    assert_int_equal(p[7].ceiling.satang, BAHT(21000).satang);
    assert_int_equal(p[7].value_score.millionths, 6000000);
    assert_int_equal(p[7].funded, 6);
    for (size_t i = 0; i < rows.n; i++) {
        now += p[i].is_now;
        assert_true(p[i].used.satang <= p[i].ceiling.satang);
        assert_true(p[i].bound_score.millionths >= p[i].value_score.millionths);
        assert_true(!i || (p[i].value_score.millionths >= p[i - 1].value_score.millionths && p[i].ceiling.satang >= p[i - 1].ceiling.satang));
        funded += p[i].entered - p[i].went;
        assert_int_equal(funded, p[i].funded);
        assert_true(!p[i].is_now || p[i].ceiling.satang == BAHT(10000).satang);
    }
    assert_int_equal(now, 1);
    assert_ok(frontier_moves_at(t.db, a, f.id, 8, &moves, &e), &e);
    assert_int_equal(moves.n, (size_t)(p[7].entered + p[7].went));
}

static void runs_stand_side_by_side(struct store *s, struct arena *a)
{
    const struct versus_row *row;
    const struct run_rank_row *k;
    struct run_row first, second;
    struct versus_row total;
    struct rows rows;
    int64_t id[2];
    struct town t;
    struct err e;

    make(s, a, &t);
    good(&t, &t.office, do_main);
    ceiling(&t, "main", 21000);
    branch(&t, "main", "less", 5000);
    first = run(&t, "main");
    second = run(&t, "less");
    id[0] = first.id;
    id[1] = second.id;
    for (int i = 0; i < 3; i++) {
        static const char *const dim[] = {"agency", "side", "type"};

        assert_ok(compare_runs(t.db, a, &(struct compare_ask){YEAR, id, 2, str_from(dim[i]), LANG_EN}, &rows, &total, &e), &e);
        assert_true(rows.n >= 1);
        row = rows.p;
        assert_int_equal(total.used_1.satang, first.used.satang);
        assert_int_equal(total.used_2.satang, second.used.satang);
        assert_int_equal(total.change_2.satang, second.used.satang - first.used.satang);
        assert_int_equal(row[0].change_2.satang, row[0].used_2.satang - row[0].used_1.satang);
    }
    assert_ok(compare_packages(t.db, a, id[0], id[1], (struct rank_range){0, 100}, &rows, &e), &e);
    assert_int_equal(rows.n, (size_t)(first.funded - second.funded));
    assert_ok(run_ranks(t.db, a, second.id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    k = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        assert_true(k[i].kept && k[i].lost.millionths >= 0);
        assert_int_equal(k[i].lost.millionths, second.value_score.millionths - k[i].value_score.millionths);
        assert_ok(run_rank_packages(t.db, a, second.id, k[i].mode, (struct rank_range){0, 100}, &rows, &e), &e);
        assert_int_equal(rows.n, (size_t)k[i].differ);
        assert_ok(run_ranks(t.db, a, second.id, &rows, &e), &e);
    }
    assert_true(k[0].value_score.millionths <= k[1].value_score.millionths);
}

#define ON_STORES(fn) static void test_##fn(void **state) { (void)state; with_each_store(fn); }
ON_STORES(branches_are_seen_by_whom_they_are_shared_with)
ON_STORES(changes_are_merged_and_conflicts_chosen)
ON_STORES(a_sibling_takes_nothing_from_the_parent)
ON_STORES(a_sheet_of_ceilings_is_of_one_version)
ON_STORES(decisions_by_hand_hold_and_have_a_price)
ON_STORES(the_law_is_not_held_out)
ON_STORES(the_frontier_rises_and_its_moves_add_up)
ON_STORES(runs_stand_side_by_side)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branches_are_seen_by_whom_they_are_shared_with),
        cmocka_unit_test(test_changes_are_merged_and_conflicts_chosen),
        cmocka_unit_test(test_a_sibling_takes_nothing_from_the_parent),
        cmocka_unit_test(test_a_sheet_of_ceilings_is_of_one_version),
        cmocka_unit_test(test_decisions_by_hand_hold_and_have_a_price),
        cmocka_unit_test(test_the_law_is_not_held_out),
        cmocka_unit_test(test_the_frontier_rises_and_its_moves_add_up),
        cmocka_unit_test(test_runs_stand_side_by_side),
    };

    if (argc > 1 && strcmp(argv[1], "_tasks") == 0) {
        struct err e = {0};

        return tasks_child_main(arena_new(), &e) ? 0 : 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
