/* paper.h - papers that a line needs before its request is sent (เอกสารประกอบคำขอ), by item class: how
 * many of each, how old at most, from what amount. The rules are the parameter paper.rules
 * (item, paper, least, days, from). "coordinates" is a point in the line's places, "engineer" the name
 * on the line; the rest are attachments of the line by their kind. */
#ifndef PBIS_PLAN_PAPER_H
#define PBIS_PLAN_PAPER_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/costing.h"

/* One rule applied to one line. */
struct paper_need {
    int64_t package_id;
    struct str line_code, line_name;
    struct str paper; /* word of words.def "paper"; also price_reason and tranche */
    int64_t need, have;
    struct str why;      /* ok missing expired old: what keeps it from counting */
    struct date expired; /* of the newest that does not count any more */
    int64_t days;        /* the oldest it may be; 0 = any */
};
extern const struct row_type paper_need_type;

/* What one line needs, fulfilled or not, on the store's day (db_day). */
MUST_CHECK bool paper_needs(struct db *db, struct arena *a, const struct costing *c,
                            struct rows *ret, struct err *e);
/* What still keeps a package from being sent, over all its lines: missing papers, a price above the
 * standard without a reason, years of a commitment that are not the request. No rows = nothing. */
MUST_CHECK bool papers_missing(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                               struct err *e);
/* For every DRAFT or RETURNED package of the agency at once, in a few queries. */
MUST_CHECK bool papers_missing_agency(struct db *db, struct arena *a, int64_t year,
                                      int64_t agency_id, struct rows *ret, struct err *e);

/* Of every package of the agency that was sent. */
MUST_CHECK bool papers_missing_sent(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                                    struct rows *ret, struct err *e);

/* An agency's goods of an item class against their frame (parameter asset.frame). */
struct frame_room {
    int64_t frame, in_use; /* frame 0 = none set */
    int64_t asked;         /* by this line, replaced ones taken off */
    int64_t over;          /* above the frame; 0 = within */
};
MUST_CHECK bool frame_of_line(struct db *db, struct arena *a, const struct costing *c,
                              int64_t replaced, struct frame_room *ret, struct err *e);

#endif
