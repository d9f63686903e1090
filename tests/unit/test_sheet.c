/* Spreadsheets: the file is unpacked with unzip and its XML searched. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/sheet.h"

struct line {
    struct str name;
    struct money amount;
    int64_t count;
    struct date day;
    struct when at;
    bool is_open;
    struct share part;
    struct score points;
    int64_t id;
};

static const struct field fields[] = {
    FIELD(struct line, name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct line, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct line, count, FIELD_TOTAL, "จำนวน", "Count"),
    FIELD(struct line, day, 0, "วัน", "Day"),
    FIELD(struct line, at, 0, "เวลา", "Time"),
    FIELD(struct line, is_open, 0, "เปิด", "Open"),
    FIELD(struct line, part, 0, "ร้อยละ", "Per cent"),
    FIELD(struct line, points, 0, "คะแนน", "Points"),
    COL(struct line, id),
};
static const struct row_type type = ROW_TYPE(struct line, fields);

static char path[] = "/tmp/pbis-sheet-XXXXXX";

static struct str part(struct arena *a, const char *name)
{
    const char *const argv[] = {"unzip", "-p", path, name, NULL};
    const struct child_limits lim = {.max_output = 10000000, .wall_ms = 20000};
    struct str out = STR_NONE;
    struct err e;
    int code = -1;

    EXPECT(child_run(a, argv, STR_NONE, &lim, &out, &code, &e) && code == 0, name);
    return out;
}

static void write_workbook(struct arena *a)
{
    const struct line row[] = {
        {STR("=1+1"),
         MONEY(123450),
         7,
         DATE(20221001),
         {INT64_C(1664557200000)},
         true,
         {2204},
         {1500000},
         5},
        {STR("<a&\"b\x01>"), MONEY(-MONEY_MAX), -1, DATE_NONE, {0}, false, {-5}, {0}, 6},
    };
    const struct line total = {.amount = MONEY(5), .count = 6};
    struct sheet *s = NULL;
    struct err e;

    EXPECT(sheet_open(a, path, &s, &e), "opened");
    sheet_table(s, STR("ก/ข:ค[ง]*?\\ชื่อยาวมากเกินสามสิบเอ็ดตัวอักษรแน่นอน"), STR("ข้อมูลสาธิต"), &type,
                LANG_TH);
    sheet_row(s, &row[0]);
    sheet_row(s, &row[1]);
    sheet_total(s, STR("รวม"), &total);
    sheet_table(s, STR("ก/ข:ค[ง]*?\\ชื่อยาวมากเกินสามสิบเอ็ดตัวอักษรแน่นอน"), STR_NONE, &type, LANG_EN);
    sheet_row(s, &row[0]);
    EXPECT(sheet_close(s, &e), "closed");
}

static void cells_are_typed(void **state)
{
    static const struct {
        const char *want, *why;
    } cell[] = {
        {"<t>ข้อมูลสาธิต</t>", "the note stands above"},
        {"<t>ชื่อ</t>", "a Thai label"},
        {"<t>=1+1</t>", "a text that looks like a formula is text"},
        {"<v>1234.5</v>", "money as baht"},
        {"<v>-10000000000000</v>", "the greatest amount, exact"},
        {"<v>44835</v>", "1 October 2022"},
        {"<v>22.04</v>", "a share"},
        {"<v>1.5</v>", "a score"},
        {"t=\"b\"", "a flag"},
        {"&lt;a&amp;\"b &gt;", "markup is escaped, a control character is a blank"},
        {"<t>รวม</t>", "the total's label"},
        {"state=\"frozen\"", "the header stays"},
    };
    struct arena *a = arena_new();
    struct str xml, book;

    (void)state;
    write_workbook(a);
    xml = part(a, "xl/worksheets/sheet1.xml");
    for (size_t i = 0; i < ARRAY_LEN(cell); i++) {
        EXPECT(str_has(xml, str_from(cell[i].want)), cell[i].why);
    }
    EXPECT(!str_has(xml, STR("<f>")), "no cell is a formula");
    EXPECT(str_has(part(a, "xl/worksheets/sheet2.xml"), STR("<t>Amount</t>")), "English");
    book = part(a, "xl/workbook.xml");
    EXPECT(str_has(book, STR("name=\"ก-ข-ค-ง----ชื่อยาวมากเกินสามสิบ")), "a name that Excel takes");
    EXPECT(str_has(part(a, "xl/styles.xml"), STR("#,##0.00")) ||
               str_has(part(a, "xl/styles.xml"), STR("numFmtId=\"4\"")),
           "the format of money");
    arena_free(a);
}

static void equal_rows_give_equal_files(void **state)
{
    struct arena *a = arena_new();
    struct str x, y;
    struct err e;

    (void)state;
    write_workbook(a);
    EXPECT(file_read(a, path, 1000000, &x, &e), "first");
    write_workbook(a);
    EXPECT(file_read(a, path, 1000000, &y, &e), "second");
    EXPECT(str_eq(x, y), "no clock gets into the file");
    arena_free(a);
}

static void an_open_workbook_leaves_nothing(void **state)
{
    struct arena *a = arena_new();
    struct sheet *s = NULL;
    struct err e;

    (void)state;
    unlink(path);
    EXPECT(sheet_open(a, path, &s, &e), "opened");
    sheet_table(s, STR("x"), STR_NONE, &type, LANG_EN);
    arena_free(a);
    EXPECT(access(path, F_OK) != 0, "never closed: no file");
    a = arena_new();
    EXPECT(!sheet_open(a, "/no/such/folder/x.xlsx", &s, &e), "no folder");
    arena_free(a);
}

static int make_path(void **state)
{
    int fd = mkstemp(path);

    (void)state;
    crypto_init();
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_typed),
        cmocka_unit_test(equal_rows_give_equal_files),
        cmocka_unit_test(an_open_workbook_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, make_path, remove_path);
}
