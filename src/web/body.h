/* body.h - the body of a POST as it arrives: urlencoded, multipart or a flat JSON object become the
 * same fields; a file of a multipart body goes to an unlinked temporary file. Bounded: text in all
 * at most BODY_TEXT_MAX, a multipart body at most the setting body_max. */
#ifndef PBIS_WEB_BODY_H
#define PBIS_WEB_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/err.h"
#include "base/str.h"

struct call;
struct param;
struct upload;
struct MHD_PostProcessor;

/* The entry grid's form is a whole table: more fields, more text. */
enum { TABLE_FIELDS_MAX = 48 * 1024, TABLE_TEXT_MAX = 8 * 1024 * 1024 };
enum { BODY_TEXT_MAX = 1024 * 1024, FIELDS_MAX = 512, FIELD_NAME_MAX = 200 };

enum body_kind { BODY_NONE, BODY_URLENCODED, BODY_JSON, BODY_MULTIPART };

struct body {
    enum body_kind kind;
    int64_t seen, limit;
    struct sbuf text;             /* urlencoded and JSON, whole */
    struct MHD_PostProcessor *pp; /* multipart */
    struct param *field;          /* multipart, uncleaned */
    size_t fields, cap;
    struct sbuf part;  /* the multipart text that is arriving */
    size_t text_bytes; /* of all parts */
    bool in_part;
    struct upload *upload;
    int upload_fd;
    bool failed;
    struct err err;
};

/* By the Content-Type; ERR_MEDIA_TYPE, ERR_BODY_TOO_LARGE {limit} when the length says so. */
MUST_CHECK bool body_begin(struct call *c, struct err *e);
/* Takes a piece. A failure is kept for body_end(); false = the client sends without end: hang up. */
MUST_CHECK bool body_feed(struct call *c, const char *p, size_t n);
/* Sets req.form and req.upload. */
MUST_CHECK bool body_end(struct call *c, struct err *e);

#endif
