/* activity_curve.c - planned against actual: one activity's S-curve, agencies, the city, the measure. */
#include "perform/activity.h"

#include "base/arena.h"
#include "base/err.h"
#include "perform/activity_int.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field point_fields[] = {
    FIELD(struct activity_point, month, FIELD_KEY, "เดือน", "Month"),
    FIELD(struct activity_point, name, 0, "ชื่อเดือน", "Name"),
    FIELD(struct activity_point, planned, 0, "ตามแผนสะสม (%)", "Planned, cumulative (%)"),
    FIELD(struct activity_point, done, 0, "ทำได้จริงสะสม (%)", "Actual, cumulative (%)"),
    FIELD(struct activity_point, slip, 0, "ต่างจากแผน (จุด)", "Slippage (points)"),
    FIELD(struct activity_point, paid, 0, "เบิกจ่ายสะสม", "Paid, cumulative"),
    FIELD(struct activity_point, paid_rate, 0, "เบิกจ่าย (%)", "Paid (%)"),
    FIELD(struct activity_point, past, 0, "ถึงแล้ว", "Begun"),
};
const struct row_type activity_point_type = ROW_TYPE(struct activity_point, point_fields);

static const struct field progress_row_fields[] = {
    COL(struct activity_progress_row, indicator_id),
    COL(struct activity_progress_row, agency_id),
    COL(struct activity_progress_row, numerator),
    COL(struct activity_progress_row, denominator),
};
const struct row_type activity_progress_row_type =
    ROW_TYPE(struct activity_progress_row, progress_row_fields);

struct share activity_planned(const struct activity_step *s, size_t n, struct date on)
{
    struct share ret = {0};

    for (size_t i = 0; i < n; i++)
        ret.bp += date_cmp(s[i].due, on) <= 0 ? s[i].weight.bp : 0;
    return ret;
}

struct share activity_done(const struct activity_step *s, size_t n)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += s[i].weight.bp * s[i].done.bp;
    return (struct share){(sum + ACTIVITY_WHOLE / 2) / ACTIVITY_WHOLE};
}

/* ---- one activity ---- */

struct progress_day {
    int64_t step_key;
    struct date on_day;
    struct share done;
};
static const struct field day_fields[] = {
    COL(struct progress_day, step_key),
    COL(struct progress_day, on_day),
    COL(struct progress_day, done),
};
static const struct row_type day_type = ROW_TYPE(struct progress_day, day_fields);

struct paid_month {
    int64_t period;
    struct money paid;
};
static const struct field paid_fields[] = {
    COL(struct paid_month, period),
    COL(struct paid_month, paid),
};
static const struct row_type paid_type = ROW_TYPE(struct paid_month, paid_fields);

/* Progress at the end of a day: what was written of each step up to it. */
static struct share done_on(struct activity_step *s, size_t n, const struct rows *days,
                            struct date on)
{
    const struct progress_day *d = days->p;

    for (size_t i = 0; i < n; i++)
        s[i].done.bp = 0;
    for (size_t k = 0; k < days->n && date_cmp(d[k].on_day, on) <= 0; k++) {
        for (size_t i = 0; i < n; i++) {
            if (s[i].step_key == d[k].step_key)
                s[i].done = d[k].done;
        }
    }
    return activity_done(s, n);
}

static struct money paid_until(const struct rows *months, int64_t period)
{
    const struct paid_month *p = months->p;
    struct money sum = MONEY_ZERO;

    for (size_t i = 0; i < months->n; i++) {
        if (p[i].period <= period)
            sum = money_add(sum, p[i].paid);
    }
    return sum;
}

struct curve_step {
    int64_t plan_no, step_key;
    struct date decided_on, due;
    struct share weight;
};
static const struct field curve_fields[] = {
    COL(struct curve_step, plan_no), COL(struct curve_step, step_key), COL(struct curve_step, decided_on),
    COL(struct curve_step, due),     COL(struct curve_step, weight),
};
static const struct row_type curve_type = ROW_TYPE(struct curve_step, curve_fields);

/* The steps of the plan that was in force at the end of a day: the newest decided by then, before that the first. */
static size_t steps_on(const struct rows *all, struct date on, struct activity_step *ret)
{
    const struct curve_step *c = all->p;
    int64_t no = all->n ? c[0].plan_no : 0;
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        if (c[i].decided_on.yyyymmdd && date_cmp(c[i].decided_on, on) <= 0)
            no = c[i].plan_no;
    }
    for (size_t i = 0; i < all->n; i++) {
        if (c[i].plan_no == no)
            ret[n++] = (struct activity_step){
                .step_key = c[i].step_key, .weight = c[i].weight, .due = c[i].due};
    }
    return n;
}

bool activity_curve(struct db *db, struct arena *a, const struct activity *x, struct date as_of,
                    enum lang lang, struct activity_point ret[ACTIVITY_MONTHS], struct err *e)
{
    struct rows steps, days, months = {0};
    struct activity_step *s;

    if (!db_list(db, a, &Q_ACTIVITY_CURVE_STEPS, ARGS(V(x->id), V(x->shown_no)), &curve_type, &steps, e) ||
        !db_list(db, a, &Q_ACTIVITY_PROGRESS_DAYS, ARGS(V(x->id), V(as_of)), &day_type, &days, e))
        return false;
    if (x->from_lines && !db_list(db, a, &Q_ACTIVITY_PAID,
                                  ARGS(V(x->id), V(x->shown_no), V(as_of)), &paid_type, &months, e))
        return false;
    s = ARENA_ARRAY(a, struct activity_step, steps.n + 1);
    for (size_t m = 0; m < ACTIVITY_MONTHS; m++) {
        struct activity_point *p = &ret[m];
        struct date from, to, on;
        size_t n;

        activity_months_days(INT64_C(1) << m, x->year, &from, &to);
        on = date_cmp(to, as_of) < 0 ? to : as_of;
        *p = (struct activity_point){.name = activity_month_name(m, lang),
                                     .past = date_cmp(from, as_of) <= 0};
        p->month = str_format(a, "%04d-%02d", from.yyyymmdd / 10000, from.yyyymmdd / 100 % 100);
        n = steps_on(&steps, on, s);
        p->planned = activity_planned(s, n, to);
        if (!p->past)
            continue;
        p->done = done_on(s, n, &days, on);
        p->slip.bp = p->done.bp - activity_planned(s, n, on).bp;
        p->paid = paid_until(&months, from.yyyymmdd / 100);
        p->paid_rate.bp = money_share_bp(p->paid, x->amount);
    }
    return true;
}

/* ---- many ---- */

struct count_read {
    int64_t activities, in_force, sent, drafts, late, finished, changes, free;
    struct money typed;
    struct share done, planned;
    struct date first_due;
};
static const struct field count_read_fields[] = {
    COL(struct count_read, activities), COL(struct count_read, in_force),
    COL(struct count_read, sent),       COL(struct count_read, drafts),
    COL(struct count_read, late),       COL(struct count_read, finished),
    COL(struct count_read, changes),    COL(struct count_read, free),
    COL(struct count_read, typed),      COL(struct count_read, done),
    COL(struct count_read, planned),    COL(struct count_read, first_due),
};
static const struct row_type count_read_type = ROW_TYPE(struct count_read, count_read_fields);

static int64_t days_since(struct date due, struct date as_of)
{
    return due.yyyymmdd && date_cmp(due, as_of) < 0 ? date_days_between(due, as_of) : 0;
}

bool activity_counts(struct db *db, struct arena *a, const struct activity_filter *f,
                     struct activity_count *ret, struct err *e)
{
    struct count_read c;

    if (!db_one(db, a, &Q_ACTIVITY_COUNTS,
                ARGS(V(f->year), V(f->agency_id), V(f->as_of), V((int64_t)f->drafts)),
                &count_read_type, &c, e))
        return false;
    *ret = (struct activity_count){
        .activities = c.activities, .in_force = c.in_force, .sent = c.sent, .drafts = c.drafts,
        .late = c.late, .finished = c.finished, .changes = c.changes, .free = c.free,
        .typed = c.typed, .done = c.done, .planned = c.planned,
        .slip = {c.done.bp - c.planned.bp}, .most_days = days_since(c.first_due, f->as_of)};
    return true;
}

struct agency_read {
    struct str code, name;
    int64_t agency_id, in_force, sent, late, finished;
    struct share done, planned;
    struct date first_due;
};
static const struct field agency_read_fields[] = {
    COL(struct agency_read, code),      COL(struct agency_read, name),
    COL(struct agency_read, agency_id), COL(struct agency_read, in_force),
    COL(struct agency_read, sent),      COL(struct agency_read, late),
    COL(struct agency_read, finished),  COL(struct agency_read, done),
    COL(struct agency_read, planned),   COL(struct agency_read, first_due),
};
static const struct row_type agency_read_type = ROW_TYPE(struct agency_read, agency_read_fields);

static const struct field agency_fields[] = {
    FIELD(struct activity_agency, code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct activity_agency, name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct activity_agency, in_force, 0, "แผนที่มีผล", "In force"),
    FIELD(struct activity_agency, planned, 0, "ตามแผน (%)", "Planned (%)"),
    FIELD(struct activity_agency, done, 0, "ทำได้จริง (%)", "Actual (%)"),
    FIELD(struct activity_agency, slip, 0, "ต่างจากแผน (จุด)", "Slippage (points)"),
    FIELD(struct activity_agency, late, 0, "ช้ากว่าแผน", "Late"),
    FIELD(struct activity_agency, most_days, 0, "ช้าที่สุด (วัน)", "Latest by (days)"),
    FIELD(struct activity_agency, finished, 0, "เสร็จแล้ว", "Finished"),
    FIELD(struct activity_agency, sent, 0, "รอเห็นชอบ", "Waiting for approval"),
};
const struct row_type activity_agency_type = ROW_TYPE(struct activity_agency, agency_fields);

static bool more_behind(const struct activity_agency *x, const struct activity_agency *y)
{
    if (x->slip.bp != y->slip.bp)
        return x->slip.bp < y->slip.bp;
    return x->late > y->late;
}

bool activity_agencies(struct db *db, struct arena *a, int64_t year, struct date as_of,
                       struct rows *ret, struct err *e)
{
    const struct agency_read *r;
    struct activity_agency *x;
    struct rows rows;

    if (!db_list(db, a, &Q_ACTIVITY_AGENCIES, ARGS(V(year), V(as_of)), &agency_read_type, &rows, e))
        return false;
    r = rows.p;
    x = ARENA_ARRAY(a, struct activity_agency, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) { /* in order; equal ones as they are printed */
        struct activity_agency g = {
            .code = r[i].code, .name = r[i].name, .agency_id = r[i].agency_id,
            .in_force = r[i].in_force, .sent = r[i].sent, .late = r[i].late,
            .finished = r[i].finished, .most_days = days_since(r[i].first_due, as_of),
            .done = r[i].done, .planned = r[i].planned, .slip = {r[i].done.bp - r[i].planned.bp}};
        size_t k = i;

        for (; k > 0 && more_behind(&g, &x[k - 1]); k--)
            x[k] = x[k - 1];
        x[k] = g;
    }
    *ret = (struct rows){x, rows.n};
    return true;
}

bool activity_progress_of(struct db *db, struct arena *a, int64_t year, struct date as_of,
                          struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ACTIVITY_PROGRESS_OF, ARGS(V(year), V(as_of)),
                   &activity_progress_row_type, ret, e);
}
