#include "plan/ceiling.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/ceiling_codes.h"
#include "plan/position.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field issue_fields[] = {
    COL(struct ceiling_issue, id),
    COL(struct ceiling_issue, year),
    FIELD(struct ceiling_issue, version, FIELD_KEY, "ฉบับที่", "Version"),
    FIELD(struct ceiling_issue, state, 0, "สถานะ", "State"),
    FIELD(struct ceiling_issue, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct ceiling_issue, items, 0, "จำนวนกรอบ", "Ceilings"),
    FIELD(struct ceiling_issue, total, FIELD_OPTIONAL, "กรอบรวม", "Total ceiling"),
    FIELD(struct ceiling_issue, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct ceiling_issue, made_at, 0, "จัดทำเมื่อ", "Made at"),
    FIELD(struct ceiling_issue, issued_by, 0, "ผู้ออก", "Issued by"),
    FIELD(struct ceiling_issue, issued_at, 0, "ออกเมื่อ", "Issued at"),
    FIELD(struct ceiling_issue, position_code, 0, "ฐานะการคลังที่ใช้", "Fiscal position used"),
    FIELD(struct ceiling_issue, position_as_of, 0, "ณ วันที่", "As of"),
    COL(struct ceiling_issue, edits),
};
const struct row_type ceiling_issue_type = ROW_TYPE(struct ceiling_issue, issue_fields);

static const struct field item_fields[] = {
    FIELD(struct ceiling_item_row, dim, 0, "มิติ", "Dimension"),
    FIELD(struct ceiling_item_row, code, 0, "รหัส", "Code"),
    FIELD(struct ceiling_item_row, name, FIELD_KEY, "กรอบวงเงิน", "Ceiling"),
    FIELD(struct ceiling_item_row, name_en, 0, "กรอบวงเงิน (อังกฤษ)", "Ceiling (English)"),
    FIELD(struct ceiling_item_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct ceiling_item_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    COL(struct ceiling_item_row, agency_name_en),
    COL(struct ceiling_item_row, room_of),
    FIELD(struct ceiling_item_row, amount, 0, "กรอบ", "Ceiling amount"),
    FIELD(struct ceiling_item_row, before, FIELD_OPTIONAL, "ฉบับก่อน", "Version before"),
    FIELD(struct ceiling_item_row, committed, 0, "ผูกพันแล้ว", "Committed"),
    FIELD(struct ceiling_item_row, asked, 0, "คำขอ", "Requested"),
    FIELD(struct ceiling_item_row, room, 0, "เหลือ", "Room"),
};
const struct row_type ceiling_item_row_type = ROW_TYPE(struct ceiling_item_row, item_fields);

static const struct field room_fields[] = {
    FIELD(struct ceiling_room_row, dim, 0, "มิติ", "Dimension"),
    FIELD(struct ceiling_room_row, code, 0, "รหัส", "Code"),
    FIELD(struct ceiling_room_row, name, FIELD_KEY, "กรอบวงเงิน", "Ceiling"),
    FIELD(struct ceiling_room_row, name_en, 0, "กรอบวงเงิน (อังกฤษ)", "Ceiling (English)"),
    FIELD(struct ceiling_room_row, issued, 0, "กรอบ", "Ceiling amount"),
    FIELD(struct ceiling_room_row, asked, 0, "คำขอ", "Requested"),
    FIELD(struct ceiling_room_row, room, 0, "เหลือ", "Room"),
    FIELD(struct ceiling_room_row, over, 0, "เกินกรอบ", "Above the ceiling"),
};
const struct row_type ceiling_room_row_type = ROW_TYPE(struct ceiling_room_row, room_fields);

/* ---- reading ---- */

bool ceiling_room(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
                  struct err *e)
{
    return db_list(db, a, &Q_CEILING_ROOM, ARGS(V(year), V(agency_id), V(INT64_C(1))),
                   &ceiling_room_row_type, ret, e);
}

bool ceiling_room_sent(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CEILING_ROOM, ARGS(V(year), V(agency_id), V(INT64_C(0))),
                   &ceiling_room_row_type, ret, e);
}

bool ceiling_issues(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CEILING_ISSUES, ARGS(V(year)), &ceiling_issue_type, ret, e);
}

bool ceiling_find(struct db *db, struct arena *a, int64_t year, struct str state,
                  struct ceiling_issue *ret, bool *ret_found, struct err *e)
{
    const struct ceiling_issue *x;
    struct rows rows;

    if (!ceiling_issues(db, a, year, &rows, e))
        return false;
    x = rows.p;
    *ret_found = false;
    for (size_t i = 0; i < rows.n && !*ret_found; i++) {
        *ret_found = str_eq(x[i].state, state);
        if (*ret_found)
            *ret = x[i];
    }
    return true;
}

struct bound {
    struct str agency_code, type_code;
    struct money committed;
};
static const struct field bound_fields[] = {
    COL(struct bound, agency_code), COL(struct bound, type_code), COL(struct bound, committed)};
static const struct row_type bound_type = ROW_TYPE(struct bound, bound_fields);

/* Commitments have an agency and a type, no side and no fund. */
static void add_committed(struct ceiling_item_row *c, const struct rows *bounds)
{
    const struct bound *b = bounds->p;
    bool type = str_eq(c->dim, STR("type"));
    struct str agency = str_eq(c->dim, STR("agency")) ? c->code : c->agency_code;

    if (str_eq(c->dim, STR("side")) || str_eq(c->dim, STR("fund")))
        return;
    for (size_t i = 0; i < bounds->n; i++) {
        if ((!agency.n || str_eq(agency, b[i].agency_code)) &&
            (!type || str_eq(c->code, b[i].type_code)))
            c->committed = money_add(c->committed, b[i].committed);
    }
}

bool ceiling_items(struct db *db, struct arena *a, const struct ceiling_issue *c, struct rows *ret,
                   struct err *e)
{
    struct ceiling_item_row *row;
    struct rows rows, bounds;

    if (!db_list(db, a, &Q_CEILING_ITEMS, ARGS(V(c->id), V(c->year)), &ceiling_item_row_type, &rows,
                 e) ||
        !db_list(db, a, &Q_CEILING_COMMITTED, ARGS(V(c->year)), &bound_type, &bounds, e))
        return false;
    row = ARENA_ARRAY(a, struct ceiling_item_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct ceiling_item_row *)rows.p)[i];
        add_committed(&row[i], &bounds);
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

/* ---- writing ---- */

static bool note_issue(struct act *by, const struct ceiling_issue *c, const char *action,
                       struct str value, struct err *e)
{
    struct audit_note n = {.action = str_from(action), .new_value = value, .reason = c->reason};

    n.subject = str_format(by->a, "ceiling:%lld:%lld", (long long)c->year, (long long)c->version);
    n.year = c->year;
    return audit_add(by, &n, e);
}

static bool the_draft(struct act *by, int64_t year, struct ceiling_issue *ret, struct err *e)
{
    bool found;

    if (!actor_check_city(by->who, PERM_CEILING, e) ||
        !ceiling_find(by->tx->db, by->a, year, STR("draft"), ret, &found, e))
        return false;
    if (found)
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(str_format(by->a, "ceiling draft %lld", (long long)year)));
    return false;
}

bool ceiling_draft(struct act *by, int64_t year, struct str reason, struct err *e)
{
    struct db *db = by->tx->db;
    struct ceiling_issue c;
    struct fiscal_year y;
    int64_t id;
    bool found;

    if (!actor_check_city(by->who, PERM_CEILING, e) ||
        !check_text("reason", reason, true, 500, e) || !year_get(db, by->a, year, &y, e) ||
        !ceiling_find(db, by->a, year, STR("draft"), &c, &found, e))
        return false;
    if (found) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what",
                V(str_format(by->a, "%lld-%lld", (long long)year, (long long)c.version)));
        return false;
    }
    if (!db_int(db, &Q_CEILING_DRAFT_ADD, ARGS(V(year), V(reason), V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !db_exec(db, &Q_CEILING_COPY, ARGS(V(year), V(id)), NULL, e) ||
        !ceiling_find(db, by->a, year, STR("draft"), &c, &found, e))
        return false;
    return note_issue(by, &c, "ceiling.draft", str_format(by->a, "items=%lld", (long long)c.items),
                      e);
}

/* What a ceiling is called in a refusal: "type 3 11000000". */
static struct str called(struct arena *a, struct str dim, struct str code, struct str agency)
{
    return str_trim(str_format(a, "%.*s %.*s %.*s", STR_FMT(dim), STR_FMT(code), STR_FMT(agency)));
}

/* None of the draft's ceilings (or only those put) is below what is committed. */
static bool check_committed(struct act *by, const struct ceiling_issue *c,
                            const struct ceiling_put *put, size_t n, size_t *ret_row, struct err *e)
{
    const struct ceiling_item_row *x;
    struct rows rows;

    if (!ceiling_items(by->tx->db, by->a, c, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        size_t k = 0;

        while (k < n && !(str_eq(put[k].dim, x[i].dim) && str_eq(put[k].code, x[i].code) &&
                          str_eq(put[k].agency_code, x[i].agency_code)))
            k++;
        if ((n && k == n) || money_cmp(x[i].amount, x[i].committed) >= 0)
            continue;
        *ret_row = k;
        FAIL(e, ERR_BELOW_COMMITTED);
        err_arg(e, "ceiling",
                V(called(by->a, x[i].name.n ? x[i].name : x[i].dim, x[i].code, x[i].agency_name)));
        err_arg(e, "value", V(x[i].amount));
        err_arg(e, "committed", V(x[i].committed));
        return false;
    }
    return true;
}

bool ceiling_set(struct act *by, int64_t year, int64_t edits, const struct ceiling_put *put,
                 size_t n, size_t *ret_row, struct err *e)
{
    struct db *db = by->tx->db;
    struct ceiling_codes codes;
    struct ceiling_issue c;
    int64_t rows;

    *ret_row = n;
    if (!the_draft(by, year, &c, e) || !ceiling_codes_load(db, by->a, year, &codes, e) ||
        !db_exec(db, &Q_CEILING_TOUCH, ARGS(V(c.id), V(edits)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct ceiling_put *p = &put[i];

        *ret_row = i;
        if (!ceiling_check(by->a, &codes, p, e))
            return false;
        if (p->drop
                ? !db_exec(db, &Q_CEILING_TAKE,
                           ARGS(V(c.id), V(p->dim), V(p->code), V(p->agency_code)), NULL, e)
                : !db_exec(db, &Q_CEILING_PUT,
                           ARGS(V(c.id), V(p->dim), V(p->code), V(p->agency_code), V(p->amount)),
                           NULL, e))
            return false;
    }
    *ret_row = n;
    return (n == 0 || check_committed(by, &c, put, n, ret_row, e)) &&
           note_issue(by, &c, "ceiling.set", str_format(by->a, "changes=%zu", n), e);
}

/* The agencies' ceilings against the total, the total against the revenue. */
static bool check_sums(struct act *by, const struct ceiling_issue *c, struct err *e)
{
    struct money agencies = MONEY_ZERO, total = c->total;
    const struct ceiling_item_row *x;
    struct fiscal_year y;
    struct rows rows;

    if (!ceiling_items(by->tx->db, by->a, c, &rows, e) ||
        !year_get(by->tx->db, by->a, c->year, &y, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(x[i].dim, STR("agency")))
            agencies = money_add(agencies, x[i].amount);
    }
    if (total.satang == MONEY_MISSING.satang)
        total = agencies;
    if (agencies.satang > total.satang) {
        FAIL(e, ERR_CEILING_SUM);
        err_arg(e, "sum", V(agencies));
        err_arg(e, "total", V(total));
        err_arg(e, "difference", V(money_sub(agencies, total)));
        return false;
    }
    if (y.revenue.satang == 0 || total.satang <= y.revenue.satang)
        return true;
    FAIL(e, ERR_UNBALANCED);
    err_arg(e, "sum", V(total));
    err_arg(e, "revenue", V(y.revenue));
    err_arg(e, "difference", V(money_sub(total, y.revenue)));
    return false;
}

static bool close_draft(struct act *by, const struct ceiling_issue *c, struct str state,
                        int64_t position_id, struct err *e)
{
    return db_exec(by->tx->db, &Q_CEILING_CLOSE,
                   ARGS(V(c->id), V(state), V(by->who->name), V(by->now_ms), V_ID(position_id)),
                   NULL, e);
}

bool ceiling_issue(struct act *by, int64_t year, int64_t edits, struct err *e)
{
    struct position_row position;
    struct ceiling_issue c;
    size_t row;
    bool found;

    if (!the_draft(by, year, &c, e))
        return false;
    if (edits >= 0 && edits != c.edits) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (str_eq(c.made_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (c.items == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("ceiling")));
        return false;
    }
    if (!position_newest(by->tx->db, by->a, year, &position, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NO_POSITION);
        err_arg(e, "year", V(str_format(by->a, "%lld", (long long)year)));
        return false;
    }
    return check_sums(by, &c, e) && check_committed(by, &c, NULL, 0, &row, e) &&
           close_draft(by, &c, STR("issued"), position.id, e) &&
           note_issue(by, &c, "ceiling.issue",
                      str_format(by->a, "items=%lld position=%.*s", (long long)c.items,
                                 STR_FMT(position.code)),
                      e);
}

bool ceiling_drop(struct act *by, int64_t year, struct err *e)
{
    struct ceiling_issue c;

    return the_draft(by, year, &c, e) && close_draft(by, &c, STR("dropped"), 0, e) &&
           note_issue(by, &c, "ceiling.drop", STR_NONE, e);
}
