#include "document/statement.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/history.h"
#include "plan/section.h"
#include "sql_document.h"
#include "store/store.h"

static const struct field year_fields[] = {
    FIELD(struct statement_year, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct statement_year, asked, FIELD_OPTIONAL, "คำขอ", "Asked"),
    FIELD(struct statement_year, enacted, FIELD_OPTIONAL, "ข้อบัญญัติ", "Enacted"),
    FIELD(struct statement_year, obligated, FIELD_OPTIONAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct statement_year, paid, FIELD_OPTIONAL, "เบิกจ่าย", "Paid"),
    FIELD(struct statement_year, lines, 0, "รายการ", "Lines"),
    FIELD(struct statement_year, unknown, 0, "รายการที่ไม่มีข้อมูลครบ", "Lines not fully known"),
    FIELD(struct statement_year, source, 0, "ที่มา", "Source"),
};
const struct row_type statement_year_type = ROW_TYPE(struct statement_year, year_fields);

static const struct field line_fields[] = {
    FIELD(struct statement_line, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct statement_line, name, 0, "รายการ", "Name"),
    FIELD(struct statement_line, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct statement_line, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct statement_line, quantity_milli, 0, "จำนวน (ในพัน)", "Quantity (thousandths)"),
    FIELD(struct statement_line, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct statement_line, unit_price, 0, "ราคาต่อหน่วย", "Unit price"),
    FIELD(struct statement_line, times, 0, "ครั้ง", "Times"),
    FIELD(struct statement_line, months, 0, "เดือน", "Months"),
    FIELD(struct statement_line, price_code, 0, "รหัสราคามาตรฐาน", "Standard price: code"),
    FIELD(struct statement_line, standard, 0, "ราคามาตรฐาน", "Standard price"),
    FIELD(struct statement_line, price_reason, 0, "เหตุผลที่ราคาต่าง", "Why the price differs"),
    FIELD(struct statement_line, asked, 0, "คำขอ", "Asked"),
    FIELD(struct statement_line, now, 0, "จำนวนเงินปัจจุบัน", "Amount now"),
    FIELD(struct statement_line, first_year, 0, "ปีแรก", "First year"),
    FIELD(struct statement_line, last_year, 0, "ปีสุดท้าย", "Last year"),
    FIELD(struct statement_line, justification, 0, "เหตุผลความจำเป็น", "Justification"),
    COL(struct statement_line, lines_all),
    COL(struct statement_line, now_all),
    COL(struct statement_line, asked_all),
};
const struct row_type statement_line_type = ROW_TYPE(struct statement_line, line_fields);

static const struct field word_fields[] = {
    FIELD(struct statement_word, kind, FIELD_KEY, "เรื่อง", "Part"),
    FIELD(struct statement_word, code, 0, "รหัส", "Code"),
    FIELD(struct statement_word, number, 0, "ลำดับ", "Number"),
    FIELD(struct statement_word, title, 0, "ชื่อ", "Title"),
    FIELD(struct statement_word, body, 0, "ข้อความ", "Text"),
    FIELD(struct statement_word, extra, 0, "เพิ่มเติม", "More"),
    FIELD(struct statement_word, amount, 0, "จำนวนเงิน", "Amount"),
};
const struct row_type statement_word_type = ROW_TYPE(struct statement_word, word_fields);

static const struct field cut_fields[] = {
    FIELD(struct statement_cut, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct statement_cut, kind, 0, "ชนิด", "Kind"),
    FIELD(struct statement_cut, line_code, 0, "รหัสรายการ", "Line"),
    FIELD(struct statement_cut, line_name, 0, "รายการ", "Name"),
    FIELD(struct statement_cut, mover, 0, "ผู้เสนอ", "Moved by"),
    FIELD(struct statement_cut, amount, 0, "เสนอ", "Moved"),
    FIELD(struct statement_cut, accepted, 0, "เห็นชอบ", "Accepted"),
    FIELD(struct statement_cut, state, 0, "สถานะ", "State"),
    FIELD(struct statement_cut, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct statement_cut, vote_code, 0, "มติ", "Vote"),
    FIELD(struct statement_cut, yes, 0, "เห็นชอบ (เสียง)", "Yes"),
    FIELD(struct statement_cut, no, 0, "ไม่เห็นชอบ (เสียง)", "No"),
    FIELD(struct statement_cut, abstain, 0, "งดออกเสียง (เสียง)", "Abstain"),
    FIELD(struct statement_cut, report_ref, 0, "รายงาน", "Report"),
    FIELD(struct statement_cut, decided_why, 0, "เหตุผลของกรรมการ", "Why so decided"),
};
const struct row_type statement_cut_type = ROW_TYPE(struct statement_cut, cut_fields);

/* ---- three earlier years ---- */

enum { COLUMNS = 4 };

/* Of how many lines each column is known. */
struct year_known {
    int64_t n[COLUMNS];
};

static void add_year(struct statement_year *y, struct year_known *k, const struct history_row *h)
{
    const struct money in[COLUMNS] = {h->asked, h->enacted, h->obligated, h->paid};
    struct money *const sum[COLUMNS] = {&y->asked, &y->enacted, &y->obligated, &y->paid};

    for (size_t i = 0; i < COLUMNS; i++) {
        if (in[i].satang == MONEY_MISSING.satang)
            continue;
        *sum[i] = k->n[i]++ == 0 ? in[i] : money_add(*sum[i], in[i]);
    }
    y->lines++;
    if (y->source.n == 0)
        y->source = h->source;
}

/* Lines that are missing in a column that others are in: the sum there is of a part. */
static void count_unknown(struct statement_year *y, const struct year_known *k)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        if (k->n[i] > 0 && y->lines - k->n[i] > y->unknown)
            y->unknown = y->lines - k->n[i];
    }
}

/* Rows of several lines that name one earlier line count it once. */
static bool seen_before(const struct history_row *h, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (h[k].year == h[i].year && str_eq(h[k].key, h[i].key) && h[k].key.n)
            return true;
    }
    return false;
}

static bool read_years(struct db *db, struct arena *a, struct str sight, struct statement *s,
                       struct str output_code, struct err *e)
{
    const struct statement_subject *of = &s->subject;
    const struct history_unit unit = {.unit_id = of->unit_id,
                                      .agency_id = of->agency_id,
                                      .year = of->year,
                                      .line_id = of->line_id,
                                      .output_code = output_code,
                                      .sight = sight};
    struct year_known k[STATEMENT_YEARS] = {0};
    const struct history_row *h;
    struct rows rows;

    for (int64_t i = 0; i < STATEMENT_YEARS; i++)
        s->year[i] = (struct statement_year){.year = of->year - 1 - i,
                                             .asked = MONEY_MISSING,
                                             .enacted = MONEY_MISSING,
                                             .obligated = MONEY_MISSING,
                                             .paid = MONEY_MISSING};
    if (!history_of_unit(db, a, &unit, &rows, e))
        return false;
    h = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t back = of->year - 1 - h[i].year;

        if (back < 0 || back >= STATEMENT_YEARS || seen_before(h, i))
            continue;
        add_year(&s->year[back], &k[back], &h[i]);
    }
    for (size_t i = 0; i < STATEMENT_YEARS; i++)
        count_unknown(&s->year[i], &k[i]);
    return true;
}

/* ---- all of it ---- */

const struct statement_word *statement_find(const struct statement *s, const char *kind)
{
    for (size_t i = 0; i < s->words; i++) {
        if (str_eq(s->word[i].kind, str_from(kind)))
            return &s->word[i];
    }
    return NULL;
}

static void mark_open(struct statement *s)
{
    for (size_t i = 0; i < s->words; i++) {
        const struct statement_word *w = &s->word[i];

        if (str_eq(w->kind, STR("package")) &&
            (str_eq(w->extra, STR("DRAFT")) || str_eq(w->extra, STR("RETURNED"))))
            s->open = true;
    }
}

static bool read_parts(struct db *db, struct arena *a, struct str sight, struct statement *s,
                       struct err *e)
{
    const struct statement_subject *of = &s->subject;
    struct rows rows;

    if (!db_list(db, a, &Q_STATEMENT_LINES, ARGS(V(of->unit_id), V(of->line_id), V(sight)),
                 &statement_line_type, &rows, e))
        return false;
    s->line = rows.p;
    s->lines = rows.n;
    if (rows.n) {
        s->lines_all = s->line[0].lines_all;
        s->now = s->line[0].now_all;
        s->asked = s->line[0].asked_all;
    }
    if (!db_list(db, a, &Q_STATEMENT_WORDS,
                 ARGS(V(of->unit_id), V(of->line_id), V(of->package_id), V(sight), V(db_day(db))),
                 &statement_word_type, &rows, e))
        return false;
    s->word = rows.p;
    s->words = rows.n;
    mark_open(s);
    if (!db_list(db, a, &Q_STATEMENT_CUTS, ARGS(V(of->unit_id), V(of->line_id), V(sight)),
                 &statement_cut_type, &rows, e))
        return false;
    s->cut = rows.p;
    s->cuts = rows.n;
    return true;
}

bool statement_load(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                    struct str code, struct statement *ret, struct err *e)
{
    const struct statement_word *output;
    struct str sight;

    *ret = (struct statement){0};
    if (!sight_of(db, a, who, &sight, e) ||
        !statement_subject_get(db, a, year, code, sight, &ret->subject, e) ||
        !statement_note_get(db, a, who, &ret->subject, &ret->note, e) ||
        !read_parts(db, a, sight, ret, e))
        return false;
    output = statement_find(ret, "output");
    return read_years(db, a, sight, ret, output ? output->code : STR_NONE, e);
}

struct str statement_price(struct arena *a, const struct statement_line *l)
{
    struct str s = paper_fill(a, PT_PRICE,
                              PAPER_WORDS({"quantity",
                                           paper_quantity(a, l->quantity_milli, l->unit_word)},
                                          {"price", paper_money(a, l->unit_price)}));

    if (l->times > 1)
        s = str_format(a, "%.*s%.*s", STR_FMT(s),
                       STR_FMT(paper_fill(a, PT_TIMES,
                                          PAPER_WORDS({"times", paper_count(a, l->times)}))));
    if (l->months > 1)
        s = str_format(a, "%.*s%.*s", STR_FMT(s),
                       STR_FMT(paper_fill(a, PT_MONTHS,
                                          PAPER_WORDS({"months", paper_count(a, l->months)}))));
    return s;
}
