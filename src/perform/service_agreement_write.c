/* service_agreement_write.c - making service agreements at enactment, re-basing them, setting their terms. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/text_check.h"
#include "perform/service_int.h"
#include "plan/write.h"
#include "sql_perform.h"
#include "store/store.h"

enum { REASON_MAX = 4000, TERMS_MAX = 1000, PARTS_MAX = 200 };

/* ---- making them of what was funded ---- */

struct funded {
    int64_t agency_id, output_id, unit_id, entry_seq;
    struct str agency_code, output_code, unit_word, name;
    struct money cost;
};
static const struct field funded_fields[] = {
    COL(struct funded, agency_id),   COL(struct funded, output_id), COL(struct funded, unit_id),
    COL(struct funded, entry_seq),   COL(struct funded, agency_code), COL(struct funded, output_code),
    COL(struct funded, unit_word),   COL(struct funded, name),      COL(struct funded, cost),
};
static const struct row_type funded_type = ROW_TYPE(struct funded, funded_fields);

struct quantity {
    int64_t unit_id, levels, quantity_milli;
    struct str unit_word;
};
static const struct field quantity_fields[] = {COL(struct quantity, unit_id), COL(struct quantity, unit_word),
                                               COL(struct quantity, levels), COL(struct quantity, quantity_milli)};
static const struct row_type quantity_type = ROW_TYPE(struct quantity, quantity_fields);

struct making {
    struct act *by;
    int64_t year, number; /* number: of the agency's agreements */
    struct share scale;
    struct rows quantities; /* by unit */
    struct str prefix;
};

/* Rows are by unit: halves until the first of it. */
static const struct quantity *quantity_of(const struct rows *rows, const struct funded *f)
{
    const struct quantity *q = rows->p;
    size_t lo = 0, hi = rows->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (q[mid].unit_id < f->unit_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < rows->n && q[lo].unit_id == f->unit_id; lo++) {
        if (str_eq(q[lo].unit_word, f->unit_word))
            return &q[lo];
    }
    return NULL;
}

static bool put_part(struct act *by, int64_t version_id, const struct service_part *p, struct err *e)
{
    return db_exec(by->tx->db, &Q_SERVICE_PART_INSERT,
                   ARGS(V(version_id), V(p->unit_id), V(p->unit_word), V(p->name), V(p->levels), V(p->proposed_milli),
                        V(p->quantity_milli), V(p->quality), V(p->delivered), V(p->cost)),
                   NULL, e);
}

/* One output: its agreement, version 1, its parts. */
static bool make_one(struct making *m, const struct funded *f, size_t n, struct err *e)
{
    struct act *by = m->by;
    struct money cost = MONEY_ZERO;
    int64_t seq = 0, id, version_id;
    struct str code;

    for (size_t i = 0; i < n; i++) {
        cost = money_add(cost, f[i].cost);
        seq = f[i].entry_seq > seq ? f[i].entry_seq : seq;
    }
    code = str_format(by->a, "%lld-SA-%.*s-%03lld", (long long)m->year, STR_FMT(m->prefix), (long long)m->number);
    if (!db_int(by->tx->db, &Q_SERVICE_INSERT,
                ARGS(V(m->year), V(f->agency_id), V(f->output_id), V(code), V(by->who->name), V(by->now_ms)), &id, e) ||
        !db_int(by->tx->db, &Q_SERVICE_VERSION_INSERT,
                ARGS(V(id), V(INT64_C(1)), V(STR("enact")), V(cost), V(MONEY_ZERO), V(seq), V(m->scale), V(STR_NONE),
                     V(by->who->name), V(STR_NONE), V(by->now_ms)),
                &version_id, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct quantity *q = quantity_of(&m->quantities, &f[i]);
        const struct service_part p = {.unit_id = f[i].unit_id,
                                       .unit_word = f[i].unit_word,
                                       .name = f[i].name,
                                       .levels = q ? q->levels : 0,
                                       .proposed_milli = q ? q->quantity_milli : 0,
                                       .quantity_milli = q ? q->quantity_milli : 0,
                                       .cost = f[i].cost};

        if (!put_part(by, version_id, &p, e))
            return false;
    }
    return true;
}

static bool may_make(const struct actor *who, struct err *e)
{
    struct err no;

    return actor_check_city(who, PERM_ENACT, &no) || actor_check_city(who, PERM_CYCLE, &no) ||
           actor_check_city(who, PERM_AGREE, e);
}

static bool make_all(struct making *m, const struct rows *rows, int64_t *ret, struct err *e)
{
    const struct funded *f = rows->p;
    int64_t agency = 0;

    for (size_t i = 0, k; i < rows->n; i = k) {
        for (k = i + 1; k < rows->n && f[k].agency_id == f[i].agency_id && f[k].output_id == f[i].output_id;)
            k++;
        if (f[i].agency_id != agency) {
            agency = f[i].agency_id;
            m->prefix = agency_prefix(f[i].agency_code);
            if (!db_int(m->by->tx->db, &Q_SERVICE_NEXT, ARGS(V(m->year), V(agency)), &m->number, e))
                return false;
        }
        if (!make_one(m, &f[i], k - i, e))
            return false;
        m->number++;
        ++*ret;
    }
    return true;
}

bool service_make_year(struct act *by, int64_t year, int64_t *ret, struct err *e)
{
    struct audit_note n = {.action = STR("service.make"), .year = year};
    struct making m = {.by = by, .year = year};
    int64_t made = 0;
    struct rows rows;

    if (!may_make(by->who, e) || !param_int(by->tx->db, PARAM_SERVICE_SCALE, year, &m.scale.bp, e) ||
        !db_list(by->tx->db, by->a, &Q_SERVICE_FUNDED, ARGS(V(year)), &funded_type, &rows, e))
        return false;
    if (rows.n == 0) {
        *ret = 0;
        return true;
    }
    if (!db_list(by->tx->db, by->a, &Q_SERVICE_FUNDED_QUANTITIES, ARGS(V(year)), &quantity_type, &m.quantities, e) ||
        !make_all(&m, &rows, &made, e))
        return false;
    n.subject = str_format(by->a, "service:%lld", (long long)year);
    n.new_value = str_format(by->a, "%lld", (long long)made);
    if (!audit_add(by, &n, e))
        return false;
    *ret = made;
    return true;
}

/* ---- a new version ---- */

static bool may_change(const struct actor *who, const struct service_agreement *x, struct str *ret_capacity, struct err *e)
{
    const struct on_behalf *b;
    enum perm p = PERM_AGREE;
    struct err no;

    if (!actor_check_city(who, p, &no)) {
        p = PERM_RESULT_APPROVE;
        if (!actor_check(who, p, x->agency_id, x->division, e))
            return false;
    }
    b = actor_behalf(who, p, p == PERM_AGREE ? 0 : x->agency_id, p == PERM_AGREE ? 0 : x->division);
    *ret_capacity = b ? b->capacity : STR_NONE;
    return true;
}

static bool service_find(struct act *by, struct str code, int64_t version, struct service_agreement *ret, struct str *ret_capacity,
                         struct err *e)
{
    if (!service_get(by->tx->db, by->a, code, ret, e) || !may_change(by->who, ret, ret_capacity, e))
        return false;
    if (ret->version == version)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

static const struct service_terms *terms_of(const struct service_terms *t, size_t n, const struct service_part *p)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(t[i].unit_code, p->unit_code) && str_eq(t[i].unit_word, p->unit_word))
            return &t[i];
    }
    return NULL;
}

static bool check_terms(const struct service_terms *t, size_t n, struct str reason, struct err *e)
{
    if (!text_check("reason", reason, true, REASON_MAX, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!text_check("quality", t[i].quality, false, TERMS_MAX, e) ||
            !text_check("delivered", t[i].delivered, false, TERMS_MAX, e))
            return false;
        if (t[i].quantity_milli < 0) {
            FAIL(e, ERR_BAD_NUMBER);
            err_arg(e, "field", V(STR("quantity")));
            err_arg(e, "value", V(t[i].quantity_milli));
            return false;
        }
    }
    return true;
}

struct next_version {
    const struct service_agreement *x;
    const char *kind;
    struct money cost;
    int64_t entry_seq;
    struct share scale;
    struct str reason, capacity;
    struct rows parts, moves;
};

static bool write_version(struct act *by, const struct next_version *v, struct err *e)
{
    const struct service_part *p = v->parts.p;
    const struct service_move *m = v->moves.p;
    struct audit_note note = {.new_value = money_text(by->a, v->cost, MONEY_PLAIN),
                              .old_value = money_text(by->a, v->x->agreed, MONEY_PLAIN),
                              .reason = v->reason,
                              .year = v->x->year};
    int64_t id, n;

    if (!db_exec(by->tx->db, &Q_SERVICE_NEXT_VERSION, ARGS(V(v->x->id), V(v->x->version)), &n, e))
        return false;
    if (n != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!db_int(by->tx->db, &Q_SERVICE_VERSION_INSERT,
                ARGS(V(v->x->id), V(v->x->number + 1), V(str_from(v->kind)), V(v->cost), V(money_sub(v->cost, v->x->agreed)),
                     V(v->entry_seq), V(v->scale), V(v->reason), V(by->who->name), V(v->capacity), V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < v->parts.n; i++) {
        if (!put_part(by, id, &p[i], e))
            return false;
    }
    for (size_t i = 0; i < v->moves.n; i++) {
        if (!db_exec(by->tx->db, &Q_SERVICE_MOVE_INSERT, ARGS(V(id), V(m[i].entry_seq), V(m[i].amount)), NULL, e))
            return false;
    }
    note.action = str_format(by->a, "service.%s", v->kind);
    note.subject = str_format(by->a, "service:%.*s", STR_FMT(v->x->code));
    return audit_add(by, &note, e);
}

static void take_terms(struct service_part *p, const struct service_terms *t, size_t n)
{
    const struct service_terms *said = terms_of(t, n, p);

    if (!said)
        return;
    p->quantity_milli = said->quantity_milli;
    p->quality = said->quality;
    p->delivered = said->delivered;
}

/* The parts there were with the ledger's money, and units that money came to since. */
static bool rebased(struct act *by, const struct service_agreement *x, const struct service_terms *t, size_t n, struct rows *ret,
                    struct err *e)
{
    const struct unit_cost *c;
    struct service_part *p;
    struct rows was, costs;
    size_t all;

    if (!service_parts(by->tx->db, by->a, x, 0, &was, e) || !service_costs(by->tx->db, by->a, x, &costs, e))
        return false;
    c = costs.p;
    p = ARENA_ARRAY(by->a, struct service_part, was.n + costs.n + 1);
    for (all = 0; all < was.n; all++) {
        p[all] = ((const struct service_part *)was.p)[all];
        p[all].cost = p[all].now;
        p[all].proposed_milli = p[all].quantity_milli = p[all].offer_milli;
        take_terms(&p[all], t, n);
    }
    for (size_t i = 0; i < costs.n; i++) {
        bool there = false;

        for (size_t k = 0; k < was.n && !there; k++)
            there = p[k].unit_id == c[i].unit_id && str_eq(p[k].unit_word, c[i].unit_word);
        if (there || c[i].cost.satang == 0)
            continue;
        p[all] = (struct service_part){
            .unit_id = c[i].unit_id, .unit_word = c[i].unit_word, .name = c[i].name, .cost = c[i].cost};
        take_terms(&p[all++], t, n);
    }
    *ret = (struct rows){p, all};
    return true;
}

bool service_rebase(struct act *by, struct str code, int64_t version, const struct service_terms *t, size_t n, struct str reason,
                    struct err *e)
{
    struct next_version v = {.kind = "rebase", .reason = reason, .entry_seq = by->tx->chain[CHAIN_ENTRY].seq};
    const struct service_part *p;
    struct service_agreement x;

    if (!service_find(by, code, version, &x, &v.capacity, e) || !check_terms(t, n, reason, e) ||
        !service_moves(by->tx->db, by->a, &x, 0, &v.moves, e))
        return false;
    if (v.moves.n == 0 && x.moved.satang == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    if (!rebased(by, &x, t, n, &v.parts, e) || !param_int(by->tx->db, PARAM_SERVICE_SCALE, x.year, &v.scale.bp, e))
        return false;
    p = v.parts.p;
    for (size_t i = 0; i < v.parts.n; i++)
        v.cost = money_add(v.cost, p[i].cost);
    v.x = &x;
    return write_version(by, &v, e);
}

bool service_terms_set(struct act *by, struct str code, int64_t version, const struct service_terms *t, size_t n,
                       struct str reason, struct err *e)
{
    struct next_version v = {.kind = "terms", .reason = reason};
    const struct service_version *newest;
    struct service_agreement x;
    struct rows was, versions;
    struct service_part *p;
    bool changed = false;

    if (!service_find(by, code, version, &x, &v.capacity, e) || !check_terms(t, n, reason, e) ||
        !service_parts(by->tx->db, by->a, &x, 0, &was, e) || !service_versions(by->tx->db, by->a, x.id, &versions, e))
        return false;
    p = ARENA_ARRAY(by->a, struct service_part, was.n + 1);
    for (size_t i = 0; i < was.n; i++) {
        const struct service_part *old = &((const struct service_part *)was.p)[i];

        p[i] = *old;
        take_terms(&p[i], t, n);
        changed |= p[i].quantity_milli != old->quantity_milli || !str_eq(p[i].quality, old->quality) ||
                   !str_eq(p[i].delivered, old->delivered);
    }
    if (!changed) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    newest = versions.p;
    v.x = &x;
    v.cost = x.agreed;
    v.entry_seq = newest->entry_seq;
    v.scale = newest->scale;
    v.parts = (struct rows){p, was.n};
    return write_version(by, &v, e);
}

bool service_measure_set(struct act *by, struct str code, const struct service_terms *part, int64_t indicator_id, struct err *e)
{
    struct audit_note note = {.action = STR("service.measure")};
    const struct service_part *p;
    struct service_agreement x;
    int64_t unit_id = 0;
    struct str capacity;
    struct rows parts;

    if (!service_get(by->tx->db, by->a, code, &x, e) || !may_change(by->who, &x, &capacity, e) ||
        !service_parts(by->tx->db, by->a, &x, 0, &parts, e))
        return false;
    p = parts.p;
    for (size_t i = 0; i < parts.n; i++)
        unit_id = terms_of(part, 1, &p[i]) ? p[i].unit_id : unit_id;
    if (unit_id == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(part->unit_word));
        return false;
    }
    note.year = x.year;
    note.subject = str_format(by->a, "service:%.*s", STR_FMT(code));
    note.new_value = str_format(by->a, "%lld %.*s", (long long)indicator_id, STR_FMT(part->unit_word));
    if (indicator_id == 0)
        return db_exec(by->tx->db, &Q_SERVICE_MEASURE_DROP, ARGS(V(x.id), V(unit_id), V(part->unit_word)), NULL, e) &&
               audit_add(by, &note, e);
    return db_exec(by->tx->db, &Q_SERVICE_MEASURE_PUT,
                   ARGS(V(x.id), V(unit_id), V(part->unit_word), V(indicator_id), V(by->who->name), V(by->now_ms)), NULL, e) &&
           audit_add(by, &note, e);
}
