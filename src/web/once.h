/* once.h - a form that makes something counts once: sent twice, it makes one thing and both get the
 * same answer.
 *
 * A creating form carries a hidden one-time token: {% call once_field() %} in its view, nothing else.
 * req_write() sees the field `once`, and keeps the answer with the write itself (table once_answer,
 * append-only, by user and token). The same token with the same fields is answered as then; with
 * other fields ERR_ONCE_USED (422). A refused write keeps nothing: its form may be sent again.
 * For such forms `after` runs inside the write too: it answers by reply_done() or reply_json(). */
#ifndef PBIS_WEB_ONCE_H
#define PBIS_WEB_ONCE_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/str.h"

struct act;
struct call;
struct err;
struct html;

/* For views: the hidden field with a fresh token. */
void once_field(struct html *h);

/* For writes that make several things: what this person's token made before (empty when nothing), and
 * to keep what it makes now. A token that cannot be one: ERR_BAD_REQUEST {why}. */
MUST_CHECK bool once_find(struct act *by, struct str token, struct str *ret_made, struct err *e);
MUST_CHECK bool once_keep(struct act *by, struct str token, struct str made, struct err *e);

/* ---- write.c ---- */
/* Reads the token, if the form has one. ERR_BAD_REQUEST {why}. */
MUST_CHECK bool once_begin(struct call *c, struct err *e);
/* Runs the call's write and keeps its answer, or finds the one that was kept. */
MUST_CHECK bool once_write(struct act *by, struct call *c, struct err *e);

#endif
