/* supplementary_line.c - the lines of a supplementary draft: added, changed, taken out, read. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/class.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/bulk.h"
#include "plan/supplementary_int.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field line_fields[] = {
    COL(struct supplementary_line, id),
    COL(struct supplementary_line, version),
    FIELD(struct supplementary_line, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct supplementary_line, name, 0, "รายการ", "Name"),
    FIELD(struct supplementary_line, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct supplementary_line, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct supplementary_line, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct supplementary_line, output_name, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct supplementary_line, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct supplementary_line, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct supplementary_line, fund_code, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct supplementary_line, package_code, 0, "ข้อเสนอ", "Package"),
    FIELD(struct supplementary_line, project, 0, "โครงการ", "Project"),
    FIELD(struct supplementary_line, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct supplementary_line, asked, FIELD_TOTAL, "เสนอ (บาท)", "Proposed (baht)"),
    FIELD(struct supplementary_line, now, FIELD_TOTAL, "ขณะนี้ (บาท)", "Now (baht)"),
};
const struct row_type supplementary_line_type = ROW_TYPE(struct supplementary_line, line_fields);

bool supplementary_lines(struct db *db, struct arena *a, const struct supplementary_filter *f,
                         struct rows *ret, struct err *e)
{
    return db_list(
        db, a, &Q_SUPPLEMENTARY_LINES,
        ARGS(V(f->year), V(f->number), V(f->after_id), V(f->limit), V(f->lang == LANG_EN ? STR("en") : STR("th"))),
        &supplementary_line_type, ret, e);
}

/* ---- adding ---- */

/* The batch: what the codes mean this year, and the packages it has opened. */
struct adding {
    struct act *by;
    int64_t year, number;
    struct plan_bulk *b;
    struct rows agencies;
    struct class_tree programme, item, fund;
    int64_t fund_id;
    struct {
        int64_t agency_id, output_id, package_id;
        struct str project;
    } * home;
    size_t homes;
};

static bool unknown(const struct adding *d, const char *field, struct str code, struct err *e)
{
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(code));
    err_arg(e, "year", V(d->year));
    return false;
}

static const struct agency *find_agency(const struct adding *d, struct str code)
{
    const struct agency *g = d->agencies.p;

    for (size_t i = 0; i < d->agencies.n; i++) {
        if (str_eq(g[i].code, code))
            return &g[i];
    }
    return NULL;
}

/* A package of the draft for this agency, output and project: there, opened by this batch, or new. */
static bool find_home(struct adding *d, const struct agency *g, const struct class_node *output,
                      struct str project, int64_t *ret, struct err *e)
{
    struct unit_new u = {.year = d->year,
                         .agency_id = g->id,
                         .output_id = output->id,
                         .title = project,
                         .kind = STR("mission")};
    struct package_new p = {.level = 1, .level_kind = STR("minimum"), .title = project};
    struct id_row there;
    bool found;

    for (size_t i = 0; i < d->homes; i++) {
        if (d->home[i].agency_id == g->id && d->home[i].output_id == output->id &&
            str_eq(d->home[i].project, project)) {
            *ret = d->home[i].package_id;
            return true;
        }
    }
    if (!db_find(d->by->tx->db, d->by->a, &Q_SUPPLEMENTARY_PACKAGE,
                 ARGS(V(d->year), V(d->number), V(g->id), V(output->id), V(project)), &id_row_type,
                 &there, &found, e))
        return false;
    *ret = found ? there.id : 0;
    if (!found && (!plan_bulk_unit(d->b, &u, &p.unit_id, e) ||
                   !plan_bulk_package(d->b, &p, STR("FUNDED"), ret, e)))
        return false;
    d->home[d->homes].agency_id = g->id;
    d->home[d->homes].output_id = output->id;
    d->home[d->homes].project = project;
    d->home[d->homes++].package_id = *ret;
    return true;
}

static bool is_level(const struct class_node *n, const char *above, const char *above2)
{
    return n && !str_eq(n->level, str_from(above)) && !str_eq(n->level, str_from(above2));
}

static bool add_one(struct adding *d, const struct supplementary_line_new *l, struct str *ret_code,
                    struct err *e)
{
    const struct agency *g = find_agency(d, l->agency);
    const struct class_node *output = class_by_code(&d->programme, l->output);
    const struct class_node *item = class_by_code(&d->item, l->item);
    struct line_new n = {.ordinance = d->number,
                         .fund_id = d->fund_id,
                         .quantity_milli = 1000,
                         .name = str_trim(l->name),
                         .unit_word = l->unit_word,
                         .justification = str_trim(l->reason),
                         .unit_price = l->amount,
                         .requested = l->amount};
    struct str project = str_trim(l->project), code;
    int64_t id;

    if (!g)
        return unknown(d, "agency", l->agency, e);
    if (!is_level(output, "side", "plan"))
        return unknown(d, "output", l->output, e);
    if (!is_level(item, "type", "group"))
        return unknown(d, "item", l->item, e);
    if (l->amount.satang == 0) {
        FAIL(e, ERR_BAD_AMOUNT);
        err_arg(e, "value", V(STR("0")));
        return false;
    }
    if (!check_requested(d->by->a, l->amount, e) || !check_text("name", n.name, true, 500, e) ||
        !check_text("reason", n.justification, true, 4000, e) ||
        !find_home(d, g, output, project.n ? project : output->name_th, &n.package_id, e))
        return false;
    n.item_id = item->id;
    if (!plan_bulk_line(d->b, &n, &id, &code, e))
        return false;
    if (ret_code)
        *ret_code = str_dup(d->by->a, code);
    return true;
}

static bool begin(struct adding *d, size_t n, struct err *e)
{
    struct act *by = d->by;
    struct db *db = by->tx->db;
    struct supplementary s;
    const struct class_node *fund;

    if (n == 0 || n > SUPPLEMENTARY_MOST) {
        FAIL(e, n ? ERR_LIMIT : ERR_NOTHING);
        err_arg(e, "what", V(STR("lines")));
        err_arg(e, "limit", V((int64_t)SUPPLEMENTARY_MOST));
        return false;
    }
    if (!supplementary_get(db, by->a, d->year, d->number, &s, e) ||
        !supplementary_check_draft(db, by->a, d->year, d->number, e) ||
        !plan_bulk_begin_bill(
            by, d->year,
            str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, d->year, d->number))), &d->b,
            e) ||
        !agency_list(db, by->a, d->year, &d->agencies, e) ||
        !class_tree_load(db, by->a, d->year, STR("programme"), &d->programme, e) ||
        !class_tree_load(db, by->a, d->year, STR("item"), &d->item, e) ||
        !class_tree_load(db, by->a, d->year, STR("fund"), &d->fund, e))
        return false;
    fund = class_by_code(&d->fund, s.fund);
    if (!fund)
        return unknown(d, "fund", s.fund, e);
    d->fund_id = fund->id;
    d->home = arena_array(by->a, n, sizeof *d->home);
    return true;
}

bool supplementary_lines_add(struct act *by, const struct supplementary_batch *batch,
                             struct str *ret_codes, size_t *ret_row, struct err *e)
{
    struct adding d = {.by = by, .year = batch->year, .number = batch->number};

    *ret_row = batch->n;
    if (!actor_check_city(by->who, PERM_BILL, e) || !begin(&d, batch->n, e))
        return false;
    for (size_t i = 0; i < batch->n; i++) {
        *ret_row = i;
        if (!add_one(&d, &batch->line[i], ret_codes ? &ret_codes[i] : NULL, e))
            return false;
    }
    *ret_row = batch->n;
    return plan_bulk_end(d.b, e) &&
           supplementary_check_free(by->tx->db, by->a, d.year, d.number, false, e);
}

/* ---- changing ---- */

struct line_at {
    int64_t id, year, number, version, package_id, package_version;
    struct money asked;
    int64_t tabled, others; /* tabled: 1 when it was, in a draft that was withdrawn */
};
static const struct field line_at_fields[] = {
    COL(struct line_at, id),         COL(struct line_at, year),
    COL(struct line_at, number),     COL(struct line_at, version),
    COL(struct line_at, package_id), COL(struct line_at, package_version),
    COL(struct line_at, asked),      COL(struct line_at, tabled),
    COL(struct line_at, others),
};
static const struct row_type line_at_type = ROW_TYPE(struct line_at, line_at_fields);

/* The last line of a package is out: the package leaves the draft with it. */
static bool close_package(struct act *by, const struct line_at *at, struct str reason,
                          struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_PACKAGE_STATE_SET,
                 ARGS(V(at->package_id), V(at->package_version), V(STR("FUNDED")),
                      V(STR("WITHDRAWN"))),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return db_exec(by->tx->db, &Q_PACKAGE_EVENT_INSERT,
                   ARGS(V(at->package_id), V(STR("withdraw")), V(STR("FUNDED")),
                        V(STR("WITHDRAWN")), V(by->who->name), V(by->now_ms), V(reason)),
                   NULL, e);
}

static bool find_line(struct act *by, struct str code, struct line_at *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_SUPPLEMENTARY_LINE_HOME, ARGS(V(code)), &line_at_type, ret,
                 &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool supplementary_line_set(struct act *by, const struct supplementary_line_edit *l, struct err *e)
{
    struct db *db = by->tx->db;
    struct str reason = str_trim(l->reason);
    bool out = l->amount.satang == 0;
    struct line_at at;
    struct amount_set set = {.amount = l->amount, .reason = reason};
    struct audit_note n = {.action = out ? STR("supplementary.line_out") : STR("supplementary.line"),
                           .reason = reason};
    int64_t rows;

    if (!actor_check_city(by->who, PERM_BILL, e) || !find_line(by, l->code, &at, e) ||
        !supplementary_check_draft(db, by->a, at.year, at.number, e) ||
        !check_requested(by->a, l->amount, e) || !check_text("reason", reason, true, 4000, e))
        return false;
    if (!db_exec(db, &Q_SUPPLEMENTARY_LINE_SET,
                 ARGS(V(at.id), V(l->version), V(reason), V(text_key(by->a, reason)), V(l->amount),
                      V(out)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    set.line_id = at.id;
    n.subject = str_format(by->a, "line:%.*s", STR_FMT(l->code));
    n.year = at.year;
    n.old_value = money_text(by->a, at.asked, MONEY_PLAIN);
    n.new_value = money_text(by->a, l->amount, MONEY_PLAIN);
    return amount_save(by, &set, l->version + 1, at.asked, e) &&
           (!at.tabled || amounts_write(by, at.year, STAGE_TABLED, &set, 1, e)) &&
           (!out || at.others > 0 || close_package(by, &at, reason, e)) &&
           supplementary_check_free(db, by->a, at.year, at.number, false, e) &&
           audit_add(by, &n, e);
}
