/* data_file.h - the reference data of data/, embedded by tools/embed.py: at run time the program
 * needs no files beside it. */
#ifndef PBIS_BASE_DATA_FILE_H
#define PBIS_BASE_DATA_FILE_H

#include <stddef.h>

#include "base/str.h"

struct data_file {
    const char *name; /* path below data/, such as "agencies.csv" */
    size_t n;         /* bytes of the text */
    const char *text; /* UTF-8, lines end with \n, NUL after the last byte */
};

extern const struct data_file data_files[]; /* sorted by the bytes of the name */
extern const size_t data_files_n;

/* The text of one file; ends the process when there is none of that name (our bug). */
struct str data_file_get(const char *name);

#endif
