/* request_choice.h - the leaves of a classification as choices of a form, and back to their ids. */
#ifndef PBIS_WEB_REQUEST_CHOICE_H
#define PBIS_WEB_REQUEST_CHOICE_H

#include "city/actor.h"
#include "web/form.h"
#include "web/req.h"

/* kind: programme, item, fund, strategy; of the request's year, in print order. `optional` begins
 * with an empty choice. */
MUST_CHECK bool class_choices(struct req *r, const char *kind, bool optional, struct form_field *f,
                              struct err *e);
/* ERR_UNKNOWN_CODE {field = kind, value, year}. */
MUST_CHECK bool class_id(struct act *by, int64_t year, const char *kind, struct str code,
                         int64_t *ret, struct err *e);

#endif
