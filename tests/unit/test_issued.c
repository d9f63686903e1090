/* The register of issued documents: the same data is the same version, a newer one replaces, a draft is
 * its maker's, a withdrawn one stays; the signed copy is a scan. And the code printed on them. */
#include "plan_store.h"

#include <ctype.h>
#include <unistd.h>

#include "base/child.h"
#include "base/crypto.h"
#include "base/file.h"
#include "city/attach.h"
#include "city/issued.h"
#include "document/qr.h"

enum { YEAR = 2569 };

struct issuing {
    struct issued_ask ask;
    struct issued_row row;
    const char *path;
    const char *format;
    struct str code, reason;
    struct attach_new scan;
};

static bool issue(struct act *by, void *ctx, struct err *e)
{
    struct issuing *x = ctx;
    struct issued_print file = {str_from(x->format), STR("f"), 3, x->path};
    struct issued_row row;
    bool found;

    x->ask.now_ms = by->now_ms;
    x->ask.by_user = by->who->name;
    if (!issued_next(by->tx->db, city_arena(by), &x->ask, &row, &found, e) ||
        !issued_keep(by, &row, &file, e))
        return false;
    x->row = row;
    return true;
}

static bool keep_stale(struct act *by, void *ctx, struct err *e)
{
    struct issuing *x = ctx;
    struct issued_print file = {STR("pdf"), STR("f"), 3, x->path};

    x->row.id = 0; /* as if it had been asked for before another one was kept */
    return issued_keep(by, &x->row, &file, e);
}

static bool withdraw(struct act *by, void *ctx, struct err *e)
{
    struct issuing *x = ctx;

    return issued_withdraw(by, x->code, x->reason, e);
}

static bool attach(struct act *by, void *ctx, struct err *e)
{
    struct issuing *x = ctx;
    struct str code;

    return attach_add(by, &x->scan, &code, e);
}

static struct issued_row get(struct store *s, struct arena *a, struct str code)
{
    struct issued_row r = {0};
    struct err e = {0};
    struct db *db;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(issued_get(db, a, code, &r, &e), &e);
    return r;
}

static size_t listed(struct store *s, struct arena *a, const char *reader)
{
    struct issued_filter f = {.year = YEAR, .limit = 50, .reader = str_from(reader)};
    struct rows rows;
    struct err e = {0};
    struct db *db;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(issued_list(db, a, &f, &rows, &e), &e);
    return rows.n;
}

static void scans(struct store *s, struct arena *a, struct str code)
{
    struct issuing x = {.scan = {.subject = str_format(a, "document:%.*s", STR_FMT(code)),
                                 .kind = STR("signed"),
                                 .name = STR("หนังสือ.csv"),
                                 .data = {(const uint8_t *)"a,b\n1,2\n", 8}}};
    struct err e = {0};

    assert_err(city_write(s, a, attach, &x, &e), &e, ERR_SCAN_KIND);
    x.scan.name = STR("หนังสือ.pdf");
    assert_err(city_write(s, a, attach, &x, &e), &e, ERR_FILE_DIFFERS);
    x.scan.data = (struct bytes){(const uint8_t *)"\xFF\xD8\xFF\xE0....\xFF\xD9", 10};
    assert_err(city_write(s, a, attach, &x, &e), &e, ERR_FILE_DIFFERS);
    x.scan.name = STR("หนังสือ.jpg");
    assert_ok(city_write(s, a, attach, &x, &e), &e);
    x.scan.subject = STR("document:0000-0000-0000");
    assert_err(city_write(s, a, attach, &x, &e), &e, ERR_NOT_FOUND);
}

static void register_of(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct issuing x = {.format = "pdf"}, first;
    struct actor head, other, reader;
    struct err e = {0};
    char *dir;

    plan_make(s, a, YEAR, &c);
    head = plan_person("head.1100", PERM_REQUEST_APPROVE, SCOPE_AGENCY, c.drainage.id);
    other = plan_person("head.1000", PERM_REQUEST_APPROVE, SCOPE_AGENCY, c.works.id);
    reader = plan_person("reader", PERM_BUDGET_READ, SCOPE_CITY, 0);
    assert_ok(file_temp_dir(a, &dir, &e), &e);
    x.path = str_cstr(a, str_format(a, "%s/f", dir));
    assert_ok(file_write(x.path, STR("bytes"), &e), &e);
    x.ask = (struct issued_ask){.kind = ISSUED_REQUEST,
                                .subject = STR("agency:2569:11000000"),
                                .subject_name = c.drainage.name_th,
                                .data_sha256 = STR("aa"),
                                .year = YEAR,
                                .agency_id = c.drainage.id,
                                .today = DATE(20260101)};
    assert_err(city_write_as(s, a, &other, issue, &x, &e), &e, ERR_SCOPE);
    assert_err(city_write_as(s, a, &reader, issue, &x, &e), &e, ERR_FORBIDDEN);

    assert_ok(city_write_as(s, a, &head, issue, &x, &e), &e);
    assert_str(x.row.number, "RQ-2569-11000000-1", "letters, year, agency, version");
    first = x;
    assert_ok(city_write_as(s, a, &head, issue, &x, &e), &e);
    assert_true(str_eq(x.row.code, first.row.code)); /* the same data: the same version */
    x.format = "docx";
    assert_ok(city_write_as(s, a, &head, issue, &x, &e), &e);
    assert_str(get(s, a, first.row.code).formats, "pdf docx", "two files of one version");

    x.ask.data_sha256 = STR("bb");
    x.ask.draft = true;
    assert_ok(city_write_as(s, a, &head, issue, &x, &e), &e);
    assert_int_equal(x.row.version, 2);
    EXPECT(get(s, a, first.row.code).replaced_by.n == 0, "a draft replaces nothing");
    assert_int_equal(listed(s, a, "head.1100"), 2);
    assert_int_equal(listed(s, a, "reader"), 1);
    {
        struct issued_row draft = get(s, a, x.row.code);

        assert_err(issued_may_read(&reader, &draft, &e), &e, ERR_NOT_FOUND);
        draft = get(s, a, first.row.code);
        assert_ok(issued_may_read(&reader, &draft, &e), &e);
    }
    x.ask.draft = false;
    assert_ok(city_write_as(s, a, &head, issue, &x, &e), &e);
    assert_true(str_eq(get(s, a, first.row.code).replaced_by, x.row.code));
    assert_err(city_write_as(s, a, &head, keep_stale, &x, &e), &e, ERR_STALE);

    x.code = x.row.code;
    assert_err(city_write_as(s, a, &head, withdraw, &x, &e), &e, ERR_REQUIRED);
    x.reason = STR("พิมพ์ก่อนแก้ยอด");
    assert_err(city_write_as(s, a, &other, withdraw, &x, &e), &e, ERR_SCOPE);
    assert_ok(city_write_as(s, a, &head, withdraw, &x, &e), &e);
    assert_err(city_write_as(s, a, &head, withdraw, &x, &e), &e, ERR_ALREADY);
    assert_true(get(s, a, x.row.code).withdrawn);
    EXPECT(get(s, a, first.row.code).replaced_by.n == 0, "what was withdrawn replaces nothing");
    assert_ok(city_write_as(s, a, &head, issue, &x, &e), &e);
    assert_int_equal(x.row.version, 4); /* a withdrawn version is never used again */

    { /* as people type it */
        struct str low = str_replace(a, x.row.code, STR("-"), STR(" "));
        char *p = str_cstr(a, low);

        for (size_t i = 0; i < low.n; i++)
            p[i] = (char)tolower((unsigned char)p[i]);
        assert_true(str_eq(get(s, a, str_from(p)).code, x.row.code));
    }
    scans(s, a, x.row.code);
}

static void test_register(void **state)
{
    (void)state;
    with_each_store(register_of);
}

/* zbarimg reads what qrencode made: the words come back. */
static void test_qr(void **state)
{
    static const char *const text[] = {"https://pbis.example.go.th/d/7K3M-9QWX-2F5H", "ก"};
    struct child_limits lim = {.wall_ms = 20000, .max_output = 4096};
    struct arena *a = arena_new();
    struct err e = {0};
    char *dir;

    (void)state;
    assert_ok(file_temp_dir(a, &dir, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        const char *path = str_cstr(a, str_format(a, "%s/q.png", dir));
        const char *argv[] = {"zbarimg", "-q", "--raw", path, NULL};
        struct str png, again, out;
        struct sbuf svg;
        struct qr q;
        int code;

        assert_ok(qr_make(a, str_from(text[i]), &q, &e), &e);
        png = qr_png(a, &q, 6);
        again = qr_png(a, &q, 6);
        assert_true(str_eq(png, again));
        sbuf_init(&svg, a, SBUF_NO_LIMIT);
        qr_svg(&svg, &q, STR("a \"b\" & <c>"));
        assert_true(str_has(sbuf_str(&svg), STR("aria-label=\"a &quot;b&quot; &amp; &lt;c>\"")));
        assert_ok(file_write(path, png, &e), &e);
        assert_ok(child_run(a, argv, STR_NONE, &lim, &out, &code, &e), &e);
        assert_str(str_trim(out), text[i], "read back by another library");
    }
    {
        char *much = arena_alloc(a, 3000);
        struct qr q;

        for (size_t i = 0; i < 2999; i++)
            much[i] = 'x';
        assert_err(qr_make(a, str_from(much), &q, &e), &e, ERR_TOO_LONG);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register),
        cmocka_unit_test(test_qr),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
