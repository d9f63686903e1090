#include "allocate/compare_scenarios.h"

#include <assert.h>

#include "allocate/naming.h"
#include "base/arena.h"
#include "sql_allocate.h"
#include "store/store.h"

static const struct field compare_fields[] = {
    FIELD(struct versus_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct versus_row, name, 0, "รายการ", "Item"),
    FIELD(struct versus_row, used_1, 0, "จัดสรร (ฐานเทียบ)", "Allocated (base)"),
    FIELD(struct versus_row, used_2, 0, "จัดสรร (2)", "Allocated (2)"),
    FIELD(struct versus_row, change_2, 0, "เพิ่มหรือลด (2)", "Change (2)"),
    FIELD(struct versus_row, used_3, 0, "จัดสรร (3)", "Allocated (3)"),
    FIELD(struct versus_row, change_3, 0, "เพิ่มหรือลด (3)", "Change (3)"),
    FIELD(struct versus_row, used_4, 0, "จัดสรร (4)", "Allocated (4)"),
    FIELD(struct versus_row, change_4, 0, "เพิ่มหรือลด (4)", "Change (4)"),
    FIELD(struct versus_row, value_1, 0, "คะแนน (ฐานเทียบ)", "Score (base)"),
    FIELD(struct versus_row, value_2, 0, "คะแนน (2)", "Score (2)"),
    FIELD(struct versus_row, value_3, 0, "คะแนน (3)", "Score (3)"),
    FIELD(struct versus_row, value_4, 0, "คะแนน (4)", "Score (4)"),
    FIELD(struct versus_row, funded_1, 0, "ข้อเสนอที่ได้ (ฐานเทียบ)", "Funded (base)"),
    FIELD(struct versus_row, funded_2, 0, "ข้อเสนอที่ได้ (2)", "Funded (2)"),
    FIELD(struct versus_row, funded_3, 0, "ข้อเสนอที่ได้ (3)", "Funded (3)"),
    FIELD(struct versus_row, funded_4, 0, "ข้อเสนอที่ได้ (4)", "Funded (4)"),
};
const struct row_type versus_row_type = ROW_TYPE(struct versus_row, compare_fields);

static const struct field compare_package_fields[] = {
    FIELD(struct compare_package_row, cut_rank, 0, "ลำดับ", "Rank"),
    FIELD(struct compare_package_row, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct compare_package_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct compare_package_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct compare_package_row, level_kind, 0, "ระดับ", "Level"),
    FIELD(struct compare_package_row, funded_1, 0, "ได้ (แรก)", "Funded (first)"),
    FIELD(struct compare_package_row, funded_2, 0, "ได้ (หลัง)", "Funded (second)"),
    FIELD(struct compare_package_row, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct compare_package_row, value_score, 0, "คะแนน", "Score"),
};
const struct row_type compare_package_row_type =
    ROW_TYPE(struct compare_package_row, compare_package_fields);

static const struct field rank_fields[] = {
    FIELD(struct run_rank_row, mode, FIELD_KEY, "วิธี", "Mode"),
    FIELD(struct run_rank_row, kept, 0, "ทำตามทุกกรอบ", "Keeps every rule"),
    FIELD(struct run_rank_row, value_score, 0, "คะแนนรวม", "Total score"),
    FIELD(struct run_rank_row, lost, 0, "คะแนนที่เสีย", "Score lost"),
    FIELD(struct run_rank_row, used, 0, "วงเงินที่จัดสรร", "Allocated"),
    FIELD(struct run_rank_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct run_rank_row, differ, 0, "ข้อเสนอที่ต่างกัน", "Packages that differ"),
};
const struct row_type run_rank_row_type = ROW_TYPE(struct run_rank_row, rank_fields);

static const struct field run_part_fields[] = {
    FIELD(struct run_part_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct run_part_row, name, 0, "รายการ", "Item"),
    FIELD(struct run_part_row, asked, 0, "คำขอ", "Requested"),
    FIELD(struct run_part_row, used, 0, "จัดสรร", "Allocated"),
    FIELD(struct run_part_row, share, 0, "ร้อยละของคำขอ", "Share of the request"),
    FIELD(struct run_part_row, value_score, 0, "คะแนน", "Score"),
    FIELD(struct run_part_row, packages, 0, "ข้อเสนอทั้งหมด", "Packages"),
    FIELD(struct run_part_row, funded, 0, "ได้รับจัดสรร", "Funded"),
};
const struct row_type run_part_row_type = ROW_TYPE(struct run_part_row, run_part_fields);
static const struct field raw_part_fields[] = {
    COL(struct run_part_row, code),        COL(struct run_part_row, asked),
    COL(struct run_part_row, used),        COL(struct run_part_row, value_score),
    COL(struct run_part_row, packages),    COL(struct run_part_row, funded),
};
static const struct row_type raw_part_type = ROW_TYPE(struct run_part_row, raw_part_fields);

struct part_row {
    struct str code;
    struct money used;
    struct score value_score;
    int64_t funded;
};
static const struct field part_fields[] = {
    COL(struct part_row, code),
    COL(struct part_row, used),
    COL(struct part_row, value_score),
    COL(struct part_row, funded),
};
static const struct row_type part_type = ROW_TYPE(struct part_row, part_fields);

static void add_to(struct versus_row *c, size_t k, const struct part_row *x)
{
    struct money *used[COMPARE_RUNS] = {&c->used_1, &c->used_2, &c->used_3, &c->used_4};
    struct score *value[COMPARE_RUNS] = {&c->value_1, &c->value_2, &c->value_3, &c->value_4};
    int64_t *funded[COMPARE_RUNS] = {&c->funded_1, &c->funded_2, &c->funded_3, &c->funded_4};

    *used[k] = money_add(*used[k], x->used);
    value[k]->millionths += x->value_score.millionths;
    *funded[k] += x->funded;
}

static void put_changes(struct versus_row *c)
{
    c->change_2 = money_sub(c->used_2, c->used_1);
    c->change_3 = money_sub(c->used_3, c->used_1);
    c->change_4 = money_sub(c->used_4, c->used_1);
}

static struct versus_row *row_of(struct versus_row *row, size_t *n, struct str code)
{
    for (size_t i = 0; i < *n; i++) {
        if (str_eq(row[i].code, code))
            return &row[i];
    }
    row[*n] = (struct versus_row){.code = code};
    return &row[(*n)++];
}

static void sort_by_code(struct versus_row *row, size_t n)
{
    for (size_t i = 1; i < n; i++) { /* a hundred rows, nearly sorted */
        struct versus_row x = row[i];
        size_t k = i;

        for (; k > 0 && str_cmp(row[k - 1].code, x.code) > 0; k--)
            row[k] = row[k - 1];
        row[k] = x;
    }
}

bool compare_runs(struct db *db, struct arena *a, const struct compare_ask *q, struct rows *ret,
                  struct versus_row *ret_total, struct err *e)
{
    struct rows part[COMPARE_RUNS];
    struct versus_row *row, total = {.code = STR_NONE};
    struct naming names;
    size_t most = 0, rows = 0;

    assert(q->n >= 1 && q->n <= COMPARE_RUNS);
    for (size_t k = 0; k < q->n; k++) {
        if (!db_list(db, a, &Q_RUN_PART_LIST, ARGS(V(q->run_id[k]), V(q->dim)), &part_type, &part[k], e))
            return false;
        most += part[k].n;
    }
    if (!naming_load(db, a, q->year, &names, e))
        return false;
    row = ARENA_ARRAY(a, struct versus_row, most);
    for (size_t k = 0; k < q->n; k++) {
        const struct part_row *x = part[k].p;

        for (size_t i = 0; i < part[k].n; i++) {
            add_to(row_of(row, &rows, x[i].code), k, &x[i]);
            add_to(&total, k, &x[i]);
        }
    }
    sort_by_code(row, rows);
    for (size_t i = 0; i < rows; i++) {
        const struct ceiling_row c = {.dim = q->dim, .code = row[i].code};

        row[i].name = ceiling_name(&names, &c, q->lang);
        put_changes(&row[i]);
    }
    put_changes(&total);
    *ret = (struct rows){row, rows};
    *ret_total = total;
    return true;
}

bool run_parts(struct db *db, struct arena *a, const struct compare_ask *q, struct rows *ret,
               struct err *e)
{
    struct run_part_row *row;
    struct naming names;
    struct rows raw;

    assert(q->n == 1);
    if (!db_list(db, a, &Q_RUN_PART_ROWS, ARGS(V(q->run_id[0]), V(q->dim)), &raw_part_type, &raw, e) ||
        !naming_load(db, a, q->year, &names, e))
        return false;
    row = ARENA_ARRAY(a, struct run_part_row, raw.n);
    for (size_t i = 0; i < raw.n; i++) {
        const struct run_part_row *x = (const struct run_part_row *)raw.p + i;
        const struct ceiling_row c = {.dim = q->dim, .code = x->code};

        row[i] = *x;
        row[i].name = ceiling_name(&names, &c, q->lang);
        row[i].share.bp = money_share_bp(x->used, x->asked);
    }
    *ret = (struct rows){row, raw.n};
    return true;
}

bool compare_packages(struct db *db, struct arena *a, int64_t run_1, int64_t run_2,
                      struct rank_range range, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COMPARE_PACKAGES,
                   ARGS(V(run_1), V(run_2), V(range.after), V(range.limit)),
                   &compare_package_row_type, ret, e);
}

bool run_ranks(struct db *db, struct arena *a, int64_t run_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_RANK_LIST, ARGS(V(run_id)), &run_rank_row_type, ret, e);
}

bool run_rank_packages(struct db *db, struct arena *a, int64_t run_id, struct str mode,
                       struct rank_range range, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_RANK_PACKAGES,
                   ARGS(V(run_id), V(mode), V(range.after), V(range.limit)),
                   &compare_package_row_type, ret, e);
}
