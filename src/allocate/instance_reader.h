/* instance_reader.h - what the two files that read an instance's JSON share (private to them). */
#ifndef PBIS_ALLOCATE_INSTANCE_READER_H
#define PBIS_ALLOCATE_INSTANCE_READER_H

#include "allocate/ids.h"
#include "allocate/instance.h"
#include "base/json.h"

struct reader {
    struct arena *a;
    struct instance *in;
    struct err *e;
    struct ids resources, packages;
    size_t uses, links;
};

/* ERR_INSTANCE with the place; always false. */
bool reader_refuse(struct reader *r, struct str path, const char *why);
/* Every key of an object must be among `known` (NULL ends it). */
MUST_CHECK bool reader_keys(struct reader *r, const struct jr *o, const char *const *known,
                            struct str path);
/* An optional whole number; null is absent. */
MUST_CHECK bool reader_limit(struct reader *r, const struct jr *o, struct str path, const char *key,
                             bool *ret_has, int64_t *ret);
MUST_CHECK bool reader_text(struct reader *r, const struct jr *o, struct str path, const char *key,
                            struct str *ret);
MUST_CHECK bool reader_value(struct reader *r, const struct jr *o, struct str path, int64_t *ret);
/* An optional object of uses, a list of packages. */
MUST_CHECK bool reader_uses(struct reader *r, const struct jr *o, struct str path,
                            const struct alloc_use **ret, size_t *ret_n);
MUST_CHECK bool reader_packages(struct reader *r, const struct jr *o, struct str path,
                                const char *key, const uint32_t **ret, size_t *ret_n);

/* Labels of resources: after all resources have ids. */
MUST_CHECK bool reader_labels(struct reader *r, const struct jr *resources);
/* `labels` and `units` of a package. */
MUST_CHECK bool reader_package_rich(struct reader *r, const struct jr *o, uint32_t p);
/* `groups`, `shared` and `shares` of the root. */
MUST_CHECK bool reader_statements(struct reader *r, const struct jr *root);

#endif
