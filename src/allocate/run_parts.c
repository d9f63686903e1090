/* run_parts.c - what is kept with a run so that comparing needs no scan: sums by agency, side and type, and the same
 * instance ranked with a cut line (compare_scenarios.h). */
#include <stdlib.h>

#include "allocate/compare_scenarios.h"
#include "allocate/rank.h"
#include "allocate/result.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/class.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { RANKINGS = 2 };

struct part_sum {
    const char *dim;
    struct str code;
    int64_t asked, used, value, packages, funded;
};
struct ranking {
    const char *mode;
    bool kept;
    struct choice choice;
    int64_t used, funded;
};
struct run_parts {
    const struct problem *p;
    const bool *on;
    struct part_sum *sum;
    size_t n, room;
    bool ranked;
    struct ranking rank[RANKINGS];
};

struct part_line {
    int64_t package_id, line_id, item_id;
    struct money amount;
};
static const struct field line_fields[] = {
    COL(struct part_line, package_id),
    COL(struct part_line, line_id),
    COL(struct part_line, item_id),
    COL(struct part_line, amount),
};
static const struct row_type line_type = ROW_TYPE(struct part_line, line_fields);

/* A hundred places at most: agencies, sides, types. */
static struct part_sum *sum_of(struct arena *a, struct run_parts *x, const char *dim,
                               struct str code)
{
    for (size_t i = 0; i < x->n; i++) {
        if (x->sum[i].dim == dim && str_eq(x->sum[i].code, code))
            return &x->sum[i];
    }
    if (x->n == x->room) {
        struct part_sum *more = ARENA_ARRAY(a, struct part_sum, 2 * x->room + 64);

        for (size_t i = 0; i < x->n; i++)
            more[i] = x->sum[i];
        x->sum = more;
        x->room = 2 * x->room + 64;
    }
    x->sum[x->n] = (struct part_sum){.dim = dim, .code = code};
    return &x->sum[x->n++];
}

static int64_t granted(const struct problem *p, size_t i, const bool *on)
{
    struct money m;
    int64_t units;

    problem_granted(p, i, on, &m, &units);
    return m.satang;
}

static void add_package(struct part_sum *s, const struct problem *p, size_t i, const bool *on)
{
    s->packages++;
    s->asked += problem_asked(p, i);
    if (!on[i])
        return;
    s->funded++;
    s->used += granted(p, i, on);
    s->value += problem_worth(p, i, on);
}

/* What an answer gives of a line: all of it, less the units of it that are not given. */
static int64_t line_granted(const struct run_parts *x, size_t i, int64_t line_id, int64_t amount)
{
    const struct problem *p = x->p;

    for (size_t k = 0; k < p->nunit; k++) {
        if (p->unit[k].package == i && p->unit[k].line_id == line_id)
            amount -= (p->unit[k].quantity - instance_units_on(&p->in, k, x->on)) * p->unit[k].price;
    }
    return amount;
}

struct by_package {
    int64_t id;
    size_t i;
};

static int compare_ids(const void *x, const void *y)
{
    const struct by_package *m = x, *n = y;

    return (m->id > n->id) - (m->id < n->id);
}

/* Money by expenditure type: lines come by package id. */
static bool add_types(struct db *db, struct arena *a, int64_t year, struct run_parts *x,
                      struct err *e)
{
    static const char type[] = "type";
    const struct problem *p = x->p;
    enum stage before = p->decides == STAGE_REQUESTED ? STAGE_COUNT : p->decides;
    struct by_package *index = ARENA_ARRAY(a, struct by_package, p->given);
    const struct part_line *line;
    struct class_tree item;
    struct rows lines;
    size_t at = 0;

    if (!class_tree_load(db, a, year, STR("item"), &item, e) ||
        !db_list(db, a, &Q_RUN_PART_LINES, ARGS(V(year), V((int64_t)before)), &line_type, &lines, e))
        return false;
    for (size_t i = 0; i < p->given; i++)
        index[i] = (struct by_package){p->package[i].id, i};
    qsort(index, p->given, sizeof *index, compare_ids);
    line = lines.p;
    for (size_t k = 0; k < lines.n; k++) {
        const struct class_node *node = class_by_id(&item, line[k].item_id);
        struct part_sum *s;

        while (at < p->given && index[at].id < line[k].package_id)
            at++;
        node = node ? class_up(&item, node, STR("type")) : NULL;
        if (!node || at == p->given || index[at].id != line[k].package_id)
            continue;
        s = sum_of(a, x, type, node->code);
        s->asked += line[k].amount.satang;
        if (x->on[index[at].i])
            s->used += line_granted(x, index[at].i, line[k].line_id, line[k].amount.satang);
    }
    return true;
}

static bool add_places(struct db *db, struct arena *a, int64_t year, struct run_parts *x,
                       struct err *e)
{
    static const char agency[] = "agency", side[] = "side";
    const struct problem *p = x->p;
    struct class_tree programme;

    if (!class_tree_load(db, a, year, STR("programme"), &programme, e))
        return false;
    for (size_t i = 0; i < p->given; i++) {
        const struct class_node *node = class_by_id(&programme, p->package[i].output_id);

        node = node ? class_up(&programme, node, STR("side")) : NULL;
        add_package(sum_of(a, x, agency, p->package[i].agency_code), p, i, x->on);
        if (node)
            add_package(sum_of(a, x, side, node->code), p, i, x->on);
    }
    return true;
}

static void rank_both(struct arena *a, struct run_parts *x)
{
    static const char *const mode[RANKINGS] = {"strict", "fill"};

    for (int k = 0; k < RANKINGS; k++) {
        struct ranking *r = &x->rank[k];

        r->mode = mode[k];
        choice_init(&r->choice, a, &x->p->in);
        r->kept = rank_choose(a, &x->p->in, k == 1, &r->choice);
        for (size_t i = 0; i < x->p->given; i++) {
            r->funded += r->choice.on[i];
            r->used += granted(x->p, i, r->choice.on);
        }
    }
    x->ranked = true;
}

bool run_parts_make(struct db *db, struct arena *a, int64_t year, const struct problem *p,
                    const struct solve_result *r, struct run_parts **ret, struct err *e)
{
    struct run_parts *x = ARENA_NEW(a, struct run_parts);

    *x = (struct run_parts){.p = p, .on = r->choice.on};
    *ret = x;
    if (!add_places(db, a, year, x, e) || !add_types(db, a, year, x, e))
        return false;
    rank_both(a, x);
    return true;
}

static bool store_ranking(struct act *by, int64_t run_id, const struct run_parts *x,
                          const struct ranking *r, struct err *e)
{
    struct str mode = str_from(r->mode);
    struct db_bulk *bulk;

    if (!db_exec(by->tx->db, &Q_RUN_RANK_ADD,
                 ARGS(V(run_id), V(mode), V(r->kept), V(r->choice.value), V(MONEY(r->used)),
                      V(r->funded)),
                 NULL, e) ||
        !db_bulk_begin(by->tx, &Q_RUN_RANK_PACKAGE_ADD, &bulk, e))
        return false;
    for (size_t i = 0; i < x->p->given; i++) {
        if (x->on[i] != r->choice.on[i] &&
            !db_bulk_row(bulk,
                         ARGS(V(run_id), V(mode), V(x->p->package[i].id), V(r->choice.on[i])), e))
            return false;
    }
    return db_bulk_end(bulk, NULL, e);
}

bool run_parts_store(struct act *by, int64_t run_id, const struct run_parts *x, struct err *e)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct part_sum *s = &x->sum[i];

        if (!db_exec(by->tx->db, &Q_RUN_PART_ADD,
                     ARGS(V(run_id), V(str_from(s->dim)), V(s->code), V(MONEY(s->asked)),
                          V(MONEY(s->used)), V(s->value), V(s->packages), V(s->funded)),
                     NULL, e))
            return false;
    }
    for (int k = 0; x->ranked && k < RANKINGS; k++) {
        if (!store_ranking(by, run_id, x, &x->rank[k], e))
            return false;
    }
    return true;
}
