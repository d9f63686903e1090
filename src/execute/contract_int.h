/* contract_int.h - private to execute/contract*.c and warrant*.c. */
#ifndef PBIS_EXECUTE_CONTRACT_INT_H
#define PBIS_EXECUTE_CONTRACT_INT_H

#include "execute/contract.h"
#include "execute/posting.h"
#include "plan/committed.h"

/* A change's text, checked: ids and years of its lines filled in, missing parts of a change of one in force as they stand,
 * years and instalments written out and in order. */
struct contract_draft {
    struct contract_text t;
    struct contract_part part[CONTRACT_PARTS_MAX];
    struct contract_year year[CONTRACT_YEARS_MAX];
    struct contract_instalment instalment[CONTRACT_INSTALMENTS_MAX];
};
/* old: of a change, the contract; NULL for a new one of `year` and `agency_id`. */
struct contract_home {
    int64_t year, agency_id;
    struct str ref;
    const struct contract *old;
};
MUST_CHECK bool contract_check(struct act *by, const struct contract_home *h,
                               const struct contract_text *t, struct contract_draft **ret,
                               struct err *e);

/* What is to be posted for a change: by line, what it says less what the reference holds. */
struct contract_posting {
    struct str code, ref, doc_no;
    int64_t number;
    struct date on;
    const struct contract_part *part;
    size_t parts;
};
/* Would it be posted now? For drafts. */
MUST_CHECK bool contract_post_check(struct act *by, const struct contract_posting *x, struct err *e);
/* Posts it as made by `maker` and approved by the actor. */
MUST_CHECK bool contract_post(struct act *by, const struct contract_posting *x, struct str maker,
                              int64_t agency_id, struct err *e);

/* Says the contract's next instalment and whether it is finished, after an acceptance or a payment. */
MUST_CHECK bool contract_settle(struct act *by, struct str code, struct err *e);

/* One of the words of `allowed` (apart by spaces)? ERR_BAD_CHOICE {field, value, expected}. */
MUST_CHECK bool contract_word(const char *field, struct str word, struct str allowed, struct err *e);
/* 13 digits, or empty. ERR_TAX_ID {value}. */
MUST_CHECK bool contract_tax_id(struct str s, struct err *e);
/* ERR_BAD_AMOUNT, ERR_AMOUNT_NEGATIVE, ERR_AMOUNT_RANGE; zero only when allowed. */
MUST_CHECK bool contract_amount(struct arena *a, struct money m, bool zero, struct err *e);
/* Something adds up to `sum` and should to `total`: {sum, total, difference}. */
bool contract_uneven(enum err_code code, struct money sum, struct money total, struct err *e);

/* More is asked than there is: {need, left}. */
bool contract_above(enum err_code code, struct money need, struct money left, struct err *e);

struct contract_line_row {
    int64_t line_id, line_year, agency_id;
    struct str line_name;
};
extern const struct row_type contract_line_type;
MUST_CHECK bool contract_line(struct act *by, struct str code, int64_t agency_id, int64_t year,
                              struct contract_line_row *ret, struct err *e);

struct contract_code {
    struct str code;
};
extern const struct row_type contract_code_type;
/* The expenditure type (1..6) of the change's largest line; 5 (other) when it has none of them. */
MUST_CHECK bool contract_type_code(struct act *by, int64_t change_id, struct str *ret, struct err *e);

#endif
