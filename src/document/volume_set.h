/* volume_set.h - the set of documents of a draft ordinance (เอกสารประกอบร่างข้อบัญญัติ): documents 1-6 and one book an agency, in
 * the printed order, as PDF and workbook, as versions in the register of issued documents (kind `volume`).
 *
 * Issuing reads the budget in one snapshot, lets each book say itself (volume_digest), keeps the versions that say the
 * same, prints the others, reads all of them back (tie.h), and only when they tie writes register and set in one write:
 * a schedule that does not tie is refused, and nothing of the set is kept. */
#ifndef PBIS_DOCUMENT_VOLUME_SET_H
#define PBIS_DOCUMENT_VOLUME_SET_H

#include "base/row.h"
#include "document/budget.h"
#include "document/issue.h"

/* One book of a budget, ready to be said. number 0 in none. */
struct volume_job {
    struct volume_info info;
    int64_t agency_id;  /* 0: of the city */
    struct money total; /* this year's amount that it is about; of the fiscal report none */
    volume_fn *fn;
    void *ctx;
};
/* The books that this budget has: 1-6, and of each agency with money now. */
size_t volume_set_count(const struct budget *b);
/* The n-th of them, its data read into `a`. */
MUST_CHECK bool volume_set_job(const struct budget *b, struct arena *a, size_t n,
                               struct volume_job *ret, struct err *e);
/* Prints one book straight from the store, without the register. ERR_NOT_FOUND {what} for a number that the set has not. */
MUST_CHECK bool volume_one(struct db *db, struct arena *a, struct budget_of of, int64_t number,
                           const char *path, struct document_result *ret, struct err *e);

struct volume_set_order {
    int64_t year, ordinance;
    const char *folder;             /* also written here, with set.json; NULL = only the register */
    void (*progress)(int per_cent); /* NULL = nobody asks */
    bool all;                       /* print every book, also those that say the same */
};
struct volume_set_done {
    struct str code;
    int64_t books, printed, pages, lines, change_id, ties, figures;
    struct money total;
};
/* Permission PERM_DOCUMENT. ERR_SET_TIE {volume, table, row, column, printed, expected, other, more} when the books do
 * not tie; ERR_STALE when another set was issued meanwhile. What budget_load and volume_print say. */
MUST_CHECK bool volume_set_issue(const struct document_desk *desk, const struct volume_set_order *o,
                                 struct volume_set_done *ret, struct err *e);

/* ---- reading ---- */
struct volume_set_row {
    int64_t id, year, ordinance, change_id, event_id, books, printed, pages, lines, ties, figures,
        took_ms;
    struct str code, stage, by_user;
    struct money total;
    struct when at;
};
extern const struct row_type volume_set_type;
/* The newest set; *ret_found. */
MUST_CHECK bool volume_set_newest(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                                  struct volume_set_row *ret, bool *ret_found, struct err *e);
struct volume_part_row {
    int64_t number;
    struct str title, agency_code;
    int64_t pages, lines;
    struct money total;
    int64_t version;
    struct str code; /* in the register */
    struct date issued_on;
    bool printed;
    struct str state; /* current, stale */
    struct str after; /* stale: what changed since: D-..., a resolution, or the change's number */
    int64_t agency_id;
};
extern const struct row_type volume_part_type;
/* The books of a set and whether an amount, or what stands in the draft, changed since; *ret_stale counts them. */
MUST_CHECK bool volume_set_parts(struct db *db, struct arena *a, const struct volume_set_row *set,
                                 struct rows *ret, int64_t *ret_stale, struct err *e);
/* Versions of one book over all sets, newest first. */
MUST_CHECK bool volume_versions(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                                int64_t number, struct rows *ret, struct err *e);

#endif
