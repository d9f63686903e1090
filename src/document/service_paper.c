#include "document/service_paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "document/digest.h"
#include "perform/service_agreement.h"

struct service_print {
    struct service_agreement s;
    struct rows parts, versions, moves;
};

bool service_paper_find(struct paper_job *j, struct err *e)
{
    struct service_print *d = ARENA_NEW(j->a, struct service_print);

    if (!service_get(j->db, j->a, j->order->subject, &d->s, e) || !agency_by_id(j->db, j->a, d->s.agency_id, &j->agency, e))
        return false;
    j->data = d;
    j->subject = str_format(j->a, "service:%.*s", STR_FMT(d->s.code));
    return true;
}

/* What was agreed; not what the ledger says today. */
bool service_paper_load(struct paper_job *j, struct err *e)
{
    struct service_print *d = j->data;
    const struct service_part *x;
    struct fiscal_year year;
    struct sha256_state st;

    if (!service_parts(j->db, j->a, &d->s, 0, &d->parts, e) || !service_versions(j->db, j->a, d->s.id, &d->versions, e) ||
        !service_moves(j->db, j->a, &d->s, d->s.number, &d->moves, e) || !year_get(j->db, j->a, d->s.year, &year, e))
        return false;
    j->demo = year.demo;
    j->partial = year.partial;
    j->subject_name = d->s.output_name;
    j->result = (struct document_result){.lines = (int64_t)d->parts.n, .agencies = 1, .total = d->s.agreed};
    sha256_begin(&st);
    digest_text(&st, d->s.code);
    digest_rows(&st, &service_version_type, d->versions.p, d->versions.n);
    digest_rows(&st, &service_move_type, d->moves.p, d->moves.n);
    x = d->parts.p;
    for (size_t i = 0; i < d->parts.n; i++)
        digest_text(&st, str_format(j->a, "%.*s|%.*s|%.*s|%lld|%.*s|%.*s|%lld", STR_FMT(x[i].unit_code), STR_FMT(x[i].name),
                                    STR_FMT(x[i].unit_word), (long long)x[i].quantity_milli, STR_FMT(x[i].quality),
                                    STR_FMT(x[i].delivered), (long long)x[i].cost.satang));
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

static bool parts(struct paper *p, const struct service_print *d, struct err *e)
{
    struct arena *a = paper_arena(p);
    double w = paper_amount_width(p, d->s.agreed);
    const struct table_column column[] = {{paper_word(PT_SV_SERVICE), PAGE_TEXT_W - 150 - w, COLUMN_TEXT},
                                          {paper_word(PT_SV_QUANTITY), 150, COLUMN_TEXT},
                                          {paper_word(PT_SV_COST), w, COLUMN_FIGURES}};
    const struct service_part *x = d->parts.p;
    struct money sum = MONEY_ZERO;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->parts.n; i++) {
        struct table_row r = {.kind = ROW_ITEM, .open = true}, terms = {.kind = ROW_ITEM, .level = 1, .wide = true};
        struct str none = paper_word(PT_SV_NOT_SET);

        r.cell[0] = x[i].name;
        r.cell[1] = x[i].unit_word.n ? paper_quantity(a, x[i].quantity_milli, x[i].unit_word) : paper_word(PT_SV_UNSAID);
        r.cell[2] = paper_money(a, x[i].cost);
        paper_row(p, &r);
        terms.cell[0] = paper_fill(a, PT_SV_TERMS,
                                   PAPER_WORDS({"quality", x[i].quality.n ? x[i].quality : none},
                                               {"delivered", x[i].delivered.n ? x[i].delivered : none}));
        paper_row(p, &terms);
        sum = money_add(sum, x[i].cost);
    }
    paper_row(p, &(struct table_row){.kind = ROW_TOTAL, .cell = {paper_word(PT_SV_SUM), STR_NONE, paper_money(a, sum)}});
    paper_table_end(p);
    if (sum.satang == d->s.agreed.satang)
        return true;
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(d->s.code));
    return false;
}

static void moves(struct paper *p, const struct service_print *d)
{
    struct arena *a = paper_arena(p);
    double w = paper_amount_width(p, d->s.agreed);
    const struct table_column column[] = {{paper_word(PT_SV_DAY), 90, COLUMN_TEXT},
                                          {paper_word(PT_SV_MOVE), PAGE_TEXT_W - 90 - w, COLUMN_TEXT},
                                          {paper_word(PT_SV_AMOUNT), w, COLUMN_FIGURES}};
    const struct service_move *m = d->moves.p;

    if (d->moves.n == 0)
        return;
    paper_heading(p, 2, paper_word(PT_SV_MOVES));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->moves.n; i++)
        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {paper_day(a, m[i].on_date),
                                                  str_format(a, "%.*s %.*s", STR_FMT(m[i].key), STR_FMT(m[i].line_name)),
                                                  paper_money(a, m[i].amount)}});
    paper_table_end(p);
}

static void versions(struct paper *p, const struct service_print *d)
{
    struct arena *a = paper_arena(p);
    const struct service_version *v = d->versions.p;

    paper_heading(p, 2, paper_word(PT_SV_VERSIONS));
    for (size_t i = 0; i < d->versions.n; i++)
        paper_line(p, TEXT_BODY, ALIGN_LEFT,
                   paper_fill(a, PT_SV_VERSION,
                              PAPER_WORDS({"n", str_format(a, "%lld", (long long)v[i].number)},
                                          {"day", paper_day(a, date_of_ms(v[i].at.ms))}, {"cost", paper_money(a, v[i].cost)},
                                          {"moved", paper_money(a, v[i].moved)}, {"reason", v[i].reason})));
}

static void signatures(struct paper *p, const struct service_print *d)
{
    struct arena *a = paper_arena(p);
    const struct str head[] = {paper_word(PT_AG_SIGN), paper_fill(a, PT_AG_HEAD, PAPER_WORDS({"agency", d->s.agency_name}))};
    const struct str city[] = {paper_word(PT_AG_SIGN), paper_word(PT_AG_CITY)};

    paper_gap(p, 14);
    paper_sign(p, head, ARRAY_LEN(head));
    paper_gap(p, 14);
    paper_sign(p, city, ARRAY_LEN(city));
}

bool service_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct service_print *d = j->data;
    struct arena *a = paper_arena(p);

    paper_title(p, paper_word(PT_SV_TITLE));
    paper_line(p, TEXT_BODY, ALIGN_CENTER, d->s.agency_name);
    paper_gap(p, 6);
    paper_text(p, paper_fill(a, PT_SV_LEAD,
                             PAPER_WORDS({"agency", d->s.agency_name}, {"output", d->s.output_code}, {"name", d->s.output_name},
                                         {"year", str_format(a, "%lld", (long long)d->s.year)}, {"code", d->s.code},
                                         {"number", str_format(a, "%lld", (long long)d->s.number)})));
    if (!parts(p, d, e))
        return false;
    moves(p, d);
    versions(p, d);
    signatures(p, d);
    paper_gap(p, 8);
    paper_stamp(p);
    return true;
}
