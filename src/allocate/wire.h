/* wire.h - what a parent and its solving child tell each other, as bytes.
 *
 * Both are the same program on the same machine, so numbers go as they lie in memory: a city of
 * 20,000 packages takes a few milliseconds instead of the tenths of a second of its JSON. Only the
 * reading side of a child's answer counts on nothing: lengths and indices are checked.
 *
 * An instance goes finished (instance_finish()) and arrives finished. What it was stated as
 * (members that point elsewhere) does not go with it: the child sees the plain core only. */
#ifndef PBIS_ALLOCATE_WIRE_H
#define PBIS_ALLOCATE_WIRE_H

#include "allocate/instance.h"

struct arena;

void wire_put_int(struct sbuf *b, int64_t x);
void wire_put_bytes(struct sbuf *b, struct str s); /* with its length */
void wire_put_array(struct sbuf *b, const void *p, size_t n, size_t size);
void wire_put_instance(struct sbuf *b, const struct instance *in);

/* Each takes its part off *rest; false when that is too short. */
MUST_CHECK bool wire_get_int(struct str *rest, int64_t *ret);
MUST_CHECK bool wire_get_bytes(struct str *rest, struct str *ret); /* not copied */
/* n elements of `size` bytes, copied so that they lie where their type may. */
MUST_CHECK bool wire_get_array(struct arena *a, struct str *rest, size_t n, size_t size,
                               void **ret);
MUST_CHECK bool wire_get_instance(struct arena *a, struct str *rest, struct instance *ret);

/* Standard output becomes the answer's alone (what libraries print goes nowhere): the file it is
 * written to from now on, -1 when that fails. */
int wire_take_output(void);
MUST_CHECK bool wire_write(int fd, struct str s); /* all of it */
MUST_CHECK bool wire_read_all(struct arena *a, int fd, struct str *ret);

#endif
