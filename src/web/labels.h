/* labels.h - who and what, as people read them: the system's and the demonstration's own names as
 * words, subjects of the audit log as links to their pages (labels.def). Files keep the stored
 * words. */
#ifndef PBIS_WEB_LABELS_H
#define PBIS_WEB_LABELS_H

#include "base/lang.h"
#include "base/str.h"

struct html;

/* Who did it: system is ระบบ; of a user the name, the login name as its title (people.h). For views: {% call person(x.by_user) %}. */
void person(struct html *h, struct str name);
/* Is this field of a row somebody's user name? */
bool person_field(const char *field);
/* A reason that a machine wrote: demo:2566, demonstration, import:...; others as they are. */
void reason(struct html *h, struct str text);
/* package:2566:1100-1-L1 as a link to the page, with the way to its own records behind it. */
void subject(struct html *h, struct str text);

#endif
