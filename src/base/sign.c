#include "base/sign.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"

static_assert((int)SIGN_SEED_BYTES == (int)crypto_sign_SEEDBYTES, "Ed25519 seed");
static_assert((int)SIGN_PUBLIC_BYTES == (int)crypto_sign_PUBLICKEYBYTES, "Ed25519 key");
static_assert((int)SIGN_BYTES == (int)crypto_sign_BYTES, "Ed25519 signature");

enum { KEY_FILE_MAX = 4096 };
static const char secret_word[] = "pbis-ed25519-secret ";
static const char public_word[] = "pbis-ed25519-public ";

static bool unusable(enum err_code code, const char *path, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "path", V(str_from(path)));
    return false;
}

static void complete(struct sign_key *k)
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(k->public, secret, k->seed);
    sodium_memzero(secret, sizeof secret);
}

static bool read_line(struct arena *a, const char *path, const char *word, uint8_t ret[32],
                      struct err *e)
{
    struct str text;

    if (!file_read(a, path, KEY_FILE_MAX, &text, e)) {
        return false;
    }
    text = str_trim(text);
    if (!str_starts(text, str_from(word)) ||
        !hex_read(str_slice(text, strlen(word), text.n), ret, 32)) {
        return unusable(ERR_KEY_FILE, path, e);
    }
    return true;
}

/* A new file that nobody else may read; an existing one is left alone. */
static bool write_secret(const char *path, struct str text, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;

    if (fd >= 0) {
        ok = close(fd) == 0 && ok;
    }
    if (!ok && access(path, F_OK) == 0) {
        return unusable(ERR_KEY_EXISTS, path, e);
    }
    if (!ok) {
        FAIL(e, ERR_FILE_WRITE);
        err_arg(e, "path", V(str_from(path)));
        err_arg(e, "why", V(str_from(strerror(errno))));
    }
    return ok;
}

bool sign_key_make(struct arena *a, const char *path, struct sign_key *ret, struct err *e)
{
    const char *beside = str_cstr(a, str_format(a, "%s.pub", path));
    struct sign_key k;
    struct str line;

    if (access(beside, F_OK) == 0) {
        return unusable(ERR_KEY_EXISTS, beside, e);
    }
    crypto_random(k.seed, sizeof k.seed);
    complete(&k);
    line = hex_text(a, k.seed, sizeof k.seed);
    if (!write_secret(path, str_format(a, "%s%.*s\n", secret_word, STR_FMT(line)), e)) {
        return false;
    }
    line = hex_text(a, k.public, sizeof k.public);
    if (!file_write(beside, str_format(a, "%s%.*s\n", public_word, STR_FMT(line)), e)) {
        return false;
    }
    *ret = k;
    return true;
}

bool sign_key_read(struct arena *a, const char *path, struct sign_key *ret, struct err *e)
{
    struct sign_key k;
    struct stat st;

    if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
        return unusable(ERR_KEY_OPEN, path, e);
    }
    if (!read_line(a, path, secret_word, k.seed, e)) {
        return false;
    }
    complete(&k);
    *ret = k;
    return true;
}

bool sign_public_read(struct arena *a, const char *path, uint8_t ret[SIGN_PUBLIC_BYTES],
                      struct err *e)
{
    return read_line(a, path, public_word, ret, e);
}

void sign_text(const struct sign_key *k, struct str text, uint8_t ret[SIGN_BYTES])
{
    uint8_t public[SIGN_PUBLIC_BYTES], secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(public, secret, k->seed);
    crypto_sign_detached(ret, NULL, (const unsigned char *)text.p, text.n, secret);
    sodium_memzero(secret, sizeof secret);
}

bool sign_good(const uint8_t key[SIGN_PUBLIC_BYTES], struct str text,
               const uint8_t signature[SIGN_BYTES])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)text.p, text.n, key) == 0;
}
