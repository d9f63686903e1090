#include "perform/reading.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "perform/reading_fact.h"
#include "perform/reading_period.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field reading_fields[] = {
    COL(struct reading, id),
    COL(struct reading, indicator_id),
    FIELD(struct reading, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct reading, code, FIELD_KEY, "รหัสตัวชี้วัด", "Indicator"),
    FIELD(struct reading, number, 0, "ตัวชี้วัดที่", "Number"),
    FIELD(struct reading, period, 0, "งวด (ปีเดือน ค.ศ.)", "Period (yyyymm)"),
    COL(struct reading, agency_id),
    COL(struct reading, division),
    COL(struct reading, version),
    FIELD(struct reading, name_th, 0, "ตัวชี้วัด", "Indicator (Thai)"),
    FIELD(struct reading, name_en, 0, "ตัวชี้วัด (อังกฤษ)", "Indicator name"),
    FIELD(struct reading, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct reading, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct reading, collect, 0, "วิธีเก็บผล", "How it is collected"),
    FIELD(struct reading, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct reading, due, 0, "กำหนดส่ง", "Due"),
    FIELD(struct reading, state, 0, "สถานะ", "State"),
    FIELD(struct reading, kind, 0, "แบบผล", "Kind of result"),
    FIELD(struct reading, value, 0, "ค่า", "Value"),
    FIELD(struct reading, numerator, FIELD_OPTIONAL, "ตัวตั้ง", "Numerator"),
    FIELD(struct reading, denominator, FIELD_OPTIONAL, "ตัวหาร", "Denominator"),
    FIELD(struct reading, steps, 0, "ขั้นที่ทำแล้ว", "Steps done"),
    FIELD(struct reading, reported, 0, "ผลตามที่รายงาน", "As reported"),
    FIELD(struct reading, reported_in, 0, "รายงานเป็น", "Reported in"),
    FIELD(struct reading, has_result, 0, "คำนวณได้", "Computed"),
    FIELD(struct reading, result, 0, "ผลที่คำนวณ", "Recomputed"),
    FIELD(struct reading, flags, 0, "ข้อสังเกต", "Flags"),
    FIELD(struct reading, said, 0, "การแปลง", "Conversion"),
    FIELD(struct reading, details, 0, "รายละเอียด", "Details"),
    FIELD(struct reading, project, 0, "โครงการที่สนับสนุน", "Project"),
    FIELD(struct reading, late_days, 0, "ส่งช้า (วัน)", "Days late"),
    FIELD(struct reading, first_sent, 0, "ส่งครั้งแรก", "First sent"),
    FIELD(struct reading, made_by, 0, "ผู้รายงาน", "Reported by"),
    FIELD(struct reading, made, 0, "รายงานเมื่อ", "Reported at"),
    FIELD(struct reading, sent_by, 0, "ผู้รับรอง", "Sent by"),
    FIELD(struct reading, sent, 0, "รับรองเมื่อ", "Sent at"),
    FIELD(struct reading, verified_by, 0, "ผู้ตรวจ", "Verified by"),
    FIELD(struct reading, verified, 0, "ตรวจเมื่อ", "Verified at"),
    FIELD(struct reading, mark21, 0, "ตรวจ 2.1", "Mark 2.1"),
    FIELD(struct reading, mark22, 0, "ตรวจ 2.2", "Mark 2.2"),
    FIELD(struct reading, verify_note, 0, "บันทึกผู้ตรวจ", "Verifier's note"),
    COL(struct reading, places),
    COL(struct reading, paper),
    FIELD(struct reading, has_target, 0, "มีค่าเป้าหมาย", "Has a target"),
    FIELD(struct reading, target, 0, "ค่าเป้าหมายของงวด", "Target of the period"),
};
const struct row_type reading_type = ROW_TYPE(struct reading, reading_fields);

static const struct field reading_event_fields[] = {
    COL(struct reading_event, id),
    FIELD(struct reading_event, event, FIELD_KEY, "เหตุการณ์", "Event"),
    FIELD(struct reading_event, state, 0, "สถานะหลัง", "State after"),
    FIELD(struct reading_event, reported, 0, "ผลตามที่รายงาน", "As reported"),
    FIELD(struct reading_event, content, 0, "ตัวเลขของผล", "Its figures"),
    FIELD(struct reading_event, flags, 0, "ข้อสังเกต", "Flags"),
    FIELD(struct reading_event, mark21, 0, "ตรวจ 2.1", "Mark 2.1"),
    FIELD(struct reading_event, mark22, 0, "ตรวจ 2.2", "Mark 2.2"),
    FIELD(struct reading_event, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct reading_event, by_user, 0, "โดย", "By"),
    FIELD(struct reading_event, capacity, 0, "ในฐานะ", "In capacity of"),
    FIELD(struct reading_event, at, 0, "เมื่อ", "At"),
};
const struct row_type reading_event_type = ROW_TYPE(struct reading_event, reading_event_fields);

static const struct field reading_note_fields[] = {
    COL(struct reading_note, id),
    FIELD(struct reading_note, period, FIELD_KEY, "เดือน", "Month"),
    FIELD(struct reading_note, body, 0, "บันทึก", "Note"),
    FIELD(struct reading_note, by_user, 0, "โดย", "By"),
    FIELD(struct reading_note, at, 0, "เมื่อ", "At"),
};
const struct row_type reading_note_type = ROW_TYPE(struct reading_note, reading_note_fields);

static const struct field reading_count_fields[] = {
    FIELD(struct reading_count, indicators, 0, "ตัวชี้วัด", "Indicators"),
    FIELD(struct reading_count, readings, 0, "งวดที่ต้องรายงาน", "Readings asked"),
    FIELD(struct reading_count, due, 0, "ยังไม่รายงาน", "Not reported"),
    FIELD(struct reading_count, draft, 0, "กำลังทำ", "In hand"),
    FIELD(struct reading_count, sent, 0, "รอตรวจ", "To verify"),
    FIELD(struct reading_count, verified, 0, "ตรวจแล้ว", "Verified"),
    FIELD(struct reading_count, late, 0, "ค้างส่งเกินกำหนด", "Late"),
    FIELD(struct reading_count, flagged, 0, "มีข้อสังเกต", "Flagged"),
    FIELD(struct reading_count, agencies_late, 0, "หน่วยงานที่ค้าง", "Agencies that are late"),
};
const struct row_type reading_count_type = ROW_TYPE(struct reading_count, reading_count_fields);

static const struct field reading_late_fields[] = {
    FIELD(struct reading_late, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct reading_late, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct reading_late, missing, FIELD_TOTAL, "ค้างส่งเกินกำหนด", "Late now"),
    FIELD(struct reading_late, oldest, 0, "กำหนดส่งที่เก่าที่สุด", "Oldest due day"),
    FIELD(struct reading_late, sent_late, FIELD_TOTAL, "ส่งช้าแล้ว (ครั้ง)", "Sent late"),
    FIELD(struct reading_late, late_days, FIELD_TOTAL, "ช้ารวม (วัน)", "Days late in all"),
};
const struct row_type reading_late_type = ROW_TYPE(struct reading_late, reading_late_fields);

/* ---- reading ---- */

/* While nothing was ever sent it is late up to today. */
static void late_so_far(struct rows *rows, struct date today)
{
    struct reading *r = (struct reading *)(uintptr_t)rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (r[i].first_sent.yyyymmdd == 0 && today.yyyymmdd && date_cmp(r[i].due, today) < 0)
            r[i].late_days = date_days_between(r[i].due, today);
    }
}

bool reading_list(struct db *db, struct arena *a, const struct reading_filter *f, struct rows *ret,
                  struct err *e)
{
    if (!db_list(db, a, &Q_READING_LIST,
                 ARGS(V(f->year), V(f->agency_id), V(f->show.n ? f->show : STR("all")), V(f->today),
                      V((int64_t)f->after_due.yyyymmdd), V(f->after)),
                 &reading_type, ret, e))
        return false;
    late_so_far(ret, f->today);
    return true;
}

bool reading_of(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                struct date today, struct rows *ret, struct err *e)
{
    if (!db_list(db, a, &Q_READING_OF, ARGS(V(indicator_id), V(year)), &reading_type, ret, e))
        return false;
    late_so_far(ret, today);
    return true;
}

bool reading_get(struct db *db, struct arena *a, const struct reading_key *key, struct date today,
                 struct reading *ret, struct err *e)
{
    struct rows one = {ret, 1};
    bool found;

    if (!db_find(db, a, &Q_READING_GET, ARGS(V(key->year), V(key->code), V(key->period)), &reading_type, ret,
                 &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(a, "%.*s %lld", STR_FMT(key->code), (long long)key->period)));
        return false;
    }
    late_so_far(&one, today);
    return true;
}

bool reading_history(struct db *db, struct arena *a, int64_t reading_id, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_READING_HISTORY, ARGS(V(reading_id)), &reading_event_type, ret, e);
}

bool reading_notes(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_READING_NOTES, ARGS(V(indicator_id), V(year)), &reading_note_type, ret,
                   e);
}

bool reading_counts(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                    struct date today, struct reading_count *ret, struct err *e)
{
    return db_one(db, a, &Q_READING_COUNTS, ARGS(V(year), V(agency_id), V(today)),
                  &reading_count_type, ret, e);
}

bool reading_late_list(struct db *db, struct arena *a, int64_t year, struct date today,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_READING_LATE_LIST, ARGS(V(year), V(today)), &reading_late_type, ret, e);
}

/* ---- for scores ---- */

struct fact_row {
    int64_t indicator_id, reading_id, proved;
    struct str kind, steps;
    struct score value;
    struct money numerator, denominator;
    bool paper, has_paper;
};
static const struct field fact_fields[] = {
    COL(struct fact_row, indicator_id), COL(struct fact_row, reading_id),
    COL(struct fact_row, proved),       COL(struct fact_row, kind),
    COL(struct fact_row, steps),        COL(struct fact_row, value),
    FIELD(struct fact_row, numerator, FIELD_OPTIONAL, "ตัวตั้ง", "Numerator"),
    FIELD(struct fact_row, denominator, FIELD_OPTIONAL, "ตัวหาร", "Denominator"),
    COL(struct fact_row, paper),        COL(struct fact_row, has_paper),
};
static const struct row_type fact_type = ROW_TYPE(struct fact_row, fact_fields);

bool reading_facts(struct db *db, struct arena *a, const struct reading_ask *q, struct rows *ret, struct err *e)
{
    struct reading_fact *out;
    struct rows rows;

    if (!db_list(db, a, &Q_READING_FACTS,
                 ARGS(V(q->year), V(q->agency_id), V(reading_period_ended(q->as_of)), V((int64_t)q->final)),
                 &fact_type, &rows, e))
        return false;
    out = ARENA_ARRAY(a, struct reading_fact, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct fact_row *r = (const struct fact_row *)rows.p + i;
        struct reading_said said = {.kind = r->kind,
                                    .steps = r->steps,
                                    .value = r->value,
                                    .numerator = r->numerator,
                                    .denominator = r->denominator,
                                    .proved = r->proved,
                                    .paper_missing = r->paper && !r->has_paper};

        out[i].indicator_id = r->indicator_id;
        out[i].reading_id = r->reading_id;
        out[i].has_paper = r->has_paper;
        reading_fact_make(&said, &out[i].fact, &out[i].why);
    }
    *ret = (struct rows){out, rows.n};
    return true;
}

/* ---- words ---- */

struct word_row {
    const char *word, *th, *en;
};
static const struct word_row states[] = {
#define READING_STATE(word, th, en) {word, th, en},
#include "perform/reading.def"
#undef READING_STATE
};
static const struct word_row flag_rows[] = {
#define READING_FLAG(word, th, en) {word, th, en},
#include "perform/reading.def"
#undef READING_FLAG
};

static struct str word_in(const struct word_row *t, size_t n, struct str word, enum lang lang)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from(t[i].word), word))
            return lang_pick(lang, t[i].th, t[i].en);
    }
    return word;
}

struct str reading_state_name(struct str state, enum lang lang)
{
    return word_in(states, ARRAY_LEN(states), state, lang);
}

struct str reading_flag_name(struct str flag, enum lang lang)
{
    return word_in(flag_rows, ARRAY_LEN(flag_rows), flag, lang);
}

struct str reading_flags_text(struct arena *a, struct str flags, enum lang lang)
{
    struct str rest = flags, one;
    struct sbuf b;

    sbuf_init(&b, a, 4000);
    while (rest.n && str_split(&rest, ' ', &one)) {
        if (b.n)
            SB_LIT(&b, "; ");
        sbuf_add(&b, reading_flag_name(one, lang));
    }
    return sbuf_str(&b);
}

struct str reading_said_text(struct arena *a, struct str said, enum lang lang)
{
    struct str rest = said, level, percent, version;
    struct sbuf b;

    if (!str_split(&rest, '|', &level) || !str_split(&rest, '|', &percent) ||
        !str_split(&rest, '|', &version))
        return STR_NONE;
    sbuf_init(&b, a, 400);
    sbuf_add(&b, tr(lang, TR("ระดับ")));
    sbuf_printf(&b, " %.*s = ", STR_FMT(level));
    sbuf_add(&b, tr(lang, TR("ร้อยละ")));
    sbuf_printf(&b, " %.*s (", STR_FMT(percent));
    sbuf_add(&b, tr(lang, TR("ตามตารางเกณฑ์ ฉบับ")));
    sbuf_printf(&b, " %.*s)", STR_FMT(version));
    return sbuf_str(&b);
}

struct str reading_result_text(struct arena *a, const struct reading *r, enum lang lang)
{
    struct sbuf b;
    unsigned places = (unsigned)r->places;
    struct score once;
    int64_t shown, unit = 1;

    if (!r->has_result)
        return STR("–");
    sbuf_init(&b, a, 100);
    if (str_eq(r->kind, STR("steps"))) {
        sbuf_add(&b, tr(lang, TR("ระดับ")));
        sbuf_byte(&b, ' ');
        sbuf_int(&b, r->result.millionths / 1000000);
        return sbuf_str(&b);
    }
    for (unsigned i = places; i < 6; i++)
        unit *= 10;
    if (str_eq(r->kind, STR("ratio")) &&
        reading_percent(r->numerator.satang, r->denominator.satang, places, &once)) /* rounded once */
        exact_put_decimal(&b, once.millionths / unit, places, places);
    else if (exact_mul_div(r->result.millionths, 1, unit, ROUND_HALF_UP, &shown))
        exact_put_decimal(&b, shown, places, places);
    if (str_eq(r->kind, STR("ratio")))
        SB_LIT(&b, " %");
    return sbuf_str(&b);
}

/* ---- who sees what is still at work ---- */

bool reading_open_to(const struct actor *who, const struct reading *r)
{
    struct err no;

    return who->user_id == 0 || actor_belongs(who, r->agency_id) || actor_check(who, PERM_RESULT, r->agency_id, r->division, &no) ||
           actor_check(who, PERM_RESULT_APPROVE, r->agency_id, r->division, &no) || actor_check_city(who, PERM_IMPORT, &no);
}

void reading_veil(const struct actor *who, struct rows *rows)
{
    struct reading *r = (struct reading *)(uintptr_t)rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if ((!str_eq(r[i].state, STR("draft")) && !str_eq(r[i].state, STR("ready"))) || reading_open_to(who, &r[i]))
            continue;
        r[i].kind = r[i].steps = r[i].reported = r[i].reported_in = r[i].flags = r[i].said = r[i].details = r[i].project = STR_NONE;
        r[i].value = r[i].result = (struct score){0};
        r[i].numerator = r[i].denominator = MONEY_MISSING;
        r[i].has_result = false;
    }
}

void reading_veil_history(const struct actor *who, const struct reading *r, struct rows *rows)
{
    struct reading_event *v = (struct reading_event *)(uintptr_t)rows->p;
    bool open = reading_open_to(who, r);

    for (size_t i = 0; i < rows->n && !open; i++) {
        if (str_eq(v[i].event, STR("save")) || str_eq(v[i].event, STR("back")))
            v[i].reported = v[i].content = v[i].flags = STR_NONE;
    }
}
