/* position_cash.c - the cash forecast of a year by month (position_curve.h). */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "execute/position_curve.h"
#include "plan/position.h"
#include "plan/revenue.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field cash_month_fields[] = {
    FIELD(struct cash_month, month, FIELD_KEY, "เดือน", "Month"),
    FIELD(struct cash_month, name, 0, "ชื่อเดือน", "Month name"),
    FIELD(struct cash_month, past, 0, "เริ่มแล้ว", "Begun"),
    FIELD(struct cash_month, receipts, FIELD_TOTAL, "ประมาณการรับ", "Receipts, estimated"),
    FIELD(struct cash_month, paid, FIELD_TOTAL, "เบิกจ่ายแล้ว", "Disbursed"),
    FIELD(struct cash_month, instalments, FIELD_TOTAL, "งวดงานที่ถึงกำหนด", "Instalments due"),
    FIELD(struct cash_month, other, FIELD_TOTAL, "จ่ายอื่นที่คาด", "Other expected payments"),
    FIELD(struct cash_month, net, FIELD_TOTAL, "รับสุทธิ", "Net"),
    FIELD(struct cash_month, cash, FIELD_OPTIONAL, "เงินสดสิ้นเดือน", "Cash at the end"),
    FIELD(struct cash_month, low, FIELD_OPTIONAL, "ต่ำสุดของช่วง", "Low"),
    FIELD(struct cash_month, high, FIELD_OPTIONAL, "สูงสุดของช่วง", "High"),
};
const struct row_type cash_month_type = ROW_TYPE(struct cash_month, cash_month_fields);

struct due {
    struct date due_on;
    struct money amount;
};
static const struct field due_fields[] = {COL(struct due, due_on), COL(struct due, amount)};
static const struct row_type due_type = ROW_TYPE(struct due, due_fields);

struct cash_work {
    int64_t year;
    size_t now; /* the month that has begun */
    struct curve curve;
    int64_t weight[CURVE_MONTHS]; /* how what is left spreads over the months from now */
};

/* The stated cash and the adopted revenue estimate of the year. */
static bool read_money(struct db *db, struct arena *a, int64_t year, struct cash_forecast *ret, struct err *e)
{
    const struct revenue_forecast_row *r;
    struct position_row stated;
    struct rows rows;

    if (!position_newest(db, a, year, &stated, &ret->has_cash, e) ||
        !revenue_forecasts(db, a, year, &rows, e) || !param_int(db, PARAM_CASH_RANGE, year, &ret->range_bp, e)) {
        return false;
    }
    ret->has_cash = ret->has_cash && stated.cash.satang != MONEY_MISSING.satang;
    if (ret->has_cash) {
        ret->cash = stated.cash;
        ret->cash_on = stated.as_of;
        ret->cash_code = stated.code;
    }
    r = rows.p;
    for (size_t i = 0; i < rows.n && !ret->has_revenue; i++) {
        if (str_eq(r[i].state, STR("adopted"))) {
            ret->has_revenue = true;
            ret->revenue = r[i].total;
            ret->revenue_code = r[i].code;
        }
    }
    return true;
}

static bool put_receipts(struct db *db, struct arena *a, int64_t year, struct cash_forecast *ret, struct err *e)
{
    struct param_rows t;
    int64_t weight[CURVE_MONTHS] = {0}, sum = 0;
    struct money part[CURVE_MONTHS];

    if (!param_table(db, a, PARAM_RECEIPT_PATTERN, year, &t, e)) {
        return false;
    }
    for (size_t i = 0; i < t.rows; i++) {
        int64_t m = param_cell_int(&t, i, "month");

        if (m >= 1 && m <= 12) {
            weight[(m + 2) % 12] = param_cell_int(&t, i, "share");
        }
    }
    for (size_t m = 0; m < CURVE_MONTHS; m++) {
        sum += weight[m];
    }
    for (size_t m = 0; m < CURVE_MONTHS && sum <= 0; m++) {
        weight[m] = 1;
    }
    money_split(ret->revenue, weight, CURVE_MONTHS, part);
    for (size_t m = 0; m < CURVE_MONTHS; m++) {
        ret->month[m].receipts = part[m];
    }
    return true;
}

/* How the rest spreads over the months from now: last year's months where there is one, else the plan's. */
static void spread(const struct cash_work *w, struct cash_forecast *ret, int64_t weight[CURVE_MONTHS])
{
    int64_t sum = 0, before = 0;

    ret->by_last_year = w->curve.has_last;
    for (size_t m = 0; m < CURVE_MONTHS; m++) {
        const struct curve_point *c = &w->curve.point[m];

        weight[m] = m < w->now ? 0
                    : w->curve.has_last ? c->last_rate.bp - before
                                        : c->planned_month.satang / 100;
        weight[m] = weight[m] > 0 ? weight[m] : 0;
        before = c->last_rate.bp;
        sum += weight[m];
    }
    for (size_t m = w->now; m < CURVE_MONTHS && sum == 0; m++) {
        weight[m] = 1;
    }
}

static bool put_payments(struct db *db, struct arena *a, const struct cash_work *w,
                         struct cash_forecast *ret, struct err *e)
{
    struct money left = w->curve.left;
    int64_t weight[CURVE_MONTHS];
    struct money part[CURVE_MONTHS], due = MONEY_ZERO;
    const struct due *d;
    struct rows rows;

    if (!db_list(db, a, &Q_CASH_DUE, ARGS(V(w->year), V(fy_end((int32_t)w->year))), &due_type, &rows, e)) {
        return false;
    }
    d = rows.p;
    ret->rest = left;
    for (size_t i = 0; i < rows.n && w->now < CURVE_MONTHS; i++) {
        size_t m = w->now;

        for (size_t k = w->now; k < CURVE_MONTHS; k++) { /* overdue ones fall in the month that has begun */
            struct str key = ret->month[k].month;
            int32_t at = d[i].due_on.yyyymmdd / 100;

            m = str_eq(key, str_format(a, "%04d-%02d", at / 100, at % 100)) ? k : m;
        }
        if (money_cmp(money_add(due, d[i].amount), left) <= 0) {
            ret->month[m].instalments = money_add(ret->month[m].instalments, d[i].amount);
            due = money_add(due, d[i].amount);
        }
    }
    if (left.satang > due.satang && w->now < CURVE_MONTHS) {
        spread(w, ret, weight);
        money_split(money_sub(left, due), weight, CURVE_MONTHS, part);
        for (size_t m = 0; m < CURVE_MONTHS; m++) {
            ret->month[m].other = part[m];
        }
    }
    return true;
}

/* Cash goes on from the end of the month in which it was stated; the range grows with what has not happened yet. */
static void put_cash(struct cash_forecast *ret)
{
    struct money cash = ret->cash, width = MONEY_ZERO;

    for (size_t i = 0; i < CURVE_MONTHS; i++) {
        struct cash_month *m = &ret->month[i];
        struct money out = money_add(money_add(m->paid, m->instalments), m->other), part;
        int32_t stated = ret->cash_on.yyyymmdd / 100;
        int32_t month = (m->month.p[0] - '0') * 1000 + (m->month.p[1] - '0') * 100 + (m->month.p[2] - '0') * 10 +
                        (m->month.p[3] - '0');

        month = month * 100 + (m->month.p[5] - '0') * 10 + (m->month.p[6] - '0');
        m->net = money_sub(m->receipts, out);
        m->cash = m->low = m->high = MONEY_MISSING;
        if (!ret->has_cash || month <= stated) {
            continue;
        }
        cash = money_add(cash, m->net);
        if (money_ratio(money_add(m->receipts, money_add(m->instalments, m->other)), ret->range_bp, 10000,
                        ROUND_HALF_UP, &part)) {
            width = money_add(width, part);
        }
        m->cash = cash;
        m->low = money_sub(cash, width);
        m->high = money_add(cash, width);
    }
}

bool cash_forecast(struct position *p, struct db *db, struct arena *a, int64_t year,
                   const struct curve_view *view, struct cash_forecast *ret, struct err *e)
{
    struct position_filter f = {.year = year};
    struct cash_work w = {.year = year};

    memset(ret, 0, sizeof *ret);
    if (!curve_get(p, db, a, &f, view, &w.curve, e) || !read_money(db, a, year, ret, e)) {
        return false;
    }
    w.now = w.curve.now < CURVE_MONTHS ? w.curve.now : 0;
    if (view->today.yyyymmdd > fy_end((int32_t)year).yyyymmdd) {
        w.now = CURVE_MONTHS;
    }
    for (size_t i = 0; i < CURVE_MONTHS; i++) {
        ret->month[i].month = w.curve.point[i].month;
        ret->month[i].name = w.curve.point[i].name;
        ret->month[i].past = w.curve.point[i].past;
        ret->month[i].paid = w.curve.point[i].actual_month;
    }
    if (!put_receipts(db, a, year, ret, e) || !put_payments(db, a, &w, ret, e)) {
        return false;
    }
    put_cash(ret);
    return true;
}
