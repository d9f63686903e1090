#include "disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk_int.h"

static void lock(void)
{
    pthread_mutex_lock(&disk.lock);
}

static int unlock(int rc)
{
    pthread_mutex_unlock(&disk.lock);
    return rc;
}

/* ---- faults ---- */

static bool fails(void)
{
    disk.seen++;
    if (disk.kind == DISK_STAYS_FULL && disk.countdown < 0) {
        disk.fired++;
        return true;
    }
    if (disk.countdown <= 0 || --disk.countdown > 0) {
        return false;
    }
    disk.fired++;
    disk.countdown = disk.kind == DISK_STAYS_FULL ? -1 : 0;
    disk.dead = disk.dead || disk.kind == DISK_CUT;
    return true;
}

static bool is_full(void)
{
    return disk.kind == DISK_FULL || disk.kind == DISK_STAYS_FULL;
}

/* ---- a file ---- */

static struct handle *of(sqlite3_file *p)
{
    return (struct handle *)(void *)p;
}

static void release(struct handle *h)
{
    for (unsigned i = 0; i < SHM_SLOTS; i++) {
        h->f->shm_shared[i] -= (h->shm_has_shared >> i & 1U) ? 1 : 0;
        if (h->shm_has_exclusive >> i & 1U) {
            h->f->shm_exclusive[i] = false;
        }
    }
    h->shm_has_shared = h->shm_has_exclusive = 0;
}

static int x_close(sqlite3_file *p)
{
    struct handle *h = of(p), **at;

    lock();
    release(h);
    for (at = &h->f->handles; *at != h; at = &(*at)->next) {
    }
    *at = h->next;
    if (h->delete_on_close) {
        disk_forget(h->f);
        h->f->exists = h->f->used = false;
        h->f->now.n = h->f->synced.n = 0;
    }
    return unlock(SQLITE_OK);
}

static int x_read(sqlite3_file *p, void *to, int n, sqlite3_int64 at)
{
    struct file *f = of(p)->f;
    sqlite3_int64 k;

    lock();
    if (disk.dead) {
        return unlock(SQLITE_IOERR_READ);
    }
    k = f->now.n - at;
    k = k < 0 ? 0 : k > n ? n : k;
    if (k > 0) {
        memcpy(to, f->now.p + at, (size_t)k);
    }
    if (k < n) {
        memset((char *)to + k, 0, (size_t)(n - k));
        return unlock(SQLITE_IOERR_SHORT_READ);
    }
    return unlock(SQLITE_OK);
}

static int x_write(sqlite3_file *p, const void *b, int n, sqlite3_int64 at)
{
    struct file *f = of(p)->f;
    bool bad;

    lock();
    if (disk.dead) {
        return unlock(SQLITE_IOERR_WRITE);
    }
    bad = fails();
    if (bad && is_full()) {
        return unlock(SQLITE_FULL);
    }
    if (bad && disk.kind == DISK_EIO) {
        return unlock(SQLITE_IOERR_WRITE);
    }
    if (bad && disk.kind == DISK_SHORT) {
        n /= 2;
    }
    /* The write that the power cut hits is on its way: it may arrive. */
    disk_note(f, at, b, n);
    disk_put(&f->now, at, b, n);
    return unlock(bad ? SQLITE_IOERR_WRITE : SQLITE_OK);
}

static int x_truncate(sqlite3_file *p, sqlite3_int64 size)
{
    struct file *f = of(p)->f;
    bool bad;

    lock();
    if (disk.dead) {
        return unlock(SQLITE_IOERR_TRUNCATE);
    }
    bad = fails();
    if (bad && disk.kind != DISK_CUT) {
        return unlock(SQLITE_IOERR_TRUNCATE);
    }
    disk_note(f, size, NULL, -1);
    f->now.n = size < f->now.n ? size : f->now.n;
    return unlock(bad ? SQLITE_IOERR_TRUNCATE : SQLITE_OK);
}

static int x_sync(sqlite3_file *p, int flags)
{
    (void)flags;
    lock();
    disk.syncs++;
    if (disk.dead || fails()) {
        return unlock(SQLITE_IOERR_FSYNC);
    }
    if (!disk.lie) {
        disk_sync(of(p)->f);
    }
    return unlock(SQLITE_OK);
}

static int x_size(sqlite3_file *p, sqlite3_int64 *ret)
{
    lock();
    *ret = of(p)->f->now.n;
    return unlock(disk.dead ? SQLITE_IOERR_FSTAT : SQLITE_OK);
}

/* ---- locks ---- */

static int x_lock(sqlite3_file *p, int level)
{
    struct handle *h = of(p);
    int most = SQLITE_LOCK_NONE;

    lock();
    for (const struct handle *o = h->f->handles; o; o = o->next) {
        most = o != h && o->level > most ? o->level : most;
    }
    if (h->level >= level) {
        return unlock(SQLITE_OK);
    }
    if ((level == SQLITE_LOCK_SHARED && most >= SQLITE_LOCK_PENDING) ||
        (level >= SQLITE_LOCK_RESERVED && most >= SQLITE_LOCK_RESERVED)) {
        return unlock(SQLITE_BUSY);
    }
    if (level == SQLITE_LOCK_EXCLUSIVE && most >= SQLITE_LOCK_SHARED) {
        h->level = SQLITE_LOCK_PENDING;
        return unlock(SQLITE_BUSY);
    }
    h->level = level;
    return unlock(SQLITE_OK);
}

static int x_unlock(sqlite3_file *p, int level)
{
    lock();
    of(p)->level = level < of(p)->level ? level : of(p)->level;
    return unlock(SQLITE_OK);
}

static int x_reserved(sqlite3_file *p, int *ret)
{
    lock();
    *ret = 0;
    for (const struct handle *o = of(p)->f->handles; o; o = o->next) {
        *ret = *ret || o->level >= SQLITE_LOCK_RESERVED;
    }
    return unlock(SQLITE_OK);
}

static int x_control(sqlite3_file *p, int op, void *arg)
{
    (void)p;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int x_sector(sqlite3_file *p)
{
    (void)p;
    return 4096;
}

/* As SQLite's own VFS says of any disk: bytes beside a write are not harmed. */
static int x_traits(sqlite3_file *p)
{
    (void)p;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- the shared memory of the log's index ---- */

static int x_shm_map(sqlite3_file *p, int region, int bytes, int extend, void volatile **ret)
{
    struct file *f = of(p)->f;

    lock();
    *ret = NULL;
    if (region >= SHM_REGIONS) {
        return unlock(SQLITE_IOERR_SHMMAP);
    }
    if (!f->shm[region] && extend) {
        f->shm[region] = disk_must(malloc((size_t)bytes));
        memset(f->shm[region], 0, (size_t)bytes);
    }
    *ret = f->shm[region];
    return unlock(SQLITE_OK);
}

static int x_shm_lock(sqlite3_file *p, int first, int n, int flags)
{
    struct handle *h = of(p);
    struct file *f = h->f;
    unsigned mask = ((1U << n) - 1U) << first;
    bool exclusive = flags & SQLITE_SHM_EXCLUSIVE;

    lock();
    if (flags & SQLITE_SHM_LOCK) {
        for (unsigned i = (unsigned)first; i < (unsigned)(first + n); i++) {
            int others = f->shm_shared[i] - (int)(h->shm_has_shared >> i & 1U);

            if ((f->shm_exclusive[i] && !(h->shm_has_exclusive >> i & 1U)) ||
                (exclusive && others > 0)) {
                return unlock(SQLITE_BUSY);
            }
        }
    }
    for (unsigned i = (unsigned)first; i < (unsigned)(first + n); i++) {
        bool has = h->shm_has_shared >> i & 1U;

        if (exclusive) {
            f->shm_exclusive[i] = flags & SQLITE_SHM_LOCK;
        } else if (flags & SQLITE_SHM_LOCK) {
            f->shm_shared[i] += has ? 0 : 1;
        } else {
            f->shm_shared[i] -= has ? 1 : 0;
        }
    }
    if (exclusive) {
        h->shm_has_exclusive = flags & SQLITE_SHM_LOCK ? h->shm_has_exclusive | mask
                                                       : h->shm_has_exclusive & ~mask;
    } else {
        h->shm_has_shared =
            flags & SQLITE_SHM_LOCK ? h->shm_has_shared | mask : h->shm_has_shared & ~mask;
    }
    return unlock(SQLITE_OK);
}

static void x_shm_barrier(sqlite3_file *p)
{
    (void)p;
    lock();
    (void)unlock(0);
}

static int x_shm_unmap(sqlite3_file *p, int remove)
{
    lock();
    release(of(p));
    if (remove) {
        disk_drop_shm(of(p)->f);
    }
    return unlock(SQLITE_OK);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_size,
    .xLock = x_lock,
    .xUnlock = x_unlock,
    .xCheckReservedLock = x_reserved,
    .xFileControl = x_control,
    .xSectorSize = x_sector,
    .xDeviceCharacteristics = x_traits,
    .xShmMap = x_shm_map,
    .xShmLock = x_shm_lock,
    .xShmBarrier = x_shm_barrier,
    .xShmUnmap = x_shm_unmap,
};

/* ---- the folder ---- */

static struct file *find(const char *name)
{
    for (int i = 0; i < FILES_MAX; i++) {
        if (disk.file[i].used && !strcmp(disk.file[i].name, name)) {
            return &disk.file[i];
        }
    }
    return NULL;
}

static int v_open(sqlite3_vfs *v, const char *name, sqlite3_file *p, int flags, int *ret_flags)
{
    struct handle *h = of(p);
    char own[32];
    struct file *f;

    (void)v;
    lock();
    memset(h, 0, sizeof *h);
    if (disk.dead) {
        return unlock(SQLITE_CANTOPEN);
    }
    if (!name) {
        snprintf(own, sizeof own, "temporary-%ld", ++disk.temporary);
        name = own;
    }
    f = find(name);
    if ((!f || !f->exists) && !(flags & SQLITE_OPEN_CREATE)) {
        return unlock(SQLITE_CANTOPEN);
    }
    f = f ? f : disk_make(name);
    f->exists = true;
    h->f = f;
    h->next = f->handles;
    f->handles = h;
    h->delete_on_close = flags & SQLITE_OPEN_DELETEONCLOSE;
    h->base.pMethods = &methods;
    if (ret_flags) {
        *ret_flags = flags;
    }
    return unlock(SQLITE_OK);
}

static int v_delete(sqlite3_vfs *v, const char *name, int sync)
{
    struct file *f;
    bool bad;

    (void)v;
    lock();
    f = find(name);
    if (disk.dead) {
        return unlock(SQLITE_IOERR_DELETE);
    }
    if (!f || !f->exists) {
        return unlock(SQLITE_IOERR_DELETE_NOENT);
    }
    bad = fails();
    if (bad && disk.kind != DISK_CUT) {
        return unlock(SQLITE_IOERR_DELETE);
    }
    disk_note(f, 0, NULL, -2);
    f->exists = false;
    f->now.n = 0;
    if (sync && !bad && !disk.lie) {
        disk_sync(f);
    }
    return unlock(bad ? SQLITE_IOERR_DELETE : SQLITE_OK);
}

static int v_access(sqlite3_vfs *v, const char *name, int flags, int *ret)
{
    const struct file *f;

    (void)v;
    lock();
    f = find(name);
    *ret = f && f->exists && (flags != SQLITE_ACCESS_EXISTS || f->now.n > 0);
    return unlock(SQLITE_OK);
}

static int v_full(sqlite3_vfs *v, const char *name, int n, char *ret)
{
    (void)v;
    snprintf(ret, (size_t)n, "%s", name);
    return SQLITE_OK;
}

static int v_error(sqlite3_vfs *v, int n, char *ret)
{
    (void)v;
    (void)n;
    (void)ret;
    return 0;
}

static int v_random(sqlite3_vfs *v, int n, char *ret)
{
    (void)v;
    lock();
    for (int i = 0; i < n; i++) {
        ret[i] = (char)(disk_draw(&disk.random) & 0xff);
    }
    return unlock(n);
}

static int v_sleep(sqlite3_vfs *v, int us)
{
    (void)v;
    return disk.under->xSleep(disk.under, us);
}

static int v_time(sqlite3_vfs *v, double *ret)
{
    (void)v;
    *ret = 2460000.5; /* the same day in every run */
    return SQLITE_OK;
}

void disk_install(void)
{
    static sqlite3_vfs vfs;

    disk.under = sqlite3_vfs_find(NULL);
    vfs = (sqlite3_vfs){.iVersion = 1,
                        .szOsFile = (int)sizeof(struct handle),
                        .mxPathname = NAME_MAX_ - 1,
                        .zName = "disk",
                        .xOpen = v_open,
                        .xDelete = v_delete,
                        .xAccess = v_access,
                        .xFullPathname = v_full,
                        .xRandomness = v_random,
                        .xSleep = v_sleep,
                        .xCurrentTime = v_time,
                        .xGetLastError = v_error};
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) {
        abort();
    }
}

/* ---- power ---- */

void disk_arm(enum disk_fault kind, long k)
{
    lock();
    disk.kind = kind;
    disk.countdown = k;
    disk.seen = disk.fired = 0;
    (void)unlock(0);
}

long disk_seen(void)
{
    return disk.seen;
}

long disk_fired(void)
{
    return disk.fired;
}

long disk_syncs(void)
{
    return disk.syncs;
}

bool disk_dead(void)
{
    lock();
    return unlock(disk.dead);
}

void disk_lie(bool on)
{
    disk.lie = on;
}

void disk_power_off(void)
{
    lock();
    disk.dead = true;
    (void)unlock(0);
}

