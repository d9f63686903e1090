/* bma_lines.c - pbis import bma-lines: the Budget Department's export of 19 columns
 * (docs/formats/bma-lines.md).
 *
 * Each record becomes a decision unit with one package (level 1, current effort, accepted by the
 * analyst: they are the Department's own lines) and one line. Its identity is agency + key; a key
 * that two agencies use stays apart, and one that an agency uses again gets "#2" and so on. */
#include "base/arena.h"
#include "city/year.h"
#include "exchange/bma_row.h"
#include "exchange/intern.h"
#include "plan/bulk.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { MAX_BYTES = 64 * 1024 * 1024, MOST_SAME = 1000 };

/* Levels of the table of keys: what the store holds, what the file held so far. */
enum { IN_STORE, IN_FILE, FIRST_OWNER };

struct known_line {
    struct str code, source_key, name;
    int64_t agency_id;
    struct money amount;
};
static const struct field known_fields[] = {
    COL(struct known_line, code),   COL(struct known_line, source_key),
    COL(struct known_line, name),   COL(struct known_line, agency_id),
    COL(struct known_line, amount),
};
static const struct row_type known_type = ROW_TYPE(struct known_line, known_fields);

struct bma {
    struct bma_tables tables;
    struct intern keys;
    const struct known_line *known;
    struct plan_bulk *bulk;
    int64_t fund_id, sort;
};

static bool load_known(struct import *im, struct bma *b, struct err *e)
{
    struct rows rows;

    if (!db_list(im->by->tx->db, im->a, &Q_BMA_LINES_KNOWN, ARGS(V(im->year)), &known_type, &rows,
                 e))
        return false;
    b->known = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        intern_add(&b->keys, IN_STORE, b->known[i].agency_id, b->known[i].source_key, STR_NONE,
                   (int64_t)i);
    }
    return true;
}

static bool begin(struct import *im, struct err *e)
{
    struct bma *b = ARENA_NEW(im->a, struct bma);
    struct act *by = im->by;
    const struct class_node *fund;
    int64_t national;
    struct str what = str_format(im->a, "import:bma-lines:%.*s", STR_FMT(im->rep->sha256));

    im->state = b;
    intern_init(&b->keys, im->a);
    if (!db_int(by->tx->db, &Q_IMPORT_NATIONAL_LINES, NO_ARGS, &national, e))
        return false;
    if (national) {
        FAIL(e, ERR_STORE_NATIONAL);
        return false;
    }
    if (!year_ensure(by, im->year, e) || !bma_tables_load(im, &b->tables, e) ||
        !load_known(im, b, e))
        return false;
    fund = class_by_code(&b->tables.fund, STR("OWN"));
    b->fund_id = fund ? fund->id : 0;
    return plan_bulk_begin(by, im->year, what, &b->bulk, e);
}

/* The key under which the line is kept: agency + key is its identity. */
static struct str identity(struct import *im, struct bma *b, const struct bma_row *r)
{
    const struct interned *owner = intern_find(&b->keys, FIRST_OWNER, 0, r->key);
    struct str key = r->key;

    if (!owner) {
        intern_add(&b->keys, FIRST_OWNER, 0, r->key, r->agency->name_th, r->agency->id);
    } else if (owner->id != r->agency->id) {
        import_repair(im, B_KEY, REPAIR_SHARED, r->key, owner->code);
    }
    for (int64_t n = 2; n < MOST_SAME && intern_find(&b->keys, IN_FILE, r->agency->id, key); n++)
        key = str_format(im->row_a, "%.*s#%lld", STR_FMT(r->key), (long long)n);
    if (!str_eq(key, r->key))
        import_repair(im, B_KEY, REPAIR_TWICE, r->key, key);
    intern_add(&b->keys, IN_FILE, r->agency->id, key, STR_NONE, 1);
    return key;
}

/* The store has the key: the same line, or another under its name. */
static void compare(struct import *im, const struct known_line *k, const struct bma_row *r)
{
    struct err why;

    if (k->amount.satang == r->amount.satang && str_eq(k->name, r->name)) {
        import_unchanged(im);
        return;
    }
    FAIL(&why, ERR_LINE_DIFFERS);
    err_arg(&why, "value", V(k->source_key));
    err_arg(&why, "expected", V(k->code));
    import_refuse(im, B_KEY, &why);
}

static bool write_row(struct import *im, struct bma *b, const struct bma_row *r, struct str key,
                      struct err *e)
{
    struct unit_new u = {.year = im->year, .agency_id = r->agency->id, .output_id = r->output->id};
    struct package_new p = {.level = 1, .goal_id = r->goal_id, .integrated = r->integrated};
    struct line_new l = {.item_id = r->item->id, .fund_id = b->fund_id, .quantity_milli = 1000};
    struct str code;
    int64_t id;

    u.title = r->name;
    u.kind = str_from(r->unit_kind);
    p.title = r->name;
    p.level_kind = STR("current");
    p.justification = r->project;
    l.name = r->name;
    l.source_key = key;
    l.unit_price = r->amount;
    l.requested = r->amount;
    l.sort = ++b->sort;
    return plan_bulk_unit(b->bulk, &u, &p.unit_id, e) &&
           plan_bulk_package(b->bulk, &p, STR("ANALYST_ACCEPTED"), &l.package_id, e) &&
           plan_bulk_line(b->bulk, &l, &id, &code, e);
}

static bool row(struct import *im, struct err *e)
{
    struct bma *b = im->state;
    const struct interned *known;
    struct bma_row r;
    struct str key;

    bma_row_read(im, &b->tables, &r);
    if (import_is_bad(im))
        return true;
    key = identity(im, b, &r);
    known = intern_find(&b->keys, IN_STORE, r.agency->id, key);
    if (known)
        compare(im, &b->known[known->id], &r);
    if (import_is_bad(im))
        return true;
    if (!import_add_total(im, r.amount, e))
        return false;
    return import_is_unchanged(im) || !im->writing || write_row(im, b, &r, key, e);
}

/* Covers and pages say that the year is real but not all of it. */
static bool mark_partial(struct import *im, struct err *e)
{
    struct fiscal_year y;

    if (!year_get(im->by->tx->db, im->a, im->year, &y, e))
        return false;
    return y.partial || y.demo || year_mark(im->by, im->year, false, true, e);
}

static bool end(struct import *im, struct err *e)
{
    struct bma *b = im->state;

    if (!im->writing || im->rep->accepted == 0)
        return true; /* nothing to write, or it will be undone */
    return plan_bulk_end(b->bulk, e) && mark_partial(im, e);
}

const struct import_kind bma_lines_kind = {
    .word = "bma-lines",
    .columns = bma_columns,
    .ncolumns = B_COUNT,
    .max_bytes = MAX_BYTES,
    .needs_year = true,
    .hash_first = true,
    .begin = begin,
    .row = row,
    .end = end,
};
