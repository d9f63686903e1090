/* reorganise_run.c - executing a re-organisation: lines, money, contracts, in one write. */
#include "base/arena.h"
#include "base/err.h"
#include "execute/carry_int.h"
#include "execute/holding.h"
#include "execute/origin.h"
#include "execute/posting.h"
#include "execute/reorganise_int.h"
#include "sql_execute.h"
#include "store/store.h"

struct run {
    struct act *by;
    const struct reorg *r;
    const struct reorg_plan *p;
    int64_t *new_id; /* of each move */
    struct posting *post;
    size_t n, cap;
    struct str authority, approver;
    struct reorg_followed f;
};

struct one_ref {
    struct str ref;
};
static const struct field ref_fields[] = {COL(struct one_ref, ref)};
static const struct row_type ref_type = ROW_TYPE(struct one_ref, ref_fields);

/* ---- money ---- */

static void add(struct run *x, size_t move, enum bucket k, struct str ref, struct money m)
{
    const struct reorg_move *v = &x->p->move[move];
    struct arena *a = x->by->a;

    if (m.satang == 0) {
        return;
    }
    if (x->n == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : 64;

        x->post = arena_grow(a, x->post, x->cap * sizeof *x->post, cap * sizeof *x->post);
        x->cap = cap;
    }
    x->post[x->n] = (struct posting){
        .key = str_format(a, "reorganise:%.*s:%.*s:%lld:%zu", STR_FMT(x->r->code), STR_FMT(v->line),
                          (long long)x->new_id[move], x->n),
        .on = x->r->on_date,
        .type = STR("REORGANISE"),
        .line_id = v->line_id,
        .to_line_id = x->new_id[move],
        .amount = m,
        .ref = ref,
        .authority = x->authority,
        .note = x->r->title,
        .approved_by = x->approver,
        .bucket = k};
    x->n++;
}

/* What references hold on the old line goes whole. */
static bool add_held(struct run *x, size_t move, struct err *e)
{
    const struct reorg_move *v = &x->p->move[move];
    const struct holding *h;
    struct rows rows;

    if (v->reserved.satang + v->obligated.satang + v->disbursed.satang == 0) {
        return true;
    }
    if (!db_list(x->by->tx->db, x->by->a, &Q_REORG_HOLDINGS, ARGS(V(v->line_id)), &holding_type, &rows, e)) {
        return false;
    }
    h = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        add(x, move, BUCKET_RESERVED, h[i].ref, h[i].reserved);
        add(x, move, BUCKET_OBLIGATED, h[i].ref, h[i].obligated);
        add(x, move, BUCKET_DISBURSED, h[i].ref, h[i].disbursed);
    }
    return true;
}

/* ---- one line ---- */

static bool open_line(struct run *x, size_t move, struct err *e)
{
    const struct reorg_move *v = &x->p->move[move];
    struct line_open_new n = {.year = x->r->year,
                              .ordinance = v->ordinance,
                              .agency_id = v->to_agency_id,
                              .output_id = v->to_output_id,
                              .item_id = v->item_id,
                              .fund_id = v->fund_id,
                              .name = v->line_name,
                              .authority = x->authority,
                              .reason = str_format(x->by->a, "%.*s: %.*s", STR_FMT(x->r->code), STR_FMT(v->line))};
    struct str code;

    if (!line_origin_get(x->by->tx->db, x->by->a, v->line_id, &n.origin, e)) {
        return false;
    }
    if (n.origin.carried_from) {
        n.origin.carried_from = v->line_id; /* the way back leads over the old line */
    }
    return line_open(x->by, &n, &x->new_id[move], &code, e);
}

/* Contracts of the line, its procurement plan and what a rate leaves out of it go where it is held. */
static bool move_papers(struct run *x, size_t move, struct err *e)
{
    const struct reorg_move *v = &x->p->move[move];
    struct db *db = x->by->tx->db;
    struct one_ref clash;
    int64_t n;

    if (!db_one(db, x->by->a, &Q_REORG_CLASH, ARGS(V(v->line_id), V(v->to_agency_id)), &ref_type, &clash, e)) {
        return false;
    }
    if (clash.ref.n) {
        FAIL(e, ERR_DUPLICATE); /* two contracts of one number */
        err_arg(e, "field", V(v->to_name));
        err_arg(e, "value", V(clash.ref));
        return false;
    }
    if (!db_exec(db, &Q_REORG_CONTRACTS, ARGS(V(v->line_id), V(v->to_agency_id)), &n, e)) {
        return false;
    }
    x->f.contracts += n;
    if (!db_exec(db, &Q_REORG_CONTRACT_PARTS, ARGS(V(v->line_id), V(x->new_id[move])), NULL, e) ||
        !db_exec(db, &Q_REORG_FLAGS, ARGS(V(v->line_id), V(x->new_id[move])), NULL, e) ||
        !db_exec(db, &Q_REORG_PROCUREMENT, ARGS(V(v->line_id), V(x->new_id[move])), &n, e)) {
        return false;
    }
    x->f.procurement += n;
    return true;
}

static bool link_line(struct run *x, size_t move, struct err *e)
{
    const struct reorg_move *v = &x->p->move[move];

    return db_exec(x->by->tx->db, &Q_REORG_LINE_INSERT,
                   ARGS(V(v->line_id), V(x->new_id[move]), V(x->r->id), V(v->share), V(v->main), V(v->unallotted),
                        V(v->allotted), V(v->reserved), V(v->obligated), V(v->disbursed)),
                   NULL, e);
}

static bool move_lines(struct run *x, struct err *e)
{
    x->new_id = ARENA_ARRAY(x->by->a, int64_t, x->p->n);
    for (size_t i = 0; i < x->p->n; i++) {
        const struct reorg_move *v = &x->p->move[i];

        if (!open_line(x, i, e) || !link_line(x, i, e)) {
            return false;
        }
        add(x, i, BUCKET_UNALLOTTED, STR_NONE, v->unallotted);
        add(x, i, BUCKET_ALLOTTED, STR_NONE, v->allotted);
        if (v->main && (!add_held(x, i, e) || !move_papers(x, i, e))) {
            return false;
        }
    }
    return posting_many(x->by, x->post, x->n, true, ARENA_ARRAY(x->by->a, struct posting_done, x->n + 1), e);
}

/* ---- before and after ---- */

static void buckets_of(const struct balance *b, struct money ret[BUCKET_COUNT])
{
    ret[BUCKET_SOURCE] = b->source;
    ret[BUCKET_UNALLOTTED] = b->unallotted;
    ret[BUCKET_ALLOTTED] = b->allotted;
    ret[BUCKET_RESERVED] = b->reserved;
    ret[BUCKET_OBLIGATED] = b->obligated;
    ret[BUCKET_DISBURSED] = b->disbursed;
    ret[BUCKET_CARRIED_A] = b->carried_a;
    ret[BUCKET_CARRIED_B] = b->carried_b;
    ret[BUCKET_LAPSED] = b->lapsed;
}

/* Not a satang came or went: the store is asked, not the plan. */
static bool write_sums(struct run *x, struct err *e)
{
    struct money before[BUCKET_COUNT], after[BUCKET_COUNT];
    struct db *db = x->by->tx->db;
    struct balance now;

    if (!db_one(db, x->by->a, &Q_REORG_CITY, ARGS(V(x->r->year)), &balance_type, &now, e)) {
        return false;
    }
    buckets_of(&x->p->city, before);
    buckets_of(&now, after);
    for (int64_t i = 0; i < BUCKET_COUNT; i++) {
        if (before[i].satang != after[i].satang) {
            FAIL(e, ERR_STALE); /* somebody posted meanwhile: once more */
            return false;
        }
        if (!db_exec(db, &Q_REORG_SUM_INSERT, ARGS(V(x->r->id), V(i), V(before[i]), V(after[i])), NULL, e)) {
            return false;
        }
    }
    return true;
}

static bool finish(struct run *x, int64_t version, struct err *e)
{
    const struct reorg *r = x->r;
    int64_t rows;

    return reorg_follow(x->by, r, &x->f, e) &&
           db_exec(x->by->tx->db, &Q_REORG_DONE,
                   ARGS(V(r->id), V(version < 0 ? r->version : version), V(x->by->who->name), V(x->by->now_ms),
                        V(x->p->lines), V(x->p->total)),
                   &rows, e) &&
           carry_one_row(rows, e) &&
           reorg_note(x->by, r,
                      (struct audit_note){.action = STR("reorganise.execute"),
                                          .new_value = str_format(x->by->a, "%lld %.*s", (long long)x->p->lines,
                                                                  STR_FMT(money_text(x->by->a, x->p->total, MONEY_PLAIN)))},
                      e);
}

static bool check_ready(struct act *by, const struct reorg *r, struct err *e)
{
    if (!str_eq(r->state, STR("approved"))) {
        return carry_bad_state(r->state, STR("execute"), e);
    }
    if (by->today.yyyymmdd < r->on_date.yyyymmdd) {
        return reorg_guard(tr(LANG_TH, TR("ยังไม่ถึงวันที่มีผล")), 1,
                           str_format(by->a, "/reorganisations/%.*s", STR_FMT(r->code)), e);
    }
    return carry_other_person(by, r->approved_by, e);
}

bool reorg_execute(struct act *by, struct str code, int64_t version, bool *ret_again, struct err *e)
{
    struct run x = {.by = by};
    struct reorg_plan p;
    struct reorg r;

    if (!actor_check_city(by->who, PERM_REORGANISE, e) || !reorg_get(by->tx->db, by->a, code, &r, e)) {
        return false;
    }
    *ret_again = str_eq(r.state, STR("done"));
    if (*ret_again) {
        return true;
    }
    if (!check_ready(by, &r, e) || !reorg_make_agencies(by, &r, &x.f.made, e) ||
        !reorg_plan(by->tx->db, by->a, &r, &p, e) || !reorg_check_open(&p, e)) {
        return false;
    }
    x.r = &r;
    x.p = &p;
    x.authority = str_format(by->a, "GOVERNOR:%.*s", STR_FMT(r.doc_no));
    x.approver = str_eq(r.approved_by, STR("system")) ? STR_NONE : r.approved_by;
    return move_lines(&x, e) && write_sums(&x, e) && finish(&x, version, e);
}
