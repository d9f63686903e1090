#include "execute/position.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/position_mirror.h"
#include "sql_execute.h"
#include "store/store.h"

/* ---- one answer ---- */

enum { LEFT_OUT = 0 }; /* the group of what the filter leaves out */

struct answer {
    const struct position *p;
    const struct position_filter *f;
    struct arena *a, *scratch;
    enum lang lang;
    enum pos_dim dim[POS_DIMS]; /* without month */
    size_t ndims;
    bool by_month, scan, cells; /* scan and cells: the months' sums and one month's entries */
    size_t month_at; /* its place among the dimensions asked for */
    uint32_t want[POS_DIMS]; /* 1 + the value; 0 = any; UINT32_MAX = none is such */
    size_t units;            /* cells or lines */
    uint32_t *group;         /* of a unit */
    size_t groups;           /* with LEFT_OUT */
    uint32_t *sample;        /* a unit of each group */
    int64_t *lines;
    int64_t (*sum)[SUM_COUNT];
    uint32_t *month; /* of a group, by month: yyyymm */
    bool *moved;     /* a scan has met an entry of it */
};

static bool of_cell(enum pos_dim d)
{
    return d == POS_DIM_AGENCY || d == POS_DIM_DIVISION || d == POS_DIM_DISTRICT_GROUP || d == POS_DIM_TYPE ||
           d == POS_DIM_YEAR || d == POS_DIM_FUND;
}

/* Whether the entries have to be read: else the lines' sums tell. */
static bool needs_columns(const struct position_filter *f, const struct position_by *by)
{
    bool r = f->as_of.yyyymmdd || f->known_at.ms;

    for (size_t i = 0; i < by->n; i++) {
        r = r || by->dim[i] == POS_MONTH;
    }
    return r;
}

static const uint32_t *code_of(const struct answer *q, size_t unit)
{
    return q->cells ? q->p->cell[unit].code : q->p->line[unit].code;
}

static void want(struct answer *q, enum pos_dim d, struct str code)
{
    uint32_t at;

    q->want[d] = dict_find(q->p, d, code, &at) && (!q->want[d] || q->want[d] == at + 1) ? at + 1 : UINT32_MAX;
}

/* The agency's code by its id comes from outside: the mirror knows codes. */
static bool prepare(struct answer *q, const struct position_by *by, struct str agency)
{
    q->cells = true;
    for (size_t i = 0; i < by->n; i++) {
        if (by->dim[i] == POS_MONTH) {
            q->by_month = true;
            q->month_at = i;
        } else {
            q->dim[q->ndims++] = by->dim[i];
            q->cells = q->cells && of_cell(by->dim[i]);
        }
    }
    if (q->f->year) {
        want(q, POS_DIM_YEAR, str_format(q->scratch, "%lld", (long long)q->f->year));
    }
    if (agency.n) {
        want(q, POS_DIM_AGENCY, agency);
    }
    for (size_t i = 0; i < q->f->nwhere; i++) {
        assert(q->f->where[i].dim != POS_MONTH);
        want(q, q->f->where[i].dim, q->f->where[i].code);
        q->cells = q->cells && of_cell(q->f->where[i].dim);
    }
    q->scan = q->by_month || q->f->as_of.yyyymmdd || q->f->known_at.ms;
    q->cells = q->cells && !q->by_month && !q->f->known_at.ms;
    q->units = q->cells ? q->p->cells : q->p->lines;
    return true;
}

static bool passes(const struct answer *q, const uint32_t *code)
{
    for (size_t d = 0; d < POS_DIMS; d++) {
        if (q->want[d] && q->want[d] != code[d] + 1) {
            return false;
        }
    }
    return true;
}

/* Numbers the units' keys 1, 2, ... in the order in which they are met; key 0 stays out. */
static size_t number(struct answer *q, uint64_t *key)
{
    struct pos_index x = {0};
    size_t n = 1;

    for (size_t i = 0; i < q->units; i++) {
        uint32_t *slot;

        if (!key[i]) {
            q->group[i] = LEFT_OUT;
            continue;
        }
        slot = pos_index_slot(&x, key[i]);
        if (!*slot) {
            *slot = (uint32_t)n++;
        }
        q->group[i] = *slot;
    }
    pos_index_free(&x);
    return n;
}

static void make_groups(struct answer *q)
{
    uint64_t *key = ARENA_ARRAY(q->scratch, uint64_t, q->units + 1), space = 2;

    q->group = ARENA_ARRAY(q->scratch, uint32_t, q->units + 1);
    for (size_t i = 0; i < q->units; i++) {
        key[i] = passes(q, code_of(q, i)) ? 1 : 0;
    }
    for (size_t d = 0; d < q->ndims; d++) {
        const struct pos_dict *dict = &q->p->dict[q->dim[d]];

        if (space > (UINT64_C(1) << 62) / (dict->n + 1)) { /* the keys so far by their numbers */
            space = number(q, key) + 1;
            for (size_t i = 0; i < q->units; i++) {
                key[i] = q->group[i];
            }
        }
        for (size_t i = 0; i < q->units; i++) {
            key[i] = key[i] ? key[i] * dict->n + code_of(q, i)[q->dim[d]] : 0;
        }
        space *= dict->n + 1;
    }
    q->groups = number(q, key);
}

static void make_sums(struct answer *q)
{
    q->sample = ARENA_ARRAY(q->scratch, uint32_t, q->groups);
    q->lines = ARENA_ARRAY(q->scratch, int64_t, q->groups);
    q->sum = arena_array(q->scratch, q->groups, sizeof *q->sum);
    for (size_t i = 0; i < q->units; i++) {
        uint32_t g = q->group[i];
        const int64_t *from = q->cells ? q->p->cell[i].sum : q->p->line[i].sum;

        q->sample[g] = (uint32_t)i;
        q->lines[g] += q->cells ? q->p->cell[i].lines : 1;
        if (g != LEFT_OUT && !q->scan) {
            for (size_t s = 0; s < SUM_COUNT; s++) {
                q->sum[g][s] += from[s];
            }
        }
    }
}

/* Adds the groups' kinds up over the columns: one cell an entry. Entries after the day or the moment add nothing. */
static void scan(const struct answer *q, int64_t *acc, uint8_t *met)
{
    const struct position *p = q->p;
    int32_t as_of = q->f->as_of.yyyymmdd ? q->f->as_of.yyyymmdd : INT32_MAX;
    int64_t known = q->f->known_at.ms;

    for (size_t i = 0; i < p->entries; i++) {
        uint32_t at = p->at[i];
        size_t g = q->group[at >> KIND_BITS];
        int64_t keep = -(int64_t)(p->day[i] <= as_of);

        if (known && p->known_ms[i] > known) {
            keep = 0;
        }
        acc[g * p->kinds + (at & ((1U << KIND_BITS) - 1))] += p->amount[i] & keep;
        met[g] |= (uint8_t)(keep & 1);
    }
}

static void scan_groups(struct answer *q)
{
    size_t kinds = q->p->kinds;
    int64_t *acc = ARENA_ARRAY(q->scratch, int64_t, q->groups * kinds + 1);
    uint8_t *met = ARENA_ARRAY(q->scratch, uint8_t, q->groups);

    scan(q, acc, met);
    q->moved = ARENA_ARRAY(q->scratch, bool, q->groups);
    for (size_t g = 1; g < q->groups; g++) {
        q->moved[g] = met[g] != 0;
        for (size_t k = 0; k < kinds; k++) {
            kind_add(q->p->kind[k], acc[g * kinds + k], q->sum[g]);
        }
    }
}

/* The entries of the day's own month, up to the day. */
static void scan_month(struct answer *q, const struct pos_month *m)
{
    const struct position *p = q->p;
    int64_t *acc = ARENA_ARRAY(q->scratch, int64_t, q->groups * p->kinds + 1);
    int32_t as_of = q->f->as_of.yyyymmdd;

    for (size_t i = 0; i < m->n; i++) {
        uint32_t row = m->entry[i], of = m->of[i];
        size_t g = q->group[of >> KIND_BITS];
        int64_t keep = -(int64_t)(p->day[row] <= as_of);

        acc[g * p->kinds + (of & ((1U << KIND_BITS) - 1))] += p->amount[row] & keep;
        q->moved[g] = q->moved[g] || keep;
    }
    for (size_t g = 1; g < q->groups; g++) {
        for (size_t k = 0; k < p->kinds; k++) {
            kind_add(p->kind[k], acc[g * p->kinds + k], q->sum[g]);
        }
    }
}

/* As of a day by what cells tell: whole months before it from their sums, its own month entry by entry. */
static void scan_cells(struct answer *q)
{
    const struct position *p = q->p;
    int32_t month = q->f->as_of.yyyymmdd / 100;

    q->moved = ARENA_ARRAY(q->scratch, bool, q->groups);
    for (size_t k = 0; k < p->months; k++) {
        const struct pos_month *m = &p->month[k];

        if (m->yyyymm == month) {
            scan_month(q, m);
        }
        for (size_t c = 0; m->yyyymm < month && c < m->cells && c < q->units; c++) {
            uint32_t g = q->group[c];

            q->moved[g] = q->moved[g] || m->cell[c].moved;
            for (size_t s = 0; s < SUM_COUNT; s++) {
                q->sum[g][s] += m->cell[c].sum[s];
            }
        }
    }
}

/* By month: each group again for each month in which it moved, met in the order of the entries. */
static void scan_months(struct answer *q)
{
    const struct position *p = q->p;
    struct pos_index x = {0};
    int32_t as_of = q->f->as_of.yyyymmdd ? q->f->as_of.yyyymmdd : INT32_MAX;
    size_t n = 1, cap = 64;
    int64_t(*sum)[SUM_COUNT] = mem_alloc(cap * sizeof *sum);
    uint32_t *of = mem_alloc(cap * sizeof *of), *month = mem_alloc(cap * sizeof *month);

    for (size_t i = 0; i < p->entries; i++) {
        uint32_t g = q->group[p->at[i] >> KIND_BITS], m = (uint32_t)(p->day[i] / 100), *slot;

        if (g == LEFT_OUT || p->day[i] > as_of || (q->f->known_at.ms && p->known_ms[i] > q->f->known_at.ms)) {
            continue;
        }
        slot = pos_index_slot(&x, (uint64_t)g << 32 | m);
        if (!*slot) {
            if (n == cap) {
                cap *= 2;
                sum = mem_grow(sum, cap * sizeof *sum);
                of = mem_grow(of, cap * sizeof *of);
                month = mem_grow(month, cap * sizeof *month);
            }
            memset(sum[n], 0, sizeof sum[n]);
            of[n] = g;
            month[n] = m;
            *slot = (uint32_t)n++;
        }
        kind_add(p->kind[p->at[i] & ((1U << KIND_BITS) - 1)], p->amount[i], sum[*slot]);
    }
    q->sum = arena_array(q->scratch, n, sizeof *q->sum);
    q->month = ARENA_ARRAY(q->scratch, uint32_t, n);
    q->moved = ARENA_ARRAY(q->scratch, bool, n);
    for (size_t i = 1; i < n; i++) {
        memcpy(q->sum[i], sum[i], sizeof sum[i]);
        q->month[i] = month[i];
        q->moved[i] = true;
        of[i] = q->sample[of[i]];
    }
    of[0] = 0;
    q->sample = ARENA_ARRAY(q->scratch, uint32_t, n);
    memcpy(q->sample, of, n * sizeof *of);
    q->lines = ARENA_ARRAY(q->scratch, int64_t, n); /* of a month: not counted */
    q->groups = n;
    pos_index_free(&x);
    mem_free(sum);
    mem_free(of);
    mem_free(month);
}

/* ---- rows ---- */

static void put_sums(const int64_t *s, int64_t lines, struct position_sum *r)
{
    int64_t current = 0;

    for (size_t b = BUCKET_UNALLOTTED; b < BUCKET_COUNT; b++) {
        current += s[b]; /* cannot overflow: amounts are at most MONEY_MAX, and all that is given is appropriated */
    }
    r->lines = lines;
    r->approved = MONEY(s[SUM_APPROVED]);
    r->current = MONEY(current);
    r->unallotted = MONEY(s[BUCKET_UNALLOTTED]);
    r->allotted = MONEY(current - s[BUCKET_UNALLOTTED] - s[BUCKET_LAPSED] + s[SUM_LAPSED_ALLOTTED]);
    r->reserved = MONEY(s[BUCKET_RESERVED]);
    r->obligated = MONEY(s[BUCKET_OBLIGATED]);
    r->disbursed = MONEY(s[BUCKET_DISBURSED]);
    r->free = MONEY(s[BUCKET_ALLOTTED]);
    r->carried_a = MONEY(s[BUCKET_CARRIED_A]);
    r->carried_b = MONEY(s[BUCKET_CARRIED_B]);
    r->lapsed = MONEY(s[BUCKET_LAPSED]);
    r->obligated_rate.bp = money_share_bp(money_add(r->obligated, r->disbursed), r->current);
    r->disbursed_rate.bp = money_share_bp(r->disbursed, r->current);
}

static void month_name(const struct answer *q, uint32_t month, struct str *key, struct str *name)
{
    struct sbuf b;
    struct str text;
    size_t i = 0;

    *key = str_format(q->a, "%04u-%02u", month / 100, month % 100);
    sbuf_init(&b, q->a, SBUF_NO_LIMIT);
    date_put(&b, DATE((int32_t)month * 100 + 1), DATE_SHORT, q->lang);
    text = sbuf_str(&b);
    while (i < text.n && text.p[i] != ' ') { /* without its first day */
        i++;
    }
    *name = str_trim((struct str){text.p + i, text.n - i});
}

struct ordered {
    const struct answer *q;
    uint32_t group;
};

static int by_order(const void *x, const void *y)
{
    const struct ordered *s = x, *t = y;
    const struct answer *q = s->q;

    for (size_t i = 0, d = 0; i < q->ndims + q->by_month; i++) {
        if (q->by_month && i == q->month_at) {
            if (q->month[s->group] != q->month[t->group]) {
                return q->month[s->group] < q->month[t->group] ? -1 : 1;
            }
            continue;
        }
        const struct pos_dict *dict = &q->p->dict[q->dim[d]];
        uint32_t m = code_of(q, q->sample[s->group])[q->dim[d]], n = code_of(q, q->sample[t->group])[q->dim[d]];

        d++;
        if (m != n) {
            const struct pos_value *v = &dict->v[m], *w = &dict->v[n];

            return v->order != w->order ? (v->order < w->order ? -1 : 1) : str_cmp(v->code, w->code);
        }
    }
    return 0;
}

static void put_names(const struct answer *q, uint32_t group, struct position_sum *r)
{
    for (size_t i = 0, d = 0; i < q->ndims + q->by_month; i++) {
        if (q->by_month && i == q->month_at) {
            month_name(q, q->month[group], &r->key[i], &r->name[i]);
        } else {
            const struct pos_value *v =
                &q->p->dict[q->dim[d]].v[code_of(q, q->sample[group])[q->dim[d]]];

            r->key[i] = str_dup(q->a, v->code);
            r->name[i] = str_dup(q->a, q->lang == LANG_TH ? v->th : v->en);
            d++;
        }
    }
}

static void put_table(struct answer *q, struct position_table *ret)
{
    struct ordered *o = ARENA_ARRAY(q->scratch, struct ordered, q->groups);
    int64_t all[SUM_COUNT] = {0}, lines = 0;
    size_t n = 0;

    for (uint32_t g = 1; g < q->groups; g++) {
        if (q->moved && !q->moved[g]) {
            continue;
        }
        o[n++] = (struct ordered){q, g};
        lines += q->lines[g];
        for (size_t s = 0; s < SUM_COUNT; s++) {
            all[s] += q->sum[g][s];
        }
    }
    if (n > 1) {
        qsort(o, n, sizeof *o, by_order);
    }
    memset(ret, 0, sizeof *ret);
    ret->row = ARENA_ARRAY(q->a, struct position_sum, n);
    ret->n = n;
    ret->seq = q->p->seq;
    for (size_t i = 0; i < n; i++) {
        put_names(q, o[i].group, &ret->row[i]);
        put_sums(q->sum[o[i].group], q->lines[o[i].group], &ret->row[i]);
    }
    put_sums(all, lines, &ret->total);
}

static bool agency_code(struct db *db, struct arena *a, int64_t id, struct str *ret, struct err *e)
{
    struct agency_key {
        struct str code;
    } k;
    static const struct field fields[] = {COL(struct agency_key, code)};
    static const struct row_type type = {"agency_key", sizeof k, fields, ARRAY_LEN(fields)};
    bool found;

    *ret = STR_NONE;
    if (!id) {
        return true;
    }
    if (!db_find(db, a, &Q_POS_AGENCY, ARGS(V(id)), &type, &k, &found, e)) {
        return false;
    }
    *ret = found ? k.code : STR("-");
    return true;
}

bool position_get(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                  const struct position_by *by, struct position_table *ret, struct err *e)
{
    struct answer q = {.p = p, .f = f, .a = a, .lang = by->lang};
    struct str agency;

    assert(by->n <= POS_DIMS);
    if (!agency_code(db, a, f->agency_id, &agency, e) || !position_hold(p, db, needs_columns(f, by), e)) {
        return false;
    }
    q.scratch = arena_new();
    prepare(&q, by, agency);
    make_groups(&q);
    make_sums(&q);
    if (q.by_month) {
        scan_months(&q);
    } else if (q.scan && q.cells) {
        scan_cells(&q);
    } else if (q.scan) {
        scan_groups(&q);
    }
    put_table(&q, ret);
    position_release(p);
    arena_free(q.scratch);
    return true;
}

/* ---- lines by code ---- */

static size_t first_after(const struct position *p, struct str after)
{
    size_t lo = 0, hi = p->lines;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        struct str code = p->dict[POS_DIM_LINE].v[p->line[p->by_code[mid]].code[POS_DIM_LINE]].code;

        if (str_cmp(code, after) <= 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* The page's lines are the groups: the scan, if one is needed, adds nothing else up. */
static void pick_lines(struct answer *q, const struct position_page *page, uint32_t *pick, size_t *ret_n)
{
    const struct position *p = q->p;
    size_t n = 0;

    for (size_t i = first_after(p, page->after); i < p->lines && n <= page->limit; i++) {
        if (passes(q, p->line[p->by_code[i]].code)) {
            pick[n++] = p->by_code[i];
        }
    }
    q->group = ARENA_ARRAY(q->scratch, uint32_t, p->lines + 1);
    *ret_n = n;
    n = n < page->limit ? n : page->limit;
    for (size_t i = 0; i < n; i++) {
        q->group[pick[i]] = (uint32_t)i + 1;
    }
    q->groups = n + 1;
}

bool position_lines(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                    const struct position_page *page, struct position_table *ret, struct err *e)
{
    struct answer q = {.p = p, .f = f, .a = a, .lang = page->by->lang};
    struct str agency;
    uint32_t *pick;
    size_t n;

    if (!agency_code(db, a, f->agency_id, &agency, e) || !position_hold(p, db, needs_columns(f, page->by), e)) {
        return false;
    }
    q.scratch = arena_new();
    prepare(&q, page->by, agency);
    assert(!q.by_month);
    q.cells = false;
    q.units = p->lines;
    pick = ARENA_ARRAY(q.scratch, uint32_t, page->limit + 1);
    pick_lines(&q, page, pick, &n);
    make_sums(&q);
    if (q.scan) {
        scan_groups(&q);
    }
    memset(ret, 0, sizeof *ret);
    ret->more = n > page->limit;
    n = q.groups - 1;
    ret->row = ARENA_ARRAY(a, struct position_sum, n);
    ret->n = n;
    ret->seq = p->seq;
    for (size_t i = 0; i < n; i++) {
        put_names(&q, (uint32_t)i + 1, &ret->row[i]);
        put_sums(q.sum[i + 1], 1, &ret->row[i]);
    }
    position_release(p);
    arena_free(q.scratch);
    return true;
}

bool position_each(struct position *p, struct db *db, struct arena *a, const struct position_filter *f,
                   position_line_fn *fn, void *ctx, struct err *e)
{
    struct answer q = {.p = p, .f = f, .a = a};
    struct str agency;

    if (!agency_code(db, a, f->agency_id, &agency, e) || !position_hold(p, db, false, e)) {
        return false;
    }
    q.scratch = arena_new();
    prepare(&q, POSITION_BY(NULL, 0, LANG_TH), agency);
    for (size_t i = 0; i < p->lines; i++) {
        const struct pos_line *l = &p->line[i];
        struct position_sum s;

        if (passes(&q, l->code)) {
            put_sums(l->sum, 1, &s);
            fn(ctx, &(const struct position_line){
                        .line_id = l->line_id,
                        .type = p->dict[POS_DIM_TYPE].v[l->code[POS_DIM_TYPE]].code,
                        .current = s.current,
                        .disbursed = s.disbursed,
                        .obligated = s.obligated,
                        .gone = money_add(money_add(s.carried_a, s.carried_b), s.lapsed)});
        }
    }
    position_release(p);
    arena_free(q.scratch);
    return true;
}
