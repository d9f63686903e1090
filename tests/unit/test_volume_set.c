/* test_volume_set.c - the set of documents: the budget as it is loaded, books of agencies, versions, and the proof
 * that all books print the same figures. On each kind of store. */
#include "plan_store.h"

#include "document/budget.h"
#include "plan/history.h"

#define DAY DATE(20220701)
enum { YEAR = 2566 };

struct town {
    struct plan_city c;
    int64_t special; /* fund ACC */
};

static bool one_line(struct plan_bulk *b, const struct town *t, int64_t package, int64_t item,
                     int64_t fund, int64_t baht, struct err *e)
{
    struct line_new l = {.package_id = package,
                         .fund_id = fund,
                         .item_id = item,
                         .quantity_milli = 2000,
                         .unit_word = STR("เครื่อง"),
                         .unit_price = BAHT(baht / 2),
                         .name = STR("เครื่องสูบน้ำ"),
                         .requested = BAHT(baht)};
    struct str code;
    int64_t id;

    (void)t;
    return plan_bulk_line(b, &l, &id, &code, e);
}

static bool fill_town(struct act *by, void *ctx, struct err *e)
{
    const struct town *t = ctx;
    const struct {
        int64_t agency, output, item, fund, baht;
        const char *state;
    } row[] = {
        {t->c.drainage.id, t->c.water, t->c.building, t->c.own, 3000000, "SUBMITTED"},
        {t->c.drainage.id, t->c.water, t->c.building, t->special, 500000, "SUBMITTED"},
        {t->c.drainage.id, t->c.water, t->c.salary, t->c.own, 1000, "SUBMITTED"},
        {t->c.works.id, t->c.road, t->c.building, t->c.own, 7000000, "SUBMITTED"},
        {t->c.works.id, t->c.road, t->c.building, t->c.own, 90, "DRAFT"}, /* is not in the draft */
    };
    struct plan_bulk *b;

    if (!plan_bulk_begin(by, YEAR, STR("test"), &b, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct unit_new u = {.year = YEAR,
                             .title = STR("งานระบายน้ำ"),
                             .agency_id = row[i].agency,
                             .output_id = row[i].output};
        struct package_new p = {
            .level = 1, .level_kind = STR("minimum"), .title = STR("งานระบายน้ำ")};

        if (!plan_bulk_unit(b, &u, &p.unit_id, e) ||
            !plan_bulk_package(b, &p, str_from(row[i].state), &p.unit_id, e) ||
            !one_line(b, t, p.unit_id, row[i].item, row[i].fund, row[i].baht, e))
            return false;
    }
    return plan_bulk_end(b, e);
}

static bool fill_past(struct act *by, void *ctx, struct err *e)
{
    const struct town *t = ctx;
    const struct past_line row[] = {
        {.year = YEAR - 1,
         .agency_id = t->c.drainage.id,
         .output_code = STR("0503001"),
         .item_code = STR("05202-1"),
         .name = STR("เครื่องสูบน้ำ"),
         .asked = BAHT(5),
         .enacted = BAHT(2000000),
         .after_transfers = MONEY_MISSING,
         .paid = MONEY_MISSING,
         .source = STR("test")},
        {.year = YEAR - 1,
         .agency_id = t->c.drainage.id,
         .output_code = STR("9999999"),
         .item_code = STR("05202-1"),
         .name = STR("งานที่เลิกแล้ว"),
         .asked = BAHT(5),
         .enacted = BAHT(40),
         .after_transfers = MONEY_MISSING,
         .paid = MONEY_MISSING,
         .source = STR("test")},
    };
    int64_t fresh, changed;

    return history_put(by, row, ARRAY_LEN(row), STR("test"), &fresh, &changed, e);
}

static void make_town(struct store *s, struct arena *a, struct town *t)
{
    struct err e;

    plan_make(s, a, YEAR, &t->c);
    t->special = class_by_code(&t->c.fund, STR("ACC"))->id;
    assert_ok(city_write(s, a, fill_town, t, &e), &e);
    assert_ok(city_write(s, a, fill_past, t, &e), &e);
}

static bool count_line(void *ctx, const struct budget_line *l, struct err *e)
{
    int64_t *sum = ctx;

    (void)e;
    *sum += l->amount.satang;
    return true;
}

static void budget_adds_up(struct store *s, struct arena *a)
{
    struct town t;
    struct budget b;
    struct db *db;
    struct err e;
    int64_t sum = 0;

    make_town(s, a, &t);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(budget_load(db, a, (struct budget_of){YEAR, 0, DAY}, &b, &e), &e);
    assert_int_equal(b.agencies, 2);
    assert_str(b.agency[0].code, "10000000", "printed order");
    assert_int_equal(b.agency[0].number, 14); /* documents 1-6, then 01 02 03 04 07 08 09 10 */
    assert_int_equal(b.agency[1].number, 15);
    assert_int_equal(b.sum.amount.satang, BAHT(10501000).satang);
    assert_int_equal(b.sum.special.satang, BAHT(500000).satang);
    assert_int_equal(b.sum.prior.satang, BAHT(2000040).satang);
    assert_int_equal(b.agency[0].prior_from, PRIOR_NONE);
    assert_int_equal(b.agency[1].prior_from, PRIOR_PAST);
    assert_int_equal(b.prior_known, 1);
    assert_int_equal(b.facts.left_out, 1);
    /* what has no counterpart in this year's structure stands last */
    assert_str(b.output[b.outputs - 1].code, "-", "no counterpart");
    assert_int_equal(b.output[b.outputs - 1].sum.prior.satang, BAHT(40).satang);
    for (size_t i = 0; i < b.agencies; i++) {
        struct budget_cut c = BUDGET_ALL;

        c.agency = i;
        sum = 0;
        assert_int_equal(budget_sum_of(&b, c).amount.satang, b.agency[i].sum.amount.satang);
        assert_ok(budget_agency_lines(&b, i, count_line, &sum, &e), &e);
        assert_int_equal(sum, b.agency[i].sum.amount.satang);
        c.type = 0;
        assert_true(str_starts(budget_tie(&b, a, c), STR("agency:1")));
        assert_true(str_ends(budget_tie(&b, a, c), STR("/type:1")));
    }
    assert_str(budget_tie(&b, a, BUDGET_ALL), "city/total", "all");
    assert_err(budget_load(db, a, (struct budget_of){2590, 0, DAY}, &b, &e), &e, ERR_YEAR_MISSING);
    assert_err(budget_load(db, a, (struct budget_of){YEAR, 3, DAY}, &b, &e), &e, ERR_NOTHING);
}

static void test_budget(void **state)
{
    (void)state;
    with_each_store(budget_adds_up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
