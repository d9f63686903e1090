/* head.c - the head of a request: framing that can be read in one way only, and a known method. */
#include <string.h>

#include <microhttpd.h>

#include "base/arena.h"
#include "web/call.h"

static bool bad(struct err *e, const char *why)
{
    FAIL(e, ERR_BAD_REQUEST);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool name_is(const char *name, size_t n, const char *want)
{
    if (n != strlen(want))
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = name[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != want[i])
            return false;
    }
    return true;
}

struct head {
    struct call *c;
    int hosts, lengths, codings, types;
    const char *why; /* first thing that is wrong */
};

static bool is_token(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char b = (unsigned char)p[i];

        if (b <= 0x20 || b >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", (char)b))
            return false;
    }
    return n > 0;
}

static bool length_parse(struct str s, int64_t *ret)
{
    int64_t v = 0;

    if (!s.n || s.n > 18)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *ret = v;
    return true;
}

static enum MHD_Result see_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n,
                                  const char *value, size_t value_n)
{
    struct head *h = cls;
    struct call *c = h->c;
    struct str v = {value, value ? value_n : 0};

    (void)kind;
    if (!is_token(key, key_n))
        h->why = "a header name that is no token";
    for (size_t i = 0; i < v.n; i++) {
        unsigned char b = (unsigned char)v.p[i];

        if ((b < 0x20 && b != '\t') || b == 0x7f)
            h->why = "a control character in a header";
    }
    if (name_is(key, key_n, "host")) {
        h->hosts++;
        c->host = v;
    } else if (name_is(key, key_n, "content-length")) {
        h->lengths++;
        if (!length_parse(v, &c->content_length))
            h->why = "a Content-Length that is no number";
    } else if (name_is(key, key_n, "transfer-encoding")) {
        h->codings++;
        c->chunked = true;
        if (!name_is(v.p ? v.p : "", v.n, "chunked"))
            h->why = "a Transfer-Encoding other than chunked";
    } else if (name_is(key, key_n, "content-type")) {
        h->types++;
        c->content_type = v;
    } else if (name_is(key, key_n, "accept")) {
        c->accept = v;
    } else if (name_is(key, key_n, "x-csrf-token")) {
        c->csrf_header = v;
    } else if (name_is(key, key_n, "expect")) {
        c->expect = true;
    } else if (name_is(key, key_n, "cookie")) {
        c->has_cookie = true;
    }
    return MHD_YES;
}

static bool host_good(struct str host)
{
    for (size_t i = 0; i < host.n; i++) {
        char b = host.p[i];

        if (!((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
              strchr(".-_:[]", b)))
            return false;
    }
    return host.n > 0 && host.n < 260;
}

static bool framing_check(struct call *c, const char *version, struct err *e)
{
    struct head h = {.c = c};
    bool old = !strcmp(version, MHD_HTTP_VERSION_1_0);

    c->content_length = -1;
    if (!old && strcmp(version, MHD_HTTP_VERSION_1_1) != 0)
        return bad(e, "HTTP/1.0 and HTTP/1.1 only");
    (void)MHD_get_connection_values_n(c->conn, MHD_HEADER_KIND, see_header, &h);
    if (h.why)
        return bad(e, h.why);
    if (h.hosts > 1 || (!old && !h.hosts) || (h.hosts && !host_good(c->host)))
        return bad(e, "exactly one good Host is needed");
    if (h.lengths > 1)
        return bad(e, "more than one Content-Length");
    if (h.codings > 1 || (h.codings && (h.lengths || old)))
        return bad(e, "Transfer-Encoding that does not fit");
    if (h.types > 1)
        return bad(e, "more than one Content-Type");
    return true;
}

static bool method_read(struct call *c, const char *method, struct err *e)
{
    c->method_word = str_dup(c->req.a, str_from(method));
    c->head = !strcmp(method, "HEAD");
    if (!strcmp(method, "GET") || c->head) {
        c->req.method = METHOD_GET;
        if (c->chunked || c->content_length > 0)
            return bad(e, "a GET with a body");
        return true;
    }
    if (!strcmp(method, "POST")) {
        c->req.method = METHOD_POST;
        return true;
    }
    FAIL(e, ERR_METHOD);
    err_arg(e, "value", V(is_token(method, strlen(method)) ? str_from(method) : STR("?")));
    c->allow = STR("GET, HEAD, POST");
    return false;
}

bool head_check(struct call *c, const char *method, const char *version, struct err *e)
{
    return framing_check(c, version, e) && method_read(c, method, e);
}
