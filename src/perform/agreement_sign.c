/* agreement_sign.c - who speaks for which side; freezing what both agree to, and signing it. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "perform/agreement_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { REASON_MAX = 4000 };

const char *const agreement_side_words[2] = {"agency", "city"};

/* ---- shared ---- */

bool one_row_changed(int64_t rows, struct err *e)
{
    if (rows == 1)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

bool agreement_find(struct act *by, struct str code, int64_t version, const char *states, struct agreement *ret, struct err *e)
{
    struct err other;

    if (!agreement_get(by->tx->db, by->a, code, ret, e))
        return false;
    if (version >= 0 && ret->version != version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (word_check("state", ret->state, states, &other))
        return true;
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(ret->state));
    err_arg(e, "event", V(STR("agreement")));
    return false;
}

static struct str capacity_of(const struct act *by, enum perm p, int64_t agency_id, int64_t division)
{
    const struct on_behalf *b = actor_behalf(by->who, p, agency_id, division);

    return b ? b->capacity : STR_NONE;
}

/* Nobody keeps or assesses the agreement of their own agency. */
bool agreement_keeper(struct act *by, const struct agreement *g, enum perm p, struct err *e)
{
    if (!actor_check_city(by->who, p, e))
        return false;
    if (by->who->user_id == 0 || !actor_belongs(by->who, g->agency_id))
        return true;
    FAIL(e, ERR_OWN_AGREEMENT);
    err_arg(e, "agency", V(g->agency_name));
    return false;
}

bool agreement_speak(struct act *by, struct str code, int64_t version, const char *states, struct agreement_write *ret,
                     struct err *e)
{
    struct agreement_write w = {0};
    enum perm p = PERM_RESULT;
    struct err no;

    if (!agreement_find(by, code, version, states, &w.g, e))
        return false;
    if (actor_belongs(by->who, w.g.agency_id)) {
        if (!actor_check(by->who, p, w.g.agency_id, w.g.division, &no)) {
            p = PERM_RESULT_APPROVE;
            if (!actor_check(by->who, p, w.g.agency_id, w.g.division, e))
                return false;
        }
        w.side = SIDE_AGENCY;
        w.capacity = capacity_of(by, p, w.g.agency_id, w.g.division);
    } else {
        if (!actor_check_city(by->who, PERM_AGREE, e))
            return false;
        w.side = SIDE_CITY;
        w.capacity = capacity_of(by, PERM_AGREE, 0, 0);
    }
    *ret = w;
    return true;
}

/* What happens after the year is over is not a change of that year's budget: it names no year. */
static bool after_the_year(struct str state)
{
    return str_eq(state, STR("final")) || str_eq(state, STR("appealed")) || str_eq(state, STR("closed"));
}

bool agreement_note(struct act *by, const struct agreement *g, const char *event, struct str value, struct str reason,
                    struct err *e)
{
    struct audit_note n = {.new_value = value, .reason = reason, .year = after_the_year(g->state) ? 0 : g->year};

    n.action = str_format(by->a, "agreement.%s", event);
    n.subject = str_format(by->a, "agreement:%.*s", STR_FMT(g->code));
    return audit_add(by, &n, e);
}

bool agreement_step(struct act *by, const struct agreement *g, const struct agreement_step *s, struct err *e)
{
    const struct on_behalf *b = by->who->used ? *by->who->used : NULL;
    struct agreement now = *g;
    int64_t rows;

    now.state = s->to;
    return db_exec(by->tx->db, &Q_AGREEMENT_MOVE, ARGS(V(g->id), V(g->version), V(s->to), V(s->number)), &rows, e) &&
           one_row_changed(rows, e) &&
           db_exec(by->tx->db, &Q_AGREEMENT_EVENT_INSERT,
                   ARGS(V(g->id), V(str_from(s->event)), V(g->state), V(s->to), V(s->reason), V(by->who->name),
                        V(b ? b->capacity : STR_NONE), V(by->now_ms)),
                   NULL, e) &&
           agreement_note(by, &now, s->event, s->value.n ? s->value : s->to, s->reason, e);
}

/* ---- the hash of a text ---- */

static void add_text(struct sha256_state *st, struct arena *a, struct str s)
{
    struct str head = str_format(a, "%zu:", s.n);

    sha256_add(st, head.p, head.n);
    if (s.n)
        sha256_add(st, s.p, s.n);
}

static void add_number(struct sha256_state *st, struct arena *a, int64_t n)
{
    add_text(st, a, str_format(a, "%lld", (long long)n));
}

void agreement_seal(struct arena *a, const struct agreement_text *t, uint8_t ret[SHA256_BYTES])
{
    const struct agreement_component *c = t->components.p;
    const struct agreement_item *x = t->items.p;
    struct sha256_state st;

    sha256_begin(&st);
    add_text(&st, a, t->code);
    add_number(&st, a, t->number);
    for (size_t i = 0; i < t->components.n; i++) {
        add_number(&st, a, c[i].component);
        add_text(&st, a, c[i].title);
        add_number(&st, a, c[i].weight.bp);
    }
    for (size_t i = 0; i < t->items.n; i++) {
        const struct str text[] = {x[i].number,   x[i].name,    x[i].target,  x[i].definition,
                                   x[i].method,    x[i].evidence, x[i].measure, x[i].project, x[i].unit_name};

        if (x[i].removed)
            continue;
        add_number(&st, a, x[i].indicator_id);
        add_number(&st, a, x[i].component);
        add_number(&st, a, x[i].tables);
        add_number(&st, a, x[i].weight.bp);
        for (size_t k = 0; k < ARRAY_LEN(text); k++)
            add_text(&st, a, text[k]);
    }
    sha256_end(&st, ret);
}

bool agreement_sealed(struct arena *a, const struct agreement *g, const struct agreement_version *v, const struct rows *components,
                      const struct rows *items)
{
    const struct agreement_text t = {g->code, v->number, *components, *items};
    uint8_t sha[SHA256_BYTES];

    agreement_seal(a, &t, sha);
    return v->sha.n == sizeof sha && memcmp(v->sha.p, sha, sizeof sha) == 0;
}

bool agreement_verify(struct db *db, struct arena *a, const struct agreement *g, const struct agreement_version *v, struct err *e)
{
    struct rows components, items;

    if (!agreement_components(db, a, g->id, v->number, &components, e) ||
        !agreement_frozen(db, a, g->id, v->number, &items, e))
        return false;
    if (agreement_sealed(a, g, v, &components, &items))
        return true;
    FAIL(e, ERR_AUDIT_BROKEN);
    err_arg(e, "seq", V(v->number));
    err_arg(e, "why", V(g->code));
    return false;
}

/* ---- concluding, opening again ---- */

static bool nothing_blocks(struct act *by, const struct agreement *g, struct err *e)
{
    const struct agreement_finding *f;
    struct str first = STR_NONE;
    struct rows rows;
    int64_t n = 0;

    if (!agreement_lint(by->tx->db, by->a, g, &rows, e))
        return false;
    f = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (f[i].blocks && n++ == 0)
            first = agreement_finding_text(by->a, &f[i], LANG_TH);
    }
    if (n == 0)
        return true;
    FAIL(e, ERR_AGREEMENT_LINT);
    err_arg(e, "count", V(n));
    err_arg(e, "finding", V(first));
    return false;
}

/* Why the text is another than the one before: the reason of the newest reopening. */
static bool reopened_why(struct act *by, const struct agreement *g, struct str *ret, struct err *e)
{
    const struct agreement_event *v;
    struct rows rows;

    *ret = STR_NONE;
    if (g->number == 0)
        return true;
    if (!agreement_events(by->tx->db, by->a, g->id, &rows, e))
        return false;
    v = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(v[i].event, STR("reopen"))) {
            *ret = v[i].reason;
            break;
        }
    }
    return true;
}

static bool freeze(struct act *by, const struct agreement *g, int64_t number, uint8_t sha[SHA256_BYTES], struct err *e)
{
    struct agreement_text t = {.code = g->code, .number = number};
    struct str why;
    int64_t id;

    if (!agreement_components(by->tx->db, by->a, g->id, 0, &t.components, e) ||
        !agreement_items(by->tx->db, by->a, g->id, &t.items, e) || !reopened_why(by, g, &why, e))
        return false;
    agreement_seal(by->a, &t, sha);
    return db_int(by->tx->db, &Q_AGREEMENT_VERSION_INSERT,
                  ARGS(V(g->id), V(number), V(g->items), V(g->weight), V(((struct bytes){sha, SHA256_BYTES})), V(why),
                       V(by->who->name), V(by->now_ms)),
                  &id, e) &&
           db_exec(by->tx->db, &Q_AGREEMENT_FREEZE_COMPONENTS, ARGS(V(g->id), V(id)), NULL, e) &&
           db_exec(by->tx->db, &Q_AGREEMENT_FREEZE_ITEMS, ARGS(V(g->id), V(id)), NULL, e);
}

bool agreement_conclude(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct agreement_step s = {.event = "conclude", .to = STR("negotiated")};
    uint8_t sha[SHA256_BYTES];
    struct agreement g;

    if (!agreement_find(by, code, version, "drafted", &g, e) || !agreement_keeper(by, &g, PERM_AGREE, e) ||
        !nothing_blocks(by, &g, e) || !freeze(by, &g, g.number + 1, sha, e))
        return false;
    s.number = g.number + 1;
    s.value = hex_text(by->a, sha, sizeof sha);
    return agreement_step(by, &g, &s, e);
}

bool agreement_reopen(struct act *by, struct str code, int64_t version, struct str reason, struct err *e)
{
    struct agreement_step s = {.event = "reopen", .to = STR("drafted"), .reason = reason};
    struct agreement g;

    if (!agreement_find(by, code, version, "negotiated signed interim", &g, e) || !agreement_keeper(by, &g, PERM_AGREE, e) ||
        !text_check("reason", reason, true, REASON_MAX, e))
        return false;
    s.number = g.number;
    return agreement_step(by, &g, &s, e);
}

/* ---- signing ---- */

static struct str role_of(const struct actor *who, const struct agreement *g, bool agency)
{
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *k = &who->grant[i];

        if ((k->perms & (UINT64_C(1) << (unsigned)PERM_RESULT_APPROVE)) &&
            (agency ? k->scope.kind == SCOPE_AGENCY && k->scope.id == g->agency_id : k->scope.kind == SCOPE_CITY))
            return k->role;
    }
    return who->role_word;
}

/* Which side signs, and the capacity it is done in. */
static bool signer(struct act *by, struct agreement_write *w, struct err *e)
{
    struct agreement *g = &w->g;

    if (actor_belongs(by->who, g->agency_id)) {
        if (!actor_check(by->who, PERM_RESULT_APPROVE, g->agency_id, g->division, e))
            return false;
        w->side = SIDE_AGENCY;
        w->capacity = capacity_of(by, PERM_RESULT_APPROVE, g->agency_id, g->division);
        return true;
    }
    if (!actor_check_city(by->who, PERM_RESULT_APPROVE, e))
        return false;
    w->side = SIDE_CITY;
    w->capacity = capacity_of(by, PERM_RESULT_APPROVE, 0, 0);
    return true;
}

static bool other_person(struct act *by, const struct agreement_version *v, enum agreement_side side, struct err *e)
{
    if (!str_eq(side == SIDE_AGENCY ? v->city_by : v->agency_by, by->who->name))
        return true;
    FAIL(e, ERR_SAME_PERSON);
    return false;
}

bool agreement_sign(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct agreement_step s = {.event = "sign", .to = STR("negotiated")};
    const struct agreement_version *v;
    struct agreement_write w;
    struct rows rows;
    bool both;
    int64_t n;

    if (!agreement_find(by, code, version, "negotiated", &w.g, e) || !signer(by, &w, e) ||
        !agreement_versions(by->tx->db, by->a, w.g.id, &rows, e))
        return false;
    v = rows.p;
    if (!other_person(by, v, w.side, e) || !agreement_verify(by->tx->db, by->a, &w.g, v, e) ||
        !db_exec(by->tx->db, &Q_AGREEMENT_SIGNATURE_INSERT,
                 ARGS(V(v->id), V(str_from(agreement_side_words[w.side])), V(by->who->name),
                      V(by->who->full_name.n ? by->who->full_name : by->who->name),
                      V(role_of(by->who, &w.g, w.side == SIDE_AGENCY)), V(w.capacity), V(by->now_ms)),
                 &n, e))
        return false;
    if (n == 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(code));
        return false;
    }
    both = w.side == SIDE_AGENCY ? w.g.city_signed : w.g.agency_signed;
    s.event = w.side == SIDE_AGENCY ? "sign_agency" : "sign_city";
    s.to = both ? STR("signed") : STR("negotiated");
    s.number = w.g.number;
    s.value = w.capacity;
    return agreement_step(by, &w.g, &s, e);
}
