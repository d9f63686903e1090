/* bill_section.h - the second reading goes section by section (มาตรา): one a spending agency with money in the draft, in
 * print order. Each with what was tabled, cut, given back and stands, the reservations that are still open, and its
 * vote; a section without one of its own stands under the vote on the rest en bloc (sections:rest). */
#ifndef PBIS_PLAN_BILL_SECTION_H
#define PBIS_PLAN_BILL_SECTION_H

#include "base/row.h"
#include "city/actor.h"

struct bill_section {
    int64_t no; /* from 1, in print order */
    struct str agency_code, agency_name, subject; /* subject: of its vote */
    struct money tabled, cut, added, now;
    int64_t reserved;               /* reservations that were not settled */
    struct str vote_code, result;   /* empty: not voted */
    bool en_bloc;                   /* voted with the rest */
};
extern const struct row_type bill_section_type;
struct rollup;
/* sums: the mirror, as of bill_money (plan/bill.h); NULL adds up rows. */
MUST_CHECK bool bill_sections(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                              int64_t ordinance, struct rows *ret, struct err *e);

#endif
