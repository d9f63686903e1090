#include "plan/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "plan/compare_pass.h"
#include "store/store.h"

static const struct field row_fields[] = {
    FIELD(struct compare_row, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct compare_row, name, 0, "รายการ", "Name"),
    FIELD(struct compare_row, package_code, 0, "ข้อเสนอ", "Package"),
    FIELD(struct compare_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct compare_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct compare_row, kind, 0, "ผลการเทียบ", "Result"),
    FIELD(struct compare_row, from, FIELD_OPTIONAL | FIELD_TOTAL, "จาก", "From"),
    FIELD(struct compare_row, to, FIELD_OPTIONAL | FIELD_TOTAL, "เป็น", "To"),
    FIELD(struct compare_row, change, FIELD_TOTAL, "เปลี่ยนไป", "Change"),
    FIELD(struct compare_row, stage, 0, "ขั้นที่ปรับ", "Stage"),
    FIELD(struct compare_row, by_user, 0, "ผู้บันทึก", "By"),
    FIELD(struct compare_row, at, 0, "เมื่อ", "At"),
    FIELD(struct compare_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct compare_row, resolution, 0, "มติ", "Resolution"),
};
const struct row_type compare_row_type = ROW_TYPE(struct compare_row, row_fields);

static const struct field part_fields[] = {
    FIELD(struct compare_part, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct compare_part, name, 0, "ชื่อ", "Name"),
    FIELD(struct compare_part, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct compare_part, changed, FIELD_TOTAL, "ที่เปลี่ยน", "Changed"),
    FIELD(struct compare_part, from, FIELD_OPTIONAL | FIELD_TOTAL, "จาก", "From"),
    FIELD(struct compare_part, to, FIELD_OPTIONAL | FIELD_TOTAL, "เป็น", "To"),
    FIELD(struct compare_part, change, FIELD_TOTAL, "เปลี่ยนไป", "Change"),
};
const struct row_type compare_part_type = ROW_TYPE(struct compare_part, part_fields);

static const char *const kinds[COMPARE_KINDS] = {"new", "removed", "changed", "same"};

const char *compare_kind_word(enum compare_kind k)
{
    return kinds[k];
}

/* ---- counts ---- */

static void count(const struct compare_pass *x, struct compare *ret)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct compare_pair *p = &x->pair[i];
        int64_t change = p->is - p->was; /* sums of a year: see struct mirror */

        ret->count[pair_kind(p)]++;
        ret->from.satang += p->was;
        ret->to.satang += p->is;
        ret->more.satang += change > 0 ? change : 0;
        ret->less.satang += change < 0 ? change : 0;
    }
    if (ret->from.satang + ret->more.satang + ret->less.satang != ret->to.satang) {
        PANIC("a comparison does not add up");
    }
}

/* ---- rows ---- */

/* A line in the order of the rows: the largest change first, then the order of packages. */
struct ranked {
    int64_t key;
    uint32_t at;
};

static int by_rank(const void *p, const void *q)
{
    const struct ranked *x = p, *y = q;

    if (x->key != y->key) {
        return x->key > y->key ? -1 : 1;
    }
    return x->at < y->at ? -1 : x->at > y->at;
}

static struct ranked rank_of(const struct compare_pass *x, size_t i)
{
    return (struct ranked){x->ask->in_order ? 0 : llabs(x->pair[i].is - x->pair[i].was),
                           (uint32_t)i};
}

static bool wanted(const struct compare_ask *q, const struct compare_pair *p)
{
    enum compare_kind k = pair_kind(p);

    if (q->kind < 0) {
        return true;
    }
    return q->kind == COMPARE_KINDS ? k != COMPARE_SAME : (int)k == q->kind;
}

static bool find_after(const struct compare_pass *x, struct ranked *ret, struct err *e)
{
    for (size_t i = 0; i < x->n; i++) {
        if (str_eq(pair_line(x, &x->pair[i])->code, x->ask->after)) {
            *ret = rank_of(x, i);
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(x->ask->after));
    return false;
}

/* Keeps the first `limit` + 1 of the order: what does not get among them is passed over. */
static size_t first_of(struct ranked *all, size_t n, size_t limit)
{
    size_t most = 2 * (limit + 1), kept = 0;

    if (n > most) {
        for (size_t i = 0; i < n; i++) {
            all[kept++] = all[i];
            if (kept == most) {
                qsort(all, kept, sizeof *all, by_rank);
                kept = limit + 1;
            }
        }
        n = kept;
    }
    if (n > 1) {
        qsort(all, n, sizeof *all, by_rank);
    }
    return n;
}

static void put_row(const struct compare_pass *x, const struct compare_pair *p,
                    const struct str *agency_code, const struct str *agency_name,
                    struct compare_row *row)
{
    const struct mirror_line *l = pair_line(x, p);
    const struct mirror *m = pair_mirror(x, p);
    struct str package = m->package[l->package].code;
    bool again = row->package_code.n == 0 ? false : str_eq(row->package_code, package);

    *row = (struct compare_row){
        .code = str_dup(x->a, l->code),
        .name = str_dup(x->a, l->name),
        .package_code = again ? row->package_code : str_dup(x->a, package),
        .agency_code = agency_code[l->agency],
        .agency_name = agency_name[l->agency],
        .kind = str_from(kinds[pair_kind(p)]),
        .from = p->had ? MONEY(p->was) : MONEY_MISSING,
        .to = p->has ? MONEY(p->is) : MONEY_MISSING,
        .change = MONEY(p->is - p->was),
    };
    if (x->has_deeds && p->to_at != NO_LINE) {
        size_t n;
        const struct compare_deed *d = compare_deeds_of(&x->deeds, l->line_id, &n);

        compare_put_deed(x->ask, d, n, row);
    }
}

/* Names of agencies, copied once. */
static void agency_names(const struct compare_pass *x, const struct mirror *m, struct str **ret_code,
                         struct str **ret_name)
{
    *ret_code = ARENA_ARRAY(x->a, struct str, m->agencies + 1);
    *ret_name = ARENA_ARRAY(x->a, struct str, m->agencies + 1);
    for (size_t i = 0; i < m->agencies; i++) {
        const struct mirror_agency *g = &m->agency[i];

        (*ret_code)[i] = str_dup(x->a, g->code);
        (*ret_name)[i] = str_dup(x->a, x->ask->lang == LANG_EN ? g->name_en : g->name_th);
    }
}

static bool make_rows(struct compare_pass *x, struct compare *ret, int64_t *line_id,
                      struct compare_row **ret_row, struct err *e)
{
    const struct compare_ask *q = x->ask;
    struct ranked *all = ARENA_ARRAY(x->scratch, struct ranked, x->n + 1), after = {0, 0};
    struct str *code[2], *name[2];
    struct compare_row *row;
    size_t n = 0, shown;

    if (q->after.n && !find_after(x, &after, e)) {
        return false;
    }
    for (size_t i = 0; i < x->n; i++) {
        struct ranked k = rank_of(x, i);

        if (wanted(q, &x->pair[i]) && (!q->after.n || by_rank(&after, &k) < 0)) {
            all[n++] = k;
        }
    }
    n = first_of(all, n, q->limit);
    shown = n < q->limit ? n : q->limit;
    agency_names(x, x->from, &code[0], &name[0]);
    agency_names(x, x->to, &code[1], &name[1]);
    row = ARENA_ARRAY(x->a, struct compare_row, shown + 1);
    for (size_t i = 0; i < shown; i++) {
        const struct compare_pair *p = &x->pair[all[i].at];
        size_t side = p->to_at != NO_LINE;

        if (i) { /* lines of one package share its code's text */
            row[i].package_code = row[i - 1].package_code;
        }
        put_row(x, p, code[side], name[side], &row[i]);
        if (i < COMPARE_SOME) {
            line_id[i] = side ? pair_line(x, p)->line_id : -1;
        }
    }
    *ret_row = row;
    ret->rows = (struct rows){row, shown};
    ret->next = n > shown && shown ? row[shown - 1].code : STR_NONE;
    return true;
}

/* ---- ---- */

static bool year_known(struct compare_pass *x, int64_t year, struct err *e)
{
    struct fiscal_year fy;

    return year_get(x->db, x->scratch, year, &fy, e);
}

/* All that is read before the mirrors are held. */
static bool read_before(struct compare_pass *x, struct err *e)
{
    const struct compare_ask *q = x->ask;

    if (!year_known(x, q->to.year, e) ||
        (q->from.year != q->to.year &&
         (!year_known(x, q->from.year, e) || !compare_read_links(x, e)))) {
        return false;
    }
    if (compare_limited(&q->from) && !compare_read_past(x, &q->from, &x->past[0], e)) {
        return false;
    }
    if (compare_limited(&q->to) && !compare_read_past(x, &q->to, &x->past[1], e)) {
        return false;
    }
    return (q->by < DIM_COUNT && q->limit <= COMPARE_SOME) || compare_read_deeds(x, e);
}

static bool pass(struct compare_pass *x, struct rollup *r, struct compare *ret, struct err *e)
{
    const int64_t year[2] = {x->ask->from.year, x->ask->to.year};
    int64_t line_id[COMPARE_SOME];
    struct compare_row *row = NULL;
    const struct mirror *m[2];
    size_t years = year[0] == year[1] ? 1 : 2;
    bool ok = true;

    if (!read_before(x, e) || !rollup_hold(r, x->db, year, years, m, e)) {
        return false;
    }
    x->from = m[0];
    x->to = m[years - 1];
    compare_pairs(x);
    count(x, ret);
    compare_parts(x, ret);
    if (x->ask->limit) {
        ok = make_rows(x, ret, line_id, &row, e);
    }
    rollup_release(r);
    if (!ok || x->has_deeds || !ret->rows.n) {
        return ok;
    }
    return compare_read_some(x, line_id, row, ret->rows.n, e);
}

bool compare_get(struct rollup *r, struct db *db, struct arena *a, const struct compare_ask *ask,
                 struct compare *ret, struct err *e)
{
    struct compare_pass *x;
    struct arena *scratch = arena_new();
    bool ok;

    *ret = (struct compare){.parts = 0};
    x = ARENA_NEW(scratch, struct compare_pass);
    x->ask = ask;
    x->db = db;
    x->a = a;
    x->scratch = scratch;
    ok = pass(x, r, ret, e);
    arena_free(scratch);
    return ok;
}
