/* evaluation_write.c - evaluations are opened, filled in, reviewed, published. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/text_check.h"
#include "perform/evaluation.h"
#include "sql_perform.h"
#include "store/store.h"

enum { NAME_MAX = 200, TEXT_MAX = 6000, UNIT_MAX = 60, BP = 10000, FULL = 100000000 };

struct project {
    int64_t id, year, agency_id;
    struct str state;
    struct money plan, paid;
    int64_t plan_output;
    struct str output_unit;
};
static const struct field project_fields[] = {
    COL(struct project, id),   COL(struct project, year), COL(struct project, agency_id),   COL(struct project, state),
    COL(struct project, plan), COL(struct project, paid), COL(struct project, plan_output), COL(struct project, output_unit),
};
static const struct row_type project_type = ROW_TYPE(struct project, project_fields);

static bool say_state(struct str state, struct str event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(event));
    return false;
}

static struct value money_or_null(struct money m)
{
    return m.satang < 0 ? V_NULL : V(m);
}

static struct value milli_or_null(int64_t v)
{
    return v < 0 ? V_NULL : V(v);
}

/* Evaluators are the city's, and not of the agency whose work it is, nor of one that its lines were moved to. */
static bool may(struct act *by, int64_t package_id, int64_t agency_id, struct err *e)
{
    const struct id_row *g;
    struct rows rows;
    bool own = actor_belongs(by->who, agency_id);

    if (!actor_check_city(by->who, PERM_VERIFY, e) ||
        !db_list(by->tx->db, by->a, &Q_EVALUATION_HEIRS, ARGS(V(package_id)), &id_row_type, &rows, e)) {
        return false;
    }
    g = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        own = own || actor_belongs(by->who, g[i].id);
    }
    if (own) {
        FAIL(e, ERR_OWN_AGENCY);
    }
    return !own;
}

static bool get_project(struct act *by, int64_t year, struct str code, struct project *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_EVALUATION_PROJECT, ARGS(V(year), V(code)), &project_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

static bool put_criteria(struct act *by, int64_t id, int64_t year, struct err *e)
{
    struct param_rows t;
    int64_t sum = 0;

    if (!param_table(by->tx->db, by->a, PARAM_EVALUATION_CRITERIA, year, &t, e)) {
        return false;
    }
    for (size_t i = 0; i < t.rows; i++) {
        sum += param_cell_int(&t, i, "weight");
    }
    if (sum != BP || t.rows > EVALUATION_CRITERIA) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("evaluation.criteria")));
        err_arg(e, "value", V((struct share){sum}));
        err_arg(e, "expected", V(STR("100%")));
        return false;
    }
    for (size_t i = 0; i < t.rows; i++) {
        if (!db_exec(by->tx->db, &Q_EVALUATION_SCORE_INSERT,
                     ARGS(V(id), V(param_cell(&t, i, "word")), V((int64_t)i), V(param_cell(&t, i, "th")), V(param_cell(&t, i, "en")),
                          V(param_cell_int(&t, i, "weight"))),
                     NULL, e)) {
            return false;
        }
    }
    return true;
}

static bool add_event(struct act *by, const struct evaluation *x, struct str event, struct str to, struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_format(by->a, "evaluation.%.*s", STR_FMT(event)),
                           .subject = str_format(by->a, "evaluation:%.*s", STR_FMT(x->code)),
                           .old_value = x->state,
                           .new_value = to,
                           .reason = reason,
                           .year = x->year};

    return db_exec(by->tx->db, &Q_EVALUATION_EVENT_INSERT,
                   ARGS(V(x->id), V(event), V(x->state), V(to), V(reason_in_capacity(by, reason)), V(by->who->name), V(by->now_ms)), NULL,
                   e) &&
           audit_add(by, &n, e);
}

bool evaluation_open(struct act *by, int64_t year, int64_t project_year, struct str package_code, struct str *ret_code, struct err *e)
{
    struct evaluation x = {.year = year, .state = STR_NONE};
    struct project p;
    int64_t open, number;

    if (!get_project(by, project_year, package_code, &p, e) || !may(by, p.id, p.agency_id, e) ||
        !db_int(by->tx->db, &Q_EVALUATION_OPEN_COUNT, ARGS(V(p.id)), &open, e)) {
        return false;
    }
    if (open > 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("package")));
        err_arg(e, "value", V(package_code));
        return false;
    }
    if (p.year > year || p.paid.satang < 0) { /* nothing of it is in the ledger: it did not happen yet */
        return say_state(p.state, STR("evaluation"), e);
    }
    if (!db_int(by->tx->db, &Q_EVALUATION_NUMBER, ARGS(V(year)), &number, e)) {
        return false;
    }
    x.code = str_format(by->a, "%lld-V-%04lld", (long long)year, (long long)number);
    if (!db_int(by->tx->db, &Q_EVALUATION_INSERT,
                ARGS(V(x.code), V(year), V(number), V(p.agency_id), V(p.id),
                     V(by->who->full_name.n ? by->who->full_name : by->who->name), money_or_null(p.plan), money_or_null(p.paid),
                     milli_or_null(p.plan_output), V(p.output_unit), V(by->who->name), V(by->now_ms)),
                &x.id, e) ||
        !put_criteria(by, x.id, year, e)) {
        return false;
    }
    *ret_code = x.code;
    return add_event(by, &x, STR("open"), STR("draft"), package_code, e);
}

/* ---- filling in ---- */

static bool out_of_range(struct str field, struct str value, struct err *e)
{
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(field));
    err_arg(e, "value", V(value));
    return false;
}

static bool check_quantity(struct act *by, const char *field, int64_t milli, struct str unit, const char *unit_field, struct err *e)
{
    if (milli < EVALUATION_NONE) {
        return out_of_range(str_from(field), str_format(by->a, "%lld", (long long)milli), e);
    }
    return text_check(unit_field, unit, milli >= 0, UNIT_MAX, e);
}

static bool check_change(struct act *by, const struct evaluation_change *c, struct err *e)
{
    struct money m[] = {c->plan_benefit, c->real_benefit};
    bool benefit = false;

    for (size_t i = 0; i < ARRAY_LEN(m); i++) {
        if (m[i].satang == MONEY_MISSING.satang) {
            continue;
        }
        benefit = true;
        if (m[i].satang < 0 || m[i].satang > MONEY_MAX) {
            return out_of_range(STR("benefit"), money_text(by->a, m[i], MONEY_PLAIN), e);
        }
    }
    return text_check("evaluator", c->evaluator, true, NAME_MAX, e) &&
           check_quantity(by, "plan_output", c->plan_output_milli, c->output_unit, "output_unit", e) &&
           check_quantity(by, "real_output", c->real_output_milli, c->output_unit, "output_unit", e) &&
           check_quantity(by, "plan_outcome", c->plan_outcome_milli, c->outcome_unit, "outcome_unit", e) &&
           check_quantity(by, "real_outcome", c->real_outcome_milli, c->outcome_unit, "outcome_unit", e) &&
           text_check("benefit_note", c->benefit_note, benefit, TEXT_MAX, e) && text_check("lessons", c->lessons, false, TEXT_MAX, e);
}

/* The field of a form that has the criterion's evidence, as a C text. */
static const char *evidence_field(struct arena *a, struct str criterion)
{
    return str_format(a, "evidence_%.*s%c", STR_FMT(criterion), 0).p;
}

/* Writes the scores; *ret_total is the weighted sum, below 0 while one is missing. */
static bool put_scores(struct act *by, int64_t id, const struct evaluation_change *c, int64_t *ret_total, struct err *e)
{
    const struct evaluation_score *s;
    struct rows rows;
    bool all = true;
    int64_t total = 0;

    if (!evaluation_scores(by->tx->db, by->a, id, LANG_TH, &rows, e)) {
        return false;
    }
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        bool has = s[i].has;
        struct score percent = s[i].percent;
        struct str evidence = s[i].evidence;

        for (size_t k = 0; k < c->scores; k++) {
            if (str_eq(c->score[k].criterion, s[i].criterion)) {
                has = c->score[k].has;
                percent = c->score[k].percent;
                evidence = c->score[k].evidence;
            }
        }
        if (has && (percent.millionths < 0 || percent.millionths > FULL)) {
            return out_of_range(s[i].criterion, str_format(by->a, "%lld", (long long)(percent.millionths / 1000000)), e);
        }
        if (!text_check(evidence_field(by->a, s[i].criterion), evidence, has, TEXT_MAX, e) ||
            !db_exec(by->tx->db, &Q_EVALUATION_SCORE_SET,
                     ARGS(V(id), V(s[i].criterion), has ? V(percent.millionths) : V_NULL, V(evidence)), NULL, e)) {
            return false;
        }
        all = all && has;
        total += has ? percent.millionths * s[i].weight.bp : 0; /* at most 10^12 */
    }
    *ret_total = all ? (total + BP / 2) / BP : -1;
    return true;
}

bool evaluation_save(struct act *by, struct str code, const struct evaluation_change *c, struct err *e)
{
    struct evaluation x;
    struct project p;
    int64_t total, rows;

    if (!evaluation_get(by->tx->db, by->a, code, &x, e) || !may(by, x.package_id, x.agency_id, e)) {
        return false;
    }
    if (!str_eq(x.state, STR("draft"))) {
        return say_state(x.state, STR("save"), e);
    }
    if (!check_change(by, c, e) || !get_project(by, x.project_year, x.package_code, &p, e) || !put_scores(by, x.id, c, &total, e) ||
        !db_exec(by->tx->db, &Q_EVALUATION_SAVE,
                 ARGS(V(x.id), V(c->version), V(c->evaluator), V(c->ended_on), V(c->planned_end), money_or_null(p.plan),
                      money_or_null(p.paid), milli_or_null(c->plan_output_milli), milli_or_null(c->real_output_milli),
                      milli_or_null(c->plan_outcome_milli), milli_or_null(c->real_outcome_milli), V(c->output_unit), V(c->outcome_unit),
                      money_or_null(c->plan_benefit), money_or_null(c->real_benefit), V(c->benefit_note), V(c->lessons),
                      milli_or_null(total)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return add_event(by, &x, STR("save"), STR("draft"), STR_NONE, e);
}

/* ---- moving ---- */

static bool same_person(struct err *e)
{
    FAIL(e, ERR_SAME_PERSON);
    return false;
}

static bool check_complete(struct act *by, const struct evaluation *x, struct err *e)
{
    if (!x->scored) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(tr(LANG_TH, TR("คะแนนทุกเกณฑ์"))));
        return false;
    }
    (void)by;
    return text_check("lessons", x->lessons, true, TEXT_MAX, e);
}

static bool check_move(struct act *by, const struct evaluation *x, const struct evaluation_move *m, struct str *ret_to, struct err *e)
{
    bool draft = str_eq(x->state, STR("draft")), reviewed = str_eq(x->state, STR("reviewed"));
    int64_t wrote;
    bool maker;

    if (!word_check("event", m->event, "review return publish drop", e) ||
        !db_int(by->tx->db, &Q_EVALUATION_WROTE, ARGS(V(x->id), V(by->who->name)), &wrote, e)) {
        return false;
    }
    maker = wrote > 0; /* whoever opened it or wrote in it */
    if (str_eq(m->event, STR("review")) && draft) {
        *ret_to = STR("reviewed");
        return maker ? same_person(e) : check_complete(by, x, e);
    }
    if (str_eq(m->event, STR("publish")) && reviewed) {
        *ret_to = STR("published");
        return !maker || same_person(e);
    }
    if (str_eq(m->event, STR("return")) && reviewed) {
        *ret_to = STR("draft");
        return text_check("reason", m->reason, true, TEXT_MAX, e);
    }
    if (str_eq(m->event, STR("drop")) && (draft || reviewed)) {
        *ret_to = STR("dropped");
        return text_check("reason", m->reason, true, TEXT_MAX, e);
    }
    return say_state(x->state, m->event, e);
}

bool evaluation_move(struct act *by, struct str code, const struct evaluation_move *m, struct err *e)
{
    struct evaluation x;
    struct str to;
    int64_t rows;

    if (!evaluation_get(by->tx->db, by->a, code, &x, e) || !may(by, x.package_id, x.agency_id, e) || !check_move(by, &x, m, &to, e) ||
        !db_exec(by->tx->db, &Q_EVALUATION_STATE,
                 ARGS(V(x.id), V(m->version), V(x.state), V(to), V(by->who->name), V(by->now_ms)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return add_event(by, &x, m->event, to, m->reason, e);
}
