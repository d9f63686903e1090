/* allocation_paper.h - the proof of a proposed allocation on paper (หลักฐานการคำนวณของข้อเสนอการจัดสรร): what is proposed, what
 * of it is proved and what is not, the ceilings that decide with their prices, the pins with their cost, the ranking
 * beside it, each agency's part, the digests and how to check them without trusting this program. Before it prints,
 * seven sums that were made apart must agree (ERR_DOCUMENT_SUM). */
#ifndef PBIS_DOCUMENT_ALLOCATION_PAPER_H
#define PBIS_DOCUMENT_ALLOCATION_PAPER_H

#include "document/issue_kind.h"

/* A draft until the run stands on an agenda. The order's subject is the run's code. ERR_NO_ANSWER for a run without an answer. */
MUST_CHECK bool allocation_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool allocation_paper_say(struct paper *p, void *ctx, struct err *e);

#endif
