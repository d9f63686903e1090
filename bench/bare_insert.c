/* bare_insert.c - the yardstick of imports: reads a CSV with libcsv and puts every field of every
 * row into one SQLite table by one prepared statement in one transaction, and nothing else: no
 * checks, no classification, no codes. usage: bare_insert FILE.csv STORE.db */
#include <csv.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 64, CHUNK = 1 << 16 };

struct loading {
    sqlite3 *db;
    sqlite3_stmt *insert;
    int column, columns;
    long rows;
};

static void die(sqlite3 *db, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void prepare(struct loading *l)
{
    char sql[4096] = "CREATE TABLE t (c0 TEXT";
    size_t n = strlen(sql);

    for (int i = 1; i < l->columns; i++)
        n += (size_t)snprintf(sql + n, sizeof(sql) - n, ", c%d TEXT", i);
    snprintf(sql + n, sizeof(sql) - n, ")");
    if (sqlite3_exec(l->db, sql, NULL, NULL, NULL))
        die(l->db, sql);
    n = (size_t)snprintf(sql, sizeof(sql), "INSERT INTO t VALUES (?");
    for (int i = 1; i < l->columns; i++)
        n += (size_t)snprintf(sql + n, sizeof(sql) - n, ", ?");
    snprintf(sql + n, sizeof(sql) - n, ")");
    if (sqlite3_prepare_v2(l->db, sql, -1, &l->insert, NULL))
        die(l->db, sql);
}

/* libcsv reuses its buffer after each field: the row is copied by binding transiently. */
static void field(void *p, size_t n, void *ctx)
{
    struct loading *l = ctx;

    l->column++;
    if (l->insert && l->column <= l->columns)
        sqlite3_bind_text(l->insert, l->column, p, (int)n, SQLITE_TRANSIENT);
}

static void row(int c, void *ctx)
{
    struct loading *l = ctx;

    (void)c;
    if (!l->insert) {
        l->columns = l->column;
        prepare(l);
    } else {
        if (sqlite3_step(l->insert) != SQLITE_DONE)
            die(l->db, "insert");
        sqlite3_reset(l->insert);
        l->rows++;
    }
    l->column = 0;
}

int main(int argc, char **argv)
{
    static char buf[CHUNK];
    struct loading l = {0};
    struct csv_parser p;
    FILE *f = NULL;
    size_t n;

    if (argc != 3 || !(f = fopen(argv[1], "rb")) || sqlite3_open(argv[2], &l.db) ||
        csv_init(&p, CSV_STRICT | CSV_STRICT_FINI))
        die(l.db, "usage: bare_insert FILE.csv STORE.db");
    sqlite3_exec(l.db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN", NULL, NULL,
                 NULL);
    while ((n = fread(buf, 1, sizeof(buf), f)) > 0) {
        if (csv_parse(&p, buf, n, field, row, &l) != n)
            die(NULL, csv_strerror(csv_error(&p)));
    }
    csv_fini(&p, field, row, &l);
    if (sqlite3_exec(l.db, "COMMIT", NULL, NULL, NULL))
        die(l.db, "commit");
    printf("%ld rows\n", l.rows);
    return 0;
}
