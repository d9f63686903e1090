/* ordinance.c - reads what an ordinance prints, and hands it to the form that was asked for. */
#include "document/ordinance.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_document.h"
#include "store/store.h"

static const struct field year_fields[] = {
    COL(struct ordinance_year, year),    COL(struct ordinance_year, stage),
    COL(struct ordinance_year, demo),    COL(struct ordinance_year, partial),
    COL(struct ordinance_year, revenue), COL(struct ordinance_year, note_th),
};
static const struct row_type year_type = ROW_TYPE(struct ordinance_year, year_fields);

static const struct field facts_fields[] = {
    COL(struct ordinance_facts, lines),      COL(struct ordinance_facts, left_out),
    COL(struct ordinance_facts, zero_lines), COL(struct ordinance_facts, satang_lines),
    COL(struct ordinance_facts, change_id),  COL(struct ordinance_facts, unit_lines),
    COL(struct ordinance_facts, total),      COL(struct ordinance_facts, commercial),
    COL(struct ordinance_facts, special),    COL(struct ordinance_facts, special_commercial),
};
static const struct row_type facts_type = ROW_TYPE(struct ordinance_facts, facts_fields);

static const struct field stage_fields[] = {
    COL(struct ordinance_stage, stage),
    COL(struct ordinance_stage, lines),
};
static const struct row_type stage_type = ROW_TYPE(struct ordinance_stage, stage_fields);

static const struct field agency_fields[] = {
    COL(struct ordinance_agency, agency_id), COL(struct ordinance_agency, code),
    COL(struct ordinance_agency, name),      COL(struct ordinance_agency, kind),
    COL(struct ordinance_agency, lines),     COL(struct ordinance_agency, total),
};
static const struct row_type agency_sum_type = ROW_TYPE(struct ordinance_agency, agency_fields);

static const struct field plan_fields[] = {
    COL(struct ordinance_plan, side_code), COL(struct ordinance_plan, side_name),
    COL(struct ordinance_plan, code),      COL(struct ordinance_plan, name),
    COL(struct ordinance_plan, plan_id),   COL(struct ordinance_plan, lines),
    COL(struct ordinance_plan, total),
};
static const struct row_type plan_type = ROW_TYPE(struct ordinance_plan, plan_fields);

static const struct field type_fields[] = {
    COL(struct ordinance_type, type_id), COL(struct ordinance_type, code),
    COL(struct ordinance_type, name),    COL(struct ordinance_type, lines),
    COL(struct ordinance_type, total),
};
static const struct row_type type_type = ROW_TYPE(struct ordinance_type, type_fields);

static const struct field group_fields[] = {
    COL(struct ordinance_group, agency_id),   COL(struct ordinance_group, plan_id),
    COL(struct ordinance_group, plan_code),   COL(struct ordinance_group, plan_name),
    COL(struct ordinance_group, side_name),   COL(struct ordinance_group, output_id),
    COL(struct ordinance_group, output_code), COL(struct ordinance_group, output_name),
    COL(struct ordinance_group, type_id),     COL(struct ordinance_group, type_name),
    COL(struct ordinance_group, lines),       COL(struct ordinance_group, total),
};
static const struct row_type group_type = ROW_TYPE(struct ordinance_group, group_fields);

static const struct field line_fields[] = {
    FIELD(struct ordinance_line, code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct ordinance_line, name, 0, "ชื่อรายการ", "Line name"),
    FIELD(struct ordinance_line, project, 0, "โครงการ/งานที่ขอ", "Project"),
    COL(struct ordinance_line, unit_id),
    COL(struct ordinance_line, unit_lines),
    COL(struct ordinance_line, unit_total),
    COL(struct ordinance_line, agency_id),
    FIELD(struct ordinance_line, agency_code, 0, "รหัสหน่วยรับงบประมาณ", "Agency code"),
    FIELD(struct ordinance_line, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct ordinance_line, side_code, 0, "รหัสด้าน", "Side code"),
    FIELD(struct ordinance_line, side_name, 0, "ด้าน", "Side"),
    FIELD(struct ordinance_line, plan_code, 0, "รหัสแผนงาน", "Plan code"),
    FIELD(struct ordinance_line, plan_name, 0, "แผนงาน", "Plan"),
    COL(struct ordinance_line, output_id),
    FIELD(struct ordinance_line, output_code, 0, "รหัสผลผลิต/งาน", "Output or work code"),
    FIELD(struct ordinance_line, output_name, 0, "ผลผลิต/งาน", "Output or work"),
    COL(struct ordinance_line, type_id),
    FIELD(struct ordinance_line, type_name, 0, "ประเภทรายจ่าย", "Expenditure type"),
    FIELD(struct ordinance_line, item_code, 0, "รหัสรายการรายจ่าย", "Item code"),
    FIELD(struct ordinance_line, item_name, 0, "รายการรายจ่าย", "Item"),
    FIELD(struct ordinance_line, fund_code, 0, "แหล่งเงิน", "Fund"),
    COL(struct ordinance_line, quantity_milli),
    FIELD(struct ordinance_line, unit_word, 0, "หน่วยนับ", "Unit"),
    COL(struct ordinance_line, stage),
    FIELD(struct ordinance_line, amount, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
};
const struct row_type ordinance_line_type = ROW_TYPE(struct ordinance_line, line_fields);

static bool fail_sum(struct str what, struct money printed, struct money expected, struct err *e)
{
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(what));
    err_arg(e, "printed", V(printed));
    err_arg(e, "expected", V(expected));
    return false;
}

/* Signed and after: no draft any more (DOMAIN.md 1.6). */
static bool is_signed(struct str stage)
{
    static const struct str signed_stages[] = {STR_INIT("SIGNED"), STR_INIT("GAZETTED"),
                                               STR_INIT("IN_FORCE"), STR_INIT("YEAR_END"),
                                               STR_INIT("CLOSED")};

    for (size_t i = 0; i < ARRAY_LEN(signed_stages); i++) {
        if (str_eq(stage, signed_stages[i]))
            return true;
    }
    return false;
}

static bool load_list(struct ordinance *o, const struct query *q, const struct row_type *t,
                      const void **ret, size_t *ret_n, struct err *e)
{
    struct rows rows;

    if (!db_list(o->db, o->a, q, ARGS(V(o->year.year), V(o->number)), t, &rows, e))
        return false;
    *ret = rows.p;
    *ret_n = rows.n;
    return true;
}

static bool load_lists(struct ordinance *o, struct err *e)
{
    const void *p;

    if (!load_list(o, &Q_ORDINANCE_STAGES, &stage_type, &p, &o->stages, e))
        return false;
    o->stage = p;
    if (!load_list(o, &Q_ORDINANCE_AGENCIES, &agency_sum_type, &p, &o->agencies, e))
        return false;
    o->agency = p;
    if (!load_list(o, &Q_ORDINANCE_PLANS, &plan_type, &p, &o->plans, e))
        return false;
    o->plan = p;
    if (!load_list(o, &Q_ORDINANCE_TYPES, &type_type, &p, &o->types, e))
        return false;
    o->type = p;
    if (!load_list(o, &Q_ORDINANCE_GROUPS, &group_type, &p, &o->groups, e))
        return false;
    o->group = p;
    return true;
}

/* The groups, added by plan and by type, must give what the store counted for each on its own. */
static bool check_parts(const struct ordinance *o, struct err *e)
{
    for (size_t i = 0; i < o->plans; i++) {
        struct money sum = MONEY_ZERO;

        for (size_t k = 0; k < o->groups; k++) {
            if (o->group[k].plan_id == o->plan[i].plan_id)
                sum = money_add(sum, o->group[k].total);
        }
        if (money_cmp(sum, o->plan[i].total) != 0)
            return fail_sum(o->plan[i].name, sum, o->plan[i].total, e);
    }
    for (size_t i = 0; i < o->types; i++) {
        struct money sum = MONEY_ZERO;

        for (size_t k = 0; k < o->groups; k++) {
            if (o->group[k].type_id == o->type[i].type_id)
                sum = money_add(sum, o->group[k].total);
        }
        if (money_cmp(sum, o->type[i].total) != 0)
            return fail_sum(o->type[i].name, sum, o->type[i].total, e);
    }
    return true;
}

/* Each of the four divisions must add up to the whole. */
static bool check_divisions(const struct ordinance *o, struct err *e)
{
    struct money agencies = MONEY_ZERO, plans = MONEY_ZERO, types = MONEY_ZERO, groups = MONEY_ZERO;

    for (size_t i = 0; i < o->agencies; i++)
        agencies = money_add(agencies, o->agency[i].total);
    for (size_t i = 0; i < o->plans; i++)
        plans = money_add(plans, o->plan[i].total);
    for (size_t i = 0; i < o->types; i++)
        types = money_add(types, o->type[i].total);
    for (size_t i = 0; i < o->groups; i++)
        groups = money_add(groups, o->group[i].total);
    const struct {
        enum ordinance_text what;
        struct money sum;
    } row[] = {{OT_LIST_1, agencies}, {OT_LIST_2, plans}, {OT_LIST_3, types}, {OT_LIST_4, groups}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (money_cmp(row[i].sum, o->facts.total) != 0)
            return fail_sum(ordinance_text(row[i].what), row[i].sum, o->facts.total, e);
    }
    return true;
}

/* The budget of the set was added up another way: agency by agency the two must agree. */
static bool check_budget(const struct ordinance *o, struct err *e)
{
    const struct budget *b = &o->budget;

    if (money_cmp(o->facts.total, b->sum.amount) != 0)
        return fail_sum(o->name, o->facts.total, b->sum.amount, e);
    if (money_cmp(o->facts.special, b->sum.special) != 0)
        return fail_sum(ordinance_text(OT_SPECIAL), o->facts.special, b->sum.special, e);
    for (size_t i = 0; i < o->agencies; i++) {
        struct money sum = MONEY_ZERO;

        for (size_t k = 0; k < b->agencies; k++) {
            if (b->agency[k].id == o->agency[i].agency_id)
                sum = money_add(sum, b->agency[k].sum.amount);
        }
        if (money_cmp(o->agency[i].total, sum) != 0)
            return fail_sum(o->agency[i].name, o->agency[i].total, sum, e);
    }
    return true;
}

/* The name of the annual one, or of the supplementary one with its number from the second on. */
static void name_it(struct ordinance *o)
{
    const struct ordinance_words w[] = {{STR("year"), str_format(o->a, "%d", (int)o->year.year)},
                                        {STR("number"), str_format(o->a, "%d", (int)o->number)}};
    enum ordinance_text id = o->number == 0   ? OT_NAME
                             : o->number == 1 ? OT_MORE_NAME
                                              : OT_MORE_NAME_NUMBER;

    o->title = ordinance_fill(o->a, id, w, ARRAY_LEN(w));
    o->name = o->draft ? str_format(o->a, "%.*s%.*s", STR_FMT(ordinance_text(OT_DRAFT)),
                                    STR_FMT(o->title))
                       : o->title;
}

static bool load_year(struct ordinance *o, int64_t year, struct err *e)
{
    bool found;

    if (!db_find(o->db, o->a, &Q_ORDINANCE_YEAR, ARGS(V(year)), &year_type, &o->year, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_YEAR_MISSING);
        err_arg(e, "year", V(year));
        return false;
    }
    if (!bill_get(o->db, o->a, year, o->number, &o->bill, e) ||
        !gazette_find(o->db, o->a, year, o->number, &o->gazette, &o->gazetted, e))
        return false;
    if (o->number > 0)
        o->year.stage = o->bill.stage;
    o->draft = !is_signed(o->year.stage);
    return true;
}

bool ordinance_load(struct db *db, struct arena *a, struct ordinance_of of, struct ordinance *ret,
                    struct err *e)
{
    struct ordinance o = {.db = db, .a = a, .today = of.today, .number = of.number};

    if (!load_year(&o, of.year, e) ||
        !db_one(db, a, &Q_ORDINANCE_FACTS, ARGS(V(of.year), V(of.number)), &facts_type, &o.facts,
                e) ||
        !load_lists(&o, e))
        return false;
    name_it(&o);
    if (o.groups == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(o.title));
        return false;
    }
    if (!check_divisions(&o, e) || !check_parts(&o, e) ||
        !budget_load(db, a, (struct budget_of){of.year, of.number, of.today}, &o.budget, e) ||
        !check_budget(&o, e))
        return false;
    o.prior = o.number == 0 && o.budget.prior_known > 0;
    o.split = o.facts.special.satang != 0 && money_cmp(o.facts.special, o.facts.total) != 0;
    *ret = o;
    return true;
}

/* ---- the lines ---- */

struct walk {
    const struct ordinance *o;
    ordinance_step_fn *fn;
    void *ctx;
    size_t group, agency;                 /* that the next line belongs to */
    int64_t in_unit, in_group, in_agency; /* lines seen */
    struct money unit_sum, group_sum, agency_sum, sum;
};

static bool in_group(const struct ordinance_group *g, const struct ordinance_line *l)
{
    return g->agency_id == l->agency_id && g->output_id == l->output_id && g->type_id == l->type_id;
}

static bool end_group(struct walk *w, struct err *e)
{
    const struct ordinance_group *g = &w->o->group[w->group];

    if (money_cmp(w->group_sum, g->total) != 0)
        return fail_sum(g->output_name, w->group_sum, g->total, e);
    w->group++;
    w->in_group = 0;
    w->group_sum = MONEY_ZERO;
    return true;
}

static bool end_agency(struct walk *w, struct err *e)
{
    const struct ordinance_agency *g = &w->o->agency[w->agency];

    if (money_cmp(w->agency_sum, g->total) != 0)
        return fail_sum(g->name, w->agency_sum, g->total, e);
    w->agency++;
    w->in_agency = 0;
    w->agency_sum = MONEY_ZERO;
    return true;
}

static bool end_unit(struct walk *w, const struct ordinance_line *l, struct err *e)
{
    if (money_cmp(w->unit_sum, l->unit_total) != 0)
        return fail_sum(l->project, w->unit_sum, l->unit_total, e);
    w->in_unit = 0;
    w->unit_sum = MONEY_ZERO;
    return true;
}

static bool walk_line(void *ctx, const void *row, struct err *e)
{
    struct walk *w = ctx;
    const struct ordinance *o = w->o;
    const struct ordinance_line *l = row;
    const struct ordinance_group *g, *before;
    struct ordinance_step s = {.line = l};

    if (w->group == o->groups || w->agency == o->agencies || !in_group(&o->group[w->group], l) ||
        o->agency[w->agency].agency_id != l->agency_id)
        return fail_sum(l->code, l->amount, MONEY_ZERO, e);
    g = &o->group[w->group];
    before = w->group > 0 ? g - 1 : NULL;
    w->in_unit++;
    w->in_group++;
    w->in_agency++;
    w->unit_sum = money_add(w->unit_sum, l->amount);
    w->group_sum = money_add(w->group_sum, l->amount);
    w->agency_sum = money_add(w->agency_sum, l->amount);
    w->sum = money_add(w->sum, l->amount);
    s.group = g;
    s.agency = &o->agency[w->agency];
    s.agency_no = w->agency;
    s.new_agency = w->in_agency == 1;
    s.new_type = w->in_group == 1;
    s.new_unit = w->in_unit == 1;
    s.new_output = s.new_type && (s.new_agency || before->output_id != g->output_id);
    s.new_plan = s.new_type && (s.new_agency || before->plan_id != g->plan_id);
    s.ends_agency = w->in_agency == s.agency->lines;
    if (!w->fn(w->ctx, &s, e))
        return false;
    if (w->in_unit == l->unit_lines && !end_unit(w, l, e))
        return false;
    if (w->in_group == g->lines && !end_group(w, e))
        return false;
    return !s.ends_agency || end_agency(w, e);
}

bool ordinance_each(const struct ordinance *o, ordinance_step_fn *fn, void *ctx, struct err *e)
{
    struct walk w = {.o = o, .fn = fn, .ctx = ctx};

    if (!db_each(o->db, &Q_ORDINANCE_LINES, ARGS(V(o->year.year), V(o->number)),
                 &ordinance_line_type, walk_line, &w, e))
        return false;
    if (w.group != o->groups || w.agency != o->agencies || money_cmp(w.sum, o->facts.total) != 0)
        return fail_sum(ordinance_text(OT_LIST_4), w.sum, o->facts.total, e);
    return true;
}

struct money ordinance_plan_sum(const struct ordinance *o, const struct ordinance_group *g)
{
    const struct ordinance_group *end = o->group + o->groups, *first = g;
    struct money sum = MONEY_ZERO;

    for (; g < end && g->agency_id == first->agency_id && g->plan_id == first->plan_id; g++)
        sum = money_add(sum, g->total);
    return sum;
}

struct money ordinance_output_sum(const struct ordinance *o, const struct ordinance_group *g)
{
    const struct ordinance_group *end = o->group + o->groups, *first = g;
    struct money sum = MONEY_ZERO;

    for (; g < end && g->agency_id == first->agency_id && g->output_id == first->output_id; g++)
        sum = money_add(sum, g->total);
    return sum;
}

bool document_ordinance_of(struct db *db, struct arena *a, struct ordinance_of of, const char *path,
                           struct document_result *ret, struct err *e)
{
    struct ordinance o;
    struct str name = str_from(path);
    bool ok;

    if (!str_ends(name, STR(".pdf")) && !str_ends(name, STR(".xlsx"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("--out")));
        err_arg(e, "value", V(name));
        err_arg(e, "expected", V(STR(".pdf, .xlsx")));
        return false;
    }
    if (!db_snapshot_begin(db, e))
        return false;
    ok = ordinance_load(db, a, of, &o, e) &&
         (str_ends(name, STR(".pdf")) ? ordinance_pdf(&o, path, ret, e)
                                      : ordinance_xlsx(&o, path, ret, e));
    db_snapshot_end(db);
    return ok;
}

bool document_ordinance(struct db *db, struct arena *a, int64_t year, struct date today,
                        const char *path, struct document_result *ret, struct err *e)
{
    return document_ordinance_of(db, a, (struct ordinance_of){year, 0, today}, path, ret, e);
}
