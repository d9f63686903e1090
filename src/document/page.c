#include "document/page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"

enum { HEAD_BYTES = 600, HAIRS = 120 };
enum { HEAD_BASE = 50, FOOT_BASE = 34 }; /* of the head from the top, the foot from the bottom */

struct book {
    struct arena *a;
    struct fonts *f;
    const char *path;
    const struct book_info *info;
    cairo_surface_t *surface; /* NULL while measuring */
    cairo_t *cr;
    int page;
    double y;
    double w, h;     /* of the page */
    bool open, bare; /* the page */
    bool wide, next_wide;
    struct sbuf left, right;           /* running head; room for it is taken once */
    struct sbuf next_left, next_right; /* from the next page on */
    void (*on_break)(void *ctx);
    void *break_ctx;
    void (*on_leave)(void *ctx);
    void *leave_ctx;
    double keep;
    struct {
        double x, w, y;
    } hair[HAIRS];
    int hairs;
};

/* Print colours; the rules are light so that the figures speak. */
static const struct {
    double r, g, b;
} colour[INKS] = {
    [INK_TEXT] = {0.09, 0.10, 0.10},   [INK_SOFT] = {0.36, 0.40, 0.38},
    [INK_RULE] = {0.74, 0.76, 0.75},   [INK_CITY] = {0.043, 0.365, 0.231},
    [INK_MARK] = {0.60, 0.42, 0.08},   [INK_WASH] = {0.945, 0.953, 0.949},
    [INK_STRUCK] = {0.64, 0.12, 0.10},
};

static void release_book(void *p)
{
    struct book *b = p;

    if (b->cr)
        cairo_destroy(b->cr);
    if (b->surface)
        cairo_surface_destroy(b->surface);
    b->cr = NULL;
    b->surface = NULL;
}

static bool fail_write(const struct book *b, struct err *e)
{
    FAIL(e, ERR_FILE_WRITE);
    err_arg(e, "path", V(str_from(b->path)));
    err_arg(e, "why", V(str_from(cairo_status_to_string(cairo_surface_status(b->surface)))));
    return false;
}

static void set_metadata(struct book *b)
{
    const struct book_info *info = b->info;
    struct sbuf day;

    sbuf_init(&day, b->a, 64);
    date_put_iso(&day, info->issued);
    SB_LIT(&day, "T00:00:00+07:00");
    const struct {
        cairo_pdf_metadata_t key;
        struct str text;
    } row[] = {
        {CAIRO_PDF_METADATA_TITLE, info->title},
        {CAIRO_PDF_METADATA_AUTHOR, info->author},
        {CAIRO_PDF_METADATA_SUBJECT, info->subject},
        {CAIRO_PDF_METADATA_KEYWORDS, info->keywords},
        {CAIRO_PDF_METADATA_CREATOR, STR("PBIS")},
        {CAIRO_PDF_METADATA_CREATE_DATE, sbuf_str(&day)},
        {CAIRO_PDF_METADATA_MOD_DATE, sbuf_str(&day)},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        cairo_pdf_surface_set_metadata(b->surface, row[i].key, str_cstr(b->a, row[i].text));
}

/* Takes the memory now: later growth could fall inside a caller's mark and go with its rewind. */
static void reserve(struct sbuf *s, struct arena *a)
{
    sbuf_init(s, a, HEAD_BYTES);
    for (size_t i = 0; i < HEAD_BYTES; i++)
        sbuf_byte(s, ' ');
    sbuf_reset(s);
}

static void set_head(struct sbuf *s, struct str text)
{
    size_t n = text.n < HEAD_BYTES ? text.n : HEAD_BYTES;

    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xC0U) == 0x80)
        n--;
    sbuf_reset(s);
    sbuf_add(s, str_slice(text, 0, n));
}

bool book_begin(struct arena *a, struct fonts *f, const char *path, const struct book_info *info,
                struct book **ret, struct err *e)
{
    struct book *b = ARENA_NEW(a, struct book);

    b->a = a;
    b->f = f;
    b->path = path;
    b->info = info;
    b->w = PAGE_W;
    b->h = PAGE_H;
    reserve(&b->left, a);
    reserve(&b->right, a);
    reserve(&b->next_left, a);
    reserve(&b->next_right, a);
    if (path) {
        b->surface = cairo_pdf_surface_create(path, PAGE_W, PAGE_H);
        arena_defer(a, release_book, b);
        if (cairo_surface_status(b->surface) != CAIRO_STATUS_SUCCESS)
            return fail_write(b, e);
        /* 1.5 has the spans that keep the letters of Thai clusters in order. */
        cairo_pdf_surface_restrict_to_version(b->surface, CAIRO_PDF_VERSION_1_5);
        set_metadata(b);
        b->cr = cairo_create(b->surface);
        /* A structure: one element a page in reading order. Cairo 1.16 needs it, too: without one
         * its links point to elements that it never writes. */
        cairo_tag_begin(b->cr, "Document", NULL);
    }
    *ret = b;
    return true;
}

bool book_draws(const struct book *b)
{
    return b->cr != NULL;
}

int book_page(const struct book *b)
{
    return b->page;
}

struct fonts *book_fonts(const struct book *b)
{
    return b->f;
}

cairo_t *book_cairo(struct book *b)
{
    return b->cr;
}

void book_turn(struct book *b, bool wide)
{
    b->next_wide = wide;
}

bool book_is_wide(const struct book *b)
{
    return b->wide;
}

double book_text_w(const struct book *b)
{
    return b->w - PAGE_LEFT - PAGE_RIGHT;
}

double book_text_h(const struct book *b)
{
    return b->h - PAGE_TOP - PAGE_BOTTOM;
}

void book_head(struct book *b, struct str left, struct str right)
{
    set_head(&b->next_left, left);
    set_head(&b->next_right, right);
}

static void draw_furniture(struct book *b)
{
    struct arena_mark m = arena_mark(b->a);
    struct str number = str_format(b->a, "%.*s %d", STR_FMT(b->info->page_word), b->page);
    struct str right = sbuf_str(&b->right);
    double w = book_text_w(b);
    double right_w = right.n ? text_width(b->f, TEXT_NOTE, right) : 0;

    if (b->info->pages > 0)
        number = str_format(b->a, "%.*s %.*s %d", STR_FMT(number), STR_FMT(b->info->of_word),
                            b->info->pages);
    right_w = right_w < w / 2 ? right_w : w / 2;

    if (b->f->thai_figures)
        number = thai_digits(b->a, number);
    book_ink(b, INK_SOFT);
    book_put(b, TEXT_NOTE, sbuf_str(&b->left), PAGE_LEFT, HEAD_BASE, w - right_w - 16, ALIGN_LEFT);
    book_put(b, TEXT_NOTE, right, PAGE_LEFT + w - right_w - 1, HEAD_BASE, right_w + 1, ALIGN_RIGHT);
    book_rule(b, PAGE_LEFT, w, HEAD_BASE + 8, 0.5, INK_RULE);
    book_ink(b, INK_SOFT);
    book_put(b, TEXT_NOTE, number, PAGE_LEFT, b->h - FOOT_BASE, w, ALIGN_RIGHT);
    if (b->info->mark.n) {
        book_ink(b, INK_MARK);
        book_put(b, TEXT_NOTE_BOLD, b->info->mark, PAGE_LEFT, b->h - FOOT_BASE,
                 w - (b->info->pages > 0 ? 110 : 70), ALIGN_LEFT);
    }
    arena_rewind(b->a, m);
}

static void draw_hairs(struct book *b)
{
    if (b->hairs == 0)
        return;
    book_ink(b, INK_RULE);
    cairo_set_line_width(b->cr, 0.3);
    for (int i = 0; i < b->hairs; i++) {
        cairo_move_to(b->cr, b->hair[i].x, b->hair[i].y);
        cairo_line_to(b->cr, b->hair[i].x + b->hair[i].w, b->hair[i].y);
    }
    cairo_stroke(b->cr);
    book_ink(b, INK_TEXT);
    b->hairs = 0;
}

void book_hair(struct book *b, double x, double w, double y)
{
    if (!b->cr)
        return;
    if (b->hairs == HAIRS)
        draw_hairs(b);
    b->hair[b->hairs].x = x;
    b->hair[b->hairs].w = w;
    b->hair[b->hairs++].y = y;
}

void book_end_page(struct book *b)
{
    if (b->cr && b->open) {
        draw_hairs(b);
        if (!b->bare)
            draw_furniture(b);
        cairo_tag_end(b->cr, "Div");
        cairo_show_page(b->cr);
    }
    b->open = false;
}

void book_next_number(struct book *b, int number)
{
    b->page = number - 1;
}

static void start_page(struct book *b, bool bare)
{
    book_end_page(b);
    b->page++;
    b->open = true;
    if (b->wide != b->next_wide) {
        b->wide = b->next_wide;
        b->w = b->wide ? PAGE_H : PAGE_W;
        b->h = b->wide ? PAGE_W : PAGE_H;
        if (b->cr)
            cairo_pdf_surface_set_size(b->surface, b->w, b->h);
    }
    b->bare = bare;
    set_head(&b->left, sbuf_str(&b->next_left));
    set_head(&b->right, sbuf_str(&b->next_right));
    b->y = PAGE_TOP;
    if (b->cr)
        cairo_tag_begin(b->cr, "Div", NULL);
    book_ink(b, INK_TEXT);
}

void book_new_page(struct book *b)
{
    start_page(b, false);
}

void book_bare_page(struct book *b)
{
    start_page(b, true);
}

void book_on_break(struct book *b, void (*fn)(void *ctx), void *ctx)
{
    b->on_break = fn;
    b->break_ctx = ctx;
}

void book_on_leave(struct book *b, void (*fn)(void *ctx), void *ctx, double keep)
{
    b->on_leave = fn;
    b->leave_ctx = ctx;
    b->keep = keep;
}

double book_y(const struct book *b)
{
    return b->y;
}

double book_room(const struct book *b)
{
    return b->h - PAGE_BOTTOM - b->keep - b->y;
}

void book_skip(struct book *b, double h)
{
    b->y += h;
}

void book_move(struct book *b, double y)
{
    b->y = y;
}

bool book_need(struct book *b, double h)
{
    if (h <= book_room(b) + 0.01)
        return false;
    if (b->on_leave)
        b->on_leave(b->leave_ctx);
    book_new_page(b);
    if (b->on_break)
        b->on_break(b->break_ctx);
    return true;
}

void book_ink(struct book *b, enum ink ink)
{
    if (b->cr)
        cairo_set_source_rgb(b->cr, colour[ink].r, colour[ink].g, colour[ink].b);
}

void book_rule(struct book *b, double x, double w, double y, double thick, enum ink ink)
{
    if (!b->cr)
        return;
    book_ink(b, ink);
    cairo_set_line_width(b->cr, thick);
    cairo_move_to(b->cr, x, y);
    cairo_line_to(b->cr, x + w, y);
    cairo_stroke(b->cr);
    book_ink(b, INK_TEXT);
}

void book_box(struct book *b, double x, double y, double w, double h, enum ink fill)
{
    if (!b->cr)
        return;
    book_ink(b, fill);
    cairo_rectangle(b->cr, x, y, w, h);
    cairo_fill(b->cr);
    book_ink(b, INK_TEXT);
}

void book_frame(struct book *b, double x, double y, double w, double h, enum ink ink)
{
    if (!b->cr)
        return;
    book_ink(b, ink);
    cairo_set_line_width(b->cr, 0.8);
    cairo_rectangle(b->cr, x, y, w, h);
    cairo_stroke(b->cr);
    book_ink(b, INK_TEXT);
}

/* Lines of a text that stay together at a page's end: all of a short one, else two. */
static int lines_together(int left)
{
    return left <= 3 ? left : 2;
}

static void flow(struct book *b, const struct text *t, double x, double w, enum align align)
{
    double leading = t->font->leading;

    g_object_ref(t->layout); /* a new page lays out other texts */
    for (int i = 0; i < t->lines; i++) {
        if (i == 0 || t->lines - i == 2)
            book_need(b, leading * lines_together(t->lines - i));
        else
            book_need(b, leading);
        if (b->cr)
            text_draw_line(t, b->cr, i, x, b->y + t->font->baseline, w, align);
        b->y += leading;
    }
    g_object_unref(t->layout);
}

void book_text(struct book *b, enum text_style style, struct str s, double x, double w,
               enum align align)
{
    struct text t = text_make(b->f, style, s, w);

    flow(b, &t, x, w, align);
}

void book_paragraph(struct book *b, enum text_style style, struct str s, double indent)
{
    struct text t = text_make_indented(b->f, style, s, book_text_w(b), indent);

    flow(b, &t, PAGE_LEFT, book_text_w(b), ALIGN_LEFT);
}

void book_spread(struct book *b, enum text_style style, struct str s, double x, double w,
                 double indent)
{
    struct text t = text_make_spread(b->f, style, s, w, indent);

    flow(b, &t, x, w, ALIGN_LEFT);
}

void book_put(struct book *b, enum text_style style, struct str s, double x, double y, double w,
              enum align align)
{
    struct text t;

    if (!b->cr || !s.n)
        return;
    t = text_make_cut(b->f, style, s, w);
    text_draw_line(&t, b->cr, 0, x, y, w, align);
}

void book_figures(struct book *b, enum text_style style, struct str number, double right, double y)
{
    if (b->cr && number.n)
        figures_draw(b->f, b->cr, style, number, right, y);
}

static int add_bookmark(struct book *b, int parent, struct str title, struct str goal)
{
    return cairo_pdf_surface_add_outline(b->surface, parent ? parent : CAIRO_PDF_OUTLINE_ROOT,
                                         str_cstr(b->a, title), str_cstr(b->a, goal),
                                         parent ? 0 : CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

int book_bookmark_to(struct book *b, int parent, struct str title, struct str anchor)
{
    struct arena_mark m = arena_mark(b->a);
    int id = 0;

    if (b->cr)
        id = add_bookmark(b, parent, title, str_format(b->a, "dest='%.*s'", STR_FMT(anchor)));
    arena_rewind(b->a, m);
    return id;
}

void book_anchor(struct book *b, struct str name)
{
    struct arena_mark m = arena_mark(b->a);

    if (b->cr) {
        cairo_tag_begin(b->cr, CAIRO_TAG_DEST,
                        str_cstr(b->a, str_format(b->a, "name='%.*s' x=0 y=%d", STR_FMT(name),
                                                  (int)(b->y > 12 ? b->y - 12 : 0))));
        cairo_tag_end(b->cr, CAIRO_TAG_DEST);
    }
    arena_rewind(b->a, m);
}

void book_link(struct book *b, double x, double y, double w, double h, struct str name)
{
    struct arena_mark m = arena_mark(b->a);

    if (b->cr) {
        cairo_tag_begin(b->cr, CAIRO_TAG_LINK,
                        str_cstr(b->a, str_format(b->a, "dest='%.*s' rect=[%d %d %d %d]",
                                                  STR_FMT(name), (int)x, (int)y, (int)w, (int)h)));
        cairo_tag_end(b->cr, CAIRO_TAG_LINK);
    }
    arena_rewind(b->a, m);
}

void book_link_page(struct book *b, double x, double y, double w, double h, int n)
{
    struct arena_mark m = arena_mark(b->a);

    if (b->cr) {
        cairo_tag_begin(b->cr, CAIRO_TAG_LINK,
                        str_cstr(b->a, str_format(b->a, "page=%d pos=[0 0] rect=[%d %d %d %d]", n,
                                                  (int)x, (int)y, (int)w, (int)h)));
        cairo_tag_end(b->cr, CAIRO_TAG_LINK);
    }
    arena_rewind(b->a, m);
}

bool book_close(struct book *b, struct err *e)
{
    book_end_page(b);
    if (!b->cr)
        return true;
    cairo_tag_end(b->cr, "Document");
    cairo_destroy(b->cr);
    b->cr = NULL;
    cairo_surface_finish(b->surface);
    return cairo_surface_status(b->surface) == CAIRO_STATUS_SUCCESS || fail_write(b, e);
}
