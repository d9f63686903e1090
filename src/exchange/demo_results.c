#include "exchange/demo_results.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/user.h"
#include "city/year.h"
#include "exchange/demo_results_int.h"
#include "perform/agency_profile.h"
#include "store/store.h"

static bool act_as(struct act *by, const char *name, struct actor *who, struct act *ret, struct err *e)
{
    *ret = *by;
    ret->who = who;
    return actor_load(by->tx->db, by->a, str_from(name), who, e);
}

static bool people(struct act *by, struct result_people *p, struct err *e)
{
    return act_as(by, "officer.2000", &p->who[0], &p->officer, e) &&
           act_as(by, "head.2000", &p->who[1], &p->head, e) && act_as(by, "office", &p->who[2], &p->office, e) &&
           act_as(by, "strategy", &p->who[3], &p->strategy, e) && act_as(by, "csc", &p->who[4], &p->civil_service, e) &&
           act_as(by, "permsec", &p->who[5], &p->permsec, e);
}

/* ---- what the department says of itself ---- */

static struct money amount_of(const struct demo_table *t, size_t row)
{
    return demo_get(t, row, "amount").n ? BAHT(demo_number(t, row, "amount")) : MONEY_MISSING;
}

bool demo_results_profile(const struct result_people *p, struct str *ret_source, struct err *e)
{
    struct act officer = p->officer, head = p->head;
    struct profile_new n = {.year = DEMO_RESULTS_YEAR, .agency_code = RESULT_AGENCY, .published = true};
    struct agency_profile now;
    struct profile_set *s;
    struct demo_table t;
    int64_t id;

    if (!demo_table_read(officer.a, "demo_plan.csv", &t, e)) {
        return false;
    }
    s = ARENA_ARRAY(officer.a, struct profile_set, t.n);
    for (size_t i = 0; i < t.n; i++) {
        s[i] = (struct profile_set){.kind = demo_get(&t, i, "kind"), .number = demo_number(&t, i, "number"),
                                    .code = demo_get(&t, i, "code"), .title = demo_get(&t, i, "title"),
                                    .body = demo_get(&t, i, "body"), .first = demo_get(&t, i, "first"),
                                    .second = demo_get(&t, i, "second"), .third = demo_get(&t, i, "third"),
                                    .amount = amount_of(&t, i)};
        if (str_eq(s[i].kind, str_from(profile_word(PROFILE_SOURCE))) && n.source.n == 0) {
            n.source = s[i].body;
        }
    }
    *ret_source = n.source;
    return profile_begin(&officer, &n, &id, e) &&
           profile_parts_add(&officer, n.year, n.agency_code, s, t.n, e) &&
           profile_get(officer.tx->db, officer.a, n.year, n.agency_code, &now, e) &&
           profile_approve(&head, n.year, n.agency_code, now.version, e);
}

/* ---- all of it ---- */

/* The year before, where its results are kept. */
static bool year_before(struct act *by, struct err *e)
{
    struct fiscal_year y;
    struct err none;

    if (year_get(by->tx->db, by->a, DEMO_RESULTS_YEAR - 1, &y, &none)) {
        return true;
    }
    return year_ensure(by, DEMO_RESULTS_YEAR - 1, e) && year_mark(by, DEMO_RESULTS_YEAR - 1, true, false, e);
}

static bool read_tables(struct act *by, struct result_tables *t, struct err *e)
{
    if (!demo_table_read(by->a, "demo_result.csv", &t->kpi, e) ||
        !demo_table_read(by->a, "demo_result_step.csv", &t->step, e) ||
        !demo_table_read(by->a, "demo_result_component.csv", &t->component, e) ||
        !demo_table_read(by->a, "demo_result_activity.csv", &t->activity, e) ||
        !agency_get(by->tx->db, by->a, RESULT_AGENCY, &t->agency, e)) {
        return false;
    }
    t->indicator = ARENA_ARRAY(by->a, int64_t, t->kpi.n);
    return true;
}

bool demo_results(struct act *by, struct err *e)
{
    struct result_people *p = ARENA_NEW(by->a, struct result_people);
    struct result_tables *t = ARENA_NEW(by->a, struct result_tables);
    struct agency_profile there;

    if (!profile_get(by->tx->db, by->a, DEMO_RESULTS_YEAR, RESULT_AGENCY, &there, e)) {
        return false;
    }
    return there.id != 0 ||
           (people(by, p, e) && year_before(by, e) && read_tables(by, t, e) && demo_results_profile(p, &t->source, e) &&
            demo_results_kpi(p, t, e) && demo_results_scores(p, t, e) &&
            demo_results_agreement(p, t, e) && demo_results_activity(p, t, e));
}
