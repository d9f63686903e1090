/* qr.h - QR codes (libqrencode) for paper and screens: the modules once, painted by Cairo, as an SVG
 * path, or as a PNG for a word processor. Error correction M: a quarter of a stamp over it does no harm. */
#ifndef PBIS_DOCUMENT_QR_H
#define PBIS_DOCUMENT_QR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;
struct _cairo;

enum { QR_QUIET = 4 }; /* light modules on each side, as the standard asks */

struct qr {
    int size;          /* modules on a side, without the quiet zone */
    const bool *dark;  /* size x size, row by row */
};

/* The text as bytes; at most about 2,300. ERR_TOO_LONG {field, limit}. */
MUST_CHECK bool qr_make(struct arena *a, struct str text, struct qr *ret, struct err *e);
/* Paints it with its quiet zone into the square of `side` points at (x, y). */
void qr_paint(struct _cairo *cr, const struct qr *q, double x, double y, double side);
/* An <svg class="qr"> element without style attributes; `label` is what a screen reader says. */
void qr_svg(struct sbuf *b, const struct qr *q, struct str label);
/* A PNG, `scale` pixels a module; the same code gives the same bytes. */
struct str qr_png(struct arena *a, const struct qr *q, int scale);

#endif
