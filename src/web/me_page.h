/* me_page.h - a person's own account: sessions, password, second factor. */
#ifndef PBIS_WEB_ME_PAGE_H
#define PBIS_WEB_ME_PAGE_H

#include "city/account.h"
#include "city/totp.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"

struct me_page {
    struct str title, csrf, name, full_name;
    int64_t n; /* live sessions */
    bool several, second, second_needed;
    int64_t codes_left;
    const struct account_role *role;
    size_t role_n;
    const struct session_row *session;
    size_t session_n;
};
struct password_page {
    struct str title, csrf, user;
    bool first; /* a one-time password: it comes before everything else */
    struct form form;
};
struct code_item {
    struct str text;
};
struct second_page {
    struct str title, csrf, key, uri, error;
    struct html_safe qr;
    bool on, begun, needed, first, few;
    int64_t codes_left;
    const struct code_item *code; /* recovery codes, shown once */
    size_t code_n;
};
handler_fn me_page, session_end_post, session_others_post, password_page, password_post,
    second_page, second_begin_post, second_confirm_post, second_off_post, me_sessions_page;

/* Waits of a session that guesses: old passwords, codes. ERR_TOO_MANY {seconds}. */
MUST_CHECK bool session_guess_check(struct req *r, struct err *e);
void session_guess_failed(struct req *r);

#endif
