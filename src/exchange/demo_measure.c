/* demo_measure.c - what the written agencies are measured by, and the plan they share: objectives with
 * their key results, an indicator for each piece of work, one integrated plan with its first steps. */
#include "base/arena.h"
#include "base/exact.h"
#include "exchange/demo_tables.h"
#include "perform/indicator.h"
#include "perform/key_result.h"
#include "plan/integrated.h"
#include "store/store.h"

#define PLAN_CODE STR("flood-east")

static struct indicator_text wording(const struct deep_tables *t, const struct demo_table *x,
                                     size_t row, const char *name)
{
    return (struct indicator_text){.from_date = fy_start((int32_t)t->city->year),
                                   .name_th = demo_get(x, row, name),
                                   .unit_word = demo_get(x, row, "unit_word"),
                                   .direction = demo_get(x, row, "direction"),
                                   .base_value = demo_get(x, row, "base"),
                                   .target1 = demo_get(x, row, "t1"),
                                   .target2 = demo_get(x, row, "t2"),
                                   .target3 = demo_get(x, row, "t3"),
                                   .first_year = t->city->year,
                                   .source = deep_word(t, "past_source")};
}

static int64_t agency_id(const struct deep_tables *t, struct str code)
{
    for (size_t u = 0; u < t->d.unit.n; u++) {
        if (str_eq(t->unit[u].agency_code, code))
            return t->unit[u].agency_id;
    }
    PANIC("data/demo_deep_objective.csv names another agency");
}

/* Objectives and the key result of each; *ret_kr by row. */
static bool objectives(const struct deep_tables *t, const struct demo_table *x, int64_t *ret_kr,
                       struct err *e)
{
    for (size_t i = 0; i < x->n; i++) {
        struct str code = demo_get(x, i, "code");
        const struct class_node *goal = class_by_code(&t->city->strategy, demo_get(x, i, "goal"));
        struct objective_new o = {.year = t->city->year, .code = code,
                                  .agency_id = agency_id(t, demo_get(x, i, "agency")),
                                  .node_id = goal ? goal->id : 0, .name_th = demo_get(x, i, "name"),
                                  .status = STR("demo")};
        struct indicator_new k = {.year = o.year, .level = STR("key_result"), .kind = STR("outcome"),
                                  .status = STR("demo"), .agency_id = o.agency_id,
                                  .text = wording(t, x, i, "key_result"),
                                  .resolution = deep_word(t, "deep_resolution")};
        k.code = str_format(t->by->a, "%.*s-KR1", STR_FMT(code));
        if (!objective_add(t->by, &o, &k.objective_id, e) || !indicator_add(t->by, &k, &ret_kr[i], e))
            return false;
    }
    return true;
}

/* The agency's indicator of each piece of work, under its key result when one serves the same goal. */
static bool kpis(const struct deep_tables *t, const struct demo_table *x, const int64_t *kr,
                 struct err *e)
{
    for (size_t i = 0; i < t->indicator.n; i++) {
        size_t u = deep_unit_row(t, demo_get(&t->indicator, i, "unit"));
        struct str agency = t->unit[u].agency_code;
        struct indicator_new k = {.year = t->city->year, .level = STR("kpi"), .kind = STR("output"),
                                  .status = STR("demo"), .agency_id = t->unit[u].agency_id,
                                  .text = wording(t, &t->indicator, i, "name"),
                                  .resolution = deep_word(t, "deep_resolution")};
        int64_t id;
        k.code = str_format(t->by->a, "%.*s-2%03zu", STR_FMT(str_slice(agency, 0, 4)), i + 1);
        for (size_t o = 0; o < x->n; o++) {
            if (demo_is(x, o, "agency", agency) &&
                str_eq(demo_get(x, o, "goal"), demo_get(&t->d.unit, u, "goal")))
                k.parent_id = kr[o];
        }
        if (!indicator_add(t->by, &k, &id, e))
            return false;
    }
    return true;
}

/* ---- the integrated plan: Drainage leads, Lat Krabang takes part ---- */

static bool put_packages(const struct deep_tables *t, struct str unit, struct err *e)
{
    const struct deep_package *p = t->packages.p;
    int64_t unit_id = t->unit[deep_unit_row(t, unit)].id;

    for (size_t i = 0; i < t->packages.n; i++) {
        if (p[i].unit_id == unit_id &&
            !integrated_put(t->by, t->city->year, PLAN_CODE, p[i].code, e))
            return false;
    }
    return true;
}

static bool prove(const struct deep_tables *t, int64_t step, const char *title, struct date day,
                  struct err *e)
{
    struct evidence_new n = {.step = step, .title = deep_word(t, title), .doc_date = day,
                             .doc_no = str_format(t->by->a, "DEMO %lld/2564", (long long)step),
                             .parties = SIDE_BUDGET | SIDE_STRATEGY | SIDE_FINANCE | SIDE_AGENCY,
                             .people = 34};
    int64_t number;

    return integrated_prove(t->by, t->city->year, PLAN_CODE, &n, &number, e);
}

static bool integrated_plan(const struct deep_tables *t, struct err *e)
{
    struct integrated_new n = {.year = t->city->year, .code = PLAN_CODE,
                               .name_th = deep_word(t, "flood_name"),
                               .name_en = STR("Flood prevention, eastern Bangkok"),
                               .purpose = deep_word(t, "flood_purpose"),
                               .lead_code = STR("11000000")};
    struct date start = fy_start((int32_t)t->city->year - 1);
    struct date later = {start.yyyymmdd + 200}; /* 1 December */

    return integrated_add(t->by, &n, e) &&
           integrated_join(t->by, n.year, PLAN_CODE, STR("11000000"), deep_word(t, "flood_lead"), e) &&
           integrated_join(t->by, n.year, PLAN_CODE, STR("50140000"), deep_word(t, "flood_part"), e) &&
           put_packages(t, STR("DR04"), e) && put_packages(t, STR("DR06"), e) &&
           put_packages(t, STR("LK09"), e) && prove(t, 1, "flood_step1", start, e) &&
           prove(t, 2, "flood_step2", later, e);
}

bool demo_measure(struct deep_tables *t, struct err *e)
{
    struct demo_table x;
    int64_t *kr;

    if (!demo_table_read(t->by->a, "demo_deep_objective.csv", &x, e))
        return false;
    kr = ARENA_ARRAY(t->by->a, int64_t, x.n);
    return objectives(t, &x, kr, e) && kpis(t, &x, kr, e) && integrated_plan(t, e);
}
