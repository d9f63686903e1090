/* Attachments: what is taken, under which name, who may add, see and take back. */
#include "plan_store.h"

#include <unistd.h>

#include "base/file.h"
#include "base/media.h"
#include "city/attach.h"
#include "plan/package.h"

enum { YEAR = 2569 };

#define PDF_BYTES  "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
#define JPEG_BYTES "\xFF\xD8\xFF\xE0....\xFF\xD9"
#define PNG_BYTES  "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR....\0\0\0\0IEND\xAE\x42\x60\x82"

/* ---- what a file is ---- */

/* A ZIP of empty members: only its list of contents matters here. */
static struct str zip_of(struct arena *a, const char *const *name, size_t n)
{
    struct sbuf b, cd;
    size_t at;

    sbuf_init(&b, a, 1 << 16);
    sbuf_init(&cd, a, 1 << 16);
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(name[i]), from = b.n;
        char local[30] = "PK\x03\x04", head[46] = "PK\x01\x02";

        local[26] = (char)len;
        head[28] = (char)len;
        head[42] = (char)from;
        sbuf_add(&b, (struct str){local, sizeof local});
        sbuf_add(&b, str_from(name[i]));
        sbuf_add(&cd, (struct str){head, sizeof head});
        sbuf_add(&cd, str_from(name[i]));
    }
    at = b.n;
    sbuf_add(&b, sbuf_str(&cd));
    {
        char end[22] = "PK\x05\x06";

        end[10] = (char)n;
        end[16] = (char)(at & 0xFF);
        end[17] = (char)(at >> 8);
        sbuf_add(&b, (struct str){end, sizeof end});
    }
    return sbuf_str(&b);
}

static void test_media(void **state)
{
    static const char *const book[] = {"[Content_Types].xml", "xl/workbook.xml"};
    static const char *const doc[] = {"[Content_Types].xml", "word/document.xml"};
    static const char *const macro[] = {"[Content_Types].xml", "xl/workbook.xml",
                                        "xl/vbaProject.bin"};
    static const char *const plain[] = {"a.txt"};
    struct arena *a = arena_new();
    const struct {
        struct str bytes;
        enum media want;
        const char *why;
    } row[] = {
        {STR(PDF_BYTES), MEDIA_PDF, "a PDF"},
        {STR("%PDF-1.7 cut"), MEDIA_NONE, "a PDF without its end"},
        {STR(JPEG_BYTES), MEDIA_JPEG, "a photo"},
        {STR("\xFF\xD8\xFF only"), MEDIA_NONE, "a photo cut short"},
        {STR(PNG_BYTES), MEDIA_PNG, "a picture"},
        {zip_of(a, book, 2), MEDIA_XLSX, "a workbook"},
        {zip_of(a, doc, 2), MEDIA_DOCX, "a letter"},
        {zip_of(a, macro, 3), MEDIA_NONE, "a workbook with macros"},
        {zip_of(a, plain, 1), MEDIA_NONE, "a ZIP that is no office file"},
        {str_slice(zip_of(a, book, 2), 0, 60), MEDIA_NONE, "a workbook cut short"},
        {STR("ลำดับ,รายการ\n1,ปูน\n"), MEDIA_CSV, "a table"},
        {STR("\xEF\xBB\xBFno;name\n1;x\n"), MEDIA_CSV, "with the mark of the encoding"},
        {STR("<html>,</html>"), MEDIA_NONE, "a page is no table"},
        {STR("#!/bin/sh,\n"), MEDIA_NONE, "a script is no table"},
        {STR("MZ\x90\0\x03"), MEDIA_NONE, "a program"},
        {STR("just words"), MEDIA_NONE, "text without a separator"},
        {STR("a,b\n\xA1\xA2"), MEDIA_NONE, "text that is not UTF-8"},
        {STR(""), MEDIA_NONE, "nothing"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        EXPECT(media_of(row[i].bytes) == row[i].want, row[i].why);
    assert_true(media_fits_name(MEDIA_JPEG, STR("รูป.JPEG")));
    assert_false(media_fits_name(MEDIA_PDF, STR("x.jpg")));
    assert_false(media_fits_name(MEDIA_PDF, STR(".pdf")));
    arena_free(a);
}

static void test_names(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"ใบเสนอราคา 1.pdf", "ใบเสนอราคา 1.pdf", "stays"},
        {"../../etc/passwd", "passwd", "no folders"},
        {"C:\\Users\\x\\a.pdf", "a.pdf", "nor Windows ones"},
        {"..hidden.pdf", "hidden.pdf", "no leading dots"},
        {"a\xE2\x80\xAE"
         "fdp.exe",
         "afdp.exe", "no change of direction"},
        {"a\"b<c>.pdf", "a_b_c_.pdf", "nothing that a header or a disk trips over"},
        {"a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf", "no line ends"},
        {"/", "file", "never empty"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_str(media_clean_name(a, str_from(row[i].in)), row[i].want, row[i].why);
    arena_free(a);
}

/* ---- on a store ---- */

struct adding {
    struct attach_new n;
    struct str code, reason;
};

static bool add(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;
    struct str code;

    if (!attach_add(by, &x->n, &code, e))
        return false;
    x->code = str_dup(city_arena(by), code);
    return true;
}

static bool withdraw(struct act *by, void *ctx, struct err *e)
{
    struct adding *x = ctx;

    return attach_withdraw(by, x->code, x->reason, e);
}

static void put(struct adding *x, struct str bytes, const char *name)
{
    x->n.data = (struct bytes){(const uint8_t *)bytes.p, bytes.n};
    x->n.path = NULL;
    x->n.name = str_from(name);
}

static void refusals(struct store *s, struct arena *a, const struct actor *who)
{
    struct adding x = {.n = {.subject = STR("line:2569-0-1100-00001"), .kind = STR("quotation")}};
    struct err e;

    put(&x, STR("MZ\x90"), "quote.pdf");
    assert_err(city_write_as(s, a, who, add, &x, &e), &e, ERR_FILE_KIND);
    put(&x, STR(JPEG_BYTES), "quote.pdf");
    assert_err(city_write_as(s, a, who, add, &x, &e), &e, ERR_FILE_DIFFERS);
    put(&x, STR(""), "quote.pdf");
    assert_err(city_write_as(s, a, who, add, &x, &e), &e, ERR_FILE_EMPTY);
    put(&x, STR(PDF_BYTES), "quote.pdf");
    x.n.kind = STR("../x");
    assert_err(city_write_as(s, a, who, add, &x, &e), &e, ERR_BAD_TEXT);
    x.n.kind = STR("quotation");
    x.n.subject = STR("line:nothing");
    assert_err(city_write_as(s, a, who, add, &x, &e), &e, ERR_NOT_FOUND);
    x.n.subject = STR("line:2569-0-1100-00001");
    {
        char *big = arena_alloc(a, ATTACH_MAX + 1);

        memcpy(big, PDF_BYTES, sizeof PDF_BYTES - 1);
        x.n.data = (struct bytes){(const uint8_t *)big, ATTACH_MAX + 1};
        assert_err(city_write_as(s, a, who, add, &x, &e), &e, ERR_FILE_TOO_LARGE);
    }
}

static void attached(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill fill = {.year = YEAR, .units = 1, .levels = 1, .lines = 2, .state = "DRAFT"};
    struct adding x = {.n = {.subject = STR("line:2569-0-1100-00001"), .kind = STR("quotation")}};
    struct actor mine, other, analyst;
    struct attach_row f;
    struct str first;
    struct rows rows;
    struct db *db;
    struct err e;
    int64_t bytes;
    int fd;

    plan_make(s, a, YEAR, &c);
    fill.c = &c;
    fill.agency_id = c.drainage.id;
    fill.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    mine = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, c.drainage.id);
    mine.grant[0].perms |= UINT64_C(1) << (unsigned)PERM_BUDGET_READ;
    other = plan_person("officer.1000", PERM_REQUEST_WRITE, SCOPE_AGENCY, c.works.id);
    other.grant[0].perms |= UINT64_C(1) << (unsigned)PERM_BUDGET_READ;
    analyst = plan_person("analyst1", PERM_BUDGET_READ, SCOPE_DIVISION, 1);

    refusals(s, a, &mine);
    put(&x, STR(PDF_BYTES), "../ใบเสนอราคา.pdf");
    x.n.expires = (struct date){20260930};
    assert_err(city_write_as(s, a, &other, add, &x, &e), &e, ERR_NOT_FOUND);
    assert_ok(city_write_as(s, a, &mine, add, &x, &e), &e);
    first = x.code;
    assert_ok(city_write_as(s, a, &mine, add, &x, &e), &e);
    assert_true(str_eq(first, x.code)); /* the same file again is the same file */
    assert_ok(attach_list(db, a, x.n.subject, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(attach_get(db, a, x.code, &f, &e), &e);
    assert_str(f.name, "ใบเสนอราคา.pdf", "cleaned");
    assert_str(f.media, "application/pdf", "by content");
    assert_int_equal(f.expires.yyyymmdd, 20260930);
    assert_int_equal(f.size_bytes, sizeof PDF_BYTES - 1);
    assert_ok(attach_open(db, a, &f, &fd, &bytes, &e), &e);
    assert_int_equal(bytes, f.size_bytes);

    /* a draft is its agency's own until it is sent */
    assert_ok(attach_may_read(db, a, &mine, f.subject, &e), &e);
    assert_err(attach_may_read(db, a, &analyst, f.subject, &e), &e, ERR_NOT_FOUND);
    assert_ok(sql_write(s, "UPDATE package SET state = 'SUBMITTED'", &e), &e);
    assert_ok(attach_may_read(db, a, &analyst, f.subject, &e), &e);

    /* taken back with a reason, while the request may be edited */
    assert_err(city_write_as(s, a, &mine, withdraw, &x, &e), &e, ERR_REQUIRED);
    x.reason = STR("แนบผิดแฟ้ม");
    assert_err(city_write_as(s, a, &mine, withdraw, &x, &e), &e, ERR_STATE);
    assert_ok(sql_write(s, "UPDATE package SET state = 'RETURNED'", &e), &e);
    assert_ok(city_write_as(s, a, &mine, withdraw, &x, &e), &e);
    assert_err(city_write_as(s, a, &mine, withdraw, &x, &e), &e, ERR_ALREADY);
    assert_ok(attach_get(db, a, x.code, &f, &e), &e);
    assert_true(f.withdrawn);
    assert_str(f.withdrawn_reason, "แนบผิดแฟ้ม", "kept with its reason");
    assert_false(sql_write(s, "DELETE FROM attachment", &e));

    /* other subjects: any writer; nothing read for nobody */
    x.n.subject = STR("integrated:2569-flood:step1");
    assert_ok(city_write_as(s, a, &other, add, &x, &e), &e);
    assert_err(city_write_as(s, a, &analyst, add, &x, &e), &e, ERR_SCOPE);
    analyst.grants = 0;
    assert_err(attach_may_read(db, a, &analyst, x.n.subject, &e), &e, ERR_FORBIDDEN);
}

static void test_attached(void **state)
{
    (void)state;
    with_each_store(attached);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_media),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_attached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
