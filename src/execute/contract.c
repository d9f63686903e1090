#include "execute/contract.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "execute/contract_int.h"
#include "execute/holding.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

static bool is(struct str word, const char *w)
{
    return str_eq(word, str_from(w));
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

static bool bad_state(struct str state, const char *event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool record(struct act *by, const struct contract *c, const char *action, struct str value,
                   struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action),
                           .subject = str_format(by->a, "contract:%.*s", STR_FMT(c->code)),
                           .new_value = value,
                           .reason = reason,
                           .year = c->year};

    return audit_add(by, &n, e);
}

static bool event_add(struct act *by, int64_t contract_id, int64_t number, const char *event,
                      struct str state, struct str reason, struct err *e)
{
    return db_exec(by->tx->db, &Q_CONTRACT_EVENT_ADD,
                   ARGS(V(contract_id), V(number), V(str_from(event)), V(state), V(by->who->name),
                        V(by->now_ms), V(reason_in_capacity(by, reason))),
                   NULL, e);
}

/* ---- the rows of a draft ---- */

static bool put_rows(struct act *by, int64_t id, const struct contract_draft *d, struct err *e)
{
    struct db *db = by->tx->db;

    if (!db_exec(db, &Q_CONTRACT_PARTS_CLEAR, ARGS(V(id)), NULL, e) ||
        !db_exec(db, &Q_CONTRACT_YEARS_CLEAR, ARGS(V(id)), NULL, e) ||
        !db_exec(db, &Q_CONTRACT_INSTALMENTS_CLEAR, ARGS(V(id)), NULL, e))
        return false;
    for (size_t i = 0; i < d->t.parts; i++) {
        if (!db_exec(db, &Q_CONTRACT_PART_ADD,
                     ARGS(V(id), V(d->part[i].line_id), V(d->part[i].amount)), NULL, e))
            return false;
    }
    for (size_t i = 0; i < d->t.years; i++) {
        if (!db_exec(db, &Q_CONTRACT_YEAR_ADD, ARGS(V(id), V(d->year[i].year), V(d->year[i].amount)),
                     NULL, e))
            return false;
    }
    for (size_t i = 0; i < d->t.instalments; i++) {
        const struct contract_instalment *x = &d->instalment[i];

        if (!db_exec(db, &Q_CONTRACT_INSTALMENT_ADD,
                     ARGS(V(id), V(x->number), V(x->due_on), V(x->amount), V(x->delivers)), NULL, e))
            return false;
    }
    return true;
}

static bool add_change(struct act *by, int64_t contract_id, int64_t number,
                       const struct contract_draft *d, int64_t *ret_id, struct err *e)
{
    const struct contract_text *t = &d->t;

    return db_int(by->tx->db, &Q_CONTRACT_CHANGE_ADD,
                  ARGS(V(contract_id), V(number), V(t->change_kind), V(t->on_date), V(t->doc_no),
                       V(t->reason), V(t->days), V(t->kind), V(t->title), V(t->vendor), V(t->tax_id),
                       V(t->egp_no), V(t->signed_on), V(t->starts_on), V(t->ends_on), V(t->total),
                       V(t->advance), V(t->advance_bp), V(t->retention_bp), V(t->penalty_day),
                       V(t->k_formula), V(by->who->name), V(by->now_ms)),
                  ret_id, e) &&
           put_rows(by, *ret_id, d, e);
}

static bool set_change(struct act *by, const struct contract_change *x,
                       const struct contract_draft *d, struct err *e)
{
    const struct contract_text *t = &d->t;
    int64_t rows;

    if (!is(x->state, "draft") && !is(x->state, "returned"))
        return bad_state(x->state, "save", e);
    if (!db_exec(by->tx->db, &Q_CONTRACT_CHANGE_SET,
                 ARGS(V(x->id), V(x->version), V(t->change_kind), V(t->on_date), V(t->doc_no),
                      V(t->reason), V(t->days), V(t->kind), V(t->title), V(t->vendor), V(t->tax_id),
                      V(t->egp_no), V(t->signed_on), V(t->starts_on), V(t->ends_on), V(t->total),
                      V(t->advance), V(t->advance_bp), V(t->retention_bp), V(t->penalty_day),
                      V(t->k_formula), V(by->who->name)),
                 &rows, e))
        return false;
    return rows == 1 ? put_rows(by, x->id, d, e) : stale(e);
}

/* ---- a new one ---- */

static bool check_ref(struct act *by, const struct contract_new *n, int64_t own_id, struct err *e)
{
    struct contract other;
    bool found;

    if (!check_text("ref", n->ref, true, 100, e) ||
        !contract_by_ref(by->tx->db, by->a, n->agency_id, n->ref, &other, &found, e))
        return false;
    if (found && other.id != own_id) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("ref")));
        err_arg(e, "value", V(n->ref));
        return false;
    }
    return true;
}

static bool check_free(struct act *by, struct str code, int64_t number, struct str ref,
                       const struct contract_draft *d, struct err *e)
{
    struct contract_posting x = {.code = code,
                                 .ref = ref,
                                 .doc_no = d->t.doc_no,
                                 .number = number,
                                 .on = number ? d->t.on_date : d->t.signed_on,
                                 .part = d->part,
                                 .parts = d->t.parts};

    return x.on.yyyymmdd == 0 || contract_post_check(by, &x, e);
}

static bool add_new(struct act *by, const struct contract_new *n, const struct agency *g,
                    const struct contract_draft *d, struct str *ret_code, struct err *e)
{
    const struct contract_text *t = &d->t;
    struct contract c = {.year = n->year};
    struct str prefix = agency_prefix(g->code);
    int64_t number, change_id, rows;

    if (!number_take(by, n->year, 0, str_format(by->a, "%.*s-C", STR_FMT(prefix)), 1, &number, e))
        return false;
    c.code = str_format(by->a, "%lld-%.*s-C-%05lld", (long long)n->year, STR_FMT(prefix),
                        (long long)number);
    if (!check_free(by, c.code, 0, n->ref, d, e) ||
        !db_int(by->tx->db, &Q_CONTRACT_ADD,
                ARGS(V(c.code), V(n->year), V(n->agency_id), V(n->ref), V(t->kind), V(t->title),
                     V(t->vendor), V(t->tax_id), V(t->egp_no), V(t->signed_on), V(t->ends_on),
                     V(t->total), V(by->who->name), V(by->now_ms)),
                &c.id, e) ||
        !add_change(by, c.id, 0, d, &change_id, e) ||
        !db_exec(by->tx->db, &Q_CONTRACT_SET_OPEN,
                 ARGS(V(c.id), V((int64_t)1), V(change_id), V(STR("draft"))), &rows, e))
        return false;
    *ret_code = c.code;
    return event_add(by, c.id, 0, "make", STR("draft"), STR_NONE, e) &&
           record(by, &c, "contract.make", money_text(by->a, t->total, MONEY_PLAIN), n->ref, e);
}

/* The draft of one that was never in force, again. */
static bool set_new(struct act *by, const struct contract_new *n, struct str code, int64_t version,
                    const struct contract_draft *d, struct err *e)
{
    const struct contract_text *t = &d->t;
    struct contract_change x;
    struct contract c;
    int64_t rows;

    if (!contract_get(by->tx->db, by->a, code, by->today, &c, e))
        return false;
    if (c.version != version)
        return stale(e);
    if (c.current_id || !c.open_id || c.agency_id != n->agency_id || c.year != n->year)
        return bad_state(c.state, "save", e);
    if (!check_ref(by, n, c.id, e) || !check_free(by, code, 0, n->ref, d, e) ||
        !contract_change_get(by->tx->db, by->a, c.open_id, &x, e) || !set_change(by, &x, d, e) ||
        !db_exec(by->tx->db, &Q_CONTRACT_SET_DRAFT,
                 ARGS(V(c.id), V(version), V(c.open_id), V(STR("draft")), V(n->ref), V(t->kind),
                      V(t->title), V(t->vendor), V(t->tax_id), V(t->egp_no), V(t->signed_on),
                      V(t->ends_on), V(t->total)),
                 &rows, e))
        return false;
    return rows == 1 ? event_add(by, c.id, 0, "save", STR("draft"), STR_NONE, e) &&
                           record(by, &c, "contract.save",
                                  money_text(by->a, t->total, MONEY_PLAIN), n->ref, e)
                     : stale(e);
}

bool contract_save(struct act *by, const struct contract_new *n, struct str code, int64_t version,
                   struct str *ret_code, struct err *e)
{
    struct contract_home h = {.year = n->year, .agency_id = n->agency_id, .ref = n->ref};
    struct contract_text t = n->text;
    struct contract_draft *d;
    struct agency g;

    t.change_kind = STR("new");
    t.on_date = t.signed_on;
    if (!agency_by_id(by->tx->db, by->a, n->agency_id, &g, e) ||
        !actor_check(by->who, PERM_SPEND, g.id, g.division, e) ||
        !contract_check(by, &h, &t, &d, e))
        return false;
    if (code.n) {
        *ret_code = code;
        return set_new(by, n, code, version, d, e);
    }
    return check_ref(by, n, 0, e) && add_new(by, n, &g, d, ret_code, e);
}

/* ---- a change of one in force ---- */

static bool next_number(struct act *by, int64_t contract_id, int64_t *ret, struct err *e)
{
    const struct contract_change *x;
    struct rows rows;

    if (!contract_changes(by->tx->db, by->a, contract_id, &rows, e))
        return false;
    x = rows.p;
    *ret = rows.n ? x[rows.n - 1].number + 1 : 0;
    return true;
}

static bool change_write(struct act *by, const struct contract *c, const struct contract_draft *d,
                         struct err *e)
{
    struct contract_change x;
    int64_t number, id = c->open_id, rows;

    if (id) {
        if (!contract_change_get(by->tx->db, by->a, id, &x, e))
            return false;
        number = x.number;
        if (is(x.state, "sent")) {
            FAIL(e, ERR_CHANGE_OPEN);
            err_arg(e, "value", V(c->code));
            return false;
        }
    } else if (!next_number(by, c->id, &number, e)) {
        return false;
    }
    if (!check_free(by, c->code, number, c->ref, d, e) ||
        !(c->open_id ? set_change(by, &x, d, e) : add_change(by, c->id, number, d, &id, e)) ||
        !db_exec(by->tx->db, &Q_CONTRACT_SET_OPEN,
                 ARGS(V(c->id), V(c->version), V(id), V(c->state)), &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    return event_add(by, c->id, number, c->open_id ? "save" : "change", STR("draft"), STR_NONE, e) &&
           record(by, c, "contract.change", d->t.change_kind, d->t.reason, e);
}

bool contract_change_save(struct act *by, struct str code, int64_t version,
                          const struct contract_text *t, struct err *e)
{
    struct contract_home h;
    struct contract_draft *d;
    struct contract c;

    if (!contract_get(by->tx->db, by->a, code, by->today, &c, e) ||
        !actor_check(by->who, PERM_SPEND, c.agency_id, c.division, e))
        return false;
    if (c.version != version)
        return stale(e);
    if (!is(c.state, "active") || is(t->change_kind, "new"))
        return bad_state(c.state, "change", e);
    if (!t->on_date.yyyymmdd) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("on_date")));
        return false;
    }
    h = (struct contract_home){c.year, c.agency_id, c.ref, &c};
    return contract_check(by, &h, t, &d, e) && change_write(by, &c, d, e);
}

/* ---- sending ---- */

static bool in_hand(struct act *by, struct str code, int64_t version, struct contract *c,
                    struct contract_change *x, struct err *e)
{
    if (!contract_get(by->tx->db, by->a, code, by->today, c, e))
        return false;
    if (!c->open_id)
        return bad_state(c->state, "send", e);
    if (c->version != version)
        return stale(e);
    return contract_change_get(by->tx->db, by->a, c->open_id, x, e);
}

static bool posting_of(struct act *by, const struct contract *c, const struct contract_change *x,
                       struct contract_posting *ret, struct err *e)
{
    struct rows rows;

    if (!contract_parts(by->tx->db, by->a, x->id, c->ref, &rows, e))
        return false;
    *ret = (struct contract_posting){.code = c->code,
                                     .ref = c->ref,
                                     .doc_no = x->doc_no,
                                     .number = x->number,
                                     .on = x->number ? x->on_date : x->signed_on,
                                     .part = rows.p,
                                     .parts = rows.n};
    return true;
}

static bool set_state(struct act *by, const struct contract_change *x, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_CONTRACT_CHANGE_STATE,
                 ARGS(V(x->id), V(x->version), V(x->state), V(x->sent_by), V(x->sent_at),
                      V(x->decided_by), V(x->decided_at), V(x->decided_why)),
                 &rows, e))
        return false;
    return rows == 1 || stale(e);
}

static bool set_open(struct act *by, const struct contract *c, struct str state, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_CONTRACT_SET_OPEN,
                 ARGS(V(c->id), V(c->version), V_ID(c->open_id),
                      V(is(c->state, "active") ? c->state : state)),
                 &rows, e))
        return false;
    return rows == 1 || stale(e);
}

bool contract_send(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct contract_posting p;
    struct contract_change x;
    struct contract c;

    if (!in_hand(by, code, version, &c, &x, e) ||
        !actor_check(by->who, PERM_SPEND, c.agency_id, c.division, e))
        return false;
    if (!is(x.state, "draft"))
        return bad_state(x.state, "send", e);
    if (!x.signed_on.yyyymmdd) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("signed_on")));
        return false;
    }
    if (!posting_of(by, &c, &x, &p, e) || !contract_post_check(by, &p, e))
        return false;
    x.state = STR("sent");
    x.sent_by = by->who->name;
    x.sent_at.ms = by->now_ms;
    x.decided_by = x.decided_why = STR_NONE;
    x.decided_at.ms = 0;
    return set_state(by, &x, e) && set_open(by, &c, STR("sent"), e) &&
           event_add(by, c.id, x.number, "send", STR("sent"), STR_NONE, e) &&
           record(by, &c, "contract.send", x.change_kind, x.reason, e);
}

/* ---- deciding ---- */

static bool other_person(struct act *by, const struct contract_change *x, struct err *e)
{
    if (by->who->user_id == 0 ||
        (!str_eq(x->made_by, by->who->name) && !str_eq(x->sent_by, by->who->name)))
        return true;
    FAIL(e, ERR_SAME_PERSON);
    return false;
}

/* Of more than one year: in the register of commitments, under its new terms. */
static bool keep_committed(struct act *by, const struct contract *c,
                           const struct contract_change *x, struct err *e)
{
    struct committed_new n = {.agency_id = c->agency_id,
                              .kind = STR("contract"),
                              .title = x->title,
                              .ref = c->ref,
                              .total = x->total,
                              .source = c->code};
    const struct contract_year *y;
    struct committed_part *part;
    struct contract_code old = {0};
    struct str code = STR_NONE;
    struct rows rows;
    int64_t n_rows;

    if (!db_one(by->tx->db, by->a, &Q_CONTRACT_COMMITTED, ARGS(V(c->id)), &contract_code_type, &old,
                e) ||
        !contract_years(by->tx->db, by->a, x->id, &rows, e))
        return false;
    y = rows.p;
    part = ARENA_ARRAY(by->a, struct committed_part, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        part[i] = (struct committed_part){y[i].year, y[i].amount};
    n.part = part;
    n.parts = rows.n > 1 && !is(x->change_kind, "termination") ? rows.n : 0;
    if (n.parts == 0 && old.code.n == 0)
        return true;
    return contract_type_code(by, x->id, &n.type_code, e) &&
           committed_keep(by, &n, old.code, &code, e) &&
           db_exec(by->tx->db, &Q_CONTRACT_SET_COMMITTED, ARGS(V(c->id), V(c->version + 1), V(code)),
                   &n_rows, e);
}

static bool make_current(struct act *by, const struct contract *c, const struct contract_change *x,
                         struct err *e)
{
    bool over = is(x->change_kind, "termination");
    int64_t due, rows;

    if (!db_int(by->tx->db, &Q_CONTRACT_NEXT_DUE, ARGS(V(c->id), V(x->id)), &due, e) ||
        !db_exec(by->tx->db, &Q_CONTRACT_SET_CURRENT,
                 ARGS(V(c->id), V(c->version), V(x->id), V(over ? STR("terminated") : STR("active")),
                      V(x->kind), V(x->title), V(x->vendor), V(x->tax_id), V(x->egp_no),
                      V(x->signed_on), V(x->ends_on), V(x->total),
                      V(DATE(over ? 0 : (int32_t)due))),
                 &rows, e))
        return false;
    return rows == 1 ? keep_committed(by, c, x, e) : stale(e);
}

static bool approve(struct act *by, const struct contract *c, struct contract_change *x,
                    struct err *e)
{
    struct contract_posting p;

    x->state = STR("approved");
    return posting_of(by, c, x, &p, e) && contract_post(by, &p, x->sent_by, c->agency_id, e) &&
           set_state(by, x, e) && make_current(by, c, x, e);
}

/* Returned to its maker, or refused: a refused change of one in force is out of hand. */
static bool turn_down(struct act *by, struct contract *c, struct contract_change *x, bool refuse,
                      struct err *e)
{
    x->state = refuse ? STR("refused") : STR("returned");
    if (refuse && c->current_id)
        c->open_id = 0;
    return set_state(by, x, e) && set_open(by, c, x->state, e);
}

bool contract_decide(struct act *by, struct str code, int64_t version, struct str event,
                     struct str reason, struct err *e)
{
    bool yes = is(event, "approve");
    struct contract_change x;
    struct contract c;

    if (!contract_word("event", event, STR("approve return refuse"), e) ||
        !in_hand(by, code, version, &c, &x, e) ||
        !actor_check(by->who, PERM_POST_APPROVE, c.agency_id, c.division, e) ||
        !check_text("reason", reason, !yes, 1000, e))
        return false;
    if (!is(x.state, "sent"))
        return bad_state(x.state, yes ? "approve" : "return", e);
    if (!other_person(by, &x, e))
        return false;
    x.decided_by = by->who->name;
    x.decided_at.ms = by->now_ms;
    x.decided_why = reason;
    if (!(yes ? approve(by, &c, &x, e) : turn_down(by, &c, &x, is(event, "refuse"), e)))
        return false;
    return event_add(by, c.id, x.number, str_cstr(by->a, event), x.state, reason, e) &&
           record(by, &c, yes ? "contract.approve" : "contract.return",
                  money_text(by->a, x.total, MONEY_PLAIN), reason, e);
}

/* ---- acceptance ---- */

static bool find_instalment(struct act *by, const struct contract *c, int64_t number,
                            struct contract_instalment *ret, struct err *e)
{
    const struct contract_instalment *x;
    struct rows rows;

    if (!contract_instalments(by->tx->db, by->a, c->id, c->current_id, by->today, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (x[i].number == number) {
            *ret = x[i];
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(str_format(by->a, "#%lld", (long long)number)));
    return false;
}

bool contract_accept(struct act *by, struct str code, const struct contract_acceptance *x,
                     struct err *e)
{
    struct contract_instalment i;
    struct contract c;
    struct str no;

    if (!contract_get(by->tx->db, by->a, code, by->today, &c, e) ||
        !actor_check(by->who, PERM_SPEND, c.agency_id, c.division, e) ||
        !check_text("doc_no", x->doc_no, true, 100, e) ||
        !check_text("note", x->note, false, 500, e))
        return false;
    if (!is(c.state, "active"))
        return bad_state(c.state, "accept", e);
    if (!find_instalment(by, &c, x->number, &i, e))
        return false;
    no = str_format(by->a, "#%lld", (long long)x->number);
    if (i.accepted_on.yyyymmdd) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(no));
        return false;
    }
    if (!date_valid(x->on) || date_cmp(x->on, c.signed_on) < 0) {
        FAIL(e, date_valid(x->on) ? ERR_DATE_ORDER : ERR_BAD_DATE);
        err_arg(e, "field", V(STR("accepted_on")));
        err_arg(e, "value", V(STR("")));
        err_arg(e, "from", V(c.signed_on));
        err_arg(e, "to", V(x->on));
        return false;
    }
    return db_exec(by->tx->db, &Q_CONTRACT_ACCEPT_ADD,
                   ARGS(V(c.id), V(x->number), V(x->on), V(x->doc_no), V(x->note),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           event_add(by, c.id, x->number, "accept", c.state, x->doc_no, e) &&
           contract_settle(by, code, e) && record(by, &c, "contract.accept", no, x->doc_no, e);
}

/* Nothing is open, every instalment was accepted and paid: it is done. */
bool contract_settle(struct act *by, struct str code, struct err *e)
{
    const struct contract_instalment *x;
    struct contract c;
    struct rows rows;
    int64_t due, n;
    bool done = true;

    if (!contract_get(by->tx->db, by->a, code, by->today, &c, e) ||
        !contract_instalments(by->tx->db, by->a, c.id, c.current_id, by->today, &rows, e) ||
        !db_int(by->tx->db, &Q_CONTRACT_NEXT_DUE, ARGS(V(c.id), V(c.current_id)), &due, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        done = done && x[i].accepted_on.yyyymmdd && money_cmp(x[i].paid, x[i].amount) >= 0;
    done = done && c.obligated.satang == 0 && c.open_id == 0;
    if (!db_exec(by->tx->db, &Q_CONTRACT_SET_DUE,
                 ARGS(V(c.id), V(c.version), V(DATE((int32_t)due)),
                      V(is(c.state, "active") && done ? STR("done")
                        : is(c.state, "done") && !done ? STR("active")
                                                       : c.state)),
                 &n, e))
        return false;
    return n == 1 || stale(e);
}
