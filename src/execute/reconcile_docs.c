/* reconcile_docs.c - reading differences, and the documents that make one up. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/reconcile.h"
#include "execute/reconcile_int.h"
#include "execute/record_lines.h"
#include "sql_execute.h"
#include "store/store.h"

static const struct field run_fields[] = {
    COL(struct reconcile_run, id),
    FIELD(struct reconcile_run, at, FIELD_KEY, "กระทบยอดเมื่อ", "Compared"),
    FIELD(struct reconcile_run, as_of, 0, "ถึงวันที่", "Up to"),
    COL(struct reconcile_run, year),
    FIELD(struct reconcile_run, groups, 0, "กลุ่มที่เทียบ", "Groups compared"),
    FIELD(struct reconcile_run, differing, 0, "ต่างกัน", "Differ"),
    FIELD(struct reconcile_run, fresh, 0, "พบใหม่", "New"),
    FIELD(struct reconcile_run, gone, 0, "ตรงกันแล้ว", "Agree again"),
    FIELD(struct reconcile_run, gap, 0, "ต่างกันรวม", "Sum of differences"),
    FIELD(struct reconcile_run, by_user, 0, "โดย", "By"),
};
const struct row_type reconcile_run_type = ROW_TYPE(struct reconcile_run, run_fields);

static const struct field difference_fields[] = {
    COL(struct difference, id),
    COL(struct difference, version),
    COL(struct difference, year),
    COL(struct difference, agency_id),
    COL(struct difference, division),
    FIELD(struct difference, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct difference, kind, 0, "เรื่อง", "Of"),
    FIELD(struct difference, system, 0, "เทียบกับ", "Compared with"),
    FIELD(struct difference, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct difference, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct difference, output_code, 0, "ผลผลิต", "Output"),
    FIELD(struct difference, group_code, 0, "หมวด", "Group"),
    FIELD(struct difference, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct difference, ours, FIELD_TOTAL, "บัญชี PBIS", "PBIS ledger"),
    FIELD(struct difference, theirs, FIELD_TOTAL, "อีกระบบ", "Other system"),
    FIELD(struct difference, gap, FIELD_TOTAL, "ต่างกัน", "Difference"),
    FIELD(struct difference, state, 0, "สถานะ", "State"),
    FIELD(struct difference, days, 0, "อายุ (วัน)", "Age (days)"),
    FIELD(struct difference, first_on, 0, "พบเมื่อ", "Found"),
    FIELD(struct difference, last_on, 0, "เห็นล่าสุด", "Last seen"),
    FIELD(struct difference, until_on, 0, "เทียบถึงวันที่", "Compared up to"),
    FIELD(struct difference, owner, 0, "ผู้รับผิดชอบ", "Owner"),
    FIELD(struct difference, explanation, 0, "คำอธิบาย", "Explanation"),
    FIELD(struct difference, explained_by, 0, "ผู้อธิบาย", "Explained by"),
    FIELD(struct difference, settled_by, 0, "ผู้ยุติ", "Settled by"),
    FIELD(struct difference, settled_on, 0, "ยุติเมื่อ", "Settled"),
};
const struct row_type difference_type = ROW_TYPE(struct difference, difference_fields);

static const struct field age_fields[] = {
    FIELD(struct difference_age, kind, FIELD_KEY, "เรื่อง", "Of"),
    FIELD(struct difference_age, system, 0, "เทียบกับ", "Compared with"),
    FIELD(struct difference_age, today, FIELD_TOTAL, "พบวันนี้", "Found today"),
    FIELD(struct difference_age, week, FIELD_TOTAL, "1-7 วัน", "1-7 days"),
    FIELD(struct difference_age, month, FIELD_TOTAL, "8-30 วัน", "8-30 days"),
    FIELD(struct difference_age, older, FIELD_TOTAL, "เกิน 30 วัน", "Over 30 days"),
    FIELD(struct difference_age, n, FIELD_TOTAL, "รวม", "All"),
    FIELD(struct difference_age, gap, FIELD_TOTAL, "ต่างกันรวม", "Sum of differences"),
};
const struct row_type difference_age_type = ROW_TYPE(struct difference_age, age_fields);

static const struct field event_fields[] = {
    FIELD(struct difference_event, at, FIELD_KEY, "เมื่อ", "When"),
    FIELD(struct difference_event, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct difference_event, gap, 0, "ต่างกัน", "Difference"),
    FIELD(struct difference_event, note, 0, "บันทึก", "Note"),
    FIELD(struct difference_event, by_user, 0, "โดย", "By"),
};
const struct row_type difference_event_type = ROW_TYPE(struct difference_event, event_fields);

static const struct field doc_fields[] = {
    FIELD(struct difference_doc, doc, FIELD_KEY, "เอกสาร", "Document"),
    FIELD(struct difference_doc, side, 0, "อยู่ฝั่ง", "On side"),
    FIELD(struct difference_doc, on, 0, "วันที่", "Date"),
    FIELD(struct difference_doc, ours, FIELD_TOTAL, "บัญชี PBIS", "PBIS ledger"),
    FIELD(struct difference_doc, theirs, FIELD_TOTAL, "อีกระบบ", "Other system"),
    FIELD(struct difference_doc, gap, FIELD_TOTAL, "ต่างกัน", "Difference"),
    FIELD(struct difference_doc, line_code, 0, "รายการ", "Line"),
    FIELD(struct difference_doc, what, 0, "ผู้รับเงินหรือหมายเหตุ", "Payee or note"),
    FIELD(struct difference_doc, entry, 0, "รายการบัญชีที่", "Entry"),
};
const struct row_type difference_doc_type = ROW_TYPE(struct difference_doc, doc_fields);

bool reconcile_runs(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RECONCILE_RUNS, ARGS(V(year), V(limit)), &reconcile_run_type, ret, e);
}

bool reconcile_open(struct db *db, int64_t year, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_RECONCILE_OPEN, ARGS(V(year)), ret, e);
}

static void set_age(struct difference *d, struct date today)
{
    struct date until = str_eq(d->state, STR("open")) ? today : d->settled_on.yyyymmdd ? d->settled_on : d->last_on;

    d->days = date_cmp(until, d->first_on) > 0 ? date_days_between(d->first_on, until) : 0;
}

bool difference_list(struct db *db, struct arena *a, const struct difference_filter *f, struct rows *ret, struct err *e)
{
    struct difference *d;
    struct rows rows;

    if (!db_list(db, a, &Q_DIFFERENCE_LIST, ARGS(V(f->year), V(f->state), V(f->after), V(f->limit)), &difference_type,
                 &rows, e))
        return false;
    d = ARENA_ARRAY(a, struct difference, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        d[i] = ((const struct difference *)rows.p)[i];
        set_age(&d[i], f->today);
    }
    *ret = (struct rows){d, rows.n};
    return true;
}

bool difference_get(struct db *db, struct arena *a, struct str code, struct date today, struct difference *ret,
                    struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_DIFFERENCE_GET, ARGS(V(code)), &difference_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    set_age(ret, today);
    return true;
}

bool difference_ages(struct db *db, struct arena *a, int64_t year, struct date today, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DIFFERENCE_AGES,
                   ARGS(V(year), V(today), V(date_add_days(today, -7)), V(date_add_days(today, -30))), &difference_age_type,
                   ret, e);
}

bool difference_events(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_DIFFERENCE_EVENTS, ARGS(V(id)), &difference_event_type, ret, e);
}

/* ---- documents of both sides ---- */

struct side_row { /* of either side */
    struct str doc, ref, entry_key, line_code, what;
    struct date on;
    struct money amount;
    int64_t entry;
};
static const struct field side_fields[] = {
    COL(struct side_row, doc),       COL(struct side_row, ref),  COL(struct side_row, entry_key), COL(struct side_row, on),
    COL(struct side_row, amount),    COL(struct side_row, line_code), COL(struct side_row, what),
    COL(struct side_row, entry),
};
static const struct row_type side_type = ROW_TYPE(struct side_row, side_fields);

struct ours_row {
    struct str entry_key, ref;
    int64_t line_id, to_line_id, from_bucket, to_bucket;
    struct money amount;
    struct date on;
    struct str what, line_code;
    int64_t entry;
};
static const struct field ours_fields[] = {
    COL(struct ours_row, entry_key), COL(struct ours_row, ref),       COL(struct ours_row, line_id),
    COL(struct ours_row, to_line_id), COL(struct ours_row, from_bucket), COL(struct ours_row, to_bucket),
    COL(struct ours_row, amount),    COL(struct ours_row, on),        COL(struct ours_row, what),
    COL(struct ours_row, line_code), COL(struct ours_row, entry),
};
static const struct row_type ours_type = ROW_TYPE(struct ours_row, ours_fields);

struct pairing {
    struct arena *a;
    const struct difference *d;
    int64_t *line; /* ids of the group's lines, rising */
    size_t lines;
    struct difference_doc *doc;
    size_t n, cap;
};

static bool of_group(const struct difference *d, const struct rec_line *l)
{
    return l->agency_id == d->agency_id &&
           (str_eq(d->system, STR("egp")) ||
            (str_eq(l->output_code, d->output_code) && str_eq(l->group_code, d->group_code) &&
             str_eq(l->fund_code, d->fund_code)));
}

static bool read_lines(struct db *db, struct pairing *x, struct err *e)
{
    struct rec_lines all;

    if (!rec_lines_load(db, x->a, x->d->year, &all, e))
        return false;
    x->line = ARENA_ARRAY(x->a, int64_t, all.n);
    for (size_t i = 0; i < all.n; i++) {
        if (of_group(x->d, &all.line[i]))
            x->line[x->lines++] = all.line[i].id;
    }
    return true;
}

static void add_doc(struct pairing *x, const struct difference_doc *d)
{
    if (x->n == x->cap) {
        size_t more = x->cap ? x->cap * 2 : 64;

        x->doc = arena_grow(x->a, x->doc, x->cap * sizeof *x->doc, more * sizeof *x->doc);
        x->cap = more;
    }
    x->doc[x->n++] = *d;
}

/* Orders are known by the contract's number on both sides; an entry that came from a document by its key; else by the
 * last word of the key, which is the warrant's or order's own number. */
static struct str name_of_theirs(const struct pairing *x, const struct side_row *s)
{
    return str_eq(x->d->kind, STR("orders")) && s->ref.n ? s->ref : s->doc;
}

static struct str name_of_ours(const struct pairing *x, const struct ours_row *o)
{
    struct str rest = o->entry_key, piece, name = o->entry_key;

    if (str_eq(x->d->kind, STR("orders")) && o->ref.n)
        return o->ref;
    if (str_starts(o->entry_key, x->d->system)) { /* system:kind:year:DOC:PART */
        for (int i = 0; i < 4 && str_split(&rest, ':', &piece); i++)
            name = piece;
    }
    return name;
}

static bool in_group(const struct pairing *x, int64_t line_id)
{
    size_t lo = 0, hi = x->lines;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (x->line[mid] < line_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < x->lines && x->line[lo] == line_id;
}

static void add_ours(struct pairing *x, const struct ours_row *o)
{
    struct moved m = {o->line_id, o->to_line_id, o->from_bucket, o->to_bucket, o->amount};
    struct money from, to, sum = MONEY_ZERO;

    reconcile_adds(record_of_word(x->d->kind), &m, &from, &to);
    if (from.satang && in_group(x, o->line_id))
        sum = from;
    if (to.satang && in_group(x, o->to_line_id))
        sum = money_add(sum, to);
    if (sum.satang == 0)
        return;
    add_doc(x, &(struct difference_doc){.side = STR("ours"),
                                        .doc = name_of_ours(x, o),
                                        .on = o->on,
                                        .ours = sum,
                                        .line_code = o->line_code,
                                        .what = o->what,
                                        .entry = o->entry});
}

static int by_doc(const void *x, const void *y)
{
    return str_cmp(((const struct difference_doc *)x)->doc, ((const struct difference_doc *)y)->doc);
}

/* One row a document; those of which both sides say the same fall out. */
static void pair_up(struct pairing *x)
{
    size_t n = 0;

    if (x->n)
        qsort(x->doc, x->n, sizeof *x->doc, by_doc);
    for (size_t i = 0; i < x->n;) {
        struct difference_doc d = x->doc[i];
        bool both = false;
        size_t k = i + 1;

        for (; k < x->n && str_eq(x->doc[k].doc, d.doc); k++) {
            both = both || !str_eq(x->doc[k].side, d.side);
            d.ours = money_add(d.ours, x->doc[k].ours);
            d.theirs = money_add(d.theirs, x->doc[k].theirs);
            d.entry = d.entry ? d.entry : x->doc[k].entry;
            d.line_code = d.line_code.n ? d.line_code : x->doc[k].line_code;
        }
        i = k;
        d.gap = money_sub(d.theirs, d.ours);
        if (both)
            d.side = STR("differs");
        if (d.gap.satang)
            x->doc[n++] = d;
    }
    x->n = n;
}

bool difference_docs(struct db *db, struct arena *a, const struct difference *d, struct rows *ret, struct err *e)
{
    struct pairing x = {.a = a, .d = d};
    struct rows theirs, ours;
    const struct side_row *t;
    const struct ours_row *o;

    if (!read_lines(db, &x, e) ||
        !db_list(db, a, &Q_DIFFERENCE_THEIRS,
                 ARGS(V(d->year), V(d->system), V(d->kind), V(d->agency_id), V(d->output_code), V(d->group_code),
                      V(d->fund_code), V(d->until_on)),
                 &side_type, &theirs, e) ||
        !db_list(db, a, &Q_DIFFERENCE_OURS, ARGS(V(d->year), V(d->agency_id), V(d->until_on)), &ours_type, &ours, e))
        return false;
    t = theirs.p;
    o = ours.p;
    for (size_t i = 0; i < theirs.n; i++)
        add_doc(&x, &(struct difference_doc){.side = STR("theirs"),
                                             .doc = name_of_theirs(&x, &t[i]),
                                             .on = t[i].on,
                                             .theirs = t[i].amount,
                                             .line_code = t[i].line_code,
                                             .what = t[i].what});
    for (size_t i = 0; i < ours.n; i++)
        add_ours(&x, &o[i]);
    pair_up(&x);
    *ret = (struct rows){x.doc, x.n};
    return true;
}
