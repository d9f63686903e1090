/* service_cost_form.h - the forms of /service-costs and what they choose from. */
#ifndef PBIS_WEB_SERVICE_COST_FORM_H
#define PBIS_WEB_SERVICE_COST_FORM_H

#include "web/value_page.h"

struct service_lists {
    struct service_year y;
    struct rows keys, volumes; /* cost_pool_key, service_volume */
};

/* The work to do; ?open=KIND.KEY fills the form of that kind from the row that the key names. */
void service_cost_work(struct req *r, struct money_page *p, const struct service_lists *l);
/* What a form may choose from; a version begins at 0. */
void service_cost_choices(struct req *r, const struct service_lists *l, struct form *f);
/* The page, with a form that was refused (or NULL). */
MUST_CHECK bool service_cost_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e);

#endif
