#include "city/remind.h"

#include "base/exact.h"
#include "city/param.h"
#include "store/store.h"

bool remind_days_read(struct act *by, struct remind_days *ret, struct err *e)
{
    struct str text, one;

    *ret = (struct remind_days){0};
    if (!param_text(by->tx->db, by->a, PARAM_REMIND_DAYS, fy_of(by->today), &text, e)) {
        return false;
    }
    while (ret->n < REMIND_DAYS && str_split(&text, ',', &one)) {
        int64_t day;

        if (exact_parse_decimal(str_trim(one), 0, &day) && day >= 0 && day <= 90) {
            ret->day[ret->n++] = (int32_t)day;
            ret->most = day > ret->most ? (int32_t)day : ret->most;
        }
    }
    return true;
}

bool remind_on(const struct remind_days *d, int32_t left)
{
    for (int32_t i = 0; i < d->n; i++) {
        if (d->day[i] == left) {
            return true;
        }
    }
    return left == -1;
}
