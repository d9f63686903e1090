#include "base/mail.h"

#include <assert.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"

enum { ADDRESS_MAX = 254, LOCAL_MAX = 64, WORD_BYTES = 42, LINE = 76, HEADER_MAX = 600 };

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool domain_ok(struct str d)
{
    struct str piece;
    size_t dots = 0;

    if (str_eq(d, STR("localhost"))) {
        return true;
    }
    for (size_t i = 0; i < d.n; i++) {
        dots += d.p[i] == '.';
    }
    if (dots == 0 || d.p[0] == '.' || d.p[d.n - 1] == '.') {
        return false;
    }
    while (str_split(&d, '.', &piece)) {
        if (piece.n == 0 || piece.n > 63 || piece.p[0] == '-' || piece.p[piece.n - 1] == '-') {
            return false;
        }
        for (size_t i = 0; i < piece.n; i++) {
            if (!letter(piece.p[i]) && piece.p[i] != '-') {
                return false;
            }
        }
    }
    return true;
}

bool mail_address_ok(struct str s)
{
    size_t at = str_find(s, STR("@"), 0);

    if (s.n > ADDRESS_MAX || at == 0 || at > LOCAL_MAX || at + 3 > s.n) {
        return false;
    }
    if (s.p[0] == '.' || s.p[at - 1] == '.' || str_has(str_slice(s, 0, at), STR(".."))) {
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        char c = s.p[i];

        if (!letter(c) && c != '.' && c != '_' && c != '-' && c != '+') {
            return false;
        }
    }
    return domain_ok(str_slice(s, at + 1, s.n));
}

static bool plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!letter(s.p[i]) && s.p[i] != ' ' && s.p[i] != '-') {
            return false;
        }
    }
    return s.n > 0 && s.n <= WORD_BYTES && s.p[0] != ' ';
}

/* Control characters become spaces; at most HEADER_MAX bytes, cut at a character. */
static struct str calm(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        uint32_t cp = str_next_cp(s, &i);

        if (n + (i - from) > HEADER_MAX) {
            break;
        }
        for (size_t k = from; k < i; k++) {
            p[n++] = cp < ' ' || cp == 0x7f || cp == 0x2028 || cp == 0x2029 ? ' ' : s.p[k];
        }
    }
    return (struct str){p, n};
}

struct str mail_header_text(struct arena *a, struct str s)
{
    struct str clean = calm(a, s);
    struct sbuf b;

    if (plain(clean)) {
        return clean;
    }
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < clean.n;) {
        size_t from = i, to = i;

        while (to < clean.n) { /* whole characters only */
            size_t next = to;

            (void)str_next_cp(clean, &next);
            if (next - from > WORD_BYTES) {
                break;
            }
            to = next;
        }
        sbuf_printf(&b, "%s=?UTF-8?B?%.*s?=", from ? "\r\n " : "",
                    STR_FMT(base64_text(a, str_slice(clean, from, to))));
        i = to;
    }
    return sbuf_str(&b);
}

/* 22 Nov 2026 13:00:00 +0000 */
static void put_date(struct sbuf *b, struct arena *a, int64_t ms)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct sbuf iso;
    const char *p;

    sbuf_init(&iso, a, 64);
    when_put_iso(&iso, (struct when){ms});
    assert(iso.n >= 19);
    p = iso.p;
    sbuf_printf(b, "%.2s %s %.4s %.8s +0000", p + 8,
                months[((p[5] - '0') * 10 + (p[6] - '0') - 1) % 12], p, p + 11);
}

static void put_body(struct sbuf *b, struct arena *a, struct str body)
{
    struct str text = base64_text(
        a, str_replace(a, str_replace(a, body, STR("\r\n"), STR("\n")), STR("\n"), STR("\r\n")));

    for (size_t i = 0; i < text.n; i += LINE) {
        sbuf_add(b, str_slice(text, i, i + LINE));
        SB_LIT(b, "\r\n");
    }
}

static void put_who(struct sbuf *b, struct arena *a, const char *header, struct str name,
                    struct str address)
{
    sbuf_printf(b, "%s: ", header);
    if (name.n) {
        sbuf_printf(b, "%.*s\r\n ", STR_FMT(mail_header_text(a, name)));
    }
    sbuf_printf(b, "<%.*s>\r\n", STR_FMT(address));
}

struct str mail_text(struct arena *a, const struct mail *m)
{
    size_t at = str_find(m->from, STR("@"), 0);
    struct sbuf b;

    assert(mail_address_ok(m->from) && mail_address_ok(m->to));
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    put_who(&b, a, "From", m->from_name, m->from);
    put_who(&b, a, "To", m->to_name, m->to);
    sbuf_printf(&b, "Subject: %.*s\r\nDate: ", STR_FMT(mail_header_text(a, m->subject)));
    put_date(&b, a, m->at_ms);
    sbuf_printf(&b, "\r\nMessage-ID: <%.*s%.*s>\r\n", STR_FMT(m->id),
                STR_FMT(str_slice(m->from, at, m->from.n)));
    SB_LIT(&b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
               "Content-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n");
    put_body(&b, a, m->body);
    return sbuf_str(&b);
}
