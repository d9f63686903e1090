/* agreement_int.h - what the files of agreements share; private to perform/agreement*.c. */
#ifndef PBIS_PERFORM_AGREEMENT_INT_H
#define PBIS_PERFORM_AGREEMENT_INT_H

#include "perform/agreement.h"

enum agreement_side { SIDE_AGENCY, SIDE_CITY };
extern const char *const agreement_side_words[2];

struct agreement_write {
    struct agreement g;
    enum agreement_side side;
    struct str capacity;
};
/* The agreement for a write: in one of the states, the version that was seen (-1: any). ERR_STATE, ERR_STALE. */
MUST_CHECK bool agreement_find(struct act *by, struct str code, int64_t version,
                               const char *states, struct agreement *ret, struct err *e);
/* The same for one who speaks for a side. */
MUST_CHECK bool agreement_speak(struct act *by, struct str code, int64_t version,
                                const char *states, struct agreement_write *ret, struct err *e);
/* One for whom the city's PERM_AGREE is asked; never of the agency itself. */
MUST_CHECK bool agreement_keeper(struct act *by, const struct agreement *g, enum perm p,
                                 struct err *e);
/* To a state: the row, the event, one audit record. */
struct agreement_step {
    const char *event;
    struct str to, reason, value;
    int64_t number; /* versions then */
};
MUST_CHECK bool agreement_step(struct act *by, const struct agreement *g,
                               const struct agreement_step *s, struct err *e);
MUST_CHECK bool agreement_note(struct act *by, const struct agreement *g, const char *event,
                               struct str value, struct str reason, struct err *e);
/* One hash over the texts of a version. */
struct agreement_text {
    struct str code;
    int64_t number;
    struct rows components, items;
};
void agreement_seal(struct arena *a, const struct agreement_text *t, uint8_t ret[SHA256_BYTES]);
struct str agreement_places(struct arena *a, int64_t tables);
/* 9.157; empty unless there is one. */
struct str agreement_points(struct arena *a, struct score s, bool there);
struct str percent_text(struct arena *a, struct share s);
MUST_CHECK bool one_row_changed(int64_t rows, struct err *e);

#endif
