/* okr_close.c - the scores of a quarter's end: the cascade as it stood on the quarter's last day, kept for ever. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "perform/okr_int.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field score_fields[] = {
    FIELD(struct okr_score, quarter, FIELD_KEY, "ไตรมาส", "Quarter"),
    FIELD(struct okr_score, run, 0, "ครั้งที่", "Run"),
    FIELD(struct okr_score, as_of, 0, "ณ วันที่", "As of"),
    FIELD(struct okr_score, known, 0, "มีผล", "Known"),
    FIELD(struct okr_score, percent, 0, "ความก้าวหน้า (ร้อยละ)", "Progress (per cent)"),
    FIELD(struct okr_score, covered, 0, "น้ำหนักที่มีผล", "Weight covered"),
    FIELD(struct okr_score, why, 0, "เหตุที่ไม่มีผล", "Why there is none"),
    FIELD(struct okr_score, by_user, 0, "ผู้ปิดคะแนน", "Kept by"),
    FIELD(struct okr_score, at, 0, "เวลา", "Time"),
};
const struct row_type okr_score_type = ROW_TYPE(struct okr_score, score_fields);

static const struct field closing_fields[] = {
    FIELD(struct okr_closing, quarter, FIELD_KEY, "ไตรมาส", "Quarter"),
    FIELD(struct okr_closing, run, 0, "ครั้งที่", "Run"),
    FIELD(struct okr_closing, as_of, 0, "ณ วันที่", "As of"),
    FIELD(struct okr_closing, nodes, 0, "จำนวนข้อ", "Nodes"),
    FIELD(struct okr_closing, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct okr_closing, by_user, 0, "ผู้ปิดคะแนน", "Kept by"),
    FIELD(struct okr_closing, at, 0, "เวลา", "Time"),
};
const struct row_type okr_closing_type = ROW_TYPE(struct okr_closing, closing_fields);

bool okr_scores(struct db *db, struct arena *a, int64_t year, struct str kind, int64_t id,
                struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_OKR_SCORES, ARGS(V(year), V(kind), V(id)), &okr_score_type, ret, e);
}

bool okr_closings(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_OKR_CLOSES, ARGS(V(year)), &okr_closing_type, ret, e);
}

struct date okr_quarter_end(int64_t year, int64_t quarter)
{
    struct date d = fy_start((int32_t)year);

    for (int64_t m = 0; m < 3 * quarter; m++)
        d = date_add_days(okr_month_end(d), 1);
    return date_add_days(d, -1);
}

static bool check_close(struct act *by, int64_t quarter, struct date end, struct err *e)
{
    struct err no;

    if (!actor_check_city(by->who, PERM_GOAL, &no) && !actor_check_city(by->who, PERM_VERIFY, e))
        return false;
    if (date_cmp(by->today, end) > 0)
        return true;
    FAIL(e, ERR_QUARTER_OPEN);
    err_arg(e, "quarter", V(quarter));
    err_arg(e, "date", V(end));
    return false;
}

static bool put_scores(struct act *by, const struct okr *o, int64_t close_id, struct err *e)
{
    struct db_bulk *bulk;
    int64_t rows;

    if (!db_bulk_begin(by->tx, &Q_OKR_SCORE_INSERT, &bulk, e))
        return false;
    for (size_t i = 0; i < o->n; i++) {
        const struct okr_node *n = &o->item[i].n;
        const struct value v[] = {V(close_id),
                                  V(n->kind),
                                  V(n->id),
                                  n->known ? V(n->percent.millionths) : V_NULL,
                                  V(n->covered.bp),
                                  V(n->why)};

        if (!db_bulk_row(bulk, v, ARRAY_LEN(v), e))
            return false;
    }
    return db_bulk_end(bulk, &rows, e);
}

bool okr_close(struct act *by, int64_t year, int64_t quarter, struct str reason, struct err *e)
{
    struct audit_note note = {.action = STR("okr.close"), .reason = reason, .year = year};
    struct date end;
    int64_t run, id;
    struct okr o;

    if (quarter < 1 || quarter > 4) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("quarter")));
        err_arg(e, "value", V(quarter));
        err_arg(e, "expected", V(STR("1 2 3 4")));
        return false;
    }
    end = okr_quarter_end(year, quarter);
    if (!check_close(by, quarter, end, e) ||
        !db_int(by->tx->db, &Q_OKR_CLOSE_NEXT, ARGS(V(year), V(quarter)), &run, e) ||
        !text_check("reason", reason, run > 1, 1000, e) ||
        !okr_load(by->tx->db, by->a, year, end, &o, e) ||
        !db_int(by->tx->db, &Q_OKR_CLOSE_INSERT,
                ARGS(V(year), V(quarter), V(run), V(end), V(reason), V(by->who->name),
                     V(by->who->capacity), V(by->now_ms)),
                &id, e) ||
        !put_scores(by, &o, id, e))
        return false;
    note.subject = str_format(by->a, "okr:%lld:%lld", (long long)year, (long long)quarter);
    note.new_value = str_format(by->a, "%zu", o.n);
    return audit_add(by, &note, e);
}
