/* Notices outside PBIS: when they are due, who gets a message, what it says, what a try leaves. */
#include "with_store.h"

#include "base/crypto.h"
#include "city/delivery.h"
#include "city/notice.h"
#include "city/notice_person.h"
#include "city/user.h"
#include "city_store.h"

#define YEAR    2566
#define HOUR    INT64_C(3600000)
#define MORNING (CITY_NOW + 2 * HOUR) /* CITY_NOW is 07:00 of Saturday 1 October 2022 */

/* ---- when ---- */

static void test_due(void **state)
{
    static const struct {
        int64_t hour; /* of Saturday 1 October 2022 */
        const char *how;
        int64_t from, to, day_hour, week_day, want; /* hours after that day's midnight */
        const char *why;
    } row[] = {
        {9, "now", 20, 7, 8, 1, 9, "by day at once"},
        {20, "now", 20, 7, 8, 1, 31, "quiet from eight in the evening: tomorrow at seven"},
        {23, "now", 20, 7, 8, 1, 31, "before midnight"},
        {3, "now", 20, 7, 8, 1, 7, "after midnight: the same morning"},
        {7, "now", 20, 7, 8, 1, 7, "the quiet hours end at seven"},
        {19, "now", 20, 7, 8, 1, 19, "the last hour of the day"},
        {12, "now", 12, 13, 8, 1, 13, "a quiet hour at noon"},
        {3, "now", 0, 0, 8, 1, 3, "never quiet"},
        {7, "day", 20, 7, 8, 1, 8, "the digest of this morning"},
        {8, "day", 20, 7, 8, 1, 32, "it has just gone: tomorrow's"},
        {9, "day", 20, 7, 22, 1, 31, "a digest in the quiet hours waits for morning"},
        {9, "week", 20, 7, 8, 1, 56, "Monday"},
        {9, "week", 20, 7, 8, 6, 176, "next Saturday"},
        {7, "week", 20, 7, 8, 6, 8, "today is Saturday"},
    };
    int64_t midnight = date_start_ms(DATE(20221001));

    (void)state;
    assert_int_equal(midnight, CITY_NOW - 7 * HOUR);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct notice_hours h = {row[i].from, row[i].to, row[i].day_hour, row[i].week_day};
        int64_t got = notice_due(midnight + row[i].hour * HOUR, str_from(row[i].how), &h);

        if (got != midnight + row[i].want * HOUR)
            fail_msg("%s: %lld h", row[i].why, (long long)((got - midnight) / HOUR));
    }
    for (int64_t n = 1; n < 9; n++)
        assert_true(delivery_backoff_ms(n) <= delivery_backoff_ms(n + 1));
    assert_true(delivery_backoff_ms(1) == 60000 && delivery_backoff_ms(0) == 60000);
}

/* ---- a town ---- */

struct ctx {
    enum { USER, DISABLE, ADD, SET, ASK, VERIFY, PASS, MARK } what;
    struct user_new user;
    struct notice_new n;
    struct notice_person_new set;
    struct str text;
    int64_t now_ms, planned;
    struct rows due;
    const struct delivery_out *one;
    enum send_result result;
};

static const struct notice_channels both = {true, true};

/* Rows of a write live in its arena: kept for the test. */
static struct rows keep(struct arena *a, const struct rows *rows)
{
    struct delivery_out *to = ARENA_ARRAY(a, struct delivery_out, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        to[i] = ((const struct delivery_out *)rows->p)[i];
        to[i].channel = str_dup(a, to[i].channel);
        to[i].purpose = str_dup(a, to[i].purpose);
        to[i].secret = str_dup(a, to[i].secret);
        to[i].user_name = str_dup(a, to[i].user_name);
        to[i].full_name = str_dup(a, to[i].full_name);
        to[i].lang = str_dup(a, to[i].lang);
        to[i].email = str_dup(a, to[i].email);
    }
    return (struct rows){to, rows->n};
}

static bool run(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;

    if (c->now_ms)
        by->now_ms = c->now_ms;
    by->today = date_of_ms(by->now_ms);
    switch (c->what) {
    case USER:
        return user_add(by, &c->user, e);
    case DISABLE:
        return user_disable(by, c->text, true, e);
    case ADD:
        return notice_add(by, &c->n, e);
    case SET:
        return notice_person_set(by, &c->set, e);
    case ASK:
        return notice_person_ask(by, e);
    case VERIFY:
        return notice_person_verify(by, c->text, e);
    case MARK:
        return delivery_mark(by, c->one, c->result, STR("451"), e);
    case PASS:
        break;
    }
    if (!notice_plan(by, both, &c->planned, e) || !delivery_take(by, both, &c->due, e))
        return false;
    c->due = keep(city_arena(by), &c->due);
    return true;
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct actor nid;
};

static struct rows pass(struct town *t, int64_t now_ms)
{
    struct ctx c = {.what = PASS, .now_ms = now_ms};
    struct err e;

    assert_ok(city_write(t->s, t->a, run, &c, &e), &e);
    return c.due;
}

static void mark(struct town *t, const struct delivery_out *d, enum send_result r, int64_t now_ms)
{
    struct ctx c = {.what = MARK, .one = d, .result = r, .now_ms = now_ms};
    struct err e;

    assert_ok(city_write(t->s, t->a, run, &c, &e), &e);
}

static void give(struct town *t, const char *kind, const char *path)
{
    struct ctx c = {.what = ADD,
                    .n = {.kind = str_from(kind),
                          .to_user = STR("nid"),
                          .path = str_from(path),
                          .th = STR("คำขอ 123,456 บาท ของเจ้าหน้าที่นิด"),
                          .en = STR("the request of 123,456 baht by Nid")}};
    struct err e;

    assert_ok(city_write(t->s, t->a, run, &c, &e), &e);
}

static struct ctx settings(const char *email, bool hook, int64_t version)
{
    return (struct ctx){.what = SET,
                        .set = {.email = str_from(email),
                                .hook = hook,
                                .day_hour = 8,
                                .week_day = 1,
                                .version = version}};
}

static void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct ctx c = {.what = USER,
                    .user = {.name = STR("nid"),
                             .full_name = STR("นิด\r\nBcc: x@y.org"),
                             .password_hash = STR("x"),
                             .role = ROLE_OFFICER,
                             .agency_code = STR("11000000")}};
    struct err e;

    *t = (struct town){.s = s, .a = a};
    city_make(s, a, YEAR);
    assert_ok(store_reader(s, &t->db, &e), &e);
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_ok(actor_load(t->db, a, STR("nid"), &t->nid, &e), &e);
}

/* Sets the address and proves it; *ret_token is the link that went out. */
static void prove(struct town *t, const char *email, struct str *ret_token)
{
    struct ctx c = settings(email, false, 0);
    const struct delivery_out *d;
    struct rows due;
    struct err e;

    assert_ok(city_write_as(t->s, t->a, &t->nid, run, &c, &e), &e);
    due = pass(t, CITY_NOW);
    d = due.p;
    assert_int_equal(due.n, 1);
    assert_true(str_eq(d->purpose, STR("verify")) && str_eq(d->email, str_from(email)));
    *ret_token = d->secret;
    mark(t, d, SEND_DONE, CITY_NOW);
    c = (struct ctx){.what = VERIFY, .text = d->secret};
    assert_ok(city_write_as(t->s, t->a, &t->nid, run, &c, &e), &e);
}

/* ---- the address ---- */

static void address(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c = settings("not an address", false, 0);
    struct str token;
    struct actor system = actor_system();
    struct err e;

    town_make(s, a, &t);
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_BAD_EMAIL);
    c = settings("nid@x.org\r\nBcc: y@x.org", false, 0);
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_BAD_EMAIL);
    c = settings("", false, 0);
    c.set.how[NOTICE_DEADLINE] = STR("off");
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_MANDATORY);
    c.set.how[NOTICE_DEADLINE] = STR("often");
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_BAD_CHOICE);
    c = (struct ctx){.what = ASK};
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_NOTHING);

    prove(&t, "nid@x.org", &token);
    c = (struct ctx){.what = VERIFY, .text = token};
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_TOKEN); /* once */
    c = (struct ctx){.what = ASK};
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_ALREADY);
    c = settings("other@x.org", false, 0);
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_STALE);
    c = settings("other@x.org", false, 1);
    assert_ok(city_write_as(s, a, &t.nid, run, &c, &e), &e);
    give(&t, "mention", "/work");
    assert_int_equal(pass(&t, MORNING).n, 1); /* the link alone: the new address is not proved */

    c = (struct ctx){.what = VERIFY, .text = STR("guess")};
    assert_err(city_write_as(s, a, &system, run, &c, &e), &e, ERR_TOKEN); /* another account */
    for (int i = 0; i < 3; i++) {
        c = (struct ctx){.what = ASK};
        assert_ok(city_write_as(s, a, &t.nid, run, &c, &e), &e);
    }
    c = (struct ctx){.what = ASK};
    assert_err(city_write_as(s, a, &t.nid, run, &c, &e), &e, ERR_TOO_MANY);
}

static void test_address(void **state)
{
    (void)state;
    with_each_store(address);
}

/* ---- messages ---- */

static bool digits(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t cp = str_next_cp(s, &i);

        if ((cp >= '0' && cp <= '9') || (cp >= 0x0e50 && cp <= 0x0e59))
            return true;
    }
    return false;
}

static void messages(struct store *s, struct arena *a)
{
    static const struct delivery_from from = {STR_INIT("https://pbis.example"),
                                              STR_INIT("pbis@city.example"), MORNING};
    struct town t;
    struct ctx c;
    struct str token, body;
    const struct delivery_out *d;
    struct rows due, links;
    struct mail m;
    struct err e;

    town_make(s, a, &t);
    prove(&t, "nid@x.org", &token);
    give(&t, "returned", "/packages/1100-1-L1?year=2566");
    give(&t, "mention", "/packages/1100-1-L1?year=2566");
    give(&t, "mention", "/packages/1100-1-L1?year=2566");
    give(&t, "decided", "/work"); /* daily */
    due = pass(&t, MORNING);
    d = due.p;
    assert_int_equal(due.n, 1); /* three at once, in one message */
    assert_ok(delivery_links(t.db, a, d->id, &links, &e), &e);
    assert_int_equal(links.n, 2); /* one link a page and kind */
    m = delivery_mail(a, d, &links, &from);
    body = m.body;
    assert_true(str_has(body, STR("https://pbis.example/packages/1100-1-L1?year=2566")));
    body = str_replace(a, body, STR("https://pbis.example/packages/1100-1-L1?year=2566"), STR(""));
    body = str_replace(a, body, STR("พ.ศ. 2566"), STR(""));
    assert_false(digits(body)); /* no figure but the link's and the year */
    assert_false(str_has(body, STR("นิด")) || digits(m.subject));
    body = delivery_json(a, d, &links, &from);
    assert_true(str_has(body, STR("\"year\":2566")) && !str_has(body, STR("123")));
    assert_false(str_has(mail_text(a, &m), STR("\nBcc")));

    /* Held: nobody else takes it; a sender that died lets go. */
    assert_int_equal(pass(&t, MORNING + 1000).n, 0);
    assert_int_equal(pass(&t, MORNING + DELIVERY_HOLD_MS + 1).n, 1);
    mark(&t, d, SEND_DONE, MORNING);
    assert_int_equal(pass(&t, MORNING + 2 * HOUR).n, 0);
    due = pass(&t, MORNING + 24 * HOUR); /* the digest of the next morning */
    assert_int_equal(due.n, 1);
    mark(&t, due.p, SEND_DONE, MORNING + 24 * HOUR);

    /* A disabled person gets nothing, also of what was waiting. */
    give(&t, "mention", "/work");
    c = (struct ctx){.what = DISABLE, .text = STR("nid")};
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_int_equal(pass(&t, MORNING + 25 * HOUR).n, 0);
    assert_string_equal(
        str_cstr(a,
                 sql_lines(s, a, "SELECT state, COUNT(*) FROM delivery GROUP BY state ORDER BY 1")),
        "sent\t3");
}

static void test_messages(void **state)
{
    (void)state;
    with_each_store(messages);
}

/* ---- tries ---- */

/* The next hour at which something is due: it may be night. */
static struct rows wait_due(struct town *t, int64_t *now)
{
    struct rows due = {0};

    for (int i = 0; i < 24 && due.n == 0; i++)
        due = pass(t, *now += HOUR);
    assert_int_equal(due.n, 1);
    return due;
}

static void tries(struct store *s, struct arena *a)
{
    struct town t;
    struct ctx c;
    struct str token;
    int64_t now = MORNING;
    struct rows due;
    struct err e;

    town_make(s, a, &t);
    prove(&t, "nid@x.org", &token);
    give(&t, "mention", "/work");
    due = pass(&t, now);
    for (int64_t i = 1; i <= 7; i++) { /* the eighth is the last (notice.tries) */
        mark(&t, due.p, SEND_LATER, now);
        assert_int_equal(pass(&t, now + delivery_backoff_ms(i) - 1).n, 0);
        now += delivery_backoff_ms(i);
        due = pass(&t, now);
        assert_int_equal(due.n, 1);
    }
    mark(&t, due.p, SEND_LATER, now);
    assert_int_equal(pass(&t, now + 1000 * HOUR).n, 0);
    assert_string_equal(
        str_cstr(a, sql_lines(s, a,
                              "SELECT state, tries, (SELECT COUNT(*) FROM delivery_try t "
                              "WHERE t.delivery_id = d.id) FROM delivery d "
                              "WHERE purpose = 'notices'")),
        "given_up\t8\t8");
    assert_false(sql_write(s, "DELETE FROM delivery_try", &e)); /* the log is append-only */

    /* What a mail server refuses is not tried again. What waits for somebody who is disabled later is
     * dropped. */
    give(&t, "mention", "/work");
    due = wait_due(&t, &now);
    mark(&t, due.p, SEND_REFUSED, now);
    assert_int_equal(pass(&t, now + 1000 * HOUR).n, 0);
    give(&t, "mention", "/work");
    due = wait_due(&t, &now);
    mark(&t, due.p, SEND_LATER, now);
    c = (struct ctx){.what = DISABLE, .text = STR("nid")};
    assert_ok(city_write(s, a, run, &c, &e), &e);
    assert_int_equal(pass(&t, now + 40 * HOUR).n, 0);
    assert_string_equal(
        str_cstr(a, sql_lines(s, a, "SELECT state FROM delivery ORDER BY id DESC LIMIT 1")),
        "dropped");
}

static void test_tries(void **state)
{
    (void)state;
    with_each_store(tries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_address),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_tries),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
