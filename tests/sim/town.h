/* town.h - the small town that simulations play in: what its lines are, as plain data that both the
 * store and the model begin with. Nothing of the program is included here. */
#ifndef PBIS_TESTS_TOWN_H
#define PBIS_TESTS_TOWN_H

#include <stddef.h>
#include <stdint.h>

enum { TOWN_YEAR = 2566 };

/* A line of the ordinance of TOWN_YEAR. */
struct town_line {
    const char *agency, *output, *item;
    int64_t baht;
};
extern const struct town_line town_lines[];
extern const size_t town_lines_n;
/* Lines of the year after; enacted too, so that a posting can be of the wrong year. */
extern const struct town_line town_next[];
extern const size_t town_next_n;

/* Lines that execution opens before anything is posted: money of the central fund at an agency. */
struct town_opened {
    const char *agency, *output, *item, *kind, *central_item;
    int date;
};
extern const struct town_opened town_opened[];
extern const size_t town_opened_n;

/* Who acts: letters in an op. */
struct town_person {
    char letter;
    const char *name, *role, *agency;
};
extern const struct town_person town_people[];
extern const size_t town_people_n;

#endif
