/* bill_money.c - the money of a draft: BMA and BMA Commerce, tabled, cut, given back, now. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/bill.h"
#include "plan/rollup.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field bill_money_fields[] = {
    FIELD(struct bill_money, part, FIELD_KEY, "ส่วน", "Part"),
    FIELD(struct bill_money, tabled, FIELD_TOTAL, "เสนอสภา", "Tabled"),
    FIELD(struct bill_money, cut, FIELD_TOTAL, "ปรับลด", "Cut"),
    FIELD(struct bill_money, added, FIELD_TOTAL, "แปรญัตติคืน", "Given back"),
    FIELD(struct bill_money, now, FIELD_TOTAL, "ขณะนี้", "Now"),
    FIELD(struct bill_money, regular, FIELD_TOTAL, "รายจ่ายประจำ", "Regular"),
    FIELD(struct bill_money, special, FIELD_TOTAL, "รายจ่ายพิเศษ", "Special"),
};
const struct row_type bill_money_type = ROW_TYPE(struct bill_money, bill_money_fields);

/* Lines of one part and kind of fund: what each had up to tabled, up to the committee, and newest. */
struct part_row {
    int64_t commerce, special;
    struct money tabled, committee, newest;
};
static const struct field part_fields[] = {
    COL(struct part_row, commerce),  COL(struct part_row, special),
    COL(struct part_row, tabled),    COL(struct part_row, committee),
    COL(struct part_row, newest),
};
static const struct row_type part_type = ROW_TYPE(struct part_row, part_fields);

struct agency_row {
    struct str code;
    int64_t commerce;
    struct money floor; /* cut in the second reading: a cut, not less given back */
};
static const struct field agency_fields[] = {
    COL(struct agency_row, code),
    COL(struct agency_row, commerce),
    COL(struct agency_row, floor),
};
static const struct row_type agency_row_type = ROW_TYPE(struct agency_row, agency_fields);

static void add_part(struct bill_money *m, const struct part_row *p)
{
    m->tabled = money_add(m->tabled, p->tabled);
    m->cut = money_add(m->cut, money_sub(p->tabled, p->committee));
    m->added = money_add(m->added, money_sub(p->newest, p->committee));
    m->now = money_add(m->now, p->newest);
    if (p->special) {
        m->special = money_add(m->special, p->newest);
    } else {
        m->regular = money_add(m->regular, p->newest);
    }
}

/* The rows of the mirror: of this ordinance, by agency and fund. */
static bool from_mirror(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                        const struct rows *agencies, struct bill_money *m, struct err *e)
{
    static const enum dim dims[] = {DIM_ORDINANCE, DIM_AGENCY, DIM_FUND};
    const struct agency_row *c = agencies->p;
    struct rollup_table t;

    if (!rollup_get(sums, db, a, &(struct rollup_filter){.year = year},
                    ROLLUP_BY(dims, ARRAY_LEN(dims), LANG_TH), &t, e)) {
        return false;
    }
    for (size_t i = 0; i < t.n; i++) {
        const struct rollup_row *r = &t.row[i];
        struct money left_out = t.total.has[STAGE_TABLED]
                                    ? money_sub(r->upto[STAGE_TABLED], r->stage[STAGE_TABLED])
                                    : MONEY_ZERO; /* what was asked and did not come into the draft */
        struct part_row p = {.special = str_eq(r->key[2], STR("ACC")),
                             .tabled = money_sub(r->upto[STAGE_TABLED], left_out),
                             .committee = money_sub(r->upto[STAGE_COMMITTEE], left_out),
                             .newest = money_sub(r->now, left_out)};

        if (!str_eq(r->key[0], STR("0"))) {
            continue;
        }
        for (size_t k = 0; k < agencies->n && !p.commerce; k++) {
            p.commerce = c[k].commerce && str_eq(r->key[1], c[k].code);
        }
        add_part(&m[p.commerce], &p);
    }
    return true;
}

static bool from_rows(struct db *db, struct arena *a, int64_t year, int64_t number,
                      struct bill_money *m, struct err *e)
{
    const struct part_row *p;
    struct rows rows;

    if (!db_list(db, a, &Q_BILL_MONEY_PARTS, ARGS(V(year), V(number)), &part_type, &rows, e)) {
        return false;
    }
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        add_part(&m[p[i].commerce], &p[i]);
    }
    return true;
}

bool bill_money(struct db *db, struct arena *a, struct rollup *sums, int64_t year, int64_t number,
                struct rows *ret, struct err *e)
{
    struct bill_money *m = ARENA_ARRAY(a, struct bill_money, 3);
    const struct agency_row *g;
    struct rows agencies;

    m[0].part = STR("bma");
    m[1].part = STR("commerce");
    m[2].part = STR("total");
    if (!db_list(db, a, &Q_BILL_AGENCIES, ARGS(V(year), V(number)), &agency_row_type, &agencies,
                 e) ||
        (sums && number == 0 ? !from_mirror(db, a, sums, year, &agencies, m, e)
                             : !from_rows(db, a, year, number, m, e))) {
        return false;
    }
    g = agencies.p;
    for (size_t i = 0; i < agencies.n; i++) {
        struct bill_money *part = &m[g[i].commerce];

        part->cut = money_add(part->cut, g[i].floor);
        part->added = money_add(part->added, g[i].floor);
    }
    for (size_t i = 0; i < 2; i++) {
        m[2].tabled = money_add(m[2].tabled, m[i].tabled);
        m[2].cut = money_add(m[2].cut, m[i].cut);
        m[2].added = money_add(m[2].added, m[i].added);
        m[2].now = money_add(m[2].now, m[i].now);
        m[2].regular = money_add(m[2].regular, m[i].regular);
        m[2].special = money_add(m[2].special, m[i].special);
    }
    *ret = (struct rows){m, 3};
    return true;
}
