/* stage.h - the amount stages of a line (CONTRACTS.md 1), in order. */
#ifndef PBIS_PLAN_STAGE_H
#define PBIS_PLAN_STAGE_H

#include "base/compiler.h"
#include "base/lang.h"
#include "base/str.h"

struct err;

enum stage {
    STAGE_REQUESTED,
    STAGE_ANALYST,
    STAGE_SUITABILITY,
    STAGE_PERMSEC,
    STAGE_GOVERNOR,
    STAGE_TABLED,
    STAGE_COMMITTEE,
    STAGE_AMENDED,
    STAGE_ENACTED,
    STAGE_COUNT
};

const char *stage_word(enum stage s); /* requested .. enacted */
struct str stage_label(enum stage s, enum lang lang);
MUST_CHECK bool stage_parse(struct str word, enum stage *ret, struct err *e);

#endif
