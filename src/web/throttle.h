/* throttle.h - waits that grow with failures, by a hash of anything (user name, address), known or
 * not: an unknown name waits exactly as a known one. A fixed table in memory: the newest failures
 * push out the oldest; the account's own lock (city/user.h) is what lasts. */
#ifndef PBIS_WEB_THROTTLE_H
#define PBIS_WEB_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

struct throttle;

struct throttle *throttle_new(void);
void throttle_free(struct throttle *t);
/* Milliseconds to wait before the next try; 0 = go on. */
int64_t throttle_wait(struct throttle *t, uint64_t key, int64_t now_ms);
/* A failure: from the free_tries-th on 30, 60 ... 300 seconds, then 15 minutes, as the account's
 * own lock (city/user.sql). */
void throttle_failed(struct throttle *t, uint64_t key, int64_t free_tries, int64_t now_ms);
void throttle_clear(struct throttle *t, uint64_t key);

#endif
