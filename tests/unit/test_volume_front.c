/* test_volume_front.c - documents 1 to 6 of the printed order and the ordinance's legal form: every printed total is the
 * roll-up's, regular and special add up, the year before stands where it is known, a schedule that does not tie is
 * refused. The proof reads the data that the PDFs carry. On each kind of store. */
#include "plan_store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/thai.h"
#include "document/budget.h"
#include "document/document.h"
#include "document/volume_front.h"
#include "execute/enact.h"
#include "plan/history.h"
#include "plan/revenue.h"
#include "plan/rollup.h"
#include "plan/supplementary.h"

#define DAY DATE(20220701)
enum { YEAR = 2566 };

struct town {
    struct plan_city c;
    int64_t special, flood; /* fund ACC; the central fund's item for floods */
    struct str forecast;
    int64_t number;
};

/* ---- a town: two agencies, one line from the accumulated fund, one of the central fund ---- */

static bool one_line(struct plan_bulk *b, int64_t package, int64_t item, int64_t fund, int64_t baht,
                     struct err *e)
{
    struct line_new l = {.package_id = package,
                         .fund_id = fund,
                         .item_id = item,
                         .quantity_milli = 1000,
                         .name = STR("สถานีสูบน้ำคลองลาดพร้าว"),
                         .requested = BAHT(baht)};
    struct str code;
    int64_t id;

    return plan_bulk_line(b, &l, &id, &code, e);
}

static bool fill_town(struct act *by, void *ctx, struct err *e)
{
    const struct town *t = ctx;
    const struct {
        int64_t agency, output, item, fund, baht;
        const char *state, *title;
    } row[] = {
        {t->c.drainage.id, t->c.water, t->c.building, t->c.own, 3000000, "SUBMITTED", "งานระบายน้ำ"},
        {t->c.drainage.id, t->c.water, t->c.building, t->special, 500000, "SUBMITTED",
         "โครงการอุโมงค์"},
        {t->c.drainage.id, t->c.water, t->c.salary, t->c.own, 1000, "SUBMITTED", "งานบุคคล"},
        {t->c.works.id, t->c.road, t->c.building, t->c.own, 7000000, "SUBMITTED", "งานถนน"},
        {t->c.works.id, t->c.road, t->flood, t->c.own, 100, "SUBMITTED", "งบกลาง"},
        {t->c.works.id, t->c.road, t->c.building, t->c.own, 90, "DRAFT", "ยังไม่เสนอ"},
    };
    struct plan_bulk *b;

    if (!plan_bulk_begin(by, YEAR, STR("test"), &b, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct unit_new u = {.year = YEAR,
                             .title = str_from(row[i].title),
                             .agency_id = row[i].agency,
                             .output_id = row[i].output};
        struct package_new p = {
            .level = 1, .level_kind = STR("minimum"), .title = str_from(row[i].title)};

        if (!plan_bulk_unit(b, &u, &p.unit_id, e) ||
            !plan_bulk_package(b, &p, str_from(row[i].state), &p.unit_id, e) ||
            !one_line(b, p.unit_id, row[i].item, row[i].fund, row[i].baht, e))
            return false;
    }
    return plan_bulk_end(b, e);
}

static bool fill_past(struct act *by, void *ctx, struct err *e)
{
    const struct town *t = ctx;
    const struct past_line row = {.year = YEAR - 1,
                                  .agency_id = t->c.drainage.id,
                                  .output_code = STR("0503001"),
                                  .item_code = STR("05202-1"),
                                  .name = STR("สถานีสูบน้ำคลองลาดพร้าว"),
                                  .asked = BAHT(5),
                                  .enacted = BAHT(2000000),
                                  .after_transfers = MONEY_MISSING,
                                  .paid = MONEY_MISSING,
                                  .source = STR("test")};
    int64_t fresh, changed;

    return history_put(by, &row, 1, STR("test"), &fresh, &changed, e);
}

static bool forecast(struct act *by, void *ctx, struct err *e)
{
    const struct revenue_item item[] = {{STR("vat"), BAHT(10000000)}, {STR("fees"), BAHT(501100)}};
    const struct revenue_forecast_new f = {.year = YEAR,
                                           .name = STR("ประมาณการของสำนักการคลัง"),
                                           .method = STR("manual"),
                                           .basis = STR("ตามที่ประกาศ"),
                                           .item = item,
                                           .items = ARRAY_LEN(item)};
    struct town *t = ctx;
    struct str code;

    if (!revenue_actual_add(by, YEAR - 2, STR("vat"), BAHT(9000000), STR("รายงานการเงิน"),
                            STR("office"), e) ||
        !revenue_forecast_add(by, &f, &code, e))
        return false;
    t->forecast = str_dup(city_arena(by), code);
    return true;
}

static bool adopt(struct act *by, void *ctx, struct err *e)
{
    struct town *t = ctx;

    return revenue_adopt(by, t->forecast, STR("เห็นชอบ"), e);
}

static void make_town(struct store *s, struct arena *a, struct town *t)
{
    struct actor other = plan_person("governor", PERM_FISCAL, SCOPE_CITY, 0);
    struct err e;

    plan_make(s, a, YEAR, &t->c);
    t->special = class_by_code(&t->c.fund, STR("ACC"))->id;
    t->flood = class_by_code(&t->c.item, STR("08102-1"))->id;
    assert_ok(city_write(s, a, fill_town, t, &e), &e);
    assert_ok(city_write(s, a, fill_past, t, &e), &e);
    assert_ok(city_write(s, a, forecast, t, &e), &e);
    assert_ok(city_write_as(s, a, &other, adopt, t, &e), &e);
}

static void load(struct store *s, struct arena *a, struct budget *b)
{
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(budget_load(db, a, (struct budget_of){YEAR, 0, DAY}, b, &e), &e);
}

/* ---- what a printed book says ---- */

static struct str run(struct arena *a, const char *const *argv)
{
    const struct child_limits limits = {.wall_ms = 60000, .max_output = (size_t)16 << 20};
    struct str out;
    struct err e;
    int code;

    assert_ok(child_run(a, argv, STR_NONE, &limits, &out, &code, &e), &e);
    assert_int_equal(code, 0);
    return out;
}

static char *temp_path(struct arena *a, const char *ending)
{
    return str_cstr(a, str_format(a, "/tmp/pbis-test-front-%d%s", (int)getpid(), ending));
}

/* Without white space, Thai digits as they stand. */
static struct str page_text(struct arena *a, const char *path)
{
    const char *const argv[] = {"pdftotext", "-raw", "-enc", "UTF-8", path, "-", NULL};
    struct str text = run(a, argv), clean;
    struct sbuf b;

    assert_true(str_clean(a, text, &clean));
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < clean.n; i++) {
        if (!strchr(" \t\r\n", clean.p[i]))
            sbuf_byte(&b, clean.p[i]);
    }
    return sbuf_str(&b);
}

static void expect(struct arena *a, struct str page, const char *want, const char *why)
{
    struct str folded = str_replace(a, thai_digits(a, str_from(want)), STR(" "), STR_NONE);

    if (!str_has(page, folded))
        fail_msg("“%s” is not in the document (%s)", want, why);
}

/* The line of an attached table that begins so: "total,0,city/total,". */
static struct str data_line(struct arena *a, const char *path, const char *file, const char *begins)
{
    const char *key = str_cstr(a, str_format(a, "--show-attachment=%s", file));
    const char *const argv[] = {"qpdf", key, path, NULL};
    struct str data = run(a, argv), line;

    while (str_split(&data, '\n', &line)) {
        if (str_starts(line, str_from(begins)))
            return str_trim(line);
    }
    fail_msg("%s has no row %s", file, begins);
    return STR_NONE;
}

static void expect_data(struct arena *a, const char *path, const char *file, const char *row)
{
    size_t n = strlen(row);
    char *begins = str_cstr(a, str_from(row));

    for (size_t commas = 0, i = 0; i < n; i++) { /* role, level, tie */
        commas += row[i] == ',';
        if (commas == 3) {
            begins[i + 1] = '\0';
            break;
        }
    }
    assert_str(data_line(a, path, file, begins), row, file);
}

static struct document_result print(struct arena *a, const struct budget *b, volume_fn *say,
                                    const char *path)
{
    struct volume_info info = budget_volume(b, 2, STR("02-test"), STR("ทดสอบ"));
    struct budget copy = *b;
    struct document_result r;
    struct err e;

    (void)a;
    assert_ok(volume_print(path, &info, say, &copy, &r, &e), &e);
    return r;
}

/* ---- tests ---- */

/* What the lines hold, as the roll-up adds them up. */
static struct money rolled(struct store *s, struct arena *a)
{
    struct rollup_table t;
    struct rollup *r = rollup_new();
    struct rollup_filter f = {.year = YEAR};
    const enum dim by[] = {DIM_TYPE};
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(rollup_get(r, db, a, &f, ROLLUP_BY(by, 1, LANG_TH), &t, &e), &e);
    rollup_free(r);
    return t.total.now;
}

static void totals_are_the_rollups(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct budget b;
    struct town t;
    struct document_result r;

    make_town(s, a, &t);
    load(s, a, &b);
    assert_int_equal(rolled(s, a).satang, BAHT(10501100).satang);
    r = print(a, &b, volume_spending_say, path);
    assert_true(r.pages >= 5);
    expect_data(a, path, "by_type.csv",
                "total,0,city/total,รวมทั้งสิ้น,2000000.00,10001100.00,500000.00,10501100.00,"
                "1501000.00");
    expect_data(a, path, "by_type.csv",
                "item,0,type:3,งบลงทุน,2000000.00,10000000.00,500000.00,10500000.00,1500000.00");
    expect_data(a, path, "by_agency.csv",
                "item,0,agency:10000000,สำนักการโยธา,,7000100.00,0.00,7000100.00,");
    expect_data(a, path, "agency_types.csv",
                "item,1,agency:11000000/type:1,งบบุคลากร,0.00,1000.00,0.00,1000.00,1000.00");
    expect_data(a, path, "city_and_commerce.csv",
                "total,0,city/total,รวมทั้งสิ้น,10001100.00,500000.00,10501100.00");
    expect_data(a, path, "by_fund.csv",
                "item,0,fund:ACC,เงินสะสม (รายจ่ายพิเศษ),0.00,0.00,500000.00,500000.00,"
                "500000.00,4.76");
    expect(a, page_text(a, path), "รายจ่ายพิเศษซึ่งจ่ายจากเงินสะสมมี 500,000 บาท", "said in words");
    unlink(path);
}

static void test_totals(void **state)
{
    (void)state;
    with_each_store(totals_are_the_rollups);
}

static void programme_and_central(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct budget b;
    struct town t;

    make_town(s, a, &t);
    load(s, a, &b);
    (void)print(a, &b, volume_programme_say, path);
    expect_data(a, path, "by_output.csv",
                "head,0,side:05,05,ด้านทรัพยากรธรรมชาติและสิ่งแวดล้อม,2000000.00,3001000.00,"
                "500000.00,3501000.00,1501000.00");
    expect_data(a, path, "by_output.csv",
                "total,0,city/total,,รวมทั้งสิ้น,2000000.00,10001100.00,500000.00,10501100.00,"
                "1501000.00");
    expect_data(a, path, "projects.csv",
                "total,0,city/total,,รวมทั้งสิ้น,2000000.00,10001100.00,500000.00,10501100.00");
    expect(a, page_text(a, path), "โครงการอุโมงค์ (สำนักการระบายน้ำ)", "a project with its agency");
    (void)print(a, &b, volume_central_say, path);
    expect_data(a, path, "central_items.csv",
                "item,0,item:08102-1,เงินสำรองจ่ายทั่วไป ค่าใช้จ่ายต่าง ๆ เกี่ยวกับน้ำท่วม,"
                "100.00,0.00,100.00,100.00");
    expect_data(a, path, "central_lines.csv", "total,0,type:6,,รวมทั้งสิ้น,100.00");
    expect(a, page_text(a, path), "ป้องกันและแก้ไขปัญหาน้ำท่วม", "what the item is for");
    unlink(path);
}

static void test_programme_and_central(void **state)
{
    (void)state;
    with_each_store(programme_and_central);
}

static void revenue_and_summary(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct budget b;
    struct town t;
    struct str text;

    make_town(s, a, &t);
    load(s, a, &b);
    (void)print(a, &b, volume_revenue_say, path);
    expect_data(a, path, "revenue_by_group.csv",
                "total,0,revenue/total,รวมทั้งสิ้น,9000000.00,10501100.00,100.00");
    expect_data(a, path, "revenue_by_source.csv",
                "subtotal,0,revenue/group:self,รวม รายรับที่กรุงเทพมหานครจัดเก็บเอง,,501100.00,4.77");
    text = page_text(a, path);
    expect(a, text, "งบประมาณนี้จึงเป็นงบประมาณสมดุล", "revenue is the expenditure");
    expect(a, text, "(สิบล้านห้าแสนหนึ่งพันหนึ่งร้อยบาทถ้วน)", "in words");
    (void)print(a, &b, volume_summary_say, path);
    expect_data(a, path, "both_sides.csv", "subtotal,0,revenue/total,รวม รายรับ,10501100.00,100.00");
    expect_data(a, path, "both_sides.csv", "subtotal,0,city/total,รวม รายจ่าย,10501100.00,100.00");
    (void)print(a, &b, volume_fiscal_say, path);
    text = page_text(a, path);
    expect(a, text, "ยังไม่มีการแถลงฐานะการคลัง", "what is missing is said");
    expect(a, text, "ที่มาของรายรับจริงปี 2564: รายงานการเงิน (ข้อมูลของสำนักงาน)", "a source a figure");
    unlink(path);
}

static void test_revenue_and_summary(void **state)
{
    (void)state;
    with_each_store(revenue_and_summary);
}

/* A schedule that does not tie is refused, and names itself. */
static void untied(struct store *s, struct arena *a)
{
    static const struct {
        volume_fn *say;
        char what; /* the sum that is one satang off: an agency's, an output's, a type's */
        const char *why;
    } row[] = {
        {volume_spending_say, 'a', "the city and its Commerce are not the whole"},
        {volume_programme_say, 'o', "projects are not their output"},
        {volume_central_say, 't', "items are not the central fund"},
    };
    const char *path = temp_path(a, ".pdf");
    struct town t;

    make_town(s, a, &t);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct budget b;
        struct budget_agency *agency;
        struct budget_output *output;
        struct budget_type *type;
        struct volume_info info;
        struct document_result r;
        struct err e;

        load(s, a, &b);
        info = budget_volume(&b, 1, STR("x"), STR("x"));
        agency = ARENA_ARRAY(a, struct budget_agency, b.agencies);
        output = ARENA_ARRAY(a, struct budget_output, b.outputs);
        type = ARENA_ARRAY(a, struct budget_type, b.types);
        memcpy(agency, b.agency, b.agencies * sizeof(*agency));
        memcpy(output, b.output, b.outputs * sizeof(*output));
        memcpy(type, b.type, b.types * sizeof(*type));
        b.agency = agency;
        b.output = output;
        b.type = type;
        agency[0].sum.amount.satang += row[i].what == 'a';
        for (size_t k = 0; k < b.outputs; k++)
            output[k].sum.amount.satang += row[i].what == 'o' && output[k].id != 0;
        for (size_t k = 0; k < b.types; k++)
            type[k].sum.amount.satang += row[i].what == 't' && str_eq(type[k].code, STR("6"));
        if (volume_print(path, &info, row[i].say, &b, &r, &e))
            fail_msg("printed although %s", row[i].why);
        assert_err(false, &e, ERR_DOCUMENT_SUM);
        assert_int_equal(access(path, F_OK), -1);
    }
}

static void test_untied(void **state)
{
    (void)state;
    with_each_store(untied);
}

/* ---- the ordinance ---- */

static bool enact_annual(struct act *by, void *ctx, struct err *e)
{
    struct enactment done;

    (void)ctx;
    return enact_ordinance(by, YEAR, 0, &done, e);
}

static bool add_more(struct act *by, void *ctx, struct err *e)
{
    const struct supplementary_new n = {.year = YEAR,
                                        .title = STR("เพิ่มเติม"),
                                        .principle = STR("ให้ตั้งงบประมาณรายจ่ายเพิ่มเติมเพื่อแก้ไขน้ำท่วม"),
                                        .reason = STR("ฝนตกหนักเกินคาด จำเป็นต้องเร่งซ่อมเขื่อน"),
                                        .fund = STR("ACC"),
                                        .source = STR("เงินสะสม")};
    const struct supplementary_line_new line = {.agency = STR("11000000"),
                                                .output = STR("0503001"),
                                                .item = STR("05202-1"),
                                                .name = STR("ซ่อมเขื่อนริมคลอง"),
                                                .reason = STR("ชำรุดจากน้ำท่วม"),
                                                .amount = BAHT(700000)};
    struct town *t = ctx;
    struct supplementary_batch b = {.year = YEAR, .line = &line, .n = 1};
    size_t at;

    if (!supplementary_add(by, &n, &t->number, e))
        return false;
    b.number = t->number;
    return supplementary_lines_add(by, &b, NULL, &at, e);
}

static void ordinance_form(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct ordinance_of of = {YEAR, 0, DAY};
    struct document_result r;
    struct str text;
    struct town t;
    struct db *db;
    struct err e;

    make_town(s, a, &t);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(document_ordinance_of(db, a, of, path, &r, &e), &e);
    text = page_text(a, path);
    expect(a, text, "รายจ่ายประจำ 10,001,100 บาท รายจ่ายพิเศษ 500,000 บาท", "on the cover");
    expect(a, text, "รายจ่ายพิเศษซึ่งจ่ายจากเงินสะสม 500,000 บาท (ห้าแสนบาทถ้วน)", "clause 4");
    expect(a, text, "ร่างก่อนเสนอสภากรุงเทพมหานคร", "where it stands");
    expect(a, text, "ปี 2565 (บาท)", "the year before has a column");
    of.number = 1;
    assert_err(document_ordinance_of(db, a, of, path, &r, &e), &e, ERR_NOT_FOUND);
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, enact_annual, &t, &e), &e);
    assert_ok(city_write(s, a, add_more, &t, &e), &e);
    assert_ok(document_ordinance_of(db, a, of, path, &r, &e), &e);
    assert_int_equal(r.total.satang, BAHT(700000).satang);
    text = page_text(a, path);
    expect(a, text, "งบประมาณรายจ่ายเพิ่มเติม ประจำปีงบประมาณ พ.ศ. 2566", "its name");
    expect(a, text, "ฝนตกหนักเกินคาด", "the reason it was asked for");
    expect(a, text, "ข้อ 12 แห่งข้อบัญญัติกรุงเทพมหานคร เรื่อง เงินสะสม", "the fund and its law");
    expect(a, text, "ตั้งแต่วันถัดจากวันประกาศในราชกิจจานุเบกษา", "its date of force");
    unlink(path);
}

static void test_ordinance_form(void **state)
{
    (void)state;
    with_each_store(ordinance_form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_programme_and_central),
        cmocka_unit_test(test_revenue_and_summary),
        cmocka_unit_test(test_untied),
        cmocka_unit_test(test_ordinance_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
