/* rule_book.h - scoring rules as they are kept: drafted, checked, published by their owner.
 *
 * A rule is of an indicator in a year (indicator_year.h). A draft is edited under a version number; it
 * is published as number 1, 2, ... by a person of the owner's role who did not edit it last (DOMAIN.md
 * 9.1: only the owner publishes), and only when the lint finds nothing that stops it. A published
 * number is never changed: a newer one replaces it, or it is withdrawn with a reason and then no rule
 * holds until another is published. The content is kept as its canonical JSON (docs/formats/rule.md). */
#ifndef PBIS_PERFORM_RULE_BOOK_H
#define PBIS_PERFORM_RULE_BOOK_H

#include "base/row.h"
#include "city/actor.h"
#include "perform/rule.h"

enum { RULE_BOOK_PAGE = 100, RULE_REASON_MAX = 1000 };

/* The newest published rule of an indicator in a year; *found false: none, or withdrawn. */
MUST_CHECK bool rule_of(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                        struct rule *ret, bool *found, struct err *e);
/* All of a year in one query: rows of struct rule_entry by indicator_id. Equal rules are read once. */
struct rule_entry {
    int64_t indicator_id;
    const struct rule *rule;
};
MUST_CHECK bool rule_of_year(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                             struct err *e);

/* An indicator of the year and its rule: a list row. code is empty while it has none. */
struct rule_row {
    int64_t indicator_id, year;
    struct str indicator, number, name_th, name_en, agency_code, agency_name, owner;
    struct str code;   /* 2565-2-1900, the rule's address */
    struct str state;  /* none draft published withdrawn */
    int64_t published; /* number of the newest published one, 0 = none */
    bool has_draft;
    int64_t version;   /* of the draft's row */
    struct str edited_by;
    struct when edited_at;
};
extern const struct row_type rule_row_type;
struct rule_filter {
    int64_t year;
    struct str owner, state; /* empty = all */
    struct str after;        /* indicator code of the last row that was shown */
    int64_t limit;           /* 0: RULE_BOOK_PAGE + 1 */
};
MUST_CHECK bool rule_list(struct db *db, struct arena *a, const struct rule_filter *f,
                          struct rows *ret, struct err *e);
/* By the rule's code. ERR_NOT_FOUND. */
MUST_CHECK bool rule_get(struct db *db, struct arena *a, struct str code, struct rule_row *ret,
                         struct err *e);
/* By the indicator's code in a year, whether it has a rule or not. ERR_NOT_FOUND. */
MUST_CHECK bool rule_for_indicator(struct db *db, struct arena *a, int64_t year, struct str indicator,
                         struct rule_row *ret, struct err *e);
/* How many indicators of the year have a rule in force, only a draft, none. */
struct rule_counts {
    int64_t indicators, published, drafts, none;
};
MUST_CHECK bool rule_count(struct db *db, struct arena *a, int64_t year, struct rule_counts *ret,
                           struct err *e);

struct rule_number {
    int64_t no;
    struct str state; /* published, replaced, withdrawn */
    struct str reason, edited_by, published_by;
    struct when published_at;
    struct str withdrawn_why, withdrawn_by;
    struct when withdrawn_at;
};
extern const struct row_type rule_number_type;
/* What was published, newest first. */
MUST_CHECK bool rule_numbers(struct db *db, struct arena *a, struct str code, struct rows *ret,
                             struct err *e);
/* What number `no` says; 0 = the draft. ERR_NOT_FOUND. */
MUST_CHECK bool rule_content_of(struct db *db, struct arena *a, const struct rule_row *row,
                                int64_t no, struct rule *ret, struct err *e);

/* What differs between two rules, part by part. */
struct rule_change {
    struct str part, before, after;
};
extern const struct row_type rule_change_type;
void rule_differences(struct arena *a, enum lang lang, const struct rule *before,
                  const struct rule *after, struct rows *ret);

/* ---- writing: PERM_RULE for the city ---- */

/* Is one of the actor's roles with PERM_RULE the rule's owner? The system's own actor is. */
bool rule_is_owner(const struct actor *who, struct str owner);

/* The draft of an indicator's rule: begins one, or (version not 0) replaces the one of that version.
 * ERR_NOT_FOUND {what}, ERR_DUPLICATE {field, value} (there is one already), ERR_STALE,
 * ERR_NOTHING (it says what it said). */
struct rule_draft {
    int64_t year;
    struct str indicator; /* its code in the year */
    int64_t version;
    const struct rule *rule;
};
MUST_CHECK bool rule_save(struct act *by, const struct rule_draft *d, struct str *ret_code,
                          struct err *e);
/* ERR_NOTHING (no draft), ERR_STALE, ERR_SAME_PERSON, ERR_RULE_OWNER {owner}, ERR_RULE_UNCLEAN {count,
 * word, level}. */
struct rule_act {
    struct str code, reason;
    int64_t version; /* that was seen */
};
MUST_CHECK bool rule_publish(struct act *by, const struct rule_act *x, struct err *e);
/* ERR_REQUIRED (a reason), ERR_STATE, ERR_STALE, ERR_RULE_OWNER. */
MUST_CHECK bool rule_withdraw(struct act *by, const struct rule_act *x, struct err *e);
/* Published at once as a document states it (first load): PERM_IMPORT; the reason names the
 * document. What is published with the same content stays: *ret_no says its number. Linted too. */
MUST_CHECK bool rule_load(struct act *by, const struct rule_draft *d, struct str reason,
                          int64_t *ret_no, struct err *e);
/* The reference rules (data/rules.json) of the indicators with these stable ids in a year: loads
 * those that the year has; *ret_loaded counts. */
MUST_CHECK bool rule_load_reference(struct act *by, int64_t year, int64_t *ret_loaded,
                                    struct err *e);
/* A reference rule by stable id and year; *ret_found. For tests and for the page of a new rule. */
MUST_CHECK bool rule_reference(struct arena *a, struct str stable, int64_t year, struct rule *ret,
                               bool *ret_found, struct err *e);

#endif
