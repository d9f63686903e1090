#include "city/attach.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/media.h"
#include "city/audit.h"
#include "sql_city.h"
#include "store/blob.h"
#include "store/store.h"

enum { KIND_MAX = 40, SUBJECT_MAX = 200, REASON_MAX = 1000, CODE_BYTES = 10 };

static const struct field attach_fields[] = {
    COL(struct attach_row, id),
    FIELD(struct attach_row, code, FIELD_KEY, "รหัสเอกสาร", "File code"),
    FIELD(struct attach_row, subject, 0, "เรื่อง", "Subject"),
    FIELD(struct attach_row, kind, 0, "ประเภทเอกสาร", "Paper"),
    FIELD(struct attach_row, name, 0, "ชื่อแฟ้ม", "File name"),
    FIELD(struct attach_row, media, 0, "ชนิดเนื้อหา", "Content type"),
    FIELD(struct attach_row, size_bytes, 0, "ขนาด (ไบต์)", "Size (bytes)"),
    FIELD(struct attach_row, expires, 0, "ใช้ได้ถึง", "Valid until"),
    FIELD(struct attach_row, by_user, 0, "ผู้แนบ", "Attached by"),
    FIELD(struct attach_row, at, 0, "แนบเมื่อ", "Attached at"),
    FIELD(struct attach_row, withdrawn, 0, "ถอนแล้ว", "Withdrawn"),
    FIELD(struct attach_row, withdrawn_reason, 0, "เหตุที่ถอน", "Why withdrawn"),
    FIELD(struct attach_row, sha256, 0, "SHA-256", "SHA-256"),
};
const struct row_type attach_row_type = ROW_TYPE(struct attach_row, attach_fields);

/* ---- whose a subject is ---- */

struct home {
    int64_t agency_id, division;
    struct str state;
};
static const struct field home_fields[] = {
    COL(struct home, agency_id),
    COL(struct home, division),
    COL(struct home, state),
};
static const struct row_type home_type = ROW_TYPE(struct home, home_fields);

static bool unknown(struct str subject, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(subject));
    return false;
}

static bool to_year(struct str s, int64_t *ret)
{
    int64_t y = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.n != 4 || s.p[i] < '0' || s.p[i] > '9')
            return false;
        y = y * 10 + (s.p[i] - '0');
    }
    *ret = y;
    return s.n == 4;
}

/* The fiscal year that a package's or a line's paper belongs to; 0 = none. */
static int64_t year_of(struct str subject)
{
    struct str rest = subject, kind, year = STR_NONE;
    int64_t ret = 0;

    if (!str_split(&rest, ':', &kind))
        return 0;
    if (str_eq(kind, STR("package")) || str_eq(kind, STR("reading")))
        (void)str_split(&rest, ':', &year);
    else if (str_eq(kind, STR("line")))
        (void)str_split(&rest, '-', &year);
    return to_year(year, &ret) ? ret : 0;
}

/* *ret_owned: the subject belongs to one agency. */
static bool find_home(struct db *db, struct arena *a, struct str subject, struct home *ret,
                      bool *ret_owned, struct err *e)
{
    struct str rest = subject, kind, first;
    bool found = true;
    int64_t year;

    *ret_owned = true;
    if (subject.n > SUBJECT_MAX || !str_split(&rest, ':', &kind) || rest.n == 0)
        return unknown(subject, e);
    if (str_eq(kind, STR("line"))) {
        if (!db_find(db, a, &Q_ATTACH_LINE_HOME, ARGS(V(rest)), &home_type, ret, &found, e))
            return false;
    } else if (str_eq(kind, STR("package"))) {
        if (!str_split(&rest, ':', &first) || !to_year(first, &year))
            return unknown(subject, e);
        if (!db_find(db, a, &Q_ATTACH_PACKAGE_HOME, ARGS(V(year), V(rest)), &home_type, ret, &found,
                     e))
            return false;
    } else if (str_eq(kind, STR("agency"))) {
        (void)str_split(&rest, ':', &first);
        if (!db_find(db, a, &Q_ATTACH_AGENCY_HOME, ARGS(V(first)), &home_type, ret, &found, e))
            return false;
    } else if (str_eq(kind, STR("document"))) {
        if (!db_find(db, a, &Q_ATTACH_DOCUMENT_HOME, ARGS(V(rest)), &home_type, ret, &found, e))
            return false;
        *ret_owned = ret->agency_id != 0;
    } else if (str_eq(kind, STR("circular"))) {
        if (!db_find(db, a, &Q_ATTACH_CIRCULAR_HOME, ARGS(V(rest)), &home_type, ret, &found, e))
            return false;
        *ret_owned = false;
    } else if (str_eq(kind, STR("carry"))) {
        if (!db_find(db, a, &Q_ATTACH_CARRY_HOME, ARGS(V(rest)), &home_type, ret, &found, e))
            return false;
    } else if (str_eq(kind, STR("carry_flag"))) {
        if (!db_find(db, a, &Q_ATTACH_CARRY_FLAG_HOME, ARGS(V(rest)), &home_type, ret, &found, e))
            return false;
    } else if (str_eq(kind, STR("reading"))) {
        if (!str_split(&rest, ':', &first) || !to_year(first, &year) || !str_split(&rest, ':', &first))
            return unknown(subject, e);
        if (!db_find(db, a, &Q_ATTACH_READING_HOME, ARGS(V(year), V(first)), &home_type, ret, &found, e))
            return false;
    } else if (str_eq(kind, STR("activity"))) {
        (void)str_split(&rest, ':', &first);
        if (!db_find(db, a, &Q_ATTACH_ACTIVITY_HOME, ARGS(V(first)), &home_type, ret, &found, e))
            return false;
    } else {
        *ret_owned = false;
    }
    return found || unknown(subject, e);
}

static bool hidden(const struct home *h, const struct actor *who)
{
    return str_eq(h->state, STR("DRAFT")) && who->user_id != 0 && !actor_belongs(who, h->agency_id);
}

static bool out_of_scope(const struct actor *who, struct err *e)
{
    FAIL(e, ERR_SCOPE);
    err_arg(e, "scope", V(who->role_word));
    return false;
}

static bool check_read(struct db *db, struct arena *a, const struct actor *who, struct str subject,
                       struct home *h, bool *ret_owned, struct err *e)
{
    if (!actor_may(who, PERM_BUDGET_READ)) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(PERM_BUDGET_READ))));
        return false;
    }
    if (!find_home(db, a, subject, h, ret_owned, e))
        return false;
    if (str_eq(h->state, STR("circular_draft")) && !actor_may(who, PERM_CIRCULAR))
        return unknown(subject, e);
    return !*ret_owned || !hidden(h, who) || unknown(subject, e);
}

bool attach_may_read(struct db *db, struct arena *a, const struct actor *who, struct str subject,
                     struct err *e)
{
    struct home h = {0};
    bool owned;

    return check_read(db, a, who, subject, &h, &owned, e);
}

static bool writing(enum perm p)
{
    return p > PERM_SIGNED_IN && p != PERM_BUDGET_READ && p != PERM_AUDIT_READ &&
           p != PERM_DOCUMENT;
}

static bool may_write(const struct actor *who, const struct home *h, bool owned)
{
    if (str_starts(h->state, STR("circular"))) /* with its draft only */
        return str_eq(h->state, STR("circular_draft")) && actor_may(who, PERM_CIRCULAR);
    for (enum perm p = PERM_UNSET; p < PERM_COUNT; p++) {
        struct err no;

        if (writing(p) &&
            (owned ? actor_check(who, p, h->agency_id, h->division, &no) && !hidden(h, who)
                   : actor_may(who, p)))
            return true;
    }
    return false;
}

static bool check_write(struct db *db, struct arena *a, const struct actor *who, struct str subject,
                        struct home *h, struct err *e)
{
    bool owned;

    if (!find_home(db, a, subject, h, &owned, e)) {
        return false;
    }
    if (owned && hidden(h, who)) {
        return unknown(subject, e);
    }
    return may_write(who, h, owned) || out_of_scope(who, e);
}

bool attach_may(struct db *db, struct arena *a, const struct actor *who, struct str subject,
                bool *ret_write, struct err *e)
{
    struct home h = {0};
    bool owned;

    if (!check_read(db, a, who, subject, &h, &owned, e))
        return false;
    *ret_write = may_write(who, &h, owned);
    return true;
}

bool attach_may_write(struct db *db, struct arena *a, const struct actor *who, struct str subject,
                      struct err *e)
{
    struct home h = {0};

    return check_write(db, a, who, subject, &h, e);
}

/* ---- adding ---- */

static bool check_kind(struct str kind, struct err *e)
{
    bool fine = kind.n > 0 && kind.n <= KIND_MAX;

    for (size_t i = 0; fine && i < kind.n; i++) {
        char c = kind.p[i];

        fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    if (fine)
        return true;
    FAIL(e, ERR_BAD_TEXT);
    err_arg(e, "field", V(STR("kind")));
    return false;
}

static bool read_file(struct act *by, const struct attach_new *n, struct str *ret, struct err *e)
{
    if (n->path) {
        if (!file_read(by->a, n->path, ATTACH_MAX, ret, e))
            return false;
    } else {
        *ret = (struct str){(const char *)n->data.p, n->data.n};
    }
    if (ret->n == 0 || ret->n > ATTACH_MAX) {
        FAIL(e, ret->n ? ERR_FILE_TOO_LARGE : ERR_FILE_EMPTY);
        err_arg(e, "limit", V((int64_t)ATTACH_MAX));
        return false;
    }
    return true;
}

static bool recognise(struct str bytes, struct str name, enum media *ret, struct err *e)
{
    *ret = media_of(bytes);
    if (*ret == MEDIA_NONE) {
        FAIL(e, ERR_FILE_KIND);
        err_arg(e, "name", V(name));
        return false;
    }
    if (!media_fits_name(*ret, name)) {
        FAIL(e, ERR_FILE_DIFFERS);
        err_arg(e, "name", V(name));
        err_arg(e, "found", V(media_word(*ret)));
        return false;
    }
    return true;
}

/* The signed copy of an issued document is a scan: what can be edited is no signature. */
static bool check_scan(const struct attach_new *n, enum media media, struct str name, struct err *e)
{
    if (!str_eq(n->kind, STR("signed")) || !str_starts(n->subject, STR("document:")) || media == MEDIA_PDF ||
        media == MEDIA_JPEG || media == MEDIA_PNG)
        return true;
    FAIL(e, ERR_SCAN_KIND);
    err_arg(e, "name", V(name));
    err_arg(e, "found", V(media_word(media)));
    return false;
}

/* A code that cannot be guessed from another, the same when a group runs again. */
static struct str make_code(struct act *by, const struct attach_new *n, struct str sha)
{
    uint8_t h[SHA256_BYTES];

    sha256(str_format(by->a, "%.*s|%.*s|%.*s|%lld|%lld", STR_FMT(n->subject), STR_FMT(n->kind),
                      STR_FMT(sha), (long long)by->now_ms, (long long)n->expires.yyyymmdd),
           h);
    return hex_text(by->a, h, CODE_BYTES);
}

bool attach_add(struct act *by, const struct attach_new *n, struct str *ret_code, struct err *e)
{
    struct str bytes, sha, code, name = media_clean_name(by->a, n->name);
    struct home h = {0};
    struct attach_row same;
    uint8_t digest[SHA256_BYTES];
    enum media media;
    bool found;

    if (!check_write(by->tx->db, by->a, by->who, n->subject, &h, e) || !check_kind(n->kind, e) ||
        !read_file(by, n, &bytes, e) || !recognise(bytes, name, &media, e) ||
        !check_scan(n, media, name, e))
        return false;
    sha256(bytes, digest);
    sha = hex_text(by->a, digest, sizeof digest);
    if (!db_find(by->tx->db, by->a, &Q_ATTACH_SAME,
                 ARGS(V(n->subject), V(n->kind), V(sha), V(name)), &attach_row_type, &same, &found,
                 e))
        return false;
    if (found && same.expires.yyyymmdd == n->expires.yyyymmdd) {
        *ret_code = same.code;
        return true;
    }
    code = make_code(by, n, sha);
    if (!blob_put_bytes(by->tx, bytes, digest, e) ||
        !db_exec(by->tx->db, &Q_ATTACH_INSERT,
                 ARGS(V(code), V(n->subject), V(n->kind), V(name), V(media_type(media)),
                      V((int64_t)bytes.n), V(sha), V(n->expires), V(by->who->name), V(by->now_ms)),
                 NULL, e) ||
        !audit_add(
            by,
            &(struct audit_note){.action = STR("attach.add"),
                                 .subject = n->subject,
                                 .year = year_of(n->subject),
                                 .new_value = str_format(by->a, "%.*s %.*s %.*s", STR_FMT(n->kind),
                                                         STR_FMT(name), STR_FMT(sha))},
            e))
        return false;
    *ret_code = code;
    return true;
}

bool attach_withdraw(struct act *by, struct str code, struct str reason, struct err *e)
{
    struct attach_row f;
    struct home h = {0};
    int64_t rows;

    reason = str_trim(reason);
    if (!attach_get(by->tx->db, by->a, code, &f, e) ||
        !check_write(by->tx->db, by->a, by->who, f.subject, &h, e))
        return false;
    if (reason.n == 0 || str_count_cp(reason) > REASON_MAX) {
        FAIL(e, reason.n ? ERR_TOO_LONG : ERR_REQUIRED);
        err_arg(e, "field", V(STR("reason")));
        err_arg(e, "limit", V((int64_t)REASON_MAX));
        return false;
    }
    if (h.state.n && !str_eq(h.state, STR("DRAFT")) && !str_eq(h.state, STR("RETURNED"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(h.state));
        err_arg(e, "event", V(STR("edit")));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_ATTACH_WITHDRAW,
                 ARGS(V(f.id), V(reason), V(by->who->name), V(by->now_ms)), &rows, e))
        return false;
    if (rows == 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(f.name));
        return false;
    }
    return audit_add(by,
                     &(struct audit_note){.action = STR("attach.withdraw"),
                                          .subject = f.subject,
                                          .year = year_of(f.subject),
                                          .old_value = f.name,
                                          .reason = reason},
                     e);
}

/* ---- reading ---- */

bool attach_list(struct db *db, struct arena *a, struct str subject, struct rows *ret,
                 struct err *e)
{
    return db_list(db, a, &Q_ATTACH_LIST, ARGS(V(subject)), &attach_row_type, ret, e);
}

bool attach_list_package(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                         struct err *e)
{
    return db_list(db, a, &Q_ATTACH_LIST_PACKAGE, ARGS(V(package_id)), &attach_row_type, ret, e);
}

bool attach_get(struct db *db, struct arena *a, struct str code, struct attach_row *ret,
                struct err *e)
{
    bool found;

    return db_find(db, a, &Q_ATTACH_GET, ARGS(V(code)), &attach_row_type, ret, &found, e) &&
           (found || unknown(code, e));
}

bool attach_open(struct db *db, struct arena *a, const struct attach_row *f, int *ret_fd,
                 int64_t *ret_bytes, struct err *e)
{
    uint8_t sha[SHA256_BYTES];

    if (!hex_read(f->sha256, sha, sizeof sha))
        return unknown(f->code, e);
    return blob_open(db, a, sha, ret_fd, ret_bytes, e);
}
