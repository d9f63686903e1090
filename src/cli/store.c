/* store.c - pbis init, check, backup, restore, audit. */
#include "store/store.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/year.h"
#include "cli/command.h"
#include "store/backup.h"

static bool load(struct tx *tx, void *ctx, struct err *e)
{
    const struct app *app = ctx;
    struct act by = {tx, tx->a, &app->who, date_of_ms(app->now_ms), app->now_ms};

    return reference_load(&by, e);
}

static void say(const struct app *app, struct str what, const char *th)
{
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_add(&b, what);
    SB_LIT(&b, ": ");
    sbuf_add(&b, tr(app->lang, th));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

static int cmd_init(struct app *app, const struct args *p, struct err *e)
{
    int applied;

    (void)p;
    if (!store_migrate(app->store, app->now_ms, &applied, e) ||
        !store_write(app->store, load, app, e)) {
        return exit_of(e);
    }
    say(app, store_name(app->store),
        applied ? TR("คลังข้อมูลพร้อมใช้ ปรับโครงสร้างแล้ว") : TR("คลังข้อมูลพร้อมใช้ เป็นรุ่นล่าสุดอยู่แล้ว"));
    return EXIT_DONE;
}

static int cmd_backup(struct app *app, const struct args *p, struct err *e)
{
    const char *file = args_word(p, 0);

    if (!store_backup(app->store, app->a, file, e)) {
        return exit_of(e);
    }
    say(app, str_from(file), TR("สำรองคลังข้อมูลแล้ว"));
    return EXIT_DONE;
}

static int cmd_restore(struct app *app, const struct args *p, struct err *e)
{
    const char *file = args_word(p, 0);

    if (!store_restore(app->a, file, app->db_url, e)) {
        return exit_of(e);
    }
    say(app, str_from(file), TR("กู้คืนคลังข้อมูลแล้ว"));
    return EXIT_DONE;
}

static const struct command commands[] = {
    {.name = "init",
     .usage = "",
     .store = STORE_MAKE,
     .run = cmd_init,
     COMMAND("สร้างหรือปรับรุ่นคลังข้อมูล และใส่ข้อมูลอ้างอิง",
             "Make or upgrade the store and load the reference data")},
    {.name = "backup",
     .usage = "FILE",
     .words_min = 1,
     .words_max = 1,
     .store = STORE_READY,
     .run = cmd_backup,
     COMMAND("สำรองคลังข้อมูลทั้งหมดลงแฟ้มเดียว ขณะใช้งานอยู่ก็ทำได้",
             "Copy the whole store into one file; it may be in use meanwhile")},
    {.name = "restore",
     .usage = "FILE",
     .words_min = 1,
     .words_max = 1,
     .store = STORE_ADDRESS,
     .run = cmd_restore,
     COMMAND("กู้คืนแฟ้มสำรองลงคลังข้อมูลที่ว่างหรือยังไม่มี", "Bring a backup into an empty or missing store")},
};
const struct command_group cli_store_commands = {commands, ARRAY_LEN(commands)};
