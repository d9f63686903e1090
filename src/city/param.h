/* param.h - parameters (ค่ากำหนด): what is a default and not a law stands in a register that a page
 * changes (param.def). A value holds from a fiscal year and takes effect on a day; one person
 * proposes it, another approves it; nothing is ever overwritten. A proposal, or an approved value
 * whose day has not come, can be withdrawn; one that is in force (today >= from_date) counts as used
 * and is replaced by a new value only.
 *
 * A read gives, for a fiscal year, the approved value of the latest from_year <= year that is in
 * force on the store's day (store_day_set); without one the default. One indexed query. */
#ifndef PBIS_CITY_PARAM_H
#define PBIS_CITY_PARAM_H

#include "base/row.h"
#include "city/actor.h"

/* PARAM_GROWTH: per cent that may be negative; the other numbers are 0 or more. */
enum param_kind { PARAM_INT, PARAM_BP, PARAM_GROWTH, PARAM_MONEY, PARAM_TEXT, PARAM_CHOICE, PARAM_TABLE };

enum param_id {
#define PARAM(id, code, kind, value, th, en, source) id,
#include "city/param.def"
#undef PARAM
    PARAM_COUNT
};

/* ---- reading ---- */

/* PARAM_INT as it is, PARAM_BP and PARAM_GROWTH as basis points, PARAM_MONEY as satang. */
MUST_CHECK bool param_int(struct db *db, enum param_id p, int64_t year, int64_t *ret,
                          struct err *e);
MUST_CHECK bool param_money(struct db *db, enum param_id p, int64_t year, struct money *ret,
                            struct err *e);
/* PARAM_TEXT; the word of a PARAM_CHOICE. */
MUST_CHECK bool param_text(struct db *db, struct arena *a, enum param_id p, int64_t year,
                           struct str *ret, struct err *e);
/* A PARAM_TABLE's rows; every cell was checked against its column's type when it was proposed. */
struct param_rows {
    const struct str *column; /* names */
    const struct str *cell;   /* rows x columns */
    size_t columns, rows;
};
MUST_CHECK bool param_table(struct db *db, struct arena *a, enum param_id p, int64_t year,
                            struct param_rows *ret, struct err *e);
/* A cell by its column's name (which must be one of the default's): text as typed; int, year and
 * percent (basis points) as a number; baht as satang. An empty opt cell is 0. */
struct str param_cell(const struct param_rows *t, size_t row, const char *column);
int64_t param_cell_int(const struct param_rows *t, size_t row, const char *column);

/* ---- the register ---- */

/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool param_find(struct str code, enum param_id *ret, struct err *e);
struct str param_code(enum param_id p);
struct str param_name(enum param_id p, enum lang lang);
enum param_kind param_kind(enum param_id p);
/* Where the default comes from, in words: ค่าเริ่มต้น ยังไม่ยืนยัน. */
struct str param_source(enum param_id p, enum lang lang);
/* The default as it is stored (a table's header without types; the first choice's word). */
struct str param_default(struct arena *a, enum param_id p);
/* A stored value as people read it: 62.50%, 1,000,000 บาท, the choice's label, "12 แถว". */
struct str param_shown(struct arena *a, enum param_id p, struct str value, enum lang lang);
struct param_choice {
    struct str word, th, en;
};
/* The words of a PARAM_CHOICE; *ret_n of them. */
const struct param_choice *param_choices(struct arena *a, enum param_id p, size_t *ret_n);

/* One row a parameter: what holds in `year` today. */
struct param_row {
    struct str code, name, value, initial, source; /* initial: the default */
    int64_t from_year;                             /* 0: the default holds */
    struct date from_date;
    struct str changed_by, approved_by, legal;
    int64_t waiting; /* proposals that nobody has approved or withdrawn */
    int64_t coming;  /* approved values whose day or year has not come */
};
extern const struct row_type param_row_type;
MUST_CHECK bool param_list(struct db *db, struct arena *a, int64_t year, struct date today,
                           enum lang lang, struct rows *ret, struct err *e);

/* The history of one parameter, newest first. */
struct param_value {
    int64_t id, number;
    struct str code;
    int64_t from_year;
    struct date from_date;
    struct str value, reason, source, state; /* proposed, approved, withdrawn */
    struct str proposed_by;
    struct when proposed;
    struct str approved_by;
    struct when approved;
    struct str withdrawn_by;
    struct when withdrawn;
    struct str withdrawn_why;
};
extern const struct row_type param_value_type;
MUST_CHECK bool param_history(struct db *db, struct arena *a, enum param_id p, struct rows *ret,
                              struct err *e);
MUST_CHECK bool param_value_get(struct db *db, struct arena *a, enum param_id p, int64_t number,
                                struct param_value *ret, struct err *e);

/* ---- changing ---- */

struct param_new {
    enum param_id param;
    int64_t from_year;
    struct date from_date; /* today or later */
    struct str value, reason, source;
};
/* What a value would change: the year's value on its day, before and after; of a table the rows that
 * go and come. */
struct param_preview {
    struct str before, after;     /* stored form */
    const struct str *gone, *new; /* rows of a table, cells joined by commas */
    size_t gone_n, new_n;
    int64_t until_year; /* a later year has its own value from here on; 0 = none */
    bool same;
};
/* Checks everything that param_propose checks. Errors: ERR_BAD_NUMBER, ERR_BAD_AMOUNT,
 * ERR_BAD_CHOICE, ERR_PARAM_NEGATIVE {value}, ERR_REQUIRED {field}, ERR_CSV_HEADER, ERR_ROW_CELLS, ERR_PARAM_CELL {row, field,
 * value, needs}, ERR_PARAM_PAST {date}. */
MUST_CHECK bool param_preview(struct db *db, struct arena *a, const struct param_new *n,
                              struct date today, struct param_preview *ret, struct err *e);
MUST_CHECK bool param_propose(struct act *by, const struct param_new *n, int64_t *ret_number,
                              struct err *e);
/* By another person than who proposed it: ERR_SAME_PERSON; its day may not have passed:
 * ERR_PARAM_PAST; ERR_ALREADY. */
MUST_CHECK bool param_approve(struct act *by, enum param_id p, int64_t number, struct err *e);
/* A proposal, or an approved value before its day: else ERR_PARAM_USED {date}. Needs a reason. */
MUST_CHECK bool param_withdraw(struct act *by, enum param_id p, int64_t number, struct str reason,
                               struct err *e);

#endif
