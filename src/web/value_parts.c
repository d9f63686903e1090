/* value_parts.c - what the pages of money and results share: tabs, a table, the picture of four quarters. */
#include "base/arena.h"
#include "base/exact.h"
#include "web/value_page.h"

enum { WIDE = 760, SMALL = 360, HEIGHT = 360, LEFT = 44, TOP = 26, RIGHT = 14, BOTTOM = 30, DOT = 10, NAMED = 6, HUNDRED = 100 };

void value_tabs(struct req *r, struct money_page *p, const char *current)
{
    static const struct {
        const char *path, *label;
    } tab[] = {{"/value", TR("เงินกับผลงาน")},
               {"/value/cost", TR("ต้นทุนต่อหน่วยผลผลิต")},
               {"/value/evidence", TR("ผลงานในคะแนนปีหน้า")},
               {"/evaluations", TR("ประเมินความคุ้มค่า")},
               {"/service-costs", TR("ต้นทุนบริการสาธารณะ")}};

    for (size_t i = 0; i < ARRAY_LEN(tab); i++) {
        p->tab[p->tab_n++] = (struct money_link){.label = tr(r->lang, tab[i].label),
                                                 .href = str_from(tab[i].path),
                                                 .current = str_eq(str_from(tab[i].path), str_from(current))};
    }
}

struct str value_number(struct req *r, struct score s, unsigned places)
{
    struct sbuf b;
    int64_t unit = 1, v;

    for (unsigned i = places; i < 6; i++) {
        unit *= 10;
    }
    if (!exact_mul_div(s.millionths, 1, unit, ROUND_HALF_UP, &v)) {
        v = 0;
    }
    sbuf_init(&b, r->a, 64);
    exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

struct money_section *value_table(struct req *r, struct money_page *p, const char *id, struct str title, struct table_view t)
{
    struct money_section *s = money_section(p);

    (void)r;
    s->id = str_from(id);
    s->title = title;
    s->has_table = true;
    s->table = t;
    s->table.caption = title;
    return s;
}

/* ---- the picture ---- */

struct drawing {
    struct req *r;
    struct scene s;
    int w;
    size_t with_money;
};

static struct shape *add(struct drawing *d, enum shape_kind kind, enum paint paint)
{
    struct shape *x = &d->s.shape[d->s.shapes++];

    *x = (struct shape){.kind = kind, .paint = paint, .colour = 1, .size = 12};
    return x;
}

static void line(struct drawing *d, int x, int y, int w, int h)
{
    struct shape *s = add(d, SHAPE_LINE, PAINT_RULE);

    s->x = x;
    s->y = y;
    s->w = w;
    s->h = h;
}

static void text(struct drawing *d, int x, int y, enum anchor anchor, struct str words)
{
    struct shape *s = add(d, SHAPE_TEXT, PAINT_SOFT);

    s->x = x;
    s->y = y;
    s->w = d->w / 2;
    s->anchor = anchor;
    s->text = chart_cut(d->r->a, words, 12, d->w / 2 - LEFT);
}

static int height_of(int64_t millionths)
{
    int64_t percent = millionths / 10000; /* basis points */

    percent = percent < 0 ? 0 : percent > 10000 ? 10000 : percent;
    return HEIGHT - BOTTOM - (int)(percent * (HEIGHT - BOTTOM - TOP) / 10000);
}

/* The places from the left: the least money first; the median stands in the middle. */
static int place_of(const struct drawing *d, size_t rank_from_most)
{
    int room = d->w - LEFT - RIGHT - DOT;
    int at = (int)(d->with_money - 1 - rank_from_most);

    return d->with_money < 2 ? LEFT + room / 2 : LEFT + at * room / (int)(d->with_money - 1);
}

static int colour_of(struct str quadrant)
{
    return str_eq(quadrant, STR("much_good")) ? 1 : str_eq(quadrant, STR("little_good")) ? 2 : str_eq(quadrant, STR("much_weak")) ? 5 : 6;
}

static void dot(struct drawing *d, const struct value_point *p, size_t rank)
{
    struct scene_mark *m = (struct scene_mark *)(void *)(uintptr_t)&d->s.mark[d->s.marks++];
    struct shape *s;
    int x = place_of(d, rank), y = height_of(p->percent.millionths);

    m->first = d->s.shapes;
    m->href = str_format(d->r->a, "/value/part/%.*s/%.*s", STR_FMT(p->dim), STR_FMT(p->code));
    m->title = SAY(d->r, TR("{name}: เบิกจ่าย {money} ล้านบาท ผลร้อยละ {percent} จาก {n} ตัวชี้วัด"), {STR("{name}"), p->name},
                   {STR("{money}"), money_million_text(d->r, p->paid)}, {STR("{percent}"), value_number(d->r, p->percent, 2)},
                   {STR("{n}"), money_count_text(d->r, p->results)});
    s = add(d, SHAPE_RECT, PAINT_DATA);
    s->colour = colour_of(p->quadrant);
    s->x = x;
    s->y = y - DOT / 2;
    s->w = s->h = DOT;
    m->n = d->s.shapes - m->first;
}

static struct html_safe draw(struct req *r, struct money_section *sec, const struct rows *points, const struct value_line_marks *m,
                             bool small)
{
    const struct value_point *p = points->p;
    struct drawing d = {.r = r, .w = small ? SMALL : WIDE};
    struct scene_mark *marks = ARENA_ARRAY(r->a, struct scene_mark, points->n + 1);
    struct sbuf b;
    int good = height_of(m->percent.millionths), middle;

    d.s.w = d.w;
    d.s.h = HEIGHT;
    d.s.shape = ARENA_ARRAY(r->a, struct shape, points->n + 16);
    d.s.mark = marks;
    while (d.with_money < points->n && p[d.with_money].paid.satang > 0) {
        d.with_money++;
    }
    for (size_t i = 0; i < d.with_money; i++) { /* marks first: the shapes after them belong to none */
        if (p[i].results > 0) {
            dot(&d, &p[i], i);
        }
    }
    middle = place_of(&d, d.with_money / 2) + DOT / 2;
    line(&d, LEFT, TOP, 0, HEIGHT - TOP - BOTTOM);
    line(&d, LEFT, HEIGHT - BOTTOM, d.w - LEFT - RIGHT, 0);
    line(&d, LEFT, good, d.w - LEFT - RIGHT, 0);
    line(&d, middle, TOP, 0, HEIGHT - TOP - BOTTOM);
    text(&d, LEFT - 6, height_of(0), ANCHOR_END, STR("0"));
    text(&d, LEFT - 6, height_of((int64_t)HUNDRED * 1000000) + 4, ANCHOR_END, STR("100"));
    text(&d, LEFT - 6, good + 4, ANCHOR_END, value_number(r, m->percent, 0));
    text(&d, LEFT + 4, TOP - 10, ANCHOR_START, tr(r->lang, TR("เงินน้อย ผลดี")));
    text(&d, d.w - RIGHT, TOP - 10, ANCHOR_END, tr(r->lang, TR("เงินมาก ผลดี")));
    text(&d, LEFT + 4, HEIGHT - 10, ANCHOR_START, tr(r->lang, TR("เงินน้อย ผลต่ำ")));
    text(&d, d.w - RIGHT, HEIGHT - 10, ANCHOR_END, tr(r->lang, TR("เงินมาก ผลต่ำ")));
    d.s.id = str_format(r->a, "%.*s-%s", STR_FMT(sec->id), small ? "small" : "wide");
    d.s.title = sec->title;
    d.s.desc = sec->note;
    sbuf_init(&b, r->a, (size_t)512 * 1024);
    scene_svg(&b, &d.s);
    return (struct html_safe){sbuf_str(&b)};
}

void value_picture(struct req *r, struct money_section *s, const struct rows *points, const struct value_line_marks *m)
{
    const struct value_point *p = points->p;
    bool any = false;

    for (size_t i = 0; i < points->n; i++) {
        any = any || (p[i].results > 0 && p[i].paid.satang > 0);
    }
    if (!any) {
        return;
    }
    s->has_picture = true;
    s->picture = draw(r, s, points, m, false);
    s->picture_small = draw(r, s, points, m, true);
}
