/* survey_row.h - the choices of a question, shared by survey.c and survey_result.c; city room only. */
#ifndef PBIS_CITY_SURVEY_ROW_H
#define PBIS_CITY_SURVEY_ROW_H

#include <stddef.h>

#include "base/str.h"

/* The lines of `choices` that hold something, at most `most`; returns how many. */
size_t survey_choices(struct str choices, struct str *ret, size_t most);

#endif
