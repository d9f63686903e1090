/* demo_money_ahead.c - the coming years and the subsidies of the demonstration city. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "exchange/demo_money_rows.h"
#include "plan/medium_term.h"
#include "plan/personnel_cost.h"
#include "plan/subsidy.h"
#include "store/store.h"

/* The n-th of a code's parts between colons. */
static struct str part(struct str code, size_t n)
{
    struct str piece = STR_NONE;

    for (size_t i = 0; i <= n; i++) {
        if (!str_split(&code, ':', &piece))
            return STR_NONE;
    }
    return piece;
}

static int64_t part_number(struct str code, size_t n)
{
    return demo_money_number(part(code, n)) / 100;
}

static bool is(const struct demo_money *d, size_t i, const char *kind)
{
    return d->row[i].year == d->year && str_eq(d->row[i].kind, str_from(kind));
}

static bool add_personnel(struct demo_money *d, struct err *e)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct demo_money_row *x = &d->row[i];
        struct personnel_known k = {
            .for_year = x->for_year, .saving = x->amount, .source = x->source};

        if (!is(d, i, "personnel"))
            continue;
        k.growth.bp = part_number(x->code, 0);
        k.retiring = part_number(x->code, 1);
        if (!personnel_state(&d->finance, d->year, &k, e))
            return false;
    }
    return true;
}

/* Amount in the first year; the code's parts are 0 or 1 for it, then per cent for the others. */
static bool add_policies(struct demo_money *d, struct err *e)
{
    struct agency g;
    struct str code;

    for (size_t i = 0; i < d->n; i++) {
        const struct demo_money_row *x = &d->row[i];
        struct policy_new p = {
            .base_year = d->year, .title = x->text, .reason = x->note, .status = x->status};

        if (!is(d, i, "policy"))
            continue;
        if (!agency_get(d->by->tx->db, d->by->a, x->agency, &g, e))
            return false;
        p.agency_id = g.id;
        p.amount[1] = MONEY(x->amount.satang * part_number(x->code, 0));
        p.amount[2] = MONEY(x->amount.satang / 100 * part_number(x->code, 1));
        p.amount[3] = MONEY(x->amount.satang / 100 * part_number(x->code, 2));
        if (!policy_add(&d->finance, &p, &code, e))
            return false;
    }
    return true;
}

/* The first plan, then new policy into its space, then the plans after it. */
bool demo_money_ahead(struct demo_money *d, bool has_lines, struct err *e)
{
    bool first = true;
    struct str code;

    if (!add_personnel(d, e))
        return false;
    for (size_t i = 0; has_lines && i < d->n; i++) { /* an empty year has nothing to plan from */
        const struct demo_money_row *x = &d->row[i];
        struct medium_new n = {.base_year = d->year, .reason = x->text};

        if (!is(d, i, "plan"))
            continue;
        n.personnel_bp = part_number(x->code, 0);
        n.revenue_bp = part_number(x->code, 1);
        if (!medium_make(&d->finance, &n, &code, e) || (first && !add_policies(d, e)))
            return false;
        first = false;
    }
    return true;
}

static bool add_events(struct demo_money *d, int64_t number, struct str code, struct err *e)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct demo_money_row *x = &d->row[i];
        struct subsidy_act act = {
            .code = code, .note = x->text, .version = -1, .amount = x->amount};

        if (!is(d, i, "event") || demo_money_number(x->agency) != number * 100)
            continue;
        act.event = part(x->code, 0);
        if (!date_parse_iso(part(x->code, 1), &act.on, e) || !subsidy_event(&d->finance, &act, e))
            return false;
    }
    return true;
}

bool demo_money_subsidies(struct demo_money *d, struct err *e)
{
    int64_t number = 0;
    struct agency g;
    struct str code;

    for (size_t i = 0; i < d->n; i++) {
        const struct demo_money_row *x = &d->row[i];
        struct subsidy_new n = {.year = d->year,
                                .name = x->text,
                                .purpose = x->note,
                                .conditions = x->source,
                                .status = x->status};
        struct subsidy_step_row s = {.step = x->code, .note = x->text};

        if (is(d, i, "step")) { /* due in for_year, done as baht: both yyyymmdd */
            s.due = DATE((int32_t)x->for_year);
            s.done = DATE((int32_t)(x->amount.satang / 100));
            if (!subsidy_step(&d->finance, d->year, &s, e))
                return false;
        }
        if (!is(d, i, "subsidy"))
            continue;
        n.fund_code = part(x->code, 0);
        n.matching_bp = part_number(x->code, 1);
        if (!agency_get(d->by->tx->db, d->by->a, x->agency, &g, e))
            return false;
        n.agency_id = g.id;
        if (!subsidy_add(&d->finance, &n, &code, e) || !add_events(d, ++number, code, e))
            return false;
    }
    return true;
}
