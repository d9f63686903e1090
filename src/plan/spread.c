/* spread.c - an even spread of packages over people, in two simple steps: what nobody has goes, the
 * heaviest first, to whoever has least; then not yet begun ones move from who has most to who has
 * least, as long as that brings the two closer. */
#include <stdlib.h>

#include "base/arena.h"
#include "plan/assign.h"

int64_t spread_weight(int64_t lines)
{
    return 1 + lines / 10;
}

static size_t lightest(const struct spread_person *p, size_t n)
{
    size_t at = 0;

    for (size_t i = 1; i < n; i++) {
        at = p[i].weight < p[at].weight ? i : at;
    }
    return at;
}

static size_t heaviest(const struct spread_person *p, size_t n)
{
    size_t at = 0;

    for (size_t i = 1; i < n; i++) {
        at = p[i].weight > p[at].weight ? i : at;
    }
    return at;
}

/* The heaviest of nobody's that was not given yet; items when none is left. */
static size_t next_free(const struct spread_item *item, size_t items)
{
    size_t at = items;

    for (size_t i = 0; i < items; i++) {
        if (item[i].from.n == 0 && !item[i].moved &&
            (at == items || item[i].lines > item[at].lines)) {
            at = i;
        }
    }
    return at;
}

/* Of this person, not begun, not moved yet: the heaviest whose move still brings them closer. */
static size_t next_moving(const struct spread_item *item, size_t items, struct str from,
                          int64_t gap)
{
    size_t at = items;

    for (size_t i = 0; i < items; i++) {
        if (str_eq(item[i].from, from) && !item[i].begun && !item[i].moved &&
            spread_weight(item[i].lines) < gap && (at == items || item[i].lines > item[at].lines)) {
            at = i;
        }
    }
    return at;
}

size_t spread(struct spread_item *item, size_t items, struct spread_person *person,
              size_t people, struct spread_move *ret, size_t most)
{
    size_t n = 0;

    while (people && n < most) {
        size_t at = next_free(item, items), to = lightest(person, people);

        if (at == items) {
            break;
        }
        item[at].moved = true;
        ret[n++] = (struct spread_move){item[at].code, STR_NONE, person[to].user_name};
        person[to].weight += spread_weight(item[at].lines);
    }
    while (people > 1 && n < most) {
        size_t from = heaviest(person, people), to = lightest(person, people);
        size_t at = next_moving(item, items, person[from].user_name,
                                person[from].weight - person[to].weight);

        if (at == items) {
            break;
        }
        item[at].moved = true;
        ret[n++] = (struct spread_move){item[at].code, person[from].user_name,
                                        person[to].user_name};
        person[from].weight -= spread_weight(item[at].lines);
        person[to].weight += spread_weight(item[at].lines);
    }
    return n;
}
