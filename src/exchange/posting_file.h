/* posting_file.h - acts of the year from a file (docs/formats/posting.md): key,date,type,line,amount,to_line,ref,
 * authority,note. Each row has a result of its own; or all or nothing. */
#ifndef PBIS_EXCHANGE_POSTING_FILE_H
#define PBIS_EXCHANGE_POSTING_FILE_H

#include "execute/posting.h"

struct store;

struct posting_row {
    int64_t row, line; /* data record and physical line, from 1 */
    struct str line_code, to_code;
    struct posting p;
    bool bad;              /* it could not be read: err says why */
    enum post_result result;
    int64_t seq;
    const struct err *err; /* of a refused row */
};
struct posting_file {
    struct posting_row *row;
    size_t n, cap;
    size_t column[9];
    struct arena *a;
    struct str approved_by; /* of all rows; may be empty for the system */
    bool atomic;
    int64_t accepted, replayed, refused;
};
/* Reads; a row that cannot be read is marked. ERR_CSV_HEADER, ERR_FILE_EMPTY, ERR_BAD_CSV, ERR_FILE_ENCODING. */
MUST_CHECK bool posting_file_read(struct arena *a, struct str text, struct posting_file *ret, struct err *e);
/* Posts as `who`, in writes of at most POSTING_FILE_ROWS rows (atomic: one). False only when the store failed: rows that
 * were refused are results. */
enum { POSTING_FILE_ROWS = 20000 };
MUST_CHECK bool posting_file_post(struct store *s, const struct actor *who, int64_t now_ms, struct posting_file *f,
                                  struct err *e);
/* The word of a row's code column: CONTRACTS.md 2. */
const char *posting_word(enum err_code code);
/* row,key,result,code,entry,text of all rows. */
void posting_file_put(struct sbuf *b, const struct posting_file *f, enum lang lang);

#endif
