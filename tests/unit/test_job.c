/* Jobs: results, failures, progress, cancel, a server that stops or dies. The test program is its own
 * child (see child.h): job_kinds() below name what it does then. */
#include "with_store.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "store/job.h"

/* ---- in the child ---- */

static int act(const char *what, int argc, char **argv)
{
    if (strcmp(what, "act-good") == 0) {
        const char *db = getenv("PBIS_DB");

        if (argc != 4 || strcmp(argv[2], "--job") != 0 || !db) {
            return 9;
        }
        for (int i = 0; i <= 100; i += 10) {
            job_progress(i);
        }
        (void)fputs("a line for the log\n", stderr);
        printf("{\"answer\":42,\"kind\":\"%.6s\"}", db);
        return 0;
    }
    if (strcmp(what, "act-refuse") == 0) {
        printf("{\"code\":\"infeasible\"}");
        return 1;
    }
    if (strcmp(what, "act-silent") == 0) {
        return 3;
    }
    if (strcmp(what, "act-crash") == 0) {
        abort();
    }
    if (strcmp(what, "act-long") == 0) {
        job_progress(37);
        for (;;) {
            (void)pause();
        }
    }
    return 99;
}

static const struct job_kind kinds[] = {
    {"good", "act-good", {.cpu_s = 10}},      {"refuse", "act-refuse", {.cpu_s = 10}},
    {"silent", "act-silent", {.cpu_s = 10}},  {"crash", "act-crash", {.cpu_s = 10}},
    {"long", "act-long", {.wall_ms = 60000}}, {"short", "act-long", {.wall_ms = 300}},
};

/* ---- in the server ---- */

struct ordering {
    struct arena *a;
    struct str kind, code;
};

static bool order(struct tx *tx, void *ctx, struct err *e)
{
    struct ordering *o = ctx;
    struct str code;

    if (!job_add(tx, o->kind, STR("{}"), STR("tester"), clock_now_ms(), &code, e)) {
        return false;
    }
    o->code = str_dup(o->a, code);
    return true;
}

static struct str ordered(struct store *s, struct arena *a, const char *kind)
{
    struct ordering o = {a, str_from(kind), STR_NONE};
    struct err e = {0};

    assert_ok(store_write(s, order, &o, &e), &e);
    return o.code;
}

static bool cancel(struct tx *tx, void *ctx, struct err *e)
{
    return job_cancel(tx, *(const struct str *)ctx, e);
}

/* Waits until the job's state is `want` (at most 15 s) and gives its row. */
static struct job wait_state(struct store *s, struct arena *a, struct str code, const char *want)
{
    struct job j = {0};
    struct db *db;
    struct err e = {0};
    struct timespec nap = {0, 10000000};

    assert_ok(store_reader(s, &db, &e), &e);
    for (int i = 0; i < 1500; i++) {
        assert_ok(job_get(db, a, code, &j, &e), &e);
        if (str_eq(j.state, str_from(want))) {
            return j;
        }
        nanosleep(&nap, NULL);
    }
    fail_msg("%s is %.*s: %.*s", want, STR_FMT(j.state), STR_FMT(j.result));
    return j;
}

static void how_jobs_end(struct store *s, struct arena *a)
{
    static const struct {
        const char *kind, *state, *result, *why;
    } row[] = {
        {"good", "done", "{\"answer\":42,", "its result is what it printed"},
        {"refuse", "failed", "{\"code\":\"infeasible\"}", "its own error"},
        {"silent", "failed", "{\"code\":\"child\"", "an exit code alone"},
        {"crash", "failed", "{\"code\":\"child\"", "a crash"},
        {"short", "failed", "{\"code\":\"child\"", "the limit of time"},
        {"nonsense", "failed", "{\"code\":\"not_found\"", "a kind nobody knows"},
    };
    struct arena *own = arena_new();
    struct jobs *j;
    struct err e = {0};
    struct str code[ARRAY_LEN(row)];
    struct rows rows;
    struct db *db;

    assert_ok(jobs_start(own, s, 2, &j, &e), &e);
    jobs_kinds(j, kinds, ARRAY_LEN(kinds));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        code[i] = ordered(s, a, row[i].kind);
        jobs_wake(j);
    }
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct job got = wait_state(s, a, code[i], row[i].state);

        if (!str_starts(got.result, str_from(row[i].result))) {
            fail_msg("%s: %.*s", row[i].why, STR_FMT(got.result));
        }
        EXPECT(i > 0 || got.progress == 100, row[i].why);
    }
    arena_free(own);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(job_list(db, a, &rows, &e), &e);
    assert_int_equal(rows.n, ARRAY_LEN(row));
    assert_true(str_eq(((const struct job *)rows.p)[0].code, code[ARRAY_LEN(row) - 1]));
    {
        struct job none;

        assert_err(job_get(db, a, STR("nothing"), &none, &e), &e, ERR_NOT_FOUND);
    }
}

static void cancelling(struct store *s, struct arena *a)
{
    struct arena *own = arena_new();
    struct jobs *j;
    struct err e = {0};
    struct str running = ordered(s, a, "long"), queued = ordered(s, a, "good");

    assert_ok(jobs_start(own, s, 1, &j, &e), &e);
    jobs_kinds(j, kinds, ARRAY_LEN(kinds));
    wait_state(s, a, running, "running");
    assert_ok(store_write(s, cancel, &queued, &e), &e);
    assert_ok(store_write(s, cancel, &running, &e), &e);
    assert_err(store_write(s, cancel, &running, &e), &e, ERR_STATE);
    {
        struct str none = STR("nothing");

        assert_err(store_write(s, cancel, &none, &e), &e, ERR_NOT_FOUND);
    }
    wait_state(s, a, ordered(s, a, "good"), "done"); /* the thread is free again */
    wait_state(s, a, running, "cancelled");
    wait_state(s, a, queued, "cancelled");
    arena_free(own);
}

static void a_server_that_stops(struct store *s, struct arena *a)
{
    struct arena *own = arena_new();
    struct jobs *j;
    struct err e = {0};
    struct str code = ordered(s, a, "long");
    struct job got;

    assert_ok(jobs_start(own, s, 1, &j, &e), &e);
    jobs_kinds(j, kinds, ARRAY_LEN(kinds));
    wait_state(s, a, code, "running");
    jobs_stop(j);
    got = wait_state(s, a, code, "queued");
    assert_int_equal(got.progress, 0);
    arena_free(own);

    own = arena_new(); /* the next server takes it up; its progress shows */
    assert_ok(jobs_start(own, s, 1, &j, &e), &e);
    jobs_kinds(j, kinds, ARRAY_LEN(kinds));
    wait_state(s, a, code, "running");
    for (int i = 0; i < 1000; i++) {
        struct timespec nap = {0, 10000000};

        got = wait_state(s, a, code, "running");
        if (got.progress == 37) {
            break;
        }
        nanosleep(&nap, NULL);
    }
    assert_int_equal(got.progress, 37);
    assert_ok(store_write(s, cancel, &code, &e), &e);
    arena_free(own);
}

static void a_server_that_died(struct store *s, struct arena *a)
{
    struct arena *own = arena_new();
    struct jobs *j;
    struct err e = {0};
    struct str code = ordered(s, a, "long"), fresh = ordered(s, a, "long");
    struct job got;

    assert_ok(sql_write(s, "UPDATE job SET state = 'running', heartbeat_ms = 1000", &e), &e);
    assert_ok(
        sql_write(
            s, "UPDATE job SET heartbeat_ms = 9000000000000 WHERE id > (SELECT MIN(id) FROM job)",
            &e),
        &e);
    assert_ok(jobs_start(own, s, 1, &j, &e), &e);
    got = wait_state(s, a, code, "failed");
    assert_true(str_starts(got.result, STR("{\"code\":\"child\"")));
    wait_state(s, a, fresh, "running"); /* another server's */
    arena_free(own);
}

#define ON_EACH(fn)                                                                                \
 static void test_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
ON_EACH(how_jobs_end)
ON_EACH(cancelling)
ON_EACH(a_server_that_stops)
ON_EACH(a_server_that_died)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_jobs_end),
        cmocka_unit_test(test_cancelling),
        cmocka_unit_test(test_a_server_that_stops),
        cmocka_unit_test(test_a_server_that_died),
    };

    if (argc > 1) {
        return act(argv[1], argc, argv);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
