/* score.c - scores as they are read. */
#include "perform/score.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "execute/period.h"
#include "execute/reconcile.h"
#include "perform/score_int.h"
#include "sql_perform.h"
#include "store/store.h"

/* What the queries give. */
static const struct field stored_fields[] = {
    COL(struct score_row, id),           COL(struct score_row, indicator_id), COL(struct score_row, year),
    COL(struct score_row, agency_id),    COL(struct score_row, division),     COL(struct score_row, code),
    COL(struct score_row, stable),       COL(struct score_row, number),       COL(struct score_row, name),
    COL(struct score_row, unit),         COL(struct score_row, agency_code),  COL(struct score_row, agency_name),
    COL(struct score_row, work),         COL(struct score_row, owner),        COL(struct score_row, collect),
    COL(struct score_row, kind),         COL(struct score_row, basis),        COL(struct score_row, why),
    COL(struct score_row, value),        COL(struct score_row, level),        COL(struct score_row, percent),
    COL(struct score_row, points),       COL(struct score_row, fact),         COL(struct score_row, numerator),
    COL(struct score_row, denominator),  COL(struct score_row, places),       COL(struct score_row, steps),
    COL(struct score_row, measure),      COL(struct score_row, has_target),   COL(struct score_row, target_value),
    COL(struct score_row, target_in),    COL(struct score_row, rule_version), COL(struct score_row, reading_id),
    COL(struct score_row, has_other),    COL(struct score_row, other_base),   COL(struct score_row, other_value),
    COL(struct score_row, other_level),  COL(struct score_row, other_points), COL(struct score_row, no_rule),
    COL(struct score_row, source),       COL(struct score_row, by_user),      COL(struct score_row, run),
    COL(struct score_row, as_of),        COL(struct score_row, at),
};
static const struct row_type stored_type = ROW_TYPE(struct score_row, stored_fields);

static const struct field row_fields[] = {
    COL(struct score_row, indicator_id),
    COL(struct score_row, agency_id),
    COL(struct score_row, division),
    COL(struct score_row, work),
    COL(struct score_row, collect),
    FIELD(struct score_row, name, FIELD_KEY, "ตัวชี้วัด", "Indicator"),
    FIELD(struct score_row, code, 0, "รหัส", "Code"),
    FIELD(struct score_row, number, 0, "ตัวชี้วัดที่", "Number"),
    FIELD(struct score_row, stable, 0, "รหัสข้ามปี", "Code across years"),
    FIELD(struct score_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct score_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct score_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct score_row, target, 0, "เป้าหมาย", "Target"),
    FIELD(struct score_row, target_in, 0, "เป้าหมายเป็น", "Target in"),
    FIELD(struct score_row, value_text, 0, "ผล", "Result"),
    FIELD(struct score_row, level_text, 0, "ระดับ", "Level"),
    FIELD(struct score_row, percent_text, 0, "คะแนน (เต็ม 100)", "Score (of 100)"),
    FIELD(struct score_row, points_text, 0, "คะแนนถ่วงน้ำหนัก", "Points"),
    FIELD(struct score_row, kind, 0, "ชนิดคะแนน", "Kind of score"),
    FIELD(struct score_row, why, 0, "สถานะ", "State"),
    FIELD(struct score_row, as_of, 0, "ณ วันที่", "As of"),
    FIELD(struct score_row, basis, 0, "คิดจาก", "From"),
    FIELD(struct score_row, numerator, 0, "ตัวตั้ง", "Numerator"),
    FIELD(struct score_row, denominator, 0, "ตัวหาร", "Denominator"),
    FIELD(struct score_row, steps, 0, "ขั้น", "Steps"),
    FIELD(struct score_row, measure, 0, "ตัววัด", "Measure"),
    FIELD(struct score_row, rule_version, 0, "ฉบับของเกณฑ์", "Rule version"),
    FIELD(struct score_row, no_rule, 0, "ไม่ทราบเกณฑ์", "Rule not known"),
    FIELD(struct score_row, owner, 0, "เจ้าของเกณฑ์", "Owner"),
    FIELD(struct score_row, source, 0, "ที่มา", "Source"),
    FIELD(struct score_row, run, 0, "รอบคำนวณ", "Run"),
    FIELD(struct score_row, by_user, 0, "ผู้คำนวณ", "By"),
    FIELD(struct score_row, at, 0, "เมื่อ", "At"),
};
const struct row_type score_row_type = ROW_TYPE(struct score_row, row_fields);

static const struct field part_fields[] = {
    FIELD(struct score_part, no, FIELD_KEY, "ส่วนที่", "Part"),
    FIELD(struct score_part, name, 0, "ชื่อ", "Name"),
    FIELD(struct score_part, amount, 0, "คะแนน", "Score"),
};
const struct row_type score_part_type = ROW_TYPE(struct score_part, part_fields);

static const struct field agency_fields[] = {
    COL(struct score_agency, agency_id),
    COL(struct score_agency, division),
    FIELD(struct score_agency, agency_name, FIELD_KEY, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct score_agency, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct score_agency, indicators, FIELD_TOTAL, "ตัวชี้วัด", "Indicators"),
    FIELD(struct score_agency, scored, FIELD_TOTAL, "มีคะแนน", "Scored"),
    FIELD(struct score_agency, final_scores, FIELD_TOTAL, "คะแนนสุดท้าย", "Final"),
    FIELD(struct score_agency, given, FIELD_TOTAL, "เจ้าของให้", "Given by owner"),
    FIELD(struct score_agency, no_data, FIELD_TOTAL, "ไม่มีข้อมูลหรือหลักฐาน", "No data or evidence"),
    FIELD(struct score_agency, no_rule, FIELD_TOTAL, "ไม่มีเกณฑ์", "No rule"),
    FIELD(struct score_agency, other_open, FIELD_TOTAL, "ยังไม่ถึงเวลา", "Not yet"),
};
const struct row_type score_agency_type = ROW_TYPE(struct score_agency, agency_fields);

static const struct field run_fields[] = {
    COL(struct score_run, id),
    FIELD(struct score_run, code, FIELD_KEY, "รอบคำนวณ", "Run"),
    FIELD(struct score_run, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct score_run, kind, 0, "ชนิดคะแนน", "Kind of score"),
    FIELD(struct score_run, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct score_run, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct score_run, as_of, 0, "ณ วันที่", "As of"),
    FIELD(struct score_run, scored, 0, "มีคะแนน", "Scored"),
    FIELD(struct score_run, unscored, 0, "ไม่มีคะแนน", "Without a score"),
    FIELD(struct score_run, kept, 0, "คงคะแนนที่เจ้าของให้", "Left as given"),
    FIELD(struct score_run, entry_seq, 0, "รายการบัญชีล่าสุด", "Newest entry"),
    FIELD(struct score_run, by_user, 0, "ผู้คำนวณ", "By"),
    FIELD(struct score_run, capacity, 0, "ในฐานะ", "Capacity"),
    FIELD(struct score_run, at, 0, "เมื่อ", "At"),
};
const struct row_type score_run_type = ROW_TYPE(struct score_run, run_fields);

static const struct field open_fields[] = {
    FIELD(struct score_open, what, FIELD_KEY, "เรื่อง", "What"),
    FIELD(struct score_open, n, 0, "จำนวน", "Count"),
    FIELD(struct score_open, sentence, 0, "ค้างเพราะ", "Why it is open"),
    FIELD(struct score_open, address, 0, "ที่", "Where"),
};
const struct row_type score_open_type = ROW_TYPE(struct score_open, open_fields);

/* ---- texts ---- */

struct str score_decimal(struct arena *a, struct score s, unsigned least)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    exact_put_decimal(&b, s.millionths, 6, least);
    return sbuf_str(&b);
}

/* Decimals that are printed: the profile's, more only when the figure has them. */
void score_row_texts(struct arena *a, struct score_row *r)
{
    unsigned places = r->places > 0 ? (unsigned)r->places : 0;

    if (r->has_target)
        r->target = score_decimal(a, r->target_value, 0);
    if (r->why.n > 0)
        return;
    if (r->basis.n > 0 && !str_eq(r->basis, STR("steps")) && !(str_eq(r->basis, STR("given")) && r->value.millionths == 0))
        r->value_text = score_decimal(a, r->value, places);
    if (r->level.millionths > 0)
        r->level_text = score_decimal(a, r->level, 0);
    r->percent_text = score_decimal(a, r->percent, 0);
    if (r->points.millionths > 0 || str_eq(r->percent_text, STR("0")))
        r->points_text = score_decimal(a, r->points, 0);
}

struct str score_state(struct str why, enum lang lang)
{
    static const struct {
        const char *word, *th, *en;
    } state[] = {
#define STATE(word, th, en) {word, th, en},
#include "perform/score.def"
#undef STATE
    };

    for (size_t i = 0; i < ARRAY_LEN(state); i++) {
        if (str_eq(why, str_from(state[i].word)))
            return str_from(lang == LANG_TH ? state[i].th : state[i].en);
    }
    return why;
}

struct score score_weighted(struct score percent, struct score points, int64_t weight_bp)
{
    int64_t thousandths;

    if (points.millionths > 0)
        return points;
    /* percent x weight / 100: millionths x basis points / (10,000 x 1,000) = thousandths. */
    if (!exact_mul_div(percent.millionths, weight_bp, 10000000, ROUND_HALF_UP, &thousandths))
        return (struct score){0};
    return (struct score){thousandths * 1000};
}

/* ---- lists ---- */

static bool list(struct db *db, struct arena *a, const struct query *q, const struct value *v, size_t n, struct rows *ret,
                 struct err *e)
{
    struct score_row *r;
    struct rows rows;

    if (!db_list(db, a, q, v, n, &stored_type, &rows, e))
        return false;
    r = ARENA_ARRAY(a, struct score_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        r[i] = ((const struct score_row *)rows.p)[i];
        score_row_texts(a, &r[i]);
    }
    *ret = (struct rows){r, rows.n};
    return true;
}

bool score_list(struct db *db, struct arena *a, const struct score_filter *f, struct rows *ret, struct err *e)
{
    return list(db, a, &Q_SCORE_LIST,
                ARGS(V(f->year), V(f->agency_id), V(f->show), V(f->after), V(f->limit > 0 ? f->limit : INT64_C(1000000))), ret,
                e);
}

static bool only(struct arena *a, const struct rows *rows, struct str what, struct score_row *ret, struct err *e)
{
    if (rows->n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(what));
        return false;
    }
    *ret = ((const struct score_row *)rows->p)[0];
    score_row_texts(a, ret);
    return true;
}

bool score_get(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct score_row *ret, struct err *e)
{
    struct rows rows;

    return list(db, a, &Q_SCORE_GET, ARGS(V(indicator_id), V(year)), &rows, e) &&
           only(a, &rows, str_format(a, "%lld/%lld", (long long)year, (long long)indicator_id), ret, e);
}

bool score_find(struct db *db, struct arena *a, int64_t year, struct str code, struct score_row *ret, struct err *e)
{
    struct rows rows;

    return list(db, a, &Q_SCORE_FIND, ARGS(V(year), V(code)), &rows, e) && only(a, &rows, code, ret, e);
}

bool score_trail(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct rows *ret, struct err *e)
{
    return list(db, a, &Q_SCORE_TRAIL, ARGS(V(indicator_id), V(year)), ret, e);
}

bool score_history_of(struct db *db, struct arena *a, struct str stable, int64_t agency_id, struct rows *ret, struct err *e)
{
    return list(db, a, &Q_SCORE_HISTORY, ARGS(V(stable), V(agency_id)), ret, e);
}

bool score_history(struct db *db, struct arena *a, struct str stable, struct rows *ret, struct err *e)
{
    return score_history_of(db, a, stable, 0, ret, e);
}

bool score_parts(struct db *db, struct arena *a, int64_t score_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SCORE_PARTS, ARGS(V(score_id)), &score_part_type, ret, e);
}

bool score_agencies(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SCORE_AGENCIES, ARGS(V(year), V(agency_id)), &score_agency_type, ret, e);
}

bool score_runs(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SCORE_RUNS, ARGS(V(year), V(limit)), &score_run_type, ret, e);
}

/* ---- what is open ---- */

static struct str counted(struct arena *a, struct str sentence, int64_t n)
{
    return str_replace(a, sentence, STR("{n}"), str_format(a, "%lld", (long long)n));
}

bool score_open_rows(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret, struct err *e)
{
    struct score_open *r = ARENA_ARRAY(a, struct score_open, 3);
    int64_t differences, flags, period = (int64_t)fy_to_ce((int32_t)year) * 100 + 9;
    bool closed;
    size_t n = 0;

    if (!reconcile_open(db, year, &differences, e) || !db_int(db, &Q_SCORE_FLAGS_WAITING, ARGS(V(year)), &flags, e) ||
        !period_is_closed(db, period, &closed, e))
        return false;
    if (differences > 0)
        r[n++] = (struct score_open){.what = STR("difference"),
                                     .n = differences,
                                     .address = STR("/records/differences"),
                                     .sentence = counted(a, tr(lang, TR("มีความต่างจากระบบอื่นที่ยังไม่ยุติ {n} รายการ")), differences)};
    if (flags > 0)
        r[n++] = (struct score_open){.what = STR("flag"),
                                     .n = flags,
                                     .address = STR("/carry/flags"),
                                     .sentence = counted(a, tr(lang, TR("มีเงินที่เสนอไม่นับและรอผู้ยืนยัน {n} รายการ")), flags)};
    if (!closed)
        r[n++] = (struct score_open){.what = STR("period"),
                                     .n = 1,
                                     .address = STR("/year-end/periods"),
                                     .sentence = tr(lang, TR("งวดบัญชีเดือนกันยายนของปีนี้ยังเปิดอยู่"))};
    *ret = (struct rows){r, n};
    return true;
}
