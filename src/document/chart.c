#include "document/chart.h"

#include <stdlib.h>

#include "base/arena.h"

/* Advances of Sarabun 600 in thousandths: U+0E01 .. U+0E5B, then U+0020 .. U+007E. */
static const uint16_t thai_advance[] = {
    590, 619, 639, 617, 621, 665, 473, 566, 586, 635, 650, 824, 843, 619, 619, 562, 743, 861, 867,
    607, 621, 593, 671, 570, 646, 649, 664, 640, 640, 733, 733, 626, 625, 582, 493, 593, 594, 619,
    527, 617, 705, 594, 642, 733, 597, 578, 565, 544, 0,   502, 502, 0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   599, 321, 604, 399, 410, 430, 301, 651, 0,   0,   0,   0,   0,   0,
    0,   0,   625, 664, 686, 706, 704, 685, 685, 674, 777, 681, 698, 810, 1044};
static const uint16_t latin_advance[] = {
    237, 250, 388, 700, 537, 947, 688, 201, 342, 342, 451, 614, 278, 340, 278, 451, 560, 560, 560,
    560, 560, 560, 560, 560, 560, 560, 278, 278, 614, 614, 614, 466, 802, 626, 601, 608, 636, 565,
    566, 648, 688, 313, 475, 639, 559, 810, 693, 681, 585, 681, 591, 544, 580, 661, 632, 860, 639,
    610, 584, 324, 384, 324, 595, 347, 400, 524, 553, 486, 553, 534, 362, 550, 564, 264, 268, 518,
    298, 844, 559, 572, 558, 558, 382, 433, 406, 558, 512, 694, 500, 491, 468, 340, 252, 340, 614};

#define ELLIPSIS "\xE2\x80\xA6"

static double advance(uint32_t cp)
{
    if (cp >= 0x0E01 && cp - 0x0E01 < ARRAY_LEN(thai_advance))
        return thai_advance[cp - 0x0E01] / 1000.0;
    if (cp >= 0x20 && cp - 0x20 < ARRAY_LEN(latin_advance))
        return latin_advance[cp - 0x20] / 1000.0;
    return cp == 0x2026 ? 0.774 : cp == 0x2212 ? 0.614 : cp == 0xB7 ? 0.278 : 1.0;
}

double chart_text_width(struct str s, double size)
{
    double w = 0;

    for (size_t i = 0; i < s.n;)
        w += advance(str_next_cp(s, &i));
    return w * size;
}

/* May a text end before the code point `next`, after `last`? Not inside a cluster, not after a
 * vowel that is written before its consonant. */
static bool may_end(uint32_t last, uint32_t next)
{
    bool mark = next == 0x0E31 || (next >= 0x0E33 && next <= 0x0E3A) ||
                (next >= 0x0E47 && next <= 0x0E4E) || next == 0x0E30 || next == 0x0E32;

    return !mark && !(last >= 0x0E40 && last <= 0x0E44) && last != ' ';
}

struct str chart_cut(struct arena *a, struct str label, double size, double width)
{
    double used = 0, room = width / size - advance(0x2026);
    uint32_t last = 0;
    size_t end = 0, count = 0;

    if (chart_text_width(label, size) <= width)
        return label;
    for (size_t i = 0; i < label.n;) {
        size_t at = i;
        uint32_t cp = str_next_cp(label, &i);

        if (last && may_end(last, cp))
            end = count >= 2 ? at : end;
        used += advance(cp);
        if (used > room)
            break;
        count += advance(cp) > 0;
        last = cp;
    }
    return end ? str_format(a, "%.*s" ELLIPSIS, STR_FMT(str_slice(label, 0, end))) : STR_NONE;
}

/* ---- building a scene ---- */

static void scene_begin(struct arena *a, struct scene *s, size_t n, size_t per_item, double w,
                        double h)
{
    *s = (struct scene){.w = w, .h = h};
    s->shape = ARENA_ARRAY(a, struct shape, n * per_item + 8);
    s->mark = ARENA_ARRAY(a, struct scene_mark, n + 1);
}

static struct shape *add(struct scene *s, struct shape shape)
{
    s->shape[s->shapes] = shape;
    return &s->shape[s->shapes++];
}

static void begin_mark(struct arena *a, struct scene *s, const struct chart_item *item)
{
    struct str title = item->title;

    if (title.n == 0)
        title = str_format(a, "%.*s %.*s", STR_FMT(item->label), STR_FMT(item->value_text));
    s->mark[s->marks++] = (struct scene_mark){item->href, title, s->shapes, 0};
}

static void end_mark(struct scene *s)
{
    struct scene_mark *m = &s->mark[s->marks - 1];

    m->n = s->shapes - m->first;
}

static int colour_of(const struct chart_item *item, size_t position)
{
    return item->colour >= 1 && item->colour <= 8 ? item->colour : (int)(position % 8) + 1;
}

/* ---- treemap ---- */

struct tile {
    const struct chart_item *item;
    size_t position;
    double area;
};
struct box {
    double x, y, w, h;
};

static int by_value(const void *x, const void *y)
{
    const struct tile *p = x, *q = y;

    if (p->item->value != q->item->value)
        return p->item->value < q->item->value ? 1 : -1;
    return p->position < q->position ? -1 : 1;
}

/* The worst ratio of sides when tiles of these areas share a strip along `side`. */
static double worst(double sum, double least, double most, double side)
{
    double s2 = sum * sum, w2 = side * side, a = w2 * most / s2, b = s2 / (w2 * least);

    return a > b ? a : b;
}

static void tile_label(struct arena *a, struct scene *s, const struct tile *t, struct box r)
{
    bool large = r.w >= 150 && r.h >= 54;
    double size = large ? 15 : 13, pad = large ? 9 : 6, w = r.w - 2 * pad;
    struct str label = chart_cut(a, t->item->label, size, w), value = t->item->value_text;
    double first = r.y + pad + size;

    if (w <= 0 || r.h < size * 1.5 + pad || label.n == 0)
        return;
    add(s, (struct shape){.kind = SHAPE_TEXT,
                          .paint = PAINT_ON_DATA,
                          .x = r.x + pad,
                          .y = first,
                          .w = w,
                          .size = size,
                          .strong = true,
                          .text = label});
    if (first + size * 1.45 + pad / 2 > r.y + r.h || chart_text_width(value, size) > w)
        return;
    add(s, (struct shape){.kind = SHAPE_TEXT,
                          .paint = PAINT_ON_DATA,
                          .x = r.x + pad,
                          .y = first + size * 1.45,
                          .w = w,
                          .size = size,
                          .text = value});
}

static void add_tile(struct arena *a, struct scene *s, const struct tile *t, struct box r)
{
    begin_mark(a, s, t->item);
    add(s, (struct shape){.kind = SHAPE_RECT,
                          .paint = PAINT_DATA,
                          .colour = colour_of(t->item, t->position),
                          .x = r.x,
                          .y = r.y,
                          .w = r.w,
                          .h = r.h});
    tile_label(a, s, t, r);
    end_mark(s);
}

/* Lays tiles [from, to) as one strip along the shorter side; returns what is left. */
static struct box lay_strip(struct arena *a, struct scene *s, const struct tile *t, size_t from,
                            size_t to, struct box r)
{
    bool wide = r.w >= r.h;
    double sum = 0, at = wide ? r.y : r.x, thick;

    for (size_t i = from; i < to; i++)
        sum += t[i].area;
    thick = sum / (wide ? r.h : r.w);
    for (size_t i = from; i < to; i++) {
        double length = t[i].area / thick;

        add_tile(a, s, &t[i],
                 wide ? (struct box){r.x, at, thick, length}
                      : (struct box){at, r.y, length, thick});
        at += length;
    }
    return wide ? (struct box){r.x + thick, r.y, r.w - thick, r.h}
                : (struct box){r.x, r.y + thick, r.w, r.h - thick};
}

void chart_treemap(struct arena *a, const struct chart_item *items, size_t n, double w, double h,
                   struct scene *ret)
{
    struct tile *t = ARENA_ARRAY(a, struct tile, n + 1);
    struct box r = {0, 0, w, h};
    double total = 0;
    size_t tiles = 0;

    scene_begin(a, ret, n, 3, w, h);
    for (size_t i = 0; i < n; i++) {
        if (items[i].value > 0) {
            t[tiles++] = (struct tile){&items[i], i, 0};
            total += (double)items[i].value;
        }
    }
    qsort(t, tiles, sizeof(*t), by_value);
    for (size_t i = 0; i < tiles; i++)
        t[i].area = (double)t[i].item->value / total * w * h;
    for (size_t from = 0; from < tiles;) {
        double side = r.w < r.h ? r.w : r.h, sum = t[from].area;
        size_t to = from + 1;

        while (to < tiles && worst(sum + t[to].area, t[to].area, t[from].area, side) <=
                                 worst(sum, t[to - 1].area, t[from].area, side))
            sum += t[to++].area;
        r = lay_strip(a, ret, t, from, to, r);
        from = to;
    }
}

/* ---- bars ---- */

void chart_bar(struct arena *a, const struct chart_item *items, size_t n, double w,
               struct scene *ret)
{
    const double size = 14, row = 46, bar = 14;
    int64_t most = 1;

    scene_begin(a, ret, n, 4, w, row * (double)n + 2);
    for (size_t i = 0; i < n; i++)
        most = items[i].value > most ? items[i].value : most;
    for (size_t i = 0; i < n; i++) {
        double y = row * (double)i, length = (double)items[i].value / (double)most * w;
        double value_w = chart_text_width(items[i].value_text, size);

        begin_mark(a, ret, &items[i]);
        add(ret, (struct shape){.kind = SHAPE_TEXT,
                                .paint = PAINT_INK,
                                .y = y + size + 3,
                                .w = w - value_w - 12,
                                .size = size,
                                .text = chart_cut(a, items[i].label, size, w - value_w - 12)});
        add(ret, (struct shape){.kind = SHAPE_TEXT,
                                .paint = PAINT_INK,
                                .x = w,
                                .y = y + size + 3,
                                .w = value_w,
                                .size = size,
                                .strong = true,
                                .anchor = ANCHOR_END,
                                .text = items[i].value_text});
        add(ret,
            (struct shape){
                .kind = SHAPE_RECT, .paint = PAINT_TRACK, .y = y + size + 9, .w = w, .h = bar});
        add(ret, (struct shape){.kind = SHAPE_RECT,
                                .paint = PAINT_DATA,
                                .colour = colour_of(&items[i], i),
                                .y = y + size + 9,
                                .w = length,
                                .h = bar});
        end_mark(ret);
    }
}

/* ---- waterfall ---- */

struct fall {
    double step, bar_w, base, scale;
};

static void fall_bar(struct arena *a, struct scene *s, const struct chart_item *items, size_t n,
                     size_t i, const struct fall *f)
{
    bool sum = i == 0 || i + 1 == n;
    int64_t now = items[i].value, before = sum ? 0 : items[i - 1].value;
    int64_t high = now > before ? now : before, low = now > before ? before : now;
    double x = f->step * (double)i + (f->step - f->bar_w) / 2, size = 13;
    double top = f->base - (double)high * f->scale, h = (double)(high - low) * f->scale;
    enum paint paint = sum ? PAINT_TOTAL : now < before ? PAINT_LESS : PAINT_MORE;

    begin_mark(a, s, &items[i]);
    add(s, (struct shape){.kind = SHAPE_RECT,
                          .paint = paint,
                          .x = x,
                          .y = top,
                          .w = f->bar_w,
                          .h = h > 1 ? h : 1});
    add(s, (struct shape){.kind = SHAPE_TEXT,
                          .paint = PAINT_INK,
                          .x = x + f->bar_w / 2,
                          .y = top - 6,
                          .w = f->step,
                          .size = size,
                          .strong = true,
                          .anchor = ANCHOR_MIDDLE,
                          .text = chart_cut(a, items[i].value_text, size, f->step)});
    add(s, (struct shape){.kind = SHAPE_TEXT,
                          .paint = PAINT_SOFT,
                          .x = x + f->bar_w / 2,
                          .y = f->base + size + 8,
                          .w = f->step - 6,
                          .size = size,
                          .anchor = ANCHOR_MIDDLE,
                          .text = chart_cut(a, items[i].label, size, f->step - 6)});
    end_mark(s);
}

void chart_waterfall(struct arena *a, const struct chart_item *items, size_t n, double w, double h,
                     struct scene *ret)
{
    struct fall f = {.base = h - 30};
    int64_t most = 1;

    scene_begin(a, ret, n, 4, w, h);
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        most = items[i].value > most ? items[i].value : most;
    f.step = w / (double)n;
    f.bar_w = f.step * 0.78;
    f.scale = (f.base - 28) / (double)most;
    for (size_t i = 0; i < n; i++)
        fall_bar(a, ret, items, n, i, &f);
    for (size_t i = 0; i + 1 < n; i++) { /* from each level to the next bar */
        double y = f.base - (double)items[i].value * f.scale;
        double x = f.step * (double)i + (f.step + f.bar_w) / 2;

        add(ret,
            (struct shape){
                .kind = SHAPE_LINE, .paint = PAINT_RULE, .x = x, .y = y, .w = f.step - f.bar_w});
    }
    add(ret, (struct shape){.kind = SHAPE_LINE, .paint = PAINT_RULE, .y = f.base, .w = w});
}
