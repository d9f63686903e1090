/* CSV in and out: rows and lines, broken quoting, encodings, chunk borders, the formula guard. */
#include "unit.h"

#include "base/csv.h"

/* Every record as row@line[cell|cell]. */
static bool show(void *ctx, const struct csv_row *row, struct err *e)
{
    struct sbuf *b = ctx;

    (void)e;
    sbuf_printf(b, "%d@%d[", (int)row->row, (int)row->line);
    for (size_t i = 0; i < row->n; i++) {
        sbuf_add(b, i ? STR("|") : STR(""));
        sbuf_add(b, row->cell[i]);
    }
    sbuf_byte(b, ']');
    return true;
}

static void records_keep_their_lines(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"a,b\r\n1,\"x\r\ny\"\r\n\r\n2,z\r\n", "0@1[a|b]1@2[1|x\r\ny]2@5[2|z]",
         "a line break in quotes, then a blank line"},
        {"a\n\"\n\n\"\nb\n", "0@1[a]1@2[\n\n]2@5[b]", "a field of line breaks only"},
        {"a\n   \t\nb", "0@1[a]1@3[b]", "a line of blanks; no line end at the end"},
        {"\n\na\n", "0@3[a]", "blank lines first"},
        {"\xEF\xBB\xBF"
         "a,b\n",
         "0@1[a|b]", "a BOM"},
        {"\xEF\xBB\xBF\"a\",b\n", "0@1[a|b]", "a BOM before a quote"},
        {"\xEF\xBB\xBF", "", "a BOM alone"},
        {"", "", "empty"},
        {"a,,\n,\n", "0@1[a||]1@2[|]", "empty cells"},
        {"\"a\"\"b\",\"\"\n", "0@1[a\"b|]", "doubled and empty quotes"},
        {" a , \" b \" \n", "0@1[a| b ]", "blanks around a cell go, in quotes they stay"},
        {"'=1,'a,'',\"'+2\"\n", "0@1[=1|'a|''|+2]", "the formula guard is taken off"},
        {"'\n", "0@1[']", "a lone apostrophe"},
        {"ก,\"ข\nค\"\nง\n", "0@1[ก|ข\nค]1@3[ง]", "Thai"},
        {"a\rb\r", "0@1[a]1@1[b]", "lone CR ends a record but is no line of ours"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct sbuf b;
        struct err e;

        sbuf_init(&b, a, 10000);
        EXPECT(csv_read_str(str_from(row[i].in), show, &b, &e), row[i].why);
        assert_str(sbuf_str(&b), row[i].want, row[i].why);
    }
    arena_free(a);
}

static void broken_files_are_refused(void **state)
{
    static const struct {
        struct str in;
        enum err_code code;
        int64_t line;
        const char *why;
    } row[] = {
        {STR_INIT("a\nb\n\"c\nd\ne\n"), ERR_BAD_CSV, 3, "a quote never closed: where it opened"},
        {STR_INIT("a\n\"b\"x\n"), ERR_BAD_CSV, 2, "a letter after a closed quote"},
        {STR_INIT("a\nb\nc\"d\n"), ERR_BAD_CSV, 3, "a quote inside a plain cell"},
        {STR_INIT("a\n\xA1\xD2\n"), ERR_FILE_ENCODING, 2, "TIS-620"},
        {STR_INIT("a\n\"b\n\xE0\xB8\n\"\n"), ERR_FILE_ENCODING, 3, "half a letter in a long cell"},
        {STR_INIT("a\nb\n\xE0\xB8"), ERR_FILE_ENCODING, 3, "the file ends in half a letter"},
        {STR_INIT("a\0b\n"), ERR_FILE_ENCODING, 1, "NUL"},
        {STR_INIT("\xFF\xFE"
                  "a\0"),
         ERR_FILE_ENCODING, 1, "UTF-16"},
        {STR_INIT("\xE0"), ERR_FILE_ENCODING, 1, "one byte of three"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct sbuf b;
        struct err e = {.code = ERR_NONE};

        sbuf_init(&b, a, 10000);
        EXPECT(!csv_read_str(row[i].in, show, &b, &e), row[i].why);
        EXPECT(e.code == row[i].code && e.args[0].v.u.i == row[i].line, row[i].why);
    }
    arena_free(a);
}

static void sizes_are_limited(void **state)
{
    struct arena *a = arena_new();
    struct sbuf in, out;
    struct err e = {.code = ERR_NONE};

    (void)state;
    sbuf_init(&in, a, SBUF_NO_LIMIT);
    sbuf_init(&out, a, SBUF_NO_LIMIT);
    for (int i = 0; i < 64 * 1024; i++) {
        sbuf_byte(&in, 'x');
    }
    EXPECT(csv_read_str(sbuf_str(&in), show, &out, &e), "64 KiB fit");
    sbuf_byte(&in, 'x');
    EXPECT(!csv_read_str(sbuf_str(&in), show, &out, &e) && e.code == ERR_BAD_CSV, "one more not");
    sbuf_reset(&in);
    SB_LIT(&in, "a\n\"");
    for (int i = 0; i < 1024 * 1024; i++) {
        sbuf_byte(&in, 'x');
    }
    EXPECT(!csv_read_str(sbuf_str(&in), show, &out, &e) && e.args[0].v.u.i == 2, "never closed");
    sbuf_reset(&in);
    for (int i = 0; i < 255; i++) {
        sbuf_byte(&in, ',');
    }
    EXPECT(csv_read_str(sbuf_str(&in), show, &out, &e), "256 columns");
    sbuf_byte(&in, ',');
    EXPECT(!csv_read_str(sbuf_str(&in), show, &out, &e) && e.code == ERR_BAD_CSV, "257 columns");
    arena_free(a);
}

struct drip {
    struct str rest;
    size_t step;
};

static long drip(void *ctx, char *buf, size_t n)
{
    struct drip *d = ctx;
    size_t k = d->step < n ? d->step : n;

    k = k < d->rest.n ? k : d->rest.n;
    if (k > 0) {
        memcpy(buf, d->rest.p, k);
    }
    d->rest = str_slice(d->rest, k, d->rest.n);
    return (long)k;
}

static long broken_read(void *ctx, char *buf, size_t n)
{
    (void)ctx;
    (void)buf;
    (void)n;
    return -1;
}

static void chunks_may_end_anywhere(void **state)
{
    const struct str text = STR("\xEF\xBB\xBFก,\"ข\r\n฿\"\r\n\xF0\x9F\x99\x82,ง\r\n");
    struct arena *a = arena_new();
    struct err e;
    struct sbuf b;

    (void)state;
    for (size_t step = 1; step < text.n; step++) {
        struct drip d = {text, step};

        sbuf_init(&b, a, 1000);
        EXPECT(csv_read(drip, &d, show, &b, &e), "cut at every place");
        assert_str(sbuf_str(&b), "0@1[ก|ข\r\n฿]1@3[\xF0\x9F\x99\x82|ง]", "cut at every place");
    }
    EXPECT(!csv_read(broken_read, NULL, show, &b, &e) && e.code == ERR_BAD_CSV, "a broken source");
    arena_free(a);
}

static bool stop_at_two(void *ctx, const struct csv_row *row, struct err *e)
{
    int *seen = ctx;

    (*seen)++;
    if (row->row == 2) {
        FAIL(e, ERR_NOTHING);
        return false;
    }
    return true;
}

static void the_caller_may_stop(void **state)
{
    struct err e;
    int seen = 0;

    (void)state;
    EXPECT(!csv_read_str(STR("a\nb\nc\nd\n\xA1"), stop_at_two, &seen, &e), "stopped");
    EXPECT(e.code == ERR_NOTHING && seen == 3, "with its own error, at once");
}

static void columns_are_found_by_name(void **state)
{
    static const struct csv_column want[] = {{"amount", false}, {"หมายเหตุ", true}, {"line", false}};
    const struct str cells[] = {STR(" Line "), STR("x"), STR("AMOUNT")};
    const struct csv_row header = {0, 1, cells, 3};
    const struct csv_row missing = {0, 1, cells, 2};
    struct arena *a = arena_new();
    size_t at[3];
    struct err e;

    (void)state;
    EXPECT(csv_columns(&header, want, 3, at, &e), "trimmed, in any order, any case");
    EXPECT(at[0] == 2 && at[1] == SIZE_MAX && at[2] == 0, "an optional one is missing");
    EXPECT(!csv_columns(&missing, want, 3, at, &e) && e.code == ERR_CSV_HEADER, "a needed one is");
    assert_str(err_text(a, &e, LANG_EN), "The header has no column “amount”; found:  Line , x",
               "and what was found instead");
    arena_free(a);
}

struct line {
    struct str name;
    struct money amount;
    struct date day;
    int64_t id;
};

static const struct field line_fields[] = {
    FIELD(struct line, name, 0, "ชื่อ", "Name, long"),
    FIELD(struct line, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct line, day, 0, "วัน", "Day"),
    COL(struct line, id),
};
static const struct row_type line_type = ROW_TYPE(struct line, line_fields);

static void cells_are_guarded_and_quoted(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"=1+1", "'=1+1\r\n", "a formula"},
        {"@x", "'@x\r\n", "an old formula"},
        {"\tx", "\"'\tx\"\r\n", "a tab, which also needs quotes"},
        {"-5,0", "\"'-5,0\"\r\n", "guard inside the quotes"},
        {"a\"b", "\"a\"\"b\"\r\n", "a quote"},
        {"a\nb", "\"a\nb\"\r\n", "a line break"},
        {" a", "\" a\"\r\n", "a blank that a reader would drop"},
        {"a=b", "a=b\r\n", "not at the start"},
        {"", "\"\"\r\n", "an empty cell alone must not read as a blank line"},
    };
    const struct line r = {STR("=a"), MONEY(-123450), DATE(20221001), 5};
    enum lang en = LANG_EN;
    struct arena *a = arena_new();
    struct sbuf b;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct sbuf back;
        struct err e;

        sbuf_init(&b, a, 1000);
        csv_put_cell(&b, str_from(row[i].in));
        csv_end_row(&b);
        assert_str(sbuf_str(&b), row[i].want, row[i].why);
        sbuf_init(&back, a, 1000);
        EXPECT(csv_read_str(sbuf_str(&b), show, &back, &e), row[i].why);
        assert_str(sbuf_str(&back), str_cstr(a, str_format(a, "0@1[%s]", row[i].in)),
                   "what goes out comes back");
    }
    sbuf_init(&b, a, 1000);
    csv_put_header(&b, &line_type, &en);
    csv_put_header(&b, &line_type, NULL);
    csv_put_row(&b, &line_type, &r);
    assert_str(sbuf_str(&b),
               "\"Name, long\",Amount,Day\r\nname,amount,day\r\n'=a,-1234.50,2022-10-01\r\n",
               "a table: numbers are never guarded");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_keep_their_lines),
        cmocka_unit_test(broken_files_are_refused),
        cmocka_unit_test(sizes_are_limited),
        cmocka_unit_test(chunks_may_end_anywhere),
        cmocka_unit_test(the_caller_may_stop),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(cells_are_guarded_and_quoted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
