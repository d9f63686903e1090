/* The escaping writer: what each type looks like, and what an attacker would try. */
#include "unit.h"

#include "web/html.h"

struct page {
    struct arena *a;
    struct sbuf out;
    struct html h;
};

static void begin(struct page *p, enum lang lang)
{
    p->a = arena_new();
    sbuf_init(&p->out, p->a, 4096);
    p->h = (struct html){.out = &p->out, .lang = lang};
}

static void expect(struct page *p, const char *want, const char *why)
{
    assert_str(sbuf_str(&p->out), want, why);
    sbuf_reset(&p->out);
}

static void texts_are_escaped(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"", "", "nothing"},
        {"ก้า", "ก้า", "Thai as it is"},
        {"<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;", "the whole set"},
        {"a<b", "a&lt;b", "in the middle"},
        {"a&", "a&amp;", "at the end"},
    };
    struct page p;

    (void)state;
    begin(&p, LANG_TH);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        H(&p.h, str_from(row[i].in));
        expect(&p, row[i].want, row[i].why);
    }
    arena_free(p.a);
}

static void numbers(void **state)
{
    struct page p;

    (void)state;
    begin(&p, LANG_TH);
    H(&p.h, INT64_C(0));
    expect(&p, "0", "zero");
    H(&p.h, INT64_C(-1234567));
    expect(&p, "−1,234,567", "separators and the minus sign");
    H(&p.h, INT64_MIN);
    expect(&p, "−9,223,372,036,854,775,808", "the smallest");
    H(&p.h, (size_t)999);
    expect(&p, "999", "no separator below a thousand");
    H(&p.h, (int32_t)2566);
    expect(&p, "2566", "int32 is plain");
    H(&p.h, (struct year){2566});
    expect(&p, "2566", "a year is plain");
    H(&p.h, MONEY(123450));
    expect(&p, "1,234.50", "money");
    H_ATTR(&p.h, MONEY(-123450));
    expect(&p, "-1234.50", "money for machines");
    H_ATTR(&p.h, INT64_C(1234));
    expect(&p, "1234", "a number for machines");
    H(&p.h, (struct share){2204});
    expect(&p, "22.0", "one decimal");
    H(&p.h, (struct share){2205});
    expect(&p, "22.1", "half up");
    H(&p.h, (struct share){-4});
    expect(&p, "0.0", "no minus before a zero");
    arena_free(p.a);
}

static void millions(void **state)
{
    static const struct {
        int64_t satang;
        const char *want, *why;
    } row[] = {
        {0, "0.00", "zero"},
        {7900000000000, "79,000.00", "the city's frame"},
        {499999, "0.00", "below half of a hundredth"},
        {500000, "0.01", "half goes up"},
        {-500000, "−0.01", "away from zero"},
        {-499999, "0.00", "no minus before a zero"},
        {343469806400, "3,434.70", "the strategic lines of 2566"},
    };
    struct page p;

    (void)state;
    begin(&p, LANG_TH);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        H(&p.h, html_as_million(MONEY(row[i].satang)));
        expect(&p, row[i].want, row[i].why);
    }
    arena_free(p.a);
}

static void addresses(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"/a/1100?y=2566&z=1", "/a/1100?y=2566&amp;z=1", "a path with a query"},
        {"javascript:alert(1)", "#", "no script"},
        {"JaVaScRiPt:alert(1)", "#", "in no case"},
        {"data:text/html,x", "#", "no data"},
        {"//evil.example/", "#", "no other machine by a missing scheme"},
        {"https://example.org/", "https://example.org/", "a whole address"},
        {"HTTPS://example.org/", "HTTPS://example.org/", "in capitals"},
        {"/ก\"", "/%E0%B8%81%22", "Thai and quotes are encoded"},
        {"/a:b", "/a:b", "a colon after a slash is no scheme"},
    };
    struct page p;

    (void)state;
    begin(&p, LANG_TH);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        H_URL(&p.h, str_from(row[i].in));
        expect(&p, row[i].want, row[i].why);
    }
    H_URL_PART(&p.h, STR("a/b?c=ก &"));
    expect(&p, "a%2Fb%3Fc%3D%E0%B8%81%20%26", "a part cannot leave its place");
    arena_free(p.a);
}

static void days(void **state)
{
    struct page p;

    (void)state;
    begin(&p, LANG_EN);
    H(&p.h, DATE(20221001));
    expect(&p, "1 Oct 2022", "English");
    p.h.lang = LANG_TH;
    H(&p.h, DATE(20221001));
    expect(&p, "1 ต.ค. 2565", "Thai, Buddhist era");
    H(&p.h, DATE_NONE);
    expect(&p, "–", "none");
    H_ATTR(&p.h, DATE(20221001));
    expect(&p, "2022-10-01", "for machines");
    arena_free(p.a);
}

static void places_of_texts(void **state)
{
    struct page p;

    (void)state;
    begin(&p, LANG_TH);
    for (struct html_text t = html_text_begin(&p.h, "<{a}> {b}{a}"); html_text_next(&t);) {
        if (html_text_at(&t, STR("a")))
            H(&p.h, STR("&"));
        else if (html_text_at(&t, STR("b")))
            H(&p.h, INT64_C(1000));
    }
    expect(&p, "&lt;&amp;&gt; 1,000&amp;", "text and values are both escaped");
    arena_free(p.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(numbers),
        cmocka_unit_test(millions),
        cmocka_unit_test(addresses),
        cmocka_unit_test(days),
        cmocka_unit_test(places_of_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
