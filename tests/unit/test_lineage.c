/* A line's road across the years: links made by enactment and by hand, amounts of earlier years to the satang. */
#include "plan_store.h"

#include <stdlib.h>

#include "execute/enact.h"
#include "execute/invariant.h"
#include "plan/history.h"
#include "plan/lineage.h"

enum { FIRST = 2566, NEXT = 2567 };

/* ---- years with lines of one's own ---- */

struct made {
    const char *name, *drawn_from;
    int64_t baht;
    bool works; /* of Public Works and another output, else Drainage */
};
struct ctx {
    struct plan_city c;
    int64_t year, links;
    const struct made *line;
    size_t n;
    struct lineage_new set;
    struct lineage_part part[4];
    struct past_line past;
};

static bool one_home(struct plan_bulk *b, const struct ctx *x, bool works, struct err *e)
{
    struct unit_new u = {.year = x->year,
                         .agency_id = works ? x->c.works.id : x->c.drainage.id,
                         .output_id = works ? x->c.road : x->c.water,
                         .title = STR("งาน")};
    struct package_new p = {.level = 1, .level_kind = STR("minimum"), .title = STR("งาน")};
    int64_t package_id, line_id;
    struct str code;

    if (!plan_bulk_unit(b, &u, &p.unit_id, e) ||
        !plan_bulk_package(b, &p, STR("ANALYST_ACCEPTED"), &package_id, e))
        return false;
    for (size_t i = 0; i < x->n; i++) {
        struct line_new l = {.package_id = package_id,
                             .item_id = x->c.building,
                             .fund_id = x->c.own,
                             .quantity_milli = 1000,
                             .name = str_from(x->line[i].name),
                             .drawn_from = str_from(x->line[i].drawn_from),
                             .unit_price = BAHT(x->line[i].baht),
                             .requested = BAHT(x->line[i].baht)};

        if (x->line[i].works == works && !plan_bulk_line(b, &l, &line_id, &code, e))
            return false;
    }
    return true;
}

static bool fill(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct plan_bulk *b;

    return plan_bulk_begin(by, x->year, STR("test"), &b, e) && one_home(b, x, false, e) &&
           one_home(b, x, true, e) && plan_bulk_end(b, e);
}

static bool enact(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct enactment r;

    if (!enact_year(by, x->year, &r, e))
        return false;
    x->links = r.linked;
    return true;
}

static bool set(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return lineage_set(by, &x->set, e);
}

static bool find_links(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return lineage_find(by, x->year, &x->links, e);
}

static bool put_past(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    int64_t fresh, changed;

    return history_put(by, &x->past, 1, STR("test"), &fresh, &changed, e);
}

static void make_year(struct store *s, struct arena *a, struct ctx *x, int64_t year,
                      const struct made *line, size_t n)
{
    struct err e;

    plan_make(s, a, year, &x->c);
    x->year = year;
    x->line = line;
    x->n = n;
    assert_ok(city_write(s, a, fill, x, &e), &e);
    plan_reach(s, a, year, "GOVERNOR");
}

static void enact_it(struct store *s, struct arena *a, struct ctx *x)
{
    struct err e;

    assert_ok(city_write(s, a, enact, x, &e), &e);
}

static void no_violation(struct store *s, struct arena *a)
{
    const struct broken *b;
    size_t n, count;
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(invariants_check(db, a, &b, &n, &count, &e), &e);
    if (count)
        fail_msg("%s: %.*s", b[0].invariant->name, STR_FMT(b[0].problem));
}

/* 2566: A 100.01 (in satang through the shares), B 50, C 30, D 20. */
static const struct made first[] = {
    {"ก่อสร้างเขื่อน", "", 101, false},
    {"ขุดลอกคลอง", "", 50, false},
    {"เครื่องสูบน้ำ", "", 30, false},
    {"ปรับปรุงถนน", "", 20, true},
};
/* 2567: the dam is split in three, the canal renamed, the pump of the same name without a memory, the road moved to Drainage. */
static const struct made next[] = {
    {"ก่อสร้างเขื่อน ช่วงที่ 1", "2566-0-1100-00001", 40, false},
    {"ก่อสร้างเขื่อน ช่วงที่ 2", "2566-0-1100-00001", 40, false},
    {"ก่อสร้างเขื่อน ช่วงที่ 3", "2566-0-1100-00001", 40, false},
    {"ขุดลอกคลองและบำรุงรักษา", "2566-0-1100-00002", 60, false},
    {"เครื่องสูบน้ำ", "", 30, false},
    {"ปรับปรุงถนน", "2566-0-1000-00001", 25, false},
    {"งานใหม่", "", 5, false},
};

static void two_years(struct store *s, struct arena *a, struct ctx *x)
{
    *x = (struct ctx){.n = 0};
    make_year(s, a, x, FIRST, first, ARRAY_LEN(first));
    enact_it(s, a, x);
    assert_int_equal(x->links, 0); /* nothing before it */
    make_year(s, a, x, NEXT, next, ARRAY_LEN(next));
    enact_it(s, a, x);
}

static struct str kinds(struct store *s, struct arena *a)
{
    return sql_lines(s, a,
                     "SELECT t.code, k.kind, k.share_bp, k.origin FROM line_link_now k "
                     "JOIN line t ON t.id = k.to_line_id ORDER BY t.code");
}

static void links_of_enactment(struct store *s, struct arena *a)
{
    static struct ctx x;
    struct lineage_counts c;
    struct rows rows;
    struct db *db;
    struct err e;

    two_years(s, a, &x);
    assert_int_equal(x.links, 6);
    assert_string_equal(str_cstr(a, kinds(s, a)),
                        "2567-0-1100-00001\tsplit\t3334\tdrawn\n"
                        "2567-0-1100-00002\tsplit\t3333\tdrawn\n"
                        "2567-0-1100-00003\tsplit\t3333\tdrawn\n"
                        "2567-0-1100-00004\trenamed\t10000\tdrawn\n"
                        "2567-0-1100-00005\tsame\t10000\talike\n"
                        "2567-0-1100-00006\tmoved\t10000\tdrawn");
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(lineage_count(db, a, NEXT, &c, &e), &e);
    assert_int_equal(c.lines, 7);
    assert_int_equal(c.linked, 6);
    assert_int_equal(c.split, 3);
    assert_int_equal(c.past_lines, 4);
    assert_int_equal(c.past_linked, 4);
    assert_ok(lineage_open(db, a,
                           &(struct lineage_filter){.year = NEXT, .past = true, .limit = 10}, &rows, &e),
              &e);
    assert_int_equal(rows.n, 1);
    assert_string_equal(str_cstr(a, ((const struct lineage_open_row *)rows.p)->name), "งานใหม่");
    assert_ok(lineage_links(db, a, NEXT, 0, 50, &rows, &e), &e);
    assert_int_equal(rows.n, 5); /* all but the same */
    x.year = NEXT;
    assert_err(city_write(s, a, find_links, &x, &e), &e, ERR_NOTHING);
    no_violation(s, a);
}

static void test_links_of_enactment(void **st)
{
    (void)st;
    with_each_store(links_of_enactment);
}

/* ---- amounts through the shares ---- */

static int64_t part_of(struct store *s, struct arena *a, const char *code, int64_t year)
{
    const struct lineage_row *row;
    struct rows rows;
    struct db *db;
    struct err e;
    int64_t sum = 0;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(lineage_of(db, a, str_from(code), &(struct lineage_eye){STR("all"), LANG_TH}, &rows, &e), &e);
    row = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (row[i].year == year && row[i].link_id)
            sum += row[i].part.satang;
    }
    return sum;
}

static void roads(struct store *s, struct arena *a)
{
    static const struct made third[] = {
        {"เขื่อนทั้งสาย", "2567-0-1100-00001", 90, false},
        {"เครื่องสูบน้ำ", "2567-0-1100-00005", 30, false},
    };
    static struct ctx x;
    struct lineage_new n = {.side = LINEAGE_PAST,
                            .code = STR("2568-0-1100-00001"),
                            .reason = STR("รวมสามช่วงกลับเป็นสายเดียว"),
                            .n = 3};
    const struct lineage_row *row;
    const struct lineage_past *p;
    struct rows rows;
    struct db *db;
    struct err e;

    two_years(s, a, &x);
    assert_int_equal(part_of(s, a, "2567-0-1100-00001", FIRST) +
                         part_of(s, a, "2567-0-1100-00002", FIRST) +
                         part_of(s, a, "2567-0-1100-00003", FIRST),
                     10100); /* all of the dam, to the satang */
    make_year(s, a, &x, 2568, third, ARRAY_LEN(third));
    enact_it(s, a, &x);
    /* one of the three came over by itself; by hand all three */
    assert_int_equal(part_of(s, a, "2568-0-1100-00001", FIRST),
                     part_of(s, a, "2567-0-1100-00001", FIRST));
    x.part[0].code = STR("2567-0-1100-00001");
    x.part[1].code = STR("2567-0-1100-00002");
    x.part[2].code = STR("2567-0-1100-00003");
    n.part = x.part;
    x.set = n;
    assert_ok(city_write(s, a, set, &x, &e), &e);
    assert_int_equal(part_of(s, a, "2568-0-1100-00001", FIRST), 10100);
    assert_int_equal(part_of(s, a, "2568-0-1100-00001", NEXT), 12000);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(lineage_of(db, a, STR("2566-0-1100-00001"), &(struct lineage_eye){STR("all"), LANG_EN}, &rows, &e), &e);
    row = rows.p;
    assert_int_equal(rows.n, 7); /* itself, three parts, and three ways into one line */
    assert_int_equal(row[0].level, 0);
    assert_int_equal(row[1].part.satang + row[2].part.satang + row[3].part.satang, 10100);
    assert_int_equal(row[4].part.satang + row[5].part.satang + row[6].part.satang, 10100);
    assert_string_equal(str_cstr(a, row[6].kind), "merged");
    assert_ok(lineage_past_of(
                  db, a,
                  strtoll(str_cstr(a, sql_lines(s, a, "SELECT package_id FROM line WHERE code = '2568-0-1100-00001'")),
                          NULL, 10),
                  0, &rows, &e),
              &e);
    p = rows.p;
    assert_int_equal(rows.n, 4); /* two lines, two years each */
    assert_int_equal(p[0].year, NEXT);
    assert_int_equal(p[0].lines, 3);
    assert_int_equal(p[0].enacted.satang, 12000);
    assert_int_equal(p[0].asked.satang, 12000);
    assert_int_equal(p[0].paid.satang, 0);
    assert_int_equal(p[1].year, FIRST);
    assert_int_equal(p[1].enacted.satang, 10100);
    assert_int_equal(p[3].enacted.satang, 3000);
    no_violation(s, a);
}

static void test_roads(void **st)
{
    (void)st;
    with_each_store(roads);
}

/* The three years beside a request follow the road. */
static void history(struct store *s, struct arena *a)
{
    static struct ctx x;
    const struct history_row *h;
    struct rows rows;
    struct db *db;
    struct err e;
    size_t seen = 0;

    two_years(s, a, &x);
    x.part[0] = (struct lineage_part){.code = STR("2566-0-1000-00001"), .share_bp = 2500};
    x.part[1].code = STR("2566-0-1100-00003");
    x.set = (struct lineage_new){.side = LINEAGE_PAST,
                                 .code = STR("2567-0-1100-00006"),
                                 .reason = STR("รวม"),
                                 .part = x.part,
                                 .n = 2};
    assert_err(city_write(s, a, set, &x, &e), &e, ERR_LINEAGE_SHARE); /* the pump went to its namesake */
    x.set.code = STR("2567-0-1100-00005");
    assert_err(city_write(s, a, set, &x, &e), &e, ERR_LINEAGE_SHARE); /* the road went whole */
    x.set = (struct lineage_new){.side = LINEAGE_FUTURE,
                                 .code = STR("2566-0-1000-00001"),
                                 .reason = STR("แยก"),
                                 .part = x.part,
                                 .n = 2};
    x.part[0] = (struct lineage_part){.code = STR("2567-0-1100-00006"), .share_bp = 7500};
    x.part[1] = (struct lineage_part){.code = STR("2567-0-1100-00005"), .share_bp = 2500};
    assert_ok(city_write(s, a, set, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(history_of_package(
                  db, a,
                  strtoll(str_cstr(a, sql_lines(s, a, "SELECT package_id FROM line WHERE code = '2567-0-1100-00005'")),
                          NULL, 10),
                  &rows, &e),
              &e);
    h = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(h[i].code, STR("2567-0-1100-00005"))) {
            assert_int_equal(h[i].year, FIRST);
            assert_int_equal(h[i].enacted.satang, 3000 + 500); /* the pump, and a quarter of the road */
            seen++;
        }
        if (str_eq(h[i].code, STR("2567-0-1100-00006"))) {
            assert_int_equal(h[i].enacted.satang, 1500); /* from another agency */
            seen++;
        }
    }
    assert_int_equal(seen, 2);
    no_violation(s, a);
}

static void test_history(void **st)
{
    (void)st;
    with_each_store(history);
}

/* ---- refusals, corrections ---- */

static void refusals(struct store *s, struct arena *a)
{
    static const struct {
        enum lineage_side side;
        const char *code, *kind, *part[3];
        int64_t share[3];
        const char *reason;
        enum err_code want;
        const char *why;
    } row[] = {
        {LINEAGE_PAST, "2567-0-1100-00007", "", {"2566-0-1100-00099"}, {0}, "r", ERR_NOT_FOUND, "no such line"},
        {LINEAGE_PAST, "2567-0-1100-00099", "", {"2566-0-1100-00001"}, {0}, "r", ERR_NOT_FOUND, "no such line of the year"},
        {LINEAGE_PAST, "2567-0-1100-00007", "", {"2567-0-1100-00001"}, {0}, "r", ERR_LINEAGE_ORDER, "the same year"},
        {LINEAGE_PAST, "2566-0-1100-00001", "", {"2567-0-1100-00001"}, {0}, "r", ERR_LINEAGE_ORDER, "a circle"},
        {LINEAGE_PAST, "2567-0-1100-00007", "", {"2567-0-1100-00007"}, {0}, "r", ERR_LINEAGE_ORDER, "itself"},
        {LINEAGE_PAST, "2567-0-1100-00007", "", {"2566-0-1100-00002"}, {0}, "r", ERR_LINEAGE_SHARE, "all of it went elsewhere"},
        {LINEAGE_PAST, "2567-0-1100-00007", "", {"2566-0-1100-00002"}, {10001}, "r", ERR_LINEAGE_SHARE, "more than all"},
        {LINEAGE_PAST, "2567-0-1100-00007", "", {"2566-0-1100-00002"}, {-1}, "r", ERR_LINEAGE_SHARE, "less than nothing"},
        {LINEAGE_FUTURE, "2566-0-1100-00001", "", {"2567-0-1100-00001", "2567-0-1100-00007"}, {6000, 3999}, "r", ERR_LINEAGE_SPLIT, "a satang short"},
        {LINEAGE_FUTURE, "2566-0-1100-00001", "", {"2567-0-1100-00001", "2567-0-1100-00007"}, {6000, 4001}, "r", ERR_LINEAGE_SHARE, "above all"},
        {LINEAGE_FUTURE, "2566-0-1100-00001", "split", {"2567-0-1100-00001"}, {10000}, "r", ERR_LINEAGE_SPLIT, "one part is no split"},
        {LINEAGE_FUTURE, "2566-0-1100-00001", "", {"2567-0-1100-00001", "2567-0-1100-00001"}, {5000, 5000}, "r", ERR_DUPLICATE, "the same twice"},
        {LINEAGE_FUTURE, "2566-0-1100-00001", "grown", {"2567-0-1100-00001"}, {0}, "r", ERR_BAD_CHOICE, "no such kind"},
        {LINEAGE_FUTURE, "2566-0-1100-00001", "", {"2567-0-1100-00001"}, {0}, " ", ERR_REQUIRED, "no reason"},
        {LINEAGE_PAST, "2567-0-1100-00003", "", {0}, {0}, "r", ERR_LINEAGE_SPLIT, "the other two would be no split"},
    };
    struct actor officer = plan_person("x", PERM_REQUEST_WRITE, SCOPE_CITY, 0);
    static struct ctx x;
    struct str before;
    struct err e;

    two_years(s, a, &x);
    before = kinds(s, a);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        x.set = (struct lineage_new){.side = row[i].side,
                                     .code = str_from(row[i].code),
                                     .kind = str_from(row[i].kind),
                                     .reason = str_from(row[i].reason),
                                     .part = x.part};
        for (size_t k = 0; k < 3 && row[i].part[k]; k++)
            x.part[x.set.n++] = (struct lineage_part){.code = str_from(row[i].part[k]),
                                                      .share_bp = row[i].share[k]};
        if (city_write(s, a, set, &x, &e) || e.code != row[i].want)
            fail_msg("%s: %s", row[i].why, err_word(e.code));
        assert_err(city_write_as(s, a, &officer, set, &x, &e), &e, ERR_FORBIDDEN);
    }
    assert_true(str_eq(kinds(s, a), before)); /* nothing of it stayed */
}

static void test_refusals(void **st)
{
    (void)st;
    with_each_store(refusals);
}

/* A later act corrects an earlier one; a row of past_line is an end as well. */
static void corrections(struct store *s, struct arena *a)
{
    static struct ctx x;
    const struct lineage_row *row;
    struct rows rows;
    struct db *db;
    struct err e;

    two_years(s, a, &x);
    x.part[0] = (struct lineage_part){.code = STR("2567-0-1100-00001"), .share_bp = 6000};
    x.part[1] = (struct lineage_part){.code = STR("2567-0-1100-00007"), .share_bp = 4000};
    x.set = (struct lineage_new){.side = LINEAGE_FUTURE,
                                 .code = STR("2566-0-1100-00001"),
                                 .reason = STR("แก้"),
                                 .part = x.part,
                                 .n = 2};
    assert_ok(city_write(s, a, set, &x, &e), &e);
    assert_int_equal(part_of(s, a, "2567-0-1100-00007", FIRST), 4040);
    assert_int_equal(part_of(s, a, "2567-0-1100-00002", FIRST), 0);
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM line_link")), "8");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM line_link_end")), "3");
    x.set.n = 0; /* it has ended */
    assert_ok(city_write(s, a, set, &x, &e), &e);
    assert_int_equal(part_of(s, a, "2567-0-1100-00007", FIRST), 0);
    x.past = (struct past_line){.year = 2565,
                                .agency_id = x.c.drainage.id,
                                .output_code = STR("0503001"),
                                .item_code = STR("05202-1"),
                                .key = STR("MIS2-77"),
                                .name = STR("เขื่อนเดิม"),
                                .asked = BAHT(80),
                                .enacted = BAHT(70),
                                .after_transfers = MONEY_MISSING,
                                .paid = BAHT(60),
                                .source = STR("MIS2")};
    assert_ok(city_write(s, a, put_past, &x, &e), &e);
    x.part[0] = (struct lineage_part){.code = STR("MIS2-77"), .agency = STR("11000000")};
    x.set = (struct lineage_new){.side = LINEAGE_PAST,
                                 .code = STR("2566-0-1100-00001"),
                                 .reason = STR("ก่อนมี PBIS"),
                                 .part = x.part,
                                 .n = 1};
    assert_ok(city_write(s, a, set, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(lineage_of(db, a, STR("2566-0-1100-00001"), &(struct lineage_eye){STR("all"), LANG_TH}, &rows, &e), &e);
    row = rows.p;
    assert_int_equal(rows.n, 2);
    assert_int_equal(row[0].year, 2565);
    assert_false(row[0].living);
    assert_int_equal(row[0].part.satang, 7000);
    assert_int_equal(row[0].paid.satang, 6000);
    assert_string_equal(str_cstr(a, row[0].kind), "renamed");
    assert_err(lineage_of(db, a, STR("2566-0-1100-00999"), &(struct lineage_eye){STR("all"), LANG_TH}, &rows, &e), &e, ERR_NOT_FOUND);
    no_violation(s, a);
}

static void test_corrections(void **st)
{
    (void)st;
    with_each_store(corrections);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links_of_enactment), cmocka_unit_test(test_roads),
        cmocka_unit_test(test_history),            cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_corrections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
