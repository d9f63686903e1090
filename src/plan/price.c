#include "plan/price.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TEXT_MAX = 300, CODE_MAX = 30 };

static const struct field price_fields[] = {
    COL(struct price_row, id),
    FIELD(struct price_row, code, FIELD_KEY, "รหัสราคา", "Price code"),
    FIELD(struct price_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct price_row, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct price_row, name, 0, "รายการ", "Name"),
    FIELD(struct price_row, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct price_row, price, 0, "ราคามาตรฐาน", "Standard price"),
    FIELD(struct price_row, source, 0, "ที่มา/ประกาศ", "Source or announcement"),
    FIELD(struct price_row, valid_from, 0, "ใช้ตั้งแต่", "Valid from"),
    FIELD(struct price_row, valid_to, 0, "ใช้ถึง", "Valid to"),
    FIELD(struct price_row, demo, 0, "สาธิต", "Demonstration"),
    FIELD(struct price_row, state, 0, "สถานะ", "State"),
    FIELD(struct price_row, version, 0, "รุ่น", "Version"),
    FIELD(struct price_row, proposed_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct price_row, proposed, 0, "เสนอเมื่อ", "Proposed at"),
    FIELD(struct price_row, decided_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct price_row, lines, FIELD_TOTAL, "รายการที่ใช้", "Lines that use it"),
    FIELD(struct price_row, above, FIELD_TOTAL, "สูงกว่าราคามาตรฐาน", "Lines above it"),
};
const struct row_type price_row_type = ROW_TYPE(struct price_row, price_fields);

/* ---- reading ---- */

bool price_list(struct db *db, struct arena *a, const struct price_filter *f, struct rows *ret,
                struct err *e)
{
    return db_list(db, a, &Q_PRICE_LIST, ARGS(V(f->year), V(f->state), V(f->item), V(f->text)),
                   &price_row_type, ret, e);
}

bool price_for_item(struct db *db, struct arena *a, int64_t year, struct str item_code,
                    struct date today, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PRICE_FOR_ITEM, ARGS(V(year), V(item_code), V(today)), &price_row_type,
                   ret, e);
}

bool price_get(struct db *db, struct arena *a, int64_t year, struct str code, struct price_row *ret,
               struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_PRICE_NEWEST, ARGS(V(year), V(code)), &price_row_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

/* ---- proposing ---- */

static bool check_code(struct str s, struct err *e)
{
    bool fine = s.n > 0 && s.n <= CODE_MAX;

    for (size_t i = 0; fine && i < s.n; i++) {
        char c = s.p[i];

        fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '_';
    }
    if (fine)
        return true;
    FAIL(e, s.n ? ERR_BAD_CHOICE : ERR_REQUIRED);
    err_arg(e, "field", V(STR("code")));
    err_arg(e, "value", V(s));
    err_arg(e, "expected", V(STR("A-Z a-z 0-9 - . _")));
    return false;
}

static bool check_price(struct act *by, int64_t year, const struct price_new *p, struct err *e)
{
    int64_t known = 1;

    if (!check_code(p->code, e) || !check_text("name", p->name, true, TEXT_MAX, e) ||
        !check_text("unit_word", p->unit_word, true, 40, e) ||
        !check_text("source", p->source, true, TEXT_MAX, e) ||
        (p->item_code.n &&
         !db_int(by->tx->db, &Q_PRICE_ITEM_KNOWN, ARGS(V(year), V(p->item_code)), &known, e)))
        return false;
    if (known == 0) {
        FAIL(e, ERR_UNKNOWN_CODE);
        err_arg(e, "field", V(STR("item_code")));
        err_arg(e, "value", V(p->item_code));
        err_arg(e, "year", V(year));
        return false;
    }
    if (p->price.satang <= 0 || p->price.satang > MONEY_MAX) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "field", V(STR("price")));
        err_arg(e, "value", V(money_text(by->a, p->price, MONEY_WHOLE)));
        return false;
    }
    if (p->valid_from.yyyymmdd && p->valid_to.yyyymmdd &&
        date_cmp(p->valid_to, p->valid_from) < 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(STR("valid_to")));
        err_arg(e, "from", V(p->valid_from));
        err_arg(e, "to", V(p->valid_to));
        return false;
    }
    return true;
}

static bool same_price(const struct price_row *x, const struct price_new *p)
{
    return str_eq(x->item_code, p->item_code) && str_eq(x->name, p->name) &&
           str_eq(x->unit_word, p->unit_word) && str_eq(x->source, p->source) &&
           money_cmp(x->price, p->price) == 0 && date_cmp(x->valid_from, p->valid_from) == 0 &&
           date_cmp(x->valid_to, p->valid_to) == 0 && !str_eq(x->state, STR("refused"));
}

static bool propose_one(struct act *by, int64_t year, const struct price_new *p, int64_t *made,
                        struct err *e)
{
    struct price_row was = {0};
    bool found;

    if (!check_price(by, year, p, e) ||
        !db_find(by->tx->db, by->a, &Q_PRICE_NEWEST, ARGS(V(year), V(p->code)), &price_row_type,
                 &was, &found, e))
        return false;
    if (found && same_price(&was, p))
        return true;
    if (found && str_eq(was.state, STR("proposed"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(p->code));
        return false;
    }
    ++*made;
    return db_exec(by->tx->db, &Q_PRICE_INSERT,
                   ARGS(V(year), V(p->code), V(was.version + 1), V(p->item_code), V(p->name),
                        V(p->unit_word), V(p->price), V(p->source), V(p->valid_from),
                        V(p->valid_to), V(p->demo), V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

bool price_propose(struct act *by, int64_t year, const struct price_new *p, size_t n,
                   int64_t *ret_made, size_t *ret_row, struct err *e)
{
    struct fiscal_year y;
    int64_t made = 0;

    if (!actor_check_city(by->who, PERM_PARAM, e) || !year_get(by->tx->db, by->a, year, &y, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        *ret_row = i;
        if (!propose_one(by, year, &p[i], &made, e))
            return false;
    }
    *ret_made = made;
    return made == 0 ||
           audit_add(
               by,
               &(struct audit_note){
                   .action = STR("price.propose"),
                   .subject = str_format(by->a, "price:%lld", (long long)year), .year = year,
                   .new_value = n == 1 ? p[0].code : str_format(by->a, "%lld", (long long)made)},
               e);
}

bool price_decide(struct act *by, int64_t year, struct str code, bool approve, int64_t *ret_done,
                  struct err *e)
{
    struct str state = approve ? STR("approved") : STR("refused");
    const struct price_row *p;
    struct rows rows;
    int64_t done = 0, own = 0, changed;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !db_list(by->tx->db, by->a, &Q_PRICE_WAITING, ARGS(V(year), V(code)), &price_row_type,
                 &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(p[i].proposed_by, by->who->name)) {
            own++;
            continue;
        }
        if ((approve &&
             !db_exec(by->tx->db, &Q_PRICE_REPLACE, ARGS(V(year), V(p[i].code)), NULL, e)) ||
            !db_exec(by->tx->db, &Q_PRICE_DECIDE,
                     ARGS(V(p[i].id), V(state), V(by->who->name), V(by->now_ms)), &changed, e))
            return false;
        done += changed;
    }
    if (done == 0) {
        FAIL(e, own ? ERR_SAME_PERSON : ERR_NOTHING);
        err_arg(e, "what", V(code.n ? code : STR("price")));
        return false;
    }
    *ret_done = done;
    return audit_add(by,
                     &(struct audit_note){
                         .action = approve ? STR("price.approve") : STR("price.refuse"),
                         .subject = str_format(by->a, "price:%lld", (long long)year), .year = year,
                         .new_value = code.n ? code : str_format(by->a, "%lld", (long long)done)},
                     e);
}

/* ---- a file ---- */

static void said_twice(struct table_fill *f, const struct price_file *out, struct str code)
{
    struct err why = {0};

    for (size_t k = 0; k < out->n; k++) {
        if (str_eq(out->row[k].code, code)) {
            FAIL(&why, ERR_DUPLICATE);
            err_arg(&why, "field", V(STR("code")));
            err_arg(&why, "value", V(code));
            table_fill_issue(f, "code", code, &why);
            return;
        }
    }
}

static void fill_row(struct table_fill *f, struct price_file *out)
{
    struct price_new p = {.item_code = table_file_cell(f->t, f->i, "item_code")};
    struct str price;
    struct err why = {0};

    p.code = table_fill_needed(f, "code");
    p.name = table_fill_needed(f, "name");
    p.unit_word = table_fill_needed(f, "unit_word");
    p.source = table_fill_needed(f, "source");
    price = table_fill_needed(f, "price");
    if (price.n && !money_parse(price, &p.price, &why)) {
        table_fill_issue(f, "price", price, &why);
    } else if (price.n && p.price.satang <= 0) {
        FAIL(&why, ERR_AMOUNT_NEGATIVE);
        err_arg(&why, "value", V(price));
        table_fill_issue(f, "price", price, &why);
    }
    p.valid_from = table_fill_date(f, "valid_from");
    p.valid_to = table_fill_date(f, "valid_to");
    if (p.code.n && !check_code(p.code, &why))
        table_fill_issue(f, "code", p.code, &why);
    said_twice(f, out, p.code);
    if (!f->wrong)
        out->row[out->n++] = p;
}

bool price_file_read(struct arena *a, const char *path, struct price_file *ret, struct err *e)
{
    static const char *const want[] = {"code", "name", "unit_word", "price", "source", NULL};
    struct table_file t;
    struct table_fill f;

    if (!table_file_read(a, path, &price_row_type, want, &t, e))
        return false;
    f = table_fill_begin(a, &t);
    *ret = (struct price_file){.row = ARENA_ARRAY(a, struct price_new, t.n)};
    for (size_t i = 0; i < t.n; i++) {
        table_fill_row(&f, i);
        fill_row(&f, ret);
    }
    ret->issue = f.issue;
    ret->issues = f.issues;
    return true;
}
