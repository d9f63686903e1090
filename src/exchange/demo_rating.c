/* demo_rating.c - see demo_rating.h. */
#include "exchange/demo_rating.h"

#include "allocate/rating.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/user.h"
#include "exchange/demo_city.h"
#include "store/store.h"

enum { DIVISIONS = 6, EACH = 34, APART_ONE_IN = 24, FAR = 3 };

struct rater {
    struct act by;
    struct actor who;
};

static bool rater(const struct act *by, struct str name, struct rater *ret, struct err *e)
{
    if (!actor_load(by->tx->db, by->a, name, &ret->who, e))
        return false;
    ret->by = *by;
    ret->by.who = &ret->who;
    return true;
}

static bool publish(struct act *by, int64_t year, struct rows *ret, struct err *e)
{
    struct str why = tr(LANG_TH, TR("สาธิต: เกณฑ์ตั้งต้นแปดเกณฑ์"));
    struct criteria_new n = {year, why, by->today, true};
    struct rater strategy, governor;
    struct criteria_set s;
    int64_t number;

    return rater(by, STR("strategy"), &strategy, e) && rater(by, STR("governor"), &governor, e) &&
           criteria_draft(&strategy.by, &n, &number, e) && criteria_move(&governor.by, year, number, 1, STR("publish"), why, e) &&
           criteria_get(by->tx->db, by->a, year, 0, &s, e) && criteria_of(by->tx->db, by->a, s.id, LANG_TH, ret, e);
}

static int64_t cut(int64_t v)
{
    return v < 0 ? 0 : v > WEIGH_SCALE ? WEIGH_SCALE : v;
}

/* Both see the same package: their scores differ by one at most, in some by far. */
static bool score(struct rater *one, struct rater *two, const struct rating_row *p, const struct rows *criteria, int64_t year,
                  struct err *e)
{
    struct rating_change first = {.send = true}, second = {.send = true};
    const struct criterion *c = criteria->p;
    struct chance ch = {(uint64_t)p->id * 31 + 7};
    int64_t worth = chance_between(&ch, 1, WEIGH_SCALE);
    bool apart = p->id % APART_ONE_IN == 0;

    for (size_t i = 0; i < criteria->n; i++) {
        struct rating_item x = {c[i].word, STR("form"), STR("justification"), STR_NONE, cut(worth + chance_between(&ch, -1, 1))};

        if (!c[i].has_data)
            continue;
        first.item[first.n++] = x;
        x.score = cut(x.score + (chance_between(&ch, 0, 3) == 0 ? chance_between(&ch, -1, 1) : 0));
        if (apart && i == 0)
            x.score = first.item[0].score >= FAR ? 0 : first.item[0].score + FAR > WEIGH_SCALE ? WEIGH_SCALE : first.item[0].score + FAR;
        second.item[second.n++] = x;
    }
    return rating_save(&one->by, year, p->code, &first, e) && rating_save(&two->by, year, p->code, &second, e);
}

static bool score_division(struct act *by, struct rater *city, const struct rating_filter *f, const struct rows *criteria, struct err *e)
{
    const struct rating_row *p;
    struct rater analyst;
    struct rows rows;

    if (!rater(by, str_format(by->a, "analyst%lld", (long long)f->division), &analyst, e) ||
        !rating_list(by->tx->db, by->a, f, LANG_TH, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n && i < EACH; i++) {
        if (!score(&analyst, city, &p[i], criteria, f->year, e))
            return false;
    }
    return true;
}

bool demo_rating(struct act *by, int64_t year, struct err *e)
{
    struct rows sets, criteria;
    struct rater city;

    if (!criteria_sets(by->tx->db, by->a, year, &sets, e))
        return false;
    if (sets.n)
        return true;
    if (!publish(by, year, &criteria, e) || !rater(by, STR("strategy"), &city, e))
        return false;
    for (int64_t d = 1; d <= DIVISIONS; d++) {
        struct rating_filter f = {.year = year, .division = d, .show = STR("todo"), .scorer = city.who.name, .limit = EACH};

        if (!score_division(by, &city, &f, &criteria, e))
            return false;
    }
    return true;
}
