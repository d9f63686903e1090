#include "execute/origin.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field line_origin_fields[] = {
    COL(struct line_origin, line_id),
    FIELD(struct line_origin, kind, 0, "ที่มาของเงิน", "Origin"),
    FIELD(struct line_origin, central_item, 0, "รายการงบกลาง", "Central fund item"),
    FIELD(struct line_origin, on_date, 0, "วันที่จัดสรร", "Allotted on"),
    FIELD(struct line_origin, subsidy, 0, "เงินอุดหนุน", "Subsidy"),
    COL(struct line_origin, carried_from),
};
const struct row_type line_origin_type = ROW_TYPE(struct line_origin, line_origin_fields);

bool line_origin_get(struct db *db, struct arena *a, int64_t line_id, struct line_origin *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_ORIGIN_GET, ARGS(V(line_id)), &line_origin_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_UNKNOWN_LINE);
        err_arg(e, "value", V(line_id));
    }
    return found;
}

/* ---- opening ---- */

struct home {
    int64_t id;
    struct str code;
    int64_t division;
};
static const struct field home_fields[] = {
    COL(struct home, id),
    COL(struct home, code),
    COL(struct home, division),
};
static const struct row_type home_type = ROW_TYPE(struct home, home_fields);

struct nodes {
    int64_t output, item, fund;
};
static const struct field nodes_fields[] = {
    COL(struct nodes, output),
    COL(struct nodes, item),
    COL(struct nodes, fund),
};
static const struct row_type nodes_type = ROW_TYPE(struct nodes, nodes_fields);

static bool unknown(const char *field, int64_t year, struct err *e)
{
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(STR("")));
    err_arg(e, "year", V(year));
    return false;
}

static bool is_carried(struct str kind)
{
    return str_eq(kind, STR("carry_a")) || str_eq(kind, STR("carry_b"));
}

static bool check_kind(const struct line_origin *o, struct err *e)
{
    static const char *const kinds[] = {"annual", "supplementary", "central", "subsidy", "matching", "carry_a", "carry_b"};
    const char *needs = NULL;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!str_eq(o->kind, str_from(kinds[i]))) {
            continue;
        }
        needs = str_eq(o->kind, STR("central")) && o->central_item.n == 0     ? "central_item"
                : str_eq(o->kind, STR("central")) && o->on_date.yyyymmdd == 0 ? "on_date"
                : str_eq(o->kind, STR("subsidy")) && o->subsidy.n == 0        ? "subsidy"
                : is_carried(o->kind) && o->carried_from == 0                 ? "carried_from"
                                                                              : NULL;
        if (!needs) {
            return true;
        }
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(needs)));
        return false;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(o->kind));
    err_arg(e, "expected", V(STR("annual supplementary central subsidy matching carry_a carry_b")));
    return false;
}

static bool check_permission(struct act *by, const struct home *h, struct err *e)
{
    static const enum perm any[] = {PERM_POST_APPROVE, PERM_CARRY, PERM_REORGANISE};
    struct err other;

    for (size_t i = 0; i < ARRAY_LEN(any); i++) {
        if (actor_check(by->who, any[i], h->id, h->division, &other)) {
            return true;
        }
    }
    return actor_check(by->who, PERM_POST, h->id, h->division, e);
}

static bool check_year(struct act *by, const struct line_open_new *n, struct err *e)
{
    struct fiscal_year y;

    if (!year_get(by->tx->db, by->a, n->year, &y, e) || !year_check_open(by, n->year, e)) {
        return false;
    }
    if (!is_carried(n->origin.kind) && !cycle_at_least(y.stage, STR("IN_FORCE"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    return true;
}

static bool check_nodes(struct act *by, const struct line_open_new *n, struct err *e)
{
    struct nodes k;

    if (!db_one(by->tx->db, by->a, &Q_ORIGIN_NODES, ARGS(V(n->year), V(n->output_id), V(n->item_id), V(n->fund_id)),
                &nodes_type, &k, e)) {
        return false;
    }
    return !k.output ? unknown("output", n->year, e)
           : !k.item ? unknown("item", n->year, e)
           : !k.fund ? unknown("fund", n->year, e)
                     : true;
}

/* The package of execution of this year, agency and output: the one there is, else made. */
static bool find_package(struct act *by, const struct line_open_new *n, const struct home *h, int64_t *ret, struct err *e)
{
    struct str prefix = agency_prefix(h->code), code, title = str_from(TR("รายการที่เปิดระหว่างปี"));
    int64_t number, unit;

    if (!db_int(by->tx->db, &Q_ORIGIN_PACKAGE, ARGS(V(n->year), V(n->agency_id), V(n->output_id)), ret, e)) {
        return false;
    }
    if (*ret) {
        return true;
    }
    if (!number_take(by, n->year, 0, unit_prefix(by->a, prefix), 1, &number, e)) {
        return false;
    }
    code = unit_code(by->a, prefix, number);
    return db_int(by->tx->db, &Q_ORIGIN_UNIT_INSERT,
                  ARGS(V(n->year), V(code), V(n->agency_id), V(n->output_id), V(title)), &unit, e) &&
           db_int(by->tx->db, &Q_ORIGIN_PACKAGE_INSERT,
                  ARGS(V(n->year), V(str_format(by->a, "%.*s-L1", STR_FMT(code))), V(unit), V(n->agency_id),
                       V(n->output_id), V(title), V(by->who->name), V(by->now_ms)),
                  ret, e) &&
           db_exec(by->tx->db, &Q_ORIGIN_EVENT, ARGS(V(*ret), V(by->who->name), V(by->now_ms), V(n->reason)), NULL, e);
}

static bool write_line(struct act *by, const struct line_open_new *n, const struct home *h, int64_t *ret_id,
                       struct str *ret_code, struct err *e)
{
    struct str prefix = agency_prefix(h->code);
    const struct line_origin *o = &n->origin;
    struct audit_note note = {.action = STR("line.open"), .new_value = n->name, .reason = n->reason, .year = n->year};
    int64_t package, number;

    if (!find_package(by, n, h, &package, e) || !number_take(by, n->year, n->ordinance, prefix, 1, &number, e)) {
        return false;
    }
    *ret_code = line_code(by->a, n->year, n->ordinance, prefix, number);
    note.subject = str_format(by->a, "line:%.*s", STR_FMT(*ret_code));
    return db_int(by->tx->db, &Q_ORIGIN_LINE_INSERT,
                  ARGS(V(n->year), V(n->ordinance), V(*ret_code), V(package), V(n->agency_id), V(n->output_id),
                       V(n->item_id), V(n->fund_id), V(n->name), V(n->reason), V(o->kind)),
                  ret_id, e) &&
           db_exec(by->tx->db, &Q_ORIGIN_INSERT,
                   ARGS(V(*ret_id), V(o->kind), V(o->central_item), V(o->on_date), V(o->subsidy), V_ID(o->carried_from),
                        V(n->authority), V(n->reason), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

bool line_open(struct act *by, const struct line_open_new *n, int64_t *ret_id, struct str *ret_code, struct err *e)
{
    struct home h;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_ORIGIN_AGENCY, ARGS(V(n->agency_id)), &home_type, &h, &found, e)) {
        return false;
    }
    if (!found) {
        return unknown("agency", n->year, e);
    }
    return check_permission(by, &h, e) && check_kind(&n->origin, e) && check_text("name", n->name, true, 500, e) &&
           check_text("reason", n->reason, false, 4000, e) && check_year(by, n, e) && check_nodes(by, n, e) &&
           write_line(by, n, &h, ret_id, ret_code, e);
}

/* ---- carried money ---- */

struct source {
    int64_t year, ordinance, agency_id, output_id, item_id;
    struct str name;
};
static const struct field source_fields[] = {
    COL(struct source, year),      COL(struct source, ordinance), COL(struct source, agency_id),
    COL(struct source, output_id), COL(struct source, item_id),   COL(struct source, name),
};
static const struct row_type source_type = ROW_TYPE(struct source, source_fields);

/* The next year is the system's to make: who may carry money may have it there. */
static bool ensure_year(struct act *by, int64_t year, struct err *e)
{
    struct actor self = actor_system();
    struct act own = *by;
    struct fiscal_year y;
    struct err why;

    if (year_get(by->tx->db, by->a, year, &y, &why)) {
        return true;
    }
    if (why.code != ERR_YEAR_MISSING) {
        *e = why;
        return false;
    }
    own.who = &self;
    return year_ensure(&own, year, e);
}

static bool map_node(struct act *by, int64_t id, int64_t year, const char *kind, int64_t *ret, struct err *e)
{
    if (!db_int(by->tx->db, &Q_ORIGIN_MAP, ARGS(V(id), V(year), V(str_from(kind))), ret, e)) {
        return false;
    }
    return *ret || unknown(kind, year, e);
}

bool line_carry_open(struct act *by, int64_t line_id, bool with_obligation, int64_t *ret_id, struct err *e)
{
    struct str kind = with_obligation ? STR("carry_a") : STR("carry_b"), code;
    struct db *db = by->tx->db;
    struct source s;
    struct line_open_new n;

    if (!db_int(db, &Q_ORIGIN_CARRIED, ARGS(V(line_id), V(kind)), ret_id, e)) {
        return false;
    }
    if (*ret_id) {
        return true;
    }
    if (!db_one(db, by->a, &Q_ORIGIN_SOURCE, ARGS(V(line_id)), &source_type, &s, e) ||
        !ensure_year(by, s.year + 1, e)) {
        return false;
    }
    n = (struct line_open_new){
        .year = s.year + 1,
        .ordinance = s.ordinance,
        .agency_id = s.agency_id,
        .name = s.name,
        .origin = {.kind = kind, .on_date = fy_start((int32_t)s.year + 1), .carried_from = line_id}};
    if (!map_node(by, s.output_id, n.year, "programme", &n.output_id, e) ||
        !map_node(by, s.item_id, n.year, "item", &n.item_id, e) ||
        !db_int(db, &Q_ORIGIN_FUND, ARGS(V(n.year), V(with_obligation ? STR("CARRY_A") : STR("CARRY_B"))), &n.fund_id, e)) {
        return false;
    }
    return n.fund_id ? line_open(by, &n, ret_id, &code, e) : unknown("fund", n.year, e);
}
