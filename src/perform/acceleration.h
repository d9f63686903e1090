/* acceleration.h - speeding up spending (การเร่งรัดการใช้จ่ายงบประมาณ; DOMAIN.md 6.7, 9.1).
 *
 * A round checks the obligation and payment of capital at the end of a quarter: Q1 equipment and last year's
 * carried money, Q2 land and structures. Its target list (agencies under 60 %) is frozen: rows with figures, and one
 * hash over them, that never change. Then come the committee's meetings, its resolutions with a responsible agency
 * and a due day, and the closing report. Which quarter checks what, the quarters' goals (15 60 80 100) and the
 * floor are parameters. Shares are money obligated and paid, of all that was given. */
#ifndef PBIS_PERFORM_ACCELERATION_H
#define PBIS_PERFORM_ACCELERATION_H

#include "base/crypto.h"
#include "base/row.h"
#include "city/actor.h"

/* ---- the rules of a year ---- */

enum { ACC_CLASSES = 12, ACC_STEPS = 5 };
struct acceleration_rules {
    struct str class[ACC_CLASSES], prefix[ACC_CLASSES]; /* prefix of item codes; "carried": by origin */
    size_t classes;
    bool checks[5][ACC_CLASSES]; /* by quarter 1..4 */
    int64_t goal_bp[5];          /* by quarter */
    int64_t floor_bp;
};
MUST_CHECK bool acceleration_rules_get(struct db *db, struct arena *a, int64_t year,
                                       struct acceleration_rules *ret, struct err *e);
/* The same without the floor (0), one statement less: nobody is a target then. */
MUST_CHECK bool acceleration_checks_get(struct db *db, struct arena *a, int64_t year,
                                        struct acceleration_rules *ret, struct err *e);
/* The quarter (1-4) of its year that a day lies in; 1 October begins the first. */
int64_t fiscal_quarter(struct date d);

/* ---- rates ---- */

struct acceleration_row {
    int64_t agency_id, division;
    struct str agency_code, agency_name, class; /* all: the sum of the classes that the quarter checks */
    int64_t lines;
    struct money base, taken, paid; /* taken: obligated and paid */
    struct share rate, paid_rate;
    bool target; /* under the floor */
    bool behind; /* under the quarter's goal */
};
extern const struct row_type acceleration_row_type;
struct acceleration_asked {
    int64_t year, quarter, agency_id; /* agency 0 = every agency that has such money */
    struct date as_of;
};
/* What the quarter checks as of a day: by agency, its row `all` first, then its classes. */
MUST_CHECK bool acceleration_rates(struct db *db, struct arena *a,
                                   const struct acceleration_rules *rules,
                                   const struct acceleration_asked *q, struct rows *ret,
                                   struct err *e);

/* ---- rounds ---- */

struct acceleration {
    int64_t id, year, quarter, number, version;
    struct str code, state; /* open frozen closed */
    struct date as_of;
    struct str letter_no;
    struct date letter_on;
    int64_t goal_bp, floor_bp, entry_seq, agencies, targets; /* frozen; 0 before */
    struct bytes sha;                                        /* of the frozen rows; empty before */
    struct money base, taken, paid;
    struct str frozen_by;
    struct when frozen;
    int64_t meetings, resolutions, open, late; /* open: resolutions not finished */
    struct str closing, closed_by;
    struct when closed;
    struct str made_by;
    struct when made;
};
extern const struct row_type acceleration_type;
MUST_CHECK bool acceleration_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                  struct err *e);
MUST_CHECK bool acceleration_get(struct db *db, struct arena *a, struct str code,
                                 struct acceleration *ret, struct err *e);
/* The frozen rows, agency by agency; targets_only: those of the target list. */
MUST_CHECK bool acceleration_frozen(struct db *db, struct arena *a, int64_t round_id,
                                    int64_t agency_id, bool targets_only, struct rows *ret,
                                    struct err *e);
/* Hashes all the kept rows (as acceleration_frozen() gives them) again: ERR_AUDIT_BROKEN {seq, why} when they are not
 * those that were frozen. */
MUST_CHECK bool acceleration_verify(struct arena *a, const struct acceleration *r,
                                    const struct rows *rows, struct str *ret_hex, struct err *e);

/* All writing of rounds and meetings: PERM_ACCELERATE for the city; ERR_STALE, ERR_STATE. */
struct acceleration_new {
    int64_t year, quarter;
    struct date as_of; /* in the year, not after today: ERR_BAD_CHOICE, ERR_REAL_AHEAD */
    struct str letter_no; /* the letter that orders it: กท 1902/1335 */
    struct date letter_on;
};
MUST_CHECK bool acceleration_open(struct act *by, const struct acceleration_new *n,
                                  struct str *ret_code, struct err *e);
MUST_CHECK bool acceleration_letter(struct act *by, struct str code, int64_t version,
                                    struct str letter_no, struct date letter_on, struct err *e);
/* Keeps the rows and their hash: from now on they stand. ERR_NOTHING when no agency has such money, ERR_REQUIRED
 * {letter_no}. The people of the target agencies are told. */
MUST_CHECK bool acceleration_freeze(struct act *by, struct str code, int64_t version,
                                    struct err *e);
/* The closing report's words; every resolution is finished: ERR_OPEN_RESOLUTIONS {count}. */
MUST_CHECK bool acceleration_close(struct act *by, struct str code, int64_t version,
                                   struct str words, struct err *e);

/* ---- advising agencies ---- */

struct acceleration_adviser {
    int64_t agency_id, adviser_id, version;
    struct str agency_code, agency_name, adviser_code, adviser_name, note, by_user;
    struct when at;
};
extern const struct row_type acceleration_adviser_type;
MUST_CHECK bool acceleration_advisers(struct db *db, struct arena *a, int64_t round_id,
                                      struct rows *ret, struct err *e);
/* ERR_NOT_TARGET {agency}, ERR_DUPLICATE. */
MUST_CHECK bool acceleration_advise(struct act *by, struct str code, struct str agency_code,
                                    struct str adviser_code, struct str note, struct err *e);
MUST_CHECK bool acceleration_unadvise(struct act *by, struct str code, struct str agency_code,
                                      struct str adviser_code, int64_t version, struct err *e);

/* ---- the committee ---- */

struct acceleration_meeting {
    int64_t id, number, version;
    struct date on_date;
    struct str at_time, place, subject, state, present, minutes;
    int64_t agencies, resolutions;
    struct str made_by;
    struct when made, held;
};
extern const struct row_type acceleration_meeting_type;
MUST_CHECK bool acceleration_meetings(struct db *db, struct arena *a, int64_t round_id,
                                      struct rows *ret, struct err *e);
/* Who was invited to the meetings of a round, by meeting. */
struct acceleration_invited {
    int64_t number, agency_id; /* number: of the meeting */
    struct str agency_code, agency_name;
};
extern const struct row_type acceleration_invited_type;
MUST_CHECK bool acceleration_invitations(struct db *db, struct arena *a, int64_t round_id,
                                         struct rows *ret, struct err *e);
struct acceleration_call {
    struct date on_date; /* today or later */
    struct str at_time, place, subject;
    const struct str *agency; /* codes; none = every target agency */
    size_t agencies;
};
/* Calls a meeting: the invited agencies' people are told. ERR_NOT_TARGET is not asked: others may be heard. */
MUST_CHECK bool acceleration_call(struct act *by, struct str code,
                                  const struct acceleration_call *c, int64_t *ret_number,
                                  struct err *e);
/* It was held: who came and the minutes. ERR_REAL_AHEAD before its day. */
MUST_CHECK bool acceleration_minutes(struct act *by, struct str code, int64_t number,
                                     int64_t version, struct str present, struct str minutes,
                                     struct err *e);

struct acceleration_resolution {
    int64_t id, number, meeting, agency_id, division, version;
    struct str code, round, agency_code, agency_name, person, body, state;
    struct date due;
    bool late;
    struct str newest; /* the newest note */
    struct when at;
};
extern const struct row_type acceleration_resolution_type;
/* Of a round (0 = of the year), of an agency (0 = of all), the unfinished first by their day; at most 500. */
MUST_CHECK bool acceleration_resolutions(struct db *db, struct arena *a, int64_t year,
                                         int64_t round_id, int64_t agency_id, struct rows *ret,
                                         struct err *e);
struct acceleration_resolve {
    int64_t meeting; /* number; held */
    struct str agency_code, person, body;
    struct date due; /* today or later */
};
MUST_CHECK bool acceleration_resolve(struct act *by, struct str code,
                                     const struct acceleration_resolve *n, struct str *ret_code,
                                     struct err *e);
struct acceleration_note {
    int64_t resolution_id;
    struct str state, body, by_user, capacity;
    struct when at;
};
extern const struct row_type acceleration_note_type;
MUST_CHECK bool acceleration_notes(struct db *db, struct arena *a, int64_t round_id,
                                   struct rows *ret, struct err *e);
/* One of the agency's people (PERM_SPEND, PERM_POST_APPROVE) or PERM_ACCELERATE: a note and the state from now on. */
MUST_CHECK bool acceleration_follow(struct act *by, struct str resolution, int64_t version,
                                    struct str state, struct str body, struct err *e);
bool acceleration_may_follow(const struct actor *who, const struct acceleration_resolution *r);
/* Notices of resolutions and procurement steps that fall due in the days of notice.remind_days or are late. */
MUST_CHECK bool acceleration_warn(struct act *by, int64_t *ret, struct err *e);

/* ---- the five steps of the activity ---- */

struct acceleration_step {
    int64_t number;
    struct str name;
    struct share weight, done, earned, due; /* earned = weight x done; due: what should be earned by today */
    struct date end;                        /* planned end, the last day of its month */
    struct str evidence;                    /* in words of the reader */
};
extern const struct row_type acceleration_step_type;
/* The year's weighted progress with its evidence; *ret has ACC_STEPS rows. */
MUST_CHECK bool acceleration_progress(struct db *db, struct arena *a, int64_t year,
                                      struct date today, enum lang lang,
                                      struct acceleration_step ret[ACC_STEPS], struct err *e);

#endif
