/* year_state.h - where a year's packages are (ปฏิทินและสถานะปี): per agency how many lie with whom, since
 * when the oldest waits, what is late. */
#ifndef PBIS_PLAN_YEAR_STATE_H
#define PBIS_PLAN_YEAR_STATE_H

#include "base/row.h"
#include "city/actor.h"

struct year_row {
    int64_t id;
    struct str code, name_th, name_en;
    int64_t division;
    struct str standing; /* none preparing returned part sent accepted settled, or late, excused */
    int64_t section, collector, director; /* inside the agency: drafts and returned ones */
    int64_t analyst, committee, settled;
    int64_t returned; /* of those inside the agency, sent back by the city */
    int64_t packages;
    struct when since; /* since the one that waits longest lies where it lies; 0 = none waits */
    int64_t waiting_days;
    struct date due; /* the agency's day, with its extension; 0 = none */
    bool extended, asked;   /* more time allowed; asked for */
    struct str mark;        /* late, excused or empty: what the office says */
    int64_t late_days;      /* past its day with something unsent; 0 = not late */
    int64_t late_packages;  /* came after their day */
};
extern const struct row_type year_row_type;
/* Agencies of the year in printing order; `sight` as in section.h, today for the days. */
MUST_CHECK bool year_state(struct db *db, struct arena *a, int64_t year, struct str sight,
                           struct date today, struct rows *ret, struct err *e);
/* The same by division: rows of year_row by number (0: none), code = its number, id = how many
 * agencies, days the most; all of them into *ret_total (zeroed by the caller). */
void year_divisions(struct arena *a, const struct rows *agencies, struct year_row *ret_total,
                    struct rows *ret);

#endif
