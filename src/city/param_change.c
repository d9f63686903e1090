/* param_change.c - proposing, approving and withdrawing a value of a parameter. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/param_check.h"
#include "sql_city.h"
#include "store/store.h"

enum { REASON_MAX = 1000 };

static bool needed(struct str s, const char *field, struct err *e)
{
    if (str_trim(s).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(field)));
        return false;
    }
    if (str_count_cp(s) > REASON_MAX) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "limit", V((int64_t)REASON_MAX));
        return false;
    }
    return true;
}

static bool not_past(struct date from, struct date today, struct err *e)
{
    if (date_cmp(from, today) < 0) {
        FAIL(e, ERR_PARAM_PAST);
        err_arg(e, "date", V(from));
        return false;
    }
    return true;
}

/* ---- preview ---- */

/* The approved values of the year on a day: the one that holds, and the next year that has its own. */
static void find_before(struct arena *a, const struct param_new *n, struct rows rows,
                        struct param_preview *ret)
{
    const struct param_value *v = rows.p, *best = NULL;

    for (size_t i = 0; i < rows.n; i++) {
        if (!str_eq(v[i].state, STR("approved"))) {
            continue;
        }
        if (v[i].from_year > n->from_year) {
            if (!ret->until_year || v[i].from_year < ret->until_year) {
                ret->until_year = v[i].from_year;
            }
            continue;
        }
        if (date_cmp(v[i].from_date, n->from_date) <= 0 &&
            (!best || v[i].from_year > best->from_year ||
             (v[i].from_year == best->from_year &&
              (date_cmp(v[i].from_date, best->from_date) > 0 ||
               (date_cmp(v[i].from_date, best->from_date) == 0 && v[i].number > best->number))))) {
            best = &v[i];
        }
    }
    ret->before = best ? best->value : param_default(a, n->param);
}

static struct str row_text(struct arena *a, const struct param_rows *t, size_t row)
{
    return str_join(a, &t->cell[row * t->columns], t->columns, STR(", "));
}

/* The rows of x that y does not have. */
static const struct str *rows_less(struct arena *a, const struct param_rows *x,
                                   const struct param_rows *y, size_t *ret_n)
{
    struct str *ret = ARENA_ARRAY(a, struct str, x->rows);
    struct str *other = ARENA_ARRAY(a, struct str, y->rows);
    size_t n = 0;

    for (size_t i = 0; i < y->rows; i++) {
        other[i] = row_text(a, y, i);
    }
    for (size_t i = 0; i < x->rows; i++) {
        struct str text = row_text(a, x, i);
        bool there = false;

        for (size_t k = 0; k < y->rows && !there; k++) {
            there = str_eq(text, other[k]);
        }
        if (!there) {
            ret[n++] = text;
        }
    }
    *ret_n = n;
    return ret;
}

bool param_preview(struct db *db, struct arena *a, const struct param_new *n, struct date today,
                   struct param_preview *ret, struct err *e)
{
    struct param_preview p = {0};
    struct param_rows before, after;
    struct rows rows;

    if (!fy_valid(n->from_year)) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(str_format(a, "%lld", (long long)n->from_year)));
        return false;
    }
    if (!param_check(a, n->param, n->value, &p.after, e) || !not_past(n->from_date, today, e) ||
        !needed(n->reason, "reason", e) || !param_history(db, a, n->param, &rows, e)) {
        return false;
    }
    find_before(a, n, rows, &p);
    p.same = str_eq(p.before, p.after);
    if (param_kind(n->param) == PARAM_TABLE) {
        if (!param_rows_read(a, n->param, p.before, &before, e) ||
            !param_rows_read(a, n->param, p.after, &after, e)) {
            return false;
        }
        p.gone = rows_less(a, &before, &after, &p.gone_n);
        p.new = rows_less(a, &after, &before, &p.new_n);
    }
    *ret = p;
    return true;
}

/* ---- changing ---- */

static bool note_param(struct act *by, enum param_id p, const char *action, struct str old,
                       struct str new, struct str reason, struct err *e)
{
    struct audit_note note = {0};

    note.action = str_from(action);
    note.subject = str_format(by->a, "param:%.*s", STR_FMT(param_code(p)));
    note.old_value = old.n ? param_shown(by->a, p, old, LANG_TH) : old;
    note.new_value = new.n ? param_shown(by->a, p, new, LANG_TH) : new;
    note.reason = reason;
    return audit_add(by, &note, e);
}

bool param_propose(struct act *by, const struct param_new *n, int64_t *ret_number, struct err *e)
{
    struct param_preview p;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !param_preview(by->tx->db, by->a, n, by->today, &p, e)) {
        return false;
    }
    if (p.same) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(param_shown(by->a, n->param, p.after, LANG_TH)));
        return false;
    }
    return db_int(by->tx->db, &Q_PARAM_VALUE_INSERT,
                  ARGS(V(param_code(n->param)), V(n->from_year), V(n->from_date), V(p.after),
                       V(str_trim(n->reason)), V(str_trim(n->source)), V(by->who->name),
                       V(by->now_ms)),
                  ret_number, e) &&
           note_param(by, n->param, "param.propose", p.before, p.after, str_trim(n->reason), e);
}

static bool wrong_state(const struct param_value *v, const char *event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(v->state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

bool param_approve(struct act *by, enum param_id p, int64_t number, struct err *e)
{
    struct param_value v;

    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !param_value_get(by->tx->db, by->a, p, number, &v, e)) {
        return false;
    }
    if (!str_eq(v.state, STR("proposed"))) {
        return wrong_state(&v, "approve", e);
    }
    if (str_eq(v.proposed_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return not_past(v.from_date, by->today, e) &&
           db_exec(by->tx->db, &Q_PARAM_EVENT_INSERT,
                   ARGS(V(v.id), V(STR("approve")), V(by->who->name), V(by->now_ms), V(STR_NONE)),
                   NULL, e) &&
           note_param(by, p, "param.approve", STR_NONE, v.value, v.reason, e);
}

bool param_withdraw(struct act *by, enum param_id p, int64_t number, struct str reason,
                    struct err *e)
{
    struct param_value v;

    if (!actor_check_city(by->who, PERM_PARAM, e) || !needed(reason, "reason", e) ||
        !param_value_get(by->tx->db, by->a, p, number, &v, e)) {
        return false;
    }
    if (str_eq(v.state, STR("withdrawn"))) {
        return wrong_state(&v, "withdraw", e);
    }
    if (str_eq(v.state, STR("approved")) && date_cmp(by->today, v.from_date) >= 0) {
        FAIL(e, ERR_PARAM_USED);
        err_arg(e, "date", V(v.from_date));
        return false;
    }
    return db_exec(by->tx->db, &Q_PARAM_EVENT_INSERT,
                   ARGS(V(v.id), V(STR("withdraw")), V(by->who->name), V(by->now_ms),
                        V(str_trim(reason))),
                   NULL, e) &&
           note_param(by, p, "param.withdraw", v.value, STR_NONE, str_trim(reason), e);
}
