/* Hashes against published values, passwords, tokens. */
#include "unit.h"

#include "base/crypto.h"

static void hashes_are_the_published_ones(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "nothing"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "FIPS 180-2"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "two blocks"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        uint8_t once[SHA256_BYTES], parts[SHA256_BYTES];
        struct str s = str_from(row[i].in);
        struct sha256_state st;

        sha256(s, once);
        sha256_begin(&st);
        for (size_t k = 0; k < s.n; k++) {
            sha256_add(&st, s.p + k, 1);
        }
        sha256_add(&st, NULL, 0);
        sha256_end(&st, parts);
        assert_str(hex_text(a, once, sizeof once), row[i].want, row[i].why);
        EXPECT(crypto_equal(once, parts, sizeof once), "in pieces");
    }
    EXPECT(crypto_equal(NULL, NULL, 0) && !crypto_equal("a", "b", 1), "comparison");
    arena_free(a);
}

static void passwords_are_verified(void **state)
{
    struct arena *a = arena_new();
    struct str hash = password_hash(a, STR("รหัสผ่าน")), again = password_hash(a, STR("รหัสผ่าน"));

    (void)state;
    EXPECT(str_starts(hash, STR("$argon2id$v=19$m=19456,t=2,p=1$")), "the parameters are in it");
    EXPECT(!str_eq(hash, again), "salted");
    EXPECT(password_verify(hash, STR("รหัสผ่าน")), "right");
    EXPECT(!password_verify(hash, STR("รหัสผ่า")) && !password_verify(hash, STR_NONE), "wrong");
    EXPECT(!password_verify(STR_NONE, STR("x")) && !password_verify(STR("x"), STR("x")), "no hash");
    EXPECT(!password_verify(str_slice(hash, 0, hash.n - 1), STR("รหัสผ่าน")), "a cut hash");
    EXPECT(password_verify(password_hash(a, STR_NONE), STR_NONE), "the empty one is one too");
    arena_free(a);
}

static void tokens_are_url_safe(void **state)
{
    struct arena *a = arena_new();
    struct str x = crypto_token(a, 32), y = crypto_token(a, 32);

    (void)state;
    EXPECT(x.n == 43 && !str_eq(x, y), "32 bytes, never the same");
    for (size_t i = 0; i < x.n; i++) {
        EXPECT(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", x.p[i]),
               "no character that a URL escapes");
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_are_the_published_ones),
        cmocka_unit_test(passwords_are_verified),
        cmocka_unit_test(tokens_are_url_safe),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
