/* law.h - the register of rules (ทะเบียนกฎหมายและระเบียบ): acts, ordinances, regulations, orders and their
 * articles. One person proposes a version, another approves it; the newest approved one holds, and
 * nothing is ever overwritten. What PBIS refuses, its parameters and the events of the cycle link to
 * an article (data/law_links.csv) or say: default, not confirmed. */
#ifndef PBIS_CITY_LAW_H
#define PBIS_CITY_LAW_H

#include "base/row.h"
#include "city/actor.h"

/* ---- which rule stands behind a word ---- */

enum law_standing {
    LAW_UNCONFIRMED, /* listed: a default, not confirmed (a parameter's, the engine's own); or not listed at all */
    LAW_TECHNICAL,   /* no rule: the form of what was sent, signing in, the store */
    LAW_ARTICLE      /* an article or instrument of the register */
};
struct law_ref {
    enum law_standing standing;
    bool listed;
    struct str law, article, title_th, title_en, status;
    struct str path; /* LAW_ARTICLE: /laws/LAW or /laws/LAW/ARTICLE; of a parameter without an article:
                      * /parameters/CODE; else empty */
    struct str param; /* the parameter that refuses; empty when none does */
};
/* kind: error (word of err_codes.def), param (code), event (of the cycle). A link to what the register
 * does not hold is LAW_UNCONFIRMED. The link may name a parameter (law "param", its code for the article:
 * its own article then counts) or the engine's rule on amendments (law "engine"). At most one query. */
MUST_CHECK bool law_of(struct db *db, struct arena *a, const char *kind, struct str code,
                       struct law_ref *ret, struct err *e);
/* The title, or the parameter's name with ค่าเริ่มต้น ยังไม่ยืนยัน, or that alone; empty when technical. */
struct str law_ref_text(const struct law_ref *r, enum lang lang);

/* ---- the register ---- */

struct law_entry {
    int64_t id, sort;
    struct str law, article; /* article empty: the instrument itself */
    int64_t number;          /* version, from 1 */
    struct str kind;         /* act ordinance regulation order letter practice */
    struct str title_th, title_en, gist_th, gist_en;
    struct str body;   /* the text itself; empty: not in PBIS */
    struct str status; /* draft in_force replaced repealed */
    struct date valid_from, valid_to;
    struct str replaced_by, source, reason;
    struct str state; /* proposed approved withdrawn */
    struct str proposed_by;
    struct when proposed;
    struct str approved_by;
    struct when approved;
};
extern const struct row_type law_entry_type;
/* What holds: the instruments (`law` empty), or one instrument and its articles. */
MUST_CHECK bool law_list(struct db *db, struct arena *a, struct str law, struct rows *ret,
                         struct err *e);
/* What holds of one; ERR_NOT_FOUND. */
MUST_CHECK bool law_get(struct db *db, struct arena *a, struct str law, struct str article,
                        struct law_entry *ret, struct err *e);
/* Every version of one, newest first. */
MUST_CHECK bool law_history(struct db *db, struct arena *a, struct str law, struct str article,
                            struct rows *ret, struct err *e);
/* Proposals that nobody has approved or withdrawn. */
MUST_CHECK bool law_waiting(struct db *db, struct arena *a, struct rows *ret, struct err *e);
/* Titles, gists and texts that hold what was typed (three characters at least), at most 50. */
MUST_CHECK bool law_search(struct db *db, struct arena *a, struct str text, struct rows *ret,
                           struct err *e);

/* ---- changing: PERM_LAW, city ---- */

/* A new instrument or article, or the next version of one: of *n the texts, kind, status, dates,
 * replaced_by, source and reason are taken. ERR_REQUIRED, ERR_TOO_LONG, ERR_BAD_CHOICE,
 * ERR_DATE_ORDER, ERR_UNKNOWN_RULE {value} for an article of no instrument or a successor that there
 * is not. */
MUST_CHECK bool law_propose(struct act *by, const struct law_entry *n, int64_t *ret_number,
                            struct err *e);
/* By another person: ERR_SAME_PERSON. ERR_STATE. */
MUST_CHECK bool law_approve(struct act *by, struct str law, struct str article, int64_t number,
                            struct err *e);
/* Only a proposal; with a reason. */
MUST_CHECK bool law_withdraw(struct act *by, struct str law, struct str article, int64_t number,
                             struct str reason, struct err *e);
/* data/laws.csv: what the register does not have yet; *ret_added counts. Part of reference_load. */
MUST_CHECK bool law_load(struct act *by, int64_t *ret_added, struct err *e);

#endif
