/* run.c - acts on the store: the domain's own functions, in groups of writes as a server makes them. */
#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "city/user.h"
#include "execute/holding.h"
#include "execute/invariant.h"
#include "execute/origin.h"
#include "execute/period.h"
#include "execute/posting.h"
#include "world.h"

struct world {
    struct arena *a, *scratch;
    struct store *s;
    struct db *db; /* this thread's reader */
    int64_t line_id[M_LINES];
    int lines;
    struct actor system, actor[16]; /* in the order of town_people */
};

/* ---- open and close ---- */

struct number {
    int64_t n;
};
static const struct field number_fields[] = {COL(struct number, n)};
static const struct row_type number_type = ROW_TYPE(struct number, number_fields);

static bool load(struct world *w, struct err *e)
{
    struct rows rows;
    const struct number *id;

    if (!store_reader(w->s, &w->db, e) ||
        !db_list(w->db, w->a,
                 QUERY("SELECT l.id AS n FROM line l LEFT JOIN line_origin o ON o.line_id = l.id "
                       "WHERE o.carried_from IS NULL ORDER BY l.id"),
                 NO_ARGS, &number_type, &rows, e)) {
        return false;
    }
    id = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        w->line_id[w->lines++] = id[i].n;
    }
    w->system = actor_system();
    for (size_t i = 0; i < town_people_n; i++) {
        if (!actor_load(w->db, w->a, str_from(town_people[i].name), &w->actor[i], e)) {
            return false;
        }
    }
    return true;
}

struct world *world_open(struct str url, struct err *e)
{
    struct arena *a = arena_new();
    struct world *w = ARENA_NEW(a, struct world);
    struct store_options o = {.url = url, .mode = STORE_MUST_EXIST};

    w->a = a;
    w->scratch = arena_new();
    if (!store_open(a, &o, &w->s, e) || !load(w, e)) {
        world_close(w);
        return NULL;
    }
    return w;
}

void world_close(struct world *w)
{
    if (w) {
        arena_free(w->scratch);
        arena_free(w->a);
    }
}

struct store *world_store(struct world *w)
{
    return w->s;
}

/* ---- one write ---- */

struct write {
    struct store_write_job job; /* first */
    struct world *w;
    const struct op *o; /* OP_BATCH: followed by its rows */
    struct posting *p; /* one, or a batch's */
    struct posting_result *rows;
    struct posted posted;
    struct gate *gate;
    bool ok;
};
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool held, open; /* the writer is in hold(); it may go on */
    int waiting; /* writes that were not answered yet */
};

static const struct actor *actor_of(const struct world *w, char letter)
{
    for (size_t i = 0; i < town_people_n; i++) {
        if (town_people[i].letter == letter) {
            return &w->actor[i];
        }
    }
    return &w->system;
}

static struct str name_of(char letter)
{
    for (size_t i = 0; i < town_people_n; i++) {
        if (town_people[i].letter == letter) {
            return str_from(town_people[i].name);
        }
    }
    return letter == '-' ? STR("") : STR("nobody");
}

static int64_t id_of(const struct world *w, int place)
{
    return place == -1 ? 0 : place >= 0 && place < w->lines ? w->line_id[place] : 987654321;
}

static void fill(struct world *w, const struct op *o, struct posting *p)
{
    bool reverse = *o->reverse_of || !strcmp(o->type, "REVERSE");

    *p = (struct posting){.key = str_from(o->key),
                          .on = DATE(o->date),
                          .type = str_from(o->type),
                          .line_id = reverse && o->line == -1 && !*o->line_of ? 0 : id_of(w, o->at),
                          .to_line_id = id_of(w, o->to_line),
                          .amount = MONEY(o->satang),
                          .ref = reverse ? str_format(w->scratch, "entry:%lld", (long long)(o->reverse_seq ? o->reverse_seq : 987654321))
                                         : str_from(o->ref),
                          .authority = str_from(o->authority),
                          .approved_by = name_of(o->approver)};
}

static bool run_one(struct tx *tx, void *ctx, struct err *e)
{
    struct write *x = ctx;
    const struct op *o = x->o;
    struct act by = {.tx = tx, .a = tx->a, .who = actor_of(x->w, o->maker), .today = DATE(20230615), .now_ms = INT64_C(1686787200000)};
    int year = o->count ? o->count : TOWN_YEAR;

    switch (o->kind) {
    case OP_POST:
        return posting_do(&by, &x->p[0], &x->posted, e);
    case OP_BATCH:
    case OP_ATOMIC:
        memset(x->rows, 0, (size_t)o->count * sizeof *x->rows);
        return posting_batch(&by, x->p, (size_t)o->count, o->kind == OP_ATOMIC, x->rows, e);
    case OP_CLOSE:
        return period_close(&by, year, o->date, STR("จำลอง"), e);
    case OP_REOPEN:
        return period_reopen(&by, year, o->date, STR("จำลอง"), e);
    case OP_CHECK:
    case OP_CRASH:
    case OP_LOST:
    case OP_KINDS:
        break;
    }
    return false;
}

static void done(struct store_write_job *job, bool ok)
{
    struct write *x = (struct write *)(void *)job;

    x->ok = ok;
    pthread_mutex_lock(&x->gate->lock);
    x->gate->waiting--;
    pthread_cond_broadcast(&x->gate->moved);
    pthread_mutex_unlock(&x->gate->lock);
}

/* Holds the writer until all writes of the group wait, so that they are one group; writes nothing. */
static bool hold(struct tx *tx, void *ctx, struct err *e)
{
    struct write *x = ctx;

    (void)tx;
    pthread_mutex_lock(&x->gate->lock);
    x->gate->held = true;
    pthread_cond_broadcast(&x->gate->moved);
    while (!x->gate->open) {
        pthread_cond_wait(&x->gate->moved, &x->gate->lock);
    }
    pthread_mutex_unlock(&x->gate->lock);
    FAIL(e, ERR_NOTHING);
    return false;
}

static void submit(struct world *w, struct write *x, store_write_fn *fn)
{
    struct err e;

    x->job = (struct store_write_job){.fn = fn, .done = done, .ctx = x};
    pthread_mutex_lock(&x->gate->lock);
    x->gate->waiting++;
    pthread_mutex_unlock(&x->gate->lock);
    if (!store_submit(w->s, &x->job, &e)) {
        abort();
    }
}

static void wait_held(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    while (!g->held && g->waiting > 0) { /* answered without being run: the disk is gone */
        pthread_cond_wait(&g->moved, &g->lock);
    }
    pthread_mutex_unlock(&g->lock);
}

static void wait_for(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->open = true;
    pthread_cond_broadcast(&g->moved);
    while (g->waiting > 0) {
        pthread_cond_wait(&g->moved, &g->lock);
    }
    pthread_mutex_unlock(&g->lock);
}

/* ---- answers ---- */

static struct answer answer_of(struct world *w, bool ok, bool replayed, int64_t seq, const struct err *e)
{
    struct answer r = {.seq = seq, .word = "", .detail = ""};

    if (ok) {
        r.verdict = replayed ? V_REPLAYED : V_OK;
        return r;
    }
    r.word = err_word(e->code);
    r.detail = str_cstr(w->scratch, str_from(e->detail));
    r.verdict = verdict_of(r.word);
    return r;
}

static void read_answers(struct world *w, struct write *x, struct answer *ret, bool *acked)
{
    const struct op *o = x->o;

    *acked = *acked || x->ok;
    if (o->kind != OP_BATCH && o->kind != OP_ATOMIC) {
        *ret = answer_of(w, x->ok, x->posted.result == POST_REPLAYED && o->kind == OP_POST, x->posted.seq, &x->job.err);
        return;
    }
    ret[0] = (struct answer){.verdict = x->ok ? V_OK : V_OTHER, .word = err_word(x->job.err.code), .detail = ""};
    for (int i = 0; i < o->count; i++) {
        const struct posting_result *r = &x->rows[i];

        ret[i + 1] = answer_of(w, r->result != POST_REFUSED, r->result == POST_REPLAYED, r->seq, &r->err);
    }
}

static struct answer check(struct world *w, const struct op *o)
{
    struct posting p;
    struct err e;
    bool ok;

    fill(w, o, &p);
    ok = posting_check(w->db, w->scratch, actor_of(w, o->maker), &p, &e);
    return answer_of(w, ok, false, 0, &e);
}

/* Lines that carries have opened since. */
static void find_lines(struct world *w, const struct model *m)
{
    for (struct err e; w->lines < model_lines(m); w->lines++) {
        const struct model_line *l = model_line_at(m, w->lines);
        struct str kind = str_from(l->kind);
        int64_t id = 0;

        if (!db_int(w->db,
                    QUERY("SELECT COALESCE((SELECT line_id FROM line_origin WHERE carried_from = $1 AND kind = $2), 0)"),
                    ARGS(V(w->line_id[l->carried_from]), V(kind)), &id, &e) ||
            id == 0) {
            return;
        }
        w->line_id[w->lines] = id;
    }
}

void world_group(struct world *w, const struct model *m, const struct op *o, int n, struct answer *ret, bool *ret_acked)
{
    struct write *x;
    struct gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};
    int writes = 1;

    arena_free(w->scratch);
    w->scratch = arena_new();
    x = ARENA_ARRAY(w->scratch, struct write, (size_t)n + 1);
    find_lines(w, m);
    *ret_acked = false;
    x[0].gate = &gate;
    for (int i = 0; i < n; i++) { /* drafts are asked before the group writes */
        if (o[i].kind == OP_CHECK) {
            ret[i] = check(w, &o[i]);
        }
    }
    submit(w, &x[0], hold);
    wait_held(&gate);
    for (int i = 0; i < n; i++) {
        struct write *y = &x[writes];
        int rows = o[i].kind == OP_BATCH || o[i].kind == OP_ATOMIC ? o[i].count : 0;

        if (o[i].kind == OP_CHECK || o[i].kind == OP_CRASH || o[i].kind == OP_LOST) {
            continue;
        }
        y->w = w;
        y->o = &o[i];
        y->gate = &gate;
        y->p = ARENA_ARRAY(w->scratch, struct posting, (size_t)rows + 1);
        y->rows = ARENA_ARRAY(w->scratch, struct posting_result, (size_t)rows + 1);
        fill(w, &o[i], &y->p[0]);
        for (int k = 0; k < rows; k++) {
            fill(w, &o[i + 1 + k], &y->p[k]);
        }
        submit(w, y, run_one);
        writes++;
        i += rows;
    }
    wait_for(&gate);
    for (int i = 1; i < writes; i++) {
        read_answers(w, &x[i], &ret[x[i].o - o], ret_acked);
    }
}

/* ---- comparing ---- */

static bool differs(char *why, size_t n, const char *what, int line, int64_t got, int64_t want)
{
    snprintf(why, n, "line %d %s: the store has %lld, the model %lld", line, what, (long long)got, (long long)want);
    return false;
}

static bool same_balances(const struct world *w, const struct model *m, const struct rows *rows, char *why, size_t n)
{
    static const char *const bucket[M_BUCKETS] = {"source",    "unallotted", "allotted",  "reserved", "obligated",
                                                  "disbursed", "carried_a",  "carried_b", "lapsed"};
    const struct balance *b = rows->p;

    for (int i = 0; i < model_lines(m); i++) {
        const struct model_line *l = model_line_at(m, i);
        struct balance zero = {0};
        const struct balance *at = &zero;

        for (size_t k = 0; k < rows->n; k++) {
            at = b[k].line_id == w->line_id[i] ? &b[k] : at;
        }
        {
            const struct money got[M_BUCKETS] = {at->source,    at->unallotted, at->allotted,  at->reserved, at->obligated,
                                                 at->disbursed, at->carried_a,  at->carried_b, at->lapsed};

            for (int k = 0; k < M_BUCKETS; k++) {
                if (got[k].satang != l->balance[k]) {
                    return differs(why, n, bucket[k], i, got[k].satang, l->balance[k]);
                }
            }
        }
    }
    return true;
}

static bool same_holdings(const struct world *w, const struct model *m, const struct rows *rows, char *why, size_t n)
{
    const struct holding *h = rows->p;

    for (int i = 0; i < model_lines(m); i++) {
        for (int r = 0; r < M_REFS; r++) {
            const struct model_holding *want = &model_line_at(m, i)->holding[r];
            struct holding zero = {0};
            const struct holding *got = &zero;

            for (size_t k = 0; k < rows->n; k++) {
                got = h[k].line_id == w->line_id[i] && str_eq(h[k].ref, str_from(model_refs[r])) ? &h[k] : got;
            }
            if (got->reserved.satang != want->reserved) {
                return differs(why, n, "reserved by a reference", i, got->reserved.satang, want->reserved);
            }
            if (got->obligated.satang != want->obligated) {
                return differs(why, n, "obligated by a reference", i, got->obligated.satang, want->obligated);
            }
            if (got->disbursed.satang != want->disbursed) {
                return differs(why, n, "disbursed to a reference", i, got->disbursed.satang, want->disbursed);
            }
        }
    }
    return true;
}

static int64_t number_of(struct world *w, const char *sql)
{
    const struct query q = {"sim", sql, -1};
    struct err e;
    int64_t n = -1;

    return db_int(w->db, &q, NO_ARGS, &n, &e) ? n : -1;
}

int64_t world_seq(struct world *w)
{
    return number_of(w, "SELECT MAX(seq) FROM entry");
}

static int64_t closings(struct world *w)
{
    return number_of(w, "SELECT COUNT(*) FROM ledger_period_event");
}

bool world_equals(struct world *w, const struct model *m, char *why, size_t n)
{
    struct arena *a = arena_new();
    struct rows balances, holdings;
    struct err e;
    bool ok;

    if (world_seq(w) != model_seq(m) || closings(w) != model_events(m)) {
        snprintf(why, n, "the store has %lld entries and %lld closings, the model %lld and %lld", (long long)world_seq(w),
                 (long long)closings(w), (long long)model_seq(m), (long long)model_events(m));
        arena_free(a);
        return false;
    }
    find_lines(w, m);
    if (number_of(w, "SELECT COUNT(*) FROM line") != model_lines(m)) {
        snprintf(why, n, "the store has %lld lines, the model %d", (long long)number_of(w, "SELECT COUNT(*) FROM line"), model_lines(m));
        arena_free(a);
        return false;
    }
    if (w->lines < model_lines(m)) {
        snprintf(why, n, "line %d of the model was not opened", w->lines);
        arena_free(a);
        return false;
    }
    ok = db_list(w->db, a,
                 QUERY("SELECT line_id, source_satang, unallotted_satang, allotted_satang, reserved_satang, "
                       "obligated_satang, disbursed_satang, carried_a_satang, carried_b_satang, lapsed_satang "
                       "FROM balance"),
                 NO_ARGS, &balance_type, &balances, &e) &&
         db_list(w->db, a,
                 QUERY("SELECT line_id, ref, reserved_satang, obligated_satang, disbursed_satang FROM holding"), NO_ARGS,
                 &holding_type, &holdings, &e);
    if (!ok) {
        snprintf(why, n, "%s: %s", err_word(e.code), e.detail);
    }
    ok = ok && same_balances(w, m, &balances, why, n) && same_holdings(w, m, &holdings, why, n);
    arena_free(a);
    return ok;
}

bool world_sound(struct world *w, bool all, char *why, size_t n)
{
    struct arena *a = arena_new();
    const struct broken *b = NULL;
    size_t found = 0, broken = 0;
    int64_t entries;
    struct err e;
    bool ok = ledger_verify(w->db, &entries, &e) && (!all || invariants_check(w->db, a, &b, &found, &broken, &e));

    if (!ok) {
        snprintf(why, n, "%s: %s", err_word(e.code), e.detail);
    } else if (broken > 0) {
        snprintf(why, n, "invariant %s: %.*s", b[0].invariant->name, STR_FMT(b[0].problem));
        ok = false;
    }
    arena_free(a);
    return ok;
}
