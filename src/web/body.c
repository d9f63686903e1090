#include "web/body.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "web/call.h"
#include "web/grid.h"

enum { PP_BUFFER = 4096, OVERRUN = 1024 * 1024 };

static bool bad(struct err *e, const char *why)
{
    FAIL(e, ERR_BAD_REQUEST);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool too_large(int64_t limit, struct err *e)
{
    FAIL(e, ERR_BODY_TOO_LARGE);
    err_arg(e, "limit", V(limit));
    return false;
}

/* Takes a table: many fields, or a document that is not flat. */
static bool takes_table(const struct call *c)
{
    return c->req.route && c->req.route->handler == grid_post;
}

/* ---- multipart ---- */

static struct param *field_new(struct call *c, const char *key)
{
    struct body *b = &c->body;
    struct param *f;

    if (b->fields == (size_t)(takes_table(c) ? TABLE_FIELDS_MAX : FIELDS_MAX) ||
        strlen(key) > FIELD_NAME_MAX) {
        b->failed = true;
        (void)bad(&b->err, "too many fields");
        return NULL;
    }
    if (b->fields == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 16;

        b->field = arena_grow(c->req.a, b->field, b->cap * sizeof *f, cap * sizeof *f);
        b->cap = cap;
    }
    f = &b->field[b->fields++];
    *f = (struct param){.name = str_dup(c->req.a, str_from(key))};
    return f;
}

/* The text part that was arriving is whole. */
static void part_end(struct call *c)
{
    struct body *b = &c->body;

    if (b->in_part)
        b->field[b->fields - 1].value = str_dup(c->req.a, sbuf_str(&b->part));
    b->in_part = false;
}

static bool upload_new(struct call *c, const char *key, const char *filename)
{
    struct body *b = &c->body;

    if (b->upload) {
        b->failed = true;
        return bad(&b->err, "more than one file");
    }
    b->upload = ARENA_NEW(c->req.a, struct upload);
    b->upload->field = str_dup(c->req.a, str_from(key));
    b->upload->filename = str_dup(c->req.a, str_from(filename));
    if (!file_temp(c->req.a, &b->upload_fd, &b->err)) {
        b->failed = true;
        return false;
    }
    /* The file has no name; this one lasts as long as the request. */
    b->upload->path = str_cstr(c->req.a, str_format(c->req.a, "/proc/self/fd/%d", b->upload_fd));
    return true;
}

static bool upload_write(struct body *b, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(b->upload_fd, p, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            b->failed = true;
            FAIL(&b->err, errno == ENOSPC ? ERR_STORE_FULL : ERR_FILE_WRITE);
            err_arg(&b->err, "path", V(STR("upload")));
            err_arg(&b->err, "why", V(str_from(strerror(errno))));
            return false;
        }
        p += done;
        n -= (size_t)done;
        b->upload->bytes += done;
    }
    return true;
}

static enum MHD_Result multipart_piece(void *cls, enum MHD_ValueKind kind, const char *key,
                                       const char *filename, const char *type, const char *encoding,
                                       const char *data, uint64_t off, size_t n)
{
    struct call *c = cls;
    struct body *b = &c->body;
    int64_t most = takes_table(c) ? TABLE_TEXT_MAX : BODY_TEXT_MAX;

    (void)kind;
    (void)type;
    (void)encoding;
    if (b->failed || !key)
        return b->failed ? MHD_NO : MHD_YES;
    if (off == 0)
        part_end(c);
    if (filename) {
        if (off == 0 && (n || filename[0]) && !upload_new(c, key, filename))
            return MHD_NO;
        return !n || (b->upload && upload_write(b, data, n)) ? MHD_YES : MHD_NO;
    }
    if (off == 0) {
        if (!field_new(c, key))
            return MHD_NO;
        sbuf_reset(&b->part);
        b->in_part = true;
    }
    b->text_bytes += n;
    if (b->text_bytes > (size_t)most) {
        b->failed = true;
        (void)too_large(most, &b->err);
        return MHD_NO;
    }
    sbuf_add(&b->part, (struct str){data, n});
    return MHD_YES;
}

static void pp_drop(void *p)
{
    struct body *b = p;

    if (b->pp)
        (void)MHD_destroy_post_processor(b->pp);
    b->pp = NULL;
}

static bool multipart_end(struct call *c, struct err *e)
{
    struct body *b = &c->body;
    enum MHD_Result whole = MHD_destroy_post_processor(b->pp);
    struct param *out = ARENA_ARRAY(c->req.a, struct param, b->fields);

    b->pp = NULL;
    part_end(c);
    if (b->failed) {
        *e = b->err;
        return false;
    }
    if (whole != MHD_YES)
        return bad(e, "the multipart body ends early");
    for (size_t i = 0; i < b->fields; i++) {
        if (!str_clean(c->req.a, b->field[i].name, &out[i].name) ||
            !str_clean(c->req.a, b->field[i].value, &out[i].value)) {
            FAIL(e, ERR_BAD_TEXT);
            err_arg(e, "field", V(out[i].name));
            return false;
        }
    }
    if (b->upload && (!str_clean(c->req.a, b->upload->filename, &b->upload->filename) ||
                      !str_clean(c->req.a, b->upload->field, &b->upload->field)))
        return bad(e, "the file name is not UTF-8");
    c->req.form = out;
    c->req.nform = b->fields;
    c->req.upload = b->upload;
    return true;
}

/* ---- JSON ---- */

static bool json_field(struct call *c, struct str key, const struct jr *n, struct param *ret,
                       struct err *e)
{
    struct str v = STR_NONE;

    if (jr_type(n) == JR_ARRAY || jr_type(n) == JR_OBJECT) {
        FAIL(e, ERR_JSON_SHAPE);
        err_arg(e, "path", V(key));
        err_arg(e, "expected", V(STR("text, number, true, false")));
        return false;
    }
    if (jr_type(n) == JR_BOOL)
        v = jr_bool(n, false) ? STR("1") : STR_NONE;
    else
        v = jr_str(n, STR_NONE);
    if (key.n > FIELD_NAME_MAX || !str_clean(c->req.a, key, &ret->name) ||
        !str_clean(c->req.a, v, &ret->value)) {
        FAIL(e, ERR_BAD_TEXT);
        err_arg(e, "field", V(ret->name));
        return false;
    }
    return true;
}

/* A flat object; an array of plain values is a field that repeats. */
static bool json_end(struct call *c, struct err *e)
{
    const struct jr *doc;
    struct str text = sbuf_str(&c->body.text);
    struct param *out;
    size_t n = 0, count = 0;

    if (!text.n)
        return true;
    if (!json_parse(c->req.a, text, &doc, e))
        return false;
    if (jr_type(doc) != JR_OBJECT) {
        FAIL(e, ERR_JSON_SHAPE);
        err_arg(e, "path", V(STR("$")));
        err_arg(e, "expected", V(STR("object")));
        return false;
    }
    if (takes_table(c))
        c->req.json = doc;
    for (size_t i = 0; i < jr_count(doc) && !c->req.json; i++)
        count += jr_type(jr_at(doc, i)) == JR_ARRAY ? jr_count(jr_at(doc, i)) : 1;
    count += c->req.json ? jr_count(doc) : 0;
    if (count > FIELDS_MAX)
        return bad(e, "too many fields");
    out = ARENA_ARRAY(c->req.a, struct param, count);
    for (size_t i = 0; i < jr_count(doc); i++) {
        const struct jr *v = jr_at(doc, i);
        bool list = jr_type(v) == JR_ARRAY;

        if (takes_table(c) && list)
            continue;
        for (size_t k = 0; k < (list ? jr_count(v) : 1); k++) {
            if (!json_field(c, jr_key(doc, i), list ? jr_at(v, k) : v, &out[n], e))
                return false;
            n++;
        }
    }
    c->req.form = out;
    c->req.nform = n;
    return true;
}

/* ---- */

static bool type_is(struct str type, const char *want)
{
    struct str w = str_from(want);

    if (type.n < w.n || (type.n > w.n && type.p[w.n] != ';' && type.p[w.n] != ' '))
        return false;
    for (size_t i = 0; i < w.n; i++) {
        char x = type.p[i];

        if (x >= 'A' && x <= 'Z')
            x = (char)(x - 'A' + 'a');
        if (x != w.p[i])
            return false;
    }
    return true;
}

bool body_begin(struct call *c, struct err *e)
{
    struct body *b = &c->body;

    b->limit = BODY_TEXT_MAX;
    b->upload_fd = -1;
    if (!c->chunked && c->content_length <= 0)
        return true;
    if (type_is(c->content_type, "application/x-www-form-urlencoded")) {
        b->kind = BODY_URLENCODED;
    } else if (type_is(c->content_type, "application/json")) {
        b->kind = BODY_JSON;
    } else if (type_is(c->content_type, "multipart/form-data")) {
        b->kind = BODY_MULTIPART;
        b->limit = c->req.server->settings.v[SET_BODY_MAX];
    } else {
        FAIL(e, ERR_MEDIA_TYPE);
        err_arg(e, "value", V(str_utf8_valid(c->content_type) ? c->content_type : STR("?")));
        return false;
    }
    if (c->content_length > b->limit)
        return too_large(b->limit, e);
    sbuf_init(&b->text, c->req.a, BODY_TEXT_MAX);
    if (b->kind != BODY_MULTIPART)
        return true;
    sbuf_init(&b->part, c->req.a, BODY_TEXT_MAX);
    b->pp = MHD_create_post_processor(c->conn, PP_BUFFER, multipart_piece, c);
    if (!b->pp)
        return bad(e, "a multipart body without boundary");
    arena_defer(c->req.a, pp_drop, b);
    return true;
}

bool body_feed(struct call *c, const char *p, size_t n)
{
    struct body *b = &c->body;

    b->seen += (int64_t)n;
    if (b->seen > b->limit && !b->failed) {
        b->failed = true;
        (void)too_large(b->limit, &b->err);
    }
    if (b->failed || c->refused)
        return b->seen <= b->limit + OVERRUN;
    if (b->kind == BODY_MULTIPART) {
        if (MHD_post_process(b->pp, p, n) != MHD_YES && !b->failed) {
            b->failed = true;
            (void)bad(&b->err, "the multipart body cannot be read");
        }
    } else if (b->kind != BODY_NONE) {
        sbuf_add(&b->text, (struct str){p, n});
    }
    return true;
}

bool body_end(struct call *c, struct err *e)
{
    struct body *b = &c->body;

    if (b->failed) {
        *e = b->err;
        return false;
    }
    switch (b->kind) {
    case BODY_URLENCODED:
        return urlencoded_parse(c->req.a, sbuf_str(&b->text), &c->req.form, &c->req.nform, e);
    case BODY_JSON:
        return json_end(c, e);
    case BODY_MULTIPART:
        return multipart_end(c, e);
    case BODY_NONE:
        break;
    }
    return true;
}
