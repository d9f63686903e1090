/* delta_void.c - the limit has passed: the draft is deemed approved as it was tabled. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/delta_int.h"
#include "sql_plan.h"
#include "store/store.h"

struct void_line {
    int64_t line_id;
    struct money tabled, now;
};
static const struct field line_fields[] = {
    COL(struct void_line, line_id),
    COL(struct void_line, tabled),
    COL(struct void_line, now),
};
static const struct row_type line_type = ROW_TYPE(struct void_line, line_fields);

struct void_package {
    int64_t id, version;
    struct str state, was;
};
static const struct field package_fields[] = {
    COL(struct void_package, id),
    COL(struct void_package, version),
    COL(struct void_package, state),
    COL(struct void_package, was),
};
static const struct row_type package_type = ROW_TYPE(struct void_package, package_fields);

/* As tabled, at the newest stage: committee's or amended, whichever a line has. */
static bool write_lines(struct act *by, int64_t year, const struct rows *rows, struct str why,
                        struct err *e)
{
    struct amount_set *set = ARENA_ARRAY(by->a, struct amount_set, rows->n);
    const struct void_line *l = rows->p;
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        if (l[i].now.satang != l[i].tabled.satang) {
            set[n++] = (struct amount_set){
                .line_id = l[i].line_id, .amount = l[i].tabled, .reason = why};
        }
    }
    return amounts_write(by, year, STAGE_AMENDED, set, n, e);
}

static bool write_states(struct act *by, const struct rows *rows, struct str why, struct err *e)
{
    const struct void_package *p = rows->p;
    int64_t changed;

    for (size_t i = 0; i < rows->n; i++) {
        if (!db_exec(by->tx->db, &Q_PACKAGE_STATE_SET,
                     ARGS(V(p[i].id), V(p[i].version), V(p[i].state), V(p[i].was)), &changed, e)) {
            return false;
        }
        if (changed != 1) {
            FAIL(e, ERR_STALE);
            return false;
        }
        if (!db_exec(by->tx->db, &Q_PACKAGE_EVENT_INSERT,
                     ARGS(V(p[i].id), V(STR("council_void")), V(p[i].state), V(p[i].was),
                          V(by->who->name), V(by->now_ms), V(why)),
                     NULL, e)) {
            return false;
        }
    }
    return true;
}

bool deltas_void(struct act *by, int64_t year, int64_t ordinance, struct err *e)
{
    struct str why = STR("deemed");
    struct db *db = by->tx->db;
    struct rows lines, packages;
    struct audit_note n = {.action = STR("deltas.void"), .reason = why, .year = year};

    if (!db_list(db, by->a, &Q_DELTA_VOID_LINES, ARGS(V(year), V(ordinance)), &line_type, &lines,
                 e) ||
        !db_list(db, by->a, &Q_DELTA_VOID_PACKAGES, ARGS(V(year), V(ordinance)), &package_type,
                 &packages, e) ||
        !write_lines(by, year, &lines, why, e) || !write_states(by, &packages, why, e) ||
        !db_exec(db, &Q_DELTA_VOID_EVENTS,
                 ARGS(V(year), V(ordinance), V(by->who->name), V(by->now_ms), V(why)), NULL, e) ||
        !db_exec(db, &Q_DELTA_VOID, ARGS(V(year), V(ordinance), V(why)), NULL, e) ||
        !db_exec(db, &Q_RESERVED_VOID_EVENTS,
                 ARGS(V(year), V(ordinance), V(by->who->name), V(by->now_ms), V(why)), NULL, e) ||
        !db_exec(db, &Q_RESERVED_VOID,
                 ARGS(V(year), V(ordinance), V(why), V(by->who->name), V(by->now_ms)), NULL, e)) {
        return false;
    }
    n.subject = str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, year, ordinance)));
    n.new_value = str_format(by->a, "lines=%zu packages=%zu", lines.n, packages.n);
    return audit_add(by, &n, e);
}
