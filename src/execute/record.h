/* record.h - the book of record (ระบบหลัก): which system is authoritative for what, by fiscal year, and the files of the
 * other systems (MIS2, e-GP) that were taken.
 *
 * Four parameters of the year (record.appropriation, .allotment, .orders, .payments; two persons each) say PBIS or MIS2.
 * Where MIS2 is authoritative, an act of that kind is not keyed in PBIS: it comes with a file, and its rows are posted by
 * keys made of system and document number, so the same document never posts twice. Where PBIS is authoritative the rows
 * are kept and only compared (reconcile.h). The ordinance itself (APPROPRIATE) is always that of the Council. */
#ifndef PBIS_EXECUTE_RECORD_H
#define PBIS_EXECUTE_RECORD_H

#include "base/row.h"
#include "city/actor.h"

enum record_kind {
#define RECORD(id, word, param, th, en) id,
#include "execute/records.def"
#undef RECORD
    RECORD_KINDS /* also: none */
};
struct str record_word(enum record_kind k);
struct str record_label(enum record_kind k, enum lang lang);
enum record_kind record_of_word(struct str word); /* RECORD_KINDS for another word */
enum record_kind record_of_act(struct str act);   /* RECORD_KINDS for acts that no other system keeps */

/* ---- which system ---- */

struct record_year {
    int64_t year;
    struct str system[RECORD_KINDS]; /* pbis, mis2 */
};
MUST_CHECK bool record_year_get(struct db *db, struct arena *a, int64_t year, struct record_year *ret, struct err *e);
bool record_is_own(const struct record_year *y, enum record_kind k);
/* An act (DISBURSE ...) that people make in PBIS: ERR_RECORD_ELSEWHERE {record, system, year} where another system is
 * the book of record. Those who make many load the year once. */
MUST_CHECK bool record_check(const struct record_year *y, struct str act, struct err *e);
MUST_CHECK bool record_check_own(struct db *db, struct arena *a, int64_t year, struct str act, struct err *e);

#endif
