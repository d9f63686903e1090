/* demo_rules.h - a second scenario of the demonstration: the first one's ceilings with rules (data/demo_rule.csv). */
#ifndef PBIS_EXCHANGE_DEMO_RULES_H
#define PBIS_EXCHANGE_DEMO_RULES_H

#include "city/actor.h"

/* A branch `rules` of the scenario `from`, seen by all. Once. */
MUST_CHECK bool demo_rules(struct act *by, int64_t year, struct str from, struct err *e);

#endif
