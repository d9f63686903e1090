/* The end of a year: what is open, lapse by three persons and once, closing with a record that ties. */
#include "carry_town.h"

#include "base/crypto.h"

static int64_t open_of(struct town *t, const char *step)
{
    const struct year_end_step *x;
    struct rows rows;
    struct err e;

    assert_ok(year_end_steps(t->db, t->a, YEAR, LANG_EN, &rows, &e), &e);
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(x[i].step, str_from(step))) {
            return x[i].count;
        }
    }
    fail_msg("no step %s", step);
    return -1;
}

static struct money rest(struct town *t, enum lapse_by by)
{
    struct lapse_part sum;
    struct rows rows;
    struct err e;

    assert_ok(lapse_parts(t->db, t->a, YEAR, by, &rows, &sum, &e), &e);
    return sum.total;
}

static struct deed of_year(int what, int64_t run, const char *note)
{
    return (struct deed){.what = what, .year = YEAR, .run = run, .note = note};
}

/* 13,000 in all; line 2: 2,000 allotted, 500 reserved by R1, 1,000 obligated by C1 and 400 paid; line 4: 4,000 allotted. */
static void spend(struct town *t)
{
    post(t, "a2", "ALLOT", 2, 2000, "");
    post(t, "r2", "RESERVE", 2, 500, "R1");
    post(t, "o2", "OBLIGATE", 2, 1000, "C1");
    post(t, "d2", "DISBURSE", 2, 400, "C1");
    post(t, "a4", "ALLOT", 4, 4000, "");
}

static void lapsing(struct store *s, struct arena *a)
{
    struct people p;
    struct town *t = &p.t;
    struct str code, list;
    struct rows rows;
    struct deed d;
    struct err e;

    people_make(s, a, &p);
    spend(t);
    assert_int_equal(rest(t, LAPSE_BY_AGENCY).satang, 1200000);
    assert_int_equal(rest(t, LAPSE_BY_TYPE).satang, 1200000);
    assert_int_equal(rest(t, LAPSE_BY_FUND).satang, 1200000);
    assert_int_equal(open_of(t, "rest"), 6);
    assert_int_equal(open_of(t, "obligations"), 1);
    assert_int_equal(open_of(t, "periods"), 12);
    refuse(t, &p.office, of_year(D_LAPSE, 0, NULL), ERR_STAGE, "before the year's end");
    d = (struct deed){.what = D_STAGE, .year = YEAR, .event = "year_end"};
    (void)deed(t, &p.office, &d, "year end");
    code = sent(&p, ask("2566-0-1100-00002", "A", "C1", 600));
    assert_int_equal(open_of(t, "carry"), 1);
    refuse(t, &p.office, of_year(D_LAPSE, 0, NULL), ERR_GUARD, "a request to carry is on its way");
    list = moved(&p, "A", YEAR, false);
    d = decide(list, NULL, 0);
    (void)deed(t, &t->permsec, &d, "allowed");
    assert_int_equal(open_of(t, "carry_post"), 1);
    d = (struct deed){.what = D_POST, .code = list.p};
    (void)deed(t, &t->finance, &d, "carried");
    assert_int_equal(open_of(t, "obligations"), 0);
    assert_str(asked(t, code).state, "posted", "carried");
    refuse(t, &t->finance, of_year(D_LAPSE, 0, NULL), ERR_FORBIDDEN, "proposed by who keeps carry-over");
    d = of_year(D_LAPSE, 0, "x");
    (void)deed(t, &p.office, &d, "proposed");
    refuse(t, &p.office, of_year(D_LAPSE, 0, NULL), ERR_ALREADY, "one waits");
    refuse(t, &p.office, of_year(D_LAPSE_APPROVE, 1, "x"), ERR_SAME_PERSON, "who proposed it");
    refuse(t, &t->permsec, of_year(D_LAPSE_APPROVE, 1, ""), ERR_REQUIRED, "without a document");
    refuse(t, &t->finance, of_year(D_LAPSE_POST, 1, NULL), ERR_STATE, "not approved");
    d = of_year(D_LAPSE_APPROVE, 1, "กท 1/2566");
    (void)deed(t, &t->permsec, &d, "approved");
    post(t, "late", "ALLOT", 1, 1, "");
    post(t, "paid", "DISBURSE", 1, 1, "");
    refuse(t, &t->finance, of_year(D_LAPSE_POST, 1, NULL), ERR_LAPSE_CHANGED, "a baht was paid after the approval");
    d = of_year(D_LAPSE_DROP, 1, "เงินเปลี่ยน");
    (void)deed(t, &p.office, &d, "dropped");
    d = of_year(D_LAPSE, 0, NULL);
    (void)deed(t, &p.office, &d, "proposed again");
    assert_int_equal(d.run, 2);
    d = of_year(D_LAPSE_APPROVE, 2, "กท 2/2566");
    (void)deed(t, &t->permsec, &d, "approved");
    d = of_year(D_LAPSE_POST, 2, NULL);
    (void)deed(t, &t->finance, &d, "posted");
    refuse(t, &t->finance, of_year(D_LAPSE_POST, 2, NULL), ERR_STATE, "once");
    refuse(t, &p.office, of_year(D_LAPSE, 0, NULL), ERR_NOTHING, "nothing is left");
    assert_int_equal(open_of(t, "rest"), 0);
    assert_str(sql_lines(s, a, "SELECT SUM(lapsed_satang), SUM(disbursed_satang), SUM(carried_a_satang) FROM balance"),
               "1199900\t40100\t60000", "13,000 = 11,999 + 401 + 600");
    post(t, "back", "REFUND", 1, 1, "");
    assert_int_equal(rest(t, LAPSE_BY_AGENCY).satang, 100);
    d = of_year(D_LAPSE, 0, NULL);
    (void)deed(t, &p.office, &d, "what came back");
    d = of_year(D_LAPSE_APPROVE, 3, "กท 3/2566");
    (void)deed(t, &t->permsec, &d, "approved");
    d = of_year(D_LAPSE_POST, 3, NULL);
    (void)deed(t, &t->finance, &d, "lapses too");
    assert_ok(lapse_list(t->db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    hold(t, "lapsed");
}

static void closing(struct store *s, struct arena *a)
{
    struct people p;
    struct town *t = &p.t;
    struct year_closing_part sum, now;
    struct rows rows;
    struct deed d;
    struct err e;

    people_make(s, a, &p);
    spend(t);
    refuse(t, &p.office, of_year(D_CLOSE, 0, "x"), ERR_STAGE, "before the year's end");
    d = (struct deed){.what = D_STAGE, .year = YEAR, .event = "year_end"};
    (void)deed(t, &p.office, &d, "year end");
    refuse(t, &p.office, of_year(D_CLOSE, 0, NULL), ERR_GUARD, "money is open");
    refuse(t, &p.office, (struct deed){.what = D_STAGE, .year = YEAR, .event = "close"}, ERR_GUARD, "nor by the event alone");
    refuse(t, &t->finance, of_year(D_CLOSE, 0, "x"), ERR_FORBIDDEN, "the year is the office's");
    assert_ok(year_closing_parts(t->db, a, YEAR, false, &rows, &now, &e), &e);
    for (int64_t m = 0; m < 12; m++) {
        d = (struct deed){.what = D_MONTH, .year = YEAR, .period = m < 3 ? 202210 + m : 202301 + m - 3};
        (void)deed(t, &t->finance, &d, "a month");
    }
    assert_int_equal(open_of(t, "periods"), 0);
    refuse(t, &p.office, of_year(D_CLOSE, 0, NULL), ERR_GUARD, "money is still open");
    d = of_year(D_CLOSE, 0, "โอนระบบ");
    (void)deed(t, &p.office, &d, "with its reason");
    assert_ok(year_closing_parts(t->db, a, YEAR, true, &rows, &sum, &e), &e);
    assert_int_equal(sum.given.satang, 1300000);
    assert_int_equal(sum.given.satang, now.given.satang);
    assert_int_equal(sum.disbursed.satang, 40000);
    assert_int_equal(sum.open.satang, 1260000);
    assert_int_equal(sum.lines, 6);
    refuse(t, &p.office, of_year(D_CLOSE, 0, "x"), ERR_STAGE, "once");
    refuse(t, &t->officer, ask("2566-0-1100-00004", "B", "", 1), ERR_YEAR_CLOSED, "a closed year takes nothing");
    hold(t, "closed");
}

static void planted(struct store *s, struct arena *a)
{
    static const struct {
        const char *sql, *undo, *name;
    } row[] = {
        {"UPDATE year_lapse SET total_satang = total_satang + 1", "UPDATE year_lapse SET total_satang = total_satang - 1", "lapse_once"},
        {"UPDATE year_lapse SET posted_by = made_by", "UPDATE year_lapse SET posted_by = 'fin'", "lapse_once"},
        {"UPDATE year_lapse SET state = 'approved'", "UPDATE year_lapse SET state = 'posted'", "lapse_once"},
        {"UPDATE balance SET lapsed_satang = lapsed_satang + 1 WHERE line_id = 1", "UPDATE balance SET lapsed_satang = lapsed_satang - 1 WHERE line_id = 1",
         "year_closing_ties"},
    };
    struct people p;
    struct town *t = &p.t;
    struct deed d;
    struct err e;

    people_make(s, a, &p);
    d = (struct deed){.what = D_STAGE, .year = YEAR, .event = "year_end"};
    (void)deed(t, &p.office, &d, "year end");
    d = of_year(D_LAPSE, 0, NULL);
    (void)deed(t, &p.office, &d, "proposed");
    d = of_year(D_LAPSE_APPROVE, 1, "x");
    (void)deed(t, &t->permsec, &d, "approved");
    d = of_year(D_LAPSE_POST, 1, NULL);
    (void)deed(t, &t->finance, &d, "posted");
    d = of_year(D_CLOSE, 0, "x");
    (void)deed(t, &p.office, &d, "closed");
    hold(t, "before");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct broken *b;
        size_t n, broken, found = 0;

        assert_ok(sql_write(s, row[i].sql, &e), &e);
        assert_ok(invariants_check(t->db, t->a, &b, &n, &broken, &e), &e);
        for (size_t k = 0; k < n; k++)
            found += strcmp(b[k].invariant->name, row[i].name) == 0;
        EXPECT(found > 0, row[i].sql);
        assert_ok(sql_write(s, row[i].undo, &e), &e);
    }
    hold(t, "after");
}

#define RUN(fn)                                                                                    \
    static void test_##fn(void **state)                                                            \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(fn);                                                                       \
    }
RUN(lapsing)
RUN(closing)
RUN(planted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lapsing),
        cmocka_unit_test(test_closing),
        cmocka_unit_test(test_planted),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
