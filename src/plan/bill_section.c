#include "plan/bill_section.h"

#include "base/arena.h"
#include "base/err.h"
#include "plan/rollup.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field bill_section_fields[] = {
    FIELD(struct bill_section, no, 0, "ลำดับ", "No."),
    FIELD(struct bill_section, agency_code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct bill_section, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    COL(struct bill_section, subject),
    FIELD(struct bill_section, tabled, FIELD_TOTAL, "เสนอสภา", "Tabled"),
    FIELD(struct bill_section, cut, FIELD_TOTAL, "ปรับลด", "Cut"),
    FIELD(struct bill_section, added, FIELD_TOTAL, "แปรญัตติคืน", "Given back"),
    FIELD(struct bill_section, now, FIELD_TOTAL, "ขณะนี้", "Now"),
    FIELD(struct bill_section, reserved, 0, "สงวนที่ยังไม่ยุติ", "Open reservations"),
    FIELD(struct bill_section, vote_code, 0, "การลงมติ", "Vote"),
    FIELD(struct bill_section, result, 0, "ผล", "Result"),
    FIELD(struct bill_section, en_bloc, 0, "ลงมติรวม", "En bloc"),
};
const struct row_type bill_section_type = ROW_TYPE(struct bill_section, bill_section_fields);

struct section_row {
    struct str agency_code, agency_name, subject, own_code, own_result, rest_code, rest_result;
    int64_t reserved;
    struct money floor; /* cut in the second reading */
};
static const struct field section_fields[] = {
    COL(struct section_row, agency_code), COL(struct section_row, agency_name),
    COL(struct section_row, subject),     COL(struct section_row, own_code),
    COL(struct section_row, own_result),  COL(struct section_row, rest_code),
    COL(struct section_row, rest_result), COL(struct section_row, reserved),
    COL(struct section_row, floor),
};
static const struct row_type section_type = ROW_TYPE(struct section_row, section_fields);

/* An agency's money: up to tabled, up to the committee, newest. */
struct sum_row {
    struct str agency_code;
    struct money tabled, committee, newest;
};
static const struct field sum_fields[] = {
    COL(struct sum_row, agency_code),
    COL(struct sum_row, tabled),
    COL(struct sum_row, committee),
    COL(struct sum_row, newest),
};
static const struct row_type sum_type = ROW_TYPE(struct sum_row, sum_fields);

static bool from_mirror(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                        struct rows *ret, struct err *e)
{
    static const enum dim dims[] = {DIM_ORDINANCE, DIM_AGENCY};
    struct rollup_table t;
    struct sum_row *s;
    size_t n = 0;

    if (!rollup_get(sums, db, a, &(struct rollup_filter){.year = year},
                    ROLLUP_BY(dims, ARRAY_LEN(dims), LANG_TH), &t, e)) {
        return false;
    }
    s = ARENA_ARRAY(a, struct sum_row, t.n);
    for (size_t i = 0; i < t.n; i++) {
        const struct rollup_row *r = &t.row[i];
        struct money left_out = t.total.has[STAGE_TABLED]
                                    ? money_sub(r->upto[STAGE_TABLED], r->stage[STAGE_TABLED])
                                    : MONEY_ZERO; /* as in bill_money() */

        if (str_eq(r->key[0], STR("0"))) {
            s[n++] = (struct sum_row){r->key[1], money_sub(r->upto[STAGE_TABLED], left_out),
                                      money_sub(r->upto[STAGE_COMMITTEE], left_out),
                                      money_sub(r->now, left_out)};
        }
    }
    *ret = (struct rows){s, n};
    return true;
}

static const struct sum_row *sum_of(const struct rows *sums, struct str code)
{
    static const struct sum_row none = {{NULL, 0}, {0}, {0}, {0}};
    const struct sum_row *s = sums->p;

    for (size_t i = 0; i < sums->n; i++) {
        if (str_eq(s[i].agency_code, code)) {
            return &s[i];
        }
    }
    return &none;
}

bool bill_sections(struct db *db, struct arena *a, struct rollup *sums, int64_t year,
                   int64_t ordinance, struct rows *ret, struct err *e)
{
    const struct section_row *s;
    struct bill_section *out;
    struct rows rows, money;

    if (!db_list(db, a, &Q_BILL_SECTION_ROWS, ARGS(V(year), V(ordinance)), &section_type, &rows,
                 e) ||
        (sums && ordinance == 0
             ? !from_mirror(db, a, sums, year, &money, e)
             : !db_list(db, a, &Q_BILL_SECTION_SUMS, ARGS(V(year), V(ordinance)), &sum_type, &money,
                        e))) {
        return false;
    }
    s = rows.p;
    out = ARENA_ARRAY(a, struct bill_section, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sum_row *m = sum_of(&money, s[i].agency_code);
        bool own = s[i].own_code.n > 0;

        out[i] = (struct bill_section){.no = (int64_t)i + 1,
                                       .agency_code = s[i].agency_code,
                                       .agency_name = s[i].agency_name,
                                       .subject = s[i].subject,
                                       .tabled = m->tabled,
                                       .cut = money_add(money_sub(m->tabled, m->committee),
                                                        s[i].floor),
                                       .added = money_add(money_sub(m->newest, m->committee),
                                                          s[i].floor),
                                       .now = m->newest,
                                       .reserved = s[i].reserved,
                                       .vote_code = own ? s[i].own_code : s[i].rest_code,
                                       .result = own ? s[i].own_result : s[i].rest_result,
                                       .en_bloc = !own && s[i].rest_code.n > 0};
    }
    *ret = (struct rows){out, rows.n};
    return true;
}
