/* paper_sheet.h - the first sheet of a paper's workbook: what it is and what it can be checked by. */
#ifndef PBIS_DOCUMENT_PAPER_SHEET_H
#define PBIS_DOCUMENT_PAPER_SHEET_H

#include "document/paper.h"

struct sheet;

/* The line above every table: draft, demonstration, or the paper's title. */
struct str paper_sheet_note(struct arena *a, const struct paper_info *info);
void paper_sheet_facts(struct sheet *s, struct arena *a, const struct paper_info *info,
                       struct money total);

#endif
