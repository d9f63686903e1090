#include "plan/council_question.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/agency.h"
#include "city/param.h"
#include "sql_plan.h"
#include "store/store.h"

enum { HOUR_MS = 3600000, GRAMS = 3, HITS = 50, QUERY_BYTES = 600 };

static const struct field question_fields[] = {
    COL(struct council_question, id),
    COL(struct council_question, version),
    FIELD(struct council_question, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct council_question, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct council_question, ordinance, 0, "ฉบับ", "Ordinance"),
    COL(struct council_question, number),
    FIELD(struct council_question, question, 0, "คำถาม", "Question"),
    FIELD(struct council_question, asker_kind, 0, "ถามโดย", "Asked by"),
    FIELD(struct council_question, asker, 0, "ผู้ถาม", "Asked by: name"),
    COL(struct council_question, asker_user),
    FIELD(struct council_question, subject_kind, 0, "เรื่อง", "About"),
    FIELD(struct council_question, subject_code, 0, "รหัสเรื่อง", "About: code"),
    FIELD(struct council_question, subject_name, 0, "ชื่อเรื่อง", "About: name"),
    COL(struct council_question, owner_id),
    COL(struct council_question, division),
    FIELD(struct council_question, owner_code, 0, "รหัสหน่วยงานที่ตอบ", "Answered by: code"),
    FIELD(struct council_question, owner_name, 0, "หน่วยงานที่ตอบ", "Answered by"),
    FIELD(struct council_question, owner_user, 0, "ผู้ตอบ", "Answered by: person"),
    FIELD(struct council_question, urgent, 0, "ด่วน", "Urgent"),
    FIELD(struct council_question, round, 0, "ครั้งที่", "Round"),
    FIELD(struct council_question, state, 0, "สถานะ", "State"),
    FIELD(struct council_question, asked, 0, "ถามเมื่อ", "Asked"),
    FIELD(struct council_question, due, 0, "ครบกำหนด", "Due"),
    FIELD(struct council_question, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct council_question, answered, 0, "ตอบเมื่อ", "Answered"),
    FIELD(struct council_question, answer, 0, "คำตอบ", "Answer"),
    COL(struct council_question, draft),
    COL(struct council_question, draft_by),
};
const struct row_type council_question_type = ROW_TYPE(struct council_question, question_fields);

static const struct field turn_fields[] = {
    FIELD(struct council_question_turn, number, FIELD_KEY, "ลำดับ", "No."),
    FIELD(struct council_question_turn, round, 0, "ครั้งที่", "Round"),
    FIELD(struct council_question_turn, kind, 0, "การกระทำ", "Act"),
    FIELD(struct council_question_turn, body, 0, "ข้อความ", "Text"),
    FIELD(struct council_question_turn, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct council_question_turn, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct council_question_turn, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct council_question_turn, at, 0, "เวลา", "Time"),
};
const struct row_type council_question_turn_type =
    ROW_TYPE(struct council_question_turn, turn_fields);

static const struct field count_fields[] = {
    COL(struct council_question_count, all),      COL(struct council_question_count, open),
    COL(struct council_question_count, late),     COL(struct council_question_count, unowned),
    COL(struct council_question_count, approved), COL(struct council_question_count, answered),
};
static const struct row_type count_type = ROW_TYPE(struct council_question_count, count_fields);

/* ---- who may ---- */

static bool may(const struct actor *who, enum perm p, const struct council_question *q)
{
    struct err no;

    return actor_check(who, p, q->owner_id, q->division, &no);
}

bool council_question_may_ask(const struct actor *who)
{
    return actor_may(who, PERM_COUNCILLOR) || actor_may(who, PERM_COUNCIL);
}

bool council_question_sees_draft(const struct actor *who, const struct council_question *q)
{
    return who->user_id == 0 || may(who, PERM_BILL, q) ||
           (q->owner_id && (actor_belongs(who, q->owner_id) || may(who, PERM_ANALYSE, q)));
}

bool council_question_may_assign(const struct actor *who, const struct council_question *q)
{
    return may(who, PERM_COUNCIL, q) || may(who, PERM_BILL, q) ||
           (q->owner_id && (may(who, PERM_REQUEST_APPROVE, q) || may(who, PERM_COLLECT, q)));
}

bool council_question_may_draft(const struct actor *who, const struct council_question *q)
{
    return may(who, PERM_BILL, q) || (q->owner_id && (may(who, PERM_REQUEST_WRITE, q) ||
                                                      may(who, PERM_REQUEST_APPROVE, q)));
}

bool council_question_may_approve(const struct actor *who, const struct council_question *q)
{
    return may(who, PERM_BILL, q) ||
           (q->owner_id && (may(who, PERM_REQUEST_APPROVE, q) || may(who, PERM_ANALYSE, q)));
}

bool council_question_may_send(const struct actor *who, const struct council_question *q)
{
    return council_question_may_approve(who, q) || may(who, PERM_COUNCIL, q);
}

bool council_question_may_follow(const struct actor *who, const struct council_question *q)
{
    return may(who, PERM_COUNCIL, q) ||
           (q->asker_user.n && str_eq(q->asker_user, who->name) && actor_may(who, PERM_COUNCILLOR));
}

/* ---- reading ---- */

static void blank(const struct actor *who, struct council_question *q)
{
    if (!council_question_sees_draft(who, q))
        q->draft = q->draft_by = STR_NONE;
}

static void take_rows(struct arena *a, const struct actor *who, const struct rows *rows,
                      struct rows *ret)
{
    struct council_question *q = ARENA_ARRAY(a, struct council_question, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) {
        q[i] = ((const struct council_question *)rows->p)[i];
        blank(who, &q[i]);
    }
    *ret = (struct rows){q, rows->n};
}

/* line:CODE or unit:CODE as its id; one that is not there has no questions. */
static bool subject_ids(struct db *db, struct arena *a, const struct council_question_filter *f,
                        int64_t *ret_line, int64_t *ret_unit, struct err *e)
{
    struct str rest = f->subject, kind;
    struct rows rows;
    int64_t *to;

    *ret_line = f->line_id;
    *ret_unit = f->unit_id;
    if (f->subject.n == 0 || !str_split(&rest, ':', &kind))
        return true;
    to = str_eq(kind, STR("line")) ? ret_line : ret_unit;
    *to = -1;
    if (!db_list(db, a, to == ret_line ? &Q_COUNCIL_LINE_ID : &Q_COUNCIL_UNIT_ID,
                 ARGS(V(f->year), V(rest)), &id_row_type, &rows, e))
        return false;
    if (rows.n)
        *to = ((const struct id_row *)rows.p)->id;
    return true;
}

bool council_question_list(struct db *db, struct arena *a, const struct actor *who,
                           const struct council_question_filter *f, int64_t now_ms,
                           struct rows *ret, struct err *e)
{
    int64_t line, unit;
    struct rows rows;

    if (!subject_ids(db, a, f, &line, &unit, e) ||
        !db_list(db, a, &Q_COUNCIL_QUESTION_LIST,
                 ARGS(V(f->year), V(f->ordinance), V(f->agency_id), V(f->state), V(line), V(unit),
                      V(f->asker_user), V(f->before), V(now_ms),
                      V((int64_t)COUNCIL_QUESTION_PAGE)),
                 &council_question_type, &rows, e))
        return false;
    take_rows(a, who, &rows, ret);
    return true;
}

static bool holds(struct arena *a, const struct council_question *q, struct str folded)
{
    const struct str in[] = {q->question, q->answer,       q->asker,
                             q->code,     q->subject_name, q->subject_code};

    for (size_t i = 0; i < ARRAY_LEN(in); i++) {
        if (str_has(thai_fold(a, in[i]), folded))
            return true;
    }
    return false;
}

bool council_question_find(struct db *db, struct arena *a, const struct actor *who,
                           const struct council_question_filter *f, int64_t now_ms,
                           struct rows *ret, struct err *e)
{
    struct council_question *hit = ARENA_ARRAY(a, struct council_question, HITS);
    const struct str text = str_slice(str_trim(f->text), 0, QUERY_BYTES);
    struct str folded, *gram, g[GRAMS];
    struct rows rows;
    size_t n;

    *ret = (struct rows){hit, 0};
    folded = thai_fold(a, text);
    gram = thai_grams(a, text, &n);
    if (n == 0)
        return true;
    for (size_t i = 0; i < GRAMS; i++) /* spread over the text */
        g[i] = gram[n <= GRAMS ? i % n : i * (n - 1) / (GRAMS - 1)];
    if (!db_list(db, a, &Q_COUNCIL_QUESTION_FIND,
                 ARGS(V(f->year), V(g[0]), V(g[1]), V(g[2]), V(now_ms)), &council_question_type, &rows,
                 e))
        return false;
    for (size_t i = 0; i < rows.n && ret->n < HITS; i++) {
        struct council_question q = ((const struct council_question *)rows.p)[i];

        blank(who, &q);
        if (holds(a, &q, folded))
            hit[ret->n++] = q;
    }
    return true;
}

bool council_question_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                          int64_t now_ms, struct council_question *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_COUNCIL_QUESTION_GET, ARGS(V(code), V(now_ms)), &council_question_type,
                 ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    blank(who, ret);
    return true;
}

bool council_question_turns(struct db *db, struct arena *a, const struct actor *who,
                            const struct council_question *q, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COUNCIL_QUESTION_TURNS,
                   ARGS(V(q->id), V((int64_t)council_question_sees_draft(who, q))),
                   &council_question_turn_type, ret, e);
}

bool council_question_count(struct db *db, int64_t year, int64_t ordinance, int64_t agency_id,
                            int64_t now_ms, struct council_question_count *ret, struct err *e)
{
    struct arena *a = arena_new();
    bool ok = db_one(db, a, &Q_COUNCIL_QUESTION_COUNT,
                     ARGS(V(year), V(ordinance), V(agency_id), V(now_ms)), &count_type, ret, e);

    arena_free(a);
    return ok;
}

bool council_question_due(struct db *db, struct arena *a, int64_t year, bool urgent,
                          int64_t now_ms, int64_t *ret_ms, struct err *e)
{
    int64_t n;

    (void)a;
    if (!param_int(db, urgent ? PARAM_ANSWER_HOURS : PARAM_ANSWER_DAYS, year, &n, e))
        return false;
    *ret_ms = now_ms + n * (urgent ? HOUR_MS : INT64_C(24) * HOUR_MS);
    return true;
}
