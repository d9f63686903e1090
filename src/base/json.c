#include "base/json.h"

#include <assert.h>

#include "base/arena.h"
#include "base/date.h"

void jw_init(struct jw *w, struct sbuf *b, bool pretty)
{
    *w = (struct jw){.b = b, .pretty = pretty};
}

/* True for bytes that stand in a JSON string as they are. */
static bool plain_byte(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c < 0x80;
}

static void put_string(struct sbuf *b, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    size_t i = 0;

    sbuf_byte(b, '"');
    while (i < s.n) {
        size_t from = i;
        unsigned char c;

        while (i < s.n && plain_byte((unsigned char)s.p[i])) {
            i++;
        }
        sbuf_add(b, str_slice(s, from, i));
        if (i == s.n) {
            break;
        }
        c = (unsigned char)s.p[i];
        if (c >= 0x80) {
            char out[4];
            uint32_t cp = str_next_cp(s, &i); /* a broken byte becomes U+FFFD */

            sbuf_add(b, (struct str){out, str_put_cp(out, cp)});
            continue;
        }
        i++;
        if (c == '"' || c == '\\') {
            sbuf_byte(b, '\\');
            sbuf_byte(b, (char)c);
        } else if (c == '\n') {
            SB_LIT(b, "\\n");
        } else if (c == '\t') {
            SB_LIT(b, "\\t");
        } else if (c == '\r') {
            SB_LIT(b, "\\r");
        } else {
            SB_LIT(b, "\\u00");
            sbuf_byte(b, hex[c >> 4]);
            sbuf_byte(b, hex[c & 15]);
        }
    }
    sbuf_byte(b, '"');
}

static void new_line(struct jw *w)
{
    if (w->pretty) {
        sbuf_byte(w->b, '\n');
        for (unsigned i = 0; i < w->depth; i++) {
            SB_LIT(w->b, "  ");
        }
    }
}

/* What stands before an element: comma, line break, key. */
static void begin(struct jw *w, struct str key, bool keyed)
{
    if (w->comma) {
        sbuf_byte(w->b, ',');
    }
    if (w->depth > 0) {
        new_line(w);
    }
    if (keyed) {
        put_string(w->b, key);
        sbuf_byte(w->b, ':');
        if (w->pretty) {
            sbuf_byte(w->b, ' ');
        }
    }
    w->comma = true;
}

static void open_with(struct jw *w, const char *key, char c)
{
    begin(w, str_from(key), key);
    sbuf_byte(w->b, c);
    w->depth++;
    w->comma = false;
}

static void close_with(struct jw *w, char c)
{
    bool empty = !w->comma;

    assert(w->depth > 0);
    w->depth--;
    if (!empty) {
        new_line(w);
    }
    sbuf_byte(w->b, c);
    w->comma = w->depth > 0;
}

void jw_object(struct jw *w, const char *key)
{
    open_with(w, key, '{');
}

void jw_array(struct jw *w, const char *key)
{
    open_with(w, key, '[');
}

void jw_end_object(struct jw *w)
{
    close_with(w, '}');
}

void jw_end_array(struct jw *w)
{
    close_with(w, ']');
}

static void put_value(struct sbuf *b, struct value v)
{
    switch (v.type) {
    case VT_NULL:
    case VT_BYTES: /* bytes never leave as JSON */
        SB_LIT(b, "null");
        return;
    case VT_INT:
    case VT_MONEY:
    case VT_WHEN:
        sbuf_int(b, v.u.i);
        return;
    case VT_FLAG:
        sbuf_add(b, v.u.i ? STR("true") : STR("false"));
        return;
    case VT_TEXT:
        put_string(b, v.u.s);
        return;
    case VT_DATE:
        sbuf_byte(b, '"');
        date_put_iso(b, DATE((int32_t)v.u.i));
        sbuf_byte(b, '"');
        return;
    case VT_SHARE:
    case VT_SCORE:
        value_put_plain(b, v);
        return;
    }
}

void jw_value(struct jw *w, const char *key, struct value v)
{
    begin(w, str_from(key), key);
    put_value(w->b, v);
}

void jw_raw(struct jw *w, const char *key, struct str json)
{
    begin(w, str_from(key), key);
    sbuf_add(w->b, json);
}

void jw_key_value(struct jw *w, struct str key, struct value v)
{
    begin(w, key, true);
    put_value(w->b, v);
}

void jw_row(struct jw *w, const char *key, const struct row_type *t, const void *row)
{
    jw_object(w, key);
    for (size_t i = 0; i < t->n; i++) {
        const struct field *f = &t->fields[i];

        if (f->flags & FIELD_HIDDEN) {
            continue;
        }
        begin(w, STR_NONE, false);
        sbuf_byte(w->b, '"');
        sbuf_add(w->b, str_from(f->name)); /* a C name needs no escape */
        if (f->type == VT_MONEY) {
            SB_LIT(w->b, "_satang");
        } else if (f->type == VT_WHEN) {
            SB_LIT(w->b, "_ms");
        }
        sbuf_add(w->b, w->pretty ? STR("\": ") : STR("\":"));
        put_value(w->b, row_get(t, row, i));
    }
    jw_end_object(w);
}
