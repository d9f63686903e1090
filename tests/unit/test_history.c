/* Earlier years of lines: put, replaced, and matched to the lines of a request. */
#include "plan_store.h"

#include "base/crypto.h"
#include "plan/history.h"

enum { YEAR = 2568 };

struct ctx {
    struct plan_city c;
    struct past_line row[4];
    size_t n;
    int64_t fresh, changed, package_id;
    struct str drawn;
};

static bool put(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return history_put(by, x->row, x->n, STR("history:test"), &x->fresh, &x->changed, e);
}

static bool make(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct unit_new u = {.year = YEAR,
                         .agency_id = x->c.drainage.id,
                         .output_id = x->c.water,
                         .title = STR("บำบัดน้ำเสีย")};
    struct package_new p = {.level = 1, .title = STR("ขั้นต่ำ"), .level_kind = STR("minimum")};
    struct line_new l = {.item_id = x->c.building, .fund_id = x->c.own, .quantity_milli = 0};
    struct str code;
    int64_t id;

    if (!unit_add(by, &u, &p.unit_id, e) || !package_add(by, &p, &x->package_id, e)) {
        return false;
    }
    l.package_id = x->package_id;
    l.name = STR("เครื่องสูบน้ำ");
    l.drawn_from = x->drawn;
    if (!line_add(by, &l, &id, &code, e)) {
        return false;
    }
    l.name = STR("ชื่อ เดิม");
    l.drawn_from = STR_NONE;
    return line_add(by, &l, &id, &code, e);
}

static void history(struct store *s, struct arena *a)
{
    struct ctx x = {.n = 3};
    struct plan_fill f = {
        .year = YEAR - 1, .c = &x.c, .units = 1, .levels = 1, .lines = 1, .state = "SUBMITTED"};
    struct actor collector, other, officer;
    const struct history_row *h;
    struct rows rows;
    struct db *db;
    struct err e;

    plan_make(s, a, YEAR - 1, &x.c);
    f.agency_id = x.c.drainage.id;
    f.output_id = x.c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 2567-0-1100-00001 lives in PBIS */
    plan_make(s, a, YEAR, &x.c);
    plan_reach(s, a, YEAR, "REQUEST");
    collector = plan_person("collector", PERM_COLLECT, SCOPE_AGENCY, x.c.drainage.id);
    other = plan_person("collector", PERM_COLLECT, SCOPE_AGENCY, x.c.works.id);
    officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, x.c.drainage.id);
    x.row[0] = (struct past_line){.year = YEAR - 2,
                                  .agency_id = x.c.drainage.id,
                                  .output_code = STR("0503001"),
                                  .item_code = STR("05202-1"),
                                  .key = STR("k1"),
                                  .name = STR("ชื่อเดิม"),
                                  .asked = BAHT(100),
                                  .enacted = BAHT(90),
                                  .after_transfers = MONEY_MISSING,
                                  .paid = MONEY_MISSING,
                                  .source = STR("book.xlsx"),
                                  .source_cell = STR("F12")};
    x.row[1] = x.row[0];
    x.row[1].year = YEAR - 1;
    x.row[1].key = STR_NONE; /* named by output, item and name */
    x.row[1].paid = BAHT(80);
    x.row[2] = x.row[0];
    x.row[2].year = YEAR - 3;
    x.row[2].key = STR("old");
    x.row[2].name = STR("อย่างอื่น");
    assert_err(city_write_as(s, a, &officer, put, &x, &e), &e, ERR_FORBIDDEN);
    assert_err(city_write_as(s, a, &other, put, &x, &e), &e, ERR_SCOPE);
    x.row[0].asked = MONEY(-1);
    assert_err(city_write_as(s, a, &collector, put, &x, &e), &e, ERR_AMOUNT_NEGATIVE);
    x.row[0].asked = BAHT(100);
    x.row[0].year = 2026;
    assert_err(city_write_as(s, a, &collector, put, &x, &e), &e, ERR_BAD_YEAR);
    x.row[0].year = YEAR - 2;
    x.row[0].name = STR(" ");
    assert_err(city_write_as(s, a, &collector, put, &x, &e), &e, ERR_REQUIRED);
    x.row[0].name = STR("ชื่อเดิม");
    assert_ok(city_write_as(s, a, &collector, put, &x, &e), &e);
    assert_int_equal(x.fresh, 3);
    assert_ok(city_write(s, a, put, &x, &e), &e);
    assert_int_equal(x.fresh + x.changed, 0); /* the same rows again */
    x.row[0].enacted = BAHT(95);
    assert_ok(city_write(s, a, put, &x, &e), &e);
    assert_int_equal(x.changed, 1);

    x.drawn = STR("2567-0-1100-00001");
    assert_ok(city_write(s, a, make, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(history_of_package(db, a, x.package_id, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    h = rows.p;
    assert_str(h[0].key, "2567-0-1100-00001", "drawn from a living year's line");
    assert_int_equal(h[0].asked.satang, 100000);
    assert_int_equal(h[0].enacted.satang, MONEY_MISSING.satang); /* not enacted yet */
    assert_str(h[1].code, "2568-0-1100-00002", "the second line by output, item and name");
    assert_int_equal(h[1].year, YEAR - 1);
    assert_int_equal(h[1].paid.satang, 8000);
    assert_int_equal(h[2].year, YEAR - 2);
    assert_int_equal(h[2].enacted.satang, 9500);
    assert_int_equal(h[2].paid.satang, MONEY_MISSING.satang);
    assert_ok(history_of_agency(
                  db, a, &(struct history_span){x.c.drainage.id, YEAR - 3, YEAR - 1, STR_NONE},
                  &rows, &e),
              &e);
    assert_int_equal(rows.n, 4);
    assert_ok(history_of_agency(db, a,
                                &(struct history_span){x.c.works.id, YEAR - 3, YEAR - 1, STR_NONE},
                                &rows, &e),
              &e);
    assert_int_equal(rows.n, 0);
}

static void test_history(void **state)
{
    (void)state;
    with_each_store(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
