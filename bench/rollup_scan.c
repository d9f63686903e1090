/* rollup_scan.c - the roll-up by each pair of dimensions, beside a plain scan of the same amounts.
 *
 * usage: rollup_scan sqlite:STORE.db YEAR ROUNDS
 *
 * Plain: one loop that adds up an array of the amounts: those of every stage that the year has reached, as
 * the roll-up sums them; beside it the newest amounts alone. Ours: rollup_get() whole, with its look for
 * newer changes, its names and its order. In turn. Every pair of dimensions but lines and packages (those
 * answer with as many rows as there are lines). Sums are compared first. Prints JSON. */
#include "base/arena.h"
#include "base/crypto.h"
#include "plan/rollup.h"
#include "store/store.h"
#include "rounds.h"

enum { RUNS_MOST = 64 };

struct bench {
    struct store *store;
    struct db *db;
    struct rollup *rollup;
    struct rollup_filter filter;
    int rounds;
};

/* One roll-up. Rounds go over all pairs in turn, in the two languages by turns: more questions than
 * the roll-up remembers, so each is counted anew. */
static long ours(struct bench *b, const enum dim *dim, enum lang lang, int64_t *ret_sum, size_t *ret_rows)
{
    struct arena *a = arena_new();
    struct rollup_table t;
    struct err e;
    long began = now_ns(), took;

    if (!rollup_get(b->rollup, b->db, a, &b->filter, ROLLUP_BY(dim, 2, lang), &t, &e))
        die(&e);
    took = now_ns() - began;
    *ret_sum = t.total.now.satang;
    *ret_rows = t.n;
    arena_free(a);
    return took;
}

/* One scan: adds up the amounts. */
static long plain(const int64_t *amount, size_t n, int64_t *ret_sum)
{
    long began = now_ns();
    int64_t sum = 0;

    for (size_t k = 0; k < n; k++)
        sum += amount[k];
    __asm__ volatile("" : : "r"(sum)); /* it is needed */
    *ret_sum = sum;
    return now_ns() - began;
}

/* The dimensions of reports: not those with as many groups as there are lines. */
static const enum dim dims[] = {DIM_AGENCY, DIM_DIVISION, DIM_DISTRICT_GROUP, DIM_SIDE, DIM_PLAN, DIM_OUTPUT,
                                DIM_ITEM,   DIM_TYPE,     DIM_FUND,           DIM_ORDINANCE, DIM_YEAR};
enum { DIMS = sizeof dims / sizeof dims[0], PAIRS = DIMS * (DIMS - 1) / 2 };

struct pair {
    enum dim dim[2];
    long took[RUNS_MOST], bare[RUNS_MOST], column[RUNS_MOST], median;
    size_t rows;
};

static void open_all(struct bench *b, struct arena *a, const char *url)
{
    struct err e;

    if (!store_open(a, &(struct store_options){.url = str_from(url), .mode = STORE_MUST_EXIST}, &b->store, &e) ||
        !store_reader(b->store, &b->db, &e))
        die(&e);
    b->rollup = rollup_new();
}

static size_t read_amounts(struct bench *b, struct arena *a, int64_t **ret, size_t *ret_all)
{
    static const enum dim line[] = {DIM_LINE};
    struct rollup_table t;
    struct err e;

    if (!rollup_get(b->rollup, b->db, a, &b->filter, ROLLUP_BY(line, 1, LANG_TH), &t, &e))
        die(&e);
    *ret = ARENA_ARRAY(a, int64_t, (STAGE_COUNT + 1) * (t.n + 1));
    for (size_t i = 0; i < t.n; i++)
        (*ret)[i] = t.row[i].now.satang;
    *ret_all = t.n; /* behind them, the stages */
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        for (size_t i = 0; t.total.has[s] && i < t.n; i++)
            (*ret)[(*ret_all)++] = t.row[i].upto[s].satang;
    }
    *ret_all -= t.n;
    return t.n;
}

int main(int argc, char **argv)
{
    static struct pair pair[PAIRS];
    struct bench b = {.filter = {.unsent = true}};
    struct arena *a;
    int64_t *amount, sum = 0, got = 0;
    long bare, all[PAIRS], column[PAIRS];
    size_t lines, amounts, n = 0;

    if (argc != 4 || atoi(argv[3]) < 1 || atoi(argv[3]) > RUNS_MOST) {
        fprintf(stderr, "usage: rollup_scan sqlite:STORE.db YEAR ROUNDS\n");
        return 1;
    }
    crypto_init();
    a = arena_new();
    b.filter.year = atoi(argv[2]);
    b.rounds = atoi(argv[3]);
    open_all(&b, a, argv[1]);
    lines = read_amounts(&b, a, &amount, &amounts);
    for (size_t i = 0; i < DIMS; i++) {
        for (size_t k = i + 1; k < DIMS; k++)
            pair[n++] = (struct pair){.dim = {dims[i], dims[k]}};
    }
    for (int r = 0; r < b.rounds; r++) {
        for (size_t i = 0; i < PAIRS; i++) {
            pair[i].bare[r] = plain(amount + lines, amounts, &sum);
            pair[i].column[r] = plain(amount, lines, &sum);
            pair[i].took[r] = ours(&b, pair[i].dim, r % 2 ? LANG_EN : LANG_TH, &got, &pair[i].rows);
            if (got != sum) {
                fprintf(stderr, "%s, %s: the sums differ\n", dim_word(pair[i].dim[0]), dim_word(pair[i].dim[1]));
                return 1;
            }
        }
    }
    for (size_t i = 0; i < PAIRS; i++) {
        qsort(pair[i].bare, (size_t)b.rounds, sizeof *pair[i].bare, by_size);
        qsort(pair[i].column, (size_t)b.rounds, sizeof *pair[i].column, by_size);
        all[i] = pair[i].bare[b.rounds / 2];
        column[i] = pair[i].column[b.rounds / 2];
    }
    qsort(column, PAIRS, sizeof *column, by_size);
    qsort(all, PAIRS, sizeof *all, by_size);
    bare = all[PAIRS / 2];
    printf("{\"lines\":%zu,\"amounts\":%zu,\"plain_ns\":%ld,\"column_ns\":%ld,\"pairs\":[", lines, amounts, bare, column[PAIRS / 2]);
    for (size_t i = 0; i < PAIRS; i++) {
        qsort(pair[i].took, (size_t)b.rounds, sizeof *pair[i].took, by_size);
        all[i] = pair[i].median = pair[i].took[b.rounds / 2];
        printf("%s\n{\"by\":\"%s %s\",\"rows\":%zu,\"ns\":%ld}", i ? "," : "", dim_word(pair[i].dim[0]), dim_word(pair[i].dim[1]),
               pair[i].rows, pair[i].median);
    }
    qsort(all, PAIRS, sizeof *all, by_size);
    printf("],\"median_ns\":%ld,\"worst_ns\":%ld}\n", all[PAIRS / 2], all[PAIRS - 1]);
    rollup_free(b.rollup);
    arena_free(a);
    return 0;
}
