/* reorganise_follow.c - what follows a re-organisation's money: agencies, people, indicators, commitments. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "execute/reorganise_int.h"
#include "sql_execute.h"
#include "store/store.h"


/* ---- new agencies ---- */

/* Like the old one, with the new code and name. Reference data is the system's to make: who re-organises may have it. */
static bool make_agency(struct act *by, const struct reorg *r, const struct reorg_rule *rule, struct err *e)
{
    struct actor self = actor_system();
    struct act own = *by;
    struct agency g;
    int64_t id;

    if (!agency_by_id(by->tx->db, by->a, rule->from_agency_id, &g, e)) {
        return false;
    }
    own.who = &self;
    g.code = rule->to_agency;
    g.name_th = g.name_en = rule->to_name;
    return agency_add(&own, &g, r->year, 0, &id, e) &&
           db_exec(by->tx->db, &Q_REORG_RULE_MADE, ARGS(V(r->id), V(rule->to_agency), V(id)), NULL, e);
}

bool reorg_make_agencies(struct act *by, const struct reorg *r, int64_t *ret_made, struct err *e)
{
    const struct reorg_rule *rule;
    struct rows rows;

    *ret_made = 0;
    if (!reorg_rules(by->tx->db, by->a, r->id, &rows, e)) {
        return false;
    }
    rule = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        bool before = false;
        int64_t id;

        for (size_t k = 0; k < i; k++) {
            before = before || str_eq(rule[k].to_agency, rule[i].to_agency);
        }
        if (before || rule[i].to_agency.n == 0 || rule[i].to_agency_id) {
            continue;
        }
        if (!db_int(by->tx->db, &Q_REORG_AGENCY_FIND, ARGS(V(rule[i].to_agency)), &id, e)) {
            return false;
        }
        if (id) { /* made by another act since */
            if (!db_exec(by->tx->db, &Q_REORG_RULE_MADE, ARGS(V(r->id), V(rule[i].to_agency), V(id)), NULL, e)) {
                return false;
            }
            continue;
        }
        if (!make_agency(by, r, &rule[i], e)) {
            return false;
        }
        (*ret_made)++;
    }
    return true;
}

/* ---- of whole agencies ---- */

struct follow {
    struct act *by;
    const struct reorg *r;
    int64_t users, indicators, objectives, committed, ended;
};

static bool of_whole_agency(const struct reorg_rule *rule)
{
    return rule->line.n == 0 && rule->from_output.n == 0 && rule->from_agency_id && rule->to_agency_id;
}

static bool count_exec(struct act *by, const struct query *q, const struct value *v, size_t n, int64_t *sum, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, q, v, n, &rows, e)) {
        return false;
    }
    *sum += rows;
    return true;
}

static bool follow_one(struct follow *f, int64_t from, int64_t to, bool left, struct err *e)
{
    struct act *by = f->by;

    return count_exec(by, &Q_REORG_USERS, ARGS(V(from), V(to)), &f->users, e) &&
           count_exec(by, &Q_REORG_INDICATORS, ARGS(V(from), V(to), V(f->r->year)), &f->indicators, e) &&
           db_exec(by->tx->db, &Q_REORG_PROFILES, ARGS(V(from), V(to), V(f->r->year)), NULL, e) &&
           db_exec(by->tx->db, &Q_REORG_READINGS, ARGS(V(from), V(to), V(f->r->year)), NULL, e) &&
           count_exec(by, &Q_REORG_OBJECTIVES, ARGS(V(from), V(to), V(f->r->year)), &f->objectives, e) &&
           count_exec(by, &Q_REORG_COMMITTED, ARGS(V(from), V(to)), &f->committed, e) &&
           (!left || count_exec(by, &Q_REORG_AGENCY_END, ARGS(V(from), V(f->r->year)), &f->ended, e));
}

/* The main successor of an agency is where most of it went. One that keeps a part goes on. */
static bool follow_rules(struct follow *f, const struct reorg_rule *rule, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        size_t main = i;
        bool first = true, left = true;

        if (!of_whole_agency(&rule[i])) {
            continue;
        }
        for (size_t k = 0; k < n; k++) {
            if (!of_whole_agency(&rule[k]) || rule[k].from_agency_id != rule[i].from_agency_id) {
                continue;
            }
            first = first && k >= i;
            left = left && rule[k].to_agency_id != rule[k].from_agency_id;
            main = rule[k].share.bp > rule[main].share.bp ? k : main;
        }
        if (first && rule[main].to_agency_id != rule[i].from_agency_id &&
            !follow_one(f, rule[i].from_agency_id, rule[main].to_agency_id, left, e)) {
            return false;
        }
    }
    return true;
}

bool reorg_follow(struct act *by, const struct reorg *r, const struct reorg_followed *done, struct err *e)
{
    struct follow f = {.by = by, .r = r};
    struct rows rows;

    if (!reorg_rules(by->tx->db, by->a, r->id, &rows, e) || !follow_rules(&f, rows.p, rows.n, e)) {
        return false;
    }
    const struct reorg_effect all[] = {{STR("contracts"), done->contracts},   {STR("procurement"), done->procurement},
                                       {STR("agencies_made"), done->made},    {STR("agencies_ended"), f.ended},
                                       {STR("users"), f.users},               {STR("indicators"), f.indicators},
                                       {STR("objectives"), f.objectives},     {STR("committed"), f.committed}};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (all[i].count && !db_exec(by->tx->db, &Q_REORG_EFFECT_INSERT, ARGS(V(r->id), V(all[i].what), V(all[i].count)),
                                     NULL, e)) {
            return false;
        }
    }
    return true;
}
