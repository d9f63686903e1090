/* json.h - JSON out by a typed writer, JSON in by jansson behind a small reader.
 *
 * Out: J(w, "key", value) as a row's value types; nothing else writes JSON. In: the text is
 * bounded (size and depth), every number that is not a plain integer arrives as a string with its
 * exact digits, and duplicate keys are refused. */
#ifndef PBIS_BASE_JSON_H
#define PBIS_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/row.h"
#include "base/str.h"

struct arena;
struct err;
struct sbuf;

struct jw {
    struct sbuf *b;
    unsigned depth;
    bool comma; /* a comma is due before the next element */
    bool pretty;
};

void jw_init(struct jw *w, struct sbuf *b, bool pretty);
/* key NULL inside an array or at the top. */
void jw_object(struct jw *w, const char *key);
void jw_array(struct jw *w, const char *key);
void jw_end_object(struct jw *w);
void jw_end_array(struct jw *w);
void jw_value(struct jw *w, const char *key, struct value v);
void jw_raw(struct jw *w, const char *key, struct str json); /* already JSON: decimals */
void jw_key_value(struct jw *w, struct str key, struct value v);
#define J(w, key, x) jw_value((w), (key), V(x))
/* All shown fields of a row as one object (money as NAME_satang integers, dates ISO). */
void jw_row(struct jw *w, const char *key, const struct row_type *t, const void *row);

/* A node of a parsed document; NULL-safe: asking a missing node gives a missing node. */
struct jr;
/* Parses into nodes that live in `a`. Errors: ERR_BAD_JSON {line, why}, ERR_BODY_TOO_LARGE. */
MUST_CHECK bool json_parse(struct arena *a, struct str text, const struct jr **ret, struct err *e);

enum jr_type { JR_MISSING, JR_NULL, JR_BOOL, JR_INT, JR_DECIMAL, JR_STRING, JR_ARRAY, JR_OBJECT };
enum jr_type jr_type(const struct jr *n);
const struct jr *jr_get(const struct jr *n, const char *key); /* NULL when missing */
const struct jr *jr_at(const struct jr *n, size_t i); /* i-th element, or i-th member's value */
size_t jr_count(const struct jr *n);              /* elements or members */
struct str jr_key(const struct jr *n, size_t i);  /* name of the i-th member, in file order */
int64_t jr_int(const struct jr *n, int64_t otherwise);
bool jr_bool(const struct jr *n, bool otherwise);
struct str jr_str(const struct jr *n, struct str otherwise); /* string, decimal or integer text */

#endif
