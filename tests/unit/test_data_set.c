/* Data sets and paper forms: the five steps of KPI 5.2, what is missing by name, quality runs, the catalogue's names in and out. */
#include "plan_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/exact.h"
#include "perform/data_set.h"
#include "perform/measure.h"
#include "perform/paper_form.h"

enum { YEAR = 2566 };
#define DAY DATE(20221001)

struct ds {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    struct actor officer, head, other;
    struct data_set_new n;
    struct data_set_load load;
    struct paper_form_new form;
    struct paper_form_choice choice;
    struct rows rows;
    struct str code, word, made;
    int64_t version;
    const char *path;
};

#define RUN(name, call)                                                                            \
    static bool name(struct act *by, void *ctx, struct err *e)                                     \
    {                                                                                              \
        struct ds *d = ctx;                                                                        \
        struct str made = STR_NONE;                                                                \
                                                                                                   \
        (void)made;                                                                                \
        return call;                                                                               \
    }
static bool keep(struct act *by, struct ds *d, struct str made)
{
    d->made = str_dup(city_arena(by), made);
    return true;
}
RUN(run_add, data_set_add(by, &d->n, &made, e) && keep(by, d, made))
RUN(run_edit, data_set_edit(by, d->code, &d->n, e))
RUN(run_dictionary, data_set_dictionary(by, d->code, d->version, &d->rows, e))
RUN(run_own, data_set_own(by, d->code, d->version, d->word, e))
RUN(run_approve, data_set_approve(by, d->code, d->version, e))
RUN(run_withdraw, data_set_withdraw(by, d->code, d->version, STR("เลิกใช้"), e))
RUN(run_loaded, data_set_loaded(by, d->code, &d->load, e))
RUN(run_form, paper_form_add(by, &d->form, &made, e) && keep(by, d, made))
RUN(run_form_edit, paper_form_edit(by, d->code, &d->form, e))
RUN(run_decide, paper_form_decide(by, d->code, &d->choice, e))
static bool run_check(struct act *by, void *ctx, struct err *e)
{
    struct ds *d = ctx;
    struct rows rows;

    return data_set_check_file(by, d->code, d->version, d->path, &rows, e);
}
static bool run_file(struct act *by, void *ctx, struct err *e)
{
    struct ds *d = ctx;
    struct data_set_file_row *out;
    struct rows rows;

    if (!catalogue_file(by, d->path, &rows, e))
        return false;
    out = ARENA_ARRAY(city_arena(by), struct data_set_file_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        out[i] = ((const struct data_set_file_row *)rows.p)[i];
        out[i].name = str_dup(city_arena(by), out[i].name);
        out[i].text = str_dup(city_arena(by), out[i].text);
    }
    d->rows = (struct rows){out, rows.n};
    return true;
}
static bool run_forms_file(struct act *by, void *ctx, struct err *e)
{
    struct ds *d = ctx;
    struct paper_form_file_row *out;
    struct rows rows;

    if (!paper_form_file(by, d->path, &rows, e))
        return false;
    out = ARENA_ARRAY(city_arena(by), struct paper_form_file_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        out[i] = ((const struct paper_form_file_row *)rows.p)[i];
        out[i].code = str_dup(city_arena(by), out[i].code);
        out[i].text = str_dup(city_arena(by), out[i].text);
    }
    d->rows = (struct rows){out, rows.n};
    return true;
}

static void start(struct store *s, struct arena *a, struct ds *d)
{
    struct err e;

    *d = (struct ds){.s = s, .a = a};
    plan_make(s, a, YEAR, &d->c);
    assert_ok(store_reader(s, &d->db, &e), &e);
    store_day_set(s, DAY);
    d->officer = plan_person("officer", PERM_RESULT, SCOPE_AGENCY, d->c.drainage.id);
    d->head = plan_person("head", PERM_RESULT_APPROVE, SCOPE_AGENCY, d->c.drainage.id);
    d->other = plan_person("other", PERM_RESULT, SCOPE_AGENCY, d->c.works.id);
    d->n = (struct data_set_new){.agency_id = d->c.drainage.id, .title = STR("จุดน้ำท่วม")};
    d->form = (struct paper_form_new){.agency_id = d->c.drainage.id,
                                      .number = STR("ทน. 1"),
                                      .name = STR("แบบรายงานจุดน้ำท่วม"),
                                      .used_for = STR("รายงานรายวัน"),
                                      .used_by = STR("สำนักงานเขต"),
                                      .copies = 1200};
}

static void does(struct ds *d, city_fn *fn, const struct actor *who)
{
    struct err e;

    assert_ok(city_write_as(d->s, d->a, who, fn, d, &e), &e);
}

static struct data_set get(struct ds *d, struct str code)
{
    struct data_set r;
    struct err e;

    assert_ok(data_set_get(d->db, d->a, code, &r, &e), &e);
    return r;
}

static void fill(struct ds *d)
{
    struct data_set_new *n = &d->n;

    n->data_type = STR("record");
    n->contact = STR("กองระบบ");
    n->email = STR("drain@bangkok.go.th");
    n->keywords = STR("น้ำท่วม");
    n->description = STR("จุดที่น้ำท่วมขัง");
    n->purpose = STR("ใช้จัดเครื่องสูบ");
    n->cycle_unit = STR("month");
    n->cycle_count = 1;
    n->place = STR("district");
    n->source = STR("สำนักการระบายน้ำ");
    n->format = STR("CSV");
    n->category = STR("public");
    n->licence = STR("DGA Community License");
    n->access = STR("open");
}

/* ---- what is missing ---- */

static void lint(struct store *s, struct arena *a)
{
    const struct data_set_field f[] = {
        {1, STR("spot"), STR("text"), STR("รหัสจุด"), STR("A1"), STR_NONE, STR("no"), true, true},
        {2, STR("kind"), STR("code"), STR("ชนิด"), STR("1"), STR_NONE, STR("no"), false, false},
        {3, STR("who"), STR("text"), STR_NONE, STR_NONE, STR_NONE, STR_NONE, false, false},
    };
    struct data_set r;
    struct rows found, fields;
    struct ds d;
    struct err e;

    start(s, a, &d);
    does(&d, run_add, &d.officer);
    r = get(&d, d.made);
    assert_int_equal(r.lacks, 13); /* title and agency are there: 12 of 14, and the dictionary */
    assert_true(str_eq(r.code, STR("2566-DS-1100-001")));
    d.code = r.code;
    fill(&d);
    d.n.version = r.version;
    does(&d, run_edit, &d.officer);
    r = get(&d, d.code);
    assert_int_equal(r.lacks, 1);
    d.rows = (struct rows){f, ARRAY_LEN(f)};
    d.version = r.version;
    does(&d, run_dictionary, &d.officer);
    r = get(&d, d.code);
    assert_ok(data_set_fields(d.db, a, r.id, &fields, &e), &e);
    data_set_lint(a, &r, &fields, &found);
    assert_int_equal(found.n, 3);
    assert_true(str_eq(((const struct data_set_finding *)found.p)[0].field, STR("dictionary:kind")));
    assert_true(str_has(((const struct data_set_finding *)found.p)[1].en, STR("who")));
    assert_int_equal(r.lacks, 3);
    /* A table of PBIS fills its own dictionary. */
    d.version = r.version;
    d.word = STR("entries");
    does(&d, run_own, &d.officer);
    r = get(&d, d.code);
    assert_ok(data_set_fields(d.db, a, r.id, &fields, &e), &e);
    data_set_lint(a, &r, &fields, &found);
    if (found.n)
        fail_msg("%zu fields, %.*s", fields.n, STR_FMT(((const struct data_set_finding *)found.p)[0].en));
    assert_int_equal(r.lacks, 0);
    assert_true(r.fields > 10);
    assert_true(r.personal > 0); /* who made an entry */
    assert_true(str_eq(r.own_rows, STR("entries")));
}

static void refusals(struct store *s, struct arena *a)
{
    const struct data_set_field twice[] = {
        {1, STR("a"), STR("int"), STR_NONE, STR_NONE, STR_NONE, STR_NONE, false, false},
        {2, STR("a"), STR("int"), STR_NONE, STR_NONE, STR_NONE, STR_NONE, false, false}};
    struct data_set r;
    struct ds d;
    struct err e;

    start(s, a, &d);
    assert_err(city_write_as(s, a, &d.other, run_add, &d, &e), &e, ERR_SCOPE);
    assert_err(city_write_as(s, a, &d.head, run_add, &d, &e), &e, ERR_FORBIDDEN);
    d.n.title = STR_NONE;
    assert_err(city_write_as(s, a, &d.officer, run_add, &d, &e), &e, ERR_REQUIRED);
    d.n.title = STR("x");
    d.n.cycle_unit = STR("moon");
    assert_err(city_write_as(s, a, &d.officer, run_add, &d, &e), &e, ERR_BAD_CHOICE);
    d.n.cycle_unit = STR_NONE;
    d.n.email = STR("nobody");
    assert_err(city_write_as(s, a, &d.officer, run_add, &d, &e), &e, ERR_BAD_EMAIL);
    d.n.email = STR_NONE;
    does(&d, run_add, &d.officer);
    d.code = d.made;
    r = get(&d, d.code);
    d.n.version = r.version;
    assert_err(city_write_as(s, a, &d.officer, run_edit, &d, &e), &e, ERR_NOTHING);
    d.n.version = 7;
    assert_err(city_write_as(s, a, &d.officer, run_edit, &d, &e), &e, ERR_STALE);
    d.version = r.version;
    d.rows = (struct rows){twice, 2};
    assert_err(city_write_as(s, a, &d.officer, run_dictionary, &d, &e), &e, ERR_DUPLICATE);
    d.word = STR("secrets");
    assert_err(city_write_as(s, a, &d.officer, run_own, &d, &e), &e, ERR_BAD_CHOICE);
    d.load = (struct data_set_load){.version = r.version, .on_date = DAY, .records = 5};
    assert_err(city_write_as(s, a, &d.officer, run_loaded, &d, &e), &e, ERR_REQUIRED); /* no cycle */
    fill(&d);
    d.n.version = r.version;
    does(&d, run_edit, &d.officer);
    d.load.version = r.version + 1;
    d.load.on_date = DATE(20221002);
    assert_err(city_write_as(s, a, &d.officer, run_loaded, &d, &e), &e, ERR_REAL_AHEAD);
    d.load.on_date = DAY;
    does(&d, run_loaded, &d.officer);
    d.load.version++;
    d.load.on_date = DATE(20220930);
    assert_err(city_write_as(s, a, &d.officer, run_loaded, &d, &e), &e, ERR_BEFORE_LAST);
    assert_int_equal(get(&d, d.code).next_due.yyyymmdd, 20221101);
    d.version = d.load.version;
    assert_err(city_write_as(s, a, &d.officer, run_approve, &d, &e), &e, ERR_FORBIDDEN);
    does(&d, run_approve, &d.head);
    d.version++;
    assert_err(city_write_as(s, a, &d.head, run_approve, &d, &e), &e, ERR_ALREADY);
    does(&d, run_withdraw, &d.head);
    d.version++;
    assert_err(city_write_as(s, a, &d.officer, run_own, &d, &e), &e, ERR_STATE);
    d.code = STR("none");
    assert_err(city_write_as(s, a, &d.officer, run_own, &d, &e), &e, ERR_NOT_FOUND);
}

/* ---- quality ---- */

static const char *file_of(struct arena *a, const char *name, const char *text)
{
    const char *path = str_cstr(a, str_format(a, "%s/pbis-%d-%s", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", getpid(), name));
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return path;
}

static int64_t faults(struct ds *d, int64_t id, const char *kind)
{
    const struct data_set_check *c;
    struct rows rows;
    struct err e;

    assert_ok(data_set_checks(d->db, d->a, id, &rows, &e), &e);
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(c[i].kind, str_from(kind)))
            return c[i].faults;
    }
    fail_msg("no check %s", kind);
    return -1;
}

static void quality(struct store *s, struct arena *a)
{
    const struct data_set_field f[] = {
        {1, STR("spot"), STR("code"), STR("จุด"), STR_NONE, STR("A=หนึ่ง; B=สอง"), STR("no"), true, true},
        {2, STR("day"), STR("date"), STR("วัน"), STR_NONE, STR_NONE, STR("no"), true, true},
        {3, STR("deep"), STR("decimal"), STR("ลึก"), STR_NONE, STR_NONE, STR("no"), false, false},
    };
    struct ds d;
    struct err e;
    int64_t id;

    start(s, a, &d);
    fill(&d);
    does(&d, run_add, &d.officer);
    d.code = d.made;
    d.version = 1;
    d.path = file_of(a, "bad.csv", "spot,day,deep\nA,2022-10-01,1.5\nC,2022-10-01,deep\nA,2022-10-01,2\n,2022-10-02,3\nB,yesterday,\n");
    assert_err(city_write_as(s, a, &d.officer, run_check, &d, &e), &e, ERR_REQUIRED); /* no dictionary yet */
    d.rows = (struct rows){f, ARRAY_LEN(f)};
    does(&d, run_dictionary, &d.officer);
    d.version = 2;
    does(&d, run_check, &d.officer);
    id = get(&d, d.code).id;
    assert_int_equal(faults(&d, id, "completeness"), 1);
    assert_int_equal(faults(&d, id, "duplicates"), 1);
    assert_int_equal(faults(&d, id, "format"), 3); /* C, deep, yesterday */
    assert_int_equal(faults(&d, id, "freshness"), 1);
    assert_true(str_eq(get(&d, d.code).quality, STR("failed")));
    d.load = (struct data_set_load){.version = 2, .on_date = DAY, .records = 2};
    does(&d, run_loaded, &d.officer);
    d.version = 3;
    d.path = file_of(a, "good.csv", "day,spot,deep\n1/10/2565,A,1.5\n2/10/2565,A,\n");
    does(&d, run_check, &d.officer);
    assert_true(str_eq(get(&d, d.code).quality, STR("passed")));
    {
        /* What a personal field holds is in no example of a run: a file with bad and double numbers of citizens. */
        const struct data_set_field who[] = {
            {1, STR("citizen"), STR("int"), STR("เลขประจำตัว"), STR_NONE, STR_NONE, STR("yes"), true, true},
            {2, STR("phone"), STR("int"), STR("โทรศัพท์"), STR_NONE, STR_NONE, STR_NONE, false, false},
        };

        d.rows = (struct rows){who, ARRAY_LEN(who)};
        does(&d, run_dictionary, &d.officer);
        d.version = get(&d, d.code).version;
        d.path = file_of(a, "who.csv", "citizen,phone\n1101700203451,0812345678\n1101700203451,0812345x78\nx1101700203451,1\n");
        does(&d, run_check, &d.officer);
        assert_int_equal(faults(&d, id, "format"), 2);
        assert_int_equal(faults(&d, id, "duplicates"), 1);
        assert_true(str_eq(sql_lines(s, a, "SELECT COUNT(*) FROM data_set_check WHERE example LIKE '%11017%' OR example LIKE '%0812%'"), STR("0")));
        assert_true(str_eq(sql_lines(s, a, "SELECT MAX(example) FROM data_set_check WHERE kind = 'format' AND run = (SELECT MAX(run) FROM data_set_check)"), STR("3 phone ***")));
    }
    d.path = file_of(a, "other.csv", "x,y\n1,2\n");
    assert_err(city_write_as(s, a, &d.officer, run_check, &d, &e), &e, ERR_CSV_HEADER);
}

/* ---- forms and steps ---- */

static struct data_set_steps_row steps(struct ds *d, int32_t day)
{
    const struct data_set_steps_row *r;
    struct rows rows;
    struct err e;

    assert_ok(data_set_steps(d->db, d->a, YEAR, DATE(day), &rows, &e), &e);
    r = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (r[i].agency_id == d->c.drainage.id)
            return r[i];
    }
    fail_msg("no such agency");
    return *r;
}

/* The named measure says the same of every step, and no base where there is none. */
static void measured(struct ds *d, int32_t day)
{
    struct data_set_steps_row want = steps(d, day);
    struct measure_asked q = {YEAR, DATE(day)};
    const struct measure_row *r, *city;
    struct measure_set set;
    struct err e;

    assert_ok(measure_get(d->db, d->a, STR("dataset_steps"), &q, &set, &e), &e);
    r = measure_of(&set, d->c.drainage.id);
    city = measure_of(&set, 0);
    assert_non_null(r);
    assert_int_equal(r->steps, DATA_STEPS);
    assert_true(str_eq(r->why, want.why));
    for (size_t k = 0; k < DATA_STEPS; k++) {
        int64_t bp = data_set_step_bp(&want, k);

        assert_int_equal(r->step_bp[k], bp > 0 ? bp : 0);
        assert_int_equal(city->step_bp[k], r->step_bp[k]); /* nobody else has registered anything */
        assert_true(bp >= 0 || r->why.n > 0);
    }
}

static void forms(struct store *s, struct arena *a)
{
    struct str one, two, three;
    struct paper_form_count n;
    struct data_set_steps_row r;
    struct ds d;
    struct err e;

    start(s, a, &d);
    assert_true(str_eq(steps(&d, 20221001).why, STR("no_data")));
    measured(&d, 20221001);
    does(&d, run_form, &d.officer);
    one = d.made;
    does(&d, run_form, &d.officer);
    two = d.made;
    does(&d, run_form, &d.officer);
    three = d.made;
    assert_err(city_write_as(s, a, &d.other, run_form, &d, &e), &e, ERR_SCOPE);
    d.code = one;
    d.choice = (struct paper_form_choice){.version = 1, .decision = STR("merged"), .reason = STR("ซ้ำกัน")};
    assert_err(city_write_as(s, a, &d.officer, run_decide, &d, &e), &e, ERR_REQUIRED); /* into which? */
    d.choice.into_code = two;
    d.choice.reason = STR_NONE;
    assert_err(city_write_as(s, a, &d.officer, run_decide, &d, &e), &e, ERR_REQUIRED);
    d.choice.reason = STR("ซ้ำกัน");
    does(&d, run_decide, &d.officer);
    d.choice.version = 2;
    assert_err(city_write_as(s, a, &d.officer, run_decide, &d, &e), &e, ERR_NOTHING);
    d.code = two;
    d.choice.version = 1;
    d.choice.into_code = three;
    does(&d, run_decide, &d.officer);
    d.code = three;
    d.choice.into_code = one;
    assert_err(city_write_as(s, a, &d.officer, run_decide, &d, &e), &e, ERR_FORM_CYCLE);
    assert_true(str_has(err_text(a, &e, LANG_EN), STR("2566-F-1100-003 -> 2566-F-1100-001 -> 2566-F-1100-002")));
    d.choice = (struct paper_form_choice){.version = 1, .decision = STR("replaced"), .reason = STR("กรอกในระบบ")};
    assert_err(city_write_as(s, a, &d.officer, run_decide, &d, &e), &e, ERR_REQUIRED);
    r = steps(&d, 20221001);
    assert_int_equal(r.done_1, 2);
    measured(&d, 20221001);
    assert_int_equal(r.of_1, 3);
    d.choice.page = STR("/requests");
    does(&d, run_decide, &d.officer);
    r = steps(&d, 20221001);
    assert_int_equal(r.done_1, 3);
    assert_int_equal(r.points_1.millionths, 25000000);
    assert_int_equal(steps(&d, 20220930).of_1, 0); /* nothing was surveyed the day before */
    assert_ok(paper_form_counts(d.db, a, d.c.drainage.id, &n, &e), &e);
    assert_int_equal(n.copies_gone, 3600);
    d.form.copies = 10;
    d.form.version = 9;
    d.code = one;
    assert_err(city_write_as(s, a, &d.officer, run_form_edit, &d, &e), &e, ERR_STALE);
    d.form.version = 2;
    does(&d, run_form_edit, &d.officer);
}

static void other_agency(struct store *s, struct arena *a)
{
    struct str mine;
    struct ds d;
    struct err e;

    start(s, a, &d);
    does(&d, run_form, &d.officer);
    mine = d.made;
    d.form.agency_id = d.c.works.id;
    does(&d, run_form, &d.other);
    d.code = mine;
    d.choice = (struct paper_form_choice){.version = 1, .decision = STR("merged"), .into_code = d.made, .reason = STR("x")};
    assert_err(city_write_as(s, a, &d.officer, run_decide, &d, &e), &e, ERR_FORM_AGENCY);
}

/* Each step on its own evidence, as of each day. */
static void five_steps(struct store *s, struct arena *a)
{
    struct data_set_steps_row r;
    struct ds d;

    start(s, a, &d);
    fill(&d);
    does(&d, run_add, &d.officer);
    d.code = d.made;
    r = steps(&d, 20221001);
    assert_int_equal(r.of_2, 1);
    assert_int_equal(r.done_2 + r.of_3, 0);
    d.version = 1;
    does(&d, run_approve, &d.head);
    d.version = 2;
    d.word = STR("lines");
    r = steps(&d, 20221001);
    assert_int_equal(r.done_2, 1);
    assert_int_equal(r.done_3, 0); /* the dictionary is missing */
    does(&d, run_own, &d.officer);
    assert_int_equal(steps(&d, 20221001).done_3, 1);
    d.load = (struct data_set_load){.version = 3, .on_date = DAY, .records = 9};
    does(&d, run_loaded, &d.officer);
    r = steps(&d, 20221001);
    assert_int_equal(r.done_4, 1);
    assert_int_equal(r.done_5, 0);
    d.version = 4;
    d.path = file_of(a, "lines.csv", "code,name\n2566-0-1100-00001,x\n");
    does(&d, run_check, &d.officer);
    r = steps(&d, 20221001);
    assert_int_equal(r.done_5, 1);
    assert_int_equal(r.total.millionths, 75000000); /* no form was surveyed */
    assert_true(str_eq(r.why, STR("no_base")));
    assert_int_equal(steps(&d, 20221101).done_5, 1);
    assert_int_equal(steps(&d, 20221102).done_5, 0); /* a month later it is overdue */
    assert_int_equal(steps(&d, 20221102).done_4, 1);
}

/* ---- files ---- */

static void files(struct store *s, struct arena *a)
{
    const struct data_set_file_row *r;
    const struct paper_form_file_row *p;
    const struct catalogue_row *c;
    struct rows rows;
    struct ds d;
    struct err e;

    start(s, a, &d);
    d.path = file_of(a, "reg.json",
                     "{\"result\": [{\"owner_org\": \"11000000\", \"title\": \"จุดน้ำท่วม\", \"data_type\": \"ข้อมูลระเบียน\", "
                     "\"tags\": [{\"name\": \"น้ำ\"}, {\"name\": \"ฝน\"}], \"update_frequency_unit\": \"เดือน\", "
                     "\"update_frequency_interval\": 1, \"data_format\": [\"CSV\"], \"data_category\": \"ข้อมูลสาธารณะ\"}, "
                     "{\"owner_org\": \"11000000\", \"title\": \"x\", \"update_frequency_unit\": \"พระจันทร์\"}, "
                     "{\"owner_org\": \"99999999\", \"title\": \"x\"}]}");
    does(&d, run_file, &d.officer);
    r = d.rows.p;
    assert_int_equal(d.rows.n, 3);
    assert_true(str_eq(r[0].result, STR("added")));
    assert_true(str_eq(r[1].result, STR("refused")));
    assert_true(str_eq(r[2].result, STR("refused")));
    assert_true(r[1].text.n > 0);
    assert_ok(catalogue_list(d.db, a, 0, &rows, &e), &e);
    c = rows.p;
    assert_int_equal(rows.n, 1);
    assert_true(str_eq(c->tags, STR("น้ำ, ฝน")));
    assert_true(str_eq(c->data_type, STR("ข้อมูลระเบียน")));
    assert_true(str_has(c->missing, STR("maintainer_email")));
    assert_false(str_has(c->missing, STR("data_format")));
    d.path = file_of(a, "reg.csv", "name,title,maintainer\n2566-DS-1100-001,จุดน้ำท่วมขัง,นาย ก\n");
    does(&d, run_file, &d.officer);
    assert_true(str_eq(((const struct data_set_file_row *)d.rows.p)->result, STR("changed")));
    does(&d, run_file, &d.officer);
    assert_true(str_eq(((const struct data_set_file_row *)d.rows.p)->result, STR("unchanged")));
    assert_true(str_eq(get(&d, STR("2566-DS-1100-001")).cycle_unit, STR("month"))); /* a missing column leaves what is */
    d.path = file_of(a, "none.json", "{\"x\": 1}");
    assert_err(city_write_as(s, a, &d.officer, run_file, &d, &e), &e, ERR_REQUIRED);
    d.path = file_of(a, "forms.csv",
                     "agency_code,number,name,used_for,copies,used_by,decision,page,reason\n"
                     "11000000,1,แบบ 1,รายงาน,\"1,200\",เขต,replaced,/requests,กรอกในระบบ\n"
                     "11000000,2,แบบ 2,รายงาน,มาก,เขต,,,\n"
                     "11000000,3,แบบ 3,รายงาน,12,เขต,merged,,ซ้ำ\n");
    does(&d, run_forms_file, &d.officer);
    p = d.rows.p;
    assert_int_equal(d.rows.n, 3);
    assert_true(str_eq(p[0].result, STR("added")) && p[0].text.n == 0);
    assert_true(str_eq(p[1].result, STR("refused")));
    assert_true(str_eq(p[2].result, STR("added")) && p[2].text.n > 0); /* the form stands, its decision does not */
}

#define EACH(fn)                                                                                   \
    static void test_##fn(void **state)                                                            \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(fn);                                                                       \
    }
EACH(lint)
EACH(refusals)
EACH(quality)
EACH(forms)
EACH(other_agency)
EACH(five_steps)
EACH(files)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lint),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_quality), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_other_agency), cmocka_unit_test(test_five_steps), cmocka_unit_test(test_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
