/* What a run keeps comes back byte for byte, on both stores; what it does not keep is named. */
#include "with_store.h"

#include "allocate/run_file.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/gzip.h"
#include "city/actor.h"
#include "city_store.h"

static bool put(struct act *by, void *ctx, struct err *e)
{
    return run_file_put(by, 1, RUN_RESULT, *(struct str *)ctx, e);
}

static void run_keeps_its_files(struct store *s, struct arena *a)
{
    struct sbuf b;
    struct str text, back;
    struct db *db;
    struct err e = {0};

    assert_ok(store_reader(s, &db, &e), &e);
    city_make(s, a, 2567);
    assert_ok(sql_write(s,
                        "INSERT INTO scenario (year, name, made_by, made_at_ms) "
                        "VALUES (2567, 'main', 'x', 1)",
                        &e),
              &e);
    assert_ok(sql_write(s,
                        "INSERT INTO scenario_run (scenario_id, code, mode, status, value_score, "
                        "bound_score, gap_text, funded, packages, used_satang, asked_satang, "
                        "solve_ms, total_ms, instance_sha, result_sha, change_id, made_by, "
                        "made_at_ms) SELECT id, 'r1', 'optimal', 'optimal', 0, 0, '0', 0, 0, 0, 0, "
                        "0, 0, '', '', 0, 'x', 1 FROM scenario",
                        &e),
              &e);
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (int i = 0; i < 200000; i++) /* more than one part, also when packed */
        sbuf_printf(&b, "%d,", (int)((unsigned)i * 2654435761u % 1000000007u));
    text = sbuf_str(&b);
    assert_ok(city_write(s, a, put, &text, &e), &e);
    assert_ok(run_file_get(db, a, 1, RUN_RESULT, &back, &e), &e);
    assert_true(str_eq(text, back));
    assert_err(run_file_get(db, a, 1, RUN_INSTANCE, &back, &e), &e, ERR_NOT_FOUND);
    assert_err(run_file_get(db, a, 2, RUN_RESULT, &back, &e), &e, ERR_NOT_FOUND);
}

static void files_on_each_store(void **state)
{
    (void)state;
    with_each_store(run_keeps_its_files);
}

static void packing_is_exact(void **state)
{
    static const struct {
        const char *text, *why;
    } row[] = {{"", "nothing"}, {"a", "one byte"}, {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a run"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena *a = arena_new();
        struct str s = str_from(row[i].text), packed = gzip_pack(a, s, 5), back;

        EXPECT(gzip_unpack(a, packed, s.n, &back) && str_eq(s, back), row[i].why);
        EXPECT(!gzip_unpack(a, packed, s.n + 1, &back), row[i].why);
        EXPECT(!gzip_unpack(a, str_slice(packed, 0, packed.n - 1), s.n, &back), row[i].why);
        EXPECT(!gzip_unpack(a, STR("no packing"), s.n, &back), row[i].why);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packing_is_exact),
        cmocka_unit_test(files_on_each_store),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
