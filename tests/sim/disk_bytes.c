/* disk_bytes.c - what a file holds now, what of it was synced, what a power cut leaves; images of all files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk_int.h"

struct disk disk = {.lock = PTHREAD_MUTEX_INITIALIZER, .random = 1};

void *disk_must(void *p)
{
    if (!p) {
        abort();
    }
    return p;
}

/* xorshift64*: the same on every machine. */
uint64_t disk_draw(uint64_t *s)
{
    *s ^= *s >> 12;
    *s ^= *s << 25;
    *s ^= *s >> 27;
    return *s * UINT64_C(2685821657736338717);
}

/* ---- bytes ---- */

void disk_put(struct bytes_buf *b, sqlite3_int64 at, const unsigned char *p, sqlite3_int64 n)
{
    if (at + n > b->cap) {
        sqlite3_int64 cap = (at + n) * 3 / 2 + 65536;

        unsigned char *more = disk_must(malloc((size_t)cap)); /* malloc alone: pbis-faults fails the others */

        if (b->cap > 0) {
            memcpy(more, b->p, (size_t)b->cap);
        }
        memset(more + b->cap, 0, (size_t)(cap - b->cap));
        free(b->p);
        b->p = more;
        b->cap = cap;
    }
    if (at > b->n) {
        memset(b->p + b->n, 0, (size_t)(at - b->n));
    }
    memcpy(b->p + at, p, (size_t)n);
    b->n = at + n > b->n ? at + n : b->n;
}

static void copy_buf(struct bytes_buf *to, const struct bytes_buf *from)
{
    to->n = 0;
    if (from->n > 0) {
        disk_put(to, 0, from->p, from->n);
    }
}

void disk_note(struct file *f, sqlite3_int64 at, const void *p, int n)
{
    struct change *c = disk_must(malloc(sizeof *c + (size_t)(n > 0 ? n : 0)));

    c->at = at;
    c->n = n;
    c->next = NULL;
    if (n > 0) {
        memcpy(c->b, p, (size_t)n);
    }
    *f->last = c;
    f->last = &c->next;
}

void disk_forget(struct file *f)
{
    while (f->first) {
        struct change *c = f->first;

        f->first = c->next;
        free(c);
    }
    f->last = &f->first;
}

static void apply(struct file *f, const struct change *c)
{
    if (c->n >= 0) {
        disk_put(&f->synced, c->at, c->b, c->n);
    } else if (c->n == -2) {
        f->synced.n = 0;
    } else if (c->at < f->synced.n) {
        f->synced.n = c->at;
    }
}

void disk_sync(struct file *f)
{
    for (const struct change *c = f->first; c; c = c->next) {
        apply(f, c);
    }
    disk_forget(f);
}

/* Sectors of one write, each kept or not. */
static void apply_torn(struct file *f, const struct change *c, uint64_t *s, bool prefix)
{
    sqlite3_int64 end = c->at + c->n, stop = end;

    if (prefix) {
        stop = c->at + (sqlite3_int64)(disk_draw(s) % (uint64_t)c->n) / SECTOR * SECTOR;
    }
    for (sqlite3_int64 at = c->at; at < stop;) {
        sqlite3_int64 next = (at / SECTOR + 1) * SECTOR;

        next = next < end ? next : end;
        if (prefix || disk_draw(s) % 2) {
            disk_put(&f->synced, at, c->b + (at - c->at), next - at);
        }
        at = next;
    }
}

/* The five ways to lose: nothing, everything, by write, by sector, all up to a torn one. */
static void power_lost(struct file *f, uint64_t *s)
{
    uint64_t way = disk_draw(s) % 5, n = 0, stop;

    for (const struct change *c = f->first; c; c = c->next) {
        n++;
    }
    stop = n ? disk_draw(s) % n : 0;
    n = 0;
    for (const struct change *c = f->first; c; c = c->next, n++) {
        if (way == 0 || (way == 2 && disk_draw(s) % 2)) {
            continue;
        }
        if ((way == 3 || (way == 4 && n == stop)) && c->n > 0) {
            apply_torn(f, c, s, way == 4);
        } else if (way != 4 || n < stop) {
            apply(f, c);
        }
    }
    disk_forget(f);
    copy_buf(&f->now, &f->synced);
    f->exists = f->now.n > 0;
}

/* ---- files ---- */

struct file *disk_make(const char *name)
{
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *f = &disk.file[i];

        if (!f->used) {
            snprintf(f->name, sizeof f->name, "%s", name);
            f->used = true;
            f->exists = false;
            f->handles = NULL;
            f->first = NULL;
            f->last = &f->first;
            f->now.n = f->synced.n = 0;
            return f;
        }
    }
    abort();
}

void disk_drop_shm(struct file *f)
{
    for (int i = 0; i < SHM_REGIONS; i++) {
        free(f->shm[i]);
        f->shm[i] = NULL;
    }
}

static void idle(struct file *f)
{
    if (f->handles) {
        fprintf(stderr, "disk: %s is still open\n", f->name);
        abort();
    }
    disk_drop_shm(f);
    memset(f->shm_shared, 0, sizeof f->shm_shared);
    memset(f->shm_exclusive, 0, sizeof f->shm_exclusive);
}

void disk_power_on(uint64_t seed)
{
    uint64_t s = seed * 2 + 1;

    for (int i = 0; i < FILES_MAX; i++) {
        struct file *f = &disk.file[i];

        if (f->used) {
            idle(f);
            power_lost(f, &s);
        }
    }
    disk.dead = false;
    disk.countdown = 0;
}

/* ---- images ---- */

struct disk_image *disk_save(void)
{
    struct disk_image *im = disk_must(calloc(1, sizeof *im));

    for (int i = 0; i < FILES_MAX; i++) {
        const struct file *f = &disk.file[i];

        if (f->used && f->exists) {
            memcpy(im->file[i].name, f->name, sizeof f->name);
            im->file[i].used = true;
            copy_buf(&im->file[i].now, &f->now);
        }
    }
    return im;
}

void disk_restore(const struct disk_image *im)
{
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *f = &disk.file[i];

        if (f->used) {
            idle(f);
            disk_forget(f);
        }
        f->used = im->file[i].used;
        f->exists = f->used;
        f->last = &f->first;
        memcpy(f->name, im->file[i].name, sizeof f->name);
        copy_buf(&f->now, &im->file[i].now);
        copy_buf(&f->synced, &im->file[i].now);
    }
    disk.dead = false;
    disk.countdown = 0;
}

void disk_image_free(struct disk_image *im)
{
    for (int i = 0; im && i < FILES_MAX; i++) {
        free(im->file[i].now.p);
    }
    free(im);
}

size_t disk_bytes(void)
{
    size_t n = 0;

    for (int i = 0; i < FILES_MAX; i++) {
        n += disk.file[i].used ? (size_t)disk.file[i].now.n : 0;
    }
    return n;
}

struct packed {
    char name[NAME_MAX_];
    int64_t n;
};

size_t disk_export(unsigned char *to, size_t n)
{
    size_t at = 0;
    struct packed end = {.n = -1};

    for (int i = 0; i < FILES_MAX; i++) {
        const struct file *f = &disk.file[i];
        struct packed p = {.n = f->now.n};

        if (!f->used || !f->exists) {
            continue;
        }
        if (at + sizeof p * 2 + (size_t)f->now.n > n) {
            abort();
        }
        memcpy(p.name, f->name, sizeof p.name);
        memcpy(to + at, &p, sizeof p);
        memcpy(to + at + sizeof p, f->now.p, (size_t)f->now.n);
        at += sizeof p + (size_t)f->now.n;
    }
    memcpy(to + at, &end, sizeof end);
    return at + sizeof end;
}

void disk_import(const unsigned char *from)
{
    static const struct disk_image nothing;

    disk_restore(&nothing);
    for (struct packed p;; from += sizeof p + (size_t)p.n) {
        struct file *f;

        memcpy(&p, from, sizeof p);
        if (p.n < 0) {
            return;
        }
        f = disk_make(p.name);
        f->exists = true;
        if (p.n > 0) {
            disk_put(&f->now, 0, from + sizeof p, p.n);
            disk_put(&f->synced, 0, from + sizeof p, p.n);
        }
    }
}
