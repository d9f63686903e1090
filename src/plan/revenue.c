#include "plan/revenue.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct {
    const char *code, *group, *th, *en;
} sources[] = {
#define REVENUE(code, group, th, en) {code, group, th, en},
#include "plan/revenue.def"
#undef REVENUE
};
_Static_assert(ARRAY_LEN(sources) == REVENUE_SOURCES, "revenue.def and enum revenue_source");

static const struct field table_fields[] = {
    FIELD(struct revenue_row, code, 0, "รหัส", "Code"),
    FIELD(struct revenue_row, name, FIELD_KEY, "แหล่งรายรับ", "Source of revenue"),
    FIELD(struct revenue_row, name_en, 0, "แหล่งรายรับ (อังกฤษ)", "Source (English)"),
    FIELD(struct revenue_row, group, 0, "กลุ่ม", "Group"),
    FIELD(struct revenue_row, y5, FIELD_OPTIONAL | FIELD_TOTAL, "จริง 5 ปีก่อน",
          "Actual, 5 years before"),
    FIELD(struct revenue_row, y4, FIELD_OPTIONAL | FIELD_TOTAL, "จริง 4 ปีก่อน",
          "Actual, 4 years before"),
    FIELD(struct revenue_row, y3, FIELD_OPTIONAL | FIELD_TOTAL, "จริง 3 ปีก่อน",
          "Actual, 3 years before"),
    FIELD(struct revenue_row, y2, FIELD_OPTIONAL | FIELD_TOTAL, "จริง 2 ปีก่อน",
          "Actual, 2 years before"),
    FIELD(struct revenue_row, y1, FIELD_OPTIONAL | FIELD_TOTAL, "จริงปีก่อน",
          "Actual, the year before"),
    FIELD(struct revenue_row, growth, FIELD_OPTIONAL | FIELD_TOTAL, "โตเท่าปีก่อน",
          "Growth of last year"),
    FIELD(struct revenue_row, average, FIELD_OPTIONAL | FIELD_TOTAL, "เฉลี่ย 3 ปี",
          "Average of 3 years"),
    FIELD(struct revenue_row, trend, FIELD_OPTIONAL | FIELD_TOTAL, "เส้นแนวโน้ม", "Trend line"),
    FIELD(struct revenue_row, manual, FIELD_OPTIONAL | FIELD_TOTAL, "กรอกเอง", "By hand"),
    FIELD(struct revenue_row, adopted, FIELD_OPTIONAL | FIELD_TOTAL, "เห็นชอบแล้ว", "Adopted"),
};
const struct row_type revenue_row_type = ROW_TYPE(struct revenue_row, table_fields);

static const struct field actual_fields[] = {
    FIELD(struct revenue_actual_row, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct revenue_actual_row, source_code, 0, "รหัส", "Code"),
    FIELD(struct revenue_actual_row, name, 0, "แหล่งรายรับ", "Source of revenue"),
    FIELD(struct revenue_actual_row, amount, 0, "จัดเก็บได้", "Collected"),
    FIELD(struct revenue_actual_row, source, 0, "ที่มา", "Source"),
    FIELD(struct revenue_actual_row, status, 0, "สถานะของตัวเลข", "Standing of the figure"),
    FIELD(struct revenue_actual_row, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct revenue_actual_row, made_at, 0, "เมื่อ", "At"),
};
const struct row_type revenue_actual_row_type = ROW_TYPE(struct revenue_actual_row, actual_fields);

static const struct field forecast_fields[] = {
    COL(struct revenue_forecast_row, id),
    FIELD(struct revenue_forecast_row, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct revenue_forecast_row, name, 0, "ประมาณการ", "Forecast"),
    FIELD(struct revenue_forecast_row, method, 0, "วิธี", "Method"),
    FIELD(struct revenue_forecast_row, state, 0, "สถานะ", "State"),
    FIELD(struct revenue_forecast_row, total, 0, "รวม", "Total"),
    FIELD(struct revenue_forecast_row, own, 0, "จัดเก็บเอง", "Collected by the city"),
    FIELD(struct revenue_forecast_row, basis, 0, "ข้อสมมติ", "Assumptions"),
    FIELD(struct revenue_forecast_row, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct revenue_forecast_row, made_at, 0, "เมื่อ", "Made at"),
    FIELD(struct revenue_forecast_row, adopted_by, 0, "ผู้เห็นชอบ", "Adopted by"),
    FIELD(struct revenue_forecast_row, adopted_at, 0, "เห็นชอบเมื่อ", "Adopted at"),
    FIELD(struct revenue_forecast_row, adopted_reason, 0, "เหตุผล", "Reason"),
};
const struct row_type revenue_forecast_row_type =
    ROW_TYPE(struct revenue_forecast_row, forecast_fields);

const char *revenue_code(enum revenue_source s)
{
    return sources[s].code;
}

const char *revenue_group(enum revenue_source s)
{
    return sources[s].group;
}

struct str revenue_name(enum revenue_source s, enum lang lang)
{
    return str_from(lang == LANG_EN ? sources[s].en : sources[s].th);
}

static bool source_of(struct arena *a, struct str code, enum revenue_source *ret, struct err *e)
{
    struct sbuf all;

    sbuf_init(&all, a, 400);
    for (enum revenue_source s = 0; s < REVENUE_SOURCES; s++) {
        *ret = s;
        if (str_eq(code, str_from(sources[s].code)))
            return true;
        sbuf_printf(&all, "%s ", sources[s].code);
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("source")));
    err_arg(e, "value", V(code));
    err_arg(e, "expected", V(sbuf_str(&all)));
    return false;
}

/* ---- reading ---- */

bool revenue_actuals(struct db *db, struct arena *a, int64_t before, struct rows *ret,
                     struct err *e)
{
    struct revenue_actual_row *row;
    struct rows rows;
    struct err none = {0};

    if (!db_list(db, a, &Q_REVENUE_ACTUALS, ARGS(V(before)), &revenue_actual_row_type, &rows, e))
        return false;
    row = ARENA_ARRAY(a, struct revenue_actual_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        enum revenue_source s;

        row[i] = ((const struct revenue_actual_row *)rows.p)[i];
        if (source_of(a, row[i].source_code, &s, &none))
            row[i].name = revenue_name(s, LANG_TH);
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

bool revenue_forecasts(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_REVENUE_FORECASTS, ARGS(V(year)), &revenue_forecast_row_type, ret, e);
}

struct item_row {
    struct str method, source_code;
    struct money amount;
};
static const struct field item_fields[] = {
    COL(struct item_row, method), COL(struct item_row, source_code), COL(struct item_row, amount)};
static const struct row_type item_type = ROW_TYPE(struct item_row, item_fields);

static struct money *column(struct revenue_row *x, struct str word)
{
    return str_eq(word, STR("growth"))    ? &x->growth
           : str_eq(word, STR("average")) ? &x->average
           : str_eq(word, STR("trend"))   ? &x->trend
           : str_eq(word, STR("adopted")) ? &x->adopted
                                          : &x->manual;
}

bool revenue_table(struct db *db, struct arena *a, int64_t year, struct rows *ret_actuals,
                   struct rows *ret, struct err *e)
{
    struct revenue_row *row = ARENA_ARRAY(a, struct revenue_row, REVENUE_SOURCES);
    struct rows actuals, items;
    const struct revenue_actual_row *x;
    const struct item_row *it;
    enum revenue_source s;
    struct err none = {0};

    if (!revenue_actuals(db, a, year, &actuals, e) ||
        !db_list(db, a, &Q_REVENUE_ITEMS, ARGS(V(year)), &item_type, &items, e))
        return false;
    for (s = 0; s < REVENUE_SOURCES; s++) {
        const struct money no = MONEY_MISSING;

        row[s] = (struct revenue_row){.code = str_from(sources[s].code),
                                      .name = str_from(sources[s].th),
                                      .name_en = str_from(sources[s].en),
                                      .group = str_from(sources[s].group),
                                      .y5 = no,
                                      .y4 = no,
                                      .y3 = no,
                                      .y2 = no,
                                      .y1 = no,
                                      .growth = no,
                                      .average = no,
                                      .trend = no,
                                      .manual = no,
                                      .adopted = no};
    }
    x = actuals.p;
    for (size_t i = 0; i < actuals.n; i++) {
        int64_t back = year - x[i].year;

        if (back < 1 || back > 5 || !source_of(a, x[i].source_code, &s, &none))
            continue;
        *(back == 1   ? &row[s].y1
          : back == 2 ? &row[s].y2
          : back == 3 ? &row[s].y3
          : back == 4 ? &row[s].y4
                      : &row[s].y5) = x[i].amount;
    }
    it = items.p;
    for (size_t i = 0; i < items.n; i++) {
        if (source_of(a, it[i].source_code, &s, &none))
            *column(&row[s], it[i].method) = it[i].amount;
    }
    if (ret_actuals)
        *ret_actuals = actuals;
    *ret = (struct rows){row, REVENUE_SOURCES};
    return true;
}

/* ---- writing ---- */

static bool check_amount(struct arena *a, struct money m, struct err *e)
{
    if (m.satang >= 0 && m.satang <= MONEY_MAX)
        return true;
    FAIL(e, m.satang < 0 ? ERR_AMOUNT_NEGATIVE : ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(money_text(a, m, MONEY_COMMAS)));
    return false;
}

bool revenue_actual_add(struct act *by, int64_t year, struct str code, struct money amount,
                        struct str source, struct str status, struct err *e)
{
    struct audit_note n = {.action = STR("revenue.actual"), .reason = source};
    enum revenue_source s;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !source_of(by->a, code, &s, e) ||
        !check_amount(by->a, amount, e) || !check_text("source_text", source, true, 300, e))
        return false;
    if (!fy_valid(year)) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(str_format(by->a, "%lld", (long long)year)));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_REVENUE_ACTUAL_ADD,
                 ARGS(V(year), V(code), V(amount), V(source), V(status), V(by->who->name),
                      V(by->now_ms)),
                 NULL, e))
        return false;
    n.subject = str_format(by->a, "revenue:%lld:%.*s", (long long)year, STR_FMT(code));
    n.year = year;
    n.new_value = money_text(by->a, amount, MONEY_PLAIN);
    return audit_add(by, &n, e);
}

/* Each source with receipts by the method. */
static bool calculate(struct act *by, const struct revenue_forecast_new *f,
                      struct revenue_item *item, size_t *ret_n, struct err *e)
{
    struct revenue_point *p;
    struct rows rows;
    const struct revenue_actual_row *x;

    if (!revenue_actuals(by->tx->db, by->a, f->year, &rows, e))
        return false;
    x = rows.p;
    p = ARENA_ARRAY(by->a, struct revenue_point, rows.n);
    *ret_n = 0;
    for (enum revenue_source s = 0; s < REVENUE_SOURCES; s++) {
        struct str code = str_from(sources[s].code);
        size_t n = 0;

        for (size_t i = 0; i < rows.n; i++) {
            if (str_eq(x[i].source_code, code))
                p[n++] = (struct revenue_point){x[i].year, x[i].amount};
        }
        if (n == 0)
            continue;
        item[*ret_n].code = code;
        if (!revenue_method(f->method, p, n, f->year, &item[*ret_n].amount, e)) {
            if (e->code == ERR_NO_HISTORY)
                err_arg(e, "source", V(revenue_name(s, LANG_TH)));
            return false;
        }
        (*ret_n)++;
    }
    if (*ret_n > 0)
        return true;
    FAIL(e, ERR_NO_HISTORY);
    err_arg(e, "source", V(STR("–")));
    err_arg(e, "need", V(revenue_method_years(f->method)));
    err_arg(e, "have", V(INT64_C(0)));
    return false;
}

static bool check_items(struct act *by, const struct revenue_forecast_new *f, struct err *e)
{
    enum revenue_source s;

    if (f->items == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("forecast")));
        return false;
    }
    for (size_t i = 0; i < f->items; i++) {
        if (!source_of(by->a, f->item[i].code, &s, e) || !check_amount(by->a, f->item[i].amount, e))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (str_eq(f->item[k].code, f->item[i].code)) {
                FAIL(e, ERR_DUPLICATE);
                err_arg(e, "field", V(STR("source")));
                err_arg(e, "value", V(f->item[i].code));
                return false;
            }
        }
    }
    return true;
}

static bool store_forecast(struct act *by, const struct revenue_forecast_new *f,
                           const struct revenue_item *item, size_t n, struct str *ret_code,
                           struct err *e)
{
    struct audit_note note = {.action = STR("revenue.forecast"), .reason = f->basis};
    struct db *db = by->tx->db;
    struct str code;
    int64_t count, id;

    if (!db_int(db, &Q_REVENUE_FORECAST_COUNT, ARGS(V(f->year)), &count, e))
        return false;
    code = str_format(by->a, "R-%lld-%lld", (long long)f->year, (long long)count + 1);
    if (!db_int(db, &Q_REVENUE_FORECAST_ADD,
                ARGS(V(code), V(f->year), V(f->name), V(f->method), V(f->basis), V(by->who->name),
                     V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!db_exec(db, &Q_REVENUE_ITEM_ADD, ARGS(V(id), V(item[i].code), V(item[i].amount)), NULL,
                     e))
            return false;
    }
    *ret_code = code;
    note.subject = str_format(by->a, "revenue:%.*s", STR_FMT(code));
    note.year = f->year;
    note.new_value = f->method;
    return audit_add(by, &note, e);
}

bool revenue_forecast_add(struct act *by, const struct revenue_forecast_new *f,
                          struct str *ret_code, struct err *e)
{
    struct revenue_item made[REVENUE_SOURCES];
    int64_t years = revenue_method_years(f->method);
    struct fiscal_year y;
    size_t n;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !check_text("name", f->name, true, 200, e) ||
        !check_text("basis", f->basis, true, 1000, e) ||
        !year_get(by->tx->db, by->a, f->year, &y, e))
        return false;
    if (years < 0) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("method")));
        err_arg(e, "value", V(f->method));
        err_arg(e, "expected", V(STR("growth average trend manual")));
        return false;
    }
    if (years == 0)
        return check_items(by, f, e) && store_forecast(by, f, f->item, f->items, ret_code, e);
    return calculate(by, f, made, &n, e) && store_forecast(by, f, made, n, ret_code, e);
}

struct found {
    int64_t id, year;
    struct str state, made_by;
    struct money total;
};
static const struct field found_fields[] = {COL(struct found, id), COL(struct found, year),
                                            COL(struct found, state), COL(struct found, made_by),
                                            COL(struct found, total)};
static const struct row_type found_type = ROW_TYPE(struct found, found_fields);

bool revenue_adopt(struct act *by, struct str code, struct str reason, struct err *e)
{
    struct audit_note n = {.action = STR("revenue.adopt"), .reason = reason};
    struct db *db = by->tx->db;
    struct found f;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !check_text("reason", reason, true, 500, e) ||
        !db_one(db, by->a, &Q_REVENUE_FIND, ARGS(V(code)), &found_type, &f, e))
        return false;
    if (str_eq(f.made_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (str_eq(f.state, STR("adopted"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(code));
        return false;
    }
    if (!db_exec(db, &Q_REVENUE_REPLACE, ARGS(V(f.year)), NULL, e) ||
        !db_exec(db, &Q_REVENUE_ADOPT, ARGS(V(f.id), V(by->who->name), V(by->now_ms), V(reason)),
                 &rows, e) ||
        !year_set_revenue(by, f.year, f.total, e))
        return false;
    n.subject = str_format(by->a, "revenue:%.*s", STR_FMT(code));
    n.year = f.year;
    n.new_value = money_text(by->a, f.total, MONEY_PLAIN);
    return audit_add(by, &n, e);
}
