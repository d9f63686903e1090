/* store.c - pbis init, check, backup, restore, audit. */
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/year.h"
#include "cli/command.h"
#include "store/store.h"

static bool load(struct tx *tx, void *ctx, struct err *e)
{
    const struct app *app = ctx;
    struct act by = {tx, tx->a, &app->who, date_of_ms(app->now_ms), app->now_ms};

    return reference_load(&by, e);
}

static int cmd_init(struct app *app, const struct args *p, struct err *e)
{
    int applied;
    struct sbuf b;

    (void)p;
    if (!store_migrate(app->store, app->now_ms, &applied, e) ||
        !store_write(app->store, load, app, e)) {
        return exit_of(e);
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_add(&b, store_name(app->store));
    SB_LIT(&b, ": ");
    sbuf_add(&b, tr(app->lang, applied ? TR("คลังข้อมูลพร้อมใช้ ปรับโครงสร้างแล้ว")
                                       : TR("คลังข้อมูลพร้อมใช้ เป็นรุ่นล่าสุดอยู่แล้ว")));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
    return EXIT_DONE;
}

static const struct command commands[] = {
    {.name = "init",
     .usage = "",
     .store = STORE_MAKE,
     .run = cmd_init,
     COMMAND("สร้างหรือปรับรุ่นคลังข้อมูล และใส่ข้อมูลอ้างอิง",
             "Make or upgrade the store and load the reference data")},
};
const struct command_group cli_store_commands = {commands, ARRAY_LEN(commands)};
