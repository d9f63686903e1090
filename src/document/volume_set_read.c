/* volume_set_read.c - issued sets as pages show them: what is up to date, and what has changed since. */
#include "base/arena.h"
#include "base/err.h"
#include "document/volume_set.h"
#include "sql_document.h"

static const struct field set_fields[] = {
    COL(struct volume_set_row, id),
    FIELD(struct volume_set_row, code, FIELD_KEY, "ชุดที่", "Set"),
    COL(struct volume_set_row, year),
    COL(struct volume_set_row, ordinance),
    FIELD(struct volume_set_row, change_id, 0, "การเปลี่ยนแปลงลำดับที่", "Change"),
    COL(struct volume_set_row, event_id),
    FIELD(struct volume_set_row, stage, 0, "ขั้น", "Stage"),
    FIELD(struct volume_set_row, books, 0, "เล่ม", "Volumes"),
    FIELD(struct volume_set_row, printed, 0, "พิมพ์ใหม่", "Printed anew"),
    FIELD(struct volume_set_row, pages, 0, "หน้า", "Pages"),
    FIELD(struct volume_set_row, lines, 0, "รายการ", "Lines"),
    FIELD(struct volume_set_row, ties, 0, "จุดเทียบยอด", "Ties"),
    FIELD(struct volume_set_row, figures, 0, "ตัวเลขที่เทียบ", "Figures compared"),
    FIELD(struct volume_set_row, total, 0, "ยอดรวม (บาท)", "Total (baht)"),
    FIELD(struct volume_set_row, by_user, 0, "ผู้ออก", "By"),
    FIELD(struct volume_set_row, at, 0, "เวลา", "Time"),
};
const struct row_type volume_set_type = ROW_TYPE(struct volume_set_row, set_fields);

static const struct field part_fields[] = {
    FIELD(struct volume_part_row, number, FIELD_KEY, "ที่", "No."),
    FIELD(struct volume_part_row, title, 0, "เล่ม", "Volume"),
    FIELD(struct volume_part_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct volume_part_row, pages, FIELD_TOTAL, "หน้า", "Pages"),
    FIELD(struct volume_part_row, lines, 0, "รายการ", "Lines"),
    FIELD(struct volume_part_row, total, 0, "ยอดรวม (บาท)", "Total (baht)"),
    FIELD(struct volume_part_row, version, 0, "ฉบับที่", "Version"),
    FIELD(struct volume_part_row, code, 0, "รหัสตรวจสอบ", "Code"),
    FIELD(struct volume_part_row, issued_on, 0, "วันที่ออก", "Issued on"),
    FIELD(struct volume_part_row, printed, 0, "พิมพ์ใหม่ในชุดนี้", "Printed in this set"),
    FIELD(struct volume_part_row, state, 0, "สถานะ", "State"),
    FIELD(struct volume_part_row, after, 0, "เปลี่ยนหลังจาก", "Changed by"),
    COL(struct volume_part_row, agency_id),
};
const struct row_type volume_part_type = ROW_TYPE(struct volume_part_row, part_fields);

bool volume_set_newest(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                       struct volume_set_row *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_VOLUME_SET_NEWEST, ARGS(V(year), V(ordinance)), &volume_set_type, ret,
                   ret_found, e);
}

struct since_row {
    int64_t agency_id, change_id;
    struct str resolution;
};
static const struct field since_fields[] = {
    COL(struct since_row, agency_id),
    COL(struct since_row, change_id),
    COL(struct since_row, resolution),
};
static const struct row_type since_type = ROW_TYPE(struct since_row, since_fields);

/* Every book of the city prints its total; which of them say something new, issuing finds out (volume_digest). */
static bool touches(const struct volume_part_row *p, const struct since_row *s)
{
    enum { FRONT = 6 };

    return p->number <= FRONT || p->agency_id == s->agency_id;
}

static struct str cause(struct arena *a, const struct since_row *s)
{
    if (s->resolution.n)
        return s->resolution;
    return s->change_id ? str_format(a, "%lld", (long long)s->change_id) : STR("-");
}

bool volume_set_parts(struct db *db, struct arena *a, const struct volume_set_row *set,
                      struct rows *ret, int64_t *ret_stale, struct err *e)
{
    const struct since_row *s;
    struct volume_part_row *part;
    struct rows rows, since;

    if (!db_list(db, a, &Q_VOLUME_PARTS, ARGS(V(set->id)), &volume_part_type, &rows, e) ||
        !db_list(db, a, &Q_VOLUME_SINCE,
                 ARGS(V(set->year), V(set->ordinance), V(set->change_id), V(set->event_id)),
                 &since_type, &since, e))
        return false;
    s = since.p;
    part = ARENA_ARRAY(a, struct volume_part_row, rows.n);
    *ret_stale = 0;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t newest = -1;

        part[i] = ((const struct volume_part_row *)rows.p)[i];
        part[i].state = STR("current");
        for (size_t k = 0; k < since.n; k++) {
            if (!touches(&part[i], &s[k]) || s[k].change_id <= newest)
                continue;
            newest = s[k].change_id;
            part[i].state = STR("stale");
            part[i].after = cause(a, &s[k]);
        }
        *ret_stale += newest >= 0;
    }
    *ret = (struct rows){.p = part, .n = rows.n};
    return true;
}

bool volume_versions(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                     int64_t number, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_VOLUME_VERSIONS, ARGS(V(year), V(ordinance), V(number)),
                   &volume_part_type, ret, e);
}
