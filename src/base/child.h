/* child.h - work in a child process: this program again with a hidden command, limits on memory
 * and CPU time, input on its standard input, result on its standard output.
 *
 * Solvers, books and other long or dangerous work run this way; the parent never shares memory
 * with it and kills it when told to. */
#ifndef PBIS_BASE_CHILD_H
#define PBIS_BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;

/* For long work: what the child writes on its standard error comes line by line, and `fn` is also
 * called with an empty line about every `every_ms`. It runs in the calling thread; false kills the
 * child (ERR_CHILD: cancelled). */
struct child_watch {
    bool (*fn)(void *ctx, struct str line);
    void *ctx;
    int64_t every_ms;
    const char *const *env; /* "NAME=value" added to the child's environment, NULL at the end */
};

struct child_limits {
    int64_t cpu_s;      /* RLIMIT_CPU; 0 = none */
    int64_t memory;     /* RLIMIT_AS, bytes; 0 = none */
    int64_t wall_ms;    /* killed after this; 0 = none */
    size_t max_output;  /* more than this ends it */
    bool keep_output;   /* when a limit or a signal ended it: what it printed till then, CHILD_ENDED */
    const struct child_watch *watch; /* NULL: standard error passes through */
};
enum { CHILD_ENDED = -1 };

/* Runs argv (argv[0] may be "pbis" = this program), feeds `input`, returns what it printed and its
 * exit code. ERR_CHILD {what} when it was killed or could not
 * start; a non-zero exit is not an error here, nor is its end by a limit with keep_output. */
MUST_CHECK bool child_run(struct arena *a, const char *const *argv, struct str input,
                          const struct child_limits *lim, struct str *ret_out, int *ret_exit,
                          struct err *e);

#endif
