#include "plan/analysis.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/analysis_form.h"
#include "plan/check.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { ANSWER_MAX = 4000, LIST_SHOWN = 3 };

static const struct field line_fields[] = {
    COL(struct analysis_line, id),
    FIELD(struct analysis_line, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct analysis_line, name, 0, "รายการ", "Name"),
    FIELD(struct analysis_line, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct analysis_line, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct analysis_line, quantity_milli, 0, "ปริมาณ (พัน)", "Quantity (thousandths)"),
    FIELD(struct analysis_line, times, 0, "ครั้ง", "Times"),
    FIELD(struct analysis_line, months, 0, "เดือน", "Months"),
    FIELD(struct analysis_line, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct analysis_line, unit_price, 0, "ราคาต่อหน่วย", "Unit price"),
    FIELD(struct analysis_line, justification, 0, "เหตุผลความจำเป็น", "Justification"),
    FIELD(struct analysis_line, requested, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct analysis_line, analyst, FIELD_OPTIONAL, "วิเคราะห์", "Analyst"),
    FIELD(struct analysis_line, reason, 0, "เหตุผลของการปรับ", "Reason of the change"),
};
const struct row_type analysis_line_type = ROW_TYPE(struct analysis_line, line_fields);

static const struct field row_fields[] = {
    FIELD(struct analysis_row, class, FIELD_KEY, "ประเภทรายการ", "Item class"),
    FIELD(struct analysis_row, class_th, 0, "ชื่อประเภท", "Class (Thai)"),
    FIELD(struct analysis_row, class_en, 0, "ชื่อประเภท (อังกฤษ)", "Class in English"),
    FIELD(struct analysis_row, line_code, 0, "รหัสรายการ", "Line"),
    FIELD(struct analysis_row, line_name, 0, "รายการ", "Name"),
    COL(struct analysis_row, line_id),
    FIELD(struct analysis_row, lines, 0, "จำนวนรายการ", "Lines"),
    FIELD(struct analysis_row, asked, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct analysis_row, form_version, 0, "ฉบับของแบบ", "Form version"),
    FIELD(struct analysis_row, version, 0, "บันทึกครั้งที่", "Saved"),
    COL(struct analysis_row, id),
    FIELD(struct analysis_row, state, 0, "สถานะ", "State"),
    FIELD(struct analysis_row, by_user, 0, "โดย", "By"),
    FIELD(struct analysis_row, at, 0, "เมื่อ", "At"),
};
const struct row_type analysis_row_type = ROW_TYPE(struct analysis_row, row_fields);

static const struct field value_fields[] = {
    FIELD(struct analysis_value, n, FIELD_KEY, "ข้อ", "Question"),
    FIELD(struct analysis_value, kind, 0, "ชนิด", "Kind"),
    FIELD(struct analysis_value, required, 0, "ต้องตอบ", "Required"),
    FIELD(struct analysis_value, th, 0, "คำถาม", "Question (Thai)"),
    FIELD(struct analysis_value, en, 0, "คำถาม (อังกฤษ)", "Question in English"),
    FIELD(struct analysis_value, choices, 0, "ตัวเลือก", "Choices"),
    FIELD(struct analysis_value, value, 0, "คำตอบ", "Answer"),
    FIELD(struct analysis_value, by_user, 0, "โดย", "By"),
    FIELD(struct analysis_value, at, 0, "เมื่อ", "At"),
};
const struct row_type analysis_value_type = ROW_TYPE(struct analysis_value, value_fields);

static const struct field saved_fields[] = {
    FIELD(struct analysis_saved, version, FIELD_KEY, "บันทึกครั้งที่", "Saved"),
    FIELD(struct analysis_saved, n, 0, "ข้อ", "Question"),
    FIELD(struct analysis_saved, value, 0, "คำตอบ", "Answer"),
    FIELD(struct analysis_saved, by_user, 0, "โดย", "By"),
    FIELD(struct analysis_saved, at, 0, "เมื่อ", "At"),
};
const struct row_type analysis_saved_type = ROW_TYPE(struct analysis_saved, saved_fields);

struct filled { /* a form as it is kept */
    int64_t id, line_id;
    struct str class;
    int64_t form_version;
    struct str state;
    int64_t version;
    struct str by_user;
    struct when at;
};
static const struct field filled_fields[] = {
    COL(struct filled, id),      COL(struct filled, line_id),      COL(struct filled, class),
    COL(struct filled, state),   COL(struct filled, form_version), COL(struct filled, version),
    COL(struct filled, by_user), COL(struct filled, at),
};
static const struct row_type filled_type = ROW_TYPE(struct filled, filled_fields);

struct version_row {
    struct str class;
    int64_t version;
};
static const struct field version_fields[] = {
    COL(struct version_row, class),
    COL(struct version_row, version),
};
static const struct row_type version_type = ROW_TYPE(struct version_row, version_fields);

struct answer_now {
    int64_t n;
    struct str value, by_user;
    struct when at;
};
static const struct field answer_fields[] = {
    COL(struct answer_now, n),
    COL(struct answer_now, value),
    COL(struct answer_now, by_user),
    COL(struct answer_now, at),
};
static const struct row_type answer_type = ROW_TYPE(struct answer_now, answer_fields);

/* ---- the sheet ---- */

static struct analysis_row *form_for(struct analysis_row *row, size_t *n,
                                     const struct item_class *c, const struct analysis_line *line)
{
    for (size_t i = 0; !c->per_line && i < *n; i++) {
        if (row[i].line_id == 0 && str_eq(row[i].class, c->code))
            return &row[i];
    }
    row[*n] = (struct analysis_row){
        .class = c->code, .class_th = c->th, .class_en = c->en, .state = STR("none")};
    if (c->per_line) {
        row[*n].line_code = line->code;
        row[*n].line_name = line->name;
        row[*n].line_id = line->id;
    }
    return &row[(*n)++];
}

static void fill_state(struct analysis_row *row, size_t n, const struct rows *filled,
                       const struct rows *versions)
{
    const struct filled *f = filled->p;
    const struct version_row *v = versions->p;

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < versions->n; k++) {
            if (str_eq(v[k].class, row[i].class))
                row[i].form_version = v[k].version;
        }
        for (size_t k = 0; k < filled->n; k++) {
            if (f[k].line_id != row[i].line_id || !str_eq(f[k].class, row[i].class))
                continue;
            row[i].form_version = f[k].form_version;
            row[i].version = f[k].version;
            row[i].id = f[k].id;
            row[i].state = f[k].state;
            row[i].by_user = f[k].by_user;
            row[i].at = f[k].at;
        }
    }
}

/* The class with the most requested money; a tie goes to the first. */
static struct str main_class(const struct analysis_sheet *s)
{
    const struct analysis_line *l = s->lines.p;
    int64_t sum[ITEM_CLASSES] = {0}, best = -1;
    struct str class = STR_NONE;

    for (size_t i = 0; i < s->lines.n; i++) {
        const struct item_class *c = item_class_of(&s->classes, l[i].item_code);

        if (c)
            sum[c - s->classes.class] += l[i].requested.satang;
    }
    for (size_t i = 0; i < s->classes.n; i++) {
        if (sum[i] > best) {
            best = sum[i];
            class = s->classes.class[i].code;
        }
    }
    return class;
}

bool analysis_sheet_get(struct db *db, struct arena *a, int64_t year, int64_t package_id,
                        struct analysis_sheet *ret, struct err *e)
{
    struct rows filled, versions;
    const struct analysis_line *l;
    struct analysis_row *row;
    size_t n = 0;

    *ret = (struct analysis_sheet){0};
    if (!item_classes_load(db, a, year, &ret->classes, e) ||
        !db_list(db, a, &Q_ANALYSIS_LINES, ARGS(V(package_id)), &analysis_line_type, &ret->lines,
                 e) ||
        !db_list(db, a, &Q_ANALYSIS_OF_PACKAGE, ARGS(V(package_id)), &filled_type, &filled, e) ||
        !db_list(db, a, &Q_ANALYSIS_FORM_VERSIONS, NO_ARGS, &version_type, &versions, e))
        return false;
    l = ret->lines.p;
    row = ARENA_ARRAY(a, struct analysis_row, ret->lines.n + 1);
    for (size_t i = 0; i < ret->lines.n; i++) {
        const struct item_class *c = item_class_of(&ret->classes, l[i].item_code);

        ret->asked = money_add(ret->asked, l[i].requested);
        ret->given = money_add(ret->given, l[i].analyst.satang == MONEY_MISSING.satang
                                               ? l[i].requested
                                               : l[i].analyst);
        if (c) {
            struct analysis_row *f = form_for(row, &n, c, &l[i]);

            f->lines++;
            f->asked = money_add(f->asked, l[i].requested);
        }
    }
    fill_state(row, n, &filled, &versions);
    ret->forms = (struct rows){row, n};
    ret->class = main_class(ret);
    return true;
}

const struct analysis_row *analysis_find(const struct analysis_sheet *s, struct str class,
                                         struct str line_code)
{
    const struct analysis_row *row = s->forms.p;

    for (size_t i = 0; i < s->forms.n; i++) {
        if (str_eq(row[i].class, class) && str_eq(row[i].line_code, line_code))
            return &row[i];
    }
    return NULL;
}

bool analysis_values(struct db *db, struct arena *a, const struct analysis_row *form,
                     struct rows *ret, struct err *e)
{
    struct rows questions, answers = {0};
    const struct form_question *q;
    const struct answer_now *x;
    struct analysis_value *v;
    struct analysis_form f;

    if (!analysis_form_at(db, a, form->class, form->form_version, &f, &questions, e) ||
        (form->id &&
         !db_list(db, a, &Q_ANALYSIS_ANSWERS, ARGS(V(form->id)), &answer_type, &answers, e)))
        return false;
    q = questions.p;
    x = answers.p;
    v = ARENA_ARRAY(a, struct analysis_value, questions.n);
    for (size_t i = 0; i < questions.n; i++) {
        v[i] = (struct analysis_value){.n = q[i].n,
                                       .kind = q[i].kind,
                                       .required = q[i].required,
                                       .th = q[i].th,
                                       .en = q[i].en,
                                       .choices = q[i].choices};
        for (size_t k = 0; k < answers.n; k++) {
            if (x[k].n != q[i].n)
                continue;
            v[i].value = x[k].value;
            v[i].by_user = x[k].by_user;
            v[i].at = x[k].at;
        }
    }
    *ret = (struct rows){v, questions.n};
    return true;
}

bool analysis_history(struct db *db, struct arena *a, int64_t analysis_id, struct rows *ret,
                      struct err *e)
{
    return db_list(db, a, &Q_ANALYSIS_ANSWERS_ALL, ARGS(V(analysis_id)), &analysis_saved_type, ret,
                   e);
}

/* ---- saving ---- */

static bool bad_value(struct arena *a, enum err_code code, const struct analysis_value *q, struct str value,
                      struct err *e)
{
    FAIL(e, code);
    err_arg(e, "field", V(str_format(a, "q%lld", (long long)q->n)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(q->choices));
    return false;
}

static bool one_of(struct str choices, struct str value)
{
    struct str rest = choices, piece;

    while (str_split(&rest, '|', &piece)) {
        if (str_eq(str_trim(piece), value))
            return true;
    }
    return false;
}

/* An answer as it is kept: amounts and numbers plain, yes or no as words. */
static bool check_value(struct act *by, const struct analysis_value *q, struct str typed,
                        struct str *ret, struct err *e)
{
    struct str s = str_trim(typed);
    struct money m;
    struct err why;

    *ret = s;
    if (s.n == 0)
        return true;
    if (str_eq(q->kind, STR("choice")))
        return one_of(q->choices, s) || bad_value(by->a, ERR_BAD_CHOICE, q, s, e);
    if (str_eq(q->kind, STR("yesno")))
        return str_eq(s, STR("yes")) || str_eq(s, STR("no")) ||
               bad_value(by->a, ERR_BAD_CHOICE, q, s, e);
    if (str_eq(q->kind, STR("text")))
        return check_text("answer", s, false, ANSWER_MAX, e);
    if (!money_parse(s, &m, &why)) /* a number of at most two decimals, like an amount */
        return bad_value(by->a, str_eq(q->kind, STR("money")) ? ERR_BAD_AMOUNT : ERR_BAD_NUMBER, q, s, e);
    *ret = money_text(by->a, m, MONEY_PLAIN);
    if (str_ends(*ret, STR(".00")))
        *ret = str_slice(*ret, 0, ret->n - 3);
    return true;
}

static bool open_form(struct act *by, const struct analysis_save *s, struct package *p,
                      struct analysis_sheet *sheet, const struct analysis_row **ret, struct err *e)
{
    if (!package_see(by->tx->db, by->a, by->who, s->year, s->code, p, e) ||
        !actor_check(by->who, PERM_ANALYSE, p->agency_id, p->division, e))
        return false;
    if (by->who->user_id != 0 && actor_belongs(by->who, p->agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    if (!str_eq(p->state, STR("SUBMITTED")) && !str_eq(p->state, STR("ANALYST_ACCEPTED"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(p->state));
        err_arg(e, "event", V(STR("analyse")));
        return false;
    }
    if (!analysis_sheet_get(by->tx->db, by->a, s->year, p->id, sheet, e))
        return false;
    *ret = analysis_find(sheet, s->class, s->line_code);
    if (!*ret) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(s->class));
        return false;
    }
    return true;
}

static bool lacking(struct act *by, const struct analysis_value *q, const struct str *value,
                    size_t n, struct err *e)
{
    struct sbuf b;
    size_t count = 0;

    sbuf_init(&b, by->a, 1024);
    for (size_t i = 0; i < n; i++) {
        if (!q[i].required || value[i].n)
            continue;
        if (count++ < LIST_SHOWN)
            sbuf_printf(&b, "%sq%lld", count > 1 ? " " : "", (long long)q[i].n);
    }
    if (count == 0)
        return true;
    FAIL(e, ERR_FORM_OPEN);
    err_arg(e, "list", V(sbuf_str(&b)));
    return false;
}

/* The form's row with its next version; *ret_id is its id. */
static bool touch(struct act *by, const struct analysis_row *f, const struct analysis_save *s,
                  int64_t package_id, int64_t *ret_id, struct err *e)
{
    struct str state = s->done ? STR("done") : STR("draft");
    struct db *db = by->tx->db;
    struct err none;
    int64_t rows;

    if (f->version != s->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (f->id == 0) {
        if (db_int(db, &Q_ANALYSIS_BEGIN,
                   ARGS(V(package_id), V(f->line_id), V(f->class), V(f->form_version), V(state),
                        V(by->who->name), V(by->now_ms)),
                   ret_id, &none))
            return true;
        FAIL(e, ERR_STALE);
        return false;
    }
    *ret_id = f->id;
    if (!db_exec(db, &Q_ANALYSIS_TOUCH,
                 ARGS(V(f->id), V(s->version), V(state), V(by->who->name), V(by->now_ms)), &rows,
                 e))
        return false;
    if (rows == 1)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

bool analysis_save(struct act *by, const struct analysis_save *s, struct err *e)
{
    struct analysis_sheet sheet;
    const struct analysis_row *form;
    const struct analysis_value *q;
    struct package p;
    struct rows values;
    struct str *value;
    int64_t id;

    if (!open_form(by, s, &p, &sheet, &form, e) ||
        !analysis_values(by->tx->db, by->a, form, &values, e))
        return false;
    q = values.p;
    value = ARENA_ARRAY(by->a, struct str, values.n);
    for (size_t i = 0; i < values.n; i++) {
        if (i < s->n && !check_value(by, &q[i], s->value[i], &value[i], e))
            return false;
    }
    if ((s->done && !lacking(by, q, value, values.n, e)) || !touch(by, form, s, p.id, &id, e))
        return false;
    for (size_t i = 0; i < values.n; i++) {
        if (str_eq(value[i], q[i].value))
            continue;
        if (!db_exec(by->tx->db, &Q_ANALYSIS_ANSWER_INSERT,
                     ARGS(V(id), V(q[i].n), V(s->version + 1), V(form->form_version), V(value[i]),
                          V(by->who->name), V(by->now_ms)),
                     NULL, e))
            return false;
    }
    return note_package(by, s->year, s->code,
                        (struct audit_note){.action = STR("package.analysis"),
                                            .new_value = str_format(
                                                by->a, "%.*s %.*s %s", STR_FMT(form->class),
                                                STR_FMT(form->line_code), s->done ? "done" : "draft")},
                        e);
}
