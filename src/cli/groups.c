/* groups.c - see groups.h. A new file of commands adds one line here. */
#include "cli/groups.h"

const struct command_group *const command_groups[] = {
    NULL,
};
const size_t command_groups_n = 0;
