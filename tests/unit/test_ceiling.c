/* Fiscal positions, commitments, ceilings: what is refused, what stands, and the room that is left. */
#include "plan_store.h"

#include "city/year.h"
#include "plan/ceiling.h"
#include "plan/committed.h"
#include "plan/position.h"

enum { YEAR = 2567 };
#define MILLION(m) BAHT(INT64_C(1000000) * (m))

struct job {
    struct plan_city c;
    struct position_new position;
    struct committed_new committed;
    struct ceiling_put put[4];
    size_t n, row;
    int64_t edits;
    struct str code, reason;
    struct rows puts, faults, room;
    struct str text;
    struct money revenue;
};

static bool do_position(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct act later = *by;
    struct str code;

    later.today = DATE(20240116);
    if (!position_add(&later, &j->position, &code, e))
        return false;
    j->code = str_dup(city_arena(by), code);
    return true;
}

static bool do_committed(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct str code;

    if (!committed_add(by, &j->committed, &code, e))
        return false;
    j->code = str_dup(city_arena(by), code);
    return true;
}

static bool do_end(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;

    return committed_end(by, j->code, j->reason, e);
}

static bool do_draft(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;

    return ceiling_draft(by, YEAR, j->reason, e);
}

static bool do_set(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;

    return ceiling_set(by, YEAR, j->edits, j->put, j->n, &j->row, e);
}

static bool do_issue(struct act *by, void *ctx, struct err *e)
{
    struct job *j = ctx;

    return ceiling_issue(by, YEAR, j->edits, e);
}

static bool do_drop(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return ceiling_drop(by, YEAR, e);
}

static bool do_revenue(struct act *by, void *ctx, struct err *e)
{
    const struct job *j = ctx;

    return year_set_revenue(by, YEAR, j->revenue, e);
}

/* The published figure of 16 January 2567: 51,804.22 million baht free (DOMAIN.md 1.4). */
static const struct position_item real[] = {
    {STR_INIT("free"),
     0,
     {INT64_C(5180422000000)},
     STR_INIT("bmc.go.th 24 Jan 2567"),
     STR_INIT("published")},
    {STR_INIT("cash"),
     0,
     {INT64_C(8000000000000)},
     STR_INIT("demonstration"),
     STR_INIT("demonstration")},
    {STR_INIT("commitment"),
     2568,
     {INT64_C(1000000000000)},
     STR_INIT("demonstration"),
     STR_INIT("demonstration")},
    {STR_INIT("commitment"),
     2569,
     {INT64_C(500000000000)},
     STR_INIT("demonstration"),
     STR_INIT("demonstration")},
};

static void positions(struct store *s, struct arena *a)
{
    static const struct {
        struct position_item item;
        int32_t day;
        enum err_code want;
        const char *why;
    } bad[] = {
        {{STR_INIT("free"), 0, {100}, STR_INIT("x"), STR_INIT("office")},
         20240117,
         ERR_DATE_AHEAD,
         "a position of tomorrow"},
        {{STR_INIT("free"), 0, {100}, STR_INIT("x"), STR_INIT("office")},
         20240231,
         ERR_BAD_DATE,
         "no such day"},
        {{STR_INIT("gold"), 0, {100}, STR_INIT("x"), STR_INIT("office")},
         20240116,
         ERR_BAD_CHOICE,
         "a kind there is not"},
        {{STR_INIT("free"), 0, {100}, STR_INIT(""), STR_INIT("office")},
         20240116,
         ERR_REQUIRED,
         "a figure without its source"},
        {{STR_INIT("free"), 0, {100}, STR_INIT("x"), STR_INIT("heard")},
         20240116,
         ERR_BAD_CHOICE,
         "a standing there is not"},
        {{STR_INIT("free"), 0, {-100}, STR_INIT("x"), STR_INIT("office")},
         20240116,
         ERR_AMOUNT_NEGATIVE,
         "negative"},
        {{STR_INIT("commitment"), 0, {100}, STR_INIT("x"), STR_INIT("office")},
         20240116,
         ERR_BAD_YEAR,
         "a commitment without its year"},
        {{STR_INIT("debt"), 2568, {100}, STR_INIT("x"), STR_INIT("office")},
         20240116,
         ERR_BAD_YEAR,
         "a debt outstanding has no year"},
    };
    struct job j = {.edits = -1};
    struct actor officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, 1);
    struct position_row p;
    struct position_item twice[2] = {real[0], real[0]};
    struct rows rows;
    struct db *db;
    struct err e = {0};
    bool found;

    plan_make(s, a, YEAR, &j.c);
    assert_ok(store_reader(s, &db, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        j.position = (struct position_new){
            .year = YEAR, .as_of = DATE(bad[i].day), .item = &bad[i].item, .items = 1};
        assert_err(city_write(s, a, do_position, &j, &e), &e, bad[i].want);
    }
    j.position.as_of = DATE(20240116);
    j.position.item = twice;
    j.position.items = 2;
    assert_err(city_write(s, a, do_position, &j, &e), &e, ERR_DUPLICATE);
    j.position.items = 0;
    assert_err(city_write(s, a, do_position, &j, &e), &e, ERR_NOTHING);
    j.position.item = real;
    j.position.items = ARRAY_LEN(real);
    assert_err(city_write_as(s, a, &officer, do_position, &j, &e), &e, ERR_FORBIDDEN);
    assert_ok(position_newest(db, a, YEAR, &p, &found, &e), &e);
    assert_false(found);
    assert_ok(city_write(s, a, do_position, &j, &e), &e);
    assert_true(str_eq(j.code, STR("2567-20240116-1")));
    assert_ok(city_write(s, a, do_position, &j, &e), &e); /* stated again: another version */
    assert_true(str_eq(j.code, STR("2567-20240116-2")));
    j.position.as_of = DATE(20231001);
    assert_ok(city_write(s, a, do_position, &j, &e), &e);
    assert_ok(position_newest(db, a, YEAR, &p, &found, &e), &e);
    assert_true(found);
    assert_true(str_eq(p.code, STR("2567-20240116-2")));
    assert_int_equal(p.free.satang, INT64_C(5180422000000));
    assert_int_equal(p.commitment.satang, INT64_C(1500000000000));
    assert_int_equal(p.debt.satang, MONEY_MISSING.satang); /* not stated is not zero */
    assert_ok(position_items(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, ARRAY_LEN(real));
    assert_true(
        str_eq(((const struct position_item *)rows.p)[1].source, STR("bmc.go.th 24 Jan 2567")));
    assert_false(sql_write(s, "UPDATE fiscal_position_item SET amount_satang = 1", &e));
}

static void test_positions(void **state)
{
    (void)state;
    with_each_store(positions);
}

static const struct committed_part parts[] = {{2567, {INT64_C(4000000000)}},
                                              {2568, {INT64_C(6000000000)}}};

static void bind(struct store *s, struct arena *a, struct job *j, int64_t agency_id)
{
    struct err e = {0};

    j->committed = (struct committed_new){.agency_id = agency_id,
                                          .kind = STR("tranche"),
                                          .type_code = STR("3"),
                                          .title = STR("อุโมงค์ระบายน้ำ"),
                                          .ref = STR("มติสภา 1/2566"),
                                          .source = STR("office"),
                                          .total = MILLION(100),
                                          .part = parts,
                                          .parts = ARRAY_LEN(parts)};
    assert_ok(city_write(s, a, do_committed, j, &e), &e);
}

static void commitments(struct store *s, struct arena *a)
{
    struct committed_part wrong[2] = {{2567, MILLION(40)}, {2567, MILLION(60)}};
    struct job j = {.edits = -1};
    const struct committed_sum *sum;
    struct rows rows;
    struct db *db;
    struct err e = {0};

    plan_make(s, a, YEAR, &j.c);
    assert_ok(store_reader(s, &db, &e), &e);
    bind(s, a, &j, j.c.drainage.id);
    j.committed.total = MILLION(101);
    assert_err(city_write(s, a, do_committed, &j, &e), &e, ERR_TRANCHES);
    j.committed.total = MILLION(100);
    j.committed.part = wrong;
    assert_err(city_write(s, a, do_committed, &j, &e), &e, ERR_DUPLICATE);
    wrong[1].year = 99;
    assert_err(city_write(s, a, do_committed, &j, &e), &e, ERR_BAD_YEAR);
    wrong[1] = (struct committed_part){2568, MILLION(-60)};
    assert_err(city_write(s, a, do_committed, &j, &e), &e, ERR_AMOUNT_NEGATIVE);
    j.committed.part = parts;
    j.committed.kind = STR("promise");
    assert_err(city_write(s, a, do_committed, &j, &e), &e, ERR_BAD_CHOICE);
    assert_ok(committed_sums(db, a, 2567, 2569, &rows, &e), &e);
    assert_int_equal(rows.n, 3); /* every year asked for */
    sum = rows.p;
    assert_int_equal(sum[2].tranche.satang, 0);
    assert_int_equal(sum[1].tranche.satang, MILLION(60).satang);
    assert_int_equal(sum[1].steer_tranche.satang, MILLION(60).satang);
    j.reason = STR("ยกเลิกสัญญา");
    assert_ok(city_write(s, a, do_end, &j, &e), &e);
    assert_err(city_write(s, a, do_end, &j, &e), &e, ERR_NOT_FOUND); /* once */
    assert_ok(committed_list(db, a, YEAR, 0, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
}

static void test_commitments(void **state)
{
    (void)state;
    with_each_store(commitments);
}

static void put(struct job *j, size_t i, const char *dim, const char *code, const char *agency,
                struct money m)
{
    j->put[i] = (struct ceiling_put){str_from(dim), str_from(code), str_from(agency), m, false};
    j->n = i + 1;
}

static void refused_ceilings(struct store *s, struct arena *a, struct job *j)
{
    static const struct {
        const char *dim, *code, *agency;
        int64_t satang;
        enum err_code want;
        const char *why;
    } bad[] = {
        {"colour", "1", "", 100, ERR_BAD_CHOICE, "a dimension there is not"},
        {"type", "9", "", 100, ERR_BAD_CHOICE, "an expenditure type there is not"},
        {"type", "01101-1", "", 100, ERR_BAD_CHOICE, "an item is no expenditure type"},
        {"side", "99", "", 100, ERR_BAD_CHOICE, "a side there is not"},
        {"fund", "GOLD", "", 100, ERR_BAD_CHOICE, "a fund there is not"},
        {"agency", "77777777", "", 100, ERR_BAD_CHOICE, "an agency there is not"},
        {"type", "3", "77777777", 100, ERR_BAD_CHOICE, "an agency there is not"},
        {"agency", "11000000", "11000000", 100, ERR_BAD_CHOICE, "an agency of an agency"},
        {"total", "1", "", 100, ERR_BAD_CHOICE, "the total has no code"},
        {"type", "3", "", -100, ERR_AMOUNT_NEGATIVE, "negative"},
        {"type", "3", "", 150, ERR_WHOLE_BAHT, "satang"},
        {"agency", "11000000", "", 100, ERR_BELOW_COMMITTED, "40 million are committed"},
        {"type", "3", "11000000", 3999999900, ERR_BELOW_COMMITTED, "one baht less"},
        {"type", "3", "", 100, ERR_BELOW_COMMITTED, "the type of the whole city"},
    };
    struct err e = {0};

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        put(j, 0, "type", "1", "", MILLION(1));
        put(j, 1, bad[i].dim, bad[i].code, bad[i].agency, MONEY(bad[i].satang));
        if (city_write(s, a, do_set, j, &e) || e.code != bad[i].want)
            fail_msg("%s: %s", bad[i].why, err_word(e.code));
        assert_int_equal(j->row, 1);
    }
}

static void ceilings(struct store *s, struct arena *a)
{
    struct actor maker = plan_person("maker", PERM_CEILING, SCOPE_CITY, 0);
    struct actor officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, 1);
    struct job j = {.edits = -1, .reason = STR("กรอบตั้งต้น")};
    const struct ceiling_item_row *item;
    struct ceiling_issue issue;
    struct rows rows;
    struct db *db;
    struct err e = {0};
    bool found;

    plan_make(s, a, YEAR, &j.c);
    assert_ok(store_reader(s, &db, &e), &e);
    bind(s, a, &j, j.c.drainage.id);
    put(&j, 0, "total", "", "", MILLION(1000));
    assert_err(city_write(s, a, do_set, &j, &e), &e, ERR_NOT_FOUND); /* no draft yet */
    assert_err(city_write_as(s, a, &officer, do_draft, &j, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write_as(s, a, &maker, do_draft, &j, &e), &e);
    assert_err(city_write_as(s, a, &maker, do_draft, &j, &e), &e, ERR_ALREADY);
    assert_err(city_write(s, a, do_issue, &j, &e), &e, ERR_NOTHING);
    refused_ceilings(s, a, &j);
    put(&j, 0, "total", "", "", MILLION(1000));
    put(&j, 1, "agency", "11000000", "", MILLION(600));
    put(&j, 2, "agency", "10000000", "", MILLION(500));
    put(&j, 3, "type", "3", "11000000", MILLION(40));
    j.edits = 0;
    assert_ok(city_write_as(s, a, &maker, do_set, &j, &e), &e);
    assert_err(city_write_as(s, a, &maker, do_set, &j, &e), &e, ERR_STALE); /* edits is 1 now */
    j.edits = -1;
    assert_err(city_write_as(s, a, &maker, do_issue, &j, &e), &e, ERR_SAME_PERSON);
    assert_err(city_write(s, a, do_issue, &j, &e), &e, ERR_NO_POSITION);
    j.position = (struct position_new){
        .year = YEAR, .as_of = DATE(20240116), .item = real, .items = ARRAY_LEN(real)};
    assert_ok(city_write(s, a, do_position, &j, &e), &e);
    assert_err(city_write(s, a, do_issue, &j, &e), &e, ERR_CEILING_SUM); /* 1,100 of 1,000 */
    put(&j, 0, "agency", "10000000", "", MILLION(400));
    assert_ok(city_write_as(s, a, &maker, do_set, &j, &e), &e);
    j.revenue = MILLION(999);
    assert_ok(city_write(s, a, do_revenue, &j, &e), &e);
    assert_err(city_write(s, a, do_issue, &j, &e), &e, ERR_UNBALANCED);
    j.revenue = MILLION(1000);
    assert_ok(city_write(s, a, do_revenue, &j, &e), &e);
    /* another commitment makes the draft too small after it was written */
    bind(s, a, &j, j.c.drainage.id);
    assert_err(city_write(s, a, do_issue, &j, &e), &e, ERR_BELOW_COMMITTED);
    j.reason = STR("พิมพ์ซ้ำ");
    assert_ok(city_write(s, a, do_end, &j, &e), &e);
    assert_ok(city_write(s, a, do_issue, &j, &e), &e);
    assert_err(city_write(s, a, do_issue, &j, &e), &e, ERR_NOT_FOUND); /* it is no draft any more */

    /* the next version begins with this one, which stays */
    j.reason = STR("เพิ่มงบลงทุน");
    assert_ok(city_write_as(s, a, &maker, do_draft, &j, &e), &e);
    put(&j, 0, "agency", "11000000", "", MILLION(550));
    j.put[1] = (struct ceiling_put){STR("type"), STR("3"), STR("11000000"), MONEY_ZERO, true};
    j.n = 2;
    assert_ok(city_write_as(s, a, &maker, do_set, &j, &e), &e);
    assert_ok(ceiling_find(db, a, YEAR, STR("draft"), &issue, &found, &e), &e);
    assert_ok(ceiling_items(db, a, &issue, &rows, &e), &e);
    item = rows.p;
    assert_int_equal(rows.n, 3);
    assert_true(str_eq(item[2].code, STR("11000000")));
    assert_int_equal(item[2].amount.satang, MILLION(550).satang);
    assert_int_equal(item[2].before.satang, MILLION(600).satang);
    assert_int_equal(item[2].committed.satang, MILLION(40).satang);
    assert_ok(ceiling_find(db, a, YEAR, STR("issued"), &issue, &found, &e), &e);
    assert_int_equal(issue.version, 1);
    assert_int_equal(issue.total.satang, MILLION(1000).satang);
    assert_ok(city_write_as(s, a, &maker, do_drop, &j, &e), &e);
    assert_ok(ceiling_issues(db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 2); /* a dropped draft stays in the record */
}

static void test_ceilings(void **state)
{
    (void)state;
    with_each_store(ceilings);
}

static void room(struct store *s, struct arena *a)
{
    struct actor maker = plan_person("maker", PERM_CEILING, SCOPE_CITY, 0);
    struct job j = {.edits = -1, .reason = STR("กรอบตั้งต้น")};
    struct plan_fill fill;
    const struct ceiling_room_row *r;
    struct rows rows;
    struct db *db;
    struct err e = {0};

    plan_make(s, a, YEAR, &j.c);
    assert_ok(store_reader(s, &db, &e), &e);
    /* the k-th line asks for k thousand: salaries 1 and 3, buildings 2 and 4, all in a draft */
    fill = (struct plan_fill){YEAR, j.c.drainage.id, j.c.water, &j.c, 1, 2, 2, "DRAFT"};
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    assert_ok(ceiling_room(db, a, YEAR, j.c.drainage.id, &rows, &e), &e);
    assert_int_equal(rows.n, 0); /* nothing issued yet */
    assert_ok(city_write_as(s, a, &maker, do_draft, &j, &e), &e);
    put(&j, 0, "agency", "11000000", "", BAHT(9000));
    put(&j, 1, "type", "3", "11000000", BAHT(5000));
    put(&j, 2, "side", "05", "11000000", BAHT(10000));
    put(&j, 3, "fund", "SUBS", "11000000", BAHT(7));
    assert_ok(city_write_as(s, a, &maker, do_set, &j, &e), &e);
    j.position = (struct position_new){
        .year = YEAR, .as_of = DATE(20240116), .item = real, .items = ARRAY_LEN(real)};
    assert_ok(city_write(s, a, do_position, &j, &e), &e);
    assert_ok(city_write(s, a, do_issue, &j, &e), &e);
    assert_ok(ceiling_room(db, a, YEAR, j.c.drainage.id, &rows, &e), &e);
    assert_int_equal(rows.n, 4);
    r = rows.p;
    assert_int_equal(r[0].asked.satang, BAHT(10000).satang);
    assert_int_equal(r[0].room.satang, BAHT(-1000).satang);
    assert_true(r[0].over);
    assert_true(str_eq(r[1].dim, STR("type")));
    assert_int_equal(r[1].asked.satang, BAHT(6000).satang);
    assert_int_equal(r[2].asked.satang, BAHT(10000).satang);
    assert_false(r[2].over); /* just full */
    assert_int_equal(r[3].asked.satang, 0);
    assert_ok(ceiling_room_sent(db, a, YEAR, j.c.drainage.id, &rows, &e), &e);
    r = rows.p;
    assert_int_equal(r[0].asked.satang, 0); /* drafts are not seen above */
    assert_ok(ceiling_room(db, a, YEAR, j.c.works.id, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
}

static void test_room(void **state)
{
    (void)state;
    with_each_store(room);
}

static void files(struct store *s, struct arena *a)
{
    static const struct {
        const char *line, *field, *why;
    } bad[] = {
        {"agency,99999999,,5", "code", "no such agency"},
        {"type,3,12,5", "agency", "no such agency of a type"},
        {"mood,3,,5", "dim", "no such dimension"},
        {"type,3,,five", "amount", "not an amount"},
        {"type,3,,-5", "amount", "negative"},
        {"type,3,,1.50", "amount", "satang"},
        {"type,1,,8", "code", "said before, in line 2"},
    };
    struct job j = {.edits = -1};
    const struct ceiling_fault *f;
    struct sbuf b;
    struct db *db;
    struct err e = {0};

    plan_make(s, a, YEAR, &j.c);
    assert_ok(store_reader(s, &db, &e), &e);
    sbuf_init(&b, a, 10000);
    SB_LIT(&b,
           "dim,code,agency,amount\ntype,1,,\"1,000\"\ntype,2,11000000,๒๐๐๐\nagency,11000000,,\n");
    assert_ok(ceiling_file_read(db, a, YEAR, sbuf_str(&b), &j.puts, &j.faults, &e), &e);
    assert_int_equal(j.faults.n, 0);
    assert_int_equal(j.puts.n, 3);
    assert_int_equal(((const struct ceiling_put *)j.puts.p)[1].amount.satang, BAHT(2000).satang);
    assert_true(((const struct ceiling_put *)j.puts.p)[2].drop);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        sbuf_printf(&b, "%s\n", bad[i].line);
    assert_ok(ceiling_file_read(db, a, YEAR, sbuf_str(&b), &j.puts, &j.faults, &e), &e);
    assert_int_equal(j.faults.n, ARRAY_LEN(bad));
    f = j.faults.p;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (f[i].line != (int64_t)i + 5 || !str_eq(f[i].field, str_from(bad[i].field)))
            fail_msg("%s: line %d field %.*s", bad[i].why, (int)f[i].line, STR_FMT(f[i].field));
    }
    assert_true(str_has(f[2].th, STR("total agency type side fund"))); /* what is allowed */
    assert_err(ceiling_file_read(db, a, YEAR, STR("dim,code\nx,y\n"), &j.puts, &j.faults, &e), &e,
               ERR_CSV_HEADER);
    assert_err(ceiling_file_read(db, a, YEAR, STR("dim,code,amount\n"), &j.puts, &j.faults, &e), &e,
               ERR_FILE_EMPTY);
}

static void test_files(void **state)
{
    (void)state;
    with_each_store(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_positions), cmocka_unit_test(test_commitments),
        cmocka_unit_test(test_ceilings),  cmocka_unit_test(test_room),
        cmocka_unit_test(test_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
