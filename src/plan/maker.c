#include "plan/maker.h"

#include "base/err.h"
#include "sql_plan.h"
#include "store/store.h"

static bool none_of(struct act *by, const struct query *q, int64_t id, struct err *e)
{
    int64_t n = 0;

    if (by->who->user_id != 0 && !db_int(by->tx->db, q, ARGS(V(id), V(by->who->name)), &n, e)) {
        return false;
    }
    if (n > 0) {
        FAIL(e, ERR_SAME_PERSON);
    }
    return n == 0;
}

bool maker_check_package(struct act *by, int64_t package_id, struct err *e)
{
    return none_of(by, &Q_MAKER_OF_PACKAGE, package_id, e);
}

bool signer_check_package(struct act *by, int64_t package_id, struct err *e)
{
    return none_of(by, &Q_SIGNER_OF_PACKAGE, package_id, e);
}

bool maker_check_line(struct act *by, int64_t line_id, struct err *e)
{
    return none_of(by, &Q_MAKER_OF_LINE, line_id, e);
}

bool maker_check_resolution(struct act *by, int64_t resolution_id, struct err *e)
{
    return none_of(by, &Q_MAKER_OF_RESOLUTION, resolution_id, e);
}
