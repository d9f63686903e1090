/* param.c - the register of parameters: the definitions, what holds, how it reads. */
#include "city/param.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/param_check.h"
#include "sql_city.h"
#include "store/store.h"

struct param_def {
    const char *code;
    enum param_kind kind;
    const char *value, *th, *en, *source;
};
static const struct param_def defs[PARAM_COUNT] = {
#define PARAM(id, code, kind, value, th, en, source) [id] = {code, kind, value, th, en, source},
#include "city/param.def"
#undef PARAM
};

static const struct {
    const char *tag, *label;
} sources[] = {
    {"proposal", TR("ค่าเริ่มต้น ยังไม่ยืนยัน")},
    {"knowledge", TR("ค่าเริ่มต้น ยังไม่ยืนยัน")},
    {"office", TR("ค่าเริ่มต้น ยังไม่ยืนยัน")},
    {"law", TR("กฎหมายหรือระเบียบ")},
    {"resolution", TR("มติ")},
    {"seed", TR("เอกสารของกรุงเทพมหานคร")},
};

/* A stored value alone. */
struct value_text {
    struct str value;
};
static const struct field value_text_fields[] = {COL(struct value_text, value)};
static const struct row_type value_text_type = ROW_TYPE(struct value_text, value_text_fields);

static const struct field param_row_fields[] = {
    FIELD(struct param_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct param_row, name, 0, "ค่ากำหนด", "Parameter"),
    FIELD(struct param_row, value, 0, "ค่าที่ใช้", "Value"),
    FIELD(struct param_row, initial, 0, "ค่าเริ่มต้น", "Default"),
    FIELD(struct param_row, source, 0, "ที่มาของค่าเริ่มต้น", "Source of the default"),
    FIELD(struct param_row, from_year, 0, "ตั้งแต่ปีงบประมาณ", "From fiscal year"),
    FIELD(struct param_row, from_date, 0, "มีผลวันที่", "In force from"),
    FIELD(struct param_row, changed_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct param_row, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct param_row, legal, 0, "อ้างอิง", "Legal source"),
    FIELD(struct param_row, waiting, 0, "รออนุมัติ", "Waiting for approval"),
    FIELD(struct param_row, coming, 0, "อนุมัติแล้ว ยังไม่มีผล", "Approved, not yet in force"),
};
const struct row_type param_row_type = ROW_TYPE(struct param_row, param_row_fields);

static const struct field param_value_fields[] = {
    COL(struct param_value, id),
    FIELD(struct param_value, number, FIELD_KEY, "ครั้งที่", "No."),
    FIELD(struct param_value, code, 0, "รหัส", "Code"),
    FIELD(struct param_value, from_year, 0, "ตั้งแต่ปีงบประมาณ", "From fiscal year"),
    FIELD(struct param_value, from_date, 0, "มีผลวันที่", "In force from"),
    FIELD(struct param_value, value, 0, "ค่า", "Value"),
    FIELD(struct param_value, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct param_value, source, 0, "อ้างอิง", "Legal source"),
    FIELD(struct param_value, state, 0, "สถานะ", "State"),
    FIELD(struct param_value, proposed_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct param_value, proposed, 0, "เสนอเมื่อ", "Proposed"),
    FIELD(struct param_value, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct param_value, approved, 0, "อนุมัติเมื่อ", "Approved"),
    FIELD(struct param_value, withdrawn_by, 0, "ผู้ถอน", "Withdrawn by"),
    FIELD(struct param_value, withdrawn, 0, "ถอนเมื่อ", "Withdrawn"),
    FIELD(struct param_value, withdrawn_why, 0, "เหตุผลที่ถอน", "Why withdrawn"),
};
const struct row_type param_value_type = ROW_TYPE(struct param_value, param_value_fields);

/* ---- definitions ---- */

bool param_find(struct str code, enum param_id *ret, struct err *e)
{
    for (size_t i = 0; i < PARAM_COUNT; i++) {
        if (str_eq(code, str_from(defs[i].code))) {
            *ret = (enum param_id)i;
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

struct str param_code(enum param_id p)
{
    return str_from(defs[p].code);
}

struct str param_name(enum param_id p, enum lang lang)
{
    return lang_pick(lang, defs[p].th, defs[p].en);
}

enum param_kind param_kind(enum param_id p)
{
    return defs[p].kind;
}

struct str param_def_text(enum param_id p)
{
    return str_from(defs[p].value);
}

struct str param_source(enum param_id p, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        if (str_starts(str_from(defs[p].source), str_from(sources[i].tag))) {
            return tr(lang, sources[i].label);
        }
    }
    return str_from(defs[p].source);
}

const struct param_choice *param_choices(struct arena *a, enum param_id p, size_t *ret_n)
{
    struct str rest = param_def_text(p), piece;
    struct param_choice *c = ARENA_ARRAY(a, struct param_choice, rest.n / 2 + 1);
    size_t n = 0;

    while (param_kind(p) == PARAM_CHOICE && str_split(&rest, '|', &piece)) {
        if (str_split(&piece, '=', &c[n].word) && !str_split(&piece, '=', &c[n].th)) {
            c[n].th = c[n].word;
        }
        if (!str_split(&piece, '=', &c[n].en)) {
            c[n].en = c[n].th;
        }
        n++;
    }
    *ret_n = n;
    return c;
}

struct str param_default(struct arena *a, enum param_id p)
{
    struct str s = param_def_text(p), ret;
    size_t n;
    struct err e;

    if (param_kind(p) == PARAM_CHOICE) {
        return param_choices(a, p, &n)[0].word;
    }
    if (!param_check(a, p, s, &ret, &e)) {
        PANIC("a default of param.def is not of its kind"); /* test_param reads every row */
    }
    return ret;
}

struct str param_shown(struct arena *a, enum param_id p, struct str value, enum lang lang)
{
    struct param_rows rows;
    struct err e;
    size_t n;
    const struct param_choice *c;

    switch (param_kind(p)) {
    case PARAM_INT:
    case PARAM_TEXT:
        return value;
    case PARAM_BP:
    case PARAM_GROWTH:
        return str_format(a, "%.*s%%", STR_FMT(value));
    case PARAM_MONEY: {
        struct money m;

        return money_parse(value, &m, &e)
                   ? str_format(a, "%.*s %.*s", STR_FMT(money_text(a, m, MONEY_WHOLE)),
                                STR_FMT(tr(lang, TR("บาท"))))
                   : value;
    }
    case PARAM_CHOICE:
        c = param_choices(a, p, &n);
        for (size_t i = 0; i < n; i++) {
            if (str_eq(c[i].word, value)) {
                return lang == LANG_EN ? c[i].en : c[i].th;
            }
        }
        return value;
    case PARAM_TABLE:
        break;
    }
    return param_rows_read(a, p, value, &rows, &e)
               ? str_format(a, "%zu %.*s", rows.rows, STR_FMT(tr(lang, TR("แถว"))))
               : value;
}

/* ---- what holds ---- */

static bool stored(struct db *db, struct arena *a, enum param_id p, int64_t year, struct str *ret,
                   bool *ret_found, struct err *e)
{
    struct value_text v;

    if (!db_find(db, a, &Q_PARAM_NOW, ARGS(V(param_code(p)), V(year), V(db_day(db))),
                 &value_text_type, &v, ret_found, e)) {
        return false;
    }
    if (*ret_found) {
        *ret = v.value;
    }
    return true;
}

bool param_int(struct db *db, enum param_id p, int64_t year, int64_t *ret, struct err *e)
{
    struct arena *a = arena_new();
    struct str s = param_def_text(p);
    bool found, ok;

    assert(param_kind(p) <= PARAM_MONEY);
    ok = stored(db, a, p, year, &s, &found, e) && param_number(p, s, ret, e);
    arena_free(a);
    return ok;
}

bool param_money(struct db *db, enum param_id p, int64_t year, struct money *ret, struct err *e)
{
    assert(param_kind(p) == PARAM_MONEY);
    return param_int(db, p, year, &ret->satang, e);
}

bool param_text(struct db *db, struct arena *a, enum param_id p, int64_t year, struct str *ret,
                struct err *e)
{
    bool found;

    if (!stored(db, a, p, year, ret, &found, e)) {
        return false;
    }
    if (!found) {
        *ret = param_default(a, p);
    }
    return true;
}

bool param_table(struct db *db, struct arena *a, enum param_id p, int64_t year,
                 struct param_rows *ret, struct err *e)
{
    struct str s;
    bool found;

    assert(param_kind(p) == PARAM_TABLE);
    if (!stored(db, a, p, year, &s, &found, e)) {
        return false;
    }
    return param_rows_read(a, p, found ? s : param_def_text(p), ret, e);
}

/* ---- the register ---- */

bool param_history(struct db *db, struct arena *a, enum param_id p, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PARAM_VALUES, ARGS(V(param_code(p))), &param_value_type, ret, e);
}

bool param_value_get(struct db *db, struct arena *a, enum param_id p, int64_t number,
                     struct param_value *ret, struct err *e)
{
    struct rows rows;

    if (!param_history(db, a, p, &rows, e)) {
        return false;
    }
    for (size_t i = 0; i < rows.n; i++) {
        const struct param_value *v = (const struct param_value *)rows.p + i;

        if (v->number == number) {
            *ret = *v;
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(str_format(a, "%s #%lld", defs[p].code, (long long)number)));
    return false;
}

static bool later(const struct param_value *v, const struct param_row *row, int64_t number)
{
    if (v->from_year != row->from_year) {
        return v->from_year > row->from_year;
    }
    if (date_cmp(v->from_date, row->from_date) != 0) {
        return date_cmp(v->from_date, row->from_date) > 0;
    }
    return v->number > number;
}

static void fill_row(struct param_row *row, const struct param_value *v, size_t n, int64_t year,
                     struct date today)
{
    int64_t number = 0;

    for (size_t i = 0; i < n; i++) {
        if (!str_eq(v[i].code, row->code)) {
            continue;
        }
        if (str_eq(v[i].state, STR("proposed"))) {
            row->waiting++;
        } else if (str_eq(v[i].state, STR("approved"))) {
            if (v[i].from_year > year || date_cmp(v[i].from_date, today) > 0) {
                row->coming++;
            } else if (!number || later(&v[i], row, number)) {
                number = v[i].number;
                row->value = v[i].value;
                row->from_year = v[i].from_year;
                row->from_date = v[i].from_date;
                row->changed_by = v[i].proposed_by;
                row->approved_by = v[i].approved_by;
                row->legal = v[i].source;
            }
        }
    }
}

bool param_list(struct db *db, struct arena *a, int64_t year, struct date today, enum lang lang,
                struct rows *ret, struct err *e)
{
    struct param_row *row = ARENA_ARRAY(a, struct param_row, PARAM_COUNT);
    struct rows all;

    if (!db_list(db, a, &Q_PARAM_VALUES, ARGS(V(STR_NONE)), &param_value_type, &all, e)) {
        return false;
    }
    for (size_t i = 0; i < PARAM_COUNT; i++) {
        enum param_id p = (enum param_id)i;

        row[i].code = param_code(p);
        row[i].name = param_name(p, lang);
        row[i].source = param_source(p, lang);
        row[i].value = param_default(a, p);
        row[i].initial = param_shown(a, p, row[i].value, lang);
        fill_row(&row[i], all.p, all.n, year, today);
        row[i].value = param_shown(a, p, row[i].value, lang);
    }
    *ret = (struct rows){row, PARAM_COUNT};
    return true;
}
