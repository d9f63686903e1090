/* intake_page.h - what was sent to an analyst's division, chosen one by one or all of a list, accepted or
 * recommended alike: a look first, then the act. */
#ifndef PBIS_WEB_INTAKE_PAGE_H
#define PBIS_WEB_INTAKE_PAGE_H

#include "plan/intake.h"
#include "web/form.h"
#include "web/req.h"

struct intake_view {
    struct intake_row p;
    bool picked;
};
struct intake_out { /* one that the act leaves alone */
    struct str code, title, why;
};
struct intake_page {
    struct str title, csrf, refused, next, first;
    int64_t year, n, shown, done_n, most;
    struct form_field show, agency, whose;
    const struct intake_view *row;
    size_t row_n;
    bool all, may_recommend, paged, accepting;
    struct str done; /* accept, recommend: what was done just now */
    struct str word, cut, reason; /* of a recommendation, as typed */
};
struct intake_check_page {
    struct str title, csrf, seen, act, word, cut, reason, show, agency, whose;
    int64_t year, n, out, more, most;
    struct money sum;
    bool all, accepting, cutting, capped;
    const struct intake_row *row; /* the first of them */
    size_t row_n;
    const struct intake_row *pick; /* all of them, when they were chosen one by one */
    size_t pick_n;
    const struct intake_out *left;
    size_t left_n;
};
handler_fn intake_page, intake_post;

#endif
