/* ordinance_schedule.c - the four lists: by agency, by side and plan, by type, and the details. */
#include "base/arena.h"
#include "base/thai.h"
#include "document/ordinance_press.h"

enum {
    CODE_W = 66,
    SHORT_CODE_W = 40,
    AGENCY_CODE_W = 74,
    COUNT_W = 50,
    SHARE_W = 58,
    QUANTITY_W = 66
};

/* Wide enough for the whole sum in bold, which no other amount exceeds. */
static double amount_width(struct press *p)
{
    struct arena_mark m = arena_mark(p->a);
    double w = figures_width(p->f, TEXT_CELL_BOLD, ordinance_money(p->o, p->a, p->o->facts.total));

    arena_rewind(p->a, m);
    return w + 14 > 96 ? w + 14 : 96;
}

static struct str share_text(struct arena *a, struct money part, struct money whole)
{
    return money_text(a, MONEY(money_share_bp(part, whole)), MONEY_PLAIN);
}

/* ---- the three lists of sums ---- */

/* Code (not where four sums leave no room), name, then what there is to say: the year before, regular and special,
 * the amount; where there is room the number of lines and the share. */
struct list {
    struct press *p;
    struct table *t;
    bool code, lines, share;
};

/* Four sums beside a name leave no air around them. */
static double list_amount(struct press *p)
{
    struct arena_mark m = arena_mark(p->a);
    double w = figures_width(p->f, TEXT_CELL_BOLD, ordinance_money(p->o, p->a, p->o->facts.total));

    arena_rewind(p->a, m);
    return p->o->split ? w + 10 : amount_width(p);
}

static double list_column(struct table_column *c, size_t *n, struct str label, double w)
{
    c[(*n)++] = (struct table_column){label, w, COLUMN_FIGURES};
    return w;
}

static struct str year_label(struct press *p, int64_t year)
{
    return press_words(p, OT_COL_YEAR,
                       ORDINANCE_WORDS({STR("year"), str_format(p->a, "%d", (int)year)}));
}

static struct list begin_list(struct press *p, enum press_part part, enum ordinance_text list,
                              enum ordinance_text of, enum ordinance_text column_name)
{
    const struct ordinance *o = p->o;
    struct list ret = {p, NULL, !(o->split && part == PART_LIST_1), !o->prior && !o->split,
                       !o->prior && !o->split};
    double code = part == PART_LIST_1 ? AGENCY_CODE_W : o->split ? SHORT_CODE_W : CODE_W;
    double amount = list_amount(p), rest = PAGE_TEXT_W;
    struct table_column column[TABLE_COLUMNS];
    struct str name = press_thai(p, ordinance_text(list));
    size_t n = 0, text;

    if (ret.code) {
        column[n++] = (struct table_column){ordinance_text(OT_COL_CODE), code, COLUMN_CODE};
        rest -= code;
    }
    text = n++;
    if (ret.lines)
        rest -= list_column(column, &n, ordinance_text(OT_COL_LINES), COUNT_W);
    if (o->prior)
        rest -= list_column(column, &n, year_label(p, o->year.year - 1), amount);
    if (o->split) {
        rest -= list_column(column, &n, ordinance_text(OT_COL_REGULAR), amount);
        rest -= list_column(column, &n, ordinance_text(OT_COL_SPECIAL), amount);
    }
    rest -= list_column(
        column, &n, o->prior ? year_label(p, o->year.year) : ordinance_text(OT_COL_AMOUNT), amount);
    if (ret.share)
        rest -= list_column(column, &n, ordinance_text(OT_COL_SHARE), SHARE_W);
    column[text] = (struct table_column){ordinance_text(column_name), rest, COLUMN_TEXT};
    book_head(p->b, p->head, name);
    book_new_page(p->b);
    press_part(p, part, str_format(p->a, "%.*s %.*s", STR_FMT(name), STR_FMT(ordinance_text(of))));
    book_text(p->b, TEXT_HEADING, name, PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_text(p->b, TEXT_TITLE, ordinance_text(of), PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_skip(p->b, 8);
    ret.t = table_begin(p->b, p->a, column, n, ordinance_text(OT_CONTINUED));
    return ret;
}

/* `known`: the year before is; else its cell stays empty. */
static void sum_row(const struct list *l, struct table_row r, struct str code, struct str name,
                    const struct budget_sum *s, bool known)
{
    struct press *p = l->p;
    const struct ordinance *o = p->o;
    struct arena_mark m = arena_mark(p->a);
    size_t n = 0;

    if (l->code)
        r.cell[n++] = code;
    r.cell[n++] = press_thai(p, name);
    if (l->lines)
        r.cell[n++] = ordinance_count(p->a, s->lines);
    if (o->prior)
        r.cell[n++] = known ? ordinance_money(o, p->a, s->prior) : STR_NONE;
    if (o->split) {
        r.cell[n++] = ordinance_money(o, p->a, s->regular);
        r.cell[n++] = ordinance_money(o, p->a, s->special);
    }
    r.cell[n++] = ordinance_money(o, p->a, s->amount);
    if (l->share)
        r.cell[n] = share_text(p->a, s->amount, o->facts.total);
    table_row(l->t, &r);
    arena_rewind(p->a, m);
}

static void end_list(const struct list *l)
{
    struct press *p = l->p;
    const struct ordinance *o = p->o;

    sum_row(l, (struct table_row){.kind = ROW_TOTAL}, STR_NONE, ordinance_text(OT_SUM),
            &o->budget.sum, true);
    table_end(l->t);
    book_skip(p->b, 4);
    book_text(p->b, TEXT_CELL,
              press_words(p, OT_IN_WORDS,
                          ORDINANCE_WORDS({STR("words"), thai_baht_text(p->a, o->facts.total)})),
              PAGE_LEFT, PAGE_TEXT_W - 4, ALIGN_RIGHT);
}

/* Without the year before, what has money in that one alone is not printed. */
static bool is_printed(const struct press *p, const struct budget_sum *s)
{
    return p->o->prior ? !budget_is_zero(s) : s->amount.satang != 0;
}

static void list_agencies(struct press *p)
{
    const struct budget *b = &p->o->budget;
    struct list l = begin_list(p, PART_LIST_1, OT_LIST_1, OT_LIST_1_OF, OT_COL_AGENCY);

    for (size_t i = 0; i < b->agencies; i++) {
        const struct budget_agency *g = &b->agency[i];

        if (is_printed(p, &g->sum))
            sum_row(&l, (struct table_row){.kind = ROW_ITEM}, g->code, g->name, &g->sum,
                    g->prior_from != PRIOR_NONE);
    }
    end_list(&l);
}

static void list_plans(struct press *p)
{
    const struct budget *b = &p->o->budget;
    struct list l = begin_list(p, PART_LIST_2, OT_LIST_2, OT_LIST_2_OF, OT_COL_PLAN);

    for (size_t i = 0; i < b->sides; i++) {
        const struct budget_side *side = &b->side[i];

        if (!is_printed(p, &side->sum))
            continue;
        sum_row(&l, (struct table_row){.kind = ROW_HEADING}, side->code, side->name, &side->sum,
                true);
        for (size_t k = side->plan; k < side->plan + side->plans; k++) {
            if (is_printed(p, &b->plan[k].sum))
                sum_row(&l, (struct table_row){.kind = ROW_ITEM, .level = 1}, b->plan[k].code,
                        b->plan[k].name, &b->plan[k].sum, true);
        }
    }
    end_list(&l);
}

static void list_types(struct press *p)
{
    const struct budget *b = &p->o->budget;
    struct list l = begin_list(p, PART_LIST_3, OT_LIST_3, OT_LIST_3_OF, OT_COL_TYPE);

    for (size_t i = 0; i < b->types; i++) {
        if (is_printed(p, &b->type[i].sum))
            sum_row(&l, (struct table_row){.kind = ROW_ITEM}, b->type[i].code, b->type[i].name,
                    &b->type[i].sum, true);
    }
    end_list(&l);
}

void press_summaries(struct press *p)
{
    list_agencies(p);
    list_plans(p);
    list_types(p);
}

/* ---- details ---- */

static size_t budget_index(const struct budget *b, int64_t agency_id)
{
    size_t i = 0;

    while (b->agency[i].id != agency_id) /* both hold every agency with money */
        i++;
    return i;
}

/* What the agency spends by type, above its details: beside the year before where that is known. */
static void agency_types(struct press *p, const struct ordinance_agency *g)
{
    const struct budget *b = &p->o->budget;
    struct budget_cut cut = BUDGET_ALL;
    double amount = amount_width(p), rest = PAGE_TEXT_W;
    struct table_column column[TABLE_COLUMNS];
    struct table *t;
    bool prior;
    size_t n = 1;

    cut.agency = budget_index(b, g->agency_id);
    prior = p->o->prior && b->agency[cut.agency].prior_from != PRIOR_NONE;
    rest -= list_column(column, &n, ordinance_text(OT_COL_LINES), COUNT_W);
    if (prior)
        rest -= list_column(column, &n, year_label(p, p->o->year.year - 1), amount);
    rest -= list_column(
        column, &n, prior ? year_label(p, p->o->year.year) : ordinance_text(OT_COL_AMOUNT), amount);
    rest -= list_column(column, &n, ordinance_text(OT_COL_SHARE), SHARE_W);
    column[0] = (struct table_column){ordinance_text(OT_COL_TYPE), rest, COLUMN_TEXT};
    t = table_begin(p->b, p->agency, column, n, ordinance_text(OT_CONTINUED));
    for (cut.type = 0; cut.type < b->types; cut.type++) {
        struct budget_sum s = budget_sum_of(b, cut);
        struct table_row r = {.kind = ROW_ITEM, .cell = {b->type[cut.type].name}};
        size_t k = 1;

        if (prior ? budget_is_zero(&s) : s.lines == 0)
            continue;
        r.cell[k++] = ordinance_count(p->agency, s.lines);
        if (prior)
            r.cell[k++] = ordinance_money(p->o, p->agency, s.prior);
        r.cell[k++] = ordinance_money(p->o, p->agency, s.amount);
        r.cell[k] = share_text(p->agency, s.amount, g->total);
        table_row(t, &r);
    }
    table_end(t);
}

static struct table *begin_details(struct press *p)
{
    bool units = p->o->facts.unit_lines > 0;
    double amount = amount_width(p);
    const struct table_column column[] = {
        {ordinance_text(OT_COL_CODE), CODE_W, COLUMN_CODE},
        {ordinance_text(OT_COL_ITEM), PAGE_TEXT_W - CODE_W - amount - (units ? QUANTITY_W : 0),
         COLUMN_TEXT},
        {ordinance_text(OT_COL_AMOUNT), amount, COLUMN_FIGURES},
    };
    const struct table_column with_units[] = {
        column[0],
        column[1],
        {ordinance_text(OT_COL_QUANTITY), QUANTITY_W, COLUMN_UNITS},
        column[2]};

    return units ? table_begin(p->b, p->agency, with_units, ARRAY_LEN(with_units),
                               ordinance_text(OT_CONTINUED))
                 : table_begin(p->b, p->agency, column, ARRAY_LEN(column),
                               ordinance_text(OT_CONTINUED));
}

static void begin_agency(struct press *p, const struct ordinance_step *s)
{
    const struct ordinance_agency *g = s->agency;
    struct str name = thai_digits(p->agency, g->name);
    struct str total = ordinance_money(p->o, p->agency, g->total);
    int part = p->list_mark;

    book_head(p->b, p->head, name);
    book_new_page(p->b);
    if (s->agency_no == 0) {
        struct str list = press_thai(p, ordinance_text(OT_LIST_4));

        press_part(p, PART_LIST_4,
                   str_format(p->agency, "%.*s %.*s", STR_FMT(list),
                              STR_FMT(ordinance_text(OT_LIST_4_OF))));
        part = p->list_mark;
        book_text(p->b, TEXT_HEADING, list, PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
        book_text(p->b, TEXT_TITLE, ordinance_text(OT_LIST_4_OF), PAGE_LEFT, PAGE_TEXT_W,
                  ALIGN_CENTER);
        book_skip(p->b, 14);
    }
    p->agency_page[s->agency_no] = book_page(p->b);
    book_anchor(p->b, press_anchor(p, 'a', s->agency_no));
    book_bookmark_to(p->b, part, name, press_anchor(p, 'a', s->agency_no));
    book_ink(p->b, INK_SOFT);
    book_text(p->b, TEXT_NOTE,
              thai_digits(p->agency,
                          str_format(p->agency, "%.*s %.*s", STR_FMT(ordinance_text(OT_COL_AGENCY)),
                                     STR_FMT(g->code))),
              PAGE_LEFT, PAGE_TEXT_W, ALIGN_LEFT);
    book_ink(p->b, INK_CITY);
    book_skip(p->b, 4);
    book_text(p->b, TEXT_TITLE, name, PAGE_LEFT, PAGE_TEXT_W, ALIGN_LEFT);
    book_ink(p->b, INK_TEXT);
    book_text(p->b, TEXT_BODY_BOLD,
              press_words(p, OT_AGENCY_TOTAL, ORDINANCE_WORDS({STR("total"), total})), PAGE_LEFT,
              PAGE_TEXT_W, ALIGN_LEFT);
    book_text(p->b, TEXT_BODY,
              press_words(p, OT_IN_WORDS,
                          ORDINANCE_WORDS({STR("words"), thai_baht_text(p->a, g->total)})),
              PAGE_LEFT, PAGE_TEXT_W, ALIGN_LEFT);
    book_skip(p->b, 6);
    agency_types(p, g);
    book_skip(p->b, 14);
    p->table = begin_details(p);
}

static void detail_row(struct press *p, struct table_row r, struct money amount)
{
    int last = p->o->facts.unit_lines > 0 ? 3 : 2;

    r.cell[1] = thai_digits(p->agency, r.cell[1]);
    r.cell[last] = ordinance_money(p->o, p->agency, amount);
    table_row(p->table, &r);
}

static void headings(struct press *p, const struct ordinance_step *s)
{
    const struct ordinance_group *g = s->group;

    if (s->new_plan)
        detail_row(p, (struct table_row){.kind = ROW_HEADING, .cell = {g->plan_code, g->plan_name}},
                   ordinance_plan_sum(p->o, g));
    if (s->new_output && g->output_id != g->plan_id)
        detail_row(p,
                   (struct table_row){
                       .kind = ROW_HEADING, .level = 1, .cell = {g->output_code, g->output_name}},
                   ordinance_output_sum(p->o, g));
    if (s->new_type)
        detail_row(
            p, (struct table_row){.kind = ROW_HEADING, .level = 2, .cell = {[1] = g->type_name}},
            g->total);
}

/* A project stands above its lines; a single line carries its project's name itself. */
static void project_row(struct press *p, const struct ordinance_step *s, struct table_row *line)
{
    const struct ordinance_line *l = s->line;

    if (str_eq(l->project, l->name) && l->unit_lines == 1)
        return;
    if (l->unit_lines == 1) {
        line->cell[1] =
            str_format(p->agency, "%.*s \xE2\x80\x93 %.*s", STR_FMT(l->project), STR_FMT(l->name));
        return;
    }
    line->level = 4;
    if (s->new_unit)
        detail_row(p,
                   (struct table_row){
                       .kind = ROW_HEADING, .level = 3, .light = true, .cell = {[1] = l->project}},
                   l->unit_total);
}

/* "๑๒ เครื่อง"; whole numbers without decimals. */
static struct str quantity_text(struct arena *a, const struct ordinance_line *l)
{
    struct str n;

    if (l->unit_word.n == 0)
        return STR_NONE;
    n = l->quantity_milli % 1000 == 0 ? ordinance_count(a, l->quantity_milli / 1000)
                                      : str_format(a, "%d.%03d", (int)(l->quantity_milli / 1000),
                                                   (int)(l->quantity_milli % 1000));
    return thai_digits(a, str_format(a, "%.*s %.*s", STR_FMT(n), STR_FMT(l->unit_word)));
}

/* The running number at the end of a line's code. */
static struct str code_tail(struct str code)
{
    size_t i = code.n;

    while (i > 0 && code.p[i - 1] != '-')
        i--;
    return str_slice(code, i, code.n);
}

static bool detail_step(void *ctx, const struct ordinance_step *s, struct err *e)
{
    struct press *p = ctx;
    struct table_row r = {.kind = ROW_ITEM, .level = 3};
    struct arena_mark m;

    if (s->new_agency) {
        arena_rewind(p->agency, p->agency_start);
        begin_agency(p, s);
    }
    if (!p->example.n)
        p->example = str_dup(p->a, s->line->code);
    m = arena_mark(p->agency);
    headings(p, s);
    r.cell[0] = code_tail(s->line->code);
    r.cell[1] = s->line->name;
    project_row(p, s, &r);
    if (p->o->facts.unit_lines > 0)
        r.cell[2] = quantity_text(p->agency, s->line);
    detail_row(p, r, s->line->amount);
    if (p->files && !ordinance_files_line(p->files, s->line, e))
        return false;
    if (s->ends_agency) {
        struct str sum =
            ordinance_fill(p->agency, OT_SUM_OF, ORDINANCE_WORDS({STR("name"), s->agency->name}));

        detail_row(p, (struct table_row){.kind = ROW_TOTAL, .cell = {[1] = sum}}, s->agency->total);
        table_end(p->table);
    }
    arena_rewind(p->agency, m);
    return true;
}

static void release_arena(void *p)
{
    arena_free(p);
}

bool press_schedule(struct press *p, struct err *e)
{
    if (!p->agency) {
        p->agency = arena_new();
        arena_defer(p->a, release_arena, p->agency);
        p->agency_start = arena_mark(p->agency);
    }
    return ordinance_each(p->o, detail_step, p, e);
}
