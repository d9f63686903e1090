/* volume_fiscal.h - the parts of the fiscal report that look ahead. Private to volume_fiscal*.c. */
#ifndef PBIS_DOCUMENT_VOLUME_FISCAL_H
#define PBIS_DOCUMENT_VOLUME_FISCAL_H

#include "document/volume_front_int.h"
#include "document/volume_revenue.h"

/* Personnel cost four years ahead against its limit, the medium term in short. */
MUST_CHECK bool fiscal_say_ahead(const struct front *f, struct err *e);

#endif
