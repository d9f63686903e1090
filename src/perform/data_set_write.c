/* data_set_write.c - registering data sets, their dictionary, approval and updates. */
#include "base/arena.h"
#include "base/err.h"
#include "base/mail.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/remind.h"
#include "city/text_check.h"
#include "execute/position_story.h"
#include "execute/warrant.h"
#include "perform/checkin.h"
#include "perform/data_set_int.h"
#include "perform/paper_form.h"
#include "perform/procurement.h"
#include "perform/reading.h"
#include "plan/package.h"
#include "plan/write.h"
#include "sql_perform.h"
#include "store/store.h"

enum { TITLE_MAX = 300, SHORT_MAX = 200, LONG_MAX = 4000, CODES_MAX = 2000, COUNT_MAX = 366 };

/* ---- what the writers share ---- */

bool data_set_record(struct act *by, const char *action, struct str code, struct str value,
                     struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action), .new_value = value, .reason = reason};

    n.subject = str_format(by->a, "data_set:%.*s", STR_FMT(code));
    return audit_add(by, &n, e);
}

static bool stale_unless(bool one, struct err *e)
{
    if (!one)
        FAIL(e, ERR_STALE);
    return one;
}

bool data_set_for(struct act *by, struct str code, int64_t version, enum perm p,
                  struct data_set *ret, struct err *e)
{
    if (!data_set_get(by->tx->db, by->a, code, ret, e) ||
        !actor_check(by->who, p, ret->agency_id, ret->division, e) ||
        !stale_unless(ret->version == version, e))
        return false;
    if (!str_eq(ret->state, STR("withdrawn")))
        return true;
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(ret->state));
    err_arg(e, "event", V(STR("edit")));
    return false;
}

bool data_set_relint(struct act *by, struct str code, struct err *e)
{
    struct data_set s;
    struct rows fields, found;

    if (!data_set_get(by->tx->db, by->a, code, &s, e) ||
        !data_set_fields(by->tx->db, by->a, s.id, &fields, e))
        return false;
    data_set_lint(by->a, &s, &fields, &found);
    return db_exec(by->tx->db, &Q_DATA_SET_LINT_INSERT,
                   ARGS(V(s.id), V((int64_t)found.n), V(by->today), V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

/* ---- one data set ---- */

static bool choice(const char *field, const char *kind, struct str s, struct err *e)
{
    return s.n == 0 || word_check(field, s, catalogue_codes(kind), e);
}

static bool check_new(const struct data_set_new *n, struct err *e)
{
    if (!text_check("title", n->title, true, TITLE_MAX, e) ||
        !text_check("unit", n->unit, false, SHORT_MAX, e) ||
        !text_check("contact", n->contact, false, SHORT_MAX, e) ||
        !text_check("keywords", n->keywords, false, 1000, e) ||
        !text_check("description", n->description, false, LONG_MAX, e) ||
        !text_check("purpose", n->purpose, false, LONG_MAX, e) ||
        !text_check("place", n->place, false, SHORT_MAX, e) ||
        !text_check("source", n->source, false, 1000, e) ||
        !text_check("format", n->format, false, SHORT_MAX, e) ||
        !text_check("licence", n->licence, false, SHORT_MAX, e) ||
        !choice("data_type", "data_type", n->data_type, e) ||
        !choice("cycle_unit", "data_cycle", n->cycle_unit, e) ||
        !choice("category", "data_category", n->category, e) ||
        !choice("access", "data_access", n->access, e))
        return false;
    if (n->email.n && !mail_address_ok(n->email)) {
        FAIL(e, ERR_BAD_EMAIL);
        err_arg(e, "field", V(STR("email")));
        err_arg(e, "value", V(n->email));
        return false;
    }
    if (n->cycle_count < 0 || n->cycle_count > COUNT_MAX) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("cycle_count")));
        err_arg(e, "value", V(n->cycle_count));
        return false;
    }
    return true;
}

bool data_set_add(struct act *by, const struct data_set_new *n, struct str *ret_code, struct err *e)
{
    int64_t year = fy_of(by->today), number, id;
    struct agency g;
    struct str code, prefix;

    if (!agency_by_id(by->tx->db, by->a, n->agency_id, &g, e) ||
        !actor_check(by->who, PERM_RESULT, g.id, g.division, e) || !check_new(n, e))
        return false;
    prefix = agency_prefix(g.code);
    if (!number_take(by, year, 0, str_format(by->a, "data_set:%.*s", STR_FMT(prefix)), 1, &number, e))
        return false;
    code = str_format(by->a, "%lld-DS-%.*s-%03lld", (long long)year, STR_FMT(prefix),
                      (long long)number);
    if (!db_int(by->tx->db, &Q_DATA_SET_INSERT,
                ARGS(V(g.id), V(code), V(n->title), V(n->unit), V(n->data_type), V(n->contact),
                     V(n->email), V(n->keywords), V(n->description), V(n->purpose),
                     V(n->cycle_unit), V(n->cycle_count), V(n->place), V(n->source), V(n->format),
                     V(n->category), V(n->licence), V(n->access), V(by->today), V(by->who->name),
                     V(by->now_ms)),
                &id, e) ||
        !data_set_relint(by, code, e))
        return false;
    *ret_code = code;
    return data_set_record(by, "data_set.add", code, n->title, STR_NONE, e);
}

static bool is_same(const struct data_set *s, const struct data_set_new *n)
{
    return str_eq(s->title, n->title) && str_eq(s->unit, n->unit) &&
           str_eq(s->data_type, n->data_type) && str_eq(s->contact, n->contact) &&
           str_eq(s->email, n->email) && str_eq(s->keywords, n->keywords) &&
           str_eq(s->description, n->description) && str_eq(s->purpose, n->purpose) &&
           str_eq(s->cycle_unit, n->cycle_unit) && s->cycle_count == n->cycle_count &&
           str_eq(s->place, n->place) && str_eq(s->source, n->source) &&
           str_eq(s->format, n->format) && str_eq(s->category, n->category) &&
           str_eq(s->licence, n->licence) && str_eq(s->access, n->access);
}

bool data_set_edit(struct act *by, struct str code, const struct data_set_new *n, struct err *e)
{
    struct data_set s;
    int64_t rows;

    if (!data_set_for(by, code, n->version, PERM_RESULT, &s, e) || !check_new(n, e))
        return false;
    if (is_same(&s, n)) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    return db_exec(by->tx->db, &Q_DATA_SET_UPDATE_ROW,
                   ARGS(V(s.id), V(n->version), V(n->title), V(n->unit), V(n->data_type),
                        V(n->contact), V(n->email), V(n->keywords), V(n->description),
                        V(n->purpose), V(n->cycle_unit), V(n->cycle_count), V(n->place),
                        V(n->source), V(n->format), V(n->category), V(n->licence), V(n->access)),
                   &rows, e) &&
           stale_unless(rows == 1, e) && data_set_relint(by, code, e) &&
           data_set_record(by, "data_set.edit", code, n->title, STR_NONE, e);
}

/* ---- the dictionary ---- */

static bool check_field(const struct data_set_field *f, size_t i, struct err *e)
{
    if (!text_check("name", f[i].name, true, 120, e) ||
        !word_check("type", f[i].type, catalogue_codes("data_field_type"), e) ||
        !text_check("meaning", f[i].meaning, false, 1000, e) ||
        !text_check("example", f[i].example, false, 300, e) ||
        !text_check("codes", f[i].codes, false, CODES_MAX, e) ||
        (f[i].personal.n && !word_check("personal", f[i].personal, "yes no", e)))
        return false;
    for (size_t k = 0; k < i; k++) {
        if (!str_eq(f[k].name, f[i].name))
            continue;
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("name")));
        err_arg(e, "value", V(f[i].name));
        return false;
    }
    return true;
}

static bool put_fields(struct act *by, int64_t id, const struct data_set_field *f, size_t n,
                       struct err *e)
{
    if (!db_exec(by->tx->db, &Q_DATA_SET_FIELD_DELETE, ARGS(V(id)), NULL, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!db_exec(by->tx->db, &Q_DATA_SET_FIELD_INSERT,
                     ARGS(V(id), V((int64_t)i + 1), V(f[i].name), V(f[i].type), V(f[i].meaning),
                          V(f[i].example), V(f[i].codes), V(f[i].personal), V(f[i].needed),
                          V(f[i].is_key)),
                     NULL, e))
            return false;
    }
    return true;
}

/* The whole dictionary, the version, what is missing now, and the record. */
static bool put_dictionary(struct act *by, const struct data_set *s, struct str own,
                           const struct rows *fields, struct err *e)
{
    const struct data_set_field *f = fields->p;
    int64_t rows;

    if (fields->n > DATA_FIELDS) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("fields")));
        err_arg(e, "limit", V((int64_t)DATA_FIELDS));
        return false;
    }
    for (size_t i = 0; i < fields->n; i++) {
        if (!check_field(f, i, e))
            return false;
    }
    return db_exec(by->tx->db, &Q_DATA_SET_TOUCH, ARGS(V(s->id), V(s->version), V(own)), &rows, e) &&
           stale_unless(rows == 1, e) && put_fields(by, s->id, f, fields->n, e) &&
           data_set_relint(by, s->code, e) &&
           data_set_record(by, "data_set.dictionary", s->code,
                           str_format(by->a, "%zu", fields->n), STR_NONE, e);
}

bool data_set_dictionary(struct act *by, struct str code, int64_t version,
                         const struct rows *fields, struct err *e)
{
    struct data_set s;

    return data_set_for(by, code, version, PERM_RESULT, &s, e) &&
           put_dictionary(by, &s, s.own_rows, fields, e);
}

/* ---- tables of PBIS ---- */

static const struct {
    const char *word;
    const struct row_type *type;
} own_tables[] = {
    {"lines", &line_row_type},          {"entries", &story_row_type},
    {"warrants", &warrant_type},        {"procurement", &procurement_type},
    {"key_results", &indicator_row_type}, {"checkins", &checkin_type},
    {"readings", &reading_type},       {"paper_forms", &paper_form_type},  {"data_sets", &data_set_type},
};

const char *data_set_own_words(void)
{
    return "lines entries warrants procurement key_results checkins readings paper_forms data_sets";
}

static struct str type_word(enum value_type t)
{
    switch (t) {
    case VT_INT:
        return STR("int");
    case VT_MONEY:
        return STR("money");
    case VT_DATE:
        return STR("date");
    case VT_WHEN:
        return STR("time");
    case VT_FLAG:
        return STR("flag");
    case VT_SHARE:
    case VT_SCORE:
        return STR("decimal");
    case VT_NULL:
    case VT_TEXT:
    case VT_BYTES:
        break;
    }
    return STR("text");
}

/* A table names people: its columns of who did something are personal data. */
static bool names_person(struct str column)
{
    return str_eq(column, STR("by_user")) || str_eq(column, STR("made_by")) ||
           str_eq(column, STR("contact")) || str_eq(column, STR("email")) ||
           str_eq(column, STR("payee")) || str_ends(column, STR("_by"));
}

bool data_set_own(struct act *by, struct str code, int64_t version, struct str own, struct err *e)
{
    const struct row_type *t = NULL;
    struct data_set_field *f;
    struct data_set s;
    size_t n = 0;

    if (!data_set_for(by, code, version, PERM_RESULT, &s, e) ||
        !word_check("own_rows", own, data_set_own_words(), e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(own_tables); i++)
        t = str_eq(str_from(own_tables[i].word), own) ? own_tables[i].type : t;
    f = ARENA_ARRAY(by->a, struct data_set_field, t->n);
    for (size_t i = 0; i < t->n; i++) {
        const struct field *x = &t->fields[i];

        if (x->flags & FIELD_HIDDEN)
            continue;
        f[n] = (struct data_set_field){.name = field_column(by->a, x),
                                       .type = type_word(x->type),
                                       .meaning = str_from(x->th && *x->th ? x->th : x->name),
                                       .is_key = (x->flags & FIELD_KEY) != 0,
                                       .needed = (x->flags & FIELD_KEY) != 0};
        f[n].personal = names_person(f[n].name) ? STR("yes") : STR("no");
        n++;
    }
    return put_dictionary(by, &s, own, &(struct rows){f, n}, e);
}

/* ---- approval, end ---- */

bool data_set_approve(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct data_set s;
    int64_t rows;

    if (!data_set_for(by, code, version, PERM_RESULT_APPROVE, &s, e))
        return false;
    if (s.approved_on.yyyymmdd) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(code));
        return false;
    }
    if (str_eq(s.made_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return db_exec(by->tx->db, &Q_DATA_SET_APPROVED,
                   ARGS(V(s.id), V(version), V(by->today), V(by->who->name)), &rows, e) &&
           stale_unless(rows == 1, e) &&
           data_set_record(by, "data_set.approve", code, s.title, STR_NONE, e);
}

bool data_set_withdraw(struct act *by, struct str code, int64_t version, struct str reason,
                       struct err *e)
{
    struct data_set s;
    int64_t rows;

    return data_set_for(by, code, version, PERM_RESULT_APPROVE, &s, e) &&
           text_check("reason", reason, true, 1000, e) &&
           db_exec(by->tx->db, &Q_DATA_SET_WITHDRAWN, ARGS(V(s.id), V(version), V(by->today)),
                   &rows, e) &&
           stale_unless(rows == 1, e) &&
           data_set_record(by, "data_set.withdraw", code, s.title, reason, e);
}

/* ---- updates ---- */

static struct date months_later(struct date d, int64_t months)
{
    int64_t at = (int64_t)(d.yyyymmdd / 10000) * 12 + d.yyyymmdd / 100 % 100 - 1 + months;
    struct date r = DATE((int32_t)(at / 12 * 10000 + (at % 12 + 1) * 100 + d.yyyymmdd % 100));

    while (!date_valid(r) && r.yyyymmdd % 100 > 1)
        r.yyyymmdd--;
    return r;
}

struct date data_set_next(struct date from, struct str unit, int64_t count)
{
    static const struct {
        const char *unit;
        int32_t days, months;
    } of[] = {{"day", 1, 0},     {"week", 7, 0},  {"month", 0, 1},
              {"quarter", 0, 3}, {"half", 0, 6}, {"year", 0, 12}};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        if (str_eq(unit, str_from(of[i].unit)))
            return of[i].days ? date_add_days(from, (int32_t)(of[i].days * count))
                              : months_later(from, of[i].months * count);
    }
    return DATE(21991231);
}

bool data_set_loaded(struct act *by, struct str code, const struct data_set_load *n, struct err *e)
{
    bool ends;
    struct data_set s;
    struct date next;
    int64_t rows;

    if (!data_set_for(by, code, n->version, PERM_RESULT, &s, e) ||
        !text_check("note", n->note, false, 1000, e))
        return false;
    ends = str_eq(s.cycle_unit, STR("none"));
    if (s.cycle_unit.n == 0 || (s.cycle_count == 0 && !ends)) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("cycle_unit")));
        return false;
    }
    if (!n->on_date.yyyymmdd || date_cmp(n->on_date, by->today) > 0) {
        FAIL(e, n->on_date.yyyymmdd ? ERR_REAL_AHEAD : ERR_REQUIRED);
        err_arg(e, "field", V(STR("on_date")));
        err_arg(e, "value", V(n->on_date));
        return false;
    }
    if (n->records < 0 || date_cmp(n->on_date, s.last_update) < 0) {
        FAIL(e, n->records < 0 ? ERR_BAD_NUMBER : ERR_BEFORE_LAST);
        err_arg(e, "field", V(n->records < 0 ? STR("records") : STR("on_date")));
        err_arg(e, "value", n->records < 0 ? V(n->records) : V(n->on_date));
        err_arg(e, "expected", V(s.last_update));
        return false;
    }
    next = data_set_next(n->on_date, s.cycle_unit, s.cycle_count);
    return db_exec(by->tx->db, &Q_DATA_SET_UPDATE_INSERT,
                   ARGS(V(s.id), V(n->on_date), V(s.next_due), V(next), V(n->records), V(n->note),
                        V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                   NULL, e) &&
           db_exec(by->tx->db, &Q_DATA_SET_UPDATED,
                   ARGS(V(s.id), V(n->version), V(n->on_date), V(ends ? DATE_NONE : next)), &rows,
                   e) &&
           stale_unless(rows == 1, e) &&
           data_set_record(by, "data_set.update", code, str_format(by->a, "%lld", (long long)n->records),
                           n->note, e);
}

/* ---- reminding ---- */

struct near {
    struct str code;
    int64_t agency_id;
    struct date due;
};
static const struct field near_fields[] = {COL(struct near, code), COL(struct near, agency_id),
                                           COL(struct near, due)};
static const struct row_type near_type = ROW_TYPE(struct near, near_fields);

bool data_set_warn(struct act *by, int64_t *ret, struct err *e)
{
    struct remind_days days;
    const struct near *s;
    struct rows rows;

    *ret = 0;
    if (!remind_days_read(by, &days, e) ||
        !db_list(by->tx->db, by->a, &Q_DATA_SET_NEAR,
                 ARGS(V(date_add_days(by->today, -1)), V(date_add_days(by->today, days.most))),
                 &near_type, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct notice_new n = {.kind = str_from(notice_word(NOTICE_DATA_DUE)),
                               .subject = str_format(by->a, "data_set:%.*s", STR_FMT(s[i].code)),
                               .path = str_format(by->a, "/data-sets/%.*s", STR_FMT(s[i].code)),
                               .th = notice_sentence(NOTICE_DATA_DUE, LANG_TH),
                               .en = notice_sentence(NOTICE_DATA_DUE, LANG_EN),
                               .year = fy_of(by->today)};

        if (!remind_on(&days, date_days_between(by->today, s[i].due)))
            continue;
        n.once = str_format(by->a, "ds:%.*s:%d", STR_FMT(s[i].code), by->today.yyyymmdd);
        if (!notice_add_role(by, (struct notice_place){PERM_RESULT, s[i].agency_id, 0}, &n, e))
            return false;
        ++*ret;
    }
    return true;
}
