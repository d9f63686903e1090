/* document.h - the command that prints a document; `pbis export ordinance` is the same. */
#ifndef PBIS_CLI_DOCUMENT_H
#define PBIS_CLI_DOCUMENT_H

#include "cli/command.h"

/* Word 0 is the kind; options year and out. */
int cmd_document(struct app *app, const struct args *p, struct err *e);

struct document_result;
/* document_set.c */
int cmd_document_set(struct app *app, const struct args *p, struct err *e);
int cmd_document_volume(struct app *app, const struct args *p, struct document_result *ret,
                        struct err *e);
int cmd_document_check(struct app *app, const struct args *p, struct err *e);

#endif
