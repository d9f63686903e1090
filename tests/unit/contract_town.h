/* contract_town.h - the town of ledger_town.h with money allotted, and contracts on it, for unit tests. */
#ifndef PBIS_TESTS_CONTRACT_TOWN_H
#define PBIS_TESTS_CONTRACT_TOWN_H

#include "ledger_town.h"

#include "execute/contract.h"
#include "execute/invariant.h"
#include "execute/warrant.h"

#define FIRST_LINE "2566-0-1100-00002" /* 2,000 baht, a building */
#define OTHER_LINE "2566-0-1100-00004" /* 4,000 baht, a building */

struct deal { /* one write on a contract */
    struct contract_new n;
    struct str code, event, reason, ret;
    int64_t version;
    struct contract_acceptance accept;
};

static inline bool deal_save(struct act *by, void *ctx, struct err *e)
{
    struct deal *d = ctx;
    struct str code = STR_NONE;

    if (!contract_save(by, &d->n, d->code, d->version, &code, e)) {
        return false;
    }
    d->ret = str_dup(city_arena(by), code);
    return true;
}

static inline bool deal_change(struct act *by, void *ctx, struct err *e)
{
    struct deal *d = ctx;

    return contract_change_save(by, d->code, d->version, &d->n.text, e);
}

static inline bool deal_send(struct act *by, void *ctx, struct err *e)
{
    struct deal *d = ctx;

    return contract_send(by, d->code, d->version, e);
}

static inline bool deal_decide(struct act *by, void *ctx, struct err *e)
{
    struct deal *d = ctx;

    return contract_decide(by, d->code, d->version, d->event, d->reason, e);
}

static inline bool deal_accept(struct act *by, void *ctx, struct err *e)
{
    struct deal *d = ctx;

    return contract_accept(by, d->code, &d->accept, e);
}

static inline bool deal_as(struct town *t, const struct actor *who, city_fn *fn, struct deal *d, struct err *e)
{
    return city_write_as(t->s, t->a, who, fn, d, e);
}

static inline void must_hold(struct town *t, const char *why)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(t->db, t->a, &b, &n, &broken, &e), &e);
    if (broken) {
        fail_msg("%s: %s: %s", why, b[0].invariant->name, str_cstr(t->a, b[0].problem));
    }
}

static inline void allot(struct town *t, int64_t line, int64_t baht)
{
    char key[40];
    struct err e;

    snprintf(key, sizeof key, "allot-%lld", (long long)line);
    assert_ok(town_post_as(t, &t->finance, town_posting(key, "ALLOT", line, 0, baht * 100, ""), NULL, &e), &e);
}

/* Both buildings of 11000000 allotted whole. */
static inline void contract_town(struct store *s, struct arena *a, struct town *t)
{
    town_make(s, a, t);
    allot(t, 2, 2000);
    allot(t, 4, 4000);
}

/* 1,000 baht of the first line in instalments of 400 and 600, 10 % retained, with an advance of 100. */
static inline struct deal a_deal(struct town *t, const char *ref, const struct contract_part *part, size_t parts,
                                 const struct contract_instalment *inst, size_t insts)
{
    struct money total = MONEY_ZERO;

    for (size_t i = 0; i < insts; i++) {
        total = money_add(total, inst[i].amount);
    }
    return (struct deal){.n = {.year = YEAR,
                               .agency_id = t->c.drainage.id,
                               .ref = str_from(ref),
                               .text = {.kind = STR("contract"),
                                        .title = STR("ปรับปรุงคลอง"),
                                        .vendor = STR("บริษัทตัวอย่าง จำกัด"),
                                        .tax_id = STR("0105500000011"),
                                        .egp_no = STR("65107000001"),
                                        .signed_on = DATE(20221101),
                                        .starts_on = DATE(20221102),
                                        .ends_on = DATE(20230331),
                                        .total = total,
                                        .advance = BAHT(100),
                                        .advance_bp = 1000,
                                        .retention_bp = 1000,
                                        .penalty_day = BAHT(1),
                                        .part = part,
                                        .parts = parts,
                                        .instalment = inst,
                                        .instalments = insts}}};
}

static inline struct contract deal_now(struct town *t, struct str code)
{
    struct contract c;
    struct err e;

    assert_ok(contract_get(t->db, t->a, code, DATE(20230215), &c, &e), &e);
    return c;
}

/* Sent by the officer, approved by the head: in force. */
static inline void deal_through(struct town *t, struct deal *d)
{
    struct err e;

    d->version = deal_now(t, d->code).version;
    assert_ok(deal_as(t, &t->officer, deal_send, d, &e), &e);
    d->version = deal_now(t, d->code).version;
    d->event = STR("approve");
    assert_ok(deal_as(t, &t->head, deal_decide, d, &e), &e);
}

/* A contract in force on the first line: code, of 400 and 600 baht. */
static inline struct str deal_in_force(struct town *t, const char *ref)
{
    static const struct contract_part part[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {100000}}};
    static const struct contract_instalment inst[] = {{.amount = {40000}, .due_on = {20221231}},
                                                      {.amount = {60000}, .due_on = {20230331}}};
    struct deal d = a_deal(t, ref, part, 1, inst, 2);
    struct err e;

    assert_ok(deal_as(t, &t->officer, deal_save, &d, &e), &e);
    d.code = d.ret;
    deal_through(t, &d);
    return d.code;
}

static inline struct holding held(struct town *t, int64_t line, const char *ref)
{
    struct holding h;
    struct err e;

    assert_ok(holding_get(t->db, t->a, line, str_from(ref), &h, &e), &e);
    return h;
}

#endif
