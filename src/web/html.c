#include "web/html.h"

#include "base/exact.h"

enum { BP_PER_TENTH = 10, SATANG_PER_HUNDREDTH_MILLION = 1000000 };

#define MINUS "\xe2\x88\x92" /* U+2212 */
#define DASH  "\xe2\x80\x93" /* U+2013: nothing is known */

static bool is_special(char c)
{
    static const bool special[256] = {['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true,
                                      ['\''] = true};

    return special[(unsigned char)c];
}

static struct str entity(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    default:
        return STR("&#39;");
    }
}

void html_str(struct html *h, struct str x)
{
    size_t from = 0;

    for (size_t i = 0; i < x.n; i++) {
        if (!is_special(x.p[i]))
            continue;
        if (i > from)
            sbuf_add(h->out, (struct str){x.p + from, i - from});
        sbuf_add(h->out, entity(x.p[i]));
        from = i + 1;
    }
    if (x.n > from)
        sbuf_add(h->out, (struct str){x.p + from, x.n - from});
}

void html_tr(struct html *h, const char *th)
{
    html_str(h, tr(h->lang, th));
}

void html_head(struct html *h, struct str x)
{
    if (x.n && x.p[0] >= 'a' && x.p[0] <= 'z') {
        const char c = (char)(x.p[0] - 'a' + 'A');

        sbuf_add(h->out, (struct str){&c, 1});
        x = (struct str){x.p + 1, x.n - 1};
    }
    html_str(h, x);
}

void html_raw(struct html *h, struct html_safe x)
{
    sbuf_add(h->out, x.html);
}

/* ---- numbers ---- */

static void put_grouped(struct html *h, uint64_t x)
{
    char text[32];
    size_t at = sizeof text, digits = 0;

    do {
        if (digits > 0 && digits % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + x % 10);
        x /= 10;
        digits++;
    } while (x > 0);
    sbuf_add(h->out, (struct str){text + at, sizeof text - at});
}

static uint64_t magnitude(int64_t x)
{
    return x < 0 ? (uint64_t)(-(x + 1)) + 1 : (uint64_t)x;
}

void html_int(struct html *h, int64_t x)
{
    if (x < 0)
        H_LIT(h, MINUS);
    put_grouped(h, magnitude(x));
}

void html_size(struct html *h, size_t x)
{
    put_grouped(h, x);
}

void html_i32(struct html *h, int32_t x)
{
    sbuf_int(h->out, x);
}

void html_i64_plain(struct html *h, int64_t x)
{
    sbuf_int(h->out, x);
}

void html_size_plain(struct html *h, size_t x)
{
    sbuf_int(h->out, (int64_t)x);
}

void html_year(struct html *h, struct year x)
{
    sbuf_int(h->out, x.fy);
}

void html_plain(struct html *h, struct plain x)
{
    sbuf_int(h->out, x.v);
}

void html_money(struct html *h, struct money x)
{
    money_put(h->out, x, MONEY_COMMAS);
}

void html_money_plain(struct html *h, struct money x)
{
    money_put(h->out, x, MONEY_PLAIN);
}

void html_whole(struct html *h, struct whole x)
{
    money_put(h->out, x.m, MONEY_WHOLE);
}

void html_million(struct html *h, struct million x)
{
    uint64_t half = SATANG_PER_HUNDREDTH_MILLION / 2;
    uint64_t hundredths = (magnitude(x.m.satang) + half) / SATANG_PER_HUNDREDTH_MILLION;

    if (x.m.satang < 0 && hundredths > 0)
        H_LIT(h, MINUS);
    put_grouped(h, hundredths / 100);
    sbuf_byte(h->out, '.');
    sbuf_byte(h->out, (char)('0' + hundredths / 10 % 10));
    sbuf_byte(h->out, (char)('0' + hundredths % 10));
}

void html_share(struct html *h, struct share x)
{
    uint64_t tenths = (magnitude(x.bp) + BP_PER_TENTH / 2) / BP_PER_TENTH;

    if (x.bp < 0 && tenths > 0)
        H_LIT(h, MINUS);
    put_grouped(h, tenths / 10);
    sbuf_byte(h->out, '.');
    sbuf_byte(h->out, (char)('0' + tenths % 10));
}

void html_share_exact(struct html *h, struct share x)
{
    exact_put_decimal(h->out, x.bp, 2, 0);
}

void html_score(struct html *h, struct score x)
{
    exact_put_decimal(h->out, x.millionths, 6, 2);
}

void html_score_exact(struct html *h, struct score x)
{
    exact_put_decimal(h->out, x.millionths, 6, 0);
}

/* ---- days ---- */

void html_date(struct html *h, struct date x)
{
    if (x.yyyymmdd == 0)
        H_LIT(h, DASH);
    else
        date_put(h->out, x, DATE_SHORT, h->lang);
}

void html_date_iso(struct html *h, struct date x)
{
    if (x.yyyymmdd != 0)
        date_put_iso(h->out, x);
}

void html_iso_day(struct html *h, struct iso_day x)
{
    html_date_iso(h, x.d);
}

void html_when(struct html *h, struct when x)
{
    if (x.ms == 0)
        H_LIT(h, DASH);
    else
        when_put(h->out, x, h->lang);
}

void html_when_iso(struct html *h, struct when x)
{
    if (x.ms != 0)
        when_put_iso(h->out, x);
}

/* ---- addresses ---- */

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* May stand in a whole address as it is; & and ' are escaped for the page after that. */
static bool is_reserved(char c)
{
    return str_has(STR("/?#[]@!$&'()*+,;=:%"), (struct str){&c, 1});
}

static void put_encoded(struct html *h, char c)
{
    static const char hex[] = "0123456789ABCDEF";
    unsigned char u = (unsigned char)c;
    const char text[3] = {'%', hex[u >> 4], hex[u & 15]};

    sbuf_add(h->out, (struct str){text, sizeof text});
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* A colon before the first / ? # ends a scheme; only three of them are let through. */
static bool scheme_is_fine(struct str s)
{
    static const struct str known[] = {STR_INIT("http"), STR_INIT("https"), STR_INIT("mailto")};
    size_t n = 0;

    while (n < s.n && !str_has(STR(":/?#"), str_slice(s, n, n + 1)))
        n++;
    if (n == s.n || s.p[n] != ':')
        return !str_starts(s, STR("//")); /* no address of another machine by accident */
    for (size_t k = 0; k < ARRAY_LEN(known); k++) {
        size_t i = 0;

        while (i < n && i < known[k].n && lower(s.p[i]) == known[k].p[i])
            i++;
        if (i == n && i == known[k].n)
            return true;
    }
    return false;
}

void html_url(struct html *h, struct url x)
{
    if (!scheme_is_fine(x.s)) {
        H_LIT(h, "#");
        return;
    }
    for (size_t i = 0; i < x.s.n; i++) {
        char c = x.s.p[i];

        if (is_unreserved(c))
            sbuf_byte(h->out, c);
        else if (is_reserved(c))
            html_str(h, (struct str){&c, 1});
        else
            put_encoded(h, c);
    }
}

void html_url_str(struct html *h, struct str x)
{
    html_url(h, (struct url){x});
}

void html_url_part(struct html *h, struct url_part x)
{
    for (size_t i = 0; i < x.s.n; i++) {
        if (is_unreserved(x.s.p[i]))
            sbuf_byte(h->out, x.s.p[i]);
        else
            put_encoded(h, x.s.p[i]);
    }
}

void html_url_part_str(struct html *h, struct str x)
{
    html_url_part(h, (struct url_part){x});
}

/* ---- conditions of views ---- */

bool html_is_int(int64_t x)
{
    return x != 0;
}
bool html_is_size(size_t x)
{
    return x != 0;
}
bool html_is_str(struct str x)
{
    return x.n != 0;
}
bool html_is_url(struct url x)
{
    return x.s.n != 0;
}
bool html_is_safe(struct html_safe x)
{
    return x.html.n != 0;
}
bool html_is_money(struct money x)
{
    return x.satang != 0;
}
bool html_is_date(struct date x)
{
    return x.yyyymmdd != 0;
}
bool html_is_when(struct when x)
{
    return x.ms != 0;
}
bool html_is_share(struct share x)
{
    return x.bp != 0;
}
bool html_is_year(struct year x)
{
    return x.fy != 0;
}
bool html_is_ptr(const void *x)
{
    return x != NULL;
}

int64_t html_num_money(struct money x)
{
    return x.satang;
}
int64_t html_num_share(struct share x)
{
    return x.bp;
}
int64_t html_num_score(struct score x)
{
    return x.millionths;
}
int64_t html_num_year(struct year x)
{
    return x.fy;
}
int64_t html_num_size(size_t x)
{
    return (int64_t)x;
}
int64_t html_num_int(int64_t x)
{
    return x;
}
bool html_eq_int(int64_t x, int64_t y)
{
    return x == y;
}

/* ---- texts with places ---- */

struct html_text html_text_begin(struct html *h, const char *th)
{
    return (struct html_text){h, tr(h->lang, th), STR_NONE};
}

bool html_text_next(struct html_text *t)
{
    size_t open = str_find(t->rest, STR("{"), 0);
    size_t shut = str_find(t->rest, STR("}"), open);

    if (shut >= t->rest.n) {
        html_str(t->h, t->rest);
        t->rest = STR_NONE;
        return false;
    }
    html_str(t->h, str_slice(t->rest, 0, open));
    t->hole = str_slice(t->rest, open + 1, shut);
    t->rest = str_slice(t->rest, shut + 1, t->rest.n);
    return true;
}

bool html_text_at(const struct html_text *t, struct str name)
{
    return str_eq(t->hole, name);
}
