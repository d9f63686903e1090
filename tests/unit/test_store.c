/* Reading and writing rows through named queries: types, nulls, drift, bulk, snapshots, addresses. */
#include "with_store.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"

static const char *const table = "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT "
                                 "NOT NULL, left_satang BIGINT NOT NULL, "
                                 "on_date INTEGER, at_ms BIGINT, done SMALLINT NOT NULL, bits "
                                 "BYTEA_OR_BLOB, share BIGINT NOT NULL, "
                                 "worth BIGINT NOT NULL)";

struct thing {
    int64_t id;
    struct str name;
    struct money left;
    struct date on_date;
    struct when at;
    bool done;
    struct bytes bits;
    struct share share;
    struct score worth;
};
static const struct field thing_fields[] = {
    COL(struct thing, id),      COL(struct thing, name),  COL(struct thing, left),
    COL(struct thing, on_date), COL(struct thing, at),    COL(struct thing, done),
    COL(struct thing, bits),    COL(struct thing, share), COL(struct thing, worth),
};
static const struct row_type thing_type = ROW_TYPE(struct thing, thing_fields);

#define THING_COLUMNS "id, name, left_satang, on_date, at_ms, done, bits, share, worth"
static const struct query thing_add = {
    "thing_add",
    "INSERT INTO thing (" THING_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", -1};
static const struct query thing_get = {"thing_get",
                                       "SELECT worth, "
                                       "id, name, left_satang, on_date, at_ms, done, bits, share "
                                       "FROM thing WHERE id = $1",
                                       -1};
static const struct query thing_all = {"thing_all",
                                       "SELECT " THING_COLUMNS " FROM thing ORDER BY id", -1};

static void make_table(struct store *s, struct arena *a)
{
    struct err e = {0};
    struct str sql = str_replace(a, str_from(table), STR("BYTEA_OR_BLOB"),
                                 store_is_postgres(s) ? STR("BYTEA") : STR("BLOB"));

    assert_ok(sql_write(s, str_cstr(a, sql), &e), &e);
}

struct adding {
    const struct thing *t;
    size_t n;
    bool bulk, fail;
    int64_t rows;
};

static bool add_things(struct tx *tx, void *ctx, struct err *e)
{
    struct adding *x = ctx;
    struct db_bulk *b = NULL;

    if (x->bulk && !db_bulk_begin(tx, &thing_add, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < x->n; i++) {
        const struct thing *t = &x->t[i];
        const struct value v[] = {V(t->id),
                                  V(t->name),
                                  V(t->left),
                                  V(t->on_date),
                                  V(t->at),
                                  V(t->done),
                                  t->bits.p ? V(t->bits) : V_NULL,
                                  V(t->share),
                                  V(t->worth)};

        if (x->bulk ? !db_bulk_row(b, v, ARRAY_LEN(v), e)
                    : !db_exec(tx->db, &thing_add, v, ARRAY_LEN(v), NULL, e)) {
            return false;
        }
    }
    if (x->fail) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return !x->bulk || db_bulk_end(b, &x->rows, e);
}

static void every_type_comes_back(struct store *s, struct arena *a)
{
    static const uint8_t raw[] = {0, 255, 39, 92};
    static const struct thing row[] = {
        {1,
         STR_INIT("ถนน 'สายหลัก' $1 \\ %"),
         {123456789012345},
         {20221001},
         {1664582400123},
         true,
         {raw, sizeof raw},
         {2204},
         {1500000}},
        {2, STR_INIT(""), {-5}, {0}, {0}, false, {NULL, 0}, {-1}, {0}},
        {INT64_MAX, STR_INIT("x"), {INT64_MIN}, {21991231}, {-1}, true, {raw, 0}, {0}, {-7}},
    };
    struct adding add = {.t = row, .n = ARRAY_LEN(row)};
    struct err e = {0};
    struct db *db;
    struct rows rows;

    make_table(s, a);
    assert_ok(store_write(s, add_things, &add, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct thing got = {0};

        assert_ok(db_one(db, a, &thing_get, ARGS(V(row[i].id)), &thing_type, &got, &e), &e);
        assert_int_equal(got.id, row[i].id);
        assert_true(str_eq(got.name, row[i].name));
        assert_int_equal(got.left.satang, row[i].left.satang);
        assert_int_equal(got.on_date.yyyymmdd, row[i].on_date.yyyymmdd);
        assert_int_equal(got.at.ms, row[i].at.ms);
        assert_int_equal(got.done, row[i].done);
        assert_int_equal(got.bits.n, row[i].bits.n);
        assert_true(got.bits.n == 0 || memcmp(got.bits.p, raw, got.bits.n) == 0);
        assert_int_equal(got.share.bp, row[i].share.bp);
        assert_int_equal(got.worth.millionths, row[i].worth.millionths);
    }
    assert_ok(db_list(db, a, &thing_all, NO_ARGS, &thing_type, &rows, &e), &e);
    assert_int_equal(rows.n, 3);
    assert_int_equal(((const struct thing *)rows.p)[2].id, INT64_MAX);
}

static void missing_rows_and_counts(struct store *s, struct arena *a)
{
    struct err e = {0};
    struct db *db;
    struct thing t;
    struct rows rows;
    int64_t n = -1;
    bool found = true;

    make_table(s, a);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_err(db_one(db, a, &thing_get, ARGS(V(INT64_C(1))), &thing_type, &t, &e), &e,
               ERR_NOT_FOUND);
    assert_ok(db_find(db, a, &thing_get, ARGS(V(INT64_C(1))), &thing_type, &t, &found, &e), &e);
    assert_false(found);
    assert_ok(db_list(db, a, &thing_all, NO_ARGS, &thing_type, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    assert_ok(
        db_int(db,
               QUERY("SELECT CAST(COALESCE(SUM(left_satang), 0) AS BIGINT) AS total FROM thing"),
               NO_ARGS, &n, &e),
        &e);
    assert_int_equal(n, 0);
    assert_ok(db_int(db, QUERY("SELECT MAX(id) AS id FROM thing"), NO_ARGS, &n, &e), &e);
    assert_int_equal(n, 0);
    assert_err(db_int(db, QUERY("SELECT id FROM thing"), NO_ARGS, &n, &e), &e, ERR_NOT_FOUND);
    assert_err(db_int(db, QUERY("SELECT name FROM thing WHERE id = $1"), NO_ARGS, &n, &e), &e,
               ERR_STORE);
    assert_non_null(strstr(e.detail, "wants 1 arguments, got 0"));
    assert_err(db_exec(db,
                       QUERY("INSERT INTO thing (" THING_COLUMNS ") VALUES "
                             "(1, 'x', 1, NULL, NULL, 0, NULL, 1, 1)"),
                       NO_ARGS, NULL, &e),
               &e, store_is_postgres(s) ? ERR_STORE_UNREACHABLE : ERR_STORE);
    assert_err(db_int(db, QUERY("SELECT nothing FROM nowhere"), NO_ARGS, &n, &e), &e, ERR_STORE);
}

struct small {
    int64_t id;
    struct money left;
};
static const struct field small_fields[] = {COL(struct small, id), COL(struct small, left)};
static const struct row_type small_type = ROW_TYPE(struct small, small_fields);

/* A column that moved, went or came is said with both names, before any row is read. */
static void drift_is_found(struct store *s, struct arena *a)
{
    static const struct {
        const char *sql, *says, *why;
    } row[] = {
        {"SELECT id, left_satang FROM thing", NULL, "as declared"},
        {"SELECT left_satang, id FROM thing", NULL, "the order is free"},
        {"SELECT id, left_satang AS left FROM thing", "left", "money is NAME_satang"},
        {"SELECT id FROM thing", "left", "a missing column"},
        {"SELECT id, left_satang, name FROM thing", "name", "an extra column"},
        {"SELECT id, id, left_satang FROM thing", "id", "a column twice"},
    };
    struct err e = {0};
    struct db *db;

    make_table(s, a);
    assert_ok(store_reader(s, &db, &e), &e);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool ok = db_prepare(db, QUERY(row[i].sql), &small_type, &e);

        EXPECT(ok == !row[i].says, row[i].why);
        if (!ok) {
            EXPECT(strstr(e.detail, row[i].says), row[i].why);
            EXPECT(strstr(e.detail, "struct small"), row[i].why);
        }
    }
    if (store_is_postgres(s)) {
        assert_err(db_prepare(db,
                              QUERY("SELECT id, SUM(left_satang) AS left_satang FROM thing "
                                    "GROUP BY id"),
                              &small_type, &e),
                   &e, ERR_STORE);
        assert_non_null(strstr(e.detail, "of another type: left_satang"));
    }
}

struct counting {
    int64_t n, sum, stop_at;
};

static bool count_row(void *ctx, const void *row, struct err *e)
{
    struct counting *c = ctx;
    const struct thing *t = row;

    c->n++;
    c->sum += t->left.satang;
    if (c->stop_at && c->n == c->stop_at) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

static void bulk_and_row_by_row(struct store *s, struct arena *a)
{
    enum { N = 3000 };
    struct thing *t = ARENA_ARRAY(a, struct thing, N);
    struct adding add = {.t = t, .n = N, .bulk = true};
    struct counting c = {0};
    struct err e = {0};
    struct db *db;

    make_table(s, a);
    for (int64_t i = 0; i < N; i++) {
        t[i] = (struct thing){.id = i + 1, .name = STR("line"), .left = {i}};
    }
    assert_ok(store_write(s, add_things, &add, &e), &e);
    assert_int_equal(add.rows, N);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(db_each(db, &thing_all, NO_ARGS, &thing_type, count_row, &c, &e), &e);
    assert_int_equal(c.n, N);
    assert_int_equal(c.sum, (int64_t)N * (N - 1) / 2);
    c = (struct counting){.stop_at = 10};
    assert_err(db_each(db, &thing_all, NO_ARGS, &thing_type, count_row, &c, &e), &e, ERR_STALE);
    c = (struct counting){0};
    assert_ok(db_each(db, &thing_all, NO_ARGS, &thing_type, count_row, &c, &e), &e);
    assert_int_equal(c.n, N);

    t[0].id = N + 1; /* row 2 of this bulk exists already: all of it goes */
    add.rows = 0;
    assert_err(store_write(s, add_things, &add, &e), &e, ERR_STORE);
    add.fail = true; /* a bulk left open by a refused write */
    add.n = 1;
    assert_err(store_write(s, add_things, &add, &e), &e, ERR_STALE);
    assert_str(sql_lines(s, a, "SELECT count(*) FROM thing"), "3000", "nothing of both is left");
}

static void *add_one(void *p)
{
    struct err e = {0};

    return sql_write(p, "UPDATE thing SET name = 'changed'", &e) ? p : NULL;
}

static void a_snapshot_stands_still(struct store *s, struct arena *a)
{
    static const struct thing one = {.id = 1, .name = STR_INIT("first")};
    struct adding add = {.t = &one, .n = 1};
    struct err e = {0};
    struct db *db;
    struct thing t;
    pthread_t thread;
    void *ok;

    make_table(s, a);
    assert_ok(store_write(s, add_things, &add, &e), &e);
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(db_snapshot_begin(db, &e), &e);
    assert_ok(db_one(db, a, &thing_get, ARGS(V(INT64_C(1))), &thing_type, &t, &e), &e);
    assert_int_equal(pthread_create(&thread, NULL, add_one, s), 0);
    pthread_join(thread, &ok);
    assert_non_null(ok);
    assert_ok(db_one(db, a, &thing_get, ARGS(V(INT64_C(1))), &thing_type, &t, &e), &e);
    assert_str(t.name, "first", "inside the snapshot");
    db_snapshot_end(db);
    assert_ok(db_one(db, a, &thing_get, ARGS(V(INT64_C(1))), &thing_type, &t, &e), &e);
    assert_str(t.name, "changed", "after it");
}

static void memory_store(void **state)
{
    struct arena *a = arena_new();
    struct store *s;
    struct err e = {0};

    (void)state;
    crypto_init();
    s = store_for_test(a, STR("sqlite::memory:"));
    assert_ok(sql_write(s, "CREATE TABLE t (x INTEGER)", &e), &e);
    assert_ok(sql_write(s, "INSERT INTO t VALUES (7)", &e), &e);
    assert_str(sql_lines(s, a, "SELECT x FROM t"), "7", "a reader sees the writer's commit");
    arena_free(a);
}

static void addresses(void **state)
{
    static const struct {
        const char *url;
        enum err_code want;
        const char *why;
    } row[] = {
        {"", ERR_STORE_URL, "nothing"},
        {"sqlite:", ERR_STORE_URL, "no file"},
        {"mysql://root:secret@host/x", ERR_STORE_URL, "another store"},
        {"postgresql://u:secret@[::1/x", ERR_STORE_URL, "a broken host"},
        {"/tmp/x.db", ERR_STORE_URL, "no kind"},
        {"sqlite:/no/such/folder/x.db", ERR_STORE_MISSING, "no folder"},
        {"sqlite:/tmp", ERR_STORE_UNREACHABLE, "a folder"},
        {"sqlite:/dev/zero", ERR_STORE_UNREACHABLE, "a device"},
        {"postgresql://u:secret@127.0.0.1:1,127.0.0.1:2/x", ERR_STORE_UNREACHABLE,
         "nobody listens"},
    };

    (void)state;
    crypto_init();
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct store_options o = {.url = str_from(row[i].url)};
        struct store *s;
        struct err e = {0};
        bool ok = store_open(a, &o, &s, &e);

        EXPECT(!ok, row[i].why);
        if (e.code != row[i].want) {
            fail_msg("%s: %s %s", row[i].url, err_word(e.code), e.detail);
        }
        EXPECT(!str_has(err_text(a, &e, LANG_EN), STR("secret")), row[i].why);
        EXPECT(!strstr(e.detail, "secret"), row[i].why);
        arena_free(a);
    }
}

/* A server that takes the connection and then says nothing: the worst kind of unreachable. */
static void an_unreachable_server_is_said_soon(void **state)
{
    struct arena *a = arena_new();
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct store_options o = {0};
    struct timespec from, to;
    struct store *s;
    struct str name;
    struct err e = {0};

    (void)state;
    assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
    assert_int_equal(listen(fd, 5), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    o.url = str_format(a, "postgresql://u:secret@127.0.0.1:%d/x", ntohs(at.sin_port));
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_err(store_open(a, &o, &s, &e), &e, ERR_STORE_UNREACHABLE);
    clock_gettime(CLOCK_MONOTONIC, &to);
    assert_true(to.tv_sec - from.tv_sec < 7);
    name = str_format(a, "The store cannot be reached: postgresql://u@127.0.0.1:%d/x",
                      ntohs(at.sin_port));
    assert_str(err_text(a, &e, LANG_EN), str_cstr(a, name), "no password");
    close(fd);
    arena_free(a);
}

static void no_way_out(struct store *s, struct arena *a)
{
    struct err e = {0};
    struct db *db;

    if (store_is_postgres(s)) {
        return;
    }
    assert_ok(store_reader(s, &db, &e), &e);
    assert_err(db_script(db, a, STR("ATTACH '/tmp/other.db' AS o"), NULL, NULL, &e), &e, ERR_STORE);
    assert_err(db_script(db, a, STR("SELECT load_extension('x')"), NULL, NULL, &e), &e, ERR_STORE);
    assert_err(db_script(db, a, STR("SELECT \"no such column\" FROM setting"), NULL, NULL, &e), &e,
               ERR_STORE);
}

#define ON_EACH(fn)                                                                                \
 static void test_##fn(void **state)                                                               \
 {                                                                                                 \
  (void)state;                                                                                     \
  with_each_store(fn);                                                                             \
 }
ON_EACH(every_type_comes_back)
ON_EACH(missing_rows_and_counts)
ON_EACH(drift_is_found)
ON_EACH(bulk_and_row_by_row)
ON_EACH(a_snapshot_stands_still)
ON_EACH(no_way_out)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_type_comes_back),
        cmocka_unit_test(test_missing_rows_and_counts),
        cmocka_unit_test(test_drift_is_found),
        cmocka_unit_test(test_bulk_and_row_by_row),
        cmocka_unit_test(test_a_snapshot_stands_still),
        cmocka_unit_test(test_no_way_out),
        cmocka_unit_test(memory_store),
        cmocka_unit_test(addresses),
        cmocka_unit_test(an_unreachable_server_is_said_soon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
