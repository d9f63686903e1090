/* disk_int.h - private to disk*.c: the files, and what was written to them since the last sync. */
#ifndef PBIS_TESTS_DISK_INT_H
#define PBIS_TESTS_DISK_INT_H

#include <pthread.h>

#include <sqlite3.h>

#include "disk.h"

enum { FILES_MAX = 24, SECTOR = 512, SHM_SLOTS = 8, SHM_REGIONS = 64, NAME_MAX_ = 160 };

/* What was written since the last sync, oldest first. */
struct change {
    sqlite3_int64 at;
    int n; /* -1: truncate to `at`; -2: deleted */
    struct change *next;
    unsigned char b[];
};

struct bytes_buf {
    unsigned char *p;
    sqlite3_int64 n, cap;
};

struct handle;
struct file {
    char name[NAME_MAX_];
    bool used, exists;
    struct bytes_buf now, synced;
    struct change *first, **last;
    struct handle *handles;
    void *shm[SHM_REGIONS];
    int shm_shared[SHM_SLOTS];
    bool shm_exclusive[SHM_SLOTS];
};

struct handle {
    sqlite3_file base;
    struct file *f;
    struct handle *next;
    int level;
    bool delete_on_close;
    unsigned shm_has_shared, shm_has_exclusive; /* bits of slots */
};

struct disk_image {
    struct file file[FILES_MAX];
};

extern struct disk {
    struct file file[FILES_MAX];
    pthread_mutex_t lock;
    sqlite3_vfs *under;
    bool dead, lie;
    enum disk_fault kind;
    long countdown, seen, fired, syncs, temporary;
    uint64_t random;
} disk;

/* disk_bytes.c; the lock is held, or nobody else is there. */
void *disk_must(void *p);
uint64_t disk_draw(uint64_t *s);
void disk_put(struct bytes_buf *b, sqlite3_int64 at, const unsigned char *p, sqlite3_int64 n);
void disk_note(struct file *f, sqlite3_int64 at, const void *p, int n);
void disk_forget(struct file *f);
void disk_sync(struct file *f);
struct file *disk_make(const char *name);
void disk_drop_shm(struct file *f);

#endif
