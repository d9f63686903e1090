/* csv.h - CSV in (libcsv, strict, bounded) and out.
 *
 * In: UTF-8 with or without BOM, comma, fields at most 64 KiB, at most 256 columns. Rows are
 * counted by us: `row` is the data record from 1, `line` the physical line it began on. A cell
 * that begins with ' before = + - @ TAB is stripped of it (the way out put it there).
 * Out: RFC 4180, CRLF, BOM on request; text cells that begin with = + - @ TAB get a leading '. */
#ifndef PBIS_BASE_CSV_H
#define PBIS_BASE_CSV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/compiler.h"
#include "base/lang.h"
#include "base/row.h"
#include "base/str.h"

struct arena;
struct err;
struct sbuf;

struct csv_row {
    int64_t row;  /* data record from 1; 0 for the header */
    int64_t line; /* physical line from 1 */
    const struct str *cell;
    size_t n;
};

/* Called for each record in turn; false stops with *e. Cells live until it returns. */
typedef bool csv_row_fn(void *ctx, const struct csv_row *row, struct err *e);

/* A byte source: fills buf, returns the count, 0 at the end, -1 on failure. */
typedef long csv_read_fn(void *ctx, char *buf, size_t n);

/* Reads a whole file in bounded memory; the header record is row 0. UTF-8 is checked on the way
 * (ERR_FILE_ENCODING {line}); broken quoting is ERR_BAD_CSV {line, why}. */
MUST_CHECK bool csv_read(csv_read_fn *read, void *read_ctx, csv_row_fn *fn, void *ctx,
                         struct err *e);
MUST_CHECK bool csv_read_str(struct str text, csv_row_fn *fn, void *ctx, struct err *e);

/* The column index of each wanted name in a header; ERR_CSV_HEADER {column, found} for a missing
 * one unless optional (then SIZE_MAX). Names are compared trimmed, ASCII case folded. */
struct csv_column {
    const char *name;
    bool optional;
};
MUST_CHECK bool csv_columns(const struct csv_row *header, const struct csv_column *want, size_t n,
                            size_t *ret_index, struct err *e);

void csv_put_cell(struct sbuf *b, struct str text);     /* text: guarded and quoted */
void csv_put_value(struct sbuf *b, struct value v);     /* numbers never guarded */
void csv_end_row(struct sbuf *b);                       /* turns the last comma into CRLF */
/* A whole table: header of labels (or of names when lang is not wanted) and rows. */
void csv_put_header(struct sbuf *b, const struct row_type *t, const enum lang *lang);
void csv_put_row(struct sbuf *b, const struct row_type *t, const void *row);

#endif
