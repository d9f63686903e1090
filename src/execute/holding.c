#include "execute/holding.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field holding_fields[] = {
    COL(struct holding, line_id),
    FIELD(struct holding, ref, FIELD_KEY, "เลขที่อ้างอิง", "Reference"),
    FIELD(struct holding, reserved, FIELD_TOTAL, "กันเงินจอง", "Reserved"),
    FIELD(struct holding, obligated, FIELD_TOTAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct holding, disbursed, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
};
const struct row_type holding_type = ROW_TYPE(struct holding, holding_fields);

bool holding_get(struct db *db, struct arena *a, int64_t line_id, struct str ref, struct holding *ret, struct err *e)
{
    struct holding h = {.line_id = line_id, .ref = ref};
    bool found;

    if (!db_find(db, a, &Q_HOLDING_GET, ARGS(V(line_id), V(ref)), &holding_type, &h, &found, e)) {
        return false;
    }
    *ret = h;
    return true;
}

bool holding_list(struct db *db, struct arena *a, const struct holding_page *p, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_HOLDING_LIST, ARGS(V(p->line_id), V(p->from_start), V(p->after), V(p->limit)),
                   &holding_type, ret, e);
}
