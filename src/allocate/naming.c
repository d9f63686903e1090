/* naming.c - see naming.h. */
#include "allocate/naming.h"

#include "base/arena.h"
#include "sql_allocate.h"
#include "store/store.h"

struct named {
    struct str dim, code, name_th, name_en;
    int64_t sort;
};
static const struct field named_fields[] = {
    COL(struct named, dim),
    COL(struct named, code),
    COL(struct named, name_th),
    COL(struct named, name_en),
    COL(struct named, sort),
};
static const struct row_type named_type = ROW_TYPE(struct named, named_fields);

bool naming_load(struct db *db, struct arena *a, int64_t year, struct naming *ret, struct err *e)
{
    ret->a = a;
    return db_list(db, a, &Q_CEILING_NAMES, ARGS(V(year)), &named_type, &ret->names, e);
}

/* A district is the agency whose code begins with its own. */
static struct str name_now(const struct naming *n, const struct ceiling_row *c, enum lang lang)
{
    bool district = str_eq(c->dim, STR("district"));
    struct str dim = district ? STR("agency") : c->dim;
    const struct named *x = n->names.p;

    if (str_eq(c->dim, STR("total")))
        return tr(lang, TR("กรอบวงเงินรวม"));
    if (str_eq(c->dim, STR("personnel")))
        return tr(lang, TR("ค่าใช้จ่ายบุคลากรรวม"));
    for (size_t i = 0; i < n->names.n; i++) {
        if (str_eq(x[i].dim, dim) &&
            (str_eq(x[i].code, c->code) || (district && str_starts(x[i].code, c->code))))
            return lang == LANG_TH ? x[i].name_th : x[i].name_en;
    }
    return c->code;
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
