#include "document/qr.h"

#include <cairo.h>
#include <qrencode.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

enum { TEXT_MAX = 2000 };

bool qr_make(struct arena *a, struct str text, struct qr *ret, struct err *e)
{
    QRcode *code = NULL;
    bool *dark;
    size_t n;

    if (text.n > 0 && text.n <= TEXT_MAX)
        code = QRcode_encodeString8bit(str_cstr(a, text), 0, QR_ECLEVEL_M);
    if (!code) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(STR("QR")));
        err_arg(e, "limit", V((int64_t)TEXT_MAX));
        return false;
    }
    n = (size_t)code->width * (size_t)code->width;
    dark = ARENA_ARRAY(a, bool, n);
    for (size_t i = 0; i < n; i++)
        dark[i] = (code->data[i] & 1U) != 0;
    *ret = (struct qr){code->width, dark};
    QRcode_free(code);
    return true;
}

static bool dark_at(const struct qr *q, int x, int y)
{
    return q->dark[(size_t)y * (size_t)q->size + (size_t)x];
}

/* Dark modules in a row are one rectangle: no hair lines between them. */
static int run_at(const struct qr *q, int x, int y)
{
    int n = 0;

    while (x + n < q->size && dark_at(q, x + n, y))
        n++;
    return n;
}

void qr_paint(struct _cairo *cr, const struct qr *q, double x, double y, double side)
{
    double unit = side / (q->size + 2 * QR_QUIET);

    cairo_set_source_rgb(cr, 0, 0, 0);
    for (int row = 0; row < q->size; row++) {
        for (int col = 0, n; col < q->size; col += n > 0 ? n : 1) {
            n = run_at(q, col, row);
            if (n > 0)
                cairo_rectangle(cr, x + (QR_QUIET + col) * unit, y + (QR_QUIET + row) * unit,
                                n * unit, unit);
        }
    }
    cairo_fill(cr);
}

void qr_svg(struct sbuf *b, const struct qr *q, struct str label)
{
    int whole = q->size + 2 * QR_QUIET;
    struct str s = str_replace(b->a, label, STR("&"), STR("&amp;"));

    s = str_replace(b->a, str_replace(b->a, s, STR("<"), STR("&lt;")), STR("\""), STR("&quot;"));
    sbuf_printf(b,
                "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" "
                "aria-label=\"%.*s\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"",
                whole, whole, STR_FMT(s), whole, whole);
    for (int row = 0; row < q->size; row++) {
        for (int col = 0, n; col < q->size; col += n > 0 ? n : 1) {
            n = run_at(q, col, row);
            if (n > 0)
                sbuf_printf(b, "M%d %dh%dv1h-%dz", QR_QUIET + col, QR_QUIET + row, n, n);
        }
    }
    SB_LIT(b, "\" fill=\"#000\"/></svg>");
}

static cairo_status_t take_png(void *ctx, const unsigned char *data, unsigned int n)
{
    sbuf_add(ctx, (struct str){(const char *)data, n});
    return CAIRO_STATUS_SUCCESS;
}

struct str qr_png(struct arena *a, const struct qr *q, int scale)
{
    int side = (q->size + 2 * QR_QUIET) * scale;
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
    cairo_t *cr = cairo_create(image);
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    qr_paint(cr, q, 0, 0, side);
    cairo_destroy(cr);
    if (cairo_surface_write_to_png_stream(image, take_png, &b) != CAIRO_STATUS_SUCCESS)
        PANIC("a picture in memory could not be written");
    cairo_surface_destroy(image);
    return sbuf_str(&b);
}
