/* speech_paper.c - printing the speech, and what changed since it was printed last. */
#include "document/speech_paper.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "document/speech.h"
#include "document/speech_int.h"
#include "sql_document.h"
#include "store/store.h"

enum { WHOLE_BP = 10000 };

struct speech_paper {
    struct speech s;
    struct rows paragraphs;
    struct speech_figures *f;
    int64_t missing;
};

/* ---- loading ---- */

bool document_bill_number(struct str word, int64_t *ret, struct err *e)
{
    int64_t n = 0;

    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] < '0' || word.p[i] > '9' || i > 1) {
            FAIL(e, ERR_BAD_NUMBER);
            err_arg(e, "field", V(STR("ordinance")));
            err_arg(e, "value", V(word));
            return false;
        }
        n = 10 * n + (word.p[i] - '0');
    }
    *ret = n;
    return true;
}

/* Everything that is printed, and whether it was approved. */
static bool hash_all(struct paper_job *j, struct speech_paper *x, struct err *e)
{
    const struct speech_paragraph *p = x->paragraphs.p;
    struct sbuf b;

    sbuf_init(&b, j->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "%lld %lld\n", (long long)x->s.year, (long long)x->s.ordinance);
    for (size_t i = 0; i < x->paragraphs.n; i++) {
        sbuf_add(&b, p[i].kind);
        sbuf_byte(&b, ' ');
        if (str_eq(p[i].kind, STR("table"))) {
            const struct speech_row *row;
            size_t n;

            if (!speech_table(x->f, j->a, p[i].body, &row, &n, e))
                return false;
            for (size_t k = 0; k < n; k++)
                sbuf_printf(&b, "%.*s %.*s %lld\n", STR_FMT(row[k].code), STR_FMT(row[k].name),
                            (long long)row[k].amount.satang);
        } else {
            sbuf_add(&b, speech_fill(x->f, j->a, p[i].body, &x->missing));
        }
        sbuf_byte(&b, '\n');
    }
    sha256(sbuf_str(&b), j->sha);
    return true;
}

bool speech_load(struct paper_job *j, struct err *e)
{
    struct speech_paper *x = ARENA_NEW(j->a, struct speech_paper);
    int64_t number;

    if (!document_bill_number(j->order->subject, &number, e) ||
        !speech_get(j->db, j->a, j->order->year, number, &x->s, &x->paragraphs, e) ||
        !speech_figures_load(j->db, j->a, j->order->year, number, &x->f, e) || !hash_all(j, x, e))
        return false;
    j->data = x;
    j->subject_name = paper_fill(j->a, PT_SPEECH_BILL,
                                 PAPER_WORDS({"code", str_format(j->a, "%lld-%lld",
                                                                 (long long)j->order->year,
                                                                 (long long)number)}));
    j->draft = !speech_is_approved(&x->s) || x->missing > 0;
    j->demo = x->f->facts.demo;
    j->partial = x->f->facts.partial;
    j->result = (struct document_result){.lines = x->f->lines,
                                         .agencies = (int64_t)x->f->list[SK_AGENCY].n,
                                         .total = x->f->total};
    return true;
}

/* ---- saying ---- */

static struct str number_text(struct arena *a, int64_t n)
{
    return str_format(a, "%lld", (long long)n);
}

static struct str share_of(struct arena *a, int64_t bp)
{
    return str_format(a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100));
}

static enum paper_text table_title(struct str what)
{
    return str_eq(what, STR("type"))     ? PT_SPEECH_TYPES
           : str_eq(what, STR("side"))   ? PT_SPEECH_SIDES
           : str_eq(what, STR("agency")) ? PT_SPEECH_AGENCIES
                                         : PT_SPEECH_SOURCES;
}

static bool say_table(struct paper *p, const struct speech_paper *x, struct str what, struct err *e)
{
    struct arena *a = paper_arena(p);
    double w = paper_amount_width(p, x->f->total);
    const struct table_column column[] = {
        {paper_word(PT_COL_BY), PAGE_TEXT_W - w - 60, COLUMN_TEXT},
        {paper_word(PT_COL_AMOUNT), w, COLUMN_FIGURES},
        {paper_word(PT_COL_SHARE), 60, COLUMN_FIGURES}};
    struct money sum = MONEY_ZERO;
    const struct speech_row *row;
    int64_t bp = 0;
    size_t n;

    if (!speech_table(x->f, a, what, &row, &n, e))
        return false;
    paper_heading(p, 3, paper_word(table_title(what)));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < n; i++) {
        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {row[i].name, paper_money(a, row[i].amount),
                                                  row[i].percent}});
        sum = money_add(sum, row[i].amount);
        bp += row[i].share.bp;
    }
    paper_row(p, &(struct table_row){.kind = ROW_TOTAL,
                                     .cell = {paper_word(PT_SUM), paper_money(a, sum),
                                              n ? share_of(a, WHOLE_BP) : STR_NONE}});
    paper_table_end(p);
    if (n && bp != WHOLE_BP)
        paper_note(p, paper_fill(a, PT_SPEECH_ROUNDED, PAPER_WORDS({"sum", share_of(a, bp)})));
    return true;
}

static bool say_paragraphs(struct paper *p, const struct speech_paper *x, struct err *e)
{
    const struct speech_paragraph *para = x->paragraphs.p;
    struct arena *a = paper_arena(p);

    for (size_t i = 0; i < x->paragraphs.n; i++) {
        if (str_eq(para[i].kind, STR("table"))) {
            if (!say_table(p, x, para[i].body, e))
                return false;
        } else if (str_eq(para[i].kind, STR("heading"))) {
            paper_heading(p, 2, speech_fill(x->f, a, para[i].body, NULL));
        } else {
            paper_text(p, speech_fill(x->f, a, para[i].body, NULL));
        }
    }
    return true;
}

bool speech_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct speech_paper *x = j->data;
    struct arena *a = paper_arena(p);
    struct str year = number_text(a, x->s.year), more = number_text(a, x->s.ordinance);
    const struct str sign[] = {STR_NONE, STR_NONE, paper_word(PT_BLANK_NAME),
                               paper_word(PT_SPEECH_POST)};

    paper_title(p, paper_word(PT_SPEECH));
    paper_line(p, TEXT_BODY_BOLD, ALIGN_CENTER,
               x->s.ordinance
                   ? paper_fill(a, PT_SPEECH_OF_MORE, PAPER_WORDS({"number", more}, {"year", year}))
                   : paper_fill(a, PT_SPEECH_OF, PAPER_WORDS({"year", year})));
    paper_gap(p, 10);
    if (!say_paragraphs(p, x, e))
        return false;
    paper_sign(p, sign, ARRAY_LEN(sign));
    paper_gap(p, 12);
    paper_note(p, paper_fill(a, PT_SPEECH_BASIS,
                             PAPER_WORDS({"change", paper_count(a, x->f->facts.change_id)},
                                         {"base", paper_word(PT_SPEECH_BASE)},
                                         {"total", paper_money(a, x->f->total)})));
    paper_stamp(p);
    return true;
}

/* ---- what an issued version said ---- */

static bool keep_one(struct act *by, struct str code, const char *what, struct str name,
                     struct str value, struct err *e)
{
    return db_exec(by->tx->db, &Q_SPEECH_SAID_ADD,
                   ARGS(V(code), V(str_from(what)), V(name), V(value)), NULL, e);
}

/* A table's figures are named as placeholders: type:3. */
static struct str table_name(struct arena *a, struct str what, const struct speech_row *row)
{
    return str_format(a, "%.*s:%.*s", STR_FMT(what), STR_FMT(row->code));
}

bool speech_keep(struct act *by, const struct paper_job *j, const struct issued_row *row,
                 struct err *e)
{
    const struct speech_paper *x = j->data;
    const struct speech_paragraph *p = x->paragraphs.p;

    for (size_t i = 0; i < x->paragraphs.n; i++) {
        struct str *used;
        size_t n;

        if (!keep_one(by, row->code, "paragraph", number_text(by->a, p[i].no), p[i].body, e))
            return false;
        if (str_eq(p[i].kind, STR("table"))) {
            const struct speech_row *r;

            if (!speech_table(x->f, by->a, p[i].body, &r, &n, e))
                return false;
            for (size_t k = 0; k < n; k++) {
                if (!keep_one(by, row->code, "figure", table_name(by->a, p[i].body, &r[k]),
                              money_text(by->a, r[k].amount, MONEY_WHOLE), e))
                    return false;
            }
            continue;
        }
        used = speech_used(by->a, p[i].body, &n);
        for (size_t k = 0; k < n; k++) {
            struct speech_value v = {.text = STR_NONE};

            (void)speech_value(x->f, by->a, used[k], &v);
            if (!keep_one(by, row->code, "figure", used[k], v.text, e))
                return false;
        }
    }
    return true;
}

static const struct field said_fields[] = {
    COL(struct speech_said, code), COL(struct speech_said, what), COL(struct speech_said, name),
    COL(struct speech_said, value)};
static const struct row_type said_type = ROW_TYPE(struct speech_said, said_fields);

static const struct field since_fields[] = {
    FIELD(struct speech_since, no, FIELD_KEY, "ย่อหน้า", "Paragraph"),
    FIELD(struct speech_since, heading, 0, "หัวข้อ", "Heading"),
    FIELD(struct speech_since, name, 0, "ตัวเลข", "Figure"),
    FIELD(struct speech_since, was, 0, "ฉบับที่ออก", "As issued"),
    FIELD(struct speech_since, is, 0, "ขณะนี้", "Now"),
};
const struct row_type speech_since_type = ROW_TYPE(struct speech_since, since_fields);

struct seeing {
    struct arena *a;
    const struct speech_figures *f;
    const struct speech_said *said;
    size_t n;
    struct speech_since *row;
    size_t rows, cap;
    struct str heading;
};

static const struct speech_said *find_said(const struct seeing *x, const char *what, struct str name)
{
    for (size_t i = 0; i < x->n; i++) {
        if (str_eq(x->said[i].what, str_from(what)) && str_eq(x->said[i].name, name))
            return &x->said[i];
    }
    return NULL;
}

static void add_since(struct seeing *x, struct speech_since s)
{
    if (x->rows == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : 32;

        x->row = arena_grow(x->a, x->row, x->cap * sizeof *x->row, cap * sizeof *x->row);
        x->cap = cap;
    }
    s.heading = x->heading;
    x->row[x->rows++] = s;
}

/* One figure of a paragraph that was in the issued version too. */
static void see_figure(struct seeing *x, int64_t no, struct str name, struct str now)
{
    const struct speech_said *was = find_said(x, "figure", name);

    if (was && !str_eq(was->value, now))
        add_since(x, (struct speech_since){.no = no, .name = name, .was = was->value, .is = now});
}

static bool see_paragraph(struct seeing *x, const struct speech_paragraph *p, struct err *e)
{
    const struct speech_said *was = find_said(x, "paragraph", number_text(x->a, p->no));
    struct str *used;
    size_t n;

    if (str_eq(p->kind, STR("heading")))
        x->heading = speech_fill(x->f, x->a, p->body, NULL);
    if (!was || !str_eq(was->value, p->body))
        add_since(x, (struct speech_since){.no = p->no,
                                           .was = was ? was->value : STR_NONE,
                                           .is = p->body});
    if (str_eq(p->kind, STR("table"))) {
        const struct speech_row *r;

        if (!speech_table(x->f, x->a, p->body, &r, &n, e))
            return false;
        for (size_t k = 0; k < n; k++)
            see_figure(x, p->no, table_name(x->a, p->body, &r[k]),
                       money_text(x->a, r[k].amount, MONEY_WHOLE));
        return true;
    }
    used = speech_used(x->a, p->body, &n);
    for (size_t k = 0; k < n; k++) {
        struct speech_value v = {.text = STR_NONE};

        (void)speech_value(x->f, x->a, used[k], &v);
        see_figure(x, p->no, used[k], v.text);
    }
    return true;
}

/* Paragraphs that the issued version had and that are gone. */
static void see_gone(struct seeing *x, const struct rows *paragraphs)
{
    const struct speech_paragraph *p = paragraphs->p;

    x->heading = STR_NONE;
    for (size_t i = 0; i < x->n; i++) {
        bool there = !str_eq(x->said[i].what, STR("paragraph"));

        for (size_t k = 0; k < paragraphs->n && !there; k++)
            there = str_eq(x->said[i].name, number_text(x->a, p[k].no));
        if (!there)
            add_since(x, (struct speech_since){.no = 0, .was = x->said[i].value});
    }
}

bool speech_since(struct db *db, struct arena *a, const struct speech *s,
                  const struct speech_figures *f, const struct rows *paragraphs,
                  struct speech_changes *ret, struct err *e)
{
    const struct speech_paragraph *p = paragraphs->p;
    struct seeing x = {.a = a, .f = f};
    struct rows said;

    *ret = (struct speech_changes){0};
    if (!db_list(db, a, &Q_SPEECH_SAID,
                 ARGS(V(str_format(a, "bill:%lld:%lld", (long long)s->year,
                                   (long long)s->ordinance))),
                 &said_type, &said, e))
        return false;
    if (said.n == 0)
        return true;
    x.said = said.p;
    x.n = said.n;
    ret->code = x.said[0].code;
    for (size_t i = 0; i < paragraphs->n; i++) {
        if (!see_paragraph(&x, &p[i], e))
            return false;
    }
    see_gone(&x, paragraphs);
    ret->rows = (struct rows){x.row, x.rows};
    return true;
}
