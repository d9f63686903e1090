/* Every named query of the program prepares on an empty store of each kind, so no query is written
 * for one of them alone and none names a table or column that is not there. Queries whose name
 * begins with sqlite_ or pg_ belong to that store only. */
#include "with_store.h"

static void each_query_prepares(struct store *s, struct arena *a)
{
    size_t failed = 0, tried = 0;
    struct db *db;
    struct err e = {0};

    (void)a;
    assert_ok(store_reader(s, &db, &e), &e);
    for (size_t i = 0; i < all_queries_n; i++) {
        const struct query *q = all_queries[i];
        struct str name = str_from(q->name);

        if (str_starts(name, store_is_postgres(s) ? STR("sqlite_") : STR("pg_"))) {
            continue;
        }
        assert_int_equal(q->id, i);
        tried++;
        if (!db_prepare(db, q, NULL, &e)) {
            print_error("%s on %s: %s\n", q->name, store_is_postgres(s) ? "postgresql" : "sqlite",
                        e.detail);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
    assert_true(tried > 0);
}

static void test_each_query_prepares(void **state)
{
    (void)state;
    with_each_store(each_query_prepares);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_query_prepares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
