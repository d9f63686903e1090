/* pbis solve, pbis verify and the solver's child: no store needed (CONTRACTS.md 2). */
#include <string.h>

#include "allocate/solve.h"
#include "allocate/solve_tasks.h"
#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/groups.h"

enum {
    INSTANCE_FILE_MAX = 64 << 20,
    TIME_LIMIT_MAX_S = 1000000,
};

static int usage(struct err *e, const char *option, const char *value)
{
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", value_str(str_from(option)));
    err_arg(e, "value", value_str(str_from(value)));
    return EXIT_USAGE;
}

/* 0 <= gap <= 1, in 10^-9; more decimals are cut. */
static bool parse_gap(const char *text, int64_t *ret)
{
    int64_t v;

    if (!decimal_parse(str_from(text), GAP_PLACES, &v)) {
        if (!decimal_parse(str_from(text), 2 * GAP_PLACES, &v))
            return false;
        v /= INT64_C(1000000000);
    }
    *ret = v;
    return v >= 0 && v <= INT64_C(1000000000);
}

static int read_options(const struct args *p, struct solve_options *ret, struct err *e)
{
    const char *mode = args_get(p, "mode"), *gap = args_get(p, "gap");
    const char *limit = args_get(p, "time-limit");

    *ret = (struct solve_options){.gap = SOLVE_GAP_DEFAULT, .fill = args_has(p, "fill")};
    if (mode && !strcmp(mode, "rank")) {
        ret->mode = SOLVE_MODE_RANK;
    } else if (mode && strcmp(mode, "optimal") != 0) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", value_str(STR("--mode")));
        err_arg(e, "value", value_str(str_from(mode)));
        err_arg(e, "expected", value_str(STR("optimal, rank")));
        return EXIT_USAGE;
    }
    if (gap && !parse_gap(gap, &ret->gap))
        return usage(e, "--gap", gap);
    if (limit && (!decimal_parse(str_from(limit), 3, &ret->time_limit_ms) ||
                  ret->time_limit_ms <= 0 ||
                  ret->time_limit_ms > INT64_C(1000) * TIME_LIMIT_MAX_S))
        return usage(e, "--time-limit", limit);
    return EXIT_DONE;
}

static bool read_instance(struct app *app, const char *path, struct instance *ret, struct err *e)
{
    struct str text;

    return file_read(app->a, path, INSTANCE_FILE_MAX, &text, e) &&
           instance_read(app->a, text, ret, e);
}

/* One line of words that need no translation: they are those of the result. */
static void print_result(struct app *app, const struct instance *in, const struct solve_result *r)
{
    struct sbuf b;
    int64_t funded = 0;

    for (size_t i = 0; i < in->npackage; i++)
        funded += r->choice.on[i];
    sbuf_init(&b, app->a, 400);
    sbuf_add(&b, str_from(solve_status_word(r->status)));
    if (solve_has_answer(r)) {
        SB_LIT(&b, " value ");
        exact_put_decimal(&b, r->value, VALUE_PLACES, 0);
        SB_LIT(&b, " bound ");
        exact_put_decimal(&b, r->bound, VALUE_PLACES, 0);
        SB_LIT(&b, " gap ");
        exact_put_decimal(&b, r->gap, GAP_PLACES, 0);
        SB_LIT(&b, " funded ");
        sbuf_int(&b, funded);
        SB_LIT(&b, "/");
        sbuf_int(&b, (int64_t)in->npackage);
    }
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

static int cmd_solve(struct app *app, const struct args *p, struct err *e)
{
    struct solve_options opt;
    struct solve_result r;
    struct instance in;
    int code = read_options(p, &opt, e);

    if (code != EXIT_DONE)
        return code;
    if (!read_instance(app, args_word(p, 0), &in, e) ||
        !allocate_solve_child(app->a, &in, &opt, &r, e) ||
        !file_write(args_get(p, "out"), r.json, e))
        return exit_of(e);
    print_result(app, &in, &r);
    if (solve_has_answer(&r))
        return EXIT_DONE;
    if (r.status == SOLVE_INFEASIBLE) {
        FAIL(e, ERR_INFEASIBLE);
        err_arg(e, "why", value_str(conflict_text(app->a, &in, &r.conflict, app->lang)));
    } else {
        FAIL(e, ERR_NO_ANSWER);
    }
    return EXIT_REFUSED;
}

/* What the right result shows, with the hash of the instance as its file is. */
static int explain_result(struct app *app, const struct instance *in, const struct claim *claim,
                          struct str instance)
{
    uint8_t sha[SHA256_BYTES];
    struct shown_result r = {.in = in, .claim = claim};

    sha256(instance, sha);
    r.hash = hex_text(app->a, sha, sizeof sha);
    out(certificate_shown(app->a, &r, app->lang));
    return EXIT_DONE;
}

static int cmd_verify(struct app *app, const struct args *p, struct err *e)
{
    struct certificate cert;
    struct instance in;
    struct claim claim;
    struct str text, instance;
    struct sbuf b;

    if (!file_read(app->a, args_word(p, 0), INSTANCE_FILE_MAX, &instance, e) ||
        !instance_read(app->a, instance, &in, e) ||
        !file_read(app->a, args_word(p, 1), INSTANCE_FILE_MAX, &text, e) ||
        !result_read(app->a, text, &claim, e))
        return exit_of(e);
    if (certificate_check(app->a, &in, &claim, &cert))
        return args_has(p, "explain") ? explain_result(app, &in, &claim, instance) : EXIT_DONE;
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    for (size_t k = 0; k < cert.nfault && k < CERTIFICATE_FAULTS; k++) {
        sbuf_add(&b, certificate_text(app->a, &cert.fault[k], app->lang));
        sbuf_byte(&b, '\n');
    }
    out(sbuf_str(&b));
    return EXIT_REFUSED;
}

/* _solve GAP TIME_LIMIT_MS: see allocate/solve.h. */
static int cmd_solve_child(struct app *app, const struct args *p, struct err *e)
{
    int64_t gap, limit;

    if (!decimal_parse(str_from(args_word(p, 0)), 0, &gap) ||
        !decimal_parse(str_from(args_word(p, 1)), 0, &limit) || gap < 0 || limit < 0)
        return usage(e, "_solve", args_word(p, 0));
    return solve_child_main(app->a, gap, limit, e) ? EXIT_DONE : exit_of(e);
}

/* _tasks: see allocate/solve_tasks.h. */
static int cmd_tasks_child(struct app *app, const struct args *p, struct err *e)
{
    (void)p;
    return tasks_child_main(app->a, e) ? EXIT_DONE : exit_of(e);
}

static const struct option solve_flags[] = {
    {"mode", "optimal|rank", false}, {"fill", NULL, false}, {"gap", "G", false},
    {"time-limit", "S", false},      {"out", "FILE", true},
};

static const struct option verify_flags[] = {{"explain", NULL, false}};

static const struct command commands[] = {
    {.name = "solve",
     .usage = "INSTANCE.json",
     .words_min = 1,
     .words_max = 1,
     .options = solve_flags,
     .noptions = ARRAY_LEN(solve_flags),
     .store = STORE_NONE,
     .run = cmd_solve,
     COMMAND("จัดสรรวงเงินตามโจทย์ในแฟ้ม พร้อมขอบเขตที่พิสูจน์ได้และเหตุผลของทุกชุด",
             "Allocate an instance under its ceilings, with a bound and a reason for each package")},
    {.name = "verify",
     .usage = "INSTANCE.json RESULT.json",
     .words_min = 2,
     .words_max = 2,
     .options = verify_flags,
     .noptions = ARRAY_LEN(verify_flags),
     .store = STORE_NONE,
     .run = cmd_verify,
     COMMAND("ตรวจผลการจัดสรรซ้ำโดยอิสระ ด้วยจำนวนเต็มเท่านั้น",
             "Check a result against its instance again, independently, in whole numbers")},
    {.name = "_solve",
     .usage = "GAP TIME_LIMIT_MS",
     .words_min = 2,
     .words_max = 2,
     .store = STORE_NONE,
     .hidden = true,
     .run = cmd_solve_child,
     COMMAND("", "")},
    {.name = "_tasks",
     .store = STORE_NONE,
     .hidden = true,
     .run = cmd_tasks_child,
     COMMAND("", "")},
};

const struct command_group cli_solve_commands = {commands, ARRAY_LEN(commands)};
