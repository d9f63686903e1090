/* groups.h - every file of commands, in the order help shows them. */
#ifndef PBIS_CLI_GROUPS_H
#define PBIS_CLI_GROUPS_H

#include "cli/command.h"

extern const struct command_group *const command_groups[];
extern const size_t command_groups_n;

extern const struct command_group cli_document_commands;
extern const struct command_group cli_export_commands;
extern const struct command_group cli_store_commands;
extern const struct command_group cli_audit_commands;
extern const struct command_group cli_import_commands;
extern const struct command_group cli_year_commands;
extern const struct command_group cli_council_commands;
extern const struct command_group cli_post_commands;
extern const struct command_group cli_work_commands;
extern const struct command_group cli_resolution_commands;
extern const struct command_group cli_report_commands;
extern const struct command_group cli_explain_commands;
extern const struct command_group cli_solve_commands;
extern const struct command_group cli_serve_commands;
extern const struct command_group cli_allocate_commands;
extern const struct command_group cli_frontier_commands;
extern const struct command_group cli_jobs_commands;
extern const struct command_group cli_user_commands;
extern const struct command_group cli_notify_commands;
extern const struct command_group cli_checks_commands;
extern const struct command_group cli_record_commands;
extern const struct command_group cli_rule_commands;
extern const struct command_group cli_score_commands;

#endif
