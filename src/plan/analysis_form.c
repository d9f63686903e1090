#include "plan/analysis_form.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/item_class.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { QUESTIONS_MAX = 60, TEXT_MAX = 400, QUESTIONS_BYTES = 64 * 1024 };

static const struct field question_fields[] = {
    FIELD(struct form_question, n, FIELD_KEY, "ข้อ", "Question"),
    FIELD(struct form_question, kind, 0, "ชนิด", "Kind"),
    FIELD(struct form_question, required, 0, "ต้องตอบ", "Required"),
    FIELD(struct form_question, th, 0, "คำถาม", "Question (Thai)"),
    FIELD(struct form_question, en, 0, "คำถาม (อังกฤษ)", "Question in English"),
    FIELD(struct form_question, choices, 0, "ตัวเลือก", "Choices"),
};
const struct row_type form_question_type = ROW_TYPE(struct form_question, question_fields);

static const struct field form_fields[] = {
    FIELD(struct analysis_form, class, FIELD_KEY, "ประเภทรายการ", "Item class"),
    FIELD(struct analysis_form, version, 0, "ฉบับที่", "Version"),
    FIELD(struct analysis_form, th, 0, "ชื่อแบบ", "Form"),
    FIELD(struct analysis_form, en, 0, "ชื่อแบบ (อังกฤษ)", "Form in English"),
    FIELD(struct analysis_form, state, 0, "สถานะ", "State"),
    FIELD(struct analysis_form, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct analysis_form, proposed_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct analysis_form, proposed, 0, "เสนอเมื่อ", "Proposed"),
    FIELD(struct analysis_form, decided_by, 0, "ผู้อนุมัติ", "Decided by"),
    FIELD(struct analysis_form, decided, 0, "อนุมัติเมื่อ", "Decided"),
    COL(struct analysis_form, id),
    FIELD(struct analysis_form, questions, 0, "คำถาม (ข้อ)", "Questions"),
};
const struct row_type analysis_form_type = ROW_TYPE(struct analysis_form, form_fields);

/* ---- the defaults ---- */

struct default_row { /* a form when kind is NULL, else one of its questions */
    const char *class, *kind;
    bool required;
    const char *th, *en, *choices;
};
static const struct default_row defaults[] = {
#define FORM(class, th, en) {(class), NULL, false, (th), (en), NULL},
#define QUESTION(kind, required, th, en, choices) {NULL, (kind), (required), (th), (en), (choices)},
#include "plan/analysis_form.def"
#undef FORM
#undef QUESTION
};

static size_t default_of(struct str class)
{
    for (size_t i = 1; i < ARRAY_LEN(defaults); i++) {
        if (!defaults[i].kind && str_eq(class, str_from(defaults[i].class)))
            return i;
    }
    return 0;
}

static void default_form(struct arena *a, struct str class, struct analysis_form *ret,
                         struct rows *ret_questions)
{
    size_t first = default_of(class), n = 0;
    struct form_question *q = ARENA_ARRAY(a, struct form_question, QUESTIONS_MAX);

    for (size_t i = first + 1; i < ARRAY_LEN(defaults) && defaults[i].kind; i++, n++) {
        q[n] = (struct form_question){.n = (int64_t)n + 1,
                                      .kind = str_from(defaults[i].kind),
                                      .required = defaults[i].required,
                                      .th = str_from(defaults[i].th),
                                      .en = str_from(defaults[i].en),
                                      .choices = str_from(defaults[i].choices)};
    }
    *ret = (struct analysis_form){.class = class,
                                  .th = str_from(defaults[first].th),
                                  .en = str_from(defaults[first].en),
                                  .state = STR("approved"),
                                  .questions = (int64_t)n};
    *ret_questions = (struct rows){q, n};
}

/* ---- reading ---- */

bool analysis_form_now(struct db *db, struct arena *a, struct str class, struct analysis_form *ret,
                       struct rows *ret_questions, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_ANALYSIS_FORM_NOW, ARGS(V(class)), &analysis_form_type, ret, &found, e))
        return false;
    if (!found) {
        default_form(a, class, ret, ret_questions);
        return true;
    }
    return db_list(db, a, &Q_ANALYSIS_QUESTIONS, ARGS(V(ret->id)), &form_question_type,
                   ret_questions, e);
}

bool analysis_form_at(struct db *db, struct arena *a, struct str class, int64_t version,
                      struct analysis_form *ret, struct rows *ret_questions, struct err *e)
{
    bool found;

    if (version == 0) {
        default_form(a, class, ret, ret_questions);
        return true;
    }
    if (!db_find(db, a, &Q_ANALYSIS_FORM_AT, ARGS(V(class), V(version)), &analysis_form_type, ret,
                 &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(class));
        return false;
    }
    return db_list(db, a, &Q_ANALYSIS_QUESTIONS, ARGS(V(ret->id)), &form_question_type,
                   ret_questions, e);
}

bool analysis_form_list(struct db *db, struct arena *a, struct str class, struct rows *ret,
                        struct err *e)
{
    return db_list(db, a, &Q_ANALYSIS_FORM_LIST, ARGS(V(class)), &analysis_form_type, ret, e);
}

struct str analysis_form_csv(struct arena *a, const struct rows *questions)
{
    const struct form_question *q = questions->p;
    struct sbuf b;

    sbuf_init(&b, a, QUESTIONS_BYTES);
    SB_LIT(&b, "kind,required,th,en,choices\n");
    for (size_t i = 0; i < questions->n; i++) {
        csv_put_cell(&b, q[i].kind);
        sbuf_add(&b, q[i].required ? STR("1,") : STR("0,"));
        csv_put_cell(&b, q[i].th);
        csv_put_cell(&b, q[i].en);
        csv_put_cell(&b, q[i].choices);
        csv_end_row(&b);
    }
    return sbuf_str(&b);
}

/* ---- a new version ---- */

struct reading {
    struct arena *a;
    struct form_question *q;
    size_t n, column[5];
};

static bool bad_cell(const char *field, struct str value, const char *expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static bool kind_known(struct str kind)
{
    return str_eq(kind, STR("text")) || str_eq(kind, STR("choice")) || str_eq(kind, STR("number")) ||
           str_eq(kind, STR("money")) || str_eq(kind, STR("yesno"));
}

static bool check_question(const struct form_question *q, struct str required, struct err *e)
{
    if (!kind_known(q->kind))
        return bad_cell("kind", q->kind, "text choice number money yesno", e);
    if (!str_eq(required, STR("0")) && !str_eq(required, STR("1")))
        return bad_cell("required", required, "0 1", e);
    if (str_eq(q->kind, STR("choice")) != (q->choices.n > 0))
        return bad_cell("choices", q->choices, "a|b|c", e);
    return check_text("th", q->th, true, TEXT_MAX, e) && check_text("en", q->en, true, TEXT_MAX, e) &&
           check_text("choices", q->choices, false, TEXT_MAX, e);
}

static bool question_row(void *ctx, const struct csv_row *r, struct err *e)
{
    static const struct csv_column want[] = {
        {"kind", false}, {"required", false}, {"th", false}, {"en", false}, {"choices", false}};
    struct reading *x = ctx;
    struct str cell[ARRAY_LEN(want)];

    if (r->row == 0)
        return csv_columns(r, want, ARRAY_LEN(want), x->column, e);
    if (r->n == 1 && str_trim(r->cell[0]).n == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        if (x->column[i] >= r->n) {
            FAIL(e, ERR_ROW_CELLS);
            err_arg(e, "value", V((int64_t)r->n));
            err_arg(e, "expected", V((int64_t)ARRAY_LEN(want)));
            return false;
        }
        cell[i] = str_dup(x->a, str_trim(r->cell[x->column[i]]));
    }
    if (x->n == QUESTIONS_MAX) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(STR("questions")));
        err_arg(e, "limit", V((int64_t)QUESTIONS_MAX));
        return false;
    }
    x->q[x->n] = (struct form_question){.n = (int64_t)x->n + 1,
                                        .kind = cell[0],
                                        .required = str_eq(cell[1], STR("1")),
                                        .th = cell[2],
                                        .en = cell[3],
                                        .choices = cell[4]};
    return check_question(&x->q[x->n++], cell[1], e);
}

static bool read_questions(struct act *by, struct str text, struct reading *x, struct err *e)
{
    *x = (struct reading){.a = by->a, .q = ARENA_ARRAY(by->a, struct form_question, QUESTIONS_MAX)};
    if (text.n > QUESTIONS_BYTES) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(STR("questions")));
        err_arg(e, "limit", V((int64_t)QUESTIONS_BYTES));
        return false;
    }
    if (!csv_read_str(text, question_row, x, e))
        return false;
    if (x->n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("questions")));
        return false;
    }
    return true;
}

static bool check_class(struct act *by, int64_t year, struct str class, struct err *e)
{
    struct item_classes c;

    return item_classes_load(by->tx->db, by->a, year, &c, e) &&
           (item_class_find(&c, class) || bad_cell("class", class, "analysis.classes", e));
}

static bool note_form(struct act *by, const char *action, struct str class, int64_t version,
                      struct str reason, struct err *e)
{
    struct audit_note note = {.action = str_from(action),
                              .subject = str_format(by->a, "analysis_form:%.*s", STR_FMT(class)),
                              .new_value = str_format(by->a, "%lld", (long long)version),
                              .reason = reason};

    return audit_add(by, &note, e);
}

bool analysis_form_propose(struct act *by, int64_t year, const struct analysis_form_new *f,
                           int64_t *ret_version, struct err *e)
{
    struct db *db = by->tx->db;
    struct reading x;
    int64_t waiting, version, id;

    if (!actor_check_city(by->who, PERM_PARAM, e) || !check_class(by, year, f->class, e) ||
        !check_text("th", f->th, true, 200, e) || !check_text("en", f->en, true, 200, e) ||
        !check_text("reason", f->reason, true, 2000, e) ||
        !read_questions(by, f->questions, &x, e) ||
        !db_int(db, &Q_ANALYSIS_FORM_WAITING, ARGS(V(f->class)), &waiting, e))
        return false;
    if (waiting) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(f->class));
        return false;
    }
    if (!db_int(db, &Q_ANALYSIS_FORM_NEXT, ARGS(V(f->class)), &version, e) ||
        !db_int(db, &Q_ANALYSIS_FORM_INSERT,
                ARGS(V(f->class), V(version), V(f->th), V(f->en), V(f->reason), V(by->who->name),
                     V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < x.n; i++) {
        const struct form_question *q = &x.q[i];

        if (!db_exec(db, &Q_ANALYSIS_QUESTION_INSERT,
                     ARGS(V(id), V(q->n), V(q->kind), V(q->required), V(q->th), V(q->en),
                          V(q->choices)),
                     NULL, e))
            return false;
    }
    *ret_version = version;
    return note_form(by, "analysis_form.propose", f->class, version, f->reason, e);
}

bool analysis_form_decide(struct act *by, struct str class, int64_t version, bool approve,
                          struct err *e)
{
    struct db *db = by->tx->db;
    struct analysis_form f;
    struct rows questions;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !analysis_form_at(db, by->a, class, version, &f, &questions, e))
        return false;
    if (!str_eq(f.state, STR("proposed"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(class));
        return false;
    }
    if (str_eq(f.proposed_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if ((approve && !db_exec(db, &Q_ANALYSIS_FORM_REPLACE, ARGS(V(class)), NULL, e)) ||
        !db_exec(db, &Q_ANALYSIS_FORM_DECIDE,
                 ARGS(V(f.id), V(approve ? STR("approved") : STR("refused")), V(by->who->name),
                      V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return note_form(by, approve ? "analysis_form.approve" : "analysis_form.refuse", class, version,
                     STR_NONE, e);
}
