/* demo_play_contract.c - contracts of a played year: prepared, approved by another person, accepted as they are paid. */
#include "base/arena.h"
#include "base/err.h"
#include "city/user.h"
#include "exchange/demo_play_int.h"
#include "execute/contract.h"
#include "execute/warrant.h"
#include "store/store.h"

bool play_by_people(const struct play_line *l)
{
    static const char *const written[] = {"11000000", "07000000", "50140000"};

    for (size_t i = 0; i < ARRAY_LEN(written); i++) {
        if (str_eq(l->agency_code, str_from(written[i])))
            return true;
    }
    return false;
}

/* Who prepares and who approves: the agency's own people where the demonstration has them. */
static bool people_of(struct act *by, const struct play *p, const struct play_line *l, struct actor *maker,
                      struct actor *approver, struct err *e)
{
    struct str place = str_slice(l->agency_code, 0, 4);

    *maker = p->people.office;
    *approver = p->people.permsec;
    return !play_by_people(l) ||
           (actor_load(by->tx->db, by->a, str_format(by->a, "officer.%.*s", STR_FMT(place)), maker, e) &&
            actor_load(by->tx->db, by->a, str_format(by->a, "head.%.*s", STR_FMT(place)), approver, e));
}

static struct money total_of(const struct play *p, const struct play_group *g, int64_t k)
{
    struct money sum = {0};

    for (size_t i = 0; i < g->n; i++)
        sum.satang += play_paid(&p->plan->line[g->first + i], g, k).satang;
    return sum;
}

static struct contract_text text_of(struct act *by, const struct play *p, const struct play_group *g)
{
    const struct play_line *l = &p->plan->line[g->first];
    struct contract_part *part = ARENA_ARRAY(by->a, struct contract_part, g->n);
    struct contract_instalment *x = ARENA_ARRAY(by->a, struct contract_instalment, (size_t)g->instalments);
    int64_t year = p->plan->year, last = g->pay + (g->instalments - 1) * g->every;

    for (size_t i = 0; i < g->n; i++)
        part[i] = (struct contract_part){.line_code = l[i].code, .amount = l[i].contracted};
    for (int64_t k = 0; k < g->instalments; k++) {
        int64_t month = g->pay + k * g->every;
        x[k].number = k + 1;
        x[k].due_on = month < 12 ? play_day(year, month, 20) : play_day(year + 1, month - 12, 20);
        x[k].amount = MONEY(total_of(p, g, k + 1).satang - total_of(p, g, k).satang);
        x[k].delivers = l->name;
    }
    return (struct contract_text){.change_kind = STR("new"),
                                  .kind = g->type == PLAY_CAPITAL ? STR("contract") : STR("purchase_order"),
                                  .title = l->name,
                                  .vendor = str_format(by->a, "%.*s %.*s-%lld", STR_FMT(STR("คู่สัญญาสาธิต")), /* FIELD( */
                                                       STR_FMT(str_slice(l->agency_code, 0, 4)), (long long)g->number),
                                  .egp_no = str_format(by->a, "%lld%.*s%05lld", (long long)year % 100,
                                                       STR_FMT(str_slice(l->agency_code, 0, 4)), (long long)g->number),
                                  .on_date = play_day(year, g->sign, 12),
                                  .signed_on = play_day(year, g->sign, 12),
                                  .starts_on = play_day(year, g->sign, 13),
                                  .ends_on = last < 12 ? play_day(year, last, 20) : play_day(year + 1, last - 12, 20),
                                  .total = total_of(p, g, g->instalments),
                                  .part = part,
                                  .parts = g->n,
                                  .instalment = x,
                                  .instalments = (size_t)g->instalments};
}

static bool sign(struct act *by, struct play *p, const struct play_group *g, struct err *e)
{
    const struct play_line *l = &p->plan->line[g->first];
    struct contract_new n = {.year = p->plan->year, .agency_id = l->agency_id, .ref = g->ref, .text = text_of(by, p, g)};
    struct contract c;
    struct actor maker, approver;
    struct act making, approving;
    struct str code;
    bool found;

    if (!contract_by_ref(by->tx->db, by->a, l->agency_id, g->ref, &c, &found, e))
        return false;
    if (found)
        return true;
    if (!people_of(by, p, l, &maker, &approver, e))
        return false;
    making = play_act(by, &maker, play_day(p->plan->year, g->sign, 9));
    approving = play_act(by, &approver, play_day(p->plan->year, g->sign, 12));
    if (!contract_save(&making, &n, STR_NONE, 0, &code, e) || !contract_get(by->tx->db, by->a, code, making.today, &c, e) ||
        !contract_send(&making, code, c.version, e) || !contract_get(by->tx->db, by->a, code, making.today, &c, e) ||
        !contract_decide(&approving, code, c.version, STR("approve"), STR_NONE, e))
        return false;
    p->contracts++;
    return true;
}

/* A warrant of one instalment: prepared by the officer, approved by the head, paid by the Finance Department. */
static bool pay_by_warrant(struct act *by, struct play *p, const struct play_line *l, const struct contract *c,
                           const struct contract_instalment *x, struct err *e)
{
    static const char *const event[] = {"send", "approve", "pay"};
    struct warrant_instalment one = {x->number, x->amount};
    struct warrant_new n = {.year = p->plan->year, .agency_id = l->agency_id, .kind = STR("instalment"), .title = c->title,
                            .on_date = play_day(p->plan->year, p->month, 22), .payee = c->vendor, .contract_code = c->code,
                            .accepted_on = x->accepted_on, .instalment = &one, .instalments = 1};
    struct actor who[3] = {0};
    struct warrant w;
    struct act acting;
    struct str code;

    if (!people_of(by, p, l, &who[0], &who[1], e))
        return false;
    who[2] = p->people.finance;
    acting = play_act(by, &who[0], n.on_date);
    if (!warrant_save(&acting, &n, STR_NONE, 0, &code, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(event); i++) {
        struct warrant_step step = {.event = str_from(event[i]), .on = play_day(p->plan->year, p->month, 22 + 2 * (int64_t)i)};

        if (!warrant_get(by->tx->db, by->a, code, &w, e))
            return false;
        step.version = w.version;
        acting = play_act(by, &who[i], step.on);
        if (!warrant_act(&acting, code, &step, e))
            return false;
    }
    p->warrants++;
    return true;
}

/* Work that is paid in the month was accepted in it. */
static bool accept(struct act *by, struct play *p, const struct play_group *g, struct err *e)
{
    const struct play_line *l = &p->plan->line[g->first];
    int64_t before = p->month ? play_due(g, p->month - 1) : 0, now = play_due(g, p->month);
    struct date on = play_day(p->plan->year, p->month, 21);
    struct act making = play_act(by, &p->people.office, on);
    struct contract c;
    bool found;

    if (now == before)
        return true;
    if (!contract_by_ref(by->tx->db, by->a, l->agency_id, g->ref, &c, &found, e))
        return false;
    for (int64_t k = before; found && k < now; k++) {
        struct contract_acceptance x = {.number = k + 1, .on = on, .doc_no = str_format(by->a, "%.*s/%lld", STR_FMT(g->ref), (long long)k + 1)};

        struct contract_instalment due = {.number = k + 1, .accepted_on = on,
                                          .amount = MONEY(total_of(p, g, k + 1).satang - total_of(p, g, k).satang)};

        if (!contract_accept(&making, c.code, &x, e) ||
            (play_by_people(l) && !pay_by_warrant(by, p, l, &c, &due, e)))
            return false;
    }
    return true;
}

bool play_contracts(struct act *by, struct play *p, struct err *e)
{
    for (size_t i = 0; i < p->plan->groups; i++) {
        struct arena_mark m = arena_mark(by->a);
        const struct play_group *g = &p->plan->group[i];

        if ((g->sign == p->month && !sign(by, p, g, e)) || !accept(by, p, g, e))
            return false;
        arena_rewind(by->a, m);
    }
    return true;
}
