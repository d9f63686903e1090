#include "plan/rollup_mirror.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field agency_fields[] = {
    COL(struct mirror_agency, id),       COL(struct mirror_agency, code),
    COL(struct mirror_agency, name_th),  COL(struct mirror_agency, name_en),
    COL(struct mirror_agency, division), COL(struct mirror_agency, district_group),
};
static const struct row_type agency_row_type = ROW_TYPE(struct mirror_agency, agency_fields);

struct line_in {
    int64_t line_id;
    struct str code, name;
    int64_t agency_id, output_id, item_id, fund_id, ordinance, package_id;
    bool removed;
    struct str package_code, package_title, state;
};
static const struct field line_in_fields[] = {
    COL(struct line_in, line_id),       COL(struct line_in, code),
    COL(struct line_in, name),          COL(struct line_in, agency_id),
    COL(struct line_in, output_id),     COL(struct line_in, item_id),
    COL(struct line_in, fund_id),       COL(struct line_in, ordinance),
    COL(struct line_in, package_id),    COL(struct line_in, package_code),
    COL(struct line_in, package_title), COL(struct line_in, state),
    COL(struct line_in, removed),
};
static const struct row_type line_in_type = ROW_TYPE(struct line_in, line_in_fields);

struct amount_in {
    int64_t line_id, stage;
    struct money amount;
};
static const struct field amount_in_fields[] = {
    COL(struct amount_in, line_id),
    COL(struct amount_in, stage),
    COL(struct amount_in, amount),
};
static const struct row_type amount_in_type = ROW_TYPE(struct amount_in, amount_in_fields);

struct state_in {
    int64_t package_id;
    struct str state;
};
static const struct field state_in_fields[] = {
    COL(struct state_in, package_id),
    COL(struct state_in, state),
};
static const struct row_type state_in_type = ROW_TYPE(struct state_in, state_in_fields);

static const struct field newest_fields[] = {
    COL(struct newest, change),
    COL(struct newest, event),
};
static const struct row_type newest_type = ROW_TYPE(struct newest, newest_fields);

bool newest_get(struct db *db, struct newest *ret, struct err *e)
{
    struct arena *a = arena_new(); /* no texts: stays empty */
    bool ok = db_one(db, a, &Q_ROLLUP_NEWEST, NO_ARGS, &newest_type, ret, e);

    arena_free(a);
    return ok;
}

bool mirror_is_at(const struct mirror *m, const struct newest *n)
{
    return m->last.change >= n->change && m->last.event >= n->event;
}

static bool is_unsent(struct str state)
{
    return str_eq(state, STR("DRAFT")) || str_eq(state, STR("RETURNED")) ||
           str_eq(state, STR("WITHDRAWN"));
}

/* ---- finding ---- */

#define NOT_FOUND UINT32_MAX

static uint32_t agency_index(const struct mirror *m, int64_t id)
{
    size_t lo = 0, hi = m->agencies;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int64_t at = m->agency[m->agency_by_id[mid]].id;

        if (at == id) {
            return m->agency_by_id[mid];
        }
        if (at < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NOT_FOUND;
}

static uint32_t node_index(const struct class_tree *t, int64_t id)
{
    const struct class_node *n = class_by_id(t, id);

    return n ? (uint32_t)(n - t->node) : NOT_FOUND;
}

/* Where a package is in the hash, or where it would go. */
static uint32_t *slot_of(const struct mirror *m, int64_t id)
{
    size_t i = (size_t)id & (m->slots - 1); /* ids are dense: no better spread is needed */

    while (m->slot[i] && m->package[m->slot[i] - 1].id != id) {
        i = (i + 1) & (m->slots - 1);
    }
    return &m->slot[i];
}

static void grow_packages(struct mirror *m)
{
    m->package_cap = m->package_cap ? 2 * m->package_cap : 1024;
    m->package = mem_grow(m->package, m->package_cap * sizeof *m->package);
    mem_free(m->slot);
    m->slots = 2 * m->package_cap;
    m->slot = mem_alloc(m->slots * sizeof *m->slot);
    memset(m->slot, 0, m->slots * sizeof *m->slot);
    for (size_t i = 0; i < m->packages; i++) {
        *slot_of(m, m->package[i].id) = (uint32_t)i + 1;
    }
}

static uint32_t package_index(struct mirror *m, const struct line_in *l)
{
    struct mirror_package *p;
    uint32_t *slot;

    if (m->packages == m->package_cap) {
        grow_packages(m);
    }
    slot = slot_of(m, l->package_id);
    if (!*slot) {
        p = &m->package[m->packages++];
        p->id = l->package_id;
        p->code = str_dup(m->a, l->package_code);
        p->title = str_dup(m->a, l->package_title);
        p->unsent = is_unsent(l->state);
        *slot = (uint32_t)m->packages;
    }
    return *slot - 1;
}

static struct mirror_line *line_of(const struct mirror *m, int64_t id)
{
    size_t lo = 0, hi = m->sorted;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        struct mirror_line *l = &m->line[m->by_id[mid]];

        if (l->line_id == id) {
            return l;
        }
        if (l->line_id < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

const struct mirror_line *mirror_find_line(const struct mirror *m, int64_t line_id)
{
    return line_of(m, line_id);
}

/* ---- indexes ---- */

struct sort_key {
    int64_t x, y;
    uint32_t at;
};

static int by_key(const void *p, const void *q)
{
    const struct sort_key *x = p, *y = q;

    if (x->x != y->x) {
        return x->x < y->x ? -1 : 1;
    }
    return x->y < y->y ? -1 : x->y > y->y;
}

static void sort_lines(struct mirror *m)
{
    struct sort_key *k = mem_alloc((m->lines + 1) * sizeof *k);

    m->by_id = mem_grow(m->by_id, (m->lines + 1) * sizeof *m->by_id);
    m->order = mem_grow(m->order, (m->lines + 1) * sizeof *m->order);
    for (size_t i = 0; i < m->lines; i++) {
        k[i] = (struct sort_key){m->line[i].line_id, 0, (uint32_t)i};
    }
    qsort(k, m->lines, sizeof *k, by_key);
    for (size_t i = 0; i < m->lines; i++) {
        m->by_id[i] = k[i].at;
    }
    for (size_t i = 0; i < m->lines; i++) {
        k[i] = (struct sort_key){m->line[i].package, m->line[i].line_id, (uint32_t)i};
    }
    qsort(k, m->lines, sizeof *k, by_key);
    for (size_t i = 0; i < m->lines; i++) {
        m->order[i] = k[i].at;
    }
    m->sorted = m->lines;
    mem_free(k);
    columns_make(m);
}

size_t mirror_package_lines(const struct mirror *m, int64_t package_id, size_t *ret_first)
{
    const uint32_t *slot = m->slots ? slot_of(m, package_id) : NULL;
    size_t lo = 0, hi = m->sorted, n = 0;

    if (!slot || !*slot) {
        return 0;
    }
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (m->line[m->order[mid]].package < *slot - 1) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    while (lo + n < m->sorted && m->line[m->order[lo + n]].package == *slot - 1) {
        n++;
    }
    *ret_first = lo;
    return n;
}

/* ---- taking rows ---- */

static bool unknown(const struct line_in *l, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(l->code));
    err_detail(e, "its agency or a node is not of the year's versions");
    return false;
}

static bool take_line(void *ctx, const void *row, struct err *e)
{
    struct mirror *m = ctx;
    const struct line_in *in = row;
    struct mirror_line *l = line_of(m, in->line_id);

    if (l) { /* an edited one */
        l->removed = in->removed;
        if (!str_eq(l->name, in->name)) {
            l->name = str_dup(m->a, in->name);
        }
        columns_line(m, l);
        return true;
    }
    if (m->lines == m->line_cap) {
        m->line_cap = m->line_cap ? 2 * m->line_cap : 1024;
        m->line = mem_grow(m->line, m->line_cap * sizeof *m->line);
    }
    l = &m->line[m->lines];
    memset(l, 0, sizeof *l);
    l->line_id = in->line_id;
    l->ordinance = in->ordinance;
    l->removed = in->removed;
    l->agency = agency_index(m, in->agency_id);
    l->output = node_index(&m->programme, in->output_id);
    l->item = node_index(&m->item, in->item_id);
    l->fund = node_index(&m->fund, in->fund_id);
    if (l->agency == NOT_FOUND || l->output == NOT_FOUND || l->item == NOT_FOUND ||
        l->fund == NOT_FOUND) {
        return unknown(in, e);
    }
    l->code = str_dup(m->a, in->code);
    l->name = str_dup(m->a, in->name);
    l->package = package_index(m, in);
    m->lines++;
    return true;
}

static bool take_amount(void *ctx, const void *row, struct err *e)
{
    struct mirror *m = ctx;
    const struct amount_in *in = row;
    struct mirror_line *l = line_of(m, in->line_id);
    int64_t newest = 0;

    if (!l || in->stage < 0 || in->stage >= STAGE_COUNT) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(STR("line")));
        return false;
    }
    l->has |= 1U << (unsigned)in->stage;
    m->has |= l->has;
    l->at[in->stage] = in->amount.satang;
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        if (l->has & (1U << s)) {
            newest = l->at[s];
        }
        m->sum[s] -= l->upto[s];
        if (__builtin_add_overflow(m->sum[s], newest, &m->sum[s])) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(money_text(m->a, in->amount, MONEY_WHOLE)));
            return false;
        }
        l->upto[s] = newest;
    }
    columns_line(m, l);
    return true;
}

static bool take_state(void *ctx, const void *row, struct err *e)
{
    struct mirror *m = ctx;
    const struct state_in *in = row;
    uint32_t *slot = m->slots ? slot_of(m, in->package_id) : NULL;

    (void)e;
    if (slot && *slot) { /* one without lines is not here */
        m->package[*slot - 1].unsent = is_unsent(in->state);
    }
    return true;
}

/* ---- load and pull ---- */

static int by_agency_id(const void *p, const void *q)
{
    return by_key(p, q);
}

static void index_agencies(struct mirror *m)
{
    struct sort_key *k = ARENA_ARRAY(m->a, struct sort_key, m->agencies);
    uint32_t *index = ARENA_ARRAY(m->a, uint32_t, m->agencies);

    for (size_t i = 0; i < m->agencies; i++) {
        k[i] = (struct sort_key){m->agency[i].id, 0, (uint32_t)i};
    }
    if (m->agencies > 1) {
        qsort(k, m->agencies, sizeof *k, by_agency_id);
    }
    for (size_t i = 0; i < m->agencies; i++) {
        index[i] = k[i].at;
    }
    m->agency_by_id = index;
}

static bool load_parts(struct mirror *m, struct db *db, struct err *e)
{
    struct rows agencies;

    if (!newest_get(db, &m->last, e) ||
        !db_list(db, m->a, &Q_ROLLUP_AGENCIES, NO_ARGS, &agency_row_type, &agencies, e) ||
        !class_tree_load(db, m->a, m->year, STR("programme"), &m->programme, e) ||
        !class_tree_load(db, m->a, m->year, STR("item"), &m->item, e) ||
        !class_tree_load(db, m->a, m->year, STR("fund"), &m->fund, e)) {
        return false;
    }
    m->agency = agencies.p;
    m->agencies = agencies.n;
    index_agencies(m);
    if (!db_each(db, &Q_ROLLUP_LINES, ARGS(V(m->year)), &line_in_type, take_line, m, e)) {
        return false;
    }
    sort_lines(m);
    return db_each(db, &Q_ROLLUP_AMOUNTS, ARGS(V(m->year)), &amount_in_type, take_amount, m, e);
}

bool mirror_load(struct db *db, int64_t year, struct mirror **ret, struct err *e)
{
    struct mirror *m = mem_alloc(sizeof *m);
    bool ok;

    memset(m, 0, sizeof *m);
    m->year = year;
    m->a = arena_new();
    ok = db_snapshot_begin(db, e);
    if (ok) {
        ok = load_parts(m, db, e);
        db_snapshot_end(db);
    }
    if (!ok) {
        mirror_free(m);
        return false;
    }
    *ret = m;
    return true;
}

void mirror_free(struct mirror *m)
{
    if (!m) {
        return;
    }
    arena_free(m->a);
    mem_free(m->package);
    mem_free(m->slot);
    mem_free(m->line);
    mem_free(m->by_id);
    mem_free(m->order);
    columns_free(&m->columns);
    mem_free(m);
}

bool mirror_pull(struct mirror *m, struct db *db, const struct newest *n, struct err *e)
{
    int64_t year = m->year;

    if (!db_each(db, &Q_ROLLUP_CHANGED_LINES, ARGS(V(year), V(m->last.change), V(n->change)),
                 &line_in_type, take_line, m, e)) {
        return false;
    }
    if (m->lines != m->sorted) {
        sort_lines(m);
    }
    if (!db_each(db, &Q_ROLLUP_CHANGED_AMOUNTS, ARGS(V(year), V(m->last.change), V(n->change)),
                 &amount_in_type, take_amount, m, e) ||
        !db_each(db, &Q_ROLLUP_STATES, ARGS(V(year), V(m->last.event), V(n->event)), &state_in_type,
                 take_state, m, e)) {
        return false;
    }
    m->last = *n;
    return true;
}
