#include "document/request_parts.h"

#include "base/arena.h"

enum { CODE_W = 66, COUNT_W = 50, SHARE_W = 56, RANK_W = 44, PACKAGE_W = 74 };

static struct str share_text(struct arena *a, struct money part, struct money whole)
{
    return money_text(a, MONEY(money_share_bp(part, whole)), MONEY_PLAIN);
}

struct str request_level_word(struct str kind)
{
    return paper_word(str_eq(kind, STR("minimum"))   ? PT_MINIMUM
                      : str_eq(kind, STR("current")) ? PT_CURRENT
                                                     : PT_INCREMENT);
}

struct str request_year_text(struct arena *a, const struct request_data *d)
{
    return str_format(a, "%lld", (long long)d->year.year);
}

static void span_row(struct paper *p, const struct request_data *d, struct table_row r,
                     struct form_span s)
{
    struct arena *a = paper_arena(p);

    r.cell[2] = paper_count(a, (int64_t)s.packages);
    r.cell[3] = paper_count(a, (int64_t)s.lines);
    r.cell[4] = paper_money(a, s.total);
    r.cell[5] = share_text(a, s.total, d->facts.total);
    paper_row(p, &r);
}

void request_plans_table(struct paper *p, const struct request_data *d)
{
    double amount = paper_amount_width(p, d->facts.total);
    const struct table_column column[] = {
        {paper_word(PT_COL_CODE), CODE_W, COLUMN_CODE},
        {paper_word(PT_COL_PLAN), PAGE_TEXT_W - CODE_W - 2 * COUNT_W - amount - SHARE_W,
         COLUMN_TEXT},
        {paper_word(PT_COL_PACKAGES), COUNT_W, COLUMN_FIGURES},
        {paper_word(PT_COL_LINES), COUNT_W, COLUMN_FIGURES},
        {paper_word(PT_COL_AMOUNT), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_SHARE), SHARE_W, COLUMN_FIGURES},
    };
    const struct form_span all = {d->packages, d->lines, d->facts.total};

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->packages; i++) {
        const struct form_package *k = &d->package[i];

        if (request_new_plan(d, i))
            span_row(p, d,
                     (struct table_row){.kind = ROW_HEADING, .cell = {k->plan_code, k->plan_name}},
                     request_plan_span(d, i));
        if (request_new_output(d, i) && k->output_id != k->plan_id)
            span_row(p, d,
                     (struct table_row){
                         .kind = ROW_ITEM, .level = 1, .cell = {k->output_code, k->output_name}},
                     request_output_span(d, i));
    }
    span_row(p, d, (struct table_row){.kind = ROW_TOTAL, .cell = {[1] = paper_word(PT_SUM)}}, all);
    paper_table_end(p);
}

void request_types_table(struct paper *p, const struct request_data *d)
{
    double amount = paper_amount_width(p, d->facts.total);
    const struct table_column column[] = {
        {paper_word(PT_COL_TYPE), PAGE_TEXT_W - COUNT_W - amount - SHARE_W, COLUMN_TEXT},
        {paper_word(PT_COL_LINES), COUNT_W, COLUMN_FIGURES},
        {paper_word(PT_COL_AMOUNT), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_SHARE), SHARE_W, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i <= d->types; i++) {
        struct form_span s = {0, d->lines, d->facts.total};
        struct table_row r = {.kind = ROW_TOTAL, .cell = {paper_word(PT_SUM)}};

        if (i < d->types) {
            s = request_type_span(d, d->type[i].type_id);
            r = (struct table_row){.kind = ROW_ITEM, .cell = {d->type[i].name}};
        }
        if (s.lines == 0)
            continue;
        r.cell[1] = paper_count(a, (int64_t)s.lines);
        r.cell[2] = paper_money(a, s.total);
        r.cell[3] = share_text(a, s.total, d->facts.total);
        paper_row(p, &r);
    }
    paper_table_end(p);
}

/* A package's code without its agency's number, which is the same all down the page. */
static struct str package_tail(struct str code)
{
    size_t i = str_find(code, STR("-"), 0);

    return i + 1 < code.n ? str_slice(code, i + 1, code.n) : code;
}

void request_packages_table(struct paper *p, const struct request_data *d)
{
    double amount = paper_amount_width(p, d->facts.total);
    const struct table_column column[] = {
        {paper_word(PT_COL_RANK), RANK_W, COLUMN_FIGURES},
        {paper_word(PT_COL_CODE), PACKAGE_W, COLUMN_CODE},
        {paper_word(PT_COL_PACKAGE), PAGE_TEXT_W - RANK_W - PACKAGE_W - 2 * amount, COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_CUMULATIVE), amount, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);
    struct money sum = MONEY_ZERO;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->packages; i++) {
        const struct form_package *k = &d->package[d->by_rank[i]];
        struct table_row r = {.kind = ROW_ITEM};

        sum = money_add(sum, d->sum[d->by_rank[i]].total);
        r.cell[0] = k->rank ? paper_count(a, k->rank) : STR("-");
        r.cell[1] = package_tail(k->code);
        r.cell[2] = str_format(a, "%.*s \xC2\xB7 %.*s", STR_FMT(k->title),
                               STR_FMT(request_level_word(k->level_kind)));
        r.cell[3] = paper_money(a, d->sum[d->by_rank[i]].total);
        r.cell[4] = paper_money(a, sum);
        paper_row(p, &r);
    }
    {
        struct table_row r = {.kind = ROW_TOTAL, .cell = {[2] = paper_word(PT_SUM)}};

        r.cell[3] = paper_money(a, d->facts.total);
        paper_row(p, &r);
    }
    paper_table_end(p);
    paper_note(p, paper_word(PT_RANK_NOTE));
}

/* ---- lines ---- */

/* The running number at the end of a line's code. */
static struct str code_tail(struct str code)
{
    size_t i = code.n;

    while (i > 0 && code.p[i - 1] != '-')
        i--;
    return str_slice(code, i, code.n);
}

static struct str reason_text(struct arena *a, const struct form_line *l)
{
    if (l->justification.n)
        return paper_fill(a, PT_REASON, PAPER_WORDS({"reason", l->justification}));
    if (l->group_code.n)
        return paper_fill(a, PT_REASON_GROUP,
                          PAPER_WORDS({"group", l->group_code}, {"reason", l->group_reason}));
    return STR_NONE;
}

/* "ค่าจ้างชั่วคราว  844 อัตรา × 10,900 บาท × 12 เดือน" */
static struct str line_text(struct arena *a, const struct form_line *l)
{
    struct str quantity = str_replace(a, paper_quantity(a, l->quantity_milli, l->unit_word),
                                      STR(" "), STR("\xC2\xA0"));
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    sbuf_add(&b, l->name);
    if (l->unit_price.satang > 0 || l->unit_word.n)
        SB_LIT(&b, "  ");
    if (l->unit_price.satang > 0)
        sbuf_add(&b, paper_fill(a, PT_PRICE,
                                PAPER_WORDS({"quantity", quantity},
                                            {"price", paper_money(a, l->unit_price)})));
    else if (l->unit_word.n)
        sbuf_add(&b, quantity);
    if (l->unit_price.satang > 0 && l->times != 1)
        sbuf_add(&b, paper_fill(a, PT_TIMES, PAPER_WORDS({"times", paper_count(a, l->times)})));
    if (l->unit_price.satang > 0 && l->months != 1)
        sbuf_add(&b, paper_fill(a, PT_MONTHS, PAPER_WORDS({"months", paper_count(a, l->months)})));
    return sbuf_str(&b);
}

static void line_rows(struct paper *p, const struct form_line *l)
{
    struct arena *a = paper_arena(p);
    struct str why = reason_text(a, l);
    struct table_row r = {.kind = ROW_ITEM,
                          .level = 1,
                          .open = why.n > 0,
                          .cell = {code_tail(l->code), line_text(a, l), paper_money(a, l->amount)}};

    paper_row(p, &r);
    if (why.n) {
        r = (struct table_row){.kind = ROW_ITEM, .level = 2, .cell = {[1] = why}};
        paper_row(p, &r);
    }
}

void request_lines_table(struct paper *p, const struct request_data *d, size_t first, size_t n)
{
    enum { TAIL = 50 };
    double amount = paper_amount_width(p, d->facts.total);
    const struct table_column column[] = {
        {paper_word(PT_COL_CODE), TAIL, COLUMN_CODE},
        {paper_word(PT_COL_LINE), PAGE_TEXT_W - TAIL - amount, COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), amount, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);
    struct money sum = MONEY_ZERO;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = first; i < first + n; i++) {
        struct table_row r = {.kind = ROW_HEADING};

        r.cell[1] = str_format(a, "%.*s \xC2\xB7 %.*s", STR_FMT(d->package[i].title),
                               STR_FMT(request_level_word(d->package[i].level_kind)));
        r.cell[2] = paper_money(a, d->sum[i].total);
        paper_row(p, &r);
        for (size_t k = 0; k < d->sum[i].n; k++)
            line_rows(p, &d->line[d->sum[i].first + k]);
        sum = money_add(sum, d->sum[i].total);
    }
    if (n > 1) {
        struct table_row r = {.kind = ROW_TOTAL, .cell = {[1] = paper_word(PT_SUM)}};

        r.cell[2] = paper_money(a, sum);
        paper_row(p, &r);
    }
    paper_table_end(p);
}

void request_package_words(struct paper *p, const struct request_data *d, size_t i)
{
    const struct form_package *k = &d->package[i];
    struct arena *a = paper_arena(p);

    paper_line(p, TEXT_CELL, ALIGN_LEFT,
               paper_fill(a, PT_PACKAGE_FACTS,
                          PAPER_WORDS({"level", paper_count(a, k->level)},
                                      {"kind", request_level_word(k->level_kind)},
                                      {"lines", paper_count(a, (int64_t)d->sum[i].n)},
                                      {"total", paper_money(a, d->sum[i].total)})));
    if (k->goal_code.n)
        paper_line(p, TEXT_CELL, ALIGN_LEFT,
                   paper_fill(a, PT_GOAL, PAPER_WORDS({"goal", k->goal_name})));
    if (k->yield_name.n)
        paper_line(p, TEXT_CELL, ALIGN_LEFT,
                   paper_fill(a, PT_YIELD,
                              PAPER_WORDS(
                                  {"name", k->yield_name},
                                  {"quantity", paper_quantity(a, k->yield_milli, k->yield_unit)})));
    paper_text(p, k->justification.n ? k->justification : paper_word(PT_NO_REASON));
}
