#include "execute/order.h"

#include "base/arena.h"
#include "base/err.h"
#include "execute/order_int.h"
#include "sql_execute.h"
#include "store/store.h"

const struct order_kind_row order_kinds[ORDER_KINDS] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define ORDER_KIND(id, word, act, takes, takes_back, th, en) [id] = {word, act, takes, takes_back, th, en},
#include "execute/order.def"
#undef ORDER_KIND
};
const struct order_step order_table[] = {
#define ORDER_STEP(from, event, to, perm, reason, th, en) {from, event, to, perm, reason, th, en},
#include "execute/order.def"
#undef ORDER_STEP
};
const size_t order_table_n = ARRAY_LEN(order_table);

struct order_word {
    const char *word, *th, *en;
};
static const struct order_word states[] = {
#define ORDER_STATE(word, desk, th, en) {word, th, en},
#include "execute/order.def"
#undef ORDER_STATE
};
struct order_desk {
    struct order_word w;
    enum authority_role level;
};
static const struct order_desk desks[] = {
#define ORDER_DESK(word, level, th, en) {{word, th, en}, level},
#include "execute/order.def"
#undef ORDER_DESK
};

static const struct field order_fields[] = {
    COL(struct order, id),
    COL(struct order, version),
    FIELD(struct order, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct order, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct order, kind, 0, "ชนิด", "Kind"),
    FIELD(struct order, title, 0, "เรื่อง", "Subject"),
    COL(struct order, agency_id),
    COL(struct order, division),
    FIELD(struct order, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct order, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct order, quarter, 0, "ไตรมาส", "Quarter"),
    FIELD(struct order, state, 0, "สถานะ", "State"),
    FIELD(struct order, desk, 0, "อยู่กับ", "With"),
    FIELD(struct order, days, 0, "วัน", "Days"),
    FIELD(struct order, since, 0, "ตั้งแต่", "Since"),
    FIELD(struct order, role, 0, "อำนาจที่ต้องใช้", "Authority needed"),
    FIELD(struct order, row_count, FIELD_TOTAL, "รายการ", "Rows"),
    FIELD(struct order, total, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct order, flags, 0, "ข้อสังเกตแบ่งโอน", "Split flags"),
    FIELD(struct order, on_date, 0, "วันที่มีผล", "Effective"),
    FIELD(struct order, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct order, doc_no, 0, "เลขที่หนังสือ", "Document"),
    FIELD(struct order, authority, 0, "อำนาจที่ใช้", "Authority"),
    FIELD(struct order, reverses, 0, "กลับรายการของ", "Reverses"),
    FIELD(struct order, reversed_by, 0, "ถูกกลับรายการโดย", "Reversed by"),
    FIELD(struct order, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct order, made_at, 0, "จัดทำเมื่อ", "Made"),
    FIELD(struct order, sent, 0, "ส่งเมื่อ", "Sent"),
    FIELD(struct order, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct order, approved, 0, "อนุมัติเมื่อ", "Approved"),
    FIELD(struct order, posted_by, 0, "ผู้บันทึกบัญชี", "Posted by"),
    FIELD(struct order, posted, 0, "บันทึกบัญชีเมื่อ", "Posted"),
};
const struct row_type order_type = ROW_TYPE(struct order, order_fields);

static const struct field sum_fields[] = {
    FIELD(struct order_sum, kind, FIELD_KEY, "ชนิด", "Kind"),
    FIELD(struct order_sum, state, 0, "สถานะ", "State"),
    FIELD(struct order_sum, desk, 0, "อยู่กับ", "With"),
    FIELD(struct order_sum, count, FIELD_TOTAL, "คำสั่ง", "Orders"),
    FIELD(struct order_sum, total, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct order_sum, oldest, 0, "นานที่สุดตั้งแต่", "Oldest since"),
};
const struct row_type order_sum_type = ROW_TYPE(struct order_sum, sum_fields);

static const struct field row_fields[] = {
    FIELD(struct order_row, n, FIELD_KEY, "ที่", "No."),
    FIELD(struct order_row, line, 0, "รหัสรายการ", "Line"),
    FIELD(struct order_row, line_name, 0, "รายการ", "Name"),
    FIELD(struct order_row, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct order_row, amount, FIELD_TOTAL, "จำนวนเงิน", "Amount"),
    FIELD(struct order_row, before, 0, "มีก่อนทำ", "Before"),
    FIELD(struct order_row, after, 0, "เหลือหลังทำ", "After"),
    FIELD(struct order_row, waiting, 0, "คำสั่งอื่นที่รออยู่ขอ", "Asked by others"),
    FIELD(struct order_row, to_line, 0, "รหัสรายการปลายทาง", "To line"),
    FIELD(struct order_row, to_name, 0, "รายการปลายทาง", "To"),
    FIELD(struct order_row, to_before, FIELD_OPTIONAL, "ปลายทางมีก่อนทำ", "Target before"),
    FIELD(struct order_row, agency, 0, "หน่วยงานปลายทาง", "Target agency"),
    FIELD(struct order_row, output, 0, "ผลผลิตปลายทาง", "Target output"),
    FIELD(struct order_row, item, 0, "รหัสรายจ่ายปลายทาง", "Target item"),
    FIELD(struct order_row, name, 0, "ชื่อรายการใหม่", "New line"),
    FIELD(struct order_row, ref, 0, "เลขที่อ้างอิง", "Reference"),
    FIELD(struct order_row, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct order_row, entry_seq, 0, "รายการบัญชี", "Entry"),
    COL(struct order_row, line_id),
    COL(struct order_row, to_line_id),
    COL(struct order_row, take_line_id),
    COL(struct order_row, to_agency_id),
    COL(struct order_row, to_output_id),
    COL(struct order_row, to_item_id),
};
const struct row_type order_row_type = ROW_TYPE(struct order_row, row_fields);

static const struct field event_fields[] = {
    FIELD(struct order_event, n, FIELD_KEY, "ครั้งที่", "No."),
    FIELD(struct order_event, event, 0, "ทำ", "Act"),
    FIELD(struct order_event, from_state, 0, "จาก", "From"),
    FIELD(struct order_event, to_state, 0, "เป็น", "To"),
    FIELD(struct order_event, desk, 0, "อยู่กับ", "With"),
    FIELD(struct order_event, days, 0, "วันที่โต๊ะนี้", "Days at the desk"),
    FIELD(struct order_event, by_user, 0, "โดย", "By"),
    FIELD(struct order_event, at, 0, "เมื่อ", "At"),
    FIELD(struct order_event, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type order_event_type = ROW_TYPE(struct order_event, event_fields);

/* ---- words ---- */

bool order_kind_parse(struct str word, enum order_kind *ret, struct err *e)
{
    for (size_t i = 0; i < ORDER_KINDS; i++) {
        if (str_eq(word, str_from(order_kinds[i].word))) {
            *ret = (enum order_kind)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(STR("allot transfer central reserve release")));
    return false;
}

struct str order_state_label(struct str state, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (str_eq(state, str_from(states[i].word)))
            return lang_pick(lang, states[i].th, states[i].en);
    }
    return state;
}

struct str order_desk_label(struct str desk, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(desks); i++) {
        if (str_eq(desk, str_from(desks[i].w.word)))
            return lang_pick(lang, desks[i].w.th, desks[i].w.en);
    }
    return desk;
}

struct str order_desk_of(enum authority_role r)
{
    for (size_t i = 0; i < ARRAY_LEN(desks); i++) {
        if (desks[i].level == r && r != AUTHORITY_NONE)
            return str_from(desks[i].w.word);
    }
    return STR("governor"); /* COUNCIL: the Governor brings it there */
}

struct str order_desk_for(struct str role)
{
    return order_desk_of(order_level_of(role));
}

enum order_kind order_kind_of(const struct order *o)
{
    enum order_kind k = ORDER_ALLOT;
    struct err e;

    if (!order_kind_parse(o->kind, &k, &e))
        PANIC("an order of no kind"); /* the table has a CHECK */
    return k;
}

bool order_reversing(const struct order *o)
{
    return o->reverses.n > 0;
}

enum bucket order_takes(const struct order *o)
{
    const struct order_kind_row *k = &order_kinds[order_kind_of(o)];

    return order_reversing(o) ? k->takes_back : k->takes;
}

/* ---- who ---- */

static bool covers(const struct scope *s, int64_t agency_id, int64_t division)
{
    return s->kind == SCOPE_CITY || (s->kind == SCOPE_AGENCY && agency_id != 0 && s->id == agency_id) ||
           (s->kind == SCOPE_DIVISION && division != 0 && s->id == division);
}

enum authority_role order_level(const struct actor *who, int64_t agency_id, int64_t division)
{
    enum authority_role best = AUTHORITY_NONE;

    if (who->user_id == 0)
        return AUTHORITY_COUNCIL;
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (!(g->perms >> (unsigned)PERM_POST_APPROVE & 1) || !covers(&g->scope, agency_id, division))
            continue;
        for (size_t d = 0; d < ARRAY_LEN(desks); d++) {
            if (str_eq(g->role, str_from(desks[d].w.word)) && desks[d].level > best)
                best = desks[d].level;
        }
    }
    return best;
}

bool order_permit(const struct actor *who, enum perm p, const struct order *o, struct err *e)
{
    return actor_check(who, p, o->agency_id, o->division, e);
}

enum authority_role order_level_of(struct str role)
{
    for (int r = AUTHORITY_NONE + 1; r < AUTHORITY_COUNT; r++) {
        if (str_eq(role, str_from(authority_word((enum authority_role)r))))
            return (enum authority_role)r;
    }
    return AUTHORITY_NONE;
}

const struct order_step *order_may(const struct actor *who, const struct order *o, struct str event)
{
    const struct order_step *s = NULL;
    struct err no;

    for (size_t i = 0; i < order_table_n && !s; i++) {
        if (str_eq(o->state, str_from(order_table[i].from)) && str_eq(event, str_from(order_table[i].event)))
            s = &order_table[i];
    }
    if (!s || !order_permit(who, s->perm, o, &no))
        return NULL;
    if (s->perm == PERM_POST_APPROVE && (order_level(who, o->agency_id, o->division) < order_level_of(o->role) ||
                                         (str_eq(who->name, o->made_by) && who->user_id != 0)))
        return NULL;
    if (s->perm == PERM_POST && who->user_id != 0 &&
        (str_eq(who->name, o->made_by) || str_eq(who->name, o->approved_by)))
        return NULL;
    return s;
}

/* ---- reading ---- */

static int64_t days_from(struct date from, struct date to)
{
    int64_t n = from.yyyymmdd && date_valid(to) ? date_days_between(from, to) : 0;

    return n > 0 ? n : 0;
}

static void count_days(struct db *db, const struct rows *rows)
{
    struct order *o = (struct order *)(void *)(uintptr_t)rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (o[i].desk.n)
            o[i].days = days_from(date_of_ms(o[i].since.ms), db_day(db));
    }
}

bool order_list(struct db *db, struct arena *a, const struct order_filter *f, struct rows *ret, struct err *e)
{
    bool ok = f->waits_for.n
                  ? db_list(db, a, &Q_ORDER_WAITING, ARGS(V(f->year), V(f->waits_for), V((int64_t)db_day(db).yyyymmdd), V(f->limit)),
                            &order_type, ret, e)
                  : db_list(db, a, &Q_ORDER_LIST,
                            ARGS(V(f->year), V(f->kind), V(f->state), V(f->agency_code), V(f->before_id), V(f->limit)),
                            &order_type, ret, e);

    if (ok)
        count_days(db, ret);
    return ok;
}

bool order_get(struct db *db, struct arena *a, struct str code, struct order *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_ORDER_GET, ARGS(V(code)), &order_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    count_days(db, &(struct rows){ret, 1});
    return true;
}

bool order_sums(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ORDER_SUMS, ARGS(V(year)), &order_sum_type, ret, e);
}

bool order_rows(struct db *db, struct arena *a, const struct order *o, const struct order_rows_page *p,
                struct rows *ret, struct err *e)
{
    int64_t done = str_eq(o->state, STR("POSTED"));

    return db_list(db, a, &Q_ORDER_ROWS, ARGS(V(o->id), V((int64_t)order_takes(o)), V(done), V(p->after_n), V(p->limit)),
                   &order_row_type, ret, e);
}

bool order_all_rows(struct db *db, struct arena *a, const struct order *o, struct rows *ret, struct err *e)
{
    return order_rows(db, a, o, &(struct order_rows_page){.limit = ORDER_ROWS_MOST}, ret, e);
}

bool order_events(struct db *db, struct arena *a, const struct order *o, struct rows *ret, struct err *e)
{
    struct order_event *v;

    if (!db_list(db, a, &Q_ORDER_EVENTS, ARGS(V(o->id)), &order_event_type, ret, e))
        return false;
    v = (struct order_event *)(void *)(uintptr_t)ret->p;
    for (size_t i = 1, since = 0; i < ret->n; i++) {
        v[i].days = days_from(date_of_ms(v[since].at.ms), date_of_ms(v[i].at.ms));
        if (!str_eq(v[i].from_state, v[i].to_state))
            since = i;
    }
    return true;
}

/* ---- enough money? ---- */

struct short_row {
    int64_t n, line_id;
    struct money need, left;
};
static const struct field short_fields[] = {
    COL(struct short_row, n),
    COL(struct short_row, line_id),
    COL(struct short_row, need),
    COL(struct short_row, left),
};
static const struct row_type short_type = ROW_TYPE(struct short_row, short_fields);

bool order_enough(struct db *db, struct arena *a, const struct order *o, int64_t *ret_row, struct err *e)
{
    struct short_row s;
    struct balance b;
    bool found;

    if (!db_find(db, a, &Q_ORDER_SHORT, ARGS(V(o->id), V((int64_t)order_takes(o))), &short_type, &s, &found, e))
        return false;
    if (!found)
        return true;
    *ret_row = s.n;
    if (!balance_get(db, a, s.line_id, &b, e))
        return false;
    FAIL(e, ERR_OVERDRAWN);
    err_arg(e, "need", V(s.need));
    err_arg(e, "left", V(s.left));
    err_arg(e, "unallotted", V(b.unallotted));
    err_arg(e, "allotted", V(b.allotted));
    err_arg(e, "reserved", V(b.reserved));
    err_arg(e, "obligated", V(b.obligated));
    err_arg(e, "disbursed", V(b.disbursed));
    return false;
}

struct posting order_posting(struct arena *a, const struct order *o, const struct order_row *r)
{
    const struct order_kind_row *k = &order_kinds[order_kind_of(o)];
    bool back = order_reversing(o), held = order_kind_of(o) >= ORDER_RESERVE;

    return (struct posting){.key = str_format(a, "%.*s:%lld", STR_FMT(o->code), (long long)r->n),
                            .on = o->on_date,
                            .type = back ? STR("REVERSE") : str_from(k->act),
                            .line_id = r->line_id,
                            .to_line_id = back ? 0 : r->to_line_id,
                            .amount = r->amount,
                            .ref = back    ? r->note
                                   : held  ? r->ref
                                   : r->ref.n ? r->ref
                                              : o->code,
                            .authority = o->authority,
                            .note = o->title};
}
