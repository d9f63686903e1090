/* pbis-faults - each money-moving act with its k-th write, sync and allocation failing, for every k
 * (docs/PROOF.md). After each: the answer says what happened, the store is as before the act or as after it,
 * and it goes on. A fault that never fires proves nothing, so they are counted.
 *
 *   pbis-faults disk|memory [STEP]      STEP: only each so manieth k */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/crypto.h"
#include "disk.h"
#include "model.h"
#include "world.h"

/* One of each; every one is accepted on what those before it left. */
static const char *const script[] = {
    "post group=1 count=0 key=a1 date=20221101 type=ALLOT line=1 to=-1 of=- satang=1500 ref=- reverse=- authority=- maker=F approver=O",
    "post group=2 count=0 key=a2 date=20221102 type=RESERVE line=1 to=-1 of=- satang=300 ref=R1 reverse=- authority=- maker=F approver=O",
    "post group=3 count=0 key=a3 date=20221103 type=OBLIGATE line=1 to=-1 of=- satang=500 ref=R1 reverse=- authority=- maker=F approver=O",
    "post group=4 count=0 key=a4 date=20221104 type=RESERVE line=1 to=-1 of=- satang=100 ref=R2 reverse=- authority=- maker=F approver=O",
    "post group=5 count=0 key=a5 date=20221105 type=RELEASE line=1 to=-1 of=- satang=40 ref=R2 reverse=- authority=- maker=F approver=O",
    "post group=6 count=0 key=a6 date=20221106 type=DISBURSE line=1 to=-1 of=- satang=200 ref=R1 reverse=- authority=- maker=F approver=O",
    "post group=7 count=0 key=a7 date=20221107 type=REFUND line=1 to=-1 of=- satang=50 ref=R1 reverse=- authority=- maker=F approver=O",
    "post group=8 count=0 key=a8 date=20221108 type=DEOBLIGATE line=1 to=-1 of=- satang=20 ref=R1 reverse=- authority=- maker=F approver=O",
    "post group=9 count=0 key=a9 date=20221109 type=TRANSFER line=1 to=2 of=- satang=70 ref=- reverse=- authority=HEAD:1 maker=F approver=O",
    "post group=10 count=0 key=a10 date=20221115 type=CENTRAL line=14 to=19 of=- satang=90 ref=- reverse=- authority=PERMSEC:1 maker=F approver=O",
    "post group=11 count=0 key=a11 date=20230901 type=CARRY_A line=1 to=-1 of=- satang=30 ref=R1 reverse=- authority=PERMSEC:2 maker=F approver=O",
    "post group=12 count=0 key=a12 date=20230902 type=CARRY_B line=1 to=-1 of=- satang=35 ref=- reverse=- authority=COUNCIL:3 maker=F approver=O",
    "post group=13 count=0 key=a13 date=20230930 type=LAPSE line=2 to=-1 of=- satang=11 ref=- reverse=- authority=- maker=F approver=O",
    "post group=14 count=0 key=a14 date=20221120 type=REVERSE line=-1 to=-1 of=- satang=0 ref=- reverse=a13 authority=- maker=F approver=O",
    "close group=15 count=0 key=- date=202301 type=- line=-1 to=-1 of=- satang=0 ref=- reverse=- authority=- maker=F approver=-",
    "reopen group=16 count=0 key=- date=202301 type=- line=-1 to=-1 of=- satang=0 ref=- reverse=- authority=- maker=F approver=-",
    "atomic group=17 count=3 key=- date=0 type=- line=-1 to=-1 of=- satang=0 ref=- reverse=- authority=- maker=F approver=-",
    "post group=17 count=0 key=b1 date=20221121 type=ALLOT line=0 to=-1 of=- satang=100 ref=- reverse=- authority=- maker=F approver=O",
    "post group=17 count=0 key=b2 date=20221121 type=DISBURSE line=0 to=-1 of=- satang=60 ref=- reverse=- authority=- maker=F approver=O",
    "post group=17 count=0 key=b3 date=20221121 type=REFUND line=0 to=-1 of=- satang=5 ref=- reverse=- authority=- maker=F approver=O",
    "batch group=18 count=2 key=- date=0 type=- line=-1 to=-1 of=- satang=0 ref=- reverse=- authority=- maker=F approver=-",
    "post group=18 count=0 key=c1 date=20221122 type=ALLOT line=4 to=-1 of=- satang=100 ref=- reverse=- authority=- maker=F approver=O",
    "post group=18 count=0 key=c2 date=20221122 type=RESERVE line=4 to=-1 of=- satang=90 ref=C1 reverse=- authority=- maker=F approver=O",
};
enum { LINES = sizeof script / sizeof script[0], ACTS_MAX = 32, SHARED = 64 << 20 };

static struct op op[LINES];
static struct {
    int at, n;
    struct disk_image *before;
} act[ACTS_MAX];
static int acts;
static const struct str url = {"sqlite:/sim/store.db", 20};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "FAILED: %s: %s\n", what, why);
    exit(1);
}

static struct world *must_open(const char *what)
{
    struct err e = {0};
    struct world *w = world_open(url, &e);

    if (!w) {
        die(what, e.detail);
    }
    return w;
}

/* The model after the first n acts, beginning at the town's newest entry. */
static struct model *model_after(int64_t first, int n)
{
    struct model *m = model_new(first);

    for (int i = 0; i < n; i++) {
        struct op *o = &op[act[i].at];
        verdicts want[8];
        int64_t seq[8];

        for (int k = 0; k < act[i].n; k++) {
            model_resolve(m, &o[k]);
        }
        if (act[i].n > 1) {
            model_batch(m, o + 1, act[i].n - 1, o->kind == OP_ATOMIC, want, seq);
        } else {
            want[0] = model_run(m, o, seq);
            if (want[0] != BIT(V_OK)) {
                die("the script is refused by the model", o->key);
            }
        }
    }
    return m;
}

static int64_t first_seq;

static void prepare(void)
{
    struct answer got[8];
    char why[300];
    bool acked;

    crypto_init();
    disk_install();
    world_make(url);
    for (int i = 0; i < LINES; i++) {
        if (!op_read(script[i], &op[i])) {
            die("cannot be read", script[i]);
        }
        if (i == 0 || op[i].group != op[i - 1].group) {
            act[acts].at = i;
            acts++;
        }
        act[acts - 1].n++;
    }
    for (int i = 0; i < acts; i++) {
        struct world *w = must_open("before an act");
        struct model *m;

        first_seq = i ? first_seq : world_seq(w);
        m = model_after(first_seq, i);
        world_close(w);
        act[i].before = disk_save();
        w = must_open("an act");
        for (int k = 0; k < act[i].n; k++) {
            model_resolve(m, &op[act[i].at + k]);
        }
        world_group(w, m, &op[act[i].at], act[i].n, got, &acked);
        model_free(m);
        m = model_after(first_seq, i + 1);
        if (!acked || !world_equals(w, m, why, sizeof why)) {
            die(script[act[i].at], acked ? why : got[0].word);
        }
        model_free(m);
        world_close(w);
    }
}

/* ---- the disk ---- */

static bool says_what(enum disk_fault kind, const char *word)
{
    return !strcmp(word, "store") || ((kind == DISK_FULL || kind == DISK_STAYS_FULL) && !strcmp(word, "store_full")) ||
           !strcmp(word, "store_busy");
}

/* One act with one fault; true when it fired. */
static bool one_fault(int i, enum disk_fault kind, long k)
{
    struct world *w;
    struct model *m = model_after(first_seq, i), *then = model_after(first_seq, i + 1);
    struct answer got[8];
    char why[300] = "", what[80];
    bool acked, fired;

    snprintf(what, sizeof what, "%.30s, fault %d at %ld", script[act[i].at], (int)kind, k);
    disk_restore(act[i].before);
    w = must_open(what);
    for (int j = 0; j < act[i].n; j++) {
        model_resolve(m, &op[act[i].at + j]);
    }
    disk_arm(kind, k);
    world_group(w, m, &op[act[i].at], act[i].n, got, &acked);
    fired = disk_fired() > 0;
    if (!acked && !fired) {
        die(what, got[0].word);
    }
    if (!acked && !says_what(kind, got[0].word)) {
        die(what, got[0].word);
    }
    if (!world_equals(w, acked ? then : m, why, sizeof why)) { /* also while the disk stays full: reads go on */
        die(what, why);
    }
    disk_arm(DISK_EIO, 0);
    if (!acked) { /* it goes on: the same act again, once */
        world_group(w, m, &op[act[i].at], act[i].n, got, &acked);
        if (!acked || !world_equals(w, then, why, sizeof why)) {
            die(what, *why ? why : got[0].word);
        }
    }
    if (!world_sound(w, k == 1, why, sizeof why)) {
        die(what, why);
    }
    world_close(w);
    if (k % 3 == 1) { /* and so it is on the disk */
        w = must_open("after the fault");
        if (!world_equals(w, then, why, sizeof why)) {
            die(what, why);
        }
        world_close(w);
    }
    model_free(m);
    model_free(then);
    return fired;
}

/* Every k with an input/output error; with the others every step-th, which shift from act to act. */
static int sweep_disk(long step)
{
    static const char *const name[] = {"", "input/output error", "full disk", "half write", "disk that stays full"};
    long total = 0;

    for (int kind = DISK_EIO; kind < DISK_FAULTS; kind++) {
        long fired = 0, least = 1000000;

        for (int i = 0; i < acts; i++) {
            long by = kind == DISK_EIO ? 1 : step, k = 1 + i % by, here = 0;

            while (one_fault(i, (enum disk_fault)kind, k)) {
                k += by;
                here++;
            }
            fired += here;
            least = here < least ? here : least;
        }
        printf("%s: %ld faults fired in %d acts, at least %ld in each\n", name[kind], fired, acts, least);
        if (least < 2) {
            die("too few faults fired", name[kind]);
        }
        total += fired;
    }
    printf("faults: %ld fired\n1 passed, 0 failed\n", total);
    return 0;
}

/* ---- memory ---- */

static struct {
    bool on;
    long countdown;
    long fired;
} memory;

static bool memory_fails(void)
{
    return memory.on && memory.countdown > 0 && --memory.countdown == 0 && ++memory.fired;
}

void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real__exit(int code) __attribute__((noreturn));
void __wrap__exit(int code) __attribute__((noreturn));
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_calloc(size_t n, size_t size)
{
    return memory_fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return memory_fails() ? NULL : __real_realloc(p, n);
}

/* SQLite's own. */
static sqlite3_mem_methods real_memory;

static void *lite_malloc(int n)
{
    return memory_fails() ? NULL : real_memory.xMalloc(n);
}

static void *lite_realloc(void *p, int n)
{
    return memory_fails() ? NULL : real_memory.xRealloc(p, n);
}

/* What the child leaves: whether it acknowledged, and its disk. */
struct left {
    int acked, finished;
    size_t n;
    unsigned char disk[];
};
static struct left *left_here;

static void leave(void)
{
    memory.on = false;
    left_here->n = disk_export(left_here->disk, SHARED - sizeof *left_here);
}

/* The process ends as it would, at once and without closing anything; what is on its disk by then stays. */
void __wrap__exit(int code)
{
    if (left_here) {
        leave();
    }
    __real__exit(code);
}

static void child(int i, long k)
{
    struct world *w = must_open("memory");
    struct model *m = model_after(first_seq, i);
    struct answer got[8];
    bool acked;

    for (int j = 0; j < act[i].n; j++) {
        model_resolve(m, &op[act[i].at + j]);
    }
    memory.countdown = k;
    memory.on = true;
    world_group(w, m, &op[act[i].at], act[i].n, got, &acked);
    memory.on = false;
    left_here->acked = acked;
    left_here->finished = memory.fired == 0;
    _exit(0);
}

/* True when the fault fired. */
static bool one_allocation(int i, long k, long *ret_ended)
{
    struct model *m;
    struct world *w;
    char why[300] = "", what[80];
    int status;
    pid_t pid;

    snprintf(what, sizeof what, "%.30s, allocation %ld", script[act[i].at], k);
    left_here->acked = left_here->finished = 0;
    disk_restore(act[i].before);
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        child(i, k);
    }
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
        (WEXITSTATUS(status) != 70 && WEXITSTATUS(status) != 0)) {
        die(what, "the process did not end cleanly");
    }
    *ret_ended += WEXITSTATUS(status) == 70;
    disk_import(left_here->disk);
    w = must_open(what);
    m = model_after(first_seq, i + 1);
    if (!world_equals(w, m, why, sizeof why)) {
        if (left_here->acked) {
            die(what, "it was acknowledged and is not there");
        }
        model_free(m);
        m = model_after(first_seq, i);
        if (!world_equals(w, m, why, sizeof why)) {
            die(what, why);
        }
    }
    if (!world_sound(w, false, why, sizeof why)) {
        die(what, why);
    }
    world_close(w);
    model_free(m);
    return !left_here->finished;
}

static int sweep_memory(long step)
{
    long fired = 0, ended = 0;

    left_here = mmap(NULL, SHARED, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (left_here == MAP_FAILED) {
        die("memory", "no room");
    }
    for (int i = 0; i < acts; i++) {
        long here = 0;

        for (long k = 1 + i % step; one_allocation(i, k, &ended); k += step) {
            here++;
        }
        if (here == 0) {
            die(script[act[i].at], "no allocation failed");
        }
        fired += here;
    }
    printf("memory: %ld allocations failed in %d acts, %ld ended the process\n1 passed, 0 failed\n", fired, acts, ended);
    return ended > 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    bool with_memory = argc > 1 && !strcmp(argv[1], "memory");
    long step;

    if (with_memory) {
        sqlite3_mem_methods ours;

        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
        ours = real_memory;
        ours.xMalloc = lite_malloc;
        ours.xRealloc = lite_realloc;
        sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
    }
    prepare();
    step = argc > 2 ? strtol(argv[2], NULL, 10) : 1;
    return with_memory ? sweep_memory(step) : sweep_disk(step);
}
