/* demo_play_city.c - the order in which the results of a played year come. */
#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "exchange/demo_play_result.h"
#include "perform/indicator_year.h"
#include "perform/score.h"
#include "perform/service_agreement.h"
#include "plan/cycle.h"
#include "store/store.h"

enum { MONTHS = 12, HALF = 6, A_QUARTER = 3 };

/* The ids of what an earlier run made; *ret false: nothing is there. */
static bool made_before(struct results *r, bool *ret, struct err *e)
{
    struct indicator_year_filter f = {.year = r->year, .show = STR("all"), .today = r->office.today, .limit = 2000};
    const struct indicator_year *x;
    struct rows rows;

    if (!indicator_year_list(r->office.tx->db, r->office.a, &f, &rows, e))
        return false;
    x = rows.p;
    *ret = false;
    for (size_t i = 0; i < rows.n; i++) {
        for (size_t k = 0; k < r->n; k++) {
            for (int s = 0; s < RESULT_SLOTS && r->of[k].g.id == x[i].agency_id; s++) {
                if (!str_eq(r->of[k].code[s], x[i].code))
                    continue;
                r->of[k].indicator[s] = x[i].indicator_id;
                *ret = true;
            }
        }
    }
    return true;
}

/* What stands from the first day on. */
static bool begin(struct results *r, struct err *e)
{
    struct act strategy = result_act(r, &r->who[2], play_day(r->year, 0, 5));
    int64_t made;

    return play_result_indicators(r, e) && play_result_agreements(r, e) && play_result_activities(r, e) &&
           play_result_keys(r, e) && play_result_registers(r, e) && service_make_year(&strategy, r->year, &made, e);
}

static bool scored_on(struct results *r, struct date on, bool *ret, struct err *e)
{
    const struct score_run *s;
    struct rows rows;

    if (!score_runs(r->office.tx->db, r->office.a, r->year, 1, &rows, e))
        return false;
    s = rows.p;
    *ret = rows.n > 0 && date_cmp(s->as_of, on) >= 0;
    return true;
}

static bool go_on(struct results *r, int64_t months, struct err *e)
{
    bool fresh, scored;

    for (int64_t q = 1; q <= months / A_QUARTER; q++) {
        if (!play_result_quarter(r, q, &fresh, e) || (fresh && !play_result_checkins(r, q, e)))
            return false;
    }
    if (!scored_on(r, play_day(r->year, months - 1, 31), &scored, e))
        return false;
    if (scored)
        return true;
    return play_result_scores(r, months, e) && (months < MONTHS || play_result_worth(r, e)) &&
           (months < HALF || play_result_assess(r, false, e));
}

static bool finish(struct results *r, struct err *e)
{
    struct score_run run = {0};
    struct rows rows;

    if (!score_runs(r->office.tx->db, r->office.a, r->year, 1, &rows, e))
        return false;
    if (rows.n)
        run = *(const struct score_run *)rows.p;
    return str_eq(run.kind, STR("final")) || (play_result_final(r, e) && play_result_assess(r, true, e));
}

bool play_results(struct act *by, const struct play_results_job *j, struct err *e)
{
    struct results *r = ARENA_NEW(by->a, struct results);
    struct fiscal_year y;
    bool there;

    if (!play_results_make(by, j, r, e) || !made_before(r, &there, e) || !year_get(by->tx->db, by->a, r->year, &y, e))
        return false;
    if (cycle_at_least(y.stage, STR("CLOSED")) && !(there && j->closed))
        return true; /* nothing in it changes any more */
    if ( (!there && !j->closed && !begin(r, e)))
        return false;
    if (j->closed)
        return finish(r, e);
    return go_on(r, j->months, e) && (!j->closing || play_result_verify(r, e));
}
