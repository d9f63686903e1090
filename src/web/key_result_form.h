/* key_result_form.h - the fields of an indicator's version, and back into the struct. */
#ifndef PBIS_WEB_KEY_RESULT_FORM_H
#define PBIS_WEB_KEY_RESULT_FORM_H

#include "perform/indicator.h"
#include "web/form.h"

/* All fields of a version; `is_new` begins with the objective and the code. */
void key_result_form(struct req *r, struct form *f, bool is_new);
void key_result_fill(struct req *r, struct form *f, const struct indicator_row *row);
/* False when a field is wrong: it has its error. */
bool key_result_read(struct req *r, struct form *f, struct indicator_text *ret);

#endif
