#include "plan/medium_term.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/committed.h"
#include "plan/personnel_cost.h"
#include "plan/position.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct {
    const char *word;
    bool stored;
    const char *th, *en;
} kinds[] = {
#define MEDIUM(id, word, stored, th, en) [id] = {word, stored, th, en},
#include "plan/medium_term.def"
#undef MEDIUM
};

static const struct field plan_fields[] = {
    COL(struct medium_plan, id),
    FIELD(struct medium_plan, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct medium_plan, base_year, 0, "ปีฐาน", "Base year"),
    FIELD(struct medium_plan, version, 0, "ฉบับที่", "Version"),
    FIELD(struct medium_plan, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct medium_plan, personnel_growth, 0, "บุคลากรเพิ่ม", "Personnel growth"),
    FIELD(struct medium_plan, revenue_growth, 0, "รายรับเพิ่ม", "Revenue growth"),
    FIELD(struct medium_plan, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct medium_plan, made_at, 0, "เมื่อ", "Made at"),
};
const struct row_type medium_plan_type = ROW_TYPE(struct medium_plan, plan_fields);

static const struct field row_fields[] = {
    FIELD(struct medium_row, name, FIELD_KEY, "รายการ", "Item"),
    FIELD(struct medium_row, code, 0, "รหัส", "Code"),
    FIELD(struct medium_row, base, 0, "ปีฐาน", "Base year"),
    FIELD(struct medium_row, y1, 0, "ปีที่ 1", "Year 1"),
    FIELD(struct medium_row, y2, 0, "ปีที่ 2", "Year 2"),
    FIELD(struct medium_row, y3, 0, "ปีที่ 3", "Year 3"),
};
const struct row_type medium_row_type = ROW_TYPE(struct medium_row, row_fields);

static const struct field policy_fields[] = {
    FIELD(struct policy_row, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct policy_row, title, 0, "นโยบายใหม่", "New policy"),
    FIELD(struct policy_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct policy_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct policy_row, y1, FIELD_TOTAL, "ปีที่ 1", "Year 1"),
    FIELD(struct policy_row, y2, FIELD_TOTAL, "ปีที่ 2", "Year 2"),
    FIELD(struct policy_row, y3, FIELD_TOTAL, "ปีที่ 3", "Year 3"),
    FIELD(struct policy_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct policy_row, status, 0, "สถานะของตัวเลข", "Standing of the figure"),
    FIELD(struct policy_row, made_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct policy_row, made_at, 0, "เมื่อ", "At"),
};
const struct row_type policy_row_type = ROW_TYPE(struct policy_row, policy_fields);

const char *medium_word(enum medium_kind k)
{
    return kinds[k].word;
}

struct str medium_label(enum medium_kind k, enum lang lang)
{
    return str_from(lang == LANG_EN ? kinds[k].en : kinds[k].th);
}

void medium_sums(struct medium_figures *f)
{
    for (size_t y = 0; y < MEDIUM_YEARS; y++) {
        struct money base = MONEY_ZERO;

        for (enum medium_kind k = MEDIUM_PERSONNEL; k <= MEDIUM_STATUTORY; k++)
            base = money_add(base, f->at[k][y]);
        f->at[MEDIUM_BASELINE][y] = base;
        f->at[MEDIUM_SPACE][y] = money_sub(f->at[MEDIUM_REVENUE][y], base);
        f->at[MEDIUM_LEFT][y] = money_sub(f->at[MEDIUM_SPACE][y], f->at[MEDIUM_POLICY][y]);
        f->at[MEDIUM_STEERABLE][y] = money_sub(
            money_sub(f->at[MEDIUM_REVENUE][y], f->at[MEDIUM_TYPE][y]), f->at[MEDIUM_HELD][y]);
    }
}

/* ---- reading ---- */

bool medium_plans(struct db *db, struct arena *a, int64_t base_year, struct rows *ret,
                  struct err *e)
{
    return db_list(db, a, &Q_MEDIUM_PLANS, ARGS(V(base_year)), &medium_plan_type, ret, e);
}

bool medium_policies(struct db *db, struct arena *a, int64_t base_year, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_POLICY_LIST, ARGS(V(base_year)), &policy_row_type, ret, e);
}

struct item {
    int64_t year;
    struct str kind;
    struct money amount;
};
static const struct field item_fields[] = {COL(struct item, year), COL(struct item, kind),
                                           COL(struct item, amount)};
static const struct row_type item_type = ROW_TYPE(struct item, item_fields);

bool medium_figures(struct db *db, struct arena *a, const struct medium_plan *p,
                    struct medium_figures *ret, struct err *e)
{
    const struct item *x;
    struct rows rows;

    if (!db_list(db, a, &Q_MEDIUM_ITEMS, ARGS(V(p->id)), &item_type, &rows, e))
        return false;
    *ret = (struct medium_figures){0};
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t y = x[i].year - p->base_year;

        for (enum medium_kind k = 0; k < MEDIUM_KINDS; k++) {
            if (y >= 0 && y < MEDIUM_YEARS && str_eq(x[i].kind, str_from(kinds[k].word)))
                ret->at[k][y] = x[i].amount;
        }
    }
    medium_sums(ret);
    return true;
}

/* ---- making a plan ---- */

struct making {
    struct act *by;
    const struct medium_new *n;
    struct personnel_rates rates;
    struct medium_figures f;
};

static bool put_personnel(struct making *m, struct money revenue, struct err *e)
{
    struct db *db = m->by->tx->db;
    struct personnel_row row[PERSONNEL_YEARS];
    struct personnel_base base;
    struct param_rows statutory;
    struct money fixed = MONEY_ZERO, all = MONEY_ZERO, steer = MONEY_ZERO;
    const struct item_sum *x;
    struct rows items;

    if (!personnel_items(db, m->by->a, m->n->base_year, &items, e))
        return false;
    x = items.p;
    if (!personnel_base(db, m->by->a, m->n->base_year, x, items.n, &base, e) ||
        !personnel_ahead(m->n->base_year, &base, revenue, &m->rates, row, e) ||
        !param_table(db, m->by->a, PARAM_STATUTORY_ITEMS, m->n->base_year, &statutory, e))
        return false;
    for (size_t i = 0; i < items.n; i++) {
        all = money_add(all, x[i].now);
        if (str_starts(x[i].code, STR("05")) || str_starts(x[i].code, STR("07")))
            steer = money_add(steer, x[i].now);
        for (size_t k = 0; k < statutory.rows; k++) {
            if (str_starts(x[i].code, param_cell(&statutory, k, "item")))
                fixed = money_add(fixed, x[i].now);
        }
    }
    for (size_t y = 0; y < MEDIUM_YEARS; y++) {
        m->f.at[MEDIUM_PERSONNEL][y] = row[y].total;
        m->f.at[MEDIUM_TYPE][y] = row[y].type;
        m->f.at[MEDIUM_REVENUE][y] = row[y].frame;
        m->f.at[MEDIUM_STATUTORY][y] = fixed;
        /* the rest of the base year, with what its draft leaves of the revenue */
        m->f.at[MEDIUM_HELD][y] = money_sub(money_sub(revenue, steer), base.type);
    }
    return true;
}

static bool put_commitments(struct making *m, struct err *e)
{
    struct db *db = m->by->tx->db;
    int64_t year = m->n->base_year;
    struct rows now, ahead, items = {0};
    const struct committed_sum *s;
    const struct position_item *x;
    struct position_row p;
    struct money debt = MONEY_ZERO;
    bool found;

    if (!committed_sums(db, m->by->a, year, year, &now, e) ||
        !committed_sums(db, m->by->a, year + 1, year + MEDIUM_YEARS - 1, &ahead, e) ||
        !position_newest(db, m->by->a, year, &p, &found, e) ||
        (found && !position_items(db, m->by->a, p.id, &items, e)))
        return false;
    for (size_t y = 0; y < MEDIUM_YEARS; y++) {
        s = y == 0 ? now.p : (const struct committed_sum *)ahead.p + (y - 1);
        m->f.at[MEDIUM_TRANCHE][y] = money_add(s->tranche, s->contract);
        m->f.at[MEDIUM_RUNNING][y] = s->running;
        x = items.p;
        for (size_t i = 0; i < items.n; i++) { /* a year that is not stated is like the last one */
            if (str_eq(x[i].kind, STR("debt_service")) && x[i].for_year == year + (int64_t)y)
                debt = x[i].amount;
        }
        m->f.at[MEDIUM_DEBT][y] = debt;
    }
    return true;
}

static bool put_policies(struct making *m, struct err *e)
{
    for (size_t y = 1; y < MEDIUM_YEARS; y++) {
        if (!db_int(m->by->tx->db, &Q_POLICY_SUM,
                    ARGS(V(m->n->base_year), V(m->n->base_year + (int64_t)y)),
                    &m->f.at[MEDIUM_POLICY][y].satang, e))
            return false;
    }
    return true;
}

static bool store_plan(struct making *m, struct str *ret_code, struct err *e)
{
    struct audit_note note = {.action = STR("medium.make"), .reason = m->n->reason};
    struct act *by = m->by;
    int64_t version, id, year = m->n->base_year;

    if (!db_int(by->tx->db, &Q_MEDIUM_VERSION, ARGS(V(year)), &version, e))
        return false;
    *ret_code = str_format(by->a, "MT-%lld-%lld", (long long)year, (long long)version);
    if (!db_int(by->tx->db, &Q_MEDIUM_ADD,
                ARGS(V(*ret_code), V(year), V(version), V(m->n->reason), V(m->rates.growth.bp),
                     V(m->rates.frame_growth.bp), V(by->who->name), V(by->now_ms)),
                &id, e))
        return false;
    for (enum medium_kind k = 0; k < MEDIUM_KINDS; k++) {
        for (int64_t y = 0; kinds[k].stored && y < MEDIUM_YEARS; y++) {
            if (!db_exec(by->tx->db, &Q_MEDIUM_ITEM_ADD,
                         ARGS(V(id), V(year + y), V(str_from(kinds[k].word)), V(m->f.at[k][y])),
                         NULL, e))
                return false;
        }
    }
    note.subject = str_format(by->a, "medium:%.*s", STR_FMT(*ret_code));
    note.year = year;
    note.new_value = money_text(by->a, m->f.at[MEDIUM_REVENUE][1], MONEY_PLAIN);
    return audit_add(by, &note, e);
}

static bool check_rate(const char *field, int64_t bp, struct err *e)
{
    if (bp == MEDIUM_BY_PARAMETER || (bp >= -5000 && bp <= 5000))
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(bp));
    return false;
}

bool medium_make(struct act *by, const struct medium_new *n, struct str *ret_code, struct err *e)
{
    struct making m = {.by = by, .n = n};
    struct fiscal_year y;

    if (!actor_check_city(by->who, PERM_FISCAL, e) ||
        !check_text("reason", n->reason, true, 500, e) ||
        !check_rate("personnel", n->personnel_bp, e) || !check_rate("revenue", n->revenue_bp, e) ||
        !year_get(by->tx->db, by->a, n->base_year, &y, e) ||
        !personnel_rates(by->tx->db, by->a, n->base_year, &m.rates, e))
        return false;
    if (y.revenue.satang == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("revenue")));
        return false;
    }
    if (n->personnel_bp != MEDIUM_BY_PARAMETER)
        m.rates.growth.bp = n->personnel_bp;
    if (n->revenue_bp != MEDIUM_BY_PARAMETER)
        m.rates.frame_growth.bp = n->revenue_bp;
    return put_personnel(&m, y.revenue, e) && put_commitments(&m, e) && put_policies(&m, e) &&
           store_plan(&m, ret_code, e);
}

/* ---- new policy ---- */

static bool check_space(struct act *by, const struct policy_new *p, struct err *e)
{
    struct medium_figures f;
    const struct medium_plan *plan;
    struct rows plans;
    int64_t sum;

    if (!medium_plans(by->tx->db, by->a, p->base_year, &plans, e))
        return false;
    plan = plans.p;
    if (plans.n == 0 || plan->base_year != p->base_year) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("medium-term plan")));
        return false;
    }
    if (!medium_figures(by->tx->db, by->a, plan, &f, e))
        return false;
    for (size_t y = 1; y < MEDIUM_YEARS; y++) {
        struct money space = f.at[MEDIUM_SPACE][y];

        if (!db_int(by->tx->db, &Q_POLICY_SUM, ARGS(V(p->base_year), V(p->base_year + (int64_t)y)),
                    &sum, e))
            return false;
        sum += p->amount[y].satang;
        if (p->amount[y].satang == 0 || sum <= space.satang)
            continue;
        FAIL(e, ERR_FISCAL_SPACE);
        err_arg(e, "year", V(str_format(by->a, "%lld", (long long)(p->base_year + (int64_t)y))));
        err_arg(e, "need", V(MONEY(sum)));
        err_arg(e, "space", V(space));
        return false;
    }
    return true;
}

bool policy_add(struct act *by, const struct policy_new *p, struct str *ret_code, struct err *e)
{
    struct audit_note n = {.action = STR("policy.add"), .reason = p->reason};
    struct db *db = by->tx->db;
    struct money sum = MONEY_ZERO;
    int64_t count, id;

    if (!actor_check_city(by->who, PERM_FISCAL, e) ||
        !check_text("title", p->title, true, 300, e) ||
        !check_text("reason", p->reason, true, 1000, e))
        return false;
    for (size_t y = 1; y < MEDIUM_YEARS; y++) {
        if (p->amount[y].satang < 0 || p->amount[y].satang > MONEY_MAX) {
            FAIL(e, ERR_AMOUNT_NEGATIVE);
            err_arg(e, "value", V(money_text(by->a, p->amount[y], MONEY_COMMAS)));
            return false;
        }
        sum = money_add(sum, p->amount[y]);
    }
    if (sum.satang == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("amount")));
        return false;
    }
    if (!check_space(by, p, e) || !db_int(db, &Q_POLICY_COUNT, NO_ARGS, &count, e))
        return false;
    *ret_code = str_format(by->a, "P-%04lld", (long long)count + 1);
    if (!db_int(db, &Q_POLICY_ADD,
                ARGS(V(*ret_code), V(p->base_year), V(p->agency_id), V(p->title), V(p->reason),
                     V(p->status), V(by->who->name), V(by->now_ms)),
                &id, e))
        return false;
    for (size_t y = 1; y < MEDIUM_YEARS; y++) {
        if (!db_exec(db, &Q_POLICY_YEAR_ADD,
                     ARGS(V(id), V(p->base_year + (int64_t)y), V(p->amount[y])), NULL, e))
            return false;
    }
    n.subject = str_format(by->a, "policy:%.*s", STR_FMT(*ret_code));
    n.year = p->base_year;
    n.new_value = money_text(by->a, sum, MONEY_PLAIN);
    return audit_add(by, &n, e);
}

bool policy_end(struct act *by, struct str code, struct str reason, struct err *e)
{
    struct audit_note n = {.action = STR("policy.end"), .reason = reason};
    int64_t rows;

    if (!actor_check_city(by->who, PERM_FISCAL, e) || !check_text("reason", reason, true, 500, e) ||
        !db_exec(by->tx->db, &Q_POLICY_END, ARGS(V(code)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    n.subject = str_format(by->a, "policy:%.*s", STR_FMT(code));
    return audit_add(by, &n, e);
}
