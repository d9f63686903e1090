/* order_write.c - preparing orders: heads, rows, allotment by quarter, reversals. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/class.h"
#include "city/param.h"
#include "execute/order_int.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { NAME_MOST = 500, REF_MOST = 100, QUARTERS = 4, WHOLE_BP = 10000 };

struct order_line {
    int64_t id, year, agency_id, division, output_id;
    struct str code, agency_code;
};
static const struct field line_fields[] = {
    COL(struct order_line, id),       COL(struct order_line, year),      COL(struct order_line, agency_id),
    COL(struct order_line, division), COL(struct order_line, output_id), COL(struct order_line, code),
    COL(struct order_line, agency_code),
};
static const struct row_type line_type = ROW_TYPE(struct order_line, line_fields);

static bool fail_row(struct err *e, enum err_code code, const char *name, struct str value)
{
    FAIL(e, code);
    err_arg(e, name, V(value));
    return false;
}

/* ---- the head ---- */

static bool check_head(const struct order_head *h, struct err *e)
{
    if (!check_text("title", h->title, true, NAME_MOST, e) ||
        !check_text("reason", h->reason, false, ORDER_TEXT_MOST, e) ||
        !check_text("doc_no", h->doc_no, false, REF_MOST, e))
        return false;
    if (!date_valid(h->on_date) || fy_of(h->on_date) != h->year) {
        FAIL(e, ERR_WRONG_YEAR);
        err_arg(e, "date", V(h->on_date));
        err_arg(e, "year", V(h->year));
        err_arg(e, "field", V(STR("on_date")));
        return false;
    }
    return true;
}

bool order_begin(struct act *by, const struct order_head *h, struct order *ret, struct err *e)
{
    int64_t number, id;
    struct str code;

    if (!check_head(h, e) || !number_take(by, h->year, 0, STR("order"), 1, &number, e))
        return false;
    code = str_format(by->a, "%lld-O-%06lld", (long long)h->year, (long long)number);
    return db_int(by->tx->db, &Q_ORDER_INSERT,
                  ARGS(V(code), V(h->year), V(str_from(order_kinds[h->kind].word)), V_ID(h->agency_id), V_ID(h->reverses),
                       V(str_trim(h->title)), V(str_trim(h->reason)), V(str_trim(h->doc_no)), V(h->on_date), V(h->quarter),
                       V(by->who->name), V(by->now_ms)),
                  &id, e) &&
           order_get(by->tx->db, by->a, code, ret, e);
}

/* ---- what it needs ---- */

struct order_move {
    int64_t n, line_id, to_line_id;
    struct money amount;
};
static const struct field move_fields[] = {
    COL(struct order_move, n),
    COL(struct order_move, line_id),
    COL(struct order_move, to_line_id),
    COL(struct order_move, amount),
};
static const struct row_type move_type = ROW_TYPE(struct order_move, move_fields);

/* By the table of who approves which kind; of several agencies never below the Budget Department. */
static bool least_role(struct db *db, struct arena *a, const struct order *o, enum authority_role *ret, struct err *e)
{
    enum authority_role role = o->agency_id ? AUTHORITY_HEAD : AUTHORITY_BUDGET;
    struct param_rows t;

    if (!param_table(db, a, PARAM_ORDER_ROLE, o->year, &t, e))
        return false;
    for (size_t i = 0; i < t.rows; i++) {
        enum authority_role r = order_level_of(param_cell(&t, i, "role"));

        if (str_eq(param_cell(&t, i, "kind"), o->kind) && r > role)
            role = r;
    }
    *ret = role;
    return true;
}

bool order_need(struct db *db, struct arena *a, const struct order *o, enum authority_role *ret, struct err *e)
{
    enum order_kind k = order_kind_of(o);
    enum authority_role role;
    const struct order_move *m;
    struct authority_need *need;
    struct posting *p;
    struct rows rows;

    if (!least_role(db, a, o, &role, e))
        return false;
    if (k == ORDER_TRANSFER || k == ORDER_CENTRAL) {
        if (!db_list(db, a, &Q_ORDER_MOVES, ARGS(V(o->id)), &move_type, &rows, e))
            return false;
        m = rows.p;
        p = ARENA_ARRAY(a, struct posting, rows.n + 1);
        need = ARENA_ARRAY(a, struct authority_need, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
            p[i] = (struct posting){.type = str_from(order_kinds[k].act), .line_id = m[i].line_id, .to_line_id = m[i].to_line_id,
                                    .amount = m[i].amount, .on = o->on_date};
        if (!authority_needed_all(db, a, p, rows.n, need, e))
            return false;
        for (size_t i = 0; i < rows.n; i++) {
            if (!need[i].allowed)
                return fail_row(e, ERR_NEVER_ALLOWED, "type", p[i].type);
            role = need[i].role > role ? need[i].role : role;
        }
    }
    *ret = role;
    return true;
}

/* ---- the rows ---- */

/* Would each act be posted? An allotment's rows differ by line and amount only, which order_enough() asks for all. */
static bool check_rows(struct act *by, const struct order *o, int64_t *ret_row, struct err *e)
{
    const struct actor any = actor_system();
    const struct order_row *r;
    struct posting *p;
    struct rows rows;
    size_t n, asked = 0, at = 0;
    int64_t *row;

    if (!order_all_rows(by->tx->db, by->a, o, &rows, e))
        return false;
    r = rows.p;
    n = order_kind_of(o) == ORDER_ALLOT && !order_reversing(o) && rows.n > 1 ? 1 : rows.n;
    p = ARENA_ARRAY(by->a, struct posting, n + 1);
    row = ARENA_ARRAY(by->a, int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (order_kind_of(o) == ORDER_CENTRAL && r[i].to_line_id == 0)
            continue; /* its line is opened when it is posted */
        p[asked] = order_posting(by->a, o, &r[i]);
        row[asked++] = r[i].n;
    }
    if (!posting_check_all(by->tx->db, by->a, &any, p, asked, &at, e)) {
        *ret_row = row[at];
        return false;
    }
    *ret_row = 0;
    return true;
}

bool order_settle(struct act *by, const struct order *o, struct str event, struct str reason, int64_t *ret_row,
                  struct err *e)
{
    const struct order_event_new v = {o, o->version, event, o->state, reason};
    struct order now = *o;
    enum authority_role role;
    int64_t n;

    if (!order_need(by->tx->db, by->a, o, &role, e) ||
        !db_exec(by->tx->db, &Q_ORDER_TOTAL, ARGS(V(o->id), V(o->version), V(str_from(authority_word(role)))), &n, e))
        return false;
    if (n != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    now.role = str_from(authority_word(role));
    return order_enough(by->tx->db, by->a, &now, ret_row, e) && check_rows(by, &now, ret_row, e) && order_note(by, &v, e);
}

/* A line's code of the order's year; of the order's agency unless it may be another's. */
static bool find_line(struct act *by, const struct order *o, struct str code, bool any_agency, struct order_line *ret,
                      struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_ORDER_LINE, ARGS(V(code)), &line_type, ret, &found, e))
        return false;
    if (!found)
        return fail_row(e, ERR_UNKNOWN_LINE, "value", code);
    if (ret->year != o->year) {
        FAIL(e, ERR_YEAR_MISMATCH);
        err_arg(e, "value", V(ret->year));
        err_arg(e, "expected", V(o->year));
        return false;
    }
    if (!any_agency && o->agency_id && ret->agency_id != o->agency_id) {
        FAIL(e, ERR_ORDER_AGENCY);
        err_arg(e, "line", V(code));
        err_arg(e, "agency", V(o->agency_name));
        return false;
    }
    return true;
}

struct saving {
    struct act *by;
    const struct order *o;
    struct class_tree programme, item; /* of central rows that open lines */
};

struct row_ids {
    int64_t line, to_line, agency, output, item;
};

static bool find_node(const struct class_tree *t, int64_t year, struct str code, const char *field, int64_t *ret,
                      struct err *e)
{
    const struct class_node *n = class_by_code(t, code);

    if (!n) {
        FAIL(e, ERR_UNKNOWN_CODE);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "value", V(code));
        err_arg(e, "year", V(year));
        return false;
    }
    *ret = n->id;
    return true;
}

/* Where money of the central fund gets its own line. */
static bool open_at(struct saving *s, const struct order_row_new *r, struct row_ids *x, struct err *e)
{
    struct str code = r->agency.n ? r->agency : s->o->agency_code;
    struct agency g;

    if (code.n == 0 || r->output.n == 0 || r->item.n == 0)
        return fail_row(e, ERR_ORDER_TARGET, "line", r->line);
    if (!agency_get(s->by->tx->db, s->by->a, code, &g, e))
        return false;
    if (s->o->agency_id && g.id != s->o->agency_id) {
        FAIL(e, ERR_ORDER_AGENCY);
        err_arg(e, "line", V(code));
        err_arg(e, "agency", V(s->o->agency_name));
        return false;
    }
    x->agency = g.id;
    return find_node(&s->programme, s->o->year, r->output, "output", &x->output, e) &&
           find_node(&s->item, s->o->year, r->item, "item", &x->item, e);
}

static bool find_target(struct saving *s, const struct order_row_new *r, struct row_ids *x, struct err *e)
{
    enum order_kind k = order_kind_of(s->o);
    struct order_line to;

    if (k != ORDER_TRANSFER && k != ORDER_CENTRAL)
        return true;
    if (r->to_line.n == 0)
        return k == ORDER_CENTRAL ? open_at(s, r, x, e) : fail_row(e, ERR_ORDER_TARGET, "line", r->line);
    if (!find_line(s->by, s->o, r->to_line, false, &to, e))
        return false;
    if (to.id == x->line)
        return fail_row(e, ERR_ORDER_TARGET, "line", r->line);
    x->to_line = to.id;
    x->agency = to.agency_id;
    x->output = to.output_id;
    return true;
}

static bool find_row(struct saving *s, const struct order_row_new *r, struct row_ids *x, struct err *e)
{
    struct order_line l;

    if (!check_text("ref", r->ref, false, REF_MOST, e) || !check_text("note", r->note, false, NAME_MOST, e) ||
        !check_text("name", r->name, false, NAME_MOST, e) ||
        !find_line(s->by, s->o, r->line, order_kind_of(s->o) == ORDER_CENTRAL, &l, e))
        return false;
    x->line = l.id;
    if (r->amount.satang <= 0 || r->amount.satang > MONEY_MAX)
        return fail_row(e, r->amount.satang < 0 ? ERR_AMOUNT_NEGATIVE : r->amount.satang ? ERR_AMOUNT_RANGE : ERR_BAD_AMOUNT,
                        "value", money_text(s->by->a, r->amount, MONEY_WHOLE));
    return find_target(s, r, x, e);
}

static bool insert_rows(struct act *by, const struct order *o, const struct order_new *n, const struct row_ids *x,
                        struct err *e)
{
    bool held = order_kind_of(o) >= ORDER_RESERVE;
    struct db_bulk *b;

    if (!db_exec(by->tx->db, &Q_ORDER_ROWS_DROP, ARGS(V(o->id)), NULL, e) ||
        !db_bulk_begin(by->tx, &Q_ORDER_ROW_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < n->n; i++) {
        const struct order_row_new *r = &n->row[i];
        struct str ref = held && r->ref.n == 0 ? o->code : r->ref;

        if (!db_bulk_row(b,
                         ARGS(V(o->id), V((int64_t)i + 1), V(x[i].line), V_ID(x[i].to_line), V(x[i].line), V_ID(x[i].agency),
                              V_ID(x[i].output), V_ID(x[i].item), V(str_trim(r->name)), V(r->amount), V(str_trim(ref)),
                              V(str_trim(r->note))),
                         e))
            return false;
    }
    return db_bulk_end(b, NULL, e);
}

static bool put_rows(struct act *by, const struct order *o, const struct order_new *n, int64_t *ret_row, struct err *e)
{
    struct saving s = {.by = by, .o = o};
    struct row_ids *x;

    if (n->n == 0)
        return fail_row(e, ERR_NOTHING, "what", o->title);
    if (n->n > ORDER_ROWS_MOST) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(o->title));
        err_arg(e, "limit", V((int64_t)ORDER_ROWS_MOST));
        return false;
    }
    if (n->kind == ORDER_CENTRAL && (!class_tree_load(by->tx->db, by->a, o->year, STR("programme"), &s.programme, e) ||
                                     !class_tree_load(by->tx->db, by->a, o->year, STR("item"), &s.item, e)))
        return false;
    x = ARENA_ARRAY(by->a, struct row_ids, n->n);
    for (size_t i = 0; i < n->n; i++) {
        *ret_row = (int64_t)i + 1;
        x[i] = (struct row_ids){0};
        if (!find_row(&s, &n->row[i], &x[i], e))
            return false;
    }
    *ret_row = 0;
    return insert_rows(by, o, n, x, e);
}

/* ---- saving ---- */

static bool read_head(struct act *by, const struct order_new *n, struct order_head *h, struct err *e)
{
    struct agency g = {0};

    if (n->agency.n && !agency_get(by->tx->db, by->a, n->agency, &g, e))
        return false;
    *h = (struct order_head){.year = n->year, .agency_id = g.id, .quarter = n->quarter, .kind = n->kind,
                             .title = n->title, .reason = n->reason, .doc_no = n->doc_no, .on_date = n->on_date};
    return actor_check(by->who, PERM_SPEND, g.id, g.division, e);
}

static bool change_head(struct act *by, const struct order_new *n, const struct order_head *h, struct order *ret,
                        struct err *e)
{
    int64_t rows;

    if (!order_get(by->tx->db, by->a, n->code, ret, e) || !order_permit(by->who, PERM_SPEND, ret, e))
        return false;
    if (order_reversing(ret))
        return fail_row(e, ERR_ORDER_IS_REVERSAL, "code", ret->code);
    if (ret->year != n->year || order_kind_of(ret) != n->kind ||
        (!str_eq(ret->state, STR("DRAFT")) && !str_eq(ret->state, STR("RETURNED")))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(order_state_label(ret->state, LANG_TH)));
        err_arg(e, "event", V(STR("change")));
        return false;
    }
    if (!check_head(h, e) ||
        !db_exec(by->tx->db, &Q_ORDER_CHANGE,
                 ARGS(V(ret->id), V(n->version), V_ID(h->agency_id), V(str_trim(h->title)), V(str_trim(h->reason)),
                      V(str_trim(h->doc_no)), V(h->on_date), V(h->quarter)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return order_get(by->tx->db, by->a, n->code, ret, e);
}

bool order_save(struct act *by, const struct order_new *n, struct str *ret_code, int64_t *ret_row, struct err *e)
{
    struct order_head h;
    struct order o;

    *ret_row = 0;
    if (!read_head(by, n, &h, e) || !(n->code.n ? change_head(by, n, &h, &o, e) : order_begin(by, &h, &o, e)) ||
        !put_rows(by, &o, n, ret_row, e) ||
        !order_settle(by, &o, n->code.n ? STR("change") : STR("make"), o.reason, ret_row, e))
        return false;
    *ret_code = o.code;
    return true;
}

/* ---- allotment by quarter ---- */

struct allot_line {
    int64_t line_id, agency_id, item_id;
    struct str item_code;
    struct money unallotted, allotted, asked;
};
static const struct field allot_fields[] = {
    COL(struct allot_line, line_id),    COL(struct allot_line, agency_id), COL(struct allot_line, item_id),
    COL(struct allot_line, item_code),  COL(struct allot_line, unallotted), COL(struct allot_line, allotted),
    COL(struct allot_line, asked),
};
static const struct row_type allot_type = ROW_TYPE(struct allot_line, allot_fields);

/* The share of a year's money until the quarter ends: typed, or of the longest item code of the table that fits. */
static int64_t share_until(const struct order_allot *x, const struct param_rows *t, struct str item)
{
    static const char *const name[QUARTERS] = {"q1", "q2", "q3", "q4"};
    int64_t sum = 0;
    size_t best = 0, row = t->rows;

    for (size_t i = 0; i < t->rows; i++) {
        struct str prefix = param_cell(t, i, "item");

        if ((str_eq(prefix, STR("any")) || str_starts(item, prefix)) && (row == t->rows || prefix.n >= best)) {
            row = i;
            best = str_eq(prefix, STR("any")) ? 0 : prefix.n;
        }
    }
    for (int64_t q = 0; q < x->quarter; q++)
        sum += x->typed ? x->share_bp[q] : row < t->rows ? param_cell_int(t, row, name[q]) : 0;
    return sum < WHOLE_BP ? sum : WHOLE_BP;
}

static struct money allot_amount(const struct allot_line *l, int64_t share_bp)
{
    struct money total = money_add(l->unallotted, l->allotted), part[2], want;
    const int64_t weight[2] = {share_bp, WHOLE_BP - share_bp};
    struct money room = money_sub(l->unallotted, l->asked);

    money_split(total, weight, 2, part);
    want = money_sub(money_sub(part[0], l->allotted), l->asked);
    if (money_cmp(want, room) > 0)
        want = room;
    return want.satang > 0 ? want : MONEY_ZERO;
}

static bool put_allotments(struct act *by, const struct order_allot *x, const struct order *o, struct err *e)
{
    const struct allot_line *l;
    struct class_tree item;
    struct param_rows t;
    struct db_bulk *b;
    struct rows rows;
    int64_t n = 0;

    if (!param_table(by->tx->db, by->a, PARAM_EXECUTION_ALLOTMENT, x->year, &t, e) ||
        !class_tree_load(by->tx->db, by->a, x->year, STR("item"), &item, e) ||
        !db_list(by->tx->db, by->a, &Q_ORDER_ALLOT_LINES, ARGS(V(x->year), V(o->agency_id)), &allot_type, &rows, e) ||
        !db_bulk_begin(by->tx, &Q_ORDER_ROW_INSERT, &b, e))
        return false;
    l = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        const struct class_node *node = class_by_id(&item, l[i].item_id);
        const struct class_node *type = node ? class_up(&item, node, STR("type")) : NULL;
        struct money m = allot_amount(&l[i], share_until(x, &t, l[i].item_code));

        if (m.satang == 0 || (x->type.n && (!type || !str_eq(type->code, x->type))))
            continue;
        if (!db_bulk_row(b, ARGS(V(o->id), V(++n), V(l[i].line_id), V_NULL, V(l[i].line_id), V_NULL, V_NULL, V_NULL,
                                 V(STR_NONE), V(m), V(STR_NONE), V(STR_NONE)), e))
            return false;
    }
    if (!db_bulk_end(b, NULL, e))
        return false;
    return n > 0 || fail_row(e, ERR_NOTHING, "what", o->title);
}

static bool check_shares(const struct order_allot *x, struct err *e)
{
    int64_t sum = 0;

    if (x->quarter < 1 || x->quarter > QUARTERS) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("quarter")));
        err_arg(e, "value", V(x->quarter));
        err_arg(e, "expected", V(STR("1 2 3 4")));
        return false;
    }
    for (int q = 0; q < QUARTERS && x->typed; q++) {
        if (x->share_bp[q] < 0)
            sum = -WHOLE_BP;
        sum += x->share_bp[q];
    }
    if (x->typed && sum != WHOLE_BP) {
        FAIL(e, ERR_ALLOT_SHARES);
        err_arg(e, "sum", V((struct share){sum}));
        return false;
    }
    return true;
}

bool order_allot(struct act *by, const struct order_allot *x, struct str *ret_code, struct err *e)
{
    const struct order_new n = {.year = x->year, .kind = ORDER_ALLOT, .agency = x->agency, .title = x->title,
                                .reason = x->reason, .doc_no = x->doc_no, .on_date = x->on_date, .quarter = x->quarter};
    struct order_head h;
    struct order o;
    int64_t row = 0;

    if (!check_shares(x, e) || !read_head(by, &n, &h, e) || !order_begin(by, &h, &o, e) || !put_allotments(by, x, &o, e) ||
        !order_settle(by, &o, STR("make"), o.reason, &row, e))
        return false;
    *ret_code = o.code;
    return true;
}

/* ---- the opposite of a posted order ---- */

bool order_reverse(struct act *by, struct str code, struct str reason, struct date on, struct str *ret_code,
                   struct err *e)
{
    struct order o, new;
    struct order_head h;
    int64_t row = 0;

    if (!order_get(by->tx->db, by->a, code, &o, e) || !order_permit(by->who, PERM_SPEND, &o, e))
        return false;
    if (str_trim(reason).n == 0) {
        return fail_row(e, ERR_REQUIRED, "field", STR("reason"));
    }
    if (order_reversing(&o))
        return fail_row(e, ERR_ORDER_IS_REVERSAL, "code", code);
    if (!str_eq(o.state, STR("POSTED")))
        return fail_row(e, ERR_ORDER_NOT_POSTED, "code", code);
    if (o.reversed_by.n) {
        FAIL(e, ERR_ORDER_REVERSED);
        err_arg(e, "code", V(code));
        err_arg(e, "by", V(o.reversed_by));
        return false;
    }
    h = (struct order_head){.year = o.year, .agency_id = o.agency_id, .reverses = o.id, .quarter = o.quarter,
                            .kind = order_kind_of(&o), .reason = reason, .doc_no = STR_NONE,
                            .on_date = on.yyyymmdd ? on : o.on_date,
                            .title = str_format(by->a, "%s %.*s", tr(LANG_TH, TR("กลับรายการ")).p, STR_FMT(code))};
    if (!order_begin(by, &h, &new, e) ||
        !db_exec(by->tx->db, &Q_ORDER_ROWS_REVERSE, ARGS(V(new.id), V(o.id)), NULL, e) ||
        !order_settle(by, &new, STR("make"), new.reason, &row, e))
        return false;
    *ret_code = new.code;
    return true;
}
