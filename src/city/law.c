/* law.c - the register of rules: what holds, what stands behind a word, proposing and approving. */
#include "city/law.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/search.h"
#include "sql_city.h"
#include "store/store.h"

enum { TITLE_MAX = 500, BODY_MAX = 60000, REASON_MAX = 1000, CODE_MAX = 40, LAW_COLUMNS = 12, HITS = 50 };

static const struct field law_entry_fields[] = {
    COL(struct law_entry, id),
    COL(struct law_entry, sort),
    FIELD(struct law_entry, law, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct law_entry, article, 0, "ข้อหรือมาตรา", "Article"),
    FIELD(struct law_entry, number, 0, "ฉบับที่บันทึก", "Version"),
    FIELD(struct law_entry, kind, 0, "ประเภท", "Kind"),
    FIELD(struct law_entry, title_th, 0, "ชื่อ", "Title (Thai)"),
    FIELD(struct law_entry, title_en, 0, "ชื่ออังกฤษ", "Title"),
    FIELD(struct law_entry, status, 0, "สถานะ", "Status"),
    FIELD(struct law_entry, valid_from, 0, "ใช้ตั้งแต่", "Valid from"),
    FIELD(struct law_entry, valid_to, 0, "ใช้ถึง", "Valid to"),
    FIELD(struct law_entry, replaced_by, 0, "แทนที่โดย", "Replaced by"),
    FIELD(struct law_entry, gist_th, 0, "สาระที่ทราบ", "What is known (Thai)"),
    FIELD(struct law_entry, gist_en, 0, "สาระที่ทราบ (อังกฤษ)", "What is known"),
    FIELD(struct law_entry, body, 0, "ตัวบท", "Text"),
    FIELD(struct law_entry, source, 0, "ที่มา", "Source"),
    FIELD(struct law_entry, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct law_entry, state, 0, "การอนุมัติ", "Approval"),
    FIELD(struct law_entry, proposed_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct law_entry, proposed, 0, "เสนอเมื่อ", "Proposed"),
    FIELD(struct law_entry, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct law_entry, approved, 0, "อนุมัติเมื่อ", "Approved"),
};
const struct row_type law_entry_type = ROW_TYPE(struct law_entry, law_entry_fields);

static const char *const kinds[] = {"act", "ordinance", "regulation", "order", "letter", "practice"};
static const char *const statuses[] = {"draft", "in_force", "replaced", "repealed"};

/* ---- what stands behind a word ---- */

/* The cells after "kind,code," in data/law_links.csv. */
static bool find_link(struct arena *a, const char *kind, struct str code, struct str *ret_law,
                      struct str *ret_article)
{
    struct str text = data_file_get("law_links.csv"), rest, line;
    struct str key = str_format(a, "\n%s,%.*s,", kind, STR_FMT(code));
    size_t at = str_find(text, key, 0);

    if (at >= text.n) {
        return false;
    }
    rest = str_slice(text, at + key.n, text.n);
    if (!str_split(&rest, '\n', &line)) {
        return false;
    }
    *ret_law = *ret_article = STR_NONE;
    (void)(str_split(&line, ',', ret_law) && str_split(&line, ',', ret_article));
    return true;
}

/* What an unconfirmed default is called, before the words that say so. */
static struct str unconfirmed(struct arena *a, struct str name, enum lang lang)
{
    return str_format(a, "%.*s · %.*s", STR_FMT(name),
                      STR_FMT(tr(lang, TR("ค่าเริ่มต้น ยังไม่ยืนยัน"))));
}

/* A link that names a parameter stands on that one's article, if it has one. */
static bool through_param(struct arena *a, struct law_ref *ret)
{
    struct err e = {0};
    enum param_id p;

    ret->param = ret->article;
    ret->law = ret->article = STR_NONE;
    if (!param_find(ret->param, &p, &e)) {
        return false;
    }
    (void)find_link(a, "param", ret->param, &ret->law, &ret->article);
    ret->path = str_format(a, "/parameters/%.*s", STR_FMT(ret->param));
    for (int l = LANG_TH; l <= LANG_EN; l++) {
        struct str name = str_format(a, "%.*s “%.*s”", STR_FMT(tr((enum lang)l, TR("กำหนดโดยค่ากำหนด"))),
                                     STR_FMT(param_name(p, (enum lang)l)));

        *(l == LANG_TH ? &ret->title_th : &ret->title_en) = unconfirmed(a, name, (enum lang)l);
    }
    return true;
}

static void of_engine(struct arena *a, struct law_ref *ret)
{
    const char *rule = TR("กฎของระบบ: คำแปรญัตติรวมไม่เกินที่ปรับลด ยอดรวมไม่เกินร่างที่เสนอสภา");

    ret->law = STR("-");
    ret->title_th = unconfirmed(a, tr(LANG_TH, rule), LANG_TH);
    ret->title_en = unconfirmed(a, tr(LANG_EN, rule), LANG_EN);
}

bool law_of(struct db *db, struct arena *a, const char *kind, struct str code, struct law_ref *ret,
            struct err *e)
{
    struct law_entry x;
    bool found;

    *ret = (struct law_ref){.standing = LAW_UNCONFIRMED};
    ret->listed = find_link(a, kind, code, &ret->law, &ret->article);
    if (str_eq(ret->law, STR("technical"))) {
        ret->standing = LAW_TECHNICAL;
    } else if (str_eq(ret->law, STR("param"))) {
        ret->listed = through_param(a, ret);
    } else if (str_eq(ret->law, STR("engine"))) {
        of_engine(a, ret);
    }
    if (!ret->listed || !ret->law.n || ret->standing == LAW_TECHNICAL || str_eq(ret->law, STR("-"))) {
        ret->law = ret->article = STR_NONE;
        return true;
    }
    if (!db_find(db, a, &Q_LAW_GET, ARGS(V(ret->law), V(ret->article)), &law_entry_type, &x, &found,
                 e)) {
        return false;
    }
    if (found) {
        ret->standing = LAW_ARTICLE;
        ret->title_th = x.title_th;
        ret->title_en = x.title_en;
        ret->status = x.status;
        ret->path = str_format(a, "/laws/%.*s%s%.*s", STR_FMT(x.law), x.article.n ? "/" : "",
                               STR_FMT(x.article));
    }
    return true;
}

struct str law_ref_text(const struct law_ref *r, enum lang lang)
{
    switch (r->standing) {
    case LAW_TECHNICAL:
        return STR_NONE;
    case LAW_ARTICLE:
        return lang == LANG_EN && r->title_en.n ? r->title_en : r->title_th;
    case LAW_UNCONFIRMED:
        break;
    }
    if (r->title_th.n) {
        return lang == LANG_EN ? r->title_en : r->title_th;
    }
    return tr(lang, TR("ค่าเริ่มต้น ยังไม่ยืนยัน"));
}

/* ---- reading ---- */

bool law_list(struct db *db, struct arena *a, struct str law, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_LAW_LIST, ARGS(V(law)), &law_entry_type, ret, e);
}

bool law_get(struct db *db, struct arena *a, struct str law, struct str article,
             struct law_entry *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_LAW_GET, ARGS(V(law), V(article)), &law_entry_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(article.n ? article : law));
        return false;
    }
    return true;
}

bool law_history(struct db *db, struct arena *a, struct str law, struct str article,
                 struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_LAW_HISTORY, ARGS(V(law), V(article)), &law_entry_type, ret, e);
}

bool law_waiting(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_LAW_WAITING, NO_ARGS, &law_entry_type, ret, e);
}

static struct str search_text(struct arena *a, const struct law_entry *x)
{
    return str_format(a, "%.*s %.*s %.*s %.*s %.*s %.*s", STR_FMT(x->title_th),
                      STR_FMT(x->title_en), STR_FMT(x->gist_th), STR_FMT(x->gist_en),
                      STR_FMT(x->body), STR_FMT(x->law));
}

bool law_search(struct db *db, struct arena *a, struct str text, struct rows *ret, struct err *e)
{
    struct str folded = thai_fold(a, str_trim(text));
    struct law_entry *hit;
    const struct law_entry *x;
    struct rows rows;
    struct str *gram;
    size_t n;

    *ret = (struct rows){0};
    gram = thai_grams(a, text, &n);
    if (n == 0) {
        return true;
    }
    if (!db_list(db, a, &Q_LAW_SEARCH, ARGS(V(gram[0]), V(gram[n / 2]), V(gram[n - 1])),
                 &law_entry_type, &rows, e)) {
        return false;
    }
    x = rows.p;
    hit = ARENA_ARRAY(a, struct law_entry, HITS);
    for (size_t i = 0; i < rows.n && ret->n < HITS; i++) {
        if (str_has(thai_fold(a, search_text(a, &x[i])), folded)) {
            hit[ret->n++] = x[i];
        }
    }
    ret->p = hit;
    return true;
}

/* ---- changing ---- */

static bool text_of(const char *field, struct str s, bool required, int64_t limit, struct err *e)
{
    if (required && str_trim(s).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(field)));
        return false;
    }
    if ((int64_t)str_count_cp(s) > limit) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "limit", V(limit));
        return false;
    }
    return true;
}

/* A code stands in addresses: small letters, digits, hyphens. */
static bool code_of(struct arena *a, const char *field, struct str s, struct err *e)
{
    for (size_t i = 0; i < s.n; i++) {
        bool good = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
                    s.p[i] == '-';

        if (!good) {
            FAIL(e, ERR_BAD_CHOICE);
            err_arg(e, "field", V(str_from(field)));
            err_arg(e, "value", V(s));
            err_arg(e, "expected", V(str_format(a, "a-z 0-9 -")));
            return false;
        }
    }
    return text_of(field, s, false, CODE_MAX, e);
}

static bool word_of(struct arena *a, const char *field, struct str s, const char *const *word,
                    size_t n, struct err *e)
{
    struct str *all = ARENA_ARRAY(a, struct str, n);

    for (size_t i = 0; i < n; i++) {
        all[i] = str_from(word[i]);
        if (str_eq(s, all[i])) {
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(s));
    err_arg(e, "expected", V(str_join(a, all, n, STR(", "))));
    return false;
}

static bool known(struct act *by, const char *field, struct str law, struct err *e)
{
    int64_t n;

    if (!db_int(by->tx->db, &Q_LAW_VERSIONS, ARGS(V(law), V(STR_NONE)), &n, e)) {
        return false;
    }
    if (n == 0) {
        FAIL(e, ERR_UNKNOWN_RULE);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "value", V(law));
    }
    return n > 0;
}

static bool check_entry(struct act *by, const struct law_entry *n, struct err *e)
{
    bool gone = str_eq(n->status, STR("replaced"));

    if (!text_of("law", n->law, true, CODE_MAX, e) || !code_of(by->a, "law", n->law, e) ||
        !code_of(by->a, "article", n->article, e) ||
        !text_of("title_th", n->title_th, true, TITLE_MAX, e) ||
        !text_of("title_en", n->title_en, false, TITLE_MAX, e) ||
        !text_of("gist_th", n->gist_th, false, REASON_MAX, e) ||
        !text_of("gist_en", n->gist_en, false, REASON_MAX, e) ||
        !text_of("body", n->body, false, BODY_MAX, e) ||
        !text_of("source", n->source, true, TITLE_MAX, e) ||
        !text_of("reason", n->reason, true, REASON_MAX, e) ||
        !text_of("replaced_by", n->replaced_by, gone, CODE_MAX, e) ||
        !word_of(by->a, "kind", n->kind, kinds, ARRAY_LEN(kinds), e) ||
        !word_of(by->a, "status", n->status, statuses, ARRAY_LEN(statuses), e)) {
        return false;
    }
    if (n->valid_from.yyyymmdd && n->valid_to.yyyymmdd &&
        date_cmp(n->valid_to, n->valid_from) < 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(STR("valid_to")));
        err_arg(e, "from", V(n->valid_from));
        err_arg(e, "to", V(n->valid_to));
        return false;
    }
    return (!n->article.n || known(by, "law", n->law, e)) &&
           (!n->replaced_by.n || known(by, "replaced_by", n->replaced_by, e));
}

static bool insert(struct act *by, const struct law_entry *n, int64_t *ret_id, struct err *e)
{
    return db_int(by->tx->db, &Q_LAW_INSERT,
                  ARGS(V(n->law), V(n->article), V(n->kind), V(str_trim(n->title_th)),
                       V(str_trim(n->title_en)), V(str_trim(n->body)), V(str_trim(n->gist_th)),
                       V(str_trim(n->gist_en)), V(n->status), V(n->valid_from), V(n->valid_to),
                       V(n->replaced_by), V(str_trim(n->source)), V(n->sort),
                       V(str_trim(n->reason)), V(by->who->name), V(by->now_ms)),
                  ret_id, e);
}

static bool note_law(struct act *by, const struct law_entry *x, const char *action,
                     struct str reason, struct err *e)
{
    struct audit_note note = {.action = str_from(action), .reason = reason};

    note.subject = str_format(by->a, "law:%.*s%s%.*s", STR_FMT(x->law), x->article.n ? ":" : "",
                              STR_FMT(x->article));
    note.new_value = str_format(by->a, "%lld %.*s", (long long)x->number, STR_FMT(x->status));
    return audit_add(by, &note, e);
}

bool law_propose(struct act *by, const struct law_entry *n, int64_t *ret_number, struct err *e)
{
    struct law_entry x = *n, now;
    bool found;
    int64_t id;

    if (!actor_check_city(by->who, PERM_LAW, e) || !check_entry(by, n, e) ||
        !db_find(by->tx->db, by->a, &Q_LAW_GET, ARGS(V(n->law), V(n->article)), &law_entry_type,
                 &now, &found, e)) {
        return false;
    }
    x.sort = found ? now.sort : 500;
    if (!insert(by, &x, &id, e) ||
        !db_int(by->tx->db, &Q_LAW_NUMBER, ARGS(V(id)), &x.number, e)) {
        return false;
    }
    *ret_number = x.number;
    return note_law(by, &x, "law.propose", str_trim(n->reason), e);
}

static bool version_get(struct act *by, struct str law, struct str article, int64_t number,
                        const char *event, struct law_entry *ret, struct err *e)
{
    const struct law_entry *x;
    struct rows rows;

    if (!law_history(by->tx->db, by->a, law, article, &rows, e)) {
        return false;
    }
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (x[i].number != number) {
            continue;
        }
        if (!str_eq(x[i].state, STR("proposed"))) {
            FAIL(e, ERR_STATE);
            err_arg(e, "state", V(x[i].state));
            err_arg(e, "event", V(str_from(event)));
            return false;
        }
        *ret = x[i];
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(law));
    return false;
}

static bool put_event(struct act *by, const struct law_entry *x, const char *event,
                      struct str reason, struct err *e)
{
    return db_exec(by->tx->db, &Q_LAW_EVENT_INSERT,
                   ARGS(V(x->id), V(str_from(event)), V(by->who->name), V(by->now_ms), V(reason)),
                   NULL, e);
}

bool law_approve(struct act *by, struct str law, struct str article, int64_t number, struct err *e)
{
    struct law_entry x;

    if (!actor_check_city(by->who, PERM_LAW, e) ||
        !version_get(by, law, article, number, "approve", &x, e)) {
        return false;
    }
    if (str_eq(x.proposed_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return put_event(by, &x, "approve", STR_NONE, e) &&
           search_index(by, STR("law"), x.id, search_text(by->a, &x), e) &&
           note_law(by, &x, "law.approve", x.reason, e);
}

bool law_withdraw(struct act *by, struct str law, struct str article, int64_t number,
                  struct str reason, struct err *e)
{
    struct law_entry x;

    return actor_check_city(by->who, PERM_LAW, e) &&
           text_of("reason", reason, true, REASON_MAX, e) &&
           version_get(by, law, article, number, "withdraw", &x, e) &&
           put_event(by, &x, "withdraw", str_trim(reason), e) &&
           note_law(by, &x, "law.withdraw", str_trim(reason), e);
}

/* ---- data/laws.csv ---- */

struct loading {
    struct act *by;
    int64_t added, sort;
    size_t column[LAW_COLUMNS];
};

static bool load_row(void *ctx, const struct csv_row *r, struct err *e)
{
    static const struct csv_column want[LAW_COLUMNS] = {
        {"law", false},        {"article", false},  {"kind", false},        {"title_th", false},
        {"title_en", false},   {"gist_th", false},  {"gist_en", false},     {"status", false},
        {"valid_from", false}, {"valid_to", false}, {"replaced_by", false}, {"source", false}};
    struct loading *l = ctx;
    struct str c[LAW_COLUMNS];
    struct law_entry x = {0};
    int64_t there;

    if (r->row == 0) {
        return csv_columns(r, want, LAW_COLUMNS, l->column, e);
    }
    for (size_t i = 0; i < LAW_COLUMNS; i++) {
        c[i] = l->column[i] < r->n ? r->cell[l->column[i]] : STR_NONE;
    }
    x = (struct law_entry){.law = c[0], .article = c[1], .kind = c[2], .title_th = c[3],
                           .title_en = c[4], .gist_th = c[5], .gist_en = c[6], .status = c[7],
                           .replaced_by = c[10], .source = c[11], .sort = ++l->sort};
    if ((c[8].n && !date_parse_iso(c[8], &x.valid_from, e)) ||
        (c[9].n && !date_parse_iso(c[9], &x.valid_to, e)) ||
        !db_int(l->by->tx->db, &Q_LAW_VERSIONS, ARGS(V(x.law), V(x.article)), &there, e)) {
        return false;
    }
    if (there) {
        return true;
    }
    l->added++;
    return insert(l->by, &x, &x.id, e) && put_event(l->by, &x, "approve", STR_NONE, e) &&
           search_index(l->by, STR("law"), x.id, search_text(l->by->a, &x), e);
}

bool law_load(struct act *by, int64_t *ret_added, struct err *e)
{
    struct loading l = {.by = by};

    if (!actor_check_city(by->who, PERM_IMPORT, e) ||
        !csv_read_str(data_file_get("laws.csv"), load_row, &l, e)) {
        return false;
    }
    *ret_added = l.added;
    return true;
}
