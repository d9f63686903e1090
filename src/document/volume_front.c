/* volume_front.c - what the six books of the front share: columns, rows of the budget's sums, words. */
#include "document/volume_front_int.h"

#include <assert.h>

#include "base/thai.h"

struct front front_of(struct volume *v, void *ctx)
{
    const struct budget *b = ctx;

    return (struct front){
        .v = v, .b = b, .a = volume_arena(v), .split = b->sum.special.satang != 0};
}

bool front_tie(struct str what, struct money printed, struct money expected, struct err *e)
{
    if (money_cmp(printed, expected) == 0)
        return true;
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(what));
    err_arg(e, "printed", V(printed));
    err_arg(e, "expected", V(expected));
    return false;
}

/* ---- words ---- */

struct str front_year(const struct front *f, int64_t year)
{
    return str_format(f->a, "%d", (int)year);
}

struct str front_money(const struct front *f, struct money m)
{
    return money_text(f->a, m, MONEY_WHOLE);
}

struct str front_baht(const struct front *f, struct money m)
{
    return volume_fill(
        f->a, VW_BAHT_WORDS,
        VOLUME_WORDS({STR("total"), front_money(f, m)}, {STR("words"), thai_baht_text(f->a, m)}));
}

struct str front_million(const struct front *f, struct money m)
{
    struct money million;

    if (!money_ratio(m, 1, 1000000, ROUND_HALF_UP, &million))
        PANIC("an amount that does not divide");
    return money_text(f->a, million, MONEY_COMMAS);
}

struct str front_date(const struct front *f, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, f->a, 200);
    date_put(&b, d, DATE_LONG, LANG_TH);
    return sbuf_str(&b);
}

struct str front_date_short(const struct front *f, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, f->a, 200);
    date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

struct str front_count(const struct front *f, int64_t n)
{
    return money_text(f->a, BAHT(n), MONEY_WHOLE);
}

void front_para(const struct front *f, enum volume_text_id id, const struct volume_words *w,
                size_t n)
{
    volume_text(f->v, volume_fill(f->a, id, w, n));
}

void front_note(const struct front *f, enum volume_text_id id, const struct volume_words *w,
                size_t n)
{
    volume_note(f->v, volume_fill(f->a, id, w, n));
}

/* ---- columns ---- */

static void grid_add(struct front_grid *g, struct volume_column c)
{
    assert(g->n < VOLUME_COLUMNS);
    g->column[g->n++] = c;
}

void grid_text(struct front_grid *g, const char *key, struct str label, int weight)
{
    grid_add(g, (struct volume_column){
                    .key = key, .label = label, .kind = VOLUME_TEXT, .weight = weight});
}

void grid_code(struct front_grid *g, const char *key, struct str label)
{
    grid_add(g, (struct volume_column){.key = key, .label = label, .kind = VOLUME_CODE});
}

void grid_money(struct front_grid *g, const char *key, struct str label)
{
    grid_add(g, (struct volume_column){.key = key, .label = label, .kind = VOLUME_MONEY});
}

void grid_count(struct front_grid *g, const char *key, struct str label)
{
    grid_add(g, (struct volume_column){.key = key, .label = label, .kind = VOLUME_COUNT});
}

void grid_share(struct front_grid *g, const char *key, struct str label)
{
    grid_add(g, (struct volume_column){.key = key, .label = label, .kind = VOLUME_SHARE});
}

void front_table(const struct front *f, const char *id, enum volume_text_id title,
                 const struct front_grid *g)
{
    struct volume_words year[] = {{STR("year"), front_year(f, f->b->year.year)},
                                  {STR("prior"), front_year(f, f->b->year.year - 1)}};

    volume_table(f->v, id, volume_fill(f->a, title, year, ARRAY_LEN(year)), g->column, g->n);
}

/* ---- sums of the budget ---- */

struct budget_cut cut_of(char dim, size_t i)
{
    struct budget_cut c = BUDGET_ALL;

    *(dim == 'a'   ? &c.agency
      : dim == 's' ? &c.side
      : dim == 'p' ? &c.plan
      : dim == 'o' ? &c.output
      : dim == 't' ? &c.type
                   : &c.fund) = i;
    return c;
}

static bool cut_holds(const struct budget *b, struct budget_cut c, const struct budget_group *g)
{
    const struct budget_output *o = &b->output[g->output];

    return (c.agency == BUDGET_ANY || c.agency == g->agency) &&
           (c.output == BUDGET_ANY || c.output == g->output) &&
           (c.plan == BUDGET_ANY || c.plan == o->plan) &&
           (c.side == BUDGET_ANY || c.side == b->plan[o->plan].side) &&
           (c.type == BUDGET_ANY || c.type == g->type) &&
           (c.fund == BUDGET_ANY || c.fund == g->fund);
}

struct budget_sum front_known(const struct budget *b, struct budget_cut c)
{
    struct budget_sum sum = {0};

    for (size_t i = 0; i < b->groups; i++) {
        if (b->agency[b->group[i].agency].prior_from != PRIOR_NONE && cut_holds(b, c, &b->group[i]))
            budget_add(&sum, &b->group[i].sum);
    }
    return sum;
}

struct budget_sum front_city(const struct budget *b, bool commerce)
{
    struct budget_sum sum = {0};

    for (size_t i = 0; i < b->agencies; i++) {
        if (str_eq(b->agency[i].kind, STR("commercial")) == commerce)
            budget_add(&sum, &b->agency[i].sum);
    }
    return sum;
}

void front_prior_note(const struct front *f)
{
    const struct volume_words w[] = {{STR("known"), front_count(f, (int64_t)f->b->prior_known)},
                                     {STR("agencies"), front_count(f, (int64_t)f->b->agencies)},
                                     {STR("prior"), front_year(f, f->b->year.year - 1)}};

    if (f->b->prior_known == 0)
        front_note(f, VF_PRIOR_NONE, w, ARRAY_LEN(w));
    else if (f->b->prior_known < f->b->agencies)
        front_note(f, VF_PRIOR_PART, w, ARRAY_LEN(w));
}

struct front_sums sums_begin(const struct front *f, const char *id, enum volume_text_id title,
                             enum volume_text_id name, unsigned flags)
{
    struct front_sums s = {.f = f, .flags = flags, .whole = f->b->sum.amount};
    const struct volume_words year = {STR("year"), front_year(f, f->b->year.year)};
    const struct volume_words prior = {STR("year"), front_year(f, f->b->year.year - 1)};

    if (f->split)
        s.flags |= SUMS_SPLIT;
    if (flags & SUMS_CODE)
        grid_code(&s.g, "code", volume_word(VW_CODE));
    grid_text(&s.g, "name", volume_word(name), 1);
    if (f->b->prior_known == 0)
        s.flags |= SUMS_NO_PRIOR;
    if (!(s.flags & SUMS_NO_PRIOR))
        grid_money(&s.g, "prior", volume_fill(f->a, VW_PRIOR, &prior, 1));
    if (s.flags & SUMS_SPLIT) {
        grid_money(&s.g, "regular", volume_word(VW_REGULAR));
        grid_money(&s.g, "special", volume_word(VW_SPECIAL));
    }
    grid_money(&s.g, "amount", volume_fill(f->a, VW_AMOUNT, &year, 1));
    if (!(s.flags & SUMS_NO_PRIOR))
        grid_money(&s.g, "change", volume_word(VW_CHANGE));
    if (flags & SUMS_SHARE)
        grid_share(&s.g, "share", volume_word(VW_SHARE));
    front_table(f, id, title, &s.g);
    return s;
}

void sums_put(const struct front_sums *s, struct volume_row r, struct str code, struct str name,
              const struct front_figures *x)
{
    size_t n = 0;

    if (s->flags & SUMS_CODE)
        r.cell[n++] = VC_TEXT(code);
    r.cell[n++] = VC_TEXT(name);
    if (!(s->flags & SUMS_NO_PRIOR))
        r.cell[n++] = x->prior ? VC_MONEY(x->sum.prior) : VC_NONE;
    if (s->flags & SUMS_SPLIT) {
        r.cell[n++] = VC_MONEY(x->sum.regular);
        r.cell[n++] = VC_MONEY(x->sum.special);
    }
    r.cell[n++] = VC_MONEY(x->sum.amount);
    if (!(s->flags & SUMS_NO_PRIOR))
        r.cell[n++] = x->prior ? VC_MONEY(money_sub(x->known.amount, x->known.prior)) : VC_NONE;
    if (s->flags & SUMS_SHARE)
        r.cell[n] = VC_COUNT(money_share_bp(x->sum.amount, s->whole));
    volume_row(s->f->v, &r);
}

void sums_row(const struct front_sums *s, enum volume_role role, int level, struct budget_cut cut,
              struct str code, struct str name)
{
    const struct budget *b = s->f->b;
    struct front_figures x = {budget_sum_of(b, cut), front_known(b, cut), false};

    x.prior = x.known.lines > 0 || x.known.prior.satang != 0;
    sums_put(s,
             (struct volume_row){.role = role, .level = level, .tie = budget_tie(b, s->f->a, cut)},
             code, name, &x);
}

void sums_head(const struct front_sums *s, int level, struct str code, struct str name)
{
    struct volume_row r = {.role = VOLUME_HEAD, .level = level};
    size_t n = 0;

    if (s->flags & SUMS_CODE)
        r.cell[n++] = VC_TEXT(code);
    r.cell[n++] = VC_TEXT(name);
    for (; n < s->g.n; n++)
        r.cell[n] = VC_NONE;
    volume_row(s->f->v, &r);
}

void sums_end(const struct front_sums *s)
{
    sums_row(s, VOLUME_TOTAL, 0, BUDGET_ALL, STR_NONE, volume_word(VW_TOTAL));
    volume_table_end(s->f->v);
}
