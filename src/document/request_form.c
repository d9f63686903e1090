#include "document/request_form.h"

#include "base/arena.h"
#include "base/thai.h"
#include "document/request_parts.h"

/* ---- the letter ---- */

static void letter_signature(struct paper *p, const struct request_data *d)
{
    struct arena *a = paper_arena(p);
    const struct form_sign *s = &d->sign;
    bool is_signed = s->at.ms != 0 && d->facts.open == 0;
    struct str line[7] = {paper_word(PT_LETTER_CLOSE), STR_NONE, STR_NONE};
    size_t n = 3;

    line[n++] = is_signed && s->full_name.n
                    ? paper_fill(a, PT_NAME, PAPER_WORDS({"name", s->full_name}))
                    : paper_word(PT_BLANK_NAME);
    line[n++] = paper_fill(a, PT_LETTER_POST, PAPER_WORDS({"agency", d->agency.name_th}));
    if (is_signed && s->capacity.n)
        line[n++] =
            paper_fill(a, str_eq(s->capacity, STR("acting")) ? PT_ACTING : PT_DELEGATED,
                       PAPER_WORDS({"order", s->order_no}, {"date", paper_day(a, s->order_on)}));
    if (is_signed)
        line[n++] = paper_fill(a, PT_LETTER_SIGNED,
                               PAPER_WORDS({"date", paper_day(a, date_of_ms(s->at.ms))}));
    paper_sign(p, line, n);
}

static void letter_head(struct paper *p, const struct request_data *d, struct date day)
{
    struct arena *a = paper_arena(p);

    paper_title(p, paper_word(PT_LETTER));
    paper_pair(p, paper_word(PT_LETTER_NO), paper_word(PT_BLANK));
    paper_line(p, TEXT_BODY, ALIGN_RIGHT, d->agency.name_th);
    paper_line(p, TEXT_BODY, ALIGN_RIGHT,
               paper_fill(a, PT_LETTER_DATE, PAPER_WORDS({"date", paper_day(a, day)})));
    paper_pair(
        p, paper_word(PT_LETTER_SUBJECT),
        paper_fill(a, PT_LETTER_SUBJECT_TEXT, PAPER_WORDS({"year", request_year_text(a, d)})));
    paper_pair(p, paper_word(PT_LETTER_TO), d->letter_to);
    paper_pair(p, paper_word(PT_LETTER_WITH),
               paper_fill(a, PT_LETTER_WITH_TEXT,
                          PAPER_WORDS({"packages", paper_count(a, d->facts.packages)},
                                      {"lines", paper_count(a, d->facts.lines)})));
    paper_gap(p, 6);
}

static void letter(struct paper *p, const struct request_data *d, struct date day)
{
    struct arena *a = paper_arena(p);

    letter_head(p, d, d->sign.at.ms && d->facts.open == 0 ? date_of_ms(d->sign.at.ms) : day);
    paper_text(
        p, paper_fill(a, PT_LETTER_BODY,
                      PAPER_WORDS({"agency", d->agency.name_th}, {"year", request_year_text(a, d)},
                                  {"packages", paper_count(a, d->facts.packages)},
                                  {"lines", paper_count(a, d->facts.lines)},
                                  {"total", paper_money(a, d->facts.total)},
                                  {"words", thai_baht_text(a, d->facts.total)})));
    if (d->facts.open > 0)
        paper_text(p, paper_fill(a, PT_LETTER_DRAFT,
                                 PAPER_WORDS({"open", paper_count(a, d->facts.open)})));
    paper_text(p, paper_word(PT_LETTER_CHECK));
    paper_text(p, paper_word(PT_LETTER_END));
    paper_gap(p, 4);
    letter_signature(p, d);
    paper_gap(p, 8);
    paper_stamp(p);
}

/* ---- the forms ---- */

static void form_lines(struct paper *p, const struct request_data *d)
{
    struct arena *a = paper_arena(p);
    struct str code = d->lines ? d->line[0].code : STR_NONE;
    size_t n = code.n;

    paper_heading(p, 1, paper_word(PT_FORM_LINES));
    while (n > 0 && code.p[n - 1] != '-')
        n--;
    paper_note(p, paper_fill(a, PT_LINE_NOTE, PAPER_WORDS({"prefix", str_slice(code, 0, n)})));
    request_lines_table(p, d, 0, d->packages);
}

static void form_reasons(struct paper *p, const struct request_data *d)
{
    struct arena *a = paper_arena(p);

    paper_heading(p, 1, paper_word(PT_FORM_REASONS));
    for (size_t i = 0; i < d->packages; i++) {
        const struct form_package *k = &d->package[i];

        paper_heading(p, 3, str_format(a, "%.*s %.*s", STR_FMT(k->code), STR_FMT(k->title)));
        request_package_words(p, d, i);
    }
}

bool request_form_say(struct paper *p, const struct request_paper *r, struct err *e)
{
    const struct request_data *d = r->data;
    struct arena *a = paper_arena(p);

    (void)e;
    letter(p, d, r->day);
    paper_page(p);
    paper_title(p, paper_word(PT_FORMS));
    paper_line(p, TEXT_HEADING, ALIGN_CENTER, d->agency.name_th);
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_YEAR, PAPER_WORDS({"year", request_year_text(a, d)})));
    paper_gap(p, 8);
    paper_heading(p, 1, paper_word(PT_FORM_PLANS));
    request_plans_table(p, d);
    paper_heading(p, 1, paper_word(PT_FORM_TYPES));
    request_types_table(p, d);
    paper_line(
        p, TEXT_CELL, ALIGN_RIGHT,
        paper_fill(a, PT_IN_WORDS, PAPER_WORDS({"words", thai_baht_text(a, d->facts.total)})));
    paper_heading(p, 1, paper_word(PT_FORM_PACKAGES));
    request_packages_table(p, d);
    form_lines(p, d);
    form_reasons(p, d);
    return true;
}
