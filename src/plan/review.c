#include "plan/review.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "plan/amount.h"
#include "plan/check.h"
#include "plan/clearance.h"
#include "plan/cycle.h"
#include "plan/extension.h"
#include "plan/maker.h"
#include "plan/request.h"
#include "plan/resolution.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

const struct review_step review_table[] = {
#define MOVE(from, event, to, perm, reason, th, en) {from, event, to, perm, reason, th, en},
#include "plan/review.def"
#undef MOVE
};
const size_t review_table_n = ARRAY_LEN(review_table);

static const struct {
    const char *code, *th, *en;
} states[] = {
#define STATE(code, th, en) {code, th, en},
#include "plan/review.def"
#undef STATE
};

struct str state_label(struct str state, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (str_eq(state, str_from(states[i].code))) {
            return lang_pick(lang, states[i].th, states[i].en);
        }
    }
    return state;
}

static const struct review_step *step_find(struct str from, struct str event)
{
    for (size_t i = 0; i < review_table_n; i++) {
        if (str_eq(from, str_from(review_table[i].from)) &&
            str_eq(event, str_from(review_table[i].event))) {
            return &review_table[i];
        }
    }
    return NULL;
}

static bool is_draft(struct str state)
{
    return str_eq(state, STR("DRAFT")) || str_eq(state, STR("RETURNED"));
}

static bool bad_state(struct str state, struct str event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(event));
    return false;
}

/* Acting for the city on a request, as against making it. */
static bool judges(enum perm p)
{
    return p == PERM_ANALYSE || p == PERM_DECIDE;
}

/* May this person run the step on this package? Permission, scope and the two rules of DOMAIN.md
 * 9.1: not on one's own agency's request, and the maker does not approve. */
static bool check_person(const struct actor *who, const struct review_step *s,
                         const struct package *p, struct err *e)
{
    if (!actor_check(who, s->perm, p->agency_id, p->division, e)) {
        return false;
    }
    if (who->user_id == 0) { /* the system acts for somebody who is named in the reason */
        return true;
    }
    if (judges(s->perm) && actor_belongs(who, p->agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    if (s->perm != PERM_REQUEST_WRITE &&
        (str_eq(who->name, p->made_by) || str_eq(who->name, p->officer))) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return true;
}

/* A draft is with its agency: is it in the hands of the one who would move it? */
static bool in_hand(struct str sight, const struct package *p, struct str event)
{
    if (!is_draft(p->state)) {
        return true;
    }
    if (str_eq(event, STR("submit"))) {
        return str_eq(p->place, STR("director"));
    }
    return str_eq(p->place, STR("section")) ? sight_has(sight, 's', p->section_id)
                                            : sight_has(sight, 'c', p->agency_id);
}

static size_t place_actions(const struct actor *who, struct str sight, const struct package *p,
                            struct package_action *act)
{
    size_t n = 0;

    for (size_t i = 0; i < place_table_n && is_draft(p->state); i++) {
        const struct place_step *s = &place_table[i];
        struct err why;

        if (!str_eq(p->place, str_from(s->from)) || !place_check(who, sight, s, p, &why)) {
            continue;
        }
        act[n++] = (struct package_action){.event = str_from(s->event),
                                           .th = str_from(s->th),
                                           .en = str_from(s->en),
                                           .needs_reason = s->reason};
    }
    return n;
}

bool package_actions(const struct actor *who, struct str sight, struct arena *a,
                     const struct package *p, const struct package_action **ret, size_t *ret_n,
                     struct err *e)
{
    struct package_action *act =
        ARENA_ARRAY(a, struct package_action, review_table_n + place_table_n);
    size_t n = place_actions(who, sight, p, act);

    (void)e;
    for (size_t i = 0; i < review_table_n; i++) {
        const struct review_step *s = &review_table[i];
        struct err why;

        if (!str_eq(p->state, str_from(s->from)) || s->perm == PERM_ENACT ||
            s->perm == PERM_DECIDE || s->perm == PERM_COUNCIL || !check_person(who, s, p, &why) || !in_hand(sight, p, str_from(s->event))) {
            continue;
        }
        act[n].event = str_from(s->event);
        act[n].th = str_from(s->th);
        act[n].en = str_from(s->en);
        act[n].needs_reason = s->reason;
        n++;
    }
    for (size_t i = 0; i < n; i++) { /* the first that asks nothing more is what one came for */
        act[i].primary = i == 0 || (act[0].needs_reason && str_eq(act[i].event, STR("submit")));
    }
    *ret = act;
    *ret_n = n;
    return true;
}

/* ---- amounts that a state brings with it ---- */

struct standing_line {
    int64_t line_id;
    struct money before, at;
};
static const struct field standing_line_fields[] = {
    COL(struct standing_line, line_id),
    COL(struct standing_line, before),
    COL(struct standing_line, at),
};
static const struct row_type standing_line_type =
    ROW_TYPE(struct standing_line, standing_line_fields);

/* Funded: the amount that stands before this stage, unless one was decided; else 0. */
static bool write_amounts(struct act *by, const struct package *p, enum stage stage, bool funded,
                          struct str reason, struct err *e)
{
    struct rows rows;
    const struct standing_line *l;
    struct amount_set *set;

    if (!db_list(by->tx->db, by->a, &Q_AMOUNT_OF_PACKAGE, ARGS(V(p->id), V((int64_t)stage)),
                 &standing_line_type, &rows, e)) {
        return false;
    }
    l = rows.p;
    set = ARENA_ARRAY(by->a, struct amount_set, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        set[i].line_id = l[i].line_id;
        set[i].amount = !funded ? MONEY_ZERO : l[i].at.satang > 0 ? l[i].at : l[i].before;
        set[i].reason = reason;
    }
    return resolution_record(by, p->year, stage, reason, set, rows.n, e) &&
           amounts_write(by, p->year, stage, set, rows.n, e);
}

/* Nothing is asked any more: every stage that has money gets 0, so the newest is 0 whichever it is. */
static bool clear_amounts(struct act *by, const struct package *p, struct str reason, struct err *e)
{
    for (int s = STAGE_REQUESTED; s < STAGE_ENACTED; s++) {
        struct rows rows;
        const struct standing_line *l;
        struct amount_set *set;
        size_t n = 0;

        if (!db_list(by->tx->db, by->a, &Q_AMOUNT_OF_PACKAGE, ARGS(V(p->id), V((int64_t)s)),
                     &standing_line_type, &rows, e)) {
            return false;
        }
        l = rows.p;
        set = ARENA_ARRAY(by->a, struct amount_set, rows.n);
        for (size_t i = 0; i < rows.n; i++) {
            if (l[i].at.satang > 0) {
                set[n++] = (struct amount_set){.line_id = l[i].line_id, .reason = reason};
            }
        }
        if (!amounts_write(by, p->year, (enum stage)s, set, n, e)) {
            return false;
        }
    }
    return true;
}

static bool bring_amounts(struct act *by, const struct package *p, struct str event,
                          struct str reason, struct err *e)
{
    bool fund = str_eq(event, STR("fund")), unfund = str_eq(event, STR("unfund"));
    struct fiscal_year y;
    enum stage stage;

    if (str_eq(event, STR("withdraw"))) {
        return clear_amounts(by, p, reason, e);
    }
    if (!fund && !unfund) {
        return true;
    }
    if (!year_get(by->tx->db, by->a, p->year, &y, e)) {
        return false;
    }
    stage = cycle_open_stage(y.stage);
    return write_amounts(by, p, stage, fund, reason, e);
}

/* ---- inside the agency ---- */

/* The step of this event; of one that leads from elsewhere the first, so that the refusal names the
 * place and not the state. */
static const struct place_step *place_event_find(const struct package *p, struct str event)
{
    const struct place_step *s = place_find(p->place, event);

    for (size_t i = 0; i < place_table_n && !s; i++) {
        if (str_eq(event, str_from(place_table[i].event))) {
            s = &place_table[i];
        }
    }
    return s;
}

static bool wrong_place(const struct package *p, struct str event, struct err *e)
{
    FAIL(e, ERR_PLACE);
    err_arg(e, "place", V(p->place));
    err_arg(e, "event", V(event));
    return false;
}

static bool check_in_hand(struct act *by, const struct package *p, struct str event, struct err *e)
{
    struct str sight;

    if (by->who->user_id == 0) {
        return true;
    }
    return sight_of(by->tx->db, by->a, by->who, &sight, e) &&
           (in_hand(sight, p, event) || wrong_place(p, event, e));
}

static bool place_event(struct act *by, const struct package *p, const struct place_step *s,
                        int64_t version, struct str reason, struct err *e)
{
    struct str sight, event = str_from(s->event);
    bool staffed = true;
    int64_t rows;

    if (!str_eq(p->place, str_from(s->from))) {
        return wrong_place(p, event, e);
    }
    if (!sight_of(by->tx->db, by->a, by->who, &sight, e) || !place_check(by->who, sight, s, p, e) ||
        !check_text("reason", reason, false, 2000, e)) {
        return false;
    }
    if (s->reason && str_trim(reason).n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    if (str_eq(str_from(s->to), STR("section")) &&
        !section_staffed(by->tx->db, p->section_id, &staffed, e)) {
        return false;
    }
    if (!staffed) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(p->section_name));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_PACKAGE_PLACE_SET,
                 ARGS(V(p->id), V(version), V(p->place), V(str_from(s->to))), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(by->tx->db, &Q_PACKAGE_EVENT_INSERT,
                   ARGS(V(p->id), V(event), V(p->state), V(p->state), V(by->who->name),
                        V(by->now_ms), V(reason)),
                   NULL, e) &&
           note_package(by, p->year, p->code,
                        (struct audit_note){.action = str_format(by->a, "package.%s", s->event),
                                            .old_value = p->place,
                                            .new_value = str_from(s->to),
                                            .reason = reason},
                        e);
}

/* A person submits what is complete; the first things that are not stand in the refusal. */
static bool check_complete(struct act *by, const struct package *p, struct err *e)
{
    const struct missing_row *m;
    struct rows rows;
    struct sbuf b;

    if (by->who->user_id == 0) {
        return true;
    }
    if (!request_missing(by->tx->db, by->a, p->id, &rows, e)) {
        return false;
    }
    if (rows.n == 0) {
        return true;
    }
    m = rows.p;
    sbuf_init(&b, by->a, 4096);
    for (size_t i = 0; i < rows.n && i < 3; i++) {
        sbuf_printf(&b, "%s%.*s%s%.*s", i ? ", " : "", STR_FMT(m[i].code),
                    m[i].subject.n ? " " : "", STR_FMT(m[i].subject));
    }
    FAIL(e, ERR_INCOMPLETE);
    err_arg(e, "package", V(p->code));
    err_arg(e, "count", V((int64_t)rows.n));
    err_arg(e, "list", V(sbuf_str(&b)));
    return false;
}

/* What begins beside the analysis: technical clearances with their clock, and the machine's look. */
static bool begin_review(struct act *by, const struct package *p, struct err *e)
{
    return clearance_submitted(by, p->year, p->id, NULL, e) && check_package(by, p->year, p->id, e);
}

static bool submit(struct act *by, const struct package *p, const struct sign *sign, struct err *e)
{
    const struct on_behalf *b =
        actor_behalf(by->who, PERM_REQUEST_APPROVE, p->agency_id, p->division);
    const struct sign own = {0};
    struct sign given; /* by delegation: its order, whatever was typed */

    if (b) {
        given =
            (struct sign){.capacity = b->kind, .order_no = b->order_no, .order_on = b->order_on};
        sign = &given;
    }
    return sign_write(by, p->id, STR("submit"), sign ? sign : &own, e) && begin_review(by, p, e);
}

static bool run_event(struct act *by, const struct package *at, struct str event, int64_t version,
                      struct str reason, const struct sign *sign, struct err *e);

bool package_submit(struct act *by, int64_t year, struct str code, int64_t version,
                    const struct sign *sign, struct err *e)
{
    struct package p;

    return sign_check(sign, e) && package_see(by->tx->db, by->a, by->who, year, code, &p, e) &&
           run_event(by, &p, STR("submit"), version, STR_NONE, sign, e);
}

bool package_event(struct act *by, int64_t year, struct str code, struct str event, int64_t version,
                   struct str reason, struct err *e)
{
    struct package p;

    return package_see(by->tx->db, by->a, by->who, year, code, &p, e) &&
           run_event(by, &p, event, version, reason, NULL, e);
}

/* What was tabled is frozen: until the ordinance is in force nothing comes into the draft or leaves it. */
static bool check_frozen(const struct package *p, struct str event, struct str cycle, struct err *e)
{
    bool moves = str_eq(event, STR("submit")) || str_eq(event, STR("return")) ||
                 (str_eq(event, STR("withdraw")) && !is_draft(p->state));

    if (!moves || !cycle_at_least(cycle, STR("TABLED")) ||
        cycle_at_least(cycle, STR("IN_FORCE"))) {
        return true;
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(cycle));
    return false;
}

/* What a body decides is a resolution's to write; in the Council its events still run. */
static bool check_decided(struct act *by, const struct review_step *s, const struct package *p,
                          struct err *e)
{
    struct str event = str_from(s->event);
    struct fiscal_year y;
    enum stage stage;

    if (!year_get(by->tx->db, by->a, p->year, &y, e) ||
        !check_frozen(p, event, y.stage, e)) {
        return false;
    }
    if (s->perm != PERM_DECIDE) {
        return true;
    }
    stage = cycle_open_stage(y.stage);
    if (stage == STAGE_COUNT || stage < STAGE_SUITABILITY) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    if (!stage_by_resolution(stage) && (str_eq(event, STR("fund")) || str_eq(event, STR("unfund")))) {
        return true;
    }
    FAIL(e, ERR_NO_RESOLUTION);
    err_arg(e, "line", V(p->code));
    err_arg(e, "stage", V(str_from(stage_word(stage))));
    return false;
}

static bool run_event(struct act *by, const struct package *at, struct str event, int64_t version,
                      struct str reason, const struct sign *sign, struct err *e)
{
    struct db *db = by->tx->db;
    const struct place_step *inside;
    const struct review_step *s;
    struct package p = *at;
    bool submits = str_eq(event, STR("submit"));
    int64_t rows;

    inside = is_draft(p.state) ? place_event_find(&p, event) : NULL;
    if (inside) {
        return place_event(by, &p, inside, version, reason, e);
    }
    s = step_find(p.state, event);
    if (!s || s->perm == PERM_ENACT || s->perm == PERM_COUNCIL) {
        return bad_state(p.state, event, e);
    }
    if (!check_person(by->who, s, &p, e) || !check_decided(by, s, &p, e) ||
        (s->perm != PERM_REQUEST_WRITE && !maker_check_package(by, p.id, e)) ||
        (judges(s->perm) && !signer_check_package(by, p.id, e)) ||
        !check_in_hand(by, &p, event, e) || !check_text("reason", reason, false, 2000, e)) {
        return false;
    }
    if (s->reason && str_trim(reason).n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    if (submits && p.version == version && !check_complete(by, &p, e)) {
        return false;
    }
    if (!db_exec(db, &Q_PACKAGE_STATE_SET,
                 ARGS(V(p.id), V(version), V(p.state), V(str_from(s->to))), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(db, &Q_PACKAGE_EVENT_INSERT,
                   ARGS(V(p.id), V(event), V(p.state), V(str_from(s->to)), V(by->who->name),
                        V(by->now_ms), V(reason_in_capacity(by, reason))),
                   NULL, e) &&
           bring_amounts(by, &p, event, reason, e) && (!submits || submit(by, &p, sign, e)) &&
           (!submits || !str_eq(p.state, STR("DRAFT")) ||
            late_mark(by, p.year, p.id, p.agency_id, e)) &&
           note_package(by, p.year, p.code,
                        (struct audit_note){.action = str_format(by->a, "package.%s", s->event),
                                            .old_value = p.state,
                                            .new_value = str_from(s->to),
                                            .reason = reason},
                        e);
}
