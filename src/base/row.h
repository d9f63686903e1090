/* row.h - plain structs that describe themselves: one field table maps SQL columns, JSON keys,
 * CSV and spreadsheet columns, form fields and the API description.
 *
 * Rule of names: the member's name is the column's name and the JSON key, except that a money
 * member `left` is the SQL column and JSON key `left_satang` (an integer); CSV and spreadsheets
 * carry `left` in baht. Members may have these types only; anything else does not compile:
 *
 *   int64_t  struct money  struct date  struct when  bool  struct str  struct bytes
 *   struct share (basis points, shown as per cent)  struct score (millionths) */
#ifndef PBIS_BASE_ROW_H
#define PBIS_BASE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/money.h"
#include "base/str.h"

struct share {
    int64_t bp;
};
struct score {
    int64_t millionths;
};

enum value_type {
    VT_NULL,
    VT_INT,
    VT_MONEY,
    VT_DATE,
    VT_WHEN,
    VT_FLAG,
    VT_TEXT,
    VT_BYTES,
    VT_SHARE,
    VT_SCORE,
};

struct value {
    enum value_type type;
    union {
        int64_t i; /* INT, MONEY (satang), WHEN (ms), SHARE (bp), SCORE (millionths), FLAG, DATE */
        struct str s;
        struct bytes b;
    } u;
};

static inline struct value value_int(int64_t x)
{
    return (struct value){VT_INT, {.i = x}};
}
static inline struct value value_i32(int32_t x)
{
    return (struct value){VT_INT, {.i = x}};
}
static inline struct value value_flag(bool x)
{
    return (struct value){VT_FLAG, {.i = x ? 1 : 0}};
}
static inline struct value value_money(struct money x)
{
    return (struct value){VT_MONEY, {.i = x.satang}};
}
static inline struct value value_date(struct date x)
{
    return (struct value){x.yyyymmdd ? VT_DATE : VT_NULL, {.i = x.yyyymmdd}};
}
static inline struct value value_when(struct when x)
{
    return (struct value){x.ms ? VT_WHEN : VT_NULL, {.i = x.ms}};
}
static inline struct value value_str(struct str x)
{
    return (struct value){VT_TEXT, {.s = x}};
}
static inline struct value value_bytes(struct bytes x)
{
    return (struct value){VT_BYTES, {.b = x}};
}
static inline struct value value_share(struct share x)
{
    return (struct value){VT_SHARE, {.i = x.bp}};
}
static inline struct value value_score(struct score x)
{
    return (struct value){VT_SCORE, {.i = x.millionths}};
}

/* A typed value: V(amount). A double, a char pointer or another pointer does not compile. In C17
 * `true` and `a == b` are ints: those are value_flag(true), value_flag(a == b). */
#define V(x)                                                                                       \
    _Generic((x),                                                                                  \
        int64_t: value_int,                                                                        \
        int32_t: value_i32,                                                                        \
        bool: value_flag,                                                                          \
        struct money: value_money,                                                                 \
        struct date: value_date,                                                                   \
        struct when: value_when,                                                                   \
        struct str: value_str,                                                                     \
        struct bytes: value_bytes,                                                                 \
        struct share: value_share,                                                                 \
        struct score: value_score)(x)
#define V_NULL ((struct value){VT_NULL, {0}})
/* An id that may be absent: 0 is stored as NULL. */
#define V_ID(x) ((x) ? value_int(x) : V_NULL)

#define VALUE_TYPE_OF(x)                                                                           \
    _Generic((x),                                                                                  \
        int64_t: VT_INT,                                                                           \
        bool: VT_FLAG,                                                                             \
        struct money: VT_MONEY,                                                                    \
        struct date: VT_DATE,                                                                      \
        struct when: VT_WHEN,                                                                      \
        struct str: VT_TEXT,                                                                       \
        struct bytes: VT_BYTES,                                                                    \
        struct share: VT_SHARE,                                                                    \
        struct score: VT_SCORE)

/* How a field behaves beyond its type. */
enum field_flag {
    FIELD_HIDDEN = 1, /* mapped from SQL, never shown or exported (ids) */
    FIELD_KEY = 2,    /* first column: the row's name or code */
    FIELD_TOTAL = 4,  /* a total is shown under it */
    FIELD_OPTIONAL = 8, /* money or a score that may be missing: MONEY_MISSING or SCORE_MISSING here, NULL
                         * in SQL and JSON, an empty cell in files */
};

#define MONEY_MISSING MONEY(INT64_MIN)
#define SCORE_MISSING ((struct score){INT64_MIN})

struct field {
    const char *name;
    enum value_type type;
    unsigned flags;
    size_t offset;
    const char *th, *en; /* labels; NULL when hidden */
};

struct row_type {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t n;
};

#define FIELD(S, m, flags, th, en)                                                                 \
    {#m, VALUE_TYPE_OF(((S *)0)->m), (flags), offsetof(S, m), (th), (en)}
/* A column that is mapped but never shown. */
#define COL(S, m) {#m, VALUE_TYPE_OF(((S *)0)->m), FIELD_HIDDEN, offsetof(S, m), NULL, NULL}
#define ROW_TYPE(S, table) {#S, sizeof(S), (table), ARRAY_LEN(table)}

/* A list of rows of one type. */
struct rows {
    const void *p;
    size_t n;
};

struct value row_get(const struct row_type *t, const void *row, size_t field);
void row_set(const struct row_type *t, void *row, size_t field, struct value v);
/* The field's column and JSON name: name, or name_satang for money; name_ms for when. */
struct str field_column(struct arena *a, const struct field *f);

struct sbuf;
/* What a person reads: 1,234.50; 1 ต.ค. 2565; 22.04. */
void value_put_text(struct sbuf *b, struct value v, enum lang lang);
/* What a CSV cell carries: 1234.50; 2022-10-01; 22.04. */
void value_put_plain(struct sbuf *b, struct value v);

#endif
