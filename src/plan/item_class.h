/* item_class.h - classes of items (ประเภทรายการ) as analysts work: personnel, operating, equipment, ICT,
 * construction, subsidy, project. The parameter analysis.classes gives each its item code prefixes;
 * the longest prefix that fits wins. Forms of analysis and the consistency report go by them. */
#ifndef PBIS_PLAN_ITEM_CLASS_H
#define PBIS_PLAN_ITEM_CLASS_H

#include "base/compiler.h"
#include "base/lang.h"
#include "base/str.h"

struct arena;
struct db;
struct err;

enum { ITEM_CLASSES = 40 };

struct item_class {
    struct str code, th, en;
    bool per_line; /* its form is filled for each line */
};
struct item_classes {
    struct item_class class[ITEM_CLASSES];
    size_t n;
    struct { /* prefixes, as many as the parameter has rows */
        struct str item;
        size_t class;
    } prefix[200];
    size_t prefixes;
};
MUST_CHECK bool item_classes_load(struct db *db, struct arena *a, int64_t year,
                                  struct item_classes *ret, struct err *e);
/* The class of an item code; NULL when no prefix fits. */
const struct item_class *item_class_of(const struct item_classes *c, struct str item_code);
const struct item_class *item_class_find(const struct item_classes *c, struct str code);
/* Its name; the code itself for a class that is not known any more. */
struct str item_class_name(const struct item_classes *c, struct str code, enum lang lang);

#endif
