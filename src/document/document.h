/* document.h - documents of the budget: PDF by Pango and Cairo, and their spreadsheet twins. */
#ifndef PBIS_DOCUMENT_DOCUMENT_H
#define PBIS_DOCUMENT_DOCUMENT_H

#include "base/compiler.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/money.h"
#include "base/str.h"

struct arena;
struct db;
struct err;

struct document_result {
    int64_t pages, lines, agencies;
    struct money total;
};

/* The draft or annual budget ordinance (ร่างข้อบัญญัติ / ข้อบัญญัติงบประมาณรายจ่าย) of a year, as the
 * newest stage of each line stands (the annual ordinance, number 0).
 *
 * today   the day of issue that is printed; the same store and day give the same bytes.
 * path    ends in .pdf or .xlsx; written beside and renamed, so a failure leaves the old file.
 * ret     pages (0 for a workbook), lines printed (those above zero), agencies, total.
 * Errors  ERR_YEAR_MISSING, ERR_NOTHING {what} without lines, ERR_DOCUMENT_SUM {what, printed,
 *         expected} when the lines do not add up to the totals that the store gives on its own,
 *         ERR_FONT {families}, ERR_FILE_WRITE, ERR_CHILD, ERR_STORE. */
MUST_CHECK bool document_ordinance(struct db *db, struct arena *a, int64_t year, struct date today,
                                   const char *path, struct document_result *ret, struct err *e);

/* The same of one ordinance of the year: 0 = annual, 1.. = supplementary (งบประมาณรายจ่ายเพิ่มเติม), which prints
 * its fund and the reason it was asked for. ERR_NOT_FOUND for a number that is not there. */
struct ordinance_of {
    int64_t year, number;
    struct date today;
};
MUST_CHECK bool document_ordinance_of(struct db *db, struct arena *a, struct ordinance_of of,
                                      const char *path, struct document_result *ret, struct err *e);

#endif
