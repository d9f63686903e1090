/* agreement_paper.h - an agreement on paper: components, tables ก ข ค ง, signatures with their capacity; and its newest
 * assessment with sub-totals by component and what became of appeals. A draft agreement prints as a draft. */
#ifndef PBIS_DOCUMENT_AGREEMENT_PAPER_H
#define PBIS_DOCUMENT_AGREEMENT_PAPER_H

#include "document/issue_kind.h"

MUST_CHECK bool agreement_paper_find(struct paper_job *j, struct err *e);
MUST_CHECK bool agreement_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool agreement_paper_say(struct paper *p, void *ctx, struct err *e);
/* ERR_STATE before it was assessed. */
MUST_CHECK bool assessment_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool assessment_paper_say(struct paper *p, void *ctx, struct err *e);

#endif
