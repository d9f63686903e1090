#include "base/crypto.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

static_assert(sizeof(struct sha256_state) >= sizeof(crypto_hash_sha256_state), "state fits");
static_assert(_Alignof(struct sha256_state) >= _Alignof(crypto_hash_sha256_state), "aligned");
static_assert((int)SHA256_BYTES == (int)crypto_hash_sha256_BYTES, "SHA-256");

enum {
    PASSWORD_MEMORY = 19 * 1024 * 1024,
    PASSWORD_PASSES = 2,
};

void crypto_init(void)
{
    if (sodium_init() < 0) {
        PANIC("libsodium does not start");
    }
}

void crypto_random(void *buf, size_t n)
{
    randombytes_buf(buf, n);
}

struct str crypto_token(struct arena *a, size_t bytes)
{
    unsigned char raw[128];
    size_t room = sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text;

    assert(bytes <= sizeof raw);
    text = arena_alloc(a, room);
    crypto_random(raw, bytes);
    sodium_bin2base64(text, room, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(raw, sizeof raw);
    return str_from(text);
}

void sha256(struct str s, uint8_t ret[SHA256_BYTES])
{
    crypto_hash_sha256(ret, (const unsigned char *)(s.n ? s.p : ""), s.n);
}

void sha256_begin(struct sha256_state *st)
{
    crypto_hash_sha256_init((crypto_hash_sha256_state *)(void *)st->opaque);
}

void sha256_add(struct sha256_state *st, const void *p, size_t n)
{
    if (n > 0) {
        crypto_hash_sha256_update((crypto_hash_sha256_state *)(void *)st->opaque, p, n);
    }
}

void sha256_end(struct sha256_state *st, uint8_t ret[SHA256_BYTES])
{
    crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)st->opaque, ret);
}

void hmac_sha256(struct str secret, struct str s, uint8_t ret[SHA256_BYTES])
{
    crypto_auth_hmacsha256_state st;

    crypto_auth_hmacsha256_init(&st, (const unsigned char *)(secret.n ? secret.p : ""), secret.n);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)(s.n ? s.p : ""), s.n);
    crypto_auth_hmacsha256_final(&st, ret);
    sodium_memzero(&st, sizeof st);
}

struct str base64_text(struct arena *a, struct str s)
{
    size_t room = sodium_base64_encoded_len(s.n, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(a, room);

    sodium_bin2base64(text, room, (const unsigned char *)(s.n ? s.p : ""), s.n,
                      sodium_base64_VARIANT_ORIGINAL);
    return str_from(text);
}

struct str hex_text(struct arena *a, const uint8_t *p, size_t n)
{
    char *text = arena_alloc(a, n * 2 + 1);

    sodium_bin2hex(text, n * 2 + 1, p, n);
    return (struct str){text, n * 2};
}

bool hex_read(struct str s, uint8_t *ret, size_t n)
{
    static const char digits[] = "0123456789abcdef";

    if (s.n != 2 * n)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        size_t v = str_find(STR("0123456789abcdef"), str_slice(s, i, i + 1), 0);

        if (v >= sizeof digits - 1)
            return false;
        ret[i / 2] = (uint8_t)(i % 2 ? ret[i / 2] | v : v << 4);
    }
    return true;
}

bool crypto_equal(const void *x, const void *y, size_t n)
{
    return n == 0 || sodium_memcmp(x, y, n) == 0;
}

struct str password_hash(struct arena *a, struct str password)
{
    char *text = arena_alloc(a, crypto_pwhash_STRBYTES);

    if (crypto_pwhash_str_alg(text, password.n ? password.p : "", password.n, PASSWORD_PASSES,
                              PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        PANIC("out of memory for a password hash");
    }
    return str_from(text);
}

bool password_verify(struct str hash, struct str password)
{
    char text[crypto_pwhash_STRBYTES] = {0};

    if (hash.n == 0 || hash.n >= sizeof text) {
        return false;
    }
    memcpy(text, hash.p, hash.n);
    return crypto_pwhash_str_verify(text, password.n ? password.p : "", password.n) == 0;
}
