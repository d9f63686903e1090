#include "web/table.h"

#include <string.h>

#include "base/err.h"
#include "web/labels.h"
#include "web/words.h"

enum { COLS_MAX = 24, LONG_TABLE = 25 };

/* Rows repeat their words, tags, names of agencies: a cell that was written before is copied. */
enum { AGAIN = 4 };
struct again {
    struct str value, html;
};
struct shown {
    const struct col *col;
    size_t field;
    bool num;
    enum { TEXT_PLAIN, TEXT_PERSON, TEXT_REASON } text;
    size_t next; /* of again[] */
    struct again again[AGAIN];
};

static size_t field_index(const struct row_type *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++) {
        if (str_eq(str_from(t->fields[i].name), str_from(name)))
            return i;
    }
    PANIC("a table names a column that its rows do not have");
}

static bool is_num(const struct field *f, enum col_style style)
{
    if (style == COL_LINK || style == COL_WORD || style == COL_TAG || style == COL_UNDER)
        return false;
    if (style == COL_NUMBER)
        return true;
    return f->type == VT_INT || f->type == VT_MONEY || f->type == VT_SHARE || f->type == VT_SCORE;
}

static const struct col plain_col = {.style = COL_PLAIN};

static struct shown shown_of(const struct row_type *t, const struct col *col, size_t field)
{
    const struct field *f = &t->fields[field];
    struct shown s = {.col = col, .field = field, .num = is_num(f, col->style)};

    if (f->type == VT_TEXT && person_field(f->name))
        s.text = TEXT_PERSON;
    else if (f->type == VT_TEXT && !strcmp(f->name, "reason"))
        s.text = TEXT_REASON;
    return s;
}

static size_t choose(const struct table_view *t, struct shown *ret)
{
    size_t n = 0;

    if (!t->cols) {
        for (size_t i = 0; i < t->type->n && n < COLS_MAX; i++) {
            if (!(t->type->fields[i].flags & FIELD_HIDDEN))
                ret[n++] = shown_of(t->type, &plain_col, i);
        }
        return n;
    }
    for (size_t i = 0; i < t->ncols && n < COLS_MAX; i++) {
        size_t f = field_index(t->type, t->cols[i].field);

        ret[n++] = shown_of(t->type, &t->cols[i], f);
    }
    return n;
}

static void dash(struct html *h)
{
    H_LIT(h, "<span class=\"muted\">–</span>");
}

static void put_share(struct html *h, struct value v)
{
    struct share s = {v.u.i};

    H(h, s);
    H_LIT(h, " <progress max=\"10000\" value=\"");
    sbuf_int(h->out, s.bp < 0 ? 0 : s.bp);
    H_LIT(h, "\" aria-hidden=\"true\"></progress>");
}

static void put_signed(struct html *h, struct value v)
{
    if (v.u.i < 0)
        H_LIT(h, "<span class=\"bad\">");
    else if (v.u.i > 0)
        H_LIT(h, "+");
    H(h, html_as_whole(((struct money){v.u.i})));
    if (v.u.i < 0)
        H_LIT(h, "</span>");
}

/* Half up, to line up at the decimal point. */
void score_put(struct html *h, int64_t millionths)
{
    int64_t cents = ((millionths < 0 ? -millionths : millionths) + 5000) / 10000;

    if (millionths < 0 && cents)
        H_LIT(h, "−");
    H(h, cents / 100);
    sbuf_printf(h->out, ".%02d", (int)(cents % 100));
}

void score_text(struct html *h, struct score s)
{
    score_put(h, s.millionths);
}

/* Packages are named within a year: rows of several years say theirs. */
static void put_year(struct html *h, const struct table_view *t, const void *row,
                     const struct shown *s)
{
    for (size_t i = 0; i < t->type->n && !strcmp(s->col->more, "/packages/"); i++) {
        if (t->type->fields[i].type == VT_INT && !strcmp(t->type->fields[i].name, "year")) {
            H_LIT(h, "?year=");
            sbuf_int(h->out, row_get(t->type, row, i).u.i);
        }
    }
}

static void put_link(struct html *h, const struct table_view *t, const void *row,
                     const struct shown *s, struct value v)
{
    struct value key = s->col->by ? row_get(t->type, row, field_index(t->type, s->col->by)) : v;

    if (key.type == VT_TEXT && key.u.s.n == 0) {
        H(h, v.u.s);
        return;
    }
    H_LIT(h, "<a href=\"");
    H_URL(h, str_from(s->col->more));
    if (key.type == VT_TEXT && !*s->col->more) /* a whole address of its own */
        H_URL(h, key.u.s);
    else if (key.type == VT_TEXT)
        H_URL_PART(h, key.u.s);
    else
        sbuf_int(h->out, key.u.i);
    put_year(h, t, row, s);
    H_LIT(h, "\">");
    if (v.type == VT_TEXT)
        H(h, v.u.s);
    else
        H(h, v.u.i);
    H_LIT(h, "</a>");
}

/* Zero is a score; what was not measured is none. */
static bool has_score(const struct table_view *t, const void *row, const struct shown *s)
{
    struct value by;

    if (!s->col->by)
        return true;
    by = row_get(t->type, row, field_index(t->type, s->col->by));
    return by.type == VT_TEXT ? by.u.s.n > 0 && !str_eq(by.u.s, STR("none")) : by.u.i != 0;
}

static void put_plain(struct html *h, struct value v)
{
    switch (v.type) {
    case VT_TEXT:
        if (v.u.s.n == 0)
            dash(h);
        else
            H(h, v.u.s);
        break;
    case VT_MONEY:
        H(h, ((struct money){v.u.i}));
        break;
    case VT_INT:
        H(h, v.u.i);
        break;
    /* NOLINTNEXTLINE(bugprone-branch-clone): H and its kind differ by type */
    case VT_SHARE:
        H(h, ((struct share){v.u.i}));
        break;
    case VT_SCORE:
        H(h, ((struct score){v.u.i}));
        break;
    case VT_DATE:
        H(h, DATE((int32_t)v.u.i));
        break;
    case VT_WHEN:
        H(h, ((struct when){v.u.i}));
        break;
    case VT_FLAG:
        H(h, v.u.i ? tr(h->lang, TR("ใช่")) : tr(h->lang, TR("ไม่ใช่")));
        break;
    case VT_NULL:
    case VT_BYTES:
        dash(h);
        break;
    }
}

/* Texts whose field says what they are: who, and why. */
static void put_named(struct html *h, const struct shown *s, struct value v)
{
    if (v.type == VT_TEXT && v.u.s.n && s->text == TEXT_PERSON)
        person(h, v.u.s);
    else if (v.type == VT_TEXT && v.u.s.n && s->text == TEXT_REASON)
        reason(h, v.u.s);
    else
        put_plain(h, v);
}

static void put_value(struct html *h, const struct table_view *t, const void *row,
                      const struct shown *s, struct value v)
{

    if (v.type == VT_NULL) { /* missing is not zero */
        dash(h);
        return;
    }
    switch (s->col->style) {
    /* NOLINTNEXTLINE(bugprone-branch-clone): H and its kind differ by type */
    case COL_WHOLE:
        H(h, html_as_whole(((struct money){v.u.i})));
        break;
    case COL_MILLION:
        H(h, html_as_million(((struct money){v.u.i})));
        break;
    case COL_LINK:
        put_link(h, t, row, s, v);
        break;
    case COL_WORD:
        word_text(h, str_from(s->col->more), v.u.s);
        break;
    case COL_TAG:
        word_tag(h, str_from(s->col->more), v.u.s);
        break;
    case COL_BAR:
        put_share(h, v);
        break;
    case COL_YEAR:
        if (v.u.i)
            H(h, html_as_plain(v.u.i));
        else
            dash(h);
        break;
    case COL_SIGNED:
        put_signed(h, v);
        break;
    case COL_SCORE:
        if (has_score(t, row, s))
            score_put(h, v.u.i);
        else
            dash(h);
        break;
    case COL_MAYBE:
        if (v.u.i)
            H(h, html_as_million(((struct money){v.u.i})));
        else
            dash(h);
        break;
    case COL_YES:
        if (v.u.i)
            H_TR(h, TR("ใช่"));
        break;
    case COL_SUBJECT:
        subject(h, v.u.s);
        break;
    case COL_UNDER:
        if (s->col->more) {
            word_text(h, str_from(s->col->more), v.u.s);
            break;
        }
        put_named(h, s, v);
        break;
    case COL_PLAIN:
    case COL_NUMBER:
        put_named(h, s, v);
        break;
    }
}

/* Does the cell say the same whenever its text is the same? */
static bool by_text_alone(const struct shown *s, struct value v)
{
    return v.type == VT_TEXT && v.u.s.n > 0 && s->col->style != COL_LINK;
}

static void put_cell(struct html *h, const struct table_view *t, const void *row, struct shown *s)
{
    struct value v = row_get(t->type, row, s->field);
    size_t from = h->out->n;

    if (!by_text_alone(s, v)) {
        put_value(h, t, row, s, v);
        return;
    }
    for (size_t i = 0; i < AGAIN; i++) {
        if (str_eq(s->again[i].value, v.u.s)) {
            sbuf_add(h->out, s->again[i].html);
            return;
        }
    }
    put_value(h, t, row, s, v);
    if (!h->out->overflow) { /* what was written stays where it is, also when the buffer moves on */
        s->again[s->next] =
            (struct again){v.u.s, {h->out->p + from, h->out->n - from}};
        s->next = (s->next + 1) % AGAIN;
    }
}

/* ---- head, rows, foot ---- */

static bool sorted_by(const struct table_view *t, const struct field *f)
{
    return t->sorted.n > 0 && str_eq(t->sorted, str_from(f->name));
}

static void put_sort(struct html *h, const struct table_view *t, const struct field *f)
{
    if (sorted_by(t, f) && t->sorted_down)
        H_LIT(h, " aria-sort=\"descending\"");
    else if (sorted_by(t, f))
        H_LIT(h, " aria-sort=\"ascending\"");
}

/* Numbers begin with the largest, words with the first; again turns it round. */
static void put_sort_link(struct html *h, const struct table_view *t, const struct field *f,
                          bool num)
{
    bool down = sorted_by(t, f) ? !t->sorted_down : num;

    if (!t->sort_path.n)
        return;
    H_LIT(h, "<a href=\"");
    H_URL(h, t->sort_path);
    H_LIT(h, "?sort=");
    if (down)
        H_LIT(h, "-");
    H_URL_PART(h, str_from(f->name));
    H_LIT(h, "\">");
}

static void put_head(struct html *h, const struct table_view *t, const struct shown *s, size_t n)
{
    H_LIT(h, "<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        const struct field *f = &t->type->fields[s[i].field];

        if (s[i].col->style == COL_UNDER)
            continue;
        H_LIT(h, "<th scope=\"col\"");
        if (s[i].num)
            H_LIT(h, " class=\"num\"");
        put_sort(h, t, f);
        H_LIT(h, ">");
        put_sort_link(h, t, f, s[i].num);
        html_head(h, s[i].col->head ? tr(h->lang, s[i].col->head) : lang_pick(h->lang, f->th, f->en));
        if (t->sort_path.n)
            H_LIT(h, "</a>");
        H_LIT(h, "</th>");
    }
    H_LIT(h, "</tr></thead>");
}

static bool flag_of(const struct table_view *t, const void *row, const char *name)
{
    return name && row_get(t->type, row, field_index(t->type, name)).u.i != 0;
}

static void open_cell(struct html *h, const struct table_view *t, const struct shown *s)
{
    enum value_type type = t->type->fields[s->field].type;

    if (s->num)
        H_LIT(h, "<td class=\"num\">");
    else if (type == VT_WHEN || type == VT_DATE)
        H_LIT(h, "<td class=\"nowrap\">");
    else if (type == VT_TEXT && s->col->style != COL_TAG)
        H_LIT(h, "<td class=\"words\">");
    else
        H_LIT(h, "<td>");
}

static void put_row(struct html *h, const struct table_view *t, const void *row,
                    struct shown *s, size_t n)
{
    const char *close = NULL;

    for (size_t i = 0; i < n; i++) {
        if (s[i].col->style == COL_UNDER) {
            struct value v = row_get(t->type, row, s[i].field);

            if (v.type == VT_TEXT && v.u.s.n == 0)
                continue;
            H_LIT(h, "<span class=\"sub\">");
            put_cell(h, t, row, &s[i]);
            H_LIT(h, "</span>");
            continue;
        }
        sbuf_add(h->out, str_from(close));
        if (!close && s[i].num)
            H_LIT(h, "<th scope=\"row\" class=\"key num\">");
        else if (!close)
            H_LIT(h, "<th scope=\"row\">");
        else
            open_cell(h, t, &s[i]);
        put_cell(h, t, row, &s[i]);
        close = close ? "</td>" : "</th>";
    }
    sbuf_add(h->out, str_from(close));
    H_LIT(h, "</tr>\n");
}

static void put_sums(struct html *h, const struct table_view *t, const void *row, struct str label,
                     struct shown *s, size_t n)
{
    bool first = true;

    for (size_t i = 0; i < n; i++) {
        const struct field *f = &t->type->fields[s[i].field];

        if (s[i].col->style == COL_UNDER)
            continue;
        if (first) {
            H_LIT(h, "<th scope=\"row\">");
            H(h, label);
            H_LIT(h, "</th>");
            first = false;
        } else if (row == t->extra && row_get(t->type, row, s[i].field).u.i == 0) {
            H_LIT(h, "<td class=\"num\"><span class=\"muted\">–</span></td>");
        } else if ((f->flags & FIELD_TOTAL) && s[i].num) {
            H_LIT(h, "<td class=\"num\">");
            put_cell(h, t, row, &s[i]);
            H_LIT(h, "</td>");
        } else {
            H_LIT(h, "<td></td>");
        }
    }
    H_LIT(h, "</tr>\n");
}

static void put_body(struct html *h, const struct table_view *t, struct shown *s, size_t n)
{
    size_t last = t->n;

    for (size_t i = 0; t->cut_after && i < t->n; i++) {
        if (flag_of(t, (const char *)t->rows + i * t->type->size, t->cut_after))
            last = i;
    }
    H_LIT(h, "<tbody>\n");
    for (size_t i = 0; i < t->n; i++) {
        const void *row = (const char *)t->rows + i * t->type->size;

        if (last < t->n && i == last + 1)
            H_LIT(h, "<tr class=\"cut\">");
        else if (flag_of(t, row, t->flag))
            H_LIT(h, "<tr class=\"off\">");
        else
            H_LIT(h, "<tr>");
        put_row(h, t, row, s, n);
    }
    if (t->extra) {
        H_LIT(h, "<tr class=\"diff\">");
        put_sums(h, t, t->extra, t->extra_label, s, n);
    }
    H_LIT(h, "</tbody>");
}

void table(struct html *h, struct table_view t)
{
    struct shown shown[COLS_MAX];
    size_t n = choose(&t, shown);

    if (t.n == 0) {
        H_LIT(h, "<div class=\"empty\"><p>");
        H(h, t.empty.n ? t.empty : tr(h->lang, TR("ยังไม่มีรายการ")));
        H_LIT(h, "</p></div>");
        return;
    }
    sbuf_add(h->out,
             t.n > LONG_TABLE ? STR("<div class=\"grid long\"") : STR("<div class=\"grid\""));
    H_LIT(h, " role=\"region\" tabindex=\"0\" aria-label=\"");
    H(h, t.caption);
    H_LIT(h, "\"><table");
    if (t.remember.n) {
        H_LIT(h, " data-columns=\"");
        H_ATTR(h, t.remember);
        H_LIT(h, "\" data-columns-word=\"");
        H_TR(h, TR("คอลัมน์"));
        H_LIT(h, "\"");
    }
    H_LIT(h, "><caption class=\"hide\">");
    H(h, t.caption);
    H_LIT(h, "</caption>");
    put_head(h, &t, shown, n);
    put_body(h, &t, shown, n);
    if (t.total) {
        H_LIT(h, "<tfoot><tr>");
        put_sums(h, &t, t.total, t.total_label.n ? t.total_label : tr(h->lang, TR("รวม")), shown,
                 n);
        H_LIT(h, "</tfoot>");
    }
    H_LIT(h, "</table></div>\n");
}

void table_exports(struct html *h, struct str path, struct str query)
{
    static const struct {
        const char *end, *word;
    } kind[] = {{".xlsx", "XLSX"}, {".csv", "CSV"}, {".json", "JSON"}};

    H_LIT(h, "<span class=\"exports\">");
    for (size_t i = 0; i < ARRAY_LEN(kind); i++) {
        H_LIT(h, "<a href=\"");
        H_URL(h, str_format(h->out->a, "%.*s%s%s%.*s", STR_FMT(path), kind[i].end,
                            query.n ? "?" : "", STR_FMT(query)));
        H_LIT(h, "\">");
        sbuf_add(h->out, str_from(kind[i].word));
        H_LIT(h, "</a>");
    }
    H_LIT(h, "</span>");
}
