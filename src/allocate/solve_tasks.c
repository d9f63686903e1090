#include "allocate/solve_tasks.h"

#include <string.h>
#include <unistd.h>

#include "allocate/clash.h"
#include "allocate/frontier_task.h"
#include "allocate/solve.h"
#include "allocate/why_task.h"
#include "allocate/wire.h"
#include "base/arena.h"
#include "base/child.h"
#include "base/err.h"

enum {
    WATCH_MS = 200,
    LATE_MS = 200, /* after the limit, for starting and reading */
    WHOLE = 1000,  /* thousandths */
};
#define OUTPUT_MAX ((size_t)512 << 20)

static task_fn task_solve;

/* Who answers which kind. */
static task_fn *const answers[TASK_KINDS] = {
    [TASK_SOLVE] = task_solve,
    [TASK_EXPLAIN] = task_explain,
    [TASK_FRONTIER] = task_frontier,
    [TASK_CLASH] = task_clash,
};

/* Told by task_progress(): which task of how many, and who listens. */
struct teller {
    size_t task, ntask;
    int64_t last;
    void (*fn)(void *ctx, int64_t thousandths);
    void *ctx;
};

static bool refuse(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

/* --- answering ------------------------------------------------------------------------------ */

static bool task_solve(struct task_run *r, const struct solve_task *t, struct sbuf *out,
                       struct err *e)
{
    struct solver_answer ans;

    if (!study_solve(r->study, t->change, t->nchange, &ans, e))
        return false;
    solver_answer_write(r->a, r->in, &ans, out);
    return true;
}

bool task_read_answer(struct arena *a, const struct instance *in, struct str text,
                      struct solver_answer *ret, struct err *e)
{
    return solver_answer_read(a, in, text, ret, e);
}

void task_progress(struct task_run *r, int64_t done, int64_t of)
{
    struct teller *t = r->told;
    int64_t share = of > 0 ? WHOLE * done / of : WHOLE;
    int64_t now = (WHOLE * (int64_t)t->task + share) / (int64_t)t->ntask;

    if (now > t->last && t->fn)
        t->fn(t->ctx, now);
    t->last = now > t->last ? now : t->last;
}

/* Told of each answer; false ends the run. */
typedef bool take_fn(void *ctx, size_t task, bool done, struct str text);

struct batch {
    const struct instance *in;
    const struct solve_task *t;
    size_t n;
    const struct tasks_options *o;
};

static bool answer_all(struct arena *a, const struct batch *b, struct teller *teller,
                       take_fn *take, void *ctx, struct err *e)
{
    struct study_options so = {
        .gap = b->o->gap, .time_limit_ms = b->o->each_ms, .hint = b->o->hint};
    struct task_run run = {.in = b->in, .told = teller};

    teller->ntask = b->n;
    if (!study_open(a, b->in, &so, &run.study, e))
        return false;
    for (size_t k = 0; k < b->n; k++) {
        const struct solve_task *t = &b->t[k];
        struct err why = {0};
        struct sbuf out;
        bool done;

        run.a = arena_new();
        sbuf_init(&out, run.a, OUTPUT_MAX);
        teller->task = k;
        done = answers[t->kind] ? answers[t->kind](&run, t, &out, &why)
                                : refuse(&why, "nobody answers this kind of task");
        task_progress(&run, 1, 1);
        done = done && !out.overflow;
        done = take(ctx, k, done, done ? sbuf_str(&out) : err_text(run.a, &why, LANG_EN));
        arena_free(run.a);
        if (!done)
            return refuse(e, "the answers cannot be written");
    }
    return true;
}

/* --- in this process ------------------------------------------------------------------------ */

struct here {
    struct arena *a;
    struct task_answer *ret;
    const struct tasks_options *o;
};

static bool keep_here(void *ctx, size_t task, bool done, struct str text)
{
    struct here *h = ctx;

    h->ret[task] = (struct task_answer){done, str_dup(h->a, text)};
    return true;
}

static void tell_here(void *ctx, int64_t thousandths)
{
    struct here *h = ctx;

    if (h->o->progress)
        (void)h->o->progress(h->o->ctx, thousandths);
}

bool solve_tasks_here(struct arena *a, const struct instance *in, const struct solve_task *t,
                      size_t n, const struct tasks_options *o, struct task_answer *ret,
                      struct err *e)
{
    struct here h = {a, ret, o};
    struct teller teller = {.fn = tell_here, .ctx = &h};
    const struct batch b = {in, t, n, o};

    return answer_all(a, &b, &teller, keep_here, &h, e);
}

/* --- the child ------------------------------------------------------------------------------ */

static void put_hint(struct sbuf *b, const struct instance *in, const struct solver_hint *h)
{
    wire_put_int(b, h && h->on);
    wire_put_int(b, h && h->price ? (int64_t)h->price_places : -1);
    if (h && h->on)
        wire_put_array(b, h->on, in->npackage, sizeof *h->on);
    if (h && h->price)
        wire_put_array(b, h->price, in->nresource, sizeof *h->price);
}

static bool get_hint(struct arena *a, struct str *rest, const struct instance *in,
                     struct solver_hint *ret)
{
    int64_t has_on, places;
    void *p;

    *ret = (struct solver_hint){0};
    if (!wire_get_int(rest, &has_on) || !wire_get_int(rest, &places))
        return false;
    if (has_on) {
        if (!wire_get_array(a, rest, in->npackage, sizeof *ret->on, &p))
            return false;
        ret->on = p;
    }
    if (places >= 0) {
        if (!wire_get_array(a, rest, in->nresource, sizeof *ret->price, &p))
            return false;
        ret->price = p;
        ret->price_places = (unsigned)places;
    }
    return true;
}

static void put_tasks(struct sbuf *b, const struct instance *in, const struct solve_task *t,
                      size_t n, const struct tasks_options *o)
{
    wire_put_int(b, o->gap);
    wire_put_int(b, o->each_ms);
    wire_put_int(b, (int64_t)n);
    wire_put_instance(b, in);
    put_hint(b, in, o->hint);
    for (size_t k = 0; k < n; k++) {
        wire_put_int(b, t[k].kind);
        wire_put_int(b, (int64_t)t[k].nchange);
        wire_put_array(b, t[k].change, t[k].nchange, sizeof *t[k].change);
        wire_put_bytes(b, t[k].input);
    }
}

static bool get_tasks(struct arena *a, struct str *rest, struct instance *in,
                      struct solve_task **ret, size_t *ret_n, struct tasks_options *o)
{
    struct solver_hint *hint = ARENA_NEW(a, struct solver_hint);
    int64_t n;

    if (!wire_get_int(rest, &o->gap) || !wire_get_int(rest, &o->each_ms) ||
        !wire_get_int(rest, &n) || n < 0 ||
        !wire_get_instance(a, rest, in) || !get_hint(a, rest, in, hint))
        return false;
    o->hint = hint;
    *ret_n = (size_t)n;
    *ret = ARENA_ARRAY(a, struct solve_task, *ret_n);
    for (size_t k = 0; k < *ret_n; k++) {
        struct solve_task *t = &(*ret)[k];
        int64_t kind, nchange;
        void *change;

        if (!wire_get_int(rest, &kind) || !wire_get_int(rest, &nchange) || kind < 0 ||
            kind >= TASK_KINDS || nchange < 0 ||
            !wire_get_array(a, rest, (size_t)nchange, sizeof *t->change, &change) ||
            !wire_get_bytes(rest, &t->input))
            return false;
        t->kind = (enum task_kind)kind;
        t->change = change;
        t->nchange = (size_t)nchange;
    }
    return true;
}

static bool write_frame(void *ctx, size_t task, bool done, struct str text)
{
    int64_t head[3] = {(int64_t)task, done, (int64_t)text.n};
    const int *fd = ctx;

    return wire_write(*fd, (struct str){(const char *)head, sizeof head}) && wire_write(*fd, text);
}

static void write_progress(void *ctx, int64_t thousandths)
{
    char line[] = "progress 0000\n";
    bool told;

    (void)ctx;
    for (size_t i = 13; i-- > 9; thousandths /= 10)
        line[i] = (char)('0' + thousandths % 10);
    told = wire_write(STDERR_FILENO, (struct str){line, sizeof line - 1});
    (void)told; /* nobody may listen any more */
}

bool tasks_child_main(struct arena *a, struct err *e)
{
    struct tasks_options o = {0};
    struct solve_task *t;
    struct instance in;
    size_t n;
    struct teller teller = {.fn = write_progress};
    struct str input;
    int out;

    if (!wire_read_all(a, STDIN_FILENO, &input) || !get_tasks(a, &input, &in, &t, &n, &o))
        return refuse(e, "the tasks could not be read");
    out = wire_take_output();
    if (out < 0)
        return refuse(e, "standard output cannot be taken");
    return answer_all(a, &(struct batch){&in, t, n, &o}, &teller, write_frame, &out, e);
}

/* --- the parent ----------------------------------------------------------------------------- */

struct parent {
    const struct tasks_options *o;
    int64_t so_far;
};

static bool watch(void *ctx, struct str line)
{
    struct parent *p = ctx;
    struct str word = STR("progress ");

    if (str_starts(line, word)) {
        p->so_far = 0;
        for (size_t i = word.n; i < line.n && line.p[i] >= '0' && line.p[i] <= '9'; i++)
            p->so_far = p->so_far * 10 + (line.p[i] - '0');
    } else if (line.n) {
        bool told = wire_write(STDERR_FILENO, line) && /* the child's own log line */
                    wire_write(STDERR_FILENO, STR("\n"));

        (void)told;
    }
    return !p->o->progress || p->o->progress(p->o->ctx, p->so_far);
}

/* Takes the frames that came whole. */
static bool read_frames(struct str out, struct task_answer *ret, size_t n, struct err *e)
{
    while (out.n) {
        struct str rest = out, text;
        int64_t task, done;

        if (!wire_get_int(&rest, &task) || !wire_get_int(&rest, &done) ||
            !wire_get_bytes(&rest, &text))
            return true; /* it was ended while it wrote */
        if (task < 0 || (uint64_t)task >= n)
            return refuse(e, "the answers are broken");
        ret[task] = (struct task_answer){done == 1, text};
        out = rest;
    }
    return true;
}

bool solve_tasks_child(struct arena *a, const struct instance *in, const struct solve_task *t,
                       size_t n, const struct tasks_options *o, struct task_answer *ret,
                       struct err *e)
{
    const char *const argv[] = {"pbis", "_tasks", NULL};
    struct parent parent = {.o = o};
    struct child_watch w = {.fn = watch, .ctx = &parent, .every_ms = WATCH_MS};
    struct child_limits lim = {.memory = o->memory ? o->memory : SOLVE_MEMORY,
                               .max_output = OUTPUT_MAX,
                               .keep_output = true,
                               .watch = &w};
    struct sbuf input;
    struct str out;
    int code;

    if (o->time_limit_ms) {
        lim.wall_ms = o->time_limit_ms + LATE_MS;
        lim.cpu_s = lim.wall_ms / 1000 + 1;
    }
    memset(ret, 0, n * sizeof *ret);
    for (size_t k = 0; k < n; k++)
        ret[k].text = STR("a limit ended the child before this task was done");
    sbuf_init(&input, a, OUTPUT_MAX);
    put_tasks(&input, in, t, n, o);
    return child_run(a, argv, sbuf_str(&input), &lim, &out, &code, e) &&
           read_frames(out, ret, n, e);
}
