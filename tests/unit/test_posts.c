/* Posts: retirement, months, what they cost by output and item; papers by item class. */
#include "plan_store.h"

#include "base/file.h"
#include "city/attach.h"
#include "plan/package.h"
#include "plan/paper.h"
#include "plan/place.h"
#include "plan/post_plan.h"
#include "plan/price.h"
#include "plan/request.h"

enum { YEAR = 2569 };

static void test_retires(void **state)
{
    static const struct {
        int32_t born, want;
        const char *why;
    } row[] = {
        {19660930, 20260930, "sixty on the last day but one of the year"},
        {19661001, 20260930, "born on 1 October: sixty is full on 30 September"},
        {19661002, 20270930, "a day later: a year more"},
        {19660101, 20260930, "in the middle of the year"},
        {19680229, 20280930, "a leap day"},
        {0, 0, "not known"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        EXPECT(post_retires((struct date){row[i].born}, 60).yyyymmdd == row[i].want, row[i].why);
    assert_int_equal(post_retires((struct date){19680229}, 61).yyyymmdd, 20290930);
}

static void test_months(void **state)
{
    static const struct {
        int32_t from, to, retires;
        int64_t want;
        const char *why;
    } row[] = {
        {0, 0, 0, 12, "filled all year"},
        {20250101, 0, 0, 0, "vacant since before, not filled again"},
        {20250101, 20260101, 0, 9, "filled from January"},
        {20260101, 0, 0, 3, "vacant from January"},
        {20260101, 20260401, 0, 9, "vacant for a quarter"},
        {20260102, 20260131, 0, 12, "a gap within a month leaves its first day"},
        {0, 0, 20260930, 12, "retires at the year's end"},
        {0, 0, 20250930, 0, "retired before the year"},
        {20251001, 20260501, 20250930, 5, "retired, and filled again in May"},
        {0, 20270501, 20250930, 0, "retired, filled again after the year"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        EXPECT(post_months(YEAR, (struct date){row[i].from}, (struct date){row[i].to},
                           (struct date){row[i].retires}) == row[i].want,
               row[i].why);
}

/* ---- on a store ---- */

struct saving {
    int64_t agency_id;
    struct post_set p[4];
    size_t n, row;
    int64_t done;
};

static bool save(struct act *by, void *ctx, struct err *e)
{
    struct saving *x = ctx;

    return post_save(by, YEAR, x->agency_id, x->p, x->n, &x->row, e);
}

static bool take(struct act *by, void *ctx, struct err *e)
{
    struct saving *x = ctx;

    return post_plan_take(by, YEAR, x->agency_id, &x->done, e);
}

static bool draw(struct act *by, void *ctx, struct err *e)
{
    struct saving *x = ctx;

    return post_draw_in(by, YEAR + 1, x->agency_id, &x->done, e);
}

static const struct post_set first_post = {.number = STR_INIT("กท 0901-001"),
                                           .title = STR_INIT("วิศวกรโยธา"),
                                           .kind = STR_INIT("official"),
                                           .grade = STR_INIT("ชำนาญการ"),
                                           .salary = {3333300},
                                           .position = {350000},
                                           .shares = STR_INIT("0503001:33.33 0403001:66.67")};

static void refused(struct store *s, struct arena *a, const struct actor *who, struct saving x)
{
    static const struct {
        const char *shares, *kind;
        enum err_code want;
        const char *why;
    } row[] = {
        {"0503001:60 0403001:39.99", "official", ERR_SHARES, "not 100 %"},
        {"0503001 0403001", "official", ERR_SHARES, "200 %"},
        {"0503001:60 0503001:40", "official", ERR_DUPLICATE, "one output twice"},
        {"0599999", "official", ERR_UNKNOWN_CODE, "an output that is not there"},
        {"0503001:sixty", "official", ERR_BAD_NUMBER, "a word"},
        {"", "official", ERR_REQUIRED, "no output"},
        {"0503001", "volunteer", ERR_BAD_CHOICE, "a kind that is not there"},
    };
    struct err e;

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        x.n = 2;
        x.p[0] = x.p[1] = first_post;
        x.p[0].number = STR("x-1");
        x.p[1].number = STR("x-2");
        x.p[1].shares = str_from(row[i].shares);
        x.p[1].kind = str_from(row[i].kind);
        assert_err(city_write_as(s, a, who, save, &x, &e), &e, row[i].want);
        assert_int_equal(x.row, 1);
    }
    x.p[1] = first_post;
    x.p[1].vacant_from = (struct date){20260101};
    x.p[1].vacant_to = (struct date){20251231};
    assert_err(city_write_as(s, a, who, save, &x, &e), &e, ERR_DATE_ORDER);
    x.p[1] = first_post;
    x.p[1].version = 3;
    assert_err(city_write_as(s, a, who, save, &x, &e), &e, ERR_STALE);
}

static void posts(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill fill = {.year = YEAR, .units = 1, .levels = 1, .lines = 1, .state = "DRAFT"};
    struct saving x = {.n = 3};
    struct actor officer;
    struct post_counts counts;
    struct rows rows;
    const struct post_line *l;
    struct money total, sum = MONEY_ZERO;
    struct db *db;
    struct err e;
    int64_t base = 0;

    plan_make(s, a, YEAR, &c);
    fill.c = &c;
    fill.agency_id = x.agency_id = c.drainage.id;
    fill.output_id = c.water; /* one line 01101-1 of 0503001 in a draft */
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, c.drainage.id);
    refused(s, a, &officer, x);
    x.p[0] = first_post;
    x.p[1] = (struct post_set){.number = STR("กท 0901-002"),
                               .title = STR("พนักงานสูบน้ำ"),
                               .kind = STR("permanent"),
                               .salary = BAHT(15000),
                               .living = BAHT(2000),
                               .born = {19660101},
                               .shares = STR("0503001")};
    x.p[2] = (struct post_set){.number = STR("กท 0901-003"),
                               .title = STR("นายช่าง"),
                               .kind = STR("official"),
                               .salary = BAHT(20000),
                               .vacant_from = {20250101},
                               .shares = STR("0503001")};
    assert_ok(city_write_as(s, a, &officer, save, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(post_list(db, a, YEAR, x.agency_id, &rows, &counts, &e), &e);
    assert_int_equal(counts.posts, 3);
    assert_int_equal(counts.filled, 2);
    assert_int_equal(counts.vacant, 1);
    assert_int_equal(counts.retiring, 1);
    assert_str(((const struct post_row *)rows.p)[0].shares, "0403001:66.67 0503001:33.33",
               "come back as they went in");

    /* 33,333 x 12 = 399,996 over two outputs: no baht is lost */
    assert_ok(post_lines(db, a, YEAR, x.agency_id, &rows, &total, &e), &e);
    l = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        sum = money_add(sum, l[i].computed);
        assert_int_equal(l[i].computed.satang % 100, 0);
        if (str_eq(l[i].item_code, STR("01101-1")))
            base += l[i].computed.satang;
    }
    assert_int_equal(base, 39999600);
    assert_int_equal(sum.satang, total.satang);

    /* taking over writes the one line there is and makes those that are missing */
    assert_ok(city_write_as(s, a, &officer, take, &x, &e), &e);
    assert_ok(post_lines(db, a, YEAR, x.agency_id, &rows, &total, &e), &e);
    l = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(l[i].output_code, STR("0503001")))
            assert_int_equal(l[i].difference.satang, 0);
        else
            assert_int_equal(l[i].requested.satang, 0); /* no package of that output is open */
    }
    assert_err(city_write_as(s, a, &officer, take, &x, &e), &e, ERR_NOTHING);

    /* the next year begins from these */
    assert_ok(sql_write(s, "INSERT INTO fiscal_year (year, stage) VALUES (2570, 'REQUEST')", &e),
              &e);
    assert_ok(city_write_as(s, a, &officer, draw, &x, &e), &e);
    assert_int_equal(x.done, 3);
    assert_err(city_write_as(s, a, &officer, draw, &x, &e), &e, ERR_NOTHING);
    assert_ok(post_list(db, a, YEAR + 1, x.agency_id, &rows, &counts, &e), &e);
    assert_int_equal(counts.vacant, 2); /* who retired last year is gone */
}

static void test_post_file(void **state)
{
    struct arena *a = arena_new();
    struct post_file f;
    char *dir;
    struct str path;
    struct err e;

    (void)state;
    assert_ok(file_temp_dir(a, &dir, &e), &e);
    path = str_format(a, "%s/posts.csv", dir);
    assert_ok(file_write(str_cstr(a, path),
                         STR("เลขที่ตำแหน่ง,ตำแหน่ง,ประเภท,เงินเดือน/ค่าจ้าง,วันเกิด,ผลผลิต:ร้อยละ\n"
                             "1,วิศวกร,ข้าราชการ,\"30,000\",1/1/2510,0503001:60 0403001:40\n"
                             "2,ช่าง,permanent,หมื่นห้า,,0503001\n"
                             "3,,official,100,,\n"),
                         &e),
              &e);
    assert_ok(post_file_read(a, str_cstr(a, path), &f, &e), &e);
    assert_int_equal(f.n, 1);
    assert_str(f.row[0].kind, "official", "the label of a kind is understood");
    assert_int_equal(f.row[0].born.yyyymmdd, 19670101);
    assert_int_equal(f.issues, 3);
    assert_str(f.issue[0].field, "salary", "money in words");
    assert_int_equal(f.issue[2].row, 4);
    arena_free(a);
}

/* ---- papers ---- */

#define PDF_BYTES "%PDF-1.7\n%%EOF\n"

static bool attach(struct act *by, void *ctx, struct err *e)
{
    struct str code;

    return attach_add(by, ctx, &code, e);
}

static int64_t missing_of(struct db *db, struct arena *a, int64_t package_id, const char *paper,
                          struct str *ret_why)
{
    struct rows rows;
    const struct paper_need *n;
    struct err e;
    int64_t count = 0;

    assert_ok(papers_missing(db, a, package_id, &rows, &e), &e);
    n = rows.p;
    *ret_why = STR_NONE;
    for (size_t i = 0; i < rows.n; i++) {
        if (paper[0] == 0 || str_eq(n[i].paper, str_from(paper))) {
            count++;
            *ret_why = n[i].why;
        }
    }
    return count;
}

static void papers(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill fill = {.year = YEAR, .units = 1, .levels = 1, .lines = 2, .state = "DRAFT"};
    struct attach_new f = {.subject = STR("line:2569-0-1100-00002"),
                           .kind = STR("drawing"),
                           .data = {(const uint8_t *)PDF_BYTES, sizeof PDF_BYTES - 1}};
    struct costing line;
    struct str why;
    struct db *db;
    struct err e;

    plan_make(s, a, YEAR, &c);
    fill.c = &c;
    fill.agency_id = c.drainage.id;
    fill.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    store_day_set(s, (struct date){20251101});
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(costing_get(db, a, STR("2569-0-1100-00002"), &line, &e), &e);

    /* 2,000 baht of construction need nothing; a million do */
    assert_int_equal(missing_of(db, a, line.package_id, "", &why), 0);
    assert_ok(sql_write(s, "UPDATE line_amount SET amount_satang = 100000000 WHERE stage = 0", &e),
              &e);
    assert_int_equal(missing_of(db, a, line.package_id, "", &why), 6);
    assert_int_equal(missing_of(db, a, line.package_id, "por6", &why), 0); /* from two million */
    { /* the director's signature asks the same, with the way to mend it */
        struct rows rows;
        const struct missing_row *m;
        size_t found = 0;

        assert_ok(request_missing(db, a, line.package_id, &rows, &e), &e);
        m = rows.p;
        for (size_t i = 0; i < rows.n; i++) {
            if (str_eq(m[i].code, STR("papers"))) {
                assert_str(m[i].where, "/lines/2569-0-1100-00002/papers", "where to mend it");
                found++;
            }
        }
        assert_int_equal(found, 1);
        assert_ok(request_missing_agency(db, a, YEAR, c.drainage.id, &rows, &e), &e);
    }
    f.name = STR("แบบ.pdf");
    assert_ok(city_write(s, a, attach, &f, &e), &e);
    assert_int_equal(missing_of(db, a, line.package_id, "drawing", &why), 0);

    /* a permission that has ended, and a ปร.4 that is too old */
    f.kind = STR("land");
    f.name = STR("หนังสืออนุญาต.pdf");
    f.expires = (struct date){20251031};
    assert_ok(city_write(s, a, attach, &f, &e), &e);
    assert_int_equal(missing_of(db, a, line.package_id, "land", &why), 1);
    assert_str(why, "expired", "it ended the day before");
    f.expires = (struct date){20251101};
    assert_ok(city_write(s, a, attach, &f, &e), &e);
    assert_int_equal(missing_of(db, a, line.package_id, "land", &why), 0);
    f.kind = STR("por4"); /* attached in 2022, the rule is 365 days */
    f.expires = (struct date){0};
    assert_ok(city_write(s, a, attach, &f, &e), &e);
    assert_int_equal(missing_of(db, a, line.package_id, "por4", &why), 1);
    assert_str(why, "old", "from three years ago");

    /* a point, an engineer, and the years of a commitment */
    assert_int_equal(missing_of(db, a, line.package_id, "coordinates", &why), 1);
    assert_ok(
        sql_write(
            s,
            "INSERT INTO line_place (line_id, n, district_code, lat_micro, lon_micro, share_bp)"
            " VALUES (2, 1, '5001', 13756331, 100501765, 10000)",
            &e),
        &e);
    assert_int_equal(missing_of(db, a, line.package_id, "coordinates", &why), 0);
    assert_ok(sql_write(s, "INSERT INTO line_cost (line_id, engineer) VALUES (2, 'วย.1')", &e), &e);
    assert_int_equal(missing_of(db, a, line.package_id, "engineer", &why), 0);
    assert_int_equal(missing_of(db, a, line.package_id, "tranche", &why), 0);
    assert_ok(sql_write(s,
                        "INSERT INTO tranche (line_id, year, amount_satang) VALUES (2, 2569, 100)",
                        &e),
              &e);
    assert_int_equal(missing_of(db, a, line.package_id, "tranche", &why), 1);
}

static void test_posts(void **state)
{
    (void)state;
    with_each_store(posts);
}

static void test_papers(void **state)
{
    (void)state;
    with_each_store(papers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_retires), cmocka_unit_test(test_months),
        cmocka_unit_test(test_posts),   cmocka_unit_test(test_post_file),
        cmocka_unit_test(test_papers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
