/* fuzz.h - what a fuzz target is: one function that takes any bytes and ends the process when a
 * promise is broken. libFuzzer calls it (meson -Dfuzz=true, clang), and so does replay.c, which
 * runs the kept inputs as an ordinary test. */
#ifndef PBIS_TESTS_FUZZ_H
#define PBIS_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The promise; broken, the process aborts, so that libFuzzer keeps the input, and says where. */
#define PROMISE(cond)                                                                              \
 do {                                                                                              \
  if (!(cond)) {                                                                                   \
   (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond);                                \
   abort();                                                                                        \
  }                                                                                                \
 } while (0)

#endif
