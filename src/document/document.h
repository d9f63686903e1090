/* document.h - documents of the budget: PDF by Pango and Cairo, and their spreadsheet twins. */
#ifndef PBIS_DOCUMENT_DOCUMENT_H
#define PBIS_DOCUMENT_DOCUMENT_H

#include "base/compiler.h"
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
 * newest stage stands. path ends in .pdf or .xlsx; written beside and renamed. */
MUST_CHECK bool document_ordinance(struct db *db, struct arena *a, int64_t year, const char *path,
                                   struct document_result *ret, struct err *e);

#endif
