/* posting.c - posting through the whole path, beside the ideal chained log and a bare loop that writes the same rows.
 *
 * usage: posting single STORE N | writers STORE THREADS SECONDS | bulk STORE COPY.db N ROUNDS | fill STORE N
 *        | ids STORE | check STORE
 *
 * The store is a demonstration city's in force (pbis demo, pbis enact); it is changed. Every posting is an OBLIGATE of
 * one to 100 satang for a contract of its own: authority, day, period, key, availability, entry with its link, balance,
 * holding, audit record with its link. `bulk` posts N rows as one batch; bare writes the same rows (entry with SHA-256
 * link, balance once a line, holding, one audit record, heads) into COPY.db, a copy of the store, in turn. Prints JSON. */
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "city/actor.h"
#include "execute/posting.h"
#include "store/store.h"

enum { LINES_MOST = 60000, KEY_BYTES = 24, IDEAL_BYTES = 128, IDEAL_HASHED = 96, NOW_YEAR_DAY = 20221015, PER = 97 };

static const int64_t clock_ms = 1664582400000;

static void die(const char *what, const struct err *e)
{
    fprintf(stderr, "%s: %s %s\n", what, e ? err_word(e->code) : "", e ? e->detail : "");
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Processor time of the program: what a batch costs, whatever else the machine does. */
static int64_t cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct rate {
    double wall, cpu; /* rows a second */
};
static struct rate rate_of(size_t n, int64_t wall, int64_t cpu)
{
    return (struct rate){(double)n * 1e6 / (double)(now_us() - wall), (double)n * 1e6 / (double)(cpu_us() - cpu)};
}

struct bench {
    struct arena *a;
    struct store *store;
    int64_t line[LINES_MOST];
    size_t lines;
    int64_t next; /* number of the next posting: entries so far */
};

struct id_row {
    int64_t id;
};
static const struct field id_fields[] = {COL(struct id_row, id)};
static const struct row_type id_type = ROW_TYPE(struct id_row, id_fields);

static const struct query q_lines = {"bench_lines",
                                     "SELECT b.line_id AS id FROM balance b WHERE b.unallotted_satang + b.allotted_satang > "
                                     "10000000 ORDER BY b.line_id LIMIT 60000",
                                     -1};
static const struct query q_free = {"bench_free",
                                    "SELECT COUNT(*) FROM balance b WHERE b.allotted_satang > 1000000", -1};
static const struct query q_newest = {"bench_newest", "SELECT COALESCE(MAX(seq), 0) FROM entry", -1};

/* ---- ours ---- */

struct key_text {
    char key[KEY_BYTES];
};

/* The i-th posting: lines in a stride, so that neighbours differ. */
static struct posting posting_of(const struct bench *b, int64_t i, struct key_text *k)
{
    snprintf(k->key, sizeof k->key, "B%012lld", (long long)i);
    return (struct posting){.key = str_from(k->key),
                            .on = DATE(NOW_YEAR_DAY),
                            .type = STR("OBLIGATE"),
                            .line_id = b->line[(size_t)(i * 7919) % b->lines],
                            .amount = MONEY(1 + i % PER),
                            .ref = str_from(k->key)};
}

struct work {
    const struct bench *b;
    const struct posting *p;
    size_t n;
    struct posting_done *ret;
};

static bool post_one(struct tx *tx, void *ctx, struct err *e)
{
    struct actor who = actor_system();
    struct act by = {.tx = tx, .a = tx->a, .who = &who, .today = DATE(NOW_YEAR_DAY), .now_ms = clock_ms};
    struct work *w = ctx;
    struct posted r;

    return posting_do(&by, w->p, &r, e);
}

static bool post_many(struct tx *tx, void *ctx, struct err *e)
{
    struct actor who = actor_system();
    struct act by = {.tx = tx, .a = tx->a, .who = &who, .today = DATE(NOW_YEAR_DAY), .now_ms = clock_ms};
    struct work *w = ctx;

    return posting_many(&by, w->p, w->n, true, w->ret, e);
}

static void must(bool ok, const char *what, const struct err *e)
{
    if (!ok) {
        die(what, e);
    }
}

static void open_bench(struct bench *b, const char *url)
{
    struct store_options o = {.url = str_from(url), .write_queue = 4096};
    struct rows rows;
    const struct id_row *r;
    struct db *db;
    struct err e;
    int64_t free_lines;

    b->a = arena_new();
    must(store_open(b->a, &o, &b->store, &e) && store_reader(b->store, &db, &e) &&
             db_list(db, b->a, &q_lines, NO_ARGS, &id_type, &rows, &e) && db_int(db, &q_free, NO_ARGS, &free_lines, &e) &&
             db_int(db, &q_newest, NO_ARGS, &b->next, &e),
         "open", &e);
    r = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        b->line[b->lines++] = r[i].id;
    }
    if (b->lines == 0) {
        die("no lines with money: pbis demo, pbis enact", NULL);
    }
    if ((size_t)free_lines < b->lines) { /* allot once */
        struct posting *p = ARENA_ARRAY(b->a, struct posting, b->lines);
        struct work w = {b, p, b->lines, ARENA_ARRAY(b->a, struct posting_done, b->lines)};

        for (size_t i = 0; i < b->lines; i++) {
            p[i] = (struct posting){.key = str_format(b->a, "allot%lld", (long long)b->line[i]),
                                    .on = DATE(NOW_YEAR_DAY),
                                    .type = STR("ALLOT"),
                                    .line_id = b->line[i],
                                    .amount = MONEY(10000000)};
        }
        must(store_write(b->store, post_many, &w, &e), "allot", &e);
        must(db_int(db, &q_newest, NO_ARGS, &b->next, &e), "newest", &e);
    }
}

static double ours_single(struct bench *b, int64_t n)
{
    int64_t began = now_us();

    for (int64_t i = 0; i < n; i++) {
        struct key_text k;
        struct posting p = posting_of(b, b->next++, &k);
        struct work w = {.b = b, .p = &p};
        struct err e;

        must(store_write(b->store, post_one, &w, &e), "post", &e);
    }
    return (double)n * 1e6 / (double)(now_us() - began);
}

/* Posts n rows as one batch: rows a second. The rows are made before the clock starts. */
static struct rate ours_bulk(struct bench *b, size_t n)
{
    struct arena *a = arena_new();
    struct posting *p = ARENA_ARRAY(a, struct posting, n);
    struct key_text *k = ARENA_ARRAY(a, struct key_text, n);
    struct work w = {b, p, n, ARENA_ARRAY(a, struct posting_done, n)};
    struct err e;
    int64_t began, cpu;
    struct rate rate;

    for (size_t i = 0; i < n; i++) {
        p[i] = posting_of(b, b->next++, &k[i]);
    }
    began = now_us();
    cpu = cpu_us();
    must(store_write(b->store, post_many, &w, &e), "batch", &e);
    rate = rate_of(n, began, cpu);
    arena_free(a);
    return rate;
}

/* ---- the ideal chained log: one record, one hash, one sync a posting ---- */

static double ideal_single(const char *path, int64_t n)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_RDWR, 0600);
    static char zero[1 << 20];
    uint8_t hash[SHA256_BYTES] = {0}, rec[IDEAL_BYTES] = {0};
    int64_t began;

    if (fd < 0) {
        die("ideal", NULL);
    }
    for (int i = 0; i < 16; i++) {
        if (write(fd, zero, sizeof zero) < 0) {
            die("ideal", NULL);
        }
    }
    fsync(fd);
    began = now_us();
    for (int64_t i = 0; i < n; i++) {
        memcpy(rec, &i, sizeof i);
        memcpy(rec + 24, hash, sizeof hash);
        sha256((struct str){(const char *)rec, IDEAL_HASHED}, hash);
        memcpy(rec + IDEAL_HASHED, hash, sizeof hash);
        if (pwrite(fd, rec, sizeof rec, i * IDEAL_BYTES % (16 << 20)) != IDEAL_BYTES || fdatasync(fd)) {
            die("ideal", NULL);
        }
    }
    close(fd);
    unlink(path);
    return (double)n * 1e6 / (double)(now_us() - began);
}

/* ---- bare: the same rows by prepared statements ---- */

enum { Q_ENTRY, Q_HOLD, Q_BALANCE, Q_AUDIT, Q_HEAD, Q_COUNT };
static const char *const bare_sql[Q_COUNT] = {
    [Q_ENTRY] = "INSERT INTO entry (seq, key, type, line_id, to_line_id, from_bucket, to_bucket, amount_satang, on_date, period, "
                "ref, authority, note, by_user, at_ms, prev_hash, hash) VALUES (?1, ?2, 'OBLIGATE', ?3, NULL, 2, 4, ?4, 20221015, "
                "202210, ?2, '', '', 'system', 1664582400000, ?5, ?6)",
    [Q_HOLD] = "INSERT INTO holding (line_id, ref, reserved_satang, obligated_satang, disbursed_satang) VALUES (?1, ?2, 0, ?3, 0)",
    [Q_BALANCE] = "UPDATE balance SET allotted_satang = allotted_satang - ?2, obligated_satang = obligated_satang + ?2 "
                  "WHERE line_id = ?1 AND allotted_satang >= ?2",
    [Q_AUDIT] = "INSERT INTO audit (seq, at_ms, user_name, session_ref, action, subject, old_value, new_value, reason, prev_hash, "
                "hash) VALUES (?1, 1664582400000, 'system', '', 'post.batch', 'entries', '', 'x', '', ?2, ?3)",
    [Q_HEAD] = "UPDATE chain_head SET seq = ?2, hash = ?3 WHERE name = ?1",
};

struct bare {
    sqlite3 *db;
    sqlite3_stmt *st[Q_COUNT];
    uint8_t hash[SHA256_BYTES];
};

static void step(struct bare *x, int q)
{
    if (sqlite3_step(x->st[q]) != SQLITE_DONE) {
        fprintf(stderr, "bare %d: %s\n", q, sqlite3_errmsg(x->db));
        exit(1);
    }
    sqlite3_reset(x->st[q]);
}

static void bare_sqlite(struct bare *x, const char *sql)
{
    if (sqlite3_exec(x->db, sql, NULL, NULL, NULL)) {
        fprintf(stderr, "bare %s: %s\n", sql, sqlite3_errmsg(x->db));
        exit(1);
    }
}

static void bare_open(struct bare *x, const char *path)
{
    if (sqlite3_open(path, &x->db)) {
        die("bare open", NULL);
    }
    bare_sqlite(x, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; "
                   "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000");
    for (int q = 0; q < Q_COUNT; q++) {
        if (sqlite3_prepare_v2(x->db, bare_sql[q], -1, &x->st[q], NULL)) {
            fprintf(stderr, "bare: %s\n", sqlite3_errmsg(x->db));
            exit(1);
        }
    }
}

static int64_t bare_int(struct bare *x, const char *sql)
{
    sqlite3_stmt *st;
    int64_t v = 0;

    if (sqlite3_prepare_v2(x->db, sql, -1, &st, NULL) || sqlite3_step(st) != SQLITE_ROW) {
        die(sql, NULL);
    }
    v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return v;
}

/* The same bytes through the hash: about 200 a record. */
static void bare_link(struct bare *x, const struct posting *p, int64_t seq)
{
    char text[512];
    int n = snprintf(text, sizeof text, "%lld %.*s OBLIGATE %lld 2 4 %lld 20221015 202210 %.*s system 1664582400000 %s",
                     (long long)seq, KEY_BYTES, p->key.p, (long long)p->line_id, (long long)p->amount.satang,
                     KEY_BYTES, p->ref.p, "........................................................................");
    struct sha256_state st;

    sha256_begin(&st);
    sha256_add(&st, x->hash, SHA256_BYTES);
    sha256_add(&st, text, (size_t)n);
    sha256_end(&st, x->hash);
}

static struct rate bare_bulk(struct bare *x, const struct bench *b, int64_t first, size_t n)
{
    int64_t *sum = calloc(b->lines, sizeof *sum), began = now_us(), cpu = cpu_us(), seq;
    uint8_t prev[SHA256_BYTES];

    bare_sqlite(x, "BEGIN IMMEDIATE");
    seq = bare_int(x, "SELECT seq FROM chain_head WHERE name = 'entry'");
    for (size_t i = 0; i < n; i++) {
        struct key_text k;
        struct posting p = posting_of(b, first + (int64_t)i, &k);

        memcpy(prev, x->hash, sizeof prev);
        bare_link(x, &p, ++seq);
        sqlite3_bind_int64(x->st[Q_ENTRY], 1, seq);
        sqlite3_bind_text(x->st[Q_ENTRY], 2, p.key.p, (int)p.key.n, SQLITE_STATIC);
        sqlite3_bind_int64(x->st[Q_ENTRY], 3, p.line_id);
        sqlite3_bind_int64(x->st[Q_ENTRY], 4, p.amount.satang);
        sqlite3_bind_blob(x->st[Q_ENTRY], 5, prev, sizeof prev, SQLITE_STATIC);
        sqlite3_bind_blob(x->st[Q_ENTRY], 6, x->hash, sizeof x->hash, SQLITE_STATIC);
        step(x, Q_ENTRY);
        sqlite3_bind_int64(x->st[Q_HOLD], 1, p.line_id);
        sqlite3_bind_text(x->st[Q_HOLD], 2, p.ref.p, (int)p.ref.n, SQLITE_STATIC);
        sqlite3_bind_int64(x->st[Q_HOLD], 3, p.amount.satang);
        step(x, Q_HOLD);
        sum[(size_t)((first + (int64_t)i) * 7919) % b->lines] += p.amount.satang;
    }
    for (size_t i = 0; i < b->lines; i++) {
        if (sum[i]) {
            sqlite3_bind_int64(x->st[Q_BALANCE], 1, b->line[i]);
            sqlite3_bind_int64(x->st[Q_BALANCE], 2, sum[i]);
            step(x, Q_BALANCE);
        }
    }
    sqlite3_bind_int64(x->st[Q_AUDIT], 1, bare_int(x, "SELECT MAX(seq) + 1 FROM audit"));
    sqlite3_bind_blob(x->st[Q_AUDIT], 2, prev, sizeof prev, SQLITE_STATIC);
    sqlite3_bind_blob(x->st[Q_AUDIT], 3, x->hash, sizeof x->hash, SQLITE_STATIC);
    step(x, Q_AUDIT);
    sqlite3_bind_text(x->st[Q_HEAD], 1, "entry", -1, SQLITE_STATIC);
    sqlite3_bind_int64(x->st[Q_HEAD], 2, seq);
    sqlite3_bind_blob(x->st[Q_HEAD], 3, x->hash, sizeof x->hash, SQLITE_STATIC);
    step(x, Q_HEAD);
    bare_sqlite(x, "COMMIT");
    free(sum);
    return rate_of(n, began, cpu);
}

/* ---- many writers ---- */

struct writer {
    pthread_t thread;
    struct bench *b;
    int64_t until_us, first, step;
    int64_t *took;
    size_t n, cap;
};

static void *run_writer(void *ctx)
{
    struct writer *w = ctx;

    for (int64_t i = w->first; now_us() < w->until_us; i += w->step) {
        struct key_text k;
        struct posting p = posting_of(w->b, i, &k);
        struct work x = {.b = w->b, .p = &p};
        int64_t began = now_us();
        struct err e;

        must(store_write(w->b->store, post_one, &x, &e), "post", &e);
        if (w->n < w->cap) {
            w->took[w->n++] = now_us() - began;
        }
    }
    return NULL;
}

static int by_time(const void *x, const void *y)
{
    const int64_t *p = x, *q = y;

    return *p < *q ? -1 : *p > *q;
}

static void writers(struct bench *b, int threads, int64_t seconds)
{
    struct writer *w = calloc((size_t)threads, sizeof *w);
    struct store_stats before = store_stats(b->store), after;
    int64_t began = now_us(), *all, spent;
    size_t n = 0;

    for (int i = 0; i < threads; i++) {
        w[i] = (struct writer){.b = b, .until_us = began + seconds * 1000000, .first = (int64_t)time(NULL) * 100000 + i, .step = threads, .cap = 1 << 17};
        w[i].took = malloc(w[i].cap * sizeof *w[i].took);
        pthread_create(&w[i].thread, NULL, run_writer, &w[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(w[i].thread, NULL);
        n += w[i].n;
    }
    spent = now_us() - began;
    after = store_stats(b->store);
    all = malloc((n + 1) * sizeof *all);
    n = 0;
    for (int i = 0; i < threads; i++) {
        memcpy(all + n, w[i].took, w[i].n * sizeof *all);
        n += w[i].n;
    }
    qsort(all, n, sizeof *all, by_time);
    printf("{\"threads\": %d, \"posted\": %zu, \"rate\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"batch\": %.1f}\n", threads, n,
           (double)n * 1e6 / (double)spent, (double)all[n / 2] / 1000, (double)all[n * 99 / 100] / 1000,
           (double)(after.writes - before.writes) / (double)(after.groups - before.groups));
}

/* ---- */

static void single(struct bench *b, const char *dir, int64_t n)
{
    char path[4096];
    double ratio[5], ours[5], ideal[5];

    snprintf(path, sizeof path, "%s.ideal", dir);
    (void)ours_single(b, 50); /* warm */
    printf("{\"rounds\": [");
    for (int r = 0; r < 5; r++) {
        ours[r] = ours_single(b, n / 5);
        ideal[r] = ideal_single(path, n / 5);
        ratio[r] = ours[r] / ideal[r];
        printf("%s[%.0f, %.0f, %.3f]", r ? ", " : "", ours[r], ideal[r], ratio[r]);
    }
    printf("], \"entries\": %lld}\n", (long long)b->next);
}

static void bulk(struct bench *b, const char *copy, size_t n, int rounds)
{
    struct bare x = {0};

    bare_open(&x, copy);
    printf("{\"rounds\": [");
    for (int r = 0; r < rounds; r++) {
        int64_t first = b->next;
        struct rate ours = ours_bulk(b, n), bare = bare_bulk(&x, b, first, n);

        printf("%s[%.0f, %.0f, %.3f, %.3f]", r ? ", " : "", ours.wall, bare.wall, ours.wall / bare.wall, ours.cpu / bare.cpu);
        fflush(stdout);
    }
    printf("], \"entries\": %lld}\n", (long long)b->next);
    sqlite3_close(x.db);
}

int main(int argc, char **argv)
{
    static struct bench b;

    if (argc < 3) {
        die("usage: posting single|writers|bulk|fill STORE ...", NULL);
    }
    crypto_init();
    open_bench(&b, argv[2]);
    if (!strcmp(argv[1], "single") && argc == 4) {
        single(&b, strchr(argv[2], ':') + 1, strtoll(argv[3], NULL, 10));
    } else if (!strcmp(argv[1], "writers") && argc == 5) {
        writers(&b, atoi(argv[3]), strtoll(argv[4], NULL, 10));
    } else if (!strcmp(argv[1], "bulk") && argc == 6) {
        bulk(&b, argv[3], strtoull(argv[4], NULL, 10), atoi(argv[5]));
    } else if (!strcmp(argv[1], "fill") && argc == 4) {
        for (int64_t left = strtoll(argv[3], NULL, 10); left > 0; left -= 50000) {
            printf("%.0f rows/s\n", ours_bulk(&b, left < 50000 ? (size_t)left : 50000).wall);
        }
    }
    arena_free(b.a);
    return 0;
}
