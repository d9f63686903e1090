#include "execute/enact.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/row.h"
#include "city/audit.h"
#include "city/year.h"
#include "execute/ledger.h"
#include "plan/amount.h"
#include "plan/cycle.h"
#include "plan/review.h"
#include "sql_execute.h"
#include "store/store.h"

struct enact_line {
    int64_t line_id;
    struct str code;
    int64_t package_id;
    struct money amount;
};
static const struct field enact_line_fields[] = {
    COL(struct enact_line, line_id),
    COL(struct enact_line, code),
    COL(struct enact_line, package_id),
    COL(struct enact_line, amount),
};
static const struct row_type enact_line_type = ROW_TYPE(struct enact_line, enact_line_fields);

static bool check_stage(const struct fiscal_year *y, struct err *e)
{
    if (cycle_at_least(y->stage, STR("IN_FORCE"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(STR("enact")));
        return false;
    }
    if (!cycle_at_least(y->stage, STR("GOVERNOR"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y->stage));
        return false;
    }
    return true;
}

static int by_id(const void *x, const void *y)
{
    const int64_t *p = x, *q = y;

    return *p < *q ? -1 : *p > *q;
}

static size_t unique(int64_t *id, size_t n)
{
    size_t kept = 0;

    if (n > 1) {
        qsort(id, n, sizeof *id, by_id);
    }
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || id[i] != id[kept - 1]) {
            id[kept++] = id[i];
        }
    }
    return kept;
}

/* Enacted amounts, packages' states, and the openings of lines with money. */
static bool write_lines(struct act *by, int64_t year, const struct enact_line *l, size_t n,
                        struct enactment *r, struct err *e)
{
    struct amount_set *set = ARENA_ARRAY(by->a, struct amount_set, n);
    struct opening *open = ARENA_ARRAY(by->a, struct opening, n);
    int64_t *package = ARENA_ARRAY(by->a, int64_t, n);
    size_t opens = 0, packages;

    for (size_t i = 0; i < n; i++) {
        set[i].line_id = l[i].line_id;
        set[i].amount = l[i].amount;
        set[i].reason = STR("enact");
        package[i] = l[i].package_id;
        if (l[i].amount.satang > 0) {
            open[opens++] = (struct opening){l[i].line_id, l[i].code, l[i].amount};
            if (!money_try_add(r->total, l[i].amount, &r->total)) {
                FAIL(e, ERR_AMOUNT_RANGE);
                err_arg(e, "value", V(money_text(by->a, l[i].amount, MONEY_WHOLE)));
                return false;
            }
        }
    }
    packages = unique(package, n);
    if (opens == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("enact")));
        return false;
    }
    r->lines = (int64_t)opens;
    r->packages = (int64_t)packages;
    return amounts_write(by, year, STAGE_ENACTED, set, n, e) &&
           packages_move(by, year, STR("enact"), package, packages, STR("enact"), e) &&
           ledger_open(by, open, opens, fy_start((int32_t)year),
                       str_format(by->a, "COUNCIL:%lld-0", (long long)year), e);
}

bool enact_year(struct act *by, int64_t year, struct enactment *ret, struct err *e)
{
    struct db *db = by->tx->db;
    struct enactment r = {0};
    struct audit_note note = {0};
    struct fiscal_year y;
    struct rows rows;

    if (!actor_check_city(by->who, PERM_ENACT, e) || !year_get(db, by->a, year, &y, e) ||
        !check_stage(&y, e) ||
        !db_list(db, by->a, &Q_ENACT_LINES, ARGS(V(year)), &enact_line_type, &rows, e) ||
        !db_int(db, &Q_ENACT_LEFT_OUT, ARGS(V(year)), &r.left_out, e) ||
        !write_lines(by, year, rows.p, rows.n, &r, e) ||
        !cycle_reach(by, year, STR("IN_FORCE"), STR("enact"), e)) {
        return false;
    }
    note.action = STR("year.enact");
    note.subject = str_format(by->a, "year:%lld", (long long)year);
    note.year = year;
    note.new_value =
        str_format(by->a, "lines=%lld packages=%lld total=%.*s", (long long)r.lines,
                   (long long)r.packages, STR_FMT(money_text(by->a, r.total, MONEY_PLAIN)));
    if (!audit_add(by, &note, e)) {
        return false;
    }
    *ret = r;
    return true;
}
