/* demo_cycle.c - see demo_cycle.h. */
#include "exchange/demo_cycle.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/user.h"
#include "exchange/demo_table.h"
#include "plan/calendar.h"
#include "plan/extension.h"
#include "plan/package.h"
#include "store/store.h"

/* One row, its days read, the day of the act set to the row's. */
struct cycle_demo {
    struct act by;
    int64_t year;
    struct str key, text;
    struct date from, to;
};

static bool day_of(struct str s, struct date *ret, struct err *e)
{
    *ret = DATE_NONE;
    return s.n < 10 || date_parse_iso(s, ret, e);
}

static bool as_person(struct cycle_demo *d, const char *name, struct actor *who, struct err *e)
{
    if (!actor_load(d->by.tx->db, d->by.a, str_from(name), who, e))
        return false;
    who->session_ref = STR_NONE;
    d->by.who = who;
    d->by.today = d->from;
    return true;
}

static bool ask(struct cycle_demo *d, struct err *e)
{
    struct extension_new n = {.year = d->year, .step = STEP_REQUEST, .reason = d->text, .until = d->to};
    struct actor who;
    struct agency g;
    struct str code;

    if (!agency_get(d->by.tx->db, d->by.a, d->key, &g, e) || !as_person(d, "head.1100", &who, e))
        return false;
    n.agency_id = g.id;
    return extension_ask(&d->by, &n, &code, e);
}

static bool allow(struct cycle_demo *d, struct err *e)
{
    const struct extension *x;
    struct actor who;
    struct rows rows;

    if (!extension_list(d->by.tx->db, d->by.a, d->year, 0, &rows, e) || !as_person(d, "office", &who, e))
        return false;
    x = rows.p;
    return rows.n == 0 || extension_decide(&d->by, x->code, x->version, true, d->text, e);
}

/* The agency is marked late, and its first package came after its day. */
static bool late(struct cycle_demo *d, struct err *e)
{
    struct package_filter f = {.year = d->year, .limit = 1};
    const struct package_row *p;
    struct agency g;
    struct rows rows;

    if (!agency_get(d->by.tx->db, d->by.a, d->key, &g, e))
        return false;
    f.agency_id = g.id;
    if (!agency_mark_put(&d->by, d->year, g.id, STR("late"), d->text, e) ||
        !package_list(d->by.tx->db, d->by.a, NULL, &f, &rows, e))
        return false;
    p = rows.p;
    d->by.today = d->from;
    return rows.n == 0 || late_mark(&d->by, d->year, p->id, g.id, e);
}

static bool plan_next(struct cycle_demo *d, int32_t days, struct err *e)
{
    struct calendar_plan p = {.year = d->year + 1, .version = 1, .step = d->key, .source = d->text};
    struct calendar_step s;

    if (!calendar_get(d->by.tx->db, d->by.a, p.year, d->key, &s, e))
        return false;
    p.responsible = s.responsible_th;
    p.from_date = s.from_date;
    p.to_date = date_add_days(d->by.today, days);
    if (date_cmp(p.to_date, p.from_date) < 0)
        p.from_date = d->by.today;
    return calendar_plan_put(&d->by, &p, e);
}

static bool demo_row(struct cycle_demo *d, const struct demo_table *t, size_t i, struct err *e)
{
    struct str kind = demo_get(t, i, "kind");

    if (str_eq(kind, STR("real")))
        return calendar_real_put(&d->by,
                                 &(struct calendar_real){.year = d->year, .step = d->key, .source = d->text,
                                                         .from_date = d->from, .to_date = d->to},
                                 e);
    if (str_eq(kind, STR("extension")))
        return ask(d, e);
    if (str_eq(kind, STR("allow")))
        return allow(d, e);
    if (str_eq(kind, STR("late")))
        return late(d, e);
    return plan_next(d, (int32_t)demo_number(t, i, "to"), e);
}

bool demo_cycle(struct act *by, int64_t year, struct err *e)
{
    struct demo_table t;
    struct rows there;
    int64_t added;

    if (!calendar_list(by->tx->db, by->a, year, &there, e))
        return false;
    if (there.n)
        return true;
    if (!calendar_fill(by, year, &added, e) || !calendar_fill(by, year + 1, &added, e) ||
        !demo_table_read(by->a, "demo_cycle.csv", &t, e))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        struct cycle_demo d = {.by = *by, .year = year, .key = demo_get(&t, i, "key"), .text = demo_get(&t, i, "text")};

        if (!day_of(demo_get(&t, i, "from"), &d.from, e) || !day_of(demo_get(&t, i, "to"), &d.to, e) ||
            !demo_row(&d, &t, i, e))
            return false;
    }
    return true;
}
