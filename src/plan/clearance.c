#include "plan/clearance.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/attach.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/param.h"
#include "plan/check.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { WORDS_MAX = 4000, DEFAULT_DAYS = 15 };

static const struct field clearance_fields[] = {
    COL(struct clearance, id),
    FIELD(struct clearance, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct clearance, year, 0, "ปีงบประมาณ", "Fiscal year"),
    COL(struct clearance, package_id),
    COL(struct clearance, agency_id),
    FIELD(struct clearance, class, 0, "ด้าน", "Class"),
    FIELD(struct clearance, state, 0, "สถานะ", "State"),
    FIELD(struct clearance, package_code, 0, "รหัสข้อเสนอ", "Package"),
    FIELD(struct clearance, package_title, 0, "ข้อเสนอ", "Title"),
    FIELD(struct clearance, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct clearance, division, 0, "กอง", "Division"),
    FIELD(struct clearance, lines, 0, "รายการ", "Lines"),
    FIELD(struct clearance, amount, FIELD_TOTAL, "วงเงิน", "Amount"),
    FIELD(struct clearance, opened_by, 0, "ผู้ขอ", "Asked by"),
    FIELD(struct clearance, opened, 0, "ขอเมื่อ", "Asked"),
    FIELD(struct clearance, due, 0, "ครบกำหนด", "Due"),
    FIELD(struct clearance, words, 0, "ข้อความ", "Words"),
    FIELD(struct clearance, answered_by, 0, "ผู้ตอบ", "Answered by"),
    FIELD(struct clearance, answered, 0, "ตอบเมื่อ", "Answered"),
    FIELD(struct clearance, version, 0, "ครั้งที่", "Version"),
    FIELD(struct clearance, late, 0, "เกินกำหนด", "Late"),
};
const struct row_type clearance_type = ROW_TYPE(struct clearance, clearance_fields);

static const struct field event_fields[] = {
    FIELD(struct clearance_event, version, FIELD_KEY, "ครั้งที่", "Version"),
    FIELD(struct clearance_event, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct clearance_event, words, 0, "ข้อความ", "Words"),
    FIELD(struct clearance_event, by_user, 0, "โดย", "By"),
    FIELD(struct clearance_event, at, 0, "เมื่อ", "At"),
};
const struct row_type clearance_event_type = ROW_TYPE(struct clearance_event, event_fields);

static const struct field count_fields[] = {
    FIELD(struct clearance_count, class, FIELD_KEY, "ด้าน", "Class"),
    FIELD(struct clearance_count, open, 0, "รอตรวจ", "Waiting"),
    FIELD(struct clearance_count, late, 0, "เกินกำหนด", "Late"),
    FIELD(struct clearance_count, cleared, 0, "ผ่าน", "Cleared"),
    FIELD(struct clearance_count, condition, 0, "ผ่านโดยมีเงื่อนไข", "With a condition"),
    FIELD(struct clearance_count, refused, 0, "ไม่ผ่าน", "Refused"),
};
const struct row_type clearance_count_type = ROW_TYPE(struct clearance_count, count_fields);

static const struct field person_fields[] = {
    FIELD(struct clearance_person, class, FIELD_KEY, "ด้าน", "Class"),
    FIELD(struct clearance_person, user_name, 0, "บัญชี", "Account"),
    FIELD(struct clearance_person, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct clearance_person, by_user, 0, "เพิ่มโดย", "Added by"),
    FIELD(struct clearance_person, at, 0, "เมื่อ", "At"),
};
const struct row_type clearance_person_type = ROW_TYPE(struct clearance_person, person_fields);

struct asked_item {
    struct str item_code;
    struct money asked;
};
static const struct field asked_fields[] = {
    COL(struct asked_item, item_code),
    COL(struct asked_item, asked),
};
static const struct row_type asked_type = ROW_TYPE(struct asked_item, asked_fields);

const struct clearance_kind clearance_kinds[] = {
#define CLEARANCE(code, th, en) {(code), (th), (en)},
#include "plan/clearance.def"
#undef CLEARANCE
};
const size_t clearance_kinds_n = ARRAY_LEN(clearance_kinds);

bool clearance_class(struct str class)
{
    for (size_t i = 0; i < clearance_kinds_n; i++) {
        if (str_eq(class, str_from(clearance_kinds[i].code)))
            return true;
    }
    return false;
}

struct str clearance_class_name(struct str class, enum lang lang)
{
    for (size_t i = 0; i < clearance_kinds_n; i++) {
        if (str_eq(class, str_from(clearance_kinds[i].code)))
            return lang_pick(lang, clearance_kinds[i].th, clearance_kinds[i].en);
    }
    return class;
}

static bool check_class(struct str class, struct err *e)
{
    if (clearance_class(class))
        return true;
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("class")));
    err_arg(e, "value", V(class));
    err_arg(e, "expected", V(STR("ict construction posts other")));
    return false;
}

/* ---- reading ---- */

static void mark_late(struct db *db, struct clearance *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct date day = c[i].answered.ms ? date_of_ms(c[i].answered.ms) : db_day(db);

        c[i].late = !str_eq(c[i].state, STR("dropped")) && date_cmp(day, c[i].due) > 0;
    }
}

static bool list(struct db *db, struct arena *a, const struct query *q, const struct value *v,
                 size_t n, struct rows *ret, struct err *e)
{
    if (!db_list(db, a, q, v, n, &clearance_type, ret, e))
        return false;
    mark_late(db, (struct clearance *)(void *)(uintptr_t)ret->p, ret->n);
    return true;
}

bool clearance_list(struct db *db, struct arena *a, const struct clearance_filter *f,
                    struct rows *ret, struct err *e)
{
    return list(db, a, &Q_CLEARANCE_LIST,
                ARGS(V(f->year), V(f->state), V(f->class), V((int64_t)f->after_due.yyyymmdd),
                     V(f->after_id), V(f->limit)),
                ret, e);
}

bool clearance_of_package(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                          struct err *e)
{
    return list(db, a, &Q_CLEARANCE_OF_PACKAGE, ARGS(V(package_id)), ret, e);
}

bool clearance_get(struct db *db, struct arena *a, struct str code, struct clearance *ret,
                   struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CLEARANCE_GET, ARGS(V(code)), &clearance_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    mark_late(db, ret, 1);
    return true;
}

bool clearance_history(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CLEARANCE_HISTORY, ARGS(V(id)), &clearance_event_type, ret, e);
}

bool clearance_counts(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CLEARANCE_COUNTS, ARGS(V(year), V(db_day(db))), &clearance_count_type,
                   ret, e);
}

bool clearance_people(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CLEARANCE_PEOPLE, NO_ARGS, &clearance_person_type, ret, e);
}

/* ---- notices ---- */

/* The people of a class hear once a day that something waits. */
static bool tell_people(struct act *by, int64_t year, struct str class, struct err *e)
{
    const struct clearance_person *p;
    struct rows rows;
    struct notice_new n = {
        .kind = STR("clearance"),
        .subject = STR_NONE,
        .path = str_format(by->a, "/clearances?class=%.*s&year=%lld", STR_FMT(class),
                           (long long)year),
        .th = tr(LANG_TH, TR("มีคำขอตรวจรับรองทางเทคนิครอคำตอบ")),
        .en = tr(LANG_EN, TR("มีคำขอตรวจรับรองทางเทคนิครอคำตอบ")),
        .year = year,
        .once = str_format(by->a, "clearance:%.*s:%lld:%d", STR_FMT(class), (long long)year,
                           by->today.yyyymmdd)};

    if (!clearance_people(by->tx->db, by->a, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        n.to_user = p[i].user_name;
        if (str_eq(p[i].class, class) && !notice_add(by, &n, e))
            return false;
    }
    return true;
}

/* The division's analysts hear of an answer; the agency of one that was refused. */
static bool tell_answer(struct act *by, const struct clearance *c, bool refused, struct err *e)
{
    struct notice_new n = {
        .kind = STR("clearance"),
        .subject = str_format(by->a, "package:%lld:%.*s", (long long)c->year,
                              STR_FMT(c->package_code)),
        .path = str_format(by->a, "/packages/%.*s/clearances?year=%lld", STR_FMT(c->package_code),
                           (long long)c->year),
        .th = tr(LANG_TH, TR("การตรวจรับรองทางเทคนิคของข้อเสนอมีคำตอบแล้ว")),
        .en = tr(LANG_EN, TR("การตรวจรับรองทางเทคนิคของข้อเสนอมีคำตอบแล้ว")),
        .year = c->year};
    struct notice_place analysts = {.perm = PERM_ANALYSE, .division = c->division};
    struct notice_place agency = {.perm = PERM_REQUEST_WRITE, .agency_id = c->agency_id};

    return (c->division == 0 || notice_add_role(by, analysts, &n, e)) &&
           (!refused || notice_add_role(by, agency, &n, e));
}

/* ---- opening ---- */

struct opening {
    int64_t year, package_id;
    struct str class, words;
    struct money amount;
    int64_t lines, days;
};

static bool put_event(struct act *by, struct str code, const char *event, struct str words,
                      struct err *e)
{
    return db_exec(by->tx->db, &Q_CLEARANCE_EVENT_INSERT,
                   ARGS(V(code), V(str_from(event)), V(words), V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

static bool open_new(struct act *by, const struct opening *o, struct str *ret_code, struct err *e)
{
    struct date due = date_add_days(by->today, (int32_t)o->days);
    struct str code;
    int64_t number, rows;

    if (!number_take(by, o->year, 0, STR("clearance"), 1, &number, e))
        return false;
    code = str_format(by->a, "TC-%lld-%05lld", (long long)o->year, (long long)number);
    if (!db_exec(by->tx->db, &Q_CLEARANCE_INSERT,
                 ARGS(V(code), V(o->year), V(o->package_id), V(o->class), V(o->amount), V(o->lines),
                      V(by->who->name), V(by->now_ms), V(due), V(o->words)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    *ret_code = code;
    return put_event(by, code, "opened", o->words, e);
}

static bool open_again(struct act *by, const struct clearance *c, const struct opening *o,
                       struct err *e)
{
    struct date due = date_add_days(by->today, (int32_t)o->days);
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_CLEARANCE_AGAIN,
                 ARGS(V(c->id), V(c->version), V(o->amount), V(o->lines), V(by->who->name),
                      V(by->now_ms), V(due), V(o->words)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return put_event(by, c->code, "opened_again", o->words, e);
}

static bool close_as(struct act *by, const struct clearance *c, const char *state, struct str words,
                     struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_CLEARANCE_CLOSE,
                 ARGS(V(c->id), V(c->version), V(str_from(state)), V(words), V(by->who->name),
                      V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return put_event(by, c->code, state, words, e);
}

static const struct clearance *of_class(const struct rows *rows, struct str class)
{
    const struct clearance *c = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (str_eq(c[i].class, class))
            return &c[i];
    }
    return NULL;
}

/* What the rules ask of the lines, for one class. */
static struct opening asked_by_rules(const struct param_rows *t, const struct rows *lines,
                                     struct str class)
{
    struct opening o = {.class = class, .days = INT64_MAX};
    const struct asked_item *l = lines->p;

    for (size_t i = 0; i < lines->n; i++) {
        bool needs = false;

        for (size_t r = 0; r < t->rows; r++) {
            if (!str_eq(param_cell(t, r, "class"), class) ||
                !str_starts(l[i].item_code, param_cell(t, r, "item")) ||
                l[i].asked.satang < param_cell_int(t, r, "from"))
                continue;
            needs = true;
            if (param_cell_int(t, r, "days") < o.days)
                o.days = param_cell_int(t, r, "days");
        }
        if (needs) {
            o.lines++;
            o.amount = money_add(o.amount, l[i].asked);
        }
    }
    return o;
}

static bool open_class(struct act *by, const struct rows *now, const struct opening *o,
                       int64_t *opened, struct err *e)
{
    const struct clearance *c = of_class(now, o->class);
    struct str code;

    if (o->lines == 0)
        return !c || !str_eq(c->state, STR("open")) || close_as(by, c, "dropped", STR_NONE, e);
    ++*opened;
    return (c ? open_again(by, c, o, e) : open_new(by, o, &code, e)) &&
           tell_people(by, o->year, o->class, e);
}

bool clearance_submitted(struct act *by, int64_t year, int64_t package_id, int64_t *ret_opened,
                         struct err *e)
{
    struct rows lines, now;
    struct param_rows t;
    int64_t opened = 0;

    if (!param_table(by->tx->db, by->a, PARAM_CLEARANCE, year, &t, e) ||
        !db_list(by->tx->db, by->a, &Q_CLEARANCE_LINES, ARGS(V(package_id)), &asked_type, &lines,
                 e) ||
        !clearance_of_package(by->tx->db, by->a, package_id, &now, e))
        return false;
    for (size_t i = 0; i < clearance_kinds_n; i++) {
        struct opening o = asked_by_rules(&t, &lines, str_from(clearance_kinds[i].code));

        o.year = year;
        o.package_id = package_id;
        if (!open_class(by, &now, &o, &opened, e))
            return false;
    }
    if (ret_opened)
        *ret_opened = opened;
    return true;
}

static bool note(struct act *by, int64_t year, struct str package, const char *action,
                 struct str is, struct str reason, struct err *e)
{
    return note_package(by, year, package,
                        (struct audit_note){
                            .action = str_from(action), .new_value = is, .reason = reason},
                        e);
}

static int64_t days_of(const struct param_rows *t, struct str class)
{
    int64_t days = 0;

    for (size_t r = 0; r < t->rows; r++) {
        if (str_eq(param_cell(t, r, "class"), class) && param_cell_int(t, r, "days") > days)
            days = param_cell_int(t, r, "days");
    }
    return days ? days : DEFAULT_DAYS;
}

bool clearance_ask(struct act *by, int64_t year, struct str package_code, struct str class,
                   struct str words, struct str *ret_code, struct err *e)
{
    struct opening o = {.year = year, .class = class, .words = str_trim(words)};
    const struct clearance *c;
    const struct asked_item *l;
    struct rows now, lines;
    struct param_rows t;
    struct package p;

    if (!package_see(by->tx->db, by->a, by->who, year, package_code, &p, e) ||
        !actor_check(by->who, PERM_ANALYSE, p.agency_id, p.division, e) || !check_class(class, e) ||
        !check_text("words", words, true, WORDS_MAX, e))
        return false;
    if (!str_eq(p.state, STR("SUBMITTED")) && !str_eq(p.state, STR("ANALYST_ACCEPTED"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(p.state));
        err_arg(e, "event", V(STR("clearance")));
        return false;
    }
    if (!param_table(by->tx->db, by->a, PARAM_CLEARANCE, year, &t, e) ||
        !db_list(by->tx->db, by->a, &Q_CLEARANCE_LINES, ARGS(V(p.id)), &asked_type, &lines, e) ||
        !clearance_of_package(by->tx->db, by->a, p.id, &now, e))
        return false;
    c = of_class(&now, class);
    if (c && str_eq(c->state, STR("open"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(c->code));
        return false;
    }
    l = lines.p;
    for (size_t i = 0; i < lines.n; i++)
        o.amount = money_add(o.amount, l[i].asked);
    o.package_id = p.id;
    o.lines = (int64_t)lines.n;
    o.days = days_of(&t, class);
    if (c ? !open_again(by, c, &o, e) : !open_new(by, &o, ret_code, e))
        return false;
    if (c)
        *ret_code = c->code;
    return tell_people(by, year, class, e) &&
           note(by, year, package_code, "clearance.ask", class, o.words, e) &&
           check_package(by, year, p.id, e);
}

/* ---- answering ---- */

static bool check_person(struct act *by, const struct clearance *c, struct err *e)
{
    int64_t n;

    if (!actor_check(by->who, PERM_CLEAR, c->agency_id, c->division, e))
        return false;
    if (by->who->user_id == 0)
        return true;
    if (actor_belongs(by->who, c->agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    if (!db_int(by->tx->db, &Q_CLEARANCE_PERSON_OF, ARGS(V(c->class), V(by->who->name)), &n, e))
        return false;
    if (n == 1)
        return true;
    FAIL(e, ERR_CLEARANCE_CLASS);
    err_arg(e, "class", V(clearance_class_name(c->class, LANG_TH)));
    return false;
}

static bool check_answer(const struct clearance_answer *x, const struct clearance *c, struct err *e)
{
    bool cleared = str_eq(x->state, STR("cleared"));

    if (!cleared && !str_eq(x->state, STR("condition")) && !str_eq(x->state, STR("refused"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("state")));
        err_arg(e, "value", V(x->state));
        err_arg(e, "expected", V(STR("cleared condition refused")));
        return false;
    }
    if (!check_text("words", x->words, !cleared, WORDS_MAX, e))
        return false;
    if (x->version != c->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!str_eq(c->state, STR("open"))) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(c->code));
        return false;
    }
    return true;
}

bool clearance_answer(struct act *by, const struct clearance_answer *x, struct err *e)
{
    struct attach_new file = {.subject = str_format(by->a, "clearance:%.*s", STR_FMT(x->code)),
                              .kind = STR("clearance"),
                              .name = x->file_name,
                              .path = x->file};
    struct clearance c;
    struct str code;

    if (!clearance_get(by->tx->db, by->a, x->code, &c, e) || !check_person(by, &c, e) ||
        !check_answer(x, &c, e) || (x->file && !attach_add(by, &file, &code, e)) ||
        !close_as(by, &c, str_cstr(by->a, x->state), str_trim(x->words), e))
        return false;
    return tell_answer(by, &c, str_eq(x->state, STR("refused")), e) &&
           note(by, c.year, c.package_code, "clearance.answer",
                str_format(by->a, "%.*s %.*s", STR_FMT(c.class), STR_FMT(x->state)),
                str_trim(x->words), e) &&
           check_package(by, c.year, c.package_id, e);
}

/* ---- people ---- */

bool clearance_person_set(struct act *by, struct str class, struct str user, bool put,
                          struct err *e)
{
    struct audit_note n = {.action = put ? STR("clearance.person_put")
                                         : STR("clearance.person_drop"),
                           .subject = str_format(by->a, "user:%.*s", STR_FMT(user)),
                           .new_value = class};
    int64_t known, rows;

    if (!actor_check_city(by->who, PERM_ASSIGN, e) || !check_class(class, e) ||
        !db_int(by->tx->db, &Q_CLEARANCE_USER, ARGS(V(user)), &known, e))
        return false;
    if (known != 1 && put) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(user));
        return false;
    }
    if (put ? !db_exec(by->tx->db, &Q_CLEARANCE_PERSON_PUT,
                       ARGS(V(class), V(user), V(by->who->name), V(by->now_ms)), &rows, e)
            : !db_exec(by->tx->db, &Q_CLEARANCE_PERSON_DROP, ARGS(V(class), V(user)), &rows, e))
        return false;
    return rows == 0 || audit_add(by, &n, e);
}
