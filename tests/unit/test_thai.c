/* Thai: amounts in words, dictionary order, search, distance. */
#include "unit.h"

#include <stdlib.h>

#include "base/thai.h"

static void amounts_are_put_into_words(void **state)
{
    static const struct {
        int64_t satang;
        const char *want, *why;
    } row[] = {
        {100, "หนึ่งบาทถ้วน", "one alone is หนึ่ง"},
        {1000, "สิบบาทถ้วน", "ten has no หนึ่ง"},
        {1100, "สิบเอ็ดบาทถ้วน", "eleven"},
        {2000, "ยี่สิบบาทถ้วน", "twenty is ยี่สิบ"},
        {2100, "ยี่สิบเอ็ดบาทถ้วน", "twenty-one"},
        {10000, "หนึ่งร้อยบาทถ้วน", "a hundred has its หนึ่ง"},
        {10100, "หนึ่งร้อยเอ็ดบาทถ้วน", "a one after any higher digit is เอ็ด"},
        {100100, "หนึ่งพันเอ็ดบาทถ้วน", "also after a thousand"},
        {11100, "หนึ่งร้อยสิบเอ็ดบาทถ้วน", "a hundred and eleven"},
        {12200, "หนึ่งร้อยยี่สิบสองบาทถ้วน", "a hundred and twenty-two"},
        {100000000, "หนึ่งล้านบาทถ้วน", "a million"},
        {100000100, "หนึ่งล้านเอ็ดบาทถ้วน", "a one after a million"},
        {200001000, "สองล้านสิบบาทถ้วน", "a ten after a million"},
        {1100000000, "สิบเอ็ดล้านบาทถ้วน", "eleven million"},
        {10100000000, "หนึ่งร้อยเอ็ดล้านบาทถ้วน", "a hundred and one million"},
        {2100000100, "ยี่สิบเอ็ดล้านเอ็ดบาทถ้วน", "twenty-one million and one"},
        {1099150000, "สิบล้านเก้าแสนเก้าหมื่นหนึ่งพันห้าร้อยบาทถ้วน", "the ordinance's example"},
        {12345678900, "หนึ่งร้อยยี่สิบสามล้านสี่แสนห้าหมื่นหกพันเจ็ดร้อยแปดสิบเก้าบาทถ้วน", "every place"},
        {INT64_C(100000000000000), "หนึ่งล้านล้านบาทถ้วน", "a million of millions"},
        {INT64_C(100000000000100), "หนึ่งล้านล้านเอ็ดบาทถ้วน", "and one"},
        {INT64_C(100000100000000), "หนึ่งล้านเอ็ดล้านบาทถ้วน", "a million and one million"},
        {INT64_C(1000000000000000), "สิบล้านล้านบาทถ้วน", "the greatest amount"},
        {2125, "ยี่สิบเอ็ดบาทยี่สิบห้าสตางค์", "satang"},
        {101, "หนึ่งบาทหนึ่งสตางค์", "one satang is หนึ่ง: another unit"},
        {1, "หนึ่งสตางค์", "satang alone"},
        {11, "สิบเอ็ดสตางค์", "eleven satang"},
        {99, "เก้าสิบเก้าสตางค์", "ninety-nine"},
        {0, "ศูนย์บาทถ้วน", "nothing"},
        {-2125, "ลบยี่สิบเอ็ดบาทยี่สิบห้าสตางค์", "below zero"},
        {-1, "ลบหนึ่งสตางค์", "a satang below zero"},
        {INT64_MIN,
         "ลบเก้าหมื่นสองพันสองร้อยสามสิบสามล้านเจ็ดแสนสองหมื่นสามร้อยหกสิบแปดล้านห้าแสนสี่หมื่นเจ็ดพัน"
         "เจ็ดร้อยห้าสิบแปดบาทแปดสตางค์",
         "the least"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_str(thai_baht_text(a, MONEY(row[i].satang)), row[i].want, row[i].why);
    }
    arena_free(a);
}

static void digits_change_both_ways(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    assert_str(thai_digits(a, STR("มาตรา 2569/1")), "มาตรา ๒๕๖๙/๑", "to Thai");
    assert_str(arabic_digits(a, STR("มาตรา ๒๕๖๙/๑")), "มาตรา 2569/1", "and back");
    assert_str(arabic_digits(a, STR("")), "", "empty");
    arena_free(a);
}

/* In the order of the Royal Institute dictionary; checked against ICU's collation of Thai. */
static const char *const sorted[] = {
    "",        "๑๐",      "2",     "Apple",     "zebra", "กก",     "กรม",     "กรรม",  "กรรม์",
    "กรรมการ", "กะ",      "กะทิ",   "กา",        "ก่า",    "ก้า",     "ก๊า",      "ก๋า",    "กาก",
    "กำ",      "กิน",      "กี่",     "กุ้ง",        "กู",     "เก",     "เก่ง",     "เก็บ",   "เกม",
    "เกา",     "เก่า",     "เก้า",   "เกาะ",      "แก",    "แก่",     "แก้ว",     "โก",    "ใกล้",
    "ไก่",      "ไกล",     "ขอน",   "เขต",       "คลอง",  "ฆ้อง",    "งาน",     "จักร",   "ฉัน",
    "ชาติ",     "ดุสิต",     "เดิน",   "ตลิ่งชัน",     "ถนน",   "ทวีวัฒนา", "ธนบุรี",    "นคร",   "บางเขน",
    "บางแค",   "บางบอน",  "ปทุมวัน", "แป้ง",       "พญาไท", "มีนบุรี",   "ยานนาวา", "รา",    "ราชเทวี",
    "ฤกษ์",     "ลาดพร้าว", "ฦา",    "วังทองหลาง", "สตรี",   "สวน",    "สะพาน",   "สามนัก", "สำนัก",
    "หนองแขม", "แหวน",    "อาคาร", "ฮวงจุ้ย",
};

static void names_sort_like_the_dictionary(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 1; i < ARRAY_LEN(sorted); i++) {
        struct str x = thai_sort_key(a, str_from(sorted[i - 1]));
        struct str y = thai_sort_key(a, str_from(sorted[i]));

        EXPECT(str_cmp(x, y) < 0, sorted[i]);
    }
    arena_free(a);
}

static void sort_keys_are_bounded(void **state)
{
    static const struct {
        const char *x, *y, *why;
    } same[] = {
        {"APPLE", "apple", "case does not count"},
        {"๑๒", "12", "Thai digits are digits"},
        {"สำนัก งาน", "สำนักงาน", "blanks do not count"},
        {"ส.ก.", "สก", "nor dots"},
    };
    struct arena *a = arena_new();
    struct sbuf b;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        EXPECT(str_eq(thai_sort_key(a, str_from(same[i].x)), thai_sort_key(a, str_from(same[i].y))),
               same[i].why);
    }
    sbuf_init(&b, a, 100000);
    for (int i = 0; i < 1000; i++) {
        SB_LIT(&b, "ก้漢");
    }
    EXPECT(thai_sort_key(a, sbuf_str(&b)).n <= 400, "at most 400 bytes");
    for (size_t i = 0; i < 400; i++) {
        EXPECT(strchr("0123456789abcdef", thai_sort_key(a, STR("เกาะ")).p[i % 8]), "printable");
    }
    EXPECT(thai_sort_key(a, STR("\xFF\xFE")).n > 0, "broken bytes do no harm");
    arena_free(a);
}

static void search_ignores_what_people_mistype(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"เเก้ว", "แกว", "two เ for แ, and no tone mark"},
        {"น\xE0\xB9\x8D\xE0\xB8\xB2", "นำ", "nikhahit + aa"},
        {"น\xE0\xB9\x89\xE0\xB9\x8D\xE0\xB8\xB2", "นำ", "with a tone mark before"},
        {"ปี ๒๕๖๖", "ปี2566", "digits and blanks"},
        {"Bangkok-BMA (กทม.)", "bangkokbmaกทม", "case and punctuation"},
        {"เก็บ", "เกบ", "mai taikhu"},
        {"สัตว์", "สัตว", "thanthakhat"},
        {" .,-/ ", "", "nothing to search"},
        {"", "", "empty"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_str(thai_fold(a, str_from(row[i].in)), row[i].want, row[i].why);
    }
    arena_free(a);
}

static void grams_are_three_letters(void **state)
{
    static const struct {
        const char *in, *want, *why;
    } row[] = {
        {"กกกกก", "กกก", "each once"},
        {"ก", "ก", "a shorter text is one gram"},
        {"ก้", "ก", "a tone mark does not lengthen it"},
        {"กขค", "กขค", "exactly three"},
        {"ถนนใหม่", "ถนน นนใ นให ใหม", "in order of appearance"},
        {"...", "", "nothing"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        size_t n = 99;
        const struct str *gram = thai_grams(a, str_from(row[i].in), &n);

        assert_str(str_join(a, gram, n, STR(" ")), row[i].want, row[i].why);
    }
    arena_free(a);
}

static void distance_stops_at_its_limit(void **state)
{
    static const struct {
        const char *x, *y;
        unsigned limit, want;
        const char *why;
    } row[] = {
        {"kitten", "sitting", 5, 3, "the classic"},
        {"kitten", "sitting", 2, 3, "past the limit: limit + 1"},
        {"สำนักการโยธา", "สำนักการโยทา", 3, 1, "one letter"},
        {"สำนักงานเขตบางเขน", "สำนักงานเขตบางแขน", 3, 1, "one vowel"},
        {"แก้ว", "แกว", 3, 0, "tone marks do not count"},
        {"", "abc", 5, 3, "from nothing"},
        {"", "", 0, 0, "nothing"},
        {"a", "abcdefgh", 2, 3, "lengths too far apart"},
        {"ab", "ba", 5, 2, "a swap is two edits"},
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct str x = str_from(row[i].x), y = str_from(row[i].y);

        EXPECT(thai_distance(a, x, y, row[i].limit) == row[i].want, row[i].why);
        EXPECT(thai_distance(a, y, x, row[i].limit) == row[i].want, "the other way round");
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_put_into_words),
        cmocka_unit_test(digits_change_both_ways),
        cmocka_unit_test(names_sort_like_the_dictionary),
        cmocka_unit_test(sort_keys_are_bounded),
        cmocka_unit_test(search_ignores_what_people_mistype),
        cmocka_unit_test(grams_are_three_letters),
        cmocka_unit_test(distance_stops_at_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
