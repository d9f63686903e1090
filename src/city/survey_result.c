/* survey_result.c - what the agencies answered. */
#include "base/arena.h"
#include "base/exact.h"
#include "city/survey.h"
#include "city/survey_row.h"
#include "sql_city.h"
#include "store/store.h"

static const struct field result_fields[] = {
    FIELD(struct survey_result, number, FIELD_KEY, "ข้อ", "No."),
    FIELD(struct survey_result, body, 0, "คำถาม", "Question"),
    FIELD(struct survey_result, kind, 0, "ประเภท", "Kind"),
    FIELD(struct survey_result, answer, 0, "คำตอบ", "Answer"),
    FIELD(struct survey_result, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct survey_result, share, 0, "ร้อยละ", "Share"),
};
const struct row_type survey_result_type = ROW_TYPE(struct survey_result, result_fields);

static const struct field said_fields[] = {
    FIELD(struct survey_said, number, FIELD_KEY, "ข้อ", "No."),
    FIELD(struct survey_said, body, 0, "คำถาม", "Question"),
    FIELD(struct survey_said, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct survey_said, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct survey_said, value, 0, "คำตอบ", "Answer"),
};
const struct row_type survey_said_type = ROW_TYPE(struct survey_said, said_fields);

static const struct field waiting_fields[] = {
    FIELD(struct survey_waiting, code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct survey_waiting, name, 0, "หน่วยงาน", "Agency"),
};
const struct row_type survey_waiting_type = ROW_TYPE(struct survey_waiting, waiting_fields);

struct survey_tally {
    int64_t number, agencies;
    struct str value;
};
static const struct field tally_fields[] = {
    COL(struct survey_tally, number),
    COL(struct survey_tally, value),
    COL(struct survey_tally, agencies),
};
static const struct row_type tally_type = ROW_TYPE(struct survey_tally, tally_fields);

size_t survey_choices(struct str choices, struct str *ret, size_t most)
{
    struct str line;
    size_t n = 0;

    while (n < most && str_split(&choices, '\n', &line)) {
        line = str_trim(line);
        if (line.n) {
            ret[n++] = line;
        }
    }
    return n;
}

static int64_t tally_of(const struct rows *rows, int64_t number, int64_t step, int64_t *ret_all)
{
    const struct survey_tally *t = rows->p;
    int64_t n = 0, value;

    *ret_all = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (t[i].number != number) {
            continue;
        }
        *ret_all += t[i].agencies;
        n += exact_parse_decimal(t[i].value, 0, &value) && value == step ? t[i].agencies : 0;
    }
    return n;
}

/* The rows of one question from `to` on; how many. */
static size_t put_question(struct arena *a, const struct survey_question *q,
                           const struct rows *tally, struct survey_result *to)
{
    struct str list[SURVEY_CHOICES];
    bool scale = str_eq(q->kind, STR("scale"));
    size_t n = scale ? SURVEY_SCALE : survey_choices(q->choices, list, ARRAY_LEN(list));

    for (size_t i = 0; i < n; i++) {
        int64_t all, share, got = tally_of(tally, q->number, (int64_t)i + 1, &all);

        to[i] = (struct survey_result){.number = q->number,
                                       .body = q->body,
                                       .kind = q->kind,
                                       .answer = scale ? str_format(a, "%zu", i + 1) : list[i],
                                       .agencies = got};
        if (all && exact_mul_div(got, 10000, all, ROUND_HALF_UP, &share)) {
            to[i].share.bp = share;
        }
    }
    return n;
}

bool survey_results(struct db *db, struct arena *a, const struct survey *s, struct rows *ret,
                    struct err *e)
{
    struct survey_result *row =
        ARENA_ARRAY(a, struct survey_result, (size_t)SURVEY_QUESTIONS * SURVEY_CHOICES);
    const struct survey_question *q;
    struct rows questions, tally;
    size_t n = 0;

    if (!survey_questions(db, a, s->id, &questions, e) ||
        !db_list(db, a, &Q_SURVEY_COUNTS, ARGS(V(s->id)), &tally_type, &tally, e)) {
        return false;
    }
    q = questions.p;
    for (size_t i = 0; i < questions.n && i < SURVEY_QUESTIONS; i++) {
        if (!str_eq(q[i].kind, STR("text"))) {
            n += put_question(a, &q[i], &tally, row + n);
        }
    }
    *ret = (struct rows){row, n};
    return true;
}

bool survey_texts(struct db *db, struct arena *a, const struct actor *who, const struct survey *s,
                  struct rows *ret, struct err *e)
{
    if (!actor_may(who, PERM_CIRCULAR) && !actor_may(who, PERM_ANALYSE)) {
        *ret = (struct rows){0};
        return true;
    }
    return db_list(db, a, &Q_SURVEY_TEXTS, ARGS(V(s->id)), &survey_said_type, ret, e);
}

bool survey_unanswered(struct db *db, struct arena *a, int64_t survey_id, struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_SURVEY_UNANSWERED, ARGS(V(survey_id)), &survey_waiting_type, ret, e);
}
