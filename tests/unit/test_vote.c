/* Members of the Council, their interests and committees, votes. */
#include "bill_town.h"

/* ---- members, committees ---- */

static void members(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_MEMBER,
                      .m = {.kind = STR("councillor"), .full_name = STR("N9"), .district = STR("D9"), .from_date = DATE(20220501)}};
    struct doing end = {.what = DO_MEMBER_END, .code = "M002", .version = 1, .reason = "x"};
    struct doing c = {.what = DO_COMMITTEE, .c = {.year = YEAR, .name = STR("E"), .order_no = STR("1"), .from_date = DATE(20220601)}};
    struct doing seat = {.what = DO_SEAT, .s = {STR("E2568-0"), STR("M001"), STR("chair"), DATE(20220601)}};
    static const struct str two[] = {{"10000000", 8}, {"99999999", 8}};
    struct council_committee got;
    struct council_member m;
    struct err e = {0};
    bool covers, found;

    make_city(s, a);
    make_members(s, a);
    must_not(s, a, governor(), &x, ERR_FORBIDDEN);
    x.m.kind = STR("guest");
    must_not(s, a, clerk(), &x, ERR_BAD_CHOICE);
    x.m.kind = STR("councillor");
    x.m.district = STR("D1");
    must_not(s, a, clerk(), &x, ERR_ALREADY); /* one a district */
    x.m.district = STR_NONE;
    must_not(s, a, clerk(), &x, ERR_REQUIRED);
    x.m.district = STR("D9");
    x.m.from_date = DATE(0);
    must_not(s, a, clerk(), &x, ERR_BAD_DATE);
    x.m.from_date = DATE(20220501);
    x.m.user_name = STR("nobody");
    must_not(s, a, clerk(), &x, ERR_NOT_FOUND);
    must(s, a, clerk(), &end);
    must_not(s, a, clerk(), &end, ERR_STALE);
    assert_ok(council_member_of_user(reader(s), a, STR("nobody"), today(), &m, &found, &e), &e);
    assert_false(found);

    must_not(s, a, clerk(), &c, ERR_STAGE); /* committees begin with the first reading */
    plan_reach(s, a, YEAR, "READING1");
    must(s, a, clerk(), &c);
    c.c.parent_code = c.ret;
    c.c.agency = two;
    c.c.agencies = 2;
    must_not(s, a, clerk(), &c, ERR_NOT_FOUND);
    c.c.agencies = 1;
    must(s, a, clerk(), &c);
    assert_ok(council_committee_get(reader(s), a, STR("S2568-0-01"), &got, &e), &e);
    assert_false(got.whole);
    assert_ok(council_committee_covers(reader(s), got.id, 0, &covers, &e), &e);
    assert_false(covers);
    c.c.parent_code = STR("S2568-0-01");
    must_not(s, a, clerk(), &c, ERR_NOT_FOUND); /* no sub-committee of a sub-committee */
    must(s, a, clerk(), &seat);
    must_not(s, a, clerk(), &seat, ERR_ALREADY);
    seat.s.member_code = STR("M003");
    must_not(s, a, clerk(), &seat, ERR_ALREADY); /* a second chair */
    seat.s.role = STR("king");
    must_not(s, a, clerk(), &seat, ERR_BAD_CHOICE);
    seat.s.role = STR("member");
    seat.s.from_date = DATE(20210101);
    must_not(s, a, clerk(), &seat, ERR_BAD_DATE); /* before the committee was set up */
    seat.s.from_date = date_add_days(today(), 1);
    seat.s.member_code = STR("M002");
    must_not(s, a, clerk(), &seat, ERR_NOT_COUNCIL); /* out of office */
    seat.s.from_date = today();
    seat.s.member_code = STR("M006");
    must(s, a, clerk(), &seat); /* an executive may sit */
    invariants_hold(s, a);
}

static void test_members(void **state)
{
    (void)state;
    with_each_store(members);
}

/* ---- votes ---- */

static void votes(struct store *s, struct arena *a)
{
    static const struct ballot twice[] = {{{"M001", 4}, {"yes", 3}}, {{"M001", 4}, {"no", 2}}};
    static const struct ballot mixed[] = {{{"M001", 4}, {"yes", 3}}, {{"M006", 4}, {"yes", 3}}};
    static const struct ballot three[] = {{{"M001", 4}, {"yes", 3}}, {{"M002", 4}, {"yes", 3}}, {{"M004", 4}, {"no", 2}}};
    static const struct ballot barred[] = {{{"M003", 4}, {"yes", 3}}};
    static const struct ballot odd[] = {{{"M001", 4}, {"maybe", 5}}};
    static const struct {
        const char *subject;
        enum err_code want;
        const char *why;
    } row[] = {
        {"", ERR_BAD_SUBJECT, "nothing"},          {"lunch", ERR_BAD_SUBJECT, "no such kind"},
        {"section", ERR_BAD_SUBJECT, "which one"}, {"principle:x", ERR_BAD_SUBJECT, "there is only one"},
        {"sections:some", ERR_BAD_SUBJECT, "only the rest"}, {"final", ERR_STAGE, "not yet"},
        {"section:99999999", ERR_NOT_FOUND, "no such agency"},
    };
    struct doing i = {.what = DO_INTEREST,
                      .i = {.member_code = STR("M003"), .agency_code = STR("10000000"), .reason = STR("r"), .from_date = DATE(20220501)}};
    struct doing x = vote_on("section:10000000", 3, 2);
    struct vote v;
    struct rows rows;
    struct err e = {0};
    bool passed;

    make_city(s, a);
    make_members(s, a);
    must(s, a, clerk(), &i);
    must_not(s, a, clerk(), &i, ERR_ALREADY);
    i.i.line_code = STR("x");
    must_not(s, a, clerk(), &i, ERR_REQUIRED); /* one or the other */
    plan_reach(s, a, YEAR, "READING2");
    for (size_t k = 0; k < ARRAY_LEN(row); k++) {
        struct doing y = vote_on(row[k].subject, 1, 0);

        must_not(s, a, clerk(), &y, row[k].want);
    }
    must_not(s, a, governor(), &x, ERR_FORBIDDEN);
    must_not(s, a, clerk(), &x, ERR_VOTES_ABOVE); /* five councillors, one with an interest */
    x.v.yes = x.v.no = 0;
    must_not(s, a, clerk(), &x, ERR_NOTHING);
    x.v.on_date = date_add_days(today(), 1);
    must_not(s, a, clerk(), &x, ERR_BAD_DATE);
    x.v.on_date = today();
    x.v.committee_code = STR("E9");
    must_not(s, a, clerk(), &x, ERR_NOT_FOUND);
    x.v.committee_code = STR_NONE;
    x.v.ballot = twice;
    x.v.ballots = 2;
    must_not(s, a, clerk(), &x, ERR_VOTED);
    x.v.ballot = mixed;
    must_not(s, a, clerk(), &x, ERR_NOT_COUNCIL); /* an executive is no councillor */
    x.v.ballot = odd;
    x.v.ballots = 1;
    must_not(s, a, clerk(), &x, ERR_BAD_CHOICE);
    x.v.ballot = barred;
    must_not(s, a, clerk(), &x, ERR_INTEREST);
    x.v.ballot = three;
    x.v.ballots = 3;
    must(s, a, clerk(), &x);
    assert_ok(vote_get(reader(s), a, x.ret, &v, &e), &e);
    assert_str(v.result, "passed", "2 of 3");
    assert_int_equal(v.members, 4);
    assert_true(v.named && v.newest);
    assert_ok(vote_ballots(reader(s), a, v.id, &rows, &e), &e);
    assert_int_equal(rows.n, 3);

    /* Again only with a reason; then that one counts. A tie fails. */
    x = vote_on("section:10000000", 2, 2);
    must_not(s, a, clerk(), &x, ERR_VOTED_BEFORE);
    x.v.again_why = STR("recount");
    must(s, a, clerk(), &x);
    assert_ok(vote_passed(reader(s), a, YEAR, 0, STR("section:10000000"), &passed, &e), &e);
    assert_false(passed);
    assert_ok(vote_list(reader(s), a, YEAR, 0, 0, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    refuse_step(s, a, clerk(), "reading3", ERR_GUARD);
    invariants_hold(s, a);
}

static void test_votes(void **state)
{
    (void)state;
    with_each_store(votes);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_votes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
