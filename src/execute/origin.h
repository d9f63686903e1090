/* origin.h - where a line's money comes from (ที่มาของเงิน), and lines that execution opens.
 *
 * A line's identity carries year, fund, ordinance and origin; money keeps them wherever it moves. Where there is no line
 * of that identity, one is opened: money of the central fund at an agency, money carried into the next year, a new item.
 * Such lines lie in one package per (year, agency, output) of the state EXECUTION, which no figure, list or sum of
 * preparation counts; their amounts are entries only. */
#ifndef PBIS_EXECUTE_ORIGIN_H
#define PBIS_EXECUTE_ORIGIN_H

#include "base/row.h"
#include "city/actor.h"

struct line_origin {
    int64_t line_id;
    struct str kind;         /* annual supplementary central subsidy matching carry_a carry_b */
    struct str central_item; /* code of the central fund's item */
    struct date on_date;     /* of its allotment, or of the carry */
    struct str subsidy;
    int64_t carried_from; /* the line of the year before */
};
extern const struct row_type line_origin_type;
/* Annual or supplementary for a line that execution did not open. ERR_UNKNOWN_LINE. */
MUST_CHECK bool line_origin_get(struct db *db, struct arena *a, int64_t line_id, struct line_origin *ret, struct err *e);

struct line_open_new {
    int64_t year, ordinance;
    int64_t agency_id, output_id, item_id, fund_id; /* nodes of the year's structure */
    struct str name;
    struct line_origin origin; /* line_id is not looked at */
    struct str authority, reason;
};
/* PERM_POST, PERM_POST_APPROVE, PERM_CARRY or PERM_REORGANISE in the agency. The account begins at zero. ERR_UNKNOWN_CODE
 * {field}, ERR_REQUIRED, ERR_BAD_CHOICE {kind}, ERR_STAGE before the year is in force (carried money: from any stage on),
 * ERR_YEAR_CLOSED. */
MUST_CHECK bool line_open(struct act *by, const struct line_open_new *n, int64_t *ret_id, struct str *ret_code,
                          struct err *e);
/* Next year's line of what is carried from a line: the one there is, else opened; same agency, output and item by the next
 * year's structure, fund CARRY_A or CARRY_B. The next year is made when it is not there. */
MUST_CHECK bool line_carry_open(struct act *by, int64_t line_id, bool with_obligation, int64_t *ret_id, struct err *e);

#endif
