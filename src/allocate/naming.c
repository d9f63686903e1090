/* naming.c - see naming.h. */
#include "allocate/naming.h"

#include "city/agency.h"

bool naming_load(struct db *db, struct arena *a, int64_t year, struct naming *ret, struct err *e)
{
    return class_tree_load(db, a, year, STR("item"), &ret->item, e) &&
           class_tree_load(db, a, year, STR("programme"), &ret->programme, e) &&
           class_tree_load(db, a, year, STR("fund"), &ret->fund, e) &&
           agency_list(db, a, year, &ret->agencies, e);
}

struct str ceiling_name(const struct naming *n, const struct ceiling_row *c, enum lang lang)
{
    const struct class_tree *t = str_eq(c->dim, STR("type"))   ? &n->item
                                 : str_eq(c->dim, STR("side")) ? &n->programme
                                                               : &n->fund;
    const struct agency *ag = n->agencies.p;
    const struct class_node *node;

    if (str_eq(c->dim, STR("total")))
        return tr(lang, TR("กรอบวงเงินรวม"));
    if (str_eq(c->dim, STR("agency"))) {
        for (size_t i = 0; i < n->agencies.n; i++) {
            if (str_eq(ag[i].code, c->code))
                return lang == LANG_TH ? ag[i].name_th : ag[i].name_en;
        }
        return c->code;
    }
    node = class_by_code(t, c->code);
    if (!node)
        return c->code;
    return lang == LANG_TH ? node->name_th : node->name_en;
}
