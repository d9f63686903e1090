#include "plan_store.h"

#include "plan/cycle.h"

void plan_make(struct store *s, struct arena *a, int64_t year, struct plan_city *ret)
{
    struct db *db;
    struct err e;
    struct class_tree *t = &ret->programme;

    city_make(s, a, year);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(agency_get(db, a, STR("11000000"), &ret->drainage, &e), &e);
    assert_ok(agency_get(db, a, STR("10000000"), &ret->works, &e), &e);
    assert_ok(class_tree_load(db, a, year, STR("programme"), t, &e), &e);
    ret->water = class_by_code(t, STR("0503001"))->id;
    ret->road = class_by_code(t, STR("0403001"))->id;
    assert_ok(class_tree_load(db, a, year, STR("item"), &ret->item, &e), &e);
    ret->salary = class_by_code(&ret->item, STR("01101-1"))->id;
    ret->building = class_by_code(&ret->item, STR("05202-1"))->id;
    assert_ok(class_tree_load(db, a, year, STR("fund"), &ret->fund, &e), &e);
    ret->own = class_by_code(&ret->fund, STR("OWN"))->id;
}

struct actor plan_person(const char *name, enum perm p, enum scope_kind kind, int64_t id)
{
    struct actor who = {0};

    who.user_id = 7;
    who.name = str_from(name);
    who.role_word = STR("test");
    who.grants = 1;
    who.grant[0].perms = UINT64_C(1) << (unsigned)p;
    who.grant[0].scope.kind = kind;
    who.grant[0].scope.id = id;
    return who;
}

static bool fill_unit(struct plan_bulk *b, const struct plan_fill *f, int u, int64_t *count,
                      struct err *e)
{
    static const char *const kinds[] = {"minimum", "current", "increment"};
    struct unit_new unit = {.year = f->year, .agency_id = f->agency_id, .output_id = f->output_id};
    char title[80];
    int64_t unit_id, package_id, line_id;
    struct str code;

    snprintf(title, sizeof title, "งานบำรุงรักษาคลองที่ %d", u + 1);
    unit.title = str_from(title);
    if (!plan_bulk_unit(b, &unit, &unit_id, e)) {
        return false;
    }
    for (int k = 0; k < f->levels; k++) {
        struct package_new p = {.unit_id = unit_id,
                                .level = k + 1,
                                .title = unit.title,
                                .level_kind = str_from(kinds[k < 3 ? k : 2]),
                                .value_score = {1000000}};

        if (!plan_bulk_package(b, &p, str_from(f->state), &package_id, e)) {
            return false;
        }
        for (int i = 0; i < f->lines; i++) {
            struct line_new l = {.package_id = package_id,
                                 .fund_id = f->c->own,
                                 .item_id = i % 2 ? f->c->building : f->c->salary,
                                 .quantity_milli = 1000,
                                 .name = STR("รายการ"),
                                 .requested = BAHT(1000 * ++*count)};

            l.unit_price = l.requested;
            if (!plan_bulk_line(b, &l, &line_id, &code, e)) {
                return false;
            }
        }
    }
    return true;
}

bool plan_fill(struct act *by, void *ctx, struct err *e)
{
    const struct plan_fill *f = ctx;
    struct plan_bulk *b;
    int64_t count = 0;

    if (!plan_bulk_begin(by, f->year, STR("test"), &b, e)) {
        return false;
    }
    for (int u = 0; u < f->units; u++) {
        if (!fill_unit(b, f, u, &count, e)) {
            return false;
        }
    }
    return plan_bulk_end(b, e);
}

struct reaching {
    int64_t year;
    const char *stage;
};

static bool reach(struct act *by, void *ctx, struct err *e)
{
    const struct reaching *r = ctx;

    return cycle_reach(by, r->year, str_from(r->stage), STR("test"), e);
}

void plan_reach(struct store *s, struct arena *a, int64_t year, const char *stage)
{
    struct reaching r = {year, stage};
    struct err e;

    assert_ok(city_write(s, a, reach, &r, &e), &e);
}
