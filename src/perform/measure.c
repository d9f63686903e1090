/* measure.c - the named figures: one query each for all agencies of a year. */
#include "perform/measure.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "perform/acceleration.h"
#include "perform/activity.h"
#include "perform/data_set.h"
#include "plan/integrated.h"
#include "sql_perform.h"
#include "store/store.h"

struct measuring {
    struct db *db;
    struct arena *a;
    struct str word;
    const struct measure_asked *q;
    struct measure_money *money; /* NULL: the caller keeps nothing */
};
typedef bool measure_fn(const struct measuring *m, struct measure_set *ret, struct err *e);

static const struct field line_fields[] = {
    COL(struct measure_line, line_id),
    COL(struct measure_line, agency_id),
    FIELD(struct measure_line, code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct measure_line, name, 0, "รายการ", "Line"),
    FIELD(struct measure_line, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct measure_line, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct measure_line, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct measure_line, origin, 0, "ที่มาของเงิน", "Origin"),
    FIELD(struct measure_line, numerator, FIELD_TOTAL, "ตัวตั้ง", "Numerator"),
    FIELD(struct measure_line, denominator, FIELD_TOTAL, "ตัวหาร", "Denominator"),
    FIELD(struct measure_line, flagged, FIELD_TOTAL, "ไม่นับตามที่ยืนยัน", "Left out by flags"),
    FIELD(struct measure_line, left_out, 0, "ไม่นับเพราะ", "Left out because"),
};
const struct row_type measure_line_type = ROW_TYPE(struct measure_line, line_fields);

struct sum_row {
    int64_t agency_id, numerator, denominator, flagged, waiting;
};
static const struct field sum_fields[] = {
    COL(struct sum_row, agency_id), COL(struct sum_row, numerator), COL(struct sum_row, denominator),
    COL(struct sum_row, flagged),   COL(struct sum_row, waiting),
};
static const struct row_type sum_type = ROW_TYPE(struct sum_row, sum_fields);

/* The three measures of money of an agency. */
struct money_row {
    int64_t agency_id;
    int64_t spent_n, spent_d, spent_flagged, spent_waiting;
    int64_t kept_n, kept_d, kept_flagged, kept_waiting;
    int64_t capital_n, capital_d;
};
static const struct field money_fields[] = {
    COL(struct money_row, agency_id),     COL(struct money_row, spent_n),      COL(struct money_row, spent_d),
    COL(struct money_row, spent_flagged), COL(struct money_row, spent_waiting), COL(struct money_row, kept_n),
    COL(struct money_row, kept_d),        COL(struct money_row, kept_flagged), COL(struct money_row, kept_waiting),
    COL(struct money_row, capital_n),     COL(struct money_row, capital_d),
};
static const struct row_type money_type = ROW_TYPE(struct money_row, money_fields);

/* Rows of agencies with the city's before them. */
static void take_sums(const struct measuring *m, const struct rows *rows, bool other, struct measure_set *ret)
{
    const struct sum_row *s = rows->p;
    struct measure_row *r = ARENA_ARRAY(m->a, struct measure_row, rows->n + 1);

    memset(r, 0, (rows->n + 1) * sizeof *r);
    for (size_t i = 0; i < rows->n; i++) {
        struct measure_row *x = &r[i + 1];

        x->agency_id = s[i].agency_id;
        x->numerator = s[i].numerator;
        x->denominator = s[i].denominator;
        x->other = other && s[i].flagged > 0 ? s[i].denominator - s[i].flagged : 0;
        x->waiting = s[i].waiting;
        r->numerator += x->numerator;
        r->denominator += x->denominator;
        r->other += other ? s[i].flagged : 0;
        r->waiting += x->waiting;
    }
    r->other = r->other > 0 ? r->denominator - r->other : 0;
    ret->row = r;
    ret->n = rows->n + 1;
}

static int by_agency(const void *p, const void *q)
{
    int64_t x = ((const struct measure_row *)p)->agency_id, y = ((const struct measure_row *)q)->agency_id;

    return (x > y) - (x < y);
}

/* ---- money of the ledger ---- */

/* Does the ledger as it stands answer? Nothing is posted after a year's last day. */
static bool is_now(const struct measuring *m)
{
    return m->q->as_of.yyyymmdd >= fy_end((int32_t)m->q->year).yyyymmdd ||
           m->q->as_of.yyyymmdd >= db_day(m->db).yyyymmdd;
}

/* disbursed_51_city asks what disbursed_51 asks. */
static struct str bare(struct str word)
{
    return str_ends(word, STR("_city")) ? str_slice(word, 0, word.n - 5) : word;
}

struct left_out {
    struct str items, agencies;
};

static struct str between_commas(struct arena *a, struct str s)
{
    return str_replace(a, str_format(a, ",%.*s,", STR_FMT(s)), STR(" "), STR_NONE);
}

static bool left_out_get(const struct measuring *m, struct left_out *ret, struct err *e)
{
    struct str items, agencies;

    if (!param_text(m->db, m->a, PARAM_DISBURSED_LEFT_OUT, m->q->year, &items, e) ||
        !param_text(m->db, m->a, PARAM_CARRY_LEFT_OUT, m->q->year, &agencies, e))
        return false;
    ret->items = between_commas(m->a, items);
    ret->agencies = between_commas(m->a, agencies);
    return true;
}

/* All three of the year as of the day, by agency: once a caller who keeps them. */
static bool money_rows(const struct measuring *m, struct rows *ret, struct err *e)
{
    struct date last = fy_end((int32_t)m->q->year);
    struct left_out out;
    bool ok;

    if (m->money && m->money->read) {
        *ret = m->money->rows;
        return true;
    }
    if (!left_out_get(m, &out, e))
        return false;
    if (is_now(m))
        ok = db_list(m->db, m->a, &Q_MEASURE_MONEY_NOW, ARGS(V(m->q->year), V(out.items), V(out.agencies)), &money_type, ret, e);
    else
        ok = db_list(m->db, m->a, &Q_MEASURE_MONEY_THEN,
                     ARGS(V(m->q->year), V(out.items), V(out.agencies), V(m->q->as_of), V(last)), &money_type, ret, e);
    if (ok && m->money)
        *m->money = (struct measure_money){true, *ret};
    return ok;
}

typedef struct sum_row money_fn(const struct money_row *x);

static struct sum_row spent(const struct money_row *x)
{
    return (struct sum_row){x->agency_id, x->spent_n, x->spent_d, x->spent_flagged, x->spent_waiting};
}

static struct sum_row kept(const struct money_row *x)
{
    return (struct sum_row){x->agency_id, x->kept_n, x->kept_d, x->kept_flagged, x->kept_waiting};
}

static struct sum_row capital(const struct money_row *x)
{
    return (struct sum_row){x->agency_id, x->capital_n, x->capital_d, 0, 0};
}

static bool money(const struct measuring *m, money_fn *pick, bool other, struct measure_set *ret, struct err *e)
{
    struct sum_row *sum;
    struct rows rows;

    if (!money_rows(m, &rows, e))
        return false;
    sum = ARENA_ARRAY(m->a, struct sum_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        sum[i] = pick((const struct money_row *)rows.p + i);
    take_sums(m, &(struct rows){sum, rows.n}, other, ret);
    return true;
}

/* The city's row alone, whoever owns the indicator. */
static bool city_only(struct measure_set *ret)
{
    ret->city = true;
    ret->n = 1;
    return true;
}

static bool disbursed_51(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    return money(m, spent, false, ret, e);
}

static bool capital_obligated(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    return money(m, capital, false, ret, e);
}

/* What is carried is known when the year is over; before that a rate of zero would be the best level for nothing. */
static bool carry_no_debt(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    if (!money(m, kept, true, ret, e))
        return false;
    for (size_t i = 0; i < ret->n; i++) {
        if (m->q->as_of.yyyymmdd < fy_end((int32_t)m->q->year).yyyymmdd)
            ret->row[i].why = STR("not_yet");
    }
    return true;
}

static bool disbursed_51_city(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    return disbursed_51(m, ret, e) && city_only(ret);
}

static bool carry_no_debt_city(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    return carry_no_debt(m, ret, e) && city_only(ret);
}

static bool procured_on_time(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    struct rows rows;

    if (!db_list(m->db, m->a, &Q_MEASURE_PROCURED, ARGS(V(m->q->year), V(m->q->as_of)), &sum_type, &rows, e))
        return false;
    take_sums(m, &rows, false, ret);
    return true;
}

/* ---- steps that other parts of PBIS know: of the city, whoever owns the indicator ---- */

static struct measure_row *city_row(const struct measuring *m, struct measure_set *ret)
{
    struct measure_row *r = ARENA_ARRAY(m->a, struct measure_row, 1);

    *r = (struct measure_row){.agency_id = 0};
    ret->city = true;
    ret->row = r;
    ret->n = 1;
    return r;
}

/* The integrated budget that is prepared in a year is next year's. A step is done when it counts in every plan. */
static bool integrated_steps_city(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    struct measure_row *r = city_row(m, ret);
    const struct integrated_row *p;
    struct rows rows = {0};

    if (!integrated_list(m->db, m->a, m->q->year + 1, LANG_TH, &rows, e) && e->code != ERR_YEAR_MISSING)
        return false;
    p = rows.p;
    r->steps = INTEGRATED_STEPS;
    for (size_t i = 0; i < rows.n; i++) {
        for (int64_t k = 0; k < p[i].step && k < INTEGRATED_STEPS; k++)
            r->step_bp[k]++;
    }
    for (size_t k = 0; k < INTEGRATED_STEPS && rows.n > 0; k++)
        r->step_bp[k] = r->step_bp[k] * 10000 / (int64_t)rows.n;
    if (rows.n == 0)
        r->why = STR("no_data");
    return true;
}

static bool acceleration_steps_city(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    struct measure_row *r = city_row(m, ret);
    struct acceleration_step step[ACC_STEPS];

    if (!acceleration_progress(m->db, m->a, m->q->year, m->q->as_of, LANG_TH, step, e))
        return false;
    r->steps = ACC_STEPS;
    for (size_t k = 0; k < ACC_STEPS; k++)
        r->step_bp[k] = step[k].done.bp;
    return true;
}

/* ---- of an agency's own registers ---- */

static void steps_row(const struct data_set_steps_row *x, struct measure_row *r)
{
    r->agency_id = x->agency_id;
    r->steps = DATA_STEPS;
    for (size_t k = 0; k < DATA_STEPS; k++) {
        int64_t bp = data_set_step_bp(x, k);

        r->step_bp[k] = bp > 0 ? bp : 0;
        if (bp < 0 && r->why.n == 0)
            r->why = STR("no_base");
    }
}

static bool dataset_steps(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    const struct data_set_steps_row *x;
    struct data_set_steps_row all = {0};
    struct measure_row *r;
    struct rows rows;

    if (!data_set_steps(m->db, m->a, m->q->year, m->q->as_of, &rows, e))
        return false;
    x = rows.p;
    r = ARENA_ARRAY(m->a, struct measure_row, rows.n + 1);
    memset(r, 0, (rows.n + 1) * sizeof *r);
    for (size_t i = 0; i < rows.n; i++) {
        r[i + 1].why = x[i].why;
        steps_row(&x[i], &r[i + 1]);
        all.done_1 += x[i].done_1, all.of_1 += x[i].of_1;
        all.done_2 += x[i].done_2, all.of_2 += x[i].of_2;
        all.done_3 += x[i].done_3, all.of_3 += x[i].of_3;
        all.done_4 += x[i].done_4, all.of_4 += x[i].of_4;
        all.done_5 += x[i].done_5, all.of_5 += x[i].of_5;
    }
    steps_row(&all, r);
    qsort(r + 1, rows.n, sizeof *r, by_agency);
    ret->row = r;
    ret->n = rows.n + 1;
    return true;
}

/* Plans of several agencies may support one indicator: its progress is that of them all. */
static void take_indicators(const struct measuring *m, const struct rows *rows, struct measure_set *ret)
{
    const struct activity_progress_row *x = rows->p;

    ret->by_indicator = true;
    ret->of = ARENA_ARRAY(m->a, struct measure_row, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++) {
        if (i == 0 || x[i].indicator_id != x[i - 1].indicator_id)
            ret->of[ret->ofs++] = (struct measure_row){.indicator_id = x[i].indicator_id};
        ret->of[ret->ofs - 1].numerator += x[i].numerator;
        ret->of[ret->ofs - 1].denominator += x[i].denominator;
    }
}

static bool activity_progress(const struct measuring *m, struct measure_set *ret, struct err *e)
{
    const struct activity_progress_row *x;
    struct measure_row *r;
    struct rows rows;
    size_t n = 1;

    if (!activity_progress_of(m->db, m->a, m->q->year, m->q->as_of, &rows, e))
        return false;
    take_indicators(m, &rows, ret);
    x = rows.p;
    r = ARENA_ARRAY(m->a, struct measure_row, rows.n + 1);
    memset(r, 0, (rows.n + 1) * sizeof *r);
    for (size_t i = 0; i < rows.n; i++)
        r[i + 1] = (struct measure_row){.agency_id = x[i].agency_id, .numerator = x[i].numerator, .denominator = x[i].denominator};
    qsort(r + 1, rows.n, sizeof *r, by_agency);
    for (size_t i = 1; i <= rows.n; i++) {
        r[0].numerator += r[i].numerator;
        r[0].denominator += r[i].denominator;
        if (i == 1 || r[i].agency_id != r[n - 1].agency_id) {
            r[n++] = r[i];
        } else {
            r[n - 1].numerator += r[i].numerator;
            r[n - 1].denominator += r[i].denominator;
        }
    }
    ret->row = r;
    ret->n = n;
    return true;
}

/* ---- the table ---- */

const struct measure_about measures[] = {
#define MEASURE(word, fn, kind, th, en) {word, kind, th, en},
#include "perform/measure.def"
#undef MEASURE
};
const size_t measures_n = ARRAY_LEN(measures);

static measure_fn *const functions[] = {
#define MEASURE(word, fn, kind, th, en) fn,
#include "perform/measure.def"
#undef MEASURE
};

static size_t measure_at(struct str word)
{
    size_t i = 0;

    while (i < measures_n && !str_eq(word, str_from(measures[i].word)))
        i++;
    return i;
}

bool measure_known(struct str word)
{
    return measure_at(word) < measures_n;
}

struct str measure_name(struct str word, enum lang lang)
{
    size_t i = measure_at(word);

    if (i == measures_n)
        return word;
    return str_from(lang == LANG_TH ? measures[i].th : measures[i].en);
}

static bool unknown(struct arena *a, struct str word, struct err *e)
{
    struct str all = STR_NONE;

    for (size_t i = 0; i < measures_n; i++)
        all = str_format(a, "%.*s%s%s", STR_FMT(all), i > 0 ? ", " : "", measures[i].word);
    FAIL(e, ERR_MEASURE);
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(all));
    return false;
}

bool measure_get_kept(struct db *db, struct arena *a, struct str word, const struct measure_asked *q,
                      struct measure_money *money, struct measure_set *ret, struct err *e)
{
    struct measuring m = {.db = db, .a = a, .word = word, .q = q, .money = money};
    size_t i = measure_at(word);

    if (i == measures_n)
        return unknown(a, word, e);
    *ret = (struct measure_set){.word = str_from(measures[i].word), .kind = str_from(measures[i].kind)};
    return functions[i](&m, ret, e);
}

bool measure_get(struct db *db, struct arena *a, struct str word, const struct measure_asked *q, struct measure_set *ret,
                 struct err *e)
{
    return measure_get_kept(db, a, word, q, NULL, ret, e);
}

const struct measure_row *measure_of(const struct measure_set *s, int64_t agency_id)
{
    struct measure_row key = {.agency_id = s->city ? 0 : agency_id};

    return s->n > 0 ? bsearch(&key, s->row, s->n, sizeof key, by_agency) : NULL;
}

static int by_indicator(const void *p, const void *q)
{
    int64_t x = ((const struct measure_row *)p)->indicator_id, y = ((const struct measure_row *)q)->indicator_id;

    return (x > y) - (x < y);
}

const struct measure_row *measure_of_indicator(const struct measure_set *s, int64_t indicator_id, int64_t agency_id)
{
    struct measure_row key = {.indicator_id = indicator_id};

    if (!s->by_indicator)
        return measure_of(s, agency_id);
    return s->ofs > 0 ? bsearch(&key, s->of, s->ofs, sizeof key, by_indicator) : NULL;
}

/* ---- line by line ---- */

bool measure_has_lines(struct str word)
{
    word = bare(word);
    return str_eq(word, STR("capital_obligated")) || str_eq(word, STR("disbursed_51")) || str_eq(word, STR("carry_no_debt"));
}

bool measure_lines(struct db *db, struct arena *a, const struct measure_lines_asked *q, struct rows *ret, struct err *e)
{
    struct measuring m = {.db = db, .a = a, .word = q->word, .q = &q->at};
    struct date last = fy_end((int32_t)q->at.year);
    struct left_out out;

    if (!measure_has_lines(q->word))
        return unknown(a, q->word, e);
    if (!left_out_get(&m, &out, e))
        return false;
    if (is_now(&m))
        return db_list(db, a, &Q_MEASURE_LINES_NOW,
                       ARGS(V(q->at.year), V(out.items), V(out.agencies), V(bare(q->word)), V(q->agency_id), V(q->after),
                            V(q->limit)),
                       &measure_line_type, ret, e);
    return db_list(db, a, &Q_MEASURE_LINES_THEN,
                   ARGS(V(q->at.year), V(out.items), V(out.agencies), V(bare(q->word)), V(q->agency_id), V(q->after),
                        V(q->limit), V(q->at.as_of), V(last)),
                   &measure_line_type, ret, e);
}
