/* redline_paper.h - the redline as an issued document: subject = bill, from, to ("0-1-now"). */
#ifndef PBIS_DOCUMENT_REDLINE_PAPER_H
#define PBIS_DOCUMENT_REDLINE_PAPER_H

#include "document/issue_kind.h"

bool redline_load(struct paper_job *j, struct err *e);
bool redline_say(struct paper *p, void *ctx, struct err *e);
bool redline_sheet(const struct paper_job *j, const char *path, const struct paper_info *info,
                   struct err *e);

#endif
