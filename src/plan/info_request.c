#include "plan/info_request.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/attach.h"
#include "city/notice.h"
#include "plan/comment.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field info_fields[] = {
    COL(struct info_request, id),
    COL(struct info_request, version),
    FIELD(struct info_request, year, 0, "ปีงบประมาณ", "Fiscal year"),
    COL(struct info_request, agency_id),
    COL(struct info_request, division),
    FIELD(struct info_request, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct info_request, package_code, 0, "ข้อเสนอ", "Package"),
    FIELD(struct info_request, package_title, 0, "ชื่อข้อเสนอ", "Package: title"),
    FIELD(struct info_request, line_code, 0, "รหัสรายการ", "Line"),
    FIELD(struct info_request, line_name, 0, "รายการ", "Line: name"),
    FIELD(struct info_request, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct info_request, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct info_request, asker, 0, "ผู้ถาม", "Asked by"),
    FIELD(struct info_request, asker_name, 0, "ชื่อผู้ถาม", "Asked by: name"),
    FIELD(struct info_request, asked, 0, "ถามเมื่อ", "Asked"),
    FIELD(struct info_request, due, 0, "ครบกำหนด", "Due"),
    FIELD(struct info_request, state, 0, "สถานะ", "State"),
    FIELD(struct info_request, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct info_request, turns, 0, "ครั้ง", "Turns"),
    FIELD(struct info_request, question, 0, "คำถาม", "Question"),
    FIELD(struct info_request, answer, 0, "คำตอบ", "Answer"),
};
const struct row_type info_request_type = ROW_TYPE(struct info_request, info_fields);

static const struct field turn_fields[] = {
    FIELD(struct info_turn, number, FIELD_KEY, "ลำดับ", "No."),
    FIELD(struct info_turn, kind, 0, "การกระทำ", "Act"),
    FIELD(struct info_turn, text, 0, "ข้อความ", "Text"),
    FIELD(struct info_turn, due, 0, "ครบกำหนด", "Due"),
    COL(struct info_turn, attach_code),
    FIELD(struct info_turn, attach_name, 0, "เอกสารแนบ", "File"),
    FIELD(struct info_turn, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct info_turn, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct info_turn, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct info_turn, at, 0, "เวลา", "Time"),
};
const struct row_type info_turn_type = ROW_TYPE(struct info_turn, turn_fields);

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

/* ---- reading ---- */

bool info_list(struct db *db, struct arena *a, const struct actor *who, const struct package *p,
               struct rows *ret, struct err *e)
{
    if (talk_side(who, p->agency_id) == TALK_NONE) {
        *ret = (struct rows){NULL, 0};
        return true;
    }
    return db_list(db, a, &Q_INFO_LIST, ARGS(V(p->id), V(db_day(db))), &info_request_type, ret, e);
}

bool info_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
              struct info_request *ret, struct err *e)
{
    struct package p;
    bool found;

    if (!db_find(db, a, &Q_INFO_GET, ARGS(V(code), V(db_day(db))), &info_request_type, ret, &found,
                 e)) {
        return false;
    }
    if (!found || talk_side(who, ret->agency_id) == TALK_NONE) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return package_see(db, a, who, ret->year, ret->package_code, &p, e);
}

bool info_turns(struct db *db, struct arena *a, int64_t request_id, struct rows *ret,
                struct err *e)
{
    return db_list(db, a, &Q_INFO_TURNS, ARGS(V(request_id)), &info_turn_type, ret, e);
}

struct str info_subject(struct arena *a, const struct info_request *q)
{
    if (q->line_code.n) {
        return str_format(a, "line:%.*s", STR_FMT(q->line_code));
    }
    return str_format(a, "package:%lld:%.*s", (long long)q->year, STR_FMT(q->package_code));
}

/* ---- who may ---- */

bool info_may_ask(const struct actor *who, int64_t agency_id, int64_t division, struct err *e)
{
    struct err no;

    if (!actor_check(who, PERM_COMMITTEE, agency_id, division, &no) &&
        !actor_check(who, PERM_ANALYSE, agency_id, division, e)) {
        return false;
    }
    if (who->user_id != 0 && actor_belongs(who, agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    return true;
}

static bool check_settle(const struct actor *who, const struct info_request *q, struct err *e)
{
    if (who->user_id != 0 && actor_belongs(who, q->agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    return str_eq(who->name, q->asker) ||
           actor_check(who, PERM_ASSIGN, q->agency_id, q->division, e);
}

static bool check_answer(const struct actor *who, const struct info_request *q, struct err *e)
{
    struct err no;

    return actor_check(who, PERM_REQUEST_APPROVE, q->agency_id, q->division, &no) ||
           actor_check(who, PERM_REQUEST_WRITE, q->agency_id, q->division, e);
}

bool info_may_settle(const struct actor *who, const struct info_request *q)
{
    struct err no;

    return check_settle(who, q, &no);
}

bool info_may_answer(const struct actor *who, const struct info_request *q)
{
    struct err no;

    return check_answer(who, q, &no);
}

/* ---- asking ---- */

static bool check_due(const struct act *by, struct date due, struct err *e)
{
    struct date from = date_add_days(by->today, 1), to = date_add_days(by->today, INFO_DAYS_MOST);

    if (due.yyyymmdd && date_cmp(due, from) >= 0 && date_cmp(due, to) <= 0) {
        return true;
    }
    FAIL(e, ERR_DUE_DAY);
    err_arg(e, "field", V(STR("due")));
    err_arg(e, "from", V(from));
    err_arg(e, "to", V(to));
    return false;
}

static bool check_open(struct act *by, const struct package *p, struct err *e)
{
    static const char *const shut[] = {"DRAFT", "WITHDRAWN", "ENACTED"};
    int64_t n;

    for (size_t i = 0; i < ARRAY_LEN(shut); i++) {
        if (str_eq(p->state, str_from(shut[i]))) {
            FAIL(e, ERR_STATE);
            err_arg(e, "state", V(p->state));
            err_arg(e, "event", V(STR("info_ask")));
            return false;
        }
    }
    if (!db_int(by->tx->db, &Q_INFO_OPEN_COUNT, ARGS(V(p->id)), &n, e)) {
        return false;
    }
    if (n < INFO_OPEN_MOST) {
        return true;
    }
    FAIL(e, ERR_LIMIT);
    err_arg(e, "what", V(p->code));
    err_arg(e, "limit", V((int64_t)INFO_OPEN_MOST));
    return false;
}

static bool find_line(struct act *by, const struct package *p, struct str line_code,
                      int64_t *ret_line, struct err *e)
{
    struct rows line;

    *ret_line = 0;
    if (line_code.n == 0) {
        return true;
    }
    if (!db_list(by->tx->db, by->a, &Q_COMMENT_LINE, ARGS(V(p->id), V(line_code)), &id_row_type,
                 &line, e)) {
        return false;
    }
    if (line.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(line_code));
        return false;
    }
    *ret_line = ((const struct id_row *)line.p)->id;
    return true;
}

static struct notice_new news(struct act *by, const char *kind, int64_t year, struct str package,
                              struct str code)
{
    return (struct notice_new){
        .kind = str_from(kind),
        .subject = str_format(by->a, "package:%lld:%.*s", (long long)year, STR_FMT(package)),
        .path = str_format(by->a, "/questions/%.*s", STR_FMT(code)),
        .year = year};
}

/* The agency's people hear of it. */
static bool tell_agency(struct act *by, int64_t year, struct str package, struct str code,
                        int64_t agency_id, struct err *e)
{
    struct notice_new n = news(by, "info_request", year, package, code);

    n.th = tr(LANG_TH, TR("มีคำถามเกี่ยวกับข้อเสนอของหน่วยงานที่รอคำตอบ"));
    n.en = tr(LANG_EN, TR("มีคำถามเกี่ยวกับข้อเสนอของหน่วยงานที่รอคำตอบ"));
    return notice_add_role(
        by, (struct notice_place){.perm = PERM_REQUEST_WRITE, .agency_id = agency_id}, &n, e);
}

static bool tell_asker(struct act *by, const struct info_request *q, struct err *e)
{
    struct notice_new n = news(by, "info_answer", q->year, q->package_code, q->code);

    n.to_user = q->asker;
    n.th = tr(LANG_TH, TR("หน่วยงานตอบคำถามของท่านแล้ว"));
    n.en = tr(LANG_EN, TR("หน่วยงานตอบคำถามของท่านแล้ว"));
    return str_eq(q->asker, STR("system")) || notice_add(by, &n, e);
}

static bool note(struct act *by, int64_t year, struct str package, const char *action,
                 struct str code, struct str text, struct err *e)
{
    return note_package(by, year, package,
                        (struct audit_note){
                            .action = str_from(action), .new_value = code, .reason = text},
                        e);
}

/* Of the turn: kind, text, due, attach_code, late. */
static bool add_turn(struct act *by, int64_t id, const struct info_turn *t, struct err *e)
{
    return db_exec(by->tx->db, &Q_INFO_TURN_INSERT,
                   ARGS(V(id), V(t->kind), V(t->text), V(t->due), V(t->attach_code), V(t->late),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

bool info_ask(struct act *by, const struct info_new *n, struct str *ret_code, struct err *e)
{
    struct info_turn turn = {.kind = STR("ask"), .text = n->text, .due = n->due};
    struct db *db = by->tx->db;
    struct code_row code;
    struct package p;
    struct rows made;
    int64_t line_id, id;

    if (!check_text("text", n->text, true, INFO_LONGEST, e) || !check_due(by, n->due, e) ||
        !package_see(db, by->a, by->who, n->year, n->package_code, &p, e) ||
        !info_may_ask(by->who, p.agency_id, p.division, e) || !check_open(by, &p, e) ||
        !find_line(by, &p, n->line_code, &line_id, e) ||
        !db_list(db, by->a, &Q_INFO_INSERT,
                 ARGS(V(p.year), V(p.id), V_ID(line_id), V(p.agency_id), V(by->who->name),
                      V(by->now_ms), V(n->due)),
                 &id_row_type, &made, e)) {
        return false;
    }
    id = ((const struct id_row *)made.p)->id;
    if (!db_one(db, by->a, &Q_INFO_CODE, ARGS(V(id)), &code_type, &code, e) ||
        !add_turn(by, id, &turn, e) ||
        !tell_agency(by, p.year, p.code, code.code, p.agency_id, e)) {
        return false;
    }
    *ret_code = code.code;
    return note(by, p.year, p.code, "info.ask", code.code, n->text, e);
}

/* ---- the talk ---- */

static bool find_in(struct act *by, struct str code, const char *state, const char *event,
                    struct info_request *ret, struct err *e)
{
    if (!info_get(by->tx->db, by->a, by->who, code, ret, e)) {
        return false;
    }
    if (str_eq(ret->state, str_from(state)) ||
        (str_eq(str_from(state), STR("")) && (str_eq(ret->state, STR("open")) ||
                                              str_eq(ret->state, STR("answered"))))) {
        return true;
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(str_format(by->a, "info_%.*s", STR_FMT(ret->state))));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool move(struct act *by, const struct info_request *q, int64_t version, const char *state,
                 struct date due, bool late, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_INFO_MOVE,
                 ARGS(V(q->id), V(version), V(str_from(state)), V(due), V((int64_t)late)), &rows,
                 e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

static bool check_file(struct act *by, const struct info_request *q, struct str attach_code,
                       struct err *e)
{
    struct attach_row f;

    if (attach_code.n == 0) {
        return true;
    }
    if (!attach_get(by->tx->db, by->a, attach_code, &f, e)) {
        return false;
    }
    if (str_eq(f.subject, info_subject(by->a, q)) && !f.withdrawn) {
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(attach_code));
    return false;
}

bool info_answer(struct act *by, struct str code, int64_t version, struct str text,
                 struct str attach_code, struct err *e)
{
    struct info_turn turn = {.kind = STR("answer"), .text = text, .attach_code = attach_code};
    struct info_request q;

    if (!check_text("text", text, true, INFO_LONGEST, e) ||
        !find_in(by, code, "open", "info_answer", &q, e) || !check_answer(by->who, &q, e) ||
        !check_file(by, &q, attach_code, e)) {
        return false;
    }
    turn.late = date_cmp(by->today, q.due) > 0;
    return move(by, &q, version, "answered", turn.due, turn.late, e) &&
           add_turn(by, q.id, &turn, e) && tell_asker(by, &q, e) &&
           note(by, q.year, q.package_code, "info.answer", code, text, e);
}

bool info_accept(struct act *by, struct str code, int64_t version, struct err *e)
{
    const struct info_turn turn = {.kind = STR("accept")};
    struct info_request q;

    return find_in(by, code, "answered", "info_accept", &q, e) && check_settle(by->who, &q, e) &&
           move(by, &q, version, "accepted", turn.due, false, e) && add_turn(by, q.id, &turn, e) &&
           note(by, q.year, q.package_code, "info.accept", code, STR_NONE, e);
}

bool info_again(struct act *by, struct str code, int64_t version, struct str text, struct date due,
                struct err *e)
{
    struct info_turn turn = {.kind = STR("again"), .text = text, .due = due};
    struct info_request q;

    return check_text("text", text, true, INFO_LONGEST, e) && check_due(by, due, e) &&
           find_in(by, code, "answered", "info_again", &q, e) && check_settle(by->who, &q, e) &&
           move(by, &q, version, "open", due, false, e) && add_turn(by, q.id, &turn, e) &&
           tell_agency(by, q.year, q.package_code, code, q.agency_id, e) &&
           note(by, q.year, q.package_code, "info.again", code, text, e);
}

bool info_withdraw(struct act *by, struct str code, int64_t version, struct str reason,
                   struct err *e)
{
    struct info_turn turn = {.kind = STR("withdraw"), .text = reason};
    struct info_request q;

    return check_text("reason", reason, true, INFO_LONGEST, e) &&
           find_in(by, code, "", "info_withdraw", &q, e) && check_settle(by->who, &q, e) &&
           move(by, &q, version, "withdrawn", turn.due, false, e) && add_turn(by, q.id, &turn, e) &&
           note(by, q.year, q.package_code, "info.withdraw", code, reason, e);
}

/* ---- the clock ---- */

struct mark {
    struct str kind, word;
    struct when at;
    int64_t number, request_id;
    struct date due;
};
static const struct field mark_fields[] = {
    COL(struct mark, kind),   COL(struct mark, word),       COL(struct mark, at),
    COL(struct mark, number), COL(struct mark, request_id), COL(struct mark, due),
};
static const struct row_type mark_type = ROW_TYPE(struct mark, mark_fields);

struct asked { /* one question as the clock goes by */
    int64_t id;
    bool open, answered;
    struct date due;
};
struct going {
    struct asked *q;
    size_t n;
    int64_t open;
    bool sent, returned, ended;
    struct date since;
};

static bool ends(struct str state)
{
    static const char *const at_end[] = {"FUNDED",   "UNFUNDED",   "PARTLY_FUNDED",
                                         "ENACTED",  "WITHDRAWN",  "UNSUITABLE",
                                         "CUT_BY_COUNCIL", "RESTORED_BY_AMENDMENT"};

    for (size_t i = 0; i < ARRAY_LEN(at_end); i++) {
        if (str_eq(state, str_from(at_end[i]))) {
            return true;
        }
    }
    return false;
}

/* The days up to `day` go to whoever had it. */
static void pass(struct going *g, struct package_clock *c, struct date day)
{
    int64_t days;

    if (!g->sent || g->ended) {
        return;
    }
    days = date_days_between(g->since, day);
    if (g->returned || g->open > 0) {
        c->days_agency += days > 0 ? days : 0;
    } else {
        c->days_city += days > 0 ? days : 0;
    }
    g->since = day;
}

static void turn(struct going *g, const struct mark *m)
{
    struct asked *q = NULL;
    bool was;

    for (size_t i = 0; i < g->n && !q; i++) {
        q = g->q[i].id == m->request_id ? &g->q[i] : NULL;
    }
    if (!q) {
        q = &g->q[g->n++];
        *q = (struct asked){.id = m->request_id};
    }
    was = q->open;
    q->open = str_eq(m->word, STR("ask")) || str_eq(m->word, STR("again"));
    q->answered = str_eq(m->word, STR("answer"));
    q->due = m->due.yyyymmdd ? m->due : q->due;
    g->open += (int64_t)q->open - (int64_t)was;
}

static void step(struct going *g, struct package_clock *c, const struct mark *m)
{
    struct date day = date_of_ms(m->at.ms);

    if (str_eq(m->kind, STR("assignee"))) {
        c->assignee = m->word;
        return;
    }
    if (str_eq(m->kind, STR("comment"))) {
        *(str_eq(m->word, STR("shared")) ? &c->shared : &c->internal) += m->number;
        return;
    }
    pass(g, c, day);
    if (str_eq(m->kind, STR("turn"))) {
        turn(g, m);
        return;
    }
    if (str_eq(m->word, STR("SUBMITTED")) && !g->sent) {
        g->sent = true;
        g->since = day;
    }
    g->returned = str_eq(m->word, STR("RETURNED"));
    g->ended = ends(m->word);
    g->since = g->sent ? day : g->since;
}

bool package_clock(struct db *db, struct arena *a, int64_t package_id, struct date today,
                   struct package_clock *ret, struct err *e)
{
    struct package_clock c = {0};
    struct going g = {0};
    struct rows rows;

    if (!db_list(db, a, &Q_PACKAGE_CLOCK, ARGS(V(package_id)), &mark_type, &rows, e)) {
        return false;
    }
    g.q = ARENA_ARRAY(a, struct asked, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        step(&g, &c, (const struct mark *)rows.p + i);
    }
    pass(&g, &c, today);
    c.sent = g.sent;
    c.running = g.sent && !g.ended;
    c.with_agency = c.running && (g.returned || g.open > 0);
    c.questions = (int64_t)g.n;
    for (size_t i = 0; i < g.n; i++) {
        const struct asked *q = &g.q[i];

        c.open += q->open;
        c.answered += q->answered;
        c.late += q->open && date_cmp(q->due, today) < 0;
        if (q->open && (!c.due.yyyymmdd || date_cmp(q->due, c.due) < 0)) {
            c.due = q->due;
        }
    }
    *ret = c;
    return true;
}
