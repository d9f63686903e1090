/* html.h - the only writer of pages: literals by H_LIT, values by H, escaped by their type.
 *
 * H(h, x) is _Generic: a `char *`, a double, a bool or a plain pointer does not compile, and no
 * text of a user can become mark-up. Views (views/X.html, compiled by tools/viewc.py) call these
 * for you and pick the form by the place of the value:
 *   text, and attributes people read (title, alt, aria-*, placeholder)    H        1,234.50
 *   attributes machines read (value, data-*, id, ...)                     H_ATTR   1234.50, ISO days
 *   addresses (href, src, action, ...): the whole, at its beginning       H_URL
 *   addresses: a part after the beginning                                 H_URL_PART  percent-encoded
 * One escape set (& < > " ') is right for text and for quoted attributes. */
#ifndef PBIS_WEB_HTML_H
#define PBIS_WEB_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/money.h"
#include "base/row.h"
#include "base/str.h"

struct people;

struct html {
    struct sbuf *out;
    enum lang lang;
    struct people *people;      /* names for person() (labels.h); may be NULL */
    struct str rule, rule_path; /* what refused, and its page: rule_note() (form.h) says it once */
};

/* Mark-up made by our own code (charts); never from what a user typed. */
struct html_safe {
    struct str html;
};
/* An address: path or whole URL. What may not stand in one is percent-encoded; a scheme other than
 * http, https and mailto becomes "#". */
struct url {
    struct str s;
};
/* A piece of an address: all but letters, digits and -._~ is percent-encoded. */
struct url_part {
    struct str s;
};
/* A fiscal year: no thousands separator. */
struct year {
    int32_t fy;
};
/* An integer as it is: no thousands separator. */
struct plain {
    int64_t v;
};
/* Money in millions of baht with 2 decimals, rounded half up (ล้านบาท). */
struct million {
    struct money m;
};
/* Money without its satang when there are none. */
struct whole {
    struct money m;
};
/* A day as 2022-10-01, for machines. */
struct iso_day {
    struct date d;
};

#define H_LIT(h, lit) sbuf_add((h)->out, STR(lit))

/* The text in the page's language, escaped: H_TR(h, "ไทย") in a view, TR() around it in C. */
void html_tr(struct html *h, const char *th);
#define H_TR(h, th) html_tr((h), (th))
/* What begins a line of its own (a label, a column's head): its first letter is a capital. */
void html_head(struct html *h, struct str x);

/* The lists of _Generic are kept: clang-format 14 breaks them. */
/* clang-format off */
#define H(h, x)                                                                                    \
    _Generic((x),                                                                                  \
        struct str: html_str,                                                                      \
        struct money: html_money,                                                                  \
        int64_t: html_int,                                                                         \
        size_t: html_size,                                                                         \
        int32_t: html_i32,                                                                         \
        struct date: html_date,                                                                    \
        struct when: html_when,                                                                    \
        struct share: html_share,                                                                  \
        struct score: html_score,                                                                  \
        struct html_safe: html_raw,                                                                \
        struct url: html_url,                                                                      \
        struct url_part: html_url_part,                                                            \
        struct year: html_year,                                                                    \
        struct plain: html_plain,                                                                  \
        struct million: html_million,                                                              \
        struct whole: html_whole,                                                                  \
        struct iso_day: html_iso_day)((h), (x))

/* In an attribute that machines read: no separators, days as ISO. */
#define H_ATTR(h, x)                                                                               \
    _Generic((x),                                                                                  \
        struct str: html_str,                                                                      \
        struct money: html_money_plain,                                                            \
        int64_t: html_i64_plain,                                                                   \
        size_t: html_size_plain,                                                                   \
        int32_t: html_i32,                                                                         \
        struct date: html_date_iso,                                                                \
        struct when: html_when_iso,                                                                \
        struct share: html_share_exact,                                                            \
        struct score: html_score_exact,                                                            \
        struct url: html_url,                                                                      \
        struct url_part: html_url_part,                                                            \
        struct year: html_year,                                                                    \
        struct plain: html_plain,                                                                  \
        struct million: html_million,                                                              \
        struct whole: html_whole,                                                                  \
        struct iso_day: html_iso_day)((h), (x))

/* At the beginning of an address. */
#define H_URL(h, x) _Generic((x), struct str: html_url_str, struct url: html_url)((h), (x))
/* Further on in an address. */
#define H_URL_PART(h, x)                                                                           \
    _Generic((x),                                                                                  \
        struct str: html_url_part_str,                                                             \
        int64_t: html_i64_plain,                                                                   \
        size_t: html_size_plain,                                                                   \
        int32_t: html_i32,                                                                         \
        struct money: html_money_plain,                                                            \
        struct date: html_date_iso,                                                                \
        struct url: html_url,                                                                      \
        struct url_part: html_url_part,                                                            \
        struct year: html_year,                                                                    \
        struct plain: html_plain,                                                                  \
        struct iso_day: html_iso_day)((h), (x))

/* clang-format on */

void html_str(struct html *h, struct str x);
void html_money(struct html *h, struct money x);       /* 1,234.50 */
void html_money_plain(struct html *h, struct money x); /* 1234.50 */
void html_int(struct html *h, int64_t x);              /* 1,234; minus is U+2212 */
void html_size(struct html *h, size_t x);
void html_i32(struct html *h, int32_t x); /* 1234 */
void html_i64_plain(struct html *h, int64_t x);
void html_size_plain(struct html *h, size_t x);
void html_date(struct html *h, struct date x); /* 1 ต.ค. 2565; none is a dash */
void html_date_iso(struct html *h, struct date x);
void html_when(struct html *h, struct when x);
void html_when_iso(struct html *h, struct when x);
void html_share(struct html *h, struct share x); /* per cent, one decimal, half up: 22.0 */
void html_share_exact(struct html *h, struct share x);
void html_score(struct html *h, struct score x);
void html_score_exact(struct html *h, struct score x);
void html_raw(struct html *h, struct html_safe x);
void html_url(struct html *h, struct url x);
void html_url_str(struct html *h, struct str x);
void html_url_part(struct html *h, struct url_part x);
void html_url_part_str(struct html *h, struct str x);
void html_year(struct html *h, struct year x);
void html_plain(struct html *h, struct plain x);
void html_million(struct html *h, struct million x);
void html_whole(struct html *h, struct whole x);
void html_iso_day(struct html *h, struct iso_day x);

/* Filters of views: {{ row.amount | million }} is H(h, html_as_million(row->amount)). */
#define html_as_million(x) ((struct million){(x)})
#define html_as_whole(x)   ((struct whole){(x)})
#define html_as_year(x)    ((struct year){(int32_t)(x)})
#define html_as_plain(x)   ((struct plain){(int64_t)(x)})
#define html_as_iso(x)     ((struct iso_day){(x)})
#define html_as_url(x)     ((struct url){(x)})

/* clang-format off */
/* {% if path %}: is there something? */
#define H_IS(x)                                                                                    \
    _Generic((x),                                                                                  \
        bool: html_is_int,                                                                         \
        int32_t: html_is_int,                                                                      \
        unsigned: html_is_int,                                                                     \
        int64_t: html_is_int,                                                                      \
        size_t: html_is_size,                                                                      \
        struct str: html_is_str,                                                                   \
        struct url: html_is_url,                                                                   \
        struct html_safe: html_is_safe,                                                            \
        struct money: html_is_money,                                                               \
        struct date: html_is_date,                                                                 \
        struct when: html_is_when,                                                                 \
        struct share: html_is_share,                                                               \
        struct year: html_is_year,                                                                 \
        default: html_is_ptr)(x)
/* clang-format on */
bool html_is_int(int64_t x);
bool html_is_size(size_t x);
bool html_is_str(struct str x);
bool html_is_url(struct url x);
bool html_is_safe(struct html_safe x);
bool html_is_money(struct money x);
bool html_is_date(struct date x);
bool html_is_when(struct when x);
bool html_is_share(struct share x);
bool html_is_year(struct year x);
bool html_is_ptr(const void *x);

/* clang-format off */
/* {% if path < 3 %}: the number inside. */
#define H_NUM(x)                                                                                   \
    _Generic((x),                                                                                  \
        struct money: html_num_money,                                                              \
        struct share: html_num_share,                                                              \
        struct score: html_num_score,                                                              \
        struct year: html_num_year,                                                                \
        size_t: html_num_size,                                                                     \
        default: html_num_int)(x)
/* clang-format on */
int64_t html_num_money(struct money x); /* satang */
int64_t html_num_share(struct share x);
int64_t html_num_score(struct score x);
int64_t html_num_year(struct year x);
int64_t html_num_size(size_t x);
int64_t html_num_int(int64_t x);

/* clang-format off */
/* {% if a == b %} of two paths. */
#define H_EQ(x, y) _Generic((x), struct str: str_eq, default: html_eq_int)((x), (y))
/* clang-format on */
bool html_eq_int(int64_t x, int64_t y);

/* A text with places for values, {{_ "ขอ {sum} บาท" sum=page.total }}: writes up to the next place,
 * whose name is then in `hole`; false at the end. The order of places is the language's own. */
struct html_text {
    struct html *h;
    struct str rest, hole;
};
struct html_text html_text_begin(struct html *h, const char *th);
bool html_text_next(struct html_text *t);
bool html_text_at(const struct html_text *t, struct str name);

#endif
