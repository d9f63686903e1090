/* jobs.h - the kinds of jobs a server runs and the hidden commands behind them. */
#ifndef PBIS_CLI_JOBS_H
#define PBIS_CLI_JOBS_H

#include "cli/command.h"
#include "store/job.h"

extern const struct job_kind job_kinds[];
extern const size_t job_kinds_n;

#endif
