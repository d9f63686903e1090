/* What a line costs: standard prices by two people, years that add up, places with whole shares. */
#include "plan_store.h"

#include "base/file.h"
#include "plan/costing.h"
#include "plan/package.h"
#include "plan/place.h"
#include "plan/price.h"

enum { YEAR = 2569 };

struct world {
    struct plan_city c;
    struct actor officer, maker, checker;
    struct str salary, pump; /* line codes: of personnel (1,000 baht), of construction (2,000) */
    struct db *db;
};

static void make_world(struct store *s, struct arena *a, struct world *w)
{
    struct plan_fill fill = {.year = YEAR, .units = 1, .levels = 1, .lines = 2, .state = "DRAFT"};
    struct err e;

    plan_make(s, a, YEAR, &w->c);
    fill.c = &w->c;
    fill.agency_id = w->c.drainage.id;
    fill.output_id = w->c.water;
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    assert_ok(store_reader(s, &w->db, &e), &e);
    w->officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, w->c.drainage.id);
    w->maker = plan_person("office.a", PERM_PARAM, SCOPE_CITY, 0);
    w->checker = plan_person("office.b", PERM_PARAM, SCOPE_CITY, 0);
    w->salary = STR("2569-0-1100-00001");
    w->pump = STR("2569-0-1100-00002");
}

/* ---- standard prices ---- */

struct proposing {
    struct price_new p[3];
    size_t n, row;
    int64_t made, done;
    struct str code;
    bool approve;
};

static bool propose(struct act *by, void *ctx, struct err *e)
{
    struct proposing *x = ctx;

    return price_propose(by, YEAR, x->p, x->n, &x->made, &x->row, e);
}

static bool decide(struct act *by, void *ctx, struct err *e)
{
    struct proposing *x = ctx;

    return price_decide(by, YEAR, x->code, x->approve, &x->done, e);
}

struct pricing {
    struct str line, price, reason;
};

static bool name_price(struct act *by, void *ctx, struct err *e)
{
    struct pricing *x = ctx;

    return costing_price_set(by, x->line, x->price, x->reason, e);
}

static const struct price_new pump_price = {.code = STR_INIT("EQ-001"),
                                            .item_code = STR_INIT("05202-1"),
                                            .name = STR_INIT("เครื่องสูบน้ำ 24 นิ้ว"),
                                            .unit_word = STR_INIT("เครื่อง"),
                                            .source = STR_INIT("ประกาศสำนักงบประมาณ"),
                                            .price = {150000}};

static void prices(struct store *s, struct arena *a)
{
    struct world w = {0};
    struct proposing x = {.n = 1, .approve = true};
    struct pricing p;
    struct costing c;
    struct price_row row;
    struct err e;

    make_world(s, a, &w);
    x.p[0] = pump_price;
    p = (struct pricing){.line = w.pump, .price = STR("EQ-001")};
    assert_err(city_write_as(s, a, &w.officer, propose, &x, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &w.maker, propose, &x, &e), &e);
    assert_int_equal(x.made, 1);
    assert_err(city_write_as(s, a, &w.officer, name_price, &p, &e), &e, ERR_PRICE_UNKNOWN);
    x.code = STR("EQ-001");
    assert_err(city_write_as(s, a, &w.maker, decide, &x, &e), &e, ERR_SAME_PERSON);
    assert_ok(city_write_as(s, a, &w.checker, decide, &x, &e), &e);
    assert_err(city_write_as(s, a, &w.checker, decide, &x, &e), &e, ERR_NOTHING);
    assert_ok(city_write_as(s, a, &w.maker, propose, &x, &e), &e);
    assert_int_equal(x.made, 0); /* the same again is nothing new */

    /* 2,000 a piece, 1,500 is the standard */
    assert_err(city_write_as(s, a, &w.officer, name_price, &p, &e), &e, ERR_PRICE_REASON);
    p.reason = STR("ต้องทนน้ำเค็ม");
    assert_ok(city_write_as(s, a, &w.officer, name_price, &p, &e), &e);
    assert_ok(costing_get(w.db, a, w.pump, &c, &e), &e);
    assert_true(costing_is_above(&c) && costing_is_capital(&c));
    assert_int_equal(c.standard.satang, 150000);
    {
        struct rows lines;

        assert_ok(package_lines(w.db, a, c.package_id, &lines, &e), &e);
        assert_false(((const struct line_row *)lines.p)[0].above_standard);
        assert_true(((const struct line_row *)lines.p)[1].above_standard);
    }

    /* a higher standard, once approved, takes its place */
    x.p[0].price = BAHT(2000);
    assert_ok(city_write_as(s, a, &w.maker, propose, &x, &e), &e);
    assert_err(
        city_write_as(s, a, &w.maker, propose, &(struct proposing){.n = 1, .p = {pump_price}}, &e),
        &e, ERR_ALREADY);
    assert_ok(costing_get(w.db, a, w.pump, &c, &e), &e);
    assert_int_equal(c.standard.satang, 150000); /* not before */
    assert_ok(city_write_as(s, a, &w.checker, decide, &x, &e), &e);
    assert_ok(costing_get(w.db, a, w.pump, &c, &e), &e);
    assert_int_equal(c.standard.satang, 200000);
    assert_false(costing_is_above(&c)); /* equal is fine */
    assert_ok(price_get(w.db, a, YEAR, STR("EQ-001"), &row, &e), &e);
    assert_int_equal(row.version, 2);

    /* what cannot be proposed */
    x.p[0].item_code = STR("99999-9");
    assert_err(city_write_as(s, a, &w.maker, propose, &x, &e), &e, ERR_UNKNOWN_CODE);
    x.p[0] = pump_price;
    x.p[0].valid_from = (struct date){20261001};
    x.p[0].valid_to = (struct date){20260930};
    assert_err(city_write_as(s, a, &w.maker, propose, &x, &e), &e, ERR_DATE_ORDER);
    x.p[0].valid_to = (struct date){20220930}; /* over before the test's day */
    x.p[0].valid_from = (struct date){20211001};
    x.p[0].code = STR("EQ-002");
    assert_ok(city_write_as(s, a, &w.maker, propose, &x, &e), &e);
    x.code = STR_NONE;
    assert_ok(city_write_as(s, a, &w.checker, decide, &x, &e), &e);
    p.price = STR("EQ-002");
    assert_err(city_write_as(s, a, &w.officer, name_price, &p, &e), &e, ERR_PRICE_UNKNOWN);
}

/* ---- a file of prices ---- */

static void test_price_file(void **state)
{
    struct arena *a = arena_new();
    struct price_file f;
    char *dir;
    struct str path;
    struct err e;

    (void)state;
    assert_ok(file_temp_dir(a, &dir, &e), &e);
    path = str_format(a, "%s/prices.csv", dir);
    assert_ok(file_write(str_cstr(a, path),
                         STR("ราคามาตรฐานปี 2569,,,,\n"
                             "Price code,รายการ,หน่วยนับ,ราคามาตรฐาน,ที่มา/ประกาศ,ใช้ถึง\n"
                             "A-1,โต๊ะ,ตัว,\"๖,๕๐๐\",ประกาศ 1,30/9/2569\n"
                             "A-2,,ตัว,900,ประกาศ 1,\n"
                             "A-3,เก้าอี้,ตัว,ฟรี,ประกาศ 1,\n"
                             "A-1,โต๊ะ,ตัว,7000,ประกาศ 2,\n"
                             "A-4,ตู้,ใบ,5000,ประกาศ 1,31/2/2569\n"
                             "A-5,ตู้,ใบ,5000,ประกาศ 1,2569-09-30\n"),
                         &e),
              &e);
    assert_ok(price_file_read(a, str_cstr(a, path), &f, &e), &e);
    assert_int_equal(f.n, 1);
    assert_int_equal(f.row[0].price.satang, 650000);
    assert_int_equal(f.row[0].valid_to.yyyymmdd, 20260930);
    assert_int_equal(f.issues, 5);
    assert_int_equal(f.issue[0].row, 4);
    assert_str(f.issue[0].field, "name", "the row and its column are named");
    assert_str(f.issue[1].field, "price", "a price that is a word");
    assert_str(f.issue[2].field, "code", "said twice");
    assert_str(f.issue[3].field, "valid_to", "no such day");
    assert_str(f.issue[4].field, "valid_to", "an era that was mixed up");

    assert_ok(file_write(str_cstr(a, path), STR("a,b\n1,2\n"), &e), &e);
    assert_err(price_file_read(a, str_cstr(a, path), &f, &e), &e, ERR_CSV_HEADER);
    assert_ok(file_write(str_cstr(a, path), STR("code,name,unit_word,price,source\n"), &e), &e);
    assert_err(price_file_read(a, str_cstr(a, path), &f, &e), &e, ERR_FILE_EMPTY);
    arena_free(a);
}

/* ---- years ---- */

static bool save_years(struct act *by, void *ctx, struct err *e)
{
    return tranche_save(by, ctx, e);
}

static void years(struct store *s, struct arena *a)
{
    static const struct {
        int64_t total, baht[3], first;
        size_t n;
        enum err_code want;
        const char *why;
    } row[] = {
        {10000, {2000, 5000, 3000}, YEAR, 3, ERR_NONE, "parts add up"},
        {10000, {2000, 5000, 2999}, YEAR, 3, ERR_TRANCHE_SUM, "a baht is missing"},
        {10000,
         {3000, 4000, 3000},
         YEAR,
         3,
         ERR_TRANCHE_YEAR,
         "the year's part is not the request"},
        {8000, {3000, 2000, 3000}, YEAR - 1, 3, ERR_NONE, "the second year of three"},
        {5000, {2000, 3000}, YEAR + 1, 2, ERR_BAD_NUMBER, "begins after the line's year"},
        {5000, {2000, 3000}, YEAR - 2, 2, ERR_BAD_NUMBER, "ends before it"},
        {2000, {2000}, YEAR, 1, ERR_NONE, "one year"},
        {0, {0}, 0, 0, ERR_NONE, "none: taken out again"},
    };
    struct world w = {0};
    struct tranche_row r[3], split[3];
    struct tranche_set t = {.row = r, .motion = STR("มติสภา 12/2568")};
    struct costing c;
    struct rows rows;
    struct err e;

    make_world(s, a, &w);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        t.line_code = w.pump;
        t.n = row[i].n;
        t.total = BAHT(row[i].total);
        for (size_t k = 0; k < t.n; k++)
            r[k] = (struct tranche_row){.year = row[i].first + (int64_t)k,
                                        .amount = BAHT(row[i].baht[k])};
        assert_ok(costing_get(w.db, a, w.pump, &c, &e), &e);
        t.cost_version = c.cost_version;
        if (row[i].want == ERR_NONE)
            assert_ok(city_write_as(s, a, &w.officer, save_years, &t, &e), &e);
        else
            assert_err(city_write_as(s, a, &w.officer, save_years, &t, &e), &e, row[i].want);
    }
    t.cost_version = 1;
    assert_err(city_write_as(s, a, &w.officer, save_years, &t, &e), &e, ERR_STALE);
    assert_ok(tranche_list(w.db, a, c.id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);

    /* a printed range: DOMAIN.md 1.5 */
    tranche_split(a, BAHT(30000000), 2562, 2564, split);
    assert_int_equal(split[2].amount.satang, BAHT(10000000).satang);
    tranche_split(a, BAHT(100), 2569, 2571, split);
    assert_int_equal(split[0].amount.satang, 3400);
    assert_int_equal(split[1].amount.satang + split[2].amount.satang, 6600);

    /* nobody else's, and not once it is sent */
    t.cost_version = c.cost_version;
    w.officer.grant[0].scope.id = w.c.works.id;
    assert_err(city_write_as(s, a, &w.officer, save_years, &t, &e), &e, ERR_SCOPE);
    w.officer.grant[0].scope.id = w.c.drainage.id;
    assert_ok(sql_write(s, "UPDATE package SET state = 'SUBMITTED'", &e), &e);
    assert_err(city_write_as(s, a, &w.officer, save_years, &t, &e), &e, ERR_STATE);
}

/* ---- running costs and replaced assets ---- */

struct running {
    struct str line;
    struct running_row row;
};

static bool save_running(struct act *by, void *ctx, struct err *e)
{
    struct running *x = ctx;
    struct costing c;

    return costing_get(by->tx->db, by->a, x->line, &c, e) &&
           running_save(by, x->line, c.cost_version, &x->row, 1, e);
}

struct replacing {
    struct str line, engineer;
    const struct replacement_row *row;
};

static bool save_engineer(struct act *by, void *ctx, struct err *e)
{
    struct replacing *x = ctx;
    struct costing c;

    return costing_get(by->tx->db, by->a, x->line, &c, e) &&
           costing_engineer_set(by, x->line, c.cost_version, x->engineer, e);
}

static bool save_replaced(struct act *by, void *ctx, struct err *e)
{
    struct replacing *x = ctx;
    struct costing c;

    return costing_get(by->tx->db, by->a, x->line, &c, e) &&
           replacement_save(by, x->line, c.cost_version, x->row, 1, e);
}

static void assets(struct store *s, struct arena *a)
{
    struct world w = {0};
    struct running x;
    struct replacement_row r = {.asset_number = STR("สนน.0542-44"),
                                .bought_year = 2555,
                                .repair = BAHT(120000),
                                .disposal = STR("ขายทอดตลาด")};
    struct replacing set = {.row = &r, .engineer = STR("วย.1234")};
    struct costing c;
    struct rows rows;
    struct err e;

    make_world(s, a, &w);
    x = (struct running){w.pump, {.from_year = 2571, .amount = BAHT(50000), .what = STR("ค่าไฟฟ้า")}};
    set.line = w.pump;
    assert_ok(city_write_as(s, a, &w.officer, save_engineer, &set, &e), &e);
    assert_ok(city_write_as(s, a, &w.officer, save_running, &x, &e), &e);
    x.row.from_year = 2568;
    assert_err(city_write_as(s, a, &w.officer, save_running, &x, &e), &e, ERR_BAD_NUMBER);
    x.row = (struct running_row){.from_year = 2571, .amount = MONEY(150), .what = STR("x")};
    assert_err(city_write_as(s, a, &w.officer, save_running, &x, &e), &e, ERR_WHOLE_BAHT);
    assert_ok(city_write_as(s, a, &w.officer, save_replaced, &set, &e), &e);
    assert_ok(costing_get(w.db, a, w.pump, &c, &e), &e);
    assert_str(c.engineer, "วย.1234", "who answers for the drawings");
    assert_ok(replacement_list(w.db, a, c.id, &rows, &e), &e);
    assert_int_equal(((const struct replacement_row *)rows.p)->age, 14);
    r.bought_year = YEAR;
    assert_err(city_write_as(s, a, &w.officer, save_replaced, &set, &e), &e, ERR_BAD_NUMBER);
    assert_ok(running_list(w.db, a, c.id, &rows, &e), &e);
    assert_int_equal(rows.n, 1); /* a refused save leaves what was */
}

/* ---- places ---- */

static bool save_place(struct act *by, void *ctx, struct err *e)
{
    struct place_set *x = ctx;
    struct costing c;

    if (!costing_get(by->tx->db, by->a, x->line_code, &c, e))
        return false;
    x->cost_version = c.cost_version;
    return place_save(by, x, e);
}

static void places(struct store *s, struct arena *a)
{
    struct world w = {0};
    struct place_row r[3] = {
        {.district_code = STR("5001"),
         .share = {3333},
         .lat_micro = 13756331,
         .lon_micro = 100501765},
        {.district_code = STR("5050"), .share = {3333}, .subdistrict = STR("บางบอนเหนือ")},
        {.share = {3334}}};
    struct place_set set = {.row = r, .n = 3};
    const struct place_money *m;
    struct place_money total;
    struct rows rows;
    struct err e;
    int64_t sum = 0;

    make_world(s, a, &w);
    set.line_code = w.pump;
    r[2].share.bp = 3333;
    assert_err(city_write_as(s, a, &w.officer, save_place, &set, &e), &e, ERR_SHARES);
    r[2].share.bp = 3334;
    r[1].district_code = STR("5051");
    assert_err(city_write_as(s, a, &w.officer, save_place, &set, &e), &e, ERR_UNKNOWN_CODE);
    r[1].district_code = STR("5050");
    r[0].lat_micro = 18788000; /* Chiang Mai */
    assert_err(city_write_as(s, a, &w.officer, save_place, &set, &e), &e, ERR_PLACE_OUTSIDE);
    r[0].lat_micro = 13756331;
    assert_ok(city_write_as(s, a, &w.officer, save_place, &set, &e), &e);

    /* nothing is shown of drafts; then the parts add up, to the satang */
    assert_ok(place_money(w.db, a, YEAR, &rows, &total, &e), &e);
    assert_int_equal(total.total.satang, 0);
    assert_ok(sql_write(s, "UPDATE package SET state = 'SUBMITTED'", &e), &e);
    assert_ok(place_money(w.db, a, YEAR, &rows, &total, &e), &e);
    m = rows.p;
    assert_int_equal(rows.n, 51);
    assert_int_equal(total.total.satang, 300000); /* 1,000 without a place + 2,000 */
    for (size_t i = 0; i < rows.n; i++) {
        sum += m[i].total.satang;
        assert_int_equal(m[i].total.satang, m[i].own.satang + m[i].bureau.satang);
    }
    assert_int_equal(sum, 300000);
    assert_int_equal(m[1].bureau.satang, 66660);
    assert_int_equal(m[0].total.satang, 100000 + 66680);
    assert_ok(place_lines(w.db, a, YEAR, STR("5050"), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_int_equal(((const struct place_line *)rows.p)->amount.satang, 66660);
}

static void test_degrees(void **state)
{
    static const struct {
        const char *in;
        bool latitude;
        enum err_code want;
        int64_t micro;
        const char *why;
    } row[] = {
        {"13.756331", true, ERR_NONE, 13756331, "the city hall"},
        {"๑๓.๗๕", true, ERR_NONE, 13750000, "Thai digits"},
        {"", true, ERR_NONE, 0, "none"},
        {"100.501765", false, ERR_NONE, 100501765, "longitude"},
        {"100.501765", true, ERR_PLACE_OUTSIDE, 0, "the two mixed up"},
        {"13.47", true, ERR_PLACE_OUTSIDE, 0, "in Samut Prakan's sea"},
        {"-13.7", true, ERR_PLACE_OUTSIDE, 0, "the other half of the world"},
        {"13°45", true, ERR_BAD_NUMBER, 0, "minutes"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct err e = {0};
        int64_t got = -1;

        if (row[i].want == ERR_NONE) {
            EXPECT(place_degrees(str_from(row[i].in), row[i].latitude, &got, &e), row[i].why);
            EXPECT(got == row[i].micro, row[i].why);
        } else {
            EXPECT(!place_degrees(str_from(row[i].in), row[i].latitude, &got, &e), row[i].why);
            EXPECT(e.code == row[i].want, row[i].why);
        }
    }
}

static void test_sum_text(void **state)
{
    static const struct {
        struct costing c;
        const char *want, *why;
    } row[] = {
        {{.quantity_milli = 30000,
          .times = 4,
          .months = 12,
          .unit_word = STR_INIT("คน"),
          .unit_price = {120000},
          .requested = {172800000}},
         "30 คน × 1,200 บาท × 4 ครั้ง × 12 เดือน = 1,728,000 บาท",
         "all four factors"},
        {{.quantity_milli = 2500,
          .times = 1,
          .months = 1,
          .unit_price = {100000},
          .requested = {250000}},
         "2.5 หน่วย × 1,000 บาท = 2,500 บาท",
         "factors of one are left out"},
        {{.quantity_milli = 1000,
          .times = 0,
          .months = 1,
          .unit_word = STR_INIT("งาน"),
          .unit_price = {100},
          .requested = {0}},
         "1 งาน × 1 บาท × 0 ครั้ง = 0 บาท",
         "a factor of nothing is shown"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_str(costing_sum_text(a, &row[i].c, LANG_TH), row[i].want, row[i].why);
    arena_free(a);
}

static void test_prices(void **state)
{
    (void)state;
    with_each_store(prices);
}

static void test_years(void **state)
{
    (void)state;
    with_each_store(years);
}

static void test_assets(void **state)
{
    (void)state;
    with_each_store(assets);
}

static void test_places(void **state)
{
    (void)state;
    with_each_store(places);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prices),   cmocka_unit_test(test_price_file),
        cmocka_unit_test(test_years),    cmocka_unit_test(test_assets),
        cmocka_unit_test(test_places),   cmocka_unit_test(test_degrees),
        cmocka_unit_test(test_sum_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
