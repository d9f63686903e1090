/* statement_council.c - the answer to a question of the Council, and the report on observations, as papers. */
#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "city/year.h"
#include "document/digest.h"
#include "document/paper_sheet.h"
#include "document/statement.h"

/* ---- an answer ---- */

struct answer_data {
    struct council_question q;
    const struct council_question_turn *turn; /* what the Council reads: no drafts */
    size_t turns;
};

static void plain_sheet_begin(struct sheet *s, struct arena *a, const struct paper_info *info)
{
    paper_sheet_facts(s, a, info, MONEY_ZERO);
}

bool answer_paper_find(struct paper_job *j, struct err *e)
{
    struct answer_data *d = ARENA_NEW(j->a, struct answer_data);
    const struct council_question_turn *all;
    struct council_question_turn *turn;
    struct rows rows;

    if (!council_question_get(j->db, j->a, j->who, j->order->subject, j->now_ms, &d->q, e) ||
        !council_question_turns(j->db, j->a, j->who, &d->q, &rows, e) ||
        (d->q.owner_id && !agency_by_id(j->db, j->a, d->q.owner_id, &j->agency, e)))
        return false;
    all = rows.p;
    turn = ARENA_ARRAY(j->a, struct council_question_turn, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(all[i].kind, STR("ask")) || str_eq(all[i].kind, STR("follow")) ||
            str_eq(all[i].kind, STR("answer")))
            turn[d->turns++] = all[i];
    }
    d->turn = turn;
    j->data = d;
    j->subject = str_format(j->a, "question:%lld:%lld-Q%04lld", (long long)d->q.year,
                            (long long)d->q.ordinance, (long long)d->q.number);
    return true;
}

bool answer_paper_load(struct paper_job *j, struct err *e)
{
    struct answer_data *d = j->data;
    struct council_question q = d->q; /* without what changes no word of it */
    struct fiscal_year year;
    struct sha256_state st;

    if (!year_get(j->db, j->a, d->q.year, &year, e))
        return false;
    j->demo = year.demo;
    j->partial = year.partial;
    j->draft = !str_eq(d->q.state, STR("answered"));
    j->subject_name = d->q.code;
    j->result = (struct document_result){.agencies = d->q.owner_id != 0};
    q.draft = q.draft_by = STR_NONE;
    q.version = 0;
    q.late = false;
    sha256_begin(&st);
    digest_rows(&st, &council_question_type, &q, 1);
    digest_rows(&st, &council_question_turn_type, d->turn, d->turns);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

static void say_turn(struct paper *p, const struct council_question_turn *t)
{
    struct arena *a = paper_arena(p);
    struct str day = paper_day(a, date_of_ms(t->at.ms));

    if (str_eq(t->kind, STR("answer"))) {
        paper_heading(p, 3, paper_word(PT_ANSWER_TEXT));
        paper_text(p, t->body);
        paper_note(p, paper_fill(a, PT_ANSWER_DAY, PAPER_WORDS({"date", day})));
        return;
    }
    paper_heading(p, 3,
                  t->round > 1 ? paper_fill(a, PT_ANSWER_ROUND,
                                            PAPER_WORDS({"round", paper_count(a, t->round)}))
                               : paper_word(PT_ANSWER_QUESTION));
    paper_text(p, t->body);
}

bool answer_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct answer_data *d = j->data;
    struct arena *a = paper_arena(p);

    (void)e;
    paper_title(p, paper_word(PT_ANSWER));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_ANSWER_NO, PAPER_WORDS({"code", d->q.code})));
    paper_gap(p, 6);
    paper_pair(p, paper_word(PT_ANSWER_ASKER), d->q.asker);
    paper_pair(p, paper_word(PT_ANSWER_ABOUT),
               d->q.subject_name.n ? str_format(a, "%.*s %.*s", STR_FMT(d->q.subject_code),
                                                STR_FMT(d->q.subject_name))
                                   : paper_word(PT_ANSWER_GENERAL));
    if (d->q.owner_name.n)
        paper_pair(p, paper_word(PT_ANSWER_BY), d->q.owner_name);
    paper_pair(p, paper_word(PT_ANSWER_ASKED), paper_day(a, date_of_ms(d->q.asked.ms)));
    for (size_t i = 0; i < d->turns; i++)
        say_turn(p, &d->turn[i]);
    if (j->draft)
        paper_note(p, paper_word(PT_ANSWER_WAITS));
    paper_gap(p, 10);
    paper_stamp(p);
    return true;
}

bool answer_paper_sheet(const struct paper_job *j, const char *path, const struct paper_info *info,
                        struct err *e)
{
    const struct answer_data *d = j->data;
    struct arena *a = arena_new();
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        plain_sheet_begin(s, a, info);
        sheet_table(s, paper_word(PT_SHEET_TURNS), paper_sheet_note(a, info),
                    &council_question_turn_type, LANG_TH);
        for (size_t i = 0; i < d->turns; i++)
            sheet_row(s, &d->turn[i]);
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}

/* ---- observations ---- */

struct report_data {
    int64_t year, ordinance;
    const struct observation_part *part;
    size_t parts;
    int64_t all, count[4]; /* observations; parts by state */
};

static const char *const state_words[] = {"open", "doing", "done", "not_done"};
static const enum paper_text state_texts[] = {PT_OB_OPEN, PT_OB_DOING, PT_OB_DONE, PT_OB_NOT_DONE};

static size_t state_at(struct str word)
{
    for (size_t i = 1; i < ARRAY_LEN(state_words); i++) {
        if (str_eq(word, str_from(state_words[i])))
            return i;
    }
    return 0;
}

static bool read_number(struct str s, int64_t *ret, struct err *e)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || i > 3) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(s));
            return false;
        }
        n = n * 10 + (s.p[i] - '0');
    }
    *ret = n;
    return true;
}

bool observations_paper_load(struct paper_job *j, struct err *e)
{
    struct report_data *d = ARENA_NEW(j->a, struct report_data);
    struct fiscal_year year;
    struct sha256_state st;
    struct rows rows;

    d->year = j->order->year;
    if (!read_number(j->order->subject, &d->ordinance, e) ||
        !year_get(j->db, j->a, d->year, &year, e) ||
        !observation_report_rows(j->db, j->a, d->year, d->ordinance, &rows, e))
        return false;
    d->part = rows.p;
    d->parts = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        d->all += i == 0 || !str_eq(d->part[i].code, d->part[i - 1].code);
        d->count[state_at(d->part[i].state)]++;
    }
    j->data = d;
    j->demo = year.demo;
    j->partial = year.partial;
    j->subject_name = str_format(j->a, "%lld-%lld", (long long)d->year, (long long)d->ordinance);
    sha256_begin(&st);
    digest_rows(&st, &observation_part_type, d->part, d->parts);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

/* 3 of 2566-0-OB003. */
static struct str number_of(struct arena *a, struct str code)
{
    int64_t n = 0;

    for (size_t i = 0; i < code.n; i++)
        n = code.p[i] >= '0' && code.p[i] <= '9' ? n * 10 + (code.p[i] - '0') : 0;
    return str_format(a, "%lld", (long long)n);
}

static void part_rows(struct paper *p, const struct observation_part *s)
{
    struct arena *a = paper_arena(p);
    struct table_row r = {.kind = ROW_ITEM, .open = true},
                     why = {.kind = ROW_ITEM, .level = 1, .wide = true};
    struct str state = paper_word(state_texts[state_at(s->state)]);

    r.cell[0] = s->owner_user.n ? str_format(a, "%.*s (%.*s)", STR_FMT(s->agency_name),
                                             STR_FMT(s->owner_user))
                                : s->agency_name;
    r.cell[1] = s->late ? paper_fill(a, PT_OB_LATE, PAPER_WORDS({"state", state})) : state;
    r.cell[2] = s->due.yyyymmdd ? paper_day(a, s->due) : STR("-");
    paper_row(p, &r);
    why.cell[0] = s->newest.n ? s->newest : paper_word(PT_OB_NO_NOTE);
    paper_row(p, &why);
}

bool observations_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct report_data *d = j->data;
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {
        {paper_word(PT_COL_AGENCY), PAGE_TEXT_W - 230, COLUMN_TEXT},
        {paper_word(PT_COL_STATE), 110, COLUMN_TEXT},
        {paper_word(PT_COL_DUE), 120, COLUMN_TEXT},
    };

    (void)e;
    paper_title(p, paper_word(PT_OBSERVATIONS));
    paper_line(p, TEXT_BODY, ALIGN_CENTER, paper_word(PT_OBSERVATIONS_OF));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_YEAR,
                          PAPER_WORDS({"year", str_format(a, "%lld", (long long)d->year)})));
    paper_gap(p, 6);
    paper_text(p, d->parts == 0
                      ? paper_word(PT_OBSERVATIONS_NONE)
                      : paper_fill(a, PT_OBSERVATIONS_SUM,
                                   PAPER_WORDS({"all", paper_count(a, d->all)},
                                               {"parts", paper_count(a, (int64_t)d->parts)},
                                               {"open", paper_count(a, d->count[0])},
                                               {"doing", paper_count(a, d->count[1])},
                                               {"done", paper_count(a, d->count[2])},
                                               {"not_done", paper_count(a, d->count[3])})));
    for (size_t i = 0; i < d->parts; i++) {
        const struct observation_part *s = &d->part[i];

        if (i == 0 || !str_eq(s->code, d->part[i - 1].code)) {
            if (i > 0)
                paper_table_end(p);
            paper_heading(p, 3,
                          paper_fill(a, PT_OBSERVATION,
                                     PAPER_WORDS({"number", number_of(a, s->code)},
                                                 {"body", s->body})));
            paper_table(p, column, ARRAY_LEN(column));
        }
        part_rows(p, s);
    }
    if (d->parts)
        paper_table_end(p);
    paper_gap(p, 10);
    paper_stamp(p);
    return true;
}

bool observations_paper_sheet(const struct paper_job *j, const char *path,
                              const struct paper_info *info, struct err *e)
{
    const struct report_data *d = j->data;
    struct arena *a = arena_new();
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        plain_sheet_begin(s, a, info);
        sheet_table(s, paper_word(PT_SHEET_FOLLOW), paper_sheet_note(a, info),
                    &observation_part_type, LANG_TH);
        for (size_t i = 0; i < d->parts; i++)
            sheet_row(s, &d->part[i]);
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
