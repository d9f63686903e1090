/* fiscal_statement.h - the fiscal statement of a supplementary draft (ฐานะการคลังประกอบร่างข้อบัญญัติ) as an issued document:
 * subject = number of the bill ("1"). DOMAIN.md 1.4: before tabling, the Governor states cash, committed obligations
 * and free accumulated fund as of a day. */
#ifndef PBIS_DOCUMENT_FISCAL_STATEMENT_H
#define PBIS_DOCUMENT_FISCAL_STATEMENT_H

#include "document/issue_kind.h"

bool fiscal_statement_load(struct paper_job *j, struct err *e);
bool fiscal_statement_say(struct paper *p, void *ctx, struct err *e);
bool fiscal_statement_sheet(const struct paper_job *j, const char *path, const struct paper_info *info,
                            struct err *e);

#endif
