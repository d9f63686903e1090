/* carry_paper.h - the list of carry-over that goes with its motion or letter: sums by expenditure type, by agency, and each
 * item with its reason and planned days. Private to document/issue*.c. */
#ifndef PBIS_DOCUMENT_CARRY_PAPER_H
#define PBIS_DOCUMENT_CARRY_PAPER_H

#include "document/issue_kind.h"

/* order->subject: the list's code. */
MUST_CHECK bool carry_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool carry_paper_say(struct paper *p, void *ctx, struct err *e);
MUST_CHECK bool carry_paper_sheet(const struct paper_job *j, const char *path, const struct paper_info *info,
                                  struct err *e);

#endif
