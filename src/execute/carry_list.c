/* carry_list.c - lists of requests to carry money: gathered, proposed, decided. */
#include "execute/carry_list.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/notice.h"
#include "city/year.h"
#include "execute/authority.h"
#include "execute/carry_int.h"
#include "execute/posting.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { TITLE_MAX = 300, PAPER_MAX = 100, NOTE_MAX = 2000 };

static const struct field list_fields[] = {
    COL(struct carry_list, id),
    COL(struct carry_list, version),
    FIELD(struct carry_list, code, FIELD_KEY, "บัญชีเลขที่", "List"),
    FIELD(struct carry_list, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct carry_list, kind, 0, "แบบ", "Kind"),
    FIELD(struct carry_list, extension, 0, "ขยายเวลา", "Extension"),
    FIELD(struct carry_list, title, 0, "เรื่อง", "Title"),
    FIELD(struct carry_list, authority, 0, "ผู้มีอำนาจ", "Authority"),
    FIELD(struct carry_list, state, 0, "สถานะ", "State"),
    FIELD(struct carry_list, requests, FIELD_TOTAL, "คำขอ", "Requests"),
    FIELD(struct carry_list, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct carry_list, amount, FIELD_TOTAL, "ขอกัน", "Asked"),
    FIELD(struct carry_list, approved_n, FIELD_TOTAL, "คำขอที่อนุมัติ", "Requests allowed"),
    FIELD(struct carry_list, approved, FIELD_TOTAL, "อนุมัติ", "Allowed"),
    FIELD(struct carry_list, posted_n, FIELD_TOTAL, "คำขอที่กันแล้ว", "Requests carried"),
    FIELD(struct carry_list, posted, FIELD_TOTAL, "กันแล้ว", "Carried"),
    FIELD(struct carry_list, problems, FIELD_TOTAL, "กันไม่ได้", "Not possible"),
    FIELD(struct carry_list, moved_no, 0, "ญัตติหรือหนังสือเลขที่", "Motion or letter"),
    FIELD(struct carry_list, moved_on, 0, "ลงวันที่", "Dated"),
    FIELD(struct carry_list, moved_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct carry_list, decided_no, 0, "มติเลขที่", "Resolution"),
    FIELD(struct carry_list, decided_on, 0, "วันที่มีมติ", "Resolved on"),
    FIELD(struct carry_list, decided_by, 0, "ผู้บันทึกมติ", "Recorded by"),
    FIELD(struct carry_list, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct carry_list, made_by, 0, "ผู้จัดทำ", "Prepared by"),
    FIELD(struct carry_list, made, 0, "จัดทำเมื่อ", "Prepared"),
    FIELD(struct carry_list, moved_at, 0, "เสนอเมื่อ", "Proposed at"),
    FIELD(struct carry_list, decided_at, 0, "บันทึกมติเมื่อ", "Recorded at"),
};
const struct row_type carry_list_type = ROW_TYPE(struct carry_list, list_fields);

static const struct field part_fields[] = {
    FIELD(struct carry_part, name, FIELD_KEY, "ส่วน", "Part"),
    FIELD(struct carry_part, code, 0, "รหัส", "Code"),
    FIELD(struct carry_part, items, FIELD_TOTAL, "รายการ", "Items"),
    FIELD(struct carry_part, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct carry_part, amount, FIELD_TOTAL, "ขอกัน", "Asked"),
    FIELD(struct carry_part, approved, FIELD_TOTAL, "อนุมัติ", "Allowed"),
    FIELD(struct carry_part, posted, FIELD_TOTAL, "กันแล้ว", "Carried"),
};
const struct row_type carry_part_type = ROW_TYPE(struct carry_part, part_fields);

struct sent {
    int64_t id, version, line_id;
    struct money amount;
};
static const struct field sent_fields[] = {
    COL(struct sent, id),
    COL(struct sent, version),
    COL(struct sent, line_id),
    COL(struct sent, amount),
};
static const struct row_type sent_type = ROW_TYPE(struct sent, sent_fields);

/* ---- reading ---- */

bool carry_lists(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CARRY_LISTS, ARGS(V(year)), &carry_list_type, ret, e);
}

bool carry_list_get(struct db *db, struct arena *a, struct str code, struct carry_list *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CARRY_LIST_GET, ARGS(V(code)), &carry_list_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool carry_list_items(struct db *db, struct arena *a, int64_t list_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CARRY_OF_LIST, ARGS(V(list_id)), &carry_type, ret, e);
}

/* Capital by what it buys. */
static struct str group_name(struct arena *a, const struct carry_part *p)
{
    struct str more = str_eq(p->code, STR("3.051"))   ? tr(LANG_TH, TR("ค่าครุภัณฑ์"))
                      : str_eq(p->code, STR("3.052")) ? tr(LANG_TH, TR("ค่าที่ดินและสิ่งก่อสร้าง"))
                                                      : STR_NONE;

    return more.n ? str_format(a, "%.*s %.*s", STR_FMT(p->name), STR_FMT(more)) : p->name;
}

bool carry_list_parts(struct db *db, struct arena *a, int64_t list_id, enum carry_by by, struct rows *ret,
                      struct err *e)
{
    struct carry_part *p;
    struct rows rows;

    if (by == CARRY_BY_AGENCY)
        return db_list(db, a, &Q_CARRY_PARTS_AGENCY, ARGS(V(list_id)), &carry_part_type, ret, e);
    if (!db_list(db, a, &Q_CARRY_PARTS_ITEM, ARGS(V(list_id), V((int64_t)(by == CARRY_BY_GROUP))),
                 &carry_part_type, &rows, e))
        return false;
    p = ARENA_ARRAY(a, struct carry_part, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        p[i] = ((const struct carry_part *)rows.p)[i];
        p[i].name = group_name(a, &p[i]);
    }
    *ret = (struct rows){p, rows.n};
    return true;
}

bool carry_waiting(struct db *db, int64_t year, struct str kind, bool extension, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_CARRY_WAITING, ARGS(V(year), V(kind), V(extension)), ret, e);
}

/* ---- gathering ---- */

static struct str subject_of(struct act *by, struct str code)
{
    return str_format(by->a, "carry_list:%.*s", STR_FMT(code));
}

bool carry_list_add(struct act *by, const struct carry_list_new *n, struct str *ret_code, struct err *e)
{
    struct fiscal_year y;
    int64_t number;

    if (!actor_check_city(by->who, PERM_CARRY, e) || !check_text("title", n->title, true, TITLE_MAX, e) ||
        !year_get(by->tx->db, by->a, n->year, &y, e) || !carry_stage_check(y.stage, n->year, e))
        return false;
    if (!str_eq(n->kind, STR("A")) && !str_eq(n->kind, STR("B"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(n->kind));
        err_arg(e, "expected", V(STR("A B")));
        return false;
    }
    if (!number_take(by, n->year, 0, str_format(by->a, "carry_list:%.*s", STR_FMT(n->kind)), 1, &number, e))
        return false;
    *ret_code = str_format(by->a, "%lld-L%.*s-%03lld", (long long)n->year, STR_FMT(n->kind), (long long)number);
    return db_exec(by->tx->db, &Q_CARRY_LIST_INSERT,
                   ARGS(V(*ret_code), V(n->year), V(n->kind), V(n->extension), V(str_trim(n->title)),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           carry_note(by, n->year, subject_of(by, *ret_code),
                      (struct audit_note){.action = STR("carry_list.add"), .new_value = str_trim(n->title)}, e);
}

/* A list that the actor keeps, in a state. */
static bool get_in(struct act *by, struct str code, const char *state, const char *event, struct carry_list *k,
                   struct err *e)
{
    if (!carry_list_get(by->tx->db, by->a, code, k, e))
        return false;
    return str_eq(k->state, str_from(state)) || carry_bad_state(k->state, str_from(event), e);
}

/* The highest authority that any of these needs: the list's. */
static bool raise_authority(struct act *by, const struct carry_list *k, const struct sent *c, size_t n,
                            enum authority_role *role, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct posting p = {.type = str_eq(k->kind, STR("A")) ? STR("CARRY_A") : STR("CARRY_B"),
                            .line_id = c[i].line_id,
                            .amount = c[i].amount,
                            .on = fy_end((int32_t)k->year)};
        struct authority_need need;

        if (!authority_needed(by->tx->db, by->a, &p, &need, e))
            return false;
        if (need.role > *role)
            *role = need.role;
    }
    return true;
}

static enum authority_role role_of(struct str word)
{
    for (enum authority_role r = AUTHORITY_FINANCE; r < AUTHORITY_COUNT; r++) {
        if (str_eq(word, str_from(authority_word(r))))
            return r;
    }
    return AUTHORITY_NONE;
}

static bool find_sent(struct act *by, const struct carry_list *k, const struct str *request, size_t n,
                      struct rows *ret, struct err *e)
{
    struct sent *all = ARENA_ARRAY(by->a, struct sent, n + 1);
    struct rows rows;

    if (n == 0)
        return db_list(by->tx->db, by->a, &Q_CARRY_SENT, ARGS(V(k->year), V(k->kind), V(k->extension), V(STR_NONE)),
                       &sent_type, ret, e);
    for (size_t i = 0; i < n; i++) {
        if (!db_list(by->tx->db, by->a, &Q_CARRY_SENT,
                     ARGS(V(k->year), V(k->kind), V(k->extension), V(request[i])), &sent_type, &rows, e))
            return false;
        if (rows.n != 1 || !request[i].n) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(request[i]));
            return false;
        }
        all[i] = *(const struct sent *)rows.p;
    }
    *ret = (struct rows){all, n};
    return true;
}

bool carry_list_take(struct act *by, struct str code, const struct str *request, size_t n, int64_t *ret,
                     struct err *e)
{
    enum authority_role role;
    const struct sent *c;
    struct carry_list k;
    struct rows rows;
    int64_t changed;

    if (!actor_check_city(by->who, PERM_CARRY, e) || !get_in(by, code, "draft", "list", &k, e) ||
        !find_sent(by, &k, request, n, &rows, e))
        return false;
    if (rows.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(LANG_TH, TR("คำขอกันเงินที่ส่งแล้ว"))));
        return false;
    }
    c = rows.p;
    role = role_of(k.authority);
    if (!raise_authority(by, &k, c, rows.n, &role, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        if (!db_exec(by->tx->db, &Q_CARRY_PUT, ARGS(V(c[i].id), V(c[i].version), V(STR("listed")), V(k.id)), &changed,
                     e) ||
            !carry_one_row(changed, e) ||
            !carry_event_add(by, c[i].id, STR("list"), STR("sent"), STR("listed"), code, e))
            return false;
    }
    *ret = (int64_t)rows.n;
    return db_exec(by->tx->db, &Q_CARRY_LIST_AUTHORITY,
                   ARGS(V(k.id), V(k.version), V(str_from(authority_word(role)))), &changed, e) &&
           carry_one_row(changed, e) &&
           carry_note(by, k.year, subject_of(by, code),
                      (struct audit_note){.action = STR("carry_list.take"),
                                          .new_value = str_format(by->a, "%zu", rows.n)},
                      e);
}

bool carry_list_leave(struct act *by, struct str code, struct str request, struct err *e)
{
    struct carry_list k;
    struct carry c;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_CARRY, e) || !get_in(by, code, "draft", "unlist", &k, e) ||
        !carry_get(by->tx->db, by->a, request, &c, e))
        return false;
    if (!str_eq(c.state, STR("listed")) || !str_eq(c.list_code, code))
        return carry_bad_state(c.state, STR("unlist"), e);
    return db_exec(by->tx->db, &Q_CARRY_PUT, ARGS(V(c.id), V(c.version), V(STR("sent")), V_NULL), &rows, e) &&
           carry_one_row(rows, e) &&
           carry_event_add(by, c.id, STR("unlist"), STR("listed"), STR("sent"), code, e) &&
           carry_note(by, k.year, subject_of(by, code),
                      (struct audit_note){.action = STR("carry_list.leave"), .old_value = request}, e);
}

bool carry_list_drop(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct carry_list k;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_CARRY, e) || !get_in(by, code, "draft", "drop", &k, e))
        return false;
    if (k.requests > 0) {
        FAIL(e, ERR_NOT_EMPTY);
        err_arg(e, "count", V(k.requests));
        return false;
    }
    return db_exec(by->tx->db, &Q_CARRY_LIST_DROP, ARGS(V(k.id), V(version < 0 ? k.version : version)), &rows, e) &&
           carry_one_row(rows, e) &&
           carry_note(by, k.year, subject_of(by, code), (struct audit_note){.action = STR("carry_list.drop")}, e);
}

/* ---- the motion and the decision ---- */

static bool check_paper(const struct carry_paper *p, const char *no, const char *on, struct err *e)
{
    if (!check_text(no, p->no, true, PAPER_MAX, e) || !check_text("note", p->note, false, NOTE_MAX, e))
        return false;
    if (!date_valid(p->on)) {
        FAIL(e, p->on.yyyymmdd ? ERR_BAD_DATE : ERR_REQUIRED);
        err_arg(e, "field", V(str_from(on)));
        err_arg(e, "value", V((int64_t)p->on.yyyymmdd));
        return false;
    }
    return true;
}

static bool tell_authority(struct act *by, const struct carry_list *k, struct err *e)
{
    bool council = str_eq(k->authority, STR("COUNCIL"));
    struct notice_place where = {council ? PERM_COUNCIL : PERM_POST_APPROVE, 0, 0};
    struct carry_say s = {.subject = subject_of(by, k->code),
                          .path = str_format(by->a, "/carry/lists/%.*s", STR_FMT(k->code)),
                          .year = k->year,
                          .th = tr(LANG_TH, TR("มีบัญชีขอกันเงินเหลื่อมปีรอพิจารณา")),
                          .en = tr(LANG_EN, TR("มีบัญชีขอกันเงินเหลื่อมปีรอพิจารณา"))};

    return carry_tell(by, &where, &s, e);
}

bool carry_list_move(struct act *by, struct str code, const struct carry_paper *p, struct err *e)
{
    struct carry_list k;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_CARRY, e) || !get_in(by, code, "draft", "move", &k, e) ||
        !check_paper(p, "moved_no", "moved_on", e))
        return false;
    if (k.requests == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    return db_exec(by->tx->db, &Q_CARRY_LIST_MOVE,
                   ARGS(V(k.id), V(p->version < 0 ? k.version : p->version), V(str_trim(p->no)), V(p->on),
                        V(str_trim(p->note)), V(by->who->name), V(by->now_ms)),
                   &rows, e) &&
           carry_one_row(rows, e) && tell_authority(by, &k, e) &&
           carry_note(by, k.year, subject_of(by, code),
                      (struct audit_note){.action = STR("carry_list.move"), .new_value = str_trim(p->no)}, e);
}

/* The highest office that this person approves in for the city. */
static enum authority_role office_of(const struct actor *who)
{
    enum authority_role best = AUTHORITY_NONE;

    if (who->user_id == 0)
        return AUTHORITY_COUNCIL;
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];
        enum authority_role r = str_eq(g->role, STR("governor"))  ? AUTHORITY_GOVERNOR
                                : str_eq(g->role, STR("permsec")) ? AUTHORITY_PERMSEC
                                                                  : AUTHORITY_BUDGET;

        if (g->scope.kind == SCOPE_CITY && (g->perms >> (unsigned)PERM_POST_APPROVE & 1) && r > best)
            best = r;
    }
    return best;
}

static bool check_decider(struct act *by, const struct carry_list *k, struct err *e)
{
    enum authority_role need = role_of(k->authority);

    if (need == AUTHORITY_COUNCIL) {
        if (!actor_check_city(by->who, PERM_COUNCIL, e))
            return false;
    } else {
        if (!actor_check_city(by->who, PERM_POST_APPROVE, e))
            return false;
        if (office_of(by->who) < need) {
            FAIL(e, ERR_NO_AUTHORITY);
            err_arg(e, "needs", V(k->authority));
            err_arg(e, "value", V(by->who->role_word));
            return false;
        }
    }
    return carry_other_person(by, k->moved_by, e) && carry_other_person(by, k->made_by, e);
}

/* What is decided on one request; NULL: allowed in full. */
static const struct carry_decision *named(const struct carry_decision *d, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(d[i].request, code))
            return &d[i];
    }
    return NULL;
}

static bool decide_one(struct act *by, const struct carry *c, const struct carry_decision *d, struct err *e)
{
    struct money amount = d ? d->amount : c->amount;
    struct str why = d ? str_trim(d->why) : STR_NONE;
    struct str state = amount.satang ? STR("approved") : STR("refused");
    int64_t rows;

    if (amount.satang < 0 || amount.satang > c->amount.satang) {
        FAIL(e, ERR_ABOVE_APPROVED);
        err_arg(e, "need", V(amount));
        err_arg(e, "left", V(c->amount));
        return false;
    }
    if (!check_text("why", why, amount.satang < c->amount.satang, NOTE_MAX, e))
        return false;
    return db_exec(by->tx->db, &Q_CARRY_DECIDED, ARGS(V(c->id), V(c->version), V(state), V(amount), V(why)), &rows,
                   e) &&
           carry_one_row(rows, e) &&
           carry_event_add(by, c->id, amount.satang ? STR("allow") : STR("refuse"), c->state, state, why, e);
}

/* Each agency of the list hears of it once. */
static bool tell_agencies(struct act *by, const struct carry_list *k, const struct carry *c, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct notice_place where = {PERM_SPEND, c[i].agency_id, 0};
        struct carry_say s = {.subject = subject_of(by, k->code),
                              .path = str_format(by->a, "/carry/lists/%.*s", STR_FMT(k->code)),
                              .year = k->year,
                              .th = tr(LANG_TH, TR("มีมติเกี่ยวกับการกันเงินเหลื่อมปีของหน่วยงาน")),
                              .en = tr(LANG_EN, TR("มีมติเกี่ยวกับการกันเงินเหลื่อมปีของหน่วยงาน"))};
        bool told = false;

        for (size_t j = 0; j < i && !told; j++)
            told = c[j].agency_id == c[i].agency_id;
        if (!told && !carry_tell(by, &where, &s, e))
            return false;
    }
    return true;
}

bool carry_list_decide(struct act *by, struct str code, const struct carry_paper *p, const struct carry_decision *d,
                       size_t n, struct err *e)
{
    struct carry_list k;
    const struct carry *c;
    struct rows rows;
    int64_t changed;

    if (!get_in(by, code, "moved", "decide", &k, e) || !check_decider(by, &k, e) ||
        !check_paper(p, "decided_no", "decided_on", e) ||
        !carry_list_items(by->tx->db, by->a, k.id, &rows, e))
        return false;
    if (date_cmp(p->on, k.moved_on) < 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(STR("decided_on")));
        err_arg(e, "from", V(k.moved_on));
        err_arg(e, "to", V(p->on));
        return false;
    }
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!decide_one(by, &c[i], named(d, n, c[i].code), e))
            return false;
    }
    return db_exec(by->tx->db, &Q_CARRY_LIST_DECIDE,
                   ARGS(V(k.id), V(p->version < 0 ? k.version : p->version), V(str_trim(p->no)), V(p->on),
                        V(str_trim(p->note)), V(by->who->name), V(by->now_ms)),
                   &changed, e) &&
           carry_one_row(changed, e) && tell_agencies(by, &k, c, rows.n, e) &&
           carry_note(by, k.year, subject_of(by, code),
                      (struct audit_note){.action = STR("carry_list.decide"), .new_value = str_trim(p->no)}, e);
}
