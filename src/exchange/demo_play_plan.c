/* demo_play_plan.c - what happens to each line of a played year, fixed by its place among the lines. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "exchange/demo_city.h"
#include "exchange/demo_play_int.h"
#include "sql_exchange.h"
#include "store/store.h"

#define OWN_CONTRACT BAHT(INT64_C(5000000)) /* a capital line from this amount has a contract of its own */
#define NEVER_MOST   BAHT(INT64_C(20000000))
enum { WHOLE_BP = 10000, CAPITAL_LINES = 8 };

static const struct field play_line_fields[] = {
    COL(struct play_line, id),          COL(struct play_line, agency_id), COL(struct play_line, code),
    COL(struct play_line, agency_code), COL(struct play_line, item_code), COL(struct play_line, type_code),
    COL(struct play_line, name),        COL(struct play_line, amount),
    COL(struct play_line, output_id),   COL(struct play_line, item_id),   COL(struct play_line, fund_id),
};
static const struct row_type play_line_type = ROW_TYPE(struct play_line, play_line_fields);

struct date play_day(int64_t year, int64_t month, int64_t day)
{
    struct date first = fy_start((int32_t)year);
    int32_t y = first.yyyymmdd / 10000 + (month >= 3 ? 1 : 0);
    int32_t m = (int32_t)((month + 9) % 12 + 1);
    struct date d = {y * 10000 + m * 100 + (int32_t)day};

    while (!date_valid(d))
        d.yyyymmdd--;
    return d;
}

bool play_reserve(const struct play_line *l)
{
    return str_starts(l->item_code, STR("081"));
}

bool play_direct(const struct play_line *l)
{
    return str_eq(l->type_code, STR("1")) || str_starts(l->item_code, STR("04")) || (str_eq(l->type_code, STR("6")) && !play_reserve(l));
}

static int64_t type_of(const struct play_line *l)
{
    return l->type_code.n == 1 ? l->type_code.p[0] - '0' : 0;
}

int64_t play_allotted_bp(const struct play_plan *p, const struct play_line *l, int64_t month)
{
    static const int64_t quarter[4] = {2500, 5000, 7500, 10000};

    if (l->group >= 0) { /* what a contract pays is allotted before it is reserved or signed, but never all */
        const struct play_group *g = &p->group[l->group];
        int64_t from = g->sign == PLAY_NEVER ? 3 : g->sign - (g->reserve ? 2 : 0);
        return month / 3 * 3 >= from / 3 * 3 ? 9700 : 0;
    }
    return play_reserve(l) ? 0 : quarter[month / 3];
}

struct money play_paid(const struct play_line *l, const struct play_group *g, int64_t k)
{
    if (k <= 0)
        return MONEY(0);
    if (k >= g->instalments)
        return l->contracted;
    return MONEY(l->contracted.satang / g->instalments * k);
}

int64_t play_due(const struct play_group *g, int64_t month)
{
    int64_t k;

    if (g->sign == PLAY_NEVER || month < g->pay)
        return 0;
    k = (month - g->pay) / g->every + 1;
    return k < g->instalments ? k : g->instalments;
}

static void decide_late(struct play_group *g)
{
    g->sign = 7;
    g->pay = 9;
    g->every = 1;
    g->instalments = 2;
}

/* When a group is signed, and how it is paid: operating work early and by the month, goods by December, structures by
 * March; some late, a few never (DOMAIN.md 1.2, 9.1: 15/60/80/100 per cent by quarter). */
static void decide(struct play_group *g, const struct play_line *first, struct chance *ch)
{
    int64_t luck = chance_between(ch, 1, 100);
    bool structure = str_starts(first->item_code, STR("052"));

    g->cost_bp = chance_between(ch, 8800, 9650);
    g->every = 1;
    if (g->type != PLAY_CAPITAL) {
        g->sign = luck <= 70 ? 0 : luck <= 90 ? 1 : luck <= 98 ? 2 : PLAY_NEVER;
        g->pay = g->sign + 1;
        g->every = 3;
        g->instalments = (11 - g->pay) / g->every + 1;
    } else if (!structure) {
        g->sign = luck <= 20 ? 1 : luck <= 62 ? 2 : luck <= 85 ? 4 : luck <= 96 ? 7 : PLAY_NEVER;
        g->pay = g->sign + (int64_t)chance_between(ch, 1, 3);
        g->instalments = 1;
    } else {
        g->sign = luck <= 12 ? 2 : luck <= 58 ? 4 : luck <= 80 ? 6 : luck <= 93 ? 9 : PLAY_NEVER;
        g->pay = g->sign + 2;
        g->instalments = (int64_t)chance_between(ch, 4, PLAY_INSTALMENTS);
    }
    if (g->sign == PLAY_NEVER && first->amount.satang > NEVER_MOST.satang)
        decide_late(g); /* what is large is late, not forgotten */
    g->reserve = g->type == PLAY_CAPITAL && g->sign >= 2 && g->sign != PLAY_NEVER;
}

static bool joins(const struct play_plan *p, const struct play_group *g, const struct play_line *l)
{
    const struct play_line *first = &p->line[g->first];
    size_t most = g->type == PLAY_CAPITAL ? CAPITAL_LINES : PLAY_GROUP_LINES;

    return g->n < most && first->agency_id == l->agency_id && str_eq(first->type_code, l->type_code) &&
           (g->type != PLAY_CAPITAL ||
            (str_eq(str_slice(first->item_code, 0, 3), str_slice(l->item_code, 0, 3)) &&
             first->amount.satang < OWN_CONTRACT.satang && l->amount.satang < OWN_CONTRACT.satang));
}

static void make_groups(struct play_plan *p, struct arena *a)
{
    struct play_group *g = NULL;
    struct chance ch = {(uint64_t)p->year * 31};
    int64_t number = 0;

    for (size_t i = 0; i < p->n; i++) {
        struct play_line *l = &p->line[i];

        l->group = -1;
        if (play_direct(l) || type_of(l) == PLAY_CENTRAL)
            continue;
        if (!g || g->first + g->n != i || !joins(p, g, l)) {
            number = g && p->line[g->first].agency_id == l->agency_id ? number + 1 : 1;
            g = &p->group[p->groups++];
            *g = (struct play_group){.first = i, .type = type_of(l), .number = number};
            g->ref = str_format(a, "DEMO-%lld-%.*s-%03lld", (long long)p->year,
                                STR_FMT(str_slice(l->agency_code, 0, 4)), (long long)number);
            decide(g, l, &ch);
        }
        g->n++;
        l->group = g - p->group;
        l->contracted = MONEY(l->amount.satang / WHOLE_BP * g->cost_bp / 100 * 100); /* whole baht */
    }
}

bool play_plan_make(struct db *db, struct arena *a, int64_t year, struct play_plan *ret, struct err *e)
{
    struct rows rows;

    *ret = (struct play_plan){.year = year};
    if (!db_list(db, a, &Q_DEMO_PLAY_LINES, ARGS(V(year)), &play_line_type, &rows, e))
        return false;
    ret->n = rows.n;
    ret->line = ARENA_ARRAY(a, struct play_line, rows.n);
    if (rows.n)
        memcpy(ret->line, rows.p, rows.n * sizeof *ret->line);
    ret->group = ARENA_ARRAY(a, struct play_group, rows.n);
    make_groups(ret, a);
    return true;
}
