#include "document/warrant_paper.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/year.h"
#include "document/digest.h"
#include "execute/warrant.h"

struct warrant_data {
    struct warrant w;
    struct rows parts, instalments;
};

bool warrant_paper_find(struct paper_job *j, struct err *e)
{
    struct warrant_data *d = ARENA_NEW(j->a, struct warrant_data);

    if (!warrant_get(j->db, j->a, j->order->subject, &d->w, e) ||
        !warrant_parts(j->db, j->a, &d->w, &d->parts, e) ||
        !warrant_instalments(j->db, j->a, d->w.id, &d->instalments, e) ||
        !agency_by_id(j->db, j->a, d->w.agency_id, &j->agency, e))
        return false;
    j->data = d;
    j->subject = str_format(j->a, "warrant:%.*s", STR_FMT(d->w.code));
    return true;
}

/* Without what changes no word of the paper: what is left on the lines, the version, the desk. */
bool warrant_paper_load(struct paper_job *j, struct err *e)
{
    struct warrant_data *d = j->data;
    struct warrant_part *part = ARENA_ARRAY(j->a, struct warrant_part, d->parts.n);
    struct warrant w = d->w;
    struct fiscal_year year;
    struct sha256_state st;

    if (!year_get(j->db, j->a, w.year, &year, e))
        return false;
    for (size_t i = 0; i < d->parts.n; i++) {
        part[i] = ((const struct warrant_part *)d->parts.p)[i];
        part[i].left = MONEY_ZERO;
    }
    w.version = 0;
    w.desk_since.ms = 0;
    j->demo = year.demo;
    j->partial = year.partial;
    j->draft = str_eq(w.state, STR("draft")) || str_eq(w.state, STR("returned")) ||
               str_eq(w.state, STR("refused"));
    j->subject_name = w.number;
    j->result = (struct document_result){.agencies = 1};
    sha256_begin(&st);
    digest_rows(&st, &warrant_type, &w, 1);
    digest_rows(&st, &warrant_part_type, part, d->parts.n);
    digest_rows(&st, &warrant_instalment_type, d->instalments.p, d->instalments.n);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

/* ---- saying it ---- */

static void pair(struct paper *p, enum paper_text label, struct str text)
{
    if (text.n)
        paper_pair(p, paper_word(label), text);
}

static struct str day(struct paper *p, struct date d)
{
    return d.yyyymmdd ? paper_day(paper_arena(p), d) : STR_NONE;
}

static void say_facts(struct paper *p, const struct warrant_data *d)
{
    struct arena *a = paper_arena(p);
    const struct warrant *w = &d->w;
    const struct warrant_instalment *i = d->instalments.p;
    struct sbuf b;

    pair(p, PT_WARRANT_AGENCY, w->agency_name);
    pair(p, PT_WARRANT_PAYEE, w->payee);
    pair(p, PT_WARRANT_TAX_ID, w->tax_id);
    pair(p, PT_WARRANT_TITLE, w->title);
    pair(p, PT_WARRANT_CONTRACT, w->ref);
    if (w->change_number)
        pair(p, PT_WARRANT_CHANGE, paper_count(a, w->change_number));
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t k = 0; k < d->instalments.n; k++)
        sbuf_printf(&b, "%s%lld", k ? ", " : "", (long long)i[k].number);
    pair(p, PT_WARRANT_INSTALMENTS, sbuf_str(&b));
    pair(p, PT_WARRANT_ACCEPTED, day(p, w->accepted_on));
    pair(p, PT_WARRANT_CONTROL, w->control_no);
    if (w->loan_no.n)
        pair(p, PT_WARRANT_LOAN,
             str_format(a, "%.*s  %.*s", STR_FMT(w->loan_no), STR_FMT(paper_money(a, w->loan))));
    pair(p, PT_WARRANT_REFUND_OF, w->refund_of);
    if (w->receipt_no.n)
        pair(p, PT_WARRANT_RECEIPT,
             str_format(a, "%.*s  %.*s", STR_FMT(w->receipt_no), STR_FMT(day(p, w->receipt_on))));
    pair(p, PT_WARRANT_REASON, w->reason);
}

static void say_sum(struct paper *p, const struct warrant *w)
{
    struct arena *a = paper_arena(p);
    const struct {
        enum paper_text text;
        struct money m;
        bool total;
    } row[] = {
        {PT_WARRANT_GROSS, w->gross, false},
        {PT_WARRANT_ADVANCE, money_neg(w->advance_less), false},
        {PT_WARRANT_RETENTION, money_neg(w->retention_less), false},
        {PT_WARRANT_ADJUST, w->adjust, false},
        {PT_WARRANT_CHARGE, w->charge, true},
        {PT_WARRANT_PENALTY, money_neg(w->penalty), false},
        {PT_WARRANT_TAX, money_neg(w->tax), false},
        {PT_WARRANT_NET, w->net, true},
    };
    const struct table_column column[] = {
        {paper_word(PT_COL_PART), PAGE_TEXT_W - paper_amount_width(p, w->gross), COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), paper_amount_width(p, w->gross), COLUMN_FIGURES}};

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (row[i].m.satang || row[i].total)
            paper_row(p, &(struct table_row){.kind = row[i].total ? ROW_TOTAL : ROW_ITEM,
                                             .cell = {paper_word(row[i].text),
                                                      paper_money(a, row[i].m)}});
    }
    paper_table_end(p);
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_IN_WORDS, PAPER_WORDS({"words", thai_baht_text(a, w->net)})));
    if (w->penalty.satang)
        paper_note(p, paper_word(PT_WARRANT_PENALTY_NOTE));
}

static void say_lines(struct paper *p, const struct warrant_data *d)
{
    struct arena *a = paper_arena(p);
    const struct warrant_part *x = d->parts.p;
    const struct table_column column[] = {
        {paper_word(PT_COL_CODE), 150, COLUMN_TEXT},
        {paper_word(PT_COL_LINES), PAGE_TEXT_W - 150 - paper_amount_width(p, d->w.charge),
         COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), paper_amount_width(p, d->w.charge), COLUMN_FIGURES}};

    paper_heading(p, 3, paper_word(PT_WARRANT_LINES));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->parts.n; i++)
        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {x[i].line_code, x[i].line_name,
                                                  paper_money(a, x[i].amount)}});
    paper_row(p, &(struct table_row){
                     .kind = ROW_TOTAL,
                     .cell = {paper_word(PT_SUM), STR_NONE, paper_money(a, d->w.charge)}});
    paper_table_end(p);
}

static struct str person(struct paper *p, struct str name)
{
    return name.n ? paper_fill(paper_arena(p), PT_NAME, PAPER_WORDS({"name", name}))
                  : paper_word(PT_BLANK_NAME);
}

/* Room for three signatures, side by side. */
static void say_persons(struct paper *p, const struct warrant *w)
{
    const double third = PAGE_TEXT_W / 3;
    const struct table_column column[] = {{paper_word(PT_WARRANT_MAKER), third, COLUMN_TEXT},
                                          {paper_word(PT_WARRANT_APPROVER), third, COLUMN_TEXT},
                                          {paper_word(PT_WARRANT_PAYER), third, COLUMN_TEXT}};
    const struct str dots = STR("..............................");

    paper_table(p, column, ARRAY_LEN(column));
    paper_row(p, &(struct table_row){.kind = ROW_ITEM, .open = true, .cell = {STR(" "), STR(" "), STR(" ")}});
    paper_row(p, &(struct table_row){.kind = ROW_ITEM, .open = true, .cell = {dots, dots, dots}});
    paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                     .cell = {person(p, w->made_by), person(p, w->approved_by),
                                              person(p, w->paid_by)}});
    paper_table_end(p);
}

bool warrant_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct warrant_data *d = j->data;
    const struct warrant *w = &d->w;
    struct arena *a = paper_arena(p);

    (void)e;
    paper_title(p, paper_word(str_eq(w->kind, STR("refund")) ? PT_WARRANT_REFUND : PT_WARRANT));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_WARRANT_NO,
                          PAPER_WORDS({"number", w->number}, {"date", paper_day(a, w->on_date)})));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_YEAR,
                          PAPER_WORDS({"year", str_format(a, "%lld", (long long)w->year)})));
    paper_gap(p, 4);
    say_facts(p, d);
    say_sum(p, w);
    say_lines(p, d);
    paper_gap(p, 6);
    say_persons(p, w);
    if (w->paid_on.yyyymmdd)
        paper_note(p, paper_fill(a, PT_WARRANT_PAID, PAPER_WORDS({"date", paper_day(a, w->paid_on)})));
    paper_gap(p, 6);
    paper_stamp(p);
    return true;
}
