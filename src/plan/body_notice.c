#include "plan/body_notice.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/row.h"
#include "city/agency.h"
#include "city/notice.h"
#include "sql_plan.h"
#include "store/store.h"

struct account_row {
    struct str name;
};
static const struct field account_fields[] = {
    COL(struct account_row, name),
};
static const struct row_type account_type = ROW_TYPE(struct account_row, account_fields);

static struct notice_new news(struct act *by, const char *kind, int64_t year, struct str code)
{
    return (struct notice_new){
        .kind = str_from(kind),
        .subject = str_format(by->a, "%s:%.*s", kind, STR_FMT(code)),
        .path = str_format(by->a, "/%ss/%.*s", kind, STR_FMT(code)),
        .year = year};
}

/* To each of the accounts but the actor's own. */
static bool tell(struct act *by, struct notice_new *n, const struct rows *accounts, struct err *e)
{
    const struct account_row *u = accounts->p;

    for (size_t i = 0; i < accounts->n; i++) {
        n->to_user = u[i].name;
        if (!str_eq(u[i].name, by->who->name) && !notice_add(by, n, e)) {
            return false;
        }
    }
    return true;
}

bool meeting_tell(struct act *by, int64_t meeting_id, int64_t year, struct str code, struct err *e)
{
    struct notice_new n = news(by, "meeting", year, code);
    struct rows accounts;

    n.th = tr(LANG_TH, TR("มีหนังสือเชิญประชุมคณะกรรมการ"));
    n.en = tr(LANG_EN, TR("มีหนังสือเชิญประชุมคณะกรรมการ"));
    return db_list(by->tx->db, by->a, &Q_MEETING_ACCOUNTS, ARGS(V(meeting_id)), &account_type,
                   &accounts, e) &&
           tell(by, &n, &accounts, e);
}

bool resolution_tell_chair(struct act *by, int64_t year, struct str body, struct str code,
                           struct err *e)
{
    struct notice_new n = news(by, "resolution", year, code);
    struct rows accounts;

    n.th = tr(LANG_TH, TR("มีร่างมติรอประธานยืนยัน"));
    n.en = tr(LANG_EN, TR("มีร่างมติรอประธานยืนยัน"));
    return db_list(by->tx->db, by->a, &Q_COMMITTEE_CHAIR_ACCOUNTS, ARGS(V(body), V(by->today)),
                   &account_type, &accounts, e) &&
           tell(by, &n, &accounts, e);
}

bool resolution_tell_agencies(struct act *by, int64_t id, int64_t year, struct str code,
                              struct err *e)
{
    static const enum perm told[] = {PERM_REQUEST_APPROVE, PERM_COLLECT};
    struct notice_new n = news(by, "resolution", year, code);
    const struct id_row *g;
    struct rows rows;

    n.th = tr(LANG_TH, TR("มีมติเกี่ยวกับคำขอของหน่วยงาน"));
    n.en = tr(LANG_EN, TR("มีมติเกี่ยวกับคำขอของหน่วยงาน"));
    n.once = str_format(by->a, "resolution:%.*s", STR_FMT(code));
    if (!db_list(by->tx->db, by->a, &Q_RESOLUTION_AGENCIES, ARGS(V(id)), &id_row_type, &rows, e)) {
        return false;
    }
    g = rows.p;
    for (size_t i = 0; i < rows.n * ARRAY_LEN(told); i++) {
        const struct notice_place where = {.perm = told[i % ARRAY_LEN(told)],
                                           .agency_id = g[i / ARRAY_LEN(told)].id};

        if (!notice_add_role(by, where, &n, e)) {
            return false;
        }
    }
    return true;
}
