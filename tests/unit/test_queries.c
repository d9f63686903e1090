/* Every named query of the program prepares on an empty store of each kind, so no query is written
 * for one of them alone and none names a table or column that is not there. Queries whose name
 * begins with sqlite_ or pg_ belong to that store only.
 *
 * No query walks a whole table that grows with the years (S3), as SQLite plans it without statistics, but for
 * checks of the whole store (invariant_, check_) and those of tests/fixtures/scan_allowed.txt, each with its reason. */
#include "with_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

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

/* ---- no walk over what grows ---- */

static const char *const growing[] = {
    "analysed_line", "attachment",      "audit",        "balance",         "blob_part",
    "comment",       "council_ballot",  "delivery",     "delta",           "entry",
    "fact",          "info_request",    "issued",       "job",             "line",
    "line_amount",   "line_change",     "notice",       "package",         "package_check",
    "package_event", "package_flag",    "package_goal", "recommendation",  "recommendation_event",
    "run_package",   "resolution_line", "search_gram",  "resolution_package", "session",
    "unit",
};

static struct str without_parameters(struct arena *a, const char *sql)
{
    struct str s = str_from(sql);

    for (int i = 60; i > 0; i--) {
        s = str_replace(a, s, str_format(a, "$%d", i), STR("NULL"));
    }
    return s;
}

/* Does the text name the table with this alias: "FROM line l", "JOIN line AS l"? */
static bool named(struct arena *a, struct str sql, const char *table, struct str alias)
{
    const struct str form[] = {str_format(a, " %s %.*s", table, STR_FMT(alias)),
                               str_format(a, " %s AS %.*s", table, STR_FMT(alias))};

    for (size_t i = 0; i < ARRAY_LEN(form); i++) {
        struct str want = form[i];

        for (size_t at = 0; at + want.n <= sql.n; at++) {
            if (memcmp(sql.p + at, want.p, want.n) == 0 &&
                (at + want.n == sql.n || strchr(" \n,;)", sql.p[at + want.n]))) {
                return true;
            }
        }
    }
    return str_eq(alias, str_from(table));
}

/* The growing table that a line of the plan walks: "2\t0\t0\tSCAN l USING INDEX ..."; NULL = none. */
static const char *walked(struct arena *a, struct str sql, struct str plan)
{
    struct str scan = STR("SCAN ");

    for (size_t at = 0; at + scan.n <= plan.n; at++) {
        size_t end = at + scan.n;

        if (memcmp(plan.p + at, scan.p, scan.n) != 0) {
            continue;
        }
        while (end < plan.n && !strchr(" \n", plan.p[end])) {
            end++;
        }
        for (size_t i = 0; i < ARRAY_LEN(growing); i++) {
            if (named(a, sql, growing[i], (struct str){plan.p + at + scan.n, end - at - scan.n})) {
                return growing[i];
            }
        }
    }
    return NULL;
}

static bool allowed(struct str list, struct arena *a, struct str name)
{
    struct str want = str_format(a, "\n%.*s ", STR_FMT(name));

    for (size_t at = 0; at + want.n <= list.n; at++) {
        if (memcmp(list.p + at, want.p, want.n) == 0) {
            return true;
        }
    }
    return false;
}

static void no_query_walks_what_grows(struct store *s, struct arena *a)
{
    size_t failed = 0, walks = 0;
    struct str list;
    struct err e = {0};

    if (store_is_postgres(s)) {
        return;
    }
    assert_ok(file_read(a, str_format(a, "%s/scan_allowed.txt%c", getenv("PBIS_FIXTURES"), 0).p, 1 << 20, &list, &e), &e);
    for (size_t i = 0; i < all_queries_n; i++) {
        struct str name = str_from(all_queries[i]->name), sql, plan;
        const char *table;

        if (str_starts(name, STR("pg_")) || str_starts(name, STR("invariant_")) ||
            str_starts(name, STR("check_"))) {
            continue;
        }
        sql = without_parameters(a, all_queries[i]->sql);
        plan = sql_lines(s, a, str_format(a, "EXPLAIN QUERY PLAN %.*s%c", STR_FMT(sql), 0).p);
        table = walked(a, sql, plan);
        walks += table != NULL;
        if (table && !allowed(list, a, name)) {
            print_error("%s walks the whole of %s\n", all_queries[i]->name, table);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
    assert_true(walks > 3); /* the list is not empty: the plans are read */
}

static void test_no_query_walks_what_grows(void **state)
{
    (void)state;
    with_each_store(no_query_walks_what_grows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_query_prepares),
        cmocka_unit_test(test_no_query_walks_what_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
