#include "allocate/conflict.h"

#include "allocate/kinds.h"
#include "base/arena.h"
#include "base/money.h"

static const struct {
    const char *word, *th, *en;
} conflicts[] = {
#define CONFLICT(code, word, th, en) {word, th, en},
#include "allocate/conflicts.def"
#undef CONFLICT
};

const char *conflict_word(enum conflict_code code)
{
    return conflicts[code].word;
}

static const uint32_t *make_list(struct arena *a, uint32_t x, uint32_t y)
{
    uint32_t *list = ARENA_ARRAY(a, uint32_t, 2);

    list[0] = x;
    list[1] = y;
    return list;
}

/* Mandatory packages that rule each other out. */
static bool find_package_conflict(struct arena *a, const struct instance *in, struct conflict *ret)
{
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *x = &in->package[in->order[i]];

        if (x->forced && x->banned) {
            *ret = (struct conflict){.code = CONFLICT_MANDATORY_FORBIDDEN,
                                     .package = make_list(a, in->order[i], NO_PACKAGE),
                                     .npackage = 1};
            return true;
        }
    }
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *x = &in->package[i];

        for (size_t k = 0; k < x->nbar && x->forced; k++) {
            if (in->package[x->bar[k]].forced) {
                *ret = (struct conflict){.code = CONFLICT_MANDATORY_EXCLUDED,
                                         .package = make_list(a, (uint32_t)i, x->bar[k]),
                                         .npackage = 2};
                return true;
            }
        }
    }
    return false;
}

struct conflict conflict_find(struct arena *a, const struct instance *in)
{
    struct conflict ret = {.code = CONFLICT_NONE};
    int64_t *forced = ARENA_ARRAY(a, int64_t, in->nresource);
    int64_t *possible = ARENA_ARRAY(a, int64_t, in->nresource);

    if (find_package_conflict(a, in, &ret))
        return ret;
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *x = &in->package[i];

        for (size_t k = 0; k < x->nuse; k++) {
            int64_t amount = x->use[k].amount;

            /* The least that every answer uses, and the most that any could. */
            forced[x->use[k].resource] += x->forced || (amount < 0 && !x->banned) ? amount : 0;
            possible[x->use[k].resource] += x->forced || (amount > 0 && !x->banned) ? amount : 0;
        }
    }
    for (size_t r = 0; r < in->nresource; r++) {
        const struct alloc_resource *x = &in->resource[r];
        bool above = x->has_max && forced[r] > x->max;
        bool below = x->has_min && possible[r] < x->min;

        if (above || below) {
            ret.code = above ? CONFLICT_MANDATORY_CEILING : CONFLICT_FLOOR;
            ret.resource = make_list(a, (uint32_t)r, 0);
            ret.nresource = 1;
            ret.need = above ? forced[r] : possible[r];
            ret.limit = above ? x->max : x->min;
            return ret;
        }
    }
    return ret;
}

/* The sentence and its numbers; a limit that counts no baht has its own. */
static struct str sentence(struct arena *a, const struct instance *in, const struct conflict *c,
                           enum lang lang)
{
    struct str text = STR_NONE;
    bool one = c->code == CONFLICT_MANDATORY_CEILING || c->code == CONFLICT_FLOOR;

    if (one && c->nresource)
        text = kind_text(a, in, c->resource[0],
                         c->code == CONFLICT_FLOOR ? KIND_BELOW : KIND_ABOVE, lang);
    if (text.n) {
        text = str_replace(a, text, STR("{need}"), kind_number(a, c->need));
        return str_replace(a, text, STR("{limit}"), kind_number(a, c->limit));
    }
    text = lang_pick(lang, conflicts[c->code].th, conflicts[c->code].en);
    text = str_replace(a, text, STR("{need}"), money_text(a, MONEY(c->need), MONEY_WHOLE));
    return str_replace(a, text, STR("{limit}"), money_text(a, MONEY(c->limit), MONEY_WHOLE));
}

struct str conflict_text(struct arena *a, const struct instance *in, const struct conflict *c,
                         enum lang lang)
{
    struct str text = sentence(a, in, c, lang);
    struct str comma = STR(", ");
    struct str *resource = ARENA_ARRAY(a, struct str, c->nresource);
    struct str *package = ARENA_ARRAY(a, struct str, c->npackage);

    for (size_t k = 0; k < c->nresource; k++)
        resource[k] = in->resource[c->resource[k]].id;
    for (size_t k = 0; k < c->npackage; k++)
        package[k] = in->package[c->package[k]].id;
    if (c->nresource)
        text = str_replace(a, text, STR("{resources}"), str_join(a, resource, c->nresource, comma));
    if (c->npackage)
        text = str_replace(a, text, STR("{packages}"), str_join(a, package, c->npackage, comma));
    return text;
}
