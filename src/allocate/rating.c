/* rating.c - what scorers gave packages is read. */
#include "allocate/rating.h"

#include "allocate/rating_int.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/param.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct field row_fields[] = {
    COL(struct rating_row, id),
    FIELD(struct rating_row, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct rating_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct rating_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct rating_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct rating_row, level_kind, 0, "ระดับ", "Level"),
    FIELD(struct rating_row, package_state, 0, "สถานะข้อเสนอ", "Package state"),
    FIELD(struct rating_row, division, 0, "กองวิเคราะห์", "Division"),
    FIELD(struct rating_row, seats, 0, "ผู้ให้คะแนน", "Scorers"),
    FIELD(struct rating_row, sent, 0, "ส่งแล้ว", "Sent"),
    FIELD(struct rating_row, mine, 0, "ของฉัน", "Mine"),
    FIELD(struct rating_row, differing, 0, "เกณฑ์ที่ต่างกันมาก", "Criteria far apart"),
    FIELD(struct rating_row, state, 0, "สถานะคะแนน", "State of the score"),
    FIELD(struct rating_row, has_points, 0, "มีคะแนนแล้ว", "Has points"),
    FIELD(struct rating_row, points, 0, "คะแนน (0-100)", "Points (0-100)"),
    FIELD(struct rating_row, spread, 0, "ช่วงต่างของผู้ให้คะแนน (±)", "Scorers' spread (±)"),
};
const struct row_type rating_row_type = ROW_TYPE(struct rating_row, row_fields);

static const struct field division_fields[] = {
    FIELD(struct rating_division, division, FIELD_KEY, "กองวิเคราะห์", "Division"),
    FIELD(struct rating_division, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct rating_division, none, FIELD_TOTAL, "ยังไม่มีใครส่ง", "Nobody sent"),
    FIELD(struct rating_division, one, FIELD_TOTAL, "ส่งแล้วหนึ่งคน", "One sent"),
    FIELD(struct rating_division, both, FIELD_TOTAL, "ส่งครบสองคน", "Both sent"),
    FIELD(struct rating_division, disagreed, FIELD_TOTAL, "เห็นต่าง รอคนที่สาม", "Wait for a third"),
    FIELD(struct rating_division, settled, FIELD_TOTAL, "ได้คะแนนแล้ว", "Settled"),
    FIELD(struct rating_division, applied, FIELD_TOTAL, "ใช้เป็นคะแนนข้อเสนอ", "In use"),
};
const struct row_type rating_division_type = ROW_TYPE(struct rating_division, division_fields);

static const struct field sheet_fields[] = {
    COL(struct rating_sheet, package_id), COL(struct rating_sheet, year),          COL(struct rating_sheet, agency_id),
    COL(struct rating_sheet, division),   COL(struct rating_sheet, code),          COL(struct rating_sheet, title),
    COL(struct rating_sheet, agency_name), COL(struct rating_sheet, package_state), COL(struct rating_sheet, justification),
    COL(struct rating_sheet, mine),       COL(struct rating_sheet, version),       COL(struct rating_sheet, seats),
    COL(struct rating_sheet, sent),       COL(struct rating_sheet, final_state),   COL(struct rating_sheet, has_points),
    COL(struct rating_sheet, applied),    COL(struct rating_sheet, points),        COL(struct rating_sheet, spread),
    COL(struct rating_sheet, final_version),
};
static const struct row_type sheet_type = ROW_TYPE(struct rating_sheet, sheet_fields);

static const struct field score_fields[] = {
    FIELD(struct rating_score_row, criterion, FIELD_KEY, "รหัสเกณฑ์", "Criterion"),
    FIELD(struct rating_score_row, name, 0, "เกณฑ์", "Name"),
    FIELD(struct rating_score_row, source, 0, "ที่มา", "Source"),
    FIELD(struct rating_score_row, weight, 0, "น้ำหนัก (%)", "Weight (%)"),
    FIELD(struct rating_score_row, has_data, 0, "มีข้อมูล", "Has data"),
    FIELD(struct rating_score_row, no_data_why, 0, "เหตุที่ไม่มีข้อมูล", "Why there is no data"),
    FIELD(struct rating_score_row, mine_text, 0, "คะแนนของฉัน", "My score"),
    FIELD(struct rating_score_row, evidence_kind, 0, "ชนิดหลักฐาน", "Kind of evidence"),
    FIELD(struct rating_score_row, evidence, 0, "หลักฐาน", "Evidence"),
    FIELD(struct rating_score_row, note, 0, "เหตุผลของฉัน", "My note"),
    FIELD(struct rating_score_row, first_by, 0, "คนที่หนึ่ง", "First scorer"),
    FIELD(struct rating_score_row, first_text, 0, "คะแนนคนที่หนึ่ง", "First score"),
    FIELD(struct rating_score_row, first_evidence, 0, "หลักฐานคนที่หนึ่ง", "First evidence"),
    FIELD(struct rating_score_row, second_by, 0, "คนที่สอง", "Second scorer"),
    FIELD(struct rating_score_row, second_text, 0, "คะแนนคนที่สอง", "Second score"),
    FIELD(struct rating_score_row, second_evidence, 0, "หลักฐานคนที่สอง", "Second evidence"),
    FIELD(struct rating_score_row, differs, 0, "ต่างกันมาก", "Far apart"),
    FIELD(struct rating_score_row, settled_text, 0, "ตัดสินเป็น", "Settled at"),
    FIELD(struct rating_score_row, settled_by, 0, "ผู้ตัดสิน", "Settled by"),
    FIELD(struct rating_score_row, settled_why, 0, "เหตุผลที่ตัดสิน", "Why"),
    FIELD(struct rating_score_row, anchors, 0, "คำอธิบาย 0 ถึง 4", "Words for 0 to 4"),
};
const struct row_type rating_score_row_type = ROW_TYPE(struct rating_score_row, score_fields);

/* As it is read. */
static const struct field score_raw_fields[] = {
    COL(struct rating_score_row, criterion), COL(struct rating_score_row, name), COL(struct rating_score_row, source),
    COL(struct rating_score_row, weight), COL(struct rating_score_row, has_data), COL(struct rating_score_row, no_data_why),
    COL(struct rating_score_row, mine), COL(struct rating_score_row, evidence_kind), COL(struct rating_score_row, evidence),
    COL(struct rating_score_row, note), COL(struct rating_score_row, first), COL(struct rating_score_row, second),
    COL(struct rating_score_row, settled), COL(struct rating_score_row, first_by), COL(struct rating_score_row, first_evidence),
    COL(struct rating_score_row, second_by), COL(struct rating_score_row, second_evidence), COL(struct rating_score_row, settled_by),
    COL(struct rating_score_row, settled_why), COL(struct rating_score_row, anchors),
};
static const struct row_type score_raw_type = ROW_TYPE(struct rating_score_row, score_raw_fields);

static const struct field evidence_fields[] = {
    FIELD(struct rating_evidence, kind, 0, "ชนิด", "Kind"),
    FIELD(struct rating_evidence, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct rating_evidence, name, 0, "ชื่อ", "Name"),
};
const struct row_type rating_evidence_type = ROW_TYPE(struct rating_evidence, evidence_fields);

static const struct field points_fields[] = {
    FIELD(struct rating_points, package_id, FIELD_KEY, "ข้อเสนอ", "Package"),
    FIELD(struct rating_points, points, 0, "คะแนน", "Points"),
};
const struct row_type rating_points_type = ROW_TYPE(struct rating_points, points_fields);

static const struct field part_fields[] = {
    FIELD(struct rating_part, name, FIELD_KEY, "เกณฑ์", "Criterion"),
    FIELD(struct rating_part, weight, 0, "น้ำหนัก (%)", "Weight (%)"),
    FIELD(struct rating_part, both, 0, "คะแนนสองคนรวม (ของ 8)", "Both scores (of 8)"),
    FIELD(struct rating_part, gives, 0, "ให้คะแนน", "Gives"),
    FIELD(struct rating_part, points, 0, "คะแนนรวม", "Points"),
    FIELD(struct rating_part, applied, 0, "ใช้แล้ว", "In use"),
};
const struct row_type rating_part_type = ROW_TYPE(struct rating_part, part_fields);

struct part_raw {
    struct str name, direction;
    struct share weight;
    int64_t first, second, settled;
    struct score points;
    bool applied;
};
static const struct field part_raw_fields[] = {
    COL(struct part_raw, name),   COL(struct part_raw, direction), COL(struct part_raw, weight), COL(struct part_raw, first),
    COL(struct part_raw, second), COL(struct part_raw, settled),   COL(struct part_raw, points), COL(struct part_raw, applied),
};
static const struct row_type part_raw_type = ROW_TYPE(struct part_raw, part_raw_fields);

struct str rating_lang(enum lang lang)
{
    return lang == LANG_EN ? STR("en") : STR("th");
}

int64_t rating_both(struct str direction, int64_t first, int64_t second, int64_t settled)
{
    int64_t both = settled >= 0 ? 2 * settled : first + second;

    return str_eq(direction, STR("down")) ? 2 * WEIGH_SCALE - both : both;
}

bool rating_list(struct db *db, struct arena *a, const struct rating_filter *f, enum lang lang, struct rows *ret, struct err *e)
{
    struct criteria_set s = {0};
    bool found;

    return criteria_find(db, a, f->year, &s, &found, e) &&
           db_list(db, a, &Q_RATING_LIST,
                   ARGS(V(f->year), V(found ? s.id : 0), V(f->division), V(f->agency_id), V(f->show), V(f->scorer), V(f->after),
                        V((f->limit ? f->limit : (int64_t)RATING_PAGE) + 1), V(rating_lang(lang))),
                   &rating_row_type, ret, e);
}

bool rating_progress(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    struct criteria_set s = {0};
    bool found;

    return criteria_find(db, a, year, &s, &found, e) &&
           db_list(db, a, &Q_RATING_PROGRESS, ARGS(V(year), V(found ? s.id : 0)), &rating_division_type, ret, e);
}

static struct str score_text_of(struct arena *a, int64_t score)
{
    return score < 0 ? STR_NONE : str_format(a, "%lld", (long long)score);
}

bool rating_sheet(struct db *db, struct arena *a, const struct rating_ask *q, struct rating_sheet *ret, struct err *e)
{
    struct rating_sheet x = {0};
    struct rating_score_row *r;
    struct criteria_set s = {0};
    int64_t apart;
    bool found, open, published;

    if (!criteria_find(db, a, q->year, &s, &published, e) ||
        !db_find(db, a, &Q_RATING_SHEET_GET, ARGS(V(q->year), V(s.id), V(q->code), V(q->who->name), V(rating_lang(q->lang))), &sheet_type,
                 &x, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(q->code));
        return false;
    }
    if (!published) { /* said after a package that is not there: that is the nearer reason */
        FAIL(e, ERR_CRITERIA_NONE);
        err_arg(e, "year", V(q->year));
        return false;
    }
    open = x.sent == 2; /* before that nobody sees the other's */
    x.set = s;
    if (!param_int(db, PARAM_RATING_DIFFERENCE, q->year, &apart, e) ||
        !db_list(db, a, &Q_RATING_SCORE_ROWS, ARGS(V(s.id), V(x.package_id), V(q->who->name), V((int64_t)open), V(rating_lang(q->lang))),
                 &score_raw_type, &x.rows, e))
        return false;
    r = ARENA_ARRAY(a, struct rating_score_row, x.rows.n + 1);
    for (size_t i = 0; i < x.rows.n; i++) {
        r[i] = ((const struct rating_score_row *)x.rows.p)[i];
        r[i].mine_text = score_text_of(a, r[i].mine);
        r[i].first_text = score_text_of(a, r[i].first);
        r[i].second_text = score_text_of(a, r[i].second);
        r[i].settled_text = score_text_of(a, r[i].settled);
        r[i].differs = open && r[i].first >= 0 && r[i].second >= 0 && rating_apart(r[i].first, r[i].second) >= apart;
    }
    x.rows.p = r;
    *ret = x;
    return true;
}

bool rating_evidence(struct db *db, struct arena *a, int64_t package_id, enum lang lang, struct rows *ret, struct err *e)
{
    (void)lang;
    return db_list(db, a, &Q_RATING_EVIDENCE_LIST, ARGS(V(package_id)), &rating_evidence_type, ret, e);
}

bool rating_parts(struct db *db, struct arena *a, int64_t package_id, enum lang lang, struct rows *ret, struct err *e)
{
    const struct part_raw *r;
    struct rating_part *x;
    struct rows rows;
    int64_t weight = 0;

    if (!db_list(db, a, &Q_RATING_PART_LIST, ARGS(V(package_id), V(rating_lang(lang))), &part_raw_type, &rows, e))
        return false;
    r = rows.p;
    x = ARENA_ARRAY(a, struct rating_part, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        weight += r[i].weight.bp;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t both = rating_both(r[i].direction, r[i].first, r[i].second, r[i].settled), gives = 0;

        if (!exact_quotient(r[i].weight.bp * both, INT64_C(25000000), 2, weight, ROUND_HALF_UP, &gives))
            gives = 0;
        x[i] = (struct rating_part){.name = r[i].name,
                                    .both = both,
                                    .weight = r[i].weight,
                                    .points = r[i].points,
                                    .gives = {gives},
                                    .applied = r[i].applied};
    }
    *ret = (struct rows){x, rows.n};
    return true;
}

bool rating_values(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RATING_VALUE_LIST, ARGS(V(year)), &rating_points_type, ret, e);
}

bool rating_normal(struct db *db, struct arena *a, int64_t year, enum rating_normal *ret, struct err *e)
{
    struct str word;

    if (!param_text(db, a, PARAM_RATING_NORMAL, year, &word, e))
        return false;
    *ret = str_eq(word, STR("cost")) ? RATING_BY_COST : RATING_BY_POINTS;
    return true;
}

struct score rating_value(enum rating_normal how, struct score points, int64_t cost, int64_t total, int64_t packages)
{
    int64_t v;

    if (how == RATING_BY_POINTS || total <= 0 || cost < 0)
        return points;
    /* points x packages is below 10^13 */
    return (struct score){exact_mul_div(points.millionths * packages, cost, total, ROUND_HALF_UP, &v) ? v : points.millionths};
}
