/* checks.c - pbis checks: the machine looks at every package of a year again. */
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/lang.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "plan/check.h"
#include "store/store.h"

struct looking {
    struct app *app;
    int64_t year;
    struct check_result done;
};

static bool do_refresh(struct tx *tx, void *ctx, struct err *e)
{
    struct looking *x = ctx;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &x->app->who,
                     .today = date_of_ms(x->app->now_ms),
                     .now_ms = x->app->now_ms};

    return checks_refresh(&by, x->year, &x->done, e);
}

static void put_count(struct sbuf *b, int64_t n, struct str what)
{
    money_put(b, BAHT(n), MONEY_WHOLE);
    SB_LIT(b, " ");
    sbuf_add(b, what);
}

static int cmd_checks(struct app *app, const struct args *p, struct err *e)
{
    struct looking x = {.app = app};
    const struct check_sum *s;
    struct rows sums;
    struct sbuf b;
    struct db *db;
    int32_t year;

    if (!args_year(p, &year, e))
        return exit_of(e);
    x.year = year;
    if (!store_write(app->store, do_refresh, &x, e) || !store_reader(app->store, &db, e) ||
        !checks_summary(db, app->a, year, app->lang, &sums, e))
        return exit_of(e);
    s = sums.p;
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "%d: ", year);
    put_count(&b, x.done.packages, tr(app->lang, TR("ข้อเสนอ")));
    SB_LIT(&b, ", ");
    put_count(&b, x.done.flags, tr(app->lang, TR("จุดที่พบ")));
    SB_LIT(&b, ", ");
    put_count(&b, x.done.peers, tr(app->lang, TR("กลุ่มราคา")));
    SB_LIT(&b, "\n");
    for (size_t i = 0; i < sums.n; i++)
        sbuf_printf(&b, "  %-4.*s %-20.*s %6lld / %lld\n", STR_FMT(s[i].severity),
                    STR_FMT(s[i].code), (long long)s[i].packages, (long long)s[i].flags);
    out(sbuf_str(&b));
    return EXIT_DONE;
}

static const struct option checks_options[] = {{"year", "Y", true}};
static const struct command commands[] = {
    {.name = "checks",
     .usage = "",
     .options = checks_options,
     .noptions = ARRAY_LEN(checks_options),
     .store = STORE_READY,
     .run = cmd_checks,
     COMMAND("ให้เครื่องตรวจข้อเสนอทั้งปีใหม่ พร้อมราคาเทียบ", "Machine checks of a year's packages again, with peers' prices")},
};
const struct command_group cli_checks_commands = {commands, ARRAY_LEN(commands)};
