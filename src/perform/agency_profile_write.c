/* agency_profile_write.c - beginning, editing, copying and approving a profile. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "city/year.h"
#include "perform/agency_profile.h"
#include "sql_perform.h"
#include "store/store.h"

enum { TITLE_MAX = 600, BODY_MAX = 8000, TARGET_MAX = 300, CODE_MAX = 100, SOURCE_MAX = 1000, REASON_MAX = 1000 };

bool profile_may_write(const struct actor *who, const struct agency_profile *p)
{
    struct err no;

    return actor_check(who, PERM_RESULT, p->agency_id, p->division, &no);
}

bool profile_may_approve(const struct actor *who, const struct agency_profile *p)
{
    struct err no;

    return actor_check(who, PERM_RESULT_APPROVE, p->agency_id, p->division, &no) &&
           !str_eq(who->name, p->changed_by);
}

bool profile_get(struct db *db, struct arena *a, int64_t year, struct str agency_code, struct agency_profile *ret,
                 struct err *e)
{
    struct agency g;
    struct rows rows;

    if (!agency_get(db, a, agency_code, &g, e) || !profile_list(db, a, year, g.id, &rows, e)) {
        return false;
    }
    if (rows.n == 1) {
        *ret = *(const struct agency_profile *)rows.p;
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(agency_code));
    return false;
}

static bool note(struct act *by, const struct agency_profile *p, struct audit_note n, struct err *e)
{
    n.subject = str_format(by->a, "action_plan:%lld:%.*s", (long long)p->year, STR_FMT(p->agency_code));
    n.year = p->year;
    return audit_add(by, &n, e);
}

static bool fail_state(struct str state, const char *event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

/* The profile of somebody who may write it, as a draft. */
static bool open_draft(struct act *by, int64_t year, struct str agency_code, struct agency_profile *ret, struct err *e)
{
    if (!profile_get(by->tx->db, by->a, year, agency_code, ret, e) ||
        !actor_check(by->who, PERM_RESULT, ret->agency_id, ret->division, e)) {
        return false;
    }
    if (ret->id == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "%lld %.*s", (long long)year, STR_FMT(agency_code))));
        return false;
    }
    return str_eq(ret->state, STR("draft")) || fail_state(ret->state, "edit", e);
}

static bool touch(struct act *by, const struct agency_profile *p, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_PROFILE_TOUCH, ARGS(V(p->id), V(p->version), V(by->who->name), V(by->now_ms)), &rows,
                 e)) {
        return false;
    }
    return rows == 1 || stale(e);
}

bool profile_begin(struct act *by, const struct profile_new *n, int64_t *ret_id, struct err *e)
{
    struct agency_profile p;
    struct fiscal_year year;
    struct rows made;

    if (!year_get(by->tx->db, by->a, n->year, &year, e) ||
        !profile_get(by->tx->db, by->a, n->year, n->agency_code, &p, e) ||
        !actor_check(by->who, PERM_RESULT, p.agency_id, p.division, e) ||
        !text_check("source", n->source, false, SOURCE_MAX, e) ||
        !db_list(by->tx->db, by->a, &Q_PROFILE_INSERT,
                 ARGS(V(n->year), V(p.agency_id), V(n->source), V(n->published), V(by->who->name), V(by->now_ms)),
                 &id_row_type, &made, e)) {
        return false;
    }
    if (made.n == 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(str_format(by->a, "%lld %.*s", (long long)n->year, STR_FMT(p.agency_name))));
        return false;
    }
    *ret_id = ((const struct id_row *)made.p)->id;
    return note(by, &p, (struct audit_note){.action = STR("action_plan.begin"), .new_value = n->source}, e);
}

/* ---- pieces ---- */

static bool check_set(const struct profile_set *s, struct err *e)
{
    enum profile_kind k;

    if (!profile_kind_of(s->kind, &k, e) || !text_check("code", s->code, false, CODE_MAX, e) ||
        !text_check("title", s->title, false, TITLE_MAX, e) || !text_check("body", s->body, false, BODY_MAX, e) ||
        !text_check("first", s->first, false, TARGET_MAX, e) || !text_check("second", s->second, false, TARGET_MAX, e) ||
        !text_check("third", s->third, false, TARGET_MAX, e)) {
        return false;
    }
    if (s->amount.satang != MONEY_MISSING.satang && (s->amount.satang < 0 || s->amount.satang > MONEY_MAX)) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(s->amount));
        return false;
    }
    return s->title.n > 0 || text_check("body", s->body, true, BODY_MAX, e);
}

static bool keep(struct act *by, int64_t profile_id, const struct profile_set *s, const char *what, struct err *e)
{
    struct str amount = s->amount.satang == MONEY_MISSING.satang ? STR_NONE : money_text(by->a, s->amount, MONEY_WHOLE);
    struct str more = str_format(by->a, "%.*s|%.*s|%.*s|%.*s", STR_FMT(s->first), STR_FMT(s->second), STR_FMT(s->third),
                                 STR_FMT(amount));

    return db_exec(by->tx->db, &Q_PROFILE_CHANGE_INSERT,
                   ARGS(V(profile_id), V(s->kind), V(s->number), V(s->version), V(str_from(what)), V(s->code),
                        V(s->title), V(s->body), V(more.n > 3 ? more : STR_NONE), V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

static struct value amount_value(struct money m)
{
    return m.satang == MONEY_MISSING.satang ? V_NULL : V(m);
}

static bool insert(struct act *by, int64_t profile_id, const struct profile_set *s, struct err *e)
{
    struct profile_set x = *s;
    struct rows made;

    x.version = 1;
    if (!db_list(by->tx->db, by->a, &Q_PROFILE_PART_INSERT,
                 ARGS(V(profile_id), V(x.kind), V(x.number), V(x.code), V(x.title), V(x.body), V(x.first), V(x.second),
                      V(x.third), amount_value(x.amount)),
                 &id_row_type, &made, e)) {
        return false;
    }
    return made.n == 1 ? keep(by, profile_id, &x, "set", e) : stale(e);
}

static bool part_get(struct act *by, const struct agency_profile *p, const struct profile_set *s,
                     struct profile_part *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_PROFILE_PART_GET, ARGS(V(p->id), V(s->kind), V(s->number)), &profile_part_type,
                 ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "%.*s %lld", STR_FMT(s->kind), (long long)s->number)));
    }
    return found;
}

static bool update(struct act *by, const struct agency_profile *p, const struct profile_set *s, struct err *e)
{
    struct profile_set x = *s;
    struct profile_part old;
    int64_t rows;

    if (!part_get(by, p, s, &old, e) ||
        !db_exec(by->tx->db, &Q_PROFILE_PART_UPDATE,
                 ARGS(V(old.id), V(s->version), V(s->kind), V(s->code), V(s->title), V(s->body), V(s->first),
                      V(s->second), V(s->third), amount_value(s->amount)),
                 &rows, e)) {
        return false;
    }
    x.version = s->version + 1;
    return rows == 1 ? keep(by, p->id, &x, "set", e) : stale(e);
}

static bool room_for(struct act *by, const struct agency_profile *p, size_t more, struct err *e)
{
    int64_t n;

    if (!db_int(by->tx->db, &Q_PROFILE_PART_COUNT, ARGS(V(p->id)), &n, e)) {
        return false;
    }
    if (n + (int64_t)more <= PROFILE_PARTS) {
        return true;
    }
    FAIL(e, ERR_LIMIT);
    err_arg(e, "what", V(STR("action_plan")));
    err_arg(e, "limit", V((int64_t)PROFILE_PARTS));
    return false;
}

bool profile_part_set(struct act *by, int64_t year, struct str agency_code, const struct profile_set *s, struct err *e)
{
    struct profile_set x = *s;
    struct agency_profile p;
    bool ok;

    if (!open_draft(by, year, agency_code, &p, e) || !check_set(s, e)) {
        return false;
    }
    if (s->number == 0 &&
        !db_int(by->tx->db, &Q_PROFILE_PART_NEXT, ARGS(V(p.id), V(s->kind)), &x.number, e)) {
        return false;
    }
    ok = s->version > 0 ? update(by, &p, &x, e) : room_for(by, &p, 1, e) && insert(by, p.id, &x, e);
    return ok && touch(by, &p, e) &&
           note(by, &p,
                (struct audit_note){.action = STR("action_plan.edit"),
                                    .old_value = str_format(by->a, "%.*s %lld", STR_FMT(x.kind), (long long)x.number),
                                    .new_value = x.title.n ? x.title : x.body},
                e);
}

bool profile_part_remove(struct act *by, int64_t year, struct str agency_code, const struct profile_set *s,
                         struct err *e)
{
    struct agency_profile p;
    struct profile_part old;
    struct profile_set x = *s;
    int64_t rows;

    if (!open_draft(by, year, agency_code, &p, e) || !part_get(by, &p, s, &old, e) ||
        !db_exec(by->tx->db, &Q_PROFILE_PART_REMOVE, ARGS(V(old.id), V(s->version)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale(e);
    }
    x = (struct profile_set){.kind = old.kind, .number = old.number, .version = old.version + 1, .code = old.code,
                             .title = old.title, .body = old.body, .amount = old.amount};
    return keep(by, p.id, &x, "removed", e) && touch(by, &p, e) &&
           note(by, &p,
                (struct audit_note){.action = STR("action_plan.remove"),
                                    .old_value = old.title.n ? old.title : old.body},
                e);
}

/* Of a draft just read; no audit record yet. */
static bool add_all(struct act *by, const struct agency_profile *p, const struct profile_set *s, size_t n,
                    struct err *e)
{
    if (!room_for(by, p, n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!check_set(&s[i], e) || !insert(by, p->id, &s[i], e)) {
            return false;
        }
    }
    return touch(by, p, e);
}

bool profile_parts_add(struct act *by, int64_t year, struct str agency_code, const struct profile_set *s, size_t n,
                       struct err *e)
{
    struct agency_profile p;

    return open_draft(by, year, agency_code, &p, e) && add_all(by, &p, s, n, e) &&
           note(by, &p,
                (struct audit_note){.action = STR("action_plan.add"),
                                    .new_value = str_format(by->a, "%zu", n)},
                e);
}

/* ---- from the year before ---- */

static bool goes_on(const struct profile_part *p)
{
    return !str_eq(p->kind, str_from(profile_word(PROFILE_NOTE))) &&
           !str_eq(p->kind, str_from(profile_word(PROFILE_SOURCE)));
}

bool profile_copy(struct act *by, int64_t year, struct str agency_code, int64_t *ret_parts, struct err *e)
{
    const struct profile_new n = {.year = year, .agency_code = agency_code};
    struct agency_profile old, p;
    const struct profile_part *part;
    struct profile_set *s;
    struct rows parts = {0};
    size_t done = 0;
    int64_t id;

    if (!profile_get(by->tx->db, by->a, year - 1, agency_code, &old, e) ||
        (old.id && !profile_parts(by->tx->db, by->a, old.id, &parts, e))) {
        return false;
    }
    if (parts.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(str_format(by->a, "%lld %.*s", (long long)year - 1, STR_FMT(agency_code))));
        return false;
    }
    if (!profile_begin(by, &n, &id, e) || !open_draft(by, year, agency_code, &p, e)) {
        return false;
    }
    part = parts.p;
    s = ARENA_ARRAY(by->a, struct profile_set, parts.n);
    for (size_t i = 0; i < parts.n; i++) {
        if (goes_on(&part[i])) {
            s[done++] = (struct profile_set){.kind = part[i].kind, .number = part[i].number, .code = part[i].code,
                                             .title = part[i].title, .body = part[i].body, .first = part[i].second,
                                             .second = part[i].third, .amount = part[i].amount};
        }
    }
    *ret_parts = (int64_t)done;
    return add_all(by, &p, s, done, e) &&
           note(by, &p,
                (struct audit_note){.action = STR("action_plan.copy"),
                                    .old_value = str_format(by->a, "%lld", (long long)year - 1),
                                    .new_value = str_format(by->a, "%zu", done)},
                e);
}

/* ---- approval ---- */

/* The first kind that has too few pieces. */
static bool check_whole(struct act *by, const struct agency_profile *p, struct err *e)
{
    struct rows parts;

    if (!profile_parts(by->tx->db, by->a, p->id, &parts, e)) {
        return false;
    }
    for (int k = 0; k < PROFILE_KINDS; k++) {
        size_t n;

        (void)profile_of_kind(&parts, (enum profile_kind)k, &n);
        if ((int64_t)n < profile_least((enum profile_kind)k)) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(profile_name((enum profile_kind)k, LANG_TH)));
            return false;
        }
    }
    return true;
}

bool profile_approve(struct act *by, int64_t year, struct str agency_code, int64_t version, struct err *e)
{
    const struct on_behalf *behalf;
    struct agency_profile p;
    int64_t rows;

    if (!profile_get(by->tx->db, by->a, year, agency_code, &p, e) ||
        !actor_check(by->who, PERM_RESULT_APPROVE, p.agency_id, p.division, e)) {
        return false;
    }
    if (!str_eq(p.state, STR("draft"))) {
        return fail_state(p.state, "approve", e);
    }
    if (str_eq(p.changed_by, by->who->name) && by->who->user_id != 0) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    behalf = actor_behalf(by->who, PERM_RESULT_APPROVE, p.agency_id, p.division);
    if (!check_whole(by, &p, e) ||
        !db_exec(by->tx->db, &Q_PROFILE_APPROVE,
                 ARGS(V(p.id), V(version), V(by->who->name), V(behalf ? behalf->capacity : STR_NONE), V(by->now_ms)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale(e);
    }
    return note(by, &p, (struct audit_note){.action = STR("action_plan.approve"), .new_value = STR("approved")}, e);
}

bool profile_reopen(struct act *by, int64_t year, struct str agency_code, int64_t version, struct str reason,
                    struct err *e)
{
    struct agency_profile p;
    struct err no;
    int64_t rows;

    if (!profile_get(by->tx->db, by->a, year, agency_code, &p, e) ||
        (!actor_check(by->who, PERM_RESULT_APPROVE, p.agency_id, p.division, &no) &&
         !actor_check(by->who, PERM_RESULT, p.agency_id, p.division, e)) ||
        !text_check("reason", reason, true, REASON_MAX, e)) {
        return false;
    }
    if (!str_eq(p.state, STR("approved"))) {
        return fail_state(p.state, "reopen", e);
    }
    if (!db_exec(by->tx->db, &Q_PROFILE_REOPEN, ARGS(V(p.id), V(version), V(by->who->name), V(by->now_ms)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        return stale(e);
    }
    return note(by, &p, (struct audit_note){.action = STR("action_plan.reopen"), .reason = reason}, e);
}
