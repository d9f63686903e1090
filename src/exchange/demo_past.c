/* demo_past.c - see demo_past.h.
 *
 * The key: a line that is no increment was enacted, in each earlier year, 86 to 97 per cent of what
 * it was a year later; it had asked 2 to 24 per cent more; one in five was moved by a transfer; of
 * what was left 90 to 99 per cent was paid, of capital 58 to 94. In the bad year a tenth less was
 * enacted and a quarter less of it paid. Personnel asks and pays nearly what it is enacted.
 * Equipment and works are there in some years only. */
#include "exchange/demo_past.h"

#include "base/arena.h"
#include "plan/history.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { BAD_YEAR = 2564, PER_MILLE = 1000 };

struct deep_line_row {
    int64_t agency_id;
    struct str output_code, item_code, type_code, name;
    struct money requested;
};
static const struct field deep_line_fields[] = {
    COL(struct deep_line_row, agency_id), COL(struct deep_line_row, output_code),
    COL(struct deep_line_row, item_code), COL(struct deep_line_row, type_code),
    COL(struct deep_line_row, name),      COL(struct deep_line_row, requested),
};
static const struct row_type deep_line_type = ROW_TYPE(struct deep_line_row, deep_line_fields);

struct past {
    struct chance chance;
    struct past_line *row;
    size_t n;
    struct str source;
};

/* Whole hundreds of baht. */
static struct money per_mille(struct money m, int64_t rate)
{
    return MONEY(m.satang / HUNDRED_BAHT * rate / PER_MILLE * HUNDRED_BAHT);
}

static void add_years(struct past *p, const struct deep_line_row *l, int64_t year)
{
    bool people = str_eq(l->type_code, STR("1")), capital = str_eq(l->type_code, STR("3"));
    struct money level = l->requested;

    for (int64_t y = year - 1; y >= year - HISTORY_YEARS; y--) {
        struct past_line *r = &p->row[p->n];
        bool bad = y == BAD_YEAR;
        int64_t grew = chance_between(&p->chance, 860, 970);
        int64_t asked = chance_between(&p->chance, 1020, 1240);
        int64_t moved = chance_between(&p->chance, 1, 100) <= 20
                            ? chance_between(&p->chance, 900, 1060) : PER_MILLE;
        int64_t paid = chance_between(&p->chance, capital ? 580 : 900, capital ? 940 : 990);
        bool absent = capital && chance_between(&p->chance, 1, 100) <= 35;
        level = per_mille(level, people ? 975 : grew);
        if (absent || level.satang == 0)
            continue;
        *r = (struct past_line){.year = y, .agency_id = l->agency_id, .name = l->name,
                                .output_code = l->output_code, .item_code = l->item_code,
                                .source = p->source};
        r->enacted = bad && !people ? per_mille(level, 900) : level;
        r->asked = per_mille(r->enacted, people ? 1010 : asked);
        r->after_transfers = people ? r->enacted : per_mille(r->enacted, moved);
        r->paid = per_mille(r->after_transfers, people ? 985 : bad ? paid * 3 / 4 : paid);
        p->n++;
    }
}

/* Work that was stopped or reduced: its lines of the earlier years stand in the data. */
static void add_stopped(struct past *p, const struct demo_deep *d, const struct demo_table *stop,
                        const struct agency *ag, int64_t year)
{
    static const char *const column[HISTORY_YEARS] = {"y3", "y2", "y1"};

    for (size_t i = 0; i < stop->n; i++) {
        size_t u = 0;
        while (!demo_is(&d->unit, u, "unit", demo_get(stop, i, "unit")))
            u++;
        for (size_t y = 0; demo_is(&d->unit, u, "agency", ag->code) && y < HISTORY_YEARS; y++) {
            struct money m = BAHT(demo_number(stop, i, column[y]));
            p->row[p->n++] = (struct past_line){
                .year = year - 1 - (int64_t)y, .agency_id = ag->id, .name = demo_get(stop, i, "name"),
                .output_code = demo_get(&d->unit, u, "output"), .item_code = demo_get(stop, i, "item"),
                .asked = m, .enacted = m, .after_transfers = m, .paid = per_mille(m, 960),
                .source = p->source};
        }
    }
}

bool demo_past(struct act *by, int64_t year, struct err *e)
{
    struct demo_city c = {0};
    struct chance none = {0};
    struct rows lines;
    struct demo_deep d;
    struct demo_table stop;
    struct agency ag;
    struct past p = {.chance = {(uint64_t)year}};
    int64_t done, made, changed;
    struct str last = STR_NONE;

    if (!db_int(by->tx->db, &Q_DEMO_PAST_DONE, ARGS(V(year - 1)), &done, e))
        return false;
    if (done)
        return true;
    if (!demo_table_read(by->a, "demo_deep_stop.csv", &stop, e) || !demo_deep_load(by->a, &d, e) ||
        !demo_city_load(by->tx->db, by->a, year, &c, e))
        return false;
    p.source = demo_text(&c, &none, STR("past_source"));
    for (size_t i = 0; i < d.unit.n; i++) {
        struct str agency = demo_get(&d.unit, i, "agency");
        if (str_eq(agency, last))
            continue;
        last = agency;
        if (!agency_get(by->tx->db, by->a, agency, &ag, e) ||
            !db_list(by->tx->db, by->a, &Q_DEMO_DEEP_LINES, ARGS(V(year), V(agency)),
                     &deep_line_type, &lines, e))
            return false;
        p.row = ARENA_ARRAY(by->a, struct past_line, (lines.n + stop.n) * HISTORY_YEARS);
        p.n = 0;
        for (size_t k = 0; k < lines.n; k++)
            add_years(&p, (const struct deep_line_row *)lines.p + k, year);
        add_stopped(&p, &d, &stop, &ag, year);
        if (!history_put(by, p.row, p.n, str_format(by->a, "demo:%.*s", STR_FMT(agency)), &made,
                         &changed, e))
            return false;
    }
    return true;
}
