/* otp.h - one-time codes from a key and the time (TOTP, RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits,
 * as the phone applications expect), and the keys' text form (base32, RFC 4648). */
#ifndef PBIS_BASE_OTP_H
#define PBIS_BASE_OTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;

enum { OTP_KEY_BYTES = 20, OTP_STEP_MS = 30 * 1000, OTP_DIGITS = 6 };

/* The code of one step of 30 seconds since 1970. */
int32_t otp_code(const uint8_t *key, size_t n, int64_t step);
/* Is this the code of a step around now (one before, one after), later than `last_step`? Spaces are
 * ignored. *ret_step: which; untouched otherwise. Compares every step, whichever fits. */
bool otp_check(const uint8_t *key, size_t n, struct str said, int64_t now_ms, int64_t last_step,
               int64_t *ret_step);
/* A-Z 2-7 without padding. */
struct str base32_text(struct arena *a, const uint8_t *p, size_t n);

#endif
