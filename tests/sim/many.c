/* pbis-many - several servers, each with several threads, post at once into one store (docs/PROOF.md).
 *
 *   pbis-many URL last        64 clients ask for 63 satang, one each: exactly one is refused, every time
 *   pbis-many URL keys        one key 1 to 50 times at once, and with another content: one effect, one answer
 *   pbis-many URL mixed       random acts on the same lines; every acknowledged key is there once
 *   pbis-many URL gone        the same while the database's connections are killed: an act whose answer was lost is
 *                             sent again with its key
 * `long` as a third word: a hundred times as much. */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/crypto.h"
#include "city/user.h"
#include "execute/invariant.h"
#include "execute/posting.h"
#include "world.h"

enum { SERVERS = 4, THREADS = 16, CLIENTS = SERVERS * THREADS, KEYS_MAX = 60000 };

/* Shared by the servers: what was told to whom. */
static struct shared {
    pthread_barrier_t all;
    atomic_long accepted, replayed, refused, lost, other, bad, killed;
    atomic_int ready, stop;
    atomic_long seq[CLIENTS * 4]; /* of one round's answers */
    int64_t key_seq[KEYS_MAX];    /* acknowledged: seq by key number; 0: not */
    char why[300];
} *sh;

static struct str url;
static long rounds;
static bool expect_loss;

struct client {
    pthread_t thread;
    struct store *s;
    const struct actor *who;
    int id;
    void (*run)(struct client *c);
    uint64_t random;
};

static void bad(const char *what, const struct err *e)
{
    if (atomic_fetch_add(&sh->bad, 1) == 0) {
        snprintf(sh->why, sizeof sh->why, "%s: %s %.150s", what, e ? err_word(e->code) : "", e ? e->detail : "");
    }
}

static uint64_t draw(struct client *c, uint64_t below)
{
    c->random = c->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (c->random >> 33) % below;
}

/* ---- one posting ---- */

struct one {
    const struct actor *who;
    struct posting p;
    struct posted posted;
};

static bool run_one(struct tx *tx, void *ctx, struct err *e)
{
    struct one *x = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = x->who, .today = DATE(20230615), .now_ms = INT64_C(1686787200000)};

    return posting_do(&by, &x->p, &x->posted, e);
}

static bool post(struct client *c, struct posting p, struct posted *ret, struct err *e)
{
    struct one x = {.who = c->who, .p = p};
    bool ok = store_write(c->s, run_one, &x, e);

    *ret = x.posted;
    return ok;
}

static struct posting posting(const char *key, const char *type, int64_t line, int64_t satang, const char *ref)
{
    return (struct posting){.key = str_from(key),
                            .on = DATE(20221110),
                            .type = str_from(type),
                            .line_id = line,
                            .amount = MONEY(satang),
                            .ref = str_from(ref),
                            .approved_by = STR("sim.office")};
}

/* ---- 64 clients and the last satang ---- */

static void last_satang(struct client *c)
{
    char key[48];
    struct posted r;
    struct err e = {0};

    for (long i = 0; i < rounds; i++) {
        pthread_barrier_wait(&sh->all);
        if (c->id == 0) { /* what was reserved goes back: 63 are free again */
            atomic_store(&sh->accepted, 0);
            atomic_store(&sh->refused, 0);
            snprintf(key, sizeof key, "back%ld", i);
            if (!post(c, i == 0 ? posting(key, "ALLOT", 2, CLIENTS - 1, "") : posting(key, "RELEASE", 2, CLIENTS - 1, "R1"), &r,
                      &e)) {
                bad("giving back", &e);
            }
        }
        pthread_barrier_wait(&sh->all);
        snprintf(key, sizeof key, "take%ld.%d", i, c->id);
        if (post(c, posting(key, "RESERVE", 2, 1, "R1"), &r, &e)) {
            atomic_fetch_add(&sh->accepted, 1);
        } else if (e.code == ERR_OVERDRAWN) {
            atomic_fetch_add(&sh->refused, 1);
        } else {
            bad("the last satang", &e);
        }
        pthread_barrier_wait(&sh->all);
        if (c->id == 0 && (atomic_load(&sh->accepted) != CLIENTS - 1 || atomic_load(&sh->refused) != 1)) {
            bad("not exactly one of 64 was refused", NULL);
        }
    }
}

/* ---- one key ---- */

static void one_key(struct client *c)
{
    char key[48];
    struct posted r;
    struct err e = {0};

    for (long i = 0; i < rounds; i++) {
        int times = 1 + (int)(i % 50);
        bool other = c->id == 63 && i % 3 == 0;

        pthread_barrier_wait(&sh->all);
        if (c->id == 0) {
            atomic_store(&sh->accepted, 0);
            atomic_store(&sh->replayed, 0);
        }
        atomic_store(&sh->seq[c->id], 0);
        pthread_barrier_wait(&sh->all);
        snprintf(key, sizeof key, "once%ld", i);
        if (c->id < times || other) {
            if (post(c, posting(key, "ALLOT", 3, other ? 2 : 1, ""), &r, &e)) {
                atomic_fetch_add(r.result == POST_ACCEPTED ? &sh->accepted : &sh->replayed, 1);
                atomic_store(&sh->seq[c->id], r.seq);
            } else if (e.code != ERR_KEY_REUSED || i % 3 != 0) {
                bad("one key", &e);
            }
        }
        pthread_barrier_wait(&sh->all);
        if (c->id == 0) {
            int64_t seq = 0;

            for (int k = 0; k < CLIENTS; k++) {
                int64_t s = atomic_load(&sh->seq[k]);

                if (s && seq && s != seq) {
                    bad("two answers to one key", NULL);
                }
                seq = s ? s : seq;
            }
            if (atomic_load(&sh->accepted) != 1) {
                bad("a key has not exactly one effect", NULL);
            }
        }
    }
}

/* ---- anything at once ---- */

static bool is_loss(enum err_code code)
{
    return code == ERR_STORE_UNREACHABLE || code == ERR_STORE || code == ERR_STORE_BUSY;
}

static void mixed(struct client *c)
{
    static const struct {
        const char *type, *ref;
    } act[] = {{"ALLOT", ""},     {"RESERVE", "R1"},    {"RELEASE", "R1"}, {"OBLIGATE", "C1"}, {"DEOBLIGATE", "C1"},
               {"DISBURSE", "C1"}, {"REFUND", "C1"}, {"TRANSFER", ""}, {"OBLIGATE", "R1"}};

    /* Where connections are killed it goes on for a while until some answers were lost; a group that had only begun runs
     * again by itself and loses none. */
    for (long i = 0; i < rounds || (expect_loss && atomic_load(&sh->lost) < 3 && i < 10 * rounds && i < KEYS_MAX / CLIENTS); i++) {
        long n = i * CLIENTS + c->id;
        int k = (int)draw(c, sizeof act / sizeof act[0]);
        int64_t line = (int64_t)draw(c, 3) + 2;
        char key[48];
        struct posting p;
        struct posted r;
        struct err e = {0};
        bool ok;

        snprintf(key, sizeof key, "m%ld", n);
        p = posting(key, act[k].type, line, 1 + (int64_t)draw(c, 60), act[k].ref);
        if (!strcmp(act[k].type, "TRANSFER")) {
            p.to_line_id = line == 4 ? 2 : line + 1;
            p.authority = STR("GOVERNOR:1");
        }
        for (int tries = 0; !(ok = post(c, p, &r, &e)) && is_loss(e.code) && tries < 400; tries++) {
            atomic_fetch_add(&sh->lost, 1);
            if (!expect_loss || !e.detail[0]) {
                bad("mixed", &e);
                return;
            }
            usleep(20000);
        }
        if (ok) {
            atomic_fetch_add(r.result == POST_ACCEPTED ? &sh->accepted : &sh->replayed, 1);
            sh->key_seq[n] = r.seq;
        } else if (is_loss(e.code)) {
            bad("the database never came back", &e);
        } else {
            atomic_fetch_add(&sh->refused, 1);
        }
    }
}

/* ---- servers ---- */

static void *client_main(void *p)
{
    struct client *c = p;

    c->run(c);
    return NULL;
}

/* A connection may be killed while it is being opened: then again. */
static struct store *open_store(struct arena *a, struct actor *who)
{
    enum { TRIES = 100, PAUSE_US = 20000 };
    struct store_options o = {.url = url, .mode = STORE_MUST_EXIST};
    struct err e = {0};

    for (int i = 0; i < TRIES; i++) {
        struct store *s;
        struct db *db;

        if (store_open(a, &o, &s, &e) && store_reader(s, &db, &e) && actor_load(db, a, STR("sim.finance"), who, &e)) {
            return s;
        }
        if (e.code != ERR_STORE_UNREACHABLE) {
            break;
        }
        usleep(PAUSE_US);
    }
    bad("opening", &e);
    fprintf(stderr, "%s\n", sh->why);
    _exit(1);
}

static void server(int at, void (*run)(struct client *))
{
    struct arena *a = arena_new();
    struct client c[THREADS];
    struct actor who;
    struct store *s = open_store(a, &who);

    for (int i = 0; i < THREADS; i++) {
        c[i] = (struct client){.s = s, .who = &who, .id = at * THREADS + i, .run = run, .random = (uint64_t)(at * 100 + i)};
        if (pthread_create(&c[i].thread, NULL, client_main, &c[i]) != 0) {
            _exit(1);
        }
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(c[i].thread, NULL);
    }
    arena_free(a);
    _exit(0);
}

/* Ends connections of the servers while they write (those in the middle of something first), until told to stop. */
static void killer(void)
{
    PGconn *c = PQconnectdb(str_cstr(arena_new(), url));

    while (!atomic_load(&sh->stop)) {
        PGresult *r = PQexec(c, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                                "AND pid <> pg_backend_pid() ORDER BY state = 'idle', random() LIMIT 1");

        atomic_fetch_add(&sh->killed, PQntuples(r));
        PQclear(r);
        usleep(200000); /* a group gets through now and then */
    }
    PQfinish(c);
    _exit(0);
}

static int64_t number(struct db *db, const char *sql, int64_t arg)
{
    const struct query q = {"many", sql, -1};
    struct err e = {0};
    int64_t n = -1;

    if (!(arg ? db_int(db, &q, ARGS(V(arg)), &n, &e) : db_int(db, &q, NO_ARGS, &n, &e))) {
        bad("counting", &e);
    }
    return n;
}

/* The store afterwards: every acknowledged key is there with its entry, nothing is below zero, all adds up. */
static void check(void)
{
    struct arena *a = arena_new();
    struct actor who;
    struct store *s = open_store(a, &who);
    struct db *db;
    struct err e = {0};
    const struct broken *b;
    size_t n, broken;
    int64_t entries;

    if (!store_reader(s, &db, &e) || !ledger_verify(db, &entries, &e) || !invariants_check(db, a, &b, &n, &broken, &e)) {
        bad("checking", &e);
    } else if (broken) {
        bad(b[0].invariant->name, NULL);
    }
    for (long i = 0; i < KEYS_MAX; i++) {
        if (sh->key_seq[i]) {
            struct str key = str_format(a, "m%ld", i);
            const struct query q = {"many", "SELECT seq FROM entry WHERE key = $1", -1};
            int64_t seq = 0;

            if (!db_int(db, &q, ARGS(V(key)), &seq, &e) || seq != sh->key_seq[i]) {
                bad("an acknowledged key is not there", NULL);
            }
        }
    }
    printf("%lld entries in the ledger; ", (long long)number(db, "SELECT COUNT(*) FROM entry", 0));
    arena_free(a);
}

static void shared_new(void)
{
    pthread_barrierattr_t attr;

    sh = mmap(NULL, sizeof *sh, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (sh == MAP_FAILED) {
        exit(2);
    }
    pthread_barrierattr_init(&attr);
    pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&sh->all, &attr, CLIENTS);
}

/* Money to start with on the lines that `mixed` uses. */
static void begin(void)
{
    struct arena *a = arena_new();
    struct actor who;
    struct store *s = open_store(a, &who);
    struct client c = {.s = s, .who = &who};
    struct posted r;
    struct err e = {0};

    for (int64_t line = 2; line <= 4; line++) {
        if (!post(&c, posting(str_cstr(a, str_format(a, "begin%lld", (long long)line)), "ALLOT", line, 500, ""), &r, &e)) {
            bad("beginning", &e);
        }
    }
    arena_free(a);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct client *);
        long rounds;
    } mode[] = {{"last", last_satang, 20}, {"keys", one_key, 60}, {"mixed", mixed, 40}, {"gone", mixed, 20}};
    bool passed = true;
    pid_t pid[SERVERS + 1] = {0};
    int at = 0;

    while (argc > 2 && at < 4 && strcmp(mode[at].name, argv[2]) != 0) {
        at++;
    }
    if (argc < 3 || at == 4) {
        fprintf(stderr, "usage: pbis-many URL last|keys|mixed|gone [long]\n");
        return 2;
    }
    crypto_init();
    url = str_from(argv[1]);
    rounds = mode[at].rounds * (argc > 3 ? at < 2 ? 100 : 15 : 1);
    expect_loss = at == 3;
    world_make(url);
    shared_new();
    if (at >= 2) {
        begin();
    }
    fflush(stdout);
    for (int i = 0; i < SERVERS; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            server(i, mode[at].run);
        }
    }
    if (expect_loss) {
        pid[SERVERS] = fork();
        if (pid[SERVERS] == 0) {
            killer();
        }
    }
    for (int i = 0; i < SERVERS; i++) {
        int status;

        waitpid(pid[i], &status, 0);
        passed = passed && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    atomic_store(&sh->stop, 1);
    if (expect_loss) {
        waitpid(pid[SERVERS], NULL, 0);
    }
    check();
    printf("%s: %d servers with %d threads, %ld rounds: %ld accepted, %ld replayed, %ld refused, %ld answers lost, %ld "
           "connections killed\n",
           mode[at].name, SERVERS, THREADS, rounds, atomic_load(&sh->accepted), atomic_load(&sh->replayed),
           atomic_load(&sh->refused), atomic_load(&sh->lost), atomic_load(&sh->killed));
    if (expect_loss && atomic_load(&sh->killed) == 0) {
        bad("no connection was killed, so nothing is shown", NULL);
    }
    passed = passed && atomic_load(&sh->bad) == 0;
    if (!passed) {
        printf("FAILED: %s (%ld)\n", sh->why, atomic_load(&sh->bad));
    }
    printf("%d passed, %d failed\n", passed, !passed);
    return passed ? 0 : 1;
}
