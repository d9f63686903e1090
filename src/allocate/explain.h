/* explain.h - why each package is in or out, and what would have to change.
 *
 * The reason is a function of the instance and of what is funded, whichever mode found it, so a
 * checker can recompute it. The first of these that is true counts:
 *   funded: funded_mandatory when it is marked mandatory, else funded;
 *   not funded: forbidden; level_below or requires (a requirement is not funded; the first in the
 *   list); excluded (a funded one excludes it; the first in the file); ceiling (it does not fit in
 *   what is left; `resources` lists every ceiling that blocks); else below_cut. */
#ifndef PBIS_ALLOCATE_EXPLAIN_H
#define PBIS_ALLOCATE_EXPLAIN_H

#include "allocate/choice.h"
#include "base/lang.h"

struct arena;

enum reason_code {
#define REASON(code, word, th, en) code,
#include "allocate/reasons.def"
#undef REASON
    REASON_COUNT
};

struct reason {
    enum reason_code code;
    uint32_t package; /* the one in the way, or NO_PACKAGE */
    const uint32_t *resource; /* the ceilings in the way */
    size_t nresource;
};

/* The word of a code, as the result carries it. */
const char *reason_word(enum reason_code code);
struct reason explain_package(struct arena *a, const struct choice *c, uint32_t p);
/* The sentence, figures filled in. */
struct str explain_text(struct arena *a, const struct choice *c, uint32_t p,
                        const struct reason *why, enum lang lang);

#endif
