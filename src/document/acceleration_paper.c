#include "document/acceleration_paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "document/digest.h"
#include "perform/acceleration.h"

struct round_data {
    struct acceleration r;
    const struct acceleration_row *row;
    const struct acceleration_adviser *adviser;
    const struct acceleration_meeting *meeting;
    const struct acceleration_invited *invited;
    const struct acceleration_resolution *res;
    size_t rows, advisers, meetings, invitations, resolutions;
    struct str seal;
};

static bool read_rows(struct paper_job *j, struct round_data *d, struct err *e)
{
    struct rows rows;

    if (!acceleration_frozen(j->db, j->a, d->r.id, 0, false, &rows, e) ||
        !acceleration_verify(j->a, &d->r, &rows, &d->seal, e))
        return false;
    d->row = rows.p;
    d->rows = rows.n;
    if (!acceleration_advisers(j->db, j->a, d->r.id, &rows, e))
        return false;
    d->adviser = rows.p;
    d->advisers = rows.n;
    if (!acceleration_meetings(j->db, j->a, d->r.id, &rows, e))
        return false;
    d->meeting = rows.p;
    d->meetings = rows.n;
    if (!acceleration_invitations(j->db, j->a, d->r.id, &rows, e))
        return false;
    d->invited = rows.p;
    d->invitations = rows.n;
    if (!acceleration_resolutions(j->db, j->a, d->r.year, d->r.id, 0, &rows, e))
        return false;
    d->res = rows.p;
    d->resolutions = rows.n;
    return true;
}

bool acceleration_paper_load(struct paper_job *j, struct err *e)
{
    struct round_data *d = ARENA_NEW(j->a, struct round_data);
    struct fiscal_year year;
    struct sha256_state st;

    if (!acceleration_get(j->db, j->a, j->order->subject, &d->r, e) ||
        !year_get(j->db, j->a, d->r.year, &year, e))
        return false;
    if (d->r.year != j->order->year || str_eq(d->r.state, STR("open"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(d->r.state));
        err_arg(e, "event", V(STR("acceleration")));
        return false;
    }
    if (!read_rows(j, d, e))
        return false;
    j->data = d;
    j->demo = year.demo;
    j->partial = year.partial;
    j->draft = !str_eq(d->r.state, STR("closed"));
    j->subject_name = d->r.code;
    sha256_begin(&st);
    digest_rows(&st, &acceleration_type, &d->r, 1);
    digest_rows(&st, &acceleration_row_type, d->row, d->rows);
    digest_rows(&st, &acceleration_adviser_type, d->adviser, d->advisers);
    digest_rows(&st, &acceleration_meeting_type, d->meeting, d->meetings);
    digest_rows(&st, &acceleration_invited_type, d->invited, d->invitations);
    digest_rows(&st, &acceleration_resolution_type, d->res, d->resolutions);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

static struct str percent(struct arena *a, int64_t bp)
{
    return str_format(a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100));
}

static void targets(struct paper *p, const struct round_data *d)
{
    struct arena *a = paper_arena(p);
    double amount = paper_amount_width(p, d->r.base);
    const struct table_column column[] = {
        {paper_word(PT_ACC_AGENCY), PAGE_TEXT_W - 2 * amount - 60, COLUMN_TEXT},
        {paper_word(PT_ACC_BASE), amount, COLUMN_FIGURES},
        {paper_word(PT_ACC_TAKEN), amount, COLUMN_FIGURES},
        {paper_word(PT_MORNING_RATE), 60, COLUMN_FIGURES},
    };

    paper_heading(p, 2, paper_fill(a, PT_ACC_LIST, PAPER_WORDS({"n", paper_count(a, d->r.targets)},
                                                              {"all", paper_count(a, d->r.agencies)})));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->rows; i++) {
        struct table_row r = {.kind = ROW_ITEM};

        if (!str_eq(d->row[i].class, STR("all")) || !d->row[i].target)
            continue;
        r.cell[0] = d->row[i].agency_name;
        r.cell[1] = paper_money(a, d->row[i].base);
        r.cell[2] = paper_money(a, d->row[i].taken);
        r.cell[3] = percent(a, d->row[i].rate.bp);
        paper_row(p, &r);
    }
    paper_row(p, &(struct table_row){.kind = ROW_TOTAL,
                                     .cell = {paper_word(PT_ACC_ALL), paper_money(a, d->r.base),
                                              paper_money(a, d->r.taken),
                                              percent(a, money_share_bp(d->r.taken, d->r.base))}});
    paper_table_end(p);
    for (size_t i = 0; i < d->advisers; i++)
        paper_line(p, TEXT_BODY, ALIGN_LEFT,
                   paper_fill(a, PT_ACC_ADVISER,
                              PAPER_WORDS({"adviser", d->adviser[i].adviser_name},
                                          {"agency", d->adviser[i].agency_name},
                                          {"note", d->adviser[i].note})));
}

static struct str invited_to(struct arena *a, const struct round_data *d, int64_t number)
{
    struct sbuf b;

    sbuf_init(&b, a, 30000);
    for (size_t i = 0; i < d->invitations; i++) {
        if (d->invited[i].number != number)
            continue;
        if (sbuf_str(&b).n)
            SB_LIT(&b, ", ");
        sbuf_add(&b, d->invited[i].agency_name);
    }
    return sbuf_str(&b);
}

static void meetings(struct paper *p, const struct round_data *d)
{
    struct arena *a = paper_arena(p);

    if (d->meetings)
        paper_heading(p, 2, paper_word(PT_ACC_MEETINGS));
    for (size_t i = 0; i < d->meetings; i++) {
        const struct acceleration_meeting *m = &d->meeting[i];

        paper_line(p, TEXT_BODY, ALIGN_LEFT,
                   paper_fill(a, PT_ACC_MEETING,
                              PAPER_WORDS({"n", paper_count(a, m->number)},
                                          {"day", paper_day(a, m->on_date)}, {"place", m->place},
                                          {"subject", m->subject})));
        paper_note(p, paper_fill(a, PT_ACC_INVITED,
                                 PAPER_WORDS({"names", invited_to(a, d, m->number)})));
    }
}

static struct str state_word(const struct acceleration_resolution *x)
{
    static const char *const words[] = {"open", "doing", "done", "not_done"};
    static const enum paper_text texts[] = {PT_OB_OPEN, PT_OB_DOING, PT_OB_DONE, PT_OB_NOT_DONE};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(x->state, str_from(words[i])))
            return paper_word(texts[i]);
    }
    return x->state;
}

static void resolutions(struct paper *p, const struct round_data *d)
{
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {
        {paper_word(PT_ACC_RESOLUTION), PAGE_TEXT_W - 200, COLUMN_TEXT},
        {paper_word(PT_COL_STATE), 80, COLUMN_TEXT},
        {paper_word(PT_COL_DUE), 120, COLUMN_TEXT},
    };

    if (d->resolutions == 0)
        return;
    paper_heading(p, 2, paper_word(PT_ACC_RESOLUTIONS));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->resolutions; i++) {
        const struct acceleration_resolution *x = &d->res[i];
        struct table_row r = {.kind = ROW_ITEM, .open = true},
                         why = {.kind = ROW_ITEM, .level = 1, .wide = true};

        r.cell[0] = x->body;
        r.cell[1] = state_word(x);
        r.cell[2] = paper_day(a, x->due);
        paper_row(p, &r);
        why.cell[0] = str_format(a, "%.*s%s%.*s%s%.*s", STR_FMT(x->agency_name),
                                 x->person.n ? " \xC2\xB7 " : "", STR_FMT(x->person), ": ",
                                 STR_FMT(x->newest.n ? x->newest : paper_word(PT_OB_NO_NOTE)));
        paper_row(p, &why);
    }
    paper_table_end(p);
}

bool acceleration_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct round_data *d = j->data;
    struct arena *a = paper_arena(p);

    (void)e;
    paper_title(p, paper_fill(a, PT_ACC_REPORT, PAPER_WORDS({"quarter", paper_count(a, d->r.quarter)})));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_YEAR,
                          PAPER_WORDS({"year", str_format(a, "%lld", (long long)d->r.year)})));
    paper_gap(p, 6);
    paper_text(p, paper_fill(a, PT_ACC_LEAD,
                             PAPER_WORDS({"letter", d->r.letter_no},
                                         {"letter_on", d->r.letter_on.yyyymmdd
                                                           ? paper_day(a, d->r.letter_on)
                                                           : STR("-")},
                                         {"day", paper_day(a, d->r.as_of)},
                                         {"floor", percent(a, d->r.floor_bp)},
                                         {"goal", percent(a, d->r.goal_bp)},
                                         {"n", paper_count(a, d->r.targets)})));
    targets(p, d);
    meetings(p, d);
    resolutions(p, d);
    if (d->r.closing.n) {
        paper_heading(p, 2, paper_word(PT_ACC_CLOSING));
        paper_text(p, d->r.closing);
    }
    paper_gap(p, 8);
    paper_typed(p, paper_fill(a, PT_ACC_SEAL, PAPER_WORDS({"seal", d->seal})));
    paper_stamp(p);
    return true;
}
