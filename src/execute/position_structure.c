#include "execute/position_structure.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "sql_execute.h"
#include "store/store.h"

enum { STEPS_MOST = 32 }; /* re-organisations of one line after another */

struct link {
    struct str old_line, line_name, new_line, old_agency, old_agency_name, old_output, old_output_name, new_agency,
        new_agency_name, new_output, new_output_name;
    bool main;
};
static const struct field link_fields[] = {
    COL(struct link, old_line),        COL(struct link, line_name),      COL(struct link, new_line),
    COL(struct link, old_agency),      COL(struct link, old_agency_name), COL(struct link, old_output),
    COL(struct link, old_output_name), COL(struct link, new_agency),     COL(struct link, new_agency_name),
    COL(struct link, new_output),      COL(struct link, new_output_name), COL(struct link, main),
};
static const struct row_type link_type = ROW_TYPE(struct link, link_fields);

struct place_rule {
    int64_t year, act;
    struct str from_agency, from_output, to_agency, to_name, to_output, to_output_name;
};
static const struct field place_fields[] = {
    COL(struct place_rule, year),      COL(struct place_rule, act),     COL(struct place_rule, from_agency),
    COL(struct place_rule, from_output), COL(struct place_rule, to_agency), COL(struct place_rule, to_name),
    COL(struct place_rule, to_output), COL(struct place_rule, to_output_name),
};
static const struct row_type place_type = ROW_TYPE(struct place_rule, place_fields);

bool pos_structure_parse(struct str word, enum pos_structure *ret, struct err *e)
{
    static const char *const words[] = {"new", "old", "comparable"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(word, str_from(words[i])) || (i == 0 && word.n == 0)) {
            *ret = (enum pos_structure)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("structure")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(STR("old new comparable")));
    return false;
}

/* ---- one question ---- */

struct ask {
    enum pos_structure s;
    struct arena *a;
    enum pos_dim dim[POS_DIMS];
    size_t n, asked; /* those asked for, then those that the mapping needs */
    size_t agency, output, line, year;
    struct position_filter f;
    struct position_where where[POS_DIMS], after[POS_DIMS + 1];
    size_t afters;
    const struct link *link, **by_line; /* sorted by the line that is looked for */
    size_t links;
    const struct place_rule *place;
    size_t places;
};

static size_t need(struct ask *q, enum pos_dim d)
{
    for (size_t i = 0; i < q->n; i++) {
        if (q->dim[i] == d) {
            return i;
        }
    }
    q->dim[q->n] = d;
    return q->n++;
}

static bool moves_too(enum pos_dim d)
{
    return d == POS_DIM_DIVISION || d == POS_DIM_DISTRICT_GROUP || d == POS_DIM_SIDE || d == POS_DIM_PLAN ||
           d == POS_DIM_PACKAGE;
}

static bool not_by(enum pos_dim d, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("structure")));
    err_arg(e, "value", V(str_from(pos_dim_word(d))));
    err_arg(e, "expected", V(STR("agency output type item fund ordinance year month line origin")));
    return false;
}

static bool prepare(struct ask *q, struct db *db, const struct position_filter *f, const struct position_by *by,
                    struct err *e)
{
    struct agency g;

    q->f = *f;
    q->f.agency_id = 0;
    q->f.where = q->where;
    q->f.nwhere = 0;
    for (size_t i = 0; i < by->n; i++) {
        if (moves_too(by->dim[i])) {
            return not_by(by->dim[i], e);
        }
        q->dim[q->n++] = by->dim[i];
    }
    q->asked = q->n;
    q->agency = need(q, POS_DIM_AGENCY);
    q->output = need(q, POS_DIM_OUTPUT);
    q->line = need(q, POS_DIM_LINE);
    q->year = need(q, POS_DIM_YEAR);
    for (size_t i = 0; i < f->nwhere; i++) {
        enum pos_dim d = f->where[i].dim;

        if (moves_too(d)) {
            return not_by(d, e);
        }
        if (d == POS_DIM_AGENCY || d == POS_DIM_OUTPUT || d == POS_DIM_LINE) {
            q->after[q->afters++] = f->where[i];
        } else {
            q->where[q->f.nwhere++] = f->where[i];
        }
    }
    if (f->agency_id) {
        if (!agency_by_id(db, q->a, f->agency_id, &g, e)) {
            return false;
        }
        q->after[q->afters++] = (struct position_where){POS_DIM_AGENCY, g.code};
    }
    return true;
}

static int by_old(const void *x, const void *y)
{
    const struct link *const *a = x, *const *b = y;

    return str_cmp((*a)->old_line, (*b)->old_line);
}

static int by_new(const void *x, const void *y)
{
    const struct link *const *a = x, *const *b = y;

    return str_cmp((*a)->new_line, (*b)->new_line);
}

static bool load(struct ask *q, struct db *db, struct err *e)
{
    struct rows rows;

    if (!db_list(db, q->a, &Q_STRUCTURE_LINKS, NO_ARGS, &link_type, &rows, e)) {
        return false;
    }
    q->link = rows.p;
    q->by_line = ARENA_ARRAY(q->a, const struct link *, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (q->s == STRUCTURE_OLD || q->link[i].main) {
            q->by_line[q->links++] = &q->link[i];
        }
    }
    qsort(q->by_line, q->links, sizeof *q->by_line, q->s == STRUCTURE_OLD ? by_new : by_old);
    if (!db_list(db, q->a, &Q_STRUCTURE_PLACES, NO_ARGS, &place_type, &rows, e)) {
        return false;
    }
    q->place = rows.p;
    q->places = rows.n;
    return true;
}

static const struct link *find(const struct ask *q, struct str line)
{
    struct link want = {.old_line = line, .new_line = line};
    const struct link *key = &want, *const *at;

    at = bsearch(&key, q->by_line, q->links, sizeof *q->by_line, q->s == STRUCTURE_OLD ? by_new : by_old);
    return at ? *at : NULL;
}

/* ---- one line's place ---- */

static void put(struct position_sum *r, size_t at, struct str key, struct str name)
{
    r->key[at] = key;
    r->name[at] = name;
}

static void follow_link(const struct ask *q, const struct link *k, struct position_sum *r)
{
    if (q->s == STRUCTURE_OLD) {
        put(r, q->agency, k->old_agency, k->old_agency_name);
        put(r, q->output, k->old_output, k->old_output_name);
        put(r, q->line, k->old_line, k->line_name);
    } else {
        put(r, q->agency, k->new_agency, k->new_agency_name);
        put(r, q->output, k->new_output, k->new_output_name);
        put(r, q->line, k->new_line, k->line_name);
    }
}

static int64_t year_of(struct str s)
{
    int64_t y = 0;

    for (size_t i = 0; i < s.n; i++) {
        y = y * 10 + (s.p[i] - '0');
    }
    return y;
}

/* Lines that no link names: each executed act's first rule that fits, of their year or a later one. */
static void follow_rules(const struct ask *q, struct position_sum *r)
{
    int64_t done = 0, year = year_of(r->key[q->year]);

    for (size_t i = 0; i < q->places; i++) {
        const struct place_rule *k = &q->place[i];

        if (k->act == done || k->year < year || (k->from_agency.n && !str_eq(k->from_agency, r->key[q->agency])) ||
            (k->from_output.n && !str_eq(k->from_output, r->key[q->output]))) {
            continue;
        }
        done = k->act;
        if (k->to_agency.n) {
            put(r, q->agency, k->to_agency, k->to_name);
        }
        if (k->to_output.n) {
            put(r, q->output, k->to_output, k->to_output_name);
        }
    }
}

static void place(const struct ask *q, struct position_sum *r)
{
    const struct link *k = find(q, r->key[q->line]);
    bool linked = k != NULL;

    for (int step = 0; k && step < STEPS_MOST; step++) {
        follow_link(q, k, r);
        k = find(q, r->key[q->line]);
    }
    if (!linked && q->s == STRUCTURE_COMPARABLE) {
        follow_rules(q, r);
    }
}

static bool passes(const struct ask *q, const struct position_sum *r)
{
    for (size_t i = 0; i < q->afters; i++) {
        size_t at = q->after[i].dim == POS_DIM_AGENCY   ? q->agency
                    : q->after[i].dim == POS_DIM_OUTPUT ? q->output
                                                        : q->line;

        if (!str_eq(q->after[i].code, r->key[at])) {
            return false;
        }
    }
    return true;
}

/* ---- the table ---- */

static void add(struct position_sum *sum, const struct position_sum *r)
{
    sum->lines += r->lines;
    sum->approved = money_add(sum->approved, r->approved);
    sum->current = money_add(sum->current, r->current);
    sum->unallotted = money_add(sum->unallotted, r->unallotted);
    sum->allotted = money_add(sum->allotted, r->allotted);
    sum->reserved = money_add(sum->reserved, r->reserved);
    sum->obligated = money_add(sum->obligated, r->obligated);
    sum->disbursed = money_add(sum->disbursed, r->disbursed);
    sum->free = money_add(sum->free, r->free);
    sum->carried_a = money_add(sum->carried_a, r->carried_a);
    sum->carried_b = money_add(sum->carried_b, r->carried_b);
    sum->lapsed = money_add(sum->lapsed, r->lapsed);
    sum->obligated_rate.bp = money_share_bp(money_add(sum->obligated, sum->disbursed), sum->current);
    sum->disbursed_rate.bp = money_share_bp(sum->disbursed, sum->current);
}

static bool same(const struct ask *q, const struct position_sum *x, const struct position_sum *y)
{
    for (size_t i = 0; i < q->asked; i++) {
        if (!str_eq(x->key[i], y->key[i])) {
            return false;
        }
    }
    return true;
}

/* Rows of one key together, in the order in which they come first; neighbours are mostly of one key. */
static void gather(const struct ask *q, const struct position_table *t, struct position_table *ret)
{
    size_t last = 0;

    *ret = (struct position_table){.row = ARENA_ARRAY(q->a, struct position_sum, t->n + 1), .seq = t->seq};
    for (size_t i = 0; i < t->n; i++) {
        struct position_sum r = t->row[i];

        place(q, &r);
        if (!passes(q, &r)) {
            continue;
        }
        add(&ret->total, &r);
        if (ret->n == 0 || !same(q, &ret->row[last], &r)) {
            for (last = 0; last < ret->n && !same(q, &ret->row[last], &r); last++) {
            }
        }
        if (last < ret->n) {
            add(&ret->row[last], &r);
        } else {
            ret->row[ret->n++] = r;
        }
    }
}

bool position_get_structure(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                            const struct structure_by *as, struct position_table *ret, struct err *e)
{
    const struct position_by *by = as->by;
    struct ask q = {.s = as->structure, .a = a};
    struct position_table t;

    if (as->structure == STRUCTURE_NEW) {
        return position_get(p, db, a, f, by, ret, e);
    }
    if (!prepare(&q, db, f, by, e) || !load(&q, db, e) ||
        !position_get(p, db, a, &q.f, POSITION_BY(q.dim, q.n, by->lang), &t, e)) {
        return false;
    }
    gather(&q, &t, ret);
    return true;
}
