#include "city/delivery.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/notice.h"
#include "city/param.h"
#include "sql_city.h"
#include "store/store.h"

enum { HOUR_MS = 3600000, MINUTE_MS = 60000, WEEK = 7 };
#define MONTH_MS (INT64_C(30) * 24 * HOUR_MS)

static const struct field out_fields[] = {
    COL(struct delivery_out, id),        COL(struct delivery_out, channel),
    COL(struct delivery_out, purpose),   COL(struct delivery_out, secret),
    COL(struct delivery_out, tries),     COL(struct delivery_out, user_id),
    COL(struct delivery_out, user_name), COL(struct delivery_out, full_name),
    COL(struct delivery_out, lang),      COL(struct delivery_out, email),
    COL(struct delivery_out, disabled),  COL(struct delivery_out, verified),
    COL(struct delivery_out, hook),
};
const struct row_type delivery_out_type = ROW_TYPE(struct delivery_out, out_fields);

static const struct field link_fields[] = {
    COL(struct delivery_link, kind),
    COL(struct delivery_link, path),
    COL(struct delivery_link, year),
};
const struct row_type delivery_link_type = ROW_TYPE(struct delivery_link, link_fields);

static const struct field row_fields[] = {
    FIELD(struct delivery_row, id, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct delivery_row, user_name, 0, "ถึง", "To"),
    FIELD(struct delivery_row, channel, 0, "ช่องทาง", "Channel"),
    FIELD(struct delivery_row, purpose, 0, "เพื่อ", "For"),
    FIELD(struct delivery_row, notices, 0, "เรื่อง", "Notices"),
    FIELD(struct delivery_row, state, 0, "สถานะ", "State"),
    FIELD(struct delivery_row, made, 0, "ทำเมื่อ", "Made"),
    FIELD(struct delivery_row, due, 0, "ถึงเวลาส่ง", "Due"),
    FIELD(struct delivery_row, next, 0, "ลองครั้งต่อไป", "Next try"),
    FIELD(struct delivery_row, done, 0, "เสร็จเมื่อ", "Done"),
    FIELD(struct delivery_row, tries, 0, "ลองแล้ว", "Tries"),
    FIELD(struct delivery_row, answer, 0, "คำตอบล่าสุด", "Last answer"),
};
const struct row_type delivery_row_type = ROW_TYPE(struct delivery_row, row_fields);

static const struct field try_fields[] = {
    FIELD(struct delivery_try_row, id, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct delivery_try_row, at, 0, "เมื่อ", "At"),
    FIELD(struct delivery_try_row, result, 0, "ผล", "Result"),
    FIELD(struct delivery_try_row, answer, 0, "คำตอบ", "Answer"),
};
const struct row_type delivery_try_type = ROW_TYPE(struct delivery_try_row, try_fields);

static const struct field count_fields[] = {
    COL(struct delivery_counts, waiting),
    COL(struct delivery_counts, late),
    COL(struct delivery_counts, given_up),
    COL(struct delivery_counts, sent),
};
static const struct row_type count_type = ROW_TYPE(struct delivery_counts, count_fields);

struct unplanned {
    int64_t id, user_id, day_hour, week_day;
    struct str kind, how;
    bool disabled, verified, hook;
};
static const struct field unplanned_fields[] = {
    COL(struct unplanned, id),       COL(struct unplanned, user_id),
    COL(struct unplanned, kind),     COL(struct unplanned, disabled),
    COL(struct unplanned, how),      COL(struct unplanned, verified),
    COL(struct unplanned, hook),     COL(struct unplanned, day_hour),
    COL(struct unplanned, week_day),
};
static const struct row_type unplanned_type = ROW_TYPE(struct unplanned, unplanned_fields);

struct delivery_id {
    int64_t id;
};
static const struct field delivery_id_fields[] = {COL(struct delivery_id, id)};
static const struct row_type delivery_id_type = ROW_TYPE(struct delivery_id, delivery_id_fields);

/* ---- when ---- */

static int64_t hour_of(int64_t ms)
{
    return (ms - date_start_ms(date_of_ms(ms))) / HOUR_MS;
}

static bool quiet(int64_t hour, const struct notice_hours *h)
{
    if (h->quiet_from <= h->quiet_to) {
        return hour >= h->quiet_from && hour < h->quiet_to;
    }
    return hour >= h->quiet_from || hour < h->quiet_to;
}

/* The next full hour `hour` after now_ms. */
static int64_t next_hour(int64_t now_ms, int64_t hour)
{
    struct date d = date_of_ms(now_ms);
    int64_t at = date_start_ms(d) + hour * HOUR_MS;

    return at > now_ms ? at : date_start_ms(date_add_days(d, 1)) + hour * HOUR_MS;
}

int64_t notice_due(int64_t now_ms, struct str how, const struct notice_hours *h)
{
    int64_t at = now_ms;

    if (!str_eq(how, STR("now"))) {
        at = next_hour(now_ms, h->day_hour);
        for (int i = 0;
             i < WEEK && str_eq(how, STR("week")) && date_week_day(date_of_ms(at)) != h->week_day;
             i++) {
            at = next_hour(at, h->day_hour);
        }
    }
    return quiet(hour_of(at), h) ? next_hour(at, h->quiet_to) : at;
}

int64_t delivery_backoff_ms(int64_t tries)
{
    static const int64_t minutes[] = {1, 5, 15, 60, 240, 720};
    int64_t last = (int64_t)ARRAY_LEN(minutes) - 1, i = tries - 1;

    return minutes[i < 0 ? 0 : i > last ? last : i] * MINUTE_MS;
}

/* ---- planning ---- */

static bool hours_read(struct act *by, struct notice_hours *ret, struct err *e)
{
    int64_t year = fy_of(by->today);

    if (!param_int(by->tx->db, PARAM_QUIET_FROM, year, &ret->quiet_from, e) ||
        !param_int(by->tx->db, PARAM_QUIET_TO, year, &ret->quiet_to, e)) {
        return false;
    }
    ret->quiet_from = (ret->quiet_from % 24 + 24) % 24;
    ret->quiet_to = (ret->quiet_to % 24 + 24) % 24;
    return true;
}

/* Into the message that is open for that moment, or a new one. */
static bool plan_one(struct act *by, const struct unplanned *u, struct str channel, int64_t due,
                     int64_t *begun, struct err *e)
{
    struct delivery_id d;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_DELIVERY_OPEN,
                 ARGS(V(u->user_id), V(channel), V(due), V(by->now_ms)), &delivery_id_type, &d,
                 &found, e)) {
        return false;
    }
    if (!found) {
        if (!db_int(by->tx->db, &Q_DELIVERY_INSERT,
                    ARGS(V(u->user_id), V(channel), V(due), V(by->now_ms)), &d.id, e)) {
            return false;
        }
        ++*begun;
    }
    return db_exec(by->tx->db, &Q_DELIVERY_NOTICE_INSERT, ARGS(V(d.id), V(u->id)), NULL, e);
}

static bool plan_notice(struct act *by, const struct unplanned *u, struct notice_channels c,
                        struct notice_hours h, int64_t *begun, struct err *e)
{
    struct str how = u->how;
    enum notice_kind k;
    struct err unknown;
    int64_t due;

    if (how.n == 0 && notice_kind_parse(u->kind, &k, &unknown)) {
        how = str_from(notice_how(k));
    }
    h.day_hour = u->day_hour;
    h.week_day = u->week_day;
    due = notice_due(by->now_ms, how, &h);
    if (u->disabled || how.n == 0 || str_eq(how, STR("off"))) {
        return true;
    }
    return (!c.email || !u->verified || plan_one(by, u, STR("email"), due, begun, e)) &&
           (!c.hook || !u->hook || plan_one(by, u, STR("hook"), due, begun, e));
}

bool notice_plan(struct act *by, struct notice_channels c, int64_t *ret_n, struct err *e)
{
    struct notice_hours h = {0};
    const struct unplanned *u;
    struct rows rows;
    int64_t begun = 0;

    if (!hours_read(by, &h, e) ||
        !db_list(by->tx->db, by->a, &Q_NOTICE_UNPLANNED, NO_ARGS, &unplanned_type, &rows, e)) {
        return false;
    }
    u = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!plan_notice(by, &u[i], c, h, &begun, e) ||
            !db_exec(by->tx->db, &Q_NOTICE_PLANNED, ARGS(V(u[i].id)), NULL, e)) {
            return false;
        }
    }
    *ret_n = begun;
    return true;
}

bool notice_due_any(struct db *db, int64_t now_ms, bool *ret, struct err *e)
{
    int64_t n;

    if (!db_int(db, &Q_NOTICE_DUE_ANY, ARGS(V(now_ms)), &n, e)) {
        return false;
    }
    *ret = n > 0;
    return true;
}

/* ---- taking and marking ---- */

static bool may_go(const struct delivery_out *d)
{
    if (d->disabled) {
        return false;
    }
    if (str_eq(d->purpose,
               STR("verify"))) { /* an older link to an address that is proved, or gone */
        return d->email.n && !d->verified && d->secret.n;
    }
    return str_eq(d->channel, STR("hook")) ? d->hook : d->verified && d->email.n;
}

static bool drop(struct act *by, const struct delivery_out *d, struct err *e)
{
    return db_exec(by->tx->db, &Q_DELIVERY_END, ARGS(V(d->id), V(STR("dropped")), V(by->now_ms)),
                   NULL, e) &&
           db_exec(by->tx->db, &Q_DELIVERY_TRY_INSERT,
                   ARGS(V(d->id), V(by->now_ms), V(STR("dropped")), V(STR_NONE)), NULL, e);
}

bool delivery_take(struct act *by, struct notice_channels c, struct rows *ret, struct err *e)
{
    struct str email = c.email ? STR("email") : STR_NONE, hook = c.hook ? STR("hook") : STR_NONE;
    const struct delivery_out *d;
    struct delivery_out *go;
    struct rows rows;
    size_t n = 0;

    if (!db_list(by->tx->db, by->a, &Q_DELIVERY_DUE, ARGS(V(by->now_ms), V(email), V(hook)),
                 &delivery_out_type, &rows, e)) {
        return false;
    }
    d = rows.p;
    go = ARENA_ARRAY(by->a, struct delivery_out, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        bool goes = may_go(&d[i]);

        if (goes ? !db_exec(by->tx->db, &Q_DELIVERY_HOLD,
                            ARGS(V(d[i].id), V(by->now_ms + DELIVERY_HOLD_MS)), NULL, e)
                 : !drop(by, &d[i], e)) {
            return false;
        }
        if (goes) {
            go[n++] = d[i];
        }
    }
    *ret = (struct rows){go, n};
    return true;
}

bool delivery_mark(struct act *by, const struct delivery_out *d, enum send_result r,
                   struct str answer, struct err *e)
{
    int64_t most, rows;
    bool ok;

    if (!param_int(by->tx->db, PARAM_NOTICE_TRIES, fy_of(by->today), &most, e)) {
        return false;
    }
    if (r == SEND_LATER && d->tries + 1 < most) {
        ok = db_exec(by->tx->db, &Q_DELIVERY_AGAIN,
                     ARGS(V(d->id), V(by->now_ms + delivery_backoff_ms(d->tries + 1))), &rows, e);
    } else {
        struct str state = r == SEND_DONE ? STR("sent") : STR("given_up");

        ok =
            db_exec(by->tx->db, &Q_DELIVERY_END, ARGS(V(d->id), V(state), V(by->now_ms)), &rows, e);
    }
    return ok &&
           db_exec(by->tx->db, &Q_DELIVERY_TRY_INSERT,
                   ARGS(V(d->id), V(by->now_ms), V(str_from(send_word(r))), V(answer)), NULL, e);
}

bool delivery_links(struct db *db, struct arena *a, int64_t delivery_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_DELIVERY_LINKS, ARGS(V(delivery_id)), &delivery_link_type, ret, e);
}

/* ---- the log ---- */

static bool check_reader(const struct actor *who, struct err *e)
{
    struct err other;

    return actor_check_city(who, PERM_USER_ADMIN, &other) || actor_check_city(who, PERM_CYCLE, e);
}

bool delivery_list(struct db *db, struct arena *a, const struct actor *who, struct str state,
                   int64_t before_id, struct rows *ret, struct err *e)
{
    return check_reader(who, e) && db_list(db, a, &Q_DELIVERY_LIST, ARGS(V(state), V(before_id)),
                                           &delivery_row_type, ret, e);
}

bool delivery_tries(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                    struct rows *ret, struct err *e)
{
    return check_reader(who, e) &&
           db_list(db, a, &Q_DELIVERY_TRIES, ARGS(V(id)), &delivery_try_type, ret, e);
}

bool delivery_count(struct db *db, struct arena *a, int64_t now_ms, struct delivery_counts *ret,
                    struct err *e)
{
    return db_one(db, a, &Q_DELIVERY_COUNTS, ARGS(V(now_ms - MONTH_MS)), &count_type, ret, e);
}
