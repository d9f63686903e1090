/* rating_rank.c - the settled packages from the highest points; quartiles; which of them the scores cannot part. */
#include <stdlib.h>

#include "allocate/rating_int.h"
#include "base/arena.h"
#include "base/err.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { QUARTERS = 4 };

static const struct field rank_fields[] = {
    COL(struct rating_rank, package_id),
    FIELD(struct rating_rank, rank, 0, "ลำดับ", "Rank"),
    FIELD(struct rating_rank, quartile, 0, "ควอร์ไทล์", "Quartile"),
    FIELD(struct rating_rank, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct rating_rank, title, 0, "ชื่อ", "Title"),
    FIELD(struct rating_rank, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct rating_rank, level_kind, 0, "ระดับ", "Level"),
    FIELD(struct rating_rank, points, 0, "คะแนน (0-100)", "Points (0-100)"),
    FIELD(struct rating_rank, spread, 0, "ช่วงต่างของผู้ให้คะแนน (±)", "Scorers' spread (±)"),
    FIELD(struct rating_rank, mandate, 0, "คะแนนหน้าที่ตามกฎหมาย (ของ 8)", "Mandate (of 8)"),
    FIELD(struct rating_rank, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct rating_rank, tied, 0, "แยกจากข้อเสนออื่นไม่ได้ (ข้อเสนอ)", "Tied with (packages)"),
    FIELD(struct rating_rank, has_run, 0, "มีผลการจัดสรร", "In the newest run"),
    FIELD(struct rating_rank, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct rating_rank, across, 0, "ในจำนวนนั้นผลจัดสรรตรงข้าม", "Of those decided the other way"),
};
const struct row_type rating_rank_type = ROW_TYPE(struct rating_rank, rank_fields);

static const struct field raw_fields[] = {
    COL(struct rating_rank, package_id), COL(struct rating_rank, code),   COL(struct rating_rank, title),
    COL(struct rating_rank, agency_name), COL(struct rating_rank, level_kind), COL(struct rating_rank, points),
    COL(struct rating_rank, spread),     COL(struct rating_rank, mandate), COL(struct rating_rank, amount),
    COL(struct rating_rank, has_run),    COL(struct rating_rank, funded),
};
static const struct row_type raw_type = ROW_TYPE(struct rating_rank, raw_fields);

/* DOMAIN.md 5.3: points, then larger mandate, lower cost, code. */
static int by_rank(const void *x, const void *y)
{
    const struct rating_rank *a = x, *b = y;

    if (a->points.millionths != b->points.millionths)
        return a->points.millionths > b->points.millionths ? -1 : 1;
    if (a->mandate != b->mandate)
        return a->mandate > b->mandate ? -1 : 1;
    if (a->amount.satang != b->amount.satang)
        return a->amount.satang < b->amount.satang ? -1 : 1;
    return str_cmp(a->code, b->code);
}

static int by_number(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

/* How far each package's points reach up and down, sorted. */
struct reach {
    int64_t *low, *high;
    size_t n;
};

/* Which: 0 all, 1 funded in the run, 2 left out by it. */
static struct reach reach_of(struct arena *a, const struct rating_rank *r, size_t n, int which)
{
    struct reach x = {ARENA_ARRAY(a, int64_t, n + 1), ARENA_ARRAY(a, int64_t, n + 1), 0};

    for (size_t i = 0; i < n; i++) {
        if (which && (!r[i].has_run || r[i].funded != (which == 1)))
            continue;
        x.low[x.n] = r[i].points.millionths - r[i].spread.millionths;
        x.high[x.n++] = r[i].points.millionths + r[i].spread.millionths;
    }
    if (x.n) {
        qsort(x.low, x.n, sizeof(*x.low), by_number);
        qsort(x.high, x.n, sizeof(*x.high), by_number);
    }
    return x;
}

/* How many of v[0..n), sorted, are below `limit` (or at it). */
static int64_t count_below(const int64_t *v, size_t n, int64_t limit, bool or_at)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (v[mid] < limit || (or_at && v[mid] == limit))
            lo = mid + 1;
        else
            hi = mid;
    }
    return (int64_t)lo;
}

/* How many reaches meet this one's. */
static int64_t meets(const struct reach *x, const struct rating_rank *r)
{
    int64_t low = r->points.millionths - r->spread.millionths, high = r->points.millionths + r->spread.millionths;

    return count_below(x->low, x->n, high, true) - count_below(x->high, x->n, low, false);
}

void rating_rank_put(struct arena *a, struct rating_rank *r, size_t n)
{
    struct reach all = reach_of(a, r, n, 0), in = reach_of(a, r, n, 1), out = reach_of(a, r, n, 2);

    if (n)
        qsort(r, n, sizeof(*r), by_rank);
    for (size_t i = 0; i < n; i++) {
        r[i].rank = (int64_t)i + 1;
        r[i].quartile = (int64_t)(i * QUARTERS / n) + 1;
        r[i].tied = meets(&all, &r[i]) - 1;
        r[i].across = r[i].has_run ? meets(r[i].funded ? &out : &in, &r[i]) : 0;
    }
}

bool rating_ranking(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    struct criteria_set s;
    struct rating_rank *r;
    struct rows rows;
    int64_t run;
    bool found;

    if (!criteria_find(db, a, year, &s, &found, e))
        return false;
    if (!found) {
        *ret = (struct rows){NULL, 0};
        return true;
    }
    if (!db_int(db, &Q_RATING_NEWEST_RUN, ARGS(V(year)), &run, e) ||
        !db_list(db, a, &Q_RATING_FINAL_LIST, ARGS(V(s.id), V(run), V(STR("th"))), &raw_type, &rows, e))
        return false;
    r = ARENA_ARRAY(a, struct rating_rank, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        r[i] = ((const struct rating_rank *)rows.p)[i];
    rating_rank_put(a, r, rows.n);
    *ret = (struct rows){r, rows.n};
    return true;
}
