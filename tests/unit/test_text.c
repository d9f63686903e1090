/* Paragraphs as lines: where Thai may break, how wide spread lines are. */
#include "unit.h"

#include "base/thai.h"
#include "document/text.h"

static const char long_text[] =
    "สำนักการระบายน้ำกำหนดให้ก่อสร้างเขื่อนคอนกรีตเสริมเหล็กริมคลองแสนแสบ ช่วงจากประตูระบายน้ำถึงสะพานข้ามคลอง "
    "ความยาว 1,250.50 เมตร เป็นเงิน 12,345,678.90 บาท ตั้งงบประมาณในปี พ.ศ. 2566 เพื่อป้องกันน้ำท่วมในฤดูฝน "
    "และให้ประชาชนทั่วไป ๆ ไปมาสะดวก ทั้งนี้ ตามข้อบัญญัติกรุงเทพมหานคร เรื่อง งบประมาณรายจ่าย ประจำปีงบประมาณ "
    "พ.ศ. 2566 "
    "ซึ่งสภากรุงเทพมหานครให้ความเห็นชอบแล้ว โดยมีวัตถุประสงค์ให้ผู้ใช้น้ำได้ประโยชน์ร้อยละ 95 ของพื้นที่ 50 เขต";

/* Lines must not end where they tear apart what belongs together; at every width. */
static void test_lines(void **state)
{
    static const struct {
        const char *text, *why;
    } row_[] = {
        {"เป็นเงิน 12,345,678.90 บาท ในปี พ.ศ. 2566 จำนวน 5 แห่ง", "figures, units, years"},
        {"ต่าง ๆ นานา ๆ ทั่ว ๆ ไป เป็นต้น ๆ", "the repetition sign"},
        {"กรุงเทพมหานครออกข้อบัญญัติงบประมาณรายจ่าย (พ.ศ. 2566) เวลา 08:30 น.", "whole words, brackets"},
        {"เศรษฐกิจแบบไทยใหม่ไปไกลเกินกว่าที่เขาใจคิดได้", "leading vowels"},
        {"ชื่อยาวไม่มีช่องว่างฟหกดเ้สวงาำไพะยพนรัสไำะเ้่าส", "no words at all"},
    };
    struct arena *a = arena_new();
    struct fonts *f;
    struct err e;

    (void)state;
    assert_true(fonts_open(a, true, &f, &e));
    for (size_t i = 0; i < ARRAY_LEN(row_); i++) {
        struct str s = thai_digits(a, str_from(row_[i].text));

        for (int w = 150; w < 340; w += 7) {
            struct text t = text_make(f, TEXT_BODY, s, w);

            for (int k = 1; k < t.lines; k++) {
                const PangoLayoutLine *line = pango_layout_get_line_readonly(t.layout, k);
                size_t at = (size_t)line->start_index, end = at, to = at;
                uint32_t behind = str_next_cp(s, &to), before;

                while (end > 0 && s.p[end - 1] == ' ')
                    end--;
                bool blank = end < at;
                do
                    end--;
                while (end > 0 && ((unsigned char)s.p[end] & 0xC0U) == 0x80);
                before = str_next_cp(s, &end);
                bool digit_before = before >= 0x0E50 && before <= 0x0E59;
                bool unit_behind = str_starts(str_slice(s, at, s.n), STR("บาท")) ||
                                   str_starts(str_slice(s, at, s.n), STR("แห่ง"));
                bool digit_behind = behind >= 0x0E50 && behind <= 0x0E59;

                if (behind == 0x0E46 || (behind >= 0x0E30 && behind <= 0x0E3A) ||
                    (behind >= 0x0E47 && behind <= 0x0E4E) ||
                    (!blank && before >= 0x0E40 && before <= 0x0E44) ||
                    (blank && digit_before && unit_behind) ||
                    (!blank && digit_before && digit_behind) || before == '(')
                    fail_msg("%s, width %d: torn before byte %zu of “%s”", row_[i].why, w, at,
                             row_[i].text);
            }
        }
    }
    arena_free(a);
}

/* What the widest blank of a line took, and the widest Thai letter, beside the line as it is without being spread. */
static void widest(const PangoLayoutLine *line, const PangoLayoutLine *plain, struct str s,
                   double *ret_blank, double *ret_letter)
{
    GSList *l = line->runs, *p = plain->runs;

    for (; l && p; l = l->next, p = p->next) {
        const PangoGlyphItem *x = l->data, *y = p->data;

        assert_int_equal(x->glyphs->num_glyphs, y->glyphs->num_glyphs);
        for (int i = 0; i < x->glyphs->num_glyphs; i++) {
            char c = s.p[x->item->offset + x->glyphs->log_clusters[i]];
            double more = pango_units_to_double(x->glyphs->glyphs[i].geometry.width -
                                                y->glyphs->glyphs[i].geometry.width);
            double *most = c == ' ' || c == '\xC2' ? ret_blank : ret_letter;

            *most = more > *most ? more : *most;
        }
    }
}

/* Spread lines are as wide as the paragraph, or ragged when a blank would become a hole; the last always is. */
static void test_spread(void **state)
{
    static const char holes[] = /* few blanks and long figures: once three em wide */
        "ของกรุงเทพมหานคร ๗๘,๗๖๑,๙๒๔,๔๐๐ บาท และของการพาณิชย์ของกรุงเทพมหานคร ๒๓๕,๐๗๕,๖๐๐ บาท "
        "เป็นรายจ่ายประจำ ๗๘,๙๙๗,๐๐๐,๐๐๐ บาท และรายจ่ายพิเศษ ๐ บาท";
    struct arena *a = arena_new();
    struct fonts *f;
    struct err e;
    int lines = 0, ragged = 0;

    (void)state;
    assert_true(fonts_open(a, true, &f, &e));
    for (int k = 0; k < 60; k++) {
        struct str s = str_from(k % 2 ? holes : long_text);
        int width = 240 + k * 4;
        struct text t = text_make_spread(f, TEXT_BODY, s, width, 30), plain;

        g_object_ref(t.layout); /* the next one may take its place */
        plain = text_make_indented(f, TEXT_BODY, s, width, 30);

        assert_int_equal(t.lines, plain.lines);
        for (int i = 0; i < t.lines; i++) {
            double in = i == 0 ? 30 : 0, w = text_line_width(&t, i) + in, blank = 0, letter = 0;
            bool as_it_was = w - text_line_width(&plain, i) - in < 0.01;

            widest(pango_layout_get_line_readonly(t.layout, i),
                   pango_layout_get_line_readonly(plain.layout, i), s, &blank, &letter);
            EXPECT(as_it_was || (w > width - 1.5 && w < width + 0.5), "full or as it was");
            EXPECT(blank <= 16 * 0.51, "no hole between two words");
            EXPECT(letter <= 16 * 0.08, "no word falls apart");
            EXPECT(i + 1 < t.lines || as_it_was, "the last is ragged");
            lines++;
            ragged += as_it_was;
        }
        g_object_unref(t.layout);
    }
    EXPECT(lines > 200 && ragged * 5 < lines * 3, "most lines are full");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_spread)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
