#include "plan/comment.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/notice.h"
#include "city/user.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field comment_fields[] = {
    COL(struct comment, id),
    COL(struct comment, version),
    FIELD(struct comment, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct comment, package_code, 0, "ข้อเสนอ", "Package"),
    FIELD(struct comment, line_code, 0, "รหัสรายการ", "Line"),
    FIELD(struct comment, line_name, 0, "รายการ", "Line: name"),
    FIELD(struct comment, reply_to, 0, "ตอบ", "Reply to"),
    FIELD(struct comment, visibility, 0, "ผู้เห็น", "Seen by"),
    FIELD(struct comment, by_user, 0, "ผู้เขียน", "Author"),
    FIELD(struct comment, full_name, 0, "ชื่อ", "Name"),
    FIELD(struct comment, at, 0, "เวลา", "Time"),
    FIELD(struct comment, text, 0, "ข้อความ", "Text"),
    FIELD(struct comment, texts, 0, "ฉบับ", "Versions"),
    FIELD(struct comment, edited, 0, "แก้เมื่อ", "Edited"),
    FIELD(struct comment, withdrawn, 0, "ถอนแล้ว", "Withdrawn"),
    FIELD(struct comment, unread, 0, "กล่าวถึงท่าน", "Mentions you"),
};
const struct row_type comment_type = ROW_TYPE(struct comment, comment_fields);

static const struct field text_fields[] = {
    FIELD(struct comment_text, number, FIELD_KEY, "ฉบับ", "Version"),
    FIELD(struct comment_text, text, 0, "ข้อความ", "Text"),
    FIELD(struct comment_text, by_user, 0, "ผู้เขียน", "Author"),
    FIELD(struct comment_text, at, 0, "เวลา", "Time"),
};
const struct row_type comment_text_type = ROW_TYPE(struct comment_text, text_fields);

struct found {
    int64_t id, version, package_id, year, agency_id;
    struct str code, package_code, line_code, visibility, by_user;
    bool withdrawn;
};
static const struct field found_fields[] = {
    COL(struct found, id),         COL(struct found, version),      COL(struct found, package_id),
    COL(struct found, year),       COL(struct found, agency_id),    COL(struct found, code),
    COL(struct found, line_code),  COL(struct found, package_code), COL(struct found, visibility),
    COL(struct found, by_user),    COL(struct found, withdrawn),
};
static const struct row_type found_type = ROW_TYPE(struct found, found_fields);

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

/* ---- who reads ---- */

enum talk_side talk_side(const struct actor *who, int64_t agency_id)
{
    static const enum perm city[] = {PERM_ANALYSE, PERM_ASSIGN, PERM_CLEAR,      PERM_COMMITTEE,
                                     PERM_DECIDE,  PERM_FISCAL, PERM_GOAL,       PERM_AUDIT_READ};

    if (who->user_id != 0 && actor_belongs(who, agency_id)) {
        return TALK_AGENCY;
    }
    for (size_t i = 0; i < ARRAY_LEN(city); i++) {
        if (actor_may(who, city[i])) {
            return TALK_CITY;
        }
    }
    return TALK_NONE;
}

static bool reads(const struct actor *who, int64_t agency_id, struct str visibility)
{
    enum talk_side side = talk_side(who, agency_id);

    return side == TALK_CITY || (side == TALK_AGENCY && str_eq(visibility, STR("shared")));
}

bool comment_list(struct db *db, struct arena *a, const struct actor *who, const struct package *p,
                  struct str line_code, struct rows *ret, struct err *e)
{
    enum talk_side side = talk_side(who, p->agency_id);
    int64_t internal = side == TALK_CITY ? 1 : 0;

    if (side == TALK_NONE) {
        *ret = (struct rows){NULL, 0};
        return true;
    }
    return db_list(db, a, &Q_COMMENT_LIST,
                   ARGS(V(p->id), V(line_code), V(internal),
                        V((int64_t)actor_may(who, PERM_AUDIT_READ)), V(who->name)),
                   &comment_type, ret, e);
}

static bool missing(struct str code, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

static bool find(struct db *db, struct arena *a, const struct actor *who, struct str code,
                 struct found *ret, struct err *e)
{
    struct package p;
    bool found;

    if (!db_find(db, a, &Q_COMMENT_FIND, ARGS(V(code)), &found_type, ret, &found, e)) {
        return false;
    }
    if (!found || !reads(who, ret->agency_id, ret->visibility)) {
        return missing(code, e);
    }
    return package_see(db, a, who, ret->year, ret->package_code, &p, e);
}

bool comment_texts(struct db *db, struct arena *a, const struct actor *who, struct str code,
                   struct rows *ret, struct err *e)
{
    struct found f;

    if (!find(db, a, who, code, &f, e)) {
        return false;
    }
    if (!str_eq(f.by_user, who->name) && !actor_may(who, PERM_AUDIT_READ)) {
        return missing(code, e);
    }
    return db_list(db, a, &Q_COMMENT_TEXTS, ARGS(V(f.id)), &comment_text_type, ret, e);
}

bool comment_where(struct db *db, struct arena *a, struct str code, struct comment_home *ret,
                   struct err *e)
{
    struct found f;
    bool found;

    if (!db_find(db, a, &Q_COMMENT_FIND, ARGS(V(code)), &found_type, &f, &found, e)) {
        return false;
    }
    if (!found) {
        return missing(code, e);
    }
    *ret = (struct comment_home){f.year, f.package_code, f.line_code};
    return true;
}

/* ---- mentions ---- */

struct mentions {
    struct str name[MENTIONS_MOST];
    size_t n;
    bool many;
};

static bool name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/* @name at the beginning of a word: an address a@b mentions nobody; a dot at the end is a full stop. */
static void take_mentions(struct str s, struct mentions *m)
{
    *m = (struct mentions){.n = 0};
    for (size_t i = 0; i < s.n; i++) {
        size_t end = i + 1;
        struct str name;
        bool twice = false;

        if (s.p[i] != '@' || (i > 0 && name_byte(s.p[i - 1]))) {
            continue;
        }
        while (end < s.n && name_byte(s.p[end])) {
            end++;
        }
        while (end > i + 1 && (s.p[end - 1] == '.' || s.p[end - 1] == '-')) {
            end--;
        }
        name = str_slice(s, i + 1, end);
        for (size_t k = 0; k < m->n; k++) {
            twice |= str_eq(m->name[k], name);
        }
        if (name.n == 0 || twice) {
            continue;
        }
        if (m->n == MENTIONS_MOST) {
            m->many = true;
            return;
        }
        m->name[m->n++] = name;
    }
}

/* Whoever may not read it, or is not there, is named alike: a mention tells nobody who exists. */
static bool check_mentions(struct act *by, const struct package *p, struct str visibility,
                           const struct mentions *m, struct err *e)
{
    struct sbuf bad;

    sbuf_init(&bad, by->a, 4096);
    for (size_t i = 0; i < m->n; i++) {
        struct package seen;
        struct actor who;
        struct err no = {0};

        if (actor_load(by->tx->db, by->a, m->name[i], &who, &no) && who.user_id != 0 &&
            reads(&who, p->agency_id, visibility) &&
            package_see(by->tx->db, by->a, &who, p->year, p->code, &seen, &no)) {
            continue;
        }
        if (no.code == ERR_STORE || no.code == ERR_STORE_BUSY) {
            *e = no;
            return false;
        }
        sbuf_printf(&bad, "%s@%.*s", bad.n ? ", " : "", STR_FMT(m->name[i]));
    }
    if (bad.n) {
        FAIL(e, ERR_MENTION);
        err_arg(e, "names", V(sbuf_str(&bad)));
        return false;
    }
    if (m->many) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("@")));
        err_arg(e, "limit", V((int64_t)MENTIONS_MOST));
        return false;
    }
    return true;
}

static bool notify(struct act *by, const struct package *p, int64_t comment_id,
                   const struct mentions *m, struct err *e)
{
    for (size_t i = 0; i < m->n; i++) {
        int64_t rows;
        struct notice_new n = {
            .kind = STR("mention"),
            .to_user = m->name[i],
            .subject = str_format(by->a, "package:%lld:%.*s", (long long)p->year, STR_FMT(p->code)),
            .path = str_format(by->a, "/packages/%.*s/talk", STR_FMT(p->code)),
            .th = tr(LANG_TH, TR("มีผู้กล่าวถึงท่านในความเห็นของข้อเสนอ")),
            .en = tr(LANG_EN, TR("มีผู้กล่าวถึงท่านในความเห็นของข้อเสนอ")),
            .year = p->year};

        if (!db_exec(by->tx->db, &Q_MENTION_INSERT,
                     ARGS(V(comment_id), V(m->name[i]), V(by->now_ms)), &rows, e) ||
            (rows == 1 && !str_eq(m->name[i], by->who->name) && !notice_add(by, &n, e))) {
            return false;
        }
    }
    return true;
}

/* ---- writing ---- */

static bool check_side(const struct act *by, const struct package *p, struct str visibility,
                       struct err *e)
{
    enum talk_side side = talk_side(by->who, p->agency_id);

    if (!str_eq(visibility, STR("internal")) && !str_eq(visibility, STR("shared"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("visibility")));
        err_arg(e, "value", V(visibility));
        err_arg(e, "expected", V(STR("internal shared")));
        return false;
    }
    if (side == TALK_CITY || (side == TALK_AGENCY && str_eq(visibility, STR("shared")))) {
        return true;
    }
    FAIL(e, ERR_SCOPE);
    err_arg(e, "scope", V(by->who->role_word));
    return false;
}

static bool find_line(struct act *by, const struct package *p, struct str line_code,
                      int64_t *ret_line, struct err *e)
{
    struct rows line;

    *ret_line = 0;
    if (line_code.n == 0) {
        return true;
    }
    if (!db_list(by->tx->db, by->a, &Q_COMMENT_LINE, ARGS(V(p->id), V(line_code)), &id_row_type,
                 &line, e)) {
        return false;
    }
    if (line.n == 0) {
        return missing(line_code, e);
    }
    *ret_line = ((const struct id_row *)line.p)->id;
    return true;
}

/* A reply stands under the first of its thread, which one must be able to read. */
static bool find_reply(struct act *by, const struct package *p, struct str reply_to,
                       int64_t *ret_id, struct err *e)
{
    struct found f;

    *ret_id = 0;
    if (reply_to.n == 0) {
        return true;
    }
    if (!find(by->tx->db, by->a, by->who, reply_to, &f, e)) {
        return false;
    }
    *ret_id = f.id;
    return f.package_id == p->id || missing(reply_to, e);
}

static bool check_number(struct act *by, const struct package *p, struct err *e)
{
    int64_t n;

    if (!db_int(by->tx->db, &Q_COMMENT_COUNT, ARGS(V(p->id)), &n, e)) {
        return false;
    }
    if (n < COMMENTS_MOST) {
        return true;
    }
    FAIL(e, ERR_LIMIT);
    err_arg(e, "what", V(p->code));
    err_arg(e, "limit", V((int64_t)COMMENTS_MOST));
    return false;
}

bool comment_add(struct act *by, const struct comment_new *n, struct str *ret_code, struct err *e)
{
    struct db *db = by->tx->db;
    struct mentions m;
    struct code_row code;
    struct package p;
    struct rows made;
    int64_t line_id, reply_id, id;

    take_mentions(n->text, &m);
    if (!check_text("text", n->text, true, COMMENT_LONGEST, e) ||
        !package_see(db, by->a, by->who, n->year, n->package_code, &p, e) ||
        !check_side(by, &p, n->visibility, e) || !find_line(by, &p, n->line_code, &line_id, e) ||
        !find_reply(by, &p, n->reply_to, &reply_id, e) || !check_number(by, &p, e) ||
        !check_mentions(by, &p, n->visibility, &m, e) ||
        !db_list(db, by->a, &Q_COMMENT_INSERT,
                 ARGS(V(p.year), V(p.id), V_ID(line_id), V_ID(reply_id), V(n->visibility),
                      V(by->who->name), V(by->now_ms)),
                 &id_row_type, &made, e)) {
        return false;
    }
    id = ((const struct id_row *)made.p)->id;
    if (!db_one(db, by->a, &Q_COMMENT_CODE, ARGS(V(id)), &code_type, &code, e) ||
        !db_exec(db, &Q_COMMENT_TEXT_INSERT,
                 ARGS(V(id), V(n->text), V(by->who->name), V(by->now_ms)), NULL, e) ||
        !notify(by, &p, id, &m, e)) {
        return false;
    }
    *ret_code = code.code;
    return note_package(by, p.year, p.code,
                        (struct audit_note){.action = STR("comment.add"),
                                            .new_value = str_format(by->a, "%.*s %.*s",
                                                                    STR_FMT(code.code),
                                                                    STR_FMT(n->visibility))},
                        e);
}

static bool find_own(struct act *by, struct str code, const char *event, struct found *ret,
                     struct err *e)
{
    if (!find(by->tx->db, by->a, by->who, code, ret, e)) {
        return false;
    }
    if (!str_eq(ret->by_user, by->who->name)) {
        FAIL(e, ERR_COMMENT_AUTHOR);
        err_arg(e, "author", V(ret->by_user));
        return false;
    }
    if (ret->withdrawn) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(STR("comment_withdrawn")));
        err_arg(e, "event", V(str_from(event)));
        return false;
    }
    return true;
}

static bool changed(int64_t rows, struct err *e)
{
    if (rows == 1) {
        return true;
    }
    FAIL(e, ERR_STALE);
    return false;
}

bool comment_edit(struct act *by, struct str code, int64_t version, struct str text, struct err *e)
{
    struct mentions m;
    struct package p;
    struct found f;
    int64_t rows;

    take_mentions(text, &m);
    return check_text("text", text, true, COMMENT_LONGEST, e) &&
           find_own(by, code, "comment_edit", &f, e) &&
           package_see(by->tx->db, by->a, by->who, f.year, f.package_code, &p, e) &&
           check_mentions(by, &p, f.visibility, &m, e) &&
           db_exec(by->tx->db, &Q_COMMENT_TOUCH, ARGS(V(f.id), V(version)), &rows, e) &&
           changed(rows, e) &&
           db_exec(by->tx->db, &Q_COMMENT_TEXT_INSERT,
                   ARGS(V(f.id), V(text), V(by->who->name), V(by->now_ms)), NULL, e) &&
           notify(by, &p, f.id, &m, e) &&
           note_package(by, p.year, p.code,
                        (struct audit_note){.action = STR("comment.edit"), .new_value = code}, e);
}

bool comment_withdraw(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct found f;
    int64_t rows;

    return find_own(by, code, "comment_withdraw", &f, e) &&
           db_exec(by->tx->db, &Q_COMMENT_WITHDRAW, ARGS(V(f.id), V(version), V(by->now_ms)), &rows,
                   e) &&
           changed(rows, e) &&
           note_package(by, f.year, f.package_code,
                        (struct audit_note){.action = STR("comment.withdraw"), .new_value = code},
                        e);
}

bool mentions_seen(struct act *by, int64_t package_id, struct err *e)
{
    return db_exec(by->tx->db, &Q_MENTIONS_SEEN, ARGS(V(package_id), V(by->who->name)), NULL, e);
}
