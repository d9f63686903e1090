/* demo_play_result.c - see demo_play_result.h: the agencies, their indicators and rules. */
#include "exchange/demo_play_result.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/user.h"
#include "perform/indicator.h"
#include "perform/indicator_year.h"
#include "perform/rule_book.h"
#include "perform/score.h"
#include "perform/value.h"
#include "store/store.h"

enum { MORNING_MS = 9 * 3600 * 1000, HUNDRED = 100 };

/* ---- texts and chance ---- */

static size_t row_of(const struct results *r, const char *kind, struct str key)
{
    for (size_t i = 0; i < r->t.n; i++) {
        if (demo_is(&r->t, i, "kind", str_from(kind)) && demo_is(&r->t, i, "key", key))
            return i;
    }
    return r->t.n;
}

static struct str filled(const struct results *r, struct str s, const struct result_agency *x)
{
    struct arena *a = r->office.a;

    if (!x)
        return s;
    s = str_replace(a, s, STR("{agency}"), x->g.name_th);
    return str_replace(a, s, STR("{output}"), x->output ? x->output->name_th : STR_NONE);
}

struct str result_text(const struct results *r, const char *kind, const char *key, const char *column,
                       const struct result_agency *x)
{
    size_t row = row_of(r, kind, str_from(key));

    if (row == r->t.n)
        PANIC("data/demo_play_result.csv: a row is missing");
    return filled(r, demo_get(&r->t, row, column), x);
}

int64_t result_number(const struct results *r, const char *kind, const char *key, const char *column)
{
    size_t row = row_of(r, kind, str_from(key));

    if (row == r->t.n)
        PANIC("data/demo_play_result.csv: a row is missing");
    return demo_number(&r->t, row, column);
}

static uint64_t code_number(struct str code)
{
    uint64_t n = 0;

    for (size_t i = 0; i < code.n; i++)
        n = n * 10 + (uint64_t)(code.p[i] - '0');
    return n;
}

struct chance result_chance(const struct results *r, const struct result_agency *x, int64_t matter)
{
    struct chance ch = {code_number(x->g.code) * 1009 + (uint64_t)r->year * 31 + (uint64_t)matter * 7919};

    (void)chance_next(&ch);
    return ch;
}

struct act result_act(const struct results *r, const struct actor *who, struct date on)
{
    struct act x = r->office;

    x.who = who;
    x.today = on;
    x.now_ms = date_start_ms(on) + MORNING_MS;
    return x;
}

bool result_has(const struct result_agency *x, int slot)
{
    return slot != SLOT_BOUND || x->capital;
}

int64_t result_weight(const struct result_agency *x, int slot)
{
    static const int64_t weight[RESULT_SLOTS] = {40, 30, 10, 10, 10};

    return slot == SLOT_PAID && !x->capital ? 20 : weight[slot];
}

/* ---- agencies and their people ---- */

/* Officers and heads of agencies that have no account yet get one, as every person of the demonstration: with its public
 * password and "demo" on it. */
static bool person(struct act *by, const struct results *r, const struct result_agency *x, enum role role, const char *post,
                   struct actor *ret, struct err *e)
{
    struct user_new u = {.name = str_format(by->a, "%s.%.*s", post, STR_FMT(str_slice(x->g.code, 0, 4))),
                         .full_name = result_text(r, "word", post, "th", x), .password_hash = r->hash, .role = role,
                         .agency_code = x->g.code, .demo = true};
    struct err none;

    return actor_load(by->tx->db, by->a, u.name, ret, &none) ||
           (user_add(by, &u, e) && actor_load(by->tx->db, by->a, u.name, ret, e));
}

static bool is_own_work(struct str output)
{
    return !str_starts(output, STR("0102")) && !str_starts(output, STR("0103"));
}

enum { OUTPUTS_MAX = 200, ADMIN_PART = 10000 };
struct output_sum {
    const struct class_node *node;
    int64_t satang;
};

/* Adds a line to its output; administration counts little: it is nobody's work. */
static void add_line(const struct results *r, const struct play_line *l, struct output_sum *o, size_t *n)
{
    const struct class_node *node = class_by_id(&r->programme, l->output_id);
    size_t i = 0;

    while (i < *n && o[i].node != node)
        i++;
    if (!node || i == OUTPUTS_MAX)
        return;
    if (i == *n)
        o[(*n)++] = (struct output_sum){node, 0};
    o[i].satang += is_own_work(node->code) ? l->amount.satang : l->amount.satang / ADMIN_PART;
}

/* The output whose volume is counted: of a district one of the listed kinds of work by turns, elsewhere its dearest. */
static void choose_output(const struct results *r, struct result_agency *x)
{
    static const char *const turns[] = {"1300904", "1300901", "1300910", "1300905", "1300907", "1300908", "1300017"};
    struct str wanted = str_from(turns[x->at % ARRAY_LEN(turns)]);
    struct output_sum o[OUTPUTS_MAX];
    int64_t most = -1;
    size_t n = 0;

    for (size_t i = 0; i < r->plan->n; i++) {
        const struct play_line *l = &r->plan->line[i];

        if (l->agency_id != x->g.id)
            continue;
        add_line(r, l, o, &n);
        x->capital |= str_eq(l->type_code, STR("3"));
        if (x->line.n == 0 && l->group >= 0)
            x->line = l->code;
    }
    for (size_t i = 0; i < n; i++) {
        if (o[i].satang > most || str_eq(o[i].node->code, wanted)) {
            most = str_eq(o[i].node->code, wanted) ? INT64_MAX : o[i].satang;
            x->output = o[i].node;
        }
    }
}

static bool make_agency(struct act *by, struct results *r, struct result_agency *x, struct err *e)
{
    struct chance ch = result_chance(r, x, 1);
    int64_t luck = chance_between(&ch, 1, 100);
    size_t row;

    choose_output(r, x);
    x->luck = luck <= 45 ? LUCK_GOOD : luck <= 75 ? LUCK_FAIR : LUCK_WEAK;
    row = x->output ? row_of(r, "output", x->output->code) : r->t.n;
    if (row == r->t.n)
        row = row_of(r, "output", STR("*"));
    x->name = filled(r, demo_get(&r->t, row, "th"), x);
    x->name_en = demo_get(&r->t, row, "en");
    x->unit = demo_get(&r->t, row, "unit");
    x->target = chance_between(&ch, demo_number(&r->t, row, "low"), demo_number(&r->t, row, "high"));
    for (int s = 0; s < RESULT_SLOTS; s++)
        x->code[s] = str_format(by->a, "%.*s-%d", STR_FMT(str_slice(x->g.code, 0, 4)), s + 1);
    return person(by, r, x, ROLE_OFFICER, "officer", &x->officer, e) && person(by, r, x, ROLE_HEAD, "head", &x->head, e);
}

static bool load_office(struct act *by, struct results *r, struct err *e)
{
    static const char *const name[] = {"office", "office2", "strategy", "csc", "permsec"};
    struct act *const act[] = {&r->office, &r->office2, &r->strategy, &r->csc, &r->permsec};

    for (size_t i = 0; i < ARRAY_LEN(name); i++) {
        if (!actor_load(by->tx->db, by->a, str_from(name[i]), &r->who[i], e))
            return false;
        *act[i] = play_act(by, &r->who[i], fy_start((int32_t)r->year));
    }
    return true;
}

bool play_results_make(struct act *by, const struct play_results_job *j, struct results *ret, struct err *e)
{
    struct rows rows;
    const struct agency *g;

    *ret = (struct results){.plan = j->plan, .year = j->plan->year, .hash = j->hash};
    if (!load_office(by, ret, e) || !demo_table_read(by->a, "demo_play_result.csv", &ret->t, e) ||
        !class_tree_load(by->tx->db, by->a, ret->year, STR("programme"), &ret->programme, e) ||
        !agency_list(by->tx->db, by->a, ret->year, &rows, e))
        return false;
    g = rows.p;
    ret->of = ARENA_ARRAY(by->a, struct result_agency, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        struct result_agency *x = &ret->of[ret->n];

        if (str_eq(g[i].code, STR("20000000"))) /* its real results are there (demo_results.h) */
            continue;
        *x = (struct result_agency){.g = g[i], .at = ret->n};
        ret->n++;
        if (!make_agency(by, ret, x, e))
            return false;
    }
    return true;
}

/* ---- rules ---- */

static struct score whole(int64_t v)
{
    return (struct score){v * MICRO};
}

static void band(struct rule *r, int64_t level, int64_t lo, int64_t hi, int64_t weight)
{
    static const int64_t percent[] = {0, 40, 60, 75, 90, 100};

    r->band[r->bands++] = (struct rule_band){.level = level, .known = true, .has_lo = true, .lo_incl = true, .lo = whole(lo),
                                             .has_hi = hi > 0, .hi = whole(hi), .percent = whole(percent[level]),
                                             .points = {percent[level] * weight * MICRO / HUNDRED}};
}

/* Five steps from nothing to the target, and beyond. */
static void step_rule(struct rule *r, int64_t target, int64_t weight)
{
    static const int64_t from[] = {0, 70, 80, 90, 100}; /* per cent of the target */
    int64_t lo = 0;

    r->mode = RULE_STEP;
    for (int64_t i = 0; i < (int64_t)ARRAY_LEN(from); i++) {
        int64_t hi = i + 1 < (int64_t)ARRAY_LEN(from) ? target * from[i + 1] / HUNDRED : 0;

        band(r, i + 1, lo, hi, weight);
        lo = hi;
    }
}

static void milestone_rule(const struct results *s, struct rule *r, int64_t weight)
{
    r->mode = RULE_MILESTONE;
    for (int64_t i = 1; i <= RESULT_STEPS; i++) {
        size_t row = row_of(s, "step", str_format(s->office.a, "%lld", (long long)i));

        r->band[r->bands++] = (struct rule_band){.level = i, .known = true, .percent = whole(20 * i), .points = {weight * i * MICRO / 5},
                                                 .needs = demo_get(&s->t, row, "th"), .needs_en = demo_get(&s->t, row, "en")};
    }
}

static bool publish_rule(const struct results *s, const struct result_agency *x, int slot, struct err *e)
{
    struct act office = s->office;
    struct rule r = {.places = RULE_NOT_ROUNDED, .round = ROUND_HALF_UP, .no_data = STR("unscored")};
    struct rule_draft d = {.year = s->year, .indicator = x->code[slot], .rule = &r};
    int64_t no;
    bool found = true;

    if (slot == SLOT_PAID && !rule_reference(office.a, STR("disbursed-51"), s->year, &r, &found, e))
        return false;
    if (slot == SLOT_VOLUME)
        step_rule(&r, x->target, result_weight(x, slot));
    if (slot == SLOT_BOUND)
        step_rule(&r, 90, result_weight(x, slot));
    if (slot == SLOT_MILESTONE)
        milestone_rule(s, &r, result_weight(x, slot));
    r.source = slot == SLOT_PAID ? r.source : RESULT_WORD(s, "rule", NULL);
    if (slot == SLOT_PAID)
        r.weight = whole(result_weight(x, slot));
    return rule_load(&office, &d, RESULT_WORD(s, "rule", NULL), &no, e);
}

/* ---- indicators ---- */

static const struct {
    const char *key, *stable, *work, *collect, *measure, *owner, *target_in, *kind;
} slots[RESULT_SLOTS] = {
    [SLOT_VOLUME] = {"volume", "demo-volume", "strategic", "value", "", "strategy", "unit", "output"},
    [SLOT_MILESTONE] = {"milestone", "demo-milestone", "strategic", "steps", "", "strategy", "level", "output"},
    [SLOT_SATISFIED] = {"satisfied", "demo-satisfied", "mission", "given", "", "civil_service", "unit", "outcome"},
    [SLOT_PAID] = {"paid", "disbursed-51", "base", "measure", "disbursed_51", "system_office", "unit", "output"},
    [SLOT_BOUND] = {"bound", "demo-bound", "base", "measure", "capital_obligated", "system_office", "unit", "output"},
};

static int64_t target_of(const struct result_agency *x, int slot)
{
    static const int64_t target[RESULT_SLOTS] = {0, 5, 100, 96, 90};

    return slot == SLOT_VOLUME ? x->target : target[slot];
}

static bool add_indicator(struct results *r, struct result_agency *x, int slot, int64_t year, int64_t *ret, struct err *e)
{
    struct act strategy = result_act(r, &r->who[2], fy_start((int32_t)year));
    bool volume = slot == SLOT_VOLUME;
    struct indicator_new n = {.year = year, .code = x->code[slot], .level = STR("kpi"), .kind = str_from(slots[slot].kind),
                              .agency_id = x->g.id, .status = STR("published"), .resolution = RESULT_WORD(r, "mark", NULL)};

    n.text = (struct indicator_text){
        .from_date = fy_start((int32_t)year),
        .name_th = volume ? x->name : result_text(r, "indicator", slots[slot].key, "th", x),
        .name_en = volume ? x->name_en : result_text(r, "indicator", slots[slot].key, "en", x),
        .unit_word = volume ? x->unit : result_text(r, "indicator", slots[slot].key, "unit", x),
        .direction = STR("up"),
        .target1 = str_format(strategy.a, "%lld", (long long)target_of(x, slot)),
        .first_year = year,
        .source = RESULT_WORD(r, "mark", NULL)};
    return indicator_add(&strategy, &n, ret, e);
}

static void put_steps(const struct results *r, struct indicator_step *ret)
{
    for (int64_t i = 1; i <= RESULT_STEPS; i++) {
        struct str key = str_format(r->office.a, "%lld", (long long)i);
        size_t row = row_of(r, "step", key), need = row_of(r, "need", key);

        ret[i - 1] = (struct indicator_step){.step = i, .name_th = demo_get(&r->t, row, "th"), .name_en = demo_get(&r->t, row, "en"),
                                             .source = demo_get(&r->t, row, "note")};
        if (need < r->t.n)
            ret[i - 1].needs = demo_get(&r->t, need, "th");
    }
}

static bool set_year(struct results *r, const struct result_agency *x, int slot, int64_t year, int64_t id, struct err *e)
{
    static const int64_t by_quarter[PLAY_QUARTERS] = {20, 45, 75, 100};
    struct act strategy = result_act(r, &r->who[2], fy_start((int32_t)year));
    struct indicator_step step[RESULT_STEPS];
    bool now = year == r->year;
    struct indicator_year_new n = {.indicator_id = id, .year = year, .agency_id = x->g.id, .stable = str_from(slots[slot].stable),
                                   .number = str_format(strategy.a, "%d", slot + 1), .work = str_from(slots[slot].work),
                                   .collect = now ? str_from(slots[slot].collect) : STR("given"), .cycle = STR("quarter"),
                                   .owner = str_from(slots[slot].owner), .definition = RESULT_WORD(r, "define", NULL),
                                   .formula = RESULT_WORD(r, "method", NULL), .source = RESULT_WORD(r, "mark", NULL),
                                   .target_in = str_from(slots[slot].target_in), .places = slot == SLOT_VOLUME ? 0 : 2, .step = step};

    if (now)
        n.measure = str_from(slots[slot].measure);
    if (str_eq(n.collect, STR("steps"))) {
        put_steps(r, step);
        n.steps = RESULT_STEPS;
    }
    n.has[0] = true;
    n.target[0] = whole(target_of(x, slot));
    for (int64_t q = 1; q <= PLAY_QUARTERS && slot <= SLOT_MILESTONE; q++) {
        n.has[q] = true;
        n.target[q] = whole(slot == SLOT_VOLUME ? x->target * by_quarter[q - 1] / HUNDRED : q + (q == PLAY_QUARTERS));
    }
    return indicator_year_set(&strategy, &n, e);
}

/* What the year before reached, as its owners gave it. */
static bool past(struct results *r, struct result_agency *x, int slot, struct err *e)
{
    int64_t year = r->year - 1, id, score;
    struct chance ch = result_chance(r, x, 50 + slot);
    struct act owner = result_act(r, slot == SLOT_SATISFIED ? &r->who[3] : &r->who[2], date_add_days(fy_end((int32_t)year), 40));
    struct score_given g = {.year = year, .as_of = fy_end((int32_t)year), .no_rule = true, .source = RESULT_WORD(r, "past", NULL)};

    if (!add_indicator(r, x, slot, year, &id, e) || !set_year(r, x, slot, year, id, e))
        return false;
    g.indicator_id = id;
    g.percent = (struct score){chance_between(&ch, x->luck == LUCK_WEAK ? 4800 : 7000, x->luck == LUCK_GOOD ? 9900 : 8800) * (MICRO / HUNDRED)};
    return score_give(&owner, &g, &score, e);
}

static bool fill_agency(struct results *r, struct result_agency *x, struct err *e)
{
    struct act strategy = r->strategy;
    struct value_measure_new m = {.agency_code = x->g.code, .kind = STR("output"), .stable = STR("demo-volume")};

    for (int s = 0; s < RESULT_SLOTS; s++) {
        if (!result_has(x, s))
            continue;
        if (!add_indicator(r, x, s, r->year, &x->indicator[s], e) || !set_year(r, x, s, r->year, x->indicator[s], e) ||
            (s != SLOT_SATISFIED && !publish_rule(r, x, s, e)))
            return false;
    }
    if (!past(r, x, SLOT_VOLUME, e) || !past(r, x, SLOT_SATISFIED, e))
        return false;
    if (!x->output)
        return true;
    m.output_code = x->output->code;
    return value_measure_set(&strategy, &m, e);
}

bool play_result_indicators(struct results *r, struct err *e)
{
    for (size_t i = 0; i < r->n; i++) {
        if (!fill_agency(r, &r->of[i], e))
            return false;
    }
    return true;
}
