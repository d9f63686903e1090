#include "play.h"

#include <stdlib.h>
#include <string.h>

#include "disk.h"

enum { COMPARE_EVERY = 24 };

static bool wrong(struct play *p, int at, const char *why)
{
    p->failed = true;
    p->failed_at = at;
    snprintf(p->why, sizeof p->why, "%s", why);
    return false;
}

static bool opens(struct play *p, int at)
{
    struct err e = {0};

    p->w = world_open(p->url, &e);
    if (!p->w) {
        char why[300] = "";

        snprintf(why, sizeof why, "the store does not open: %s %.200s", err_word(e.code), e.detail);
        return wrong(p, at, why);
    }
    if (p->small_log && !sql_write(world_store(p->w), "PRAGMA wal_autocheckpoint = 24", &e)) {
        return wrong(p, at, "the store does not write");
    }
    return true;
}

/* ---- answers ---- */

static void word_of(verdicts v, char *ret, size_t n)
{
    size_t at = 0;

    for (int i = 0; i < V_COUNT; i++) {
        const char *word = verdict_word((enum verdict)i);

        if (v & BIT(i) && at + strlen(word) + 5 < n) {
            memcpy(ret + at, at ? " or " : "", at ? 5 : 1);
            memcpy(ret + at + (at ? 4 : 0), word, strlen(word) + 1);
            at += strlen(word) + (at ? 4 : 0);
        }
    }
}

static bool judge(struct play *p, int at, verdicts want, int64_t seq, const struct answer *got)
{
    char why[660], words[300];

    p->acts++;
    p->by_verdict[got->verdict]++;
    p->posted += got->verdict == V_OK;
    p->replayed += got->verdict == V_REPLAYED;
    p->refused += got->verdict > V_REPLAYED;
    if (!(want & BIT(got->verdict))) {
        words[0] = 0;
        word_of(want, words, sizeof words);
        snprintf(why, sizeof why, "act %s: the store says %s %s %.120s, the model %.300s", p->op[at].key,
                 verdict_word(got->verdict), got->word, got->detail, words);
        return wrong(p, at, why);
    }
    if (p->op[at].kind == OP_POST && got->verdict <= V_REPLAYED && seq != got->seq) {
        snprintf(why, sizeof why, "act %s: entry %lld, the model %lld", p->op[at].key, (long long)got->seq,
                 (long long)seq);
        return wrong(p, at, why);
    }
    return true;
}

struct expected {
    verdicts want[GEN_GROUP];
    int64_t seq[GEN_GROUP];
};

/* Drafts are asked before the group, the rest in order. */
static void expect(struct model *m, const struct op *o, int n, struct expected *x)
{
    for (int i = 0; i < n; i++) {
        if (o[i].kind == OP_CHECK) {
            x->want[i] = model_run(m, &o[i], &x->seq[i]);
        }
    }
    for (int i = 0; i < n; i++) {
        if (o[i].kind == OP_BATCH || o[i].kind == OP_ATOMIC) {
            bool refused = false;

            model_batch(m, &o[i + 1], o[i].count, o[i].kind == OP_ATOMIC, &x->want[i + 1], &x->seq[i + 1]);
            for (int k = 1; k <= o[i].count; k++) {
                refused = refused || !(x->want[i + k] & (BIT(V_OK) | BIT(V_REPLAYED)));
            }
            x->want[i] = o[i].kind == OP_ATOMIC && refused ? ~BIT(V_OK) : BIT(V_OK);
            i += o[i].count;
        } else if (o[i].kind == OP_POST || o[i].kind == OP_CLOSE || o[i].kind == OP_REOPEN) {
            x->want[i] = model_run(m, &o[i], &x->seq[i]);
        }
    }
}

/* ---- power cuts ---- */

/* The power was cut: opens again (which may be cut again), and the store is as before the group or as after it. */
static bool recover(struct play *p, int at, int n, const struct model_mark *before, bool acked, uint64_t seed)
{
    char why[300] = "";
    struct err e;

    p->cuts++;
    world_close(p->w);
    p->w = NULL;
    for (uint64_t again = seed % 3 == 0 ? 2 : 0;; again--) {
        disk_power_on(seed + again);
        if (again == 0) {
            break;
        }
        disk_arm(DISK_CUT, 1 + (long)(seed % 17));
        world_close(world_open(p->url, &e));
        disk_power_off();
    }
    if (!opens(p, at)) {
        return false;
    }
    if (world_seq(p->w) != model_seq(p->m) || !world_equals(p->w, p->m, why, sizeof why)) {
        if (acked) {
            return wrong(p, at, "what was acknowledged is not there after the power came back");
        }
        model_back(p->m, before);
        for (int i = at; i < at + n; i++) {
            p->op[i].was = p->op[i].kind;
            p->op[i].kind = OP_LOST;
        }
        p->lost++;
    } else {
        p->kept++;
    }
    if (!world_equals(p->w, p->m, why, sizeof why) || !world_sound(p->w, p->cuts % 16 == 0, why, sizeof why)) {
        return wrong(p, at, why);
    }
    return true;
}

/* ---- a group ---- */

static bool run_group(struct play *p, int at, int n)
{
    struct op *o = &p->op[at];
    struct expected x = {0};
    struct answer got[GEN_GROUP];
    struct model_mark *before = model_mark(p->m);
    uint64_t cut_seed = 0;
    bool acked, ok = true;

    for (int i = 0; i < n; i++) {
        model_resolve(p->m, &o[i]);
        if (o[i].kind == OP_CRASH) {
            cut_seed = (uint64_t)o[i].satang;
            disk_arm(DISK_CUT, o[i].count);
        }
    }
    memset(got, 0, sizeof got);
    p->groups++;
    /* The model first moves on a copy of what the store will do; lines that exist already have their place. */
    world_group(p->second && p->groups % 2 ? p->second : p->w, p->m, o, n, got, &acked);
    expect(p->m, o, n, &x);
    if (disk_dead()) {
        ok = recover(p, at, n, before, acked, cut_seed);
        free(before);
        return ok;
    }
    free(before);
    if (cut_seed) {
        disk_arm(DISK_CUT, 0); /* it did not come to that many operations */
    }
    for (int i = 0; i < n && ok; i++) {
        if (o[i].kind == OP_BATCH || o[i].kind == OP_ATOMIC) {
            if (!(x.want[i] & BIT(got[i].verdict))) {
                ok = wrong(p, at + i, "a batch is kept or undone as a whole, which it was not");
            }
        } else if (o[i].kind < OP_CRASH) {
            ok = judge(p, at + i, x.want[i], x.seq[i], &got[i]);
        }
    }
    return ok;
}

bool play_compare(struct play *p)
{
    int at = p->ops - 1;
    char why[300] = "";

    return world_equals(p->w, p->m, why, sizeof why) || wrong(p, at, why);
}

bool play_quiet(struct play *p)
{
    char why[300] = "";

    return play_compare(p) &&
           (world_sound(p->w, p->all_invariants, why, sizeof why) || wrong(p, p->ops - 1, why));
}

bool play_begin(struct play *p)
{
    p->failed = false;
    p->fresh(p);
    if (!opens(p, 0)) {
        return false;
    }
    p->m = model_new(world_seq(p->w));
    if (p->servers == 2) {
        struct err e = {0};

        p->second = world_open(p->url, &e);
        return p->second || wrong(p, 0, "a second server does not open the store");
    }
    return true;
}

void play_end(struct play *p)
{
    world_close(p->w);
    world_close(p->second);
    p->w = p->second = NULL;
    model_free(p->m);
    p->m = NULL;
}

static void room_for(struct play *p, int n)
{
    if (p->ops + n > p->cap) {
        p->cap = (p->cap + n) * 2;
        p->op = realloc(p->op, (size_t)p->cap * sizeof *p->op);
        if (!p->op) {
            abort();
        }
    }
}

/* Groups of one number together. */
static bool run_from(struct play *p, int first)
{
    bool ok = true;

    for (int at = first, n; ok && at < p->ops; at += n) {
        for (n = 1; at + n < p->ops && n < GEN_GROUP && p->op[at + n].group == p->op[at].group; n++) {
        }
        ok = run_group(p, at, n);
    }
    return ok;
}

bool play_more(struct play *p, const struct op *o, int n)
{
    room_for(p, n);
    memcpy(&p->op[p->ops], o, (size_t)n * sizeof *o);
    p->ops += n;
    return run_from(p, p->ops - n);
}

bool play_round(struct play *p, uint64_t seed, int acts, int crash_per_mille)
{
    struct gen g;
    bool ok = play_begin(p);

    gen_init(&g, seed);
    g.crash_per_mille = crash_per_mille;
    p->ops = 0;
    for (int i = 0; ok && p->ops < acts; i++) {
        int at = p->ops, n;

        room_for(p, GEN_GROUP);
        gen_group(&g, p->m, &p->op[at], &n);
        p->ops += n;
        ok = run_group(p, at, n) && (i % COMPARE_EVERY || play_compare(p));
    }
    ok = ok && play_quiet(p);
    play_end(p);
    return ok;
}

bool play_again(struct play *p)
{
    bool ok = play_begin(p);

    for (int i = 0; i < p->ops; i++) {
        p->op[i].kind = p->op[i].kind == OP_LOST ? p->op[i].was : p->op[i].kind;
    }
    for (int at = 0, n; ok && at < p->ops; at += n) {
        for (n = 1; at + n < p->ops && n < GEN_GROUP && p->op[at + n].group == p->op[at].group; n++) {
        }
        ok = run_group(p, at, n) && play_compare(p);
    }
    ok = ok && play_quiet(p);
    play_end(p);
    return ok;
}

/* ---- shrinking ---- */

/* Rows of a batch go with it. */
static int span(const struct op *o)
{
    return o->kind == OP_BATCH || o->kind == OP_ATOMIC ? 1 + o->count : 1;
}

static bool fails_still(struct play *p, const struct op *o, int n)
{
    memcpy(p->op, o, (size_t)n * sizeof *o);
    p->ops = n;
    return !play_again(p);
}

void play_shrink(struct play *p)
{
    size_t bytes = (size_t)p->ops * sizeof *p->op;
    int n = p->failed_at + 1, tries = 0;
    struct op *best = malloc(bytes), *less = malloc(bytes);
    char why[sizeof p->why];

    if (!best || !less) {
        abort();
    }
    while (n < p->ops && p->op[n].group == p->op[n - 1].group) { /* the whole group of the failure */
        n++;
    }
    memcpy(best, p->op, (size_t)n * sizeof *best);
    snprintf(why, sizeof why, "%s", p->why);
    for (int part = n / 2 ? n / 2 : 1; part >= 1 && tries < 600;) {
        bool any = false;

        for (int from = 0; from < n && tries < 600;) {
            int stop = from, kept = from;

            while (stop < n && stop - from < part) {
                stop += span(&best[stop]);
            }
            stop = stop < n ? stop : n;
            memcpy(less, best, (size_t)from * sizeof *less);
            for (int i = stop; i < n; i++) {
                less[kept++] = best[i];
            }
            tries++;
            if (kept > 0 && fails_still(p, less, kept)) {
                memcpy(best, less, (size_t)kept * sizeof *best);
                snprintf(why, sizeof why, "%s", p->why);
                n = kept;
                any = true;
            } else {
                from = stop;
            }
        }
        part = part > 1 ? part / 2 : any ? 1 : 0;
    }
    for (int i = 0, row; i < n && tries < 800; i += span(&best[i])) { /* single rows of batches */
        for (row = span(&best[i]) - 1; row > 0 && best[i].count > 1; row--) {
            memcpy(less, best, (size_t)n * sizeof *less);
            memmove(&less[i + row], &less[i + row + 1], (size_t)(n - i - row - 1) * sizeof *less);
            less[i].count--;
            tries++;
            if (fails_still(p, less, n - 1)) {
                memcpy(best, less, (size_t)--n * sizeof *best);
                snprintf(why, sizeof why, "%s", p->why);
            }
        }
    }
    memcpy(p->op, best, (size_t)n * sizeof *best);
    p->ops = n;
    p->failed = true;
    snprintf(p->why, sizeof p->why, "%s", why);
    free(best);
    free(less);
}

void play_print(const struct play *p, FILE *out)
{
    fprintf(out, "# %s\n", p->why);
    for (int i = 0; i < p->ops; i++) {
        op_print(out, &p->op[i]);
    }
}
