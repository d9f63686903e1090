/* The budget speech: figures by name, texts with them, versions and approval; the redline of two versions. */
#include "plan_store.h"

#include "base/crypto.h"
#include "document/redline.h"
#include "document/speech.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/compare.h"

enum { YEAR = 2566 };

struct world {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    struct speech_figures *f;
};

static void load(struct world *w)
{
    struct err e;

    assert_ok(speech_figures_load(w->db, w->a, YEAR, 0, &w->f, &e), &e);
}

static void setup(struct world *w, struct store *s, struct arena *a)
{
    struct err e;

    *w = (struct world){.s = s, .a = a};
    plan_make(s, a, YEAR, &w->c);
    struct plan_fill f = {.year = YEAR, .c = &w->c, .units = 2, .levels = 3, .lines = 3,
                          .state = "ANALYST_ACCEPTED", .agency_id = w->c.drainage.id,
                          .output_id = w->c.water};
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 18 lines of 1..18 thousand */
    f.agency_id = w->c.works.id;
    f.output_id = w->c.road;
    f.units = 1;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 9 lines of 1..9 thousand */
    assert_ok(store_reader(s, &w->db, &e), &e);
    load(w);
}

/* ---- figures ---- */

static void check_figures(struct world *w)
{
    static const struct {
        const char *name, *want, *why;
    } row[] = {
        {"year", "2566", "a year is no amount"},
        {"prior_year", "2565", "the year before"},
        {"total", "216,000", "171 and 45 thousand"},
        {"total:words", "สองแสนหนึ่งหมื่นหกพันบาทถ้วน", "golden: an amount in words"},
        {"total:million", "0.22", "half up to the hundredth of a million"},
        {"total:share", "100.00", "the whole of itself"},
        {"agencies", "2", "agencies with money"},
        {"lines", "27", "lines that are printed"},
        {"agency:11000000", "171,000", "one agency"},
        {"agency:11000000:share", "79.17", "half up: 79.1666"},
        {"commerce", "0", "none of it"},
        {"special", "0", "no accumulated fund"},
    };

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct speech_value v;

        if (!speech_value(w->f, w->a, str_from(row[i].name), &v))
            fail_msg("no figure %s", row[i].name);
        assert_str(v.text, row[i].want, row[i].why);
        assert_false(v.missing);
    }
}

/* Every name of the table of names says something, in every form it names. */
static void check_all_names(struct world *w)
{
    struct rows rows = speech_names(w->f, w->a, LANG_EN);
    const struct speech_name *x = rows.p;

    assert_true(rows.n > 30);
    for (size_t i = 0; i < rows.n; i++) {
        struct str rest = x[i].forms, form;
        struct speech_value v;

        assert_true(speech_value(w->f, w->a, x[i].name, &v));
        assert_true(v.text.n > 0);
        while (rest.n && str_split(&rest, ' ', &form)) {
            struct str name = str_format(w->a, "%.*s:%.*s", STR_FMT(x[i].name), STR_FMT(form));

            if (!speech_value(w->f, w->a, name, &v))
                fail_msg("no form %.*s", STR_FMT(name));
        }
    }
}

static void check_unknown(struct world *w)
{
    static const struct {
        const char *body;
        enum err_code code;
        const char *nearest, *why;
    } row[] = {
        {"{{totl}} บาท", ERR_SPEECH_NAME, "total", "one letter short"},
        {"{{totl:words}}", ERR_SPEECH_NAME, "total:words", "the form stays"},
        {"{{agency:11000001}}", ERR_SPEECH_NAME, "agency:11000000", "a code there is not"},
        {"{{total:sideways}}", ERR_SPEECH_NAME, NULL, "a form there is not"},
        {"{{type}}", ERR_SPEECH_NAME, NULL, "a name that needs its key"},
        {"ก่อน {{total", ERR_SPEECH_BRACES, NULL, "not closed"},
        {"{{total {{year}}", ERR_SPEECH_BRACES, NULL, "closed by another's"},
    };

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct speech_piece *p;
        struct err e = {0};
        size_t n;

        assert_err(speech_pieces(w->f, w->a, str_from(row[i].body), 7, &p, &n, &e), &e, row[i].code);
        if (row[i].nearest && !str_has(err_text(w->a, &e, LANG_EN), str_from(row[i].nearest)))
            fail_msg("%s: %.*s", row[i].why, STR_FMT(err_text(w->a, &e, LANG_EN)));
        assert_true(str_has(err_text(w->a, &e, LANG_EN), STR("aragraph 7")));
        assert_true(speech_pieces(w->f, w->a, str_from(row[i].body), 0, &p, &n, &e)); /* shown all the same */
    }
}

static void check_typed(struct world *w)
{
    static const struct {
        const char *body, *want, *why;
    } row[] = {
        {"ปีงบประมาณ พ.ศ. 2566 วันที่ 1 ตุลาคม 2565 มี 71 หน่วยงาน", "", "years, days and counts are no amounts"},
        {"วงเงิน 79,000 ล้านบาท", "79,000 ล้าน", "with its unit"},
        {"วงเงิน ๗๙,๐๐๐,๐๐๐,๐๐๐ บาท", "79,000,000,000 บาท", "Thai digits too"},
        {"ร้อยละ 22.24 ของวงเงิน", "22.24", "a share"},
        {"จำนวน {{total}} บาท และ {{type:3}} บาท", "", "figures by name are not typed"},
        {"เพิ่ม 1234567 จากเดิม", "1234567", "too long for a year"},
    };

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        size_t n;
        struct str *typed = speech_typed(w->a, str_from(row[i].body), &n);

        assert_str(n ? typed[0] : STR_NONE, row[i].want, row[i].why);
    }
}

static void check_table(struct world *w)
{
    static const char *const what[] = {"type", "side", "agency"};
    const struct speech_row *row;
    struct err e = {0};
    size_t n;

    for (size_t i = 0; i < ARRAY_LEN(what); i++) {
        struct money sum = MONEY_ZERO;

        assert_ok(speech_table(w->f, w->a, str_from(what[i]), &row, &n, &e), &e);
        for (size_t k = 0; k < n; k++)
            sum = money_add(sum, row[k].amount);
        assert_int_equal(sum.satang, speech_total(w->f).satang); /* parts add up to the whole */
    }
    assert_err(speech_table(w->f, w->a, STR("moon"), &row, &n, &e), &e, ERR_BAD_CHOICE);
}

static void figures(struct store *s, struct arena *a)
{
    struct world w;

    setup(&w, s, a);
    check_figures(&w);
    check_all_names(&w);
    check_unknown(&w);
    check_typed(&w);
    check_table(&w);
}

static void test_figures(void **state)
{
    (void)state;
    with_each_store(figures);
}

/* ---- the text ---- */

struct writing {
    struct speech_edit edit;
    const char *what;
    int64_t version, no;
};

static bool do_write(struct act *by, void *ctx, struct err *e)
{
    struct writing *x = ctx;

    return speech_write(by, YEAR, 0, &x->edit, &x->no, e);
}

static bool do_move(struct act *by, void *ctx, struct err *e)
{
    struct writing *x = ctx;

    return speech_move(by, YEAR, 0, &x->edit, str_from(x->what), e);
}

static bool do_approve(struct act *by, void *ctx, struct err *e)
{
    struct writing *x = ctx;

    return speech_approve(by, YEAR, 0, x->version, e);
}

static bool do_adopt(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return speech_adopt(by, YEAR, 0, e);
}

static struct actor person(const char *name, enum perm perm)
{
    struct actor who = {.user_id = 7, .name = str_from(name), .grants = 1};

    who.grant[0] = (struct grant){.perms = UINT64_C(1) << perm, .scope = {SCOPE_CITY, 0}};
    return who;
}

static const struct speech_paragraph *read_speech(struct world *w, struct speech *ret, size_t *ret_n)
{
    struct rows rows;
    struct err e;

    assert_ok(speech_get(w->db, w->a, YEAR, 0, ret, &rows, &e), &e);
    *ret_n = rows.n;
    return rows.p;
}

static void check_default(struct world *w)
{
    const struct speech_paragraph *p;
    struct speech s;
    size_t n;

    p = read_speech(w, &s, &n);
    assert_true(s.id == 0 && n > 10);
    for (size_t i = 0; i < n; i++) { /* our own wording names only what there is, and types nothing */
        const struct speech_piece *piece;
        struct err e = {0};
        size_t pieces, typed;

        if (str_eq(p[i].kind, STR("table")))
            continue;
        assert_ok(speech_pieces(w->f, w->a, p[i].body, p[i].no, &piece, &pieces, &e), &e);
        speech_typed(w->a, p[i].body, &typed);
        assert_int_equal(typed, 0);
    }
}

static void check_writing(struct world *w)
{
    struct actor author = person("author", PERM_BILL), other = person("other", PERM_BILL);
    struct writing x = {.edit = {.no = 2, .kind = STR("text"), .body = STR("{{total}} บาท")}};
    const struct speech_paragraph *p;
    struct speech s;
    struct err e;
    size_t n, was;

    read_speech(w, &s, &was);
    assert_ok(city_write_as(w->s, w->a, &author, do_write, &x, &e), &e);
    p = read_speech(w, &s, &n);
    assert_int_equal(n, was);
    assert_int_equal(s.version, 2);
    assert_str(p[1].body, "{{total}} บาท", "the second paragraph");
    assert_str(p[1].by_user, "author", "who wrote it");
    x.edit.version = 1; /* what somebody else saw before */
    assert_err(city_write_as(w->s, w->a, &other, do_write, &x, &e), &e, ERR_STALE);
    x.edit = (struct speech_edit){.no = 2, .version = 2, .kind = STR("text"), .body = STR("{{totel}}")};
    assert_err(city_write_as(w->s, w->a, &other, do_write, &x, &e), &e, ERR_SPEECH_NAME);
    x.edit.body = STR("{{total");
    assert_err(city_write_as(w->s, w->a, &other, do_write, &x, &e), &e, ERR_SPEECH_BRACES);
    x.edit.body = STR("   ");
    assert_err(city_write_as(w->s, w->a, &other, do_write, &x, &e), &e, ERR_REQUIRED);
    x.edit = (struct speech_edit){.no = 2, .version = 2, .kind = STR("song"), .body = STR("a")};
    assert_err(city_write_as(w->s, w->a, &other, do_write, &x, &e), &e, ERR_BAD_CHOICE);
    x.edit = (struct speech_edit){.after = 2, .kind = STR("table"), .body = STR("agency")};
    assert_ok(city_write_as(w->s, w->a, &other, do_write, &x, &e), &e);
    p = read_speech(w, &s, &n);
    assert_int_equal(n, was + 1);
    assert_int_equal(p[2].no, x.no);
    x.edit = (struct speech_edit){.no = x.no, .version = 1};
    x.what = "up";
    assert_ok(city_write_as(w->s, w->a, &other, do_move, &x, &e), &e);
    p = read_speech(w, &s, &n);
    assert_int_equal(p[1].no, x.no);
    x.what = "remove";
    assert_ok(city_write_as(w->s, w->a, &other, do_move, &x, &e), &e);
    read_speech(w, &s, &n);
    assert_int_equal(n, was);
    author = person("reader", PERM_BUDGET_READ);
    assert_err(city_write_as(w->s, w->a, &author, do_write, &x, &e), &e, ERR_FORBIDDEN);
}

/* Takes out what needs figures this small city does not have. */
static void take_out_unknown(struct world *w, const struct actor *who)
{
    const struct speech_paragraph *p;
    struct speech s;
    size_t n;

    p = read_speech(w, &s, &n);
    for (size_t i = 0; i < n; i++) {
        struct writing x = {.edit = {.no = p[i].no, .version = p[i].version}, .what = "remove"};
        int64_t missing = 0;
        struct err e;

        speech_fill(w->f, w->a, p[i].body, &missing);
        if (missing)
            assert_ok(city_write_as(w->s, w->a, who, do_move, &x, &e), &e);
    }
}

static void check_approval(struct world *w)
{
    struct actor author = person("author", PERM_BILL), chief = person("chief", PERM_CYCLE);
    struct writing x = {.version = 1};
    struct speech s;
    struct err e;
    size_t n;

    author.grant[0].perms |= UINT64_C(1) << PERM_CYCLE;
    read_speech(w, &s, &n);
    x.version = s.version;
    assert_err(city_write_as(w->s, w->a, &author, do_approve, &x, &e), &e, ERR_SAME_PERSON);
    assert_err(city_write_as(w->s, w->a, &chief, do_approve, &x, &e), &e, ERR_SPEECH_MISSING);
    take_out_unknown(w, &author);
    assert_err(city_write_as(w->s, w->a, &chief, do_approve, &x, &e), &e, ERR_STALE);
    read_speech(w, &s, &n);
    x.version = s.version;
    assert_ok(city_write_as(w->s, w->a, &chief, do_approve, &x, &e), &e);
    read_speech(w, &s, &n);
    assert_true(speech_is_approved(&s));
    assert_err(city_write_as(w->s, w->a, &chief, do_approve, &x, &e), &e, ERR_ALREADY);
    x.edit = (struct speech_edit){.kind = STR("text"), .body = STR("คำ")};
    assert_ok(city_write_as(w->s, w->a, &author, do_write, &x, &e), &e);
    read_speech(w, &s, &n);
    assert_false(speech_is_approved(&s)); /* every write ends it */
}

static void texts(struct store *s, struct arena *a)
{
    struct writing x = {.version = 1};
    struct rows changes;
    struct speech sp;
    struct world w;
    struct err e;
    size_t n;

    setup(&w, s, a);
    check_default(&w);
    assert_err(city_write(s, a, do_approve, &x, &e), &e, ERR_NOT_FOUND); /* nobody took it over */
    check_writing(&w);
    check_approval(&w);
    assert_ok(city_write(s, a, do_adopt, NULL, &e), &e); /* it is there: nothing happens */
    read_speech(&w, &sp, &n);
    assert_ok(speech_changes(w.db, a, &sp, 0, 100, &changes, &e), &e);
    assert_int_equal(((const struct speech_change_row *)changes.p)[0].version, sp.version);
}

static void test_texts(void **state)
{
    (void)state;
    with_each_store(texts);
}

/* ---- the redline ---- */

static bool do_step(struct act *by, void *ctx, struct err *e)
{
    return bill_run(by, YEAR, 0, str_from(ctx), STR("test"), e);
}

static void step(struct world *w, const char *event)
{
    struct err e;
    char word[40];

    (void)snprintf(word, sizeof word, "%s", event);
    assert_ok(city_write(w->s, w->a, do_step, word, &e), &e);
}

struct cutting {
    int64_t line_id;
    struct money to;
    enum stage stage;
};

static bool do_cut(struct act *by, void *ctx, struct err *e)
{
    struct cutting *x = ctx;
    struct amount_set set = {.line_id = x->line_id, .amount = x->to, .reason = STR("price")};

    return amounts_write(by, YEAR, x->stage, &set, 1, e);
}

static struct redline redline(struct world *w, const char *from, const char *to, int by)
{
    struct rollup *r = rollup_new();
    struct redline_ask q = {.year = YEAR,
                            .from = str_from(from),
                            .to = str_from(to),
                            .by = by,
                            .limit = 100,
                            .lang = LANG_EN};
    struct redline ret;
    struct err e = {0};

    assert_ok(redline_get(r, w->db, w->a, &q, &ret, &e), &e);
    rollup_free(r);
    return ret;
}

static void no_redline(struct world *w, const char *from, enum err_code want)
{
    struct rollup *r = rollup_new();
    struct redline_ask q = {.year = YEAR, .from = str_from(from), .by = DIM_AGENCY, .limit = 10};
    struct redline ret;
    struct err e = {0};

    assert_err(redline_get(r, w->db, w->a, &q, &ret, &e), &e, want);
    rollup_free(r);
}

static int64_t a_line(struct world *w, const char *agency)
{
    struct str id = sql_lines(w->s, w->a,
                              str_cstr(w->a, str_format(w->a,
                                                        "SELECT MIN(l.id) FROM line l JOIN agency a ON a.id = "
                                                        "l.agency_id WHERE a.code = '%s'", agency)));
    int64_t n = 0;

    for (size_t i = 0; i < id.n; i++)
        n = 10 * n + (id.p[i] - '0');
    return n;
}

static void check_redline(struct world *w)
{
    static const int by[] = {DIM_AGENCY, DIM_PLAN, DIM_TYPE};
    const struct redline_row *row;
    struct redline x;

    for (size_t i = 0; i < ARRAY_LEN(by); i++) { /* old + changes = new, by whatever parts */
        struct money change = MONEY_ZERO;

        x = redline(w, "1", "now", by[i]);
        for (size_t k = 0; k < x.c.parts; k++)
            change = money_add(change, x.c.part[k].change);
        assert_int_equal(x.from.total.satang + change.satang, x.to.total.satang);
        assert_int_equal(x.from.total.satang, 21600000);
        assert_int_equal(x.to.total.satang, 21600000 - 40050);
    }
    row = x.rows.p;
    assert_int_equal(x.rows.n, 1);
    assert_int_equal(row[0].change.satang, -40050);
    assert_str(row[0].reason, "price", "why");
    assert_str(row[0].stage, "committee", "at which stage");
    assert_true(x.sections >= 2); /* the principle and the sum of the ordinance */
    assert_str(x.section[0].old, "216,000 บาท (สองแสนหนึ่งหมื่นหกพันบาทถ้วน)", "golden of words, old");
    assert_str(x.section[0].new,
               "215,599.50 บาท (สองแสนหนึ่งหมื่นห้าพันห้าร้อยเก้าสิบเก้าบาทห้าสิบสตางค์)", "golden of words, new");
    x = redline(w, "1", "2", DIM_AGENCY);
    assert_int_equal(x.to.number, 2);
    assert_int_equal(x.c.count[COMPARE_CHANGED], 1);
    x = redline(w, "2", "now", DIM_AGENCY);
    assert_int_equal(x.rows.n, 0);
    x = redline(w, "tabled", "committee", DIM_AGENCY);
    assert_int_equal(x.rows.n, 1);
    no_redline(w, "9", ERR_NOT_FOUND);
    no_redline(w, "governor", ERR_BAD_CHOICE); /* no stage of the Council */
}

static void redlines(struct store *s, struct arena *a)
{
    struct cutting cut = {.to = MONEY(59950), .stage = STAGE_COMMITTEE};
    struct world w;
    struct err e;

    setup(&w, s, a);
    no_redline(&w, "1", ERR_NOTHING); /* not tabled */
    assert_true(sql_write(s, "UPDATE fiscal_year SET stage = 'GOVERNOR' WHERE year = 2566", &e));
    step(&w, "table");
    step(&w, "reading1");
    step(&w, "committee");
    cut.line_id = a_line(&w, "11000000"); /* its first line: 1,000 baht */
    assert_ok(city_write(s, a, do_cut, &cut, &e), &e);
    step(&w, "amendment"); /* freezes what the committee made of it */
    check_redline(&w);
    load(&w); /* and the speech says the new total at once */
    assert_str(speech_fill(w.f, a, STR("{{total}} {{cut}} {{tabled}}"), NULL), "215,599.50 400.50 216,000",
               "after a delta");
}

static void test_redlines(void **state)
{
    (void)state;
    with_each_store(redlines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_redlines),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
