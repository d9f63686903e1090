/* history_file.h - past years (asked, enacted, after transfers, paid) from CSV or XLSX with mapped
 * columns into plan/history.h. The format is docs/formats/history.md. */
#ifndef PBIS_EXCHANGE_HISTORY_FILE_H
#define PBIS_EXCHANGE_HISTORY_FILE_H

#include "exchange/import.h"
#include "exchange/sheet_map.h"

enum history_target {
    HISTORY_YEAR,
    HISTORY_AGENCY,
    HISTORY_KEY,
    HISTORY_OUTPUT,
    HISTORY_ITEM,
    HISTORY_NAME,
    HISTORY_ASKED,
    HISTORY_ENACTED,
    HISTORY_AFTER,
    HISTORY_PAID,
    HISTORY_TARGETS
};
extern const char *const history_targets[HISTORY_TARGETS + 1];

struct history_job {
    struct sheet_source src;
    struct str agency_code; /* empty: the column agency says, city-wide */
    int64_t year;           /* 0: the column year says */
    struct str map;         /* empty: headers as named, or what was remembered for the agency */
    const char *errors_path;
    bool dry_run;
    const struct actor *who;
    int64_t now_ms;
};
/* As import_run (exchange/import.h): refused rows without errors_path refuse the file. */
MUST_CHECK bool history_import(struct store *s, struct arena *a, const struct history_job *job,
                               struct import_report *ret, struct err *e);

#endif
