/* score_compute.c - scores of all indicators of a year at once: the indicators, their rules and what was reported in one
 * query each, every measure that is asked for in one or two; the rest is arithmetic in memory (rule.h). */
#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "perform/measure.h"
#include "perform/reading.h"
#include "perform/reading_fact.h"
#include "perform/rule_book.h"
#include "perform/score_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { MEASURES_MAX = 40 };
static_assert((int)MEASURE_STEPS == (int)RULE_STEPS, "a measure has as many steps as a rule");

struct asked_row {
    int64_t indicator_id, agency_id;
    struct str collect, measure, owner;
    bool given;
};
static const struct field asked_fields[] = {
    COL(struct asked_row, indicator_id), COL(struct asked_row, agency_id), COL(struct asked_row, collect),
    COL(struct asked_row, measure),      COL(struct asked_row, owner),     COL(struct asked_row, given),
};
static const struct row_type asked_type = ROW_TYPE(struct asked_row, asked_fields);

struct scoring {
    struct db *db;
    struct arena *a;
    const struct score_asked *q;
    const struct rule_entry *rule;
    size_t rules, rule_at;
    const struct reading_fact *fact;
    size_t facts, fact_at;
    struct measure_set set[MEASURES_MAX];
    size_t sets;
    struct measure_money money;
};

/* ---- facts ---- */

/* The measure, loaded once for all agencies; NULL and why for a word that nobody knows. */
static bool measured(struct scoring *s, struct str word, const struct measure_set **ret, struct err *e)
{
    struct measure_asked at = {s->q->year, s->q->as_of};

    *ret = NULL;
    for (size_t i = 0; i < s->sets; i++) {
        if (str_eq(s->set[i].word, word))
            *ret = &s->set[i];
    }
    if (*ret || !measure_known(word) || s->sets == MEASURES_MAX)
        return true;
    if (!measure_get_kept(s->db, s->a, word, &at, &s->money, &s->set[s->sets], e))
        return false;
    *ret = &s->set[s->sets++];
    return true;
}

static void fact_of_measure(const struct measure_set *set, const struct measure_row *m, struct fact *f)
{
    if (str_eq(set->kind, STR("steps"))) {
        f->kind = FACT_STEPS;
        f->steps = m->steps;
        for (size_t i = 0; i < m->steps; i++)
            f->step_bp[i] = m->step_bp[i];
        return;
    }
    f->kind = FACT_RATIO;
    f->numerator = m->numerator;
    f->denominator = m->denominator;
}

/* What is known of an indicator, and the reading or measure that says so; ->why when there is nothing to ask the rule with. */
static bool find_fact(struct scoring *s, const struct asked_row *x, struct score_row *r, struct fact *f, struct err *e)
{
    const struct measure_set *set;
    const struct measure_row *m;

    if (str_eq(x->collect, STR("given"))) {
        r->why = STR("awaits_owner");
        return true;
    }
    if (!str_eq(x->collect, STR("measure"))) {
        while (s->fact_at < s->facts && s->fact[s->fact_at].indicator_id < x->indicator_id)
            s->fact_at++;
        if (s->fact_at == s->facts || s->fact[s->fact_at].indicator_id != x->indicator_id) {
            r->why = STR("no_reading");
            return true;
        }
        *f = s->fact[s->fact_at].fact;
        r->why = s->fact[s->fact_at].why;
        r->reading_id = s->fact[s->fact_at].reading_id;
        return true;
    }
    r->measure = x->measure;
    if (!measured(s, x->measure, &set, e))
        return false;
    if (!set) {
        r->why = STR("no_measure");
        return true;
    }
    m = measure_of_indicator(set, x->indicator_id, x->agency_id);
    if (!m) {
        r->why = STR("no_data");
        return true;
    }
    r->why = m->why;
    if (!str_eq(m->why, STR("no_data"))) /* no data is no zero: the rule is not asked with one */
        fact_of_measure(set, m, f);
    r->other_base = m->other;
    return true;
}

static void keep_fact(struct arena *a, const struct fact *f, struct score_row *r)
{
    static const char *const basis[] = {
        [FACT_NO_DATA] = "none", [FACT_VALUE] = "value", [FACT_RATIO] = "ratio", [FACT_STEPS] = "steps"};
    struct sbuf b;

    r->basis = str_from(basis[f->kind]);
    r->fact = f->value;
    r->numerator = f->numerator;
    r->denominator = f->denominator;
    if (f->kind != FACT_STEPS)
        return;
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < f->steps; i++) {
        if (i > 0)
            sbuf_byte(&b, ',');
        sbuf_int(&b, f->step_bp[i]);
    }
    r->steps = sbuf_str(&b);
}

bool score_fact(const struct score_row *r, struct fact *ret)
{
    struct str rest = r->steps, part;
    struct fact f = {.kind = FACT_NO_DATA,
                     .value = r->fact,
                     .numerator = r->numerator,
                     .denominator = r->denominator,
                     .hundredths = r->measure.n == 0 || measure_has_lines(r->measure)};

    if (str_eq(r->basis, STR("value")))
        f.kind = FACT_VALUE;
    else if (str_eq(r->basis, STR("ratio")))
        f.kind = FACT_RATIO;
    else if (str_eq(r->basis, STR("steps")))
        f.kind = FACT_STEPS;
    while (f.kind == FACT_STEPS && str_split(&rest, ',', &part)) {
        if (f.steps == RULE_STEPS || !exact_parse_decimal(part, 0, &f.step_bp[f.steps++]))
            return false;
    }
    *ret = f;
    return true;
}

/* ---- one score ---- */

/* Asks the rule; a fact that the rule cannot take is an answer too. */
static bool ask(const struct rule *rule, const struct fact *f, struct rule_score *ret, struct err *e)
{
    struct rule_score none = {0};

    if (rule_eval(rule, f, ret, e))
        return true;
    if (e->code != ERR_RULE_FACT && e->code != ERR_RULE_GAP)
        return false;
    none.why = e->code == ERR_RULE_GAP ? STR("rule_gap") : STR("rule_fact");
    *ret = none;
    return true;
}

static bool ask_other(const struct rule *rule, const struct fact *f, struct score_row *r, struct err *e)
{
    struct fact other = *f;
    struct rule_score s;

    if (r->other_base <= 0 || f->kind != FACT_RATIO)
        return true;
    other.denominator = r->other_base;
    if (!ask(rule, &other, &s, e))
        return false;
    r->has_other = s.why.n == 0;
    r->other_value = s.value;
    r->other_level = s.level;
    r->other_points = s.points;
    return true;
}

/* A level of figures that names its evidence is not had without the paper of their period. */
static bool no_paper(const struct scoring *s, const struct asked_row *x, const struct rule *rule, const struct rule_score *got)
{
    const struct rule_band *b = rule->mode == RULE_STEP ? rule_band_of(rule, got->level.millionths / 1000000) : NULL;

    return (str_eq(x->collect, STR("value")) || str_eq(x->collect, STR("ratio"))) && b && b->needs.n > 0 &&
           !s->fact[s->fact_at].has_paper;
}

static bool score_one(struct scoring *s, const struct asked_row *x, struct score_row *r, struct err *e)
{
    struct fact f = {.kind = FACT_NO_DATA};
    struct rule_score got;
    const struct rule *rule;

    while (s->rule_at < s->rules && s->rule[s->rule_at].indicator_id < x->indicator_id)
        s->rule_at++;
    rule = s->rule_at < s->rules && s->rule[s->rule_at].indicator_id == x->indicator_id ? s->rule[s->rule_at].rule : NULL;
    if (!find_fact(s, x, r, &f, e))
        return false;
    keep_fact(s->a, &f, r);
    r->rule_version = rule ? rule->version : 0;
    if (r->why.n > 0 && !str_eq(r->why, STR("no_data")) && !str_eq(r->why, STR("no_reading")))
        return true;
    if (!rule) {
        r->why = r->why.n > 0 ? r->why : STR("no_rule");
        return true;
    }
    if (!ask(rule, &f, &got, e))
        return false;
    r->why = got.why.n > 0 && r->why.n > 0 ? r->why : got.why;
    if (r->why.n == 0 && no_paper(s, x, rule, &got))
        r->why = STR("no_evidence");
    if (r->why.n > 0)
        return true;
    r->value = got.value;
    r->level = got.level;
    r->percent = got.percent;
    r->points = got.points;
    return ask_other(rule, &f, r, e);
}

/* ---- all ---- */

static bool load(struct scoring *s, struct rows *asked, struct err *e)
{
    struct rows rules, facts;
    bool final = s->q->kind == SCORE_FINAL;

    if (!db_list(s->db, s->a, &Q_SCORE_INDICATORS, ARGS(V(s->q->year), V(s->q->agency_id)), &asked_type, asked, e) ||
        !rule_of_year(s->db, s->a, s->q->year, &rules, e) ||
        !reading_facts(s->db, s->a, &(struct reading_ask){s->q->year, s->q->agency_id, s->q->as_of, final}, &facts, e))
        return false;
    s->rule = rules.p;
    s->rules = rules.n;
    s->fact = facts.p;
    s->facts = facts.n;
    return true;
}

bool score_compute(struct db *db, struct arena *a, const struct score_asked *asked, struct rows *ret, int64_t *ret_kept,
                   struct err *e)
{
    struct score_asked q = *asked;
    struct scoring s = {.db = db, .a = a, .q = &q};
    const struct asked_row *x;
    struct score_row *r;
    struct rows rows;
    size_t n = 0;

    if (q.kind == SCORE_FINAL || q.as_of.yyyymmdd == 0 || date_cmp(q.as_of, fy_end((int32_t)q.year)) > 0)
        q.as_of = fy_end((int32_t)q.year);
    if (!load(&s, &rows, e))
        return false;
    x = rows.p;
    r = ARENA_ARRAY(a, struct score_row, rows.n + 1);
    *ret_kept = 0;
    for (size_t i = 0; i < rows.n; i++) {
        r[n] = (struct score_row){.indicator_id = x[i].indicator_id,
                                  .year = q.year,
                                  .agency_id = x[i].agency_id,
                                  .owner = x[i].owner,
                                  .collect = x[i].collect,
                                  .kind = q.kind == SCORE_FINAL ? STR("final") : STR("interim"),
                                  .as_of = q.as_of};
        if (!score_one(&s, &x[i], &r[n], e))
            return false;
        if (x[i].given && r[n].why.n > 0)
            (*ret_kept)++;
        else
            n++;
    }
    *ret = (struct rows){r, n};
    return true;
}
