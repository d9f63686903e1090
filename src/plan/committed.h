/* committed.h - money an agency is bound to: yearly tranches of multi-year commitments
 * (ผูกพันงบประมาณข้ามปี), signed contracts, and the running costs of finished assets.
 *
 * The amounts of the years add up to the total; a commitment that changes is ended with its reason
 * and entered anew. Ceilings, the net steerable share (DOMAIN.md 9.1) and the medium term read it. */
#ifndef PBIS_PLAN_COMMITTED_H
#define PBIS_PLAN_COMMITTED_H

#include "base/row.h"
#include "city/actor.h"

struct committed_row {
    int64_t id;
    struct str code, agency_code, agency_name, kind, type_code, title, ref;
    struct money total, amount; /* amount: of the year asked for */
    int64_t first_year, last_year;
    struct str source;
};
extern const struct row_type committed_row_type;

struct committed_part {
    int64_t year;
    struct money amount;
};
struct committed_new {
    int64_t agency_id;
    struct str kind; /* tranche, contract, running */
    struct str type_code, title, ref, source;
    struct money total;
    const struct committed_part *part;
    size_t parts;
};
/* Permission PERM_FISCAL (or PERM_CEILING), city. ERR_TRANCHES {sum, total, difference} when the
 * years do not add up, ERR_DUPLICATE for a year twice. */
MUST_CHECK bool committed_add(struct act *by, const struct committed_new *c, struct str *ret_code,
                              struct err *e);
/* The same for what the caller has checked: a contract's approval (execute/contract.h) asks its own permission and writes
 * its own audit record. The commitment `old` (empty: none) is ended first. */
MUST_CHECK bool committed_keep(struct act *by, const struct committed_new *c, struct str old,
                               struct str *ret_code, struct err *e);
MUST_CHECK bool committed_end(struct act *by, struct str code, struct str reason, struct err *e);
/* Those that fall due in the year (agency_id 0 = all), largest first. */
MUST_CHECK bool committed_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                               struct rows *ret, struct err *e);

/* What falls due in a year, by kind; the sums of committed_year. */
struct committed_sum {
    int64_t year;
    struct money tranche, contract, running;
    struct money steer_tranche, steer_contract; /* those of capital and other expenditure (3, 5) */
};
extern const struct row_type committed_sum_type;
/* One row a year from..to; lines funded in the year before `from` bring their tranches and the
 * running costs of what they finish. At most 20 years. */
MUST_CHECK bool committed_sums(struct db *db, struct arena *a, int64_t from, int64_t to,
                               struct rows *ret, struct err *e);

#endif
