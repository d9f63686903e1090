/* position_asked.h - as of when a position is asked for. */
#ifndef PBIS_EXECUTE_POSITION_ASKED_H
#define PBIS_EXECUTE_POSITION_ASKED_H

#include "base/date.h"

/* "2023-01-31" (to the end of the city's day) or "2023-01-31T16:30", with seconds, fraction and Z or +07:00 if wanted;
 * without a zone the city's time, without a fraction to the end of the second. ERR_BAD_DATE {value}, ERR_DATE_BE. */
MUST_CHECK bool known_at_parse(struct str s, struct when *ret, struct err *e);

#endif
