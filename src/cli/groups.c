/* groups.c - see groups.h. A new file of commands adds one line here and there. */
#include "cli/groups.h"

const struct command_group *const command_groups[] = {
    &cli_document_commands,
    &cli_export_commands,
    &cli_store_commands,
    &cli_audit_commands,
    &cli_import_commands,
    &cli_year_commands,
    &cli_council_commands,
    &cli_post_commands,
    &cli_work_commands,
    &cli_resolution_commands,
    &cli_report_commands,
    &cli_solve_commands,
    &cli_explain_commands,
    &cli_serve_commands,
    &cli_allocate_commands,
    &cli_frontier_commands,
    &cli_jobs_commands,
    &cli_user_commands,
    &cli_notify_commands,
    &cli_checks_commands,
    &cli_record_commands,
    &cli_rule_commands,
    &cli_score_commands,
};
const size_t command_groups_n = ARRAY_LEN(command_groups);
