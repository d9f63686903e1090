/* test_document.c - the printed ordinance: every Thai word comes out whole, every sum is the sum of
 * what stands under it, heads are repeated, equal input gives equal bytes. On each kind of store. */
#include "plan_store.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/thai.h"
#include "document/document.h"
#include "document/ordinance.h"
#include "plan/bulk.h"

#define DAY DATE(20220701)

/* Names that lose letters when a PDF is made carelessly. */
static const struct {
    const char *name;
    int64_t baht;
} lines[] = {
    {"ค่าใช้จ่ายของสำนักที่กำหนดไว้ทั้งสิ้น", 1234567},
    {"ก่อสร้างเขื่อน ค.ส.ล. ริมคลองแสนแสบ จากบริเวณถนนวิทยุถึงถนนชิดลม พร้อมอุโมงค์ระบายน้ำ ผู้รับจ้าง "
     "ญี่ปุ่น และสถานีสูบน้ำที่ 12 ขนาด 3.50 x 2.75 เมตร ระยะทาง 1,200 เมตร",
     660955000},
    {"จัดซื้อเครื่องสูบน้ำ (Hydraulic Pump) ชนิดเคลื่อนที่ ปู่เจ้าสมิงพราย", 88000},
    {"ฎีกาเบิกเงิน กตัญญู ป้ำ ฐานข้อมูล รื้อ ปี๊บ ตี๋ ก๊าซ", 1},
    {"<b>ไม่ใช่มาร์กอัป</b> & \"คำพูด\"", 999999},
    {"รายการที่ตัดออกทั้งจำนวน", 5000},
};
enum { CUT = 5, MANY = 160 }; /* the line that ends at zero; lines of the second agency */

struct filling {
    const struct plan_city *c;
    int64_t year;
};

static bool fill_agency(struct plan_bulk *b, const struct filling *f, bool first, struct err *e)
{
    struct unit_new u = {.year = f->year,
                         .title = STR("งาน"),
                         .agency_id = first ? f->c->drainage.id : f->c->works.id,
                         .output_id = first ? f->c->water : f->c->road};
    struct package_new p = {.level = 1, .level_kind = STR("minimum"), .title = STR("งาน")};
    size_t n = first ? ARRAY_LEN(lines) : MANY;

    if (!plan_bulk_unit(b, &u, &p.unit_id, e) ||
        !plan_bulk_package(b, &p, STR("SUBMITTED"), &p.unit_id, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct line_new l = {.package_id = p.unit_id,
                             .fund_id = f->c->own,
                             .item_id = i % 3 ? f->c->building : f->c->salary,
                             .quantity_milli = i % 3 ? 12000 : 1000,
                             .unit_word = i % 3 ? STR("เครื่อง") : STR_NONE,
                             .name = first ? str_from(lines[i].name) : STR("ปรับปรุงถนนและทางเท้า"),
                             .requested = BAHT(first ? lines[i].baht : (int64_t)(i + 1) * 1000)};
        struct str code;
        int64_t id;

        if (!plan_bulk_line(b, &l, &id, &code, e)) {
            return false;
        }
        if (first && i == CUT &&
            !plan_bulk_amount(b,
                              &(struct bulk_change){id, STAGE_ANALYST, l.requested, MONEY_ZERO,
                                                    STR("ซ้ำ"), STR("1/2565")},
                              e)) {
            return false;
        }
    }
    return true;
}

static bool fill(struct act *by, void *ctx, struct err *e)
{
    const struct filling *f = ctx;
    struct plan_bulk *b;

    return plan_bulk_begin(by, f->year, STR("test"), &b, e) && fill_agency(b, f, true, e) &&
           fill_agency(b, f, false, e) && plan_bulk_end(b, e);
}

static void make_year(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct filling f = {&c, 2566};
    struct err e;

    plan_make(s, a, 2566, &c);
    assert_ok(city_write(s, a, fill, &f, &e), &e);
}

static char *temp_path(struct arena *a, const char *ending)
{
    const char *folder = "/tmp"; /* of this test run only */

    return str_cstr(a, str_format(a, "%s/pbis-test-document-%d%s", folder, (int)getpid(), ending));
}

static struct document_result print(struct store *s, struct arena *a, const char *path)
{
    struct document_result r;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(document_ordinance(db, a, 2566, DAY, path, &r, &e), &e);
    return r;
}

static struct str run(struct arena *a, const char *const *argv)
{
    const struct child_limits limits = {.wall_ms = 60000, .max_output = (size_t)64 << 20};
    struct str out;
    struct err e;
    int code;

    assert_ok(child_run(a, argv, STR_NONE, &limits, &out, &code, &e), &e);
    assert_int_equal(code, 0);
    return out;
}

/* Without white space: extraction spaces and breaks lines as it likes. */
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

static struct str pdf_text(struct arena *a, const char *path)
{
    const char *const argv[] = {"pdftotext", "-raw", "-enc", "UTF-8", path, "-", NULL};

    return run(a, argv);
}

static void expect_text(struct arena *a, struct str page, struct str want, const char *why)
{
    struct str folded = squeeze(a, thai_digits(a, want));

    if (!str_has(page, folded))
        fail_msg("“%.*s” is not in the document (%s)", STR_FMT(folded), why);
}

static struct str printed_money(struct arena *a, struct money m)
{
    return money_text(a, m, MONEY_WHOLE);
}

/* ---- what the attached CSV holds, added up ---- */

enum { LEVELS = 4, SUMS = 64 };
static const char *const level_columns[LEVELS] = {"agency_name", "plan_name", "output_name",
                                                  "type_name"};

/* The sum of the rows that agree in the first `level` + 1 names. */
struct level_sum {
    int level;
    struct str key, name;
    struct money sum;
};

struct sums {
    struct arena *a;
    size_t at[LEVELS + 1]; /* columns of the names, then the amount */
    struct level_sum sum[SUMS];
    size_t n;
    struct money all;
    int64_t rows;
};

static void add_level(struct sums *s, int level, struct str key, struct str name, struct money m)
{
    size_t i = 0;

    while (i < s->n && !(s->sum[i].level == level && str_eq(s->sum[i].key, key)))
        i++;
    assert_true(i < SUMS);
    if (i == s->n)
        s->sum[s->n++] = (struct level_sum){level, key, str_dup(s->a, name), MONEY_ZERO};
    s->sum[i].sum = money_add(s->sum[i].sum, m);
}

static bool add_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct csv_column want[LEVELS + 1] = {{0}};
    struct sums *s = ctx;
    struct str key = STR_NONE;
    struct money m;

    if (row->row == 0) {
        for (int i = 0; i < LEVELS; i++)
            want[i].name = level_columns[i];
        want[LEVELS].name = "amount";
        return csv_columns(row, want, LEVELS + 1, s->at, e);
    }
    if (!money_parse(row->cell[s->at[LEVELS]], &m, e))
        return false;
    for (int i = 0; i < LEVELS; i++) {
        key = str_format(s->a, "%.*s/%.*s", STR_FMT(key), STR_FMT(row->cell[s->at[i]]));
        add_level(s, i, key, row->cell[s->at[i]], m);
    }
    s->all = money_add(s->all, m);
    s->rows++;
    return true;
}

static void attached_sums(struct arena *a, const char *path, struct sums *ret)
{
    const char *const argv[] = {"qpdf", "--show-attachment=schedule.csv", path, NULL};
    struct err e;

    memset(ret, 0, sizeof(*ret));
    ret->a = a;
    assert_ok(csv_read_str(run(a, argv), add_row, ret, &e), &e);
}

/* ---- the tests ---- */

static void words_and_sums(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct document_result r;
    struct sums *sums = ARENA_NEW(a, struct sums);
    struct str text, json;

    make_year(s, a);
    r = print(s, a, path);
    assert_int_equal(r.lines, ARRAY_LEN(lines) - 1 + MANY);
    assert_int_equal(r.agencies, 2);
    text = squeeze(a, pdf_text(a, path));
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        if (i != CUT)
            expect_text(a, text, str_from(lines[i].name), "a line's name, whole");
    }
    assert_false(str_has(text, squeeze(a, str_from(lines[CUT].name))));
    expect_text(a, text, STR("ไม่พิมพ์รายการที่จำนวนเงินขั้นล่าสุดเป็นศูนย์ 1 รายการ"), "counted, not printed");
    expect_text(a, text, STR("ข้อ 2 ข้อบัญญัตินี้ให้ใช้บังคับตั้งแต่วันที่ 1 ตุลาคม พ.ศ. 2565"), "in force");
    attached_sums(a, path, sums);
    assert_int_equal(sums->rows, r.lines);
    assert_int_equal(sums->all.satang, r.total.satang);
    assert_true(sums->n >= 10);
    for (size_t i = 0; i < sums->n; i++) /* the figure stands before the name in the stream */
        expect_text(a, text,
                    str_format(a, "%.*s%s%.*s", STR_FMT(printed_money(a, sums->sum[i].sum)),
                               sums->sum[i].level == 0 ? "รวม" : "", STR_FMT(sums->sum[i].name)),
                    "a printed subtotal is the sum of its rows");
    expect_text(a, text, printed_money(a, sums->all), "the whole in figures");
    expect_text(a, text, str_format(a, "(%.*s)", STR_FMT(thai_baht_text(a, sums->all))),
                "the whole in words");
    json = run(a, (const char *const[]){"qpdf", "--show-attachment=schedule.json", path, NULL});
    assert_true(str_has(json, str_format(a, "\"total_satang\":%lld", (long long)r.total.satang)));
    unlink(path);
}

static void test_words_and_sums(void **state)
{
    (void)state;
    with_each_store(words_and_sums);
}

/* Pages of the document, cut at the form feeds. */
static size_t pages_of(struct arena *a, struct str text, struct str *ret, size_t most)
{
    struct str piece;
    size_t n = 0;

    while (str_split(&text, '\f', &piece) && n < most)
        ret[n++] = squeeze(a, piece);
    return n > 0 && ret[n - 1].n == 0 ? n - 1 : n;
}

static void pages_and_heads(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct str page[64], head = squeeze(a, STR("แผนงาน / ผลผลิต งาน / โครงการ / รายการ"));
    struct document_result r;
    size_t n, first = 0;

    make_year(s, a);
    r = print(s, a, path);
    n = pages_of(a, pdf_text(a, path), page, ARRAY_LEN(page));
    assert_int_equal(n, r.pages);
    for (size_t i = 1; i < n; i++)
        expect_text(a, page[i], str_format(a, "หน้า %d", (int)i + 1), "numbered as it lies");
    while (first < n && !str_has(page[first], head))
        first++;
    assert_true(n - 1 - first >= 6); /* 160 rows need several pages */
    for (size_t i = first; i + 1 < n; i++)
        EXPECT(str_has(page[i], head), "the head stands on every page of the schedule");
    for (size_t i = first + 1; i + 1 < n; i++)
        EXPECT(str_has(page[i], STR("(ต่อ)")) || str_has(page[i], STR("หน่วยรับงบประมาณ๑")),
               "and says what goes on, unless an agency begins");
    expect_text(a, page[1], str_format(a, "%d%s", (int)first + 1, "บัญชีหมายเลข 4"),
                "the contents name its page");
    unlink(path);
}

static void test_pages_and_heads(void **state)
{
    (void)state;
    with_each_store(pages_and_heads);
}

static void marks_and_bytes(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf"), *twin = temp_path(a, "-2.pdf");
    struct str one, two, text;
    struct err e;

    make_year(s, a);
    print(s, a, path);
    print(s, a, twin);
    assert_ok(file_read(a, path, (size_t)64 << 20, &one, &e), &e);
    assert_ok(file_read(a, twin, (size_t)64 << 20, &two, &e), &e);
    EXPECT(str_eq(one, two), "equal input, equal bytes");
    assert_false(str_has(squeeze(a, pdf_text(a, path)), STR("ข้อมูลสาธิต")));
    assert_true(sql_write(s, "UPDATE fiscal_year SET demo = 1, partial = 1 WHERE year = 2566", &e));
    print(s, a, path);
    text = squeeze(a, pdf_text(a, path));
    expect_text(a, text, STR("ข้อมูลสาธิต ไม่ใช่งบประมาณของกรุงเทพมหานคร"), "said on the pages");
    expect_text(a, text, STR("ข้อมูลบางส่วน"), "both marks on the cover");
    assert_true(sql_write(s, "UPDATE fiscal_year SET stage = 'IN_FORCE' WHERE year = 2566", &e));
    print(s, a, path);
    EXPECT(!str_has(squeeze(a, pdf_text(a, path)), STR("ร่างข้อบัญญัติกรุงเทพมหานคร")),
           "no draft once signed");
    unlink(path);
    unlink(twin);
}

static void test_marks_and_bytes(void **state)
{
    (void)state;
    with_each_store(marks_and_bytes);
}

static void satang_everywhere_or_nowhere(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct str text;
    struct err e;

    make_year(s, a);
    assert_true(
        sql_write(s, "UPDATE line_amount SET amount_satang = 125 WHERE amount_satang = 100", &e));
    print(s, a, path);
    text = squeeze(a, pdf_text(a, path));
    expect_text(a, text, STR("1.25"), "a line with satang");
    expect_text(a, text, STR("660,955,000.00"), "so every amount has two decimals");
    unlink(path);
}

static void test_satang(void **state)
{
    (void)state;
    with_each_store(satang_everywhere_or_nowhere);
}

static void workbook(struct store *s, struct arena *a)
{
    static const char script[] =
        "import re,sys,zipfile\n"
        "z=zipfile.ZipFile(sys.argv[1])\n"
        "print(','.join(re.findall(r'<sheet "
        "name=\"([^\"]*)\"',z.read('xl/workbook.xml').decode())))\n"
        "for i in range(2,6):\n"
        " x=z.read('xl/worksheets/sheet%d.xml'%i).decode()\n"
        " rows=re.findall(r'<row .*?</row>',x,re.S)\n"
        " col={2:'D',3:'F',4:'D',5:None}[i]\n"
        " v=[[c for c in re.findall(r'<c r=\"([A-Z]+)\\d+\"[^>]*?><v>([^<]*)</v>',r)] for r in "
        "rows]\n"
        " n=[float(dict(r).get(col,'nan')) if col else float(r[-1][1]) for r in v if r]\n"
        " print(round(sum(n[:-1])*100),round(n[-1]*100))\n";
    const char *path = temp_path(a, ".xlsx");
    const char *const argv[] = {"python3", "-c", script, path, NULL};
    struct document_result r;
    struct str out, line;

    make_year(s, a);
    r = print(s, a, path);
    out = run(a, argv);
    assert_true(str_split(&out, '\n', &line));
    assert_str(line, "สรุป,ตามหน่วยงาน,ตามด้าน,ตามประเภท,รายการ", "the sheets");
    for (int i = 0; i < 4; i++) {
        assert_true(str_split(&out, '\n', &line));
        assert_str(line,
                   str_cstr(a, str_format(a, "%lld %lld", (long long)r.total.satang,
                                          (long long)r.total.satang)),
                   "the cells add up to the total row");
    }
    unlink(path);
}

static void test_workbook(void **state)
{
    (void)state;
    with_each_store(workbook);
}

static bool no_step(void *ctx, const struct ordinance_step *s, struct err *e)
{
    (void)ctx;
    (void)s;
    (void)e;
    return true;
}

/* A document whose sums do not hold is refused, and an old file stays. */
static void refusals(struct store *s, struct arena *a)
{
    const char *path = temp_path(a, ".pdf");
    struct document_result r;
    struct ordinance_group *group;
    struct ordinance o;
    struct db *db;
    struct err e;

    city_make(s, a, 2566);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_err(document_ordinance(db, a, 2566, DAY, path, &r, &e), &e, ERR_NOTHING);
    assert_err(document_ordinance(db, a, 2599, DAY, path, &r, &e), &e, ERR_YEAR_MISSING);
    assert_err(document_ordinance(db, a, 2566, DAY, "x.doc", &r, &e), &e, ERR_BAD_CHOICE);
    make_year(s, a);
    assert_err(document_ordinance(db, a, 2566, DAY, "/nowhere/x.pdf", &r, &e), &e, ERR_FILE_WRITE);
    assert_ok(ordinance_load(db, a, (struct ordinance_of){2566, 0, DAY}, &o, &e), &e);
    assert_ok(ordinance_each(&o, no_step, NULL, &e), &e);
    group = ARENA_ARRAY(a, struct ordinance_group, o.groups);
    memcpy(group, o.group, o.groups * sizeof(*group));
    group[0].total = money_add(group[0].total, MONEY(1));
    o.group = group;
    assert_err(ordinance_each(&o, no_step, NULL, &e), &e, ERR_DOCUMENT_SUM);
}

static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_sums),  cmocka_unit_test(test_pages_and_heads),
        cmocka_unit_test(test_marks_and_bytes), cmocka_unit_test(test_satang),
        cmocka_unit_test(test_workbook),        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
