/* shake.h - a search beside CBC for instances without blocks: takes a few packages out, fills up in a
 * shaken order, keeps what is nearly as good as the best (record to record), and so wanders.
 *
 * Where many ceilings bind everywhere (Chu and Beasley's knapsacks) CBC's own answers are poor for
 * minutes; this finds better ones in seconds, and a better answer also lets CBC cut more. The dice are
 * its own and begin the same every time. */
#ifndef PBIS_ALLOCATE_SHAKE_H
#define PBIS_ALLOCATE_SHAKE_H

#include "allocate/heuristic.h"

struct arena;

/* About `work` uses are looked at. best has an answer. True when time ran out. */
bool shake(struct arena *a, const struct instance *in, const struct guide *g, int64_t work,
           struct incumbent *best);

#endif
