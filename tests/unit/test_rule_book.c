/* Rules in a store: drafted, published by their owner and another person, replaced, withdrawn, loaded, read in bulk. */
#include "plan_store.h"

#include "city/year.h"
#include "perform/indicator.h"
#include "perform/indicator_year.h"
#include "perform/rule_book.h"

enum { YEAR = 2565 };

struct book {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct actor maker, owner, stranger;
    struct indicator_new add;
    struct indicator_year_new set;
    struct rule rule;
    struct rule_draft draft;
    struct rule_act act;
    struct str code;
    int64_t id, no, loaded;
};

static bool run_add(struct act *by, void *ctx, struct err *e)
{
    struct book *b = ctx;

    return indicator_add(by, &b->add, &b->id, e);
}
static bool run_set(struct act *by, void *ctx, struct err *e)
{
    return indicator_year_set(by, &((struct book *)ctx)->set, e);
}
static bool run_save(struct act *by, void *ctx, struct err *e)
{
    struct book *b = ctx;
    struct str code;

    if (!rule_save(by, &b->draft, &code, e))
        return false;
    b->code = str_dup(city_arena(by), code);
    return true;
}
static bool run_publish(struct act *by, void *ctx, struct err *e)
{
    return rule_publish(by, &((struct book *)ctx)->act, e);
}
static bool run_withdraw(struct act *by, void *ctx, struct err *e)
{
    return rule_withdraw(by, &((struct book *)ctx)->act, e);
}
static bool run_load(struct act *by, void *ctx, struct err *e)
{
    struct book *b = ctx;

    return rule_load(by, &b->draft, STR("แผนปฏิบัติการ"), &b->no, e);
}
static bool run_reference(struct act *by, void *ctx, struct err *e)
{
    return rule_load_reference(by, YEAR, &((struct book *)ctx)->loaded, e);
}

static void indicator_make(struct book *b, const char *code, const char *stable, const char *owner, int64_t agency)
{
    struct err e;

    b->add = (struct indicator_new){.year = YEAR, .code = str_from(code), .level = STR("kpi"), .agency_id = agency,
                                    .kind = STR("output"), .resolution = STR("มติ 1"),
                                    .text = {.from_date = fy_start(YEAR), .name_th = STR("ร้อยละของเงินกัน"),
                                             .unit_word = STR("ร้อยละ"), .direction = STR("zero"), .first_year = YEAR,
                                             .target1 = STR("0")}};
    assert_ok(city_write(b->s, b->a, run_add, b, &e), &e);
    b->set = (struct indicator_year_new){.indicator_id = b->id, .year = YEAR, .stable = str_from(stable), .number = STR("2"),
                                         .work = STR("mission"), .collect = STR("ratio"), .cycle = STR("year"),
                                         .owner = str_from(owner), .target_in = STR("percent"), .places = 2};
    assert_ok(city_write(b->s, b->a, run_set, b, &e), &e);
}

static void make(struct store *s, struct arena *a, struct book *b)
{
    struct plan_city c;
    struct err e;
    bool found;

    *b = (struct book){.s = s, .a = a};
    plan_make(s, a, YEAR, &c);
    assert_ok(store_reader(s, &b->db, &e), &e);
    indicator_make(b, "K2", "carry-no-debt", "system_office", c.drainage.id);
    b->maker = plan_person("maker", PERM_RULE, SCOPE_CITY, 0);
    b->owner = plan_person("owner", PERM_RULE, SCOPE_CITY, 0);
    b->stranger = plan_person("stranger", PERM_RULE, SCOPE_CITY, 0);
    b->maker.grant[0].role = b->owner.grant[0].role = STR("system_office");
    b->stranger.grant[0].role = STR("strategy");
    assert_ok(rule_reference(a, STR("carry-no-debt"), YEAR, &b->rule, &found, &e), &e);
    assert_true(found);
    b->draft = (struct rule_draft){.year = YEAR, .indicator = STR("K2"), .rule = &b->rule};
}

static struct rule_row row_of(struct book *b)
{
    struct rule_row r;
    struct err e;

    assert_ok(rule_get(b->db, b->a, b->code, &r, &e), &e);
    return r;
}

static bool in_force(struct book *b, struct rule *ret)
{
    bool found;
    struct err e;

    assert_ok(rule_of(b->db, b->a, b->id, YEAR, ret, &found, &e), &e);
    return found;
}

static void publish(struct store *s, struct arena *a)
{
    struct book b;
    struct rule r, gap;
    struct rule_row row;
    struct err e;

    make(s, a, &b);
    assert_ok(city_write_as(s, a, &b.maker, run_save, &b, &e), &e);
    assert_str(b.code, "2565-K2", "the rule's address");
    assert_err(city_write_as(s, a, &b.maker, run_save, &b, &e), &e, ERR_DUPLICATE);
    EXPECT(!in_force(&b, &r), "a draft scores nothing");
    b.act = (struct rule_act){.code = b.code, .version = 1, .reason = STR("มติ 2")};
    assert_err(city_write_as(s, a, &b.maker, run_publish, &b, &e), &e, ERR_SAME_PERSON);
    assert_err(city_write_as(s, a, &b.stranger, run_publish, &b, &e), &e, ERR_RULE_OWNER);
    b.act.version = 9;
    assert_err(city_write_as(s, a, &b.owner, run_publish, &b, &e), &e, ERR_STALE);
    /* A gap stops it. */
    gap = b.rule;
    gap.reading = RULE_AS_WRITTEN;
    gap.band[1].hi_incl = false;
    b.draft.rule = &gap;
    b.draft.version = 7;
    assert_err(city_write_as(s, a, &b.stranger, run_save, &b, &e), &e, ERR_STALE);
    b.draft.version = 1;
    assert_ok(city_write_as(s, a, &b.stranger, run_save, &b, &e), &e);
    b.act.version = 2;
    assert_err(city_write_as(s, a, &b.owner, run_publish, &b, &e), &e, ERR_RULE_UNCLEAN);
    b.draft.rule = &b.rule;
    b.draft.version = 2;
    assert_ok(city_write_as(s, a, &b.maker, run_save, &b, &e), &e);
    b.draft.version = 3;
    assert_err(city_write_as(s, a, &b.maker, run_save, &b, &e), &e, ERR_NOTHING);
    b.act.version = 3;
    assert_ok(city_write_as(s, a, &b.owner, run_publish, &b, &e), &e);
    assert_err(city_write_as(s, a, &b.owner, run_publish, &b, &e), &e, ERR_NOTHING);
    EXPECT(in_force(&b, &r), "published");
    EXPECT(r.version == 1 && r.year == YEAR && str_eq(r.indicator, STR("K2")), "it knows what it is of");
    EXPECT(str_eq(rule_content(a, &r), rule_content(a, &b.rule)), "as it was drafted");
    row = row_of(&b);
    assert_str(row.state, "published", "the list says so");
    EXPECT(!row.has_draft && row.published == 1, "the draft is gone");
    EXPECT(!sql_write(s, "UPDATE rule_version SET content = '' WHERE no = 1", &e), "a number is never changed");
    EXPECT(!sql_write(s, "DELETE FROM rule_version WHERE no = 1", &e), "nor taken away");
}

static void replace_and_withdraw(struct store *s, struct arena *a)
{
    const struct rule_change *c;
    const struct rule_number *n;
    struct rows rows;
    struct rule second, r;
    struct book b;
    struct err e;

    make(s, a, &b);
    assert_ok(city_write_as(s, a, &b.maker, run_save, &b, &e), &e);
    b.act = (struct rule_act){.code = b.code, .version = 1};
    assert_err(city_write_as(s, a, &b.owner, run_withdraw, &b, &e), &e, ERR_REQUIRED);
    b.act.reason = STR("ผิด");
    assert_err(city_write_as(s, a, &b.owner, run_withdraw, &b, &e), &e, ERR_STATE);
    assert_ok(city_write_as(s, a, &b.owner, run_publish, &b, &e), &e);
    second = b.rule;
    rule_close(&second, RULE_AS_WRITTEN);
    second.band[0].points.millionths = 19000000;
    b.draft.rule = &second;
    b.draft.version = 2;
    assert_ok(city_write_as(s, a, &b.maker, run_save, &b, &e), &e);
    EXPECT(in_force(&b, &r) && r.version == 1, "the draft changes nothing yet");
    b.act.version = 3;
    assert_ok(city_write_as(s, a, &b.owner, run_publish, &b, &e), &e);
    EXPECT(in_force(&b, &r) && r.version == 2 && r.band[0].points.millionths == 19000000, "the second number");
    assert_ok(rule_numbers(b.db, a, b.code, &rows, &e), &e);
    n = rows.p;
    EXPECT(rows.n == 2 && n[0].no == 2, "two numbers, newest first");
    assert_str(n[0].state, "published", "the newest");
    assert_str(n[1].state, "replaced", "the older");
    rule_differences(a, LANG_EN, &b.rule, &second, &rows);
    c = rows.p;
    EXPECT(rows.n == 2, "one level and the reading differ");
    EXPECT(str_has(c[0].before, STR("20")) && str_has(c[0].after, STR("19")), "points before and after");
    b.act.version = 4;
    assert_err(city_write_as(s, a, &b.stranger, run_withdraw, &b, &e), &e, ERR_RULE_OWNER);
    assert_ok(city_write_as(s, a, &b.owner, run_withdraw, &b, &e), &e);
    EXPECT(!in_force(&b, &r), "withdrawn: the first number does not come back by itself");
    assert_err(city_write_as(s, a, &b.owner, run_withdraw, &b, &e), &e, ERR_STATE);
    assert_str(row_of(&b).state, "withdrawn", "the list says so");
}

static void loads(struct store *s, struct arena *a)
{
    const struct rule_entry *entry;
    struct rule_counts count;
    struct rows rows;
    struct book b;
    struct rule r;
    struct err e;

    make(s, a, &b);
    indicator_make(&b, "K3", "integrated-part", "system_office", b.add.agency_id);
    indicator_make(&b, "K9", "other", "strategy", b.add.agency_id);
    assert_ok(rule_count(b.db, a, YEAR, &count, &e), &e);
    EXPECT(count.indicators == 3 && count.none == 3, "no rule yet");
    assert_err(city_write_as(s, a, &b.maker, run_reference, &b, &e), &e, ERR_FORBIDDEN);
    assert_ok(city_write(s, a, run_reference, &b, &e), &e);
    EXPECT(b.loaded == 2, "two of the three are in the reference data");
    assert_ok(city_write(s, a, run_reference, &b, &e), &e);
    assert_ok(rule_of_year(b.db, a, YEAR, &rows, &e), &e);
    entry = rows.p;
    EXPECT(rows.n == 2 && entry[0].indicator_id < entry[1].indicator_id, "by indicator");
    EXPECT(entry[0].rule->version == 1 && entry[1].rule->version == 1, "loaded twice, published once");
    EXPECT(entry[0].rule->mode == RULE_STEP && entry[1].rule->mode == RULE_MILESTONE, "each its own");
    assert_ok(rule_count(b.db, a, YEAR, &count, &e), &e);
    EXPECT(count.published == 2 && count.none == 1 && count.drafts == 0, "counted");
    assert_ok(rule_list(b.db, a, &(struct rule_filter){.year = YEAR, .state = STR("none")}, &rows, &e), &e);
    EXPECT(rows.n == 1 && str_eq(((const struct rule_row *)rows.p)->indicator, STR("K9")), "the one without");
    assert_ok(rule_list(b.db, a, &(struct rule_filter){.year = YEAR, .after = STR("K2")}, &rows, &e), &e);
    EXPECT(rows.n == 2, "by key");
    /* A rule that is not clean is not loaded either. */
    r = b.rule;
    r.bands = 1;
    b.draft.rule = &r;
    assert_err(city_write(s, a, run_load, &b, &e), &e, ERR_RULE_UNCLEAN);
    b.draft.indicator = STR("K0");
    b.draft.rule = &b.rule;
    assert_err(city_write(s, a, run_load, &b, &e), &e, ERR_NOT_FOUND);
    assert_err(rule_get(b.db, a, STR("2565-none"), &(struct rule_row){0}, &e), &e, ERR_NOT_FOUND);
}

static void test_publish(void **state)
{
    (void)state;
    with_each_store(publish);
}

static void test_replace(void **state)
{
    (void)state;
    with_each_store(replace_and_withdraw);
}

static void test_loads(void **state)
{
    (void)state;
    with_each_store(loads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_publish),
        cmocka_unit_test(test_replace),
        cmocka_unit_test(test_loads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
