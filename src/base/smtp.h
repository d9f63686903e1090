/* smtp.h - one message out of the house: a mail by SMTP, or a JSON text by HTTP POST (libcurl).
 *
 * Called off the event loop: both wait for the other side, at most `timeout_s`. A server on this
 * machine may be plain; any other mail server must speak TLS. Redirects are never followed, an
 * answer is read up to 64 KiB. smtp_init() once in main. */
#ifndef PBIS_BASE_SMTP_H
#define PBIS_BASE_SMTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/mail.h"
#include "base/str.h"

struct arena;
struct err;

void smtp_init(void);

enum send_result {
    SEND_DONE,    /* the other side took it */
    SEND_LATER,   /* not now: try again (4xx, no connection, a timeout) */
    SEND_REFUSED, /* never: 5xx of a mail server, 3xx or 4xx of a gateway */
};
const char *send_word(enum send_result r); /* sent later refused */

struct smtp_server {
    struct str url; /* smtp://host:25, smtps://host:465 */
    struct str user, password;
    int64_t timeout_s;
};
/* *ret_answer: in words, for the log; it lives in `a`. */
enum send_result smtp_send(struct arena *a, const struct smtp_server *s, const struct mail *m,
                           struct str *ret_answer);

struct hook_server {
    struct str url; /* https://..., http://... */
    struct str secret;
    int64_t timeout_s;
};
/* POSTs `json` with X-PBIS-Timestamp (ms) and X-PBIS-Signature: sha256=HEX, the HMAC-SHA256 under the
 * secret of "TIMESTAMP.BODY"; X-PBIS-Delivery is `id`, the same when it is sent again. */
enum send_result hook_post(struct arena *a, const struct hook_server *s, struct str json,
                           struct str id, int64_t now_ms, struct str *ret_answer);

/* Is this an address the settings may hold? ERR_USAGE {why}. */
MUST_CHECK bool smtp_url_check(struct str url, struct err *e);
MUST_CHECK bool hook_url_check(struct str url, struct err *e);

#endif
