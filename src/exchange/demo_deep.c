/* demo_deep.c - see demo_deep.h. */
#include "exchange/demo_deep.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"

enum { SIDES_MAX = 8, HUNDRED = 100 };

/* What an agency's minimum and current levels come to in one side (2 digits), in 100 baht. */
struct side_sum {
    struct str code;
    int64_t target[DEMO_TYPES], weight[DEMO_TYPES]; /* target: less what lines with a price take */
};

struct deep_fill {
    struct filling *f;
    const struct demo_deep *d;
    const struct agency *ag;
    struct side_sum side[SIDES_MAX];
    size_t sides;
    struct str why; /* the text of a justification, with {problem} {who} {gives} {zero} */
};

bool demo_deep_load(struct arena *a, struct demo_deep *ret, struct err *e)
{
    return demo_table_read(a, "demo_deep_unit.csv", &ret->unit, e) &&
           demo_table_read(a, "demo_deep_level.csv", &ret->level, e) &&
           demo_table_read(a, "demo_deep_line.csv", &ret->line, e);
}

bool demo_deep_has(const struct demo_deep *d, struct str agency_code)
{
    for (size_t i = 0; i < d->unit.n; i++) {
        if (demo_is(&d->unit, i, "agency", agency_code))
            return true;
    }
    return false;
}

static struct side_sum *side_of(struct deep_fill *x, struct str output_code)
{
    struct str code = str_slice(output_code, 0, 2);

    for (size_t i = 0; i < x->sides; i++) {
        if (str_eq(x->side[i].code, code))
            return &x->side[i];
    }
    assert(x->sides < SIDES_MAX);
    x->side[x->sides] = (struct side_sum){.code = code};
    return &x->side[x->sides++];
}

static size_t unit_of(const struct demo_deep *d, struct str key)
{
    for (size_t i = 0; i < d->unit.n; i++) {
        if (demo_is(&d->unit, i, "unit", key))
            return i;
    }
    PANIC("data/demo_deep_line.csv names a unit that is not in demo_deep_unit.csv");
}

static size_t level_of(const struct demo_deep *d, struct str unit, struct str number)
{
    for (size_t i = 0; i < d->level.n; i++) {
        if (demo_is(&d->level, i, "unit", unit) && demo_is(&d->level, i, "level", number))
            return i;
    }
    PANIC("data/demo_deep_line.csv names a level that is not in demo_deep_level.csv");
}

static const struct class_node *item_of(const struct deep_fill *x, size_t line, int64_t *ret_type)
{
    const struct class_tree *t = &x->f->city->item;
    const struct class_node *item = class_by_code(t, demo_get(&x->d->line, line, "item")), *type;

    if (!item)
        PANIC("data/demo_deep_line.csv names an item that is not in items.csv");
    type = class_up(t, item, STR("type"));
    *ret_type = type->code.p[0] - '0';
    return item;
}

/* The weight of a line that takes what is left, 0 for one with a price. */
static int64_t rest_weight(const struct demo_deep *d, size_t line)
{
    struct str price = demo_get(&d->line, line, "price_baht");
    int64_t w = 0;

    if (!str_starts(price, STR("r")))
        return 0;
    if (!exact_parse_decimal(str_slice(price, 1, price.n), 0, &w))
        PANIC("data/demo_deep_line.csv holds a bad weight");
    return w;
}

/* In units of 100 baht; the data keeps to whole hundreds. */
static int64_t priced(const struct demo_deep *d, size_t line)
{
    int64_t baht = demo_number(&d->line, line, "quantity") *
                   demo_number(&d->line, line, "price_baht") *
                   demo_number(&d->line, line, "times") * demo_number(&d->line, line, "months");

    if (baht % HUNDRED)
        PANIC("data/demo_deep_line.csv: an amount is not whole hundreds of baht");
    return baht / HUNDRED;
}

/* The key's amounts by side and type, less the priced lines of the first two levels. */
static void sum_sides(struct deep_fill *x)
{
    const struct demo_city *c = x->f->city;
    const struct demo_deep *d = x->d;

    for (size_t k = 0; k < c->ncells; k++) {
        for (int t = 1; c->cell[k].agency == x->ag && t < DEMO_TYPES; t++)
            side_of(x, c->cell[k].output->code)->target[t] += c->cell[k].target[t];
    }
    for (size_t i = 0; i < d->line.n; i++) {
        struct str key = demo_get(&d->line, i, "unit");
        size_t u = unit_of(d, key);
        size_t l = level_of(d, key, demo_get(&d->line, i, "level"));
        struct side_sum *s;
        int64_t type;
        if (!demo_is(&d->unit, u, "agency", x->ag->code))
            continue;
        (void)item_of(x, i, &type);
        s = side_of(x, demo_get(&d->unit, u, "output"));
        s->weight[type] += rest_weight(d, i);
        if (!rest_weight(d, i) && !demo_is(&d->level, l, "kind", STR("increment")))
            s->target[type] -= priced(d, i);
    }
    for (size_t i = 0; i < x->sides; i++) {
        for (int t = 1; t < DEMO_TYPES; t++) {
            if (x->side[i].target[t] && (x->side[i].target[t] < 0 || !x->side[i].weight[t]))
                PANIC("data/demo_deep_line.csv does not come to the key's amount");
        }
    }
}

/* The line's amount in 100 baht. What is left is handed out by weight. */
static int64_t take(struct deep_fill *x, size_t line, int64_t type)
{
    struct side_sum *s = side_of(x, demo_get(&x->d->unit,
                                             unit_of(x->d, demo_get(&x->d->line, line, "unit")),
                                             "output"));
    int64_t weight[2] = {rest_weight(x->d, line), 0};
    struct money part[2];

    if (!weight[0])
        return priced(x->d, line);
    weight[1] = s->weight[type] - weight[0];
    money_split(MONEY(s->target[type]), weight, 2, part);
    s->target[type] = part[1].satang;
    s->weight[type] = weight[1];
    return part[0].satang;
}

static struct str fill_word(struct arena *a, struct str text, const char *word, struct str with)
{
    return str_replace(a, text, str_format(a, "{%s}", word), with);
}

static struct str why_text(const struct deep_fill *x, size_t unit, size_t level)
{
    static const char *const word[] = {"problem", "who", "zero"};
    struct arena *a = x->f->by->a;
    struct str s = x->why;

    for (size_t i = 0; i < ARRAY_LEN(word); i++)
        s = fill_word(a, s, word[i], demo_get(&x->d->unit, unit, word[i]));
    return fill_word(a, s, "gives", demo_get(&x->d->level, level, "gives"));
}

struct deep_line {
    struct line_new line;
    int64_t type, amount;
};

static struct deep_line line_of(struct deep_fill *x, size_t i, int64_t sort)
{
    const struct demo_table *t = &x->d->line;
    struct deep_line r = {.line = {.fund_id = x->f->fund_id, .sort = sort}};
    int64_t quantity = demo_number(t, i, "quantity"), baht;

    r.line.item_id = item_of(x, i, &r.type)->id;
    r.amount = take(x, i, r.type);
    baht = r.amount * HUNDRED;
    r.line.name = demo_get(t, i, "name");
    r.line.justification = demo_get(t, i, "reason");
    r.line.unit_word = demo_get(t, i, "unit_word");
    r.line.times = demo_number(t, i, "times");
    r.line.months = demo_number(t, i, "months");
    r.line.requested = MONEY(r.amount * HUNDRED_BAHT);
    if (rest_weight(x->d, i)) {
        bool whole = baht % quantity == 0;
        quantity = whole ? quantity : 1;
        r.line.unit_word = whole ? r.line.unit_word : demo_text(x->f->city, &x->f->chance, STR("lump"));
        r.line.unit_price = BAHT(baht / quantity);
    } else {
        r.line.unit_price = BAHT(demo_number(t, i, "price_baht"));
    }
    r.line.quantity_milli = quantity * 1000;
    return r;
}

static bool add_line(struct deep_fill *x, struct deep_line *l, bool competes, bool mandatory,
                     struct err *e)
{
    struct str code;
    int64_t id;

    if (!plan_bulk_line(x->f->bulk, &l->line, &id, &code, e))
        return false;
    x->f->done->lines++;
    if (competes && !mandatory && !filling_review(x->f, id, code, &l->amount, e))
        return false;
    if (competes)
        filling_count(x->f, x->ag, l->amount, mandatory);
    return true;
}

static int64_t factor_of(struct str kind)
{
    return str_eq(kind, STR("minimum")) ? 100 : str_eq(kind, STR("current")) ? 72 : 46;
}

static bool add_level(struct deep_fill *x, size_t u, size_t l, struct package_new *p,
                      int64_t priority, struct err *e)
{
    enum { LINES_MAX = 32 };
    const struct demo_deep *d = x->d;
    struct deep_line line[LINES_MAX];
    struct str kind = demo_get(&d->level, l, "kind"), state = demo_get(&d->unit, u, "state");
    struct level sum = {.factor = factor_of(kind)};
    bool competes = !state.n;
    size_t n = 0;
    int64_t id;

    for (size_t i = 0; i < d->line.n; i++) {
        if (!str_eq(demo_get(&d->line, i, "unit"), demo_get(&d->unit, u, "unit")) ||
            !str_eq(demo_get(&d->line, i, "level"), demo_get(&d->level, l, "level")))
            continue;
        assert(n < LINES_MAX);
        line[n] = line_of(x, i, (int64_t)n + 1);
        sum.amount[line[n].type] += line[n].amount;
        n++;
    }
    p->level = demo_number(&d->level, l, "level");
    p->level_kind = kind;
    p->mandatory = demo_is(&d->level, l, "mandatory", STR("m"));
    p->justification = why_text(x, u, l);
    p->value_score = (struct score){filling_worth(x->f, priority, &sum)};
    if (!plan_bulk_package(x->f->bulk, p, competes ? filling_state(x->f) : state, &id, e))
        return false;
    x->f->done->packages++;
    for (size_t i = 0; i < n; i++) {
        line[i].line.package_id = id;
        if (!add_line(x, &line[i], competes, p->mandatory, e))
            return false;
    }
    return true;
}

/* The years before had another plan. */
enum { YEAR_OF_GOALS = 2566 };

static bool add_unit(struct deep_fill *x, size_t u, struct err *e)
{
    const struct demo_city *c = x->f->city;
    const struct demo_table *t = &x->d->unit;
    const struct class_node *out = class_by_code(&c->programme, demo_get(t, u, "output"));
    const struct class_node *goal = class_by_code(&c->strategy, demo_get(t, u, "goal"));
    struct unit_new unit = {.year = c->year, .agency_id = x->ag->id,
                            .title = demo_get(t, u, "title"), .kind = demo_get(t, u, "kind")};
    struct package_new p = {.title = unit.title};
    int64_t priority = chance_between(&x->f->chance, 45, 100);

    if (!out || (!goal && c->year >= YEAR_OF_GOALS))
        PANIC("data/demo_deep_unit.csv names an output or a goal that the year does not have");
    unit.output_id = out->id;
    p.goal_id = goal ? goal->id : 0;
    if (!plan_bulk_unit(x->f->bulk, &unit, &p.unit_id, e))
        return false;
    for (size_t l = 0; l < x->d->level.n; l++) {
        if (str_eq(demo_get(&x->d->level, l, "unit"), demo_get(t, u, "unit")) &&
            !add_level(x, u, l, &p, priority, e))
            return false;
    }
    return true;
}

bool demo_deep_fill(struct filling *f, const struct demo_deep *d, const struct agency *ag,
                    struct err *e)
{
    struct deep_fill *x = ARENA_NEW(f->by->a, struct deep_fill);
    struct chance kept = f->chance;

    /* Its own sequence: what is written here does not move the rest of the city. */
    f->chance = (struct chance){(uint64_t)(f->city->year * 100 + ag->division)};
    *x = (struct deep_fill){.f = f, .d = d, .ag = ag,
                            .why = demo_text(f->city, &f->chance, STR("deep_why"))};
    sum_sides(x);
    for (size_t u = 0; u < d->unit.n; u++) {
        if (demo_is(&d->unit, u, "agency", ag->code) && !add_unit(x, u, e))
            return false;
    }
    f->chance = kept;
    return true;
}
