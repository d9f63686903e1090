#include "city/notice.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/user.h"
#include "sql_city.h"
#include "store/store.h"

enum { PATH_MAX_BYTES = 400, TEXT_MAX = 300, SUBJECT_MAX = 200, ONCE_MAX = 120, PEOPLE_MAX = 500 };

struct kind_def {
    const char *word, *how;
    bool mandatory;
    const char *th, *en, *say_th, *say_en;
};
static const struct kind_def kinds[NOTICE_KINDS] = {
#define NOTICE(id, word, how, mandatory, th, en, say_th, say_en)                                   \
 [id] = {word, how, mandatory, th, en, say_th, say_en},
#include "city/notice.def"
#undef NOTICE
};

static const struct field notice_fields[] = {
    FIELD(struct notice_row, id, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct notice_row, kind, 0, "ประเภท", "Kind"),
    FIELD(struct notice_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct notice_row, th, 0, "เรื่อง", "Notice"),
    FIELD(struct notice_row, en, 0, "เรื่อง (อังกฤษ)", "Notice (English)"),
    FIELD(struct notice_row, path, 0, "ที่อยู่", "Address"),
    FIELD(struct notice_row, subject, 0, "สิ่งที่เกี่ยวข้อง", "Subject"),
    FIELD(struct notice_row, made_by, 0, "โดย", "By"),
    FIELD(struct notice_row, made, 0, "เมื่อ", "At"),
    FIELD(struct notice_row, read, 0, "อ่านเมื่อ", "Read at"),
};
const struct row_type notice_row_type = ROW_TYPE(struct notice_row, notice_fields);

struct notice_user {
    int64_t id;
    bool disabled;
};
static const struct field notice_user_fields[] = {
    COL(struct notice_user, id),
    COL(struct notice_user, disabled),
};
static const struct row_type notice_user_type = ROW_TYPE(struct notice_user, notice_user_fields);

struct notice_person_role {
    int64_t id;
    struct str kind; /* the role's word */
};
static const struct field person_role_fields[] = {
    COL(struct notice_person_role, id),
    COL(struct notice_person_role, kind),
};
static const struct row_type person_role_type =
    ROW_TYPE(struct notice_person_role, person_role_fields);

static const struct field kind_count_fields[] = {
    COL(struct notice_kind_count, kind),
    COL(struct notice_kind_count, unread),
};
static const struct row_type kind_count_type =
    ROW_TYPE(struct notice_kind_count, kind_count_fields);

/* ---- kinds ---- */

bool notice_kind_parse(struct str word, enum notice_kind *ret, struct err *e)
{
    for (size_t i = 0; i < NOTICE_KINDS; i++) {
        if (str_eq(word, str_from(kinds[i].word))) {
            *ret = (enum notice_kind)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(STR("city/notice.def")));
    return false;
}

const char *notice_word(enum notice_kind k)
{
    return kinds[k].word;
}

struct str notice_label(enum notice_kind k, enum lang lang)
{
    return lang_pick(lang, kinds[k].th, kinds[k].en);
}

struct str notice_sentence(enum notice_kind k, enum lang lang)
{
    return lang_pick(lang, kinds[k].say_th, kinds[k].say_en);
}

bool notice_mandatory(enum notice_kind k)
{
    return kinds[k].mandatory;
}

const char *notice_how(enum notice_kind k)
{
    return kinds[k].how;
}

/* ---- giving ---- */

static bool wrong(struct err *e, enum err_code code, const char *field)
{
    FAIL(e, code);
    err_arg(e, "field", V(str_from(field)));
    if (code == ERR_TOO_LONG) {
        err_arg(e, "limit", V((int64_t)TEXT_MAX));
    }
    return false;
}

/* An address inside PBIS: /x, never //x, only what stands in a link as it is. */
static bool path_ok(struct str p)
{
    if (p.n == 0 || p.n > PATH_MAX_BYTES || p.p[0] != '/' || (p.n > 1 && p.p[1] == '/')) {
        return false;
    }
    for (size_t i = 0; i < p.n; i++) {
        unsigned char c = (unsigned char)p.p[i];

        if (c <= ' ' || c > '~' || c == '"' || c == '<' || c == '>' || c == '\\') {
            return false;
        }
    }
    return true;
}

/* Four digits of a fiscal year at `from`, ended there; 0 = none. */
static int64_t year_at(struct str s, size_t from)
{
    int64_t y = 0;

    for (size_t i = from; i < from + 4; i++) {
        if (i >= s.n || s.p[i] < '0' || s.p[i] > '9') {
            return 0;
        }
        y = y * 10 + (s.p[i] - '0');
    }
    if (from + 4 < s.n && s.p[from + 4] >= '0' && s.p[from + 4] <= '9') {
        return 0;
    }
    return fy_valid(y) ? y : 0;
}

static int64_t year_of(const struct notice_new *n)
{
    const struct str key = STR("year="), colon = STR(":");
    size_t at = str_find(n->path, key, 0);

    if (n->year) {
        return n->year;
    }
    if (at < n->path.n) {
        return year_at(n->path, at + key.n);
    }
    at = str_find(n->subject, colon, 0);
    return at < n->subject.n ? year_at(n->subject, at + 1) : 0;
}

/* The path with its year: a link opens the year it is about, whatever year the reader has open. */
static struct str path_with_year(struct arena *a, struct str path, int64_t year)
{
    size_t hash = str_find(path, STR("#"), 0);
    struct str head = str_slice(path, 0, hash), tail = str_slice(path, hash, path.n);

    if (year == 0 || str_has(path, STR("year="))) {
        return path;
    }
    return str_format(a, "%.*s%cyear=%lld%.*s", STR_FMT(head), str_has(head, STR("?")) ? '&' : '?',
                      (long long)year, STR_FMT(tail));
}

static bool check_new(const struct notice_new *n, struct err *e)
{
    enum notice_kind k;

    if (!notice_kind_parse(n->kind, &k, e)) {
        return false;
    }
    if (!path_ok(n->path)) {
        return wrong(e, ERR_BAD_TEXT, "path");
    }
    if (str_trim(n->th).n == 0 || str_trim(n->en).n == 0) {
        return wrong(e, ERR_REQUIRED, "th");
    }
    if (str_count_cp(n->th) > TEXT_MAX || str_count_cp(n->en) > TEXT_MAX ||
        str_count_cp(n->subject) > SUBJECT_MAX || n->once.n > ONCE_MAX) {
        return wrong(e, ERR_TOO_LONG, "th");
    }
    return true;
}

static bool give(struct act *by, const struct notice_new *n, int64_t user_id, struct err *e)
{
    int64_t year = year_of(n);

    return db_exec(by->tx->db, &Q_NOTICE_INSERT,
                   ARGS(V(user_id), V(n->kind), V(year), V(n->subject),
                        V(path_with_year(by->a, n->path, year)), V(n->th), V(n->en),
                        n->once.n ? V(n->once) : V_NULL, V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

bool notice_add(struct act *by, const struct notice_new *n, struct err *e)
{
    struct notice_user u;
    bool found;

    if (!check_new(n, e) || !db_find(by->tx->db, by->a, &Q_NOTICE_USER, ARGS(V(n->to_user)),
                                     &notice_user_type, &u, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(n->to_user));
        return false;
    }
    return u.disabled || give(by, n, u.id, e);
}

bool notice_add_role(struct act *by, struct notice_place where, const struct notice_new *n,
                     struct err *e)
{
    struct str scope = where.agency_id  ? STR("agency")
                       : where.division ? STR("division")
                                        : STR("city");
    int64_t ref = where.agency_id ? where.agency_id : where.division, last = 0, given = 0;
    const struct notice_person_role *p;
    struct rows rows;

    if (!check_new(n, e) || !db_list(by->tx->db, by->a, &Q_NOTICE_PEOPLE, ARGS(V(scope), V(ref)),
                                     &person_role_type, &rows, e)) {
        return false;
    }
    p = rows.p;
    for (size_t i = 0; i < rows.n && given < PEOPLE_MAX; i++) {
        bool holds = where.perm == PERM_SIGNED_IN || role_may(p[i].kind, where.perm);

        if (!holds || p[i].id == last || p[i].id == by->who->user_id) {
            continue;
        }
        last = p[i].id;
        given++;
        if (!give(by, n, last, e)) {
            return false;
        }
    }
    return true;
}

/* ---- reading ---- */

bool notice_list(struct db *db, struct arena *a, int64_t user_id, struct str kind,
                 struct notice_page_key key, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_NOTICE_LIST,
                   ARGS(V(user_id), V(kind), V((int64_t)key.before_read), V(key.before)),
                   &notice_row_type, ret, e);
}

bool notice_unread(struct db *db, int64_t user_id, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_NOTICE_UNREAD, ARGS(V(user_id)), ret, e);
}

bool notice_kind_counts(struct db *db, struct arena *a, int64_t user_id, struct rows *ret,
                        struct err *e)
{
    return db_list(db, a, &Q_NOTICE_KIND_COUNTS, ARGS(V(user_id)), &kind_count_type, ret, e);
}

bool notice_open(struct act *by, int64_t id, struct str *ret_path, struct err *e)
{
    struct notice_row n;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_NOTICE_GET, ARGS(V(id), V(by->who->user_id)),
                 &notice_row_type, &n, &found, e)) {
        return false;
    }
    if (!found) { /* somebody else's too */
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "#%lld", (long long)id)));
        return false;
    }
    *ret_path = n.path;
    return db_exec(by->tx->db, &Q_NOTICE_READ, ARGS(V(id), V(by->who->user_id), V(by->now_ms)),
                   NULL, e);
}

bool notice_read_all(struct act *by, struct str kind, int64_t up_to, int64_t *ret_n, struct err *e)
{
    return db_exec(by->tx->db, &Q_NOTICE_READ_ALL,
                   ARGS(V(by->who->user_id), V(kind), V(up_to), V(by->now_ms)), ret_n, e);
}
