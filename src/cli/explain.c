/* pbis explain: of every package of an instance, what would bring it in or push it out (why.h). */
#include "allocate/proof.h"
#include "allocate/result.h"
#include "allocate/solve_tasks.h"
#include "allocate/why.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/groups.h"

enum { EXPLAIN_FILE_MAX = 64 << 20, EXPLAIN_OUT_MAX = 256 << 20 };
#define EXPLAIN_GAP INT64_C(100000) /* 1e-4 */

static bool read_files(struct app *app, const struct args *p, struct instance *in,
                       struct why_task *t, struct err *e)
{
    struct proof *proof = ARENA_NEW(app->a, struct proof);
    bool *on;
    struct claim claim;
    struct certificate cert;
    struct str text;

    if (!file_read(app->a, args_word(p, 0), EXPLAIN_FILE_MAX, &text, e) ||
        !instance_read(app->a, text, in, e) ||
        !file_read(app->a, args_word(p, 1), EXPLAIN_FILE_MAX, &text, e) ||
        !result_read(app->a, text, &claim, e))
        return false;
    if (!certificate_check(app->a, in, &claim, &cert)) {
        FAIL(e, ERR_CERTIFICATE);
        err_arg(e, "why", value_str(certificate_text(app->a, &cert.fault[0], app->lang)));
        return false;
    }
    on = ARENA_ARRAY(app->a, bool, in->npackage);
    for (size_t i = 0; i < claim.npackage && i < in->npackage; i++)
        on[i] = claim.package[i].funded;
    *t = (struct why_task){.in = in, .on = on};
    if (jr_type(claim.proof) == JR_OBJECT) {
        if (!proof_read(app->a, in, claim.proof, proof, e))
            return false;
        t->proof = proof;
    }
    return true;
}

static void put(struct sbuf *b, int64_t x, unsigned places)
{
    SB_LIT(b, ",");
    if (x != WHY_NONE)
        exact_put_decimal(b, x, places, 0);
}

static void put_packages(struct sbuf *b, const struct instance *in, const uint32_t *list,
                         uint32_t n)
{
    SB_LIT(b, ",");
    for (uint32_t k = 0; k < n; k++) {
        if (k)
            SB_LIT(b, " ");
        sbuf_add(b, in->package[list[k]].id);
    }
}

static void put_row(struct sbuf *b, const struct why_task *t, const struct why_report *r, size_t i)
{
    const struct why_package *w = &r->why.package[i];

    sbuf_add(b, t->in->package[i].id);
    sbuf_add(b, t->on[i] ? STR(",1") : STR(",0"));
    put(b, w->lo, VALUE_PLACES);
    put(b, w->hi, VALUE_PLACES);
    put_packages(b, t->in, w->come, w->ncome);
    put_packages(b, t->in, w->go, w->ngo);
    SB_LIT(b, ",");
    for (uint32_t k = 0; k < w->nceiling; k++) {
        const struct why_ceiling *c = &w->ceiling[k];

        if (k)
            SB_LIT(b, " ");
        sbuf_add(b, t->in->resource[c->resource].id);
        SB_LIT(b, "=");
        exact_put_decimal(b, c->missing, 2, 0);
        SB_LIT(b, "/");
        if (c->lo != WHY_NONE)
            exact_put_decimal(b, c->lo, 2, 0);
        SB_LIT(b, "/");
        if (c->hi != WHY_NONE)
            exact_put_decimal(b, c->hi, 2, 0);
    }
    SB_LIT(b, ",");
    sbuf_int(b, (int64_t)r->robust.seen[i]);
    sbuf_add(b, r->robust.always[i] ? STR(",always\n")
                                    : r->robust.never[i] ? STR(",never\n") : STR(",\n"));
}

static int cmd_explain(struct app *app, const struct args *p, struct err *e)
{
    struct tasks_options o = {.gap = EXPLAIN_GAP};
    struct solve_task task = {.kind = TASK_EXPLAIN};
    struct task_answer ans;
    struct why_report r;
    struct why_task t;
    struct instance in;
    struct sbuf b;

    if (!read_files(app, p, &in, &t, e))
        return exit_of(e);
    task.input = why_input(app->a, &t, EXPLAIN_GAP);
    if (!solve_tasks_child(app->a, &in, &task, 1, &o, &ans, e))
        return exit_of(e);
    if (!ans.done) {
        FAIL(e, ERR_SOLVER);
        err_arg(e, "why", value_str(ans.text));
        return exit_of(e);
    }
    if (!why_read(app->a, &in, ans.text, &r, e))
        return exit_of(e);
    sbuf_init(&b, app->a, EXPLAIN_OUT_MAX);
    SB_LIT(&b, "package,funded,value_lo,value_hi,come,go,ceilings,seen,proved\n");
    for (size_t i = 0; i < in.npackage; i++)
        put_row(&b, &t, &r, i);
    return file_write(args_get(p, "out"), sbuf_str(&b), e) ? EXIT_DONE : exit_of(e);
}

static const struct option explain_options[] = {{"out", "FILE", true}};

static const struct command commands[] = {
    {.name = "explain",
     .usage = "INSTANCE.json RESULT.json",
     .words_min = 2,
     .words_max = 2,
     .options = explain_options,
     .noptions = ARRAY_LEN(explain_options),
     .store = STORE_NONE,
     .run = cmd_explain,
     COMMAND("บอกว่าแต่ละชุดต้องได้คะแนนหรือวงเงินเพิ่มเท่าไรจึงจะเข้า หรือเสียเท่าไรจึงจะออก",
             "What would bring each package in or push it out, by value and by ceiling")},
};

const struct command_group cli_explain_commands = {commands, ARRAY_LEN(commands)};
