/* budget_maps.h - from places in the classification to the indexes of a budget. Private to document/budget*.c. */
#ifndef PBIS_DOCUMENT_BUDGET_MAPS_H
#define PBIS_DOCUMENT_BUDGET_MAPS_H

#include "document/budget.h"

/* Sets output, type, fund by the ids of the line. */
void budget_places(const struct budget_maps *m, struct budget_line *l);

#endif
