#include "city/survey.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/remind.h"
#include "city/survey_row.h"
#include "city/text_check.h"
#include "city/year.h"
#include "sql_city.h"
#include "store/store.h"

enum { TITLE_MAX = 300, INTRO_MAX = 5000, BODY_MAX = 500, CHOICES_MAX = 2000, VALUE_MAX = 3000 };

static const struct field survey_fields[] = {
    COL(struct survey, id),
    COL(struct survey, version),
    FIELD(struct survey, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct survey, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct survey, title, 0, "เรื่อง", "Subject"),
    FIELD(struct survey, intro, 0, "คำชี้แจง", "Introduction"),
    FIELD(struct survey, state, 0, "สถานะ", "State"),
    FIELD(struct survey, closes, 0, "ตอบภายใน", "Answer by"),
    FIELD(struct survey, to_kind, 0, "ถึง", "To"),
    FIELD(struct survey, questions, 0, "คำถาม", "Questions"),
    FIELD(struct survey, receivers, 0, "หน่วยงานที่ถาม", "Agencies asked"),
    FIELD(struct survey, replies, 0, "ตอบแล้ว", "Answered"),
    FIELD(struct survey, made_by, 0, "ผู้ออก", "By"),
    FIELD(struct survey, made, 0, "ร่างเมื่อ", "Drafted"),
    FIELD(struct survey, opened, 0, "เปิดเมื่อ", "Opened"),
    FIELD(struct survey, closed, 0, "ปิดเมื่อ", "Closed"),
};
const struct row_type survey_type = ROW_TYPE(struct survey, survey_fields);

static const struct field question_fields[] = {
    FIELD(struct survey_question, number, FIELD_KEY, "ข้อ", "No."),
    FIELD(struct survey_question, kind, 0, "ประเภท", "Kind"),
    FIELD(struct survey_question, body, 0, "คำถาม", "Question"),
    FIELD(struct survey_question, choices, 0, "ตัวเลือก", "Choices"),
};
const struct row_type survey_question_type = ROW_TYPE(struct survey_question, question_fields);

static const struct field value_fields[] = {
    COL(struct survey_value, number),
    COL(struct survey_value, value),
};
const struct row_type survey_value_type = ROW_TYPE(struct survey_value, value_fields);

static const struct field reply_fields[] = {
    COL(struct survey_reply, agency_id),   COL(struct survey_reply, version),
    COL(struct survey_reply, agency_name), COL(struct survey_reply, by_user),
    COL(struct survey_reply, at),
};
const struct row_type survey_reply_type = ROW_TYPE(struct survey_reply, reply_fields);

struct survey_near {
    int64_t id, year;
    struct str code;
    struct date due;
};
static const struct field near_fields[] = {
    COL(struct survey_near, id),
    COL(struct survey_near, code),
    COL(struct survey_near, year),
    COL(struct survey_near, due),
};
static const struct row_type near_type = ROW_TYPE(struct survey_near, near_fields);

struct survey_code {
    struct str code;
};
static const struct field code_fields[] = {COL(struct survey_code, code)};
static const struct row_type code_type = ROW_TYPE(struct survey_code, code_fields);

/* ---- reading ---- */

bool survey_list(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                 struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SURVEY_LIST, ARGS(V(year), V((int64_t)actor_may(who, PERM_CIRCULAR))),
                   &survey_type, ret, e);
}

bool survey_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                struct survey *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_SURVEY_GET, ARGS(V(code), V((int64_t)actor_may(who, PERM_CIRCULAR))),
                 &survey_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool survey_questions(struct db *db, struct arena *a, int64_t survey_id, struct rows *ret,
                      struct err *e)
{
    return db_list(db, a, &Q_SURVEY_QUESTIONS, ARGS(V(survey_id)), &survey_question_type, ret, e);
}

bool survey_mine(struct db *db, struct arena *a, const struct actor *who, int64_t survey_id,
                 struct survey_reply *ret, bool *ret_found, struct err *e)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    SB_LIT(&b, ",");
    for (int64_t i = 0; i < who->grants; i++) {
        const struct scope *s = &who->grant[i].scope;

        if (s->kind == SCOPE_AGENCY) {
            sbuf_printf(&b, "%lld,", (long long)s->id);
        }
    }
    return db_find(db, a, &Q_SURVEY_MINE, ARGS(V(survey_id), V(sbuf_str(&b))), &survey_reply_type,
                   ret, ret_found, e);
}

bool survey_values(struct db *db, struct arena *a, int64_t survey_id, int64_t agency_id,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SURVEY_VALUES, ARGS(V(survey_id), V(agency_id)), &survey_value_type,
                   ret, e);
}

/* ---- drafting ---- */

static bool note_survey(struct act *by, const char *action, struct str code, struct str value,
                        struct err *e)
{
    struct audit_note note = {.action = str_from(action), .new_value = value};

    note.subject = str_format(by->a, "survey:%.*s", STR_FMT(code));
    return audit_add(by, &note, e);
}

static bool bad_state(struct err *e, struct str state, const char *event)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool check_day(const struct act *by, struct date closes, struct err *e)
{
    if (closes.yyyymmdd && date_cmp(closes, by->today) >= 0) {
        return true;
    }
    FAIL(e, closes.yyyymmdd ? ERR_DATE_PAST : ERR_REQUIRED);
    err_arg(e, "field", V(STR("closes")));
    if (closes.yyyymmdd) {
        err_arg(e, "date", V(closes));
    }
    return false;
}

bool survey_draft(struct act *by, const struct survey_new *n, struct str *ret_code, struct err *e)
{
    struct fiscal_year year;
    struct survey_code code;
    int64_t id;

    if (!actor_check_city(by->who, PERM_CIRCULAR, e) ||
        !year_get(by->tx->db, by->a, n->year, &year, e) ||
        !text_check("title", n->title, true, TITLE_MAX, e) ||
        !text_check("intro", n->intro, false, INTRO_MAX, e) ||
        !word_check("to_kind", n->to_kind, "all bureau district", e) ||
        !check_day(by, n->closes, e) ||
        !db_int(by->tx->db, &Q_SURVEY_INSERT,
                ARGS(V(str_format(by->a, "%lld", (long long)n->year)), V(n->year), V(n->title),
                     V(n->intro), V(n->closes), V(n->to_kind), V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !db_one(by->tx->db, by->a, &Q_SURVEY_CODE, ARGS(V(id)), &code_type, &code, e)) {
        return false;
    }
    *ret_code = code.code;
    return note_survey(by, "survey.draft", code.code, n->title, e);
}

static bool find_in(struct act *by, struct str code, const char *state, const char *event,
                    struct survey *ret, struct err *e)
{
    return actor_check_city(by->who, PERM_CIRCULAR, e) &&
           survey_get(by->tx->db, by->a, by->who, code, ret, e) &&
           (str_eq(ret->state, str_from(state)) || bad_state(e, ret->state, event));
}

static bool too_many(struct err *e, const char *what, int64_t limit)
{
    FAIL(e, ERR_LIMIT);
    err_arg(e, "what", V(str_from(what)));
    err_arg(e, "limit", V(limit));
    return false;
}

static bool check_question(const struct survey_question *q, struct err *e)
{
    bool choice = str_eq(q->kind, STR("choice"));
    struct str list[SURVEY_CHOICES + 1];
    size_t n;

    if (!word_check("kind", q->kind, "choice scale text", e) ||
        !text_check("body", q->body, true, BODY_MAX, e) ||
        !text_check("choices", q->choices, choice, CHOICES_MAX, e)) {
        return false;
    }
    n = survey_choices(q->choices, list, ARRAY_LEN(list));
    if (choice && n < 2) {
        return text_check("choices", STR_NONE, true, 0, e);
    }
    return n <= SURVEY_CHOICES || too_many(e, "choices", SURVEY_CHOICES);
}

bool survey_question_add(struct act *by, struct str code, const struct survey_question *q,
                         struct err *e)
{
    bool choice = str_eq(q->kind, STR("choice"));
    struct survey s;

    if (!find_in(by, code, "draft", "edit", &s, e) || !check_question(q, e)) {
        return false;
    }
    if (s.questions >= SURVEY_QUESTIONS) {
        return too_many(e, "questions", SURVEY_QUESTIONS);
    }
    return db_exec(by->tx->db, &Q_SURVEY_QUESTION_INSERT,
                   ARGS(V(s.id), V(q->kind), V(str_trim(q->body)),
                        V(choice ? str_trim(q->choices) : STR_NONE)),
                   NULL, e) &&
           db_exec(by->tx->db, &Q_SURVEY_TOUCH, ARGS(V(s.id)), NULL, e) &&
           note_survey(by, "survey.question", code, q->body, e);
}

bool survey_question_drop(struct act *by, struct str code, int64_t number, struct err *e)
{
    struct survey s;
    int64_t rows;

    if (!find_in(by, code, "draft", "edit", &s, e) ||
        !db_exec(by->tx->db, &Q_SURVEY_QUESTION_DELETE, ARGS(V(s.id), V(number)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "#%lld", (long long)number)));
        return false;
    }
    return db_exec(by->tx->db, &Q_SURVEY_TOUCH, ARGS(V(s.id)), NULL, e) &&
           note_survey(by, "survey.question_drop", code,
                       str_format(by->a, "%lld", (long long)number), e);
}

/* ---- opening and closing ---- */

static bool tell_unanswered(struct act *by, int64_t id, struct str code, int64_t year,
                            enum notice_kind kind, int64_t *ret_n, struct err *e)
{
    struct notice_new n = {.kind = str_from(notice_word(kind)),
                           .subject = str_format(by->a, "survey:%.*s", STR_FMT(code)),
                           .path = str_format(by->a, "/surveys/%.*s", STR_FMT(code)),
                           .th = notice_sentence(NOTICE_SURVEY, LANG_TH),
                           .en = notice_sentence(NOTICE_SURVEY, LANG_EN),
                           .year = year};
    const struct id_row *g;
    struct rows rows;

    if (kind == NOTICE_DEADLINE) { /* reminded once a day */
        n.once = str_format(by->a, "survey:%.*s:%d", STR_FMT(code), by->today.yyyymmdd);
    }
    if (!db_list(by->tx->db, by->a, &Q_SURVEY_UNANSWERED_IDS, ARGS(V(id)), &id_row_type, &rows,
                 e)) {
        return false;
    }
    g = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct notice_place where = {PERM_SIGNED_IN, g[i].id, 0};

        if (!notice_add_role(by, where, &n, e)) {
            return false;
        }
    }
    *ret_n = (int64_t)rows.n;
    return true;
}

static bool moved(struct act *by, const struct query *q, int64_t id, int64_t version, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, q, ARGS(V(id), V(version), V(by->now_ms)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
    }
    return rows == 1;
}

bool survey_open(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct survey s;
    int64_t n;

    if (!find_in(by, code, "draft", "open", &s, e) || !check_day(by, s.closes, e)) {
        return false;
    }
    if (s.questions == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("questions")));
        return false;
    }
    return moved(by, &Q_SURVEY_OPENED, s.id, version, e) &&
           db_exec(by->tx->db, &Q_SURVEY_TO_INSERT, ARGS(V(s.id), V(s.year), V(s.to_kind)), NULL,
                   e) &&
           tell_unanswered(by, s.id, code, s.year, NOTICE_SURVEY, &n, e) &&
           note_survey(by, "survey.open", code, str_format(by->a, "%lld", (long long)n), e);
}

bool survey_close(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct survey s;

    return find_in(by, code, "open", "close", &s, e) &&
           moved(by, &Q_SURVEY_CLOSED, s.id, version, e) &&
           note_survey(by, "survey.close", code,
                       str_format(by->a, "%lld/%lld", (long long)s.replies, (long long)s.receivers),
                       e);
}

/* ---- answering ---- */

static bool check_value(const struct survey_question *q, struct str value, struct err *e)
{
    struct str list[SURVEY_CHOICES + 1];
    int64_t n, most = SURVEY_SCALE;

    if (str_eq(q->kind, STR("text"))) {
        return text_check("value", value, false, VALUE_MAX, e);
    }
    if (str_eq(q->kind, STR("choice"))) {
        most = (int64_t)survey_choices(q->choices, list, ARRAY_LEN(list));
    }
    if (exact_parse_decimal(value, 0, &n) && n >= 1 && n <= most) {
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("value")));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(most));
    return false;
}

static const struct survey_question *question_of(const struct rows *rows, int64_t number)
{
    const struct survey_question *q = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (q[i].number == number) {
            return &q[i];
        }
    }
    return NULL;
}

static bool check_open(struct act *by, const struct survey *s, struct err *e)
{
    return (str_eq(s->state, STR("open")) || bad_state(e, s->state, "answer")) &&
           check_day(by, s->closes, e);
}

/* Whoever prepares or approves for that agency. */
static bool check_answerer(struct act *by, int64_t agency_id, struct err *e)
{
    struct agency g;
    struct err other;

    return agency_by_id(by->tx->db, by->a, agency_id, &g, e) &&
           (actor_check(by->who, PERM_REQUEST_WRITE, g.id, g.division, &other) ||
            actor_check(by->who, PERM_REQUEST_APPROVE, g.id, g.division, e));
}

static bool put_values(struct act *by, const struct survey *s, int64_t agency_id,
                       const struct survey_value *v, size_t n, struct err *e)
{
    struct rows questions;

    if (!survey_questions(by->tx->db, by->a, s->id, &questions, e) ||
        !db_exec(by->tx->db, &Q_SURVEY_ANSWER_DROP, ARGS(V(s->id), V(agency_id)), NULL, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct survey_question *q = question_of(&questions, v[i].number);
        struct str value = str_trim(v[i].value);

        if (!q || value.n == 0) {
            continue;
        }
        if (!check_value(q, value, e) ||
            !db_exec(by->tx->db, &Q_SURVEY_ANSWER_INSERT,
                     ARGS(V(s->id), V(agency_id), V(q->number), V(value)), NULL, e)) {
            return false;
        }
    }
    return true;
}

bool survey_answer(struct act *by, struct str code, int64_t version, const struct survey_value *v,
                   size_t n, struct err *e)
{
    struct survey_reply mine;
    struct survey s;
    int64_t rows;
    bool found;

    if (!survey_get(by->tx->db, by->a, by->who, code, &s, e) || !check_open(by, &s, e) ||
        !survey_mine(by->tx->db, by->a, by->who, s.id, &mine, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(by->who->role_word));
        return false;
    }
    if (!check_answerer(by, mine.agency_id, e) ||
        !db_exec(by->tx->db, &Q_SURVEY_REPLY_PUT,
                 ARGS(V(s.id), V(mine.agency_id), V(by->who->name), V(by->now_ms), V(version)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return put_values(by, &s, mine.agency_id, v, n, e) &&
           note_survey(by, "survey.answer", code, by->who->name, e);
}

/* ---- reminders ---- */

bool survey_warn(struct act *by, struct err *e)
{
    struct remind_days days;
    const struct survey_near *s;
    struct rows rows;

    if (!remind_days_read(by, &days, e) ||
        !db_list(
            by->tx->db, by->a, &Q_SURVEY_NEAR,
            ARGS(V(by->today), V(date_add_days(by->today, days.most)), V(date_start_ms(by->today))),
            &near_type, &rows, e)) {
        return false;
    }
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t n;

        if (!db_exec(by->tx->db, &Q_SURVEY_REMINDED, ARGS(V(s[i].id), V(by->now_ms)), NULL, e)) {
            return false;
        }
        if (remind_on(&days, date_days_between(by->today, s[i].due)) &&
            !tell_unanswered(
                by, s[i].id, s[i].code, s[i].year, NOTICE_DEADLINE, &n, e)) {
            return false;
        }
    }
    return true;
}
