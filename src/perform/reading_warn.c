/* reading_warn.c - chasing results: before the due day, on the day after it and every week from then on. */
#include "base/arena.h"
#include "base/err.h"
#include "city/notice.h"
#include "city/remind.h"
#include "perform/reading.h"
#include "sql_perform.h"
#include "store/store.h"

enum { WEEK = 7, WEEKS = 8 };

struct owed {
    int64_t agency_id, year, readings;
    struct date due;
};
static const struct field owed_fields[] = {COL(struct owed, agency_id), COL(struct owed, year),
                                           COL(struct owed, readings), COL(struct owed, due)};
static const struct row_type owed_type = ROW_TYPE(struct owed, owed_fields);

static bool on(const struct remind_days *days, int32_t left)
{
    return remind_on(days, left) || (left < -1 && -left % WEEK == 1);
}

bool reading_warn(struct act *by, int64_t *ret, struct err *e)
{
    struct remind_days days;
    const struct owed *x;
    struct rows rows;

    *ret = 0;
    if (!remind_days_read(by, &days, e) ||
        !db_list(by->tx->db, by->a, &Q_READING_OWED,
                 ARGS(V(date_add_days(by->today, -WEEK * WEEKS)), V(date_add_days(by->today, days.most))),
                 &owed_type, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        int32_t left = date_days_between(by->today, x[i].due);
        const char *what = left < 0 ? TR("มีผลการดำเนินงานที่เลยกำหนดส่ง") : TR("มีผลการดำเนินงานที่ใกล้ครบกำหนดส่ง");
        struct notice_new n = {.kind = str_from(notice_word(NOTICE_RESULT)),
                               .path = str_format(by->a, "/indicators?show=%s&year=%lld", left < 0 ? "late" : "missing",
                                                  (long long)x[i].year),
                               .th = tr(LANG_TH, what),
                               .en = tr(LANG_EN, what),
                               .year = x[i].year};

        if (!on(&days, left))
            continue;
        n.once = str_format(by->a, "rd:%lld:%d:%d", (long long)x[i].agency_id, x[i].due.yyyymmdd, by->today.yyyymmdd);
        if (!notice_add_role(by, (struct notice_place){.perm = PERM_RESULT, .agency_id = x[i].agency_id}, &n, e) ||
            (left < 0 && !notice_add_role(by, (struct notice_place){.perm = PERM_RESULT_APPROVE, .agency_id = x[i].agency_id}, &n, e)))
            return false;
        ++*ret;
    }
    return true;
}
