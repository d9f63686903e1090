/* file.h - whole files, temporary files and atomic replacement. */
#ifndef PBIS_BASE_FILE_H
#define PBIS_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;

/* Reads a regular file of at most `max` bytes. ERR_FILE_OPEN, ERR_FILE_TOO_LARGE. */
MUST_CHECK bool file_read(struct arena *a, const char *path, size_t max, struct str *ret,
                          struct err *e);
/* Writes beside `path` and renames, so that a reader sees the old or the new file, whole; refuses a
 * device or a folder. ERR_FILE_WRITE. */
MUST_CHECK bool file_write(const char *path, struct str text, struct err *e);
/* A new file name in the folder of `path`, for writers that want a path; the caller renames with
 * file_commit() or it is removed when the arena goes. */
MUST_CHECK bool file_stage(struct arena *a, const char *path, char **ret_tmp, struct err *e);
MUST_CHECK bool file_commit(const char *tmp, const char *path, struct err *e);
/* A new private folder for files that other code wants to write by name; it and the files in it are
 * removed when the arena goes. */
MUST_CHECK bool file_temp_dir(struct arena *a, char **ret_path, struct err *e);
/* An unlinked temporary file open for reading and writing. */
MUST_CHECK bool file_temp(struct arena *a, int *ret_fd, struct err *e);

#endif
