/* carry_int.h - what the files of carry-over share. Private to execute/carry*.c and year_end*.c. */
#ifndef PBIS_EXECUTE_CARRY_INT_H
#define PBIS_EXECUTE_CARRY_INT_H

#include "city/audit.h"
#include "execute/carry_list.h"

/* The line that is asked for. */
struct carry_line {
    int64_t id, year, agency_id, division;
    struct str code, agency_code, stage, fund_code;
};
extern const struct row_type carry_line_type;
/* ERR_UNKNOWN_LINE {value}. */
MUST_CHECK bool carry_line_find(struct db *db, struct arena *a, struct str code, struct carry_line *ret,
                                struct err *e);
/* One event, with who and when. */
MUST_CHECK bool carry_event_add(struct act *by, int64_t carry_id, struct str event, struct str from, struct str to,
                                struct str note, struct err *e);
/* ERR_OVERDRAWN. */
bool carry_overdrawn(struct money need, struct money left, struct str holds, struct err *e);
/* ERR_STATE {state, event}; ERR_STALE. */
bool carry_bad_state(struct str state, struct str event, struct err *e);
bool carry_one_row(int64_t rows, struct err *e);
/* The year is in force and not closed: ERR_STAGE, ERR_YEAR_CLOSED. */
MUST_CHECK bool carry_stage_check(struct str stage, int64_t year, struct err *e);
/* At least `need` papers are attached to the subject: ERR_NO_PAPERS {need, found}. */
MUST_CHECK bool carry_papers_check(struct db *db, struct str subject, int64_t need, struct err *e);
/* Another person than who did; the system may do both. ERR_SAME_PERSON. */
MUST_CHECK bool carry_other_person(const struct act *by, struct str did, struct err *e);
MUST_CHECK bool carry_note(struct act *by, int64_t year, struct str subject, struct audit_note n, struct err *e);
/* A notice to the people of a place. */
struct notice_place;
struct carry_say {
    struct str subject, path, th, en, once;
    int64_t year;
};
MUST_CHECK bool carry_tell(struct act *by, const struct notice_place *where, const struct carry_say *s, struct err *e);

#endif
