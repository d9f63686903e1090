#include "plan/intake.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/rollup.h"
#include "sql_plan.h"
#include "store/store.h"

enum { CITY_MOST = 100000 };

static const struct field intake_fields[] = {
    COL(struct intake_row, id),
    COL(struct intake_row, version),
    COL(struct intake_row, agency_id),
    FIELD(struct intake_row, division, 0, "กองวิเคราะห์", "Division"),
    FIELD(struct intake_row, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct intake_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct intake_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct intake_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct intake_row, state, 0, "สถานะ", "State"),
    FIELD(struct intake_row, user_name, 0, "ผู้วิเคราะห์", "Analyst"),
    COL(struct intake_row, made),
    FIELD(struct intake_row, recommended, 0, "มีความเห็นแล้ว", "Recommended"),
    FIELD(struct intake_row, flags, 0, "ข้อสังเกต", "Flags"),
    FIELD(struct intake_row, asked, FIELD_TOTAL, "ขอ", "Requested"),
};
const struct row_type intake_row_type = ROW_TYPE(struct intake_row, intake_fields);

static bool add_sums(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                     struct rows *rows, struct err *e)
{
    struct intake_row *row = ARENA_ARRAY(a, struct intake_row, rows->n);
    struct package_sum *s = ARENA_ARRAY(a, struct package_sum, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        row[i] = ((const struct intake_row *)rows->p)[i];
        s[i].id = row[i].id;
    }
    if (rows->n && !rollup_packages(sums, db, year, s, rows->n, e)) {
        return false;
    }
    for (size_t i = 0; i < rows->n; i++) {
        row[i].asked = s[i].requested;
    }
    rows->p = row;
    return true;
}

bool intake_list(struct db *db, struct arena *a, struct rollup *sums, const struct actor *who,
                 const struct intake_filter *f, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INTAKE_LIST,
                   ARGS(V(f->year), V(f->division), V(f->agency_code), V(f->show), V(f->user_name),
                        V(who->name), V(f->after_id), V(f->limit)),
                   &intake_row_type, ret, e) &&
           (!sums || add_sums(db, a, sums, f->year, ret, e));
}

bool intake_count(struct db *db, const struct intake_filter *f, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_INTAKE_COUNT,
                  ARGS(V(f->year), V(f->division), V(f->agency_code), V(f->show), V(f->user_name)),
                  ret, e);
}

bool intake_open(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                 struct rows *ret, struct err *e)
{
    const struct intake_filter f = {.year = year, .show = STR("submitted"), .limit = CITY_MOST};

    return intake_list(db, a, NULL, who, &f, ret, e);
}

static int by_id(const void *x, const void *y)
{
    const struct intake_row *p = x, *q = y;

    return p->id < q->id ? -1 : p->id > q->id;
}

const struct intake_row *intake_by_id(const struct rows *rows, int64_t id)
{
    const struct intake_row key = {.id = id};

    return rows->n ? bsearch(&key, rows->p, rows->n, sizeof key, by_id) : NULL;
}

bool intake_check(const struct actor *who, const struct intake_row *p, struct err *e)
{
    if (!actor_check(who, PERM_ANALYSE, p->agency_id, p->division, e)) {
        return false;
    }
    if (who->user_id == 0) {
        return true;
    }
    if (actor_belongs(who, p->agency_id) || p->made) {
        FAIL(e, p->made ? ERR_SAME_PERSON : ERR_OWN_AGENCY);
        return false;
    }
    return true;
}
