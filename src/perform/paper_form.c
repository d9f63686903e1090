#include "perform/paper_form.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/table_file.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "perform/data_set.h"
#include "plan/write.h"
#include "sql_perform.h"
#include "store/store.h"

enum { NAME_MAX = 300, SHORT_MAX = 200, TEXT_MAX = 1000, COPIES_MAX = 1000000000, CHAIN_MAX = 50, FILE_ROWS = 5000 };

static const struct field form_fields[] = {
    COL(struct paper_form, id),
    COL(struct paper_form, agency_id),
    COL(struct paper_form, division),
    COL(struct paper_form, version),
    COL(struct paper_form, decisions),
    FIELD(struct paper_form, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct paper_form, number, 0, "เลขที่แบบ", "Number"),
    FIELD(struct paper_form, name, 0, "ชื่อแบบฟอร์มหรือแบบรายงาน", "Form or report"),
    FIELD(struct paper_form, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct paper_form, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct paper_form, used_for, 0, "ใช้เพื่อ", "Used for"),
    FIELD(struct paper_form, copies, FIELD_TOTAL, "ฉบับต่อปี", "Copies a year"),
    FIELD(struct paper_form, used_by, 0, "ผู้ใช้", "Used by"),
    FIELD(struct paper_form, decision, 0, "การตัดสินใจ", "Decision"),
    FIELD(struct paper_form, into_code, 0, "รวมเข้ากับ", "Merged into"),
    FIELD(struct paper_form, data_set_code, 0, "แทนด้วยชุดข้อมูล", "Replaced by data set"),
    FIELD(struct paper_form, page, 0, "แทนด้วยหน้า", "Replaced by page"),
    FIELD(struct paper_form, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct paper_form, decided_by, 0, "ผู้ตัดสินใจ", "Decided by"),
    FIELD(struct paper_form, on_date, 0, "สำรวจเมื่อ", "Surveyed"),
    FIELD(struct paper_form, decided_on, 0, "ตัดสินใจเมื่อ", "Decided"),
    FIELD(struct paper_form, made_by, 0, "ผู้สำรวจ", "Surveyed by"),
};
const struct row_type paper_form_type = ROW_TYPE(struct paper_form, form_fields);

static const struct field count_fields[] = {
    COL(struct paper_form_count, forms),    COL(struct paper_form_count, undecided),
    COL(struct paper_form_count, kept),     COL(struct paper_form_count, merged),
    COL(struct paper_form_count, replaced), COL(struct paper_form_count, copies),
    COL(struct paper_form_count, copies_gone),
};
const struct row_type paper_form_count_type = ROW_TYPE(struct paper_form_count, count_fields);

static const struct field decision_fields[] = {
    FIELD(struct paper_form_decision, no, FIELD_KEY, "ครั้งที่", "No."),
    FIELD(struct paper_form_decision, decision, 0, "การตัดสินใจ", "Decision"),
    FIELD(struct paper_form_decision, into_code, 0, "รวมเข้ากับ", "Merged into"),
    FIELD(struct paper_form_decision, data_set_code, 0, "แทนด้วยชุดข้อมูล", "Replaced by data set"),
    FIELD(struct paper_form_decision, page, 0, "แทนด้วยหน้า", "Replaced by page"),
    FIELD(struct paper_form_decision, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct paper_form_decision, on_date, 0, "วันที่", "On"),
    FIELD(struct paper_form_decision, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct paper_form_decision, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct paper_form_decision, at, 0, "เวลา", "Time"),
};
const struct row_type paper_form_decision_type =
    ROW_TYPE(struct paper_form_decision, decision_fields);

static const struct field file_fields[] = {
    FIELD(struct paper_form_file_row, row, FIELD_KEY, "แถว", "Row"),
    FIELD(struct paper_form_file_row, code, 0, "รหัส", "Code"),
    FIELD(struct paper_form_file_row, result, 0, "ผล", "Result"),
    FIELD(struct paper_form_file_row, text, 0, "เหตุ", "Why"),
};
const struct row_type paper_form_file_row_type = ROW_TYPE(struct paper_form_file_row, file_fields);

/* ---- reading ---- */

bool paper_form_list(struct db *db, struct arena *a, const struct paper_form_filter *f,
                     struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PAPER_FORM_LIST, ARGS(V(f->agency_id), V(f->show), V(f->after)),
                   &paper_form_type, ret, e);
}

bool paper_form_get(struct db *db, struct arena *a, struct str code, struct paper_form *ret,
                    struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_PAPER_FORM_GET, ARGS(V(code)), &paper_form_type, ret, &found, e))
        return false;
    if (found)
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

bool paper_form_counts(struct db *db, struct arena *a, int64_t agency_id,
                       struct paper_form_count *ret, struct err *e)
{
    return db_one(db, a, &Q_PAPER_FORM_COUNTS, ARGS(V(agency_id)), &paper_form_count_type, ret, e);
}

bool paper_form_decisions(struct db *db, struct arena *a, int64_t id, struct rows *ret,
                          struct err *e)
{
    return db_list(db, a, &Q_PAPER_FORM_DECISIONS, ARGS(V(id)), &paper_form_decision_type, ret, e);
}

/* ---- writing ---- */

static bool record(struct act *by, const char *action, struct str code, struct str value,
                   struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action), .new_value = value, .reason = reason};

    n.subject = str_format(by->a, "paper_form:%.*s", STR_FMT(code));
    return audit_add(by, &n, e);
}

static bool stale_unless(bool one, struct err *e)
{
    if (!one)
        FAIL(e, ERR_STALE);
    return one;
}

static bool check_new(const struct paper_form_new *n, struct err *e)
{
    if (!text_check("name", n->name, true, NAME_MAX, e) ||
        !text_check("number", n->number, false, SHORT_MAX, e) ||
        !text_check("used_for", n->used_for, true, TEXT_MAX, e) ||
        !text_check("used_by", n->used_by, true, SHORT_MAX, e))
        return false;
    if (n->copies >= 0 && n->copies <= COPIES_MAX)
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("copies")));
    err_arg(e, "value", V(n->copies));
    return false;
}

static bool form_for(struct act *by, struct str code, int64_t version, struct paper_form *ret,
                     struct err *e)
{
    return paper_form_get(by->tx->db, by->a, code, ret, e) &&
           actor_check(by->who, PERM_RESULT, ret->agency_id, ret->division, e) &&
           stale_unless(ret->version == version, e);
}

static bool add(struct act *by, const struct paper_form_new *n, struct str *ret_code, struct err *e)
{
    int64_t year = fy_of(by->today), number, id;
    struct agency g;
    struct str prefix;

    if (!agency_by_id(by->tx->db, by->a, n->agency_id, &g, e) ||
        !actor_check(by->who, PERM_RESULT, g.id, g.division, e) || !check_new(n, e))
        return false;
    prefix = agency_prefix(g.code);
    if (!number_take(by, year, 0, str_format(by->a, "paper_form:%.*s", STR_FMT(prefix)), 1, &number,
                     e))
        return false;
    *ret_code = str_format(by->a, "%lld-F-%.*s-%03lld", (long long)year, STR_FMT(prefix),
                           (long long)number);
    return db_int(by->tx->db, &Q_PAPER_FORM_INSERT,
                  ARGS(V(g.id), V(*ret_code), V(n->number), V(n->name), V(n->used_for),
                       V(n->copies), V(n->used_by), V(by->today), V(by->who->name), V(by->now_ms)),
                  &id, e);
}

bool paper_form_add(struct act *by, const struct paper_form_new *n, struct str *ret_code,
                    struct err *e)
{
    return add(by, n, ret_code, e) && record(by, "paper_form.add", *ret_code, n->name, STR_NONE, e);
}

static bool is_same(const struct paper_form *f, const struct paper_form_new *n)
{
    return str_eq(f->number, n->number) && str_eq(f->name, n->name) &&
           str_eq(f->used_for, n->used_for) && str_eq(f->used_by, n->used_by) &&
           f->copies == n->copies;
}

static bool edit(struct act *by, const struct paper_form *f, const struct paper_form_new *n,
                 struct err *e)
{
    int64_t rows;

    return check_new(n, e) &&
           db_exec(by->tx->db, &Q_PAPER_FORM_UPDATE,
                   ARGS(V(f->id), V(f->version), V(n->number), V(n->name), V(n->used_for),
                        V(n->copies), V(n->used_by)),
                   &rows, e) &&
           stale_unless(rows == 1, e);
}

static bool nothing(struct str what, struct err *e)
{
    FAIL(e, ERR_NOTHING);
    err_arg(e, "what", V(what));
    return false;
}

bool paper_form_edit(struct act *by, struct str code, const struct paper_form_new *n, struct err *e)
{
    struct paper_form f;

    if (!form_for(by, code, n->version, &f, e))
        return false;
    if (is_same(&f, n))
        return nothing(code, e);
    return edit(by, &f, n, e) && record(by, "paper_form.edit", code, n->name, STR_NONE, e);
}

/* ---- what becomes of it ---- */

struct hop {
    int64_t id;
    struct str code;
};
static const struct field hop_fields[] = {COL(struct hop, id), COL(struct hop, code)};
static const struct row_type hop_type = ROW_TYPE(struct hop, hop_fields);

/* A form merged into one that, by its own decisions, ends in this one again is refused, the way named. */
static bool check_chain(struct act *by, const struct paper_form *f, int64_t into_id, struct err *e)
{
    struct hop at = {into_id, STR_NONE};
    struct str way = f->code;

    for (int i = 0; i < CHAIN_MAX && at.id; i++) {
        int64_t here = at.id;

        if (!db_one(by->tx->db, by->a, &Q_PAPER_FORM_GOES, ARGS(V(here)), &hop_type, &at, e))
            return false;
        way = str_format(by->a, "%.*s -> %.*s", STR_FMT(way), STR_FMT(at.code));
        if (here == f->id) {
            FAIL(e, ERR_FORM_CYCLE);
            err_arg(e, "path", V(way));
            return false;
        }
    }
    return true;
}

static bool required(const char *field, struct err *e)
{
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(str_from(field)));
    return false;
}

struct target {
    int64_t into_id, data_set_id;
};

static bool other_agency(struct str what, struct err *e)
{
    FAIL(e, ERR_FORM_AGENCY);
    err_arg(e, "what", V(what));
    return false;
}

/* Where the form goes: checked against the decision's word. */
static bool find_target(struct act *by, const struct paper_form *f,
                        const struct paper_form_choice *c, struct target *ret, struct err *e)
{
    struct paper_form into;
    struct data_set s;

    *ret = (struct target){0};
    if (str_eq(c->decision, STR("merged"))) {
        if (c->into_code.n == 0)
            return required("into_code", e);
        if (!paper_form_get(by->tx->db, by->a, c->into_code, &into, e))
            return false;
        if (into.agency_id != f->agency_id)
            return other_agency(c->into_code, e);
        ret->into_id = into.id;
        return check_chain(by, f, into.id, e);
    }
    if (!str_eq(c->decision, STR("replaced")))
        return true;
    if (c->page.n == 0 && c->data_set_code.n == 0)
        return required("page", e);
    if (c->data_set_code.n == 0)
        return true;
    if (!data_set_get(by->tx->db, by->a, c->data_set_code, &s, e))
        return false;
    ret->data_set_id = s.id;
    return true;
}

static bool decide(struct act *by, const struct paper_form *f, const struct paper_form_choice *c,
                   struct err *e)
{
    bool merged = str_eq(c->decision, STR("merged")), replaced = str_eq(c->decision, STR("replaced"));
    struct str page = replaced ? c->page : STR_NONE;
    struct target t;
    int64_t rows;

    if (!word_check("decision", c->decision, "kept merged replaced", e) ||
        !text_check("reason", c->reason, true, TEXT_MAX, e) ||
        !text_check("page", c->page, false, SHORT_MAX, e) || !find_target(by, f, c, &t, e))
        return false;
    if (str_eq(f->decision, c->decision) && str_eq(f->reason, c->reason) && str_eq(f->page, page) &&
        str_eq(f->into_code, merged ? c->into_code : STR_NONE) &&
        str_eq(f->data_set_code, replaced ? c->data_set_code : STR_NONE))
        return nothing(f->code, e);
    return db_exec(by->tx->db, &Q_PAPER_FORM_DECIDED, ARGS(V(f->id), V(f->version)), &rows, e) &&
           stale_unless(rows == 1, e) &&
           db_exec(by->tx->db, &Q_PAPER_FORM_DECISION_INSERT,
                   ARGS(V(f->id), V(f->decisions + 1), V(c->decision), V_ID(t.into_id),
                        V_ID(t.data_set_id), V(page), V(c->reason), V(by->today),
                        V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                   NULL, e);
}

bool paper_form_decide(struct act *by, struct str code, const struct paper_form_choice *c,
                       struct err *e)
{
    struct paper_form f;

    return form_for(by, code, c->version, &f, e) && decide(by, &f, c, e) &&
           record(by, "paper_form.decide", code, c->decision, c->reason, e);
}

/* ---- many by a file ---- */

static bool refused_here(const struct err *e)
{
    return e->code != ERR_STORE && e->code != ERR_STORE_BUSY && e->code != ERR_STORE_FULL &&
           e->code != ERR_STORE_UNREACHABLE;
}

static bool read_new(struct arena *a, const struct table_file *t, size_t i,
                     struct paper_form_new *ret, struct err *e)
{
    struct str copies = table_file_cell(t, i, "copies");

    *ret = (struct paper_form_new){.number = table_file_cell(t, i, "number"),
                                   .name = table_file_cell(t, i, "name"),
                                   .used_for = table_file_cell(t, i, "used_for"),
                                   .used_by = table_file_cell(t, i, "used_by")};
    if (exact_parse_decimal(str_replace(a, copies, STR(","), STR_NONE), 0, &ret->copies))
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("copies")));
    err_arg(e, "value", V(copies));
    return false;
}

/* The form's own cells: a new one, or one changed; *ret is the form afterwards. */
static bool file_form(struct act *by, const struct table_file *t, size_t i,
                      struct paper_form_file_row *r, struct paper_form *ret, struct err *e)
{
    struct paper_form_new n;
    struct agency g;

    r->code = table_file_cell(t, i, "code");
    r->result = STR("unchanged");
    if (!read_new(by->a, t, i, &n, e))
        return false;
    if (r->code.n == 0) {
        if (!agency_get(by->tx->db, by->a, table_file_cell(t, i, "agency_code"), &g, e))
            return false;
        n.agency_id = g.id;
        r->result = STR("added");
        return add(by, &n, &r->code, e) && paper_form_get(by->tx->db, by->a, r->code, ret, e);
    }
    if (!paper_form_get(by->tx->db, by->a, r->code, ret, e) ||
        !actor_check(by->who, PERM_RESULT, ret->agency_id, ret->division, e))
        return false;
    if (is_same(ret, &n))
        return true;
    r->result = STR("changed");
    return edit(by, ret, &n, e) && paper_form_get(by->tx->db, by->a, r->code, ret, e);
}

static bool file_row(struct act *by, const struct table_file *t, size_t i,
                     struct paper_form_file_row *r, struct err *e)
{
    struct paper_form f;
    struct paper_form_choice c = {.decision = table_file_cell(t, i, "decision"),
                                  .into_code = table_file_cell(t, i, "into_code"),
                                  .data_set_code = table_file_cell(t, i, "data_set_code"),
                                  .page = table_file_cell(t, i, "page"),
                                  .reason = table_file_cell(t, i, "reason")};

    r->row = t->row[i];
    if (!file_form(by, t, i, r, &f, e))
        return false;
    if (c.decision.n == 0 || str_eq(c.decision, STR("undecided")))
        return true;
    if (decide(by, &f, &c, e)) {
        r->result = str_eq(r->result, STR("added")) ? r->result : STR("changed");
        return true;
    }
    if (!refused_here(e))
        return false;
    if (e->code != ERR_NOTHING) /* the form's own cells stand */
        r->text = err_text(by->a, e, LANG_TH);
    return true;
}

bool paper_form_file(struct act *by, const char *path, struct rows *ret, struct err *e)
{
    static const char *const want[] = {"name", "used_for", "copies", "used_by", NULL};
    struct paper_form_file_row *r;
    struct table_file t;
    int64_t changed = 0;

    if (!table_file_read(by->a, path, &paper_form_type, want, &t, e))
        return false;
    if (t.n > FILE_ROWS) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("rows")));
        err_arg(e, "limit", V((int64_t)FILE_ROWS));
        return false;
    }
    r = ARENA_ARRAY(by->a, struct paper_form_file_row, t.n + 1);
    for (size_t i = 0; i < t.n; i++) {
        if (!file_row(by, &t, i, &r[i], e)) {
            if (!refused_here(e))
                return false;
            r[i].result = STR("refused");
            r[i].text = err_text(by->a, e, LANG_TH);
        }
        changed += str_eq(r[i].result, STR("changed")) || str_eq(r[i].result, STR("added"));
    }
    *ret = (struct rows){r, t.n};
    return changed == 0 || record(by, "paper_form.file", STR("file"),
                                  str_format(by->a, "%lld/%zu", (long long)changed, t.n), STR_NONE, e);
}
