/* compare_scan.c - two stages of the whole city compared, beside a bare SELECT of the same rows.
 *
 * usage: compare_scan sqlite:STORE.db YEAR FROM TO ROUNDS
 *
 * Bare: one prepared statement that reads the same lines with both amounts (each the newest up to its
 * stage), every text and number taken. Ours: compare_get() as the page asks it, with the look for newer
 * changes, counts, parts by agency and the first fifty lines with who and why; and as the file asks it,
 * every line with its reasons. In turn; the sums are compared first. The mirror is warm, as in a server.
 * Prints JSON. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "plan/compare.h"
#include "store/store.h"
#include "rounds.h"

enum { ROUNDS_MOST = 64, EVERY = 10000000 };

static const char bare_sql[] =
    "SELECT l.code, l.name, p.code, g.code,"
    " (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= ?2 ORDER BY x.stage DESC LIMIT 1),"
    " (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id AND x.stage <= ?3 ORDER BY x.stage DESC LIMIT 1)"
    " FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id"
    " WHERE l.year = ?1 AND l.removed = 0 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN')"
    " ORDER BY l.package_id, l.id";

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "compare_scan: %s: %s\n", what, why);
    exit(1);
}

struct sums {
    long took;
    int64_t lines, from, to;
};

static struct sums bare(sqlite3 *db, int year, int from, int to)
{
    sqlite3_stmt *st;
    struct sums s = {.lines = 0};
    size_t bytes = 0;
    long began = now_ns();

    if (sqlite3_prepare_v2(db, bare_sql, -1, &st, NULL) != SQLITE_OK)
        stop("prepare", sqlite3_errmsg(db));
    sqlite3_bind_int(st, 1, year);
    sqlite3_bind_int(st, 2, from);
    sqlite3_bind_int(st, 3, to);
    while (sqlite3_step(st) == SQLITE_ROW) {
        for (int c = 0; c < 4; c++)
            bytes += strlen((const char *)sqlite3_column_text(st, c));
        s.from += sqlite3_column_int64(st, 4);
        s.to += sqlite3_column_int64(st, 5);
        s.lines++;
    }
    sqlite3_finalize(st);
    __asm__ volatile("" : : "r"(bytes));
    s.took = now_ns() - began;
    return s;
}

static struct sums ours(struct rollup *r, struct db *db, const struct compare_ask *ask)
{
    struct arena *a = arena_new();
    struct sums s = {.lines = 0};
    struct compare c;
    struct err e;
    long began = now_ns();

    if (!compare_get(r, db, a, ask, &c, &e))
        stop(err_word(e.code), e.detail);
    s.took = now_ns() - began;
    for (int k = 0; k < COMPARE_KINDS; k++)
        s.lines += c.count[k];
    s.from = c.from.satang;
    s.to = c.to.satang;
    arena_free(a);
    return s;
}

int main(int argc, char **argv)
{
    struct compare_ask page = {.by = DIM_AGENCY, .kind = COMPARE_KINDS, .limit = 50}, file;
    long took[3][ROUNDS_MOST];
    struct arena *a;
    struct store *store;
    struct rollup *rollup = rollup_new();
    struct db *db;
    struct err e;
    sqlite3 *raw;
    struct sums b = {.lines = 0};
    int year, rounds;

    if (argc != 6 || strncmp(argv[1], "sqlite:", 7) != 0 || atoi(argv[5]) < 1 || atoi(argv[5]) > ROUNDS_MOST) {
        fprintf(stderr, "usage: compare_scan sqlite:STORE.db YEAR FROM TO ROUNDS\n");
        return 1;
    }
    crypto_init();
    a = arena_new();
    year = atoi(argv[2]);
    rounds = atoi(argv[5]);
    if (!store_open(a, &(struct store_options){.url = str_from(argv[1]), .mode = STORE_MUST_EXIST}, &store, &e) ||
        !store_reader(store, &db, &e) ||
        !compare_point_parse(db, a, year, str_from(argv[3]), &page.from, &e) ||
        !compare_point_parse(db, a, year, str_from(argv[4]), &page.to, &e))
        stop(err_word(e.code), e.detail);
    if (sqlite3_open_v2(argv[1] + 7, &raw, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        stop(argv[1], "cannot be opened");
    file = page;
    file.kind = -1;
    file.limit = EVERY;
    file.in_order = true;
    (void)ours(rollup, db, &page); /* warm, as in a server */
    for (int i = 0; i < rounds; i++) {
        struct sums p, f;

        b = bare(raw, year, (int)page.from.stage, (int)page.to.stage);
        p = ours(rollup, db, &page);
        f = ours(rollup, db, &file);
        if (p.from != b.from || p.to != b.to || p.lines != b.lines || f.from != b.from || f.to != b.to)
            stop("the answers differ", "sums");
        took[0][i] = b.took;
        took[1][i] = p.took;
        took[2][i] = f.took;
    }
    for (int k = 0; k < 3; k++)
        qsort(took[k], (size_t)rounds, sizeof(long), by_size);
    printf("{\"lines\":%lld,\"bare_ns\":%ld,\"page_ns\":%ld,\"file_ns\":%ld}\n", (long long)b.lines,
           took[0][rounds / 2], took[1][rounds / 2], took[2][rounds / 2]);
    rollup_free(rollup);
    sqlite3_close(raw);
    arena_free(a);
    return 0;
}
