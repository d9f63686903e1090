#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

enum {
    DEPTH_MAX = 64,
    TEXT_MAX = 64 * 1024 * 1024,
    INDEX_FROM = 12, /* objects with more members get an index of their keys */
};

struct member {
    struct str key;
    size_t at;
};

struct jr {
    enum jr_type type;
    int64_t i;       /* BOOL, INT */
    struct str text; /* STRING, DECIMAL, INT */
    size_t n;        /* elements or members */
    const struct jr *item;
    const struct str *key;      /* in file order */
    const struct member *index; /* by key; NULL for small objects */
};

static bool bad_json(struct err *e, int64_t line, struct str why)
{
    FAIL(e, ERR_BAD_JSON);
    err_arg(e, "line", V(line));
    err_arg(e, "why", V(why));
    return false;
}

static bool is_digit(struct str s, size_t i)
{
    return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static size_t skip_digits(struct str s, size_t i)
{
    while (is_digit(s, i)) {
        i++;
    }
    return i;
}

/* The end of the JSON number at `i`, or `i` when there is none; *ret_plain: an integer of 64 bits
 * that jansson may read. */
static size_t number_end(struct str s, size_t i, bool *ret_plain)
{
    size_t start = i, digits;
    int64_t v = 0;
    bool plain = true;

    if (s.p[i] == '-') {
        i++;
    }
    digits = i;
    i = skip_digits(s, i);
    if (i == digits || (s.p[digits] == '0' && i > digits + 1)) {
        return start;
    }
    for (size_t k = digits; k < i && plain; k++) {
        plain = !__builtin_mul_overflow(v, INT64_C(10), &v) &&
                !__builtin_sub_overflow(v, s.p[k] - '0', &v);
    }
    plain = plain && (s.p[start] == '-' || v != INT64_MIN);
    if (i < s.n && s.p[i] == '.') {
        plain = false;
        digits = ++i;
        i = skip_digits(s, i);
        if (i == digits) {
            return start;
        }
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        plain = false;
        i++;
        if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
            i++;
        }
        digits = i;
        i = skip_digits(s, i);
        if (i == digits) {
            return start;
        }
    }
    *ret_plain = plain;
    return i;
}

/* The end of the JSON string whose quote stands at `i`; s.n when it does not end. *ret_nul: it
 * holds an escaped NUL. */
static size_t string_end(struct str s, size_t i, bool *ret_nul)
{
    for (i++; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] == '\\') {
            i++;
            if (str_starts(str_slice(s, i, s.n), STR("u0000"))) {
                *ret_nul = true;
            }
        }
    }
    return i < s.n ? i + 1 : s.n;
}

/* jansson would make a double of a decimal. Numbers that are no plain integers are handed to it as
 * strings that begin with an escaped NUL; no string of the document may hold one, so the mark
 * cannot be forged, and jansson refuses it in a key. */
static bool mark_decimals(struct str s, struct sbuf *out, struct err *e)
{
    size_t i = 0, from = 0, depth = 0;
    int64_t line = 1;

    while (i < s.n) {
        char c = s.p[i];
        bool plain = true, nul = false;
        size_t end = i + 1;

        if (c == '\n') {
            line++;
        } else if (c == '"') {
            end = string_end(s, i, &nul);
        } else if (c == '[' || c == '{') {
            depth++;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        } else if (c == '-' || is_digit(s, i)) {
            end = number_end(s, i, &plain);
            if (!plain) {
                sbuf_add(out, str_slice(s, from, i));
                SB_LIT(out, "\"\\u0000");
                sbuf_add(out, str_slice(s, i, end));
                SB_LIT(out, "\"");
                from = end;
            }
            end = end > i ? end : i + 1;
        }
        if (nul) {
            return bad_json(e, line, str_from(TR("มีอักขระ NUL ในข้อความ")));
        }
        if (depth > DEPTH_MAX) {
            return bad_json(e, line, str_from(TR("ซ้อนกันเกิน 64 ชั้น")));
        }
        i = end;
    }
    sbuf_add(out, str_slice(s, from, s.n));
    return true;
}

static int by_key(const void *x, const void *y)
{
    return str_cmp(((const struct member *)x)->key, ((const struct member *)y)->key);
}

static void copy_node(struct arena *a, const json_t *v, struct jr *ret);

static void copy_object(struct arena *a, const json_t *v, struct jr *ret)
{
    size_t n = json_object_size(v), i = 0;
    struct jr *item = ARENA_ARRAY(a, struct jr, n);
    struct str *key = ARENA_ARRAY(a, struct str, n);
    /* the iterator takes a json_t that it does not change */
    union {
        const json_t *in;
        json_t *out;
    } u = {.in = v};

    for (void *it = json_object_iter(u.out); it; it = json_object_iter_next(u.out, it), i++) {
        key[i] = str_dup(a, str_from(json_object_iter_key(it)));
        copy_node(a, json_object_iter_value(it), &item[i]);
    }
    ret->n = n;
    ret->item = item;
    ret->key = key;
    if (n > INDEX_FROM) {
        struct member *index = ARENA_ARRAY(a, struct member, n);

        for (i = 0; i < n; i++) {
            index[i] = (struct member){key[i], i};
        }
        qsort(index, n, sizeof *index, by_key);
        ret->index = index;
    }
}

static void copy_string(struct arena *a, const json_t *v, struct jr *ret)
{
    struct str s = {json_string_value(v), json_string_length(v)};

    if (s.n > 0 && s.p[0] == '\0') {
        ret->type = JR_DECIMAL;
        ret->text = str_dup(a, str_slice(s, 1, s.n));
        return;
    }
    ret->type = JR_STRING;
    if (!str_clean(a, s, &ret->text)) {
        PANIC("jansson let broken UTF-8 through");
    }
}

/* Depth is bounded by mark_decimals(). */
static void copy_node(struct arena *a, const json_t *v, struct jr *ret)
{
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        ret->type = JR_OBJECT;
        copy_object(a, v, ret);
        return;
    case JSON_ARRAY: {
        size_t n = json_array_size(v);
        struct jr *item = ARENA_ARRAY(a, struct jr, n);

        for (size_t i = 0; i < n; i++) {
            copy_node(a, json_array_get(v, i), &item[i]);
        }
        ret->type = JR_ARRAY;
        ret->n = n;
        ret->item = item;
        return;
    }
    case JSON_STRING:
        copy_string(a, v, ret);
        return;
    case JSON_INTEGER:
        ret->type = JR_INT;
        ret->i = json_integer_value(v);
        ret->text = str_format(a, "%lld", (long long)json_integer_value(v));
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        ret->type = JR_BOOL;
        ret->i = json_is_true(v) ? 1 : 0;
        return;
    case JSON_NULL:
        ret->type = JR_NULL;
        return;
    case JSON_REAL:
        break;
    }
    PANIC("a JSON number escaped the marking");
}

bool json_parse(struct arena *a, struct str text, const struct jr **ret, struct err *e)
{
    struct arena *scratch;
    struct sbuf marked;
    json_error_t error;
    json_t *doc;
    struct jr *root;

    if (text.n > TEXT_MAX) {
        FAIL(e, ERR_BODY_TOO_LARGE);
        err_arg(e, "limit", V((int64_t)TEXT_MAX));
        return false;
    }
    if (str_starts(text, STR("\xEF\xBB\xBF"))) {
        text = str_slice(text, 3, text.n);
    }
    scratch = arena_new();
    sbuf_init(&marked, scratch, SBUF_NO_LIMIT);
    if (!mark_decimals(text, &marked, e)) {
        arena_free(scratch);
        return false;
    }
    doc = json_loadb(marked.n ? marked.p : "", marked.n,
                     JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    arena_free(scratch);
    if (!doc) {
        if (json_error_code(&error) == json_error_out_of_memory) {
            PANIC("out of memory in jansson");
        }
        return bad_json(e, error.line > 0 ? error.line : 1, str_from(error.text));
    }
    root = ARENA_NEW(a, struct jr);
    copy_node(a, doc, root);
    json_decref(doc);
    *ret = root;
    return true;
}

enum jr_type jr_type(const struct jr *n)
{
    return n ? n->type : JR_MISSING;
}

const struct jr *jr_get(const struct jr *n, const char *key)
{
    struct member want = {str_from(key), 0};

    if (!n || n->type != JR_OBJECT) {
        return NULL;
    }
    if (n->index) {
        const struct member *m = bsearch(&want, n->index, n->n, sizeof *n->index, by_key);

        return m ? &n->item[m->at] : NULL;
    }
    for (size_t i = 0; i < n->n; i++) {
        if (str_eq(n->key[i], want.key)) {
            return &n->item[i];
        }
    }
    return NULL;
}

const struct jr *jr_at(const struct jr *n, size_t i)
{
    return n && i < n->n ? &n->item[i] : NULL;
}

size_t jr_count(const struct jr *n)
{
    return n ? n->n : 0;
}

struct str jr_key(const struct jr *n, size_t i)
{
    return n && n->type == JR_OBJECT && i < n->n ? n->key[i] : STR_NONE;
}

int64_t jr_int(const struct jr *n, int64_t otherwise)
{
    return n && n->type == JR_INT ? n->i : otherwise;
}

bool jr_bool(const struct jr *n, bool otherwise)
{
    return n && n->type == JR_BOOL ? n->i != 0 : otherwise;
}

struct str jr_str(const struct jr *n, struct str otherwise)
{
    bool text = n && (n->type == JR_STRING || n->type == JR_DECIMAL || n->type == JR_INT);

    return text ? n->text : otherwise;
}
