/* The writer: groups, refusals inside a group, the chains, a full disk, several processes. */
#include "with_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "store/chain.h"

/* ---- a write like a posting: a row, a balance, a link of the audit chain ---- */

static const struct query hit_add = {"hit_add",
                                     "INSERT INTO hit (key, amount_satang) VALUES ($1, $2)", 10001};
static const struct query total_add = {
    "total_add", "UPDATE total SET sum_satang = sum_satang + $2 WHERE id = $1", 10002};
static const struct query audit_add = {
    "audit_add",
    "INSERT INTO audit (seq, at_ms, user_name, session_ref, action, subject, old_value, new_value, "
    "reason, prev_hash, hash) VALUES ($1, $2, 'u', '', $3, '', '', '', '', $4, $5)",
    10003};

static void make_tables(struct store *s)
{
    struct err e = {0};

    assert_ok(
        sql_write(
            s,
            "CREATE TABLE hit (key BIGINT NOT NULL PRIMARY KEY, amount_satang BIGINT NOT NULL);"
            "CREATE TABLE total (id BIGINT NOT NULL PRIMARY KEY, sum_satang BIGINT NOT NULL);"
            "INSERT INTO total VALUES (1, 0)",
            &e),
        &e);
}

struct posting {
    int64_t key;
    enum { POST_GOOD, POST_REFUSE_FIRST, POST_REFUSE_LAST, POST_CLASH, POST_IGNORES } how;
};

static bool link_audit(struct tx *tx, int64_t key, struct err *e)
{
    struct chain *c = &tx->chain[CHAIN_AUDIT];
    uint8_t prev[SHA256_BYTES];
    struct str action = str_format(tx->a, "hit %lld", (long long)key);

    memcpy(prev, c->hash, sizeof prev);
    chain_link(c,
               (const struct value[]){V(key), V(STR("u")), V(STR("")), V(action), V(STR("")),
                                      V(STR("")), V(STR("")), V(STR(""))},
               8);
    return db_exec(tx->db, &audit_add,
                   ARGS(V(c->seq), V(key), V(action), V(((struct bytes){prev, sizeof prev})),
                        V(((struct bytes){c->hash, sizeof c->hash}))),
                   NULL, e);
}

static bool post(struct tx *tx, void *ctx, struct err *e)
{
    const struct posting *p = ctx;
    int64_t rows;

    if (p->how == POST_REFUSE_FIRST) {
        FAIL(e, ERR_OVERDRAWN);
        return false;
    }
    if (!db_exec(tx->db, &hit_add, ARGS(V(p->key), V(MONEY(100))), NULL, e) ||
        !db_exec(tx->db, &total_add, ARGS(V(INT64_C(1)), V(MONEY(100))), &rows, e) ||
        !link_audit(tx, p->key, e)) {
        return false;
    }
    if (p->how == POST_REFUSE_LAST) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (p->how == POST_CLASH || p->how == POST_IGNORES) {
        bool ok = db_exec(tx->db, &hit_add, ARGS(V(p->key), V(MONEY(1))), NULL, e);

        return ok || p->how == POST_IGNORES;
    }
    return true;
}

/* The example of docs/formats/store.md. */
static void hashed_bytes(void **state)
{
    static const uint8_t zero[] = {0};
    struct arena *a = arena_new();
    struct chain c = {0}, null = {0}, empty = {0}, bytes = {0};

    (void)state;
    chain_link(&c,
               (const struct value[]){V(INT64_C(1664557200000)), V(STR("system")), V(STR("")),
                                      V(STR("store.init")), V(STR("store")), V(STR("")), V(STR("")),
                                      V(STR(""))},
               8);
    assert_int_equal(c.seq, 1);
    assert_str(hex_text(a, c.hash, sizeof c.hash),
               "a3ccb6d32f9f3857341311409c7e0a22818aece0e5315011ca4d101fd3aac9fa", "as documented");
    chain_link(&null, (const struct value[]){V_NULL}, 1);
    chain_link(&empty, (const struct value[]){V(STR(""))}, 1);
    chain_link(&bytes, (const struct value[]){V(((struct bytes){zero, 0}))}, 1);
    assert_memory_not_equal(null.hash, empty.hash, SHA256_BYTES);
    assert_memory_equal(bytes.hash, empty.hash, SHA256_BYTES);
    arena_free(a);
}

/* The chain holds every audit row, in order, and ends at the head. */
struct link {
    int64_t seq;
    struct when at;
    struct str action;
    struct bytes prev_hash, hash;
};
static const struct field link_fields[] = {
    COL(struct link, seq),       COL(struct link, at),   COL(struct link, action),
    COL(struct link, prev_hash), COL(struct link, hash),
};
static const struct row_type link_type = ROW_TYPE(struct link, link_fields);

static bool check_link(void *ctx, const void *row, struct err *e)
{
    struct chain *c = ctx;
    const struct link *l = row;

    (void)e;
    assert_int_equal(l->seq, c->seq + 1);
    assert_memory_equal(l->prev_hash.p, c->hash, SHA256_BYTES);
    chain_link(c,
               (const struct value[]){V(l->at.ms), V(STR("u")), V(STR("")), V(l->action),
                                      V(STR("")), V(STR("")), V(STR("")), V(STR(""))},
               8);
    assert_memory_equal(l->hash.p, c->hash, SHA256_BYTES);
    return true;
}

static void check_all(struct store *s, struct arena *a, int64_t want)
{
    struct chain c = {0}, head;
    struct err e = {0};
    struct db *db;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(db_each(db,
                      QUERY("SELECT seq, at_ms, action, prev_hash, hash FROM audit ORDER BY seq"),
                      NO_ARGS, &link_type, check_link, &c, &e),
              &e);
    assert_ok(chain_head(db, a, CHAIN_AUDIT, &head, &e), &e);
    assert_int_equal(c.seq, want);
    assert_int_equal(head.seq, want);
    assert_memory_equal(head.hash, c.hash, SHA256_BYTES);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM hit"),
               str_cstr(a, str_format(a, "%lld", (long long)want)), "a row each");
    assert_str(sql_lines(s, a, "SELECT sum_satang FROM total"),
               str_cstr(a, str_format(a, "%lld", (long long)want * 100)), "the total is their sum");
}

/* ---- many at once ---- */

struct crowd;
struct poster {
    struct store_write_job job;
    struct posting p;
    struct crowd *crowd;
    int64_t left;
};
struct crowd {
    struct store *s;
    pthread_mutex_t lock;
    pthread_cond_t all_done;
    size_t running;
    int64_t next_key, ok, refused;
    enum err_code last_code;
    int every; /* each so many-th is refused by `how` */
    struct posting kind;
    struct poster poster[256];
};

static void submit_next(struct poster *p)
{
    struct crowd *c = p->crowd;
    struct err e = {0};

    p->left--;
    p->p.key = ++c->next_key; /* only the writer's thread and the start come here */
    p->p.how = c->every && p->p.key % c->every == 0 ? c->kind.how : POST_GOOD;
    if (!store_submit(c->s, &p->job, &e)) {
        abort();
    }
}

static void posted(struct store_write_job *job, bool ok)
{
    struct poster *p = (struct poster *)(void *)((char *)job - offsetof(struct poster, job));
    struct crowd *c = p->crowd;

    pthread_mutex_lock(&c->lock);
    c->ok += ok;
    c->refused += !ok;
    if (!ok) {
        c->last_code = job->err.code;
    }
    if (p->left > 0) {
        submit_next(p);
    } else if (--c->running == 0) {
        pthread_cond_signal(&c->all_done);
    }
    pthread_mutex_unlock(&c->lock);
}

/* `n` posters that each post `each` times, the next as soon as the last is answered. */
static void run_crowd(struct crowd *c, size_t n, int64_t each)
{
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->all_done, NULL);
    pthread_mutex_lock(&c->lock);
    c->running = n;
    for (size_t i = 0; i < n; i++) {
        struct poster *p = &c->poster[i];

        p->crowd = c;
        p->left = each;
        p->job = (struct store_write_job){.fn = post, .done = posted, .ctx = &p->p};
        submit_next(p);
    }
    while (c->running > 0) {
        pthread_cond_wait(&c->all_done, &c->lock);
    }
    pthread_mutex_unlock(&c->lock);
}

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void waiting_writers_share_a_commit(struct store *s, struct arena *a)
{
    struct crowd *c = ARENA_NEW(a, struct crowd);
    struct store_stats before, after;
    int64_t from, took, each = store_is_postgres(s) ? 20 : 100;
    int64_t mean;

    make_tables(s);
    before = store_stats(s);
    c->s = s;
    from = now_us();
    run_crowd(c, 128, each);
    took = now_us() - from;
    after = store_stats(s);
    assert_int_equal(c->ok, 128 * each);
    mean = (after.writes - before.writes) / (after.groups - before.groups);
    print_message("%s: %lld writes in %lld groups, mean %lld, %lld/s\n",
                  store_is_postgres(s) ? "postgresql" : "sqlite", (long long)c->ok,
                  (long long)(after.groups - before.groups), (long long)mean,
                  (long long)(c->ok * 1000000 / took));
    assert_true(mean >= 40);
    check_all(s, a, 128 * each);
}

static void a_refusal_leaves_the_others(struct store *s, struct arena *a)
{
    static const struct {
        struct posting kind;
        enum err_code want;
    } row[] = {
        {{.how = POST_REFUSE_FIRST}, ERR_OVERDRAWN},
        {{.how = POST_REFUSE_LAST}, ERR_STALE},
        {{.how = POST_CLASH}, ERR_STORE},
        {{.how = POST_IGNORES}, ERR_STORE},
    };
    int64_t good = 0, key = 0;

    make_tables(s);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct crowd *c = ARENA_NEW(a, struct crowd);

        c->s = s;
        c->every = 7;
        c->kind = row[i].kind;
        c->next_key = key;
        run_crowd(c, 32, 10);
        key = c->next_key;
        assert_int_equal(c->ok + c->refused, 320);
        assert_true(c->refused >= 45);
        assert_int_equal(c->last_code, row[i].want);
        good += c->ok;
        check_all(s, a, good);
    }
}

static void alone_and_refused(struct store *s, struct arena *a)
{
    struct posting p = {.key = 1};
    struct err e = {0};

    make_tables(s);
    p.how = POST_REFUSE_LAST;
    assert_err(store_write(s, post, &p, &e), &e, ERR_STALE);
    p.how = POST_CLASH;
    assert_err(store_write(s, post, &p, &e), &e, ERR_STORE);
    p.how = POST_IGNORES;
    assert_err(store_write(s, post, &p, &e), &e, ERR_STORE);
    check_all(s, a, 0);
    p.how = POST_GOOD;
    assert_ok(store_write(s, post, &p, &e), &e);
    check_all(s, a, 1);
}

/* ---- refusals of the store ---- */

static void append_only(struct store *s, struct arena *a)
{
    static const char *const row[] = {
        "UPDATE audit SET reason = 'x'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 1",
        "UPDATE audit SET seq = seq",
    };
    struct posting p = {.key = 1};
    struct err e = {0};

    make_tables(s);
    assert_ok(store_write(s, post, &p, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_err(sql_write(s, row[i], &e), &e, ERR_STORE);
        assert_non_null(strstr(e.detail, "append-only"));
    }
    if (store_is_postgres(s)) {
        assert_err(sql_write(s, "TRUNCATE audit", &e), &e, ERR_STORE);
    }
    check_all(s, a, 1);
}

static void checks_of_type_words(struct store *s, struct arena *a)
{
    static const char *const row[] = {
        "INSERT INTO fiscal_year (year, stage, demo) VALUES (2566, 'x', 2)",
        "INSERT INTO fiscal_year (year, stage) VALUES (2023, 'x')",
        "INSERT INTO line_amount (line_id, stage, amount_satang) VALUES (1, 0, -1)",
        ("INSERT INTO agency (code, name_th, name_en, kind, print_order, valid_from, name_sort) "
         "VALUES (NULL, '', '', 'bureau', 1, 1, '')"),
    };
    struct err e = {0};

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_err(sql_write(s, row[i], &e), &e, ERR_STORE);
    }
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM fiscal_year"), "0", "none of them");
}

struct gate {
    atomic_int open;
};

static bool wait_for_gate(struct tx *tx, void *ctx, struct err *e)
{
    struct gate *g = ctx;
    struct timespec nap = {0, 1000000};

    (void)tx;
    (void)e;
    while (!atomic_load(&g->open)) {
        nanosleep(&nap, NULL);
    }
    return true;
}

static void count_done(struct store_write_job *job, bool ok)
{
    struct gate *g = job->ctx;

    (void)ok;
    atomic_fetch_add(&g->open, 1);
}

static void a_full_queue(struct str url, struct arena *a)
{
    struct store_options o = {.url = url, .mode = STORE_ANY_VERSION, .write_queue = 4};
    struct store_write_job job[6];
    struct gate g;
    struct store *s;
    struct err e = {0};
    struct arena *own = arena_new();
    size_t taken = 0;
    int n;

    (void)a;
    atomic_init(&g.open, 0);
    assert_ok(store_open(own, &o, &s, &e), &e);
    assert_ok(store_migrate(s, 1, &n, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(job); i++) {
        job[i] = (struct store_write_job){.fn = wait_for_gate, .done = count_done, .ctx = &g};
        if (!store_submit(s, &job[i], &e)) {
            assert_int_equal(e.code, ERR_BUSY);
            break;
        }
        taken++;
    }
    assert_true(taken >= 4 && taken < 6); /* the writer may have taken the first already */
    atomic_store(&g.open, 1);
    arena_free(own); /* closing runs what waits */
    assert_int_equal(atomic_load(&g.open), 1 + (int)taken);
}

/* ---- a full disk, SQLite: the writer's connection gets no more pages ---- */

static bool limit_pages(struct tx *tx, void *ctx, struct err *e)
{
    return db_script(tx->db, tx->a, str_from(ctx), NULL, NULL, e);
}

static bool post_large(struct tx *tx, void *ctx, struct err *e)
{
    struct posting *p = ctx;
    const size_t size = 300000;
    struct bytes b = {arena_alloc(tx->a, size), size};

    return post(tx, ctx, e) &&
           db_exec(tx->db, QUERY("INSERT INTO blob_part (sha256, n, bytes) VALUES ($1, $2, $1)"),
                   ARGS(V(b), V(p->key)), NULL, e);
}

static void a_full_disk(struct store *s, struct arena *a)
{
    static char limit[] = "PRAGMA max_page_count = 200", free_[] = "PRAGMA max_page_count = 100000";
    struct err e = {0};
    struct posting p = {0};
    int64_t good = 0;

    if (store_is_postgres(s)) {
        return;
    }
    make_tables(s);
    assert_ok(store_write(s, limit_pages, limit, &e), &e);
    for (p.key = 1; store_write(s, post_large, &p, &e); p.key++) {
        good++;
        assert_true(good < 100);
    }
    assert_int_equal(e.code, ERR_STORE_FULL);
    check_all(s, a, good);
    assert_ok(store_write(s, limit_pages, free_, &e), &e);
    assert_ok(store_write(s, post_large, &p, &e), &e);
    check_all(s, a, good + 1);
}

/* ---- lost connections, PostgreSQL ---- */

static void a_lost_connection_is_made_again(struct store *s, struct arena *a)
{
    struct posting p = {.key = 1};
    struct err e = {0};
    struct db *db;
    struct rows rows;

    if (!store_is_postgres(s)) {
        return;
    }
    make_tables(s);
    assert_ok(store_write(s, post, &p, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    for (p.key = 2; p.key < 5; p.key++) {
        /* Ends every other connection to this database: the writer's. */
        sql_lines(s, a,
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                  "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        assert_ok(store_write(s, post, &p, &e), &e);
    }
    assert_ok(db_list(db, a,
                      QUERY("SELECT seq, at_ms, action, prev_hash, hash FROM audit ORDER BY seq"),
                      NO_ARGS, &link_type, &rows, &e),
              &e);
    assert_int_equal(rows.n, 4);
    /* And the reader's own. */
    assert_ok(sql_write(s,
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
                        &e),
              &e);
    check_all(s, a, 4);
}

/* ---- two processes on one store ---- */

static void child_posts(struct str url, int64_t first, int64_t n)
{
    struct arena *a = arena_new();
    struct store_options o = {.url = url};
    struct store *s;
    struct err e = {0};
    struct crowd *c = ARENA_NEW(a, struct crowd);

    if (!store_open(a, &o, &s, &e)) {
        _exit(1);
    }
    c->s = s;
    c->next_key = first;
    c->every = 5;
    c->kind.how = POST_REFUSE_LAST;
    run_crowd(c, 8, n / 8);
    if (c->ok + c->refused != n || c->refused != n / 5) {
        _exit(2);
    }
    arena_free(a);
    _exit(0);
}

static void two_processes(struct str url, struct arena *a)
{
    enum { N = 400 };
    struct arena *own = arena_new();
    struct store *s = store_for_test(own, url);
    pid_t pid[3];

    (void)a;
    make_tables(s);
    arena_free(own); /* nothing of libpq or SQLite may live across a fork */
    for (int i = 0; i < 3; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            child_posts(url, i * 1000000, N);
        }
    }
    for (int i = 0; i < 3; i++) {
        int status = 0;

        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    own = arena_new();
    s = store_for_test(own, url);
    check_all(s, own, 3 * (N - N / 5));
    arena_free(own);
}

#define ON_EACH(fn)                                                                                \
 static void test_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
ON_EACH(waiting_writers_share_a_commit)
ON_EACH(a_refusal_leaves_the_others)
ON_EACH(alone_and_refused)
ON_EACH(append_only)
ON_EACH(checks_of_type_words)
ON_EACH(a_full_disk)
ON_EACH(a_lost_connection_is_made_again)

static void test_a_full_queue(void **state)
{
    (void)state;
    with_each_url(a_full_queue);
}

static void test_two_processes(void **state)
{
    (void)state;
    with_each_url(two_processes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashed_bytes),
        cmocka_unit_test(test_waiting_writers_share_a_commit),
        cmocka_unit_test(test_a_refusal_leaves_the_others),
        cmocka_unit_test(test_alone_and_refused),
        cmocka_unit_test(test_append_only),
        cmocka_unit_test(test_checks_of_type_words),
        cmocka_unit_test(test_a_full_queue),
        cmocka_unit_test(test_a_full_disk),
        cmocka_unit_test(test_a_lost_connection_is_made_again),
        cmocka_unit_test(test_two_processes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
