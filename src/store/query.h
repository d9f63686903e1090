/* query.h - what tools/embed.py makes: named queries and migrations, as constants. */
#ifndef PBIS_STORE_QUERY_H
#define PBIS_STORE_QUERY_H

#include <stddef.h>

/* One named query of a X.sql file; `id` is dense over the whole program. -1 (tests, tools): prepared
 * for each use, never kept. */
struct query {
    const char *name;
    const char *sql; /* $1 .. $n on both stores */
    int id;
};

struct migration {
    int version;
    const char *name;
    const char *sql;    /* with type words; expanded per store */
    const char *sha256; /* of the file, hexadecimal */
};

extern const struct query *const all_queries[];
extern const size_t all_queries_n;
extern const struct migration migrations[];
extern const size_t migrations_n;

#endif
