/* key_result.h - objectives of agencies (OKR: วัตถุประสงค์และผลลัพธ์สำคัญ) in one year. Key results
 * and KPIs are indicators (indicator.h) of level key_result and kpi. */
#ifndef PBIS_PERFORM_KEY_RESULT_H
#define PBIS_PERFORM_KEY_RESULT_H

#include "base/row.h"
#include "city/actor.h"

struct objective_row {
    int64_t id, year, agency_id, node_id, version;
    struct str code, name_th, name_en, agency_code, agency_name, node_code, node_name, status;
    int64_t key_results, kpis;
};
extern const struct row_type objective_row_type;
/* agency_id, node_id 0 = all. */
struct objective_filter {
    int64_t year, agency_id, node_id;
};
MUST_CHECK bool objective_list(struct db *db, struct arena *a, const struct objective_filter *f,
                               struct rows *ret, struct err *e);
MUST_CHECK bool objective_get(struct db *db, struct arena *a, int64_t year, struct str code,
                              struct objective_row *ret, struct err *e);

struct objective_new {
    int64_t year, agency_id, node_id; /* 0: nobody's yet; not linked yet */
    struct str code, name_th, name_en, status;
};
/* PERM_GOAL or PERM_IMPORT, or the agency's people. ERR_DUPLICATE. */
MUST_CHECK bool objective_add(struct act *by, const struct objective_new *o, int64_t *ret_id,
                              struct err *e);
/* Who owns it and which goal it serves. PERM_GOAL. ERR_STALE, ERR_OTHER_VERSION. */
struct objective_edit {
    int64_t year, version, agency_id, node_id;
    struct str code, name_th, name_en;
};
MUST_CHECK bool objective_update(struct act *by, const struct objective_edit *o, struct err *e);
/* ERR_IN_USE while key results stand under it: their versions are kept for ever. PERM_GOAL. */
MUST_CHECK bool objective_remove(struct act *by, int64_t year, struct str code, int64_t version,
                                 struct err *e);

#endif
