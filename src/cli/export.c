/* export.c - pbis export KIND --year Y --out FILE, the format by the file's ending. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "cli/book.h"
#include "cli/command.h"
#include "cli/document.h"
#include "cli/groups.h"
#include "exchange/activity_file.h"
#include "exchange/export_rows.h"
#include "store/store.h"

typedef bool export_fn(struct db *db, struct arena *a, const struct export_want *w,
                       struct export_done *ret, struct err *e);

/* Drafts are among the lines: the whole city's are for those who read all of it, one agency's for
 * its own people too. */
static bool may_export(struct app *app, struct db *db, struct str agency_code, struct err *e)
{
    struct agency g;

    if (!agency_code.n) {
        return actor_check_city(&app->who, PERM_BUDGET_READ, e);
    }
    return agency_get(db, app->a, agency_code, &g, e) &&
           actor_check(&app->who, PERM_BUDGET_READ, g.id, g.division, e);
}

void out_written(struct app *app, const char *path, int64_t rows, struct money sum)
{
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_add(&b, str_from(path));
    SB_LIT(&b, ": ");
    money_put(&b, BAHT(rows), MONEY_WHOLE);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("แถวข้อมูล")));
    SB_LIT(&b, ", ");
    money_put(&b, sum, MONEY_COMMAS);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("บาท")));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

/* "out.csv: 20,112 rows, 78,997,000,000.00 baht". */
static int export_with(struct app *app, const struct args *p, export_fn *fn, struct err *e)
{
    struct export_want w = {.agency_code = str_from(args_get(p, "agency")),
                            .path = args_get(p, "out"),
                            .lang = app->lang};
    struct export_done d;
    struct db *db;
    int32_t year;

    if (!args_year(p, &year, e)) {
        return exit_of(e);
    }
    w.year = year;
    if (!store_reader(app->store, &db, e) || !may_export(app, db, w.agency_code, e) ||
        !fn(db, app->a, &w, &d, e)) {
        return e->code == ERR_BAD_CHOICE ? EXIT_USAGE : exit_of(e); /* the file's ending */
    }
    out_written(app, w.path, d.rows, d.now);
    return EXIT_DONE;
}

static int cmd_lines(struct app *app, const struct args *p, struct err *e)
{
    return export_with(app, p, export_lines, e);
}

static int cmd_requests(struct app *app, const struct args *p, struct err *e)
{
    struct str agency = str_from(args_get(p, "agency"));

    if (agency.n && str_ends(str_from(args_get(p, "out")), STR(".xlsx"))) {
        return cmd_book_export(app, p, e); /* to be filled in and sent back */
    }
    return export_with(app, p, export_requests, e);
}

static int cmd_activities(struct app *app, const struct args *p, struct err *e)
{
    return export_with(app, p, export_activities, e);
}

/* A new kind adds one row. */
static const struct {
    const char *kind;
    int (*run)(struct app *app, const struct args *p, struct err *e);
} kinds[] = {
    {"lines", cmd_lines},
    {"requests", cmd_requests},
    {"activities", cmd_activities},
    {"ordinance", cmd_document},
};

static int cmd_export(struct app *app, const struct args *p, struct err *e)
{
    struct str kind = str_from(args_word(p, 0));
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_eq(kind, str_from(kinds[i].kind)))
            return kinds[i].run(app, p, e);
        if (b.n)
            SB_LIT(&b, ", ");
        sbuf_add(&b, str_from(kinds[i].kind));
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("KIND")));
    err_arg(e, "value", V(kind));
    err_arg(e, "expected", V(sbuf_str(&b)));
    return EXIT_USAGE;
}

static const struct option export_options[] = {
    {"year", "Y", true},
    {"out", "FILE", true},
    {"agency", "CODE", false},
};

static const struct command commands[] = {
    {.name = "export",
     .usage = "lines|requests|activities|ordinance",
     .words_min = 1,
     .words_max = 1,
     .options = export_options,
     .noptions = ARRAY_LEN(export_options),
     .store = STORE_READY,
     .run = cmd_export,
     COMMAND("ส่งออกข้อมูลเป็นไฟล์", "Export data to a file")},
};
const struct command_group cli_export_commands = {commands, ARRAY_LEN(commands)};
