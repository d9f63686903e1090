#include "plan/committee.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { NAME_MAX = 200, ORDER_MAX = 200 };

static const struct {
    const char *word, *letter;
    enum stage stage;
    const char *th, *en;
} bodies[BODY_COUNT] = {
#define BODY(id, word, letter, stage, th, en) [id] = {word, letter, stage, th, en},
#include "plan/committee.def"
#undef BODY
};

static const struct field member_fields[] = {
    COL(struct committee_member, id),
    FIELD(struct committee_member, body, 0, "คณะ", "Body"),
    FIELD(struct committee_member, full_name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct committee_member, user_name, 0, "บัญชี", "Account"),
    FIELD(struct committee_member, post, 0, "ตำแหน่ง", "Post"),
    FIELD(struct committee_member, role, 0, "หน้าที่ในคณะ", "Role in the body"),
    FIELD(struct committee_member, agency_name, 0, "จากหน่วยงาน", "From agency"),
    FIELD(struct committee_member, order_no, 0, "คำสั่งแต่งตั้ง", "Order of appointment"),
    FIELD(struct committee_member, from_date, 0, "ตั้งแต่", "From"),
    FIELD(struct committee_member, to_date, 0, "ถึง", "To"),
    FIELD(struct committee_member, ended_why, 0, "เหตุที่พ้น", "Why it ended"),
    COL(struct committee_member, agency_id),
    COL(struct committee_member, version),
    FIELD(struct committee_member, now, 0, "ขณะนี้", "Now"),
};
const struct row_type committee_member_type = ROW_TYPE(struct committee_member, member_fields);

const char *body_word(enum body b)
{
    assert(b < BODY_COUNT);
    return bodies[b].word;
}

const char *body_letter(enum body b)
{
    assert(b < BODY_COUNT);
    return bodies[b].letter;
}

struct str body_label(enum body b, enum lang lang)
{
    assert(b < BODY_COUNT);
    return lang_pick(lang, bodies[b].th, bodies[b].en);
}

enum stage body_stage(enum body b)
{
    assert(b < BODY_COUNT);
    return bodies[b].stage;
}

static bool bad_choice(const char *field, struct str value, const char *expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

bool body_parse(struct str word, enum body *ret, struct err *e)
{
    for (size_t i = 0; i < BODY_COUNT; i++) {
        if (str_eq(word, str_from(bodies[i].word))) {
            *ret = (enum body)i;
            return true;
        }
    }
    return bad_choice("body", word, "suitability request governor council", e);
}

enum body body_of_stage(enum stage s)
{
    if (s < STAGE_SUITABILITY || s >= STAGE_ENACTED) {
        return BODY_COUNT;
    }
    for (size_t i = 0; i < BODY_COUNT; i++) {
        if (bodies[i].stage == s) {
            return (enum body)i;
        }
    }
    return BODY_COUNCIL;
}

bool committee_members(struct db *db, struct arena *a, struct str body, struct date day,
                       struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COMMITTEE_MEMBERS, ARGS(V(body), V(day)), &committee_member_type, ret,
                   e);
}

/* ---- writing ---- */

static bool check_member(const struct member_new *m, struct err *e)
{
    static const char *const roles[] = {"chair", "vice", "member", "secretary"};
    enum body b;
    bool known = false;

    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        known = known || str_eq(m->role, str_from(roles[i]));
    }
    if (!body_parse(m->body, &b, e)) {
        return false;
    }
    if (!known) {
        return bad_choice("role", m->role, "chair vice member secretary", e);
    }
    if (!date_valid(m->from_date) ||
        (m->to_date.yyyymmdd && date_cmp(m->to_date, m->from_date) < 0)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(m->from_date));
        return false;
    }
    return check_text("full_name", m->full_name, true, NAME_MAX, e) &&
           check_text("post", m->post, false, NAME_MAX, e) &&
           check_text("order_no", m->order_no, true, ORDER_MAX, e);
}

/* The account, the agency: there, when named; and nobody sits twice. */
static bool check_known(struct act *by, const struct member_new *m, int64_t *ret_agency,
                        struct err *e)
{
    struct agency g = {0};
    int64_t n;

    if (m->user_name.n) {
        if (!db_int(by->tx->db, &Q_COMMITTEE_ACCOUNT, ARGS(V(m->user_name)), &n, e)) {
            return false;
        }
        if (n == 0) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(m->user_name));
            return false;
        }
    }
    if (m->agency_code.n && !agency_get(by->tx->db, by->a, m->agency_code, &g, e)) {
        return false;
    }
    if (!db_int(by->tx->db, &Q_COMMITTEE_SEATED,
                ARGS(V(m->body), V(m->full_name), V(m->from_date)), &n, e)) {
        return false;
    }
    if (n > 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(m->full_name));
        return false;
    }
    *ret_agency = g.id;
    return true;
}

bool member_add(struct act *by, const struct member_new *m, struct err *e)
{
    struct audit_note note = {.action = STR("committee.member")};
    int64_t agency_id;

    if (!actor_check_city(by->who, PERM_COMMITTEE, e) || !check_member(m, e) ||
        !check_known(by, m, &agency_id, e) ||
        !db_exec(by->tx->db, &Q_COMMITTEE_MEMBER_INSERT,
                 ARGS(V(m->body), V(m->user_name), V(m->full_name), V(m->post), V(m->role),
                      V_ID(agency_id), V(m->order_no), V(m->from_date), V(m->to_date),
                      V(by->who->name), V(by->now_ms)),
                 NULL, e)) {
        return false;
    }
    note.subject = str_format(by->a, "committee:%.*s", STR_FMT(m->body));
    note.new_value =
        str_format(by->a, "%.*s: %.*s", STR_FMT(m->role), STR_FMT(m->full_name));
    note.reason = m->order_no;
    return audit_add(by, &note, e);
}

bool member_end(struct act *by, int64_t id, int64_t version, struct date to, struct str why,
                struct err *e)
{
    struct audit_note note = {.action = STR("committee.end"), .reason = why};
    int64_t rows;

    if (!actor_check_city(by->who, PERM_COMMITTEE, e) || !check_text("reason", why, true, 1000, e)) {
        return false;
    }
    if (!date_valid(to)) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(to));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_COMMITTEE_MEMBER_END, ARGS(V(id), V(version), V(to), V(why)), &rows,
                 e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    note.subject = str_format(by->a, "committee_member:%lld", (long long)id);
    return audit_add(by, &note, e);
}

static bool seat_of(struct act *by, enum body b, struct str user, struct committee_member *ret,
                    bool *found, struct err *e)
{
    return db_find(by->tx->db, by->a, &Q_COMMITTEE_DECIDING,
                   ARGS(V(str_from(body_word(b))), V(user), V(by->today)), &committee_member_type,
                   ret, found, e);
}

/* The seat of somebody whose right to decide the actor was given: the act is done in that capacity. */
static bool seat_acted_for(struct act *by, enum body b, struct committee_member *ret, bool *found,
                           struct err *e)
{
    const struct actor *who = by->who;

    *found = false;
    for (int64_t i = 0; i < who->grants && !*found; i++) {
        const struct grant *g = &who->grant[i];

        if (!g->on_behalf || g->scope.kind != SCOPE_CITY || !((g->perms >> PERM_DECIDE) & 1U)) {
            continue;
        }
        if (!seat_of(by, b, g->on_behalf->from_user, ret, found, e)) {
            return false;
        }
        if (*found && who->used) {
            *who->used = g->on_behalf;
        }
    }
    return true;
}

bool member_decides(struct act *by, enum body b, struct committee_member *ret, struct err *e)
{
    bool found;

    if (!actor_check_city(by->who, PERM_DECIDE, e)) {
        return false;
    }
    if (by->who->user_id == 0) {
        *ret = (struct committee_member){.role = STR("chair")};
        return true;
    }
    if (!seat_of(by, b, by->who->name, ret, &found, e) ||
        (!found && !seat_acted_for(by, b, ret, &found, e))) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_MEMBER);
        err_arg(e, "body", V(str_from(body_word(b))));
        return false;
    }
    return true;
}
