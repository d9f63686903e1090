/* draw.h - the structure of last year drawn into a new request (DOMAIN.md 9.3, "Recurring lines"): units,
 * levels and lines by name, with quantity, price and reason EMPTY. Each line remembers where it was
 * drawn from, so that its three years stand beside it. Nothing that costs money is copied. */
#ifndef PBIS_PLAN_DRAW_H
#define PBIS_PLAN_DRAW_H

#include "base/row.h"
#include "city/actor.h"

struct draw_result {
    int64_t units, packages, lines;
    int64_t left_out; /* outputs or items that the new year's classification does not have */
};
/* From the packages of year - 1; for an agency without any from past_line of that year, a unit for each
 * output. What was drawn before is left alone, so a second run adds only what is new. A section's
 * member draws their section's work only; what lay with a section that has people begins there again. The maker:
 * PERM_REQUEST_WRITE of the agency. ERR_NOTHING when there is nothing to draw. */
MUST_CHECK bool draw_structure(struct act *by, int64_t year, int64_t agency_id,
                               struct draw_result *ret, struct err *e);

#endif
