/* import_frame.h - private to the importers: what the frame (import.c) gives to one kind of file.
 *
 * The frame opens the file, hashes it, hands over header and records, keeps the issues, writes the
 * refused rows out and decides whether the transaction stands. A kind checks a record, says what it
 * repaired and refused, and writes the rest. All of it runs inside one store_write: the file is
 * read once, and a refused or dry run is rolled back; so what a dry run says is what would happen.
 * A write may run again (store.h): begin() starts everything afresh. */
#ifndef PBIS_EXCHANGE_IMPORT_FRAME_H
#define PBIS_EXCHANGE_IMPORT_FRAME_H

#include "base/csv.h"
#include "base/err.h"
#include "exchange/import.h"

struct arena;
struct import;

struct import_kind {
    const char *word;
    const struct csv_column *columns;
    size_t ncolumns;
    size_t max_bytes; /* of the unpacked file */
    bool needs_year;
    bool sheets;     /* also the first sheet of an .xlsx, its cells as the CSV's */
    enum perm perm;  /* who may, within what each record asks for; unset: PERM_IMPORT, the city */
    const struct row_type *labels; /* its head may carry their labels instead of names; or NULL */
    bool hash_first; /* rep->sha256 is set before begin(): the file is read twice */
    /* begin() loads what the checks need; im->year may be set by the first record. It and end() may be NULL. */
    bool (*begin)(struct import *im, struct err *e);
    /* One record: issues, then the write unless import_is_bad() or !im->writing. false = stop. */
    bool (*row)(struct import *im, struct err *e);
    bool (*end)(struct import *im, struct err *e);
};

extern const struct import_kind bma_lines_kind, national_lines_kind, strategy_kind, contracts_kind, payments_kind, activities_kind, readings_kind;

struct import {
    const struct import_kind *kind;
    const struct import_options *o;
    struct act *by;      /* inside the write */
    struct arena *a;     /* of the run: tables, what the kind keeps */
    struct arena *row_a; /* of the record; rewound after it */
    void *state;         /* the kind's own */
    const struct csv_row *rec;
    const size_t *column; /* index of each of the kind's columns in the record */
    bool writing;         /* false once a row was refused and the file will be */
    int64_t year;         /* 0 until known */
    struct import_report *rep;
    struct money total;
};

/* ---- for the kinds ---- */

/* The cell of a column, spaces trimmed and runs of spaces and line breaks made one space (a repair
 * that is listed when anything inside the text changed). Lives until the record ends. */
struct str import_cell(struct import *im, size_t column);
/* The same without listing. */
struct str import_cell_quiet(struct import *im, size_t column);

enum import_repair {
#define REPAIR(id, word, th, en) id,
#include "exchange/import_repairs.def"
#undef REPAIR
    REPAIR_COUNT
};
void import_repair(struct import *im, size_t column, enum import_repair what, struct str value,
                   struct str expected);
/* Refuses the record for *why (a code with its arguments). Checks of other cells may go on. */
void import_refuse(struct import *im, size_t column, const struct err *why);
bool import_is_bad(const struct import *im);
/* The record is in the store already, exactly so. */
void import_unchanged(struct import *im);
bool import_is_unchanged(const struct import *im);
/* From end(), about a record that row() let pass and kept a copy of: refuse it after all; it was
 * there before. Once a record. */
MUST_CHECK bool import_refuse_late(struct import *im, const struct csv_row *rec, size_t column,
                                   const struct err *why, struct err *e);
void import_unchanged_late(struct import *im);
/* Adds to the file's total: records that stand in the store afterwards. */
MUST_CHECK bool import_add_total(struct import *im, struct money amount, struct err *e);
/* Short cuts to the common refusals. */
void import_refuse_choice(struct import *im, size_t column, struct str value, struct str expected);
void import_refuse_required(struct import *im, size_t column);
void import_refuse_code(struct import *im, size_t column, struct str value);
const char *import_column_name(const struct import *im, size_t column);

/* The report as it is kept in import_run. */
enum { IMPORT_ISSUES_MAX = 10000 };

#endif
