/* demo_document.h - the demonstration's papers: one agency's covering letter and forms as issued, with a signed
 * copy beside it that says it is none. */
#ifndef PBIS_EXCHANGE_DEMO_DOCUMENT_H
#define PBIS_EXCHANGE_DEMO_DOCUMENT_H

#include "store/store.h"

/* After the year's writes; again: changes nothing. */
MUST_CHECK bool demo_document(struct store *s, struct arena *a, int64_t year, int64_t now_ms,
                              struct err *e);

#endif
