#include "document/request_data.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "document/digest.h"
#include "sql_document.h"
#include "store/store.h"

static const struct field facts_fields[] = {
    COL(struct form_facts, packages),
    COL(struct form_facts, open),
    COL(struct form_facts, lines),
    COL(struct form_facts, total),
};
static const struct row_type facts_type = ROW_TYPE(struct form_facts, facts_fields);

static const struct field package_fields[] = {
    COL(struct form_package, id),
    COL(struct form_package, unit_id),
    COL(struct form_package, plan_id),
    COL(struct form_package, output_id),
    COL(struct form_package, rank),
    COL(struct form_package, code),
    COL(struct form_package, title),
    COL(struct form_package, unit_code),
    COL(struct form_package, unit_title),
    COL(struct form_package, level),
    COL(struct form_package, level_kind),
    COL(struct form_package, state),
    COL(struct form_package, disposition),
    COL(struct form_package, plan_code),
    COL(struct form_package, plan_name),
    COL(struct form_package, output_code),
    COL(struct form_package, output_name),
    COL(struct form_package, goal_code),
    COL(struct form_package, goal_name),
    COL(struct form_package, yield_name),
    COL(struct form_package, yield_milli),
    COL(struct form_package, yield_unit),
    COL(struct form_package, justification),
};
static const struct row_type form_package_type = ROW_TYPE(struct form_package, package_fields);

static const struct field line_fields[] = {
    FIELD(struct form_line, code, FIELD_KEY, "รหัสรายการ", "Line code"),
    FIELD(struct form_line, name, 0, "ชื่อรายการ", "Line name"),
    COL(struct form_line, package_id),
    COL(struct form_line, type_id),
    FIELD(struct form_line, item_code, 0, "รหัสรายการรายจ่าย", "Item code"),
    FIELD(struct form_line, item_name, 0, "รายการรายจ่าย", "Item"),
    FIELD(struct form_line, fund_code, 0, "แหล่งเงิน", "Fund"),
    COL(struct form_line, quantity_milli),
    FIELD(struct form_line, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct form_line, unit_price, 0, "ราคาต่อหน่วย (บาท)", "Unit price (baht)"),
    FIELD(struct form_line, times, 0, "ครั้ง", "Times"),
    FIELD(struct form_line, months, 0, "เดือน", "Months"),
    FIELD(struct form_line, amount, FIELD_TOTAL, "จำนวนเงิน (บาท)", "Amount (baht)"),
    FIELD(struct form_line, justification, 0, "เหตุผล", "Justification"),
    FIELD(struct form_line, group_code, 0, "กลุ่มเหตุผล", "Justification group"),
    COL(struct form_line, group_reason),
};
const struct row_type form_line_type = ROW_TYPE(struct form_line, line_fields);

static const struct field type_fields[] = {
    COL(struct form_type, type_id),
    COL(struct form_type, code),
    COL(struct form_type, name),
};
static const struct row_type type_type = ROW_TYPE(struct form_type, type_fields);

static const struct field sign_fields[] = {
    COL(struct form_sign, by_user),  COL(struct form_sign, full_name),
    COL(struct form_sign, capacity), COL(struct form_sign, order_no),
    COL(struct form_sign, order_on), COL(struct form_sign, at),
};
static const struct row_type sign_type = ROW_TYPE(struct form_sign, sign_fields);

static const struct field answer_fields[] = {
    COL(struct form_answer, unit_id),
    COL(struct form_answer, level),
    COL(struct form_answer, question),
    COL(struct form_answer, words),
};
static const struct row_type answer_type = ROW_TYPE(struct form_answer, answer_fields);

static const struct field option_fields[] = {
    COL(struct form_option, unit_id), COL(struct form_option, number),
    COL(struct form_option, kind),    COL(struct form_option, title),
    COL(struct form_option, cost),    COL(struct form_option, outcome),
    COL(struct form_option, chosen),  COL(struct form_option, why),
};
static const struct row_type option_type = ROW_TYPE(struct form_option, option_fields);

static bool fail_sum(struct str what, struct money printed, struct money expected, struct err *e)
{
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(what));
    err_arg(e, "printed", V(printed));
    err_arg(e, "expected", V(expected));
    return false;
}

static bool read_rows(struct db *db, struct arena *a, struct request_data *d, struct str sight,
                      struct err *e)
{
    const struct value v[] = {V(d->year.year), V(d->agency.id), V(sight)};
    struct rows rows;
    bool found;

    if (!db_list(db, a, &Q_FORM_PACKAGES, v, 3, &form_package_type, &rows, e))
        return false;
    d->package = rows.p;
    d->packages = rows.n;
    if (!db_list(db, a, &Q_FORM_LINES, v, 3, &form_line_type, &rows, e))
        return false;
    d->line = rows.p;
    d->lines = rows.n;
    if (!db_list(db, a, &Q_FORM_TYPES, v, 1, &type_type, &rows, e))
        return false;
    d->type = rows.p;
    d->types = rows.n;
    if (!db_list(db, a, &Q_FORM_ANSWERS, v, 3, &answer_type, &rows, e))
        return false;
    d->answer = rows.p;
    d->answers = rows.n;
    if (!db_list(db, a, &Q_FORM_OPTIONS, v, 3, &option_type, &rows, e))
        return false;
    d->option = rows.p;
    d->options = rows.n;
    return db_find(db, a, &Q_FORM_SIGN, v, 2, &sign_type, &d->sign, &found, e) &&
           param_text(db, a, PARAM_LETTER_TO, d->year.year, &d->letter_to, e);
}

/* The package of a line; lines come by package, so it is mostly the one before. */
static struct form_sum *sum_of(const struct request_data *d, int64_t package_id, size_t *last)
{
    for (size_t k = 0; k < d->packages; k++) {
        size_t i = (*last + k) % d->packages;

        if (d->package[i].id == package_id) {
            *last = i;
            return &d->sum[i];
        }
    }
    return NULL;
}

/* Adds the lines up by package; their whole must be what the store says on its own. */
static bool add_up(struct arena *a, struct request_data *d, struct err *e)
{
    struct money total = MONEY_ZERO;
    size_t last = 0;

    d->sum = ARENA_ARRAY(a, struct form_sum, d->packages + 1);
    for (size_t i = 0; i < d->lines; i++) {
        struct form_sum *s = sum_of(d, d->line[i].package_id, &last);

        if (!s || (s->n > 0 && s->first + s->n != i))
            return fail_sum(d->line[i].code, d->line[i].amount, MONEY_ZERO, e);
        if (s->n == 0)
            s->first = i;
        s->n++;
        s->total = money_add(s->total, d->line[i].amount);
        total = money_add(total, d->line[i].amount);
    }
    if (money_cmp(total, d->facts.total) != 0)
        return fail_sum(d->agency.name_th, total, d->facts.total, e);
    if ((int64_t)d->packages != d->facts.packages || (int64_t)d->lines != d->facts.lines)
        return fail_sum(d->agency.name_th, BAHT((int64_t)d->lines), BAHT(d->facts.lines), e);
    return true;
}

static bool before(const struct request_data *d, size_t x, size_t y)
{
    const struct form_package *p = &d->package[x], *q = &d->package[y];

    if (p->rank != q->rank)
        return p->rank > 0 && (q->rank == 0 || p->rank < q->rank);
    return str_cmp(p->code, q->code) < 0;
}

/* Bottom-up merge: a whole city's packages never stand here, but thousands of one agency may. */
static void order(struct arena *a, struct request_data *d)
{
    size_t *from = ARENA_ARRAY(a, size_t, d->packages + 1);
    size_t *to = ARENA_ARRAY(a, size_t, d->packages + 1);

    for (size_t i = 0; i < d->packages; i++)
        from[i] = i;
    for (size_t w = 1; w < d->packages; w *= 2) {
        size_t *swap = from;

        for (size_t lo = 0; lo < d->packages; lo += 2 * w) {
            size_t mid = lo + w < d->packages ? lo + w : d->packages;
            size_t hi = mid + w < d->packages ? mid + w : d->packages;

            for (size_t i = lo, k = mid, n = lo; n < hi; n++)
                to[n] =
                    i < mid && (k >= hi || !before(d, from[k], from[i])) ? from[i++] : from[k++];
        }
        from = to;
        to = swap;
    }
    d->by_rank = from;
}

static void digest(struct request_data *d)
{
    struct sha256_state st;

    sha256_begin(&st);
    digest_text(&st, d->agency.code);
    digest_text(&st, d->agency.name_th);
    digest_text(&st, d->letter_to);
    digest_text(&st, d->year.demo ? STR("demo") : d->year.partial ? STR("partial") : STR_NONE);
    digest_rows(&st, &facts_type, &d->facts, 1);
    digest_rows(&st, &form_package_type, d->package, d->packages);
    digest_rows(&st, &form_line_type, d->line, d->lines);
    digest_rows(&st, &type_type, d->type, d->types);
    digest_rows(&st, &sign_type, &d->sign, 1);
    digest_rows(&st, &answer_type, d->answer, d->answers);
    digest_rows(&st, &option_type, d->option, d->options);
    sha256_end(&st, d->sha);
}

bool request_data_load(struct db *db, struct arena *a, int64_t year, const struct agency *agency,
                       struct str sight, struct request_data *ret, struct err *e)
{
    struct request_data d = {.agency = *agency};

    if (!year_get(db, a, year, &d.year, e) ||
        !db_one(db, a, &Q_FORM_FACTS, ARGS(V(year), V(agency->id), V(sight)), &facts_type, &d.facts,
                e))
        return false;
    if (d.facts.packages == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what",
                V(str_format(a, "%.*s %lld", STR_FMT(agency->name_th), (long long)year)));
        return false;
    }
    if (!read_rows(db, a, &d, sight, e) || !add_up(a, &d, e))
        return false;
    order(a, &d);
    for (size_t i = 0; i < d.packages; i++) {
        d.plans += request_new_plan(&d, i);
        d.outputs += request_new_output(&d, i);
    }
    digest(&d);
    *ret = d;
    return true;
}

/* ---- sums ---- */

bool request_new_plan(const struct request_data *d, size_t i)
{
    return i == 0 || d->package[i].plan_id != d->package[i - 1].plan_id;
}

bool request_new_output(const struct request_data *d, size_t i)
{
    return i == 0 || d->package[i].output_id != d->package[i - 1].output_id;
}

static void widen(struct form_span *s, const struct form_sum *sum)
{
    s->packages++;
    s->lines += sum->n;
    s->total = money_add(s->total, sum->total);
}

struct form_span request_plan_span(const struct request_data *d, size_t i)
{
    struct form_span s = {0};

    for (size_t k = i; k < d->packages && d->package[k].plan_id == d->package[i].plan_id; k++)
        widen(&s, &d->sum[k]);
    return s;
}

struct form_span request_output_span(const struct request_data *d, size_t i)
{
    struct form_span s = {0};

    for (size_t k = i; k < d->packages && d->package[k].output_id == d->package[i].output_id; k++)
        widen(&s, &d->sum[k]);
    return s;
}

struct form_span request_type_span(const struct request_data *d, int64_t type_id)
{
    struct form_span s = {0};

    for (size_t i = 0; i < d->lines; i++) {
        if (d->line[i].type_id == type_id) {
            s.lines++;
            s.total = money_add(s.total, d->line[i].amount);
        }
    }
    return s;
}
