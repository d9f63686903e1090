/* req.h - one request, one reply.
 *
 * http.c reads and bounds the request, router.c finds its row in routes.def (permission and CSRF
 * stand there), session.c says who asks; the handler parses the form into a struct, calls one
 * domain function and hands typed rows to a reply. A table is answered as asked for by the ending
 * of the path: the page, .json, .csv, .xlsx.
 *
 * Nothing blocks the event loop: a write is handed over by req_write() and the connection sleeps
 * until its commit is on disk; password hashing and file work go through req_offload(). */
#ifndef PBIS_WEB_REQ_H
#define PBIS_WEB_REQ_H

#include "base/lang.h"
#include "base/row.h"
#include "base/settings.h"
#include "city/actor.h"
#include "city/user.h"
#include "store/job.h"
#include "store/store.h"
#include "web/frame.h"

struct jr;
struct position;
struct rollup;
struct req;
struct reply;
/* Makes the reply on a web thread after a write or work that left the loop. */
typedef bool req_after_fn(struct req *r, void *ctx, struct reply *ret, struct err *e);

/* What the server holds for all requests. */
struct server {
    struct store *store;
    struct rollup *rollup;
    struct position *position; /* execute/position.h */
    struct jobs *jobs;
    struct people *people; /* web/people.h */
    struct settings settings;
    bool tls;           /* the cookie is __Host-pbis, Secure */
    struct str version; /* of the assets, for their URLs */
};

enum method { METHOD_GET, METHOD_POST };
enum format { FORMAT_HTML, FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX };
enum csrf { CSRF_UNSET, CSRF_NONE, CSRF_FORM, CSRF_LOGIN };

struct param {
    struct str name, value;
};

struct req {
    const struct server *server;
    struct arena *a;
    struct db *db;            /* this thread's reader */
    enum method method;
    enum format format;       /* by the ending of the path, or Accept for JSON posts */
    struct str path;          /* without the ending */
    struct str seg[4];        /* the {placeholders} of the route, decoded */
    const struct param *query;
    size_t nquery;
    const struct param *form; /* urlencoded, multipart or a flat JSON object: the same fields */
    size_t nform;
    const struct jr *json; /* the document of a JSON body, for handlers that take more than fields */
    const struct upload *upload;
    enum lang lang;
    int64_t year;             /* ?year=, else the cookie's, else the newest */
    int64_t now_ms;
    struct date today;
    struct session session;   /* session.actor.user_id 0 = not signed in */
    struct str id;            /* request id for the log and error pages */
    const struct route *route;
    req_after_fn *refused;    /* set by a handler: answers when its write or work is refused, with
                               * *e saying why; NULL = reply_error(). Forms come back as typed. */
};

struct upload {
    struct str field, filename; /* the name is shown, never used as a path */
    const char *path;           /* a temporary file, removed with the request */
    int64_t bytes;
};

struct reply {
    int status;
    struct str type;          /* content type */
    struct str body;
    int fd;                   /* a file instead of a body when > 0; sent whole */
    int64_t fd_bytes;
    struct str location;      /* redirect */
    struct str set_cookie, set_cookie2;
    struct str filename;      /* Content-Disposition: attachment */
    struct str etag;
    bool pending;             /* req_write or req_offload was called */
    bool cacheable;           /* by anybody, for ever: embedded assets */
    bool packed;              /* the body is gzip already */
    bool lasting;             /* the body outlives every request */
    int64_t retry_s;          /* Retry-After; 0 = none */
};

typedef bool handler_fn(struct req *r, struct reply *ret, struct err *e);

struct route {
    enum method method;
    const char *pattern; /* /packages/{code}; .json .csv .xlsx are accepted where `tables` */
    handler_fn *handler;
    enum perm perm;
    enum csrf csrf;
    const struct row_type *table; /* the rows it answers, for exports and the API; NULL = none */
    const char *th, *en;
    size_t pattern_n; /* bytes of the pattern */
};
extern const struct route routes[];
extern const size_t routes_n;

/* ---- reading ---- */
struct str req_query(const struct req *r, const char *name);   /* empty when absent */
struct str req_field(const struct req *r, const char *name);
bool req_has(const struct req *r, const char *name);
MUST_CHECK bool req_int(const struct req *r, const char *name, int64_t min, int64_t max,
                        int64_t otherwise, int64_t *ret, struct err *e); /* form, then query */
MUST_CHECK bool req_money(const struct req *r, const char *name, struct money *ret,
                          struct err *e);

/* ---- answering ---- */
/* A page: REPLY_PAGE(r, &head, overview, &page, ret, e) shows views/overview.html with its struct
 * (checked by the compiler; include "views.h"). The frame (rail, top bar, year, language, marks) is
 * made here from the request. */
struct page_head {
    struct str title;             /* browser title and breadcrumb end */
    const struct param *crumb;    /* name = label, value = path */
    size_t ncrumb;
    struct str nav;               /* the rail's current entry */
    struct str table_path;        /* where .json .csv .xlsx of this page are; empty = none */
};
MUST_CHECK bool reply_page(struct req *r, const struct page_head *head, view_fn *view,
                           const void *page, struct reply *ret, struct err *e);
#define REPLY_PAGE(r, head, name, page, ret, e)                                                    \
    ((void)(0 && (view_##name(NULL, (page)), 0)),                                                  \
     reply_page((r), (head), view_##name##_any, (page), (ret), (e)))
/* A table in the format asked for when that is not HTML: JSON {columns,rows,total,next}, CSV, XLSX.
 * total: a row, or NULL. next: the key of the next page, or 0. Rows and total are copied when a worker
 * writes them; the texts in them must live as long as the request. */
MUST_CHECK bool reply_table(struct req *r, const struct row_type *t, const void *rows, size_t n,
                            const void *total, struct str next, struct str filename,
                            struct reply *ret, struct err *e);
void reply_json(struct req *r, int status, struct str json, struct reply *ret);
void reply_redirect(struct req *r, struct str path, struct reply *ret); /* 303 */
void reply_error(struct req *r, const struct err *e, struct reply *ret); /* page or JSON */
/* After a POST: 303 to `path` for a form, 200 {"ok":true,...} for JSON. */
void reply_done(struct req *r, struct str path, struct reply *ret);

/* ---- leaving the loop ---- */
/* Runs fn as one write of the store's group with an act of this request's actor; then `after` on a
 * web thread makes the reply (ok), or the error is answered. The connection sleeps meanwhile. */
typedef bool req_write_fn(struct act *by, void *ctx, struct err *e);
MUST_CHECK bool req_write(struct req *r, req_write_fn *fn, req_after_fn *after, void *ctx,
                          struct reply *ret, struct err *e);
/* Runs fn on a worker thread (bounded pool), then `after` as above. fn may use store_reader(). */
typedef bool req_work_fn(struct req *r, void *ctx, struct err *e);
MUST_CHECK bool req_offload(struct req *r, req_work_fn *fn, req_after_fn *after, void *ctx,
                            struct reply *ret, struct err *e);

#endif
