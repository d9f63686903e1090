/* council_question_write.c - asking, giving it to who answers, drafting, approving, sending, asking again. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/search.h"
#include "city/text_check.h"
#include "plan/council_question.h"
#include "plan/section.h"
#include "plan/statement_note.h"
#include "sql_plan.h"
#include "store/store.h"

enum { ASKER_MAX = 200, DUE_DAYS_MOST = 120 };

/* ---- what every step does ---- */

static bool refuse(enum perm p, struct err *e)
{
    FAIL(e, ERR_FORBIDDEN);
    err_arg(e, "permission", V(str_from(perm_word(p))));
    return false;
}

/* Elsewhere they might: say that it is not theirs. */
static bool refuse_place(const struct actor *who, enum perm p, struct err *e)
{
    if (!actor_may(who, p))
        return refuse(p, e);
    FAIL(e, ERR_SCOPE);
    err_arg(e, "scope", V(who->role_word));
    return false;
}

static bool find_in(struct act *by, struct str code, const char *states, const char *event,
                    struct council_question *ret, struct err *e)
{
    struct str rest = str_from(states), one;

    if (!council_question_get(by->tx->db, by->a, by->who, code, by->now_ms, ret, e))
        return false;
    while (str_split(&rest, ' ', &one)) {
        if (str_eq(one, ret->state))
            return true;
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(ret->state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool add_turn(struct act *by, const struct council_question *q, const char *kind,
                     struct str body, struct err *e)
{
    return db_exec(by->tx->db, &Q_COUNCIL_QUESTION_TURN_INSERT,
                   ARGS(V(q->id), V(q->round), V(str_from(kind)), V(body), V(by->who->name),
                        V(by->who->capacity), V(by->now_ms)),
                   NULL, e);
}

static bool note(struct act *by, const struct council_question *q, const char *event,
                 struct str value, struct str reason, struct err *e)
{
    struct audit_note n = {.new_value = value, .reason = reason, .year = q->year};

    n.action = str_format(by->a, "council_question.%s", event);
    n.subject = str_format(by->a, "council_question:%.*s", STR_FMT(q->code));
    return audit_add(by, &n, e);
}

static bool move(struct act *by, const struct council_question *q, int64_t version,
                 const char *state, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_COUNCIL_QUESTION_MOVE,
                 ARGS(V(q->id), V(version), V(str_from(state)), V(q->round), V(q->due.ms),
                      q->answered.ms ? V(q->answered.ms) : V_NULL, V(date_of_ms(q->due.ms))),
                 &rows, e))
        return false;
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

static struct notice_new news(struct act *by, const struct council_question *q,
                              enum notice_kind k)
{
    return (struct notice_new){
        .kind = str_from(notice_word(k)),
        .subject = str_format(by->a, "council_question:%.*s", STR_FMT(q->code)),
        .path = str_format(by->a, "/council/questions/%.*s", STR_FMT(q->code)),
        .th = notice_sentence(k, LANG_TH),
        .en = notice_sentence(k, LANG_EN),
        .year = q->year};
}

/* Who answers: the person named, else the agency's people, else the office that prepares the bill. */
static bool tell_owner(struct act *by, const struct council_question *q, struct err *e)
{
    struct notice_new n = news(by, q, NOTICE_COUNCIL_QUESTION);

    if (q->owner_id && q->owner_user.n) {
        n.to_user = q->owner_user;
        return notice_add(by, &n, e);
    }
    if (q->owner_id)
        return notice_add_role(by, (struct notice_place){PERM_REQUEST_WRITE, q->owner_id, 0}, &n,
                               e);
    return notice_add_role(by, (struct notice_place){PERM_BILL, 0, 0}, &n, e);
}

static bool tell_approvers(struct act *by, const struct council_question *q, struct err *e)
{
    struct notice_new n = news(by, q, NOTICE_COUNCIL_QUESTION);

    n.th = tr(LANG_TH, TR("มีร่างคำตอบถึงสภาที่รอเห็นชอบ"));
    n.en = tr(LANG_EN, TR("มีร่างคำตอบถึงสภาที่รอเห็นชอบ"));
    return notice_add_role(by, (struct notice_place){PERM_REQUEST_APPROVE, q->owner_id, 0}, &n,
                           e) &&
           (q->division == 0 ||
            notice_add_role(by, (struct notice_place){PERM_ANALYSE, 0, q->division}, &n, e));
}

static bool tell_asker(struct act *by, const struct council_question *q, struct err *e)
{
    struct notice_new n = news(by, q, NOTICE_COUNCIL_ANSWER);

    n.to_user = q->asker_user;
    return q->asker_user.n == 0 || str_eq(q->asker_user, by->who->name) || notice_add(by, &n, e);
}

/* ---- asking ---- */

struct about { /* what the question is about, as ids; 0 = none */
    int64_t line, unit, agency, ordinance;
};

static bool find_about(struct act *by, const struct council_question_new *n, struct about *ret,
                       struct err *e)
{
    struct statement_subject s;
    struct agency g;

    *ret = (struct about){.ordinance = n->ordinance};
    if (str_eq(n->subject_kind, STR("general")))
        return true;
    if (str_trim(n->subject_code).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("subject_code")));
        return false;
    }
    if (str_eq(n->subject_kind, STR("agency"))) {
        if (!agency_get(by->tx->db, by->a, str_trim(n->subject_code), &g, e))
            return false;
        ret->agency = g.id;
        return true;
    }
    if (!statement_subject_get(by->tx->db, by->a, n->year, str_trim(n->subject_code), SIGHT_CITY,
                               &s, e))
        return false;
    if (!str_eq(s.kind, n->subject_kind) || s.year != n->year) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(n->subject_code));
        return false;
    }
    *ret = (struct about){.line = s.line_id,
                          .unit = str_eq(s.kind, STR("unit")) ? s.unit_id : 0,
                          .agency = s.agency_id,
                          .ordinance = s.ordinance};
    return true;
}

/* A councillor asks as themselves; the Council's office records what anybody asked. */
static bool check_asker(const struct act *by, const struct council_question_new *n,
                        struct council_question *q, struct err *e)
{
    struct err no;

    q->asker_kind = n->asker_kind;
    q->asker = str_trim(n->asker);
    if (actor_check_city(by->who, PERM_COUNCIL, &no))
        return word_check("asker_kind", n->asker_kind, "councillor committee subcommittee council",
                          e) &&
               text_check("asker", q->asker, true, ASKER_MAX, e);
    if (!actor_check_city(by->who, PERM_COUNCILLOR, e))
        return false;
    q->asker_kind = STR("councillor");
    q->asker = by->who->full_name.n ? by->who->full_name : by->who->name;
    q->asker_user = by->who->name;
    return true;
}

static bool index_texts(struct act *by, const struct council_question *q, struct str body,
                        struct err *e)
{
    return search_index(by, STR("council_question"), q->id, body, e);
}

static bool insert(struct act *by, const struct council_question_new *n, const struct about *at,
                   struct council_question *q, struct err *e)
{
    struct db *db = by->tx->db;

    q->year = n->year;
    q->ordinance = at->ordinance;
    q->round = 1;
    q->owner_id = at->agency;
    q->state = at->agency ? STR("assigned") : STR("asked");
    if (!council_question_due(db, by->a, n->year, n->urgent, by->now_ms, &q->due.ms, e) ||
        !db_int(db, &Q_COUNCIL_QUESTION_NEXT, ARGS(V(q->year), V(q->ordinance)), &q->number, e))
        return false;
    q->code = str_format(by->a, "%lld-%lld-Q%04lld", (long long)q->year, (long long)q->ordinance,
                         (long long)q->number);
    return db_int(db, &Q_COUNCIL_QUESTION_INSERT,
                  ARGS(V(q->year), V(q->ordinance), V(q->number), V(q->code), V(q->asker_kind),
                       V(q->asker), V(q->asker_user), V(n->subject_kind), V_ID(at->line),
                       V_ID(at->unit), V_ID(at->agency), V(n->urgent), V(q->state), V(by->now_ms),
                       V(q->due.ms), V(date_of_ms(q->due.ms))),
                  &q->id, e);
}

bool council_question_ask(struct act *by, const struct council_question_new *n,
                          struct str *ret_code, struct err *e)
{
    struct council_question q = {0};
    struct about at;

    if (!check_asker(by, n, &q, e) ||
        !word_check("subject_kind", n->subject_kind, "line unit agency general", e) ||
        !text_check("text", n->text, true, COUNCIL_TEXT_MAX, e) || !find_about(by, n, &at, e) ||
        !insert(by, n, &at, &q, e))
        return false;
    *ret_code = q.code;
    return add_turn(by, &q, "ask", n->text, e) && index_texts(by, &q, n->text, e) &&
           index_texts(by, &q, q.asker, e) && index_texts(by, &q, q.code, e) &&
           tell_owner(by, &q, e) && note(by, &q, "ask", n->text, STR_NONE, e);
}

/* ---- giving it to who answers ---- */

static bool check_person(struct act *by, struct str user, int64_t agency_id, struct err *e)
{
    int64_t n;

    if (user.n == 0)
        return true;
    if (!db_int(by->tx->db, &Q_COUNCIL_QUESTION_PERSON, ARGS(V(user), V(agency_id)), &n, e))
        return false;
    if (n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(user));
    }
    return n > 0;
}

/* The end of that day, within the days that make sense; none = as it stands. */
static bool take_due(const struct act *by, struct date due, struct council_question *q,
                     struct err *e)
{
    struct date last = date_add_days(by->today, DUE_DAYS_MOST);

    if (due.yyyymmdd == 0)
        return true;
    if (date_cmp(due, by->today) < 0 || date_cmp(due, last) > 0) {
        FAIL(e, ERR_DUE_DAY);
        err_arg(e, "field", V(STR("due")));
        err_arg(e, "from", V(by->today));
        err_arg(e, "to", V(last));
        return false;
    }
    q->due.ms = date_start_ms(date_add_days(due, 1)) - 1;
    return true;
}

bool council_question_assign(struct act *by, struct str code,
                             const struct council_question_owner *o, struct err *e)
{
    struct council_question q;
    struct agency g;
    bool office;
    int64_t rows;
    struct err no;

    if (!find_in(by, code, "asked assigned drafted", "question_assign", &q, e))
        return false;
    office = actor_check_city(by->who, PERM_COUNCIL, &no) ||
             actor_check_city(by->who, PERM_BILL, &no);
    if (!council_question_may_assign(by->who, &q))
        return refuse_place(by->who, PERM_REQUEST_APPROVE, e);
    if (!agency_get(by->tx->db, by->a, o->agency_code, &g, e))
        return false;
    if (!office && g.id != q.owner_id) /* a head names people, not other agencies */
        return refuse_place(by->who, PERM_COUNCIL, e);
    if (!check_person(by, o->user_name, g.id, e) || !take_due(by, o->due, &q, e))
        return false;
    q.state = g.id == q.owner_id && !str_eq(q.state, STR("asked")) ? q.state : STR("assigned");
    q.owner_id = g.id;
    q.owner_user = o->user_name;
    if (!db_exec(by->tx->db, &Q_COUNCIL_QUESTION_ASSIGN,
                 ARGS(V(q.id), V(o->version), V(q.state), V(g.id), V(o->user_name), V(q.due.ms),
                      V(date_of_ms(q.due.ms))),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return add_turn(by, &q, "assign",
                    o->user_name.n ? str_format(by->a, "%.*s \xC2\xB7 %.*s", STR_FMT(g.name_th),
                                                STR_FMT(o->user_name))
                                   : g.name_th,
                    e) &&
           tell_owner(by, &q, e) && note(by, &q, "assign", g.code, o->user_name, e);
}

/* ---- drafting and approving ---- */

bool council_question_draft(struct act *by, struct str code, int64_t version, struct str text,
                            struct err *e)
{
    struct council_question q;

    if (!find_in(by, code, "assigned drafted", "question_draft", &q, e))
        return false;
    if (!council_question_may_draft(by->who, &q))
        return refuse_place(by->who, PERM_REQUEST_WRITE, e);
    return text_check("text", text, true, COUNCIL_TEXT_MAX, e) &&
           move(by, &q, version, "drafted", e) && add_turn(by, &q, "draft", text, e) &&
           tell_approvers(by, &q, e) && note(by, &q, "draft", text, STR_NONE, e);
}

static bool check_approver(struct act *by, const struct council_question *q, struct err *e)
{
    if (!council_question_may_approve(by->who, q))
        return refuse_place(by->who, actor_may(by->who, PERM_REQUEST_APPROVE) ? PERM_REQUEST_APPROVE
                                                                              : PERM_ANALYSE,
                            e);
    if (by->who->user_id != 0 && str_eq(q->draft_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return true;
}

bool council_question_approve(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct council_question q;
    struct notice_new n;

    if (!find_in(by, code, "drafted", "question_approve", &q, e) || !check_approver(by, &q, e) ||
        !move(by, &q, version, "approved", e) || !add_turn(by, &q, "approve", STR_NONE, e))
        return false;
    n = news(by, &q, NOTICE_COUNCIL_QUESTION);
    n.th = tr(LANG_TH, TR("มีคำตอบที่เห็นชอบแล้วและรอส่งถึงสภา"));
    n.en = tr(LANG_EN, TR("มีคำตอบที่เห็นชอบแล้วและรอส่งถึงสภา"));
    return notice_add_role(by, (struct notice_place){PERM_COUNCIL, 0, 0}, &n, e) &&
           note(by, &q, "approve", STR_NONE, STR_NONE, e);
}

bool council_question_return(struct act *by, struct str code, int64_t version, struct str reason,
                             struct err *e)
{
    struct council_question q;

    return text_check("reason", reason, true, COUNCIL_TEXT_MAX, e) &&
           find_in(by, code, "drafted approved", "question_return", &q, e) &&
           (council_question_may_approve(by->who, &q) ||
            refuse_place(by->who, PERM_REQUEST_APPROVE, e)) &&
           move(by, &q, version, "assigned", e) && add_turn(by, &q, "return", reason, e) &&
           tell_owner(by, &q, e) && note(by, &q, "return", STR_NONE, reason, e);
}

/* ---- to the Council ---- */

/* What was approved, whoever sends it. */
static bool approved_words(struct act *by, struct council_question *q, struct err *e)
{
    struct actor all = actor_system();

    return council_question_get(by->tx->db, by->a, &all, q->code, by->now_ms, q, e);
}

bool council_question_send(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct council_question q;

    if (!find_in(by, code, "approved", "question_send", &q, e))
        return false;
    if (!council_question_may_send(by->who, &q))
        return refuse_place(by->who, PERM_COUNCIL, e);
    if (!approved_words(by, &q, e))
        return false;
    q.answered.ms = by->now_ms;
    return move(by, &q, version, "answered", e) && add_turn(by, &q, "answer", q.draft, e) &&
           index_texts(by, &q, q.draft, e) && tell_asker(by, &q, e) &&
           note(by, &q, "send", STR_NONE, STR_NONE, e);
}

bool council_question_follow(struct act *by, struct str code, int64_t version, struct str text,
                             struct err *e)
{
    struct council_question q;

    if (!text_check("text", text, true, COUNCIL_TEXT_MAX, e) ||
        !find_in(by, code, "answered", "question_follow", &q, e))
        return false;
    if (!council_question_may_follow(by->who, &q))
        return refuse_place(by->who, PERM_COUNCILLOR, e);
    q.round++;
    q.answered.ms = 0;
    return council_question_due(by->tx->db, by->a, q.year, q.urgent, by->now_ms, &q.due.ms, e) &&
           move(by, &q, version, q.owner_id ? "assigned" : "asked", e) &&
           add_turn(by, &q, "follow", text, e) && index_texts(by, &q, text, e) &&
           tell_owner(by, &q, e) && note(by, &q, "follow", text, STR_NONE, e);
}

bool council_question_withdraw(struct act *by, struct str code, int64_t version,
                               struct str reason, struct err *e)
{
    struct council_question q;

    if (!text_check("reason", reason, true, COUNCIL_TEXT_MAX, e) ||
        !find_in(by, code, "asked assigned drafted approved", "question_withdraw", &q, e))
        return false;
    if (!council_question_may_follow(by->who, &q))
        return refuse_place(by->who, PERM_COUNCILLOR, e);
    return move(by, &q, version, "withdrawn", e) && add_turn(by, &q, "withdraw", reason, e) &&
           note(by, &q, "withdraw", STR_NONE, reason, e);
}

/* ---- what is nearly due ---- */

struct near {
    struct str code, owner_user;
    int64_t year, owner_id, round;
    bool late;
};
static const struct field near_fields[] = {
    COL(struct near, code),     COL(struct near, year),  COL(struct near, owner_id),
    COL(struct near, owner_user), COL(struct near, round), COL(struct near, late),
};
static const struct row_type near_type = ROW_TYPE(struct near, near_fields);

bool council_question_warn(struct act *by, int64_t *ret, struct err *e)
{
    const struct near *s;
    struct rows rows;

    *ret = 0;
    if (!db_list(by->tx->db, by->a, &Q_COUNCIL_QUESTION_NEAR,
                 ARGS(V(by->now_ms), V(by->now_ms + INT64_C(86400000))), &near_type, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        const struct council_question q = {.code = s[i].code, .year = s[i].year};
        struct notice_new n = news(by, &q, NOTICE_COUNCIL_QUESTION);
        const struct notice_place place = {s[i].owner_id ? PERM_REQUEST_WRITE : PERM_BILL,
                                           s[i].owner_id, 0};
        const char *th = s[i].late ? TR("คำถามของสภาเลยกำหนดตอบแล้ว")
                                   : TR("คำถามของสภาใกล้ครบกำหนดตอบ");

        n.th = tr(LANG_TH, th);
        n.en = tr(LANG_EN, th);
        n.once = str_format(by->a, "cq:%.*s:%lld:%d:%d", STR_FMT(s[i].code),
                            (long long)s[i].round, s[i].late, by->today.yyyymmdd);
        n.to_user = s[i].owner_user;
        if (!(s[i].owner_user.n ? notice_add(by, &n, e) : notice_add_role(by, place, &n, e)))
            return false;
        ++*ret;
    }
    return true;
}
