/* triage_settle.c - a group of packages settled by one act, used or undone. */
#include "allocate/triage.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/analysis.h"
#include "plan/cycle.h"
#include "plan/resolution.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { REASON_LONGEST = 1000 };

static const struct field settle_fields[] = {
    COL(struct triage_settle, id),
    COL(struct triage_settle, version),
    FIELD(struct triage_settle, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct triage_settle, kind, 0, "วิธี", "How"),
    FIELD(struct triage_settle, word, 0, "ความเห็น", "Recommendation"),
    FIELD(struct triage_settle, band, 0, "กลุ่ม", "Group"),
    FIELD(struct triage_settle, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct triage_settle, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct triage_settle, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct triage_settle, run_code, 0, "ผลจัดสรร", "Run"),
    FIELD(struct triage_settle, resolution_code, 0, "มติ", "Resolution"),
    FIELD(struct triage_settle, state, 0, "สถานะ", "State"),
    FIELD(struct triage_settle, made_by, 0, "โดย", "By"),
    FIELD(struct triage_settle, made_at, 0, "เมื่อ", "At"),
    FIELD(struct triage_settle, ended_by, 0, "ยุติโดย", "Ended by"),
    FIELD(struct triage_settle, ended_at, 0, "ยุติเมื่อ", "Ended at"),
    FIELD(struct triage_settle, ended_why, 0, "เหตุที่ยุติ", "Why it ended"),
};
const struct row_type triage_settle_type = ROW_TYPE(struct triage_settle, settle_fields);

bool triage_settles(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_TRIAGE_SETTLE_LIST, ARGS(V(year)), &triage_settle_type, ret, e);
}

/* ---- checks ---- */

static bool bad_choice(const char *field, struct str value, struct str expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(expected));
    return false;
}

static bool is_recommend(struct str kind)
{
    return str_eq(kind, STR("recommend"));
}

/* The permission of its kind. Whose packages they are is asked package by package when it is used. */
static bool may(const struct actor *who, struct str kind, struct err *e)
{
    if (!is_recommend(kind))
        return actor_check_city(who, PERM_COMMITTEE, e);
    return actor_may(who, PERM_ANALYSE) || actor_check_city(who, PERM_ANALYSE, e);
}

static bool stage_open(struct act *by, const struct triage_new *n, enum stage *ret, struct err *e)
{
    struct fiscal_year fy;

    if (!year_get(by->tx->db, by->a, n->year, &fy, e))
        return false;
    *ret = cycle_open_stage(fy.stage);
    if (is_recommend(n->kind) ? *ret == STAGE_ANALYST : stage_by_resolution(*ret))
        return true;
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(fy.stage));
    return false;
}

static bool check_new(struct act *by, const struct triage_new *n, enum stage *ret, struct err *e)
{
    if (!is_recommend(n->kind) && !str_eq(n->kind, STR("resolution")))
        return bad_choice("kind", n->kind, STR("recommend resolution"), e);
    if (!may(by->who, n->kind, e))
        return false;
    if (!str_eq(n->word, STR("support")) && !str_eq(n->word, STR("reject")))
        return bad_choice("word", n->word, STR("support reject"), e);
    if (str_trim(n->reason).n == 0 || str_count_cp(n->reason) > REASON_LONGEST) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("reason")));
        return false;
    }
    if (n->n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("triage")));
        return false;
    }
    for (size_t i = 0; i < n->n; i++) {
        int64_t taken;

        if (!db_int(by->tx->db, &Q_TRIAGE_SETTLE_TAKEN, ARGS(V(n->year), V(n->code[i])), &taken, e))
            return false;
        if (taken) {
            FAIL(e, ERR_ALREADY);
            err_arg(e, "what", V(n->code[i]));
            return false;
        }
    }
    return stage_open(by, n, ret, e);
}

/* ---- making ---- */

static bool draft(struct act *by, const struct triage_new *n, enum stage stage, struct str *ret_code,
                  struct err *e)
{
    struct resolution_new r = {.year = n->year,
                               .stage = stage,
                               .kind = str_eq(n->word, STR("reject")) ? STR("reject") : STR("approve"),
                               .title = n->reason,
                               .reason = n->reason,
                               .run_code = n->run_code};
    struct resolution_choice c = {.rule = str_eq(n->word, STR("reject")) ? STR("none")
                                                                        : STR("previous"),
                                  .package = n->code,
                                  .n = n->n};

    return resolution_draft(by, &r, &c, ret_code, e);
}

static bool audit(struct act *by, const char *action, int64_t year, struct str code,
                  struct str new_value, struct str reason, struct err *e)
{
    struct audit_note note = {.action = str_from(action),
                              .subject = str_format(by->a, "triage:%lld:%.*s", (long long)year,
                                                    STR_FMT(code)),
                              .year = year,
                              .new_value = new_value,
                              .reason = reason};

    return audit_add(by, &note, e);
}

bool triage_settle(struct act *by, const struct triage_new *n, struct str *ret_code, struct err *e)
{
    struct str code, resolution = STR_NONE;
    int64_t count, id;
    enum stage stage;

    if (!check_new(by, n, &stage, e) ||
        (!is_recommend(n->kind) && !draft(by, n, stage, &resolution, e)) ||
        !db_int(by->tx->db, &Q_TRIAGE_SETTLE_COUNT, ARGS(V(n->year)), &count, e))
        return false;
    code = str_format(by->a, "T%04lld", (long long)count + 1);
    if (!db_int(by->tx->db, &Q_TRIAGE_SETTLE_ADD,
                ARGS(V(n->year), V(code), V(n->kind), V(n->word), V(str_trim(n->reason)),
                     V(n->band), V(n->run_code), V((int64_t)n->n), V(n->amount), V(resolution),
                     V(by->who->name), V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < n->n; i++) {
        int64_t rows;

        if (!db_exec(by->tx->db, &Q_TRIAGE_SETTLE_ITEM_ADD, ARGS(V(id), V(n->year), V(n->code[i])),
                     &rows, e))
            return false;
        if (rows != 1) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(n->code[i]));
            return false;
        }
    }
    *ret_code = code;
    return audit(by, "triage.settle", n->year, code,
                 str_format(by->a, "%.*s %.*s packages=%zu total=%.*s", STR_FMT(n->kind),
                            STR_FMT(n->word), n->n,
                            STR_FMT(money_text(by->a, n->amount, MONEY_PLAIN))),
                 n->reason, e);
}

/* ---- using, undoing ---- */

static bool get_ready(struct act *by, int64_t year, struct str code, const char *event,
                      struct triage_settle *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_TRIAGE_SETTLE_GET, ARGS(V(year), V(code)),
                 &triage_settle_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    if (!may(by->who, ret->kind, e))
        return false;
    if (is_recommend(ret->kind) && by->who->user_id && !str_eq(ret->made_by, by->who->name) &&
        !actor_may(by->who, PERM_ASSIGN)) { /* the own ones, or those of the division one heads */
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    if (str_eq(ret->state, STR("ready")))
        return true;
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(ret->state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool end(struct act *by, const struct triage_settle *s, int64_t version, const char *state,
                struct str why, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_TRIAGE_SETTLE_END,
                 ARGS(V(s->id), V(version), V(str_from(state)), V(by->who->name), V(by->now_ms),
                      V(why)),
                 &rows, e))
        return false;
    if (rows == 1)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

struct code_in {
    struct str code;
};

bool triage_use(struct act *by, int64_t year, struct str code, int64_t version, struct err *e)
{
    static const struct field fields[] = {COL(struct code_in, code)};
    static const struct row_type type = ROW_TYPE(struct code_in, fields);
    struct recommend_many m = {.year = year};
    struct triage_settle s;
    struct str *list;
    struct rows rows;
    size_t refused;

    if (!get_ready(by, year, code, "use", &s, e))
        return false;
    if (!is_recommend(s.kind)) /* its confirmation uses it */
        return bad_choice("kind", s.kind, STR("recommend"), e);
    if (!db_list(by->tx->db, by->a, &Q_TRIAGE_SETTLE_CODES, ARGS(V(s.id)), &type, &rows, e))
        return false;
    list = ARENA_ARRAY(by->a, struct str, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        list[i] = ((const struct code_in *)rows.p)[i].code;
    m.code = list;
    m.n = rows.n;
    m.word = s.word;
    m.reason = s.reason;
    return end(by, &s, version, "used", STR_NONE, e) && recommend_bulk(by, &m, &refused, e) &&
           audit(by, "triage.use", year, code, s.word, s.reason, e);
}

bool triage_undo(struct act *by, int64_t year, struct str code, int64_t version, struct str reason,
                 struct err *e)
{
    struct triage_settle s;
    struct resolution r;

    if (!get_ready(by, year, code, "undo", &s, e))
        return false;
    if (str_trim(reason).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("reason")));
        return false;
    }
    if (!is_recommend(s.kind) &&
        (!resolution_get(by->tx->db, by->a, year, s.resolution_code, &r, e) ||
         !resolution_cancel(by, year, s.resolution_code, r.version, reason, e)))
        return false;
    return end(by, &s, version, "undone", str_trim(reason), e) &&
           audit(by, "triage.undo", year, code, STR_NONE, reason, e);
}
