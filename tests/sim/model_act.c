/* model_act.c - what each act moves and what refuses it, as CONTRACTS.md 1 says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_int.h"

static const char *const types[] = {"ALLOT",    "TRANSFER", "CENTRAL", "RESERVE", "RELEASE", "OBLIGATE", "DEOBLIGATE",
                                    "DISBURSE", "REFUND",   "CARRY_A", "CARRY_B", "LAPSE",   "REVERSE"};

static bool is(const struct op *o, const char *type)
{
    return !strcmp(o->type, type);
}

static bool is_carry(const struct op *o)
{
    return is(o, "CARRY_A") || is(o, "CARRY_B");
}

static bool known_type(const struct op *o)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (is(o, types[i])) {
            return true;
        }
    }
    return false;
}

static bool direct_item(const struct model_line *l)
{
    static const char *const prefix[] = {"01", "02", "03101", "04", "06", "07201", "08"};

    for (size_t i = 0; i < sizeof prefix / sizeof prefix[0]; i++) {
        if (model_begins(l->item, prefix[i])) {
            return true;
        }
    }
    return false;
}

/* Up to three moves on one line. */
struct moves {
    int n;
    struct {
        int from, to;
        int64_t satang;
    } at[3];
};

static void move(struct moves *v, int from, int to, int64_t satang)
{
    if (satang > 0) {
        v->at[v->n].from = from;
        v->at[v->n].to = to;
        v->at[v->n++].satang = satang;
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static verdicts plan_obligation(const struct op *o, const struct model_line *l, struct moves *v)
{
    const struct model_holding *h = &l->holding[model_ref_at(o->ref)];
    int64_t reserved = least(h->reserved, o->satang);

    if (!*o->ref) {
        return BIT(V_NO_OBLIGATION) | BIT(V_REQUIRED);
    }
    move(v, M_RESERVED, M_OBLIGATED, reserved);
    move(v, M_ALLOTTED, M_OBLIGATED, o->satang - reserved);
    return o->satang - reserved > l->balance[M_ALLOTTED] ? BIT(V_OVERDRAWN) : 0;
}

/* What takes from the open obligation of a reference. */
static verdicts plan_open(const struct op *o, const struct model_line *l, int to, struct moves *v)
{
    const struct model_holding *h = &l->holding[model_ref_at(o->ref)];

    move(v, M_OBLIGATED, to, o->satang);
    if (!*o->ref) {
        return BIT(V_NO_OBLIGATION) | BIT(V_REQUIRED);
    }
    if (h->obligated == 0 && h->disbursed == 0) {
        return BIT(V_NO_OBLIGATION) | BIT(V_ABOVE_OBLIGATION);
    }
    return o->satang > h->obligated ? BIT(V_ABOVE_OBLIGATION) | BIT(V_NO_OBLIGATION) : 0;
}

static verdicts plan_lapse(const struct op *o, const struct model_line *l, struct moves *v)
{
    int64_t left = o->satang, part;
    const int from[] = {M_UNALLOTTED, M_ALLOTTED};

    if (*o->ref) {
        move(v, M_RESERVED, M_LAPSED, left);
        return left > l->holding[model_ref_at(o->ref)].reserved ? BIT(V_OVERDRAWN) : 0;
    }
    for (int i = 0; i < 2; i++) {
        part = least(left, l->balance[from[i]]);
        move(v, from[i], M_LAPSED, part);
        left -= part;
    }
    part = least(left, l->holding[0].reserved);
    move(v, M_RESERVED, M_LAPSED, part);
    return left > part ? BIT(V_OVERDRAWN) : 0;
}

static verdicts simple(const struct op *o, const struct model_line *l, int from, int to, struct moves *v)
{
    int64_t left = l->balance[from];

    if (from == M_RESERVED) {
        left = l->holding[model_ref_at(o->ref)].reserved;
    }
    move(v, from, to, o->satang);
    return o->satang > left ? BIT(V_OVERDRAWN) : 0;
}

static verdicts plan_act(const struct op *o, const struct model_line *l, struct moves *v)
{
    const struct model_holding *h = &l->holding[model_ref_at(o->ref)];

    if (is(o, "ALLOT")) {
        return simple(o, l, M_UNALLOTTED, M_ALLOTTED, v);
    }
    if (is(o, "TRANSFER") || is(o, "CENTRAL")) {
        return simple(o, l, M_UNALLOTTED, M_UNALLOTTED, v);
    }
    if (is(o, "RESERVE")) {
        return simple(o, l, M_ALLOTTED, M_RESERVED, v);
    }
    if (is(o, "RELEASE")) {
        return simple(o, l, M_RESERVED, M_ALLOTTED, v);
    }
    if (is(o, "OBLIGATE")) {
        return plan_obligation(o, l, v);
    }
    if (is(o, "DEOBLIGATE")) {
        return plan_open(o, l, M_ALLOTTED, v);
    }
    if (is(o, "CARRY_A")) {
        return plan_open(o, l, M_CARRIED_A, v);
    }
    if (is(o, "CARRY_B")) {
        return simple(o, l, M_ALLOTTED, M_CARRIED_B, v);
    }
    if (is(o, "DISBURSE") && *o->ref) {
        return plan_open(o, l, M_DISBURSED, v);
    }
    if (is(o, "DISBURSE")) {
        return simple(o, l, M_ALLOTTED, M_DISBURSED, v) | (direct_item(l) ? 0 : BIT(V_NO_OBLIGATION));
    }
    if (is(o, "REFUND")) {
        move(v, M_DISBURSED, *o->ref ? M_OBLIGATED : M_ALLOTTED, o->satang);
        return o->satang > h->disbursed ? BIT(V_OVERDRAWN) | BIT(V_ABOVE_OBLIGATION) | BIT(V_NO_OBLIGATION) : 0;
    }
    return plan_lapse(o, l, v);
}

static void shift_holding(struct model_line *l, int ref, int bucket, int64_t satang)
{
    struct model_holding *h = &l->holding[ref];

    if (bucket == M_RESERVED) {
        h->reserved += satang;
    } else if (bucket == M_OBLIGATED) {
        h->obligated += satang;
    } else if (bucket == M_DISBURSED) {
        h->disbursed += satang;
    }
}

static void shift(struct model_line *l, int ref, int bucket, int64_t satang)
{
    l->balance[bucket] += satang;
    shift_holding(l, ref, bucket, satang);
}

static int carry_line(struct model *m, int from, bool with_obligation, const char *key)
{
    const char *kind = with_obligation ? "carry_a" : "carry_b";
    const struct model_line old = m->line[from];
    int at;

    for (int i = 0; i < m->lines; i++) {
        if (m->line[i].carried_from == from && !strcmp(m->line[i].kind, kind)) {
            return i;
        }
    }
    at = model_add_line(m, old.year + 1, old.agency, old.output, old.item);
    SET(m->line[at].kind, kind);
    SET(m->line[at].fund, with_obligation ? "CARRY_A" : "CARRY_B");
    SET(m->line[at].opened_by, key);
    m->line[at].carried_from = from;
    return at;
}

static void apply(struct model *m, const struct op *o, int line, int to_line, const struct moves *v)
{
    int ref = model_ref_at(o->ref), in;
    bool carry = is_carry(o);

    model_know(m, o, o->key, m->seq + 1);
    for (int i = 1; i < v->n; i++) {
        model_know_part(m, o, (const char *const[]){"/2", "/3"}[i - 1], m->seq + 1 + i);
    }
    if (carry) {
        model_know_part(m, o, "/in", m->seq + 2);
    }
    for (int i = 0; i < v->n; i++) {
        struct model_entry e = {.line = line, .to_line = to_line, .from = v->at[i].from, .to = v->at[i].to, .ref = ref,
                                .satang = v->at[i].satang, .carry = carry, .with = carry ? m->seq + 2 : 0};

        SET(e.type, o->type);
        if (i == 0) {
            SET(e.key, o->key);
        }
        model_add_entry(m, e);
        shift(&m->line[line], ref, e.from, -e.satang);
        shift(&m->line[to_line >= 0 ? to_line : line], ref, e.to, e.satang);
    }
    if (carry) {
        bool a = is(o, "CARRY_A");
        struct model_entry e = {.to_line = -1, .from = M_SOURCE, .to = a ? M_OBLIGATED : M_ALLOTTED, .ref = ref,
                                .satang = o->satang, .carry_in = true, .with = m->seq};

        in = carry_line(m, line, a, o->key);
        e.line = in;
        SET(e.type, "CARRY_IN");
        model_add_entry(m, e);
        shift(&m->line[in], ref, M_SOURCE, -o->satang);
        shift(&m->line[in], ref, e.to, o->satang);
    }
}

/* ---- taking back ---- */

static bool holds(const struct model_line *l, int ref, int bucket, int64_t satang)
{
    const struct model_holding *h = &l->holding[ref];

    switch (bucket) {
    case M_SOURCE:
        return true;
    case M_RESERVED:
        return h->reserved >= satang;
    case M_OBLIGATED:
        return h->obligated >= satang;
    case M_DISBURSED:
        return h->disbursed >= satang;
    default:
        return l->balance[bucket] >= satang;
    }
}

static void take_back(struct model *m, struct model_entry *x)
{
    int at = x->to_line >= 0 ? x->to_line : x->line;
    struct model_entry e = *x;

    x->reversed = true;
    m->reversed_log[m->reversals++] = x->seq;
    e.from = x->to;
    e.to = x->from;
    e.line = at;
    e.to_line = x->to_line >= 0 ? x->line : -1;
    e.carry = e.carry_in = false;
    SET(e.type, "REVERSE");
    e.key[0] = 0;
    shift(&m->line[at], e.ref, e.from, -e.satang);
    shift(&m->line[e.to_line >= 0 ? e.to_line : at], e.ref, e.to, e.satang);
    model_add_entry(m, e); /* may move m->entry: x is not used after it */
}

static verdicts reverse(struct model *m, const struct op *o, bool write)
{
    struct model_entry *x = model_by_seq(m, o->reverse_seq), *in;
    const struct model_line *l;
    verdicts v;
    int64_t with;

    if (!x) {
        return BIT(V_UNKNOWN_LINE) | BIT(V_NOT_REVERSIBLE) | BIT(V_NOT_FOUND) | BIT(V_REQUIRED);
    }
    in = x->carry ? model_by_seq(m, x->with) : NULL;
    l = &m->line[x->to_line >= 0 ? x->to_line : x->line];
    v = model_check_date(m, o, &m->line[x->line]) | model_check_people(o, &m->line[x->line]);
    v |= o->satang != 0 && o->satang != x->satang ? BIT(V_BAD_AMOUNT) | BIT(V_UNKNOWN_LINE) : 0;
    v |= x->reversed ? BIT(V_REVERSED) : 0;
    v |= x->carry_in || !strcmp(x->type, "REVERSE") ? BIT(V_NOT_REVERSIBLE) : 0;
    v |= holds(l, x->ref, x->to, x->satang) && (!in || holds(&m->line[in->line], in->ref, in->to, in->satang))
             ? 0
             : BIT(V_OVERDRAWN) | BIT(V_ABOVE_OBLIGATION) | BIT(V_NO_OBLIGATION);
    if (v || !write) {
        return v;
    }
    model_know(m, o, o->key, m->seq + 1);
    with = in ? x->with : 0;
    if (with) {
        model_know_part(m, o, "/2", m->seq + 2);
    }
    take_back(m, x);
    snprintf(m->entry[m->entries - 1].key, sizeof m->entry[0].key, "%s", o->key);
    in = with ? model_by_seq(m, with) : NULL; /* the array may have moved */
    if (in) {
        take_back(m, in);
    }
    return 0;
}

/* ---- one act ---- */

static bool same_content(const struct op *a, const struct op *b)
{
    bool reverse = !strcmp(a->type, "REVERSE"); /* the entry says the rest */

    return a->count == b->count && a->date == b->date && !strcmp(a->type, b->type) && a->line == b->line &&
           a->to_line == b->to_line && !strcmp(a->line_of, b->line_of) && a->satang == b->satang &&
           !strcmp(a->ref, b->ref) && !strcmp(a->reverse_of, b->reverse_of) &&
           (reverse || !strcmp(a->authority, b->authority));
}

static verdicts check_form(const struct op *o)
{
    verdicts v = 0;

    v |= !*o->key ? BIT(V_REQUIRED) : 0;
    v |= !known_type(o) ? BIT(V_BAD_TYPE) : 0;
    if (!is(o, "REVERSE")) {
        v |= o->satang == 0 ? BIT(V_BAD_AMOUNT) : 0;
        v |= o->satang < 0 ? BIT(V_AMOUNT_NEGATIVE) | BIT(V_BAD_AMOUNT) : 0;
        v |= o->satang > 1000000000000000 ? BIT(V_AMOUNT_RANGE) | BIT(V_BAD_AMOUNT) : 0;
    }
    v |= !model_date_ok(o->date) ? BIT(V_BAD_DATE) : 0;
    return v;
}

static verdicts check_other(const struct model *m, const struct op *o, const struct model_line *l)
{
    const struct model_line *to;

    if (!is(o, "TRANSFER") && !is(o, "CENTRAL")) {
        return o->to_line != -1 ? BIT(V_BAD_TYPE) | BIT(V_UNKNOWN_LINE) | BIT(V_REQUIRED) : 0;
    }
    if (o->to_line < 0 || o->to_line >= m->lines) {
        return BIT(V_UNKNOWN_LINE) | BIT(V_REQUIRED);
    }
    to = &m->line[o->to_line];
    if (to == l) {
        return BIT(V_BAD_TYPE) | BIT(V_UNKNOWN_LINE) | BIT(V_ORIGIN_DIFFERS) | BIT(V_REQUIRED);
    }
    if (is(o, "CENTRAL")) {
        return l->year == to->year && !strcmp(to->kind, "central") && !strcmp(l->item, to->central_item) &&
                       !strcmp(l->fund, to->fund)
                   ? 0
                   : BIT(V_ORIGIN_DIFFERS) | (l->year != to->year ? BIT(V_WRONG_YEAR) : 0);
    }
    if (l->year != to->year) {
        return BIT(V_WRONG_YEAR) | BIT(V_ORIGIN_DIFFERS);
    }
    return l->year == to->year && !strcmp(l->fund, to->fund) && !strcmp(l->kind, to->kind) &&
                   !strcmp(l->central_item, to->central_item) && l->origin_date == to->origin_date
               ? 0
               : BIT(V_ORIGIN_DIFFERS);
}

verdicts model_post(struct model *m, const struct op *o, bool write, int64_t *ret_seq)
{
    const struct model_key *k = model_key_slot(m, o->key);
    int line = o->at;
    const struct model_line *l = line >= 0 ? &m->line[line] : NULL;
    struct moves moves = {0};
    verdicts v = check_form(o);

    if (*o->key && k->seq && same_content(&k->content, o)) {
        const struct model_entry *x = is(o, "REVERSE") ? model_by_seq(m, o->reverse_seq) : NULL;

        *ret_seq = k->seq;
        v = BIT(V_REPLAYED);
        l = x ? &m->line[x->line] : l;
        return l && !model_maker_posts(o, l) ? v | BIT(V_FORBIDDEN) | BIT(V_SCOPE) : v;
    }
    v |= *o->key && k->seq ? BIT(V_KEY_REUSED) : 0;
    *ret_seq = m->seq + 1;
    if (is(o, "REVERSE")) {
        verdicts r = reverse(m, o, write && !v);

        return v | r ? v | r : BIT(V_OK);
    }
    if (!l) {
        return v | BIT(V_UNKNOWN_LINE);
    }
    v |= model_check_date(m, o, l) | model_check_people(o, l) | check_other(m, o, l);
    v |= model_check_authority(o, l, o->to_line >= 0 && o->to_line < m->lines ? &m->line[o->to_line] : NULL);
    if (known_type(o) && o->satang > 0) {
        v |= plan_act(o, l, &moves);
        v |= *o->key && ((moves.n > 1 && model_part_known(m, o, "/2")) || (moves.n > 2 && model_part_known(m, o, "/3")) ||
                         (is_carry(o) && model_part_known(m, o, "/in")))
                 ? BIT(V_KEY_REUSED)
                 : 0;
        v |= is_carry(o) && model_closed(m, (l->year - 543) * 100 + 10) ? BIT(V_PERIOD_CLOSED) : 0;
    }
    if (v) {
        return v;
    }
    if (write) {
        apply(m, o, line, o->to_line, &moves);
    }
    return BIT(V_OK);
}

static verdicts period(struct model *m, const struct op *o)
{
    int at = model_period_at(o->date), first = o->count == TOWN_YEAR + 1 ? 12 : 0;
    bool close = o->kind == OP_CLOSE;
    verdicts v = 0;

    v |= o->maker != 'F' && o->maker != 'S' ? BIT(V_FORBIDDEN) : 0;
    if (o->date % 100 < 1 || o->date % 100 > 12 || at < first || at >= first + 12) {
        return v | BIT(V_BAD_PERIOD);
    }
    v |= m->closed[at] == close ? BIT(close ? V_PERIOD_CLOSED : V_PERIOD_OPEN) : 0;
    if (v) {
        return v;
    }
    m->closed[at] = close;
    m->events++;
    return BIT(V_OK);
}

/* A draft's answer: who approves and the authority may be unknown yet, the key too. */
static verdicts draft(struct model *m, const struct op *o)
{
    struct op d = *o;
    int64_t seq;
    verdicts v = model_post(m, &d, false, &seq);

    if (v & BIT(V_REPLAYED)) {
        return v | BIT(V_OK);
    }
    if (o->approver == '-') {
        v &= ~BIT(V_NO_APPROVER);
    }
    if (!*o->authority) {
        v &= ~BIT(V_NO_AUTHORITY);
    }
    if (!*o->key) { /* asked for or not */
        v &= ~BIT(V_REQUIRED);
        return (v ? v : BIT(V_OK)) | BIT(V_REQUIRED);
    }
    if (is_carry(o) && v == BIT(V_PERIOD_CLOSED)) { /* next year's month is seen when it is posted */
        return v | BIT(V_OK);
    }
    return v ? v : BIT(V_OK);
}

verdicts model_run(struct model *m, const struct op *o, int64_t *ret_seq)
{
    *ret_seq = 0;
    if (o->kind == OP_CHECK) {
        return draft(m, o);
    }
    return o->kind == OP_POST ? model_post(m, o, true, ret_seq) : period(m, o);
}
