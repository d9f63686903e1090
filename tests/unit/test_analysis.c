/* Forms of analysis, recommendations with their amounts, machine checks and technical clearance: what is
 * written, what is refused and by which rule. */
#include "plan_store.h"

#include "city/user.h"
#include "plan/analysis.h"
#include "plan/analysis_form.h"
#include "plan/check.h"
#include "plan/clearance.h"
#include "plan/consistency.h"
#include "plan/cycle.h"
#include "plan/package.h"

#define YEAR 2566

struct ctx {
    enum {
        USER,
        PROPOSE,
        DECIDE,
        SAVE,
        RECOMMEND,
        BULK,
        AMOUNT,
        REFRESH,
        CLEAR_OPEN,
        CLEAR_ASK,
        CLEAR_ANSWER,
        CLEAR_PERSON
    } what;
    struct user_new user;
    struct analysis_form_new form;
    struct analysis_save save;
    struct recommend rec;
    struct recommend_many many;
    struct clearance_answer answer;
    struct check_result checked;
    struct str class, code, text;
    struct money amount;
    int64_t version, id;
    bool yes;
    size_t row;
};

static bool run_one(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;
    struct str code;

    switch (c->what) {
    case USER:
        return user_add(by, &c->user, e);
    case PROPOSE:
        return analysis_form_propose(by, YEAR, &c->form, &c->version, e);
    case DECIDE:
        return analysis_form_decide(by, c->class, c->version, c->yes, e);
    case SAVE:
        return analysis_save(by, &c->save, e);
    case RECOMMEND:
        return recommend(by, &c->rec, e);
    case BULK:
        return recommend_bulk(by, &c->many, &c->row, e);
    case AMOUNT:
        return line_set_amount(by, c->code, STAGE_ANALYST, c->amount, c->text, STR_NONE, e);
    case REFRESH:
        return checks_refresh(by, YEAR, &c->checked, e);
    case CLEAR_OPEN:
        return clearance_submitted(by, YEAR, c->id, &c->version, e);
    case CLEAR_ASK:
        if (!clearance_ask(by, YEAR, c->code, c->class, c->text, &code, e))
            return false;
        c->text = str_dup(city_arena(by), code);
        return true;
    case CLEAR_ANSWER:
        return clearance_answer(by, &c->answer, e);
    case CLEAR_PERSON:
        break;
    }
    return clearance_person_set(by, c->class, c->text, c->yes, e);
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city city;
    struct actor analyst, other, office, office2, own, tech;
    struct str code[8], line[8][4];
    int64_t id[8];
    size_t n;
};

static bool act_as(struct town *t, const struct actor *who, struct ctx *c, struct err *e)
{
    return city_write_as(t->s, t->a, who, run_one, c, e);
}

/* Two agencies with two packages of two lines each: a salary and a building. */
static void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct plan_fill f = {.year = YEAR, .units = 2, .levels = 1, .lines = 2, .state = "SUBMITTED"};
    struct err e;

    *t = (struct town){.s = s, .a = a};
    plan_make(s, a, YEAR, &t->city);
    assert_ok(store_reader(s, &t->db, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    for (int i = 0; i < 2; i++) {
        struct rows rows;
        const struct package_row *p;
        struct package_filter filter = {.year = YEAR, .limit = 10};

        f.agency_id = filter.agency_id = i ? t->city.works.id : t->city.drainage.id;
        f.output_id = i ? t->city.road : t->city.water;
        f.c = &t->city;
        assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
        assert_ok(package_list(t->db, a, NULL, &filter, &rows, &e), &e);
        p = rows.p;
        for (size_t k = 0; k < rows.n; k++, t->n++) {
            const struct line_row *l;
            struct rows lines;

            t->code[t->n] = p[k].code;
            t->id[t->n] = p[k].id;
            assert_ok(package_lines(t->db, a, p[k].id, &lines, &e), &e);
            l = lines.p;
            for (size_t x = 0; x < lines.n; x++)
                t->line[t->n][x] = l[x].code;
        }
    }
    plan_reach(s, a, YEAR, "ANALYSIS");
    t->analyst = plan_person("ana", PERM_ANALYSE, SCOPE_DIVISION, t->city.drainage.division);
    t->other = plan_person("oth", PERM_ANALYSE, SCOPE_DIVISION, t->city.drainage.division % 6 + 1);
    t->own = plan_person("own", PERM_ANALYSE, SCOPE_AGENCY, t->city.drainage.id);
    t->office = plan_person("office", PERM_PARAM, SCOPE_CITY, 0);
    t->office2 = plan_person("office2", PERM_PARAM, SCOPE_CITY, 0);
    t->tech = plan_person("tech", PERM_CLEAR, SCOPE_CITY, 0);
}

static struct recommendation now_of(struct town *t, size_t i)
{
    struct recommendation r;
    struct err e;

    assert_ok(recommendation_get(t->db, t->a, t->id[i], &r, &e), &e);
    return r;
}

/* ---- recommendations ---- */

static void recommends(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = RECOMMEND};
    struct recommend_line line[2];
    struct err e;

    town_make(s, a, &t);
    assert_string_equal(now_of(&t, 0).word.p, "none");
    c.rec = (struct recommend){.year = YEAR, .code = t.code[0], .word = STR("support")};
    assert_err(act_as(&t, &t.other, &c, &e), &e, ERR_SCOPE); /* another division reads only */
    assert_err(act_as(&t, &t.own, &c, &e), &e, ERR_OWN_AGENCY);
    assert_err(act_as(&t, &t.office, &c, &e), &e, ERR_FORBIDDEN);
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_int_equal(now_of(&t, 0).amount.satang, BAHT(3000).satang);
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_STALE); /* version 1 was not seen */

    line[0] = (struct recommend_line){t.line[0][0], BAHT(1001), STR("x")};
    c.rec = (struct recommend){.year = YEAR, .version = 1, .code = t.code[0], .word = STR("reduce"),
                               .reason = STR("y"), .line = line, .n = 1};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_ABOVE_REQUEST);
    line[0].amount = BAHT(-1);
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_AMOUNT_NEGATIVE);
    line[0].amount = BAHT(1000);
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_RECOMMEND_SUM); /* nothing is less */
    line[0].amount = BAHT(400);
    c.rec.reason = STR(" ");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_REASON_NEEDED);
    c.rec.reason = STR("y");
    c.rec.word = STR("support");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_RECOMMEND_SUM);
    c.rec.word = STR("perhaps");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_BAD_CHOICE);
    c.rec.word = STR("reduce");
    line[0].line_code = t.line[1][0];
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_NOT_FOUND); /* another package's line */
    line[0].line_code = t.line[0][0];
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal(
        sql_lines(s, a, "SELECT word, asked_satang, amount_satang, version FROM recommendation").p,
        "reduce\t300000\t240000\t2");
    assert_string_equal(sql_lines(s, a, "SELECT reason, given_satang FROM analysed_line ORDER BY line_id").p,
                        "x\t40000\n\t200000");
    c.rec = (struct recommend){
        .year = YEAR, .version = 2, .code = t.code[0], .word = STR("reject"), .reason = STR("no")};
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal(sql_lines(s, a, "SELECT COUNT(*), MAX(version) FROM recommendation_event").p,
                        "3\t3");
    assert_false(sql_write(s, "UPDATE recommendation_event SET word = 'support'", &e));
}

/* An amount changed by itself, above the request and below it; the recommendation follows. */
static void follows(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = RECOMMEND};
    struct err e;

    town_make(s, a, &t);
    c.rec = (struct recommend){.year = YEAR, .code = t.code[0], .word = STR("support")};
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    c = (struct ctx){.what = AMOUNT, .code = t.line[0][0], .amount = BAHT(1001), .text = STR("more")};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_ABOVE_REQUEST);
    c.amount = BAHT(900);
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal(now_of(&t, 0).word.p, "reduce");
    assert_int_equal(now_of(&t, 0).amount.satang, BAHT(2900).satang);
    plan_reach(s, a, YEAR, "SUITABILITY");
    c = (struct ctx){.what = RECOMMEND};
    c.rec = (struct recommend){.year = YEAR, .code = t.code[1], .word = STR("support")};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_STAGE);
}

static void many(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = {.what = BULK};
    struct err e;

    town_make(s, a, &t);
    c.many = (struct recommend_many){.year = YEAR, .word = STR("reduce"), .reason = STR("all"),
                                     .code = t.code, .n = 0};
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_NOTHING);
    c.many.n = 2;
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_BAD_NUMBER); /* a cut of nothing */
    c.many.cut_bp = 1050;
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    assert_string_equal( /* 1,000 and 2,000 less 10.5 per cent, whole baht */
        sql_lines(s, a, "SELECT amount_satang FROM recommendation ORDER BY package_id").p,
        "268500\n626500");
    assert_err(act_as(&t, &t.analyst, &c, &e), &e, ERR_ALREADY);
    assert_int_equal(c.row, 0);
}

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

static size_t found(struct town *t, size_t i, const char *code)
{
    const struct check_row *r;
    struct rows rows;
    struct err e;
    size_t n = 0;

    assert_ok(package_checks(t->db, t->a, t->id[i], LANG_EN, &rows, &e), &e);
    r = rows.p;
    for (size_t k = 0; k < rows.n; k++)
        n += str_eq(r[k].code, str_from(code));
    return n;
}

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

/* ---- consistency ---- */

static void compares(struct store *s, struct arena *a)
{
    const struct consistency_row *r;
    struct rows rows;
    struct town t;
    struct ctx c = {.what = BULK};
    struct actor works;
    struct err e;
    size_t apart = 0;

    town_make(s, a, &t);
    works = plan_person("works", PERM_ANALYSE, SCOPE_AGENCY, 0);
    works.grant[0].scope = (struct scope){SCOPE_DIVISION, t.city.works.division};
    c.many = (struct recommend_many){.year = YEAR, .word = STR("reduce"), .cut_bp = 1000,
                                     .reason = STR("all"), .code = t.code, .n = 2};
    assert_ok(act_as(&t, &t.analyst, &c, &e), &e);
    c.many.code = t.code + 2;
    c.many.cut_bp = 5000;
    assert_ok(act_as(&t, &works, &c, &e), &e);
    assert_ok(consistency_report(t.db, a, YEAR, LANG_EN, NULL, &rows, &e), &e);
    r = rows.p;
    assert_true(rows.n >= 4);
    assert_int_equal(r[0].division, 0);
    assert_int_equal(r[0].packages, 4);
    assert_int_equal(r[0].cut.bp, 3000);
    for (size_t i = 0; i < rows.n; i++)
        apart += r[i].apart;
    assert_int_equal(apart, 0); /* two packages are too few to compare */
    assert_ok(consistency_prices(t.db, a, YEAR, STR("construction"), &rows, &e), &e);
    assert_int_equal(rows.n, t.city.works.division == t.city.drainage.division ? 1 : 2);
    assert_ok(consistency_reasons(t.db, a, YEAR, STR("construction"), &rows, &e), &e);
    assert_true(rows.n > 0);
    assert_ok(consistency_packages(t.db, a, YEAR, STR("construction"), 0, 10, &rows, &e), &e);
    assert_int_equal(rows.n, 4); /* their larger part is the building */
}

static void test_recommends(void **state)
{
    (void)state;
    with_each_store(recommends);
}
static void test_follows(void **state)
{
    (void)state;
    with_each_store(follows);
}
static void test_many(void **state)
{
    (void)state;
    with_each_store(many);
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
static void test_compares(void **state)
{
    (void)state;
    with_each_store(compares);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recommends), cmocka_unit_test(test_follows),
        cmocka_unit_test(test_many),       cmocka_unit_test(test_fills),
        cmocka_unit_test(test_versions),   cmocka_unit_test(test_keeps_version),
        cmocka_unit_test(test_needs_forms), cmocka_unit_test(test_looks),
        cmocka_unit_test(test_peers),      cmocka_unit_test(test_clears),
        cmocka_unit_test(test_compares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
