/* command.h - the command table: name, arguments, what must be true before it runs. */
#ifndef PBIS_CLI_COMMAND_H
#define PBIS_CLI_COMMAND_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/lang.h"
#include "base/money.h"
#include "base/settings.h"
#include "base/str.h"
#include "city/actor.h"

struct arena;
struct err;
struct store;

/* What main makes and passes down. */
struct app {
    struct arena *a;
    struct settings settings;
    enum lang lang;       /* of messages: PBIS_LANG or LANG, th or en */
    struct str db_url;    /* --db, PBIS_DB, or a file in the user's data folder */
    struct store *store;  /* open when the row asked for it */
    struct actor who;     /* --as USER, default system */
    int64_t now_ms;
};

enum store_need {
    STORE_NONE,
    STORE_ADDRESS, /* db_url is known, nothing is opened */
    STORE_READY,
    STORE_MAKE
};
enum exit_code { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_ENVIRONMENT = 3 };

/* Options are declared, parsed and counted before run(): "--year Y" needs a value, "--json" none. */
struct option {
    const char *name; /* without -- */
    const char *arg;  /* NULL for a flag */
    bool required;
};

struct args; /* parsed */
const char *args_get(const struct args *p, const char *option);   /* NULL when absent */
bool args_has(const struct args *p, const char *option);
const char *args_word(const struct args *p, int i); /* positional, NULL past the end */
MUST_CHECK bool args_year(const struct args *p, int32_t *ret, struct err *e); /* --year */

struct command {
    const char *name;         /* "import"; "user add" is "user" with a word */
    const char *usage;        /* "KIND FILE" */
    int words_min, words_max;
    const struct option *options;
    size_t noptions;
    enum store_need store;
    const char *bare; /* with this first word no store is opened; NULL = none */
    bool hidden;
    /* Returns an exit code; on EXIT_REFUSED or EXIT_ENVIRONMENT fills *e (main prints it). */
    int (*run)(struct app *app, const struct args *p, struct err *e);
    const char *th, *en;
};

/* The two names of a command in its row: COMMAND("ไทย", "English"). */
#define COMMAND(thai, english) .th = (thai), .en = (english)

/* Each cli/NAME.c file exports its rows; main.c lists the files. --db, --as, --lang are common. */
struct command_group {
    const struct command *commands;
    size_t n;
};

/* Prints one line or block to standard output; ends the program with EXIT_ENVIRONMENT when that
 * fails (a full disk, a closed pipe). */
void out(struct str text);
/* The file that was written: its rows and their sum. */
void out_written(struct app *app, const char *path, int64_t rows, struct money sum);
/* The exit code an error stands for: environment codes 3, usage 2, else 1. */
int exit_of(const struct err *e);

#endif
