#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_int.h"

static const char *const words[V_COUNT] = {
    "ok",           "replayed",       "overdrawn",        "key_reused",   "period_closed",   "period_open",
    "bad_period",   "wrong_year",     "no_authority",     "never_allowed", "origin_differs", "no_approver",
    "same_person",  "approver",       "no_obligation",    "above_obligation", "unknown_line", "bad_amount",
    "amount_negative", "amount_range", "bad_date",        "bad_type",     "required",        "reversed",
    "not_reversible", "forbidden",    "scope",            "reason_needed", "not_in_batch",   "not_found",
    "?",
};
const char *const model_refs[M_REFS] = {"", "C1", "C2", "C3", "C4", "C5", "R1", "R2", "R3", "R4"};

struct model_mark {
    struct model_line line[M_LINES];
    int lines;
    size_t entries, keys, reversals;
    int64_t seq, events;
    bool closed[M_PERIODS];
};

const char *verdict_word(enum verdict v)
{
    return words[v];
}

enum verdict verdict_of(const char *word)
{
    for (int v = 0; v < V_OTHER; v++) {
        if (!strcmp(word, words[v])) {
            return (enum verdict)v;
        }
    }
    return V_OTHER;
}

void model_set(char *to, size_t n, const char *from)
{
    size_t k = strlen(from);

    if (k >= n) {
        abort();
    }
    memcpy(to, from, k + 1);
}

int model_add_line(struct model *m, int year, const char *agency, const char *output, const char *item)
{
    struct model_line *l = &m->line[m->lines];

    if (m->lines == M_LINES) {
        abort();
    }
    memset(l, 0, sizeof *l);
    l->year = year;
    SET(l->agency, agency);
    SET(l->output, output);
    SET(l->item, item);
    SET(l->fund, "OWN");
    SET(l->kind, "annual");
    l->carried_from = -1;
    return m->lines++;
}

struct model *model_new(int64_t first_seq)
{
    struct model *m = calloc(1, sizeof *m);

    if (!m || !(m->key = calloc(KEY_SLOTS, sizeof *m->key)) ||
        !(m->key_log = calloc(KEY_SLOTS, sizeof *m->key_log)) ||
        !(m->reversed_log = calloc(KEY_SLOTS, sizeof *m->reversed_log))) {
        abort();
    }
    m->first_seq = m->seq = first_seq;
    for (size_t i = 0; i < town_lines_n + town_next_n; i++) {
        const struct town_line *t = i < town_lines_n ? &town_lines[i] : &town_next[i - town_lines_n];
        int at = model_add_line(m, i < town_lines_n ? TOWN_YEAR : TOWN_YEAR + 1, t->agency, t->output, t->item);

        m->line[at].balance[M_SOURCE] = -t->baht * 100;
        m->line[at].balance[M_UNALLOTTED] = t->baht * 100;
    }
    for (size_t i = 0; i < town_opened_n; i++) {
        const struct town_opened *t = &town_opened[i];
        int at = model_add_line(m, TOWN_YEAR, t->agency, t->output, t->item);

        SET(m->line[at].kind, t->kind);
        SET(m->line[at].central_item, t->central_item);
        m->line[at].origin_date = t->date;
    }
    return m;
}

void model_free(struct model *m)
{
    if (m) {
        free(m->entry);
        free(m->key);
        free(m->key_log);
        free(m->reversed_log);
        free(m);
    }
}

/* ---- keys and entries ---- */

struct model_key *model_key_slot(const struct model *m, const char *key)
{
    uint64_t h = UINT64_C(1469598103934665603);

    for (const char *p = key; *p; p++) {
        h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
    }
    for (size_t i = h % KEY_SLOTS;; i = (i + 1) % KEY_SLOTS) {
        if (m->key[i].seq == 0 || !strcmp(m->key[i].content.key, key)) {
            return &m->key[i];
        }
    }
}

void model_add_entry(struct model *m, struct model_entry e)
{
    if (m->entries == m->entries_cap) {
        m->entries_cap = m->entries_cap ? m->entries_cap * 2 : 1024;
        m->entry = realloc(m->entry, m->entries_cap * sizeof *m->entry);
        if (!m->entry) {
            abort();
        }
    }
    e.seq = ++m->seq;
    m->entry[m->entries++] = e;
}

void model_know(struct model *m, const struct op *o, const char *key, int64_t seq)
{
    struct model_key *k = model_key_slot(m, key);

    if (m->keys > KEY_SLOTS / 2) {
        abort();
    }
    m->key_log[m->keys++] = (size_t)(k - m->key);
    k->content = *o;
    model_set(k->content.key, sizeof k->content.key, key);
    k->seq = seq;
}

/* An entry after the first has a key of its own, which is nobody else's. */
void model_know_part(struct model *m, const struct op *o, const char *ending, int64_t seq)
{
    struct op part = *o;
    char key[OP_KEY + 4];

    snprintf(key, sizeof key, "%s%s", o->key, ending);
    part.count = -1; /* equal to no act */
    model_know(m, &part, key, seq);
}

bool model_part_known(const struct model *m, const struct op *o, const char *ending)
{
    char key[OP_KEY + 4];

    snprintf(key, sizeof key, "%s%s", o->key, ending);
    return model_key_slot(m, key)->seq != 0;
}

struct model_entry *model_by_seq(struct model *m, int64_t seq)
{
    return seq > m->first_seq && seq <= m->seq ? &m->entry[seq - m->first_seq - 1] : NULL;
}

static int place(const struct model *m, const struct op *o)
{
    for (int i = 0; o->line_of[0] && i < m->lines; i++) {
        if (!strcmp(m->line[i].opened_by, o->line_of)) {
            return i;
        }
    }
    return !o->line_of[0] && o->line < m->lines ? o->line : WORLD_UNKNOWN;
}

void model_resolve(const struct model *m, struct op *o)
{
    o->at = place(m, o);
    o->reverse_seq = *o->reverse_of ? model_key_slot(m, o->reverse_of)->seq : 0;
}

int model_ref_at(const char *ref)
{
    for (int i = 0; i < M_REFS; i++) {
        if (!strcmp(ref, model_refs[i])) {
            return i;
        }
    }
    abort();
}

/* ---- who and when ---- */

static const struct town_person *person(char letter)
{
    for (size_t i = 0; i < town_people_n; i++) {
        if (town_people[i].letter == letter) {
            return &town_people[i];
        }
    }
    return NULL;
}

static bool posts(const struct town_person *p, const char *agency)
{
    if (!strcmp(p->role, "finance") || !strcmp(p->role, "system_office") || !strcmp(p->role, "governor")) {
        return true;
    }
    return !strcmp(p->role, "head") && !strcmp(p->agency, agency);
}

static bool approves(const struct town_person *p, const char *agency)
{
    return posts(p, agency) && strcmp(p->role, "finance") != 0;
}

bool model_maker_posts(const struct op *o, const struct model_line *l)
{
    const struct town_person *p = person(o->maker);

    if (o->kind == OP_CHECK && p && !strcmp(p->role, "officer") && !strcmp(p->agency, l->agency)) {
        return true; /* who prepares may ask */
    }
    return o->maker == 'S' || posts(p, l->agency);
}

verdicts model_check_people(const struct op *o, const struct model_line *l)
{
    const struct town_person *approver = person(o->approver);
    verdicts v = 0;

    if (!model_maker_posts(o, l)) {
        v |= BIT(V_FORBIDDEN) | BIT(V_SCOPE);
    }
    if (o->approver == '-') {
        return o->maker == 'S' ? v : v | BIT(V_NO_APPROVER);
    }
    if (o->approver == o->maker) {
        v |= BIT(V_SAME_PERSON);
    }
    if (!approver || !approves(approver, l->agency)) {
        v |= BIT(V_APPROVER) | BIT(V_FORBIDDEN) | BIT(V_SCOPE);
    }
    return v;
}

bool model_date_ok(int d)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month = d / 100 % 100, day = d % 100, year = d / 10000;

    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] &&
           !(month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)));
}

/* The fiscal year of a day: October begins the next. */
static int fiscal_year(int d)
{
    return d / 10000 + 543 + (d / 100 % 100 >= 10 ? 1 : 0);
}

/* October of the town's year is 0. */
int model_period_at(int period)
{
    int months = period / 100 * 12 + period % 100 - 1, first = (TOWN_YEAR - 544) * 12 + 9;

    return months - first;
}

bool model_closed(const struct model *m, int period)
{
    int at = model_period_at(period);

    return at >= 0 && at < M_PERIODS && m->closed[at];
}

verdicts model_check_date(const struct model *m, const struct op *o, const struct model_line *l)
{
    if (!model_date_ok(o->date)) {
        return BIT(V_BAD_DATE);
    }
    return (fiscal_year(o->date) != l->year ? BIT(V_WRONG_YEAR) : 0) |
           (model_closed(m, o->date / 100) ? BIT(V_PERIOD_CLOSED) : 0);
}

/* ---- authority ---- */

enum { A_NONE, A_FINANCE, A_HEAD, A_BUDGET, A_PERMSEC, A_GOVERNOR, A_COUNCIL, A_NEVER };

/* Given as ROLE:DOCNO; -1: not of that form. */
static int given(const char *authority)
{
    static const char *const role[] = {"", "FINANCE", "HEAD", "BUDGET", "PERMSEC", "GOVERNOR", "COUNCIL"};
    const char *colon = strchr(authority, ':');

    if (!*authority) {
        return A_NONE;
    }
    for (int i = 1; colon && colon[1] && i <= A_COUNCIL; i++) {
        if (strlen(role[i]) == (size_t)(colon - authority) && !strncmp(role[i], authority, strlen(role[i]))) {
            return i;
        }
    }
    return -1;
}

bool model_begins(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

static bool is_personnel(const struct model_line *l)
{
    return model_begins(l->item, "01") || model_begins(l->item, "02");
}

static int needed(const struct op *o, const struct model_line *l, const struct model_line *to)
{
    if (!strcmp(o->type, "CARRY_A")) {
        return A_PERMSEC;
    }
    if (!strcmp(o->type, "CARRY_B")) {
        return l->year <= 2563 ? A_GOVERNOR : A_COUNCIL;
    }
    if (!strcmp(o->type, "CENTRAL")) {
        return !model_begins(l->item, "08") ? A_NEVER : o->satang > 1000000000 ? A_GOVERNOR : A_PERMSEC;
    }
    if (strcmp(o->type, "TRANSFER") != 0 || !to) {
        return A_NONE;
    }
    if (strcmp(l->agency, to->agency) != 0) {
        return A_NEVER;
    }
    if (is_personnel(l) || is_personnel(to) || model_begins(to->item, "05")) {
        return A_GOVERNOR;
    }
    if (strcmp(l->output, to->output) != 0) {
        return A_PERMSEC;
    }
    return strncmp(l->item, to->item, 2) != 0 ? A_BUDGET : A_HEAD;
}

verdicts model_check_authority(const struct op *o, const struct model_line *l, const struct model_line *to)
{
    int need = needed(o, l, to), have = given(o->authority);

    if (need == A_NEVER) {
        return BIT(V_NEVER_ALLOWED) | BIT(V_NO_AUTHORITY);
    }
    return have < need ? BIT(V_NO_AUTHORITY) : 0;
}

/* ---- before and after ---- */

struct model_mark *model_mark(const struct model *m)
{
    struct model_mark *k = malloc(sizeof *k);

    if (!k) {
        abort();
    }
    memcpy(k->line, m->line, sizeof k->line);
    memcpy(k->closed, m->closed, sizeof k->closed);
    k->lines = m->lines;
    k->entries = m->entries;
    k->keys = m->keys;
    k->reversals = m->reversals;
    k->seq = m->seq;
    k->events = m->events;
    return k;
}

void model_back(struct model *m, const struct model_mark *k)
{
    while (m->reversals > k->reversals) {
        m->entry[m->reversed_log[--m->reversals] - m->first_seq - 1].reversed = false;
    }
    while (m->keys > k->keys) {
        memset(&m->key[m->key_log[--m->keys]], 0, sizeof *m->key);
    }
    memcpy(m->line, k->line, sizeof k->line);
    memcpy(m->closed, k->closed, sizeof k->closed);
    m->lines = k->lines;
    m->entries = k->entries;
    m->seq = k->seq;
    m->events = k->events;
}

void model_batch(struct model *m, const struct op *o, int count, bool atomic, verdicts *want, int64_t *ret_seq)
{
    struct model_mark *before = atomic ? model_mark(m) : NULL;
    int refused = -1;

    for (int i = 0; i < count && refused < 0; i++) {
        want[i] = model_post(m, &o[i], true, &ret_seq[i]);
        if (atomic && !(want[i] & (BIT(V_OK) | BIT(V_REPLAYED)))) {
            refused = i;
        }
    }
    if (refused >= 0) {
        model_back(m, before);
        for (int i = 0; i < count; i++) {
            want[i] = i == refused ? want[i] : BIT(V_NOT_IN_BATCH);
        }
    }
    free(before);
}

/* ---- looking ---- */

int model_lines(const struct model *m)
{
    return m->lines;
}

const struct model_line *model_line_at(const struct model *m, int line)
{
    return &m->line[line];
}

int64_t model_seq(const struct model *m)
{
    return m->seq;
}

int64_t model_events(const struct model *m)
{
    return m->events;
}

size_t model_entries(const struct model *m)
{
    return m->entries;
}

const struct model_entry *model_entry_at(const struct model *m, size_t i)
{
    return &m->entry[i];
}
