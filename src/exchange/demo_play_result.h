/* demo_play_result.h - what the agencies of a played year achieved: indicators with rules and quarterly readings, agreements,
 * activity plans, services, evaluations (data/demo_play_result.csv; every text says สาธิต). What each agency does is drawn
 * from its code alone, so that every store gets the same. Written again, what stands there stays. */
#ifndef PBIS_EXCHANGE_DEMO_PLAY_RESULT_H
#define PBIS_EXCHANGE_DEMO_PLAY_RESULT_H

#include "city/agency.h"
#include "city/class.h"
#include "exchange/demo_city.h"
#include "exchange/demo_play_int.h"
#include "exchange/demo_table.h"

enum result_slot { SLOT_VOLUME, SLOT_MILESTONE, SLOT_SATISFIED, SLOT_PAID, SLOT_BOUND, RESULT_SLOTS };
enum { RESULT_STEPS = 5, PLAY_QUARTERS = 4, MICRO = 1000000, BP_OF_ALL = 10000 };
enum result_luck { LUCK_GOOD, LUCK_FAIR, LUCK_WEAK };

/* An agency of the year, its people and what will come of it. */
struct result_agency {
    struct agency g;
    size_t at; /* its place among them */
    struct actor officer, head;
    enum result_luck luck;
    const struct class_node *output; /* whose volume is counted */
    struct str unit, name, name_en;  /* of the volume */
    struct str line;                 /* code of a line, for a project with money */
    int64_t target;
    bool capital; /* it has lines that are bound by contracts: five indicators, else four */
    struct str code[RESULT_SLOTS];
    int64_t indicator[RESULT_SLOTS];
};
struct results {
    const struct play_plan *plan;
    int64_t year;
    struct str hash;
    struct demo_table t;
    struct class_tree programme;
    struct result_agency *of;
    size_t n;
    struct actor who[5];
    struct act office, office2, strategy, csc, permsec;
};

struct play_results_job {
    const struct play_plan *plan;
    struct str hash; /* of the demonstration's password */
    int64_t months;
    bool closing; /* it will be closed: what waits is verified */
    bool closed;  /* it was: what can be final becomes final */
};
MUST_CHECK bool play_results_make(struct act *by, const struct play_results_job *j, struct results *ret, struct err *e);
/* The text of a row, {agency} and {output} filled in; x may be NULL. column: th, en, unit, note. */
struct str result_text(const struct results *r, const char *kind, const char *key, const char *column,
                       const struct result_agency *x);
#define RESULT_WORD(r, key, x) result_text(r, "word", key, "th", x)
int64_t result_number(const struct results *r, const char *kind, const char *key, const char *column);
/* Chance of an agency and a matter, the same on every store. */
struct chance result_chance(const struct results *r, const struct result_agency *x, int64_t matter);
struct act result_act(const struct results *r, const struct actor *who, struct date on);
int64_t result_weight(const struct result_agency *x, int slot); /* per cent of its agreement */
bool result_has(const struct result_agency *x, int slot);

MUST_CHECK bool play_result_indicators(struct results *r, struct err *e);
MUST_CHECK bool play_result_quarter(struct results *r, int64_t quarter, bool *ret_new, struct err *e);
MUST_CHECK bool play_result_scores(struct results *r, int64_t months, struct err *e);
MUST_CHECK bool play_result_verify(struct results *r, struct err *e);
MUST_CHECK bool play_result_final(struct results *r, struct err *e);
MUST_CHECK bool play_result_agreements(struct results *r, struct err *e);
MUST_CHECK bool play_result_assess(struct results *r, bool final, struct err *e);
MUST_CHECK bool play_result_activities(struct results *r, struct err *e);
MUST_CHECK bool play_result_progress(struct results *r, const struct result_agency *x, int64_t quarter, struct err *e);
MUST_CHECK bool play_result_keys(struct results *r, struct err *e);
MUST_CHECK bool play_result_checkins(struct results *r, int64_t quarter, struct err *e);
MUST_CHECK bool play_result_registers(struct results *r, struct err *e);
MUST_CHECK bool play_result_worth(struct results *r, struct err *e);

/* Everything that the months played so far bring. */
MUST_CHECK bool play_results(struct act *by, const struct play_results_job *j, struct err *e);

#endif
