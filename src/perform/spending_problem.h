/* spending_problem.h - problems of spending in the register of problems (city/problem.h): of a line, a contract or
 * an agency, with kind, cause and the help that is needed. State, owner, due day and what was done are the register's. */
#ifndef PBIS_PERFORM_SPENDING_PROBLEM_H
#define PBIS_PERFORM_SPENDING_PROBLEM_H

#include "base/row.h"
#include "city/actor.h"

enum { SPENDING_PROBLEM_PAGE = 50 };
struct spending_problem {
    int64_t id, year, weight;
    struct str code, agency_code, agency_name, line_code, line_name, contract, round;
    struct str kind, what, cause, help, state, owner, action;
    struct date due;
    bool late;
    struct str made_by;
    struct when made;
};
extern const struct row_type spending_problem_type;
/* Newest first, unfinished before the others; of an agency (0 = all), a round (0 = all), a line (0 = all). */
struct spending_problem_filter {
    int64_t year, agency_id, round_id, line_id;
    int64_t after; /* id of the last row shown; 0 = from the start */
};
MUST_CHECK bool spending_problem_list(struct db *db, struct arena *a,
                                      const struct spending_problem_filter *f, struct rows *ret,
                                      struct err *e);
struct spending_problem_new {
    int64_t year, weight;
    struct str agency_code, line_code, contract, round; /* of a line: its agency; the others may be empty */
    struct str kind, what, cause, help;
};
/* Rights of problem_add(). ERR_REQUIRED, ERR_BAD_CHOICE {kind}, ERR_NOT_FOUND, ERR_SCOPE. */
MUST_CHECK bool spending_problem_add(struct act *by, const struct spending_problem_new *n,
                                     struct str *ret_code, struct err *e);

#endif
