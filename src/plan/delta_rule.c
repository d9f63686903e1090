/* delta_rule.c - what the Council may do to a line, and what it may not. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/bill.h"
#include "plan/council_member.h"
#include "plan/delta_int.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field line_fields[] = {
    COL(struct delta_line, id),           COL(struct delta_line, year),
    COL(struct delta_line, ordinance),    COL(struct delta_line, package_id),
    COL(struct delta_line, agency_id),    COL(struct delta_line, fund_id),
    COL(struct delta_line, type_id),      COL(struct delta_line, code),
    COL(struct delta_line, name),         COL(struct delta_line, package_code),
    COL(struct delta_line, state),        COL(struct delta_line, agency_code),
    COL(struct delta_line, fund_code),    COL(struct delta_line, item_code),
    COL(struct delta_line, output_code),  COL(struct delta_line, commerce),
    COL(struct delta_line, tabled),       COL(struct delta_line, now),
    COL(struct delta_line, tranche),      COL(struct delta_line, cut),
    COL(struct delta_line, restored),
};
static const struct row_type line_type = ROW_TYPE(struct delta_line, line_fields);

bool delta_takes(struct str kind)
{
    return str_eq(kind, STR("cut")) || str_eq(kind, STR("floor_cut"));
}

bool delta_line_find(struct act *by, struct str code, int64_t year, int64_t ordinance,
                     struct delta_line *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_DELTA_LINE, ARGS(V(code)), &line_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    if (ret->year != year || ret->ordinance != ordinance || str_eq(ret->state, STR("DRAFT")) ||
        str_eq(ret->state, STR("RETURNED")) || str_eq(ret->state, STR("WITHDRAWN")) ||
        str_eq(ret->state, STR("UNSUITABLE"))) {
        FAIL(e, ERR_OTHER_BILL);
        err_arg(e, "line", V(code));
        err_arg(e, "bill", V(bill_code(by->a, year, ordinance)));
        return false;
    }
    return true;
}

bool delta_stage(struct act *by, int64_t year, int64_t ordinance, struct str kind, bool deciding,
                 enum stage *ret, struct err *e)
{
    static const struct {
        const char *kind, *moved, *decided;
    } when[] = {
        {"cut", "COMMITTEE", "COMMITTEE"},
        {"restore", "COMMITTEE AMENDMENT", "COMMITTEE AMENDMENT"},
        {"executive", "COMMITTEE AMENDMENT", "AMENDMENT"},
        {"floor_cut", "READING2", "READING2"},
        {"floor_restore", "READING2", "READING2"},
    };
    struct str stage, rest = STR_NONE, word;

    if (!bill_stage(by->tx->db, by->a, year, ordinance, &stage, e)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(when); i++) {
        if (str_eq(kind, str_from(when[i].kind))) {
            rest = str_from(deciding ? when[i].decided : when[i].moved);
        }
    }
    while (str_split(&rest, ' ', &word)) {
        if (str_eq(word, stage)) {
            *ret = bill_open_stage(stage);
            return true;
        }
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(stage));
    return false;
}

/* ---- who ---- */

bool delta_check_interest(struct act *by, int64_t member_id, struct str name, int64_t agency_id,
                          int64_t line_id, struct err *e)
{
    struct str reason;
    bool found;

    if (!council_interest_in(
            by->tx->db, by->a,
            &(struct council_interest_ask){member_id, agency_id, line_id, by->today}, &reason,
            &found, e)) {
        return false;
    }
    if (found) {
        FAIL(e, ERR_INTEREST);
        err_arg(e, "member", V(name));
        err_arg(e, "reason", V(reason));
    }
    return !found;
}

bool delta_check_actor(struct act *by, int64_t agency_id, int64_t line_id, struct err *e)
{
    struct council_member m;
    bool found;

    if (by->who->user_id == 0) {
        return true;
    }
    if (!council_member_of_user(by->tx->db, by->a, by->who->name, by->today, &m, &found, e)) {
        return false;
    }
    return !found || delta_check_interest(by, m.id, m.full_name, agency_id, line_id, e);
}

/* ---- caps ---- */

enum { FUNDS = 64 };

/* What an agency's lines of one type hold, and what of it is bound. */
struct bound {
    int64_t agency_id, type_id;
    struct money bound, now;
};
struct delta_book {
    int64_t year, ordinance;
    struct delta_room *room;
    size_t rooms, rooms_cap;
    struct bound *bound;
    size_t bounds, bounds_cap;
};

bool delta_book_open(struct act *by, int64_t year, int64_t ordinance, struct delta_book **ret,
                     struct err *e)
{
    struct delta_book *b = ARENA_NEW(by->a, struct delta_book);
    const struct delta_room *r;
    struct rows rows;

    if (!delta_rooms(by->tx->db, by->a, year, ordinance, &rows, e)) {
        return false;
    }
    r = rows.p;
    b->year = year;
    b->ordinance = ordinance;
    b->rooms_cap = rows.n + FUNDS;
    b->room = ARENA_ARRAY(by->a, struct delta_room, b->rooms_cap);
    for (size_t i = 0; i < rows.n; i++) {
        b->room[b->rooms++] = r[i];
    }
    *ret = b;
    return true;
}

static struct delta_room *room_of(struct delta_book *b, const struct delta_line *l)
{
    struct str part = l->commerce ? STR("commerce") : STR("bma");

    for (size_t i = 0; i < b->rooms; i++) {
        if (b->room[i].fund_id == l->fund_id && str_eq(b->room[i].part, part)) {
            return &b->room[i];
        }
    }
    if (b->rooms == b->rooms_cap) {
        PANIC("more funds than there are");
    }
    b->room[b->rooms] = (struct delta_room){.part = part, .fund_id = l->fund_id};
    return &b->room[b->rooms++];
}

static bool bound_of(struct act *by, struct delta_book *b, const struct delta_line *l,
                     struct bound **ret, struct err *e)
{
    struct db *db = by->tx->db;
    struct bound *x;

    for (size_t i = 0; i < b->bounds; i++) {
        if (b->bound[i].agency_id == l->agency_id && b->bound[i].type_id == l->type_id) {
            *ret = &b->bound[i];
            return true;
        }
    }
    if (b->bounds == b->bounds_cap) {
        size_t more = b->bounds_cap ? 2 * b->bounds_cap : 16;

        b->bound = arena_grow(by->a, b->bound, b->bounds_cap * sizeof *x, more * sizeof *x);
        b->bounds_cap = more;
    }
    x = &b->bound[b->bounds];
    *x = (struct bound){.agency_id = l->agency_id, .type_id = l->type_id};
    if (!db_int(db, &Q_DELTA_BOUND, ARGS(V(l->agency_id), V(l->year), V(l->type_id)),
                &x->bound.satang, e) ||
        (x->bound.satang > 0 &&
         !db_int(db, &Q_DELTA_TYPE_NOW, ARGS(V(l->agency_id), V(l->year), V(l->type_id)),
                 &x->now.satang, e))) {
        return false;
    }
    b->bounds++;
    *ret = x;
    return true;
}

static bool refuse(struct err *e, enum err_code code, const struct delta_line *l,
                   struct money value, const char *what, struct money most)
{
    FAIL(e, code);
    err_arg(e, "line", V(l->code));
    err_arg(e, "value", V(value));
    err_arg(e, what, V(most));
    return false;
}

static bool allows_cut(struct act *by, struct delta_book *b, const struct delta_line *l,
                       struct money amount, struct err *e)
{
    struct money after = money_sub(l->now, amount);
    struct bound *x;

    if (!protected_check(by, l, e)) {
        return false;
    }
    if (after.satang < 0) {
        return refuse(e, ERR_CUT_ABOVE, l, amount, "most", l->now);
    }
    if (after.satang < l->tranche.satang) {
        return refuse(e, ERR_CUT_TRANCHE, l, amount, "bound", l->tranche);
    }
    if (!bound_of(by, b, l, &x, e)) {
        return false;
    }
    if (x->bound.satang > 0 && money_sub(x->now, amount).satang < x->bound.satang) {
        return refuse(e, ERR_CUT_BOUND, l, amount, "bound", x->bound);
    }
    return true;
}

static bool allows_more(struct delta_book *b, const struct delta_line *l, struct money amount,
                        bool waiting, struct err *e)
{
    const struct delta_room *r = room_of(b, l);
    struct money room = waiting ? money_sub(r->room, r->waiting) : r->room;

    if (room.satang < 0) {
        room = MONEY_ZERO;
    }
    if (money_cmp(amount, room) <= 0) {
        return true;
    }
    refuse(e, ERR_AMEND_ABOVE, l, amount, "room", room);
    err_arg(e, "part", V(l->commerce ? STR("BMA Commerce") : STR("BMA")));
    err_arg(e, "fund", V(l->fund_code));
    return false;
}

bool delta_allows(struct act *by, struct delta_book *b, const struct delta_line *l, struct str kind,
                  struct money amount, bool moving, struct err *e)
{
    bool restores = str_eq(kind, STR("restore")) || str_eq(kind, STR("floor_restore"));
    struct money left = money_sub(l->cut, l->restored);

    if (delta_takes(kind)) {
        return allows_cut(by, b, l, amount, e);
    }
    if (restores && money_cmp(amount, left) > 0) {
        return refuse(e, ERR_RESTORE_ABOVE, l, amount, "most", left);
    }
    return allows_more(b, l, amount, moving && !restores, e);
}

void delta_applied(struct delta_book *b, struct delta_line *l, struct str kind, struct money amount)
{
    struct delta_room *r = room_of(b, l);

    if (delta_takes(kind)) {
        l->now = money_sub(l->now, amount);
        l->cut = money_add(l->cut, amount);
        r->room = money_add(r->room, amount);
        for (size_t i = 0; i < b->bounds; i++) {
            if (b->bound[i].agency_id == l->agency_id && b->bound[i].type_id == l->type_id) {
                b->bound[i].now = money_sub(b->bound[i].now, amount);
            }
        }
        return;
    }
    l->now = money_add(l->now, amount);
    r->room = money_sub(r->room, amount);
    if (!str_eq(kind, STR("executive"))) {
        l->restored = money_add(l->restored, amount);
    }
}
