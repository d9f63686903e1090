/* speech_paper.h - the speech as an issued document: subject = number of the bill ("0"). */
#ifndef PBIS_DOCUMENT_SPEECH_PAPER_H
#define PBIS_DOCUMENT_SPEECH_PAPER_H

#include "document/issue_kind.h"

/* "0" .. "99": ERR_BAD_NUMBER {ordinance}. */
MUST_CHECK bool document_bill_number(struct str word, int64_t *ret, struct err *e);
bool speech_load(struct paper_job *j, struct err *e);
bool speech_say(struct paper *p, void *ctx, struct err *e);
bool speech_keep(struct act *by, const struct paper_job *j, const struct issued_row *row,
                 struct err *e);

#endif
