#include "plan/amount.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/row.h"
#include "city/agency.h"
#include "sql_plan.h"
#include "store/store.h"

/* What a line has at the stage (at) and at it or before it (old); -1 = nothing yet. */
struct standing {
    int64_t line_id, version;
    struct money at, old;
};
static const struct field standing_fields[] = {
    COL(struct standing, line_id),
    COL(struct standing, version),
    COL(struct standing, at),
    COL(struct standing, old),
};
static const struct row_type standing_type = ROW_TYPE(struct standing, standing_fields);

/* A line that changes: its standing and what is asked. */
struct change {
    const struct standing *now;
    const struct amount_set *set;
};

static const struct standing *find(const struct rows *rows, int64_t line_id)
{
    const struct standing *s = rows->p;
    size_t lo = 0, hi = rows->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (s[mid].line_id == line_id) {
            return &s[mid];
        }
        if (s[mid].line_id < line_id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

/* The standing of the lines: one by one for a few, the whole year at once for many. */
static bool look(struct act *by, int64_t year, enum stage stage, const struct amount_set *s,
                 size_t n, struct change *ret, struct err *e)
{
    enum { FEW = 64 };
    struct db *db = by->tx->db;
    struct rows rows = {0};

    if (n > FEW && !db_list(db, by->a, &Q_AMOUNT_STATE, ARGS(V(year), V((int64_t)stage)),
                            &standing_type, &rows, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        ret[i].set = &s[i];
        if (n > FEW) {
            ret[i].now = find(&rows, s[i].line_id);
        } else {
            struct standing *one = ARENA_NEW(by->a, struct standing);

            if (!db_one(db, by->a, &Q_AMOUNT_STATE_LINE, ARGS(V(s[i].line_id), V((int64_t)stage)),
                        &standing_type, one, e)) {
                return false;
            }
            ret[i].now = one;
        }
        if (!ret[i].now) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(STR("line")));
            return false;
        }
    }
    return true;
}

static bool write_versions(struct act *by, const struct change *c, size_t n, struct err *e)
{
    struct db_bulk *b;
    int64_t rows;

    if (!db_bulk_begin(by->tx, &Q_AMOUNT_VERSION, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(
                b, ARGS(V(c[i].now->line_id), V(c[i].now->version), V(c[i].now->version + 1)), e)) {
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

static bool write_amounts(struct act *by, enum stage stage, const struct change *c, size_t n,
                          struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_AMOUNT_PUT, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(b,
                         ARGS(V(c[i].now->line_id), V((int64_t)stage), V(c[i].set->amount),
                              V_ID(c[i].set->resolution_id)),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

static bool write_changes(struct act *by, enum stage stage, const struct change *c, size_t n,
                          struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_AMOUNT_CHANGE, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool first = c[i].now->old.satang < 0;

        if (!db_bulk_row(b,
                         ARGS(V(c[i].now->line_id), V(c[i].now->version + 1), V((int64_t)stage),
                              first ? V_NULL : V(c[i].now->old), V(c[i].set->amount),
                              V(by->who->name), V(by->now_ms), V(c[i].set->reason),
                              V(c[i].set->resolution), V_ID(c[i].set->resolution_id)),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

static bool check_amount(struct act *by, struct money m, struct err *e)
{
    if (m.satang >= 0 && m.satang <= MONEY_MAX) {
        return true;
    }
    FAIL(e, m.satang < 0 ? ERR_AMOUNT_NEGATIVE : ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(money_text(by->a, m, MONEY_WHOLE)));
    return false;
}

static bool write_all(struct act *by, enum stage stage, const struct change *c, size_t n,
                      struct err *e)
{
    return n == 0 || (write_versions(by, c, n, e) && write_amounts(by, stage, c, n, e) &&
                      write_changes(by, stage, c, n, e));
}

/* What was tabled in a draft that was withdrawn: the Governor decides anew, and what he decides stands. */
static bool write_again(struct act *by, int64_t year, const struct amount_set *s, size_t n,
                        struct err *e)
{
    struct change *c;
    int64_t withdrawn;
    size_t changed = 0;

    if (!db_int(by->tx->db, &Q_AMOUNT_WITHDRAWN, ARGS(V(year)), &withdrawn, e)) {
        return false;
    }
    if (withdrawn == 0) {
        return true;
    }
    c = ARENA_ARRAY(by->a, struct change, n);
    if (!look(by, year, STAGE_TABLED, s, n, c, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (c[i].now->at.satang >= 0 && c[i].now->at.satang != s[i].amount.satang) {
            c[changed++] = c[i];
        }
    }
    return write_all(by, STAGE_TABLED, c, changed, e);
}

bool amounts_write(struct act *by, int64_t year, enum stage stage, const struct amount_set *s,
                   size_t n, struct err *e)
{
    struct change *c = ARENA_ARRAY(by->a, struct change, n);
    size_t changed = 0;

    assert(stage < STAGE_COUNT);
    if (!look(by, year, stage, s, n, c, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!check_amount(by, s[i].amount, e)) {
            return false;
        }
        if (c[i].now->at.satang != s[i].amount.satang) {
            c[changed++] = c[i];
        }
    }
    return write_all(by, stage, c, changed, e) &&
           (stage != STAGE_GOVERNOR || n == 0 || write_again(by, year, s, n, e));
}

bool amounts_clear(struct act *by, int64_t year, int64_t line_id, struct str reason, struct err *e)
{
    const struct amount_set none = {.line_id = line_id, .reason = reason};
    const struct id_row *stage;
    struct rows rows;

    if (!db_list(by->tx->db, by->a, &Q_AMOUNT_STAGES, ARGS(V(line_id)), &id_row_type, &rows, e)) {
        return false;
    }
    stage = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!amounts_write(by, year, (enum stage)stage[i].id, &none, 1, e)) {
            return false;
        }
    }
    return true;
}

bool amount_save(struct act *by, const struct amount_set *s, int64_t version, struct money old,
                 struct err *e)
{
    int64_t stage = STAGE_REQUESTED;

    return check_amount(by, s->amount, e) &&
           db_exec(by->tx->db, &Q_AMOUNT_PUT, ARGS(V(s->line_id), V(stage), V(s->amount), V_NULL),
                   NULL, e) &&
           db_exec(by->tx->db, &Q_AMOUNT_CHANGE,
                   ARGS(V(s->line_id), V(version), V(stage), old.satang < 0 ? V_NULL : V(old),
                        V(s->amount), V(by->who->name), V(by->now_ms), V(s->reason),
                        V(s->resolution), V_ID(s->resolution_id)),
                   NULL, e);
}
