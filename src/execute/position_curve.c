#include "execute/position_curve.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field curve_point_fields[] = {
    FIELD(struct curve_point, month, FIELD_KEY, "เดือน", "Month"),
    FIELD(struct curve_point, name, 0, "ชื่อเดือน", "Month name"),
    FIELD(struct curve_point, planned_month, 0, "แผนของเดือน", "Planned in the month"),
    FIELD(struct curve_point, planned, 0, "แผนสะสม", "Planned, cumulative"),
    FIELD(struct curve_point, planned_rate, 0, "แผนสะสม ร้อยละ", "Planned, %"),
    FIELD(struct curve_point, actual_month, 0, "เบิกจ่ายของเดือน", "Disbursed in the month"),
    FIELD(struct curve_point, actual, 0, "เบิกจ่ายสะสม", "Disbursed, cumulative"),
    FIELD(struct curve_point, actual_rate, 0, "เบิกจ่ายสะสม ร้อยละ", "Disbursed, %"),
    FIELD(struct curve_point, obligated, 0, "ก่อหนี้และเบิกจ่ายสะสม", "Obligated and disbursed, cumulative"),
    FIELD(struct curve_point, last_rate, 0, "ปีก่อน เบิกจ่ายสะสม ร้อยละ", "Last year disbursed, %"),
    FIELD(struct curve_point, slippage, 0, "เร็วหรือช้ากว่าแผน (จุดร้อยละ)", "Ahead or behind (points)"),
    FIELD(struct curve_point, past, 0, "เริ่มแล้ว", "Begun"),
};
const struct row_type curve_point_type = ROW_TYPE(struct curve_point, curve_point_fields);

/* The months of a fiscal year by their place: 0 = October. */
static int32_t month_at(int64_t year, size_t i)
{
    return date_add_days(fy_start((int32_t)year), (int32_t)(31 * i)).yyyymmdd / 100; /* within the month up to i = 11 */
}

static size_t place_of(int64_t year, int32_t month)
{
    size_t i = 0;

    while (i < CURVE_MONTHS && month_at(year, i) != month) {
        i++;
    }
    return i;
}

/* ---- the plan ---- */

struct planned_line {
    int64_t line_id;
    struct date accept_plan;
};
static const struct field planned_line_fields[] = {
    COL(struct planned_line, line_id),
    COL(struct planned_line, accept_plan),
};
static const struct row_type planned_line_type = ROW_TYPE(struct planned_line, planned_line_fields);

enum { TYPES = 10 };
struct planning {
    int64_t year;
    const struct planned_line *line; /* by id */
    size_t lines;
    struct money month[CURVE_MONTHS]; /* of lines with a plan of their own */
    struct money type[TYPES];         /* of the others, by the type's first digit */
    struct money left;                /* still to be paid: neither paid nor gone */
    int64_t procured;
};

static const struct planned_line *plan_of(const struct planning *g, int64_t id)
{
    size_t lo = 0, hi = g->lines;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (g->line[mid].line_id == id) {
            return &g->line[mid];
        }
        if (g->line[mid].line_id < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

static void plan_line(void *ctx, const struct position_line *l)
{
    struct planning *g = ctx;
    const struct planned_line *own = plan_of(g, l->line_id);
    size_t at = own ? place_of(g->year, own->accept_plan.yyyymmdd / 100) : CURVE_MONTHS;
    unsigned digit = l->type.n && l->type.p[0] >= '0' && l->type.p[0] <= '9' ? (unsigned)(l->type.p[0] - '0') : 0;

    g->left = money_add(g->left, money_sub(money_sub(l->current, l->disbursed), l->gone));
    if (own && at < CURVE_MONTHS) {
        g->month[at] = money_add(g->month[at], l->current);
        g->procured++;
    } else if (own && own->accept_plan.yyyymmdd > fy_end((int32_t)g->year).yyyymmdd) {
        g->procured++; /* accepted after the year: not planned to be paid in it */
    } else {
        g->type[digit] = money_add(g->type[digit], l->current);
    }
}

/* A type's shares by month; types that the table does not have are spread evenly. */
static void shares(const struct param_rows *t, unsigned digit, int64_t weight[CURVE_MONTHS])
{
    static const char *const quarter[] = {"q1", "q2", "q3", "q4"};

    for (size_t m = 0; m < CURVE_MONTHS; m++) {
        weight[m] = 1;
    }
    for (size_t i = 0; i < t->rows; i++) {
        struct str type = param_cell(t, i, "type");

        if (type.n && type.p[0] == (char)('0' + digit)) {
            int64_t sum = 0;

            for (size_t m = 0; m < CURVE_MONTHS; m++) {
                weight[m] = param_cell_int(t, i, quarter[m / 3]);
                sum += weight[m];
            }
            for (size_t m = 0; m < CURVE_MONTHS && sum <= 0; m++) {
                weight[m] = 1;
            }
        }
    }
}

static bool plan_months(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                        struct planning *g, struct err *e)
{
    struct param_rows t;
    struct rows lines;

    *g = (struct planning){.year = f->year};
    if (!param_table(db, a, PARAM_SPEND_PLAN, f->year, &t, e) ||
        !db_list(db, a, &Q_CURVE_PLANS, ARGS(V(f->year)), &planned_line_type, &lines, e)) {
        return false;
    }
    g->line = lines.p;
    g->lines = lines.n;
    if (!position_each(p, db, a, f, plan_line, g, e)) {
        return false;
    }
    for (unsigned d = 0; d < TYPES; d++) {
        int64_t weight[CURVE_MONTHS];
        struct money part[CURVE_MONTHS];

        if (g->type[d].satang <= 0) {
            continue;
        }
        shares(&t, d, weight);
        money_split(g->type[d], weight, CURVE_MONTHS, part);
        for (size_t m = 0; m < CURVE_MONTHS; m++) {
            g->month[m] = money_add(g->month[m], part[m]);
        }
    }
    return true;
}

/* ---- the actual ---- */

struct moved {
    struct money paid[CURVE_MONTHS], obligated[CURVE_MONTHS];
    struct money base;
    bool any;
};

/* What was paid by month; what falls outside the year's months (a late entry of the year before) is in the nearest. */
static bool moved_months(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                         struct moved *ret, struct err *e)
{
    const enum pos_dim month[] = {POS_MONTH};
    struct position_table t;

    memset(ret, 0, sizeof *ret);
    if (!position_get(p, db, a, f, POSITION_BY(month, 1, LANG_TH), &t, e)) {
        return false;
    }
    ret->base = t.total.current;
    ret->any = t.n > 0;
    for (size_t i = 0; i < t.n; i++) {
        struct str k = t.row[i].key[0];
        int32_t m = 0;
        size_t at;

        for (size_t c = 0; c < k.n; c++) {
            m = k.p[c] == '-' ? m : m * 10 + (k.p[c] - '0');
        }
        at = place_of(f->year, m);
        at = at < CURVE_MONTHS ? at : m < month_at(f->year, 0) ? 0 : CURVE_MONTHS - 1;
        ret->paid[at] = money_add(ret->paid[at], t.row[i].disbursed);
        ret->obligated[at] =
            money_add(ret->obligated[at], money_add(t.row[i].disbursed, t.row[i].obligated));
    }
    return true;
}

static void put_month(struct arena *a, int64_t year, size_t i, enum lang lang, struct str *key, struct str *name)
{
    int32_t m = month_at(year, i);
    struct sbuf b;
    struct str text;
    size_t at = 0;

    *key = str_format(a, "%04d-%02d", m / 100, m % 100);
    sbuf_init(&b, a, 64);
    date_put(&b, DATE(m * 100 + 1), DATE_SHORT, lang);
    text = sbuf_str(&b);
    while (at < text.n && text.p[at] != ' ') {
        at++;
    }
    *name = str_trim((struct str){text.p + at, text.n - at});
}

bool curve_get(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
               const struct curve_view *view, struct curve *ret, struct err *e)
{
    struct position_filter last = *f;
    struct planning g;
    struct moved now, before;
    struct money planned = MONEY_ZERO, actual = MONEY_ZERO, obligated = MONEY_ZERO, old = MONEY_ZERO;

    last.year = f->year - 1;
    last.as_of = DATE_NONE;
    if (!plan_months(p, db, a, f, &g, e) || !moved_months(p, db, a, f, &now, e) ||
        !moved_months(p, db, a, &last, &before, e)) {
        return false;
    }
    *ret = (struct curve){.now = CURVE_MONTHS,
                          .base = now.base,
                          .as_of = f->as_of.yyyymmdd ? f->as_of : view->today,
                          .left = g.left,
                          .procured = g.procured,
                          .has_last = before.any,
                          .last_base = before.base};
    for (size_t i = 0; i < CURVE_MONTHS; i++) {
        struct curve_point *c = &ret->point[i];

        put_month(a, f->year, i, view->lang, &c->month, &c->name);
        planned = money_add(planned, g.month[i]);
        actual = money_add(actual, now.paid[i]);
        obligated = money_add(obligated, now.obligated[i]);
        old = money_add(old, before.paid[i]);
        c->planned_month = g.month[i];
        c->planned = planned;
        c->actual_month = now.paid[i];
        c->actual = actual;
        c->obligated = obligated;
        c->planned_rate.bp = money_share_bp(planned, ret->base);
        c->actual_rate.bp = money_share_bp(actual, ret->base);
        c->last_rate.bp = money_share_bp(old, before.base);
        c->slippage.bp = c->actual_rate.bp - c->planned_rate.bp;
        c->past = month_at(f->year, i) <= ret->as_of.yyyymmdd / 100;
        if (c->past) {
            ret->now = i;
        }
    }
    return true;
}
