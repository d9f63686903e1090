/* arena.h - memory with one owner and one end.
 *
 * Everything that a request or a command allocates comes from one arena and dies with it. Memory
 * comes zeroed. An allocation never returns NULL: when memory runs out the process ends with
 * exit code 70, which the store treats like a power cut (CONTRACTS.md 3). What a user can make
 * grow is bounded before it gets here.
 *
 * Things that are not memory (a statement, a file, a cairo surface) are registered with
 * arena_defer() on the line after they are made; cleanups run in reverse order.
 *
 * An arena is used by one thread at a time. */
#ifndef PBIS_BASE_ARENA_H
#define PBIS_BASE_ARENA_H

#include <stddef.h>

#include "base/compiler.h"

struct arena;
struct arena_mark {
    void *block;     /* the block that was current */
    size_t used;     /* how much of it was taken */
    void *cleanup;   /* the newest cleanup at the time */
};

struct arena *arena_new(void);
void arena_free(struct arena *a); /* runs the cleanups, then frees; NULL is allowed */

/* `n` zeroed bytes aligned for any type; n may be 0. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull));
/* `count` zeroed elements of `size` bytes; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((returns_nonnull));
/* A block of `new_size` bytes that begins with the `old_size` bytes at `p` (p may be NULL);
 * grows in place when `p` was the newest allocation. For growing buffers; the old one is lost. */
void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size)
    __attribute__((returns_nonnull));

#define ARENA_NEW(a, T)      ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))

/* Call fn(p) when the arena is freed or rewound past this point. */
void arena_defer(struct arena *a, void (*fn)(void *p), void *p);

/* Everything allocated or deferred since the mark goes when it is rewound. */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);

/* Bytes handed out so far; the web's debug header and budget tests read it. */
size_t arena_bytes(const struct arena *a);

/* Long-lived buffers of the few modules that outlive any arena (caches, queues). Never NULL;
 * the same exit 70. mem_free(NULL) is allowed. */
void *mem_alloc(size_t n) __attribute__((returns_nonnull));
void *mem_grow(void *p, size_t n) __attribute__((returns_nonnull));
void mem_free(void *p);

#endif
