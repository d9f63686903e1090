#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct err_row {
    int http;
    const char *word;
    const char *th, *en;
};

static const struct err_row rows[ERR_COUNT] = {
    [ERR_NONE] = {200, "none", "", ""},
#define ERR(code, http, word, th, en) [code] = {http, word, th, en},
#include "base/err_codes.def"
#undef ERR
};

static const struct err_row *row_of(enum err_code code)
{
    if ((unsigned)code >= (unsigned)ERR_COUNT) {
        PANIC("unknown error code");
    }
    return &rows[code];
}

void err_set(struct err *e, enum err_code code, const char *file, int line)
{
    e->code = code;
    e->nargs = 0;
    e->detail[0] = '\0';
    e->file = file;
    e->line = line;
}

/* At most `max` bytes of s, cut before a code point that would not fit. */
static size_t cut_length(struct str s, size_t max)
{
    size_t n = s.n;

    if (n <= max) {
        return n;
    }
    n = max;
    while (n > 0 && ((unsigned char)s.p[n] & 0xC0U) == 0x80) {
        n--;
    }
    return n;
}

void err_arg(struct err *e, const char *name, struct value v)
{
    struct err_arg *arg;

    if (e->nargs == ERR_ARGS) {
        PANIC("too many arguments of an error");
    }
    arg = &e->args[e->nargs++];
    arg->name = name;
    arg->v = v;
    arg->text[0] = '\0';
    if (v.type == VT_TEXT) {
        size_t n = cut_length(v.u.s, ERR_ARG_TEXT);

        if (n > 0) {
            memcpy(arg->text, v.u.s.p, n);
        }
        arg->v.u.s = (struct str){NULL, n}; /* no pointer into itself: errors are copied */
    } else if (v.type == VT_BYTES) {
        arg->v = V_NULL;
    }
}

struct value err_arg_value(const struct err_arg *arg)
{
    struct value v = arg->v;

    if (v.type == VT_TEXT) {
        v.u.s.p = arg->text;
    }
    return v;
}

void err_detail(struct err *e, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(e->detail, sizeof e->detail, fmt, ap);
    va_end(ap);
}

int err_http(enum err_code code)
{
    return row_of(code)->http;
}

const char *err_word(enum err_code code)
{
    return row_of(code)->word;
}

const char *err_template(enum err_code code, enum lang lang)
{
    return lang == LANG_TH ? row_of(code)->th : row_of(code)->en;
}

/* An argument's text. A text that is a message of ours (TR) is shown in the reader's language. */
static void put_arg(struct sbuf *b, const struct err_arg *arg, enum lang lang)
{
    struct value v = err_arg_value(arg);
    char text[ERR_ARG_TEXT + 1];

    if (v.type == VT_TEXT && lang != LANG_TH) {
        memcpy(text, v.u.s.p, v.u.s.n);
        text[v.u.s.n] = '\0';
        sbuf_add(b, tr(lang, text));
        return;
    }
    value_put_text(b, v, lang);
}

static const struct err_arg *find_arg(const struct err *e, struct str name)
{
    for (size_t i = 0; i < e->nargs; i++) {
        if (str_eq(str_from(e->args[i].name), name)) {
            return &e->args[i];
        }
    }
    return NULL;
}

/* Puts a template without brackets; false when an argument is missing (it is shown as ?). */
static bool put_template(struct sbuf *b, struct str rest, const struct err *e, enum lang lang)
{
    bool all = true;

    while (rest.n > 0) {
        size_t open = str_find(rest, STR("{"), 0);
        size_t close = str_find(rest, STR("}"), open);
        const struct err_arg *arg;

        sbuf_add(b, str_slice(rest, 0, open));
        if (close >= rest.n) {
            sbuf_add(b, str_slice(rest, open, rest.n));
            break;
        }
        arg = find_arg(e, str_slice(rest, open + 1, close));
        if (arg) {
            put_arg(b, arg, lang);
        } else {
            SB_LIT(b, "?");
            all = false;
        }
        rest = str_slice(rest, close + 1, rest.n);
    }
    return all;
}

struct str err_text(struct arena *a, const struct err *e, enum lang lang)
{
    struct str rest = str_from(err_template(e->code, lang));
    struct sbuf b, part;

    sbuf_init(&b, a, 8192);
    while (rest.n > 0) {
        size_t open = str_find(rest, STR("["), 0);
        size_t close = str_find(rest, STR("]"), open);

        (void)put_template(&b, str_slice(rest, 0, open), e, lang);
        if (close >= rest.n) {
            (void)put_template(&b, str_slice(rest, open, rest.n), e, lang);
            break;
        }
        sbuf_init(&part, a, 2048);
        if (put_template(&part, str_slice(rest, open + 1, close), e, lang)) {
            sbuf_add(&b, sbuf_str(&part));
        }
        rest = str_slice(rest, close + 1, rest.n);
    }
    return sbuf_str(&b);
}

void panic(const char *file, int line, const char *what)
{
    char text[400];
    int n = snprintf(text, sizeof text, "%s:%d: panic: %s\n", file, line, what);

    if (n > 0 &&
        write(STDERR_FILENO, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1) < 0) {
        _exit(70);
    }
    _exit(70);
}
