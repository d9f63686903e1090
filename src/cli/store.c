/* store.c - pbis init, check, backup, restore. */
#include "cli/groups.h"

#include <unistd.h>

#include "store/store.h"
#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/lang.h"
#include "city/audit_head.h"
#include "city/year.h"
#include "cli/command.h"
#include "execute/invariant.h"
#include "execute/ledger.h"
#include "execute/position.h"
#include "perform/score.h"
#include "store/backup.h"
#include "store/chain.h"


static void say(struct app *app, struct str what, const char *th)
{
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_add(&b, what);
    SB_LIT(&b, ": ");
    sbuf_add(&b, tr(app->lang, th));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

/* ---- init ---- */

static bool load(struct tx *tx, void *ctx, struct err *e)
{
    const struct app *app = ctx;
    struct act by = {tx, tx->a, &app->who, date_of_ms(app->now_ms), app->now_ms};

    return reference_load(&by, e);
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

/* ---- check ---- */

struct finding {
    struct app *app;
    struct sbuf out;
    int64_t broken, checks;
};

static void found(struct finding *f, const char *name, struct str what, struct str problem)
{
    sbuf_printf(&f->out, "%s: %.*s: %.*s\n", name, STR_FMT(what), STR_FMT(problem));
}

static bool check_invariants(struct finding *f, struct db *db, struct err *e)
{
    const struct broken *b;
    size_t n, broken;
    bool ok;

    if (!db_snapshot_begin(db, e)) {
        return false;
    }
    ok = invariants_check(db, f->app->a, &b, &n, &broken, e);
    db_snapshot_end(db);
    if (!ok) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        found(f, b[i].invariant->name,
              lang_pick(f->app->lang, b[i].invariant->th, b[i].invariant->en), b[i].problem);
    }
    f->broken += (int64_t)broken;
    f->checks += (int64_t)invariants_n;
    return true;
}

/* A broken chain is a finding; anything else that goes wrong ends the check. */
static bool chain_result(struct finding *f, const char *name, bool ok, struct err *e)
{
    f->checks++;
    if (ok) {
        return true;
    }
    if (e->code != ERR_AUDIT_BROKEN && e->code != ERR_HEAD_SIGNATURE) {
        return false;
    }
    found(f, name, STR("hash chain"), err_text(f->app->a, e, f->app->lang));
    f->broken++;
    e->code = ERR_NONE;
    return true;
}

/* What SQLite itself says: pages, indexes, references. PostgreSQL holds them by itself. */
static bool check_file(struct finding *f, struct db *db, struct err *e)
{
    static const struct {
        const char *sql, *name;
    } row[] = {{"PRAGMA quick_check", "quick_check"}, {"PRAGMA foreign_key_check", "foreign_keys"}};

    for (size_t i = 0; i < ARRAY_LEN(row) && !store_is_postgres(f->app->store); i++) {
        struct str *line;
        size_t n, bad = 0;

        if (!db_script(db, f->app->a, str_from(row[i].sql), &line, &n, e)) {
            return false;
        }
        for (size_t k = 0; k < n; k++) {
            if (!str_eq(line[k], STR("ok"))) {
                found(f, row[i].name, STR("SQLite"), line[k]);
                bad++;
            }
        }
        f->broken += bad > 0;
        f->checks++;
    }
    return true;
}

/* The column mirror that every position is read from equals the balances, to the satang. */
static bool check_position(struct finding *f, struct db *db, struct err *e)
{
    struct position *p = position_new();
    struct position_check c;
    bool ok = position_verify(p, db, f->app->a, &c, e);

    position_free(p);
    if (!ok) {
        return false;
    }
    for (int64_t i = 0; i < c.wrong && i < (int64_t)ARRAY_LEN(c.problem); i++) {
        found(f, "position", tr(f->app->lang, TR("ฐานะงบประมาณเท่ากับยอดคงเหลือในบัญชี")), c.problem[i]);
    }
    f->broken += c.wrong > 0;
    f->checks++;
    return true;
}

/* Every final score recomputes from what is stored with it. */
static bool check_scores(struct finding *f, struct db *db, struct err *e)
{
    struct score_check c;

    if (!score_verify(db, f->app->a, &c, e)) {
        return false;
    }
    for (int64_t i = 0; i < c.wrong && i < (int64_t)ARRAY_LEN(c.problem); i++) {
        found(f, "score", tr(f->app->lang, TR("คะแนนสุดท้ายคำนวณซ้ำได้จากที่บันทึกไว้")), c.problem[i]);
    }
    f->broken += c.wrong > 0;
    f->checks++;
    return true;
}

static int cmd_check(struct app *app, const struct args *p, struct err *e)
{
    struct finding f = {.app = app};
    const struct audit_point none = {.seq = 0};
    struct db *db;
    int64_t n, heads;

    (void)p;
    sbuf_init(&f.out, app->a, SBUF_NO_LIMIT);
    if (!actor_check_city(&app->who, PERM_AUDIT_READ, e) || !store_reader(app->store, &db, e) ||
        !check_invariants(&f, db, e) ||
        !chain_result(&f, "audit",
                      audit_verify_all(db, app->a, STR_NONE, none, &n, &heads, e), e) ||
        !chain_result(&f, "entry", ledger_verify(db, &n, e), e) || !check_position(&f, db, e) || !check_scores(&f, db, e) ||
        !check_file(&f, db, e)) {
        return exit_of(e);
    }
    out(sbuf_str(&f.out));
    if (f.broken) {
        FAIL(e, ERR_CHECK_FAILED);
        err_arg(e, "count", V(f.broken));
        return EXIT_REFUSED;
    }
    out(str_format(app->a, "%lld %.*s\n", (long long)f.checks,
                   STR_FMT(tr(app->lang, TR("กฎเป็นจริงทุกข้อ")))));
    return EXIT_DONE;
}

/* ---- backup, restore ---- */

static int cmd_backup(struct app *app, const struct args *p, struct err *e)
{
    if (!actor_check_city(&app->who, PERM_USER_ADMIN, e)) {
        return exit_of(e);
    }
    if (!args_has(p, "force") && access(args_word(p, 0), F_OK) == 0) {
        FAIL(e, ERR_FILE_EXISTS);
        err_arg(e, "path", V(str_from(args_word(p, 0))));
        return exit_of(e);
    }
    if (!store_backup(app->store, app->a, args_word(p, 0), e)) {
        return exit_of(e);
    }
    say(app, str_from(args_word(p, 0)), TR("สำรองคลังข้อมูลแล้ว"));
    return EXIT_DONE;
}

static int cmd_restore(struct app *app, const struct args *p, struct err *e)
{
    if (!store_restore(app->a, args_word(p, 0), app->db_url, e)) {
        return exit_of(e);
    }
    say(app, str_from(args_word(p, 0)), TR("กู้คืนคลังข้อมูลแล้ว"));
    return EXIT_DONE;
}

static const struct option backup_options[] = {{"force", NULL, false}};
static const struct command commands[] = {
    {.name = "init",
     .usage = "",
     .store = STORE_MAKE,
     .run = cmd_init,
     COMMAND("สร้างหรือปรับรุ่นคลังข้อมูล และใส่ข้อมูลอ้างอิง",
             "Make or upgrade the store and load the reference data")},
    {.name = "check",
     .usage = "",
     .store = STORE_READY,
     .run = cmd_check,
     COMMAND("ตรวจกฎที่ต้องเป็นจริงเสมอ", "Check what must always hold; list what is broken")},
    {.name = "backup",
     .usage = "FILE",
     .options = backup_options,
     .noptions = ARRAY_LEN(backup_options),
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
