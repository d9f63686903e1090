#include "exchange/demo_council.h"

#include "base/err.h"
#include "exchange/demo_table.h"
#include "plan/council_member.h"
#include "store/store.h"

enum { DAYS_BEFORE = 120 };

static bool add_row(struct act *by, const struct demo_table *t, size_t i, struct date from,
                    struct err *e)
{
    struct council_member_new m = {.code = demo_get(t, i, "code"),
                                   .kind = demo_get(t, i, "kind"),
                                   .full_name = demo_get(t, i, "name"),
                                   .post = demo_get(t, i, "post"),
                                   .district = demo_get(t, i, "district"),
                                   .user_name = demo_get(t, i, "user"),
                                   .from_date = from};
    struct council_interest_new interest = {.member_code = m.code,
                                            .agency_code = demo_get(t, i, "agency"),
                                            .reason = demo_get(t, i, "reason"),
                                            .from_date = from};

    return demo_is(t, i, "row", STR("member")) ? council_member_add(by, &m, &m.code, e)
                                               : council_interest_declare(by, &interest, e);
}

bool demo_council(struct act *by, int64_t year, struct err *e)
{
    struct date from = date_add_days(fy_start((int32_t)year), -DAYS_BEFORE);
    struct demo_table t;
    int64_t there;

    if (!council_size(by->tx->db, from, &there, e) ||
        !demo_table_read(by->a, "demo_council.csv", &t, e))
        return false;
    for (size_t i = 0; i < t.n && there == 0; i++) {
        if (!add_row(by, &t, i, from, e))
            return false;
    }
    return true;
}
