/* The request workbook: given out, changed as people and programs change it, merged back. */
#include "unit.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/sheet_read.h"
#include "exchange/book.h"
#include "plan_store.h"
#include "with_store.h"
#include "zip_parts.h"

enum { YEAR = 2569, LINES = 8 };

struct fixture {
    struct store *s;
    struct arena *a;
    struct plan_city c;
    struct actor officer;
    struct db *db;
    char *dir, *path;
};

static void make(struct fixture *f, struct store *s, struct arena *a)
{
    struct plan_fill fill;
    struct err e;

    *f = (struct fixture){.s = s, .a = a};
    plan_make(s, a, YEAR, &f->c);
    fill = (struct plan_fill){.year = YEAR,
                              .agency_id = f->c.drainage.id,
                              .output_id = f->c.water,
                              .c = &f->c,
                              .units = 2,
                              .levels = 1,
                              .lines = LINES / 2,
                              .state = "DRAFT"};
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    f->officer = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, f->c.drainage.id);
    f->officer.grant[0].perms |= UINT64_C(1) << (unsigned)PERM_BUDGET_READ;
    assert_ok(store_reader(s, &f->db, &e), &e);
    assert_ok(file_temp_dir(a, &f->dir, &e), &e);
    f->path = str_cstr(a, str_format(a, "%s/r.xlsx", f->dir));
}

static struct request_book_want want(struct fixture *f)
{
    return (struct request_book_want){.year = YEAR,
                                      .agency_code = STR("11000000"),
                                      .path = f->path,
                                      .lang = LANG_TH,
                                      .who = &f->officer,
                                      .now_ms = CITY_NOW};
}

static struct str give_out(struct fixture *f)
{
    struct request_book_want w = want(f);
    struct request_book_done d;
    struct str bytes;
    struct err e;

    assert_ok(request_book_export(f->db, f->a, &w, &d, &e), &e);
    assert_int_equal(d.lines, LINES);
    assert_ok(file_read(f->a, f->path, 10000000, &bytes, &e), &e);
    return bytes;
}

/* ---- changing a file: cells of the first sheet are replaced in its XML ---- */

struct patch {
    const char *cell; /* H3; NULL ends */
    const char *xml;  /* what stands inside <c r="H3" ...>; with its attributes */
};

static struct str part_of(struct arena *a, zip_t *z, const char *name)
{
    zip_stat_t st;
    zip_file_t *file;
    char *p;

    assert_int_equal(zip_stat(z, name, 0, &st), 0);
    p = arena_alloc(a, st.size);
    file = zip_fopen(z, name, 0);
    assert_int_equal(zip_fread(file, p, st.size), st.size);
    zip_fclose(file);
    return (struct str){p, st.size};
}

static struct str replace_cell(struct arena *a, struct str xml, const struct patch *p)
{
    struct str head = str_format(a, "<c r=\"%s\"", p->cell);
    size_t from = str_find(xml, head, 0), gt = str_find(xml, STR(">"), from), to;

    if (from == xml.n) { /* an empty cell is not written: its place is before the next one */
        size_t row = str_find(xml, str_format(a, "<row r=\"%s\"", p->cell + 1), 0);
        size_t end = str_find(xml, STR("</row>"), row);

        EXPECT(row < xml.n, p->cell);
        from = end;
        for (size_t at = str_find(xml, STR("<c r=\""), row); at < end && from == end;
             at = str_find(xml, STR("<c r=\""), at + 1)) {
            from = xml.p[at + 6] > p->cell[0] ? at : end;
        }
        return str_format(a, "%.*s<c r=\"%s\" %s</c>%.*s", STR_FMT(str_slice(xml, 0, from)),
                          p->cell, p->xml, STR_FMT(str_slice(xml, from, xml.n)));
    }
    to = xml.p[gt - 1] == '/' ? gt + 1 : str_find(xml, STR("</c>"), from) + 4;
    return str_format(a, "%.*s<c r=\"%s\" %s</c>%.*s", STR_FMT(str_slice(xml, 0, from)), p->cell,
                      p->xml, STR_FMT(str_slice(xml, to, xml.n)));
}

static struct str drop_row(struct arena *a, struct str xml, int row)
{
    size_t from = str_find(xml, str_format(a, "<row r=\"%d\"", row), 0);
    size_t to = str_find(xml, STR("</row>"), from) + 6;

    return str_format(a, "%.*s%.*s", STR_FMT(str_slice(xml, 0, from)),
                      STR_FMT(str_slice(xml, to, xml.n)));
}

static struct str changed(struct arena *a, struct str bytes, const struct patch *p, int drop)
{
    struct zip_part part[40];
    zip_error_t why;
    zip_t *z =
        zip_open_from_source(zip_source_buffer_create(bytes.p, bytes.n, 0, &why), ZIP_RDONLY, &why);
    size_t n = 0;

    assert_non_null(z);
    for (; n < (size_t)zip_get_num_entries(z, 0); n++) {
        const char *name = str_cstr(a, str_from(zip_get_name(z, n, 0)));
        struct str text = part_of(a, z, name);

        if (strcmp(name, "xl/worksheets/sheet1.xml") == 0) {
            for (size_t i = 0; p && p[i].cell; i++)
                text = replace_cell(a, text, &p[i]);
            text = drop ? drop_row(a, text, drop) : text;
        }
        part[n] = (struct zip_part){name, text};
    }
    zip_discard(z);
    return zip_parts(a, part, n, ZIP_CM_DEFLATE);
}

#define INLINE(text) "t=\"inlineStr\"><is><t>" text "</t></is>"
#define NUMBER(text) "><v>" text "</v>"

/* ---- sending it in ---- */

struct sending {
    struct fixture *f;
    struct book_ask ask;
    struct book_plan plan;
};

static bool send_write(struct act *by, void *ctx, struct err *e)
{
    struct sending *x = ctx;

    x->ask.keep = x->f->a;
    return request_book_write(by, &x->ask, &x->plan, e);
}

static struct book_plan send_in(struct fixture *f, struct str bytes, struct book_choices choices)
{
    struct request_book *b = ARENA_NEW(f->a, struct request_book);
    struct sheet_source src = {.bytes = bytes};
    struct sending x = {.f = f};
    struct book_plan before;
    struct err e;

    assert_ok(request_book_read(f->a, &src, b, &e), &e);
    x.ask = (struct book_ask){.book = b,
                              .agency_code = STR("11000000"),
                              .year = YEAR,
                              .choices = choices,
                              .who = &f->officer};
    assert_ok(request_book_plan(f->db, f->a, &x.ask, &before, &e), &e);
    assert_ok(city_write_as(f->s, f->a, &f->officer, send_write, &x, &e), &e);
    assert_int_equal(before.edited, x.plan.edited); /* what the preview said is what was done */
    assert_int_equal(before.issues.n, x.plan.issues.n);
    assert_true(before.after.satang == x.plan.after.satang);
    return x.plan;
}

static const struct book_choices nobody = {NULL, 0, CHOICE_NONE};

static struct str line_of(struct fixture *f, const char *code)
{
    return sql_lines(f->s, f->a,
                     str_cstr(f->a, str_format(f->a,
                                               "SELECT name, quantity_milli, unit_word, "
                                               "unit_price_satang, times, months, justification "
                                               "FROM line WHERE code = '%s' AND removed = 0",
                                               code)));
}

static const struct book_issue *issue_of(const struct book_plan *p, const char *cell,
                                         const char *action)
{
    const struct book_issue *x = p->issues.p;

    for (size_t i = 0; i < p->issues.n; i++) {
        if (str_eq(x[i].cell, str_from(cell)) && str_eq(x[i].action, str_from(action)))
            return &x[i];
    }
    fail_msg("no issue %s at %s", action, cell);
    return NULL;
}

/* ---- tests ---- */

static void unchanged(struct store *s, struct arena *a)
{
    struct fixture f;
    struct book_plan p;

    make(&f, s, a);
    p = send_in(&f, give_out(&f), nobody);
    assert_int_equal(p.read, LINES);
    assert_int_equal(p.unchanged, LINES);
    assert_int_equal(p.issues.n, 0);
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM import_run"), "0", "nothing is recorded");
}

/* Rows 3..10 are lines 1,3,2,4 and 5,7,6,8 (by item); columns H..O are filled in. */
static void edits_go_in(struct store *s, struct arena *a)
{
    static const struct patch edit[] = {
        {"H3", INLINE("ซ่อมประตูระบายน้ำ")},
        {"I3", INLINE("๑,๒๐๐.๕")},
        {"K3", INLINE("2,000")},
        {"L4", NUMBER("2")},
        {"M4", NUMBER("12")},
        {"O4", "t=\"str\"><v>น้ำท่วมซ้ำ</v>"},
        {"P5", INLINE("ลบ")},
        {"C11", INLINE("1100-00001-L1 งานบำรุงรักษาคลองที่ 1")},
        {"E11", INLINE("05202-1 ค่าก่อสร้าง")},
        {"G11", INLINE("OWN")},
        {"H11", INLINE("=HYPERLINK(\"x\")")},
        {"I11", NUMBER("3")},
        {"K11", NUMBER("500")},
        {NULL, NULL},
    };
    struct fixture f;
    struct book_plan p;
    struct str file;

    make(&f, s, a);
    file = changed(a, give_out(&f), edit, 6);
    p = send_in(&f, file, nobody);
    assert_int_equal(p.edited, 2);
    assert_int_equal(p.added, 1);
    assert_int_equal(p.deleted, 1);
    assert_int_equal(p.missing, 1);
    assert_int_equal(p.conflicts + p.refused_rows, 0);
    assert_str(line_of(&f, "2569-0-1100-00001"), "ซ่อมประตูระบายน้ำ\t1200500\t\t200000\t1\t1\t",
               "texts, Thai digits, commas");
    assert_str(line_of(&f, "2569-0-1100-00003"), "รายการ\t1000\t\t300000\t2\t12\tน้ำท่วมซ้ำ",
               "times, months, reason");
    assert_str(line_of(&f, "2569-0-1100-00002"), "", "deleted by its mark");
    assert_str(line_of(&f, "2569-0-1100-00004"), "รายการ\t1000\t\t400000\t1\t1\t",
               "a row that is merely missing is kept");
    assert_str(line_of(&f, "2569-0-1100-00009"), "=HYPERLINK(\"x\")\t3000\t\t50000\t1\t1\t",
               "a new line; its name is text");
    assert_str(sql_lines(s, a, "SELECT source_key FROM line WHERE code = '2569-0-1100-00009'"),
               "requests!H11", "where it came from");
    assert_true(p.after.satang == BAHT(36000 - 1000 + 2401000 - 3000 + 72000 - 2000 + 1500).satang);
    assert_str(sql_lines(s, a, "SELECT kind, accepted, refused FROM import_run"), "requests\t4\t0",
               "the run is recorded");
    p = send_in(&f, file, nobody);
    assert_int_equal(p.edited + p.added + p.deleted + p.conflicts, 0); /* the same file again */
}

static bool set_line(struct act *by, void *ctx, struct err *e)
{
    const struct line_edit *l = ctx;

    return line_update(by, l, e);
}

static bool take_out(struct act *by, void *ctx, struct err *e)
{
    return line_remove(by, str_from(ctx), 1, STR("ซ้ำ"), e);
}

static void change_store(struct fixture *f, const char *code, const char *name, int64_t baht)
{
    struct line_edit l = {.line_code = str_from(code),
                          .version = 1,
                          .quantity_milli = 1000,
                          .times = 1,
                          .months = 1,
                          .name = str_from(name),
                          .unit_price = BAHT(baht)};
    struct actor other =
        plan_person("head.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, f->c.drainage.id);
    struct err e;

    assert_ok(city_write_as(f->s, f->a, &other, set_line, &l, &e), &e);
}

static void conflicts_wait(struct store *s, struct arena *a)
{
    static const struct patch edit[] = {
        {"H3", INLINE("ในแฟ้ม")},  {"K3", NUMBER("7000")},    {"H4", INLINE("เหมือนกัน")},
        {"P5", INLINE("delete")}, {"H6", INLINE("แก้ในแฟ้ม")}, {NULL, NULL},
    };
    struct book_choice choice[] = {{STR("2569-0-1100-00001"), BOOK_NAME, CHOICE_MINE},
                                   {STR("2569-0-1100-00002"), BOOK_CELLS, CHOICE_THEIRS},
                                   {STR("2569-0-1100-00004"), BOOK_CELLS, CHOICE_MINE}};
    struct actor other;
    const struct book_issue *x;
    struct fixture f;
    struct book_plan p;
    struct str file;
    struct err e;

    make(&f, s, a);
    other = plan_person("head.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, f.c.drainage.id);
    file = changed(a, give_out(&f), edit, 0);
    change_store(&f, "2569-0-1100-00001", "ในระบบ", 1000);
    change_store(&f, "2569-0-1100-00003", "เหมือนกัน", 3500);
    change_store(&f, "2569-0-1100-00002", "ยังใช้อยู่", 2000);
    assert_ok(city_write_as(s, a, &other, take_out, (void *)(uintptr_t) "2569-0-1100-00004", &e),
              &e);
    p = send_in(&f, file, nobody);
    assert_int_equal(p.conflicts, 3);
    assert_int_equal(p.edited, 1);
    x = issue_of(&p, "H3", "conflict");
    assert_str(x->mine, "ในแฟ้ม", "mine");
    assert_str(x->theirs, "ในระบบ", "theirs");
    assert_str(x->base, "รายการ", "base");
    assert_str(x->by_user, "head.1100", "who changed it");
    assert_true(x->at.ms == CITY_NOW);
    issue_of(&p, "requests!H5", "conflict");
    issue_of(&p, "requests!H6", "conflict");
    assert_str(line_of(&f, "2569-0-1100-00001"), "ในระบบ\t1000\t\t700000\t1\t1\t",
               "the price went in, the name waits");
    assert_str(line_of(&f, "2569-0-1100-00003"), "เหมือนกัน\t1000\t\t350000\t1\t1\t",
               "the same change on both sides");
    p = send_in(&f, file, (struct book_choices){choice, ARRAY_LEN(choice), CHOICE_NONE});
    assert_int_equal(p.conflicts, 0);
    assert_str(line_of(&f, "2569-0-1100-00001"), "ในแฟ้ม\t1000\t\t700000\t1\t1\t", "chosen");
    assert_str(line_of(&f, "2569-0-1100-00002"), "ยังใช้อยู่\t1000\t\t200000\t1\t1\t", "kept");
    assert_str(line_of(&f, "2569-0-1100-00009"), "แก้ในแฟ้ม\t1000\t\t400000\t1\t1\t",
               "added again as a line of its own");
    p = send_in(&f, file, (struct book_choices){choice, ARRAY_LEN(choice), CHOICE_NONE});
    assert_int_equal(p.added + p.edited + p.deleted, 0);
}

static void bad_cells_come_back(struct store *s, struct arena *a)
{
    static const struct patch edit[] = {
        {"I3", INLINE("สองร้อย")},
        {"H3", INLINE("ชื่อใหม่")},
        {"I4", NUMBER("-1")},
        {"K5", "><f>1000*2</f><v>2000</v>"},
        {"K6", NUMBER("1000.5")},
        {"E7", INLINE("05202-1")},
        {"P8", INLINE("ใช่")},
        {"I9", INLINE("1,5")},
        {"A10", INLINE("2569-0-9999-1")},
        {"C11", INLINE("1100-00001-L1")},
        {"E11", INLINE("99999-9")},
        {"G11", INLINE("OWN")},
        {"H11", INLINE("รายการใหม่")},
        {"K11", NUMBER("10")},
        {NULL, NULL},
    };
    static const struct {
        const char *cell, *code;
    } want_issue[] = {
        {"I3", "bad_number"},
        {"I4", "amount_negative"},
        {"K5", "book_formula"},
        {"K6", "whole_baht"},
        {"requests!H7", "book_locked"},
        {"P8", "bad_choice"},
        {"I9", "bad_number"},
        {"requests!H10", "book_unknown_line"},
        {"requests!H11", "unknown_code"},
    };
    struct request_book_want w;
    struct request_book again;
    struct sheet_source src;
    struct fixture f;
    struct book_plan p;
    struct str back, notes;
    zip_error_t why;
    zip_t *z;
    struct err e;

    make(&f, s, a);
    p = send_in(&f, changed(a, give_out(&f), edit, 0), nobody);
    for (size_t i = 0; i < ARRAY_LEN(want_issue); i++) {
        const struct book_issue *x = issue_of(&p, want_issue[i].cell, "refuse");

        assert_str(x->code, want_issue[i].code, want_issue[i].cell);
    }
    assert_int_equal(p.refused_rows, ARRAY_LEN(want_issue));
    assert_int_equal(p.edited, 1); /* the name of row 3 */
    assert_str(line_of(&f, "2569-0-1100-00001"), "ชื่อใหม่\t1000\t\t100000\t1\t1\t",
               "a bad cell stays out, the good one goes in");
    w = want(&f);
    assert_ok(request_book_return(f.db, a, &p, &w, &e), &e);
    assert_ok(file_read(a, f.path, 10000000, &back, &e), &e);
    z = zip_open_from_source(zip_source_buffer_create(back.p, back.n, 0, &why), ZIP_RDONLY, &why);
    notes = part_of(a, z, "xl/comments1.xml");
    EXPECT(str_has(notes, STR("ref=\"I3\"")) && str_has(notes, STR("สองร้อย")), "the reason, there");
    EXPECT(str_has(notes, STR("99999-9")), "the new row's reason");
    EXPECT(str_has(part_of(a, z, "xl/worksheets/sheet1.xml"), STR("<t>สองร้อย</t>")),
           "as the person typed it");
    zip_discard(z);
    src = (struct sheet_source){.bytes = back};
    assert_ok(request_book_read(a, &src, &again, &e), &e);
    assert_str(again.id, str_cstr(a, p.book->id), "still the same workbook");
    p = send_in(&f, back, nobody);
    assert_true(p.edited + p.added + p.deleted == 0 && p.refused_rows >= 6);
}

static void others_are_refused(struct store *s, struct arena *a)
{
    struct actor stranger;
    struct request_book_want w;
    struct request_book_done d;
    struct request_book b;
    struct book_plan p;
    struct book_ask ask;
    struct sheet_source src;
    struct fixture f;
    struct err e;

    make(&f, s, a);
    src = (struct sheet_source){.bytes = give_out(&f)};
    assert_ok(request_book_read(a, &src, &b, &e), &e);
    ask = (struct book_ask){
        .book = &b, .agency_code = STR("10000000"), .year = YEAR, .who = &f.officer};
    assert_err(request_book_plan(f.db, a, &ask, &p, &e), &e, ERR_BOOK_OTHER);
    ask.agency_code = STR("11000000");
    ask.year = YEAR + 1;
    assert_err(request_book_plan(f.db, a, &ask, &p, &e), &e, ERR_BOOK_OTHER);
    ask.year = YEAR;
    stranger = plan_person("x", PERM_REQUEST_WRITE, SCOPE_AGENCY, f.c.works.id);
    ask.who = &stranger;
    assert_err(request_book_plan(f.db, a, &ask, &p, &e), &e, ERR_SCOPE);
    w = want(&f);
    w.who = &stranger;
    assert_err(request_book_export(f.db, a, &w, &d, &e), &e, ERR_FORBIDDEN);
    src.bytes =
        zip_workbook(a, STR("<worksheet><sheetData/></worksheet>"), STR_NONE, STR_NONE, false);
    assert_err(request_book_read(a, &src, &b, &e), &e, ERR_BOOK_FOREIGN);
    src.bytes = STR("a,b\n");
    assert_err(request_book_read(a, &src, &b, &e), &e, ERR_BOOK_KIND);
}

/* Drafts are the agency's own; what was sent can be read and not changed. */
static void sent_packages_are_closed(struct store *s, struct arena *a)
{
    static const struct patch edit[] = {{"H3", INLINE("แก้หลังส่ง")}, {NULL, NULL}};
    struct actor analyst;
    struct request_book_want w;
    struct request_book_done d;
    struct fixture f;
    struct book_plan p;
    struct str file;
    struct err e;

    make(&f, s, a);
    analyst = plan_person("analyst", PERM_BUDGET_READ, SCOPE_CITY, 0);
    w = want(&f);
    w.who = &analyst;
    assert_ok(request_book_export(f.db, a, &w, &d, &e), &e);
    assert_int_equal(d.lines, 0);
    file = changed(a, give_out(&f), edit, 0);
    assert_ok(sql_write(s, "UPDATE package SET state = 'SUBMITTED'", &e), &e);
    assert_ok(request_book_export(f.db, a, &w, &d, &e), &e);
    assert_int_equal(d.lines, LINES);
    p = send_in(&f, file, nobody);
    assert_int_equal(p.edited, 0);
    assert_str(issue_of(&p, "requests!H3", "refuse")->code, "state", "it was sent");
}

#define EACH(fn)                                                                                   \
 static void each_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
EACH(unchanged)
EACH(edits_go_in)
EACH(conflicts_wait)
EACH(bad_cells_come_back)
EACH(others_are_refused)
EACH(sent_packages_are_closed)

static int start(void **state)
{
    (void)state;
    crypto_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unchanged),          cmocka_unit_test(each_edits_go_in),
        cmocka_unit_test(each_conflicts_wait),     cmocka_unit_test(each_bad_cells_come_back),
        cmocka_unit_test(each_others_are_refused), cmocka_unit_test(each_sent_packages_are_closed),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
