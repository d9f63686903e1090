/* Criteria compared two by two, published by another person, scored blind by two with evidence, settled by a third. */
#include "plan_store.h"

#include "allocate/problem.h"
#include "allocate/rating.h"
#include "allocate/weight_study.h"
#include "base/arena.h"
#include "plan/package.h"

enum { YEAR = 2566 };

/* ---- weighing ---- */

static void test_weights(void **state)
{
    static const struct {
        size_t n;
        int64_t s01, s02, s12, want[3], ratio_low, ratio_high;
        const char *why;
    } row[] = {
        {1, 0, 0, 0, {10000, 0, 0}, 0, 0, "one criterion has it all"},
        {2, 3, 0, 0, {7500, 2500, 0}, 0, 0, "3 to 1; two cannot contradict each other"},
        {2, -9, 0, 0, {1000, 9000, 0}, 0, 0, "the other way round"},
        {3, 1, 1, 1, {3334, 3333, 3333}, 0, 0, "thirds: what is left goes to the first of equals"},
        {3, 2, 4, 2, {5714, 2857, 1429}, 0, 0, "4 : 2 : 1, consistent"},
        {3, 2, 6, 3, {6000, 3000, 1000}, 0, 0, "6 : 3 : 1, consistent"},
        {3, 3, 5, 3, {6370, 2583, 1047}, 33000, 34000, "Saaty's textbook example: CR 0.033 with his index 0.58"},
        {3, 3, -3, 3, {3334, 3333, 3333}, 1000000, 2000000, "a circle: everybody is equal, nothing is consistent"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct weigh_pairs p = {.n = row[i].n};
        struct weighing w;
        int64_t sum = 0;
        size_t x, y;

        p.strength[0][1] = row[i].s01;
        p.strength[0][2] = row[i].s02;
        p.strength[1][2] = row[i].s12;
        EXPECT(!weigh_missing(&p, &x, &y), row[i].why);
        weigh(&p, &w);
        for (size_t k = 0; k < row[i].n; k++) {
            sum += w.weight[k];
            if (w.weight[k] != row[i].want[k])
                fail_msg("%s: %lld", row[i].why, (long long)w.weight[k]);
        }
        assert_int_equal(sum, 10000);
        if (w.ratio < row[i].ratio_low || w.ratio > row[i].ratio_high)
            fail_msg("%s: ratio %lld", row[i].why, (long long)w.ratio);
    }
}

static void test_ten_at_the_edge(void **state)
{
    struct weigh_pairs p = {.n = WEIGH_MAX};
    struct weighing w;
    int64_t sum = 0;
    size_t i, j;

    (void)state;
    for (i = 0; i < p.n; i++) {
        for (j = i + 1; j < p.n; j++)
            p.strength[i][j] = 9;
    }
    weigh(&p, &w); /* the largest products there are */
    for (i = 0; i < p.n; i++)
        sum += w.weight[i];
    assert_int_equal(sum, 10000);
    assert_true(w.weight[0] > w.weight[1] && w.weight[8] > w.weight[9] && w.has_worst);
    assert_int_equal(w.worst_num, 9 * w.worst_den); /* 9 x 9 along, 9 was said */
    p.strength[2][5] = -1;
    assert_true(weigh_missing(&p, &i, &j) && i == 2 && j == 5);
    p.strength[2][5] = 10;
    assert_true(weigh_missing(&p, &i, &j));
}

static void test_points(void **state)
{
    static const struct {
        struct weighed_score s[5];
        size_t n;
        int64_t want;
        const char *why;
    } row[] = {
        {{{5000, 8}, {2000, 4}, {1000, 8}, {1000, 6}, {1000, 2}}, 5, 80000000, "DOMAIN.md 5.3: 3.2 -> 80.0"},
        {{{10000, 8}}, 1, 100000000, "all of it"},
        {{{10000, 0}}, 1, 0, "nothing"},
        {{{1, 1}, {1, 0}, {1, 0}}, 3, 4166667, "half up at the sixth decimal"},
        {{{4500, 5}, {4500, 3}}, 2, 50000000, "over the weight that there is, not over 10,000"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (weighed_points(row[i].s, row[i].n) != row[i].want)
            fail_msg("%s: %lld", row[i].why, (long long)weighed_points(row[i].s, row[i].n));
    }
    assert_int_equal(rating_value(RATING_BY_POINTS, (struct score){80000000}, 5, 100, 10).millionths, 80000000);
    assert_int_equal(rating_value(RATING_BY_COST, (struct score){80000000}, 10, 100, 10).millionths, 80000000); /* of average cost */
    assert_int_equal(rating_value(RATING_BY_COST, (struct score){80000000}, 20, 100, 10).millionths, 160000000);
}

static void test_order(void **state)
{
    struct rating_rank r[] = {
        {.code = STR("d"), .points = {60000000}, .spread = {2000000}, .amount = BAHT(5), .has_run = true, .funded = true},
        {.code = STR("b"), .points = {80000000}, .mandate = 4, .amount = BAHT(9)},
        {.code = STR("c"), .points = {80000000}, .mandate = 6, .amount = BAHT(9)},
        {.code = STR("a"), .points = {80000000}, .mandate = 4, .amount = BAHT(2)},
        {.code = STR("e"), .points = {57000000}, .spread = {1000000}, .amount = BAHT(5), .has_run = true},
        {.code = STR("f"), .points = {55999999}, .amount = BAHT(5)},
        {.code = STR("g"), .points = {10000000}, .amount = BAHT(5)},
        {.code = STR("h"), .points = {5000000}, .amount = BAHT(5)},
    };
    static const struct {
        const char *code;
        int64_t quartile, tied, across;
        const char *why;
    } want[] = {
        {"c", 1, 2, 0, "the larger mandate"}, {"a", 1, 2, 0, "then the lower cost"}, {"b", 2, 2, 0, "then the rest"},
        {"d", 2, 1, 1, "58 to 62 meets 56 to 58: and the run parted them"}, {"e", 3, 1, 1, "the same from below"},
        {"f", 3, 0, 0, "a millionth below 56"}, {"g", 4, 0, 0, "alone"}, {"h", 4, 0, 0, "alone"},
    };
    struct arena *a = arena_new();

    (void)state;
    rating_rank_put(a, r, ARRAY_LEN(r));
    for (size_t i = 0; i < ARRAY_LEN(r); i++) {
        if (!str_eq(r[i].code, str_from(want[i].code)) || r[i].quartile != want[i].quartile || r[i].tied != want[i].tied ||
            r[i].across != want[i].across || r[i].rank != (int64_t)i + 1)
            fail_msg("%s: %.*s %lld %lld %lld", want[i].why, STR_FMT(r[i].code), (long long)r[i].quartile, (long long)r[i].tied,
                     (long long)r[i].across);
    }
    rating_rank_put(a, r, 0);
    arena_free(a);
}

static void test_moved(void **state)
{
    static const struct {
        size_t n, i;
        bool up, moves;
        int64_t weight[3], want[3];
        const char *why;
    } row[] = {
        {3, 0, true, true, {5000, 3000, 2000}, {6000, 2400, 1600}, "a fifth up, the rest 3 : 2"},
        {3, 0, false, true, {5000, 3000, 2000}, {4000, 3600, 2400}, "a fifth down"},
        {3, 2, true, true, {3334, 3333, 3333}, {3001, 3000, 3999}, "whole basis points that sum to 10,000"},
        {2, 0, true, true, {9000, 1000, 0}, {10000, 0, 0}, "no more than all"},
        {3, 1, true, false, {5000, 0, 5000}, {0, 0, 0}, "nothing moves"},
        {1, 0, true, false, {10000, 0, 0}, {0, 0, 0}, "nobody takes what is left"},
    };

    (void)state;
    for (size_t k = 0; k < ARRAY_LEN(row); k++) {
        int64_t got[3] = {0};
        int64_t sum = 0;

        EXPECT(weight_moved(row[k].weight, row[k].n, row[k].i, row[k].up, got) == row[k].moves, row[k].why);
        for (size_t c = 0; c < row[k].n && row[k].moves; c++) {
            sum += got[c];
            if (got[c] != row[k].want[c])
                fail_msg("%s: %zu is %lld", row[k].why, c, (long long)got[c]);
        }
        EXPECT(!row[k].moves || sum == 10000, row[k].why);
    }
}

/* ---- a year's criteria and scores ---- */

struct world {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    struct actor maker, publisher, one, two, three, own;
    struct criteria_new draft;
    struct criterion_edit edit;
    struct criteria_pair pair[28];
    struct share weight[8];
    struct rating_change change;
    struct rating_decision decision;
    struct str event, code;
    int64_t number, version, packages;
    size_t n;
};

static bool run_draft(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return criteria_draft(by, &w->draft, &w->number, e);
}
static bool run_put(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return criterion_put(by, YEAR, w->number, &w->edit, e);
}
static bool run_weigh(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return criteria_weigh(by, YEAR, w->number, w->version, w->weight, w->n, e);
}
static bool run_compare(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return criteria_compare(by, YEAR, w->number, w->version, w->pair, w->n, e);
}
static bool run_move(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return criteria_move(by, YEAR, w->number, w->version, w->event, STR("ตามมติ"), e);
}
static bool run_save(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return rating_save(by, YEAR, w->code, &w->change, e);
}
static bool run_settle(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return rating_settle(by, YEAR, w->code, &w->decision, e);
}
static bool run_apply(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;

    return rating_apply(by, YEAR, STR("ครบแล้ว"), &w->packages, e);
}
static bool run_scenario(struct act *by, void *ctx, struct err *e)
{
    int64_t id;

    (void)ctx;
    return scenario_ensure(by, YEAR, STR("main"), STR_NONE, &id, e);
}

/* Points in use are the value; a package without points keeps its road. */
static void loaded(struct world *w)
{
    struct problem p;
    struct err e;
    size_t rated = 0;

    assert_ok(city_write(w->s, w->a, run_scenario, w, &e), &e);
    assert_ok(problem_load(w->db, w->a, YEAR, STR("main"), &p, &e), &e);
    assert_int_equal(p.given, 2);
    for (size_t i = 0; i < p.given; i++) {
        bool is_it = str_eq(p.package[i].code, w->code);

        rated += is_it;
        if (is_it)
            assert_int_equal(p.in.package[i].value, 68421053);
        else
            assert_int_equal(p.in.package[i].value, 1000000); /* the score that plan_fill gave */
    }
    assert_int_equal(rated, 1);
}
static bool run_return(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return db_exec(by->tx->db, QUERY("UPDATE fiscal_year SET stage = 'REQUEST'"), NO_ARGS, NULL, e) &&
           db_exec(by->tx->db, QUERY("UPDATE package SET state = 'RETURNED', place = 'collector'"), NO_ARGS, NULL, e);
}
static bool run_edit(struct act *by, void *ctx, struct err *e)
{
    struct world *w = ctx;
    struct package p;
    struct package_edit n;

    if (!package_get(by->tx->db, by->a, YEAR, w->code, &p, e))
        return false;
    n = (struct package_edit){.year = YEAR, .code = w->code, .version = p.version, .title = STR("แก้แล้ว"), .justification = STR("คลองตัน"), .value_score = {1000000}};
    return package_update(by, &n, e);
}
static bool run_sql(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return db_exec(by->tx->db, QUERY("UPDATE package SET justification = 'คลองตัน'"), NO_ARGS, NULL, e);
}

static void start(struct store *s, struct arena *a, struct world *w)
{
    struct plan_fill f = {.year = YEAR, .units = 2, .levels = 1, .lines = 1, .state = "ANALYST_ACCEPTED"};
    struct err e;

    *w = (struct world){.s = s, .a = a};
    plan_make(s, a, YEAR, &w->c);
    f.c = &w->c;
    f.agency_id = w->c.drainage.id;
    f.output_id = w->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_ok(city_write(s, a, run_sql, NULL, &e), &e);
    assert_ok(store_reader(s, &w->db, &e), &e);
    w->maker = plan_person("maker", PERM_CRITERIA, SCOPE_CITY, 0);
    w->publisher = plan_person("publisher", PERM_CRITERIA, SCOPE_CITY, 0);
    w->one = plan_person("one", PERM_RATE, SCOPE_CITY, 0);
    w->two = plan_person("two", PERM_RATE, SCOPE_DIVISION, w->c.drainage.division);
    w->three = plan_person("three", PERM_RATE, SCOPE_CITY, 0);
    w->own = plan_person("own", PERM_RATE, SCOPE_AGENCY, w->c.drainage.id);
    w->draft = (struct criteria_new){YEAR, STR("ปีแรก"), DATE(20221001), true};
    assert_ok(city_write_as(s, a, &w->maker, run_draft, w, &e), &e);
    w->version = 1;
}

static void assert_edit(struct world *w, const char *anchors, const char *source, enum err_code want)
{
    struct err e;

    w->edit = (struct criterion_edit){.version = 1, .word = STR("more"), .name_th = STR("เพิ่ม"), .source = str_from(source),
                                      .direction = STR("up"), .anchors_th = str_from(anchors), .has_data = true};
    assert_err(city_write_as(w->s, w->a, &w->maker, run_put, w, &e), &e, want);
}

static void criteria(struct store *s, struct arena *a)
{
    struct criteria_set set;
    const struct criterion *c;
    struct rows rows;
    struct world w;
    struct err e;

    start(s, a, &w);
    assert_err(city_write_as(s, a, &w.maker, run_draft, &w, &e), &e, ERR_DUPLICATE); /* one draft a year */
    assert_err(city_write_as(s, a, &w.one, run_draft, &w, &e), &e, ERR_FORBIDDEN);
    assert_ok(criteria_get(w.db, a, YEAR, 1, &set, &e), &e);
    assert_ok(criteria_of(w.db, a, set.id, LANG_TH, &rows, &e), &e);
    c = rows.p;
    assert_int_equal(rows.n, 8);
    assert_int_equal(set.weights_bp, 10000);
    assert_false(c[7].has_data); /* citizens' voice: no source yet, never zero */
    assert_true(c[0].anchor4.n > 0);
    assert_edit(&w, "ก\nข\nค\nง", "result", ERR_CRITERIA_ANCHORS);
    assert_edit(&w, "ก\nข\nค\nง\nจ", "gossip", ERR_BAD_CHOICE);
    w.n = 8;
    for (size_t i = 0; i < w.n; i++)
        w.weight[i].bp = 1200;
    assert_err(city_write_as(s, a, &w.maker, run_weigh, &w, &e), &e, ERR_CRITERIA_WEIGHTS);
    w.weight[0].bp = 1600;
    assert_ok(city_write_as(s, a, &w.maker, run_weigh, &w, &e), &e);
    assert_err(city_write_as(s, a, &w.maker, run_weigh, &w, &e), &e, ERR_STALE);
    w.version = 2;
    w.n = 0;
    for (size_t i = 0; i < 8; i++) {
        for (size_t j = i + 1; j < 8; j++)
            w.pair[w.n++] = (struct criteria_pair){c[i].word, c[j].word, (i + j) % 2 ? 7 : -7};
    }
    assert_err(city_write_as(s, a, &w.maker, run_compare, &w, &e), &e, ERR_CRITERIA_RATIO); /* contradicts itself */
    w.n = 27;
    assert_err(city_write_as(s, a, &w.maker, run_compare, &w, &e), &e, ERR_CRITERIA_PAIR); /* one is missing */
    w.n = 28;
    for (size_t k = 0; k < w.n; k++)
        w.pair[k].strength = str_eq(w.pair[k].one, c[0].word) ? 3 : 1;
    assert_ok(city_write_as(s, a, &w.maker, run_compare, &w, &e), &e);
    assert_ok(criteria_get(w.db, a, YEAR, 1, &set, &e), &e);
    assert_int_equal(set.weights_bp, 10000);
    assert_true(set.has_ratio && set.pairs == 28);
    w.version = 3;
    w.event = STR("publish");
    assert_err(city_write_as(s, a, &w.maker, run_move, &w, &e), &e, ERR_SAME_PERSON);
    assert_ok(city_write_as(s, a, &w.publisher, run_move, &w, &e), &e);
    w.version = 4;
    assert_err(city_write_as(s, a, &w.maker, run_compare, &w, &e), &e, ERR_STATE); /* what is published is not edited */
}

static void fill(struct world *w, int64_t score, int64_t first)
{
    struct criteria_set set;
    const struct criterion *c;
    struct rows rows;
    struct err e;

    assert_ok(criteria_get(w->db, w->a, YEAR, 1, &set, &e), &e);
    assert_ok(criteria_of(w->db, w->a, set.id, LANG_TH, &rows, &e), &e);
    c = rows.p;
    w->change = (struct rating_change){.send = true};
    for (size_t i = 0; i < rows.n; i++) {
        if (c[i].has_data)
            w->change.item[w->change.n++] = (struct rating_item){c[i].word, STR("form"), STR("justification"), STR_NONE, i ? score : first};
    }
}

static void refused(struct world *w, const struct actor *who, enum err_code want)
{
    struct err e;

    assert_err(city_write_as(w->s, w->a, who, run_save, w, &e), &e, want);
}

static void scores(struct store *s, struct arena *a)
{
    const struct rating_score_row *r;
    struct rating_sheet x;
    const struct rating_part *part;
    struct package p;
    struct rows rows;
    struct world w;
    struct err e;

    start(s, a, &w);
    w.code = STR_NONE;
    assert_ok(rating_list(w.db, a, &(struct rating_filter){.year = YEAR}, LANG_TH, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    w.code = ((const struct rating_row *)rows.p)[0].code;
    fill(&w, 3, 4);
    refused(&w, &w.one, ERR_CRITERIA_NONE); /* before they are published */
    w.event = STR("publish");
    assert_ok(city_write_as(s, a, &w.publisher, run_move, &w, &e), &e);
    refused(&w, &w.own, ERR_OWN_RATING);
    refused(&w, &w.maker, ERR_FORBIDDEN);
    w.change.item[2].score = 5;
    refused(&w, &w.one, ERR_RATING_SCORE);
    fill(&w, 3, 4);
    w.change.item[1].evidence = STR("q9");
    refused(&w, &w.one, ERR_RATING_EVIDENCE); /* nobody answered question 9 */
    w.change.item[1].evidence_kind = STR("indicator");
    refused(&w, &w.one, ERR_RATING_EVIDENCE);
    fill(&w, 3, 4);
    w.change.item[0].score = RATING_NONE;
    refused(&w, &w.one, ERR_REQUIRED); /* one criterion is open */
    fill(&w, 3, 4);
    w.change.item[w.change.n++] = (struct rating_item){STR("voice"), STR("form"), STR("justification"), STR_NONE, 0};
    refused(&w, &w.one, ERR_RATING_NO_DATA);
    fill(&w, 3, 4);
    assert_ok(city_write_as(s, a, &w.one, run_save, &w, &e), &e);
    refused(&w, &w.one, ERR_RATING_SENT);
    assert_ok(rating_sheet(w.db, a, &(struct rating_ask){&w.two, YEAR, w.code, LANG_TH}, &x, &e), &e);
    r = x.rows.p;
    for (size_t i = 0; i < x.rows.n; i++)
        assert_true(r[i].first == RATING_NONE && !r[i].first_by.n && !r[i].first_evidence.n && r[i].mine == RATING_NONE); /* blind */
    fill(&w, 3, 1);
    assert_ok(city_write_as(s, a, &w.two, run_save, &w, &e), &e);
    refused(&w, &w.three, ERR_RATING_SEATS);
    assert_ok(rating_sheet(w.db, a, &(struct rating_ask){&w.three, YEAR, w.code, LANG_TH}, &x, &e), &e);
    r = x.rows.p;
    assert_str(x.final_state, "disagreed", "4 and 1 lie 3 apart");
    assert_true(r[0].differs && r[0].first == 4 && r[0].second == 1 && !r[1].differs && !x.has_points);
    w.decision = (struct rating_decision){.version = x.final_version, .item = {{.criterion = r[0].criterion, .score = 2}}, .n = 1};
    assert_err(city_write_as(s, a, &w.three, run_settle, &w, &e), &e, ERR_REQUIRED); /* no reason */
    w.decision.item[0].note = STR("หลักฐานตรงกลาง");
    assert_err(city_write_as(s, a, &w.one, run_settle, &w, &e), &e, ERR_SAME_PERSON);
    assert_ok(city_write_as(s, a, &w.three, run_settle, &w, &e), &e);
    assert_err(city_write_as(s, a, &w.three, run_settle, &w, &e), &e, ERR_STATE);
    /* usual weights without voice: 2500 of 9500 at 2, 7000 at 3: 25 x 26000 / 9500 */
    assert_ok(rating_parts(w.db, a, x.package_id, LANG_TH, &rows, &e), &e);
    part = rows.p;
    assert_int_equal(rows.n, 7);
    assert_int_equal(part->points.millionths, 68421053);
    assert_ok(city_write_as(s, a, &w.publisher, run_apply, &w, &e), &e);
    assert_int_equal(w.packages, 1);
    assert_ok(package_get(w.db, a, YEAR, w.code, &p, &e), &e);
    assert_int_equal(p.value_score.millionths, 68421053);
    assert_err(city_write_as(s, a, &w.publisher, run_apply, &w, &e), &e, ERR_NOTHING);
    loaded(&w);
    assert_ok(city_write(s, a, run_return, &w, &e), &e);
    assert_ok(city_write(s, a, run_edit, &w, &e), &e);
    assert_ok(package_get(w.db, a, YEAR, w.code, &p, &e), &e);
    assert_str(p.title, "แก้แล้ว", "its agency edited it");
    assert_int_equal(p.value_score.millionths, 68421053); /* and the points in use stayed */
    p = (struct package){0};
    assert_ok(rating_values(w.db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    w.draft.reason = STR("เปลี่ยนใจ");
    assert_ok(city_write_as(s, a, &w.maker, run_draft, &w, &e), &e);
    w.version = 1;
    assert_err(city_write_as(s, a, &w.publisher, run_move, &w, &e), &e, ERR_CRITERIA_USED); /* not midway */
}

static void early(struct store *s, struct arena *a)
{
    struct rows rows;
    struct world w;
    struct err e;

    start(s, a, &w);
    w.event = STR("drop");
    assert_ok(city_write_as(s, a, &w.maker, run_move, &w, &e), &e);
    w.draft.opens_on = DATE(20230101);
    assert_ok(city_write_as(s, a, &w.maker, run_draft, &w, &e), &e);
    w.event = STR("publish");
    assert_ok(city_write_as(s, a, &w.publisher, run_move, &w, &e), &e);
    assert_ok(rating_list(w.db, a, &(struct rating_filter){.year = YEAR}, LANG_TH, &rows, &e), &e);
    w.code = ((const struct rating_row *)rows.p)[0].code;
    w.change = (struct rating_change){.send = false};
    refused(&w, &w.one, ERR_RATING_EARLY);
}

static void test_criteria(void **state)
{
    (void)state;
    with_each_store(criteria);
}
static void test_scores(void **state)
{
    (void)state;
    with_each_store(scores);
}
static void test_early(void **state)
{
    (void)state;
    with_each_store(early);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),  cmocka_unit_test(test_ten_at_the_edge), cmocka_unit_test(test_points),
        cmocka_unit_test(test_order), cmocka_unit_test(test_moved),    cmocka_unit_test(test_criteria),        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
