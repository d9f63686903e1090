#include "plan/committed.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field committed_fields[] = {
    COL(struct committed_row, id),
    FIELD(struct committed_row, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct committed_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct committed_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct committed_row, kind, 0, "ชนิด", "Kind"),
    FIELD(struct committed_row, type_code, 0, "งบรายจ่าย", "Expenditure type"),
    FIELD(struct committed_row, title, 0, "รายการ", "Item"),
    FIELD(struct committed_row, ref, 0, "สัญญาหรือมติ", "Contract or motion"),
    FIELD(struct committed_row, amount, FIELD_TOTAL, "ปีนี้", "This year"),
    FIELD(struct committed_row, total, FIELD_TOTAL, "ทั้งโครงการ", "Whole"),
    FIELD(struct committed_row, first_year, 0, "ปีแรก", "First year"),
    FIELD(struct committed_row, last_year, 0, "ปีสุดท้าย", "Last year"),
    FIELD(struct committed_row, source, 0, "ที่มา", "Source"),
};
const struct row_type committed_row_type = ROW_TYPE(struct committed_row, committed_fields);

static const struct field sum_fields[] = {
    FIELD(struct committed_sum, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct committed_sum, tranche, FIELD_TOTAL, "ผูกพันงบประมาณข้ามปี", "Multi-year commitments"),
    FIELD(struct committed_sum, contract, FIELD_TOTAL, "สัญญาที่ลงนามแล้ว", "Signed contracts"),
    FIELD(struct committed_sum, running, FIELD_TOTAL, "ค่าเดินระบบของทรัพย์สินที่สร้างเสร็จ",
          "Running costs of finished assets"),
    COL(struct committed_sum, steer_tranche),
    COL(struct committed_sum, steer_contract),
};
const struct row_type committed_sum_type = ROW_TYPE(struct committed_sum, sum_fields);

enum { YEARS_MAX = 20 };

static bool check_keeper(const struct act *by, struct err *e)
{
    struct err other;

    return actor_check_city(by->who, PERM_CEILING, &other) ||
           actor_check_city(by->who, PERM_FISCAL, e);
}

static bool check_word(const char *field, struct str word, struct str allowed, struct err *e)
{
    struct str rest = allowed, piece;

    while (str_split(&rest, ' ', &piece)) {
        if (str_eq(piece, word))
            return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(allowed));
    return false;
}

static bool check_parts(struct arena *a, const struct committed_new *c, struct err *e)
{
    struct money sum = MONEY_ZERO;

    for (size_t i = 0; i < c->parts; i++) {
        const struct committed_part *p = &c->part[i];

        if (!fy_valid(p->year)) {
            FAIL(e, ERR_BAD_YEAR);
            err_arg(e, "value", V(str_format(a, "%lld", (long long)p->year)));
            return false;
        }
        if (p->amount.satang < 0) {
            FAIL(e, ERR_AMOUNT_NEGATIVE);
            err_arg(e, "value", V(money_text(a, p->amount, MONEY_COMMAS)));
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (c->part[k].year == p->year) {
                FAIL(e, ERR_DUPLICATE);
                err_arg(e, "field", V(STR("year")));
                err_arg(e, "value", V(str_format(a, "%lld", (long long)p->year)));
                return false;
            }
        }
        if (!money_try_add(sum, p->amount, &sum)) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(money_text(a, p->amount, MONEY_COMMAS)));
            return false;
        }
    }
    if (c->total.satang > 0 && sum.satang == c->total.satang)
        return true;
    FAIL(e, ERR_TRANCHES);
    err_arg(e, "sum", V(sum));
    err_arg(e, "total", V(c->total));
    err_arg(e, "difference", V(money_sub(c->total, sum)));
    return false;
}

/* Checks it and writes it with its years. */
static bool write_committed(struct act *by, const struct committed_new *c, struct str *ret_code,
                            struct err *e)
{
    struct db *db = by->tx->db;
    int64_t id, count;
    struct str code;

    if (!check_text("title", c->title, true, 300, e) || !check_text("ref", c->ref, true, 200, e) ||
        !check_text("source", c->source, true, 200, e) ||
        !check_word("kind", c->kind, STR("tranche contract running"), e) ||
        !check_word("type", c->type_code, STR("1 2 3 4 5 6"), e) || !check_parts(by->a, c, e) ||
        !db_int(db, &Q_COMMITTED_COUNT, NO_ARGS, &count, e))
        return false;
    code = str_format(by->a, "C-%05lld", (long long)count + 1);
    if (!db_int(db, &Q_COMMITTED_ADD,
                ARGS(V(code), V(c->agency_id), V(c->kind), V(c->type_code), V(c->title), V(c->ref),
                     V(c->total), V(c->source), V(by->who->name), V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < c->parts; i++) {
        if (!db_exec(db, &Q_COMMITTED_YEAR_ADD,
                     ARGS(V(id), V(c->part[i].year), V(c->part[i].amount)), NULL, e))
            return false;
    }
    *ret_code = code;
    return true;
}

bool committed_keep(struct act *by, const struct committed_new *c, struct str old,
                    struct str *ret_code, struct err *e)
{
    return (old.n == 0 || db_exec(by->tx->db, &Q_COMMITTED_END, ARGS(V(old), V(c->source)), NULL, e)) &&
           (c->parts == 0 || write_committed(by, c, ret_code, e));
}

bool committed_add(struct act *by, const struct committed_new *c, struct str *ret_code,
                   struct err *e)
{
    struct audit_note n = {.action = STR("committed.add")};
    struct str code;

    if (!check_keeper(by, e) || !write_committed(by, c, &code, e))
        return false;
    *ret_code = code;
    n.subject = str_format(by->a, "committed:%.*s", STR_FMT(code));
    n.new_value = money_text(by->a, c->total, MONEY_PLAIN);
    n.reason = c->ref;
    return audit_add(by, &n, e);
}

bool committed_end(struct act *by, struct str code, struct str reason, struct err *e)
{
    struct audit_note n = {.action = STR("committed.end"), .reason = reason};
    int64_t rows;

    if (!check_keeper(by, e) || !check_text("reason", reason, true, 500, e) ||
        !db_exec(by->tx->db, &Q_COMMITTED_END, ARGS(V(code), V(reason)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    n.subject = str_format(by->a, "committed:%.*s", STR_FMT(code));
    return audit_add(by, &n, e);
}

bool committed_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COMMITTED_LIST, ARGS(V(year), V(agency_id)), &committed_row_type, ret,
                   e);
}

struct due_sum {
    int64_t year;
    struct money tranche, running;
};
static const struct field due_fields[] = {COL(struct due_sum, year), COL(struct due_sum, tranche),
                                          COL(struct due_sum, running)};
static const struct row_type due_type = ROW_TYPE(struct due_sum, due_fields);

static void add_lines(struct committed_sum *sum, const struct rows *dues)
{
    const struct due_sum *x = dues->p;

    for (size_t i = 0; i < dues->n; i++) {
        if (x[i].year == sum->year) { /* multi-year lines are capital */
            sum->tranche = money_add(sum->tranche, x[i].tranche);
            sum->steer_tranche = money_add(sum->steer_tranche, x[i].tranche);
        }
        if (x[i].year <= sum->year)
            sum->running = money_add(sum->running, x[i].running);
    }
}

bool committed_sums(struct db *db, struct arena *a, int64_t from, int64_t to, struct rows *ret,
                    struct err *e)
{
    struct committed_sum *row = ARENA_ARRAY(a, struct committed_sum, YEARS_MAX);
    const struct committed_sum *x;
    struct rows own, dues;
    size_t n = 0;

    if (!db_list(db, a, &Q_COMMITTED_SUMS, ARGS(V(from), V(to)), &committed_sum_type, &own, e) ||
        !db_list(db, a, &Q_COMMITTED_LINES, ARGS(V(from), V(to)), &due_type, &dues, e))
        return false;
    x = own.p;
    for (int64_t y = from; y <= to && n < YEARS_MAX; y++, n++) {
        row[n].year = y;
        for (size_t i = 0; i < own.n; i++) {
            if (x[i].year == y)
                row[n] = x[i];
        }
        add_lines(&row[n], &dues);
    }
    *ret = (struct rows){row, n};
    return true;
}
