/* medium_reconcile.c - why a plan leaves something else than the one before it. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/medium_term.h"

static const struct field reconcile_fields[] = {
    FIELD(struct reconcile_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct reconcile_row, name, FIELD_KEY, "รายการ", "Item"),
    FIELD(struct reconcile_row, code, 0, "รหัส", "Code"),
    FIELD(struct reconcile_row, cause, 0, "สาเหตุ", "Cause"),
    FIELD(struct reconcile_row, amount, FIELD_TOTAL, "ผลต่อเงินที่เหลือ", "Effect on what is left"),
};
const struct row_type reconcile_row_type = ROW_TYPE(struct reconcile_row, reconcile_fields);

enum { LINES_MAX = 12 };

struct lines {
    struct reconcile_row *row;
    size_t n;
    int64_t year;
};

static void add(struct lines *l, enum medium_kind k, const char *suffix, const char *cause,
                struct money m)
{
    if (m.satang == 0)
        return;
    l->row[l->n++] = (struct reconcile_row){.year = l->year,
                                            .code = str_from(suffix),
                                            .name = medium_label(k, LANG_TH),
                                            .cause = str_from(cause),
                                            .amount = m};
}

/* A kind that grows: the path of the plan before, moved to the new base, and what is left to explain,
 * which is its rates (and people retiring). sign: 1 for revenue, -1 for a cost. */
static bool grown(struct lines *l, enum medium_kind k, const struct medium_side *before,
                  const struct medium_side *now, int64_t sign, struct err *e)
{
    bool revenue = k == MEDIUM_REVENUE;
    int64_t later = now->base_year - before->base_year;
    struct money was = before->f->at[k][l->year - before->base_year];
    struct money is = now->f->at[k][l->year - now->base_year];
    struct money base = before->f->at[k][later], moved = was;

    if (base.satang > 0 &&
        !money_ratio(was, now->f->at[k][0].satang, base.satang, ROUND_HALF_UP, &moved)) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(was));
        return false;
    }
    add(l, k, revenue ? "revenue.base" : "personnel.base", revenue ? "timing" : "policy",
        MONEY(sign * (moved.satang - was.satang)));
    add(l, k, revenue ? "revenue.rate" : "personnel.rate", "parameter",
        MONEY(sign * (is.satang - moved.satang)));
    return true;
}

bool medium_reconcile(struct arena *a, const struct medium_side *before,
                      const struct medium_side *now, int64_t year, struct rows *ret, struct err *e)
{
    static const struct {
        enum medium_kind kind;
        const char *cause;
    } rest[] = {{MEDIUM_TRANCHE, "timing"},
                {MEDIUM_RUNNING, "timing"},
                {MEDIUM_DEBT, "timing"},
                {MEDIUM_STATUTORY, "policy"},
                {MEDIUM_POLICY, "policy"}};
    struct lines l = {ARENA_ARRAY(a, struct reconcile_row, LINES_MAX), 0, year};
    int64_t kb = year - before->base_year, kn = year - now->base_year;

    if (now->base_year < before->base_year || kb < 0 || kb >= MEDIUM_YEARS || kn < 0 ||
        kn >= MEDIUM_YEARS) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(str_format(a, "%lld", (long long)year)));
        return false;
    }
    if (!grown(&l, MEDIUM_REVENUE, before, now, 1, e) ||
        !grown(&l, MEDIUM_PERSONNEL, before, now, -1, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(rest); i++)
        add(&l, rest[i].kind, medium_word(rest[i].kind), rest[i].cause,
            money_sub(before->f->at[rest[i].kind][kb], now->f->at[rest[i].kind][kn]));
    *ret = (struct rows){l.row, l.n};
    return true;
}
