/* param.c - reading fields and the query. */
#include "base/arena.h"
#include "base/err.h"
#include "web/req.h"

static const struct param *find(const struct param *p, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(p[i].name, name))
            return &p[i];
    }
    return NULL;
}

struct str req_query(const struct req *r, const char *name)
{
    const struct param *p = find(r->query, r->nquery, str_from(name));

    return p ? p->value : STR_NONE;
}

struct str req_field(const struct req *r, const char *name)
{
    const struct param *p = find(r->form, r->nform, str_from(name));

    return p ? p->value : STR_NONE;
}

bool req_has(const struct req *r, const char *name)
{
    return find(r->form, r->nform, str_from(name)) != NULL;
}

/* Arabic or Thai digits, at most 18 of them. */
static bool int_parse(struct str s, int64_t *ret)
{
    bool minus = s.n && s.p[0] == '-';
    int64_t v = 0;
    int digits = 0;

    for (size_t i = minus; i < s.n;) {
        uint32_t cp = str_next_cp(s, &i);

        if (cp >= 0x0E50 && cp <= 0x0E59)
            cp = cp - 0x0E50 + '0';
        if (cp < '0' || cp > '9' || ++digits > 18)
            return false;
        v = v * 10 + (int64_t)(cp - '0');
    }
    *ret = minus ? -v : v;
    return digits > 0;
}

bool req_int(const struct req *r, const char *name, int64_t min, int64_t max, int64_t otherwise,
             int64_t *ret, struct err *e)
{
    const struct param *p = find(r->form, r->nform, str_from(name));
    struct str s;
    int64_t v;

    if (!p)
        p = find(r->query, r->nquery, str_from(name));
    s = p ? str_trim(p->value) : STR_NONE;
    if (!s.n) {
        *ret = otherwise;
        return true;
    }
    if (!int_parse(s, &v) || v < min || v > max) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(str_from(name)));
        err_arg(e, "value", V(s));
        return false;
    }
    *ret = v;
    return true;
}

bool req_money(const struct req *r, const char *name, struct money *ret, struct err *e)
{
    struct str s = str_trim(req_field(r, name));

    if (!s.n) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(name)));
        return false;
    }
    return money_parse(s, ret, e);
}
