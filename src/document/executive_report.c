#include "document/executive_report.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "execute/position_curve.h"
#include "sql_document.h"
#include "store/store.h"

static const struct field executive_report_fields[] = {
    COL(struct executive_report, id),
    FIELD(struct executive_report, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct executive_report, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct executive_report, kind, 0, "รอบ", "Kind"),
    FIELD(struct executive_report, period, 0, "เดือนสุดท้าย", "Last month"),
    FIELD(struct executive_report, number, 0, "ฉบับที่", "Number"),
    FIELD(struct executive_report, as_of, 0, "ณ วันที่", "As of"),
    FIELD(struct executive_report, entry_seq, 0, "รายการบัญชีล่าสุด", "Newest entry"),
    FIELD(struct executive_report, decision, 0, "เรื่องที่ขอให้ตัดสินใจ", "What needs a decision"),
    FIELD(struct executive_report, state, 0, "สถานะ", "State"),
    COL(struct executive_report, sha),
    FIELD(struct executive_report, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct executive_report, made, 0, "จัดทำเมื่อ", "Made at"),
    FIELD(struct executive_report, reviewed_by, 0, "ผู้ตรวจ", "Reviewed by"),
    FIELD(struct executive_report, reviewed, 0, "ตรวจเมื่อ", "Reviewed at"),
    FIELD(struct executive_report, signed_by, 0, "ผู้ลงนาม", "Signed by"),
    FIELD(struct executive_report, signed_at, 0, "ลงนามเมื่อ", "Signed at"),
    FIELD(struct executive_report, capacity, 0, "ในฐานะ", "Capacity"),
    COL(struct executive_report, version),
};
const struct row_type executive_report_type = ROW_TYPE(struct executive_report, executive_report_fields);

static const struct field executive_row_fields[] = {
    FIELD(struct executive_row, dim, 0, "ตาม", "By"),
    FIELD(struct executive_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct executive_row, name, 0, "ชื่อ", "Name"),
    FIELD(struct executive_row, approved, 0, "งบประมาณอนุมัติ", "Approved"),
    FIELD(struct executive_row, current, 0, "งบประมาณหลังปรับโอน", "After transfers"),
    FIELD(struct executive_row, allotted, 0, "อนุมัติเงินประจำงวด", "Allotted"),
    FIELD(struct executive_row, obligated, 0, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct executive_row, disbursed, 0, "เบิกจ่าย", "Disbursed"),
    FIELD(struct executive_row, planned, 0, "แผน", "Planned"),
};
const struct row_type executive_row_type = ROW_TYPE(struct executive_row, executive_row_fields);

/* ---- figures ---- */

static struct executive_row row_of(const char *dim, const struct position_sum *s)
{
    return (struct executive_row){.dim = str_from(dim),
                                  .code = s->key[0],
                                  .name = s->name[0],
                                  .approved = s->approved,
                                  .current = s->current,
                                  .allotted = s->allotted,
                                  .obligated = s->obligated,
                                  .disbursed = s->disbursed};
}

bool executive_figures(struct position *p, struct db *db, struct arena *a, int64_t year, struct date as_of,
                       struct executive_figures *ret, struct err *e)
{
    const enum pos_dim agency[] = {POS_DIM_AGENCY}, type[] = {POS_DIM_TYPE};
    struct position_filter f = {.year = year, .as_of = as_of};
    struct curve *c = ARENA_NEW(a, struct curve);
    struct position_table x, y;
    struct executive_row *row;
    size_t n = 0;

    if (!position_get(p, db, a, &f, POSITION_BY(agency, 1, LANG_TH), &x, e) ||
        !position_get(p, db, a, &f, POSITION_BY(type, 1, LANG_TH), &y, e) ||
        !curve_get(p, db, a, &f, &(struct curve_view){as_of, LANG_TH}, c, e)) {
        return false;
    }
    if (x.seq != y.seq) { /* an entry came between the two: ask again */
        FAIL(e, ERR_STALE);
        return false;
    }
    row = ARENA_ARRAY(a, struct executive_row, x.n + y.n + CURVE_MONTHS + 1);
    row[n++] = row_of("total", &x.total);
    for (size_t i = 0; i < x.n; i++) {
        row[n++] = row_of("agency", &x.row[i]);
    }
    for (size_t i = 0; i < y.n; i++) {
        row[n++] = row_of("type", &y.row[i]);
    }
    for (size_t i = 0; i < CURVE_MONTHS; i++) {
        row[n++] = (struct executive_row){.dim = STR("month"),
                                          .code = c->point[i].month,
                                          .name = c->point[i].name,
                                          .planned = c->point[i].planned_month,
                                          .disbursed = c->point[i].actual_month};
    }
    *ret = (struct executive_figures){row, n, x.seq};
    return true;
}

static void hash_rows(struct arena *a, const struct executive_row *r, size_t n, uint8_t sha[SHA256_BYTES])
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < n; i++) {
        sbuf_printf(&b, "%.*s|%.*s|%.*s|%lld|%lld|%lld|%lld|%lld|%lld\n", STR_FMT(r[i].dim), STR_FMT(r[i].code),
                    STR_FMT(r[i].name), (long long)r[i].approved.satang, (long long)r[i].current.satang,
                    (long long)r[i].allotted.satang, (long long)r[i].obligated.satang,
                    (long long)r[i].disbursed.satang, (long long)r[i].planned.satang);
    }
    sha256(sbuf_str(&b), sha);
}

/* ---- making, reviewing, signing ---- */

bool executive_day(int64_t year, struct str kind, int64_t period, struct date today, struct date *ret, struct err *e)
{
    bool quarter = str_eq(kind, STR("quarter"));
    int32_t first = (int32_t)period * 100 + 1;
    struct date last;

    if (!quarter && !str_eq(kind, STR("month"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(kind));
        err_arg(e, "expected", V(STR("month quarter")));
        return false;
    }
    if (!date_valid(DATE(first)) || fy_of(DATE(first)) != year || date_cmp(DATE(first), today) > 0 ||
        (quarter && period % 100 % 3 != 0)) {
        FAIL(e, ERR_BAD_PERIOD);
        err_arg(e, "value", V(period));
        err_arg(e, "year", V(year));
        return false;
    }
    last = date_add_days(DATE(first), 31);
    last = date_add_days(last, -(last.yyyymmdd % 100));
    *ret = date_cmp(last, today) > 0 ? today : last;
    return true;
}

static bool add_rows(struct act *by, int64_t id, const struct executive_figures *f, struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_EXECUTIVE_ROW_ADD, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < f->n; i++) {
        const struct executive_row *r = &f->row[i];

        if (!db_bulk_row(b, ARGS(V(id), V(r->dim), V((int64_t)i), V(r->code), V(r->name), V(r->approved), V(r->current),
                                 V(r->allotted), V(r->obligated), V(r->disbursed), V(r->planned)), e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

bool executive_make(struct act *by, const struct executive_new *n, struct str *ret_code, struct err *e)
{
    struct audit_note note = {.action = STR("executive.make"), .year = n->year};
    uint8_t sha[SHA256_BYTES];
    struct date as_of;
    int64_t number, id;

    if (!actor_check_city(by->who, PERM_DOCUMENT, e) ||
        !executive_day(n->year, n->kind, n->period, by->today, &as_of, e)) {
        return false;
    }
    if (str_trim(n->decision).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("decision")));
        return false;
    }
    if (n->figures->row[0].current.satang == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("executive_report")));
        return false;
    }
    if (!db_int(by->tx->db, &Q_EXECUTIVE_NEXT, ARGS(V(n->year), V(n->kind), V(n->period)), &number, e)) {
        return false;
    }
    *ret_code = str_format(by->a, "%lld-R-%c%lld-%lld", (long long)n->year, str_eq(n->kind, STR("quarter")) ? 'Q' : 'M',
                           (long long)n->period, (long long)number);
    hash_rows(by->a, n->figures->row, n->figures->n, sha);
    note.subject = str_format(by->a, "executive:%.*s", STR_FMT(*ret_code));
    note.new_value = money_text(by->a, n->figures->row[0].disbursed, MONEY_PLAIN);
    note.reason = n->decision;
    return db_int(by->tx->db, &Q_EXECUTIVE_ADD,
                  ARGS(V(*ret_code), V(n->year), V(n->kind), V(n->period), V(number), V(as_of), V(n->figures->entry_seq),
                       V(str_trim(n->decision)), value_bytes((struct bytes){sha, SHA256_BYTES}), V(by->who->name),
                       V(by->now_ms)),
                  &id, e) &&
           add_rows(by, id, n->figures, e) && audit_add(by, &note, e);
}

static bool same_person(const struct act *by, const struct executive_report *r, bool reviewer, struct err *e)
{
    if (by->who->user_id != 0 &&
        (str_eq(by->who->name, r->made_by) || (reviewer && str_eq(by->who->name, r->reviewed_by)))) {
        FAIL(e, ERR_SAME_PERSON);
        return true;
    }
    return false;
}

static bool move(struct act *by, const struct executive_report *r, struct str event, int64_t version, int64_t *rows,
                 struct err *e)
{
    struct db *db = by->tx->db;
    const struct on_behalf *order;

    if (str_eq(event, STR("review"))) {
        return actor_check_city(by->who, PERM_DOCUMENT, e) && !same_person(by, r, false, e) &&
               db_exec(db, &Q_EXECUTIVE_REVIEW, ARGS(V(r->code), V(version), V(by->who->name), V(by->now_ms)), rows, e);
    }
    if (str_eq(event, STR("sign"))) {
        if (!actor_check_city(by->who, PERM_POST_APPROVE, e) || same_person(by, r, true, e)) {
            return false;
        }
        order = actor_behalf(by->who, PERM_POST_APPROVE, 0, 0);
        return db_exec(db, &Q_EXECUTIVE_SIGN,
                       ARGS(V(r->code), V(version), V(by->who->name), V(by->now_ms), V(order ? order->capacity : STR_NONE)),
                       rows, e);
    }
    if (str_eq(event, STR("drop"))) {
        return actor_check_city(by->who, PERM_DOCUMENT, e) &&
               db_exec(db, &Q_EXECUTIVE_DROP, ARGS(V(r->code), V(version)), rows, e);
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("event")));
    err_arg(e, "value", V(event));
    err_arg(e, "expected", V(STR("review sign drop")));
    return false;
}

bool executive_event(struct act *by, struct str code, struct str event, int64_t version, struct err *e)
{
    struct audit_note note = {.reason = STR_NONE};
    struct executive_report r;
    int64_t rows = 0;

    if (!executive_get(by->tx->db, by->a, code, &r, e) || !move(by, &r, event, version, &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    note.year = r.year;
    note.action = str_format(by->a, "executive.%.*s", STR_FMT(event));
    note.subject = str_format(by->a, "executive:%.*s", STR_FMT(code));
    return audit_add(by, &note, e);
}

/* ---- reading ---- */

bool executive_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_EXECUTIVE_LIST, ARGS(V(year)), &executive_report_type, ret, e);
}

bool executive_get(struct db *db, struct arena *a, struct str code, struct executive_report *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_EXECUTIVE_GET, ARGS(V(code)), &executive_report_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool executive_rows(struct db *db, struct arena *a, const struct executive_report *r, struct rows *ret, bool *ret_whole,
                    struct err *e)
{
    uint8_t sha[SHA256_BYTES];

    if (!db_list(db, a, &Q_EXECUTIVE_ROWS, ARGS(V(r->id)), &executive_row_type, ret, e)) {
        return false;
    }
    hash_rows(a, ret->p, ret->n, sha);
    *ret_whole = r->sha.n == SHA256_BYTES && memcmp(r->sha.p, sha, SHA256_BYTES) == 0;
    return true;
}
