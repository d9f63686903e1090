/* totp.h - the second factor: codes by time (base/otp.h) and recovery codes, each of which counts once.
 *
 * A person begins (a key, not yet counting), confirms with a first code, and gets ten recovery codes,
 * shown once and stored hashed. Signing in then takes two steps: the password gives a step token
 * (five minutes, five tries), the code turns it into a session. A role may ask for it (parameter
 * security.second_factor): a session without it may do nothing but set it up. */
#ifndef PBIS_CITY_TOTP_H
#define PBIS_CITY_TOTP_H

#include "city/user.h"

enum { RECOVERY_CODES = 10 };

struct totp {
    bool on, begun; /* begun: a key waits for its first code */
    bool needed;    /* one of the person's roles asks for it */
    struct str key; /* base32, while it is begun; empty once on */
    int64_t codes_left;
};
MUST_CHECK bool totp_get(struct db *db, struct arena *a, const struct actor *who, struct date today,
                         struct totp *ret, struct err *e);
/* A fresh key; ERR_ALREADY while one is on. */
MUST_CHECK bool totp_begin(struct act *by, struct err *e);
/* The first code: ERR_CODE when wrong; then ten fresh recovery codes (for the arena's life). */
MUST_CHECK bool totp_confirm(struct act *by, struct str code, struct str ret_codes[RECOVERY_CODES],
                             struct err *e);
/* The person's own, with a code; ERR_CODE, ERR_SECOND_NEEDED when a role asks for it. */
MUST_CHECK bool totp_off(struct act *by, struct str code, struct err *e);
/* An administrator's, for somebody who lost the phone and the codes; ends the sessions. */
MUST_CHECK bool totp_reset(struct act *by, struct str name, struct err *e);

/* ---- signing in ---- */
MUST_CHECK bool totp_is_on(struct db *db, struct arena *a, int64_t user_id, bool *ret,
                           struct err *e);
MUST_CHECK bool login_step_open(struct act *by, int64_t user_id, struct str *ret_token,
                                struct err *e);
/* Whose step; ERR_LOGIN when it ended, is too old or was tried too often. */
MUST_CHECK bool login_step_find(struct db *db, struct arena *a, struct str token, int64_t now_ms,
                                int64_t *ret_user, struct err *e);
/* Counts a try and says whether the code is right (a code by time, or a recovery code, which is used
 * up). A wrong one is no error of the write, so that it is counted. ERR_LOGIN, ERR_TOO_MANY. */
MUST_CHECK bool login_step_code(struct act *by, struct str token, struct str code,
                                int64_t *ret_user, bool *ret_right, struct err *e);
/* Does one of the person's roles ask for a second factor? */
MUST_CHECK bool second_needed(struct db *db, struct arena *a, int64_t user_id, struct date today,
                              bool *ret, struct err *e);

#endif
