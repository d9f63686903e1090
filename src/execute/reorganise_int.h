/* reorganise_int.h - what the files of re-organisation share. Private to execute/reorganise*.c. */
#ifndef PBIS_EXECUTE_REORGANISE_INT_H
#define PBIS_EXECUTE_REORGANISE_INT_H

#include "city/audit.h"
#include "execute/reorganise.h"

struct str reorg_subject(struct arena *a, struct str code);
MUST_CHECK bool reorg_note(struct act *by, const struct reorg *r, struct audit_note n, struct err *e);
/* ERR_GUARD_FIXED. */
bool reorg_guard(struct str guard, int64_t count, struct str path, struct err *e);
/* No paper is on its way: ERR_GUARD_FIXED. */
MUST_CHECK bool reorg_check_open(const struct reorg_plan *p, struct err *e);
/* Agencies, people, indicators and commitments of whole agencies (after the money); writes the effects. */
struct reorg_followed {
    int64_t contracts, procurement, made;
};
MUST_CHECK bool reorg_follow(struct act *by, const struct reorg *r, const struct reorg_followed *f, struct err *e);
/* Agencies that the rules name and that are not there: made like the old one. */
MUST_CHECK bool reorg_make_agencies(struct act *by, const struct reorg *r, int64_t *ret_made, struct err *e);

#endif
