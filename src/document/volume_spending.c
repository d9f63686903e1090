/* volume_spending.c - document 2: the expenditure estimate (ประมาณการรายจ่าย): by type, agency, agency and type, fund; of the
 * city and of its Commerce; regular and special, this year beside the year before. */
#include "document/volume_front_int.h"

/* ---- by type ---- */

static void say_types(const struct front *f)
{
    struct front_sums s = sums_begin(f, "by_type", VF_SPEND_BY_TYPE, VW_TYPE, 0);

    for (size_t i = 0; i < f->b->types; i++) {
        if (!budget_is_zero(&f->b->type[i].sum))
            sums_row(&s, VOLUME_ITEM, 0, cut_of('t', i), f->b->type[i].code, f->b->type[i].name);
    }
    sums_end(&s);
}

/* ---- the city and its Commerce ---- */

static void say_houses(const struct front *f)
{
    static const struct {
        bool commerce;
        enum volume_text_id name;
        const char *tie;
    } house[] = {{false, VF_CITY, "city/own"}, {true, VF_COMMERCE, "city/commerce"}};
    struct volume_words year = {STR("year"), front_year(f, f->b->year.year)};
    struct front_grid g = {.n = 0};
    struct volume_row total = {.role = VOLUME_TOTAL,
                               .tie = STR("city/total"),
                               .cell = {VC_TEXT(volume_word(VW_TOTAL)), VC_MONEY(f->b->sum.regular),
                                        VC_MONEY(f->b->sum.special), VC_MONEY(f->b->sum.amount)}};

    grid_text(&g, "name", volume_word(VW_ITEM), 1);
    grid_money(&g, "regular", volume_word(VW_REGULAR));
    grid_money(&g, "special", volume_word(VW_SPECIAL));
    grid_money(&g, "amount", volume_fill(f->a, VW_AMOUNT, &year, 1));
    front_table(f, "city_and_commerce", VF_SPEND_BY_HOUSE, &g);
    for (size_t i = 0; i < ARRAY_LEN(house); i++) {
        struct budget_sum sum = front_city(f->b, house[i].commerce);

        volume_row(f->v, &(struct volume_row){.role = VOLUME_ITEM,
                                              .tie = str_from(house[i].tie),
                                              .cell = {VC_TEXT(volume_word(house[i].name)),
                                                       VC_MONEY(sum.regular), VC_MONEY(sum.special),
                                                       VC_MONEY(sum.amount)}});
    }
    volume_row(f->v, &total);
    volume_table_end(f->v);
}

/* ---- by agency ---- */

enum { KINDS = 4 };
static const struct {
    const char *kind; /* NULL: all others */
    enum volume_text_id name;
} kinds[KINDS] = {{NULL, VF_BUREAUS},
                  {"district", VF_DISTRICTS},
                  {"supervised", VF_SUPERVISED},
                  {"commercial", VF_COMMERCE}};

static size_t kind_of(const struct budget_agency *g)
{
    for (size_t k = 1; k < KINDS; k++) {
        if (str_eq(g->kind, str_from(kinds[k].kind)))
            return k;
    }
    return 0;
}

/* A kind's subtotal: no tie of the budget's, for kinds are not a dimension of it. */
static void kind_total(const struct front_sums *s, size_t kind)
{
    const struct budget *b = s->f->b;
    struct front_figures x = {.prior = false};
    struct volume_row r = {.role = VOLUME_SUBTOTAL};

    for (size_t i = 0; i < b->agencies; i++) {
        if (kind_of(&b->agency[i]) != kind)
            continue;
        budget_add(&x.sum, &b->agency[i].sum);
        if (b->agency[i].prior_from != PRIOR_NONE) {
            budget_add(&x.known, &b->agency[i].sum);
            x.prior = true;
        }
    }
    r.tie = str_format(s->f->a, "kind:%s", kinds[kind].kind ? kinds[kind].kind : "bureau");
    sums_put(
        s, r, STR_NONE,
        volume_fill(s->f->a, VW_SUM_OF, VOLUME_WORDS({STR("name"), volume_word(kinds[kind].name)})),
        &x);
}

static void say_agencies(const struct front *f)
{
    const struct budget *b = f->b;
    struct front_sums s = sums_begin(f, "by_agency", VF_SPEND_BY_AGENCY, VW_AGENCY, 0);

    for (size_t k = 0; k < KINDS; k++) {
        bool any = false;

        for (size_t i = 0; i < b->agencies; i++) { /* the printed order keeps kinds together */
            if (kind_of(&b->agency[i]) != k || budget_is_zero(&b->agency[i].sum))
                continue;
            if (!any)
                sums_head(&s, 0, STR_NONE, volume_word(kinds[k].name));
            any = true;
            sums_row(&s, VOLUME_ITEM, 0, cut_of('a', i), b->agency[i].code, b->agency[i].name);
        }
        if (any)
            kind_total(&s, k);
    }
    sums_end(&s);
}

/* ---- agency and type ---- */

/* Every agency's types under its name: the figures that its own book begins with. */
static void say_agency_types(const struct front *f)
{
    const struct budget *b = f->b;
    struct front_sums s = sums_begin(f, "agency_types", VF_SPEND_MATRIX, VF_SPEND_MATRIX_NAME, 0);

    for (size_t i = 0; i < b->agencies; i++) {
        struct budget_cut c = cut_of('a', i);

        if (budget_is_zero(&b->agency[i].sum))
            continue;
        sums_head(&s, 0, STR_NONE, b->agency[i].name);
        for (c.type = 0; c.type < b->types; c.type++) {
            struct budget_sum sum = budget_sum_of(b, c);

            if (!budget_is_zero(&sum))
                sums_row(&s, VOLUME_ITEM, 1, c, STR_NONE, b->type[c.type].name);
        }
        sums_row(&s, VOLUME_SUBTOTAL, 0, cut_of('a', i), STR_NONE, volume_word(VW_SUM));
    }
    sums_end(&s);
}

/* ---- by fund ---- */

static void say_funds(const struct front *f)
{
    struct front_sums s = sums_begin(f, "by_fund", VF_SPEND_BY_FUND, VW_FUND, SUMS_SHARE);

    for (size_t i = 0; i < f->b->funds; i++) {
        if (!budget_is_zero(&f->b->fund[i].sum))
            sums_row(&s, VOLUME_ITEM, 0, cut_of('f', i), f->b->fund[i].code, f->b->fund[i].name);
    }
    sums_end(&s);
}

static void say_whole(const struct front *f)
{
    struct budget_sum commerce = front_city(f->b, true), city = front_city(f->b, false);
    const struct volume_words w[] = {{STR("year"), front_year(f, f->b->year.year)},
                                     {STR("total"), front_baht(f, f->b->sum.amount)},
                                     {STR("city"), front_money(f, city.amount)},
                                     {STR("commerce"), front_money(f, commerce.amount)},
                                     {STR("regular"), front_money(f, f->b->sum.regular)},
                                     {STR("special"), front_money(f, f->b->sum.special)}};

    front_para(f, VF_SPEND_WHOLE, w, ARRAY_LEN(w));
    front_para(f, f->b->sum.special.satang ? VF_SPEND_SPECIAL : VF_SPEND_NO_SPECIAL, w,
               ARRAY_LEN(w));
}

bool volume_spending_say(struct volume *v, void *ctx, struct err *e)
{
    struct front f = front_of(v, ctx);

    (void)e;
    volume_chapter(v, volume_word(VF_SPEND_SUMMARY));
    say_whole(&f);
    say_houses(&f);
    say_types(&f);
    front_prior_note(&f);
    volume_chapter(v, volume_word(VF_SPEND_AGENCIES));
    say_agencies(&f);
    front_prior_note(&f);
    volume_chapter(v, volume_word(VF_SPEND_TYPES));
    say_agency_types(&f);
    volume_chapter(v, volume_word(VF_SPEND_FUNDS));
    front_para(&f, VF_SPEND_FUNDS_TEXT, NULL, 0);
    say_funds(&f);
    return true;
}
