/* bulk_write.c - plan_bulk_end(): units, packages, lines, amounts, changes, search, audit. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/search.h"
#include "plan/bulk_rows.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

/* Reads identities back: they rise in the order of writing (store.h), codes prove it. */
struct code_row {
    int64_t id;
    struct str code;
};
static const struct field code_row_fields[] = {
    COL(struct code_row, id),
    COL(struct code_row, code),
};
static const struct row_type code_row_type = ROW_TYPE(struct code_row, code_row_fields);

struct reading {
    struct plan_bulk *b;
    size_t n;
    bool (*take)(struct plan_bulk *b, size_t i, const struct code_row *r);
};

static bool read_row(void *ctx, const void *row, struct err *e)
{
    struct reading *r = ctx;

    if (!r->take(r->b, r->n, row)) {
        FAIL(e, ERR_STORE);
        err_detail(e, "row %zu of a bulk write has another code", r->n);
        return false;
    }
    r->n++;
    return true;
}

static bool read_ids(struct plan_bulk *b, const struct query *q, int64_t after, size_t want,
                     bool (*take)(struct plan_bulk *b, size_t i, const struct code_row *r),
                     struct err *e)
{
    struct reading r = {b, 0, take};

    if (!db_each(b->by->tx->db, q, ARGS(V(after)), &code_row_type, read_row, &r, e)) {
        return false;
    }
    if (r.n != want) {
        FAIL(e, ERR_STORE);
        err_detail(e, "%zu rows written, %zu found", want, r.n);
        return false;
    }
    return true;
}

static bool take_unit(struct plan_bulk *b, size_t i, const struct code_row *r)
{
    if (i >= b->units || !str_eq(b->unit[i].code, r->code)) {
        return false;
    }
    b->unit[i].id = r->id;
    return true;
}

static bool take_package(struct plan_bulk *b, size_t i, const struct code_row *r)
{
    if (i >= b->packages || !str_eq(b->package[i].code, r->code)) {
        return false;
    }
    b->package[i].id = r->id;
    return true;
}

static bool take_line(struct plan_bulk *b, size_t i, const struct code_row *r)
{
    if (i >= b->lines || !str_eq(b->line[i].code, r->code)) {
        return false;
    }
    b->line[i].id = r->id;
    return true;
}

static bool write_units(struct plan_bulk *b, struct err *e)
{
    struct db_bulk *k;
    int64_t last;

    if (!db_int(b->by->tx->db, &Q_BULK_UNIT_MAX, NO_ARGS, &last, e) ||
        !db_bulk_begin(b->by->tx, &Q_BULK_UNIT, &k, e)) {
        return false;
    }
    for (size_t i = 0; i < b->units; i++) {
        const struct bulk_unit *u = &b->unit[i];

        if (!db_bulk_row(k,
                         ARGS(V(b->year), V(u->code), V(u->agency_id), V(u->output_id), V(u->title),
                              V(u->kind)),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(k, NULL, e) && read_ids(b, &Q_BULK_UNIT_IDS, last, b->units, take_unit, e);
}

static bool write_packages(struct plan_bulk *b, struct err *e)
{
    struct db_bulk *k;
    int64_t last;

    if (!db_int(b->by->tx->db, &Q_BULK_PACKAGE_MAX, NO_ARGS, &last, e) ||
        !db_bulk_begin(b->by->tx, &Q_BULK_PACKAGE, &k, e)) {
        return false;
    }
    for (size_t i = 0; i < b->packages; i++) {
        const struct bulk_package *p = &b->package[i];
        int64_t unit_id = p->unit < 0 ? b->unit[-p->unit - 1].id : p->unit_id;

        if (!db_bulk_row(k,
                         ARGS(V(b->year), V(p->code), V(unit_id), V(p->agency_id), V(p->output_id),
                              V_ID(p->goal_id), V(p->level), V(p->level_kind), V(p->title),
                              V(p->justification), V(p->integrated), V(p->mandatory), V(p->state),
                              V(p->value_score), V(b->by->who->name), V(b->by->now_ms),
                              V(text_key(b->by->a, p->justification))),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(k, NULL, e) &&
           read_ids(b, &Q_BULK_PACKAGE_IDS, last, b->packages, take_package, e);
}

/* The events that lead to each package's state, in the order of the table (review.def). */
static bool write_events(struct plan_bulk *b, struct err *e)
{
    static const struct {
        const char *event, *from, *to;
    } road[] = {
        {"make", "", "DRAFT"},
        {"submit", "DRAFT", "SUBMITTED"},
        {"accept", "SUBMITTED", "ANALYST_ACCEPTED"},
        {"fund", "ANALYST_ACCEPTED", "FUNDED"},
    };
    struct db_bulk *k;

    if (!db_bulk_begin(b->by->tx, &Q_PACKAGE_EVENT_INSERT, &k, e)) {
        return false;
    }
    for (size_t i = 0; i < b->packages; i++) {
        bool there = false;

        for (size_t s = 0; s < ARRAY_LEN(road) && !there; s++) {
            if (!db_bulk_row(k,
                             ARGS(V(b->package[i].id), V(str_from(road[s].event)),
                                  V(str_from(road[s].from)), V(str_from(road[s].to)),
                                  V(b->by->who->name), V(b->by->now_ms), V(b->what)),
                             e)) {
                return false;
            }
            there = str_eq(b->package[i].state, str_from(road[s].to));
        }
    }
    return db_bulk_end(k, NULL, e);
}

static bool write_lines(struct plan_bulk *b, struct err *e)
{
    struct db_bulk *k;
    int64_t last;

    if (!db_int(b->by->tx->db, &Q_BULK_LINE_MAX, NO_ARGS, &last, e) ||
        !db_bulk_begin(b->by->tx, &Q_BULK_LINE, &k, e)) {
        return false;
    }
    for (size_t i = 0; i < b->lines; i++) {
        const struct bulk_line *n = &b->line[i];
        const struct line_new *l = &n->line;
        int64_t package_id = l->package_id < 0 ? b->package[-l->package_id - 1].id : n->id;

        if (!db_bulk_row(k,
                         ARGS(V(b->year), V(l->ordinance), V(n->code), V(package_id),
                              V(n->agency_id), V(n->output_id), V(l->item_id), V(l->fund_id),
                              V(l->name), V(l->quantity_milli), V(l->unit_word), V(l->unit_price),
                              V(l->justification), V(l->source_key),
                              V(l->ordinance ? STR("supplementary") : STR("annual")), V(l->sort),
                              V(n->version), V(l->times ? l->times : INT64_C(1)),
                              V(l->months ? l->months : INT64_C(1)), V(l->drawn_from),
                              V(text_key(b->by->a, l->justification))),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(k, NULL, e) && read_ids(b, &Q_BULK_LINE_IDS, last, b->lines, take_line, e);
}

static bool write_amounts(struct plan_bulk *b, struct err *e)
{
    struct db_bulk *k;

    if (!db_bulk_begin(b->by->tx, &Q_BULK_AMOUNT, &k, e)) {
        return false;
    }
    for (size_t i = 0; i < b->lines; i++) {
        if (!db_bulk_row(
                k,
                ARGS(V(b->line[i].id), V((int64_t)STAGE_REQUESTED), V(b->line[i].line.requested)),
                e)) {
            return false;
        }
    }
    for (size_t i = 0; i < b->amounts; i++) {
        const struct bulk_amount *m = &b->amount[i];

        if (!db_bulk_row(k, ARGS(V(b->line[m->line].id), V((int64_t)m->stage), V(m->amount)), e)) {
            return false;
        }
    }
    return db_bulk_end(k, NULL, e);
}

static bool write_changes(struct plan_bulk *b, struct err *e)
{
    struct str who = b->by->who->name;
    struct db_bulk *k;

    if (!db_bulk_begin(b->by->tx, &Q_AMOUNT_CHANGE, &k, e)) {
        return false;
    }
    for (size_t i = 0; i < b->lines; i++) {
        if (!db_bulk_row(k,
                         ARGS(V(b->line[i].id), V(INT64_C(1)), V((int64_t)STAGE_REQUESTED), V_NULL,
                              V(b->line[i].line.requested), V(who), V(b->by->now_ms), V(b->what),
                              V(STR("")), V_NULL),
                         e)) {
            return false;
        }
    }
    for (size_t i = 0; i < b->amounts; i++) {
        const struct bulk_amount *m = &b->amount[i];

        if (!db_bulk_row(k,
                         ARGS(V(b->line[m->line].id), V(m->seq), V((int64_t)m->stage), V(m->old),
                              V(m->amount), V(who), V(b->by->now_ms), V(m->reason),
                              V(m->resolution), V_NULL),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(k, NULL, e);
}

static bool write_numbers(struct plan_bulk *b, struct err *e)
{
    for (size_t i = 0; i < b->ncounters; i++) {
        const struct bulk_counter *c = &b->counter[i];
        int64_t first;

        if (!number_take(b->by, b->year, c->ordinance, c->prefix, c->count, &first, e)) {
            return false;
        }
        if (first != c->first) {
            FAIL(e, ERR_STALE);
            return false;
        }
    }
    return true;
}

static bool write_search(struct plan_bulk *b, struct err *e)
{
    struct search_text *t = ARENA_ARRAY(b->a, struct search_text, b->packages);

    for (size_t i = 0; i < b->packages; i++) {
        t[i].id = b->package[i].id;
        t[i].text = b->package[i].title;
    }
    return search_index_many(b->by, STR("package"), t, b->packages, e);
}

static bool analyze(struct db *db, struct err *e)
{
    static const struct query *const q[] = {&Q_BULK_ANALYZE_UNIT, &Q_BULK_ANALYZE_PACKAGE, &Q_BULK_ANALYZE_LINE,
                                            &Q_BULK_ANALYZE_LINE_AMOUNT, &Q_BULK_ANALYZE_LINE_CHANGE};

    for (size_t i = 0; i < ARRAY_LEN(q); i++) {
        if (!db_exec(db, q[i], NO_ARGS, NULL, e)) {
            return false;
        }
    }
    return true;
}

bool plan_bulk_end(struct plan_bulk *b, struct err *e)
{
    struct audit_note note = {0};

    if (!write_numbers(b, e) || !write_units(b, e) || !write_packages(b, e) ||
        !write_events(b, e) || !write_lines(b, e) || !write_amounts(b, e) || !write_changes(b, e) ||
        !write_search(b, e) ||
        !(b->own || b->bill || analyze(b->by->tx->db, e))) {
        return false;
    }
    note.action = STR("plan.bulk");
    note.subject = b->what;
    note.year = b->year;
    note.new_value = str_format(b->a, "year=%lld units=%zu packages=%zu lines=%zu requested=%.*s",
                                (long long)b->year, b->units, b->packages, b->lines,
                                STR_FMT(money_text(b->a, b->total, MONEY_PLAIN)));
    return audit_add(b->by, &note, e);
}
