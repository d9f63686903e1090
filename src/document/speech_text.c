/* speech_text.c - texts with {{figures}} in them, and figures that were typed by hand. */
#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "document/paper.h"
#include "document/speech_int.h"

enum { LONG_NUMBER = 5, SHOWN = 60 };

static const struct str opening = STR_INIT("{{"), closing = STR_INIT("}}");

/* ---- placeholders ---- */

struct cutting {
    const struct speech_figures *f;
    struct arena *a;
    int64_t paragraph;
    struct speech_piece *piece;
    size_t n, cap;
};

static void add_piece(struct cutting *c, struct speech_piece p)
{
    if (c->n == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 16;

        c->piece = arena_grow(c->a, c->piece, c->cap * sizeof *c->piece, cap * sizeof *c->piece);
        c->cap = cap;
    }
    c->piece[c->n++] = p;
}

static bool refuse_name(const struct cutting *c, struct str name, struct err *e)
{
    FAIL(e, ERR_SPEECH_NAME);
    err_arg(e, "name", V(name));
    err_arg(e, "nearest", V(speech_nearest(c->f, c->a, name)));
    err_arg(e, "paragraph", V(c->paragraph));
    return false;
}

static bool refuse_braces(const struct cutting *c, struct str rest, struct err *e)
{
    size_t i = 0, n = 0;

    while (i < rest.n && n < SHOWN) {
        str_next_cp(rest, &i);
        n++;
    }
    FAIL(e, ERR_SPEECH_BRACES);
    err_arg(e, "text", V(str_slice(rest, 0, i)));
    err_arg(e, "paragraph", V(c->paragraph));
    return false;
}

static bool add_figure(struct cutting *c, struct str name, struct err *e)
{
    struct speech_value v;

    if (!speech_value(c->f, c->a, name, &v)) {
        if (c->paragraph)
            return refuse_name(c, name, e);
        v = (struct speech_value){paper_word(PT_SPEECH_UNKNOWN), true};
    }
    add_piece(c, (struct speech_piece){v.text, name, v.missing});
    return true;
}

bool speech_pieces(const struct speech_figures *f, struct arena *a, struct str body,
                   int64_t paragraph, const struct speech_piece **ret, size_t *ret_n, struct err *e)
{
    struct cutting c = {.f = f, .a = a, .paragraph = paragraph};
    size_t at = 0;

    while (at < body.n) {
        size_t open = str_find(body, opening, at), close = str_find(body, closing, open);

        if (open > at)
            add_piece(&c, (struct speech_piece){str_slice(body, at, open), STR_NONE, false});
        if (open == body.n)
            break;
        if (close == body.n || str_find(body, opening, open + 2) < close) {
            if (paragraph)
                return refuse_braces(&c, str_slice(body, open, body.n), e);
            add_piece(&c, (struct speech_piece){str_slice(body, open, body.n), STR_NONE, true});
            break;
        }
        if (!add_figure(&c, str_trim(str_slice(body, open + 2, close)), e))
            return false;
        at = close + 2;
    }
    *ret = c.piece;
    *ret_n = c.n;
    return true;
}

struct str speech_fill(const struct speech_figures *f, struct arena *a, struct str body,
                       int64_t *ret_missing)
{
    const struct speech_piece *p;
    int64_t missing = 0;
    struct sbuf b;
    struct err no;
    size_t n;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    if (speech_pieces(f, a, body, 0, &p, &n, &no)) {
        for (size_t i = 0; i < n; i++) {
            sbuf_add(&b, p[i].text);
            missing += p[i].missing;
        }
    }
    if (ret_missing)
        *ret_missing += missing;
    return sbuf_str(&b);
}

struct str *speech_used(struct arena *a, struct str body, size_t *ret_n)
{
    struct str *name = ARENA_ARRAY(a, struct str, body.n / 4 + 1);
    size_t n = 0, at = 0;

    while (at < body.n) {
        size_t open = str_find(body, opening, at), close = str_find(body, closing, open);

        if (close == body.n)
            break;
        name[n++] = str_trim(str_slice(body, open + 2, close));
        at = close + 2;
    }
    *ret_n = n;
    return name;
}

/* ---- typed by hand ---- */

static const struct str units[] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define SPEECH_AFTER(text) STR_INIT(text),
#include "document/speech_figure.def"
#undef SPEECH_AFTER
};
static const struct str before[] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define SPEECH_BEFORE(text) STR_INIT(text),
#include "document/speech_figure.def"
#undef SPEECH_BEFORE
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The end of the unit that stands after `at`, or `at` when there is none. */
static size_t unit_end(struct str s, size_t at)
{
    size_t from = at;

    while (from < s.n && s.p[from] == ' ')
        from++;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (str_starts(str_slice(s, from, s.n), units[i]))
            return from + units[i].n;
    }
    return at;
}

static bool share_before(struct str s, size_t at)
{
    struct str head = str_trim(str_slice(s, 0, at));

    for (size_t i = 0; i < ARRAY_LEN(before); i++) {
        if (str_ends(head, before[i]))
            return true;
    }
    return false;
}

/* Thousands apart by commas, or so many digits that it can be no year. */
static bool is_large(struct str number)
{
    size_t digits = 0;
    bool comma = false;

    for (size_t i = 0; i < number.n && number.p[i] != '.'; i++) {
        digits += is_digit(number.p[i]);
        comma = comma || number.p[i] == ',';
    }
    return digits >= LONG_NUMBER || (comma && digits > 3);
}

struct str *speech_typed(struct arena *a, struct str body, size_t *ret_n)
{
    struct str s = arabic_digits(a, body);
    struct str *found = ARENA_ARRAY(a, struct str, s.n / 2 + 1);
    size_t n = 0, i = 0;

    while (i < s.n) {
        size_t from = i, to, end;

        if (str_starts(str_slice(s, i, s.n), opening)) {
            i = str_find(s, closing, i) + closing.n;
            continue;
        }
        if (!is_digit(s.p[i])) {
            i++;
            continue;
        }
        while (i < s.n && (is_digit(s.p[i]) || s.p[i] == ',' || s.p[i] == '.'))
            i++;
        to = i;
        while (to > from && !is_digit(s.p[to - 1]))
            to--;
        end = unit_end(s, to);
        if (end > to || share_before(s, from) || is_large(str_slice(s, from, to)))
            found[n++] = str_slice(s, from, end);
        i = end > i ? end : i;
    }
    *ret_n = n;
    return found;
}
