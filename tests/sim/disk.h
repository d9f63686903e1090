/* disk.h - a disk in memory for SQLite that keeps apart what was written and what was synced, and
 * fails on demand. For tests: the real store and the real posting code run on it unchanged.
 *
 * A power cut stops everything at the k-th operation (write, truncate, sync, delete). What was synced
 * is there when power comes back; of what was not, each write survives, is lost or is torn at a sector
 * of 512 bytes, as the seed says. Locks and shared memory are this process's and go with the cut. */
#ifndef PBIS_TESTS_DISK_H
#define PBIS_TESTS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum disk_fault {
    DISK_CUT,   /* the power fails: nothing works until disk_power_on() */
    DISK_EIO,   /* this operation fails once */
    DISK_FULL,  /* no room, once */
    DISK_SHORT, /* half of the write, once */
    DISK_STAYS_FULL, /* no room from here on, until disk_arm(.., 0) */
    DISK_FAULTS
};

/* Makes this the disk of every store opened from now on (SQLite's default VFS). */
void disk_install(void);

/* The k-th operation from now on fails so; 0 = none. Counts begin anew. */
void disk_arm(enum disk_fault kind, long k);
long disk_seen(void);  /* operations since disk_arm() */
long disk_fired(void); /* faults since disk_arm() */
bool disk_dead(void);  /* the power is off */

/* A sync that does nothing but says it did: what cheap disks do. */
void disk_lie(bool on);
long disk_syncs(void); /* of all files since disk_install() */

/* Power off now: whoever still writes fails. */
void disk_power_off(void);
/* Power comes back; all stores must be closed. What becomes of the unsynced writes is drawn from
 * `seed`. */
void disk_power_on(uint64_t seed);

/* All files as they are now (synced or not), and back to that; stores must be closed. */
struct disk_image;
struct disk_image *disk_save(void);
void disk_restore(const struct disk_image *im);
void disk_image_free(struct disk_image *im);
size_t disk_bytes(void);

/* All files as they are now into `to`, at most n bytes (else the process ends); and back, in another
 * process, whose own files are gone then. */
size_t disk_export(unsigned char *to, size_t n);
void disk_import(const unsigned char *from);

#endif
