#include "plan/question.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/request.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { ANSWER_MAX = 4000, OPTION_TEXT_MAX = 1000 };

const struct question questions[QUESTIONS] = {
#define QUESTION(number, unit_wide, th, en, hint_th, hint_en)                                      \
 {number, unit_wide, th, en, hint_th, hint_en},
#include "plan/question.def"
#undef QUESTION
};

static const struct field answer_row_fields[] = {
    FIELD(struct answer_row, level, 0, "ระดับ (0 = ทั้งหน่วยตัดสินใจ)", "Level (0 = the whole unit)"),
    FIELD(struct answer_row, question, FIELD_KEY, "คำถามที่", "Question"),
    FIELD(struct answer_row, version, 0, "รุ่น", "Version"),
    FIELD(struct answer_row, words, 0, "คำตอบ", "Answer"),
    FIELD(struct answer_row, by_user, 0, "ผู้ตอบ", "By"),
    FIELD(struct answer_row, at, 0, "เวลา", "Time"),
};
const struct row_type answer_row_type = ROW_TYPE(struct answer_row, answer_row_fields);

static const struct field unit_option_fields[] = {
    FIELD(struct unit_option, number, FIELD_KEY, "ที่", "No."),
    COL(struct unit_option, version),
    FIELD(struct unit_option, kind, 0, "ใครทำ", "Done by"),
    FIELD(struct unit_option, title, 0, "ทางเลือก", "Option"),
    FIELD(struct unit_option, cost, 0, "ต้นทุน", "Cost"),
    FIELD(struct unit_option, outcome, 0, "ได้อะไร", "What it yields"),
    FIELD(struct unit_option, chosen, 0, "เลือก", "Chosen"),
    FIELD(struct unit_option, why, 0, "เพราะ", "Why"),
};
const struct row_type unit_option_type = ROW_TYPE(struct unit_option, unit_option_fields);

static const struct field level_output_fields[] = {
    FIELD(struct level_output, name, 0, "ผลผลิต", "Output"),
    FIELD(struct level_output, quantity_milli, 0, "ปริมาณ (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct level_output, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct level_output, version, 0, "รุ่น", "Version"),
};
const struct row_type level_output_type = ROW_TYPE(struct level_output, level_output_fields);

static const struct field level_row_fields[] = {
    FIELD(struct level_row, level, FIELD_KEY, "ระดับ", "Level"),
    FIELD(struct level_row, code, 0, "รหัส", "Code"),
    FIELD(struct level_row, level_kind, 0, "ชนิดระดับ", "Kind of level"),
    FIELD(struct level_row, state, 0, "สถานะ", "State"),
    FIELD(struct level_row, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct level_row, cost, 0, "ระดับนี้", "This level"),
    FIELD(struct level_row, cumulative, 0, "สะสม", "Cumulative"),
    FIELD(struct level_row, output, 0, "ผลผลิต", "Output"),
    FIELD(struct level_row, quantity_milli, 0, "ปริมาณ (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct level_row, cumulative_milli, 0, "ปริมาณสะสม (ในพัน)",
          "Cumulative quantity (thousandths)"),
    FIELD(struct level_row, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct level_row, unit_cost, FIELD_OPTIONAL, "ต้นทุนต่อหน่วย", "Unit cost"),
    FIELD(struct level_row, at_zero, 0, "ถ้าไม่ทำเลย", "At zero"),
};
const struct row_type level_row_type = ROW_TYPE(struct level_row, level_row_fields);

/* ---- answers ---- */

bool answer_list(struct db *db, struct arena *a, int64_t unit_id, int64_t level, struct rows *ret,
                 struct err *e)
{
    return db_list(db, a, &Q_ANSWER_NEWEST, ARGS(V(unit_id), V(level)), &answer_row_type, ret, e);
}

bool answer_history(struct db *db, struct arena *a, int64_t unit_id, int64_t level,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ANSWER_HISTORY, ARGS(V(unit_id), V(level)), &answer_row_type, ret, e);
}

static struct str answer_now(const struct rows *rows, int64_t level, int64_t question)
{
    const struct answer_row *r = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (r[i].level == level && r[i].question == question) {
            return r[i].words;
        }
    }
    return STR_NONE;
}

static bool answer_one(struct act *by, const struct package *p, const struct rows *now,
                       const struct answer_new *x, struct sbuf *said, struct err *e)
{
    struct str words = str_trim(x->words);
    int64_t level, version;

    if (x->question < 1 || x->question > QUESTIONS) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("question")));
        err_arg(e, "value", V(x->question));
        return false;
    }
    level = questions[x->question - 1].unit_wide ? 0 : p->level;
    if (!check_text("answer", words, false, ANSWER_MAX, e) ||
        !db_int(by->tx->db, &Q_ANSWER_VERSION, ARGS(V(p->unit_id), V(level), V(x->question)),
                &version, e)) {
        return false;
    }
    if (str_eq(words, answer_now(now, level, x->question))) {
        return true;
    }
    if (version != x->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    sbuf_printf(said, "%s%lld", said->n ? " " : "", (long long)x->question);
    return db_exec(by->tx->db, &Q_ANSWER_INSERT,
                   ARGS(V(p->unit_id), V(level), V(x->question), V(version + 1), V(words),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

bool answers_put(struct act *by, int64_t year, struct str code, const struct answer_new *x,
                 size_t n, struct err *e)
{
    struct package p;
    struct rows now;
    struct sbuf said;

    sbuf_init(&said, by->a, 4096);
    if (!request_open(by, year, code, &p, e) ||
        !answer_list(by->tx->db, by->a, p.unit_id, p.level, &now, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!answer_one(by, &p, &now, &x[i], &said, e)) {
            return false;
        }
    }
    return said.n == 0 || note_package(by, year, code,
                                       (struct audit_note){.action = STR("package.answer"),
                                                           .new_value = sbuf_str(&said)},
                                       e);
}

static bool covers(struct str listed, struct str word)
{
    return str_eq(listed, STR("all")) || str_eq(listed, word);
}

bool question_rules_load(struct db *db, struct arena *a, int64_t year, struct question_rules *ret,
                         struct err *e)
{
    return param_table(db, a, PARAM_QUESTIONS, year, &ret->questions, e) &&
           param_table(db, a, PARAM_OPTIONS, year, &ret->options, e);
}

void question_rules_of(const struct question_rules *r, struct str unit_kind, struct str level_kind,
                       struct questions_asked *ret)
{
    const struct param_rows *q = &r->questions, *o = &r->options;

    *ret = (struct questions_asked){0};
    for (size_t i = 0; i < q->rows; i++) {
        int64_t number = param_cell_int(q, i, "question");

        if (number >= 1 && number <= QUESTIONS && covers(param_cell(q, i, "kind"), unit_kind) &&
            covers(param_cell(q, i, "level"), level_kind)) {
            ret->must[number] = true;
        }
    }
    for (size_t i = 0; i < o->rows; i++) {
        if (covers(param_cell(o, i, "kind"), unit_kind)) {
            ret->options = param_cell_int(o, i, "options");
            ret->output = param_cell_int(o, i, "output") > 0;
        }
    }
}

bool questions_asked(struct db *db, struct arena *a, int64_t year, struct str unit_kind,
                     struct str level_kind, struct questions_asked *ret, struct err *e)
{
    struct question_rules r;

    if (!question_rules_load(db, a, year, &r, e)) {
        return false;
    }
    question_rules_of(&r, unit_kind, level_kind, ret);
    return true;
}

/* ---- options ---- */

bool option_list(struct db *db, struct arena *a, int64_t unit_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_OPTION_LIST, ARGS(V(unit_id)), &unit_option_type, ret, e);
}

static bool check_option(struct act *by, const struct unit_option *o, struct err *e)
{
    static const char *const kinds[] = {"own", "bma", "state", "private", "joint"};
    bool known = false;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        known |= str_eq(o->kind, str_from(kinds[i]));
    }
    if (!known) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(o->kind));
        err_arg(e, "expected", V(STR("own bma state private joint")));
        return false;
    }
    return check_text("title", o->title, true, OPTION_TEXT_MAX, e) &&
           check_text("outcome", o->outcome, false, OPTION_TEXT_MAX, e) &&
           check_text("why", o->why, o->chosen, OPTION_TEXT_MAX, e) &&
           check_requested(by->a, o->cost, e);
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

bool option_put(struct act *by, int64_t year, struct str code, const struct unit_option *o,
                int64_t *ret_number, struct err *e)
{
    struct db *db = by->tx->db;
    struct package p;
    int64_t number = o->number, rows = 1;

    if (!request_open(by, year, code, &p, e) || !check_option(by, o, e)) {
        return false;
    }
    if (number == 0) {
        if (!db_int(db, &Q_OPTION_INSERT,
                    ARGS(V(p.unit_id), V(o->kind), V(o->title), V(o->cost), V(o->outcome),
                         V(o->chosen), V(o->why)),
                    &number, e)) {
            return false;
        }
    } else if (!db_exec(db, &Q_OPTION_UPDATE,
                        ARGS(V(p.unit_id), V(number), V(o->version), V(o->kind), V(o->title),
                             V(o->cost), V(o->outcome), V(o->chosen), V(o->why)),
                        &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale(e);
    }
    if (o->chosen && !db_exec(db, &Q_OPTION_UNCHOOSE, ARGS(V(p.unit_id), V(number)), NULL, e)) {
        return false;
    }
    *ret_number = number;
    return note_package(by, year, code,
                        (struct audit_note){.action = STR("package.option"), .new_value = o->title},
                        e);
}

bool option_remove(struct act *by, int64_t year, struct str code, int64_t number, int64_t version,
                   struct err *e)
{
    struct package p;
    int64_t rows;

    if (!request_open(by, year, code, &p, e) ||
        !db_exec(by->tx->db, &Q_OPTION_REMOVE, ARGS(V(p.unit_id), V(number), V(version)), &rows,
                 e)) {
        return false;
    }
    return rows == 1 ? note_package(by, year, code,
                                    (struct audit_note){
                                        .action = STR("package.option"),
                                        .old_value = str_format(by->a, "%lld", (long long)number)},
                                    e)
                     : stale(e);
}

/* ---- outputs and levels ---- */

bool level_output_get(struct db *db, struct arena *a, int64_t package_id, struct level_output *ret,
                      bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_LEVEL_OUTPUT_GET, ARGS(V(package_id)), &level_output_type, ret,
                   ret_found, e);
}

bool level_output_put(struct act *by, int64_t year, struct str code, const struct level_output *o,
                      struct err *e)
{
    struct package p;
    int64_t rows;

    if (!request_open(by, year, code, &p, e) ||
        !check_text("output", o->name, true, OPTION_TEXT_MAX, e) ||
        !check_text("output_unit", o->unit_word, true, 60, e)) {
        return false;
    }
    if (o->quantity_milli <= 0) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("output_quantity")));
        err_arg(e, "value", V(o->quantity_milli / 1000));
        return false;
    }
    if (!(o->version == 0
              ? db_exec(by->tx->db, &Q_LEVEL_OUTPUT_INSERT,
                        ARGS(V(p.id), V(o->name), V(o->quantity_milli), V(o->unit_word)), &rows, e)
              : db_exec(
                    by->tx->db, &Q_LEVEL_OUTPUT_UPDATE,
                    ARGS(V(p.id), V(o->version), V(o->name), V(o->quantity_milli), V(o->unit_word)),
                    &rows, e))) {
        return false;
    }
    return rows == 1
               ? note_package(
                     by, year, code,
                     (struct audit_note){.action = STR("package.output"), .new_value = o->name}, e)
               : stale(e);
}

bool level_list(struct db *db, struct arena *a, int64_t unit_id, struct str sight, struct rows *ret,
                struct err *e)
{
    struct level_row *row;
    struct rows rows;
    struct money sum = MONEY_ZERO;
    int64_t quantity = 0;
    bool same = true;

    if (!db_list(db, a, &Q_LEVEL_LIST, ARGS(V(unit_id), V(sight)), &level_row_type, &rows, e)) {
        return false;
    }
    row = ARENA_ARRAY(a, struct level_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct level_row *)rows.p)[i];
        sum = money_add(sum, row[i].cost);
        quantity += row[i].quantity_milli;
        same = same && row[i].quantity_milli > 0 && str_eq(row[i].unit_word, row[0].unit_word) &&
               str_eq(row[i].output, row[0].output);
        row[i].cumulative = sum;
        row[i].cumulative_milli = same ? quantity : 0;
        row[i].unit_cost = MONEY_MISSING;
        if (same && !money_ratio(sum, 1000, quantity, ROUND_HALF_UP, &row[i].unit_cost)) {
            row[i].unit_cost = MONEY_MISSING;
        }
    }
    *ret = (struct rows){row, rows.n};
    return true;
}
