/* test_page_parts.c - the parts pages are made of: tables, sorting, words, fields of forms. */
#include "unit.h"

#include "base/arena.h"
#include "web/call.h"
#include "web/form.h"
#include "web/html.h"
#include "web/labels.h"
#include "web/table.h"
#include "web/words.h"

struct thing {
    struct str code, name;
    int64_t count;
    struct money amount;
    bool funded;
};
static const struct field thing_fields[] = {
    FIELD(struct thing, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct thing, name, 0, "ชื่อ", "Name"),
    FIELD(struct thing, count, FIELD_TOTAL, "จำนวน", "Count"),
    FIELD(struct thing, amount, FIELD_TOTAL, "เงิน", "Amount"),
    FIELD(struct thing, funded, 0, "ได้", "Funded"),
};
static const struct row_type thing_type = ROW_TYPE(struct thing, thing_fields);

static const struct thing things[] = {
    {STR_INIT("a/b"), STR_INIT("<script>alert(1)</script>"), 2, {150}, true},
    {STR_INIT("c"), STR_INIT(""), -1, {-100}, false},
    {STR_INIT("d"), STR_INIT("เกาะ"), 12000, {0}, false},
};
static const struct col cols[] = {{"name", COL_LINK, "/things/", "code", NULL},
                                  {"code", COL_UNDER, NULL, NULL, NULL},
                                  {"count", COL_PLAIN, NULL, NULL, NULL},
                                  {"amount", COL_SIGNED, NULL, NULL, NULL},
                                  {"funded", COL_YES, NULL, NULL, NULL}};

static struct str show(struct arena *a, struct table_view t)
{
    struct sbuf out;
    struct html h = {.out = &out, .lang = LANG_EN};

    sbuf_init(&out, a, 1 << 20);
    table(&h, t);
    return sbuf_str(&out);
}

static void has(struct str page, const char *part, const char *why)
{
    if (!str_has(page, str_from(part)))
        fail_msg("%s: no %s in %.*s", why, part, STR_FMT(page));
}

static void test_table(void **state)
{
    struct arena *a = arena_new();
    struct thing sum = {.count = 12001, .amount = {50}};
    struct thing left = {.amount = {7}};
    struct str page = show(a, (struct table_view){.type = &thing_type,
                                                  .rows = things,
                                                  .n = 3,
                                                  .cols = cols,
                                                  .ncols = ARRAY_LEN(cols),
                                                  .total = &sum,
                                                  .extra = &left,
                                                  .extra_label = STR("rounding"),
                                                  .caption = STR("Things"),
                                                  .cut_after = "funded"});

    (void)state;
    has(page, "&lt;script&gt;alert(1)&lt;/script&gt;", "texts are escaped");
    assert_false(str_has(page, STR("<script>")));
    has(page, "href=\"/things/a%2Fb\"", "keys are parts of an address");
    has(page, "<span class=\"sub\">a/b</span></th>", "a second line stands inside its cell");
    has(page, "<td class=\"num\">12,000</td>", "numbers stand right, with separators");
    has(page, "<span class=\"bad\">−1</span>", "a cut is red, with a real minus");
    has(page, "<tr class=\"cut\"><th scope=\"row\"><a href=\"/things/c\">",
        "the line is after the last funded");
    has(page, "<tfoot><tr><th scope=\"row\">Total</th><td class=\"num\">12,001</td>",
        "totals of FIELD_TOTAL");
    has(page,
        "<tr class=\"diff\"><th scope=\"row\">rounding</th><td class=\"num\"><span "
        "class=\"muted\">–</span>",
        "a row of its own says only what it is about");
    has(page, "aria-label=\"Things\"", "the region is named");
    page = show(a, (struct table_view){.type = &thing_type, .empty = STR("none")});
    has(page, "<div class=\"empty\"><p>none</p></div>", "no rows: a sentence, no empty table");
    arena_free(a);
}

static void test_sort(void **state)
{
    static const struct {
        const char *sort, *first, *why;
    } row[] = {
        {"count", "c", "smallest first"},
        {"-count", "d", "turned round"},
        {"amount", "c", "money by satang"},
        {"nothing", "a/b", "an unknown field leaves the order"},
        {"code", "a/b", "a second line is no column"},
        {"", "a/b", "not asked"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct param query[] = {{STR("sort"), str_from(row[i].sort)}};
        struct req r = {.a = a, .query = query, .nquery = 1, .path = STR("/things")};
        struct table_view t = {
            .type = &thing_type, .rows = things, .n = 3, .cols = cols, .ncols = ARRAY_LEN(cols)};

        table_sort(&r, &t);
        if (!str_eq(((const struct thing *)t.rows)->code, str_from(row[i].first)))
            fail_msg("%s: %s", row[i].sort, row[i].why);
    }
    arena_free(a);
}

static void test_score(void **state)
{
    static const struct {
        int64_t millionths;
        const char *text, *why;
    } row[] = {
        {0, "0.00", "nothing"},
        {1234567890, "1,234.57", "rounded half up"},
        {-16112540000, "−16,112.54", "a score lost is a number too"},
        {-540000, "−0.54", "less than one"},
        {-4000, "0.00", "no minus before nothing"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct sbuf out;
        struct html h = {.out = &out, .lang = LANG_EN};

        sbuf_init(&out, a, 100);
        score_put(&h, row[i].millionths);
        if (!str_eq(sbuf_str(&out), str_from(row[i].text)))
            fail_msg("%s: %.*s", row[i].why, STR_FMT(sbuf_str(&out)));
    }
    arena_free(a);
}

static void test_milli(void **state)
{
    static const struct {
        const char *typed;
        int64_t want; /* -1 = refused */
        const char *why;
    } row[] = {
        {"12.5", 12500, "decimals"},
        {"๑๒.๕", 12500, "Thai digits"},
        {"1,000", 1000000, "separators"},
        {"0.001", 1, "the smallest"},
        {"1.2345", -1, "a fourth decimal"},
        {"-1", -1, "negative"},
        {"สอง", -1, "words"},
        {"", -1, "nothing"},
        {"1.2.3", -1, "two points"},
        {"9999999999999999", -1, "too large"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct form_field field = {.name = "q",
                                   .kind = FORM_NUMBER,
                                   .label = TR("ปริมาณ"),
                                   .value = str_from(row[i].typed)};
        struct form f = {.field = &field, .n = 1};
        struct req r = {.a = a, .lang = LANG_EN};
        int64_t got = -1;
        bool ok = form_milli(&f, "q", &r, &got);

        if (ok != (row[i].want >= 0) || (ok && got != row[i].want) || f.wrong == ok)
            fail_msg("%s: %s", row[i].typed, row[i].why);
    }
    arena_free(a);
}

static void test_form(void **state)
{
    struct arena *a = arena_new();
    struct form_field field[] = {
        {.name = "title", .kind = FORM_TEXT, .label = TR("ชื่อข้อเสนอ"), .required = true},
        {.name = "note",
         .kind = FORM_LONG,
         .label = TR("คำอธิบาย"),
         .max = 3,
         .value = STR_INIT("กขคง")}};
    struct form f = {.field = field, .n = 2};
    struct call *c = ARENA_NEW(a, struct call); /* a request lives in one */
    struct req *r = &c->req;
    struct sbuf out;
    struct html h = {.out = &out, .lang = LANG_EN};
    struct err e = {0};

    (void)state;
    r->a = a;
    r->lang = LANG_EN;
    assert_false(form_check(&f, r));
    assert_true(field[0].error.n > 0); /* required */
    assert_true(field[1].error.n > 0); /* four characters, at most three */
    field[0].value = STR("\"><b>");
    sbuf_init(&out, a, 1 << 16);
    form_fields(&h, f);
    has(sbuf_str(&out), "value=\"&quot;&gt;&lt;b&gt;\"", "what was typed comes back, escaped");
    has(sbuf_str(&out), "aria-invalid=\"true\" aria-describedby=\"e-title\"",
        "the error is tied to its field");
    FAIL(&e, ERR_REQUIRED);
    err_arg(&e, "field", V(STR("title")));
    field[0].error = STR_NONE;
    form_refuse(&f, r, &e);
    assert_true(field[0].error.n > 0);
    assert_true(f.error.n == 0);
    FAIL(&e, ERR_STALE);
    form_refuse(&f, r, &e);
    assert_true(f.error.n > 0); /* no field can show it: the whole form does */
    arena_free(a);
}

static void test_words(void **state)
{
    (void)state;
    assert_true(str_eq(word_label("level", STR("minimum"), LANG_EN), STR("Minimum")));
    assert_true(str_eq(word_label("state", STR("FUNDED"), LANG_TH), STR("ได้รับจัดสรร")));
    assert_true(str_eq(word_label("stage", STR("governor"), LANG_EN), STR("Governor")));
    assert_true(str_eq(word_label("level", STR("else"), LANG_EN), STR("else")));
    assert_true(str_eq(word_colour("state", STR("UNFUNDED")), STR("r")));
}

static struct str said(struct arena *a, void (*fn)(struct html *, struct str), const char *text)
{
    struct sbuf out;
    struct html h = {.out = &out, .lang = LANG_EN};

    sbuf_init(&out, a, 1 << 16);
    fn(&h, str_from(text));
    return sbuf_str(&out);
}

static void test_labels(void **state)
{
    static const struct {
        void (*fn)(struct html *, struct str);
        const char *text, *want, *why;
    } row[] = {
        {person, "system", "the system", "the system is a word"},
        {person, "officer.1100", "officer.1100", "a person is a person"},
        {reason, "demo:2566", "Demonstration data of 2566", "what made it"},
        {reason, "draw:2567:50140000", "Structure drawn in by 50140000", "what drew it in"},
        {reason, "edit", "Request edited", "a save of a request's line"},
        {reason, "as resolved: 2/2566", "as resolved: 2/2566", "a person's words stay"},
        {subject, "package:2566:1100-1-L1",
         "href=\"/packages/1100-1-L1?year=2566\">Package 1100-1-L1", "a link to the page"},
        {subject, "package:2566:1100-1-L1", "/audit?subject=package%3A2566%3A1100-1-L1",
         "and to its records"},
        {subject, "param:integrated.overlap_likeness", "Overlap: titles alike from",
         "a parameter's name"},
        {subject, "store", ">records of it", "no page of its own"},
        {subject, "<b>:1", "&lt;b&gt;:1", "no mark-up"},
        {subject, "user", "/users\">User</a>", "nothing after the kind"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        has(said(a, row[i].fn, row[i].text), row[i].want, row[i].why);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels), cmocka_unit_test(test_table), cmocka_unit_test(test_sort),
        cmocka_unit_test(test_score),  cmocka_unit_test(test_milli),  cmocka_unit_test(test_form),  cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
