#include "plan/post_plan.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/post_rows.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { ALL_BP = 10000, TEXT_MAX = 200, NUMBER_MAX = 30, SHARES_MAX = 20 };

static const struct field post_fields[] = {
    COL(struct post_row, id),
    FIELD(struct post_row, number, FIELD_KEY, "เลขที่ตำแหน่ง", "Position number"),
    FIELD(struct post_row, title, 0, "ตำแหน่ง", "Position"),
    FIELD(struct post_row, kind, 0, "ประเภท", "Kind"),
    FIELD(struct post_row, grade, 0, "ระดับ", "Grade"),
    FIELD(struct post_row, step, 0, "ขั้น", "Step"),
    FIELD(struct post_row, salary, 0, "เงินเดือน/ค่าจ้าง", "Salary or wage a month"),
    FIELD(struct post_row, position, 0, "เงินประจำตำแหน่ง", "Position allowance a month"),
    FIELD(struct post_row, monthly, 0, "ค่าตอบแทนรายเดือน", "Monthly compensation"),
    FIELD(struct post_row, living, 0, "ค่าครองชีพ", "Cost of living a month"),
    FIELD(struct post_row, born, 0, "วันเกิด", "Born"),
    FIELD(struct post_row, vacant_from, 0, "ว่างตั้งแต่", "Vacant from"),
    FIELD(struct post_row, vacant_to, 0, "บรรจุวันที่", "Filled on"),
    FIELD(struct post_row, shares, 0, "ผลผลิต:ร้อยละ", "Output: per cent"),
    FIELD(struct post_row, state, 0, "สภาพ", "State"),
    FIELD(struct post_row, paid_months, 0, "เดือนที่จ่าย", "Months paid"),
    FIELD(struct post_row, retires, 0, "เกษียณ", "Retires"),
    FIELD(struct post_row, year_cost, FIELD_TOTAL, "บาททั้งปี", "Baht a year"),
    FIELD(struct post_row, version, 0, "รุ่น", "Version"),
};
const struct row_type post_row_type = ROW_TYPE(struct post_row, post_fields);

/* As the table has them. */
static const struct field stored_fields[] = {
    COL(struct post_row, id),          COL(struct post_row, version),
    COL(struct post_row, number),      COL(struct post_row, title),
    COL(struct post_row, kind),        COL(struct post_row, grade),
    COL(struct post_row, step),        COL(struct post_row, salary),
    COL(struct post_row, position),    COL(struct post_row, monthly),
    COL(struct post_row, living),      COL(struct post_row, born),
    COL(struct post_row, vacant_from), COL(struct post_row, vacant_to),
};
static const struct row_type stored_type = {"struct post_row", sizeof(struct post_row),
                                            stored_fields, ARRAY_LEN(stored_fields)};

static const struct field share_fields[] = {COL(struct post_share, number),
                                            COL(struct post_share, output_code),
                                            COL(struct post_share, share_bp)};
const struct row_type post_share_type = ROW_TYPE(struct post_share, share_fields);

/* ---- time ---- */

struct date post_retires(struct date born, int64_t age)
{
    struct date d = {born.yyyymmdd + (int32_t)age * 10000};

    if (born.yyyymmdd == 0)
        return (struct date){0};
    if (!date_valid(d)) /* 29 February */
        d.yyyymmdd = d.yyyymmdd / 10000 * 10000 + 301;
    return fy_end(fy_of(date_add_days(d, -1)));
}

static bool filled_on(struct date day, struct date from, struct date to, struct date retires)
{
    bool filled_again = to.yyyymmdd && date_cmp(day, to) >= 0;

    if (from.yyyymmdd && date_cmp(day, from) >= 0 && !filled_again)
        return false;
    return !retires.yyyymmdd || date_cmp(day, retires) <= 0 ||
           (filled_again && date_cmp(to, retires) > 0);
}

int64_t post_months(int64_t year, struct date from, struct date to, struct date retires)
{
    struct date day = fy_start((int32_t)year);
    int64_t n = 0;

    for (int m = 0; m < 12; m++) {
        n += filled_on(day, from, to, retires);
        day.yyyymmdd += day.yyyymmdd / 100 % 100 == 12 ? 10000 - 1100 : 100;
    }
    return n;
}

/* ---- reading ---- */

static struct money months_of(struct money a_month, int64_t months)
{
    return MONEY(a_month.satang * months); /* checked to be at most MONEY_MAX when saved */
}

static void finish(struct post_row *p, int64_t year, int64_t age, struct post_counts *c)
{
    bool retiring;

    p->retires = post_retires(p->born, age);
    p->paid_months = post_months(year, p->vacant_from, p->vacant_to, p->retires);
    p->year_cost = money_add(
        money_add(months_of(p->salary, p->paid_months), months_of(p->position, p->paid_months)),
        money_add(months_of(p->monthly, p->paid_months), months_of(p->living, p->paid_months)));
    retiring = p->paid_months > 0 && p->retires.yyyymmdd &&
               date_cmp(p->retires, fy_end((int32_t)year)) == 0;
    p->state = p->paid_months == 0    ? STR("vacant")
               : retiring             ? STR("retiring")
               : p->paid_months == 12 ? STR("filled")
                                      : STR("part");
    c->posts++;
    c->filled += p->paid_months > 0;
    c->vacant += p->paid_months == 0;
    c->retiring += retiring;
    c->year_cost = money_add(c->year_cost, p->year_cost);
}

static struct str shares_text(struct arena *a, const struct rows *all, struct str number)
{
    const struct post_share *s = all->p;
    struct sbuf b;

    sbuf_init(&b, a, 2000);
    for (size_t i = 0; i < all->n; i++) {
        if (!str_eq(s[i].number, number))
            continue;
        if (b.n)
            sbuf_byte(&b, ' ');
        sbuf_add(&b, s[i].output_code);
        if (s[i].share_bp != ALL_BP) {
            sbuf_byte(&b, ':');
            exact_put_decimal(&b, s[i].share_bp, 2, 0);
        }
    }
    return sbuf_str(&b);
}

/* The shares come in the posts' order: each post's are searched from where the last ended. */
static struct rows shares_of(const struct rows *all, size_t *at, struct str number)
{
    const struct post_share *s = all->p;
    size_t from = *at;

    while (from < all->n && str_cmp(s[from].number, number) < 0)
        from++;
    *at = from;
    while (*at < all->n && str_eq(s[*at].number, number))
        ++*at;
    return (struct rows){s + from, *at - from};
}

bool post_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
               struct post_counts *ret_counts, struct err *e)
{
    struct post_counts c = {0};
    struct rows rows, shares;
    struct post_row *p;
    int64_t age;
    size_t at = 0;

    if (!param_int(db, PARAM_POST_RETIRE_AGE, year, &age, e) ||
        !param_int(db, PARAM_POST_STEP, year, &c.step_bp, e) ||
        !db_list(db, a, &Q_POST_LIST, ARGS(V(year), V(agency_id)), &stored_type, &rows, e) ||
        !db_list(db, a, &Q_POST_SHARES, ARGS(V(year), V(agency_id)), &post_share_type, &shares, e))
        return false;
    p = ARENA_ARRAY(a, struct post_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        struct rows own;

        p[i] = ((const struct post_row *)rows.p)[i];
        own = shares_of(&shares, &at, p[i].number);
        p[i].shares = shares_text(a, &own, p[i].number);
        finish(&p[i], year, age, &c);
    }
    c.shares = shares;
    *ret = (struct rows){p, rows.n};
    *ret_counts = c;
    return true;
}

/* ---- writing ---- */

static bool may_write(struct act *by, int64_t year, int64_t agency_id, struct agency *g,
                      struct err *e)
{
    struct fiscal_year y;

    return agency_by_id(by->tx->db, by->a, agency_id, g, e) &&
           actor_check(by->who, PERM_REQUEST_WRITE, g->id, g->division, e) &&
           year_get(by->tx->db, by->a, year, &y, e) && check_editable(STR("DRAFT"), y.stage, e);
}

static bool wrong(enum err_code code, const char *field, struct str value, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    return false;
}

static bool known(const struct rows *codes, struct str code)
{
    const struct post_code *c = codes->p;

    for (size_t i = 0; i < codes->n; i++) {
        if (str_eq(c[i].code, code))
            return true;
    }
    return false;
}

/* "0503001:60 0503002:40" as rows of basis points; without a colon the whole. */
static bool read_shares(struct act *by, int64_t year, const struct rows *outputs, struct str text,
                        struct post_share *ret, size_t *ret_n, struct err *e)
{
    struct str rest = text, piece;
    int64_t sum = 0;
    size_t n = 0;

    (void)by;
    while (str_split(&rest, ' ', &piece)) {
        size_t colon = str_find(piece, STR(":"), 0);
        struct str code = str_slice(piece, 0, colon), per = str_slice(piece, colon + 1, piece.n);
        int64_t bp = ALL_BP;

        if (piece.n == 0)
            continue;
        if ((colon < piece.n && !exact_parse_decimal(per, 2, &bp)) || bp < 1 || bp > ALL_BP ||
            n == SHARES_MAX)
            return wrong(ERR_BAD_NUMBER, "shares", piece, e);
        if (!known(outputs, code)) {
            (void)wrong(ERR_UNKNOWN_CODE, "shares", code, e);
            err_arg(e, "year", V(year));
            return false;
        }
        for (size_t i = 0; i < n; i++) {
            if (str_eq(ret[i].output_code, code))
                return wrong(ERR_DUPLICATE, "shares", code, e);
        }
        ret[n++] = (struct post_share){.output_code = code, .share_bp = bp};
        sum += bp;
    }
    if (n == 0)
        return wrong(ERR_REQUIRED, "shares", text, e);
    if (sum != ALL_BP) {
        (void)wrong(ERR_SHARES, "shares", text, e);
        err_arg(e, "sum", V(((struct share){sum})));
        err_arg(e, "difference", V(((struct share){ALL_BP - sum})));
        return false;
    }
    *ret_n = n;
    return true;
}

static bool check_kind(struct str kind, struct err *e)
{
#define POST_KIND(word, th, en)                                                                    \
 if (str_eq(kind, STR(word)))                                                                      \
  return true;
#include "plan/post_items.def"
#undef POST_KIND
    (void)wrong(ERR_BAD_CHOICE, "kind", kind, e);
    err_arg(e, "expected", V(STR("official, permanent, temporary")));
    return false;
}

static bool check_month(struct act *by, const char *field, struct money m, struct err *e)
{
    if (m.satang >= 0 && m.satang <= MONEY_MAX / 1000)
        return true;
    return wrong(ERR_AMOUNT_RANGE, field, money_text(by->a, m, MONEY_WHOLE), e);
}

static bool check_post(struct act *by, const struct post_set *p, struct err *e)
{
    if (!check_text("number", p->number, true, NUMBER_MAX, e) ||
        !check_text("title", p->title, true, TEXT_MAX, e) || !check_kind(p->kind, e) ||
        !check_text("grade", p->grade, false, TEXT_MAX, e) ||
        !check_text("step", p->step, false, TEXT_MAX, e) ||
        !check_month(by, "salary", p->salary, e) || !check_month(by, "position", p->position, e) ||
        !check_month(by, "monthly", p->monthly, e) || !check_month(by, "living", p->living, e))
        return false;
    if (p->vacant_to.yyyymmdd && p->vacant_from.yyyymmdd &&
        date_cmp(p->vacant_to, p->vacant_from) <= 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(STR("vacant_to")));
        err_arg(e, "from", V(p->vacant_from));
        err_arg(e, "to", V(p->vacant_to));
        return false;
    }
    return true;
}

struct found {
    int64_t id, version;
};
static const struct field found_fields[] = {COL(struct found, id), COL(struct found, version)};
static const struct row_type found_type = ROW_TYPE(struct found, found_fields);

static bool put_post(struct act *by, int64_t year, int64_t agency_id, const struct post_set *p,
                     int64_t *ret_id, struct err *e)
{
    struct found was = {0};
    int64_t rows;
    bool there;

    if (!db_find(by->tx->db, by->a, &Q_POST_FIND, ARGS(V(year), V(agency_id), V(p->number)),
                 &found_type, &was, &there, e))
        return false;
    if (p->version > 0 && (!there || was.version != p->version)) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!there)
        return db_int(by->tx->db, &Q_POST_INSERT,
                      ARGS(V(year), V(agency_id), V(p->number), V(p->title), V(p->kind),
                           V(p->grade), V(p->step), V(p->salary), V(p->position), V(p->monthly),
                           V(p->living), V(p->born), V(p->vacant_from), V(p->vacant_to)),
                      ret_id, e);
    *ret_id = was.id;
    return db_exec(by->tx->db, &Q_POST_UPDATE,
                   ARGS(V(was.id), V(was.version), V(p->title), V(p->kind), V(p->grade), V(p->step),
                        V(p->salary), V(p->position), V(p->monthly), V(p->living), V(p->born),
                        V(p->vacant_from), V(p->vacant_to)),
                   &rows, e);
}

static bool put_shares(struct act *by, int64_t id, const struct post_share *s, size_t n,
                       struct err *e)
{
    if (!db_exec(by->tx->db, &Q_POST_SHARE_CLEAR, ARGS(V(id)), NULL, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!db_exec(by->tx->db, &Q_POST_SHARE_INSERT,
                     ARGS(V(id), V(s[i].output_code), V(s[i].share_bp)), NULL, e))
            return false;
    }
    return true;
}

static bool note(struct act *by, int64_t year, const struct agency *g, const char *action,
                 struct str what, struct err *e)
{
    return audit_add(by,
                     &(struct audit_note){.action = str_from(action),
                                          .subject = str_format(by->a, "agency:%.*s:posts:%lld",
                                                                STR_FMT(g->code), (long long)year),
                                          .new_value = what,
                                          .year = year},
                     e);
}

bool post_save(struct act *by, int64_t year, int64_t agency_id, const struct post_set *p, size_t n,
               size_t *ret_row, struct err *e)
{
    struct agency g;
    struct rows outputs;

    *ret_row = 0;
    if (!may_write(by, year, agency_id, &g, e) ||
        !db_list(by->tx->db, by->a, &Q_POST_CODES, ARGS(V(year), V(STR("programme"))),
                 &post_code_type, &outputs, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct post_share share[SHARES_MAX];
        size_t shares;
        int64_t id;

        *ret_row = i;
        if (!check_post(by, &p[i], e) ||
            !read_shares(by, year, &outputs, p[i].shares, share, &shares, e) ||
            !put_post(by, year, agency_id, &p[i], &id, e) || !put_shares(by, id, share, shares, e))
            return false;
    }
    return note(by, year, &g, "post.save", n == 1 ? p[0].number : str_format(by->a, "%zu", n), e);
}

bool post_remove(struct act *by, int64_t year, int64_t agency_id, struct str number, struct err *e)
{
    struct agency g;
    struct found was;
    bool there;

    if (!may_write(by, year, agency_id, &g, e) ||
        !db_find(by->tx->db, by->a, &Q_POST_FIND, ARGS(V(year), V(agency_id), V(number)),
                 &found_type, &was, &there, e))
        return false;
    if (!there) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(number));
        return false;
    }
    return db_exec(by->tx->db, &Q_POST_SHARE_CLEAR, ARGS(V(was.id)), NULL, e) &&
           db_exec(by->tx->db, &Q_POST_DELETE, ARGS(V(was.id)), NULL, e) &&
           note(by, year, &g, "post.remove", number, e);
}

bool post_draw_in(struct act *by, int64_t year, int64_t agency_id, int64_t *ret_made, struct err *e)
{
    struct agency g;
    int64_t made;

    if (!may_write(by, year, agency_id, &g, e) ||
        !db_exec(by->tx->db, &Q_POST_DRAW, ARGS(V(year - 1), V(year), V(agency_id)), &made, e) ||
        !db_exec(by->tx->db, &Q_POST_DRAW_SHARES, ARGS(V(year - 1), V(year), V(agency_id)), NULL,
                 e))
        return false;
    if (made == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(year - 1));
        return false;
    }
    *ret_made = made;
    return note(by, year, &g, "post.draw", str_format(by->a, "%lld", (long long)made), e);
}
