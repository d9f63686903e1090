/* sign.h - Ed25519 signatures by libsodium, with keys in files of one line:
 *
 *   pbis-ed25519-secret <64 hexadecimal digits>     mode 0600, refused when others may read it
 *   pbis-ed25519-public <64 hexadecimal digits>
 */
#ifndef PBIS_BASE_SIGN_H
#define PBIS_BASE_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;

enum { SIGN_SEED_BYTES = 32, SIGN_PUBLIC_BYTES = 32, SIGN_BYTES = 64 };

struct sign_key {
    uint8_t seed[SIGN_SEED_BYTES];
    uint8_t public[SIGN_PUBLIC_BYTES];
};

/* Makes a new key: `path` (0600) and `path`.pub. Neither may exist: ERR_KEY_EXISTS. */
MUST_CHECK bool sign_key_make(struct arena *a, const char *path, struct sign_key *ret,
                              struct err *e);
/* ERR_FILE_OPEN, ERR_KEY_FILE, ERR_KEY_OPEN {path}. */
MUST_CHECK bool sign_key_read(struct arena *a, const char *path, struct sign_key *ret,
                              struct err *e);
MUST_CHECK bool sign_public_read(struct arena *a, const char *path, uint8_t ret[SIGN_PUBLIC_BYTES],
                                 struct err *e);
void sign_text(const struct sign_key *k, struct str text, uint8_t ret[SIGN_BYTES]);
bool sign_good(const uint8_t key[SIGN_PUBLIC_BYTES], struct str text,
               const uint8_t signature[SIGN_BYTES]);

#endif
