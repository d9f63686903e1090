/* jobs.c - the hidden commands that a server's jobs run as children: `_allocate --job CODE` and
 * `_document --job CODE`. Arguments come from the job's row, the result goes to standard output as
 * one JSON object, an error as {"code","message_th","message_en"} with exit 1. */
#include "cli/jobs.h"

#include <stdio.h>

#include "allocate/weight_study.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "city/user.h"
#include "cli/allocate.h"
#include "cli/groups.h"
#include "document/document.h"
#include "document/issue.h"
#include "document/volume_set.h"
#include "store/blob.h"

const struct job_kind job_kinds[] = {
    {"allocate", "_allocate", {.wall_ms = INT64_C(15) * 60 * 1000, .max_output = 1 << 20}},
    {"frontier", "_frontier", {.wall_ms = INT64_C(15) * 60 * 1000, .max_output = 1 << 20}},
    {"weights", "_weights", {.wall_ms = INT64_C(15) * 60 * 1000, .max_output = 1 << 20}},
    {"document", "_document", {.wall_ms = INT64_C(15) * 60 * 1000, .max_output = 1 << 20}},
};
const size_t job_kinds_n = ARRAY_LEN(job_kinds);

static int failed(struct app *app, struct err *e)
{
    struct sbuf b;
    struct jw w;
    int code = exit_of(e);

    sbuf_init(&b, app->a, 1 << 16);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "code", str_from(err_word(e->code)));
    J(&w, "message_th", err_text(app->a, e, LANG_TH));
    J(&w, "message_en", err_text(app->a, e, LANG_EN));
    jw_end_object(&w);
    out(sbuf_str(&b));
    return code;
}

/* The job's row and its arguments; the actor becomes the person who asked for it. */
static bool job_open(struct app *app, const struct args *p, const struct jr **ret, struct err *e)
{
    struct job job;
    struct db *db;

    if (!store_reader(app->store, &db, e) ||
        !job_get(db, app->a, str_from(args_get(p, "job")), &job, e) ||
        !actor_load(db, app->a, job.by_user, &app->who, e)) {
        return false;
    }
    app->who.used = ARENA_NEW(app->a, const struct on_behalf *);
    return json_parse(app->a, job.args, ret, e);
}

/* args: {"year","scenario","mode":"optimal|rank","fill"}; result: {"run","status","funded",...}. */
static int cmd_allocate_job(struct app *app, const struct args *p, struct err *e)
{
    const struct jr *args;
    struct run_outcome *run;
    struct run_options o = {.time_limit_s = app->settings.v[SET_SOLVE_SECONDS], .told = job_progress};
    struct scenario_row seen;
    struct db *db;
    struct str code = STR_NONE;
    struct sbuf b;
    struct jw w;

    if (!job_open(app, p, &args, e) || !store_reader(app->store, &db, e) ||
        !scenario_open(db, app->a, jr_int(jr_get(args, "year"), 0),
                       jr_str(jr_get(args, "scenario"), STR("main")), &app->who, &seen, e))
        return failed(app, e);
    o.rank = str_eq(jr_str(jr_get(args, "mode"), STR_NONE), STR("rank"));
    o.fill = jr_bool(jr_get(args, "fill"), false);
    if (!allocate_and_keep(app, jr_int(jr_get(args, "year"), 0),
                           jr_str(jr_get(args, "scenario"), STR("main")), &o, &run, &code, e))
        return failed(app, e);
    sbuf_init(&b, app->a, 1 << 16);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "run", code);
    J(&w, "status", run_summary(run)->status);
    J(&w, "funded", run_summary(run)->funded);
    J(&w, "used", run_summary(run)->used);
    jw_end_object(&w);
    out(sbuf_str(&b));
    return EXIT_DONE;
}

static bool tell_points(void *ctx, size_t done, size_t of)
{
    (void)ctx;
    job_progress((int)(done * 100 / (of ? of : 1)));
    return true;
}

/* args: {"year","scenario"}; result: {"frontier": its code}. */
static int cmd_frontier_job(struct app *app, const struct args *p, struct err *e)
{
    struct frontier_options o = {.time_limit_ms = app->settings.v[SET_SOLVE_SECONDS] * 1000,
                                 .progress = tell_points};
    const struct jr *args;
    struct str code;
    struct sbuf b;
    struct jw w;

    if (!job_open(app, p, &args, e) ||
        !frontier_and_keep(app, jr_int(jr_get(args, "year"), 0),
                           jr_str(jr_get(args, "scenario"), STR("main")), &o, &code, e))
        return failed(app, e);
    sbuf_init(&b, app->a, 1 << 16);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "frontier", code);
    J(&w, "page", str_format(app->a, "/allocation/%.*s/frontier", STR_FMT(jr_str(jr_get(args, "scenario"), STR("main")))));
    jw_end_object(&w);
    out(sbuf_str(&b));
    return EXIT_DONE;
}

struct weights_write {
    const struct app *app;
    const struct weight_study *study;
    char kept[32];
};

static bool write_weights(struct tx *tx, void *ctx, struct err *e)
{
    struct weights_write *w = ctx;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &w->app->who,
                     .today = date_of_ms(w->app->now_ms),
                     .now_ms = w->app->now_ms};
    struct str code;

    if (!weight_study_store(&by, w->study, &code, e))
        return false;
    snprintf(w->kept, sizeof(w->kept), "%.*s", STR_FMT(code));
    return true;
}

static bool tell_sets(void *ctx, int64_t thousandths)
{
    (void)ctx;
    job_progress((int)(thousandths / 10));
    return true;
}

/* args: {"year","scenario"}; result: {"weights": its code, "page"}. */
static int cmd_weights_job(struct app *app, const struct args *p, struct err *e)
{
    struct weight_study_options o = {.time_limit_ms = app->settings.v[SET_SOLVE_SECONDS] * 1000,
                                     .progress = tell_sets};
    struct weights_write keep = {.app = app};
    struct weight_study *study;
    struct scenario_row seen;
    const struct jr *args;
    struct str scenario;
    struct db *db;
    struct sbuf b;
    struct jw w;
    int64_t year;

    if (!job_open(app, p, &args, e) || !store_reader(app->store, &db, e))
        return failed(app, e);
    year = jr_int(jr_get(args, "year"), 0);
    scenario = jr_str(jr_get(args, "scenario"), STR("main"));
    if (!scenario_open(db, app->a, year, scenario, &app->who, &seen, e) ||
        !weight_study_solve(db, app->a, year, scenario, &o, &study, e))
        return failed(app, e);
    keep.study = study;
    if (!store_write(app->store, write_weights, &keep, e))
        return failed(app, e);
    sbuf_init(&b, app->a, 1 << 16);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "weights", str_from(keep.kept));
    J(&w, "page", str_format(app->a, "/allocation/%.*s/weights", STR_FMT(scenario)));
    jw_end_object(&w);
    out(sbuf_str(&b));
    return EXIT_DONE;
}

struct keep_file {
    const char *path;
    uint8_t sha[SHA256_BYTES];
};

static bool write_file(struct tx *tx, void *ctx, struct err *e)
{
    struct keep_file *k = ctx;

    return blob_put(tx, k->path, k->sha, e);
}

/* An issued document: result {"issued": its code, "name","pages",...}; the file is fetched from its page,
 * where it is asked who may read it. */
static int issue_job(struct app *app, const struct jr *args, const char *folder, struct err *e)
{
    struct document_order o = {.kind = jr_str(jr_get(args, "document"), STR_NONE),
                               .format = jr_str(jr_get(args, "format"), STR("pdf")),
                               .agency = jr_str(jr_get(args, "agency"), STR_NONE),
                               .meeting = jr_str(jr_get(args, "meeting"), STR_NONE),
                               .subject = jr_str(jr_get(args, "subject"), STR_NONE),
                               .year = jr_int(jr_get(args, "year"), 0)};
    const struct document_desk desk = {app->store, app->a, &app->who, app->now_ms};
    struct document_issued d;
    struct sbuf b;
    struct jw w;

    if (!document_issue(&desk, &o, str_cstr(app->a, str_format(app->a, "%s/document", folder)), &d,
                        e))
        return failed(app, e);
    sbuf_init(&b, app->a, 1 << 16);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "issued", d.row.code);
    J(&w, "name", d.name);
    J(&w, "pages", d.result.pages);
    J(&w, "lines", d.result.lines);
    J(&w, "total", d.result.total);
    jw_end_object(&w);
    out(sbuf_str(&b));
    return EXIT_DONE;
}

/* The whole set of documents: result {"set": its code, "books","printed","pages","total"}. */
static int set_job(struct app *app, const struct jr *args, struct err *e)
{
    const struct volume_set_order o = {.year = jr_int(jr_get(args, "year"), 0),
                                       .ordinance = jr_int(jr_get(args, "ordinance"), 0),
                                       .progress = job_progress};
    const struct document_desk desk = {app->store, app->a, &app->who, app->now_ms};
    struct volume_set_done d;
    struct sbuf b;
    struct jw w;

    if (!volume_set_issue(&desk, &o, &d, e))
        return failed(app, e);
    sbuf_init(&b, app->a, 1 << 16);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "set", d.code);
    J(&w, "books", d.books);
    J(&w, "printed", d.printed);
    J(&w, "pages", d.pages);
    J(&w, "lines", d.lines);
    J(&w, "total", d.total);
    jw_end_object(&w);
    out(sbuf_str(&b));
    return EXIT_DONE;
}

/* args: {"year","document":"ordinance","format":"pdf|xlsx"}; result: {"sha256","name","pages",...}. */
static int cmd_document_job(struct app *app, const struct args *p, struct err *e)
{
    const struct jr *args;
    struct document_result r;
    struct keep_file k;
    struct db *db;
    struct sbuf b;
    struct jw w;
    struct str format, name;
    char *folder;
    int64_t year;

    if (!job_open(app, p, &args, e) || !store_reader(app->store, &db, e))
        return failed(app, e);
    if (str_eq(jr_str(jr_get(args, "document"), STR_NONE), STR("set")))
        return set_job(app, args, e);
    year = jr_int(jr_get(args, "year"), 0);
    format = str_eq(jr_str(jr_get(args, "format"), STR_NONE), STR("xlsx")) ? STR("xlsx")
                                                                           : STR("pdf");
    name = str_format(app->a, "ordinance-%lld.%.*s", (long long)year, STR_FMT(format));
    if (!file_temp_dir(app->a, &folder, e))
        return failed(app, e);
    if (!str_eq(jr_str(jr_get(args, "document"), STR("ordinance")), STR("ordinance")))
        return issue_job(app, args, folder, e);
    k.path = str_cstr(app->a, str_format(app->a, "%s/%.*s", folder, STR_FMT(name)));
    if (!document_ordinance(db, app->a, year, date_of_ms(app->now_ms), k.path, &r, e) ||
        !store_write(app->store, write_file, &k, e))
        return failed(app, e);
    sbuf_init(&b, app->a, 1 << 16);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "sha256", hex_text(app->a, k.sha, sizeof(k.sha)));
    J(&w, "name", name);
    J(&w, "pages", r.pages);
    J(&w, "lines", r.lines);
    J(&w, "total", r.total);
    jw_end_object(&w);
    out(sbuf_str(&b));
    return EXIT_DONE;
}

static const struct option job_options[] = {{"job", "CODE", true}};
static const struct command commands[] = {
    {.name = "_allocate", .usage = "", .options = job_options, .noptions = ARRAY_LEN(job_options),
     .store = STORE_READY, .hidden = true, .run = cmd_allocate_job, COMMAND("", "")},
    {.name = "_frontier", .usage = "", .options = job_options, .noptions = ARRAY_LEN(job_options),
     .store = STORE_READY, .hidden = true, .run = cmd_frontier_job, COMMAND("", "")},
    {.name = "_weights", .usage = "", .options = job_options, .noptions = ARRAY_LEN(job_options),
     .store = STORE_READY, .hidden = true, .run = cmd_weights_job, COMMAND("", "")},
    {.name = "_document", .usage = "", .options = job_options, .noptions = ARRAY_LEN(job_options),
     .store = STORE_READY, .hidden = true, .run = cmd_document_job, COMMAND("", "")},
};
const struct command_group cli_jobs_commands = {commands, ARRAY_LEN(commands)};
