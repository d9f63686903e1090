/* allocate_rules_page.h - the rules of a scenario beyond its ceilings: list, add, change, drop, a file in and out. */
#ifndef PBIS_WEB_ALLOCATE_RULES_PAGE_H
#define PBIS_WEB_ALLOCATE_RULES_PAGE_H

#include "allocate/scenario_rule.h"
#include "web/form.h"
#include "web/money_parts.h"
#include "web/req.h"
#include "web/table.h"

struct rule_kind_view {
    struct str word, label, fields;
};
struct rule_line_view {
    struct str code, kind, packages, others, least, most, amount, share, target, reason, made_by, edit;
    struct when made_at;
    int64_t version;
    bool plain, all; /* the parameter's share; every district */
};
struct allocate_rules_page {
    struct str title, csrf, name, action, back, refused;
    int64_t year, n, idle, ahead;
    bool may, editing, has_ahead;
    const struct rule_line_view *rule;
    size_t rule_n;
    const struct rule_kind_view *kind;
    size_t kind_n;
    struct form form, file;
    struct money_link tab[MONEY_LINKS]; /* the scenario's other pages */
    size_t tab_n;
};
handler_fn allocate_rules_page, allocate_rules_post;

#endif
