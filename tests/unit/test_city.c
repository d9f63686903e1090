/* Reference data, years, agencies, classifications, people, sessions, search and the audit chain. */
#include "with_store.h"

#include "base/crypto.h"
#include "base/file.h"
#include "base/sign.h"
#include "city/agency.h"
#include "city/audit_head.h"
#include "city/class.h"
#include "city/search.h"
#include "city/user.h"
#include "city/year.h"
#include "city_store.h"

static void reference_twice(struct store *s, struct arena *a)
{
    struct db *db;
    struct err e;
    struct rows rows;
    struct class_tree t;
    const struct agency *g;
    int64_t records;

    city_make(s, a, 2566);
    city_make(s, a, 2566); /* nothing twice */
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(agency_list(db, a, 2566, &rows, &e), &e);
    assert_int_equal(rows.n, 71);
    g = rows.p;
    assert_true(str_eq(g[0].code, STR("01000000")));
    assert_true(str_eq(g[70].code, STR("51000000")));
    assert_ok(agency_list(db, a, 2567, &rows, &e), &e);
    assert_int_equal(rows.n, 72);
    assert_ok(class_tree_load(db, a, 2566, STR("programme"), &t, &e), &e);
    assert_true(
        str_eq(class_up(&t, class_by_code(&t, STR("0503001")), STR("side"))->code, STR("05")));
    assert_ok(class_tree_load(db, a, 2566, STR("item"), &t, &e), &e);
    assert_true(str_eq(class_up(&t, class_by_code(&t, STR("01101-1")), STR("type"))->name_en,
                       STR("Personnel")));
    assert_ok(class_tree_load(db, a, 2566, STR("strategy"), &t, &e), &e);
    assert_non_null(class_by_code(&t, STR("1.5.11")));
    assert_null(class_by_code(&t, STR("1.5.12")));
    assert_err(class_tree_load(db, a, 2570, STR("item"), &t, &e), &e, ERR_YEAR_MISSING);
    assert_ok(audit_verify(db, NULL, 0, &records, &e), &e);
    assert_true(records > 8);
}

static void names(struct store *s, struct arena *a)
{
    static const struct {
        const char *name;
        enum agency_match want;
        const char *code, *why;
    } row[] = {
        {"สำนักการโยธา", AGENCY_EXACT, "10000000", "as printed"},
        {" สำนัก การโยธา", AGENCY_EXACT, "10000000", "spaces do not matter"},
        {"สำนักยุทธศาตร์และประเมินผล", AGENCY_ALIAS, "21000000", "reviewed misspelling"},
        {"สำนักงานเขตบางกะปี", AGENCY_NEAR, "50110000", "one vowel off"},
        {"กระทรวงการคลัง", AGENCY_UNKNOWN, NULL, "no agency of the city"},
    };
    struct db *db;
    struct err e;
    struct agency_names *n;

    city_make(s, a, 2566);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(agency_names_load(db, a, 2566, &n, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct agency *g;
        enum agency_match m = agency_match(n, a, str_from(row[i].name), &g);

        if (m != row[i].want || (row[i].code && !str_eq(g->code, str_from(row[i].code)))) {
            fail_msg("%s: got %d", row[i].why, (int)m);
        }
    }
}

struct people {
    struct user_new u;
    struct session_new session;
    const char *agency;
};

static bool add_user(struct act *by, void *ctx, struct err *e)
{
    struct people *p = ctx;

    return user_add(by, &p->u, e);
}

static bool open_session(struct act *by, void *ctx, struct err *e)
{
    struct people *p = ctx;
    struct login l;

    if (!login_find(by->tx->db, by->a, p->u.name, CITY_NOW, &l, e) ||
        !session_open(by, l.user_id, NULL, &p->session, e)) {
        return false;
    }
    p->session.token = str_dup(city_arena(by), p->session.token);
    p->session.csrf = str_dup(city_arena(by), p->session.csrf);
    return true;
}

static bool close_session(struct act *by, void *ctx, struct err *e)
{
    struct people *p = ctx;

    return session_close(by, p->session.token, e);
}

static bool disable_user(struct act *by, void *ctx, struct err *e)
{
    struct people *p = ctx;

    return user_disable(by, p->u.name, true, e);
}

static bool fail_login(struct act *by, void *ctx, struct err *e)
{
    struct people *p = ctx;
    struct login l;

    return login_find(by->tx->db, by->a, p->u.name, CITY_NOW, &l, e) &&
           login_failed(by, l.user_id, e);
}

static void users(struct store *s, struct arena *a)
{
    enum { HOUR = 3600000 };
    struct people p = {0};
    struct session ses;
    struct login l;
    struct db *db;
    struct rows rows;
    struct agency g;
    struct err e;

    city_make(s, a, 2566);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(agency_get(db, a, STR("11000000"), &g, &e), &e);
    p.u.name = STR("officer.1100");
    p.u.full_name = STR("สมชาย ใจดี");
    p.u.password_hash = STR("$argon2id$x");
    p.u.role = ROLE_OFFICER;
    assert_err(city_write(s, a, add_user, &p, &e), &e, ERR_REQUIRED); /* no agency */
    p.u.agency_code = STR("11000000");
    assert_ok(city_write(s, a, add_user, &p, &e), &e);
    assert_err(city_write(s, a, add_user, &p, &e), &e, ERR_DUPLICATE);
    assert_ok(user_list(db, a, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_true(str_eq(((const struct user_row *)rows.p)->scope_code, STR("11000000")));

    assert_ok(city_write(s, a, open_session, &p, &e), &e);
    assert_ok(session_find(db, a, p.session.token, CITY_NOW + HOUR,
                           &(struct session_limits){2 * HOUR, 12 * HOUR}, &ses, &e),
              &e);
    assert_true(str_eq(ses.csrf, p.session.csrf));
    assert_true(actor_may(&ses.actor, PERM_REQUEST_WRITE));
    assert_ok(actor_check(&ses.actor, PERM_REQUEST_WRITE, g.id, g.division, &e), &e);
    assert_err(actor_check(&ses.actor, PERM_REQUEST_WRITE, g.id + 1, 1, &e), &e, ERR_SCOPE);
    assert_err(actor_check(&ses.actor, PERM_DECIDE, g.id, 1, &e), &e, ERR_FORBIDDEN);
    assert_err(session_find(db, a, p.session.token, CITY_NOW + 3 * HOUR,
                            &(struct session_limits){2 * HOUR, 12 * HOUR}, &ses, &e),
               &e, ERR_LOGIN_NEEDED); /* idle */
    assert_err(
        session_find(db, a, STR("x"), CITY_NOW, &(struct session_limits){HOUR, HOUR}, &ses, &e), &e,
        ERR_LOGIN_NEEDED);
    assert_ok(city_write(s, a, close_session, &p, &e), &e);
    assert_err(session_find(db, a, p.session.token, CITY_NOW, &(struct session_limits){HOUR, HOUR},
                            &ses, &e),
               &e, ERR_LOGIN_NEEDED);

    for (int i = 0; i < 9; i++) {
        assert_ok(city_write(s, a, fail_login, &p, &e), &e);
    }
    assert_ok(login_find(db, a, p.u.name, CITY_NOW, &l, &e), &e);
    assert_true(l.known && l.locked_until_ms == 0);
    assert_ok(city_write(s, a, fail_login, &p, &e), &e);
    assert_ok(login_find(db, a, p.u.name, CITY_NOW, &l, &e), &e);
    assert_true(l.locked_until_ms > CITY_NOW);
    assert_ok(login_find(db, a, STR("nobody"), CITY_NOW, &l, &e), &e);
    assert_false(l.known);
    assert_true(l.password.n > 20); /* a hash to spend the time on */

    assert_ok(city_write(s, a, disable_user, &p, &e), &e);
    assert_ok(login_find(db, a, p.u.name, CITY_NOW, &l, &e), &e);
    assert_false(l.known);
    p.u.name = STR("demo.user");
    p.u.demo = true;
    assert_ok(city_write(s, a, add_user, &p, &e), &e);
    assert_err(city_write(s, a, open_session, &p, &e), &e, ERR_DEMO_ONLY);
    assert_err(password_check(STR("short"), STR("somchai"), &e), &e, ERR_PASSWORD_WEAK);
    assert_err(password_check(STR("password123"), STR("somchai"), &e), &e, ERR_PASSWORD_WEAK);
    assert_ok(password_check(STR("a long sentence"), STR("somchai"), &e), &e);
}

/* ---- signed heads ---- */

struct signing {
    struct sign_key key;
    struct audit_head head;
};

static bool publish_head(struct act *by, void *ctx, struct err *e)
{
    struct signing *x = ctx;
    struct audit_head h;

    if (!audit_head_publish(by, &x->key, &h, e)) {
        return false;
    }
    x->head = h;
    x->head.hash = str_dup(city_arena(by), h.hash);
    return true;
}

struct tampering {
    const char *sql;
    struct arena *a;
    enum err_code found;
};

/* Tampers, looks, and leaves nothing of it. */
static bool tampered(struct tx *tx, void *ctx, struct err *e)
{
    const struct audit_point none = {.seq = 0};
    struct tampering *t = ctx;
    struct err why = {0};
    int64_t n, heads;

    if (!db_script(tx->db, t->a, str_from(t->sql), NULL, NULL, e)) {
        return false;
    }
    t->found = audit_verify_all(tx->db, t->a, STR_NONE, none, &n, &heads, &why) ? ERR_NONE : why.code;
    FAIL(e, ERR_STATE);
    return false;
}

/* Every way of touching the log after a head was published. */
static void signed_heads(struct store *s, struct arena *a)
{
    static const struct {
        const char *sql, *why;
        enum err_code code;
    } rows[] = {
        {"SELECT 1", "untouched", ERR_NONE},
        {"UPDATE audit SET new_value = 'x' WHERE seq = 1", "changed", ERR_AUDIT_BROKEN},
        {"UPDATE audit_head SET hash = '00' || substr(hash, 3)", "another hash in the head",
         ERR_HEAD_SIGNATURE},
        {"UPDATE audit_head SET seq = seq - 1", "a head of an earlier record", ERR_HEAD_SIGNATURE},
        {"UPDATE audit_head SET previous = signature", "another order of heads",
         ERR_HEAD_SIGNATURE},
        {"DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)", "cut off", ERR_AUDIT_BROKEN},
        {"DELETE FROM audit WHERE seq > 1; UPDATE chain_head SET seq = 1, hash = (SELECT hash FROM "
         "audit WHERE seq = 1) WHERE name = 'audit'",
         "cut off, and the chain's end mended to hide it", ERR_AUDIT_BROKEN},
        {"DELETE FROM audit WHERE seq = 1", "the first dropped", ERR_AUDIT_BROKEN},
        {"UPDATE audit SET seq = -1 WHERE seq = 1; UPDATE audit SET seq = 1 WHERE seq = 2; "
         "UPDATE audit SET seq = 2 WHERE seq = -1",
         "two in another order", ERR_AUDIT_BROKEN},
    };
    const char *const unlock = store_is_postgres(s)
                                   ? "ALTER TABLE audit DISABLE TRIGGER USER;"
                                     "ALTER TABLE audit_head DISABLE TRIGGER USER"
                                   : "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;"
                                     "DROP TRIGGER audit_head_no_update";
    struct signing x;
    struct audit_point held;
    struct arena *own = arena_new();
    char *dir;
    struct db *db;
    struct err e;
    int64_t n, heads;
    bool done;

    city_make(s, a, 2566);
    assert_ok(file_temp_dir(own, &dir, &e), &e);
    assert_ok(sign_key_make(own, str_cstr(a, str_format(a, "%s/k", dir)), &x.key, &e), &e);
    assert_err(sign_key_make(own, str_cstr(a, str_format(a, "%s/k", dir)), &x.key, &e), &e,
               ERR_KEY_EXISTS);
    assert_ok(city_write(s, a, publish_head, &x, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(audit_head_done(db, x.head.day, &done, &e), &e);
    assert_true(done);
    held = (struct audit_point){x.head.seq, str_dup(a, x.head.hash)};
    assert_ok(city_write(s, a, publish_head, &x, &e), &e); /* the same day: the first stays */
    assert_int_equal(x.head.seq, held.seq);
    assert_ok(audit_verify_all(db, a, STR_NONE, held, &n, &heads, &e), &e);
    assert_int_equal(heads, 1);
    assert_true(n > held.seq);
    assert_err(audit_verify_all(db, a, STR("00"), held, &n, &heads, &e), &e, ERR_HEAD_SIGNATURE);
    held.hash = STR("00");
    assert_err(audit_verify_all(db, a, STR_NONE, held, &n, &heads, &e), &e, ERR_AUDIT_BROKEN);
    held.hash = STR_NONE;
    assert_false(sql_write(s, "UPDATE audit_head SET seq = 0", &e));
    assert_ok(sql_write(s, unlock, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct tampering t = {.sql = rows[i].sql, .a = a};

        assert_err(store_write(s, tampered, &t, &e), &e, ERR_STATE);
        if (t.found != rows[i].code) {
            fail_msg("%s: %s", rows[i].why, err_word(t.found));
        }
    }
    arena_free(own);
}

static void audit_chain(struct store *s, struct arena *a)
{
    struct db *db;
    struct err e;
    struct rows rows;
    int64_t n;
    const char *const unlock = store_is_postgres(s) ? "ALTER TABLE audit DISABLE TRIGGER USER"
                                                    : "DROP TRIGGER audit_no_update";

    city_make(s, a, 2566);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(audit_verify(db, NULL, 0, &n, &e), &e);
    assert_err(audit_verify(db, &(struct audit_point){n + 1, STR("00")}, 1, &n, &e), &e, ERR_AUDIT_BROKEN);
    assert_err(audit_verify(db, &(struct audit_point){1, STR("00")}, 1, &n, &e), &e, ERR_AUDIT_BROKEN);
    assert_ok(audit_list(db, a, STR("year:2566"), 0, 10, &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_false(sql_write(s, "UPDATE audit SET reason = 'x' WHERE seq = 2", &e));
    assert_ok(sql_write(s, unlock, &e), &e);
    assert_ok(sql_write(s, "UPDATE audit SET reason = 'x' WHERE seq = 2", &e), &e);
    assert_err(audit_verify(db, NULL, 0, &n, &e), &e, ERR_AUDIT_BROKEN);
}

static void search(struct store *s, struct arena *a)
{
    struct db *db;
    struct err e;
    struct rows rows;

    city_make(s, a, 2566);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(search_find(db, a, 2566, STR("การโยธา"), STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(search_find(db, a, 2566, STR("public works"), STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(search_find(db, a, 2566, STR("5011"), STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 1);
    assert_ok(search_find(db, a, 2566, STR("  "), STR("all"), &rows, &e), &e);
    assert_int_equal(rows.n, 0);
}

static void test_reference(void **state)
{
    (void)state;
    with_each_store(reference_twice);
}

static void test_names(void **state)
{
    (void)state;
    with_each_store(names);
}

static void test_users(void **state)
{
    (void)state;
    with_each_store(users);
}

static void test_audit(void **state)
{
    (void)state;
    with_each_store(audit_chain);
}

static void test_signed_heads(void **state)
{
    (void)state;
    with_each_store(signed_heads);
}

static void test_search(void **state)
{
    (void)state;
    with_each_store(search);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference), cmocka_unit_test(test_names),
        cmocka_unit_test(test_users),     cmocka_unit_test(test_audit),
        cmocka_unit_test(test_search),    cmocka_unit_test(test_signed_heads),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
