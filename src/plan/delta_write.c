/* delta_write.c - rows of deltas and their events; amounts and states that accepted ones bring. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/delta_int.h"
#include "plan/review.h"
#include "sql_plan.h"
#include "store/store.h"

bool delta_event(struct act *by, const struct delta_move *m, struct err *e)
{
    return db_exec(by->tx->db, &Q_DELTA_EVENT,
                   ARGS(V(m->id), V(str_from(m->event)), V(m->from), V(m->to), V(m->amount),
                        V(by->who->name), V(by->now_ms), V(m->reason), V(m->basis)),
                   NULL, e);
}

bool delta_insert(struct act *by, const struct delta_insert *n, int64_t *ret_id,
                  struct str *ret_code, struct err *e)
{
    const struct delta_line *l = n->line;
    struct db *db = by->tx->db;
    int64_t count, id;
    struct str code;

    if (!db_int(db, &Q_DELTA_COUNT, ARGS(V(l->year), V(l->ordinance)), &count, e)) {
        return false;
    }
    code = str_format(by->a, "D-%lld-%lld-%04lld", (long long)l->year, (long long)l->ordinance,
                      (long long)count + 1);
    if (!db_int(db, &Q_DELTA_INSERT,
                ARGS(V(l->year), V(l->ordinance), V(code), V(n->kind), V(l->id), V(l->package_id),
                     V(l->agency_id), V(n->amount), V(n->mover_kind), V_ID(n->member_id),
                     V_ID(n->committee_id), V_ID(n->agency_id), V(n->reason), V(by->who->name),
                     V(by->now_ms)),
                &id, e)) {
        return false;
    }
    *ret_id = id;
    *ret_code = code;
    return delta_event(by,
                       &(const struct delta_move){.id = id,
                                                  .event = "propose",
                                                  .to = STR("proposed"),
                                                  .amount = n->amount,
                                                  .reason = n->reason},
                       e);
}

/* ---- states of packages ---- */

struct council_package {
    int64_t id, version;
    struct str state;
    struct money tabled, now;
};
static const struct field package_fields[] = {
    COL(struct council_package, id),     COL(struct council_package, version),
    COL(struct council_package, state),  COL(struct council_package, tabled),
    COL(struct council_package, now),
};
static const struct row_type council_package_type = ROW_TYPE(struct council_package, package_fields);

static const struct review_step *step_to(struct str from, struct str to)
{
    for (size_t i = 0; i < review_table_n; i++) {
        if (review_table[i].perm == PERM_COUNCIL && str_eq(from, str_from(review_table[i].from)) &&
            str_eq(to, str_from(review_table[i].to))) {
            return &review_table[i];
        }
    }
    return NULL;
}

/* Less than was tabled is cut; as much or more, after something was done to it, is restored. A package whose state
 * has no such move (a supplementary line's, enacted before) keeps it. */
static bool follow_state(struct act *by, int64_t package_id, int64_t ordinance,
                         const struct delta_amount *x, struct err *e)
{
    struct db *db = by->tx->db;
    const struct review_step *s;
    struct council_package p;
    struct str to;
    int64_t rows;

    if (!db_one(db, by->a, &Q_DELTA_PACKAGE, ARGS(V(package_id), V(ordinance)), &council_package_type,
                &p, e)) {
        return false;
    }
    to = money_cmp(p.now, p.tabled) < 0 ? STR("CUT_BY_COUNCIL") : STR("RESTORED_BY_AMENDMENT");
    s = step_to(p.state, to);
    if (!s) {
        return true;
    }
    if (!db_exec(db, &Q_PACKAGE_STATE_SET, ARGS(V(p.id), V(p.version), V(p.state), V(to)), &rows,
                 e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(db, &Q_PACKAGE_EVENT_INSERT,
                   ARGS(V(p.id), V(str_from(s->event)), V(p.state), V(to), V(by->who->name),
                        V(by->now_ms), V(x->basis.n ? x->basis : x->reason)),
                   NULL, e);
}

static bool seen_before(const struct delta_amount *x, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (x[k].package_id == x[i].package_id) {
            return true;
        }
    }
    return false;
}

bool delta_write(struct act *by, int64_t year, int64_t ordinance, enum stage stage,
                 const struct delta_amount *x, size_t n, struct err *e)
{
    struct amount_set *set = ARENA_ARRAY(by->a, struct amount_set, n);

    for (size_t i = 0; i < n; i++) {
        set[i] = (struct amount_set){.line_id = x[i].line_id,
                                     .amount = x[i].after,
                                     .reason = x[i].reason,
                                     .resolution = x[i].basis};
    }
    if (!amounts_write(by, year, stage, set, n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!seen_before(x, i) && !follow_state(by, x[i].package_id, ordinance, &x[i], e)) {
            return false;
        }
    }
    return true;
}

/* ---- from the floor ---- */

bool delta_from_floor(struct act *by, const struct delta_floor *f, int64_t *ret_id, struct err *e)
{
    struct delta_line *l = f->line;
    const struct delta_insert n = {.line = l,
                                   .kind = f->kind,
                                   .mover_kind = STR("member"),
                                   .reason = f->reason,
                                   .amount = f->amount,
                                   .member_id = f->member_id};
    struct delta_amount x = {.line_id = l->id,
                             .package_id = l->package_id,
                             .reason = f->reason,
                             .basis = f->vote_code};
    struct money before = l->now;
    struct db *db = by->tx->db;
    struct delta_book *b;
    int64_t id, seq, rows;
    enum stage stage;
    struct str code;

    if (!delta_stage(by, l->year, l->ordinance, f->kind, true, &stage, e) ||
        !delta_book_open(by, l->year, l->ordinance, &b, e) ||
        !delta_allows(by, b, l, f->kind, f->amount, false, e) ||
        !delta_insert(by, &n, &id, &code, e)) {
        return false;
    }
    delta_applied(b, l, f->kind, f->amount);
    x.after = l->now;
    if (!delta_write(by, l->year, l->ordinance, stage, &x, 1, e) ||
        !db_int(db, &Q_DELTA_LINE_VERSION, ARGS(V(l->id)), &seq, e) ||
        !db_exec(db, &Q_DELTA_DECIDE,
                 ARGS(V(id), V(INT64_C(1)), V(STR("accepted")), V(f->amount), V(before), V(l->now),
                      V(seq), V(by->who->name), V(by->now_ms), V(f->reason), V(f->vote_code),
                      V(STR_NONE)),
                 &rows, e)) {
        return false;
    }
    *ret_id = id;
    return delta_event(by,
                       &(const struct delta_move){.id = id,
                                                  .event = "accept",
                                                  .from = STR("proposed"),
                                                  .to = STR("accepted"),
                                                  .amount = f->amount,
                                                  .reason = f->reason,
                                                  .basis = f->vote_code},
                       e);
}
