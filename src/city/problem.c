#include "city/problem.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/survey.h"
#include "city/text_check.h"
#include "city/year.h"
#include "sql_city.h"
#include "store/store.h"

enum { WHAT_MAX = 300, TEXT_MAX = 5000, OWNER_MAX = 100, MOST = 500, DIVISIONS = 7 };

static const struct field problem_fields[] = {
    COL(struct problem, id),
    COL(struct problem, version),
    FIELD(struct problem, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct problem, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct problem, division, 0, "กองวิเคราะห์", "Division"),
    FIELD(struct problem, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct problem, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct problem, what, 0, "ปัญหา", "Problem"),
    FIELD(struct problem, detail, 0, "รายละเอียด", "Detail"),
    FIELD(struct problem, weight, 0, "ความรุนแรง", "Weight"),
    FIELD(struct problem, state, 0, "สถานะ", "State"),
    FIELD(struct problem, action, 0, "การแก้ไข", "What was done"),
    FIELD(struct problem, owner, 0, "ผู้รับผิดชอบ", "Owner"),
    FIELD(struct problem, due, 0, "กำหนด", "Due"),
    FIELD(struct problem, done, 0, "เสร็จ", "Done"),
    FIELD(struct problem, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct problem, survey, 0, "จากแบบสำรวจ", "From survey"),
    FIELD(struct problem, made_by, 0, "ผู้บันทึก", "By"),
    FIELD(struct problem, made, 0, "บันทึกเมื่อ", "At"),
};
const struct row_type problem_type = ROW_TYPE(struct problem, problem_fields);

static const struct field event_fields[] = {
    FIELD(struct problem_event, at, FIELD_KEY, "เมื่อ", "At"),
    FIELD(struct problem_event, state, 0, "สถานะ", "State"),
    FIELD(struct problem_event, note, 0, "บันทึก", "Note"),
    FIELD(struct problem_event, by_user, 0, "โดย", "By"),
};
const struct row_type problem_event_type = ROW_TYPE(struct problem_event, event_fields);

static const struct field count_fields[] = {
    FIELD(struct problem_count, division, FIELD_KEY, "กองวิเคราะห์", "Division"),
    FIELD(struct problem_count, problems, FIELD_TOTAL, "ปัญหา", "Problems"),
    FIELD(struct problem_count, open, FIELD_TOTAL, "ยังไม่แก้", "Open"),
    FIELD(struct problem_count, solving, FIELD_TOTAL, "กำลังแก้", "Being solved"),
    FIELD(struct problem_count, solved, FIELD_TOTAL, "แก้แล้ว", "Solved"),
    FIELD(struct problem_count, kept, FIELD_TOTAL, "ยังแก้ไม่ได้", "Cannot be solved now"),
    FIELD(struct problem_count, late, FIELD_TOTAL, "เกินกำหนด", "Late"),
};
const struct row_type problem_count_type = ROW_TYPE(struct problem_count, count_fields);

struct problem_code {
    struct str code;
};
static const struct field code_fields[] = {COL(struct problem_code, code)};
static const struct row_type code_type = ROW_TYPE(struct problem_code, code_fields);

/* ---- reading ---- */

bool problem_list(struct db *db, struct arena *a, int64_t year, int64_t division, struct str state,
                  struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PROBLEM_LIST, ARGS(V(db_day(db)), V(year), V(division), V(state)),
                   &problem_type, ret, e);
}

bool problem_get(struct db *db, struct arena *a, struct str code, struct date today,
                 struct problem *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_PROBLEM_GET, ARGS(V(today), V(code)), &problem_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool problem_events(struct db *db, struct arena *a, int64_t problem_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_PROBLEM_EVENTS, ARGS(V(problem_id)), &problem_event_type, ret, e);
}

static void count_add(struct problem_count *to, const struct problem_count *x)
{
    to->problems += x->problems;
    to->open += x->open;
    to->solving += x->solving;
    to->solved += x->solved;
    to->kept += x->kept;
    to->late += x->late;
}

bool problem_counts(struct db *db, struct arena *a, int64_t year, struct date today,
                    struct rows *ret, struct problem_count *ret_total, struct err *e)
{
    struct problem_count *row = ARENA_ARRAY(a, struct problem_count, DIVISIONS);
    const struct problem_count *x;
    struct rows rows;

    if (!db_list(db, a, &Q_PROBLEM_COUNTS, ARGS(V(year), V(today)), &problem_count_type, &rows,
                 e)) {
        return false;
    }
    x = rows.p;
    *ret_total = (struct problem_count){0};
    for (int64_t d = 0; d < DIVISIONS; d++) { /* 1-6, then the office */
        row[d].division = (d + 1) % DIVISIONS;
        for (size_t i = 0; i < rows.n; i++) {
            if (x[i].division == row[d].division) {
                count_add(&row[d], &x[i]);
                count_add(ret_total, &x[i]);
            }
        }
    }
    *ret = (struct rows){row, DIVISIONS};
    return true;
}

/* ---- writing ---- */

bool problem_may_keep(const struct actor *who, int64_t division)
{
    struct err no;

    return actor_check_city(who, PERM_CIRCULAR, &no) ||
           (division > 0 && actor_check(who, PERM_ANALYSE, 0, division, &no));
}

static bool note_problem(struct act *by, const char *action, struct str code, struct str old,
                         struct str value, struct str reason, struct err *e)
{
    struct audit_note note = {
        .action = str_from(action), .old_value = old, .new_value = value, .reason = reason};

    note.subject = str_format(by->a, "problem:%.*s", STR_FMT(code));
    return audit_add(by, &note, e);
}

static bool check_weight(struct act *by, int64_t weight, struct err *e)
{
    return word_check("weight", str_format(by->a, "%lld", (long long)weight), "1 2 3 4", e);
}

static bool out_of_scope(const struct act *by, struct err *e)
{
    FAIL(e, ERR_SCOPE);
    err_arg(e, "scope", V(by->who->role_word));
    return false;
}

/* The agency it is about, and whose it becomes. */
static bool place_of(struct act *by, const struct problem_new *n, struct agency *g,
                     int64_t *ret_division, struct err *e)
{
    *g = (struct agency){0};
    if (n->agency_code.n && !agency_get(by->tx->db, by->a, n->agency_code, g, e)) {
        return false;
    }
    *ret_division = n->division < 0 ? g->division : n->division;
    if (problem_may_keep(by->who, *ret_division)) {
        return true;
    }
    *ret_division = g->division; /* an agency's own report goes to its division */
    if (g->id == 0 || !actor_belongs(by->who, g->id)) {
        return out_of_scope(by, e);
    }
    return actor_may(by->who, PERM_REQUEST_WRITE) || actor_may(by->who, PERM_REQUEST_APPROVE) ||
           out_of_scope(by, e);
}

static bool check_new(struct act *by, const struct problem_new *n, int64_t division, struct err *e)
{
    struct fiscal_year year;
    struct survey s;
    int64_t count;

    if (!year_get(by->tx->db, by->a, n->year, &year, e) ||
        !text_check("what", n->what, true, WHAT_MAX, e) ||
        !text_check("detail", n->detail, false, TEXT_MAX, e) || !check_weight(by, n->weight, e) ||
        (n->survey.n && !survey_get(by->tx->db, by->a, by->who, n->survey, &s, e)) ||
        !db_int(by->tx->db, &Q_PROBLEM_OF_DIVISION, ARGS(V(n->year), V(division)), &count, e)) {
        return false;
    }
    if (count >= MOST) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("problems")));
        err_arg(e, "limit", V((int64_t)MOST));
        return false;
    }
    return true;
}

bool problem_add(struct act *by, const struct problem_new *n, struct str *ret_code, struct err *e)
{
    struct problem_code code;
    struct agency g;
    int64_t division, id;

    if (!place_of(by, n, &g, &division, e) || !check_new(by, n, division, e) ||
        !db_int(by->tx->db, &Q_PROBLEM_INSERT,
                ARGS(V(str_format(by->a, "%lld", (long long)n->year)), V(n->year), V(division),
                     V_ID(g.id), V(n->survey), V(n->what), V(n->detail), V(n->weight),
                     V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !db_one(by->tx->db, by->a, &Q_PROBLEM_CODE, ARGS(V(id)), &code_type, &code, e)) {
        return false;
    }
    *ret_code = code.code;
    return db_exec(by->tx->db, &Q_PROBLEM_EVENT_INSERT,
                   ARGS(V(id), V(STR("open")), V(n->what), V(by->who->name), V(by->now_ms)), NULL,
                   e) &&
           note_problem(by, "problem.add", code.code, STR_NONE, n->what, STR_NONE, e);
}

static bool check_change(struct act *by, const struct problem_change *c, struct err *e)
{
    return word_check("state", c->state, "open solving solved kept", e) &&
           check_weight(by, c->weight, e) &&
           text_check("action", c->action, str_eq(c->state, STR("solved")), TEXT_MAX, e) &&
           text_check("owner", c->owner, false, OWNER_MAX, e) &&
           text_check("note", c->note, str_eq(c->state, STR("kept")), TEXT_MAX, e);
}

/* A new owner who is a user of this system. */
static bool tell_owner(struct act *by, const struct problem *p, const struct problem_change *c,
                       struct err *e)
{
    struct notice_new n = {.kind = str_from(notice_word(NOTICE_PROBLEM)),
                           .to_user = c->owner,
                           .subject = str_format(by->a, "problem:%.*s", STR_FMT(p->code)),
                           .path = str_format(by->a, "/problems/%.*s", STR_FMT(p->code)),
                           .th = notice_sentence(NOTICE_PROBLEM, LANG_TH),
                           .en = notice_sentence(NOTICE_PROBLEM, LANG_EN),
                           .year = p->year};
    struct err unknown;

    if (c->owner.n == 0 || str_eq(c->owner, p->owner) || notice_add(by, &n, &unknown)) {
        return true;
    }
    if (unknown.code != ERR_NOT_FOUND) { /* words that are nobody's user name are fine */
        *e = unknown;
        return false;
    }
    return true;
}

bool problem_change(struct act *by, struct str code, const struct problem_change *c, struct err *e)
{
    bool solved = str_eq(c->state, STR("solved"));
    struct date done = !solved ? DATE_NONE : c->done.yyyymmdd ? c->done : by->today;
    struct problem p;
    int64_t rows;

    if (!problem_get(by->tx->db, by->a, code, by->today, &p, e)) {
        return false;
    }
    if (!problem_may_keep(by->who, p.division)) {
        return out_of_scope(by, e);
    }
    if (!check_change(by, c, e) || !db_exec(by->tx->db, &Q_PROBLEM_CHANGE,
                                            ARGS(V(p.id), V(c->version), V(c->weight), V(c->state),
                                                 V(c->action), V(c->owner), V(c->due), V(done)),
                                            &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(by->tx->db, &Q_PROBLEM_EVENT_INSERT,
                   ARGS(V(p.id), V(c->state), V(c->note.n ? c->note : c->action), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           tell_owner(by, &p, c, e) &&
           note_problem(by, "problem.change", code, p.state, c->state, c->note, e);
}
