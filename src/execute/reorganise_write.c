/* reorganise_write.c - proposing, approving and dropping a re-organisation. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/class.h"
#include "city/notice.h"
#include "city/year.h"
#include "execute/carry_int.h"
#include "execute/reorganise_int.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { TITLE_MAX = 300, REASON_MAX = 2000, DOC_MAX = 100, NAME_MAX = 300, WHOLE_BP = 10000 };

static const char *const kinds[] = {"merge", "split", "rename", "move_programme"};

struct str reorg_subject(struct arena *a, struct str code)
{
    return str_format(a, "reorganise:%.*s", STR_FMT(code));
}

static bool bad_choice(const char *field, struct str value, struct str expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(expected));
    return false;
}

static bool check_head(struct act *by, const struct reorg_new *n, struct err *e)
{
    struct fiscal_year y;
    bool known = false;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        known = known || str_eq(n->kind, str_from(kinds[i]));
    }
    if (!known) {
        return bad_choice("kind", n->kind, STR("rename merge split move_programme"), e);
    }
    if (!check_text("title", n->title, true, TITLE_MAX, e) || !check_text("reason", n->reason, true, REASON_MAX, e) ||
        !check_text("doc_no", n->doc_no, false, DOC_MAX, e) || !year_get(by->tx->db, by->a, n->year, &y, e) ||
        !carry_stage_check(y.stage, n->year, e)) {
        return false;
    }
    if (!date_valid(n->on_date)) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("on_date")));
        return false;
    }
    if (fy_of(n->on_date) != n->year) {
        FAIL(e, ERR_WRONG_YEAR);
        err_arg(e, "date", V(n->on_date));
        err_arg(e, "year", V(n->year));
        return false;
    }
    if (n->n == 0 || n->n > REORG_RULES_MOST) {
        FAIL(e, n->n ? ERR_LIMIT : ERR_REQUIRED);
        err_arg(e, n->n ? "what" : "field", V(STR("rules")));
        err_arg(e, "limit", V((int64_t)REORG_RULES_MOST));
        return false;
    }
    return true;
}

/* ---- rules ---- */

struct found {
    int64_t line_id, from_agency_id, from_output_id, to_agency_id, to_output_id;
};
struct look {
    struct act *by;
    const struct reorg_new *n;
    struct class_tree programme;
    struct found *f;
};

static bool unknown(const char *field, struct str value, int64_t year, struct err *e)
{
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "year", V(year));
    return false;
}

static bool find_agency(struct look *l, const char *field, struct str code, int64_t *ret, struct err *e)
{
    if (code.n == 0) {
        return true;
    }
    return db_int(l->by->tx->db, &Q_REORG_AGENCY_FIND, ARGS(V(code)), ret, e) &&
           (*ret || unknown(field, code, l->n->year, e));
}

static bool find_output(struct look *l, const char *field, struct str code, int64_t *ret, struct err *e)
{
    const struct class_node *node = code.n ? class_by_code(&l->programme, code) : NULL;

    *ret = node ? node->id : 0;
    return node || code.n == 0 || unknown(field, code, l->n->year, e);
}

static bool is_new_code(struct str code)
{
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] < '0' || code.p[i] > '9') {
            return false;
        }
    }
    return code.n == 8;
}

/* An agency that is there, or one that is made when it is executed. */
static bool find_target(struct look *l, const struct reorg_rule_new *r, struct found *f, struct err *e)
{
    if (r->to_agency.n == 0) {
        return true;
    }
    if (!db_int(l->by->tx->db, &Q_REORG_AGENCY_FIND, ARGS(V(r->to_agency)), &f->to_agency_id, e)) {
        return false;
    }
    return f->to_agency_id || (is_new_code(r->to_agency) && str_trim(r->to_name).n && f->from_agency_id) ||
           unknown("to_agency", r->to_agency, l->n->year, e);
}

static bool find_rule(struct look *l, const struct reorg_rule_new *r, struct found *f, struct err *e)
{
    struct carry_line line = {.id = 0};

    if (r->share_bp < 1 || r->share_bp > WHOLE_BP) {
        return bad_choice("share", str_format(l->by->a, "%lld", (long long)r->share_bp), STR("0.01 .. 100.00"), e);
    }
    if (r->line.n == 0 && r->from_agency.n == 0 && r->from_output.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("from_agency")));
        return false;
    }
    if (r->to_agency.n == 0 && r->to_output.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("to_agency")));
        return false;
    }
    if (r->line.n && (!carry_line_find(l->by->tx->db, l->by->a, r->line, &line, e))) {
        return false;
    }
    f->line_id = line.id;
    return check_text("to_name", r->to_name, false, NAME_MAX, e) &&
           find_agency(l, "from_agency", r->from_agency, &f->from_agency_id, e) &&
           find_output(l, "from_output", r->from_output, &f->from_output_id, e) &&
           find_output(l, "to_output", r->to_output, &f->to_output_id, e) && find_target(l, r, f, e);
}

/* What the kind says must be so of its rules. */
static bool fits(const struct reorg_new *n, size_t i)
{
    const struct reorg_rule_new *r = &n->rule[i], *first = &n->rule[0];
    bool whole = r->share_bp == WHOLE_BP;

    if (str_eq(n->kind, STR("rename"))) {
        return n->n == 1 && whole && r->line.n == 0 && r->from_output.n == 0 && r->from_agency.n && r->to_agency.n &&
               !str_eq(r->to_agency, r->from_agency);
    }
    if (str_eq(n->kind, STR("merge"))) {
        return whole && r->from_agency.n && r->to_agency.n && str_eq(r->to_agency, first->to_agency);
    }
    if (str_eq(n->kind, STR("split"))) {
        return (r->from_agency.n || r->line.n) && r->to_agency.n &&
               (r->from_agency.n == 0 || first->from_agency.n == 0 || str_eq(r->from_agency, first->from_agency));
    }
    return r->to_output.n > 0 && r->to_agency.n == 0;
}

static bool check_rules(struct look *l, int64_t *ret_row, struct err *e)
{
    const struct reorg_new *n = l->n;

    l->f = ARENA_ARRAY(l->by->a, struct found, n->n);
    if (!class_tree_load(l->by->tx->db, l->by->a, n->year, STR("programme"), &l->programme, e)) {
        return false;
    }
    for (size_t i = 0; i < n->n; i++) {
        *ret_row = (int64_t)i + 1;
        l->f[i] = (struct found){0};
        if (!find_rule(l, &n->rule[i], &l->f[i], e)) {
            return false;
        }
        if (!fits(n, i)) {
            return bad_choice("kind", n->kind, tr(LANG_TH, TR("กฎข้อนี้ไม่ตรงกับชนิด: รวมต้องไปหน่วยงานเดียวทั้งหมด แยกต้องมาจากหน่วยงานเดียว เปลี่ยนชื่อมีข้อเดียวไปรหัสใหม่ ย้ายรหัสผลผลิตไม่ย้ายหน่วยงาน")), e);
        }
    }
    *ret_row = 0;
    return true;
}

static bool write_rules(struct look *l, int64_t id, struct err *e)
{
    for (size_t i = 0; i < l->n->n; i++) {
        const struct reorg_rule_new *r = &l->n->rule[i];
        const struct found *f = &l->f[i];

        if (!db_exec(l->by->tx->db, &Q_REORG_RULE_INSERT,
                     ARGS(V(id), V((int64_t)i + 1), V_ID(f->line_id), V_ID(f->from_agency_id), V_ID(f->from_output_id),
                          V(r->to_agency), V(str_trim(r->to_name)), V_ID(f->to_agency_id), V_ID(f->to_output_id),
                          V(r->share_bp)),
                     NULL, e)) {
            return false;
        }
    }
    return true;
}

bool reorg_note(struct act *by, const struct reorg *r, struct audit_note n, struct err *e)
{
    n.subject = reorg_subject(by->a, r->code);
    n.year = r->year;
    return audit_add(by, &n, e);
}

static bool tell(struct act *by, const struct reorg *r, struct err *e)
{
    return carry_tell(by, &(struct notice_place){PERM_POST_APPROVE, 0, 0},
                      &(struct carry_say){.subject = reorg_subject(by->a, r->code),
                                          .path = str_format(by->a, "/reorganisations/%.*s", STR_FMT(r->code)),
                                          .year = r->year,
                                          .th = tr(LANG_TH, TR("มีการปรับโครงสร้างรออนุมัติ")),
                                          .en = tr(LANG_EN, TR("มีการปรับโครงสร้างรออนุมัติ"))},
                      e);
}

bool reorg_propose(struct act *by, const struct reorg_new *n, struct str *ret_code, int64_t *ret_row, struct err *e)
{
    struct look l = {.by = by, .n = n};
    struct reorg_plan p;
    struct reorg r;
    int64_t number, id;

    *ret_row = 0;
    if (!actor_check_city(by->who, PERM_REORGANISE, e) || !check_head(by, n, e) || !check_rules(&l, ret_row, e) ||
        !number_take(by, n->year, 0, STR("reorganise"), 1, &number, e)) {
        return false;
    }
    *ret_code = str_format(by->a, "%lld-R-%04lld", (long long)n->year, (long long)number);
    if (!db_int(by->tx->db, &Q_REORG_INSERT,
                ARGS(V(*ret_code), V(n->year), V(n->kind), V(str_trim(n->title)), V(str_trim(n->reason)),
                     V(str_trim(n->doc_no)), V(n->on_date), V(by->who->name), V(by->now_ms)),
                &id, e) ||
        !write_rules(&l, id, e) || !reorg_get(by->tx->db, by->a, *ret_code, &r, e) ||
        !reorg_plan(by->tx->db, by->a, &r, &p, e)) {
        return false;
    }
    if (p.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(r.title));
        return false;
    }
    return db_exec(by->tx->db, &Q_REORG_NUMBERS, ARGS(V(id), V(p.lines), V(p.total)), NULL, e) && tell(by, &r, e) &&
           reorg_note(by, &r,
                      (struct audit_note){.action = STR("reorganise.propose"),
                                          .new_value = str_format(by->a, "%.*s %lld %.*s", STR_FMT(n->kind),
                                                                  (long long)p.lines,
                                                                  STR_FMT(money_text(by->a, p.total, MONEY_PLAIN))),
                                          .reason = str_trim(n->reason)},
                      e);
}

/* ---- deciding ---- */

bool reorg_guard(struct str guard, int64_t count, struct str path, struct err *e)
{
    FAIL(e, ERR_GUARD_FIXED);
    err_arg(e, "event", V(tr(LANG_TH, TR("ปรับโครงสร้าง"))));
    err_arg(e, "guard", V(guard));
    err_arg(e, "count", V(count));
    err_arg(e, "path", V(path));
    return false;
}

bool reorg_check_open(const struct reorg_plan *p, struct err *e)
{
    if (p->blocks == 0) {
        return true;
    }
    return reorg_guard(tr(LANG_TH, TR("เอกสารของรายการที่จะย้ายยังดำเนินการอยู่")), (int64_t)p->blocks, p->block[0].path, e);
}

bool reorg_approve(struct act *by, struct str code, int64_t version, struct str doc_no, struct err *e)
{
    struct reorg_plan p;
    struct reorg r;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_POST_APPROVE, e) || !reorg_get(by->tx->db, by->a, code, &r, e)) {
        return false;
    }
    doc_no = str_trim(doc_no).n ? str_trim(doc_no) : r.doc_no;
    if (!str_eq(r.state, STR("proposed"))) {
        return carry_bad_state(r.state, STR("approve"), e);
    }
    return carry_other_person(by, r.made_by, e) && check_text("doc_no", doc_no, true, DOC_MAX, e) &&
           reorg_plan(by->tx->db, by->a, &r, &p, e) && reorg_check_open(&p, e) &&
           db_exec(by->tx->db, &Q_REORG_APPROVE,
                   ARGS(V(r.id), V(version < 0 ? r.version : version), V(doc_no), V(by->who->name), V(by->now_ms)), &rows,
                   e) &&
           carry_one_row(rows, e) &&
           reorg_note(by, &r, (struct audit_note){.action = STR("reorganise.approve"), .new_value = doc_no}, e);
}

bool reorg_drop(struct act *by, struct str code, int64_t version, struct str reason, struct err *e)
{
    struct reorg r;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_REORGANISE, e) || !check_text("reason", reason, true, REASON_MAX, e) ||
        !reorg_get(by->tx->db, by->a, code, &r, e)) {
        return false;
    }
    if (!str_eq(r.state, STR("proposed")) && !str_eq(r.state, STR("approved"))) {
        return carry_bad_state(r.state, STR("drop"), e);
    }
    return db_exec(by->tx->db, &Q_REORG_DROP, ARGS(V(r.id), V(version < 0 ? r.version : version), V(str_trim(reason))),
                   &rows, e) &&
           carry_one_row(rows, e) &&
           reorg_note(by, &r, (struct audit_note){.action = STR("reorganise.drop"), .reason = str_trim(reason)}, e);
}
