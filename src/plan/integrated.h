/* integrated.h - the integrated budget (งบประมาณรายจ่ายบูรณาการ, DOMAIN.md 9.1, 6.3): one plan
 * across agencies for a year, with its lead (เจ้าภาพ), the agencies that take part, their packages,
 * and the five steps with their evidence.
 *
 * An agency's share is the money of its packages' lines, never typed. A step counts when it has its
 * evidence and every step before it counts; evidence of a later step is kept and waits. Steps 3 to 5
 * get the cycle's own event as evidence once the year has reached them and the plan has packages.
 *
 * Made and moved by those who keep the year or the strategy (PERM_CYCLE, PERM_GOAL, whole city); an
 * agency's own people and its analyst put the agency's packages in or out. */
#ifndef PBIS_PLAN_INTEGRATED_H
#define PBIS_PLAN_INTEGRATED_H

#include "base/row.h"
#include "city/actor.h"

/* The four parties (สี่ฝ่าย), as bits of who took part. */
enum integrated_side {
    SIDE_BUDGET = 1, /* สำนักงบประมาณกรุงเทพมหานคร */
    SIDE_STRATEGY = 2, /* สำนักยุทธศาสตร์และประเมินผล */
    SIDE_FINANCE = 4, /* สำนักการคลัง */
    SIDE_AGENCY = 8,  /* หน่วยรับงบประมาณ */
};
enum { INTEGRATED_STEPS = 5 };

struct integrated_row { /* a list row */
    struct str code, name, lead_code, lead_name;
    int64_t agencies, packages, step; /* step: how many count, in order */
    struct money requested, now;
};
extern const struct row_type integrated_row_type;
MUST_CHECK bool integrated_list(struct db *db, struct arena *a, int64_t year, enum lang lang,
                                struct rows *ret, struct err *e);

struct integrated {
    int64_t id, year, lead_id, version;
    struct str code, name_th, name_en, purpose, lead_code, lead_name_th, lead_name_en, made_by;
    struct when made_at;
    struct str stage;         /* of the year's cycle */
    int64_t packages, drafts; /* in the plan; of them not sent yet */
};
extern const struct row_type integrated_type;
MUST_CHECK bool integrated_get(struct db *db, struct arena *a, int64_t year, struct str code,
                               struct integrated *ret, struct err *e);

/* The agencies of a plan, the lead first. The shares add up to 100.00 per cent when there is money. */
struct integrated_party {
    int64_t agency_id, division;
    struct str code, name, part;
    bool lead;
    int64_t packages;
    struct money requested, now;
    struct share share; /* of the money now */
};
extern const struct row_type integrated_party_type;
MUST_CHECK bool integrated_parties(struct db *db, struct arena *a, const struct integrated *p,
                                   enum lang lang, struct rows *ret, struct err *e);

struct integrated_package {
    struct str code, title, agency_code, agency_name, state, by_user;
    struct money requested, now;
};
extern const struct row_type integrated_package_type;
/* Those that this sight sees (plan/section.h). */
MUST_CHECK bool integrated_packages(struct db *db, struct arena *a, const struct integrated *p,
                                    struct str sight, struct rows *ret, struct err *e);
/* Packages of the year that say they are integrated and stand in no plan; at most 200. */
MUST_CHECK bool integrated_loose(struct db *db, struct arena *a, int64_t year, struct rows *ret,
                                 struct err *e);

/* What is there for a step: a document, or the cycle's event (number 0). */
struct integrated_evidence {
    int64_t number, step;
    struct str doc_no;
    struct date doc_date;
    struct str title;
    int64_t parties, people;
    struct str by_user;
    struct when at;
    struct str withdrawn_by, withdrawn_why;
};
extern const struct row_type integrated_evidence_type;
enum step_state {
    STEP_NONE,    /* no evidence */
    STEP_WAITING, /* there is evidence, but a step before it has none */
    STEP_COUNTS,
};
struct integrated_step {
    int64_t step;
    const char *th, *en;             /* what it is */
    const char *needs_th, *needs_en; /* its evidence */
    int64_t parties;                 /* who must have taken part */
    enum step_state state;
    const struct integrated_evidence *evidence; /* withdrawn ones too */
    size_t evidence_n;
    int64_t files; /* attached (city/attach.h) to integrated_subject() */
};
/* integrated:2566:clean-air:step1, for city/attach.h. */
struct str integrated_subject(struct arena *a, const struct integrated *p, int64_t step);
/* The five of them; *ret_done = how many count. */
MUST_CHECK bool integrated_steps(struct db *db, struct arena *a, const struct integrated *p,
                                 const struct integrated_step **ret, int64_t *ret_done,
                                 struct err *e);

/* Bits of integrated_side that a step's evidence must name; its name. */
int64_t integrated_step_parties(int64_t step);
struct str integrated_step_name(int64_t step, enum lang lang);

/* ---- writing; one audit record each ---- */
struct integrated_new {
    int64_t year, version; /* version: of an edit */
    struct str code;       /* a-z 0-9 and -, at most 20; ERR_DUPLICATE */
    struct str name_th, name_en, purpose, lead_code;
};
MUST_CHECK bool integrated_add(struct act *by, const struct integrated_new *n, struct err *e);
/* Name, purpose, lead (who must take part already or does from now on); ERR_STALE. */
MUST_CHECK bool integrated_edit(struct act *by, const struct integrated_new *n, struct err *e);
/* An agency takes part with `part`; again: another wording. */
MUST_CHECK bool integrated_join(struct act *by, int64_t year, struct str code,
                                struct str agency_code, struct str part, struct err *e);
/* Not the lead, and not while it has packages in the plan: ERR_STATE. */
MUST_CHECK bool integrated_leave(struct act *by, int64_t year, struct str code,
                                 struct str agency_code, struct err *e);
/* A package of an agency that takes part (else ERR_NOT_PARTY {agency}), in one plan only
 * (ERR_ALREADY). */
MUST_CHECK bool integrated_put(struct act *by, int64_t year, struct str code,
                               struct str package_code, struct err *e);
MUST_CHECK bool integrated_take_out(struct act *by, int64_t year, struct str code,
                                    struct str package_code, struct err *e);
/* Evidence of a step; without number, day or title, or without the parties that the step needs:
 * ERR_EVIDENCE {step, needs}. A day after today is ERR_BAD_DATE. */
struct evidence_new {
    int64_t step;
    struct str doc_no, title;
    struct date doc_date;
    int64_t parties, people;
};
MUST_CHECK bool integrated_prove(struct act *by, int64_t year, struct str code,
                                 const struct evidence_new *n, int64_t *ret_number, struct err *e);
MUST_CHECK bool integrated_withdraw(struct act *by, int64_t year, struct str code, int64_t number,
                                    struct str reason, struct err *e);

#endif
