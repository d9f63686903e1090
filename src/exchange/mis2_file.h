/* mis2_file.h - files of MIS2 and e-GP (appropriation, allotment, orders, payments) with mapped columns into the register of
 * other systems' documents (execute/record.h). CSV or the first sheet of an .xlsx. The format is docs/formats/record.md. */
#ifndef PBIS_EXCHANGE_MIS2_FILE_H
#define PBIS_EXCHANGE_MIS2_FILE_H

#include "exchange/import.h"
#include "exchange/sheet_map.h"
#include "execute/record.h"

enum record_target {
#define RECORD_TARGET(id, word, th, en) id,
#include "exchange/record_words.def"
#undef RECORD_TARGET
    RECORD_TARGETS
};
extern const char *const record_targets[RECORD_TARGETS + 1];
struct str record_target_label(enum record_target t, enum lang lang);
/* A guess from the heads; nothing where none is known. */
void record_map_guess(const struct own_sheet *s, struct sheet_map *ret);

struct record_job {
    struct sheet_source src;
    struct str filename;
    int64_t year;
    struct str system; /* mis2, egp */
    enum record_kind kind;
    struct str map; /* empty: what was remembered for this head, else the guess */
    bool remember;  /* keep `map` for the next file with this head */
    const char *errors_path;
    bool keep; /* good rows are taken though others are refused (so it is with errors_path) */
    bool dry_run;
    const struct actor *who;
    int64_t now_ms;
};
struct record_result {
    struct import_report report;
    struct str file_code; /* empty when nothing was written */
    int64_t posted, waiting;
    bool posts;           /* rows of this kind are posted to the ledger */
    struct str map;       /* that was used */
};
/* As import_run (exchange/import.h): with refused rows and without `keep` nothing is written; a dry run says exactly what
 * would happen, the ledger's refusals too. Permission PERM_RECONCILE, city. ERR_REQUIRED {field} for a column that is
 * needed and not mapped, ERR_BAD_CHOICE, the errors of own_sheet_look. */
MUST_CHECK bool record_import(struct store *s, struct arena *a, const struct record_job *job, struct record_result *ret,
                              struct err *e);

#endif
