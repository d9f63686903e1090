/* Forms of analysis, machine checks and technical clearance: what is written, what is refused and by which
 * rule. */
#include "analysis_town.h"

/* ---- forms ---- */

static void fills(struct store *s, struct arena *a)
{
    struct str value[5] = {STR("12"), STR("๓"), STR("yes"), STR("1,000.50"), STR_NONE};
    struct analysis_sheet sheet;
    const struct analysis_row *f;
    const struct analysis_value *v;
    struct rows values, saved;
    struct town t;
    struct ctx c = {.what = SAVE};
    struct err e;

    town_make(s, a, &t);
    assert_ok(analysis_sheet_get(t.db, a, YEAR, t.id[0], &sheet, &e), &e);
    assert_int_equal(sheet.forms.n, 2); /* personnel, construction */
    c.save = (struct analysis_save){
        .year = YEAR, .code = t.code[0], .class = STR("personnel"), .value = value, .n = 5, .done = true};
    assert_err(act_as(&t, &t.other, &c, &e), &e, ERR_SCOPE);
    assert_err(act_as(&t, &t.own, &c, &e), &e, ERR_OWN_AGENCY);
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_FORM_OPEN); /* the remark lacks */
    c.save.done = false;
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e); /* a draft may */
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_STALE);
    c.save.version = 1;
    value[2] = STR("maybe");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_BAD_CHOICE);
    value[2] = STR("no");
    value[0] = STR("many");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_BAD_NUMBER);
    value[0] = STR("13");
    value[4] = STR("fine");
    c.save.done = true;
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    c.save.class = STR("ict");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_NOT_FOUND); /* no such line in it */
    assert_ok(analysis_sheet_get(t.db, a, YEAR, t.id[0], &sheet, &e), &e);
    f = analysis_find(&sheet, STR("personnel"), STR_NONE);
    assert_non_null(f);
    assert_string_equal(f->state.p, "done");
    assert_ok(analysis_values(t.db, a, f, &values, &e), &e);
    v = values.p;
    assert_string_equal(v[0].value.p, "13");
    assert_string_equal(v[3].value.p, "1000.50");
    assert_ok(analysis_history(t.db, a, f->id, &saved, &e), &e);
    assert_int_equal(saved.n, 7); /* four at first, then what changed: 1, 3, 5 */
    assert_false(sql_write(s, "DELETE FROM analysis_answer", &e));
}

#define HEAD "kind,required,th,en,choices\n"

static void versions(struct store *s, struct arena *a)
{
    static const struct {
        const char *text, *why;
        enum err_code code;
    } bad[] = {
        {"kind,th\ntext,x\n", "a header lacks columns", ERR_CSV_HEADER},
        {HEAD "text,1,ก\n", "a row is short", ERR_ROW_CELLS},
        {HEAD "date,1,ก,a,\n", "an unknown kind", ERR_BAD_CHOICE},
        {HEAD "text,yes,ก,a,\n", "required is 1 or 0", ERR_BAD_CHOICE},
        {HEAD "choice,1,ก,a,\n", "a choice without choices", ERR_BAD_CHOICE},
        {HEAD "text,1,,a,\n", "no Thai text", ERR_REQUIRED},
        {HEAD, "no question", ERR_REQUIRED},
    };
    struct analysis_form f;
    struct rows q;
    struct town t;
    struct ctx c = {.what = PROPOSE};
    struct err e;

    town_make(s, a, &t);
    assert_ok(analysis_form_now(t.db, a, STR("ict"), &f, &q, &e), &e);
    assert_int_equal(f.version, 0); /* the default, not confirmed */
    assert_int_equal(q.n, 5);
    c.form = (struct analysis_form_new){
        .class = STR("ict"), .th = STR("แบบ"), .en = STR("Form"), .reason = STR("because")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        c.form.questions = str_from(bad[i].text);
        assert_err(act_as(&t, &t.office, &c, &e), &e, bad[i].code);
    }
    c.form.questions = STR(HEAD "choice,1,ก,a,x|y\nmoney,0,ข,b,\n");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_FORBIDDEN);
    c.form.class = STR("nothing");
    assert_err(act_as(&t, &t.office, &c, &e), &e, ERR_BAD_CHOICE);
    c.form.class = STR("ict");
    assert_ok(act_as(&t, &t.office, &c, &e), &e);
    assert_err(act_as(&t, &t.office, &c, &e), &e, ERR_ALREADY); /* one waits */
    c = (struct ctx){.what = DECIDE, .class = STR("ict"), .version = 1, .yes = true};
    assert_err(act_as(&t, &t.office, &c, &e), &e, ERR_SAME_PERSON);
    assert_ok(act_as(&t, &t.office2, &c, &e), &e);
    assert_err(act_as(&t, &t.office2, &c, &e), &e, ERR_ALREADY);
    c.version = 7;
    assert_err(act_as(&t, &t.office2, &c, &e), &e, ERR_NOT_FOUND);
    assert_ok(analysis_form_now(t.db, a, STR("ict"), &f, &q, &e), &e);
    assert_int_equal(f.version, 1);
    assert_int_equal(q.n, 2);
    assert_string_equal(analysis_form_csv(a, &q).p,
                        HEAD "choice,1,ก,a,x|y\r\nmoney,0,ข,b,\r\n");
}

/* What was filled on a form keeps its version. */
static void keeps_version(struct store *s, struct arena *a)
{
    struct str value[1] = {STR("4")};
    struct analysis_sheet sheet;
    struct town t;
    struct ctx c = {.what = SAVE}, form = {.what = PROPOSE};
    struct err e;

    town_make(s, a, &t);
    c.save = (struct analysis_save){
        .year = YEAR, .code = t.code[0], .class = STR("personnel"), .value = value, .n = 1};
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    form.form = (struct analysis_form_new){.class = STR("personnel"), .th = STR("แบบ"), .en = STR("F"),
                                           .reason = STR("r"), .questions = STR(HEAD "text,1,ก,a,\n")};
    assert_ok(act_as(&t, &t.office, &form, &e), &e);
    form = (struct ctx){.what = DECIDE, .class = STR("personnel"), .version = 1, .yes = true};
    assert_ok(act_as(&t, &t.office2, &form, &e), &e);
    assert_ok(analysis_sheet_get(t.db, a, YEAR, t.id[0], &sheet, &e), &e);
    assert_int_equal(analysis_find(&sheet, STR("personnel"), STR_NONE)->form_version, 0);
    assert_ok(analysis_sheet_get(t.db, a, YEAR, t.id[1], &sheet, &e), &e);
    assert_int_equal(analysis_find(&sheet, STR("personnel"), STR_NONE)->form_version, 1);
}

/* From an amount on a recommendation needs its forms. */
static void needs_forms(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = RECOMMEND};
    struct err e;

    town_make(s, a, &t);
    assert_true(sql_write(s, "INSERT INTO param_value (code, number, from_year, from_date, value, reason, source, "
                             "proposed_by, proposed_ms) VALUES ('analysis.forms_from', 1, 2566, 20220901, '3000', 'x', "
                             "'', 'a', 1)",
                          &e));
    assert_true(sql_write(s, "INSERT INTO param_event (value_id, event, by_user, at_ms, reason) SELECT id, 'approve', "
                             "'b', 2, '' FROM param_value WHERE code = 'analysis.forms_from'",
                          &e));
    c.rec = (struct recommend){.year = YEAR, .code = t.code[0], .word = STR("support")};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_FORM_OPEN);
}

/* ---- checks ---- */

static void looks(struct store *s, struct arena *a)
{
    struct check_counts counts;
    struct check_result last;
    struct peer_price peers;
    struct rows rows;
    struct town t;
    struct ctx c = {.what = REFRESH};
    struct err e;

    town_make(s, a, &t);
    assert_ok(checks_last(t.db, a, YEAR, &last, &e), &e);
    assert_int_equal(last.at.ms, 0); /* never */
    assert_err(act_as(&t, &t.tech, &c, &e), &e, ERR_FORBIDDEN);
    assert_true(sql_write(s, "UPDATE unit SET kind = 'mission' WHERE id = (SELECT MIN(id) FROM unit)", &e));
    assert_true(sql_write(s, "UPDATE line SET unit_price_satang = 500 WHERE id = (SELECT MIN(id) FROM line)", &e));
    assert_true(sql_write(s, "INSERT INTO tranche (line_id, year, amount_satang) SELECT MAX(id), 2566, 1 FROM line", &e));
    assert_true(sql_write(s, "UPDATE line SET text_key = 77 WHERE id IN (SELECT MIN(id) FROM line GROUP BY agency_id)", &e));
    assert_true(sql_write(s, "INSERT INTO past_line (year, agency_id, output_code, key, name, name_fold, "
                             "after_transfers_satang, paid_satang) SELECT 2565, agency_id, '0503001', 'k', 'x', 'x', "
                             "1000, 790 FROM package WHERE id = (SELECT MIN(id) FROM package)", &e));
    assert_true(sql_write(s, "INSERT INTO fact (year, agency_id, output_code, kind, value_satang, source) SELECT 2565, "
                             "agency_id, '0503001', 'carried_b', 900, 'x' FROM package WHERE id = (SELECT MIN(id) FROM package)", &e));
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_int_equal(c.checked.packages, 4);
    assert_int_equal(found(&t, 0, "goal_missing"), 1);
    assert_int_equal(found(&t, 1, "goal_missing"), 0); /* base work needs none */
    assert_int_equal(found(&t, 0, "product"), 1);
    assert_int_equal(found(&t, 1, "product"), 0);
    assert_int_equal(found(&t, 3, "tranche_year"), 1);
    assert_int_equal(found(&t, 0, "copied"), 1);
    assert_int_equal(found(&t, 1, "copied"), 0);
    assert_int_equal(found(&t, 0, "paid_low"), 1); /* 79 of 80 per cent */
    assert_int_equal(found(&t, 0, "carried_b"), 1);
    assert_int_equal(found(&t, 2, "paid_low"), 0);
    assert_ok(package_check_counts(t.db, a, t.id[3], &counts, &e), &e);
    assert_int_equal(counts.stops, 1);
    assert_ok(checks_open(t.db, a, YEAR, &rows, &e), &e);
    assert_int_equal(rows.n, 4);
    assert_ok(checks_summary(t.db, a, YEAR, LANG_EN, &rows, &e), &e);
    assert_true(rows.n >= 5);
    assert_true(sql_write(s, "UPDATE past_line SET paid_satang = 800", &e));
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_int_equal(found(&t, 0, "paid_low"), 0); /* 80 is not below 80 */
    assert_int_equal(found(&t, 0, "past_paid"), 1);
    assert_ok(peer_price_get(t.db, a, 1, &peers, &e), &e);
}

/* A price far above the like ones of other agencies; the median is a whole number. */
static void peers(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = REFRESH};
    struct err e;

    town_make(s, a, &t); /* four buildings of 2,000, 4,000, 2,000 and 4,000 baht, no unit word */
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_string_equal(
        sql_lines(s, a, "SELECT p.lines, p.agencies, p.low_satang, p.median_satang, p.high_satang FROM peer_price p "
                        "JOIN class_node n ON n.id = p.item_id WHERE n.code = '05202-1'").p,
        "4\t2\t200000\t300000\t400000");
    assert_int_equal(found(&t, 3, "peer_price"), 0); /* fewer than five alike */
    assert_true(sql_write(s, "UPDATE line SET unit_price_satang = 9900000 WHERE code = (SELECT MAX(code) FROM line)", &e));
    assert_true(sql_write(s, "UPDATE line SET unit_word = 'm', item_id = (SELECT MIN(n.id) FROM class_node n "
                             "WHERE n.code = '05101-1' AND n.version_id = (SELECT m.version_id FROM class_node m "
                             "WHERE m.id = line.item_id))", &e));
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*) FROM package_flag WHERE code = 'peer_price'").p, "1");
}

/* ---- clearance ---- */

static void clears(struct store *s, struct arena *a)
{
    struct clearance one;
    struct rows rows;
    struct town t;
    struct ctx c = {.what = CLEAR_OPEN}, p = {.what = CLEAR_PERSON, .class = STR("construction"), .yes = true};
    struct actor assign;
    struct err e;

    town_make(s, a, &t);
    assign = plan_person("assign", PERM_ASSIGN, SCOPE_CITY, 0);
    c.id = t.id[0];
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_int_equal(c.version, 0); /* 2,000 baht of building is below the rule */
    assert_true(sql_write(s, "UPDATE line_amount SET amount_satang = 1000000000 WHERE stage = 0", &e));
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_int_equal(c.version, 1);
    assert_ok(clearance_of_package(t.db, a, t.id[0], &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    one = *(const struct clearance *)rows.p;
    assert_string_equal(one.class.p, "construction");
    assert_int_equal(one.due.yyyymmdd, 20221021); /* 20 days */
    assert_true(one.late);                        /* the store's day is the last there is */

    c = (struct ctx){.what = CLEAR_ANSWER};
    c.answer = (struct clearance_answer){.code = one.code, .version = 1, .state = STR("refused")};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_FORBIDDEN);
    assert_err(act_as(&t, &t.tech, &c, &e), &e, ERR_CLEARANCE_CLASS);
    assert_err(act_as(&t, &t.tech, &p, &e), &e, ERR_FORBIDDEN);
    p.text = STR("nobody");
    assert_err(act_as(&t, &assign, &p, &e), &e, ERR_NOT_FOUND);
    assert_true(sql_write(s, "INSERT INTO app_user (name, full_name, password, created_ms) VALUES ('tech', 'T', 'x', 1)", &e));
    p.text = STR("tech");
    p.class = STR("water");
    assert_err(act_as(&t, &assign, &p, &e), &e, ERR_BAD_CHOICE);
    p.class = STR("construction");
    assert_ok(act_as(&t, &assign, &p, &e), &e);
    assert_err(act_as(&t, &t.tech, &c, &e), &e, ERR_REQUIRED); /* a refusal says why */
    c.answer.words = STR("no drawing");
    c.answer.version = 9;
    assert_err(act_as(&t, &t.tech, &c, &e), &e, ERR_STALE);
    c.answer.version = 1;
    c.answer.state = STR("perhaps");
    assert_err(act_as(&t, &t.tech, &c, &e), &e, ERR_BAD_CHOICE);
    c.answer.state = STR("refused");
    assert_ok(act_as(&t, &t.tech, &c, &e), &e);
    assert_int_equal(found(&t, 0, "not_cleared"), 1); /* of severity stop */
    c.answer.version = 2;
    assert_err(act_as(&t, &t.tech, &c, &e), &e, ERR_ALREADY);

    c = (struct ctx){.what = CLEAR_OPEN, .id = t.id[0]}; /* submitted again: asked again */
    assert_ok(city_write(s, a, run_one, &c, &e), &e);
    assert_ok(clearance_get(t.db, a, one.code, &one, &e), &e);
    assert_string_equal(one.state.p, "open");
    assert_int_equal(one.version, 3);
    assert_ok(clearance_history(t.db, a, one.id, &rows, &e), &e);
    assert_int_equal(rows.n, 3);

    c = (struct ctx){.what = CLEAR_ASK, .code = t.code[1], .class = STR("ict"), .text = STR("server room")};
    assert_err(act_as(&t, &t.other, &c, &e), &e, ERR_SCOPE);
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    c.text = STR("again");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_ALREADY);
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*) FROM notice WHERE kind = 'clearance'").p, "1");
}

static void test_fills(void **state)
{
    (void)state;
    with_each_store(fills);
}
static void test_versions(void **state)
{
    (void)state;
    with_each_store(versions);
}
static void test_keeps_version(void **state)
{
    (void)state;
    with_each_store(keeps_version);
}
static void test_needs_forms(void **state)
{
    (void)state;
    with_each_store(needs_forms);
}
static void test_looks(void **state)
{
    (void)state;
    with_each_store(looks);
}
static void test_peers(void **state)
{
    (void)state;
    with_each_store(peers);
}
static void test_clears(void **state)
{
    (void)state;
    with_each_store(clears);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fills), cmocka_unit_test(test_versions),
        cmocka_unit_test(test_keeps_version), cmocka_unit_test(test_needs_forms),
        cmocka_unit_test(test_looks), cmocka_unit_test(test_peers),
        cmocka_unit_test(test_clears),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
