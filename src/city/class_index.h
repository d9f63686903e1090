/* class_index.h - a tree in memory from the rows of a query; city room only. */
#ifndef PBIS_CITY_CLASS_INDEX_H
#define PBIS_CITY_CLASS_INDEX_H

#include "city/class.h"

/* Rows of class_node in print order; version_id is that of the first, or 0. */
void class_tree_of(struct arena *a, const struct rows *rows, struct class_tree *ret);

#endif
