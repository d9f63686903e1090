/* demo_things.c - what the lines of the written agencies are about: standard prices, years of a
 * commitment, running costs, replaced goods, places, papers, and the agencies' posts. */
#include "base/arena.h"
#include "base/exact.h"
#include "city/attach.h"
#include "city/param.h"
#include "exchange/demo_tables.h"
#include "plan/price.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { REPLACED_MAX = 12, PAPER_BYTES = 2000 };

static const struct deep_item *named(const struct deep_tables *t, const struct demo_table *x,
                                     size_t row, const char *column)
{
    size_t u = deep_unit_row(t, demo_get(x, row, "unit"));

    return deep_line(t, t->unit[u].id, demo_get(x, row, column));
}

/* ---- standard prices: proposed by one, approved by another ---- */

static bool prices(const struct deep_tables *t, const struct demo_table *x, int64_t year,
                   struct err *e)
{
    struct actor maker = actor_system(), other = actor_system();
    struct act propose = *t->by, decide = *t->by;
    struct price_new *p = ARENA_ARRAY(t->by->a, struct price_new, x->n);
    int64_t made, done;
    size_t n = 0, row;

    maker.name = STR("finance");
    other.name = STR("strategy");
    propose.who = &maker;
    decide.who = &other;
    for (size_t i = 0; i < x->n; i++) {
        const struct deep_item *l = named(t, x, i, "line");
        size_t k = 0;
        while (k < t->d.line.n && !str_eq(demo_get(&t->d.line, k, "name"), l->name))
            k++;
        if (!demo_get(x, i, "name").n) /* a price that another row tells */
            continue;
        p[n++] = (struct price_new){.code = demo_get(x, i, "code"), .item_code = l->item_code,
                                    .name = demo_get(x, i, "name"), .demo = true,
                                    .unit_word = demo_get(&t->d.line, k, "unit_word"),
                                    .source = deep_word(t, "deep_price_source"),
                                    .price = BAHT(demo_number(x, i, "price_baht"))};
    }
    return price_propose(&propose, year, p, n, &made, &row, e) &&
           (made == 0 || price_decide(&decide, year, STR_NONE, true, &done, e)); /* 0: all there */
}

/* ---- facts of one line ---- */

static int64_t whole(struct str s)
{
    int64_t v = 0;
    bool ok = exact_parse_decimal(s, 0, &v);

    if (!ok)
        PANIC("data/demo_deep_tranche.csv holds a bad number");
    return v;
}

/* The line's own year is what it asks; the others stand to it as the weights do. */
static bool tranches(const struct deep_tables *t, const struct demo_table *x, size_t row,
                     int64_t *ret_last, struct err *e)
{
    const struct deep_item *l = named(t, x, row, "name");
    int64_t first = demo_number(x, row, "first_year"), own = 0, year = first;
    struct str rest = demo_get(x, row, "weights"), word;
    struct db *db = t->by->tx->db;

    for (; str_split(&rest, ' ', &word); year++)
        own = year == t->city->year ? whole(word) : own;
    *ret_last = year - 1;
    if (!own)
        PANIC("data/demo_deep_tranche.csv: the year is outside the line's years");
    rest = demo_get(x, row, "weights");
    for (year = first; str_split(&rest, ' ', &word); year++) {
        struct money m = MONEY(l->requested.satang / HUNDRED_BAHT * whole(word) / own * HUNDRED_BAHT);
        struct str phase = deep_put(t, deep_word(t, "deep_phase"), "n",
                                    str_format(t->by->a, "%lld", (long long)(year - first + 1)));
        if (!db_exec(db, &Q_DEMO_PUT_TRANCHE,
                     ARGS(V(l->id), V(year), V(year == t->city->year ? l->requested : m), V(phase)),
                     NULL, e))
            return false;
    }
    return db_exec(db, &Q_DEMO_PUT_RUNNING,
                   ARGS(V(l->id), V(demo_number(x, row, "running_from")),
                        V(BAHT(demo_number(x, row, "running_baht"))), V(demo_get(x, row, "running"))),
                   NULL, e);
}

static bool replaced(struct deep_tables *t, const struct deep_item *l, struct err *e)
{
    int64_t n = l->quantity_milli / 1000;

    if (str_find(l->name, deep_word(t, "deep_replaced"), 0) >= l->name.n)
        return true;
    for (int64_t i = 1; i <= (n < REPLACED_MAX ? n : REPLACED_MAX); i++) {
        int64_t year = chance_between(&t->chance, t->city->year - 15, t->city->year - 8);
        int64_t repair = chance_between(&t->chance, 32, 58);
        struct money cost = MONEY(l->unit_price.satang / HUNDRED_BAHT * repair / 100 * HUNDRED_BAHT);
        struct str number = str_format(t->by->a, "%.*s-%04lld/%02lld",
                                       STR_FMT(str_slice(l->item_code, 0, 5)),
                                       (long long)(l->id % 900 * 10 + i), (long long)(year % 100));
        if (!db_exec(t->by->tx->db, &Q_DEMO_PUT_REPLACEMENT,
                     ARGS(V(l->id), V(i), V(number), V(year),
                          V(demo_text(t->city, &t->chance, STR("deep_condition"))), V(cost),
                          V(deep_word(t, "deep_disposal"))), NULL, e))
            return false;
    }
    return true;
}

static bool facts(struct deep_tables *t, const struct demo_table *price, const struct demo_table *year,
                  struct err *e)
{
    const struct deep_item *l = t->lines.p;

    for (size_t i = 0; i < t->lines.n; i++) {
        struct str code = STR_NONE, reason = STR_NONE, motion = STR_NONE, engineer = STR_NONE;
        int64_t first = 0, last = 0;
        for (size_t k = 0; k < price->n; k++) {
            if (named(t, price, k, "line") == &l[i]) {
                code = demo_get(price, k, "code");
                reason = demo_get(price, k, "reason");
            }
        }
        for (size_t k = 0; k < year->n; k++) {
            if (named(t, year, k, "name") != &l[i])
                continue;
            first = demo_number(year, k, "first_year");
            motion = demo_get(year, k, "motion");
            if (!tranches(t, year, k, &last, e))
                return false;
        }
        if (str_starts(l[i].item_code, STR("052")))
            engineer = deep_word(t, "deep_engineer");
        if ((code.n || first || engineer.n) &&
            !db_exec(t->by->tx->db, &Q_DEMO_PUT_COST,
                     ARGS(V(l[i].id), V(code), V(reason), V(first), V(last), V(motion), V(engineer)),
                     NULL, e))
            return false;
        if (!replaced(t, &l[i], e))
            return false;
    }
    return true;
}

/* ---- places ---- */

static int64_t micro(struct str s)
{
    int64_t v = 0;

    if (s.n && !exact_parse_decimal(s, 6, &v))
        PANIC("data/demo_deep_place.csv holds a bad place");
    return v;
}

static bool places(const struct deep_tables *t, const struct demo_table *x, struct err *e)
{
    const struct deep_item *last = NULL;
    int64_t n = 0;

    for (size_t i = 0; i < x->n; i++) {
        const struct deep_item *l = named(t, x, i, "line");
        n = l == last ? n + 1 : 1;
        last = l;
        if (!db_exec(t->by->tx->db, &Q_DEMO_PUT_PLACE,
                     ARGS(V(l->id), V(n), V(demo_get(x, i, "district")),
                          V(demo_get(x, i, "subdistrict")), V(micro(demo_get(x, i, "lat"))),
                          V(micro(demo_get(x, i, "lon"))), V(demo_get(x, i, "note")),
                          V(demo_number(x, i, "percent") * 100)), NULL, e))
            return false;
    }
    return true;
}

/* ---- papers: as the rules ask, each a page that says it is a demonstration ---- */

static struct bytes paper_pdf(const struct deep_tables *t, const struct deep_item *l,
                              struct str kind, int64_t n)
{
    struct sbuf b, page;
    size_t at[6];

    sbuf_init(&page, t->by->a, PAPER_BYTES);
    sbuf_printf(&page, "BT /F 20 Tf 60 760 Td (DEMONSTRATION - NOT A REAL PAPER) Tj /F 12 Tf 0 -40 Td "
                       "(PBIS demonstration city, line %.*s) Tj 0 -20 Td (%.*s %lld) Tj ET",
                STR_FMT(l->code), STR_FMT(kind), (long long)n);
    sbuf_init(&b, t->by->a, PAPER_BYTES);
    SB_LIT(&b, "%PDF-1.4\n");
    at[1] = sbuf_str(&b).n;
    SB_LIT(&b, "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
    at[2] = sbuf_str(&b).n;
    SB_LIT(&b, "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n");
    at[3] = sbuf_str(&b).n;
    SB_LIT(&b, "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
               "/Resources<</Font<</F 5 0 R>>>>>>endobj\n");
    at[4] = sbuf_str(&b).n;
    sbuf_printf(&b, "4 0 obj<</Length %zu>>stream\n%.*s\nendstream endobj\n", sbuf_str(&page).n,
                STR_FMT(sbuf_str(&page)));
    at[5] = sbuf_str(&b).n;
    SB_LIT(&b, "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
    at[0] = sbuf_str(&b).n;
    SB_LIT(&b, "xref\n0 6\n0000000000 65535 f \n");
    for (size_t i = 1; i < ARRAY_LEN(at); i++)
        sbuf_printf(&b, "%010zu 00000 n \n", at[i]);
    sbuf_printf(&b, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", at[0]);
    return (struct bytes){(const uint8_t *)sbuf_str(&b).p, sbuf_str(&b).n};
}

static bool attach(const struct deep_tables *t, const struct deep_item *l, struct str kind,
                   int64_t n, struct err *e)
{
    struct actor officer = actor_system();
    struct act by = *t->by;
    struct attach_new x = {.subject = str_format(t->by->a, "line:%.*s", STR_FMT(l->code)),
                           .kind = kind, .data = paper_pdf(t, l, kind, n)};
    struct str word = str_format(t->by->a, "paper_%.*s", STR_FMT(kind)), code;

    officer.name = str_format(t->by->a, "officer.%.*s", STR_FMT(str_slice(l->code, 7, 11)));
    by.who = &officer;
    x.name = deep_put(t, deep_word(t, "deep_paper"), "n", str_format(t->by->a, "%lld", (long long)n));
    x.name = deep_put(t, x.name, "paper", deep_word(t, str_cstr(t->by->a, word)));
    return attach_add(&by, &x, &code, e);
}

static bool papers(const struct deep_tables *t, struct err *e)
{
    const struct deep_item *l = t->lines.p;
    struct param_rows rule;

    if (!param_table(t->by->tx->db, t->by->a, PARAM_PAPERS, t->city->year, &rule, e))
        return false;
    for (size_t i = 0; i < t->lines.n; i++) {
        for (size_t r = 0; r < rule.rows; r++) {
            struct str kind = param_cell(&rule, r, "paper");
            if (!str_starts(l[i].item_code, param_cell(&rule, r, "item")) ||
                l[i].requested.satang < param_cell_int(&rule, r, "from") ||
                str_eq(kind, STR("coordinates")) || str_eq(kind, STR("engineer")))
                continue;
            for (int64_t n = 1; n <= param_cell_int(&rule, r, "least"); n++) {
                if (!attach(t, &l[i], kind, n, e))
                    return false;
            }
        }
    }
    return true;
}

/* ---- posts ---- */

static bool post(struct deep_tables *t, const struct demo_table *x, size_t row, int64_t number,
                 struct err *e)
{
    struct db *db = t->by->tx->db;
    struct str kind = demo_get(x, row, "kind"), agency = demo_get(x, row, "agency");
    int64_t year = t->city->year, agency_id = 0;
    struct str code = str_format(t->by->a, "%.*s.%03lld", STR_FMT(demo_get(x, row, "prefix")),
                                 (long long)number);
    struct money position = BAHT(demo_number(x, row, "position_baht"));
    struct money salary = BAHT(demo_number(x, row, "salary_baht") +
                               chance_between(&t->chance, -8, 12) * 100);
    bool temporary = str_eq(kind, STR("temporary")), vacant = chance_between(&t->chance, 1, 11) == 1;
    struct date born = {(int32_t)((demo_number(x, row, "born_year") +
                                   chance_between(&t->chance, -4, 4)) * 10000 +
                                  chance_between(&t->chance, 1, 12) * 100 +
                                  chance_between(&t->chance, 1, 28))};

    for (size_t u = 0; u < t->d.unit.n; u++) {
        if (str_eq(t->unit[u].agency_code, agency))
            agency_id = t->unit[u].agency_id;
    }
    return db_exec(db, &Q_DEMO_PUT_POST,
                   ARGS(V(year), V(agency_id), V(code), V(demo_get(x, row, "title")), V(kind),
                        V(demo_get(x, row, "grade")), V(salary), V(position),
                        V(position.satang >= BAHT(5600).satang ? position : MONEY_ZERO),
                        V(temporary ? BAHT(2000) : MONEY_ZERO), V(vacant ? (struct date){0} : born),
                        V(vacant ? fy_start((int32_t)year) : (struct date){0})), NULL, e) &&
           db_exec(db, &Q_DEMO_PUT_POST_SHARE,
                   ARGS(V(year), V(agency_id), V(code), V(demo_get(x, row, "output"))), NULL, e);
}

static bool posts(struct deep_tables *t, struct err *e)
{
    struct demo_table x;
    struct str last = STR_NONE;
    int64_t number = 0;

    if (!demo_table_read(t->by->a, "demo_deep_post.csv", &x, e))
        return false;
    for (size_t i = 0; i < x.n; i++) {
        struct str prefix = demo_get(&x, i, "prefix");
        number = str_eq(prefix, last) ? number : 0;
        last = prefix;
        for (int64_t k = 0; k < demo_number(&x, i, "count"); k++) {
            if (!post(t, &x, i, ++number, e))
                return false;
        }
    }
    return true;
}

bool demo_things(struct deep_tables *t, struct err *e)
{
    struct demo_table price, year, place;
    struct arena *a = t->by->a;

    return demo_table_read(a, "demo_deep_price.csv", &price, e) &&
           demo_table_read(a, "demo_deep_tranche.csv", &year, e) &&
           demo_table_read(a, "demo_deep_place.csv", &place, e) &&
           prices(t, &price, t->city->year, e) && facts(t, &price, &year, e) &&
           places(t, &place, e) && papers(t, e) && posts(t, e);
}
