/* test_import.c - importers on both stores: what arrives, what is mended, what is refused. */
#include "city_store.h"

#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/thai.h"
#include "exchange/import.h"

#define YEAR 2566

static struct str fixture(struct arena *a, const char *name)
{
    const char *dir = getenv("PBIS_FIXTURES");
    struct str text;
    struct err e;

    assert_ok(file_read(a, str_cstr(a, str_format(a, "%s/%s", dir ? dir : "tests/fixtures", name)),
                        1 << 20, &text, &e),
              &e);
    return text;
}

static bool import_as(struct store *s, struct arena *a, const struct actor *who, const char *kind,
                      struct str text, const struct import_options *o, struct import_report *ret,
                      struct err *e)
{
    struct import_job job = {.kind = str_from(kind),
                             .src = {.bytes = text}, .options = *o,
                             .who = who,
                             .now_ms = CITY_NOW};

    return import_run(s, a, &job, ret, e);
}

static bool import_text(struct store *s, struct arena *a, const char *kind, struct str text,
                        const struct import_options *o, struct import_report *ret, struct err *e)
{
    struct actor who = actor_system();

    return import_as(s, a, &who, kind, text, o, ret, e);
}

static struct import_report must_import(struct store *s, struct arena *a, const char *kind,
                                        struct str text, const struct import_options *o)
{
    struct import_report r;
    struct err e;

    assert_ok(import_text(s, a, kind, text, o, &r, &e), &e);
    return r;
}

/* Issues with this code (and, unless 0, of this row). */
static int64_t count(const struct import_report *r, const char *code, int64_t row)
{
    const struct import_issue *x = r->issues.p;
    int64_t n = 0;

    for (size_t i = 0; i < r->issues.n; i++)
        n += str_eq(x[i].code, str_from(code)) && (row == 0 || x[i].row == row);
    return n;
}

#define TOTALS(s, a)                                                                               \
 sql_lines((s), (a),                                                                               \
           "SELECT COUNT(*), SUM(a.amount_satang) FROM line l "                                    \
           "JOIN line_amount a ON a.line_id = l.id AND a.stage = 0")

static void fixture_arrives(struct store *s, struct arena *a)
{
    static const struct {
        const char *code;
        int64_t n;
    } repair[] = {
        {"two_digit_year", 39}, {"leading_zero", 28}, {"spaces", 3},        {"underscore", 1},
        {"alias", 2},           {"name_differs", 3},  {"code_differs", 1},  {"spelling", 1},
        {"flag_differs", 1},    {"group_differs", 1}, {"duplicate_key", 1}, {"shared_key", 1},
    };
    struct import_options o = {.year = YEAR, .dry_run = true};
    struct str text = fixture(a, "bma-19col.csv");
    struct import_report r;

    city_make(s, a, YEAR);
    r = must_import(s, a, "bma-lines", text, &o);
    assert_false(r.written);
    assert_int_equal(r.accepted, 40);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM line"), "0", "a dry run writes nothing");
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM import_run"), "0", "nor a run");
    o.dry_run = false;
    r = must_import(s, a, "bma-lines", text, &o);
    assert_true(r.written);
    assert_int_equal(r.read, 40);
    assert_int_equal(r.accepted, 40);
    assert_int_equal(r.refused, 0);
    assert_int_equal(r.repaired, 40);
    assert_str(r.total_baht, "670405000.00", "to the satang");
    for (size_t i = 0; i < ARRAY_LEN(repair); i++)
        EXPECT(count(&r, repair[i].code, 0) == repair[i].n, repair[i].code);
    assert_str(TOTALS(s, a), "40\t67040500000", "what the file says is what is stored");
    assert_str(sql_lines(s, a, "SELECT code FROM line ORDER BY id LIMIT 3"),
               "2566-0-0700-00001\n2566-0-0700-00002\n2566-0-0800-00001", "in file order");
    assert_str(sql_lines(s, a,
                         "SELECT source_key FROM line WHERE source_key LIKE '1300017-P02%' "
                         "ORDER BY source_key"),
               "1300017-P02\n1300017-P02#2", "twice in one agency: kept apart");
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM line WHERE source_key = '1300002-P10'"), "2",
               "two agencies: kept apart");
    assert_str(sql_lines(s, a, "SELECT DISTINCT state, level, level_kind FROM package"),
               "ANALYST_ACCEPTED\t1\tcurrent", "the Department's own lines");
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM package WHERE integrated = 1"), "3", "flag 3");
    assert_str(sql_lines(s, a, "SELECT DISTINCT kind FROM unit ORDER BY kind"), "base\nstrategic",
               "flags 1 and 2");
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM package WHERE goal_id IS NULL"), "2",
               "work without a goal");
    assert_str(sql_lines(s, a, "SELECT partial FROM fiscal_year WHERE year = 2566"), "1", "marked");
    assert_str(sql_lines(s, a, "SELECT code, kind, accepted, total_text FROM import_run"),
               "IMP-00001\tbma-lines\t40\t670405000.00", "recorded");
    r = must_import(s, a, "bma-lines", text, &o);
    assert_int_equal(r.unchanged, 40);
    assert_int_equal(r.accepted, 0);
    assert_false(r.written);
    assert_str(r.total_baht, "670405000.00", "of what stands");
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM import_run"), "1", "no second run");
    assert_str(TOTALS(s, a), "40\t67040500000", "twice changes nothing");
}

static void fixture_on_both(void **state)
{
    (void)state;
    with_each_store(fixture_arrives);
}

static const struct {
    int64_t row;
    const char *field, *code, *why;
} faults[] = {
    {2, "amount", "amount_negative", "below zero"},
    {3, "amount", "amount_range", "more than the city will ever have"},
    {4, "amount", "satang_fraction", "no such coin"},
    {5, "amount", "whole_baht", "requests are whole baht"},
    {6, "amount", "bad_amount", "in words"},
    {7, "amount", "bad_amount", "commas in the wrong places"},
    {8, "budget_year", "year_ce", "a common-era year"},
    {9, "budget_year", "year_mismatch", "last year's row"},
    {10, "budget_year", "bad_year", "no year"},
    {11, "output_no", "unknown_code", "no such output"},
    {12, "output/proj", "code_mismatch", "key of another output"},
    {13, "output/proj", "code_mismatch", "no key"},
    {14, "name_organization", "unknown_name", "one letter too many: the nearest is named"},
    {15, "name_organization", "unknown_name", "not of this city"},
    {16, "fund_grp_name", "unknown_code", "no such type"},
    {17, "flag", "bad_choice", "no such flag"},
    {18, "purpose_proj", "unknown_code", "no such goal"},
    {19, "output_proj_name", "required", "only spaces"},
    {20, "amount", "required", "empty"},
    {21, "output_proj_name", "too_long", "501 letters"},
    {22, "amount", "amount_negative", "both faults of a row are said"},
    {22, "name_organization", "unknown_name", "both faults of a row are said"},
    {23, "", "row_cells", "three cells"},
};

static const struct import_issue *issue(const struct import_report *r, int64_t row,
                                        const char *field)
{
    const struct import_issue *x = r->issues.p;

    for (size_t i = 0; i < r->issues.n; i++) {
        if (x[i].row == row && str_eq(x[i].action, STR("refuse")) &&
            str_eq(x[i].field, str_from(field)))
            return &x[i];
    }
    return NULL;
}

static void bad_rows(struct store *s, struct arena *a)
{
    struct import_options o = {.year = YEAR};
    char path[] = "/tmp/pbis-errors-XXXXXX";
    struct str text = fixture(a, "bma-bad.csv"), out;
    struct import_report r;
    struct err e;
    int fd;

    city_make(s, a, YEAR);
    r = must_import(s, a, "bma-lines", text, &o);
    assert_false(r.written);
    assert_int_equal(r.read, 23);
    assert_int_equal(r.accepted, 1);
    assert_int_equal(r.refused, 22);
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        const struct import_issue *x = issue(&r, faults[i].row, faults[i].field);
        EXPECT(x != NULL, faults[i].why);
        assert_str(x->code, faults[i].code, faults[i].why);
        EXPECT(x->th.n > 0 && x->en.n > 0 && !str_has(x->en, STR("?")), faults[i].why);
    }
    assert_str(issue(&r, 14, "name_organization")->expected, "สำนักปลัดกรุงเทพมหานคร", "nearest");
    assert_str(issue(&r, 8, "budget_year")->expected, "2566", "said what it should be");
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM line"), "0", "one bad row: nothing written");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    o.errors_path = path;
    r = must_import(s, a, "bma-lines", text, &o);
    assert_true(r.written);
    assert_int_equal(r.accepted, 1);
    assert_str(TOTALS(s, a), "1\t4850000000", "the good row is in");
    assert_ok(file_read(a, path, 1 << 20, &out, &e), &e);
    assert_true(str_has(out, STR(",amount,reason\r\n")));
    assert_true(str_has(out, STR("amount: จำนวนเงิน “-500” ติดลบ")));
    o.errors_path = NULL;
    r = must_import(s, a, "bma-lines", out, &o); /* the file taken out has the same faults */
    assert_int_equal(r.refused, 22);
    assert_int_equal(r.accepted, 0);
    unlink(path);
}

static void bad_rows_on_both(void **state)
{
    (void)state;
    with_each_store(bad_rows);
}

/* The first two lines of the fixture with something replaced. */
static struct str one_row(struct arena *a, const char *from, const char *to)
{
    struct str text = fixture(a, "bma-19col.csv");
    size_t end = str_find(text, STR("\n"), str_find(text, STR("\n"), 0) + 1);

    return str_replace(a, str_slice(text, 0, end + 1), str_from(from), str_from(to));
}

static void changed_rows(struct store *s, struct arena *a)
{
    struct import_options o = {.year = YEAR};
    struct import_report r;
    const struct import_issue *x;

    city_make(s, a, YEAR);
    r = must_import(s, a, "bma-lines", one_row(a, "66", "66"), &o);
    assert_int_equal(r.accepted, 1);
    r = must_import(s, a, "bma-lines", one_row(a, "48500000", "48500001"), &o);
    assert_int_equal(r.refused, 1);
    x = issue(&r, 1, "output/proj");
    assert_non_null(x);
    assert_str(x->code, "duplicate_line", "another amount under a known key is not taken");
    assert_str(x->expected, "2566-0-0700-00001", "the line that has it is named");
    assert_str(TOTALS(s, a), "1\t4850000000", "nothing changed");
    r = must_import(s, a, "bma-lines", one_row(a, "48500000", "\"๔๘,๕๐๐,๐๐๐.00\""), &o);
    assert_int_equal(r.unchanged, 1);
}

static void changed_on_both(void **state)
{
    (void)state;
    with_each_store(changed_rows);
}

static void who_may(struct store *s, struct arena *a)
{
    struct actor nobody = {.name = STR("nobody")};
    struct import_options o = {.year = YEAR};
    struct import_report r;
    struct err e;

    city_make(s, a, YEAR);
    assert_err(import_as(s, a, &nobody, "bma-lines", one_row(a, "66", "66"), &o, &r, &e), &e,
               ERR_FORBIDDEN);
    assert_err(import_text(s, a, "facts", STR(""), &o, &r, &e), &e, ERR_BAD_CHOICE);
    o.year = 0;
    assert_err(import_text(s, a, "bma-lines", one_row(a, "66", "66"), &o, &r, &e), &e,
               ERR_BAD_YEAR);
}

static void permission(void **state)
{
    (void)state;
    with_each_store(who_may);
}

/* ---- files that cannot be read at all ---- */

static struct str gzip(struct arena *a, struct str text)
{
    z_stream z = {0};
    uLong room;
    char *out;

    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    room = deflateBound(&z, text.n);
    out = arena_alloc(a, room);
    z.next_in = (unsigned char *)str_cstr(a, text);
    z.avail_in = (unsigned)text.n;
    z.next_out = (unsigned char *)out;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return (struct str){out, room - z.avail_out};
}

static struct str flip(struct arena *a, struct str s, size_t at)
{
    char *p = str_cstr(a, s);

    p[at] = (char)(p[at] ^ 0x55);
    return (struct str){p, s.n};
}

static void unreadable(struct store *s, struct arena *a)
{
    struct str good = fixture(a, "bma-19col.csv"), packed = gzip(a, good);
    size_t header = str_find(good, STR("\n"), 0) + 1;
    const struct {
        struct str text;
        enum err_code code;
        const char *why;
    } row[] = {
        {STR(""), ERR_FILE_EMPTY, "no byte"},
        {STR("\n\n"), ERR_FILE_EMPTY, "blank lines"},
        {str_slice(good, 0, header), ERR_FILE_EMPTY, "a header only"},
        {str_replace(a, good, STR("output_no"), STR("output")), ERR_CSV_HEADER, "a column missing"},
        {STR("<html><body>404</body></html>\n"), ERR_CSV_HEADER, "another kind of file"},
        {str_format(a, "%.*s66,\xCA\xD3\xB9\xD1\xA1\n", STR_FMT(str_slice(good, 0, header))),
         ERR_FILE_ENCODING, "TIS-620"},
        {(struct str){"\xFF\xFE"
                      "b\0u\0d\0g\0",
                      10},
         ERR_FILE_ENCODING, "UTF-16"},
        {(struct str){"budget_year\0,a\n", 15}, ERR_FILE_ENCODING, "a NUL"},
        {str_format(a, "%.*s66,\"0609002-P01\n", STR_FMT(str_slice(good, 0, header))), ERR_BAD_CSV,
         "a quote that does not end"},
        {str_slice(packed, 0, packed.n / 2), ERR_FILE_BROKEN, "half a gzip"},
        {str_slice(packed, 0, packed.n - 3), ERR_FILE_BROKEN, "a gzip without its end"},
        {flip(a, packed, packed.n / 2), ERR_FILE_BROKEN, "a damaged gzip"},
        {str_format(a, "%.*sjunk", STR_FMT(packed)), ERR_FILE_BROKEN, "something behind a gzip"},
    };
    struct import_options o = {.year = YEAR};
    struct actor who = actor_system();
    struct import_job job = {.kind = STR("bma-lines"),
                             .src = {.path = "/nonexistent/file.csv"},
                             .options = o,
                             .who = &who,
                             .now_ms = CITY_NOW};
    struct import_report r;
    struct err e;

    city_make(s, a, YEAR);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok = import_text(s, a, "bma-lines", row[i].text, &o, &r, &e);
        EXPECT(!ok, row[i].why);
        EXPECT(e.code == row[i].code, row[i].why);
        ok = import_text(s, a, "national-lines", row[i].text, &o, &r, &e);
        EXPECT(!ok, row[i].why);
    }
    assert_err(import_run(s, a, &job, &r, &e), &e, ERR_FILE_OPEN);
    job.src.path = "/tmp";
    assert_err(import_run(s, a, &job, &r, &e), &e, ERR_FILE_OPEN);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM line"), "0", "nothing half done");
    r = must_import(s, a, "bma-lines", packed, &o);
    assert_int_equal(r.accepted, 40);
    assert_true(str_has(import_report_text(a, &r, LANG_EN), STR("670,405,000.00")));
}

static void unreadable_on_both(void **state)
{
    (void)state;
    with_each_store(unreadable);
}

/* ---- national rows ---- */

#define NATIONAL_HEADER                                                                            \
 "ITEM_ID,REF_DOC,REF_PAGE_NO,MINISTRY,BUDGETARY_UNIT,CROSS_FUNC?,BUDGET_PLAN,OUTPUT,PROJECT,"     \
 "CATEGORY_LV1,CATEGORY_LV2,CATEGORY_LV3,CATEGORY_LV4,CATEGORY_LV5,CATEGORY_LV6,"                  \
 "ITEM_DESCRIPTION,FISCAL_YEAR,AMOUNT,OBLIGED?,DEBUG_LOG\n"
#define N_UNIT_A ",D,1,กระทรวงหนึ่ง,กรมก,False,แผนงานก,ผลผลิตหนึ่ง,,"
#define N_UNIT_B ",D,2,กระทรวงหนึ่ง,กรมข,True,แผนงานก,,โครงการหนึ่ง,"

static const char national_good[] = NATIONAL_HEADER
    "2022.1.1" N_UNIT_A "งบลงทุน,ค่าครุภัณฑ์,,,,,รถหนึ่งคัน,2021,\"1,000,000.0\",True,\n"
    "2022.1.2" N_UNIT_A "งบลงทุน,ค่าครุภัณฑ์,,,,,รถหนึ่งคัน,2022,\"2,000,000\",True,\n"
    "2022.1.3" N_UNIT_A "งบลงทุน,ค่าก่อสร้าง,,ถนน,,,ถนน  สายหนึ่ง,2022,\"18,250,00\",False,odd\n"
    "2022.1.4" N_UNIT_B ",,,,,,รายการไม่มีหมวด,2023,0.0,False,\n"
    "2022.1.5" N_UNIT_B "งบลงทุน,ค่าครุภัณฑ์,,,,,เครื่องหนึ่งเครื่อง,2022,33.25,False,\n";

static const char national_bad[] =
    NATIONAL_HEADER "2022.2.1" N_UNIT_A "งบลงทุน,,,,,,เศษหนึ่งในสาม,2022,66.666666666666667,False,\n"
                    "2565.2.2" N_UNIT_A "งบลงทุน,,,,,,ปีผิด,2022,1,False,\n"
                    "2022.2.3" N_UNIT_A "งบลงทุน,,,,,,ปีผิด,2565,1,False,\n"
                    "2021.2.4" N_UNIT_A "งบลงทุน,,,,,,คนละเล่ม,2022,1,False,\n"
                    "2022.2.5" N_UNIT_A "งบลงทุน,,,,,,ธง,2022,1,Maybe,\n"
                    "2022.2.6" N_UNIT_A "งบลงทุน,,,,,,ติดลบ,2022,-1,False,\n"
                    "2022.2.7" N_UNIT_A "งบลงทุน,,,,,,ดี,2022,1,False,\n"
                    "2022.2.7" N_UNIT_A "งบลงทุน,,,,,,ซ้ำ,2022,2,False,\n"
                    ",D,1,,,False,,,,,,,,,,,2022,1,False,\n";

static void national_arrives(struct store *s, struct arena *a)
{
    struct import_options o = {0};
    struct str text = str_from(national_good);
    struct import_report r;

    city_make(s, a, YEAR);
    r = must_import(s, a, "national-lines", text, &o);
    assert_true(r.written);
    assert_int_equal(r.year, 2565);
    assert_int_equal(r.accepted, 5);
    assert_int_equal(count(&r, "commas", 3), 1);
    assert_int_equal(count(&r, "spaces", 3), 1);
    assert_int_equal(r.repaired, 1);
    assert_str(r.total_baht, "4825033.25", "with what the commas meant");
    assert_str(sql_lines(s, a,
                         "SELECT SUM(amount_satang), COUNT(DISTINCT agency_id), "
                         "COUNT(DISTINCT node_id), COUNT(DISTINCT category_id) "
                         "FROM national_line"),
               "482503325\t2\t2\t3", "agencies and nodes are made once");
    assert_str(sql_lines(s, a,
                         "SELECT tranche_year FROM national_line "
                         "WHERE name = 'รถหนึ่งคัน' ORDER BY id"),
               "2564\n2565", "tranches of one item, in Buddhist years");
    assert_str(sql_lines(s, a,
                         "SELECT code, kind FROM agency WHERE kind IN ('ministry', 'unit') "
                         "ORDER BY code"),
               "N001\tministry\nN001-0002\tunit\nN001-0003\tunit", "agencies of their own kinds");
    assert_str(sql_lines(s, a,
                         "SELECT v.kind, v.published FROM year_class y "
                         "JOIN class_version v ON v.id = y.version_id "
                         "WHERE y.year = 2565 AND v.code = 'national-2565' ORDER BY v.kind"),
               "item\t1\nprogramme\t1", "a classification of its own");
    r = must_import(s, a, "national-lines", gzip(a, text), &o);
    assert_int_equal(r.unchanged, 5);
    assert_int_equal(r.accepted, 0);
    r = must_import(s, a, "national-lines", str_replace(a, text, STR("33.25"), STR("33.50")), &o);
    assert_int_equal(count(&r, "duplicate", 5), 1);
    r = must_import(s, a, "national-lines",
                    str_replace(a, str_replace(a, text, STR("2022.1."), STR("2022.9.")),
                                STR("กรมข"), STR("กรมใหม่")),
                    &o);
    assert_int_equal(r.accepted, 5);
    r = must_import(s, a, "national-lines",
                    str_replace(a, str_replace(a, text, STR("2022.1."), STR("2022.8.")),
                                STR("แผนงานก"), STR("แผนงานใหม่")),
                    &o);
    assert_int_equal(r.refused, 5); /* published versions never change */
}

static void national_on_both(void **state)
{
    (void)state;
    with_each_store(national_arrives);
}

static void national_refuses(struct store *s, struct arena *a)
{
    static const struct {
        int64_t row;
        const char *code, *why;
    } want[] = {
        {1, "satang_fraction", "a third of a baht"},
        {2, "year_be", "the key is in the Buddhist era"},
        {3, "year_be", "the year is in the Buddhist era"},
        {4, "year_mismatch", "a row of another book"},
        {5, "bad_choice", "neither True nor False"},
        {6, "amount_negative", "below zero"},
        {8, "duplicate", "its key was there"},
        {9, "required", "nothing in it"},
    };
    struct import_options o = {0};
    struct str text = str_from(national_bad), row1;
    struct import_report r;
    struct err e;

    city_make(s, a, YEAR);
    r = must_import(s, a, "national-lines", text, &o);
    assert_false(r.written);
    assert_int_equal(r.refused, 8);
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        EXPECT(count(&r, want[i].code, want[i].row) >= 1, want[i].why);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM agency WHERE kind = 'unit'"), "0",
               "nothing half done");
    row1 = str_slice(text, 0, str_find(text, STR("2565.2.2"), 0));
    o.round = true;
    r = must_import(s, a, "national-lines", row1, &o);
    assert_int_equal(count(&r, "rounded", 1), 1);
    assert_str(r.total_baht, "66.67", "half up");
    o = (struct import_options){.year = YEAR};
    assert_err(import_text(s, a, "bma-lines", fixture(a, "bma-19col.csv"), &o, &r, &e), &e,
               ERR_STORE_NATIONAL);
}

static void national_refuses_on_both(void **state)
{
    (void)state;
    with_each_store(national_refuses);
}

static void kinds_apart(struct store *s, struct arena *a)
{
    struct import_options o = {.year = YEAR};
    struct import_report r;
    struct err e;

    city_make(s, a, YEAR);
    r = must_import(s, a, "bma-lines", one_row(a, "66", "66"), &o);
    assert_int_equal(r.accepted, 1);
    o.year = 0;
    assert_err(import_text(s, a, "national-lines", str_from(national_good), &o, &r, &e), &e,
               ERR_STORE_KIND);
}

static void kinds_on_both(void **state)
{
    (void)state;
    with_each_store(kinds_apart);
}

/* Many names and keys: the tables grow, and a long file is streamed in several reads. */
static void many_rows(struct store *s, struct arena *a)
{
    enum { ROWS = 5000 };
    struct import_options o = {0};
    struct import_report r;
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    sbuf_add(&b, STR(NATIONAL_HEADER));
    for (int i = 0; i < ROWS; i++)
        sbuf_printf(&b, "2022.5.%d,D,1,M%d,U%d,False,P%d,O%d,,C%d,,,,,,item %d,2022,1,False,\n", i,
                    i / 1000, i / 10, i / 7, i / 3, i % 50, i);
    city_make(s, a, YEAR);
    r = must_import(s, a, "national-lines", sbuf_str(&b), &o);
    assert_int_equal(r.accepted, ROWS);
    assert_str(sql_lines(s, a,
                         "SELECT COUNT(DISTINCT agency_id), COUNT(DISTINCT category_id), "
                         "COUNT(DISTINCT item_key) FROM national_line"),
               "500\t50\t5000", "each name once");
    r = must_import(s, a, "national-lines", sbuf_str(&b), &o);
    assert_int_equal(r.unchanged, ROWS);
}

static void many_on_both(void **state)
{
    (void)state;
    with_each_store(many_rows);
}

/* ---- the report ---- */

static void report_shape(void **state)
{
    struct arena *a = arena_new();
    struct import_issue x = {.row = 3,
                             .line = 5,
                             .field = STR("amount"),
                             .code = STR("bad_amount"),
                             .action = STR("refuse"),
                             .value = STR("\"x\""),
                             .th = STR("ก"),
                             .en = STR("b")};
    struct import_report r = {.kind = STR("bma-lines"),
                              .sha256 = STR("ab"),
                              .year = 2566,
                              .read = 1200,
                              .refused = 1,
                              .total_baht = STR("3434698064.00"),
                              .issues = {&x, 1}};

    (void)state;
    assert_str(import_report_json(a, &r),
               "{\"kind\":\"bma-lines\",\"sha256\":\"ab\",\"year\":2566,\"read\":1200,"
               "\"accepted\":0,\"unchanged\":0,\"refused\":1,\"repaired\":0,"
               "\"total_baht\":\"3434698064.00\",\"issues\":[{\"row\":3,\"line\":5,"
               "\"field\":\"amount\",\"code\":\"bad_amount\",\"action\":\"refuse\","
               "\"value\":\"\\\"x\\\"\",\"expected\":\"\",\"th\":\"ก\",\"en\":\"b\"}]}",
               "CONTRACTS.md 2, keys in this order");
    assert_true(str_has(import_report_text(a, &r, LANG_EN), STR("rows read: 1,200")));
    assert_true(str_has(import_report_text(a, &r, LANG_TH), STR("3,434,698,064.00")));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixture_on_both),
        cmocka_unit_test(bad_rows_on_both),
        cmocka_unit_test(changed_on_both),
        cmocka_unit_test(permission),
        cmocka_unit_test(unreadable_on_both),
        cmocka_unit_test(national_on_both),
        cmocka_unit_test(national_refuses_on_both),
        cmocka_unit_test(kinds_on_both),
        cmocka_unit_test(many_on_both),
        cmocka_unit_test(report_shape),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
