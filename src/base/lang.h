/* lang.h - the two languages. The Thai text is the key; po/en.po holds the English, compiled in by
 * tools/poc.py, which fails the build for a missing one. TR("...") marks a text for it. */
#ifndef PBIS_BASE_LANG_H
#define PBIS_BASE_LANG_H

#include "base/str.h"

enum lang { LANG_TH, LANG_EN };

/* The text in `lang`; th must be a literal marked with TR() or a label of a table. */
struct str tr(enum lang lang, const char *th);
#define TR(th) (th)
/* Picks one of a pair that a .def row or a field table carries. */
struct str lang_pick(enum lang lang, const char *th, const char *en);

#endif
