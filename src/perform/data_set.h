/* data_set.h - the register of data sets (ทะเบียนชุดข้อมูล) of agencies and its five steps (seed 004, KPI 5.2).
 *
 * A data set says the 14 mandatory fields of the government catalogue (catalogue.def), its data dictionary, how often
 * it is brought up to date, who may have it, and what its quality runs found. What is missing is named, field by field
 * (data_set_lint). Days count, not only states: the steps can be asked for as of any day of the year, because
 * decisions, updates, quality runs and what was lacking are rows that never change. Paper forms are paper_form.h. */
#ifndef PBIS_PERFORM_DATA_SET_H
#define PBIS_PERFORM_DATA_SET_H

#include "base/row.h"
#include "city/actor.h"

enum { DATA_STEPS = 5, DATA_SET_PAGE = 100, DATA_FIELDS = 200 };

/* ---- the fields of the catalogue ---- */

enum catalogue_field {
#define CATALOGUE(id, key, member, th, en, note_th, note_en) id,
#include "perform/catalogue.def"
#undef CATALOGUE
    CATALOGUE_FIELDS
};
const char *catalogue_key(enum catalogue_field f); /* its name in the catalogue: maintainer_email */
const char *catalogue_member(enum catalogue_field f); /* the form field that it comes from */
struct str catalogue_name(enum catalogue_field f, enum lang lang);
struct str catalogue_note(enum catalogue_field f, enum lang lang); /* whether it is confirmed; may be empty */
/* The catalogue's own word (Thai, as it prints it) of a code of data_type, cycle, place, category, access; the code
 * itself where there is none. And back: a code, or the text when it is none. */
struct str catalogue_word(const char *kind, struct str code);
struct str catalogue_code(const char *kind, struct str word);
/* The codes of a kind, parted by spaces. */
const char *catalogue_codes(const char *kind);

/* ---- reading ---- */

struct data_set {
    int64_t id, agency_id, division, version;
    struct str code, title, agency_code, agency_name, unit;
    struct str data_type; /* record statistic geo mixed other */
    struct str contact, email, keywords, description, purpose;
    struct str cycle_unit; /* day week month quarter half year none */
    int64_t cycle_count;
    struct str place, source, format, category, licence;
    struct str access; /* open on_request internal restricted */
    struct str own_rows; /* the table of PBIS it is, empty: none (data_set_own) */
    struct str state; /* drafted approved withdrawn */
    int64_t lacks; /* catalogue fields and parts of the dictionary that are missing */
    int64_t fields, personal; /* of the dictionary; how many are personal data */
    struct date made_on, approved_on, withdrawn_on, last_update, next_due;
    bool late; /* next_due is past */
    struct str quality; /* of the newest run: passed, failed, none */
    struct date checked_on;
    struct str made_by, approved_by;
};
extern const struct row_type data_set_type;

struct data_set_filter {
    int64_t agency_id; /* 0 = all */
    struct str show;   /* all late lacking faulty drafted withdrawn; empty = all but withdrawn */
    int64_t after;     /* id of the last row shown */
};
/* By id; DATA_SET_PAGE + 1 rows say that there are more. */
MUST_CHECK bool data_set_list(struct db *db, struct arena *a, const struct data_set_filter *f,
                              struct rows *ret, struct err *e);
MUST_CHECK bool data_set_get(struct db *db, struct arena *a, struct str code, struct data_set *ret,
                             struct err *e);

/* Those that are kept: how many, and how many want work. */
struct data_set_count {
    int64_t sets, approved, late, lacking, faulty;
};
extern const struct row_type data_set_count_type;
MUST_CHECK bool data_set_counts(struct db *db, struct arena *a, int64_t agency_id,
                                struct data_set_count *ret, struct err *e);

struct data_set_field {
    int64_t no;
    struct str name, type; /* text int decimal money date time flag code */
    struct str meaning, example, codes /* "1=yes; 2=no" */, personal /* yes no '' */;
    bool needed; /* must not be empty */
    bool is_key; /* together these tell rows apart */
};
extern const struct row_type data_set_field_type;
MUST_CHECK bool data_set_fields(struct db *db, struct arena *a, int64_t id, struct rows *ret,
                                struct err *e);

/* What is missing: field is a key of the catalogue, or dictionary:NAME. Nothing: complete. */
struct data_set_finding {
    struct str field, th, en;
};
extern const struct row_type data_set_finding_type;
void data_set_lint(struct arena *a, const struct data_set *s, const struct rows *dictionary,
                   struct rows *ret);

struct data_set_update {
    int64_t id;
    struct date on_date, due, next_due;
    bool late;
    int64_t records;
    struct str note, by_user;
    struct when at;
};
extern const struct row_type data_set_update_type;
struct data_set_check {
    int64_t id, run;
    struct date on_date;
    struct str kind; /* completeness duplicates format freshness */
    int64_t checked, faults;
    bool passed;
    struct str example, by_user;
    struct when at;
};
extern const struct row_type data_set_check_type;
/* Newest first, at most 200. */
MUST_CHECK bool data_set_updates(struct db *db, struct arena *a, int64_t id, struct rows *ret,
                                 struct err *e);
MUST_CHECK bool data_set_checks(struct db *db, struct arena *a, int64_t id, struct rows *ret,
                                struct err *e);

/* ---- the five steps ---- */

/* Of an agency: step n is done for done_n of of_n things; of_n = 0: there is no base, it gives no points and `why` of
 * the row says no_base (or no_data: the agency has registered nothing at all; its sums are SCORE_MISSING). points_n = weight x done / of, half up
 * at the sixth decimal; total = their sum (0..100), net = total x 10 / 100. fifth, fifth_net: the printed formula read
 * literally (total / 5), which cannot reach 10 (DOMAIN.md 6.5); shown, never counted. */
struct data_set_steps_row {
    int64_t agency_id;
    struct str agency_code, agency_name;
    int64_t done_1, of_1, done_2, of_2, done_3, of_3, done_4, of_4, done_5, of_5;
    struct score points_1, points_2, points_3, points_4, points_5, total, net, fifth, fifth_net;
    struct str why;
};
extern const struct row_type data_set_steps_type;
/* All agencies of the year, as of a day, with the weights of the parameter dataset.steps; two statements and the
 * parameter's. ERR_STEP_WEIGHTS {value}: they do not add up to 100. */
MUST_CHECK bool data_set_steps(struct db *db, struct arena *a, int64_t year, struct date as_of,
                               struct rows *ret, struct err *e);
/* The same by weights that were read already. */
struct data_set_weights {
    int64_t bp[DATA_STEPS];
};
MUST_CHECK bool data_set_steps_by(struct db *db, struct arena *a, int64_t year, struct date as_of,
                                  const struct data_set_weights *w, struct rows *ret,
                                  struct err *e);
/* Step 0..4 in basis points, rounded down: 10,000 only when all is done. -1: no base. */
int64_t data_set_step_bp(const struct data_set_steps_row *r, size_t step);
MUST_CHECK bool data_set_weights(struct db *db, struct arena *a, int64_t year,
                                 struct data_set_weights *ret, struct err *e);
struct str data_set_step_name(size_t step, enum lang lang);
struct str data_set_step_evidence(size_t step, enum lang lang); /* what counts as done */
/* The arithmetic alone: points, total, net and the other reading from done and of. */
void data_set_points(const struct data_set_weights *w, struct data_set_steps_row *r);

/* ---- writing; PERM_RESULT in the agency ---- */

struct data_set_new {
    int64_t version; /* what the person saw; 0: a new one */
    int64_t agency_id;
    struct str title, unit, data_type, contact, email, keywords, description, purpose, cycle_unit,
        place, source, format, category, licence, access;
    int64_t cycle_count;
};
/* A new one gets its code (1900-DS-001). Missing fields are taken and named; wrong ones are refused. ERR_REQUIRED
 * (title), ERR_BAD_CHOICE, ERR_BAD_EMAIL, ERR_TOO_LONG. */
MUST_CHECK bool data_set_add(struct act *by, const struct data_set_new *n, struct str *ret_code,
                             struct err *e);
/* ERR_STALE, ERR_STATE (withdrawn), ERR_NOTHING. */
MUST_CHECK bool data_set_edit(struct act *by, struct str code, const struct data_set_new *n,
                              struct err *e);
/* Replaces the dictionary; `version` is the data set's. ERR_DUPLICATE {field, value}, ERR_REQUIRED, ERR_BAD_CHOICE,
 * ERR_LIMIT. */
MUST_CHECK bool data_set_dictionary(struct act *by, struct str code, int64_t version,
                                    const struct rows *fields, struct err *e);
/* The data set is a table of PBIS (lines entries readings): its dictionary is made from the table's own row descriptor.
 * ERR_BAD_CHOICE. */
MUST_CHECK bool data_set_own(struct act *by, struct str code, int64_t version, struct str own,
                             struct err *e);
const char *data_set_own_words(void); /* parted by spaces */
/* The agency's head says that it is kept for its main work, or ends it with a reason: PERM_RESULT_APPROVE. */
MUST_CHECK bool data_set_approve(struct act *by, struct str code, int64_t version, struct err *e);
MUST_CHECK bool data_set_withdraw(struct act *by, struct str code, int64_t version,
                                  struct str reason, struct err *e);
/* The data was brought up to date on a day (not ahead): the next due day follows from the cycle. ERR_REQUIRED
 * (cycle_unit), ERR_REAL_AHEAD. */
struct data_set_load {
    int64_t version, records;
    struct date on_date;
    struct str note;
};
MUST_CHECK bool data_set_loaded(struct act *by, struct str code, const struct data_set_load *n,
                                struct err *e);
/* Checks a file (CSV or spreadsheet) of the data against the dictionary and keeps the run, one row a check, passed or
 * not: completeness (needed fields), duplicates (the key), format (types and codes), freshness (not past its due day). The
 * example of a fault shows a value only of a field that the dictionary says is not personal, else ***. */
MUST_CHECK bool data_set_check_file(struct act *by, struct str code, int64_t version,
                                    const char *path, struct rows *ret, struct err *e);
/* Reminds the agencies whose data sets are due or late (a pass of notices); *ret counts. */
MUST_CHECK bool data_set_warn(struct act *by, int64_t *ret, struct err *e);

/* ---- the register in the catalogue's names (docs/formats/data_sets.md) ---- */

/* Members are called as the catalogue calls them, so that JSON, CSV and spreadsheets are too. */
struct catalogue_row {
    struct str name /* our code */, owner_org /* agency code */, owner_name, data_type, title, maintainer,
        maintainer_email, tags, notes, objective, update_frequency_unit;
    int64_t update_frequency_interval;
    struct str geo_coverage, data_source, data_format, data_category, license_id, accessible_condition, owner_unit;
    struct date last_updated_date;
    struct str missing;
};
extern const struct row_type catalogue_row_type;
MUST_CHECK bool catalogue_list(struct db *db, struct arena *a, int64_t agency_id, struct rows *ret,
                               struct err *e);
struct data_set_file_row {
    int64_t row;
    struct str name, result, text; /* result: added changed unchanged refused */
};
extern const struct row_type data_set_file_row_type;
/* CSV, spreadsheet or JSON (an array of objects, or {"result": [..]}) in these names: a row without name is a new data
 * set, one with it changes that. Good rows are written, each refused one says why. */
MUST_CHECK bool catalogue_file(struct act *by, const char *path, struct rows *ret, struct err *e);

#endif
