#include "plan/protect.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/law.h"
#include "city/param.h"
#include "plan/delta_int.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 500 };

static const struct field protected_fields[] = {
    COL(struct protected_line, id),
    COL(struct protected_line, version),
    FIELD(struct protected_line, line_code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct protected_line, line_name, 0, "รายการ", "Line"),
    FIELD(struct protected_line, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct protected_line, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct protected_line, now, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct protected_line, law, 0, "กฎหมาย", "Instrument"),
    FIELD(struct protected_line, article, 0, "มาตราหรือข้อ", "Article"),
    FIELD(struct protected_line, article_title, 0, "ชื่อ", "Title"),
    FIELD(struct protected_line, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct protected_line, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct protected_line, made_at, 0, "เมื่อ", "At"),
    COL(struct protected_line, ended_by),
    COL(struct protected_line, ended_why),
};
const struct row_type protected_line_type = ROW_TYPE(struct protected_line, protected_fields);

/* Why one line is protected. */
struct protection {
    struct str law, article, reason;
};
static const struct field protection_fields[] = {
    COL(struct protection, law),
    COL(struct protection, article),
    COL(struct protection, reason),
};
static const struct row_type protection_type = ROW_TYPE(struct protection, protection_fields);

bool protected_list(struct db *db, struct arena *a, int64_t year, int64_t after_id, int64_t limit,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PROTECTED_LIST, ARGS(V(year), V(after_id), V(limit)),
                   &protected_line_type, ret, e);
}

static bool refuse(const struct delta_line *l, struct str why, struct str rule, struct err *e)
{
    FAIL(e, ERR_PROTECTED);
    err_arg(e, "line", V(l->code));
    err_arg(e, "why", V(why));
    err_arg(e, "rule", V(rule));
    return false;
}

bool protected_check(struct act *by, const struct delta_line *l, struct err *e)
{
    struct protection p;
    struct param_rows t;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_PROTECTED_OF_LINE, ARGS(V(l->id)), &protection_type, &p,
                 &found, e)) {
        return false;
    }
    if (found) {
        return refuse(l, p.reason,
                      p.article.n ? str_format(by->a, "%.*s %.*s", STR_FMT(p.law), STR_FMT(p.article))
                                  : p.law,
                      e);
    }
    if (!param_table(by->tx->db, by->a, PARAM_COUNCIL_PROTECTED, l->year, &t, e)) {
        return false;
    }
    for (size_t i = 0; i < t.rows; i++) {
        struct str code = param_cell(&t, i, "code");
        bool output = str_eq(param_cell(&t, i, "kind"), STR("output"));

        if (str_starts(output ? l->output_code : l->item_code, code)) {
            return refuse(l, param_cell(&t, i, "why"), param_code(PARAM_COUNCIL_PROTECTED), e);
        }
    }
    return true;
}

static bool check_law(struct act *by, const struct protected_new *n, struct err *e)
{
    struct law_entry law;
    struct err why;

    if (law_get(by->tx->db, by->a, str_trim(n->law), str_trim(n->article), &law, &why)) {
        return true;
    }
    if (why.code != ERR_NOT_FOUND) {
        *e = why;
        return false;
    }
    FAIL(e, ERR_UNKNOWN_RULE);
    err_arg(e, "field", V(STR("law")));
    err_arg(e, "value", V(str_format(by->a, "%.*s %.*s", STR_FMT(n->law), STR_FMT(n->article))));
    return false;
}

static bool note(struct act *by, struct str line_code, const char *action, struct str value,
                 struct str reason, struct err *e)
{
    const struct audit_note n = {.action = str_from(action),
                                 .subject = str_format(by->a, "line:%.*s", STR_FMT(line_code)),
                                 .new_value = value,
                                 .reason = reason,
                                 .year = line_code_year(line_code)};

    return audit_add(by, &n, e);
}

bool protected_add(struct act *by, const struct protected_new *n, struct err *e)
{
    struct str law = str_trim(n->law), article = str_trim(n->article);
    struct line_home h;
    struct protection p;
    bool found;

    if (!actor_check_city(by->who, PERM_BILL, e) || !check_text("law", law, true, 100, e) ||
        !check_text("reason", n->reason, true, REASON_MAX, e) ||
        !line_find(by, str_trim(n->line_code), &h, e) || !check_law(by, n, e) ||
        !db_find(by->tx->db, by->a, &Q_PROTECTED_OF_LINE, ARGS(V(h.id)), &protection_type, &p,
                 &found, e)) {
        return false;
    }
    if (found) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(n->line_code));
        return false;
    }
    return db_exec(by->tx->db, &Q_PROTECTED_INSERT,
                   ARGS(V(h.id), V(h.year), V(law), V(article), V(n->reason), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           note(by, str_trim(n->line_code), "line.protect",
                str_format(by->a, "%.*s %.*s", STR_FMT(law), STR_FMT(article)), n->reason, e);
}

bool protected_end(struct act *by, struct str line_code, int64_t version, struct str why,
                   struct err *e)
{
    int64_t rows;

    if (!actor_check_city(by->who, PERM_BILL, e) || !check_text("reason", why, true, REASON_MAX, e) ||
        !db_exec(by->tx->db, &Q_PROTECTED_END,
                 ARGS(V(line_code), V(version), V(by->who->name), V(by->now_ms), V(why)), &rows,
                 e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return note(by, line_code, "line.unprotect", STR_NONE, why, e);
}
