/* ordinance_front.c - cover, contents, principle and reason, sections, notes. */
#include "base/arena.h"
#include "base/thai.h"
#include "document/ordinance_press.h"

#define NBSP "\xC2\xA0"

struct str press_thai(struct press *p, struct str s)
{
    return thai_digits(p->a, s);
}

struct str press_words(struct press *p, enum ordinance_text id, const struct ordinance_words *w,
                       size_t n)
{
    struct str s = thai_digits(p->a, ordinance_fill(p->a, id, w, n));
    struct str baht = ordinance_text(OT_BAHT);

    s = str_replace(p->a, s, STR(". \xE0\xB9"), STR("." NBSP "\xE0\xB9")); /* before a Thai digit */
    return str_replace(p->a, s, str_format(p->a, " %.*s", STR_FMT(baht)),
                       str_format(p->a, NBSP "%.*s", STR_FMT(baht)));
}

struct str press_anchor(struct press *p, char kind, size_t n)
{
    return str_format(p->a, "%c%zu", kind, n);
}

void press_part(struct press *p, enum press_part part, struct str title)
{
    p->page_of[part] = book_page(p->b);
    book_anchor(p->b, press_anchor(p, 'p', (size_t)part));
    p->list_mark = book_bookmark_to(p->b, 0, title, press_anchor(p, 'p', (size_t)part));
}

static struct str year_text(struct press *p)
{
    return str_format(p->a, "%d", (int)p->o->year.year);
}

/* ---- cover ---- */

/* A frame that cannot be overlooked: what these figures are not. */
static void cover_mark(struct press *p, struct str head, struct str note)
{
    double x = PAGE_LEFT + 34, w = PAGE_TEXT_W - 68, y = book_y(p->b), inner = w - 40;
    struct text t = text_make(p->f, TEXT_BODY, note, inner);
    double h = text_height(&t) + p->f->font[TEXT_TITLE].leading + 26;

    book_box(p->b, x, y, w, h, INK_WASH);
    book_frame(p->b, x, y, w, h, INK_MARK);
    book_skip(p->b, 10);
    book_ink(p->b, INK_MARK);
    book_text(p->b, TEXT_TITLE, head, x, w, ALIGN_CENTER);
    book_ink(p->b, INK_TEXT);
    book_text(p->b, TEXT_BODY, note, x + 20, inner, ALIGN_CENTER);
    book_move(p->b, y + h + 14);
}

static void cover_fact(struct press *p, enum ordinance_text label, struct str value)
{
    double y = book_y(p->b), x = PAGE_LEFT + 34;

    book_ink(p->b, INK_SOFT);
    book_put(p->b, TEXT_CELL, ordinance_text(label), x, y + p->f->font[TEXT_CELL].baseline, 110,
             ALIGN_LEFT);
    book_ink(p->b, INK_TEXT);
    book_text(p->b, TEXT_CELL, press_thai(p, value), x + 118, PAGE_TEXT_W - 68 - 118, ALIGN_LEFT);
}

static struct str day_text(struct press *p, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, p->a, 200);
    date_put(&b, d, DATE_LONG, LANG_TH);
    return sbuf_str(&b);
}

static struct str gazette_text(struct press *p)
{
    const struct gazette *g = &p->o->gazette;

    return ordinance_fill(p->a, OT_GAZETTE,
                          ORDINANCE_WORDS({STR("volume"), g->volume}, {STR("part"), g->part},
                                          {STR("page"), g->page},
                                          {STR("date"), day_text(p, g->on_date)}));
}

static void cover_facts(struct press *p)
{
    const struct ordinance *o = p->o;

    book_move(p->b, PAGE_H - (o->gazetted ? 212 : 192));
    book_rule(p->b, PAGE_LEFT + 34, PAGE_TEXT_W - 68, book_y(p->b) - 8, 0.5, INK_RULE);
    cover_fact(p, OT_FACT_SIZE,
               ordinance_fill(
                   p->a, OT_SIZE,
                   ORDINANCE_WORDS({STR("agencies"), ordinance_count(p->a, (int64_t)o->agencies)},
                                   {STR("lines"),
                                    ordinance_count(p->a, o->facts.lines - o->facts.zero_lines)})));
    cover_fact(p, OT_FACT_STANDING, ordinance_stage_text(o));
    if (o->gazetted)
        cover_fact(p, OT_FACT_GAZETTE, gazette_text(p));
    cover_fact(p, OT_FACT_STAGE, ordinance_stages_text(o, p->a));
    cover_fact(p, OT_FACT_ISSUED, day_text(p, o->today));
    cover_fact(p, OT_FACT_VERSION,
               ordinance_fill(
                   p->a, OT_VERSION,
                   ORDINANCE_WORDS({STR("change"), ordinance_count(p->a, o->facts.change_id)})));
}

/* "เรื่อง งบประมาณรายจ่าย", or of a supplementary one with its number from the second on. */
static struct str subject(struct press *p)
{
    struct ordinance_words number = {STR("number"), str_format(p->a, "%d", (int)p->o->number)};

    if (p->o->number < 2)
        return ordinance_text(p->o->number ? OT_MORE_SUBJECT : OT_SUBJECT);
    return str_format(p->a, "%.*s (%.*s)", STR_FMT(ordinance_text(OT_MORE_SUBJECT)),
                      STR_FMT(press_words(p, OT_MORE_NUMBER, &number, 1)));
}

/* Regular and special; the city and its Commerce. */
static void cover_parts(struct press *p)
{
    const struct ordinance *o = p->o;
    const struct ordinance_words w[] = {
        {STR("regular"), ordinance_money(o, p->a, money_sub(o->facts.total, o->facts.special))},
        {STR("special"), ordinance_money(o, p->a, o->facts.special)},
        {STR("city"), ordinance_money(o, p->a, money_sub(o->facts.total, o->facts.commercial))},
        {STR("commercial"), ordinance_money(o, p->a, o->facts.commercial)}};

    book_skip(p->b, 8);
    book_text(p->b, TEXT_BODY, press_words(p, OT_KINDS_COVER, w, ARRAY_LEN(w)), PAGE_LEFT,
              PAGE_TEXT_W, ALIGN_CENTER);
    if (o->facts.commercial.satang == 0)
        return;
    book_text(p->b, TEXT_BODY, press_words(p, OT_CITY_COVER, w, ARRAY_LEN(w)), PAGE_LEFT,
              PAGE_TEXT_W, ALIGN_CENTER);
    book_text(p->b, TEXT_BODY, press_words(p, OT_COMMERCE_COVER, w, ARRAY_LEN(w)), PAGE_LEFT,
              PAGE_TEXT_W, ALIGN_CENTER);
}

void press_cover(struct press *p)
{
    const struct ordinance *o = p->o;
    struct str words = thai_baht_text(p->a, o->facts.total);
    struct str total = ordinance_money(o, p->a, o->facts.total);
    double third = PAGE_TEXT_W / 3;

    book_bare_page(p->b);
    book_anchor(p->b, press_anchor(p, 'p', PART_COVER));
    book_bookmark_to(p->b, 0, press_thai(p, o->name), press_anchor(p, 'p', PART_COVER));
    book_bookmark_to(p->b, 0, ordinance_text(OT_CONTENTS), press_anchor(p, 'p', PART_CONTENTS));
    book_move(p->b, 150);
    if (o->draft)
        book_text(p->b, TEXT_TITLE, ordinance_text(OT_DRAFT), PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_ink(p->b, INK_CITY);
    book_text(p->b, TEXT_COVER, ordinance_text(OT_KIND), PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_ink(p->b, INK_TEXT);
    book_skip(p->b, 8);
    book_text(p->b, TEXT_TITLE, subject(p), PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_text(p->b, TEXT_TITLE,
              press_words(p, OT_YEAR, ORDINANCE_WORDS({STR("year"), year_text(p)})), PAGE_LEFT,
              PAGE_TEXT_W, ALIGN_CENTER);
    book_rule(p->b, PAGE_LEFT + third, third, book_y(p->b) + 14, 1.2, INK_CITY);
    book_skip(p->b, 30);
    book_text(p->b, TEXT_HEADING,
              press_words(p, OT_TOTAL_COVER, ORDINANCE_WORDS({STR("total"), total})), PAGE_LEFT,
              PAGE_TEXT_W, ALIGN_CENTER);
    book_text(p->b, TEXT_BODY, press_words(p, OT_IN_WORDS, ORDINANCE_WORDS({STR("words"), words})),
              PAGE_LEFT + 30, PAGE_TEXT_W - 60, ALIGN_CENTER);
    cover_parts(p);
    book_skip(p->b, 24);
    if (o->year.demo)
        cover_mark(p, ordinance_text(OT_DEMO), ordinance_text(OT_DEMO_NOTE));
    if (o->year.partial)
        cover_mark(p, ordinance_text(OT_PARTIAL),
                   o->year.note_th.n ? press_thai(p, o->year.note_th)
                                     : ordinance_text(OT_PARTIAL_NOTE));
    cover_facts(p);
}

/* ---- contents ---- */

static void contents_part(struct press *p, struct table *t, struct str title, enum press_part part)
{
    table_row(t, &(struct table_row){.kind = ROW_HEADING,
                                     .page = p->page_of[part],
                                     .to = press_anchor(p, 'p', (size_t)part),
                                     .cell = {title}});
}

/* "บัญชีหมายเลข ๑  งบประมาณรายจ่ายจำแนกตาม..." */
static struct str list_title(struct press *p, enum ordinance_text list, enum ordinance_text of)
{
    return press_thai(p, str_format(p->a, "%.*s %.*s", STR_FMT(ordinance_text(list)),
                                    STR_FMT(ordinance_text(of))));
}

void press_contents(struct press *p)
{
    const struct ordinance *o = p->o;
    const struct table_column column[] = {
        {ordinance_text(OT_COL_PART), PAGE_TEXT_W - 60, COLUMN_TEXT},
        {ordinance_text(OT_COL_PAGE), 60, COLUMN_PAGE},
    };
    struct arena_mark m;
    struct table *t;

    book_head(p->b, p->head, ordinance_text(OT_CONTENTS));
    book_new_page(p->b);
    m = arena_mark(p->a);
    book_anchor(p->b, press_anchor(p, 'p', PART_CONTENTS));
    book_text(p->b, TEXT_TITLE, ordinance_text(OT_CONTENTS), PAGE_LEFT, PAGE_TEXT_W, ALIGN_CENTER);
    book_skip(p->b, 8);
    t = table_begin(p->b, p->a, column, ARRAY_LEN(column), ordinance_text(OT_CONTINUED));
    contents_part(p, t, ordinance_text(OT_MEMO), PART_MEMO);
    contents_part(p, t, press_thai(p, o->name), PART_SECTIONS);
    contents_part(p, t, list_title(p, OT_LIST_1, OT_LIST_1_OF), PART_LIST_1);
    contents_part(p, t, list_title(p, OT_LIST_2, OT_LIST_2_OF), PART_LIST_2);
    contents_part(p, t, list_title(p, OT_LIST_3, OT_LIST_3_OF), PART_LIST_3);
    contents_part(p, t, list_title(p, OT_LIST_4, OT_LIST_4_OF), PART_LIST_4);
    for (size_t i = 0; i < o->agencies; i++)
        table_row(t, &(struct table_row){.kind = ROW_ITEM,
                                         .level = 1,
                                         .page = p->agency_page[i],
                                         .to = press_anchor(p, 'a', i),
                                         .cell = {press_thai(p, o->agency[i].name)}});
    contents_part(p, t, ordinance_text(OT_NOTES), PART_NOTES);
    table_end(t);
    arena_rewind(p->a, m);
}

/* ---- principle, reason, sections ---- */

static void centred(struct press *p, enum text_style style, struct str s)
{
    book_text(p->b, style, s, PAGE_LEFT + 20, PAGE_TEXT_W - 40, ALIGN_CENTER);
}

static void memo(struct press *p, const struct ordinance_words *w, size_t n)
{
    struct ordinance_words name = {STR("name"), p->o->name};

    book_head(p->b, p->head, ordinance_text(OT_MEMO));
    book_new_page(p->b);
    press_part(p, PART_MEMO, ordinance_text(OT_MEMO));
    centred(p, TEXT_TITLE, ordinance_text(OT_MEMO));
    centred(p, TEXT_HEADING, press_words(p, OT_MEMO_OF, &name, 1));
    book_rule(p->b, PAGE_LEFT + PAGE_TEXT_W * 0.4, PAGE_TEXT_W * 0.2, book_y(p->b) + 8, 0.6,
              INK_TEXT);
    book_skip(p->b, 24);
    centred(p, TEXT_HEADING, ordinance_text(OT_PRINCIPLE));
    book_paragraph(p->b, TEXT_BODY,
                   p->o->number == 0        ? press_words(p, OT_PRINCIPLE_TEXT, w, n)
                   : p->o->bill.principle.n ? press_thai(p, p->o->bill.principle)
                                            : press_words(p, OT_MORE_PRINCIPLE, w, n),
                   54);
    book_skip(p->b, 14);
    centred(p, TEXT_HEADING, ordinance_text(OT_REASON));
    book_paragraph(
        p->b, TEXT_BODY,
        p->o->number ? press_thai(p, p->o->bill.reason) : press_words(p, OT_REASON_TEXT, w, n), 54);
}

/* "ข้อ ๓  text": the number is bold-free, as such texts are printed. */
static void section(struct press *p, int *number, enum ordinance_text id,
                    const struct ordinance_words *w, size_t n)
{
    struct str no = str_format(p->a, "%d", ++*number);
    struct str head = ordinance_fill(p->a, OT_SECTION, ORDINANCE_WORDS({STR("number"), no}));

    book_paragraph(p->b, TEXT_BODY,
                   str_format(p->a, "%.*s" NBSP NBSP "%.*s", STR_FMT(press_thai(p, head)),
                              STR_FMT(press_words(p, id, w, n))),
                   54);
    book_skip(p->b, 6);
}

static void signature(struct press *p)
{
    double x = PAGE_LEFT + PAGE_TEXT_W * 0.38, w = PAGE_TEXT_W * 0.62;

    book_skip(p->b, 20);
    book_need(p->b, 150);
    book_text(p->b, TEXT_BODY, ordinance_text(OT_SIGN_DATE), x, w, ALIGN_CENTER);
    book_skip(p->b, 52);
    book_text(p->b, TEXT_BODY, ordinance_text(OT_SIGN_NAME), x, w, ALIGN_CENTER);
    book_text(p->b, TEXT_BODY, ordinance_text(OT_SIGN_POST), x, w, ALIGN_CENTER);
}

/* The sums that the sections name, in figures and words. */
enum { SECTION_WORDS = 16 };
static size_t section_words(struct press *p, struct ordinance_words w[SECTION_WORDS])
{
    const struct ordinance *o = p->o;
    const struct ordinance_facts *x = &o->facts;
    struct money regular = money_sub(x->total, x->special);
    const struct {
        const char *name;
        struct money sum;
    } sums[] = {{"total", x->total},
                {"city", money_sub(x->total, x->commercial)},
                {"commercial", x->commercial},
                {"regular", regular},
                {"special", x->special},
                {"city_regular", money_sub(money_sub(x->total, x->commercial),
                                           money_sub(x->special, x->special_commercial))},
                {"city_special", money_sub(x->special, x->special_commercial)},
                {"commercial_regular", money_sub(x->commercial, x->special_commercial)},
                {"commercial_special", x->special_commercial}};
    size_t n = 0;

    w[n++] = (struct ordinance_words){STR("year"), year_text(p)};
    w[n++] = (struct ordinance_words){STR("from"), day_text(p, fy_start((int32_t)o->year.year))};
    w[n++] = (struct ordinance_words){STR("agencies"), ordinance_count(p->a, (int64_t)o->agencies)};
    w[n++] = (struct ordinance_words){STR("words"), thai_baht_text(p->a, x->total)};
    w[n++] = (struct ordinance_words){STR("regular_words"), thai_baht_text(p->a, regular)};
    w[n++] = (struct ordinance_words){STR("special_words"), thai_baht_text(p->a, x->special)};
    for (size_t i = 0; i < ARRAY_LEN(sums); i++)
        w[n++] =
            (struct ordinance_words){str_from(sums[i].name), ordinance_money(o, p->a, sums[i].sum)};
    return n;
}

static enum ordinance_text total_section(const struct ordinance *o)
{
    bool parts = o->facts.commercial.satang != 0;

    if (o->number == 0)
        return parts ? OT_S_TOTAL_PARTS : OT_S_TOTAL;
    return parts ? OT_S_TOTAL_MORE_PARTS : OT_S_TOTAL_MORE;
}

static enum ordinance_text kinds_section(const struct ordinance *o)
{
    if (o->facts.special.satang == 0)
        return OT_S_REGULAR;
    if (money_cmp(o->facts.special, o->facts.total) == 0)
        return OT_S_SPECIAL;
    return o->facts.commercial.satang ? OT_S_KINDS_PARTS : OT_S_KINDS;
}

static void sections_head(struct press *p)
{
    struct ordinance_words year = {STR("year"), year_text(p)};

    book_head(p->b, p->head, STR_NONE);
    book_new_page(p->b);
    press_part(p, PART_SECTIONS, ordinance_text(OT_BODY_HEAD));
    if (p->o->draft)
        centred(p, TEXT_HEADING, ordinance_text(OT_DRAFT));
    centred(p, TEXT_TITLE, ordinance_text(OT_KIND));
    centred(p, TEXT_HEADING, subject(p));
    centred(p, TEXT_HEADING, press_words(p, OT_YEAR, &year, 1));
    book_rule(p->b, PAGE_LEFT + PAGE_TEXT_W * 0.4, PAGE_TEXT_W * 0.2, book_y(p->b) + 8, 0.6,
              INK_TEXT);
    book_skip(p->b, 24);
}

void press_sections(struct press *p)
{
    const struct ordinance *o = p->o;
    struct ordinance_words w[SECTION_WORDS], full = {STR("name"), o->title};
    size_t n = section_words(p, w);
    int number = 0;

    memo(p, w, n);
    sections_head(p);
    book_paragraph(p->b, TEXT_BODY,
                   press_words(p, o->number ? OT_MORE_ENACTING : OT_ENACTING, w, n), 54);
    book_skip(p->b, 6);
    section(p, &number, OT_S_NAME, &full, 1);
    section(p, &number, o->number ? OT_S_FORCE_MORE : OT_S_FORCE, w, n);
    section(p, &number, total_section(o), w, n);
    section(p, &number, kinds_section(o), w, n);
    section(p, &number, OT_S_AGENCIES, w, n);
    section(p, &number, OT_S_PLANS, w, n);
    section(p, &number, OT_S_DETAIL, w, n);
    section(p, &number, OT_S_RULES, w, n);
    section(p, &number, OT_S_CHARGE, w, n);
    signature(p);
}

/* ---- notes ---- */

static void note(struct press *p, int *number, struct str s)
{
    double y;

    book_need(p->b, p->f->font[TEXT_BODY].leading);
    y = book_y(p->b) + p->f->font[TEXT_BODY].baseline;
    book_put(p->b, TEXT_BODY, press_thai(p, str_format(p->a, "%d.", ++*number)), PAGE_LEFT, y, 24,
             ALIGN_LEFT);
    book_text(p->b, TEXT_BODY, s, PAGE_LEFT + 24, PAGE_TEXT_W - 24, ALIGN_LEFT);
    book_skip(p->b, 5);
}

void press_notes(struct press *p)
{
    const struct ordinance *o = p->o;
    struct str prefix = str_slice(p->example, 0, 7);
    int number = 0;

    book_head(p->b, p->head, ordinance_text(OT_NOTES));
    book_new_page(p->b);
    press_part(p, PART_NOTES, ordinance_text(OT_NOTES));
    centred(p, TEXT_TITLE, ordinance_text(OT_NOTES));
    book_skip(p->b, 10);
    note(p, &number,
         press_words(p, OT_NOTE_STAGE,
                     ORDINANCE_WORDS({STR("stages"), ordinance_stages_text(o, p->a)})));
    if (o->facts.zero_lines)
        note(p, &number,
             press_words(
                 p, OT_NOTE_ZERO,
                 ORDINANCE_WORDS({STR("lines"), ordinance_count(p->a, o->facts.zero_lines)})));
    if (o->facts.left_out)
        note(
            p, &number,
            press_words(p, OT_NOTE_LEFT_OUT,
                        ORDINANCE_WORDS({STR("lines"), ordinance_count(p->a, o->facts.left_out)})));
    if (o->prior)
        note(p, &number,
             press_words(
                 p, OT_NOTE_PRIOR,
                 ORDINANCE_WORDS(
                     {STR("year"), str_format(p->a, "%d", (int)o->year.year - 1)},
                     {STR("known"), ordinance_count(p->a, (int64_t)o->budget.prior_known)},
                     {STR("agencies"), ordinance_count(p->a, (int64_t)o->budget.agencies)})));
    note(p, &number, press_words(p, OT_NOTE_SUMS, NULL, 0));
    note(p, &number, press_words(p, OT_NOTE_SHARE, NULL, 0));
    note(p, &number,
         press_words(p, OT_NOTE_CODES,
                     ORDINANCE_WORDS({STR("prefix"), prefix}, {STR("example"), p->example})));
    note(p, &number, press_words(p, OT_NOTE_FILES, NULL, 0));
}
