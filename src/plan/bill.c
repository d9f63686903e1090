#include "plan/bill.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "plan/bill_step.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TITLE_MAX = 300, LONG_MAX = 4000, NUMBER_MAX = 99 };

static const struct field bill_fields[] = {
    COL(struct bill, year),
    FIELD(struct bill, number, FIELD_KEY, "ฉบับที่", "No."),
    FIELD(struct bill, code, 0, "รหัส", "Code"),
    FIELD(struct bill, title, 0, "ชื่อร่าง", "Title"),
    FIELD(struct bill, principle, 0, "หลักการ", "Principle"),
    FIELD(struct bill, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct bill, stage, 0, "ขั้นตอน", "Stage"),
    FIELD(struct bill, versions, 0, "ฉบับที่ตรึงไว้", "Versions"),
    FIELD(struct bill, tabled_at, 0, "เสนอสภาเมื่อ", "Tabled"),
    FIELD(struct bill, tabled, 0, "ยอดที่เสนอสภา", "Tabled amount"),
    FIELD(struct bill, total, 0, "ยอดของฉบับล่าสุด", "Newest version"),
    FIELD(struct bill, made_by, 0, "ผู้จัดทำ", "By"),
    COL(struct bill, version),
};
const struct row_type bill_type = ROW_TYPE(struct bill, bill_fields);

static const struct cycle_step own_steps[] = {
#define BILL_STEP(from, event, to, perm, guards, th, en) {from, event, to, perm, guards, th, en},
#include "plan/cycle.def"
#undef BILL_STEP
};
static const struct {
    const char *code, *th, *en;
} own_stands[] = {
#define BILL_STAND(code, th, en) {code, th, en},
#include "plan/cycle.def"
#undef BILL_STAND
};

struct str bill_code(struct arena *a, int64_t year, int64_t number)
{
    return str_format(a, "%lld-%lld", (long long)year, (long long)number);
}

struct str bill_stage_label(struct str stage, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(own_stands); i++) {
        if (str_eq(stage, str_from(own_stands[i].code))) {
            return lang_pick(lang, own_stands[i].th, own_stands[i].en);
        }
    }
    return cycle_label(stage, lang);
}

bool bill_get(struct db *db, struct arena *a, int64_t year, int64_t number, struct bill *ret,
              struct err *e)
{
    struct fiscal_year y;
    bool found;

    if (!db_find(db, a, &Q_BILL_FIND, ARGS(V(year), V(number)), &bill_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        if (!year_get(db, a, year, &y, e)) {
            return false;
        }
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(bill_code(a, year, number)));
        return false;
    }
    return true;
}

bool bill_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_BILL_LIST, ARGS(V(year)), &bill_type, ret, e);
}

bool bill_stage(struct db *db, struct arena *a, int64_t year, int64_t number, struct str *ret,
                struct err *e)
{
    struct bill b;

    if (!bill_get(db, a, year, number, &b, e)) {
        return false;
    }
    *ret = b.stage;
    return true;
}

enum stage bill_open_stage(struct str stage)
{
    if (str_eq(stage, STR("COMMITTEE"))) {
        return STAGE_COMMITTEE;
    }
    return str_eq(stage, STR("AMENDMENT")) || str_eq(stage, STR("READING2")) ? STAGE_AMENDED
                                                                             : STAGE_COUNT;
}

/* ---- making ---- */

static bool check_texts(const struct bill_new *b, struct err *e)
{
    return check_text("title", b->title, true, TITLE_MAX, e) &&
           check_text("principle", b->principle, false, LONG_MAX, e) &&
           check_text("reason", b->reason, true, LONG_MAX, e);
}

static bool note_bill(struct act *by, const struct bill_key *k, struct audit_note n, struct err *e)
{
    n.subject = str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, k->year, k->number)));
    n.year = k->year;
    return audit_add(by, &n, e);
}

bool bill_add(struct act *by, int64_t year, const struct bill_new *b, int64_t *ret_number,
              struct err *e)
{
    struct audit_note note = {.action = STR("bill.make"), .new_value = b->title};
    struct db *db = by->tx->db;
    struct fiscal_year y;
    int64_t drafting, number;

    if (!actor_check_city(by->who, PERM_BILL, e) || !check_texts(b, e) ||
        !year_get(db, by->a, year, &y, e) ||
        !db_int(db, &Q_BILL_DRAFTING, ARGS(V(year)), &drafting, e) ||
        !db_int(db, &Q_BILL_NEXT, ARGS(V(year)), &number, e)) {
        return false;
    }
    if (!str_eq(y.stage, STR("IN_FORCE")) || number > NUMBER_MAX) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    if (drafting > 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(bill_code(by->a, year, number - 1)));
        return false;
    }
    if (!db_exec(db, &Q_BILL_INSERT,
                 ARGS(V(year), V(number), V(bill_code(by->a, year, number)), V(b->title),
                      V(b->principle), V(b->reason), V(STR("DRAFT")), V(by->who->name),
                      V(by->now_ms)),
                 NULL, e) ||
        !note_bill(by, &(struct bill_key){year, number}, note, e)) {
        return false;
    }
    *ret_number = number;
    return true;
}

bool bill_edit(struct act *by, int64_t year, int64_t number, int64_t version,
               const struct bill_new *b, struct err *e)
{
    struct audit_note note = {.action = STR("bill.edit"), .new_value = b->title};
    struct bill old;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_BILL, e) || !check_texts(b, e) ||
        !bill_get(by->tx->db, by->a, year, number, &old, e)) {
        return false;
    }
    if (!str_eq(old.stage, STR("DRAFT"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(old.stage));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_BILL_EDIT,
                 ARGS(V(year), V(number), V(version), V(b->title), V(b->principle), V(b->reason)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    note.old_value = old.title;
    return note_bill(by, &(struct bill_key){year, number}, note, e);
}

/* ---- moving ---- */

/* Of a supplementary draft: its own rows first, then the year's of the Council. */
static bool serves(int64_t number, const struct cycle_step *s, struct str stage)
{
    if (!str_eq(stage, str_from(s->from))) {
        return false;
    }
    return number == 0 ||
           (cycle_at_least(stage, STR("TABLED")) && !cycle_at_least(stage, STR("IN_FORCE")) &&
            !(str_eq(stage, STR("TABLED")) && !strcmp(s->event, "reopen")));
}

size_t bill_steps(struct arena *a, int64_t number, struct str stage, const struct cycle_step **ret)
{
    struct cycle_step *out = ARENA_ARRAY(a, struct cycle_step, BILL_STEPS);
    size_t n = 0;

    for (size_t i = 0; number > 0 && i < ARRAY_LEN(own_steps); i++) {
        if (str_eq(stage, str_from(own_steps[i].from)) && n < BILL_STEPS) {
            out[n++] = own_steps[i];
        }
    }
    for (size_t i = 0; i < cycle_table_n; i++) {
        if (serves(number, &cycle_table[i], stage) && n < BILL_STEPS) {
            out[n++] = cycle_table[i];
        }
    }
    *ret = out;
    return n;
}

bool bill_needs(struct db *db, struct arena *a, const struct bill_key *k,
                const struct cycle_step *s, const struct cycle_need **ret, size_t *ret_n,
                struct err *e)
{
    return step_needs(db, a, k, s, ret, ret_n, e);
}

static bool move(struct act *by, const struct bill *b, const struct cycle_step *s, struct str reason,
                 int64_t *ret_event, struct err *e)
{
    struct audit_note note = {.old_value = str_from(s->from),
                              .new_value = str_from(s->to),
                              .reason = reason};
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_BILL_MOVE,
                 ARGS(V(b->year), V(b->number), V(str_from(s->from)), V(str_from(s->to)),
                      V(b->version)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    note.action = str_format(by->a, "bill.%s", s->event);
    return db_int(by->tx->db, &Q_BILL_EVENT_INSERT,
                  ARGS(V(b->year), V(b->number), V(str_from(s->event)), V(str_from(s->from)),
                       V(str_from(s->to)), V(by->who->name), V(by->now_ms), V(reason)),
                  ret_event, e) &&
           note_bill(by, &(struct bill_key){b->year, b->number}, note, e);
}

static bool write_open(struct act *by, int64_t event_id, const struct cycle_need *need, size_t n,
                       struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (need[i].count && !db_exec(by->tx->db, &Q_BILL_OPEN_INSERT,
                                      ARGS(V(event_id), V(need[i].guard), V(need[i].count)), NULL,
                                      e)) {
            return false;
        }
    }
    return true;
}

static bool run_own(struct act *by, const struct bill *b, const struct cycle_step *s,
                    struct str reason, struct err *e)
{
    const struct bill_key key = {b->year, b->number}, *k = &key;
    const struct cycle_need *need;
    int64_t event_id;
    size_t n;

    if (!actor_check_city(by->who, s->perm, e) || !year_check_open(by, b->year, e)) {
        return false;
    }
    if (!strcmp(s->event, "reopen") && reason.n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    return check_text("reason", reason, false, LONG_MAX, e) &&
           step_needs(by->tx->db, by->a, k, s, &need, &n, e) &&
           step_check(by, s, need, n, reason, e) && bill_before(by, k, s, e) &&
           move(by, b, s, reason, &event_id, e) && write_open(by, event_id, need, n, e) &&
           bill_after(by, k, s, reason, e);
}

bool bill_run(struct act *by, int64_t year, int64_t number, struct str event, struct str reason,
              struct err *e)
{
    const struct cycle_step *s;
    struct bill b;
    size_t n;

    if (number == 0) {
        return cycle_run(by, year, event, reason, e);
    }
    if (!bill_get(by->tx->db, by->a, year, number, &b, e)) {
        return false;
    }
    n = bill_steps(by->a, number, b.stage, &s);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(event, str_from(s[i].event))) {
            return run_own(by, &b, &s[i], str_trim(reason), e);
        }
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(b.stage));
    err_arg(e, "event", V(event));
    return false;
}

bool bill_trail(struct db *db, struct arena *a, int64_t year, int64_t number, struct rows *ret,
                struct err *e)
{
    return number == 0 ? cycle_trail(db, a, year, ret, e)
                       : db_list(db, a, &Q_BILL_TRAIL, ARGS(V(year), V(number)),
                                 &cycle_event_row_type, ret, e);
}
