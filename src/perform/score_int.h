/* score_int.h - shared by the files of score.h. */
#ifndef PBIS_PERFORM_SCORE_INT_H
#define PBIS_PERFORM_SCORE_INT_H

#include "perform/rule.h"
#include "perform/score.h"

/* The decimal, trailing zeros dropped down to `least`. */
struct str score_decimal(struct arena *a, struct score s, unsigned least);
void score_row_texts(struct arena *a, struct score_row *r);

#endif
