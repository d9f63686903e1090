#include "exchange/demo_house.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "city/user.h"
#include "exchange/demo_table.h"
#include "plan/integrated.h"
#include "plan/overlap.h"
#include "sql_exchange.h"
#include "store/store.h"

struct house_row {
    struct str plan, kind, key, text, more, reason, output;
    int64_t number, count;
};

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

static struct house_row row_at(const struct demo_table *t, size_t i)
{
    return (struct house_row){.plan = demo_get(t, i, "plan"),
                              .kind = demo_get(t, i, "kind"),
                              .key = demo_get(t, i, "key"),
                              .text = demo_get(t, i, "text"),
                              .more = demo_get(t, i, "more"),
                              .reason = demo_get(t, i, "reason"),
                              .output = demo_get(t, i, "number"),
                              .number = demo_number(t, i, "number"),
                              .count = demo_number(t, i, "count")};
}

static int64_t digits(struct str s)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n = n * 10 + (s.p[i] - '0');
    return n;
}

static bool add_plan(struct act *by, int64_t year, const struct house_row *r, struct err *e)
{
    struct integrated_new n = {.year = year,
                               .code = r->plan,
                               .name_th = r->text,
                               .name_en = r->more,
                               .purpose = r->reason,
                               .lead_code = r->key};

    return integrated_add(by, &n, e);
}

static bool put_packages(struct act *by, int64_t year, const struct house_row *r, struct err *e)
{
    const struct code_row *c;
    struct rows rows;

    if (!db_list(by->tx->db, by->a, &Q_DEMO_HOUSE_PACKAGES,
                 ARGS(V(year), V(r->key), V(r->output), V(r->count), V(r->text)), &code_type, &rows,
                 e))
        return false;
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!integrated_put(by, year, r->plan, c[i].code, e))
            return false;
    }
    return true;
}

static bool prove(struct act *by, int64_t year, const struct house_row *r, struct err *e)
{
    struct evidence_new n = {.step = digits(r->key),
                             .doc_no = r->more,
                             .title = r->text,
                             .doc_date = DATE((int32_t)digits(r->reason)),
                             .parties = r->number,
                             .people = r->count};
    int64_t number;

    return integrated_prove(by, year, r->plan, &n, &number, e);
}

/* Searches at the first, then settles the pair with that number when there is one. */
static bool settle(struct act *by, int64_t year, const struct house_row *r, struct err *e)
{
    struct overlap_settle s = {
        .year = year, .number = digits(r->key), .decision = r->text, .reason = r->reason};
    struct overlap_result found;
    struct overlap_row pair;
    struct err none;

    if (s.number == 1 &&
        (!overlap_find(by->tx->db, by->a, year, &found, e) || !overlap_keep(by, year, &found, e)))
        return false;
    if (!overlap_get(by->tx->db, by->a, year, s.number, &pair, &none))
        return true; /* a small city may have none */
    s.stays = str_eq(s.decision, STR("keep")) ? STR_NONE : pair.left_code;
    return overlap_settle(by, &s, e);
}

static bool propose(struct act *by, int64_t year, const struct house_row *r, struct err *e)
{
    struct param_new n = {.from_year = year,
                          .from_date = date_add_days(by->today, (int32_t)r->count),
                          .value = r->text,
                          .reason = r->reason};
    struct act as = *by;
    struct actor who;
    int64_t number;

    as.who = &who;
    if (!param_find(r->key, &n.param, e) || !actor_load(by->tx->db, by->a, r->more, &who, e))
        return false;
    who.session_ref = STR_NONE;
    return param_propose(&as, &n, &number, e);
}

static bool do_row(struct act *by, int64_t year, const struct house_row *r, struct err *e)
{
    if (str_eq(r->kind, STR("plan")))
        return add_plan(by, year, r, e);
    if (str_eq(r->kind, STR("party")))
        return integrated_join(by, year, r->plan, r->key, r->text, e);
    if (str_eq(r->kind, STR("package")))
        return put_packages(by, year, r, e);
    if (str_eq(r->kind, STR("step")))
        return prove(by, year, r, e);
    if (str_eq(r->kind, STR("settle")))
        return settle(by, year, r, e);
    return propose(by, year, r, e);
}

bool demo_house(struct act *by, int64_t year, struct err *e)
{
    struct integrated there;
    struct demo_table t;
    struct err none;

    if (!demo_table_read(by->a, "demo_house.csv", &t, e))
        return false;
    if (integrated_get(by->tx->db, by->a, year, demo_get(&t, 0, "plan"), &there, &none))
        return true;
    for (size_t i = 0; i < t.n; i++) {
        struct house_row r = row_at(&t, i);

        if (!do_row(by, year, &r, e))
            return false;
    }
    return true;
}
