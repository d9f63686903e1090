/* text_check.h - texts that people write: filled when they must be, not longer than they may be. */
#ifndef PBIS_CITY_TEXT_CHECK_H
#define PBIS_CITY_TEXT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct err;

/* `limit` characters; ERR_REQUIRED {field}, ERR_TOO_LONG {field, limit}. */
MUST_CHECK bool text_check(const char *field, struct str s, bool required, int64_t limit,
                           struct err *e);
/* One of the words of `list`, parted by spaces: else ERR_BAD_CHOICE {field, value, expected}. */
MUST_CHECK bool word_check(const char *field, struct str s, const char *list, struct err *e);

#endif
