/* score_scan.c - scoring every indicator of a year beside the bare aggregate queries of the same store (issue F).
 *
 * usage: score_scan sqlite:STORE.db YEAR ROUNDS
 *
 * Bare: for each measure that the indicators use, one GROUP BY over line and balance by agency, nothing left out, and the sums of
 * all readings. Ours: score_compute() of all indicators. Stored: score_run_do() with its rows, what counts now and the audit
 * record, committed. As of a day in March the same with the entries themselves. Prints JSON. */
#include "base/arena.h"
#include "perform/score.h"
#include "store/store.h"
#include "rounds.h"

enum { ROUNDS_MOST = 50 };

static long bare(struct db *db, int64_t year)
{
    struct arena *a = arena_new();
    struct str *line, sql = str_format(a,
                                       "SELECT l.agency_id, SUM(b.disbursed_satang), SUM(b.unallotted_satang + b.allotted_satang + "
                                       "b.reserved_satang + b.obligated_satang + b.disbursed_satang + b.carried_a_satang + "
                                       "b.carried_b_satang + b.lapsed_satang) FROM line l JOIN balance b ON b.line_id = l.id "
                                       "WHERE l.year = %lld GROUP BY l.agency_id",
                                       (long long)year),
                        read = str_format(a, "SELECT SUM(value), SUM(numerator_satang), SUM(denominator_satang) FROM reading WHERE year = %lld",
                                          (long long)year);
    struct err e = {0};
    long began = now_ns();
    size_t n;

    for (int i = 0; i < 4; i++) {
        if (!db_script(db, a, i < 3 ? sql : read, &line, &n, &e))
            die(&e);
    }
    began = now_ns() - began;
    arena_free(a);
    return began;
}

static long ours(struct db *db, int64_t year, struct date as_of, int64_t *ret_scored, int64_t *ret_n)
{
    struct score_asked q = {.year = year, .as_of = as_of};
    struct arena *a = arena_new();
    struct err e = {0};
    struct rows rows;
    long began = now_ns();
    int64_t kept;

    if (!score_compute(db, a, &q, &rows, &kept, &e))
        die(&e);
    began = now_ns() - began;
    *ret_n = (int64_t)rows.n;
    *ret_scored = 0;
    for (size_t i = 0; i < rows.n; i++)
        *ret_scored += ((const struct score_row *)rows.p)[i].why.n == 0;
    arena_free(a);
    return began;
}

struct storing {
    struct score_asked q;
    struct actor who;
};

static bool store_all(struct tx *tx, void *ctx, struct err *e)
{
    struct storing *s = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = &s->who, .today = DATE(20231101), .now_ms = 1700000000000};
    struct score_run run;

    return score_run_do(&by, &s->q, &run, e);
}

int main(int argc, char **argv)
{
    struct store_options o = {.mode = STORE_MUST_EXIST};
    struct storing st = {.who = actor_system()};
    long plain[ROUNDS_MOST], all[ROUNDS_MOST], stored, past;
    struct arena *a = arena_new();
    struct err e = {0};
    struct store *s;
    struct db *db;
    int64_t year, scored, n;
    int rounds;

    if (argc != 4)
        return 2;
    o.url = str_from(argv[1]);
    year = atoll(argv[2]);
    rounds = atoi(argv[3]) < ROUNDS_MOST ? atoi(argv[3]) : ROUNDS_MOST;
    if (!store_open(a, &o, &s, &e) || !store_reader(s, &db, &e))
        die(&e);
    store_day_set(s, DATE(20231101));
    st.q = (struct score_asked){.year = year, .as_of = fy_end((int32_t)year)};
    for (int i = -1; i < rounds; i++) {
        long p = bare(db, year), q = ours(db, year, st.q.as_of, &scored, &n);

        if (i >= 0) {
            plain[i] = p;
            all[i] = q;
        }
    }
    past = ours(db, year, DATE(20230331), &scored, &n);
    (void)ours(db, year, st.q.as_of, &scored, &n);
    stored = now_ns();
    if (!store_write(s, store_all, &st, &e))
        die(&e);
    stored = now_ns() - stored;
    qsort(plain, (size_t)rounds, sizeof *plain, by_size);
    qsort(all, (size_t)rounds, sizeof *all, by_size);
    printf("{\"indicators\": %lld, \"scored\": %lld, \"bare_ms\": %.1f, \"ours_ms\": %.1f, \"stored_ms\": %.1f, \"past_ms\": %.1f}\n",
           (long long)n, (long long)scored, (double)plain[rounds / 2] / 1e6, (double)all[rounds / 2] / 1e6, (double)stored / 1e6,
           (double)past / 1e6);
    arena_free(a);
    return 0;
}
