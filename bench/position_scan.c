/* position_scan.c - the budget position beside a plain scan of the amounts (goals P6, P8).
 *
 * usage: position_scan sqlite:STORE.db YEAR ROUNDS
 *
 * Plain: one loop over an array of as many amounts as the mirror has rows. Now: agency x type x year x fund with all sixteen
 * sets of totals, from the sums kept by increment. As of a day in March: the same four dimensions. After: what a
 * page pays for a figure after a posting, position_get() of the city's total with its look for newer entries. Prints JSON. */
#include "base/arena.h"
#include "execute/position.h"
#include "store/store.h"
#include "rounds.h"

enum { RUNS_MOST = 200 };

static struct position_table ask(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                                 const enum pos_dim *dim, size_t n)
{
    struct position_table t;
    struct err e = {0};

    if (!position_get(p, db, a, f, POSITION_BY(dim, n, LANG_EN), &t, &e))
        die(&e);
    return t;
}

static long plain(const int64_t *v, size_t n, int64_t *ret)
{
    long began = now_ns();
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += v[i];
    *ret += sum;
    return now_ns() - began;
}

static long all_totals(struct position *p, struct db *db, int64_t want)
{
    static const enum pos_dim four[] = {POS_DIM_AGENCY, POS_DIM_TYPE, POS_DIM_YEAR, POS_DIM_FUND};
    const struct position_filter f = {0};
    struct arena *a = arena_new();
    long began = now_ns(), took;

    for (unsigned set = 0; set < 16; set++) {
        enum pos_dim dim[4];
        size_t n = 0;

        for (unsigned d = 0; d < 4; d++) {
            if (set >> d & 1U)
                dim[n++] = four[d];
        }
        if (ask(p, db, a, &f, dim, n).total.disbursed.satang != want)
            exit(1);
    }
    took = now_ns() - began;
    arena_free(a);
    return took;
}

static long as_of(struct position *p, struct db *db, struct date day, int64_t want)
{
    static const enum pos_dim four[] = {POS_DIM_AGENCY, POS_DIM_TYPE, POS_DIM_YEAR, POS_DIM_FUND};
    const struct position_filter f = {.as_of = day};
    struct arena *a = arena_new();
    long began = now_ns(), took;

    if (ask(p, db, a, &f, four, 4).total.disbursed.satang != want)
        exit(1);
    took = now_ns() - began;
    arena_free(a);
    return took;
}

static long figure(struct position *p, struct db *db)
{
    const struct position_filter f = {0};
    struct arena *a = arena_new();
    long began = now_ns(), took;

    (void)ask(p, db, a, &f, NULL, 0);
    took = now_ns() - began;
    arena_free(a);
    return took;
}

int main(int argc, char **argv)
{
    static long run[4][RUNS_MOST];
    struct arena *a = arena_new();
    struct position *p = position_new();
    const struct position_filter f = {0};
    struct position_table t;
    struct store *store;
    struct db *db;
    struct err e = {0};
    static const enum pos_dim line[] = {POS_DIM_LINE};
    struct position_filter half = {0};
    struct date day;
    int64_t *v, sum = 0, want, then;
    long fill, columns;
    int rounds;

    if (argc != 4)
        return 2;
    rounds = atoi(argv[3]) < RUNS_MOST ? atoi(argv[3]) : RUNS_MOST;
    if (!store_open(a, &(struct store_options){.url = str_from(argv[1])}, &store, &e) || !store_reader(store, &db, &e))
        die(&e);
    fill = now_ns();
    t = ask(p, db, a, &f, NULL, 0);
    fill = now_ns() - fill;
    want = t.total.disbursed.satang;
    half.as_of = day = date_add_days(fy_start((int32_t)atoi(argv[2])), 180); /* late in its month: nearly all of it is scanned */
    columns = now_ns();
    then = ask(p, db, a, &half, line, 1).total.disbursed.satang; /* by line every entry is read */
    columns = now_ns() - columns;
    v = ARENA_ARRAY(a, int64_t, (size_t)t.seq);
    for (int64_t i = 0; i < t.seq; i++)
        v[i] = i & 1023;
    for (int i = 0; i < rounds; i++) {
        run[0][i] = plain(v, (size_t)t.seq, &sum);
        run[1][i] = all_totals(p, db, want);
        run[2][i] = as_of(p, db, day, then);
        run[3][i] = figure(p, db);
    }
    for (int k = 0; k < 4; k++)
        qsort(run[k], (size_t)rounds, sizeof run[k][0], by_size);
    printf("{\"entries\":%lld,\"fill_ms\":%.1f,\"columns_ms\":%.1f,\"plain_us\":%.1f,\"now_us\":%.1f,\"as_of_us\":%.1f,\"figure_us\":%.1f,\"check\":%d}\n",
           (long long)t.seq, (double)fill / 1e6, (double)columns / 1e6, (double)run[0][rounds / 2] / 1e3, (double)run[1][rounds / 2] / 1e3,
           (double)run[2][rounds / 2] / 1e3, (double)run[3][rounds / 2] / 1e3, (int)(sum & 1));
    position_free(p);
    arena_free(a);
    return 0;
}
