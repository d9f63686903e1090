/* overlap_settle.c - pairs kept, listed and settled. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/overlap.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 2000 };

static const struct field row_fields[] = {
    FIELD(struct overlap_row, number, FIELD_KEY, "คู่ที่", "Pair"),
    FIELD(struct overlap_row, likeness_bp, 0, "ชื่อเหมือนกัน (1/10000)", "Likeness (1/10000)"),
    COL(struct overlap_row, left_id),
    COL(struct overlap_row, right_id),
    FIELD(struct overlap_row, same_goal, 0, "เป้าหมายเดียวกัน", "Same goal"),
    FIELD(struct overlap_row, same_place, 0, "พื้นที่เดียวกัน", "Same place"),
    FIELD(struct overlap_row, left_code, 0, "งานแรก: รหัส", "First: code"),
    FIELD(struct overlap_row, left_title, 0, "งานแรก", "First"),
    FIELD(struct overlap_row, left_agency, 0, "งานแรก: หน่วยงาน", "First: agency"),
    FIELD(struct overlap_row, left_agency_code, 0, "งานแรก: รหัสหน่วยงาน", "First: agency code"),
    FIELD(struct overlap_row, left_now, 0, "งานแรก: ขณะนี้", "First: now"),
    FIELD(struct overlap_row, right_code, 0, "งานที่สอง: รหัส", "Second: code"),
    FIELD(struct overlap_row, right_title, 0, "งานที่สอง", "Second"),
    FIELD(struct overlap_row, right_agency, 0, "งานที่สอง: หน่วยงาน", "Second: agency"),
    FIELD(struct overlap_row, right_agency_code, 0, "งานที่สอง: รหัสหน่วยงาน", "Second: agency code"),
    FIELD(struct overlap_row, right_now, 0, "งานที่สอง: ขณะนี้", "Second: now"),
    FIELD(struct overlap_row, decision, 0, "ข้อยุติ", "Decision"),
    FIELD(struct overlap_row, stays, 0, "งานที่ทำต่อ", "Goes on"),
    FIELD(struct overlap_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct overlap_row, by_user, 0, "โดย", "By"),
    FIELD(struct overlap_row, at, 0, "เมื่อ", "At"),
    FIELD(struct overlap_row, still, 0, "งานที่ไม่ทำต่อยังขออยู่", "The other still asks"),
};
const struct row_type overlap_row_type = ROW_TYPE(struct overlap_row, row_fields);

static const struct field count_fields[] = {
    COL(struct overlap_counts, open),      COL(struct overlap_counts, settled),
    COL(struct overlap_counts, following), COL(struct overlap_counts, units),
    COL(struct overlap_counts, found),     COL(struct overlap_counts, at),
    COL(struct overlap_counts, by_user),
};
static const struct row_type count_type = ROW_TYPE(struct overlap_counts, count_fields);

struct side_row { /* one unit of a pair; other: the division of its agency */
    int64_t id, agency_id, other;
    struct str code;
};
static const struct field side_fields[] = {
    COL(struct side_row, id),
    COL(struct side_row, agency_id),
    COL(struct side_row, other),
    COL(struct side_row, code),
};
static const struct row_type side_type = ROW_TYPE(struct side_row, side_fields);

static bool check_keeper(const struct act *by, struct err *e)
{
    struct err other;

    return actor_check_city(by->who, PERM_CYCLE, &other) || actor_check_city(by->who, PERM_GOAL, e);
}

bool overlap_keep(struct act *by, int64_t year, const struct overlap_result *found, struct err *e)
{
    struct audit_note note = {.action = STR("overlap.keep")};
    struct db_bulk *b;
    bool ok;

    if (!actor_may(by->who, PERM_BUDGET_READ)) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(PERM_BUDGET_READ))));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_OVERLAP_ALL_GONE, ARGS(V(year)), NULL, e) ||
        !db_bulk_begin(by->tx, &Q_OVERLAP_PUT, &b, e)) {
        return false;
    }
    ok = true;
    for (size_t i = 0; i < found->n && ok; i++) {
        const struct overlap_found *p = &found->pair[i];

        ok = db_bulk_row(b,
                         ARGS(V(year), V(p->left_id), V(p->right_id), V(p->likeness_bp),
                              V(p->same_goal), V(p->same_place), V(by->now_ms)),
                         e);
    }
    note.subject = str_format(by->a, "overlaps:%lld", (long long)year);
    note.year = year;
    note.new_value =
        str_format(by->a, "%lld/%lld", (long long)found->found, (long long)found->units);
    return ok && db_bulk_end(b, NULL, e) &&
           db_exec(by->tx->db, &Q_OVERLAP_SEARCHED,
                   ARGS(V(year), V(found->units), V(found->found), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

/* ---- reading ---- */

/* What the unit that goes still asks for. */
static void fill_still(struct overlap_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(row[i].decision, STR("merge")) && !str_eq(row[i].decision, STR("drop"))) {
            continue;
        }
        row[i].still = str_eq(row[i].stays, row[i].left_code) ? row[i].right_now : row[i].left_now;
    }
}

static bool read_list(struct db *db, struct arena *a, const struct value *v, size_t nv,
                      struct rows *ret, struct err *e)
{
    struct overlap_row *row;
    struct rows rows;

    if (!db_list(db, a, &Q_OVERLAP_LIST, v, nv, &overlap_row_type, &rows, e)) {
        return false;
    }
    row = ARENA_ARRAY(a, struct overlap_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct overlap_row *)rows.p)[i];
    }
    fill_still(row, rows.n);
    *ret = (struct rows){row, rows.n};
    return true;
}

bool overlap_list(struct db *db, struct arena *a, int64_t year, bool open, int64_t limit,
                  struct rows *ret, struct err *e)
{
    return read_list(db, a,
                     ARGS(V(year), V(open ? STR("open") : STR("settled")), V(INT64_C(0)), V(limit)),
                     ret, e);
}

bool overlap_get(struct db *db, struct arena *a, int64_t year, int64_t number,
                 struct overlap_row *ret, struct err *e)
{
    struct rows rows;

    if (!read_list(db, a, ARGS(V(year), V(STR("open")), V(number), V(INT64_C(1))), &rows, e)) {
        return false;
    }
    if (rows.n == 0 &&
        !read_list(db, a, ARGS(V(year), V(STR("settled")), V(number), V(INT64_C(1))), &rows, e)) {
        return false;
    }
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(a, "#%lld", (long long)number)));
        return false;
    }
    *ret = *(const struct overlap_row *)rows.p;
    return true;
}

bool overlap_count(struct db *db, struct arena *a, int64_t year, struct overlap_counts *ret,
                   struct err *e)
{
    return db_one(db, a, &Q_OVERLAP_COUNTS, ARGS(V(year)), &count_type, ret, e);
}

/* ---- settling ---- */

static bool bad_choice(struct err *e, const char *field, struct str value, struct str expected)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(expected));
    return false;
}

/* The analyst of either agency, or a keeper. */
static bool check_settler(const struct act *by, const struct side_row *side, struct err *e)
{
    struct err other;

    for (size_t i = 0; i < 2; i++) {
        if (actor_check(by->who, PERM_ANALYSE, side[i].agency_id, side[i].other, &other)) {
            return true;
        }
    }
    return check_keeper(by, e);
}

static bool check_stays(struct act *by, const struct overlap_settle *s, const struct side_row *side,
                        int64_t *ret_id, struct err *e)
{
    bool keep = str_eq(s->decision, STR("keep"));

    *ret_id = 0;
    if (!keep && !str_eq(s->decision, STR("merge")) && !str_eq(s->decision, STR("drop"))) {
        return bad_choice(e, "decision", s->decision, STR("keep merge drop"));
    }
    for (size_t i = 0; i < 2; i++) {
        if (!keep && str_eq(s->stays, side[i].code)) {
            *ret_id = side[i].id;
        }
    }
    if (!keep && *ret_id == 0) {
        return bad_choice(
            e, "stays", s->stays,
            str_format(by->a, "%.*s %.*s", STR_FMT(side[0].code), STR_FMT(side[1].code)));
    }
    return true;
}

bool overlap_settle(struct act *by, const struct overlap_settle *s, struct err *e)
{
    struct audit_note note = {
        .action = STR("overlap.settle"), .new_value = s->decision, .reason = s->reason};
    struct rows ids, sides;
    int64_t stays;

    if (!db_list(by->tx->db, by->a, &Q_OVERLAP_GET, ARGS(V(s->year), V(s->number)), &id_row_type,
                 &ids, e) ||
        !db_list(by->tx->db, by->a, &Q_OVERLAP_UNITS_OF, ARGS(V(s->year), V(s->number)), &side_type,
                 &sides, e)) {
        return false;
    }
    if (ids.n == 0 || sides.n != 2) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "#%lld", (long long)s->number)));
        return false;
    }
    note.subject = str_format(by->a, "overlap:%lld:%lld", (long long)s->year, (long long)s->number);
    note.year = s->year;
    return check_settler(by, sides.p, e) && check_stays(by, s, sides.p, &stays, e) &&
           check_text("reason", s->reason, true, REASON_MAX, e) &&
           db_exec(by->tx->db, &Q_OVERLAP_SETTLE,
                   ARGS(V(((const struct id_row *)ids.p)->id), V(s->decision), V_ID(stays),
                        V(s->reason), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}
