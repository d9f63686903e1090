/* args.h - turns argv into a command and its arguments, by the command table. */
#ifndef PBIS_CLI_ARGS_H
#define PBIS_CLI_ARGS_H

#include "cli/command.h"

enum { ARGS_OPTIONS = 16, ARGS_WORDS = 4 };

struct args {
    const struct command *command;
    const char *word[ARGS_WORDS];
    int words;
    const char *name[ARGS_OPTIONS];  /* option seen */
    const char *value[ARGS_OPTIONS]; /* "" for a flag */
    int options;
};

/* Options that every command takes. */
extern const struct option common_options[];
extern const size_t common_options_n;

/* Parses argv[1..] for `c`: ERR_USAGE {why} for an unknown, doubled or valueless option, a missing
 * required one, too few or too many words. */
MUST_CHECK bool args_parse(const struct command *c, int argc, char **argv, struct args *ret,
                           struct err *e);

#endif
