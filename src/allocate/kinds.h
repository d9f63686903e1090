/* kinds.h - sentences about limits that count something else than baht (kinds.def). */
#ifndef PBIS_ALLOCATE_KINDS_H
#define PBIS_ALLOCATE_KINDS_H

#include "allocate/instance.h"
#include "base/lang.h"

enum kind_place { KIND_REASON, KIND_ABOVE, KIND_BELOW };

/* The sentence for resource r with {share} filled; the empty text where it counts baht. */
struct str kind_text(struct arena *a, const struct instance *in, uint32_t r, enum kind_place at,
                     enum lang lang);
/* A number of packages, as text. */
struct str kind_number(struct arena *a, int64_t n);

#endif
