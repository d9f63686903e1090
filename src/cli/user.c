/* user.c - pbis user: people, their roles and passwords. A password is read from standard input, never
 * from the arguments, where every user of the machine could see it. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/err.h"
#include "city/account.h"
#include "city/totp.h"
#include "city/user.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "store/store.h"

enum { PASSWORD_LINE = 2048 };

struct change {
    struct app *app;
    const struct args *args;
    struct str name, hash;
    enum role role;
};

static bool usage(struct err *e, const char *why)
{
    FAIL(e, ERR_USAGE);
    err_arg(e, "why", V(str_from(why)));
    return false;
}

/* The first line of standard input, checked and hashed. */
static bool password_read(struct app *app, const struct args *p, struct str name, struct str *ret,
                          struct err *e)
{
    char line[PASSWORD_LINE];
    struct str password;

    if (!args_has(p, "password-stdin"))
        return usage(e, "--password-stdin is needed; the password comes by standard input");
    if (!fgets(line, sizeof line, stdin))
        return usage(e, "no password on standard input");
    line[strcspn(line, "\r\n")] = 0;
    if (!str_clean(app->a, str_from(line), &password)) {
        FAIL(e, ERR_BAD_TEXT);
        err_arg(e, "field", V(STR("password")));
        return false;
    }
    if (!password_check(password, name, e))
        return false;
    *ret = password_hash(app->a, password);
    return true;
}

static struct act act_of(struct change *c, struct tx *tx)
{
    return (struct act){.tx = tx,
                        .a = tx->a,
                        .who = &c->app->who,
                        .today = date_of_ms(c->app->now_ms),
                        .now_ms = c->app->now_ms};
}

static bool division_read(const struct args *p, int64_t *ret, struct err *e)
{
    const char *division = args_get(p, "division");

    *ret = 0;
    if (!division)
        return true;
    if (division[0] < '1' || division[0] > '6' || division[1]) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("division")));
        err_arg(e, "value", V(str_from(division)));
        return false;
    }
    *ret = division[0] - '0';
    return true;
}

static bool add_write(struct tx *tx, void *ctx, struct err *e)
{
    struct change *c = ctx;
    struct act by = act_of(c, tx);
    const char *agency = args_get(c->args, "agency");
    const char *full = args_get(c->args, "full-name");
    struct user_new u = {.name = c->name,
                         .full_name = full ? str_from(full) : c->name,
                         .password_hash = c->hash,
                         .role = c->role,
                         .agency_code = agency ? str_from(agency) : STR_NONE};

    return division_read(c->args, &u.division, e) && user_add(&by, &u, e);
}

static bool password_write(struct tx *tx, void *ctx, struct err *e)
{
    struct change *c = ctx;
    struct act by = act_of(c, tx);

    return user_set_password(&by, c->name, c->hash, e);
}

static bool disable_write(struct tx *tx, void *ctx, struct err *e)
{
    struct change *c = ctx;
    struct act by = act_of(c, tx);

    return user_disable(&by, c->name, !strcmp(args_word(c->args, 0), "disable"), e);
}

/* Roles, sessions and the second factor: who lost the only administrator's phone comes in this way. */
static bool account_write(struct tx *tx, void *ctx, struct err *e)
{
    struct change *c = ctx;
    struct act by = act_of(c, tx);
    const char *what = args_word(c->args, 0), *agency = args_get(c->args, "agency");
    struct role_change r = {
        .name = c->name, .role = c->role, .agency_code = agency ? str_from(agency) : STR_NONE};

    if (!strcmp(what, "sign-out"))
        return account_sign_out(&by, c->name, e);
    if (!strcmp(what, "clear-factor"))
        return totp_reset(&by, c->name, e);
    if (!division_read(c->args, &r.division, e))
        return false;
    return !strcmp(what, "add-role") ? account_role_add(&by, &r, e)
                                     : account_role_remove(&by, &r, e);
}

static bool list(struct app *app, struct err *e)
{
    struct rows rows;
    struct db *db;

    if (!store_reader(app->store, &db, e) || !user_list(db, app->a, &rows, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const struct user_row *u = (const struct user_row *)rows.p + i;

        out(str_format(app->a, "%.*s\t%.*s\t%.*s\t%.*s%s\n", STR_FMT(u->name), STR_FMT(u->role),
                       STR_FMT(u->scope_name), STR_FMT(u->full_name),
                       u->disabled ? "\tdisabled" : ""));
    }
    return true;
}

static bool run(struct app *app, const struct args *p, struct err *e)
{
    const char *what = args_word(p, 0), *name = args_word(p, 1), *role = args_get(p, "role");
    struct change c = {.app = app, .args = p};

    if (!strcmp(what, "list"))
        return list(app, e);
    if (!name)
        return usage(e, "a user name is missing");
    c.name = str_from(name);
    if (!strcmp(what, "add")) {
        if (!role)
            return usage(e, "--role is missing");
        return role_parse(str_from(role), &c.role, e) &&
               password_read(app, p, c.name, &c.hash, e) &&
               store_write(app->store, add_write, &c, e);
    }
    if (!strcmp(what, "password"))
        return password_read(app, p, c.name, &c.hash, e) &&
               store_write(app->store, password_write, &c, e);
    if (!strcmp(what, "disable") || !strcmp(what, "enable"))
        return store_write(app->store, disable_write, &c, e);
    if (!strcmp(what, "sign-out") || !strcmp(what, "clear-factor"))
        return store_write(app->store, account_write, &c, e);
    if (!strcmp(what, "add-role") || !strcmp(what, "remove-role")) {
        if (!role)
            return usage(e, "--role is missing");
        return role_parse(str_from(role), &c.role, e) &&
               store_write(app->store, account_write, &c, e);
    }
    return usage(e, "user add, password, disable, enable, add-role, remove-role, sign-out, "
                    "clear-factor or list");
}

static int run_user(struct app *app, const struct args *p, struct err *e)
{
    return run(app, p, e) ? EXIT_DONE : exit_of(e);
}

static const struct option user_options[] = {
    {"role", "ROLE", false},      {"agency", "CODE", false},       {"division", "N", false},
    {"full-name", "TEXT", false}, {"password-stdin", NULL, false},
};

static const struct command commands[] = {
    {.name = "user",
     .usage = "add|password|disable|enable|add-role|remove-role|sign-out|clear-factor|list [NAME]",
     .words_min = 1,
     .words_max = 2,
     .options = user_options,
     .noptions = ARRAY_LEN(user_options),
     .store = STORE_READY,
     .run = run_user,
     COMMAND("เพิ่มผู้ใช้ ตั้งรหัสผ่าน ระงับ คืนสิทธิ์ แสดงรายชื่อ",
             "Add people, set passwords, disable, enable, list")},
};
const struct command_group cli_user_commands = {commands, ARRAY_LEN(commands)};
