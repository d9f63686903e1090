/* year.h - fiscal years (ปีงบประมาณ): stage of the cycle, marks, revenue frame. */
#ifndef PBIS_CITY_YEAR_H
#define PBIS_CITY_YEAR_H

#include "base/row.h"
#include "city/actor.h"

struct fiscal_year {
    int64_t year;
    struct str stage;     /* SETUP .. CLOSED, DOMAIN.md 1.6 */
    bool demo;            /* a demonstration city: said on every page and cover */
    bool partial;         /* real but not all of it: said likewise */
    struct money revenue; /* estimate that the draft must balance with; 0 = not set */
    struct str note_th, note_en;
    int64_t version;
};
extern const struct row_type fiscal_year_type;

MUST_CHECK bool year_get(struct db *db, struct arena *a, int64_t year, struct fiscal_year *ret,
                         struct err *e); /* ERR_YEAR_MISSING {year} */
MUST_CHECK bool year_list(struct db *db, struct arena *a, struct rows *ret, struct err *e);
MUST_CHECK bool year_set_revenue(struct act *by, int64_t year, struct money revenue, struct err *e);
/* Makes the year with its default classification versions if it is not there. */
MUST_CHECK bool year_ensure(struct act *by, int64_t year, struct err *e);
MUST_CHECK bool year_mark(struct act *by, int64_t year, bool demo, bool partial, struct err *e);
/* Moves the stage; the cycle's table (plan/cycle.c) says which moves there are. ERR_STALE when the
 * year is not at `from` any more. */
struct year_step {
    struct str event, from, to;
};
MUST_CHECK bool year_move(struct act *by, int64_t year, const struct year_step *s,
                          struct str reason, int64_t *ret_event_id, struct err *e);
/* A closed year (CLOSED) takes no writes: ERR_YEAR_CLOSED {year}. One that is not there is open. */
MUST_CHECK bool year_check_open(struct act *by, int64_t year, struct err *e);
/* Is there a demonstration year? Demonstration accounts work only then. */
MUST_CHECK bool year_any_demo(struct db *db, bool *ret, struct err *e);
/* Loads data/ (agencies, programme, items, funds, strategy, aliases) into an empty store; again:
 * adds what is missing. Part of `pbis init`. */
MUST_CHECK bool reference_load(struct act *by, struct err *e);

#endif
