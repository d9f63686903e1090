/* press - a book of many pages by document/volume.h, for bench.py: `press ROWS FILE.pdf|FILE.xlsx [ROWS.csv]`.
 *
 * The rows are made by a fixed key: a code, a Thai name, this year and the year before, a share; the CSV holds
 * the same cells, for other programs to print. Says {"pages","lines","ms"}. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/volume.h"

enum { GROUP = 24, PART = 4800 };

struct run {
    int64_t rows;
    FILE *csv;
};

static const char *const thing[] = {
    "ก่อสร้างเขื่อนคอนกรีตเสริมเหล็ก", "จ้างเหมาทำความสะอาด", "ซ่อมแซมยานพาหนะและขนส่ง",
    "เครื่องปรับอากาศแบบแยกส่วน",   "อาหารทำการนอกเวลา",  "ปรับปรุงถนนและทางเท้า",
    "วัสดุอุปกรณ์การเรียนการสอน",    "เงินเดือนน้ำกำหนด",     "รถบรรทุกขยะมูลฝอย",
};

static uint64_t mix(uint64_t x)
{
    x ^= x >> 31;
    x *= 0x9E3779B97F4A7C15U;
    return x ^ x >> 29;
}

static void row_of(int64_t i, struct arena *a, struct volume_row *r)
{
    uint64_t k = mix((uint64_t)i + 1), m = mix(k);
    struct money now = BAHT((int64_t)(k % 900000) + 1000), before = BAHT((int64_t)(m % 900000));

    r->cell[0] = VC_TEXT(str_format(a, "%08" PRIu64, k % 100000000));
    r->cell[1] = VC_TEXT(str_format(a, "%s แห่งที่ %" PRIu64, thing[k % 9], k % 997));
    r->cell[2] = VC_MONEY(before);
    r->cell[3] = VC_MONEY(now);
    r->cell[4] = VC_MONEY(money_sub(now, before));
    r->cell[5] = VC_COUNT((int64_t)(k % 100));
}

static void put_csv(FILE *f, const struct volume_row *r)
{
    fprintf(f, "%.*s,%.*s,%" PRId64 ".00,%" PRId64 ".00,%" PRId64 ".00,%" PRId64 "\n",
            STR_FMT(r->cell[0].text), STR_FMT(r->cell[1].text), r->cell[2].n / 100,
            r->cell[3].n / 100, r->cell[4].n / 100, r->cell[5].n);
}

static const struct volume_column columns[] = {
    {.key = "code", .label = STR_INIT("รหัส"), .kind = VOLUME_CODE},
    {.key = "name", .label = STR_INIT("รายการ"), .kind = VOLUME_TEXT, .weight = 1},
    {.key = "prior", .label = STR_INIT("ปี 2565 (บาท)"), .kind = VOLUME_MONEY, .carry = true},
    {.key = "amount", .label = STR_INIT("ปี 2566 (บาท)"), .kind = VOLUME_MONEY, .carry = true},
    {.key = "change", .label = STR_INIT("เพิ่ม (ลด) (บาท)"), .kind = VOLUME_MONEY},
    {.key = "lines", .label = STR_INIT("จำนวน"), .kind = VOLUME_COUNT},
};

static void say_head(struct volume *v, struct arena *a, int64_t number)
{
    struct volume_row head = {.role = VOLUME_HEAD};

    for (int k = 0; k < 6; k++)
        head.cell[k] = VC_NONE;
    head.cell[1] = VC_TEXT(str_format(a, "แผนงานที่ %" PRId64, number));
    head.index = head.cell[1].text;
    volume_row(v, &head);
}

/* One chapter with its table: items [from, to). */
static void say_part(struct volume *v, const struct run *run, int64_t from, int64_t to)
{
    struct arena *a = volume_arena(v);
    struct money all[3] = {{0}};
    struct volume_row total = {.role = VOLUME_TOTAL};

    volume_chapter(v, str_format(a, "รายละเอียดงบประมาณรายจ่าย ส่วนที่ %" PRId64, from / PART + 1));
    volume_table(v, str_cstr(a, str_format(a, "part_%" PRId64, from / PART + 1)),
                 STR("รายการตามหน่วยงาน"), columns, 6);
    for (int64_t i = from; i < to; i++) {
        struct arena_mark m = arena_mark(a);
        struct volume_row r = {.role = VOLUME_ITEM, .level = 1};

        if (i % GROUP == 0)
            say_head(v, a, i / GROUP + 1);
        row_of(i, a, &r);
        if (run->csv)
            put_csv(run->csv, &r);
        for (int k = 0; k < 3; k++)
            all[k] = money_add(all[k], MONEY(r.cell[k + 2].n));
        volume_row(v, &r);
        arena_rewind(a, m);
    }
    total.cell[0] = total.cell[5] = VC_NONE;
    total.cell[1] = VC_TEXT(STR("รวมทั้งสิ้น"));
    for (int k = 0; k < 3; k++)
        total.cell[k + 2] = VC_MONEY(all[k]);
    volume_row(v, &total);
    volume_table_end(v);
}

static bool say(struct volume *v, void *ctx, struct err *e)
{
    struct run *run = ctx;

    (void)e;
    for (int64_t i = 0; i < run->rows; i += PART)
        say_part(v, run, i, i + PART < run->rows ? i + PART : run->rows);
    run->csv = NULL; /* once */
    return true;
}

int main(int argc, char **argv)
{
    const struct volume_info info = {.year = 2566,
                                     .number = 3,
                                     .word = STR_INIT("03-bench"),
                                     .title = STR_INIT("เล่มทดสอบความเร็ว"),
                                     .stage_text = STR_INIT("ทดสอบ"),
                                     .issued = {20220901},
                                     .demo = true};
    struct document_result ret;
    struct timespec from, to;
    struct run run = {0};
    struct err e;

    if (argc < 3)
        return 2;
    run.rows = strtoll(argv[1], NULL, 10);
    if (argc > 3)
        run.csv = fopen(argv[3], "w");
    FILE *csv = run.csv;
    clock_gettime(CLOCK_MONOTONIC, &from);
    if (!volume_print(argv[2], &info, say, &run, &ret, &e)) {
        fprintf(stderr, "press: %s\n", err_word(e.code));
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (csv)
        fclose(csv);
    printf("{\"pages\":%" PRId64 ",\"lines\":%" PRId64 ",\"ms\":%" PRId64 "}\n", ret.pages,
           ret.lines,
           (int64_t)(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000);
    return 0;
}
