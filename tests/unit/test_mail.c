/* Mail as it goes out: addresses, headers that nobody can break out of, the body. */
#include "unit.h"

#include "base/crypto.h"
#include "base/mail.h"
#include "base/smtp.h"

static void addresses(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        const char *why;
    } row[] = {
        {"name@bangkok.go.th", true, "plain"},
        {"first.last+pbis@x-y.example", true, "dots, plus, a dash in the domain"},
        {"root@localhost", true, "this machine"},
        {"", false, "empty"},
        {"@x.org", false, "no local part"},
        {"a@", false, "no domain"},
        {"a@b", false, "a domain without a dot"},
        {"a@.org", false, "begins with a dot"},
        {"a@x..org", false, "an empty label"},
        {"a@-x.org", false, "a label begins with a dash"},
        {"a..b@x.org", false, "two dots"},
        {"a@x.org, b@y.org", false, "two addresses"},
        {"a@x.org\r\nBcc: b@y.org", false, "a header"},
        {"A <a@x.org>", false, "a name"},
        {"\"a b\"@x.org", false, "quoted"},
        {"สมชาย@x.org", false, "not ASCII"},
        {"a@x.org>", false, "a bracket"},
        {"a@b@x.org", false, "two at signs"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        EXPECT(mail_address_ok(str_from(row[i].text)) == row[i].ok, row[i].why);
}

static void headers(void **state)
{
    static const struct {
        const char *text, *want, *why;
    } row[] = {
        {"Somchai", "Somchai", "plain"},
        {"a\r\nBcc: x@y.org", "=?UTF-8?B?YSAgQmNjOiB4QHkub3Jn?=", "a line end is a space, encoded"},
        {"=?UTF-8?B?x?=", "=?UTF-8?B?PT9VVEYtOD9CP3g/PQ==?=", "what looks encoded is encoded"},
        {"ก", "=?UTF-8?B?4LiB?=", "Thai"},
        {"", "", "nothing"},
    };
    struct arena *a = arena_new();
    struct str far;
    struct sbuf b;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        EXPECT(str_eq(mail_header_text(a, str_from(row[i].text)), str_from(row[i].want)),
               row[i].why);
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (int i = 0; i < 100; i++)
        sbuf_add(&b, STR("ก"));
    far = mail_header_text(a, sbuf_str(&b));
    for (struct str line; str_split(&far, '\n', &line);)
        EXPECT(line.n <= 77, "lines stay below 78");
    arena_free(a);
}

static void a_message(void **state)
{
    struct arena *a = arena_new();
    struct mail m = {.from = STR("pbis@city.example"),
                     .from_name = STR("PBIS"),
                     .to = STR("a@x.org"),
                     .to_name = STR("ก\r\nX-Evil: 1"),
                     .subject = STR("PBIS: x\ny"),
                     .body = STR("one\ntwo\n.\nthree"),
                     .id = STR("pbis-delivery-7"),
                     .at_ms = INT64_C(1664582400000)};
    struct str s = mail_text(a, &m);

    (void)state;
    EXPECT(!str_has(s, STR("\nX-Evil")), "no header from a name");
    EXPECT(str_has(s, STR("To: =?UTF-8?B?")), "the name is encoded");
    EXPECT(str_has(s, STR("Date: 01 Oct 2022 00:00:00 +0000\r\n")), "the date");
    EXPECT(str_has(s, STR("Message-ID: <pbis-delivery-7@city.example>\r\n")), "the id");
    EXPECT(str_has(s, base64_text(a, STR("one\r\ntwo\r\n.\r\nthree"))), "the body in base64");
    arena_free(a);
}

static void urls(void **state)
{
    static const struct {
        const char *url;
        bool smtp, hook;
        const char *why;
    } row[] = {
        {"smtp://mail.example:25", true, false, "mail"},
        {"smtps://mail.example", true, false, "mail by TLS"},
        {"https://gw.example/line", false, true, "a gateway"},
        {"http://127.0.0.1:8000/", false, true, "a gateway on this machine"},
        {"file:///etc/passwd", false, false, "no file"},
        {"gopher://x", false, false, "no other scheme"},
        {"https://user:pw@gw.example/", false, false, "secrets come from files"},
        {"https://", false, false, "no host"},
        {"smtp://a b", false, false, "a space"},
    };
    struct err e;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        EXPECT(smtp_url_check(str_from(row[i].url), &e) == row[i].smtp, row[i].why);
        EXPECT(hook_url_check(str_from(row[i].url), &e) == row[i].hook, row[i].why);
    }
}

/* RFC 4231, case 2. */
static void signatures(void **state)
{
    struct arena *a = arena_new();
    uint8_t mac[SHA256_BYTES];

    (void)state;
    hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?"), mac);
    EXPECT(str_eq(hex_text(a, mac, sizeof mac),
                  STR("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")),
           "HMAC-SHA256");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses), cmocka_unit_test(headers),    cmocka_unit_test(a_message),
        cmocka_unit_test(urls),      cmocka_unit_test(signatures),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
