/* with_store.h - stores for unit tests: each test runs on SQLite and, when PBIS_PG holds the address
 * of a PostgreSQL where databases may be made, again on a fresh database there. PBIS_TEST_STORE
 * (sqlite, postgres) leaves one of the two. */
#ifndef PBIS_TESTS_WITH_STORE_H
#define PBIS_TESTS_WITH_STORE_H

#include "unit.h"

#include "store/store.h"

/* fn runs once a kind of store, each time with an empty, migrated store of its own. With
 * PBIS_REHEARSE in the environment every write runs twice (store_options.rehearse). `a` goes with
 * the store. */
typedef void with_store_fn(struct store *s, struct arena *a);
void with_each_store(with_store_fn *fn);

/* The same with the address of a store that was not made yet; `a` outlives it. */
typedef void with_url_fn(struct str url, struct arena *a);
void with_each_url(with_url_fn *fn);

/* Opens (made when missing) and migrates; fails the test when it cannot. */
struct store *store_for_test(struct arena *a, struct str url);

/* Fails the test with the error's word and detail unless `ok`. */
#define assert_ok(ok, e) unit_ok((ok), (e), __FILE__, __LINE__)
void unit_ok(bool ok, const struct err *e, const char *file, int line);
/* `ok` must be false and the code `want`. */
#define assert_err(ok, e, want) unit_err((ok), (e), (want), __FILE__, __LINE__)
void unit_err(bool ok, const struct err *e, enum err_code want, const char *file, int line);

/* A query of the test's own: QUERY("SELECT ..."). */
#define QUERY(text) (&(const struct query){"test", (text), -1})
/* Runs SQL on the calling thread's reader (or, inside a write, on tx->db with db_script): the lines
 * it gives, tab between columns, joined by newlines. */
struct str sql_lines(struct store *s, struct arena *a, const char *sql);
/* Runs SQL as a write of its own. */
bool sql_write(struct store *s, const char *sql, struct err *e);

#endif
