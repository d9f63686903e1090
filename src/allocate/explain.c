#include "allocate/explain.h"

#include "allocate/kinds.h"
#include "base/arena.h"
#include "base/exact.h"
#include "base/money.h"

static const struct {
    const char *word, *th, *en;
} reasons[] = {
#define REASON(code, word, th, en) {word, th, en},
#include "allocate/reasons.def"
#undef REASON
};

const char *reason_word(enum reason_code code)
{
    return reasons[code].word;
}

/* The ceilings that have no room for p. */
static void find_blocking(struct arena *a, const struct choice *c, uint32_t p, struct reason *ret)
{
    const struct alloc_package *x = &c->in->package[p];
    uint32_t *list = ARENA_ARRAY(a, uint32_t, x->nuse);

    ret->nresource = 0;
    for (size_t k = 0; k < x->nuse; k++) {
        uint32_t r = x->use[k].resource;

        if (instance_breaks(&c->in->resource[r], c->used[r], x->use[k].amount))
            list[ret->nresource++] = x->use[k].resource;
    }
    ret->resource = list;
}

struct reason explain_package(struct arena *a, const struct choice *c, uint32_t p)
{
    const struct alloc_package *x = &c->in->package[p];
    struct reason why = {.code = REASON_BELOW_CUT, .package = NO_PACKAGE};

    if (c->on[p]) {
        why.code = x->mandatory ? REASON_FUNDED_MANDATORY : REASON_FUNDED;
        return why;
    }
    if (x->forbidden) {
        why.code = REASON_FORBIDDEN;
        return why;
    }
    for (size_t k = 0; k < x->nneed; k++) {
        if (!c->on[x->need[k]]) {
            why.package = x->need[k];
            why.code = instance_is_level_below(c->in, p, x->need[k]) ? REASON_LEVEL_BELOW
                                                                     : REASON_REQUIRES;
            return why;
        }
    }
    for (size_t k = 0; k < x->nbar; k++) {
        if (c->on[x->bar[k]] && x->bar[k] < why.package) { /* NO_PACKAGE is the largest */
            why.package = x->bar[k];
            why.code = REASON_EXCLUDED;
        }
    }
    if (why.code == REASON_EXCLUDED)
        return why;
    find_blocking(a, c, p, &why);
    if (why.nresource)
        why.code = REASON_CEILING;
    return why;
}

static int64_t use_of(const struct alloc_package *x, uint32_t resource)
{
    for (size_t k = 0; k < x->nuse; k++) {
        if (x->use[k].resource == resource)
            return x->use[k].amount;
    }
    return 0;
}

static struct str fill_money(struct arena *a, struct str text, struct str name, int64_t satang)
{
    return str_replace(a, text, name, money_text(a, MONEY(satang), MONEY_WHOLE));
}

struct str explain_text(struct arena *a, const struct choice *c, uint32_t p,
                        const struct reason *why, enum lang lang)
{
    const struct alloc_package *x = &c->in->package[p];
    struct str text = lang_pick(lang, reasons[why->code].th, reasons[why->code].en);
    struct sbuf b;

    if (why->nresource) {
        uint32_t r = why->resource[0];
        int64_t need = use_of(x, r), left = c->in->resource[r].max - c->used[r];
        struct str other = kind_text(a, c->in, r, KIND_REASON, lang);

        if (other.n)
            text = str_replace(a, other, STR("{left}"), kind_number(a, left > 0 ? left : 0));
        text = fill_money(a, text, STR("{need}"), need);
        text = fill_money(a, text, STR("{left}"), left > 0 ? left : 0);
        text = fill_money(a, text, STR("{more}"), need - left);
        sbuf_init(&b, a, 400);
        for (size_t k = 0; k < why->nresource; k++) {
            if (k)
                SB_LIT(&b, ", ");
            sbuf_add(&b, c->in->resource[why->resource[k]].id);
        }
        text = str_replace(a, text, STR("{resources}"), sbuf_str(&b));
    }
    sbuf_init(&b, a, 40);
    exact_put_decimal(&b, x->value, VALUE_PLACES, 0);
    text = str_replace(a, text, STR("{value}"), sbuf_str(&b));
    if (why->package != NO_PACKAGE)
        text = str_replace(a, text, STR("{package}"), c->in->package[why->package].id);
    return text;
}
