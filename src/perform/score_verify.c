/* score_verify.c - every final score computed again from what is stored with it. */
#include "base/arena.h"
#include "base/err.h"
#include "perform/score_int.h"
#include "sql_perform.h"
#include "store/store.h"

struct final_row {
    struct str code, basis, why, steps, content;
    int64_t id, year, rule_version;
    struct score value, level, percent, points, fact;
    int64_t numerator, denominator;
};
static const struct field final_fields[] = {
    COL(struct final_row, id),      COL(struct final_row, year),      COL(struct final_row, code),
    COL(struct final_row, basis),   COL(struct final_row, why),       COL(struct final_row, steps),
    COL(struct final_row, content), COL(struct final_row, value),     COL(struct final_row, level),
    COL(struct final_row, percent), COL(struct final_row, points),    COL(struct final_row, fact),
    COL(struct final_row, numerator), COL(struct final_row, denominator), COL(struct final_row, rule_version),
};
static const struct row_type final_type = ROW_TYPE(struct final_row, final_fields);

enum { KNOWN = 64 };

/* Rules are read once where many scores share one: equal rules have equal texts. */
struct verifying {
    struct arena *a;
    struct str text[KNOWN];
    struct rule rule[KNOWN];
    size_t n, at;
    struct score_check *ret;
};

static void wrong(struct verifying *v, const struct final_row *r, const char *what)
{
    struct score_check *c = v->ret;

    if (c->wrong < (int64_t)ARRAY_LEN(c->problem))
        c->problem[c->wrong] = str_format(v->a, "%lld %.*s: %s", (long long)r->year, STR_FMT(r->code), what);
    c->wrong++;
}

static const struct rule *rule_known(struct verifying *v, struct str content)
{
    struct err e = {0};
    size_t at;

    for (size_t i = 0; i < v->n; i++) {
        if (str_eq(v->text[i], content))
            return &v->rule[i];
    }
    at = v->at++ % KNOWN;
    if (!rule_parse(v->a, str_dup(v->a, content), &v->rule[at], &e))
        return NULL;
    v->text[at] = str_dup(v->a, content);
    v->n = v->n < KNOWN ? v->n + 1 : KNOWN;
    return &v->rule[at];
}

static bool same(const struct final_row *r, const struct rule_score *s)
{
    return r->value.millionths == s->value.millionths && r->level.millionths == s->level.millionths &&
           r->percent.millionths == s->percent.millionths && r->points.millionths == s->points.millionths;
}

static bool verify_one(void *ctx, const void *row, struct err *e)
{
    struct verifying *v = ctx;
    const struct final_row *r = row;
    struct score_row stored = {.basis = r->basis,
                               .steps = r->steps,
                               .fact = r->fact,
                               .numerator = r->numerator,
                               .denominator = r->denominator};
    const struct rule *rule;
    struct rule_score s;
    struct fact f;

    (void)e;
    v->ret->checked++;
    rule = r->content.n > 0 ? rule_known(v, r->content) : NULL;
    if (!rule) {
        wrong(v, r, "the version of its rule is not there");
        return true;
    }
    if (!score_fact(&stored, &f) || !rule_eval(rule, &f, &s, e))
        wrong(v, r, "its rule does not take what is stored");
    else if (s.why.n > 0 || !same(r, &s))
        wrong(v, r, "it does not recompute");
    return true;
}

bool score_verify(struct db *db, struct arena *a, struct score_check *ret, struct err *e)
{
    struct verifying *v = ARENA_NEW(a, struct verifying);

    *ret = (struct score_check){.checked = 0};
    v->a = a;
    v->ret = ret;
    if (!db_each(db, &Q_SCORE_FINALS, NO_ARGS, &final_type, verify_one, v, e))
        return false;
    return true;
}
