#include "plan/item_class.h"

#include "base/err.h"
#include "city/param.h"

static size_t class_at(struct item_classes *c, const struct param_rows *t, size_t row)
{
    struct str code = param_cell(t, row, "class");
    size_t k = 0;

    while (k < c->n && !str_eq(c->class[k].code, code))
        k++;
    if (k == c->n && c->n < ITEM_CLASSES)
        c->class[c->n++] =
            (struct item_class){.code = code,
                                .th = param_cell(t, row, "th"),
                                .en = param_cell(t, row, "en"),
                                .per_line = str_eq(param_cell(t, row, "per"), STR("line"))};
    return k;
}

bool item_classes_load(struct db *db, struct arena *a, int64_t year, struct item_classes *ret,
                       struct err *e)
{
    struct param_rows t;

    if (!param_table(db, a, PARAM_ITEM_CLASSES, year, &t, e))
        return false;
    *ret = (struct item_classes){0};
    for (size_t i = 0; i < t.rows && ret->prefixes < ARRAY_LEN(ret->prefix); i++) {
        size_t k = class_at(ret, &t, i);

        if (k == ITEM_CLASSES)
            continue; /* more classes than people can tell apart */
        ret->prefix[ret->prefixes].item = param_cell(&t, i, "item");
        ret->prefix[ret->prefixes++].class = k;
    }
    return true;
}

const struct item_class *item_class_of(const struct item_classes *c, struct str item_code)
{
    const struct item_class *best = NULL;
    size_t length = 0;

    for (size_t i = 0; i < c->prefixes; i++) {
        if (c->prefix[i].item.n >= length && str_starts(item_code, c->prefix[i].item)) {
            length = c->prefix[i].item.n;
            best = &c->class[c->prefix[i].class];
        }
    }
    return best;
}

const struct item_class *item_class_find(const struct item_classes *c, struct str code)
{
    for (size_t i = 0; i < c->n; i++) {
        if (str_eq(c->class[i].code, code))
            return &c->class[i];
    }
    return NULL;
}

struct str item_class_name(const struct item_classes *c, struct str code, enum lang lang)
{
    const struct item_class *k = item_class_find(c, code);

    return !k ? code : lang == LANG_EN ? k->en : k->th;
}
