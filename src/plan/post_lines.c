/* post_lines.c - what the posts cost: the personnel lines they make, beside what is requested, and
 * taking them over. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "plan/costing.h"
#include "plan/package.h"
#include "plan/post_plan.h"
#include "plan/post_rows.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { BUCKETS_MAX = 2000, ALL_BP = 10000, SHARES_MAX = 20 };
enum part { PART_SALARY, PART_STEP, PART_POSITION, PART_MONTHLY, PART_LIVING, PARTS };

static const struct field line_fields[] = {
    FIELD(struct post_line, output_code, FIELD_KEY, "รหัสผลผลิต", "Output code"),
    FIELD(struct post_line, output_name, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct post_line, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct post_line, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct post_line, posts, 0, "อัตรา", "Posts"),
    FIELD(struct post_line, computed, FIELD_TOTAL, "คำนวณจากอัตรากำลัง", "From the posts"),
    FIELD(struct post_line, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct post_line, difference, FIELD_TOTAL, "ต่างกัน", "Difference"),
    FIELD(struct post_line, line_code, 0, "รหัสรายการ", "Line"),
    COL(struct post_line, may_take),
};
const struct row_type post_line_type = ROW_TYPE(struct post_line, line_fields);

static const struct field code_fields[] = {COL(struct post_code, code),
                                           COL(struct post_code, name)};
const struct row_type post_code_type = ROW_TYPE(struct post_code, code_fields);

struct now_row {
    struct str output_code, item_code, line_code, state;
    int64_t lines;
    struct money requested;
};
static const struct field now_fields[] = {
    COL(struct now_row, output_code), COL(struct now_row, item_code),
    COL(struct now_row, line_code),   COL(struct now_row, state),
    COL(struct now_row, lines),       COL(struct now_row, requested),
};
static const struct row_type now_type = ROW_TYPE(struct now_row, now_fields);

/* Where a part of a kind's pay stands; empty = nowhere. */
static struct str item_of(struct str kind, enum part part)
{
#define POST_ITEM(word, of, code)                                                                  \
 if (part == (of) && str_eq(kind, STR(word)))                                                      \
  return STR(code);
#include "plan/post_items.def"
#undef POST_ITEM
    return STR_NONE;
}

/* ---- the posts' money by output and item, in satang ---- */

struct buckets {
    struct arena *a;
    struct post_line *line; /* computed is in satang until round_items() */
    size_t n;
    bool full;
};

static struct post_line *bucket(struct buckets *b, struct str output, struct str item)
{
    for (size_t i = 0; i < b->n; i++) {
        if (str_eq(b->line[i].output_code, output) && str_eq(b->line[i].item_code, item))
            return &b->line[i];
    }
    if (b->n == BUCKETS_MAX) {
        b->full = true;
        return &b->line[0];
    }
    b->line[b->n] = (struct post_line){.output_code = output, .item_code = item};
    return &b->line[b->n++];
}

static bool part_money(const struct post_row *p, enum part part, int64_t step_bp, struct money *ret)
{
    struct money month[PARTS] = {[PART_SALARY] = p->salary,
                                 [PART_STEP] = p->salary,
                                 [PART_POSITION] = p->position,
                                 [PART_MONTHLY] = p->monthly,
                                 [PART_LIVING] = p->living};
    struct money year = MONEY(month[part].satang * p->paid_months);

    if (part == PART_STEP)
        return money_ratio(year, step_bp, ALL_BP, ROUND_HALF_UP, ret);
    *ret = year;
    return true;
}

static bool add_post(struct buckets *b, const struct post_row *p, const struct post_share *s,
                     size_t shares, int64_t step_bp)
{
    for (enum part part = PART_SALARY; part < PARTS; part++) {
        struct str item = item_of(p->kind, part);
        struct money part_of[SHARES_MAX], sum;
        int64_t weight[SHARES_MAX];

        if (!part_money(p, part, step_bp, &sum))
            return false;
        if (item.n == 0 || sum.satang == 0)
            continue;
        for (size_t i = 0; i < shares; i++)
            weight[i] = s[i].share_bp;
        money_split(sum, weight, shares, part_of);
        for (size_t i = 0; i < shares; i++) {
            struct post_line *l = bucket(b, s[i].output_code, item);

            l->computed = money_add(l->computed, part_of[i]);
            l->posts++;
        }
    }
    return true;
}

static bool rounded_before(const struct buckets *b, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (str_eq(b->line[k].item_code, b->line[i].item_code))
            return true; /* with its first output */
    }
    return false;
}

/* Requests are in whole baht: each item's total is rounded once, and its outputs share that. */
static void round_items(struct buckets *b)
{
    int64_t *weight = ARENA_ARRAY(b->a, int64_t, b->n);
    struct money *part = ARENA_ARRAY(b->a, struct money, b->n);

    for (size_t i = 0; i < b->n; i++) {
        struct money total = MONEY_ZERO;
        size_t n = 0;

        if (rounded_before(b, i))
            continue;
        for (size_t k = i; k < b->n; k++) {
            if (str_eq(b->line[k].item_code, b->line[i].item_code)) {
                weight[n++] = b->line[k].computed.satang;
                total = money_add(total, b->line[k].computed);
            }
        }
        money_split(MONEY((total.satang + 50) / 100), weight, n, part);
        n = 0;
        for (size_t k = i; k < b->n; k++) {
            if (str_eq(b->line[k].item_code, b->line[i].item_code))
                b->line[k].computed = BAHT(part[n++].satang);
        }
    }
}

static bool compute(struct arena *a, const struct rows *posts, const struct post_counts *counts,
                    struct buckets *b, struct err *e)
{
    const struct post_share *s;
    const struct post_row *p;

    *b = (struct buckets){.a = a, .line = ARENA_ARRAY(a, struct post_line, BUCKETS_MAX)};
    p = posts->p;
    s = counts->shares.p;
    for (size_t i = 0, at = 0; i < posts->n; i++) {
        size_t from;

        while (at < counts->shares.n && str_cmp(s[at].number, p[i].number) < 0)
            at++;
        from = at;
        while (at < counts->shares.n && str_eq(s[at].number, p[i].number))
            at++;
        if (at == from || at - from > SHARES_MAX || p[i].paid_months == 0)
            continue;
        if (!add_post(b, &p[i], &s[from], at - from, counts->step_bp)) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(p[i].number));
            return false;
        }
    }
    if (b->full) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(STR("shares")));
        err_arg(e, "limit", V((int64_t)BUCKETS_MAX));
        return false;
    }
    round_items(b);
    return true;
}

/* ---- beside the request ---- */

static struct str name_of(const struct rows *codes, struct str code)
{
    const struct post_code *c = codes->p;

    for (size_t i = 0; i < codes->n; i++) {
        if (str_eq(c[i].code, code))
            return c[i].name;
    }
    return STR_NONE;
}

static bool open_state(struct str state)
{
    return str_eq(state, STR("DRAFT")) || str_eq(state, STR("RETURNED"));
}

bool post_lines(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
                struct money *ret_total, struct err *e)
{
    struct post_plan plan = {.year = year, .agency_id = agency_id};

    return post_list(db, a, year, agency_id, &plan.posts, &plan.counts, e) &&
           post_lines_of(db, a, &plan, ret, ret_total, e);
}

bool post_lines_of(struct db *db, struct arena *a, const struct post_plan *plan, struct rows *ret,
                   struct money *ret_total, struct err *e)
{
    struct rows now, codes;
    const struct now_row *r;
    struct buckets b;
    struct money total = MONEY_ZERO;

    if (!compute(a, &plan->posts, &plan->counts, &b, e) ||
        !db_list(db, a, &Q_POST_LINES_NOW, ARGS(V(plan->year), V(plan->agency_id)), &now_type, &now,
                 e) ||
        !db_list(db, a, &Q_POST_CODES, ARGS(V(plan->year), V(STR_NONE)), &post_code_type, &codes,
                 e))
        return false;
    r = now.p;
    for (size_t i = 0; i < b.n; i++)
        b.line[i].may_take = b.line[i].computed.satang > 0; /* unless a line says otherwise */
    for (size_t i = 0; i < now.n && !b.full; i++) {
        struct post_line *l = bucket(&b, r[i].output_code, r[i].item_code);

        l->requested = r[i].requested;
        l->line_code = r[i].lines == 1 ? r[i].line_code : STR_NONE;
        l->may_take = r[i].lines == 1 && open_state(r[i].state) && l->posts > 0;
    }
    for (size_t i = 0; i < b.n; i++) {
        struct post_line *l = &b.line[i];

        l->output_name = name_of(&codes, l->output_code);
        l->item_name = name_of(&codes, l->item_code);
        l->difference = money_sub(l->computed, l->requested);
        l->may_take = l->may_take && l->difference.satang != 0;
        total = money_add(total, l->computed);
    }
    *ret = (struct rows){b.line, b.n};
    *ret_total = total;
    return true;
}

/* ---- taking over ---- */

static struct str reason_of(struct act *by, const struct post_line *l)
{
    return str_format(by->a, "%s %lld", TR("คำนวณจากแผนอัตรากำลัง จำนวนอัตรา:"), (long long)l->posts);
}

static bool take_line(struct act *by, const struct post_line *l, struct err *e)
{
    struct costing c;

    if (!costing_get(by->tx->db, by->a, l->line_code, &c, e))
        return false;
    return line_update(by,
                       &(struct line_edit){.line_code = l->line_code,
                                           .version = c.version,
                                           .quantity_milli = 1000,
                                           .times = 1,
                                           .months = 1,
                                           .name = c.name,
                                           .unit_word = c.unit_word,
                                           .justification = reason_of(by, l),
                                           .unit_price = l->computed},
                       e);
}

/* A line that is missing goes into the lowest open level of its output; *ret_made false when the
 * agency has none. */
static bool make_line(struct act *by, int64_t year, int64_t agency_id, const struct post_line *l,
                      bool *ret_made, struct err *e)
{
    struct line_new n = {.quantity_milli = 1000,
                         .name = l->item_name,
                         .justification = reason_of(by, l),
                         .unit_price = l->computed};
    struct err none;
    struct str code;
    int64_t id;

    *ret_made = false;
    if (!db_int(by->tx->db, &Q_POST_PACKAGE, ARGS(V(year), V(agency_id), V(l->output_code)),
                &n.package_id, &none)) {
        if (none.code == ERR_NOT_FOUND)
            return true;
        *e = none;
        return false;
    }
    *ret_made = true;
    return db_int(by->tx->db, &Q_POST_NODE, ARGS(V(year), V(STR("item")), V(l->item_code)),
                  &n.item_id, e) &&
           db_int(by->tx->db, &Q_POST_NODE, ARGS(V(year), V(STR("fund")), V(STR("OWN"))),
                  &n.fund_id, e) &&
           line_add(by, &n, &id, &code, e);
}

bool post_plan_take(struct act *by, int64_t year, int64_t agency_id, int64_t *ret_done,
                    struct err *e)
{
    const struct post_line *l;
    struct agency g;
    struct rows rows;
    struct money total;
    int64_t done = 0;

    if (!agency_by_id(by->tx->db, by->a, agency_id, &g, e) ||
        !actor_check(by->who, PERM_REQUEST_WRITE, g.id, g.division, e) ||
        !post_lines(by->tx->db, by->a, year, agency_id, &rows, &total, e))
        return false;
    l = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        bool made = true;

        if (!l[i].may_take)
            continue;
        if (l[i].line_code.n ? !take_line(by, &l[i], e)
                             : !make_line(by, year, agency_id, &l[i], &made, e))
            return false;
        done += made;
    }
    if (done == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(g.code));
        return false;
    }
    *ret_done = done;
    return true;
}
