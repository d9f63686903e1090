#include "exchange/bma_row.h"

#include <string.h>

#include "base/arena.h"
#include "base/data_file.h"
#include "store/store.h"

const struct csv_column bma_columns[B_COUNT] = {
    {"budget_year", false},    {"output/proj", false},  {"output_proj_name", false},
    {"plan_proj_name", false}, {"flag", false},         {"O_S", false},
    {"output_no", false},      {"output_name", false},  {"output_name1", false},
    {"purpose_proj", false},   {"sub_strategy", false}, {"strategy", false},
    {"plan_strategy", false},  {"side", false},         {"integration", false},
    {"fund_grp_name", false},  {"county", false},       {"name_organization", false},
    {"amount", false},
};

enum { OUTPUT_DIGITS = 7, NAME_MAX = 500, SUFFIX_MAX = 4 };

/* ---- tables ---- */

struct rules {
    struct arena *a;
    struct bma_item_rule *rule;
    size_t n;
};

static bool rule_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct rules *r = ctx;

    (void)e;
    if (row->row == 0 || row->n < 3)
        return true;
    r->rule = arena_grow(r->a, r->rule, r->n * sizeof *r->rule, (r->n + 1) * sizeof *r->rule);
    r->rule[r->n++] = (struct bma_item_rule){
        str_dup(r->a, row->cell[0]), str_dup(r->a, row->cell[1]), str_dup(r->a, row->cell[2])};
    return true;
}

bool bma_tables_load(struct import *im, struct bma_tables *ret, struct err *e)
{
    struct db *db = im->by->tx->db;
    struct rules r = {.a = im->a};

    if (!agency_names_load(db, im->a, im->year, &ret->names, e) ||
        !class_tree_load(db, im->a, im->year, STR("programme"), &ret->programme, e) ||
        !class_tree_load(db, im->a, im->year, STR("item"), &ret->item, e) ||
        !class_tree_load(db, im->a, im->year, STR("fund"), &ret->fund, e) ||
        !class_tree_load(db, im->a, im->year, STR("strategy"), &ret->strategy, e) ||
        !csv_read_str(data_file_get("default_items.csv"), rule_row, &r, e))
        return false;
    ret->rule = r.rule;
    ret->rules = r.n;
    return true;
}

/* ---- small readers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(struct str s, size_t from)
{
    size_t n = 0;

    while (from + n < s.n && is_digit(s.p[from + n]))
        n++;
    return n;
}

static struct str required(struct import *im, size_t column)
{
    struct str s = import_cell(im, column);

    if (s.n == 0)
        import_refuse_required(im, column);
    return s;
}

static void name_differs(struct import *im, size_t column, struct str value, struct str want)
{
    if (value.n && !str_eq(value, want))
        import_repair(im, column, REPAIR_NAME, value, want);
}

static void read_year(struct import *im)
{
    struct str s = required(im, B_YEAR);
    int32_t year;
    struct err why;
    struct str text = str_format(im->row_a, "%lld", (long long)im->year);

    if (s.n == 0)
        return;
    if (!fy_parse(s, &year, &why)) {
        import_refuse(im, B_YEAR, &why);
        return;
    }
    if (year != im->year) {
        FAIL(&why, ERR_YEAR_MISMATCH);
        err_arg(&why, "value", V(s));
        err_arg(&why, "expected", V(text));
        import_refuse(im, B_YEAR, &why);
    } else if (str_count_cp(s) == 2) {
        import_repair(im, B_YEAR, REPAIR_YEAR, s, text);
    }
}

/* ---- output, plan, side ---- */

/* Seven digits; a spreadsheet drops the zero in front. */
static struct str seven_digits(struct import *im, size_t column, struct str s, size_t n)
{
    struct str whole = str_format(im->row_a, "0%.*s", STR_FMT(s));

    if (n != OUTPUT_DIGITS - 1)
        return s;
    import_repair(im, column, REPAIR_ZERO, s, whole);
    return whole;
}

static void read_output(struct import *im, const struct bma_tables *t, struct bma_row *r)
{
    struct str s = required(im, B_OUTPUT_NO), code, name;
    const struct class_node *up;

    if (s.n == 0)
        return;
    code = digits_at(s, 0) == s.n ? seven_digits(im, B_OUTPUT_NO, s, s.n) : s;
    r->output = class_by_code(&t->programme, code);
    if (r->output && !str_eq(r->output->level, STR("output")) &&
        !str_eq(r->output->level, STR("work")))
        r->output = NULL;
    if (!r->output) {
        import_refuse_code(im, B_OUTPUT_NO, s);
        return;
    }
    name_differs(im, B_OUTPUT_FULL, import_cell(im, B_OUTPUT_FULL), r->output->name_th);
    name = import_cell(im, B_OUTPUT); /* the name without its first word */
    if (!str_ends(r->output->name_th, name))
        name_differs(im, B_OUTPUT, name, r->output->name_th);
    up = class_up(&t->programme, r->output, STR("plan"));
    if (up)
        name_differs(im, B_PLAN, import_cell(im, B_PLAN), up->name_th);
    up = class_up(&t->programme, r->output, STR("side"));
    if (up)
        name_differs(im, B_SIDE, import_cell(im, B_SIDE), up->name_th);
}

static void bad_key(struct import *im, struct str value, struct str expected)
{
    struct err why;

    FAIL(&why, ERR_CODE_DIFFERS);
    err_arg(&why, "field", V(str_from(import_column_name(im, B_KEY))));
    err_arg(&why, "value", V(value));
    err_arg(&why, "expected", V(expected));
    import_refuse(im, B_KEY, &why);
}

/* 0609002-P01: the output, then P (strategic), B (integrated) or nothing, and a number. */
static void read_key(struct import *im, struct bma_row *r)
{
    struct str s = required(im, B_KEY), key, tail;
    size_t n;

    if (s.n == 0)
        return;
    key = str_replace(im->row_a, s, STR("_"), STR("-"));
    if (!str_eq(key, s))
        import_repair(im, B_KEY, REPAIR_UNDERSCORE, s, key);
    n = digits_at(key, 0);
    key = seven_digits(im, B_KEY, key, n);
    n = digits_at(key, 0);
    tail = str_slice(key, n + 1, key.n);
    if (tail.n && tail.p[0] >= 'A' && tail.p[0] <= 'Z')
        tail = str_slice(tail, 1, tail.n);
    if (n != OUTPUT_DIGITS || n >= key.n || key.p[n] != '-' || tail.n == 0 || tail.n > SUFFIX_MAX ||
        digits_at(tail, 0) != tail.n) {
        bad_key(im, s, STR("0609002-P01"));
        return;
    }
    if (r->output && !str_eq(str_slice(key, 0, n), r->output->code))
        bad_key(im, s, r->output->code);
    r->key = key;
}

/* ---- strategy ---- */

/* The code in front of "1.5.2_..." or "1.5 ..." or "1. ...". */
static struct str code_of(struct str s)
{
    size_t n = 0;

    while (n < s.n && (is_digit(s.p[n]) || s.p[n] == '.'))
        n++;
    while (n > 0 && s.p[n - 1] == '.')
        n--;
    return str_slice(s, 0, n);
}

static struct str name_after(struct str s, struct str code)
{
    size_t n = code.n;

    while (n < s.n && (s.p[n] == '.' || s.p[n] == '_' || s.p[n] == ' '))
        n++;
    return str_slice(s, n, s.n);
}

/* A node above the goal as the file writes it: its code must be the tree's, its name is the tree's. */
static void check_above(struct import *im, const struct bma_tables *t, size_t column,
                        const struct class_node *goal, const char *level)
{
    struct str s = import_cell(im, column), code, want;
    const struct class_node *up = class_up(&t->strategy, goal, str_from(level));

    if (s.n == 0 || !up)
        return;
    code = code_of(s);
    want = str_format(im->row_a, "%.*s %.*s", STR_FMT(up->code), STR_FMT(up->name_th));
    if (!str_eq(code, up->code)) {
        import_repair(im, column, REPAIR_CODE, s, want);
    } else if (!str_eq(name_after(s, code), up->name_th)) {
        import_repair(im, column, REPAIR_NAME, s, want);
    }
}

static void read_goal(struct import *im, const struct bma_tables *t, struct bma_row *r)
{
    struct str s = import_cell(im, B_GOAL), code;
    const struct class_node *goal;

    if (s.n == 0 || str_eq(s, STR("-")))
        return; /* work without a strategic goal is legal */
    code = code_of(s);
    goal = class_by_code(&t->strategy, code);
    if (!goal || code.n == 0) {
        import_refuse_code(im, B_GOAL, code.n ? code : s);
        return;
    }
    r->goal_id = goal->id;
    name_differs(im, B_GOAL, name_after(s, code), goal->name_th);
    check_above(im, t, B_SUBSTRATEGY, goal, "substrategy");
    check_above(im, t, B_STRATEGY, goal, "strategy");
}

/* ---- flag, type, agency, amount ---- */

static const struct {
    char digit;
    const char *kind;
    bool integrated;
    const char *text, *integration;
} flags[] = {
#define FLAG(digit, kind, integrated, text, integration)                                           \
 {digit, kind, integrated, text, integration},
#include "exchange/bma_flags.def"
#undef FLAG
};

static void read_flag(struct import *im, struct bma_row *r)
{
    struct str s = required(im, B_FLAG), integration = import_cell(im, B_INTEGRATION), want;

    if (s.n == 0)
        return;
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        if (s.p[0] != flags[i].digit || digits_at(s, 0) != 1)
            continue;
        r->unit_kind = flags[i].kind;
        r->integrated = flags[i].integrated;
        want = str_from(flags[i].text);
        if (want.n && !str_eq(s, want))
            import_repair(im, B_FLAG, REPAIR_SPELLING, s, want);
        want = str_from(flags[i].integration);
        if (integration.n && !str_eq(integration, want))
            import_repair(im, B_INTEGRATION, REPAIR_FLAG, integration, want);
        return;
    }
    import_refuse_choice(im, B_FLAG, s, STR("1, 2, 3"));
}

static const struct class_node *default_item(const struct bma_tables *t, struct str type,
                                             struct str title)
{
    for (size_t i = 0; i < t->rules; i++) {
        if (str_eq(t->rule[i].type, type) && str_starts(title, t->rule[i].starts_with))
            return class_by_code(&t->item, t->rule[i].item);
    }
    return NULL;
}

static void read_type(struct import *im, const struct bma_tables *t, struct bma_row *r)
{
    struct str s = required(im, B_TYPE), code;
    const struct class_node *type;

    if (s.n == 0)
        return;
    code = code_of(s);
    type = class_by_code(&t->item, code);
    if (!type || !str_eq(type->level, STR("type"))) {
        import_refuse_code(im, B_TYPE, s);
        return;
    }
    name_differs(im, B_TYPE, name_after(s, code), type->name_th);
    r->item = default_item(t, type->code, r->name);
    if (!r->item)
        import_refuse_code(im, B_TYPE, s);
}

static void read_agency(struct import *im, const struct bma_tables *t, struct bma_row *r)
{
    struct str s = required(im, B_AGENCY);
    const struct agency *g;
    enum agency_match m;
    struct err why;

    if (s.n == 0)
        return;
    m = agency_match(t->names, im->row_a, s, &g);
    if (m == AGENCY_EXACT || m == AGENCY_ALIAS) {
        r->agency = g;
        if (!str_eq(s, g->name_th)) {
            import_repair(im, B_AGENCY, m == AGENCY_ALIAS ? REPAIR_ALIAS : REPAIR_SPELLING, s,
                          g->name_th);
        }
        return;
    }
    FAIL(&why, ERR_UNKNOWN_NAME);
    err_arg(&why, "field", V(str_from(import_column_name(im, B_AGENCY))));
    err_arg(&why, "value", V(s));
    err_arg(&why, "nearest", V(g ? g->name_th : STR("-")));
    import_refuse(im, B_AGENCY, &why);
}

/* "B1 name": B and the district's group, or A for the rest. The agency's own group counts. */
static void check_group(struct import *im, const struct bma_row *r)
{
    struct str s = import_cell(im, B_GROUP), group;

    if (!r->agency || s.n == 0)
        return;
    group = r->agency->district_group;
    if (group.n) {
        if (s.p[0] != 'B' || !str_ends(s, group))
            import_repair(im, B_GROUP, REPAIR_GROUP, s, group);
    } else if (s.p[0] != 'A') {
        import_repair(im, B_GROUP, REPAIR_GROUP, s, STR("A"));
    }
}

static void read_amount(struct import *im, struct bma_row *r)
{
    struct str s = required(im, B_AMOUNT);
    struct err why;
    enum err_code bad = ERR_NONE;

    if (s.n == 0)
        return;
    if (!money_parse(s, &r->amount, &why)) {
        import_refuse(im, B_AMOUNT, &why);
        return;
    }
    if (r->amount.satang < 0) {
        bad = ERR_AMOUNT_NEGATIVE;
    } else if (r->amount.satang % 100) {
        bad = ERR_WHOLE_BAHT; /* requests are whole baht */
    }
    if (bad == ERR_NONE)
        return;
    FAIL(&why, bad);
    err_arg(&why, "value", V(s));
    import_refuse(im, B_AMOUNT, &why);
}

void bma_row_read(struct import *im, const struct bma_tables *t, struct bma_row *ret)
{
    struct err why;

    *ret = (struct bma_row){.unit_kind = "base"};
    read_year(im);
    ret->name = required(im, B_NAME);
    if (str_count_cp(ret->name) > NAME_MAX) {
        FAIL(&why, ERR_TOO_LONG);
        err_arg(&why, "field", V(str_from(import_column_name(im, B_NAME))));
        err_arg(&why, "limit", V((int64_t)NAME_MAX));
        import_refuse(im, B_NAME, &why);
    }
    ret->project = import_cell(im, B_PROJECT);
    read_output(im, t, ret);
    read_key(im, ret);
    read_flag(im, ret);
    read_goal(im, t, ret);
    read_type(im, t, ret);
    read_agency(im, t, ret);
    check_group(im, ret);
    read_amount(im, ret);
}
