#define CURL_DISABLE_TYPECHECK
#include "base/smtp.h"

#include <curl/curl.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"

enum { ANSWER_MAX = 64 * 1024, WORDS_MAX = 200, CONNECT_S = 10 };

void smtp_init(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        PANIC("libcurl does not start");
    }
}

const char *send_word(enum send_result r)
{
    return r == SEND_DONE ? "sent" : r == SEND_LATER ? "later" : "refused";
}

/* The host of scheme://[user@]host[:port]/... */
static struct str host_of(struct str url)
{
    size_t from = str_find(url, STR("://"), 0) + 3, to;
    struct str rest = str_slice(url, from, url.n);

    to = str_find(rest, STR("/"), 0);
    rest = str_slice(rest, 0, to);
    if (rest.n && rest.p[0] == '[') {
        return str_slice(rest, 0, str_find(rest, STR("]"), 0) + 1);
    }
    return str_slice(rest, 0, str_find(rest, STR(":"), 0));
}

static bool loopback(struct str url)
{
    struct str host = host_of(url);

    return str_eq(host, STR("127.0.0.1")) || str_eq(host, STR("localhost")) ||
           str_eq(host, STR("[::1]"));
}

static bool url_check(struct str url, struct str one, struct str two, const char *why,
                      struct err *e)
{
    bool ok = (str_starts(url, one) || str_starts(url, two)) && host_of(url).n > 0 &&
              !str_has(url, STR("@"));

    for (size_t i = 0; i < url.n; i++) {
        ok = ok && url.p[i] > ' ' && url.p[i] < 0x7f;
    }
    if (!ok) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(str_from(why)));
    }
    return ok;
}

bool smtp_url_check(struct str url, struct err *e)
{
    return url_check(url, STR("smtp://"), STR("smtps://"),
                     "PBIS_SMTP_URL is smtp://host:port or smtps://host:port, without a user", e);
}

bool hook_url_check(struct str url, struct err *e)
{
    return url_check(url, STR("https://"), STR("http://"),
                     "PBIS_HOOK_URL is https://host/path or http://host/path, without a user", e);
}

/* ---- libcurl ---- */

struct feed {
    struct str text;
    size_t at;
};

static size_t feed_read(char *to, size_t size, size_t count, void *ctx)
{
    struct feed *f = ctx;
    size_t n = size * count, left = f->text.n - f->at;

    n = n < left ? n : left;
    memcpy(to, f->text.p + f->at, n);
    f->at += n;
    return n;
}

/* The answer's body is not used; more than it may be ends the transfer. */
static size_t answer_write(char *from, size_t size, size_t count, void *ctx)
{
    size_t *got = ctx;

    (void)from;
    *got += size * count;
    return *got > ANSWER_MAX ? 0 : size * count;
}

static void easy_drop(void *p)
{
    curl_easy_cleanup(p);
}

static void list_drop(void *p)
{
    curl_slist_free_all(p);
}

static CURL *easy(struct arena *a, struct str url, int64_t timeout_s, size_t *got)
{
    CURL *c = curl_easy_init();

    if (!c) {
        PANIC("out of memory for a transfer");
    }
    arena_defer(a, easy_drop, c);
    *got = 0;
    curl_easy_setopt(c, CURLOPT_URL, str_cstr(a, url));
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT,
                     (long)(timeout_s < CONNECT_S ? timeout_s : CONNECT_S));
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)timeout_s);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, answer_write);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, got);
    return c;
}

/* The status and curl's words; never what the other side wrote, which anybody may have typed. */
static struct str answer_text(struct arena *a, long status, CURLcode code)
{
    struct str s = code == CURLE_OK ? str_format(a, "%ld", status)
                                    : str_format(a, "%ld %s", status, curl_easy_strerror(code));

    return str_slice(s, 0, WORDS_MAX);
}

static long status_of(CURL *c)
{
    long status = 0;

    (void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

enum send_result smtp_send(struct arena *a, const struct smtp_server *s, const struct mail *m,
                           struct str *ret_answer)
{
    struct feed f = {.text = mail_text(a, m)};
    struct curl_slist *to;
    CURLcode code;
    size_t got;
    long status;
    CURL *c = easy(a, s->url, s->timeout_s, &got);

    to = curl_slist_append(NULL, str_cstr(a, str_format(a, "<%.*s>", STR_FMT(m->to))));
    arena_defer(a, list_drop, to);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL,
                     loopback(s->url) ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
    if (s->user.n) {
        curl_easy_setopt(c, CURLOPT_USERNAME, str_cstr(a, s->user));
        curl_easy_setopt(c, CURLOPT_PASSWORD, str_cstr(a, s->password));
    }
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, str_cstr(a, str_format(a, "<%.*s>", STR_FMT(m->from))));
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, feed_read);
    curl_easy_setopt(c, CURLOPT_READDATA, &f);
    code = curl_easy_perform(c);
    status = status_of(c);
    *ret_answer = answer_text(a, status, code);
    if (code == CURLE_OK) {
        return SEND_DONE;
    }
    return status >= 500 && status < 600 && code != CURLE_LOGIN_DENIED ? SEND_REFUSED : SEND_LATER;
}

static void header_add(struct arena *a, struct curl_slist **list, struct str text)
{
    *list = curl_slist_append(*list, str_cstr(a, text));
}

enum send_result hook_post(struct arena *a, const struct hook_server *s, struct str json,
                           struct str id, int64_t now_ms, struct str *ret_answer)
{
    struct str stamp = str_format(a, "%lld", (long long)now_ms);
    struct str mark = str_format(a, "%.*s.%.*s", STR_FMT(stamp), STR_FMT(json));
    uint8_t mac[SHA256_BYTES];
    struct curl_slist *head = NULL;
    CURLcode code;
    size_t got;
    long status;
    CURL *c = easy(a, s->url, s->timeout_s, &got);

    hmac_sha256(s->secret, mark, mac);
    header_add(a, &head, STR("Content-Type: application/json; charset=utf-8"));
    header_add(a, &head, str_format(a, "X-PBIS-Timestamp: %.*s", STR_FMT(stamp)));
    header_add(
        a, &head,
        str_format(a, "X-PBIS-Signature: sha256=%.*s", STR_FMT(hex_text(a, mac, sizeof mac))));
    header_add(a, &head, str_format(a, "X-PBIS-Delivery: %.*s", STR_FMT(id)));
    header_add(a, &head, STR("Expect:"));
    arena_defer(a, list_drop, head);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, head);
    curl_easy_setopt(c, CURLOPT_POST, 1L);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, json.p);
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)json.n);
    code = curl_easy_perform(c);
    status = status_of(c);
    *ret_answer = answer_text(a, status, code);
    if (code == CURLE_OK && status >= 200 && status < 300) {
        return SEND_DONE;
    }
    if (code != CURLE_OK || status == 408 || status == 429 || status >= 500) {
        return SEND_LATER;
    }
    return SEND_REFUSED;
}
