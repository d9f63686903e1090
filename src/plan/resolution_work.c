/* resolution_work.c - the amounts and states of a draft: what each line gets by the rule, what that makes of
 * its package. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/resolution_int.h"
#include "plan/review.h"
#include "sql_plan.h"
#include "store/store.h"

enum { WHOLE = 10000 }; /* basis points */

/* A line of the resolution's packages, as it stands. Below 0 = it has none. */
struct standing {
    int64_t line_id, version, package_id;
    struct str code, decided_by;
    struct money requested, before, analyst, suitable, at;
};
static const struct field standing_fields[] = {
    COL(struct standing, line_id),   COL(struct standing, version),
    COL(struct standing, package_id), COL(struct standing, code),
    COL(struct standing, decided_by), COL(struct standing, requested),
    COL(struct standing, before),    COL(struct standing, analyst),
    COL(struct standing, suitable),  COL(struct standing, at),
};
static const struct row_type standing_type = ROW_TYPE(struct standing, standing_fields);

/* What a line gets. */
struct outcome {
    bool decided;
    struct money amount;
    struct str reason;
    bool above;
};

static bool is(struct str s, const char *word)
{
    return str_eq(s, str_from(word));
}

/* The whole cut is exact: what is left is split in proportion, in whole baht when all lines are. */
static void cut_all(struct arena *a, const struct standing *l, size_t n, int64_t cut_bp,
                    struct outcome *ret)
{
    int64_t *weight = ARENA_ARRAY(a, int64_t, n), unit = 100;
    struct money *part = ARENA_ARRAY(a, struct money, n);
    struct money total = MONEY_ZERO, left;

    for (size_t i = 0; i < n; i++) {
        total = money_add(total, l[i].before);
        unit = l[i].before.satang % 100 ? 1 : unit;
    }
    for (size_t i = 0; i < n; i++) {
        weight[i] = l[i].before.satang / unit;
    }
    if (total.satang == 0 ||
        !money_ratio(MONEY(total.satang / unit), WHOLE - cut_bp, WHOLE, ROUND_HALF_UP, &left)) {
        return;
    }
    money_split(left, weight, n, part);
    for (size_t i = 0; i < n; i++) {
        ret[i].amount = MONEY(part[i].satang * unit);
    }
}

static void by_rule(const struct working *w, const struct standing *l, size_t n,
                    struct outcome *ret)
{
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct outcome){.decided = true};
        if (is(w->rule, "analyst")) {
            ret[i].amount = l[i].analyst.satang >= 0 ? l[i].analyst : l[i].requested;
        } else if (is(w->rule, "previous")) {
            ret[i].amount = l[i].before;
        }
    }
    if (is(w->rule, "cut")) {
        cut_all(w->by->a, l, n, w->cut_bp, ret);
    }
}

static const struct given *find_given(const struct working *w, int64_t line_id)
{
    size_t lo = 0, hi = w->givens;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (w->given[mid].line_id == line_id) {
            return &w->given[mid];
        }
        if (w->given[mid].line_id < line_id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

static void as_given(const struct working *w, const struct standing *l, size_t n,
                     struct outcome *ret)
{
    for (size_t i = 0; i < n; i++) {
        const struct given *g = find_given(w, l[i].line_id);

        ret[i] = (struct outcome){0};
        if (g) {
            ret[i] = (struct outcome){.decided = true, .amount = g->amount, .reason = g->reason};
        }
    }
}

static bool refuse(struct working *w, const struct standing *l, enum err_code code, struct err *e)
{
    const struct given *g = w->given ? find_given(w, l->line_id) : NULL;

    w->failed = g ? g->row : SIZE_MAX;
    err_set(e, code, __FILE__, __LINE__);
    err_arg(e, "line", V(l->code));
    return false;
}

/* One decision a line and stage unless this corrects; what changes says why; above the request more so. */
static bool check_lines(struct working *w, const struct standing *l, size_t n,
                        struct outcome *o, struct err *e)
{
    bool said = str_trim(w->reason).n > 0 || is(w->rule, "analyst") || is(w->rule, "cut") ||
                is(w->rule, "none");

    for (size_t i = 0; i < n; i++) {
        bool own = str_trim(o[i].reason).n > 0;

        if (!o[i].decided) {
            continue;
        }
        if (l[i].decided_by.n && !w->corrects) {
            refuse(w, &l[i], ERR_DECIDED, e);
            err_arg(e, "resolution", V(l[i].decided_by));
            return false;
        }
        o[i].above = o[i].amount.satang > l[i].requested.satang;
        if (o[i].above && o[i].amount.satang > l[i].before.satang && !own &&
            str_trim(w->reason).n == 0) {
            return refuse(w, &l[i], ERR_ABOVE_REASON, e);
        }
        if (o[i].amount.satang != l[i].before.satang && !own && !said) {
            return refuse(w, &l[i], ERR_REASON_NEEDED, e);
        }
    }
    return true;
}

/* ---- packages ---- */

struct sums {
    struct money requested, suitable, before, amount; /* amount: of all its lines, decided or not */
    size_t decided;
};

static struct sums sum_package(const struct standing *l, const struct outcome *o, size_t n)
{
    struct sums s = {MONEY_ZERO, MONEY_ZERO, MONEY_ZERO, MONEY_ZERO, 0};

    for (size_t i = 0; i < n; i++) {
        struct money now = o[i].decided          ? o[i].amount
                           : l[i].at.satang >= 0 ? l[i].at
                                                 : l[i].before;

        s.requested = money_add(s.requested, l[i].requested);
        s.suitable = money_add(s.suitable, l[i].suitable);
        s.before = money_add(s.before, l[i].before);
        s.amount = money_add(s.amount, now);
        s.decided += o[i].decided;
    }
    return s;
}

static struct str state_of(const struct working *w, const struct sums *s, struct str now)
{
    bool nothing = s->amount.satang == 0 && (s->requested.satang > 0 || is(w->kind, "reject"));

    if (is(w->kind, "reconsider")) {
        return STR("RETURNED");
    }
    if (is(w->kind, "acknowledge")) {
        return now;
    }
    if (w->stage == STAGE_SUITABILITY) {
        return nothing ? STR("UNSUITABLE") : STR("SUITABLE");
    }
    if (nothing) {
        return STR("UNFUNDED");
    }
    return s->amount.satang < s->suitable.satang ? STR("PARTLY_FUNDED") : STR("FUNDED");
}

const struct review_step *decision_step(struct str from, struct str to)
{
    for (size_t i = 0; i < review_table_n; i++) {
        const struct review_step *s = &review_table[i];

        if (s->perm == PERM_DECIDE && is(from, s->from) && is(to, s->to)) {
            return s;
        }
    }
    return NULL;
}

static bool may_reach(const struct working *w, struct str from, struct str to)
{
    static const char *const decided[] = {"SUITABLE", "UNSUITABLE", "FUNDED", "PARTLY_FUNDED",
                                          "UNFUNDED"};

    if (is(w->kind, "acknowledge")) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(decided); i++) {
        if (str_eq(from, to) && is(from, decided[i])) {
            return true;
        }
    }
    return decision_step(from, to) != NULL;
}

static bool bad_package(struct working *w, const struct chosen *p, const struct standing *l,
                        size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (!w->given || find_given(w, l[i].line_id)) {
            refuse(w, &l[i], ERR_LINE_STATE, e);
            err_arg(e, "package", V(p->code));
            err_arg(e, "state", V(p->state));
            return false;
        }
    }
    FAIL(e, ERR_LINE_STATE);
    err_arg(e, "line", V(STR("–")));
    err_arg(e, "package", V(p->code));
    err_arg(e, "state", V(p->state));
    return false;
}

/* ---- writing ---- */

struct totals {
    int64_t lines, above;
    struct money before, amount;
};

static bool write_lines(struct working *w, const struct standing *l, const struct outcome *o,
                        size_t n, struct totals *t, struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(w->by->tx, &Q_RESOLUTION_LINE_INSERT, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!o[i].decided) {
            continue;
        }
        t->lines++;
        t->above += o[i].above;
        if (!money_try_add(t->before, l[i].before, &t->before) ||
            !money_try_add(t->amount, o[i].amount, &t->amount)) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(money_text(w->by->a, o[i].amount, MONEY_WHOLE)));
            return false;
        }
        if (!db_bulk_row(b,
                         ARGS(V(w->id), V(l[i].line_id), V(l[i].package_id), V(l[i].version),
                              V(l[i].before), V(o[i].amount), V(o[i].above), V(o[i].reason)),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

/* The lines of each package stand together, in the order of the packages. */
static bool write_packages(struct working *w, const struct chosen *p, size_t packages,
                           const struct standing *l, const struct outcome *o, size_t n,
                           struct err *e)
{
    struct db_bulk *b;
    size_t at = 0;

    if (!db_bulk_begin(w->by->tx, &Q_RESOLUTION_PACKAGE_SET, &b, e)) {
        return false;
    }
    for (size_t k = 0; k < packages; k++) {
        size_t end = at;
        struct sums s;
        struct str to;

        while (end < n && l[end].package_id == p[k].package_id) {
            end++;
        }
        s = sum_package(&l[at], &o[at], end - at);
        to = state_of(w, &s, p[k].state);
        if (!may_reach(w, p[k].state, to)) {
            return bad_package(w, &p[k], &l[at], end - at, e);
        }
        if (!db_bulk_row(b, ARGS(V(w->id), V(p[k].package_id), V(to), V(s.before), V(s.amount)),
                         e)) {
            return false;
        }
        at = end;
    }
    return db_bulk_end(b, NULL, e);
}

bool resolution_work(struct working *w, struct err *e)
{
    struct db *db = w->by->tx->db;
    struct totals t = {0, 0, MONEY_ZERO, MONEY_ZERO};
    bool writes = !is(w->kind, "reconsider") && !is(w->kind, "acknowledge");
    const struct chosen *p;
    const struct standing *l;
    struct outcome *o;
    struct rows rows;
    size_t packages;

    w->failed = SIZE_MAX;
    if (!resolution_chosen(w->by, w->id, &p, &packages, e) ||
        !db_list(db, w->by->a, &Q_RESOLUTION_STANDING, ARGS(V(w->id), V((int64_t)w->stage)),
                 &standing_type, &rows, e)) {
        return false;
    }
    l = rows.p;
    o = ARENA_ARRAY(w->by->a, struct outcome, rows.n);
    if (w->given) {
        as_given(w, l, rows.n, o);
    } else if (writes) {
        by_rule(w, l, rows.n, o);
    }
    return check_lines(w, l, rows.n, o, e) && write_packages(w, p, packages, l, o, rows.n, e) &&
           write_lines(w, l, o, rows.n, &t, e) &&
           db_exec(db, &Q_RESOLUTION_SUMS,
                   ARGS(V(w->id), V((int64_t)packages), V(t.lines), V(t.above), V(t.before),
                        V(t.amount)),
                   NULL, e);
}
