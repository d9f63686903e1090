#include "plan/year_state.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_plan.h"
#include "store/store.h"

enum { DIVISIONS = 8 };

/* What the query gives: until is the extension's day. */
struct state_read {
    struct year_row r;
    struct date until;
};

#define IN(m) {#m, VALUE_TYPE_OF(((struct state_read *)0)->r.m), FIELD_HIDDEN, \
               offsetof(struct state_read, r.m), NULL, NULL}
static const struct field state_read_fields[] = {
    IN(id),       IN(code),     IN(name_th),  IN(name_en),   IN(division),     IN(standing),
    IN(section),  IN(collector), IN(director), IN(analyst),   IN(committee),    IN(settled),
    IN(returned), IN(packages), IN(since),    IN(waiting_days), IN(due),       IN(extended),
    IN(asked),    IN(mark),     IN(late_days), IN(late_packages),
    COL(struct state_read, until),
};
#undef IN
static const struct row_type state_read_type = ROW_TYPE(struct state_read, state_read_fields);

static const struct field year_row_fields[] = {
    COL(struct year_row, id),
    FIELD(struct year_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct year_row, name_th, 0, "หน่วยงาน", "Agency (Thai)"),
    FIELD(struct year_row, name_en, 0, "หน่วยงาน (อังกฤษ)", "Agency"),
    FIELD(struct year_row, division, 0, "กอง", "Division"),
    FIELD(struct year_row, standing, 0, "สถานะ", "Standing"),
    FIELD(struct year_row, section, FIELD_TOTAL, "ฝ่าย", "Section"),
    FIELD(struct year_row, collector, FIELD_TOTAL, "ผู้รวบรวม", "Collector"),
    FIELD(struct year_row, director, FIELD_TOTAL, "หัวหน้าหน่วยงาน", "Agency head"),
    FIELD(struct year_row, analyst, FIELD_TOTAL, "นักวิเคราะห์", "Analyst"),
    FIELD(struct year_row, committee, FIELD_TOTAL, "คณะกรรมการ", "Committee"),
    FIELD(struct year_row, settled, FIELD_TOTAL, "ตัดสินแล้ว", "Settled"),
    FIELD(struct year_row, returned, FIELD_TOTAL, "ส่งคืน", "Returned"),
    FIELD(struct year_row, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct year_row, since, 0, "รอตั้งแต่", "Waiting since"),
    FIELD(struct year_row, waiting_days, 0, "รอนานสุด (วัน)", "Longest wait (days)"),
    FIELD(struct year_row, due, 0, "กำหนดส่ง", "Last day"),
    FIELD(struct year_row, extended, 0, "ขยายเวลาแล้ว", "Extended"),
    FIELD(struct year_row, asked, 0, "ขอขยายเวลาอยู่", "More time asked"),
    FIELD(struct year_row, mark, 0, "บันทึกของสำนักงาน", "Marked"),
    FIELD(struct year_row, late_days, 0, "เลยกำหนด (วัน)", "Days late"),
    FIELD(struct year_row, late_packages, FIELD_TOTAL, "ส่งช้า (ข้อเสนอ)", "Came late"),
};
const struct row_type year_row_type = ROW_TYPE(struct year_row, year_row_fields);

static int64_t inside(const struct year_row *r)
{
    return r->section + r->collector + r->director;
}

/* One word for where the agency's request is. */
static struct str standing_of(const struct year_row *r)
{
    bool unsent = inside(r) > 0 || r->packages == 0;

    if (str_eq(r->mark, STR("excused")) && unsent) {
        return STR("excused");
    }
    if (r->late_days > 0) {
        return STR("late");
    }
    if (r->packages == 0) {
        return STR("none");
    }
    if (inside(r) == r->packages) {
        return r->returned ? STR("returned") : STR("preparing");
    }
    if (inside(r) > 0) {
        return STR("part");
    }
    return r->analyst ? STR("sent") : r->committee ? STR("accepted") : STR("settled");
}

static void finish(struct year_row *r, struct date until, struct date today)
{
    bool unsent = inside(r) > 0 || r->packages == 0;

    if (r->due.yyyymmdd && date_cmp(until, r->due) > 0) {
        r->due = until;
        r->extended = true;
    }
    if (r->since.ms) {
        int32_t days = date_days_between(date_of_ms(r->since.ms), today);

        r->waiting_days = days > 0 ? days : 0;
    }
    if (str_eq(r->mark, STR("none"))) {
        r->mark = STR_NONE;
    }
    if (unsent && r->due.yyyymmdd && !str_eq(r->mark, STR("excused")) &&
        date_cmp(today, r->due) > 0) {
        r->late_days = date_days_between(r->due, today);
    }
    r->standing = standing_of(r);
}

bool year_state(struct db *db, struct arena *a, int64_t year, struct str sight, struct date today,
                struct rows *ret, struct err *e)
{
    const struct state_read *in;
    struct year_row *out;
    struct rows rows;

    if (!db_list(db, a, &Q_YEAR_STATE, ARGS(V(year), V(sight)), &state_read_type, &rows, e)) {
        return false;
    }
    in = rows.p;
    out = ARENA_ARRAY(a, struct year_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        out[i] = in[i].r;
        finish(&out[i], in[i].until, today);
    }
    *ret = (struct rows){out, rows.n};
    return true;
}

static void add(struct year_row *sum, const struct year_row *r)
{
    sum->section += r->section;
    sum->collector += r->collector;
    sum->director += r->director;
    sum->analyst += r->analyst;
    sum->committee += r->committee;
    sum->settled += r->settled;
    sum->returned += r->returned;
    sum->packages += r->packages;
    sum->late_packages += r->late_packages;
    if (r->waiting_days > sum->waiting_days) {
        sum->waiting_days = r->waiting_days;
        sum->since = r->since;
    }
    if (r->late_days > sum->late_days) {
        sum->late_days = r->late_days;
    }
}

void year_divisions(struct arena *a, const struct rows *agencies, struct year_row *ret_total,
                    struct rows *ret)
{
    struct year_row *d = ARENA_ARRAY(a, struct year_row, DIVISIONS);
    const struct year_row *r = agencies->p;
    size_t n = 0;

    for (size_t i = 0; i < agencies->n; i++) {
        size_t k = 0;

        while (k < n && d[k].division != r[i].division) {
            k++;
        }
        if (k == n && n == DIVISIONS) {
            continue;
        }
        if (k == n) {
            d[n].division = r[i].division;
            d[n++].code = str_format(a, "%lld", (long long)r[i].division);
        }
        d[k].id++; /* agencies */
        add(&d[k], &r[i]);
        add(ret_total, &r[i]);
    }
    for (size_t i = 1; i < n; i++) { /* a handful: by number */
        for (size_t k = i; k > 0 && d[k].division < d[k - 1].division; k--) {
            struct year_row x = d[k];

            d[k] = d[k - 1];
            d[k - 1] = x;
        }
    }
    *ret = (struct rows){d, n};
}
