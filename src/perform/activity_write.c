/* activity_write.c - preparing, sending and deciding activity plans. */
#include "perform/activity_int.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/text_check.h"
#include "city/year.h"
#include "sql_perform.h"
#include "store/store.h"

enum { NAME_MAX = 500, UNIT_MAX = 200, SOURCE_MAX = 300, NUMBER_MAX = 9999, CODE_DIGITS = 4 };

/* ---- what a plan must keep to ---- */

static bool check_weights(struct arena *a, const struct activity_text *t, struct err *e)
{
    int64_t bp[ACTIVITY_STEPS], sum;
    enum activity_weights kind;
    struct sbuf b;

    if (t->steps == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("steps")));
        return false;
    }
    if (t->steps > ACTIVITY_STEPS) {
        FAIL(e, ERR_TABLE_ROWS);
        err_arg(e, "what", V(STR("steps")));
        err_arg(e, "limit", V((int64_t)ACTIVITY_STEPS));
        return false;
    }
    for (size_t i = 0; i < t->steps; i++)
        bp[i] = t->step[i].weight_bp;
    kind = activity_weights_kind(bp, t->steps, &sum);
    if (kind == ACTIVITY_WEIGHTS_GOOD)
        return true;
    if (kind == ACTIVITY_WEIGHTS_CUMULATIVE) {
        FAIL(e, ERR_ACTIVITY_CUMULATIVE);
        err_arg(e, "value", V(activity_weights_text(a, bp, t->steps)));
        activity_weights_convert(bp, t->steps);
        err_arg(e, "expected", V(activity_weights_text(a, bp, t->steps)));
        return false;
    }
    sbuf_init(&b, a, 40);
    exact_put_decimal(&b, sum, 2, 2);
    FAIL(e, ERR_ACTIVITY_WEIGHTS);
    err_arg(e, "sum", V(sbuf_str(&b)));
    err_arg(e, "expected", V(STR("100.00")));
    return false;
}

static bool outside(struct date d, int64_t year)
{
    return d.yyyymmdd && (date_cmp(d, fy_start((int32_t)year)) < 0 ||
                          date_cmp(d, fy_end((int32_t)year)) > 0);
}

/* The days of a step: as typed, else of its months. */
static void step_days(const struct activity_step_new *s, int64_t year, struct date *ret_from,
                      struct date *ret_to)
{
    activity_months_days(s->months, year, ret_from, ret_to);
    if (s->from_day.yyyymmdd)
        *ret_from = s->from_day;
    if (s->to_day.yyyymmdd)
        *ret_to = s->to_day;
}

static bool check_step(struct act *by, const struct activity_step_new *s, int64_t year, size_t n,
                       struct err *e)
{
    const char *field = str_cstr(by->a, str_format(by->a, "step%zu", n));
    struct date from, to, wrong;

    if (!text_check(field, s->name, true, ACTIVITY_TEXT_MAX, e))
        return false;
    if (outside(s->from_day, year) || outside(s->to_day, year)) {
        wrong = outside(s->from_day, year) ? s->from_day : s->to_day;
        FAIL(e, ERR_ACTIVITY_DAY);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "value", V(wrong));
        err_arg(e, "year", V(year));
        return false;
    }
    step_days(s, year, &from, &to);
    if (from.yyyymmdd && to.yyyymmdd && date_cmp(to, from) < 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "from", V(from));
        err_arg(e, "to", V(to));
        return false;
    }
    return true;
}

/* Ids behind the codes of a text. */
struct linked {
    int64_t goal_id, indicator_id, line_id[ACTIVITY_MONEY], package_id[ACTIVITY_MONEY];
};

static bool unknown(const char *field, struct str value, int64_t year, struct err *e)
{
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "year", V(year));
    return false;
}

static bool find_id(struct act *by, const struct query *q, const char *field, struct str code,
                    int64_t year, int64_t *ret, struct err *e)
{
    struct id_row r = {0};
    bool found = true;

    if (code.n && !db_find(by->tx->db, by->a, q, ARGS(V(year), V(code)), &id_row_type, &r, &found, e))
        return false;
    *ret = r.id;
    return found || unknown(field, code, year, e);
}

struct money_home {
    int64_t id, year, agency_id;
};
static const struct field home_fields[] = {
    COL(struct money_home, id),
    COL(struct money_home, year),
    COL(struct money_home, agency_id),
};
static const struct row_type home_type = ROW_TYPE(struct money_home, home_fields);

/* A line's code, or a package's as 2566:CODE. */
static bool find_money(struct act *by, struct str code, int64_t year, int64_t agency_id,
                       int64_t *ret_line, int64_t *ret_package, struct err *e)
{
    struct db *db = by->tx->db;
    struct str rest = code, head;
    struct money_home h = {0};
    bool package = str_has(code, STR(":")), found;
    int32_t of = 0;

    if (package) {
        if (!str_split(&rest, ':', &head) || !fy_parse(head, &of, e))
            return false;
        if (!db_find(db, by->a, &Q_ACTIVITY_PACKAGE_ID, ARGS(V((int64_t)of), V(rest)), &home_type,
                     &h, &found, e))
            return false;
    } else if (!db_find(db, by->a, &Q_ACTIVITY_LINE_ID, ARGS(V(code)), &home_type, &h, &found, e)) {
        return false;
    }
    if (!found || h.agency_id != agency_id)
        return unknown("money", code, year, e);
    if (h.year != year) {
        FAIL(e, ERR_LINE_YEAR);
        err_arg(e, "line", V(code));
        err_arg(e, "value", V(h.year));
        err_arg(e, "expected", V(year));
        return false;
    }
    *(package ? ret_package : ret_line) = h.id;
    return true;
}

static bool check_text(struct act *by, const struct activity_text *t, int64_t year,
                       int64_t agency_id, struct linked *ret, struct err *e)
{
    *ret = (struct linked){0};
    if (!text_check("name", t->name, true, NAME_MAX, e) ||
        !text_check("unit", t->unit, false, UNIT_MAX, e) ||
        !word_check("work", t->work, "strategic mission base", e) ||
        !text_check("source", t->source, t->amount.satang > 0 && t->moneys == 0, SOURCE_MAX, e) ||
        !text_check("basis", t->basis, false, SOURCE_MAX, e) ||
        !text_check("reason", t->reason, false, ACTIVITY_TEXT_MAX, e) ||
        !check_weights(by->a, t, e))
        return false;
    if (t->amount.satang < 0) {
        FAIL(e, ERR_AMOUNT_NEGATIVE);
        err_arg(e, "value", V(t->amount));
        return false;
    }
    if (t->moneys > ACTIVITY_MONEY) {
        FAIL(e, ERR_TABLE_ROWS);
        err_arg(e, "what", V(STR("money")));
        err_arg(e, "limit", V((int64_t)ACTIVITY_MONEY));
        return false;
    }
    for (size_t i = 0; i < t->steps; i++) {
        if (!check_step(by, &t->step[i], year, i + 1, e))
            return false;
    }
    for (size_t i = 0; i < t->moneys; i++) {
        if (!find_money(by, t->money[i], year, agency_id, &ret->line_id[i], &ret->package_id[i], e))
            return false;
    }
    return find_id(by, &Q_ACTIVITY_GOAL_ID, "goal", t->goal, year, &ret->goal_id, e) &&
           find_id(by, &Q_ACTIVITY_INDICATOR_ID, "indicator", t->indicator, year,
                   &ret->indicator_id, e);
}

/* ---- writing a plan ---- */

static bool write_parts(struct act *by, const struct activity *x, int64_t no,
                        const struct activity_text *t, const struct linked *l, struct err *e)
{
    struct db *db = by->tx->db;
    int64_t key;

    if (!db_int(db, &Q_ACTIVITY_NEXT_KEY, ARGS(V(x->id)), &key, e) ||
        !db_exec(db, &Q_ACTIVITY_STEPS_CLEAR, ARGS(V(x->id), V(no)), NULL, e) ||
        !db_exec(db, &Q_ACTIVITY_MONEY_CLEAR, ARGS(V(x->id), V(no)), NULL, e))
        return false;
    for (size_t i = 0; i < t->steps; i++) {
        const struct activity_step_new *s = &t->step[i];
        struct date from, to;

        step_days(s, x->year, &from, &to);
        key += s->step_key == 0;
        if (!db_exec(db, &Q_ACTIVITY_STEP_INSERT,
                     ARGS(V(x->id), V(no), V((int64_t)i + 1), V(s->step_key ? s->step_key : key),
                          V(s->name), V(s->weight_bp), V(s->months), V(from), V(to),
                          V(to.yyyymmdd ? to : fy_end((int32_t)x->year))),
                     NULL, e))
            return false;
    }
    for (size_t i = 0; i < t->moneys; i++) {
        if (!db_exec(db, &Q_ACTIVITY_MONEY_INSERT,
                     ARGS(V(x->id), V(no), V((int64_t)i + 1), V_ID(l->line_id[i]),
                          V_ID(l->package_id[i])),
                     NULL, e))
            return false;
    }
    return true;
}

static bool insert_plan(struct act *by, const struct activity *x, int64_t no,
                        const struct activity_text *t, const struct linked *l, struct err *e)
{
    return db_exec(by->tx->db, &Q_ACTIVITY_PLAN_INSERT,
                   ARGS(V(x->id), V(no), V(t->name), V(t->unit), V(t->work), V_ID(l->goal_id),
                        V_ID(l->indicator_id), V(t->amount), V(t->source), V(t->basis), V(t->stop),
                        V(t->reason), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           write_parts(by, x, no, t, l, e);
}

static bool record(struct act *by, const struct activity *x, const char *action, struct str value,
                   struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action),
                           .subject = str_format(by->a, "activity:%.*s", STR_FMT(x->code)),
                           .new_value = value,
                           .reason = reason,
                           .year = x->year};

    return audit_add(by, &n, e);
}

bool activity_add(struct act *by, const struct activity_new *n, struct str *ret_code, struct err *e)
{
    struct db *db = by->tx->db;
    struct activity x = {.year = n->year, .number = n->number};
    struct fiscal_year y;
    struct linked l;
    struct agency g;
    struct id_row id = {0};
    bool made;

    if (!year_get(db, by->a, n->year, &y, e) || !agency_get(db, by->a, n->agency, &g, e) ||
        !actor_check(by->who, PERM_RESULT, g.id, g.division, e) ||
        !word_check("kind", n->kind, "project activity", e) ||
        !check_text(by, &n->text, n->year, g.id, &l, e))
        return false;
    if (x.number == 0 && !db_int(db, &Q_ACTIVITY_NEXT_NUMBER, ARGS(V(g.id), V(n->year)), &x.number, e))
        return false;
    if (x.number < 1 || x.number > NUMBER_MAX) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("number")));
        err_arg(e, "value", V(str_format(by->a, "%lld", (long long)x.number)));
        return false;
    }
    x.code = str_format(by->a, "%lld-P-%.*s-%03lld", (long long)n->year,
                        STR_FMT(str_slice(g.code, 0, CODE_DIGITS)), (long long)x.number);
    if (!db_find(db, by->a, &Q_ACTIVITY_INSERT,
                 ARGS(V(n->year), V(g.id), V(x.number), V(x.code), V(n->kind), V(by->who->name),
                      V(by->now_ms)),
                 &id_row_type, &id, &made, e))
        return false;
    if (!made) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("number")));
        err_arg(e, "value", V(x.code));
        return false;
    }
    x.id = id.id;
    *ret_code = x.code;
    return insert_plan(by, &x, 1, &n->text, &l, e) &&
           record(by, &x, "activity.add", n->text.name, n->text.reason, e);
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

static bool wrong_state(struct str state, const char *event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

/* Moves the activity to its next version. */
static bool touch(struct act *by, const struct activity *x, const char *state, int64_t plan_no,
                  int64_t open_no, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_ACTIVITY_TOUCH,
                 ARGS(V(x->id), V(x->version), V(str_from(state)), V(plan_no), V(open_no)), &rows, e))
        return false;
    return rows == 1 || stale(e);
}

/* The activity as it is, for a person who may `perm` there, if it is still as they saw it. */
static bool take(struct act *by, struct str code, int64_t version, enum perm perm,
                 struct activity *ret, struct err *e)
{
    if (!activity_get(by->tx->db, by->a, code, by->today, ret, e) ||
        !actor_check(by->who, perm, ret->agency_id, ret->division, e))
        return false;
    return ret->version == version || stale(e);
}

static bool open_plan(struct act *by, const struct activity *x, struct activity_plan *ret,
                      const char *event, struct err *e)
{
    if (x->open_no == 0)
        return wrong_state(x->state, event, e);
    return db_one(by->tx->db, by->a, &Q_ACTIVITY_PLAN_ONE, ARGS(V(x->id), V(x->open_no)),
                  &activity_plan_type, ret, e);
}

/* Only steps of this activity keep their identity, each once. */
static bool check_keys(struct act *by, const struct activity *x, const struct activity_text *t,
                       struct err *e)
{
    int64_t top;

    if (!db_int(by->tx->db, &Q_ACTIVITY_NEXT_KEY, ARGS(V(x->id)), &top, e))
        return false;
    for (size_t i = 0; i < t->steps; i++) {
        bool bad = t->step[i].step_key < 0 || t->step[i].step_key > top;

        for (size_t k = 0; k < i; k++)
            bad |= t->step[i].step_key && t->step[k].step_key == t->step[i].step_key;
        if (bad) {
            FAIL(e, ERR_BAD_NUMBER);
            err_arg(e, "field", V(STR("step_key")));
            err_arg(e, "value", V(str_format(by->a, "%lld", (long long)t->step[i].step_key)));
            return false;
        }
    }
    return true;
}

static bool save_next(struct act *by, const struct activity *x, const struct activity_text *t,
                      const struct linked *l, struct err *e)
{
    int64_t no;

    return text_check("reason", t->reason, true, ACTIVITY_TEXT_MAX, e) &&
           db_int(by->tx->db, &Q_ACTIVITY_NEXT_PLAN, ARGS(V(x->id)), &no, e) &&
           touch(by, x, "approved", x->plan_no, no, e) && insert_plan(by, x, no, t, l, e);
}

static bool save_open(struct act *by, const struct activity *x, const struct activity_text *t,
                      const struct linked *l, struct err *e)
{
    struct activity_plan p;
    int64_t rows;

    if (!open_plan(by, x, &p, "activity.save", e))
        return false;
    if (!str_eq(p.state, STR("draft")) && !str_eq(p.state, STR("returned")))
        return wrong_state(p.state, "activity.save", e);
    if (!text_check("reason", t->reason, x->plan_no > 0, ACTIVITY_TEXT_MAX, e) ||
        !touch(by, x, x->plan_no ? "approved" : "draft", x->plan_no, x->open_no, e) ||
        !db_exec(by->tx->db, &Q_ACTIVITY_PLAN_UPDATE,
                 ARGS(V(x->id), V(x->open_no), V(t->name), V(t->unit), V(t->work), V_ID(l->goal_id),
                      V_ID(l->indicator_id), V(t->amount), V(t->source), V(t->basis), V(t->stop),
                      V(t->reason), V(by->who->name), V(by->now_ms), V(p.version)),
                 &rows, e))
        return false;
    return rows == 1 ? write_parts(by, x, x->open_no, t, l, e) : stale(e);
}

bool activity_save(struct act *by, struct str code, int64_t version, const struct activity_text *t,
                   struct err *e)
{
    struct activity x;
    struct linked l;

    if (!take(by, code, version, PERM_RESULT, &x, e))
        return false;
    if (str_eq(x.state, STR("stopped")) || str_eq(x.state, STR("dropped")))
        return wrong_state(x.state, "activity.save", e);
    if (!check_text(by, t, x.year, x.agency_id, &l, e) || !check_keys(by, &x, t, e))
        return false;
    if (!(x.open_no ? save_open(by, &x, t, &l, e) : save_next(by, &x, t, &l, e)))
        return false;
    return record(by, &x, "activity.save", t->name, t->reason, e);
}

static bool tell(struct act *by, const struct activity *x, struct str to_user, const char *text,
                 struct err *e)
{
    struct notice_new n = {.kind = STR("activity"),
                           .to_user = to_user,
                           .subject = str_format(by->a, "activity:%.*s", STR_FMT(x->code)),
                           .path = str_format(by->a, "/activities/%.*s", STR_FMT(x->code)),
                           .th = tr(LANG_TH, text),
                           .en = tr(LANG_EN, text),
                           .year = x->year};
    const struct notice_place where = {.perm = PERM_RESULT_APPROVE, .agency_id = x->agency_id};

    return to_user.n ? notice_add(by, &n, e) : notice_add_role(by, where, &n, e);
}

bool activity_send(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct activity_plan p;
    struct activity x;
    int64_t rows;

    if (!take(by, code, version, PERM_RESULT, &x, e) || !open_plan(by, &x, &p, "activity.send", e))
        return false;
    if (!str_eq(p.state, STR("draft")))
        return wrong_state(p.state, "activity.send", e);
    if (!touch(by, &x, x.plan_no ? "approved" : "sent", x.plan_no, x.open_no, e) ||
        !db_exec(by->tx->db, &Q_ACTIVITY_PLAN_SEND,
                 ARGS(V(x.id), V(p.no), V(p.version), V(by->who->name), V(by->now_ms)), &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    return tell(by, &x, STR_NONE, TR("มีแผนกิจกรรมรอความเห็นชอบ"), e) &&
           record(by, &x, "activity.send", p.name, p.reason, e);
}

bool activity_drop(struct act *by, struct str code, int64_t version, struct str reason,
                   struct err *e)
{
    struct activity_plan p;
    struct activity x;
    int64_t rows;

    if (!take(by, code, version, PERM_RESULT, &x, e) ||
        !open_plan(by, &x, &p, "activity.drop", e) ||
        !text_check("reason", reason, true, ACTIVITY_TEXT_MAX, e))
        return false;
    if (str_eq(p.state, STR("dropped")))
        return wrong_state(p.state, "activity.drop", e);
    if (!touch(by, &x, x.plan_no ? "approved" : "dropped", x.plan_no, x.plan_no ? 0 : x.open_no, e) ||
        !db_exec(by->tx->db, &Q_ACTIVITY_PLAN_DECIDE,
                 ARGS(V(x.id), V(p.no), V(p.version), V(STR("dropped")), V(by->who->name),
                      V(by->now_ms), V_NULL, V(by->who->capacity), V(reason)),
                 &rows, e))
        return false;
    return rows == 1 ? record(by, &x, "activity.drop", p.name, reason, e) : stale(e);
}

static bool same_person(const struct act *by, const struct activity_plan *p, struct err *e)
{
    if (by->who->user_id == 0 ||
        (!str_eq(by->who->name, p->made_by) && !str_eq(by->who->name, p->sent_by)))
        return false;
    FAIL(e, ERR_SAME_PERSON);
    return true;
}

static bool approve(struct act *by, const struct activity *x, const struct activity_plan *p,
                    struct err *e)
{
    if (!touch(by, x, p->stop ? "stopped" : "approved", p->no, 0, e))
        return false;
    if (!p->stop)
        return activity_settle(by, x, p->no, e);
    return db_exec(by->tx->db, &Q_ACTIVITY_SETTLE,
                   ARGS(V(x->id), V(x->done.bp), V(DATE(ACTIVITY_NEVER_DUE))), NULL, e);
}

bool activity_decide(struct act *by, struct str code, int64_t version, struct str decision,
                     struct str reason, struct err *e)
{
    bool yes = str_eq(decision, STR("approve"));
    struct activity_plan p;
    struct activity x;
    int64_t rows;

    if (!word_check("decision", decision, "approve return", e) ||
        !take(by, code, version, PERM_RESULT_APPROVE, &x, e) ||
        !open_plan(by, &x, &p, "activity.decide", e) ||
        !text_check("reason", reason, !yes, ACTIVITY_TEXT_MAX, e))
        return false;
    if (!str_eq(p.state, STR("sent")))
        return wrong_state(p.state, "activity.decide", e);
    if (same_person(by, &p, e))
        return false;
    if (!db_exec(by->tx->db, &Q_ACTIVITY_PLAN_DECIDE,
                 ARGS(V(x.id), V(p.no), V(p.version), V(yes ? STR("approved") : STR("returned")),
                      V(by->who->name), V(by->now_ms), V(yes ? by->today : DATE_NONE),
                      V(by->who->capacity), V(reason)),
                 &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    if (!(yes ? approve(by, &x, &p, e)
              : touch(by, &x, x.plan_no ? "approved" : "returned", x.plan_no, x.open_no, e)))
        return false;
    if (p.sent_by.n && !str_eq(p.sent_by, STR("system")) &&
        !tell(by, &x, p.sent_by, yes ? TR("แผนกิจกรรมได้รับความเห็นชอบแล้ว") : TR("แผนกิจกรรมถูกส่งคืนให้แก้ไข"), e))
        return false;
    return record(by, &x, yes ? "activity.approve" : "activity.return", p.name, reason, e);
}
