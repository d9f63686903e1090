/* demo_play_int.h - what the files of demo_play.h share: the plan of a played year. */
#ifndef PBIS_EXCHANGE_DEMO_PLAY_INT_H
#define PBIS_EXCHANGE_DEMO_PLAY_INT_H

#include "base/date.h"
#include "base/row.h"
#include "city/actor.h"
#include "execute/posting.h"

struct db;

enum {
    PLAY_PERSONNEL = 1,
    PLAY_OPERATING = 2,
    PLAY_CAPITAL = 3,
    PLAY_CENTRAL = 6,
    PLAY_GROUP_LINES = 40,
    PLAY_INSTALMENTS = 12,
    PLAY_NEVER = 99,
};

/* A line of the ordinance as it was enacted. */
struct play_line {
    int64_t id, agency_id, output_id, item_id, fund_id;
    struct str code, agency_code, item_code, type_code, name;
    struct money amount;
    int64_t group; /* of the plan, -1: paid directly or kept at the city */
    struct money contracted; /* its part of the group's contract */
};

/* Lines of one agency and type that one contract pays. */
struct play_group {
    size_t first, n;    /* lines, which stand together */
    int64_t type, number;
    int64_t sign;       /* month 0..11, PLAY_NEVER */
    int64_t pay;        /* month of the first payment */
    int64_t instalments;
    int64_t every;      /* months between payments */
    int64_t cost_bp;    /* the contract's part of the lines, basis points */
    bool reserve;       /* reserved two months before it is signed */
    struct str ref;
};

struct play_plan {
    int64_t year;
    struct play_line *line;
    size_t n;
    struct play_group *group;
    size_t groups;
};

MUST_CHECK bool play_plan_make(struct db *db, struct arena *a, int64_t year, struct play_plan *ret,
                               struct err *e);
bool play_by_people(const struct play_line *l); /* of an agency whose people the demonstration has: its contracts are paid by warrants */
struct date play_day(int64_t year, int64_t month, int64_t day); /* month 0 = October; a day past the month is its last */
/* What of a line is allotted by the end of a month, in basis points of its amount. */
int64_t play_allotted_bp(const struct play_plan *p, const struct play_line *l, int64_t month);
bool play_reserve(const struct play_line *l); /* the city keeps it for agencies: the general reserve */
bool play_direct(const struct play_line *l); /* salaries, utilities and the like */
/* What a line has been paid of its contract when `k` instalments are. */
struct money play_paid(const struct play_line *l, const struct play_group *g, int64_t k);
/* Instalments that are due by the end of a month. */
int64_t play_due(const struct play_group *g, int64_t month);

/* Persons of the play, loaded once a write. */
struct play_people {
    struct actor office, finance, permsec;
};
struct play {
    const struct play_plan *plan;
    int64_t month;
    struct play_people people;
    int64_t posted, replayed, contracts, warrants;
};
struct act play_act(const struct act *by, const struct actor *who, struct date on);
/* The contracts that are signed in the month, and the acceptance of what is paid in it (demo_play_contract.c). */
MUST_CHECK bool play_contracts(struct act *by, struct play *p, struct err *e);
/* The end of the year (demo_play_end.c): carried, and the rest proposed to lapse; lapse and closing. */
MUST_CHECK bool play_end(struct act *by, struct play *p, struct err *e);
MUST_CHECK bool play_close(struct act *by, struct play *p, struct err *e);

#endif
