#include "document/activity_paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/file.h"
#include "base/thai.h"
#include "document/page.h"

#define WEIGHT_W 54.0
#define MONTH_W  28.5
#define DONE_W   54.0
#define PAD      3.0
#define HEAD_H   34.0
#define BAR_H    7.0

struct sheet_of {
    struct arena *a;
    struct fonts *f;
    struct book *b;
    const struct activity_paper *p;
    int64_t year;
    double name_w, months_x, done_x; /* left edges; weight and cumulative stand between name and months */
};

static struct str thai(const struct sheet_of *s, struct str text)
{
    return thai_digits(s->a, text);
}

static struct str per_cent(const struct sheet_of *s, int64_t bp)
{
    struct sbuf b;

    sbuf_init(&b, s->a, 40);
    exact_put_decimal(&b, bp < 0 ? -bp : bp, 2, 2);
    return thai(s, bp < 0 ? str_format(s->a, "−%.*s", STR_FMT(sbuf_str(&b))) : sbuf_str(&b));
}

static struct str day(const struct sheet_of *s, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, s->a, 80);
    date_put(&b, d, DATE_SHORT, LANG_TH);
    return thai(s, sbuf_str(&b));
}

/* Where a day stands; `after`: its end. */
static double at(const struct sheet_of *s, struct date d, bool after)
{
    struct date from = fy_start((int32_t)s->year), to = fy_end((int32_t)s->year);
    int32_t all = date_days_between(from, to) + 1, n = date_days_between(from, d) + after;

    n = n < 0 ? 0 : n > all ? all : n;
    return s->months_x + MONTH_W * ACTIVITY_MONTHS * n / all;
}

static void centre(const struct sheet_of *s, struct str text, double x, double w, double y)
{
    book_put(s->b, TEXT_SMALL_BOLD, text, x, y, w, ALIGN_CENTER);
}

static void grid(const struct sheet_of *s, double y, double h)
{
    for (int m = 0; m <= ACTIVITY_MONTHS; m++)
        book_box(s->b, s->months_x + MONTH_W * m, y, 0.4, h, INK_RULE);
}

static struct str era(const struct sheet_of *s, int64_t year)
{
    return thai(s, str_format(s->a, "%.*s %lld", STR_FMT(tr(LANG_TH, TR("พ.ศ."))), (long long)year));
}

static void head(void *ctx)
{
    struct sheet_of *s = ctx;
    double y = book_y(s->b), x = PAGE_LEFT + s->name_w;
    int64_t ce = s->year - 1;

    book_box(s->b, PAGE_LEFT, y, book_text_w(s->b), HEAD_H, INK_WASH);
    book_ink(s->b, INK_TEXT);
    centre(s, tr(LANG_TH, TR("ขั้นตอนการปฏิบัติงาน")), PAGE_LEFT, s->name_w, y + 20);
    centre(s, tr(LANG_TH, TR("เนื้องาน")), x, WEIGHT_W, y + 13);
    centre(s, tr(LANG_TH, TR("สะสม")), x + WEIGHT_W, WEIGHT_W, y + 13);
    centre(s, tr(LANG_TH, TR("ทำแล้ว")), s->done_x, DONE_W, y + 13);
    centre(s, tr(LANG_TH, TR("(ร้อยละ)")), x, WEIGHT_W, y + 28);
    centre(s, tr(LANG_TH, TR("(ร้อยละ)")), x + WEIGHT_W, WEIGHT_W, y + 28);
    centre(s, tr(LANG_TH, TR("(ร้อยละ)")), s->done_x, DONE_W, y + 28);
    centre(s, era(s, ce), s->months_x, MONTH_W * 3, y + 13);
    centre(s, era(s, s->year), s->months_x + MONTH_W * 3, MONTH_W * 9, y + 13);
    for (size_t m = 0; m < ACTIVITY_MONTHS; m++)
        centre(s, activity_month_name(m, LANG_TH), s->months_x + MONTH_W * (double)m, MONTH_W, y + 28);
    grid(s, y + 17, HEAD_H - 17);
    book_move(s->b, y + HEAD_H);
}

static void bars(const struct sheet_of *s, const struct activity_step *x, double y)
{
    double from, to;

    if (!x->to_day.yyyymmdd)
        return;
    from = at(s, x->from_day.yyyymmdd ? x->from_day : x->to_day, false);
    to = at(s, x->to_day, true);
    book_box(s->b, from, y, to - from, BAR_H, INK_WASH);
    book_frame(s->b, from, y, to - from, BAR_H, x->late ? INK_MARK : INK_SOFT);
    if (x->done.bp > 0)
        book_box(s->b, from, y, (to - from) * (double)x->done.bp / ACTIVITY_WHOLE, BAR_H, x->late ? INK_MARK : INK_CITY);
}

static void row(struct sheet_of *s, const struct activity_step *x)
{
    struct str name = thai(s, str_format(s->a, "%lld. %.*s", (long long)x->n, STR_FMT(x->name)));
    struct text t = text_make(s->f, TEXT_NOTE, name, s->name_w - 2 * PAD);
    double h = text_height(&t) + 2 * PAD, y, base;

    h = h < 20 ? 20 : h;
    book_need(s->b, h);
    y = book_y(s->b);
    base = y + 13;
    grid(s, y, h);
    bars(s, x, y + (h - BAR_H) / 2);
    book_ink(s->b, INK_TEXT);
    book_text(s->b, TEXT_NOTE, name, PAGE_LEFT + PAD, s->name_w - 2 * PAD, ALIGN_LEFT);
    book_put(s->b, TEXT_NOTE, per_cent(s, x->weight.bp), PAGE_LEFT + s->name_w, base, WEIGHT_W - PAD, ALIGN_RIGHT);
    book_put(s->b, TEXT_NOTE, per_cent(s, x->cumulative.bp), PAGE_LEFT + s->name_w + WEIGHT_W, base, WEIGHT_W - PAD, ALIGN_RIGHT);
    book_put(s->b, TEXT_NOTE, per_cent(s, x->done.bp), s->done_x, base, DONE_W - PAD, ALIGN_RIGHT);
    if (!x->to_day.yyyymmdd)
        book_put(s->b, TEXT_NOTE, tr(LANG_TH, TR("ไม่ระบุเดือน")), s->months_x, base, MONTH_W * ACTIVITY_MONTHS, ALIGN_CENTER);
    book_rule(s->b, PAGE_LEFT, book_text_w(s->b), y + h, 0.4, INK_RULE);
    book_move(s->b, y + h);
}

static void line(struct sheet_of *s, const char *label, struct str text)
{
    if (text.n)
        book_paragraph(s->b, TEXT_CELL, str_format(s->a, "%.*s %.*s", STR_FMT(tr(LANG_TH, label)), STR_FMT(thai(s, text))), 0);
}

/* What it is for, above; how far it is, below. */
static void above(struct sheet_of *s, const struct activity *x)
{
    book_ink(s->b, INK_TEXT);
    book_text(s->b, TEXT_HEADING, thai(s, x->name), PAGE_LEFT, book_text_w(s->b), ALIGN_LEFT);
    book_skip(s->b, 4);
    line(s, TR("หน่วยงาน"), x->unit.n ? str_format(s->a, "%.*s (%.*s)", STR_FMT(x->agency_name), STR_FMT(x->unit)) : x->agency_name);
    line(s, TR("ตัวชี้วัดที่สนับสนุน"), x->indicator_code.n ? str_format(s->a, "%.*s %.*s", STR_FMT(x->indicator_code), STR_FMT(x->indicator_name)) : STR_NONE);
    line(s, TR("งบประมาณ (บาท)"), x->amount.satang ? money_text(s->a, x->amount, MONEY_WHOLE) : tr(LANG_TH, TR("ไม่ใช้เงิน")));
    line(s, TR("หนังสืออ้างอิง"), x->basis);
    book_skip(s->b, 6);
}

static void below(struct sheet_of *s, const struct activity *x, int64_t steps)
{
    struct date today = s->p->today;

    book_ink(s->b, INK_TEXT);
    book_text(s->b, TEXT_CELL_BOLD,
              thai(s, str_format(s->a, "%.*s %lld %.*s", STR_FMT(tr(LANG_TH, TR("รวม"))), (long long)steps, STR_FMT(tr(LANG_TH, TR("ขั้นตอน คิดเป็นร้อยละ ๑๐๐"))))),
              PAGE_LEFT + PAD, book_text_w(s->b) - 2 * PAD, ALIGN_LEFT);
    book_skip(s->b, 6);
    if (!str_eq(x->state, STR("approved")))
        return;
    line(s, TR("ณ วันที่"), str_format(s->a, "%.*s · %.*s %.*s · %.*s %.*s · %.*s %.*s", STR_FMT(day(s, today)),
                                      STR_FMT(tr(LANG_TH, TR("ตามแผนร้อยละ"))), STR_FMT(per_cent(s, x->planned.bp)),
                                      STR_FMT(tr(LANG_TH, TR("ทำได้ร้อยละ"))), STR_FMT(per_cent(s, x->done.bp)),
                                      STR_FMT(tr(LANG_TH, TR("ต่างจากแผน (จุด)"))), STR_FMT(per_cent(s, x->slip.bp))));
    if (x->late_days)
        line(s, TR("ช้ากว่าแผน (วัน)"), str_format(s->a, "%lld", (long long)x->late_days));
    book_text(s->b, TEXT_NOTE, tr(LANG_TH, TR("กรอบคือแผน แถบทึบคือส่วนที่ทำแล้ว เส้นตั้งคือวันที่พิมพ์")), PAGE_LEFT, book_text_w(s->b), ALIGN_LEFT);
    book_text(s->b, TEXT_NOTE, s->p->url, PAGE_LEFT, book_text_w(s->b), ALIGN_LEFT);
}

static void one(struct sheet_of *s, const struct activity *x, const struct activity_step *step, size_t n)
{
    struct date today = s->p->today;
    double top;
    bool inside;

    s->year = x->year;
    book_head(s->b, x->agency_name, thai(s, x->code));
    book_new_page(s->b);
    s->name_w = book_text_w(s->b) - 2 * WEIGHT_W - MONTH_W * ACTIVITY_MONTHS - DONE_W;
    s->months_x = PAGE_LEFT + s->name_w + 2 * WEIGHT_W;
    s->done_x = s->months_x + MONTH_W * ACTIVITY_MONTHS;
    above(s, x);
    head(s);
    book_on_break(s->b, head, s);
    top = book_y(s->b);
    for (size_t i = 0; i < n; i++)
        row(s, &step[i]);
    book_on_break(s->b, NULL, NULL);
    inside = date_cmp(today, fy_start((int32_t)s->year)) >= 0 && date_cmp(today, fy_end((int32_t)s->year)) <= 0;
    if (inside && book_y(s->b) > top) /* on the page where the table ends */
        book_box(s->b, at(s, today, false), top, 0.9, book_y(s->b) - top, INK_MARK);
    book_skip(s->b, 4);
    below(s, x, (int64_t)n);
}

bool activity_paper_print(const struct activity_paper *p, const char *path, struct err *e)
{
    struct sheet_of s = {.p = p};
    struct book_info info = {.title = tr(LANG_TH, TR("แผนโครงการและกิจกรรม")),
                             .author = p->n ? p->x[0].agency_name : STR_NONE,
                             .issued = p->today,
                             .page_word = tr(LANG_TH, TR("หน้า")),
                             .mark = p->demo ? tr(LANG_TH, TR("ข้อมูลสาธิต")) : STR_NONE};
    size_t k = 0;
    bool ok;

    s.a = arena_new();
    ok = fonts_open(s.a, true, &s.f, e) && book_begin(s.a, s.f, path, &info, &s.b, e);
    if (ok)
        book_turn(s.b, true);
    for (size_t i = 0; ok && i < p->n; i++) {
        size_t n = 0;

        while (k + n < p->steps && p->step[k + n].activity_id == p->x[i].id)
            n++;
        one(&s, &p->x[i], &p->step[k], n);
        k += n;
    }
    ok = ok && book_close(s.b, e);
    arena_free(s.a);
    return ok;
}
