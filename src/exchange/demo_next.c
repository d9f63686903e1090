/* demo_next.c - see demo_next.h. */
#include "exchange/demo_next.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "exchange/demo_money.h"
#include "plan/ceiling.h"
#include "plan/committed.h"
#include "plan/cycle.h"
#include "plan/price.h"
#include "plan/section.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { CAPITAL = 3 };

/* ---- sections ---- */

static bool add_members(struct act *by, int64_t agency_id, struct str section, struct str members,
                        struct err *e)
{
    struct str name;

    while (str_split(&members, ' ', &name)) {
        if (name.n && !section_member(by, agency_id, section, name, true, e))
            return false;
    }
    return true;
}

bool demo_sections(struct act *by, int64_t year, struct err *e)
{
    struct demo_table t;
    struct rows there = {0};
    struct agency g = {0};

    if (!demo_table_read(by->a, "demo_deep_section.csv", &t, e))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        struct section s = {.code = demo_get(&t, i, "code"),
                            .name_th = demo_get(&t, i, "name_th"),
                            .name_en = demo_get(&t, i, "name_en"),
                            .kind = demo_get(&t, i, "kind")};
        int64_t id;
        if (!demo_is(&t, i, "agency", g.code) &&
            (!agency_get(by->tx->db, by->a, demo_get(&t, i, "agency"), &g, e) ||
             !section_list(by->tx->db, by->a, year, g.id, &there, e)))
            return false;
        s.agency_id = g.id;
        if (there.n)
            continue;
        if (!section_add(by, &s, &id, e) ||
            !add_members(by, g.id, s.code, demo_get(&t, i, "members"), e))
            return false;
    }
    return true;
}

/* ---- ceilings: what the year's key gives the agency, by type, and at least what it is bound to ---- */

static bool put_agency(struct act *by, const struct demo_city *c, size_t agency,
                       struct ceiling_put *put, size_t *n, struct err *e)
{
    struct str code = c->agencies[agency].code;
    int64_t type[DEMO_TYPES] = {0}, bound[DEMO_TYPES] = {0}, sum = 0, due;
    const struct committed_row *x;
    struct rows rows;

    if (!committed_list(by->tx->db, by->a, c->year, c->agencies[agency].id, &rows, e) ||
        !db_int(by->tx->db, &Q_DEMO_TRANCHES_DUE, ARGS(V(c->year), V(c->agencies[agency].id)), &due, e))
        return false;
    bound[CAPITAL] = (due + HUNDRED_BAHT - 1) / HUNDRED_BAHT;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        bound[x[i].type_code.p[0] - '0'] += (x[i].amount.satang + HUNDRED_BAHT - 1) / HUNDRED_BAHT;

    for (size_t k = 0; k < c->ncells; k++) {
        for (int t = 1; c->cell[k].agency == &c->agencies[agency] && t < DEMO_TYPES; t++)
            type[t] += c->cell[k].target[t];
    }
    for (int t = 1; t < DEMO_TYPES; t++) {
        type[t] = type[t] > bound[t] ? type[t] : bound[t];
        if (!type[t])
            continue;
        sum += type[t];
        put[(*n)++] = (struct ceiling_put){.dim = STR("type"),
                                           .code = str_format(by->a, "%d", t),
                                           .agency_code = code,
                                           .amount = MONEY(type[t] * HUNDRED_BAHT)};
    }
    put[(*n)++] = (struct ceiling_put){.dim = STR("agency"), .code = code,
                                       .amount = MONEY(sum * HUNDRED_BAHT)};
    return true;
}

static bool issue_ceilings(struct act *by, const struct demo_city *c, const struct demo_deep *d,
                           struct err *e)
{
    struct ceiling_put *put = ARENA_ARRAY(by->a, struct ceiling_put, c->nagencies * DEMO_TYPES);
    struct actor office = actor_system(), governor = actor_system();
    struct act draft = *by, issue = *by;
    struct chance ch = {0};
    size_t n = 0, row;

    office.name = STR("admin"); /* two persons, as everywhere */
    governor.name = STR("governor");
    draft.who = &office;
    issue.who = &governor;
    for (size_t i = 0; i < c->nagencies; i++) {
        if (demo_deep_has(d, c->agencies[i].code) && !put_agency(by, c, i, put, &n, e))
            return false;
    }
    return ceiling_draft(&draft, c->year, demo_text(c, &ch, STR("next_ceiling")), e) &&
           ceiling_set(&draft, c->year, -1, put, n, &row, e) &&
           ceiling_issue(&issue, c->year, -1, e);
}

/* The standard prices of the year before, so that requests can name them. */
static bool copy_prices(struct act *by, int64_t year, struct err *e)
{
    struct actor maker = actor_system(), other = actor_system();
    struct act propose = *by, decide = *by;
    struct price_filter f = {.year = year - 1, .state = STR("approved")};
    struct price_new *p;
    struct rows rows;
    int64_t made, done;
    size_t row;

    if (!price_list(by->tx->db, by->a, &f, &rows, e))
        return false;
    if (!rows.n)
        return true;
    p = ARENA_ARRAY(by->a, struct price_new, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct price_row *x = (const struct price_row *)rows.p + i;
        p[i] = (struct price_new){.code = x->code, .item_code = x->item_code, .name = x->name,
                                  .unit_word = x->unit_word, .source = x->source,
                                  .price = x->price, .demo = true};
    }
    maker.name = STR("finance");
    other.name = STR("strategy");
    propose.who = &maker;
    decide.who = &other;
    return price_propose(&propose, year, p, rows.n, &made, &row, e) &&
           price_decide(&decide, year, STR_NONE, true, &done, e);
}

bool demo_next_year(struct act *by, int64_t year, struct err *e)
{
    struct demo_city *c = ARENA_NEW(by->a, struct demo_city);
    struct demo_deep d;
    struct fiscal_year there;
    struct err none;

    if (year_get(by->tx->db, by->a, year, &there, &none))
        return true;
    return demo_deep_load(by->a, &d, e) && year_ensure(by, year, e) &&
           year_mark(by, year, true, false, e) && demo_city_load(by->tx->db, by->a, year, c, e) &&
           cycle_reach(by, year, STR("REQUEST"), STR("demonstration"), e) &&
           demo_money(by, year, e) && issue_ceilings(by, c, &d, e) && copy_prices(by, year, e);
}
