#include "city/consult.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/search.h"
#include "city/text_check.h"
#include "sql_city.h"
#include "store/store.h"

enum { TITLE_MAX = 300, BODY_MAX = 10000, CODE_MAX = 60, OPEN_MAX = 20, HITS = 50, GRAMS = 3 };

static const struct field consult_fields[] = {
    COL(struct consult, id),
    COL(struct consult, version),
    FIELD(struct consult, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct consult, title, 0, "เรื่อง", "Subject"),
    FIELD(struct consult, about, 0, "เกี่ยวกับ", "About"),
    FIELD(struct consult, about_code, 0, "รหัสที่เกี่ยวข้อง", "Code"),
    FIELD(struct consult, law, 0, "ข้อกฎหมาย", "Article"),
    FIELD(struct consult, state, 0, "สถานะ", "State"),
    FIELD(struct consult, to_division, 0, "ถึงกองวิเคราะห์", "To division"),
    FIELD(struct consult, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct consult, agency_name, 0, "หน่วยงานที่ถาม", "Agency"),
    FIELD(struct consult, asked_by, 0, "ผู้ถาม", "Asked by"),
    FIELD(struct consult, asked, 0, "ถามเมื่อ", "Asked"),
    FIELD(struct consult, answered, 0, "ตอบเมื่อ", "Answered"),
    FIELD(struct consult, published, 0, "เผยแพร่", "Published"),
    FIELD(struct consult, hidden, 0, "ไม่แสดงผู้ถาม", "Asker hidden"),
    COL(struct consult, inside),
    FIELD(struct consult, question, 0, "คำถาม", "Question"),
    FIELD(struct consult, answer, 0, "คำตอบ", "Answer"),
    FIELD(struct consult, answered_by, 0, "ผู้ตอบ", "Answered by"),
    FIELD(struct consult, answers, 0, "ฉบับของคำตอบ", "Wordings of the answer"),
};
const struct row_type consult_type = ROW_TYPE(struct consult, consult_fields);

static const struct field text_fields[] = {
    FIELD(struct consult_text, kind, FIELD_KEY, "ประเภท", "Kind"),
    FIELD(struct consult_text, number, 0, "ฉบับที่", "Version"),
    FIELD(struct consult_text, body, 0, "ข้อความ", "Text"),
    FIELD(struct consult_text, law, 0, "ข้อกฎหมาย", "Article"),
    FIELD(struct consult_text, by_user, 0, "โดย", "By"),
    FIELD(struct consult_text, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct consult_text, at, 0, "เมื่อ", "At"),
};
const struct row_type consult_text_type = ROW_TYPE(struct consult_text, text_fields);

struct consult_code {
    struct str code;
};
static const struct field code_fields[] = {COL(struct consult_code, code)};
static const struct row_type code_type = ROW_TYPE(struct consult_code, code_fields);

/* ---- reading ---- */

bool consult_may_answer(const struct actor *who, int64_t division)
{
    struct err no;

    return actor_check_city(who, PERM_LAW, &no) ||
           (division > 0 && actor_check(who, PERM_ANALYSE, 0, division, &no));
}

struct reader {
    struct str agencies, divisions;
    int64_t office;
};

static struct reader reader_of(struct arena *a, const struct actor *who)
{
    struct reader r = {.office = consult_may_answer(who, 0) || who->user_id == 0};
    struct sbuf ag, di;

    sbuf_init(&ag, a, SBUF_NO_LIMIT);
    sbuf_init(&di, a, SBUF_NO_LIMIT);
    SB_LIT(&ag, ",");
    SB_LIT(&di, ",");
    for (int64_t i = 0; i < who->grants; i++) {
        const struct scope *s = &who->grant[i].scope;

        if (s->kind == SCOPE_AGENCY) {
            sbuf_printf(&ag, "%lld,", (long long)s->id);
        } else if (s->kind == SCOPE_DIVISION) {
            sbuf_printf(&di, "%lld,", (long long)s->id);
        }
    }
    r.agencies = sbuf_str(&ag);
    r.divisions = sbuf_str(&di);
    return r;
}

/* Who asked is not for every reader. */
static void blank(struct consult *c)
{
    if (c->hidden && !c->inside) {
        c->agency_code = c->agency_name = c->asked_by = STR_NONE;
    }
}

static void take_rows(struct arena *a, const struct rows *rows, struct rows *ret)
{
    struct consult *c = ARENA_ARRAY(a, struct consult, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        c[i] = ((const struct consult *)rows->p)[i];
        blank(&c[i]);
    }
    *ret = (struct rows){c, rows->n};
}

bool consult_list(struct db *db, struct arena *a, const struct actor *who, enum consult_which which,
                  int64_t before_id, struct rows *ret, struct err *e)
{
    static const char *const words[] = {"all", "open", "published", "mine"};
    struct reader r = reader_of(a, who);
    struct rows rows;

    if (!db_list(db, a, &Q_CONSULT_LIST,
                 ARGS(V(r.agencies), V(r.divisions), V(r.office), V(who->name),
                      V(str_from(words[which])), V(before_id)),
                 &consult_type, &rows, e)) {
        return false;
    }
    take_rows(a, &rows, ret);
    return true;
}

bool consult_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                 struct consult *ret, struct err *e)
{
    struct reader r = reader_of(a, who);
    bool found;

    if (!db_find(db, a, &Q_CONSULT_GET,
                 ARGS(V(r.agencies), V(r.divisions), V(r.office), V(who->name), V(code)),
                 &consult_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    blank(ret);
    return true;
}

bool consult_texts(struct db *db, struct arena *a, const struct consult *c, struct rows *ret,
                   struct err *e)
{
    struct consult_text *t;
    struct rows rows;

    if (!db_list(db, a, &Q_CONSULT_TEXTS, ARGS(V(c->id)), &consult_text_type, &rows, e)) {
        return false;
    }
    t = ARENA_ARRAY(a, struct consult_text, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        t[i] = ((const struct consult_text *)rows.p)[i];
        if (c->hidden && !c->inside && str_eq(t[i].kind, STR("question"))) {
            t[i].by_user = t[i].capacity = STR_NONE;
        }
    }
    *ret = (struct rows){t, rows.n};
    return true;
}

static bool holds(struct arena *a, const struct consult *c, struct str folded)
{
    return str_has(thai_fold(a, c->title), folded) || str_has(thai_fold(a, c->question), folded) ||
           str_has(thai_fold(a, c->answer), folded) || str_has(thai_fold(a, c->law), folded);
}

bool consult_find(struct db *db, struct arena *a, const struct actor *who, struct str text,
                  struct rows *ret, struct err *e)
{
    struct reader r = reader_of(a, who);
    struct str folded = thai_fold(a, str_trim(text)), *gram;
    struct consult *hit = ARENA_ARRAY(a, struct consult, HITS);
    struct str g[GRAMS];
    struct rows rows;
    size_t n, count = 0;

    *ret = (struct rows){hit, 0};
    gram = thai_grams(a, str_slice(str_trim(text), 0, 600), &n);
    if (n == 0) {
        return true;
    }
    for (size_t i = 0; i < GRAMS; i++) { /* spread over the text */
        g[i] = gram[n <= GRAMS ? i % n : i * (n - 1) / (GRAMS - 1)];
    }
    if (!db_list(db, a, &Q_CONSULT_FIND,
                 ARGS(V(r.agencies), V(r.divisions), V(r.office), V(who->name), V(g[0]), V(g[1]),
                      V(g[2])),
                 &consult_type, &rows, e)) {
        return false;
    }
    for (size_t i = 0; i < rows.n && count < HITS; i++) {
        struct consult c = ((const struct consult *)rows.p)[i];

        blank(&c);
        if (holds(a, &c, folded)) {
            hit[count++] = c;
        }
    }
    ret->n = count;
    return true;
}

/* ---- asking ---- */

static bool note_consult(struct act *by, const char *action, struct str code, struct str value,
                         struct err *e)
{
    struct audit_note note = {.action = str_from(action), .new_value = value};

    note.subject = str_format(by->a, "consult:%.*s", STR_FMT(code));
    return audit_add(by, &note, e);
}

static bool put_text(struct act *by, int64_t id, const char *kind, struct str body, struct str law,
                     struct err *e)
{
    return db_exec(by->tx->db, &Q_CONSULT_TEXT_INSERT,
                   ARGS(V(id), V(str_from(kind)), V(body), V(law), V(by->who->name),
                        V(by->who->capacity), V(by->now_ms)),
                   NULL, e) &&
           search_index(by, STR("consult"), id, body, e);
}

static int64_t agency_of(const struct actor *who)
{
    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind == SCOPE_AGENCY) {
            return who->grant[i].scope.id;
        }
    }
    return 0;
}

static bool check_ask(struct act *by, const struct consult_new *n, struct err *e)
{
    int64_t open;

    if (!actor_may(by->who, PERM_BUDGET_READ)) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(PERM_BUDGET_READ))));
        return false;
    }
    if (!text_check("title", n->title, true, TITLE_MAX, e) ||
        !text_check("body", n->body, true, BODY_MAX, e) ||
        !text_check("about_code", n->about_code, false, CODE_MAX, e) ||
        !text_check("law", n->law, false, CODE_MAX, e) ||
        !word_check("about", n->about, "rule form item system other", e) ||
        !word_check("to_division", str_format(by->a, "%lld", (long long)n->to_division),
                    "0 1 2 3 4 5 6", e) ||
        !db_int(by->tx->db, &Q_CONSULT_OPEN_OF, ARGS(V(by->who->name)), &open, e)) {
        return false;
    }
    if (open >= OPEN_MAX) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("consult")));
        err_arg(e, "limit", V((int64_t)OPEN_MAX));
        return false;
    }
    return true;
}

static struct notice_new notice_of(struct act *by, enum notice_kind k, struct str code)
{
    return (struct notice_new){.kind = str_from(notice_word(k)),
                               .subject = str_format(by->a, "consult:%.*s", STR_FMT(code)),
                               .path = str_format(by->a, "/consult/%.*s", STR_FMT(code)),
                               .th = notice_sentence(k, LANG_TH),
                               .en = notice_sentence(k, LANG_EN)};
}

bool consult_ask(struct act *by, const struct consult_new *n, struct str *ret_code, struct err *e)
{
    struct notice_place where = {n->to_division ? PERM_ANALYSE : PERM_LAW, 0, n->to_division};
    struct consult_code code;
    struct notice_new notice;
    int64_t id;

    if (!check_ask(by, n, e) ||
        !db_int(by->tx->db, &Q_CONSULT_INSERT,
                ARGS(V_ID(agency_of(by->who)), V(by->who->name), V(n->title), V(n->about),
                     V(n->about_code), V(n->law), V(n->to_division), V(by->now_ms)),
                &id, e) ||
        !db_one(by->tx->db, by->a, &Q_CONSULT_CODE, ARGS(V(id)), &code_type, &code, e)) {
        return false;
    }
    *ret_code = code.code;
    notice = notice_of(by, NOTICE_QUESTION, code.code);
    return put_text(by, id, "question", n->body, n->law, e) &&
           search_index(by, STR("consult"), id, n->title, e) &&
           search_index(by, STR("consult"), id, n->law, e) &&
           notice_add_role(by, where, &notice, e) &&
           note_consult(by, "consult.ask", code.code, n->title, e);
}

static bool change(struct act *by, const struct consult *c, int64_t version, const char *state,
                   struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_CONSULT_CHANGE,
                 ARGS(V(c->id), V(version), V(str_from(state)), V(c->published), V(c->hidden),
                      V(c->law), c->answered.ms ? V(c->answered.ms) : V_NULL),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
    }
    return rows == 1;
}

/* The asker's own, still open. */
static bool find_mine(struct act *by, struct str code, const char *event, struct consult *ret,
                      struct err *e)
{
    if (!consult_get(by->tx->db, by->a, by->who, code, ret, e)) {
        return false;
    }
    if (!str_eq(ret->asked_by, by->who->name)) {
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(by->who->role_word));
        return false;
    }
    if (!str_eq(ret->state, STR("open"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(ret->state));
        err_arg(e, "event", V(str_from(event)));
        return false;
    }
    return true;
}

bool consult_reword(struct act *by, struct str code, int64_t version, struct str body,
                    struct err *e)
{
    struct consult c;

    return find_mine(by, code, "edit", &c, e) && text_check("body", body, true, BODY_MAX, e) &&
           change(by, &c, version, "open", e) && put_text(by, c.id, "question", body, c.law, e) &&
           note_consult(by, "consult.reword", code, STR_NONE, e);
}

bool consult_withdraw(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct consult c;

    return find_mine(by, code, "withdraw", &c, e) && change(by, &c, version, "withdrawn", e) &&
           note_consult(by, "consult.withdraw", code, STR_NONE, e);
}

/* ---- answering ---- */

static bool check_answer(const struct act *by, const struct consult *c,
                         const struct consult_answer *n, struct err *e)
{
    if (!consult_may_answer(by->who, c->to_division)) {
        FAIL(e, ERR_FORBIDDEN);
        err_arg(e, "permission", V(str_from(perm_word(PERM_LAW))));
        return false;
    }
    if (str_eq(c->state, STR("withdrawn"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(c->state));
        err_arg(e, "event", V(STR("answer")));
        return false;
    }
    return text_check("body", n->body, c->answers == 0, BODY_MAX, e) &&
           text_check("law", n->law, false, CODE_MAX, e);
}

bool consult_answer(struct act *by, struct str code, const struct consult_answer *n, struct err *e)
{
    struct notice_new notice = notice_of(by, NOTICE_ANSWER, code);
    bool wording = str_trim(n->body).n > 0;
    struct consult c;

    if (!consult_get(by->tx->db, by->a, by->who, code, &c, e) || !check_answer(by, &c, n, e)) {
        return false;
    }
    c.published = n->publish;
    c.hidden = n->hide;
    c.law = n->law;
    c.answered.ms = wording ? by->now_ms : c.answered.ms;
    notice.to_user = c.asked_by;
    return change(by, &c, n->version, "answered", e) &&
           (!wording || (put_text(by, c.id, "answer", n->body, n->law, e) &&
                         search_index(by, STR("consult"), c.id, n->law, e) &&
                         (str_eq(c.asked_by, STR("system")) || notice_add(by, &notice, e)))) &&
           note_consult(by, "consult.answer", code,
                        n->publish ? STR("published") : STR("not published"), e);
}
