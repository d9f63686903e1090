/* mail.h - one message as mail carries it (RFC 5322, 2045, 2047).
 *
 * Nothing that a person typed reaches a header as it is: names and subjects lose their control
 * characters and become encoded words unless they are plain ASCII words; an address that is not a
 * plain one is refused. The body is UTF-8 text in base64. */
#ifndef PBIS_BASE_MAIL_H
#define PBIS_BASE_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;

/* local@domain of plain ASCII with a dot in the domain, or @localhost; at most 254 bytes. No quoted
 * parts, no comments, no second address. */
bool mail_address_ok(struct str s);

struct mail {
    struct str from, from_name;
    struct str to, to_name;
    struct str subject, body;
    struct str id; /* unique to this message, and the same when it is sent again */
    int64_t at_ms;
};
/* The whole message with CRLF line ends. Both addresses must be good (asserted). */
struct str mail_text(struct arena *a, const struct mail *m);
/* A header's text: as it is when it is plain ASCII words, else encoded words folded below 76. */
struct str mail_header_text(struct arena *a, struct str s);

#endif
