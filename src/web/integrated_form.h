/* integrated_form.h - internal to the pages of the integrated budget: their forms. */
#ifndef PBIS_WEB_INTEGRATED_FORM_H
#define PBIS_WEB_INTEGRATED_FORM_H

#include "web/integrated_page.h"

/* code, names, purpose, lead; `p` NULL for a new plan. */
MUST_CHECK bool plan_form(struct req *r, const struct integrated *p, struct form *ret,
                          struct err *e);
void evidence_form(struct req *r, struct form *ret);
/* Takes the agencies' choices of a plan form. */
void join_form(struct req *r, const struct form *plan, struct form *ret);
void put_form(struct req *r, struct form *ret);

/* What was typed, checked into the domain's struct; false: the form says what is wrong. */
bool plan_form_read(struct req *r, struct form *f, struct integrated_new *ret);
bool evidence_form_read(struct req *r, struct form *f, struct evidence_new *ret);

#endif
