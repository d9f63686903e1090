/* crypto.h - hashes, passwords and randomness by libsodium. crypto_init() once in main. */
#ifndef PBIS_BASE_CRYPTO_H
#define PBIS_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;

enum { SHA256_BYTES = 32 };

void crypto_init(void);
void crypto_random(void *buf, size_t n);
struct str crypto_token(struct arena *a, size_t bytes); /* URL-safe base64 without padding */
void sha256(struct str s, uint8_t ret[SHA256_BYTES]);
struct sha256_state {
    _Alignas(16) uint8_t opaque[128];
};
void sha256_begin(struct sha256_state *st);
void sha256_add(struct sha256_state *st, const void *p, size_t n);
void sha256_end(struct sha256_state *st, uint8_t ret[SHA256_BYTES]);
/* HMAC-SHA256 of a text under a secret of any length. */
void hmac_sha256(struct str secret, struct str s, uint8_t ret[SHA256_BYTES]);
/* Base64 with padding, as mail carries it. */
struct str base64_text(struct arena *a, struct str s);
struct str hex_text(struct arena *a, const uint8_t *p, size_t n);
/* Reads exactly 2 n small hexadecimal digits; false for anything else. */
MUST_CHECK bool hex_read(struct str s, uint8_t *ret, size_t n);
bool crypto_equal(const void *x, const void *y, size_t n); /* constant time */

/* argon2id, 19 MiB, 2 passes, 1 lane (28.6 ms measured); never on the event loop. */
struct str password_hash(struct arena *a, struct str password);
bool password_verify(struct str hash, struct str password);

#endif
