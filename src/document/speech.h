/* speech.h - the budget speech (คำแถลงงบประมาณ) of a bill: paragraphs that people write, with figures bound to
 * data (speech_figure.h), versions, approval by another person, and the paper of it.
 *
 * A bill has the default text of data/speech.csv until somebody writes; the first write puts it all in the
 * store. Every write is a new version of the speech and ends an approval there was. */
#ifndef PBIS_DOCUMENT_SPEECH_H
#define PBIS_DOCUMENT_SPEECH_H

#include "base/row.h"
#include "city/actor.h"
#include "document/speech_figure.h"

struct speech {
    int64_t id, year, ordinance, version, approved; /* id 0: the default text, nobody wrote yet */
    struct str approved_by;
    struct when approved_at;
};
struct speech_paragraph {
    int64_t no, sort, version;
    struct str kind, body; /* kind: heading text table */
    struct str by_user;
    struct when at;
};
extern const struct row_type speech_paragraph_type;
/* struct speech_paragraph in order. ERR_YEAR_MISSING. */
MUST_CHECK bool speech_get(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                           struct speech *ret, struct rows *ret_paragraphs, struct err *e);
bool speech_is_approved(const struct speech *s);

struct speech_change_row {
    int64_t id, version, no;
    struct str act, old_body, body, by_user;
    struct when at;
};
extern const struct row_type speech_change_type;
/* Newest first, before the id `before` (0 = all). */
MUST_CHECK bool speech_changes(struct db *db, struct arena *a, const struct speech *s,
                               int64_t before, int64_t limit, struct rows *ret, struct err *e);

/* ---- writing: PERM_BILL, city ---- */
struct speech_edit {
    int64_t no, version; /* 0: a new paragraph, */
    int64_t after;       /* after this one; 0 = first */
    struct str kind, body;
};
/* Errors: ERR_REQUIRED, ERR_TOO_LONG {body}, ERR_BAD_CHOICE {kind, table}, ERR_SPEECH_NAME, ERR_SPEECH_BRACES,
 * ERR_STALE, ERR_NOT_FOUND, ERR_YEAR_CLOSED. *ret_no: the paragraph's number. */
MUST_CHECK bool speech_write(struct act *by, int64_t year, int64_t ordinance,
                             const struct speech_edit *edit, int64_t *ret_no, struct err *e);
/* Takes the default text over as it is; there already: nothing happens. */
MUST_CHECK bool speech_adopt(struct act *by, int64_t year, int64_t ordinance, struct err *e);
/* what: remove, up, down. */
MUST_CHECK bool speech_move(struct act *by, int64_t year, int64_t ordinance,
                            const struct speech_edit *at, struct str what, struct err *e);
/* PERM_CYCLE, city, of the version that was read; by nobody who wrote since the last approval:
 * ERR_SAME_PERSON. ERR_STALE, ERR_ALREADY, ERR_NOT_FOUND while it is the default text, ERR_SPEECH_MISSING {name} for a figure not known yet. */
MUST_CHECK bool speech_approve(struct act *by, int64_t year, int64_t ordinance, int64_t version,
                               struct err *e);

/* ---- what changed since the newest issued version ---- */
struct speech_since {
    int64_t no; /* 0: of no paragraph that is left */
    struct str heading, name, was, is; /* name: the placeholder; empty: the words themselves */
};
extern const struct row_type speech_since_type;
struct speech_changes {
    struct str code;  /* the issued document's; empty when none was issued */
    struct rows rows; /* struct speech_since */
};
MUST_CHECK bool speech_since(struct db *db, struct arena *a, const struct speech *s,
                             const struct speech_figures *f, const struct rows *paragraphs,
                             struct speech_changes *ret, struct err *e);

#endif
