/* scenario.c - scenarios and their ceilings; the runs are in run.c. */
#include "allocate/scenario.h"

#include "allocate/branch_int.h"
#include "allocate/naming.h"
#include "allocate/problem_int.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/class.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct field scenario_fields[] = {
    COL(struct scenario_row, id),
    FIELD(struct scenario_row, name, FIELD_KEY, "ฉากทัศน์", "Scenario"),
    FIELD(struct scenario_row, note, 0, "คำอธิบาย", "Note"),
    FIELD(struct scenario_row, parent, 0, "แตกจาก", "Branched from"),
    FIELD(struct scenario_row, shared, 0, "ผู้เห็น", "Seen by"),
    FIELD(struct scenario_row, state, 0, "สถานะ", "State"),
    FIELD(struct scenario_row, pins, 0, "กำหนดด้วยมือ", "Decided by hand"),
    FIELD(struct scenario_row, ceilings, 0, "จำนวนกรอบ", "Ceilings"),
    FIELD(struct scenario_row, runs, 0, "จำนวนครั้งที่คำนวณ", "Runs"),
    FIELD(struct scenario_row, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct scenario_row, made_at, 0, "เมื่อ", "Made at"),
    COL(struct scenario_row, version),
};
const struct row_type scenario_row_type = ROW_TYPE(struct scenario_row, scenario_fields);

static const struct field ceiling_fields[] = {
    FIELD(struct ceiling_row, dim, 0, "มิติ", "Dimension"),
    FIELD(struct ceiling_row, code, 0, "รหัส", "Code"),
    FIELD(struct ceiling_row, name, FIELD_KEY, "กรอบวงเงิน", "Ceiling"),
    FIELD(struct ceiling_row, max, 0, "วงเงินสูงสุด", "Maximum"),
    FIELD(struct ceiling_row, min, 0, "วงเงินขั้นต่ำ", "Minimum"),
    FIELD(struct ceiling_row, asked, 0, "คำขอ", "Requested"),
    FIELD(struct ceiling_row, used, 0, "จัดสรร", "Allocated"),
    FIELD(struct ceiling_row, left, 0, "คงเหลือ", "Left"),
    FIELD(struct ceiling_row, binding, 0, "เต็มกรอบ", "Binding"),
    FIELD(struct ceiling_row, price_text, 0, "คะแนนที่เพิ่มได้ต่อวงเงิน 1 ล้านบาท", "Score gained per extra million baht"),
    COL(struct ceiling_row, has_max),
    COL(struct ceiling_row, has_min),
};
const struct row_type ceiling_row_type = ROW_TYPE(struct ceiling_row, ceiling_fields);

bool scenario_ensure(struct act *by, int64_t year, struct str name, struct str note,
                     int64_t *ret_id, struct err *e)
{
    bool all = str_eq(name, STR("main")) || by->who->user_id == 0;
    struct scenario_row s;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e))
        return false;
    if (db_int(by->tx->db, &Q_SCENARIO_FIND, ARGS(V(year), V(name)), ret_id, e))
        return scenario_open(by->tx->db, by->a, year, name, by->who, &s, e);
    if (e->code != ERR_NOT_FOUND)
        return false;
    e->code = ERR_NONE;
    return db_int(by->tx->db, &Q_SCENARIO_ADD,
                  ARGS(V(year), V(name), V(note), V(by->who->name), V(by->now_ms),
                       V(all ? STR("all") : STR("private"))),
                  ret_id, e) &&
           scenario_note(by, year, "scenario.add", name, note, e);
}

/* The code without its forward year; false when what follows @ is none of the four that can be asked of. */
static bool split_code(struct str code, int64_t year, struct str *ret)
{
    size_t at = str_find(code, STR("@"), 0);
    int64_t y;

    *ret = str_slice(code, 0, at);
    return at >= code.n || (exact_parse_decimal(str_slice(code, at + 1, code.n), 0, &y) &&
                            y > year && y <= year + FORWARD_YEARS);
}

/* Is there such an agency, node, district, group of districts in the year? A label is any word. */
static bool ceiling_known(struct act *by, int64_t year, const struct ceiling_row *whole, bool *ret,
                          struct err *e)
{
    static const struct {
        struct str dim, kind, level;
    } tree[] = {
        {STR_INIT("type"), STR_INIT("item"), STR_INIT("type")},
        {STR_INIT("side"), STR_INIT("programme"), STR_INIT("side")},
        {STR_INIT("fund"), STR_INIT("fund"), STR_INIT("fund")},
    };
    struct ceiling_row split = *whole, *c = &split;
    int64_t n = 0;

    *ret = false;
    if (!split_code(whole->code, year, &c->code))
        return true;
    *ret = (str_eq(c->dim, STR("total")) || str_eq(c->dim, STR("personnel"))) && !c->code.n;
    if (str_eq(c->dim, STR("label")))
        *ret = c->code.n > 0 && c->code.n <= 100;
    if (str_eq(c->dim, STR("district")) || str_eq(c->dim, STR("group"))) {
        if (!db_int(by->tx->db, &Q_SCENARIO_DISTRICT_KNOWN, ARGS(V(year), V(c->dim), V(c->code)),
                    &n, e))
            return false;
        *ret = n > 0;
    }
    if (str_eq(c->dim, STR("agency"))) {
        if (!db_int(by->tx->db, &Q_SCENARIO_AGENCY_KNOWN, ARGS(V(year), V(c->code)), &n, e))
            return false;
        *ret = n == 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(tree); i++) {
        struct class_tree t;
        const struct class_node *node;
        if (!str_eq(c->dim, tree[i].dim))
            continue;
        if (!class_tree_load(by->tx->db, by->a, year, tree[i].kind, &t, e))
            return false;
        node = class_by_code(&t, c->code);
        *ret = node && str_eq(node->level, tree[i].level);
    }
    return true;
}

static struct str limits_text(struct arena *a, const struct ceiling_row *c)
{
    struct sbuf b;

    sbuf_init(&b, a, 200);
    SB_LIT(&b, "max ");
    if (c->has_max)
        money_put(&b, c->max, MONEY_PLAIN);
    SB_LIT(&b, " min ");
    if (c->has_min)
        money_put(&b, c->min, MONEY_PLAIN);
    return sbuf_str(&b);
}

static bool limits_possible(struct arena *a, const struct ceiling_row *c, struct err *e)
{
    const struct money bad = c->has_max && c->max.satang < 0 ? c->max : c->min;

    if ((c->has_max && c->max.satang < 0) || (c->has_min && c->min.satang < 0)) {
        FAIL(e, ERR_AMOUNT_NEGATIVE);
        err_arg(e, "value", V(bad));
        return false;
    }
    if (c->has_max && c->has_min && c->min.satang > c->max.satang) {
        FAIL(e, ERR_CEILING_ORDER);
        err_arg(e, "ceiling", V(ceiling_id(a, c)));
        err_arg(e, "min", V(c->min));
        err_arg(e, "max", V(c->max));
        return false;
    }
    return true;
}

bool scenario_set_ceiling(struct act *by, int64_t year, struct str name,
                          const struct ceiling_row *c, struct err *e)
{
    struct audit_note n = {.action = STR("scenario.ceiling")};
    struct db *db = by->tx->db;
    bool known, kept = c->has_max || c->has_min;
    int64_t id;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e) || !limits_possible(by->a, c, e) ||
        !scenario_writable(by, year, name, &id, e) || !ceiling_known(by, year, c, &known, e))
        return false;
    if (!known) {
        FAIL(e, ERR_UNKNOWN_CODE);
        err_arg(e, "field", V(c->dim));
        err_arg(e, "value", V(c->code));
        err_arg(e, "year", V(year));
        return false;
    }
    if (kept && !db_exec(db, &Q_SCENARIO_CEILING_SET,
                         ARGS(V(id), V(c->dim), V(c->code), c->has_max ? V(c->max) : V_NULL,
                              c->has_min ? V(c->min) : V_NULL),
                         NULL, e))
        return false;
    if (!kept &&
        !db_exec(db, &Q_SCENARIO_CEILING_DROP, ARGS(V(id), V(c->dim), V(c->code)), NULL, e))
        return false;
    if (!db_exec(db, &Q_SCENARIO_TOUCH, ARGS(V(id)), NULL, e))
        return false;
    n.subject = str_format(by->a, "scenario:%lld:%.*s:%.*s", (long long)year, STR_FMT(name),
                           STR_FMT(ceiling_id(by->a, c)));
    n.year = year;
    n.new_value = limits_text(by->a, c);
    return audit_add(by, &n, e);
}

/* ---- what the page shows ---- */

struct run_use {
    struct str dim, code, price_text;
    struct money used, asked;
};
static const struct field run_use_fields[] = {
    COL(struct run_use, dim),        COL(struct run_use, code), COL(struct run_use, used),
    COL(struct run_use, price_text), COL(struct run_use, asked),
};
static const struct row_type run_use_type = ROW_TYPE(struct run_use, run_use_fields);

static const struct field limit_fields[] = {
    COL(struct ceiling_row, dim),     COL(struct ceiling_row, code),
    COL(struct ceiling_row, has_max), COL(struct ceiling_row, has_min),
    COL(struct ceiling_row, max),     COL(struct ceiling_row, min),
};
static const struct row_type limit_type = ROW_TYPE(struct ceiling_row, limit_fields);

static void put_uses(struct ceiling_row *c, const struct rows *uses)
{
    const struct run_use *u = uses->p;

    for (size_t i = 0; i < uses->n; i++) {
        if (!str_eq(u[i].dim, c->dim) || !str_eq(u[i].code, c->code))
            continue;
        c->used = u[i].used;
        c->asked = u[i].asked;
        c->price_text = u[i].price_text;
        c->left = c->has_max ? money_sub(c->max, c->used) : MONEY_ZERO;
        /* A price says that more money would buy more; without one the ceiling does not decide. */
        c->binding = c->has_max && c->price_text.n && !str_eq(c->price_text, STR("0"));
    }
}

static const struct run_use *use_of(const struct rows *uses, const struct ceiling_row *c)
{
    const struct run_use *u = uses->p;

    for (size_t i = 0; i < uses->n; i++) {
        if (str_eq(u[i].dim, c->dim) && str_eq(u[i].code, c->code))
            return &u[i];
    }
    return NULL;
}

/* What was asked under each, as the run kept it; false: some ceiling is newer than the run. */
static bool asked_of_run(struct ceiling_row *row, size_t n, const struct rows *uses)
{
    bool all = true;

    for (size_t i = 0; i < n; i++) {
        const struct run_use *u = use_of(uses, &row[i]);

        all = all && u;
        row[i].asked = u ? u->asked : MONEY_ZERO;
    }
    return all;
}

/* The same summed from the year's lines. */
static bool asked_of_lines(struct db *db, struct arena *a, int64_t year, struct str name,
                           struct ceiling_row *row, size_t n, struct err *e)
{
    struct problem p;

    if (!problem_load(db, a, year, name, &p, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        for (size_t r = 0; r < p.nceiling; r++) {
            if (str_eq(p.ceiling[r].dim, row[i].dim) && str_eq(p.ceiling[r].code, row[i].code)) {
                row[i].asked = MONEY(p.asked[r]);
                break;
            }
        }
    }
    return true;
}

bool scenario_ceilings(struct db *db, struct arena *a, int64_t year, struct str name,
                       enum lang lang, struct rows *ret, struct err *e)
{
    struct naming names;
    struct run_row run;
    struct rows uses = {0}, raw;
    struct ceiling_row *row;
    struct err none = {.code = ERR_NONE};
    int64_t id;

    if (!scenario_id(db, year, name, &id, e) ||
        !db_list(db, a, &Q_SCENARIO_CEILING_LIST, ARGS(V(id)), &limit_type, &raw, e) ||
        !naming_load(db, a, year, &names, e))
        return false;
    if (run_newest(db, a, year, name, &run, &none) &&
        !db_list(db, a, &Q_RUN_CEILINGS, ARGS(V(run.id)), &run_use_type, &uses, e))
        return false;
    row = ARENA_ARRAY(a, struct ceiling_row, raw.n);
    for (size_t i = 0; i < raw.n; i++)
        row[i] = ((const struct ceiling_row *)raw.p)[i];
    if (!asked_of_run(row, raw.n, &uses) && !asked_of_lines(db, a, year, name, row, raw.n, e))
        return false;
    for (size_t i = 0; i < raw.n; i++) {
        struct money asked = row[i].asked;

        row[i].name = ceiling_name(&names, &row[i], lang);
        row[i].left = row[i].max;
        put_uses(&row[i], &uses);
        row[i].asked = asked;
    }
    *ret = (struct rows){row, raw.n};
    return true;
}
