/* Sheets that people made: the head is found, columns are mapped and remembered, rows merge by their
 * cell; earlier years come in the same way. */
#include "unit.h"

#include "base/crypto.h"
#include "base/file.h"
#include "exchange/history_file.h"
#include "exchange/own_sheet.h"
#include "plan_store.h"
#include "with_store.h"
#include "zip_parts.h"

enum { YEAR = 2569 };

static const char sheet[] =
    "บัญชีคำขอ ฝ่ายพัสดุ,,,,,\n"
    "ลำดับ,รายการ,จำนวน,หน่วยนับ,ราคาต่อหน่วย,เหตุผล\n"
    "1,โต๊ะทำงาน,๕,ตัว,\"6,500\",ทดแทนของชำรุด\n"
    "2,เก้าอี้,10,ตัว,1500.50,\n"
    ",รวมทั้งสิ้น,,,,\n"
    "3,ตู้เอกสาร,สองตู้,ตู้,4000,\n";
static const char map_text[] = "name=B;quantity=C;unit=D;unit_price=E;justification=F;"
                               "package:=1100-00001-L1;item:=05202-1;fund:=OWN;";

struct sending {
    struct book_ask ask;
    struct book_plan plan;
    const struct own_sheet *own;
    struct arena *a;
};

static bool send_write(struct act *by, void *ctx, struct err *e)
{
    struct sending *x = ctx;

    x->ask.keep = x->a;
    return request_book_write(by, &x->ask, &x->plan, e) &&
           sheet_map_save(by, x->plan.agency_id, STR("requests"), x->own, str_from(map_text), e);
}

static struct book_plan send_in(struct store *s, struct arena *a, const struct actor *who,
                                const char *text)
{
    struct sheet_source src = {.bytes = str_from(text)};
    struct own_sheet *own = ARENA_NEW(a, struct own_sheet);
    struct request_book *b = ARENA_NEW(a, struct request_book);
    struct sending x = {.own = own, .a = a};
    struct sheet_map map;
    struct err e;

    assert_ok(own_sheet_look(a, &src, own, &e), &e);
    assert_ok(sheet_map_parse(a, str_from(map_text), own_targets, &map, &e), &e);
    assert_ok(own_sheet_read(a, &src,
                             &(struct own_want){.sheet = own,
                                                .map = &map,
                                                .agency_code = STR("11000000"),
                                                .year = YEAR},
                             b, &e),
              &e);
    x.ask = (struct book_ask){
        .book = b, .agency_code = STR("11000000"), .year = YEAR, .who = who};
    assert_ok(city_write_as(s, a, who, send_write, &x, &e), &e);
    return x.plan;
}

static struct str lines(struct store *s, struct arena *a)
{
    return sql_lines(s, a,
                     "SELECT name, quantity_milli, unit_price_satang, source_key FROM line "
                     "WHERE source_key LIKE 'csv!%' AND removed = 0 ORDER BY id");
}

static void rows_merge(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill fill;
    struct actor who;
    struct book_plan p;
    struct db *db;
    struct str text;
    struct own_sheet own;
    struct sheet_source src = {.bytes = str_from(sheet)};
    struct err e;

    plan_make(s, a, YEAR, &c);
    fill = (struct plan_fill){.year = YEAR,
                              .agency_id = c.drainage.id,
                              .output_id = c.water,
                              .c = &c,
                              .units = 1,
                              .levels = 1,
                              .lines = 1,
                              .state = "DRAFT"};
    assert_ok(city_write(s, a, plan_fill, &fill, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    who = plan_person("officer.1100", PERM_REQUEST_WRITE, SCOPE_AGENCY, c.drainage.id);
    p = send_in(s, a, &who, sheet);
    assert_int_equal(p.read, 3);
    assert_int_equal(p.added, 2);
    assert_int_equal(p.refused_rows, 1);
    assert_int_equal(p.missing, 0);
    assert_str(((const struct book_issue *)p.issues.p)->cell, "C6", "where the bad cell is");
    assert_str(lines(s, a), "โต๊ะทำงาน\t5000\t650000\tcsv!B3\nเก้าอี้\t10000\t150050\tcsv!B4",
               "two lines with their source cells");
    p = send_in(s, a, &who, sheet);
    assert_int_equal(p.added + p.edited, 0);
    assert_ok(sql_write(s, "UPDATE line SET quantity_milli = 7000 WHERE source_key = 'csv!B3'", &e),
              &e);
    p = send_in(s, a, &who, sheet);
    assert_int_equal(p.edited + p.conflicts, 0); /* changed in the store only: stays */
    text = str_replace(a, str_from(sheet), STR("๕"), STR("9"));
    text = str_replace(a, text, STR("เก้าอี้"), STR("เก้าอี้บุนวม"));
    p = send_in(s, a, &who, str_cstr(a, text));
    assert_int_equal(p.conflicts, 1);
    assert_int_equal(p.edited, 1);
    assert_str(lines(s, a), "โต๊ะทำงาน\t7000\t650000\tcsv!B3\nเก้าอี้บุนวม\t10000\t150050\tcsv!B4",
               "the name goes in, the quantity waits");
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(own_sheet_look(a, &src, &own, &e), &e);
    assert_ok(sheet_map_find(db, a, c.drainage.id, STR("requests"), own.fingerprint, &text, &e),
              &e);
    assert_str(text, map_text, "the map is remembered");
    assert_ok(sheet_map_find(db, a, c.works.id, STR("requests"), own.fingerprint, &text, &e), &e);
    assert_str(text, "", "by agency");
}

static void heads_and_maps(void **state)
{
    static const struct {
        const char *map;
        enum err_code code;
    } row[] = {
        {"name=B;unit_price=E", ERR_NONE},
        {" name = b ; unit_price=AA;", ERR_NONE},
        {"nme=B", ERR_BAD_FIELD},
        {"name=7", ERR_BAD_CHOICE},
        {"name=ABCDEF", ERR_BAD_CHOICE},
    };
    struct arena *a = arena_new();
    struct sheet_source src = {.bytes = str_from(sheet)};
    struct request_book b;
    struct own_sheet own;
    struct sheet_map map;
    struct err e;

    (void)state;
    assert_ok(own_sheet_look(a, &src, &own, &e), &e);
    assert_int_equal(own.header_row, 2);
    assert_int_equal(own.n, 6);
    assert_str(own.header[4].letter, "E", "a letter");
    assert_str(own.header[4].sample, "6,500", "an example");
    own_sheet_guess(&own, &map);
    assert_true(map.col[BOOK_NAME] == 1 && map.col[BOOK_QUANTITY] == 2 && map.col[BOOK_PRICE] == 4 &&
                map.col[BOOK_WHY] == 5 && map.col[BOOK_TIMES] == UINT32_MAX);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok = sheet_map_parse(a, str_from(row[i].map), own_targets, &map, &e);

        EXPECT(ok ? row[i].code == ERR_NONE : e.code == row[i].code, row[i].map);
    }
    assert_ok(sheet_map_parse(a, STR("name=B;unit_price=E"), own_targets, &map, &e), &e);
    assert_err(own_sheet_read(a, &src, &(struct own_want){.sheet = &own, .map = &map}, &b, &e), &e,
               ERR_REQUIRED);
    src.bytes = STR("x\n1\n");
    assert_err(own_sheet_look(a, &src, &own, &e), &e, ERR_FILE_EMPTY);
    arena_free(a);
}

/* ---- earlier years ---- */

static struct import_report take(struct store *s, struct arena *a, struct history_job job)
{
    struct actor system = actor_system();
    struct import_report r;
    struct err e;

    job.who = &system;
    job.now_ms = CITY_NOW;
    assert_ok(history_import(s, a, &job, &r, &e), &e);
    return r;
}

static void earlier_years(struct store *s, struct arena *a)
{
    static const char named[] =
        "year,agency,output,item,name,asked,enacted,after_transfers,paid\n"
        "2568,11000000,0503001,05202-1,ซ่อมคลอง,\"1,000,000\",900000,๘๕๐๐๐๐,799999.25\n"
        "2567,11000000,0503001,05202-1,ซ่อมคลอง,,800000,,\n";
    static const char other[] = "ลำดับ,ชื่องาน,งบที่ได้รับ\n1,ขุดลอก,500000\n2,ซ่อมคลอง,=1\n";
    struct history_job job = {.src = {.bytes = str_from(named)}};
    struct import_report r;
    struct str wb;
    char *dir;
    struct err e;

    city_make(s, a, YEAR);
    r = take(s, a, job);
    assert_int_equal(r.accepted, 2);
    assert_true(r.written);
    assert_str(sql_lines(s, a, "SELECT year, asked_satang, enacted_satang, after_transfers_satang, "
                               "paid_satang FROM past_line ORDER BY year DESC"),
               "2568\t100000000\t90000000\t85000000\t79999925\n2567\t\t80000000\t\t",
               "empty is not known, not zero");
    r = take(s, a, job);
    assert_int_equal(r.accepted, 0);
    assert_int_equal(r.unchanged, 2);
    job = (struct history_job){.src = {.bytes = str_from(other)},
                               .agency_code = STR("11000000"),
                               .year = 2566,
                               .map = STR("name=B;enacted=C")};
    r = take(s, a, job);
    assert_int_equal(r.refused, 1);
    assert_false(r.written);
    assert_ok(file_temp_dir(a, &dir, &e), &e);
    job.errors_path = str_cstr(a, str_format(a, "%s/bad.csv", dir));
    r = take(s, a, job);
    assert_true(r.written && r.accepted == 1 && r.refused == 1);
    assert_ok(file_read(a, job.errors_path, 10000, &wb, &e), &e);
    EXPECT(str_has(wb, STR("ซ่อมคลอง")) && str_has(wb, STR("reason")), "what was refused, and why");
    job.map = STR_NONE; /* remembered */
    r = take(s, a, job);
    assert_int_equal(r.unchanged, 1);
    wb = zip_workbook(a,
                      STR("<worksheet><sheetData><row><c t=\"str\"><v>year</v></c><c t=\"str\"><v>name"
                          "</v></c><c t=\"str\"><v>paid</v></c></row><row><c><v>2565</v></c>"
                          "<c t=\"str\"><v>ก</v></c><c><f>1+1</f><v>2</v></c></row></sheetData>"
                          "</worksheet>"),
                      STR_NONE, STR_NONE, false);
    r = take(s, a, (struct history_job){.src = {.bytes = wb}, .agency_code = STR("11000000")});
    assert_int_equal(r.refused, 1);
    assert_str(((const struct import_issue *)r.issues.p)->code, "book_formula",
               "a formula's value is not trusted");
}

#define EACH(fn)                                                                                   \
 static void each_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
EACH(rows_merge)
EACH(earlier_years)

static int start(void **state)
{
    (void)state;
    crypto_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_and_maps),
        cmocka_unit_test(each_rows_merge),
        cmocka_unit_test(each_earlier_years),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
