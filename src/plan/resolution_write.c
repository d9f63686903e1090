/* resolution_write.c - a draft is confirmed: amounts, states, one record; or it is cancelled. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/body_notice.h"
#include "plan/committee.h"
#include "plan/maker.h"
#include "plan/resolution_int.h"
#include "plan/review.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 2000 };

/* A line of the draft and what it is now. permsec, governor, tabled: below 0 = nothing there. */
struct written {
    int64_t line_id, version, line_version, package_id;
    struct str code, reason;
    struct money before, amount, permsec, governor, tabled;
};
static const struct field written_fields[] = {
    COL(struct written, line_id),      COL(struct written, version),
    COL(struct written, line_version), COL(struct written, package_id),
    COL(struct written, code),         COL(struct written, reason),
    COL(struct written, before),       COL(struct written, amount),
    COL(struct written, permsec),      COL(struct written, governor),
    COL(struct written, tabled),
};
static const struct row_type written_type = ROW_TYPE(struct written, written_fields);

/* ---- who ---- */

/* Nobody decides on the agency that they are of. */
static bool check_own(struct act *by, const struct resolution *r, const struct committee_member *m,
                      struct err *e)
{
    const struct id_row *g;
    struct rows rows;

    if (by->who->user_id == 0) {
        return true;
    }
    if (!db_list(by->tx->db, by->a, &Q_RESOLUTION_AGENCIES, ARGS(V(r->id)), &id_row_type, &rows,
                 e)) {
        return false;
    }
    g = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (actor_belongs(by->who, g[i].id) || (m->agency_id && m->agency_id == g[i].id)) {
            FAIL(e, ERR_OWN_AGENCY);
            return false;
        }
    }
    return true;
}

static bool check_meeting(struct act *by, const struct resolution *r, struct err *e)
{
    int64_t held;

    if (r->meeting_code.n == 0) {
        return true;
    }
    if (!db_int(by->tx->db, &Q_MEETING_HELD, ARGS(V(r->meeting_code)), &held, e)) {
        return false;
    }
    if (held == 0) {
        FAIL(e, ERR_MEETING_NOT_HELD);
        err_arg(e, "meeting", V(r->meeting_number));
        return false;
    }
    return true;
}

static bool check_confirmer(struct act *by, const struct resolution *r, enum stage stage,
                            struct err *e)
{
    struct committee_member m;

    if (by->who->user_id != 0 && str_eq(by->who->name, r->made_by)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return member_decides(by, body_of_stage(stage), &m, e) && check_own(by, r, &m, e) &&
           maker_check_resolution(by, r->id, e) && check_meeting(by, r, e);
}

/* ---- amounts ---- */

static bool load_lines(struct act *by, const struct resolution *r, struct rows *ret, struct err *e)
{
    const struct written *l;

    if (!db_list(by->tx->db, by->a, &Q_RESOLUTION_WRITING, ARGS(V(r->id)), &written_type, ret, e)) {
        return false;
    }
    l = ret->p;
    for (size_t i = 0; i < ret->n; i++) {
        if (l[i].version != l[i].line_version) {
            FAIL(e, ERR_LINE_STALE);
            err_arg(e, "line", V(l[i].code));
            return false;
        }
    }
    return true;
}

/* The amounts of one stage: of its own all, of a later one those lines that have one and differ. */
static bool write_stage(struct act *by, const struct resolution *r, enum stage own,
                        enum stage stage, const struct rows *rows, struct err *e)
{
    const struct written *l = rows->p;
    struct amount_set *set = ARENA_ARRAY(by->a, struct amount_set, rows->n);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        struct money there = stage == STAGE_PERMSEC    ? l[i].permsec
                             : stage == STAGE_GOVERNOR ? l[i].governor
                                                       : l[i].tabled;

        if (stage != own && there.satang < 0) {
            continue;
        }
        set[n++] = (struct amount_set){.line_id = l[i].line_id,
                                       .amount = l[i].amount,
                                       .reason = l[i].reason.n  ? l[i].reason
                                                 : r->reason.n ? r->reason
                                                               : r->title,
                                       .resolution = r->number,
                                       .resolution_id = r->id};
    }
    return amounts_write(by, r->year, stage, set, n, e);
}

static bool write_amounts(struct act *by, const struct resolution *r, enum stage own,
                          struct err *e)
{
    struct rows rows;

    if (!load_lines(by, r, &rows, e)) {
        return false;
    }
    /* A line has a tabled amount here when the draft was withdrawn (plan/bill.h). */
    for (enum stage s = own; s <= STAGE_TABLED; s = (enum stage)(s + 1)) {
        if (!write_stage(by, r, own, s, &rows, e)) {
            return false;
        }
    }
    return true;
}

/* ---- states ---- */

static bool package_stale(const struct chosen *p, struct err *e)
{
    FAIL(e, ERR_LINE_STATE);
    err_arg(e, "line", V(STR("–")));
    err_arg(e, "package", V(p->code));
    err_arg(e, "state", V(p->state));
    return false;
}

static bool write_states(struct act *by, const struct chosen *p, size_t n, struct err *e)
{
    struct db_bulk *b;
    int64_t rows, moving = 0;

    if (!db_bulk_begin(by->tx, &Q_RESOLUTION_STATE_SET, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(p[i].state, p[i].from_state)) {
            return package_stale(&p[i], e);
        }
        if (str_eq(p[i].from_state, p[i].to_state)) {
            continue;
        }
        moving++;
        if (!db_bulk_row(b, ARGS(V(p[i].package_id), V(p[i].from_state), V(p[i].to_state)), e)) {
            return false;
        }
    }
    if (!db_bulk_end(b, &rows, e)) {
        return false;
    }
    if (rows != moving) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

static bool write_events(struct act *by, const struct resolution *r, const struct chosen *p,
                         size_t n, struct err *e)
{
    struct str why = r->reason.n ? r->reason : r->condition_text.n ? r->condition_text : r->title;
    struct db_bulk *b;

    why = reason_in_capacity(by, why);
    if (!db_bulk_begin(by->tx, &Q_RESOLUTION_EVENT_INSERT, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct review_step *s = decision_step(p[i].from_state, p[i].to_state);

        if (str_eq(p[i].from_state, p[i].to_state)) {
            continue;
        }
        if (!s) {
            return package_stale(&p[i], e);
        }
        if (!db_bulk_row(b,
                         ARGS(V(p[i].package_id), V(str_from(s->event)), V(p[i].from_state),
                              V(p[i].to_state), V(by->who->name), V(by->now_ms), V(why), V(r->id)),
                         e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

/* ---- ending ---- */

static bool end(struct act *by, const struct resolution *r, const char *state, struct str why,
                struct err *e)
{
    const struct on_behalf *used = by->who->used ? *by->who->used : NULL;
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_RESOLUTION_END,
                 ARGS(V(r->id), V(r->version), V(str_from(state)), V(by->who->name), V(by->now_ms),
                      V(why), V(used ? used->capacity : STR_NONE)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

static bool recuse(struct act *by, const struct resolution *r, struct err *e)
{
    return db_exec(by->tx->db, &Q_RESOLUTION_RECUSE,
                   ARGS(V(r->id), V(r->body), V(by->today), V(r->meeting_code)), NULL, e);
}

bool resolution_confirm(struct act *by, int64_t year, struct str code, int64_t version,
                        struct err *e)
{
    const struct draft_key key = {year, version, code, "resolution_confirm"};
    const struct chosen *p;
    struct resolution r;
    enum stage stage;
    struct str said;
    size_t n;

    if (!resolution_draft_find(by, &key, &r, &stage, e) ||
        !check_confirmer(by, &r, stage, e) || !resolution_stage_open(by, year, stage, e) ||
        !resolution_chosen(by, r.id, &p, &n, e) || !end(by, &r, "confirmed", STR_NONE, e) ||
        !write_states(by, p, n, e) || !write_amounts(by, &r, stage, e) ||
        !write_events(by, &r, p, n, e) || !recuse(by, &r, e) ||
        !db_exec(by->tx->db, &Q_RESOLUTION_REPLACED, ARGS(V(r.id)), NULL, e) ||
        !resolution_tell_agencies(by, r.id, year, code, e)) {
        return false;
    }
    said = str_format(by->a, "%s lines=%lld packages=%lld total=%.*s", stage_word(stage),
                      (long long)r.lines, (long long)r.packages,
                      STR_FMT(money_text(by->a, r.total, MONEY_PLAIN)));
    return resolution_note(by, code, "resolution.confirm", said, r.number, e);
}

bool resolution_cancel(struct act *by, int64_t year, struct str code, int64_t version,
                       struct str reason, struct err *e)
{
    const struct draft_key key = {year, version, code, "resolution_cancel"};
    struct resolution r;
    enum stage stage;

    return actor_check_city(by->who, PERM_COMMITTEE, e) &&
           check_text("reason", reason, true, REASON_MAX, e) &&
           resolution_draft_find(by, &key, &r, &stage, e) &&
           end(by, &r, "cancelled", reason, e) &&
           resolution_note(by, code, "resolution.cancel", STR_NONE, reason, e);
}
