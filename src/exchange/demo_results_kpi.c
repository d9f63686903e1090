/* demo_results_kpi.c - indicators of both years with their profiles, what was reported, and the scores that were printed. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "exchange/demo_results_int.h"
#include "perform/indicator.h"
#include "perform/indicator_year.h"
#include "perform/reading.h"
#include "perform/rule_book.h"
#include "perform/score.h"
#include "store/store.h"

enum { LAST = DEMO_RESULTS_YEAR - 1 };
#define MILLION 6 /* decimals of a score */

static struct str cell(const struct result_tables *t, size_t row, const char *column)
{
    return demo_get(&t->kpi, row, column);
}

static struct score score_cell(const struct result_tables *t, size_t row, const char *column)
{
    struct score s = {0};
    bool ok = exact_parse_decimal(cell(t, row, column), MILLION, &s.millionths);

    if (!ok) {
        PANIC("data/demo_result.csv: not a number");
    }
    return s;
}

/* ---- the indicator and its year ---- */

static bool add_indicator(struct act *by, struct result_tables *t, size_t i, struct err *e)
{
    int64_t year = demo_number(&t->kpi, i, "year");
    struct indicator_new x = {.year = year, .code = cell(t, i, "code"), .level = STR("kpi"), .kind = STR("output"),
                              .agency_id = t->agency.id, .status = STR("published"), .resolution = t->source};

    x.text = (struct indicator_text){.from_date = fy_start((int32_t)year),
                                     .name_th = cell(t, i, "name_th"), .name_en = cell(t, i, "name_en"),
                                     .unit_word = cell(t, i, "unit"), .direction = cell(t, i, "direction"),
                                     .target1 = cell(t, i, "target"), .first_year = year, .source = t->source};
    return indicator_add(by, &x, &t->indicator[i], e);
}

/* The steps of a milestone: data/demo_result_step.csv. */
static size_t steps_of(struct act *by, const struct result_tables *t, size_t i, struct indicator_step *ret)
{
    size_t n = 0;

    for (size_t k = 0; k < t->step.n; k++) {
        if (demo_is(&t->step, k, "stable", cell(t, i, "stable")) &&
            demo_number(&t->step, k, "year") == demo_number(&t->kpi, i, "year")) {
            ret[n] = (struct indicator_step){.step = (int64_t)n + 1, .name_th = demo_get(&t->step, k, "name"),
                                             .needs = demo_get(&t->step, k, "needs"),
                                             .source = demo_get(&t->step, k, "source"),
                                             .arg = demo_get(&t->step, k, "arg")};
            n++;
        }
    }
    (void)by;
    return n;
}

static bool set_year(struct act *by, struct result_tables *t, size_t i, struct err *e)
{
    struct indicator_step step[INDICATOR_STEPS];
    struct indicator_year_new n = {.indicator_id = t->indicator[i], .year = demo_number(&t->kpi, i, "year"),
                                   .agency_id = t->agency.id, .stable = cell(t, i, "stable"),
                                   .number = cell(t, i, "number"), .work = cell(t, i, "work"),
                                   .collect = cell(t, i, "collect"), .cycle = cell(t, i, "cycle"),
                                   .owner = cell(t, i, "owner"), .definition = cell(t, i, "definition"),
                                   .formula = cell(t, i, "method"), .source = t->source,
                                   .target_in = cell(t, i, "target_in"), .places = 3, .step = step};

    if (str_eq(n.collect, STR("measure"))) {
        n.measure = cell(t, i, "measure_word");
    }
    if (str_eq(n.collect, STR("steps"))) {
        n.steps = steps_of(by, t, i, step);
    }
    n.has[0] = cell(t, i, "target").n > 0;
    if (n.has[0]) {
        n.target[0] = score_cell(t, i, "target");
    }
    return indicator_year_set(by, &n, e);
}

/* ---- what was reported ---- */

static bool report(const struct result_people *p, const struct result_tables *t, size_t i, struct err *e)
{
    struct act officer = p->officer, head = p->head;
    int64_t year = demo_number(&t->kpi, i, "year"), period = (fy_end((int32_t)year).yyyymmdd) / 100;
    struct reading_new n = {.kind = STR("value"), .has_value = true, .value = score_cell(t, i, "value"),
                            .numerator = MONEY_MISSING, .denominator = MONEY_MISSING,
                            .reported = cell(t, i, "reported"), .details = cell(t, i, "detail"),
                            .project = cell(t, i, "project"), .ready = true};
    struct reading_act send = {.year = year, .period = period, .code = cell(t, i, "code"), .event = STR("send")};
    struct reading r;

    /* Reported in the days after that year's end. */
    officer.today = head.today = date_add_days(fy_end((int32_t)year), 10);
    if (!reading_get(officer.tx->db, officer.a, &(struct reading_key){year, period, send.code}, officer.today, &r, e)) {
        return false;
    }
    n.version = r.version;
    if (!reading_save(&officer, year, send.code, period, &n, e) ||
        !reading_get(officer.tx->db, officer.a, &(struct reading_key){year, period, send.code}, officer.today, &r, e)) {
        return false;
    }
    send.version = r.version;
    return reading_step(&head, &send, e);
}

bool demo_results_kpi(const struct result_people *p, struct result_tables *t, struct err *e)
{
    struct act office = p->office, strategy = p->strategy;
    int64_t loaded;

    for (size_t i = 0; i < t->kpi.n; i++) {
        if (!add_indicator(&office, t, i, e) || !set_year(&strategy, t, i, e)) {
            return false;
        }
    }
    if (!rule_load_reference(&office, LAST, &loaded, e) || !rule_load_reference(&office, DEMO_RESULTS_YEAR, &loaded, e)) {
        return false;
    }
    for (size_t i = 0; i < t->kpi.n; i++) {
        if (cell(t, i, "reported").n && !str_eq(cell(t, i, "collect"), STR("given")) && !report(p, t, i, e)) {
            return false;
        }
    }
    return true;
}

/* ---- the scores that were printed: given by the owners, the rules behind them are not in the document ---- */

bool demo_results_scores(const struct result_people *p, const struct result_tables *t, struct err *e)
{
    struct act office = p->office, strategy = p->strategy, csc = p->civil_service;

    for (size_t i = 0; i < t->kpi.n; i++) {
        int64_t year = demo_number(&t->kpi, i, "year"), id;
        struct act *owner = demo_is(&t->kpi, i, "owner", STR("civil_service")) ? &csc
                            : demo_is(&t->kpi, i, "owner", STR("strategy"))    ? &strategy
                                                                               : &office;
        struct score_given g = {.indicator_id = t->indicator[i], .year = year, .as_of = fy_end((int32_t)year),
                                .has_value = true, .no_rule = true, .source = t->source};

        if (cell(t, i, "percent").n == 0) {
            continue;
        }
        g.value = score_cell(t, i, "value");
        g.percent = score_cell(t, i, "percent");
        if (!score_give(owner, &g, &id, e)) {
            return false;
        }
    }
    return true;
}
