/* model.h - what the ledger must do, as plain arrays: no store, no SQL, nothing of src/execute. It says
 * for every act which answers are right (a set: where several rules are broken, any of their words), and
 * keeps every balance, holding and entry. */
#ifndef PBIS_TESTS_MODEL_H
#define PBIS_TESTS_MODEL_H

#include "op.h"
#include "town.h"

enum verdict {
    V_OK,
    V_REPLAYED,
    V_OVERDRAWN,
    V_KEY_REUSED,
    V_PERIOD_CLOSED,
    V_PERIOD_OPEN,
    V_BAD_PERIOD,
    V_WRONG_YEAR,
    V_NO_AUTHORITY,
    V_NEVER_ALLOWED,
    V_ORIGIN_DIFFERS,
    V_NO_APPROVER,
    V_SAME_PERSON,
    V_APPROVER,
    V_NO_OBLIGATION,
    V_ABOVE_OBLIGATION,
    V_UNKNOWN_LINE,
    V_BAD_AMOUNT,
    V_AMOUNT_NEGATIVE,
    V_AMOUNT_RANGE,
    V_BAD_DATE,
    V_BAD_TYPE,
    V_REQUIRED,
    V_REVERSED,
    V_NOT_REVERSIBLE,
    V_FORBIDDEN,
    V_SCOPE,
    V_REASON_NEEDED,
    V_NOT_IN_BATCH,
    V_NOT_FOUND,
    V_OTHER, /* a word that the model does not know: always wrong */
    V_COUNT
};
typedef uint64_t verdicts; /* bits by enum verdict */
#define BIT(v) (UINT64_C(1) << (unsigned)(v))
const char *verdict_word(enum verdict v);
enum verdict verdict_of(const char *word);

enum { M_SOURCE, M_UNALLOTTED, M_ALLOTTED, M_RESERVED, M_OBLIGATED, M_DISBURSED, M_CARRIED_A, M_CARRIED_B, M_LAPSED,
       M_BUCKETS };
enum { M_LINES = 200, M_REFS = 10, M_PERIODS = 24 };
extern const char *const model_refs[M_REFS]; /* the first is the empty one */

struct model_holding {
    int64_t reserved, obligated, disbursed;
};
struct model_line {
    int year;
    char agency[9], output[8], item[8], fund[8], kind[16], central_item[8];
    int origin_date;
    int carried_from;  /* place of the line it came from, or -1 */
    char opened_by[OP_KEY]; /* key of the carry that opened it */
    int64_t balance[M_BUCKETS];
    struct model_holding holding[M_REFS];
};
struct model_entry {
    int64_t seq;
    char key[OP_KEY], type[OP_WORD];
    int line, to_line, from, to, ref;
    int64_t satang;
    bool reversed, carry, carry_in;
    int64_t with; /* the other entry of a carry */
};
struct model_key {
    struct op content;
    int64_t seq; /* of its first entry; 0: not posted */
};
struct model;

struct model *model_new(int64_t first_seq);
void model_free(struct model *m);

/* What the act at ops[0] may answer, and its effect. *ret_seq: of its first entry when V_OK or V_REPLAYED. */
verdicts model_run(struct model *m, const struct op *o, int64_t *ret_seq);
/* The same for the rows of a batch: fills want[count]; an atomic batch that is refused has no effect. */
void model_batch(struct model *m, const struct op *o, int count, bool atomic, verdicts *want, int64_t *ret_seq);

/* A state to come back to; free() it. */
struct model_mark;
struct model_mark *model_mark(const struct model *m);
void model_back(struct model *m, const struct model_mark *k);

int model_lines(const struct model *m);
const struct model_line *model_line_at(const struct model *m, int line);
int64_t model_seq(const struct model *m); /* of the newest entry */
int64_t model_events(const struct model *m); /* closings and reopenings */
/* For the generator. */
size_t model_entries(const struct model *m);
const struct model_entry *model_entry_at(const struct model *m, size_t i);
bool model_closed(const struct model *m, int period);
/* Fills the op's `at` (WORLD_UNKNOWN when the line is not there) and `reverse_seq` (0: no such entry). */
void model_resolve(const struct model *m, struct op *o);

#endif
