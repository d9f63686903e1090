#include "perform/indicator.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/write.h"
#include "sql_perform.h"
#include "store/store.h"

enum { PLACES = 6 };

static const struct field indicator_row_fields[] = {
    COL(struct indicator_row, id),
    FIELD(struct indicator_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct indicator_row, level, 0, "ระดับ", "Level"),
    FIELD(struct indicator_row, kind, 0, "ชนิด", "Kind"),
    FIELD(struct indicator_row, name_th, 0, "ตัวชี้วัด", "Indicator (Thai)"),
    FIELD(struct indicator_row, name_en, 0, "ตัวชี้วัด (อังกฤษ)", "Indicator"),
    FIELD(struct indicator_row, node_code, 0, "รหัสเป้าหมาย", "Goal code"),
    FIELD(struct indicator_row, node_name, 0, "เป้าหมาย", "Goal"),
    FIELD(struct indicator_row, objective_code, 0, "รหัสวัตถุประสงค์", "Objective code"),
    FIELD(struct indicator_row, objective_name, 0, "วัตถุประสงค์", "Objective"),
    FIELD(struct indicator_row, parent_code, 0, "ผลลัพธ์สำคัญที่รับใช้", "Key result served"),
    FIELD(struct indicator_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct indicator_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct indicator_row, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct indicator_row, direction, 0, "ทิศทาง", "Direction"),
    FIELD(struct indicator_row, base_value, 0, "ค่าฐาน", "Base value"),
    FIELD(struct indicator_row, first_year, 0, "ปีแรกของค่าเป้าหมาย", "First year of the targets"),
    FIELD(struct indicator_row, target1, 0, "ค่าเป้าหมายปีที่ 1", "Target, year 1"),
    FIELD(struct indicator_row, target2, 0, "ค่าเป้าหมายปีที่ 2", "Target, year 2"),
    FIELD(struct indicator_row, target3, 0, "ค่าเป้าหมายปีที่ 3", "Target, year 3"),
    FIELD(struct indicator_row, no, 0, "ฉบับที่", "Version"),
    FIELD(struct indicator_row, from_date, 0, "ใช้ตั้งแต่", "From"),
    FIELD(struct indicator_row, waiting, 0, "คำขอแก้ไขที่รออนุมัติ", "Changes waiting"),
    FIELD(struct indicator_row, kpis, 0, "ตัวชี้วัดที่รับใช้", "KPIs that serve it"),
    FIELD(struct indicator_row, in_force, 0, "ใช้อยู่", "In force"),
    FIELD(struct indicator_row, status, 0, "สถานะของข้อมูล", "Standing of the data"),
    COL(struct indicator_row, year),
    COL(struct indicator_row, agency_id),
    COL(struct indicator_row, division),
};
const struct row_type indicator_row_type = ROW_TYPE(struct indicator_row, indicator_row_fields);

static const struct field indicator_version_fields[] = {
    FIELD(struct indicator_version, no, FIELD_KEY, "ฉบับที่", "Version"),
    FIELD(struct indicator_version, state, 0, "สถานะ", "State"),
    FIELD(struct indicator_version, from_date, 0, "ใช้ตั้งแต่", "From"),
    FIELD(struct indicator_version, name_th, 0, "ข้อความ", "Wording (Thai)"),
    FIELD(struct indicator_version, name_en, 0, "ข้อความ (อังกฤษ)", "Wording"),
    FIELD(struct indicator_version, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct indicator_version, direction, 0, "ทิศทาง", "Direction"),
    FIELD(struct indicator_version, base_value, 0, "ค่าฐาน", "Base value"),
    FIELD(struct indicator_version, first_year, 0, "ปีแรกของค่าเป้าหมาย", "First year of the targets"),
    FIELD(struct indicator_version, target1, 0, "ค่าเป้าหมายปีที่ 1", "Target, year 1"),
    FIELD(struct indicator_version, target2, 0, "ค่าเป้าหมายปีที่ 2", "Target, year 2"),
    FIELD(struct indicator_version, target3, 0, "ค่าเป้าหมายปีที่ 3", "Target, year 3"),
    FIELD(struct indicator_version, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct indicator_version, source, 0, "แหล่งที่มา", "Source"),
    FIELD(struct indicator_version, made_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct indicator_version, made_at, 0, "เสนอเมื่อ", "Proposed at"),
    FIELD(struct indicator_version, resolution, 0, "มติ", "Resolution"),
    FIELD(struct indicator_version, decision_reason, 0, "เหตุผลของมติ", "Reason of the decision"),
    FIELD(struct indicator_version, decided_by, 0, "ผู้อนุมัติ", "Decided by"),
    FIELD(struct indicator_version, decided_at, 0, "เมื่อ", "Decided at"),
};
const struct row_type indicator_version_type =
    ROW_TYPE(struct indicator_version, indicator_version_fields);

/* ---- reading ---- */

static bool list(struct db *db, struct arena *a, const struct indicator_filter *f, struct str code,
                 struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_INDICATOR_LIST,
                   ARGS(V(f->as_of.yyyymmdd), V(f->version_id), V(f->year), V(f->agency_id),
                        V(f->node_id), V(f->objective_id), V(f->level), V(code)),
                   &indicator_row_type, ret, e);
}

bool indicator_list(struct db *db, struct arena *a, const struct indicator_filter *f,
                    struct rows *ret, struct err *e)
{
    return list(db, a, f, STR_NONE, ret, e);
}

bool indicator_get(struct db *db, struct arena *a, const struct indicator_key *key,
                   struct date as_of, struct indicator_row *ret, struct err *e)
{
    struct indicator_filter f = {.version_id = key->version_id, .year = key->year, .as_of = as_of};
    struct rows rows = {0};

    if (key->code.n && !list(db, a, &f, key->code, &rows, e))
        return false;
    if (rows.n == 1) {
        *ret = *(const struct indicator_row *)rows.p;
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(key->code));
    return false;
}

bool indicator_versions(struct db *db, struct arena *a, int64_t indicator_id, struct rows *ret,
                        struct err *e)
{
    return db_list(db, a, &Q_INDICATOR_VERSIONS, ARGS(V(indicator_id)), &indicator_version_type,
                   ret, e);
}

/* ---- checks ---- */

static bool bad_choice(struct err *e, const char *field, struct str value, const char *expected)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static bool one_of(struct str s, const char *words)
{
    struct str rest = str_from(words), w;

    while (str_split(&rest, ' ', &w)) {
        if (str_eq(s, w))
            return true;
    }
    return false;
}

/* An exact decimal as the store keeps it: Thai digits and trailing zeros go. */
static bool tidy_number(struct arena *a, const char *field, struct str *s, struct err *e)
{
    struct sbuf b;
    int64_t v;

    *s = str_trim(*s);
    if (s->n == 0)
        return true;
    if (!exact_parse_decimal(*s, PLACES, &v)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "value", V(*s));
        return false;
    }
    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, v, PLACES, 0);
    *s = sbuf_str(&b);
    return true;
}

static bool check_version_text(struct arena *a, struct indicator_text *t, struct err *e)
{
    if (!check_text("name_th", t->name_th, true, 1000, e) ||
        !check_text("name_en", t->name_en, false, 1000, e) ||
        !check_text("unit_word", t->unit_word, false, 100, e) ||
        !check_text("reason", t->reason, false, 4000, e) ||
        !check_text("source", t->source, false, 1000, e) ||
        !tidy_number(a, "base_value", &t->base_value, e) ||
        !tidy_number(a, "target1", &t->target1, e) || !tidy_number(a, "target2", &t->target2, e) ||
        !tidy_number(a, "target3", &t->target3, e))
        return false;
    if (!one_of(t->direction, "up down zero done"))
        return bad_choice(e, "direction", t->direction, "up down zero done");
    if (!fy_valid(t->first_year)) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(t->first_year));
        return false;
    }
    if (!date_valid(t->from_date)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V((int64_t)t->from_date.yyyymmdd));
        return false;
    }
    return true;
}

/* The strategy office and imports, everywhere; the agency's people for what is theirs. */
static bool check_may_write(struct act *by, int64_t agency_id, bool at_once, struct err *e)
{
    struct err no = {0};
    struct agency g;

    if (actor_check_city(by->who, PERM_GOAL, &no) ||
        (at_once && actor_check_city(by->who, PERM_IMPORT, &no)))
        return true;
    if (at_once || !agency_id) {
        *e = no;
        return false;
    }
    return agency_by_id(by->tx->db, by->a, agency_id, &g, e) &&
           actor_check(by->who, PERM_REQUEST_WRITE, g.id, g.division, e);
}

static bool reason_needed(struct err *e)
{
    FAIL(e, ERR_REASON_NEEDED);
    return false;
}

/* ---- writing ---- */

static bool add_version(struct act *by, int64_t indicator_id, const struct indicator_text *t,
                        int64_t *ret_id, struct err *e)
{
    return db_int(by->tx->db, &Q_INDICATOR_VERSION_INSERT,
                  ARGS(V(indicator_id), V(t->from_date), V(t->name_th), V(t->name_en),
                       V(t->unit_word), V(t->direction), V(t->base_value), V(t->first_year),
                       V(t->target1), V(t->target2), V(t->target3), V(t->reason), V(t->source),
                       V(by->who->name), V(by->now_ms)),
                  ret_id, e);
}

static bool add_decision(struct act *by, int64_t indicator_id, const struct indicator_decision *d,
                         struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_INDICATOR_DECISION_INSERT,
                 ARGS(V(indicator_id), V(d->no), V(d->approved), V(d->resolution), V(d->reason),
                      V(by->who->name), V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows == 1)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

static bool note_indicator(struct act *by, const struct indicator_key *key, struct audit_note n,
                           struct err *e)
{
    n.subject =
        str_format(by->a, "indicator:%lld:%.*s",
                   (long long)(key->year ? key->year : key->version_id), STR_FMT(key->code));
    return audit_add(by, &n, e);
}

static bool insert(struct act *by, const struct indicator_new *x, int64_t *ret_id, struct err *e)
{
    struct rows made;

    if (!db_list(by->tx->db, by->a, &Q_INDICATOR_INSERT,
                 ARGS(V(x->version_id), V(x->year), V(x->code), V(x->level), V_ID(x->node_id),
                      V_ID(x->objective_id), V_ID(x->parent_id), V_ID(x->agency_id), V(x->kind),
                      V(x->status)),
                 &id_row_type, &made, e))
        return false;
    if (made.n == 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("code")));
        err_arg(e, "value", V(x->code));
        return false;
    }
    *ret_id = ((const struct id_row *)made.p)->id;
    return true;
}

bool indicator_add(struct act *by, const struct indicator_new *x, int64_t *ret_id, struct err *e)
{
    struct indicator_text t = x->text;
    struct indicator_decision d = {.no = 1, .approved = true, .resolution = x->resolution};
    struct indicator_key key = {x->version_id, x->year, x->code};
    int64_t id, version;

    if (!check_may_write(by, x->agency_id, x->resolution.n > 0, e) ||
        !check_text("code", x->code, true, 60, e) || !check_version_text(by->a, &t, e))
        return false;
    if (!one_of(x->level, "plan key_result kpi"))
        return bad_choice(e, "level", x->level, "plan key_result kpi");
    if (!one_of(x->kind, "outcome output"))
        return bad_choice(e, "kind", x->kind, "outcome output");
    if (x->resolution.n == 0 && str_trim(t.reason).n == 0)
        return reason_needed(e);
    if (!insert(by, x, &id, e) || !add_version(by, id, &t, &version, e) ||
        (x->resolution.n && !add_decision(by, id, &d, e)) ||
        !note_indicator(by, &key,
                        (struct audit_note){.action = STR("indicator.add"),
                                            .new_value = t.name_th,
                                            .reason = t.reason},
                        e))
        return false;
    *ret_id = id;
    return true;
}

static bool same_text(const struct indicator_row *r, const struct indicator_text *t)
{
    return date_cmp(r->from_date, t->from_date) == 0 && str_eq(r->name_th, t->name_th) &&
           str_eq(r->name_en, t->name_en) && str_eq(r->unit_word, t->unit_word) &&
           str_eq(r->direction, t->direction) && str_eq(r->base_value, t->base_value) &&
           r->first_year == t->first_year && str_eq(r->target1, t->target1) &&
           str_eq(r->target2, t->target2) && str_eq(r->target3, t->target3);
}

bool indicator_propose(struct act *by, const struct indicator_key *key,
                       const struct indicator_text *text, struct err *e)
{
    struct indicator_text t = *text;
    struct indicator_row r;
    int64_t version;

    if (!indicator_get(by->tx->db, by->a, key, by->today, &r, e) ||
        !check_may_write(by, r.agency_id, false, e) || !check_version_text(by->a, &t, e))
        return false;
    if (str_trim(t.reason).n == 0)
        return reason_needed(e);
    if (r.waiting > 0) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(STR("proposed")));
        err_arg(e, "event", V(key->code));
        return false;
    }
    if (same_text(&r, &t)) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(key->code));
        return false;
    }
    return add_version(by, r.id, &t, &version, e) &&
           note_indicator(by, key,
                          (struct audit_note){.action = STR("indicator.propose"),
                                              .old_value = r.name_th,
                                              .new_value = t.name_th,
                                              .reason = t.reason},
                          e);
}

static bool check_decider(struct act *by, const struct indicator_version *v,
                          const struct indicator_decision *d, struct err *e)
{
    struct err no;

    if (!actor_check_city(by->who, PERM_GOAL, &no) && !actor_check_city(by->who, PERM_DECIDE, e))
        return false;
    if (str_eq(v->made_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (v->no != d->no) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (str_trim(d->resolution).n == 0 || (!d->approved && str_trim(d->reason).n == 0))
        return reason_needed(e);
    return check_text("resolution", d->resolution, true, 200, e) &&
           check_text("reason", d->reason, false, 4000, e);
}

bool indicator_decide(struct act *by, const struct indicator_decision *d, struct err *e)
{
    const struct indicator_version *v;
    struct indicator_row r;
    struct rows rows;

    if (!indicator_get(by->tx->db, by->a, &d->key, by->today, &r, e) ||
        !indicator_versions(by->tx->db, by->a, r.id, &rows, e))
        return false;
    v = rows.p; /* the newest is the one that can wait */
    if (rows.n == 0 || !str_eq(v->state, STR("proposed"))) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(d->key.code));
        return false;
    }
    return check_decider(by, v, d, e) && add_decision(by, r.id, d, e) &&
           note_indicator(
               by, &d->key,
               (struct audit_note){
                   .action = d->approved ? STR("indicator.approve") : STR("indicator.refuse"),
                   .new_value = str_format(by->a, "%lld", (long long)d->no),
                   .reason =
                       str_format(by->a, "%.*s %.*s", STR_FMT(d->resolution), STR_FMT(d->reason))},
               e);
}
