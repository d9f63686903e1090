#include "plan/draw.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/class.h"
#include "city/year.h"
#include "plan/bulk.h"
#include "plan/cycle.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { MOST_LEVELS = 9 };

struct drawn_unit {
    struct str code, title, kind, output_code;
};
static const struct field drawn_unit_fields[] = {
    COL(struct drawn_unit, code),
    COL(struct drawn_unit, title),
    COL(struct drawn_unit, kind),
    COL(struct drawn_unit, output_code),
};
static const struct row_type drawn_unit_type = ROW_TYPE(struct drawn_unit, drawn_unit_fields);

struct drawn_package {
    struct str code, unit_code, level_kind, title;
    bool mandatory, integrated;
    int64_t section_id;
};
static const struct field drawn_package_fields[] = {
    COL(struct drawn_package, code),       COL(struct drawn_package, unit_code),
    COL(struct drawn_package, level_kind), COL(struct drawn_package, title),
    COL(struct drawn_package, mandatory),  COL(struct drawn_package, integrated),
    COL(struct drawn_package, section_id),
};
static const struct row_type drawn_package_type =
    ROW_TYPE(struct drawn_package, drawn_package_fields);

struct drawn_line {
    struct str code, package_code, item_code, fund_code, name, unit_word;
    int64_t sort;
};
static const struct field drawn_line_fields[] = {
    COL(struct drawn_line, code),      COL(struct drawn_line, package_code),
    COL(struct drawn_line, item_code), COL(struct drawn_line, fund_code),
    COL(struct drawn_line, name),      COL(struct drawn_line, unit_word),
    COL(struct drawn_line, sort),
};
static const struct row_type drawn_line_type = ROW_TYPE(struct drawn_line, drawn_line_fields);

/* What is being drawn, and what has to be written once the batch is in. */
struct drawing {
    struct act *by;
    struct plan_bulk *b;
    struct agency g;
    int64_t year;
    struct class_tree programme, item, fund;
    struct rows packages, lines;
    struct {
        struct str unit, past;
    } * review;
    size_t reviews;
    struct {
        struct str package;
        int64_t section;
    } * section;
    size_t sections;
    struct draw_result done;
};

static bool add_unit(struct drawing *d, const struct drawn_unit *from, struct str *ret_code,
                     int64_t *ret, struct err *e)
{
    const struct class_node *node = class_by_code(&d->programme, from->output_code);
    struct str prefix = agency_prefix(d->g.code);
    struct unit_new u = {
        .year = d->year, .agency_id = d->g.id, .title = from->title, .kind = from->kind};
    int64_t number;

    *ret = 0;
    if (!node) {
        d->done.left_out++;
        return true;
    }
    if (!number_take(d->by, d->year, 0, unit_prefix(d->by->a, prefix), 1, &number, e)) {
        return false;
    }
    u.output_id = node->id;
    u.code = unit_code(d->by->a, prefix, number);
    if (!plan_bulk_unit(d->b, &u, ret, e)) {
        return false;
    }
    d->review[d->reviews].unit = u.code;
    d->review[d->reviews++].past = from->code;
    d->done.units++;
    *ret_code = u.code;
    return true;
}

/* Name and place only: no quantity, no price, no reason. */
static bool add_line(struct drawing *d, int64_t package_id, const struct drawn_line *from,
                     struct err *e)
{
    const struct class_node *item = class_by_code(&d->item, from->item_code);
    const struct class_node *fund = class_by_code(&d->fund, from->fund_code);
    struct line_new l = {.package_id = package_id,
                         .name = from->name,
                         .unit_word = from->unit_word,
                         .sort = from->sort,
                         .drawn_from = from->code};
    struct str code;
    int64_t id;

    if (!item || !fund) {
        d->done.left_out++;
        return true;
    }
    l.item_id = item->id;
    l.fund_id = fund->id;
    if (!plan_bulk_line(d->b, &l, &id, &code, e)) {
        return false;
    }
    d->done.lines++;
    return true;
}

static bool add_lines(struct drawing *d, int64_t package_id, struct str of, struct err *e)
{
    const struct drawn_line *l = d->lines.p;

    for (size_t i = 0; i < d->lines.n; i++) {
        if (str_eq(l[i].package_code, of) && !add_line(d, package_id, &l[i], e)) {
            return false;
        }
    }
    return true;
}

static bool add_package(struct drawing *d, struct package_new *p, struct str unit,
                        int64_t section_id, struct str past, struct err *e)
{
    int64_t id;

    p->code = str_format(d->by->a, "%.*s-L%lld", STR_FMT(unit), (long long)p->level);
    if (!plan_bulk_package(d->b, p, STR("DRAFT"), &id, e)) {
        return false;
    }
    if (section_id) {
        d->section[d->sections].package = p->code;
        d->section[d->sections++].section = section_id;
    }
    d->done.packages++;
    return add_lines(d, id, past, e);
}

static bool draw_unit(struct drawing *d, const struct drawn_unit *u, struct err *e)
{
    const struct drawn_package *from = d->packages.p;
    struct str code;
    int64_t id, level = 0;

    if (!add_unit(d, u, &code, &id, e)) {
        return false;
    }
    for (size_t i = 0; id && i < d->packages.n && level < MOST_LEVELS; i++) {
        struct package_new p = {.unit_id = id,
                                .level_kind = from[i].level_kind,
                                .title = from[i].title,
                                .mandatory = from[i].mandatory,
                                .integrated = from[i].integrated};

        if (!str_eq(from[i].unit_code, u->code)) {
            continue;
        }
        p.level = ++level;
        if (!add_package(d, &p, code, from[i].section_id, from[i].code, e)) {
            return false;
        }
    }
    return true;
}

/* A year that only past_line knows: a unit and its minimum for each output. */
static bool draw_past(struct drawing *d, struct err *e)
{
    const struct drawn_line *l;
    struct str last = STR_NONE, code;
    int64_t id;

    if (!db_list(d->by->tx->db, d->by->a, &Q_DRAW_PAST,
                 ARGS(V(d->g.id), V(d->year - 1), V(d->year)), &drawn_line_type, &d->lines, e)) {
        return false;
    }
    l = d->lines.p;
    d->review = arena_array(d->by->a, d->lines.n + 1, sizeof *d->review);
    d->section = arena_array(d->by->a, 1, sizeof *d->section);
    for (size_t i = 0; i < d->lines.n; i++) {
        const struct class_node *node = class_by_code(&d->programme, l[i].package_code);
        struct package_new p = {.level = 1, .level_kind = STR("minimum")};
        struct drawn_unit u = {.kind = STR("base"), .output_code = l[i].package_code};

        if (str_eq(l[i].package_code, last)) {
            continue;
        }
        last = l[i].package_code;
        if (!node) {
            d->done.left_out++;
            continue;
        }
        p.title = u.title = node->name_th;
        u.code = str_format(d->by->a, "output:%.*s", STR_FMT(last));
        if (!add_unit(d, &u, &code, &id, e)) {
            return false;
        }
        p.unit_id = id;
        if (!add_package(d, &p, code, 0, last, e)) {
            return false;
        }
    }
    return true;
}

static bool draw_living(struct drawing *d, struct str sight, struct err *e)
{
    struct db *db = d->by->tx->db;
    struct arena *a = d->by->a;
    struct rows units;

    if (!db_list(db, a, &Q_DRAW_UNITS, ARGS(V(d->g.id), V(d->year - 1), V(d->year), V(sight)),
                 &drawn_unit_type, &units, e) ||
        !db_list(db, a, &Q_DRAW_PACKAGES, ARGS(V(d->g.id), V(d->year - 1)), &drawn_package_type,
                 &d->packages, e) ||
        !db_list(db, a, &Q_DRAW_LINES, ARGS(V(d->g.id), V(d->year - 1)), &drawn_line_type,
                 &d->lines, e)) {
        return false;
    }
    d->review = arena_array(a, units.n + 1, sizeof *d->review);
    d->section = arena_array(a, d->packages.n + 1, sizeof *d->section);
    for (size_t i = 0; i < units.n; i++) {
        if (!draw_unit(d, (const struct drawn_unit *)units.p + i, e)) {
            return false;
        }
    }
    return true;
}

static bool remember(struct drawing *d, struct err *e)
{
    struct db *db = d->by->tx->db;

    for (size_t i = 0; i < d->reviews; i++) {
        if (!db_exec(db, &Q_DRAW_REVIEW,
                     ARGS(V(d->year), V(d->review[i].unit), V(d->year - 1), V(d->review[i].past)),
                     NULL, e)) {
            return false;
        }
    }
    for (size_t i = 0; i < d->sections; i++) {
        if (!db_exec(db, &Q_DRAW_SECTION,
                     ARGS(V(d->year), V(d->section[i].package), V(d->section[i].section)), NULL,
                     e)) {
            return false;
        }
    }
    return true;
}

bool draw_structure(struct act *by, int64_t year, int64_t agency_id, struct draw_result *ret,
                    struct err *e)
{
    struct drawing d = {.by = by, .year = year};
    struct fiscal_year y;
    struct str sight;

    if (!agency_by_id(by->tx->db, by->a, agency_id, &d.g, e) ||
        !year_get(by->tx->db, by->a, year, &y, e) || !check_editable(STR("DRAFT"), y.stage, e) ||
        !sight_of(by->tx->db, by->a, by->who, &sight, e) ||
        !plan_bulk_begin_own(
            by, year, &d.g, str_format(by->a, "draw:%lld:%.*s", (long long)year, STR_FMT(d.g.code)),
            &d.b, e) ||
        !class_tree_load(by->tx->db, by->a, year, STR("programme"), &d.programme, e) ||
        !class_tree_load(by->tx->db, by->a, year, STR("item"), &d.item, e) ||
        !class_tree_load(by->tx->db, by->a, year, STR("fund"), &d.fund, e) ||
        !draw_living(&d, sight, e)) {
        return false;
    }
    if (d.packages.n == 0 && !draw_past(&d, e)) {
        return false;
    }
    if (d.done.units == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(str_format(by->a, "%lld", (long long)(year - 1))));
        return false;
    }
    if (!plan_bulk_end(d.b, e) || !remember(&d, e)) {
        return false;
    }
    *ret = d.done;
    return true;
}
