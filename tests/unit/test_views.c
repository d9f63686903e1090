/* The view compiler end to end: the view is compiled by the build, its page compared here. */
#include "unit.h"

#include "unit_views.h"
#include "view_pages.h"

void tree_chart(struct html *h, struct money total, struct str label, int size)
{
    H_LIT(h, "<svg data-l=\"");
    H(h, label);
    H_LIT(h, "\" data-n=\"");
    H_ATTR(h, (int64_t)size);
    H_LIT(h, "\"/>");
    (void)total;
}

static void expect_page(const struct tree_page *page, const char *want, const char *why)
{
    struct arena *a = arena_new();
    struct sbuf out;
    struct html h = {.out = &out, .lang = LANG_TH};

    sbuf_init(&out, a, 1 << 16);
    view_tree(&h, page);
    assert_str(sbuf_str(&out), want, why);
    arena_free(a);
}

static void whole_page(void **state)
{
    static const struct leaf leaf[] = {
        {STR_INIT("a/b"), LEAF_LARGE},
        {STR_INIT("s"), LEAF_SMALL},
        {STR_INIT("\""), LEAF_SMALL},
    };
    const struct branch rows[] = {
        {STR("<ก>"), BAHT(1000), leaf, ARRAY_LEN(leaf)},
        {STR("ข"), BAHT(2), NULL, 0},
    };
    struct tree_page page = {.frame = {STR("A & B")},
                             .name = STR("y"),
                             .link = STR("javascript:x"),
                             .year = 2566,
                             .total = BAHT(12345678),
                             .is_open = true,
                             .rows = rows,
                             .rows_n = ARRAY_LEN(rows)};

    (void)state;
    expect_page(&page,
                "<header>A &amp; B</header>\n"
                "<main class=\"wide\" data-total=\"12345678.00\" title=\"12,345,678.00\">\n"
                "<h1>y</h1>\n"
                "<p class=\"first\">1 &lt;ก&gt; 1,000.00\n"
                "<a href=\"/x/a%2Fb?y=2566\">L</a>\n"
                "<a href=\"/x/s?y=2566\">s</a>\n"
                "<a href=\"/x/%22?y=2566\">-</a>\n"
                "</p>\n"
                "<p>2 ข 2.00\n"
                "<i>none</i>\n"
                "</p>\n"
                "<a href=\"#\">2566</a>\n\n"
                "<pre>\n a\n   b</pre>\n"
                "<svg data-l=\"t\" data-n=\"3\"/>\n"
                "12.35\n"
                "</main>\n",
                "rows, branches, addresses and white space");
}

static void empty_page(void **state)
{
    struct tree_page page = {.name = STR("z")};

    (void)state;
    expect_page(&page,
                "<header></header>\n"
                "<main class=\"wide\" data-total=\"0.00\" title=\"0.00\">\n"
                "<h1>z</h1>\n"
                "<p>empty</p>\n\n"
                "shut\n"
                "<pre>\n a\n   b</pre>\n"
                "<svg data-l=\"t\" data-n=\"3\"/>\n"
                "0.00\n"
                "</main>\n",
                "no rows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_page),
        cmocka_unit_test(empty_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
