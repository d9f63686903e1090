/* Rows that describe themselves: reading, setting, and how values are shown. */
#include "unit.h"

#include "base/row.h"

struct sample {
    int64_t id;
    struct money left;
    struct date day;
    struct when at;
    bool is_open;
    struct str name;
    struct bytes hash;
    struct share part;
    struct score points;
};

static const struct field fields[] = {
    COL(struct sample, id),
    FIELD(struct sample, left, FIELD_TOTAL, "คงเหลือ", "Left"),
    FIELD(struct sample, day, 0, "วัน", "Day"),
    FIELD(struct sample, at, 0, "เวลา", "Time"),
    FIELD(struct sample, is_open, 0, "เปิด", "Open"),
    FIELD(struct sample, name, FIELD_KEY, "ชื่อ", "Name"),
    COL(struct sample, hash),
    FIELD(struct sample, part, 0, "ร้อยละ", "Per cent"),
    FIELD(struct sample, points, 0, "คะแนน", "Points"),
};
static const struct row_type type = ROW_TYPE(struct sample, fields);

static void every_member_is_read_and_set(void **state)
{
    static const uint8_t raw[2] = {1, 2};
    const struct sample from = {7,          BAHT(-3), DATE(20221001), {INT64_C(1664557200000)},
                                true,       STR("ก"), {raw, 2},       {-1},
                                {INT64_MAX}};
    struct sample to = {0};

    (void)state;
    for (size_t i = 0; i < type.n; i++) {
        row_set(&type, &to, i, row_get(&type, &from, i));
    }
    EXPECT(to.id == 7 && to.left.satang == -300 && to.day.yyyymmdd == 20221001 && to.is_open, "1");
    EXPECT(to.at.ms == from.at.ms && to.part.bp == -1 && to.points.millionths == INT64_MAX, "2");
    EXPECT(str_eq(to.name, from.name) && to.hash.n == 2 && to.hash.p == raw, "3");
    for (size_t i = 0; i < type.n; i++) {
        row_set(&type, &to, i, V_NULL);
    }
    EXPECT(to.id == 0 && to.left.satang == 0 && to.day.yyyymmdd == 0 && !to.is_open &&
               to.name.n == 0 && to.hash.n == 0 && to.at.ms == 0 && to.points.millionths == 0,
           "NULL sets the empty value");
    EXPECT(row_get(&type, &to, 2).type == VT_NULL && row_get(&type, &to, 3).type == VT_NULL,
           "no day and no time are NULL");
}

static void columns_carry_their_unit(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_str(field_column(a, &fields[1]), "left_satang", "money");
    assert_str(field_column(a, &fields[3]), "at_ms", "moments");
    assert_str(field_column(a, &fields[5]), "name", "the rest");
    EXPECT(V_ID((int64_t)0).type == VT_NULL && V_ID((int64_t)5).u.i == 5, "an absent id is NULL");
    arena_free(a);
}

static void values_are_shown_and_exported(void **state)
{
    const struct {
        struct value v;
        const char *th, *en, *plain, *why;
    } row[] = {
        {V_NULL, "", "", "", "nothing"},
        {V(INT64_C(2566)), "2566", "2566", "2566", "a year gets no comma"},
        {V(MONEY(-123450)), "−1,234.50", "−1,234.50", "-1234.50", "money"},
        {V(DATE(20221001)), "1 ต.ค. 2565", "1 Oct 2022", "2022-10-01", "a day"},
        {V(((struct when){INT64_C(1664557200000)})), "1 ต.ค. 2565 00:00", "1 Oct 2022 00:00",
         "2022-09-30T17:00:00.000Z", "a moment"},
        {value_flag(true), "ใช่", "yes", "1", "a flag"},
        {value_flag(false), "ไม่ใช่", "no", "0", "a flag that is down"},
        {V(((struct share){2204})), "22.04", "22.04", "22.04", "basis points as per cent"},
        {V(((struct share){-5})), "-0.05", "-0.05", "-0.05", "less than a tenth"},
        {V(((struct score){1500000})), "1.5", "1.5", "1.5", "millionths"},
        {V(STR("a,b")), "a,b", "a,b", "a,b", "text"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct sbuf b;

        sbuf_init(&b, a, 100);
        value_put_text(&b, row[i].v, LANG_TH);
        assert_str(sbuf_str(&b), row[i].th, row[i].why);
        sbuf_reset(&b);
        value_put_text(&b, row[i].v, LANG_EN);
        assert_str(sbuf_str(&b), row[i].en, row[i].why);
        sbuf_reset(&b);
        value_put_plain(&b, row[i].v);
        assert_str(sbuf_str(&b), row[i].plain, row[i].why);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_is_read_and_set),
        cmocka_unit_test(columns_carry_their_unit),
        cmocka_unit_test(values_are_shown_and_exported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
