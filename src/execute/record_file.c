/* record_file.c - reading what was taken, and how files are read. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "execute/record.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field file_fields[] = {
    COL(struct record_file, id),
    FIELD(struct record_file, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct record_file, at, 0, "นำเข้าเมื่อ", "Imported"),
    FIELD(struct record_file, system, 0, "ระบบ", "System"),
    FIELD(struct record_file, kind, 0, "เรื่อง", "Of"),
    COL(struct record_file, year),
    FIELD(struct record_file, filename, 0, "แฟ้ม", "File"),
    FIELD(struct record_file, rows_read, 0, "อ่าน", "Read"),
    FIELD(struct record_file, fresh, 0, "รับใหม่", "New"),
    FIELD(struct record_file, known, 0, "มีอยู่แล้ว", "Known"),
    FIELD(struct record_file, refused, 0, "ไม่รับ", "Refused"),
    FIELD(struct record_file, posted, 0, "บันทึกบัญชี", "Posted"),
    FIELD(struct record_file, waiting, 0, "บัญชีไม่รับ", "Refused by the ledger"),
    FIELD(struct record_file, total, FIELD_TOTAL, "รวมที่รับใหม่", "Sum of the new"),
    FIELD(struct record_file, first_on, 0, "ตั้งแต่วันที่", "From"),
    FIELD(struct record_file, last_on, 0, "ถึงวันที่", "To"),
    FIELD(struct record_file, by_user, 0, "ผู้นำเข้า", "By"),
    FIELD(struct record_file, sha256, 0, "SHA-256", "SHA-256"),
};
const struct row_type record_file_type = ROW_TYPE(struct record_file, file_fields);

static const struct field state_fields[] = {
    FIELD(struct record_state, kind, FIELD_KEY, "เรื่อง", "Of"),
    FIELD(struct record_state, main, 0, "ระบบหลัก", "Book of record"),
    FIELD(struct record_state, system, 0, "แฟ้มจาก", "Files of"),
    FIELD(struct record_state, files, 0, "แฟ้ม", "Files"),
    FIELD(struct record_state, docs, 0, "เอกสาร", "Documents"),
    FIELD(struct record_state, total, 0, "รวมเงิน", "Sum"),
    FIELD(struct record_state, last_on, 0, "ถึงวันที่", "Up to"),
    FIELD(struct record_state, last_file, 0, "แฟ้มล่าสุด", "Newest file"),
    FIELD(struct record_state, last_at, 0, "นำเข้าเมื่อ", "Imported"),
    FIELD(struct record_state, waiting, 0, "บัญชีไม่รับ", "Refused by the ledger"),
    FIELD(struct record_state, open, FIELD_TOTAL, "ความต่างที่ยังไม่ยุติ", "Open differences"),
    FIELD(struct record_state, oldest, 0, "เก่าที่สุด (วัน)", "Oldest (days)"),
    FIELD(struct record_state, gap, FIELD_TOTAL, "ต่างกันรวม", "Sum of differences"),
};
const struct row_type record_state_type = ROW_TYPE(struct record_state, state_fields);

static const struct field entry_fields[] = {
    COL(struct outside_entry, id),
    FIELD(struct outside_entry, doc, FIELD_KEY, "เอกสาร", "Document"),
    FIELD(struct outside_entry, part, 0, "ส่วนที่", "Part"),
    FIELD(struct outside_entry, on, 0, "วันที่", "Date"),
    FIELD(struct outside_entry, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct outside_entry, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct outside_entry, output_code, 0, "ผลผลิต", "Output"),
    FIELD(struct outside_entry, group_code, 0, "หมวด", "Group"),
    FIELD(struct outside_entry, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct outside_entry, line_code, 0, "รายการ", "Line"),
    FIELD(struct outside_entry, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct outside_entry, ref, 0, "อ้างถึง", "Reference"),
    FIELD(struct outside_entry, payee, 0, "ผู้รับเงิน", "Payee"),
    FIELD(struct outside_entry, state, 0, "สถานะ", "State"),
    FIELD(struct outside_entry, why, 0, "เหตุที่บัญชีไม่รับ", "Why the ledger refused it"),
    FIELD(struct outside_entry, entry_key, 0, "กุญแจรายการบัญชี", "Key of the entry"),
};
const struct row_type outside_entry_type = ROW_TYPE(struct outside_entry, entry_fields);

bool record_files(struct db *db, struct arena *a, int64_t year, int64_t before, int64_t limit, struct rows *ret,
                  struct err *e)
{
    return db_list(db, a, &Q_RECORD_FILES, ARGS(V(year), V(before), V(limit)), &record_file_type, ret, e);
}

bool record_file_get(struct db *db, struct arena *a, struct str code, struct record_file *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_RECORD_FILE_GET, ARGS(V(code)), &record_file_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

/* Days from the first day of the oldest one (kept in `oldest` by the query). */
static int64_t days_open(int64_t first, struct date today)
{
    return first ? date_days_between(DATE((int32_t)first), today) : 0;
}

bool record_states(struct db *db, struct arena *a, int64_t year, struct date today, struct rows *ret, struct err *e)
{
    static const char *const systems[] = {"mis2", "egp"};
    struct record_state *s = ARENA_ARRAY(a, struct record_state, RECORD_KINDS * ARRAY_LEN(systems));
    const struct record_state *x;
    struct record_year y;
    struct rows rows;
    size_t n = 0;

    if (!record_year_get(db, a, year, &y, e) ||
        !db_list(db, a, &Q_RECORD_STATES, ARGS(V(year)), &record_state_type, &rows, e))
        return false;
    x = rows.p;
    for (enum record_kind k = 0; k < RECORD_KINDS; k++) {
        for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
            bool found = i == 0; /* MIS2 is always said; e-GP where it sent something */

            s[n] = (struct record_state){.kind = record_word(k), .system = str_from(systems[i])};
            for (size_t j = 0; j < rows.n; j++) {
                if (str_eq(x[j].kind, s[n].kind) && str_eq(x[j].system, s[n].system)) {
                    s[n] = x[j];
                    found = true;
                }
            }
            s[n].main = y.system[k];
            s[n].oldest = days_open(s[n].oldest, today);
            n += found;
        }
    }
    *ret = (struct rows){s, n};
    return true;
}

bool record_entries(struct db *db, struct arena *a, int64_t file_id, int64_t after, int64_t limit, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_RECORD_ENTRIES, ARGS(V(file_id), V(after), V(limit)), &outside_entry_type, ret, e);
}

bool record_waiting(struct db *db, struct arena *a, int64_t year, int64_t after, int64_t limit, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_RECORD_WAITING, ARGS(V(year), V(after), V(limit)), &outside_entry_type, ret, e);
}

/* ---- maps ---- */

struct columns_row {
    struct str columns;
};
static const struct field columns_fields[] = {COL(struct columns_row, columns)};
static const struct row_type columns_type = ROW_TYPE(struct columns_row, columns_fields);

bool record_map_find(struct db *db, struct arena *a, const struct record_map *m, struct str *ret_columns, struct err *e)
{
    struct columns_row row;
    bool found;

    if (!db_find(db, a, &Q_RECORD_MAP_GET, ARGS(V(m->system), V(m->kind), V(m->fingerprint)), &columns_type, &row, &found,
                 e))
        return false;
    *ret_columns = found ? row.columns : STR_NONE;
    return true;
}

bool record_map_save(struct act *by, const struct record_map *m, struct err *e)
{
    struct audit_note note = {.action = STR("record.map"),
                              .subject = str_format(by->a, "record:%.*s:%.*s", STR_FMT(m->system), STR_FMT(m->kind)),
                              .new_value = m->columns};

    return actor_check_city(by->who, PERM_RECONCILE, e) &&
           db_exec(by->tx->db, &Q_RECORD_MAP_PUT,
                   ARGS(V(m->system), V(m->kind), V(m->fingerprint), V(m->headers), V(m->columns), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}
