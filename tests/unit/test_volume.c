/* Books of the set: sums that are carried and refused, pages, Thai words out of the PDF, the data attached, equal bytes. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/json.h"
#include "base/thai.h"
#include "document/text.h"
#include "document/volume.h"

static const char long_text[] =
    "สำนักการระบายน้ำกำหนดให้ก่อสร้างเขื่อนคอนกรีตเสริมเหล็กริมคลองแสนแสบ ช่วงจากประตูระบายน้ำถึงสะพานข้ามคลอง "
    "ความยาว 1,250.50 เมตร เป็นเงิน 12,345,678.90 บาท ตั้งงบประมาณในปี พ.ศ. 2566 เพื่อป้องกันน้ำท่วมในฤดูฝน "
    "และให้ประชาชนทั่วไป ๆ ไปมาสะดวก ทั้งนี้ ตามข้อบัญญัติกรุงเทพมหานคร เรื่อง งบประมาณรายจ่าย ประจำปีงบประมาณ "
    "พ.ศ. 2566 "
    "ซึ่งสภากรุงเทพมหานครให้ความเห็นชอบแล้ว โดยมีวัตถุประสงค์ให้ผู้ใช้น้ำได้ประโยชน์ร้อยละ 95 ของพื้นที่ 50 เขต";

/* ---- reading what was printed ---- */

static struct str run(struct arena *a, const char *const *argv)
{
    const struct child_limits limits = {.wall_ms = 60000, .max_output = (size_t)64 << 20};
    struct str out;
    struct err e;
    int code;

    if (!child_run(a, argv, STR_NONE, &limits, &out, &code, &e))
        fail_msg("%s: %s", argv[0], err_word(e.code));
    assert_int_equal(code, 0);
    return out;
}

static struct str squeeze(struct arena *a, struct str s)
{
    struct sbuf b;
    struct str clean;

    assert_true(str_clean(a, s, &clean));
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < clean.n; i++) {
        if (!strchr(" \t\r\n", clean.p[i]))
            sbuf_byte(&b, clean.p[i]);
    }
    return sbuf_str(&b);
}

enum { PAGES = 400 };
static size_t pages_of(struct arena *a, const char *path, struct str *ret)
{
    struct str text =
        run(a, (const char *const[]){"pdftotext", "-raw", "-enc", "UTF-8", path, "-", NULL});
    struct str piece;
    size_t n = 0;

    while (n < PAGES && str_split(&text, '\f', &piece))
        ret[n++] = squeeze(a, piece);
    return n > 0 && ret[n - 1].n == 0 ? n - 1 : n;
}

static void expect(struct arena *a, struct str page, struct str want, const char *why)
{
    struct str w = squeeze(a, want);

    if (!str_has(page, w))
        fail_msg("“%.*s” is not there (%s)\n%.*s", STR_FMT(w), why, STR_FMT(page));
}

static struct str attached(struct arena *a, const char *path, const char *name)
{
    return run(a, (const char *const[]){"qpdf",
                                        str_cstr(a, str_format(a, "--show-attachment=%s", name)),
                                        path, NULL});
}

static const char *temp_path(struct arena *a, const char *tail)
{
    char *folder;
    struct err e;

    assert_true(file_temp_dir(a, &folder, &e));
    return str_cstr(a, str_format(a, "%s/v%s", folder, tail));
}

/* ---- a book ---- */

enum { ITEMS = 90 };
struct book_of {
    struct arena *a;
    int items;
    int64_t wrong_sub, wrong_total; /* added to what is printed */
    bool fail_midway, wide;
};

static const struct volume_column columns[] = {
    {.key = "code", .label = STR_INIT("รหัส"), .kind = VOLUME_CODE},
    {.key = "name", .label = STR_INIT("รายการ"), .kind = VOLUME_TEXT, .weight = 1},
    {.key = "amount", .label = STR_INIT("จำนวนเงิน (บาท)"), .kind = VOLUME_MONEY, .carry = true},
    {.key = "share", .label = STR_INIT("ร้อยละ"), .kind = VOLUME_SHARE},
    {.key = "size", .label = STR_INIT("ปริมาณ"), .kind = VOLUME_QUANTITY},
};

static int64_t amount_of(int i)
{
    return (INT64_C(1000003) * (i + 1) % 9000000 + 1000) * 100;
}

static struct volume_row row(enum volume_role role, struct str name, int64_t satang)
{
    struct volume_row r = {.role = role};

    for (size_t i = 0; i < VOLUME_COLUMNS; i++)
        r.cell[i] = VC_NONE;
    r.cell[1] = VC_TEXT(name);
    if (role != VOLUME_HEAD)
        r.cell[2] = VC_MONEY(MONEY(satang));
    return r;
}

static void say_table(struct volume *v, const struct book_of *b)
{
    struct arena *a = volume_arena(v);
    struct volume_row r = row(VOLUME_HEAD, STR("แผนงานที่ 1"), 0);
    int64_t all = 0, sub = 0;

    volume_row(v, &r);
    for (int i = 0; i < b->items; i++) {
        if (i == b->items / 2) {
            r = row(VOLUME_SUBTOTAL, STR("รวมแผนงานที่ 1"), sub + b->wrong_sub);
            volume_row(v, &r);
            r = row(VOLUME_HEAD, STR("แผนงานที่ 2"), 0);
            volume_row(v, &r);
            sub = 0;
        }
        r = row(VOLUME_ITEM, str_format(a, "สำนักน้ำกำหนดที่ %d", i + 1), amount_of(i));
        r.level = 1;
        r.cell[0] = VC_TEXT(str_format(a, "01-%04d", i));
        r.cell[3] = (struct volume_cell){.n = 1234};
        r.cell[4] = (struct volume_cell){.n = 1500 + i * 1000, .text = STR("คัน")};
        r.tie = str_format(a, "line:%d", i);
        r.index = i % 3 == 0 ? str_format(a, "เขต %d", i % 9) : STR_NONE;
        volume_row(v, &r);
        sub += amount_of(i);
        all += amount_of(i);
    }
    r = row(VOLUME_SUBTOTAL, STR("รวมแผนงานที่ 2"), sub);
    volume_row(v, &r);
    r = row(VOLUME_TOTAL, STR("รวมทั้งสิ้น"), all + b->wrong_total);
    r.tie = STR("city/total");
    volume_row(v, &r);
}

static void say_wide(struct volume *v)
{
    struct volume_column column[VOLUME_COLUMNS];
    struct volume_row r = {.role = VOLUME_ITEM};

    for (int i = 0; i < VOLUME_COLUMNS; i++) {
        column[i] = (struct volume_column){
            .key = str_cstr(volume_arena(v), str_format(volume_arena(v), "m%d", i)),
            .label = STR("งบดำเนินงาน (บาท)"),
            .kind = i ? VOLUME_MONEY : VOLUME_TEXT,
            .weight = 1};
        r.cell[i] = VC_MONEY(BAHT(INT64_C(61234567) * (i + 1)));
    }
    r.cell[0] = VC_TEXT(STR("สำนักการศึกษา"));
    volume_heading(v, 1, STR("ตารางกว้าง"));
    volume_table(v, "wide", STR("สิบสองช่อง"), column, VOLUME_COLUMNS);
    volume_row(v, &r);
    volume_table_end(v);
    volume_note(v, STR("ที่มา: ทดสอบ"));
}

static bool say(struct volume *v, void *ctx, struct err *e)
{
    const struct book_of *b = ctx;

    volume_chapter(v, STR("หลักการและเหตุผล"));
    volume_heading(v, 1, STR("ความจำเป็น ปี 2566"));
    for (int i = 0; i < 3; i++)
        volume_text(v, str_from(long_text));
    volume_item(v, STR("1."), str_from(long_text));
    volume_note(v, STR("หมายเหตุ: ตัวเลขเป็นบาท"));
    volume_gap(v, 6);
    if (b->fail_midway) {
        FAIL(e, ERR_NOTHING);
        return false;
    }
    volume_chapter(v, STR("รายละเอียด"));
    volume_table(v, "by_line", STR("รายการ"), columns, ARRAY_LEN(columns));
    say_table(v, b);
    volume_table_end(v);
    if (b->wide)
        say_wide(v);
    volume_heading(v, 2, STR("ท้ายเล่ม"));
    volume_text(v, STR("จบเล่ม"));
    return true;
}

static const struct volume_info info = {
    .year = 2566,
    .number = 7,
    .word = STR_INIT("07-10000000"),
    .title = STR_INIT("งบประมาณรายจ่าย"),
    .subtitle = STR_INIT("สำนักการระบายน้ำ"),
    .agency_code = STR_INIT("10000000"),
    .stage_text = STR_INIT("ร่างที่เสนอสภา"),
    .version_text = STR_INIT("รุ่นที่ 2"),
    .change_id = 4711,
    .issued = {20220901},
    .draft = true,
    .demo = true,
    .partial = true,
};

static struct document_result print(const char *path, struct book_of *b)
{
    struct document_result ret;
    struct err e;

    if (!volume_print(path, &info, say, b, &ret, &e))
        fail_msg("not printed: %s", err_word(e.code));
    return ret;
}

static int64_t sum_of(int items)
{
    int64_t sum = 0;

    for (int i = 0; i < items; i++)
        sum += amount_of(i);
    return sum;
}

static struct str printed(struct arena *a, int64_t satang)
{
    return thai_digits(a, money_text(a, MONEY(satang), MONEY_WHOLE));
}

/* ---- tests ---- */

static void test_pages(void **state)
{
    struct arena *a = arena_new();
    const char *path = temp_path(a, ".pdf");
    struct book_of b = {.a = a, .items = ITEMS, .wide = true};
    struct document_result r = print(path, &b);
    struct str page[PAGES];
    size_t n = pages_of(a, path, page), first = 0, last = 0;

    (void)state;
    assert_int_equal(r.pages, n);
    assert_int_equal(r.lines, ITEMS + 1);
    assert_int_equal(r.total.satang, sum_of(ITEMS));
    expect(a, page[0], STR("ร่าง"), "cover: draft");
    expect(a, page[0], STR("ข้อมูลสาธิต"), "cover: demonstration");
    expect(a, page[0], STR("ข้อมูลบางส่วน"), "cover: partial");
    expect(a, page[0], STR("(รหัส 10000000)"), "a code keeps its digits");
    expect(a, page[0], STR("ปีงบประมาณ พ.ศ. ๒๕๖๖"), "cover: year");
    expect(a, page[0], STR("เอกสารลำดับที่ ๗"), "cover: number");
    for (size_t i = 1; i < n; i++)
        expect(a, page[i], thai_digits(a, str_format(a, "หน้า %zu", i + 1)), "numbered as it lies");
    for (size_t i = 1; i < n; i++) {
        if (!str_has(page[i], STR("ยอดยกไป")))
            continue;
        first = first ? first : i;
        last = i;
    }
    EXPECT(first > 1 && last > first, "the table runs over pages");
    for (size_t i = first, k; i <= last; i++) { /* the sums of the items so far */
        for (k = ITEMS; k > 0; k--) {
            if (str_has(page[i], str_format(a, "01-%04d", (int)k - 1)))
                break;
        }
        expect(a, page[i], str_format(a, "ยอดยกไป%.*s", STR_FMT(printed(a, sum_of((int)k)))),
               "carried forward");
        expect(a, page[i + 1], str_format(a, "ยอดยกมา%.*s", STR_FMT(printed(a, sum_of((int)k)))),
               "brought forward");
        expect(a, page[i + 1], STR("จำนวนเงิน (บาท)"), "the head is repeated");
    }
    expect(a, page[1], thai_digits(a, str_format(a, "รายละเอียด%zu", first + 1)),
           "the contents lead there");
    expect(a, page[n - 1], STR("ดัชนี"), "the index ends it");
    expect(a, page[n - 1], STR("เขต ๓"), "a word of the index");
    arena_free(a);
}

/* The last page of a long table has at least three of its rows beside the total. */
static void test_last_page(void **state)
{
    (void)state;
    for (int items = 40; items < 72; items += 2) {
        struct arena *a = arena_new();
        const char *path = temp_path(a, ".pdf");
        struct book_of b = {.a = a, .items = items};
        struct str page[PAGES];
        bool seen = false;

        print(path, &b);
        for (size_t n = pages_of(a, path, page), i = 0; i < n; i++) {
            if (!str_has(page[i], str_format(a, "01-%04d", items - 1)))
                continue;
            seen = true;
            for (int k = 2; k <= 3; k++)
                expect(a, page[i], str_format(a, "01-%04d", items - k), "not alone there");
        }
        EXPECT(seen, "the last row is printed");
        arena_free(a);
    }
}

static void test_breaks(void **state)
{
    struct arena *a = arena_new();
    const char *path = temp_path(a, ".pdf");
    struct book_of b = {.a = a, .items = ITEMS};
    struct document_result r = print(path, &b);
    struct str page[PAGES];
    size_t n = pages_of(a, path, page);

    (void)state;
    (void)r;
    for (size_t i = 1; i < n; i++) {
        EXPECT(!str_ends(page[i], STR("แผนงานที่๑")), "a heading does not stay behind");
        if (str_has(page[i], STR("รวมทั้งสิ้น")))
            EXPECT(str_has(page[i], STR("01-0089")), "a total is never alone");
    }
    arena_free(a);
}

static void test_thai_out(void **state)
{
    struct arena *a = arena_new();
    const char *path = temp_path(a, ".pdf");
    struct book_of b = {.a = a, .items = 3};
    struct str page[PAGES], all;
    struct sbuf s;

    (void)state;
    print(path, &b);
    size_t n = pages_of(a, path, page);
    sbuf_init(&s, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < n; i++)
        sbuf_add(&s, page[i]);
    all = sbuf_str(&s);
    expect(a, all, thai_digits(a, str_from(long_text)), "a spread paragraph comes out whole");
    expect(a, all, STR("สำนักน้ำกำหนดที่ ๒"), "a cell comes out whole");
    arena_free(a);
}

static void test_data(void **state)
{
    struct arena *a = arena_new();
    const char *path = temp_path(a, ".pdf");
    struct book_of b = {.a = a, .items = 5};
    const struct jr *j, *m, *rows, *t;
    struct str json, csv, manifest;
    uint8_t digest[SHA256_BYTES];
    struct err e;
    int64_t sum = 0;

    (void)state;
    print(path, &b);
    json = attached(a, path, "by_line.json");
    csv = attached(a, path, "by_line.csv");
    manifest = attached(a, path, "manifest.json");
    EXPECT(str_has(attached(a, path, "volume.json"), json), "all tables in one");
    assert_true(json_parse(a, json, &j, &e));
    assert_str(jr_str(jr_get(j, "volume"), STR_NONE), "07-10000000", "the volume's word");
    assert_int_equal(jr_int(jr_get(j, "change_id"), 0), 4711);
    assert_true(jr_bool(jr_get(j, "draft"), false) && jr_bool(jr_get(j, "demo"), false));
    assert_int_equal(jr_count(jr_get(j, "columns")), ARRAY_LEN(columns));
    rows = jr_get(j, "rows");
    for (size_t i = 0; i < jr_count(rows); i++) {
        if (str_eq(jr_str(jr_get(jr_at(rows, i), "role"), STR_NONE), STR("item")))
            sum += jr_int(jr_get(jr_at(rows, i), "amount_satang"), 0);
    }
    assert_int_equal(sum, sum_of(5));
    t = jr_at(rows, jr_count(rows) - 1);
    assert_str(jr_str(jr_get(t, "tie"), STR_NONE), "city/total", "the total's tie");
    assert_int_equal(jr_int(jr_get(t, "amount_satang"), 0), sum_of(5));
    assert_int_equal(jr_int(jr_get(jr_at(rows, 1), "size_milli"), 0), 1500);
    EXPECT(str_starts(csv,
                      STR("\xEF\xBB\xBFrole,level,tie,code,name,amount,share,size,size_unit\r\n")),
           "head of the CSV");
    EXPECT(str_has(csv,
                   str_format(a, "item,1,line:0,01-0000,สำนักน้ำกำหนดที่ 1,%lld.00,12.34,1.500,คัน\r\n",
                              (long long)amount_of(0) / 100)),
           "a row of the CSV");
    assert_true(json_parse(a, manifest, &m, &e));
    t = jr_at(jr_get(m, "tables"), 0);
    sha256(json, digest);
    EXPECT(str_eq(jr_str(jr_get(jr_get(t, "json"), "sha256"), STR_NONE),
                  hex_text(a, digest, SHA256_BYTES)),
           "the manifest's hash");
    sha256(csv, digest);
    EXPECT(str_eq(jr_str(jr_get(jr_get(t, "csv"), "sha256"), STR_NONE),
                  hex_text(a, digest, SHA256_BYTES)),
           "of the CSV, too");
    assert_int_equal(jr_int(jr_get(jr_get(t, "total"), "amount_satang"), 0), sum_of(5));
    arena_free(a);
}

static void test_refusals(void **state)
{
    static const struct {
        int64_t sub, total;
        const char *what, *why;
    } row_[] = {
        {1, 0, "by_line: รวมแผนงานที่ 1: amount", "a subtotal that is one satang too much"},
        {0, -100, "by_line: รวมทั้งสิ้น: amount", "a total that is a baht too little"},
    };
    struct arena *a = arena_new();
    const char *path[] = {temp_path(a, ".pdf"), temp_path(a, ".xlsx")};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row_) * 2; i++) {
        struct book_of b = {
            .a = a, .items = 9, .wrong_sub = row_[i / 2].sub, .wrong_total = row_[i / 2].total};
        struct document_result r;
        struct err e;

        EXPECT(!volume_print(path[i % 2], &info, say, &b, &r, &e), row_[i / 2].why);
        assert_int_equal(e.code, ERR_DOCUMENT_SUM);
        assert_str(err_arg_value(&e.args[0]).u.s, row_[i / 2].what, row_[i / 2].why);
        assert_int_equal(e.args[1].v.u.i - e.args[2].v.u.i, row_[i / 2].sub + row_[i / 2].total);
        EXPECT(access(path[i % 2], F_OK) != 0, "nothing is left");
    }
    struct book_of b = {.a = a, .items = 9, .fail_midway = true};
    struct document_result r;
    struct err e;
    EXPECT(!volume_print(path[0], &info, say, &b, &r, &e) && e.code == ERR_NOTHING,
           "what the sayer says");
    b.fail_midway = false;
    EXPECT(!volume_print("/nowhere/x.pdf", &info, say, &b, &r, &e) && e.code == ERR_FILE_WRITE,
           "no folder");
    arena_free(a);
}

static void test_equal_bytes(void **state)
{
    struct arena *a = arena_new();
    struct book_of b = {.a = a, .items = ITEMS, .wide = true};

    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *one = temp_path(a, i ? ".pdf" : ".xlsx"),
                   *two = temp_path(a, i ? ".pdf" : ".xlsx");
        struct str x, y;
        struct err e;

        print(one, &b);
        print(two, &b);
        assert_true(file_read(a, one, (size_t)64 << 20, &x, &e));
        assert_true(file_read(a, two, (size_t)64 << 20, &y, &e));
        EXPECT(x.n > 1000 && str_eq(x, y), "equal calls give equal bytes");
    }
    arena_free(a);
}

static void test_workbook(void **state)
{
    static const char script[] = "import re,sys,zipfile\n"
                                 "z=zipfile.ZipFile(sys.argv[1])\n"
                                 "print(','.join(re.findall(r'<sheet "
                                 "name=\"([^\"]*)\"',z.read('xl/workbook.xml').decode())))\n"
                                 "x=z.read('xl/worksheets/sheet2.xml').decode()\n"
                                 "v=re.findall(r'<c r=\"C(\\d+)\"[^>]*><v>([^<]*)</v>',x)\n"
                                 "n=[round(float(b)*100) for a,b in v]\n"
                                 "print(n[-1],sum(n[:45])-n[45],'pane' in x,'ySplit=\"2\"' in x)\n";
    struct arena *a = arena_new();
    const char *path = temp_path(a, ".xlsx");
    struct book_of b = {.a = a, .items = ITEMS, .wide = true};
    struct document_result r = print(path, &b);
    struct str out = run(a, (const char *const[]){"python3", "-c", script, path, NULL}), line;

    (void)state;
    assert_int_equal(r.pages, 0);
    assert_int_equal(r.total.satang, sum_of(ITEMS));
    assert_true(str_split(&out, '\n', &line));
    assert_str(line, "เอกสาร,รายการ,สิบสองช่อง", "a sheet a table, behind the facts");
    assert_true(str_split(&out, '\n', &line));
    assert_str(line, str_cstr(a, str_format(a, "%lld 0 True True", (long long)sum_of(ITEMS))),
               "typed cells add up; the head is frozen");
    arena_free(a);
}

/* Pages by numbers: how they lie, what they lead to. */
static void test_shape(void **state)
{
    struct arena *a = arena_new();
    const char *path = temp_path(a, ".pdf");
    struct book_of b = {.a = a, .items = ITEMS, .wide = true};
    struct document_result r = print(path, &b);
    struct str out = run(a, (const char *const[]){"pdfinfo", "-f", "1", "-l", "100", path, NULL}),
               line;
    struct str json =
        run(a, (const char *const[]){"qpdf", "--json", "--json-key=outlines", path, NULL});
    int wide = 0;

    (void)state;
    while (str_split(&out, '\n', &line))
        wide += str_has(line, STR("841.89 x 595.276"));
    assert_int_equal(wide, 1);
    assert_int_equal(r.pages, 11);
    for (size_t i = 0; i < 5; i++)
        EXPECT(str_has(json, str_from(((const char *const[]){"หลักการและเหตุผล", "รายละเอียด",
                                                             "ตารางกว้าง", "สารบัญ", "ดัชนี"})[i])),
               "bookmarked");
    run(a, (const char *const[]){"qpdf", "--check", path, NULL});
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),    cmocka_unit_test(test_last_page),
        cmocka_unit_test(test_breaks),
        cmocka_unit_test(test_thai_out), cmocka_unit_test(test_data),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_equal_bytes),
        cmocka_unit_test(test_workbook), cmocka_unit_test(test_shape),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
