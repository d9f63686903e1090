/* line_save.c - saving one line durably with many writers, beside a bare loop that writes the same rows.
 *
 * usage: line_save STORE.db WRITERS SAVES ROUNDS
 *
 * Ours: WRITERS threads, each saving lines of its own by line_update() through the store's writer.
 * Bare: one thread, prepared statements, the same rows (line, line_amount, line_change, audit with its
 * SHA-256, chain head) of the same lines in the same order, in groups as large as ours were on average,
 * with the same settings and the same sync at each commit. In turn on the same file; the median ratio of the rounds is printed as
 * JSON. The store must be a demonstration city's; it is changed. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/str.h"
#include "city/actor.h"
#include "plan/package.h"
#include "store/store.h"

enum { LINES_MOST = 4096, CODE_MOST = 32 };

struct one {
    char code[CODE_MOST];
    sqlite3_int64 id, version;
};
struct bench {
    struct one line[LINES_MOST];
    int lines, writers, saves;
    struct store *store;
    int *order; /* the lines as ours were saved */
    int done;
};
struct writer {
    pthread_t thread;
    struct bench *b;
    int at;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static long now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

/* ---- ours ---- */

struct save {
    struct bench *b;
    int line;
    struct line_edit edit;
    struct actor who;
};

static bool save_fn(struct tx *tx, void *ctx, struct err *e)
{
    struct save *s = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = &s->who, .today = DATE(20221001), .now_ms = 1664582400000};

    s->b->order[s->b->done++] = s->line; /* on the writer's thread alone; no save is refused here */
    return line_update(&by, &s->edit, e);
}

static void *write_lines(void *arg)
{
    struct writer *w = arg;
    struct bench *b = w->b;

    for (int i = 0; i < b->saves; i++) {
        int at = (w->at + i * b->writers) % b->lines;
        struct one *l = &b->line[at];
        struct save s = {.b = b,
                         .line = at,
                         .edit = {.line_code = str_from(l->code),
                                  .version = l->version,
                                  .quantity_milli = 1000 * (1 + i % 50),
                                  .times = 1,
                                  .months = 1,
                                  .name = STR("ค่าจ้างเหมาบริการดูแลทรัพย์สินและรักษาความปลอดภัย"),
                                  .unit_word = STR("งาน"),
                                  .justification = STR("ราคาตามสัญญาปีก่อน ปรับตามจำนวนจุดที่ต้องดูแล"),
                                  .unit_price = MONEY(12300)},
                         .who = actor_system()};
        struct err e;

        if (!store_write(b->store, save_fn, &s, &e))
            die("save", e.detail);
        l->version++;
    }
    return NULL;
}

/* ---- bare ---- */

enum { Q_LOCK, Q_LINE, Q_AMOUNT, Q_CHANGE, Q_AUDIT, Q_HEAD, Q_COUNT };
static const char *const bare_sql[Q_COUNT] = {
    [Q_LOCK] = "UPDATE chain_head SET seq = seq WHERE name = 'audit' RETURNING seq, hash",
    [Q_LINE] = "UPDATE line SET name = ?2, unit_word = ?3, justification = ?4, quantity_milli = ?5, unit_price_satang = ?6, "
               "version = ?7 WHERE id = ?1",
    [Q_AMOUNT] = "INSERT INTO line_amount (line_id, stage, amount_satang) VALUES (?1, 0, ?2) ON CONFLICT (line_id, stage) "
                 "DO UPDATE SET amount_satang = excluded.amount_satang, version = line_amount.version + 1",
    [Q_CHANGE] = "INSERT INTO line_change (line_id, seq, stage, old_satang, new_satang, by_user, at_ms, reason, resolution) "
                 "VALUES (?1, ?2, 0, ?3, ?4, 'system', 1664582400000, 'edit', '')",
    [Q_AUDIT] = "INSERT INTO audit (seq, at_ms, user_name, session_ref, action, subject, old_value, new_value, reason, "
                "prev_hash, hash) VALUES (?1, 1664582400000, 'system', '', 'line.edit', 'package:2566:1100-00001-L1', '', "
                "?2, '', ?3, ?4)",
    [Q_HEAD] = "UPDATE chain_head SET seq = ?1, hash = ?2 WHERE name = 'audit'",
};

static void step(sqlite3 *db, sqlite3_stmt *st)
{
    if (sqlite3_step(st) != SQLITE_DONE)
        die("step", sqlite3_errmsg(db));
    sqlite3_reset(st);
}

static void link_hash(uint8_t hash[SHA256_BYTES], sqlite3_int64 seq, const char *text)
{
    struct sha256_state st;

    sha256_begin(&st);
    sha256_add(&st, hash, SHA256_BYTES);
    sha256_add(&st, &seq, sizeof seq);
    sha256_add(&st, text, strlen(text));
    sha256_add(&st, "line.edit package:2566:1100-00001-L1 system 1664582400000", 57);
    sha256_end(&st, hash);
}

struct bare {
    sqlite3 *db;
    sqlite3_stmt *st[Q_COUNT];
    sqlite3_int64 seq;
    uint8_t hash[SHA256_BYTES];
};

static void bare_one(struct bare *x, struct one *l, int i)
{
    sqlite3_int64 amount = 12300LL * (1 + i % 50);
    uint8_t prev[SHA256_BYTES];
    char text[64];

    snprintf(text, sizeof text, "%s %lld.%02lld", l->code, (long long)(amount / 100), (long long)(amount % 100));
    sqlite3_bind_int64(x->st[Q_LINE], 1, l->id);
    sqlite3_bind_text(x->st[Q_LINE], 2, "ค่าจ้างเหมาบริการดูแลทรัพย์สินและรักษาความปลอดภัย", -1, SQLITE_STATIC);
    sqlite3_bind_text(x->st[Q_LINE], 3, "งาน", -1, SQLITE_STATIC);
    sqlite3_bind_text(x->st[Q_LINE], 4, "ราคาตามสัญญาปีก่อน ปรับตามจำนวนจุดที่ต้องดูแล", -1, SQLITE_STATIC);
    sqlite3_bind_int64(x->st[Q_LINE], 5, 1000 * (1 + i % 50));
    sqlite3_bind_int64(x->st[Q_LINE], 6, 12300);
    sqlite3_bind_int64(x->st[Q_LINE], 7, ++l->version);
    step(x->db, x->st[Q_LINE]);
    sqlite3_bind_int64(x->st[Q_AMOUNT], 1, l->id);
    sqlite3_bind_int64(x->st[Q_AMOUNT], 2, amount);
    step(x->db, x->st[Q_AMOUNT]);
    sqlite3_bind_int64(x->st[Q_CHANGE], 1, l->id);
    sqlite3_bind_int64(x->st[Q_CHANGE], 2, l->version);
    sqlite3_bind_int64(x->st[Q_CHANGE], 3, 12300);
    sqlite3_bind_int64(x->st[Q_CHANGE], 4, amount);
    step(x->db, x->st[Q_CHANGE]);
    memcpy(prev, x->hash, sizeof prev);
    link_hash(x->hash, ++x->seq, text);
    sqlite3_bind_int64(x->st[Q_AUDIT], 1, x->seq);
    sqlite3_bind_text(x->st[Q_AUDIT], 2, text, -1, SQLITE_STATIC);
    sqlite3_bind_blob(x->st[Q_AUDIT], 3, prev, sizeof prev, SQLITE_STATIC);
    sqlite3_bind_blob(x->st[Q_AUDIT], 4, x->hash, sizeof x->hash, SQLITE_STATIC);
    step(x->db, x->st[Q_AUDIT]);
}

static void bare_round(struct bare *x, struct bench *b, int saves, int group)
{
    for (int i = 0; i < saves;) {
        int n = saves - i < group ? saves - i : group;

        if (sqlite3_exec(x->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) || sqlite3_step(x->st[Q_LOCK]) != SQLITE_ROW)
            die("begin", sqlite3_errmsg(x->db));
        x->seq = sqlite3_column_int64(x->st[Q_LOCK], 0);
        memcpy(x->hash, sqlite3_column_blob(x->st[Q_LOCK], 1), sizeof x->hash);
        sqlite3_reset(x->st[Q_LOCK]);
        for (int k = 0; k < n; k++, i++)
            bare_one(x, &b->line[b->order[i]], i);
        sqlite3_bind_int64(x->st[Q_HEAD], 1, x->seq);
        sqlite3_bind_blob(x->st[Q_HEAD], 2, x->hash, sizeof x->hash, SQLITE_STATIC);
        step(x->db, x->st[Q_HEAD]);
        if (sqlite3_exec(x->db, "COMMIT", NULL, NULL, NULL))
            die("commit", sqlite3_errmsg(x->db));
    }
}

/* ---- */

static void bare_open(struct bare *x, const char *path, struct bench *b)
{
    sqlite3_stmt *st;

    if (sqlite3_open(path, &x->db))
        die(path, sqlite3_errmsg(x->db));
    sqlite3_busy_timeout(x->db, 10000);
    if (sqlite3_exec(x->db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                     "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;"
                     "UPDATE package SET state = 'DRAFT' WHERE year = 2566; UPDATE fiscal_year SET stage = 'REQUEST' WHERE year = 2566",
                     NULL, NULL, NULL) ||
        sqlite3_prepare_v2(x->db, "SELECT id, code, version FROM line WHERE year = 2566 AND removed = 0 ORDER BY id LIMIT 4096", -1,
                           &st, NULL))
        die(path, sqlite3_errmsg(x->db));
    while (sqlite3_step(st) == SQLITE_ROW) {
        struct one *l = &b->line[b->lines++];

        l->id = sqlite3_column_int64(st, 0);
        snprintf(l->code, sizeof l->code, "%s", (const char *)sqlite3_column_text(st, 1));
        l->version = sqlite3_column_int64(st, 2);
    }
    sqlite3_finalize(st);
    for (int i = 0; i < Q_COUNT; i++) {
        if (sqlite3_prepare_v3(x->db, bare_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &x->st[i], NULL))
            die(bare_sql[i], sqlite3_errmsg(x->db));
    }
}

static int by_size(const void *p, const void *q)
{
    long x = *(const long *)p, y = *(const long *)q;

    return (x > y) - (x < y);
}

static double ours_round(struct bench *b)
{
    struct writer *w = calloc((size_t)b->writers, sizeof *w);
    struct store_stats before = store_stats(b->store), after;

    for (int i = 0; i < b->writers; i++) {
        w[i] = (struct writer){.b = b, .at = i};
        if (pthread_create(&w[i].thread, NULL, write_lines, &w[i]))
            die("pthread_create", "no thread");
    }
    for (int i = 0; i < b->writers; i++)
        pthread_join(w[i].thread, NULL);
    free(w);
    after = store_stats(b->store);
    return (double)(after.writes - before.writes) / (double)(after.groups - before.groups);
}

int main(int argc, char **argv)
{
    static struct bench b;
    static struct bare x;
    long ours[16], bare[16], ratio[16];
    double group = 0;
    int rounds = argc == 5 ? atoi(argv[4]) : 0;
    struct arena *a;
    struct err e;

    if (rounds < 1 || rounds > 16)
        die("usage", "line_save STORE.db WRITERS SAVES ROUNDS");
    b.writers = atoi(argv[2]);
    b.saves = atoi(argv[3]) / b.writers;
    b.order = calloc((size_t)(b.saves * b.writers) + 1, sizeof *b.order);
    crypto_init();
    a = arena_new();
    bare_open(&x, argv[1], &b);
    if (b.lines < b.writers || b.lines % b.writers)
        die("lines", "too few lines in 2566");
    if (!store_open(a, &(struct store_options){.url = str_format(a, "sqlite:%s", argv[1]), .mode = STORE_MUST_EXIST}, &b.store, &e))
        die("store", e.detail);
    for (int i = 0; i < rounds; i++) {
        long began = now_us();

        b.done = 0;
        group = ours_round(&b);
        ours[i] = now_us() - began;
        began = now_us();
        bare_round(&x, &b, b.writers * b.saves, (int)(group + 0.5));
        bare[i] = now_us() - began;
        ratio[i] = bare[i] * 1000 / ours[i];
    }
    qsort(ours, (size_t)rounds, sizeof *ours, by_size);
    qsort(bare, (size_t)rounds, sizeof *bare, by_size);
    qsort(ratio, (size_t)rounds, sizeof *ratio, by_size);
    printf("{\"saves\":%d,\"group\":%.1f,\"ours_us\":%ld,\"bare_us\":%ld,\"ratio_permille\":%ld}\n", b.writers * b.saves, group,
           ours[rounds / 2], bare[rounds / 2], ratio[rounds / 2]);
    arena_free(a);
    free(b.order);
    return 0;
}
