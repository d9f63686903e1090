/* test_closed.c - a closed fiscal year takes no writes, whatever writes. */
#include "plan_store.h"

#include "allocate/scenario.h"
#include "base/crypto.h"
#include "city/attach.h"
#include "plan/comment.h"
#include "plan/info_request.h"
#include "plan/meeting.h"
#include "plan/position.h"
#include "plan/revenue.h"
#include "plan/subsidy.h"

enum { YEAR = 2566 };
#define PACKAGE STR("1100-00001-L1")

struct shut {
    struct plan_city c;
    struct str meeting, forecast;
    bool again; /* the same thing once more would change nothing */
};

static bool add_position(struct act *by, struct shut *x, struct err *e)
{
    const struct position_item item = {.kind = STR("cash"),
                                       .amount = BAHT(1),
                                       .source = STR("งบการเงิน"),
                                       .status = STR("office")};
    const struct position_new p = {
        .year = YEAR, .as_of = by->today, .item = &item, .items = 1};
    struct str code;

    (void)x;
    return position_add(by, &p, &code, e);
}

static bool add_subsidy(struct act *by, struct shut *x, struct err *e)
{
    const struct subsidy_new s = {.year = YEAR,
                                  .agency_id = x->c.drainage.id,
                                  .fund_code = STR("SUBG"),
                                  .name = STR("เงินอุดหนุน"),
                                  .purpose = STR("คลอง"),
                                  .conditions = STR("ตามระเบียบ"),
                                  .status = STR("office")};
    struct str code;

    return subsidy_add(by, &s, &code, e);
}

static bool add_actual(struct act *by, struct shut *x, struct err *e)
{
    (void)x;
    return revenue_actual_add(by, YEAR, STR("fees"), BAHT(5), STR("รายงานรายรับ"), STR("office"), e);
}

static bool add_forecast(struct act *by, struct shut *x, struct err *e)
{
    const struct revenue_item item = {.code = STR("fees"), .amount = BAHT(5)};
    const struct revenue_forecast_new f = {.year = YEAR,
                                           .name = STR("ประมาณการ"),
                                           .method = STR("manual"),
                                           .basis = STR("สำนักการคลัง"),
                                           .item = &item,
                                           .items = 1};
    struct str code;

    if (!revenue_forecast_add(by, &f, &code, e)) {
        return false;
    }
    x->forecast = str_dup(city_arena(by), code);
    return true;
}

static bool add_paper(struct act *by, struct shut *x, struct err *e)
{
    static const uint8_t pdf[] = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    const struct attach_new n = {.subject = STR("package:2566:1100-00001-L1"),
                                 .kind = STR("other"),
                                 .name = x->again ? STR("b.pdf") : STR("a.pdf"),
                                 .data = {pdf, sizeof pdf - 1}};
    struct str code;

    return attach_add(by, &n, &code, e);
}

static bool add_scenario(struct act *by, struct shut *x, struct err *e)
{
    int64_t id;

    return scenario_ensure(by, YEAR, x->again ? STR("สอง") : STR("หนึ่ง"), STR_NONE, &id, e);
}

static bool add_comment(struct act *by, struct shut *x, struct err *e)
{
    const struct comment_new n = {.year = YEAR,
                                  .package_code = PACKAGE,
                                  .visibility = STR("shared"),
                                  .text = STR("ขอคำอธิบาย")};
    struct str code;

    (void)x;
    return comment_add(by, &n, &code, e);
}

static bool ask(struct act *by, struct shut *x, struct err *e)
{
    const struct info_new n = {.year = YEAR,
                               .package_code = PACKAGE,
                               .text = STR("ขอใบเสนอราคา"),
                               .due = date_add_days(by->today, 7)};
    struct str code;

    (void)x;
    return info_ask(by, &n, &code, e);
}

static bool add_meeting(struct act *by, struct shut *x, struct err *e)
{
    const struct meeting_new m = {
        .year = YEAR, .body = STR("governor"), .on_date = by->today};
    struct str code;

    if (!meeting_add(by, &m, &code, e)) {
        return false;
    }
    x->meeting = str_dup(city_arena(by), code);
    return true;
}

static bool add_item(struct act *by, struct shut *x, struct err *e)
{
    const struct item_new item = {.kind = STR("info"), .title = STR("เรื่องแจ้ง")};

    return meeting_item_add(by, YEAR, x->meeting, &item, e);
}

static bool fill_more(struct act *by, struct shut *x, struct err *e)
{
    struct plan_fill f = {.year = YEAR, .c = &x->c, .units = 1, .levels = 1, .lines = 1,
                          .state = "DRAFT", .agency_id = x->c.drainage.id, .output_id = x->c.water};

    return plan_fill(by, &f, e);
}

static const struct {
    const char *why;
    bool (*fn)(struct act *by, struct shut *x, struct err *e);
    enum err_code refused; /* requests: their stage says it before the year does */
} writes[] = {
    {"a fiscal position", add_position, ERR_YEAR_CLOSED},
    {"a subsidy", add_subsidy, ERR_YEAR_CLOSED},
    {"what was received", add_actual, ERR_YEAR_CLOSED},
    {"a revenue forecast", add_forecast, ERR_YEAR_CLOSED},
    {"a paper of a package", add_paper, ERR_YEAR_CLOSED},
    {"a scenario", add_scenario, ERR_YEAR_CLOSED},
    {"a comment", add_comment, ERR_YEAR_CLOSED},
    {"a question", ask, ERR_YEAR_CLOSED},
    {"a meeting", add_meeting, ERR_YEAR_CLOSED},
    {"an item of an agenda", add_item, ERR_YEAR_CLOSED},
    {"more requests", fill_more, ERR_STAGE},
};

struct one {
    struct shut *x;
    size_t i;
};

static bool do_one(struct act *by, void *ctx, struct err *e)
{
    const struct one *o = ctx;

    return writes[o->i].fn(by, o->x, e);
}

/* At once: the guards of the way there are test_calendar's. */
static bool close_year(struct act *by, void *ctx, struct err *e)
{
    struct str *lines;
    size_t n;

    (void)ctx;
    return db_script(by->tx->db, by->a,
                     STR("UPDATE fiscal_year SET stage = 'CLOSED' WHERE year = 2566"), &lines, &n, e);
}

/* Each is done while the year is open, and refused once it is closed: what refuses is the year. */
static void closed(struct store *s, struct arena *a)
{
    struct shut x = {0};
    struct plan_fill f = {.year = YEAR, .c = &x.c, .units = 1, .levels = 1, .lines = 1,
                          .state = "SUBMITTED"};
    struct err e;

    plan_make(s, a, YEAR, &x.c);
    plan_reach(s, a, YEAR, "REQUEST");
    f.agency_id = x.c.drainage.id;
    f.output_id = x.c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(writes); i++) {
        struct one o = {&x, i};

        print_message("open: %s\n", writes[i].why);
        assert_ok(city_write(s, a, do_one, &o, &e), &e);
    }
    x.again = true;
    assert_ok(city_write(s, a, close_year, NULL, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(writes); i++) {
        struct one o = {&x, i};

        print_message("closed: %s\n", writes[i].why);
        assert_err(city_write(s, a, do_one, &o, &e), &e, writes[i].refused);
    }
}

static void test_closed(void **state)
{
    (void)state;
    with_each_store(closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closed),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
