/* reference.c - agencies, classifications and aliases of data/ into a store.
 *
 * Loading again adds what is missing: agencies and aliases one by one, classifications by whole
 * versions, because a published version never changes. */
#include "city/reference.h"

#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/class.h"
#include "city/class_version.h"
#include "city/goal.h"
#include "city/law.h"
#include "city/search.h"
#include "city/year.h"
#include "sql_city.h"
#include "store/store.h"

enum { COLUMNS = 10 };

/* One reading of a data file: its columns found by name, each row handed on as texts. */
struct load {
    struct act *by;
    const char *const *column;
    size_t n;
    size_t index[COLUMNS];
    bool (*row)(struct load *l, const struct str *cell, struct err *e);
    int64_t count;
    /* classification files */
    struct str kind, version;
    int64_t version_id, sort;
    struct class_node *node; /* of the version being made */
    size_t nodes;
    int64_t year; /* reference_year */
};

static bool load_row(void *ctx, const struct csv_row *r, struct err *e)
{
    struct load *l = ctx;
    struct str cell[COLUMNS];

    if (r->row == 0) {
        struct csv_column want[COLUMNS];

        for (size_t i = 0; i < l->n; i++) {
            want[i] = (struct csv_column){l->column[i], false};
        }
        return csv_columns(r, want, l->n, l->index, e);
    }
    for (size_t i = 0; i < l->n; i++) {
        cell[i] = l->index[i] < r->n ? r->cell[l->index[i]] : STR_NONE;
    }
    return l->row(l, cell, e);
}

static bool load_file(struct load *l, const char *name, struct err *e)
{
    return csv_read_str(data_file_get(name), load_row, l, e);
}

static int64_t number(struct str s)
{
    int64_t v = 0;

    for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && v < INT64_MAX / 10 - 9; i++) {
        v = v * 10 + (s.p[i] - '0');
    }
    return v;
}

/* ---- agencies and aliases ---- */

static const char *const agency_columns[] = {"code",       "kind",    "division", "district_group",
                                             "name_th",    "name_en", "abbr_th",  "order",
                                             "valid_from", "valid_to"};

static bool agency_row(struct load *l, const struct str *cell, struct err *e)
{
    struct agency g = {0};
    int64_t id;

    g.code = cell[0];
    g.kind = cell[1];
    g.division = number(cell[2]);
    g.district_group = cell[3];
    g.name_th = cell[4];
    g.name_en = cell[5];
    g.abbr_th = cell[6];
    g.print_order = number(cell[7]);
    if (!agency_add(l->by, &g, number(cell[8]), number(cell[9]), &id, e)) {
        return false;
    }
    if (id == 0) {
        return true;
    }
    l->count++;
    return search_index(l->by, STR("agency"), id,
                        str_format(l->by->a, "%.*s %.*s %.*s %.*s", STR_FMT(g.name_th),
                                   STR_FMT(g.abbr_th), STR_FMT(g.name_en), STR_FMT(g.code)),
                        e);
}

static const char *const alias_columns[] = {"kind", "wrong", "code", "note"};

static bool alias_row(struct load *l, const struct str *cell, struct err *e)
{
    int64_t rows;

    if (!db_exec(l->by->tx->db, &Q_ALIAS_INSERT,
                 ARGS(V(cell[0]), V(cell[1]), V(cell[2]), V(cell[3])), &rows, e)) {
        return false;
    }
    l->count += rows;
    return true;
}

/* ---- classifications ---- */

/* Which file holds the nodes of a kind, and its columns for kind and version, if any. */
struct source {
    const char *kind, *file;
    const char *const *column;
    size_t n;
};

/* code, parent, level, names, status come first; then version, kind. */
static const char *const node_columns[] = {"code",    "parent", "level",   "name_th",
                                           "name_en", "status", "version", "kind"};
static const char *const fund_columns[] = {"code", "name_th", "name_en", "status"};

static const struct source sources[] = {
    {"programme", "programme.csv", node_columns, 7}, {"item", "items.csv", node_columns, 6},
    {"fund", "funds.csv", fund_columns, 4},          {"strategy", "strategy.csv", node_columns, 8},
    {"policy", "strategy.csv", node_columns, 8},
};

static int64_t parent_id(const struct load *l, struct str code)
{
    for (size_t i = l->nodes; code.n && i-- > 0;) {
        if (str_eq(l->node[i].code, code)) {
            return l->node[i].id;
        }
    }
    return 0;
}

static bool add_node(struct load *l, struct class_node *n, struct str parent, struct str status,
                     struct err *e)
{
    struct arena *a = l->by->a;

    n->version_id = l->version_id;
    n->parent_id = parent_id(l, parent);
    n->sort = ++l->sort;
    if (parent.n && !n->parent_id) {
        FAIL(e, ERR_UNKNOWN_CODE);
        err_arg(e, "field", V(n->code));
        err_arg(e, "value", V(parent));
        err_arg(e, "year", V(l->version));
        return false;
    }
    if (!class_node_add(l->by, n, status, &n->id, e)) {
        return false;
    }
    l->node = arena_grow(a, l->node, l->nodes * sizeof *l->node, (l->nodes + 1) * sizeof *l->node);
    l->node[l->nodes].id = n->id;
    l->node[l->nodes++].code = str_dup(a, n->code);
    return true;
}

static bool node_row(struct load *l, const struct str *cell, struct err *e)
{
    struct class_node n = {0};

    if ((l->n > 6 && !str_eq(cell[6], l->version)) || (l->n > 7 && !str_eq(cell[7], l->kind))) {
        return true;
    }
    n.code = cell[0];
    n.level = cell[2];
    n.name_th = cell[3];
    n.name_en = cell[4];
    return add_node(l, &n, cell[1], cell[5], e);
}

static bool fund_row(struct load *l, const struct str *cell, struct err *e)
{
    struct class_node n = {0};

    n.code = cell[0];
    n.level = STR("fund");
    n.name_th = cell[1];
    n.name_en = cell[2];
    return add_node(l, &n, STR_NONE, cell[3], e);
}

static bool load_nodes(struct load *outer, struct str kind, struct str version, int64_t version_id,
                       struct err *e)
{
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        const struct source *s = &sources[i];
        struct load l = {.by = outer->by, .column = s->column, .n = s->n};

        if (!str_eq(str_from(s->kind), kind)) {
            continue;
        }
        l.kind = kind;
        l.version = version;
        l.version_id = version_id;
        l.row = s->column == fund_columns ? fund_row : node_row;
        return load_file(&l, s->file, e) && class_publish(outer->by, version_id, e);
    }
    return true;
}

static const char *const version_columns[] = {"kind",     "code",     "from_year", "to_year",
                                              "label_th", "label_en", "source"};

static bool version_row(struct load *l, const struct str *cell, struct err *e)
{
    const struct class_version_new made = {cell[0], cell[1], cell[4], cell[5], cell[6]};
    struct class_version v;
    int64_t id;
    bool found;

    if (!class_version_find(l->by->tx->db, l->by->a, cell[0], cell[1], &v, &found, e)) {
        return false;
    }
    if (found) {
        return true;
    }
    l->count++;
    return class_version_add(l->by, &made, &id, e) && load_nodes(l, cell[0], cell[1], id, e);
}

static const char *const cross_columns[] = {"from_kind",  "from_version", "from_code", "to_kind",
                                            "to_version", "to_code",      "share_bp", "status"};

static bool cross_row(struct load *l, const struct str *cell, struct err *e)
{
    struct db *db = l->by->tx->db;
    int64_t from, to;

    return db_int(db, &Q_CLASS_NODE_ID, ARGS(V(cell[0]), V(cell[1]), V(cell[2])), &from, e) &&
           db_int(db, &Q_CLASS_NODE_ID, ARGS(V(cell[3]), V(cell[4]), V(cell[5])), &to, e) &&
           db_exec(db, &Q_CROSSWALK_INSERT, ARGS(V(from), V(to), V(number(cell[6])), V(cell[7])), NULL, e);
}

static const char *const count_columns[] = {"kind",      "version", "level",
                                            "published", "note_th", "note_en"};

static bool count_row(struct load *l, const struct str *cell, struct err *e)
{
    struct class_version v;
    bool found;

    return class_version_find(l->by->tx->db, l->by->a, cell[0], cell[1], &v, &found, e) &&
           (!found || tree_count_set(l->by, v.id, cell[2], number(cell[3]), cell[4], cell[5], e));
}

/* ---- the whole ---- */

bool reference_load(struct act *by, struct err *e)
{
    static const struct {
        const char *file;
        const char *const *column;
        size_t n;
        bool (*row)(struct load *l, const struct str *cell, struct err *e);
    } step[] = {
        {"agencies.csv", agency_columns, ARRAY_LEN(agency_columns), agency_row},
        {"aliases.csv", alias_columns, ARRAY_LEN(alias_columns), alias_row},
        {"versions.csv", version_columns, ARRAY_LEN(version_columns), version_row},
        {"crosswalk.csv", cross_columns, ARRAY_LEN(cross_columns), cross_row},
        {"plan_counts.csv", count_columns, ARRAY_LEN(count_columns), count_row},
    };
    int64_t added = 0, laws;
    struct audit_note note = {0};

    if (!actor_check_city(by->who, PERM_IMPORT, e)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(step); i++) {
        struct load l = {.by = by, .column = step[i].column, .n = step[i].n, .row = step[i].row};

        if (!load_file(&l, step[i].file, e)) {
            return false;
        }
        added += l.count;
    }
    if (!law_load(by, &laws, e)) {
        return false;
    }
    added += laws;
    if (added == 0) {
        return true;
    }
    note.action = STR("reference.load");
    note.subject = STR("store");
    note.new_value = str_format(by->a, "%lld", (long long)added);
    return audit_add(by, &note, e);
}

static bool year_row(struct load *l, const struct str *cell, struct err *e)
{
    struct class_version v;
    bool found;

    if (l->year < number(cell[2]) || l->year > number(cell[3])) {
        return true;
    }
    if (!class_version_find(l->by->tx->db, l->by->a, cell[0], cell[1], &v, &found, e)) {
        return false;
    }
    return !found || db_exec(l->by->tx->db, &Q_CLASS_YEAR_KEEP,
                             ARGS(V(l->year), V(cell[0]), V(v.id)), NULL, e);
}

bool reference_year(struct act *by, int64_t year, struct err *e)
{
    struct load l = {.by = by, .column = version_columns, .n = ARRAY_LEN(version_columns)};

    l.row = year_row;
    l.year = year;
    return load_file(&l, "versions.csv", e);
}
