/* supplementary_form.h - the forms of a supplementary draft. */
#ifndef PBIS_WEB_SUPPLEMENTARY_FORM_H
#define PBIS_WEB_SUPPLEMENTARY_FORM_H

#include "plan/supplementary.h"
#include "web/form.h"

/* s: what it holds now; NULL = a new one. */
struct form supplementary_form(struct req *r, const struct supplementary *s);
bool supplementary_form_read(struct req *r, struct form *f, struct supplementary_new *ret);
MUST_CHECK bool supplementary_line_form(struct req *r, struct form *ret, struct err *e);
bool supplementary_line_form_read(struct req *r, struct form *f, struct supplementary_line_new *ret);
struct form supplementary_edit_form(struct req *r, const struct supplementary_line *l);
struct form supplementary_file_form(struct req *r);
/* The positions a statement may be made of. */
MUST_CHECK bool supplementary_state_form(struct req *r, struct form *ret, struct err *e);
/* What a form's file, or its hidden field `csv`, holds. ERR_REQUIRED {file}, ERR_FILE_TOO_LARGE. */
MUST_CHECK bool csv_of_request(struct req *r, struct str *ret, struct err *e);
/* The same text, to be kept by the next press of a button. */
struct form csv_again_form(struct req *r, struct str text);

#endif
