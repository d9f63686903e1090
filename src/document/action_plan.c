/* action_plan.c - reading an action plan from where its parts live. */
#include "document/action_plan.h"

#include "base/arena.h"
#include "base/err.h"
#include "document/action_plan_side.h"
#include "sql_document.h"
#include "store/store.h"

bool action_plan_load(struct db *db, struct arena *a, const struct action_plan_ask *ask, const struct agency *g,
                      struct action_plan *ret, struct err *e)
{
    struct action_plan x = {.agency = *g};

    x.year.year = ask->year;
    if (!profile_head(db, a, ask->year, g->id, &x.profile, e) ||
        (x.profile.id && !profile_parts(db, a, x.profile.id, &x.parts, e)) ||
        !agency_list(db, a, ask->year, &x.agencies, e) ||
        !plan_side_load(db, a, &(struct plan_side_ask){ask->year, g->id, ask->brief}, &x.now, e) ||
        !plan_activities_load(db, a, ask, g->id, &x, e)) {
        return false;
    }
    if (!ask->brief &&
        (!year_get(db, a, ask->year, &x.year, e) ||
         !db_int(db, &Q_ACTION_PLAN_POSTS, ARGS(V(ask->year), V(g->id)), &x.posts, e) ||
         !plan_side_load(db, a, &(struct plan_side_ask){ask->year - 1, g->id, false}, &x.last, e))) {
        return false;
    }
    x.brief = ask->brief;
    *ret = x;
    return true;
}

struct str plan_stable(const struct plan_side *s, size_t item)
{
    return item < s->items.n ? s->result[item].stable : STR_NONE;
}

const struct activity **plan_activities(struct arena *a, const struct action_plan *x, struct str stable, size_t *ret_n)
{
    const struct activity **k = ARENA_ARRAY(a, const struct activity *, x->activities.n + 1);
    const struct activity *row = x->activities.p;
    const struct agreement_item *item = x->now.items.p;
    int64_t id = 0;
    size_t n = 0;

    for (size_t i = 0; i < x->now.items.n; i++) {
        if (stable.n && str_eq(plan_stable(&x->now, i), stable)) {
            id = item[i].indicator_id;
        }
    }
    for (size_t i = 0; i < x->activities.n && id; i++) {
        if (row[i].indicator_id == id) {
            k[n++] = &row[i];
        }
    }
    *ret_n = n;
    return k;
}

struct str plan_score(struct arena *a, struct score s)
{
    int64_t m = s.millionths;

    return m % 1000000 == 0 ? str_format(a, "%lld", (long long)(m / 1000000))
                            : str_format(a, "%lld.%03lld", (long long)(m / 1000000),
                                         (long long)((m % 1000000 + 500) / 1000));
}

struct str plan_weight(struct arena *a, struct share s)
{
    return s.bp % 100 == 0  ? str_format(a, "%lld", (long long)(s.bp / 100))
           : s.bp % 10 == 0 ? str_format(a, "%lld.%lld", (long long)(s.bp / 100), (long long)(s.bp % 100 / 10))
                            : str_format(a, "%lld.%02lld", (long long)(s.bp / 100), (long long)(s.bp % 100));
}

struct str plan_unit_agencies(struct arena *a, const struct action_plan *x, const struct profile_part *unit)
{
    const struct agency *g = x->agencies.p;
    struct str *name = ARENA_ARRAY(a, struct str, x->agencies.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < x->agencies.n; i++) {
        if (g[i].division > 0 &&
            str_eq(unit->code, str_format(a, "division:%lld", (long long)g[i].division))) {
            name[n++] = g[i].name_th;
        }
    }
    return str_join(a, name, n, STR(" "));
}

/* ---- what is missing ---- */

static void gap(struct plan_gap *g, size_t *n, const char *th, const char *en)
{
    g[(*n)++] = (struct plan_gap){str_from(th), str_from(en)};
}

/* TR() would make these texts of the page; here they are rows of both languages, as in a .def. */
static const struct {
    const char *th, *en;
} others[] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define PLAN_GAP(th, en) {th, en},
#include "document/action_plan_gap.def"
#undef PLAN_GAP
};
enum { GAP_LAST, GAP_NOW, GAP_RULES, GAP_ACTIVITIES };

size_t action_plan_gaps(struct arena *a, const struct action_plan *x, const struct plan_gap **ret)
{
    struct plan_gap *g = ARENA_ARRAY(a, struct plan_gap, PROFILE_KINDS + ARRAY_LEN(others));
    bool rules = true;
    size_t n = 0;

    for (int k = 0; k < PROFILE_KINDS; k++) {
        size_t have;

        (void)profile_of_kind(&x->parts, (enum profile_kind)k, &have);
        if ((int64_t)have < profile_least((enum profile_kind)k)) {
            g[n++] = (struct plan_gap){profile_name((enum profile_kind)k, LANG_TH),
                                       profile_name((enum profile_kind)k, LANG_EN)};
        }
    }
    for (size_t i = 0; i < x->now.items.n; i++) {
        rules &= x->brief || x->now.rule[i].n > 0;
    }
    if (!x->brief && !x->last.found) {
        gap(g, &n, others[GAP_LAST].th, others[GAP_LAST].en);
    }
    if (!x->now.found) {
        gap(g, &n, others[GAP_NOW].th, others[GAP_NOW].en);
    }
    if (x->now.found && !rules) {
        gap(g, &n, others[GAP_RULES].th, others[GAP_RULES].en);
    }
    if (x->activities.n == 0) {
        gap(g, &n, others[GAP_ACTIVITIES].th, others[GAP_ACTIVITIES].en);
    }
    *ret = g;
    return n;
}
