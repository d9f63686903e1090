/* text_table.h - the compiled English of every marked text, made by tools/poc.py.
 *
 * Sorted by the bytes of the Thai text (strcmp order), for a binary search; lang.c reads it. */
#ifndef PBIS_BASE_TEXT_TABLE_H
#define PBIS_BASE_TEXT_TABLE_H

#include <stddef.h>

struct text_pair {
    const char *th, *en;
};

extern const struct text_pair text_table[];
extern const size_t text_table_n;

#endif
