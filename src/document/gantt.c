#include "document/gantt.h"

#include "base/arena.h"

enum { MONTHS_MOST = 48, MARK_SHAPES = 3, HEAD = 22 };

/* The days that are drawn, and where. */
struct axis {
    struct date first, last;
    double x, w, day; /* left edge, width, width of a day */
};

static void widen(struct axis *x, struct date d)
{
    if (!d.yyyymmdd)
        return;
    if (!x->first.yyyymmdd || date_cmp(d, x->first) < 0)
        x->first = d;
    if (!x->last.yyyymmdd || date_cmp(d, x->last) > 0)
        x->last = d;
}

static double at(const struct axis *x, struct date d)
{
    return x->x + x->day * (double)date_days_between(x->first, d);
}

static struct shape *add(struct scene *s, struct shape shape)
{
    s->shape[s->shapes] = shape;
    return &s->shape[s->shapes++];
}

/* From a day to the end of another, at least two units wide. */
static void bar(struct scene *s, const struct axis *x, struct date from, struct date to,
                struct shape like)
{
    double left, right;

    if (date_cmp(to, x->last) > 0) /* what goes on ends at the edge */
        to = x->last;
    if (date_cmp(from, x->first) < 0)
        from = x->first;
    if (date_cmp(from, to) > 0)
        return;
    left = at(x, from);
    right = at(x, date_add_days(to, 1));

    like.kind = SHAPE_RECT;
    like.x = left;
    like.w = right - left > 2 ? right - left : 2;
    add(s, like);
}

static struct date next_month(struct date d)
{
    int32_t y = d.yyyymmdd / 10000, m = d.yyyymmdd / 100 % 100;

    return m == 12 ? DATE((y + 1) * 10000 + 101) : DATE(y * 10000 + (m + 1) * 100 + 1);
}

static struct str quarter_text(struct arena *a, struct date d, enum lang lang)
{
    struct sbuf b;
    struct str s;
    size_t space;

    sbuf_init(&b, a, 60);
    date_put(&b, d, DATE_SHORT, lang);
    s = sbuf_str(&b);
    space = str_find(s, STR(" "), 0); /* without the day */
    return space < s.n ? str_slice(s, space + 1, s.n) : s;
}

/* The month's name alone. */
static struct str month_text(struct arena *a, struct date d, enum lang lang)
{
    struct str s = quarter_text(a, d, lang);
    size_t space = str_find(s, STR(" "), 0);

    return str_slice(s, 0, space);
}

/* Every month of a fiscal year, named in the middle of its column. */
static void all_months(struct arena *a, struct scene *s, const struct axis *x, enum lang lang)
{
    struct date d = x->first;

    for (int i = 0; i < 12; i++, d = next_month(d)) {
        add(s, (struct shape){.kind = SHAPE_LINE, .paint = PAINT_RULE, .x = at(x, d), .y = 0, .w = 0, .h = s->h});
        add(s, (struct shape){.kind = SHAPE_TEXT, .paint = PAINT_SOFT, .x = (at(x, d) + at(x, next_month(d))) / 2, .y = 12,
                              .w = 40, .anchor = ANCHOR_MIDDLE, .size = s->w >= 600 ? 12 : 10, .text = month_text(a, d, lang)});
    }
}

static void months(struct arena *a, struct scene *s, const struct axis *x, double top, double bottom,
                   enum lang lang)
{
    struct date d = x->first;
    double said = -100; /* where the last month was named */

    for (int i = 0; i < MONTHS_MOST && date_cmp(d, x->last) < 0; i++, d = next_month(d)) {
        bool quarter = d.yyyymmdd / 100 % 100 % 3 == 1;

        if (d.yyyymmdd % 100 != 1 || !quarter)
            continue;
        add(s, (struct shape){.kind = SHAPE_LINE, .paint = PAINT_RULE, .x = at(x, d), .y = top, .w = 0, .h = bottom - top});
        if (at(x, d) + 54 > x->x + x->w || at(x, d) < said + 64)
            continue;
        said = at(x, d);
        add(s, (struct shape){.kind = SHAPE_TEXT, .paint = PAINT_SOFT, .x = at(x, d) + 3, .y = top + 12, .w = 70,
                              .size = 12, .text = quarter_text(a, d, lang)});
    }
}

static void item_row(struct arena *a, struct scene *s, const struct axis *x, const struct gantt_item *g,
                     double top, double label_w, struct date today)
{
    bool left = label_w > 0;
    double y = left ? top + 6 : top + 20, size = left ? 13.5 : 14;
    double room = left ? label_w - 12 : s->w;
    struct scene_mark *m = &s->mark[s->marks++];
    struct date until = g->real_to.yyyymmdd ? g->real_to : today;

    *m = (struct scene_mark){.href = g->href, .title = g->title, .first = s->shapes};
    add(s, (struct shape){.kind = SHAPE_TEXT, .paint = PAINT_INK, .y = top + (left ? 16 : 14), .w = room, .size = size,
                          .text = chart_cut(a, g->label, size, room)});
    if (g->from.yyyymmdd && g->to.yyyymmdd)
        bar(s, x, g->from, g->to, (struct shape){.paint = PAINT_TRACK, .y = y, .h = 14});
    if (g->real_from.yyyymmdd && date_cmp(until, g->real_from) >= 0)
        bar(s, x, g->real_from, until, (struct shape){.paint = g->late ? PAINT_LESS : PAINT_TOTAL, .y = y + 4, .h = 6});
    m->n = s->shapes - m->first;
}

/* The head's height, the labels' width, and room for all shapes. */
static struct axis begin(struct arena *a, size_t n, double w, struct scene *ret)
{
    double label_w = w >= 600 ? w * 0.34 : 0;

    *ret = (struct scene){.w = w, .h = HEAD + (w >= 600 ? 26 : 42) * (double)n + 4};
    ret->shape = ARENA_ARRAY(a, struct shape, n * MARK_SHAPES + 2 * MONTHS_MOST + 2);
    ret->mark = ARENA_ARRAY(a, struct scene_mark, n + 1);
    return (struct axis){.x = label_w, .w = w - label_w};
}

static void rows_and_today(struct arena *a, struct scene *s, const struct axis *x, const struct gantt_item *items, size_t n,
                           struct date today)
{
    double row = s->w >= 600 ? 26 : 42;

    for (size_t i = 0; i < n; i++)
        item_row(a, s, x, &items[i], HEAD + row * (double)i, x->x, today);
}

static void today_line(struct scene *s, const struct axis *x, struct date today)
{
    if (date_cmp(today, x->first) >= 0 && date_cmp(today, x->last) <= 0)
        add(s, (struct shape){.kind = SHAPE_LINE, .paint = PAINT_LESS, .x = at(x, today), .y = HEAD - 4, .w = 0,
                              .h = s->h - HEAD + 4});
}

void chart_gantt_year(struct arena *a, const struct gantt_item *items, size_t n, const struct gantt_year *y, double w,
                      struct scene *ret)
{
    struct axis x = begin(a, n, w, ret);

    x.first = fy_start((int32_t)y->year);
    x.last = date_add_days(fy_end((int32_t)y->year), 1);
    x.day = x.w / (double)date_days_between(x.first, x.last);
    rows_and_today(a, ret, &x, items, n, y->today);
    all_months(a, ret, &x, y->lang);
    today_line(ret, &x, y->today);
}

void chart_gantt(struct arena *a, const struct gantt_item *items, size_t n, struct date today, double w,
                 enum lang lang, struct scene *ret)
{
    struct axis x = begin(a, n, w, ret);

    for (size_t i = 0; i < n; i++) {
        widen(&x, items[i].from);
        widen(&x, items[i].to);
        widen(&x, items[i].real_from);
        widen(&x, items[i].real_to);
    }
    if (!x.first.yyyymmdd)
        return;
    x.first = DATE(x.first.yyyymmdd / 100 * 100 + 1);
    x.last = next_month(x.last);
    x.day = x.w / (double)(date_days_between(x.first, x.last) + 1);
    rows_and_today(a, ret, &x, items, n, today);
    months(a, ret, &x, 0, ret->h, lang); /* what belongs to no item comes after those that do */
    today_line(ret, &x, today);
}
