/* Workbooks: any bytes as a file, and any text as the parts of one (split at lines of "----"), are
 * read or refused without harm; what comes out is clean text in order. */
#include <string.h>

#include "../unit/zip_parts.h"
#include "base/arena.h"
#include "base/sheet_read.h"
#include "fuzz.h"

struct seen {
    struct arena *a;
    int64_t row;
};

static bool note(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct seen *s = ctx;

    (void)e;
    PROMISE(row->row > s->row && row->n > 0 && row->n <= BOOK_COLUMNS_MAX);
    s->row = row->row;
    for (size_t i = 0; i < row->n; i++) {
        const struct sheet_cell *c = &row->cell[i];
        struct str again;

        PROMISE(i == 0 || c->col > row->cell[i - 1].col);
        PROMISE(c->col < BOOK_COLUMNS_MAX && c->text.n <= BOOK_TEXT_MAX);
        PROMISE(str_utf8_valid(c->text));
        PROMISE(c->type != CELL_DATE || date_valid(c->date));
        if (c->type == CELL_NUMBER)
            PROMISE(sheet_number_text(s->a, c->text, &again) && str_eq(again, c->text));
    }
    return true;
}

static void try_bytes(struct arena *a, struct str bytes)
{
    struct sheet_source src = {.bytes = bytes};
    struct seen seen = {a, 0};
    struct xlsx *b = NULL;
    struct err e;

    if (!xlsx_open(a, &src, &b, &e)) {
        PROMISE(err_text(a, &e, LANG_EN).n > 0);
        return;
    }
    for (size_t i = 0; i < xlsx_sheets(b); i++) {
        seen.row = 0;
        if (!xlsx_read(b, i, note, &seen, &e))
            PROMISE(err_text(a, &e, LANG_TH).n > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size}, part[3] = {STR_NONE, STR_NONE, STR_NONE};
    struct arena *a = arena_new();
    size_t at = 0;

    if (str_starts(s, STR("PK"))) {
        try_bytes(a, s);
        arena_free(a);
        return 0;
    }
    for (size_t i = 0; i < 3 && at < s.n; i++) {
        size_t next = str_find(s, STR("\n----\n"), at);

        part[i] = str_slice(s, at, next);
        at = next + 6;
    }
    try_bytes(a, zip_workbook(a, part[0], part[1], part[2], false));
    arena_free(a);
    return 0;
}
