/* reading.h - results that were reported (ผลการดำเนินงาน): one row an indicator, fiscal year and period.
 *
 * A period is the yyyymm of its last month. What was reported stands as it came (`ระดับ 5`, `ร้อยละ 3.22`, `100.00`) beside
 * what PBIS computes of the same figures, and a flag says where they differ or where there is no base. States: due (nothing
 * yet), draft, ready (for the head), sent (by the head: PERM_RESULT_APPROVE), verified or returned (PERM_VERIFY, another
 * person, marks 2.1 and 2.2). Numerators and denominators are hundredths: satang where they are money.
 * Lateness is kept when a reading is first sent: late_days stays. */
#ifndef PBIS_PERFORM_READING_H
#define PBIS_PERFORM_READING_H

#include "base/row.h"
#include "city/actor.h"

enum { READING_PAGE = 100 };

struct reading {
    int64_t id, indicator_id, year, period, agency_id, division, version;
    struct str code, number, name_th, name_en, agency_code, agency_name, collect, unit_word;
    struct date due;
    struct str state, kind; /* kind: value ratio steps no_data; empty while due */
    struct score value;
    struct money numerator, denominator; /* MONEY_MISSING: not given */
    struct str steps;                    /* "10000,5000,0": basis points done of each step */
    struct str reported, reported_in;    /* in: unit percent level; empty: the fact alone was given */
    bool has_result;
    struct score result; /* computed from the fact: the value, per cent, or steps done */
    struct str flags;    /* differs no_base level_percent percent_level no_evidence not_in_rule */
    struct str said;     /* what was converted: reading_said_text() makes it words */
    struct str details, project;
    int64_t late_days;   /* when it was first sent; while nothing came: so far */
    struct date first_sent;
    struct str made_by, sent_by, verified_by;
    struct when made, sent, verified;
    struct score mark21, mark22; /* verification: the result, the evidence; 0-100 */
    struct str verify_note;
    int64_t places;
    bool paper;
    bool has_target;     /* of the period's quarter, else of the year */
    struct score target;
};
extern const struct row_type reading_type;

struct reading_filter {
    int64_t year, agency_id; /* 0 = all */
    struct str show;         /* all late sent flagged */
    struct date today;
    struct date after_due;   /* of the last row shown */
    int64_t after;           /* its id; 0 = from the start */
};
/* By due day; READING_PAGE + 1 rows say that there are more. */
MUST_CHECK bool reading_list(struct db *db, struct arena *a, const struct reading_filter *f, struct rows *ret,
                             struct err *e);
/* Of one indicator in a year, by period. */
MUST_CHECK bool reading_of(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct date today,
                           struct rows *ret, struct err *e);
/* By the indicator's code of that year and the period. ERR_NOT_FOUND {what}. */
struct reading_key {
    int64_t year, period;
    struct str code;
};
MUST_CHECK bool reading_get(struct db *db, struct arena *a, const struct reading_key *key, struct date today,
                            struct reading *ret, struct err *e);

struct reading_event {
    int64_t id;
    struct str event, state, reported, content, flags, reason, by_user, capacity;
    struct score mark21, mark22;
    struct when at;
};
extern const struct row_type reading_event_type;
/* Newest first. */
MUST_CHECK bool reading_history(struct db *db, struct arena *a, int64_t reading_id, struct rows *ret, struct err *e);

struct reading_note {
    int64_t id, period;
    struct str body, by_user;
    struct when at;
};
extern const struct row_type reading_note_type;
MUST_CHECK bool reading_notes(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct rows *ret,
                              struct err *e);

/* How the year stands: indicators that are reported, readings by state, late and flagged. */
struct reading_count {
    int64_t indicators, readings, due, draft, sent, verified, late, flagged, agencies_late;
};
extern const struct row_type reading_count_type;
MUST_CHECK bool reading_counts(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct date today,
                               struct reading_count *ret, struct err *e);
/* Who is late, and how often it was: by agency. */
struct reading_late {
    struct str agency_code, agency_name;
    int64_t missing;             /* past their day and not sent */
    struct date oldest;          /* due day of the oldest of them */
    int64_t sent_late, late_days; /* sent after their day so far this year, and the days in all */
};
extern const struct row_type reading_late_type;
MUST_CHECK bool reading_late_list(struct db *db, struct arena *a, int64_t year, struct date today, struct rows *ret,
                                  struct err *e);

/* ---- writing ---- */

struct reading_new {
    struct str kind; /* value ratio steps no_data */
    bool has_value;
    struct score value;
    struct money numerator, denominator; /* MONEY_MISSING: not given */
    struct str steps;                    /* "100,50,0" in basis points: 10000,5000,0 */
    struct str reported;                 /* as reported; empty = none */
    struct str details, project;
    bool ready; /* hand it to the head */
    int64_t version;
};
/* PERM_RESULT in the indicator's agency, or PERM_IMPORT for the city; while due, draft, ready or returned. ERR_STATE, ERR_STALE, ERR_REQUIRED,
 * ERR_BAD_CHOICE, ERR_BAD_NUMBER, ERR_READING_BASE {field} (a denominator of 0; a ratio without one is kept as what was
 * reported, flagged no_base), ERR_READING_KIND {code, kind, collect}, ERR_PERIOD_AHEAD {from}. */
MUST_CHECK bool reading_save(struct act *by, int64_t year, struct str code, int64_t period, const struct reading_new *n,
                             struct err *e);
struct reading_act {
    int64_t year, period, version;
    struct str code;
    struct str event; /* send (head), back (head to officer), verify, return (verifier; also of a verified one) */
    struct score mark21, mark22;
    struct str reason; /* back, return; verify: a note */
};
/* ERR_SAME_PERSON: who sends has not written it, who verifies has done neither. ERR_STATE, ERR_STALE, ERR_REQUIRED (reason),
 * ERR_BAD_NUMBER (marks 0-100), ERR_FORBIDDEN, ERR_SCOPE. */
MUST_CHECK bool reading_step(struct act *by, const struct reading_act *n, struct err *e);
MUST_CHECK bool reading_note_add(struct act *by, int64_t year, struct str code, int64_t period, struct str body,
                                 struct err *e);

/* ---- many by a file (docs/formats/readings.md) ---- */

/* One record: texts as they came. */
struct reading_cells {
    struct str code, period, reported, value, numerator, denominator, steps, no_data, details, project;
};
/* The period as files write it: 2022-03, 202203, ไตรมาส 2, Q2, 2 (a quarter), empty = the year's. ERR_BAD_DATE {value}. */
MUST_CHECK bool reading_period_read(int64_t year, struct str s, int64_t *ret, struct err *e);
/* Saves one record as a draft, or says *ret_same when it stands there already. */
MUST_CHECK bool reading_take(struct act *by, int64_t year, const struct reading_cells *x, bool *ret_same, struct err *e);
struct reading_file_row {
    int64_t row; /* as people count them, from 1 */
    struct str code, result, text; /* result: changed unchanged refused */
};
extern const struct row_type reading_file_row_type;
/* CSV or XLSX with the columns of reading_cells. Good rows are written, each refused one says why; *ret in file order. */
MUST_CHECK bool reading_file(struct act *by, int64_t year, const char *path, struct rows *ret, struct err *e);

/* ---- words ---- */
struct str reading_state_name(struct str state, enum lang lang);
struct str reading_flag_name(struct str flag, enum lang lang);
/* The flags as sentences, parted by "; ". */
struct str reading_flags_text(struct arena *a, struct str flags, enum lang lang);
/* "ระดับ 5 = ร้อยละ 100.00 ตามเกณฑ์ฉบับ 1"; empty when nothing was converted. */
struct str reading_said_text(struct arena *a, struct str said, enum lang lang);
/* What PBIS computes, as it is printed: "79.15 %", "ระดับ 3"; "-" without a result. */
struct str reading_result_text(struct arena *a, const struct reading *r, enum lang lang);

/* ---- chasing ---- */

/* Notices to those who owe results: on the days of the parameter before the due day (7/3/1), the day after, and weekly from
 * then on (then to the head too). Part of the notices' pass; *ret counts. */
MUST_CHECK bool reading_warn(struct act *by, int64_t *ret, struct err *e);

/* ---- for scores ---- */

/* ret: rows of reading_fact by indicator_id, in one query. `as_of` a day; `final`: verified readings only, else sent ones
 * too. The newest period that ended by then. A step without the evidence that it names is not done. Include
 * perform/reading_fact.h for the row. */
struct reading_ask {
    int64_t year, agency_id; /* agency 0 = all */
    struct date as_of;
    bool final;
};
MUST_CHECK bool reading_facts(struct db *db, struct arena *a, const struct reading_ask *q, struct rows *ret, struct err *e);

/* ---- who sees what is still at work ---- */

/* Figures that nobody has approved yet (draft, ready) are their agency's: others see that there is a reading, not what it says.
 * Of the history: what was sent stays, what was only saved does not. */
bool reading_open_to(const struct actor *who, const struct reading *r);
void reading_veil(const struct actor *who, struct rows *rows);
void reading_veil_history(const struct actor *who, const struct reading *r, struct rows *rows);

#endif
