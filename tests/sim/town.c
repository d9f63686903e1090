#include "town.h"

/* Amounts are small on purpose: buckets run empty, so that the last satang is asked for often. */
const struct town_line town_lines[] = {
    {"11000000", "0503001", "01101-1", 40},  {"11000000", "0503001", "03201-1", 30},
    {"11000000", "0503001", "03301-1", 30},  {"11000000", "0503001", "04101-1", 20},
    {"11000000", "0503001", "05202-1", 90},  {"11000000", "0503001", "05203-1", 50},
    {"11000000", "0403001", "03202-1", 25},  {"11000000", "0403001", "04102-1", 25},
    {"11000000", "0403001", "07199-1", 35},  {"10000000", "0403001", "01101-1", 45},
    {"10000000", "0403001", "03201-1", 33},  {"10000000", "0403001", "05202-1", 120},
    {"10000000", "0403001", "07199-1", 60},  {"10000000", "0503001", "03301-1", 15},
    {"14000000", "1600001", "08101-1", 100}, {"14000000", "1600001", "08102-1", 40},
    {"14000000", "1600001", "08201-1", 30},
};
const size_t town_lines_n = sizeof town_lines / sizeof town_lines[0];

const struct town_line town_next[] = {
    {"11000000", "0503001", "03201-1", 20},
    {"10000000", "0403001", "05202-1", 50},
};
const size_t town_next_n = sizeof town_next / sizeof town_next[0];

const struct town_opened town_opened[] = {
    {"11000000", "0503001", "03201-1", "central", "08101-1", 20221115},
    {"11000000", "0503001", "03301-1", "central", "08101-1", 20221115},
    {"10000000", "0403001", "05202-1", "central", "08102-1", 20230301},
};
const size_t town_opened_n = sizeof town_opened / sizeof town_opened[0];

const struct town_person town_people[] = {
    {'F', "sim.finance", "finance", ""},        {'O', "sim.office", "system_office", ""},
    {'H', "sim.head", "head", "11000000"},      {'G', "sim.governor", "governor", ""},
    {'W', "sim.officer", "officer", "11000000"},
};
const size_t town_people_n = sizeof town_people / sizeof town_people[0];
