/* activity_export.c - activity plans as a table of steps: what goes out can come back (docs/formats/activities.md). */
#include "exchange/activity_file.h"

#include "base/arena.h"
#include "city/agency.h"
#include "exchange/contract_file.h"
#include "perform/activity.h"
#include "store/store.h"

static const struct field file_fields[] = {
    FIELD(struct activity_file_row, agency, FIELD_KEY, "หน่วยงาน", "Agency"),
    FIELD(struct activity_file_row, number, 0, "ลำดับ", "Number"),
    FIELD(struct activity_file_row, kind, 0, "ชนิด", "Kind"),
    FIELD(struct activity_file_row, work, 0, "ลักษณะงาน", "Kind of work"),
    FIELD(struct activity_file_row, name, 0, "โครงการ/กิจกรรม", "Project or activity"),
    FIELD(struct activity_file_row, unit, 0, "ส่วนราชการ", "Responsible unit"),
    FIELD(struct activity_file_row, goal, 0, "เป้าประสงค์/มาตรการ", "Goal or measure"),
    FIELD(struct activity_file_row, indicator, 0, "ตัวชี้วัด", "Indicator"),
    FIELD(struct activity_file_row, amount, 0, "งบประมาณ", "Money"),
    FIELD(struct activity_file_row, source, 0, "ที่มาของเงิน", "Source of the money"),
    FIELD(struct activity_file_row, lines, 0, "รหัสรายการหรือข้อเสนอ", "Lines or packages"),
    FIELD(struct activity_file_row, basis, 0, "หนังสืออ้างอิง", "Basis"),
    FIELD(struct activity_file_row, n, 0, "ขั้นที่", "Step no."),
    FIELD(struct activity_file_row, step, 0, "ขั้นตอน", "Step"),
    FIELD(struct activity_file_row, weight, 0, "เนื้องานรายขั้นตอน (%)", "Weight (%)"),
    FIELD(struct activity_file_row, cumulative, 0, "สะสม (%)", "Cumulative (%)"),
    FIELD(struct activity_file_row, months, 0, "เดือน", "Months"),
    FIELD(struct activity_file_row, start, 0, "เริ่ม", "Start"),
    FIELD(struct activity_file_row, end, 0, "สิ้นสุด", "End"),
    FIELD(struct activity_file_row, done, 0, "ทำแล้ว (%)", "Done (%)"),
    FIELD(struct activity_file_row, done_on, 0, "ณ วันที่", "Done on"),
    FIELD(struct activity_file_row, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct activity_file_row, evidence, 0, "หลักฐาน", "Evidence"),
};
const struct row_type activity_file_type = ROW_TYPE(struct activity_file_row, file_fields);

static struct str money_codes(struct arena *a, const struct rows *money)
{
    const struct activity_source *m = money->p;
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < money->n; i++) {
        if (i)
            SB_LIT(&b, "; ");
        sbuf_add(&b, m[i].code);
    }
    return sbuf_str(&b);
}

static void step_row(struct arena *a, const struct activity *x, const struct activity_step *s,
                     struct str lines, struct activity_file_row *ret)
{
    struct date from, to;
    struct sbuf b;

    *ret = (struct activity_file_row){
        .agency = x->agency_code, .number = x->number, .kind = x->kind, .work = x->work,
        .name = x->name, .unit = x->unit, .goal = x->goal_code, .indicator = x->indicator_code,
        .amount = money_text(a, x->typed, MONEY_PLAIN), .source = x->source, .lines = lines,
        .basis = x->basis, .n = s->n, .step = s->name, .weight = s->weight,
        .cumulative = s->cumulative, .done = s->done, .done_on = s->done_on, .note = s->note,
        .evidence = s->evidence};
    activity_months_days(s->months, x->year, &from, &to);
    if (date_cmp(from, s->from_day) != 0)
        ret->start = s->from_day;
    if (date_cmp(to, s->to_day) != 0)
        ret->end = s->to_day;
    sbuf_init(&b, a, 200);
    activity_months_put(&b, s->months, LANG_TH);
    ret->months = sbuf_str(&b);
}

struct file_rows {
    struct activity_file_row *p;
    size_t n, cap;
};

static struct activity_file_row *more(struct arena *a, struct file_rows *out)
{
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 64;

        out->p = arena_grow(a, out->p, out->cap * sizeof *out->p, cap * sizeof *out->p);
        out->cap = cap;
    }
    return &out->p[out->n++];
}

static bool agency_rows(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                        struct date as_of, struct file_rows *out, struct err *e)
{
    const struct activity_step *s;
    const struct activity *x;
    const struct activity_filter f = {.year = year, .agency_id = agency_id, .as_of = as_of};
    struct rows all, steps, money = {0};
    size_t k = 0;

    if (!activity_of_agency(db, a, &f, &all, e) ||
        !activity_steps_of(db, a, year, agency_id, as_of, &steps, e))
        return false;
    x = all.p;
    s = steps.p;
    for (size_t i = 0; i < all.n; i++) {
        struct str lines = STR_NONE;

        if (x[i].from_lines) {
            if (!activity_sources(db, a, &x[i], x[i].plan_no, &money, e))
                return false;
            lines = money_codes(a, &money);
        }
        for (; k < steps.n && s[k].activity_id == x[i].id; k++)
            step_row(a, &x[i], &s[k], lines, more(a, out));
    }
    return true;
}

bool activity_file_rows(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                        struct date as_of, struct rows *ret, struct err *e)
{
    const struct activity_agency *g;
    struct file_rows out = {0};
    struct rows agencies;

    if (agency_id) {
        if (!agency_rows(db, a, year, agency_id, as_of, &out, e))
            return false;
    } else {
        if (!activity_agencies(db, a, year, as_of, &agencies, e))
            return false;
        g = agencies.p;
        for (size_t i = 0; i < agencies.n; i++) {
            if (!agency_rows(db, a, year, g[i].agency_id, as_of, &out, e))
                return false;
        }
    }
    *ret = (struct rows){out.p, out.n};
    return true;
}

bool export_activities(struct db *db, struct arena *a, const struct export_want *w,
                       struct export_done *ret, struct err *e)
{
    struct rows_file f = {.path = w->path, .name = STR("activities"), .type = &activity_file_type, .lang = w->lang};
    struct agency g = {0};

    if ((w->agency_code.n && !agency_get(db, a, w->agency_code, &g, e)) ||
        !activity_file_rows(db, a, w->year, g.id, db_day(db), &f.rows, e))
        return false;
    *ret = (struct export_done){.rows = (int64_t)f.rows.n};
    return rows_to_file(a, &f, e);
}
