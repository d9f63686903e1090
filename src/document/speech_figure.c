/* speech_figure.c - the figures of a speech: sums of what the ordinance prints, and the names they go by. */
#include "document/speech_figure.h"

#include "base/arena.h"
#include "base/err.h"
#include "document/speech_int.h"
#include "plan/revenue.h"
#include "sql_document.h"
#include "store/store.h"

/* ---- loading ---- */

struct group_in {
    int64_t agency_id;
    struct str agency_code, agency_name, agency_kind, side_code, side_name;
    int64_t side_sort;
    struct str plan_code, plan_name, type_code, type_name;
    int64_t type_sort;
    struct str fund_code, fund_name;
    int64_t lines;
    struct money total;
};
static const struct field group_fields[] = {
    COL(struct group_in, agency_id),   COL(struct group_in, agency_code),
    COL(struct group_in, agency_name), COL(struct group_in, agency_kind),
    COL(struct group_in, side_code),   COL(struct group_in, side_name),
    COL(struct group_in, side_sort),   COL(struct group_in, plan_code),
    COL(struct group_in, plan_name),   COL(struct group_in, type_code),
    COL(struct group_in, type_name),   COL(struct group_in, type_sort),
    COL(struct group_in, fund_code),   COL(struct group_in, fund_name),
    COL(struct group_in, lines),       COL(struct group_in, total),
};
static const struct row_type group_type = ROW_TYPE(struct group_in, group_fields);

struct prior_in {
    int64_t agency_id, source;
    struct money total;
};
static const struct field prior_fields[] = {COL(struct prior_in, agency_id),
                                            COL(struct prior_in, source),
                                            COL(struct prior_in, total)};
static const struct row_type prior_type = ROW_TYPE(struct prior_in, prior_fields);

static const struct field facts_fields[] = {
    COL(struct speech_facts, stage),   COL(struct speech_facts, demo),
    COL(struct speech_facts, partial), COL(struct speech_facts, revenue),
    COL(struct speech_facts, position_day),
    FIELD(struct speech_facts, free, FIELD_OPTIONAL | FIELD_HIDDEN, "", ""),
    FIELD(struct speech_facts, cash, FIELD_OPTIONAL | FIELD_HIDDEN, "", ""),
    FIELD(struct speech_facts, debt, FIELD_OPTIONAL | FIELD_HIDDEN, "", ""),
    FIELD(struct speech_facts, tabled, FIELD_OPTIONAL | FIELD_HIDDEN, "", ""),
    COL(struct speech_facts, change_id),
};
static const struct row_type facts_type = ROW_TYPE(struct speech_facts, facts_fields);

struct source_in {
    struct str source_code;
    struct money amount;
};
static const struct field source_fields[] = {COL(struct source_in, source_code),
                                             COL(struct source_in, amount)};
static const struct row_type source_type = ROW_TYPE(struct source_in, source_fields);

static void add_named(struct speech_figures *f, enum speech_key k, const struct speech_named *x)
{
    struct speech_list *l = &f->list[k];

    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->named[i].code, x->code)) {
            l->named[i].amount = money_add(l->named[i].amount, x->amount);
            return;
        }
    }
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 64;

        l->named = arena_grow(f->a, l->named, l->cap * sizeof *l->named, cap * sizeof *l->named);
        l->cap = cap;
    }
    l->named[l->n++] = *x;
}

/* Sides and types in their printed order, whatever agency brought them first. */
static void sort_list(struct speech_list *l)
{
    for (size_t i = 1; i < l->n; i++) {
        struct speech_named x = l->named[i];
        size_t k = i;

        for (; k > 0 && l->named[k - 1].sort > x.sort; k--)
            l->named[k] = l->named[k - 1];
        l->named[k] = x;
    }
}

static bool load_groups(struct speech_figures *f, struct err *e)
{
    const struct money none = MONEY_MISSING;
    const struct group_in *g;
    struct rows rows;

    if (!db_list(f->db, f->a, &Q_SPEECH_GROUPS, ARGS(V(f->year), V(f->ordinance)), &group_type,
                 &rows, e))
        return false;
    g = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        const struct speech_named named[] = {
            [SK_TYPE] = {g[i].type_code, g[i].type_name, g[i].type_sort, 0, g[i].total, none},
            [SK_SIDE] = {g[i].side_code, g[i].side_name, g[i].side_sort, 0, g[i].total, none},
            [SK_PLAN] = {g[i].plan_code, g[i].plan_name, 0, 0, g[i].total, none},
            [SK_FUND] = {g[i].fund_code, g[i].fund_name, 0, 0, g[i].total, none},
            [SK_SOURCE] = {.code = STR_NONE},
            [SK_AGENCY] = {g[i].agency_code, g[i].agency_name, 0, g[i].agency_id, g[i].total, none},
        };

        for (enum speech_key k = 0; k < SK_COUNT; k++) {
            if (k != SK_SOURCE)
                add_named(f, k, &named[k]);
        }
        f->total = money_add(f->total, g[i].total);
        f->lines += g[i].lines;
        if (str_eq(g[i].agency_kind, STR("commercial")))
            f->commerce = money_add(f->commerce, g[i].total);
        if (str_eq(g[i].fund_code, STR("ACC")))
            f->special = money_add(f->special, g[i].total);
    }
    sort_list(&f->list[SK_TYPE]);
    sort_list(&f->list[SK_SIDE]);
    return true;
}

/* Of each agency the best source; the city's is known when every agency's is. */
static bool load_prior(struct speech_figures *f, struct err *e)
{
    struct speech_list *l = &f->list[SK_AGENCY];
    const struct prior_in *p;
    struct rows rows;
    size_t known = 0;

    f->prior = MONEY_MISSING;
    if (f->ordinance != 0)
        return true;
    if (!db_list(f->db, f->a, &Q_SPEECH_PRIOR, ARGS(V(f->year)), &prior_type, &rows, e))
        return false;
    p = rows.p;
    f->prior = MONEY_ZERO;
    for (size_t i = 0; i < rows.n; i++) {
        if (i > 0 && p[i].agency_id == p[i - 1].agency_id)
            continue;
        f->prior = money_add(f->prior, p[i].total);
        for (size_t k = 0; k < l->n; k++) {
            if (l->named[k].id != p[i].agency_id)
                continue;
            l->named[k].prior = p[i].total;
            known++;
        }
    }
    if (known < l->n || l->n == 0)
        f->prior = MONEY_MISSING;
    return true;
}

static bool load_sources(struct speech_figures *f, struct err *e)
{
    const struct source_in *s;
    struct rows rows;

    if (!db_list(f->db, f->a, &Q_SPEECH_SOURCES, ARGS(V(f->year)), &source_type, &rows, e))
        return false;
    s = rows.p;
    for (enum revenue_source k = 0; k < REVENUE_SOURCES; k++) {
        for (size_t i = 0; i < rows.n; i++) {
            struct speech_named x = {.code = s[i].source_code,
                                     .name = revenue_name(k, LANG_TH),
                                     .amount = s[i].amount,
                                     .prior = MONEY_MISSING};

            if (str_eq(s[i].source_code, str_from(revenue_code(k))))
                add_named(f, SK_SOURCE, &x);
        }
    }
    return true;
}

bool speech_figures_load(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                         struct speech_figures **ret, struct err *e)
{
    struct speech_figures *f = ARENA_NEW(a, struct speech_figures);
    bool found;

    *f = (struct speech_figures){.a = a, .db = db, .year = year, .ordinance = ordinance};
    if (!db_find(db, a, &Q_SPEECH_FACTS, ARGS(V(year), V(ordinance)), &facts_type, &f->facts,
                 &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_YEAR_MISSING);
        err_arg(e, "year", V(year));
        return false;
    }
    if (!load_groups(f, e) || !load_prior(f, e) || !load_sources(f, e))
        return false;
    *ret = f;
    return true;
}

struct money speech_total(const struct speech_figures *f)
{
    return f->total;
}

int64_t speech_change_id(const struct speech_figures *f)
{
    return f->facts.change_id;
}

const struct speech_facts *speech_facts_of(const struct speech_figures *f)
{
    return &f->facts;
}
