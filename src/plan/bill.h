/* bill.h - drafts of budget ordinances (ร่างข้อบัญญัติ) on their way through the Council (DOMAIN.md 1.3-1.4).
 *
 * A bill is a draft of a year: number 0 = the annual one, 1.. = supplementary; code "2566-0". line.ordinance says
 * whose line it is. The annual one stands where the year stands; a supplementary one has a stage of its own, DRAFT,
 * then the words of cycle.def, and goes through the same steps, guards and trail.
 *
 * Tabling freezes a version: the amounts of every line that stands in the draft are written at STAGE_TABLED at once
 * and kept (bill_version_line); from then on nobody writes a stage up to tabled. Opening the stage before again
 * withdraws the draft with a reason; the next tabling is another version. Later versions are frozen when the
 * draft leaves the committee, enters the second reading, is passed, is enacted. */
#ifndef PBIS_PLAN_BILL_H
#define PBIS_PLAN_BILL_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/cycle.h"
#include "plan/stage.h"

struct bill {
    int64_t year, number, version; /* version 0: the annual one before its first tabling */
    struct str code, title;        /* title: as given; empty for the annual one */
    struct str principle, reason;  /* หลักการ เหตุผล */
    struct str stage;
    int64_t versions;              /* frozen so far */
    struct when tabled_at;         /* of the newest tabled version that was not withdrawn */
    struct money tabled, total;    /* that version's total; that of the newest version frozen (what stands now: bill_money) */
    struct str made_by;
};
extern const struct row_type bill_type;

/* ERR_YEAR_MISSING, ERR_NOT_FOUND {what = code}. The annual one is always there. */
MUST_CHECK bool bill_get(struct db *db, struct arena *a, int64_t year, int64_t number,
                         struct bill *ret, struct err *e);
/* The annual one first. */
MUST_CHECK bool bill_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                          struct err *e);
MUST_CHECK bool bill_stage(struct db *db, struct arena *a, int64_t year, int64_t number,
                           struct str *ret, struct err *e);
/* STAGE_COMMITTEE in COMMITTEE, STAGE_AMENDED in AMENDMENT and READING2, else STAGE_COUNT. */
enum stage bill_open_stage(struct str stage);
struct str bill_code(struct arena *a, int64_t year, int64_t number);
struct str bill_stage_label(struct str stage, enum lang lang); /* DRAFT, or as cycle_label */

/* ---- making and moving ---- */

struct bill_new {
    struct str title, principle, reason;
};
/* A supplementary draft of a year IN_FORCE: PERM_BILL. ERR_STAGE, ERR_REQUIRED; ERR_ALREADY while another one is a
 * DRAFT. Its lines are plan/supplementary.h's. */
MUST_CHECK bool bill_add(struct act *by, int64_t year, const struct bill_new *b,
                         int64_t *ret_number, struct err *e);
MUST_CHECK bool bill_edit(struct act *by, int64_t year, int64_t number, int64_t version,
                          const struct bill_new *b, struct err *e); /* ERR_STAGE once tabled, ERR_STALE */

/* The steps that lead on from a stage of a bill: how many, at most BILL_STEPS. */
enum { BILL_STEPS = 8 };
size_t bill_steps(struct arena *a, int64_t number, struct str stage, const struct cycle_step **ret);
MUST_CHECK bool bill_needs(struct db *db, struct arena *a, const struct bill_key *k,
                           const struct cycle_step *s, const struct cycle_need **ret, size_t *ret_n,
                           struct err *e);
/* One step. Annual: cycle_run (plan/cycle.h), with the same errors. `deemed`: ERR_NOT_DUE {due} before the limit,
 * ERR_NO_FALLBACK {parameter} when the parameter says that nothing follows. */
MUST_CHECK bool bill_run(struct act *by, int64_t year, int64_t number, struct str event,
                         struct str reason, struct err *e);
/* Newest first, rows of struct cycle_event_row. */
MUST_CHECK bool bill_trail(struct db *db, struct arena *a, int64_t year, int64_t number,
                           struct rows *ret, struct err *e);

/* ---- versions ---- */

struct bill_version {
    int64_t id, no;
    struct str kind; /* tabled committee amended passed enacted */
    struct when at;
    struct str by_user;
    int64_t lines;
    struct money total;
    int64_t change_id; /* the newest line_change that it holds */
    struct str sha256, withdrawn_why;
    bool withdrawn;
};
extern const struct row_type bill_version_type;
/* In order. */
MUST_CHECK bool bill_versions(struct db *db, struct arena *a, int64_t year, int64_t number,
                              struct rows *ret, struct err *e);
MUST_CHECK bool bill_version_get(struct db *db, struct arena *a, int64_t year, int64_t number,
                                 int64_t no, struct bill_version *ret, struct err *e);
/* The newest of a kind ("" = of any) that was not withdrawn; not there: *ret_found = false. */
MUST_CHECK bool bill_version_find(struct db *db, struct arena *a, const struct bill_key *k,
                                  struct str kind, struct bill_version *ret, bool *ret_found,
                                  struct err *e);
/* Its lines in order of code: those after `after_code`, at most `limit`. */
struct bill_line {
    int64_t line_id;
    struct str code, name, agency_code;
    struct money amount;
};
extern const struct row_type bill_line_type;
MUST_CHECK bool bill_version_lines(struct db *db, struct arena *a, int64_t version_id,
                                   struct str after_code, int64_t limit, struct rows *ret,
                                   struct err *e);

/* ---- money: two rows, BMA and BMA Commerce (fund COMM) ---- */

struct bill_money {
    struct str part; /* bma, commerce, total */
    struct money tabled, cut, added, now, regular, special;
};
extern const struct row_type bill_money_type;
/* tabled: of the version that is before the Council (before tabling: what the draft holds now); cut: what the
 * committee's amounts are below it; added: what later amounts gave back; now = tabled - cut + added =
 * regular + special (fund ACC). sums: the mirror (plan/rollup.h; `db` is a reader then), or NULL to add up rows. */
struct rollup;
MUST_CHECK bool bill_money(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                           int64_t number, struct rows *ret, struct err *e);

/* ---- clock ---- */

struct bill_clock {
    struct str stage;          /* where the draft stands */
    struct date first_reading; /* the day of the vote of principle, else of the first reading; none: 0 */
    struct date committee_due, amend_due;
    int64_t committee_left, amend_left; /* days from today to the due day; below 0 = past */
    int64_t committee_days, amend_days;
    struct date in_force_due;      /* 1 October that begins the year */
    int64_t in_force_left;
    bool deemed_open;              /* the limit is past, and the stage is one that `deemed` leads on from */
    bool fallback, previous_holds; /* the parameters: deemed approved; last year's ordinance applies */
    bool principle_lost, final_lost; /* the vote that counts was lost, and the draft waits in that reading */
    struct date deemed_on;         /* the day it was deemed approved; none: 0 */
    bool previous_now;             /* 1 October is past and this one is not in force (annual only) */
};
MUST_CHECK bool bill_clock(struct db *db, struct arena *a, int64_t year, int64_t number,
                           struct date today, struct bill_clock *ret, struct err *e);

/* The same of a draft that was read. */
MUST_CHECK bool bill_clock_of(struct db *db, struct arena *a, const struct bill *b,
                              struct date today, struct bill_clock *ret, struct err *e);

/* ---- gazette ---- */

struct gazette {
    struct str volume, part, page; /* เล่ม ตอน หน้า */
    struct date on_date;
    struct str by_user;
    struct when at;
};
extern const struct row_type gazette_type;
/* PERM_CYCLE, from SIGNED on. ERR_REQUIRED, ERR_BAD_DATE, ERR_STAGE. */
MUST_CHECK bool gazette_set(struct act *by, int64_t year, int64_t number, const struct gazette *g,
                            struct err *e);
MUST_CHECK bool gazette_find(struct db *db, struct arena *a, int64_t year, int64_t number,
                             struct gazette *ret, bool *ret_found, struct err *e);

#endif
