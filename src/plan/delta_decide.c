/* delta_decide.c - what the committee decided on deltas, recorded: accepted whole or less, or rejected; one or many
 * by one write. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/council_committee.h"
#include "plan/delta_int.h"
#include "plan/vote.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 2000, REF_MAX = 200 };

/* Interests of those who voted. */
struct voter_interest {
    struct str full_name, reason;
    int64_t agency_id, line_id;
};
static const struct field interest_fields[] = {
    COL(struct voter_interest, full_name),
    COL(struct voter_interest, reason),
    COL(struct voter_interest, agency_id),
    COL(struct voter_interest, line_id),
};
static const struct row_type interest_type = ROW_TYPE(struct voter_interest, interest_fields);

/* One pick: the delta, its line, and what it does to it. */
struct chosen_delta {
    struct delta d;
    struct delta_line *line;
    struct money accepted, before, after;
};
struct deciding_deltas {
    struct act *by;
    const struct delta_decision *d;
    bool accepts;
    struct str basis;
    bool voted;
    struct vote vote;
    struct rows interests;
    struct delta_book *book;
    struct chosen_delta *pick;
    struct delta_line **line; /* touched, each once */
    size_t n, lines, parts; /* parts: accepted for less than was moved */
    enum stage stage;
};

/* ---- on what ---- */

static bool wrong_basis(const struct deciding_deltas *w, struct str subject, struct err *e)
{
    FAIL(e, ERR_BASIS_WRONG);
    err_arg(e, "vote", V(w->d->vote_code));
    err_arg(e, "subject", V(subject));
    return false;
}

/* The Council and its extraordinary committee decide; a sub-committee only moves. */
static bool check_body(struct deciding_deltas *w, struct err *e)
{
    struct council_committee c;

    if (w->vote.committee_code.n == 0) {
        return true;
    }
    return council_committee_get(w->by->tx->db, w->by->a, w->vote.committee_code, &c, e) &&
           (c.parent_id == 0 || wrong_basis(w, c.name, e));
}

static bool load_basis(struct deciding_deltas *w, struct err *e)
{
    const struct delta_decision *d = w->d;
    struct act *by = w->by;

    w->voted = d->vote_code.n > 0;
    w->basis = w->voted ? d->vote_code : d->report_ref;
    if (str_trim(w->basis).n == 0) {
        FAIL(e, ERR_BASIS_NEEDED);
        return false;
    }
    if (!check_text("report", d->report_ref, false, REF_MAX, e) ||
        !check_text("reason", d->reason, !w->accepts, REASON_MAX, e)) {
        return false;
    }
    if (!w->voted) {
        return true;
    }
    if (!vote_get(by->tx->db, by->a, d->vote_code, &w->vote, e)) {
        return false;
    }
    if (w->vote.year != d->year || w->vote.ordinance != d->ordinance || !w->vote.newest ||
        str_eq(w->vote.result, STR("passed")) != w->accepts) {
        return wrong_basis(w, w->vote.subject, e);
    }
    return check_body(w, e) && db_list(by->tx->db, by->a, &Q_DELTA_VOTE_INTERESTS, ARGS(V(d->vote_code)),
                   &interest_type, &w->interests, e);
}

/* The vote is on this delta, on all of its agency or its sub-committee, or, of additions, on the amendments. */
static bool check_subject(const struct deciding_deltas *w, const struct delta *x, struct err *e)
{
    struct str on = w->vote.subject, head = STR("cuts:");

    if (!w->voted || (!delta_takes(x->kind) && str_eq(on, STR("amendments")))) {
        return true;
    }
    if (str_starts(on, head)) {
        struct str code = str_slice(on, head.n, on.n);

        if (str_eq(code, x->code) || str_eq(code, x->agency_code) ||
            (str_eq(x->mover_kind, STR("committee")) && str_eq(code, x->mover_code))) {
            return true;
        }
    }
    return wrong_basis(w, x->code, e);
}

static bool check_voters(const struct deciding_deltas *w, const struct delta *x, struct err *e)
{
    const struct voter_interest *i = w->interests.p;

    for (size_t k = 0; k < w->interests.n; k++) {
        if ((i[k].agency_id && i[k].agency_id == x->agency_id) ||
            (i[k].line_id && i[k].line_id == x->line_id)) {
            FAIL(e, ERR_INTEREST);
            err_arg(e, "member", V(i[k].full_name));
            err_arg(e, "reason", V(i[k].reason));
            return false;
        }
    }
    return true;
}

/* ---- one pick ---- */

static bool bad_state(const struct deciding_deltas *w, const struct delta *x, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(x->state));
    err_arg(e, "event", V(w->accepts ? STR("accept") : STR("reject")));
    return false;
}

static bool find_line(struct deciding_deltas *w, const struct delta *x, struct delta_line **ret,
                      struct err *e)
{
    struct delta_line *l;

    for (size_t i = 0; i < w->lines; i++) {
        if (w->line[i]->id == x->line_id) {
            *ret = w->line[i];
            return true;
        }
    }
    l = ARENA_NEW(w->by->a, struct delta_line);
    if (!delta_line_find(w->by, x->line_code, x->year, x->ordinance, l, e)) {
        return false;
    }
    w->line[w->lines++] = l;
    *ret = l;
    return true;
}

static bool check_accepted(struct deciding_deltas *w, struct chosen_delta *c, struct err *e)
{
    struct act *by = w->by;
    struct delta *x = &c->d;

    if (str_eq(x->kind, STR("executive")) && !str_eq(x->state, STR("confirmed"))) {
        return bad_state(w, x, e);
    }
    if (c->accepted.satang <= 0 || money_cmp(c->accepted, x->amount) > 0) {
        FAIL(e, ERR_ACCEPT_ABOVE);
        err_arg(e, "code", V(x->code));
        err_arg(e, "value", V(c->accepted));
        err_arg(e, "most", V(x->amount));
        return false;
    }
    w->parts += money_cmp(c->accepted, x->amount) < 0;
    if (money_cmp(c->accepted, x->amount) < 0 && str_trim(w->d->reason).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("reason")));
        return false;
    }
    if (!delta_stage(by, x->year, x->ordinance, x->kind, true, &w->stage, e) ||
        !find_line(w, x, &c->line, e) ||
        !delta_allows(by, w->book, c->line, x->kind, c->accepted, false, e)) {
        return false;
    }
    c->before = c->line->now;
    delta_applied(w->book, c->line, x->kind, c->accepted);
    c->after = c->line->now;
    return true;
}

static bool take_pick(struct deciding_deltas *w, const struct delta_pick *p,
                      struct chosen_delta *ret, struct err *e)
{
    struct act *by = w->by;
    struct delta *x = &ret->d;
    enum stage stage;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_DELTA_BY_ID,
                 ARGS(V(p->id), V(w->d->year), V(w->d->ordinance)), &delta_type, x, &found, e)) {
        return false;
    }
    if (!found || x->version != p->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!str_eq(x->state, STR("proposed")) && !str_eq(x->state, STR("confirmed"))) {
        return bad_state(w, x, e);
    }
    ret->accepted = w->accepts ? p->accepted : MONEY_ZERO;
    return check_subject(w, x, e) && check_voters(w, x, e) &&
           delta_check_actor(by, x->agency_id, x->line_id, e) &&
           (w->accepts ? check_accepted(w, ret, e)
                       : delta_stage(by, x->year, x->ordinance, STR("restore"), true, &stage, e));
}

/* ---- writing ---- */

static bool write_lines(struct deciding_deltas *w, struct err *e)
{
    struct delta_amount *x = ARENA_ARRAY(w->by->a, struct delta_amount, w->lines);

    for (size_t i = 0; i < w->lines; i++) {
        x[i] = (struct delta_amount){.line_id = w->line[i]->id,
                                     .package_id = w->line[i]->package_id,
                                     .after = w->line[i]->now,
                                     .basis = w->basis};
        for (size_t k = 0; k < w->n; k++) { /* the last that touched it says why */
            if (w->pick[k].line == w->line[i]) {
                x[i].reason = w->pick[k].d.reason;
            }
        }
    }
    return w->lines == 0 ||
           delta_write(w->by, w->d->year, w->d->ordinance, w->stage, x, w->lines, e);
}

static bool write_pick(struct deciding_deltas *w, const struct chosen_delta *c, struct err *e)
{
    struct str to = w->accepts ? STR("accepted") : STR("rejected");
    struct act *by = w->by;
    /* Why some were taken in part is no reason of those taken whole beside them. */
    bool whole = w->accepts && w->parts > 0 && money_cmp(c->accepted, c->d.amount) == 0;
    struct str why = whole ? STR_NONE : w->d->reason;
    const struct delta_move m = {.id = c->d.id,
                                 .event = w->accepts ? "accept" : "reject",
                                 .from = c->d.state,
                                 .to = to,
                                 .amount = c->accepted,
                                 .reason = why,
                                 .basis = w->basis};
    int64_t rows, seq = 0;

    if ((c->line && !db_int(by->tx->db, &Q_DELTA_LINE_VERSION, ARGS(V(c->line->id)), &seq, e)) ||
        !db_exec(by->tx->db, &Q_DELTA_DECIDE,
                 ARGS(V(c->d.id), V(c->d.version), V(to), V(c->accepted),
                      c->line ? V(c->before) : V_NULL, c->line ? V(c->after) : V_NULL, V_ID(seq),
                      V(by->who->name), V(by->now_ms), V(why), V(w->d->vote_code),
                      V(w->d->report_ref)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return delta_event(by, &m, e);
}

static bool note(const struct deciding_deltas *w, struct err *e)
{
    struct audit_note n = {.action = w->accepts ? STR("delta.accept") : STR("delta.reject"),
                           .reason = w->d->reason.n ? w->d->reason : w->basis,
                           .year = w->d->year};
    struct money total = MONEY_ZERO;
    struct arena *a = w->by->a;

    for (size_t i = 0; i < w->n; i++) {
        total = money_add(total, w->pick[i].accepted);
    }
    n.subject = w->n == 1 ? str_format(a, "delta:%.*s", STR_FMT(w->pick[0].d.code))
                          : str_format(a, "deltas:%lld-%lld", (long long)w->d->year,
                                       (long long)w->d->ordinance);
    n.new_value = str_format(a, "%.*s deltas=%zu lines=%zu total=%.*s", STR_FMT(w->basis), w->n,
                             w->lines, STR_FMT(money_text(a, total, MONEY_PLAIN)));
    return audit_add(w->by, &n, e);
}

static bool decide(struct deciding_deltas *w, const struct delta_pick *p, size_t n, size_t *ret_row,
                   struct err *e)
{
    struct arena *a = w->by->a;

    *ret_row = n;
    if (n == 0 || n > DELTA_MOST) {
        FAIL(e, n ? ERR_LIMIT : ERR_NOTHING);
        err_arg(e, "what", V(w->accepts ? STR("accept") : STR("reject")));
        err_arg(e, "limit", V((int64_t)DELTA_MOST));
        return false;
    }
    if (!actor_check_city(w->by->who, PERM_COUNCIL, e) || !load_basis(w, e) ||
        !delta_book_open(w->by, w->d->year, w->d->ordinance, &w->book, e)) {
        return false;
    }
    w->pick = ARENA_ARRAY(a, struct chosen_delta, n);
    w->line = ARENA_ARRAY(a, struct delta_line *, n);
    for (size_t i = 0; i < n; i++) {
        *ret_row = i;
        if (!take_pick(w, &p[i], &w->pick[i], e)) {
            return false;
        }
        w->n++;
    }
    *ret_row = n;
    if (!write_lines(w, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!write_pick(w, &w->pick[i], e)) {
            return false;
        }
    }
    return note(w, e);
}

bool delta_accept(struct act *by, const struct delta_decision *d, const struct delta_pick *p,
                  size_t n, size_t *ret_row, struct err *e)
{
    struct deciding_deltas w = {.by = by, .d = d, .accepts = true};

    return decide(&w, p, n, ret_row, e);
}

bool delta_reject(struct act *by, const struct delta_decision *d, const struct delta_pick *p,
                  size_t n, size_t *ret_row, struct err *e)
{
    struct deciding_deltas w = {.by = by, .d = d};

    return decide(&w, p, n, ret_row, e);
}
