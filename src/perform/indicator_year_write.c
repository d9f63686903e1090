/* indicator_year_write.c - keeping an indicator's profile of a year, and copying a year's into another. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/issued.h"
#include "city/param.h"
#include "city/text_check.h"
#include "city/year.h"
#include "perform/evidence.h"
#include "perform/indicator.h"
#include "perform/indicator_year.h"
#include "perform/reading_period.h"
#include "sql_perform.h"
#include "store/store.h"

enum { TEXT_MAX = 4000, WORD_MAX = 80, NAME_MAX_CP = 1000, QUARTERS = 5 };

struct base {
    int64_t indicator_id, year, agency_id, version, profile_agency;
    struct str code, cycle;
};
static const struct field base_fields[] = {
    COL(struct base, indicator_id), COL(struct base, year),
    COL(struct base, agency_id),    COL(struct base, version),
    COL(struct base, profile_agency), COL(struct base, code),
    COL(struct base, cycle),
};
static const struct row_type base_type = ROW_TYPE(struct base, base_fields);

/* ---- checks ---- */

static bool city_may(const struct actor *who)
{
    struct err no;

    return actor_check_city(who, PERM_VERIFY, &no) || actor_check_city(who, PERM_GOAL, &no) ||
           actor_check_city(who, PERM_IMPORT, &no);
}

static bool check_agency(struct act *by, int64_t agency_id, struct str code, struct err *e)
{
    struct agency g;

    if (agency_id == 0) {
        FAIL(e, ERR_INDICATOR_AGENCY);
        err_arg(e, "code", V(code));
        return false;
    }
    if (!agency_by_id(by->tx->db, by->a, agency_id, &g, e))
        return false;
    return city_may(by->who) || actor_check(by->who, PERM_RESULT, g.id, g.division, e);
}

static bool check_step(struct act *by, const struct indicator_step *s, size_t i, struct err *e)
{
    enum evidence_source source;

    if (s->step != (int64_t)i + 1) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("step")));
        err_arg(e, "value", V(s->step));
        return false;
    }
    return text_check("step_name", s->name_th, true, NAME_MAX_CP, e) &&
           text_check("step_name_en", s->name_en, false, NAME_MAX_CP, e) &&
           evidence_source_parse(by->a, s->source, s->arg, &source, e) &&
           text_check("needs", s->needs, source != EVIDENCE_NONE, NAME_MAX_CP, e);
}

static bool check_new(struct act *by, const struct indicator_year_new *n, struct err *e)
{
    bool measure = str_eq(n->collect, STR("measure")), steps = str_eq(n->collect, STR("steps"));

    if (!text_check("stable", n->stable, true, WORD_MAX, e) ||
        !text_check("number", n->number, false, 20, e) ||
        !word_check("work", n->work, "strategic mission base", e) ||
        !word_check("collect", n->collect, "value ratio steps measure given", e) ||
        !text_check("measure", n->measure, measure, WORD_MAX, e) ||
        !word_check("cycle", n->cycle, "month quarter year", e) ||
        !word_check("owner", n->owner, "civil_service system_office strategy", e) ||
        !word_check("target_in", n->target_in, "unit percent level", e) ||
        !text_check("definition", n->definition, false, TEXT_MAX, e) ||
        !text_check("formula", n->formula, false, TEXT_MAX, e) ||
        !text_check("source", n->source, false, TEXT_MAX, e) ||
        !text_check("reason", n->reason, false, NAME_MAX_CP, e))
        return false;
    if (n->places < 0 || n->places > 6) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("places")));
        err_arg(e, "value", V(n->places));
        return false;
    }
    if (n->steps > INDICATOR_STEPS || (steps && n->steps == 0)) {
        FAIL(e, n->steps ? ERR_TABLE_ROWS : ERR_REQUIRED);
        err_arg(e, "field", V(STR("steps")));
        err_arg(e, "what", V(STR("steps")));
        err_arg(e, "limit", V((int64_t)INDICATOR_STEPS));
        return false;
    }
    for (size_t i = 0; i < n->steps; i++) {
        if (!check_step(by, &n->step[i], i, e))
            return false;
    }
    return true;
}

/* ---- targets and steps ---- */

struct indicator_ways {
    struct str stable, work, collect, measure, cycle, owner, target_in;
    bool paper;
    int64_t places, agency_id;
    const struct indicator_step *step;
    size_t steps;
};

static struct str target_text(struct arena *a, const bool *has, const struct score *target)
{
    struct sbuf b;

    sbuf_init(&b, a, 400);
    for (size_t q = 0; q < QUARTERS; q++) {
        if (q)
            sbuf_byte(&b, '/');
        if (has[q])
            exact_put_decimal(&b, target[q].millionths, 6, 0);
    }
    return sbuf_str(&b);
}

/* A target that was there and changes: by who keeps indicators for the city, with a reason. */
static bool check_targets(struct act *by, const struct indicator_year_new *n, struct str *ret_was,
                          struct err *e)
{
    bool has[QUARTERS] = {0}, moved = false;
    struct score target[QUARTERS] = {0};
    struct rows rows;
    struct err no;

    if (!indicator_targets(by->tx->db, by->a, n->indicator_id, n->year, &rows, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const struct indicator_target *t = (const struct indicator_target *)rows.p + i;

        has[t->quarter] = true;
        target[t->quarter] = t->target;
        moved |= !n->has[t->quarter] || n->target[t->quarter].millionths != t->target.millionths;
    }
    *ret_was = target_text(by->a, has, target);
    if (!moved)
        return true;
    if (!text_check("reason", str_trim(n->reason), true, NAME_MAX_CP, e))
        return false;
    return actor_check_city(by->who, PERM_GOAL, &no) || actor_check_city(by->who, PERM_IMPORT, &no) ||
           actor_check_city(by->who, PERM_VERIFY, e);
}

/* "collect=steps measure= cycle=quarter owner=strategy in=level paper=0 places=2 1:file:" - how it comes to a result. */
static struct str ways_text(struct arena *a, const struct indicator_ways *w)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "stable=%.*s work=%.*s collect=%.*s measure=%.*s cycle=%.*s owner=%.*s in=%.*s paper=%d places=%lld agency=%lld",
                STR_FMT(w->stable), STR_FMT(w->work), STR_FMT(w->collect), STR_FMT(w->measure), STR_FMT(w->cycle),
                STR_FMT(w->owner), STR_FMT(w->target_in), (int)w->paper, (long long)w->places, (long long)w->agency_id);
    for (size_t i = 0; i < w->steps; i++) {
        const struct indicator_step *s = &w->step[i];

        sbuf_printf(&b, " %lld:%.*s:%.*s:%.*s:%.*s", (long long)s->step, STR_FMT(s->source), STR_FMT(s->arg), STR_FMT(s->needs),
                    STR_FMT(s->name_th));
    }
    return sbuf_str(&b);
}

/* An agency does not loosen what its own results are judged by: who scores them, how they are collected, which evidence a level
 * needs. Once these are set they are changed by who keeps indicators for the city; *ret_was and *ret_now stay in the record. */
static bool check_ways(struct act *by, const struct indicator_year_new *n, const struct base *b, int64_t agency_id,
                       struct str *ret_was, struct str *ret_now, struct err *e)
{
    struct indicator_ways now = {n->stable, n->work,  n->collect, n->measure, n->cycle, n->owner, n->target_in,
                                 n->paper,  n->places, agency_id,  n->step,    n->steps};
    bool loose = false;
    struct rows rows;

    *ret_was = STR_NONE;
    *ret_now = ways_text(by->a, &now);
    for (size_t i = 0; i < n->steps; i++)
        loose |= str_eq(n->step[i].source, STR("none"));
    if (b->version) {
        struct indicator_year p;

        if (!indicator_year_get(by->tx->db, by->a, n->year, b->code, by->today, &p, e) ||
            !indicator_steps(by->tx->db, by->a, n->indicator_id, n->year, &rows, e))
            return false;
        now = (struct indicator_ways){p.stable, p.work,  p.collect, p.measure,   p.cycle, p.owner, p.target_in,
                                      p.paper,  p.places, p.agency_id, rows.p, rows.n};
        *ret_was = ways_text(by->a, &now);
        loose = !str_eq(*ret_was, *ret_now);
    }
    return !loose || city_may(by->who) || actor_check_city(by->who, PERM_VERIFY, e);
}

static bool write_targets(struct act *by, const struct indicator_year_new *n, struct err *e)
{
    struct db *db = by->tx->db;

    if (!db_exec(db, &Q_INDICATOR_TARGET_DELETE, ARGS(V(n->indicator_id), V(n->year)), NULL, e))
        return false;
    for (int64_t q = 0; q < QUARTERS; q++) {
        if (n->has[q] && !db_exec(db, &Q_INDICATOR_TARGET_INSERT,
                                  ARGS(V(n->indicator_id), V(n->year), V(q), V(n->target[q])), NULL, e))
            return false;
    }
    return true;
}

static bool write_steps(struct act *by, const struct indicator_year_new *n, struct err *e)
{
    struct db *db = by->tx->db;

    if (!db_exec(db, &Q_INDICATOR_STEP_DELETE, ARGS(V(n->indicator_id), V(n->year)), NULL, e))
        return false;
    for (size_t i = 0; i < n->steps; i++) {
        const struct indicator_step *s = &n->step[i];

        if (!db_exec(db, &Q_INDICATOR_STEP_INSERT,
                     ARGS(V(n->indicator_id), V(n->year), V(s->step), V(INT64_C(1) << i), V(s->name_th),
                          V(s->name_en), V(s->needs), V(s->source), V(s->arg)),
                     NULL, e))
            return false;
    }
    return true;
}

/* ---- the readings that are asked ---- */

static bool write_periods(struct act *by, const struct indicator_year_new *n, int64_t agency_id,
                          struct err *e)
{
    int64_t period[READING_PERIODS], days;
    size_t periods = reading_periods(n->cycle, n->year, period);
    struct db *db = by->tx->db;

    if (!db_exec(db, &Q_READING_DUE_DELETE, ARGS(V(n->indicator_id), V(n->year)), NULL, e))
        return false;
    if (str_eq(n->collect, STR("measure")) || str_eq(n->collect, STR("given")))
        return true; /* nobody reports it */
    if (!param_int(db, PARAM_READING_DAYS, n->year, &days, e))
        return false;
    for (size_t i = 0; i < periods; i++) {
        struct date due = date_add_days(reading_period_end(period[i]), (int32_t)days);

        if (!db_exec(db, &Q_READING_DUE_INSERT,
                     ARGS(V(n->indicator_id), V(n->year), V(period[i]), V(agency_id), V(due)), NULL, e))
            return false;
    }
    return true;
}

/* ---- the profile ---- */

static bool other(struct act *by, const struct indicator_year_new *n, const struct base *b,
                  int64_t agency_id, struct err *e)
{
    struct rows rows;
    struct number_row {
        int64_t number;
    };
    static const struct field fields[] = {COL(struct number_row, number)};
    static const struct row_type type = ROW_TYPE(struct number_row, fields);

    if (!db_list(by->tx->db, by->a, &Q_INDICATOR_PROFILE_OTHER,
                 ARGS(V(n->year), V(b->code), V(n->stable), V(agency_id), V(n->indicator_id)), &type,
                 &rows, e))
        return false;
    if (rows.n == 0)
        return true;
    FAIL(e, ERR_DUPLICATE);
    if (((const struct number_row *)rows.p)->number == 1) {
        err_arg(e, "field", V(STR("code")));
        err_arg(e, "value", V(b->code));
    } else {
        err_arg(e, "field", V(STR("stable")));
        err_arg(e, "value", V(n->stable));
    }
    return false;
}

static bool write_profile(struct act *by, const struct indicator_year_new *n, const struct base *b,
                          int64_t agency_id, struct err *e)
{
    struct db *db = by->tx->db;
    int64_t rows;
    bool ok;

    if (b->version)
        ok = db_exec(db, &Q_INDICATOR_PROFILE_UPDATE,
                     ARGS(V(n->indicator_id), V(n->year), V(n->version), V(agency_id), V(n->stable),
                          V(n->number), V(n->work), V(n->collect), V(n->measure), V(n->cycle),
                          V(n->owner), V(n->definition), V(n->formula), V(n->source),
                          V(n->target_in), V(n->paper), V(n->places)),
                     &rows, e);
    else
        ok = db_exec(db, &Q_INDICATOR_PROFILE_INSERT,
                     ARGS(V(n->indicator_id), V(n->year), V(agency_id), V(n->stable), V(b->code),
                          V(n->number), V(n->work), V(n->collect), V(n->measure), V(n->cycle),
                          V(n->owner), V(n->definition), V(n->formula), V(n->source),
                          V(n->target_in), V(n->paper), V(n->places), V(fy_end((int32_t)n->year)),
                          V_NULL, V(by->who->name), V(by->now_ms)),
                     &rows, e);
    if (ok && rows != 1)
        FAIL(e, ERR_STALE);
    return ok && rows == 1;
}

static bool read_base(struct act *by, const struct indicator_year_new *n, struct base *ret,
                      struct err *e)
{
    struct fiscal_year y;
    bool found;

    if (!year_get(by->tx->db, by->a, n->year, &y, e) ||
        !db_find(by->tx->db, by->a, &Q_INDICATOR_YEAR_BASE, ARGS(V(n->indicator_id), V(n->year)),
                 &base_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(STR("indicator")));
        return false;
    }
    if (ret->year && ret->year != n->year) { /* a KPI or key result belongs to one year */
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(n->year));
        return false;
    }
    if (ret->version != n->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool indicator_year_set(struct act *by, const struct indicator_year_new *n, struct err *e)
{
    struct audit_note note = {.action = STR("indicator.profile"), .year = n->year, .reason = n->reason};
    struct str was, now;
    struct base b;
    int64_t agency_id;

    if (!read_base(by, n, &b, e))
        return false;
    agency_id = n->agency_id ? n->agency_id : b.profile_agency ? b.profile_agency : b.agency_id;
    if (b.profile_agency && b.profile_agency != agency_id && !check_agency(by, b.profile_agency, b.code, e))
        return false;
    if (!check_agency(by, agency_id, b.code, e) || !check_new(by, n, e) || !other(by, n, &b, agency_id, e) ||
        !check_ways(by, n, &b, agency_id, &was, &now, e) || !check_targets(by, n, &note.old_value, e) || !write_profile(by, n, &b, agency_id, e) ||
        !write_targets(by, n, e) || !write_steps(by, n, e) || !write_periods(by, n, agency_id, e))
        return false;
    note.subject = str_format(by->a, "indicator:%lld:%.*s", (long long)n->year, STR_FMT(b.code));
    note.new_value = target_text(by->a, n->has, n->target);
    if (!str_eq(was, now)) {
        note.old_value = str_format(by->a, "%.*s %.*s", STR_FMT(note.old_value), STR_FMT(was));
        note.new_value = str_format(by->a, "%.*s %.*s", STR_FMT(note.new_value), STR_FMT(now));
    }
    return audit_add(by, &note, e);
}

/* ---- a year into the next ---- */

struct source {
    int64_t indicator_id, scope_id, own_year, node_id, agency_id, places, first_year;
    struct str level, code, kind, status, stable, number, work, collect, measure, cycle, owner,
        definition, formula, source, target_in, name_th, name_en, unit_word, direction, base_value,
        target1, target2, target3;
    bool paper;
};
static const struct field source_fields[] = {
    COL(struct source, indicator_id), COL(struct source, scope_id),  COL(struct source, own_year),
    COL(struct source, node_id),      COL(struct source, agency_id), COL(struct source, places),
    COL(struct source, first_year),   COL(struct source, level),     COL(struct source, code),
    COL(struct source, kind),         COL(struct source, status),    COL(struct source, stable),
    COL(struct source, number),       COL(struct source, work),      COL(struct source, collect),
    COL(struct source, measure),      COL(struct source, cycle),     COL(struct source, owner),
    COL(struct source, definition),   COL(struct source, formula),   COL(struct source, source),
    COL(struct source, target_in),    COL(struct source, name_th),   COL(struct source, name_en),
    COL(struct source, unit_word),    COL(struct source, direction), COL(struct source, base_value),
    COL(struct source, target1),      COL(struct source, target2),   COL(struct source, target3),
    COL(struct source, paper),
};
static const struct row_type source_type = ROW_TYPE(struct source, source_fields);

/* The wording of the new year: the targets move up by as many years as lie between. */
static void next_text(const struct source *s, int64_t to, struct indicator_text *ret)
{
    struct str target[] = {s->target1, s->target2, s->target3, STR_NONE, STR_NONE};
    int64_t k = to - s->first_year;

    *ret = (struct indicator_text){.from_date = fy_start((int32_t)to),
                                   .name_th = s->name_th,
                                   .name_en = s->name_en,
                                   .unit_word = s->unit_word,
                                   .direction = s->direction,
                                   .base_value = s->base_value,
                                   .first_year = to,
                                   .reason = s->stable};
    if (k >= 0 && k < 3) {
        ret->target1 = target[k];
        ret->target2 = target[k + 1];
        ret->target3 = target[k + 2];
    }
}

/* The indicator of the new year: a plan's own serves both; a KPI is made anew under the same code, in
 * force only when another person approves its wording (a proposal). */
static bool next_indicator(struct act *by, const struct source *s, int64_t to, int64_t *ret_id,
                           struct err *e)
{
    struct indicator_new x = {.year = to,
                              .code = s->code,
                              .level = s->level,
                              .node_id = s->node_id,
                              .agency_id = s->agency_id,
                              .kind = s->kind,
                              .status = s->status};
    struct rows made;

    if (s->own_year == 0) {
        *ret_id = s->indicator_id;
        return true;
    }
    next_text(s, to, &x.text);
    if (!db_list(by->tx->db, by->a, &Q_INDICATOR_INSERT,
                 ARGS(V(INT64_C(0)), V(to), V(s->code), V(s->level), V_ID(s->node_id), V_NULL, V_NULL,
                      V(s->agency_id), V(s->kind), V(s->status)),
                 &id_row_type, &made, e))
        return false;
    if (made.n == 0) /* its wording of that year is there already */
        return db_int(by->tx->db, &Q_INDICATOR_OF_CODE, ARGS(V(to), V(s->code)), ret_id, e);
    *ret_id = ((const struct id_row *)made.p)->id;
    return db_exec(by->tx->db, &Q_INDICATOR_VERSION_INSERT,
                   ARGS(V(*ret_id), V(x.text.from_date), V(x.text.name_th), V(x.text.name_en),
                        V(x.text.unit_word), V(x.text.direction), V(x.text.base_value),
                        V(x.text.first_year), V(x.text.target1), V(x.text.target2),
                        V(x.text.target3), V(x.text.reason), V(STR_NONE), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e);
}

static bool copy_one(struct act *by, const struct source *s, int64_t from, int64_t to, struct err *e)
{
    struct indicator_year_new n = {.year = to, .cycle = s->cycle, .collect = s->collect};
    struct indicator_text text;
    int64_t rows;

    next_text(s, to, &text);
    n.has[0] = exact_parse_decimal(text.target1, 6, &n.target[0].millionths);
    return next_indicator(by, s, to, &n.indicator_id, e) &&
           db_exec(by->tx->db, &Q_INDICATOR_PROFILE_INSERT,
                   ARGS(V(n.indicator_id), V(to), V(s->agency_id), V(s->stable), V(s->code),
                        V(s->number), V(s->work), V(s->collect), V(s->measure), V(s->cycle),
                        V(s->owner), V(s->definition), V(s->formula), V(s->source), V(s->target_in),
                        V(s->paper), V(s->places), V(fy_end((int32_t)to)), V(s->indicator_id),
                        V(by->who->name), V(by->now_ms)),
                   &rows, e) &&
           db_exec(by->tx->db, &Q_INDICATOR_STEP_COPY,
                   ARGS(V(s->indicator_id), V(from), V(n.indicator_id), V(to)),
                   NULL, e) &&
           write_targets(by, &n, e) && write_periods(by, &n, s->agency_id, e);
}

bool indicator_year_copy(struct act *by, int64_t from, int64_t to, int64_t agency_id,
                         int64_t *ret_made, struct err *e)
{
    struct audit_note note = {.action = STR("indicator.copy"), .year = to};
    struct fiscal_year y;
    struct rows rows;

    *ret_made = 0;
    if (from == to) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(to));
        return false;
    }
    if (!city_may(by->who) && !(agency_id ? check_agency(by, agency_id, STR_NONE, e)
                                          : actor_check_city(by->who, PERM_VERIFY, e)))
        return false;
    if (!year_get(by->tx->db, by->a, from, &y, e) || !year_get(by->tx->db, by->a, to, &y, e) ||
        !db_list(by->tx->db, by->a, &Q_INDICATOR_YEAR_SOURCE, ARGS(V(from), V(to), V(agency_id)),
                 &source_type, &rows, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const struct source *s = (const struct source *)rows.p + i;

        if (!copy_one(by, s, from, to, e))
            return false;
    }
    if (rows.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(str_format(by->a, "%lld", (long long)from)));
        return false;
    }
    *ret_made = (int64_t)rows.n;
    note.subject = str_format(by->a, "indicators:%lld", (long long)to);
    note.old_value = str_format(by->a, "%lld", (long long)from);
    note.new_value = str_format(by->a, "%lld", (long long)*ret_made);
    return audit_add(by, &note, e);
}
