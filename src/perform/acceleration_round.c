/* acceleration_round.c - opening, freezing and closing a round; the agencies that advise. */
#include "perform/acceleration_int.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/text_check.h"
#include "sql_perform.h"
#include "store/store.h"

enum { LETTER_MAX = 100, WORDS_MAX = 20000, NOTE_MAX = 1000 };

static const struct field adviser_fields[] = {
    COL(struct acceleration_adviser, agency_id),
    COL(struct acceleration_adviser, adviser_id),
    COL(struct acceleration_adviser, version),
    FIELD(struct acceleration_adviser, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct acceleration_adviser, agency_name, 0, "หน่วยงานเป้าหมาย", "Target agency"),
    FIELD(struct acceleration_adviser, adviser_code, 0, "รหัสที่ปรึกษา", "Adviser code"),
    FIELD(struct acceleration_adviser, adviser_name, 0, "หน่วยงานให้คำแนะนำ", "Advising agency"),
    FIELD(struct acceleration_adviser, note, 0, "เรื่องที่ให้คำแนะนำ", "About"),
    FIELD(struct acceleration_adviser, by_user, 0, "ผู้มอบหมาย", "Assigned by"),
    FIELD(struct acceleration_adviser, at, 0, "เวลา", "Time"),
};
const struct row_type acceleration_adviser_type =
    ROW_TYPE(struct acceleration_adviser, adviser_fields);

/* ---- shared ---- */

bool acceleration_for(struct act *by, struct str code, int64_t version, const char *states,
                      struct acceleration *ret, struct err *e)
{
    struct err other;

    if (!actor_check_city(by->who, PERM_ACCELERATE, e) ||
        !acceleration_get(by->tx->db, by->a, code, ret, e))
        return false;
    if (version >= 0 && ret->version != version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (word_check("state", ret->state, states, &other))
        return true;
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(ret->state));
    err_arg(e, "event", V(STR("acceleration")));
    return false;
}

bool acceleration_record(struct act *by, const struct acceleration *r, const char *event,
                         struct str value, struct str reason, struct err *e)
{
    struct audit_note n = {.new_value = value, .reason = reason, .year = r->year};

    n.action = str_format(by->a, "acceleration.%s", event);
    n.subject = str_format(by->a, "acceleration:%.*s", STR_FMT(r->code));
    return audit_add(by, &n, e);
}

struct notice_new acceleration_news(struct act *by, struct str code, int64_t year)
{
    return (struct notice_new){
        .kind = str_from(notice_word(NOTICE_ACCELERATION)),
        .subject = str_format(by->a, "acceleration:%.*s", STR_FMT(code)),
        .path = str_format(by->a, "/acceleration/%.*s", STR_FMT(code)),
        .th = notice_sentence(NOTICE_ACCELERATION, LANG_TH),
        .en = notice_sentence(NOTICE_ACCELERATION, LANG_EN),
        .year = year};
}

static bool one_row(int64_t rows, struct err *e)
{
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

/* ---- opening ---- */

static bool check_new(const struct act *by, const struct acceleration_new *n, struct err *e)
{
    if (n->quarter < 1 || n->quarter > 4) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("quarter")));
        err_arg(e, "value", V(n->quarter));
        err_arg(e, "expected", V(STR("1 2 3 4")));
        return false;
    }
    if (n->as_of.yyyymmdd == 0 || fy_of(n->as_of) != n->year) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("as_of")));
        err_arg(e, "value", V(n->as_of));
        err_arg(e, "expected", V(n->year));
        return false;
    }
    if (date_cmp(n->as_of, by->today) > 0) {
        FAIL(e, ERR_REAL_AHEAD);
        err_arg(e, "field", V(STR("as_of")));
        err_arg(e, "value", V(n->as_of));
        return false;
    }
    return text_check("letter_no", n->letter_no, false, LETTER_MAX, e);
}

bool acceleration_open(struct act *by, const struct acceleration_new *n, struct str *ret_code,
                       struct err *e)
{
    struct acceleration r = {.year = n->year, .quarter = n->quarter};
    struct db *db = by->tx->db;

    if (!actor_check_city(by->who, PERM_ACCELERATE, e) || !check_new(by, n, e) ||
        !db_int(db, &Q_ACCELERATION_NEXT, ARGS(V(n->year), V(n->quarter)), &r.number, e))
        return false;
    r.code = r.number == 1 ? str_format(by->a, "%lld-Q%lld", (long long)r.year, (long long)r.quarter)
                           : str_format(by->a, "%lld-Q%lld-%lld", (long long)r.year,
                                        (long long)r.quarter, (long long)r.number);
    if (!db_int(db, &Q_ACCELERATION_INSERT,
                ARGS(V(n->year), V(n->quarter), V(r.number), V(r.code), V(n->as_of),
                     V(n->letter_no), V(n->letter_on), V(by->who->name), V(by->now_ms)),
                &r.id, e))
        return false;
    *ret_code = r.code;
    return acceleration_record(by, &r, "open", n->letter_no, STR_NONE, e);
}

bool acceleration_letter(struct act *by, struct str code, int64_t version, struct str letter_no,
                         struct date letter_on, struct err *e)
{
    struct acceleration r;
    int64_t rows;

    return acceleration_for(by, code, version, "open", &r, e) &&
           text_check("letter_no", letter_no, true, LETTER_MAX, e) &&
           db_exec(by->tx->db, &Q_ACCELERATION_LETTER,
                   ARGS(V(r.id), V(version), V(letter_no), V(letter_on)), &rows, e) &&
           one_row(rows, e) && acceleration_record(by, &r, "letter", letter_no, STR_NONE, e);
}

/* ---- freezing ---- */

struct frozen {
    struct money base, taken, paid;
    int64_t agencies, targets;
};

static bool write_rows(struct act *by, const struct acceleration *r, const struct rows *rows,
                       struct frozen *f, struct err *e)
{
    const struct acceleration_row *x = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (!db_exec(by->tx->db, &Q_ACCELERATION_ROW_INSERT,
                     ARGS(V(r->id), V(x[i].agency_id), V(x[i].class), V(x[i].lines), V(x[i].base),
                          V(x[i].taken), V(x[i].paid), V(x[i].target), V(x[i].behind)),
                     NULL, e))
            return false;
        if (!str_eq(x[i].class, STR("all")))
            continue;
        f->agencies++;
        f->targets += x[i].target;
        f->base = money_add(f->base, x[i].base);
        f->taken = money_add(f->taken, x[i].taken);
        f->paid = money_add(f->paid, x[i].paid);
    }
    return true;
}

static bool tell_targets(struct act *by, const struct acceleration *r, struct err *e)
{
    struct notice_new n = acceleration_news(by, r->code, r->year);
    const struct acceleration_row *x;
    struct rows rows;

    if (!acceleration_frozen(by->tx->db, by->a, r->id, 0, true, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(x[i].class, STR("all")) &&
            (!notice_add_role(by, (struct notice_place){PERM_SPEND, x[i].agency_id, 0}, &n, e) ||
             !notice_add_role(by, (struct notice_place){PERM_POST_APPROVE, x[i].agency_id, 0}, &n,
                              e)))
            return false;
    }
    return true;
}

static bool seal(struct act *by, const struct acceleration *r,
                 const struct acceleration_rules *rules, const struct frozen *f, struct err *e)
{
    struct acceleration_sealed s = {.code = r->code,
                                    .as_of = r->as_of,
                                    .goal_bp = rules->goal_bp[r->quarter],
                                    .floor_bp = rules->floor_bp,
                                    .entry_seq = by->tx->chain[CHAIN_ENTRY].seq};
    uint8_t sha[SHA256_BYTES];
    struct rows rows;

    if (!acceleration_frozen(by->tx->db, by->a, r->id, 0, false, &rows, e))
        return false;
    s.row = rows.p;
    s.n = rows.n;
    acceleration_seal(by->a, &s, sha);
    return db_exec(by->tx->db, &Q_ACCELERATION_FREEZE_INSERT,
                   ARGS(V(r->id), V(s.goal_bp), V(s.floor_bp), V(s.entry_seq), V(f->agencies),
                        V(f->targets), V(f->base), V(f->taken), V(f->paid),
                        V(((struct bytes){sha, sizeof sha})), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           acceleration_record(by, r, "freeze", hex_text(by->a, sha, sizeof sha), STR_NONE, e);
}

bool acceleration_freeze(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct acceleration_asked q = {0};
    struct acceleration_rules rules;
    struct frozen f = {0};
    struct acceleration r;
    struct rows rows;
    int64_t n;

    if (!acceleration_for(by, code, version, "open", &r, e) ||
        !text_check("letter_no", r.letter_no, true, LETTER_MAX, e) ||
        !acceleration_rules_get(by->tx->db, by->a, r.year, &rules, e))
        return false;
    q = (struct acceleration_asked){.year = r.year, .quarter = r.quarter, .as_of = r.as_of};
    if (!acceleration_rates(by->tx->db, by->a, &rules, &q, &rows, e))
        return false;
    if (rows.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    return db_exec(by->tx->db, &Q_ACCELERATION_STATE,
                   ARGS(V(r.id), V(version), V(STR("frozen")), V(STR_NONE), V(STR_NONE), V_NULL),
                   &n, e) &&
           one_row(n, e) && write_rows(by, &r, &rows, &f, e) && tell_targets(by, &r, e) &&
           seal(by, &r, &rules, &f, e);
}

bool acceleration_close(struct act *by, struct str code, int64_t version, struct str words,
                        struct err *e)
{
    struct acceleration r;
    int64_t n;

    if (!acceleration_for(by, code, version, "frozen", &r, e) ||
        !text_check("closing", words, true, WORDS_MAX, e))
        return false;
    if (r.open > 0) {
        FAIL(e, ERR_OPEN_RESOLUTIONS);
        err_arg(e, "count", V(r.open));
        return false;
    }
    return db_exec(by->tx->db, &Q_ACCELERATION_STATE,
                   ARGS(V(r.id), V(version), V(STR("closed")), V(words), V(by->who->name),
                        V(by->now_ms)),
                   &n, e) &&
           one_row(n, e) && acceleration_record(by, &r, "close", STR_NONE, words, e);
}

/* ---- advising agencies ---- */

bool acceleration_advisers(struct db *db, struct arena *a, int64_t round_id, struct rows *ret,
                           struct err *e)
{
    return db_list(db, a, &Q_ACCELERATION_ADVISERS, ARGS(V(round_id)), &acceleration_adviser_type,
                   ret, e);
}

static bool two_agencies(struct act *by, struct str code, struct str adviser, struct agency ret[2],
                         struct err *e)
{
    return agency_get(by->tx->db, by->a, code, &ret[0], e) &&
           agency_get(by->tx->db, by->a, adviser, &ret[1], e);
}

bool acceleration_advise(struct act *by, struct str code, struct str agency_code,
                         struct str adviser_code, struct str note, struct err *e)
{
    struct acceleration r;
    struct notice_new n;
    struct agency g[2];
    int64_t rows;

    if (!acceleration_for(by, code, -1, "frozen", &r, e) ||
        !two_agencies(by, agency_code, adviser_code, g, e) ||
        !text_check("note", note, false, NOTE_MAX, e) ||
        !db_int(by->tx->db, &Q_ACCELERATION_IS_TARGET, ARGS(V(r.id), V(g[0].id)), &rows, e))
        return false;
    if (rows == 0) {
        FAIL(e, ERR_NOT_TARGET);
        err_arg(e, "agency", V(g[0].name_th));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_ACCELERATION_ADVISER_INSERT,
                 ARGS(V(r.id), V(g[0].id), V(g[1].id), V(note), V(by->who->name), V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows == 0 || g[0].id == g[1].id) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("adviser")));
        err_arg(e, "value", V(adviser_code));
        return false;
    }
    n = acceleration_news(by, r.code, r.year);
    return notice_add_role(by, (struct notice_place){PERM_POST_APPROVE, g[1].id, 0}, &n, e) &&
           acceleration_record(by, &r, "advise",
                               str_format(by->a, "%.*s %.*s", STR_FMT(adviser_code),
                                          STR_FMT(agency_code)),
                               note, e);
}

bool acceleration_unadvise(struct act *by, struct str code, struct str agency_code,
                           struct str adviser_code, int64_t version, struct err *e)
{
    struct acceleration r;
    struct agency g[2];
    int64_t rows;

    return acceleration_for(by, code, -1, "frozen", &r, e) &&
           two_agencies(by, agency_code, adviser_code, g, e) &&
           db_exec(by->tx->db, &Q_ACCELERATION_ADVISER_END,
                   ARGS(V(r.id), V(g[0].id), V(g[1].id), V(version)), &rows, e) &&
           one_row(rows, e) && acceleration_record(by, &r, "unadvise", adviser_code, agency_code, e);
}
