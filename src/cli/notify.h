/* notify.h - one pass that sends what is due, and the thread of a server that does it again and again
 * off the event loop. */
#ifndef PBIS_CLI_NOTIFY_H
#define PBIS_CLI_NOTIFY_H

#include "city/delivery.h"
#include "cli/command.h"

struct notify; /* what the settings say, checked */
/* ERR_USAGE {why} when a setting cannot be used, ERR_FILE_OPEN for a secret's file. */
MUST_CHECK bool notify_open(struct app *app, struct notify **ret, struct err *e);
bool notify_configured(const struct notify *n);

struct notify_count {
    int64_t planned, sent, later, refused;
};
/* Warns, plans, sends and marks, with the clock that is given. */
MUST_CHECK bool notify_pass(struct notify *n, int64_t now_ms, struct notify_count *ret,
                            struct err *e);

struct notify_thread;
/* A pass every PBIS_NOTIFY_S seconds; 0 = no thread (*ret NULL). */
MUST_CHECK bool notify_start(struct app *app, struct notify_thread **ret, struct err *e);
/* Ends the thread; false when it was still waiting for a mail server after half a second. */
bool notify_stop(struct notify_thread *t);

#endif
