#include "document/meeting_paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "plan/committee.h"

static const struct meeting_data *meeting_of(void *ctx)
{
    const struct paper_job *j = ctx;

    return j->data;
}

static struct str pick(struct str word, const struct str *words, const enum paper_text *texts,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(words[i], word))
            return paper_word(texts[i]);
    }
    return word;
}

static struct str role_text(struct str word)
{
    static const struct str words[] = {STR_INIT("chair"), STR_INIT("vice"), STR_INIT("member"),
                                       STR_INIT("secretary"), STR_INIT("guest")};
    static const enum paper_text texts[] = {PT_CHAIR, PT_VICE_CHAIR, PT_MEMBER, PT_SECRETARY,
                                            PT_GUEST};

    return pick(word, words, texts, ARRAY_LEN(words));
}

static struct str kind_text(struct str word)
{
    static const struct str words[] = {STR_INIT("approve"), STR_INIT("conditional"),
                                       STR_INIT("reject"), STR_INIT("reconsider"),
                                       STR_INIT("acknowledge")};
    static const enum paper_text texts[] = {PT_APPROVE, PT_CONDITIONAL, PT_REJECTED, PT_RECONSIDER,
                                            PT_ACKNOWLEDGE};

    return pick(word, words, texts, ARRAY_LEN(words));
}

static void head(struct paper *p, const struct meeting_data *d, enum paper_text title)
{
    struct arena *a = paper_arena(p);
    const struct meeting *m = &d->meeting;
    enum body b;
    struct err no;

    paper_title(p, paper_word(title));
    paper_line(p, TEXT_HEADING, ALIGN_CENTER,
               body_parse(m->body, &b, &no) ? body_label(b, LANG_TH) : m->body);
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_MEETING_NO, PAPER_WORDS({"number", m->number})));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, m->place.n ? PT_MEETING_AT : PT_MEETING_ON,
                          PAPER_WORDS({"date", paper_day(a, m->on_date)}, {"place", m->place})));
    if (m->subject.n)
        paper_line(p, TEXT_BODY, ALIGN_CENTER, m->subject);
    paper_gap(p, 8);
}

static struct str item_title(struct arena *a, const struct meeting_item *i)
{
    return paper_fill(a, PT_ITEM,
                      PAPER_WORDS({"no", paper_count(a, i->no)}, {"title", i->title}));
}

/* What the item puts before the meeting: agencies, or packages with their amounts. */
static void subjects(struct paper *p, const struct meeting_data *d, int64_t no)
{
    double amount = paper_amount_width(p, BAHT(INT64_C(99999999999)));
    const struct table_column column[] = {
        {paper_word(PT_COL_SUBJECT), PAGE_TEXT_W - 2 * amount, COLUMN_TEXT},
        {paper_word(PT_COL_ASKED), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_NOW), amount, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);
    struct money asked = MONEY_ZERO, now = MONEY_ZERO;
    size_t n = 0;

    for (size_t i = 0; i < d->subjects; i++) {
        const struct meeting_subject *s = &d->subject[i];
        struct table_row r = {.kind = ROW_ITEM};

        if (s->no != no)
            continue;
        if (n++ == 0)
            paper_table(p, column, ARRAY_LEN(column));
        r.cell[0] = str_format(a, "%.*s %.*s", STR_FMT(s->code), STR_FMT(s->name));
        if (str_eq(s->kind, STR("package")))
            r.cell[0] = str_format(a, "%.*s \xC2\xB7 %.*s", STR_FMT(r.cell[0]),
                                   STR_FMT(s->agency_name));
        r.cell[1] = paper_money(a, s->requested);
        r.cell[2] = paper_money(a, s->now);
        asked = money_add(asked, s->requested);
        now = money_add(now, s->now);
        paper_row(p, &r);
    }
    if (n > 1) {
        struct table_row r = {.kind = ROW_TOTAL, .cell = {paper_word(PT_SUM)}};

        r.cell[1] = paper_money(a, asked);
        r.cell[2] = paper_money(a, now);
        paper_row(p, &r);
    }
    if (n > 0)
        paper_table_end(p);
}

static void item(struct paper *p, const struct meeting_data *d, const struct meeting_item *i)
{
    struct arena *a = paper_arena(p);

    paper_heading(p, 2, item_title(a, i));
    if (i->detail.n)
        paper_text(p, i->detail);
    if (i->run_code.n)
        paper_note(p, paper_fill(a, PT_ITEM_RUN, PAPER_WORDS({"run", i->run_code})));
    subjects(p, d, i->no);
}

bool agenda_say(struct paper *p, void *ctx, struct err *e)
{
    const struct meeting_data *d = meeting_of(ctx);

    (void)e;
    head(p, d, PT_AGENDA);
    for (size_t i = 0; i < d->items; i++)
        item(p, d, &d->item[i]);
    paper_gap(p, 12);
    paper_stamp(p);
    return true;
}

/* ---- minutes ---- */

static void person(struct paper *p, const struct meeting_person *q, int64_t no)
{
    struct arena *a = paper_arena(p);
    struct str role = role_text(q->role);

    if (q->agency_name.n)
        role = paper_fill(a, PT_FROM, PAPER_WORDS({"role", role}, {"agency", q->agency_name}));
    paper_line(p, TEXT_BODY, ALIGN_LEFT,
               paper_fill(a, PT_PERSON,
                          PAPER_WORDS({"no", paper_count(a, no)}, {"name", q->full_name},
                                      {"post", q->post}, {"role", role})));
}

/* Members that came or not; guests that came. */
static void people(struct paper *p, const struct meeting_data *d, enum paper_text title,
                   bool guests, bool present)
{
    int64_t no = 0;

    for (size_t i = 0; i < d->people; i++) {
        const struct meeting_person *q = &d->person[i];

        if (str_eq(q->voice, STR("speaks")) != guests || q->present != present)
            continue;
        if (no++ == 0)
            paper_heading(p, 2, paper_word(title));
        person(p, q, no);
    }
}

static void decided(struct paper *p, const struct passed *s)
{
    double amount = paper_amount_width(p, s->r.before);
    const struct table_column column[] = {
        {paper_word(PT_COL_PACKAGE), PAGE_TEXT_W - 3 * amount, COLUMN_TEXT},
        {paper_word(PT_COL_BEFORE), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_DECIDED), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_CHANGE), amount, COLUMN_FIGURES},
    };
    struct arena *a = paper_arena(p);
    struct table_row total = {.kind = ROW_TOTAL, .cell = {paper_word(PT_SUM)}};
    struct str agency = STR_NONE;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < s->packages; i++) {
        const struct resolution_package_row *k = &s->package[i];
        struct table_row r = {.kind = ROW_ITEM, .level = 1, .open = k->reason.n > 0};

        if (!str_eq(agency, k->agency_name)) {
            struct table_row h = {.kind = ROW_HEADING, .cell = {k->agency_name}};

            paper_row(p, &h);
            agency = k->agency_name;
        }
        r.cell[0] = str_format(a, "%.*s %.*s", STR_FMT(k->code), STR_FMT(k->title));
        r.cell[1] = paper_money(a, k->before);
        r.cell[2] = paper_money(a, k->amount);
        r.cell[3] = paper_money(a, k->change);
        paper_row(p, &r);
        if (k->reason.n) {
            struct table_row why = {.kind = ROW_ITEM, .level = 2, .wide = true};

            why.cell[0] = paper_fill(a, PT_REASON, PAPER_WORDS({"reason", k->reason}));
            paper_row(p, &why);
        }
    }
    total.cell[1] = paper_money(a, s->r.before);
    total.cell[2] = paper_money(a, s->r.total);
    total.cell[3] = paper_money(a, s->r.change);
    paper_row(p, &total);
    paper_table_end(p);
}

static void resolution(struct paper *p, const struct passed *s)
{
    struct arena *a = paper_arena(p);
    const struct resolution *r = &s->r;

    paper_heading(p, 3,
                  paper_fill(a, PT_RESOLUTION,
                             PAPER_WORDS({"number", r->number}, {"kind", kind_text(r->kind)},
                                         {"title", r->title})));
    paper_text(p, paper_fill(a, PT_RESOLUTION_TEXT,
                             PAPER_WORDS({"packages", paper_count(a, r->packages)},
                                         {"lines", paper_count(a, r->lines)},
                                         {"before", paper_money(a, r->before)},
                                         {"total", paper_money(a, r->total)},
                                         {"change", paper_money(a, r->change)})));
    if (r->reason.n)
        paper_text(p, paper_fill(a, PT_REASON, PAPER_WORDS({"reason", r->reason})));
    if (r->condition_text.n)
        paper_text(p, paper_fill(a, PT_CONDITION, PAPER_WORDS({"condition", r->condition_text})));
    if (r->replaces_code.n)
        paper_text(p, paper_fill(a, PT_CORRECTS, PAPER_WORDS({"code", r->replaces_code})));
    if (r->above > 0)
        paper_text(p, paper_fill(a, PT_ABOVE, PAPER_WORDS({"lines", paper_count(a, r->above)})));
    if (s->recused.n)
        paper_text(p, paper_fill(a, PT_RECUSED, PAPER_WORDS({"names", s->recused})));
    if (s->packages > 0)
        decided(p, s);
    if (r->total.satang > 0)
        paper_line(p, TEXT_CELL, ALIGN_RIGHT,
                   paper_fill(a, PT_RESOLUTION_WORDS,
                              PAPER_WORDS({"total", paper_money(a, r->total)},
                                          {"words", thai_baht_text(a, r->total)})));
}

/* no 0: what was passed under no item. */
static size_t resolutions(struct paper *p, const struct meeting_data *d, int64_t no)
{
    size_t n = 0;

    for (size_t i = 0; i < d->passes; i++) {
        if (d->passed[i].r.item_no != no)
            continue;
        if (n++ == 0 && no == 0)
            paper_heading(p, 2, paper_word(PT_OUTSIDE));
        resolution(p, &d->passed[i]);
    }
    return n;
}

static void minutes_signatures(struct paper *p)
{
    const struct str secretary[] = {STR_NONE, STR_NONE, paper_word(PT_BLANK_NAME),
                                    paper_word(PT_SECRETARY_POST)};
    const struct str chair[] = {STR_NONE, STR_NONE, paper_word(PT_BLANK_NAME),
                                paper_word(PT_MINUTES_POST)};

    paper_sign(p, secretary, ARRAY_LEN(secretary));
    paper_sign(p, chair, ARRAY_LEN(chair));
}

bool minutes_say(struct paper *p, void *ctx, struct err *e)
{
    const struct meeting_data *d = meeting_of(ctx);
    struct arena *a = paper_arena(p);

    (void)e;
    head(p, d, PT_MINUTES);
    people(p, d, PT_PRESENT, false, true);
    people(p, d, PT_ABSENT, false, false);
    people(p, d, PT_ATTENDING, true, true);
    paper_text(p, paper_fill(a, PT_QUORUM,
                             PAPER_WORDS({"present", paper_count(a, d->meeting.present)},
                                         {"people", paper_count(a, d->meeting.people)},
                                         {"quorum", paper_count(a, d->meeting.quorum)})));
    for (size_t i = 0; i < d->items; i++) {
        item(p, d, &d->item[i]);
        if (d->item[i].minutes.n)
            paper_text(p, d->item[i].minutes);
        if (resolutions(p, d, d->item[i].no) == 0)
            paper_note(p, paper_word(PT_NO_RESOLUTION));
    }
    (void)resolutions(p, d, 0);
    minutes_signatures(p);
    paper_gap(p, 8);
    paper_stamp(p);
    return true;
}
