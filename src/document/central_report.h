/* central_report.h - the report of money of the central fund given to agencies, for the Council at year end: sums by item,
 * then each transfer with its day, agency, reason and authority. Private to document/issue*.c. */
#ifndef PBIS_DOCUMENT_CENTRAL_REPORT_H
#define PBIS_DOCUMENT_CENTRAL_REPORT_H

#include "document/issue_kind.h"

MUST_CHECK bool central_report_load(struct paper_job *j, struct err *e);
MUST_CHECK bool central_report_say(struct paper *p, void *ctx, struct err *e);
MUST_CHECK bool central_report_sheet(const struct paper_job *j, const char *path, const struct paper_info *info,
                                     struct err *e);

#endif
