/* resolution.c - resolutions read; what drafting and confirming share. */
#include "plan/resolution_int.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/committee.h"
#include "plan/cycle.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field resolution_fields[] = {
    COL(struct resolution, id),
    FIELD(struct resolution, code, FIELD_KEY, "รหัสมติ", "Resolution"),
    FIELD(struct resolution, number, 0, "มติที่", "Number"),
    FIELD(struct resolution, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct resolution, body, 0, "คณะ", "Body"),
    FIELD(struct resolution, stage_word, 0, "ขั้นตอน", "Stage"),
    FIELD(struct resolution, title, 0, "เรื่อง", "Title"),
    FIELD(struct resolution, kind, 0, "ผล", "Kind"),
    FIELD(struct resolution, rule, 0, "วิธีกำหนดจำนวน", "Rule"),
    FIELD(struct resolution, cut, 0, "ปรับลดร้อยละ", "Cut, per cent"),
    FIELD(struct resolution, state, 0, "สถานะ", "State"),
    FIELD(struct resolution, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct resolution, lines, 0, "รายการ", "Lines"),
    FIELD(struct resolution, before, FIELD_TOTAL, "ก่อนมติ", "Before"),
    FIELD(struct resolution, total, FIELD_TOTAL, "ตามมติ", "Decided"),
    FIELD(struct resolution, change, FIELD_TOTAL, "เปลี่ยนแปลง", "Change"),
    FIELD(struct resolution, above, 0, "รายการที่สูงกว่าคำขอ", "Lines above the request"),
    FIELD(struct resolution, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct resolution, condition_text, 0, "เงื่อนไข", "Condition"),
    FIELD(struct resolution, meeting_code, 0, "รหัสการประชุม", "Meeting"),
    FIELD(struct resolution, meeting_number, 0, "ประชุมครั้งที่", "Meeting no."),
    FIELD(struct resolution, item_no, 0, "วาระ", "Item"),
    FIELD(struct resolution, run_code, 0, "ข้อเสนอการจัดสรร", "Proposal"),
    FIELD(struct resolution, departures, 0, "ข้อที่ต่างจากข้อเสนอ", "Departures"),
    FIELD(struct resolution, replaces_code, 0, "แก้มติ", "Corrects"),
    FIELD(struct resolution, replaced_by, 0, "แก้โดยมติ", "Corrected by"),
    COL(struct resolution, corrects),
    FIELD(struct resolution, recused, 0, "ผู้ไม่ร่วมมีมติ", "Recused"),
    FIELD(struct resolution, made_by, 0, "ผู้ร่าง", "Drafted by"),
    FIELD(struct resolution, made_at, 0, "ร่างเมื่อ", "Drafted at"),
    FIELD(struct resolution, ended_by, 0, "ผู้ยืนยัน", "Ended by"),
    FIELD(struct resolution, ended_at, 0, "เมื่อ", "Ended at"),
    FIELD(struct resolution, ended_why, 0, "เหตุที่ยกเลิก", "Why cancelled"),
    FIELD(struct resolution, capacity, 0, "ในฐานะ", "Capacity"),
    COL(struct resolution, version),
};
const struct row_type resolution_type = ROW_TYPE(struct resolution, resolution_fields);

static const struct field line_fields[] = {
    COL(struct resolution_line_row, line_id),
    FIELD(struct resolution_line_row, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct resolution_line_row, name, 0, "รายการ", "Name"),
    FIELD(struct resolution_line_row, item_name, 0, "รหัสรายจ่าย", "Item"),
    FIELD(struct resolution_line_row, package_code, 0, "รหัสข้อเสนอ", "Package"),
    FIELD(struct resolution_line_row, package_title, 0, "ข้อเสนอ", "Package title"),
    FIELD(struct resolution_line_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct resolution_line_row, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct resolution_line_row, before, FIELD_TOTAL, "ก่อนมติ", "Before"),
    FIELD(struct resolution_line_row, amount, FIELD_TOTAL, "ตามมติ", "Decided"),
    FIELD(struct resolution_line_row, change, FIELD_TOTAL, "เปลี่ยนแปลง", "Change"),
    FIELD(struct resolution_line_row, above, 0, "สูงกว่าคำขอ", "Above the request"),
    FIELD(struct resolution_line_row, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type resolution_line_row_type = ROW_TYPE(struct resolution_line_row, line_fields);

static const struct field package_fields[] = {
    COL(struct resolution_package_row, package_id),
    FIELD(struct resolution_package_row, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct resolution_package_row, title, 0, "ข้อเสนอ", "Title"),
    FIELD(struct resolution_package_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct resolution_package_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct resolution_package_row, from_state, 0, "สถานะเดิม", "State before"),
    FIELD(struct resolution_package_row, to_state, 0, "สถานะตามมติ", "State decided"),
    FIELD(struct resolution_package_row, before, FIELD_TOTAL, "ก่อนมติ", "Before"),
    FIELD(struct resolution_package_row, amount, FIELD_TOTAL, "ตามมติ", "Decided"),
    FIELD(struct resolution_package_row, change, FIELD_TOTAL, "เปลี่ยนแปลง", "Change"),
    FIELD(struct resolution_package_row, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type resolution_package_row_type =
    ROW_TYPE(struct resolution_package_row, package_fields);

static const struct field recusal_fields[] = {
    FIELD(struct recusal_row, full_name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct recusal_row, post, 0, "ตำแหน่ง", "Post"),
    FIELD(struct recusal_row, role, 0, "หน้าที่ในคณะ", "Role in the body"),
    FIELD(struct recusal_row, agency_name, 0, "หน่วยงานของเรื่องที่พิจารณา", "Agency that was decided on"),
};
const struct row_type recusal_row_type = ROW_TYPE(struct recusal_row, recusal_fields);

static const struct field chosen_fields[] = {
    COL(struct chosen, package_id), COL(struct chosen, agency_id),  COL(struct chosen, code),
    COL(struct chosen, state),      COL(struct chosen, from_state), COL(struct chosen, to_state),
};
const struct row_type chosen_type = ROW_TYPE(struct chosen, chosen_fields);

/* ---- reading ---- */

bool resolution_list(struct db *db, struct arena *a, const struct resolution_filter *f,
                     struct rows *ret, struct err *e)
{
    if (f->package_id) {
        return db_list(db, a, &Q_RESOLUTION_OF_PACKAGE,
                       ARGS(V(f->year), V(f->stage), V(f->state), V(f->package_id), V(f->limit)),
                       &resolution_type, ret, e);
    }
    return db_list(db, a, &Q_RESOLUTION_LIST,
                   ARGS(V(f->year), V(f->stage), V(f->state), V(f->meeting_id), V(f->before_id),
                        V(f->limit)),
                   &resolution_type, ret, e);
}

bool resolution_get(struct db *db, struct arena *a, int64_t year, struct str code,
                    struct resolution *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_RESOLUTION_GET, ARGS(V(year), V(code)), &resolution_type, ret, &found,
                 e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool resolution_lines(struct db *db, struct arena *a, int64_t resolution_id, int64_t after_line_id,
                      int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RESOLUTION_LINES, ARGS(V(resolution_id), V(after_line_id), V(limit)),
                   &resolution_line_row_type, ret, e);
}

bool resolution_packages(struct db *db, struct arena *a, int64_t resolution_id,
                         int64_t after_package_id, int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RESOLUTION_PACKAGES,
                   ARGS(V(resolution_id), V(after_package_id), V(limit)),
                   &resolution_package_row_type, ret, e);
}

bool resolution_recusals(struct db *db, struct arena *a, int64_t resolution_id, struct rows *ret,
                         struct err *e)
{
    return db_list(db, a, &Q_RESOLUTION_RECUSALS, ARGS(V(resolution_id)), &recusal_row_type, ret,
                   e);
}

/* ---- what drafting and confirming share ---- */

bool stage_by_resolution(enum stage s)
{
    return s >= STAGE_SUITABILITY && s <= STAGE_GOVERNOR;
}

bool resolution_chosen(struct act *by, int64_t id, const struct chosen **ret, size_t *ret_n,
                       struct err *e)
{
    struct rows rows;

    if (!db_list(by->tx->db, by->a, &Q_RESOLUTION_CHOSEN, ARGS(V(id)), &chosen_type, &rows, e)) {
        return false;
    }
    *ret = rows.p;
    *ret_n = rows.n;
    return true;
}

bool resolution_stage_open(struct act *by, int64_t year, enum stage stage, struct err *e)
{
    struct fiscal_year y;

    if (!year_get(by->tx->db, by->a, year, &y, e)) {
        return false;
    }
    if (stage_by_resolution(stage) && cycle_open_stage(y.stage) == stage) {
        return true;
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(y.stage));
    return false;
}

bool resolution_draft_find(struct act *by, const struct draft_key *k, struct resolution *ret,
                           enum stage *ret_stage, struct err *e)
{
    if (!resolution_get(by->tx->db, by->a, k->year, k->code, ret, e) ||
        !stage_parse(ret->stage_word, ret_stage, e)) {
        return false;
    }
    if (!str_eq(ret->state, STR("drafted"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(str_format(by->a, "resolution_%.*s", STR_FMT(ret->state))));
        err_arg(e, "event", V(str_from(k->event)));
        return false;
    }
    if (ret->version != k->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool resolution_note(struct act *by, struct str code, const char *action, struct str value,
                     struct str reason, struct err *e)
{
    struct audit_note note = {.action = str_from(action), .new_value = value, .reason = reason};

    note.subject = str_format(by->a, "resolution:%.*s", STR_FMT(code));
    note.year = line_code_year(code);
    return audit_add(by, &note, e);
}

/* ---- the council's stages ---- */

bool resolution_record(struct act *by, int64_t year, enum stage stage, struct str number,
                       struct amount_set *set, size_t n, struct err *e)
{
    struct money total = MONEY_ZERO;
    struct db *db = by->tx->db;
    struct db_bulk *b;
    int64_t id, count;
    struct str code;

    if (body_of_stage(stage) == BODY_COUNT) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        total = money_add(total, set[i].amount);
    }
    if (!db_int(db, &Q_RESOLUTION_COUNT, ARGS(V(year)), &count, e)) {
        return false;
    }
    code = str_format(by->a, "%lld-M%05lld", (long long)year, (long long)count + 1);
    if (!db_int(db, &Q_RESOLUTION_RECORD,
                ARGS(V(year), V(code), V(number.n ? number : code),
                     V(str_from(body_word(body_of_stage(stage)))), V((int64_t)stage),
                     V((int64_t)n), V(total), V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !db_bulk_begin(by->tx, &Q_RESOLUTION_RECORD_LINE, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        set[i].resolution_id = id;
        if (!db_bulk_row(b,
                         ARGS(V(id), V(set[i].line_id), V(set[i].amount), V(MONEY_ZERO),
                              V(set[i].reason)),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}
