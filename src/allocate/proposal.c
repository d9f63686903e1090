#include "allocate/proposal.h"

#include "allocate/proposed.h"
#include "allocate/scenario.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/year.h"
#include "plan/cycle.h"
#include "sql_allocate.h"
#include "store/store.h"

/* Prices are kept with PRICE_PLACES decimals, by million baht; SATANG_A_PRICE = satang in a million baht x 10^4,
 * over the millionths of a score. */
enum { PRICE_PLACES = 4, SATANG_A_PRICE = 1000000 };

static const struct field departure_fields[] = {
    FIELD(struct departure_row, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct departure_row, title, 0, "ข้อเสนอ", "Title"),
    FIELD(struct departure_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct departure_row, proposed, FIELD_TOTAL, "ตามข้อเสนอการจัดสรร", "As proposed"),
    FIELD(struct departure_row, amount, FIELD_TOTAL, "ตามมติ", "Decided"),
    FIELD(struct departure_row, change, FIELD_TOTAL, "ต่างจากข้อเสนอ", "Departure"),
    FIELD(struct departure_row, value, FIELD_TOTAL, "คะแนนของข้อเสนอนี้", "Its own score"),
    FIELD(struct departure_row, room, FIELD_TOTAL, "คะแนนของเงินที่ใช้", "Score of the money it takes"),
    FIELD(struct departure_row, net, FIELD_TOTAL, "คะแนนสุทธิ", "Net score"),
    FIELD(struct departure_row, loss_state, 0, "คำนวณใหม่", "Solved again"),
    FIELD(struct departure_row, loss_low, 0, "คะแนนที่เสียไปอย่างน้อย", "Score lost, at least"),
    FIELD(struct departure_row, loss_high, 0, "คะแนนที่เสียไปอย่างมาก", "Score lost, at most"),
    FIELD(struct departure_row, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type departure_row_type = ROW_TYPE(struct departure_row, departure_fields);

bool proposal_departures(struct db *db, struct arena *a, int64_t resolution_id, struct rows *ret,
                         struct err *e)
{
    return db_list(db, a, &Q_PROPOSAL_DEPARTURES, ARGS(V(resolution_id)), &departure_row_type, ret,
                   e);
}

/* ---- the run as a draft ---- */

struct run_line {
    struct str code;
    struct money granted;
};
static const struct field run_line_fields[] = {
    COL(struct run_line, code),
    COL(struct run_line, granted),
};
static const struct row_type run_line_type = ROW_TYPE(struct run_line, run_line_fields);

static bool open_stage(struct act *by, int64_t year, enum stage *ret, struct err *e)
{
    struct fiscal_year y;

    if (!year_get(by->tx->db, by->a, year, &y, e))
        return false;
    *ret = cycle_open_stage(y.stage);
    if (stage_by_resolution(*ret))
        return true;
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(y.stage));
    return false;
}

bool proposal_draft(struct act *by, int64_t year, struct str run_code,
                    const struct resolution_new *n, struct str *ret_code, struct err *e)
{
    struct str word = str_from(TR("ผลการจัดสรร"));
    struct str reason = str_format(by->a, "%.*s %.*s", STR_FMT(word), STR_FMT(run_code));
    struct resolution_new r = *n;
    struct resolution_amount *l;
    const struct run_line *line;
    struct money sum = MONEY_ZERO;
    struct proposed seen;
    struct rows rows;
    int64_t granted;
    size_t row;

    r.year = year;
    r.run_code = run_code;
    if (!open_stage(by, year, &r.stage, e) ||
        !proposed_head(by->tx->db, by->a, year, run_code, by->who, &seen, e) ||
        !db_int(by->tx->db, &Q_PROPOSAL_GRANTED, ARGS(V(seen.run.id)), &granted, e) ||
        !db_list(by->tx->db, by->a, &Q_PROPOSAL_LINES,
                 ARGS(V(seen.run.id), V(year), V((int64_t)r.stage)), &run_line_type, &rows, e))
        return false;
    line = rows.p;
    l = ARENA_ARRAY(by->a, struct resolution_amount, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        l[i] = (struct resolution_amount){line[i].code, line[i].granted, reason};
        sum = money_add(sum, l[i].amount);
    }
    if (sum.satang != granted) { /* a run speaks of the amounts it saw */
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!r.title.n)
        r.title = reason;
    return resolution_draft_lines(by, &r, l, rows.n, &row, ret_code, e);
}

/* ---- departures ---- */

struct proposed_package {
    int64_t package_id;
    struct str code;
    bool funded;
    struct score value_score;
    struct money cost;
};
static const struct field proposed_fields[] = {
    COL(struct proposed_package, package_id),  COL(struct proposed_package, code), COL(struct proposed_package, funded),
    COL(struct proposed_package, value_score), COL(struct proposed_package, cost),
};
static const struct row_type proposed_type = ROW_TYPE(struct proposed_package, proposed_fields);

struct priced_line {
    struct str code, agency_code, fund_code, type_code, side_code;
    struct money before, granted; /* before this stage; by the run, when it funds the package */
};
static const struct field priced_line_fields[] = {
    COL(struct priced_line, code),      COL(struct priced_line, agency_code),
    COL(struct priced_line, fund_code), COL(struct priced_line, type_code),
    COL(struct priced_line, side_code), COL(struct priced_line, before),
    COL(struct priced_line, granted),
};
static const struct row_type priced_line_type = ROW_TYPE(struct priced_line, priced_line_fields);

struct price_row {
    struct str dim, code, price_text;
};
static const struct field price_fields[] = {
    COL(struct price_row, dim),
    COL(struct price_row, code),
    COL(struct price_row, price_text),
};
static const struct row_type price_type = ROW_TYPE(struct price_row, price_fields);

/* Does this ceiling hold the line's money? */
static bool under(const struct price_row *p, const struct priced_line *l)
{
    if (str_eq(p->dim, STR("total")))
        return true;
    if (str_eq(p->dim, STR("agency")))
        return str_eq(p->code, l->agency_code);
    if (str_eq(p->dim, STR("type")))
        return str_eq(p->code, l->type_code);
    if (str_eq(p->dim, STR("side")))
        return str_eq(p->code, l->side_code);
    return str_eq(p->code, l->fund_code);
}

/* What `change` satang of this line are worth at the prices of its ceilings. */
static bool line_room(const struct rows *prices, const struct priced_line *l, int64_t change,
                      int64_t *sum, struct err *e)
{
    const struct price_row *p = prices->p;

    for (size_t i = 0; i < prices->n; i++) {
        int64_t price, worth;

        if (!under(&p[i], l))
            continue;
        if (!exact_parse_decimal(p[i].price_text, PRICE_PLACES, &price) ||
            !exact_mul_div(change, price, SATANG_A_PRICE, ROUND_HALF_UP, &worth)) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(p[i].price_text));
            return false;
        }
        *sum += worth;
    }
    return true;
}

struct departing {
    struct act *by;
    const struct resolution *r;
    enum stage stage;
    int64_t run_id;
    struct proposed_package p;
    struct money amount, was; /* decided; as the run has it */
    struct str reason;
};

/* The package's amount over its lines, in whole baht when they are; *ret_room of the difference. */
static bool split_amount(struct departing *d, struct resolution_amount **ret, size_t *ret_n,
                         int64_t *ret_room, struct err *e)
{
    struct arena *a = d->by->a;
    const struct priced_line *l;
    struct rows rows, prices;
    int64_t *weight, unit = d->amount.satang % 100 ? 1 : 100;
    struct money *part, standing = MONEY_ZERO;

    if (!db_list(d->by->tx->db, a, &Q_PROPOSAL_PACKAGE_LINES,
                 ARGS(V(d->p.package_id), V((int64_t)d->stage), V(d->run_id)), &priced_line_type, &rows, e) ||
        !db_list(d->by->tx->db, a, &Q_PROPOSAL_PRICES, ARGS(V(d->run_id)), &price_type, &prices, e))
        return false;
    l = rows.p;
    weight = ARENA_ARRAY(a, int64_t, rows.n);
    part = ARENA_ARRAY(a, struct money, rows.n);
    *ret = ARENA_ARRAY(a, struct resolution_amount, rows.n);
    *ret_n = rows.n;
    *ret_room = 0;
    for (size_t i = 0; i < rows.n; i++) {
        weight[i] = l[i].before.satang;
        standing = money_add(standing, l[i].before);
        unit = l[i].before.satang % 100 ? 1 : unit;
    }
    if (d->amount.satang > standing.satang || standing.satang == 0) {
        FAIL(e, ERR_ABOVE_STANDING);
        err_arg(e, "package", V(d->p.code));
        err_arg(e, "standing", V(standing));
        return false;
    }
    money_split(MONEY(d->amount.satang / unit), weight, rows.n, part);
    for (size_t i = 0; i < rows.n; i++) {
        struct money was = d->p.funded ? l[i].granted : MONEY_ZERO;
        struct money m = d->amount.satang == d->was.satang ? was : MONEY(part[i].satang * unit);

        (*ret)[i] = (struct resolution_amount){l[i].code, m, d->reason};
        if (!line_room(&prices, &l[i], m.satang - was.satang, ret_room, e))
            return false;
    }
    return true;
}

static bool keep(struct departing *d, int64_t room, struct err *e)
{
    struct db *db = d->by->tx->db;
    int64_t value;

    if (d->amount.satang == d->was.satang)
        return db_exec(db, &Q_PROPOSAL_RETURN, ARGS(V(d->r->id), V(d->p.package_id)), NULL, e);
    if (!exact_mul_div(d->p.value_score.millionths, d->amount.satang - d->was.satang,
                       d->p.cost.satang, ROUND_HALF_UP, &value)) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(money_text(d->by->a, d->amount, MONEY_WHOLE)));
        return false;
    }
    return db_exec(db, &Q_PROPOSAL_DEPART,
                   ARGS(V(d->r->id), V(d->p.package_id), V(d->was), V(d->amount), V(value), V(room),
                        V(d->reason)),
                   NULL, e);
}

static bool find(struct departing *d, int64_t year, struct str code, struct str package,
                 struct resolution *r, struct err *e)
{
    struct db *db = d->by->tx->db;
    struct run_row run;
    bool found = false;

    if (!resolution_get(db, d->by->a, year, code, r, e) ||
        !stage_parse(r->stage_word, &d->stage, e))
        return false;
    if (r->run_code.n) {
        if (!run_get(db, d->by->a, year, r->run_code, &run, e) ||
            !db_find(db, d->by->a, &Q_PROPOSAL_PACKAGE, ARGS(V(run.id), V(year), V(package)),
                     &proposed_type, &d->p, &found, e))
            return false;
        d->run_id = run.id;
    }
    if (!found || d->p.cost.satang == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(package));
        return false;
    }
    return true;
}

bool proposal_depart(struct act *by, int64_t year, struct str code, int64_t version,
                     const struct departure_new *new, struct err *e)
{
    struct departing d = {.by = by, .amount = new->amount, .reason = str_trim(new->reason)};
    struct resolution_amount *l;
    struct resolution r;
    int64_t room;
    size_t n;

    d.r = &r;
    if (!actor_check_city(by->who, PERM_COMMITTEE, e))
        return false;
    if (!d.reason.n) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    if (d.amount.satang < 0) {
        FAIL(e, ERR_AMOUNT_NEGATIVE);
        err_arg(e, "value", V(money_text(by->a, d.amount, MONEY_WHOLE)));
        return false;
    }
    if (!find(&d, year, code, new->package, &r, e))
        return false;
    d.was = d.p.funded ? d.p.cost : MONEY_ZERO;
    return split_amount(&d, &l, &n, &room, e) &&
           resolution_set_lines(by, year, code, version, l, n, e) && keep(&d, room, e);
}
