/* job.h - long work in child processes: allocation runs, documents, big exports, imports.
 *
 * A job is a row (kind, arguments, state, progress, who, result). The server starts it as a child
 * (this program with a hidden command) with limits on memory and time, reads its result from a
 * pipe and writes it to the row; cancel kills the child. A page refreshes until it is done, also
 * without JavaScript. After a crash, jobs whose heartbeat is old are marked failed at start, and
 * while the server runs. */
#ifndef PBIS_STORE_JOB_H
#define PBIS_STORE_JOB_H

#include "base/child.h"
#include "store/store.h"

struct job {
    int64_t id;
    struct str code;  /* in URLs */
    struct str kind;  /* allocate, document, import, export */
    struct str args;  /* JSON */
    struct str state; /* queued running done failed cancelled */
    int64_t progress; /* per cent */
    struct str by_user;
    struct when created;
    struct when heartbeat;
    struct str result; /* JSON, or the error's JSON */
};
extern const struct row_type job_type;

struct jobs; /* the runner of a server: at most `n` children at once; ends with `a` */
MUST_CHECK bool jobs_start(struct arena *a, struct store *s, int n, struct jobs **ret,
                           struct err *e);
void jobs_stop(struct jobs *j); /* kills the children; their rows become queued again */

/* Inside a write: a new queued job. *ret_code lives in tx->a: copy it out. The runner picks the job
 * up within a second, or at once after jobs_wake(). The child is this program with the kind's hidden
 * command and --job CODE; it gets the store's address in PBIS_DB, prints its result (JSON) on its
 * standard output, reports with job_progress(), and says by its exit code whether it worked: any
 * other than 0 makes the job failed. */
MUST_CHECK bool job_add(struct tx *tx, struct str kind, struct str args, struct str by_user,
                        int64_t now_ms, struct str *ret_code, struct err *e);
MUST_CHECK bool job_get(struct db *db, struct arena *a, struct str code, struct job *ret,
                        struct err *e);
MUST_CHECK bool job_list(struct db *db, struct arena *a, struct rows *ret, struct err *e);
/* Queued or running; a running child is killed within half a second. ERR_STATE {state, event}. */
MUST_CHECK bool job_cancel(struct tx *tx, struct str code, struct err *e);
/* In the child: how far it is. */
void job_progress(int per_cent);
void jobs_wake(struct jobs *j); /* look for queued jobs now */

/* How the runner turns a kind into a command line; given by cli/main.c. */
struct job_kind {
    const char *kind;
    const char *command; /* hidden command: gets --job CODE */
    struct child_limits limits;
};
/* `k` outlives the runner; until this is called nothing runs. */
void jobs_kinds(struct jobs *j, const struct job_kind *k, size_t n);

#endif
