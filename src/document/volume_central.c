/* volume_central.c - document 6: the central fund (งบกลาง): its items this year and the year before, what each is for, its
 * lines, and the rules of use. */
#include <stdlib.h>

#include "document/volume_front_int.h"
#include "sql_document.h"

static const struct {
    const char *prefix, *purpose;
} purposes[] = {
#define CENTRAL(prefix, purpose) {prefix, purpose},
#include "document/volume_central.def"
#undef CENTRAL
};

struct central_line {
    struct str code, name, justification, item_code;
    size_t agency;
    struct money amount, special;
};
struct central_item {
    struct str code, name;
    struct money amount, special, prior,
        known; /* known: amount of agencies whose year before is known */
    bool had;  /* a year before is known */
};
struct central {
    const struct front *f;
    size_t type, agency;
    struct central_line *line;
    struct central_item *item;
    size_t lines, lines_cap, items, items_cap, agencies;
};

struct prior_row {
    int64_t agency_id, source;
    struct str code, name;
    struct money amount;
};
static const struct field prior_fields[] = {
    COL(struct prior_row, agency_id), COL(struct prior_row, source), COL(struct prior_row, code),
    COL(struct prior_row, name), COL(struct prior_row, amount)};
static const struct row_type prior_type = ROW_TYPE(struct prior_row, prior_fields);

/* ---- gathering ---- */

static struct central_item *item_of(struct central *c, struct str code, struct str name)
{
    struct central_item *grown;

    for (size_t i = 0; i < c->items; i++) {
        if (str_eq(c->item[i].code, code))
            return &c->item[i];
    }
    if (c->items == c->items_cap) {
        c->items_cap = c->items_cap ? 2 * c->items_cap : 32;
        grown = ARENA_ARRAY(c->f->a, struct central_item, c->items_cap);
        for (size_t i = 0; i < c->items; i++)
            grown[i] = c->item[i];
        c->item = grown;
    }
    c->item[c->items] =
        (struct central_item){.code = str_dup(c->f->a, code), .name = str_dup(c->f->a, name)};
    return &c->item[c->items++];
}

static void keep_line(struct central *c, const struct central_line *l)
{
    struct central_line *grown;

    if (c->lines == c->lines_cap) {
        c->lines_cap = c->lines_cap ? 2 * c->lines_cap : 64;
        grown = ARENA_ARRAY(c->f->a, struct central_line, c->lines_cap);
        for (size_t i = 0; i < c->lines; i++)
            grown[i] = c->line[i];
        c->line = grown;
    }
    c->line[c->lines++] = *l;
}

static bool take_line(void *ctx, const struct budget_line *l, struct err *e)
{
    struct central *c = ctx;
    const struct budget *b = c->f->b;
    struct money special = b->fund[l->fund].special ? l->amount : MONEY_ZERO;
    struct central_item *item;

    (void)e;
    if (l->type != c->type)
        return true;
    item = item_of(c, l->item_code, l->item_name);
    item->amount = money_add(item->amount, l->amount);
    item->special = money_add(item->special, special);
    if (b->agency[c->agency].prior_from != PRIOR_NONE)
        item->known = money_add(item->known, l->amount);
    keep_line(c, &(struct central_line){.code = str_dup(c->f->a, l->code),
                                        .name = str_dup(c->f->a, l->name),
                                        .justification = str_dup(c->f->a, l->justification),
                                        .item_code = item->code,
                                        .agency = c->agency,
                                        .amount = l->amount,
                                        .special = special});
    return true;
}

/* The year before by item, from the source that the budget took for the agency; what no item can be told of (an
 * outside fact, a type without items) stands as one row. */
static bool take_prior(struct central *c, struct err *e)
{
    const struct budget *b = c->f->b;
    struct money known = MONEY_ZERO, whole = b->type[c->type].sum.prior;
    const struct prior_row *p;
    struct central_item *item;
    struct rows rows;

    if (!db_list(b->db, c->f->a, &Q_VOLUME_CENTRAL_PRIOR,
                 ARGS(V(b->year.year), V(b->type[c->type].code)), &prior_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        for (size_t k = 0; k < b->agencies; k++) {
            if (b->agency[k].id != p[i].agency_id ||
                b->agency[k].prior_from != (enum budget_prior)p[i].source)
                continue;
            item = item_of(c, p[i].code, p[i].name);
            item->prior = money_add(item->prior, p[i].amount);
            item->had = true;
            known = money_add(known, p[i].amount);
        }
    }
    if (money_cmp(known, whole) != 0) {
        item = item_of(c, STR("-"), volume_word(VF_CENTRAL_OTHER));
        item->prior = money_sub(whole, known);
        item->had = true;
    }
    return true;
}

static bool gather(struct central *c, struct err *e)
{
    const struct budget *b = c->f->b;
    struct budget_cut cut = cut_of('t', c->type);
    struct money sum = MONEY_ZERO;

    for (c->agency = 0; c->agency < b->agencies; c->agency++) {
        cut.agency = c->agency;
        if (budget_sum_of(b, cut).lines == 0)
            continue;
        c->agencies++;
        if (!budget_agency_lines(b, c->agency, take_line, c, e))
            return false;
    }
    for (size_t i = 0; i < c->items; i++)
        sum = money_add(sum, c->item[i].amount);
    return front_tie(b->type[c->type].name, sum, b->type[c->type].sum.amount, e) &&
           take_prior(c, e);
}

/* ---- tables ---- */

static int by_code(const void *x, const void *y)
{
    const struct central_item *p = x, *q = y;

    return str_cmp(p->code, q->code);
}

static void say_items(const struct central *c)
{
    const struct budget *b = c->f->b;
    struct budget_sum known = front_known(b, cut_of('t', c->type));
    unsigned flags = known.prior.satang ? 0 : SUMS_SHARE | SUMS_NO_PRIOR; /* upright */
    struct front_sums s = sums_begin(c->f, "central_items", VF_CENTRAL_TABLE, VW_ITEM, flags);

    s.whole = b->type[c->type].sum.amount;
    qsort(c->item, c->items, sizeof(*c->item), by_code);
    for (size_t i = 0; i < c->items; i++) {
        const struct central_item *x = &c->item[i];
        struct front_figures figures = {
            .sum = {.amount = x->amount,
                    .regular = money_sub(x->amount, x->special),
                    .special = x->special,
                    .prior = x->prior},
            .known = {.amount = x->known, .prior = x->prior},
            .prior = x->had || x->known.satang != 0,
        };

        sums_put(&s,
                 (struct volume_row){.role = VOLUME_ITEM,
                                     .tie = str_format(c->f->a, "item:%.*s", STR_FMT(x->code))},
                 x->code, x->name, &figures);
    }
    sums_row(&s, VOLUME_TOTAL, 0, cut_of('t', c->type), STR_NONE, volume_word(VW_TOTAL));
    volume_table_end(c->f->v);
}

static const char *purpose_of(struct str code)
{
    for (size_t i = 0; i < ARRAY_LEN(purposes); i++) {
        if (str_starts(code, str_from(purposes[i].prefix)))
            return purposes[i].purpose;
    }
    return NULL;
}

static void say_purposes(const struct central *c)
{
    const struct front *f = c->f;

    volume_chapter(f->v, volume_word(VF_CENTRAL_PURPOSE));
    for (size_t i = 0; i < c->items; i++) {
        const struct central_item *x = &c->item[i];
        const char *purpose = purpose_of(x->code);

        if (x->amount.satang == 0)
            continue;
        volume_heading(f->v, 2, x->name);
        front_para(f, VF_CENTRAL_AMOUNT, VOLUME_WORDS({STR("total"), front_baht(f, x->amount)}));
        volume_text(f->v, purpose ? str_from(purpose) : volume_word(VF_CENTRAL_NO_PURPOSE));
    }
    front_note(f, VF_CENTRAL_PURPOSE_NOTE, NULL, 0);
}

/* The item's sum stands on its own row, above its lines. */
static struct money say_item_lines(const struct central *c, const struct central_item *x)
{
    const struct front *f = c->f;
    struct money sum = MONEY_ZERO;

    volume_row(f->v, &(struct volume_row){
                         .role = VOLUME_HEAD,
                         .tie = str_format(f->a, "item:%.*s", STR_FMT(x->code)),
                         .cell = {VC_TEXT(x->code), VC_TEXT(x->name), VC_MONEY(x->amount)}});
    for (size_t k = 0; k < c->lines; k++) {
        const struct central_line *l = &c->line[k];
        struct str name = l->name;

        if (!str_eq(l->item_code, x->code))
            continue;
        sum = money_add(sum, l->amount);
        if (c->agencies > 1)
            name = str_format(f->a, "%.*s (%.*s)", STR_FMT(l->name),
                              STR_FMT(f->b->agency[l->agency].name));
        volume_row(f->v, &(struct volume_row){
                             .role = VOLUME_ITEM,
                             .level = 1,
                             .tie = str_format(f->a, "line:%.*s", STR_FMT(l->code)),
                             .cell = {VC_TEXT(l->code), VC_TEXT(name), VC_MONEY(l->amount)}});
    }
    return sum;
}

static bool say_lines(const struct central *c, struct err *e)
{
    const struct front *f = c->f;
    struct volume_words year = {STR("year"), front_year(f, f->b->year.year)};
    struct front_grid g = {.n = 0};
    struct money total = MONEY_ZERO;

    volume_chapter(f->v, volume_word(VF_CENTRAL_LINES));
    if (c->lines > 0 && c->agencies == 1)
        front_para(f, VF_CENTRAL_HELD_BY,
                   VOLUME_WORDS({STR("agency"), f->b->agency[c->line[0].agency].name}));
    grid_code(&g, "code", volume_word(VW_CODE));
    grid_text(&g, "name", volume_word(VW_ITEM), 1);
    grid_money(&g, "amount", volume_fill(f->a, VW_AMOUNT, &year, 1));
    front_table(f, "central_lines", VF_CENTRAL_LINES_TABLE, &g);
    for (size_t i = 0; i < c->items; i++) {
        struct money sum;

        if (c->item[i].amount.satang == 0)
            continue;
        sum = say_item_lines(c, &c->item[i]);
        total = money_add(total, sum);
        if (!front_tie(c->item[i].name, sum, c->item[i].amount, e))
            return false;
    }
    volume_row(f->v, &(struct volume_row){
                         .role = VOLUME_TOTAL,
                         .tie = budget_tie(f->b, f->a, cut_of('t', c->type)),
                         .cell = {VC_NONE, VC_TEXT(volume_word(VW_TOTAL)), VC_MONEY(total)}});
    volume_table_end(f->v);
    return true;
}

static void say_rules(const struct front *f)
{
    static const enum volume_text_id rule[] = {VF_CENTRAL_RULE_HELD, VF_CENTRAL_RULE_ITEM,
                                               VF_CENTRAL_RULE_COUNTS, VF_CENTRAL_RULE_REPORT,
                                               VF_CENTRAL_RULE_BOOK};

    volume_chapter(f->v, volume_word(VF_CENTRAL_RULES));
    for (size_t i = 0; i < ARRAY_LEN(rule); i++)
        volume_item(f->v, str_format(f->a, "%zu.", i + 1), volume_word(rule[i]));
    front_note(f, VF_CENTRAL_RULES_NOTE, NULL, 0);
}

bool volume_central_say(struct volume *v, void *ctx, struct err *e)
{
    struct front f = front_of(v, ctx);
    struct central c = {.f = &f};
    const struct budget *b = f.b;

    while (c.type < b->types && !str_eq(b->type[c.type].code, STR("6")))
        c.type++;
    volume_chapter(v, volume_word(VF_CENTRAL_ITEMS));
    if (c.type == b->types || budget_is_zero(&b->type[c.type].sum)) {
        front_para(&f, VF_CENTRAL_NONE, NULL, 0);
        say_rules(&f);
        return true;
    }
    if (!gather(&c, e))
        return false;
    front_para(
        &f, VF_CENTRAL_TEXT,
        VOLUME_WORDS(
            {STR("year"), front_year(&f, b->year.year)},
            {STR("total"), front_baht(&f, b->type[c.type].sum.amount)},
            {STR("share"),
             money_text(f.a, MONEY(money_share_bp(b->type[c.type].sum.amount, b->sum.amount)),
                        MONEY_PLAIN)}));
    say_items(&c);
    front_prior_note(&f);
    say_purposes(&c);
    if (!say_lines(&c, e))
        return false;
    say_rules(&f);
    return true;
}
