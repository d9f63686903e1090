/* bulk.c - see bulk.h. Everything is kept in memory until plan_bulk_end(), which writes one kind
 * after the other; until then identities are negative numbers of this batch. */
#include "plan/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/class.h"
#include "city/search.h"
#include "city/year.h"
#include "plan/bulk_rows.h"
#include "plan/cycle.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static void free_arena(void *p)
{
    arena_free(p);
}

static void *push(struct plan_bulk *b, void *list, size_t n, size_t *cap, size_t size)
{
    if (n == *cap) {
        size_t more = *cap ? 2 * *cap : 256;

        list = arena_grow(b->a, list, *cap * size, more * size);
        *cap = more;
    }
    memset((char *)list + n * size, 0, size);
    return list;
}

static struct str keep(struct plan_bulk *b, struct str s)
{
    return str_dup(b->a, s);
}

static bool unknown_node(struct plan_bulk *b, const char *field, struct err *e)
{
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(STR("")));
    err_arg(e, "year", V(b->year));
    return false;
}

static bool begin(struct act *by, int64_t year, struct str what, bool bill,
                  struct plan_bulk **ret, struct err *e)
{
    struct db *db = by->tx->db;
    struct plan_bulk *b;
    struct fiscal_year y;
    struct arena *a;

    if (!year_get(db, by->a, year, &y, e)) {
        return false;
    }
    if (!bill && cycle_at_least(y.stage, STR("PASSED"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    a = arena_new(); /* of its own: the caller may rewind its scratch between rows */
    arena_defer(by->a, free_arena, a);
    b = ARENA_NEW(a, struct plan_bulk);
    b->a = a;
    b->by = by;
    b->year = year;
    b->bill = bill;
    b->what = keep(b, what);
    if (!agency_list(db, a, year, &b->agencies, e) ||
        !class_tree_load(db, a, year, STR("programme"), &b->programme, e) ||
        !class_tree_load(db, a, year, STR("item"), &b->item, e) ||
        !class_tree_load(db, a, year, STR("fund"), &b->fund, e) ||
        !class_tree_load(db, a, year, STR("strategy"), &b->strategy, e)) {
        return false;
    }
    *ret = b;
    return true;
}

bool plan_bulk_begin(struct act *by, int64_t year, struct str what, struct plan_bulk **ret,
                     struct err *e)
{
    return actor_check_city(by->who, PERM_IMPORT, e) && begin(by, year, what, false, ret, e);
}

bool plan_bulk_begin_bill(struct act *by, int64_t year, struct str what, struct plan_bulk **ret,
                          struct err *e)
{
    return actor_check_city(by->who, PERM_BILL, e) && begin(by, year, what, true, ret, e);
}

bool plan_bulk_begin_own(struct act *by, int64_t year, const struct agency *g, struct str what,
                         struct plan_bulk **ret, struct err *e)
{
    if (!actor_check(by->who, PERM_REQUEST_WRITE, g->id, g->division, e) ||
        !begin(by, year, what, false, ret, e)) {
        return false;
    }
    (*ret)->own = g->id;
    return true;
}

/* The running numbers of a prefix within the batch. */
static bool counter(struct plan_bulk *b, int64_t ordinance, struct str prefix, int64_t *ret,
                    struct err *e)
{
    struct bulk_counter *c;

    for (size_t i = 0; i < b->ncounters; i++) {
        c = &b->counter[i];
        if (c->ordinance == ordinance && str_eq(c->prefix, prefix)) {
            *ret = c->first + c->count++;
            return true;
        }
    }
    b->counter = push(b, b->counter, b->ncounters, &b->counter_cap, sizeof *b->counter);
    c = &b->counter[b->ncounters];
    c->ordinance = ordinance;
    c->prefix = keep(b, prefix);
    if (!number_take(b->by, b->year, ordinance, c->prefix, 0, &c->first, e)) {
        return false;
    }
    b->ncounters++;
    *ret = c->first + c->count++;
    return true;
}

static const struct agency *agency_of(const struct plan_bulk *b, int64_t id)
{
    const struct agency *g = b->agencies.p;

    for (size_t i = 0; i < b->agencies.n; i++) {
        if (g[i].id == id) {
            return &g[i];
        }
    }
    return NULL;
}

bool plan_bulk_unit(struct plan_bulk *b, const struct unit_new *u, int64_t *ret_id, struct err *e)
{
    const struct agency *g = agency_of(b, u->agency_id);
    struct bulk_unit *n;
    int64_t number;

    if (!g || (b->own && b->own != g->id)) {
        return unknown_node(b, "agency", e);
    }
    if (!class_by_id(&b->programme, u->output_id)) {
        return unknown_node(b, "output", e);
    }
    if (!check_text("title", u->title, true, 500, e)) {
        return false;
    }
    b->unit = push(b, b->unit, b->units, &b->unit_cap, sizeof *b->unit);
    n = &b->unit[b->units];
    n->agency_id = u->agency_id;
    n->output_id = u->output_id;
    n->title = keep(b, u->title);
    n->kind = u->kind.n ? keep(b, u->kind) : STR("base");
    if (u->code.n) {
        n->code = keep(b, u->code);
    } else {
        struct str prefix = agency_prefix(g->code);

        if (!counter(b, 0, unit_prefix(b->a, prefix), &number, e)) {
            return false;
        }
        n->code = unit_code(b->a, prefix, number);
    }
    n->prefix = agency_prefix(g->code);
    *ret_id = -(int64_t)++b->units;
    return true;
}

/* A unit or package that was there before the batch. */
static bool old_unit(struct plan_bulk *b, int64_t id, struct bulk_unit *ret, struct err *e)
{
    struct package p; /* any of its levels knows what we need */
    struct rows rows;

    if (!package_levels(b->by->tx->db, b->by->a, id, STR("all"), &rows, e)) {
        return false;
    }
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(STR("unit")));
        return false;
    }
    if (!package_get(b->by->tx->db, b->by->a, b->year, ((const struct package_row *)rows.p)->code,
                     &p, e)) {
        return false;
    }
    ret->id = id;
    ret->code = keep(b, p.unit_code);
    ret->agency_id = p.agency_id;
    ret->output_id = p.output_id;
    ret->levels = (int64_t)rows.n;
    return true;
}

static bool check_state(const struct plan_bulk *b, struct str state, struct err *e)
{
    if ((b->bill && str_eq(state, STR("FUNDED"))) || str_eq(state, STR("DRAFT")) || str_eq(state, STR("SUBMITTED")) ||
        str_eq(state, STR("ANALYST_ACCEPTED"))) {
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("state")));
    err_arg(e, "value", V(state));
    err_arg(e, "expected", V(STR("DRAFT SUBMITTED ANALYST_ACCEPTED")));
    return false;
}

bool plan_bulk_package(struct plan_bulk *b, const struct package_new *p, struct str state,
                       int64_t *ret_id, struct err *e)
{
    struct bulk_unit *u = &b->last_unit;
    struct bulk_package *n;

    if (p->unit_id < 0) {
        u = &b->unit[-p->unit_id - 1];
    } else if (u->id != p->unit_id && !old_unit(b, p->unit_id, u, e)) {
        return false;
    }
    if (!check_state(b, state, e) || !check_text("title", p->title, true, 500, e) ||
        !check_text("justification", p->justification, false, 20000, e)) {
        return false;
    }
    if (p->goal_id && !class_by_id(&b->strategy, p->goal_id)) {
        return unknown_node(b, "goal", e);
    }
    if (p->level != u->levels + 1 || p->level > 9) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("level")));
        err_arg(e, "value", V(p->level));
        return false;
    }
    u->levels++;
    b->package = push(b, b->package, b->packages, &b->package_cap, sizeof *b->package);
    n = &b->package[b->packages];
    n->unit = p->unit_id;
    n->unit_id = u->id;
    n->agency_id = u->agency_id;
    n->output_id = u->output_id;
    n->goal_id = p->goal_id;
    n->level = p->level;
    n->level_kind = keep(b, p->level_kind);
    n->title = keep(b, p->title);
    n->justification = keep(b, p->justification);
    n->integrated = p->integrated;
    n->mandatory = p->mandatory;
    n->state = keep(b, state);
    n->value_score = p->value_score;
    n->code = p->code.n ? keep(b, p->code)
                        : str_format(b->a, "%.*s-L%lld", STR_FMT(u->code), (long long)p->level);
    *ret_id = -(int64_t)++b->packages;
    return true;
}

static bool old_package(struct plan_bulk *b, int64_t id, struct bulk_package *ret, struct err *e)
{
    struct package p;

    if (id == b->last_old.id) {
        *ret = b->last_old;
        return true;
    }
    if (!db_one(b->by->tx->db, b->by->a, &Q_PACKAGE_GET_ID, ARGS(V(id)), &package_type, &p, e)) {
        return false;
    }
    ret->id = id;
    ret->agency_id = p.agency_id;
    ret->output_id = p.output_id;
    b->last_old = *ret;
    return true;
}

bool plan_bulk_line(struct plan_bulk *b, const struct line_new *l, int64_t *ret_id,
                    struct str *ret_code, struct err *e)
{
    struct bulk_package old = {0}, *p = &old;
    const struct agency *g;
    struct bulk_line *n;
    struct money requested;
    int64_t number;

    if (l->package_id < 0) {
        p = &b->package[-l->package_id - 1];
    } else if (!old_package(b, l->package_id, p, e)) {
        return false;
    }
    g = agency_of(b, p->agency_id);
    if (!g) {
        return unknown_node(b, "agency", e);
    }
    if (!class_by_id(&b->item, l->item_id)) {
        return unknown_node(b, "item", e);
    }
    if (!class_by_id(&b->fund, l->fund_id)) {
        return unknown_node(b, "fund", e);
    }
    if (!check_text("name", l->name, true, 500, e) || !line_requested(b->by->a, l, &requested, e) ||
        !counter(b, l->ordinance, agency_prefix(g->code), &number, e)) {
        return false;
    }
    b->line = push(b, b->line, b->lines, &b->line_cap, sizeof *b->line);
    n = &b->line[b->lines];
    n->line = *l;
    n->id = p->id;
    n->agency_id = p->agency_id;
    n->output_id = p->output_id;
    n->line.name = keep(b, l->name);
    n->line.unit_word = keep(b, l->unit_word);
    n->line.justification = keep(b, l->justification);
    n->line.source_key = keep(b, l->source_key);
    n->line.drawn_from = keep(b, l->drawn_from);
    n->line.requested = requested;
    n->version = 1;
    n->code = line_code(b->a, b->year, l->ordinance, agency_prefix(g->code), number);
    b->total = money_add(b->total, requested);
    *ret_id = -(int64_t)++b->lines;
    *ret_code = n->code;
    return true;
}

bool plan_bulk_amount(struct plan_bulk *b, const struct bulk_change *c, struct err *e)
{
    struct bulk_amount *n;

    if (c->amount.satang < 0 || c->amount.satang > MONEY_MAX) {
        FAIL(e, c->amount.satang < 0 ? ERR_AMOUNT_NEGATIVE : ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(money_text(b->by->a, c->amount, MONEY_WHOLE)));
        return false;
    }
    b->amount = push(b, b->amount, b->amounts, &b->amount_cap, sizeof *b->amount);
    n = &b->amount[b->amounts++];
    n->line = (size_t)(-c->line_id - 1);
    n->seq = ++b->line[n->line].version;
    n->stage = c->stage;
    n->old = c->old;
    n->amount = c->amount;
    n->reason = keep(b, c->reason);
    n->resolution = keep(b, c->resolution);
    return true;
}
