/* demo_rules.c - see demo_rules.h. */
#include "exchange/demo_rules.h"

#include "allocate/branch.h"
#include "allocate/scenario_rule.h"
#include "base/arena.h"
#include "base/csv.h"
#include "exchange/demo_table.h"
#include "store/store.h"

enum { TEXT_MAX = 20000 };

/* All of the file as one, so that the city is looked at once. */
static bool add_rules(struct act *by, int64_t year, struct str name, struct err *e)
{
    struct scenario_rule_taken taken;
    struct demo_table t;
    struct sbuf b;

    if (!demo_table_read(by->a, "demo_rule.csv", &t, e))
        return false;
    sbuf_init(&b, by->a, TEXT_MAX);
    for (size_t row = 0; row <= t.n; row++) {
        for (size_t k = 0; k < t.cols; k++)
            csv_put_cell(&b, t.cell[row * t.cols + k]);
        csv_end_row(&b);
    }
    return scenario_rule_import(by, year, name, sbuf_str(&b), &taken, e);
}

bool demo_rules(struct act *by, int64_t year, struct str from, struct err *e)
{
    struct branch_new n = {.year = year, .from = from, .name = STR("rules")};
    struct share_new all = {.year = year, .name = n.name, .shared = STR("all")};
    struct scenario_row row;
    int64_t id;

    if (!scenario_branch(by, &n, &id, e) ||
        !scenario_open(by->tx->db, by->a, year, n.name, by->who, &row, e))
        return false;
    all.version = row.version;
    return scenario_share(by, &all, e) && add_rules(by, year, n.name, e);
}
