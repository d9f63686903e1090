/* carry_flag.c - flags of money that a rate leaves out, and the base of KPI 2. */
#include "execute/carry_flag.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "execute/carry_int.h"
#include "execute/ledger.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { TEXT_MAX = 2000, EVIDENCE_MAX = 500 };

const struct carry_flag_kind carry_flag_kinds[] = {
#define FLAG(word, base, th, en) {word, base, th, en},
#include "execute/carry_flag.def"
#undef FLAG
};
const size_t carry_flag_kinds_n = ARRAY_LEN(carry_flag_kinds);

static const struct field flag_fields[] = {
    COL(struct carry_flag, id),
    COL(struct carry_flag, version),
    COL(struct carry_flag, agency_id),
    COL(struct carry_flag, division),
    COL(struct carry_flag, line_id),
    FIELD(struct carry_flag, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct carry_flag, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct carry_flag, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct carry_flag, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct carry_flag, line_code, 0, "รหัสรายการ", "Line code"),
    FIELD(struct carry_flag, line_name, 0, "รายการ", "Line"),
    FIELD(struct carry_flag, kind, 0, "เหตุที่ไม่นับ", "Kind"),
    FIELD(struct carry_flag, base, 0, "ใช้กับ", "Of which rate"),
    FIELD(struct carry_flag, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct carry_flag, reason, 0, "คำอธิบาย", "Explanation"),
    FIELD(struct carry_flag, evidence, 0, "หลักฐาน", "Evidence"),
    FIELD(struct carry_flag, state, 0, "สถานะ", "State"),
    FIELD(struct carry_flag, made_by, 0, "ผู้เสนอ", "Set by"),
    FIELD(struct carry_flag, made, 0, "เสนอเมื่อ", "Set"),
    FIELD(struct carry_flag, decided_by, 0, "ผู้ยืนยัน", "Confirmed by"),
    FIELD(struct carry_flag, decided, 0, "ยืนยันเมื่อ", "Confirmed"),
    FIELD(struct carry_flag, decided_why, 0, "เหตุผล", "Why"),
};
const struct row_type carry_flag_type = ROW_TYPE(struct carry_flag, flag_fields);

static const struct field sum_fields[] = {
    FIELD(struct carry_flag_sum, kind, FIELD_KEY, "เหตุที่ไม่นับ", "Kind"),
    FIELD(struct carry_flag_sum, base, 0, "ใช้กับ", "Of which rate"),
    FIELD(struct carry_flag_sum, confirmed, FIELD_TOTAL, "ยืนยันแล้ว", "Confirmed"),
    FIELD(struct carry_flag_sum, confirmed_sum, FIELD_TOTAL, "จำนวนเงินที่ยืนยัน", "Amount confirmed"),
    FIELD(struct carry_flag_sum, proposed, FIELD_TOTAL, "รอยืนยัน", "Waiting"),
    FIELD(struct carry_flag_sum, proposed_sum, FIELD_TOTAL, "จำนวนเงินที่รอยืนยัน", "Amount waiting"),
};
const struct row_type carry_flag_sum_type = ROW_TYPE(struct carry_flag_sum, sum_fields);

static const struct field hint_fields[] = {
    FIELD(struct carry_flag_hint, kind, 0, "เหตุที่ไม่นับ", "Kind"),
    FIELD(struct carry_flag_hint, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct carry_flag_hint, line_code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct carry_flag_hint, line_name, 0, "รายการ", "Line"),
    FIELD(struct carry_flag_hint, amount, FIELD_TOTAL, "กันไว้แบบไม่มีหนี้ผูกพัน", "Carried without obligation"),
};
const struct row_type carry_flag_hint_type = ROW_TYPE(struct carry_flag_hint, hint_fields);

static const struct field base_fields[] = {
    COL(struct carry_kpi_base, b_gross),
    COL(struct carry_kpi_base, p),
};
static const struct row_type base_type = ROW_TYPE(struct carry_kpi_base, base_fields);
static const struct field left_fields[] = {
    COL(struct carry_kpi_base, b_excluded),
    COL(struct carry_kpi_base, flags),
    COL(struct carry_kpi_base, proposed),
};
static const struct row_type left_type = ROW_TYPE(struct carry_kpi_base, left_fields);

static const struct carry_flag_kind *kind_find(struct str word)
{
    for (size_t i = 0; i < carry_flag_kinds_n; i++) {
        if (str_eq(word, str_from(carry_flag_kinds[i].word)))
            return &carry_flag_kinds[i];
    }
    return NULL;
}

struct str carry_flag_label(struct str kind, enum lang lang)
{
    const struct carry_flag_kind *k = kind_find(kind);

    return k ? str_from(lang == LANG_TH ? k->th : k->en) : STR_NONE;
}

/* ---- reading ---- */

bool carry_flag_rows(struct db *db, struct arena *a, const struct carry_flag_filter *f, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_CARRY_FLAG_ROWS,
                   ARGS(V(f->year), V(f->base), V(f->state), V(f->agency_id), V(f->after), V(f->limit)),
                   &carry_flag_type, ret, e);
}

bool carry_flag_get(struct db *db, struct arena *a, struct str code, struct carry_flag *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CARRY_FLAG_GET, ARGS(V(code)), &carry_flag_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool carry_flag_sums(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CARRY_FLAG_SUMS, ARGS(V(year)), &carry_flag_sum_type, ret, e);
}

bool carry_flag_hints(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    int64_t june = (int64_t)fy_end((int32_t)year).yyyymmdd / 10000 * 10000 + 601; /* 6.2 (b): June to September */

    return db_list(db, a, &Q_CARRY_FLAG_HINTS, ARGS(V(year), V(june)), &carry_flag_hint_type, ret, e);
}

/* ---- writing ---- */

static struct str subject_of(struct act *by, struct str code)
{
    return str_format(by->a, "carry_flag:%.*s", STR_FMT(code));
}

/* What of the line could still be flagged. */
static bool left_of(struct act *by, int64_t line_id, const char *base, struct money *ret, struct err *e)
{
    bool carry_b = str_eq(str_from(base), STR("carry_b"));
    struct balance b;
    int64_t flagged;

    if (!balance_get(by->tx->db, by->a, line_id, &b, e) ||
        !db_int(by->tx->db, &Q_CARRY_FLAGGED, ARGS(V(line_id), V(str_from(base))), &flagged, e))
        return false;
    *ret = money_sub(carry_b ? b.carried_b : b.disbursed, MONEY(flagged));
    return true;
}

static bool check_new(struct act *by, const struct carry_flag_new *n, const struct carry_line *l,
                      const struct carry_flag_kind **ret, struct err *e)
{
    struct err no;

    if (!actor_check(by->who, PERM_CARRY, 0, 0, &no) &&
        !actor_check(by->who, PERM_SPEND, l->agency_id, l->division, e))
        return false;
    *ret = kind_find(n->kind);
    if (!*ret) {
        struct sbuf all;

        sbuf_init(&all, by->a, 400);
        for (size_t i = 0; i < carry_flag_kinds_n; i++)
            sbuf_printf(&all, "%s ", carry_flag_kinds[i].word);
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(n->kind));
        err_arg(e, "expected", V(sbuf_str(&all)));
        return false;
    }
    if (n->amount.satang <= 0) {
        FAIL(e, ERR_BAD_AMOUNT);
        err_arg(e, "field", V(STR("amount")));
        err_arg(e, "value", V(n->amount));
        return false;
    }
    return check_text("reason", n->reason, true, TEXT_MAX, e) &&
           check_text("evidence", n->evidence, true, EVIDENCE_MAX, e);
}

bool carry_flag_add(struct act *by, const struct carry_flag_new *n, struct str *ret_code, struct err *e)
{
    const struct carry_flag_kind *k;
    struct carry_line l;
    struct money left;
    int64_t number;

    if (!carry_line_find(by->tx->db, by->a, n->line_code, &l, e) || !check_new(by, n, &l, &k, e) ||
        !left_of(by, l.id, k->base, &left, e))
        return false;
    if (n->amount.satang > left.satang) {
        FAIL(e, ERR_ABOVE_FLAG);
        err_arg(e, "need", V(n->amount));
        err_arg(e, "left", V(left));
        return false;
    }
    if (!number_take(by, l.year, 0, STR("carry_flag"), 1, &number, e))
        return false;
    *ret_code = str_format(by->a, "%lld-X-%05lld", (long long)l.year, (long long)number);
    return db_exec(by->tx->db, &Q_CARRY_FLAG_INSERT,
                   ARGS(V(*ret_code), V(l.year), V(l.id), V(n->kind), V(str_from(k->base)), V(n->amount),
                        V(str_trim(n->reason)), V(str_trim(n->evidence)), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           carry_note(by, l.year, subject_of(by, *ret_code),
                      (struct audit_note){.action = STR("carry_flag.add"),
                                          .new_value = str_format(by->a, "%.*s %.*s %.*s", STR_FMT(l.code),
                                                                  STR_FMT(n->kind),
                                                                  STR_FMT(money_text(by->a, n->amount, MONEY_PLAIN))),
                                          .reason = str_trim(n->reason)},
                      e);
}

/* confirm and refuse: another person; withdraw: who set it, or who keeps the flags once it is confirmed. */
static bool check_decide(struct act *by, const struct carry_flag *x, struct str event, struct err *e)
{
    bool proposed = str_eq(x->state, STR("proposed"));

    if (str_eq(event, STR("withdraw"))) {
        if (!proposed && !str_eq(x->state, STR("confirmed")))
            return carry_bad_state(x->state, event, e);
        if (proposed && str_eq(x->made_by, by->who->name))
            return actor_check(by->who, PERM_BUDGET_READ, x->agency_id, x->division, e);
        return actor_check_city(by->who, PERM_CARRY, e);
    }
    if (!actor_check_city(by->who, PERM_CARRY, e) || !carry_other_person(by, x->made_by, e))
        return false;
    return proposed || carry_bad_state(x->state, event, e);
}

bool carry_flag_decide(struct act *by, struct str code, int64_t version, struct str event, struct str why,
                       struct err *e)
{
    bool confirm = str_eq(event, STR("confirm"));
    struct str state = confirm                         ? STR("confirmed")
                       : str_eq(event, STR("refuse"))   ? STR("refused")
                       : str_eq(event, STR("withdraw")) ? STR("withdrawn")
                                                        : STR_NONE;
    struct carry_flag x;
    int64_t rows;

    if (!carry_flag_get(by->tx->db, by->a, code, &x, e))
        return false;
    if (!state.n)
        return carry_bad_state(x.state, event, e);
    if (!check_decide(by, &x, event, e) || !check_text("why", why, !confirm, TEXT_MAX, e) ||
        (confirm && !carry_papers_check(by->tx->db, subject_of(by, code), 1, e)))
        return false;
    return db_exec(by->tx->db, &Q_CARRY_FLAG_SET,
                   ARGS(V(x.id), V(version < 0 ? x.version : version), V(state), V(by->who->name), V(by->now_ms),
                        V(str_trim(why))),
                   &rows, e) &&
           carry_one_row(rows, e) &&
           carry_note(by, x.year, subject_of(by, code),
                      (struct audit_note){.action = str_format(by->a, "carry_flag.%.*s", STR_FMT(event)),
                                          .old_value = x.state,
                                          .new_value = state,
                                          .reason = str_trim(why)},
                      e);
}

/* ---- KPI 2 ---- */

void carry_kpi_rate(struct carry_kpi_base *b)
{
    b->b = money_sub(b->b_gross, b->b_excluded);
    b->p_excluded = money_sub(b->p, b->b_excluded);
    b->rate = (struct share){money_share_bp(b->b, b->p)};
    b->rate_excluded = (struct share){money_share_bp(b->b, b->p_excluded)};
    b->exact_zero = b->b.satang == 0;
}

bool carry_kpi_base(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct carry_kpi_base *ret,
                    struct err *e)
{
    struct carry_kpi_base b = {.flags = 0}, flags = {.flags = 0};
    struct str out;

    if (!param_text(db, a, PARAM_CARRY_LEFT_OUT, year, &out, e))
        return false;
    out = str_replace(a, str_format(a, ",%.*s,", STR_FMT(out)), STR(" "), STR_NONE);
    if (!db_one(db, a, &Q_CARRY_KPI, ARGS(V(year), V(agency_id), V(out)), &base_type, &b, e) ||
        !db_one(db, a, &Q_CARRY_KPI_FLAGS, ARGS(V(year), V(agency_id), V(out)), &left_type, &flags, e))
        return false;
    b.b_excluded = flags.b_excluded;
    b.flags = flags.flags;
    b.proposed = flags.proposed;
    carry_kpi_rate(&b);
    *ret = b;
    return true;
}
