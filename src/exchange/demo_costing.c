#include "exchange/demo_costing.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/audit.h"
#include "sql_exchange.h"
#include "store/store.h"

bool demo_costing(struct act *by, int64_t year, struct err *e)
{
    struct str note = str_from(TR("พื้นที่สาธิต"));
    int64_t made;

    return db_exec(by->tx->db, &Q_DEMO_COSTING_PLACES, ARGS(V(year), V(note)), &made, e) &&
           (made == 0 || audit_add(by,
                                   &(struct audit_note){
                                       .action = STR("line.place"),
                                       .subject = str_format(by->a, "demo:%lld", (long long)year),
                                       .new_value = str_format(by->a, "%lld", (long long)made)},
                                   e));
}
