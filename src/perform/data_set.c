#include "perform/data_set.h"

#include "base/arena.h"
#include "base/err.h"
#include "perform/data_set_int.h"
#include "sql_perform.h"
#include "store/store.h"

struct read_row {
    struct data_set s;
    int64_t sound; /* 1 passed, 0 failed, -1 none */
};
#define READ(m) {#m, VALUE_TYPE_OF(((struct data_set *)0)->m), FIELD_HIDDEN, offsetof(struct read_row, s.m), NULL, NULL}
static const struct field read_fields[] = {
    READ(id), READ(agency_id), READ(division), READ(version), READ(code), READ(title),
    READ(agency_code), READ(agency_name), READ(unit), READ(data_type), READ(contact), READ(email),
    READ(keywords), READ(description), READ(purpose), READ(cycle_unit), READ(cycle_count),
    READ(place), READ(source), READ(format), READ(category), READ(licence), READ(access),
    READ(own_rows), READ(state), READ(lacks), READ(fields), READ(personal), READ(made_on),
    READ(approved_on), READ(withdrawn_on), READ(last_update), READ(next_due), READ(checked_on),
    READ(made_by), READ(approved_by), COL(struct read_row, sound),
};
static const struct row_type read_type = ROW_TYPE(struct read_row, read_fields);

static const struct field shown_fields[] = {
    COL(struct data_set, id),
    COL(struct data_set, agency_id),
    COL(struct data_set, division),
    COL(struct data_set, version),
    FIELD(struct data_set, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct data_set, title, 0, "ชื่อชุดข้อมูล", "Title"),
    FIELD(struct data_set, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct data_set, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct data_set, unit, 0, "ส่วนราชการเจ้าของข้อมูล", "Owner unit"),
    FIELD(struct data_set, data_type, 0, "ประเภทข้อมูล", "Type of data"),
    FIELD(struct data_set, access, 0, "ชั้นการเข้าถึง", "Access"),
    FIELD(struct data_set, state, 0, "สถานะ", "State"),
    FIELD(struct data_set, lacks, 0, "รายการที่ขาด", "Missing"),
    FIELD(struct data_set, fields, 0, "รายการในพจนานุกรม", "Fields"),
    FIELD(struct data_set, personal, 0, "ข้อมูลส่วนบุคคล", "Personal data"),
    FIELD(struct data_set, cycle_count, 0, "ทุก", "Every"),
    FIELD(struct data_set, cycle_unit, 0, "รอบ", "Cycle"),
    FIELD(struct data_set, last_update, 0, "ปรับปรุงล่าสุด", "Last update"),
    FIELD(struct data_set, next_due, 0, "ครบกำหนดครั้งถัดไป", "Next due"),
    FIELD(struct data_set, late, 0, "เกินรอบ", "Overdue"),
    FIELD(struct data_set, quality, 0, "คุณภาพ", "Quality"),
    FIELD(struct data_set, checked_on, 0, "ตรวจล่าสุด", "Last check"),
    FIELD(struct data_set, description, 0, "รายละเอียด", "Description"),
    FIELD(struct data_set, purpose, 0, "วัตถุประสงค์", "Purpose"),
    FIELD(struct data_set, keywords, 0, "คำสำคัญ", "Keywords"),
    FIELD(struct data_set, contact, 0, "ผู้ติดต่อ", "Contact"),
    FIELD(struct data_set, email, 0, "อีเมลผู้ติดต่อ", "Contact's e-mail"),
    FIELD(struct data_set, place, 0, "ขอบเขตเชิงพื้นที่", "Geographic coverage"),
    FIELD(struct data_set, source, 0, "แหล่งที่มา", "Source"),
    FIELD(struct data_set, format, 0, "รูปแบบ", "Format"),
    FIELD(struct data_set, category, 0, "หมวดหมู่", "Category"),
    FIELD(struct data_set, licence, 0, "สัญญาอนุญาต", "Licence"),
    FIELD(struct data_set, own_rows, 0, "ตารางของ PBIS", "Table of PBIS"),
    FIELD(struct data_set, made_on, 0, "ขึ้นทะเบียนเมื่อ", "Registered"),
    FIELD(struct data_set, approved_on, 0, "เห็นชอบเมื่อ", "Approved"),
    FIELD(struct data_set, withdrawn_on, 0, "เลิกเมื่อ", "Withdrawn"),
    FIELD(struct data_set, made_by, 0, "ผู้ขึ้นทะเบียน", "Registered by"),
    FIELD(struct data_set, approved_by, 0, "ผู้เห็นชอบ", "Approved by"),
};
const struct row_type data_set_type = ROW_TYPE(struct data_set, shown_fields);

static const struct field field_fields[] = {
    FIELD(struct data_set_field, no, FIELD_KEY, "ลำดับ", "No."),
    FIELD(struct data_set_field, name, 0, "ชื่อรายการ", "Field"),
    FIELD(struct data_set_field, type, 0, "ชนิด", "Type"),
    FIELD(struct data_set_field, meaning, 0, "ความหมาย", "Meaning"),
    FIELD(struct data_set_field, example, 0, "ตัวอย่าง", "Example"),
    FIELD(struct data_set_field, codes, 0, "รายการรหัส", "Codes"),
    FIELD(struct data_set_field, personal, 0, "ข้อมูลส่วนบุคคล", "Personal data"),
    FIELD(struct data_set_field, needed, 0, "ต้องมีค่า", "Needed"),
    FIELD(struct data_set_field, is_key, 0, "กุญแจ", "Key"),
};
const struct row_type data_set_field_type = ROW_TYPE(struct data_set_field, field_fields);

static const struct field update_fields[] = {
    COL(struct data_set_update, id),
    FIELD(struct data_set_update, on_date, FIELD_KEY, "ปรับปรุงวันที่", "Updated on"),
    FIELD(struct data_set_update, due, 0, "กำหนดของรอบ", "Was due"),
    FIELD(struct data_set_update, late, 0, "ช้ากว่ากำหนด", "Late"),
    FIELD(struct data_set_update, next_due, 0, "ใช้ได้ถึง", "Good until"),
    FIELD(struct data_set_update, records, 0, "จำนวนระเบียน", "Records"),
    FIELD(struct data_set_update, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct data_set_update, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct data_set_update, at, 0, "เวลา", "Time"),
};
const struct row_type data_set_update_type = ROW_TYPE(struct data_set_update, update_fields);

static const struct field check_fields[] = {
    COL(struct data_set_check, id),
    FIELD(struct data_set_check, run, FIELD_KEY, "ครั้งที่", "Run"),
    FIELD(struct data_set_check, on_date, 0, "วันที่ตรวจ", "On"),
    FIELD(struct data_set_check, kind, 0, "ด้าน", "Check"),
    FIELD(struct data_set_check, checked, 0, "ตรวจ", "Checked"),
    FIELD(struct data_set_check, faults, 0, "พบข้อบกพร่อง", "Faults"),
    FIELD(struct data_set_check, passed, 0, "ผ่าน", "Passed"),
    FIELD(struct data_set_check, example, 0, "ตัวอย่างที่พบ", "Example"),
    FIELD(struct data_set_check, by_user, 0, "ผู้ตรวจ", "By"),
    FIELD(struct data_set_check, at, 0, "เวลา", "Time"),
};
const struct row_type data_set_check_type = ROW_TYPE(struct data_set_check, check_fields);

static const struct field count_fields[] = {
    COL(struct data_set_count, sets),    COL(struct data_set_count, approved),
    COL(struct data_set_count, late),    COL(struct data_set_count, lacking),
    COL(struct data_set_count, faulty),
};
const struct row_type data_set_count_type = ROW_TYPE(struct data_set_count, count_fields);

/* ---- reading ---- */

static struct data_set shown(const struct read_row *r, struct date today)
{
    struct data_set s = r->s;

    s.late = s.next_due.yyyymmdd && date_cmp(s.next_due, today) < 0;
    s.quality = r->sound < 0 ? STR("none") : r->sound ? STR("passed") : STR("failed");
    return s;
}

bool data_set_list(struct db *db, struct arena *a, const struct data_set_filter *f,
                   struct rows *ret, struct err *e)
{
    const struct read_row *r;
    struct data_set *s;
    struct rows rows;

    if (!db_list(db, a, &Q_DATA_SET_LIST,
                 ARGS(V(f->agency_id), V(f->show), V(f->after), V((int64_t)db_day(db).yyyymmdd)),
                 &read_type, &rows, e))
        return false;
    r = rows.p;
    s = ARENA_ARRAY(a, struct data_set, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        s[i] = shown(&r[i], db_day(db));
    *ret = (struct rows){s, rows.n};
    return true;
}

bool data_set_get(struct db *db, struct arena *a, struct str code, struct data_set *ret,
                  struct err *e)
{
    struct read_row r;
    bool found;

    if (!db_find(db, a, &Q_DATA_SET_GET, ARGS(V(code)), &read_type, &r, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    *ret = shown(&r, db_day(db));
    return true;
}

bool data_set_counts(struct db *db, struct arena *a, int64_t agency_id, struct data_set_count *ret,
                     struct err *e)
{
    return db_one(db, a, &Q_DATA_SET_COUNTS, ARGS(V(agency_id), V((int64_t)db_day(db).yyyymmdd)),
                  &data_set_count_type, ret, e);
}

bool data_set_fields(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DATA_SET_FIELDS, ARGS(V(id)), &data_set_field_type, ret, e);
}

bool data_set_updates(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DATA_SET_UPDATES, ARGS(V(id)), &data_set_update_type, ret, e);
}

bool data_set_checks(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DATA_SET_CHECKS, ARGS(V(id)), &data_set_check_type, ret, e);
}
