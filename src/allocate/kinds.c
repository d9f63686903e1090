#include "allocate/kinds.h"

#include "base/arena.h"
#include "base/exact.h"

static const struct {
    enum resource_kind kind;
    enum kind_place at;
    const char *th, *en;
} sentences[] = {
#define KIND(kind, at, th, en) {kind, at, th, en},
#include "allocate/kinds.def"
#undef KIND
};

static struct str share_text(struct arena *a, const struct instance *in, uint32_t r)
{
    struct sbuf b;

    sbuf_init(&b, a, 40);
    for (size_t k = 0; k < in->spec.nshare; k++) {
        if (in->spec.share[k].resource == r)
            exact_put_decimal(&b, in->spec.share[k].bp, 2, 0);
    }
    return sbuf_str(&b);
}

struct str kind_number(struct arena *a, int64_t n)
{
    return str_format(a, "%lld", (long long)n);
}

struct str kind_text(struct arena *a, const struct instance *in, uint32_t r, enum kind_place at,
                     enum lang lang)
{
    for (size_t k = 0; k < sizeof sentences / sizeof *sentences; k++) {
        if (sentences[k].kind == in->resource[r].kind && sentences[k].at == at)
            return str_replace(a, lang_pick(lang, sentences[k].th, sentences[k].en),
                               STR("{share}"), share_text(a, in, r));
    }
    return STR_NONE;
}
