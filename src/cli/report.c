/* report.c - pbis report totals: sums of lines by any dimensions, as text, JSON, CSV or XLSX. */
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/json.h"
#include "base/lang.h"
#include "city/year.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "cli/report.h"
#include "exchange/export_rows.h"
#include "plan/rollup.h"
#include "store/store.h"

/* One row of the report: codes and names of the dimensions asked for, then the sums. */
struct total_out {
    struct str key[ROLLUP_DIMS], name[ROLLUP_DIMS];
    int64_t lines, packages;
    struct money requested, analyst, suitability, permsec, governor, tabled, committee, amended,
        enacted, now;
};
static const struct field sum_fields[] = {
    FIELD(struct total_out, lines, FIELD_TOTAL, "จำนวนรายการ", "Lines"),
    FIELD(struct total_out, packages, 0, "จำนวนข้อเสนอ", "Packages"),
    FIELD(struct total_out, requested, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct total_out, analyst, FIELD_TOTAL, "นักวิเคราะห์", "Analyst"),
    FIELD(struct total_out, suitability, FIELD_TOTAL, "ความเหมาะสม", "Suitability"),
    FIELD(struct total_out, permsec, FIELD_TOTAL, "คณะกรรมการจัดทำคำขอ", "Request committee"),
    FIELD(struct total_out, governor, FIELD_TOTAL, "ผู้ว่าราชการ", "Governor"),
    FIELD(struct total_out, tabled, FIELD_TOTAL, "ร่างที่เสนอสภา", "Draft tabled"),
    FIELD(struct total_out, committee, FIELD_TOTAL, "กรรมการวิสามัญ", "Council committee"),
    FIELD(struct total_out, amended, FIELD_TOTAL, "หลังแปรญัตติ", "After amendment"),
    FIELD(struct total_out, enacted, FIELD_TOTAL, "ข้อบัญญัติ", "Enacted"),
    FIELD(struct total_out, now, FIELD_TOTAL, "จำนวนล่าสุด", "Amount now"),
};
enum { SUM_FIRST_STAGE = 2, FIELDS_MAX = ROLLUP_DIMS + ROLLUP_DIMS + ARRAY_LEN(sum_fields) };
_Static_assert(ARRAY_LEN(sum_fields) == SUM_FIRST_STAGE + STAGE_COUNT + 1, "one column a stage");

struct totals {
    struct app *app;
    const struct args *args;
    int32_t year;
    enum dim dim[ROLLUP_DIMS];
    size_t ndims;
    enum stage stage; /* the only one wanted; STAGE_COUNT = all */
    struct fiscal_year fy;
    struct total_out *row, total;
    size_t n;
    struct field field[FIELDS_MAX];
    struct row_type type, total_type; /* the second without dimensions */
};

static bool parse_dims(struct str by, struct totals *t, struct err *e)
{
    struct str word;

    while (str_split(&by, ',', &word)) {
        enum dim d;

        if (!dim_parse(str_trim(word), &d, e)) {
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

static bool parse(struct totals *t, struct err *e)
{
    const char *stage = args_get(t->args, "stage"), *by = args_get(t->args, "by");

    t->stage = STAGE_COUNT;
    if (!str_eq(str_from(args_word(t->args, 0)), STR("totals"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("NAME")));
        err_arg(e, "value", V(str_from(args_word(t->args, 0))));
        err_arg(e, "expected", V(STR("totals position compare")));
        return false;
    }
    return parse_dims(by ? str_from(by) : STR("agency"), t, e) &&
           (!stage || stage_parse(str_from(stage), &t->stage, e)) &&
           args_year(t->args, &t->year, e);
}

/* The columns: code and name of each dimension, then the sums. */
static void make_columns(struct totals *t)
{
    struct arena *a = t->app->a;
    size_t n = 0;

    for (size_t i = 0; i < t->ndims; i++) {
        char *word = str_cstr(a, str_from(dim_word(t->dim[i])));
        char *th = str_cstr(a, dim_label(t->dim[i], LANG_TH));
        char *en = str_cstr(a, dim_label(t->dim[i], LANG_EN));
        size_t at = i * sizeof(struct str);

        t->field[n++] =
            (struct field){word, VT_TEXT, FIELD_KEY, offsetof(struct total_out, key) + at, th, en};
        t->field[n++] = (struct field){str_cstr(a, str_format(a, "%s_name", word)), VT_TEXT, 0,
                                       offsetof(struct total_out, name) + at,       th,      en};
    }
    t->total_type.fields = &t->field[n];
    for (size_t i = 0; i < ARRAY_LEN(sum_fields); i++) {
        bool amount = i >= SUM_FIRST_STAGE;

        if (!amount || t->stage == STAGE_COUNT || i == SUM_FIRST_STAGE + (size_t)t->stage) {
            t->field[n++] = sum_fields[i];
        }
    }
    t->type = (struct row_type){"totals", sizeof(struct total_out), t->field, n};
    t->total_type.name = "total";
    t->total_type.size = sizeof(struct total_out);
    t->total_type.n = n - 2 * t->ndims;
}

static void take(const struct rollup_row *from, struct total_out *to)
{
    struct money *const stage[STAGE_COUNT] = {&to->requested, &to->analyst,  &to->suitability,
                                              &to->permsec,   &to->governor, &to->tabled,
                                              &to->committee, &to->amended,  &to->enacted};

    memcpy(to->key, from->key, sizeof to->key);
    memcpy(to->name, from->name, sizeof to->name);
    to->lines = from->lines;
    to->packages = from->packages;
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        *stage[s] = from->stage[s];
    }
    to->now = from->now;
}

static bool load(struct totals *t, struct err *e)
{
    struct rollup_filter f = {.year = t->year};
    struct rollup_table table;
    struct rollup *r;
    struct db *db;
    bool ok;

    /* Sums of what was sent are the city's: whoever reads the budget anywhere reads them. */
    if (!actor_may(&t->app->who, PERM_BUDGET_READ)) {
        return actor_check_city(&t->app->who, PERM_BUDGET_READ, e);
    }
    if (!store_reader(t->app->store, &db, e) || !year_get(db, t->app->a, t->year, &t->fy, e)) {
        return false;
    }
    r = rollup_new();
    ok = rollup_get(r, db, t->app->a, &f, ROLLUP_BY(t->dim, t->ndims, t->app->lang), &table, e);
    rollup_free(r);
    if (!ok) {
        return false;
    }
    t->n = table.n;
    t->row = ARENA_ARRAY(t->app->a, struct total_out, t->n);
    for (size_t i = 0; i < t->n; i++) {
        take(&table.row[i], &t->row[i]);
    }
    take(&table.total, &t->total);
    return true;
}

static void put_json(const struct totals *t, struct sbuf *b)
{
    struct jw w;

    jw_init(&w, b, false);
    jw_object(&w, NULL);
    J(&w, "report", STR("totals"));
    J(&w, "year", t->year);
    J(&w, "as_of", date_of_ms(t->app->now_ms));
    J(&w, "demo", t->fy.demo);
    jw_array(&w, "by");
    for (size_t i = 0; i < t->ndims; i++) {
        J(&w, NULL, str_from(dim_word(t->dim[i])));
    }
    jw_end_array(&w);
    jw_array(&w, "rows");
    for (size_t i = 0; i < t->n; i++) {
        jw_row(&w, NULL, &t->type, &t->row[i]);
    }
    jw_end_array(&w);
    jw_row(&w, "total", &t->total_type, &t->total);
    jw_end_object(&w);
    SB_LIT(b, "\n");
}

/* For people: code, name and one amount a row. */
static struct money amount_of(const struct totals *t, const struct total_out *r)
{
    size_t i =
        t->stage == STAGE_COUNT ? ARRAY_LEN(sum_fields) - 1 : SUM_FIRST_STAGE + (size_t)t->stage;

    return MONEY(
        row_get(&(struct row_type){"sum", sizeof *r, sum_fields, ARRAY_LEN(sum_fields)}, r, i).u.i);
}

static void put_amount(const struct totals *t, struct sbuf *b, struct money m)
{
    struct str text = money_text(t->app->a, m, MONEY_COMMAS);

    for (size_t i = text.n; i < 24; i++) {
        sbuf_byte(b, ' ');
    }
    sbuf_add(b, text);
}

static void put_text(const struct totals *t, struct sbuf *b)
{
    for (size_t i = 0; i < t->n; i++) {
        put_amount(t, b, amount_of(t, &t->row[i]));
        for (size_t d = 0; d < t->ndims; d++) {
            sbuf_printf(b, "  %.*s %.*s", STR_FMT(t->row[i].key[d]), STR_FMT(t->row[i].name[d]));
        }
        SB_LIT(b, "\n");
    }
    put_amount(t, b, amount_of(t, &t->total));
    SB_LIT(b, "  ");
    sbuf_add(b, tr(t->app->lang, TR("รวม")));
    SB_LIT(b, "\n");
}

bool report_file_ending(size_t which, const char *path, struct err *e)
{
    static const char *const ending[] = {".csv", ".xlsx"};

    if (str_ends(str_from(path), str_from(ending[which]))) {
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(which ? "--xlsx" : "--csv")));
    err_arg(e, "value", V(str_from(path)));
    err_arg(e, "expected", V(str_from(ending[which])));
    return false;
}

static int cmd_report(struct app *app, const struct args *p, struct err *e)
{
    struct totals *t = ARENA_NEW(app->a, struct totals);
    const char *const file[] = {args_get(p, "csv"), args_get(p, "xlsx")};
    struct str mark;
    struct rows rows;
    struct sbuf b;

    if (str_eq(str_from(args_word(p, 0)), STR("compare"))) {
        return report_compare(app, p, e);
    }
    if (str_eq(str_from(args_word(p, 0)), STR("position"))) {
        return report_position(app, p, e);
    }
    t->app = app;
    t->args = p;
    if (!parse(t, e)) {
        return EXIT_USAGE;
    }
    if (!load(t, e)) {
        return exit_of(e);
    }
    make_columns(t);
    mark = t->fy.demo ? tr(app->lang, TR("ข้อมูลสาธิต ไม่ใช่งบประมาณจริง")) : STR_NONE;
    rows = (struct rows){t->row, t->n};
    for (size_t i = 0; i < ARRAY_LEN(file); i++) {
        if (file[i] && !report_file_ending(i, file[i], e)) {
            return EXIT_USAGE;
        }
        if (file[i] &&
            !rows_to_file(
                app->a,
                &(struct rows_file){file[i], STR("totals"), mark, &t->type, rows, app->lang}, e)) {
            return exit_of(e);
        }
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    if (args_has(p, "json")) {
        put_json(t, &b);
    } else if (!file[0] && !file[1]) {
        put_text(t, &b);
    }
    out(sbuf_str(&b));
    return EXIT_DONE;
}

static const struct option report_options[] = {
    {"year", "Y", true},   {"by", "DIM,...", false}, {"stage", "STAGE", false},
    {"json", NULL, false}, {"csv", "FILE", false},   {"xlsx", "FILE", false},
    {"from", "POINT", false}, {"to", "POINT", false}, {"agency", "CODE", false},
    {"where", "DIM=CODE,...", false}, {"as-of", "DATE", false}, {"known-at", "TIME", false},
    {"structure", "old|new|comparable", false},
};

static const struct command commands[] = {
    {.name = "report",
     .usage = "totals|position|compare",
     .words_min = 1,
     .words_max = 1,
     .options = report_options,
     .noptions = ARRAY_LEN(report_options),
     .store = STORE_READY,
     .run = cmd_report,
     COMMAND("สรุปยอดหรือฐานะงบประมาณตามมิติที่เลือก หรือเปรียบเทียบสองขั้น สองวัน", "Totals or the budget position by the dimensions asked for, or two stages or days compared")},
};
const struct command_group cli_report_commands = {commands, ARRAY_LEN(commands)};
