/* user_page.h - what the list of users and the page of one account share. */
#ifndef PBIS_WEB_USER_PAGE_H
#define PBIS_WEB_USER_PAGE_H

#include "web/form.h"
#include "web/req.h"

/* The choices of the fields `role` and `agency`. */
MUST_CHECK bool user_choices(struct req *r, struct form *f, struct err *e);
/* A password that counts once; 80 random bits in letters and figures that are not mistaken. */
struct str password_once(struct arena *a);
/* The account's page with the one-time password on it; JSON {"code"}. It is shown nowhere else. */
MUST_CHECK bool user_show_code(struct req *r, struct str name, struct str code, struct reply *ret,
                               struct err *e);

#endif
