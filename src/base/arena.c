#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Rewound memory is poisoned under AddressSanitizer, so that a view which outlived its mark is
 * found by the first test that reads it. */
#if defined(__SANITIZE_ADDRESS__)
# define ARENA_POISON 1
#elif defined(__has_feature)
# if __has_feature(address_sanitizer)
#  define ARENA_POISON 1
# endif
#endif
#ifdef ARENA_POISON
# include <sanitizer/asan_interface.h>
# define POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
# define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
# define POISON(p, n)   ((void)(p), (void)(n))
# define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum {
    ALIGN = alignof(max_align_t),
    BLOCK_FIRST = 16 * 1024,
    BLOCK_MOST = 1024 * 1024,
    EXIT_MEMORY = 70,
};

struct block {
    struct block *older;
    size_t size;  /* bytes at data */
    size_t used;  /* handed out */
    size_t dirty; /* bytes from here on are still zero */
    alignas(max_align_t) unsigned char data[];
};

struct cleanup {
    struct cleanup *older;
    void (*fn)(void *p);
    void *p;
};

struct arena {
    struct block *block; /* newest; never NULL */
    struct cleanup *cleanup;
    size_t bytes;
    size_t next_size;
};

static NO_RETURN void out_of_memory(void)
{
    static const char text[] = "{\"level\":\"error\",\"event\":\"out_of_memory\"}\n";

    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) {
        _exit(EXIT_MEMORY);
    }
    _exit(EXIT_MEMORY);
}

static size_t round_up(size_t n)
{
    if (n > SIZE_MAX / 2) {
        out_of_memory();
    }
    return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static struct block *block_new(struct block *older, size_t size)
{
    struct block *b = calloc(1, sizeof *b + size);

    if (!b) {
        out_of_memory();
    }
    b->older = older;
    b->size = size;
    POISON(b->data, size);
    return b;
}

static void block_free(struct block *b)
{
    UNPOISON(b->data, b->size);
    free(b);
}

/* Hands out n rounded bytes of a block that has room for them, zeroed. */
static void *take(struct arena *a, struct block *b, size_t n)
{
    unsigned char *p = b->data + b->used;
    size_t end = b->used + n;

    UNPOISON(p, n);
    if (b->dirty > b->used) {
        memset(p, 0, (b->dirty < end ? b->dirty : end) - b->used);
    }
    b->used = end;
    if (b->dirty < end) {
        b->dirty = end;
    }
    a->bytes += n;
    return p;
}

struct arena *arena_new(void)
{
    struct arena *a = calloc(1, sizeof *a);

    if (!a) {
        out_of_memory();
    }
    a->block = block_new(NULL, BLOCK_FIRST);
    a->next_size = (size_t)BLOCK_FIRST * 2;
    return a;
}

void *arena_alloc(struct arena *a, size_t n)
{
    struct block *b = a->block;
    size_t need = round_up(n ? n : 1);

    if (b->size - b->used < need) {
        size_t size = a->next_size;

        if (need > size / 2) {
            size = need;
        } else if (a->next_size < BLOCK_MOST) {
            a->next_size *= 2;
        }
        b = block_new(b, size);
        a->block = b;
    }
    return take(a, b, need);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;

    if (__builtin_mul_overflow(count, size, &n)) {
        out_of_memory();
    }
    return arena_alloc(a, n);
}

void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size)
{
    struct block *b = a->block;
    size_t had = round_up(old_size ? old_size : 1);
    size_t need = round_up(new_size ? new_size : 1);
    void *q;

    assert(new_size >= old_size);
    if (p && had <= b->used && (unsigned char *)p == b->data + (b->used - had)) {
        if (need == had) {
            return p;
        }
        if (b->size - b->used >= need - had) {
            take(a, b, need - had);
            return p;
        }
    }
    q = arena_alloc(a, new_size);
    if (p && old_size > 0) {
        memcpy(q, p, old_size);
    }
    return q;
}

void arena_defer(struct arena *a, void (*fn)(void *p), void *p)
{
    struct cleanup *c = ARENA_NEW(a, struct cleanup);

    c->older = a->cleanup;
    c->fn = fn;
    c->p = p;
    a->cleanup = c;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->block, a->block->used, a->cleanup};
}

void arena_rewind(struct arena *a, struct arena_mark m)
{
    while (a->cleanup != m.cleanup) {
        struct cleanup *c = a->cleanup;

        assert(c);
        a->cleanup = c->older;
        c->fn(c->p);
    }
    while (a->block != m.block) {
        struct block *b = a->block;

        assert(b->older);
        a->block = b->older;
        block_free(b);
    }
    a->block->used = m.used;
    POISON(a->block->data + m.used, a->block->size - m.used);
}

void arena_free(struct arena *a)
{
    struct block *b;

    if (!a) {
        return;
    }
    while (a->cleanup) {
        struct cleanup *c = a->cleanup;

        a->cleanup = c->older;
        c->fn(c->p);
    }
    b = a->block;
    while (b) {
        struct block *older = b->older;

        block_free(b);
        b = older;
    }
    free(a);
}

size_t arena_bytes(const struct arena *a)
{
    return a->bytes;
}

void *mem_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);

    if (!p) {
        out_of_memory();
    }
    return p;
}

void *mem_grow(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);

    if (!q) {
        out_of_memory();
    }
    return q;
}

void mem_free(void *p)
{
    free(p);
}
