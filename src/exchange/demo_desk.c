#include "exchange/demo_desk.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/delegation.h"
#include "city/user.h"
#include "exchange/demo_table.h"
#include "plan/assign.h"
#include "plan/comment.h"
#include "plan/info_request.h"
#include "store/store.h"

struct desk_row {
    struct str kind, who, package, more, text;
    int64_t days;
};

static bool is(const struct desk_row *r, const char *kind)
{
    return str_eq(r->kind, str_from(kind));
}

/* Division 1 has two analysts, the others one: analyst1, analyst1.2, analyst2 .. analyst6. */
static bool assign_all(struct act *by, int64_t year, bool *ret_done, struct err *e)
{
    const struct agency_assign *g;
    struct rows rows;

    *ret_done = false;
    for (int64_t d = 1; d <= 6; d++) {
        if (!agency_assign_list(by->tx->db, by->a, year, d, &rows, e))
            return false;
        g = rows.p;
        for (size_t i = 0; i < rows.n; i++) {
            struct str to = str_format(by->a, "analyst%lld%s", (long long)d,
                                       d == 1 && i % 2 ? ".2" : "");

            if (g[i].version > 0) {
                *ret_done = true;
                return true;
            }
            if (!assign_agency(by, year, g[i].agency_code, to, 0, STR_NONE, e))
                return false;
        }
    }
    return true;
}

/* The newest question of the package in this state. */
static bool find_question(struct act *by, int64_t year, const struct desk_row *r, const char *state,
                          struct info_request *ret, struct err *e)
{
    const struct info_request *q;
    struct package p;
    struct rows rows;

    if (!package_get(by->tx->db, by->a, year, r->package, &p, e) ||
        !info_list(by->tx->db, by->a, by->who, &p, &rows, e))
        return false;
    q = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(q[i].state, str_from(state))) {
            *ret = q[i];
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(r->package));
    return false;
}

static bool ask(struct act *by, int64_t year, const struct desk_row *r, struct err *e)
{
    struct info_new n = {.year = year,
                         .package_code = r->package,
                         .text = r->text,
                         .due = date_add_days(by->today, (int32_t)r->days)};
    struct str code;

    return info_ask(by, &n, &code, e);
}

static bool say(struct act *by, int64_t year, const struct desk_row *r, struct err *e)
{
    struct comment_new n = {
        .year = year, .package_code = r->package, .visibility = r->more, .text = r->text};
    struct str code;

    return comment_add(by, &n, &code, e);
}

/* Given by its holder, confirmed by who receives it. */
static bool delegate(struct act *by, const struct desk_row *r, struct err *e)
{
    struct delegation_new n = {.kind = STR("acting"),
                               .from_user = r->who,
                               .to_user = r->more,
                               .role = r->who,
                               .scope_kind = STR("city"),
                               .order_no = STR("DEMO-1"),
                               .reason = r->text,
                               .order_on = by->today,
                               .from_date = by->today,
                               .to_date = date_add_days(by->today, (int32_t)r->days)};
    struct act as = *by;
    struct actor to;
    struct str code;

    as.who = &to;
    if (!delegation_make(by, &n, &code, e) ||
        !actor_load(by->tx->db, by->a, r->more, &to, e))
        return false;
    to.session_ref = STR_NONE;
    return delegation_confirm(&as, code, 1, e);
}

static bool do_row(struct act *by, int64_t year, const struct desk_row *r, struct err *e)
{
    struct info_request q;
    struct act as = *by;
    struct actor who;

    if (!actor_load(by->tx->db, by->a, r->who, &who, e))
        return false;
    who.session_ref = STR_NONE;
    as.who = &who;
    if (is(r, "ask"))
        return ask(&as, year, r, e);
    if (is(r, "comment"))
        return say(&as, year, r, e);
    if (is(r, "delegate"))
        return delegate(&as, r, e);
    if (is(r, "answer"))
        return find_question(&as, year, r, "open", &q, e) &&
               info_answer(&as, q.code, q.version, r->text, STR_NONE, e);
    return find_question(&as, year, r, "answered", &q, e) &&
           info_accept(&as, q.code, q.version, e);
}

bool demo_desk(struct act *by, int64_t year, struct err *e)
{
    struct demo_table t;
    bool done;

    if (!assign_all(by, year, &done, e) || done)
        return done;
    if (!demo_table_read(by->a, "demo_desk.csv", &t, e))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        struct package p;
        struct err none;
        struct desk_row r = {.kind = demo_get(&t, i, "kind"),
                             .who = demo_get(&t, i, "who"),
                             .package = demo_get(&t, i, "package"),
                             .more = demo_get(&t, i, "more"),
                             .text = demo_get(&t, i, "text"),
                             .days = demo_number(&t, i, "days")};

        if (r.package.n && !package_get(by->tx->db, by->a, year, r.package, &p, &none))
            continue; /* a small city may not have it */
        if (!do_row(by, year, &r, e))
            return false;
    }
    return true;
}
