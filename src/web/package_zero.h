/* package_zero.h - the zero-based side of a package's page: what is missing, its questions and options, the
 * levels added up, last year's work and three years of each line, texts that were copied, signatures. */
#ifndef PBIS_WEB_PACKAGE_ZERO_H
#define PBIS_WEB_PACKAGE_ZERO_H

#include "plan/history.h"
#include "plan/justify.h"
#include "plan/question.h"
#include "plan/request.h"
#include "plan/stopped.h"
#include "web/desk_page.h"
#include "web/req.h"

struct zero_level {
    struct level_row l;
    struct score quantity, cumulative; /* with their decimals */
    bool here, has_unit_cost;
};
struct zero_answer {
    int64_t number;
    struct str title, words, by_user;
};
struct zero_option {
    struct unit_option o;
    struct str kind;
};
struct zero_past { /* a line and what it had in the three years before, newest first */
    struct str code, name;
    struct str asked1, enacted1, paid1, asked2, enacted2, paid2, asked3, enacted3, paid3;
    struct money now;
};
struct zero_sign {
    struct str name, capacity, order_no, order_on, at;
};
struct package_zero {
    const struct desk_lack *lack;
    size_t lack_n;
    const struct copied_row *copied;
    size_t copied_n;
    const struct zero_level *level;
    size_t level_n;
    const struct zero_answer *answer;
    size_t answer_n;
    const struct zero_option *option;
    size_t option_n;
    const struct zero_past *past;
    size_t past_n;
    const struct freed_row *came;
    size_t came_n;
    const struct zero_sign *sign;
    size_t sign_n;
    int64_t rank, year1, year2, year3, must, answered;
    struct unit_review review;
    struct str disposition;
    struct money freed, sum1, sum2, sum3; /* enacted, of the lines that have it */
    bool in_scope, has_past, has_output, asked_missing;
};
/* Reads it for the package with its lines; what is missing only when `draft`. */
MUST_CHECK bool package_zero_read(struct req *r, const struct package *p, struct str sight,
                                  bool draft, const struct rows *lines, struct package_zero *ret,
                                  struct err *e);
handler_fn package_levels_page, package_past_page, package_copied_page;

#endif
