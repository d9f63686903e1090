#include "plan/statement_note.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/text_check.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { WORDS_MAX = 4000 };

static const struct field subject_fields[] = {
    FIELD(struct statement_subject, kind, 0, "เรื่อง", "About"),
    FIELD(struct statement_subject, code, FIELD_KEY, "รหัสเรื่อง", "About: code"),
    FIELD(struct statement_subject, name, 0, "ชื่อเรื่อง", "About: name"),
    FIELD(struct statement_subject, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct statement_subject, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct statement_subject, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct statement_subject, ordinance, 0, "ฉบับ", "Ordinance"),
    COL(struct statement_subject, line_id),
    COL(struct statement_subject, unit_id),
    COL(struct statement_subject, agency_id),
    COL(struct statement_subject, division),
    COL(struct statement_subject, package_id),
    COL(struct statement_subject, sent),
};
const struct row_type statement_subject_type = ROW_TYPE(struct statement_subject, subject_fields);

static const struct field note_fields[] = {
    COL(struct statement_note, id),          COL(struct statement_note, version),
    COL(struct statement_note, newest),      COL(struct statement_note, approved),
    COL(struct statement_note, state),       COL(struct statement_note, words),
    COL(struct statement_note, words_by),    COL(struct statement_note, words_at),
    COL(struct statement_note, said),        COL(struct statement_note, said_by),
    COL(struct statement_note, approved_by), COL(struct statement_note, approved_at),
};
static const struct row_type note_type = ROW_TYPE(struct statement_note, note_fields);

static const struct field text_fields[] = {
    FIELD(struct statement_text_row, number, FIELD_KEY, "ฉบับที่", "Version"),
    FIELD(struct statement_text_row, kind, 0, "การกระทำ", "Act"),
    FIELD(struct statement_text_row, body, 0, "ข้อความ", "Text"),
    FIELD(struct statement_text_row, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct statement_text_row, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct statement_text_row, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct statement_text_row, at, 0, "เวลา", "Time"),
};
const struct row_type statement_text_row_type = ROW_TYPE(struct statement_text_row, text_fields);

static const struct field row_fields[] = {
    COL(struct statement_row, id),
    FIELD(struct statement_row, subject_kind, 0, "เรื่อง", "About"),
    FIELD(struct statement_row, code, FIELD_KEY, "รหัสเรื่อง", "About: code"),
    FIELD(struct statement_row, name, 0, "ชื่อเรื่อง", "About: name"),
    FIELD(struct statement_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct statement_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct statement_row, state, 0, "สถานะ", "State"),
    FIELD(struct statement_row, approved, 0, "ฉบับที่เห็นชอบ", "Approved version"),
    FIELD(struct statement_row, at, 0, "เวลา", "Time"),
};
const struct row_type statement_row_type = ROW_TYPE(struct statement_row, row_fields);

/* ---- what it is about ---- */

bool statement_subject_get(struct db *db, struct arena *a, int64_t year, struct str code,
                           struct str sight, struct statement_subject *ret, struct err *e)
{
    bool found, line = line_code_year(code) != 0;

    if (line ? !db_find(db, a, &Q_STATEMENT_SUBJECT_LINE, ARGS(V(code), V(sight)),
                        &statement_subject_type, ret, &found, e)
             : !db_find(db, a, &Q_STATEMENT_SUBJECT_UNIT, ARGS(V(code), V(sight), V(year)),
                        &statement_subject_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

static struct str subject_key(struct arena *a, const struct statement_subject *s)
{
    if (str_eq(s->kind, STR("line")))
        return str_format(a, "line:%.*s", STR_FMT(s->code));
    return str_format(a, "unit:%lld:%.*s", (long long)s->year, STR_FMT(s->code));
}

/* ---- who may ---- */

static bool may(const struct actor *who, enum perm p, const struct statement_subject *s)
{
    struct err no;

    return actor_check(who, p, s->agency_id, s->division, &no);
}

bool statement_sees_draft(const struct actor *who, const struct statement_subject *s)
{
    return who->user_id == 0 || actor_belongs(who, s->agency_id) || may(who, PERM_ANALYSE, s) ||
           may(who, PERM_BILL, s);
}

bool statement_may_write(const struct actor *who, const struct statement_subject *s)
{
    return may(who, PERM_REQUEST_WRITE, s) || may(who, PERM_REQUEST_APPROVE, s);
}

bool statement_may_approve(const struct actor *who, const struct statement_subject *s)
{
    return may(who, PERM_REQUEST_APPROVE, s) || may(who, PERM_ANALYSE, s);
}

/* ---- reading ---- */

bool statement_note_get(struct db *db, struct arena *a, const struct actor *who,
                        const struct statement_subject *s, struct statement_note *ret,
                        struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_STATEMENT_NOTE_GET, ARGS(V(subject_key(a, s))), &note_type, ret, &found,
                 e))
        return false;
    if (!found)
        *ret = (struct statement_note){0};
    if (!statement_sees_draft(who, s)) {
        ret->words = ret->words_by = STR_NONE;
        ret->words_at = (struct when){0};
    }
    return true;
}

bool statement_texts(struct db *db, struct arena *a, const struct actor *who,
                     const struct statement_subject *s, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_STATEMENT_TEXTS,
                   ARGS(V(subject_key(a, s)), V((int64_t)statement_sees_draft(who, s))),
                   &statement_text_row_type, ret, e);
}

bool statement_list(struct db *db, struct arena *a, const struct statement_filter *f,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_STATEMENT_NOTE_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(f->state), V(f->before)),
                   &statement_row_type, ret, e);
}

/* ---- writing ---- */

static bool refuse_place(const struct actor *who, enum perm p, struct err *e)
{
    if (actor_may(who, p)) {
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(who->role_word));
    } else {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(p))));
    }
    return false;
}

/* As the writer sees it, with the newest words whoever asks. */
static bool find(struct act *by, int64_t year, struct str code, struct statement_subject *s,
                 struct statement_note *n, struct err *e)
{
    struct actor all = actor_system();
    struct str sight;

    return sight_of(by->tx->db, by->a, by->who, &sight, e) &&
           statement_subject_get(by->tx->db, by->a, year, code, sight, s, e) &&
           statement_note_get(by->tx->db, by->a, &all, s, n, e);
}

static bool change(struct act *by, const struct statement_note *n, int64_t version, const char *state,
                   struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_STATEMENT_NOTE_CHANGE,
                 ARGS(V(n->id), V(version), V(str_from(state)), V(n->newest), V(n->approved)),
                 &rows, e))
        return false;
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

static bool add_text(struct act *by, const struct statement_note *n, const char *kind,
                     struct str body, struct err *e)
{
    return db_exec(by->tx->db, &Q_STATEMENT_TEXT_INSERT,
                   ARGS(V(n->id), V(n->newest), V(str_from(kind)), V(body), V(by->who->name),
                        V(by->who->capacity), V(by->now_ms)),
                   NULL, e);
}

static bool note_act(struct act *by, const struct statement_subject *s, const char *action,
                     struct str value, struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action), .new_value = value, .reason = reason};

    n.subject = str_format(by->a, "statement:%.*s", STR_FMT(subject_key(by->a, s)));
    n.year = s->year;
    return audit_add(by, &n, e);
}

/* A row to change: made when there is none. */
static bool ensure(struct act *by, const struct statement_subject *s, struct statement_note *n,
                   int64_t *version, struct err *e)
{
    struct rows made;

    if (n->id)
        return true;
    if (*version != 0) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!db_list(by->tx->db, by->a, &Q_STATEMENT_NOTE_INSERT,
                 ARGS(V(subject_key(by->a, s)), V(s->year), V(s->agency_id), V_ID(s->line_id),
                      V_ID(s->line_id ? 0 : s->unit_id)),
                 &id_row_type, &made, e))
        return false;
    if (made.n == 0) {
        FAIL(e, ERR_STALE);
        return false;
    }
    n->id = ((const struct id_row *)made.p)->id;
    *version = 1;
    return true;
}

static bool tell(struct act *by, const struct statement_subject *s, struct str to_user,
                 const char *say, struct err *e)
{
    struct notice_new n = {.kind = STR("council_question"), .year = s->year, .to_user = to_user};

    n.subject = str_format(by->a, "statement:%.*s", STR_FMT(subject_key(by->a, s)));
    n.path = str_format(by->a, "/council/statements/%.*s", STR_FMT(s->code));
    n.th = tr(LANG_TH, say);
    n.en = tr(LANG_EN, say);
    if (to_user.n)
        return str_eq(to_user, STR("system")) || notice_add(by, &n, e);
    return notice_add_role(by, (struct notice_place){PERM_REQUEST_APPROVE, s->agency_id, 0}, &n,
                           e) &&
           (s->division == 0 ||
            notice_add_role(by, (struct notice_place){PERM_ANALYSE, 0, s->division}, &n, e));
}

bool statement_write(struct act *by, int64_t year, struct str code, int64_t version,
                     struct str words, struct err *e)
{
    struct statement_subject s;
    struct statement_note n;

    if (!find(by, year, code, &s, &n, e))
        return false;
    if (!statement_may_write(by->who, &s))
        return refuse_place(by->who, PERM_REQUEST_WRITE, e);
    if (!text_check("words", words, true, WORDS_MAX, e) || !ensure(by, &s, &n, &version, e))
        return false;
    n.newest++;
    return change(by, &n, version, "drafted", e) && add_text(by, &n, "draft", words, e) &&
           tell(by, &s, STR_NONE, TR("มีข้อความคำชี้แจงถึงสภาที่รอเห็นชอบ"), e) &&
           note_act(by, &s, "statement.write", words, STR_NONE, e);
}

static bool find_waiting(struct act *by, int64_t year, struct str code, const char *event,
                         struct statement_subject *s, struct statement_note *n, struct err *e)
{
    if (!find(by, year, code, s, n, e))
        return false;
    if (!statement_may_approve(by->who, s))
        return refuse_place(by->who, actor_may(by->who, PERM_REQUEST_APPROVE) ? PERM_REQUEST_APPROVE
                                                                              : PERM_ANALYSE,
                            e);
    if (str_eq(n->state, STR("drafted")))
        return true;
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(n->state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

bool statement_approve(struct act *by, int64_t year, struct str code, int64_t version,
                       struct err *e)
{
    struct statement_subject s;
    struct statement_note n;

    if (!find_waiting(by, year, code, "statement_approve", &s, &n, e))
        return false;
    if (by->who->user_id != 0 && str_eq(n.words_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    n.approved = n.newest;
    return change(by, &n, version, "approved", e) && add_text(by, &n, "approve", STR_NONE, e) &&
           note_act(by, &s, "statement.approve", n.words, STR_NONE, e);
}

bool statement_return(struct act *by, int64_t year, struct str code, int64_t version,
                      struct str reason, struct err *e)
{
    struct statement_subject s;
    struct statement_note n;

    return text_check("reason", reason, true, WORDS_MAX, e) &&
           find_waiting(by, year, code, "statement_return", &s, &n, e) &&
           change(by, &n, version, "returned", e) && add_text(by, &n, "return", reason, e) &&
           tell(by, &s, n.words_by, TR("ข้อความคำชี้แจงถึงสภาถูกส่งคืนให้แก้ไข"), e) &&
           note_act(by, &s, "statement.return", STR_NONE, reason, e);
}
