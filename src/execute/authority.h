/* authority.h - who may allow an act (ตารางอำนาจอนุมัติ): rows of the parameter execution.authority.
 *
 * Roles: HEAD (of the agency) < BUDGET (Budget Department) < PERMSEC < GOVERNOR < COUNCIL; a higher one always does.
 * FINANCE stands for the Finance Department where an act needs no authority. Written ROLE:DOCNO. */
#ifndef PBIS_EXECUTE_AUTHORITY_H
#define PBIS_EXECUTE_AUTHORITY_H

#include "base/row.h"

struct arena;
struct db;
struct posting;

enum authority_role {
    AUTHORITY_NONE,
    AUTHORITY_FINANCE,
    AUTHORITY_HEAD,
    AUTHORITY_BUDGET,
    AUTHORITY_PERMSEC,
    AUTHORITY_GOVERNOR,
    AUTHORITY_COUNCIL,
    AUTHORITY_COUNT
};
const char *authority_word(enum authority_role r);                 /* HEAD */
struct str authority_label(enum authority_role r, enum lang lang); /* หัวหน้าหน่วยงาน */

struct authority_need {
    bool allowed;             /* false: nobody may do this by the act (between agencies) */
    enum authority_role role; /* the least that does; AUTHORITY_NONE: the act needs none */
    struct str within;        /* TRANSFER: group, output, agency, city: the smallest frame with both lines; else any */
    struct str act;           /* the posting's type */
};
/* What the posting needs by the table of its line's year. ERR_UNKNOWN_LINE. */
MUST_CHECK bool authority_needed(struct db *db, struct arena *a, const struct posting *p, struct authority_need *ret,
                                 struct err *e);
/* Of many at once, into ret[0..n): each line and table is read once. */
MUST_CHECK bool authority_needed_all(struct db *db, struct arena *a, const struct posting *p, size_t n,
                                     struct authority_need *ret, struct err *e);
/* ROLE:DOCNO into its parts; ERR_NO_AUTHORITY {needs, value} when it is not of that form. */
MUST_CHECK bool authority_parse(struct str authority, enum authority_role *ret_role, struct str *ret_doc,
                                struct err *e);
/* Does the authority given do? ERR_NEVER_ALLOWED, ERR_NO_AUTHORITY {needs, value}. An empty one does where none is needed. */
MUST_CHECK bool authority_check(const struct authority_need *need, struct str authority, struct err *e);

#endif
