/* test_chart.c - areas in proportion, nothing overlaps, no label leaves its place, SVG is safe. */
#include "unit.h"

#include <cairo-pdf.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "document/chart.h"
#include "document/font.h"

enum { MANY = 72 };

static const char *const names[] = {"สำนักการระบายน้ำ",
                                    "สำนักงานเขตพระนคร",
                                    "สำนักยุทธศาสตร์และประเมินผล",
                                    "งบกลาง",
                                    "การบริหารจัดการและบริหารราชการกรุงเทพมหานคร",
                                    "Traffic & <Transport>",
                                    "น้ำ",
                                    "เก่าแก่"};

static struct chart_item *many_items(struct arena *a, size_t n)
{
    struct chart_item *item = ARENA_ARRAY(a, struct chart_item, n);

    for (size_t i = 0; i < n; i++) {
        item[i].label = str_from(names[i % ARRAY_LEN(names)]);
        item[i].value = (int64_t)(i * i * 7919 % 100003 + 1) * 1000000;
        item[i].value_text = str_format(a, "%d", (int)(item[i].value / 100000000));
        item[i].href = str_format(a, "/agency/%d", (int)i);
    }
    return item;
}

static const struct shape *rect_of(const struct scene *s, size_t mark)
{
    return &s->shape[s->mark[mark].first];
}

static bool overlap(const struct shape *p, const struct shape *q)
{
    double eps = 0.01;

    return p->x + p->w > q->x + eps && q->x + q->w > p->x + eps && p->y + p->h > q->y + eps &&
           q->y + q->h > p->y + eps;
}

static void treemap_fills_its_place(void **state)
{
    static const struct {
        size_t n;
        double w, h;
        const char *why;
    } row[] = {
        {MANY, 760, 380, "the city"}, {1, 760, 380, "one item is the whole"},
        {2, 380, 760, "upright"},     {MANY, 358, 300, "a phone"},
        {0, 760, 380, "nothing"},
    };

    (void)state;
    for (size_t k = 0; k < ARRAY_LEN(row); k++) {
        struct arena *a = arena_new();
        struct chart_item *item = many_items(a, row[k].n);
        struct scene s;
        double total = 0, area = 0;

        chart_treemap(a, item, row[k].n, row[k].w, row[k].h, &s);
        assert_int_equal(s.marks, row[k].n);
        for (size_t i = 0; i < row[k].n; i++)
            total += (double)item[i].value;
        for (size_t i = 0; i < s.marks; i++) {
            const struct shape *r = rect_of(&s, i);
            size_t from = (size_t)strtol(str_cstr(a, s.mark[i].href) + 8, NULL, 10);
            double want = (double)item[from].value / total * row[k].w * row[k].h;

            EXPECT(r->w * r->h > want * 0.999 && r->w * r->h < want * 1.001 + 0.001, row[k].why);
            EXPECT(r->x >= -0.01 && r->y >= -0.01 && r->x + r->w <= row[k].w + 0.01 &&
                       r->y + r->h <= row[k].h + 0.01,
                   row[k].why);
            for (size_t j = 0; j < i; j++)
                EXPECT(!overlap(r, rect_of(&s, j)), row[k].why);
            area += r->w * r->h;
        }
        EXPECT(row[k].n == 0 || (area > row[k].w * row[k].h * 0.999), row[k].why);
        arena_free(a);
    }
}

static void zero_is_left_out(void **state)
{
    struct arena *a = arena_new();
    struct chart_item item[3] = {{.label = STR_INIT("ก"), .value = 100},
                                 {.label = STR_INIT("ข"), .value = 0},
                                 {.label = STR_INIT("ค"), .value = 300}};
    struct scene s;

    (void)state;
    chart_treemap(a, item, 3, 100, 100, &s);
    assert_int_equal(s.marks, 2);
    arena_free(a);
}

/* Every text stays inside the rectangle of its mark, by the widths it was cut with. */
static void labels_stay_inside(void **state)
{
    struct arena *a = arena_new();
    struct scene s;
    size_t texts = 0;

    (void)state;
    chart_treemap(a, many_items(a, MANY), MANY, 760, 380, &s);
    for (size_t i = 0; i < s.marks; i++) {
        const struct shape *r = rect_of(&s, i);

        for (size_t k = 1; k < s.mark[i].n; k++) {
            const struct shape *t = &s.shape[s.mark[i].first + k];

            assert_int_equal(t->kind, SHAPE_TEXT);
            assert_true(t->x >= r->x && t->x + chart_text_width(t->text, t->size) <= r->x + r->w);
            assert_true(t->y - t->size >= r->y - 0.01 && t->y + t->size * 0.2 <= r->y + r->h);
            texts++;
        }
    }
    assert_true(texts > 20);
    arena_free(a);
}

static void labels_are_cut_between_clusters(void **state)
{
    static const struct {
        const char *label, *want;
        double width;
        const char *why;
    } row[] = {
        {"สำนักการระบายน้ำ", "สำนักการระบายน้ำ", 400, "it fits"},
        {"สำนักการระบายน้ำ", "สำ…", 36, "a cut after a whole cluster"},
        {"สำนักการระบายน้ำ", "", 12, "no room for two characters"},
        {"น้ำท่วมและระบาย", "น้ำท่วม…", 66, "tone and vowel stay with their consonant"},
        {"งานเทศกิจ", "งาน…", 40, "not after a vowel that leads its consonant"},
        {"", "", 40, "nothing"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_str(chart_cut(a, str_from(row[i].label), 15, row[i].width), row[i].want, row[i].why);
    arena_free(a);
}

static void bars_keep_proportion(void **state)
{
    struct arena *a = arena_new();
    struct chart_item *item = many_items(a, 6);
    struct scene s;
    int64_t most = 0;

    (void)state;
    chart_bar(a, item, 6, 500, &s);
    assert_int_equal(s.marks, 6);
    for (size_t i = 0; i < 6; i++)
        most = item[i].value > most ? item[i].value : most;
    for (size_t i = 0; i < 6; i++) {
        const struct shape *bar = &s.shape[s.mark[i].first + s.mark[i].n - 1];
        double want = 500.0 * (double)item[i].value / (double)most;

        assert_true(bar->w > want - 0.01 && bar->w < want + 0.01);
    }
    arena_free(a);
}

static void waterfall_steps_join(void **state)
{
    struct chart_item item[] = {{.label = STR_INIT("คำขอ"), .value = 10430000},
                                {.label = STR_INIT("วิเคราะห์"), .value = 9145000},
                                {.label = STR_INIT("ผู้ว่าฯ"), .value = 9500000},
                                {.label = STR_INIT("ร่าง"), .value = 9500000}};
    struct arena *a = arena_new();
    struct scene s;

    (void)state;
    chart_waterfall(a, item, 4, 760, 210, &s);
    assert_int_equal(s.marks, 4);
    assert_int_equal(rect_of(&s, 0)->paint, PAINT_TOTAL);
    assert_int_equal(rect_of(&s, 1)->paint, PAINT_LESS);
    assert_int_equal(rect_of(&s, 2)->paint, PAINT_MORE);
    /* The cut begins where the request ends; the rise stands on the cut's foot. */
    assert_true(rect_of(&s, 1)->y - rect_of(&s, 0)->y < 0.01);
    assert_true(rect_of(&s, 2)->y + rect_of(&s, 2)->h - rect_of(&s, 1)->y - rect_of(&s, 1)->h <
                0.01);
    assert_true(rect_of(&s, 3)->y - rect_of(&s, 2)->y < 0.01);
    arena_free(a);
}

static void svg_is_escaped_and_unstyled(void **state)
{
    struct chart_item item[] = {{.label = STR_INIT("<script>&\"'"),
                                 .value = 5,
                                 .colour = 3,
                                 .href = STR_INIT("/x?a=1&b=\"2\"")}};
    struct arena *a = arena_new();
    struct scene s;
    struct sbuf b;

    (void)state;
    chart_treemap(a, item, 1, 400, 200, &s);
    s.id = STR("t");
    s.title = STR("A < B");
    s.desc = STR("x & y");
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    scene_svg(&b, &s);
    assert_true(str_has(sbuf_str(&b), STR("&lt;script&gt;&amp;&quot;&#39;")));
    assert_true(str_has(sbuf_str(&b), STR("href=\"/x?a=1&amp;b=&quot;2&quot;\"")));
    assert_true(str_has(sbuf_str(&b), STR("fill=\"var(--d3)\"")));
    assert_true(str_has(sbuf_str(&b), STR("aria-labelledby=\"t-t t-d\"")));
    assert_false(str_has(sbuf_str(&b), STR("style=")));
    assert_false(str_has(sbuf_str(&b), STR("<script>")));
    arena_free(a);
}

static cairo_status_t drop(void *ctx, const unsigned char *p, unsigned n)
{
    (void)p;
    *(size_t *)ctx += n;
    return CAIRO_STATUS_SUCCESS;
}

static void cairo_paints_the_same_scene(void **state)
{
    struct arena *a = arena_new();
    size_t bytes = 0;
    cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(drop, &bytes, 600, 400);
    cairo_t *cr = cairo_create(pdf);
    struct fonts *f;
    struct scene s;
    struct err e;

    (void)state;
    assert_true(fonts_open(a, false, &f, &e));
    chart_treemap(a, many_items(a, MANY), MANY, 760, 380, &s);
    scene_cairo(cr, f, &s, 20, 20, 560);
    assert_int_equal(cairo_status(cr), CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    cairo_surface_finish(pdf);
    assert_int_equal(cairo_surface_status(pdf), CAIRO_STATUS_SUCCESS);
    assert_true(bytes > 5000);
    cairo_surface_destroy(pdf);
    arena_free(a);
}

/* In a child, because a process reads its list of faces once. */
static void no_thai_face_is_said(void **state)
{
    char path[64];
    int status = 0;
    struct err err;
    pid_t pid;

    (void)state;
    snprintf(path, sizeof path, "/tmp/pbis-test-fonts-%d.conf", (int)getpid());
    assert_true(file_write(path, STR("<fontconfig></fontconfig>\n"), &err));
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct arena *a = arena_new();
        struct fonts *f;
        struct err e;

        if (setenv("FONTCONFIG_FILE", path, 1) != 0 || fonts_open(a, true, &f, &e))
            _exit(1);
        _exit(e.code == ERR_FONT ? 0 : 2);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    unlink(path);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_thai_face_is_said),
        cmocka_unit_test(treemap_fills_its_place),
        cmocka_unit_test(zero_is_left_out),
        cmocka_unit_test(labels_stay_inside),
        cmocka_unit_test(labels_are_cut_between_clusters),
        cmocka_unit_test(bars_keep_proportion),
        cmocka_unit_test(waterfall_steps_join),
        cmocka_unit_test(svg_is_escaped_and_unstyled),
        cmocka_unit_test(cairo_paints_the_same_scene),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
