/* volume_scene.c - pictures in a book: drawn on paper over the width of the text, nothing in a workbook. */
#include "document/chart.h"
#include "document/volume_int.h"

enum { GAP = 10 };

void volume_scene(struct volume *v, const struct scene *s)
{
    double h;

    if (v->pass != PASS_DRAW || v->failed || s->shapes == 0)
        return;
    h = s->h / s->w * PAGE_TEXT_W;
    volume_place(v, false, h + 2 * GAP);
    if (book_cairo(v->b))
        scene_cairo(book_cairo(v->b), v->f, s, PAGE_LEFT, book_y(v->b) + GAP, PAGE_TEXT_W);
    book_skip(v->b, h + 2 * GAP);
}
