#include "city/setting.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/thai.h"
#include "city/audit.h"
#include "sql_city.h"
#include "store/store.h"

enum { VALUE_MAX = 300, REASON_MAX = 1000, DIVISIONS = 6 };

static const struct {
    const char *code, *th, *en, *hint_th, *hint_en;
} fields[SETTING_CELLS] = {
#define SETTING_FIELD(id, code, th, en, hint_th, hint_en) [id] = {code, th, en, hint_th, hint_en},
#include "city/setting.def"
#undef SETTING_FIELD
};

static const struct {
    const char *path, *th, *en, *what_th, *what_en;
} tables[] = {
#define TABLE_OF(path, th, en, what_th, what_en) {path, th, en, what_th, what_en},
#include "city/setting.def"
#undef TABLE_OF
};

static const struct field setting_table_fields[] = {
    FIELD(struct setting_table, path, FIELD_KEY, "ที่อยู่", "Address"),
    FIELD(struct setting_table, name, 0, "ตาราง", "Table"),
    FIELD(struct setting_table, what, 0, "เก็บอะไร", "What it holds"),
};
const struct row_type setting_table_type = ROW_TYPE(struct setting_table, setting_table_fields);

static const struct field setting_change_fields[] = {
    FIELD(struct setting_change, number, FIELD_KEY, "ครั้งที่", "No."),
    FIELD(struct setting_change, field, 0, "ช่อง", "Cell"),
    FIELD(struct setting_change, subject, 0, "ของ", "Of"),
    FIELD(struct setting_change, old_value, 0, "เดิม", "Before"),
    FIELD(struct setting_change, new_value, 0, "ใหม่", "After"),
    FIELD(struct setting_change, from_date, 0, "มีผลตั้งแต่", "Takes effect"),
    FIELD(struct setting_change, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct setting_change, source, 0, "อ้างอิง", "Source"),
    FIELD(struct setting_change, state, 0, "สถานะ", "State"),
    FIELD(struct setting_change, proposed_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct setting_change, proposed, 0, "เสนอเมื่อ", "Proposed at"),
    FIELD(struct setting_change, decided_by, 0, "ผู้อนุมัติหรือถอน", "Decided by"),
    FIELD(struct setting_change, decided, 0, "เมื่อ", "At"),
    FIELD(struct setting_change, why, 0, "เหตุที่ถอน", "Why withdrawn"),
};
const struct row_type setting_change_type = ROW_TYPE(struct setting_change, setting_change_fields);

struct str setting_code(enum setting_field f)
{
    return str_from(fields[f].code);
}

struct str setting_name(enum setting_field f, enum lang lang)
{
    return lang_pick(lang, fields[f].th, fields[f].en);
}

struct str setting_hint(enum setting_field f, enum lang lang)
{
    return lang_pick(lang, fields[f].hint_th, fields[f].hint_en);
}

size_t setting_tables(struct arena *a, enum lang lang, const struct setting_table **ret)
{
    struct setting_table *t = ARENA_ARRAY(a, struct setting_table, ARRAY_LEN(tables));

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        t[i] = (struct setting_table){str_from(tables[i].path),
                                      lang_pick(lang, tables[i].th, tables[i].en),
                                      lang_pick(lang, tables[i].what_th, tables[i].what_en)};
    }
    *ret = t;
    return ARRAY_LEN(tables);
}

bool setting_list(struct db *db, struct arena *a, int64_t before, int64_t limit, struct rows *ret,
                  struct err *e)
{
    return db_list(db, a, &Q_SETTING_LIST, ARGS(V(before), V(limit)), &setting_change_type, ret, e);
}

bool setting_open(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SETTING_OPEN, NO_ARGS, &setting_change_type, ret, e);
}

/* ---- a cell ---- */

/* One cell, as it is and as it is wanted. */
struct cell {
    enum setting_field field;
    struct str subject, before, after;
    int64_t year, lines;
};

struct agency_cells {
    struct str name_th, name_en, abbr_th, division, valid_to;
};
static const struct field agency_cells_fields[] = {
    COL(struct agency_cells, name_th),  COL(struct agency_cells, name_en),
    COL(struct agency_cells, abbr_th),  COL(struct agency_cells, division),
    COL(struct agency_cells, valid_to),
};
static const struct row_type agency_cells_type = ROW_TYPE(struct agency_cells, agency_cells_fields);

struct text_row {
    struct str code;
};
static const struct field text_fields[] = {COL(struct text_row, code)};
static const struct row_type text_type = ROW_TYPE(struct text_row, text_fields);

static bool unknown(struct str what, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

static struct str *agency_cell(struct agency_cells *g, enum setting_field f)
{
    struct str *cell[] = {[SETTING_AGENCY_NAME] = &g->name_th,
                          [SETTING_AGENCY_NAME_EN] = &g->name_en,
                          [SETTING_AGENCY_ABBR] = &g->abbr_th,
                          [SETTING_AGENCY_DIVISION] = &g->division,
                          [SETTING_AGENCY_LAST] = &g->valid_to};

    assert(f < ARRAY_LEN(cell));
    return cell[f];
}

static bool bad_number(enum setting_field f, struct str value, struct err *e)
{
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(setting_code(f)));
    err_arg(e, "value", V(value));
    return false;
}

static bool used(struct str what, int64_t lines, struct err *e)
{
    FAIL(e, ERR_SETTING_USED);
    err_arg(e, "what", V(what));
    err_arg(e, "lines", V(lines));
    return false;
}

static bool agency_check(struct db *db, struct arena *a, struct cell *c, struct err *e)
{
    struct agency_cells g;
    int64_t n, later = 0;
    bool found;

    if (!db_find(db, a, &Q_SETTING_AGENCY, ARGS(V(c->subject)), &agency_cells_type, &g, &found, e)) {
        return false;
    }
    if (!found) {
        return unknown(c->subject, e);
    }
    c->before = *agency_cell(&g, c->field);
    if (c->field == SETTING_AGENCY_DIVISION &&
        (!exact_parse_decimal(c->after, 0, &n) || n < 1 || n > DIVISIONS)) {
        return bad_number(c->field, c->after, e);
    }
    if (c->field == SETTING_AGENCY_LAST && c->after.n) {
        if (!exact_parse_decimal(c->after, 0, &n) || !fy_valid(n)) {
            return bad_number(c->field, c->after, e);
        }
        if (!db_int(db, &Q_SETTING_AGENCY_LATER, ARGS(V(c->subject), V(n)), &later, e)) {
            return false;
        }
        if (later > 0) {
            return used(c->subject, later, e);
        }
    }
    return db_int(db, &Q_SETTING_AGENCY_LINES, ARGS(V(c->subject)), &c->lines, e);
}

static bool alias_check(struct db *db, struct arena *a, struct cell *c, struct err *e)
{
    struct agency_cells g;
    struct text_row t = {STR_NONE};
    bool found = true;

    if (c->after.n && !db_find(db, a, &Q_SETTING_AGENCY, ARGS(V(c->after)), &agency_cells_type, &g,
                               &found, e)) {
        return false;
    }
    if (!found) {
        return unknown(c->after, e);
    }
    if (!db_find(db, a, &Q_SETTING_ALIAS, ARGS(V(c->subject)), &text_type, &t, &found, e)) {
        return false;
    }
    c->before = t.code;
    return true;
}

static struct str class_kind(enum setting_field f)
{
    return f == SETTING_YEAR_PROGRAMME ? STR("programme")
           : f == SETTING_YEAR_ITEM    ? STR("item")
                                       : STR("fund");
}

struct version_row {
    int64_t id;
    bool published;
};
static const struct field version_fields[] = {COL(struct version_row, id),
                                              COL(struct version_row, published)};
static const struct row_type version_type = ROW_TYPE(struct version_row, version_fields);

static bool find_version(struct db *db, struct arena *a, const struct cell *c, int64_t *ret,
                         struct err *e)
{
    struct version_row v;
    bool found;

    if (!db_find(db, a, &Q_CLASS_VERSION_FIND, ARGS(V(class_kind(c->field)), V(c->after)),
                 &version_type, &v, &found, e)) {
        return false;
    }
    if (!found || !v.published) {
        return unknown(c->after, e);
    }
    *ret = v.id;
    return true;
}

/* A year's lines point into its versions: only a year without lines takes another. */
static bool year_check(struct db *db, struct arena *a, struct cell *c, struct err *e)
{
    struct text_row t;
    int32_t year;
    int64_t id;
    bool found;

    if (!fy_parse(c->subject, &year, e)) {
        return false;
    }
    c->year = year;
    if (!db_find(db, a, &Q_SETTING_YEAR_CLASS, ARGS(V(c->year), V(class_kind(c->field))), &text_type,
                 &t, &found, e)) {
        return false;
    }
    if (!found) {
        return unknown(c->subject, e);
    }
    c->before = t.code;
    if (!find_version(db, a, c, &id, e) ||
        !db_int(db, &Q_SETTING_YEAR_LINES, ARGS(V(c->year)), &c->lines, e)) {
        return false;
    }
    return c->lines == 0 || used(c->subject, c->lines, e);
}

static bool needed(struct str s, const char *field, size_t max, bool empty, struct err *e)
{
    if (s.n == 0 && !empty) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(field)));
        return false;
    }
    if (str_count_cp(s) > max) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "limit", V((int64_t)max));
        return false;
    }
    return true;
}

static bool find_field(struct str code, enum setting_field *ret, struct err *e)
{
    for (size_t i = 0; i < SETTING_CELLS; i++) {
        if (str_eq(code, str_from(fields[i].code))) {
            *ret = (enum setting_field)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("field")));
    err_arg(e, "value", V(code));
    err_arg(e, "expected", V(str_from(fields[0].code)));
    return false;
}

static bool may_be_empty(enum setting_field f)
{
    return f == SETTING_AGENCY_LAST || f == SETTING_ALIAS || f == SETTING_AGENCY_ABBR;
}

static bool read_cell(struct db *db, struct arena *a, const struct setting_new *n, struct cell *ret,
                      struct err *e)
{
    struct cell c = {.subject = str_trim(n->subject), .after = str_trim(n->value)};

    if (!find_field(n->field, &c.field, e) || !needed(c.subject, "subject", VALUE_MAX, false, e) ||
        !needed(c.after, "value", VALUE_MAX, may_be_empty(c.field), e)) {
        return false;
    }
    *ret = c;
    if (c.field == SETTING_ALIAS) {
        return alias_check(db, a, ret, e);
    }
    return c.field < SETTING_ALIAS ? agency_check(db, a, ret, e) : year_check(db, a, ret, e);
}

/* ---- proposing ---- */

bool setting_preview(struct db *db, struct arena *a, const struct setting_new *n, struct date today,
                     struct setting_preview *ret, struct err *e)
{
    struct cell c;

    if (date_cmp(n->from_date, today) < 0) {
        FAIL(e, ERR_PARAM_PAST);
        err_arg(e, "date", V(n->from_date));
        return false;
    }
    if (!needed(str_trim(n->reason), "reason", REASON_MAX, false, e) ||
        !needed(str_trim(n->source), "source", VALUE_MAX, true, e) || !read_cell(db, a, n, &c, e)) {
        return false;
    }
    *ret = (struct setting_preview){c.before, c.after, c.lines, str_eq(c.before, c.after)};
    return true;
}

static bool note(struct act *by, const char *action, const struct setting_change *s, struct str reason,
                 struct err *e)
{
    struct audit_note n = {.action = str_from(action),
                           .subject = str_format(by->a, "setting:%.*s:%.*s", STR_FMT(s->field),
                                                 STR_FMT(s->subject)),
                           .old_value = s->old_value,
                           .new_value = s->new_value,
                           .reason = reason};

    return audit_add(by, &n, e);
}

bool setting_propose(struct act *by, const struct setting_new *n, int64_t *ret_number,
                     struct err *e)
{
    struct setting_change s = {.field = n->field, .subject = str_trim(n->subject)};
    struct setting_preview p;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !setting_preview(by->tx->db, by->a, n, by->today, &p, e)) {
        return false;
    }
    if (p.same) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(p.after));
        return false;
    }
    s.old_value = p.before;
    s.new_value = p.after;
    return db_int(by->tx->db, &Q_SETTING_INSERT,
                  ARGS(V(n->field), V(s.subject), V(p.before), V(p.after), V(n->from_date),
                       V(str_trim(n->reason)), V(str_trim(n->source)), V(by->who->name),
                       V(by->now_ms)),
                  ret_number, e) &&
           note(by, "setting.propose", &s, n->reason, e);
}

/* ---- deciding and making ---- */

static bool put_agency(struct act *by, const struct cell *c, struct err *e)
{
    struct agency_cells g;
    int64_t id, division = 0, last = 0;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_SETTING_AGENCY, ARGS(V(c->subject)), &agency_cells_type, &g,
                 &found, e)) {
        return false;
    }
    if (!found) {
        return unknown(c->subject, e);
    }
    *agency_cell(&g, c->field) = c->after;
    if (!exact_parse_decimal(g.division, 0, &division) ||
        (g.valid_to.n && !exact_parse_decimal(g.valid_to, 0, &last))) {
        return bad_number(c->field, c->after, e);
    }
    return db_int(by->tx->db, &Q_SETTING_AGENCY_PUT,
                  ARGS(V(c->subject), V(g.name_th), V(g.name_en), V(g.abbr_th), V(division),
                       V_ID(last), V(thai_sort_key(by->a, g.name_th))),
                  &id, e);
}

static bool put_cell(struct act *by, const struct cell *c, struct str reason, struct err *e)
{
    int64_t id;

    if (c->field < SETTING_ALIAS) {
        return put_agency(by, c, e);
    }
    if (c->field > SETTING_ALIAS) {
        return find_version(by->tx->db, by->a, c, &id, e) &&
               db_exec(by->tx->db, &Q_CLASS_YEAR_SET,
                       ARGS(V(c->year), V(class_kind(c->field)), V(id)), NULL, e);
    }
    if (!c->after.n) {
        return db_exec(by->tx->db, &Q_SETTING_ALIAS_DROP, ARGS(V(c->subject)), NULL, e);
    }
    return db_exec(by->tx->db, &Q_SETTING_ALIAS_PUT, ARGS(V(c->subject), V(c->after), V(reason)),
                   NULL, e);
}

static bool move(struct act *by, int64_t number, const char *from, const char *to,
                 const struct setting_change *s, struct str why, struct err *e)
{
    int64_t rows;
    bool decides = !str_eq(str_from(to), STR("applied")) && !str_eq(str_from(to), STR("stale"));

    if (!db_exec(by->tx->db, &Q_SETTING_MOVE,
                 ARGS(V(number), V(str_from(from)), V(str_from(to)),
                      V(decides ? by->who->name : s->decided_by),
                      V(decides ? by->now_ms : s->decided.ms), V(why)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

static bool get_change(struct db *db, struct arena *a, int64_t number, struct setting_change *ret,
                       struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_SETTING_GET, ARGS(V(number)), &setting_change_type, ret, &found, e)) {
        return false;
    }
    return found || unknown(str_format(a, "%lld", (long long)number), e);
}

/* The cell that the change means, refused with ERR_STALE when it is not what the proposal saw. */
static bool cell_of(struct act *by, const struct setting_change *s, struct cell *ret, struct err *e)
{
    struct setting_new n = {.field = s->field, .subject = s->subject, .value = s->new_value};

    if (!read_cell(by->tx->db, by->a, &n, ret, e)) {
        return false;
    }
    if (!str_eq(ret->before, s->old_value)) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool setting_approve(struct act *by, int64_t number, struct err *e)
{
    struct setting_change s;
    struct cell c;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !get_change(by->tx->db, by->a, number, &s, e)) {
        return false;
    }
    if (str_eq(s.proposed_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (!str_eq(s.state, STR("proposed"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(s.state));
        return false;
    }
    if (!cell_of(by, &s, &c, e) || !move(by, number, "proposed", "approved", &s, STR_NONE, e)) {
        return false;
    }
    s.decided_by = by->who->name;
    s.decided.ms = by->now_ms;
    if (date_cmp(s.from_date, by->today) <= 0 &&
        (!put_cell(by, &c, s.reason, e) ||
         !move(by, number, "approved", "applied", &s, STR_NONE, e))) {
        return false;
    }
    return note(by, "setting.approve", &s, s.reason, e);
}

bool setting_withdraw(struct act *by, int64_t number, struct str reason, struct err *e)
{
    struct setting_change s;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !get_change(by->tx->db, by->a, number, &s, e)) {
        return false;
    }
    if (!str_trim(reason).n) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    if (!str_eq(s.state, STR("proposed")) && !str_eq(s.state, STR("approved"))) {
        FAIL(e, ERR_PARAM_USED);
        err_arg(e, "date", V(s.from_date));
        return false;
    }
    return move(by, number, str_eq(s.state, STR("proposed")) ? "proposed" : "approved", "withdrawn",
                &s, str_trim(reason), e) &&
           note(by, "setting.withdraw", &s, reason, e);
}

bool setting_apply_due(struct act *by, int64_t *ret_done, struct err *e)
{
    const struct setting_change *s;
    struct rows rows;
    int64_t done = 0;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !db_list(by->tx->db, by->a, &Q_SETTING_DUE, ARGS(V(by->today)), &setting_change_type, &rows,
                 e)) {
        return false;
    }
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct err why = {0};
        struct cell c;
        bool good = cell_of(by, &s[i], &c, &why);

        if (!good && err_http(why.code) >= 500) {
            *e = why;
            return false;
        }
        if ((good && !put_cell(by, &c, s[i].reason, e)) ||
            !move(by, s[i].number, "approved", good ? "applied" : "stale", &s[i],
                  good ? STR_NONE : err_text(by->a, &why, LANG_TH), e) ||
            !note(by, good ? "setting.apply" : "setting.stale", &s[i], s[i].reason, e)) {
            return false;
        }
        done += good;
    }
    *ret_done = done;
    return true;
}
