#include "execute/posting.h"

#include "base/arena.h"
#include "base/err.h"
#include "execute/holding.h"
#include "sql_execute.h"
#include "store/store.h"

/* From and to of an act, by its row and what the reference holds. */
static bool one(struct act *by, const struct posting *p, struct str key, enum bucket from, enum bucket to,
                struct money m, struct posted *ret, struct err *e)
{
    struct entry_new n = {.key = key, .type = p->type, .line_id = p->line_id, .to_line_id = p->to_line_id, .from = from,
                          .to = to, .amount = m, .on = p->on, .ref = p->ref, .authority = p->authority, .note = p->note};

    struct money d[BUCKET_COUNT] = {{0}};
    int64_t rows;

    d[from] = money_neg(m);
    d[to] = m;
    if (!ledger_post(by, &n, &ret->result, e)) {
        return false;
    }
    if (ret->result == POST_REPLAYED || to == from) {
        return true;
    }
    return db_exec(by->tx->db, &Q_HOLDING_MOVE,
                   ARGS(V(p->line_id), V(p->ref), V(d[BUCKET_RESERVED]), V(d[BUCKET_OBLIGATED]), V(d[BUCKET_DISBURSED])),
                   &rows, e) &&
           (rows == 1 ||
            db_exec(by->tx->db, &Q_HOLDING_INSERT,
                    ARGS(V(p->line_id), V(p->ref), V(d[BUCKET_RESERVED]), V(d[BUCKET_OBLIGATED]), V(d[BUCKET_DISBURSED])),
                    NULL, e));
}

bool posting_do(struct act *by, const struct posting *p, struct posted *ret, struct err *e)
{
    enum bucket from = BUCKET_UNALLOTTED, to = BUCKET_UNALLOTTED;
    struct money left = p->amount;
    struct holding h;

    if (!holding_get(by->tx->db, by->a, p->line_id, p->ref, &h, e))
        return false;
    for (size_t i = 0; i < act_table_n; i++) {
        if (str_eq(p->type, str_from(act_table[i].type))) {
            from = act_table[i].from;
            to = act_table[i].to;
            break;
        }
    }
    if (str_eq(p->type, STR("OBLIGATE"))) {
        struct money r = h.reserved.satang < left.satang ? h.reserved : left;

        left = MONEY(left.satang - r.satang);
        from = BUCKET_ALLOTTED;
        if (r.satang > 0 && !one(by, p, p->key, BUCKET_RESERVED, to, r, ret, e))
            return false;
        if (left.satang == 0)
            return true;
        if (r.satang > 0) {
            struct posted second;

            return one(by, p, str_format(by->a, "%.*s/2", STR_FMT(p->key)), from, to, left, &second, e);
        }
    }
    if (p->ref.n == 0 && str_eq(p->type, STR("DISBURSE")))
        from = BUCKET_ALLOTTED;
    if (p->ref.n == 0 && str_eq(p->type, STR("REFUND")))
        to = BUCKET_ALLOTTED;
    return one(by, p, p->key, from, to, left, ret, e);
}

bool posting_check(struct db *db, struct arena *a, const struct actor *who, const struct posting *p, struct err *e)
{
    (void)db, (void)a, (void)who, (void)p, (void)e;
    return true;
}

bool posting_batch(struct act *by, const struct posting *p, size_t n, bool atomic, struct posting_result *ret,
                   struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct posted one;

        if (!posting_do(by, &p[i], &one, &ret[i].err)) {
            ret[i].result = POST_REFUSED;
            *e = ret[i].err;
            if (atomic)
                return false;
            continue;
        }
        ret[i].result = one.result;
        ret[i].seq = one.seq;
    }
    return true;
}
