/* Bills of quantities: workbooks of our own writer, read, checked to the satang, tied to a line. */
#include "plan_store.h"

#include "base/file.h"
#include "base/sheet.h"
#include "base/sheet_read.h"
#include "exchange/boq_file.h"

enum { YEAR = 2569 };

struct row {
    struct str number, name;
    struct score quantity;
    struct str unit;
    struct money material, material_sum, labour, labour_sum, total;
};
static const struct field row_fields[] = {
    FIELD(struct row, number, 0, "ลำดับที่", "No."),
    FIELD(struct row, name, 0, "รายการ", "Item"),
    FIELD(struct row, quantity, 0, "จำนวน", "Quantity"),
    FIELD(struct row, unit, 0, "หน่วย", "Unit"),
    FIELD(struct row, material, FIELD_OPTIONAL, "ค่าวัสดุต่อหน่วย", "Material"),
    FIELD(struct row, material_sum, FIELD_OPTIONAL, "ค่าวัสดุรวม", "Material amount"),
    FIELD(struct row, labour, FIELD_OPTIONAL, "ค่าแรงต่อหน่วย", "Labour"),
    FIELD(struct row, labour_sum, FIELD_OPTIONAL, "ค่าแรงรวม", "Labour amount"),
    FIELD(struct row, total, FIELD_OPTIONAL, "รวม", "Total"),
};
static const struct row_type row_type = ROW_TYPE(struct row, row_fields);

#define NONE                                                                                       \
 {                                                                                                 \
  INT64_MIN                                                                                        \
 }
#define B(x)                                                                                       \
 {                                                                                                 \
  (x) * 100                                                                                        \
 }
#define FOOT(name, q, total)                                                                       \
 {                                                                                                 \
  STR_INIT(""), STR_INIT(name), {q}, STR_INIT(""), NONE, NONE, NONE, NONE, total                   \
 }

/* 12.5 x 400 + 12.5 x 100 = 6,250; 3 x 1,000 + 3 x 250 = 3,750; 10,000 x 1.25 x 1.07 = 13,375 */
static const struct row good[] = {
    {STR_INIT("1"),
     STR_INIT("งานคอนกรีต"),
     {12500000},
     STR_INIT("ลบ.ม."),
     B(400),
     B(5000),
     B(100),
     B(1250),
     B(6250)},
    {STR_INIT("2"),
     STR_INIT("งานเหล็กเสริม"),
     {3000000},
     STR_INIT("ตัน"),
     B(1000),
     B(3000),
     B(250),
     B(750),
     B(3750)},
    FOOT("รวมค่าวัสดุและค่าแรงงาน", 0, B(10000)),
    FOOT("Factor F", 1250000, NONE),
    FOOT("ภาษีมูลค่าเพิ่ม", 7000000, NONE),
    FOOT("รวมค่าก่อสร้าง", 0, B(13375)),
};

static struct str write_book(struct arena *a, const struct row *row, size_t n, const char *name)
{
    struct sheet *s;
    char *dir;
    struct str path;
    struct err e;

    assert_ok(file_temp_dir(a, &dir, &e), &e);
    path = str_format(a, "%s/%s", dir, name);
    assert_ok(sheet_open(a, str_cstr(a, path), &s, &e), &e);
    sheet_table(s, STR("ปร.4"), STR_NONE, &row_type, LANG_TH);
    for (size_t i = 0; i < n; i++)
        sheet_row(s, &row[i]);
    assert_ok(sheet_close(s, &e), &e);
    return path;
}

static void read_book(struct arena *a, const struct row *row, size_t n, struct money line,
                      struct boq_file *ret)
{
    struct str path = write_book(a, row, n, "b.xlsx");
    struct err e;

    assert_ok(boq_read(a, &(struct sheet_source){.path = str_cstr(a, path)}, line, ret, &e), &e);
}

static void test_agrees(void **state)
{
    struct arena *a = arena_new();
    struct boq_file f;

    (void)state;
    read_book(a, good, ARRAY_LEN(good), BAHT(13375), &f);
    assert_int_equal(f.lines, 2);
    assert_int_equal(f.head.direct.satang, 1000000);
    assert_int_equal(f.head.factor_millionths, 1250000);
    assert_int_equal(f.head.vat_bp, 700);
    assert_int_equal(f.head.total.satang, 1337500);
    for (size_t i = 0; i < f.issues; i++)
        print_error("%.*s %.*s\n", STR_FMT(f.issue[i].cell), STR_FMT(f.issue[i].kind));
    assert_int_equal(f.issues, 0);
    assert_int_equal(f.line[0].quantity_milli, 12500);
    assert_str(f.line[0].cell, "ปร.4!C2", "the cell of its quantity");
    arena_free(a);
}

static void test_differences(void **state)
{
    static const struct {
        size_t row;
        int64_t satang, line;
        const char *member, *cell, *kind, *why;
    } t[] = {
        {0, 500001, 1337500, "material_sum", "", "", "a satang is rounding"},
        {0, 510000, 1337500, "material_sum", "ปร.4!F2", "material", "12.5 x 400 is not 5,100"},
        {0, 130000, 1337500, "labour_sum", "ปร.4!H2", "labour", "12.5 x 100 is not 1,300"},
        {1, 380000, 1337500, "total", "ปร.4!I3", "line_total", "3,000 + 750 is not 3,800"},
        {2, 990000, 1337500, "total", "ปร.4!I4", "sum", "the sum leaves 100 baht out"},
        {5, 1300000, 1300000, "total", "ปร.4!I7", "total",
         "a rounded price is not the computed one"},
        {5, 1337500, 1400000, "total", "ปร.4!I7", "line", "the line asks for more"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct arena *a = arena_new();
        struct row row[ARRAY_LEN(good)];
        struct boq_file f;
        bool named = t[i].kind[0] == 0;

        memcpy(row, good, sizeof row);
        if (t[i].member[0] == 'm')
            row[t[i].row].material_sum.satang = t[i].satang;
        else if (t[i].member[0] == 'l')
            row[t[i].row].labour_sum.satang = t[i].satang;
        else
            row[t[i].row].total.satang = t[i].satang;
        read_book(a, row, ARRAY_LEN(row), MONEY(t[i].line), &f);
        for (size_t k = 0; k < f.issues; k++)
            named = named || (str_eq(f.issue[k].kind, str_from(t[i].kind)) &&
                              str_eq(f.issue[k].cell, str_from(t[i].cell)));
        EXPECT(named, t[i].why);
        EXPECT(t[i].kind[0] || f.issues == 0, t[i].why);
        arena_free(a);
    }
}

static void test_refused(void **state)
{
    static const struct field other_fields[] = {FIELD(struct row, name, 0, "ชื่อ", "Name")};
    static const struct row_type other = {"struct row", sizeof(struct row), other_fields, 1};
    struct arena *a = arena_new();
    struct boq_file f;
    struct sheet *s;
    char *dir;
    struct str path;
    struct err e;

    (void)state;
    assert_ok(file_temp_dir(a, &dir, &e), &e);
    path = str_format(a, "%s/x.xlsx", dir);
    assert_ok(sheet_open(a, str_cstr(a, path), &s, &e), &e);
    sheet_table(s, STR("x"), STR_NONE, &other, LANG_TH);
    sheet_row(s, &good[0]);
    assert_ok(sheet_close(s, &e), &e);
    assert_err(boq_read(a, &(struct sheet_source){.path = str_cstr(a, path)}, MONEY_ZERO, &f, &e),
               &e, ERR_BOQ_HEAD);
    arena_free(a);
}

/* ---- on a store ---- */

struct tying {
    struct str line;
    const char *path;
    struct boq_file f;
};

static bool tie(struct act *by, void *ctx, struct err *e)
{
    struct tying *x = ctx;

    return boq_tie(by, x->line, x->path, STR("ปร4.xlsx"), &x->f, e);
}

static void tied(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill fill = {.year = YEAR, .units = 1, .levels = 1, .lines = 2, .state = "DRAFT"};
    struct tying x = {.line = STR("2569-0-1100-00002")};
    struct costing line;
    struct rows rows;
    struct boq b;
    struct db *db;
    struct err e;
    bool found;

    plan_make(s, a, YEAR, &c);
    fill.c = &c;
    fill.agency_id = c.drainage.id;
    fill.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(costing_get(db, a, x.line, &line, &e), &e);
    x.path = str_cstr(a, write_book(a, good, ARRAY_LEN(good), "ปร4.xlsx"));
    assert_ok(boq_read(a, &(struct sheet_source){.path = x.path}, line.requested, &x.f, &e), &e);
    assert_int_equal(x.f.issues, 1); /* the line asks 2,000, the file says 13,375 */
    assert_ok(city_write(s, a, tie, &x, &e), &e);
    assert_ok(boq_get(db, a, line.id, &b, &found, &e), &e);
    assert_true(found);
    assert_int_equal(b.total.satang, 1337500);
    assert_int_equal(b.line.satang, 200000);
    assert_str(b.file_name, "ปร4.xlsx", "the file stays attached");
    assert_ok(boq_lines(db, a, b.id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_ok(boq_issues(db, a, b.id, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_str(((const struct boq_issue *)rows.p)->kind, "line", "named");
    assert_false(sql_write(s, "UPDATE boq SET total_satang = 1", &e));
}

static void test_tied(void **state)
{
    (void)state;
    with_each_store(tied);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees),
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_tied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
