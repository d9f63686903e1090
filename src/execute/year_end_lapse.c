/* year_end_lapse.c - lapse (พับตกไป): looked at, proposed with a fingerprint, approved, posted in one act. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "city/notice.h"
#include "city/year.h"
#include "execute/carry_int.h"
#include "execute/posting.h"
#include "execute/year_end.h"
#include "plan/cycle.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { NOTE_MAX = 2000, DOC_MAX = 100 };

static const struct field part_fields[] = {
    FIELD(struct lapse_part, name, FIELD_KEY, "ส่วน", "Part"),
    FIELD(struct lapse_part, code, 0, "รหัส", "Code"),
    FIELD(struct lapse_part, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct lapse_part, unallotted, FIELD_TOTAL, "ยังไม่อนุมัติเงินประจำงวด", "Not allotted"),
    FIELD(struct lapse_part, allotted, FIELD_TOTAL, "เงินประจำงวดคงเหลือ", "Allotted and free"),
    FIELD(struct lapse_part, reserved, FIELD_TOTAL, "กันเงินจอง", "Reserved"),
    FIELD(struct lapse_part, total, FIELD_TOTAL, "จะพับตกไป", "Would lapse"),
    FIELD(struct lapse_part, waiting, FIELD_TOTAL, "ในจำนวนนี้ขอกันอยู่", "Of it, asked to be carried"),
};
const struct row_type lapse_part_type = ROW_TYPE(struct lapse_part, part_fields);

static const struct field lapse_fields[] = {
    COL(struct lapse, id),
    COL(struct lapse, version),
    FIELD(struct lapse, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct lapse, run, FIELD_KEY, "ครั้งที่", "Run"),
    FIELD(struct lapse, state, 0, "สถานะ", "State"),
    FIELD(struct lapse, lines, 0, "รายการ", "Lines"),
    FIELD(struct lapse, total, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct lapse, doc_no, 0, "หนังสือเลขที่", "Document"),
    FIELD(struct lapse, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct lapse, made_by, 0, "ผู้เสนอ", "Proposed by"),
    FIELD(struct lapse, made, 0, "เสนอเมื่อ", "Proposed"),
    FIELD(struct lapse, approved_by, 0, "ผู้อนุมัติ", "Approved by"),
    FIELD(struct lapse, approved, 0, "อนุมัติเมื่อ", "Approved"),
    FIELD(struct lapse, posted_by, 0, "ผู้บันทึกบัญชี", "Posted by"),
    FIELD(struct lapse, posted, 0, "บันทึกเมื่อ", "Posted"),
    FIELD(struct lapse, posted_on, 0, "ลงวันที่", "Dated"),
    FIELD(struct lapse, sha256, 0, "ลายนิ้วมือ", "Fingerprint"),
};
const struct row_type lapse_type = ROW_TYPE(struct lapse, lapse_fields);

/* What lapses of one line, of one reference. */
struct rest {
    int64_t line_id;
    struct str code, ref;
    struct money amount;
};
static const struct field rest_fields[] = {
    COL(struct rest, line_id),
    COL(struct rest, code),
    COL(struct rest, ref),
    COL(struct rest, amount),
};
static const struct row_type rest_type = ROW_TYPE(struct rest, rest_fields);

struct look {
    const struct rest *rest;
    size_t n; /* rows with an amount */
    int64_t lines;
    struct money total;
    struct str sha;
};

static bool look(struct db *db, struct arena *a, int64_t year, struct look *ret, struct err *e)
{
    uint8_t digest[SHA256_BYTES];
    struct rest *kept;
    struct rows rows;
    struct sbuf b;

    *ret = (struct look){.n = 0};
    if (!db_list(db, a, &Q_LAPSE_ROWS, ARGS(V(year)), &rest_type, &rows, e))
        return false;
    kept = ARENA_ARRAY(a, struct rest, rows.n + 1);
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < rows.n; i++) {
        const struct rest *r = (const struct rest *)rows.p + i;

        if (i == 0 || r->line_id != r[-1].line_id)
            ret->lines++;
        if (r->amount.satang <= 0)
            continue;
        kept[ret->n++] = *r;
        ret->total = money_add(ret->total, r->amount);
        sbuf_printf(&b, "%.*s\t%.*s\t%lld\n", STR_FMT(r->code), STR_FMT(r->ref), (long long)r->amount.satang);
    }
    sha256(sbuf_str(&b), digest);
    ret->rest = kept;
    ret->sha = hex_text(a, digest, sizeof digest);
    return true;
}

bool lapse_parts(struct db *db, struct arena *a, int64_t year, enum lapse_by by, struct rows *ret,
                 struct lapse_part *ret_total, struct err *e)
{
    struct lapse_part sum = {.lines = 0};
    const struct lapse_part *p;
    struct rows rows;

    if (!db_list(db, a, &Q_LAPSE_PARTS, ARGS(V(year), V((int64_t)by + 1)), &lapse_part_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        sum.lines += p[i].lines;
        sum.unallotted = money_add(sum.unallotted, p[i].unallotted);
        sum.allotted = money_add(sum.allotted, p[i].allotted);
        sum.reserved = money_add(sum.reserved, p[i].reserved);
        sum.total = money_add(sum.total, p[i].total);
        sum.waiting = money_add(sum.waiting, p[i].waiting);
    }
    *ret = rows;
    *ret_total = sum;
    return true;
}

bool lapse_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_LAPSE_LIST, ARGS(V(year)), &lapse_type, ret, e);
}

static bool get(struct act *by, int64_t year, int64_t run, struct lapse *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_LAPSE_GET, ARGS(V(year), V(run)), &lapse_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(run));
    }
    return found;
}

static struct str subject_of(struct act *by, int64_t year, int64_t run)
{
    return str_format(by->a, "lapse:%lld:%lld", (long long)year, (long long)run);
}

/* The year is ending, nothing waits, no request to carry is on its way. */
static bool check_ready(struct act *by, int64_t year, struct err *e)
{
    struct db *db = by->tx->db;
    struct fiscal_year y;
    int64_t n;

    if (!year_get(db, by->a, year, &y, e) || !carry_stage_check(y.stage, year, e))
        return false;
    if (!str_eq(y.stage, STR("YEAR_END"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(y.stage));
        return false;
    }
    if (!db_int(db, &Q_LAPSE_WAITING, ARGS(V(year)), &n, e))
        return false;
    if (n > 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(STR("lapse")));
        return false;
    }
    if (!db_int(db, &Q_LAPSE_CARRY_OPEN, ARGS(V(year)), &n, e))
        return false;
    if (n > 0) {
        FAIL(e, ERR_GUARD);
        err_arg(e, "event", V(tr(LANG_TH, TR("พับตกไป"))));
        err_arg(e, "guard", V(tr(LANG_TH, TR("คำขอกันเงินที่ยังไม่ตัดสินหรือยังไม่บันทึกบัญชี"))));
        err_arg(e, "count", V(n));
        err_arg(e, "path", V(STR("/carry")));
        return false;
    }
    return true;
}

bool lapse_propose(struct act *by, int64_t year, struct str note, int64_t *ret_run, struct err *e)
{
    struct look x;

    if (!actor_check_city(by->who, PERM_CARRY, e) || !check_text("note", note, false, NOTE_MAX, e) ||
        !check_ready(by, year, e) || !look(by->tx->db, by->a, year, &x, e))
        return false;
    if (x.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("lapse")));
        return false;
    }
    return db_int(by->tx->db, &Q_LAPSE_NEXT, ARGS(V(year)), ret_run, e) &&
           db_exec(by->tx->db, &Q_LAPSE_INSERT,
                   ARGS(V(year), V(*ret_run), V(x.lines), V(x.total), V(x.sha), V(str_trim(note)), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           carry_tell(by, &(struct notice_place){PERM_POST_APPROVE, 0, 0},
                      &(struct carry_say){.subject = subject_of(by, year, *ret_run),
                                          .path = STR("/year-end"),
                                          .year = year,
                                          .th = tr(LANG_TH, TR("มีการพับตกไปของเงินเหลือจ่ายรออนุมัติ")),
                                          .en = tr(LANG_EN, TR("มีการพับตกไปของเงินเหลือจ่ายรออนุมัติ"))},
                      e) &&
           carry_note(by, year, subject_of(by, year, *ret_run),
                      (struct audit_note){.action = STR("lapse.propose"),
                                          .new_value = str_format(by->a, "%lld %.*s", (long long)x.lines,
                                                                  STR_FMT(money_text(by->a, x.total, MONEY_PLAIN)))},
                      e);
}

bool lapse_approve(struct act *by, int64_t year, int64_t run, int64_t version, struct str doc_no, struct err *e)
{
    struct lapse p;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_POST_APPROVE, e) || !check_text("doc_no", doc_no, true, DOC_MAX, e) ||
        !get(by, year, run, &p, e))
        return false;
    if (!str_eq(p.state, STR("proposed")))
        return carry_bad_state(p.state, STR("approve"), e);
    return carry_other_person(by, p.made_by, e) &&
           db_exec(by->tx->db, &Q_LAPSE_APPROVE,
                   ARGS(V(p.id), V(version < 0 ? p.version : version), V(str_trim(doc_no)), V(by->who->name),
                        V(by->now_ms)),
                   &rows, e) &&
           carry_one_row(rows, e) &&
           carry_note(by, year, subject_of(by, year, run),
                      (struct audit_note){.action = STR("lapse.approve"), .new_value = str_trim(doc_no)}, e);
}

bool lapse_drop(struct act *by, int64_t year, int64_t run, int64_t version, struct str reason, struct err *e)
{
    struct lapse p;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_CARRY, e) || !check_text("reason", reason, true, NOTE_MAX, e) ||
        !get(by, year, run, &p, e))
        return false;
    if (!str_eq(p.state, STR("proposed")) && !str_eq(p.state, STR("approved")))
        return carry_bad_state(p.state, STR("drop"), e);
    return db_exec(by->tx->db, &Q_LAPSE_DROP,
                   ARGS(V(p.id), V(version < 0 ? p.version : version), V(str_trim(reason))), &rows, e) &&
           carry_one_row(rows, e) &&
           carry_note(by, year, subject_of(by, year, run),
                      (struct audit_note){.action = STR("lapse.drop"), .reason = str_trim(reason)}, e);
}

static const struct posting *plan(struct act *by, const struct lapse *p, const struct look *x, struct date on)
{
    struct posting *all = ARENA_ARRAY(by->a, struct posting, x->n);

    for (size_t i = 0; i < x->n; i++) {
        const struct rest *r = &x->rest[i];

        all[i] = (struct posting){
            .key = str_format(by->a, "lapse:%lld:%.*s%s%.*s", (long long)p->run, STR_FMT(r->code),
                              r->ref.n ? ":" : "", STR_FMT(r->ref)),
            .on = on,
            .type = STR("LAPSE"),
            .line_id = r->line_id,
            .amount = r->amount,
            .ref = r->ref,
            .note = p->doc_no,
            .approved_by = str_eq(p->approved_by, STR("system")) ? STR_NONE : p->approved_by};
    }
    return all;
}

bool lapse_post(struct act *by, int64_t year, int64_t run, struct date on, struct err *e)
{
    struct posting_result *result;
    struct lapse p;
    struct look x;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_POST, e) || !get(by, year, run, &p, e))
        return false;
    if (!str_eq(p.state, STR("approved")))
        return carry_bad_state(p.state, STR("post"), e);
    if (!carry_other_person(by, p.made_by, e) || !carry_other_person(by, p.approved_by, e) ||
        !look(by->tx->db, by->a, year, &x, e))
        return false;
    if (!str_eq(x.sha, p.sha256)) {
        FAIL(e, ERR_LAPSE_CHANGED);
        err_arg(e, "was", V(p.total));
        err_arg(e, "now", V(x.total));
        return false;
    }
    if (!on.yyyymmdd)
        on = fy_end((int32_t)year);
    result = ARENA_ARRAY(by->a, struct posting_result, x.n);
    return posting_batch(by, plan(by, &p, &x, on), x.n, true, result, e) &&
           db_exec(by->tx->db, &Q_LAPSE_DONE,
                   ARGS(V(p.id), V(p.version), V(by->who->name), V(by->now_ms), V(on)), &rows, e) &&
           carry_one_row(rows, e) &&
           carry_note(by, year, subject_of(by, year, run),
                      (struct audit_note){.action = STR("lapse.post"),
                                          .new_value = str_format(by->a, "%lld %.*s", (long long)x.lines,
                                                                  STR_FMT(money_text(by->a, x.total, MONEY_PLAIN)))},
                      e);
}
