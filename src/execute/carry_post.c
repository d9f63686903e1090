/* carry_post.c - posting a decided list: CARRY_A or CARRY_B of each request, with CARRY_IN in the next year's account. */
#include "base/arena.h"
#include "base/err.h"
#include "execute/authority.h"
#include "execute/carry_int.h"
#include "execute/posting.h"
#include "sql_execute.h"
#include "store/store.h"

/* The acts of what is allowed and not posted yet; *ret_of says which request each is. */
static size_t plan(struct act *by, const struct carry_list *k, const struct rows *items, struct date on,
                   struct posting *p, const struct carry **ret_of)
{
    const struct carry *c = items->p;
    size_t n = 0;

    for (size_t i = 0; i < items->n; i++) {
        if (!str_eq(c[i].state, STR("approved")))
            continue;
        ret_of[n] = &c[i];
        p[n++] = (struct posting){
            .key = str_format(by->a, "carry:%.*s", STR_FMT(c[i].code)),
            .on = on,
            .type = str_eq(c[i].kind, STR("A")) ? STR("CARRY_A") : STR("CARRY_B"),
            .line_id = c[i].line_id,
            .amount = c[i].approved,
            .ref = c[i].ref,
            .authority = str_format(by->a, "%.*s:%.*s", STR_FMT(k->authority), STR_FMT(k->decided_no)),
            .note = c[i].code,
            .approved_by = str_eq(c[i].sent_by, STR("system")) ? STR_NONE : c[i].sent_by};
    }
    return n;
}

static bool keep(struct act *by, const struct carry *c, const struct posting *p, const struct posting_result *r,
                 struct err *e)
{
    bool done = r->result == POST_ACCEPTED || r->result == POST_REPLAYED;
    int64_t rows;
    struct str why;

    if (done)
        return db_exec(by->tx->db, &Q_CARRY_DONE, ARGS(V(c->id), V(c->version), V(r->seq), V(p->on)), &rows, e) &&
               carry_one_row(rows, e) &&
               carry_event_add(by, c->id, STR("post"), c->state, STR("posted"), STR_NONE, e);
    why = err_text(by->a, &r->err, LANG_TH);
    return db_exec(by->tx->db, &Q_CARRY_NOT_DONE, ARGS(V(c->id), V(c->version), V(why)), &rows, e) &&
           carry_one_row(rows, e) && carry_event_add(by, c->id, STR("post_refused"), c->state, c->state, why, e);
}

bool carry_list_post(struct act *by, struct str code, struct date on, struct carry_posted *ret, struct err *e)
{
    struct carry_posted sum = {0};
    struct posting_result *result;
    const struct carry **of;
    struct carry_list k;
    struct posting *p;
    struct rows items;
    size_t n;

    if (!actor_check_city(by->who, PERM_POST, e) || !carry_list_get(by->tx->db, by->a, code, &k, e))
        return false;
    if (!str_eq(k.state, STR("decided")))
        return carry_bad_state(k.state, STR("post"), e);
    if (!carry_list_items(by->tx->db, by->a, k.id, &items, e))
        return false;
    p = ARENA_ARRAY(by->a, struct posting, items.n + 1);
    of = ARENA_ARRAY(by->a, const struct carry *, items.n + 1);
    n = plan(by, &k, &items, on.yyyymmdd ? on : fy_end((int32_t)k.year), p, of);
    if (n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    result = ARENA_ARRAY(by->a, struct posting_result, n);
    if (!posting_batch(by, p, n, false, result, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!keep(by, of[i], &p[i], &result[i], e))
            return false;
        if (result[i].result == POST_ACCEPTED || result[i].result == POST_REPLAYED) {
            sum.posted++;
            sum.total = money_add(sum.total, p[i].amount);
        } else {
            sum.refused++;
        }
    }
    *ret = sum;
    return carry_note(by, k.year, str_format(by->a, "carry_list:%.*s", STR_FMT(code)),
                      (struct audit_note){.action = STR("carry_list.post"),
                                          .new_value = str_format(by->a, "%lld %.*s, %lld refused",
                                                                  (long long)sum.posted,
                                                                  STR_FMT(money_text(by->a, sum.total, MONEY_PLAIN)),
                                                                  (long long)sum.refused)},
                      e);
}
