/* integrated_write.c - plans across agencies: made, joined, proved. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/integrated.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { CODE_MAX = 20, NAME_MAX = 200, TEXT_MAX = 2000, PEOPLE_MAX = 100000 };

/* Those who keep the year or the strategy. */
static bool check_keeper(const struct act *by, struct err *e)
{
    struct err other;

    return actor_check_city(by->who, PERM_CYCLE, &other) || actor_check_city(by->who, PERM_GOAL, e);
}

/* A keeper, the agency's own people, or its analyst. */
static bool check_hand(const struct act *by, int64_t agency_id, int64_t division, struct err *e)
{
    static const enum perm any[] = {PERM_REQUEST_WRITE, PERM_REQUEST_APPROVE, PERM_ANALYSE};
    struct err other;

    for (size_t i = 0; i < ARRAY_LEN(any); i++) {
        if (actor_check(by->who, any[i], agency_id, division, &other)) {
            return true;
        }
    }
    return check_keeper(by, &other) ||
           actor_check(by->who, PERM_REQUEST_WRITE, agency_id, division, e);
}

static bool note_plan(struct act *by, int64_t year, struct str code, const char *action,
                      struct str value, struct str reason, struct err *e)
{
    struct audit_note note = {.action = str_from(action), .new_value = value, .reason = reason};

    note.subject = str_format(by->a, "integrated:%lld:%.*s", (long long)year, STR_FMT(code));
    note.year = year;
    return audit_add(by, &note, e);
}

static bool check_code(struct str s, struct err *e)
{
    bool fine = s.n > 0 && s.n <= CODE_MAX;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        fine = fine && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
    if (!fine || str_eq(s, STR("overlaps"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("code")));
        err_arg(e, "value", V(s));
        err_arg(e, "expected", V(STR("a-z 0-9 -")));
        return false;
    }
    return true;
}

static bool check_new(struct act *by, const struct integrated_new *n, struct agency *ret_lead,
                      struct err *e)
{
    struct fiscal_year y;

    return check_keeper(by, e) && year_get(by->tx->db, by->a, n->year, &y, e) &&
           check_code(n->code, e) && check_text("name_th", n->name_th, true, NAME_MAX, e) &&
           check_text("name_en", n->name_en, false, NAME_MAX, e) &&
           check_text("purpose", n->purpose, true, TEXT_MAX, e) &&
           check_text("lead", n->lead_code, true, 20, e) &&
           agency_get(by->tx->db, by->a, n->lead_code, ret_lead, e);
}

bool integrated_add(struct act *by, const struct integrated_new *n, struct err *e)
{
    struct agency lead;
    struct rows made;
    int64_t id;

    if (!check_new(by, n, &lead, e) ||
        !db_list(by->tx->db, by->a, &Q_INTEGRATED_INSERT,
                 ARGS(V(n->year), V(n->code), V(n->name_th), V(n->name_en), V(n->purpose),
                      V(lead.id), V(by->who->name), V(by->now_ms)),
                 &id_row_type, &made, e)) {
        return false;
    }
    if (made.n == 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("code")));
        err_arg(e, "value", V(n->code));
        return false;
    }
    id = ((const struct id_row *)made.p)->id;
    return db_exec(by->tx->db, &Q_INTEGRATED_PARTY_ADD, ARGS(V(id), V(lead.id), V(STR(""))), NULL,
                   e) &&
           note_plan(by, n->year, n->code, "integrated.add", n->name_th, STR_NONE, e);
}

bool integrated_edit(struct act *by, const struct integrated_new *n, struct err *e)
{
    struct integrated p;
    struct agency lead;
    int64_t rows;

    if (!check_new(by, n, &lead, e) ||
        !integrated_get(by->tx->db, by->a, n->year, n->code, &p, e) ||
        !db_exec(
            by->tx->db, &Q_INTEGRATED_UPDATE,
            ARGS(V(p.id), V(n->version), V(n->name_th), V(n->name_en), V(n->purpose), V(lead.id)),
            &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(by->tx->db, &Q_INTEGRATED_PARTY_ADD, ARGS(V(p.id), V(lead.id), V(STR(""))), NULL,
                   e) &&
           note_plan(by, n->year, n->code, "integrated.edit", n->name_th, STR_NONE, e);
}

bool integrated_join(struct act *by, int64_t year, struct str code, struct str agency_code,
                     struct str part, struct err *e)
{
    struct integrated p;
    struct agency g;

    return integrated_get(by->tx->db, by->a, year, code, &p, e) && check_keeper(by, e) &&
           check_text("part", part, true, TEXT_MAX, e) &&
           agency_get(by->tx->db, by->a, agency_code, &g, e) &&
           db_exec(by->tx->db, &Q_INTEGRATED_PARTY_SET, ARGS(V(p.id), V(g.id), V(part)), NULL, e) &&
           note_plan(by, year, code, "integrated.join", g.name_th, part, e);
}

static bool refuse_state(struct err *e, const char *state, const char *event)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(str_from(state)));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

bool integrated_leave(struct act *by, int64_t year, struct str code, struct str agency_code,
                      struct err *e)
{
    struct integrated p;
    struct agency g;
    int64_t n;

    if (!integrated_get(by->tx->db, by->a, year, code, &p, e) || !check_keeper(by, e) ||
        !agency_get(by->tx->db, by->a, agency_code, &g, e) ||
        !db_int(by->tx->db, &Q_INTEGRATED_AGENCY_PACKAGES, ARGS(V(p.id), V(g.id)), &n, e)) {
        return false;
    }
    if (g.id == p.lead_id) {
        return refuse_state(e, "plan_lead", "plan_leave");
    }
    if (n > 0) {
        return refuse_state(e, "plan_has_packages", "plan_leave");
    }
    if (!db_exec(by->tx->db, &Q_INTEGRATED_PARTY_REMOVE, ARGS(V(p.id), V(g.id)), &n, e)) {
        return false;
    }
    if (n == 0) {
        FAIL(e, ERR_NOT_PARTY);
        err_arg(e, "agency", V(g.name_th));
        return false;
    }
    return note_plan(by, year, code, "integrated.leave", g.name_th, STR_NONE, e);
}

/* ---- packages ---- */

bool integrated_put(struct act *by, int64_t year, struct str code, struct str package_code,
                    struct err *e)
{
    struct db *db = by->tx->db;
    struct integrated p;
    struct package k;
    int64_t n;

    if (!integrated_get(db, by->a, year, code, &p, e) ||
        !package_see(db, by->a, by->who, year, package_code, &k, e) ||
        !check_hand(by, k.agency_id, k.division, e) ||
        !db_int(db, &Q_INTEGRATED_IS_PARTY, ARGS(V(p.id), V(k.agency_id)), &n, e)) {
        return false;
    }
    if (n == 0) {
        FAIL(e, ERR_NOT_PARTY);
        err_arg(e, "agency", V(k.agency_name_th));
        return false;
    }
    if (str_eq(k.state, STR("WITHDRAWN"))) {
        return refuse_state(e, "WITHDRAWN", "plan_put");
    }
    if (!db_exec(db, &Q_INTEGRATED_PUT, ARGS(V(k.id), V(p.id), V(by->who->name), V(by->now_ms)), &n,
                 e)) {
        return false;
    }
    if (n == 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(package_code));
        return false;
    }
    return db_exec(db, &Q_INTEGRATED_MARK, ARGS(V(k.id)), NULL, e) &&
           note_plan(by, year, code, "integrated.put", package_code, STR_NONE, e);
}

bool integrated_take_out(struct act *by, int64_t year, struct str code, struct str package_code,
                         struct err *e)
{
    struct integrated p;
    struct package k;
    int64_t n;

    if (!integrated_get(by->tx->db, by->a, year, code, &p, e) ||
        !package_see(by->tx->db, by->a, by->who, year, package_code, &k, e) ||
        !check_hand(by, k.agency_id, k.division, e) ||
        !db_exec(by->tx->db, &Q_INTEGRATED_TAKE_OUT, ARGS(V(k.id), V(p.id)), &n, e)) {
        return false;
    }
    if (n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(package_code));
        return false;
    }
    return note_plan(by, year, code, "integrated.take_out", package_code, STR_NONE, e);
}

/* ---- evidence ---- */

static bool check_evidence(const struct evidence_new *n, struct date today, struct arena *a,
                           struct err *e)
{
    int64_t parties = integrated_step_parties(n->step);

    if (n->step < 1 || n->step > INTEGRATED_STEPS) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("step")));
        err_arg(e, "value", V(n->step));
        return false;
    }
    if (str_trim(n->doc_no).n == 0 || str_trim(n->title).n == 0 || !date_valid(n->doc_date) ||
        (n->parties & parties) != parties || (n->step == 2 && n->people < 1)) {
        FAIL(e, ERR_EVIDENCE);
        err_arg(e, "step", V(n->step));
        err_arg(e, "needs", V(str_format(a, "step%lld", (long long)n->step)));
        return false;
    }
    if (date_cmp(n->doc_date, today) > 0) {
        struct sbuf b;

        sbuf_init(&b, a, 40);
        date_put_iso(&b, n->doc_date);
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(sbuf_str(&b)));
        err_arg(e, "field", V(STR("doc_date")));
        return false;
    }
    if (n->people < 0 || n->people > PEOPLE_MAX) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("people")));
        err_arg(e, "value", V(n->people));
        return false;
    }
    return check_text("doc_no", n->doc_no, true, NAME_MAX, e) &&
           check_text("title", n->title, true, TEXT_MAX, e);
}

bool integrated_prove(struct act *by, int64_t year, struct str code, const struct evidence_new *n,
                      int64_t *ret_number, struct err *e)
{
    struct integrated p;

    return integrated_get(by->tx->db, by->a, year, code, &p, e) && check_keeper(by, e) &&
           check_evidence(n, by->today, by->a, e) &&
           db_int(by->tx->db, &Q_INTEGRATED_EVIDENCE_INSERT,
                  ARGS(V(p.id), V(n->step), V(n->doc_no), V(n->doc_date), V(n->title),
                       V(n->parties), V(n->people), V(by->who->name), V(by->now_ms)),
                  ret_number, e) &&
           note_plan(by, year, code, "integrated.prove",
                     str_format(by->a, "%lld %.*s", (long long)n->step, STR_FMT(n->doc_no)),
                     n->title, e);
}

bool integrated_withdraw(struct act *by, int64_t year, struct str code, int64_t number,
                         struct str reason, struct err *e)
{
    struct integrated p;
    struct rows found;

    if (!integrated_get(by->tx->db, by->a, year, code, &p, e) || !check_keeper(by, e) ||
        !check_text("reason", reason, true, TEXT_MAX, e) ||
        !db_list(by->tx->db, by->a, &Q_INTEGRATED_EVIDENCE_FIND, ARGS(V(p.id), V(number)),
                 &id_row_type, &found, e)) {
        return false;
    }
    if (found.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "#%lld", (long long)number)));
        return false;
    }
    return db_exec(by->tx->db, &Q_INTEGRATED_WITHDRAWN_INSERT,
                   ARGS(V(((const struct id_row *)found.p)->id), V(reason), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           note_plan(by, year, code, "integrated.withdraw",
                     str_format(by->a, "#%lld", (long long)number), reason, e);
}
