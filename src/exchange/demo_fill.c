/* demo_fill.c - see demo_fill.h.
 *
 * A cell (agency, output) is cut into decision units; a unit's base is its minimum and current
 * level together and the bases of all units sum exactly to the cell's targets; increments are
 * asked on top. Amounts are whole hundreds of baht. */
#include "exchange/demo_fill.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "exchange/demo_deep.h"
#include "exchange/demo_filling.h"
#include "store/store.h"

enum {
    /* Of several starts one whose default scenario is proven in a second in both years; from others
     * the solver may need all of its time for the last ten-thousandth. */
    CHANCE_START = 2567,
    PACKAGES_DEFAULT = 7000,
    UNITS_MAX = 256,
    LINES_MAX = 4,
    TYPE_PERSONNEL = 1,
    TYPE_SUBSIDY = 4,
    TYPE_OTHER = 5,
    TYPE_CENTRAL = 6,
};

struct unit_plan {
    int64_t base[DEMO_TYPES];
    int64_t type;                  /* the one it is mostly of */
    const struct class_node *item; /* of the central fund: its item */
    const struct class_node *output;
    int64_t central_levels;
};

static int64_t isqrt(int64_t x)
{
    int64_t lo = 0, hi = INT64_C(3037000499);

    while (lo < hi) {
        int64_t mid = (lo + hi + 1) / 2;
        if (mid <= x / mid) {
            lo = mid;
        } else {
            hi = mid - 1;
        }
    }
    return lo;
}

int64_t filling_sum(const struct level *l)
{
    int64_t sum = 0;

    for (int t = 0; t < DEMO_TYPES; t++)
        sum += l->amount[t];
    return sum;
}

/* Worth in millionths of a point: priority x noise x (cost in thousand baht)^0.75, about 4 points a
 * million baht in the middle. Large work is worth more, but less than in proportion. */
int64_t filling_worth(struct filling *f, int64_t priority, const struct level *l)
{
    int64_t thousand = filling_sum(l) / 10 + 1;
    int64_t root100 = isqrt(thousand * 10000);          /* 100 sqrt(c) */
    int64_t fourth100 = isqrt(isqrt(thousand * 100000000)) ;
    int64_t c75 = root100 * fourth100 / 10;              /* 1000 c^0.75 */
    int64_t noise = chance_between(&f->chance, 70, 140);

    return priority * noise * l->factor / 100 * (c75 / 100) * 40 / 1000 * 100;
}

/* ---- lines ---- */

struct line_plan {
    const struct class_node *item;
    struct str name;
    int64_t amount; /* units of 100 baht */
};

/* Projects and subsidies are one item with several activities; other lines bear their item's name. */
static struct str line_name(struct filling *f, const struct unit_plan *u, int64_t type,
                            const struct class_node *item)
{
    struct str activity = STR_NONE;

    if (!u->item && type == TYPE_OTHER && !str_eq(item->code, STR("07201-1")))
        activity = demo_text(f->city, &f->chance, STR("activity5"));
    if (!u->item && type == TYPE_SUBSIDY)
        activity = demo_text(f->city, &f->chance, STR("activity4"));
    return activity.n ? activity : item->name_th;
}

/* Cuts an amount of one type into 1..LINES_MAX lines of different names. */
static size_t cut_lines(struct filling *f, const struct unit_plan *u, int64_t type, int64_t amount,
                        struct line_plan *ret)
{
    int64_t want = u->item ? 1 : amount < 500 ? 1 : chance_between(&f->chance, 1, LINES_MAX);
    int64_t weight[LINES_MAX];
    struct money part[LINES_MAX];
    size_t n = 0;

    for (int64_t i = 0; i < want; i++)
        weight[i] = chance_between(&f->chance, 2, 12);
    money_split(MONEY(amount), weight, (size_t)want, part);
    for (int64_t i = 0; i < want; i++) {
        const struct class_node *item = u->item ? u->item : demo_item(f->city, &f->chance, u->output, type);
        struct str name = line_name(f, u, type, item);
        size_t k = 0;
        while (k < n && !str_eq(ret[k].name, name))
            k++;
        if (k == n)
            ret[n++] = (struct line_plan){.item = item, .name = name};
        ret[k].amount += part[i].satang;
    }
    return n;
}

static void quantity(struct filling *f, struct line_new *l, int64_t amount)
{
    static const int64_t count[] = {12, 20, 10, 8, 6, 5, 4, 3, 2};
    size_t first = (size_t)chance_between(&f->chance, 0, (int64_t)ARRAY_LEN(count) - 1);
    int64_t q = 1;

    for (size_t i = first; i < ARRAY_LEN(count) && q == 1; i++) {
        if (amount % count[i] == 0 && amount / count[i] > 0)
            q = count[i];
    }
    l->quantity_milli = q * 1000;
    l->unit_price = MONEY(amount / q * HUNDRED_BAHT);
    l->unit_word = demo_text(f->city, &f->chance, q == 12 ? STR("month") : STR("unit"));
}

static void keep_cut(struct filling *f, enum stage stage, struct str code, int64_t amount,
                     struct str reason)
{
    struct demo_filled *d = f->done;
    struct demo_cut *c;

    if (d->cuts == d->cut_cap) {
        struct demo_cut *more = ARENA_ARRAY(f->by->a, struct demo_cut, 2 * d->cut_cap);
        memcpy(more, d->cut, d->cuts * sizeof *more);
        d->cut = more;
        d->cut_cap *= 2;
    }
    c = &d->cut[d->cuts];
    *c = (struct demo_cut){.stage = stage, .reason = reason, .amount = MONEY(amount * HUNDRED_BAHT)};
    assert(code.n < sizeof c->line_code);
    memcpy(c->line_code, code.p, code.n);
    d->cuts++;
}

/* What review left of a line: some are cut at the analyst's, few later. */
bool filling_review(struct filling *f, int64_t line_id, struct str code, int64_t *amount,
                    struct err *e)
{
    static const struct {
        enum stage stage;
        int64_t per_mille, lo, hi; /* of lines; kept per cent */
    } step[] = {
        {STAGE_ANALYST, 150, 82, 98}, {STAGE_SUITABILITY, 40, 88, 98}, {STAGE_PERMSEC, 12, 90, 98}};

    for (size_t i = 0; i < ARRAY_LEN(step); i++) {
        int64_t cut;
        if (chance_between(&f->chance, 1, 1000) > step[i].per_mille)
            continue;
        cut = *amount * chance_between(&f->chance, step[i].lo, step[i].hi) / 100;
        if (cut == *amount || cut == 0)
            continue;
        struct bulk_change c = {line_id, step[i].stage, MONEY(*amount * HUNDRED_BAHT),
                                MONEY(cut * HUNDRED_BAHT),
                                demo_text(f->city, &f->chance, STR("cut")), STR_NONE};
        if (!f->asked && step[i].stage != STAGE_ANALYST) /* a body's to write */
            keep_cut(f, step[i].stage, code, cut, c.reason);
        else if (!f->asked && !plan_bulk_amount(f->bulk, &c, e))
            return false;
        *amount = cut;
    }
    return true;
}

struct str filling_state(const struct filling *f)
{
    return f->asked ? STR("SUBMITTED") : STR("ANALYST_ACCEPTED");
}

void filling_count(struct filling *f, const struct agency *ag, int64_t amount, bool mandatory)
{
    size_t i = (size_t)(ag - f->city->agencies);

    f->done->asked[i] += amount * HUNDRED_BAHT;
    if (mandatory)
        f->done->mandatory[i] += amount * HUNDRED_BAHT;
}

static bool add_lines(struct filling *f, const struct unit_plan *u, const struct level *l,
                      int64_t package_id, const struct agency *ag, struct err *e)
{
    int64_t sort = 0;

    for (int t = 1; t < DEMO_TYPES; t++) {
        struct line_plan part[LINES_MAX];
        size_t n = l->amount[t] ? cut_lines(f, u, t, l->amount[t], part) : 0;
        for (size_t i = 0; i < n; i++) {
            struct line_new line = {.package_id = package_id, .item_id = part[i].item->id,
                                    .fund_id = f->fund_id, .sort = ++sort,
                                    .name = part[i].name,
                                    .requested = MONEY(part[i].amount * HUNDRED_BAHT)};
            int64_t id, amount = part[i].amount;
            struct str code;
            if (!amount)
                continue;
            quantity(f, &line, amount);
            if (!plan_bulk_line(f->bulk, &line, &id, &code, e))
                return false;
            f->done->lines++;
            if (!l->mandatory && !filling_review(f, id, code, &amount, e))
                return false;
            filling_count(f, ag, amount, l->mandatory);
        }
    }
    return true;
}

/* ---- levels of a unit ---- */

static int64_t share_of(int64_t base, int64_t percent)
{
    return base * percent / 100;
}

static size_t make_levels(struct filling *f, const struct unit_plan *u, struct level *l)
{
    bool fixed = u->central_levels == 1;
    bool people = u->type == TYPE_PERSONNEL || u->central_levels == 2;
    int64_t first = fixed ? 100 : people ? 95 : chance_between(&f->chance, 52, 78);
    int64_t more = fixed ? 0 : people ? chance_between(&f->chance, 2, 6)
                                      : chance_between(&f->chance, 20, 110);
    bool two = !people && !fixed && chance_between(&f->chance, 1, 100) <= 12;
    size_t n = fixed ? 1 : 3;

    for (int t = 0; t < DEMO_TYPES; t++) {
        l[0].amount[t] = share_of(u->base[t], first);
        l[1].amount[t] = u->base[t] - l[0].amount[t];
        l[2].amount[t] = share_of(u->base[t], more);
        l[3].amount[t] = share_of(u->base[t], more * 2 / 3);
    }
    l[0].kind = "minimum";
    l[1].kind = "current";
    l[2].kind = l[3].kind = "increment";
    l[0].factor = 100;
    l[1].factor = 72;
    l[2].factor = 46;
    l[3].factor = 33;
    l[0].mandatory = fixed || people || chance_between(&f->chance, 1, 100) <= 12;
    if (!fixed && !people && chance_between(&f->chance, 1, 100) <= 15)
        n = 2;
    return n == 3 && two ? 4 : n;
}

static bool add_unit(struct filling *f, const struct demo_cell *cell, const struct unit_plan *u,
                     struct err *e)
{
    const struct demo_city *c = f->city;
    struct arena *a = f->by->a;
    struct arena_mark mark = arena_mark(a);
    struct level level[4] = {0};
    size_t n = make_levels(f, u, level);
    struct str title = u->item ? u->item->name_th
                               : demo_title(c, a, &f->chance, cell->output, u->type);
    struct unit_new unit = {.year = c->year, .agency_id = cell->agency->id,
                            .output_id = cell->output->id, .title = title,
                            .kind = u->type == 3 || u->type == 5 ? STR("strategic") : STR("base")};
    int64_t priority = chance_between(&f->chance, 10, 100), unit_id, goal = 0, number = 0;
    bool integrated = chance_between(&f->chance, 1, 100) <= 4;

    if (f->goals && chance_between(&f->chance, 1, 100) <= 86)
        goal = f->goal[chance_between(&f->chance, 0, (int64_t)f->goals - 1)]->id;
    if (!plan_bulk_unit(f->bulk, &unit, &unit_id, e))
        return false;
    for (size_t k = 0; k < n; k++) {
        struct package_new p = {.unit_id = unit_id, .goal_id = goal, .level = number + 1,
                                .title = title, .level_kind = str_from(level[k].kind),
                                .integrated = integrated, .mandatory = level[k].mandatory,
                                .value_score = {filling_worth(f, priority, &level[k])}};
        int64_t id;
        if (!filling_sum(&level[k]))
            continue;
        p.justification = demo_fill_in(c, a, &f->chance, demo_text(c, &f->chance, STR("why")),
                                       cell->output);
        number++;
        if (!plan_bulk_package(f->bulk, &p, filling_state(f), &id, e) ||
            !add_lines(f, u, &level[k], id, cell->agency, e))
            return false;
        f->done->packages++;
    }
    arena_rewind(a, mark);
    return true;
}

/* ---- cells into units ---- */

/* Heavy-tailed sizes: the middle of sixteen equal parts of a log-normal curve. */
static const int64_t size_of_unit[] = {18,  30,  41,  53,  66,  81,  98,  118,
                                       141, 169, 204, 250, 312, 404, 560, 950};

static size_t unit_count(const struct filling *f, const struct demo_cell *cell)
{
    int64_t million, n, sum = 0;

    for (int t = 0; t < DEMO_TYPES; t++)
        sum += cell->target[t];
    million = sum / 10000;
    n = 1 + isqrt(million * 100) * f->packages / (INT64_C(28) * PACKAGES_DEFAULT);
    return (size_t)(n > UNITS_MAX ? UNITS_MAX : n);
}

/* Each unit takes the type that has most left for one more; types without a unit join the first. */
static void choose_types(const struct demo_cell *cell, struct unit_plan *u, size_t n)
{
    int64_t had[DEMO_TYPES] = {0};

    for (size_t i = 0; i < n; i++) {
        int best = 0;
        int64_t most = -1;
        for (int t = 1; t < DEMO_TYPES; t++) {
            int64_t want = isqrt(cell->target[t]) / (had[t] + 1);
            if (cell->target[t] && want > most) {
                most = want;
                best = t;
            }
        }
        u[i].type = best;
        had[best]++;
    }
}

static void split_cell(struct filling *f, const struct demo_cell *cell, struct unit_plan *u,
                       size_t n)
{
    for (int t = 1; t < DEMO_TYPES; t++) {
        int64_t weight[UNITS_MAX] = {0}, any = 0;
        struct money part[UNITS_MAX];
        if (!cell->target[t])
            continue;
        for (size_t i = 0; i < n; i++) {
            if (u[i].type == t)
                weight[i] = size_of_unit[chance_between(&f->chance, 0, 15)];
            any += weight[i];
        }
        if (!any)
            weight[0] = 1;
        money_split(MONEY(cell->target[t]), weight, n, part);
        for (size_t i = 0; i < n; i++)
            u[i].base[t] += part[i].satang;
    }
}

/* The central fund: one unit an item, the published amounts exact. */
static size_t central_units(struct filling *f, const struct demo_cell *cell, struct unit_plan *u)
{
    const struct demo_city *c = f->city;
    int64_t weight[UNITS_MAX] = {0}, left = cell->target[TYPE_CENTRAL];
    struct money part[UNITS_MAX];

    assert(c->ncentral <= UNITS_MAX);
    for (size_t i = 0; i < c->ncentral; i++) {
        u[i] = (struct unit_plan){.type = TYPE_CENTRAL,
                                  .item = class_by_code(&c->item, c->central[i].item),
                                  .central_levels = c->central[i].levels};
        weight[i] = c->central[i].weight;
        u[i].base[TYPE_CENTRAL] = c->central[i].amount;
        left -= c->central[i].amount;
        assert(u[i].item);
    }
    money_split(MONEY(left), weight, c->ncentral, part);
    for (size_t i = 0; i < c->ncentral; i++)
        u[i].base[TYPE_CENTRAL] += part[i].satang;
    return c->ncentral;
}

static bool fill_cell(struct filling *f, const struct demo_cell *cell, struct err *e)
{
    struct unit_plan *u = ARENA_ARRAY(f->by->a, struct unit_plan, UNITS_MAX);
    size_t n;

    if (cell->target[TYPE_CENTRAL]) {
        n = central_units(f, cell, u);
    } else {
        n = unit_count(f, cell);
        if (str_starts(cell->output->code, STR("14")))
            n = 1; /* debt service: one unit, all of it due by contract */
        choose_types(cell, u, n);
        split_cell(f, cell, u, n);
        if (str_starts(cell->output->code, STR("14")))
            u[0].central_levels = 1;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t sum = 0;
        for (int t = 0; t < DEMO_TYPES; t++)
            sum += u[i].base[t];
        u[i].output = cell->output;
        if (sum && !add_unit(f, cell, &u[i], e))
            return false;
    }
    return true;
}

static void find_goals(struct filling *f)
{
    const struct demo_city *c = f->city;

    f->goal = ARENA_ARRAY(f->by->a, const struct class_node *, c->strategy.n);
    for (size_t i = 0; i < c->strategy.n; i++) {
        const struct class_node *n = &c->strategy.node[i];
        bool parent = false;
        for (size_t k = 0; k < c->strategy.n && !parent; k++)
            parent = c->strategy.node[k].parent_id == n->id;
        if (!parent)
            f->goal[f->goals++] = n;
    }
}

bool demo_fill(struct act *by, const struct demo_city *c, int64_t packages, bool asked,
               struct demo_filled *ret, struct err *e)
{
    struct filling *f = ARENA_NEW(by->a, struct filling);
    const struct class_node *own = class_by_code(&c->fund, STR("OWN"));
    struct demo_deep deep;

    *f = (struct filling){.by = by, .city = c, .chance = {CHANCE_START}, .done = ret,
                          .asked = asked,
                          .packages = packages ? packages : PACKAGES_DEFAULT};
    assert(own);
    f->fund_id = own->id;
    *ret = (struct demo_filled){.cut = ARENA_ARRAY(by->a, struct demo_cut, (size_t)f->packages),
                                .cut_cap = (size_t)f->packages,
                                .asked = ARENA_ARRAY(by->a, int64_t, c->nagencies),
                                .mandatory = ARENA_ARRAY(by->a, int64_t, c->nagencies)};
    find_goals(f);
    if (!demo_deep_load(by->a, &deep, e) || !plan_bulk_begin(by, c->year, str_format(by->a, "demo:%lld", (long long)c->year),
                         &f->bulk, e))
        return false;
    for (size_t i = 0; i < c->nagencies; i++) { /* in printing order, so codes follow it */
        bool written = demo_deep_has(&deep, c->agencies[i].code);
        if (written && !demo_deep_fill(f, &deep, &c->agencies[i], e))
            return false;
        for (size_t k = 0; !written && k < c->ncells; k++) {
            const struct demo_cell *cell = &c->cell[k];
            if (cell->agency != &c->agencies[i])
                continue;
            if (!fill_cell(f, cell, e))
                return false;
        }
    }
    return plan_bulk_end(f->bulk, e);
}
