/* Inside an agency: section, collector, director; what was not sent on is not seen above. */
#include "plan_store.h"

#include "base/crypto.h"
#include "city/search.h"
#include "city/user.h"
#include "plan/review.h"
#include "plan/section.h"

enum { YEAR = 2566 };

struct ctx {
    struct plan_city c;
    struct section s;
    int64_t section_id, package_id;
    struct str user, code, event, reason;
    int64_t version;
    bool in;
};

static bool add_section(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return section_add(by, &x->s, &x->section_id, e);
}

static bool add_people(struct act *by, void *ctx, struct err *e)
{
    static const struct {
        const char *name;
        enum role role;
    } people[] = {{"teacher", ROLE_OFFICER},
                  {"clerk", ROLE_OFFICER},
                  {"gather", ROLE_COLLECTOR},
                  {"chief", ROLE_HEAD}};

    (void)ctx;
    for (size_t i = 0; i < ARRAY_LEN(people); i++) {
        struct user_new u = {.name = str_from(people[i].name),
                             .full_name = str_from(people[i].name),
                             .password_hash = STR("x"),
                             .role = people[i].role,
                             .agency_code = STR("11000000")};

        if (!user_add(by, &u, e)) {
            return false;
        }
    }
    return true;
}

static bool join(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return section_member(by, x->c.drainage.id, x->s.code, x->user, x->in, e);
}

static bool close_section(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return section_close(by, x->c.drainage.id, x->s.code, e);
}

static bool make(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct unit_new u = {.year = YEAR,
                         .agency_id = x->c.drainage.id,
                         .output_id = x->c.water,
                         .title = STR("ลอกคลองลับ")};
    struct package_new p = {.level = 1, .title = u.title, .level_kind = STR("minimum")};

    return unit_add(by, &u, &p.unit_id, e) && package_add(by, &p, &x->package_id, e);
}

static bool event(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return package_event(by, YEAR, x->code, x->event, x->version, x->reason, e);
}

static bool edit(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct package_edit n = {
        .year = YEAR, .version = x->version, .code = x->code, .title = STR("ลอกคลองลับ")};

    return package_update(by, &n, e);
}

/* What a person finds: by code, in the list, in the levels, by search. All or nothing. */
static bool sees(struct db *db, struct arena *a, const struct actor *who, struct str code)
{
    struct package_filter f = {.year = YEAR, .limit = 100};
    struct package p;
    struct rows list, levels, hits;
    int64_t n;
    struct err e;
    bool got;

    assert_ok(sight_of(db, a, who, &f.sight, &e), &e);
    got = package_see(db, a, who, YEAR, code, &p, &e);
    if (!got) {
        assert_err(false, &e, ERR_NOT_FOUND);
        assert_ok(package_get(db, a, YEAR, code, &p, &e), &e);
    }
    assert_ok(package_list(db, a, NULL, &f, &list, &e), &e);
    assert_ok(package_count(db, &f, &n, &e), &e);
    assert_ok(package_levels(db, a, p.unit_id, f.sight, &levels, &e), &e);
    assert_ok(search_find(db, a, YEAR, STR("คลองลับ"), f.sight, &hits, &e), &e);
    assert_int_equal(list.n, got);
    assert_int_equal(n, got);
    assert_int_equal(levels.n, got);
    assert_int_equal(hits.n, got);
    assert_ok(search_find(db, a, YEAR, code, f.sight, &hits, &e), &e);
    assert_int_equal(hits.n, got);
    return got;
}

static void people(struct store *s, struct arena *a)
{
    struct ctx x = {0};
    struct actor teacher, clerk, gather, chief, analyst, stranger, office;
    struct rows rows;
    struct db *db;
    struct err e;

    plan_make(s, a, YEAR, &x.c);
    plan_reach(s, a, YEAR, "REQUEST");
    assert_ok(city_write(s, a, add_people, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(actor_load(db, a, STR("teacher"), &teacher, &e), &e);
    assert_ok(actor_load(db, a, STR("clerk"), &clerk, &e), &e);
    assert_ok(actor_load(db, a, STR("gather"), &gather, &e), &e);
    assert_ok(actor_load(db, a, STR("chief"), &chief, &e), &e);
    analyst = plan_person("analyst1", PERM_ANALYSE, SCOPE_DIVISION, 1);
    office = plan_person("office", PERM_BUDGET_READ, SCOPE_CITY, 0);
    stranger = plan_person("officer.1000", PERM_REQUEST_WRITE, SCOPE_AGENCY, x.c.works.id);

    x.s = (struct section){.agency_id = x.c.drainage.id,
                           .code = STR("S1"),
                           .name_th = STR("โรงเรียนหนึ่ง"),
                           .kind = STR("school")};
    assert_err(city_write_as(s, a, &clerk, add_section, &x, &e), &e, ERR_FORBIDDEN);
    x.s.kind = STR("shop");
    assert_err(city_write_as(s, a, &gather, add_section, &x, &e), &e, ERR_BAD_CHOICE);
    x.s.kind = STR("school");
    assert_ok(city_write_as(s, a, &gather, add_section, &x, &e), &e);
    assert_err(city_write_as(s, a, &gather, add_section, &x, &e), &e, ERR_DUPLICATE);
    x.user = STR("nobody");
    x.in = true;
    assert_err(city_write_as(s, a, &gather, join, &x, &e), &e, ERR_NOT_FOUND);
    x.user = STR("teacher");
    assert_ok(city_write_as(s, a, &gather, join, &x, &e), &e);
    assert_ok(section_list(db, a, YEAR, x.c.drainage.id, &rows, &e), &e);
    assert_int_equal(((const struct section *)rows.p)->members, 1);

    assert_ok(city_write_as(s, a, &teacher, make, &x, &e), &e);
    x.code = STR("1100-00001-L1");
    x.version = 1;
    /* With the section: nobody above sees it. */
    assert_true(sees(db, a, &teacher, x.code));
    assert_false(sees(db, a, &clerk, x.code));
    assert_false(sees(db, a, &gather, x.code));
    assert_false(sees(db, a, &chief, x.code));
    assert_false(sees(db, a, &analyst, x.code));
    assert_false(sees(db, a, &office, x.code));
    assert_false(sees(db, a, &stranger, x.code));
    x.event = STR("ready");
    assert_err(city_write_as(s, a, &teacher, event, &x, &e), &e, ERR_PLACE);
    assert_err(city_write_as(s, a, &gather, event, &x, &e), &e, ERR_NOT_FOUND);
    assert_err(city_write_as(s, a, &gather, edit, &x, &e), &e, ERR_NOT_FOUND);
    x.event = STR("submit");
    assert_err(city_write_as(s, a, &chief, event, &x, &e), &e, ERR_NOT_FOUND);
    x.event = STR("send");
    assert_ok(city_write_as(s, a, &teacher, event, &x, &e), &e);
    x.version = 2;
    /* With the collector: those who gather, and the section it came from. */
    assert_true(sees(db, a, &teacher, x.code));
    assert_true(sees(db, a, &gather, x.code));
    assert_true(sees(db, a, &clerk, x.code)); /* an officer without a section gathers */
    assert_false(sees(db, a, &chief, x.code));
    assert_false(sees(db, a, &analyst, x.code));
    assert_false(sees(db, a, &stranger, x.code));
    assert_err(city_write_as(s, a, &teacher, edit, &x, &e), &e, ERR_PLACE);
    x.event = STR("back");
    assert_err(city_write_as(s, a, &gather, event, &x, &e), &e, ERR_REASON_NEEDED);
    x.reason = STR("ราคาเกินจริง");
    assert_ok(city_write_as(s, a, &gather, event, &x, &e), &e);
    x.version = 3;
    assert_false(sees(db, a, &gather, x.code));
    x.event = STR("send");
    x.reason = STR_NONE;
    assert_ok(city_write_as(s, a, &teacher, event, &x, &e), &e);
    x.version = 4;
    x.event = STR("ready");
    assert_err(city_write_as(s, a, &teacher, event, &x, &e), &e, ERR_PLACE);
    assert_ok(city_write_as(s, a, &gather, event, &x, &e), &e);
    x.version = 5;
    assert_true(sees(db, a, &chief, x.code));
    assert_false(sees(db, a, &analyst, x.code));
    assert_false(sees(db, a, &office, x.code));
    assert_err(city_write_as(s, a, &gather, edit, &x, &e), &e,
               ERR_PLACE); /* it lies to be signed */
    x.event = STR("recall");
    x.reason = STR("ลืมเอกสาร");
    assert_err(city_write_as(s, a, &teacher, event, &x, &e), &e, ERR_PLACE);
    assert_ok(city_write_as(s, a, &gather, event, &x, &e), &e);
    x.version = 6;
    assert_false(sees(db, a, &chief, x.code));
    /* A section that nobody is in: nothing is sent back to it, what lies there goes on. */
    x.in = false;
    assert_ok(city_write_as(s, a, &gather, join, &x, &e), &e);
    x.event = STR("back");
    assert_err(city_write_as(s, a, &gather, event, &x, &e), &e, ERR_NOTHING);
    x.in = true;
    assert_ok(city_write_as(s, a, &gather, join, &x, &e), &e);
    /* A closed section's drafts go on to the collector. */
    x.event = STR("back");
    assert_ok(city_write_as(s, a, &gather, event, &x, &e), &e);
    assert_false(sees(db, a, &gather, x.code));
    assert_ok(city_write_as(s, a, &gather, close_section, &x, &e), &e);
    assert_true(sees(db, a, &gather, x.code));
    /* Withdrawn before it was ever submitted: the city does not learn of it. */
    x.version = 8;
    x.event = STR("withdraw");
    assert_ok(city_write_as(s, a, &gather, event, &x, &e), &e);
    assert_false(sees(db, a, &analyst, x.code));
    assert_true(sees(db, a, &gather, x.code));
}

static void test_people(void **state)
{
    (void)state;
    with_each_store(people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
