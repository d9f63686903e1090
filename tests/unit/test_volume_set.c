/* test_volume_set.c - the set of documents: the budget as it is loaded, books of agencies, versions, and the proof
 * that all books print the same figures. On each kind of store. */
#include "plan_store.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"
#include "document/budget.h"
#include "document/tie.h"
#include "document/volume_set_int.h"
#include "plan/bill.h"
#include "plan/bill_step.h"
#include "plan/history.h"

#define DAY DATE(20220701)
enum { YEAR = 2566 };

struct town {
    struct plan_city c;
    int64_t special; /* fund ACC */
};

static bool one_line(struct plan_bulk *b, const struct town *t, int64_t package, int64_t item,
                     int64_t fund, int64_t baht, struct err *e)
{
    struct line_new l = {.package_id = package,
                         .fund_id = fund,
                         .item_id = item,
                         .quantity_milli = 2000,
                         .unit_word = STR("เครื่อง"),
                         .unit_price = BAHT(baht / 2),
                         .name = STR("เครื่องสูบน้ำ"),
                         .requested = BAHT(baht)};
    struct str code;
    int64_t id;

    (void)t;
    return plan_bulk_line(b, &l, &id, &code, e);
}

static bool fill_town(struct act *by, void *ctx, struct err *e)
{
    const struct town *t = ctx;
    const struct {
        int64_t agency, output, item, fund, baht;
        const char *state;
    } row[] = {
        {t->c.drainage.id, t->c.water, t->c.building, t->c.own, 3000000, "SUBMITTED"},
        {t->c.drainage.id, t->c.water, t->c.building, t->special, 500000, "SUBMITTED"},
        {t->c.drainage.id, t->c.water, t->c.salary, t->c.own, 1000, "SUBMITTED"},
        {t->c.works.id, t->c.road, t->c.building, t->c.own, 7000000, "SUBMITTED"},
        {t->c.works.id, t->c.road, t->c.building, t->c.own, 90, "DRAFT"}, /* is not in the draft */
    };
    struct plan_bulk *b;

    if (!plan_bulk_begin(by, YEAR, STR("test"), &b, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct unit_new u = {.year = YEAR,
                             .title = STR("งานระบายน้ำ"),
                             .agency_id = row[i].agency,
                             .output_id = row[i].output};
        struct package_new p = {
            .level = 1, .level_kind = STR("minimum"), .title = STR("งานระบายน้ำ")};

        if (!plan_bulk_unit(b, &u, &p.unit_id, e) ||
            !plan_bulk_package(b, &p, str_from(row[i].state), &p.unit_id, e) ||
            !one_line(b, t, p.unit_id, row[i].item, row[i].fund, row[i].baht, e))
            return false;
    }
    return plan_bulk_end(b, e);
}

static bool fill_past(struct act *by, void *ctx, struct err *e)
{
    const struct town *t = ctx;
    const struct past_line row[] = {
        {.year = YEAR - 1,
         .agency_id = t->c.drainage.id,
         .output_code = STR("0503001"),
         .item_code = STR("05202-1"),
         .name = STR("เครื่องสูบน้ำ"),
         .asked = BAHT(5),
         .enacted = BAHT(2000000),
         .after_transfers = MONEY_MISSING,
         .paid = MONEY_MISSING,
         .source = STR("test")},
        {.year = YEAR - 1,
         .agency_id = t->c.drainage.id,
         .output_code = STR("9999999"),
         .item_code = STR("05202-1"),
         .name = STR("งานที่เลิกแล้ว"),
         .asked = BAHT(5),
         .enacted = BAHT(40),
         .after_transfers = MONEY_MISSING,
         .paid = MONEY_MISSING,
         .source = STR("test")},
    };
    int64_t fresh, changed;

    return history_put(by, row, ARRAY_LEN(row), STR("test"), &fresh, &changed, e);
}

static void make_town(struct store *s, struct arena *a, struct town *t)
{
    struct err e;

    plan_make(s, a, YEAR, &t->c);
    t->special = class_by_code(&t->c.fund, STR("ACC"))->id;
    assert_ok(city_write(s, a, fill_town, t, &e), &e);
    assert_ok(city_write(s, a, fill_past, t, &e), &e);
}

static bool count_line(void *ctx, const struct budget_line *l, struct err *e)
{
    int64_t *sum = ctx;

    (void)e;
    *sum += l->amount.satang;
    return true;
}

static bool table_it(struct act *by, void *ctx, struct err *e)
{
    const struct cycle_step step = {.event = "table", .from = "GOVERNOR"};

    return bill_after(by, ctx, &step, STR("test"), e);
}

/* The cover says which version of the bill it is, not the data's number a second time. */
static void covers_say_version(struct store *s, struct arena *a)
{
    struct bill_key key = {YEAR, 0};
    struct volume_info i;
    struct town t;
    struct budget b;
    struct db *db;
    struct err e;

    make_town(s, a, &t);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(budget_load(db, a, (struct budget_of){YEAR, 0, DAY}, &b, &e), &e);
    i = budget_volume(&b, 1, STR("01-x"), STR("x"));
    assert_str(i.version_text, "ยังไม่ได้เสนอสภากรุงเทพมหานคร", "before tabling");
    assert_ok(city_write(s, a, table_it, &key, &e), &e);
    assert_ok(budget_load(db, a, (struct budget_of){YEAR, 0, DAY}, &b, &e), &e);
    i = budget_volume(&b, 1, STR("01-x"), STR("x"));
    assert_str(i.version_text, "ร่างที่เสนอสภา รุ่นที่ 1", "tabled");
    assert_true(i.change_id > 0);
}

static void budget_adds_up(struct store *s, struct arena *a)
{
    struct town t;
    struct budget b;
    struct db *db;
    struct err e;
    int64_t sum = 0;

    make_town(s, a, &t);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(budget_load(db, a, (struct budget_of){YEAR, 0, DAY}, &b, &e), &e);
    assert_int_equal(b.agencies, 2);
    assert_str(b.agency[0].code, "10000000", "printed order");
    assert_int_equal(b.agency[0].number, 14); /* documents 1-6, then 01 02 03 04 07 08 09 10 */
    assert_int_equal(b.agency[1].number, 15);
    assert_int_equal(b.sum.amount.satang, BAHT(10501000).satang);
    assert_int_equal(b.sum.special.satang, BAHT(500000).satang);
    assert_int_equal(b.sum.prior.satang, BAHT(2000040).satang);
    assert_int_equal(b.agency[0].prior_from, PRIOR_NONE);
    assert_int_equal(b.agency[1].prior_from, PRIOR_PAST);
    assert_int_equal(b.prior_known, 1);
    assert_int_equal(b.facts.left_out, 1);
    /* what has no counterpart in this year's structure stands last */
    assert_str(b.output[b.outputs - 1].code, "-", "no counterpart");
    assert_int_equal(b.output[b.outputs - 1].sum.prior.satang, BAHT(40).satang);
    for (size_t i = 0; i < b.agencies; i++) {
        struct budget_cut c = BUDGET_ALL;

        c.agency = i;
        sum = 0;
        assert_int_equal(budget_sum_of(&b, c).amount.satang, b.agency[i].sum.amount.satang);
        assert_ok(budget_agency_lines(&b, i, count_line, &sum, &e), &e);
        assert_int_equal(sum, b.agency[i].sum.amount.satang);
        c.type = 0;
        assert_true(str_starts(budget_tie(&b, a, c), STR("agency:1")));
        assert_true(str_ends(budget_tie(&b, a, c), STR("/type:1")));
    }
    assert_str(budget_tie(&b, a, BUDGET_ALL), "city/total", "all");
    assert_err(budget_load(db, a, (struct budget_of){2590, 0, DAY}, &b, &e), &e, ERR_YEAR_MISSING);
    assert_err(budget_load(db, a, (struct budget_of){YEAR, 3, DAY}, &b, &e), &e, ERR_NOTHING);
}

/* ---- the set ---- */

static const struct actor *the_system(void)
{
    static struct actor who;

    who = actor_system();
    return &who;
}

static struct volume_set_done issue(struct store *s, struct arena *a, const char *folder)
{
    const struct document_desk desk = {s, a, the_system(), CITY_NOW};
    const struct volume_set_order o = {.year = YEAR, .folder = folder};
    struct volume_set_done d;
    struct err e;

    assert_ok(volume_set_issue(&desk, &o, &d, &e), &e);
    return d;
}

static struct rows parts_of(struct store *s, struct arena *a, int64_t *ret_stale)
{
    struct volume_set_row set;
    struct rows rows;
    struct db *db;
    struct err e;
    bool found;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(volume_set_newest(db, a, YEAR, 0, &set, &found, &e), &e);
    assert_true(found);
    assert_ok(volume_set_parts(db, a, &set, &rows, ret_stale, &e), &e);
    return rows;
}

static const struct volume_part_row *part_of(const struct rows *rows, int64_t number)
{
    const struct volume_part_row *p = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (p[i].number == number)
            return &p[i];
    }
    fail_msg("no volume %d", (int)number);
    return p;
}

/* Three million becomes two million of the first line of the Drainage Department. */
static void cut(struct store *s)
{
    struct err e;

    assert_ok(
        sql_write(s,
                  "INSERT INTO line_amount (line_id, stage, amount_satang) SELECT MIN(line_id), 1, "
                  "200000000 FROM line_amount WHERE amount_satang = 300000000",
                  &e),
        &e);
    assert_ok(
        sql_write(
            s,
            "INSERT INTO line_change (line_id, seq, stage, old_satang, new_satang, by_user, at_ms, "
            "resolution) SELECT MIN(line_id), 99, 1, 300000000, 200000000, 'test', 1, "
            "'D-2566-1' FROM line_amount WHERE amount_satang = 300000000",
            &e),
        &e);
}

static void only_what_prints_it(struct store *s, struct arena *a)
{
    struct town t;
    struct volume_set_done d;
    struct tie_report ties;
    struct rows rows;
    char *folder;
    int64_t stale;
    struct err e;

    make_town(s, a, &t);
    assert_ok(file_temp_dir(a, &folder, &e), &e);
    d = issue(s, a, folder);
    assert_int_equal(d.books, 8);
    assert_int_equal(d.printed, 8);
    assert_int_equal(d.total.satang, BAHT(10501000).satang);
    assert_str(d.code, "DS-2566-0-001", "first set of the year");
    assert_ok(tie_check_folder(a, folder, &ties, &e), &e);
    assert_int_equal(ties.faults, 0);
    assert_int_equal(ties.volumes, 8);
    assert_true(ties.shared > 10);
    rows = parts_of(s, a, &stale);
    assert_int_equal(stale, 0);

    d = issue(s, a, NULL); /* nothing changed: every version stands */
    assert_int_equal(d.printed, 0);
    assert_str(d.code, "DS-2566-0-002", "a set of its own all the same");

    cut(s);
    rows = parts_of(s, a, &stale);
    assert_str(part_of(&rows, 15)->state, "stale", "its agency");
    assert_str(part_of(&rows, 15)->after, "D-2566-1", "names what changed it");
    assert_str(part_of(&rows, 14)->state, "current", "another agency");
    assert_str(part_of(&rows, 2)->state, "stale", "expenditure of the city");
    assert_str(part_of(&rows, 6)->state, "stale", "every book of the city prints its total");
    d = issue(s, a, folder);
    rows = parts_of(s, a, &stale);
    assert_int_equal(stale, 0);
    assert_int_equal(part_of(&rows, 15)->version, 2);
    assert_int_equal(part_of(&rows, 2)->version, 2);
    assert_int_equal(part_of(&rows, 3)->version, 2);
    assert_int_equal(part_of(&rows, 5)->version, 2);
    assert_int_equal(part_of(&rows, 14)->version, 1);
    assert_int_equal(part_of(&rows, 15)->total.satang, BAHT(2501000).satang);
    assert_ok(tie_check_folder(a, folder, &ties, &e), &e); /* old and new versions together */
    assert_int_equal(ties.faults, 0);
}

static struct str run(struct arena *a, const char *const *argv)
{
    const struct child_limits limits = {.wall_ms = 60000, .max_output = (size_t)64 << 20};
    struct str printed;
    struct err e;
    int code;

    assert_ok(child_run(a, argv, STR_NONE, &limits, &printed, &code, &e), &e);
    assert_true(code == 0 || code == 3);
    return printed;
}

/* Another figure in the data of a book: `from` becomes `to` wherever it stands. */
static void tamper(struct arena *a, const char *folder, const char *pdf, const char *from,
                   const char *to)
{
    const char *json = str_cstr(a, str_format(a, "%s/volume.json", folder));
    const char *copy = str_cstr(a, str_format(a, "%s/copy.pdf", folder));
    const char *const show[] = {"qpdf", "--show-attachment=volume.json", pdf, NULL};
    const char *const put[] = {"qpdf",
                               pdf,
                               "--add-attachment",
                               json,
                               "--key=volume.json",
                               "--filename=volume.json",
                               "--replace",
                               "--",
                               copy,
                               NULL};
    struct str data = run(a, show), other = str_replace(a, data, str_from(from), str_from(to));
    struct err e;

    assert_false(str_eq(data, other));
    assert_ok(file_write(json, other, &e), &e);
    run(a, put);
    assert_int_equal(rename(copy, pdf), 0);
}

static size_t faults_of(const struct tie_report *t, enum tie_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < t->faults; i++)
        n += t->fault[i].kind == kind;
    return n;
}

static void another_figure(struct store *s, struct arena *a)
{
    struct town t;
    struct tie_report ties;
    struct str text;
    const char *pdf;
    char *folder;
    struct err e;

    make_town(s, a, &t);
    assert_ok(file_temp_dir(a, &folder, &e), &e);
    (void)issue(s, a, folder);
    pdf = str_cstr(a, str_format(a, "%s/15-11000000.pdf", folder));
    tamper(a, folder, pdf, "_satang\":350100000",
           "_satang\":350100100"); /* the agency's sum, one baht more */
    assert_ok(tie_check_folder(a, folder, &ties, &e), &e);
    assert_int_equal(faults_of(&ties, TIE_BYTES), 1);
    assert_true(faults_of(&ties, TIE_SUM) > 0);
    assert_true(faults_of(&ties, TIE_FIGURE) > 0);
    for (size_t i = 0; i < ties.faults; i++) {
        text = tie_fault_text(a, &ties.fault[i], LANG_EN);
        if (ties.fault[i].kind == TIE_FIGURE)
            EXPECT(str_has(text, STR("3,501,001.00")) && str_has(text, STR("3,501,000.00")),
                   "both figures are named");
    }
    assert_int_equal(remove(pdf), 0);
    assert_ok(tie_check_folder(a, folder, &ties, &e), &e);
    assert_int_equal(faults_of(&ties, TIE_MISSING), 1);
    assert_int_equal(ties.faults, 1);
    assert_err(tie_check_folder(a, "/nowhere", &ties, &e), &e, ERR_FILE_OPEN);
}

/* A book that prints another figure than the others refuses the whole set. */
static void refused(struct store *s, struct arena *a)
{
    const struct volume_set_order o = {.year = YEAR};
    const struct document_desk desk = {s, a, the_system(), CITY_NOW};
    struct set_book book[2] = {0};
    struct set_run r = {.desk = &desk, .order = &o, .a = a, .book = book, .books = 2};
    struct town t;
    struct actor nobody = plan_person("nobody", PERM_BUDGET_READ, SCOPE_CITY, 0);
    const struct document_desk other = {s, a, &nobody, CITY_NOW};
    struct volume_set_done d;
    struct document_result result;
    struct db *db;
    char *folder;
    struct err e;

    make_town(s, a, &t);
    assert_err(volume_set_issue(&other, &o, &d, &e), &e, ERR_FORBIDDEN);
    assert_ok(file_temp_dir(a, &folder, &e), &e);
    (void)issue(s, a, folder);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(budget_load(db, a, (struct budget_of){YEAR, 0, DAY}, &r.b, &e), &e);
    book[0].info = budget_volume(&r.b, 5, STR("05-summary"), STR("x"));
    book[1].info = budget_volume(&r.b, 15, STR("15-11000000"), STR("x"));
    for (size_t i = 0; i < 2; i++)
        book[i].pdf = str_cstr(a, str_format(a, "%s/%.*s.pdf", folder, STR_FMT(book[i].info.word)));
    assert_ok(set_prove(&r, &e), &e);
    tamper(a, folder, book[1].pdf, "_satang\":350100000", "_satang\":350100100");
    assert_err(set_prove(&r, &e), &e, ERR_SET_TIE);
    assert_err(volume_one(db, a, (struct budget_of){YEAR, 0, DAY}, 99, "x.pdf", &result, &e), &e,
               ERR_NOT_FOUND);
    assert_err(volume_one(db, a, (struct budget_of){YEAR, 0, DAY}, 15, "x.doc", &result, &e), &e,
               ERR_BAD_CHOICE);
}

static void test_budget(void **state)
{
    (void)state;
    with_each_store(budget_adds_up);
    with_each_store(covers_say_version);
}

static void test_stale(void **state)
{
    (void)state;
    with_each_store(only_what_prints_it);
}

static void test_tampered(void **state)
{
    (void)state;
    with_each_store(another_figure);
}

static void test_refused(void **state)
{
    (void)state;
    with_each_store(refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_tampered),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
