/* clash_text.c - the rules of a clash in words, to the child and back. */
#include "allocate/clash.h"
#include "allocate/wire.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"

static const struct {
    const char *th, *en;
} kinds[] = {
#define CLASH_RULE(code, word, th, en) {th, en},
#include "allocate/clash_rules.def"
#undef CLASH_RULE
};
enum {
    CHILD_MS = 3000, /* for the child's start and its last question */
};

/* --- in words ------------------------------------------------------------------------------- */

struct str clash_limit_text(struct arena *a, const struct clash_rule *r, int64_t limit)
{
    if (r->kind == CLASH_AT_MOST || r->kind == CLASH_AT_LEAST)
        return str_format(a, "%lld", (long long)limit);
    return money_text(a, MONEY(limit), MONEY_WHOLE);
}

struct str clash_text(struct arena *a, const struct instance *in, const struct clash_rule *r,
                      enum lang lang)
{
    struct str text = lang_pick(lang, kinds[r->kind].th, kinds[r->kind].en);

    if (clash_is_limit(r->kind)) {
        text = str_replace(a, text, STR("{limit}"), clash_limit_text(a, r, r->limit));
        return str_replace(a, text, STR("{resource}"), in->resource[r->of].id);
    }
    text = str_replace(a, text, STR("{package}"), in->package[r->of].id);
    if (r->other != NO_PACKAGE)
        text = str_replace(a, text, STR("{other}"), in->package[r->other].id);
    return text;
}

/* --- as a task ------------------------------------------------------------------------------ */

static bool refuse(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

bool task_clash(struct task_run *r, const struct solve_task *t, struct sbuf *out, struct err *e)
{
    struct str text = t->input;
    struct clash found;
    int64_t ms, n;
    uint32_t *hint;
    void *p;

    if (!wire_get_int(&text, &ms) || !wire_get_int(&text, &n) || n < 0 ||
        !wire_get_array(r->a, &text, (size_t)n, sizeof *hint, &p))
        return refuse(e, "no such question");
    hint = p;
    for (int64_t k = 0; k < n; k++) {
        if (hint[k] >= r->in->nresource)
            return refuse(e, "no such question");
    }
    clash_find(r->a, r->in, hint, (size_t)n, ms, &found);
    wire_put_int(out, found.smallest);
    wire_put_int(out, (int64_t)found.n);
    wire_put_array(out, found.rule, found.n, sizeof *found.rule);
    return true;
}

static bool read_clash(struct arena *a, const struct instance *in, struct str text,
                       struct clash *ret, struct err *e)
{
    struct clash_rule *rule;
    int64_t smallest, n;
    void *p;

    if (!wire_get_int(&text, &smallest) || !wire_get_int(&text, &n) || n < 0 ||
        !wire_get_array(a, &text, (size_t)n, sizeof *rule, &p))
        return refuse(e, "the clash is broken");
    rule = p;
    for (int64_t k = 0; k < n; k++) {
        if (!clash_holds(in, &rule[k]))
            return refuse(e, "the clash is broken");
    }
    *ret = (struct clash){rule, (size_t)n, smallest != 0};
    return true;
}

bool clash_ask(struct arena *a, const struct instance *in, const struct clash_question *q,
               clash_run_fn *run, struct clash *ret, struct err *e)
{
    struct tasks_options o = {.time_limit_ms = q->time_limit_ms + CHILD_MS};
    struct solve_task t = {.kind = TASK_CLASH};
    struct task_answer ans;
    struct sbuf b;

    *ret = (struct clash){0};
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    wire_put_int(&b, q->time_limit_ms);
    wire_put_int(&b, (int64_t)q->nhint);
    wire_put_array(&b, q->hint, q->nhint, sizeof *q->hint);
    t.input = sbuf_str(&b);
    if (!run(a, in, &t, 1, &o, &ans, e))
        return false;
    return !ans.done || read_clash(a, in, ans.text, ret, e);
}
