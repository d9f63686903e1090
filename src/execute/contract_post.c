/* contract_post.c - a contract's change becomes postings of the ledger. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "execute/contract_int.h"
#include "execute/holding.h"
#include "sql_execute.h"
#include "store/store.h"

/* One line's posting: what it should carry less what it does; amount 0 when nothing changes. */
static bool one(struct act *by, const struct contract_posting *x, const struct contract_part *p,
                struct posting *ret, struct err *e)
{
    struct holding h;
    struct money more;

    if (!holding_get(by->tx->db, by->a, p->line_id, x->ref, &h, e))
        return false;
    more = money_sub(p->amount, money_add(h.obligated, h.disbursed));
    *ret = (struct posting){
        .key = str_format(by->a, "contract:%.*s:%lld:%lld", STR_FMT(x->code), (long long)x->number,
                          (long long)p->line_id),
        .on = x->on,
        .type = more.satang < 0 ? STR("DEOBLIGATE") : STR("OBLIGATE"),
        .line_id = p->line_id,
        .amount = more.satang < 0 ? money_neg(more) : more,
        .ref = x->ref,
        .note = x->doc_no.n ? str_format(by->a, "%.*s/%lld %.*s", STR_FMT(x->code),
                                         (long long)x->number, STR_FMT(x->doc_no))
                            : str_format(by->a, "%.*s/%lld", STR_FMT(x->code), (long long)x->number)};
    return true;
}

bool contract_post_check(struct act *by, const struct contract_posting *x, struct err *e)
{
    for (size_t i = 0; i < x->parts; i++) {
        struct posting p;

        if (!one(by, x, &x->part[i], &p, e))
            return false;
        if (p.amount.satang && !posting_check(by->tx->db, by->a, by->who, &p, e))
            return false;
    }
    return true;
}

bool contract_post(struct act *by, const struct contract_posting *x, struct str maker,
                   int64_t agency_id, struct err *e)
{
    struct posting *p = ARENA_ARRAY(by->a, struct posting, x->parts);
    struct posting_result *r = ARENA_ARRAY(by->a, struct posting_result, x->parts);
    struct actor who = {.user_id = by->who->user_id,
                        .name = maker,
                        .role_word = by->who->role_word,
                        .session_ref = by->who->session_ref,
                        .grants = 1};
    struct act as = *by;
    size_t n = 0;

    who.grant[0].perms = UINT64_C(1) << (unsigned)PERM_POST;
    who.grant[0].scope = (struct scope){SCOPE_AGENCY, agency_id};
    if (by->who->user_id)
        as.who = &who;
    for (size_t i = 0; i < x->parts; i++) {
        if (!one(by, x, &x->part[i], &p[n], e))
            return false;
        p[n].approved_by = by->who->user_id ? by->who->name : STR_NONE;
        n += p[n].amount.satang != 0;
    }
    return n == 0 || posting_batch(&as, p, n, true, r, e);
}

/* ---- the expenditure type of what it buys ---- */

static const struct field code_fields[] = {COL(struct contract_code, code)};
const struct row_type contract_code_type = ROW_TYPE(struct contract_code, code_fields);

bool contract_type_code(struct act *by, int64_t change_id, struct str *ret, struct err *e)
{
    struct contract_code c = {STR("5")};
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_CONTRACT_TYPE, ARGS(V(change_id)), &contract_code_type, &c,
                 &found, e))
        return false;
    *ret = c.code.n == 1 && c.code.p[0] >= '1' && c.code.p[0] <= '6' ? c.code : STR("5");
    return true;
}
