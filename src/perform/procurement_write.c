/* procurement_write.c - changing a procurement plan: one by one, or many by a file. */
#include "perform/procurement.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/table_file.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "sql_perform.h"
#include "store/store.h"

enum { CONTRACT_MAX = 60, REASON_MAX = 1000, FILE_ROWS = 5000 };

static const struct field file_fields[] = {
    FIELD(struct procurement_file_row, row, FIELD_KEY, "แถว", "Row"),
    FIELD(struct procurement_file_row, line, 0, "รหัสรายการ", "Line code"),
    FIELD(struct procurement_file_row, result, 0, "ผล", "Result"),
    FIELD(struct procurement_file_row, text, 0, "เหตุ", "Why"),
};
const struct row_type procurement_file_row_type =
    ROW_TYPE(struct procurement_file_row, file_fields);

/* ---- what a plan must keep to ---- */

static bool check_order(const struct date *day, struct err *e)
{
    size_t last = PROC_STEPS;

    for (size_t s = 0; s < PROC_STEPS; s++) {
        if (day[s].yyyymmdd == 0)
            continue;
        if (last < PROC_STEPS && date_cmp(day[s], day[last]) < 0) {
            FAIL(e, ERR_STEP_ORDER);
            err_arg(e, "step", V(str_from(procurement_step_word((enum procurement_step)s))));
            err_arg(e, "date", V(day[s]));
            err_arg(e, "other", V(str_from(procurement_step_word((enum procurement_step)last))));
            err_arg(e, "before", V(day[last]));
            return false;
        }
        last = s;
    }
    return true;
}

/* A contract is signed in its year; only money carried with its obligation was signed before. */
static bool check_sign(const struct procurement *p, struct date day, struct err *e)
{
    struct date from = fy_start((int32_t)p->year);

    if (day.yyyymmdd == 0 || date_cmp(day, from) >= 0 || str_eq(p->origin, STR("carry_a")))
        return true;
    FAIL(e, ERR_SIGN_EARLY);
    err_arg(e, "line", V(p->code));
    err_arg(e, "date", V(day));
    err_arg(e, "from", V(from));
    return false;
}

static bool check_method(const struct procurement_usual *u, struct str method, struct err *e)
{
    for (size_t i = 0; i < u->n; i++) {
        if (str_eq(u->method[i], method))
            return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("method")));
    err_arg(e, "value", V(method));
    err_arg(e, "expected", V(u->n ? u->method[0] : STR_NONE));
    return false;
}

static bool check_new(const struct act *by, const struct procurement *p,
                      const struct procurement_new *n, struct err *e)
{
    for (size_t s = 0; s < PROC_STEPS; s++) {
        if (n->real[s].yyyymmdd && date_cmp(n->real[s], by->today) > 0) {
            FAIL(e, ERR_REAL_AHEAD);
            err_arg(e, "field", V(str_format(by->a, "%s_real",
                                             procurement_step_word((enum procurement_step)s))));
            err_arg(e, "value", V(n->real[s]));
            return false;
        }
    }
    return check_order(n->plan, e) && check_order(n->real, e) &&
           check_sign(p, n->plan[PROC_SIGN], e) && check_sign(p, n->real[PROC_SIGN], e) &&
           text_check("contract", n->contract, false, CONTRACT_MAX, e) &&
           text_check("reason", n->reason, false, REASON_MAX, e);
}

/* ---- writing one ---- */

struct change {
    struct act *by;
    struct procurement *p;
    const struct procurement_new *n;
    int64_t changed;
    bool moved; /* something that was there before has another value */
};

static struct str day_text(struct arena *a, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, a, 20);
    if (d.yyyymmdd)
        date_put_iso(&b, d);
    return sbuf_str(&b);
}

static bool keep(struct change *c, const char *step, const char *kind, struct str from,
                 struct str to, struct err *e)
{
    const struct act *by = c->by;

    return db_exec(by->tx->db, &Q_PROCUREMENT_CHANGE_INSERT,
                   ARGS(V(c->p->line_id), V(c->n->version + 1), V(str_from(step)),
                        V(str_from(kind)), V(from), V(to), V(c->n->reason), V(by->who->name),
                        V(by->who->capacity), V(by->now_ms)),
                   NULL, e);
}

/* Counts what changes; writes the history when `write`. */
static bool differences(struct change *c, bool write, struct err *e)
{
    struct arena *a = c->by->a;
    bool ok = true;

    c->changed = 0;
    if (!str_eq(c->p->method, c->n->method)) {
        c->changed++;
        c->moved |= c->p->version > 0;
        ok = !write || keep(c, "method", "method", c->p->method, c->n->method, e);
    }
    if (ok && !str_eq(c->p->contract, c->n->contract)) {
        c->changed++;
        ok = !write || keep(c, "contract", "contract", c->p->contract, c->n->contract, e);
    }
    for (size_t i = 0; ok && i < 2 * (size_t)PROC_STEPS; i++) {
        enum procurement_step s = (enum procurement_step)(i / 2);
        bool real = i % 2;
        struct date was = *procurement_day(c->p, s, real), is = real ? c->n->real[s] : c->n->plan[s];

        if (date_cmp(was, is) == 0)
            continue;
        c->changed++;
        c->moved |= was.yyyymmdd != 0;
        ok = !write || keep(c, procurement_step_word(s), real ? "real" : "plan", day_text(a, was),
                            day_text(a, is), e);
    }
    return ok;
}

static bool write_row(struct change *c, struct err *e)
{
    const struct procurement_new *n = c->n;
    const struct act *by = c->by;
    struct value v[22];
    struct date day = DATE_NONE; /* the first planned day that is ahead */
    int64_t rows, next = 0;
    size_t k = 0;

    for (int64_t s = PROC_STEPS; s > 0 && next == 0; s--)
        next = n->real[s - 1].yyyymmdd ? s : 0;
    v[k++] = V(c->p->line_id);
    v[k++] = c->p->version ? V(n->version) : V(c->p->year);
    v[k++] = V(n->method);
    v[k++] = V(n->contract);
    for (size_t s = 0; s < PROC_STEPS; s++) {
        v[k++] = V(n->plan[s]);
        v[k++] = V(n->real[s]);
    }
    v[k++] = V(next);
    for (int64_t s = next; s < PROC_STEPS && day.yyyymmdd == 0; s++)
        day = n->plan[s];
    v[k++] = V(day);
    if (c->p->version == 0) {
        v[k++] = V(by->who->name);
        v[k++] = V(by->now_ms);
    }
    if (!db_exec(by->tx->db, c->p->version ? &Q_PROCUREMENT_UPDATE : &Q_PROCUREMENT_INSERT, v, k,
                 &rows, e))
        return false;
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

/* All but the audit record; *ret_changed = 0 when the plan is like that already. */
static bool apply(struct act *by, struct procurement *p, const struct procurement_new *n,
                  int64_t *ret_changed, struct err *e)
{
    struct change c = {.by = by, .p = p, .n = n};
    struct procurement_usual u;

    if (!actor_check(by->who, PERM_SPEND, p->agency_id, p->division, e) ||
        !procurement_usual_get(by->tx->db, by->a, p->year, &u, e) ||
        !check_method(&u, n->method, e) || !check_new(by, p, n, e))
        return false;
    if (n->version != p->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!differences(&c, false, e))
        return false;
    *ret_changed = c.changed;
    if (c.changed == 0)
        return true;
    return text_check("reason", n->reason, c.moved, REASON_MAX, e) && write_row(&c, e) &&
           differences(&c, true, e);
}

bool procurement_set(struct act *by, struct str line_code, const struct procurement_new *n,
                     struct err *e)
{
    struct procurement p;
    struct audit_note note = {.action = STR("procurement.set"), .reason = n->reason};
    int64_t changed;

    if (!procurement_get(by->tx->db, by->a, line_code, &p, e) || !apply(by, &p, n, &changed, e))
        return false;
    if (changed == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(line_code));
        return false;
    }
    note.subject = str_format(by->a, "procurement:%.*s", STR_FMT(line_code));
    note.new_value = str_format(by->a, "%lld", (long long)changed);
    note.year = p.year;
    return audit_add(by, &note, e);
}

/* ---- many ---- */

/* The row's cells over what there is: a column that the file has counts, also when it is empty. */
static bool row_read(const struct table_file *t, size_t i, struct procurement *p,
                     struct procurement_new *n, struct err *e)
{
    struct str method = table_file_cell(t, i, "method");

    *n = (struct procurement_new){.version = p->version, .reason = n->reason};
    n->method = method.n ? method : p->method.n ? p->method : STR("bidding"); /* the usual one */
    n->contract = p->contract;
    for (size_t f = 0; f < t->type->n; f++) {
        const struct field *of = &t->type->fields[f];

        if (t->has[f] && str_eq(str_from(of->name), STR("contract")))
            n->contract = table_file_cell(t, i, "contract");
    }
    for (size_t k = 0; k < 2 * (size_t)PROC_STEPS; k++) {
        enum procurement_step s = (enum procurement_step)(k / 2);
        struct date *d = k % 2 ? &n->real[s] : &n->plan[s];
        char name[40];

        snprintf(name, sizeof name, "%s_%s", procurement_step_word(s), k % 2 ? "real" : "plan");
        *d = *procurement_day(p, s, k % 2);
        for (size_t f = 0; f < t->type->n; f++) {
            if (t->has[f] && str_eq(str_from(t->type->fields[f].name), str_from(name)) &&
                !table_file_date(table_file_cell(t, i, name), d, e))
                return false;
        }
    }
    return true;
}

static bool refused_here(const struct err *e)
{
    return e->code != ERR_STORE && e->code != ERR_STORE_BUSY && e->code != ERR_STORE_FULL &&
           e->code != ERR_STORE_UNREACHABLE;
}

static bool file_row(struct act *by, const struct table_file *t, size_t i, int64_t year,
                     struct procurement_new *n, struct procurement_file_row *r, struct err *e)
{
    struct procurement p;
    int64_t changed = 0;

    r->row = t->row[i];
    r->line = table_file_cell(t, i, "code");
    if (!procurement_get(by->tx->db, by->a, r->line, &p, e))
        return false;
    if (p.year != year) {
        FAIL(e, ERR_LINE_YEAR);
        err_arg(e, "line", V(r->line));
        err_arg(e, "value", V(p.year));
        err_arg(e, "expected", V(year));
        return false;
    }
    if (!row_read(t, i, &p, n, e) || !apply(by, &p, n, &changed, e))
        return false;
    r->result = changed ? STR("changed") : STR("unchanged");
    return true;
}

bool procurement_file(struct act *by, int64_t year, const char *path, struct str reason,
                      struct rows *ret, struct err *e)
{
    static const char *const want[] = {"code", NULL};
    struct audit_note note = {.action = STR("procurement.file"), .reason = reason, .year = year};
    struct procurement_new n = {.reason = reason};
    struct procurement_file_row *r;
    struct table_file t;
    int64_t changed = 0;

    if (!table_file_read(by->a, path, &procurement_type, want, &t, e))
        return false;
    if (t.n > FILE_ROWS) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("rows")));
        err_arg(e, "limit", V((int64_t)FILE_ROWS));
        return false;
    }
    r = ARENA_ARRAY(by->a, struct procurement_file_row, t.n);
    for (size_t i = 0; i < t.n; i++) {
        if (!file_row(by, &t, i, year, &n, &r[i], e)) {
            if (!refused_here(e))
                return false;
            r[i].result = STR("refused");
            r[i].text = err_text(by->a, e, LANG_TH);
        }
        changed += str_eq(r[i].result, STR("changed"));
    }
    *ret = (struct rows){r, t.n};
    note.subject = str_format(by->a, "procurement:%lld", (long long)year);
    note.new_value = str_format(by->a, "%lld/%zu", (long long)changed, t.n);
    return changed == 0 || audit_add(by, &note, e);
}
