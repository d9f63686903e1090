/* boq_file.h - bills of quantities (แบบ ปร.4, ปร.5) read from a workbook and tied to a budget line.
 *
 * A sheet of quantities has a head with item, quantity, unit, material and labour (unit price and
 * amount each) and a total; sums are rows without a quantity. Factor F, VAT and the grand total stand
 * below, or on another sheet. Every product, every sum, direct cost x factor F x VAT = total, and
 * total = the line are checked; what does not agree is named by its cell. Nothing is mended: the file
 * stays attached as it came. A difference of one satang a product, one baht a total is rounding. */
#ifndef PBIS_EXCHANGE_BOQ_FILE_H
#define PBIS_EXCHANGE_BOQ_FILE_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/costing.h"

struct sheet_source;

enum { BOQ_LINES = 5000, BOQ_ISSUES = 500 };

struct boq_line {
    struct str cell, number, name; /* cell: of its quantity, "ปร.4!D12" */
    int64_t quantity_milli;
    struct str unit_word;
    struct money material, labour; /* a unit */
    struct money total;            /* as the sheet says */
};
extern const struct row_type boq_line_type;

struct boq_issue {
    struct str cell, kind; /* material labour line_total sum total line formula factor */
    struct money found, expected;
};
extern const struct row_type boq_issue_type;

struct boq {
    int64_t id;
    struct str file_code, file_name;
    int64_t lines, issues;
    struct money direct, total, line; /* line: what the budget line asked when it was read */
    int64_t factor_millionths, vat_bp;
    struct str by_user;
    struct when at;
};
extern const struct row_type boq_type;

struct boq_file {
    struct boq head;
    struct boq_line *line;
    struct boq_issue *issue;
    size_t lines, issues;
};

/* Reads a workbook against a line's requested amount. ERR_BOQ_HEAD when no sheet has the columns, and
 * the errors of sheet_read.h. */
MUST_CHECK bool boq_read(struct arena *a, const struct sheet_source *src, struct money requested,
                         struct boq_file *ret, struct err *e);
/* Attaches the file to the line (kind por4) and keeps what was read beside it. */
MUST_CHECK bool boq_tie(struct act *by, struct str line_code, const char *path, struct str name,
                        const struct boq_file *f, struct err *e);

/* The newest of a line, with its rows. */
MUST_CHECK bool boq_get(struct db *db, struct arena *a, int64_t line_id, struct boq *ret,
                        bool *ret_found, struct err *e);
MUST_CHECK bool boq_lines(struct db *db, struct arena *a, int64_t boq_id, struct rows *ret,
                          struct err *e);
MUST_CHECK bool boq_issues(struct db *db, struct arena *a, int64_t boq_id, struct rows *ret,
                           struct err *e);

#endif
