/* compiler.h - the few attributes of gcc and clang that PBIS uses, behind names of its own.
 *
 * Nothing else in the tree spells __attribute__; a move to C23 touches this file alone. */
#ifndef PBIS_BASE_COMPILER_H
#define PBIS_BASE_COMPILER_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define NO_RETURN  __attribute__((noreturn))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define ALLOC_SIZE(n) __attribute__((malloc, alloc_size(n), returns_nonnull))

/* Hash functions wrap around on purpose; clang's -fsanitize=integer would report them. */
#if defined(__clang__)
# define NO_SANITIZE_INTEGER __attribute__((no_sanitize("integer")))
#else
# define NO_SANITIZE_INTEGER
#endif

#define ARRAY_LEN(x) (sizeof(x) / sizeof((x)[0]))

#endif
