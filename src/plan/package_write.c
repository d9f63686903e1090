/* package_write.c - units, packages and lines one at a time; many at once are in bulk.c. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/search.h"
#include "city/year.h"
#include "plan/amount.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

struct unit_home {
    int64_t id, year;
    struct str code;
    int64_t agency_id, output_id;
    struct str title, kind;
    int64_t division;
};
static const struct field unit_home_fields[] = {
    COL(struct unit_home, id),        COL(struct unit_home, year),
    COL(struct unit_home, code),      COL(struct unit_home, agency_id),
    COL(struct unit_home, output_id), COL(struct unit_home, title),
    COL(struct unit_home, kind),      COL(struct unit_home, division),
};
static const struct row_type unit_home_type = ROW_TYPE(struct unit_home, unit_home_fields);

static bool bad_choice(struct err *e, const char *field, struct str value, const char *expected)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

/* Is this node one of the year's version of that kind? */
static bool check_node(struct act *by, int64_t year, const char *kind, int64_t id, struct err *e)
{
    int64_t n;

    if (!db_int(by->tx->db, &Q_NODE_IN_YEAR, ARGS(V(id), V(year), V(str_from(kind))), &n, e)) {
        return false;
    }
    if (n != 1) {
        FAIL(e, ERR_UNKNOWN_CODE);
        err_arg(e, "field", V(str_from(kind)));
        err_arg(e, "value", V(STR("")));
        err_arg(e, "year", V(year));
        return false;
    }
    return true;
}

/* Requests are prepared in the cycle's request stage by the agency's own people. */
static bool check_preparing(struct act *by, int64_t year, int64_t agency_id, int64_t division,
                            struct err *e)
{
    struct fiscal_year y;

    return actor_check(by->who, PERM_REQUEST_WRITE, agency_id, division, e) &&
           year_get(by->tx->db, by->a, year, &y, e) && check_editable(STR("DRAFT"), y.stage, e);
}

static bool first_id(const struct rows *made, const char *field, struct str value, int64_t *ret,
                     struct err *e)
{
    if (made->n == 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "value", V(value));
        return false;
    }
    *ret = ((const struct id_row *)made->p)->id;
    return true;
}

bool unit_add(struct act *by, const struct unit_new *u, int64_t *ret_id, struct err *e)
{
    struct agency g;
    struct rows made;
    struct str code = u->code, kind = u->kind.n ? u->kind : STR("base");
    int64_t number;

    if (!agency_by_id(by->tx->db, by->a, u->agency_id, &g, e) ||
        !check_preparing(by, u->year, g.id, g.division, e) ||
        !check_text("title", u->title, true, 500, e) ||
        !check_node(by, u->year, "programme", u->output_id, e)) {
        return false;
    }
    if (!str_eq(kind, STR("base")) && !str_eq(kind, STR("mission")) &&
        !str_eq(kind, STR("strategic"))) {
        return bad_choice(e, "kind", kind, "base mission strategic");
    }
    if (code.n == 0) {
        struct str prefix = agency_prefix(g.code);

        if (!number_take(by, u->year, 0, unit_prefix(by->a, prefix), 1, &number, e)) {
            return false;
        }
        code = unit_code(by->a, prefix, number);
    }
    return db_list(
               by->tx->db, by->a, &Q_UNIT_INSERT,
               ARGS(V(u->year), V(code), V(u->agency_id), V(u->output_id), V(u->title), V(kind)),
               &id_row_type, &made, e) &&
           first_id(&made, "code", code, ret_id, e) &&
           note_package(by, u->year, code,
                        (struct audit_note){.action = STR("unit.add"), .new_value = u->title}, e);
}

static bool check_package_new(const struct package_new *p, int64_t top, struct err *e)
{
    bool kind = str_eq(p->level_kind, STR("minimum")) || str_eq(p->level_kind, STR("current")) ||
                str_eq(p->level_kind, STR("increment"));

    if (!kind) {
        return bad_choice(e, "level_kind", p->level_kind, "minimum current increment");
    }
    if (p->level != top + 1 || p->level > 9) { /* a level needs the one below it */
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("level")));
        err_arg(e, "value", V(p->level));
        return false;
    }
    return check_text("title", p->title, true, 500, e) &&
           check_text("justification", p->justification, false, 20000, e);
}

bool package_add(struct act *by, const struct package_new *p, int64_t *ret_id, struct err *e)
{
    struct db *db = by->tx->db;
    struct unit_home u;
    struct rows made;
    struct str code = p->code;
    int64_t id, top, section;

    if (!db_one(db, by->a, &Q_UNIT_GET, ARGS(V(p->unit_id)), &unit_home_type, &u, e) ||
        !check_preparing(by, u.year, u.agency_id, u.division, e) ||
        !db_int(db, &Q_PACKAGE_TOP_LEVEL, ARGS(V(u.id)), &top, e) ||
        !check_package_new(p, top, e) ||
        (p->goal_id && !check_node(by, u.year, "strategy", p->goal_id, e)) ||
        !section_of_maker(by, u.agency_id, p->section_id, &section, e)) {
        return false;
    }
    if (code.n == 0) {
        code = str_format(by->a, "%.*s-L%lld", STR_FMT(u.code), (long long)p->level);
    }
    if (!db_list(db, by->a, &Q_PACKAGE_INSERT,
                 ARGS(V(u.year), V(code), V(u.id), V(u.agency_id), V(u.output_id), V_ID(p->goal_id),
                      V(p->level), V(p->level_kind), V(p->title), V(p->justification),
                      V(p->integrated), V(p->mandatory), V(STR("DRAFT")), V(p->value_score),
                      V(by->who->name), V(by->now_ms), V_ID(section),
                      V(section ? STR("section") : STR("collector")),
                      V(text_key(by->a, p->justification))),
                 &id_row_type, &made, e) ||
        !first_id(&made, "code", code, &id, e) ||
        !db_exec(db, &Q_PACKAGE_EVENT_INSERT,
                 ARGS(V(id), V(STR("make")), V(STR("")), V(STR("DRAFT")), V(by->who->name),
                      V(by->now_ms), V(STR(""))),
                 NULL, e) ||
        !search_index(by, STR("package"), id, p->title, e) ||
        !note_package(by, u.year, code,
                      (struct audit_note){.action = STR("package.add"), .new_value = p->title},
                      e)) {
        return false;
    }
    *ret_id = id;
    return true;
}

bool package_update(struct act *by, const struct package_edit *n, struct err *e)
{
    struct package p;
    struct fiscal_year y;
    int64_t rows;

    if (!package_get(by->tx->db, by->a, n->year, n->code, &p, e) ||
        !actor_check(by->who, PERM_REQUEST_WRITE, p.agency_id, p.division, e) ||
        !year_get(by->tx->db, by->a, n->year, &y, e) || !check_editable(p.state, y.stage, e) ||
        !package_place_check(by->tx->db, by->a, by->who, &p, e) ||
        !check_text("title", n->title, true, 500, e) ||
        !check_text("justification", n->justification, false, 20000, e) ||
        (n->goal_id && !check_node(by, n->year, "strategy", n->goal_id, e)) ||
        !db_exec(by->tx->db, &Q_PACKAGE_UPDATE,
                 ARGS(V(p.id), V(n->version), V(n->title), V(n->justification), V_ID(n->goal_id),
                      V(n->integrated), V(n->mandatory), V(n->value_score),
                      V(text_key(by->a, n->justification))),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return search_index(by, STR("package"), p.id, n->title, e) &&
           note_package(by, n->year, n->code,
                        (struct audit_note){.action = STR("package.edit"),
                                            .old_value = p.title,
                                            .new_value = n->title},
                        e);
}

static bool insert_line(struct act *by, const struct line_new *l, const struct package *p,
                        struct str code, int64_t *ret_id, struct err *e)
{
    struct rows made;

    return db_list(by->tx->db, by->a, &Q_LINE_INSERT,
                   ARGS(V(p->year), V(l->ordinance), V(code), V(p->id), V(p->agency_id),
                        V(p->output_id), V(l->item_id), V(l->fund_id), V(l->name),
                        V(l->quantity_milli), V(l->unit_word), V(l->unit_price),
                        V(l->justification), V(l->source_key),
                        V(l->ordinance ? STR("supplementary") : STR("annual")), V(l->sort),
                        V(INT64_C(0)), V(l->times ? l->times : INT64_C(1)),
                        V(l->months ? l->months : INT64_C(1)), V(l->drawn_from),
                        V(text_key(by->a, l->justification))),
                   &id_row_type, &made, e) &&
           first_id(&made, "code", code, ret_id, e);
}

bool line_add(struct act *by, const struct line_new *l, int64_t *ret_id, struct str *ret_code,
              struct err *e)
{
    struct package p;
    struct fiscal_year y;
    struct amount_set set = {0};
    struct str code, prefix;
    int64_t number, id;

    if (!db_one(by->tx->db, by->a, &Q_PACKAGE_GET_ID, ARGS(V(l->package_id)), &package_type, &p,
                e) ||
        !actor_check(by->who, PERM_REQUEST_WRITE, p.agency_id, p.division, e) ||
        !year_get(by->tx->db, by->a, p.year, &y, e) || !check_editable(p.state, y.stage, e) ||
        !package_place_check(by->tx->db, by->a, by->who, &p, e) ||
        !check_text("name", l->name, true, 500, e) ||
        !check_text("justification", l->justification, false, 20000, e) ||
        !check_node(by, p.year, "item", l->item_id, e) ||
        !check_node(by, p.year, "fund", l->fund_id, e) ||
        !line_requested(by->a, l, &set.amount, e)) {
        return false;
    }
    prefix = agency_prefix(p.agency_code);
    if (!number_take(by, p.year, l->ordinance, prefix, 1, &number, e)) {
        return false;
    }
    code = line_code(by->a, p.year, l->ordinance, prefix, number);
    if (!insert_line(by, l, &p, code, &id, e)) {
        return false;
    }
    set.line_id = id;
    if (!amounts_write(by, p.year, STAGE_REQUESTED, &set, 1, e) ||
        !note_package(by, p.year, p.code,
                      (struct audit_note){.action = STR("line.add"),
                                          .new_value = str_format(
                                              by->a, "%.*s %.*s", STR_FMT(code),
                                              STR_FMT(money_text(by->a, set.amount, MONEY_PLAIN)))},
                      e)) {
        return false;
    }
    *ret_id = id;
    *ret_code = code;
    return true;
}

static bool stale(int64_t version, struct err *e)
{
    FAIL(e, ERR_STALE);
    err_arg(e, "version", V(version));
    return false;
}

/* The row's texts and numbers, with its new version. */
static bool set_texts(struct act *by, const struct line_home *h, const struct line_edit *l,
                      struct err *e)
{
    int64_t rows, key = text_key(by->a, l->justification);

    if (!db_exec(by->tx->db, &Q_LINE_TEXTS_SET,
                 ARGS(V(h->id), V(l->name), V(l->unit_word), V(l->justification),
                      V(l->quantity_milli), V(l->unit_price), V(l->times), V(l->months),
                      V(h->version)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale(h->version, e);
    }
    return key == h->text_key ||
           db_exec(by->tx->db, &Q_LINE_TEXT_KEY_SET, ARGS(V(h->id), V(key)), NULL, e);
}

bool line_update(struct act *by, const struct line_edit *l, struct err *e)
{
    struct line_sum sum = {.quantity_milli = l->quantity_milli,
                           .times = l->times,
                           .months = l->months,
                           .price = l->unit_price};
    struct line_home h;
    struct amount_set set = {.reason = STR("edit")};

    if (!line_find(by, l->line_code, &h, e) ||
        !actor_check(by->who, PERM_REQUEST_WRITE, h.agency_id, h.division, e) ||
        !check_editable(h.state, h.cycle, e) || !line_place_check(by, &h, l->line_code, e) ||
        !check_text("name", l->name, true, 500, e) ||
        !check_text("justification", l->justification, false, 20000, e) ||
        !line_product(by->a, &sum, &set.amount, e) || !check_requested(by->a, set.amount, e)) {
        return false;
    }
    if (h.version != l->version) {
        return stale(h.version, e);
    }
    set.line_id = h.id;
    return set_texts(by, &h, l, e) && amount_save(by, &set, h.version + 1, h.asked, e) &&
           note_package(
               by, h.year, h.package_code,
               (struct audit_note){
                   .action = STR("line.edit"),
                   .new_value = str_format(by->a, "%.*s %.*s", STR_FMT(l->line_code),
                                           STR_FMT(money_text(by->a, set.amount, MONEY_PLAIN)))},
               e);
}

bool line_remove(struct act *by, struct str code, int64_t version, struct str reason, struct err *e)
{
    struct line_home h;
    struct amount_set set = {.reason = reason};
    int64_t rows;

    if (str_trim(reason).n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    if (!line_find(by, code, &h, e) ||
        !actor_check(by->who, PERM_REQUEST_WRITE, h.agency_id, h.division, e) ||
        !check_editable(h.state, h.cycle, e) || !line_place_check(by, &h, code, e) ||
        !check_text("reason", reason, true, 2000, e)) {
        return false;
    }
    if (h.version != version) {
        return stale(h.version, e);
    }
    if (!db_exec(by->tx->db, &Q_LINE_REMOVED_SET, ARGS(V(h.id), V(h.version)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale(h.version, e);
    }
    set.line_id = h.id;
    return amount_save(by, &set, h.version + 1, h.asked, e) &&
           amounts_clear(by, h.year, h.id, reason, e) &&
           note_package(by, h.year, h.package_code,
                        (struct audit_note){
                            .action = STR("line.remove"), .old_value = code, .reason = reason},
                        e);
}
