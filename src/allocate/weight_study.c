/* weight_study.c - see weight_study.h; read again in weight_study_read.c. */
#include "allocate/weight_study.h"

#include <stdlib.h>
#include <string.h>

#include "allocate/certificate.h"
#include "allocate/choice.h"
#include "allocate/problem.h"
#include "allocate/rating_int.h"
#include "allocate/solve.h"
#include "allocate/solve_tasks.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { FIFTHS = 5 };

/* What both gave one package, by criterion; -1: it has none. */
struct scored {
    int64_t package_id;
    int64_t both[CRITERIA_MAX];
};
/* The weights as they are (criterion = n of them) or one moved; what is funded then. */
struct moved {
    size_t criterion;
    bool up, has;
    int64_t weight[CRITERIA_MAX];
    int64_t *worth; /* by package of the instance */
    bool *on;
    int64_t value, bound, funded, enter, leave;
    const int64_t *price;
    unsigned places;
};
struct weight_study {
    struct problem problem;
    struct criteria_set set;
    const struct criterion *criterion;
    size_t ncriteria;
    struct scored *scored;
    size_t nscored;
    struct moved moved[WEIGHT_STUDY_SETS];
    size_t n;
    int64_t *sets; /* by package: in how many it is funded */
    int64_t rated, in_use, total, stays, scenario_version;
};

struct pair_raw {
    int64_t package_id;
    struct str criterion, direction;
    int64_t first, second, settled;
};
static const struct field pair_fields[] = {
    COL(struct pair_raw, package_id), COL(struct pair_raw, criterion), COL(struct pair_raw, direction),
    COL(struct pair_raw, first),      COL(struct pair_raw, second),    COL(struct pair_raw, settled),
};
static const struct row_type pair_type = ROW_TYPE(struct pair_raw, pair_fields);

/* ---- weights and points ---- */

bool weight_moved(const int64_t *weight, size_t n, size_t i, bool up, int64_t *ret)
{
    int64_t now = weight[i] * (up ? FIFTHS + 1 : FIFTHS - 1) / FIFTHS, rest = 0;
    struct money part[CRITERIA_MAX];
    int64_t share[CRITERIA_MAX];

    for (size_t k = 0; k < n; k++) {
        share[k] = k == i ? 0 : weight[k];
        rest += share[k];
    }
    now = now > WEIGH_FULL ? WEIGH_FULL : now;
    if (!weight[i] || !rest || now == weight[i])
        return false;
    money_split(MONEY(WEIGH_FULL - now), share, n, part);
    for (size_t k = 0; k < n; k++)
        ret[k] = k == i ? now : part[k].satang;
    return true;
}

static size_t criterion_at(const struct weight_study *w, struct str word)
{
    size_t k = 0;

    while (k < w->ncriteria && !str_eq(w->criterion[k].word, word))
        k++;
    return k;
}

static bool read_scores(struct db *db, struct arena *a, struct weight_study *w, struct err *e)
{
    const struct pair_raw *p;
    struct rows rows;

    if (!db_list(db, a, &Q_RATING_ALL_PAIRS, ARGS(V(w->set.id)), &pair_type, &rows, e))
        return false;
    p = rows.p;
    w->scored = ARENA_ARRAY(a, struct scored, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        size_t k = criterion_at(w, p[i].criterion);
        struct scored *x;

        if (!w->nscored || w->scored[w->nscored - 1].package_id != p[i].package_id) {
            x = &w->scored[w->nscored++];
            x->package_id = p[i].package_id;
            for (size_t c = 0; c < CRITERIA_MAX; c++)
                x->both[c] = -1;
        }
        if (k < w->ncriteria)
            w->scored[w->nscored - 1].both[k] = rating_both(p[i].direction, p[i].first, p[i].second, p[i].settled);
    }
    return true;
}

static int64_t points_of(const struct scored *x, const int64_t *weight, size_t n)
{
    struct weighed_score s[CRITERIA_MAX];
    int64_t sum = 0;
    size_t m = 0;

    for (size_t k = 0; k < n; k++) {
        if (x->both[k] < 0)
            continue;
        s[m++] = (struct weighed_score){weight[k], x->both[k]};
        sum += weight[k];
    }
    return sum > 0 ? weighed_points(s, m) : 0;
}

static const struct scored *scored_of(const struct weight_study *w, int64_t package_id)
{
    size_t lo = 0, hi = w->nscored;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (w->scored[mid].package_id < package_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < w->nscored && w->scored[lo].package_id == package_id ? &w->scored[lo] : NULL;
}

/* The value moves as the points do. A further unit of a divisible package moves with its package. */
static void put_worth(struct arena *a, const struct weight_study *w, struct moved *m)
{
    const struct instance *in = &w->problem.in;

    m->worth = ARENA_ARRAY(a, int64_t, in->npackage);
    for (size_t i = 0; i < in->npackage; i++) {
        size_t of = in->package[i].kind == PACKAGE_UNITS ? in->package[i].of : i;
        const struct scored *x = of < w->problem.given ? scored_of(w, w->problem.package[of].id) : NULL;
        int64_t before = x ? points_of(x, w->moved[0].weight, w->ncriteria) : 0;

        m->worth[i] = in->package[i].value;
        if (before > 0 && m != w->moved &&
            !exact_mul_div(in->package[i].value, points_of(x, m->weight, w->ncriteria), before, ROUND_HALF_UP, &m->worth[i]))
            m->worth[i] = in->package[i].value;
    }
}

static void put_sets(struct arena *a, struct weight_study *w)
{
    struct moved *base = &w->moved[w->n++];

    base->criterion = w->ncriteria;
    for (size_t k = 0; k < w->ncriteria; k++)
        base->weight[k] = w->criterion[k].weight.bp;
    put_worth(a, w, base);
    for (size_t k = 0; k < w->ncriteria; k++) {
        for (int up = 1; up >= 0; up--) {
            struct moved *m = &w->moved[w->n];

            if (!w->criterion[k].has_data || !weight_moved(base->weight, w->ncriteria, k, up, m->weight))
                continue;
            m->criterion = k;
            m->up = up;
            put_worth(a, w, m);
            w->n++;
        }
    }
    for (size_t i = 0; i < w->problem.given; i++)
        w->rated += scored_of(w, w->problem.package[i].id) != NULL;
}

/* ---- solving ---- */

static int64_t worth_of(const struct weight_study *w, const struct moved *m, const bool *on)
{
    int64_t sum = 0;

    for (size_t i = 0; i < w->problem.in.npackage; i++)
        sum += on[i] ? m->worth[i] : 0;
    return sum;
}

/* What whole numbers say of one answer: limits and rules are the instance's own, only values moved. */
static void believe(struct arena *a, const struct weight_study *w, const struct solver_answer *ans, struct moved *m)
{
    const struct instance *in = &w->problem.in;
    struct arena_mark mark;
    struct choice c;

    m->on = ARENA_ARRAY(a, bool, in->npackage);
    m->price = NULL;
    memcpy(m->on, ans->on, in->npackage * sizeof *m->on);
    if (ans->price) {
        int64_t *price = ARENA_ARRAY(a, int64_t, in->nresource + 1);

        memcpy(price, ans->price, in->nresource * sizeof *price);
        m->price = price;
        m->places = ans->price_places;
    }
    mark = arena_mark(a);
    choice_init(&c, a, in);
    choice_set(&c, m->on);
    m->has = choice_is_feasible(&c);
    m->value = worth_of(w, m, m->on);
    arena_rewind(a, mark);
}

static bool solve_sets(struct arena *a, struct weight_study *w, const struct weight_study_options *o, struct err *e)
{
    const struct instance *in = &w->problem.in;
    const struct tasks_options opt = {
        .gap = SOLVE_GAP_DEFAULT, .time_limit_ms = o->time_limit_ms, .each_ms = o->time_limit_ms / (int64_t)(w->n + 1), .progress = o->progress, .ctx = o->ctx};
    struct solve_task *task = ARENA_ARRAY(a, struct solve_task, w->n);
    struct task_answer *ans = ARENA_ARRAY(a, struct task_answer, w->n);

    for (size_t k = 0; k < w->n; k++) {
        struct change *c = ARENA_ARRAY(a, struct change, in->npackage);
        size_t n = 0;

        for (size_t i = 0; i < in->npackage; i++) {
            if (w->moved[k].worth[i] != in->package[i].value)
                c[n++] = (struct change){.kind = CHANGE_VALUE, .index = (uint32_t)i, .amount = w->moved[k].worth[i]};
        }
        task[k] = (struct solve_task){.kind = TASK_SOLVE, .change = c, .nchange = n};
    }
    if (!solve_tasks_child(a, in, task, w->n, &opt, ans, e))
        return false;
    for (size_t k = 0; k < w->n; k++) {
        struct solver_answer s;

        if (!ans[k].done)
            continue;
        if (!task_read_answer(a, in, ans[k].text, &s, e))
            return false;
        if (s.status == SOLVER_ANSWER)
            believe(a, w, &s, &w->moved[k]);
    }
    if (w->moved[0].has)
        return true;
    FAIL(e, ERR_NO_ANSWER);
    return false;
}

/* Every answer keeps the rules under all weights: the better one is taken; of equals the one with the weights as they are. */
static void take_better(struct weight_study *w)
{
    bool *best[WEIGHT_STUDY_SETS];

    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < w->n; k++) {
            struct moved *m = &w->moved[k];
            bool *found = m->on;

            for (size_t j = 0; j < w->n && m->has; j++) {
                int64_t v = w->moved[j].has ? worth_of(w, m, w->moved[j].on) : INT64_MIN;

                if (v > m->value || (v == m->value && j == 0)) {
                    m->value = v;
                    found = w->moved[j].on;
                }
            }
            best[k] = found;
        }
        for (size_t k = 0; k < w->n; k++)
            w->moved[k].on = best[k];
    }
}

/* The bound that the answer's prices prove with this set's values. */
static void put_bound(struct arena *a, const struct weight_study *w, struct moved *m)
{
    struct arena_mark mark = arena_mark(a);
    struct instance in = w->problem.in;

    in.package = ARENA_ARRAY(a, struct alloc_package, in.npackage);
    memcpy(in.package, w->problem.in.package, in.npackage * sizeof *in.package);
    for (size_t i = 0; i < in.npackage; i++)
        in.package[i].value = m->worth[i];
    m->bound = INT64_MIN;
    if (m->price && !certificate_bound(a, &in, m->price, m->places, &m->bound))
        m->bound = INT64_MIN;
    arena_rewind(a, mark);
}

static void count(struct arena *a, struct weight_study *w)
{
    const struct moved *base = &w->moved[0];

    w->sets = ARENA_ARRAY(a, int64_t, w->problem.given + 1);
    for (size_t k = 0; k < w->n; k++) {
        struct moved *m = &w->moved[k];

        if (!m->has)
            continue;
        w->total++;
        put_bound(a, w, m);
        for (size_t i = 0; i < w->problem.given; i++) {
            w->sets[i] += m->on[i];
            m->funded += m->on[i];
            m->enter += m->on[i] && !base->on[i];
            m->leave += base->on[i] && !m->on[i];
        }
    }
    for (size_t i = 0; i < w->problem.given; i++)
        w->stays += w->sets[i] == w->total;
}

bool weight_study_solve(struct db *db, struct arena *a, int64_t year, struct str scenario, const struct weight_study_options *o,
                        struct weight_study **ret, struct err *e)
{
    struct weight_study *w = ARENA_NEW(a, struct weight_study);
    struct rows rows;

    if (!criteria_get(db, a, year, 0, &w->set, e) || !criteria_of(db, a, w->set.id, LANG_TH, &rows, e))
        return false;
    w->criterion = rows.p;
    w->ncriteria = rows.n;
    if (!read_scores(db, a, w, e))
        return false;
    if (!w->nscored) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(LANG_TH, TR("ข้อเสนอที่ได้คะแนนตามเกณฑ์"))));
        return false;
    }
    if (!problem_load(db, a, year, scenario, &w->problem, e) ||
        !db_int(db, &Q_WEIGHT_STUDY_VERSION, ARGS(V(w->problem.scenario_id)), &w->scenario_version, e) ||
        !db_int(db, &Q_WEIGHT_STUDY_IN_USE, ARGS(V(w->set.id)), &w->in_use, e))
        return false;
    put_sets(a, w);
    if (!solve_sets(a, w, o, e))
        return false;
    take_better(w);
    count(a, w);
    *ret = w;
    return true;
}

/* ---- keeping ---- */

static struct str gap_text(struct arena *a, const struct moved *m)
{
    struct sbuf b;

    if (!m->has || m->bound == INT64_MIN)
        return STR_NONE;
    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, certificate_gap(m->value, m->bound > m->value ? m->bound : m->value), GAP_PLACES, 0);
    return sbuf_str(&b);
}

static bool store_sets(struct act *by, int64_t id, const struct weight_study *w, struct err *e)
{
    for (size_t k = 0; k < w->n; k++) {
        const struct moved *m = &w->moved[k];
        bool base = m->criterion == w->ncriteria;

        if (!db_exec(by->tx->db, &Q_WEIGHT_STUDY_SET_ADD,
                     ARGS(V(id), V((int64_t)k), V(base ? STR_NONE : w->criterion[m->criterion].word), V(m->up),
                          V(base ? (int64_t)WEIGH_FULL : m->weight[m->criterion]), V(m->has), V(m->funded), V(m->enter), V(m->leave),
                          V(m->has ? m->value : (int64_t)0), V(gap_text(by->a, m))),
                     NULL, e))
            return false;
    }
    return true;
}

struct ordered {
    int64_t group, sets; /* group: 0 funded and goes, 1 comes, 2 in all, 3 in none */
    size_t package;
};

static int by_order(const void *x, const void *y)
{
    const struct ordered *a = x, *b = y;

    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->sets != b->sets)
        return a->sets < b->sets ? -1 : 1;
    return a->package < b->package ? -1 : 1;
}

static bool store_packages(struct act *by, int64_t id, const struct weight_study *w, struct err *e)
{
    const struct problem *p = &w->problem;
    struct ordered *order = ARENA_ARRAY(by->a, struct ordered, p->given + 1);
    struct db_bulk *bulk;

    for (size_t i = 0; i < p->given; i++) {
        order[i] = (struct ordered){w->moved[0].on[i] ? 0 : 1, w->sets[i], i};
        if (w->sets[i] == w->total || w->sets[i] == 0)
            order[i].group = w->sets[i] ? 2 : 3;
    }
    if (p->given)
        qsort(order, p->given, sizeof *order, by_order);
    if (!db_bulk_begin(by->tx, &Q_WEIGHT_STUDY_PACKAGE_ADD, &bulk, e))
        return false;
    for (size_t k = 0; k < p->given; k++) {
        size_t i = order[k].package;

        if (!db_bulk_row(bulk,
                         ARGS(V(id), V((int64_t)k + 1), V(p->package[i].id), V(w->moved[0].on[i]), V(w->sets[i]), V(MONEY(p->cost[i])),
                              V(p->in.package[i].value)),
                         e))
            return false;
    }
    return db_bulk_end(bulk, NULL, e);
}

bool weight_study_store(struct act *by, const struct weight_study *w, struct str *ret_code, struct err *e)
{
    struct audit_note n = {.action = STR("weights.add"), .year = w->set.year};
    int64_t id, before;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e) || !db_int(by->tx->db, &Q_WEIGHT_STUDY_COUNT, NO_ARGS, &before, e))
        return false;
    *ret_code = str_format(by->a, "W%05lld", (long long)before + 1);
    if (!db_int(by->tx->db, &Q_WEIGHT_STUDY_ADD,
                ARGS(V(w->problem.scenario_id), V(w->set.id), V(*ret_code), V(w->scenario_version), V(w->rated), V(w->in_use), V(w->total),
                     V(w->moved[0].funded), V(w->stays), V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !store_sets(by, id, w, e) || !store_packages(by, id, w, e))
        return false;
    n.subject = str_format(by->a, "weights:%.*s", STR_FMT(*ret_code));
    n.new_value = str_format(by->a, "%lld/%lld", (long long)w->stays, (long long)w->moved[0].funded);
    return audit_add(by, &n, e);
}
