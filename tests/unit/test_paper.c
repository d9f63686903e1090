/* Papers: the covering letter with its forms, the request book, a report and an agenda, as PDF and as
 * .docx. Thai words come out whole, sums are the sums of the lines, heads are repeated, the .docx is
 * well-formed with every relationship it names, equal data gives equal bytes and the same version. */
#include "plan_store.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"
#include "base/sheet_read.h"
#include "base/sheet_zip.h"
#include "base/thai.h"
#include "document/docx.h"
#include "document/issue.h"
#include "document/request_form.h"
#include "plan/meeting.h"
#include "plan/section.h"

enum { YEAR = 2566, UNITS = 30, LEVELS = 2, LINES = 2, COUNT = UNITS * LEVELS * LINES };

static const char odd[] = "ก่อสร้างเขื่อน ค.ส.ล. <b>ไม่ใช่มาร์กอัป</b> & \"คำพูด\" น้ำ สำนัก ฎีกา ปี๊บ ญี่ปุ่น";

/* ---- reading what was printed ---- */

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

/* The words of one part; fails when it is not well-formed. */
static struct str part_words(struct arena *a, const char *path, const char *part, size_t *ret_heads)
{
    struct sheet_source src = {.path = path};
    enum sheet_node node;
    struct sheet_zip *z;
    struct sheet_xml *x;
    struct sbuf b;
    struct err e;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    assert_ok(sheet_zip_open(a, &src, &z, &e), &e);
    assert_ok(sheet_xml_open(a, z, str_from(part), &x, &e), &e);
    do {
        assert_ok(sheet_xml_next(x, &node, &e), &e);
        if (node == NODE_TEXT)
            sbuf_add(&b, sheet_xml_text(x));
        if (node == NODE_START && sheet_xml_is(x, "tblHeader"))
            ++*ret_heads;
    } while (node != NODE_DONE);
    sheet_xml_close(x);
    return sbuf_str(&b);
}

/* Every target of a relationship is there, and every part has a content type. */
static void expect_related(struct arena *a, const char *path, const char *rels, const char *folder)
{
    struct sheet_source src = {.path = path};
    enum sheet_node node;
    struct sheet_zip *z;
    struct sheet_xml *x;
    struct err e;
    size_t n = 0;

    assert_ok(sheet_zip_open(a, &src, &z, &e), &e);
    assert_ok(sheet_xml_open(a, z, str_from(rels), &x, &e), &e);
    do {
        assert_ok(sheet_xml_next(x, &node, &e), &e);
        if (node != NODE_START || !sheet_xml_is(x, "Relationship"))
            continue;
        struct str target = str_dup(a, sheet_xml_attr(x, "Target"));
        if (!sheet_zip_has(z, str_format(a, "%s%.*s", folder, STR_FMT(target))))
            fail_msg("%s names %.*s, which is not there", rels, STR_FMT(target));
        n++;
    } while (node != NODE_DONE);
    sheet_xml_close(x);
    assert_true(n > 1);
}

static void expect_docx(struct arena *a, const char *path)
{
    size_t heads = 0;
    struct str types = part_words(a, path, "[Content_Types].xml", &heads);

    (void)types;
    expect_related(a, path, "_rels/.rels", "");
    expect_related(a, path, "word/_rels/document.xml.rels", "word/");
    for (const char *const *part =
             (const char *const[]){"word/styles.xml", "word/settings.xml", "word/header1.xml",
                                   "word/footer1.xml", "docProps/core.xml", NULL};
         *part; part++)
        (void)part_words(a, path, *part, &heads);
}

/* ---- a year with a request ---- */

struct city {
    struct plan_city plan;
    struct actor office, head;
    char *folder;
};

static void make(struct store *s, struct arena *a, struct city *ret)
{
    struct plan_fill f = {.year = YEAR,
                          .c = &ret->plan,
                          .units = UNITS,
                          .levels = LEVELS,
                          .lines = LINES,
                          .state = "SUBMITTED"};
    struct err e;

    plan_make(s, a, YEAR, &ret->plan);
    f.agency_id = ret->plan.drainage.id;
    f.output_id = ret->plan.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    assert_true(sql_write(s,
                          str_cstr(a, str_format(a,
                                                 "UPDATE line SET name = '%s' WHERE id = "
                                                 "(SELECT MIN(id) FROM line)",
                                                 odd)),
                          &e));
    ret->office = plan_person("office", PERM_DOCUMENT, SCOPE_CITY, 0);
    ret->office.user_id = 7;
    ret->head = plan_person("head.1100", PERM_REQUEST_APPROVE, SCOPE_AGENCY, f.agency_id);
    ret->head.user_id = 8;
    assert_ok(file_temp_dir(a, &ret->folder, &e), &e);
}

static const char *at(struct arena *a, const struct city *c, const char *name)
{
    return str_cstr(a, str_format(a, "%s/%s", c->folder, name));
}

static bool issue(struct store *s, struct arena *a, const struct actor *who,
                  struct document_order o, const char *path, struct document_issued *ret,
                  struct err *e)
{
    const struct document_desk desk = {s, a, who, CITY_NOW};

    o.year = o.year ? o.year : YEAR;
    return document_issue(&desk, &o, path, ret, e);
}

static struct str text_of(struct arena *a, const char *path)
{
    struct str all;
    struct err e;

    assert_ok(file_read(a, path, (size_t)64 << 20, &all, &e), &e);
    return all;
}

/* ---- the tests ---- */

static void letter_and_forms(struct store *s, struct arena *a)
{
    struct document_order o = {
        .kind = STR("request"), .format = STR("pdf"), .agency = STR("11000000")};
    struct document_issued d, again;
    struct money total = BAHT(INT64_C(1000) * COUNT * (COUNT + 1) / 2);
    struct city c;
    struct str text, head;
    struct err e;
    size_t heads = 0, pages_with_head = 0;
    struct str rest, page;

    make(s, a, &c);
    assert_ok(issue(s, a, &c.office, o, at(a, &c, "r.pdf"), &d, &e), &e);
    assert_int_equal(d.result.lines, COUNT);
    assert_int_equal(d.result.total.satang, total.satang);
    assert_false(d.row.draft);
    text = squeeze(a, pdf_text(a, at(a, &c, "r.pdf")));
    expect_text(a, text, str_from(odd), "a line's name, whole and as text");
    expect_text(a, text, STR("ขอส่งคำขอตั้งงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2566"), "the letter");
    expect_text(a, text, str_format(a, "(%.*s)", STR_FMT(thai_baht_text(a, total))), "in words");
    expect_text(a, text, money_text(a, total, MONEY_WHOLE), "in figures");
    expect_text(a, text, str_format(a, "หน้า 1 จาก %d", (int)d.result.pages), "page x of y");
    assert_true(str_has(text, squeeze(a, d.row.code)));
    head = squeeze(a, STR("ข้อเสนอ / รายการ: ปริมาณ × ราคาต่อหน่วย / เหตุผล"));
    rest = pdf_text(a, at(a, &c, "r.pdf"));
    while (str_split(&rest, '\f', &page))
        pages_with_head += str_has(squeeze(a, page), head);
    EXPECT(pages_with_head >= 3, "the head of the lines is repeated");

    assert_ok(issue(s, a, &c.office, o, at(a, &c, "again.pdf"), &again, &e), &e);
    assert_true(again.again && str_eq(again.row.code, d.row.code));
    EXPECT(str_eq(text_of(a, at(a, &c, "r.pdf")), text_of(a, at(a, &c, "again.pdf"))),
           "the same data, the same file");

    o.format = STR("docx");
    assert_ok(issue(s, a, &c.office, o, at(a, &c, "r.docx"), &d, &e), &e);
    assert_true(str_eq(again.row.code, d.row.code)); /* another file of the same version */
    expect_docx(a, at(a, &c, "r.docx"));
    text = squeeze(a, part_words(a, at(a, &c, "r.docx"), "word/document.xml", &heads));
    expect_text(a, text, str_from(odd), "escaped by type, read back");
    expect_text(a, text, money_text(a, total, MONEY_WHOLE), "the figures are in the words");
    assert_int_equal(heads, 4); /* each table repeats its head */
    assert_true(str_has(squeeze(a, part_words(a, at(a, &c, "r.docx"), "word/header1.xml", &heads)),
                        squeeze(a, d.row.code)));

    o.format = STR("xlsx");
    assert_ok(issue(s, a, &c.office, o, at(a, &c, "r.xlsx"), &d, &e), &e);

    /* One amount changes: a new version, and the one before says so. */
    assert_true(
        sql_write(s,
                  "UPDATE line_amount SET amount_satang = amount_satang + 100 WHERE line_id "
                  "= (SELECT MIN(id) FROM line)",
                  &e));
    o.format = STR("pdf");
    assert_ok(issue(s, a, &c.office, o, at(a, &c, "2.pdf"), &d, &e), &e);
    assert_int_equal(d.row.version, 2);
    {
        struct issued_row first;
        struct db *db;

        assert_ok(store_reader(s, &db, &e), &e);
        assert_ok(issued_get(db, a, again.row.code, &first, &e), &e);
        assert_true(str_eq(first.replaced_by, d.row.code));
    }
}

static void test_letter(void **state)
{
    (void)state;
    with_each_store(letter_and_forms);
}

static bool say_request(struct paper *p, void *ctx, struct err *e)
{
    return request_form_say(p, ctx, e);
}

/* What is printed hangs on the data alone: twice the same bytes, in both forms. */
static void equal_bytes(struct store *s, struct arena *a)
{
    static const char *const ending[] = {"pdf", "docx"};
    struct paper_info info = {.title = STR("t"),
                              .subject = STR("s"),
                              .author = STR("a"),
                              .head = STR("h"),
                              .number = STR("RQ-1"),
                              .code = STR("0000-0000-0000"),
                              .digest = STR("00"),
                              .url = STR("http://127.0.0.1/d/0000-0000-0000"),
                              .version = 1,
                              .issued = DATE(20220701)};
    struct request_data data;
    struct request_paper r = {&data, DATE(20220701)};
    struct city c;
    struct err e;
    struct db *db;
    int64_t pages;

    make(s, a, &c);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(request_data_load(db, a, YEAR, &c.plan.drainage, SIGHT_CITY, &data, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(ending); i++) {
        const char *one = at(a, &c, str_cstr(a, str_format(a, "1.%s", ending[i])));
        const char *two = at(a, &c, str_cstr(a, str_format(a, "2.%s", ending[i])));

        assert_ok(paper_print(one, &info, say_request, &r, &pages, &e), &e);
        assert_ok(paper_print(two, &info, say_request, &r, &pages, &e), &e);
        EXPECT(str_eq(text_of(a, one), text_of(a, two)), ending[i]);
    }
}

static void test_equal_bytes(void **state)
{
    (void)state;
    with_each_store(equal_bytes);
}

/* What was not sent: its agency's people get a draft, the city a paper without it. */
static void drafts(struct store *s, struct arena *a)
{
    struct document_order o = {
        .kind = STR("request"), .format = STR("pdf"), .agency = STR("11000000")};
    struct document_issued d;
    struct city c;
    struct err e;

    make(s, a, &c);
    assert_true(sql_write(s,
                          "UPDATE package SET state = 'DRAFT', place = 'director' WHERE id = "
                          "(SELECT MAX(id) FROM package)",
                          &e));
    assert_ok(issue(s, a, &c.head, o, at(a, &c, "d.pdf"), &d, &e), &e);
    assert_true(d.row.draft);
    assert_int_equal(d.result.lines, COUNT);
    expect_text(a, squeeze(a, pdf_text(a, at(a, &c, "d.pdf"))), STR("ร่าง ยังไม่ใช่ฉบับที่ส่งแล้ว"),
                "marked on the pages");
    assert_ok(issue(s, a, &c.office, o, at(a, &c, "o.pdf"), &d, &e), &e);
    assert_false(d.row.draft);
    assert_int_equal(d.result.lines, COUNT - LINES);
}

static void test_drafts(void **state)
{
    (void)state;
    with_each_store(drafts);
}

static bool add_meeting(struct act *by, void *ctx, struct err *e)
{
    struct meeting_new m = {.year = YEAR,
                            .body = STR("suitability"),
                            .number = STR("1/2566"),
                            .place = STR("ห้องประชุม 1"),
                            .on_date = DATE(20220115)};
    struct str agency = STR("11000000");
    struct item_new item = {.kind = STR("agencies"),
                            .title = STR("พิจารณาคำขอสำนักการระบายน้ำ"),
                            .detail = STR("คำขอทั้งหน่วยงาน"),
                            .agency = &agency,
                            .agencies = 1};
    struct str code;

    if (!meeting_add(by, &m, &code, e) || !meeting_item_add(by, YEAR, code, &item, e))
        return false;
    *(struct str *)ctx = str_dup(city_arena(by), code);
    return true;
}

static void other_kinds(struct store *s, struct arena *a)
{
    static const struct {
        const char *kind, *format, *want;
        bool draft;
    } row[] = {
        {"request_book", "pdf", "เล่มคำขอตั้งงบประมาณรายจ่าย", false},
        {"request_book", "docx", "เล่มคำขอตั้งงบประมาณรายจ่าย", false},
        {"analyst_report", "pdf", "ยังไม่มีความเห็น", true},
        {"analyst_report", "docx", "ยังไม่มีความเห็น", true},
        {"analyst_report", "xlsx", NULL, true},
        {"agenda", "pdf", "วาระที่ 1 พิจารณาคำขอสำนักการระบายน้ำ", true},
        {"agenda", "docx", "วาระที่ 1 พิจารณาคำขอสำนักการระบายน้ำ", true},
        {"agenda", "xlsx", NULL, true},
        {"minutes", "pdf", "วาระนี้ไม่มีมติที่ยืนยันแล้ว", true},
        {"minutes", "docx", "วาระนี้ไม่มีมติที่ยืนยันแล้ว", true},
    };
    struct city c;
    struct str meeting;
    struct err e;

    make(s, a, &c);
    assert_ok(city_write(s, a, add_meeting, &meeting, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool of_meeting = row[i].kind[0] == 'm' || strcmp(row[i].kind, "agenda") == 0;
        struct document_order o = {.kind = str_from(row[i].kind),
                                   .format = str_from(row[i].format),
                                   .agency = of_meeting ? STR_NONE : STR("11000000"),
                                   .meeting = of_meeting ? meeting : STR_NONE};
        const char *path = at(a, &c, str_cstr(a, str_format(a, "k%zu.%s", i, row[i].format)));
        struct document_issued d;
        size_t heads = 0;

        assert_ok(issue(s, a, &c.office, o, path, &d, &e), &e);
        EXPECT(d.row.draft == row[i].draft, row[i].kind);
        if (!row[i].want)
            continue;
        if (strcmp(row[i].format, "docx") == 0)
            expect_docx(a, path);
        expect_text(a,
                    squeeze(a, strcmp(row[i].format, "pdf") == 0
                                   ? pdf_text(a, path)
                                   : part_words(a, path, "word/document.xml", &heads)),
                    str_from(row[i].want), row[i].kind);
    }
}

static void test_other_kinds(void **state)
{
    (void)state;
    with_each_store(other_kinds);
}

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        const char *kind, *format, *agency, *meeting, *file;
        int64_t year;
        enum err_code want;
        const char *why;
    } row[] = {
        {"letter", "pdf", "11000000", "", "x.pdf", 0, ERR_BAD_CHOICE, "no such kind"},
        {"request", "odt", "11000000", "", "x.pdf", 0, ERR_BAD_CHOICE, "no such format"},
        {"request", "pdf", "99999999", "", "x.pdf", 0, ERR_NOT_FOUND, "no such agency"},
        {"request", "pdf", "", "", "x.pdf", 0, ERR_REQUIRED, "of no agency"},
        {"request", "pdf", "10000000", "", "x.pdf", 0, ERR_NOTHING, "an agency without a request"},
        {"request", "pdf", "11000000", "", "x.pdf", 2599, ERR_YEAR_MISSING, "no such year"},
        {"request", "pdf", "11000000", "", "folder", 0, ERR_FILE_WRITE, "a folder stands there"},
        {"agenda", "pdf", "", "S-9", "x.pdf", 0, ERR_NOT_FOUND, "no such meeting"},
        {"minutes", "pdf", "", "", "x.pdf", 0, ERR_REQUIRED, "of no meeting"},
    };
    struct document_issued d;
    struct city c;
    struct err e;
    struct stat st;

    make(s, a, &c);
    assert_int_equal(mkdir(at(a, &c, "folder"), 0700), 0);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct document_order o = {.kind = str_from(row[i].kind),
                                   .format = str_from(row[i].format),
                                   .agency = str_from(row[i].agency),
                                   .meeting = str_from(row[i].meeting),
                                   .year = row[i].year};

        if (issue(s, a, &c.office, o, at(a, &c, row[i].file), &d, &e) || e.code != row[i].want)
            fail_msg("%s: got %s", row[i].why, err_word(e.code));
    }
    assert_int_equal(stat(at(a, &c, "x.pdf"), &st), -1); /* nothing is left behind */
    rmdir(at(a, &c, "folder"));
    assert_err(issue(s, a, &c.head,
                     (struct document_order){
                         .kind = STR("request"), .format = STR("pdf"), .agency = STR("10000000")},
                     at(a, &c, "x.pdf"), &d, &e),
               &e, ERR_SCOPE);
    assert_err(issue(s, a, &c.head,
                     (struct document_order){
                         .kind = STR("agenda"), .format = STR("pdf"), .meeting = STR("S-1")},
                     at(a, &c, "x.pdf"), &d, &e),
               &e, ERR_FORBIDDEN);
}

static void test_refusals(void **state)
{
    (void)state;
    with_each_store(refusals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letter),   cmocka_unit_test(test_equal_bytes),
        cmocka_unit_test(test_drafts),   cmocka_unit_test(test_other_kinds),
        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
