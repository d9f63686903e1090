/* branch.c - scenarios branched, seen, shared, archived; merging is in merge.c. */
#include "allocate/branch.h"

#include "allocate/branch_int.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/user.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { BP_ONE = 10000 };

static const struct field share_fields[] = {
    FIELD(struct share_row, kind, FIELD_KEY, "ให้", "To"),
    FIELD(struct share_row, word, FIELD_KEY, "ผู้เห็น", "Who sees it"),
    FIELD(struct share_row, by_user, 0, "ผู้แบ่งปัน", "Shared by"),
    FIELD(struct share_row, at, 0, "เมื่อ", "When"),
};
const struct row_type share_row_type = ROW_TYPE(struct share_row, share_fields);

struct str scenario_reader(struct arena *a, const struct actor *who)
{
    struct sbuf b;

    if (!who || who->user_id == 0)
        return STR("*");
    sbuf_init(&b, a, 2000);
    SB_LIT(&b, ",");
    for (int64_t i = 0; i < who->grants; i++) {
        sbuf_add(&b, who->grant[i].role);
        SB_LIT(&b, ",");
    }
    return sbuf_str(&b);
}

bool scenario_list(struct db *db, struct arena *a, int64_t year, const struct actor *who,
                   bool archived, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SCENARIO_LIST,
                   ARGS(V(year), V(who ? who->name : STR_NONE), V(scenario_reader(a, who)),
                        V(archived ? STR("archived") : STR("active"))),
                   &scenario_row_type, ret, e);
}

static void missing(int64_t year, struct str name, struct err *e)
{
    FAIL(e, ERR_SCENARIO_MISSING);
    err_arg(e, "name", V(name));
    err_arg(e, "year", V(year));
}

bool scenario_open(struct db *db, struct arena *a, int64_t year, struct str name,
                   const struct actor *who, struct scenario_row *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_SCENARIO_OPEN,
                 ARGS(V(year), V(who ? who->name : STR_NONE), V(scenario_reader(a, who)), V(name)),
                 &scenario_row_type, ret, &found, e))
        return false;
    if (!found)
        missing(year, name, e);
    return found;
}

bool scenario_open_to_write(struct act *by, int64_t year, struct str name,
                            struct scenario_row *ret, struct err *e)
{
    if (!actor_check_city(by->who, PERM_ALLOCATE, e) ||
        !scenario_open(by->tx->db, by->a, year, name, by->who, ret, e))
        return false;
    if (str_eq(ret->state, STR("active")))
        return true;
    FAIL(e, ERR_SCENARIO_ARCHIVED);
    err_arg(e, "name", V(name));
    return false;
}

bool scenario_writable(struct act *by, int64_t year, struct str name, int64_t *ret_id,
                       struct err *e)
{
    struct scenario_row s;

    if (!scenario_open_to_write(by, year, name, &s, e))
        return false;
    *ret_id = s.id;
    return true;
}

bool scenario_claim(struct act *by, int64_t year, struct str name, int64_t version, struct err *e)
{
    int64_t id, rows;

    if (!scenario_writable(by, year, name, &id, e) ||
        !db_exec(by->tx->db, &Q_SCENARIO_BUMP, ARGS(V(id), V(version)), &rows, e))
        return false;
    if (rows == 1)
        return true;
    FAIL(e, ERR_STALE);
    return false;
}

bool scenario_note(struct act *by, int64_t year, const char *action, struct str name,
                   struct str text, struct err *e)
{
    const struct audit_note n = {
        .action = str_from(action),
        .subject = str_format(by->a, "scenario:%lld:%.*s", (long long)year, STR_FMT(name)),
        .new_value = text,
        .year = year};

    return audit_add(by, &n, e);
}

/* ---- branch ---- */

static bool scale_total(struct act *by, int64_t id, int64_t bp, struct err *e)
{
    struct money scaled;
    int64_t total;

    if (!bp || bp == BP_ONE)
        return true;
    if (!db_int(by->tx->db, &Q_SCENARIO_TOTAL, ARGS(V(id)), &total, e))
        return false;
    if (!total)
        return true;
    if (!money_ratio(MONEY(total), bp, BP_ONE, ROUND_HALF_UP, &scaled)) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(MONEY(total)));
        return false;
    }
    scaled.satang -= scaled.satang % 100; /* whole baht */
    return db_exec(by->tx->db, &Q_SCENARIO_SCALE_TOTAL, ARGS(V(id), V(scaled)), NULL, e);
}

bool scenario_branch(struct act *by, const struct branch_new *n, int64_t *ret_id, struct err *e)
{
    struct db *db = by->tx->db;
    struct scenario_row from;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e) ||
        !scenario_open(db, by->a, n->year, n->from, by->who, &from, e))
        return false;
    if (!db_int(db, &Q_SCENARIO_BRANCH,
                ARGS(V(n->year), V(n->name), V(n->note), V(by->who->name), V(by->now_ms),
                     V(from.id)),
                ret_id, e)) {
        if (e->code != ERR_NOT_FOUND)
            return false;
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("name")));
        err_arg(e, "value", V(n->name));
        return false;
    }
    return db_exec(db, &Q_SCENARIO_BRANCH_CEILINGS, ARGS(V(from.id), V(*ret_id)), NULL, e) &&
           db_exec(db, &Q_SCENARIO_BRANCH_PINS, ARGS(V(from.id), V(*ret_id)), NULL, e) &&
           db_exec(db, &Q_SCENARIO_BRANCH_RULES, ARGS(V(from.id), V(*ret_id)), NULL, e) &&
           db_exec(db, &Q_SCENARIO_BASE_KEEP, ARGS(V(from.id), V(*ret_id)), NULL, e) &&
           scale_total(by, *ret_id, n->total_bp, e) &&
           scenario_note(by, n->year, "scenario.branch", n->name, n->from, e);
}

/* ---- share ---- */

bool scenario_shares(struct db *db, struct arena *a, int64_t scenario_id, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_SCENARIO_SHARE_LIST, ARGS(V(scenario_id)), &share_row_type, ret, e);
}

static bool word_known(struct act *by, const struct share_word *w, int64_t year, struct err *e)
{
    struct err none = {0};
    enum role role;
    int64_t n = 0;

    if (str_eq(w->kind, STR("role")) && role_parse(w->word, &role, &none))
        return true;
    if (str_eq(w->kind, STR("user")) &&
        !db_int(by->tx->db, &Q_SCENARIO_USER_KNOWN, ARGS(V(w->word)), &n, e))
        return false;
    if (n)
        return true;
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(w->kind));
    err_arg(e, "value", V(w->word));
    err_arg(e, "year", V(year));
    return false;
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

/* The maker's own thing; main is the city's. */
static bool own(struct act *by, const struct scenario_row *s, struct err *e)
{
    if (str_eq(s->name, STR("main"))) {
        FAIL(e, ERR_SCENARIO_MAIN);
        err_arg(e, "name", V(s->name));
        return false;
    }
    if (by->who->user_id == 0 || str_eq(s->made_by, by->who->name))
        return true;
    FAIL(e, ERR_SCOPE);
    err_arg(e, "scope", V(s->made_by));
    return false;
}

static bool add_words(struct act *by, const struct share_new *n, int64_t id, struct sbuf *said,
                      struct err *e)
{
    for (size_t i = 0; i < n->n; i++) {
        const struct share_word *w = &n->word[i];

        if (!word_known(by, w, n->year, e) ||
            !db_exec(by->tx->db, &Q_SCENARIO_SHARE_ADD,
                     ARGS(V(id), V(w->kind), V(w->word), V(by->who->name), V(by->now_ms)), NULL, e))
            return false;
        sbuf_printf(said, " %.*s:%.*s", STR_FMT(w->kind), STR_FMT(w->word));
    }
    return true;
}

bool scenario_share(struct act *by, const struct share_new *n, struct err *e)
{
    bool named = str_eq(n->shared, STR("named"));
    struct db *db = by->tx->db;
    struct scenario_row s;
    struct sbuf said;
    int64_t rows;

    if (!scenario_open_to_write(by, n->year, n->name, &s, e) || !own(by, &s, e))
        return false;
    if (named && !n->n) {
        FAIL(e, ERR_SHARE_NOBODY);
        err_arg(e, "field", V(STR("users")));
        return false;
    }
    if (!named && !str_eq(n->shared, STR("private")) && !str_eq(n->shared, STR("all"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("shared")));
        err_arg(e, "value", V(n->shared));
        err_arg(e, "expected", V(STR("private named all")));
        return false;
    }
    if (!db_exec(db, &Q_SCENARIO_SET_SHARED, ARGS(V(s.id), V(n->version), V(n->shared)), &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    sbuf_init(&said, by->a, 8000);
    sbuf_add(&said, n->shared);
    return db_exec(db, &Q_SCENARIO_SHARE_DROP, ARGS(V(s.id)), NULL, e) &&
           (!named || add_words(by, n, s.id, &said, e)) &&
           scenario_note(by, n->year, "scenario.share", n->name, sbuf_str(&said), e);
}

bool scenario_archive(struct act *by, int64_t year, struct str name, int64_t version,
                      bool archived, struct err *e)
{
    struct str state = archived ? STR("archived") : STR("active");
    struct scenario_row s;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e) ||
        !scenario_open(by->tx->db, by->a, year, name, by->who, &s, e) || !own(by, &s, e) ||
        !db_exec(by->tx->db, &Q_SCENARIO_SET_STATE, ARGS(V(s.id), V(version), V(state)), &rows, e))
        return false;
    return rows == 1 ? scenario_note(by, year, "scenario.archive", name, state, e) : stale(e);
}
