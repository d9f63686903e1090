/* spending_forecast_test.c - what the earlier years say (curves), and how well the method would have done in them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "perform/spending_forecast_int.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field year_fields[] = {
    COL(struct forecast_year, year),
    COL(struct forecast_year, demo),
};
const struct row_type forecast_year_type = ROW_TYPE(struct forecast_year, year_fields);

static const struct field test_fields[] = {
    FIELD(struct forecast_test, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct forecast_test, month, 0, "พยากรณ์จากสิ้นเดือน", "Forecast from the end of"),
    FIELD(struct forecast_test, years, 0, "ปีก่อนที่ใช้ได้", "Earlier years used"),
    FIELD(struct forecast_test, actual, 0, "เบิกจ่ายจริงทั้งปี", "Disbursed in the year"),
    FIELD(struct forecast_test, mid, 0, "พยากรณ์", "Forecast"),
    FIELD(struct forecast_test, error, 0, "คลาดเคลื่อน (%)", "Error (%)"),
    FIELD(struct forecast_test, naive, FIELD_OPTIONAL, "ตามปีก่อน", "Naive"),
    FIELD(struct forecast_test, naive_said, 0, "ตามปีก่อนคลาดเคลื่อน (%)", "Naive error (%)"),
    FIELD(struct forecast_test, has_naive, 0, "มีปีก่อน", "Has a last year"),
    FIELD(struct forecast_test, cell_error, 0, "รายหน่วยงานและงบ คลาดเคลื่อน (%)", "By agency and type, error (%)"),
    FIELD(struct forecast_test, cell_naive_said, 0, "รายหน่วยงานและงบ ตามปีก่อน (%)", "By agency and type, naive (%)"),
    FIELD(struct forecast_test, inside, 0, "อยู่ในช่วง (%)", "Inside the range (%)"),
    FIELD(struct forecast_test, taken_actual, 0, "ก่อหนี้และเบิกจ่ายจริง", "Obligated in the year"),
    FIELD(struct forecast_test, taken_mid, 0, "พยากรณ์ก่อหนี้", "Forecast of obligation"),
    FIELD(struct forecast_test, taken_error, 0, "ก่อหนี้คลาดเคลื่อน (%)", "Error of obligation (%)"),
    FIELD(struct forecast_test, taken_naive, FIELD_OPTIONAL, "ก่อหนี้ตามปีก่อน", "Naive obligation"),
    FIELD(struct forecast_test, taken_naive_said, 0, "ก่อหนี้ตามปีก่อนคลาดเคลื่อน (%)", "Naive error of obligation (%)"),
};
const struct row_type forecast_test_type = ROW_TYPE(struct forecast_test, test_fields);

/* ---- curves ---- */

static int32_t first_month(int64_t year)
{
    int32_t m = fy_start((int32_t)year).yyyymmdd / 100;

    return m / 100 * FORECAST_MONTHS + m % 100;
}

static int32_t number_of(struct str s)
{
    int32_t n = 0;

    for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

size_t forecast_place(int64_t year, struct str month)
{
    int32_t at = month.n < 7 ? 0
                             : number_of(month) * FORECAST_MONTHS + number_of((struct str){month.p + 5, 2}) -
                                   first_month(year);

    return at < 0 ? 0 : at >= FORECAST_MONTHS ? FORECAST_MONTHS - 1 : (size_t)at;
}

static struct date month_first(int64_t year, size_t month)
{
    int32_t m = first_month(year) - 1 + (int32_t)month;

    return DATE((m / FORECAST_MONTHS * 100 + m % FORECAST_MONTHS + 1) * 100 + 1);
}

struct str forecast_month_key(struct arena *a, int64_t year, size_t month)
{
    int32_t d = month_first(year, month).yyyymmdd;

    return str_format(a, "%04d-%02d", d / 10000, d / 100 % 100);
}

struct forecast_moment forecast_month_end(size_t month)
{
    return (struct forecast_moment){month, 1, 1};
}

struct forecast_moment forecast_moment_of(int64_t year, struct date d)
{
    struct date first;
    size_t m = 0;

    if (d.yyyymmdd < fy_start((int32_t)year).yyyymmdd) {
        return (struct forecast_moment){0, 0, 1};
    }
    if (d.yyyymmdd >= fy_end((int32_t)year).yyyymmdd) {
        return forecast_month_end(FORECAST_MONTHS - 1);
    }
    while (m + 1 < FORECAST_MONTHS && month_first(year, m + 1).yyyymmdd <= d.yyyymmdd) {
        m++;
    }
    first = month_first(year, m);
    return (struct forecast_moment){
        m, date_days_between(first, d) + 1,
        date_days_between(first, m + 1 < FORECAST_MONTHS ? month_first(year, m + 1)
                                                         : date_add_days(fy_end((int32_t)year), 1))};
}

static bool same_curve(const struct forecast_curve *c, int64_t year, struct str agency, unsigned type)
{
    return c->year == year && c->type == type && str_eq(c->agency, agency);
}

static int by_key(const void *x, const void *y)
{
    const struct position_sum *const *p = x, *const *q = y;

    for (size_t i = 0; i < 4; i++) { /* year, type, agency, month */
        int c = str_cmp((*p)->key[i], (*q)->key[i]);

        if (c) {
            return c;
        }
    }
    return 0;
}

static unsigned digit_of(struct str type)
{
    return type.n && type.p[0] >= '0' && type.p[0] <= '9' ? (unsigned)(type.p[0] - '0') : 0;
}

static void put_month(struct forecast_curve *c, const struct position_sum *s)
{
    size_t at = forecast_place(c->year, s->key[3]);

    c->current[at] = money_add(c->current[at], s->current);
    c->paid[at] = money_add(c->paid[at], s->disbursed);
    c->taken[at] = money_add(c->taken[at], money_add(s->carried_a, money_add(s->disbursed, s->obligated)));
    c->carried_b = money_add(c->carried_b, s->carried_b);
}

static void cumulate(struct forecast_curve *c)
{
    for (size_t m = 1; m < FORECAST_MONTHS; m++) {
        c->current[m] = money_add(c->current[m], c->current[m - 1]);
        c->paid[m] = money_add(c->paid[m], c->paid[m - 1]);
        c->taken[m] = money_add(c->taken[m], c->taken[m - 1]);
    }
}

static void put_name(struct forecast_data *d, struct str code, struct str name)
{
    size_t at = 0;

    while (at < d->names && !str_eq(d->name[at].code, code)) {
        at++;
    }
    d->name[at] = (struct forecast_name){code, name};
    d->names += at == d->names;
}

/* Rows of months to curves; names of the newest year win. */
static void curves(struct arena *a, const struct position_table *t, int64_t year, struct forecast_data *d)
{
    const struct position_sum **row = ARENA_ARRAY(a, const struct position_sum *, t->n + 1);
    struct forecast_curve *c = NULL;

    for (size_t i = 0; i < t->n; i++) {
        row[i] = &t->row[i];
    }
    qsort(row, t->n, sizeof *row, by_key);
    d->curve = ARENA_ARRAY(a, struct forecast_curve, t->n + 1);
    d->name = ARENA_ARRAY(a, struct forecast_name, t->n + 1);
    for (size_t i = 0; i < t->n; i++) {
        const struct position_sum *s = row[i];
        int64_t y = number_of(s->key[0]);
        unsigned type = digit_of(s->key[1]);

        if (y > year) {
            continue;
        }
        if (!c || !same_curve(c, y, s->key[2], type)) {
            c = &d->curve[d->n++];
            *c = (struct forecast_curve){.year = y, .agency = s->key[2], .type = type};
            put_name(d, s->key[2], s->name[2]);
            d->type_name[type] = s->name[1];
        }
        put_month(c, s);
        if (y == year) {
            struct date first = month_first(y, forecast_place(y, s->key[3]));

            d->last_entry = first.yyyymmdd > d->last_entry.yyyymmdd ? first : d->last_entry;
        }
    }
    for (size_t i = 0; i < d->n; i++) {
        cumulate(&d->curve[i]);
    }
    forecast_sort(d->curve, d->n);
}

/* A year counts once something was paid in its September. */
static void executed(struct arena *a, struct forecast_data *d)
{
    d->past = ARENA_ARRAY(a, struct forecast_curve, d->n + 1);
    for (size_t y = 0; y < d->years; y++) {
        for (size_t i = 0; i < d->n && !d->year[y].executed; i++) {
            const struct forecast_curve *c = &d->curve[i];

            d->year[y].executed = c->year == d->year[y].year && c->paid[FORECAST_MONTHS - 1].satang > c->paid[FORECAST_MONTHS - 2].satang;
        }
    }
    for (size_t i = 0; i < d->n; i++) {
        for (size_t y = 0; y < d->years; y++) {
            if (d->year[y].executed && d->year[y].year == d->curve[i].year) {
                d->past[d->npast++] = d->curve[i];
            }
        }
    }
}

static bool rules(struct db *db, struct arena *a, int64_t year, struct forecast_rules *r, struct err *e)
{
    static const char *const quarter[] = {"q1", "q2", "q3", "q4"};
    struct param_rows t, plan;

    if (!param_table(db, a, PARAM_FORECAST_RULES, year, &t, e) || !param_table(db, a, PARAM_SPEND_PLAN, year, &plan, e)) {
        return false;
    }
    *r = (struct forecast_rules){.spread_bp = 0};
    if (t.rows) {
        r->spread_bp = param_cell_int(&t, 0, "spread");
        r->least = param_cell_int(&t, 0, "least");
        r->near_days = param_cell_int(&t, 0, "near");
    }
    for (size_t k = 0; k < FORECAST_TYPES; k++) {
        for (size_t m = 0; m < FORECAST_MONTHS; m++) {
            r->plan[k][m] = 1;
        }
    }
    for (size_t i = 0; i < plan.rows; i++) {
        for (size_t m = 0; m < FORECAST_MONTHS; m++) {
            r->plan[digit_of(param_cell(&plan, i, "type"))][m] = param_cell_int(&plan, i, quarter[m / 3]);
        }
    }
    return true;
}

bool forecast_load(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                   struct forecast_data *ret, struct err *e)
{
    const enum pos_dim dim[] = {POS_DIM_YEAR, POS_DIM_TYPE, POS_DIM_AGENCY, POS_MONTH};
    struct position_filter f = {.as_of = q->as_of};
    struct position_table t;
    struct rows years;

    *ret = (struct forecast_data){.n = 0};
    if (!rules(db, a, q->year, &ret->rules, e) ||
        !db_list(db, a, &Q_FORECAST_YEARS, ARGS(V(q->year)), &forecast_year_type, &years, e) ||
        !position_get(p, db, a, &f, POSITION_BY(dim, ARRAY_LEN(dim), q->lang), &t, e)) {
        return false;
    }
    ret->year = ARENA_ARRAY(a, struct forecast_year, years.n + 1);
    if (years.n) {
        memcpy(ret->year, years.p, years.n * sizeof *ret->year);
    }
    ret->years = years.n;
    ret->seq = t.seq;
    curves(a, &t, q->year, ret);
    executed(a, ret);
    return true;
}

/* ---- back-test ---- */

struct tally {
    struct money miss, naive_miss;
    int64_t cells, inside;
};

static struct money gap(struct money x, struct money y)
{
    struct money d = money_sub(x, y);

    return d.satang < 0 ? money_neg(d) : d;
}

static void one_cell(const struct forecast_pool *pool, const struct forecast_curve *c, struct forecast_moment at,
                     struct forecast_test *t, struct tally *n)
{
    const size_t end = FORECAST_MONTHS - 1;
    struct forecast_now now = {.agency = c->agency,
                               .type = c->type,
                               .current = forecast_at(c->current, at),
                               .paid = forecast_at(c->paid, at),
                               .taken = forecast_at(c->taken, at)};
    struct forecast_result r;

    forecast_one(pool, &now, &r);
    t->actual = money_add(t->actual, c->paid[end]);
    t->taken_actual = money_add(t->taken_actual, c->taken[end]);
    t->mid = money_add(t->mid, r.paid.mid);
    t->taken_mid = money_add(t->taken_mid, r.taken.mid);
    n->miss = money_add(n->miss, gap(r.paid.mid, c->paid[end]));
    n->cells++;
    n->inside += money_cmp(c->paid[end], r.paid.low) >= 0 && money_cmp(c->paid[end], r.paid.high) <= 0;
    if (r.paid_naive.satang != MONEY_MISSING.satang) {
        t->has_naive = true;
        t->naive = money_add(t->naive, r.paid_naive);
        t->taken_naive = money_add(t->taken_naive, r.taken_naive);
        n->naive_miss = money_add(n->naive_miss, gap(r.paid_naive, c->paid[end]));
    } else {
        n->naive_miss = money_add(n->naive_miss, c->paid[end]);
    }
}

static struct str said(struct arena *a, struct share x)
{
    return str_format(a, "%lld.%lld", (long long)(x.bp / 100), (long long)(x.bp % 100 / 10));
}

static void one_month(struct arena *a, const struct forecast_data *d, int64_t year, size_t month, struct forecast_test *t)
{
    const struct forecast_past past = {d->past, d->npast, &d->rules};
    struct forecast_moment at = forecast_month_end(month);
    struct forecast_pool *pool = NULL;
    struct tally n = {MONEY_ZERO, MONEY_ZERO, 0, 0};
    unsigned type = FORECAST_TYPES;

    *t = (struct forecast_test){.year = year, .month = forecast_month_key(a, year, month)};
    for (size_t y = 0; y < d->years; y++) {
        t->years += d->year[y].executed && d->year[y].year < year;
    }
    for (size_t i = 0; i < d->npast; i++) {
        const struct forecast_curve *c = &d->past[i];

        if (c->year != year) {
            continue;
        }
        if (c->type != type) {
            type = c->type;
            pool = forecast_pool_make(a, &past, type, year, at);
        }
        one_cell(pool, c, at, t, &n);
    }
    t->error.bp = money_share_bp(gap(t->mid, t->actual), t->actual);
    t->taken_error.bp = money_share_bp(gap(t->taken_mid, t->taken_actual), t->taken_actual);
    t->cell_error.bp = money_share_bp(n.miss, t->actual);
    t->inside.bp = money_share_bp(MONEY(n.inside), MONEY(n.cells));
    if (t->has_naive) {
        t->naive_error.bp = money_share_bp(gap(t->naive, t->actual), t->actual);
        t->taken_naive_error.bp = money_share_bp(gap(t->taken_naive, t->taken_actual), t->taken_actual);
        t->cell_naive_error.bp = money_share_bp(n.naive_miss, t->actual);
        t->naive_said = said(a, t->naive_error);
        t->taken_naive_said = said(a, t->taken_naive_error);
        t->cell_naive_said = said(a, t->cell_naive_error);
    } else {
        t->naive = t->taken_naive = MONEY_MISSING;
    }
}

bool spending_forecast_test(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                            struct forecast_back *ret, struct err *e)
{
    struct forecast_asked all = *q;
    struct forecast_data d;

    all.as_of = DATE_NONE;
    if (!forecast_load(p, db, a, &all, &d, e)) {
        return false;
    }
    *ret = (struct forecast_back){.row = ARENA_ARRAY(a, struct forecast_test, d.years * FORECAST_MONTHS + 1)};
    for (size_t y = d.years; y-- > 0;) {
        if (!d.year[y].executed) {
            continue;
        }
        ret->years++;
        ret->real += !d.year[y].demo;
        for (size_t m = 0; m < FORECAST_MONTHS; m++) {
            one_month(a, &d, d.year[y].year, m, &ret->row[ret->n++]);
        }
    }
    return true;
}
