#include "execute/position_mirror.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "sql_execute.h"
#include "store/store.h"

/* ---- rows ---- */

struct entry_in {
    int64_t seq, line_id, to_line_id, from_bucket, to_bucket;
    struct money amount;
    struct date on_date;
    struct when at;
};
static const struct field entry_in_fields[] = {
    COL(struct entry_in, seq),         COL(struct entry_in, line_id),   COL(struct entry_in, to_line_id),
    COL(struct entry_in, from_bucket), COL(struct entry_in, to_bucket), COL(struct entry_in, amount),
    COL(struct entry_in, on_date),     COL(struct entry_in, at),
};
static const struct row_type entry_in_type = ROW_TYPE(struct entry_in, entry_in_fields);

struct pos_line_in {
    int64_t line_id;
    struct str code, name;
    int64_t year, ordinance, output_id, item_id, fund_id;
    struct str package_code, package_title, agency_code, agency_th, agency_en;
    int64_t print_order, division;
    struct str district_group, origin;
    int64_t sum[BUCKET_COUNT], lapsed_allotted, newest; /* as it stands in `balance`, with the newest entry in it */
};
static const struct field pos_line_in_fields[] = {
    COL(struct pos_line_in, line_id),        COL(struct pos_line_in, code),
    COL(struct pos_line_in, name),           COL(struct pos_line_in, year),
    COL(struct pos_line_in, ordinance),      COL(struct pos_line_in, output_id),
    COL(struct pos_line_in, item_id),        COL(struct pos_line_in, fund_id),
    COL(struct pos_line_in, package_code),   COL(struct pos_line_in, package_title),
    COL(struct pos_line_in, agency_code),    COL(struct pos_line_in, agency_th),
    COL(struct pos_line_in, agency_en),      COL(struct pos_line_in, print_order),
    COL(struct pos_line_in, division),       COL(struct pos_line_in, district_group),
    COL(struct pos_line_in, origin),
};
/* The first columns are of one line; the rest only where all are read. */
#define SUM_COL(name, b) {(name), VT_INT, 0, offsetof(struct pos_line_in, sum) + (b) * sizeof(int64_t), "", ""}
static const struct field pos_sum_in_fields[] = {
    COL(struct pos_line_in, line_id),        COL(struct pos_line_in, code),
    COL(struct pos_line_in, name),           COL(struct pos_line_in, year),
    COL(struct pos_line_in, ordinance),      COL(struct pos_line_in, output_id),
    COL(struct pos_line_in, item_id),        COL(struct pos_line_in, fund_id),
    COL(struct pos_line_in, package_code),   COL(struct pos_line_in, package_title),
    COL(struct pos_line_in, agency_code),    COL(struct pos_line_in, agency_th),
    COL(struct pos_line_in, agency_en),      COL(struct pos_line_in, print_order),
    COL(struct pos_line_in, division),       COL(struct pos_line_in, district_group),
    COL(struct pos_line_in, origin),
    SUM_COL("source", BUCKET_SOURCE),        SUM_COL("unallotted", BUCKET_UNALLOTTED),
    SUM_COL("allotted", BUCKET_ALLOTTED),    SUM_COL("reserved", BUCKET_RESERVED),
    SUM_COL("obligated", BUCKET_OBLIGATED),  SUM_COL("disbursed", BUCKET_DISBURSED),
    SUM_COL("carried_a", BUCKET_CARRIED_A),  SUM_COL("carried_b", BUCKET_CARRIED_B),
    SUM_COL("lapsed", BUCKET_LAPSED),        COL(struct pos_line_in, lapsed_allotted),
    COL(struct pos_line_in, newest),
};
static const struct row_type pos_sum_in_type = ROW_TYPE(struct pos_line_in, pos_sum_in_fields);
static const struct row_type pos_line_in_type = ROW_TYPE(struct pos_line_in, pos_line_in_fields);

static const struct field pos_node_fields[] = {
    COL(struct pos_node, id),      COL(struct pos_node, parent_id), COL(struct pos_node, code),
    COL(struct pos_node, level),   COL(struct pos_node, name_th),   COL(struct pos_node, name_en),
    COL(struct pos_node, sort),
};
static const struct row_type pos_node_type = ROW_TYPE(struct pos_node, pos_node_fields);

static const struct {
    const char *word, *th, *en;
} groups[] = {
#define GROUP(word, th, en) {word, th, en},
#include "plan/dims.def"
#undef GROUP
};

/* ---- what a kind of move does ---- */

static bool allotted(unsigned b)
{
    return b == BUCKET_ALLOTTED || b == BUCKET_RESERVED || b == BUCKET_OBLIGATED;
}

void kind_add(unsigned kind, int64_t amount, int64_t sum[SUM_COUNT])
{
    unsigned from = kind / BUCKET_COUNT, to = kind % BUCKET_COUNT;

    if (kind >= KIND_SUPPLEMENTARY) {
        int64_t x = kind == KIND_SUPPLEMENTARY ? amount : -amount;

        sum[BUCKET_SOURCE] -= x;
        sum[BUCKET_UNALLOTTED] += x;
        return;
    }
    if (kind >= KIND_OUT) {
        if (kind >= KIND_IN) {
            sum[kind - KIND_IN] += amount;
        } else {
            sum[kind - KIND_OUT] -= amount;
        }
        return;
    }
    sum[from] -= amount;
    sum[to] += amount;
    if (from == BUCKET_SOURCE && to == BUCKET_UNALLOTTED) {
        sum[SUM_APPROVED] += amount;
    } else if (from == BUCKET_UNALLOTTED && to == BUCKET_SOURCE) {
        sum[SUM_APPROVED] -= amount;
    } else if (to == BUCKET_LAPSED && allotted(from)) {
        sum[SUM_LAPSED_ALLOTTED] += amount;
    } else if (from == BUCKET_LAPSED && allotted(to)) {
        sum[SUM_LAPSED_ALLOTTED] -= amount;
    }
}

/* ---- lines ---- */

static const struct pos_node *node_by_id(const struct position *p, int64_t id)
{
    size_t lo = 0, hi = p->nodes;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (p->node[mid].id == id) {
            return &p->node[mid];
        }
        if (p->node[mid].id < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

/* The node's ancestor (or itself) of that level; itself when it has none. */
static uint32_t node_put(struct position *p, enum pos_dim d, const struct pos_node *n, struct str level)
{
    const struct pos_node *up = n;

    while (up && level.n && !str_eq(up->level, level)) {
        up = up->parent_id ? node_by_id(p, up->parent_id) : NULL;
    }
    up = up ? up : n;
    return dict_put(p, d, (struct pos_value){up->code, up->name_th, up->name_en, up->sort});
}

static uint32_t number_put(struct position *p, enum pos_dim d, int64_t n, const char *th, const char *en)
{
    struct str code = str_format(p->a, "%lld", (long long)n);

    return dict_put(p, d,
                    (struct pos_value){code, str_format(p->a, "%s%lld", th, (long long)n),
                                       str_format(p->a, "%s%lld", en, (long long)n), n});
}

static uint32_t group_put(struct position *p, struct str name)
{
    size_t g = 0;

    for (size_t i = 1; i < ARRAY_LEN(groups); i++) {
        g = str_eq(name, str_from(groups[i].th)) ? i : g;
    }
    return dict_put(p, POS_DIM_DISTRICT_GROUP,
                    (struct pos_value){str_from(groups[g].word), str_from(groups[g].th), str_from(groups[g].en),
                                       (int64_t)g});
}

static void put_agency(struct position *p, const struct pos_line_in *in, uint32_t *code)
{
    struct str division = in->division ? tr(LANG_TH, TR("กองวิเคราะห์งบประมาณ")) : STR_NONE;

    code[POS_DIM_AGENCY] = dict_put(
        p, POS_DIM_AGENCY, (struct pos_value){in->agency_code, in->agency_th, in->agency_en, in->print_order});
    if (in->division) {
        code[POS_DIM_DIVISION] = number_put(p, POS_DIM_DIVISION, in->division,
                                            str_cstr(p->a, str_format(p->a, "%.*s ", STR_FMT(division))),
                                            str_cstr(p->a, str_format(p->a, "%.*s ",
                                            STR_FMT(tr(LANG_EN, TR("กองวิเคราะห์งบประมาณ"))))));
    } else {
        code[POS_DIM_DIVISION] =
            dict_put(p, POS_DIM_DIVISION, (struct pos_value){STR("0"), tr(LANG_TH, TR("ยังไม่กำหนดกองวิเคราะห์")),
                                                         tr(LANG_EN, TR("ยังไม่กำหนดกองวิเคราะห์")), 0});
    }
    code[POS_DIM_DISTRICT_GROUP] = group_put(p, in->district_group);
}

static bool put_nodes(struct position *p, const struct pos_line_in *in, uint32_t *code)
{
    const struct pos_node *output = node_by_id(p, in->output_id), *item = node_by_id(p, in->item_id),
                          *fund = node_by_id(p, in->fund_id);

    if (!output || !item || !fund) {
        return false;
    }
    code[POS_DIM_SIDE] = node_put(p, POS_DIM_SIDE, output, STR("side"));
    code[POS_DIM_PLAN] = node_put(p, POS_DIM_PLAN, output, STR("plan"));
    code[POS_DIM_OUTPUT] = node_put(p, POS_DIM_OUTPUT, output, STR_NONE);
    code[POS_DIM_TYPE] = node_put(p, POS_DIM_TYPE, item, STR("type"));
    code[POS_DIM_ITEM] = node_put(p, POS_DIM_ITEM, item, STR_NONE);
    code[POS_DIM_FUND] = node_put(p, POS_DIM_FUND, fund, STR_NONE);
    return true;
}

static uint32_t put_cell(struct position *p, const uint32_t *code)
{
    uint64_t key = code[POS_DIM_AGENCY];
    uint32_t *slot;

    key = key * 1024 + code[POS_DIM_TYPE]; /* far above what there is; codes are few by law */
    key = key * 1024 + code[POS_DIM_YEAR];
    key = key * 1024 + code[POS_DIM_FUND];
    slot = pos_index_slot(&p->by_cell, key);
    if (!*slot) {
        if (p->cells == p->cell_cap) {
            p->cell_cap = p->cell_cap ? 2 * p->cell_cap : 256;
            p->cell = mem_grow(p->cell, p->cell_cap * sizeof *p->cell);
        }
        memset(&p->cell[p->cells], 0, sizeof p->cell[p->cells]);
        memcpy(p->cell[p->cells].code, code, sizeof p->cell[p->cells].code);
        *slot = (uint32_t)++p->cells;
    }
    p->cell[*slot - 1].lines++;
    return *slot - 1;
}

/* *ret false: a node of its classification is not known here. */
static bool put_line(struct position *p, const struct pos_line_in *in)
{
    struct pos_line l = {.line_id = in->line_id, .ordinance = in->ordinance, .year = in->year};
    struct str ordinance = in->ordinance ? tr(LANG_TH, TR("เพิ่มเติม ฉบับที่")) : STR_NONE;
    uint32_t *code = l.code;

    if (!put_nodes(p, in, code)) {
        return false;
    }
    put_agency(p, in, code);
    code[POS_DIM_PACKAGE] = dict_put(p, POS_DIM_PACKAGE, (struct pos_value){in->package_code, in->package_title,
                                                                            in->package_title, in->line_id});
    code[POS_DIM_YEAR] = number_put(p, POS_DIM_YEAR, in->year, "", "");
    if (in->ordinance) {
        code[POS_DIM_ORDINANCE] = number_put(
            p, POS_DIM_ORDINANCE, in->ordinance, str_cstr(p->a, str_format(p->a, "%.*s ", STR_FMT(ordinance))),
            str_cstr(p->a, str_format(p->a, "%.*s ", STR_FMT(tr(LANG_EN, TR("เพิ่มเติม ฉบับที่"))))));
    } else {
        code[POS_DIM_ORDINANCE] = dict_put(p, POS_DIM_ORDINANCE,
                                           (struct pos_value){STR("0"), tr(LANG_TH, TR("ประจำปี")),
                                                              tr(LANG_EN, TR("ประจำปี")), 0});
    }
    code[POS_ORIGIN] = dict_put(p, POS_ORIGIN,
                                (struct pos_value){in->origin, origin_label(in->origin, LANG_TH),
                                                   origin_label(in->origin, LANG_EN), 0});
    code[POS_DIM_LINE] =
        dict_put(p, POS_DIM_LINE, (struct pos_value){in->code, in->name, in->name, in->line_id});
    l.cell = put_cell(p, code);
    if (p->lines == p->line_cap) {
        p->line_cap = p->line_cap ? 2 * p->line_cap : 1024;
        p->line = mem_grow(p->line, p->line_cap * sizeof *p->line);
    }
    p->line[p->lines] = l;
    *pos_index_slot(&p->by_id, (uint64_t)in->line_id) = (uint32_t)++p->lines;
    return true;
}

static bool load_nodes(struct position *p, struct db *db, struct err *e)
{
    struct rows r;

    if (!db_list(db, p->a, &Q_POS_NODES, NO_ARGS, &pos_node_type, &r, e)) {
        return false;
    }
    p->node = r.p;
    p->nodes = r.n;
    return true;
}

static bool unknown_line(const struct pos_line_in *in, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(in->code));
    err_detail(e, "a node of its structure is not in the store");
    return false;
}

/* A line and what stands on it. What came from the source was approved: it is the annual ordinance's, but for money
 * carried in, which has lines of its own. */
static bool take_line(void *ctx, const void *row, struct err *e)
{
    struct position *p = ctx;
    const struct pos_line_in *in = row;
    bool carried = str_eq(in->origin, STR("carry_a")) || str_eq(in->origin, STR("carry_b"));
    struct pos_line *l;

    if (!put_line(p, in)) {
        return unknown_line(in, e);
    }
    l = &p->line[p->lines - 1];
    memcpy(l->sum, in->sum, sizeof in->sum);
    l->sum[SUM_APPROVED] = in->ordinance || carried ? 0 : -in->sum[BUCKET_SOURCE];
    l->sum[SUM_LAPSED_ALLOTTED] = in->lapsed_allotted;
    for (size_t k = 0; k < SUM_COUNT; k++) {
        p->cell[l->cell].sum[k] += l->sum[k];
    }
    p->seq = in->newest; /* of the same statement: the same in each row */
    return true;
}

/* One line that opened after the mirror was filled; its structure may be new, too. */
static bool fetch_line(struct position *p, struct db *db, int64_t line_id, struct err *e)
{
    struct arena *a = arena_new();
    struct pos_line_in in;
    bool ok = db_one(db, a, &Q_POS_LINE, ARGS(V(line_id)), &pos_line_in_type, &in, e);

    if (ok && !put_line(p, &in)) {
        ok = load_nodes(p, db, e) && (put_line(p, &in) || unknown_line(&in, e));
    }
    arena_free(a);
    return ok;
}

/* ---- entries ---- */

static void put_row(struct position *p, uint32_t line, unsigned kind, const struct entry_in *in)
{
    struct pos_line *l = &p->line[line];
    size_t i = p->entries;

    kind_add(kind, in->amount.satang, l->sum);
    kind_add(kind, in->amount.satang, p->cell[l->cell].sum);
    if (!p->columns) {
        return;
    }
    if (i == p->entry_cap) {
        p->entry_cap = p->entry_cap ? p->entry_cap + p->entry_cap / 2 : 4096;
        p->at = mem_grow(p->at, p->entry_cap * sizeof *p->at);
        p->amount = mem_grow(p->amount, p->entry_cap * sizeof *p->amount);
        p->day = mem_grow(p->day, p->entry_cap * sizeof *p->day);
        p->known_ms = mem_grow(p->known_ms, p->entry_cap * sizeof *p->known_ms);
    }
    if (!p->kind_at[kind]) {
        p->kind[p->kinds++] = (uint8_t)kind;
        p->kind_at[kind] = (uint8_t)p->kinds;
    }
    p->at[i] = line << KIND_BITS | (p->kind_at[kind] - 1U);
    p->amount[i] = in->amount.satang;
    p->day[i] = in->on_date.yyyymmdd;
    p->known_ms[i] = in->at.ms;
    p->entries++;
    pos_month_put(p, (uint32_t)i, l->cell, kind);
}

static bool put_entry(struct position *p, const struct entry_in *in, int64_t *ret_unknown)
{
    uint32_t from = pos_index_find(&p->by_id, (uint64_t)in->line_id);
    uint32_t to = in->to_line_id ? pos_index_find(&p->by_id, (uint64_t)in->to_line_id) : from;
    unsigned f = (unsigned)in->from_bucket, t = (unsigned)in->to_bucket;

    if (!from || !to) {
        *ret_unknown = from ? in->to_line_id : in->line_id;
        return false;
    }
    if (in->to_line_id) {
        put_row(p, from - 1, KIND_OUT + f, in);
        put_row(p, to - 1, KIND_IN + t, in);
    } else if (p->line[from - 1].ordinance && f == BUCKET_SOURCE && t == BUCKET_UNALLOTTED) {
        put_row(p, from - 1, KIND_SUPPLEMENTARY, in);
    } else if (p->line[from - 1].ordinance && f == BUCKET_UNALLOTTED && t == BUCKET_SOURCE) {
        put_row(p, from - 1, KIND_SUPPLEMENTARY_BACK, in);
    } else {
        put_row(p, from - 1, f * BUCKET_COUNT + t, in);
    }
    p->seq = in->seq;
    return true;
}

static bool first_entries(void *ctx, const void *row, struct err *e)
{
    int64_t line;

    if (put_entry(ctx, row, &line)) {
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(STR("line")));
    err_detail(e, "an entry's line has no account");
    return false;
}

/* Those after the first filling wait until the statement is done: a line of theirs may have to be read. */
struct batch {
    struct entry_in *v;
    size_t n, cap;
};

static bool keep_entry(void *ctx, const void *row, struct err *e)
{
    struct batch *b = ctx;

    (void)e;
    if (b->n == b->cap) {
        b->cap = b->cap ? 2 * b->cap : 64;
        b->v = mem_grow(b->v, b->cap * sizeof *b->v);
    }
    b->v[b->n++] = *(const struct entry_in *)row;
    return true;
}

static bool pull(struct position *p, struct db *db, int64_t newest, struct err *e)
{
    struct batch b = {0};
    bool ok = db_each(db, &Q_POS_ENTRIES, ARGS(V(p->seq), V(newest)), &entry_in_type, keep_entry, &b, e);
    int64_t unknown;

    for (size_t i = 0; ok && i < b.n; i++) {
        while (ok && !put_entry(p, &b.v[i], &unknown)) {
            ok = fetch_line(p, db, unknown, e);
        }
    }
    mem_free(b.v);
    return ok;
}

/* Lines with what stands on them: no entry is read. */
static bool fill(struct position *p, struct db *db, struct err *e)
{
    p->loaded = load_nodes(p, db, e) && db_each(db, &Q_POS_LINES, NO_ARGS, &pos_sum_in_type, take_line, p, e);
    return p->loaded;
}

/* Every entry up to p->seq into columns, and the sums anew from them alone: what `balance` said is forgotten. */
static bool fill_columns(struct position *p, struct db *db, struct err *e)
{
    int64_t newest = p->seq;

    p->columns = true;
    for (size_t i = 0; i < p->lines; i++) {
        memset(p->line[i].sum, 0, sizeof p->line[i].sum);
    }
    for (size_t i = 0; i < p->cells; i++) {
        memset(p->cell[i].sum, 0, sizeof p->cell[i].sum);
    }
    return db_each(db, &Q_POS_ENTRIES, ARGS(V(INT64_C(0)), V(newest)), &entry_in_type, first_entries, p, e);
}

/* ---- order, life ---- */

static void clear(struct position *p)
{
    for (size_t d = 0; d < POS_DIMS; d++) {
        mem_free(p->dict[d].v);
        mem_free(p->dict[d].slot);
        p->dict[d] = (struct pos_dict){0};
    }
    pos_index_free(&p->by_id);
    pos_index_free(&p->by_cell);
    mem_free(p->line);
    mem_free(p->by_code);
    mem_free(p->cell);
    mem_free(p->at);
    mem_free(p->amount);
    mem_free(p->day);
    mem_free(p->known_ms);
    pos_months_free(p);
    arena_free(p->a);
}

struct position *position_new(void)
{
    struct position *p = mem_alloc(sizeof *p);

    memset(p, 0, sizeof *p);
    p->a = arena_new();
    if (pthread_rwlock_init(&p->lock, NULL) || pthread_mutex_init(&p->filling, NULL)) {
        PANIC("lock");
    }
    return p;
}

void position_free(struct position *p)
{
    if (!p) {
        return;
    }
    clear(p);
    (void)pthread_rwlock_destroy(&p->lock);
    (void)pthread_mutex_destroy(&p->filling);
    mem_free(p);
}

/* Empty again: what was half filled is of no use. The write lock is held. */
static void reset(struct position *p)
{
    clear(p);
    memset((char *)p + offsetof(struct position, a), 0, sizeof *p - offsetof(struct position, a));
    p->a = arena_new();
}

static bool ready(const struct position *p, int64_t newest, bool columns)
{
    return p->loaded && p->seq >= newest && (p->columns || !columns);
}

static bool bring_up(struct position *p, struct db *db, int64_t newest, bool columns, struct err *e)
{
    return (p->loaded || fill(p, db, e)) && (p->columns || !columns || fill_columns(p, db, e)) &&
           (p->seq >= newest || pull(p, db, newest, e));
}

bool position_has_columns(struct position *p)
{
    bool r;

    (void)pthread_rwlock_rdlock(&p->lock);
    r = p->columns;
    (void)pthread_rwlock_unlock(&p->lock);
    return r;
}

/* What both hold, but for the locks. */
static void trade(struct position *p, struct position *q)
{
    const size_t at = offsetof(struct position, a), n = sizeof *p - at;
    char *was = mem_alloc(n);

    memcpy(was, (char *)p + at, n);
    memcpy((char *)p + at, (char *)q + at, n);
    memcpy((char *)q + at, was, n);
    mem_free(was);
}

bool position_fill_columns(struct position *p, struct db *db, struct err *e)
{
    struct position *q;
    bool ok = true;

    (void)pthread_mutex_lock(&p->filling);
    if (!position_has_columns(p)) {
        q = position_new();
        ok = fill(q, db, e) && fill_columns(q, db, e);
        if (ok) {
            position_sort(q);
            (void)pthread_rwlock_wrlock(&p->lock);
            trade(p, q);
            (void)pthread_rwlock_unlock(&p->lock);
        }
        position_free(q);
    }
    (void)pthread_mutex_unlock(&p->filling);
    return ok;
}

bool position_hold(struct position *p, struct db *db, bool columns, struct err *e)
{
    int64_t newest;

    if (columns && !position_has_columns(p) && !position_fill_columns(p, db, e)) {
        return false;
    }
    if (!db_int(db, &Q_POS_NEWEST, NO_ARGS, &newest, e)) {
        return false;
    }
    (void)pthread_rwlock_rdlock(&p->lock);
    if (ready(p, newest, columns)) {
        return true;
    }
    (void)pthread_rwlock_unlock(&p->lock);
    (void)pthread_rwlock_wrlock(&p->lock);
    if (!bring_up(p, db, newest, columns, e)) {
        reset(p);
        (void)pthread_rwlock_unlock(&p->lock);
        return false;
    }
    if (p->sorted != p->lines || !p->by_code) {
        position_sort(p);
    }
    return true;
}

void position_release(struct position *p)
{
    (void)pthread_rwlock_unlock(&p->lock);
}
