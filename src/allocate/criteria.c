/* criteria.c - criteria of a year are read. */
#include "allocate/criteria.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct field set_fields[] = {
    COL(struct criteria_set, id),
    COL(struct criteria_set, version),
    FIELD(struct criteria_set, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct criteria_set, number, FIELD_KEY, "ฉบับที่", "Version"),
    FIELD(struct criteria_set, state, 0, "สถานะ", "State"),
    FIELD(struct criteria_set, method, 0, "วิธีให้น้ำหนัก", "How weights were set"),
    FIELD(struct criteria_set, opens_on, 0, "เริ่มให้คะแนน", "Scoring opens"),
    FIELD(struct criteria_set, has_ratio, 0, "เปรียบเทียบทีละคู่", "Compared two by two"),
    FIELD(struct criteria_set, ratio, 0, "อัตราความไม่สอดคล้อง", "Consistency ratio"),
    FIELD(struct criteria_set, criteria, 0, "จำนวนเกณฑ์", "Criteria"),
    FIELD(struct criteria_set, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct criteria_set, made, 0, "จัดทำเมื่อ", "Made"),
    FIELD(struct criteria_set, published_by, 0, "ผู้ประกาศ", "Published by"),
    FIELD(struct criteria_set, published, 0, "ประกาศเมื่อ", "Published"),
    FIELD(struct criteria_set, reason, 0, "เหตุผล", "Reason"),
    COL(struct criteria_set, weights_bp),
    COL(struct criteria_set, pairs),
    FIELD(struct criteria_set, sent, 0, "คะแนนที่ส่งแล้ว (ชุด)", "Sheets sent"),
};
const struct row_type criteria_set_type = ROW_TYPE(struct criteria_set, set_fields);

static const struct field criterion_fields[] = {
    FIELD(struct criterion, word, FIELD_KEY, "รหัสเกณฑ์", "Criterion"),
    FIELD(struct criterion, name, 0, "เกณฑ์", "Name"),
    FIELD(struct criterion, source, 0, "ที่มา", "Source"),
    FIELD(struct criterion, direction, 0, "ทิศทาง", "Direction"),
    FIELD(struct criterion, weight, 0, "น้ำหนัก (%)", "Weight (%)"),
    FIELD(struct criterion, has_data, 0, "มีข้อมูล", "Has data"),
    FIELD(struct criterion, no_data_why, 0, "เหตุที่ไม่มีข้อมูล", "Why there is no data"),
    FIELD(struct criterion, anchor0, 0, "0 คะแนน", "0 points"),
    FIELD(struct criterion, anchor1, 0, "1 คะแนน", "1 point"),
    FIELD(struct criterion, anchor2, 0, "2 คะแนน", "2 points"),
    FIELD(struct criterion, anchor3, 0, "3 คะแนน", "3 points"),
    FIELD(struct criterion, anchor4, 0, "4 คะแนน", "4 points"),
};
const struct row_type criterion_type = ROW_TYPE(struct criterion, criterion_fields);

static const struct field raw_fields[] = {
    COL(struct criterion, word),       COL(struct criterion, name),       COL(struct criterion, source),
    COL(struct criterion, direction),  COL(struct criterion, weight),     COL(struct criterion, has_data),
    COL(struct criterion, no_data_why), COL(struct criterion, name_th),   COL(struct criterion, name_en),
    COL(struct criterion, anchors_th), COL(struct criterion, anchors_en),
};
static const struct row_type raw_type = ROW_TYPE(struct criterion, raw_fields);

static const struct field pair_fields[] = {
    FIELD(struct criteria_pair, one, FIELD_KEY, "เกณฑ์", "Criterion"),
    FIELD(struct criteria_pair, other, 0, "เทียบกับ", "Compared with"),
    FIELD(struct criteria_pair, strength, 0, "สำคัญกว่ากี่เท่า (ลบ = น้อยกว่า)", "How many times as important (minus: less)"),
};
const struct row_type criteria_pair_type = ROW_TYPE(struct criteria_pair, pair_fields);

static const struct field event_fields[] = {
    FIELD(struct criteria_event, at, FIELD_KEY, "เมื่อ", "At"),
    FIELD(struct criteria_event, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct criteria_event, by_user, 0, "โดย", "By"),
    FIELD(struct criteria_event, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type criteria_event_type = ROW_TYPE(struct criteria_event, event_fields);

bool criteria_sets(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CRITERIA_SET_LIST, ARGS(V(year)), &criteria_set_type, ret, e);
}

bool criteria_find(struct db *db, struct arena *a, int64_t year, struct criteria_set *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_CRITERIA_SET_PUBLISHED, ARGS(V(year)), &criteria_set_type, ret, ret_found, e);
}

bool criteria_get(struct db *db, struct arena *a, int64_t year, int64_t number, struct criteria_set *ret, struct err *e)
{
    bool found;

    if (number == 0) {
        if (!criteria_find(db, a, year, ret, &found, e))
            return false;
        if (!found) {
            FAIL(e, ERR_CRITERIA_NONE);
            err_arg(e, "year", V(year));
        }
        return found;
    }
    if (!db_find(db, a, &Q_CRITERIA_SET_GET, ARGS(V(year), V(number)), &criteria_set_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(a, "criteria %lld/%lld", (long long)year, (long long)number)));
    }
    return found;
}

/* The k-th line of the anchors. */
static struct str anchor(struct str lines, size_t k)
{
    size_t from = 0;

    for (size_t i = 0;; i++) {
        size_t to = from;

        while (to < lines.n && lines.p[to] != '\n')
            to++;
        if (i == k)
            return str_trim((struct str){lines.p + from, to - from});
        if (to >= lines.n)
            return STR_NONE;
        from = to + 1;
    }
}

bool criteria_of(struct db *db, struct arena *a, int64_t set_id, enum lang lang, struct rows *ret, struct err *e)
{
    struct criterion *c;
    struct rows rows;

    if (!db_list(db, a, &Q_CRITERIA_LIST, ARGS(V(set_id), V(lang == LANG_EN ? STR("en") : STR("th"))), &raw_type, &rows, e))
        return false;
    c = ARENA_ARRAY(a, struct criterion, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        struct str lines;

        c[i] = ((const struct criterion *)rows.p)[i];
        lines = lang == LANG_EN && c[i].anchors_en.n ? c[i].anchors_en : c[i].anchors_th;
        c[i].anchor0 = anchor(lines, 0);
        c[i].anchor1 = anchor(lines, 1);
        c[i].anchor2 = anchor(lines, 2);
        c[i].anchor3 = anchor(lines, 3);
        c[i].anchor4 = anchor(lines, 4);
    }
    *ret = (struct rows){c, rows.n};
    return true;
}

bool criteria_pairs(struct db *db, struct arena *a, int64_t set_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CRITERIA_PAIR_LIST, ARGS(V(set_id)), &criteria_pair_type, ret, e);
}

bool criteria_events(struct db *db, struct arena *a, int64_t set_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CRITERIA_EVENT_LIST, ARGS(V(set_id)), &criteria_event_type, ret, e);
}

static size_t place_of(const struct rows *criteria, struct str word)
{
    const struct criterion *c = criteria->p;
    size_t i = 0;

    while (i < criteria->n && !str_eq(c[i].word, word))
        i++;
    return i;
}

bool criteria_weighing(struct db *db, struct arena *a, const struct rows *criteria, int64_t set_id, struct criteria_weighed *ret,
                       struct err *e)
{
    struct weigh_pairs p = {.n = criteria->n};
    const struct criteria_pair *k;
    struct rows rows;
    size_t i, j;

    if (!criteria_pairs(db, a, set_id, &rows, e))
        return false;
    k = rows.p;
    for (size_t r = 0; r < rows.n; r++) {
        i = place_of(criteria, k[r].one);
        j = place_of(criteria, k[r].other);
        if (i >= criteria->n || j >= criteria->n)
            continue;
        if (i < j)
            p.strength[i][j] = k[r].strength;
        else
            p.strength[j][i] = k[r].strength == 1 ? 1 : -k[r].strength;
    }
    *ret = (struct criteria_weighed){.pairs = p, .all = p.n > 0 && p.n <= WEIGH_MAX && !weigh_missing(&p, &i, &j)};
    if (ret->all)
        weigh(&p, &ret->w);
    return true;
}
