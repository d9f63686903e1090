/* evidence.h - evidence of results (หลักฐาน): no evidence, no level (DOMAIN.md 9.1).
 *
 * Each step of a milestone names the evidence it needs and what proves it (evidence.def): an attached file, or a document
 * that PBIS made itself, which attaches itself: it is found when it is read, and stops counting when it is withdrawn. Step 0
 * is the paper of one period's figures. Files are attachments of the subject reading:YEAR:CODE:stepN (the paper of a
 * period: reading:YEAR:CODE:step0:PERIOD), taken back as attachments are (attach_withdraw). */
#ifndef PBIS_PERFORM_EVIDENCE_H
#define PBIS_PERFORM_EVIDENCE_H

#include "base/row.h"
#include "city/actor.h"

enum evidence_source {
#define EVIDENCE(id, word, arg, th, en) id,
#include "perform/evidence.def"
#undef EVIDENCE
    EVIDENCE_SOURCES
};
/* ERR_BAD_CHOICE: an unknown word, or an argument that the source does not take. */
MUST_CHECK bool evidence_source_parse(struct arena *a, struct str word, struct str arg, enum evidence_source *ret,
                                      struct err *e);
const char *evidence_source_word(enum evidence_source s);
struct str evidence_source_name(struct str word, enum lang lang);
/* reading:2565:integrated-budget:step3; with a period (step 0) its own: reading:2565:disburse:step0:202112. */
struct str evidence_subject(struct arena *a, int64_t year, struct str code, int64_t step, int64_t period);

/* What proves the steps of an indicator in a year: files and documents, by step, newest first. */
struct evidence {
    int64_t step, period; /* period: of step 0; else 0 */
    struct str source, code, title; /* code: of the attachment or the document */
    struct str path;                /* where it is read */
    struct date on_date;
    struct str by_user;
    bool withdrawn;
};
extern const struct row_type evidence_type;
MUST_CHECK bool evidence_list(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct rows *ret,
                              struct err *e);

/* Attaches a file; PERM_RESULT in the indicator's agency (whoever keeps indicators for the city too). ERR_NOT_FOUND, a step
 * that the indicator does not have: ERR_BAD_NUMBER; the errors of attach_add. */
struct evidence_new {
    int64_t year, step, period;
    struct str code, name; /* the indicator's; the file's */
    struct bytes data;
};
MUST_CHECK bool evidence_add(struct act *by, const struct evidence_new *n, struct err *e);
#endif
