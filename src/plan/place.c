#include "plan/place.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { ALL_BP = 10000, DISTRICTS_MAX = 64, LINES_SHOWN = 1000 };

static const struct field place_fields[] = {
    FIELD(struct place_row, district_code, FIELD_KEY, "รหัสเขต", "District code"),
    FIELD(struct place_row, district_name, 0, "เขต", "District"),
    FIELD(struct place_row, subdistrict, 0, "แขวง", "Sub-district"),
    FIELD(struct place_row, lat_micro, 0, "ละติจูด (ส่วนในล้านองศา)", "Latitude (millionths)"),
    FIELD(struct place_row, lon_micro, 0, "ลองจิจูด (ส่วนในล้านองศา)", "Longitude (millionths)"),
    FIELD(struct place_row, note, 0, "สถานที่", "Place"),
    FIELD(struct place_row, share, 0, "ส่วนแบ่ง (%)", "Share (%)"),
};
const struct row_type place_row_type = ROW_TYPE(struct place_row, place_fields);

static const struct field money_fields[] = {
    FIELD(struct place_money, district_code, FIELD_KEY, "รหัสเขต", "District code"),
    FIELD(struct place_money, district_name, 0, "พื้นที่", "Place"),
    FIELD(struct place_money, lines, FIELD_TOTAL, "จำนวนรายการ", "Lines"),
    FIELD(struct place_money, own, FIELD_TOTAL, "สำนักงานเขตใช้เอง", "The district office's own"),
    FIELD(struct place_money, bureau, FIELD_TOTAL, "สำนักใช้ในพื้นที่", "Bureaus spend there"),
    FIELD(struct place_money, total, FIELD_TOTAL, "รวม", "Total"),
};
const struct row_type place_money_type = ROW_TYPE(struct place_money, money_fields);

static const struct field line_fields[] = {
    FIELD(struct place_line, line_code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct place_line, name, 0, "รายการ", "Name"),
    FIELD(struct place_line, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct place_line, item_name, 0, "รายจ่าย", "Item"),
    FIELD(struct place_line, subdistrict, 0, "แขวง", "Sub-district"),
    FIELD(struct place_line, share, 0, "ส่วนแบ่ง (%)", "Share (%)"),
    FIELD(struct place_line, amount, FIELD_TOTAL, "จำนวนเงินในพื้นที่", "Amount there"),
};
const struct row_type place_line_type = ROW_TYPE(struct place_line, line_fields);

/* The district of a district office: its name without the word for an office. */
static struct str district_of(struct str office)
{
    struct str word = str_from(TR("สำนักงาน"));

    return str_starts(office, word) ? str_slice(office, word.n, office.n) : office;
}

/* ---- degrees ---- */

bool place_degrees(struct str s, bool latitude, int64_t *ret, struct err *e)
{
    int64_t v, least = latitude ? PLACE_LAT_LEAST : PLACE_LON_LEAST;
    int64_t most = latitude ? PLACE_LAT_MOST : PLACE_LON_MOST;

    s = str_trim(s);
    if (s.n == 0) {
        *ret = 0;
        return true;
    }
    if (!exact_parse_decimal(s, 6, &v)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(latitude ? STR("lat") : STR("lon")));
        err_arg(e, "value", V(s));
        return false;
    }
    if (v < least || v > most) {
        FAIL(e, ERR_PLACE_OUTSIDE);
        err_arg(e, "field", V(latitude ? STR("lat") : STR("lon")));
        err_arg(e, "value", V(s));
        return false;
    }
    *ret = v;
    return true;
}

struct str place_degrees_text(struct arena *a, int64_t micro)
{
    struct sbuf b;

    if (micro == 0)
        return STR_NONE;
    sbuf_init(&b, a, 40);
    exact_put_decimal(&b, micro, 6, 6);
    return sbuf_str(&b);
}

/* ---- of a line ---- */

bool place_list(struct db *db, struct arena *a, int64_t line_id, struct rows *ret, struct err *e)
{
    struct rows rows;
    struct place_row *row;

    if (!db_list(db, a, &Q_PLACE_LIST, ARGS(V(line_id)), &place_row_type, &rows, e))
        return false;
    row = ARENA_ARRAY(a, struct place_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct place_row *)rows.p)[i];
        row[i].district_name = district_of(row[i].district_name);
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

struct district {
    struct str code, name;
};
static const struct field district_fields[] = {COL(struct district, code),
                                               COL(struct district, name)};
static const struct row_type district_type = ROW_TYPE(struct district, district_fields);

static bool check_district(const struct rows *all, const struct costing *c, struct str code,
                           struct err *e)
{
    const struct district *d = all->p;

    if (code.n == 0)
        return true;
    for (size_t i = 0; i < all->n; i++) {
        if (str_eq(agency_prefix(d[i].code), code))
            return true;
    }
    FAIL(e, ERR_UNKNOWN_CODE);
    err_arg(e, "field", V(STR("district")));
    err_arg(e, "value", V(code));
    err_arg(e, "year", V(c->year));
    return false;
}

static bool check_point(const struct place_row *p, struct err *e)
{
    bool fine = (p->lat_micro == 0 && p->lon_micro == 0) ||
                (p->lat_micro >= PLACE_LAT_LEAST && p->lat_micro <= PLACE_LAT_MOST &&
                 p->lon_micro >= PLACE_LON_LEAST && p->lon_micro <= PLACE_LON_MOST);

    if (fine)
        return true;
    FAIL(e, ERR_PLACE_OUTSIDE);
    err_arg(e, "field", V(p->lat_micro ? STR("lon") : STR("lat")));
    err_arg(e, "value", V(p->lat_micro ? p->lon_micro : p->lat_micro));
    return false;
}

static bool check_shares(const struct place_row *row, size_t n, struct err *e)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (row[i].share.bp < 1 || row[i].share.bp > ALL_BP) {
            FAIL(e, ERR_BAD_NUMBER);
            err_arg(e, "field", V(STR("share")));
            err_arg(e, "value", V(row[i].share));
            return false;
        }
        sum += row[i].share.bp;
    }
    if (n == 0 || sum == ALL_BP)
        return true;
    FAIL(e, ERR_SHARES);
    err_arg(e, "field", V(STR("share")));
    err_arg(e, "sum", V(((struct share){sum})));
    err_arg(e, "difference", V(((struct share){ALL_BP - sum})));
    return false;
}

bool place_save(struct act *by, const struct place_set *s, struct err *e)
{
    struct costing c;
    struct rows all;

    if (!costing_edit(by, s->line_code, &c, e) ||
        !db_list(by->tx->db, by->a, &Q_PLACE_DISTRICTS, ARGS(V(c.year)), &district_type, &all, e) ||
        !check_shares(s->row, s->n, e) || !costing_touch(by, &c, s->cost_version, e) ||
        !db_exec(by->tx->db, &Q_PLACE_CLEAR, ARGS(V(c.id)), NULL, e))
        return false;
    if (s->n > PLACE_MAX) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(STR("district")));
        err_arg(e, "limit", V((int64_t)PLACE_MAX));
        return false;
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct place_row *p = &s->row[i];

        if (!check_district(&all, &c, p->district_code, e) || !check_point(p, e) ||
            !check_text("subdistrict", p->subdistrict, false, 100, e) ||
            !check_text("note", p->note, false, 300, e) ||
            !db_exec(by->tx->db, &Q_PLACE_INSERT,
                     ARGS(V(c.id), V((int64_t)i + 1), V(p->district_code), V(p->subdistrict),
                          V(p->lat_micro), V(p->lon_micro), V(p->note), V(p->share.bp)),
                     NULL, e))
            return false;
    }
    return costing_note(by, &c, "line.place", STR_NONE, str_format(by->a, "%zu", s->n), e);
}

/* ---- money by place ---- */

struct unplaced {
    struct str agency_code;
    int64_t district, lines;
    struct money amount;
};
static const struct field unplaced_fields[] = {
    COL(struct unplaced, agency_code),
    COL(struct unplaced, district),
    COL(struct unplaced, lines),
    COL(struct unplaced, amount),
};
static const struct row_type unplaced_type = ROW_TYPE(struct unplaced, unplaced_fields);

struct placed {
    int64_t line_id;
    struct str line_code, name, agency_code, agency_name, item_name, district_code, subdistrict;
    int64_t share_bp;
    struct money amount; /* of the whole line */
};
static const struct field placed_fields[] = {
    COL(struct placed, line_id),       COL(struct placed, line_code),
    COL(struct placed, name),          COL(struct placed, agency_code),
    COL(struct placed, agency_name),   COL(struct placed, item_name),
    COL(struct placed, district_code), COL(struct placed, subdistrict),
    COL(struct placed, share_bp),      COL(struct placed, amount),
};
static const struct row_type placed_type = ROW_TYPE(struct placed, placed_fields);

/* Index of the district in rows 1..n, 0 = the whole city. */
static size_t row_of(const struct place_money *row, size_t n, struct str code)
{
    for (size_t i = 1; i < n; i++) {
        if (str_eq(row[i].district_code, code))
            return i;
    }
    return 0;
}

static void add(struct place_money *m, struct str agency_code, int64_t lines, struct money amount)
{
    bool own = m->district_code.n && str_eq(agency_prefix(agency_code), m->district_code);

    m->lines += lines;
    m->total = money_add(m->total, amount);
    if (own)
        m->own = money_add(m->own, amount);
    else
        m->bureau = money_add(m->bureau, amount);
}

/* Splits one line's amount over its rows from `i` on; the end of its rows comes back. */
static size_t split_line(struct arena *a, const struct placed *p, size_t i, size_t n,
                         struct money *ret_part)
{
    size_t end = i;
    int64_t *weight;

    while (end < n && p[end].line_id == p[i].line_id)
        end++;
    weight = ARENA_ARRAY(a, int64_t, end - i);
    for (size_t k = i; k < end; k++)
        weight[k - i] = p[k].share_bp;
    money_split(p[i].amount, weight, end - i, ret_part);
    return end;
}

static void add_placed(struct arena *a, const struct rows *rows, struct place_money *m, size_t n)
{
    const struct placed *p = rows->p;
    struct money *part = ARENA_ARRAY(a, struct money, rows->n);

    for (size_t i = 0; i < rows->n;) {
        size_t end = split_line(a, p, i, rows->n, part);

        for (size_t k = i; k < end; k++)
            add(&m[row_of(m, n, p[k].district_code)], p[k].agency_code, 1, part[k - i]);
        i = end;
    }
}

bool place_money(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                 struct place_money *ret_total, struct err *e)
{
    struct rows districts, unplaced, placed;
    const struct district *d;
    const struct unplaced *u;
    struct place_money *m;
    size_t n;

    if (!db_list(db, a, &Q_PLACE_DISTRICTS, ARGS(V(year)), &district_type, &districts, e) ||
        !db_list(db, a, &Q_PLACE_UNPLACED, ARGS(V(year)), &unplaced_type, &unplaced, e) ||
        !db_list(db, a, &Q_PLACE_PLACED, ARGS(V(year)), &placed_type, &placed, e))
        return false;
    n = districts.n + 1;
    m = ARENA_ARRAY(a, struct place_money, n);
    d = districts.p;
    for (size_t i = 1; i < n; i++) {
        m[i].district_code = agency_prefix(d[i - 1].code);
        m[i].district_name = district_of(d[i - 1].name);
    }
    u = unplaced.p;
    for (size_t i = 0; i < unplaced.n; i++)
        add(&m[u[i].district ? row_of(m, n, agency_prefix(u[i].agency_code)) : 0], u[i].agency_code,
            u[i].lines, u[i].amount);
    add_placed(a, &placed, m, n);
    *ret_total = (struct place_money){.lines = 0};
    for (size_t i = 0; i < n; i++) {
        ret_total->lines += m[i].lines;
        ret_total->own = money_add(ret_total->own, m[i].own);
        ret_total->bureau = money_add(ret_total->bureau, m[i].bureau);
        ret_total->total = money_add(ret_total->total, m[i].total);
    }
    *ret = (struct rows){m, n};
    return true;
}

static int by_amount(const void *x, const void *y)
{
    const struct place_line *p = x, *q = y;
    int c = money_cmp(q->amount, p->amount);

    return c ? c : str_cmp(p->line_code, q->line_code);
}

bool place_lines(struct db *db, struct arena *a, int64_t year, struct str district_code,
                 struct rows *ret, struct err *e)
{
    struct rows rows;
    const struct placed *p;
    struct place_line *row;
    struct money *part;
    size_t n = 0;

    if (!db_list(db, a, &Q_PLACE_PLACED_IN, ARGS(V(year), V(district_code)), &placed_type, &rows,
                 e))
        return false;
    p = rows.p;
    row = ARENA_ARRAY(a, struct place_line, rows.n);
    part = ARENA_ARRAY(a, struct money, rows.n);
    for (size_t i = 0; i < rows.n;) {
        size_t end = split_line(a, p, i, rows.n, part);

        for (size_t k = i; k < end; k++) {
            if (str_eq(p[k].district_code, district_code) &&
                !str_eq(agency_prefix(p[k].agency_code), district_code))
                row[n++] = (struct place_line){.line_code = p[k].line_code,
                                               .name = p[k].name,
                                               .agency_name = p[k].agency_name,
                                               .item_name = p[k].item_name,
                                               .subdistrict = p[k].subdistrict,
                                               .share = {p[k].share_bp},
                                               .amount = part[k - i]};
        }
        i = end;
    }
    if (n)
        qsort(row, n, sizeof *row, by_amount);
    *ret = (struct rows){row, n < LINES_SHOWN ? n : LINES_SHOWN};
    return true;
}
