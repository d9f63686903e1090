/* analyst_report.h - the analyst's report of an agency's request (รายงานผลการวิเคราะห์คำขอ): what was recommended for
 * each package and why, what was cut, what the machine checks found. Read as the city sees the request. */
#ifndef PBIS_DOCUMENT_ANALYST_REPORT_H
#define PBIS_DOCUMENT_ANALYST_REPORT_H

#include "document/issue_kind.h"

MUST_CHECK bool analyst_report_load(struct paper_job *j, struct err *e);
MUST_CHECK bool analyst_report_say(struct paper *p, void *ctx, struct err *e); /* ctx: the job */
MUST_CHECK bool analyst_report_sheet(const struct paper_job *j, const char *path,
                                     const struct paper_info *info, struct err *e);

#endif
