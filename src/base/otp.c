#include "base/otp.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"

enum { SHA1_BYTES = 20, CODES = 1000000, AROUND = 1 };

int32_t otp_code(const uint8_t *key, size_t n, int64_t step)
{
    uint8_t count[8], mac[SHA1_BYTES];
    uint32_t bits;
    size_t at;

    for (size_t i = 0; i < sizeof count; i++)
        count[i] = (uint8_t)((uint64_t)step >> (8 * (sizeof count - 1 - i)));
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, n, count, sizeof count, mac) < 0)
        PANIC("GnuTLS makes no HMAC");
    at = mac[SHA1_BYTES - 1] & 0x0fU;
    bits = (uint32_t)(mac[at] & 0x7fU) << 24 | (uint32_t)mac[at + 1] << 16 |
           (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return (int32_t)(bits % CODES);
}

/* Six digits, Thai ones too; -1 for anything else. */
static int32_t digits_of(struct str said)
{
    int32_t v = 0;
    int n = 0;

    for (size_t i = 0; i < said.n;) {
        uint32_t cp = str_next_cp(said, &i);

        if (cp == ' ')
            continue;
        if (cp >= 0x0E50 && cp <= 0x0E59)
            cp = cp - 0x0E50 + '0';
        if (cp < '0' || cp > '9' || ++n > OTP_DIGITS)
            return -1;
        v = v * 10 + (int32_t)(cp - '0');
    }
    return n == OTP_DIGITS ? v : -1;
}

bool otp_check(const uint8_t *key, size_t n, struct str said, int64_t now_ms, int64_t last_step,
               int64_t *ret_step)
{
    int64_t now = now_ms / OTP_STEP_MS;
    int32_t v = digits_of(said);
    bool ok = false;

    for (int64_t step = now - AROUND; step <= now + AROUND; step++) {
        int32_t want = otp_code(key, n, step);

        if (crypto_equal(&v, &want, sizeof v) && step > last_step && !ok) {
            ok = true;
            *ret_step = step;
        }
    }
    return ok;
}

struct str base32_text(struct arena *a, const uint8_t *p, size_t n)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t bits = n * 8, len = (bits + 4) / 5;
    char *out = arena_alloc(a, len + 1);

    for (size_t i = 0; i < len; i++) {
        unsigned v = 0;

        for (size_t b = i * 5; b < i * 5 + 5; b++)
            v = v << 1 | (b < bits ? (unsigned)p[b / 8] >> (7 - b % 8) & 1U : 0U);
        out[i] = alphabet[v];
    }
    out[len] = 0;
    return (struct str){out, len};
}
