/* conflict.h - the smallest useful statement of why an instance has no answer.
 *
 * Without floors, the mandatory packages and what they need are the smallest possible answer: when
 * they break no rule there is an answer, so the reasons found here are complete. With floors a set
 * of limits may clash although each can be kept alone; the solver then names such a set
 * (CONFLICT_TOGETHER). */
#ifndef PBIS_ALLOCATE_CONFLICT_H
#define PBIS_ALLOCATE_CONFLICT_H

#include "allocate/instance.h"
#include "base/lang.h"

struct arena;

enum conflict_code {
#define CONFLICT(code, word, th, en) code,
#include "allocate/conflicts.def"
#undef CONFLICT
    CONFLICT_COUNT
};

struct conflict {
    enum conflict_code code;
    const uint32_t *resource, *package;
    size_t nresource, npackage;
    int64_t need, limit; /* satang, of the first resource */
};

/* CONFLICT_NONE when the mandatory packages and each floor alone are possible. */
struct conflict conflict_find(struct arena *a, const struct instance *in);
const char *conflict_word(enum conflict_code code);
struct str conflict_text(struct arena *a, const struct instance *in, const struct conflict *c,
                         enum lang lang);

#endif
