#include "document/analyst_report.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/sheet.h"
#include "document/digest.h"
#include "document/paper_sheet.h"
#include "document/request_data.h"
#include "document/request_parts.h"
#include "plan/analysis.h"
#include "plan/check.h"
#include "plan/section.h"

/* What was said of one package; beside request_data.package. */
struct opinion {
    struct recommendation said;
    const struct check_row *check;
    size_t checks;
};
struct report {
    struct request_data data;
    struct opinion *of;
};

enum word { WORD_SUPPORT, WORD_REDUCE, WORD_REJECT, WORD_NONE, WORDS };
static const struct {
    const char *word;
    enum paper_text text;
} words[WORDS] = {{"support", PT_SUPPORT},
                  {"reduce", PT_REDUCED},
                  {"reject", PT_REJECT},
                  {"none", PT_NO_OPINION}};

static enum word word_of(const struct opinion *o)
{
    for (size_t i = 0; i < WORD_NONE; i++) {
        if (str_eq(o->said.word, str_from(words[i].word)))
            return (enum word)i;
    }
    return WORD_NONE;
}

static const struct report *report_of(const struct paper_job *j)
{
    return j->data;
}

bool analyst_report_load(struct paper_job *j, struct err *e)
{
    struct report *r = ARENA_NEW(j->a, struct report);
    struct sha256_state st;

    if (!request_data_load(j->db, j->a, j->order->year, &j->agency, SIGHT_CITY, &r->data, e))
        return false;
    r->of = ARENA_ARRAY(j->a, struct opinion, r->data.packages + 1);
    sha256_begin(&st);
    sha256_add(&st, r->data.sha, sizeof r->data.sha);
    for (size_t i = 0; i < r->data.packages; i++) {
        struct opinion *o = &r->of[i];
        struct rows rows;

        if (!recommendation_get(j->db, j->a, r->data.package[i].id, &o->said, e) ||
            !package_checks(j->db, j->a, r->data.package[i].id, LANG_TH, &rows, e))
            return false;
        o->check = rows.p;
        o->checks = rows.n;
        digest_rows(&st, &recommendation_type, &o->said, 1);
        digest_rows(&st, &check_row_type, o->check, o->checks);
        j->draft |= word_of(o) == WORD_NONE;
    }
    sha256_end(&st, j->sha);
    j->data = r;
    j->subject_name = r->data.agency.name_th;
    j->demo = r->data.year.demo;
    j->partial = r->data.year.partial;
    j->result = (struct document_result){
        .lines = r->data.facts.lines, .agencies = 1, .total = r->data.facts.total};
    return true;
}

/* ---- sums by opinion ---- */

struct sum {
    int64_t packages;
    struct money asked, amount;
};

static struct sum sum_of(const struct report *r, enum word w)
{
    struct sum s = {0};

    for (size_t i = 0; i < r->data.packages; i++) {
        const struct opinion *o = &r->of[i];

        if (word_of(o) != w)
            continue;
        s.packages++;
        s.asked = money_add(s.asked, r->data.sum[i].total);
        if (w != WORD_NONE)
            s.amount = money_add(s.amount, o->said.amount);
    }
    return s;
}

static void sum_row(struct paper *p, enum row_kind kind, struct str name, struct sum s, bool known)
{
    struct arena *a = paper_arena(p);
    struct table_row row = {.kind = kind, .cell = {name}};

    row.cell[1] = paper_count(a, s.packages);
    row.cell[2] = paper_money(a, s.asked);
    row.cell[3] = known ? paper_money(a, s.amount) : STR("-");
    row.cell[4] = known ? paper_money(a, money_sub(s.amount, s.asked)) : STR("-");
    paper_row(p, &row);
}

static struct sum opinions(struct paper *p, const struct report *r)
{
    double amount = paper_amount_width(p, r->data.facts.total);
    const struct table_column column[] = {
        {paper_word(PT_COL_OPINION), PAGE_TEXT_W - 50 - 3 * amount, COLUMN_TEXT},
        {paper_word(PT_COL_PACKAGES), 50, COLUMN_FIGURES},
        {paper_word(PT_COL_ASKED), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_RECOMMENDED), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_CHANGE), amount, COLUMN_FIGURES},
    };
    struct sum all = {0};

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t w = 0; w < WORDS; w++) {
        struct sum s = sum_of(r, (enum word)w);

        if (s.packages == 0)
            continue;
        sum_row(p, ROW_ITEM, paper_word(words[w].text), s, w != WORD_NONE);
        if (w == WORD_NONE)
            continue;
        all.packages += s.packages;
        all.asked = money_add(all.asked, s.asked);
        all.amount = money_add(all.amount, s.amount);
    }
    sum_row(p, ROW_TOTAL, paper_word(PT_SUM_ANALYSED), all, true);
    paper_table_end(p);
    return all;
}

/* ---- package by package ---- */

static void package_rows(struct paper *p, const struct report *r, size_t i)
{
    struct arena *a = paper_arena(p);
    const struct form_package *k = &r->data.package[i];
    const struct opinion *o = &r->of[i];
    enum word w = word_of(o);
    struct table_row row = {.kind = ROW_ITEM, .open = o->said.reason.n > 0};

    row.cell[0] = str_format(a, "%.*s %.*s \xC2\xB7 %.*s \xC2\xB7 %.*s", STR_FMT(k->code),
                             STR_FMT(k->title), STR_FMT(request_level_word(k->level_kind)),
                             STR_FMT(paper_word(words[w].text)));
    row.cell[1] = paper_money(a, r->data.sum[i].total);
    row.cell[2] = w == WORD_NONE ? STR("-") : paper_money(a, o->said.amount);
    row.cell[3] = w == WORD_NONE
                      ? STR("-")
                      : paper_money(a, money_sub(o->said.amount, r->data.sum[i].total));
    paper_row(p, &row);
    if (o->said.reason.n) {
        struct table_row why = {.kind = ROW_ITEM, .level = 1, .wide = true};

        why.cell[0] = paper_fill(a, PT_REASON, PAPER_WORDS({"reason", o->said.reason}));
        paper_row(p, &why);
    }
}

static void packages(struct paper *p, const struct report *r)
{
    double amount = paper_amount_width(p, r->data.facts.total);
    const struct table_column column[] = {
        {paper_word(PT_COL_PACKAGE), PAGE_TEXT_W - 3 * amount, COLUMN_TEXT},
        {paper_word(PT_COL_ASKED), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_RECOMMENDED), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_CHANGE), amount, COLUMN_FIGURES},
    };

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < r->data.packages; i++) {
        if (request_new_output(&r->data, i)) {
            const struct form_package *k = &r->data.package[i];
            struct table_row row = {.kind = ROW_HEADING};

            row.cell[0] = paper_fill(paper_arena(p), PT_BOOK_OUTPUT,
                                     PAPER_WORDS({"code", k->output_code}, {"name", k->output_name}));
            row.cell[1] = paper_money(paper_arena(p), request_output_span(&r->data, i).total);
            paper_row(p, &row);
        }
        package_rows(p, r, i);
    }
    paper_table_end(p);
}

static struct str severity_text(struct str word)
{
    return paper_word(str_eq(word, STR("stop"))   ? PT_STOP_CHECK
                      : str_eq(word, STR("warn")) ? PT_WARN_CHECK
                                                  : PT_INFO_CHECK);
}

static void checks(struct paper *p, const struct report *r)
{
    enum { SEVERITY = 62 };
    const struct table_column column[] = {
        {paper_word(PT_COL_SEVERITY), SEVERITY, COLUMN_CODE},
        {paper_word(PT_COL_CHECK), PAGE_TEXT_W - SEVERITY, COLUMN_TEXT},
    };
    size_t found = 0;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < r->data.packages; i++) {
        const struct opinion *o = &r->of[i];
        struct table_row head = {.kind = ROW_HEADING};

        head.cell[1] = str_format(paper_arena(p), "%.*s %.*s", STR_FMT(r->data.package[i].code),
                                  STR_FMT(r->data.package[i].title));
        for (size_t k = 0; k < o->checks; k++) {
            struct table_row row = {.kind = ROW_ITEM, .level = 1};

            if (k == 0)
                paper_row(p, &head);
            row.cell[0] = severity_text(o->check[k].severity);
            row.cell[1] = o->check[k].th;
            paper_row(p, &row);
            found++;
        }
    }
    if (found == 0) {
        struct table_row none = {.kind = ROW_ITEM, .cell = {[1] = paper_word(PT_NO_CHECKS)}};

        paper_row(p, &none);
    }
    paper_table_end(p);
}

static void report_signature(struct paper *p)
{
    const struct str line[] = {STR_NONE, STR_NONE, paper_word(PT_BLANK_NAME),
                               paper_word(PT_ANALYST_POST)};

    paper_sign(p, line, ARRAY_LEN(line));
}

bool analyst_report_say(struct paper *p, void *ctx, struct err *e)
{
    const struct report *r = report_of(ctx);
    struct arena *a = paper_arena(p);
    struct sum all, none = sum_of(r, WORD_NONE);

    (void)e;
    paper_title(p, paper_word(PT_REPORT));
    paper_line(p, TEXT_HEADING, ALIGN_CENTER, r->data.agency.name_th);
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_YEAR, PAPER_WORDS({"year", request_year_text(a, &r->data)})));
    paper_gap(p, 8);
    paper_heading(p, 1, paper_word(PT_REPORT_SUMMARY));
    all = opinions(p, r);
    paper_text(p, paper_fill(a, PT_REPORT_TEXT,
                             PAPER_WORDS({"agency", r->data.agency.name_th},
                                         {"asked", paper_money(a, r->data.facts.total)},
                                         {"packages", paper_count(a, r->data.facts.packages)},
                                         {"done", paper_count(a, all.packages)},
                                         {"amount", paper_money(a, all.amount)},
                                         {"cut", paper_money(a, money_sub(all.asked, all.amount))})));
    if (none.packages > 0)
        paper_text(p, paper_fill(a, PT_REPORT_OPEN,
                                 PAPER_WORDS({"open", paper_count(a, none.packages)})));
    paper_heading(p, 1, paper_word(PT_REPORT_PACKAGES));
    packages(p, r);
    paper_heading(p, 1, paper_word(PT_REPORT_CHECKS));
    checks(p, r);
    report_signature(p);
    paper_gap(p, 8);
    paper_stamp(p);
    return true;
}

/* ---- workbook ---- */

struct opinion_row {
    struct str code, title, output_code, opinion, reason;
    struct money asked, amount, change;
    int64_t stops, warns;
};
static const struct field opinion_fields[] = {
    FIELD(struct opinion_row, code, 0, "รหัส", "Code"),
    FIELD(struct opinion_row, title, FIELD_KEY, "ข้อเสนอ", "Package"),
    FIELD(struct opinion_row, output_code, 0, "รหัสผลผลิต/งาน", "Output or work code"),
    FIELD(struct opinion_row, opinion, 0, "ความเห็น", "Recommendation"),
    FIELD(struct opinion_row, asked, FIELD_TOTAL, "คำขอ (บาท)", "Requested (baht)"),
    FIELD(struct opinion_row, amount, FIELD_TOTAL | FIELD_OPTIONAL, "เห็นควร (บาท)",
          "Recommended (baht)"),
    FIELD(struct opinion_row, change, FIELD_TOTAL | FIELD_OPTIONAL, "เปลี่ยนแปลง (บาท)",
          "Change (baht)"),
    FIELD(struct opinion_row, stops, 0, "ข้อที่ต้องแก้", "Stops"),
    FIELD(struct opinion_row, warns, 0, "ข้อที่ต้องดู", "Warnings"),
    FIELD(struct opinion_row, reason, 0, "เหตุผล", "Reason"),
};
static const struct row_type opinion_type = ROW_TYPE(struct opinion_row, opinion_fields);

static int64_t count_checks(const struct opinion *o, struct str severity)
{
    int64_t n = 0;

    for (size_t i = 0; i < o->checks; i++)
        n += str_eq(o->check[i].severity, severity);
    return n;
}

static void put_opinions(struct sheet *s, const struct report *r)
{
    struct opinion_row total = {0};

    for (size_t i = 0; i < r->data.packages; i++) {
        const struct opinion *o = &r->of[i];
        enum word w = word_of(o);
        bool known = w != WORD_NONE;
        struct opinion_row row = {
            .code = r->data.package[i].code,
            .title = r->data.package[i].title,
            .output_code = r->data.package[i].output_code,
            .opinion = paper_word(words[w].text),
            .reason = o->said.reason,
            .asked = r->data.sum[i].total,
            .amount = known ? o->said.amount : MONEY_MISSING,
            .change = known ? money_sub(o->said.amount, r->data.sum[i].total) : MONEY_MISSING,
            .stops = count_checks(o, STR("stop")),
            .warns = count_checks(o, STR("warn"))};

        total.asked = money_add(total.asked, row.asked);
        if (known) {
            total.amount = money_add(total.amount, row.amount);
            total.change = money_add(total.change, row.change);
        }
        sheet_row(s, &row);
    }
    sheet_total(s, paper_word(PT_SUM), &total);
}

bool analyst_report_sheet(const struct paper_job *j, const char *path,
                          const struct paper_info *info, struct err *e)
{
    const struct report *r = report_of(j);
    struct arena *a = arena_new();
    struct str note = paper_sheet_note(a, info);
    struct sheet *s;
    bool ok = sheet_open(a, path, &s, e);

    if (ok) {
        paper_sheet_facts(s, a, info, r->data.facts.total);
        sheet_table(s, paper_word(PT_SHEET_PACKAGES), note, &opinion_type, LANG_TH);
        put_opinions(s, r);
        sheet_table(s, paper_word(PT_SHEET_CHECKS), note, &check_row_type, LANG_TH);
        for (size_t i = 0; i < r->data.packages; i++) {
            for (size_t k = 0; k < r->of[i].checks; k++)
                sheet_row(s, &r->of[i].check[k]);
        }
        ok = sheet_close(s, e);
    }
    arena_free(a);
    return ok;
}
