/* naming.c - see naming.h. */
#include "allocate/naming.h"

#include "base/arena.h"
#include "city/agency.h"

bool naming_load(struct db *db, struct arena *a, int64_t year, struct naming *ret, struct err *e)
{
    ret->a = a;
    return class_tree_load(db, a, year, STR("item"), &ret->item, e) &&
           class_tree_load(db, a, year, STR("programme"), &ret->programme, e) &&
           class_tree_load(db, a, year, STR("fund"), &ret->fund, e) &&
           agency_list(db, a, year, &ret->agencies, e);
}

static struct str name_now(const struct naming *n, const struct ceiling_row *c, enum lang lang)
{
    const struct class_tree *t = str_eq(c->dim, STR("type"))   ? &n->item
                                 : str_eq(c->dim, STR("side")) ? &n->programme
                                                               : &n->fund;
    const struct agency *ag = n->agencies.p;
    const struct class_node *node;

    if (str_eq(c->dim, STR("total")))
        return tr(lang, TR("กรอบวงเงินรวม"));
    if (str_eq(c->dim, STR("personnel")))
        return tr(lang, TR("ค่าใช้จ่ายบุคลากรรวม"));
    if (str_eq(c->dim, STR("agency")) || str_eq(c->dim, STR("district"))) {
        for (size_t i = 0; i < n->agencies.n; i++) {
            if (str_eq(ag[i].code, c->code) ||
                (str_eq(c->dim, STR("district")) && str_starts(ag[i].code, c->code)))
                return lang == LANG_TH ? ag[i].name_th : ag[i].name_en;
        }
        return c->code;
    }
    node = class_by_code(t, c->code);
    if (!node || str_eq(c->dim, STR("label")) || str_eq(c->dim, STR("group")) ||
        str_eq(c->dim, STR("rule")))
        return c->code;
    return lang == LANG_TH ? node->name_th : node->name_en;
}

struct str ceiling_name(const struct naming *n, const struct ceiling_row *c, enum lang lang)
{
    struct ceiling_row now = *c;
    size_t at = str_find(c->code, STR("@"), 0);
    struct str name;

    if (str_eq(c->dim, STR("rule")) && str_starts(c->code, STR("rule:")))
        return str_format(n->a, "%.*s %.*s", STR_FMT(tr(lang, TR("กฎ"))),
                          STR_FMT(str_slice(c->code, 5, c->code.n)));
    now.code = str_slice(c->code, 0, at);
    name = name_now(n, &now, lang);
    if (str_eq(c->dim, STR("district")))
        name = str_format(n->a, "%.*s: %.*s", STR_FMT(tr(lang, TR("ใช้ในพื้นที่"))), STR_FMT(name));
    if (at >= c->code.n)
        return name;
    return str_format(n->a, "%.*s %.*s %.*s", STR_FMT(name), STR_FMT(tr(lang, TR("ปี"))),
                      STR_FMT(str_slice(c->code, at + 1, c->code.n)));
}
