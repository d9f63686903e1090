#include "allocate/proposed.h"

#include <stdlib.h>

#include "allocate/branch.h"
#include "allocate/compare_scenarios.h"
#include "allocate/naming.h"
#include "allocate/pin.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { PRICE_PLACES = 4 };

static const struct field part_fields[] = {
    FIELD(struct proposed_part, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct proposed_part, name, 0, "ชื่อ", "Name"),
    FIELD(struct proposed_part, asked, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct proposed_part, used, FIELD_TOTAL, "จัดสรร", "Allocated"),
    FIELD(struct proposed_part, cut, FIELD_TOTAL, "ไม่ได้รับจัดสรร", "Not allocated"),
    FIELD(struct proposed_part, share, 0, "ร้อยละที่ได้", "Share allocated"),
    FIELD(struct proposed_part, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct proposed_part, funded, FIELD_TOTAL, "ได้รับจัดสรร (ข้อ)", "Funded"),
    FIELD(struct proposed_part, unfunded, FIELD_TOTAL, "ไม่ได้รับจัดสรร (ข้อ)", "Not funded"),
    FIELD(struct proposed_part, value, FIELD_TOTAL, "คะแนน", "Score"),
};
const struct row_type proposed_part_type = ROW_TYPE(struct proposed_part, part_fields);

static const struct field ceiling_fields[] = {
    COL(struct ceiling_row, dim),     COL(struct ceiling_row, code),    COL(struct ceiling_row, max),
    COL(struct ceiling_row, min),     COL(struct ceiling_row, has_max), COL(struct ceiling_row, has_min),
    COL(struct ceiling_row, used),    COL(struct ceiling_row, asked),   COL(struct ceiling_row, price_text),
};
static const struct row_type ceiling_type = ROW_TYPE(struct ceiling_row, ceiling_fields);

struct head_row {
    struct str note, instance_sha, result_sha, meeting_code, meeting_number, resolution_code, resolution_state;
    int64_t item_no;
    bool moved, bound_proved, kept;
};
static const struct field head_fields[] = {
    COL(struct head_row, note),           COL(struct head_row, instance_sha),    COL(struct head_row, result_sha),
    COL(struct head_row, meeting_code),   COL(struct head_row, meeting_number),  COL(struct head_row, item_no),
    COL(struct head_row, resolution_code), COL(struct head_row, resolution_state), COL(struct head_row, moved),
    COL(struct head_row, bound_proved), COL(struct head_row, kept),
};
static const struct row_type head_type = ROW_TYPE(struct head_row, head_fields);

bool proposed_head(struct db *db, struct arena *a, int64_t year, struct str run_code,
                   const struct actor *who, struct proposed *ret, struct err *e)
{
    struct scenario_row s;
    struct head_row h;

    *ret = (struct proposed){0};
    if (!run_get(db, a, year, run_code, &ret->run, e) ||
        !db_one(db, a, &Q_PROPOSED_HEAD, ARGS(V(ret->run.id)), &head_type, &h, e))
        return false;
    if (!h.meeting_code.n && !scenario_open(db, a, year, ret->run.scenario, who, &s, e))
        return false;
    ret->note = h.note;
    ret->instance_sha = h.instance_sha;
    ret->result_sha = h.result_sha;
    ret->meeting_code = h.meeting_code;
    ret->meeting_number = h.meeting_number;
    ret->item_no = h.item_no;
    ret->resolution_code = h.resolution_code;
    ret->resolution_state = h.resolution_state;
    ret->moved = h.moved && !str_eq(h.resolution_state, STR("confirmed"));
    ret->optimum = str_eq(ret->run.mode, STR("optimal"));
    ret->answered = ret->run.gap_text.n > 0;
    ret->proved = ret->optimum && h.bound_proved;
    ret->short_of.millionths = ret->run.bound_score.millionths - ret->run.value_score.millionths;
    ret->has_files = h.kept;
    ret->exact = ret->proved && ret->answered && ret->short_of.millionths == 0;
    return true;
}

/* Those that decide first, the dearest before; then as they stand. */
static int dearer(const void *x, const void *y)
{
    const struct ceiling_row *p = x, *q = y;
    int64_t a = 0, b = 0;

    if (p->binding != q->binding)
        return p->binding ? -1 : 1;
    if (p->binding && exact_parse_decimal(p->price_text, PRICE_PLACES, &a) &&
        exact_parse_decimal(q->price_text, PRICE_PLACES, &b) && a != b)
        return a > b ? -1 : 1;
    if (!str_eq(p->dim, q->dim))
        return str_cmp(p->dim, q->dim);
    return str_cmp(p->code, q->code);
}

static bool read_ceilings(struct db *db, struct arena *a, const struct naming *names,
                          enum lang lang, struct proposed *p, struct err *e)
{
    const struct ceiling_row *kept;
    struct ceiling_row *c;

    if (!db_list(db, a, &Q_PROPOSED_CEILINGS, ARGS(V(p->run.id)), &ceiling_type, &p->ceilings, e))
        return false;
    kept = p->ceilings.p;
    c = ARENA_ARRAY(a, struct ceiling_row, p->ceilings.n);
    p->ceilings.p = c;
    for (size_t i = 0; i < p->ceilings.n; i++) {
        c[i] = kept[i];
        c[i].name = ceiling_name(names, &c[i], lang);
        c[i].left = c[i].has_max ? money_sub(c[i].max, c[i].used) : MONEY_ZERO;
        c[i].binding = c[i].has_max && c[i].price_text.n && !str_eq(c[i].price_text, STR("0"));
        p->binding += c[i].binding;
    }
    qsort(c, p->ceilings.n, sizeof(*c), dearer);
    return true;
}

/* With what the query does not say: the share, and the name of a type, which is that of its ceiling. */
static void complete(struct arena *a, const struct naming *names, bool type, enum lang lang,
                     struct rows *rows)
{
    const struct proposed_part *kept = rows->p;
    struct proposed_part *p = ARENA_ARRAY(a, struct proposed_part, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        const struct ceiling_row c = {.dim = STR_INIT("type"), .code = kept[i].code};

        p[i] = kept[i];
        p[i].share.bp = p[i].asked.satang ? money_share_bp(p[i].used, p[i].asked) : 0;
        if (type)
            p[i].name = ceiling_name(names, &c, lang);
    }
    rows->p = p;
}

static bool read_parts(struct db *db, struct arena *a, const struct naming *names,
                       enum lang lang, struct proposed *p, struct err *e)
{
    if (!db_list(db, a, &Q_PROPOSED_AGENCIES, ARGS(V(p->run.id)), &proposed_part_type, &p->agencies, e) ||
        !db_list(db, a, &Q_PROPOSED_TYPES, ARGS(V(p->run.id)), &proposed_part_type, &p->types, e))
        return false;
    complete(a, names, false, lang, &p->agencies);
    complete(a, names, true, lang, &p->types);
    return true;
}

bool proposed_get(struct db *db, struct arena *a, const struct proposed_ask *q,
                  struct proposed *ret, struct err *e)
{
    struct naming names;

    return proposed_head(db, a, q->year, q->run_code, q->who, ret, e) &&
           naming_load(db, a, q->year, &names, e) &&
           read_ceilings(db, a, &names, q->lang, ret, e) &&
           read_parts(db, a, &names, q->lang, ret, e) &&
           run_pins(db, a, ret->run.id, &ret->pins, e) &&
           run_ranks(db, a, ret->run.id, &ret->ranks, e);
}

static const struct field sums_fields[] = {
    COL(struct proposed_sums, packages),
    COL(struct proposed_sums, funded),
    COL(struct proposed_sums, used),
    COL(struct proposed_sums, value),
};
static const struct row_type sums_type = ROW_TYPE(struct proposed_sums, sums_fields);

bool proposed_sums(struct db *db, struct arena *a, int64_t run_id, struct proposed_sums *ret,
                   struct err *e)
{
    return db_one(db, a, &Q_PROPOSED_SUMS, ARGS(V(run_id)), &sums_type, ret, e);
}
