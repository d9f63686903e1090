#include "city/issued.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "city/audit.h"
#include "sql_city.h"
#include "store/blob.h"
#include "store/store.h"

enum { REASON_MAX = 1000, CODE_SYMBOLS = 12, CODE_GROUP = 4 };

const struct issued_kind_row issued_kinds[ISSUED_KINDS] = {
#define ISSUED(id, word, letters, about, th, en) [id] = {word, letters, about, th, en},
#include "city/issued.def"
#undef ISSUED
};

static const struct field issued_fields[] = {
    COL(struct issued_row, id),
    FIELD(struct issued_row, code, FIELD_KEY, "รหัสเอกสาร", "Document code"),
    FIELD(struct issued_row, kind, 0, "ชนิด", "Kind"),
    FIELD(struct issued_row, number, 0, "เลขที่", "Number"),
    FIELD(struct issued_row, subject, 0, "เรื่อง", "Subject"),
    FIELD(struct issued_row, subject_name, 0, "ของ", "Of"),
    FIELD(struct issued_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct issued_row, version, 0, "รุ่น", "Version"),
    FIELD(struct issued_row, draft, 0, "ร่าง", "Draft"),
    FIELD(struct issued_row, issued_on, 0, "วันที่ออก", "Issued on"),
    FIELD(struct issued_row, formats, 0, "แฟ้ม", "Files"),
    FIELD(struct issued_row, by_user, 0, "ผู้ออก", "Issued by"),
    FIELD(struct issued_row, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct issued_row, at, 0, "เวลา", "Time"),
    FIELD(struct issued_row, replaced_by, 0, "ถูกแทนด้วย", "Replaced by"),
    FIELD(struct issued_row, withdrawn, 0, "ถอนแล้ว", "Withdrawn"),
    FIELD(struct issued_row, withdrawn_reason, 0, "เหตุที่ถอน", "Why withdrawn"),
    FIELD(struct issued_row, data_sha256, 0, "SHA-256 ของข้อมูล", "SHA-256 of the data"),
    COL(struct issued_row, agency_id),
};
const struct row_type issued_row_type = ROW_TYPE(struct issued_row, issued_fields);

static const struct field file_fields[] = {
    FIELD(struct issued_file, format, FIELD_KEY, "รูปแบบ", "Format"),
    FIELD(struct issued_file, name, 0, "ชื่อแฟ้ม", "File name"),
    FIELD(struct issued_file, size_bytes, 0, "ขนาด (ไบต์)", "Size (bytes)"),
    FIELD(struct issued_file, pages, 0, "หน้า", "Pages"),
    FIELD(struct issued_file, by_user, 0, "ผู้พิมพ์", "Printed by"),
    FIELD(struct issued_file, at, 0, "เวลา", "Time"),
    FIELD(struct issued_file, sha256, 0, "SHA-256", "SHA-256"),
};
const struct row_type issued_file_type = ROW_TYPE(struct issued_file, file_fields);

bool issued_kind_of(struct arena *a, struct str word, enum issued_kind *ret, struct err *e)
{
    struct str words[ISSUED_KINDS];

    for (size_t i = 0; i < ISSUED_KINDS; i++) {
        words[i] = str_from(issued_kinds[i].word);
        if (str_eq(words[i], word)) {
            *ret = (enum issued_kind)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(str_join(a, words, ISSUED_KINDS, STR(", "))));
    return false;
}

struct str issued_kind_text(struct str word, enum lang lang)
{
    for (size_t i = 0; i < ISSUED_KINDS; i++) {
        if (str_eq(str_from(issued_kinds[i].word), word))
            return lang_pick(lang, issued_kinds[i].th, issued_kinds[i].en);
    }
    return word;
}

/* ---- who may ---- */

static bool is_word(const char *a, const char *b)
{
    return str_eq(str_from(a), str_from(b));
}

bool issued_may_make(const struct actor *who, enum issued_kind kind, int64_t agency_id,
                     int64_t division, struct err *e)
{
    static const enum perm agency[] = {PERM_REQUEST_WRITE, PERM_REQUEST_APPROVE, PERM_ANALYSE};
    static const enum perm report[] = {PERM_ANALYSE};
    static const enum perm meeting[] = {PERM_COMMITTEE}, bill[] = {PERM_BILL};
    static const enum perm warrant[] = {PERM_SPEND, PERM_POST_APPROVE, PERM_POST};
    static const enum perm result[] = {PERM_RESULT, PERM_RESULT_APPROVE, PERM_AGREE};
    static const enum perm run[] = {PERM_ALLOCATE, PERM_COMMITTEE};
    bool of_warrant = kind == ISSUED_WARRANT, of_run = kind == ISSUED_ALLOCATION;
    bool of_result = is_word(issued_kinds[kind].about, "agreement") || is_word(issued_kinds[kind].about, "service");
    bool of_agency = is_word(issued_kinds[kind].about, "agency") ||
                     is_word(issued_kinds[kind].about, "line") ||
                     is_word(issued_kinds[kind].about, "question");
    const enum perm *perm = of_result                                      ? result
                            : of_warrant                                   ? warrant
                            : of_run                                       ? run
                            : kind == ISSUED_ANALYST_REPORT                ? report
                            : of_agency                                    ? agency
                            : is_word(issued_kinds[kind].about, "meeting") ? meeting
                                                                           : bill;
    size_t n = of_result                                    ? ARRAY_LEN(result)
               : of_warrant                                 ? ARRAY_LEN(warrant)
               : of_run                                     ? ARRAY_LEN(run)
               : of_agency && kind != ISSUED_ANALYST_REPORT ? ARRAY_LEN(agency)
                                                            : 1;
    struct err no;

    for (size_t i = 0; i < n; i++) {
        if (actor_check(who, perm[i], agency_id, division, &no))
            return true;
    }
    if (actor_check(who, PERM_DOCUMENT, agency_id, division, e))
        return true;
    for (size_t i = 0; i < n; i++) { /* elsewhere: say that, not that it may not at all */
        if (actor_may(who, perm[i]))
            return actor_check(who, perm[i], agency_id, division, e);
    }
    return false;
}

static bool unknown(struct str code, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

static bool sees_draft(const struct actor *who, const struct issued_row *row)
{
    return !row->draft || who->user_id == 0 || str_eq(row->by_user, who->name);
}

bool issued_may_read(const struct actor *who, const struct issued_row *row, struct err *e)
{
    if (!actor_may(who, PERM_BUDGET_READ)) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(PERM_BUDGET_READ))));
        return false;
    }
    return sees_draft(who, row) || unknown(row->code, e);
}

/* ---- codes ---- */

static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford: none looks like another */

/* Twelve symbols in threes of four, of a hash: they cannot be guessed from another document's. */
static struct str make_code(struct arena *a, const struct issued_ask *ask, int64_t version)
{
    uint8_t h[SHA256_BYTES];
    struct sbuf b;

    sha256(str_format(a, "%s|%.*s|%lld|%.*s|%lld|%.*s", issued_kinds[ask->kind].word,
                      STR_FMT(ask->subject), (long long)version, STR_FMT(ask->data_sha256),
                      (long long)ask->now_ms, STR_FMT(ask->by_user)),
           h);
    sbuf_init(&b, a, 64);
    for (size_t i = 0; i < CODE_SYMBOLS; i++) {
        if (i > 0 && i % CODE_GROUP == 0)
            SB_LIT(&b, "-");
        sbuf_byte(&b, symbols[h[i] & 31U]);
    }
    return sbuf_str(&b);
}

/* "7k3m9qwx 2f5h" as 7K3M-9QWX-2F5H; empty when it cannot be one. */
static struct str clean_code(struct arena *a, struct str typed)
{
    struct sbuf b;
    size_t n = 0;

    sbuf_init(&b, a, 64);
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];

        if (c == '-' || c == ' ')
            continue;
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        if (!str_has(STR("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), (struct str){&c, 1}) ||
            n == CODE_SYMBOLS)
            return STR_NONE;
        if (n > 0 && n % CODE_GROUP == 0)
            SB_LIT(&b, "-");
        sbuf_byte(&b, c);
        n++;
    }
    return n == CODE_SYMBOLS ? sbuf_str(&b) : STR_NONE;
}

/* ---- the next version ---- */

/* RQ-2566-1100-2: letters of the kind, year, what it is about, version. */
static struct str make_number(struct arena *a, const struct issued_ask *ask, int64_t version)
{
    struct str rest = ask->subject, piece, last = STR_NONE;

    while (str_split(&rest, ':', &piece))
        last = piece;
    return str_format(a, "%s-%lld-%.*s-%lld", issued_kinds[ask->kind].letters,
                      (long long)ask->year, STR_FMT(last), (long long)version);
}

bool issued_next(struct db *db, struct arena *a, const struct issued_ask *ask,
                 struct issued_row *ret, bool *ret_found, struct err *e)
{
    struct str kind = str_from(issued_kinds[ask->kind].word);
    int64_t newest;

    if (!db_find(db, a, &Q_ISSUED_SAME,
                 ARGS(V(kind), V(ask->subject), V(ask->data_sha256), V(ask->draft)),
                 &issued_row_type, ret, ret_found, e))
        return false;
    if (*ret_found)
        return true;
    if (!db_int(db, &Q_ISSUED_NEWEST, ARGS(V(kind), V(ask->subject)), &newest, e))
        return false;
    *ret = (struct issued_row){.year = ask->year,
                               .version = newest + 1,
                               .agency_id = ask->agency_id,
                               .code = make_code(a, ask, newest + 1),
                               .kind = kind,
                               .number = make_number(a, ask, newest + 1),
                               .subject = ask->subject,
                               .subject_name = ask->subject_name,
                               .data_sha256 = ask->data_sha256,
                               .draft = ask->draft,
                               .issued_on = ask->today,
                               .by_user = ask->by_user,
                               .at = {ask->now_ms}};
    return true;
}

/* The order under which the maker acts, when it is not their own right (city/delegation.h). */
static struct str capacity_of(const struct act *by)
{
    return by->who->used && *by->who->used ? (*by->who->used)->capacity : STR_NONE;
}

static bool insert_row(struct act *by, const struct issued_row *r, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_ISSUED_INSERT,
                 ARGS(V(r->code), V(r->kind), V(r->subject), V(r->subject_name), V(r->year),
                      V_ID(r->agency_id), V(r->number), V(r->version), V(r->draft),
                      V(r->data_sha256), V(r->issued_on), V(by->who->name), V(capacity_of(by)),
                      V(r->at)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

/* The permission was checked where the data was read; here that somebody signed in writes it. */
bool issued_keep(struct act *by, const struct issued_row *row, const struct issued_print *file,
                 struct err *e)
{
    uint8_t sha[SHA256_BYTES];
    struct str hex;
    enum issued_kind kind;
    int64_t id = row->id, division = 0, rows, bytes;

    if (!issued_kind_of(by->a, row->kind, &kind, e) ||
        (row->agency_id &&
         !db_int(by->tx->db, &Q_ISSUED_DIVISION, ARGS(V(row->agency_id)), &division, e)) ||
        !issued_may_make(by->who, kind, row->agency_id, division, e))
        return false;
    if (id == 0 && (!insert_row(by, row, e) ||
                    !db_int(by->tx->db, &Q_ISSUED_ID, ARGS(V(row->code)), &id, e)))
        return false;
    if (!blob_put(by->tx, file->path, sha, e) ||
        !db_int(by->tx->db, &Q_ISSUED_BYTES, ARGS(V(((struct bytes){sha, sizeof sha}))), &bytes, e))
        return false;
    hex = hex_text(by->a, sha, sizeof sha);
    if (!db_exec(by->tx->db, &Q_ISSUED_FILE_INSERT,
                 ARGS(V(id), V(file->format), V(hex), V(file->name), V(bytes), V(file->pages),
                      V(by->who->name), V(by->now_ms)),
                 &rows, e))
        return false;
    return rows == 0 ||
           audit_add(by,
                     &(struct audit_note){
                         .action = STR("document.issue"),
                         .subject = str_format(by->a, "document:%.*s", STR_FMT(row->code)),
                         .new_value = str_format(by->a, "%.*s %.*s %.*s", STR_FMT(row->number),
                                                 STR_FMT(file->format), STR_FMT(hex))},
                     e);
}

bool issued_may_withdraw(const struct actor *who, const struct issued_row *row, int64_t division,
                         struct err *e)
{
    static const enum perm perm[ISSUED_KINDS] = {[ISSUED_REQUEST] = PERM_REQUEST_APPROVE,
                                                 [ISSUED_REQUEST_BOOK] = PERM_REQUEST_APPROVE,
                                                 [ISSUED_ANALYST_REPORT] = PERM_ANALYSE,
                                                 [ISSUED_AGENDA] = PERM_COMMITTEE,
                                                 [ISSUED_MINUTES] = PERM_COMMITTEE,
                                                 [ISSUED_SPEECH] = PERM_BILL,
                                                 [ISSUED_REDLINE] = PERM_BILL,
                                                 [ISSUED_FISCAL_STATEMENT] = PERM_BILL,
                                                 [ISSUED_VOLUME] = PERM_DOCUMENT,
                                                 [ISSUED_STATEMENT] = PERM_REQUEST_APPROVE,
                                                 [ISSUED_ANSWER] = PERM_COUNCIL,
                                                 [ISSUED_OBSERVATIONS] = PERM_COUNCIL,
                                                 [ISSUED_CARRY] = PERM_CARRY};
    struct arena *a;
    enum issued_kind kind;
    bool known;

    if (who->user_id == 0 || str_eq(row->by_user, who->name))
        return true;
    a = arena_new();
    known = issued_kind_of(a, row->kind, &kind, e);
    arena_free(a);
    return known && actor_check(who, perm[kind], row->agency_id, division, e);
}

bool issued_withdraw(struct act *by, struct str code, struct str reason, struct err *e)
{
    struct issued_row row;
    int64_t division = 0, rows;

    reason = str_trim(reason);
    if (!issued_get(by->tx->db, by->a, code, &row, e) ||
        !(sees_draft(by->who, &row) || unknown(code, e)) ||
        (row.agency_id &&
         !db_int(by->tx->db, &Q_ISSUED_DIVISION, ARGS(V(row.agency_id)), &division, e)) ||
        !issued_may_withdraw(by->who, &row, division, e))
        return false;
    if (reason.n == 0 || str_count_cp(reason) > REASON_MAX) {
        FAIL(e, reason.n ? ERR_TOO_LONG : ERR_REQUIRED);
        err_arg(e, "field", V(STR("reason")));
        err_arg(e, "limit", V((int64_t)REASON_MAX));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_ISSUED_WITHDRAW,
                 ARGS(V(row.id), V(reason), V(by->who->name), V(by->now_ms)), &rows, e))
        return false;
    if (rows == 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(row.number));
        return false;
    }
    return audit_add(by,
                     &(struct audit_note){
                         .action = STR("document.withdraw"),
                         .subject = str_format(by->a, "document:%.*s", STR_FMT(row.code)),
                         .old_value = row.number,
                         .reason = reason},
                     e);
}

/* ---- reading ---- */

bool issued_get(struct db *db, struct arena *a, struct str code, struct issued_row *ret,
                struct err *e)
{
    struct str clean = clean_code(a, code);
    bool found;

    if (clean.n == 0)
        return unknown(code, e);
    return db_find(db, a, &Q_ISSUED_GET, ARGS(V(clean)), &issued_row_type, ret, &found, e) &&
           (found || unknown(code, e));
}

bool issued_files(struct db *db, struct arena *a, int64_t issued_id, struct rows *ret,
                  struct err *e)
{
    return db_list(db, a, &Q_ISSUED_FILES, ARGS(V(issued_id)), &issued_file_type, ret, e);
}

bool issued_open(struct db *db, struct arena *a, const struct issued_row *row, struct str format,
                 struct issued_copy *ret, struct err *e)
{
    uint8_t sha[SHA256_BYTES];
    const struct issued_file *f;
    struct rows files;

    if (!issued_files(db, a, row->id, &files, e))
        return false;
    f = files.p;
    for (size_t i = 0; i < files.n; i++) {
        if (str_eq(f[i].format, format) && hex_read(f[i].sha256, sha, sizeof sha)) {
            ret->file = f[i];
            return blob_open(db, a, sha, &ret->fd, &ret->bytes, e);
        }
    }
    return unknown(format, e);
}

bool issued_list(struct db *db, struct arena *a, const struct issued_filter *f, struct rows *ret,
                 struct err *e)
{
    return db_list(db, a, &Q_ISSUED_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(f->kind), V(f->reader), V(f->before),
                        V(f->limit)),
                   &issued_row_type, ret, e);
}
