/* agreement.c - agreements as they are read. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "perform/agreement_int.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field agreement_fields[] = {
    COL(struct agreement, id),
    COL(struct agreement, agency_id),
    COL(struct agreement, division),
    COL(struct agreement, version),
    FIELD(struct agreement, code, FIELD_KEY, "เลขที่", "Code"),
    FIELD(struct agreement, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct agreement, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct agreement, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct agreement, state, 0, "สถานะ", "State"),
    FIELD(struct agreement, number, 0, "ฉบับที่", "Version"),
    FIELD(struct agreement, items, 0, "ตัวชี้วัด", "Indicators"),
    FIELD(struct agreement, open, 0, "ยังไม่ตกลง", "Not agreed"),
    FIELD(struct agreement, weight, 0, "น้ำหนักรวม (%)", "Weight (%)"),
    FIELD(struct agreement, agency_signed, 0, "หน่วยงานลงนาม", "Signed by the agency"),
    FIELD(struct agreement, city_signed, 0, "กรุงเทพมหานครลงนาม", "Signed for the city"),
    FIELD(struct agreement, kind, 0, "รอบประเมิน", "Assessment"),
    COL(struct agreement, total),
    FIELD(struct agreement, total_text, 0, "คะแนนรวม", "Total score"),
    FIELD(struct agreement, scored, 0, "มีคะแนนแล้ว", "Scored"),
    COL(struct agreement, assessed),
    COL(struct agreement, score_number),
    FIELD(struct agreement, scored_at, 0, "ประเมินเมื่อ", "Assessed at"),
    FIELD(struct agreement, appeals, 0, "อุทธรณ์ที่รอวินิจฉัย", "Appeals open"),
    COL(struct agreement, made_by),
    COL(struct agreement, made),
};
const struct row_type agreement_type = ROW_TYPE(struct agreement, agreement_fields);

static const struct field component_fields[] = {
    FIELD(struct agreement_component, component, FIELD_KEY, "องค์ประกอบที่", "Component"),
    FIELD(struct agreement_component, title, 0, "ชื่อองค์ประกอบ", "Title"),
    FIELD(struct agreement_component, weight, FIELD_TOTAL, "น้ำหนัก (%)", "Weight (%)"),
    FIELD(struct agreement_component, items, FIELD_TOTAL, "รวมตัวชี้วัด (%)", "Its indicators (%)"),
    FIELD(struct agreement_component, item_count, FIELD_TOTAL, "ตัวชี้วัด", "Indicators"),
    FIELD(struct agreement_component, scored, FIELD_TOTAL, "มีคะแนนแล้ว", "Scored"),
    COL(struct agreement_component, total),
    FIELD(struct agreement_component, total_text, 0, "คะแนน", "Score"),
};
const struct row_type agreement_component_type = ROW_TYPE(struct agreement_component, component_fields);

static const struct field item_fields[] = {
    COL(struct agreement_item, id),
    COL(struct agreement_item, agreement_id),
    COL(struct agreement_item, indicator_id),
    COL(struct agreement_item, version),
    FIELD(struct agreement_item, number, FIELD_KEY, "ลำดับที่", "No."),
    FIELD(struct agreement_item, indicator, 0, "รหัสตัวชี้วัด", "Indicator code"),
    FIELD(struct agreement_item, name, 0, "ตัวชี้วัด", "Indicator"),
    FIELD(struct agreement_item, component, 0, "องค์ประกอบที่", "Component"),
    FIELD(struct agreement_item, places, 0, "ตาราง", "Tables"),
    COL(struct agreement_item, tables),
    FIELD(struct agreement_item, weight, FIELD_TOTAL, "น้ำหนัก (%)", "Weight (%)"),
    FIELD(struct agreement_item, target, 0, "ค่าเป้าหมาย", "Target"),
    FIELD(struct agreement_item, definition, 0, "นิยาม/คำอธิบาย", "Definition"),
    FIELD(struct agreement_item, method, 0, "วิธีคำนวณ", "Method of calculation"),
    FIELD(struct agreement_item, evidence, 0, "วิธีเก็บข้อมูล/หลักฐาน", "Evidence"),
    FIELD(struct agreement_item, measure, 0, "มาตรการ", "Measure"),
    FIELD(struct agreement_item, project, 0, "โครงการ/กิจกรรม", "Project or activity"),
    FIELD(struct agreement_item, unit_name, 0, "หน่วยงานรับผิดชอบ", "Responsible unit"),
    FIELD(struct agreement_item, agency_ok, 0, "หน่วยงานตกลง", "Agency agrees"),
    FIELD(struct agreement_item, city_ok, 0, "กรุงเทพมหานครตกลง", "City agrees"),
    FIELD(struct agreement_item, removed, 0, "เสนอให้ตัดออก", "Proposed to be taken out"),
    FIELD(struct agreement_item, kind, 0, "รอบประเมิน", "Assessment"),
    COL(struct agreement_item, percent),
    COL(struct agreement_item, weighted),
    COL(struct agreement_item, has_score),
    FIELD(struct agreement_item, percent_text, 0, "คะแนน (ร้อยละ)", "Score (%)"),
    FIELD(struct agreement_item, weighted_text, 0, "ค่าคะแนนถ่วงน้ำหนัก", "Weighted score"),
    FIELD(struct agreement_item, why, 0, "เหตุที่ไม่มีคะแนน", "Why not scored"),
};
const struct row_type agreement_item_type = ROW_TYPE(struct agreement_item, item_fields);

static const struct field turn_fields[] = {
    COL(struct agreement_turn, id),
    COL(struct agreement_turn, item_id),
    FIELD(struct agreement_turn, at, FIELD_KEY, "เมื่อ", "At"),
    FIELD(struct agreement_turn, number, 0, "ลำดับที่", "No."),
    FIELD(struct agreement_turn, name, 0, "ตัวชี้วัด", "Indicator"),
    FIELD(struct agreement_turn, side, 0, "ฝ่าย", "Side"),
    FIELD(struct agreement_turn, act, 0, "ทำอะไร", "Act"),
    FIELD(struct agreement_turn, field, 0, "เรื่อง", "Of"),
    FIELD(struct agreement_turn, old_value, 0, "เดิม", "Before"),
    FIELD(struct agreement_turn, new_value, 0, "เสนอเป็น", "Proposed"),
    FIELD(struct agreement_turn, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct agreement_turn, by_user, 0, "ผู้เสนอ", "By"),
    FIELD(struct agreement_turn, capacity, 0, "ในฐานะ", "Capacity"),
};
const struct row_type agreement_turn_type = ROW_TYPE(struct agreement_turn, turn_fields);

static const struct field version_fields[] = {
    COL(struct agreement_version, id),
    FIELD(struct agreement_version, number, FIELD_KEY, "ฉบับที่", "Version"),
    FIELD(struct agreement_version, items, 0, "ตัวชี้วัด", "Indicators"),
    FIELD(struct agreement_version, weight, 0, "น้ำหนักรวม (%)", "Weight (%)"),
    COL(struct agreement_version, sha),
    FIELD(struct agreement_version, reason, 0, "เหตุผลที่แก้", "Reason of the change"),
    FIELD(struct agreement_version, by_user, 0, "ผู้สรุปข้อตกลง", "Concluded by"),
    FIELD(struct agreement_version, at, 0, "เมื่อ", "At"),
    FIELD(struct agreement_version, agency_by, 0, "ผู้ลงนามของหน่วยงาน", "Signed for the agency by"),
    COL(struct agreement_version, agency_name),
    FIELD(struct agreement_version, agency_capacity, 0, "ในฐานะ (หน่วยงาน)", "Capacity (agency)"),
    FIELD(struct agreement_version, agency_at, 0, "หน่วยงานลงนามเมื่อ", "Agency signed at"),
    FIELD(struct agreement_version, city_by, 0, "ผู้ลงนามของกรุงเทพมหานคร", "Signed for the city by"),
    COL(struct agreement_version, city_name),
    COL(struct agreement_version, city_role),
    FIELD(struct agreement_version, city_capacity, 0, "ในฐานะ (กรุงเทพมหานคร)", "Capacity (city)"),
    FIELD(struct agreement_version, city_at, 0, "กรุงเทพมหานครลงนามเมื่อ", "City signed at"),
};
const struct row_type agreement_version_type = ROW_TYPE(struct agreement_version, version_fields);

static const struct field event_fields[] = {
    FIELD(struct agreement_event, at, FIELD_KEY, "เมื่อ", "At"),
    FIELD(struct agreement_event, event, 0, "ทำอะไร", "Event"),
    FIELD(struct agreement_event, from_state, 0, "จากสถานะ", "From"),
    FIELD(struct agreement_event, to_state, 0, "เป็นสถานะ", "To"),
    FIELD(struct agreement_event, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct agreement_event, by_user, 0, "โดย", "By"),
    FIELD(struct agreement_event, capacity, 0, "ในฐานะ", "Capacity"),
};
const struct row_type agreement_event_type = ROW_TYPE(struct agreement_event, event_fields);

static const struct field choice_fields[] = {
    COL(struct agreement_choice, id),         COL(struct agreement_choice, code),    COL(struct agreement_choice, number),
    COL(struct agreement_choice, name_th),    COL(struct agreement_choice, unit_word), COL(struct agreement_choice, target1),
    COL(struct agreement_choice, work),       COL(struct agreement_choice, definition), COL(struct agreement_choice, formula),
};
const struct row_type agreement_choice_type = ROW_TYPE(struct agreement_choice, choice_fields);

/* ---- words ---- */

struct str agreement_code(struct arena *a, int64_t year, struct str agency_code)
{
    return str_format(a, "%lld-AG-%.*s", (long long)year, STR_FMT(str_slice(agency_code, 0, 4)));
}

/* The tables' own letters: ko kai, kho khai, kho khwai, ngo ngu. */
struct str agreement_places(struct arena *a, int64_t tables)
{
    static const struct str letter[4] = {STR_INIT("\xE0\xB8\x81"), STR_INIT("\xE0\xB8\x82"), STR_INIT("\xE0\xB8\x84"),
                                         STR_INIT("\xE0\xB8\x87")};
    struct str part[4];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(letter); i++) {
        if (tables & (INT64_C(1) << i))
            part[n++] = letter[i];
    }
    return str_join(a, part, n, STR(" "));
}

struct str agreement_points(struct arena *a, struct score s, bool there)
{
    struct sbuf b;

    if (!there)
        return STR_NONE;
    sbuf_init(&b, a, 40);
    exact_put_decimal(&b, s.millionths, 6, 3);
    return sbuf_str(&b);
}

struct str percent_text(struct arena *a, struct share s)
{
    return str_format(a, "%lld.%02lld", (long long)(s.bp / 100), (long long)(s.bp % 100));
}

/* ---- reading ---- */

static struct rows said(struct arena *a, struct rows rows)
{
    struct agreement *x = ARENA_ARRAY(a, struct agreement, rows.n + 1);

    for (size_t i = 0; i < rows.n; i++) {
        x[i] = ((const struct agreement *)rows.p)[i];
        x[i].total_text = agreement_points(a, x[i].total, x[i].kind.n > 0);
    }
    return (struct rows){x, rows.n};
}

bool agreement_list(struct db *db, struct arena *a, const struct agreement_filter *f, struct rows *ret, struct err *e)
{
    struct rows rows;

    if (!db_list(db, a, &Q_AGREEMENT_LIST, ARGS(V(f->year), V(f->agency_id), V(f->state), V(f->after), V(f->limit ? f->limit : 100)),
                 &agreement_type, &rows, e))
        return false;
    *ret = said(a, rows);
    return true;
}

bool agreement_get(struct db *db, struct arena *a, struct str code, struct agreement *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_AGREEMENT_GET, ARGS(V(code)), &agreement_type, ret, &found, e))
        return false;
    ret->total_text = found ? agreement_points(a, ret->total, ret->kind.n > 0) : STR_NONE;
    if (found)
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

bool agreement_of(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct agreement *ret, bool *ret_found,
                  struct err *e)
{
    const struct agreement_filter f = {.year = year, .agency_id = agency_id, .limit = 1};
    struct rows rows;

    if (!agreement_list(db, a, &f, &rows, e))
        return false;
    *ret_found = rows.n > 0;
    if (rows.n)
        *ret = *(const struct agreement *)rows.p;
    return true;
}

bool agreement_history(struct db *db, struct arena *a, int64_t agency_id, struct rows *ret, struct err *e)
{
    struct rows rows;

    if (!db_list(db, a, &Q_AGREEMENT_BY_AGENCY, ARGS(V(agency_id)), &agreement_type, &rows, e))
        return false;
    *ret = said(a, rows);
    return true;
}

static struct rows placed(struct arena *a, struct rows rows)
{
    struct agreement_item *x = ARENA_ARRAY(a, struct agreement_item, rows.n + 1);

    for (size_t i = 0; i < rows.n; i++) {
        x[i] = ((const struct agreement_item *)rows.p)[i];
        x[i].places = agreement_places(a, x[i].tables);
        x[i].percent_text = agreement_points(a, x[i].percent, x[i].has_score && x[i].why.n == 0);
        x[i].weighted_text = agreement_points(a, x[i].weighted, x[i].has_score);
    }
    return (struct rows){x, rows.n};
}

bool agreement_items(struct db *db, struct arena *a, int64_t agreement_id, struct rows *ret, struct err *e)
{
    struct rows rows;

    if (!db_list(db, a, &Q_AGREEMENT_ITEMS, ARGS(V(agreement_id)), &agreement_item_type, &rows, e))
        return false;
    *ret = placed(a, rows);
    return true;
}

bool agreement_frozen(struct db *db, struct arena *a, int64_t agreement_id, int64_t version, struct rows *ret, struct err *e)
{
    struct rows rows;

    if (!db_list(db, a, &Q_AGREEMENT_FROZEN, ARGS(V(agreement_id), V(version)), &agreement_item_type, &rows, e))
        return false;
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(version));
        return false;
    }
    *ret = placed(a, rows);
    return true;
}

bool agreement_components(struct db *db, struct arena *a, int64_t agreement_id, int64_t version, struct rows *ret, struct err *e)
{
    struct agreement_component *c;
    struct rows rows;

    if (version == 0 ? !db_list(db, a, &Q_AGREEMENT_COMPONENTS, ARGS(V(agreement_id)), &agreement_component_type, &rows, e)
                     : !db_list(db, a, &Q_AGREEMENT_COMPONENTS_FROZEN, ARGS(V(agreement_id), V(version)), &agreement_component_type,
                                &rows, e))
        return false;
    c = ARENA_ARRAY(a, struct agreement_component, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        c[i] = ((const struct agreement_component *)rows.p)[i];
        c[i].total_text = agreement_points(a, c[i].total, c[i].scored > 0);
    }
    *ret = (struct rows){c, rows.n};
    return true;
}

bool agreement_turns(struct db *db, struct arena *a, int64_t agreement_id, int64_t before, int64_t limit, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_AGREEMENT_TURNS, ARGS(V(agreement_id), V(before), V(limit)), &agreement_turn_type, ret, e);
}

bool agreement_versions(struct db *db, struct arena *a, int64_t agreement_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AGREEMENT_VERSIONS, ARGS(V(agreement_id)), &agreement_version_type, ret, e);
}

bool agreement_events(struct db *db, struct arena *a, int64_t agreement_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AGREEMENT_EVENTS, ARGS(V(agreement_id)), &agreement_event_type, ret, e);
}

bool agreement_choices(struct db *db, struct arena *a, int64_t agreement_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AGREEMENT_CHOICES, ARGS(V(agreement_id)), &agreement_choice_type, ret, e);
}
