/* Deltas and reservations of members: who moves, who votes, what the floor decides (plan/delta.h, reserved.h). */
#include "delta_town.h"

/* ---- members, a sub-committee, votes ---- */

static void people(struct store *s, struct arena *a)
{
    struct doing x = {.what = DO_MEMBER};

    for (int i = 1; i <= 3; i++) {
        x.m = (struct council_member_new){.kind = STR("councillor"),
                                          .full_name = str_format(a, "สมาชิก %d", i),
                                          .district = str_format(a, "เขต %d", i),
                                          .from_date = {20220101}};
        must(s, a, &x);
    }
    x = (struct doing){.what = DO_COMMITTEE,
                       .c = {.year = YEAR, .name = STR("คณะกรรมการวิสามัญ"), .order_no = STR("1/2567"),
                             .from_date = {20220901}}};
    must(s, a, &x);
    x.seat = (struct council_seat_new){.committee_code = str_dup(a, str_from(x.ret)), .from_date = {20220901}};
    x.what = DO_SEAT;
    for (int i = 1; i <= 3; i++) {
        x.seat.member_code = str_format(a, "M%03d", i);
        x.seat.role = i == 1 ? STR("chair") : STR("member");
        must(s, a, &x);
    }
}

static struct str committee_code(struct store *s, struct arena *a)
{
    return sql_lines(s, a, "SELECT code FROM council_committee ORDER BY id LIMIT 1");
}

static struct doing vote_on(struct arena *a, const char *subject, const char *code, int64_t yes, int64_t no)
{
    return (struct doing){.what = DO_VOTE,
                          .v = {.year = YEAR, .subject = str_format(a, "%s%s", subject, code),
                                .on_date = {20221001}, .yes = yes, .no = no}};
}

static void members(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct doing x, y;
    struct str committee;

    make(s, a, &c, "COMMITTEE");
    people(s, a);
    committee = committee_code(s, a);
    x = (struct doing){.what = DO_INTEREST,
                       .i = {.member_code = STR("M001"), .agency_code = STR("10000000"),
                             .reason = STR("คู่สมรสเป็นคู่สัญญา"), .from_date = {20220101}}};
    must(s, a, &x);
    x = cut(ROAD, M(100));
    x.n.mover_kind = STR("member");
    x.n.mover_code = STR("M001");
    must_not(s, a, NULL, &x, ERR_INTEREST);
    x.n.mover_code = STR("M002");
    must(s, a, &x);
    x = cut(ROAD, M(200)); /* another mover on the same line */
    x.n.mover_kind = STR("committee");
    x.n.mover_code = committee;
    must(s, a, &x);
    x = cut(SMALL, M(300));
    x.n.mover_kind = STR("committee");
    x.n.mover_code = committee;
    must(s, a, &x);
    /* the committee's cuts at once, by a vote on them: both lines, one record */
    y = vote_on(a, "cuts:", str_cstr(a, committee), 3, 0);
    y.v.committee_code = committee;
    must(s, a, &y);
    x = accepting(s, a, "D-2568-0-0002");
    x.pick[1] = accepting(s, a, "D-2568-0-0003").pick[0];
    x.picks = 2;
    x.d.report_ref = STR("");
    x.d.vote_code = str_dup(a, str_from(y.ret));
    x.pick[2] = accepting(s, a, "D-2568-0-0001").pick[0];
    x.picks = 3;
    must_not(s, a, NULL, &x, ERR_BASIS_WRONG); /* M002's own cut was not voted */
    assert_int_equal(x.row, 2);
    x.picks = 2;
    must(s, a, &x);
    assert_total(s, a, M(9082853 - 500));
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT COUNT(*) FROM audit WHERE action = 'delta.accept'")), "1");
    /* who voted with an interest spoils a named vote, on one cut or on all of a committee */
    y = vote_on(a, "cuts:", "D-2568-0-0001", 0, 0);
    y.v.committee_code = committee;
    y.v.ballot = (const struct ballot[]){{STR("M001"), STR("yes")}, {STR("M002"), STR("yes")}};
    y.v.ballots = 2;
    must_not(s, a, NULL, &y, ERR_INTEREST);
    x = cut(EMPTY, 1);
    x.n.mover_kind = STR("committee");
    x.n.mover_code = committee;
    must_not(s, a, NULL, &x, ERR_CUT_ABOVE);
    x.n.line_code = STR(ROAD);
    must(s, a, &x);
    x = accepting(s, a, x.ret);
    y.v.subject = str_format(a, "cuts:%.*s", STR_FMT(committee));
    y.v.again_why = STR("ครั้งที่สอง");
    must(s, a, &y);
    x.d = (struct delta_decision){.year = YEAR, .vote_code = str_dup(a, str_from(y.ret))};
    must_not(s, a, NULL, &x, ERR_INTEREST);
    x = (struct doing){.what = DO_WITHDRAW, .code = STR("D-2568-0-0004"), .version = 1, .reason = STR("ผิด")};
    must(s, a, &x);
    y.v.subject = STR("cuts:D-2568-0-0001");
    y.v.again_why = STR("");
    x = accepting(s, a, "D-2568-0-0001");
    y.v.ballot = (const struct ballot[]){{STR("M002"), STR("no")}, {STR("M003"), STR("no")}};
    must(s, a, &y);
    x.d = (struct delta_decision){.year = YEAR, .vote_code = str_dup(a, str_from(y.ret))};
    must_not(s, a, NULL, &x, ERR_BASIS_WRONG); /* it failed */
    x.what = DO_REJECT;
    must_not(s, a, NULL, &x, ERR_REQUIRED);
    x.d.reason = STR("จำเป็น");
    must(s, a, &x);
    /* the mover reserves the amendment; M003 voted with the majority and has no opinion */
    x = (struct doing){.what = DO_RESERVE,
                       .r = {.year = YEAR, .kind = STR("amendment"), .delta_code = STR("D-2568-0-0001"),
                             .member_code = STR("M003"), .wanted = MONEY(M(40000 - 300)), .reason = STR("ยังเห็นว่าเกิน")}};
    must_not(s, a, NULL, &x, ERR_NOT_MOVER);
    x.r.member_code = STR("M002");
    x.r.wanted = MONEY(M(40000 - 301));
    must_not(s, a, NULL, &x, ERR_RESERVE_BELOW);
    x.r.wanted = MONEY(M(40000 - 200));
    must_not(s, a, NULL, &x, ERR_RESERVE_SAME);
    x.r.wanted = MONEY(M(40000 - 300));
    must(s, a, &x);
    must_not(s, a, NULL, &x, ERR_ALREADY);
    x.r.delta_code = STR("D-2568-0-0002");
    must_not(s, a, NULL, &x, ERR_NOT_MOVER);
    x.r = (struct reserved_new){.year = YEAR, .kind = STR("opinion"), .delta_code = STR("D-2568-0-0001"),
                                .committee_code = committee, .member_code = STR("M003"),
                                .wanted = MONEY(M(40000 - 250)), .reason = STR("เห็นต่าง")};
    must_not(s, a, NULL, &x, ERR_RESERVE_MAJORITY);
    x.r.member_code = STR("M001");
    must_not(s, a, NULL, &x, ERR_INTEREST);
    x.r = (struct reserved_new){.year = YEAR, .kind = STR("opinion"), .delta_code = STR("D-2568-0-0003"),
                                .committee_code = committee, .member_code = STR("M003"),
                                .wanted = MONEY(M(50000)), .reason = STR("ไม่ควรปรับลด")};
    must(s, a, &x);
    x.r.line_code = STR(SMALL);
    x.r.delta_code = STR("");
    x.r.member_code = STR("M002");
    x.r.wanted = MONEY(M(50000) + 1);
    must_not(s, a, NULL, &x, ERR_RESTORE_ABOVE);
    x.r.wanted = MONEY(M(49900));
    must(s, a, &x);
    /* the second reading: nobody leaves it before all is settled */
    plan_reach(s, a, YEAR, "READING2");
    x = (struct doing){.what = DO_STEP, .code = STR("reading3"), .reason = STR("เร่งด่วน")};
    must_not(s, a, NULL, &x, ERR_GUARD_FIXED);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0001"), .version = 1};
    must_not(s, a, NULL, &x, ERR_BASIS_NEEDED);
    x = (struct doing){.what = DO_SPEAK, .code = STR("R-2568-0-0001"), .version = 1, .reason = STR("อภิปราย")};
    must(s, a, &x);
    must_not(s, a, NULL, &x, ERR_STALE);
    y = vote_on(a, "reserved:", "R-2568-0-0001", 2, 0);
    must(s, a, &y);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0001"), .version = 2};
    must(s, a, &x);
    assert_total(s, a, M(9082853 - 600)); /* the floor cut another 100 */
    y = vote_on(a, "reserved:", "R-2568-0-0002", 1, 2);
    must(s, a, &y);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0002"), .version = 1};
    must(s, a, &x); /* lost: nothing changes */
    assert_total(s, a, M(9082853 - 600));
    y = vote_on(a, "reserved:", "R-2568-0-0003", 2, 1);
    must(s, a, &y);
    x = (struct doing){.what = DO_SETTLE, .code = STR("R-2568-0-0003"), .version = 1};
    must(s, a, &x); /* a floor restore of 200 */
    assert_total(s, a, M(9082853 - 400));
    must_not(s, a, NULL, &x, ERR_STATE);
    plan_reach(s, a, YEAR, "READING3");
    assert_string_equal(str_cstr(a, sql_lines(s, a, "SELECT kind, state, accepted_satang FROM council_delta WHERE id > 4 ORDER BY id")),
                        "floor_cut\taccepted\t100000000\nfloor_restore\taccepted\t200000000");
}

static void test_members(void **state)
{
    (void)state;
    with_each_store(members);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_members)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
