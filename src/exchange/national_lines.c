/* national_lines.c - pbis import national-lines: the line items of the national budget books
 * (docs/formats/national-lines.md).
 *
 * Ministries and units become agencies of those kinds; plan > output or project and the category
 * levels become a classification version of the year. The nodes of a row are made even when its
 * amount is refused: a later run with --round finds them, though the version is published by then.
 * A row needs no query and leaves no memory behind once its names were seen. */
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/class.h"
#include "city/year.h"
#include "exchange/import_frame.h"
#include "exchange/intern.h"
#include "sql_exchange.h"
#include "store/store.h"

enum {
    N_ITEM,
    N_DOC,
    N_PAGE,
    N_MINISTRY,
    N_UNIT,
    N_CROSS,
    N_PLAN,
    N_OUTPUT,
    N_PROJECT,
    N_CAT1,
    N_CAT2,
    N_CAT3,
    N_CAT4,
    N_CAT5,
    N_CAT6,
    N_NAME,
    N_YEAR,
    N_AMOUNT,
    N_OBLIGED,
    N_NOTE,
    N_COUNT
};

static const struct csv_column columns[N_COUNT] = {
    {"ITEM_ID", false},          {"REF_DOC", false},        {"REF_PAGE_NO", false},
    {"MINISTRY", false},         {"BUDGETARY_UNIT", false}, {"CROSS_FUNC?", false},
    {"BUDGET_PLAN", false},      {"OUTPUT", false},         {"PROJECT", false},
    {"CATEGORY_LV1", false},     {"CATEGORY_LV2", false},   {"CATEGORY_LV3", false},
    {"CATEGORY_LV4", false},     {"CATEGORY_LV5", false},   {"CATEGORY_LV6", false},
    {"ITEM_DESCRIPTION", false}, {"FISCAL_YEAR", false},    {"AMOUNT", false},
    {"OBLIGED?", false},         {"DEBUG_LOG", false},
};

enum { KEY_MAX = 64, FIRST_YEAR = 2500, ORDER_BASE = 100000, MAX_BYTES = 2000000000 };

/* The words of class_node.level by column; an output and a project both stand under a plan. */
static const char *const level_word[N_COUNT] = {
    [N_PLAN] = "plan", [N_OUTPUT] = "output", [N_PROJECT] = "project",
    [N_CAT1] = "type", [N_CAT2] = "group",    [N_CAT3] = "subgroup",
    [N_CAT4] = "item", [N_CAT5] = "detail",   [N_CAT6] = "detail2",
};
static const char level_letter[N_COUNT] = {
    [N_PLAN] = 'P', [N_OUTPUT] = 'O', [N_PROJECT] = 'J', [N_CAT1] = 'C', [N_CAT2] = 'C',
    [N_CAT3] = 'C', [N_CAT4] = 'C',   [N_CAT5] = 'C',    [N_CAT6] = 'C',
};

/* What the column held in the row before: rows repeat it. */
struct last {
    char *raw; /* the cell's bytes */
    size_t n, cap;
    const struct interned *node; /* NULL: nothing yet */
};

struct national {
    struct intern names;
    struct keyset keys;
    struct last last[N_COUNT];
    struct db_bulk *bulk;                /* open between two other statements */
    int64_t version[2];                  /* programme, item */
    bool made[2];                        /* by this run; else published, and no node is added */
    bool ready;                          /* the year is known and its tables are loaded */
    bool fresh;                          /* no national row was there */
    int64_t nodes, agencies, ministries; /* running numbers */
};

struct found_row {
    struct str name;
    int64_t tranche_year;
    struct money amount;
};
static const struct field found_fields[] = {
    COL(struct found_row, name),
    COL(struct found_row, tranche_year),
    COL(struct found_row, amount),
};
static const struct row_type found_type = ROW_TYPE(struct found_row, found_fields);

struct agency_row {
    int64_t id;
    struct str code, kind, name_th;
};
static const struct field agency_fields[] = {
    COL(struct agency_row, id),
    COL(struct agency_row, code),
    COL(struct agency_row, kind),
    COL(struct agency_row, name_th),
};
static const struct row_type agency_row_type = ROW_TYPE(struct agency_row, agency_fields);

static bool begin(struct import *im, struct err *e)
{
    struct national *n = ARENA_NEW(im->a, struct national);
    int64_t city, national;

    if (!db_int(im->by->tx->db, &Q_IMPORT_CITY_LINES, NO_ARGS, &city, e) ||
        !db_int(im->by->tx->db, &Q_IMPORT_NATIONAL_LINES, NO_ARGS, &national, e))
        return false;
    if (city) {
        FAIL(e, ERR_STORE_KIND);
        return false;
    }
    im->state = n;
    n->fresh = national == 0;
    intern_init(&n->names, im->a);
    keyset_init(&n->keys, im->a);
    return true;
}

/* Other statements may run after this. */
static bool end_bulk(struct national *n, struct err *e)
{
    struct db_bulk *b = n->bulk;

    n->bulk = NULL;
    return !b || db_bulk_end(b, NULL, e);
}

/* ---- the year and its classification ---- */

static bool load_agencies(struct import *im, struct national *n, struct err *e)
{
    struct rows rows;
    const struct agency_row *r;
    int64_t ministry = 0;

    if (!db_list(im->by->tx->db, im->a, &Q_NATIONAL_AGENCIES, NO_ARGS, &agency_row_type, &rows, e))
        return false;
    r = rows.p;
    for (size_t i = 0; i < rows.n; i++) { /* a unit's code goes on from its ministry's */
        bool is_unit = str_eq(r[i].kind, STR("unit"));
        if (!is_unit) {
            ministry = r[i].id;
            n->ministries++;
        }
        intern_add(&n->names, is_unit ? N_UNIT : N_MINISTRY, is_unit ? ministry : 0, r[i].name_th,
                   r[i].code, r[i].id);
        n->agencies++;
    }
    return true;
}

static uint32_t column_of_level(struct str level)
{
    for (uint32_t c = 0; c < N_COUNT; c++) {
        if (level_word[c] && str_eq(level, str_from(level_word[c])))
            return c;
    }
    return N_COUNT;
}

static bool load_nodes(struct import *im, struct national *n, struct str kind, struct err *e)
{
    struct class_tree t;

    if (!class_tree_load(im->by->tx->db, im->a, im->year, kind, &t, e))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        intern_add(&n->names, column_of_level(t.node[i].level), t.node[i].parent_id,
                   t.node[i].name_th, t.node[i].code, t.node[i].id);
    }
    return true;
}

static bool use_version(struct import *im, struct national *n, int which, struct err *e)
{
    static const char *const kind[] = {"programme", "item"};
    static const char *const th[] = {TR("โครงสร้างแผนงานของงบประมาณแผ่นดิน"),
                                     TR("ประเภทรายจ่ายของงบประมาณแผ่นดิน")};
    struct str k = str_from(kind[which]);
    struct str code = str_format(im->a, "national-%lld", (long long)im->year);
    struct rows rows;

    if (!db_list(im->by->tx->db, im->a, &Q_NATIONAL_VERSION, ARGS(V(k), V(code)), &id_row_type,
                 &rows, e))
        return false;
    if (rows.n) {
        n->version[which] = ((const struct id_row *)rows.p)->id;
        return load_nodes(im, n, k, e);
    }
    n->made[which] = true;
    return class_version_add(im->by,
                             &(struct class_version_new){k, code, tr(LANG_TH, th[which]),
                                                         tr(LANG_EN, th[which]),
                                                         STR("import national-lines")},
                             &n->version[which], e) &&
           class_use(im->by, im->year, k, n->version[which], e);
}

/* Once the first record has said which year the file is of. */
static bool prepare(struct import *im, struct national *n, struct err *e)
{
    if (n->ready)
        return true;
    n->ready = true;
    return year_ensure(im->by, im->year, e) && use_version(im, n, 0, e) &&
           use_version(im, n, 1, e) && load_agencies(im, n, e);
}

/* ---- names ---- */

static bool make_agency(struct import *im, struct national *n, struct agency *g, uint32_t column,
                        int64_t *ret_id, struct err *e)
{
    g->print_order = ORDER_BASE + ++n->agencies;
    if (column == N_MINISTRY) {
        g->kind = STR("ministry");
        g->code = str_format(im->row_a, "N%03lld", (long long)++n->ministries);
    } else {
        g->kind = STR("unit");
        g->code = str_format(im->row_a, "%.*s-%04lld", STR_FMT(n->last[N_MINISTRY].node->code),
                             (long long)n->agencies);
    }
    if (!agency_add(im->by, g, FIRST_YEAR, 0, ret_id, e))
        return false;
    if (*ret_id)
        return true;
    FAIL(e, ERR_DUPLICATE);
    err_arg(e, "field", V(str_from(columns[column].name)));
    err_arg(e, "value", V(g->code));
    return false;
}

static bool make_node(struct import *im, struct national *n, struct class_node *x, uint32_t column,
                      int64_t *ret_id, struct err *e)
{
    x->version_id = n->version[column >= N_CAT1];
    x->level = str_from(level_word[column]);
    x->sort = ++n->nodes;
    x->code = str_format(im->row_a, "%c%05lld", level_letter[column], (long long)x->sort);
    return class_node_add(im->by, x, STR("sourced"), ret_id, e);
}

/* A name that was not seen before. *ret NULL: the record is refused, or nothing is written any
 * more. */
static bool make(struct import *im, uint32_t column, int64_t parent, struct str name,
                 const struct interned **ret, struct err *e)
{
    struct national *n = im->state;
    bool is_agency = column == N_MINISTRY || column == N_UNIT;
    struct agency g = {.name_th = name, .name_en = name};
    struct class_node x = {.parent_id = parent, .name_th = name, .name_en = name};
    int64_t id;

    *ret = NULL;
    if (!is_agency && !n->made[column >= N_CAT1]) {
        struct err why;
        FAIL(&why, ERR_UNKNOWN_NAME);
        err_arg(&why, "field", V(str_from(columns[column].name)));
        err_arg(&why, "value", V(name));
        err_arg(&why, "nearest", V(STR("-")));
        import_refuse(im, column, &why);
        return true;
    }
    if (!im->writing)
        return true;
    if (!end_bulk(n, e) || !(is_agency ? make_agency(im, n, &g, column, &id, e)
                                       : make_node(im, n, &x, column, &id, e)))
        return false;
    *ret = intern_add(&n->names, column, parent, name, is_agency ? g.code : x.code, id);
    return true;
}

static void remember(struct import *im, struct last *l, struct str raw, const struct interned *node)
{
    if (raw.n > l->cap) {
        l->raw = arena_grow(im->a, l->raw, l->cap, raw.n * 2);
        l->cap = raw.n * 2;
    }
    if (raw.n)
        memcpy(l->raw, raw.p, raw.n);
    l->n = raw.n;
    l->node = node;
}

/* The agency or node of a cell that is not empty; *ret NULL as make() says. */
static bool resolve(struct import *im, uint32_t column, int64_t parent, const struct interned **ret,
                    struct err *e)
{
    struct national *n = im->state;
    struct last *l = &n->last[column];
    struct str raw = im->rec->cell[im->column[column]], name;

    if (l->node && l->node->parent == parent && str_eq(raw, (struct str){l->raw, l->n})) {
        *ret = l->node;
        return true;
    }
    name = import_cell(im, column);
    *ret = intern_find(&n->names, column, parent, name);
    if (!*ret && !make(im, column, parent, name, ret, e))
        return false;
    l->node = NULL;
    if (*ret && str_eq(raw, name)) { /* what was mended is listed again on the next row */
        remember(im, l, raw, *ret);
    } else if (*ret && column == N_MINISTRY) {
        remember(im, l, STR_NONE, *ret); /* its units ask for it */
    }
    return true;
}

/* The deepest node of a path of columns; empty cells are left out. `otherwise` names a node for a
 * path without any; NULL = the first column is required. */
static bool path(struct import *im, uint32_t from, uint32_t to, const char *otherwise,
                 int64_t *ret_id, struct err *e)
{
    struct national *n = im->state;
    const struct interned *node = NULL;
    bool any = false;

    *ret_id = 0;
    for (uint32_t c = from; c <= to; c++) {
        if (im->rec->cell[im->column[c]].n == 0)
            continue;
        any = true;
        if (!resolve(im, c, node ? node->id : 0, &node, e))
            return false;
        if (!node)
            return true;
    }
    if (!any && otherwise) {
        struct str name = str_from(otherwise);
        node = intern_find(&n->names, from, 0, name);
        if (!node && !make(im, from, 0, name, &node, e))
            return false;
    } else if (!any) {
        import_refuse_required(im, from);
    }
    *ret_id = node ? node->id : 0;
    return true;
}

/* ---- one record ---- */

struct line {
    struct str key, doc, page, name, note;
    int64_t unit_id, node_id, category_id, tranche_year, year;
    struct money amount;
    bool cross_func, obliged;
};

static bool digits(struct str s, int64_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *ret = *ret * 10 + (s.p[i] - '0');
    }
    return s.n == 4;
}

/* A year of the common era as the file writes it; 0 and the record refused otherwise. */
static int64_t read_year(struct import *im, uint32_t column, struct str s)
{
    int64_t ce;
    struct err why;

    if (digits(s, &ce) && ce < FIRST_YEAR && fy_valid(fy_from_ce((int32_t)ce)))
        return fy_from_ce((int32_t)ce);
    if (digits(s, &ce) && fy_valid(ce)) {
        FAIL(&why, ERR_YEAR_BE);
        err_arg(&why, "value", V(s));
        err_arg(&why, "expected", V((int64_t)fy_to_ce((int32_t)ce)));
    } else {
        FAIL(&why, ERR_BAD_NUMBER);
        err_arg(&why, "field", V(str_from(columns[column].name)));
        err_arg(&why, "value", V(s));
    }
    import_refuse(im, column, &why);
    return 0;
}

static bool read_flag(struct import *im, uint32_t column)
{
    struct str s = im->rec->cell[im->column[column]];

    if (str_eq(s, STR("True")))
        return true;
    if (!str_eq(s, STR("False")))
        import_refuse_choice(im, column, import_cell_quiet(im, column), STR("True, False"));
    return false;
}

static struct str required(struct import *im, uint32_t column)
{
    struct str s = import_cell(im, column);

    if (s.n == 0)
        import_refuse_required(im, column);
    return s;
}

static struct money read_amount(struct import *im)
{
    struct str s = import_cell_quiet(im, N_AMOUNT), plain;
    struct money m = MONEY_ZERO;
    struct err why;
    bool rounded = false, commas;
    bool ok = money_parse_rounding(s, &m, &rounded, &why);

    commas = !ok && why.code == ERR_BAD_AMOUNT && str_has(s, STR(","));
    if (commas) {
        plain = str_replace(im->row_a, s, STR(","), STR_NONE);
        ok = money_parse_rounding(plain, &m, &rounded, &why);
    }
    if (ok && m.satang < 0) {
        ok = false;
        FAIL(&why, ERR_AMOUNT_NEGATIVE);
        err_arg(&why, "value", V(s));
    }
    if (ok && rounded && !im->o->round) {
        ok = false;
        FAIL(&why, ERR_SATANG_FRACTION);
        err_arg(&why, "value", V(s));
    }
    if (!ok) {
        import_refuse(im, N_AMOUNT, &why);
        return MONEY_ZERO;
    }
    if (commas)
        import_repair(im, N_AMOUNT, REPAIR_COMMAS, s, money_text(im->row_a, m, MONEY_COMMAS));
    if (rounded)
        import_repair(im, N_AMOUNT, REPAIR_ROUNDED, s, money_text(im->row_a, m, MONEY_COMMAS));
    return m;
}

/* The book's year stands first in the item's key: 2022.3.1.0. */
static bool read_key(struct import *im, struct line *l, struct err *e)
{
    struct national *n = im->state;
    struct err why;

    l->key = required(im, N_ITEM);
    if (import_is_bad(im))
        return true;
    if (l->key.n > KEY_MAX) {
        FAIL(&why, ERR_TOO_LONG);
        err_arg(&why, "field", V(str_from(columns[N_ITEM].name)));
        err_arg(&why, "limit", V((int64_t)KEY_MAX));
        import_refuse(im, N_ITEM, &why);
        return true;
    }
    l->year = read_year(im, N_ITEM, str_slice(l->key, 0, str_find(l->key, STR("."), 0)));
    if (l->year && !im->year)
        im->year = l->year;
    if (l->year && l->year != im->year) {
        FAIL(&why, ERR_YEAR_MISMATCH);
        err_arg(&why, "value", V(l->year));
        err_arg(&why, "expected", V(im->year));
        import_refuse(im, N_ITEM, &why);
    }
    return !l->year || prepare(im, n, e);
}

static bool names_of(struct import *im, struct line *l, struct err *e)
{
    struct national *n = im->state;
    const struct interned *ministry = NULL, *unit = NULL;

    if (!n->ready)
        return true;
    if (im->rec->cell[im->column[N_MINISTRY]].n == 0) {
        import_refuse_required(im, N_MINISTRY);
    } else if (im->rec->cell[im->column[N_UNIT]].n == 0) {
        import_refuse_required(im, N_UNIT);
    } else if (!resolve(im, N_MINISTRY, 0, &ministry, e) ||
               (ministry && !resolve(im, N_UNIT, ministry->id, &unit, e))) {
        return false;
    }
    l->unit_id = unit ? unit->id : 0;
    return path(im, N_PLAN, N_PROJECT, NULL, &l->node_id, e) &&
           path(im, N_CAT1, N_CAT6, TR("ไม่ระบุประเภท"), &l->category_id, e);
}

static void refuse_duplicate(struct import *im, struct str key)
{
    struct err why;

    FAIL(&why, ERR_DUPLICATE);
    err_arg(&why, "field", V(str_from(columns[N_ITEM].name)));
    err_arg(&why, "value", V(key));
    import_refuse(im, N_ITEM, &why);
}

/* Is the key in the store? Only asked when it may be. */
static bool compare(struct import *im, const struct line *l, struct err *e)
{
    struct national *n = im->state;
    struct found_row f;
    bool seen = !keyset_add(&n->keys, l->key), found;

    if (n->fresh && !seen)
        return true;
    if (seen && !im->writing) { /* the row before was not written: the store cannot say */
        refuse_duplicate(im, l->key);
        return true;
    }
    if (!end_bulk(n, e) || !db_find(im->by->tx->db, im->row_a, &Q_NATIONAL_LINE_FIND,
                                    ARGS(V(l->key), V(l->year)), &found_type, &f, &found, e))
        return false;
    if (found && (seen || f.amount.satang != l->amount.satang ||
                  f.tranche_year != l->tranche_year || !str_eq(f.name, l->name))) {
        refuse_duplicate(im, l->key);
    } else if (found) {
        import_unchanged(im);
    }
    return true;
}

static bool insert(struct import *im, const struct line *l, struct err *e)
{
    struct national *n = im->state;

    if (!n->bulk && !db_bulk_begin(im->by->tx, &Q_NATIONAL_LINE_INSERT, &n->bulk, e))
        return false;
    return db_bulk_row(n->bulk,
                       ARGS(V(l->year), V(l->key), V(l->doc), V(l->page), V(l->unit_id),
                            V(l->node_id), V(l->category_id), V(l->cross_func), V(l->name),
                            V(l->tranche_year), V(l->amount), V(l->obliged), V(l->note),
                            V(im->rec->row)),
                       e);
}

static bool row(struct import *im, struct err *e)
{
    struct line l = {0};

    if (!read_key(im, &l, e) || !names_of(im, &l, e))
        return false;
    l.doc = import_cell(im, N_DOC);
    l.page = import_cell(im, N_PAGE);
    l.name = required(im, N_NAME);
    l.note = import_cell(im, N_NOTE);
    l.cross_func = read_flag(im, N_CROSS);
    l.obliged = read_flag(im, N_OBLIGED);
    l.tranche_year = read_year(im, N_YEAR, import_cell_quiet(im, N_YEAR));
    l.amount = read_amount(im);
    if (import_is_bad(im))
        return true;
    if (!compare(im, &l, e))
        return false;
    if (import_is_bad(im))
        return true;
    if (!import_add_total(im, l.amount, e))
        return false;
    return import_is_unchanged(im) || !im->writing || insert(im, &l, e);
}

static bool end(struct import *im, struct err *e)
{
    struct national *n = im->state;
    struct audit_note note = {0};

    if (!end_bulk(n, e))
        return false;
    for (int i = 0; i < 2; i++) {
        if (n->ready && n->made[i] && !class_publish(im->by, n->version[i], e))
            return false;
    }
    if (im->rep->accepted == 0)
        return true;
    note.action = STR("import.national-lines");
    note.subject = str_format(im->by->a, "import:national-lines:%.*s", STR_FMT(im->rep->sha256));
    note.new_value = str_format(im->by->a, "%lld", (long long)im->rep->accepted);
    return audit_add(im->by, &note, e);
}

const struct import_kind national_lines_kind = {
    .word = "national-lines",
    .columns = columns,
    .ncolumns = N_COUNT,
    .max_bytes = MAX_BYTES,
    .begin = begin,
    .row = row,
    .end = end,
};
