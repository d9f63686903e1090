/* model_int.h - private to model*.c. */
#ifndef PBIS_TESTS_MODEL_INT_H
#define PBIS_TESTS_MODEL_INT_H

#include "model.h"

enum { KEY_SLOTS = 1 << 18 };

struct model {
    struct model_line line[M_LINES];
    int lines;
    struct model_entry *entry;
    size_t entries, entries_cap;
    int64_t first_seq, seq, events;
    struct model_key *key; /* hash table, open addressing */
    size_t *key_log, keys; /* slots in the order they were filled */
    int64_t *reversed_log; /* entries in the order they were taken back */
    size_t reversals;
    bool closed[M_PERIODS];
};

/* ---- model.c ---- */
void model_set(char *to, size_t n, const char *from);
#define SET(member, text) model_set((member), sizeof(member), (text))
int model_add_line(struct model *m, int year, const char *agency, const char *output, const char *item);
struct model_key *model_key_slot(const struct model *m, const char *key);
void model_add_entry(struct model *m, struct model_entry e);
void model_know(struct model *m, const struct op *o, const char *key, int64_t seq);
void model_know_part(struct model *m, const struct op *o, const char *ending, int64_t seq);
bool model_part_known(const struct model *m, const struct op *o, const char *ending);
struct model_entry *model_by_seq(struct model *m, int64_t seq);
int model_ref_at(const char *ref);
bool model_date_ok(int d);
int model_period_at(int period); /* October of the town's year is 0 */
bool model_begins(const char *s, const char *with);
bool model_maker_posts(const struct op *o, const struct model_line *l);
verdicts model_check_people(const struct op *o, const struct model_line *l);
verdicts model_check_date(const struct model *m, const struct op *o, const struct model_line *l);
verdicts model_check_authority(const struct op *o, const struct model_line *l, const struct model_line *to);

/* ---- model_act.c ---- */
verdicts model_post(struct model *m, const struct op *o, bool write, int64_t *ret_seq);

#endif
