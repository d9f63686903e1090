/* Spreadsheets in: parts made by hand with the habits of Excel, files of our own writer, files that
 * LibreOffice saved (skipped where it is absent), and everything that must be refused. */
#include "unit.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/row.h"
#include "base/sheet.h"
#include "base/sheet_read.h"
#include "zip_parts.h"

/* Every cell on a line of its own: "A1 t text", f behind the type for a formula, b for a mended era. */
static bool note(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    static const char letter[] = {[CELL_TEXT] = 't',
                                  [CELL_NUMBER] = 'n',
                                  [CELL_DATE] = 'd',
                                  [CELL_FLAG] = 'b',
                                  [CELL_ERROR] = 'e'};
    struct sbuf *b = ctx;

    (void)e;
    for (size_t i = 0; i < row->n; i++) {
        const struct sheet_cell *c = &row->cell[i];

        assert_true(c->row == row->row);
        sbuf_add(b, sheet_cell_name(b->a, c->row, c->col));
        sbuf_printf(b, " %c%s%s ", letter[c->type], c->formula ? "=" : "", c->buddhist ? "!" : "");
        sbuf_add(b, c->text);
        sbuf_byte(b, '\n');
    }
    return true;
}

static struct str read_text(struct arena *a, struct str bytes, const char *why)
{
    struct sheet_source src = {.bytes = bytes};
    struct xlsx *b = NULL;
    struct sbuf got;
    struct err e = {.code = ERR_NONE};

    sbuf_init(&got, a, SBUF_NO_LIMIT);
    if (!xlsx_open(a, &src, &b, &e) || !xlsx_read(b, 0, note, &got, &e))
        fail_msg("%s: %s", why, err_word(e.code));
    return sbuf_str(&got);
}

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

static void cells_of_every_kind(void **state)
{
    static const struct {
        const char *rows, *want, *why;
    } row[] = {
        {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", "A1 t ถนน\n", "a shared string"},
        {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>", "A1 t หนา บาง\n",
         "rich runs are one text, phonetic runs are none of it"},
        {"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>ก</t><r><t>ข</t></r></is></c></row>",
         "A1 t กข\n", "an inline string"},
        {"<row r=\"1\"><c r=\"A1\" t=\"str\"><f>A2&amp;\"x\"</f><v>x</v></c></row>", "A1 t= x\n",
         "a formula's text with its mark"},
        {"<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"0\"/><v>5</v></c></row>", "A1 n= 5\n",
         "a shared formula has no text of its own"},
        {"<row r=\"1\"><c r=\"A1\"><f>1/0</f></c></row>", "A1 t= \n",
         "a formula without a value is still there"},
        {"<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"e\"><v>#N/A</v></c></row>",
         "A1 b 1\nB1 e #N/A\n", "flags and errors"},
        {"<row r=\"1\"><c r=\"A1\" t=\"b\"><f aca=\"false\">TRUE()</f><v>1</v></c></row>",
         "A1 b 1\n", "LibreOffice writes a flag as a formula"},
        {"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
         "A1 n 1\nB1 n 2\nA2 n 3\n", "no references at all"},
        {"<row r=\"3\"><c r=\"C3\"><v>1</v></c><c><v>2</v></c></row>"
         "<row r=\"900\" spans=\"1:9\"><c r=\"AB900\"><v>3</v></c></row>",
         "C3 n 1\nD3 n 2\nAB900 n 3\n", "sparse rows and cells"},
        {"<row r=\"1\"><c r=\"A1\" s=\"2\"/><c r=\"B1\" t=\"s\"/><c r=\"C1\"><v></v></c></row>", "",
         "empty cells are not there"},
        {"<row r=\"1\"><c r=\"A1\"><v>1234.5599999999999</v></c><c r=\"B1\"><v>1.5E+3</v></c>"
         "<c r=\"C1\"><v>-2.5e-2</v></c></row>",
         "A1 n 1234.56\nB1 n 1500\nC1 n -0.025\n", "numbers as decimal text"},
        {"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>๑,๒๓๔</t></is></c></row>", "A1 t ๑,๒๓๔\n",
         "Thai digits stay text"},
        {"<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45931</v></c><c r=\"B1\" s=\"2\"><v>45931.75</v></c>"
         "<c r=\"C1\" s=\"3\"><v>45931</v></c><c r=\"D1\" s=\"4\"><v>0.5</v></c></row>",
         "A1 d 2025-10-01\nB1 d 2025-10-01\nC1 n 45931\nD1 n 0.5\n",
         "serial days by style: built in, of the file, none, a clock"},
        {"<row r=\"1\"><c r=\"A1\" s=\"1\"><v>244258</v></c></row>", "A1 d! 2025-10-01\n",
         "1/10/2568 typed as a common year is the Buddhist one"},
        {"<row r=\"1\"><c r=\"A1\" t=\"d\"><v>2025-10-01T00:00:00</v></c></row>",
         "A1 d 2025-10-01\n", "an ISO day"},
        {"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>ก_x000D_\nข_x0041_ "
         "\xE0\xB9\x8D\xE0\xB8\xB2</t></is></c></row>",
         "A1 t ก\nขA ำ\n", "escapes of XML and the two ways of sara am"},
        {"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> </t></is></c>"
         "<c r=\"B1\" t=\"inlineStr\"><is><t>&lt;&#3585;&gt;<![CDATA[&]]></t></is></c></row>",
         "A1 t  \nB1 t <ก>&\n", "white space, references, CDATA"},
        {"<row r=\"1\"><!-- x --><c "
         "r=\"A1\"><extLst><ext><v>9</v></ext></extLst><v>1</v></c></row>",
         "A1 n 91\n", "strange parts inside a cell do no harm"},
    };
    static const char strings[] =
        "<sst><si><t>ถนน</t></si><si><r><rPr><b/></rPr><t>หนา </t></r><r><t>บาง</t></r>"
        "<rPh sb=\"0\" eb=\"1\"><t>อ่าน</t></rPh></si></sst>";
    static const char styles[] =
        "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"[$-D00041E]d\\ mmm\\ bbbb\"/>"
        "<numFmt numFmtId=\"171\" formatCode=\"#,##0.00&quot; baht/day&quot;\"/>"
        "<numFmt numFmtId=\"172\" formatCode=\"[h]:mm\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
        "<xf numFmtId=\"171\"/><xf numFmtId=\"172\"/></cellXfs></styleSheet>";
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct str sheet = str_format(a, SHEET("%s"), row[i].rows);
        struct str got = read_text(
            a, zip_workbook(a, sheet, str_from(strings), str_from(styles), false), row[i].why);

        assert_str(got, row[i].want, row[i].why);
    }
    assert_str(read_text(a,
                         zip_workbook(a,
                                      STR(SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44469</v>"
                                                "</c></row>")),
                                      STR_NONE, str_from(styles), true),
                         "1904"),
               "A1 d 2025-10-01\n", "days counted from 1904");
    arena_free(a);
}

static void numbers_and_formats(void **state)
{
    static const struct {
        const char *raw, *want, *why;
    } number[] = {
        {"0", "0", "zero"},
        {"-0.0", "0", "no minus zero"},
        {"1E2", "100", "an exponent"},
        {"123456789012345678", "123456789012346000", "15 digits are held"},
        {"999999999999999.9", "1000000000000000", "rounding carries on"},
        {"0.1", "0.1", "a fraction"},
        {"0.10000000000000001", "0.1", "what a spreadsheet makes of it"},
        {"1e-5", "0.00001", "small"},
        {"+7.50", "7.5", "a sign, a zero"},
        {"1e300", NULL, "too long to write out"},
        {"1.2.3", NULL, "two points"},
        {"", NULL, "nothing"},
        {"1e", NULL, "half an exponent"},
        {"nan", NULL, "no number"},
    };
    static const struct {
        const char *format;
        bool is_date;
    } format[] = {
        {"General", false},     {"yyyy-mm-dd", true},     {"#,##0", false},
        {"0.00\\d", false},     {"[Red]0", false},        {"mmm", true},
        {"h:mm", false},        {"\"day\" 0", false},     {"[$-1070000]d/m/yy", true},
        {"d mmm bb", true},     {"0;[Blue]\"d\"", false}, {"[h]:mm:ss", false},
        {"_(* #,##0_d", false},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(number); i++) {
        struct str got = STR_NONE;
        bool ok = sheet_number_text(a, str_from(number[i].raw), &got);

        EXPECT(ok == (number[i].want != NULL), number[i].why);
        if (ok)
            assert_str(got, number[i].want, number[i].why);
    }
    for (size_t i = 0; i < ARRAY_LEN(format); i++)
        EXPECT(sheet_format_is_date(str_from(format[i].format)) == format[i].is_date,
               format[i].format);
    assert_str(sheet_cell_name(a, 12, 1), "B12", "a column");
    assert_str(sheet_cell_name(a, 1, 25), "Z1", "the last of one letter");
    assert_str(sheet_cell_name(a, 1, 26), "AA1", "two letters");
    assert_str(sheet_cell_name(a, 9, 16383), "XFD9", "the last column there is");
    arena_free(a);
}

/* ---- what is refused ---- */

static enum err_code refusal(struct arena *a, struct str bytes)
{
    struct sheet_source src = {.bytes = bytes};
    struct xlsx *b = NULL;
    struct sbuf got;
    struct err e = {.code = ERR_NONE};

    sbuf_init(&got, a, SBUF_NO_LIMIT);
    if (xlsx_open(a, &src, &b, &e) && xlsx_read(b, 0, note, &got, &e))
        return ERR_NONE;
    assert_true(err_text(a, &e, LANG_TH).n > 20); /* a sentence, not a code */
    return e.code;
}

static struct str filled(struct arena *a, size_t n, char c)
{
    char *p = arena_alloc(a, n);

    memset(p, c, n);
    return (struct str){p, n};
}

static struct str nested(struct arena *a, int depth)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    SB_LIT(&b, "<worksheet><sheetData>");
    for (int i = 0; i < depth; i++)
        SB_LIT(&b, "<x>");
    for (int i = 0; i < depth; i++)
        SB_LIT(&b, "</x>");
    SB_LIT(&b, "</sheetData></worksheet>");
    return sbuf_str(&b);
}

static struct str one_sheet(struct arena *a, struct str sheet)
{
    return zip_workbook(a, sheet, STR_NONE, STR_NONE, false);
}

static struct str with_part(struct arena *a, const char *name, struct str text)
{
    struct zip_part part[] = {
        {"xl/workbook.xml",
         STR("<workbook><sheets><sheet name=\"a\" id=\"r\"/></sheets></workbook>")},
        {name, text}};

    return zip_parts(a, part, ARRAY_LEN(part), ZIP_CM_DEFLATE);
}

static struct str many_entries(struct arena *a, size_t n)
{
    struct zip_part *part = ARENA_ARRAY(a, struct zip_part, n);

    for (size_t i = 0; i < n; i++)
        part[i] = (struct zip_part){str_cstr(a, str_format(a, "e%zu", i)), STR("x")};
    return zip_parts(a, part, n, ZIP_CM_STORE);
}

#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

static void what_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct str good = one_sheet(a, STR(SHEET("<row><c><v>1</v></c></row>")));
    const struct {
        struct str bytes;
        enum err_code code;
        const char *why;
    } row[] = {
        {good, ERR_NONE, "the good one"},
        {STR_NONE, ERR_FILE_EMPTY, "an empty file"},
        {STR("a,b\n1,2\n"), ERR_BOOK_KIND, "a CSV file"},
        {STR(OLE "Workbook"), ERR_BOOK_OLD, "an .xls file"},
        {STR(OLE "...E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0.."), ERR_BOOK_ENCRYPTED,
         "an encrypted workbook"},
        {str_slice(good, 0, good.n / 2), ERR_FILE_BROKEN, "half a file"},
        {zip_parts(a, &(struct zip_part){"mimetype", STR("application/ods")}, 1, ZIP_CM_STORE),
         ERR_BOOK_KIND, "an .ods file"},
        {with_part(a, "xl/vbaProject.bin", STR("x")), ERR_BOOK_MACROS, "macros"},
        {with_part(a, "xl/macrosheets/sheet1.xml", STR("x")), ERR_BOOK_MACROS, "old macros"},
        {with_part(a, "xl/media/i.png", filled(a, 4000000, 'x')), ERR_BOOK_BOMB,
         "an entry nobody reads can be a bomb too"},
        {many_entries(a, BOOK_ENTRIES_MAX + 1), ERR_BOOK_LIMIT, "too many entries"},
        {one_sheet(a, nested(a, BOOK_DEPTH_MAX + 1)), ERR_BOOK_LIMIT, "too deep"},
        {one_sheet(a, STR("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" SHEET(
                          "<row><c t=\"str\"><v>&e;</v></c></row>"))),
         ERR_BOOK_ENTITY, "an external entity"},
        {one_sheet(a, STR("<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>" SHEET(
                          "<row><c t=\"&b;\"><v>1</v></c></row>"))),
         ERR_BOOK_ENTITY, "entities inside the file"},
        {one_sheet(a, STR(SHEET("<row><c><v>&e;</v></c></row>"))), ERR_FILE_BROKEN,
         "an unknown entity"},
        {one_sheet(a, STR(SHEET("<row><c t=\"s\"><v>9</v></c></row>"))), ERR_FILE_BROKEN,
         "a shared string that is not there"},
        {one_sheet(a, STR(SHEET("<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"/>"))),
         ERR_FILE_BROKEN, "a row twice"},
        {one_sheet(a, STR(SHEET("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"/></row>"))),
         ERR_FILE_BROKEN, "cells out of order"},
        {one_sheet(a, STR(SHEET("<row><c r=\"AMK1\"><v>1</v></c></row>"))), ERR_BOOK_LIMIT,
         "a column past the limit"},
        {one_sheet(a, STR("<worksheet><sheetData><row>")), ERR_FILE_BROKEN, "XML that ends early"},
        {with_part(a, "xl/_rels/workbook.xml.rels",
                   STR("<R><Relationship Id=\"r\" Target=\"../../etc/passwd\"/></R>")),
         ERR_FILE_BROKEN, "a path out of the file is an entry that is not there"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        enum err_code code = refusal(a, row[i].bytes);

        if (code != row[i].code)
            fail_msg("%s: %s instead of %s", row[i].why, err_word(code), err_word(row[i].code));
    }
    arena_free(a);
}

static void a_long_text_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct str text = filled(a, BOOK_TEXT_MAX + 1, 'x');
    struct str sheet = str_format(
        a, SHEET("<row><c t=\"inlineStr\"><is><t>%.*s</t></is></c></row>"), STR_FMT(text));

    (void)state;
    assert_int_equal(refusal(a, one_sheet(a, sheet)), ERR_BOOK_LIMIT);
    arena_free(a);
}

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* 1 : 1000, told honestly or not: the sizes of the list of entries are changed to a lie. */
static void a_bomb_does_nothing(void **state)
{
    struct arena *a = arena_new();
    struct str bomb = one_sheet(a, filled(a, 100 * 1000 * 1000, ' '));
    char *lie = arena_alloc(a, bomb.n);
    struct rusage before, after;
    int64_t start;

    (void)state;
    assert_true(bomb.n < 120000);
    getrusage(RUSAGE_SELF, &before);
    start = now_us();
    assert_int_equal(refusal(a, bomb), ERR_BOOK_BOMB);
    assert_true(now_us() - start < 100000);
    memcpy(lie, bomb.p, bomb.n);
    for (size_t i = 0; i + 30 < bomb.n; i++) { /* "100 bytes" in both headers */
        if (memcmp(lie + i, "PK\1\2", 4) == 0 && memcmp(lie + i + 24, "\0\xE1\xF5\5", 4) == 0)
            memcpy(lie + i + 24, "d\0\0\0", 4);
        if (memcmp(lie + i, "PK\3\4", 4) == 0 && memcmp(lie + i + 22, "\0\xE1\xF5\5", 4) == 0)
            memcpy(lie + i + 22, "d\0\0\0", 4);
    }
    start = now_us();
    assert_int_not_equal(refusal(a, (struct str){lie, bomb.n}), ERR_NONE);
    assert_true(now_us() - start < 100000);
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 20 * 1024); /* KiB */
    arena_free(a);
}

/* ---- files of other programs ---- */

struct line {
    struct str name;
    struct money amount;
    int64_t count;
    struct date day;
    bool is_open;
};
static const struct field fields[] = {
    FIELD(struct line, name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct line, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct line, count, 0, "จำนวน", "Count"),
    FIELD(struct line, day, 0, "วัน", "Day"),
    FIELD(struct line, is_open, 0, "เปิด", "Open"),
};
static const struct row_type type = ROW_TYPE(struct line, fields);

static const char written[] = "A1 t ชื่อ\nB1 t จำนวนเงิน\nC1 t จำนวน\nD1 t วัน\nE1 t เปิด\n"
                              "A2 t =1+1\nB2 n 1234.56\nC2 n 7\nD2 d 2025-10-01\nE2 b 1\n"
                              "A3 t <๑&\"ข>\nB3 n 99999999999.99\nC3 n 0\nE3 b 0\n";

static struct str write_ours(struct arena *a, const char *path)
{
    const struct line row[] = {{STR("=1+1"), MONEY(123456), 7, DATE(20251001), true},
                               {STR("<๑&\"ข>"), MONEY(9999999999999), 0, DATE_NONE, false}};
    struct sheet *s = NULL;
    struct str bytes;
    struct err e;

    assert_true(sheet_open(a, path, &s, &e));
    sheet_table(s, STR("คำขอ"), STR_NONE, &type, LANG_TH);
    sheet_row(s, &row[0]);
    sheet_row(s, &row[1]);
    assert_true(sheet_close(s, &e));
    assert_true(file_read(a, path, 1000000, &bytes, &e));
    return bytes;
}

static void our_own_files(void **state)
{
    struct arena *a = arena_new();
    struct sheet_source src;
    struct xlsx *b = NULL;
    struct sbuf got;
    struct err e;
    char *dir, *path;

    (void)state;
    assert_true(file_temp_dir(a, &dir, &e));
    path = str_cstr(a, str_format(a, "%s/x.xlsx", dir));
    assert_str(read_text(a, write_ours(a, path), "bytes"), written, "as written");
    src = (struct sheet_source){.path = path};
    sbuf_init(&got, a, SBUF_NO_LIMIT);
    assert_true(xlsx_open(a, &src, &b, &e));
    assert_int_equal(xlsx_sheets(b), 1);
    assert_str(xlsx_sheet_name(b, 0), "คำขอ", "the sheet's name");
    assert_int_equal(xlsx_find_sheet(b, STR("คำขอ")), 0);
    assert_true(xlsx_find_sheet(b, STR("x")) == SIZE_MAX && !xlsx_sheet_hidden(b, 0));
    assert_true(xlsx_read(b, 0, note, &got, &e) && xlsx_read(b, 0, note, &got, &e));
    assert_str(str_slice(sbuf_str(&got), 0, sizeof written - 1), written, "from a path");
    assert_int_equal(sbuf_str(&got).n, 2 * (sizeof written - 1));
    src.path = "/no/such/file.xlsx";
    assert_false(xlsx_open(a, &src, &b, &e));
    assert_int_equal(e.code, ERR_FILE_OPEN);
    src.path = dir;
    assert_false(xlsx_open(a, &src, &b, &e));
    arena_free(a);
}

static void files_of_libreoffice(void **state)
{
    struct arena *a = arena_new();
    char *dir;
    struct err e;
    struct str bytes, out;
    const struct child_limits lim = {.max_output = 100000, .wall_ms = 100000};
    int code = -1;

    (void)state;
    assert_true(file_temp_dir(a, &dir, &e));
    if (access("/usr/bin/soffice", X_OK) != 0) {
        print_message("[ skipped: no soffice ]\n");
        arena_free(a);
        return;
    }
    {
        char *home = str_cstr(a, str_format(a, "-env:UserInstallation=file://%s/home", dir));
        char *ours = str_cstr(a, str_format(a, "%s/x.xlsx", dir));
        char *outdir = str_cstr(a, str_format(a, "%s/out", dir));
        const char *const argv[] = {"/usr/bin/soffice",
                                    home,
                                    "--headless",
                                    "--convert-to",
                                    "xlsx",
                                    "--outdir",
                                    outdir,
                                    ours,
                                    NULL};
        const char *const clean[] = {"/bin/rm", "-rf", outdir, home + 29, NULL};

        write_ours(a, ours);
        EXPECT(child_run(a, argv, STR_NONE, &lim, &out, &code, &e) && code == 0, "converted");
        EXPECT(file_read(a, str_cstr(a, str_format(a, "%s/out/x.xlsx", dir)), 1000000, &bytes, &e),
               "its file");
        assert_str(read_text(a, bytes, "LibreOffice"), written, "as LibreOffice saved it");
        EXPECT(child_run(a, clean, STR_NONE, &lim, &out, &code, &e), "cleaned");
    }
    arena_free(a);
}

static int start(void **state)
{
    (void)state;
    crypto_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind),  cmocka_unit_test(numbers_and_formats),
        cmocka_unit_test(what_is_refused),      cmocka_unit_test(a_long_text_is_refused),
        cmocka_unit_test(a_bomb_does_nothing),  cmocka_unit_test(our_own_files),
        cmocka_unit_test(files_of_libreoffice),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
