/* grid.h - the entry grid: a package's lines as one table that is typed in as in a spreadsheet.
 *
 * GET  /packages/{code}/grid           the table; assets/grid.js makes it a grid
 * GET  /packages/{code}/grid?plain=1   the same as a form, for browsers without script
 * POST /packages/{code}/grid           saves cells, new lines and removals: docs/formats/grid.md
 *
 * One request is one write of the store. Each line counts for itself: it is saved whole or refused
 * whole, whatever becomes of the others; only a failure of the store undoes the batch. A line that
 * somebody else changed meanwhile is not touched: the answer holds the newer row. */
#ifndef PBIS_WEB_GRID_H
#define PBIS_WEB_GRID_H

#include "base/err.h"
#include "plan/package.h"
#include "web/form.h"
#include "web/req.h"

handler_fn grid_page, grid_post;

enum grid_field {
    GRID_NAME,
    GRID_QUANTITY,
    GRID_UNIT_WORD,
    GRID_UNIT_PRICE,
    GRID_TIMES,
    GRID_MONTHS,
    GRID_JUSTIFICATION,
    GRID_ITEM, /* these two of new lines only */
    GRID_FUND,
    GRID_FIELDS,
    GRID_EDITED = GRID_ITEM /* those before it can be edited */
};
struct grid_col {
    const char *name, *kind; /* kind for the script: text, long, milli, money, count, choice */
    const char *label, *expected;
};
extern const struct grid_col grid_cols[GRID_FIELDS];

struct grid_line { /* as the store has it */
    int64_t id, version, package_id, quantity_milli, times, months;
    struct str code, name, unit_word, justification, item_code, fund_code;
    struct money unit_price, requested;
    bool removed;
    struct str by_user; /* who changed it last, and when */
    struct when at;
};
/* The texts of a line's cells, as they are shown. */
void grid_texts(struct arena *a, const struct grid_line *l, struct str ret[GRID_FIELDS]);

/* A line that came as one sum has it as its price. */
void grid_price(struct grid_line *l);

enum grid_act { GRID_EDIT, GRID_ADD, GRID_REMOVE };
enum grid_result {
    GRID_UNCHANGED,
    GRID_SAVED,
    GRID_ADDED,
    GRID_REMOVED,
    GRID_STALE,  /* somebody else was first; `now` is the newer row */
    GRID_REFUSED /* `fault` says why, at its field */
};
struct grid_change {
    enum grid_act act;
    struct str line;    /* code; of a new line once it is made */
    struct str key;     /* a new line's one-time token (once.h) */
    struct str reason;  /* of a removal */
    int64_t version;    /* what the person saw */
    size_t place;       /* the row of the plain form */
    bool given[GRID_FIELDS];
    struct str text[GRID_FIELDS];
    int64_t quantity_milli, times, months; /* what was typed, read */
    struct money unit_price;
    bool bad;                        /* cannot be read: never written */
    bool skip;                       /* nothing to write: as it was, or theirs was chosen */
    bool undecided;                  /* stale before, and no side chosen */
    struct err *fault[GRID_FIELDS];  /* NULL = none */
    enum grid_result result;
    bool has_now;
    struct grid_line now;
};
struct grid_total {
    int64_t lines;
    struct money requested;
};
struct grid_batch {
    struct package in;
    int64_t year;
    struct grid_change *change;
    size_t n;
    struct grid_total total; /* of the package, after */
};

/* ---- grid_read.c ---- */
/* Reads the batch of a JSON body or of the plain form. ERR_JSON_SHAPE. */
MUST_CHECK bool grid_read(struct req *r, struct grid_batch *b, struct err *e);
bool grid_field_parse(struct str word, enum grid_field *ret);
void grid_fault(struct arena *a, struct grid_change *c, enum grid_field f, const struct err *e);

/* ---- grid_save.c ---- */
/* A write of the store: each change gets its result. */
bool grid_write(struct act *by, void *batch, struct err *e);
/* 200; 409 when a line is stale, else 422 when one is refused. */
int grid_status(const struct grid_batch *b);
void grid_answer(struct req *r, const struct grid_batch *b, struct reply *ret);
/* Whether these are the texts that were shown: 16 hexadecimal digits. */
struct str grid_was(struct arena *a, const struct str text[GRID_FIELDS]);

/* ---- the page ---- */
struct grid_head {
    struct str field, kind, label, expected;
    bool sum, number;
};
struct grid_cell {
    struct str field, text, error, newer, label;
    bool head, sum, number, longer, item, fund, fixed, decimal;
};
struct grid_view {
    struct str code, was, key, say;
    int64_t version, place;
    const struct grid_cell *cell;
    size_t cell_n;
    bool stale, gone;
};
struct grid_page {
    struct str title, csrf, code, user, room, asset_version, say;
    int64_t year, saved;
    bool plain, with_form, wrong;
    struct money total;
    const struct grid_head *head;
    size_t head_n;
    const struct grid_view *line;
    size_t line_n;
    const struct grid_view *fresh; /* empty rows of the plain form */
    size_t fresh_n;
    const struct grid_view *lost; /* typed into lines that somebody took out meanwhile */
    size_t lost_n;
    const struct form_choice *item, *fund;
    size_t item_n, fund_n;
};

#endif
