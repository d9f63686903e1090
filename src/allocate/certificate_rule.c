#include "allocate/certificate_rule.h"

static const char *const words[] = {
#define CLASH_RULE(code, word, th, en) word,
#include "allocate/clash_rules.def"
#undef CLASH_RULE
};

bool clash_kind_parse(struct str word, enum clash_kind *ret)
{
    for (int k = 0; k < CLASH_KINDS; k++) {
        if (str_eq(word, str_from(words[k]))) {
            *ret = (enum clash_kind)k;
            return true;
        }
    }
    return false;
}

const char *clash_word(enum clash_kind k)
{
    return words[k];
}

bool clash_is_limit(enum clash_kind k)
{
    return k >= CLASH_AT_MOST;
}

static bool is_listed(const uint32_t *list, size_t n, uint32_t x)
{
    for (size_t k = 0; k < n; k++) {
        if (list[k] == x)
            return true;
    }
    return false;
}

static bool holds_limit(const struct alloc_resource *x, const struct clash_rule *r)
{
    bool most = x->has_max && x->max == r->limit, least = x->has_min && x->min == r->limit;

    if (r->kind == CLASH_SHARE)
        return x->kind == RESOURCE_SHARE && (x->has_max || x->has_min);
    if (r->kind == CLASH_AT_MOST || r->kind == CLASH_AT_LEAST)
        return x->kind == RESOURCE_COUNT && (r->kind == CLASH_AT_MOST ? most : least);
    return x->kind == RESOURCE_MONEY && (r->kind == CLASH_CEILING ? most : least);
}

bool clash_holds(const struct instance *in, const struct clash_rule *r)
{
    const struct alloc_package *p;
    bool pair = r->kind == CLASH_EXCLUDES || r->kind == CLASH_REQUIRES || r->kind == CLASH_LEVEL;

    if (r->kind >= CLASH_KINDS)
        return false;
    if (clash_is_limit(r->kind))
        return r->of < in->nresource && holds_limit(&in->resource[r->of], r);
    if (r->of >= in->npackage || (pair && r->other >= in->npackage))
        return false;
    p = &in->package[r->of];
    if (r->kind == CLASH_EXCLUDES)
        return is_listed(p->bar, p->nbar, r->other);
    if (pair)
        return is_listed(p->need, p->nneed, r->other);
    if (r->kind == CLASH_SHARED)
        return p->kind == PACKAGE_SHARED;
    return r->kind == CLASH_MANDATORY ? p->mandatory : p->forbidden;
}
