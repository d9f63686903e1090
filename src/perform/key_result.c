#include "perform/key_result.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/goal.h"
#include "plan/write.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field objective_row_fields[] = {
    COL(struct objective_row, id),
    COL(struct objective_row, year),
    COL(struct objective_row, agency_id),
    COL(struct objective_row, node_id),
    COL(struct objective_row, version),
    FIELD(struct objective_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct objective_row, name_th, 0, "วัตถุประสงค์", "Objective (Thai)"),
    FIELD(struct objective_row, name_en, 0, "วัตถุประสงค์ (อังกฤษ)", "Objective"),
    FIELD(struct objective_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct objective_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct objective_row, node_code, 0, "รหัสเป้าหมาย", "Goal code"),
    FIELD(struct objective_row, node_name, 0, "เป้าหมาย", "Goal"),
    FIELD(struct objective_row, status, 0, "สถานะของข้อมูล", "Standing of the data"),
    FIELD(struct objective_row, key_results, FIELD_TOTAL, "ผลลัพธ์สำคัญ", "Key results"),
    FIELD(struct objective_row, kpis, FIELD_TOTAL, "ตัวชี้วัด", "KPIs"),
};
const struct row_type objective_row_type = ROW_TYPE(struct objective_row, objective_row_fields);

static bool list(struct db *db, struct arena *a, const struct objective_filter *f, struct str code,
                 struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_OBJECTIVE_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(f->node_id), V(code)), &objective_row_type,
                   ret, e);
}

bool objective_list(struct db *db, struct arena *a, const struct objective_filter *f,
                    struct rows *ret, struct err *e)
{
    return list(db, a, f, STR_NONE, ret, e);
}

bool objective_get(struct db *db, struct arena *a, int64_t year, struct str code,
                   struct objective_row *ret, struct err *e)
{
    struct objective_filter f = {.year = year};
    struct rows rows = {0};

    if (code.n && !list(db, a, &f, code, &rows, e))
        return false;
    if (rows.n == 1) {
        *ret = *(const struct objective_row *)rows.p;
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

static bool note_objective(struct act *by, int64_t year, struct str code, struct audit_note n,
                           struct err *e)
{
    n.subject = str_format(by->a, "objective:%lld:%.*s", (long long)year, STR_FMT(code));
    n.year = year;
    return audit_add(by, &n, e);
}

static bool check_may_add(struct act *by, const struct objective_new *o, struct err *e)
{
    struct err no;
    struct agency g;

    if (actor_check_city(by->who, PERM_GOAL, &no) || actor_check_city(by->who, PERM_IMPORT, &no))
        return true;
    if (!o->agency_id) {
        *e = no;
        return false;
    }
    return agency_by_id(by->tx->db, by->a, o->agency_id, &g, e) &&
           actor_check(by->who, PERM_REQUEST_WRITE, g.id, g.division, e);
}

bool objective_add(struct act *by, const struct objective_new *o, int64_t *ret_id, struct err *e)
{
    struct rows made;

    if (!check_may_add(by, o, e) || !check_text("code", o->code, true, 60, e) ||
        !check_text("name_th", o->name_th, true, 1000, e) ||
        !check_text("name_en", o->name_en, false, 1000, e) ||
        !db_list(by->tx->db, by->a, &Q_OBJECTIVE_INSERT,
                 ARGS(V(o->year), V(o->code), V_ID(o->agency_id), V_ID(o->node_id), V(o->name_th),
                      V(o->name_en), V(o->status), V(by->who->name), V(by->now_ms)),
                 &id_row_type, &made, e))
        return false;
    if (made.n == 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("code")));
        err_arg(e, "value", V(o->code));
        return false;
    }
    *ret_id = ((const struct id_row *)made.p)->id;
    return note_objective(
        by, o->year, o->code,
        (struct audit_note){.action = STR("objective.add"), .new_value = o->name_th}, e);
}

static bool stale_unless(int64_t rows, struct err *e)
{
    if (rows == 1)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

static bool check_goal(struct act *by, int64_t year, int64_t node_id, struct err *e)
{
    struct class_node n;
    int64_t in_year;

    if (!node_id)
        return true;
    if (!tree_node(by->tx->db, by->a, node_id, &n, e) ||
        !db_int(by->tx->db, &Q_OBJECTIVE_NODE_IN_YEAR, ARGS(V(node_id), V(year)), &in_year, e))
        return false;
    if (in_year == 1)
        return true;
    FAIL(e, ERR_OTHER_VERSION);
    err_arg(e, "value", V(n.code));
    return false;
}

bool objective_update(struct act *by, const struct objective_edit *o, struct err *e)
{
    struct objective_row old;
    int64_t rows;

    return actor_check_city(by->who, PERM_GOAL, e) &&
           objective_get(by->tx->db, by->a, o->year, o->code, &old, e) &&
           check_text("name_th", o->name_th, true, 1000, e) &&
           check_text("name_en", o->name_en, false, 1000, e) &&
           check_goal(by, o->year, o->node_id, e) &&
           db_exec(by->tx->db, &Q_OBJECTIVE_UPDATE,
                   ARGS(V(old.id), V(o->version), V_ID(o->agency_id), V_ID(o->node_id),
                        V(o->name_th), V(o->name_en)),
                   &rows, e) &&
           stale_unless(rows, e) &&
           note_objective(by, o->year, o->code,
                          (struct audit_note){.action = STR("objective.edit"),
                                              .old_value = str_format(by->a, "%.*s %.*s",
                                                                      STR_FMT(old.agency_code),
                                                                      STR_FMT(old.node_code)),
                                              .new_value = o->name_th},
                          e);
}

bool objective_remove(struct act *by, int64_t year, struct str code, int64_t version, struct err *e)
{
    struct objective_row old;
    int64_t users, rows;

    if (!actor_check_city(by->who, PERM_GOAL, e) ||
        !objective_get(by->tx->db, by->a, year, code, &old, e) ||
        !db_int(by->tx->db, &Q_OBJECTIVE_USERS, ARGS(V(old.id)), &users, e))
        return false;
    if (users > 0) {
        FAIL(e, ERR_IN_USE);
        err_arg(e, "what", V(code));
        err_arg(e, "count", V(users));
        return false;
    }
    return db_exec(by->tx->db, &Q_OBJECTIVE_DELETE, ARGS(V(old.id), V(version)), &rows, e) &&
           stale_unless(rows, e) &&
           note_objective(
               by, year, code,
               (struct audit_note){.action = STR("objective.remove"), .old_value = old.name_th}, e);
}
