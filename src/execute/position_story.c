#include "execute/position_story.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/ledger.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field story_row_fields[] = {
    FIELD(struct story_row, seq, FIELD_KEY, "ลำดับ", "Entry"),
    FIELD(struct story_row, on_date, 0, "วันที่", "Date"),
    FIELD(struct story_row, type, 0, "รายการเคลื่อนไหว", "Act"),
    FIELD(struct story_row, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct story_row, from_bucket, 0, "จาก", "From"),
    FIELD(struct story_row, to_bucket, 0, "ไป", "To"),
    FIELD(struct story_row, other_code, 0, "อีกรายการหนึ่ง", "The other line"),
    FIELD(struct story_row, ref, 0, "เลขที่อ้างอิง", "Reference"),
    FIELD(struct story_row, authority, 0, "อำนาจ", "Authority"),
    FIELD(struct story_row, note, 0, "เหตุผล", "Why"),
    FIELD(struct story_row, by_user, 0, "ผู้บันทึก", "By"),
    FIELD(struct story_row, at, 0, "บันทึกเมื่อ", "Recorded"),
    FIELD(struct story_row, unallotted, 0, "ยังไม่อนุมัติเงินประจำงวด", "Not allotted"),
    FIELD(struct story_row, free, 0, "คงเหลือใช้ได้", "Free"),
    FIELD(struct story_row, reserved, 0, "กันเงินจอง", "Reserved"),
    FIELD(struct story_row, obligated, 0, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct story_row, disbursed, 0, "เบิกจ่าย", "Disbursed"),
    FIELD(struct story_row, reversed_by, 0, "ถูกกลับโดยลำดับ", "Reversed by"),
    FIELD(struct story_row, key, 0, "คีย์", "Key"),
    COL(struct story_row, paper),
};
const struct row_type story_row_type = ROW_TYPE(struct story_row, story_row_fields);

static const struct field entry_one_fields[] = {
    COL(struct entry_one, seq),          COL(struct entry_one, key),         COL(struct entry_one, type),
    COL(struct entry_one, line_code),    COL(struct entry_one, line_name),   COL(struct entry_one, year),
    COL(struct entry_one, to_line_code), COL(struct entry_one, to_line_name), COL(struct entry_one, from_bucket),
    COL(struct entry_one, to_bucket),    COL(struct entry_one, amount),      COL(struct entry_one, on_date),
    COL(struct entry_one, period),       COL(struct entry_one, ref),         COL(struct entry_one, authority),
    COL(struct entry_one, note),         COL(struct entry_one, by_user),     COL(struct entry_one, at),
    COL(struct entry_one, reversed_by),  COL(struct entry_one, hash),        COL(struct entry_one, reverses),
};
const struct row_type entry_one_type = ROW_TYPE(struct entry_one, entry_one_fields);

struct story_in {
    int64_t seq;
    struct str key, type;
    int64_t line_id, to_line_id, from_bucket, to_bucket;
    struct money amount;
    struct date on_date;
    struct str ref, authority, note, by_user;
    struct when at;
    struct str other_code;
    int64_t reversed_by;
};
static const struct field story_in_fields[] = {
    COL(struct story_in, seq),        COL(struct story_in, key),         COL(struct story_in, type),
    COL(struct story_in, line_id),    COL(struct story_in, to_line_id),  COL(struct story_in, from_bucket),
    COL(struct story_in, to_bucket),  COL(struct story_in, amount),      COL(struct story_in, on_date),
    COL(struct story_in, ref),        COL(struct story_in, authority),   COL(struct story_in, note),
    COL(struct story_in, by_user),    COL(struct story_in, at),          COL(struct story_in, other_code),
    COL(struct story_in, reversed_by),
};
static const struct row_type story_in_type = ROW_TYPE(struct story_in, story_in_fields);

/* The rows of the window are the newest `limit` of those before it: a ring, so memory does not grow with the line. */
struct telling {
    struct arena *a;
    const struct story_ask *q;
    int64_t sum[BUCKET_COUNT];
    struct story_row *ring;
    size_t seen; /* rows that the window may hold */
};

/* Keys of posted papers begin with the paper: `contract:CODE:..`, `warrant:CODE:..`, `carry:CODE`, or an order's code. */
static struct str paper_of(struct arena *a, struct str key)
{
    static const struct {
        const char *word, *path;
    } known[] = {{"contract", "/contracts/"}, {"warrant", "/warrants/"}, {"carry", "/carry/"}};
    struct str rest = key, first, code;

    if (!str_split(&rest, ':', &first))
        return STR_NONE;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (!str_eq(first, str_from(known[i].word)))
            continue;
        if (!str_split(&rest, i == 2 ? '/' : ':', &code))
            code = rest;
        return str_format(a, "%s%.*s", known[i].path, STR_FMT(code));
    }
    return first.n > 7 && memcmp(first.p + 4, "-O-", 3) == 0 ? str_format(a, "/orders/%.*s", STR_FMT(first)) : STR_NONE;
}

static bool tell(void *ctx, const void *row, struct err *e)
{
    struct telling *t = ctx;
    const struct story_in *in = row;
    bool gives = in->line_id == t->q->line_id, takes = !in->to_line_id || in->to_line_id == t->q->line_id;
    struct story_row *r;

    (void)e;
    if (t->q->as_of.yyyymmdd && in->on_date.yyyymmdd > t->q->as_of.yyyymmdd) {
        return true;
    }
    if (gives) {
        t->sum[in->from_bucket] -= in->amount.satang;
    }
    if (takes) {
        t->sum[in->to_bucket] += in->amount.satang;
    }
    if (t->q->before && in->seq >= t->q->before) {
        return true;
    }
    r = &t->ring[t->seen++ % t->q->limit];
    *r = (struct story_row){.seq = in->seq,
                            .on_date = in->on_date,
                            .type = str_dup(t->a, in->type),
                            .amount = takes ? in->amount : money_neg(in->amount),
                            .other_code = str_dup(t->a, in->other_code),
                            .ref = str_dup(t->a, in->ref),
                            .authority = str_dup(t->a, in->authority),
                            .note = str_dup(t->a, in->note),
                            .by_user = str_dup(t->a, in->by_user),
                            .at = in->at,
                            .unallotted = MONEY(t->sum[BUCKET_UNALLOTTED]),
                            .free = MONEY(t->sum[BUCKET_ALLOTTED]),
                            .reserved = MONEY(t->sum[BUCKET_RESERVED]),
                            .obligated = MONEY(t->sum[BUCKET_OBLIGATED]),
                            .disbursed = MONEY(t->sum[BUCKET_DISBURSED]),
                            .reversed_by = in->reversed_by,
                            .key = str_dup(t->a, in->key),
                            .paper = paper_of(t->a, in->key)};
    if (gives) {
        r->from_bucket = str_from(bucket_word((enum bucket)in->from_bucket));
    }
    if (takes) {
        r->to_bucket = str_from(bucket_word((enum bucket)in->to_bucket));
    }
    return true;
}

bool line_story(struct db *db, struct arena *a, const struct story_ask *q, struct rows *ret, size_t *ret_left,
                struct err *e)
{
    struct telling t = {.a = a, .q = q, .ring = ARENA_ARRAY(a, struct story_row, q->limit)};
    struct story_row *row;
    size_t n;

    if (!db_each(db, &Q_STORY_ENTRIES, ARGS(V(q->line_id)), &story_in_type, tell, &t, e)) {
        return false;
    }
    n = t.seen < q->limit ? t.seen : q->limit;
    row = ARENA_ARRAY(a, struct story_row, n);
    for (size_t i = 0; i < n; i++) {
        row[i] = t.ring[(t.seen - 1 - i) % q->limit];
    }
    *ret = (struct rows){row, n};
    *ret_left = t.seen - n;
    return true;
}

bool entry_one(struct db *db, struct arena *a, int64_t seq, struct entry_one *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_ENTRY_ONE, ARGS(V(seq)), &entry_one_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(a, "entry:%lld", (long long)seq)));
    }
    return found;
}

bool position_line_id(struct db *db, struct arena *a, struct str code, int64_t *ret, struct err *e)
{
    struct line_key {
        int64_t line_id;
    } k;
    static const struct field fields[] = {COL(struct line_key, line_id)};
    static const struct row_type type = {"line_key", sizeof k, fields, ARRAY_LEN(fields)};
    bool found;

    if (!db_find(db, a, &Q_POS_LINE_ID, ARGS(V(code)), &type, &k, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    *ret = k.line_id;
    return true;
}
