/* contract.h - contracts, orders and other obligations (สัญญา หนี้ผูกพัน) with their particulars.
 *
 * Its number as printed (`ref`) is what the ledger's OBLIGATE and DISBURSE name; what it holds on a line stands in `holding`.
 * What it says stands in its changes: number 0 as signed, then amendments, extensions, changes of price, the money of a
 * later year (tranche), termination; each is prepared by one person and approved by another, and an approved one never
 * changes. Approval posts, for each line, what the change says less what the reference holds there already (open and
 * paid): OBLIGATE or DEOBLIGATE. So particulars that are added later to a reference which `pbis post` obligated post nothing.
 *
 * Rules: instalments add up to the whole, to the satang; so do the years. The lines carry at least the first year's
 * money, at most that of the years up to the newest line's. A contract is signed within its fiscal year: before 1
 * October everything may be prepared, up to the signing. More than one year: it stands in the register of
 * commitments too (plan/committed.h, kind contract). Amounts are what the city pays, VAT in. */
#ifndef PBIS_EXECUTE_CONTRACT_H
#define PBIS_EXECUTE_CONTRACT_H

#include "base/row.h"
#include "city/actor.h"

enum { CONTRACT_PARTS_MAX = 50, CONTRACT_YEARS_MAX = 10, CONTRACT_INSTALMENTS_MAX = 200 };

struct contract_part {
    struct str line_code, line_name;
    int64_t line_id, line_year;
    struct money amount;           /* what the change says the line carries */
    struct money obligated, paid;  /* what the reference holds there now */
    struct money free;             /* what the line has free (allotted, not reserved) */
};
extern const struct row_type contract_part_type;
struct contract_year {
    int64_t year;
    struct money amount;
};
extern const struct row_type contract_year_type;
struct contract_instalment {
    int64_t number;
    struct date due_on;
    struct money amount;
    struct str delivers;
    struct date accepted_on;
    struct str accept_no;
    struct money claimed, paid; /* gross of warrants in hand or paid; of those paid */
    bool late;                  /* due, and not accepted */
};
extern const struct row_type contract_instalment_type;

/* What a change says, as prepared. `line_code` of parts and `amount`s are what is read of the arrays. */
struct contract_text {
    struct str change_kind; /* new amendment extension price tranche termination */
    struct date on_date;    /* of the change; for new the signing's */
    struct str doc_no, reason;
    int64_t days;           /* extension: days more */
    struct str kind;        /* contract purchase_order hire_order rent agreement other */
    struct str title, vendor, tax_id, egp_no;
    struct date signed_on, starts_on, ends_on;
    struct money total, advance;
    int64_t advance_bp, retention_bp; /* taken off each instalment */
    struct money penalty_day;
    struct str k_formula;
    const struct contract_part *part;
    size_t parts;
    const struct contract_year *year; /* none: all in the contract's year */
    size_t years;
    const struct contract_instalment *instalment; /* none: one, the whole, due at the end */
    size_t instalments;
};
struct contract_new {
    int64_t year, agency_id;
    struct str ref;
    struct contract_text text;
};

struct contract {
    int64_t id, year, agency_id, division;
    struct str code, ref, agency_code, agency_name, kind, title, vendor, tax_id, egp_no;
    struct date signed_on, ends_on, next_due;
    struct money total, obligated, paid;
    struct str state, change_state; /* change_state: of the change in hand, empty when none */
    int64_t open_id, current_id;
    bool late, over;          /* an instalment is late; past its end and not finished */
    struct str made_by;
    int64_t version;
};
extern const struct row_type contract_type;

/* A change as it stands. */
struct contract_change {
    int64_t id, number;
    struct str change_kind, state;
    struct date on_date;
    struct str doc_no, reason;
    int64_t days;
    struct str kind, title, vendor, tax_id, egp_no;
    struct date signed_on, starts_on, ends_on;
    struct money total, advance;
    struct share advance_rate, retention_rate;
    struct money penalty_day;
    struct str k_formula, made_by;
    struct when made_at;
    struct str sent_by;
    struct when sent_at;
    struct str decided_by;
    struct when decided_at;
    struct str decided_why;
    int64_t version;
};
extern const struct row_type contract_change_type;

struct contract_event_row {
    int64_t number;
    struct str event, to_state, by_user, reason;
    struct when at;
};
extern const struct row_type contract_event_row_type;

/* ---- writing ---- */
/* A new contract, or (code not empty, with its version) its draft again. Permission PERM_SPEND in the agency. The
 * availability is checked when it has a signing date. ERR_DUPLICATE {ref}, ERR_INSTALMENTS, ERR_TRANCHES, ERR_CONTRACT_LINES,
 * ERR_SIGN_DATE, ERR_UNKNOWN_CODE {line}, ERR_OVERDRAWN, ERR_STATE, ERR_STALE. */
MUST_CHECK bool contract_save(struct act *by, const struct contract_new *n, struct str code,
                              int64_t version, struct str *ret_code, struct err *e);
/* A change of one that is in force, or its draft again. Only one is in hand at a time. ERR_BELOW_PAID {paid}. */
MUST_CHECK bool contract_change_save(struct act *by, struct str code, int64_t version,
                                     const struct contract_text *t, struct err *e);
/* Its change in hand goes to who approves. */
MUST_CHECK bool contract_send(struct act *by, struct str code, int64_t version, struct err *e);
/* event: approve (posts), return, refuse; the last two with a reason. PERM_POST_APPROVE in the agency, not the
 * maker nor who sent it: ERR_SAME_PERSON. What the postings refuse comes back as it is. */
MUST_CHECK bool contract_decide(struct act *by, struct str code, int64_t version, struct str event,
                                struct str reason, struct err *e);
/* Work of an instalment was accepted: PERM_SPEND. ERR_ALREADY, ERR_NOT_FOUND, ERR_DATE_ORDER. */
struct contract_acceptance {
    int64_t number;
    struct date on;
    struct str doc_no, note;
};
MUST_CHECK bool contract_accept(struct act *by, struct str code,
                                const struct contract_acceptance *x, struct err *e);

/* ---- reading ---- */
struct contract_filter {
    int64_t year, agency_id; /* 0 = all agencies */
    struct str state, care;  /* care: empty, late, over, waiting */
    struct str text;         /* in number, title, vendor */
    struct date today;
    int64_t before, limit;   /* ids below `before` (0 = from the newest) */
};
MUST_CHECK bool contract_list(struct db *db, struct arena *a, const struct contract_filter *f,
                              struct rows *ret, struct err *e);
/* Counts of a year: all, late, over, waiting for approval, and references without particulars. */
struct contract_counts {
    int64_t n, late, over, waiting, bare;
    struct money total;
};
MUST_CHECK bool contract_count(struct db *db, struct arena *a, const struct contract_filter *f,
                               struct contract_counts *ret, struct err *e);
MUST_CHECK bool contract_get(struct db *db, struct arena *a, struct str code, struct date today,
                             struct contract *ret, struct err *e);
/* By the number as printed; *ret_found. */
MUST_CHECK bool contract_by_ref(struct db *db, struct arena *a, int64_t agency_id, struct str ref,
                                struct contract *ret, bool *ret_found, struct err *e);
MUST_CHECK bool contract_change_get(struct db *db, struct arena *a, int64_t change_id,
                                    struct contract_change *ret, struct err *e);
/* Of a change: parts with what the reference holds now, years, instalments with what became of them. */
MUST_CHECK bool contract_parts(struct db *db, struct arena *a, int64_t change_id, struct str ref,
                               struct rows *ret, struct err *e);
MUST_CHECK bool contract_years(struct db *db, struct arena *a, int64_t change_id, struct rows *ret,
                               struct err *e);
MUST_CHECK bool contract_instalments(struct db *db, struct arena *a, int64_t contract_id,
                                     int64_t change_id, struct date today, struct rows *ret,
                                     struct err *e);
MUST_CHECK bool contract_changes(struct db *db, struct arena *a, int64_t contract_id,
                                 struct rows *ret, struct err *e);
MUST_CHECK bool contract_events(struct db *db, struct arena *a, int64_t contract_id,
                                struct rows *ret, struct err *e);

/* A reference that holds money and has no particulars (obligated by `pbis post` or an import). */
struct contract_bare {
    struct str ref, agency_code, agency_name, line_code;
    int64_t line_id, agency_id;
    struct money obligated, disbursed;
};
extern const struct row_type contract_bare_type;
MUST_CHECK bool contract_bare_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                   int64_t after_line, struct rows *ret, struct err *e);
/* What the reference holds on the agency's lines, as parts of a contract to be. */
MUST_CHECK bool contract_bare_parts(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                    struct str ref, struct rows *ret, struct err *e);

#endif
