/* document.c - pbis document KIND. */
#include "cli/document.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/money.h"
#include "city/actor.h"
#include "cli/groups.h"
#include "document/document.h"
#include "store/store.h"

/* "out.pdf: 612 pages, 20,112 lines, 71 agencies, 78,997,000,000.00 baht". */
static void say(struct app *app, const char *path, const struct document_result *r)
{
    const struct {
        int64_t n;
        const char *th;
    } part[] = {{r->pages, TR("หน้า")}, {r->agencies, TR("หน่วยงาน")}, {r->lines, TR("รายการ")}};
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_add(&b, str_from(path));
    SB_LIT(&b, ": ");
    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        if (part[i].n == 0) /* a workbook has no pages */
            continue;
        money_put(&b, BAHT(part[i].n), MONEY_WHOLE);
        SB_LIT(&b, " ");
        sbuf_add(&b, tr(app->lang, part[i].th));
        SB_LIT(&b, ", ");
    }
    money_put(&b, r->total, MONEY_COMMAS);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("บาท")));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

int cmd_document(struct app *app, const struct args *p, struct err *e)
{
    struct str kind = str_from(args_word(p, 0));
    const char *path = args_get(p, "out");
    struct document_result r;
    struct db *db;
    int32_t year;

    if (!str_eq(kind, STR("ordinance"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("KIND")));
        err_arg(e, "value", V(kind));
        err_arg(e, "expected", V(STR("ordinance")));
        return EXIT_USAGE;
    }
    if (!args_year(p, &year, e)) {
        return exit_of(e);
    }
    if (!actor_check_city(&app->who, PERM_DOCUMENT, e) || !store_reader(app->store, &db, e) ||
        !document_ordinance(db, app->a, year, date_of_ms(app->now_ms), path, &r, e)) {
        return exit_of(e);
    }
    say(app, path, &r);
    return EXIT_DONE;
}

static const struct option document_options[] = {
    {"year", "Y", true},
    {"out", "FILE", true},
};

static const struct command commands[] = {
    {.name = "document",
     .usage = "ordinance",
     .words_min = 1,
     .words_max = 1,
     .options = document_options,
     .noptions = ARRAY_LEN(document_options),
     .store = STORE_READY,
     .run = cmd_document,
     COMMAND("พิมพ์เอกสารงบประมาณเป็น PDF หรือ XLSX", "Print a budget document as PDF or XLSX")},
};
const struct command_group cli_document_commands = {commands, ARRAY_LEN(commands)};
