/* chart_line.c - lines over months: a plan beside what came of it. */
#include "base/arena.h"
#include "document/chart.h"

struct frame { /* where the lines are drawn, inside its labels */
    double left, top, w, h, scale;
};

static struct shape *put(struct scene *s, struct shape shape)
{
    s->shape[s->shapes] = shape;
    return &s->shape[s->shapes++];
}

static double place_x(const struct frame *f, size_t i, size_t n)
{
    return f->left + (n > 1 ? f->w * (double)i / (double)(n - 1) : 0);
}

static double value_y(const struct frame *f, int64_t v)
{
    return f->top + f->h - (double)v * f->scale;
}

static void put_places(struct arena *a, struct scene *s, const struct chart_places *x, const struct frame *f)
{
    const double size = 12;
    double step = f->w / (double)(x->n > 1 ? x->n - 1 : 1);
    size_t every = step < 24 ? 4 : step < 36 ? 3 : step < 62 ? 2 : 1;

    for (size_t i = 0; i < x->n; i++) {
        double at = place_x(f, i, x->n);

        s->mark[s->marks++] = (struct scene_mark){x->item[i].href,
                                                  x->item[i].title.n ? x->item[i].title : x->item[i].label, s->shapes, 2};
        put(s, (struct shape){.kind = SHAPE_LINE, .paint = PAINT_RULE, .x = at, .y = f->top, .h = f->h});
        put(s, (struct shape){.kind = SHAPE_TEXT,
                              .paint = PAINT_SOFT,
                              .x = at,
                              .y = f->top + f->h + size + 6,
                              .w = step * (double)every,
                              .size = size,
                              .anchor = ANCHOR_MIDDLE,
                              .text = (x->n - 1 - i) % every ? STR_NONE
                                                             : chart_cut(a, x->item[i].label, size, step * (double)every)});
    }
}

static void put_series(struct scene *s, const struct chart_series *c, const struct frame *f, size_t places)
{
    for (size_t i = 0; i < c->n; i++) {
        double x = place_x(f, i, places), y = value_y(f, c->value[i]);

        if (i > 0) {
            double x0 = place_x(f, i - 1, places), y0 = value_y(f, c->value[i - 1]);

            put(s, (struct shape){.kind = SHAPE_LINE,
                                  .paint = PAINT_DATA,
                                  .colour = c->colour,
                                  .x = x0,
                                  .y = y0,
                                  .w = x - x0,
                                  .h = y - y0,
                                  .strong = c->strong});
        }
        put(s, (struct shape){.kind = SHAPE_RECT,
                              .paint = PAINT_DATA,
                              .colour = c->colour,
                              .x = x - 3,
                              .y = y - 3,
                              .w = 6,
                              .h = 6});
    }
}

/* The names of the series stand above, in their colours: ends of lines may lie on each other. */
static void put_legend(struct arena *a, struct scene *s, const struct chart_series *series, size_t n, double w)
{
    const double size = 13, box = 10;
    double x = 0;

    for (size_t i = 0; i < n; i++) {
        struct str text = chart_cut(a, series[i].label, size, w / (double)n - box - 14);
        double text_w = chart_text_width(text, size);

        put(s, (struct shape){.kind = SHAPE_RECT, .paint = PAINT_DATA, .colour = series[i].colour, .x = x, .y = 4,
                              .w = box, .h = box});
        put(s, (struct shape){.kind = SHAPE_TEXT, .paint = PAINT_INK, .x = x + box + 5, .y = 14, .w = text_w + 4,
                              .size = size, .strong = series[i].strong, .text = text});
        x += box + 5 + text_w + 20;
    }
}

void chart_lines(struct arena *a, const struct chart_places *x, const struct chart_series *series, size_t n,
                 double w, double h, struct scene *ret)
{
    struct frame f = {.left = 32, .top = 30, .w = w - 64, .h = h - 30 - 26};
    int64_t most = 1;
    size_t points = 0;

    for (size_t k = 0; k < n; k++) {
        points += series[k].n;
        for (size_t i = 0; i < series[k].n; i++)
            most = series[k].value[i] > most ? series[k].value[i] : most;
    }
    *ret = (struct scene){.w = w, .h = h};
    ret->shape = ARENA_ARRAY(a, struct shape, 2 * x->n + 2 * points + 2 * n + 2);
    ret->mark = ARENA_ARRAY(a, struct scene_mark, x->n + 1);
    f.scale = f.h / (double)most;
    put_places(a, ret, x, &f);
    for (size_t k = 0; k < n; k++)
        put_series(ret, &series[k], &f, x->n);
    put_legend(a, ret, series, n, w);
}
