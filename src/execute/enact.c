#include "execute/enact.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/row.h"
#include "city/audit.h"
#include "city/year.h"
#include "execute/ledger.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/cycle.h"
#include "plan/lineage.h"
#include "plan/review.h"
#include "sql_execute.h"
#include "store/store.h"

struct enact_line {
    int64_t line_id;
    struct str code;
    int64_t package_id;
    struct money amount;
    bool special, commercial;
};
static const struct field enact_line_fields[] = {
    COL(struct enact_line, line_id),    COL(struct enact_line, code),
    COL(struct enact_line, package_id), COL(struct enact_line, amount),
    COL(struct enact_line, special),    COL(struct enact_line, commercial),
};
static const struct row_type enact_line_type = ROW_TYPE(struct enact_line, enact_line_fields);

static const struct field enactment_fields[] = {
    FIELD(struct enactment, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct enactment, number, FIELD_KEY, "ฉบับที่", "Number"),
    FIELD(struct enactment, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct enactment, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct enactment, left_out, 0, "ข้อเสนอที่ไม่รวม", "Packages left out"),
    FIELD(struct enactment, linked, 0, "เชื่อมกับปีก่อน", "Linked to earlier years"),
    FIELD(struct enactment, total, FIELD_TOTAL, "รวม (บาท)", "Total (baht)"),
    FIELD(struct enactment, regular, FIELD_TOTAL, "รายจ่ายประจำ (บาท)", "Regular (baht)"),
    FIELD(struct enactment, special, FIELD_TOTAL, "รายจ่ายพิเศษ (บาท)", "Special (baht)"),
    FIELD(struct enactment, commercial, FIELD_TOTAL, "การพาณิชย์ของ กทม. (บาท)",
          "BMA Commerce (baht)"),
    FIELD(struct enactment, on_date, 0, "วันที่ตั้งงบประมาณ", "Appropriated on"),
    FIELD(struct enactment, authority, 0, "อำนาจ", "Authority"),
    FIELD(struct enactment, by_user, 0, "ผู้ทำ", "By"),
    FIELD(struct enactment, at, 0, "เมื่อ", "At"),
};
const struct row_type enactment_type = ROW_TYPE(struct enactment, enactment_fields);

bool enactment_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ENACTMENT_LIST, ARGS(V(year)), &enactment_type, ret, e);
}

/* ---- may it be? ---- */

static bool check_stage(struct str stage, const char *from, struct err *e)
{
    if (cycle_at_least(stage, STR("IN_FORCE"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(STR("enact")));
        return false;
    }
    if (!cycle_known(stage) || !cycle_at_least(stage, str_from(from))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(stage));
        return false;
    }
    return true;
}

/* ---- amounts, states, openings ---- */

static int by_id(const void *x, const void *y)
{
    const int64_t *p = x, *q = y;

    return *p < *q ? -1 : *p > *q;
}

static size_t unique(int64_t *id, size_t n)
{
    size_t kept = 0;

    if (n > 1) {
        qsort(id, n, sizeof *id, by_id);
    }
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || id[i] != id[kept - 1]) {
            id[kept++] = id[i];
        }
    }
    return kept;
}

static bool add(struct money *to, struct money m, struct arena *a, struct err *e)
{
    if (money_try_add(*to, m, to)) {
        return true;
    }
    FAIL(e, ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(money_text(a, m, MONEY_WHOLE)));
    return false;
}

static bool add_line(struct enactment *r, const struct enact_line *l, struct arena *a,
                     struct err *e)
{
    return add(&r->total, l->amount, a, e) &&
           add(l->special ? &r->special : &r->regular, l->amount, a, e) &&
           (!l->commercial || add(&r->commercial, l->amount, a, e));
}

/* Enacted amounts, packages' states, and the openings of lines with money. */
static bool write_lines(struct act *by, const struct rows *rows, struct enactment *r, struct err *e)
{
    const struct enact_line *l = rows->p;
    size_t n = rows->n, opens = 0, packages;
    struct amount_set *set = ARENA_ARRAY(by->a, struct amount_set, n);
    struct opening *open = ARENA_ARRAY(by->a, struct opening, n);
    int64_t *package = ARENA_ARRAY(by->a, int64_t, n);

    for (size_t i = 0; i < n; i++) {
        set[i].line_id = l[i].line_id;
        set[i].amount = l[i].amount;
        set[i].reason = STR("enact");
        package[i] = l[i].package_id;
        if (l[i].amount.satang > 0) {
            open[opens++] = (struct opening){l[i].line_id, l[i].code, l[i].amount};
            if (!add_line(r, &l[i], by->a, e)) {
                return false;
            }
        }
    }
    packages = unique(package, n);
    if (opens == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("enact")));
        return false;
    }
    r->lines = (int64_t)opens;
    r->packages = (int64_t)packages;
    return amounts_write(by, r->year, STAGE_ENACTED, set, n, e) &&
           packages_move(by, r->year, STR("enact"), package, packages, STR("enact"), e) &&
           ledger_open(by, open, opens, r->on_date, r->authority, e);
}

static bool write_record(struct act *by, struct enactment *r, struct err *e)
{
    struct audit_note note = {0};

    r->by_user = by->who->name;
    r->at.ms = by->now_ms;
    note.action = r->number ? STR("bill.enact") : STR("year.enact");
    note.subject =
        r->number
            ? str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, r->year, r->number)))
            : str_format(by->a, "year:%lld", (long long)r->year);
    note.year = r->year;
    note.new_value = str_format(
        by->a, "lines=%lld packages=%lld total=%.*s special=%.*s", (long long)r->lines,
        (long long)r->packages, STR_FMT(money_text(by->a, r->total, MONEY_PLAIN)),
        STR_FMT(money_text(by->a, r->special, MONEY_PLAIN)));
    return db_exec(by->tx->db, &Q_ENACTMENT_INSERT,
                   ARGS(V(r->year), V(r->number), V(r->lines), V(r->packages), V(r->left_out),
                        V(r->linked), V(r->total), V(r->regular), V(r->special), V(r->commercial),
                        V(r->on_date), V(r->authority), V(r->by_user), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

/* The lines of the ordinance that stand, enacted and linked to what they were. */
static bool enact_lines(struct act *by, struct enactment *r, struct err *e)
{
    struct rows rows;

    r->authority =
        str_format(by->a, "COUNCIL:%.*s", STR_FMT(bill_code(by->a, r->year, r->number)));
    return db_list(by->tx->db, by->a, &Q_ENACT_LINES, ARGS(V(r->year), V(r->number)),
                   &enact_line_type, &rows, e) &&
           db_int(by->tx->db, &Q_ENACT_LEFT_OUT, ARGS(V(r->year), V(r->number)), &r->left_out, e) &&
           write_lines(by, &rows, r, e) && lineage_link_year(by, r->year, &r->linked, e);
}

bool enact_year(struct act *by, int64_t year, struct enactment *ret, struct err *e)
{
    struct enactment r = {.year = year, .on_date = fy_start((int32_t)year)};
    struct fiscal_year y;

    if (!actor_check_city(by->who, PERM_ENACT, e) || !year_get(by->tx->db, by->a, year, &y, e) ||
        !check_stage(y.stage, "GOVERNOR", e) || !enact_lines(by, &r, e) ||
        !cycle_reach(by, year, STR("IN_FORCE"), STR("enact"), e) || !write_record(by, &r, e)) {
        return false;
    }
    *ret = r;
    return true;
}

/* ---- a supplementary one ---- */

/* The day of the gazette, else today; within the fiscal year. */
static bool find_day(struct act *by, struct enactment *r, struct err *e)
{
    struct date first = fy_start((int32_t)r->year);
    struct date last = date_add_days(fy_start((int32_t)r->year + 1), -1);
    struct gazette g;
    bool found;

    if (!gazette_find(by->tx->db, by->a, r->year, r->number, &g, &found, e)) {
        return false;
    }
    r->on_date = found ? g.on_date : by->today;
    r->on_date = date_cmp(r->on_date, first) < 0 ? first : date_cmp(r->on_date, last) > 0 ? last : r->on_date;
    return true;
}

/* Every event that is left on its road. */
static bool reach_force(struct act *by, int64_t year, int64_t number, struct err *e)
{
    static const char *const road[] = {"sign", "gazette", "in_force"};
    struct str stage;

    for (size_t i = 0; i < ARRAY_LEN(road); i++) {
        if (!bill_stage(by->tx->db, by->a, year, number, &stage, e)) {
            return false;
        }
        if (cycle_find(stage, str_from(road[i])) &&
            !bill_run(by, year, number, str_from(road[i]), STR("enact"), e)) {
            return false;
        }
    }
    return true;
}

bool enact_ordinance(struct act *by, int64_t year, int64_t number, struct enactment *ret,
                     struct err *e)
{
    struct enactment r = {.year = year, .number = number};
    struct str stage;

    if (number == 0) {
        return enact_year(by, year, ret, e);
    }
    if (!actor_check_city(by->who, PERM_ENACT, e) ||
        !bill_stage(by->tx->db, by->a, year, number, &stage, e) ||
        !check_stage(stage, "PASSED", e) || !year_check_open(by, year, e) || !find_day(by, &r, e) || !enact_lines(by, &r, e) ||
        !reach_force(by, year, number, e) || !write_record(by, &r, e)) {
        return false;
    }
    *ret = r;
    return true;
}
