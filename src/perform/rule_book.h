/* rule_book.h - scoring rules as they are kept: drafted, checked, published by their owner.
 *
 * A rule is of an indicator in a year. A draft is edited under a version number (`edit`); it is
 * published as version 1, 2, ... by a person of the owner's role who did not edit it last
 * (DOMAIN.md 9.1: only the owner publishes), and only when the lint finds nothing that stops it. A
 * published version is never changed: a new one replaces it, or it is withdrawn with a reason.
 * The rule itself is stored as its canonical JSON (docs/formats/rule.md). */
#ifndef PBIS_PERFORM_RULE_BOOK_H
#define PBIS_PERFORM_RULE_BOOK_H

#include "base/row.h"
#include "city/actor.h"
#include "perform/rule.h"

/* The newest published rule of an indicator in a year; *found false: none. */
MUST_CHECK bool rule_of(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                        struct rule *ret, bool *found, struct err *e);
/* All of a year in one query: rows of struct rule_entry by indicator_id. */
struct rule_entry {
    int64_t indicator_id;
    const struct rule *rule;
};
MUST_CHECK bool rule_of_year(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                             struct err *e);

#endif
