/* groups.h - every file of commands, in the order help shows them. */
#ifndef PBIS_CLI_GROUPS_H
#define PBIS_CLI_GROUPS_H

#include "cli/command.h"

extern const struct command_group *const command_groups[];
extern const size_t command_groups_n;

#endif
