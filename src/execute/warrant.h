/* warrant.h - payment warrants (ฎีกาเบิกจ่าย): DRAFT -> SENT -> APPROVED -> PAID, or RETURNED, REFUSED; and refunds.
 *
 * Of an instalment: gross of the instalments - advance taken back - retention + price adjustment (ค่า K) = charge, what the
 * lines pay (DISBURSE of the contract's reference); charge - penalty - tax withheld = net, what the payee gets. The
 * penalty (ค่าปรับ) is revenue of the city and the tax goes on to the Revenue Department: both were spent, neither is a
 * refund of the budget. The advance is a warrant of its own (kind advance) and is taken back from later ones; what is
 * retained (เงินประกันผลงาน) stays obligated until a warrant of kind retention releases it. A direct warrant has no
 * contract and takes only items of execution.direct_pay. A refund gives back a paid one, whole or in part, with its reason
 * and receipt: REFUND, the opposite of the DISBURSE.
 *
 * Maker (PERM_SPEND), approver (PERM_POST_APPROVE) and payer (PERM_POST) are three persons. Paying posts; each posting's
 * key is the warrant's code and the line's, so that no warrant is paid twice. Availability is checked when it is drafted,
 * sent and paid. */
#ifndef PBIS_EXECUTE_WARRANT_H
#define PBIS_EXECUTE_WARRANT_H

#include "base/row.h"
#include "city/actor.h"

enum { WARRANT_PARTS_MAX = 50 };

struct warrant_part {
    struct str line_code, line_name;
    int64_t line_id;
    struct money amount;
    struct money left; /* what is still open on the line: of the reference, or free when direct */
};
extern const struct row_type warrant_part_type;
struct warrant_instalment {
    int64_t number;
    struct money amount;
};
extern const struct row_type warrant_instalment_type;

struct warrant_new {
    int64_t year, agency_id;
    struct str number; /* as printed; empty = its code */
    struct str kind;   /* instalment advance retention direct refund */
    struct date on_date;
    struct str title, payee, tax_id;
    struct str contract_code; /* instalment, advance, retention */
    struct str refund_of;     /* refund: the code of the paid warrant */
    struct str control_no;
    struct date accepted_on;
    struct money gross, advance_less, retention_less, adjust; /* gross 0 with instalments: their sum */
    struct score k_value;
    struct money penalty, tax;
    int64_t penalty_days;
    struct str loan_no; /* borrowed money (เงินยืม) that this settles */
    struct money loan;
    struct str receipt_no; /* refund */
    struct date receipt_on;
    struct str reason;
    const struct warrant_part *part; /* none: spread over the contract's lines */
    size_t parts;
    const struct warrant_instalment *instalment;
    size_t instalments;
};

struct warrant {
    int64_t id, year, agency_id, division, contract_id, refund_of_id;
    struct str code, number, kind, state, agency_code, agency_name;
    struct date on_date;
    struct str title, payee, tax_id, contract_code, ref, control_no;
    int64_t change_number;
    struct date accepted_on;
    struct money gross, advance_less, retention_less, adjust;
    struct score k_value;
    struct money charge, penalty;
    int64_t penalty_days;
    struct money tax, net;
    struct str loan_no;
    struct money loan;
    struct str refund_of, receipt_no;
    struct date receipt_on;
    struct str reason, made_by;
    struct when made_at;
    struct str approved_by, paid_by;
    struct date paid_on;
    struct when desk_since; /* at the desk where it lies */
    int64_t version;
};
extern const struct row_type warrant_type;

struct warrant_event_row {
    struct str event, from_state, to_state, by_user, reason;
    struct when at;
    int64_t days; /* at the desk that it left */
};
extern const struct row_type warrant_event_row_type;

/* ---- writing ---- */
/* A new one, or (code not empty) its draft again. PERM_SPEND in the agency. ERR_DUPLICATE {number}, ERR_INSTALMENT_LEFT,
 * ERR_NOT_ACCEPTED, ERR_ADVANCE_LEFT, ERR_RETENTION_LEFT, ERR_REFUND_LEFT, ERR_WARRANT_SUM, ERR_WARRANT_LINES, and what
 * the ledger refuses. */
MUST_CHECK bool warrant_save(struct act *by, const struct warrant_new *n, struct str code,
                             int64_t version, struct str *ret_code, struct err *e);
/* send (maker's side), approve, return, refuse (with reason), pay. on: the day of payment (pay). */
struct warrant_step {
    struct str event, reason;
    struct date on;
    int64_t version;
};
MUST_CHECK bool warrant_act(struct act *by, struct str code, const struct warrant_step *x,
                            struct err *e);

/* ---- reading ---- */
struct warrant_filter {
    int64_t year, agency_id, contract_id;
    struct str state, kind, text;
    int64_t before, limit;
};
MUST_CHECK bool warrant_list(struct db *db, struct arena *a, const struct warrant_filter *f,
                             struct rows *ret, struct err *e);
struct warrant_counts {
    int64_t drafts, sent, approved, paid;
    struct money sent_sum, approved_sum, paid_sum;
};
MUST_CHECK bool warrant_count(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                              struct warrant_counts *ret, struct err *e);
MUST_CHECK bool warrant_get(struct db *db, struct arena *a, struct str code, struct warrant *ret,
                            struct err *e);
MUST_CHECK bool warrant_parts(struct db *db, struct arena *a, const struct warrant *w,
                              struct rows *ret, struct err *e);
MUST_CHECK bool warrant_instalments(struct db *db, struct arena *a, int64_t warrant_id,
                                    struct rows *ret, struct err *e);
MUST_CHECK bool warrant_events(struct db *db, struct arena *a, int64_t warrant_id, struct rows *ret,
                               struct err *e);
/* What a contract's warrants took and gave: advance paid and taken back, retained and released. */
struct warrant_sums {
    struct money advance_paid, advance_back, retained, released, penalty, paid;
};
MUST_CHECK bool warrant_sums_of(struct db *db, struct arena *a, int64_t contract_id,
                                int64_t but_id, struct warrant_sums *ret, struct err *e);

#endif
