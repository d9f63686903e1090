/* export.c - pbis export KIND --year Y --out FILE, the format by the file's ending. */
#include "base/arena.h"
#include "base/err.h"
#include "cli/command.h"
#include "cli/document.h"

/* A new kind adds one row. */
static const struct {
    const char *kind;
    int (*run)(struct app *app, const struct args *p, struct err *e);
} kinds[] = {
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
};

static const struct command commands[] = {
    {.name = "export",
     .usage = "ordinance",
     .words_min = 1,
     .words_max = 1,
     .options = export_options,
     .noptions = ARRAY_LEN(export_options),
     .store = STORE_READY,
     .run = cmd_export,
     COMMAND("ส่งออกข้อมูลเป็นไฟล์", "Export data to a file")},
};
const struct command_group cli_export_commands = {commands, ARRAY_LEN(commands)};
