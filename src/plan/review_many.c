/* review_many.c - many packages moved by one write: an adopted allocation, the ordinance, a division that
 * takes in what was sent to it. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/intake.h"
#include "plan/review.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct review_step *step_of(struct str from, struct str event)
{
    for (size_t i = 0; i < review_table_n; i++) {
        if (str_eq(from, str_from(review_table[i].from)) &&
            str_eq(event, str_from(review_table[i].event))) {
            return &review_table[i];
        }
    }
    return NULL;
}

static bool bad_state(struct str state, struct str event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(event));
    return false;
}

/* ---- many by one resolution ---- */

struct state_row {
    int64_t id, version;
    struct str state;
};
static const struct field state_row_fields[] = {
    COL(struct state_row, id),
    COL(struct state_row, version),
    COL(struct state_row, state),
};
static const struct row_type state_row_type = ROW_TYPE(struct state_row, state_row_fields);

static int by_id(const void *x, const void *y)
{
    const struct state_row *p = x, *q = y;

    return p->id < q->id ? -1 : p->id > q->id;
}

/* One package that moves. */
struct moving {
    const struct state_row *row;
    const struct review_step *step;
};

static bool find_moving(const struct rows *rows, const int64_t *id, size_t n, struct str event,
                        struct moving *ret, size_t *ret_n, struct err *e)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        const struct state_row key = {.id = id[i]};
        const struct state_row *row = bsearch(&key, rows->p, rows->n, sizeof key, by_id);
        const struct review_step *s = row ? step_of(row->state, event) : NULL;

        if (!row) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(STR("package")));
            return false;
        }
        if (s) {
            ret[count].row = row;
            ret[count++].step = s;
            continue;
        }
        for (size_t k = 0; k < review_table_n && !s; k++) { /* there already? */
            if (str_eq(event, str_from(review_table[k].event)) &&
                str_eq(row->state, str_from(review_table[k].to))) {
                s = &review_table[k];
            }
        }
        if (!s) {
            return bad_state(row->state, event, e);
        }
    }
    *ret_n = count;
    return true;
}

static bool write_states(struct act *by, const struct moving *m, size_t n, struct err *e)
{
    struct db_bulk *b;
    int64_t rows;

    if (!db_bulk_begin(by->tx, &Q_PACKAGE_STATE_SET, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(b,
                         ARGS(V(m[i].row->id), V(m[i].row->version), V(m[i].row->state),
                              V(str_from(m[i].step->to))),
                         e)) {
            return false;
        }
    }
    if (!db_bulk_end(b, &rows, e)) {
        return false;
    }
    if (rows != (int64_t)n) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

static bool write_events(struct act *by, const struct moving *m, size_t n, struct str reason,
                         struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_PACKAGE_EVENT_INSERT, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(b,
                         ARGS(V(m[i].row->id), V(str_from(m[i].step->event)), V(m[i].row->state),
                              V(str_from(m[i].step->to)), V(by->who->name), V(by->now_ms),
                              V(reason_in_capacity(by, reason))),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

bool packages_move(struct act *by, int64_t year, struct str event, const int64_t *package_id,
                   size_t n, struct str reason, struct err *e)
{
    struct moving *m = ARENA_ARRAY(by->a, struct moving, n);
    struct rows rows;
    size_t count;

    for (size_t i = 0; i < review_table_n; i++) {
        if (str_eq(event, str_from(review_table[i].event)) &&
            !actor_check_city(by->who, review_table[i].perm, e)) {
            return false;
        }
    }
    if (!db_list(by->tx->db, by->a, &Q_PACKAGE_STATES, ARGS(V(year)), &state_row_type, &rows, e) ||
        !find_moving(&rows, package_id, n, event, m, &count, e)) {
        return false;
    }
    return count == 0 || (write_states(by, m, count, e) && write_events(by, m, count, reason, e));
}

/* ---- a division takes in ---- */

bool packages_accept(struct act *by, int64_t year, const struct intake_pick *p, size_t n,
                     size_t *ret_row, struct err *e)
{
    struct moving *m = ARENA_ARRAY(by->a, struct moving, n);
    struct state_row *row = ARENA_ARRAY(by->a, struct state_row, n);
    struct rows open;

    *ret_row = n;
    if (n == 0 || n > INTAKE_MOST) {
        FAIL(e, n ? ERR_LIMIT : ERR_NOTHING);
        err_arg(e, "what", V(STR("accept")));
        err_arg(e, "limit", V((int64_t)INTAKE_MOST));
        return false;
    }
    if (!intake_open(by->tx->db, by->a, by->who, year, &open, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct intake_row *at = intake_by_id(&open, p[i].id);

        *ret_row = i;
        if (!at || !str_eq(at->state, STR("SUBMITTED")) || at->version != p[i].version) {
            FAIL(e, ERR_STALE); /* it was sent and not accepted when it was seen */
            return false;
        }
        if (!intake_check(by->who, at, e)) {
            return false;
        }
        row[i] = (struct state_row){.id = at->id, .version = at->version, .state = at->state};
        m[i] = (struct moving){&row[i], step_of(at->state, STR("accept"))};
    }
    *ret_row = n;
    return write_states(by, m, n, e) && write_events(by, m, n, STR_NONE, e) &&
           audit_add(by,
                     &(struct audit_note){
                         .action = STR("packages.accept"),
                         .subject = str_format(by->a, "packages:%lld:accept", (long long)year),
                         .old_value = STR("SUBMITTED"),
                         .new_value = str_format(by->a, "ANALYST_ACCEPTED %lld", (long long)n),
                         .year = year},
                     e);
}
