#include "execute/reconcile.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "execute/reconcile_int.h"
#include "execute/record_lines.h"
#include "sql_execute.h"
#include "store/store.h"

enum { PAIRS = 8 }; /* systems x kinds */

/* ---- what an entry adds ---- */

/* Does a bucket count for the kind? After transfers: whatever was given; allotted: whatever has been allotted; orders:
 * what has been obligated; payments. */
static bool counts(enum record_kind k, int64_t bucket)
{
    switch (k) {
    case RECORD_APPROPRIATION:
        return bucket != BUCKET_SOURCE;
    case RECORD_ALLOTMENT:
        return bucket >= BUCKET_ALLOTTED && bucket <= BUCKET_CARRIED_B;
    case RECORD_ORDERS:
        return bucket == BUCKET_OBLIGATED || bucket == BUCKET_DISBURSED || bucket == BUCKET_CARRIED_A;
    case RECORD_PAYMENTS:
        return bucket == BUCKET_DISBURSED;
    case RECORD_KINDS:
        break;
    }
    return false;
}

void reconcile_adds(enum record_kind k, const struct moved *m, struct money *ret_from, struct money *ret_to)
{
    bool direct = (m->from_bucket == BUCKET_ALLOTTED && m->to_bucket == BUCKET_DISBURSED) ||
                  (m->from_bucket == BUCKET_DISBURSED && m->to_bucket == BUCKET_ALLOTTED);
    bool lapse = m->from_bucket == BUCKET_LAPSED; /* a lapse taken back; lapses are not counted */

    *ret_from = *ret_to = MONEY_ZERO;
    if (lapse || (k == RECORD_ORDERS && direct))
        return;
    if (counts(k, m->from_bucket))
        *ret_from = money_neg(m->amount);
    if (counts(k, m->to_bucket))
        *ret_to = m->amount;
}

/* ---- cells: one group of one system's kind ---- */

struct cell {
    struct str system, kind;
    int64_t agency_id;
    struct str output_code, group_code, fund_code;
    struct money ours, theirs;
};

static int cell_cmp(const struct cell *x, const struct cell *y)
{
    int c = str_cmp(x->system, y->system);

    c = c ? c : str_cmp(x->kind, y->kind);
    c = c ? c : x->agency_id < y->agency_id ? -1 : x->agency_id > y->agency_id;
    c = c ? c : str_cmp(x->output_code, y->output_code);
    c = c ? c : str_cmp(x->group_code, y->group_code);
    return c ? c : str_cmp(x->fund_code, y->fund_code);
}

static int cell_sort(const void *x, const void *y)
{
    return cell_cmp(x, y);
}

struct pair { /* a system and kind, and up to which day it is compared */
    struct str system, kind;
    struct date last_on;
};
static const struct field pair_fields[] = {
    COL(struct pair, system),
    COL(struct pair, kind),
    COL(struct pair, last_on),
};
static const struct row_type pair_type = ROW_TYPE(struct pair, pair_fields);

static const struct field moved_fields[] = {
    COL(struct moved, line_id),   COL(struct moved, to_line_id), COL(struct moved, from_bucket),
    COL(struct moved, to_bucket), COL(struct moved, amount),
};
static const struct row_type moved_type = ROW_TYPE(struct moved, moved_fields);

struct theirs_row {
    struct str system, kind;
    int64_t agency_id;
    struct str output_code, group_code, fund_code;
    struct money amount;
};
static const struct field theirs_fields[] = {
    COL(struct theirs_row, system),      COL(struct theirs_row, kind),       COL(struct theirs_row, agency_id),
    COL(struct theirs_row, output_code), COL(struct theirs_row, group_code), COL(struct theirs_row, fund_code),
    COL(struct theirs_row, amount),
};
static const struct row_type theirs_type = ROW_TYPE(struct theirs_row, theirs_fields);

struct comparing {
    struct act *by;
    int64_t year;
    struct date as_of;
    struct rec_lines lines;
    struct pair pair[PAIRS];
    size_t pairs;
    struct rows moved; /* up to moved_on */
    struct date moved_on;
    struct cell *cell;
    size_t n, cap;
};

static void add_cell(struct comparing *x, const struct cell *c)
{
    if (x->n == x->cap) {
        size_t more = x->cap ? x->cap * 2 : 1024;

        x->cell = arena_grow(x->by->a, x->cell, x->cap * sizeof *x->cell, more * sizeof *x->cell);
        x->cap = more;
    }
    x->cell[x->n++] = *c;
}

static struct cell cell_of(const struct pair *p, int64_t agency_id, struct str output, struct str group, struct str fund)
{
    bool egp = str_eq(p->system, STR("egp"));

    return (struct cell){.system = p->system,
                         .kind = p->kind,
                         .agency_id = agency_id,
                         .output_code = egp ? STR_NONE : output,
                         .group_code = egp ? STR_NONE : group,
                         .fund_code = egp ? STR_NONE : fund};
}

/* Lines are read in order of their id. */
static const struct rec_line *line_at(const struct rec_lines *t, int64_t id)
{
    size_t lo = 0, hi = t->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (t->line[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < t->n && t->line[lo].id == id ? &t->line[lo] : NULL;
}

static void add_ours(struct comparing *x, const struct pair *p, int64_t line_id, struct money m)
{
    const struct rec_line *l = m.satang ? line_at(&x->lines, line_id) : NULL;
    struct cell c;

    if (!l)
        return;
    c = cell_of(p, l->agency_id, l->output_code, l->group_code, l->fund_code);
    c.ours = m;
    add_cell(x, &c);
}

static bool read_ours(struct comparing *x, const struct pair *p, struct err *e)
{
    enum record_kind k = record_of_word(p->kind);
    const struct moved *m;

    if (x->moved_on.yyyymmdd != p->last_on.yyyymmdd &&
        !db_list(x->by->tx->db, x->by->a, &Q_RECONCILE_MOVED, ARGS(V(x->year), V(p->last_on)), &moved_type, &x->moved, e))
        return false;
    x->moved_on = p->last_on;
    m = x->moved.p;
    for (size_t i = 0; i < x->moved.n; i++) {
        struct money from, to;

        reconcile_adds(k, &m[i], &from, &to);
        if (m[i].line_id == m[i].to_line_id) {
            add_ours(x, p, m[i].line_id, money_add(from, to));
        } else {
            add_ours(x, p, m[i].line_id, from);
            add_ours(x, p, m[i].to_line_id, to);
        }
    }
    return true;
}

static bool read_theirs(struct comparing *x, struct err *e)
{
    const struct theirs_row *t;
    struct rows rows;

    if (!db_list(x->by->tx->db, x->by->a, &Q_RECONCILE_THEIRS, ARGS(V(x->year), V(x->as_of)), &theirs_type, &rows, e))
        return false;
    t = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct pair p = {t[i].system, t[i].kind, DATE_NONE};
        struct cell c = cell_of(&p, t[i].agency_id, t[i].output_code, t[i].group_code, t[i].fund_code);

        c.theirs = t[i].amount;
        add_cell(x, &c);
    }
    return true;
}

static bool read_pairs(struct comparing *x, struct err *e)
{
    const struct pair *p;
    struct rows rows;

    if (!db_list(x->by->tx->db, x->by->a, &Q_RECONCILE_UNTIL, ARGS(V(x->year)), &pair_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n && i < PAIRS; i++) {
        x->pair[i] = p[i];
        if (date_cmp(x->as_of, p[i].last_on) < 0)
            x->pair[i].last_on = x->as_of;
        x->pairs++;
    }
    if (x->pairs == 0)
        FAIL(e, ERR_NOTHING);
    return x->pairs > 0;
}

/* Sorted, each group once. */
static void sum_cells(struct comparing *x)
{
    size_t n = 0;

    if (x->n)
        qsort(x->cell, x->n, sizeof *x->cell, cell_sort);
    for (size_t i = 0; i < x->n; i++) {
        if (n > 0 && cell_cmp(&x->cell[n - 1], &x->cell[i]) == 0) {
            x->cell[n - 1].ours = money_add(x->cell[n - 1].ours, x->cell[i].ours);
            x->cell[n - 1].theirs = money_add(x->cell[n - 1].theirs, x->cell[i].theirs);
        } else {
            x->cell[n++] = x->cell[i];
        }
    }
    x->n = n;
}

/* ---- what it changes ---- */

struct known_difference {
    int64_t id;
    struct str system, kind;
    int64_t agency_id;
    struct str output_code, group_code, fund_code;
    struct money ours, theirs;
    struct str state;
};
static const struct field known_fields[] = {
    COL(struct known_difference, id),        COL(struct known_difference, system),
    COL(struct known_difference, kind),      COL(struct known_difference, agency_id),
    COL(struct known_difference, output_code), COL(struct known_difference, group_code),
    COL(struct known_difference, fund_code), COL(struct known_difference, ours),
    COL(struct known_difference, theirs),    COL(struct known_difference, state),
};
static const struct row_type known_type = ROW_TYPE(struct known_difference, known_fields);

static bool put_event(struct act *by, int64_t id, const char *event, struct money gap, struct str note, struct err *e)
{
    return db_exec(by->tx->db, &Q_RECONCILE_EVENT,
                   ARGS(V(id), V(str_from(event)), V(gap), V(note), V(by->who->name), V(by->now_ms)), NULL, e);
}

/* Up to which day the group was compared. */
static struct date until_of(const struct comparing *x, const struct cell *c)
{
    for (size_t i = 0; i < x->pairs; i++) {
        if (str_eq(x->pair[i].system, c->system) && str_eq(x->pair[i].kind, c->kind))
            return x->pair[i].last_on;
    }
    return x->as_of;
}

static bool add_difference(struct comparing *x, const struct cell *c, int64_t number, struct err *e)
{
    struct act *by = x->by;
    struct str code = str_format(by->a, "D-%lld-%05lld", (long long)x->year, (long long)number);
    int64_t id;

    return db_int(by->tx->db, &Q_RECONCILE_ADD,
                  ARGS(V(code), V(x->year), V(c->system), V(c->kind), V(c->agency_id), V(c->output_code), V(c->group_code),
                       V(c->fund_code), V(c->ours), V(c->theirs), V(x->as_of), V(until_of(x, c))),
                  &id, e) &&
           put_event(by, id, "found", money_sub(c->theirs, c->ours), STR_NONE, e);
}

static bool change_difference(struct comparing *x, const struct known_difference *k, const struct cell *c,
                              struct reconcile_run *run, struct err *e)
{
    struct money gap = money_sub(c->theirs, c->ours), was = money_sub(k->theirs, k->ours);
    bool gone = str_eq(k->state, STR("gone")), open = str_eq(k->state, STR("open"));
    bool same = gap.satang == was.satang && !(gone && gap.satang);
    const char *event = gap.satang == 0 ? "gone" : open ? "changed" : gone ? "found" : "reopened";

    if (gone && gap.satang == 0)
        return true;
    if (same)
        return db_exec(x->by->tx->db, &Q_RECONCILE_SEEN, ARGS(V(k->id), V(x->as_of), V(c->ours), V(c->theirs), V(until_of(x, c))), NULL,
                       e);
    run->gone += gap.satang == 0;
    run->fresh += gap.satang != 0 && gone;
    return db_exec(x->by->tx->db, &Q_RECONCILE_CHANGED,
                   ARGS(V(k->id), V(c->ours), V(c->theirs), V(x->as_of), V(gap.satang ? STR("open") : STR("gone")),
                        V(until_of(x, c))),
                   NULL, e) &&
           put_event(x->by, k->id, event, gap, STR_NONE, e);
}

static void count_gap(struct reconcile_run *run, const struct cell *c)
{
    struct money gap = money_sub(c->theirs, c->ours);

    run->differing += gap.satang != 0;
    run->gap = money_add(run->gap, gap.satang < 0 ? money_neg(gap) : gap);
}

static struct cell cell_of_known(const struct known_difference *k)
{
    return (struct cell){k->system,    k->kind,       k->agency_id, k->output_code, k->group_code,
                         k->fund_code, MONEY_ZERO, MONEY_ZERO};
}

/* Both lists are sorted alike. A known group that neither side has any more has nothing on both. */
static bool merge(struct comparing *x, const struct rows *rows, struct reconcile_run *run, struct err *e)
{
    const struct known_difference *k = rows->p;
    int64_t number = (int64_t)rows->n;
    size_t i = 0, j = 0;

    while (i < x->n || j < rows->n) {
        struct cell nothing = j < rows->n ? cell_of_known(&k[j]) : (struct cell){.agency_id = 0};
        int c = i == x->n ? 1 : j == rows->n ? -1 : cell_cmp(&x->cell[i], &nothing);
        const struct cell *now = c > 0 ? &nothing : &x->cell[i];

        count_gap(run, now);
        if (c < 0 && now->ours.satang != now->theirs.satang) {
            run->fresh++;
            if (!add_difference(x, now, ++number, e))
                return false;
        } else if (c >= 0 && !change_difference(x, &k[j], now, run, e)) {
            return false;
        }
        i += c <= 0;
        j += c >= 0;
    }
    return true;
}

bool reconcile_do(struct act *by, int64_t year, struct date as_of, struct reconcile_run *ret, struct err *e)
{
    struct audit_note note = {.action = STR("record.reconcile"), .year = year};
    struct comparing x = {.by = by, .year = year, .as_of = as_of};
    struct rows known;

    *ret = (struct reconcile_run){.year = year, .as_of = as_of, .by_user = by->who->name, .at = {by->now_ms}};
    if (!actor_check_city(by->who, PERM_RECONCILE, e) || !read_pairs(&x, e) ||
        !rec_lines_load(by->tx->db, by->a, year, &x.lines, e) || !read_theirs(&x, e))
        return false;
    for (size_t i = 0; i < x.pairs; i++) {
        if (!read_ours(&x, &x.pair[i], e))
            return false;
    }
    sum_cells(&x);
    ret->groups = (int64_t)x.n;
    if (!db_list(by->tx->db, by->a, &Q_RECONCILE_KNOWN, ARGS(V(year)), &known_type, &known, e) ||
        !merge(&x, &known, ret, e))
        return false;
    note.subject = str_format(by->a, "reconcile:%lld", (long long)year);
    note.new_value = str_format(by->a, "%lld groups, %lld differ, %lld new, %lld gone", (long long)ret->groups,
                                (long long)ret->differing, (long long)ret->fresh, (long long)ret->gone);
    return db_exec(by->tx->db, &Q_RECONCILE_RUN_ADD,
                   ARGS(V(year), V(as_of), V(ret->groups), V(ret->differing), V(ret->fresh), V(ret->gone), V(ret->gap),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

/* ---- people ---- */

static bool begin(struct act *by, struct str code, int64_t version, struct difference *d, struct err *e)
{
    if (!difference_get(by->tx->db, by->a, code, by->today, d, e))
        return false;
    if (!str_eq(d->state, STR("open"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(d->state));
        err_arg(e, "event", V(STR("difference")));
        return false;
    }
    if (version >= 0 && d->version != version)
        FAIL(e, ERR_STALE);
    return version < 0 || d->version == version;
}

static bool finish(struct act *by, const struct difference *d, const char *event, struct str note, int64_t rows,
                   struct err *e)
{
    struct audit_note n = {.action = str_format(by->a, "difference.%s", event),
                           .subject = str_format(by->a, "difference:%.*s", STR_FMT(d->code)),
                           .new_value = note,
                           .year = d->year};

    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return put_event(by, d->id, event, d->gap, note, e) && audit_add(by, &n, e);
}

bool difference_assign(struct act *by, struct str code, int64_t version, struct str owner, struct err *e)
{
    struct difference d;
    int64_t rows, there;

    if (!actor_check_city(by->who, PERM_RECONCILE, e) || !begin(by, code, version, &d, e) ||
        !db_int(by->tx->db, &Q_DIFFERENCE_USER, ARGS(V(owner)), &there, e))
        return false;
    if (!there) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(owner));
        return false;
    }
    return db_exec(by->tx->db, &Q_DIFFERENCE_ASSIGN, ARGS(V(d.id), V(d.version), V(owner)), &rows, e) &&
           finish(by, &d, "assigned", owner, rows, e);
}

bool difference_explain(struct act *by, struct str code, int64_t version, struct str text, struct err *e)
{
    struct difference d;
    struct err no;
    int64_t rows;

    if (!begin(by, code, version, &d, e) ||
        (!actor_check_city(by->who, PERM_RECONCILE, &no) &&
         !actor_check(by->who, PERM_SPEND, d.agency_id, d.division, e)) ||
        !text_check("explanation", text, true, 2000, e))
        return false;
    return db_exec(by->tx->db, &Q_DIFFERENCE_EXPLAIN, ARGS(V(d.id), V(d.version), V(text), V(by->who->name)), &rows, e) &&
           finish(by, &d, "explained", text, rows, e);
}

bool difference_settle(struct act *by, struct str code, int64_t version, struct str note, struct err *e)
{
    struct difference d;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_RECONCILE, e) || !begin(by, code, version, &d, e) ||
        !text_check("explanation", d.explanation, true, 2000, e) || !text_check("note", note, false, 1000, e))
        return false;
    if (str_eq(d.explained_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return db_exec(by->tx->db, &Q_DIFFERENCE_SETTLE, ARGS(V(d.id), V(d.version), V(by->who->name), V(by->today)), &rows,
                   e) &&
           finish(by, &d, "settled", note, rows, e);
}
