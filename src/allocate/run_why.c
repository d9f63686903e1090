/* run_why.c - see run_why.h. */
#include "allocate/run_why.h"

#include "allocate/solve.h"
#include "allocate/solve_tasks.h"
#include "allocate/why.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { RUN_STEPS = 4 };
#define NEAR_GAP INT64_C(100000) /* 1e-4: what the solver's own gap leaves open */

static const struct field why_fields[] = {
    COL(struct why_row, package_id),
    FIELD(struct why_row, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct why_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct why_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct why_row, level_kind, 0, "ระดับ", "Level"),
    FIELD(struct why_row, cut_rank, 0, "ลำดับ", "Rank"),
    FIELD(struct why_row, packages, 0, "ข้อเสนอทั้งหมด", "Packages"),
    FIELD(struct why_row, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct why_row, value_score, 0, "คะแนน", "Score"),
    FIELD(struct why_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct why_row, reason, 0, "รหัสเหตุผล", "Reason code"),
    FIELD(struct why_row, why_th, 0, "เหตุผล (ไทย)", "Reason (Thai)"),
    FIELD(struct why_row, why_en, 0, "เหตุผล (อังกฤษ)", "Reason (English)"),
    FIELD(struct why_row, explained, 0, "มีคำอธิบาย", "Explained"),
    FIELD(struct why_row, value_lo, FIELD_OPTIONAL, "คะแนนเปลี่ยนน้อยกว่านี้ ผลไม่เปลี่ยน", "Score change below which nothing changes"),
    FIELD(struct why_row, value_hi, FIELD_OPTIONAL, "คะแนนเปลี่ยนตั้งแต่นี้ ผลเปลี่ยน", "Score change from which the result changes"),
    FIELD(struct why_row, swaps, 0, "ข้อเสนอที่สลับ", "Packages that swap"),
    FIELD(struct why_row, seen, 0, "ได้รับจัดสรรในตัวอย่าง", "Funded in samples"),
    FIELD(struct why_row, samples, 0, "ตัวอย่าง", "Samples"),
    FIELD(struct why_row, always, 0, "พิสูจน์ว่าได้ทุกชุด", "Proved in all"),
    FIELD(struct why_row, never, 0, "พิสูจน์ว่าไม่ได้เลย", "Proved in none"),
    FIELD(struct why_row, exact, 0, "ค่าตรง", "Exact"),
    FIELD(struct why_row, gap_text, 0, "ช่วงที่นับว่าใกล้ดีที่สุด (ร้อยละ)", "Near-best gap (per cent)"),
};
const struct row_type why_row_type = ROW_TYPE(struct why_row, why_fields);

static const struct field ceiling_fields[] = {
    FIELD(struct why_ceiling_row, dim, 0, "มิติ", "Dimension"),
    FIELD(struct why_ceiling_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct why_ceiling_row, name, 0, "กรอบวงเงิน", "Ceiling"),
    FIELD(struct why_ceiling_row, price_text, 0, "คะแนนต่อ 1 ล้านบาท", "Score per million baht"),
    FIELD(struct why_ceiling_row, max, FIELD_OPTIONAL, "ไม่เกิน", "At most"),
    FIELD(struct why_ceiling_row, left, FIELD_OPTIONAL, "เหลือ", "Left"),
    FIELD(struct why_ceiling_row, missing, 0, "ขาด", "Missing"),
    FIELD(struct why_ceiling_row, more_lo, FIELD_OPTIONAL, "เพิ่มน้อยกว่านี้ไม่พอ", "Less than this is not enough"),
    FIELD(struct why_ceiling_row, more_hi, FIELD_OPTIONAL, "เพิ่มเท่านี้พอ", "This much is enough"),
};
const struct row_type why_ceiling_row_type = ROW_TYPE(struct why_ceiling_row, ceiling_fields);

static const struct field near_fields[] = {
    FIELD(struct why_near_row, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct why_near_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct why_near_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct why_near_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct why_near_row, comes, 0, "จะเข้ามาแทน", "Would come in"),
    FIELD(struct why_near_row, cut_rank, 0, "ลำดับ", "Rank"),
    FIELD(struct why_near_row, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct why_near_row, value_score, 0, "คะแนน", "Score"),
};
const struct row_type why_near_row_type = ROW_TYPE(struct why_near_row, near_fields);

static const struct field step_fields[] = {
    FIELD(struct step_row, dim, 0, "มิติ", "Dimension"),
    FIELD(struct step_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct step_row, name, 0, "กรอบวงเงิน", "Ceiling"),
    FIELD(struct step_row, max, FIELD_OPTIONAL, "ไม่เกิน", "At most"),
    FIELD(struct step_row, step, 0, "เพิ่มกรอบ", "Ceiling raised by"),
    FIELD(struct step_row, solved, 0, "คำนวณใหม่แล้ว", "Solved again"),
    FIELD(struct step_row, gain_lo, 0, "ได้คะแนนเพิ่มอย่างน้อย", "Gains at least"),
    FIELD(struct step_row, gain_hi, FIELD_OPTIONAL, "ได้คะแนนเพิ่มไม่เกิน", "Gains at most"),
    FIELD(struct step_row, price_text, 0, "คะแนนต่อ 1 ล้านบาท", "Score per million baht"),
};
const struct row_type step_row_type = ROW_TYPE(struct step_row, step_fields);

/* ---- making ---- */

struct run_why {
    const struct problem *p;
    struct why_report report;
    bool *solved; /* by resource: a step of it was solved again; why.step_least counts that answer too */
    struct str *name_th, *name_en;
};

static void put_names(struct arena *a, const struct naming *names, struct run_why *w)
{
    size_t n = w->p->in.spec.nresource;

    w->name_th = ARENA_ARRAY(a, struct str, n);
    w->name_en = ARENA_ARRAY(a, struct str, n);
    for (size_t r = 0; r < n; r++) {
        w->name_th[r] = ceiling_name(names, &w->p->ceiling[r], LANG_TH);
        w->name_en[r] = ceiling_name(names, &w->p->ceiling[r], LANG_EN);
    }
}

/* Does the answer of a step keep every rule with the ceiling raised? Its gain then. */
static int64_t read_step(struct arena *a, const struct run_why *w, uint32_t r,
                         const struct task_answer *t)
{
    struct instance in = w->p->in;
    struct solver_answer ans;
    struct err e = {0};
    struct choice c;

    if (!t->done || !task_read_answer(a, &in, t->text, &ans, &e) || ans.status != SOLVER_ANSWER)
        return WHY_NONE;
    in.resource = ARENA_ARRAY(a, struct alloc_resource, in.nresource);
    for (size_t k = 0; k < in.nresource; k++)
        in.resource[k] = w->p->in.resource[k];
    in.resource[r].max += WHY_STEP;
    choice_init(&c, a, &in);
    choice_set(&c, ans.on);
    if (!choice_is_feasible(&c))
        return WHY_NONE;
    return c.value > w->report.why.value ? c.value - w->report.why.value : 0;
}

/* The dearest ceilings: a step of each is solved again. */
static size_t list_steps(struct arena *a, const struct problem *p, const struct solve_result *r,
                         struct change **ret)
{
    size_t n = 0;

    *ret = ARENA_ARRAY(a, struct change, RUN_STEPS + 1);
    for (uint32_t k = 0; k < p->in.spec.nresource && r->price; k++) {
        const struct alloc_resource *x = &p->in.resource[k];
        size_t at = n;

        if (!x->has_max || x->max > INSTANCE_SUM_MAX - WHY_STEP || r->price[k] <= 0)
            continue;
        for (; at && r->price[(*ret)[at - 1].index] < r->price[k]; at--)
            (*ret)[at] = (*ret)[at - 1];
        (*ret)[at] = (struct change){
            .kind = CHANGE_MAX, .index = k, .has = true, .amount = x->max + WHY_STEP};
        n += n < RUN_STEPS;
    }
    return n;
}

static bool read_all(struct arena *a, struct run_why *w, const struct change *step, size_t n,
                     const struct task_answer *ans, struct err *e)
{
    if (!why_read(a, &w->p->in, ans[0].text, &w->report, e))
        return false;
    w->solved = ARENA_ARRAY(a, bool, w->p->in.nresource);
    for (size_t k = 0; k < n; k++) {
        uint32_t r = step[k].index;
        int64_t gain = read_step(a, w, r, &ans[k + 1]), *least = &w->report.why.step_least[r];

        w->solved[r] = gain != WHY_NONE;
        if (w->solved[r] && gain > *least)
            *least = gain < w->report.why.step_most[r] ? gain : w->report.why.step_most[r];
    }
    return true;
}

bool run_why_make(struct arena *a, const struct problem *p, const struct solve_result *r,
                  const struct naming *names, int64_t time_limit_ms, struct run_why **ret,
                  struct err *e)
{
    struct run_why *w = ARENA_NEW(a, struct run_why);
    struct why_task task = {.in = &p->in, .on = r->choice.on, .proof = r->proof};
    struct solver_hint hint = {
        .on = r->choice.on, .price = r->price, .price_places = r->price_places};
    struct tasks_options o = {
        .gap = r->gap > NEAR_GAP ? r->gap : NEAR_GAP, .time_limit_ms = time_limit_ms, .hint = &hint};
    struct change *step;
    size_t n = list_steps(a, p, r, &step);
    struct solve_task *t = ARENA_ARRAY(a, struct solve_task, n + 1);
    struct task_answer *ans = ARENA_ARRAY(a, struct task_answer, n + 1);

    *ret = NULL;
    if (!solve_has_answer(r))
        return true;
    t[0] = (struct solve_task){.kind = TASK_EXPLAIN, .input = why_input(a, &task, NEAR_GAP)};
    for (size_t k = 0; k < n; k++)
        t[k + 1] = (struct solve_task){.kind = TASK_SOLVE, .change = &step[k], .nchange = 1};
    if (!solve_tasks_child(a, &p->in, t, n + 1, &o, ans, e))
        return false;
    if (!ans[0].done)
        return true;
    w->p = p;
    put_names(a, names, w);
    if (!read_all(a, w, step, n, ans, e))
        return false;
    *ret = w;
    return true;
}

/* ---- keeping ---- */

static struct value or_null(int64_t x)
{
    return x == WHY_NONE ? V_NULL : V(x);
}

static bool add_packages(struct act *by, int64_t run_id, const struct run_why *w, struct err *e)
{
    const struct robust *s = &w->report.robust;
    struct db_bulk *bulk;

    if (!db_bulk_begin(by->tx, &Q_RUN_WHY_ADD, &bulk, e))
        return false;
    for (size_t i = 0; i < w->p->given; i++) {
        const struct why_package *x = &w->report.why.package[i];

        if (!db_bulk_row(bulk,
                         ARGS(V(run_id), V(w->p->package[i].id), or_null(x->lo), or_null(x->hi),
                              V((int64_t)x->nswap), V((int64_t)s->seen[i]), V((bool)s->always[i]),
                              V((bool)s->never[i])),
                         e))
            return false;
    }
    return db_bulk_end(bulk, NULL, e);
}

static bool add_ceilings(struct act *by, int64_t run_id, const struct run_why *w, struct err *e)
{
    struct db_bulk *bulk;

    if (!db_bulk_begin(by->tx, &Q_RUN_WHY_CEILING_ADD, &bulk, e))
        return false;
    for (size_t i = 0; i < w->p->given; i++) {
        const struct why_package *x = &w->report.why.package[i];

        for (uint32_t k = 0; k < x->nceiling; k++) {
            const struct why_ceiling *c = &x->ceiling[k];
            const struct ceiling_row *row = &w->p->ceiling[c->resource];

            if (c->resource >= w->p->in.spec.nresource)
                continue;
            if (!db_bulk_row(bulk,
                             ARGS(V(run_id), V(w->p->package[i].id), V(row->dim), V(row->code),
                                  V(MONEY(c->missing)), or_null(c->lo), or_null(c->hi)),
                             e))
                return false;
        }
    }
    return db_bulk_end(bulk, NULL, e);
}

static bool add_swaps_of(struct db_bulk *bulk, int64_t run_id, const struct run_why *w, size_t i,
                         bool comes, struct err *e)
{
    const struct why_package *x = &w->report.why.package[i];
    const uint32_t *list = comes ? x->come : x->go;
    uint32_t n = comes ? x->ncome : x->ngo;

    for (uint32_t k = 0; k < n; k++) {
        if (list[k] < w->p->given &&
            !db_bulk_row(bulk,
                         ARGS(V(run_id), V(w->p->package[i].id), V(w->p->package[list[k]].id),
                              V(comes)),
                         e))
            return false;
    }
    return true;
}

static bool add_swaps(struct act *by, int64_t run_id, const struct run_why *w, struct err *e)
{
    struct db_bulk *bulk;

    if (!db_bulk_begin(by->tx, &Q_RUN_WHY_SWAP_ADD, &bulk, e))
        return false;
    for (size_t i = 0; i < w->p->given; i++) {
        if (!add_swaps_of(bulk, run_id, w, i, true, e) ||
            !add_swaps_of(bulk, run_id, w, i, false, e))
            return false;
    }
    return db_bulk_end(bulk, NULL, e);
}

static bool add_ceiling_rows(struct act *by, int64_t run_id, const struct run_why *w,
                             struct err *e)
{
    for (size_t r = 0; r < w->p->in.spec.nresource; r++) {
        const struct ceiling_row *c = &w->p->ceiling[r];
        int64_t most = w->report.why.step_most[r], least = w->report.why.step_least[r];

        if (!db_exec(by->tx->db, &Q_RUN_CEILING_NAME_ADD,
                     ARGS(V(run_id), V(c->dim), V(c->code), V(w->name_th[r]), V(w->name_en[r])),
                     NULL, e))
            return false;
        if (!c->has_max || (least == 0 && !w->solved[r]))
            continue;
        if (!db_exec(by->tx->db, &Q_RUN_STEP_ADD,
                     ARGS(V(run_id), V(c->dim), V(c->code), V(MONEY(WHY_STEP)),
                          V((bool)w->solved[r]), V(least), or_null(most)),
                     NULL, e))
            return false;
    }
    return true;
}

bool run_why_store(struct act *by, int64_t run_id, const struct run_why *w, struct err *e)
{
    struct sbuf gap;

    if (!w)
        return true;
    sbuf_init(&gap, by->a, 64);
    exact_put_decimal(&gap, w->report.robust.gap, GAP_PLACES - 2, 0); /* per cent */
    return db_exec(by->tx->db, &Q_RUN_EXPLAIN_ADD,
                   ARGS(V(run_id), V(sbuf_str(&gap)), V((int64_t)w->report.robust.samples),
                        V(w->report.why.exact), V(by->now_ms)),
                   NULL, e) &&
           add_ceiling_rows(by, run_id, w, e) && add_packages(by, run_id, w, e) &&
           add_ceilings(by, run_id, w, e) && add_swaps(by, run_id, w, e);
}

/* ---- reading ---- */

bool run_why_get(struct db *db, struct arena *a, int64_t run_id, struct str package,
                 struct why_row *ret, struct err *e)
{
    return db_one(db, a, &Q_RUN_WHY_GET, ARGS(V(run_id), V(package)), &why_row_type, ret, e);
}

static struct str lang_word(enum lang lang)
{
    return lang == LANG_EN ? STR("en") : STR("th");
}

bool run_why_ceilings(struct db *db, struct arena *a, int64_t run_id, int64_t package_id,
                      enum lang lang, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_WHY_CEILINGS, ARGS(V(run_id), V(package_id), V(lang_word(lang))),
                   &why_ceiling_row_type, ret, e);
}

bool run_why_swaps(struct db *db, struct arena *a, int64_t run_id, int64_t package_id,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_WHY_SWAPS, ARGS(V(run_id), V(package_id)), &why_near_row_type,
                   ret, e);
}

bool run_why_neighbours(struct db *db, struct arena *a, int64_t run_id, int64_t package_id,
                        struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_WHY_NEIGHBOURS, ARGS(V(run_id), V(package_id)),
                   &why_near_row_type, ret, e);
}

bool run_steps(struct db *db, struct arena *a, int64_t run_id, enum lang lang, struct rows *ret,
               struct err *e)
{
    return db_list(db, a, &Q_RUN_STEPS, ARGS(V(run_id), V(lang_word(lang))), &step_row_type, ret,
                   e);
}

/* ---- words ---- */

struct str why_robust_word(const struct why_row *w)
{
    if (w->always)
        return STR("all_proved");
    if (w->never)
        return STR("none_proved");
    if (!w->samples)
        return STR_NONE;
    if (w->seen == w->samples)
        return STR("all");
    if (!w->seen)
        return STR("none");
    return 2 * w->seen >= w->samples ? STR("most") : STR("few");
}

static struct str score_text(struct arena *a, struct score s)
{
    struct sbuf b;
    int64_t cents = s.millionths / 10000;

    sbuf_init(&b, a, 64);
    if (s.millionths && !cents)
        exact_put_decimal(&b, s.millionths, VALUE_PLACES, 0); /* less than a hundredth */
    else
        exact_put_decimal(&b, cents, 2, 2);
    return sbuf_str(&b);
}

struct str why_sentence(struct arena *a, const struct why_row *w, enum lang lang)
{
    bool lo = w->value_lo.millionths != SCORE_MISSING.millionths;
    bool hi = w->value_hi.millionths != SCORE_MISSING.millionths;
    struct str text;

    if (!w->explained)
        return STR_NONE;
    if (!lo)
        text = w->funded ? tr(lang, TR("คะแนนจะลดเท่าไรก็ยังได้ เพราะกฎบังคับให้มี"))
                         : tr(lang, TR("คะแนนจะเพิ่มเท่าไรก็ไม่ได้ เพราะกฎห้ามหรือกรอบไม่พอแม้จะเปลี่ยนข้อเสนออื่นทั้งหมด"));
    else if (!hi)
        text = w->funded ? tr(lang, TR("คะแนนลดน้อยกว่า {lo} ยังได้แน่ (พิสูจน์แล้ว) ยังไม่พบชุดที่ใช้แทนได้"))
                         : tr(lang, TR("คะแนนเพิ่มน้อยกว่า {lo} ไม่ได้แน่ (พิสูจน์แล้ว) ยังไม่พบชุดที่มีข้อเสนอนี้"));
    else if (w->value_hi.millionths == 0)
        text = w->funded ? tr(lang, TR("มีชุดที่ดีเท่ากันซึ่งไม่มีข้อเสนอนี้"))
                         : tr(lang, TR("มีชุดที่ดีเท่ากันซึ่งมีข้อเสนอนี้"));
    else if (w->value_lo.millionths == w->value_hi.millionths)
        text = w->funded ? tr(lang, TR("จะหลุดเมื่อคะแนนลดเกิน {hi} พอดี"))
                         : tr(lang, TR("จะเข้าเมื่อคะแนนเพิ่มเกิน {hi} พอดี"));
    else if (w->value_lo.millionths == 0)
        text = w->funded ? tr(lang, TR("จะหลุดเมื่อคะแนนลดไม่เกิน {hi}"))
                         : tr(lang, TR("จะเข้าเมื่อคะแนนเพิ่มไม่เกิน {hi}"));
    else
        text = w->funded ? tr(lang, TR("จะหลุดเมื่อคะแนนลดระหว่าง {lo} ถึง {hi} (น้อยกว่านั้นยังได้แน่)"))
                         : tr(lang, TR("จะเข้าเมื่อคะแนนเพิ่มระหว่าง {lo} ถึง {hi} (น้อยกว่านั้นไม่ได้แน่)"));
    if (lo)
        text = str_replace(a, text, STR("{lo}"), score_text(a, w->value_lo));
    if (hi)
        text = str_replace(a, text, STR("{hi}"), score_text(a, w->value_hi));
    return text;
}
