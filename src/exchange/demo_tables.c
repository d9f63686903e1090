/* demo_tables.c - see demo_tables.h: reads what was made, then lets each part add its rows. */
#include "exchange/demo_tables.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "sql_exchange.h"
#include "store/store.h"

static const struct field unit_fields[] = {
    COL(struct deep_unit, id),        COL(struct deep_unit, agency_id),
    COL(struct deep_unit, code),      COL(struct deep_unit, title),
    COL(struct deep_unit, goal_name), COL(struct deep_unit, agency_code),
    COL(struct deep_unit, asked),     COL(struct deep_unit, base),
    COL(struct deep_unit, after),     COL(struct deep_unit, paid),
};
static const struct row_type unit_rows_type = ROW_TYPE(struct deep_unit, unit_fields);

static const struct field package_rows_fields[] = {
    COL(struct deep_package, id),   COL(struct deep_package, unit_id),
    COL(struct deep_package, level), COL(struct deep_package, code),
    COL(struct deep_package, requested),
};
static const struct row_type package_rows_type = ROW_TYPE(struct deep_package, package_rows_fields);

static const struct field line_fields[] = {
    COL(struct deep_item, id),         COL(struct deep_item, package_id),
    COL(struct deep_item, unit_id),    COL(struct deep_item, level),
    COL(struct deep_item, quantity_milli), COL(struct deep_item, code),
    COL(struct deep_item, name),       COL(struct deep_item, item_code),
    COL(struct deep_item, unit_price), COL(struct deep_item, requested),
};
static const struct row_type line_rows_type = ROW_TYPE(struct deep_item, line_fields);

struct str deep_word(const struct deep_tables *t, const char *kind)
{
    struct chance first = {0};
    struct str s = demo_text(t->city, &first, str_from(kind));

    if (!s.n)
        PANIC("data/demo_names.csv lacks a text of the written agencies");
    return s;
}

struct str deep_put(const struct deep_tables *t, struct str text, const char *word, struct str with)
{
    return str_replace(t->by->a, text, str_format(t->by->a, "{%s}", word), with);
}

size_t deep_unit_row(const struct deep_tables *t, struct str key)
{
    for (size_t i = 0; i < t->d.unit.n; i++) {
        if (demo_is(&t->d.unit, i, "unit", key))
            return i;
    }
    PANIC("data/demo_deep_*.csv names a unit that is not in demo_deep_unit.csv");
}

const struct deep_package *deep_package(const struct deep_tables *t, int64_t unit_id, int64_t level)
{
    const struct deep_package *p = t->packages.p;

    for (size_t i = 0; i < t->packages.n; i++) {
        if (p[i].unit_id == unit_id && p[i].level == level)
            return &p[i];
    }
    PANIC("data/demo_deep_*.csv names a level that was not made");
}

const struct deep_item *deep_line(const struct deep_tables *t, int64_t unit_id, struct str name)
{
    const struct deep_item *l = t->lines.p;

    for (size_t i = 0; i < t->lines.n; i++) {
        if (l[i].unit_id == unit_id && str_eq(l[i].name, name))
            return &l[i];
    }
    PANIC("data/demo_deep_*.csv names a line that was not made");
}

struct str deep_officer(const struct deep_tables *t, struct str agency_code)
{
    return str_format(t->by->a, "officer.%.*s", STR_FMT(str_slice(agency_code, 0, 4)));
}

static bool load(struct deep_tables *t, struct act *by, int64_t year, struct err *e)
{
    struct db *db = by->tx->db;
    struct rows units;

    t->by = by;
    t->city = ARENA_NEW(by->a, struct demo_city);
    t->chance = (struct chance){(uint64_t)year};
    if (!demo_deep_load(by->a, &t->d, e) || !demo_city_load(db, by->a, year, t->city, e) ||
        !demo_table_read(by->a, "demo_deep_more.csv", &t->more, e) ||
        !demo_table_read(by->a, "demo_deep_indicator.csv", &t->indicator, e) ||
        !db_list(db, by->a, &Q_DEMO_TABLES_UNITS, ARGS(V(year)), &unit_rows_type, &units, e) ||
        !db_list(db, by->a, &Q_DEMO_TABLES_PACKAGES, ARGS(V(year)), &package_rows_type, &t->packages, e) ||
        !db_list(db, by->a, &Q_DEMO_TABLES_LINES, ARGS(V(year)), &line_rows_type, &t->lines, e))
        return false;
    t->unit = ARENA_ARRAY(by->a, struct deep_unit, t->d.unit.n);
    for (size_t i = 0; i < t->d.unit.n; i++) {
        const struct deep_unit *u = units.p;
        size_t k = 0;
        while (k < units.n && !(demo_is(&t->d.unit, i, "title", u[k].title) &&
                                demo_is(&t->d.unit, i, "agency", u[k].agency_code)))
            k++;
        if (k == units.n)
            PANIC("a unit of data/demo_deep_unit.csv was not made");
        t->unit[i] = u[k];
    }
    return true;
}

bool demo_tables(struct act *by, int64_t year, struct err *e)
{
    struct deep_tables t = {0};
    int64_t done;

    if (!db_int(by->tx->db, &Q_DEMO_TABLES_DONE, ARGS(V(year)), &done, e))
        return false;
    return done || (load(&t, by, year, e) && demo_words(&t, e) && demo_order(&t, e) && demo_things(&t, e) &&
                    demo_measure(&t, e) &&
                    audit_add(by, &(struct audit_note){.action = STR("plan.bulk"),
                                                       .subject = str_format(by->a, "demo:%lld:tables",
                                                                             (long long)year)}, e));
}
