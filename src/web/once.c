#include "web/once.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "sql_web.h"
#include "web/call.h"
#include "web/html.h"

enum { TOKEN_BYTES = 15, TOKEN_LEAST = 16, TOKEN_MOST = 64, ANSWER_MAX = 64 * 1024 };

struct once_row {
    struct bytes body_sha;
    int64_t status;
    struct str location, body;
};
static const struct field once_fields[] = {
    COL(struct once_row, body_sha),
    COL(struct once_row, status),
    COL(struct once_row, location),
    COL(struct once_row, body),
};
static const struct row_type once_type = ROW_TYPE(struct once_row, once_fields);

void once_field(struct html *h)
{
    H_LIT(h, "<input type=\"hidden\" name=\"once\" value=\"");
    H_ATTR(h, crypto_token(h->out->a, TOKEN_BYTES));
    H_LIT(h, "\">");
}

static bool token_fits(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char x = s.p[i];

        if (!((x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || (x >= '0' && x <= '9') ||
              x == '-' || x == '_'))
            return false;
    }
    return s.n >= TOKEN_LEAST && s.n <= TOKEN_MOST;
}

static bool check_token(struct str s, struct err *e)
{
    if (token_fits(s))
        return true;
    FAIL(e, ERR_BAD_REQUEST);
    err_arg(e, "why", V(STR("once: 16 to 64 letters, digits, - and _")));
    return false;
}

static void add(struct sha256_state *st, struct str s)
{
    uint64_t n = s.n;

    sha256_add(st, &n, sizeof n);
    if (s.n)
        sha256_add(st, s.p, s.n);
}

/* Path and fields as they came; a file by its name and size. */
static void digest(const struct req *r, uint8_t ret[SHA256_BYTES])
{
    struct sha256_state st;

    sha256_begin(&st);
    add(&st, r->path);
    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("once")) || str_eq(r->form[i].name, STR("csrf")) ||
            str_starts(r->form[i].name, STR("password"))) /* nothing to guess it from */
            continue;
        add(&st, r->form[i].name);
        add(&st, r->form[i].value);
    }
    if (r->upload) {
        add(&st, r->upload->filename);
        sha256_add(&st, &r->upload->bytes, sizeof r->upload->bytes);
    }
    sha256_end(&st, ret);
}

bool once_begin(struct call *c, struct err *e)
{
    struct str token = req_field(&c->req, "once");

    c->once = STR_NONE;
    c->replayed = false;
    if (!token.n)
        return true;
    if (!check_token(token, e))
        return false;
    digest(&c->req, c->once_sha);
    c->once = token;
    return true;
}

/* The reply it got, in the form this request asks for: both are the same, their fields agree. */
static bool replay(struct call *c, const struct once_row *was, struct err *e)
{
    struct req *r = &c->req;

    if (was->body_sha.n != SHA256_BYTES ||
        memcmp(was->body_sha.p, c->once_sha, SHA256_BYTES) != 0) {
        FAIL(e, ERR_ONCE_USED);
        return false;
    }
    c->reply = (struct reply){.fd = -1};
    if (was->location.n)
        reply_redirect(r, was->location, &c->reply);
    else
        reply_json(r, (int)was->status, was->body, &c->reply);
    c->replayed = true;
    return true;
}

/* Runs `after` on the writer's own view of the store: what it writes becomes the kept answer. An
 * answer that is a file or comes later cannot be kept: such a form may be sent again. */
static bool keep(struct act *by, struct call *c, struct err *e)
{
    struct bytes sha = {c->once_sha, SHA256_BYTES};
    struct reply made = {.status = 200, .fd = -1};
    struct db *web = c->req.db;
    req_after_fn *after = c->after;
    void *ctx = c->ctx;
    bool ok;

    c->req.db = by->tx->db;
    ok = after(&c->req, ctx, &made, e);
    c->req.db = web;
    c->after = after; /* as they were, should it have asked for a worker */
    c->ctx = ctx;
    c->leave = LEAVE_WRITE;
    if (!ok)
        return false;
    if (made.pending || made.fd >= 0 || made.body.n > ANSWER_MAX)
        return true;
    return db_exec(by->tx->db, &Q_ONCE_KEEP,
                   ARGS(V(by->who->name), V(c->once), V(sha), V((int64_t)made.status),
                        V(made.location), V(made.body), V(by->now_ms)),
                   NULL, e);
}

bool once_write(struct act *by, struct call *c, struct err *e)
{
    struct once_row was;
    bool found;

    c->replayed = false;
    if (!db_find(by->tx->db, by->a, &Q_ONCE_FIND, ARGS(V(by->who->name), V(c->once)), &once_type,
                 &was, &found, e))
        return false;
    if (found)
        return replay(c, &was, e);
    return c->write_fn(by, c->ctx, e) && keep(by, c, e);
}

bool once_find(struct act *by, struct str token, struct str *ret_made, struct err *e)
{
    struct once_row was = {.location = STR_NONE};
    bool found;

    if (!check_token(token, e) ||
        !db_find(by->tx->db, by->a, &Q_ONCE_FIND, ARGS(V(by->who->name), V(token)), &once_type,
                 &was, &found, e))
        return false;
    *ret_made = found ? was.body : STR_NONE;
    return true;
}

bool once_keep(struct act *by, struct str token, struct str made, struct err *e)
{
    uint8_t sha[SHA256_BYTES];
    struct bytes b = {sha, sizeof sha};

    sha256(made, sha);
    return db_exec(by->tx->db, &Q_ONCE_KEEP,
                   ARGS(V(by->who->name), V(token), V(b), V(INT64_C(200)), V(STR("")), V(made),
                        V(by->now_ms)),
                   NULL, e);
}
