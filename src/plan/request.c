#include "plan/request.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/year.h"
#include "plan/ceiling.h"
#include "plan/cycle.h"
#include "plan/review.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field ranked_row_fields[] = {
    COL(struct ranked_row, package_id),
    COL(struct ranked_row, unit_id),
    FIELD(struct ranked_row, rank, 0, "ลำดับ", "Rank"),
    FIELD(struct ranked_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct ranked_row, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct ranked_row, level, 0, "ระดับ", "Level"),
    FIELD(struct ranked_row, level_kind, 0, "ชนิดระดับ", "Kind of level"),
    FIELD(struct ranked_row, state, 0, "สถานะ", "State"),
    FIELD(struct ranked_row, place, 0, "อยู่ที่", "Lies with"),
    FIELD(struct ranked_row, section_name, 0, "ฝ่าย", "Section"),
    FIELD(struct ranked_row, unit_code, 0, "หน่วยตัดสินใจ", "Decision unit"),
    FIELD(struct ranked_row, unit_kind, 0, "ชนิดงาน", "Kind of work"),
    FIELD(struct ranked_row, disposition, 0, "การทบทวน", "Disposition"),
    FIELD(struct ranked_row, output_name, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct ranked_row, drawn, 0, "ดึงโครงมาจาก", "Drawn from"),
    FIELD(struct ranked_row, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct ranked_row, empty_lines, FIELD_TOTAL, "ยังไม่มียอด", "Without amount"),
    FIELD(struct ranked_row, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct ranked_row, zero, 0, "เริ่มจากศูนย์", "Zero start"),
    FIELD(struct ranked_row, version, 0, "รุ่น", "Version"),
    COL(struct ranked_row, section_id),
};
const struct row_type ranked_row_type = ROW_TYPE(struct ranked_row, ranked_row_fields);

static const struct field sign_row_fields[] = {
    FIELD(struct sign_row, at, 0, "เวลา", "Time"),
    FIELD(struct sign_row, by_user, FIELD_KEY, "ผู้ลงนาม", "Signed by"),
    FIELD(struct sign_row, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct sign_row, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct sign_row, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct sign_row, order_no, 0, "คำสั่งที่", "Order"),
    FIELD(struct sign_row, order_on, 0, "ลงวันที่", "Dated"),
};
const struct row_type sign_row_type = ROW_TYPE(struct sign_row, sign_row_fields);

static const struct field request_row_fields[] = {
    FIELD(struct request_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct request_row, name_th, 0, "หน่วยรับงบประมาณ", "Agency (Thai)"),
    FIELD(struct request_row, name_en, 0, "หน่วยรับงบประมาณ (อังกฤษ)", "Agency"),
    FIELD(struct request_row, kind, 0, "ชนิด", "Kind"),
    FIELD(struct request_row, division, 0, "กองวิเคราะห์", "Division"),
    COL(struct request_row, id),
    FIELD(struct request_row, stage, 0, "คำขออยู่ที่", "Where it is"),
    FIELD(struct request_row, draft, FIELD_TOTAL, "ร่าง", "Draft"),
    FIELD(struct request_row, returned, FIELD_TOTAL, "ส่งคืน", "Returned"),
    FIELD(struct request_row, submitted, FIELD_TOTAL, "ส่งแล้ว", "Submitted"),
    FIELD(struct request_row, accepted, FIELD_TOTAL, "รับแล้ว", "Accepted"),
    FIELD(struct request_row, packages, FIELD_TOTAL, "ข้อเสนอที่ส่ง", "Packages sent"),
    FIELD(struct request_row, asked, FIELD_TOTAL, "คำขอ", "Asked"),
    FIELD(struct request_row, ceiling, FIELD_OPTIONAL, "กรอบวงเงิน", "Ceiling"),
    FIELD(struct request_row, room, FIELD_OPTIONAL, "เหลือในกรอบ", "Room"),
    FIELD(struct request_row, last, 0, "ล่าสุดเมื่อ", "Newest"),
    FIELD(struct request_row, late_days, 0, "ส่งช้า (วัน)", "Days late"),
};
const struct row_type request_row_type = ROW_TYPE(struct request_row, request_row_fields);

bool request_open(struct act *by, int64_t year, struct str code, struct package *ret, struct err *e)
{
    struct db *db = by->tx->db;
    struct fiscal_year y;
    struct package p;

    if (!package_see(db, by->a, by->who, year, code, &p, e) ||
        !actor_check(by->who, PERM_REQUEST_WRITE, p.agency_id, p.division, e) ||
        !year_get(db, by->a, year, &y, e) || !check_editable(p.state, y.stage, e) ||
        !package_place_check(db, by->a, by->who, &p, e)) {
        return false;
    }
    *ret = p;
    return true;
}

/* ---- the agency's packages and their order ---- */

bool request_packages(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                      struct str sight, struct rows *ret, struct err *e)
{
    struct zero_scope z;
    struct agency g;
    struct ranked_row *row;
    struct rows rows;

    if (!agency_by_id(db, a, agency_id, &g, e) || !zero_scope_get(db, a, year, &z, e) ||
        !db_list(db, a, &Q_REQUEST_PACKAGES, ARGS(V(year), V(agency_id), V(sight)),
                 &ranked_row_type, &rows, e)) {
        return false;
    }
    row = ARENA_ARRAY(a, struct ranked_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct ranked_row *)rows.p)[i];
        row[i].zero = zero_scope_has(&z, g.code, row[i].unit_code);
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

bool rank_version(struct db *db, int64_t year, int64_t agency_id, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_RANK_VERSION, ARGS(V(year), V(agency_id)), ret, e);
}

bool rank_of(struct db *db, int64_t package_id, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_RANK_OF, ARGS(V(package_id)), ret, e);
}

static const struct ranked_row *find_ranked(const struct rows *rows, struct str code)
{
    const struct ranked_row *r = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (str_eq(r[i].code, code)) {
            return &r[i];
        }
    }
    return NULL;
}

/* Every code is one of the agency's, once, and no level stands before the one below it. */
static bool check_order(const struct rows *rows, const struct str *code, size_t n,
                        const struct ranked_row **order, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        order[i] = find_ranked(rows, code[i]);
        if (!order[i]) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(code[i]));
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (order[k] == order[i]) {
                FAIL(e, ERR_DUPLICATE);
                err_arg(e, "field", V(STR("code")));
                err_arg(e, "value", V(code[i]));
                return false;
            }
            if (order[k]->unit_id == order[i]->unit_id && order[k]->level > order[i]->level) {
                FAIL(e, ERR_LEVEL_BELOW);
                err_arg(e, "level", V(order[k]->code));
                err_arg(e, "below", V(order[i]->code));
                return false;
            }
        }
    }
    return true;
}

/* Packages that were not named keep their order, behind. */
static size_t add_rest(const struct rows *rows, const struct ranked_row **order, size_t n)
{
    const struct ranked_row *r = rows->p;
    size_t named = n;

    for (size_t i = 0; i < rows->n; i++) {
        bool there = false;

        for (size_t k = 0; k < named && !there; k++) {
            there = order[k] == &r[i];
        }
        if (!there && r[i].rank > 0) {
            order[n++] = &r[i];
        }
    }
    return n;
}

static bool rank_claim(struct act *by, int64_t year, int64_t agency_id, int64_t version,
                       struct err *e)
{
    int64_t rows;

    if (!(version == 0
              ? db_exec(by->tx->db, &Q_RANK_FIRST,
                        ARGS(V(year), V(agency_id), V(by->who->name), V(by->now_ms)), &rows, e)
              : db_exec(by->tx->db, &Q_RANK_NEXT,
                        ARGS(V(year), V(agency_id), V(version), V(by->who->name), V(by->now_ms)),
                        &rows, e))) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool rank_save(struct act *by, int64_t year, int64_t agency_id, const struct str *code, size_t n,
               int64_t version, struct err *e)
{
    struct db *db = by->tx->db;
    const struct ranked_row **order;
    struct agency g;
    struct fiscal_year y;
    struct rows rows;
    struct err no;

    if (!agency_by_id(db, by->a, agency_id, &g, e) ||
        (!actor_check(by->who, PERM_REQUEST_APPROVE, g.id, g.division, &no) &&
         !actor_check(by->who, PERM_REQUEST_WRITE, g.id, g.division, e)) ||
        !year_get(db, by->a, year, &y, e) || !check_editable(STR("DRAFT"), y.stage, e) ||
        !request_packages(db, by->a, year, agency_id, SIGHT_ALL, &rows, e)) {
        return false;
    }
    order = arena_array(by->a, rows.n + n + 1, sizeof *order);
    if (!check_order(&rows, code, n, order, e) || !rank_claim(by, year, agency_id, version, e)) {
        return false;
    }
    n = add_rest(&rows, order, n);
    if (!db_exec(db, &Q_RANK_CLEAR, ARGS(V(agency_id), V(year)), NULL, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!db_exec(db, &Q_RANK_PUT,
                     ARGS(V(order[i]->package_id), V(year), V(agency_id), V((int64_t)i + 1)), NULL,
                     e)) {
            return false;
        }
    }
    return audit_add(
        by,
        &(struct audit_note){
            .action = STR("request.rank"),
            .subject = str_format(by->a, "request:%lld:%.*s", (long long)year, STR_FMT(g.code)), .year = year,
            .new_value = str_format(by->a, "%zu packages, first %.*s", n,
                                    STR_FMT(n ? order[0]->code : STR("-")))},
        e);
}

/* ---- signatures ---- */

bool sign_check(const struct sign *s, struct err *e)
{
    if (s->capacity.n && !str_eq(s->capacity, STR("acting")) &&
        !str_eq(s->capacity, STR("delegated"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("capacity")));
        err_arg(e, "value", V(s->capacity));
        err_arg(e, "expected", V(STR("acting delegated")));
        return false;
    }
    return check_text("order_no", s->order_no, s->capacity.n > 0, 100, e);
}

bool sign_write(struct act *by, int64_t package_id, struct str event, const struct sign *s,
                struct err *e)
{
    return db_exec(by->tx->db, &Q_SIGN_INSERT,
                   ARGS(V(package_id), V(event), V(by->who->name), V(s->capacity), V(s->order_no),
                        V(s->order_on), V(by->now_ms)),
                   NULL, e);
}

bool sign_list(struct db *db, struct arena *a, int64_t package_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SIGN_LIST, ARGS(V(package_id)), &sign_row_type, ret, e);
}

bool packages_sign(struct act *by, int64_t year, const struct sign_item *item, size_t n,
                   const struct sign *s, struct sign_result *ret, struct err *e)
{
    if (!sign_check(s, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) { /* a refusal comes before anything is written */
        ret[i] = (struct sign_result){.code = item[i].code};
        ret[i].signed_now = package_submit(by, year, item[i].code, item[i].version, s, &ret[i].why);
    }
    return true;
}

/* ---- how far the agencies are ---- */

struct asked_sum {
    int64_t id;
    struct money amount;
};
static const struct field asked_sum_fields[] = {
    COL(struct asked_sum, id),
    COL(struct asked_sum, amount),
};
static const struct row_type asked_sum_type = ROW_TYPE(struct asked_sum, asked_sum_fields);

static struct str stage_of(const struct request_row *r)
{
    if (r->packages + r->draft == 0) {
        return STR("none");
    }
    if (r->returned > 0) {
        return STR("returned");
    }
    if (r->packages == 0) {
        return STR("preparing");
    }
    if (r->draft > 0) {
        return STR("part");
    }
    return r->submitted == 0 ? STR("accepted") : STR("sent");
}

/* The agency's whole ceiling of the version that is issued. */
static bool add_ceilings(struct db *db, struct arena *a, int64_t year, struct request_row *row,
                         size_t n, struct err *e)
{
    const struct ceiling_item_row *c;
    struct ceiling_issue issued;
    struct rows rows;
    bool found;

    for (size_t i = 0; i < n; i++) {
        row[i].ceiling = row[i].room = MONEY_MISSING;
    }
    if (!ceiling_find(db, a, year, STR("issued"), &issued, &found, e)) {
        return false;
    }
    if (!found) {
        return true;
    }
    if (!ceiling_items(db, a, &issued, &rows, e)) {
        return false;
    }
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        for (size_t k = 0; k < n && str_eq(c[i].dim, STR("agency")); k++) {
            if (str_eq(row[k].code, c[i].code)) {
                row[k].ceiling = c[i].amount;
                row[k].room = money_sub(c[i].amount, row[k].asked);
            }
        }
    }
    return true;
}

bool request_agencies(struct db *db, struct arena *a, int64_t year, struct str sight,
                      struct rows *ret, struct err *e)
{
    struct request_row *row;
    const struct asked_sum *sum;
    struct rows rows, sums;

    if (!db_list(db, a, &Q_REQUEST_AGENCIES, ARGS(V(year), V(sight)), &request_row_type, &rows,
                 e) ||
        !db_list(db, a, &Q_REQUEST_ASKED, ARGS(V(year)), &asked_sum_type, &sums, e)) {
        return false;
    }
    sum = sums.p;
    row = ARENA_ARRAY(a, struct request_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct request_row *)rows.p)[i];
        row[i].stage = stage_of(&row[i]);
        for (size_t k = 0; k < sums.n; k++) {
            if (sum[k].id == row[i].id) {
                row[i].asked = sum[k].amount;
            }
        }
    }
    *ret = (struct rows){row, rows.n};
    return add_ceilings(db, a, year, row, rows.n, e);
}
