/* postgres_address.c - what a postgresql:// address says, with and without its password. */
#include <string.h>

#include "postgres.h"

static const char *option(const PQconninfoOption *all, const char *keyword)
{
    for (const PQconninfoOption *o = all; o->keyword; o++) {
        if (strcmp(o->keyword, keyword) == 0) {
            return o->val;
        }
    }
    return NULL;
}

/* The n-th of a comma-separated list; the last one counts for the rest. */
static struct str nth(struct str list, size_t n)
{
    struct str piece = STR_NONE;

    while (str_split(&list, ',', &piece) && n > 0) {
        n--;
    }
    return piece;
}

bool postgres_name(struct arena *a, struct str url, struct str *ret)
{
    char *words = NULL;
    PQconninfoOption *o = PQconninfoParse(str_cstr(a, url), &words);
    struct sbuf b;
    struct str hosts, ports, host;
    size_t n = 0;

    PQfreemem(words); /* they may quote the address with its password */
    if (!o) {
        return false;
    }
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    sbuf_add(&b, STR("postgresql://"));
    if (option(o, "user")) {
        sbuf_printf(&b, "%s@", option(o, "user"));
    }
    hosts = str_from(option(o, "host") ? option(o, "host") : option(o, "hostaddr"));
    ports = str_from(option(o, "port"));
    while (str_split(&hosts, ',', &host)) {
        struct str port = nth(ports, n);

        sbuf_printf(&b, "%s%.*s", n ? "," : "", STR_FMT(host));
        if (port.n) {
            sbuf_printf(&b, ":%.*s", STR_FMT(port));
        }
        n++;
    }
    sbuf_printf(&b, "/%s", option(o, "dbname") ? option(o, "dbname") : "");
    PQconninfoFree(o);
    *ret = sbuf_str(&b);
    return true;
}

/* key='value' with quotes and backslashes escaped, as libpq reads it. */
static void put_pair(struct sbuf *b, const char *key, const char *value)
{
    sbuf_printf(b, "%s%s='", b->n ? " " : "", key);
    for (const char *p = value; *p; p++) {
        if (*p == '\'' || *p == '\\') {
            sbuf_byte(b, '\\');
        }
        sbuf_byte(b, *p);
    }
    sbuf_byte(b, '\'');
}

bool postgres_words(struct arena *a, struct str url, struct str *ret_words,
                    struct str *ret_password)
{
    char *words = NULL;
    PQconninfoOption *all = PQconninfoParse(str_cstr(a, url), &words);
    struct sbuf b;

    PQfreemem(words);
    if (!all) {
        return false;
    }
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    *ret_password = STR_NONE;
    for (const PQconninfoOption *o = all; o->keyword; o++) {
        if (o->val && strcmp(o->keyword, "password") == 0) {
            *ret_password = str_dup(a, str_from(o->val));
        } else if (o->val) {
            put_pair(&b, o->keyword, o->val);
        }
    }
    PQconninfoFree(all);
    *ret_words = sbuf_str(&b);
    return true;
}
