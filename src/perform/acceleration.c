#include "perform/acceleration.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "perform/acceleration_int.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field row_fields[] = {
    COL(struct acceleration_row, agency_id),
    COL(struct acceleration_row, division),
    FIELD(struct acceleration_row, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct acceleration_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct acceleration_row, class, 0, "กลุ่ม", "Class"),
    FIELD(struct acceleration_row, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct acceleration_row, base, FIELD_TOTAL, "งบหลังปรับโอน", "After transfers"),
    FIELD(struct acceleration_row, taken, FIELD_TOTAL, "ก่อหนี้และเบิกจ่าย", "Obligated and paid"),
    FIELD(struct acceleration_row, rate, 0, "ก่อหนี้และเบิกจ่าย (%)", "Obligated and paid (%)"),
    FIELD(struct acceleration_row, paid, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct acceleration_row, paid_rate, 0, "เบิกจ่าย (%)", "Disbursed (%)"),
    FIELD(struct acceleration_row, target, 0, "หน่วยงานเป้าหมาย", "Target agency"),
    FIELD(struct acceleration_row, behind, 0, "ต่ำกว่าเป้าหมายไตรมาส", "Under the quarter's goal"),
};
const struct row_type acceleration_row_type = ROW_TYPE(struct acceleration_row, row_fields);

static const struct field frozen_fields[] = {
    COL(struct acceleration_row, agency_id), COL(struct acceleration_row, division),
    COL(struct acceleration_row, agency_code), COL(struct acceleration_row, agency_name),
    COL(struct acceleration_row, class),     COL(struct acceleration_row, lines),
    COL(struct acceleration_row, base),      COL(struct acceleration_row, taken),
    COL(struct acceleration_row, paid),      COL(struct acceleration_row, target),
    COL(struct acceleration_row, behind),
};
static const struct row_type frozen_type = ROW_TYPE(struct acceleration_row, frozen_fields);

static const struct field round_fields[] = {
    COL(struct acceleration, id),
    COL(struct acceleration, version),
    FIELD(struct acceleration, code, FIELD_KEY, "รอบ", "Round"),
    FIELD(struct acceleration, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct acceleration, quarter, 0, "ไตรมาส", "Quarter"),
    FIELD(struct acceleration, number, 0, "ครั้งที่", "No."),
    FIELD(struct acceleration, state, 0, "สถานะ", "State"),
    FIELD(struct acceleration, as_of, 0, "ข้อมูล ณ วันที่", "As of"),
    FIELD(struct acceleration, letter_no, 0, "หนังสือสั่งการ", "Letter of authority"),
    FIELD(struct acceleration, letter_on, 0, "ลงวันที่", "Dated"),
    FIELD(struct acceleration, agencies, 0, "หน่วยงานที่ตรวจ", "Agencies checked"),
    FIELD(struct acceleration, targets, 0, "หน่วยงานเป้าหมาย", "Target agencies"),
    COL(struct acceleration, goal_bp),
    COL(struct acceleration, entry_seq),
    COL(struct acceleration, sha),
    COL(struct acceleration, floor_bp),
    FIELD(struct acceleration, base, 0, "งบหลังปรับโอน", "After transfers"),
    FIELD(struct acceleration, taken, 0, "ก่อหนี้และเบิกจ่าย", "Obligated and paid"),
    FIELD(struct acceleration, paid, 0, "เบิกจ่าย", "Disbursed"),
    FIELD(struct acceleration, frozen_by, 0, "ผู้ตรึงบัญชี", "Frozen by"),
    FIELD(struct acceleration, frozen, 0, "ตรึงเมื่อ", "Frozen"),
    FIELD(struct acceleration, meetings, 0, "ประชุม", "Meetings"),
    FIELD(struct acceleration, resolutions, 0, "มติ", "Resolutions"),
    FIELD(struct acceleration, open, 0, "มติที่ยังไม่เสร็จ", "Resolutions open"),
    FIELD(struct acceleration, late, 0, "เกินกำหนด", "Late"),
    COL(struct acceleration, closing),
    COL(struct acceleration, closed_by),
    FIELD(struct acceleration, closed, 0, "ปิดรอบเมื่อ", "Closed"),
    COL(struct acceleration, made_by),
    FIELD(struct acceleration, made, 0, "เปิดรอบเมื่อ", "Opened"),
};
const struct row_type acceleration_type = ROW_TYPE(struct acceleration, round_fields);

/* ---- rules ---- */

int64_t fiscal_quarter(struct date d)
{
    int64_t month = d.yyyymmdd / 100 % 100;

    return (month + 2) % 12 / 3 + 1;
}

static size_t class_at(const struct acceleration_rules *u, struct str word)
{
    size_t i = 0;

    while (i < u->classes && !str_eq(u->class[i], word))
        i++;
    return i;
}

bool acceleration_checks_get(struct db *db, struct arena *a, int64_t year,
                             struct acceleration_rules *ret, struct err *e)
{
    struct acceleration_rules u = {0};
    struct param_rows t;

    if (!param_table(db, a, PARAM_ACCELERATION_CHECKS, year, &t, e))
        return false;
    for (size_t i = 0; i < t.rows; i++) {
        int64_t q = param_cell_int(&t, i, "quarter");
        size_t k = class_at(&u, param_cell(&t, i, "class"));

        if (q < 1 || q > 4 || k == ACC_CLASSES)
            continue;
        if (k == u.classes) {
            u.class[k] = param_cell(&t, i, "class");
            u.prefix[k] = param_cell(&t, i, "item");
            u.classes++;
        }
        u.checks[q][k] = true;
        u.goal_bp[q] = param_cell_int(&t, i, "goal");
    }
    *ret = u;
    return true;
}

bool acceleration_rules_get(struct db *db, struct arena *a, int64_t year,
                            struct acceleration_rules *ret, struct err *e)
{
    struct acceleration_rules u;

    if (!acceleration_checks_get(db, a, year, &u, e) ||
        !param_int(db, PARAM_ACCELERATION_FLOOR, year, &u.floor_bp, e))
        return false;
    *ret = u;
    return true;
}

/* The class of money: what was carried is one of its own, whatever its item. classes = none. */
static size_t class_of(const struct acceleration_rules *u, struct str item, bool carried)
{
    for (size_t i = 0; i < u->classes; i++) {
        if (str_eq(u->prefix[i], STR("carried")) ? carried
                                                 : !carried && str_starts(item, u->prefix[i]))
            return i;
    }
    return u->classes;
}

/* ---- rates ---- */

struct part {
    int64_t agency_id, division, lines;
    struct str agency_code, agency_name, item;
    bool carried;
    struct money base, taken, paid;
};
static const struct field part_fields[] = {
    COL(struct part, agency_id), COL(struct part, division),    COL(struct part, lines),
    COL(struct part, agency_code), COL(struct part, agency_name), COL(struct part, item),
    COL(struct part, carried),   COL(struct part, base),        COL(struct part, taken),
    COL(struct part, paid),
};
static const struct row_type part_type = ROW_TYPE(struct part, part_fields);

/* part < share x whole, exactly. */
static bool under(struct money part, struct money whole, int64_t bp)
{
    struct money least;

    return whole.satang > 0 && money_ratio(whole, bp, 10000, ROUND_UP, &least) &&
           money_cmp(part, least) < 0;
}

void acceleration_shares(struct acceleration_row *r)
{
    r->rate.bp = money_share_bp(r->taken, r->base);
    r->paid_rate.bp = money_share_bp(r->paid, r->base);
}

static void add(struct acceleration_row *r, const struct part *p)
{
    r->lines += p->lines;
    r->base = money_add(r->base, p->base);
    r->taken = money_add(r->taken, p->taken);
    r->paid = money_add(r->paid, p->paid);
}

static struct acceleration_row begin(const struct part *p, struct str class)
{
    return (struct acceleration_row){.agency_id = p->agency_id,
                                     .division = p->division,
                                     .agency_code = p->agency_code,
                                     .agency_name = p->agency_name,
                                     .class = class};
}

struct sums {
    const struct acceleration_rules *rules;
    int64_t quarter;
    struct acceleration_row *out;
    size_t n;
};

/* One agency: its row of all and those of its classes that hold money. */
static void agency_rows(struct sums *s, const struct part *p, size_t n)
{
    const struct acceleration_rules *u = s->rules;
    struct acceleration_row *all = &s->out[s->n];
    struct acceleration_row class[ACC_CLASSES] = {0};

    *all = begin(p, STR("all"));
    for (size_t i = 0; i < n; i++) {
        size_t k = class_of(u, p[i].item, p[i].carried);

        if (k == u->classes || !u->checks[s->quarter][k])
            continue;
        if (class[k].class.n == 0)
            class[k] = begin(p, u->class[k]);
        add(&class[k], &p[i]);
        add(all, &p[i]);
    }
    if (all->base.satang <= 0)
        return;
    all->target = under(all->taken, all->base, u->floor_bp);
    all->behind = under(all->taken, all->base, u->goal_bp[s->quarter]);
    acceleration_shares(all);
    s->n++;
    for (size_t k = 0; k < u->classes; k++) {
        if (class[k].base.satang <= 0)
            continue;
        acceleration_shares(&class[k]);
        s->out[s->n++] = class[k];
    }
}

bool acceleration_rates(struct db *db, struct arena *a, const struct acceleration_rules *rules,
                           const struct acceleration_asked *q, struct rows *ret, struct err *e)
{
    bool now = date_cmp(q->as_of, db_day(db)) >= 0;
    struct sums s = {.rules = rules, .quarter = q->quarter};
    const struct part *p;
    struct rows rows;

    if (now ? !db_list(db, a, &Q_ACCELERATION_RATES_NOW, ARGS(V(q->year), V(q->agency_id)),
                       &part_type, &rows, e)
            : !db_list(db, a, &Q_ACCELERATION_RATES_THEN,
                       ARGS(V(q->year), V(q->agency_id), V(q->as_of)), &part_type, &rows, e))
        return false;
    p = rows.p;
    s.out = ARENA_ARRAY(a, struct acceleration_row, 2 * rows.n + 1);
    for (size_t i = 0, k; i < rows.n; i = k) {
        for (k = i + 1; k < rows.n && p[k].agency_id == p[i].agency_id;)
            k++;
        agency_rows(&s, &p[i], k - i);
    }
    *ret = (struct rows){s.out, s.n};
    return true;
}

/* ---- rounds ---- */

bool acceleration_list(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_ACCELERATION_LIST, ARGS(V(year), V(db_day(db))), &acceleration_type,
                   ret, e);
}

bool acceleration_get(struct db *db, struct arena *a, struct str code, struct acceleration *ret,
                      struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_ACCELERATION_GET, ARGS(V(code), V(db_day(db))), &acceleration_type, ret,
                 &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool acceleration_frozen(struct db *db, struct arena *a, int64_t round_id, int64_t agency_id,
                         bool targets_only, struct rows *ret, struct err *e)
{
    struct acceleration_row *r;
    struct rows rows;

    if (!db_list(db, a, &Q_ACCELERATION_FROZEN,
                 ARGS(V(round_id), V(agency_id), V((int64_t)targets_only)), &frozen_type, &rows, e))
        return false;
    r = ARENA_ARRAY(a, struct acceleration_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        r[i] = ((const struct acceleration_row *)rows.p)[i];
        acceleration_shares(&r[i]);
    }
    *ret = (struct rows){r, rows.n};
    return true;
}

/* ---- the seal ---- */

void acceleration_seal(struct arena *a, const struct acceleration_sealed *s, uint8_t *ret)
{
    struct sha256_state st;
    struct str text = str_format(a, "%.*s|%d|%lld|%lld|%lld\n", STR_FMT(s->code),
                                 s->as_of.yyyymmdd, (long long)s->goal_bp, (long long)s->floor_bp,
                                 (long long)s->entry_seq);

    sha256_begin(&st);
    sha256_add(&st, text.p, text.n);
    for (size_t i = 0; i < s->n; i++) {
        const struct acceleration_row *r = &s->row[i];

        text = str_format(a, "%.*s|%.*s|%lld|%lld|%lld|%lld|%d|%d\n", STR_FMT(r->agency_code),
                          STR_FMT(r->class), (long long)r->lines, (long long)r->base.satang,
                          (long long)r->taken.satang, (long long)r->paid.satang, r->target,
                          r->behind);
        sha256_add(&st, text.p, text.n);
    }
    sha256_end(&st, ret);
}

bool acceleration_verify(struct arena *a, const struct acceleration *r, const struct rows *rows,
                         struct str *ret_hex, struct err *e)
{
    uint8_t sha[SHA256_BYTES];

    acceleration_seal(a,
                      &(struct acceleration_sealed){.code = r->code,
                                                    .as_of = r->as_of,
                                                    .goal_bp = r->goal_bp,
                                                    .floor_bp = r->floor_bp,
                                                    .entry_seq = r->entry_seq,
                                                    .row = rows->p,
                                                    .n = rows->n},
                      sha);
    if (r->sha.n != sizeof sha || memcmp(r->sha.p, sha, sizeof sha) != 0) {
        FAIL(e, ERR_AUDIT_BROKEN);
        err_arg(e, "seq", V(r->id));
        err_arg(e, "why", V(r->code));
        return false;
    }
    *ret_hex = hex_text(a, sha, sizeof sha);
    return true;
}
