/* volume_agency.c - the book of one agency: its data, and what its parts share. */
#include "base/arena.h"
#include "base/err.h"
#include "document/volume_agency_int.h"
#include "sql_document.h"

static const struct field work_fields[] = {
    COL(struct agency_work, unit_id),       COL(struct agency_work, package_id),
    COL(struct agency_work, level),         COL(struct agency_work, goal_id),
    COL(struct agency_work, yield_milli),   COL(struct agency_work, code),
    COL(struct agency_work, title),         COL(struct agency_work, kind),
    COL(struct agency_work, justification), COL(struct agency_work, goal_code),
    COL(struct agency_work, goal_name),     COL(struct agency_work, yield_name),
    COL(struct agency_work, yield_unit),
};
static const struct row_type work_type = ROW_TYPE(struct agency_work, work_fields);

static const struct field answer_fields[] = {
    COL(struct agency_answer, unit_id),
    COL(struct agency_answer, question),
    COL(struct agency_answer, words),
};
static const struct row_type answer_type = ROW_TYPE(struct agency_answer, answer_fields);

static const struct field tranche_fields[] = {
    COL(struct agency_tranche, line_id),
    COL(struct agency_tranche, year),
    COL(struct agency_tranche, amount),
};
static const struct row_type tranche_type = ROW_TYPE(struct agency_tranche, tranche_fields);

static const struct field posts_fields[] = {
    COL(struct agency_posts, kind),    COL(struct agency_posts, title),
    COL(struct agency_posts, grade),   COL(struct agency_posts, posts),
    COL(struct agency_posts, monthly),
};
static const struct row_type posts_type = ROW_TYPE(struct agency_posts, posts_fields);

static const struct field indicator_fields[] = {
    COL(struct agency_indicator, level),          COL(struct agency_indicator, code),
    COL(struct agency_indicator, name),           COL(struct agency_indicator, unit_word),
    COL(struct agency_indicator, base_value),     COL(struct agency_indicator, target1),
    COL(struct agency_indicator, target2),        COL(struct agency_indicator, target3),
    COL(struct agency_indicator, first_year),     COL(struct agency_indicator, goal_id),
    COL(struct agency_indicator, objective_code), COL(struct agency_indicator, objective_name),
};
static const struct row_type indicator_type = ROW_TYPE(struct agency_indicator, indicator_fields);

/* ---- reading ---- */

static bool keep_line(void *ctx, const struct budget_line *l, struct err *e)
{
    struct agency_book *k = ctx;
    struct budget_line *to;

    (void)e;
    if (k->lines == k->lines_cap) {
        size_t cap = k->lines_cap ? k->lines_cap * 2 : 256;

        k->line = arena_grow(k->a, k->line, k->lines_cap * sizeof *to, cap * sizeof *to);
        k->lines_cap = cap;
    }
    to = &k->line[k->lines++];
    *to = *l;
    to->code = str_dup(k->a, l->code);
    to->name = str_dup(k->a, l->name);
    to->item_code = str_dup(k->a, l->item_code);
    to->item_name = str_dup(k->a, l->item_name);
    to->group_code = str_dup(k->a, l->group_code);
    to->group_name = str_dup(k->a, l->group_name);
    to->unit_word = str_dup(k->a, l->unit_word);
    to->motion = str_dup(k->a, l->motion);
    to->unit_code = to->unit_title = to->unit_kind = STR_NONE; /* works have them */
    to->package_code = to->package_title = to->justification = STR_NONE;
    return true;
}

static bool load_lists(struct agency_book *k, struct err *e)
{
    const struct budget *b = k->b;
    const int64_t y = b->year.year, id = k->ag->id;
    struct rows works, answers, tranches, posts, indicators;

    if (!db_list(b->db, k->a, &Q_AGENCY_WORKS, ARGS(V(y), V(id)), &work_type, &works, e) ||
        !db_list(b->db, k->a, &Q_AGENCY_ANSWERS, ARGS(V(y), V(id)), &answer_type, &answers, e) ||
        !db_list(b->db, k->a, &Q_AGENCY_TRANCHES, ARGS(V(y), V(id)), &tranche_type, &tranches, e) ||
        !db_list(b->db, k->a, &Q_AGENCY_POSTS, ARGS(V(y), V(id)), &posts_type, &posts, e) ||
        !db_list(b->db, k->a, &Q_AGENCY_INDICATORS, ARGS(V(y), V(id), V(b->today)), &indicator_type,
                 &indicators, e))
        return false;
    k->work = works.p;
    k->works = works.n;
    k->answer = answers.p;
    k->answers = answers.n;
    k->tranche = tranches.p;
    k->tranches = tranches.n;
    k->post = posts.p;
    k->posts = posts.n;
    k->indicator = indicators.p;
    k->indicators = indicators.n;
    return true;
}

bool agency_book_load(const struct budget *b, struct arena *a, size_t agency,
                      struct agency_book **ret, struct err *e)
{
    struct agency_book *k = ARENA_NEW(a, struct agency_book);

    k->b = b;
    k->a = a;
    k->agency = agency;
    k->ag = &b->agency[agency];
    k->year = str_format(a, "%lld", (long long)b->year.year);
    k->prior_year = str_format(a, "%lld", (long long)b->year.year - 1);
    if (!budget_agency_lines(b, agency, keep_line, k, e) || !load_lists(k, e))
        return false;
    *ret = k;
    return true;
}

static struct str stages_of(const struct agency_book *k)
{
    bool seen[STAGE_COUNT] = {0};
    int64_t stage[STAGE_COUNT];
    size_t n = 0;

    for (size_t i = 0; i < k->lines; i++)
        seen[k->line[i].stage] = true;
    for (int i = 0; i < STAGE_COUNT; i++) {
        if (seen[i])
            stage[n++] = i;
    }
    return budget_stages(k->a, stage, n);
}

struct volume_info agency_book_info(const struct agency_book *k)
{
    struct volume_info i = budget_volume(
        k->b, k->ag->number,
        str_format(k->a, "%02lld-%.*s", (long long)k->ag->number, STR_FMT(k->ag->code)),
        volume_word(VA_TITLE));

    i.stage_text = stages_of(k); /* of its own lines */
    i.subtitle = k->ag->name;
    i.agency_code = k->ag->code;
    return i;
}

bool agency_book_say(struct volume *v, void *ctx, struct err *e)
{
    const struct agency_book *k = ctx;

    (void)e;
    agency_say_overview(v, k);
    agency_say_outputs(v, k);
    agency_say_details(v, k);
    agency_say_more(v, k);
    return true;
}

/* ---- shared ---- */

struct budget_cut agency_cut(const struct agency_book *k)
{
    struct budget_cut c = BUDGET_ALL;

    c.agency = k->agency;
    return c;
}

const struct budget_line *agency_lines_of(const struct agency_book *k, size_t output, size_t *ret_n)
{
    size_t from = 0, n = 0;

    while (from < k->lines && k->line[from].output != output)
        from++;
    while (from + n < k->lines && k->line[from + n].output == output)
        n++;
    *ret_n = n;
    return k->line + from;
}

bool agency_has_prior(const struct agency_book *k)
{
    return k->ag->prior_from != PRIOR_NONE;
}

struct str agency_baht(const struct agency_book *k, struct arena *a, struct money m)
{
    return money_text(a, m, k->b->facts.satang_lines ? MONEY_COMMAS : MONEY_WHOLE);
}

struct str agency_output_head(struct arena *a, const struct budget_output *o)
{
    struct str word = volume_word(str_eq(o->level, STR("work")) ? VA_WORD_WORK : VA_WORD_OUTPUT);

    return volume_fill(a, str_starts(o->name, word) ? VA_OUTPUT_HEAD : VA_OUTPUT_HEAD_WORD,
                       VOLUME_WORDS({STR("word"), word}, {STR("code"), o->code},
                                    {STR("name"), o->name}));
}

const char *agency_table_id(struct arena *a, const char *what, const struct budget_output *o)
{
    return str_cstr(a, str_format(a, "%s_%.*s", what, STR_FMT(o->id ? o->code : STR("none"))));
}

static void add_column(struct agency_columns *c, const char *key, struct str label,
                       enum volume_kind kind)
{
    c->column[c->n++] = (struct volume_column){.key = key, .label = label, .kind = kind};
}

struct agency_columns agency_sum_columns(const struct agency_book *k, struct arena *a,
                                         struct str name_label, bool share)
{
    struct agency_columns c = {.share = share};

    add_column(&c, "code", volume_word(VW_CODE), VOLUME_CODE);
    add_column(&c, "name", name_label, VOLUME_TEXT);
    c.column[1].weight = 1;
    c.sums = c.n;
    if (agency_has_prior(k))
        add_column(&c, "prior",
                   volume_fill(a, VW_PRIOR, VOLUME_WORDS({STR("year"), k->prior_year})),
                   VOLUME_MONEY);
    if (k->ag->sum.special.satang) {
        add_column(&c, "regular", volume_word(VW_REGULAR), VOLUME_MONEY);
        add_column(&c, "special", volume_word(VW_SPECIAL), VOLUME_MONEY);
    }
    add_column(&c, "amount", volume_fill(a, VW_AMOUNT, VOLUME_WORDS({STR("year"), k->year})),
               VOLUME_MONEY);
    if (share)
        add_column(&c, "share", volume_word(VW_SHARE), VOLUME_SHARE);
    return c;
}

void agency_put_sums(const struct agency_book *k, const struct agency_columns *c,
                     struct volume_row *r, const struct budget_sum *s, struct money whole)
{
    size_t i = c->sums;

    if (agency_has_prior(k))
        r->cell[i++] = VC_MONEY(s->prior);
    if (k->ag->sum.special.satang) {
        r->cell[i++] = VC_MONEY(s->regular);
        r->cell[i++] = VC_MONEY(s->special);
    }
    r->cell[i++] = VC_MONEY(s->amount);
    if (c->share && whole.satang)
        r->cell[i] = (struct volume_cell){.n = money_share_bp(s->amount, whole)};
    else if (c->share)
        r->cell[i] = VC_NONE;
}
