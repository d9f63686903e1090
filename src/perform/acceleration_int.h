/* acceleration_int.h - what the files of acceleration share; private to perform/acceleration*.c. */
#ifndef PBIS_PERFORM_ACCELERATION_INT_H
#define PBIS_PERFORM_ACCELERATION_INT_H

#include "perform/acceleration.h"

void acceleration_shares(struct acceleration_row *r);

/* What a frozen list's hash is over: rows by agency code, `all` first. */
struct acceleration_sealed {
    struct str code;
    struct date as_of;
    int64_t goal_bp, floor_bp, entry_seq;
    const struct acceleration_row *row;
    size_t n;
};
void acceleration_seal(struct arena *a, const struct acceleration_sealed *s, uint8_t *ret);

/* The round for a write: PERM_ACCELERATE for the city, the version that was seen (-1: any), one of the states. */
MUST_CHECK bool acceleration_for(struct act *by, struct str code, int64_t version,
                                 const char *states, struct acceleration *ret, struct err *e);
MUST_CHECK bool acceleration_record(struct act *by, const struct acceleration *r,
                                    const char *event, struct str value, struct str reason,
                                    struct err *e);
struct notice_new acceleration_news(struct act *by, struct str code, int64_t year);

#endif
