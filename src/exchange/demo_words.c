/* demo_words.c - what the written agencies say for themselves: the 14 answers, ways compared with
 * their cost, yields of the levels, what became of last year's work, weights of goals, sections. */
#include "base/arena.h"
#include "base/exact.h"
#include "base/err.h"
#include "exchange/demo_tables.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { QUESTIONS_N = 14, WHOLE_BP = 10000 };

static struct str baht(const struct deep_tables *t, struct money m)
{
    return money_text(t->by->a, m, MONEY_WHOLE);
}

static struct str column(const struct demo_table *x, size_t row,
                         const char *name)
{
    return row < x->n ? demo_get(x, row, name) : STR_NONE;
}

/* The row of a unit in a table with a column `unit`; n when it has none. */
static size_t row_of(const struct demo_table *x, struct str unit)
{
    size_t i = 0;

    while (i < x->n && !demo_is(x, i, "unit", unit))
        i++;
    return i;
}

static struct str grouped(const struct deep_tables *t, struct str number)
{
    struct money m;
    struct err none;

    if (str_find(number, STR("."), 0) < number.n || !money_parse(number, &m, &none))
        return number;
    return money_text(t->by->a, m, MONEY_WHOLE);
}

/* ---- answers of the whole unit ---- */

static struct str levels_text(const struct deep_tables *t, size_t u)
{
    const struct demo_table *l = &t->d.level;
    struct sbuf b;

    sbuf_init(&b, t->by->a, 8000);
    for (size_t i = 0; i < l->n; i++) {
        struct str s = deep_word(t, "deep_q7"), kind = demo_get(l, i, "kind");
        const struct deep_package *p;
        if (!str_eq(demo_get(l, i, "unit"), demo_get(&t->d.unit, u, "unit")))
            continue;
        p = deep_package(t, t->unit[u].id, demo_number(l, i, "level"));
        kind = deep_word(t, str_eq(kind, STR("minimum"))   ? "deep_minimum"
                            : str_eq(kind, STR("current")) ? "deep_current"
                                                           : "deep_increment");
        s = deep_put(t, s, "kind", kind);
        s = deep_put(t, s, "gives", demo_get(l, i, "gives"));
        s = deep_put(t, s, "output", demo_get(l, i, "output"));
        s = deep_put(t, s, "quantity", grouped(t, demo_get(l, i, "quantity")));
        s = deep_put(t, s, "unit", demo_get(l, i, "unit_word"));
        sbuf_add(&b, deep_put(t, s, "amount", baht(t, p->requested)));
        SB_LIT(&b, "\n");
    }
    return str_trim(sbuf_str(&b));
}

static struct str goal_text(const struct deep_tables *t, size_t u, size_t ind)
{
    struct str s = deep_put(t, deep_word(t, "deep_q1"), "goal", t->unit[u].goal_name);

    s = deep_put(t, s, "indicator", column(&t->indicator, ind, "name"));
    s = deep_put(t, s, "base", column(&t->indicator, ind, "base"));
    s = deep_put(t, s, "target", column(&t->indicator, ind, "t1"));
    s = deep_put(t, s, "unit", column(&t->indicator, ind, "unit_word"));
    return deep_put(t, s, "year", str_format(t->by->a, "%lld", (long long)t->city->year));
}

static struct str last_text(const struct deep_tables *t, size_t u, size_t ind)
{
    static const char *const word[] = {"r1", "r2", "r3"};
    const struct deep_unit *x = &t->unit[u];
    struct str s = deep_word(t, "deep_q11");
    int64_t percent = x->after.satang ? x->paid.satang / (x->after.satang / 100) : 0;

    if (!x->after.satang)
        return deep_word(t, "deep_q11_none");
    s = deep_put(t, s, "year", str_format(t->by->a, "%lld", (long long)t->city->year - 1));
    s = deep_put(t, s, "after", baht(t, x->after));
    s = deep_put(t, s, "paid", baht(t, x->paid));
    s = deep_put(t, s, "percent", str_format(t->by->a, "%lld", (long long)percent));
    s = deep_put(t, s, "indicator", column(&t->indicator, ind, "name"));
    for (size_t i = 0; i < ARRAY_LEN(word); i++)
        s = deep_put(t, s, word[i], column(&t->indicator, ind, word[i]));
    return deep_put(t, s, "unit", column(&t->indicator, ind, "unit_word"));
}

/* ---- answers ---- */

static struct str cost_text(const struct deep_tables *t, size_t level, const struct deep_package *p)
{
    const struct demo_table *l = &t->d.level;
    int64_t milli = demo_milli(l, level, "quantity");
    struct money each = milli ? MONEY(p->requested.satang / milli * 1000) : MONEY_ZERO;
    struct str s = deep_put(t, deep_word(t, "deep_q8"), "amount", baht(t, p->requested));

    s = deep_put(t, s, "output", demo_get(l, level, "output"));
    s = deep_put(t, s, "quantity", grouped(t, demo_get(l, level, "quantity")));
    s = deep_put(t, s, "each", baht(t, MONEY(each.satang / 100 * 100)));
    return deep_put(t, s, "unit", demo_get(l, level, "unit_word"));
}

static struct str by_class(const struct deep_tables *t, size_t u, const char *question)
{
    struct str kind = demo_get(&t->d.unit, u, "class");

    return deep_word(t, str_cstr(t->by->a, str_format(t->by->a, "deep_%s_%.*s", question, STR_FMT(kind))));
}

static bool put_answer(const struct deep_tables *t, struct db_bulk *k, size_t u, int64_t level,
                       int64_t question, struct str words, struct err *e)
{
    return !words.n || db_bulk_row(k, ARGS(V(t->unit[u].id), V(level), V(question), V(words),
                                           V(deep_officer(t, t->unit[u].agency_code)),
                                           V(t->by->now_ms)), e);
}

static bool unit_answers(const struct deep_tables *t, struct db_bulk *k, size_t u, struct err *e)
{
    struct str key = demo_get(&t->d.unit, u, "unit");
    size_t more = row_of(&t->more, key), ind = row_of(&t->indicator, key);
    bool measured = ind < t->indicator.n;
    const struct {
        int64_t question;
        struct str words;
    } row[] = {
        {1, measured ? goal_text(t, u, ind) : t->unit[u].goal_name},
        {3, demo_get(&t->d.unit, u, "problem")},
        {4, demo_get(&t->d.unit, u, "law")},
        {6, demo_get(&t->d.unit, u, "alternative")},
        {7, levels_text(t, u)},
        {11, measured ? last_text(t, u, ind) : deep_word(t, "deep_q11_none")},
        {12, column(&t->more, more, "overlap")},
        {14, column(&t->more, more, "exit")},
    };

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (!put_answer(t, k, u, 0, row[i].question, row[i].words, e))
            return false;
    }
    return true;
}

static bool level_answers(const struct deep_tables *t, struct db_bulk *k, size_t l, struct err *e)
{
    const struct demo_table *x = &t->d.level;
    size_t u = deep_unit_row(t, demo_get(x, l, "unit"));
    int64_t level = demo_number(x, l, "level");
    const struct deep_package *p = deep_package(t, t->unit[u].id, level);

    return put_answer(t, k, u, level, 2, demo_get(&t->d.unit, u, "who"), e) &&
           put_answer(t, k, u, level, 5, demo_get(&t->d.unit, u, "zero"), e) &&
           put_answer(t, k, u, level, 8, cost_text(t, l, p), e) &&
           put_answer(t, k, u, level, 9, by_class(t, u, "q9"), e) &&
           put_answer(t, k, u, level, 10, by_class(t, u, "q10"), e) &&
           put_answer(t, k, u, level, 13, demo_get(&t->d.unit, u, "risk"), e);
}

static bool answers(const struct deep_tables *t, struct err *e)
{
    struct db_bulk *k;

    if (!db_bulk_begin(t->by->tx, &Q_DEMO_PUT_ANSWER, &k, e))
        return false;
    for (size_t u = 0; u < t->d.unit.n; u++) {
        if (!unit_answers(t, k, u, e))
            return false;
    }
    for (size_t l = 0; l < t->d.level.n; l++) {
        if (!level_answers(t, k, l, e))
            return false;
    }
    return db_bulk_end(k, NULL, e);
}

/* ---- ways to do it ---- */

struct way {
    int64_t number; /* 1 = as the unit does it itself */
    struct str kind, title;
    int64_t percent; /* of what the unit's own way costs */
};

static bool put_option(const struct deep_tables *t, struct db_bulk *k, size_t u, struct way w,
                       struct err *e)
{
    bool own = w.number == 1;
    struct money cost = MONEY(t->unit[u].base.satang / 10000 * w.percent * 100);
    struct str outcome = deep_word(t, own             ? "deep_own_outcome"
                                      : w.number == 2 ? "deep_other_outcome"
                                                      : "deep_private_outcome");

    return db_bulk_row(k,
                       ARGS(V(t->unit[u].id), V(w.number), V(w.kind), V(w.title), V(cost),
                            V(outcome), V(own), V(own ? deep_word(t, "deep_own_why") : STR_NONE)),
                       e);
}

static bool options(const struct deep_tables *t, struct err *e)
{
    struct db_bulk *k;

    if (!db_bulk_begin(t->by->tx, &Q_DEMO_PUT_OPTION, &k, e))
        return false;
    for (size_t u = 0; u < t->d.unit.n; u++) {
        size_t more = row_of(&t->more, demo_get(&t->d.unit, u, "unit"));
        struct str kind = column(&t->more, more, "other");
        bool small = str_eq(demo_get(&t->d.unit, u, "class"), STR("people")) ||
                     str_eq(demo_get(&t->d.unit, u, "class"), STR("stop"));
        if (!put_option(t, k, u, (struct way){1, STR("own"), deep_word(t, "deep_own"), 100}, e) ||
            !put_option(t, k, u,
                        (struct way){2, kind, demo_get(&t->d.unit, u, "alternative"),
                                     demo_number(&t->more, more, "other_percent")},
                        e))
            return false;
        if (!small && !str_eq(kind, STR("private")) &&
            !put_option(t, k, u, (struct way){3, STR("private"), deep_word(t, "deep_private"), 127},
                        e))
            return false;
    }
    return db_bulk_end(k, NULL, e);
}

/* ---- yields: the data is what a level reaches, the table what it adds ---- */

static bool outputs(const struct deep_tables *t, struct err *e)
{
    const struct demo_table *x = &t->d.level;
    struct db_bulk *k;

    if (!db_bulk_begin(t->by->tx, &Q_DEMO_PUT_OUTPUT, &k, e))
        return false;
    for (size_t l = 0; l < x->n; l++) {
        size_t u = deep_unit_row(t, demo_get(x, l, "unit"));
        int64_t milli = demo_milli(x, l, "quantity"), below = 0;
        if (l > 0 && str_eq(demo_get(x, l - 1, "unit"), demo_get(x, l, "unit")) &&
            str_eq(demo_get(x, l - 1, "output"), demo_get(x, l, "output")))
            below = demo_milli(x, l - 1, "quantity");
        if (!db_bulk_row(k, ARGS(V(deep_package(t, t->unit[u].id, demo_number(x, l, "level"))->id),
                                 V(demo_get(x, l, "output")), V(milli > below ? milli - below : milli),
                                 V(demo_get(x, l, "unit_word"))), e))
            return false;
    }
    return db_bulk_end(k, NULL, e);
}

/* ---- what became of last year's work ---- */

static bool review(const struct deep_tables *t, size_t u, const struct demo_table *stop, size_t s,
                   struct err *e)
{
    struct db *db = t->by->tx->db;
    struct str past = STR_NONE, disposition = STR("continue"), reason = STR_NONE, decided = STR_NONE;
    int64_t alone, year = t->city->year - 1;

    if (!db_int(db, &Q_DEMO_OUTPUT_UNITS,
                ARGS(V(t->city->year), V(t->unit[u].agency_id), V(t->unit[u].id)), &alone, e))
        return false;
    if (alone == 1)
        past = str_format(t->by->a, "output:%.*s", STR_FMT(demo_get(&t->d.unit, u, "output")));
    if (s < stop->n) {
        disposition = demo_get(stop, s, "disposition");
        reason = demo_get(stop, s, "reason");
        decided = deep_word(t, "deep_decided");
    } else if (str_eq(demo_get(&t->d.unit, u, "kind"), STR("strategic"))) {
        disposition = STR("change");
        reason = demo_get(&t->d.unit, u, "alternative");
        decided = deep_word(t, "deep_decided");
    }
    return db_exec(db, &Q_DEMO_PUT_REVIEW,
                   ARGS(V(t->unit[u].id), V(year), V(past), V(disposition), V(reason),
                        V(decided.n ? deep_word(t, "deep_resolution") : STR_NONE), V(decided),
                        decided.n ? V(t->by->now_ms) : V_NULL), NULL, e);
}

static bool freed(const struct deep_tables *t, size_t u, const struct demo_table *stop, size_t s,
                  struct err *e)
{
    struct str rest = demo_get(stop, s, "to"), key;
    int64_t level = 0;

    if (!str_split(&rest, ':', &key) || !exact_parse_decimal(rest, 0, &level))
        PANIC("data/demo_deep_stop.csv says badly where the money went");
    return db_exec(t->by->tx->db, &Q_DEMO_PUT_FREED,
                   ARGS(V(t->unit[u].id),
                        V(deep_package(t, t->unit[deep_unit_row(t, key)].id, level)->id),
                        V(BAHT(demo_number(stop, s, "moved_baht")))), NULL, e);
}

static bool reviews(const struct deep_tables *t, struct err *e)
{
    struct demo_table stop;

    if (!demo_table_read(t->by->a, "demo_deep_stop.csv", &stop, e))
        return false;
    for (size_t u = 0; u < t->d.unit.n; u++) {
        size_t s = row_of(&stop, demo_get(&t->d.unit, u, "unit"));
        if (!review(t, u, &stop, s, e) || (s < stop.n && !freed(t, u, &stop, s, e)))
            return false;
    }
    return true;
}

/* ---- goals and sections ---- */

static bool goals(const struct deep_tables *t, struct err *e)
{
    const struct class_tree *tree = &t->city->strategy;

    for (size_t i = 0; i < t->more.n; i++) {
        size_t u = deep_unit_row(t, demo_get(&t->more, i, "unit"));
        const struct class_node *one = class_by_code(tree, demo_get(&t->d.unit, u, "goal"));
        const struct class_node *two = class_by_code(tree, demo_get(&t->more, i, "goal2"));
        const struct deep_package *p = t->packages.p;
        if (!two)
            continue;
        int64_t bp = demo_number(&t->more, i, "share2") * 100;
        for (size_t k = 0; k < t->packages.n; k++) {
            if (p[k].unit_id == t->unit[u].id &&
                (!db_exec(t->by->tx->db, &Q_DEMO_PUT_GOAL,
                          ARGS(V(p[k].id), V(one->id), V(WHOLE_BP - bp)), NULL, e) ||
                 !db_exec(t->by->tx->db, &Q_DEMO_PUT_GOAL, ARGS(V(p[k].id), V(two->id), V(bp)), NULL,
                          e)))
                return false;
        }
    }
    return true;
}

static bool sections(const struct deep_tables *t, struct err *e)
{
    for (size_t u = 0; u < t->d.unit.n; u++) {
        if (!db_exec(t->by->tx->db, &Q_DEMO_PUT_SECTION,
                     ARGS(V(t->unit[u].id), V(demo_get(&t->d.unit, u, "section"))), NULL, e))
            return false;
    }
    return true;
}

bool demo_words(struct deep_tables *t, struct err *e)
{
    return answers(t, e) && options(t, e) && outputs(t, e) && reviews(t, e) && goals(t, e) &&
           sections(t, e);
}
