#include "perform/redirect.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field redirect_row_fields[] = {
    FIELD(struct redirect_row, word, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct redirect_row, name, 0, "กลุ่มเงิน", "Group of money"),
    FIELD(struct redirect_row, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct redirect_row, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct redirect_row, redirectable, 0, "ยังเปลี่ยนได้", "Can still be redirected"),
};
const struct row_type redirect_row_type = ROW_TYPE(struct redirect_row, redirect_row_fields);

struct bound {
    int64_t package_id;
    struct money bound, free;
};
static const struct field bound_fields[] = {
    COL(struct bound, package_id),
    COL(struct bound, bound),
    COL(struct bound, free),
};
static const struct row_type bound_type = ROW_TYPE(struct bound, bound_fields);

enum group { G_OPEN, G_MANDATORY, G_TRANCHE, G_REGISTER, G_COUNCIL, G_FREE, G_BOUND };
static const struct {
    const char *word, *name;
    bool redirectable;
} groups[REDIRECT_ROWS] = {
    [G_OPEN] = {"open", TR("ยังไม่เสนอสภา เปลี่ยนได้ในขั้นพิจารณา"), true},
    [G_MANDATORY] = {"mandatory", TR("ต้องตั้งตามกฎหมายหรือสัญญา"), false},
    [G_TRANCHE] = {"tranche", TR("งวดผูกพันจากปีก่อน"), false},
    [G_REGISTER] = {"register", TR("ทะเบียนผูกพันที่เกินกว่าสองกลุ่มนี้"), false},
    [G_COUNCIL] = {"council", TR("อยู่ในสภา เปลี่ยนได้โดยการแปรญัตติเท่านั้น"), true},
    [G_FREE] = {"free", TR("มีผลใช้บังคับแล้ว เปลี่ยนได้โดยการโอน"), true},
    [G_BOUND] = {"bound", TR("จอง ผูกพัน หรือเบิกจ่ายแล้ว"), false},
};

struct work {
    const struct goal_money *money;
    const struct bound *bound; /* by package */
    size_t n;
    struct redirect_row *row;
};

static const struct bound *bound_of(const struct work *w, int64_t package_id)
{
    size_t lo = 0, hi = w->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (w->bound[mid].package_id == package_id)
            return &w->bound[mid];
        if (w->bound[mid].package_id < package_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

static void put(struct work *w, enum group g, struct money amount)
{
    if (amount.satang <= 0)
        return;
    w->row[g].packages++;
    w->row[g].amount = money_add(w->row[g].amount, amount);
}

static void put_package(struct work *w, const struct package_money *p, bool tabled, bool in_force)
{
    const struct bound *b = bound_of(w, p->link->package_id);
    struct money held = b ? b->bound : MONEY_ZERO;

    if (in_force) {
        put(w, p->link->mandatory ? G_MANDATORY : G_FREE, b ? b->free : MONEY_ZERO);
        put(w, G_BOUND, held);
    } else if (p->link->mandatory) {
        put(w, G_MANDATORY, p->now);
    } else {
        if (money_cmp(held, p->now) > 0)
            held = p->now;
        put(w, G_TRANCHE, held);
        put(w, tabled ? G_COUNCIL : G_OPEN, money_sub(p->now, held));
    }
}

/* What the register of commitments holds beyond what is fixed already comes off what is open. */
static void put_register(struct work *w, struct money held, enum group from)
{
    struct money fixed = money_add(w->row[G_MANDATORY].amount, w->row[G_TRANCHE].amount);
    struct money over = money_sub(held, fixed);

    if (over.satang <= 0)
        return;
    if (money_cmp(over, w->row[from].amount) > 0)
        over = w->row[from].amount;
    w->row[G_REGISTER].amount = over;
    w->row[from].amount = money_sub(w->row[from].amount, over);
}

bool redirect_get(struct db *db, struct arena *a, int64_t year, const struct goal_money *money,
                  enum lang lang, struct redirect *ret, struct err *e)
{
    struct work w = {.money = money};
    struct fiscal_year y;
    bool tabled, in_force;
    int64_t held = 0;
    struct rows rows;

    if (!year_get(db, a, year, &y, e))
        return false;
    tabled = cycle_at_least(y.stage, STR("TABLED"));
    in_force = cycle_at_least(y.stage, STR("IN_FORCE"));
    if (!db_list(db, a, in_force ? &Q_REDIRECT_LEDGER : &Q_REDIRECT_TRANCHES, ARGS(V(year)),
                 &bound_type, &rows, e) ||
        !db_int(db, &Q_REDIRECT_REGISTER, ARGS(V(year)), &held, e))
        return false;
    *ret = (struct redirect){.n = REDIRECT_ROWS, .stage = str_dup(a, y.stage)};
    w.bound = rows.p;
    w.n = rows.n;
    w.row = ret->row;
    for (size_t i = 0; i < REDIRECT_ROWS; i++) {
        ret->row[i].word = str_from(groups[i].word);
        ret->row[i].name = tr(lang, groups[i].name);
        ret->row[i].redirectable = groups[i].redirectable;
    }
    for (size_t i = 0; i < money->packages; i++)
        put_package(&w, &money->package[i], tabled, in_force);
    if (!in_force)
        put_register(&w, MONEY(held), tabled ? G_COUNCIL : G_OPEN);
    for (size_t i = 0; i < REDIRECT_ROWS; i++) {
        if (groups[i].redirectable)
            ret->redirectable = money_add(ret->redirectable, ret->row[i].amount);
    }
    return true;
}
