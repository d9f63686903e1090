#include "plan/consistency.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/param.h"
#include "plan/item_class.h"
#include "sql_plan.h"
#include "store/store.h"

enum { DIVISIONS = 7, DAYS_MORE = 5 }; /* 0: all of them */

static const struct field row_fields[] = {
    FIELD(struct consistency_row, class, FIELD_KEY, "รหัสประเภท", "Class"),
    FIELD(struct consistency_row, class_name, 0, "ประเภทรายการ", "Item class"),
    FIELD(struct consistency_row, division, 0, "กอง", "Division"),
    FIELD(struct consistency_row, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct consistency_row, judged, 0, "ข้อเสนอที่เป็นประเภทหลัก", "Packages with it as main class"),
    FIELD(struct consistency_row, lines, 0, "รายการ", "Lines"),
    FIELD(struct consistency_row, asked, 0, "ขอ", "Requested"),
    FIELD(struct consistency_row, given, 0, "วิเคราะห์", "Analyst"),
    FIELD(struct consistency_row, cut, 0, "ปรับลดร้อยละ", "Cut, per cent"),
    FIELD(struct consistency_row, support, 0, "ควรสนับสนุนร้อยละ", "Supported, per cent"),
    FIELD(struct consistency_row, reduce, 0, "ปรับลดกี่ร้อยละของข้อเสนอ", "Reduced, per cent"),
    FIELD(struct consistency_row, reject, 0, "ไม่ควรสนับสนุนร้อยละ", "Not supported, per cent"),
    FIELD(struct consistency_row, days, 0, "ใช้เวลา (วัน)", "Days taken"),
    FIELD(struct consistency_row, reason, 0, "เหตุผลที่ใช้มากที่สุด", "Reason used most"),
    FIELD(struct consistency_row, reason_lines, 0, "ใช้กับกี่รายการ", "Lines with it"),
    FIELD(struct consistency_row, apart, 0, "ต่างจากกองอื่น", "Stands apart"),
    FIELD(struct consistency_row, why, 0, "ต่างที่", "In what"),
};
const struct row_type consistency_row_type = ROW_TYPE(struct consistency_row, row_fields);

static const struct field price_fields[] = {
    FIELD(struct consistency_price, item_code, FIELD_KEY, "รหัสรายจ่าย", "Item code"),
    FIELD(struct consistency_price, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct consistency_price, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct consistency_price, division, 0, "กอง", "Division"),
    FIELD(struct consistency_price, lines, 0, "รายการ", "Lines"),
    FIELD(struct consistency_price, low, 0, "ต่ำสุด", "Lowest"),
    FIELD(struct consistency_price, median, 0, "ค่ากลาง", "Median"),
    FIELD(struct consistency_price, high, 0, "สูงสุด", "Highest"),
    FIELD(struct consistency_price, middle, 0, "ค่ากลางทั้งหกกอง", "Median of the six"),
    FIELD(struct consistency_price, ratio, 0, "ต่อค่ากลางร้อยละ", "Of it, per cent"),
    FIELD(struct consistency_price, apart, 0, "ต่างจากกองอื่น", "Stands apart"),
};
const struct row_type consistency_price_type = ROW_TYPE(struct consistency_price, price_fields);

static const struct field reason_fields[] = {
    FIELD(struct consistency_reason, division, FIELD_KEY, "กอง", "Division"),
    FIELD(struct consistency_reason, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct consistency_reason, lines, 0, "รายการ", "Lines"),
    FIELD(struct consistency_reason, cut, FIELD_TOTAL, "ปรับลด", "Cut"),
};
const struct row_type consistency_reason_type = ROW_TYPE(struct consistency_reason, reason_fields);

static const struct field package_fields[] = {
    FIELD(struct consistency_package, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct consistency_package, title, 0, "ข้อเสนอ", "Title"),
    FIELD(struct consistency_package, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct consistency_package, word, 0, "ความเห็น", "Recommendation"),
    FIELD(struct consistency_package, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct consistency_package, by_user, 0, "โดย", "By"),
    FIELD(struct consistency_package, division, 0, "กอง", "Division"),
    FIELD(struct consistency_package, asked, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct consistency_package, given, FIELD_TOTAL, "วิเคราะห์", "Analyst"),
    FIELD(struct consistency_package, days, 0, "ใช้เวลา (วัน)", "Days taken"),
};
const struct row_type consistency_package_type =
    ROW_TYPE(struct consistency_package, package_fields);

struct sum_row {
    struct str class;
    int64_t division, packages, lines;
    struct money asked, given;
};
static const struct field sum_fields[] = {
    COL(struct sum_row, class), COL(struct sum_row, division), COL(struct sum_row, packages),
    COL(struct sum_row, lines), COL(struct sum_row, asked),    COL(struct sum_row, given),
};
static const struct row_type sum_type = ROW_TYPE(struct sum_row, sum_fields);

struct word_row {
    struct str class;
    int64_t division;
    struct str word;
    int64_t packages;
};
static const struct field word_fields[] = {
    COL(struct word_row, class),
    COL(struct word_row, division),
    COL(struct word_row, word),
    COL(struct word_row, packages),
};
static const struct row_type word_type = ROW_TYPE(struct word_row, word_fields);

struct day_row {
    struct str class;
    int64_t division, days;
};
static const struct field day_fields[] = {
    COL(struct day_row, class),
    COL(struct day_row, division),
    COL(struct day_row, days),
};
static const struct row_type day_type = ROW_TYPE(struct day_row, day_fields);

struct reason_row {
    struct str class;
    int64_t division;
    struct str reason;
    int64_t lines;
    struct money cut;
};
static const struct field reason_row_fields[] = {
    COL(struct reason_row, class), COL(struct reason_row, division), COL(struct reason_row, reason),
    COL(struct reason_row, lines), COL(struct reason_row, cut),
};
static const struct row_type reason_row_type = ROW_TYPE(struct reason_row, reason_row_fields);

struct price_row {
    struct str item_code, item_name, unit_word;
    int64_t division;
    struct money unit;
};
static const struct field price_row_fields[] = {
    COL(struct price_row, item_code), COL(struct price_row, item_name),
    COL(struct price_row, unit_word), COL(struct price_row, division),
    COL(struct price_row, unit),
};
static const struct row_type price_row_t = ROW_TYPE(struct price_row, price_row_fields);

/* ---- whole numbers ---- */

static int by_number(const void *x, const void *y)
{
    const int64_t *p = x, *q = y;

    return *p < *q ? -1 : *p > *q;
}

/* The middle one, or the mean of the two in the middle, rounded down; 0 of none. Sorts v. */
static int64_t median(int64_t *v, size_t n)
{
    if (n == 0)
        return 0;
    qsort(v, n, sizeof *v, by_number);
    return v[(n - 1) / 2] + (v[n / 2] - v[(n - 1) / 2]) / 2;
}

static struct share part(int64_t n, int64_t of)
{
    return (struct share){money_share_bp(MONEY(n), MONEY(of))};
}

/* ---- the report ---- */

struct cell { /* one class and division */
    struct sum_row sum;
    int64_t support, reduce, reject, days, dated;
    struct str reason;
    int64_t reason_lines;
};
struct making {
    struct arena *a;
    struct item_classes classes;
    struct cell cell[ITEM_CLASSES][DIVISIONS];
    int64_t share, least;
};

static struct cell *cell_of(struct making *m, struct str class, int64_t division)
{
    const struct item_class *c = item_class_find(&m->classes, class);

    if (!c || division < 0 || division >= DIVISIONS)
        return NULL;
    return &m->cell[c - m->classes.class][division];
}

static void add_sums(struct making *m, const struct rows *rows)
{
    const struct sum_row *s = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        struct cell *c = cell_of(m, s[i].class, s[i].division), *all = cell_of(m, s[i].class, 0);

        if (!c)
            continue;
        if (c != all)
            c->sum = s[i];
        all->sum.packages += s[i].packages;
        all->sum.lines += s[i].lines;
        all->sum.asked = money_add(all->sum.asked, s[i].asked);
        all->sum.given = money_add(all->sum.given, s[i].given);
    }
}

static void add_word(struct cell *c, const struct word_row *w)
{
    c->support += str_eq(w->word, STR("support")) ? w->packages : 0;
    c->reduce += str_eq(w->word, STR("reduce")) ? w->packages : 0;
    c->reject += str_eq(w->word, STR("reject")) ? w->packages : 0;
}

static void add_words(struct making *m, const struct rows *rows)
{
    const struct word_row *w = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        struct cell *c = cell_of(m, w[i].class, w[i].division), *all = cell_of(m, w[i].class, 0);

        if (!c)
            continue;
        if (c != all)
            add_word(c, &w[i]);
        add_word(all, &w[i]);
    }
}

/* Medians of days: rows come by class and division. */
static void add_days(struct making *m, const struct rows *rows)
{
    const struct day_row *d = rows->p;
    int64_t *v = ARENA_ARRAY(m->a, int64_t, rows->n);
    size_t first = 0;

    for (size_t i = 0; i < rows->n; i++)
        v[i] = d[i].days;
    for (size_t i = 0, n; i < rows->n; i += n) {
        struct cell *c = cell_of(m, d[i].class, d[i].division), *all = cell_of(m, d[i].class, 0);
        bool last;

        n = 1;
        while (i + n < rows->n && d[i + n].division == d[i].division &&
               str_eq(d[i + n].class, d[i].class))
            n++;
        if (c && c != all) {
            c->days = median(v + i, n);
            c->dated = (int64_t)n;
        }
        last = i + n == rows->n || !str_eq(d[i + n].class, d[i].class);
        if (last && all) {
            all->days = median(v + first, i + n - first);
            all->dated = (int64_t)(i + n - first);
        }
        if (last)
            first = i + n;
    }
}

static void add_reasons(struct making *m, const struct rows *rows)
{
    const struct reason_row *r = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        struct cell *c = cell_of(m, r[i].class, r[i].division), *all = cell_of(m, r[i].class, 0);

        if (c && c->reason_lines == 0 && c != all) { /* the most used comes first */
            c->reason = r[i].reason;
            c->reason_lines = r[i].lines;
        }
        if (all && r[i].lines > all->reason_lines) {
            all->reason = r[i].reason;
            all->reason_lines = r[i].lines;
        }
    }
}

static struct share cut_of(const struct cell *c)
{
    return part(c->sum.asked.satang - c->sum.given.satang, c->sum.asked.satang);
}

static void mark_apart(const struct making *m, const struct cell *cells, struct consistency_row *row)
{
    int64_t cut[DIVISIONS], days[DIVISIONS], middle_cut, middle_days, off;
    size_t n = 0, dated = 0;
    bool share, slow;

    for (size_t d = 1; d < DIVISIONS; d++) {
        if (cells[d].sum.packages < m->least)
            continue;
        cut[n++] = cut_of(&cells[d]).bp;
        if (cells[d].dated)
            days[dated++] = cells[d].days;
    }
    if (row->division == 0 || row->packages < m->least || n < 2)
        return;
    middle_cut = median(cut, n);
    middle_days = median(days, dated);
    off = row->cut.bp > middle_cut ? row->cut.bp - middle_cut : middle_cut - row->cut.bp;
    share = off > m->share;
    slow = dated > 1 && row->days > 2 * middle_days && row->days > middle_days + DAYS_MORE;
    row->apart = share || slow;
    row->why = share && slow ? STR("share_days")
               : share       ? STR("share")
               : slow        ? STR("days")
                             : STR_NONE;
}

static struct consistency_row row_of(const struct making *m, size_t class, int64_t division,
                                     enum lang lang)
{
    const struct cell *c = &m->cell[class][division];
    int64_t words = c->support + c->reduce + c->reject;
    struct consistency_row row = {
        .class = m->classes.class[class].code,
        .class_name = lang == LANG_EN ? m->classes.class[class].en : m->classes.class[class].th,
        .division = division,
        .packages = c->sum.packages,
        .judged = words,
        .lines = c->sum.lines,
        .asked = c->sum.asked,
        .given = c->sum.given,
        .cut = cut_of(c),
        .support = part(c->support, words),
        .reduce = part(c->reduce, words),
        .reject = part(c->reject, words),
        .days = c->days,
        .reason = c->reason,
        .reason_lines = c->reason_lines};

    mark_apart(m, m->cell[class], &row);
    return row;
}

bool consistency_report(struct db *db, struct arena *a, int64_t year, enum lang lang,
                        struct consistency_rules *ret_rules, struct rows *ret, struct err *e)
{
    struct making *m = ARENA_NEW(a, struct making);
    struct rows sums, words, days, reasons;
    struct consistency_row *row;
    size_t n = 0;

    m->a = a;
    if (!item_classes_load(db, a, year, &m->classes, e) ||
        !param_int(db, PARAM_CONSISTENCY_SHARE, year, &m->share, e) ||
        !param_int(db, PARAM_CONSISTENCY_LEAST, year, &m->least, e) ||
        !db_list(db, a, &Q_CONSISTENCY_LINES, ARGS(V(year)), &sum_type, &sums, e) ||
        !db_list(db, a, &Q_CONSISTENCY_WORDS, ARGS(V(year)), &word_type, &words, e) ||
        !db_list(db, a, &Q_CONSISTENCY_DAYS, ARGS(V(year)), &day_type, &days, e) ||
        !db_list(db, a, &Q_CONSISTENCY_REASONS, ARGS(V(year), V(STR_NONE)), &reason_row_type,
                 &reasons, e))
        return false;
    add_sums(m, &sums);
    add_words(m, &words);
    add_days(m, &days);
    add_reasons(m, &reasons);
    row = ARENA_ARRAY(a, struct consistency_row, m->classes.n * DIVISIONS);
    for (size_t c = 0; c < m->classes.n; c++) {
        for (int64_t d = 0; d < DIVISIONS; d++) {
            if (m->cell[c][d].sum.lines)
                row[n++] = row_of(m, c, d, lang);
        }
    }
    *ret = (struct rows){row, n};
    if (ret_rules)
        *ret_rules = (struct consistency_rules){m->share, m->least};
    return true;
}

/* ---- one class ---- */

static bool same_thing(const struct price_row *x, const struct price_row *y)
{
    return str_eq(x->item_code, y->item_code) && str_eq(x->unit_word, y->unit_word);
}

static struct consistency_price price_of(const struct price_row *p, const int64_t *v, size_t n,
                                         int64_t middle, int64_t limit)
{
    struct consistency_price r = {.item_code = p->item_code,
                                  .item_name = p->item_name,
                                  .unit_word = p->unit_word,
                                  .division = p->division,
                                  .lines = (int64_t)n,
                                  .low = MONEY(v[0]),
                                  .median = MONEY(v[(n - 1) / 2] + (v[n / 2] - v[(n - 1) / 2]) / 2),
                                  .high = MONEY(v[n - 1]),
                                  .middle = MONEY(middle)};

    r.ratio = part(r.median.satang, middle);
    r.apart = n > 1 && exact_cmp_ratio(r.median.satang, middle, limit, 100) >= 0;
    return r;
}

bool consistency_prices(struct db *db, struct arena *a, int64_t year, struct str class,
                        struct rows *ret, struct err *e)
{
    struct consistency_price *out;
    const struct price_row *p;
    struct rows rows;
    int64_t limit, *v, *sorted;
    size_t n = 0;

    if (!param_int(db, PARAM_CONSISTENCY_PRICE, year, &limit, e) ||
        !db_list(db, a, &Q_CONSISTENCY_PRICES, ARGS(V(year), V(class)), &price_row_t, &rows, e))
        return false;
    p = rows.p;
    v = ARENA_ARRAY(a, int64_t, rows.n);
    sorted = ARENA_ARRAY(a, int64_t, rows.n);
    out = ARENA_ARRAY(a, struct consistency_price, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = sorted[i] = p[i].unit.satang;
    for (size_t i = 0, all; i < rows.n; i += all) {
        int64_t middle;

        for (all = 1; i + all < rows.n && same_thing(&p[i], &p[i + all]); all++)
            ;
        middle = median(sorted + i, all);
        for (size_t k = i, one; k < i + all; k += one) {
            for (one = 1; k + one < i + all && p[k + one].division == p[k].division; one++)
                ;
            out[n++] = price_of(&p[k], v + k, one, middle, limit);
        }
    }
    *ret = (struct rows){out, n};
    return true;
}

bool consistency_reasons(struct db *db, struct arena *a, int64_t year, struct str class,
                         struct rows *ret, struct err *e)
{
    struct consistency_reason *out;
    const struct reason_row *r;
    struct rows rows;

    if (!db_list(db, a, &Q_CONSISTENCY_REASONS, ARGS(V(year), V(class)), &reason_row_type, &rows,
                 e))
        return false;
    r = rows.p;
    out = ARENA_ARRAY(a, struct consistency_reason, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = (struct consistency_reason){r[i].division, r[i].reason, r[i].lines, r[i].cut};
    *ret = (struct rows){out, rows.n};
    return true;
}

bool consistency_packages(struct db *db, struct arena *a, const struct consistency_cell *c,
                          int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CONSISTENCY_PACKAGES,
                   ARGS(V(c->year), V(c->class), V(c->division), V(limit)),
                   &consistency_package_type, ret, e);
}
