/* statement_note.h - the agency's own words of an explanatory statement (คำชี้แจงประกอบงบประมาณ) about a line or a
 * unit: versions that its officers write and that its head or an analyst of its division approves. What
 * the Council is given holds approved words only. */
#ifndef PBIS_PLAN_STATEMENT_NOTE_H
#define PBIS_PLAN_STATEMENT_NOTE_H

#include "base/row.h"
#include "city/actor.h"

/* What a statement is about: a line's code, or a unit's code of the year. */
struct statement_subject {
    struct str kind; /* line unit */
    struct str code, name, agency_code, agency_name;
    int64_t year, ordinance, line_id, unit_id, agency_id, division, package_id;
    bool sent; /* some of it stands in the city's figures */
};
extern const struct row_type statement_subject_type;
/* ERR_NOT_FOUND: no such line or unit, or one of a draft that this sight (section.h) does not see. */
MUST_CHECK bool statement_subject_get(struct db *db, struct arena *a, int64_t year, struct str code,
                                      struct str sight, struct statement_subject *ret,
                                      struct err *e);

struct statement_note {
    int64_t id, version, newest, approved; /* 0 = none */
    struct str state;                      /* drafted approved returned; empty = nothing yet */
    struct str words, words_by;            /* the newest; empty for those who see no drafts */
    struct when words_at;
    struct str said, said_by, approved_by; /* what is approved */
    struct when approved_at;
};
/* Nothing yet: all zero. */
MUST_CHECK bool statement_note_get(struct db *db, struct arena *a, const struct actor *who,
                                   const struct statement_subject *s, struct statement_note *ret,
                                   struct err *e);
struct statement_text_row {
    int64_t number;
    struct str kind, body, by_user, full_name, capacity;
    struct when at;
};
extern const struct row_type statement_text_row_type;
/* Newest first; approved ones alone for those who see no drafts. */
MUST_CHECK bool statement_texts(struct db *db, struct arena *a, const struct actor *who,
                                const struct statement_subject *s, struct rows *ret, struct err *e);

bool statement_sees_draft(const struct actor *who, const struct statement_subject *s);
bool statement_may_write(const struct actor *who, const struct statement_subject *s);
bool statement_may_approve(const struct actor *who, const struct statement_subject *s);

/* `version` is what was seen, 0 = none yet: ERR_STALE. ERR_REQUIRED, ERR_TOO_LONG, ERR_SCOPE. */
MUST_CHECK bool statement_write(struct act *by, int64_t year, struct str code, int64_t version,
                                struct str words, struct err *e);
/* ERR_SAME_PERSON for who wrote it, ERR_STATE when nothing waits. */
MUST_CHECK bool statement_approve(struct act *by, int64_t year, struct str code, int64_t version,
                                  struct err *e);
MUST_CHECK bool statement_return(struct act *by, int64_t year, struct str code, int64_t version,
                                 struct str reason, struct err *e);

/* Lines and units of a year whose words wait (state "drafted"), or all that have some; newest first, paged. */
struct statement_row {
    int64_t id;
    struct str subject_kind, code, name, agency_code, agency_name, state;
    int64_t approved;
    struct when at;
};
extern const struct row_type statement_row_type;
struct statement_filter {
    int64_t year, agency_id, before; /* agency_id 0 = all */
    struct str state;                /* empty = all */
};
MUST_CHECK bool statement_list(struct db *db, struct arena *a, const struct statement_filter *f,
                               struct rows *ret, struct err *e);

#endif
