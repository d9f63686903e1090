/* target.c - the request target: what may stand in it, its pieces, its query. */
#include <string.h>

#include "base/arena.h"
#include "web/call.h"

enum { TARGET_MAX = 8000, PATH_MAX_BYTES = 1024 };

static bool bad(struct err *e, const char *why)
{
    FAIL(e, ERR_BAD_REQUEST);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool percent_decode(struct arena *a, struct str s, bool plus, struct str *ret)
{
    char *out;
    size_t n = 0;

    if (!memchr(s.p ? s.p : "", '%', s.n) && !(plus && memchr(s.p ? s.p : "", '+', s.n))) {
        *ret = s;
        return true;
    }
    out = arena_alloc(a, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '+' && plus) {
            out[n++] = ' ';
        } else if (s.p[i] != '%') {
            out[n++] = s.p[i];
        } else {
            int hi = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
            int lo = i + 2 < s.n ? hex_digit(s.p[i + 2]) : -1;

            if (hi < 0 || lo < 0)
                return false;
            out[n++] = (char)(hi * 16 + lo);
            i += 2;
        }
    }
    *ret = (struct str){out, n};
    return true;
}

/* One pair; false for a bad one. */
static bool pair_parse(struct arena *a, struct str piece, struct param *ret, struct err *e)
{
    size_t eq = str_find(piece, STR("="), 0);
    struct str name, value;

    if (!percent_decode(a, str_slice(piece, 0, eq), true, &name) ||
        !percent_decode(a, str_slice(piece, eq + 1, piece.n), true, &value))
        return bad(e, "a percent sign without two hexadecimal digits");
    if (name.n > FIELD_NAME_MAX || !str_clean(a, name, &ret->name)) {
        FAIL(e, ERR_BAD_TEXT);
        err_arg(e, "field", V(STR("?")));
        return false;
    }
    if (!str_clean(a, value, &ret->value)) {
        FAIL(e, ERR_BAD_TEXT);
        err_arg(e, "field", V(ret->name));
        return false;
    }
    return true;
}

bool urlencoded_parse(struct arena *a, struct str s, const struct param **ret, size_t *ret_n,
                      struct err *e)
{
    struct str rest = s, piece;
    struct param *list;
    size_t count = 1, n = 0;

    for (size_t i = 0; i < s.n; i++)
        count += s.p[i] == '&';
    if (!s.n)
        count = 0;
    if (count > FIELDS_MAX)
        return bad(e, "too many fields");
    list = ARENA_ARRAY(a, struct param, count);
    while (count && str_split(&rest, '&', &piece)) {
        if (!piece.n)
            continue;
        if (!pair_parse(a, piece, &list[n], e))
            return false;
        n++;
    }
    *ret = list;
    *ret_n = n;
    return true;
}

/* One piece of the path: decoded, UTF-8, nothing that a file system or a proxy reads otherwise. */
static bool segment_parse(struct call *c, struct str raw, struct err *e)
{
    struct str s;

    if (!raw.n)
        return bad(e, "an empty piece in the path");
    if (c->segments == CALL_SEGMENTS)
        return bad(e, "the path has too many pieces");
    if (!percent_decode(c->req.a, raw, false, &s) || !str_clean(c->req.a, s, &s))
        return bad(e, "the path is not percent-encoded UTF-8");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char b = (unsigned char)s.p[i];

        if (b < 0x20 || b == 0x7f || b == '/' || b == '\\')
            return bad(e, "a control character or separator in the path");
    }
    if (!s.n || str_eq(s, STR(".")) || str_eq(s, STR("..")))
        return bad(e, "a dot piece in the path");
    c->segment[c->segments++] = s;
    return true;
}

bool target_parse(struct call *c, struct err *e)
{
    struct str path, rest, piece;
    size_t q;

    if (!c->target.n || c->target.p[0] != '/')
        return bad(e, "the target must be a path");
    if (c->target.n > TARGET_MAX)
        return bad(e, "the target is too long");
    for (size_t i = 0; i < c->target.n; i++) {
        unsigned char b = (unsigned char)c->target.p[i];

        if (b <= 0x20 || b >= 0x7f || b == '#' || b == '"' || b == '<' || b == '>' || b == '\\')
            return bad(e, "the target holds characters that must be percent-encoded");
    }
    q = str_find(c->target, STR("?"), 0);
    path = str_slice(c->target, 0, q);
    if (path.n > PATH_MAX_BYTES)
        return bad(e, "the path is too long");
    c->req.path = path;
    rest = str_slice(path, 1, path.n);
    while (str_split(&rest, '/', &piece)) {
        if (!segment_parse(c, piece, e))
            return false;
    }
    return urlencoded_parse(c->req.a, str_slice(c->target, q + 1, c->target.n), &c->req.query,
                            &c->req.nquery, e);
}
