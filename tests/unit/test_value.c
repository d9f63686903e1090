/* Money and results together: unit costs that say why there is none, the quadrant, evaluations by two persons, cost of
 * services whose parts add up. */
#include "ledger_town.h"

#include "perform/evaluation.h"
#include "perform/service_cost.h"
#include "perform/value.h"

struct place {
    struct town t;
    struct actor strategy, csc;
    int64_t package; /* of 11000000: lines 1..4, 600,000 satang paid of 1,000,000 */
    struct str code, works;
};

static void sql(struct place *p, const char *text)
{
    struct err e;

    assert_ok(sql_write(p->t.s, text, &e), &e);
}

static struct str one_text(struct place *p, const char *text)
{
    return str_trim(sql_lines(p->t.s, p->t.a, text));
}

static void must(struct place *p, struct posting x)
{
    struct err e;

    assert_ok(town_post_as(&p->t, &p->t.finance, x, NULL, &e), &e);
}

/* 11000000 pays 4,000 of line 4 and 2,000 of line 2; 10000000 pays 1,000 of line 6. */
static void make(struct store *s, struct arena *a, struct place *p)
{
    memset(p, 0, sizeof *p);
    town_make(s, a, &p->t);
    must(p, town_posting("a2", "ALLOT", 2, 0, 200000, ""));
    must(p, town_posting("a4", "ALLOT", 4, 0, 400000, ""));
    must(p, town_posting("a6", "ALLOT", 6, 0, 200000, ""));
    must(p, town_posting("o2", "OBLIGATE", 2, 0, 200000, "C2"));
    must(p, town_posting("o4", "OBLIGATE", 4, 0, 400000, "C4"));
    must(p, town_posting("o6", "OBLIGATE", 6, 0, 200000, "C6"));
    must(p, town_posting("d2", "DISBURSE", 2, 0, 200000, "C2"));
    must(p, town_posting("d4", "DISBURSE", 4, 0, 400000, "C4"));
    must(p, town_posting("d6", "DISBURSE", 6, 0, 100000, "C6"));
    town_person(&p->t, "strat", ROLE_STRATEGY, "", &p->strategy);
    town_person(&p->t, "csc", ROLE_CIVIL_SERVICE, "", &p->csc);
    p->code = one_text(p, "SELECT code FROM package ORDER BY id LIMIT 1");
    p->works = one_text(p, "SELECT code FROM package ORDER BY id DESC LIMIT 1");
}

/* ---- unit costs ---- */

static const struct value_cost *cost_of(struct place *p, const char *agency, int64_t *ret_n)
{
    struct value_cost_filter f = {.from_year = YEAR - 1, .to_year = YEAR, .agency_code = str_from(agency)};
    struct rows rows;
    struct err e;

    assert_ok(value_costs(p->t.db, p->t.a, &f, &rows, &e), &e);
    *ret_n = (int64_t)rows.n;
    return rows.n ? &((const struct value_cost *)rows.p)[rows.n - 1] : NULL;
}

static void put_quantity(struct place *p, const char *milli, const char *word)
{
    char text[300];

    snprintf(text, sizeof text,
             "INSERT INTO level_output (package_id, name, quantity_milli, unit_word) SELECT MIN(id), 'x', %s, '%s' FROM package "
             "WHERE id NOT IN (SELECT package_id FROM level_output)", milli, word);
    sql(p, text);
}

static void unit_costs(struct store *s, struct arena *a)
{
    const struct value_cost *x;
    struct value_cost_filter wide = {.from_year = 2560, .to_year = YEAR};
    struct rows rows;
    struct place p;
    struct err e;
    int64_t n;

    make(s, a, &p);
    x = cost_of(&p, "11000000", &n);
    assert_int_equal(n, 1);
    assert_int_equal(x->paid.satang, 600000);
    assert_int_equal(x->current.satang, 1000000);
    assert_true(str_eq(x->why, STR("no_quantity")) && x->unit_cost.satang == MONEY_MISSING.satang);
    put_quantity(&p, "0", "กม.");
    x = cost_of(&p, "11000000", &n);
    assert_true(str_eq(x->why, STR("zero_quantity"))); /* never a division by nothing */
    sql(&p, "UPDATE level_output SET quantity_milli = 7000");
    x = cost_of(&p, "11000000", &n);
    assert_true(x->why.n == 0 && str_eq(x->quantity_from, STR("plan")));
    assert_int_equal(x->unit_cost.satang, 85714); /* 600,000 / 7, half up */
    sql(&p, "INSERT INTO past_line (year, agency_id, output_code, key, name, name_fold, paid_satang, after_transfers_satang) "
            "SELECT 2565, agency_id, '0503001', 'k', 'x', 'x', 500000, NULL FROM line ORDER BY id LIMIT 1");
    x = cost_of(&p, "11000000", &n);
    assert_int_equal(n, 2);
    assert_true(str_eq((x - 1)->money_from, STR("past")) && (x - 1)->current.satang == MONEY_MISSING.satang);
    assert_true(!x->has_change); /* the year before has no quantity */
    assert_err(value_costs(p.t.db, a, &wide, &rows, &e), &e, ERR_BAD_YEAR);
    /* two units of one output are no sum */
    sql(&p, "INSERT INTO package (year, code, unit_id, agency_id, output_id, level, level_kind, title, state, made_by, made_at_ms) "
            "SELECT year, 'P-2', unit_id, agency_id, output_id, 2, 'current', title, 'ENACTED', 'x', 0 FROM package ORDER BY id LIMIT 1");
    sql(&p, "INSERT INTO level_output (package_id, name, quantity_milli, unit_word) SELECT id, 'x', 1000, 'แห่ง' FROM package WHERE code = 'P-2'");
    x = cost_of(&p, "11000000", &n);
    assert_true(str_eq(x->why, STR("unlike_units")) && x->unit_cost.satang == MONEY_MISSING.satang);
}

static void quadrant(struct store *s, struct arena *a)
{
    static const char *const dims[] = {"agency", "plan", "output"};
    struct value_points v;
    struct place p;
    struct err e;

    make(s, a, &p);
    for (size_t i = 0; i < ARRAY_LEN(dims); i++) {
        struct value_asked q = {YEAR, str_from(dims[i]), LANG_TH};
        const struct value_point *x;

        assert_ok(value_points(p.t.db, a, &q, &v, &e), &e);
        x = v.rows.p;
        assert_int_equal(v.rows.n, 2);
        assert_int_equal(v.total.paid.satang, 700000);
        assert_int_equal(x[0].paid.satang, 600000); /* largest first */
        assert_int_equal(x[0].money_share.bp + x[1].money_share.bp, 10000);
        assert_true(str_eq(x[0].quadrant, STR("no_result")) && str_eq(x[1].quadrant, STR("no_result")));
    }
    assert_err(value_points(p.t.db, a, &(struct value_asked){YEAR, STR("colour"), LANG_TH}, &v, &e), &e, ERR_BAD_CHOICE);
}

/* ---- evaluations ---- */

struct doing {
    struct str code, package;
    struct evaluation_change c;
    struct evaluation_move m;
    struct value_measure_new measure;
    struct cost_service service;
    struct service_volume_new volume;
    struct service_weight_new weight;
    struct cost_source_new source;
    struct cost_pool_new pool;
    struct str key, reason;
    int64_t id;
    bool approve;
};
#define RUN(name, call)                                                                                                                \
    static bool name(struct act *by, void *ctx, struct err *e)                                                                         \
    {                                                                                                                                  \
        struct doing *x = ctx;                                                                                                         \
                                                                                                                                       \
        return call;                                                                                                                   \
    }
static bool do_open(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    struct str code;

    if (!evaluation_open(by, YEAR, YEAR, x->package, &code, e))
        return false;
    x->code = str_dup(city_arena(by), code);
    return true;
}

RUN(do_save, evaluation_save(by, x->code, &x->c, e))
RUN(do_move, evaluation_move(by, x->code, &x->m, e))
RUN(do_measure, value_measure_set(by, &x->measure, e))
RUN(do_service, cost_service_put(by, &x->service, e))
RUN(do_volume, service_volume_set(by, &x->volume, e))
RUN(do_weight, service_weight_set(by, &x->weight, e))
RUN(do_source, cost_source_set(by, &x->source, e))
RUN(do_pool, cost_pool_add(by, &x->pool, e))
RUN(do_propose, cost_pool_propose(by, YEAR, x->pool.code, x->key, x->reason, e))
RUN(do_decide, cost_pool_decide(by, x->id, x->approve, x->reason, e))

static bool run(struct place *p, const struct actor *who, city_fn *fn, struct doing *x, struct err *e)
{
    return city_write_as(p->t.s, p->t.a, who, fn, x, e);
}

static void refuse(struct place *p, const struct actor *who, city_fn *fn, struct doing *x, enum err_code want)
{
    struct err e;

    assert_err(run(p, who, fn, x, &e), &e, want);
}

static void ok(struct place *p, const struct actor *who, city_fn *fn, struct doing *x)
{
    struct err e;

    assert_ok(run(p, who, fn, x, &e), &e);
}

static void put_scores(struct doing *x, int64_t percent, const char *evidence)
{
    static const char *const word[] = {"relevance", "efficiency", "effectiveness", "impact", "sustainability"};

    for (x->c.scores = 0; x->c.scores < ARRAY_LEN(word); x->c.scores++) {
        x->c.score[x->c.scores].criterion = str_from(word[x->c.scores]);
        x->c.score[x->c.scores].has = true;
        x->c.score[x->c.scores].percent.millionths = (percent + (int64_t)x->c.scores) * 1000000;
        x->c.score[x->c.scores].evidence = str_from(evidence);
    }
}

static void move(struct place *p, const struct actor *who, struct doing *x, const char *event, enum err_code want)
{
    struct evaluation v;
    struct err e;

    assert_ok(evaluation_get(p->t.db, p->t.a, x->code, &v, &e), &e);
    x->m.event = str_from(event);
    x->m.version = v.version;
    if (want == ERR_NONE)
        ok(p, who, do_move, x);
    else
        refuse(p, who, do_move, x, want);
}

static void evaluations(struct store *s, struct arena *a)
{
    struct doing x = {.c = {.evaluator = STR("สมศรี"), .plan_output_milli = 10000, .real_output_milli = 8000, .plan_outcome_milli = EVALUATION_NONE,
                            .real_outcome_milli = EVALUATION_NONE, .output_unit = STR("กม."), .plan_benefit = MONEY_MISSING,
                            .real_benefit = MONEY_MISSING, .ended_on = DATE(20230910), .planned_end = DATE(20230831)}};
    const struct evaluation_ratio *r;
    struct evaluation v;
    struct place p;
    struct rows rows;
    struct err e;

    make(s, a, &p);
    x.package = p.code;
    refuse(&p, &p.t.head, do_open, &x, ERR_FORBIDDEN); /* the agency's own do not evaluate */
    {
        struct actor own = p.strategy;

        own.grant[own.grants++] = (struct grant){.scope = {SCOPE_AGENCY, p.t.c.drainage.id}, .role = STR("officer")};
        refuse(&p, &own, do_open, &x, ERR_OWN_AGENCY);
    }
    ok(&p, &p.strategy, do_open, &x);
    refuse(&p, &p.csc, do_open, &x, ERR_DUPLICATE);
    assert_ok(evaluation_get(p.t.db, a, x.code, &v, &e), &e);
    assert_int_equal(v.plan_cost.satang, 1000000);
    assert_int_equal(v.real_cost.satang, 600000);
    x.c.version = v.version + 1;
    refuse(&p, &p.strategy, do_save, &x, ERR_STALE);
    x.c.version = v.version;
    put_scores(&x, 120, "เอกสาร");
    refuse(&p, &p.strategy, do_save, &x, ERR_BAD_NUMBER); /* above 100 */
    put_scores(&x, 80, "");
    refuse(&p, &p.strategy, do_save, &x, ERR_REQUIRED); /* no evidence, no score */
    x.c.scores = 0;
    ok(&p, &p.strategy, do_save, &x);
    move(&p, &p.csc, &x, "review", ERR_REQUIRED); /* not scored */
    put_scores(&x, 80, "เอกสาร 1");
    x.c.version++;
    ok(&p, &p.strategy, do_save, &x);
    move(&p, &p.csc, &x, "review", ERR_REQUIRED); /* no lessons */
    x.c.lessons = STR("เริ่มจัดซื้อให้เร็วขึ้น");
    x.c.version++;
    ok(&p, &p.strategy, do_save, &x);
    move(&p, &p.strategy, &x, "review", ERR_SAME_PERSON);
    move(&p, &p.csc, &x, "publish", ERR_STATE);
    {
        struct actor third = p.strategy;

        third.name = STR("t.third");
        x.c.version++;
        ok(&p, &third, do_save, &x);
        move(&p, &third, &x, "review", ERR_SAME_PERSON); /* whoever wrote in it does not review it */
    }
    move(&p, &p.csc, &x, "review", ERR_NONE);
    move(&p, &p.csc, &x, "return", ERR_REQUIRED);
    move(&p, &p.strategy, &x, "publish", ERR_SAME_PERSON);
    {
        struct actor heir = p.csc;

        sql(&p, "INSERT INTO reorganise (code, year, kind, state, title, reason, on_date, made_by, made_at_ms) VALUES ('R1', 2566, 'merge', 'done', 'x', 'x', 20230401, 'x', 0)");
        sql(&p, "INSERT INTO reorganise_line (old_line_id, new_line_id, reorganise_id, share_bp, main, unallotted_satang, allotted_satang, reserved_satang, obligated_satang, disbursed_satang) "
                "SELECT o.id, n.id, 1, 10000, 1, 0, 0, 0, 0, 0 FROM line o JOIN package k ON k.id = o.package_id JOIN evaluation v ON v.package_id = k.id JOIN line n ON n.agency_id = (SELECT id FROM agency WHERE code = '10000000') WHERE n.id = (SELECT MIN(z.id) FROM line z WHERE z.agency_id = n.agency_id) AND o.id = (SELECT MIN(z.id) FROM line z WHERE z.package_id = v.package_id)");
        heir.grant[heir.grants++] = (struct grant){.scope = {SCOPE_AGENCY, p.t.c.works.id}, .role = STR("officer")};
        move(&p, &heir, &x, "publish", ERR_OWN_AGENCY); /* its work went to that agency */
    }
    move(&p, &p.csc, &x, "publish", ERR_NONE);
    refuse(&p, &p.strategy, do_save, &x, ERR_STATE); /* what is published does not change */
    move(&p, &p.csc, &x, "drop", ERR_STATE);
    assert_ok(evaluation_get(p.t.db, a, x.code, &v, &e), &e);
    /* 80 x 20 + 81 x 25 + 82 x 25 + 83 x 15 + 84 x 15, of 100 */
    assert_int_equal(v.total.millionths, 81800000);
    assert_int_equal(v.late_days, 10);
    assert_ok(evaluation_ratios(a, &v, LANG_EN, &rows, &e), &e);
    r = rows.p;
    assert_true(str_eq(r[0].ratio, STR("0.6")) && str_eq(r[2].ratio, STR("0.8")) && str_eq(r[3].why, STR("no_plan")));
    assert_true(str_eq(r[4].ratio, STR("0.75")) && str_eq(r[5].why, STR("no_benefit")));
    v.real_benefit = MONEY(900000);
    assert_ok(evaluation_ratios(a, &v, LANG_EN, &rows, &e), &e);
    assert_true(str_eq(((const struct evaluation_ratio *)rows.p)[5].ratio, STR("1.5")));
    v.real_cost = MONEY_ZERO;
    assert_ok(evaluation_ratios(a, &v, LANG_EN, &rows, &e), &e);
    assert_true(str_eq(((const struct evaluation_ratio *)rows.p)[5].why, STR("zero")));
    /* what counts an output must be there */
    x.measure = (struct value_measure_new){STR("11000000"), STR("0503001"), STR("output"), STR("canals"), 0};
    refuse(&p, &p.strategy, do_measure, &x, ERR_NOT_FOUND);
}

/* ---- cost of services ---- */

static void quartiles(void **state)
{
    static const struct {
        size_t n;
        int64_t v[5], want[3];
        const char *why;
    } row[] = {
        {1, {7}, {7, 7, 7}, "one value is all of them"},
        {2, {10, 20}, {13, 15, 18}, "12.5 and 17.5 half up"},
        {4, {1, 2, 3, 100}, {2, 3, 27}, "1.75, 2.5, 27.25"},
        {5, {1, 2, 3, 4, 5}, {2, 3, 4}, "on the values"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct money m[5];

        for (size_t k = 0; k < row[i].n; k++)
            m[k] = MONEY(row[i].v[k]);
        for (int64_t q = 1; q <= 3; q++) {
            if (service_quartile(m, row[i].n, q).satang != row[i].want[q - 1])
                fail_msg("%s: quarter %lld is %lld", row[i].why, (long long)q, (long long)service_quartile(m, row[i].n, q).satang);
        }
    }
}

static struct service_year load(struct place *p)
{
    struct service_year y;
    struct err e;

    assert_ok(service_year_load(p->t.db, p->t.a, YEAR, LANG_TH, &y, &e), &e);
    assert_int_equal(y.disbursed.satang, y.covered.satang + y.uncovered.satang);
    assert_int_equal(y.covered.satang, y.direct.satang + y.shared.satang + y.unsplit.satang);
    return y;
}

static void services(struct store *s, struct arena *a)
{
    struct doing x = {.service = {.code = STR("DRAIN"), .name_th = STR("ล้างท่อ"), .unit_word = STR("กม.")}};
    const struct service_cell *cell;
    const struct service_pool *pool;
    struct service_year y;
    struct place p;

    make(s, a, &p);
    y = load(&p);
    assert_int_equal(y.disbursed.satang, 700000);
    assert_int_equal(y.uncovered.satang, 700000); /* nothing is covered, and it is said */
    refuse(&p, &p.t.officer, do_service, &x, ERR_FORBIDDEN);
    x.service.code = STR("A B");
    refuse(&p, &p.strategy, do_service, &x, ERR_BAD_CHOICE);
    x.service.code = STR("DRAIN");
    ok(&p, &p.strategy, do_service, &x);
    refuse(&p, &p.strategy, do_service, &x, ERR_DUPLICATE);
    x.service.code = STR("ROAD");
    x.service.name_th = STR("ซ่อมถนน");
    ok(&p, &p.strategy, do_service, &x);
    x.source = (struct cost_source_new){.year = YEAR, .agency_code = STR("11000000"), .output_code = STR("0503001"), .service_code = STR("DRAIN")};
    ok(&p, &p.strategy, do_source, &x);
    refuse(&p, &p.strategy, do_source, &x, ERR_DUPLICATE);
    x.source = (struct cost_source_new){.year = YEAR, .agency_code = STR("10000000"), .output_code = STR("0403001"), .service_code = STR("ROAD")};
    ok(&p, &p.strategy, do_source, &x);
    y = load(&p);
    assert_int_equal(y.uncovered.satang, 0);
    cell = y.cells.p;
    assert_int_equal(y.cells.n, 2);
    assert_true(str_eq(cell[0].why, STR("no_volume")) && cell[0].unit_cost.satang == MONEY_MISSING.satang);
    /* volumes: a year or its months, by the agency's own people */
    x.volume = (struct service_volume_new){YEAR, 0, STR("DRAIN"), STR("11000000"), 0, 0};
    ok(&p, &p.t.officer, do_volume, &x);
    y = load(&p);
    assert_true(str_eq(((const struct service_cell *)y.cells.p)[0].why, STR("zero_volume")));
    x.volume.month = 5;
    refuse(&p, &p.t.officer, do_volume, &x, ERR_BAD_CHOICE);
    x.volume.month = 0;
    refuse(&p, &p.t.officer, do_volume, &x, ERR_DUPLICATE);
    x.volume.version = 9;
    refuse(&p, &p.t.officer, do_volume, &x, ERR_STALE);
    x.volume.version = 1;
    x.volume.quantity_milli = -1;
    refuse(&p, &p.t.officer, do_volume, &x, ERR_BAD_NUMBER);
    x.volume.quantity_milli = 30000;
    ok(&p, &p.t.officer, do_volume, &x);
    x.volume = (struct service_volume_new){YEAR, 0, STR("ROAD"), STR("10000000"), 10000, 0};
    refuse(&p, &p.t.officer, do_volume, &x, ERR_SCOPE);
    ok(&p, &p.strategy, do_volume, &x);
    /* one line of the drainage department is shared cost of both */
    x.pool = (struct cost_pool_new){YEAR, STR("ADMIN"), STR("บริหารทั่วไป"), STR_NONE};
    ok(&p, &p.strategy, do_pool, &x);
    x.source = (struct cost_source_new){.year = YEAR, .line_code = one_text(&p, "SELECT code FROM line WHERE id = 2"), .pool_code = STR("ADMIN")};
    ok(&p, &p.strategy, do_source, &x);
    y = load(&p);
    pool = y.pools.p;
    assert_true(str_eq(pool[0].why, STR("no_key")) && y.unsplit.satang == 200000 && y.direct.satang == 500000);
    x.key = STR("colour");
    x.reason = STR("เริ่มใช้");
    refuse(&p, &p.strategy, do_propose, &x, ERR_BAD_CHOICE);
    x.key = STR("posts");
    ok(&p, &p.strategy, do_propose, &x);
    assert_int_equal(load(&p).unsplit.satang, 200000); /* a proposal changes nothing */
    x.id = 1;
    x.approve = true;
    refuse(&p, &p.strategy, do_decide, &x, ERR_SAME_PERSON);
    ok(&p, &p.csc, do_decide, &x);
    refuse(&p, &p.csc, do_decide, &x, ERR_STALE);
    y = load(&p);
    assert_true(str_eq(((const struct service_pool *)y.pools.p)[0].why, STR("no_weight")));
    x.weight = (struct service_weight_new){YEAR, STR("DRAIN"), STR("11000000"), 2000, 0, 0};
    ok(&p, &p.t.officer, do_weight, &x);
    x.weight = (struct service_weight_new){YEAR, STR("ROAD"), STR("10000000"), 1000, 0, 0};
    ok(&p, &p.strategy, do_weight, &x);
    y = load(&p);
    assert_int_equal(y.shared.satang, 200000);
    cell = y.cells.p;
    assert_int_equal(cell[0].shared.satang, 133333); /* 200,000 x 2/3; the odd satang goes to the first printed agency */
    assert_int_equal(cell[1].shared.satang, 66667);
    assert_int_equal(cell[0].unit_cost.satang, 17778); /* 533,333 / 30 */
    /* by volume: both are counted in km; in unlike units it is refused */
    x.key = STR("volume");
    ok(&p, &p.csc, do_propose, &x);
    x.id = 2;
    ok(&p, &p.strategy, do_decide, &x);
    assert_int_equal(((const struct service_cell *)load(&p).cells.p)[0].shared.satang, 150000);
    sql(&p, "UPDATE service SET unit_word = 'ตร.ม.' WHERE code = 'ROAD'");
    y = load(&p);
    assert_true(str_eq(((const struct service_pool *)y.pools.p)[0].why, STR("unlike_units")) && y.unsplit.satang == 200000);
}

/* A service whose volumes an indicator counts: every period adds up, or the newest holds when they accumulate. */
static void read_volumes(struct store *s, struct arena *a)
{
    static const struct {
        int64_t period, result;
        const char *state, *kind;
    } row[] = {{202210, 1500000, "verified", "value"}, {202211, 2500000, "verified", "value"}, {202212, 9000000, "sent", "value"},
               {202301, 4000000, "verified", "value"}, {202302, 77000000, "verified", "ratio"}};
    struct doing x = {.service = {.code = STR("DRAIN"), .name_th = STR("ล้างท่อ"), .unit_word = STR("กม."), .stable = STR("canals")}};
    const struct service_cell *cell;
    struct service_year y;
    struct rows months;
    struct place p;
    struct err e;
    char text[800];

    make(s, a, &p);
    x.service.readings = STR("average");
    refuse(&p, &p.strategy, do_service, &x, ERR_BAD_CHOICE);
    x.service.readings = STR_NONE;
    ok(&p, &p.strategy, do_service, &x);
    x.source = (struct cost_source_new){.year = YEAR, .agency_code = STR("11000000"), .output_code = STR("0503001"), .service_code = STR("DRAIN")};
    ok(&p, &p.strategy, do_source, &x);
    sql(&p, "INSERT INTO indicator (scope_id, year, code, level, agency_id, kind) SELECT 0, 2566, 'K77', 'kpi', id, 'output' FROM agency WHERE code = '11000000'");
    sql(&p, "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, last_day, made_by, made_ms) "
            "SELECT id, 2566, agency_id, 'canals', 'K77', 'mission', 'value', 'month', 'strategy', 'percent', 20230930, 'x', 0 FROM indicator WHERE code = 'K77'");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        snprintf(text, sizeof text,
                 "INSERT INTO reading (indicator_id, year, period, agency_id, due, state, kind, has_result, result) "
                 "SELECT id, 2566, %lld, agency_id, 20231015, '%s', '%s', 1, %lld FROM indicator WHERE code = 'K77'",
                 (long long)row[i].period, row[i].state, row[i].kind, (long long)row[i].result);
        sql(&p, text);
    }
    y = load(&p);
    cell = y.cells.p;
    assert_int_equal(y.cells.n, 1);
    assert_int_equal(cell[0].volume.millionths, 8000000); /* verified values: 1.5 + 2.5 + 4 */
    assert_true(str_eq(cell[0].volume_from, STR("reading")));
    assert_ok(service_volumes(p.t.db, a, YEAR, STR("DRAIN"), LANG_TH, &months, &e), &e);
    assert_int_equal(months.n, 3);
    assert_true(((const struct service_volume *)months.p)[0].month == 10 && ((const struct service_volume *)months.p)[2].month == 1);
    sql(&p, "UPDATE service SET readings = 'newest'");
    y = load(&p);
    assert_int_equal(((const struct service_cell *)y.cells.p)[0].volume.millionths, 4000000);
    x.volume = (struct service_volume_new){YEAR, 0, STR("DRAIN"), STR("11000000"), 1000, 0};
    refuse(&p, &p.strategy, do_volume, &x, ERR_BAD_CHOICE); /* an indicator counts it: nobody types it */
}

static void on_stores(void **state)
{
    (void)state;
    with_each_store(read_volumes);
    with_each_store(unit_costs);
    with_each_store(quadrant);
    with_each_store(evaluations);
    with_each_store(services);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quartiles), cmocka_unit_test(on_stores)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
