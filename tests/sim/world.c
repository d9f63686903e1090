#include "world.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "city/user.h"
#include "execute/enact.h"
#include "execute/origin.h"
#include "plan_store.h"
#include "town.h"

/* ---- the town ---- */

struct filling {
    const struct plan_city *c;
    const struct class_tree *item, *programme;
    int64_t year;
    const struct town_line *line;
    size_t n;
    struct store *s;
};

static int64_t agency_id(struct store *s, struct arena *a, const char *code)
{
    struct agency g;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(agency_get(db, a, str_from(code), &g, &e), &e);
    return g.id;
}

/* One unit, package and line for each: outputs and agencies differ. */
static bool fill(struct act *by, void *ctx, struct err *e)
{
    const struct filling *f = ctx;
    struct plan_bulk *b;

    if (!plan_bulk_begin(by, f->year, STR("town"), &b, e)) {
        return false;
    }
    for (size_t i = 0; i < f->n; i++) {
        const struct town_line *t = &f->line[i];
        struct unit_new u = {.year = f->year,
                             .agency_id = agency_id(f->s, by->a, t->agency),
                             .output_id = class_by_code(f->programme, str_from(t->output))->id,
                             .title = STR("เมืองจำลอง")};
        struct package_new p = {.level = 1,
                                .title = u.title,
                                .level_kind = STR("minimum"),
                                .value_score = {1000000}};
        struct line_new l = {.fund_id = f->c->own,
                             .item_id = class_by_code(f->item, str_from(t->item))->id,
                             .quantity_milli = 1000,
                             .name = STR("รายการ"),
                             .requested = BAHT(t->baht)};
        struct str code;
        int64_t id;

        l.unit_price = l.requested;
        if (!plan_bulk_unit(b, &u, &p.unit_id, e) ||
            !plan_bulk_package(b, &p, STR("ANALYST_ACCEPTED"), &l.package_id, e) ||
            !plan_bulk_line(b, &l, &id, &code, e)) {
            return false;
        }
    }
    return plan_bulk_end(b, e);
}

static bool enact(struct act *by, void *ctx, struct err *e)
{
    struct enactment r = {0};

    return enact_year(by, *(const int64_t *)ctx, &r, e);
}

static void make_year(struct store *s, struct arena *a, int64_t year, const struct town_line *l,
                      size_t n)
{
    struct plan_city c;
    struct filling f = {.c = &c, .year = year, .line = l, .n = n, .s = s};
    struct class_tree programme, item;
    struct db *db;
    struct err e;

    plan_make(s, a, year, &c);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(class_tree_load(db, a, year, STR("programme"), &programme, &e), &e);
    assert_ok(class_tree_load(db, a, year, STR("item"), &item, &e), &e);
    f.programme = &programme;
    f.item = &item;
    assert_ok(city_write(s, a, fill, &f, &e), &e);
    plan_reach(s, a, year, "GOVERNOR");
    assert_ok(city_write(s, a, enact, &year, &e), &e);
}

static bool add_people(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    for (size_t i = 0; i < town_people_n; i++) {
        const struct town_person *p = &town_people[i];
        struct user_new u = {.name = str_from(p->name),
                             .full_name = str_from(p->name),
                             .agency_code = str_from(p->agency)};

        if (!role_parse(str_from(p->role), &u.role, e) || !user_add(by, &u, e)) {
            return false;
        }
    }
    return true;
}

static bool open_line(struct act *by, void *ctx, struct err *e)
{
    struct str code;
    int64_t id;

    return line_open(by, ctx, &id, &code, e);
}

static void open_lines(struct store *s, struct arena *a)
{
    struct class_tree programme, item, fund;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(class_tree_load(db, a, TOWN_YEAR, STR("programme"), &programme, &e), &e);
    assert_ok(class_tree_load(db, a, TOWN_YEAR, STR("item"), &item, &e), &e);
    assert_ok(class_tree_load(db, a, TOWN_YEAR, STR("fund"), &fund, &e), &e);
    for (size_t i = 0; i < town_opened_n; i++) {
        const struct town_opened *t = &town_opened[i];
        struct line_open_new n = {.year = TOWN_YEAR,
                                  .agency_id = agency_id(s, a, t->agency),
                                  .output_id = class_by_code(&programme, str_from(t->output))->id,
                                  .item_id = class_by_code(&item, str_from(t->item))->id,
                                  .fund_id = class_by_code(&fund, STR("OWN"))->id,
                                  .name = STR("เงินงบกลางที่ได้รับ"),
                                  .origin = {.kind = str_from(t->kind),
                                             .central_item = str_from(t->central_item),
                                             .on_date = DATE(t->date)},
                                  .authority = STR("GOVERNOR:1"),
                                  .reason = STR("จำลอง")};

        assert_ok(city_write(s, a, open_line, &n, &e), &e);
    }
}

void world_make(struct str url)
{
    struct arena *a = arena_new();
    struct store *s = store_for_test(a, url);
    struct err e;

    make_year(s, a, TOWN_YEAR, town_lines, town_lines_n);
    make_year(s, a, TOWN_YEAR + 1, town_next, town_next_n);
    city_make(s, a, TOWN_YEAR + 2); /* what is carried a second time lands there */
    assert_ok(city_write(s, a, add_people, NULL, &e), &e);
    open_lines(s, a);
    arena_free(a);
}
