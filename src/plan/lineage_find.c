/* lineage_find.c - links that the lines themselves show: what they were drawn from, else the one alike. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/audit.h"
#include "plan/lineage_int.h"
#include "sql_plan.h"
#include "store/store.h"

struct loose { /* a line without a past, or something of the year before without a future */
    int64_t id, past_id, year, agency_id;
    struct str output_code, item_code, code, name, drawn_from;
    struct money amount;
};
static const struct field loose_fields[] = {
    COL(struct loose, id),          COL(struct loose, past_id),   COL(struct loose, year),
    COL(struct loose, agency_id),   COL(struct loose, output_code), COL(struct loose, item_code),
    COL(struct loose, code),        COL(struct loose, name),      COL(struct loose, drawn_from),
    COL(struct loose, amount),
};
static const struct row_type loose_type = ROW_TYPE(struct loose, loose_fields);

/* One that looks for its like. */
struct seeker {
    const struct loose *row;
    struct str fold;
    const struct seeker *from; /* of a new line: what it was */
    bool taken;                /* of an earlier one: something was drawn from it, or two are alike */
};

static int by_code(const void *p, const void *q)
{
    const struct seeker *x = p, *y = q;
    int order = str_cmp(x->row->code, y->row->code);

    return order ? order
                 : x->row->agency_id < y->row->agency_id ? -1 : x->row->agency_id > y->row->agency_id;
}

static int alike(const struct seeker *x, const struct seeker *y)
{
    int order;

    if (x->row->agency_id != y->row->agency_id)
        return x->row->agency_id < y->row->agency_id ? -1 : 1;
    order = str_cmp(x->row->output_code, y->row->output_code);
    order = order ? order : str_cmp(x->row->item_code, y->row->item_code);
    return order ? order : str_cmp(x->fold, y->fold);
}

static int by_face(const void *p, const void *q)
{
    return alike(p, q);
}

static int by_from(const void *p, const void *q)
{
    const struct seeker *x = p, *y = q;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->row->id < y->row->id ? -1 : x->row->id > y->row->id;
}

static struct seeker *seekers(struct arena *a, const struct rows *rows)
{
    struct seeker *s = ARENA_ARRAY(a, struct seeker, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) {
        s[i].row = (const struct loose *)rows->p + i;
        s[i].fold = thai_fold(a, s[i].row->name);
    }
    return s;
}

static void sort(struct seeker *s, size_t n, int (*order)(const void *, const void *))
{
    if (n > 1)
        qsort(s, n, sizeof *s, order);
}

/* A line's code is one of a kind; a key of past_line only within its agency. */
static struct seeker *of_code(struct seeker *past, size_t n, const struct loose *l)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (str_cmp(past[mid].row->code, l->drawn_from) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < n && str_eq(past[lo].row->code, l->drawn_from); lo++) {
        if (past[lo].row->id || past[lo].row->agency_id == l->agency_id)
            return &past[lo];
    }
    return NULL;
}

static void match_drawn(struct seeker *now, size_t n, struct seeker *past, size_t npast)
{
    sort(past, npast, by_code);
    for (size_t i = 0; i < n; i++) {
        struct seeker *p = now[i].row->drawn_from.n ? of_code(past, npast, now[i].row) : NULL;

        now[i].from = p;
        if (p)
            p->taken = true;
    }
}

/* One on each side only: two of the same name are told apart by people. */
static void match_alike(struct arena *a, struct seeker *now, size_t n, const struct seeker *past,
                        size_t npast)
{
    struct seeker *old = ARENA_ARRAY(a, struct seeker, npast + 1);
    size_t olds = 0, k = 0;

    for (size_t i = 0; i < npast; i++) {
        old[olds] = past[i];
        old[olds].from = &past[i];
        olds += !past[i].taken;
    }
    sort(old, olds, by_face);
    sort(now, n, by_face);
    for (size_t i = 0; i < n; i++) {
        bool twin = (i > 0 && alike(&now[i - 1], &now[i]) == 0) ||
                    (i + 1 < n && alike(&now[i], &now[i + 1]) == 0);

        while (k < olds && alike(&old[k], &now[i]) < 0)
            k++;
        if (now[i].from || twin || k == olds || alike(&old[k], &now[i]) != 0 ||
            (k + 1 < olds && alike(&old[k + 1], &now[i]) == 0))
            continue;
        now[i].from = old[k].from;
    }
}

static struct lineage_face face(const struct loose *x)
{
    return (struct lineage_face){x->agency_id, x->output_code, x->name};
}

/* The links of the lines that came of one: its parts in proportion to what they have now. */
static size_t link_group(struct arena *a, const struct seeker *s, size_t n, struct lineage_link *l)
{
    int64_t weight[LINEAGE_PARTS], sum = 0;
    struct money part[LINEAGE_PARTS] = {MONEY(LINEAGE_WHOLE)};
    const struct loose *from = s->from->row;
    struct lineage_face was = face(from);
    size_t made = 0;

    if (n > LINEAGE_PARTS)
        return 0;
    for (size_t i = 0; i < n; i++) {
        weight[i] = s[i].row->amount.satang;
        sum += weight[i];
    }
    for (size_t i = 0; i < n && sum == 0; i++)
        weight[i] = 1;
    if (n > 1)
        money_split(MONEY(LINEAGE_WHOLE), weight, n, part);
    for (size_t i = 0; i < n; i++) {
        const struct loose *to = s[i].row;
        struct lineage_face is = face(to);

        if (part[i].satang == 0)
            continue;
        l[made++] = (struct lineage_link){.from_year = from->year,
                                          .from_line_id = from->id,
                                          .past_id = from->past_id,
                                          .to_year = to->year,
                                          .to_line_id = to->id,
                                          .share_bp = part[i].satang,
                                          .kind = part[i].satang < LINEAGE_WHOLE
                                                      ? STR("split")
                                                      : lineage_kind(a, &was, &is)};
    }
    return made;
}

/* Links of drawn lines and of alike ones, each kind written with its origin. */
static bool write_found(struct act *by, struct seeker *now, size_t n, bool drawn, int64_t *ret_n,
                        struct err *e)
{
    struct lineage_link *l = ARENA_ARRAY(by->a, struct lineage_link, n + 1);
    size_t made = 0, end;

    for (size_t i = 0; i < n; i = end) {
        for (end = i + 1; end < n && now[end].from == now[i].from; end++)
            ;
        if (now[i].from && now[i].from->taken == drawn)
            made += link_group(by->a, &now[i], end - i, &l[made]);
    }
    *ret_n += (int64_t)made;
    return made == 0 || lineage_insert(by, l, made, drawn ? STR("drawn") : STR("alike"), e);
}

bool lineage_link_year(struct act *by, int64_t year, int64_t *ret_links, struct err *e)
{
    struct db *db = by->tx->db;
    struct seeker *now, *past;
    struct rows lines, before;
    int64_t links = 0;

    if (!db_list(db, by->a, &Q_LINEAGE_UNLINKED, ARGS(V(year)), &loose_type, &lines, e))
        return false;
    *ret_links = 0;
    if (lines.n == 0)
        return true;
    if (!db_list(db, by->a, &Q_LINEAGE_UNFOLLOWED, ARGS(V(year - 1)), &loose_type, &before, e))
        return false;
    now = seekers(by->a, &lines);
    past = seekers(by->a, &before);
    match_drawn(now, lines.n, past, before.n);
    match_alike(by->a, now, lines.n, past, before.n);
    sort(now, lines.n, by_from);
    if (!write_found(by, now, lines.n, true, &links, e) ||
        !write_found(by, now, lines.n, false, &links, e))
        return false;
    *ret_links = links;
    return links == 0 ||
           audit_add(by,
                     &(struct audit_note){.action = STR("lineage.find"),
                                          .subject = str_format(by->a, "year:%lld", (long long)year),
                                          .new_value = str_format(by->a, "links=%lld",
                                                                  (long long)links),
                                          .year = year},
                     e);
}

bool lineage_find(struct act *by, int64_t year, int64_t *ret_links, struct err *e)
{
    if (!actor_check_city(by->who, PERM_BILL, e) || !lineage_link_year(by, year, ret_links, e))
        return false;
    if (*ret_links)
        return true;
    FAIL(e, ERR_NOTHING);
    err_arg(e, "what", V(str_format(by->a, "%lld", (long long)year)));
    return false;
}
