/* demo_results_agreement.c - the agreements of both years and the activity plans of FY2565. */
#include "base/arena.h"
#include "base/err.h"
#include "exchange/demo_results_int.h"
#include "perform/activity.h"
#include "perform/agreement.h"
#include "store/store.h"

/* ---- agreements ---- */

static bool set_component(struct act *by, struct str code, int64_t year, const struct demo_table *t, size_t row,
                          struct err *e)
{
    struct agreement g;
    struct agreement_component c = {.component = demo_number(t, row, "component"), .title = demo_get(t, row, "title"),
                                    .weight = {demo_number(t, row, "weight")}};
    struct rows now;
    const struct agreement_component *old;

    if (demo_number(t, row, "year") != year) {
        return true;
    }
    if (!agreement_get(by->tx->db, by->a, code, &g, e) ||
        !agreement_components(by->tx->db, by->a, g.id, 0, &now, e)) {
        return false;
    }
    old = now.p;
    for (size_t i = 0; i < now.n; i++) {
        if (old[i].component == c.component && old[i].weight.bp == c.weight.bp && str_eq(old[i].title, c.title)) {
            return true; /* the frame says it already */
        }
    }
    return agreement_component_set(by, code, g.version, &c, demo_get(t, row, "reason"), e);
}

static bool add_item(struct act *by, struct str code, const struct result_tables *t, size_t i, struct err *e)
{
    const struct demo_table *k = &t->kpi;
    struct agreement_item_text x = {.number = demo_get(k, i, "number"),         .name = demo_get(k, i, "name_th"),
                                    .target = demo_get(k, i, "goal"),           .definition = demo_get(k, i, "definition"),
                                    .method = demo_get(k, i, "method"),         .evidence = demo_get(k, i, "evidence"),
                                    .measure = demo_get(k, i, "measure"),       .project = demo_get(k, i, "project"),
                                    .unit_name = demo_get(k, i, "unit_name"),   .component = demo_number(k, i, "component"),
                                    .tables = demo_number(k, i, "tables"),      .weight = {demo_number(k, i, "weight")}};
    int64_t id;

    return agreement_item_add(by, code, t->indicator[i], &x, t->source, &id, e);
}

static bool fill(struct act *city, struct str code, int64_t year, const struct result_tables *t, struct err *e)
{
    for (size_t i = 0; i < t->component.n; i++) {
        if (!set_component(city, code, year, &t->component, i, e)) {
            return false;
        }
    }
    for (size_t i = 0; i < t->kpi.n; i++) {
        if (demo_number(&t->kpi, i, "year") == year && !add_item(city, code, t, i, e)) {
            return false;
        }
    }
    return true;
}

/* Both sides agree and sign; the agreement of FY2564 stays as it is, for its weights are not in the document. */
static bool sign(const struct result_people *p, struct str code, struct err *e)
{
    struct act city = p->strategy, head = p->head, permsec = p->permsec;
    struct agreement g;

    return agreement_get(city.tx->db, city.a, code, &g, e) && agreement_agree(&head, code, 0, g.version, e) &&
           agreement_get(city.tx->db, city.a, code, &g, e) && agreement_conclude(&city, code, g.version, e) &&
           agreement_get(city.tx->db, city.a, code, &g, e) && agreement_sign(&head, code, g.version, e) &&
           agreement_get(city.tx->db, city.a, code, &g, e) && agreement_sign(&permsec, code, g.version, e);
}

bool demo_results_agreement(const struct result_people *p, const struct result_tables *t, struct err *e)
{
    struct act city = p->strategy;
    struct str code;

    return agreement_make(&city, DEMO_RESULTS_YEAR - 1, RESULT_AGENCY, &code, e) &&
           fill(&city, code, DEMO_RESULTS_YEAR - 1, t, e) &&
           agreement_make(&city, DEMO_RESULTS_YEAR, RESULT_AGENCY, &code, e) &&
           fill(&city, code, DEMO_RESULTS_YEAR, t, e) && sign(p, code, e);
}

/* ---- activities ---- */

/* The indicator's code of the year behind a stable word. */
static struct str code_of(const struct result_tables *t, struct str stable)
{
    for (size_t i = 0; i < t->kpi.n; i++) {
        if (demo_number(&t->kpi, i, "year") == DEMO_RESULTS_YEAR && demo_is(&t->kpi, i, "stable", stable)) {
            return demo_get(&t->kpi, i, "code");
        }
    }
    return STR_NONE;
}

/* Steps of the activity that begins in `row`; weights printed as cumulative become those of each step. */
static bool read_steps(struct act *by, const struct demo_table *t, size_t row, struct activity_text *x,
                       struct activity_step_new *step, struct err *e)
{
    int64_t bp[ACTIVITY_STEPS], sum;
    bool differs;

    x->step = step;
    for (size_t i = row + 1; i < t->n && demo_get(t, i, "step").n && demo_is(t, i, "number", demo_get(t, row, "number"));
         i++) {
        struct activity_step_new *s = &step[x->steps];

        *s = (struct activity_step_new){.name = demo_get(t, i, "step_name")};
        bp[x->steps++] = demo_number(t, i, "weight") * 100;
        if (!activity_months_parse(demo_get(t, i, "months"), DEMO_RESULTS_YEAR, &s->months, &differs, e)) {
            return false;
        }
    }
    if (activity_weights_kind(bp, x->steps, &sum) == ACTIVITY_WEIGHTS_CUMULATIVE) {
        activity_weights_convert(bp, x->steps);
    }
    for (size_t i = 0; i < x->steps; i++) {
        step[i].weight_bp = bp[i];
    }
    (void)by;
    return true;
}

static bool add_activity(const struct result_people *p, const struct result_tables *t, size_t row, struct err *e)
{
    struct act officer = p->officer, head = p->head;
    const struct demo_table *k = &t->activity;
    struct activity_step_new step[ACTIVITY_STEPS];
    struct activity_new n = {.year = DEMO_RESULTS_YEAR, .number = demo_number(k, row, "number"), .agency = RESULT_AGENCY,
                             .kind = demo_get(k, row, "kind")};
    struct activity now;
    struct str code;

    n.text = (struct activity_text){.name = demo_get(k, row, "name"), .unit = demo_get(k, row, "unit"),
                                    .work = demo_get(k, row, "work"),
                                    .indicator = code_of(t, demo_get(k, row, "stable")),
                                    .amount = demo_get(k, row, "amount").n ? BAHT(demo_number(k, row, "amount")) : MONEY_ZERO,
                                    .source = t->source, .basis = demo_get(k, row, "basis")};
    return read_steps(&officer, k, row, &n.text, step, e) && activity_add(&officer, &n, &code, e) &&
           activity_get(officer.tx->db, officer.a, code, officer.today, &now, e) &&
           activity_send(&officer, code, now.version, e) &&
           activity_get(officer.tx->db, officer.a, code, officer.today, &now, e) &&
           activity_decide(&head, code, now.version, STR("approve"), STR_NONE, e);
}

bool demo_results_activity(const struct result_people *p, const struct result_tables *t, struct err *e)
{
    for (size_t i = 0; i < t->activity.n; i++) {
        if (demo_get(&t->activity, i, "step").n == 0 && !add_activity(p, t, i, e)) {
            return false;
        }
    }
    return true;
}
