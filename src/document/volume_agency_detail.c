/* volume_agency_detail.c - the back of an agency's book: its items one by one, commitments over years, posts, and what
 * its projects say for themselves. */
#include "base/arena.h"
#include "document/volume_agency_int.h"

/* ---- items ---- */

struct detail {
    struct volume *v;
    const struct agency_book *k;
    size_t output;
};
enum { COL_CODE, COL_NAME, COL_QUANTITY, COL_PRICE, COL_AMOUNT, COLS };

static void head_row(struct detail *d, int level, struct str code, struct str name)
{
    struct volume_row r = {.role = VOLUME_HEAD, .level = level};

    r.cell[COL_CODE] = VC_TEXT(code);
    r.cell[COL_NAME] = VC_TEXT(name);
    r.cell[COL_QUANTITY] = r.cell[COL_PRICE] = r.cell[COL_AMOUNT] = VC_NONE;
    volume_row(d->v, &r);
}

static void sum_row(struct detail *d, struct volume_row r, struct str name, struct money m)
{
    struct arena *a = volume_arena(d->v);

    r.cell[COL_CODE] = r.cell[COL_QUANTITY] = r.cell[COL_PRICE] = VC_NONE;
    r.cell[COL_NAME] = VC_TEXT(volume_fill(a, VW_SUM_OF, VOLUME_WORDS({STR("name"), name})));
    r.cell[COL_AMOUNT] = VC_MONEY(m);
    volume_row(d->v, &r);
}

static struct str number_text(struct arena *a, int64_t n)
{
    return str_format(a, "%lld", (long long)n);
}

static struct str line_name(struct detail *d, const struct budget_line *l)
{
    struct arena *a = volume_arena(d->v);
    struct sbuf s;

    sbuf_init(&s, a, SBUF_NO_LIMIT);
    sbuf_add(&s, l->name);
    if (l->times > 1 && money_cmp(l->amount, l->requested) == 0)
        sbuf_add(&s, volume_fill(a, VA_TIMES, VOLUME_WORDS({STR("n"), number_text(a, l->times)})));
    if (l->months > 1 && money_cmp(l->amount, l->requested) == 0)
        sbuf_add(&s,
                 volume_fill(a, VA_MONTHS, VOLUME_WORDS({STR("n"), number_text(a, l->months)})));
    if (l->first_year && l->last_year > l->first_year)
        sbuf_add(&s, volume_fill(a, VA_TIED_YEARS,
                                 VOLUME_WORDS({STR("from"), number_text(a, l->first_year)},
                                              {STR("to"), number_text(a, l->last_year)})));
    if (d->k->b->fund[l->fund].special)
        sbuf_add(&s, volume_word(VA_IS_SPECIAL));
    return sbuf_str(&s);
}

static void line_row(struct detail *d, const struct budget_line *l, int level, bool with_code)
{
    struct volume_row r = {.role = VOLUME_ITEM, .level = level};
    bool as_asked = money_cmp(l->amount, l->requested) == 0;

    r.cell[COL_CODE] = with_code ? VC_TEXT(l->item_code) : VC_NONE;
    r.cell[COL_NAME] = VC_TEXT(line_name(d, l));
    r.cell[COL_QUANTITY] = as_asked && l->unit_word.n
                               ? (struct volume_cell){.text = l->unit_word, .n = l->quantity_milli}
                               : VC_NONE;
    r.cell[COL_PRICE] = as_asked && l->unit_price.satang ? VC_MONEY(l->unit_price) : VC_NONE;
    r.cell[COL_AMOUNT] = VC_MONEY(l->amount);
    volume_row(d->v, &r);
}

static struct money money_of(const struct budget_line *l, size_t n)
{
    struct money sum = MONEY_ZERO;

    for (size_t i = 0; i < n; i++)
        sum = money_add(sum, l[i].amount);
    return sum;
}

/* Lines of one item: alone, it is the line; else they stand under it. */
static void say_item(struct detail *d, const struct budget_line *l, size_t n, int level)
{
    if (n == 1) {
        line_row(d, l, level, true);
        return;
    }
    head_row(d, level, l->item_code, l->item_name);
    for (size_t i = 0; i < n; i++)
        line_row(d, &l[i], level + 1, false);
    sum_row(d, (struct volume_row){.role = VOLUME_SUBTOTAL, .level = level}, l->item_name,
            money_of(l, n));
}

static void say_group(struct detail *d, const struct budget_line *l, size_t n)
{
    bool grouped = l->group_code.n > 0;
    size_t items = 0;

    if (grouped)
        head_row(d, 1, l->group_code, l->group_name);
    for (size_t i = 0, m; i < n; i += m) {
        for (m = 1; i + m < n && l[i + m].item_id == l[i].item_id;)
            m++;
        say_item(d, &l[i], m, 2);
        items++;
    }
    if (grouped && items > 1)
        sum_row(d, (struct volume_row){.role = VOLUME_SUBTOTAL, .level = 1}, l->group_name,
                money_of(l, n));
}

static void say_type(struct detail *d, const struct budget_line *l, size_t n)
{
    const struct budget *b = d->k->b;
    struct budget_cut cut = agency_cut(d->k);
    struct volume_row sum = {.role = VOLUME_SUBTOTAL};

    head_row(d, 0, b->type[l->type].code, b->type[l->type].name);
    for (size_t i = 0, m; i < n; i += m) {
        for (m = 1; i + m < n && str_eq(l[i + m].group_code, l[i].group_code);)
            m++;
        say_group(d, &l[i], m);
    }
    cut.output = d->output;
    cut.type = l->type;
    sum.tie = budget_tie(b, volume_arena(d->v), cut);
    sum_row(d, sum, b->type[l->type].name, budget_sum_of(b, cut).amount);
}

static void say_output_items(struct detail *d, const struct budget_line *l, size_t n)
{
    struct arena *a = volume_arena(d->v);
    const struct budget_output *o = &d->k->b->output[d->output];
    struct budget_cut cut = agency_cut(d->k);
    struct volume_row total = {.role = VOLUME_TOTAL};
    struct str title = agency_output_head(a, o);
    const struct volume_column column[COLS] = {
        {.key = "code", .label = volume_word(VW_CODE), .kind = VOLUME_CODE},
        {.key = "name", .label = volume_word(VW_ITEM), .kind = VOLUME_TEXT, .weight = 1},
        {.key = "quantity", .label = volume_word(VA_QUANTITY), .kind = VOLUME_QUANTITY},
        {.key = "price", .label = volume_word(VA_PRICE), .kind = VOLUME_MONEY},
        {.key = "amount", .label = volume_word(VA_BAHT), .kind = VOLUME_MONEY, .carry = true},
    };

    volume_heading(d->v, 1, title);
    volume_table(d->v, agency_table_id(a, "items", o), title, column, COLS);
    for (size_t i = 0, m; i < n; i += m) {
        for (m = 1; i + m < n && l[i + m].type == l[i].type;)
            m++;
        say_type(d, &l[i], m);
    }
    cut.output = d->output;
    total.tie = budget_tie(d->k->b, a, cut);
    total.cell[COL_CODE] = total.cell[COL_QUANTITY] = total.cell[COL_PRICE] = VC_NONE;
    total.cell[COL_NAME] = VC_TEXT(volume_word(VW_TOTAL));
    total.cell[COL_AMOUNT] = VC_MONEY(budget_sum_of(d->k->b, cut).amount);
    volume_row(d->v, &total);
    volume_table_end(d->v);
}

/* Is a quantity not printed? */
static bool leaves_out(const struct agency_book *k)
{
    for (size_t i = 0; i < k->lines; i++) {
        if (money_cmp(k->line[i].amount, k->line[i].requested) != 0)
            return true;
    }
    return false;
}

void agency_say_details(struct volume *v, const struct agency_book *k)
{
    struct detail d = {.v = v, .k = k};

    if (k->lines == 0)
        return;
    volume_chapter(v, volume_word(VA_DETAILS));
    if (leaves_out(k))
        volume_note(v, volume_word(VA_NOTE_PRICE)); /* here, for at the end it may come to a page of its own */
    for (size_t i = 0, n; i < k->lines; i += n) {
        for (n = 1; i + n < k->lines && k->line[i + n].output == k->line[i].output;)
            n++;
        d.output = k->line[i].output;
        say_output_items(&d, &k->line[i], n);
    }
}

/* ---- commitments over years ---- */

enum { AHEAD = 4 }; /* this year and three to come have a column each */
enum {
    TCOL_NAME,
    TCOL_WHOLE,
    TCOL_BEFORE,
    TCOL_YEAR,
    TCOL_AFTER = TCOL_YEAR + AHEAD,
    TCOL_MOTION,
    TCOLS
};

static void tranche_columns(struct arena *a, const struct agency_book *k, struct volume_column *c)
{
    static const char *const key[AHEAD] = {"year0", "year1", "year2", "year3"};
    int64_t y = k->b->year.year;

    c[TCOL_NAME] = (struct volume_column){"name", volume_word(VW_ITEM), VOLUME_TEXT, 3, false};
    c[TCOL_WHOLE] =
        (struct volume_column){"whole", volume_word(VA_COMMITTED_WHOLE), VOLUME_MONEY, 0, false};
    c[TCOL_BEFORE] = (struct volume_column){
        "before",
        volume_fill(a, VA_COMMITTED_BEFORE, VOLUME_WORDS({STR("year"), number_text(a, y - 1)})),
        VOLUME_MONEY, 0, false};
    for (int i = 0; i < AHEAD; i++)
        c[TCOL_YEAR + i] = (struct volume_column){
            key[i], volume_fill(a, VW_AMOUNT, VOLUME_WORDS({STR("year"), number_text(a, y + i)})),
            VOLUME_MONEY, 0, false};
    c[TCOL_AFTER] = (struct volume_column){
        "after",
        volume_fill(a, VA_COMMITTED_AFTER, VOLUME_WORDS({STR("year"), number_text(a, y + AHEAD)})),
        VOLUME_MONEY, 0, false};
    c[TCOL_MOTION] =
        (struct volume_column){"motion", volume_word(VA_MOTION), VOLUME_TEXT, 1, false};
}

static bool tranche_row(const struct agency_book *k, const struct budget_line *l,
                        struct volume_row *r)
{
    bool any = false;

    *r = (struct volume_row){.role = VOLUME_ITEM};
    for (size_t i = 0; i < k->tranches; i++) {
        const struct agency_tranche *t = &k->tranche[i];
        int64_t ahead = t->year - k->b->year.year;
        size_t at = ahead < 0        ? TCOL_BEFORE
                    : ahead >= AHEAD ? TCOL_AFTER
                                     : TCOL_YEAR + (size_t)ahead;

        if (t->line_id != l->id)
            continue;
        any = true;
        r->cell[at].n += t->amount.satang;
        r->cell[TCOL_WHOLE].n += t->amount.satang;
    }
    r->cell[TCOL_NAME] = VC_TEXT(l->name);
    r->cell[TCOL_MOTION] = VC_TEXT(l->motion);
    return any;
}

static void say_tranches(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    struct volume_column column[TCOLS];
    struct volume_row total = {.role = VOLUME_TOTAL}, r;
    bool begun = false;

    for (size_t i = 0; i < k->lines; i++) {
        if (!tranche_row(k, &k->line[i], &r))
            continue;
        if (!begun) {
            tranche_columns(a, k, column);
            volume_chapter(v, volume_word(VA_COMMITTED));
            volume_table(v, "commitments", volume_word(VA_COMMITTED), column, TCOLS);
        }
        begun = true;
        volume_row(v, &r);
        for (size_t c = TCOL_WHOLE; c < TCOL_MOTION; c++)
            total.cell[c].n += r.cell[c].n;
    }
    if (!begun)
        return;
    total.cell[TCOL_NAME] = VC_TEXT(volume_word(VW_TOTAL));
    total.cell[TCOL_MOTION] = VC_NONE;
    volume_row(v, &total);
    volume_table_end(v);
    volume_note(v, volume_word(VA_COMMITTED_NOTE)); /* the table may lie on its side: before it, it would stand alone */
}

/* ---- posts ---- */

static struct str post_kind(struct str kind)
{
    return volume_word(str_eq(kind, STR("official"))    ? VA_OFFICIAL
                       : str_eq(kind, STR("permanent")) ? VA_PERMANENT
                                                        : VA_TEMPORARY);
}

static void post_row(struct volume *v, enum volume_role role, struct str name,
                     const struct agency_posts *p)
{
    struct volume_row r = {.role = role, .level = role == VOLUME_ITEM ? 1 : 0};

    r.cell[0] = VC_TEXT(name);
    r.cell[1] = VC_TEXT(p->grade);
    r.cell[2] = role == VOLUME_HEAD ? VC_NONE : VC_COUNT(p->posts);
    r.cell[3] = role == VOLUME_HEAD ? VC_NONE : VC_MONEY(p->monthly);
    volume_row(v, &r);
}

static void say_posts(struct volume *v, const struct agency_book *k)
{
    struct arena *a = volume_arena(v);
    struct agency_posts all = {0};
    const struct volume_column column[] = {
        {.key = "title", .label = volume_word(VA_POST), .kind = VOLUME_TEXT, .weight = 3},
        {.key = "grade", .label = volume_word(VA_GRADE), .kind = VOLUME_TEXT, .weight = 2},
        {.key = "posts", .label = volume_word(VA_COUNT), .kind = VOLUME_COUNT},
        {.key = "monthly", .label = volume_word(VA_MONTHLY), .kind = VOLUME_MONEY},
    };

    if (k->posts == 0)
        return;
    volume_chapter(v, volume_word(VA_POSTS));
    volume_table(v, "posts", volume_word(VA_POSTS), column, ARRAY_LEN(column));
    for (size_t i = 0, n; i < k->posts; i += n) {
        struct agency_posts sum = {.kind = k->post[i].kind};

        post_row(v, VOLUME_HEAD, post_kind(sum.kind), &sum);
        for (n = 0; i + n < k->posts && str_eq(k->post[i + n].kind, sum.kind); n++) {
            post_row(v, VOLUME_ITEM, k->post[i + n].title, &k->post[i + n]);
            sum.posts += k->post[i + n].posts;
            sum.monthly = money_add(sum.monthly, k->post[i + n].monthly);
        }
        all.posts += sum.posts;
        all.monthly = money_add(all.monthly, sum.monthly);
        post_row(v, VOLUME_SUBTOTAL,
                 volume_fill(a, VW_SUM_OF, VOLUME_WORDS({STR("name"), post_kind(sum.kind)})), &sum);
    }
    post_row(v, VOLUME_TOTAL, volume_word(VW_TOTAL), &all);
    volume_table_end(v);
}

/* ---- projects ---- */

static void say_words(struct volume *v, const struct agency_book *k, int64_t unit_id)
{
    static const enum volume_text_id label[] = {
        [1] = VA_ANSWER_WHY, [3] = VA_ANSWER_PROOF, [5] = VA_ANSWER_ZERO};

    for (size_t i = 0; i < k->answers; i++) {
        const struct agency_answer *x = &k->answer[i];

        if (x->unit_id == unit_id)
            volume_item(v, volume_word(label[x->question]), x->words);
    }
}

static struct money unit_money(const struct agency_book *k, int64_t unit_id)
{
    struct money sum = MONEY_ZERO;

    for (size_t i = 0; i < k->lines; i++) {
        if (k->line[i].unit_id == unit_id)
            sum = money_add(sum, k->line[i].amount);
    }
    return sum;
}

static void say_project(struct volume *v, const struct agency_book *k, size_t first, size_t n)
{
    struct arena *a = volume_arena(v);
    const struct agency_work *w = &k->work[first];
    struct money m = unit_money(k, w->unit_id);

    if (m.satang == 0)
        return;
    volume_heading(
        v, 3,
        volume_fill(a, VA_PROJECT_HEAD,
                    VOLUME_WORDS({STR("title"), w->title}, {STR("amount"), agency_baht(k, a, m)})));
    for (size_t i = first; i < first + n; i++) {
        bool said = k->work[i].justification.n == 0;

        for (size_t j = first; j < i && !said; j++)
            said = str_eq(k->work[j].justification, k->work[i].justification);
        if (!said)
            volume_text(v, k->work[i].justification);
    }
    say_words(v, k, w->unit_id);
}

static void say_projects(struct volume *v, const struct agency_book *k)
{
    bool begun = false;

    for (size_t i = 0, n; i < k->works; i += n) {
        for (n = 1; i + n < k->works && k->work[i + n].unit_id == k->work[i].unit_id;)
            n++;
        if (!str_eq(k->work[i].kind, STR("strategic")))
            continue;
        if (!begun)
            volume_chapter(v, volume_word(VA_PROJECTS));
        begun = true;
        say_project(v, k, i, n);
    }
}

void agency_say_more(struct volume *v, const struct agency_book *k)
{
    say_tranches(v, k);
    say_posts(v, k);
    say_projects(v, k);
}
