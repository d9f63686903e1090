/* report_position.c - pbis report position: what lines have, hold and have paid, by any dimensions, as of any day. */
#include "cli/report.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "city/agency.h"
#include "city/year.h"
#include "exchange/export_rows.h"
#include "execute/position.h"
#include "execute/position_asked.h"
#include "execute/position_structure.h"
#include "store/store.h"

static const struct field sum_fields[] = {
    FIELD(struct position_sum, approved, FIELD_TOTAL, "งบประมาณอนุมัติ", "Approved"),
    FIELD(struct position_sum, current, FIELD_TOTAL, "งบประมาณหลังปรับโอน", "After transfers"),
    FIELD(struct position_sum, allotted, FIELD_TOTAL, "อนุมัติเงินประจำงวด", "Allotted"),
    FIELD(struct position_sum, reserved, FIELD_TOTAL, "กันเงินจอง", "Reserved"),
    FIELD(struct position_sum, obligated, FIELD_TOTAL, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct position_sum, disbursed, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct position_sum, free, FIELD_TOTAL, "คงเหลือใช้ได้", "Free"),
    FIELD(struct position_sum, carried_a, FIELD_TOTAL, "กันเหลื่อมปีมีหนี้", "Carried with obligation"),
    FIELD(struct position_sum, carried_b, FIELD_TOTAL, "กันเหลื่อมปีไม่มีหนี้", "Carried without obligation"),
    FIELD(struct position_sum, lapsed, FIELD_TOTAL, "พับตกไป", "Lapsed"),
};
enum { FIELDS_MAX = 2 * POS_DIMS + ARRAY_LEN(sum_fields) };

struct asking {
    struct app *app;
    const struct args *args;
    int32_t year;
    enum pos_dim dim[POS_DIMS];
    size_t ndims;
    struct position_where where[POS_DIMS];
    struct position_filter filter;
    enum pos_structure structure;
    struct fiscal_year fy;
    struct position_table table;
    struct field field[FIELDS_MAX];
    struct row_type type, total_type; /* the second without dimensions */
};

static bool parse_dims(struct str by, struct asking *t, struct err *e)
{
    struct str word;

    while (str_split(&by, ',', &word)) {
        enum pos_dim d;

        if (!pos_dim_parse(str_trim(word), &d, e)) {
            return false;
        }
        for (size_t i = 0; i < t->ndims; i++) {
            if (t->dim[i] == d) {
                FAIL(e, ERR_DUPLICATE);
                err_arg(e, "field", V(STR("--by")));
                err_arg(e, "value", V(str_trim(word)));
                return false;
            }
        }
        t->dim[t->ndims++] = d;
    }
    return true;
}

static bool bad_where(struct str text, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("--where")));
    err_arg(e, "value", V(text));
    err_arg(e, "expected", V(STR("DIM=CODE,...")));
    return false;
}

static bool parse_where(struct str text, struct asking *t, struct err *e)
{
    struct str part;

    while (str_split(&text, ',', &part)) {
        struct str rest = part, dim;
        enum pos_dim d;

        if (!str_split(&rest, '=', &dim) || rest.n == 0 || t->filter.nwhere == POS_DIMS) {
            return bad_where(part, e);
        }
        if (!pos_dim_parse(str_trim(dim), &d, e)) {
            return false;
        }
        if (d == POS_MONTH) {
            return bad_where(part, e);
        }
        t->where[t->filter.nwhere++] = (struct position_where){d, str_trim(rest)};
    }
    return true;
}

static bool parse(struct asking *t, struct err *e)
{
    const char *by = args_get(t->args, "by"), *as_of = args_get(t->args, "as-of"),
               *known = args_get(t->args, "known-at"), *where = args_get(t->args, "where"),
               *agency = args_get(t->args, "agency"), *structure = args_get(t->args, "structure");

    t->filter.where = t->where;
    if (!parse_dims(by ? str_from(by) : STR("agency"), t, e) || !args_year(t->args, &t->year, e) ||
        !pos_structure_parse(structure ? str_from(structure) : STR_NONE, &t->structure, e) ||
        (where && !parse_where(str_from(where), t, e)) ||
        (as_of && !date_parse_iso(str_from(as_of), &t->filter.as_of, e)) ||
        (known && !known_at_parse(str_from(known), &t->filter.known_at, e))) {
        return false;
    }
    if (agency && t->filter.nwhere < POS_DIMS) {
        t->where[t->filter.nwhere++] = (struct position_where){POS_DIM_AGENCY, str_from(agency)};
    }
    t->filter.year = t->year;
    return true;
}

/* The columns: code and name of each dimension, then the sums. */
static void make_columns(struct asking *t)
{
    struct arena *a = t->app->a;
    size_t n = 0;

    for (size_t i = 0; i < t->ndims; i++) {
        char *word = str_cstr(a, str_from(pos_dim_word(t->dim[i])));
        char *th = str_cstr(a, pos_dim_label(t->dim[i], LANG_TH));
        char *en = str_cstr(a, pos_dim_label(t->dim[i], LANG_EN));
        size_t at = i * sizeof(struct str);

        t->field[n++] =
            (struct field){word, VT_TEXT, FIELD_KEY, offsetof(struct position_sum, key) + at, th, en};
        t->field[n++] = (struct field){str_cstr(a, str_format(a, "%s_name", word)), VT_TEXT, 0,
                                       offsetof(struct position_sum, name) + at,    th,      en};
    }
    t->total_type = (struct row_type){"total", sizeof(struct position_sum), &t->field[n], ARRAY_LEN(sum_fields)};
    memcpy(&t->field[n], sum_fields, sizeof sum_fields);
    t->type = (struct row_type){"position", sizeof(struct position_sum), t->field, n + ARRAY_LEN(sum_fields)};
}

static bool load(struct asking *t, struct err *e)
{
    struct app *app = t->app;
    const char *agency = args_get(t->args, "agency");
    struct position *p;
    struct agency known;
    struct db *db;
    bool ok;

    /* The city's money is the city's to read: whoever reads the budget anywhere reads it. */
    if (!actor_may(&app->who, PERM_BUDGET_READ)) {
        return actor_check_city(&app->who, PERM_BUDGET_READ, e);
    }
    if (!store_reader(app->store, &db, e) || !year_get(db, app->a, t->year, &t->fy, e) ||
        (agency && !agency_get(db, app->a, str_from(agency), &known, e))) {
        return false;
    }
    p = position_new();
    ok = position_get_structure(p, db, app->a, &t->filter,
                                &(struct structure_by){POSITION_BY(t->dim, t->ndims, app->lang), t->structure},
                                &t->table, e);
    position_free(p);
    return ok;
}

static void put_json(const struct asking *t, struct sbuf *b)
{
    struct jw w;

    jw_init(&w, b, false);
    jw_object(&w, NULL);
    J(&w, "report", STR("position"));
    J(&w, "year", t->year);
    J(&w, "as_of", t->filter.as_of.yyyymmdd ? t->filter.as_of : date_of_ms(t->app->now_ms));
    if (t->filter.known_at.ms) {
        J(&w, "known_at", t->filter.known_at);
    }
    J(&w, "entry", t->table.seq);
    J(&w, "demo", t->fy.demo);
    jw_array(&w, "by");
    for (size_t i = 0; i < t->ndims; i++) {
        J(&w, NULL, str_from(pos_dim_word(t->dim[i])));
    }
    jw_end_array(&w);
    jw_array(&w, "rows");
    for (size_t i = 0; i < t->table.n; i++) {
        jw_row(&w, NULL, &t->type, &t->table.row[i]);
    }
    jw_end_array(&w);
    jw_row(&w, "total", &t->total_type, &t->table.total);
    jw_end_object(&w);
    SB_LIT(b, "\n");
}

static void put_amount(struct app *app, struct sbuf *b, struct money m)
{
    struct str text = money_text(app->a, m, MONEY_COMMAS);

    for (size_t i = text.n; i < 22; i++) {
        sbuf_byte(b, ' ');
    }
    sbuf_add(b, text);
}

/* For people: what it has, what is open, what is paid. */
static void put_line(const struct asking *t, struct sbuf *b, const struct position_sum *r)
{
    put_amount(t->app, b, r->current);
    put_amount(t->app, b, r->obligated);
    put_amount(t->app, b, r->disbursed);
    sbuf_printf(b, " %3lld.%02lld%%", (long long)r->disbursed_rate.bp / 100,
                (long long)r->disbursed_rate.bp % 100);
}

static void put_text(const struct asking *t, struct sbuf *b)
{
    for (size_t i = 0; i < t->table.n; i++) {
        put_line(t, b, &t->table.row[i]);
        for (size_t d = 0; d < t->ndims; d++) {
            sbuf_printf(b, "  %.*s %.*s", STR_FMT(t->table.row[i].key[d]), STR_FMT(t->table.row[i].name[d]));
        }
        SB_LIT(b, "\n");
    }
    put_line(t, b, &t->table.total);
    SB_LIT(b, "  ");
    sbuf_add(b, tr(t->app->lang, TR("รวม")));
    SB_LIT(b, "\n");
}

int report_position(struct app *app, const struct args *args, struct err *e)
{
    struct asking *t = ARENA_NEW(app->a, struct asking);
    const char *const file[] = {args_get(args, "csv"), args_get(args, "xlsx")};
    struct str mark;
    struct sbuf b;

    t->app = app;
    t->args = args;
    if (!parse(t, e)) {
        return EXIT_USAGE;
    }
    if (!load(t, e)) {
        return exit_of(e);
    }
    make_columns(t);
    mark = t->fy.demo ? tr(app->lang, TR("ข้อมูลสาธิต ไม่ใช่งบประมาณจริง")) : STR_NONE;
    for (size_t i = 0; i < ARRAY_LEN(file); i++) {
        struct rows_file f = {file[i], STR("position"), mark, &t->type, {t->table.row, t->table.n}, app->lang};

        if (file[i] && !report_file_ending(i, file[i], e)) {
            return EXIT_USAGE;
        }
        if (file[i] && !rows_to_file(app->a, &f, e)) {
            return exit_of(e);
        }
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    if (args_has(args, "json")) {
        put_json(t, &b);
    } else if (!file[0] && !file[1]) {
        put_text(t, &b);
    }
    out(sbuf_str(&b));
    return EXIT_DONE;
}
