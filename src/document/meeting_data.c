/* meeting_data.c - reads a meeting for its papers, and its workbook. */
#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/digest.h"
#include "document/meeting_paper.h"
#include "document/paper_sheet.h"
#include "plan/committee.h"

enum { PIECE = 500, RESOLUTIONS_MAX = 1000 };

/* ---- resolutions ---- */

static bool read_packages(struct paper_job *j, struct passed *s, struct err *e)
{
    size_t cap = (size_t)s->r.packages;
    struct resolution_package_row *all = ARENA_ARRAY(j->a, struct resolution_package_row, cap + 1);
    struct money sum = MONEY_ZERO;
    struct rows rows;
    int64_t after = 0;

    do {
        if (!resolution_packages(j->db, j->a, s->r.id, after, PIECE, &rows, e))
            return false;
        for (size_t i = 0; i < rows.n && s->packages < cap; i++) {
            const struct resolution_package_row *row =
                &((const struct resolution_package_row *)rows.p)[i];

            all[s->packages++] = *row;
            sum = money_add(sum, row->amount);
            after = row->package_id;
        }
    } while (rows.n == PIECE && s->packages < cap);
    s->package = all;
    if (money_cmp(sum, s->r.total) == 0)
        return true;
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(s->r.number));
    err_arg(e, "printed", V(sum));
    err_arg(e, "expected", V(s->r.total));
    return false;
}

static bool read_recused(struct paper_job *j, struct passed *s, struct err *e)
{
    const struct recusal_row *row;
    struct rows rows;
    struct sbuf b;

    if (!resolution_recusals(j->db, j->a, s->r.id, &rows, e))
        return false;
    row = rows.p;
    sbuf_init(&b, j->a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < rows.n; i++) {
        if (i > 0)
            SB_LIT(&b, ", ");
        sbuf_printf(&b, "%.*s (%.*s)", STR_FMT(row[i].full_name), STR_FMT(row[i].agency_name));
    }
    s->recused = sbuf_str(&b);
    return true;
}

/* Those that were passed: confirmed, also when a later one corrected them. */
static bool was_passed(const struct resolution *r)
{
    return str_eq(r->state, STR("confirmed")) || str_eq(r->state, STR("replaced"));
}

static bool read_passed(struct paper_job *j, struct meeting_data *d, struct err *e)
{
    const struct resolution_filter f = {.year = j->order->year,
                                        .stage = -1,
                                        .meeting_id = d->meeting.id,
                                        .limit = RESOLUTIONS_MAX};
    const struct resolution *r;
    struct rows rows;

    if (!resolution_list(j->db, j->a, &f, &rows, e))
        return false;
    r = rows.p;
    d->passed = ARENA_ARRAY(j->a, struct passed, rows.n + 1);
    for (size_t i = rows.n; i > 0; i--) {
        struct passed *s = &d->passed[d->passes];

        if (!was_passed(&r[i - 1]))
            continue;
        s->r = r[i - 1];
        if (!read_packages(j, s, e) || (s->r.recused > 0 && !read_recused(j, s, e)))
            return false;
        d->passes++;
    }
    return true;
}

/* ---- the meeting ---- */

static void digest(struct paper_job *j, const struct meeting_data *d)
{
    struct sha256_state st;
    struct meeting m = d->meeting;

    m.version = 0; /* counts writes that change no word of it */
    sha256_begin(&st);
    digest_rows(&st, &meeting_type, &m, 1);
    digest_rows(&st, &meeting_item_type, d->item, d->items);
    digest_rows(&st, &meeting_person_type, d->person, d->people);
    digest_rows(&st, &meeting_subject_type, d->subject, d->subjects);
    for (size_t i = 0; i < d->passes; i++) {
        digest_rows(&st, &resolution_type, &d->passed[i].r, 1);
        digest_rows(&st, &resolution_package_row_type, d->passed[i].package,
                    d->passed[i].packages);
        digest_text(&st, d->passed[i].recused);
    }
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
}

static struct str body_name(struct str word)
{
    enum body b;
    struct err no;

    return body_parse(word, &b, &no) ? body_label(b, LANG_TH) : word;
}

static bool load(struct paper_job *j, bool minutes, struct err *e)
{
    struct meeting_data *d = ARENA_NEW(j->a, struct meeting_data);
    struct fiscal_year year;
    struct rows rows;

    if (!year_get(j->db, j->a, j->order->year, &year, e) ||
        !meeting_get(j->db, j->a, j->order->year, j->order->meeting, &d->meeting, e) ||
        !meeting_items(j->db, j->a, d->meeting.id, &rows, e))
        return false;
    d->item = rows.p;
    d->items = rows.n;
    if (!meeting_people(j->db, j->a, d->meeting.id, &rows, e))
        return false;
    d->person = rows.p;
    d->people = rows.n;
    if (!meeting_subjects(j->db, j->a, d->meeting.id, &rows, e))
        return false;
    d->subject = rows.p;
    d->subjects = rows.n;
    if (minutes && !read_passed(j, d, e))
        return false;
    j->data = d;
    j->demo = year.demo;
    j->partial = year.partial;
    j->subject_name =
        str_format(j->a, "%.*s %.*s", STR_FMT(body_name(d->meeting.body)),
                   STR_FMT(paper_fill(j->a, PT_MEETING_NO,
                                      PAPER_WORDS({"number", d->meeting.number}))));
    for (size_t i = 0; i < d->passes; i++) {
        j->result.lines += d->passed[i].r.lines;
        j->result.total = money_add(j->result.total, d->passed[i].r.total);
    }
    digest(j, d);
    return true;
}

bool agenda_load(struct paper_job *j, struct err *e)
{
    const struct meeting_data *d;

    if (!load(j, false, e))
        return false;
    d = j->data;
    j->draft = str_eq(d->meeting.state, STR("draft"));
    return true;
}

bool minutes_load(struct paper_job *j, struct err *e)
{
    const struct meeting_data *d;

    if (!load(j, true, e))
        return false;
    d = j->data;
    j->draft = !str_eq(d->meeting.state, STR("confirmed"));
    return true;
}

/* ---- workbook ---- */

static void put_decided(struct sheet *s, const struct meeting_data *d, struct str note)
{
    sheet_table(s, paper_word(PT_SHEET_RESOLUTIONS), note, &resolution_type, LANG_TH);
    for (size_t i = 0; i < d->passes; i++)
        sheet_row(s, &d->passed[i].r);
    sheet_table(s, paper_word(PT_SHEET_DECIDED), note, &resolution_package_row_type, LANG_TH);
    for (size_t i = 0; i < d->passes; i++) {
        for (size_t k = 0; k < d->passed[i].packages; k++)
            sheet_row(s, &d->passed[i].package[k]);
    }
}

bool meeting_sheet(const struct paper_job *j, const char *path, const struct paper_info *info,
                   struct err *e)
{
    const struct meeting_data *d = j->data;
    struct arena *a = arena_new();
    struct str note = paper_sheet_note(a, info);
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        paper_sheet_facts(s, a, info, j->result.total);
        sheet_table(s, paper_word(PT_SHEET_ITEMS), note, &meeting_item_type, LANG_TH);
        for (size_t i = 0; i < d->items; i++)
            sheet_row(s, &d->item[i]);
        sheet_table(s, paper_word(PT_SHEET_SUBJECTS), note, &meeting_subject_type, LANG_TH);
        for (size_t i = 0; i < d->subjects; i++)
            sheet_row(s, &d->subject[i]);
        sheet_table(s, paper_word(PT_SHEET_PEOPLE), note, &meeting_person_type, LANG_TH);
        for (size_t i = 0; i < d->people; i++)
            sheet_row(s, &d->person[i]);
        if (d->passed)
            put_decided(s, d, note);
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
