/* service_paper.h - a service delivery agreement on paper: quantity, quality, time and cost of an output, its versions
 * and the entries that the newest one answers. */
#ifndef PBIS_DOCUMENT_SERVICE_PAPER_H
#define PBIS_DOCUMENT_SERVICE_PAPER_H

#include "document/issue_kind.h"

MUST_CHECK bool service_paper_find(struct paper_job *j, struct err *e);
MUST_CHECK bool service_paper_load(struct paper_job *j, struct err *e);
MUST_CHECK bool service_paper_say(struct paper *p, void *ctx, struct err *e);

#endif
