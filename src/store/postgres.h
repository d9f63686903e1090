/* postgres.h - private to the PostgreSQL driver: its connection, statements and values. */
#ifndef PBIS_STORE_POSTGRES_H
#define PBIS_STORE_POSTGRES_H

#include <libpq-fe.h>

#include "store/driver.h"

/* Object identifiers of built-in types; fixed for ever in PostgreSQL's catalog. */
enum {
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_VARCHAR = 1043,
};

enum { PARAMS_MAX = 64, BULK_CHUNK = 256 };

struct conn {
    PGconn *c;
    int64_t prepared; /* numbers the statements' names */
};

struct pg {
    struct stmt base;
    char name[24];
    Oid *param;
    Oid *result;
    PGresult *res;
    int row;
    bool stream, ended;
    int64_t changed;
    int64_t unread; /* of a bulk: rows sent, answers not read */
};

static inline PGconn *pg_handle(const struct db *db)
{
    return ((struct conn *)db->conn)->c;
}

struct params {
    const char *at[PARAMS_MAX];
    int length[PARAMS_MAX];
    int format[PARAMS_MAX];
    uint8_t number[PARAMS_MAX][8];
};

/* ---- postgres.c ---- */
/* Fills *e with why it failed; `res` may be NULL: the connection itself did. Always false. */
bool pg_refuse(struct db *db, const PGresult *res, const char *what, struct err *e);
bool pg_good(const PGresult *res);

/* ---- postgres_value.c ---- */
enum cell_kind pg_kind_of(Oid type);
MUST_CHECK bool pg_put_values(struct pg *p, const struct value *v, struct params *ps,
                              struct err *e);
int64_t pg_changed_rows(const PGresult *res);
void pg_cell(struct stmt *st, size_t col, struct cell *ret);

/* ---- postgres_bulk.c: rows are sent without waiting for each answer (pipeline mode) ---- */
bool pg_bulk_begin(struct db *db, struct stmt *st, struct err *e);
bool pg_bulk_row(struct db *db, struct stmt *st, const struct value *v, int64_t *rows,
                 struct err *e);
bool pg_bulk_end(struct db *db, struct stmt *st, int64_t *rows, struct err *e);

#endif
