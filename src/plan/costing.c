#include "plan/costing.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 2000, SHORT_MAX = 300 };

static const struct field costing_fields[] = {
    COL(struct costing, id),
    FIELD(struct costing, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct costing, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct costing, name, 0, "รายการ", "Name"),
    COL(struct costing, version),
    COL(struct costing, package_id),
    COL(struct costing, agency_id),
    COL(struct costing, division),
    FIELD(struct costing, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct costing, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct costing, type_code, 0, "งบรายจ่าย", "Type"),
    FIELD(struct costing, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct costing, quantity_milli, 0, "จำนวน (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct costing, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct costing, unit_price, 0, "ราคาต่อหน่วย", "Unit price"),
    FIELD(struct costing, times, 0, "ครั้ง", "Times"),
    FIELD(struct costing, months, 0, "เดือน", "Months"),
    FIELD(struct costing, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct costing, now, FIELD_TOTAL, "จำนวนล่าสุด", "Amount now"),
    FIELD(struct costing, justification, 0, "เหตุผล", "Justification"),
    FIELD(struct costing, drawn_from, 0, "โครงสร้างจากรายการ", "Drawn in from"),
    FIELD(struct costing, package_code, 0, "ข้อเสนอ", "Package"),
    COL(struct costing, package_title),
    FIELD(struct costing, state, 0, "สถานะ", "State"),
    FIELD(struct costing, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct costing, output_code, 0, "รหัสผลผลิต", "Output code"),
    COL(struct costing, removed),
    COL(struct costing, cost_version),
    FIELD(struct costing, first_year, 0, "ปีแรก", "First year"),
    FIELD(struct costing, last_year, 0, "ปีสุดท้าย", "Last year"),
    FIELD(struct costing, price_code, 0, "รหัสราคามาตรฐาน", "Standard price"),
    FIELD(struct costing, standard, 0, "ราคามาตรฐาน", "Standard price (baht)"),
    FIELD(struct costing, standard_unit, 0, "หน่วยของราคามาตรฐาน", "Unit of the standard price"),
    FIELD(struct costing, price_reason, 0, "เหตุผลที่สูงกว่าราคามาตรฐาน", "Why above the standard"),
    FIELD(struct costing, motion, 0, "มติสภา", "Council motion"),
    FIELD(struct costing, assumed, 0, "แบ่งปีโดยสมมติ", "Years assumed"),
    FIELD(struct costing, engineer, 0, "วิศวกรผู้รับรอง", "Engineer"),
};
const struct row_type costing_type = ROW_TYPE(struct costing, costing_fields);

/* ---- reading ---- */

bool costing_get(struct db *db, struct arena *a, struct str code, struct costing *ret,
                 struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_COSTING_GET, ARGS(V(code)), &costing_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool costing_list(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                  struct err *e)
{
    return db_list(db, a, &Q_COSTING_LIST, ARGS(V(package_id)), &costing_type, ret, e);
}

bool costing_of_papers(struct db *db, struct arena *a, const int64_t key[3], struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_COSTING_OF_PAPERS, ARGS(V(key[0]), V(key[1]), V(key[2])),
                   &costing_type, ret, e);
}

bool costing_is_capital(const struct costing *c)
{
    return str_eq(c->type_code, STR("3"));
}

bool costing_is_personnel(const struct costing *c)
{
    return str_eq(c->type_code, STR("1"));
}

bool costing_is_above(const struct costing *c)
{
    return c->standard.satang > 0 && money_cmp(c->unit_price, c->standard) > 0;
}

static void put_factor(struct sbuf *b, int64_t n, struct str word)
{
    if (n == 1)
        return;
    SB_LIT(b, " × ");
    value_put_text(b, V(n), LANG_TH);
    SB_LIT(b, " ");
    sbuf_add(b, word);
}

struct str costing_sum_text(struct arena *a, const struct costing *c, enum lang lang)
{
    struct str baht = tr(lang, TR("บาท"));
    struct sbuf b;

    sbuf_init(&b, a, 1000);
    if (c->quantity_milli % 1000 == 0)
        value_put_text(&b, V(c->quantity_milli / 1000), lang);
    else
        exact_put_decimal(&b, c->quantity_milli, 3, 0);
    SB_LIT(&b, " ");
    sbuf_add(&b, c->unit_word.n ? c->unit_word : tr(lang, TR("หน่วย")));
    SB_LIT(&b, " × ");
    money_put(&b, c->unit_price, MONEY_WHOLE);
    SB_LIT(&b, " ");
    sbuf_add(&b, baht);
    put_factor(&b, c->times, tr(lang, TR("ครั้ง")));
    put_factor(&b, c->months, tr(lang, TR("เดือน")));
    SB_LIT(&b, " = ");
    money_put(&b, c->requested, MONEY_WHOLE);
    SB_LIT(&b, " ");
    sbuf_add(&b, baht);
    return sbuf_str(&b);
}

/* ---- writing ---- */

bool costing_edit(struct act *by, struct str code, struct costing *ret, struct err *e)
{
    struct line_home h;

    return line_find(by, code, &h, e) && /* a removed line is not found */
           actor_check(by->who, PERM_REQUEST_WRITE, h.agency_id, h.division, e) &&
           check_editable(h.state, h.cycle, e) && line_place_check(by, &h, code, e) &&
           costing_get(by->tx->db, by->a, code, ret, e);
}

/* The line's row in line_cost, one version further. */
bool costing_touch(struct act *by, const struct costing *c, int64_t version, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_LINE_COST_ENSURE, ARGS(V(c->id)), NULL, e) ||
        !db_exec(by->tx->db, &Q_LINE_COST_TOUCH, ARGS(V(c->id), V(version)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool costing_note(struct act *by, const struct costing *c, const char *action, struct str was,
                  struct str is, struct err *e)
{
    return audit_add(
        by,
        &(struct audit_note){.action = str_from(action),
                             .subject = str_format(by->a, "line:%.*s", STR_FMT(c->code)),
                             .year = line_code_year(c->code),
                             .old_value = was,
                             .new_value = is},
        e);
}

static bool find_standard(struct act *by, const struct costing *c, struct str code,
                          struct money *ret, struct err *e)
{
    struct err no;
    int64_t satang;

    if (db_int(by->tx->db, &Q_STANDARD_PRICE, ARGS(V(c->year), V(code), V(by->today)), &satang,
               &no)) {
        *ret = MONEY(satang);
        return true;
    }
    if (no.code != ERR_NOT_FOUND) {
        *e = no;
        return false;
    }
    FAIL(e, ERR_PRICE_UNKNOWN);
    err_arg(e, "field", V(STR("price_code")));
    err_arg(e, "value", V(code));
    err_arg(e, "year", V(c->year));
    return false;
}

bool costing_price_set(struct act *by, struct str line_code, struct str price_code,
                       struct str reason, struct err *e)
{
    struct costing c;
    struct money standard = MONEY_ZERO;

    reason = str_trim(reason);
    if (!costing_edit(by, line_code, &c, e) ||
        !check_text("price_reason", reason, false, REASON_MAX, e))
        return false;
    if (str_eq(c.price_code, price_code) && str_eq(c.price_reason, reason) &&
        !(reason.n == 0 && costing_is_above(&c)))
        return true;
    if (price_code.n && !find_standard(by, &c, price_code, &standard, e))
        return false;
    if (price_code.n && reason.n == 0 && money_cmp(c.unit_price, standard) > 0) {
        FAIL(e, ERR_PRICE_REASON);
        err_arg(e, "field", V(STR("price_reason")));
        err_arg(e, "price", V(c.unit_price));
        err_arg(e, "standard", V(standard));
        err_arg(e, "over", V(money_sub(c.unit_price, standard)));
        return false;
    }
    return db_exec(by->tx->db, &Q_LINE_COST_ENSURE, ARGS(V(c.id)), NULL, e) &&
           db_exec(by->tx->db, &Q_LINE_COST_PRICE, ARGS(V(c.id), V(price_code), V(reason)), NULL,
                   e) &&
           costing_note(by, &c, "line.price", c.price_code, price_code, e);
}

bool costing_engineer_set(struct act *by, struct str line_code, int64_t version,
                          struct str engineer, struct err *e)
{
    struct costing c;

    engineer = str_trim(engineer);
    return costing_edit(by, line_code, &c, e) &&
           check_text("engineer", engineer, false, SHORT_MAX, e) &&
           costing_touch(by, &c, version, e) &&
           db_exec(by->tx->db, &Q_LINE_COST_ENGINEER, ARGS(V(c.id), V(engineer)), NULL, e) &&
           costing_note(by, &c, "line.engineer", c.engineer, engineer, e);
}

/* ---- years ---- */

static const struct field tranche_fields[] = {
    FIELD(struct tranche_row, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct tranche_row, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct tranche_row, phase, 0, "งวดงาน", "Phase"),
};
const struct row_type tranche_row_type = ROW_TYPE(struct tranche_row, tranche_fields);

bool tranche_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_TRANCHE_LIST, ARGS(V(line_id)), &tranche_row_type, ret, e);
}

void tranche_split(struct arena *a, struct money total, int64_t first, int64_t last,
                   struct tranche_row *ret)
{
    size_t n = (size_t)(last - first + 1);
    int64_t *weight = ARENA_ARRAY(a, int64_t, n);
    struct money *part = ARENA_ARRAY(a, struct money, n);

    for (size_t i = 0; i < n; i++)
        weight[i] = 1;
    money_split(MONEY(total.satang / 100), weight, n, part); /* in baht, so that none is broken */
    for (size_t i = 0; i < n; i++)
        ret[i] = (struct tranche_row){
            .year = first + (int64_t)i, .amount = BAHT(part[i].satang), .phase = STR_NONE};
}

static bool year_wrong(int64_t year, struct err *e)
{
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("year")));
    err_arg(e, "value", V(year));
    return false;
}

static bool check_years(struct act *by, const struct costing *c, const struct tranche_set *t,
                        struct err *e)
{
    struct money sum = MONEY_ZERO, own = MONEY_ZERO;

    if (t->n > TRANCHE_YEARS || t->row[0].year > c->year || t->row[t->n - 1].year < c->year)
        return year_wrong(t->row[0].year, e);
    for (size_t i = 0; i < t->n; i++) {
        if (!fy_valid(t->row[i].year) || t->row[i].year != t->row[0].year + (int64_t)i)
            return year_wrong(t->row[i].year, e);
        if (!check_requested(by->a, t->row[i].amount, e) ||
            !check_text("phase", t->row[i].phase, false, SHORT_MAX, e))
            return false;
        sum = money_add(sum, t->row[i].amount); /* at most 12 of MONEY_MAX */
        if (t->row[i].year == c->year)
            own = t->row[i].amount;
    }
    if (money_cmp(sum, t->total) != 0) {
        FAIL(e, ERR_TRANCHE_SUM);
        err_arg(e, "field", V(STR("total")));
        err_arg(e, "sum", V(sum));
        err_arg(e, "total", V(t->total));
        err_arg(e, "difference", V(money_sub(t->total, sum)));
        return false;
    }
    if (money_cmp(own, c->requested) != 0) {
        FAIL(e, ERR_TRANCHE_YEAR);
        err_arg(e, "year", V(c->year));
        err_arg(e, "tranche", V(own));
        err_arg(e, "requested", V(c->requested));
        err_arg(e, "difference", V(money_sub(c->requested, own)));
        return false;
    }
    return true;
}

bool tranche_save(struct act *by, const struct tranche_set *t, struct err *e)
{
    struct costing c;
    int64_t first = t->n ? t->row[0].year : 0, last = t->n ? t->row[t->n - 1].year : 0;

    if (!costing_edit(by, t->line_code, &c, e) ||
        !check_text("motion", t->motion, false, SHORT_MAX, e) ||
        (t->n && !check_years(by, &c, t, e)) || !costing_touch(by, &c, t->cost_version, e) ||
        !db_exec(by->tx->db, &Q_TRANCHE_CLEAR, ARGS(V(c.id)), NULL, e))
        return false;
    for (size_t i = 0; i < t->n; i++) {
        if (!db_exec(by->tx->db, &Q_TRANCHE_INSERT,
                     ARGS(V(c.id), V(t->row[i].year), V(t->row[i].amount), V(t->row[i].phase)),
                     NULL, e))
            return false;
    }
    return db_exec(by->tx->db, &Q_LINE_COST_YEARS,
                   ARGS(V(c.id), V(first), V(last), V(t->motion), V(t->assumed)), NULL, e) &&
           costing_note(by, &c, "line.years", STR_NONE,
                        str_format(by->a, "%lld-%lld %.*s", (long long)first, (long long)last,
                                   STR_FMT(money_text(by->a, t->total, MONEY_PLAIN))),
                        e);
}

/* ---- running cost ---- */

static const struct field running_fields[] = {
    FIELD(struct running_row, from_year, FIELD_KEY, "ตั้งแต่ปีงบประมาณ", "From fiscal year"),
    FIELD(struct running_row, amount, FIELD_TOTAL, "บาทต่อปี", "Baht a year"),
    FIELD(struct running_row, what, 0, "ค่าใช้จ่าย", "What for"),
};
const struct row_type running_row_type = ROW_TYPE(struct running_row, running_fields);

bool running_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUNNING_LIST, ARGS(V(line_id)), &running_row_type, ret, e);
}

bool running_save(struct act *by, struct str line_code, int64_t version,
                  const struct running_row *row, size_t n, struct err *e)
{
    struct costing c;

    if (!costing_edit(by, line_code, &c, e) || !costing_touch(by, &c, version, e) ||
        !db_exec(by->tx->db, &Q_RUNNING_CLEAR, ARGS(V(c.id)), NULL, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!fy_valid(row[i].from_year) || row[i].from_year < c.year)
            return year_wrong(row[i].from_year, e);
        if (!check_requested(by->a, row[i].amount, e) ||
            !check_text("what", row[i].what, true, SHORT_MAX, e) ||
            !db_exec(by->tx->db, &Q_RUNNING_INSERT,
                     ARGS(V(c.id), V((int64_t)i + 1), V(row[i].from_year), V(row[i].amount),
                          V(row[i].what)),
                     NULL, e))
            return false;
    }
    return costing_note(by, &c, "line.running", STR_NONE, str_format(by->a, "%zu", n), e);
}

/* ---- replaced assets ---- */

static const struct field replacement_fields[] = {
    FIELD(struct replacement_row, asset_number, FIELD_KEY, "หมายเลขครุภัณฑ์", "Asset number"),
    FIELD(struct replacement_row, bought_year, 0, "ปีที่ได้มา", "Year it was bought"),
    FIELD(struct replacement_row, age, 0, "อายุ (ปี)", "Age (years)"),
    FIELD(struct replacement_row, condition, 0, "สภาพ", "Condition"),
    FIELD(struct replacement_row, repair, FIELD_TOTAL, "ค่าซ่อมสะสม", "Repairs so far"),
    FIELD(struct replacement_row, disposal, 0, "การจำหน่าย", "Disposal"),
};
const struct row_type replacement_row_type = ROW_TYPE(struct replacement_row, replacement_fields);

bool replacement_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret,
                      struct err *e)
{
    return db_list(db, a, &Q_REPLACEMENT_LIST, ARGS(V(line_id)), &replacement_row_type, ret, e);
}

static bool check_repair(struct act *by, struct money m, struct err *e)
{
    if (m.satang >= 0 && m.satang <= MONEY_MAX)
        return true;
    FAIL(e, ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(money_text(by->a, m, MONEY_WHOLE)));
    return false;
}

static bool replacement_insert(struct act *by, const struct costing *c, int64_t n,
                               const struct replacement_row *r, struct err *e)
{
    if (r->bought_year < 2450 || r->bought_year >= c->year)
        return year_wrong(r->bought_year, e);
    return check_text("asset_number", r->asset_number, true, 60, e) &&
           check_text("condition", r->condition, false, SHORT_MAX, e) &&
           check_text("disposal", r->disposal, true, SHORT_MAX, e) &&
           check_repair(by, r->repair, e) &&
           db_exec(by->tx->db, &Q_REPLACEMENT_INSERT,
                   ARGS(V(c->id), V(n), V(r->asset_number), V(r->bought_year), V(r->condition),
                        V(r->repair), V(r->disposal)),
                   NULL, e);
}

bool replacement_save(struct act *by, struct str line_code, int64_t version,
                      const struct replacement_row *row, size_t n, struct err *e)
{
    struct costing c;

    if (!costing_edit(by, line_code, &c, e) || !costing_touch(by, &c, version, e) ||
        !db_exec(by->tx->db, &Q_REPLACEMENT_CLEAR, ARGS(V(c.id)), NULL, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!replacement_insert(by, &c, (int64_t)i + 1, &row[i], e))
            return false;
    }
    return costing_note(by, &c, "line.replaces", STR_NONE, str_format(by->a, "%zu", n), e);
}
