/* agreement.h - performance agreements (คำรับรองการปฏิบัติราชการ; DOMAIN.md 6.1, 9.1): one an agency and a year.
 *
 * Five components with weights hold items: indicators with weight, target, definition, method and evidence. Tables ก ข
 * ค ง are places where an item is printed: an item in two tables is one item and counts once. The agency and the city
 * propose to each other; each field that changed stays with both words and its reason (agreement_turns). What both agree
 * to and agreement_lint() finds sound is frozen as a version that never changes, and signed by both with their capacity.
 * It is assessed from score_now at six months and at the year's end; an appeal is decided by another person, and the
 * corrected assessment is a new one. Weights are basis points of the whole, scores millionths of a point. */
#ifndef PBIS_PERFORM_AGREEMENT_H
#define PBIS_PERFORM_AGREEMENT_H

#include "base/crypto.h"
#include "base/row.h"
#include "city/actor.h"

enum { AGREEMENT_COMPONENTS = 5, AGREEMENT_WHOLE = 10000 };
enum agreement_table { TABLE_K = 1, TABLE_KH = 2, TABLE_KHO = 4, TABLE_NGO = 8 }; /* ก ข ค ง */

/* ---- reading ---- */

/* One agreement as a list shows it. total and scored are of its newest assessment; kind is empty without one. */
struct agreement {
    int64_t id, year, agency_id, division, number, version;
    struct str code, agency_code, agency_name, state;
    int64_t items, open; /* open: items that one side has not agreed to */
    struct share weight; /* of all items */
    bool agency_signed, city_signed;
    struct str kind; /* interim, final; empty: not assessed */
    struct score total;
    struct str total_text; /* three decimals; empty: not assessed */
    int64_t scored, assessed, score_number; /* items with a score, of so many; which assessment of its kind */
    struct when scored_at;
    int64_t appeals; /* open ones */
    struct str made_by;
    struct when made;
};
extern const struct row_type agreement_type;

struct agreement_filter {
    int64_t year, agency_id; /* 0 = all */
    struct str state;        /* empty = all */
    struct str after;        /* agency code; empty = from the first */
    int64_t limit;
};
MUST_CHECK bool agreement_list(struct db *db, struct arena *a, const struct agreement_filter *f,
                               struct rows *ret, struct err *e);
/* ERR_NOT_FOUND {what}. */
MUST_CHECK bool agreement_get(struct db *db, struct arena *a, struct str code,
                              struct agreement *ret, struct err *e);
MUST_CHECK bool agreement_of(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                             struct agreement *ret, bool *ret_found, struct err *e);
struct str agreement_code(struct arena *a, int64_t year, struct str agency_code);

struct agreement_component {
    int64_t component;
    struct str title; /* empty: not in the document */
    struct share weight, items; /* as agreed; of its items */
    int64_t item_count, scored;
    struct score total; /* of the newest assessment */
    struct str total_text;
};
extern const struct row_type agreement_component_type;

/* An item as it now reads, or as it was frozen; with what the newest assessment says of it. */
struct agreement_item {
    int64_t id, agreement_id, indicator_id, component, tables, version;
    struct str number, indicator, name; /* indicator: its code */
    struct str places; /* "ก ค" */
    struct share weight;
    struct str target, definition, method, evidence, measure, project, unit_name;
    bool agency_ok, city_ok, removed;
    bool has_score;
    struct str kind; /* of its score: interim final given; empty: none */
    struct score percent, weighted;
    struct str percent_text, weighted_text; /* empty: no score */
    struct str why; /* empty: scored; else no_data no_base no_evidence not_in_document no_score */
};
extern const struct row_type agreement_item_type;
/* The draft's items (removed ones not), by component and number, with the newest assessment. */
MUST_CHECK bool agreement_items(struct db *db, struct arena *a, int64_t agreement_id,
                                struct rows *ret, struct err *e);
/* version 0: the newest that was frozen; ERR_NOT_FOUND when there is none. */
MUST_CHECK bool agreement_frozen(struct db *db, struct arena *a, int64_t agreement_id,
                                 int64_t version, struct rows *ret, struct err *e);
/* Always five, by number; of the draft, or of a frozen version. */
MUST_CHECK bool agreement_components(struct db *db, struct arena *a, int64_t agreement_id,
                                     int64_t version, struct rows *ret, struct err *e);

struct agreement_turn {
    int64_t id, item_id;
    struct str number, name; /* of the item; empty: of a component */
    struct str side, act, field, old_value, new_value, reason, by_user, capacity;
    struct when at;
};
extern const struct row_type agreement_turn_type;
/* Newest first; before: id, 0 = from the newest. */
MUST_CHECK bool agreement_turns(struct db *db, struct arena *a, int64_t agreement_id,
                                int64_t before, int64_t limit, struct rows *ret, struct err *e);

struct agreement_version {
    int64_t id, number, items;
    struct share weight;
    struct bytes sha;
    struct str reason, by_user;
    struct when at;
    struct str agency_by, agency_name, agency_capacity, city_by, city_name, city_capacity, city_role;
    struct when agency_at, city_at; /* 0 = not signed */
};
extern const struct row_type agreement_version_type;
/* Newest first, with its signatures. */
MUST_CHECK bool agreement_versions(struct db *db, struct arena *a, int64_t agreement_id,
                                   struct rows *ret, struct err *e);
/* Hashes a frozen version again: ERR_AUDIT_BROKEN when it is not what was signed. */
MUST_CHECK bool agreement_verify(struct db *db, struct arena *a, const struct agreement *g,
                                 const struct agreement_version *v, struct err *e);
/* The same for rows that were read already (agreement_components(), agreement_frozen() of that version). */
bool agreement_sealed(struct arena *a, const struct agreement *g, const struct agreement_version *v,
                      const struct rows *components, const struct rows *items);

struct agreement_event {
    struct str event, from_state, to_state, reason, by_user, capacity;
    struct when at;
};
extern const struct row_type agreement_event_type;
MUST_CHECK bool agreement_events(struct db *db, struct arena *a, int64_t agreement_id,
                                 struct rows *ret, struct err *e);

/* What stands in the way of signing. word: weights component_weights item_weight no_rule no_owner points no_target
 * no_evidence twice not_agreed no_items; blocks: it cannot be signed while this stands. */
struct agreement_finding {
    struct str word, number, name; /* of the item; may be empty */
    int64_t component;
    struct share found, expected;
    bool blocks;
};
extern const struct row_type agreement_finding_type;
struct str agreement_finding_text(struct arena *a, const struct agreement_finding *f, enum lang lang);
MUST_CHECK bool agreement_lint(struct db *db, struct arena *a, const struct agreement *g,
                               struct rows *ret, struct err *e);
/* The same of a draft whose items and components were read already. */
MUST_CHECK bool agreement_lint_of(struct db *db, struct arena *a, const struct agreement *g,
                                  const struct rows *items, const struct rows *components,
                                  struct rows *ret, struct err *e);

/* Indicators of the year that the agency reports and its agreement does not hold. */
struct agreement_choice {
    int64_t id;
    struct str code, number, name_th, unit_word, target1, work, definition, formula;
};
extern const struct row_type agreement_choice_type;
MUST_CHECK bool agreement_choices(struct db *db, struct arena *a, int64_t agreement_id,
                                  struct rows *ret, struct err *e);

/* ---- negotiating: PERM_RESULT, PERM_RESULT_APPROVE in the agency (side agency), PERM_AGREE for the city (side city).
 * ERR_STATE once it is negotiated (agreement_reopen first), ERR_STALE, ERR_FORBIDDEN, ERR_SCOPE. ---- */

/* Begins with the components of the agency's agreement of the year before, else of the parameter agreement.components.
 * PERM_AGREE. ERR_DUPLICATE. */
MUST_CHECK bool agreement_make(struct act *by, int64_t year, struct str agency_code,
                               struct str *ret_code, struct err *e);
/* The items of the year before, for the same indicators (by stable id) of this year: *ret of them. ERR_NOTHING. */
MUST_CHECK bool agreement_copy(struct act *by, struct str code, int64_t *ret, struct err *e);
MUST_CHECK bool agreement_component_set(struct act *by, struct str code, int64_t version,
                                        const struct agreement_component *c, struct str reason,
                                        struct err *e);
struct agreement_item_text {
    struct str number, name, target, definition, method, evidence, measure, project, unit_name;
    int64_t component, tables;
    struct share weight;
};
/* ERR_TWICE {name} when the indicator (or the same one under another id) is in it already. */
MUST_CHECK bool agreement_item_add(struct act *by, struct str code, int64_t indicator_id,
                                   const struct agreement_item_text *t, struct str reason,
                                   int64_t *ret_id, struct err *e);
/* Writes a turn for each field that changes; the other side has not agreed to it then. ERR_NOTHING. */
MUST_CHECK bool agreement_propose(struct act *by, struct str code, int64_t item_id, int64_t version,
                                  const struct agreement_item_text *t, struct str reason,
                                  struct err *e);
MUST_CHECK bool agreement_item_remove(struct act *by, struct str code, int64_t item_id,
                                      int64_t version, struct str reason, struct err *e);
/* To one item, or (0) to every item that the side has not agreed to. */
MUST_CHECK bool agreement_agree(struct act *by, struct str code, int64_t item_id, int64_t version,
                                struct err *e);
/* Both agree to each item and the lint finds nothing that blocks: the text is frozen as a version. PERM_AGREE.
 * ERR_AGREEMENT_LINT {count, finding}. */
MUST_CHECK bool agreement_conclude(struct act *by, struct str code, int64_t version,
                                   struct err *e);
/* Back to the table, from negotiated, signed or interim: what was frozen stays, a new version will be signed. */
MUST_CHECK bool agreement_reopen(struct act *by, struct str code, int64_t version,
                                 struct str reason, struct err *e);
/* The agency's head (PERM_RESULT_APPROVE there) or, for the city, the Permanent Secretary or the Governor
 * (PERM_RESULT_APPROVE for the city), in the capacity they hold. ERR_SAME_PERSON, ERR_ALREADY. */
MUST_CHECK bool agreement_sign(struct act *by, struct str code, int64_t version, struct err *e);

/* ---- assessing: PERM_AGREE for the city ---- */

/* What score_now says at six months: items without a score say why and count nothing. */
MUST_CHECK bool agreement_interim(struct act *by, struct str code, int64_t version,
                                  struct err *e);
/* Every item has a final or given score: ERR_UNSCORED {count, name}. */
MUST_CHECK bool agreement_final(struct act *by, struct str code, int64_t version, struct err *e);
MUST_CHECK bool agreement_close(struct act *by, struct str code, int64_t version, struct err *e);

struct agreement_appeal {
    int64_t id, item_id, version;
    struct str code, number, name, reason, evidence, asked, state, decision, decided_by, capacity;
    struct when decided;
    struct str made_by;
    struct when made;
};
extern const struct row_type agreement_appeal_type;
MUST_CHECK bool agreement_appeals(struct db *db, struct arena *a, int64_t agreement_id,
                                  struct rows *ret, struct err *e);
/* The agency's head against the final score of an item: reason and evidence. ERR_ALREADY while one is open. */
struct agreement_plea {
    int64_t item_id;
    struct str reason, evidence, asked; /* asked: the score they think is right, per cent; may be empty */
};
MUST_CHECK bool agreement_appeal(struct act *by, struct str code, int64_t version,
                                 const struct agreement_plea *p, struct str *ret_code,
                                 struct err *e);
/* By another person than who appealed or made the assessment, not of that agency. Upheld: the item's newest score of
 * score_now (its owner recorded it) makes a new assessment; ERR_NO_NEW_SCORE when nothing newer than the assessed one
 * is there. With the last open appeal decided the agreement is final again. */
MUST_CHECK bool agreement_decide(struct act *by, struct str appeal, int64_t version, bool upheld,
                                 struct str decision, struct err *e);

/* ---- ranking and history ---- */

struct agreement_rank {
    int64_t agency_id, rank; /* 0: not ranked, why says the word */
    struct str agency_code, agency_name, code, state;
    struct score total;
    struct str total_text; /* empty: not ranked */
    struct str why; /* no_agreement not_signed not_final appealed */
};
extern const struct row_type agreement_rank_type;
/* Agencies of the year with a final total, the highest first, equal totals share a rank (1 1 3); then those without,
 * by code, with the reason and no number. */
MUST_CHECK bool agreement_ranking(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                  struct err *e);
/* The agency's agreements, newest year first: rows of struct agreement. */
MUST_CHECK bool agreement_history(struct db *db, struct arena *a, int64_t agency_id,
                                  struct rows *ret, struct err *e);

#endif
