/* call.h - one request on its connection, as the core of the web room sees it: http.c makes it,
 * body.c fills the form, router.c finds the row and the person, write.c takes it off the loop,
 * send.c puts the reply on the wire. Handlers see its `req` only. Internal to the core. */
#ifndef PBIS_WEB_CALL_H
#define PBIS_WEB_CALL_H

#include "base/crypto.h"
#include "web/body.h"
#include "web/http.h"
#include "web/req.h"

struct MHD_Connection;
struct watch;

enum call_state {
    CALL_NEW,      /* the request line is known */
    CALL_BODY,     /* headers are read, the body may follow */
    CALL_AWAY,     /* suspended: a write or a worker has it */
    CALL_ANSWERED, /* the reply is queued */
};
enum call_leave { LEAVE_NONE, LEAVE_WRITE, LEAVE_WORK, LEAVE_HASH };

enum { CALL_COOKIES = 4, CALL_SEGMENTS = 8 };

struct call {
    struct req req; /* first: a handler's struct req * is a struct call * */
    struct http *http;
    struct MHD_Connection *conn;
    struct watch *watch;
    enum call_state state;
    struct str target; /* the request target as it came */
    struct str method_word, host, accept, content_type;
    int64_t content_length; /* -1 when not said */
    bool head, chunked, close, has_cookie;
    bool expect;                       /* the client waits before it sends its body */
    struct str segment[CALL_SEGMENTS]; /* of the path, decoded, without its ending */
    size_t segments;
    struct str allow; /* of a 405 */
    struct str token; /* of the session cookie */
    struct str csrf_header;
    struct rows years; /* struct fiscal_year, newest first */
    bool years_read;

    bool refused; /* err answers it, whatever the body says */
    struct err err;
    const struct err *why; /* what the form that is shown again was refused for */
    struct body body;
    struct reply reply;
    struct str cookie[CALL_COOKIES]; /* Set-Cookie beside the reply's own */
    size_t cookies;

    /* leaving the loop */
    enum call_leave leave;
    struct store_write_job job;
    req_write_fn *write_fn;
    req_work_fn *work_fn;
    req_after_fn *after;
    void *ctx;
    bool ok;           /* what came back */
    struct str once;   /* the token of a form that counts once (once.h); empty = none */
    uint8_t once_sha[SHA256_BYTES];
    bool replayed; /* it was sent before: the reply is the one it got then */
    struct call *next; /* a pool's queue */

    int64_t start_us, statements;
    int status; /* that was sent */
};

static inline struct call *call_of(struct req *r)
{
    return (struct call *)(void *)r;
}
static inline const struct call *call_of_const(const struct req *r)
{
    return (const struct call *)(const void *)r;
}

/* ---- head.c ---- */
/* What the library accepts but nobody may send: ERR_BAD_REQUEST {why}, ERR_METHOD {value}. */
MUST_CHECK bool head_check(struct call *c, const char *method, const char *version, struct err *e);

/* ---- target.c ---- */
/* Checks and cuts the request target into call->segment and req.query. ERR_BAD_REQUEST {why}. */
MUST_CHECK bool target_parse(struct call *c, struct err *e);
/* Percent-decodes (and + to space in forms); ERR_BAD_REQUEST, ERR_BAD_TEXT {field}. */
MUST_CHECK bool percent_decode(struct arena *a, struct str s, bool plus, struct str *ret);
/* a=1&b=2 as cleaned pairs; at most FIELDS_MAX. */
MUST_CHECK bool urlencoded_parse(struct arena *a, struct str s, const struct param **ret,
                                 size_t *ret_n, struct err *e);

/* ---- router.c ---- */
/* Finds the row (ERR_NOT_FOUND, ERR_METHOD), the format, the person and what they may. */
MUST_CHECK bool router_prepare(struct call *c, struct err *e);
/* Checks that need the body (CSRF, year), then the handler. */
MUST_CHECK bool router_run(struct call *c, struct err *e);

/* ---- session.c ---- */
MUST_CHECK bool session_read(struct call *c, struct err *e); /* who asks; nobody is no error */
MUST_CHECK bool csrf_check(struct call *c, struct err *e);
struct str session_cookie(struct req *r, struct str token); /* an empty token ends it */
struct str step_cookie(struct req *r, struct str token);    /* between password and code */
struct str step_token(struct req *r);                       /* as it came; empty when none */
struct session_from call_from(struct req *r); /* address and browser, as shown later */
void call_cookie(struct call *c, struct str set_cookie);
MUST_CHECK bool call_years(struct call *c, struct err *e); /* reads c->years once */
MUST_CHECK bool call_year(struct call *c, struct err *e);  /* sets req.year */
void call_lang(struct call *c);
struct str lang_cookie(struct req *r, struct str lang);

/* ---- write.c ---- */
/* The handler said `pending`: hands the call over. The connection is suspended already. */
void call_leave(struct call *c);
/* req_offload() on the small pool that checks passwords. */
MUST_CHECK bool req_hash(struct req *r, req_work_fn *fn, req_after_fn *after, void *ctx,
                         struct reply *ret, struct err *e);

/* ---- send.c ---- */
/* Queues c->reply with every header that a reply must carry. */
MUST_CHECK bool call_send(struct call *c);
int64_t clock_us(void); /* monotonic */

/* ---- reply.c ---- */
bool call_wants_json(const struct call *c);

#endif
