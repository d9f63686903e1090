/* bill_version.c - versions of a draft: frozen by its steps, withdrawn, read. */
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/bill_step.h"
#include "plan/delta.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field bill_version_fields[] = {
    COL(struct bill_version, id),
    FIELD(struct bill_version, no, FIELD_KEY, "ฉบับที่", "Version"),
    FIELD(struct bill_version, kind, 0, "ตรึงเมื่อ", "Frozen when"),
    FIELD(struct bill_version, at, 0, "เวลา", "Time"),
    FIELD(struct bill_version, by_user, 0, "ผู้ทำ", "By"),
    FIELD(struct bill_version, lines, 0, "รายการ", "Lines"),
    FIELD(struct bill_version, total, 0, "ยอดรวม", "Total"),
    COL(struct bill_version, change_id),
    FIELD(struct bill_version, sha256, 0, "ลายนิ้วมือ (SHA-256)", "Fingerprint (SHA-256)"),
    FIELD(struct bill_version, withdrawn, 0, "ถอนแล้ว", "Withdrawn"),
    FIELD(struct bill_version, withdrawn_why, 0, "เหตุที่ถอน", "Why withdrawn"),
};
const struct row_type bill_version_type = ROW_TYPE(struct bill_version, bill_version_fields);

static const struct field bill_line_fields[] = {
    COL(struct bill_line, line_id),
    FIELD(struct bill_line, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct bill_line, name, 0, "รายการ", "Name"),
    FIELD(struct bill_line, agency_code, 0, "หน่วยงาน", "Agency"),
    FIELD(struct bill_line, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
};
const struct row_type bill_line_type = ROW_TYPE(struct bill_line, bill_line_fields);

/* A line as it stands. */
struct standing {
    int64_t line_id;
    struct str code;
    struct money amount;
};
static const struct field standing_fields[] = {
    COL(struct standing, line_id),
    COL(struct standing, code),
    COL(struct standing, amount),
};
static const struct row_type standing_type = ROW_TYPE(struct standing, standing_fields);

/* ---- reading ---- */

bool bill_versions(struct db *db, struct arena *a, int64_t year, int64_t number, struct rows *ret,
                   struct err *e)
{
    return db_list(db, a, &Q_BILL_VERSIONS, ARGS(V(year), V(number)), &bill_version_type, ret, e);
}

bool bill_version_get(struct db *db, struct arena *a, int64_t year, int64_t number, int64_t no,
                      struct bill_version *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_BILL_VERSION_GET, ARGS(V(year), V(number), V(no)), &bill_version_type,
                 ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what",
                V(str_format(a, "%lld-%lld v%lld", (long long)year, (long long)number,
                             (long long)no)));
        return false;
    }
    return true;
}

bool bill_version_find(struct db *db, struct arena *a, const struct bill_key *k, struct str kind,
                       struct bill_version *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_BILL_VERSION_FIND, ARGS(V(k->year), V(k->number), V(kind)),
                   &bill_version_type, ret, ret_found, e);
}

bool bill_version_lines(struct db *db, struct arena *a, int64_t version_id, struct str after_code,
                        int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_BILL_VERSION_LINES, ARGS(V(version_id), V(after_code), V(limit)),
                   &bill_line_type, ret, e);
}

/* ---- freezing ---- */

/* "line code TAB satang LF" in order of code: what anybody can make again from an export. */
static struct str fingerprint(struct arena *a, const struct standing *l, size_t n)
{
    uint8_t hash[SHA256_BYTES];
    struct sha256_state st;
    struct arena *row = arena_new();

    sha256_begin(&st);
    for (size_t i = 0; i < n; i++) {
        struct str s = str_format(row, "%.*s\t%lld\n", STR_FMT(l[i].code),
                                  (long long)l[i].amount.satang);

        sha256_add(&st, s.p, s.n);
    }
    sha256_end(&st, hash);
    arena_free(row);
    return hex_text(a, hash, sizeof hash);
}

static bool sum_up(struct act *by, const struct standing *l, size_t n, struct money *ret,
                   struct err *e)
{
    *ret = MONEY_ZERO;
    for (size_t i = 0; i < n; i++) {
        if (!money_try_add(*ret, l[i].amount, ret)) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(money_text(by->a, l[i].amount, MONEY_WHOLE)));
            return false;
        }
    }
    return true;
}

static bool keep_lines(struct act *by, int64_t version_id, const struct standing *l, size_t n,
                       struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_BILL_VERSION_LINE_INSERT, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(b, ARGS(V(version_id), V(l[i].line_id), V(l[i].amount)), e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

static bool keep(struct act *by, const struct bill_key *k, struct str kind, const struct rows *rows,
                 struct err *e)
{
    struct audit_note note = {.action = STR("bill.version"), .year = k->year};
    struct str sha = fingerprint(by->a, rows->p, rows->n);
    struct money total;
    int64_t id, n = (int64_t)rows->n;

    if (!sum_up(by, rows->p, rows->n, &total, e) ||
        !db_int(by->tx->db, &Q_BILL_VERSION_INSERT,
                ARGS(V(k->year), V(k->number), V(kind), V(total), V(n), V(sha), V(by->who->name),
                     V(by->now_ms)),
                &id, e) ||
        !keep_lines(by, id, rows->p, rows->n, e)) {
        return false;
    }
    note.subject = str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, k->year, k->number)));
    note.new_value = str_format(by->a, "%.*s lines=%lld total=%.*s sha256=%.*s", STR_FMT(kind),
                                (long long)n, STR_FMT(money_text(by->a, total, MONEY_PLAIN)),
                                STR_FMT(sha));
    return audit_add(by, &note, e);
}

/* Every line that stands in the draft gets its tabled amount: the newest before it. */
static bool table(struct act *by, const struct bill_key *k, struct err *e)
{
    const struct standing *l;
    struct amount_set *set;
    struct rows rows;

    if (!db_exec(by->tx->db, &Q_BILL_INSERT,
                 ARGS(V(k->year), V(k->number), V(bill_code(by->a, k->year, k->number)), V(STR("")),
                      V(STR("")), V(STR("")), V(STR("")), V(by->who->name), V(by->now_ms)),
                 NULL, e) ||
        !db_list(by->tx->db, by->a, &Q_BILL_STANDING,
                 ARGS(V(k->year), V(k->number), V((int64_t)STAGE_GOVERNOR)), &standing_type, &rows,
                 e)) {
        return false;
    }
    l = rows.p;
    set = ARENA_ARRAY(by->a, struct amount_set, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        set[i] = (struct amount_set){.line_id = l[i].line_id,
                                     .amount = l[i].amount,
                                     .reason = cycle_event_label(STR("table"), LANG_TH)};
    }
    return amounts_write(by, k->year, STAGE_TABLED, set, rows.n, e) &&
           keep(by, k, STR("tabled"), &rows, e);
}

/* What stands in the draft, up to a stage: with a package that only an amendment has given money. */
static bool freeze(struct act *by, const struct bill_key *k, const char *kind, enum stage upto,
                   struct err *e)
{
    struct rows rows;

    return db_list(by->tx->db, by->a, &Q_BILL_STANDING,
                   ARGS(V(k->year), V(k->number), V((int64_t)upto)), &standing_type, &rows, e) &&
           keep(by, k, str_from(kind), &rows, e);
}

static bool withdraw(struct act *by, const struct bill_key *k, struct str reason, struct err *e)
{
    struct bill_version v;
    bool found;

    return bill_version_find(by->tx->db, by->a, k, STR("tabled"), &v, &found, e) &&
           (!found || db_exec(by->tx->db, &Q_BILL_WITHDRAWN_INSERT,
                              ARGS(V(v.id), V(reason), V(by->who->name), V(by->now_ms)), NULL, e));
}

/* The Council did not finish in time: whatever no delta stands for is as it was tabled, too. */
static bool take_back(struct act *by, const struct bill_key *k, struct err *e)
{
    const struct standing *l;
    struct amount_set *set;
    struct bill_version v;
    struct rows rows;
    bool found;

    if (!bill_version_find(by->tx->db, by->a, k, STR("tabled"), &v, &found, e) ||
        !db_list(by->tx->db, by->a, &Q_BILL_CHANGED_LINES, ARGS(V(found ? v.id : INT64_C(0))),
                 &standing_type, &rows, e)) {
        return false;
    }
    l = rows.p;
    set = ARENA_ARRAY(by->a, struct amount_set, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        set[i] = (struct amount_set){.line_id = l[i].line_id,
                                     .amount = l[i].amount,
                                     .reason = cycle_event_label(STR("deemed"), LANG_TH)};
    }
    return amounts_write(by, k->year, STAGE_AMENDED, set, rows.n, e);
}

bool bill_after(struct act *by, const struct bill_key *k, const struct cycle_step *s,
                struct str reason, struct err *e)
{
    static const struct {
        const char *event, *kind;
        enum stage upto;
    } frozen[] = {
        {"amendment", "committee", STAGE_COMMITTEE}, {"reading2", "amended", STAGE_AMENDED},
        {"pass", "passed", STAGE_AMENDED},           {"deemed", "passed", STAGE_AMENDED},
        {"in_force", "enacted", STAGE_ENACTED},
    };

    if (!strcmp(s->event, "table")) {
        return table(by, k, e);
    }
    if (!strcmp(s->event, "reopen")) {
        return strcmp(s->from, "TABLED") || withdraw(by, k, reason, e);
    }
    if (!strcmp(s->event, "deemed") &&
        (!take_back(by, k, e) || !deltas_void(by, k->year, k->number, e))) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(frozen); i++) {
        if (!strcmp(s->event, frozen[i].event)) {
            return freeze(by, k, frozen[i].kind, frozen[i].upto, e);
        }
    }
    return true;
}
