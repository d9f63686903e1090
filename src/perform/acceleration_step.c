/* acceleration_step.c - the weighted progress of the activity's five steps, by their evidence (DOMAIN.md 6.7). */
#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "perform/acceleration_int.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field step_fields[] = {
    FIELD(struct acceleration_step, number, FIELD_KEY, "ขั้น", "Step"),
    FIELD(struct acceleration_step, name, 0, "ขั้นตอน", "Name"),
    FIELD(struct acceleration_step, weight, 0, "น้ำหนัก (%)", "Weight (%)"),
    FIELD(struct acceleration_step, done, 0, "ทำแล้ว (%)", "Done (%)"),
    FIELD(struct acceleration_step, earned, 0, "ผลงาน (%)", "Earned (%)"),
    FIELD(struct acceleration_step, due, 0, "ควรได้ถึงวันนี้ (%)", "Due by today (%)"),
    FIELD(struct acceleration_step, end, 0, "กำหนดเสร็จ", "Planned end"),
    FIELD(struct acceleration_step, evidence, 0, "หลักฐาน", "Evidence"),
};
const struct row_type acceleration_step_type = ROW_TYPE(struct acceleration_step, step_fields);

struct evidence {
    int64_t rounds, letters, frozen_1, frozen_2, advisers, problems, called, minuted, resolutions,
        followed, closed;
    struct str letter_no;
};
static const struct field evidence_fields[] = {
    COL(struct evidence, rounds),   COL(struct evidence, letters),  COL(struct evidence, letter_no),
    COL(struct evidence, frozen_1), COL(struct evidence, frozen_2), COL(struct evidence, advisers),
    COL(struct evidence, problems), COL(struct evidence, called),   COL(struct evidence, minuted),
    COL(struct evidence, resolutions), COL(struct evidence, followed), COL(struct evidence, closed),
};
static const struct row_type evidence_type = ROW_TYPE(struct evidence, evidence_fields);

static const char *const names[ACC_STEPS] = {
    TR("เสนอขออนุมัติกิจกรรม"),
    TR("ตรวจสอบผลสิ้นไตรมาส 1 และ 2 และกำหนดหน่วยงานเป้าหมาย"),
    TR("ประชุมคณะกรรมการติดตามเร่งรัดการใช้จ่ายงบประมาณ"),
    TR("ติดตามผลการก่อหนี้ผูกพัน"),
    TR("สรุปและรายงานผล"),
};

/* One piece of a step's evidence: there, or how many. */
struct piece {
    const char *name; /* TR("...") */
    int64_t have, of; /* done when have >= of > 0 */
};

static void put_pieces(struct acceleration_step *s, struct arena *a, enum lang lang,
                       const struct piece *p, size_t n)
{
    struct sbuf b;
    int64_t done = 0;

    sbuf_init(&b, a, 2000);
    for (size_t i = 0; i < n; i++) {
        bool there = p[i].of > 0 && p[i].have >= p[i].of;

        done += there ? 10000 : p[i].of > 0 ? 10000 * p[i].have / p[i].of : 0;
        if (i)
            SB_LIT(&b, " \xC2\xB7 ");
        sbuf_add(&b, tr(lang, p[i].name));
        sbuf_printf(&b, ": %lld", (long long)p[i].have);
        if (p[i].of > 1)
            sbuf_printf(&b, "/%lld", (long long)p[i].of);
    }
    s->done.bp = done / (int64_t)n;
    s->evidence = sbuf_str(&b);
}

static void put_steps(struct acceleration_step *s, struct arena *a, enum lang lang,
                      const struct evidence *v)
{
    int64_t rounds = v->rounds > 2 ? v->rounds : 2;
    const struct piece one[] = {{TR("หนังสือสั่งการ"), v->letters > 0, 1}};
    const struct piece two[] = {{TR("ตรวจไตรมาส 1"), v->frozen_1 > 0, 1},
                                {TR("ตรวจไตรมาส 2"), v->frozen_2 > 0, 1},
                                {TR("สำรวจปัญหา"), v->problems, 1},
                                {TR("หน่วยงานให้คำแนะนำ"), v->advisers, 1}};
    const struct piece three[] = {
        {TR("บัญชีเป้าหมายที่ตรึง"), (v->frozen_1 > 0) + (v->frozen_2 > 0), 2},
        {TR("หน่วยงานให้คำแนะนำ"), v->advisers, 1},
        {TR("เชิญประชุม"), v->called, 1},
        {TR("รายงานการประชุม"), v->minuted, v->called > 1 ? v->called : 1},
        {TR("มติที่มีกำหนดวัน"), v->resolutions, 1},
        {TR("รายงานปิดรอบ"), v->closed, 1}};
    const struct piece four[] = {{TR("มติที่มีบันทึกผล"), v->followed, v->resolutions}};
    const struct piece five[] = {{TR("รายงานปิดรอบ"), v->closed, rounds}};

    put_pieces(&s[0], a, lang, one, ARRAY_LEN(one));
    if (v->letter_no.n)
        s[0].evidence = str_format(a, "%.*s %.*s", STR_FMT(tr(lang, TR("หนังสือ"))),
                                   STR_FMT(v->letter_no));
    put_pieces(&s[1], a, lang, two, ARRAY_LEN(two));
    put_pieces(&s[2], a, lang, three, ARRAY_LEN(three));
    put_pieces(&s[3], a, lang, four, ARRAY_LEN(four));
    put_pieces(&s[4], a, lang, five, ARRAY_LEN(five));
}

/* The last day of a month of the fiscal year: 10-12 lie in the calendar year before it. */
static struct date month_end(int64_t year, int64_t month)
{
    int32_t ce = fy_to_ce((int32_t)year) - (month >= 10), y = ce;
    int32_t next = (int32_t)month + 1;

    if (next > 12) {
        next = 1;
        y++;
    }
    return date_add_days(DATE(y * 10000 + next * 100 + 1), -1);
}

bool acceleration_progress(struct db *db, struct arena *a, int64_t year, struct date today,
                           enum lang lang, struct acceleration_step ret[ACC_STEPS], struct err *e)
{
    struct evidence v;
    struct param_rows t;

    if (!param_table(db, a, PARAM_ACCELERATION_STEPS, year, &t, e) ||
        !db_one(db, a, &Q_ACCELERATION_EVIDENCE, ARGS(V(year)), &evidence_type, &v, e))
        return false;
    for (size_t i = 0; i < ACC_STEPS; i++)
        ret[i] = (struct acceleration_step){.number = (int64_t)i + 1, .name = tr(lang, names[i])};
    put_steps(ret, a, lang, &v);
    for (size_t i = 0; i < t.rows; i++) {
        int64_t n = param_cell_int(&t, i, "step"), month = param_cell_int(&t, i, "month");
        struct acceleration_step *s = &ret[n >= 1 && n <= ACC_STEPS ? n - 1 : 0];

        if (n < 1 || n > ACC_STEPS || month < 1 || month > 12)
            continue;
        s->weight.bp = param_cell_int(&t, i, "weight");
        s->end = month_end(year, month);
        s->due.bp = date_cmp(s->end, today) <= 0 ? s->weight.bp : 0;
        s->earned.bp = s->weight.bp * s->done.bp / 10000;
    }
    return true;
}
