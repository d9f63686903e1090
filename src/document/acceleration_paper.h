/* acceleration_paper.h - the closing report of a round of acceleration (รายงานปิดรอบเร่งรัด): its letter, the frozen
 * target list with its hash, the meetings, the resolutions and what became of them, the closing words. Before the
 * round is closed the paper is a draft. Minutes and problems are not in it: the register of papers is read widely. */
#ifndef PBIS_DOCUMENT_ACCELERATION_PAPER_H
#define PBIS_DOCUMENT_ACCELERATION_PAPER_H

#include "document/issue_kind.h"

MUST_CHECK bool acceleration_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool acceleration_paper_say(struct paper *p, void *ctx, struct err *e);

#endif
