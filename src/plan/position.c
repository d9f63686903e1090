#include "plan/position.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct {
    const char *word;
    bool by_year;
    const char *th, *en;
} kinds[] = {
#define POSITION(id, word, by_year, th, en) [id] = {word, by_year, th, en},
#include "plan/position.def"
#undef POSITION
};

static const struct field position_fields[] = {
    COL(struct position_row, id),
    FIELD(struct position_row, as_of, FIELD_KEY, "ณ วันที่", "As of"),
    FIELD(struct position_row, code, 0, "เลขที่", "Number"),
    FIELD(struct position_row, version, 0, "รุ่น", "Version"),
    FIELD(struct position_row, cash, FIELD_OPTIONAL, "เงินสดและเงินฝาก", "Cash and deposits"),
    FIELD(struct position_row, free, FIELD_OPTIONAL, "เงินสะสมปลอดภาระ", "Free accumulated fund"),
    FIELD(struct position_row, carried, FIELD_OPTIONAL, "เงินกันเหลื่อมปี", "Carried over"),
    FIELD(struct position_row, commitment, FIELD_OPTIONAL, "ผูกพันงบประมาณข้ามปี",
          "Multi-year commitments"),
    FIELD(struct position_row, debt, FIELD_OPTIONAL, "หนี้คงค้าง", "Debt outstanding"),
    FIELD(struct position_row, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct position_row, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct position_row, made_at, 0, "เมื่อ", "At"),
};
const struct row_type position_row_type = ROW_TYPE(struct position_row, position_fields);

static const struct field item_fields[] = {
    FIELD(struct position_item, kind, FIELD_KEY, "รายการ", "Item"),
    FIELD(struct position_item, for_year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct position_item, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct position_item, source, 0, "ที่มา", "Source"),
    FIELD(struct position_item, status, 0, "สถานะของตัวเลข", "Standing of the figure"),
};
const struct row_type position_item_type = ROW_TYPE(struct position_item, item_fields);

const char *position_word(enum position_kind k)
{
    return kinds[k].word;
}

struct str position_label(enum position_kind k, enum lang lang)
{
    return str_from(lang == LANG_EN ? kinds[k].en : kinds[k].th);
}

bool position_by_year(enum position_kind k)
{
    return kinds[k].by_year;
}

static bool bad_choice(const char *field, struct str value, struct str expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(expected));
    return false;
}

static bool check_kind(struct arena *a, const struct position_item *x, struct err *e)
{
    struct sbuf all;

    sbuf_init(&all, a, 300);
    for (size_t k = 0; k < POSITION_KINDS; k++) {
        if (k)
            sbuf_byte(&all, ' ');
        sbuf_add(&all, str_from(kinds[k].word));
        if (!str_eq(x->kind, str_from(kinds[k].word)))
            continue;
        if (kinds[k].by_year == fy_valid(x->for_year))
            return true;
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(str_format(a, "%lld", (long long)x->for_year)));
        return false;
    }
    return bad_choice("kind", x->kind, sbuf_str(&all), e);
}

static bool check_item(struct arena *a, const struct position_new *p, size_t i, struct err *e)
{
    const struct position_item *x = &p->item[i];

    if (!check_kind(a, x, e) || !check_text("source", x->source, true, 300, e))
        return false;
    if (!str_eq(x->status, STR("published")) && !str_eq(x->status, STR("office")) &&
        !str_eq(x->status, STR("demonstration")))
        return bad_choice("status", x->status, STR("published office demonstration"), e);
    if (x->amount.satang < 0 || x->amount.satang > MONEY_MAX) {
        FAIL(e, ERR_AMOUNT_NEGATIVE);
        err_arg(e, "value", V(money_text(a, x->amount, MONEY_COMMAS)));
        return false;
    }
    for (size_t k = 0; k < i; k++) {
        if (str_eq(p->item[k].kind, x->kind) && p->item[k].for_year == x->for_year) {
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("kind")));
            err_arg(e, "value", V(x->kind));
            return false;
        }
    }
    return true;
}

static bool check_day(const struct act *by, struct date d, struct err *e)
{
    struct sbuf b;

    if (date_valid(d) && date_cmp(d, by->today) <= 0)
        return true;
    sbuf_init(&b, by->a, 40);
    date_put_iso(&b, d);
    FAIL(e, date_valid(d) ? ERR_DATE_AHEAD : ERR_BAD_DATE);
    err_arg(e, "value", V(sbuf_str(&b)));
    return false;
}

bool position_add(struct act *by, const struct position_new *p, struct str *ret_code, struct err *e)
{
    struct db *db = by->tx->db;
    struct audit_note n = {.action = STR("position.add"), .reason = p->note};
    int64_t version, id;
    struct str code;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !check_day(by, p->as_of, e) ||
        !check_text("note", p->note, false, 1000, e))
        return false;
    if (p->items == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("fiscal position")));
        return false;
    }
    for (size_t i = 0; i < p->items; i++) {
        if (!check_item(by->a, p, i, e))
            return false;
    }
    if (!db_int(db, &Q_POSITION_NEXT, ARGS(V(p->year), V(p->as_of)), &version, e))
        return false;
    code = str_format(by->a, "%lld-%d-%lld", (long long)p->year, (int)p->as_of.yyyymmdd,
                      (long long)version);
    if (!db_int(db, &Q_POSITION_ADD,
                ARGS(V(code), V(p->year), V(p->as_of), V(version), V(p->note), V(by->who->name),
                     V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < p->items; i++) {
        const struct position_item *x = &p->item[i];

        if (!db_exec(
                db, &Q_POSITION_ITEM_ADD,
                ARGS(V(id), V(x->kind), V(x->for_year), V(x->amount), V(x->source), V(x->status)),
                NULL, e))
            return false;
    }
    *ret_code = code;
    n.subject = str_format(by->a, "position:%.*s", STR_FMT(code));
    n.year = p->year;
    n.new_value = str_format(by->a, "items=%zu", p->items);
    return audit_add(by, &n, e);
}

bool position_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_POSITION_LIST, ARGS(V(year)), &position_row_type, ret, e);
}

bool position_items(struct db *db, struct arena *a, int64_t position_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_POSITION_ITEMS, ARGS(V(position_id)), &position_item_type, ret, e);
}

bool position_newest(struct db *db, struct arena *a, int64_t year, struct position_row *ret,
                     bool *ret_found, struct err *e)
{
    struct rows all;

    if (!position_list(db, a, year, &all, e))
        return false;
    *ret_found = all.n > 0;
    if (all.n)
        *ret = *(const struct position_row *)all.p;
    return true;
}
