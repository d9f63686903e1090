/* groups.c - see groups.h. A new file of commands adds one line here. */
#include "cli/groups.h"

extern const struct command_group cli_document_commands;
extern const struct command_group cli_export_commands;
extern const struct command_group cli_store_commands;
extern const struct command_group cli_import_commands;
extern const struct command_group cli_year_commands;
extern const struct command_group cli_report_commands;
extern const struct command_group cli_solve_commands;
extern const struct command_group cli_serve_commands;
extern const struct command_group cli_allocate_commands;
extern const struct command_group cli_jobs_commands;
extern const struct command_group cli_user_commands;

const struct command_group *const command_groups[] = {
    &cli_document_commands,
    &cli_export_commands,
    &cli_store_commands,
    &cli_import_commands,
    &cli_year_commands,
    &cli_report_commands,
    &cli_solve_commands,
    &cli_serve_commands,
    &cli_allocate_commands,
    &cli_jobs_commands,
    &cli_user_commands,
};
const size_t command_groups_n = ARRAY_LEN(command_groups);
