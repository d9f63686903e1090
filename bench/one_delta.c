/* one_delta.c - from one accepted delta to every total right.
 *
 * usage: one_delta sqlite:STORE.db YEAR ROUNDS
 *
 * Takes a demonstration city (a copy: it is changed) into the committee; then, round by round, a cut of one line is moved
 * and accepted, each by a write of its own with its sync, and the totals by agency, by side and by type and fund are
 * read from the column mirror. Timed from the beginning of the acceptance to the last total. After the last round the
 * total of the mirror is compared with the amounts counted again line by line. Prints JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "plan/cycle.h"
#include "plan/delta.h"
#include "plan/rollup.h"
#include "store/store.h"
#include "rounds.h"

enum { ROUNDS_MOST = 500 };

static long now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static void stop(const char *what, const struct err *e)
{
    fprintf(stderr, "%s: %s: %s\n", what, err_word(e->code), e->detail);
    exit(1);
}

struct work {
    struct actor who;
    int64_t year, id;
    struct str line;
};

static struct act act_of(struct work *w, struct tx *tx)
{
    return (struct act){.tx = tx, .a = tx->a, .who = &w->who, .today = DATE(20221001), .now_ms = 1664582400000};
}

static bool reach(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);

    return cycle_reach(&by, w->year, STR("COMMITTEE"), STR("bench"), e);
}

static bool propose(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);
    const struct delta_new n = {.year = w->year, .kind = STR("cut"), .line_code = w->line, .amount = BAHT(1), .reason = STR("bench")};
    struct str code;
    struct delta d;

    if (!delta_propose(&by, &n, &code, e) || !delta_get(tx->db, tx->a, code, &d, e))
        return false;
    w->id = d.id;
    return true;
}

static bool accept(struct tx *tx, void *ctx, struct err *e)
{
    struct work *w = ctx;
    struct act by = act_of(w, tx);
    const struct delta_decision d = {.year = w->year, .report_ref = STR("bench")};
    const struct delta_pick p = {w->id, 1, BAHT(1)};
    size_t row;

    return delta_accept(&by, &d, &p, 1, &row, e);
}

static int64_t totals(struct rollup *sums, struct db *db, int64_t year)
{
    static const enum dim by[][2] = {{DIM_AGENCY, DIM_YEAR}, {DIM_SIDE, DIM_YEAR}, {DIM_TYPE, DIM_FUND}};
    const struct rollup_filter f = {.year = year};
    struct arena *a = arena_new();
    struct rollup_table t;
    int64_t sum = 0;
    struct err e;

    for (size_t i = 0; i < sizeof by / sizeof by[0]; i++) {
        if (!rollup_get(sums, db, a, &f, ROLLUP_BY(by[i], 2, LANG_TH), &t, &e))
            stop("totals", &e);
        sum = t.total.now.satang;
    }
    arena_free(a);
    return sum;
}

int main(int argc, char **argv)
{
    static const struct query lines = {
        "lines", "SELECT l.code FROM line l JOIN package p ON p.id = l.package_id JOIN line_amount x ON x.line_id = l.id AND x.stage = 4 "
                 "JOIN class_node n ON n.id = l.item_id WHERE l.year = $1 AND l.removed = 0 AND x.amount_satang > 100000000 "
                 "AND n.code LIKE '03%' AND p.state IN ('FUNDED', 'PARTLY_FUNDED') ORDER BY l.id LIMIT 500", -1};
    static const struct query again = {
        "again", "SELECT SUM(COALESCE((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1), 0)) "
                 "FROM line l JOIN package p ON p.id = l.package_id WHERE l.year = $1 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN')", -1};
    struct code_row {
        struct str code;
    };
    static const struct field fields[] = {COL(struct code_row, code)};
    static const struct row_type type = ROW_TYPE(struct code_row, fields);
    struct arena *a = arena_new();
    struct work w = {.who = actor_system()};
    long took[ROUNDS_MOST];
    struct rollup *sums;
    struct store *store;
    int64_t sum = 0, counted;
    struct rows rows;
    struct db *db;
    size_t rounds;
    struct err e;

    if (argc != 4)
        return 2;
    w.year = atoi(argv[2]);
    rounds = (size_t)atoi(argv[3]);
    if (!store_open(a, &(struct store_options){.url = str_from(argv[1]), .mode = STORE_MUST_EXIST}, &store, &e) ||
        !store_write(store, reach, &w, &e) || !store_reader(store, &db, &e) ||
        !db_list(db, a, &lines, ARGS(V(w.year)), &type, &rows, &e))
        stop("begin", &e);
    sums = rollup_new();
    totals(sums, db, w.year);
    rounds = rounds < rows.n ? rounds : rows.n;
    for (size_t i = 0; i < rounds; i++) {
        long began;

        w.line = ((const struct code_row *)rows.p)[i].code;
        if (!store_write(store, propose, &w, &e))
            stop("propose", &e);
        began = now_us();
        if (!store_write(store, accept, &w, &e))
            stop("accept", &e);
        sum = totals(sums, db, w.year);
        took[i] = now_us() - began;
    }
    if (!db_int(db, &again, ARGS(V(w.year)), &counted, &e))
        stop("count", &e);
    qsort(took, rounds, sizeof *took, by_size);
    printf("{\"rounds\":%zu,\"median_us\":%ld,\"p99_us\":%ld,\"worst_us\":%ld,\"equal\":%s}\n", rounds, took[rounds / 2],
           took[rounds * 99 / 100], took[rounds - 1], counted == sum ? "true" : "false");
    rollup_free(sums);
    arena_free(a);
    return counted == sum ? 0 : 1;
}
