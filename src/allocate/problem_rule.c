/* problem_rule.c - a scenario's rules become labels, ceilings, marks, links and statements. */
#include <string.h>

#include "allocate/problem_int.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "sql_allocate.h"
#include "store/store.h"

enum {
    PAIRS_MAX = 20000,     /* links that one rule may make */
    EXCLUDES_PAIRWISE = 20 /* of more packages at most one: a group */
};

static const struct field unit_fields[] = {
    COL(struct unit_line, package_id),
    COL(struct unit_line, line_id),
    COL(struct unit_line, quantity_milli),
    COL(struct unit_line, code),
};
static const struct row_type unit_type = ROW_TYPE(struct unit_line, unit_fields);

static bool refuse(const struct scenario_rule_row *r, const char *field, struct str value,
                   const char *expected, struct err *e)
{
    FAIL(e, ERR_RULE_FIELD);
    err_arg(e, "row", V(INT64_C(1)));
    err_arg(e, "rule", V(r->code));
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(str_slice(value, 0, 100)));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static bool is_kind(const struct scenario_rule_row *r, enum scenario_rule_kind k)
{
    return str_eq(r->kind, scenario_rule_word(k));
}

/* Packages that a list names, by index, once each. A word that names none is refused when strict. */
static bool find_packages(struct loading *l, const struct scenario_rule_row *r, const char *field,
                          struct str list, uint32_t **ret, size_t *ret_n, struct err *e)
{
    bool *in = ARENA_ARRAY(l->a, bool, l->p->in.npackage);
    size_t n = 0, at = 0;

    while (at < list.n) {
        size_t end = str_find(list, STR(" "), at);
        struct str word = str_trim(str_slice(list, at, end));
        bool any = false;

        at = end + 1;
        if (!word.n)
            continue;
        if (word.p[word.n - 1] == '*') {
            for (size_t i = 0; i < l->p->in.npackage; i++) {
                if (str_starts(l->p->package[i].code, str_slice(word, 0, word.n - 1)))
                    any = in[i] = true;
            }
        } else {
            uint32_t i = ids_find(&l->codes, word);

            any = i != ID_MISSING;
            if (any)
                in[i] = true;
        }
        if (!any && l->strict)
            return refuse(r, field, word, "1100-U001-1, 1100-*", e);
    }
    for (size_t i = 0; i < l->p->in.npackage; i++)
        n += in[i];
    *ret = ARENA_ARRAY(l->a, uint32_t, n);
    *ret_n = 0;
    for (size_t i = 0; i < l->p->in.npackage; i++) {
        if (in[i])
            (*ret)[(*ret_n)++] = (uint32_t)i;
    }
    return true;
}

/* ---- before the money ---- */

static bool label_packages(struct loading *l, const struct scenario_rule_row *r, struct err *e)
{
    uint32_t *list;
    size_t n;

    if (!find_packages(l, r, "packages", r->packages, &list, &n, e))
        return false;
    if (!l->nlabel) {
        l->nlabel = ARENA_ARRAY(l->a, size_t, l->p->in.npackage);
        l->label = ARENA_ARRAY(l->a, const struct str *, l->p->in.npackage);
    }
    for (size_t k = 0; k < n; k++) {
        size_t had = l->nlabel[list[k]];
        struct str *more = ARENA_ARRAY(l->a, struct str, had + 1);
        bool there = false;

        for (size_t j = 0; j < had; j++) {
            more[j] = l->label[list[k]][j];
            there |= str_eq(more[j], r->target);
        }
        more[had] = r->target;
        l->label[list[k]] = more;
        l->nlabel[list[k]] += !there;
    }
    return true;
}

/* The ceiling of a dimension and code, made without limits when there is none. The list has room. */
static struct ceiling_row *need_ceiling(struct problem *p, struct ceiling_row *list, struct str dim,
                                        struct str code)
{
    for (size_t i = 0; i < p->nceiling; i++) {
        if (str_eq(list[i].dim, dim) && str_eq(list[i].code, code))
            return &list[i];
    }
    list[p->nceiling] = (struct ceiling_row){.dim = dim, .code = code};
    return &list[p->nceiling++];
}

static void raise_min(struct ceiling_row *c, struct money amount)
{
    if (!c->has_min || c->min.satang < amount.satang)
        c->min = amount;
    c->has_min = true;
}

static bool district_minimum(struct loading *l, const struct scenario_rule_row *r, struct ceiling_row *list,
                             struct err *e)
{
    const struct district_row *d = l->districts.p;
    bool any = false;

    for (size_t i = 0; i < l->districts.n; i++) {
        if (r->target.n && !str_eq(r->target, d[i].code))
            continue;
        raise_min(need_ceiling(l->p, list, STR("district"), d[i].code), r->amount);
        any = true;
    }
    return any || !l->strict || refuse(r, "target", r->target, "5001 - 5050", e);
}

bool rules_prepare(struct loading *l, struct err *e)
{
    struct problem *p = l->p;
    const struct scenario_rule_row *r;
    struct ceiling_row *list;
    bool districts = false;

    ids_init(&l->codes, l->a, p->in.npackage);
    for (size_t i = 0; i < p->in.npackage; i++)
        (void)ids_add(&l->codes, p->package[i].code, (uint32_t)i);
    if (!scenario_rule_list(l->db, l->a, p->scenario_id, &l->rules, e))
        return false;
    r = l->rules.p;
    for (size_t k = 0; k < l->rules.n; k++)
        districts |= is_kind(&r[k], DEMAND_DISTRICT);
    if (!l->rules.n || (districts && !money_districts(l, e)))
        return !l->rules.n;
    list = ARENA_ARRAY(l->a, struct ceiling_row, p->nceiling + 2 + l->districts.n);
    if (p->nceiling)
        memcpy(list, p->ceiling, p->nceiling * sizeof *list);
    p->ceiling = list;
    for (size_t k = 0; k < l->rules.n; k++) {
        if (is_kind(&r[k], DEMAND_LABEL) && !label_packages(l, &r[k], e))
            return false;
        if (is_kind(&r[k], DEMAND_SHARE)) {
            (void)need_ceiling(p, list, STR("total"), STR_NONE);
            (void)need_ceiling(p, list, STR("personnel"), STR_NONE);
        }
        if (is_kind(&r[k], DEMAND_DISTRICT) && !district_minimum(l, &r[k], list, e))
            return false;
    }
    return true;
}

/* ---- marks and links ---- */

static bool clash(const struct loading *l, const struct scenario_rule_row *r, struct str other, uint32_t i,
                  struct err *e)
{
    FAIL(e, ERR_RULE_CLASH);
    err_arg(e, "rule", V(r->code));
    err_arg(e, "other", V(other));
    err_arg(e, "package", V(l->p->package[i].code));
    return false;
}

/* Who had packages in or out before the rules: the package itself, its missing level below, a pin. */
static void find_marks(struct loading *l)
{
    struct problem *p = l->p;

    l->in_by = ARENA_ARRAY(l->a, struct str, p->in.npackage);
    l->out_by = ARENA_ARRAY(l->a, struct str, p->in.npackage);
    for (size_t i = 0; i < p->in.npackage; i++) {
        const struct alloc_package *x = &p->in.package[i];
        bool level = i == 0 || p->package[i - 1].unit_id != p->package[i].unit_id;

        if (x->mandatory)
            l->in_by[i] = p->package[i].mandatory ? STR("mandatory") : STR("pin");
        if (x->forbidden)
            l->out_by[i] = p->package[i].level > 1 && level ? STR("level-below") : STR("pin");
    }
}

static bool mark(struct loading *l, const struct scenario_rule_row *r, const uint32_t *list, size_t n,
                 struct err *e)
{
    bool in = is_kind(r, DEMAND_MUST);

    for (size_t k = 0; k < n; k++) {
        struct alloc_package *x = &l->p->in.package[list[k]];
        struct str other = in ? l->out_by[list[k]] : l->in_by[list[k]];

        if (other.n)
            return clash(l, r, other, list[k], e);
        if (in) {
            x->mandatory = true;
            l->in_by[list[k]] = r->code;
        } else {
            x->forbidden = true;
            l->out_by[list[k]] = r->code;
        }
    }
    return true;
}

static void link_to(struct loading *l, const uint32_t **list, size_t *n, const uint32_t *more,
                    size_t nmore, uint32_t self)
{
    uint32_t *to = ARENA_ARRAY(l->a, uint32_t, *n + nmore);
    size_t at = *n;

    if (at)
        memcpy(to, *list, at * sizeof *to);
    for (size_t k = 0; k < nmore; k++) {
        if (more[k] != self)
            to[at++] = more[k];
    }
    *list = to;
    *n = at;
}

static bool group_of(struct loading *l, const struct scenario_rule_row *r, const uint32_t *list, size_t n,
                     int64_t least, int64_t most, struct err *e)
{
    struct spec *s = &l->p->in.spec;

    if (least > (int64_t)n)
        return refuse(r, "least", r->least, "least <= packages", e);
    s->group[s->ngroup++] = (struct alloc_group){
        .id = str_format(l->a, "rule:%.*s", STR_FMT(r->code)),
        .package = list,
        .npackage = n,
        .has_min = least >= 0,
        .has_max = most >= 0,
        .min = least < 0 ? 0 : least,
        .max = most < 0 ? 0 : most};
    return true;
}

static bool link_packages(struct loading *l, const struct scenario_rule_row *r, const uint32_t *list,
                          size_t n, struct err *e)
{
    bool needs = is_kind(r, DEMAND_REQUIRES);
    uint32_t *others = NULL;
    size_t m = 0;

    if (!find_packages(l, r, "others", r->others, &others, &m, e))
        return false;
    if (!needs && !r->others.n) {
        if (n > EXCLUDES_PAIRWISE)
            return group_of(l, r, list, n, -1, 1, e);
        others = ARENA_ARRAY(l->a, uint32_t, n);
        memcpy(others, list, n * sizeof *others);
        m = n;
    }
    if (n * m > PAIRS_MAX)
        return refuse(r, "packages", r->packages, "20000 pairs", e);
    for (size_t k = 0; k < n; k++) {
        struct alloc_package *x = &l->p->in.package[list[k]];

        if (needs)
            link_to(l, &x->need, &x->nneed, others, m, list[k]);
        else
            link_to(l, &x->bar, &x->nbar, others, m, list[k]);
    }
    return true;
}

/* ---- statements ---- */

static const struct unit_line *find_line(const struct loading *l, int64_t package_id,
                                         struct str code)
{
    const struct unit_line *u = l->unit_lines.p;

    for (size_t i = 0; i < l->unit_lines.n; i++) {
        if (u[i].package_id == package_id && (!code.n || str_eq(u[i].code, code)))
            return &u[i];
    }
    return NULL;
}

static const struct money_row *money_of(const struct loading *l, uint32_t i, int64_t line_id)
{
    size_t n;
    const struct money_row *m = problem_lines(l, i, &n);

    for (size_t k = 0; k < n; k++) {
        if (m[k].line_id == line_id)
            return &m[k];
    }
    return NULL;
}

/* Takes n further units out of a package's own uses and value: it is what `low` units are. */
static void take_out(struct loading *l, const struct alloc_units *u, int64_t n)
{
    struct alloc_package *x = &l->p->in.package[u->package];
    struct alloc_use *use = ARENA_ARRAY(l->a, struct alloc_use, x->nuse);

    for (size_t k = 0; k < x->nuse; k++) {
        use[k] = x->use[k];
        for (size_t j = 0; j < u->nuse; j++) {
            if (u->use[j].resource == use[k].resource)
                use[k].amount -= n * u->use[j].amount;
        }
        use[k].amount = use[k].amount < 0 ? 0 : use[k].amount;
    }
    x->use = use;
    x->value -= n * u->value;
}

static int64_t number(struct str s)
{
    int64_t v;

    return s.n && exact_parse_decimal(s, 0, &v) ? v : -1;
}

static bool divide(struct loading *l, const struct scenario_rule_row *r, const uint32_t *list, size_t n,
                   struct problem_unit *units, struct err *e)
{
    struct problem *p = l->p;
    struct alloc_units *u = &p->in.spec.units[p->in.spec.nunits];
    struct problem_unit *unit = &units[p->in.spec.nunits];
    const struct unit_line *line = n == 1 ? find_line(l, p->package[list[0]].id, r->target) : NULL;
    const struct money_row *m = line ? money_of(l, list[0], line->line_id) : NULL;
    int64_t most = number(r->most), quantity;

    if (!n && !l->strict)
        return true;
    if (n != 1)
        return refuse(r, "packages", r->packages, "1", e);
    if (!line || !m)
        return l->strict ? refuse(r, "target", r->target, "2566-0-1100-00042", e) : true;
    quantity = line->quantity_milli % 1000 == 0 && line->quantity_milli > 1000
                   ? line->quantity_milli / 1000
                   : most;
    if (most < 0)
        most = quantity;
    *u = (struct alloc_units){.package = list[0], .low = number(r->least), .high = most};
    if (quantity < 1 || most < 1 || most > quantity || u->low > most)
        return refuse(r, "most", r->most.n ? r->most : STR("-"), "1 - quantity", e);
    for (size_t k = 0; k < p->in.spec.nunits; k++) {
        if (units[k].package == list[0])
            return refuse(r, "packages", r->packages, "1 units rule", e);
    }
    *unit = (struct problem_unit){list[0], line->line_id, quantity, m->amount.satang / quantity};
    money_of_line(l, list[0], m, unit->price, &u->use, &u->nuse);
    if (p->cost[list[0]] <= 0 ||
        !exact_mul_div(p->in.package[list[0]].value, unit->price, p->cost[list[0]], ROUND_FLOOR,
                       &u->value))
        u->value = 0;
    take_out(l, u, quantity - u->low);
    p->cost[list[0]] -= (quantity - u->low) * unit->price;
    p->in.spec.nunits++;
    p->nunit++;
    return true;
}

static bool share_cost(struct loading *l, const struct scenario_rule_row *r, const uint32_t *list, size_t n,
                       struct err *e)
{
    struct spec *s = &l->p->in.spec;
    struct alloc_use *use = ARENA_ARRAY(l->a, struct alloc_use, 2);
    struct alloc_shared *x = &s->shared[s->nshared];
    uint32_t total = ids_find(&l->by[CEILING_TOTAL], STR_NONE);
    uint32_t agency = r->target.n ? ids_find(&l->by[CEILING_AGENCY], r->target) : ID_MISSING;
    bool known = !r->target.n;

    for (size_t i = 0; i < l->p->in.npackage && !known; i++)
        known = str_eq(l->p->package[i].agency_code, r->target);
    if (!known && l->strict)
        return refuse(r, "target", r->target, "11000000", e);
    if (!n)
        return true;
    *x = (struct alloc_shared){.id = str_format(l->a, "rule:%.*s", STR_FMT(r->code)),
                               .use = use,
                               .user = list,
                               .nuser = n};
    if (total != ID_MISSING)
        use[x->nuse++] = (struct alloc_use){total, r->amount.satang};
    if (agency != ID_MISSING)
        use[x->nuse++] = (struct alloc_use){agency, r->amount.satang};
    s->nshared++;
    return true;
}

static bool limit_share(struct loading *l, const struct scenario_rule_row *r, struct err *e)
{
    struct spec *s = &l->p->in.spec;
    int64_t bp = r->bp;

    if (bp < 0 && !param_int(l->db, PARAM_PERSONNEL_LIMIT, l->year, &bp, e))
        return false;
    s->share[s->nshare++] =
        (struct alloc_share){.id = str_format(l->a, "rule:%.*s", STR_FMT(r->code)),
                             .of = ids_find(&l->by[CEILING_PERSONNEL], STR_NONE),
                             .in = ids_find(&l->by[CEILING_TOTAL], STR_NONE),
                             .bp = bp};
    return true;
}

static bool apply(struct loading *l, const struct scenario_rule_row *r, struct problem_unit *units,
                  struct err *e)
{
    uint32_t *list;
    size_t n;

    if (is_kind(r, DEMAND_LABEL) || is_kind(r, DEMAND_DISTRICT))
        return true;
    if (is_kind(r, DEMAND_SHARE))
        return limit_share(l, r, e);
    if (!find_packages(l, r, "packages", r->packages, &list, &n, e))
        return false;
    l->p->idle_rules += n == 0;
    if (is_kind(r, DEMAND_MUST) || is_kind(r, DEMAND_FORBID))
        return mark(l, r, list, n, e);
    if (is_kind(r, DEMAND_UNITS))
        return divide(l, r, list, n, units, e);
    if (is_kind(r, DEMAND_SHARED))
        return share_cost(l, r, list, n, e);
    if (is_kind(r, DEMAND_GROUP))
        return n == 0 || group_of(l, r, list, n, number(r->least), number(r->most), e);
    return link_packages(l, r, list, n, e);
}

bool rules_apply(struct loading *l, struct err *e)
{
    const struct scenario_rule_row *r = l->rules.p;
    size_t n = l->rules.n;
    struct spec *s = &l->p->in.spec;
    struct problem_unit *units = ARENA_ARRAY(l->a, struct problem_unit, n);
    bool divides = false;

    if (!n)
        return true;
    for (size_t k = 0; k < n; k++)
        divides |= is_kind(&r[k], DEMAND_UNITS);
    if (divides && !db_list(l->db, l->a, &Q_SCENARIO_RULE_UNIT_LINES, ARGS(V(l->p->scenario_id)), &unit_type,
                            &l->unit_lines, e))
        return false;
    s->units = ARENA_ARRAY(l->a, struct alloc_units, n);
    s->shared = ARENA_ARRAY(l->a, struct alloc_shared, n);
    s->group = ARENA_ARRAY(l->a, struct alloc_group, n);
    s->share = ARENA_ARRAY(l->a, struct alloc_share, n);
    l->p->unit = units;
    find_marks(l);
    for (size_t k = 0; k < n; k++) {
        if (!apply(l, &r[k], units, e))
            return false;
    }
    return true;
}
