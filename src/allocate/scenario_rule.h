/* scenario_rule.h - what a scenario demands beyond ceilings: kinds in scenario_rule.def.
 *
 * A rule names packages by their codes, apart by spaces; a word that ends in * means all packages that begin so (a
 * rule goes on to hold for packages that come later). Codes are checked when the rule is written; one that has left
 * the competition since is passed over and counted (`matched`). Each write makes the whole instance once, so a rule that
 * contradicts another, a pin or the law, closes a circle or overflows is refused and nothing is kept.
 *
 * Personnel cost is what the parameter personnel.items names (personnel type, personnel items of the central fund,
 * hired labour); its share without a figure of the rule is the parameter personnel.limit. */
#ifndef PBIS_ALLOCATE_SCENARIO_RULE_H
#define PBIS_ALLOCATE_SCENARIO_RULE_H

#include "allocate/scenario.h"

enum scenario_rule_kind {
#define RULE_KIND(id, word, needs, may, th, en) id,
#include "allocate/scenario_rule.def"
#undef RULE_KIND
    RULE_KINDS
};
enum scenario_rule_field {
    DEMAND_PACKAGES = 1,
    DEMAND_OTHERS = 2,
    DEMAND_LEAST = 4,
    DEMAND_MOST = 8,
    DEMAND_AMOUNT = 16,
    DEMAND_SHARE_BP = 32,
    DEMAND_TARGET = 64,
};
enum { RULES_MAX = 2000, DEMAND_LIST_MAX = 20000 /* bytes of a list */ };

struct str scenario_rule_word(enum scenario_rule_kind k);
struct str scenario_rule_label(enum scenario_rule_kind k, enum lang lang);
/* Which fields a kind takes (bits of enum scenario_rule_field). */
unsigned scenario_rule_fields(enum scenario_rule_kind k);

/* As a person types it: every field is text, so that what cannot be read is shown again as it was. */
struct scenario_rule_text {
    struct str code, kind, packages, others, least, most, amount, share, target, reason;
};
struct scenario_rule_row {
    int64_t id;
    struct str code, kind, packages, others, least, most; /* least, most: empty = none */
    struct money amount; /* MONEY_MISSING: none */
    struct str share;    /* "40.00"; empty = the parameter */
    int64_t bp;          /* the same; -1 = the parameter */
    struct str target, reason, made_by;
    struct when made_at;
    int64_t version;
};
extern const struct row_type scenario_rule_row_type;

MUST_CHECK bool scenario_rule_list(struct db *db, struct arena *a, int64_t scenario_id, struct rows *ret,
                          struct err *e);
/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool scenario_rule_get(struct db *db, struct arena *a, int64_t scenario_id, struct str code,
                         struct scenario_rule_row *ret, struct err *e);

/* Writes: PERM_ALLOCATE and whoever may change the scenario. Errors:
 * ERR_RULE_FIELD {row, rule, field, value, expected}, ERR_RULE_CLASH {rule, other, package}, ERR_DUPLICATE, ERR_STALE,
 * ERR_RANK_CYCLE {value}, ERR_INSTANCE. */
MUST_CHECK bool scenario_rule_add(struct act *by, int64_t year, struct str scenario,
                         const struct scenario_rule_text *t, struct err *e);
MUST_CHECK bool scenario_rule_change(struct act *by, int64_t year, struct str scenario,
                            const struct scenario_rule_text *t, int64_t version, struct err *e);
MUST_CHECK bool scenario_rule_drop(struct act *by, int64_t year, struct str scenario, struct str code,
                          int64_t version, struct err *e);
/* Takes a CSV (rule,kind,packages,others,least,most,amount,share,target,reason; as the page gives it): new rules are
 * added, those there by their code are changed. All or nothing; the row is named. */
struct scenario_rule_taken {
    int64_t added, changed, same;
};
MUST_CHECK bool scenario_rule_import(struct act *by, int64_t year, struct str scenario, struct str csv,
                            struct scenario_rule_taken *ret, struct err *e);

/* For whoever changes what rules speak of (pins, a merge): do the scenario's rules still agree with it? */
MUST_CHECK bool scenario_rules_agree(struct act *by, int64_t year, struct str scenario,
                                     struct err *e);

#endif
