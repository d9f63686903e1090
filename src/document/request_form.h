/* request_form.h - the covering letter (หนังสือนำส่ง) with the request forms (แบบคำขอ) of an agency. */
#ifndef PBIS_DOCUMENT_REQUEST_FORM_H
#define PBIS_DOCUMENT_REQUEST_FORM_H

#include "document/paper.h"
#include "document/request_data.h"

struct request_paper {
    const struct request_data *data;
    struct date day; /* of issue */
};
MUST_CHECK bool request_form_say(struct paper *p, const struct request_paper *r, struct err *e);
/* The same figures as a workbook: the paper, outputs, types, packages, lines. */
MUST_CHECK bool request_sheet(const struct request_data *d, const char *path,
                              const struct paper_info *info, struct err *e);

#endif
