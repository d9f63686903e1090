/* Targets and forms: whatever is taken is clean text without NUL, control pieces or dots. */
#include <string.h>

#include "base/arena.h"
#include "fuzz.h"
#include "web/call.h"

static void clean(struct str s)
{
    PROMISE(str_utf8_valid(s));
    PROMISE(!s.n || !memchr(s.p, 0, s.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    struct arena *a = arena_new();
    struct call *c = ARENA_NEW(a, struct call);
    const struct param *p;
    struct err e;
    size_t n;

    c->req.a = a;
    c->target = s;
    if (target_parse(c, &e)) {
        for (size_t i = 0; i < c->segments; i++) {
            clean(c->segment[i]);
            PROMISE(c->segment[i].n && !memchr(c->segment[i].p, '/', c->segment[i].n));
            PROMISE(!str_eq(c->segment[i], STR("..")) && !str_eq(c->segment[i], STR(".")));
        }
    } else {
        err_text(a, &e, LANG_TH);
    }
    if (urlencoded_parse(a, s, &p, &n, &e)) {
        PROMISE(n <= FIELDS_MAX);
        for (size_t i = 0; i < n; i++) {
            clean(p[i].name);
            clean(p[i].value);
        }
    } else {
        err_text(a, &e, LANG_EN);
    }
    arena_free(a);
    return 0;
}
