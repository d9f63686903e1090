/* main.c - the composition root: the command table, the environment, the store, the exit code.
 *
 * Everything that the program reads from outside (environment, clock, arguments) is read here and
 * passed down; nothing below asks for it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/err.h"
#include "cli/args.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "city/user.h"
#include "store/store.h"

enum { NAME_WIDTH = 12 };

static const struct command *command_find(const char *name)
{
    for (size_t g = 0; g < command_groups_n; g++) {
        for (size_t i = 0; i < command_groups[g]->n; i++) {
            if (!strcmp(command_groups[g]->commands[i].name, name))
                return &command_groups[g]->commands[i];
        }
    }
    return NULL;
}

static void put_usage(struct sbuf *b, const struct command *c)
{
    sbuf_printf(b, "  pbis %-*s %s", NAME_WIDTH, c->name, c->usage);
    for (size_t k = 0; k < c->noptions; k++) {
        const struct option *o = &c->options[k];
        sbuf_printf(b, o->required ? " --%s%s%s" : " [--%s%s%s]", o->name, o->arg ? " " : "",
                    o->arg ? o->arg : "");
    }
    SB_LIT(b, "\n");
}

static void put_help(struct sbuf *b, enum lang lang, const struct command *only)
{
    SB_LIT(b, "PBIS ");
    sbuf_add(b, tr(lang, TR("ระบบสารสนเทศการจัดการงบประมาณแบบมุ่งเน้นผลงาน")));
    SB_LIT(b, "\n\n");
    for (size_t g = 0; g < command_groups_n; g++) {
        for (size_t i = 0; i < command_groups[g]->n; i++) {
            const struct command *c = &command_groups[g]->commands[i];
            if (c->hidden || (only && c != only))
                continue;
            put_usage(b, c);
            sbuf_printf(b, "       %-*s ", NAME_WIDTH, "");
            sbuf_add(b, lang_pick(lang, c->th, c->en));
            SB_LIT(b, "\n");
        }
    }
    SB_LIT(b, "\n");
    sbuf_add(b, tr(lang, TR("ทุกคำสั่งรับ --db URL (หรือ PBIS_DB) --as USER --lang th|en")));
    SB_LIT(b, "\n");
}

static void print_error(struct arena *a, const struct err *e, enum lang lang)
{
    struct str text = err_text(a, e, lang);
    fprintf(stderr, "pbis: %s: %.*s\n", err_word(e->code), STR_FMT(text));
    if (e->detail[0])
        fprintf(stderr, "pbis: (%s)\n", e->detail);
}

static enum lang lang_of(const char *flag)
{
    const char *l = flag ? flag : getenv("PBIS_LANG");

    if (l)
        return !strncmp(l, "th", 2) ? LANG_TH : LANG_EN;
    l = getenv("LANG");
    return l && !strncmp(l, "th", 2) ? LANG_TH : LANG_EN;
}

/* --db, PBIS_DB, or a file in the user's data folder (made with its folders). */
static struct str db_url(struct arena *a, const char *flag)
{
    const char *url = flag ? flag : getenv("PBIS_DB");
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");

    if (url && url[0])
        return str_from(url);
    struct str base = data && data[0] ? str_from(data)
                                      : str_format(a, "%s/.local/share", home ? home : ".");
    struct str dir = str_format(a, "%.*s/pbis", STR_FMT(base));
    char *path = str_cstr(a, dir);
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = 0;
        (void)mkdir(path, 0700);
        *p = '/';
    }
    (void)mkdir(path, 0700);
    return str_format(a, "sqlite:%.*s/pbis.db", STR_FMT(dir));
}

static bool store_prepare(struct app *app, const struct command *c, const struct args *p,
                          struct err *e)
{
    struct store_options o = {.url = app->db_url,
                              .mode = c->store == STORE_MAKE ? STORE_ANY_VERSION
                                                             : STORE_MUST_EXIST,
                              .write_queue = (size_t)app->settings.v[SET_WRITE_QUEUE]};
    const char *as = args_get(p, "as");
    struct db *db;

    if (!store_open(app->a, &o, &app->store, e))
        return false;
    store_day_set(app->store, date_of_ms(app->now_ms));
    if (!as || !strcmp(as, "system"))
        return true;
    if (!store_reader(app->store, &db, e))
        return false;
    if (!actor_load(db, app->a, str_from(as), &app->who, e))
        return false;
    app->who.used = ARENA_NEW(app->a, const struct on_behalf *);
    return true;
}

static bool is_bare(const struct command *c, const struct args *p)
{
    const char *word = args_word(p, 0);

    return c->bare && word && !strcmp(word, c->bare);
}

static int run(struct app *app, const struct command *c, int argc, char **argv, struct err *e)
{
    struct args p;
    const char *lang;

    if (!args_parse(c, argc, argv, &p, e))
        return EXIT_USAGE;
    lang = args_get(&p, "lang");
    if (lang)
        app->lang = lang_of(lang);
    if (!settings_from_env(&app->settings, e))
        return EXIT_USAGE;
    if (c->store != STORE_NONE && !is_bare(c, &p)) {
        app->db_url = db_url(app->a, args_get(&p, "db"));
        if (c->store != STORE_ADDRESS && !store_prepare(app, c, &p, e))
            return exit_of(e);
    }
    return c->run(app, &p, e);
}

int exit_of(const struct err *e)
{
    switch ((int)e->code) {
    case ERR_USAGE:
    case ERR_STORE_URL:
        return EXIT_USAGE;
    case ERR_STORE:
    case ERR_STORE_BUSY:
    case ERR_STORE_FULL:
    case ERR_STORE_UNREACHABLE:
    case ERR_STORE_NEWER:
    case ERR_STORE_OLDER:
    case ERR_STORE_MISSING:
    case ERR_STORE_FOREIGN:
    case ERR_MIGRATION_CHANGED:
    case ERR_FILE_OPEN:
    case ERR_FILE_WRITE:
    case ERR_CHILD:
    case ERR_SOLVER:
    case ERR_LISTEN:
        return EXIT_ENVIRONMENT;
    default:
        return EXIT_REFUSED;
    }
}

void out(struct str text)
{
    if (fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout)) {
        fprintf(stderr, "pbis: cannot write to standard output: %s\n", strerror(errno));
        exit(EXIT_ENVIRONMENT);
    }
}

static int help(struct app *app, const struct command *only, int code)
{
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    put_help(&b, app->lang, only);
    if (code == EXIT_DONE) {
        out(sbuf_str(&b));
    } else {
        fprintf(stderr, "%.*s", STR_FMT(sbuf_str(&b)));
    }
    return code;
}

static bool asks_help(const char *s)
{
    return !strcmp(s, "--help") || !strcmp(s, "-h") || !strcmp(s, "help");
}

/* --db, --as and --lang may stand before the command too: they are moved behind it. */
static char **options_first(struct arena *a, int argc, char **argv)
{
    char **ret = ARENA_ARRAY(a, char *, (size_t)argc + 1);
    int from = 1, to = 2;

    for (bool more = true; more && from < argc;) {
        more = false;
        for (size_t i = 0; i < common_options_n && !more; i++) {
            size_t n = strlen(common_options[i].name);
            bool same = !strncmp(argv[from], "--", 2) &&
                        !strncmp(argv[from] + 2, common_options[i].name, n);

            if (same && argv[from][n + 2] == '=')
                from += 1;
            else if (same && !argv[from][n + 2] && from + 2 < argc)
                from += 2;
            else
                continue;
            more = true;
        }
    }
    if (from == 1 || from == argc)
        return argv;
    ret[0] = argv[0];
    ret[1] = argv[from];
    for (int i = 1; i < from; i++)
        ret[to++] = argv[i];
    for (int i = from + 1; i < argc; i++)
        ret[to++] = argv[i];
    return ret;
}

/* The language of help and of what is wrong with the words themselves. */
static enum lang lang_said(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "--lang") && i + 1 < argc)
            return lang_of(argv[i + 1]);
        if (!strncmp(argv[i], "--lang=", 7))
            return lang_of(argv[i] + 7);
    }
    return lang_of(NULL);
}

int main(int argc, char **argv)
{
    struct app app = {.a = arena_new(), .now_ms = clock_now_ms()};
    struct err e = {.code = ERR_NONE};
    int code;

    (void)signal(SIGPIPE, SIG_IGN);
    crypto_init();
    argv = options_first(app.a, argc, argv);
    app.lang = lang_said(argc, argv);
    app.who = actor_system();
    settings_default(&app.settings);
    if (argc < 2 || asks_help(argv[1])) {
        code = help(&app, NULL, argc < 2 ? EXIT_USAGE : EXIT_DONE);
    } else if (!strcmp(argv[1], "--version")) {
        out(STR("pbis " PBIS_VERSION "\n"));
        code = EXIT_DONE;
    } else {
        const struct command *c = command_find(argv[1]);
        if (!c) {
            fprintf(stderr, "pbis: unknown command “%s”\n\n", argv[1]);
            code = help(&app, NULL, EXIT_USAGE);
        } else if (argc > 2 && asks_help(argv[2])) {
            code = help(&app, c, EXIT_DONE);
        } else {
            code = run(&app, c, argc - 2, argv + 2, &e);
            if (e.code != ERR_NONE)
                print_error(app.a, &e, app.lang);
            if (code == EXIT_USAGE)
                code = help(&app, c, EXIT_USAGE);
        }
    }
    arena_free(app.a);
    return code;
}
