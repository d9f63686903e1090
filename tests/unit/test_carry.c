/* Carry-over: asked, sent, listed, decided, posted into the next year, extended; what is refused and why; flags and KPI 2;
 * the real figures of FY2567 into FY2568. */
#include "carry_town.h"

#include "base/crypto.h"
#include "execute/authority.h"
#include "execute/carry_int.h"
#include "plan/bulk.h"

#define LINE2 "2566-0-1100-00002"
#define LINE4 "2566-0-1100-00004"

/* Line 2: 2,000 allotted, 1,500 obligated by C1, 200 of it paid. Line 4: 4,000 allotted. */
static void spend(struct town *t)
{
    post(t, "a2", "ALLOT", 2, 2000, "");
    post(t, "o2", "OBLIGATE", 2, 1500, "C1");
    post(t, "d2", "DISBURSE", 2, 200, "C1");
    post(t, "a4", "ALLOT", 4, 4000, "");
}

static void asking(struct store *s, struct arena *a)
{
    struct people p;
    struct town *t = &p.t;
    struct deed d;
    struct str code;

    people_make(s, a, &p);
    spend(t);
    refuse(t, &t->officer, ask(LINE2, "A", "C1", 1301), ERR_OVERDRAWN, "one baht above what C1 holds open");
    refuse(t, &t->officer, ask(LINE2, "A", "C9", 1), ERR_NO_OBLIGATION, "a contract that holds nothing");
    refuse(t, &t->officer, ask(LINE2, "A", "", 1), ERR_REQUIRED, "with obligation, but of no contract");
    refuse(t, &t->officer, ask(LINE2, "B", "", 501), ERR_OVERDRAWN, "one baht above what is free");
    refuse(t, &t->officer, ask("2566-0-1100-99999", "B", "", 1), ERR_UNKNOWN_LINE, "no such line");
    refuse(t, &t->officer, ask(LINE4, "C", "", 1), ERR_BAD_CHOICE, "no such kind");
    refuse(t, &t->officer, ask(LINE4, "B", "", 0), ERR_BAD_AMOUNT, "nothing");
    refuse(t, &p.works, ask(LINE4, "B", "", 1), ERR_SCOPE, "another agency's money");
    refuse(t, &t->finance, ask("2566-0-1100-00001", "B", "", 1), ERR_OVERDRAWN, "nothing is allotted there");
    d = ask(LINE4, "B", "", 100);
    d.c.pay_on = DATE_NONE;
    refuse(t, &t->officer, d, ERR_REQUIRED, "without obligation all three days are needed");
    d.c.pay_on = DATE(20240101);
    refuse(t, &t->officer, d, ERR_DATE_ORDER, "paid before it is delivered");
    d = ask(LINE4, "B", "", 3000);
    code = str_from(txt(t, deed(t, &t->officer, &d, "3,000 of 4,000")));
    assert_str(code, "2566-B-1100-00001", "its number");
    refuse(t, &t->officer, ask(LINE4, "B", "", 1001), ERR_OVERDRAWN, "the first request holds 3,000");
    d = ask(LINE4, "B", "", 3500);
    d.what = D_EDIT;
    d.code = code.p;
    d.version = 9;
    refuse(t, &t->officer, d, ERR_STALE, "another version");
    d.version = 1;
    (void)deed(t, &t->officer, &d, "changed while a draft");
    refuse(t, &t->head, step(code, "approve", NULL), ERR_STATE, "not submitted yet");
    refuse(t, &t->head, step(code, "submit", NULL), ERR_FORBIDDEN, "the head does not prepare");
    refuse(t, &p.office, step(code, "approve", NULL), ERR_STATE, "nor the office");
    d = step(code, "submit", NULL);
    (void)deed(t, &t->officer, &d, "to the head");
    refuse(t, &t->head, step(code, "approve", NULL), ERR_NO_PAPERS, "without a paper");
    d = paper("carry:2566-B-1100-00001");
    (void)deed(t, &t->officer, &d, "a paper");
    refuse(t, &t->head, step(code, "return", NULL), ERR_REQUIRED, "returned without a reason");
    post(t, "o4", "OBLIGATE", 4, 600, "C2");
    refuse(t, &t->head, step(code, "approve", NULL), ERR_OVERDRAWN, "600 of it was obligated meanwhile");
    d = step(code, "return", "ลดจำนวน");
    (void)deed(t, &t->head, &d, "returned");
    d = ask(LINE4, "B", "", 3400);
    d.what = D_EDIT;
    d.code = code.p;
    d.version = -1;
    (void)deed(t, &p.office, &d, "the office may prepare too");
    d = step(code, "submit", NULL);
    (void)deed(t, &t->officer, &d, "again");
    refuse(t, &p.office, step(code, "approve", NULL), ERR_SAME_PERSON, "who changed it does not approve it");
    d = step(code, "approve", NULL);
    (void)deed(t, &t->head, &d, "sent");
    refuse(t, &t->officer, step(code, "withdraw", "x"), ERR_STATE, "it is with the office now");
    d = step(code, "return", "เอกสารไม่ครบ");
    (void)deed(t, &p.office, &d, "returned by the office");
    d = step(code, "withdraw", "ไม่กันแล้ว");
    (void)deed(t, &t->officer, &d, "withdrawn");
    d = (struct deed){.what = D_REMIND, .year = YEAR};
    refuse(t, &t->officer, d, ERR_FORBIDDEN, "reminders are the office's");
    (void)deed(t, &p.office, &d, "agencies with money and no request");
    assert_int_equal(d.n, 2);
    hold(t, "asked and withdrawn");
}

static void walking(struct store *s, struct arena *a)
{
    struct people p;
    struct town *t = &p.t;
    struct str code_b, code_c, list_a, list_b;
    struct carry_decision less[2] = {{.amount = BAHT(900), .why = STR("สภาให้ลด")}, {.amount = MONEY_ZERO}};
    struct carry_list k;
    struct rows rows;
    struct deed d;
    struct err e;

    people_make(s, a, &p);
    spend(t);
    (void)sent(&p, ask(LINE2, "A", "C1", 1300));
    code_b = sent(&p, ask(LINE4, "B", "", 1000));
    code_c = sent(&p, ask(LINE4, "B", "", 2000));
    less[0].request = code_b;
    less[1].request = code_c;
    list_a = moved(&p, "A", YEAR, false);
    list_b = moved(&p, "B", YEAR, false);
    assert_ok(carry_list_get(t->db, a, list_a, &k, &e), &e);
    assert_str(k.authority, "PERMSEC", "inside the administration");
    assert_ok(carry_list_get(t->db, a, list_b, &k, &e), &e);
    assert_str(k.authority, "COUNCIL", "the Council");
    assert_int_equal(k.requests, 2);
    refuse(t, &p.office, decide(list_a, NULL, 0), ERR_NO_AUTHORITY, "the office is below the Permanent Secretary");
    refuse(t, &p.governor, decide(list_b, NULL, 0), ERR_FORBIDDEN, "only the Council allows B");
    refuse(t, &p.clerk, decide(list_b, less, 2), ERR_REQUIRED, "a refusal needs its reason");
    less[0].amount = BAHT(1001);
    refuse(t, &p.clerk, decide(list_b, less, 1), ERR_ABOVE_APPROVED, "more than was asked");
    less[0].amount = BAHT(900);
    d = decide(list_b, less, 1);
    d.paper.on = DATE(20230910);
    refuse(t, &p.clerk, d, ERR_DATE_ORDER, "decided before it was proposed");
    d = (struct deed){.what = D_POST, .code = list_b.p};
    refuse(t, &t->finance, d, ERR_STATE, "posted before the resolution");
    d = decide(list_b, less, 1);
    (void)deed(t, &p.clerk, &d, "900 of 1,000 and 2,000");
    d = decide(list_a, NULL, 0);
    (void)deed(t, &t->permsec, &d, "all of A");
    post(t, "late", "OBLIGATE", 4, 1500, "C3");
    d = (struct deed){.what = D_POST, .code = list_b.p};
    refuse(t, &p.office, d, ERR_FORBIDDEN, "the office does not post");
    (void)deed(t, &t->finance, &d, "what can be posted");
    if (d.posted.posted != 1) {
        fail_msg("%s", txt(t, asked(t, code_b).problem));
    }
    assert_int_equal(d.posted.refused, 1);
    assert_true(asked(t, code_c).problem.n > 0);
    assert_str(asked(t, code_c).state, "approved", "it waits with its reason");
    assert_str(asked(t, code_b).next_line, "2567-0-1100-00001", "its line of the next year");
    d = (struct deed){.what = D_REDUCE, .code = code_c.p, .version = -1, .amount = BAHT(2000), .note = "x"};
    refuse(t, &p.office, d, ERR_ABOVE_APPROVED, "not smaller");
    d.amount = BAHT(1600);
    (void)deed(t, &p.office, &d, "1,600 are left");
    d = (struct deed){.what = D_POST, .code = list_b.p};
    (void)deed(t, &t->finance, &d, "the rest");
    assert_int_equal(d.posted.posted, 1);
    refuse(t, &t->finance, d, ERR_NOTHING, "all is posted");
    d = (struct deed){.what = D_POST, .code = list_a.p};
    (void)deed(t, &t->finance, &d, "A");
    assert_str(sql_lines(s, a, "SELECT SUM(carried_a_satang), SUM(carried_b_satang) FROM balance"), "130000\t250000", "out of 2566");
    assert_str(sql_lines(s, a, "SELECT f.code, b.obligated_satang, b.allotted_satang FROM line l JOIN balance b ON b.line_id = l.id "
                               "JOIN class_node f ON f.id = l.fund_id WHERE l.year = 2567 ORDER BY f.code"),
               "CARRY_A\t130000\t0\nCARRY_B\t0\t250000", "into 2567, the contract still holding its money");
    assert_ok(carry_list_items(t->db, a, k.id, &rows, &e), &e);
    assert_int_equal(rows.n, 2);
    hold(t, "carried");
}

/* Carried money that is left goes on by another motion, in a list of extensions. */
static void extending(struct store *s, struct arena *a)
{
    struct people p;
    struct town *t = &p.t;
    struct str code, list;
    struct deed d;

    people_make(s, a, &p);
    spend(t);
    code = sent(&p, ask(LINE4, "B", "", 4000));
    list = moved(&p, "B", YEAR, false);
    d = decide(list, NULL, 0);
    (void)deed(t, &p.clerk, &d, "allowed");
    d = (struct deed){.what = D_POST, .code = list.p};
    (void)deed(t, &t->finance, &d, "carried");
    plan_reach(s, a, YEAR + 1, "IN_FORCE");
    code = sent(&p, ask("2567-0-1100-00001", "B", "", 2500));
    assert_true(asked(t, code).extension);
    d = (struct deed){.what = D_LIST, .list = {.year = YEAR + 1, .kind = STR("B"), .title = STR("x")}};
    list = str_from(txt(t, deed(t, &p.office, &d, "a list of first carries")));
    d = (struct deed){.what = D_TAKE, .code = list.p};
    refuse(t, &p.office, d, ERR_NOTHING, "an extension is not in it");
    d = (struct deed){.what = D_DROP, .code = list.p};
    (void)deed(t, &p.office, &d, "dropped");
    list = moved(&p, "B", YEAR + 1, true);
    d = decide(list, NULL, 0);
    d.paper.on = DATE(20240920);
    (void)deed(t, &p.clerk, &d, "another motion");
    d = (struct deed){.what = D_POST, .code = list.p};
    (void)deed(t, &t->finance, &d, "into a third year");
    assert_str(sql_lines(s, a, "SELECT l.year, b.allotted_satang, b.carried_b_satang FROM line l JOIN balance b ON b.line_id = l.id "
                               "WHERE l.year > 2566 ORDER BY l.year"),
               "2567\t150000\t250000\n2568\t250000\t0", "1,500 stay in 2567 and lapse there");
    hold(t, "extended");
}

static void lists(struct store *s, struct arena *a)
{
    struct people p;
    struct town *t = &p.t;
    struct authority_need need;
    struct posting act = {.type = STR("CARRY_B"), .line_id = 4, .amount = BAHT(1), .on = DATE(20230930)};
    struct deed d = {.what = D_LIST, .list = {.year = YEAR, .kind = STR("B"), .title = STR("x")}};
    struct str code, list;
    struct err e;

    people_make(s, a, &p);
    spend(t);
    refuse(t, &t->officer, d, ERR_FORBIDDEN, "lists are the office's");
    list = str_from(txt(t, deed(t, &p.office, &d, "a list")));
    d = (struct deed){.what = D_TAKE, .code = list.p};
    refuse(t, &p.office, d, ERR_NOTHING, "nothing was sent");
    d = (struct deed){.what = D_MOVE, .code = list.p, .paper = {.no = STR("1"), .on = DATE(20230911), .version = -1}};
    refuse(t, &p.office, d, ERR_NOTHING, "an empty list");
    code = sent(&p, ask(LINE4, "B", "", 1000));
    d = (struct deed){.what = D_TAKE, .code = list.p, .other = "2566-A-1100-00009"};
    refuse(t, &p.office, d, ERR_NOT_FOUND, "no such request");
    d.other = code.p;
    (void)deed(t, &p.office, &d, "by name");
    d = (struct deed){.what = D_DROP, .code = list.p};
    refuse(t, &p.office, d, ERR_NOT_EMPTY, "it holds a request");
    d = (struct deed){.what = D_LEAVE, .code = list.p, .other = code.p};
    (void)deed(t, &p.office, &d, "out again");
    refuse(t, &p.office, d, ERR_STATE, "it is out");
    assert_ok(authority_needed(t->db, a, &act, &need, &e), &e);
    assert_int_equal(need.role, AUTHORITY_COUNCIL);
    assert_ok(sql_write(s, "UPDATE carry_list SET authority = 'GOVERNOR'", &e), &e); /* as in fiscal years 2562 and 2563 */
    d = (struct deed){.what = D_TAKE, .code = list.p};
    (void)deed(t, &p.office, &d, "the year's authority is asked again");
    assert_str(sql_lines(s, a, "SELECT authority FROM carry_list"), "COUNCIL", "the higher one");
    hold(t, "lists");
}

static void flags(struct store *s, struct arena *a)
{
    struct people p;
    struct town *t = &p.t;
    struct carry_flag_new n = {.line_code = STR(LINE4), .kind = STR("multi_year"), .reason = STR("ผูกพันสามปี"), .evidence = STR("กท 1/2566"), .amount = BAHT(600)};
    struct carry_kpi_base k;
    struct deed d = {.what = D_FLAG, .flag = n};
    struct str code, list;
    struct err e;

    people_make(s, a, &p);
    spend(t);
    refuse(t, &t->officer, d, ERR_ABOVE_FLAG, "nothing of the line is carried");
    code = sent(&p, ask(LINE4, "B", "", 1000));
    list = moved(&p, "B", YEAR, false);
    d = decide(list, NULL, 0);
    (void)deed(t, &p.clerk, &d, "allowed");
    d = (struct deed){.what = D_POST, .code = list.p};
    (void)deed(t, &t->finance, &d, "carried");
    d = (struct deed){.what = D_FLAG, .flag = n};
    refuse(t, &p.works, d, ERR_SCOPE, "another agency");
    d.flag.kind = STR("other");
    refuse(t, &t->officer, d, ERR_BAD_CHOICE, "no such kind");
    d.flag = n;
    code = str_from(txt(t, deed(t, &p.office, &d, "set")));
    d.flag.amount = BAHT(401);
    refuse(t, &t->officer, d, ERR_ABOVE_FLAG, "600 of 1,000 are flagged");
    d = (struct deed){.what = D_FLAG_STEP, .code = code.p, .event = "confirm", .version = -1};
    refuse(t, &t->officer, d, ERR_FORBIDDEN, "the agency does not confirm");
    refuse(t, &p.office, d, ERR_SAME_PERSON, "nor who set it");
    refuse(t, &p.governor, d, ERR_NO_PAPERS, "without a paper");
    assert_ok(carry_kpi_base(t->db, a, YEAR, 0, &k, &e), &e);
    assert_int_equal(k.b_excluded.satang, 0);
    assert_int_equal(k.proposed, 1);
    d = paper(txt(t, str_format(a, "carry_flag:%.*s", STR_FMT(code))));
    (void)deed(t, &p.office, &d, "its paper");
    d = (struct deed){.what = D_FLAG_STEP, .code = code.p, .event = "confirm", .version = -1};
    (void)deed(t, &p.governor, &d, "confirmed by another");
    refuse(t, &p.governor, d, ERR_STATE, "once");
    assert_ok(carry_kpi_base(t->db, a, YEAR, 0, &k, &e), &e);
    assert_int_equal(k.b_gross.satang, 100000);
    assert_int_equal(k.b_excluded.satang, 60000);
    assert_int_equal(k.b.satang, 40000);
    assert_int_equal(k.p.satang, 1300000); /* 1+2+3+4 and 1+2 thousand */
    assert_int_equal(k.rate.bp, 308);      /* 400 / 13,000 */
    assert_int_equal(k.proposed, 0);
    d.event = "withdraw";
    refuse(t, &p.governor, d, ERR_REQUIRED, "withdrawn without a reason");
    d.note = "ผิดเหตุ";
    (void)deed(t, &p.governor, &d, "withdrawn");
    hold(t, "flags");
}

/* DOMAIN.md 6.2. */
static void test_rate(void **state)
{
    static const struct {
        int64_t p, gross, excluded, bp;
        bool zero;
        const char *why;
    } row[] = {
        {90000000000, 3894988590, 1000000000, 322, false, "the example: 3.22 %"},
        {90000000000, 3894988590, 0, 433, false, "FY2567 as it was, of 90,000 million"},
        {90000000000, 1000000000, 1000000000, 0, true, "all of it left out"},
        {90000000000, 3600000, 0, 0, false, "0.004 % rounds to 0.00 and is not zero"},
        {0, 0, 0, 0, true, "a year without money"},
        {200, 9, 0, 450, false, "half up"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct carry_kpi_base b = {.p = BAHT(row[i].p), .b_gross = BAHT(row[i].gross), .b_excluded = BAHT(row[i].excluded)};

        carry_kpi_rate(&b);
        EXPECT(b.rate.bp == row[i].bp, row[i].why);
        EXPECT(b.exact_zero == row[i].zero, row[i].why);
    }
}

/* ---- FY2567 into FY2568: 46 agencies; personnel 1 item, operating 3, equipment 46, land and structures 50 ---- */

enum { AGENCIES = 46, ITEMS = 100 };
static const struct {
    const char *item;
    int n;
    int64_t total; /* baht */
} parts[] = {
    {"01101-1", 1, 2576000000},
    {"03301-1", 3, 57788090},
    {"05101-1", 46, 472007500},
    {"05202-1", 50, 789193000}, /* printed as 789.19 million: its thousands are unknown and taken as zero */
};

struct real {
    const struct plan_city *c;
    const struct agency *g;
    int64_t item[4];
    struct money amount[ITEMS];
    struct str code[ITEMS];
    int n;
};

/* Whole baht, all alike but the last. */
static struct money share(int part, int i)
{
    int64_t each = parts[part].total / parts[part].n;

    return BAHT(i < parts[part].n - 1 ? each : parts[part].total - each * (parts[part].n - 1));
}

/* One package of one output an agency; the last agency also has what was spent. */
static bool real_fill(struct act *by, void *ctx, struct err *e)
{
    struct real *x = ctx;
    struct plan_bulk *b;
    int64_t unit, package[AGENCIES], id;
    struct str code;

    x->n = 0;
    if (!plan_bulk_begin(by, 2567, STR("test"), &b, e))
        return false;
    for (int g = 0; g < AGENCIES; g++) {
        struct unit_new u = {.year = 2567, .agency_id = x->g[g].id, .output_id = x->c->water, .title = STR("งาน")};
        struct package_new p = {.level = 1, .title = STR("งาน"), .level_kind = STR("minimum"), .value_score = {1000000}};

        if (!plan_bulk_unit(b, &u, &unit, e))
            return false;
        p.unit_id = unit;
        if (!plan_bulk_package(b, &p, STR("ANALYST_ACCEPTED"), &package[g], e))
            return false;
    }
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i <= parts[k].n; i++) {
            bool spent = i == parts[k].n; /* the money of the year that was spent: not carried */
            struct line_new l = {.package_id = package[i % AGENCIES],
                                 .fund_id = x->c->own,
                                 .item_id = x->item[k],
                                 .quantity_milli = 1000,
                                 .name = STR("รายการ"),
                                 .requested = spent ? BAHT(21526252852 + (k == 0)) : share(k, i)};

            if (spent && k == 0)
                l.requested = BAHT(90000000000 - 3894988590 - 3 * INT64_C(21526252852));
            l.unit_price = l.requested;
            if (!plan_bulk_line(b, &l, &id, &code, e))
                return false;
            if (!spent) {
                x->code[x->n] = str_dup(city_arena(by), code);
                x->amount[x->n++] = l.requested;
            }
        }
    }
    return plan_bulk_end(b, e);
}

static bool real_allot(struct act *by, void *ctx, struct err *e)
{
    struct real *x = ctx;
    struct posting *p = ARENA_ARRAY(by->a, struct posting, ITEMS);
    struct posting_result *r = ARENA_ARRAY(by->a, struct posting_result, ITEMS);

    for (int i = 0; i < ITEMS; i++) {
        struct carry_line l;

        if (!carry_line_find(by->tx->db, by->a, x->code[i], &l, e))
            return false;
        p[i] = (struct posting){.key = str_format(by->a, "a%d", i),
                                .on = DATE(20240115),
                                .type = STR("ALLOT"),
                                .line_id = l.id,
                                .amount = x->amount[i]};
    }
    return posting_batch(by, p, ITEMS, true, r, e);
}

/* Each line is asked for, with its paper, and sent. */
static bool real_ask(struct act *by, void *ctx, struct err *e)
{
    struct real *x = ctx;

    for (int i = 0; i < ITEMS; i++) {
        struct deed d = ask("", "B", "", 0);
        struct carry_act step = {.event = STR("submit"), .version = -1};
        struct str code, paper_code;
        struct attach_new n = {.kind = STR("letter"), .name = STR("a.pdf"), .data = {(const uint8_t *)PAPER_BYTES, sizeof PAPER_BYTES - 1}};

        d.c.line_code = x->code[i];
        d.c.amount = x->amount[i];
        if (!carry_add(by, &d.c, &code, e))
            return false;
        n.subject = str_format(by->a, "carry:%.*s", STR_FMT(code));
        step.code = code;
        if (!attach_add(by, &n, &paper_code, e) || !carry_step(by, &step, e))
            return false;
        step.event = STR("approve");
        if (!carry_step(by, &step, e))
            return false;
    }
    return true;
}

static bool real_enact(struct act *by, void *ctx, struct err *e)
{
    struct enactment r;

    (void)ctx;
    return enact_year(by, 2567, &r, e);
}

static void real_year(struct store *s, struct arena *a)
{
    static const char *const names[] = {"งบบุคลากร", "งบดำเนินงาน", "งบลงทุน ค่าครุภัณฑ์", "งบลงทุน ค่าที่ดินและสิ่งก่อสร้าง"};
    struct people p;
    struct town *t = &p.t;
    struct plan_city c;
    struct real x = {.c = &c};
    const struct carry_part *part;
    struct carry_kpi_base kpi;
    struct carry_list k;
    struct rows rows;
    struct str list;
    struct deed d;
    struct err e;

    memset(&p, 0, sizeof p);
    t->s = s;
    t->a = a;
    plan_make(s, a, 2567, &c);
    assert_ok(store_reader(s, &t->db, &e), &e);
    assert_ok(agency_list(t->db, a, 2567, &rows, &e), &e);
    assert_true(rows.n >= AGENCIES);
    x.g = rows.p;
    for (int i = 0; i < 4; i++)
        x.item[i] = class_by_code(&c.item, str_from(parts[i].item))->id;
    assert_ok(city_write(s, a, real_fill, &x, &e), &e);
    plan_reach(s, a, 2567, "GOVERNOR");
    assert_ok(city_write(s, a, real_enact, NULL, &e), &e);
    assert_ok(city_write(s, a, real_allot, &x, &e), &e);
    assert_ok(city_write(s, a, real_ask, &x, &e), &e);
    d = (struct deed){.what = D_LIST, .list = {.year = 2567, .kind = STR("B"), .title = STR("ญัตติขอกันเงินไว้เบิกเหลื่อมปี")}};
    list = str_from(txt(t, deed(t, NULL, &d, "the list")));
    d = (struct deed){.what = D_TAKE, .code = list.p};
    (void)deed(t, NULL, &d, "100 requests");
    assert_int_equal(d.n, ITEMS);
    d = (struct deed){.what = D_MOVE, .code = list.p, .paper = {.no = STR("ญัตติ"), .on = DATE(20240911), .version = -1}};
    (void)deed(t, NULL, &d, "11 September 2567");
    d = (struct deed){.what = D_DECIDE, .code = list.p, .paper = {.no = STR("มติสภา"), .on = DATE(20240911), .version = -1}};
    (void)deed(t, NULL, &d, "the Council");
    d = (struct deed){.what = D_POST, .code = list.p};
    (void)deed(t, NULL, &d, "posted");
    assert_int_equal(d.posted.posted, ITEMS);
    assert_int_equal(d.posted.total.satang, INT64_C(389498859000));
    assert_ok(carry_list_get(t->db, a, list, &k, &e), &e);
    assert_int_equal(k.agencies, AGENCIES);
    assert_int_equal(k.posted.satang, INT64_C(389498859000));
    assert_ok(carry_list_parts(t->db, a, k.id, CARRY_BY_GROUP, &rows, &e), &e);
    assert_int_equal(rows.n, 4);
    part = rows.p;
    for (size_t i = 0; i < 4; i++) {
        assert_str(part[i].name, names[i], "as the motion prints it");
        assert_int_equal(part[i].items, parts[i].n);
        assert_int_equal(part[i].posted.satang, parts[i].total * 100);
    }
    assert_str(sql_lines(s, a, "SELECT COUNT(*), COUNT(DISTINCT l.agency_id), SUM(b.allotted_satang) FROM line l "
                               "JOIN balance b ON b.line_id = l.id JOIN class_node f ON f.id = l.fund_id "
                               "WHERE l.year = 2568 AND f.code = 'CARRY_B'"),
               "100\t46\t389498859000", "in the accounts of 2568");
    assert_ok(carry_kpi_base(t->db, a, 2567, 0, &kpi, &e), &e);
    assert_int_equal(kpi.p.satang, INT64_C(9000000000000));
    assert_int_equal(kpi.b_gross.satang, INT64_C(389498859000));
    assert_int_equal(kpi.rate.bp, 433);
    d = (struct deed){.what = D_FLAG, .flag = {.line_code = STR_NONE, .kind = STR("outside_rules"), .reason = STR("x"), .evidence = STR("x"), .amount = BAHT(1000000000)}};
    d.flag.line_code = sql_lines(s, a, "SELECT code FROM line WHERE year = 2567 ORDER BY id LIMIT 1");
    list = str_from(txt(t, deed(t, NULL, &d, "1,000 million left out")));
    d = paper(txt(t, str_format(a, "carry_flag:%.*s", STR_FMT(list))));
    (void)deed(t, NULL, &d, "its paper");
    d = (struct deed){.what = D_FLAG_STEP, .code = list.p, .event = "confirm", .version = -1};
    (void)deed(t, NULL, &d, "confirmed");
    assert_ok(carry_kpi_base(t->db, a, 2567, 0, &kpi, &e), &e);
    assert_int_equal(kpi.rate.bp, 322);
    hold(t, "the real year");
}

/* ---- what must not be ---- */

static void planted(struct store *s, struct arena *a)
{
    static const struct {
        const char *sql, *name;
    } row[] = {
        {"UPDATE carry SET approved_satang = approved_satang - 1 WHERE state = 'posted'", "carry_entry"},
        {"UPDATE carry SET sent_by = made_by", "carry_two_persons"},
        {"UPDATE carry SET list_id = NULL WHERE state = 'posted'", "carry_list_state"},
        {"UPDATE carry_list SET decided_by = moved_by", "carry_two_persons"},
        {"UPDATE carry_flag SET decided_by = made_by", "carry_flag_persons"},
        {"UPDATE carry_flag SET amount_satang = 100000000, decided_by = 'x'", "carry_flag_persons"},
    };
    struct people p;
    struct town *t = &p.t;
    struct deed d;
    struct str list, code;
    struct err e;

    people_make(s, a, &p);
    spend(t);
    (void)sent(&p, ask(LINE4, "B", "", 1000));
    list = moved(&p, "B", YEAR, false);
    d = decide(list, NULL, 0);
    (void)deed(t, &p.clerk, &d, "allowed");
    d = (struct deed){.what = D_POST, .code = list.p};
    (void)deed(t, &t->finance, &d, "carried");
    d = (struct deed){.what = D_FLAG, .flag = {.line_code = STR(LINE4), .kind = STR("school_term"), .reason = STR("x"), .evidence = STR("x"), .amount = BAHT(10)}};
    code = str_from(txt(t, deed(t, &p.office, &d, "a flag")));
    d = paper(txt(t, str_format(a, "carry_flag:%.*s", STR_FMT(code))));
    (void)deed(t, &p.office, &d, "its paper");
    d = (struct deed){.what = D_FLAG_STEP, .code = code.p, .event = "confirm", .version = -1};
    (void)deed(t, &p.governor, &d, "confirmed");
    hold(t, "before");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct broken *b;
        size_t n, broken, found = 0;

        assert_ok(sql_write(s, "CREATE TABLE keep_c AS SELECT * FROM carry", &e), &e);
        assert_ok(sql_write(s, "CREATE TABLE keep_l AS SELECT * FROM carry_list", &e), &e);
        assert_ok(sql_write(s, "CREATE TABLE keep_f AS SELECT * FROM carry_flag", &e), &e);
        assert_ok(sql_write(s, row[i].sql, &e), &e);
        assert_ok(invariants_check(t->db, a, &b, &n, &broken, &e), &e);
        for (size_t k = 0; k < n; k++)
            found += strcmp(b[k].invariant->name, row[i].name) == 0;
        EXPECT(found > 0, row[i].sql);
        assert_ok(sql_write(s, "UPDATE carry SET approved_satang = k.approved_satang, sent_by = k.sent_by, list_id = k.list_id FROM keep_c k WHERE k.id = carry.id", &e), &e);
        assert_ok(sql_write(s, "UPDATE carry_list SET decided_by = k.decided_by FROM keep_l k WHERE k.id = carry_list.id", &e), &e);
        assert_ok(sql_write(s, "UPDATE carry_flag SET decided_by = k.decided_by, amount_satang = k.amount_satang FROM keep_f k WHERE k.id = carry_flag.id", &e), &e);
        assert_ok(sql_write(s, "DROP TABLE keep_c", &e), &e);
        assert_ok(sql_write(s, "DROP TABLE keep_l", &e), &e);
        assert_ok(sql_write(s, "DROP TABLE keep_f", &e), &e);
    }
    hold(t, "after");
}

#define RUN(fn)                                                                                    \
    static void test_##fn(void **state)                                                            \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(fn);                                                                       \
    }
RUN(asking)
RUN(walking)
RUN(extending)
RUN(lists)
RUN(flags)
RUN(real_year)
RUN(planted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asking),    cmocka_unit_test(test_walking),   cmocka_unit_test(test_extending),
        cmocka_unit_test(test_lists),     cmocka_unit_test(test_flags),     cmocka_unit_test(test_rate),
        cmocka_unit_test(test_real_year), cmocka_unit_test(test_planted),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
