/* ceiling_codes.c - the agencies and nodes that may have a ceiling, and the check of one. */
#include "plan/ceiling_codes.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"

bool ceiling_codes_load(struct db *db, struct arena *a, int64_t year, struct ceiling_codes *ret,
                        struct err *e)
{
    ret->year = year;
    return class_tree_load(db, a, year, STR("item"), &ret->item, e) &&
           class_tree_load(db, a, year, STR("programme"), &ret->programme, e) &&
           class_tree_load(db, a, year, STR("fund"), &ret->fund, e) &&
           agency_list(db, a, year, &ret->agencies, e);
}

static bool refuse(const char *field, struct str value, struct str expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(expected));
    return false;
}

static bool check_agency(struct arena *a, const struct ceiling_codes *c, const char *field,
                         struct str code, struct err *e)
{
    const struct agency *g = c->agencies.p;
    struct sbuf all;

    sbuf_init(&all, a, 2000);
    for (size_t i = 0; i < c->agencies.n; i++) {
        if (str_eq(g[i].code, code))
            return true;
        sbuf_add(&all, g[i].code);
        sbuf_byte(&all, ' ');
    }
    return refuse(field, code, sbuf_str(&all), e);
}

static bool check_node(struct arena *a, const struct ceiling_codes *c, struct str dim,
                       struct str code, struct err *e)
{
    const struct class_tree *t = str_eq(dim, STR("type"))   ? &c->item
                                 : str_eq(dim, STR("side")) ? &c->programme
                                                            : &c->fund;
    const struct class_node *n = class_by_code(t, code);
    struct sbuf all;

    if (n && str_eq(n->level, dim))
        return true;
    sbuf_init(&all, a, 2000);
    for (size_t i = 0; i < t->n; i++) {
        if (str_eq(t->node[i].level, dim)) {
            sbuf_add(&all, t->node[i].code);
            sbuf_byte(&all, ' ');
        }
    }
    return refuse("code", code, sbuf_str(&all), e);
}

static bool check_amount(struct arena *a, struct money m, struct err *e)
{
    enum err_code code = m.satang < 0           ? ERR_AMOUNT_NEGATIVE
                         : m.satang > MONEY_MAX ? ERR_AMOUNT_RANGE
                         : m.satang % 100       ? ERR_WHOLE_BAHT
                                                : ERR_NONE;

    if (code == ERR_NONE)
        return true;
    FAIL(e, code);
    err_arg(e, "value", V(money_text(a, m, MONEY_WHOLE)));
    return false;
}

bool ceiling_check(struct arena *a, const struct ceiling_codes *c, const struct ceiling_put *p,
                   struct err *e)
{
    bool node =
        str_eq(p->dim, STR("type")) || str_eq(p->dim, STR("side")) || str_eq(p->dim, STR("fund"));

    if (!p->drop && !check_amount(a, p->amount, e))
        return false;
    if (node)
        return check_node(a, c, p->dim, p->code, e) &&
               (!p->agency_code.n || check_agency(a, c, "agency", p->agency_code, e));
    if (!str_eq(p->dim, STR("total")) && !str_eq(p->dim, STR("agency")))
        return refuse("dim", p->dim, STR("total agency type side fund"), e);
    if (p->agency_code.n) /* an agency's own total is dim agency; a part has a type, side or fund */
        return refuse("dim", p->dim, STR("type side fund"), e);
    if (str_eq(p->dim, STR("agency")))
        return check_agency(a, c, "code", p->code, e);
    return p->code.n == 0 || refuse("code", p->code, STR("–"), e);
}
