/* The zero-based request: drawn structure is empty, what is missing is refused by name,
 * freed money is not given twice, the director signs many. */
#include "request_year.h"

#include "base/crypto.h"
#include "plan/history.h"
#include "plan/justify.h"
#include "plan/question.h"
#include "plan/review.h"
#include "plan/stopped.h"

static bool answer(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return answers_put(by, YEAR, x->code, x->answer, x->n, e);
}

static bool option(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return option_put(by, YEAR, x->code, &x->option, &x->number, e);
}

static bool drop_option(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return option_remove(by, YEAR, x->code, x->number, x->version, e);
}

static bool output(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return level_output_put(by, YEAR, x->code, &x->output, e);
}

static bool dispose(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return disposition_set(by, &x->d, e);
}

static bool give(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return freed_give(by, YEAR, x->code, x->to, x->amount, e);
}

static bool group(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;
    struct str code;

    if (!justify_put(by, &x->g, &code, e)) {
        return false;
    }
    x->group = str_dup(city_arena(by), code);
    return true;
}

static bool join(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return justify_join(by, YEAR, x->group, x->line, x->n, e);
}

static bool edit(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return line_update(by, &x->edit, e);
}

static bool text(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return package_update(by, &x->text, e);
}

static bool move(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return package_event(by, YEAR, x->code, str_from(x->event), x->version, STR_NONE, e);
}

static bool sign(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return packages_sign(by, YEAR, x->item, x->n, &x->sign, x->result, e);
}

static void drawn(struct store *s, struct arena *a)
{
    struct ctx x = {0};
    struct actor officer, other;
    const struct line_row *l;
    const struct history_row *h;
    struct package p;
    struct rows rows;
    struct db *db;
    struct err e;

    begin(s, a, &x, &officer);
    assert_int_equal(x.drawn.units, 2);
    assert_int_equal(x.drawn.packages, 4);
    assert_int_equal(x.drawn.lines, 4);
    other = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, x.c.works.id);
    assert_err(city_write_as(s, a, &other, draw, &x, &e), &e, ERR_SCOPE);
    assert_err(city_write_as(s, a, &officer, draw, &x, &e), &e, ERR_NOTHING); /* all there */
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(package_get(db, a, YEAR, STR("1100-00001-L2"), &p, &e), &e);
    assert_int_equal(p.justification.n, 0);
    assert_str(p.level_kind, "current", "levels are kept");
    assert_ok(package_lines(db, a, p.id, &rows, &e), &e);
    l = rows.p;
    assert_int_equal(l->quantity_milli + l->unit_price.satang + l->requested.satang, 0);
    assert_int_equal(l->justification.n, 0);
    assert_str(l->drawn_from, "2566-0-1100-00002", "remembers its line");
    assert_ok(history_of_package(db, a, p.id, &rows, &e), &e);
    h = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(h->enacted.satang, 200000);
    assert_string_equal(str_cstr(a, sql_lines(s, a,
                                              "SELECT COUNT(*) FROM audit WHERE action = "
                                              "'plan.bulk' AND user_name = 'officer'")),
                        "1");
    /* The year before is known from past_line only. */
    assert_ok(sql_write(s,
                        "INSERT INTO past_line (year, agency_id, output_code, item_code, key, "
                        "name, name_fold, enacted_satang) SELECT 2566, id, '0403001', '05202-1', "
                        "'k', 'ถนน', 'ถนน', 500 FROM agency WHERE code = '10000000'",
                        &e),
              &e);
    x.c.drainage = x.c.works;
    assert_ok(city_write_as(s, a, &other, draw, &x, &e), &e);
    assert_int_equal(x.drawn.units, 1);
    assert_int_equal(x.drawn.lines, 1);
}

static void complete(struct store *s, struct arena *a)
{
    struct ctx x = {0};
    struct actor officer, head;
    const struct copied_row *copied;
    struct questions_asked q;
    struct rows rows;
    struct package p;
    struct db *db;
    struct err e;

    begin(s, a, &x, &officer);
    head = plan_person("head", PERM_REQUEST_APPROVE, SCOPE_AGENCY, x.c.drainage.id);
    assert_ok(store_reader(s, &db, &e), &e);
    x.code = STR("1100-00001-L1");
    assert_int_equal(lacks(db, a, x.code, "line_amount"), 1);
    assert_int_equal(lacks(db, a, x.code, "line_reason"), 1);
    assert_int_equal(lacks(db, a, x.code, "package_reason"), 1);
    assert_int_equal(lacks(db, a, x.code, "disposition"), 1);
    assert_int_equal(lacks(db, a, x.code, "answer"), 3); /* 2, 5 and 11 of base work */
    x.event = "ready";
    x.version = 1;
    assert_ok(city_write_as(s, a, &officer, move, &x, &e), &e);
    x.event = "submit";
    x.version = 2;
    assert_err(city_write_as(s, a, &head, move, &x, &e), &e, ERR_INCOMPLETE);
    assert_ok(sql_write(s, "UPDATE package SET place = 'collector'", &e), &e);

    x.n = 3;
    x.answer[0] = (struct answer_new){2, 0, STR("12,000 คน")};
    x.answer[1] = (struct answer_new){5, 0, STR("น้ำท่วม")};
    x.answer[2] = (struct answer_new){11, 0, STR("ร้อยละ 97")};
    assert_ok(city_write_as(s, a, &officer, answer, &x, &e), &e);
    assert_ok(city_write_as(s, a, &officer, answer, &x, &e), &e); /* nothing changed */
    x.n = 1;
    x.answer[0].words = STR("13,000 คน");
    assert_err(city_write_as(s, a, &officer, answer, &x, &e), &e, ERR_STALE);
    x.answer[0].version = 1;
    assert_ok(city_write_as(s, a, &officer, answer, &x, &e), &e);
    x.answer[0].question = 15;
    assert_err(city_write_as(s, a, &officer, answer, &x, &e), &e, ERR_BAD_NUMBER);
    assert_ok(package_get(db, a, YEAR, x.code, &p, &e), &e);
    assert_ok(answer_list(db, a, p.unit_id, 1, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_ok(answer_history(db, a, p.unit_id, 1, &rows, &e), &e);
    assert_int_equal(rows.n, 4);

    x.text = (struct package_edit){.year = YEAR,
                                   .version = p.version,
                                   .code = x.code,
                                   .title = p.title,
                                   .justification = STR("คลองตื้นเขิน")};
    assert_ok(city_write_as(s, a, &officer, text, &x, &e), &e);
    x.edit = (struct line_edit){.line_code = STR("2567-0-1100-00001"),
                                .version = 1,
                                .quantity_milli = 2000,
                                .times = 1,
                                .months = 1,
                                .name = STR("รายการ"),
                                .unit_price = BAHT(300)};
    assert_ok(city_write_as(s, a, &officer, edit, &x, &e), &e);
    x.d = (struct disposition_new){
        .year = YEAR, .code = x.code, .disposition = STR("continue"), .version = 1};
    assert_ok(city_write_as(s, a, &officer, dispose, &x, &e), &e);
    assert_int_equal(lacks(db, a, x.code, NULL), 1); /* the line's reason is left */

    /* A group justifies its lines. */
    x.g = (struct justify_group){.year = YEAR,
                                 .agency_id = x.c.drainage.id,
                                 .title = STR("ลอกคลอง"),
                                 .formula = STR("guess"),
                                 .driver = STR("คลอง"),
                                 .quantity_milli = 4000,
                                 .rate = BAHT(300),
                                 .reason = STR("ทุกคลองปีละครั้ง")};
    assert_err(city_write_as(s, a, &officer, group, &x, &e), &e, ERR_BAD_CHOICE);
    x.g.formula = STR("driver");
    assert_ok(city_write_as(s, a, &officer, group, &x, &e), &e);
    assert_str(x.group, "1100-G01", "a code of its own");
    x.line[0] = STR("2566-0-1100-00001");
    x.n = 1;
    assert_err(city_write_as(s, a, &officer, join, &x, &e), &e, ERR_STATE); /* last year's */
    x.line[0] = STR("2567-0-1100-00001");
    x.line[1] = STR("2567-0-1100-00002");
    x.n = 2;
    assert_ok(city_write_as(s, a, &officer, join, &x, &e), &e);
    assert_ok(justify_list(db, a, YEAR, x.c.drainage.id, STR("all"), &rows, &e), &e);
    assert_int_equal(((const struct justify_group *)rows.p)->lines, 2);
    assert_int_equal(((const struct justify_group *)rows.p)->product.satang, 120000);
    assert_int_equal(((const struct justify_group *)rows.p)->asked.satang, 60000);
    assert_int_equal(lacks(db, a, x.code, NULL), 0);

    /* Signed by one who acts; the incomplete one is named. */
    assert_ok(package_get(db, a, YEAR, x.code, &p, &e), &e);
    x.event = "ready";
    x.version = p.version;
    assert_ok(city_write_as(s, a, &officer, move, &x, &e), &e);
    x.item[0] = (struct sign_item){x.code, x.version + 1};
    x.code = STR("1100-00002-L1");
    x.version = 1;
    assert_ok(city_write_as(s, a, &officer, move, &x, &e), &e);
    x.item[1] = (struct sign_item){x.code, 2};
    x.n = 2;
    x.sign = (struct sign){.capacity = STR("king")};
    assert_err(city_write_as(s, a, &head, sign, &x, &e), &e, ERR_BAD_CHOICE);
    x.sign.capacity = STR("acting");
    assert_err(city_write_as(s, a, &head, sign, &x, &e), &e, ERR_REQUIRED);
    x.sign.order_no = STR("12/2566");
    assert_ok(city_write_as(s, a, &head, sign, &x, &e), &e);
    assert_true(x.result[0].signed_now);
    assert_false(x.result[1].signed_now);
    assert_int_equal(x.result[1].why.code, ERR_INCOMPLETE);
    assert_ok(sign_list(db, a, p.id, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_str(((const struct sign_row *)rows.p)->order_no, "12/2566", "the order is kept");

    /* Copied text is shown as copied; spaces do not hide it. */
    x.text.code = STR("1100-00001-L2");
    x.text.version = 1;
    x.text.justification = STR("คลอง  ตื้นเขิน");
    assert_ok(sql_write(s, "UPDATE package SET place = 'collector' WHERE state = 'DRAFT'", &e), &e);
    assert_ok(city_write_as(s, a, &officer, text, &x, &e), &e);
    assert_ok(package_get(db, a, YEAR, x.text.code, &p, &e), &e);
    assert_ok(copied_texts(db, a, p.id, STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 0); /* the same unit's other level */
    x.text.code = STR("1100-00002-L2");
    assert_ok(city_write_as(s, a, &officer, text, &x, &e), &e);
    assert_ok(package_get(db, a, YEAR, x.text.code, &p, &e), &e);
    assert_ok(copied_texts(db, a, p.id, STR_NONE, &rows, &e), &e);
    copied = rows.p;
    assert_int_equal(rows.n, 1); /* the city does not learn of the draft L2 */
    assert_str(copied->from_code, "1100-00001-L1", "from the package that was sent");

    /* Which questions are asked is a parameter. */
    assert_ok(questions_asked(db, a, YEAR, STR("strategic"), STR("minimum"), &q, &e), &e);
    assert_true(q.must[14] && q.must[3] && !q.must[6] && q.output && q.options == 2);
    assert_ok(questions_asked(db, a, YEAR, STR("base"), STR("increment"), &q, &e), &e);
    assert_true(q.must[2] && !q.must[5] && !q.output && q.options == 0);
}

static void compared(struct store *s, struct arena *a)
{
    struct ctx x = {0};
    struct actor officer;
    const struct level_row *l;
    struct package p;
    struct rows rows;
    struct db *db;
    struct err e;

    begin(s, a, &x, &officer);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(sql_write(s, "UPDATE unit SET kind = 'mission' WHERE year = 2567", &e), &e);
    x.code = STR("1100-00001-L1");
    assert_int_equal(lacks(db, a, x.code, "options"), 1);
    assert_int_equal(lacks(db, a, x.code, "output"), 1);
    x.option = (struct unit_option){.kind = STR("army"), .title = STR("จ้าง"), .cost = BAHT(10)};
    assert_err(city_write_as(s, a, &officer, option, &x, &e), &e, ERR_BAD_CHOICE);
    x.option.kind = STR("private");
    x.option.cost = MONEY(50);
    assert_err(city_write_as(s, a, &officer, option, &x, &e), &e, ERR_WHOLE_BAHT);
    x.option.cost = BAHT(10);
    x.option.chosen = true;
    assert_err(city_write_as(s, a, &officer, option, &x, &e), &e, ERR_REQUIRED); /* why */
    x.option.why = STR("ถูกกว่า");
    assert_ok(city_write_as(s, a, &officer, option, &x, &e), &e);
    assert_int_equal(x.number, 1);
    x.option.kind = STR("own");
    assert_ok(city_write_as(s, a, &officer, option, &x, &e), &e);
    assert_ok(package_get(db, a, YEAR, x.code, &p, &e), &e);
    assert_ok(option_list(db, a, p.unit_id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    assert_false(((const struct unit_option *)rows.p)[0].chosen); /* one only */
    assert_int_equal(lacks(db, a, x.code, "options"), 0);
    x.version = 1;
    x.number = 1;
    assert_err(city_write_as(s, a, &officer, drop_option, &x, &e), &e, ERR_STALE);
    x.version = 2;
    assert_ok(city_write_as(s, a, &officer, drop_option, &x, &e), &e);
    assert_int_equal(lacks(db, a, x.code, "options"), 1);
    x.n = 1;
    x.answer[0] = (struct answer_new){6, 0, STR("กฎหมายให้ทำเอง")};
    assert_ok(city_write_as(s, a, &officer, answer, &x, &e), &e);
    assert_int_equal(lacks(db, a, x.code, "options"), 0); /* a reason instead */

    x.output = (struct level_output){.name = STR("คลองที่ลอก"), .unit_word = STR("กม.")};
    assert_err(city_write_as(s, a, &officer, output, &x, &e), &e, ERR_BAD_NUMBER);
    x.output.quantity_milli = 2000;
    assert_ok(city_write_as(s, a, &officer, output, &x, &e), &e);
    assert_err(city_write_as(s, a, &officer, output, &x, &e), &e, ERR_STALE);
    x.code = STR("1100-00001-L2");
    x.output.quantity_milli = 1000;
    assert_ok(city_write_as(s, a, &officer, output, &x, &e), &e);
    for (int i = 1; i <= 2; i++) {
        x.edit = (struct line_edit){.version = 1,
                                    .line_code = str_format(a, "2567-0-1100-0000%d", i),
                                    .quantity_milli = 1000,
                                    .times = 1,
                                    .months = 1,
                                    .name = STR("รายการ"),
                                    .unit_price = BAHT(300)};
        assert_ok(city_write_as(s, a, &officer, edit, &x, &e), &e);
    }
    assert_ok(level_list(db, a, p.unit_id, STR("all"), &rows, &e), &e);
    l = rows.p;
    assert_int_equal(rows.n, 2);
    assert_int_equal(l[1].cumulative.satang, 60000);
    assert_int_equal(l[1].cumulative_milli, 3000);
    assert_int_equal(l[0].unit_cost.satang, 15000); /* 300 / 2 */
    assert_int_equal(l[1].unit_cost.satang, 20000); /* 600 / 3 */
}

static void stopped(struct store *s, struct arena *a)
{
    struct ctx x = {0};
    struct actor officer;
    const struct stopped_row *r;
    struct rows rows;
    struct db *db;
    struct err e;

    begin(s, a, &x, &officer);
    assert_ok(store_reader(s, &db, &e), &e);
    x.code = STR("1100-00002-L1"); /* 3,000 + 4,000 baht last year */
    x.d = (struct disposition_new){
        .year = YEAR, .code = x.code, .disposition = STR("forget"), .version = 1};
    assert_err(city_write_as(s, a, &officer, dispose, &x, &e), &e, ERR_BAD_CHOICE);
    x.d.disposition = STR("stop");
    assert_err(city_write_as(s, a, &officer, dispose, &x, &e), &e, ERR_REQUIRED);
    x.d.reason = STR("ไม่มีผู้ใช้บริการ");
    x.d.decided_by = STR("ผู้อำนวยการ");
    x.d.version = 7;
    assert_err(city_write_as(s, a, &officer, dispose, &x, &e), &e, ERR_STALE);
    x.d.version = 1;
    assert_ok(city_write_as(s, a, &officer, dispose, &x, &e), &e);
    assert_int_equal(lacks(db, a, x.code, NULL), 0); /* a stopped unit needs nothing more */
    x.to = STR("1100-00001-L1");
    x.amount = BAHT(7001);
    assert_err(city_write_as(s, a, &officer, give, &x, &e), &e, ERR_FREED);
    x.amount = BAHT(5000);
    assert_ok(city_write_as(s, a, &officer, give, &x, &e), &e);
    x.to = STR("1100-00001-L2");
    x.amount = BAHT(2001);
    assert_err(city_write_as(s, a, &officer, give, &x, &e), &e, ERR_FREED);
    x.amount = BAHT(2000);
    assert_ok(city_write_as(s, a, &officer, give, &x, &e), &e);
    x.to = STR("1100-00002-L2");
    assert_err(city_write_as(s, a, &officer, give, &x, &e), &e, ERR_NOT_FOUND); /* to itself */
    x.d.version = 2;
    x.d.disposition = STR("continue"); /* frees nothing, but 7,000 are given */
    assert_err(city_write_as(s, a, &officer, dispose, &x, &e), &e, ERR_FREED);
    /* Asking for some of it again leaves too little: refused at submission, found by the check. */
    x.d.disposition = STR("reduce");
    assert_ok(city_write_as(s, a, &officer, dispose, &x, &e), &e);
    x.edit = (struct line_edit){.line_code = STR("2567-0-1100-00003"),
                                .version = 1,
                                .quantity_milli = 1000,
                                .times = 1,
                                .months = 1,
                                .name = STR("รายการ"),
                                .unit_price = BAHT(300)};
    assert_ok(city_write_as(s, a, &officer, edit, &x, &e), &e);
    assert_int_equal(lacks(db, a, x.code, "freed"), 1);
    assert_ok(stopped_list(db, a, YEAR, 0, STR_NONE, &rows, &e), &e);
    assert_int_equal(rows.n, 0); /* not sent yet */
    assert_ok(stopped_list(db, a, YEAR, 0, STR("all"), &rows, &e), &e);
    r = rows.p;
    assert_int_equal(rows.n, 1);
    assert_int_equal(r->last.satang, 700000);
    assert_int_equal(r->asked.satang, 30000);
    assert_int_equal(r->freed.satang, 670000);
    assert_int_equal(r->moved.satang, 700000);
    x.code = STR("1100-00001-L1");
    x.d = (struct disposition_new){
        .year = YEAR, .code = x.code, .disposition = STR("new"), .version = 1};
    assert_ok(city_write_as(s, a, &officer, dispose, &x, &e), &e);
}

#define TEST(name)                                                                                 \
 static void test_##name(void **state)                                                             \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(name);                                                                           \
 }
TEST(drawn)
TEST(complete)
TEST(compared)
TEST(stopped)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn),
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_compared),
        cmocka_unit_test(test_stopped),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
