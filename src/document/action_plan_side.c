#include "document/action_plan_side.h"

#include "base/arena.h"
#include "base/err.h"
#include "perform/rule_book.h"
#include "sql_document.h"
#include "store/store.h"

static const struct field result_fields[] = {
    COL(struct plan_result, indicator_id), COL(struct plan_result, agency_id), COL(struct plan_result, stable),
    COL(struct plan_result, target),       COL(struct plan_result, reported),  COL(struct plan_result, project),
    COL(struct plan_result, detail),       COL(struct plan_result, remark),    COL(struct plan_result, scored),
    COL(struct plan_result, value),        COL(struct plan_result, percent),   COL(struct plan_result, weighted),
};
static const struct row_type result_type = ROW_TYPE(struct plan_result, result_fields);

/* ---- scoring criteria ---- */

static struct str per_cent(struct arena *a, struct score s)
{
    return plan_score(a, s);
}

/* What a level takes: the document's own bounds, and the evidence or act that it names. */
static struct str action_of(struct arena *a, const struct rule_band *b)
{
    if (!b->known) {
        return STR_NONE;
    }
    if (b->printed.n && b->needs.n) {
        return str_format(a, "%.*s (%.*s)", STR_FMT(b->needs), STR_FMT(b->printed));
    }
    return b->printed.n ? b->printed : b->needs;
}

static void bands_of(struct arena *a, const struct rule *r, struct plan_rule *ret)
{
    struct plan_band *band = ARENA_ARRAY(a, struct plan_band, RULE_BANDS + RULE_STEPS);
    size_t n = 0;

    if (r->mode == RULE_MILESTONE && r->counting != RULE_CONSECUTIVE) {
        for (size_t i = 0; i < r->steps; i++) { /* steps with weights: in their order */
            band[n++] = (struct plan_band){.level = str_format(a, "%zu", i + 1),
                                           .percent = plan_weight(a, (struct share){r->step_bp[i]}),
                                           .action = i < r->bands ? r->band[i].needs : STR_NONE};
        }
        ret->steps = true;
    } else {
        for (size_t i = 0; i < r->bands; i++) {
            const struct rule_band *b = &r->band[i];

            band[n++] = (struct plan_band){.level = str_format(a, "%lld", (long long)b->level),
                                           .percent = b->known ? per_cent(a, b->percent) : STR_NONE,
                                           .action = action_of(a, b),
                                           .points = b->known ? plan_score(a, b->points) : STR_NONE};
        }
        for (size_t i = 1; i < n; i++) { /* the highest first, whatever the order of the rule */
            if (str_cmp(band[i - 1].level, band[i].level) < 0 && band[i].level.n >= band[i - 1].level.n) {
                struct plan_band one = band[i];
                size_t k = i;

                for (; k > 0 && str_cmp(band[k - 1].level, one.level) < 0; k--) {
                    band[k] = band[k - 1];
                }
                band[k] = one;
            }
        }
    }
    ret->band = band;
    ret->n = n;
}

static bool rules(struct db *db, struct arena *a, int64_t year, struct plan_side *s, struct err *e)
{
    const struct agreement_item *item = s->items.p;
    const struct rule_entry *entry;
    struct rows rows;

    if (!rule_of_year(db, a, year, &rows, e)) {
        return false;
    }
    entry = rows.p;
    for (size_t i = 0; i < s->items.n; i++) {
        s->rule[i].indicator_id = item[i].indicator_id;
        for (size_t k = 0; k < rows.n; k++) {
            if (entry[k].indicator_id == item[i].indicator_id) {
                bands_of(a, entry[k].rule, &s->rule[i]);
            }
        }
    }
    return true;
}

/* ---- results ---- */

static void result_of(struct arena *a, const struct agreement_item *item, const struct rows *rows, struct plan_result *ret)
{
    const struct plan_result *r = rows->p;

    *ret = (struct plan_result){.indicator_id = item->indicator_id};
    for (size_t i = 0; i < rows->n; i++) {
        if (r[i].indicator_id == item->indicator_id) {
            *ret = r[i];
        }
    }
    if (ret->scored) { /* here still the points of the rule */
        struct score weight = {item->weight.bp * 10000}; /* 10.00 % is 10 points */

        ret->weighted = ret->weighted.millionths ? ret->weighted : rule_weighted(ret->percent, weight);
        ret->reported = ret->reported.n ? ret->reported : plan_score(a, ret->value);
    }
}

bool plan_side_load(struct db *db, struct arena *a, const struct plan_side_ask *ask, struct plan_side *ret,
                    struct err *e)
{
    struct plan_side s = {0};
    const struct agreement_item *item;
    struct rows results = {0};

    if (!agreement_of(db, a, ask->year, ask->agency_id, &s.agreement, &s.found, e)) {
        return false;
    }
    if (!s.found) {
        *ret = s;
        return true;
    }
    if (!agreement_items(db, a, s.agreement.id, &s.items, e) ||
        (!ask->brief &&
         (!agreement_components(db, a, s.agreement.id, 0, &s.components, e) ||
          !db_list(db, a, &Q_ACTION_PLAN_RESULTS, ARGS(V(ask->year), V(ask->agency_id)), &result_type, &results, e)))) {
        return false;
    }
    item = s.items.p;
    s.result = ARENA_ARRAY(a, struct plan_result, s.items.n + 1);
    s.rule = ARENA_ARRAY(a, struct plan_rule, s.items.n + 1);
    for (size_t i = 0; i < s.items.n; i++) {
        result_of(a, &item[i], &results, &s.result[i]);
    }
    if (!ask->brief && !rules(db, a, ask->year, &s, e)) {
        return false;
    }
    *ret = s;
    return true;
}

bool plan_activities_load(struct db *db, struct arena *a, const struct action_plan_ask *ask, int64_t agency_id,
                          struct action_plan *ret, struct err *e)
{
    const struct activity_filter f = {.year = ask->year, .agency_id = agency_id, .as_of = ask->as_of};

    return activity_of_agency(db, a, &f, &ret->activities, e) &&
           (ask->brief || activity_steps_of(db, a, ask->year, agency_id, ask->as_of, &ret->steps, e));
}
