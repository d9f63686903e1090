/* service_cost_write.c - services, volumes, weights, where money goes, keys of pools. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "city/year.h"
#include "perform/service_cost.h"
#include "sql_perform.h"
#include "store/store.h"

enum { CODE_MAX = 20, NAME_MAX = 200, UNIT_MAX = 60, REASON_MAX = 2000 };
#define QUANTITY_MAX INT64_C(1000000000000) /* thousandths: a thousand million */

static const struct field volume_fields[] = {
    COL(struct service_volume, key),
    FIELD(struct service_volume, service_code, FIELD_KEY, "รหัสบริการ", "Service"),
    FIELD(struct service_volume, service_name, 0, "บริการ", "Name"),
    FIELD(struct service_volume, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct service_volume, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct service_volume, month, 0, "เดือน (0 คือทั้งปี)", "Month (0: the year)"),
    FIELD(struct service_volume, quantity, 0, "ปริมาณ", "Volume"),
    FIELD(struct service_volume, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct service_volume, volume_from, 0, "ที่มาของปริมาณ", "Volume from"),
    FIELD(struct service_volume, version, 0, "ครั้งที่", "Version"),
    FIELD(struct service_volume, by_user, 0, "ผู้บันทึก", "By"),
    FIELD(struct service_volume, at, 0, "เมื่อ", "At"),
};
const struct row_type service_volume_type = ROW_TYPE(struct service_volume, volume_fields);

static const struct field key_fields[] = {
    COL(struct cost_pool_key, id),
    FIELD(struct cost_pool_key, pool_code, FIELD_KEY, "รหัสต้นทุนร่วม", "Pool"),
    FIELD(struct cost_pool_key, number, 0, "ครั้งที่", "No."),
    FIELD(struct cost_pool_key, split_key, 0, "เกณฑ์ปันส่วน", "Key"),
    FIELD(struct cost_pool_key, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct cost_pool_key, by_user, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct cost_pool_key, at, 0, "เสนอเมื่อ", "Proposed"),
    FIELD(struct cost_pool_key, state, 0, "ผล", "State"),
    FIELD(struct cost_pool_key, decided_by, 0, "ผู้อนุมัติ", "Decided by"),
    FIELD(struct cost_pool_key, decided_reason, 0, "เหตุผลของผู้อนุมัติ", "Reason of the decision"),
    FIELD(struct cost_pool_key, decided, 0, "เมื่อ", "At"),
};
const struct row_type cost_pool_key_type = ROW_TYPE(struct cost_pool_key, key_fields);

struct place {
    int64_t line_id, service_id, pool_id, pool_agency;
    struct str line_agency, line_output;
};
static const struct field place_fields[] = {COL(struct place, line_id),     COL(struct place, service_id),  COL(struct place, pool_id),
                                            COL(struct place, pool_agency), COL(struct place, line_agency), COL(struct place, line_output)};
static const struct row_type place_type = ROW_TYPE(struct place, place_fields);

struct key_row {
    struct str by_user, split_key, code;
    int64_t year;
    bool decided;
};
static const struct field key_row_fields[] = {COL(struct key_row, by_user), COL(struct key_row, split_key), COL(struct key_row, code),
                                              COL(struct key_row, year), COL(struct key_row, decided)};
static const struct row_type key_row_type = ROW_TYPE(struct key_row, key_row_fields);

/* ---- reading ---- */

bool service_volumes(struct db *db, struct arena *a, int64_t year, struct str service_code, enum lang lang, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_COST_SERVICE_VOLUME_LIST, ARGS(V(year), V(service_code), V(lang == LANG_EN ? STR("en") : STR("th"))),
                   &service_volume_type, ret, e);
}

bool cost_pool_keys(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COST_POOL_KEYS, ARGS(V(year)), &cost_pool_key_type, ret, e);
}

/* ---- what every write says ---- */

static bool not_found(struct str what, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

static bool stale_or_there(int64_t version, const char *field, struct str value, struct err *e)
{
    if (version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    FAIL(e, ERR_DUPLICATE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    return false;
}

static bool note(struct act *by, const char *action, struct str subject, struct str value, int64_t year, struct err *e)
{
    struct audit_note n = {.action = str_from(action), .subject = subject, .new_value = value, .year = year};

    return audit_add(by, &n, e);
}

static struct str service_subject(struct act *by, struct str code)
{
    return str_format(by->a, "service:%.*s", STR_FMT(code));
}

static struct str number_text(struct act *by, int64_t v)
{
    return str_format(by->a, "%lld", (long long)v);
}

static bool check_number(struct act *by, const char *field, int64_t v, struct err *e)
{
    if (v >= 0 && v <= QUANTITY_MAX) {
        return true;
    }
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(number_text(by, v / 1000)));
    return false;
}

/* A code that stands in addresses: letters, digits, hyphen. */
static bool check_code(struct act *by, const char *field, struct str s, struct err *e)
{
    (void)by;
    if (!text_check(field, s, true, CODE_MAX, e)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) {
            FAIL(e, ERR_BAD_CHOICE);
            err_arg(e, "field", V(str_from(field)));
            err_arg(e, "value", V(s));
            err_arg(e, "expected", V(STR("A-Z a-z 0-9 -")));
            return false;
        }
    }
    return true;
}

/* ---- services ---- */

bool cost_service_put(struct act *by, const struct cost_service *s, struct err *e)
{
    struct str readings = s->readings.n ? s->readings : STR("sum");
    int64_t rows;

    if (!actor_check_city(by->who, PERM_VERIFY, e) || !check_code(by, "code", s->code, e) || !word_check("readings", readings, "sum newest", e) ||
        !text_check("name_th", s->name_th, true, NAME_MAX, e) || !text_check("name_en", s->name_en, false, NAME_MAX, e) ||
        !text_check("unit_word", s->unit_word, true, UNIT_MAX, e) || !text_check("stable", s->stable, false, UNIT_MAX, e)) {
        return false;
    }
    if (s->version ? !db_exec(by->tx->db, &Q_COST_SERVICE_UPDATE,
                              ARGS(V(s->code), V(s->version), V(s->name_th), V(s->name_en), V(s->unit_word), V(s->stable), V(readings),
                                   V(s->closed)),
                              &rows, e)
                   : !db_exec(by->tx->db, &Q_COST_SERVICE_INSERT,
                              ARGS(V(s->code), V(s->name_th), V(s->name_en), V(s->unit_word), V(s->stable), V(readings), V(s->closed),
                                   V(by->who->name), V(by->now_ms)),
                              &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale_or_there(s->version, "code", s->code, e);
    }
    return note(by, "service.put", service_subject(by, s->code), s->name_th, 0, e);
}

/* The service and the agency of a volume or a weight, and whether the person may write there. */
static bool get_place(struct act *by, struct str service_code, struct str agency_code, int64_t year, struct cost_service *s,
                      struct agency *g, struct err *e)
{
    struct fiscal_year y;
    struct err no;

    if (!year_get(by->tx->db, by->a, year, &y, e) || !cost_service_get(by->tx->db, by->a, service_code, LANG_TH, s, e) ||
        !agency_get(by->tx->db, by->a, agency_code, g, e)) {
        return false;
    }
    return actor_check_city(by->who, PERM_VERIFY, &no) || actor_check(by->who, PERM_RESULT, g->id, g->division, e);
}

bool service_volume_set(struct act *by, const struct service_volume_new *n, struct err *e)
{
    struct cost_service s;
    struct agency g;
    int64_t other, rows;

    if (!get_place(by, n->service_code, n->agency_code, n->year, &s, &g, e) ||
        !check_number(by, "quantity", n->quantity_milli, e) ||
        !db_int(by->tx->db, &Q_VOLUME_OTHER_KIND, ARGS(V(n->year), V(s.id), V(g.id), V(n->month)), &other, e)) {
        return false;
    }
    if (n->month < 0 || n->month > 12 || other > 0 || s.stable.n) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(s.stable.n ? STR("service") : STR("month")));
        err_arg(e, "value", V(s.stable.n ? s.code : number_text(by, n->month)));
        err_arg(e, "expected", V(s.stable.n ? s.stable : other > 0 ? (n->month ? STR("0") : STR("1-12")) : STR("0-12")));
        return false;
    }
    if (n->version ? !db_exec(by->tx->db, &Q_VOLUME_UPDATE,
                              ARGS(V(s.id), V(g.id), V(n->year), V(n->month), V(n->quantity_milli), V(by->who->name), V(by->now_ms),
                                   V(n->version)),
                              &rows, e)
                   : !db_exec(by->tx->db, &Q_VOLUME_INSERT,
                              ARGS(V(s.id), V(g.id), V(n->year), V(n->month), V(n->quantity_milli), V(by->who->name), V(by->now_ms)),
                              &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale_or_there(n->version, "month", number_text(by, n->month), e);
    }
    return note(by, "service.volume", service_subject(by, s.code),
                str_format(by->a, "%.*s %lld: %lld/1000", STR_FMT(g.code), (long long)n->month, (long long)n->quantity_milli), n->year, e);
}

bool service_weight_set(struct act *by, const struct service_weight_new *n, struct err *e)
{
    struct cost_service s;
    struct agency g;
    int64_t rows;

    if (!get_place(by, n->service_code, n->agency_code, n->year, &s, &g, e) || !check_number(by, "posts", n->posts_milli, e) ||
        !check_number(by, "area", n->area_milli, e)) {
        return false;
    }
    if (n->version ? !db_exec(by->tx->db, &Q_WEIGHT_UPDATE,
                              ARGS(V(s.id), V(g.id), V(n->year), V(n->posts_milli), V(n->area_milli), V(by->who->name), V(by->now_ms),
                                   V(n->version)),
                              &rows, e)
                   : !db_exec(by->tx->db, &Q_WEIGHT_INSERT,
                              ARGS(V(s.id), V(g.id), V(n->year), V(n->posts_milli), V(n->area_milli), V(by->who->name), V(by->now_ms)),
                              &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale_or_there(n->version, "service", s.code, e);
    }
    return note(by, "service.weight", service_subject(by, s.code), g.code, n->year, e);
}

/* ---- where money goes ---- */

static bool find_source(struct act *by, const struct cost_source_new *n, struct place *p, struct agency *g, struct str *ret_output,
                        struct err *e)
{
    if (!actor_check_city(by->who, PERM_VERIFY, e) ||
        !db_one(by->tx->db, by->a, &Q_COST_SOURCE_PLACE, ARGS(V(n->line_code), V(n->year), V(n->service_code), V(n->pool_code)), &place_type,
                p, e)) {
        return false;
    }
    if (n->line_code.n && p->line_id == 0) {
        return not_found(n->line_code, e);
    }
    if ((n->service_code.n && p->service_id == 0) || (n->pool_code.n && p->pool_id == 0)) {
        return not_found(n->service_code.n && p->service_id == 0 ? n->service_code : n->pool_code, e);
    }
    if (n->service_code.n && n->pool_code.n) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("pool")));
        err_arg(e, "value", V(n->pool_code));
        err_arg(e, "expected", V(n->service_code));
        return false;
    }
    *ret_output = n->line_code.n ? p->line_output : n->output_code;
    return agency_get(by->tx->db, by->a, n->line_code.n ? p->line_agency : n->agency_code, g, e) &&
           text_check("output", *ret_output, true, CODE_MAX, e);
}

bool cost_source_set(struct act *by, const struct cost_source_new *n, struct err *e)
{
    struct place p;
    struct agency g;
    struct str output;
    int64_t rows = 0;
    bool drop = n->service_code.n == 0 && n->pool_code.n == 0, ok;

    if (!find_source(by, n, &p, &g, &output, e)) {
        return false;
    }
    if (p.pool_agency && p.pool_agency != g.id) { /* a pool of one agency holds that agency's money */
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(n->pool_code));
        return false;
    }
    if (drop) {
        ok = db_exec(by->tx->db, &Q_COST_SOURCE_DROP, ARGS(V(n->year), V(g.id), V(output), V(p.line_id), V(n->version)), &rows, e);
    } else if (n->version) {
        ok = db_exec(by->tx->db, &Q_COST_SOURCE_UPDATE,
                     ARGS(V(n->year), V(g.id), V(output), V(p.line_id), V_ID(p.service_id), V_ID(p.pool_id), V(by->who->name),
                          V(by->now_ms), V(n->version)),
                     &rows, e);
    } else {
        ok = db_exec(by->tx->db, &Q_COST_SOURCE_INSERT,
                     ARGS(V(n->year), V(g.id), V(output), V_ID(p.line_id), V_ID(p.service_id), V_ID(p.pool_id), V(by->who->name),
                          V(by->now_ms)),
                     &rows, e);
    }
    if (!ok) {
        return false;
    }
    if (rows != 1) {
        return stale_or_there(drop ? 1 : n->version, "output", output, e);
    }
    return note(by, "service.source", str_format(by->a, "agency:%.*s", STR_FMT(g.code)),
                str_format(by->a, "%.*s %.*s -> %.*s%.*s", STR_FMT(output), STR_FMT(n->line_code), STR_FMT(n->service_code),
                           STR_FMT(n->pool_code)),
                n->year, e);
}

/* ---- pools and their keys ---- */

bool cost_pool_add(struct act *by, const struct cost_pool_new *n, struct err *e)
{
    struct fiscal_year y;
    struct agency g = {0};
    int64_t rows;

    if (!actor_check_city(by->who, PERM_VERIFY, e) || !year_get(by->tx->db, by->a, n->year, &y, e) ||
        !check_code(by, "code", n->code, e) || !text_check("name", n->name, true, NAME_MAX, e) ||
        (n->agency_code.n && !agency_get(by->tx->db, by->a, n->agency_code, &g, e)) ||
        !db_exec(by->tx->db, &Q_COST_POOL_INSERT, ARGS(V(n->year), V(n->code), V_ID(g.id), V(n->name), V(by->who->name), V(by->now_ms)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale_or_there(0, "code", n->code, e);
    }
    return note(by, "cost_pool.add", str_format(by->a, "cost_pool:%lld-%.*s", (long long)n->year, STR_FMT(n->code)), n->name, n->year, e);
}

bool cost_pool_propose(struct act *by, int64_t year, struct str pool, struct str key, struct str reason, struct err *e)
{
    struct audit_note n = {.action = STR("cost_pool.propose"), .new_value = key, .reason = reason, .year = year};
    int64_t pool_id, id;

    if (!actor_check_city(by->who, PERM_VERIFY, e) || !word_check("key", key, "posts volume direct area", e) ||
        !text_check("reason", reason, true, REASON_MAX, e) || !db_int(by->tx->db, &Q_COST_POOL_ID, ARGS(V(year), V(pool)), &pool_id, e)) {
        return false;
    }
    if (pool_id == 0) {
        return not_found(pool, e);
    }
    if (!db_int(by->tx->db, &Q_COST_POOL_KEY_INSERT, ARGS(V(pool_id), V(key), V(reason), V(by->who->name), V(by->now_ms)), &id, e)) {
        return false;
    }
    n.subject = str_format(by->a, "cost_pool:%lld-%.*s", (long long)year, STR_FMT(pool));
    return audit_add(by, &n, e);
}

bool cost_pool_decide(struct act *by, int64_t key_id, bool approve, struct str reason, struct err *e)
{
    struct audit_note n = {.action = approve ? STR("cost_pool.approve") : STR("cost_pool.refuse"), .reason = reason};
    struct key_row k;
    int64_t rows;
    bool found;

    if (!actor_check_city(by->who, PERM_VERIFY, e) || !text_check("reason", reason, !approve, REASON_MAX, e) ||
        !db_find(by->tx->db, by->a, &Q_COST_POOL_KEY_GET, ARGS(V(key_id)), &key_row_type, &k, &found, e)) {
        return false;
    }
    if (!found) {
        return not_found(STR("key"), e);
    }
    if (str_eq(k.by_user, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (!db_exec(by->tx->db, &Q_COST_POOL_KEY_DECIDE, ARGS(V(key_id), V(approve), V(reason), V(by->who->name), V(by->now_ms)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    n.subject = str_format(by->a, "cost_pool:%lld-%.*s", (long long)k.year, STR_FMT(k.code));
    n.new_value = k.split_key;
    n.year = k.year;
    return audit_add(by, &n, e);
}
