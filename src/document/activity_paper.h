/* activity_paper.h - activity plans on A4 that lies on its side: steps, weights, the months from October to September with
 * the planned bar, what is done of it, and today; under it how far it is from the plan. */
#ifndef PBIS_DOCUMENT_ACTIVITY_PAPER_H
#define PBIS_DOCUMENT_ACTIVITY_PAPER_H

#include "perform/activity.h"

struct activity_paper {
    const struct activity *x; /* one after another, each with its steps in `step` */
    size_t n;
    const struct activity_step *step; /* by activity and step, as activity_steps_of() gives them */
    size_t steps;
    struct date today;
    struct str url;
    bool demo;
};
/* ERR_FONT, ERR_FILE_WRITE. */
MUST_CHECK bool activity_paper_print(const struct activity_paper *p, const char *path, struct err *e);

#endif
