/* unit.h - what every unit test includes: cmocka with the headers it wants first, and checks of
 * texts that print both sides and the reason of the row. */
#ifndef PBIS_TESTS_UNIT_H
#define PBIS_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The condition must hold; `why` is the reason of the row. */
#define EXPECT(cond, why)                                                                          \
 do {                                                                                              \
  if (!(cond)) {                                                                                   \
   fail_msg("%s (%s)", #cond, (why));                                                              \
  }                                                                                                \
 } while (0)

/* Fails with both texts and `why` unless they are equal. */
#define assert_str(got, want, why) unit_str((got), (want), (why), __FILE__, __LINE__)
static inline void unit_str(struct str got, const char *want, const char *why, const char *file,
                            int line)
{
    if (got.n == strlen(want) && (got.n == 0 || memcmp(got.p, want, got.n) == 0))
        return;
    print_error("%s\n  got  “%.*s”\n  want “%s”\n", why, STR_FMT(got), want);
    _fail(file, line);
}

#endif
