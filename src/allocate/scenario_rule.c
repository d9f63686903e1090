/* scenario_rule.c - the rules of a scenario in the store; problem_rule.c makes statements of them. */
#include "allocate/scenario_rule.h"

#include "allocate/branch_int.h"
#include "allocate/problem.h"
#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { CODE_MAX = 60, REASON_MAX = 1000, TARGET_MAX = 120, NUMBER_MAX = 1000000, COLUMNS = 10 };

static const struct {
    struct str word;
    unsigned needs, may;
    const char *th, *en;
} kinds[] = {
#define RULE_KIND(id, word, needs, may, th, en) {STR_INIT(word), needs, may, th, en},
#include "allocate/scenario_rule.def"
#undef RULE_KIND
};

static const struct field rule_fields_of[] = {
    FIELD(struct scenario_rule_row, code, FIELD_KEY, "กฎ", "Rule"),
    FIELD(struct scenario_rule_row, kind, 0, "ชนิดของกฎ", "Kind of rule"),
    FIELD(struct scenario_rule_row, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct scenario_rule_row, others, 0, "ข้อเสนอที่เกี่ยวข้อง", "Other packages"),
    FIELD(struct scenario_rule_row, least, 0, "อย่างน้อย", "At least"),
    FIELD(struct scenario_rule_row, most, 0, "ไม่เกิน", "At most"),
    FIELD(struct scenario_rule_row, amount, FIELD_OPTIONAL, "จำนวนเงิน", "Amount"),
    FIELD(struct scenario_rule_row, share, 0, "ร้อยละไม่เกิน", "Per cent at most"),
    FIELD(struct scenario_rule_row, target, 0, "ป้าย รายการ เขต หรือหน่วยงาน", "Label, line, district or agency"),
    FIELD(struct scenario_rule_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct scenario_rule_row, made_by, 0, "ผู้ตั้ง", "Set by"),
    FIELD(struct scenario_rule_row, made_at, 0, "เมื่อ", "When"),
    COL(struct scenario_rule_row, id),
    COL(struct scenario_rule_row, bp),
    COL(struct scenario_rule_row, version),
};
const struct row_type scenario_rule_row_type = ROW_TYPE(struct scenario_rule_row, rule_fields_of);

struct str scenario_rule_word(enum scenario_rule_kind k)
{
    return kinds[k].word;
}

struct str scenario_rule_label(enum scenario_rule_kind k, enum lang lang)
{
    return lang_pick(lang, kinds[k].th, kinds[k].en);
}

unsigned scenario_rule_fields(enum scenario_rule_kind k)
{
    return kinds[k].needs | kinds[k].may;
}

/* ---- reading ---- */

static void put_share(struct arena *a, struct scenario_rule_row *r)
{
    struct sbuf b;

    if (r->bp < 0)
        return;
    sbuf_init(&b, a, 32);
    exact_put_decimal(&b, r->bp, 2, 2);
    r->share = sbuf_str(&b);
}

bool scenario_rule_list(struct db *db, struct arena *a, int64_t scenario_id, struct rows *ret,
               struct err *e)
{
    struct scenario_rule_row *row;
    struct rows raw;

    if (!db_list(db, a, &Q_SCENARIO_RULE_LIST, ARGS(V(scenario_id)), &scenario_rule_row_type, &raw,
                 e))
        return false;
    row = ARENA_ARRAY(a, struct scenario_rule_row, raw.n);
    for (size_t i = 0; i < raw.n; i++) {
        row[i] = ((const struct scenario_rule_row *)raw.p)[i];
        put_share(a, &row[i]);
    }
    *ret = (struct rows){row, raw.n};
    return true;
}

static bool rule_find(struct db *db, struct arena *a, int64_t scenario_id, struct str code,
                      struct scenario_rule_row *ret, bool *ret_found, struct err *e)
{
    if (!db_find(db, a, &Q_SCENARIO_RULE_GET, ARGS(V(scenario_id), V(code)), &scenario_rule_row_type, ret, ret_found,
                 e))
        return false;
    if (*ret_found)
        put_share(a, ret);
    return true;
}

bool scenario_rule_get(struct db *db, struct arena *a, int64_t scenario_id, struct str code,
              struct scenario_rule_row *ret, struct err *e)
{
    bool found;

    if (!rule_find(db, a, scenario_id, code, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

/* ---- what a person typed ---- */

struct typed {
    struct arena *a;
    const struct scenario_rule_text *t;
    int64_t row; /* of a file; 1 of a form */
    enum scenario_rule_kind kind;
    int64_t least, most, bp; /* -1: none */
    struct money amount;     /* MONEY_MISSING: none */
    struct str packages, others;
};

static bool refuse(const struct typed *x, const char *field, struct str value, const char *expected,
                   struct err *e)
{
    FAIL(e, ERR_RULE_FIELD);
    err_arg(e, "row", V(x->row));
    err_arg(e, "rule", V(str_slice(x->t->code, 0, CODE_MAX)));
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(str_slice(value, 0, 100)));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static bool is_code(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return s.n > 0 && s.n <= CODE_MAX;
}

static bool read_count(const struct typed *x, const char *field, struct str s, int64_t *ret,
                       struct err *e)
{
    *ret = -1;
    if (!s.n || (exact_parse_decimal(s, 0, ret) && *ret >= 0 && *ret <= NUMBER_MAX))
        return true;
    return refuse(x, field, s, "0 - 1000000", e);
}

static bool read_numbers(struct typed *x, struct err *e)
{
    const struct scenario_rule_text *t = x->t;
    struct err ignored = {0};

    if (!read_count(x, "least", t->least, &x->least, e) ||
        !read_count(x, "most", t->most, &x->most, e))
        return false;
    x->amount = MONEY_MISSING;
    if (t->amount.n && (!money_parse(t->amount, &x->amount, &ignored) || x->amount.satang <= 0))
        return refuse(x, "amount", t->amount, "1234567.50", e);
    x->bp = -1;
    if (t->share.n && (!exact_parse_decimal(t->share, 2, &x->bp) || x->bp < 0 || x->bp > 10000))
        return refuse(x, "share", t->share, "0 - 100.00 %", e);
    return true;
}

/* Fields that the kind asks for, and none that it has no use for: what would be ignored is refused. */
static bool check_fields(const struct typed *x, struct err *e)
{
    const struct scenario_rule_text *t = x->t;
    const struct {
        unsigned field;
        const char *name;
        struct str value;
    } row[] = {
        {DEMAND_PACKAGES, "packages", t->packages}, {DEMAND_OTHERS, "others", t->others},
        {DEMAND_LEAST, "least", t->least},          {DEMAND_MOST, "most", t->most},
        {DEMAND_AMOUNT, "amount", t->amount},       {DEMAND_SHARE_BP, "share", t->share},
        {DEMAND_TARGET, "target", t->target},
    };

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if ((kinds[x->kind].needs & row[i].field) && !row[i].value.n)
            return refuse(x, row[i].name, row[i].value, kinds[x->kind].word.p, e);
        if (!(scenario_rule_fields(x->kind) & row[i].field) && row[i].value.n)
            return refuse(x, row[i].name, row[i].value, "-", e);
    }
    if (t->packages.n > DEMAND_LIST_MAX || t->others.n > DEMAND_LIST_MAX)
        return refuse(x, "packages", str_slice(t->packages, 0, 40), "20000 bytes", e);
    if (t->target.n > TARGET_MAX)
        return refuse(x, "target", t->target, "120 bytes", e);
    if (!t->reason.n || t->reason.n > 4 * REASON_MAX)
        return refuse(x, "reason", t->reason, "1 - 1000", e);
    if (x->kind == DEMAND_GROUP && x->least < 0 && x->most < 0)
        return refuse(x, "least", STR_NONE, "least, most", e);
    if (x->kind == DEMAND_UNITS && x->least < 0)
        return refuse(x, "least", STR_NONE, "0 - 1000000", e);
    if (x->least >= 0 && x->most >= 0 && x->least > x->most)
        return refuse(x, "least", t->least, "least <= most", e);
    return true;
}

static bool read_typed(struct arena *a, const struct scenario_rule_text *t, int64_t row, struct typed *ret,
                       struct err *e)
{
    size_t k = 0;

    *ret = (struct typed){.a = a, .t = t, .row = row};
    if (!is_code(t->code))
        return refuse(ret, "rule", t->code, "a-z 0-9 - _", e);
    while (k < RULE_KINDS && !str_eq(kinds[k].word, t->kind))
        k++;
    if (k == RULE_KINDS)
        return refuse(ret, "kind", t->kind,
                      "must forbid requires excludes group units shared label share district", e);
    ret->kind = (enum scenario_rule_kind)k;
    return read_numbers(ret, e) && check_fields(ret, e);
}

/* ---- writing ---- */

static struct str rule_content(struct arena *a, const struct scenario_rule_text *t)
{
    return str_format(a, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", STR_FMT(t->kind),
                      STR_FMT(str_slice(t->packages, 0, 2000)),
                      STR_FMT(str_slice(t->others, 0, 2000)), STR_FMT(t->least), STR_FMT(t->most),
                      STR_FMT(t->amount), STR_FMT(t->share), STR_FMT(t->target));
}

static bool note(struct act *by, int64_t year, struct str scenario, const char *action,
                 const struct scenario_rule_text *t, struct err *e)
{
    struct audit_note n = {.action = str_from(action), .reason = t->reason, .year = year};

    n.subject = str_format(by->a, "scenario:%lld:%.*s:%.*s", (long long)year, STR_FMT(scenario),
                           STR_FMT(t->code));
    n.new_value = rule_content(by->a, t);
    return audit_add(by, &n, e);
}

/* The whole instance with the rules as they are now: codes are known, nothing contradicts. A year in
 * which nothing competes yet has nothing to check against. */
static bool rules_hold(struct act *by, int64_t year, struct str scenario, struct err *e)
{
    struct problem p;

    if (problem_load_strictly(by->tx->db, by->a, year, scenario, &p, e))
        return true;
    if (e->code != ERR_NOTHING)
        return false;
    *e = (struct err){.code = ERR_NONE};
    return true;
}

bool scenario_rules_agree(struct act *by, int64_t year, struct str scenario, struct err *e)
{
    struct problem p;
    int64_t id, n;

    if (!scenario_id(by->tx->db, year, scenario, &id, e) ||
        !db_int(by->tx->db, &Q_SCENARIO_RULE_COUNT, ARGS(V(id)), &n, e))
        return false;
    return !n || problem_load(by->tx->db, by->a, year, scenario, &p, e);
}

static bool put(struct act *by, int64_t scenario_id, const struct typed *x, int64_t version,
                int64_t *ret_rows, struct err *e)
{
    const struct scenario_rule_text *t = x->t;
    struct value least = x->least < 0 ? V_NULL : V(x->least);
    struct value most = x->most < 0 ? V_NULL : V(x->most);
    struct value amount = t->amount.n ? V(x->amount) : V_NULL;
    struct value bp = x->bp < 0 ? V_NULL : V(x->bp);

    if (version < 0)
        return db_exec(by->tx->db, &Q_SCENARIO_RULE_ADD,
                       ARGS(V(scenario_id), V(t->code), V(t->kind), V(t->packages), V(t->others),
                            least, most, amount, bp, V(t->target), V(t->reason), V(by->who->name),
                            V(by->now_ms)),
                       ret_rows, e);
    return db_exec(by->tx->db, &Q_SCENARIO_RULE_CHANGE,
                   ARGS(V(scenario_id), V(t->code), V(t->kind), V(t->packages), V(t->others), least,
                        most, amount, bp, V(t->target), V(t->reason), V(by->who->name),
                        V(by->now_ms), V(version)),
                   ret_rows, e);
}

static struct scenario_rule_text trimmed(const struct scenario_rule_text *t)
{
    return (struct scenario_rule_text){str_trim(t->code),   str_trim(t->kind),   str_trim(t->packages),
                              str_trim(t->others), str_trim(t->least),  str_trim(t->most),
                              str_trim(t->amount), str_trim(t->share),  str_trim(t->target),
                              str_trim(t->reason)};
}

static bool has_room(struct act *by, int64_t id, struct err *e)
{
    int64_t n;

    if (!db_int(by->tx->db, &Q_SCENARIO_RULE_COUNT, ARGS(V(id)), &n, e))
        return false;
    if (n < RULES_MAX)
        return true;
    FAIL(e, ERR_INSTANCE);
    err_arg(e, "path", V(STR("rules")));
    err_arg(e, "why", V(STR("at most 2000 rules of a scenario")));
    return false;
}

bool scenario_rule_add(struct act *by, int64_t year, struct str scenario, const struct scenario_rule_text *typed,
              struct err *e)
{
    struct scenario_rule_text t = trimmed(typed);
    struct typed x;
    int64_t id, rows;

    if (!scenario_writable(by, year, scenario, &id, e) || !read_typed(by->a, &t, 1, &x, e) ||
        !has_room(by, id, e) || !put(by, id, &x, -1, &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("rule")));
        err_arg(e, "value", V(t.code));
        return false;
    }
    return rules_hold(by, year, scenario, e) &&
           db_exec(by->tx->db, &Q_SCENARIO_TOUCH, ARGS(V(id)), NULL, e) &&
           note(by, year, scenario, "scenario.rule", &t, e);
}

bool scenario_rule_change(struct act *by, int64_t year, struct str scenario, const struct scenario_rule_text *typed,
                 int64_t version, struct err *e)
{
    struct scenario_rule_text t = trimmed(typed);
    struct scenario_rule_row was;
    struct typed x;
    int64_t id, rows;

    if (!scenario_writable(by, year, scenario, &id, e) ||
        !scenario_rule_get(by->tx->db, by->a, id, t.code, &was, e) || !read_typed(by->a, &t, 1, &x, e) ||
        !put(by, id, &x, version, &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return rules_hold(by, year, scenario, e) &&
           db_exec(by->tx->db, &Q_SCENARIO_TOUCH, ARGS(V(id)), NULL, e) &&
           note(by, year, scenario, "scenario.rule", &t, e);
}

bool scenario_rule_drop(struct act *by, int64_t year, struct str scenario, struct str code, int64_t version,
               struct err *e)
{
    struct scenario_rule_text t = {.code = code};
    struct scenario_rule_row was;
    int64_t id, rows;

    if (!scenario_writable(by, year, scenario, &id, e) ||
        !scenario_rule_get(by->tx->db, by->a, id, code, &was, e) ||
        !db_exec(by->tx->db, &Q_SCENARIO_RULE_DROP, ARGS(V(id), V(code), V(version)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return rules_hold(by, year, scenario, e) &&
           db_exec(by->tx->db, &Q_SCENARIO_TOUCH, ARGS(V(id)), NULL, e) &&
           note(by, year, scenario, "scenario.rule_drop", &t, e);
}

/* ---- a file of them ---- */

struct taking {
    struct act *by;
    int64_t year, id;
    struct str scenario;
    size_t column[COLUMNS];
    struct scenario_rule_taken *taken;
};

static struct str cell(const struct taking *x, const struct csv_row *row, size_t i)
{
    return x->column[i] < row->n ? str_trim(row->cell[x->column[i]]) : STR_NONE;
}

static bool same(struct arena *a, const struct scenario_rule_row *was, const struct scenario_rule_text *t)
{
    struct sbuf b;
    struct scenario_rule_text w = {was->code,  was->kind,  was->packages, was->others, was->least,
                          was->most,  STR_NONE,   was->share,    was->target, was->reason};

    sbuf_init(&b, a, 64);
    if (was->amount.satang != MONEY_MISSING.satang) {
        money_put(&b, was->amount, MONEY_PLAIN);
        w.amount = sbuf_str(&b);
    }
    return str_eq(rule_content(a, &w), rule_content(a, t)) && str_eq(was->reason, t->reason);
}

/* Amounts and shares as the store writes them, so that what comes back unchanged is seen as such. */
static void settle(struct typed *x, struct scenario_rule_text *t)
{
    struct sbuf b;

    if (t->amount.n) {
        sbuf_init(&b, x->a, 64);
        money_put(&b, x->amount, MONEY_PLAIN);
        t->amount = sbuf_str(&b);
    }
    if (x->bp >= 0) {
        sbuf_init(&b, x->a, 64);
        exact_put_decimal(&b, x->bp, 2, 2);
        t->share = sbuf_str(&b);
    }
}

/* The header with the labels of an exported file as plain names; the columns stand as the fields do. */
static const struct str *plain_header(struct arena *a, const struct csv_row *row,
                                      const struct csv_column *want)
{
    struct str *name = ARENA_ARRAY(a, struct str, row->n);

    for (size_t i = 0; i < row->n; i++) {
        name[i] = str_trim(row->cell[i]);
        for (size_t k = 0; k < COLUMNS; k++) {
            if (str_eq(name[i], str_from(rule_fields_of[k].th)) ||
                str_eq(name[i], str_from(rule_fields_of[k].en)))
                name[i] = str_from(want[k].name);
        }
    }
    return name;
}

static bool take_row(void *ctx, const struct csv_row *row, struct err *e)
{
    static const struct csv_column want[COLUMNS] = {
        {"rule", false}, {"kind", false},  {"packages", false}, {"others", true}, {"least", true},
        {"most", true},  {"amount", true}, {"share", true},     {"target", true}, {"reason", false}};
    struct taking *x = ctx;
    struct arena *a = x->by->a;
    struct scenario_rule_row was;
    struct scenario_rule_text t;
    struct typed typed;
    int64_t rows;
    bool found;

    if (row->row == 0) {
        struct csv_row header = *row;

        header.cell = plain_header(a, row, want);
        return csv_columns(&header, want, COLUMNS, x->column, e);
    }
    t = (struct scenario_rule_text){cell(x, row, 0), cell(x, row, 1), cell(x, row, 2), cell(x, row, 3),
                           cell(x, row, 4), cell(x, row, 5), cell(x, row, 6), cell(x, row, 7),
                           cell(x, row, 8), cell(x, row, 9)};
    if (!read_typed(a, &t, row->row, &typed, e) ||
        !rule_find(x->by->tx->db, a, x->id, t.code, &was, &found, e))
        return false;
    settle(&typed, &t);
    if (found && same(a, &was, &t)) {
        x->taken->same++;
        return true;
    }
    x->taken->added += !found;
    x->taken->changed += found;
    return (found || has_room(x->by, x->id, e)) &&
           put(x->by, x->id, &typed, found ? was.version : -1, &rows, e) &&
           note(x->by, x->year, x->scenario, "scenario.rule", &t, e);
}

bool scenario_rule_import(struct act *by, int64_t year, struct str scenario, struct str csv,
                 struct scenario_rule_taken *ret, struct err *e)
{
    struct taking x = {.by = by, .year = year, .scenario = scenario, .taken = ret};

    *ret = (struct scenario_rule_taken){0};
    if (!scenario_writable(by, year, scenario, &x.id, e) || !csv_read_str(csv, take_row, &x, e))
        return false;
    if (!ret->added && !ret->changed)
        return true;
    return rules_hold(by, year, scenario, e) &&
           db_exec(by->tx->db, &Q_SCENARIO_TOUCH, ARGS(V(x.id)), NULL, e);
}
