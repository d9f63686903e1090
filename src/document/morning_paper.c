/* morning_paper.c - the morning page on one A4. */
#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "document/morning.h"
#include "document/paper.h"
#include "perform/procurement.h"

enum { TIGHT = 3 }; /* so many rows fewer in each list before the page runs over */

static struct str million(struct arena *a, struct money m)
{
    struct money x;

    /* baht to millions with two decimals: hundredths of a million are 10,000 baht */
    if (!money_ratio(m, 1, 1000000, ROUND_HALF_UP, &x))
        return STR("-");
    return money_text(a, x, MONEY_COMMAS);
}

static struct str signed_million(struct arena *a, struct money m)
{
    struct str s = million(a, m);

    return m.satang > 0 ? str_format(a, "+%.*s", STR_FMT(s)) : s;
}

static struct str percent(struct arena *a, int64_t bp)
{
    return str_format(a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100));
}

static struct str short_day(struct arena *a, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, a, 80);
    if (d.yyyymmdd)
        date_put(&b, d, DATE_SHORT, LANG_TH);
    return d.yyyymmdd ? sbuf_str(&b) : STR("-");
}

/* At most `most` code points of a name: the page has one line for each item. */
static struct str cut(struct arena *a, struct str s, size_t most)
{
    size_t n = 0, at = 0;

    while (at < s.n && n < most) {
        at++;
        while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80)
            at++;
        n++;
    }
    return at < s.n ? str_format(a, "%.*s\xE2\x80\xA6", (int)at, s.p) : s;
}

static struct str note_word(struct arena *a, const struct morning_item *it)
{
    for (size_t s = 0; s < PROC_STEPS; s++) {
        if (str_eq(it->note, str_from(procurement_step_word((enum procurement_step)s))))
            return procurement_step_name((enum procurement_step)s, LANG_TH);
    }
    return str_eq(it->kind, STR("contract")) ? cut(a, it->note, 16) : STR_NONE;
}

static void figures(struct paper *p, const struct morning *m)
{
    struct arena *a = paper_arena(p);
    const double w = PAGE_TEXT_W / 5;
    const struct table_column column[] = {
        {paper_word(PT_MORNING_FIGURE), w, COLUMN_TEXT},
        {paper_word(PT_MORNING_CURRENT), w, COLUMN_FIGURES},
        {paper_word(PT_MORNING_ALLOTTED), w, COLUMN_FIGURES},
        {paper_word(PT_MORNING_TAKEN), w, COLUMN_FIGURES},
        {paper_word(PT_MORNING_PAID), w, COLUMN_FIGURES},
    };
    struct table_row now = {.kind = ROW_ITEM,
                            .cell = {paper_word(PT_MORNING_NOW), million(a, m->now.current),
                                     million(a, m->now.allotted), million(a, m->taken),
                                     million(a, m->now.disbursed)}};
    struct table_row rate = {.kind = ROW_ITEM,
                             .cell = {paper_word(PT_MORNING_RATE), STR("100.00"),
                                      percent(a, money_share_bp(m->now.allotted, m->now.current)),
                                      percent(a, m->now.obligated_rate.bp),
                                      percent(a, m->now.disbursed_rate.bp)}};
    struct table_row moved = {.kind = ROW_ITEM,
                              .cell = {paper_word(PT_MORNING_MOVED), signed_million(a, m->moved[3]),
                                       signed_million(a, m->moved[0]), signed_million(a, m->moved[1]),
                                       signed_million(a, m->moved[2])}};

    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    paper_row(p, &now);
    paper_row(p, &rate);
    paper_row(p, &moved);
    paper_table_end(p);
}

static void list(struct paper *p, const struct morning *m, enum morning_part part,
                 enum paper_text title, enum paper_text column_day)
{
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {
        {thai_digits(a, paper_fill(a, title, PAPER_WORDS({"n", paper_count(a, m->all[part])}))),
         PAGE_TEXT_W - 238, COLUMN_TEXT},
        {paper_word(PT_MORNING_STEP), 92, COLUMN_TEXT},
        {paper_word(PT_MORNING_MILLION), 56, COLUMN_FIGURES},
        {paper_word(column_day), 90, COLUMN_TEXT},
    };
    size_t most = (size_t)(5 - paper_tight(p, TIGHT));

    if (m->n[part] == 0)
        return;
    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    for (size_t i = 0; i < m->n[part] && i < most; i++) {
        const struct morning_item *it = &m->item[part][i];
        struct table_row r = {.kind = ROW_ITEM};

        r.cell[0] = m->asked.agency_id || it->agency_name.n == 0
                        ? cut(a, it->title, 46)
                        : str_format(a, "%.*s \xC2\xB7 %.*s", STR_FMT(cut(a, it->title, 26)),
                                     STR_FMT(cut(a, it->agency_name, 15)));
        r.cell[1] = note_word(a, it);
        r.cell[2] = it->amount.satang ? million(a, it->amount) : STR("-");
        r.cell[3] = short_day(a, it->day);
        paper_row(p, &r);
    }
    paper_table_end(p);
    paper_gap(p, 4);
}

static void behind(struct paper *p, const struct morning *m)
{
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {
        {thai_digits(a, paper_fill(a, PT_MORNING_BEHIND,
                                   PAPER_WORDS({"n", paper_count(a, m->behind_all)},
                                               {"goal", percent(a, m->goal_bp)},
                                               {"quarter", paper_count(a, m->quarter)}))),
         PAGE_TEXT_W - 226, COLUMN_TEXT},
        {paper_word(PT_MORNING_BASE), 84, COLUMN_FIGURES},
        {paper_word(PT_MORNING_TAKEN), 92, COLUMN_FIGURES},
        {paper_word(PT_MORNING_RATE), 50, COLUMN_FIGURES},
    };
    size_t most = (size_t)(5 - paper_tight(p, TIGHT));

    if (m->behind_n == 0)
        return;
    paper_table_in(p, TEXT_NOTE, column, ARRAY_LEN(column));
    for (size_t i = 0; i < m->behind_n && i < most; i++) {
        struct table_row r = {.kind = ROW_ITEM};

        r.cell[0] = cut(a, m->behind[i].agency_name, 52);
        r.cell[1] = million(a, m->behind[i].base);
        r.cell[2] = million(a, m->behind[i].taken);
        r.cell[3] = percent(a, m->behind[i].rate.bp);
        paper_row(p, &r);
    }
    paper_table_end(p);
    paper_gap(p, 4);
}

static struct str desk_name(const struct morning_item *it)
{
    static const struct {
        const char *word;
        enum paper_text text;
    } of[] = {{"maker", PT_MORNING_DESK_MAKER},     {"draft", PT_MORNING_DESK_MAKER},
              {"returned", PT_MORNING_DESK_MAKER},  {"head", PT_MORNING_DESK_HEAD},
              {"system_office", PT_MORNING_DESK_OFFICE}, {"permsec", PT_MORNING_DESK_PERMSEC},
              {"governor", PT_MORNING_DESK_GOVERNOR},    {"finance", PT_MORNING_DESK_FINANCE},
              {"approved", PT_MORNING_DESK_FINANCE},     {"sent", PT_MORNING_DESK_APPROVER}};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        if (str_eq(it->note, str_from(of[i].word)))
            return paper_word(of[i].text);
    }
    return it->note;
}

static void desks(struct paper *p, const struct morning *m)
{
    struct arena *a = paper_arena(p);
    struct sbuf b;

    if (m->n[MORNING_DESK] == 0)
        return;
    sbuf_init(&b, a, 4000);
    for (size_t i = 0; i < m->n[MORNING_DESK]; i++) {
        const struct morning_item *it = &m->item[MORNING_DESK][i];

        if (i)
            SB_LIT(&b, " \xC2\xB7 ");
        sbuf_add(&b, paper_fill(a, str_eq(it->kind, STR("order")) ? PT_MORNING_ORDERS
                                                                 : PT_MORNING_WARRANTS,
                                PAPER_WORDS({"desk", desk_name(it)}, {"n", paper_count(a, it->n)},
                                            {"amount", million(a, it->amount)})));
    }
    paper_line(p, TEXT_CELL, ALIGN_LEFT,
               str_format(a, "%.*s: %.*s", STR_FMT(paper_word(PT_MORNING_DESKS)),
                          STR_FMT(sbuf_str(&b))));
    paper_gap(p, 4);
}

static bool say(struct paper *p, void *ctx, struct err *e)
{
    const struct morning_paper *w = ctx;
    const struct morning *m = w->m;
    struct arena *a = paper_arena(p);
    struct sbuf at;

    (void)e;
    paper_title(p, paper_fill(a, m->agency_name.n ? PT_MORNING_OF : PT_MORNING,
                              PAPER_WORDS({"agency", m->agency_name})));
    paper_line(p, TEXT_CELL, ALIGN_CENTER,
               paper_fill(a, m->days_left < 0 ? PT_MORNING_OVER : PT_MORNING_DAY,
                          PAPER_WORDS({"day", paper_day(a, m->asked.today)},
                                      {"year", str_format(a, "%lld", (long long)m->asked.year)},
                                      {"left", paper_count(a, m->days_left < 0 ? 0 : m->days_left)})));
    paper_line(p, TEXT_CELL, ALIGN_LEFT,
               paper_fill(a, PT_MORNING_LEAD,
                          PAPER_WORDS({"late", paper_count(a, m->all[MORNING_LATE])},
                                      {"risk", paper_count(a, m->all[MORNING_RISK])},
                                      {"behind", paper_count(a, m->behind_all)},
                                      {"decisions", paper_count(a, m->decisions)},
                                      {"lapse", million(a, m->lapses)})));
    paper_gap(p, 4);
    figures(p, m);
    paper_gap(p, 6);
    desks(p, m);
    list(p, m, MORNING_LATE, PT_MORNING_LATE, PT_MORNING_PLANNED);
    list(p, m, MORNING_RISK, PT_MORNING_RISK, PT_MORNING_SAFE);
    list(p, m, MORNING_RESOLUTION, PT_MORNING_RESOLUTIONS, PT_COL_DUE);
    if (!m->asked.agency_id)
        behind(p, m);
    list(p, m, MORNING_OPEN, PT_MORNING_OPEN, PT_COL_DUE);
    list(p, m, MORNING_CONTRACT, PT_MORNING_CONTRACTS, PT_MORNING_ENDS);
    list(p, m, MORNING_PROBLEM, PT_MORNING_PROBLEMS, PT_COL_DUE);
    sbuf_init(&at, a, 80);
    when_put(&at, w->at, LANG_TH);
    paper_note(p, paper_fill(a, PT_MORNING_FOOT,
                             PAPER_WORDS({"at", sbuf_str(&at)}, {"url", w->url})));
    return true;
}

bool morning_print(const struct morning_paper *w, const char *path, struct err *e)
{
    struct paper_info info = {.title = paper_word(PT_MORNING_TITLE),
                              .subject = w->m->agency_name,
                              .author = STR("PBIS"),
                              .head = paper_word(PT_MORNING_TITLE),
                              .url = w->url,
                              .issued = w->m->asked.today,
                              .demo = w->demo};
    int64_t pages;

    return paper_print(path, &info, say, (void *)(uintptr_t)w, &pages, e);
}
