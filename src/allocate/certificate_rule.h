/* certificate_rule.h - the rules of an instance, one by one, for whoever names them and whoever checks that they are there.
 * Needs the instance only. */
#ifndef PBIS_ALLOCATE_CERTIFICATE_RULE_H
#define PBIS_ALLOCATE_CERTIFICATE_RULE_H

#include "allocate/instance.h"

enum clash_kind {
#define CLASH_RULE(code, word, th, en) code,
#include "allocate/clash_rules.def"
#undef CLASH_RULE
    CLASH_KINDS
};

struct clash_rule {
    enum clash_kind kind;
    uint32_t of, other; /* package and package, or a resource; NO_PACKAGE where there is none */
    int64_t limit;      /* of a resource, as the instance has it */
    /* The nearest limit of this resource with which the whole instance has an answer: moving this
     * one number is enough, and moving it less is not. */
    bool has_mend;
    int64_t mend;
};

const char *clash_word(enum clash_kind k);
bool clash_kind_parse(struct str word, enum clash_kind *ret);
/* Is `of` a resource? */
bool clash_is_limit(enum clash_kind k);
/* Does the instance have this rule? For whoever checks a result. */
bool clash_holds(const struct instance *in, const struct clash_rule *r);

#endif
