/* demo_order.c - justifications that cover groups of lines, and the order in which the written agencies
 * put their levels: all minimum levels, then the current ones, then what is asked on top. */
#include "base/arena.h"
#include "exchange/demo_tables.h"
#include "sql_exchange.h"
#include "store/store.h"

static bool has_item(struct str items, struct str code)
{
    struct str one;

    while (str_split(&items, ' ', &one)) {
        if (str_eq(one, code))
            return true;
    }
    return false;
}

static bool groups(const struct deep_tables *t, struct err *e)
{
    struct db *db = t->by->tx->db;
    const struct deep_item *l = t->lines.p;
    struct demo_table x;

    if (!demo_table_read(t->by->a, "demo_deep_group.csv", &x, e))
        return false;
    for (size_t i = 0; i < x.n; i++) {
        const struct deep_unit *u = &t->unit[deep_unit_row(t, demo_get(&x, i, "unit"))];
        struct str code = str_format(t->by->a, "%.*s-G%02zu", STR_FMT(str_slice(u->agency_code, 0, 4)),
                                     i + 1);
        if (!db_exec(db, &Q_DEMO_PUT_GROUP,
                     ARGS(V(t->city->year), V(u->agency_id), V(code), V(demo_get(&x, i, "title")),
                          V(demo_get(&x, i, "formula")), V(demo_get(&x, i, "driver")),
                          V(demo_milli(&x, i, "quantity")), V(demo_get(&x, i, "unit_word")),
                          V(BAHT(demo_number(&x, i, "rate_baht"))), V(demo_get(&x, i, "reason")),
                          V(deep_officer(t, u->agency_code)), V(t->by->now_ms)), NULL, e))
            return false;
        for (size_t k = 0; k < t->lines.n; k++) {
            if (l[k].unit_id == u->id && l[k].level <= demo_number(&x, i, "levels") &&
                has_item(demo_get(&x, i, "items"), l[k].item_code) &&
                !db_exec(db, &Q_DEMO_PUT_GROUP_LINE, ARGS(V(l[k].id), V(t->city->year), V(code)),
                         NULL, e))
                return false;
        }
    }
    return true;
}

/* The ranks of one agency's units, which stand together in the data. */
static bool rank_agency(const struct deep_tables *t, size_t first, size_t end, struct err *e)
{
    struct db *db = t->by->tx->db;
    const struct deep_package *p = t->packages.p;
    const struct deep_unit *u = t->unit;
    int64_t rank = 0;

    for (int64_t level = 1; level <= 9; level++) {
        for (size_t i = first; i < end; i++) {
            for (size_t k = 0; k < t->packages.n; k++) {
                if (p[k].unit_id == u[i].id && p[k].level == level &&
                    !db_exec(db, &Q_DEMO_PUT_RANK,
                             ARGS(V(p[k].id), V(t->city->year), V(u[i].agency_id), V(++rank)), NULL,
                             e))
                    return false;
            }
        }
    }
    return db_exec(db, &Q_DEMO_PUT_RANKING,
                   ARGS(V(t->city->year), V(u[first].agency_id),
                        V(deep_officer(t, u[first].agency_code)), V(t->by->now_ms)), NULL, e);
}

bool demo_order(struct deep_tables *t, struct err *e)
{
    size_t first = 0;

    for (size_t i = 1; i <= t->d.unit.n; i++) {
        if (i < t->d.unit.n && str_eq(t->unit[i].agency_code, t->unit[first].agency_code))
            continue;
        if (!rank_agency(t, first, i, e))
            return false;
        first = i;
    }
    return groups(t, e);
}
