/* request_data.h - what an agency's request prints, read once: packages in the order of the programme, their
 * lines, answers, options, the signature; with sums that were added twice. Private to document/request_*.c.
 *
 * Read with a sight (plan/section.h): what its reader may not see is not in it. Amounts are those asked. */
#ifndef PBIS_DOCUMENT_REQUEST_DATA_H
#define PBIS_DOCUMENT_REQUEST_DATA_H

#include "base/row.h"
#include "city/agency.h"
#include "city/year.h"

struct form_facts {
    int64_t packages, open, lines; /* open: not sent, or returned */
    struct money total;
};
struct form_package {
    int64_t id, unit_id, level, rank, plan_id, output_id;
    struct str code, title, unit_code, unit_title, level_kind, state, justification, disposition,
        plan_code, plan_name, output_code, output_name, goal_code, goal_name, yield_name,
        yield_unit;
    int64_t yield_milli;
};
struct form_line {
    struct str code, name, item_code, item_name, fund_code, unit_word, justification, group_code,
        group_reason;
    int64_t package_id, type_id, quantity_milli, times, months;
    struct money unit_price, amount;
};
struct form_type {
    int64_t type_id;
    struct str code, name;
};
struct form_sign {
    struct str by_user, full_name, capacity, order_no;
    struct date order_on;
    struct when at;
};
struct form_answer {
    int64_t unit_id, level, question;
    struct str words;
};
struct form_option {
    int64_t unit_id, number;
    struct str kind, title, outcome, why;
    struct money cost;
    bool chosen;
};
/* Of one package, beside it: where its lines begin, and their sum. */
struct form_sum {
    size_t first, n;
    struct money total;
};

struct request_data {
    struct fiscal_year year;
    struct agency agency;
    struct form_facts facts;
    const struct form_package *package;
    struct form_sum *sum; /* by package */
    size_t *by_rank;      /* packages in the agency's order */
    const struct form_line *line;
    const struct form_type *type;
    const struct form_answer *answer;
    const struct form_option *option;
    size_t packages, lines, types, answers, options, plans, outputs;
    struct form_sign sign; /* at.ms 0: nobody has */
    struct str letter_to;
    uint8_t sha[32]; /* of all of it */
};

/* ERR_YEAR_MISSING, ERR_NOT_FOUND (agency), ERR_NOTHING {what} without packages, ERR_DOCUMENT_SUM. */
MUST_CHECK bool request_data_load(struct db *db, struct arena *a, int64_t year,
                                  const struct agency *agency, struct str sight,
                                  struct request_data *ret, struct err *e);

/* Sums over neighbouring packages: those of the plan, of the output, that begin at package i. */
struct form_span {
    size_t packages, lines;
    struct money total;
};
struct form_span request_plan_span(const struct request_data *d, size_t i);
struct form_span request_output_span(const struct request_data *d, size_t i);
struct form_span request_type_span(const struct request_data *d, int64_t type_id);
bool request_new_plan(const struct request_data *d, size_t i);
bool request_new_output(const struct request_data *d, size_t i);

extern const struct row_type form_line_type;

#endif
