/* warrant_paper.h - a payment warrant (ฎีกาเบิกจ่าย) as an issued document: whose, for what, the sum, which lines, three signatures. */
#ifndef PBIS_DOCUMENT_WARRANT_PAPER_H
#define PBIS_DOCUMENT_WARRANT_PAPER_H

#include "document/issue_kind.h"

MUST_CHECK bool warrant_paper_find(struct paper_job *j, struct err *e);
MUST_CHECK bool warrant_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool warrant_paper_say(struct paper *p, void *ctx, struct err *e);

#endif
