/* book.h - private to the command line: pbis export|import requests as a workbook, import history. */
#ifndef PBIS_CLI_BOOK_H
#define PBIS_CLI_BOOK_H

#include "cli/command.h"

int cmd_book_export(struct app *app, const struct args *p, struct err *e);
int cmd_book_import(struct app *app, const struct args *p, struct err *e);
int cmd_history_import(struct app *app, const struct args *p, struct err *e);

#endif
