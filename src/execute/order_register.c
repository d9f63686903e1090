/* order_register.c - what the Council reads: posted transfers by authority, money of the central fund. */
#include "base/arena.h"
#include "base/err.h"
#include "execute/order.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field register_fields[] = {
    FIELD(struct order_register_row, order, FIELD_KEY, "คำสั่ง", "Order"),
    FIELD(struct order_register_row, n, 0, "แถว", "Row"),
    FIELD(struct order_register_row, on_date, 0, "วันที่", "Date"),
    FIELD(struct order_register_row, authority_role, 0, "อำนาจที่ต้องใช้", "Authority needed"),
    FIELD(struct order_register_row, authority, 0, "อำนาจที่ใช้", "Authority"),
    FIELD(struct order_register_row, line, 0, "จากรายการ", "From line"),
    FIELD(struct order_register_row, line_name, 0, "ชื่อรายการต้นทาง", "From"),
    FIELD(struct order_register_row, from_agency, 0, "หน่วยงานต้นทาง", "From agency"),
    FIELD(struct order_register_row, item_code, 0, "รหัสรายจ่ายต้นทาง", "From item"),
    FIELD(struct order_register_row, item_name, 0, "รายจ่ายต้นทาง", "From item name"),
    FIELD(struct order_register_row, to_line, 0, "ไปรายการ", "To line"),
    FIELD(struct order_register_row, to_name, 0, "ชื่อรายการปลายทาง", "To"),
    FIELD(struct order_register_row, to_agency, 0, "หน่วยงานปลายทาง", "To agency"),
    FIELD(struct order_register_row, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct order_register_row, reversed, 0, "เป็นการกลับรายการ", "A reversal"),
    FIELD(struct order_register_row, reason, 0, "เหตุผล", "Reason"),
    COL(struct order_register_row, order_id),
};
const struct row_type order_register_type = ROW_TYPE(struct order_register_row, register_fields);

static const struct field central_fields[] = {
    FIELD(struct order_central_row, item_code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct order_central_row, item_name, 0, "รายการงบกลาง", "Central fund item"),
    FIELD(struct order_central_row, had, FIELD_TOTAL, "ตั้งไว้", "Appropriated"),
    FIELD(struct order_central_row, given, FIELD_TOTAL, "จัดสรรให้หน่วยงาน", "Given to agencies"),
    FIELD(struct order_central_row, direct, FIELD_TOTAL, "อนุมัติเงินประจำงวดในงบกลาง", "Allotted in the fund"),
    FIELD(struct order_central_row, left, FIELD_TOTAL, "คงเหลือ", "Left"),
    FIELD(struct order_central_row, transfers, FIELD_TOTAL, "ครั้ง", "Times"),
};
const struct row_type order_central_type = ROW_TYPE(struct order_central_row, central_fields);

bool order_register(struct db *db, struct arena *a, const struct order_register_filter *f, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ORDER_REGISTER,
                   ARGS(V(f->year), V(str_from(order_kinds[f->kind].word)), V(f->role), V(f->after_order), V(f->after_n),
                        V(f->limit)),
                   &order_register_type, ret, e);
}

bool order_central(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ORDER_CENTRAL, ARGS(V(year)), &order_central_type, ret, e);
}

bool order_central_given(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ORDER_CENTRAL_GIVEN, ARGS(V(year), V(limit)), &order_register_type, ret, e);
}
