/* setting.h - changes of setting tables (ตารางตั้งค่า) that are not parameters: one cell of an agency, of a
 * reviewed misspelling, or the classification version of a fiscal year (setting.def).
 *
 * One person proposes, another approves; the change is made on its day (at once when the day has come,
 * else by setting_apply_due). Until then it can be withdrawn. A cell that was changed by somebody else
 * in between is not written over: the change becomes stale. PERM_PARAM, whole city. */
#ifndef PBIS_CITY_SETTING_H
#define PBIS_CITY_SETTING_H

#include "base/row.h"
#include "city/actor.h"

enum setting_field {
#define SETTING_FIELD(id, code, th, en, hint_th, hint_en) id,
#include "city/setting.def"
#undef SETTING_FIELD
    SETTING_CELLS
};
struct str setting_code(enum setting_field f);
struct str setting_name(enum setting_field f, enum lang lang);
struct str setting_hint(enum setting_field f, enum lang lang);

/* Every setting table with its page. */
struct setting_table {
    struct str path, name, what;
};
extern const struct row_type setting_table_type;
size_t setting_tables(struct arena *a, enum lang lang, const struct setting_table **ret);

struct setting_change {
    int64_t number;
    struct str field, subject, old_value, new_value;
    struct date from_date;
    struct str reason, source, state; /* proposed approved applied withdrawn stale */
    struct str proposed_by;
    struct when proposed;
    struct str decided_by;
    struct when decided;
    struct str why;
};
extern const struct row_type setting_change_type;
/* Newest first, those before `before` (0 = all). */
MUST_CHECK bool setting_list(struct db *db, struct arena *a, int64_t before, int64_t limit,
                             struct rows *ret, struct err *e);
/* Proposed, or approved and not in use yet. */
MUST_CHECK bool setting_open(struct db *db, struct arena *a, struct rows *ret, struct err *e);

struct setting_new {
    struct str field, subject, value; /* field: a code of setting.def */
    struct date from_date;            /* today or later */
    struct str reason, source;
};
/* What it would change: the cell before and after, and how many lines of open years are of it. */
struct setting_preview {
    struct str before, after;
    int64_t lines;
    bool same;
};
/* Errors: ERR_BAD_CHOICE {field}, ERR_NOT_FOUND {what}, ERR_REQUIRED, ERR_TOO_LONG, ERR_BAD_NUMBER,
 * ERR_PARAM_PAST {date}, ERR_SETTING_USED {what, lines} when lines stand on what would go. */
MUST_CHECK bool setting_preview(struct db *db, struct arena *a, const struct setting_new *n,
                                struct date today, struct setting_preview *ret, struct err *e);
MUST_CHECK bool setting_propose(struct act *by, const struct setting_new *n, int64_t *ret_number,
                                struct err *e);
/* By another person: ERR_SAME_PERSON. ERR_ALREADY unless it is proposed; ERR_STALE when the cell is not
 * what the proposal saw. */
MUST_CHECK bool setting_approve(struct act *by, int64_t number, struct err *e);
/* Before it is in use, with a reason: ERR_PARAM_USED {date}, ERR_REASON_NEEDED. */
MUST_CHECK bool setting_withdraw(struct act *by, int64_t number, struct str reason, struct err *e);
/* Makes the approved changes whose day has come; *ret_done of them. Those whose cell has changed become
 * stale. For the server's daily work and `pbis init`. */
MUST_CHECK bool setting_apply_due(struct act *by, int64_t *ret_done, struct err *e);

#endif
