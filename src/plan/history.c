#include "plan/history.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/write.h"
#include "plan/lineage.h"
#include "sql_plan.h"
#include "store/store.h"

enum { FIRST_YEAR = 2500, LAST_YEAR = 2699, NAME_MAX = 500 };

static const struct field history_row_fields[] = {
    FIELD(struct history_row, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct history_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct history_row, key, 0, "รหัสในปีนั้น", "Key of that year"),
    FIELD(struct history_row, name, 0, "รายการ", "Name"),
    FIELD(struct history_row, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct history_row, item_code, 0, "รหัสรายจ่าย", "Item code"),
    FIELD(struct history_row, asked, FIELD_OPTIONAL, "คำขอ", "Asked"),
    FIELD(struct history_row, enacted, FIELD_OPTIONAL, "ข้อบัญญัติ", "Enacted"),
    FIELD(struct history_row, after_transfers, FIELD_OPTIONAL, "งบประมาณหลังปรับโอน",
          "After transfers"),
    FIELD(struct history_row, obligated, FIELD_OPTIONAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct history_row, paid, FIELD_OPTIONAL, "เบิกจ่าย", "Paid"),
    FIELD(struct history_row, source, 0, "ที่มา", "Source"),
};
const struct row_type history_row_type = ROW_TYPE(struct history_row, history_row_fields);

/* ---- writing ---- */

struct past_found {
    struct money asked, enacted, after_transfers, paid;
    struct str output_code, item_code, name, source, source_cell;
};
static const struct field past_found_fields[] = {
    FIELD(struct past_found, asked, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct past_found, enacted, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct past_found, after_transfers, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct past_found, paid, FIELD_OPTIONAL, NULL, NULL),
    COL(struct past_found, output_code),
    COL(struct past_found, item_code),
    COL(struct past_found, name),
    COL(struct past_found, source),
    COL(struct past_found, source_cell),
};
static const struct row_type past_found_type = ROW_TYPE(struct past_found, past_found_fields);

static struct value maybe(struct money m)
{
    return m.satang == MONEY_MISSING.satang ? V_NULL : V(m);
}

static bool check_past(struct act *by, const struct past_line *p, struct err *e)
{
    const struct money m[] = {p->asked, p->enacted, p->after_transfers, p->paid};

    if (p->year < FIRST_YEAR || p->year > LAST_YEAR) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(str_format(by->a, "%lld", (long long)p->year)));
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(m); i++) {
        if (m[i].satang == MONEY_MISSING.satang) {
            continue;
        }
        if (m[i].satang < 0 || m[i].satang > MONEY_MAX) {
            FAIL(e, m[i].satang < 0 ? ERR_AMOUNT_NEGATIVE : ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(money_text(by->a, m[i], MONEY_WHOLE)));
            return false;
        }
    }
    return check_text("name", p->name, true, NAME_MAX, e);
}

/* The whole city's importer, or the collector of each agency that has rows. */
static bool check_putter(struct act *by, const struct past_line *row, size_t n, struct err *e)
{
    struct agency g;
    int64_t last = 0;

    if (actor_check_city(by->who, PERM_IMPORT, e)) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (row[i].agency_id == last) {
            continue;
        }
        last = row[i].agency_id;
        if (!agency_by_id(by->tx->db, by->a, last, &g, e) ||
            !actor_check(by->who, PERM_COLLECT, g.id, g.division, e)) {
            return false;
        }
    }
    return n > 0;
}

static bool put_one(struct act *by, const struct past_line *p, int64_t *fresh, int64_t *changed,
                    struct err *e)
{
    struct past_found old;
    struct str fold = thai_fold(by->a, p->name), key = p->key;
    bool found;

    if (key.n == 0) {
        key = str_format(by->a, "%.*s:%.*s:%.*s", STR_FMT(p->output_code), STR_FMT(p->item_code),
                         STR_FMT(fold));
    }
    if (!db_find(by->tx->db, by->a, &Q_HISTORY_FIND, ARGS(V(p->year), V(p->agency_id), V(key)),
                 &past_found_type, &old, &found, e)) {
        return false;
    }
    if (found && old.asked.satang == p->asked.satang && old.enacted.satang == p->enacted.satang &&
        old.after_transfers.satang == p->after_transfers.satang &&
        old.paid.satang == p->paid.satang && str_eq(old.output_code, p->output_code) &&
        str_eq(old.item_code, p->item_code) && str_eq(old.name, p->name) &&
        str_eq(old.source, p->source) && str_eq(old.source_cell, p->source_cell)) {
        return true;
    }
    *(found ? changed : fresh) += 1;
    return db_exec(by->tx->db, &Q_HISTORY_INSERT,
                   ARGS(V(p->year), V(p->agency_id), V(p->output_code), V(p->item_code), V(key),
                        V(p->name), V(fold), maybe(p->asked), maybe(p->enacted),
                        maybe(p->after_transfers), maybe(p->paid), V(p->source), V(p->source_cell)),
                   NULL, e);
}

bool history_put(struct act *by, const struct past_line *row, size_t n, struct str what,
                 int64_t *ret_new, int64_t *ret_changed, struct err *e)
{
    int64_t fresh = 0, changed = 0;
    struct audit_note note = {.action = STR("history.put"), .subject = what};

    if (!check_putter(by, row, n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!check_past(by, &row[i], e) || !put_one(by, &row[i], &fresh, &changed, e)) {
            return false;
        }
    }
    note.new_value = str_format(by->a, "%lld new, %lld changed, %zu read", (long long)fresh,
                                (long long)changed, n);
    if (fresh + changed > 0 && !audit_add(by, &note, e)) {
        return false;
    }
    *ret_new = fresh;
    *ret_changed = changed;
    return true;
}

/* ---- reading ---- */

struct past_row {
    int64_t year;
    struct str key, output_code, item_code, name, name_fold, drawn_from;
    struct money asked, enacted, after_transfers, obligated, paid;
    struct str source;
};
static const struct field past_row_fields[] = {
    COL(struct past_row, year),
    COL(struct past_row, key),
    COL(struct past_row, output_code),
    COL(struct past_row, item_code),
    COL(struct past_row, name),
    COL(struct past_row, name_fold),
    COL(struct past_row, drawn_from),
    FIELD(struct past_row, asked, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct past_row, enacted, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct past_row, after_transfers, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct past_row, obligated, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct past_row, paid, FIELD_OPTIONAL, NULL, NULL),
    COL(struct past_row, source),
};
static const struct row_type past_row_type = ROW_TYPE(struct past_row, past_row_fields);

struct history_line {
    struct str code, name, drawn_from, item_code;
    int64_t package_id;
};
static const struct field history_line_fields[] = {
    COL(struct history_line, code),
    COL(struct history_line, name),
    COL(struct history_line, drawn_from),
    COL(struct history_line, item_code),
    COL(struct history_line, package_id),
};
static const struct row_type history_line_type = ROW_TYPE(struct history_line, history_line_fields);

struct history_home {
    int64_t year, agency_id;
    struct str output_code;
};
static const struct field history_home_fields[] = {
    COL(struct history_home, year),
    COL(struct history_home, agency_id),
    COL(struct history_home, output_code),
};
static const struct row_type history_home_type = ROW_TYPE(struct history_home, history_home_fields);

static void take(struct history_row *to, struct str code, const struct past_row *p)
{
    *to = (struct history_row){.code = code,
                               .year = p->year,
                               .key = p->key,
                               .name = p->name,
                               .output_code = p->output_code,
                               .item_code = p->item_code,
                               .asked = p->asked,
                               .enacted = p->enacted,
                               .after_transfers = p->after_transfers,
                               .obligated = p->obligated,
                               .paid = p->paid,
                               .source = p->source};
}

bool history_of_agency(struct db *db, struct arena *a, const struct history_span *of,
                       struct rows *ret, struct err *e)
{
    struct history_row *row;
    struct rows rows;

    if (!db_list(db, a, &Q_HISTORY_ROWS,
                 ARGS(V(of->agency_id), V(of->from_year), V(of->to_year), V(of->output_code),
                      V(INT64_C(0)), V(INT64_C(0))),
                 &past_row_type, &rows, e)) {
        return false;
    }
    row = ARENA_ARRAY(a, struct history_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        take(&row[i], STR_NONE, (const struct past_row *)rows.p + i);
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

/* What the line's recorded road says of that year (plan/lineage.h). */
static const struct lineage_past *linked(const struct rows *road, struct str code, int64_t year)
{
    const struct lineage_past *p = road->p;

    for (size_t i = 0; i < road->n; i++) {
        if (p[i].year == year && str_eq(p[i].line_code, code)) {
            return &p[i];
        }
    }
    return NULL;
}

static void take_linked(struct history_row *to, const struct lineage_past *p)
{
    *to = (struct history_row){.code = p->line_code,
                               .year = p->year,
                               .key = p->code,
                               .name = p->name,
                               .output_code = p->output_code,
                               .item_code = p->item_code,
                               .asked = p->asked,
                               .enacted = p->enacted,
                               .after_transfers = p->after_transfers,
                               .obligated = MONEY_MISSING, /* of shares of lines: not known */
                               .paid = p->paid,
                               .source = STR("PBIS")};
}

/* The row of that year: the one the chain names, else the one of the same output, item and name. */
static const struct past_row *match(const struct rows *past, int64_t year, struct str key,
                                    const struct history_home *home, const struct history_line *l,
                                    struct str fold)
{
    const struct past_row *same = NULL, *p = past->p;

    for (size_t i = 0; i < past->n; i++) {
        if (p[i].year != year) {
            continue;
        }
        if (key.n && str_eq(p[i].key, key)) {
            return &p[i];
        }
        if (!same && str_eq(p[i].output_code, home->output_code) &&
            str_eq(p[i].item_code, l->item_code) && str_eq(p[i].name_fold, fold)) {
            same = &p[i];
        }
    }
    return same;
}

static void fold_names(struct arena *a, struct past_row *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i].name_fold.n == 0) {
            p[i].name_fold = thai_fold(a, p[i].name);
        }
    }
}

/* What was read to match lines with: rows of the years, and the recorded roads of a package's lines. */
struct history_read {
    struct rows past, road;
};

/* Each line's rows of the three years before its own, into `row`; how many. */
static size_t match_lines(struct arena *a, const struct history_home *home,
                          const struct history_line *l, size_t lines,
                          const struct history_read *read, struct history_row *row)
{
    struct past_row *p = ARENA_ARRAY(a, struct past_row, read->past.n + 1);
    const struct rows past = {p, read->past.n};
    size_t n = 0;

    for (size_t i = 0; i < past.n; i++) {
        p[i] = ((const struct past_row *)read->past.p)[i];
    }
    fold_names(a, p, past.n);
    for (size_t i = 0; i < lines; i++) {
        struct str key = l[i].drawn_from, fold = thai_fold(a, l[i].name);

        for (int64_t y = home->year - 1; y >= home->year - HISTORY_YEARS; y--) {
            const struct lineage_past *on = linked(&read->road, l[i].code, y);
            const struct past_row *found = NULL;

            if (on) {
                take_linked(&row[n++], on);
                key = on->code;
                continue;
            }
            found = match(&past, y, key, home, &l[i], fold);
            if (!found) {
                continue;
            }
            take(&row[n++], l[i].code, found);
            key = found->drawn_from.n ? found->drawn_from : key;
        }
    }
    return n;
}

bool history_of_package(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                        struct err *e)
{
    struct history_home home;
    struct history_read read;
    struct history_row *row;
    struct rows lines = {0};

    if (!db_one(db, a, &Q_HISTORY_PACKAGE, ARGS(V(package_id)), &history_home_type, &home, e) ||
        !db_list(db, a, &Q_HISTORY_ROWS,
                 ARGS(V(home.agency_id), V(home.year - HISTORY_YEARS), V(home.year - 1),
                      V(home.output_code), V(package_id), V(INT64_C(0))),
                 &past_row_type, &read.past, e) ||
        !lineage_past_of(db, a, package_id, 0, &read.road, e) ||
        (read.past.n + read.road.n &&
         !db_list(db, a, &Q_HISTORY_LINES, ARGS(V(package_id)), &history_line_type, &lines, e))) {
        return false;
    }
    row = ARENA_ARRAY(a, struct history_row, lines.n * HISTORY_YEARS + 1);
    *ret = (struct rows){row, match_lines(a, &home, lines.p, lines.n, &read, row)};
    return true;
}

bool history_of_unit(struct db *db, struct arena *a, const struct history_unit *of,
                     struct rows *ret, struct err *e)
{
    const struct history_home home = {of->year, of->agency_id, of->output_code};
    const struct history_line *l;
    struct history_read read;
    struct history_row *row;
    struct rows lines;
    size_t n = 0;

    if (!db_list(db, a, &Q_HISTORY_ROWS,
                 ARGS(V(of->agency_id), V(of->year - HISTORY_YEARS), V(of->year - 1),
                      V(of->output_code), V(INT64_C(0)), V(of->unit_id)),
                 &past_row_type, &read.past, e) ||
        !db_list(db, a, &Q_HISTORY_UNIT_LINES,
                 ARGS(V(of->unit_id), V(of->sight), V(of->line_id)), &history_line_type, &lines,
                 e)) {
        return false;
    }
    l = lines.p;
    row = ARENA_ARRAY(a, struct history_row, lines.n * HISTORY_YEARS + 1);
    for (size_t i = 0, k; i < lines.n; i = k) { /* package by package */
        for (k = i; k < lines.n && l[k].package_id == l[i].package_id; k++) {
        }
        if (!lineage_past_of(db, a, l[i].package_id, 0, &read.road, e)) {
            return false;
        }
        n += match_lines(a, &home, &l[i], k - i, &read, &row[n]);
    }
    *ret = (struct rows){row, n};
    return true;
}
