/* volume_int.h - the inside of a book of the set: what its two passes know of it. Private to volume*.c of the press.
 *
 * The first pass learns: it adds up, writes the data files, and keeps of each table what decides its columns (the
 * widest figure, the longest code). The second draws. A workbook has one pass, that adds up too. */
#ifndef PBIS_DOCUMENT_VOLUME_INT_H
#define PBIS_DOCUMENT_VOLUME_INT_H

#include "base/crypto.h"
#include "base/err.h"
#include "document/table.h"
#include "document/volume.h"

enum { VOLUME_LEVELS = 8, VOLUME_WAITING = 6 };
enum volume_pass { PASS_LEARN, PASS_DRAW, PASS_SHEET, PASS_HASH };

/* Texts are counted by length, in steps of so many bytes. */
enum { VOLUME_LENGTHS = 32, VOLUME_LENGTH_STEP = 12 };

/* What the first pass keeps of one column. */
struct volume_extent {
    int64_t least, most;
    bool satang;           /* an amount is not of whole baht */
    struct sbuf longest;   /* the longest code, or quantity with its unit as printed */
    size_t longest_cp;
    uint32_t texts[VOLUME_LENGTHS]; /* of VOLUME_TEXT: how many are how long, but headings */
    struct money total;    /* of the ITEMs */
};

struct volume_table {
    const char *id;
    struct str title;
    struct volume_column column[VOLUME_COLUMNS];
    size_t n;
    struct volume_extent extent[VOLUME_COLUMNS];
    int64_t rows, items, seen; /* seen: rows that the second pass said */
    int heads;                 /* the deepest level of a HEAD, from 1; 0 = none */
    uint64_t print, again;     /* fingerprints of what each pass said */
    char *csv, *json;          /* the data files, and what is in them */
    struct str csv_hash, json_hash;
};

struct volume_entry { /* of the contents */
    struct str title, anchor;
    int level, page;
};
struct volume_waiting { /* a heading before what it heads; level 0: a chapter */
    int level;
    struct volume_entry *entry;
    struct str title;
};
struct volume_mention { /* of the index */
    struct str word;
    int page;
};

struct volume_files;
struct sheet;

struct volume {
    struct arena *a, *scratch, *words; /* words: of the index */
    const struct volume_info *info;
    enum volume_pass pass;
    struct err err; /* the first thing that went wrong while it was said */
    bool failed;
    bool open;                        /* a table is */
    bool mentioned;                   /* there will be an index */
    struct volume_table *table;       /* all of them */
    size_t tables, tables_cap, at;    /* at: the open one */
    struct money sum[VOLUME_LEVELS][VOLUME_COLUMNS];
    struct str head;                  /* of the newest HEAD or ITEM, to name a wrong sum by */
    struct volume_files *files;       /* of the open table */
    char *folder;                     /* of the data files */
    struct sha256_state *hash;        /* of PASS_HASH */
    struct sheet *sheet;
    /* drawing */
    struct fonts *f;
    struct book *b;
    struct table *t;
    struct arena *table_arena;
    int chapter_mark;                 /* bookmark */
    struct volume_waiting wait[VOLUME_WAITING];
    size_t waiting;
    struct volume_entry *entry;
    size_t entries, entries_cap, entry_at;
    struct volume_mention *mention;
    size_t mentions, mentions_cap;
    int contents, index_page;         /* pages of the contents; where the index begins */
    struct str running;               /* head of the pages, left */
};

/* Thai digits; a year and a unit stay on the line of their figure. */
struct str volume_dressed(struct volume *v, struct arena *a, struct str s);
struct volume_table *volume_now(struct volume *v); /* the open table */
bool volume_money_kind(const struct volume_table *t, size_t i);
/* Keeps the first error only. */
void volume_fail(struct volume *v, const struct err *e);

/* Draws the headings that wait on a page that lies as told, with room for what they head. */
void volume_place(struct volume *v, bool wide, double least);

/* volume_sum.c: adds ITEMs, compares SUBTOTALs and TOTALs. */
void volume_sum_begin(struct volume *v);
bool volume_sum_row(struct volume *v, const struct volume_row *r, struct err *e);

/* volume_files.c: the data of a table as CSV and JSON, and the manifest. */
MUST_CHECK bool volume_files_begin(struct volume *v, struct err *e);
MUST_CHECK bool volume_files_row(struct volume *v, const struct volume_row *r, struct err *e);
MUST_CHECK bool volume_files_end(struct volume *v, struct err *e);
MUST_CHECK bool volume_manifest(struct volume *v, int pages, char **ret_path, struct err *e);
/* volume.json: the facts of the book and all its tables in one, of the files of the tables. */
MUST_CHECK bool volume_whole(struct volume *v, char **ret_path, struct err *e);
struct arena *volume_files_arena(struct volume_files *f);
struct str volume_role_word(enum volume_role role);

/* volume_sheet.c: the workbook. */
MUST_CHECK bool volume_sheet_open(struct volume *v, const char *path, struct err *e);
void volume_sheet_table(struct volume *v);
void volume_sheet_row(struct volume *v, const struct volume_row *r);

/* volume_table.c: tables on paper. */
void volume_table_draw(struct volume *v);
void volume_row_draw(struct volume *v, const struct volume_row *r);
void volume_table_close(struct volume *v);
/* A figure as it is printed. */
struct str volume_figure(struct arena *a, const struct volume_table *t, size_t i,
                         const struct volume_cell *c);

/* volume_lead.c: cover, contents, index. */
void volume_cover(struct volume *v);
void volume_contents(struct volume *v);
void volume_index(struct volume *v);
struct str volume_mark(struct volume *v); /* at the foot of each page */

/* volume_digest.c: what is said, hashed. False, and nothing done, in every other pass. */
bool volume_hashes(struct volume *v, int kind, struct str s);
void volume_hash_table(struct volume *v);
void volume_hash_row(struct volume *v, const struct volume_row *r);
void volume_results(const struct volume *v, struct document_result *ret);

/* volume_pdf.c */
MUST_CHECK bool volume_pdf(struct volume *v, const char *path, volume_fn *fn, void *ctx,
                           struct document_result *ret, struct err *e);

#endif
