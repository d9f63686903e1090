/* check_find.c - what each machine check looks for. A row of `finders` a subject; rules with a number
 * are parameters. */
#include "plan/check_int.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "plan/justify.h"
#include "plan/request.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

const struct check_kind check_kinds[CHECK_COUNT] = {
#define CHECK(id, code, severity, figures, where, source, name_th, name_en, th, en)                \
    {(code), (severity), (figures), (where), (source), (name_th), (name_en), (th), (en)},
#include "plan/check.def"
#undef CHECK
};

static const struct field package_fields[] = {
    COL(struct look_package, id),          COL(struct look_package, code),
    COL(struct look_package, unit_id),
    COL(struct look_package, agency_id),   COL(struct look_package, output_id),
    COL(struct look_package, output_code), COL(struct look_package, unit_kind),
    COL(struct look_package, has_goal),    COL(struct look_package, text_key),
};
static const struct row_type package_row_t = ROW_TYPE(struct look_package, package_fields);
static const struct field line_fields[] = {
    COL(struct look_line, id),
    COL(struct look_line, package_id),
    COL(struct look_line, code),
    COL(struct look_line, quantity_milli),
    COL(struct look_line, times),
    COL(struct look_line, months),
    COL(struct look_line, unit_price),
    COL(struct look_line, item_code),
    COL(struct look_line, requested),
    COL(struct look_line, standard),
    COL(struct look_line, price_reason),
    {"tranche", VT_MONEY, FIELD_HIDDEN | FIELD_OPTIONAL, offsetof(struct look_line, tranche), NULL,
     NULL},
    COL(struct look_line, running),
    COL(struct look_line, text_key),
    COL(struct look_line, peers),
    COL(struct look_line, peer_agencies),
    COL(struct look_line, quarter),
    COL(struct look_line, median),
    COL(struct look_line, three),
};
static const struct row_type line_row_t = ROW_TYPE(struct look_line, line_fields);
static const struct field overlap_fields[] = {
    COL(struct look_overlap, package_id),
    COL(struct look_overlap, likeness_bp),
    COL(struct look_overlap, number),
    COL(struct look_overlap, other),
};
static const struct row_type overlap_row_t = ROW_TYPE(struct look_overlap, overlap_fields);
static const struct field past_fields[] = {
    COL(struct look_past, agency_id), COL(struct look_past, output_code),
    COL(struct look_past, had),       COL(struct look_past, obligated),
    COL(struct look_past, paid),      COL(struct look_past, carried),
};
static const struct row_type past_row_t = ROW_TYPE(struct look_past, past_fields);
static const struct field text_fields[] = {
    COL(struct look_text, kind),
    COL(struct look_text, text_key),
};
static const struct row_type text_row_t = ROW_TYPE(struct look_text, text_fields);
static const struct field contract_fields[] = {
    COL(struct look_contracts, agency_id),
    COL(struct look_contracts, contracts),
    COL(struct look_contracts, due),
};
static const struct row_type contract_row_t = ROW_TYPE(struct look_contracts, contract_fields);
static const struct field clearance_fields[] = {
    COL(struct look_clearance, package_id),
    COL(struct look_clearance, class),
    COL(struct look_clearance, state),
    COL(struct look_clearance, due),
};
static const struct row_type clearance_row_t = ROW_TYPE(struct look_clearance, clearance_fields);

static bool load_rules(struct look *x, struct err *e)
{
    return param_table(x->db, x->a, PARAM_PEER_ITEMS, x->year, &x->peer_items, e) &&
           param_int(x->db, PARAM_PEER_RATIO, x->year, &x->peer_ratio, e) &&
           param_int(x->db, PARAM_PEER_LEAST, x->year, &x->peer_least, e) &&
           param_int(x->db, PARAM_PAID_SHARE, x->year, &x->paid_share, e) &&
           param_money(x->db, PARAM_RUNNING_FROM, x->year, &x->running_from, e);
}

bool look_load(struct look *x, struct err *e)
{
    int64_t low = 0, high = INT64_MAX;

    if (x->from == x->to &&
        !db_int(x->db, &Q_CHECK_AGENCY_OF, ARGS(V(x->from), V(x->year)), &low, e))
        return false;
    high = x->from == x->to ? low : high;
    if (x->from != x->to &&
        !db_list(x->db, x->a, &Q_CHECK_TEXTS, ARGS(V(x->year)), &text_row_t, &x->texts, e))
        return false;
    return load_rules(x, e) &&
           db_list(x->db, x->a, &Q_CHECK_PACKAGES, ARGS(V(x->year), V(x->from), V(x->to)),
                   &package_row_t, &x->packages, e) &&
           db_list(x->db, x->a, &Q_CHECK_LINES, ARGS(V(x->year), V(x->from), V(x->to)), &line_row_t,
                   &x->lines, e) &&
           db_list(x->db, x->a, &Q_CHECK_OVERLAPS, ARGS(V(x->year), V(x->from), V(x->to)),
                   &overlap_row_t, &x->overlaps, e) &&
           db_list(x->db, x->a, &Q_CHECK_PAST, ARGS(V(x->year), V(low), V(high)), &past_row_t,
                   &x->past, e) &&
           db_list(x->db, x->a, &Q_CHECK_CONTRACTS, ARGS(V(x->year), V(low), V(high)),
                   &contract_row_t, &x->contracts, e) &&
           db_list(x->db, x->a, &Q_CHECK_CLEARANCES, ARGS(V(x->year), V(x->from), V(x->to)),
                   &clearance_row_t, &x->clearances, e);
}

static void add(struct look *x, const struct look_package *p, struct flag f)
{
    if (x->n == x->cap) {
        size_t more = x->cap ? 2 * x->cap : 64;

        x->flag = arena_grow(x->a, x->flag, x->cap * sizeof f, more * sizeof f);
        x->cap = more;
    }
    f.package_id = p->id;
    x->flag[x->n++] = f;
}

static const struct look_line *lines_of(const struct look *x)
{
    return (const struct look_line *)x->lines.p + x->line_at;
}

/* ---- prices ---- */

static bool find_standard(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_line *l = lines_of(x);

    (void)e;
    for (size_t i = 0; i < x->line_n; i++) {
        if (l[i].standard.satang > 0 && money_cmp(l[i].unit_price, l[i].standard) > 0)
            add(x, p,
                (struct flag){.id = str_trim(l[i].price_reason).n ? CHECK_PRICE_ABOVE
                                                                  : CHECK_PRICE_UNREASONED,
                              .line_id = l[i].id,
                              .figure = l[i].unit_price.satang,
                              .compare = l[i].standard.satang});
    }
    return true;
}

static bool compared(const struct look *x, struct str item)
{
    for (size_t i = 0; i < x->peer_items.rows; i++) {
        if (str_starts(item, param_cell(&x->peer_items, i, "item")))
            return true;
    }
    return false;
}

/* Above the median by the ratio, and outside the spread: the upper quarter plus one and a half times
 * the distance of the quarters. */
static bool is_apart(const struct look *x, const struct look_line *l)
{
    int64_t spread = l->three.satang - l->quarter.satang;

    return l->peers >= x->peer_least && l->peer_agencies > 1 && l->median.satang > 0 &&
           exact_cmp_ratio(l->unit_price.satang, l->median.satang, x->peer_ratio, 100) >= 0 &&
           l->unit_price.satang > l->three.satang + spread + spread / 2;
}

static bool find_peer(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_line *l = lines_of(x);

    (void)e;
    for (size_t i = 0; i < x->line_n; i++) {
        if (!is_apart(x, &l[i]) || !compared(x, l[i].item_code))
            continue;
        add(x, p,
            (struct flag){.id = CHECK_PEER,
                          .line_id = l[i].id,
                          .figure = l[i].unit_price.satang,
                          .compare = l[i].median.satang,
                          .detail = str_format(x->a, "(n=%lld)", (long long)l[i].peers)});
    }
    return true;
}

/* ---- other work, earlier years ---- */

static bool find_overlap(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_overlap *o = x->overlaps.p;
    size_t lo = 0, hi = x->overlaps.n;

    (void)e;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (o[mid].package_id < p->id)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < x->overlaps.n && o[lo].package_id == p->id; lo++)
        add(x, p,
            (struct flag){.id = CHECK_OVERLAP,
                          .figure = o[lo].likeness_bp,
                          .compare = o[lo].number,
                          .detail = o[lo].other});
    return true;
}

static struct money asked_of(const struct look *x)
{
    const struct look_line *l = lines_of(x);
    struct money sum = MONEY_ZERO;

    for (size_t i = 0; i < x->line_n; i++)
        sum = money_add(sum, l[i].requested);
    return sum;
}

static bool find_past(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_past *h = x->past.p;
    struct money had = MONEY_ZERO, obligated = had, paid = had, carried = had;

    (void)e;
    for (size_t i = 0; i < x->past.n; i++) {
        if (h[i].agency_id != p->agency_id || !str_eq(h[i].output_code, p->output_code))
            continue;
        had = money_add(had, h[i].had);
        obligated = money_add(obligated, h[i].obligated);
        paid = money_add(paid, h[i].paid);
        carried = money_add(carried, h[i].carried);
    }
    if (had.satang > 0)
        add(x, p,
            (struct flag){.id = money_share_bp(paid, had) < x->paid_share ? CHECK_PAID_LOW
                                                                          : CHECK_PAST_PAID,
                          .figure = paid.satang,
                          .compare = had.satang});
    if (obligated.satang > 0)
        add(x, p,
            (struct flag){
                .id = CHECK_OBLIGATED, .figure = obligated.satang, .compare = had.satang});
    if (carried.satang > 0)
        add(x, p,
            (struct flag){.id = CHECK_CARRIED_B,
                          .figure = carried.satang,
                          .compare = asked_of(x).satang});
    return true;
}

static bool is_capital(struct str item)
{
    return str_starts(item, STR("05"));
}

/* Beside capital lines: that is what contracts of other years compete with. */
static bool find_contracts(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_contracts *c = x->contracts.p;
    const struct look_line *l = lines_of(x);
    bool capital = false;

    (void)e;
    for (size_t i = 0; i < x->line_n && !capital; i++)
        capital = is_capital(l[i].item_code);
    for (size_t i = 0; capital && i < x->contracts.n; i++) {
        if (c[i].agency_id == p->agency_id)
            add(x, p,
                (struct flag){.id = CHECK_CONTRACTS,
                              .figure = c[i].due.satang,
                              .compare = asked_of(x).satang,
                              .detail = str_format(x->a, "%lld", (long long)c[i].contracts)});
    }
    return true;
}

/* ---- the request itself ---- */

static bool find_goal(struct look *x, const struct look_package *p, struct err *e)
{
    (void)e;
    if (!p->has_goal && !str_eq(p->unit_kind, STR("base")))
        add(x, p, (struct flag){.id = CHECK_GOAL});
    return true;
}

/* Years of a commitment and what the finished thing costs to run. */
static void find_capital(struct look *x, const struct look_package *p, const struct look_line *l)
{
    if (l->tranche.satang != MONEY_MISSING.satang && money_cmp(l->tranche, l->requested) != 0)
        add(x, p,
            (struct flag){.id = CHECK_TRANCHE,
                          .line_id = l->id,
                          .figure = l->tranche.satang,
                          .compare = l->requested.satang});
    if (is_capital(l->item_code) && !l->running &&
        money_cmp(l->requested, x->running_from) >= 0)
        add(x, p,
            (struct flag){.id = CHECK_RUNNING,
                          .line_id = l->id,
                          .figure = l->requested.satang,
                          .compare = x->running_from.satang});
}

static bool find_arithmetic(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_line *l = lines_of(x);

    (void)e;
    for (size_t i = 0; i < x->line_n; i++) {
        struct line_sum s = {.quantity_milli = l[i].quantity_milli,
                             .times = l[i].times,
                             .months = l[i].months,
                             .price = l[i].unit_price};
        struct money product;
        struct err bad;

        find_capital(x, p, &l[i]);
        if (l[i].unit_price.satang == 0 || !line_product(x->a, &s, &product, &bad))
            continue; /* typed as one sum */
        if (product.satang - l[i].requested.satang >= 100 ||
            l[i].requested.satang - product.satang >= 100)
            add(x, p,
                (struct flag){.id = CHECK_PRODUCT,
                              .line_id = l[i].id,
                              .figure = product.satang,
                              .compare = l[i].requested.satang});
    }
    return true;
}

static bool in_texts(const struct look *x, int64_t kind, int64_t key)
{
    const struct look_text *t = x->texts.p;
    size_t lo = 0, hi = x->texts.n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (t[mid].kind < kind || (t[mid].kind == kind && t[mid].text_key < key))
            lo = mid + 1;
        else
            hi = mid;
    }
    return key && lo < x->texts.n && t[lo].kind == kind && t[lo].text_key == key;
}

/* One package: its own list of copies, a row a place, by subject. */
static bool count_copied(struct look *x, const struct look_package *p, int64_t *ret, struct err *e)
{
    const struct copied_row *c;
    struct rows rows;
    int64_t n = 0;

    if (!copied_texts(x->db, x->a, p->id, SIGHT_CITY, &rows, e))
        return false;
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        n += i == 0 || !str_eq(c[i].subject, c[i - 1].subject);
    *ret = n;
    return true;
}

static bool find_copied(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_line *l = lines_of(x);
    int64_t n = 0;

    if (x->from == x->to) {
        if (!count_copied(x, p, &n, e))
            return false;
    } else {
        n = in_texts(x, 0, p->text_key);
        for (size_t i = 0; i < x->line_n; i++)
            n += in_texts(x, 1, l[i].text_key);
    }
    if (n)
        add(x, p, (struct flag){.id = CHECK_COPIED, .figure = n, .compare = (int64_t)x->line_n});
    return true;
}

static int64_t line_by_code(const struct look *x, struct str code)
{
    const struct look_line *l = lines_of(x);

    for (size_t i = 0; i < x->line_n; i++) {
        if (str_eq(l[i].code, code))
            return l[i].id;
    }
    return 0;
}

/* An agency's requests at once when the year is looked at; by itself when it is one package. */
static bool load_lacks(struct look *x, const struct look_package *p, struct rows *ret, struct err *e)
{
    if (x->from == x->to)
        return request_missing(x->db, x->a, p->id, ret, e);
    for (size_t i = 0; i < x->lacks_n; i++) {
        if (x->lacks[i].agency_id == p->agency_id) {
            *ret = x->lacks[i].rows;
            return true;
        }
    }
    if (!request_missing_sent(x->db, x->a, x->year, p->agency_id, ret, e))
        return false;
    if (x->lacks_n < ARRAY_LEN(x->lacks)) {
        x->lacks[x->lacks_n].agency_id = p->agency_id;
        x->lacks[x->lacks_n++].rows = *ret;
    }
    return true;
}

/* What the one list of what a request lacks says (plan/missing.def). */
static bool find_missing(struct look *x, const struct look_package *p, struct err *e)
{
    const struct missing_row *m;
    struct rows rows;
    int64_t zero = 0, unreasoned = 0;

    if (!load_lacks(x, p, &rows, e))
        return false;
    m = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!str_eq(m[i].package_code, p->code))
            continue;
        if (str_eq(m[i].code, STR("papers")))
            add(x, p,
                (struct flag){.id = CHECK_PAPERS,
                              .line_id = line_by_code(x, m[i].subject),
                              .figure = 1});
        unreasoned += str_eq(m[i].code, STR("line_reason"));
        zero += str_eq(m[i].code, STR("answer")) || str_eq(m[i].code, STR("options")) ||
                str_eq(m[i].code, STR("option_chosen")) || str_eq(m[i].code, STR("output")) ||
                str_eq(m[i].code, STR("package_reason")) || str_eq(m[i].code, STR("disposition"));
    }
    if (zero)
        add(x, p, (struct flag){.id = CHECK_ZERO, .figure = zero});
    if (unreasoned)
        add(x, p,
            (struct flag){
                .id = CHECK_LINE_REASON, .figure = unreasoned, .compare = (int64_t)x->line_n});
    return true;
}

static bool find_clearance(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_clearance *c = x->clearances.p;

    (void)e;
    for (size_t i = 0; i < x->clearances.n; i++) {
        bool open = str_eq(c[i].state, STR("open"));
        int64_t days = date_days_between(x->today, c[i].due);
        struct flag f = {.detail = c[i].class, .figure = days < 0 ? -days : days};

        if (c[i].package_id != p->id || str_eq(c[i].state, STR("cleared")))
            continue;
        f.id = open ? (days < 0 ? CHECK_CLEARANCE_LATE : CHECK_CLEARANCE_OPEN)
               : str_eq(c[i].state, STR("refused")) ? CHECK_NOT_CLEARED
                                                    : CHECK_CONDITION;
        add(x, p, f);
    }
    return true;
}

/* ---- one package ---- */

typedef bool find_fn(struct look *x, const struct look_package *p, struct err *e);
static find_fn *const finders[] = {find_standard, find_peer,      find_overlap,    find_past,
                                   find_contracts, find_goal,     find_arithmetic, find_copied,
                                   find_missing,  find_clearance};

bool look_at(struct look *x, const struct look_package *p, struct err *e)
{
    const struct look_line *l = x->lines.p;

    x->line_at += x->line_n;
    x->line_n = 0;
    while (x->line_at < x->lines.n && l[x->line_at].package_id < p->id)
        x->line_at++;
    while (x->line_at + x->line_n < x->lines.n && l[x->line_at + x->line_n].package_id == p->id)
        x->line_n++;
    for (size_t i = 0; i < ARRAY_LEN(finders); i++) {
        if (!finders[i](x, p, e))
            return false;
    }
    return true;
}
