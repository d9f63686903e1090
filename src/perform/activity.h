/* activity.h - activity plans (แผนโครงการ/กิจกรรม) and how far they are.
 *
 * A project or activity of an agency in a year, with or without money, has steps with weights that add up to 100.00
 * (DOMAIN.md 6.7). Planned progress on a day is the weights of the steps whose last day has passed; a step without months
 * ("no arrow in the scan") counts at the year's end. Actual progress is sum(weight x completion). Slippage is actual less
 * planned, in points; in days it is how long the earliest step that is not done is overdue.
 *
 * A plan is drafted and sent by PERM_RESULT in its agency, approved by PERM_RESULT_APPROVE there, another person. A change
 * after that is the next plan, with its reason; the one in force holds until the next is approved. */
#ifndef PBIS_PERFORM_ACTIVITY_H
#define PBIS_PERFORM_ACTIVITY_H

#include "base/row.h"
#include "city/actor.h"

enum {
    ACTIVITY_STEPS = 30,
    ACTIVITY_MONEY = 60,
    ACTIVITY_MONTHS = 12, /* October first */
    ACTIVITY_WHOLE = 10000,
    ACTIVITY_PAGE = 50,
    ACTIVITY_PROGRESS = 400 /* rows of one form */
};

/* ---- weights and months, without a store (activity_plan.c) ---- */

enum activity_weights {
    ACTIVITY_WEIGHTS_GOOD,
    ACTIVITY_WEIGHTS_CUMULATIVE, /* 60, 70, 80, 90, 100: printed as cumulative */
    ACTIVITY_WEIGHTS_WRONG       /* do not add up to 100, or one is not above zero */
};
enum activity_weights activity_weights_kind(const int64_t *bp, size_t n, int64_t *ret_sum);
/* 60, 70, 80, 90, 100 -> 60, 10, 10, 10, 10. Only for what is ACTIVITY_WEIGHTS_CUMULATIVE. */
void activity_weights_convert(int64_t *bp, size_t n);
/* "60, 10, 10, 10, 10" */
struct str activity_weights_text(struct arena *a, const int64_t *bp, size_t n);
/* Bits of months, October = bit 0: "พ.ย.", "ต.ค.-พ.ย.", "ม.ค. 2565 - ก.พ. 2565", "Oct, Dec"; empty or "-" = 0, not stated.
 * The month's name counts; *ret_year_differs says that a year beside it is another than the fiscal year's for that month.
 * ERR_BAD_MONTHS {field, value}. */
MUST_CHECK bool activity_months_parse(struct str s, int64_t year, int64_t *ret_bits,
                                      bool *ret_year_differs, struct err *e);
void activity_months_put(struct sbuf *b, int64_t months, enum lang lang);
struct str activity_month_name(size_t month, enum lang lang); /* 0 = October */
/* First day of the first month and last day of the last one; none without months. */
void activity_months_days(int64_t months, int64_t year, struct date *ret_from, struct date *ret_to);

/* ---- what is read ---- */

/* A row of the list, by the plan in force; before that by the one that is prepared. */
struct activity {
    int64_t id, year, agency_id, division, number, plan_no, open_no, shown_no, steps, version;
    struct str code, name, kind, work, unit, agency_code, agency_name;
    struct str goal_code, goal_name, indicator_code, indicator_name;
    int64_t goal_id, indicator_id;
    struct money typed, amount; /* amount: of the lines and packages, else as typed */
    bool from_lines;
    struct str source, basis, state; /* state: draft sent returned approved stopped dropped */
    struct str change;               /* state of the plan that is prepared beside the one in force */
    struct str pace;                 /* late ontime done unstated; or the state while no plan is in force */
    struct share done, planned, slip; /* today; slip < 0: behind */
    struct share unstated;           /* weight of the steps without months */
    struct date due;                 /* of the earliest step that is not done; none */
    int64_t late_days;
    bool stop;
};
extern const struct row_type activity_type;

struct activity_filter {
    int64_t year, agency_id; /* agency 0 = all */
    struct str show;         /* all, late, sent, done; empty = all */
    bool drafts;             /* also what was not sent yet (of the agency asked for) */
    struct date as_of;       /* today */
    struct date after_due;   /* of the last row shown */
    int64_t after;           /* its id; 0 = from the start */
};
/* What is due longest comes first. ACTIVITY_PAGE + 1 rows say that there are more. */
MUST_CHECK bool activity_list(struct db *db, struct arena *a, const struct activity_filter *f,
                              struct rows *ret, struct err *e);
/* Every activity of an agency in a year by number (papers); those with a plan in force only, unless `drafts`. */
MUST_CHECK bool activity_of_agency(struct db *db, struct arena *a, const struct activity_filter *f,
                                   struct rows *ret, struct err *e);
/* ERR_NOT_FOUND. */
MUST_CHECK bool activity_get(struct db *db, struct arena *a, struct str code, struct date as_of,
                             struct activity *ret, struct err *e);
/* By agency and number; the code is empty if there is none. */
struct activity_key {
    struct str agency; /* code */
    int64_t year, number;
};
MUST_CHECK bool activity_find(struct db *db, struct arena *a, const struct activity_key *key,
                              struct date as_of, struct activity *ret, struct err *e);
bool activity_may_write(const struct actor *who, const struct activity *x);
bool activity_may_approve(const struct actor *who, const struct activity *x);
/* A plan that was never sent is its agency's. */
bool activity_may_see(const struct actor *who, const struct activity *x);

struct activity_step {
    int64_t activity_id, plan_no, n, step_key, months;
    struct str code; /* of the activity */
    struct str name;
    struct share weight, cumulative;
    struct date from_day, to_day; /* none: months not stated */
    struct date due;              /* to_day, else the year's last day */
    struct share done;            /* newest on or before the day asked for */
    struct date done_on;
    struct str note, evidence, by_user;
    int64_t files;                /* attached to activity:CODE:stepKEY and not withdrawn */
    bool late;                    /* not done, its last day behind */
    int64_t late_days;
};
extern const struct row_type activity_step_type;
/* Steps of one plan, in order. */
MUST_CHECK bool activity_steps(struct db *db, struct arena *a, const struct activity *x,
                               int64_t plan_no, struct date as_of, struct rows *ret, struct err *e);
/* Of every plan in force of an agency's year, by number and step: the monthly form, the gantt, papers. */
MUST_CHECK bool activity_steps_of(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                  struct date as_of, struct rows *ret, struct err *e);
/* Lines and packages of a plan. */
struct activity_source {
    int64_t n;
    struct str kind, code, name; /* kind: line, package */
    struct money amount, paid;
};
extern const struct row_type activity_source_type;
MUST_CHECK bool activity_sources(struct db *db, struct arena *a, const struct activity *x,
                                 int64_t plan_no, struct rows *ret, struct err *e);
/* Every plan there was, newest first. */
struct activity_plan {
    int64_t id, no, steps, version;
    struct str state, name, unit, work, source, basis, reason;
    struct money amount;
    bool stop;
    struct str made_by, sent_by, decided_by, capacity, answer;
    struct when made, decided;
    struct date decided_on;
};
extern const struct row_type activity_plan_type;
MUST_CHECK bool activity_plans(struct db *db, struct arena *a, int64_t activity_id,
                               struct rows *ret, struct err *e);
/* Every record of progress, newest first, at most 500. */
struct activity_note {
    int64_t id, step_key;
    struct str step;
    struct date on_day;
    struct share done;
    struct str note, evidence, by_user, capacity;
    struct when at;
};
extern const struct row_type activity_note_type;
MUST_CHECK bool activity_notes(struct db *db, struct arena *a, const struct activity *x,
                               struct rows *ret, struct err *e);

/* ---- planned against actual ---- */

struct share activity_planned(const struct activity_step *s, size_t n, struct date on);
struct share activity_done(const struct activity_step *s, size_t n);

/* The S-curve, October first: planned and actual progress, and the money that was paid. A past month is measured by the plan
 * that was in force at its end (before the first was approved, by the first). */
struct activity_point {
    struct str month, name;
    struct share planned, done, slip;
    struct money paid;      /* cumulative, of the plan's lines */
    struct share paid_rate; /* of the activity's money */
    bool past;              /* begun by the day asked for: done, slip and paid are meant */
};
extern const struct row_type activity_point_type;
MUST_CHECK bool activity_curve(struct db *db, struct arena *a, const struct activity *x,
                               struct date as_of, enum lang lang,
                               struct activity_point ret[ACTIVITY_MONTHS], struct err *e);

struct activity_count {
    int64_t activities, in_force, sent, drafts, late, finished, changes;
    int64_t free;             /* without money */
    struct money typed;       /* of those whose money is typed */
    struct share done, planned, slip; /* mean of those in force */
    int64_t most_days;        /* of the one overdue longest */
};
MUST_CHECK bool activity_counts(struct db *db, struct arena *a, const struct activity_filter *f,
                                struct activity_count *ret, struct err *e);
/* The city: the agency that is most behind first. */
struct activity_agency {
    struct str code, name;
    int64_t agency_id, in_force, sent, late, finished, most_days;
    struct share done, planned, slip;
};
extern const struct row_type activity_agency_type;
MUST_CHECK bool activity_agencies(struct db *db, struct arena *a, int64_t year, struct date as_of,
                                  struct rows *ret, struct err *e);

/* The measure activity_progress: of each indicator that plans in force on a day support, by agency; one query. numerator: the
 * sum of their progress in basis points as of that day, denominator: 10,000 each. No evidence, no progress: a step counts
 * by the evidence that its newest record names, or a file attached to it and not withdrawn. */
struct activity_progress_row {
    int64_t indicator_id, agency_id, numerator, denominator;
};
extern const struct row_type activity_progress_row_type;
MUST_CHECK bool activity_progress_of(struct db *db, struct arena *a, int64_t year,
                                     struct date as_of, struct rows *ret, struct err *e);

/* ---- writing; PERM_RESULT in the agency ---- */

struct activity_step_new {
    int64_t step_key; /* of the step in the plan before; 0 = a new one */
    struct str name;
    int64_t weight_bp, months;
    struct date from_day, to_day; /* typed; none: those of the months */
};
struct activity_text {
    struct str name, unit, work, goal, indicator; /* goal, indicator: codes; empty = none */
    struct money amount;                          /* typed; with lines or packages it is theirs */
    struct str source, basis, reason;
    const struct activity_step_new *step;
    size_t steps;
    const struct str *money; /* codes: a line's, or a package's as 2566:CODE */
    size_t moneys;
    bool stop;
};
struct activity_new {
    int64_t year, number; /* number 0: the next */
    struct str agency;    /* code */
    struct str kind;      /* project, activity */
    struct activity_text text;
};
/* A draft. Refused: ERR_ACTIVITY_WEIGHTS {sum, expected}, ERR_ACTIVITY_CUMULATIVE {value, expected} (asks for the
 * conversion), ERR_DATE_ORDER, ERR_BAD_DATE of a day outside the year, ERR_UNKNOWN_CODE, ERR_BAD_CHOICE, ERR_TOO_LONG,
 * ERR_REQUIRED, ERR_LINE_YEAR, ERR_SCOPE, ERR_DUPLICATE (number). */
MUST_CHECK bool activity_add(struct act *by, const struct activity_new *n, struct str *ret_code,
                             struct err *e);
/* The draft or returned plan says this now; with a plan in force it opens the next one (a reason is needed).
 * ERR_STALE, ERR_STATE (sent, stopped, dropped), ERR_NOTHING. */
MUST_CHECK bool activity_save(struct act *by, struct str code, int64_t version,
                              const struct activity_text *t, struct err *e);
MUST_CHECK bool activity_send(struct act *by, struct str code, int64_t version, struct err *e);
/* Gives up what is prepared; the plan in force stays. */
MUST_CHECK bool activity_drop(struct act *by, struct str code, int64_t version, struct str reason,
                              struct err *e);
/* PERM_RESULT_APPROVE; decision: approve, return (with a reason). ERR_SAME_PERSON. */
MUST_CHECK bool activity_decide(struct act *by, struct str code, int64_t version,
                                struct str decision, struct str reason, struct err *e);

struct activity_progress_new {
    struct str code;
    int64_t step_key;
    int64_t done_bp;
    struct date on_day; /* none = today */
    struct str note, evidence;
};
/* Many at once, all or nothing, one audit record; what is as it was already is left out (*ret_changed).
 * ERR_ACTIVITY_PROGRESS {field, value} (not 0..100), ERR_REAL_AHEAD, ERR_DATE_PAST (before the year),
 * ERR_REASON_NEEDED... less than before needs a note (ERR_REQUIRED), ERR_STATE (no plan in force), ERR_NOT_FOUND. */
MUST_CHECK bool activity_progress_set(struct act *by, int64_t year,
                                      const struct activity_progress_new *p, size_t n,
                                      int64_t *ret_changed, struct err *e);

#endif
