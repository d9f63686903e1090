#include "allocate/pin.h"

#include "allocate/branch_int.h"
#include "allocate/certificate.h"
#include "allocate/result.h"
#include "allocate/scenario_rule.h"
#include "allocate/solve.h"
#include "allocate/solve_tasks.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { CLOSE_GAP = 1000 }; /* 1e-6: a first answer within the usual gap, then as near as the time allows */

static const struct field pin_fields[] = {
    FIELD(struct pin_row, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct pin_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct pin_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct pin_row, way, 0, "กำหนดให้", "Decided"),
    FIELD(struct pin_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct pin_row, by_user, 0, "ผู้กำหนด", "Decided by"),
    FIELD(struct pin_row, at, 0, "เมื่อ", "When"),
    COL(struct pin_row, package_id),
    COL(struct pin_row, version),
};
const struct row_type pin_row_type = ROW_TYPE(struct pin_row, pin_fields);

static const struct field run_pin_fields[] = {
    FIELD(struct run_pin_row, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct run_pin_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct run_pin_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct run_pin_row, way, 0, "กำหนดให้", "Decided"),
    FIELD(struct run_pin_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct run_pin_row, by_user, 0, "ผู้กำหนด", "Decided by"),
    FIELD(struct run_pin_row, priced, 0, "คิดราคาแล้ว", "Priced"),
    FIELD(struct run_pin_row, cost, 0, "คะแนนที่เสีย", "Score it costs"),
    FIELD(struct run_pin_row, spread, 0, "คลาดเคลื่อนไม่เกิน", "Known to within"),
};
const struct row_type run_pin_row_type = ROW_TYPE(struct run_pin_row, run_pin_fields);

bool pin_list(struct db *db, struct arena *a, int64_t scenario_id, struct rows *ret,
              struct err *e)
{
    return db_list(db, a, &Q_PIN_LIST, ARGS(V(scenario_id)), &pin_row_type, ret, e);
}

/* ---- setting ---- */

struct pin_package {
    int64_t id, unit_id, level;
    struct str code;
    bool mandatory;
};
static const struct field pin_package_fields[] = {
    COL(struct pin_package, id),   COL(struct pin_package, unit_id),
    COL(struct pin_package, code), COL(struct pin_package, level),
    COL(struct pin_package, mandatory),
};
static const struct row_type pin_package_type = ROW_TYPE(struct pin_package, pin_package_fields);

struct pin_clash {
    struct str package, other;
    bool mandatory;
};
static const struct field clash_fields[] = {
    COL(struct pin_clash, package),
    COL(struct pin_clash, other),
    COL(struct pin_clash, mandatory),
};
static const struct row_type clash_type = ROW_TYPE(struct pin_clash, clash_fields);

bool pins_agree(struct act *by, int64_t scenario_id, struct err *e)
{
    struct pin_clash c;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_PIN_CLASH, ARGS(V(scenario_id)), &clash_type, &c, &found,
                 e))
        return false;
    if (!found)
        return true;
    if (c.mandatory) {
        FAIL(e, ERR_PIN_MANDATORY);
        err_arg(e, "package", V(c.package));
    } else {
        FAIL(e, ERR_PIN_CLASH);
        err_arg(e, "package", V(c.package));
        err_arg(e, "other", V(c.other));
    }
    return false;
}

static struct str pin_subject(struct act *by, int64_t year, struct str scenario, struct str code)
{
    return str_format(by->a, "scenario:%lld:%.*s:%.*s", (long long)year, STR_FMT(scenario),
                      STR_FMT(code));
}

bool pin_set(struct act *by, const struct pin_new *n, struct err *e)
{
    struct audit_note note = {.action = STR("scenario.pin"), .reason = n->reason, .year = n->year};
    struct pin_package p;
    int64_t id;
    bool found;

    if (!scenario_writable(by, n->year, n->scenario, &id, e) ||
        !db_find(by->tx->db, by->a, &Q_PIN_FIND_PACKAGE, ARGS(V(n->year), V(n->package)),
                 &pin_package_type, &p, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_PIN_ABSENT);
        err_arg(e, "package", V(n->package));
        err_arg(e, "year", V(n->year));
        err_arg(e, "field", V(STR("package")));
        return false;
    }
    if (!str_eq(n->way, STR("in")) && !str_eq(n->way, STR("out"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("way")));
        err_arg(e, "value", V(n->way));
        err_arg(e, "expected", V(STR("in out")));
        return false;
    }
    if (!str_trim(n->reason).n) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("reason")));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_PIN_PUT,
                 ARGS(V(id), V(p.id), V(n->way), V(str_trim(n->reason)), V(by->who->name),
                      V(by->now_ms)),
                 NULL, e) ||
        !pins_agree(by, id, e) || !scenario_rules_agree(by, n->year, n->scenario, e) ||
        !db_exec(by->tx->db, &Q_SCENARIO_TOUCH, ARGS(V(id)), NULL, e))
        return false;
    note.subject = pin_subject(by, n->year, n->scenario, p.code);
    note.new_value = n->way;
    return audit_add(by, &note, e);
}

bool pin_drop(struct act *by, int64_t year, struct str scenario, struct str package,
              int64_t version, struct err *e)
{
    struct audit_note note = {.action = STR("scenario.unpin"), .year = year};
    int64_t id, there, rows;

    if (!scenario_writable(by, year, scenario, &id, e) ||
        !db_int(by->tx->db, &Q_PIN_THERE, ARGS(V(id), V(package)), &there, e))
        return false;
    if (!there) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(package));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_PIN_DROP, ARGS(V(id), V(package), V(version)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    note.subject = pin_subject(by, year, scenario, package);
    return db_exec(by->tx->db, &Q_SCENARIO_TOUCH, ARGS(V(id)), NULL, e) && audit_add(by, &note, e);
}

/* ---- in a problem ---- */

struct pin_way {
    int64_t package_id;
    struct str way, reason, by_user;
};
static const struct field way_fields[] = {
    COL(struct pin_way, package_id),
    COL(struct pin_way, way),
    COL(struct pin_way, reason),
    COL(struct pin_way, by_user),
};
static const struct row_type way_type = ROW_TYPE(struct pin_way, way_fields);

/* Packages come by unit and level; pins are few: each is looked for. */
static size_t find_package(const struct problem *p, int64_t id)
{
    for (size_t i = 0; i < p->given; i++) {
        if (p->package[i].id == id)
            return i;
    }
    return p->given;
}

bool pin_apply(struct db *db, struct arena *a, struct problem *p, struct err *e)
{
    const struct pin_way *w;
    struct rows rows;

    if (!db_list(db, a, &Q_PIN_WAYS, ARGS(V(p->scenario_id)), &way_type, &rows, e))
        return false;
    w = rows.p;
    for (size_t k = 0; k < rows.n; k++) {
        size_t i = find_package(p, w[k].package_id);

        if (i == p->given)
            continue;
        if (str_eq(w[k].way, STR("in")))
            p->in.package[i].mandatory = true;
        else
            p->in.package[i].forbidden = true;
    }
    return true;
}

/* ---- what they cost ---- */

/* The answer without the pin, believed only as far as whole numbers prove it. */
static bool believe(struct arena *a, const struct instance *in, uint32_t freed,
                    const struct solver_answer *ans, int64_t *ret_value, int64_t *ret_gap)
{
    struct instance free = *in;
    struct proof_verdict v;
    struct choice c;
    int64_t bound;

    free.package = ARENA_ARRAY(a, struct alloc_package, in->npackage);
    for (size_t i = 0; i < in->npackage; i++)
        free.package[i] = in->package[i];
    free.package[freed].mandatory = false;
    free.package[freed].forbidden = false;
    instance_close(&free);
    choice_init(&c, a, &free);
    choice_set(&c, ans->on);
    if (!choice_is_feasible(&c))
        return false;
    *ret_value = c.value;
    /* Without a bound nothing is known of what the best without the pin may be. */
    bound = ans->bound;
    if (!(ans->proof && certificate_proof(a, &free, ans->proof, &bound, &v)) &&
        !certificate_bound(a, &free, ans->price, ans->price_places, &bound))
        return false;
    *ret_gap = bound > c.value ? bound - c.value : 0;
    return true;
}

static bool read_pins(struct db *db, struct arena *a, const struct problem *p,
                      struct pin_costs *ret, struct err *e)
{
    const struct pin_way *w;
    struct rows rows;

    if (!db_list(db, a, &Q_PIN_WAYS, ARGS(V(p->scenario_id)), &way_type, &rows, e))
        return false;
    w = rows.p;
    ret->pin = ARENA_ARRAY(a, struct pin_cost, rows.n);
    ret->n = 0;
    for (size_t k = 0; k < rows.n; k++) {
        size_t i = find_package(p, w[k].package_id);

        if (i < p->given)
            ret->pin[ret->n++] = (struct pin_cost){.index = (uint32_t)i,
                                                   .package_id = w[k].package_id,
                                                   .way = w[k].way,
                                                   .reason = w[k].reason,
                                                   .by_user = w[k].by_user};
    }
    return true;
}

static void take_cost(struct arena *a, const struct problem *p, const struct solve_result *r,
                      const struct task_answer *ans, struct pin_cost *pin)
{
    struct solver_answer s;
    struct err e = {0};
    int64_t value, gap;

    if (p->package[pin->index].mandatory) { /* the law holds it in anyway */
        pin->priced = true;
        return;
    }
    if (!ans->done || !task_read_answer(a, &p->in, ans->text, &s, &e) ||
        s.status != SOLVER_ANSWER || !believe(a, &p->in, pin->index, &s, &value, &gap))
        return;
    pin->priced = true;
    if (value - r->value > pin->cost)
        pin->cost = value - r->value;
    pin->spread = (r->bound > r->value ? r->bound - r->value : 0) + gap;
}

/* Asks all of them with this gap; what time ends stays as it was. */
static bool ask(struct arena *a, const struct problem *p, const struct solve_result *r,
                const struct tasks_options *o, struct pin_costs *c, struct err *e)
{
    size_t n = c->n < PIN_PRICED_MAX ? c->n : PIN_PRICED_MAX;
    struct solve_task *task = ARENA_ARRAY(a, struct solve_task, n);
    struct task_answer *ans = ARENA_ARRAY(a, struct task_answer, n);
    struct change *change = ARENA_ARRAY(a, struct change, n);

    for (size_t i = 0; i < n; i++) {
        change[i] = (struct change){.kind = CHANGE_FREE, .index = c->pin[i].index};
        task[i] = (struct solve_task){.kind = TASK_SOLVE, .change = &change[i], .nchange = 1};
        ans[i] = (struct task_answer){0};
    }
    if (!solve_tasks_child(a, &p->in, task, n, o, ans, e))
        return false;
    for (size_t i = 0; i < n; i++)
        take_cost(a, p, r, &ans[i], &c->pin[i]);
    return true;
}

bool pin_price(struct db *db, struct arena *a, const struct problem *p,
               const struct solve_result *r, int64_t time_limit_ms, struct pin_costs *ret,
               struct err *e)
{
    struct solver_hint hint = {
        .on = r->choice.on, .price = r->price, .price_places = r->price_places};
    struct tasks_options quick = {.gap = SOLVE_GAP_DEFAULT, .time_limit_ms = time_limit_ms, .hint = &hint};
    struct tasks_options close = {.gap = CLOSE_GAP, .time_limit_ms = time_limit_ms, .hint = &hint};

    *ret = (struct pin_costs){NULL, 0};
    if (!solve_has_answer(r))
        return true;
    return read_pins(db, a, p, ret, e) &&
           (!ret->n || (ask(a, p, r, &quick, ret, e) && ask(a, p, r, &close, ret, e)));
}

bool pin_costs_store(struct act *by, int64_t run_id, const struct pin_costs *c, struct err *e)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct pin_cost *x = &c->pin[i];

        if (!db_exec(by->tx->db, &Q_RUN_PIN_ADD,
                     ARGS(V(run_id), V(x->package_id), V(x->way), V(x->reason), V(x->by_user),
                          x->priced ? V(x->cost) : V_NULL, x->priced ? V(x->spread) : V_NULL),
                     NULL, e))
            return false;
    }
    return true;
}

bool run_pins(struct db *db, struct arena *a, int64_t run_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_PIN_LIST, ARGS(V(run_id)), &run_pin_row_type, ret, e);
}
