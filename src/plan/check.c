#include "plan/check.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/check_int.h"
#include "plan/clearance.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field check_fields[] = {
    FIELD(struct check_row, code, FIELD_KEY, "รหัสการตรวจ", "Check"),
    FIELD(struct check_row, severity, 0, "ความรุนแรง", "Severity"),
    FIELD(struct check_row, name, 0, "เรื่อง", "Subject"),
    FIELD(struct check_row, line_code, 0, "รหัสรายการ", "Line"),
    FIELD(struct check_row, line_name, 0, "รายการ", "Name"),
    FIELD(struct check_row, th, 0, "สิ่งที่พบ", "Found (Thai)"),
    FIELD(struct check_row, en, 0, "สิ่งที่พบ (อังกฤษ)", "Found"),
    FIELD(struct check_row, figure, 0, "ค่าที่พบ", "Figure"),
    FIELD(struct check_row, compare, 0, "เทียบกับ", "Compared with"),
    FIELD(struct check_row, where, 0, "ดูที่", "Where"),
    FIELD(struct check_row, source, 0, "ที่มาของเกณฑ์", "Rule"),
};
const struct row_type check_row_type = ROW_TYPE(struct check_row, check_fields);

static const struct field count_fields[] = {
    COL(struct check_counts, package_id),
    FIELD(struct check_counts, infos, 0, "ข้อมูล", "Notes"),
    FIELD(struct check_counts, warns, 0, "เตือน", "Warnings"),
    FIELD(struct check_counts, stops, 0, "ต้องแก้", "Stops"),
    FIELD(struct check_counts, at, 0, "ตรวจเมื่อ", "Checked"),
};
const struct row_type check_counts_type = ROW_TYPE(struct check_counts, count_fields);

static const struct field sum_fields[] = {
    FIELD(struct check_sum, code, FIELD_KEY, "รหัสการตรวจ", "Check"),
    FIELD(struct check_sum, severity, 0, "ความรุนแรง", "Severity"),
    FIELD(struct check_sum, name, 0, "เรื่อง", "Subject"),
    FIELD(struct check_sum, source, 0, "ที่มาของเกณฑ์", "Rule"),
    FIELD(struct check_sum, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct check_sum, flags, 0, "จุดที่พบ", "Findings"),
};
const struct row_type check_sum_type = ROW_TYPE(struct check_sum, sum_fields);

static const struct field result_fields[] = {
    FIELD(struct check_result, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct check_result, flags, 0, "จุดที่พบ", "Findings"),
    FIELD(struct check_result, peers, 0, "กลุ่มราคา", "Price groups"),
    FIELD(struct check_result, at, 0, "เมื่อ", "At"),
    FIELD(struct check_result, by_user, 0, "โดย", "By"),
};
const struct row_type check_result_type = ROW_TYPE(struct check_result, result_fields);

static const struct field peer_fields[] = {
    FIELD(struct peer_price, lines, FIELD_KEY, "รายการ", "Lines"),
    FIELD(struct peer_price, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct peer_price, low, 0, "ต่ำสุด", "Lowest"),
    FIELD(struct peer_price, quarter, 0, "ควอร์ไทล์ล่าง", "Lower quarter"),
    FIELD(struct peer_price, median, 0, "ค่ากลาง", "Median"),
    FIELD(struct peer_price, three, 0, "ควอร์ไทล์บน", "Upper quarter"),
    FIELD(struct peer_price, high, 0, "สูงสุด", "Highest"),
};
const struct row_type peer_price_type = ROW_TYPE(struct peer_price, peer_fields);

static const struct field marks_fields[] = {
    COL(struct package_marks, infos), COL(struct package_marks, warns),
    COL(struct package_marks, stops), COL(struct package_marks, at),
    COL(struct package_marks, word),  COL(struct package_marks, amount),
    COL(struct package_marks, open),  COL(struct package_marks, late),
    COL(struct package_marks, refused), COL(struct package_marks, cleared),
};
const struct row_type package_marks_type = ROW_TYPE(struct package_marks, marks_fields);

/* A sum's row has no names in the store. */
struct counted {
    struct str code, severity;
    int64_t packages, flags;
};
static const struct field counted_fields[] = {
    COL(struct counted, code),
    COL(struct counted, severity),
    COL(struct counted, packages),
    COL(struct counted, flags),
};
static const struct row_type counted_type = ROW_TYPE(struct counted, counted_fields);

struct flag_row { /* as it is kept */
    struct str code, severity, line_code, line_name;
    int64_t figure, compare;
    struct str detail, package_code, agency_code;
    int64_t year;
};
static const struct field flag_fields[] = {
    COL(struct flag_row, code),         COL(struct flag_row, severity),
    COL(struct flag_row, line_code),    COL(struct flag_row, line_name),
    COL(struct flag_row, figure),       COL(struct flag_row, compare),
    COL(struct flag_row, detail),       COL(struct flag_row, package_code),
    COL(struct flag_row, agency_code),  COL(struct flag_row, year),
};
static const struct row_type flag_type = ROW_TYPE(struct flag_row, flag_fields);

/* ---- peers ---- */

struct peer_line {
    int64_t item_id;
    struct str unit_word;
    int64_t agency_id;
    struct money unit_price;
};
static const struct field peer_line_fields[] = {
    COL(struct peer_line, item_id),
    COL(struct peer_line, unit_word),
    COL(struct peer_line, agency_id),
    COL(struct peer_line, unit_price),
};
static const struct row_type peer_line_type = ROW_TYPE(struct peer_line, peer_line_fields);

static int by_id(const void *x, const void *y)
{
    const int64_t *p = x, *q = y;

    return *p < *q ? -1 : *p > *q;
}

static int64_t agencies_of(struct arena *a, const struct peer_line *l, size_t n)
{
    int64_t *id = ARENA_ARRAY(a, int64_t, n), count = n > 0;

    for (size_t i = 0; i < n; i++)
        id[i] = l[i].agency_id;
    qsort(id, n, sizeof *id, by_id);
    for (size_t i = 1; i < n; i++)
        count += id[i] != id[i - 1];
    return count;
}

/* Of prices in order: the middle one, or the mean of the two in the middle, rounded down. */
static int64_t middle(const struct peer_line *l, size_t n)
{
    int64_t low = l[(n - 1) / 2].unit_price.satang, high = l[n / 2].unit_price.satang;

    return low + (high - low) / 2;
}

static bool put_group(struct db_bulk *b, struct arena *a, int64_t year, const struct peer_line *l,
                      size_t n, struct err *e)
{
    return db_bulk_row(b,
                       ARGS(V(year), V(l->item_id), V(l->unit_word), V((int64_t)n),
                            V(agencies_of(a, l, n)), V(l[0].unit_price),
                            V(l[(n - 1) / 4].unit_price), V(MONEY(middle(l, n))),
                            V(l[n - 1 - (n - 1) / 4].unit_price), V(l[n - 1].unit_price)),
                       e);
}

static bool refresh_peers(struct act *by, int64_t year, int64_t *ret_groups, struct err *e)
{
    const struct peer_line *l;
    struct rows rows;
    struct db_bulk *b;
    bool ok = true;

    *ret_groups = 0;
    if (!db_list(by->tx->db, by->a, &Q_PEER_LINES, ARGS(V(year)), &peer_line_type, &rows, e) ||
        !db_exec(by->tx->db, &Q_PEER_CLEAR, ARGS(V(year)), NULL, e) ||
        !db_bulk_begin(by->tx, &Q_PEER_INSERT, &b, e))
        return false;
    l = rows.p;
    for (size_t i = 0, n; i < rows.n && ok; i += n) {
        n = 1;
        while (i + n < rows.n && l[i + n].item_id == l[i].item_id &&
               str_eq(l[i + n].unit_word, l[i].unit_word))
            n++;
        if (n < 2)
            continue;
        ok = put_group(b, by->a, year, &l[i], n, e);
        ++*ret_groups;
    }
    return ok && db_bulk_end(b, NULL, e);
}

bool peer_price_get(struct db *db, struct arena *a, int64_t line_id, struct peer_price *ret,
                    struct err *e)
{
    struct peer_price none = {0};
    bool found;

    if (!db_find(db, a, &Q_PEER_GET, ARGS(V(line_id)), &peer_price_type, &none, &found, e))
        return false;
    *ret = none;
    return true;
}

/* ---- looking ---- */

static bool keep_flags(struct act *by, const struct look *x, struct err *e)
{
    struct db_bulk *b;
    bool ok = true;
    int64_t n = 0;

    if (!db_bulk_begin(by->tx, &Q_CHECK_FLAG_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < x->n && ok; i++) {
        const struct flag *f = &x->flag[i];
        const struct check_kind *k = &check_kinds[f->id];

        n = i > 0 && x->flag[i - 1].package_id == f->package_id ? n + 1 : 1;
        ok = db_bulk_row(b,
                         ARGS(V(f->package_id), V(n), V(str_from(k->code)),
                              V(str_from(k->severity)), V(f->line_id), V(f->figure),
                              V(f->compare), V(f->detail)),
                         e);
    }
    return ok && db_bulk_end(b, NULL, e);
}

static bool keep_counts(struct act *by, const struct look *x, struct err *e)
{
    const struct look_package *p = x->packages.p;
    struct db_bulk *b;
    bool ok = true;
    size_t at = 0;

    if (!db_bulk_begin(by->tx, &Q_CHECK_COUNTS_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < x->packages.n && ok; i++) {
        int64_t infos = 0, warns = 0, stops = 0;

        for (; at < x->n && x->flag[at].package_id == p[i].id; at++) {
            struct str s = str_from(check_kinds[x->flag[at].id].severity);

            infos += str_eq(s, STR("info"));
            warns += str_eq(s, STR("warn"));
            stops += str_eq(s, STR("stop"));
        }
        ok = db_bulk_row(
            b, ARGS(V(p[i].id), V(x->year), V(infos), V(warns), V(stops), V(by->now_ms)), e);
    }
    return ok && db_bulk_end(b, NULL, e);
}

static bool look_and_keep(struct act *by, struct look *x, struct err *e)
{
    const struct look_package *p;

    if (!look_load(x, e))
        return false;
    p = x->packages.p;
    for (size_t i = 0; i < x->packages.n; i++) {
        if (!look_at(x, &p[i], e))
            return false;
    }
    return db_exec(by->tx->db, &Q_CHECK_FLAGS_CLEAR, ARGS(V(x->year), V(x->from), V(x->to)), NULL,
                   e) &&
           db_exec(by->tx->db, &Q_CHECK_COUNTS_CLEAR, ARGS(V(x->year), V(x->from), V(x->to)), NULL,
                   e) &&
           keep_flags(by, x, e) && keep_counts(by, x, e);
}

static bool may_look(const struct act *by, struct err *e)
{
    if (actor_may(by->who, PERM_BUDGET_READ))
        return true;
    FAIL(e, ERR_FORBIDDEN);
    err_arg(e, "permission", V(str_from(perm_word(PERM_BUDGET_READ))));
    return false;
}

bool check_package(struct act *by, int64_t year, int64_t package_id, struct err *e)
{
    struct look x = {.db = by->tx->db,
                     .a = by->a,
                     .today = by->today,
                     .year = year,
                     .from = package_id,
                     .to = package_id};

    return look_and_keep(by, &x, e);
}

bool checks_refresh(struct act *by, int64_t year, struct check_result *ret, struct err *e)
{
    struct look x = {.db = by->tx->db,
                     .a = by->a,
                     .today = by->today,
                     .year = year,
                     .from = 0,
                     .to = INT64_MAX};
    struct audit_note note = {.action = STR("checks.refresh"),
                              .subject = str_format(by->a, "year:%lld", (long long)year)};
    struct check_result r = {.at = {by->now_ms}, .by_user = by->who->name};

    if (!may_look(by, e) || !refresh_peers(by, year, &r.peers, e) || !look_and_keep(by, &x, e))
        return false;
    r.packages = (int64_t)x.packages.n;
    r.flags = (int64_t)x.n;
    *ret = r;
    note.new_value =
        str_format(by->a, "%lld/%lld", (long long)r.flags, (long long)r.packages);
    return db_exec(by->tx->db, &Q_CHECK_RUN_INSERT,
                   ARGS(V(year), V(r.packages), V(r.flags), V(r.peers), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

bool checks_last(struct db *db, struct arena *a, int64_t year, struct check_result *ret,
                 struct err *e)
{
    struct check_result r = {0};
    bool found;

    if (!db_find(db, a, &Q_CHECK_RUN_LAST, ARGS(V(year)), &check_result_type, &r, &found, e))
        return false;
    *ret = r;
    return true;
}

/* ---- showing ---- */

static const struct check_kind *kind_of(struct str code)
{
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        if (str_eq(code, str_from(check_kinds[i].code)))
            return &check_kinds[i];
    }
    return NULL;
}

static struct str figure_text(struct arena *a, const struct check_kind *k, int64_t v)
{
    if (str_eq(str_from(k->figures), STR("money")))
        return money_text(a, MONEY(v), MONEY_WHOLE);
    if (str_eq(str_from(k->figures), STR("percent")))
        return str_format(a, "%lld.%02lld", (long long)(v / 100), (long long)(v % 100));
    return money_text(a, BAHT(v), MONEY_WHOLE); /* a count, with separators */
}

static struct str sentence(struct arena *a, const struct check_kind *k, const struct flag_row *f,
                           enum lang lang)
{
    struct str s = str_from(lang == LANG_EN ? k->en : k->th), ratio = STR("-"), detail = f->detail;
    int64_t bp = f->compare > 0 ? money_share_bp(MONEY(f->figure), MONEY(f->compare)) : 0;

    if (bp)
        ratio = str_format(a, "%lld", (long long)((bp + 50) / 100));
    if (str_eq(str_from(k->where), STR("clearance")))
        detail = clearance_class_name(f->detail, lang);
    s = str_replace(a, s, STR("{line}"), f->line_name);
    s = str_replace(a, s, STR("{figure}"), figure_text(a, k, f->figure));
    s = str_replace(a, s, STR("{compare}"), figure_text(a, k, f->compare));
    s = str_replace(a, s, STR("{ratio}"), ratio);
    return str_trim(str_replace(a, s, STR("{detail}"), detail));
}

static struct str where_of(struct arena *a, const struct check_kind *k, const struct flag_row *f)
{
    struct str where = str_from(k->where), path;

    if (str_eq(where, STR("line")))
        path = str_format(a, "/lines/%.*s", STR_FMT(f->line_code));
    else if (str_eq(where, STR("agency")))
        path = str_format(a, "/requests/%.*s", STR_FMT(f->agency_code));
    else if (str_eq(where, STR("overlap")))
        path = str_format(a, "/integrated/overlaps/%lld", (long long)f->compare);
    else if (str_eq(where, STR("clearance")))
        path = str_format(a, "/packages/%.*s/clearances", STR_FMT(f->package_code));
    else if (str_eq(where, STR("package")))
        path = str_format(a, "/packages/%.*s", STR_FMT(f->package_code));
    else
        path = str_format(a, "/packages/%.*s%s", STR_FMT(f->package_code), k->where);
    return str_format(a, "%.*s?year=%lld", STR_FMT(path), (long long)f->year);
}

bool package_checks(struct db *db, struct arena *a, int64_t package_id, enum lang lang,
                    struct rows *ret, struct err *e)
{
    const struct flag_row *f;
    struct check_row *row;
    struct rows rows;
    size_t n = 0;

    if (!db_list(db, a, &Q_CHECK_FLAGS, ARGS(V(package_id)), &flag_type, &rows, e))
        return false;
    f = rows.p;
    row = ARENA_ARRAY(a, struct check_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct check_kind *k = kind_of(f[i].code);

        if (!k)
            continue; /* of an earlier program */
        row[n++] = (struct check_row){.code = f[i].code,
                                      .severity = f[i].severity,
                                      .name = lang_pick(lang, k->name_th, k->name_en),
                                      .line_code = f[i].line_code,
                                      .line_name = f[i].line_name,
                                      .th = sentence(a, k, &f[i], LANG_TH),
                                      .en = sentence(a, k, &f[i], LANG_EN),
                                      .figure = figure_text(a, k, f[i].figure),
                                      .compare = figure_text(a, k, f[i].compare),
                                      .where = where_of(a, k, &f[i]),
                                      .source = str_from(k->source)};
    }
    *ret = (struct rows){row, n};
    return true;
}

bool package_check_counts(struct db *db, struct arena *a, int64_t package_id,
                          struct check_counts *ret, struct err *e)
{
    struct check_counts none = {.package_id = package_id};
    bool found;

    if (!db_find(db, a, &Q_CHECK_COUNTS, ARGS(V(package_id)), &check_counts_type, &none, &found, e))
        return false;
    *ret = none;
    return true;
}

bool package_marks_get(struct db *db, struct arena *a, int64_t package_id,
                       struct package_marks *ret, struct err *e)
{
    return db_one(db, a, &Q_PACKAGE_MARKS, ARGS(V(package_id), V(db_day(db))), &package_marks_type,
                  ret, e);
}

bool checks_open(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CHECK_COUNTS_YEAR, ARGS(V(year)), &check_counts_type, ret, e);
}

bool checks_summary(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret,
                    struct err *e)
{
    const struct counted *c;
    struct check_sum *row;
    struct rows rows;
    size_t n = 0;

    if (!db_list(db, a, &Q_CHECK_SUMMARY, ARGS(V(year)), &counted_type, &rows, e))
        return false;
    c = rows.p;
    row = ARENA_ARRAY(a, struct check_sum, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct check_kind *k = kind_of(c[i].code);

        if (k)
            row[n++] = (struct check_sum){.code = c[i].code,
                                          .severity = c[i].severity,
                                          .name = lang_pick(lang, k->name_th, k->name_en),
                                          .source = str_from(k->source),
                                          .packages = c[i].packages,
                                          .flags = c[i].flags};
    }
    *ret = (struct rows){row, n};
    return true;
}
