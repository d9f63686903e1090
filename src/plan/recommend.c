/* recommend.c - what the analyst recommends, with the lines' amounts of the analyst stage. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/amount.h"
#include "plan/analysis.h"
#include "plan/check.h"
#include "plan/cycle.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 2000, LIST_SHOWN = 3 };

static const struct field recommendation_fields[] = {
    FIELD(struct recommendation, word, FIELD_KEY, "ความเห็น", "Recommendation"),
    FIELD(struct recommendation, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct recommendation, by_user, 0, "โดย", "By"),
    FIELD(struct recommendation, class, 0, "ประเภทรายการ", "Item class"),
    FIELD(struct recommendation, asked, 0, "ขอ", "Requested"),
    FIELD(struct recommendation, amount, 0, "วิเคราะห์", "Analyst"),
    FIELD(struct recommendation, at, 0, "เมื่อ", "At"),
    FIELD(struct recommendation, version, 0, "ครั้งที่", "Version"),
};
const struct row_type recommendation_type =
    ROW_TYPE(struct recommendation, recommendation_fields);

bool recommendation_get(struct db *db, struct arena *a, int64_t package_id,
                        struct recommendation *ret, struct err *e)
{
    struct recommendation r = {.word = STR("none")};
    bool found;

    if (!db_find(db, a, &Q_RECOMMENDATION_GET, ARGS(V(package_id)), &recommendation_type, &r,
                 &found, e))
        return false;
    *ret = r;
    return true;
}

bool recommendation_list(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                         struct err *e)
{
    return db_list(db, a, &Q_RECOMMENDATION_LIST, ARGS(V(package_id)), &recommendation_type, ret,
                   e);
}

/* ---- may this person, now? ---- */

static bool check_open(struct act *by, const struct package *p, struct err *e)
{
    struct fiscal_year y;

    if (!actor_check(by->who, PERM_ANALYSE, p->agency_id, p->division, e) ||
        !year_get(by->tx->db, by->a, p->year, &y, e))
        return false;
    if (by->who->user_id != 0 && actor_belongs(by->who, p->agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    if (cycle_open_stage(y.stage) != STAGE_ANALYST) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    if (!str_eq(p->state, STR("SUBMITTED")) && !str_eq(p->state, STR("ANALYST_ACCEPTED"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(p->state));
        err_arg(e, "event", V(STR("recommend")));
        return false;
    }
    return true;
}

/* Forms that must be done and are not. */
static bool check_forms(struct act *by, const struct package *p, const struct analysis_sheet *s,
                        struct err *e)
{
    const struct analysis_row *f = s->forms.p;
    struct money from;
    struct sbuf b;
    size_t count = 0;

    if (!param_money(by->tx->db, PARAM_FORMS_FROM, p->year, &from, e))
        return false;
    if (money_cmp(s->asked, from) < 0)
        return true;
    sbuf_init(&b, by->a, 2048);
    for (size_t i = 0; i < s->forms.n; i++) {
        if (str_eq(f[i].state, STR("done")))
            continue;
        if (count++ < LIST_SHOWN)
            sbuf_printf(&b, "%s%.*s%s%.*s", count > 1 ? ", " : "", STR_FMT(f[i].class_th),
                        f[i].line_code.n ? " " : "", STR_FMT(f[i].line_code));
    }
    if (count == 0)
        return true;
    FAIL(e, ERR_FORM_OPEN);
    err_arg(e, "list", V(sbuf_str(&b)));
    return false;
}

/* ---- the amounts ---- */

static bool above(struct act *by, const struct analysis_line *l, struct money amount, struct err *e)
{
    FAIL(e, ERR_ABOVE_REQUEST);
    err_arg(e, "line", V(l->code));
    err_arg(e, "value", V(money_text(by->a, amount, MONEY_WHOLE)));
    err_arg(e, "requested", V(money_text(by->a, l->requested, MONEY_WHOLE)));
    return false;
}

static bool name_lines(struct act *by, const struct recommend *r, const struct analysis_sheet *s,
                       struct amount_set *set, struct err *e)
{
    const struct analysis_line *l = s->lines.p;

    for (size_t k = 0; k < r->n; k++) {
        size_t i = 0;

        while (i < s->lines.n && !str_eq(l[i].code, r->line[k].line_code))
            i++;
        if (i == s->lines.n) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(r->line[k].line_code));
            return false;
        }
        if (r->line[k].amount.satang < 0) {
            FAIL(e, ERR_AMOUNT_NEGATIVE);
            err_arg(e, "value", V(money_text(by->a, r->line[k].amount, MONEY_WHOLE)));
            return false;
        }
        if (money_cmp(r->line[k].amount, l[i].requested) > 0)
            return above(by, &l[i], r->line[k].amount, e);
        if (!check_text("reason", r->line[k].reason, false, REASON_MAX, e))
            return false;
        set[i].amount = r->line[k].amount;
        if (str_trim(r->line[k].reason).n)
            set[i].reason = str_trim(r->line[k].reason);
    }
    return true;
}

static bool bad_sum(struct act *by, const struct recommend *r, struct money sum, struct money asked,
                    struct err *e)
{
    FAIL(e, ERR_RECOMMEND_SUM);
    err_arg(e, "word", V(r->word));
    err_arg(e, "amount", V(money_text(by->a, sum, MONEY_WHOLE)));
    err_arg(e, "asked", V(money_text(by->a, asked, MONEY_WHOLE)));
    return false;
}

static struct str word_of(struct money sum, struct money asked)
{
    return money_cmp(sum, asked) == 0 ? STR("support")
           : sum.satang == 0          ? STR("reject")
                                      : STR("reduce");
}

static bool check_word(struct act *by, const struct recommend *r, struct money sum,
                       struct money asked, struct err *e)
{
    if (!str_eq(r->word, STR("support")) && !str_eq(r->word, STR("reduce")) &&
        !str_eq(r->word, STR("reject"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("word")));
        err_arg(e, "value", V(r->word));
        err_arg(e, "expected", V(STR("support reduce reject")));
        return false;
    }
    if (!str_eq(r->word, word_of(sum, asked)) &&
        !(str_eq(r->word, STR("reject")) && sum.satang == 0))
        return bad_sum(by, r, sum, asked, e);
    if (!str_eq(r->word, STR("support")) && str_trim(r->reason).n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    return check_text("reason", r->reason, false, REASON_MAX, e);
}

/* ---- writing ---- */

struct kept { /* what a recommendation is written with */
    const struct package *p;
    const struct analysis_sheet *sheet;
    const struct amount_set *set; /* by line of the sheet */
    struct str word, reason;
    struct money sum;
    int64_t version;
};

/* One unit's price in what the analyst accepts; the line's own when the sum is typed as a whole. */
static struct money unit_price(const struct analysis_line *l, struct money given)
{
    int64_t milli, satang;

    if (!exact_mul_div(l->quantity_milli, l->times * l->months, 1, ROUND_HALF_UP, &milli) ||
        milli <= 0 || !exact_mul_div(given.satang, 1000, milli, ROUND_HALF_UP, &satang))
        return l->unit_price;
    return MONEY(satang);
}

static bool write_lines(struct act *by, const struct kept *k, struct err *e)
{
    const struct analysis_line *l = k->sheet->lines.p;

    if (!db_exec(by->tx->db, &Q_ANALYSED_LINE_CLEAR, ARGS(V(k->p->id)), NULL, e))
        return false;
    for (size_t i = 0; i < k->sheet->lines.n; i++) {
        const struct item_class *c = item_class_of(&k->sheet->classes, l[i].item_code);
        bool cut = money_cmp(k->set[i].amount, l[i].requested) < 0;

        if (!db_exec(by->tx->db, &Q_ANALYSED_LINE_INSERT,
                     ARGS(V(l[i].id), V(k->p->year), V(k->p->id), V(k->p->division),
                          V(c ? c->code : STR_NONE), V(l[i].item_code), V(l[i].unit_word),
                          V(unit_price(&l[i], k->set[i].amount)), V(l[i].requested),
                          V(k->set[i].amount), V(cut ? k->set[i].reason : STR_NONE)),
                     NULL, e))
            return false;
    }
    return true;
}

static bool keep(struct act *by, const struct kept *k, struct err *e)
{
    struct db *db = by->tx->db;
    int64_t rows;

    if (!db_exec(db, &Q_RECOMMENDATION_PUT,
                 ARGS(V(k->p->id), V(k->p->year), V(k->p->division), V(k->sheet->class), V(k->word),
                      V(k->sheet->asked), V(k->sum), V(k->reason), V(by->who->name), V(by->now_ms),
                      V(k->version)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(db, &Q_RECOMMENDATION_EVENT_INSERT, ARGS(V(k->p->id)), NULL, e) &&
           write_lines(by, k, e);
}

static bool note(struct act *by, const struct kept *k, struct err *e)
{
    return note_package(
        by, k->p->year, k->p->code,
        (struct audit_note){.action = STR("package.recommend"),
                            .old_value = money_text(by->a, k->sheet->asked, MONEY_PLAIN),
                            .new_value =
                                str_format(by->a, "%.*s %.*s", STR_FMT(k->word),
                                           STR_FMT(money_text(by->a, k->sum, MONEY_PLAIN))),
                            .reason = k->reason},
        e);
}

bool recommend(struct act *by, const struct recommend *r, struct err *e)
{
    struct analysis_sheet sheet;
    const struct analysis_line *l;
    struct amount_set *set;
    struct package p;
    struct kept k = {.p = &p,
                     .sheet = &sheet,
                     .word = r->word,
                     .reason = str_trim(r->reason),
                     .version = r->version};
    bool reject = str_eq(r->word, STR("reject"));

    if (!package_see(by->tx->db, by->a, by->who, r->year, r->code, &p, e) ||
        !check_open(by, &p, e) ||
        !analysis_sheet_get(by->tx->db, by->a, r->year, p.id, &sheet, e))
        return false;
    l = sheet.lines.p;
    set = ARENA_ARRAY(by->a, struct amount_set, sheet.lines.n);
    for (size_t i = 0; i < sheet.lines.n; i++)
        set[i] = (struct amount_set){.line_id = l[i].id,
                                     .amount = reject ? MONEY_ZERO : l[i].requested,
                                     .reason = k.reason};
    if (!name_lines(by, r, &sheet, set, e))
        return false;
    for (size_t i = 0; i < sheet.lines.n; i++)
        k.sum = money_add(k.sum, set[i].amount);
    k.set = set;
    return check_word(by, r, k.sum, sheet.asked, e) && check_forms(by, &p, &sheet, e) &&
           keep(by, &k, e) &&
           amounts_write(by, r->year, STAGE_ANALYST, set, sheet.lines.n, e) && note(by, &k, e) &&
           check_package(by, r->year, p.id, e);
}

bool recommendation_follow(struct act *by, int64_t year, int64_t package_id, struct str reason,
                           struct err *e)
{
    struct recommendation now;
    struct analysis_sheet sheet;
    const struct analysis_line *l;
    struct amount_set *set;
    struct package p;
    struct kept k = {.p = &p, .sheet = &sheet, .reason = str_trim(reason)};

    if (!recommendation_get(by->tx->db, by->a, package_id, &now, e))
        return false;
    if (now.version == 0)
        return true;
    if (!db_one(by->tx->db, by->a, &Q_PACKAGE_GET_ID, ARGS(V(package_id)), &package_type, &p, e) ||
        !analysis_sheet_get(by->tx->db, by->a, year, package_id, &sheet, e))
        return false;
    l = sheet.lines.p;
    set = ARENA_ARRAY(by->a, struct amount_set, sheet.lines.n);
    for (size_t i = 0; i < sheet.lines.n; i++) {
        bool none = l[i].analyst.satang == MONEY_MISSING.satang;

        set[i] = (struct amount_set){.line_id = l[i].id,
                                     .amount = none ? l[i].requested : l[i].analyst,
                                     .reason = l[i].reason};
    }
    k.set = set;
    k.sum = sheet.given;
    k.word = word_of(k.sum, sheet.asked);
    k.version = now.version;
    return keep(by, &k, e);
}

/* ---- many ---- */

/* A line's amount after the cut, in whole baht, rounded down. */
static struct money cut_line(struct money requested, int64_t cut_bp)
{
    int64_t baht;

    if (!exact_mul_div(requested.satang, 10000 - cut_bp, 1000000, ROUND_DOWN, &baht))
        return MONEY_ZERO;
    return MONEY(baht * 100);
}

static bool cut_lines(struct act *by, const struct recommend_many *m, const struct package *p,
                      struct recommend *r, struct err *e)
{
    struct analysis_sheet sheet;
    const struct analysis_line *l;
    struct recommend_line *line;

    if (!str_eq(m->word, STR("reduce")))
        return true;
    if (!analysis_sheet_get(by->tx->db, by->a, m->year, p->id, &sheet, e))
        return false;
    l = sheet.lines.p;
    line = ARENA_ARRAY(by->a, struct recommend_line, sheet.lines.n);
    for (size_t i = 0; i < sheet.lines.n; i++)
        line[i] = (struct recommend_line){
            .line_code = l[i].code, .amount = cut_line(l[i].requested, m->cut_bp)};
    r->line = line;
    r->n = sheet.lines.n;
    return true;
}

bool recommend_bulk(struct act *by, const struct recommend_many *m, size_t *ret_row, struct err *e)
{
    *ret_row = m->n;
    if (m->n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("recommend")));
        return false;
    }
    if (str_eq(m->word, STR("reduce")) && (m->cut_bp < 1 || m->cut_bp > 9999)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("cut")));
        err_arg(e, "value", V(m->cut_bp));
        return false;
    }
    for (size_t i = 0; i < m->n; i++) {
        struct arena_mark mark = arena_mark(by->a);
        struct recommend r = {
            .year = m->year, .code = m->code[i], .word = m->word, .reason = m->reason};
        struct recommendation now;
        struct package p;

        *ret_row = i;
        if (!package_see(by->tx->db, by->a, by->who, m->year, m->code[i], &p, e) ||
            !recommendation_get(by->tx->db, by->a, p.id, &now, e))
            return false;
        if (now.version) {
            FAIL(e, ERR_ALREADY);
            err_arg(e, "what", V(m->code[i]));
            return false;
        }
        if (!cut_lines(by, m, &p, &r, e) || !recommend(by, &r, e))
            return false;
        arena_rewind(by->a, mark);
    }
    *ret_row = m->n;
    return true;
}
