/* morning.h - what a director reads each morning (หน้าเช้าของผู้อำนวยการ): one page and one A4 of the same figures.
 *
 * What changed since yesterday, what is late, what lapses when, the biggest open allotments, the agencies under the
 * quarter's goal, contracts that end, work at each desk, decisions due. Of the city, or of one agency for its own people.
 * Figures come from the position mirror and the balances as of now; each item names the page that has it. */
#ifndef PBIS_DOCUMENT_MORNING_H
#define PBIS_DOCUMENT_MORNING_H

#include "base/row.h"
#include "execute/position.h"
#include "perform/acceleration.h"

enum { MORNING_ITEMS = 6, MORNING_ENDS_DAYS = 30 };

enum morning_part {
    MORNING_LATE,       /* procurement steps past their planned day */
    MORNING_RISK,       /* unsigned capital by its last safe date */
    MORNING_OPEN,       /* biggest open allotments */
    MORNING_CONTRACT,   /* contracts that end, or are past their end */
    MORNING_RESOLUTION, /* resolutions of acceleration due in a week, or late */
    MORNING_PROBLEM,    /* problems of spending due or late */
    MORNING_DESK,       /* orders and warrants, by the desk that has them */
    MORNING_PARTS
};
/* One row of a part. */
struct morning_item {
    struct str kind; /* late risk open contract resolution problem order warrant */
    struct str path, title, agency_name, note; /* note: step, desk or state, a word */
    struct money amount;
    struct date day;
    int64_t n, days;  /* n: how many there are in all (desk: at it); days: until `day`, negative = past */
    bool late;
};
extern const struct row_type morning_item_type;

struct morning_asked {
    int64_t year, agency_id; /* agency 0 = the city */
    struct date today;
    bool inside; /* works on spending: problems, resolutions and desks are shown */
    enum lang lang;
};
struct morning {
    struct morning_asked asked;
    struct str agency_code, agency_name; /* empty: the city */
    struct position_sum now, before; /* before: as it was known when yesterday began */
    struct date since;
    struct money taken;              /* obligated and paid */
    struct money lapses;             /* what lapses on 30 September when nothing is done */
    int64_t days_left;               /* until then; negative = over */
    const struct morning_item *item[MORNING_PARTS];
    size_t n[MORNING_PARTS];
    int64_t all[MORNING_PARTS];      /* how many there are; the items are the first */
    const struct acceleration_row *behind; /* agencies under the quarter's goal, the lowest rate first */
    size_t behind_n;
    int64_t behind_all, checked;
    int64_t quarter, goal_bp;
    int64_t decisions; /* due today or late */
    struct money moved[4]; /* since: allotted, obligated and paid, paid, given (current) */
};
/* At most 9 statements. */
MUST_CHECK bool morning_load(struct position *p, struct db *db, struct arena *a,
                             const struct morning_asked *q, struct morning *ret, struct err *e);

/* The A4, with the time of printing and the address of the page. ERR_FONT, ERR_FILE_WRITE. */
struct morning_paper {
    const struct morning *m;
    struct str url;
    struct when at;
    bool demo;
};
MUST_CHECK bool morning_print(const struct morning_paper *m, const char *path, struct err *e);

#endif
