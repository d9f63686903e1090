#include "plan/justify.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/year.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TITLE_MAX = 300, REASON_MAX = 8000 };

static const struct field justify_group_fields[] = {
    COL(struct justify_group, id),
    COL(struct justify_group, year),
    COL(struct justify_group, agency_id),
    COL(struct justify_group, version),
    FIELD(struct justify_group, code, FIELD_KEY, "รหัสกลุ่ม", "Group"),
    FIELD(struct justify_group, title, 0, "เรื่อง", "Title"),
    FIELD(struct justify_group, formula, 0, "คิดจาก", "By"),
    FIELD(struct justify_group, driver, 0, "ตัวขับ", "Driver"),
    FIELD(struct justify_group, quantity_milli, 0, "จำนวน (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct justify_group, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct justify_group, rate, 0, "อัตราต่อหน่วย", "Rate"),
    FIELD(struct justify_group, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct justify_group, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct justify_group, lines, 0, "รายการ", "Lines"),
    FIELD(struct justify_group, product, 0, "จำนวน × อัตรา", "Quantity x rate"),
    FIELD(struct justify_group, asked, FIELD_TOTAL, "คำขอรวม", "Asked together"),
};
const struct row_type justify_group_type = ROW_TYPE(struct justify_group, justify_group_fields);

static const struct field justify_line_row_fields[] = {
    FIELD(struct justify_line_row, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct justify_line_row, name, 0, "รายการ", "Name"),
    FIELD(struct justify_line_row, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct justify_line_row, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct justify_line_row, package_code, 0, "รหัสข้อเสนอ", "Package code"),
    FIELD(struct justify_line_row, package_title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct justify_line_row, group_code, 0, "กลุ่ม", "Group"),
    FIELD(struct justify_line_row, justification, 0, "เหตุผล", "Justification"),
    FIELD(struct justify_line_row, quantity_milli, 0, "จำนวน (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct justify_line_row, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct justify_line_row, asked, FIELD_TOTAL, "คำขอ", "Asked"),
};
const struct row_type justify_line_row_type =
    ROW_TYPE(struct justify_line_row, justify_line_row_fields);

static const struct field copied_row_fields[] = {
    FIELD(struct copied_row, subject, FIELD_KEY, "ข้อความของ", "Text of"),
    FIELD(struct copied_row, from_code, 0, "ตรงกับ", "Same as"),
    FIELD(struct copied_row, from_title, 0, "ชื่อ", "Title"),
    FIELD(struct copied_row, from_year, 0, "ปีงบประมาณ", "Fiscal year"),
};
const struct row_type copied_row_type = ROW_TYPE(struct copied_row, copied_row_fields);

struct which {
    int64_t year, agency_id;
    struct str code, sight;
};

static bool list(struct db *db, struct arena *a, const struct which *w, struct rows *ret,
                 struct err *e)
{
    struct justify_group *g;
    struct rows rows;

    if (!db_list(db, a, &Q_JUSTIFY_LIST, ARGS(V(w->year), V(w->agency_id), V(w->code), V(w->sight)),
                 &justify_group_type, &rows, e)) {
        return false;
    }
    g = ARENA_ARRAY(a, struct justify_group, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        g[i] = ((const struct justify_group *)rows.p)[i];
        if (!exact_mul_div(g[i].rate.satang, g[i].quantity_milli, 1000, ROUND_HALF_UP,
                           &g[i].product.satang)) {
            g[i].product = MONEY_ZERO; /* refused when it was written */
        }
    }
    *ret = (struct rows){g, rows.n};
    return true;
}

bool justify_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct str sight,
                  struct rows *ret, struct err *e)
{
    return list(db, a, &(struct which){year, agency_id, STR_NONE, sight}, ret, e);
}

bool justify_get(struct db *db, struct arena *a, int64_t year, struct str code,
                 struct justify_group *ret, struct err *e)
{
    struct rows rows;

    if (!list(db, a, &(struct which){year, 0, code, SIGHT_ALL}, &rows, e)) {
        return false;
    }
    if (rows.n == 0 || code.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    *ret = *(const struct justify_group *)rows.p;
    return true;
}

static bool check_group(struct act *by, const struct justify_group *g, struct err *e)
{
    struct money product;

    if (!str_eq(g->formula, STR("driver")) && !str_eq(g->formula, STR("posts")) &&
        !str_eq(g->formula, STR("contract"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("formula")));
        err_arg(e, "value", V(g->formula));
        err_arg(e, "expected", V(STR("driver posts contract")));
        return false;
    }
    return check_text("title", g->title, true, TITLE_MAX, e) &&
           check_text("driver", g->driver, true, TITLE_MAX, e) &&
           check_text("unit_word", g->unit_word, false, 60, e) &&
           check_text("reason", g->reason, true, REASON_MAX, e) &&
           line_product(
               by->a,
               &(struct line_sum){
                   .quantity_milli = g->quantity_milli, .times = 1, .months = 1, .price = g->rate},
               &product, e);
}

static bool check_writer(struct act *by, int64_t year, int64_t agency_id, struct agency *ret,
                         struct err *e)
{
    struct fiscal_year y;

    return agency_by_id(by->tx->db, by->a, agency_id, ret, e) &&
           actor_check(by->who, PERM_REQUEST_WRITE, ret->id, ret->division, e) &&
           year_get(by->tx->db, by->a, year, &y, e) && check_editable(STR("DRAFT"), y.stage, e);
}

static bool note_group(struct act *by, int64_t year, struct str code, struct audit_note n,
                       struct err *e)
{
    n.subject = str_format(by->a, "justify:%lld:%.*s", (long long)year, STR_FMT(code));
    n.year = year;
    return audit_add(by, &n, e);
}

static bool insert_group(struct act *by, const struct justify_group *g, const struct agency *of,
                         struct str *ret_code, struct err *e)
{
    struct str prefix = agency_prefix(of->code);
    int64_t number;

    if (!number_take(by, g->year, 0, str_format(by->a, "group:%.*s", STR_FMT(prefix)), 1, &number,
                     e)) {
        return false;
    }
    *ret_code = str_format(by->a, "%.*s-G%02lld", STR_FMT(prefix), (long long)number);
    return db_exec(by->tx->db, &Q_JUSTIFY_INSERT,
                   ARGS(V(g->year), V(of->id), V(*ret_code), V(g->title), V(g->formula),
                        V(g->driver), V(g->quantity_milli), V(g->unit_word), V(g->rate),
                        V(g->reason), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           note_group(by, g->year, *ret_code,
                      (struct audit_note){.action = STR("justify.add"), .new_value = g->title}, e);
}

bool justify_put(struct act *by, const struct justify_group *g, struct str *ret_code, struct err *e)
{
    struct justify_group old;
    struct agency of;
    int64_t rows;

    if (g->code.n == 0) {
        return check_writer(by, g->year, g->agency_id, &of, e) && check_group(by, g, e) &&
               insert_group(by, g, &of, ret_code, e);
    }
    if (!justify_get(by->tx->db, by->a, g->year, g->code, &old, e) ||
        !check_writer(by, g->year, old.agency_id, &of, e) || !check_group(by, g, e) ||
        !db_exec(by->tx->db, &Q_JUSTIFY_UPDATE,
                 ARGS(V(old.id), V(g->version), V(g->title), V(g->formula), V(g->driver),
                      V(g->quantity_milli), V(g->unit_word), V(g->rate), V(g->reason)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    *ret_code = g->code;
    return note_group(by, g->year, g->code,
                      (struct audit_note){.action = STR("justify.edit"),
                                          .old_value = old.title,
                                          .new_value = g->title},
                      e);
}

bool justify_join(struct act *by, int64_t year, struct str code, const struct str *line, size_t n,
                  struct err *e)
{
    struct justify_group g = {0};
    struct line_home h;
    struct str last = STR_NONE;

    if (code.n && !justify_get(by->tx->db, by->a, year, code, &g, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!line_find(by, line[i], &h, e) ||
            !actor_check(by->who, PERM_REQUEST_WRITE, h.agency_id, h.division, e) ||
            !check_editable(h.state, h.cycle, e) || !line_place_check(by, &h, line[i], e)) {
            return false;
        }
        if (h.year != year || (code.n && h.agency_id != g.agency_id)) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(line[i]));
            return false;
        }
        if (!(code.n ? db_exec(by->tx->db, &Q_JUSTIFY_ENTER, ARGS(V(h.id), V(g.id)), NULL, e)
                     : db_exec(by->tx->db, &Q_JUSTIFY_LEAVE, ARGS(V(h.id)), NULL, e))) {
            return false;
        }
        last = line[i];
    }
    return n == 0 ||
           note_group(by, year, code.n ? code : STR("none"),
                      (struct audit_note){
                          .action = STR("justify.join"),
                          .new_value = str_format(by->a, "%zu lines to %.*s", n, STR_FMT(last))},
                      e);
}

bool justify_lines(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                   struct str sight, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_JUSTIFY_LINES, ARGS(V(year), V(agency_id), V(sight)),
                   &justify_line_row_type, ret, e);
}

bool copied_texts(struct db *db, struct arena *a, int64_t package_id, struct str sight,
                  struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COPIED_TEXTS, ARGS(V(package_id), V(sight)), &copied_row_type, ret, e);
}
