/* demo_money.c - see demo_money.h. Each part reads its rows of data/demo_money.csv; makers and approvers
 * are two persons, as everywhere. */
#include "exchange/demo_money.h"

#include <assert.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/year.h"
#include "exchange/demo_money_rows.h"
#include "plan/ceiling.h"
#include "plan/committed.h"
#include "plan/position.h"
#include "plan/revenue.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { ROWS_MAX = 600, COLUMNS = 10, HORIZON = 4, TYPES = 7 };

/* ---- the rows ---- */

int64_t demo_money_number(struct str s)
{
    int64_t v = 0;
    bool ok = exact_parse_decimal(s, 2, &v);

    if (!ok)
        PANIC("data/demo_money.csv holds a bad number");
    return v;
}

struct reading {
    struct arena *a;
    struct demo_money_row *row;
    size_t n;
};

static bool take_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct reading *r = ctx;

    (void)e;
    if (row->row == 0)
        return true;
    assert(row->n == COLUMNS && r->n < ROWS_MAX);
    r->row[r->n++] = (struct demo_money_row){.kind = str_dup(r->a, row->cell[0]),
                                             .year = demo_money_number(row->cell[1]) / 100,
                                             .agency = str_dup(r->a, row->cell[2]),
                                             .code = str_dup(r->a, row->cell[3]),
                                             .for_year = demo_money_number(row->cell[4]) / 100,
                                             .amount = MONEY(demo_money_number(row->cell[5])),
                                             .status = str_dup(r->a, row->cell[6]),
                                             .text = str_dup(r->a, row->cell[7]),
                                             .note = str_dup(r->a, row->cell[8]),
                                             .source = str_dup(r->a, row->cell[9])};
    return true;
}

const struct demo_money_row *demo_money_text(const struct demo_money *d, const char *kind)
{
    for (size_t i = 0; i < d->n; i++) {
        if (str_eq(d->row[i].kind, str_from(kind)))
            return &d->row[i];
    }
    PANIC("data/demo_money.csv lacks a row");
}

struct act demo_money_as(const struct act *by, const struct actor *who)
{
    struct act act = *by;

    act.who = who;
    return act;
}

/* ---- positions ---- */

static bool add_position(struct demo_money *d, struct str day, struct err *e)
{
    struct position_new p = {.year = d->year};
    struct position_item *item = ARENA_ARRAY(d->by->a, struct position_item, d->n);
    struct str code;

    for (size_t i = 0; i < d->n; i++) {
        const struct demo_money_row *x = &d->row[i];
        size_t colon = str_find(x->code, STR(":"), 0);

        if (!str_eq(x->kind, STR("position")) || x->year != d->year ||
            !str_eq(str_slice(x->code, 0, colon), day))
            continue;
        item[p.items++] = (struct position_item){.kind = str_slice(x->code, colon + 1, x->code.n),
                                                 .for_year = x->for_year,
                                                 .amount = x->amount,
                                                 .source = x->source,
                                                 .status = x->status};
    }
    p.item = item;
    return date_parse_iso(day, &p.as_of, e) && position_add(&d->finance, &p, &code, e);
}

static bool add_positions(struct demo_money *d, struct err *e)
{
    struct str last = STR_NONE;

    for (size_t i = 0; i < d->n; i++) {
        struct str code = d->row[i].code, day = str_slice(code, 0, str_find(code, STR(":"), 0));

        if (!str_eq(d->row[i].kind, STR("position")) || d->row[i].year != d->year ||
            str_eq(day, last))
            continue;
        last = day;
        if (!add_position(d, day, e))
            return false;
    }
    return true;
}

/* ---- revenue ---- */

static bool add_actuals(struct demo_money *d, struct err *e)
{
    struct rows known;

    if (!revenue_actuals(d->by->tx->db, d->by->a, FY_MAX, &known, e))
        return false;
    for (size_t i = 0; i < d->n && known.n == 0; i++) { /* the same for every year's city */
        const struct demo_money_row *x = &d->row[i];

        if (str_eq(x->kind, STR("actual")) &&
            !revenue_actual_add(&d->finance, x->for_year, x->code, x->amount, x->source, x->status,
                                e))
            return false;
    }
    return true;
}

static bool add_revenue(struct demo_money *d, struct err *e)
{
    struct revenue_item item[REVENUE_SOURCES];
    struct str code = STR_NONE;
    size_t n = 0;

    if (!add_actuals(d, e))
        return false;
    for (size_t i = 0; i < d->n && n < REVENUE_SOURCES; i++) {
        if (str_eq(d->row[i].kind, STR("manual")) && d->row[i].year == d->year)
            item[n++] = (struct revenue_item){d->row[i].code, d->row[i].amount};
    }
    for (size_t i = 0; i < d->n; i++) {
        const struct demo_money_row *x = &d->row[i];
        struct revenue_forecast_new f = {.year = d->year,
                                         .name = x->text,
                                         .method = x->code,
                                         .basis = x->note,
                                         .item = item,
                                         .items = n};

        if (str_eq(x->kind, STR("forecast")) && !revenue_forecast_add(&d->finance, &f, &code, e))
            return false;
    }
    return n == 0 || revenue_adopt(&d->office, code, demo_money_text(d, "adopt")->text, e);
}

/* ---- commitments ---- */

struct type_sum {
    int64_t agency_id;
    struct str code, name_th, type;
    struct money now;
};
static const struct field type_sum_fields[] = {
    COL(struct type_sum, agency_id), COL(struct type_sum, code), COL(struct type_sum, name_th),
    COL(struct type_sum, type),      COL(struct type_sum, now),
};
static const struct row_type type_sum_type = ROW_TYPE(struct type_sum, type_sum_fields);

/* The whole falls due over `years` years: more in the first. */
struct binding {
    int64_t agency_id, first; /* first: the year it begins */
    const char *kind;
    struct money total;
    struct str name; /* of the agency */
};

static bool bind(struct demo_money *d, const struct binding *b, const struct demo_money_row *x,
                 struct err *e)
{
    static const int64_t weight[HORIZON] = {4, 3, 2, 1};
    struct committed_part part[HORIZON];
    struct money piece[HORIZON];
    size_t years = (size_t)x->for_year;
    struct committed_new c = {
        .agency_id = b->agency_id,
        .kind = str_from(b->kind),
        .type_code = x->code,
        .title = str_replace(d->by->a, x->text, STR("{agency}"), b->name),
        .ref = x->note,
        .source = x->source,
        .total = b->total,
        .part = part,
        .parts = years,
    };
    struct str code;

    assert(years >= 1 && years <= HORIZON);
    money_split(MONEY(b->total.satang / 100), weight, years, piece); /* whole baht */
    for (size_t i = 0; i < years; i++)
        part[i] = (struct committed_part){b->first + (int64_t)i, BAHT(piece[i].satang)};
    return committed_add(&d->finance, &c, &code, e);
}

/* Contracts named in the data are all that an agency has. */
static bool has_named(const struct demo_money *d, struct str agency)
{
    for (size_t i = 0; i < d->n; i++) {
        if (str_eq(d->row[i].kind, STR("contract")) && str_eq(d->row[i].agency, agency))
            return true;
    }
    return false;
}

static bool add_committed(struct demo_money *d, const struct rows *sums, struct err *e)
{
    const struct type_sum *s = sums->p;
    struct agency g;

    for (size_t i = 0; i < d->n; i++) {
        const struct demo_money_row *x = &d->row[i];
        bool running = str_eq(x->kind, STR("running"));

        if (!(running || str_eq(x->kind, STR("contract"))) || x->year != d->year)
            continue;
        if (!agency_get(d->by->tx->db, d->by->a, x->agency, &g, e) ||
            !bind(d,
                  &(struct binding){g.id, d->year + (running ? 1 : 0),
                                    running ? "running" : "contract", x->amount, g.name_th},
                  x, e))
            return false;
    }
    for (size_t i = 0; i < sums->n; i++) {
        struct money part = MONEY(s[i].now.satang / 1000000000 * 100000000); /* a tenth, rounded */

        if (!str_eq(s[i].type, STR("3")) || part.satang == 0 || has_named(d, s[i].code))
            continue;
        if (!bind(d,
                  &(struct binding){s[i].agency_id, d->year, "tranche", MONEY(part.satang * 2),
                                    s[i].name_th},
                  demo_money_text(d, "tranche_text"), e) ||
            !bind(d, &(struct binding){s[i].agency_id, d->year, "contract", part, s[i].name_th},
                  demo_money_text(d, "contract_text"), e))
            return false;
    }
    return true;
}

/* ---- ceilings ---- */

struct putting {
    struct ceiling_put *put;
    size_t n;
};

static void put_one(struct putting *p, const char *dim, struct str code, struct str agency,
                    struct money m)
{
    p->put[p->n++] = (struct ceiling_put){str_from(dim), code, agency, m, false};
}

/* The total over the types and the agencies, each agency's over its types, as the lines stand now;
 * every level adds up to the one above. */
static void make_puts(struct demo_money *d, const struct rows *sums, struct money total,
                      struct putting *p)
{
    const struct type_sum *s = sums->p;
    int64_t *weight = ARENA_ARRAY(d->by->a, int64_t, sums->n + 1), by_type[TYPES] = {0};
    struct money *piece = ARENA_ARRAY(d->by->a, struct money, sums->n + 1), type_piece[TYPES];

    for (size_t i = 0; i < sums->n; i++) {
        weight[i] = s[i].now.satang;
        by_type[s[i].type.p[0] - '0'] += weight[i];
    }
    put_one(p, "total", STR_NONE, STR_NONE, total);
    money_split(MONEY(total.satang / 100), weight, sums->n, piece);
    money_split(MONEY(total.satang / 100), by_type, TYPES, type_piece);
    for (size_t t = 1; t < TYPES; t++) {
        if (by_type[t])
            put_one(p, "type", str_format(d->by->a, "%zu", t), STR_NONE,
                    BAHT(type_piece[t].satang));
    }
    for (size_t i = 0; i < sums->n;) {
        struct money all = MONEY_ZERO;
        size_t first = i;

        for (; i < sums->n && s[i].agency_id == s[first].agency_id; i++)
            all = money_add(all, BAHT(piece[i].satang));
        put_one(p, "agency", s[first].code, STR_NONE, all);
        for (size_t k = first; k < i; k++) {
            if (piece[k].satang)
                put_one(p, "type", s[k].type, s[k].code, BAHT(piece[k].satang));
        }
    }
}

static bool add_ceilings(struct demo_money *d, const struct rows *sums, struct err *e)
{
    struct putting p = {ARENA_ARRAY(d->by->a, struct ceiling_put, sums->n * 2 + TYPES + 1), 0};
    struct money total = MONEY_ZERO;
    const struct type_sum *s = sums->p;
    struct fiscal_year y;
    size_t row;

    if (!year_get(d->by->tx->db, d->by->a, d->year, &y, e))
        return false;
    for (size_t i = 0; i < sums->n; i++)
        total = money_add(total, s[i].now);
    if (y.revenue.satang)
        total = y.revenue;
    total = MONEY(total.satang / 100 * 100);
    if (total.satang == 0 ||
        sums->n == 0) /* a year without lines yet has nobody to divide it over */
        return true;
    make_puts(d, sums, total, &p);
    return ceiling_draft(&d->office, d->year, demo_money_text(d, "ceiling")->text, e) &&
           ceiling_set(&d->office, d->year, -1, p.put, p.n, &row, e) &&
           ceiling_issue(&d->governor, d->year, -1, e);
}

/* ---- ---- */

bool demo_money(struct act *by, int64_t year, struct err *e)
{
    struct reading r = {by->a, ARENA_ARRAY(by->a, struct demo_money_row, ROWS_MAX), 0};
    struct actor finance = actor_system(), office = actor_system(), governor = actor_system();
    struct demo_money d = {.by = by, .year = year};
    struct rows sums;
    int64_t done;

    finance.name = STR("finance");
    office.name = STR("admin");
    governor.name = STR("governor");
    d.finance = demo_money_as(by, &finance);
    d.office = demo_money_as(by, &office);
    d.governor = demo_money_as(by, &governor);
    if (!db_int(by->tx->db, &Q_DEMO_MONEY_DONE, ARGS(V(year)), &done, e))
        return false;
    if (done)
        return true;
    if (!csv_read_str(data_file_get("demo_money.csv"), take_row, &r, e) ||
        !db_list(by->tx->db, by->a, &Q_DEMO_MONEY_TYPES, ARGS(V(year)), &type_sum_type, &sums, e))
        return false;
    d.row = r.row;
    d.n = r.n;
    return add_positions(&d, e) && add_revenue(&d, e) && add_committed(&d, &sums, e) &&
           add_ceilings(&d, &sums, e) && demo_money_ahead(&d, sums.n > 0, e) &&
           demo_money_subsidies(&d, e);
}
