/* The column mirror equals a plain model after any entries, as of any day and as known at any moment, follows every
 * write of several writers at once, and equals the store to the satang. */
#include "plan_store.h"

#include <pthread.h>
#include <stdlib.h>

#include "execute/enact.h"
#include "execute/ledger.h"
#include "execute/position.h"
#include "execute/position_asked.h"
#include "execute/position_mirror.h"
#include "execute/posting.h"

enum { YEAR = 2566, LINES = 8, ENTRIES = 400 };

static bool enact(struct act *by, void *ctx, struct err *e)
{
    return enact_year(by, YEAR, ctx, e);
}

static void make(struct store *s, struct arena *a, struct plan_city *c)
{
    struct plan_fill f = {
        .year = YEAR, .c = c, .units = 2, .levels = 1, .lines = 2, .state = "ANALYST_ACCEPTED"};
    struct enactment r;
    struct err e;

    plan_make(s, a, YEAR, c);
    f.agency_id = c->drainage.id;
    f.output_id = c->water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    f.agency_id = c->works.id;
    f.output_id = c->road;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, enact, &r, &e), &e);
    assert_int_equal(r.lines, LINES);
}

/* ---- the plain model: a list of moves ---- */

struct move {
    int64_t line, to_line; /* to_line 0 = the same */
    enum bucket from, to;
    int64_t satang;
    int32_t day;
    int64_t at_ms;
};
struct model {
    struct move move[ENTRIES + LINES];
    size_t n;
    int64_t left[LINES + 1][BUCKET_COUNT]; /* of each line now: only what is there is moved */
};

static struct position_sum model_sum(const struct model *m, int64_t line, int32_t as_of, int64_t known)
{
    int64_t b[BUCKET_COUNT] = {0}, approved = 0, lapsed_allotted = 0;
    struct position_sum r = {0};

    for (size_t i = 0; i < m->n; i++) {
        const struct move *v = &m->move[i];
        int64_t to_line = v->to_line ? v->to_line : v->line;

        if (v->day > as_of || v->at_ms > known) {
            continue;
        }
        if (!line || v->line == line) {
            b[v->from] -= v->satang;
            approved += v->from == BUCKET_SOURCE ? v->satang : 0;
            lapsed_allotted += v->to == BUCKET_LAPSED && v->from != BUCKET_UNALLOTTED ? v->satang : 0;
        }
        if (!line || to_line == line) {
            b[v->to] += v->satang;
        }
    }
    r.approved = MONEY(approved);
    r.current = MONEY(-b[BUCKET_SOURCE]);
    if (line) { /* less or more by transfers */
        r.current = MONEY(0);
        for (int k = BUCKET_UNALLOTTED; k < BUCKET_COUNT; k++) {
            r.current.satang += b[k];
        }
    }
    r.unallotted = MONEY(b[BUCKET_UNALLOTTED]);
    r.allotted = MONEY(b[BUCKET_ALLOTTED] + b[BUCKET_RESERVED] + b[BUCKET_OBLIGATED] + b[BUCKET_DISBURSED] +
                       b[BUCKET_CARRIED_A] + b[BUCKET_CARRIED_B] + lapsed_allotted);
    r.reserved = MONEY(b[BUCKET_RESERVED]);
    r.obligated = MONEY(b[BUCKET_OBLIGATED]);
    r.disbursed = MONEY(b[BUCKET_DISBURSED]);
    r.free = MONEY(b[BUCKET_ALLOTTED]);
    r.carried_a = MONEY(b[BUCKET_CARRIED_A]);
    r.carried_b = MONEY(b[BUCKET_CARRIED_B]);
    r.lapsed = MONEY(b[BUCKET_LAPSED]);
    return r;
}

static void same(const struct position_sum *x, const struct position_sum *y, const char *why)
{
    const struct money *p = &x->approved, *q = &y->approved;

    for (const struct money *end = &x->lapsed + 1; p < end; p++, q++) {
        if (p->satang != q->satang) {
            fail_msg("%s: column %d is %lld, the model has %lld", why, (int)(p - &x->approved),
                     (long long)p->satang, (long long)q->satang);
        }
    }
}

static uint32_t rnd(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

struct posting_now {
    struct posting n;
    struct posted ret;
    int64_t now_ms;
};

static bool post(struct act *by, void *ctx, struct err *e)
{
    struct posting_now *p = ctx;
    struct act then = *by;

    then.now_ms = p->now_ms ? p->now_ms : by->now_ms;
    return posting_do(&then, &p->n, &p->ret, e);
}

/* Acts of which each is one entry, whose buckets the model knows. */
static const struct random_act {
    const char *type;
    enum bucket from, to;
    const char *ref;
    bool other;
} random_acts[] = {
    {"ALLOT", BUCKET_UNALLOTTED, BUCKET_ALLOTTED, "", false},
    {"ALLOT", BUCKET_UNALLOTTED, BUCKET_ALLOTTED, "", false},
    {"TRANSFER", BUCKET_UNALLOTTED, BUCKET_UNALLOTTED, "", true},
    {"RESERVE", BUCKET_ALLOTTED, BUCKET_RESERVED, "R", false},
    {"RELEASE", BUCKET_RESERVED, BUCKET_ALLOTTED, "R", false},
    {"OBLIGATE", BUCKET_ALLOTTED, BUCKET_OBLIGATED, "C", false},
    {"DEOBLIGATE", BUCKET_OBLIGATED, BUCKET_ALLOTTED, "C", false},
    {"DISBURSE", BUCKET_OBLIGATED, BUCKET_DISBURSED, "C", false},
    {"REFUND", BUCKET_DISBURSED, BUCKET_OBLIGATED, "C", false},
    {"LAPSE", BUCKET_UNALLOTTED, BUCKET_LAPSED, "", false},
    {"LAPSE", BUCKET_RESERVED, BUCKET_LAPSED, "R", false},
};

/* Entries of random acts, days of any order within the year, recorded a minute apart. */
static void play(struct store *s, struct arena *a, struct model *m, uint32_t seed)
{
    struct posting_now p = {.now_ms = CITY_NOW};
    struct err e;
    char key[32];

    for (int64_t l = 1; l <= LINES; l++) { /* as enacted: l thousand baht of each batch of four */
        int64_t amount = ((l - 1) % 4 + 1) * 100000;

        m->move[m->n++] = (struct move){l, 0, BUCKET_SOURCE, BUCKET_UNALLOTTED, amount, 20221001, CITY_NOW};
        m->left[l][BUCKET_UNALLOTTED] = amount;
    }
    for (int i = 0; i < ENTRIES; i++) {
        const struct random_act *r = &random_acts[rnd(&seed) % ARRAY_LEN(random_acts)];
        int64_t line = 1 + rnd(&seed) % LINES, satang;
        int64_t to = r->other ? (line - 1) / 4 * 4 + 1 + rnd(&seed) % 4 : 0; /* of the same agency */

        if (to == line || m->left[line][r->from] < 1) {
            continue;
        }
        satang = 1 + rnd(&seed) % (uint32_t)m->left[line][r->from];
        snprintf(key, sizeof key, "r%d", i);
        p.now_ms += 60000;
        p.n = (struct posting){.key = str_from(key),
                               .type = str_from(r->type),
                               .line_id = line,
                               .to_line_id = to,
                               .amount = MONEY(satang),
                               .ref = str_from(r->ref),
                               .authority = STR("COUNCIL:1"),
                               .note = STR("x"),
                               .on = date_add_days(DATE(20221001), (int32_t)(rnd(&seed) % 365))};
        assert_ok(city_write(s, a, post, &p, &e), &e);
        m->left[line][r->from] -= satang;
        m->left[to ? to : line][r->to] += satang;
        m->move[m->n++] = (struct move){line, to, r->from, r->to, satang, p.n.on.yyyymmdd, p.now_ms};
    }
}

static void ask(struct position *p, struct store *s, struct arena *a, struct position_filter f,
                const struct position_by *by, struct position_table *ret)
{
    struct db *db;
    struct err e;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(position_get(p, db, a, &f, by, ret, &e), &e);
}

/* As of a day, agencies are told from the months' sums and one month's entries; with a moment every entry is read. */
static void by_months(struct position *p, struct store *s, struct arena *a, struct position_filter f, const char *why)
{
    const enum pos_dim agency[] = {POS_DIM_AGENCY, POS_DIM_FUND};
    struct position_table t, u;

    for (int32_t day = f.as_of.yyyymmdd, i = 0; i < 60; i++, day = date_add_days(DATE(20220925), 7 * i).yyyymmdd) {
        f.as_of = DATE(day);
        f.known_at.ms = 0;
        ask(p, s, a, f, POSITION_BY(agency, 2, LANG_EN), &t);
        f.known_at.ms = INT64_MAX;
        ask(p, s, a, f, POSITION_BY(agency, 2, LANG_EN), &u);
        assert_int_equal(t.n, u.n);
        for (size_t k = 0; k < t.n; k++) {
            assert_true(str_eq(t.row[k].key[0], u.row[k].key[0]));
            assert_int_equal(t.row[k].lines, u.row[k].lines);
            same(&t.row[k], &u.row[k], why);
        }
    }
}

static void equals_model(struct store *s, struct arena *a)
{
    static const struct {
        int32_t as_of;
        int64_t known;
        const char *why;
    } row[] = {
        {0, 0, "now"},
        {20221001, 0, "the first day: the ordinance and what was posted on it"},
        {20230131, 0, "a day in the middle"},
        {20230930, 0, "the last day"},
        {0, CITY_NOW, "as known when the ordinance was opened"},
        {0, CITY_NOW + INT64_C(60000) * 50, "as known after fifty entries"},
        {20230131, CITY_NOW + INT64_C(60000) * 50, "both"},
        {20220930, 0, "before anything"},
    };
    const enum pos_dim line[] = {POS_DIM_LINE}, cell[] = {POS_DIM_TYPE, POS_DIM_YEAR};
    struct position *p = position_new();
    struct model *m = ARENA_NEW(a, struct model);
    struct position_table t, u;
    struct plan_city c;
    struct position_check check;
    struct db *db;
    struct err e;

    make(s, a, &c);
    ask(p, s, a, (struct position_filter){.year = YEAR}, POSITION_BY(line, 1, LANG_EN), &t);
    assert_int_equal(t.n, LINES);
    play(s, a, m, 2566);
    assert_true(m->n > LINES + 60);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct position_filter f = {.year = YEAR, .as_of = DATE(row[i].as_of), .known_at = {row[i].known}};
        int32_t day = row[i].as_of ? row[i].as_of : INT32_MAX;
        int64_t known = row[i].known ? row[i].known : INT64_MAX;
        struct position_sum want = model_sum(m, 0, day, known);

        ask(p, s, a, f, POSITION_BY(line, 1, LANG_EN), &t);
        same(&t.total, &want, row[i].why);
        for (size_t k = 0; k < t.n; k++) {
            int64_t id = strtol(str_cstr(a, sql_lines(s, a, str_cstr(a, str_format(a,
                                "SELECT id FROM line WHERE code = '%.*s'", STR_FMT(t.row[k].key[0]))))), NULL, 10);

            want = model_sum(m, id, day, known);
            same(&t.row[k], &want, row[i].why);
        }
        ask(p, s, a, f, POSITION_BY(cell, 2, LANG_EN), &u);
        same(&u.total, &t.total, "the same by type and year");
        f.as_of = f.as_of.yyyymmdd ? f.as_of : DATE(21991231); /* a scan of what no scan was needed for */
        ask(p, s, a, f, POSITION_BY(cell, 0, LANG_EN), &u);
        same(&u.total, &t.total, "the same without a dimension, by a scan");
        by_months(p, s, a, f, row[i].why);
    }
    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(position_verify(p, db, a, &check, &e), &e);
    assert_int_equal(check.wrong, 0);
    assert_int_equal(check.lines, LINES);
    assert_ok(sql_write(s, "UPDATE balance SET disbursed_satang = disbursed_satang + 1 WHERE line_id = 3", &e), &e);
    assert_ok(position_verify(p, db, a, &check, &e), &e);
    assert_int_equal(check.wrong, 1); /* one satang is found, and named */
    position_free(p);
}

static void both_ways(struct store *s, struct arena *a, struct position *entries, const struct plan_city *c)
{
    struct position *balance = position_new();
    const struct position_filter f[] = {{.year = YEAR}, {.year = YEAR + 1}, {.agency_id = c->works.id}, {0}};
    struct position_table t, u;

    ask(entries, s, a, (struct position_filter){.as_of = DATE(21991231)}, POSITION_BY(NULL, 0, LANG_EN), &u);
    for (size_t i = 0; i < ARRAY_LEN(f); i++) {
        for (enum pos_dim d = 0; d < POS_DIMS; d++) {
            const enum pos_dim dim[] = {d, POS_DIM_LINE};

            if (d == POS_MONTH || d == POS_DIM_LINE) {
                continue;
            }
            for (size_t n = 0; n <= 2; n++) {
                ask(entries, s, a, f[i], POSITION_BY(dim, n, LANG_EN), &t);
                ask(balance, s, a, f[i], POSITION_BY(dim, n, LANG_EN), &u);
                assert_int_equal(t.n, u.n);
                assert_int_equal(t.seq, u.seq);
                same(&u.total, &t.total, "balance and entries");
                for (size_t k = 0; k < t.n; k++) {
                    assert_true(n == 0 || str_eq(t.row[k].key[0], u.row[k].key[0]));
                    assert_int_equal(t.row[k].lines, u.row[k].lines);
                    same(&u.row[k], &t.row[k], pos_dim_word(d));
                }
            }
        }
    }
    position_free(balance);
}

/* What `balance` tells is what the entries tell, by every dimension, of every line, for every year and agency: a mirror
 * that read no entry beside one that reads them all, after acts of which some lapse, are reversed or carried on. */
static void from_balance(struct store *s, struct arena *a)
{
    static const struct posting more[] = {
        {.key = STR_INIT("b1"), .type = STR_INIT("ALLOT"), .amount = {19}, .on = {20230901}},
        {.key = STR_INIT("b2"), .type = STR_INIT("RESERVE"), .amount = {4}, .ref = STR_INIT("L"), .on = {20230902}},
        {.key = STR_INIT("b3"), .type = STR_INIT("LAPSE"), .amount = {3}, .on = {20230930}},
        {.key = STR_INIT("b4"), .type = STR_INIT("LAPSE"), .amount = {3}, .ref = STR_INIT("L"), .on = {20230930}},
        {.key = STR_INIT("b5"), .type = STR_INIT("OBLIGATE"), .amount = {4}, .ref = STR_INIT("K"), .on = {20230903}},
        {.key = STR_INIT("b6"), .type = STR_INIT("CARRY_A"), .amount = {3}, .ref = STR_INIT("K"), .on = {20230930}},
        {.key = STR_INIT("b7"), .type = STR_INIT("CARRY_B"), .amount = {2}, .on = {20230930}},
    };
    struct model *m = ARENA_NEW(a, struct model);
    struct plan_city c;
    struct position *entries;
    struct posting_now p = {0};
    int64_t lapsed[2] = {0}, line = 1;
    struct err e;

    make(s, a, &c);
    for (uint32_t seed = 0; seed < 2; seed++) {
        entries = position_new();
        if (seed == 0) {
            play(s, a, m, 41); /* leaves little: some satang suffice */
            for (int64_t l = 2; l <= LINES; l++) { /* the one with the most money left takes the rest */
                line = m->left[l][BUCKET_UNALLOTTED] > m->left[line][BUCKET_UNALLOTTED] ? l : line;
            }
        }
        for (size_t i = 0; seed == 1 && i < ARRAY_LEN(more); i++) {
            p.n = more[i];
            p.n.line_id = line;
            p.n.authority = STR("COUNCIL:1");
            p.n.note = STR("x");
            assert_ok(city_write(s, a, post, &p, &e), &e);
            if (str_eq(p.n.type, STR("LAPSE"))) {
                lapsed[str_eq(p.n.key, STR("b4"))] = p.ret.seq;
            }
        }
        for (size_t i = 0; seed == 1 && i < 2; i++) { /* taken back: one from what was free, one from what was reserved */
            p.n = (struct posting){.key = i ? STR("v2") : STR("v1"), .type = STR("REVERSE"), .line_id = line,
                                   .amount = MONEY(3), .on = DATE(20230930), .note = STR("x"),
                                   .ref = str_format(a, "entry:%lld", (long long)lapsed[i]), .authority = STR("COUNCIL:1")};
            assert_ok(city_write(s, a, post, &p, &e), &e);
            both_ways(s, a, entries, &c);
        }
        both_ways(s, a, entries, &c);
        position_free(entries);
    }
}

/* Months are what moved: their sum is the whole. Filters and pages are parts of it. */
static void parts(struct store *s, struct arena *a)
{
    const enum pos_dim month[] = {POS_MONTH}, both[] = {POS_DIM_AGENCY, POS_MONTH},
                       wide[] = {POS_DIM_AGENCY, POS_DIM_DIVISION, POS_DIM_DISTRICT_GROUP, POS_DIM_SIDE, POS_DIM_PLAN,
                                 POS_DIM_OUTPUT, POS_DIM_PACKAGE, POS_DIM_ITEM, POS_DIM_TYPE, POS_DIM_FUND,
                                 POS_DIM_ORDINANCE, POS_DIM_YEAR, POS_DIM_LINE, POS_ORIGIN};
    struct position *p = position_new();
    struct model *m = ARENA_NEW(a, struct model);
    struct position_where one = {POS_DIM_AGENCY, STR("11000000")}, other = {POS_DIM_AGENCY, STR("10000000")},
                          none = {POS_DIM_AGENCY, STR("99999999")};
    struct position_table t, all, x, y;
    struct plan_city c;
    struct str after = STR_NONE;
    int64_t paid = 0, n = 0;
    bool more = true;
    struct db *db;
    struct err e;

    make(s, a, &c);
    play(s, a, m, 7);
    assert_ok(store_reader(s, &db, &e), &e);
    ask(p, s, a, (struct position_filter){.year = YEAR}, POSITION_BY(wide, ARRAY_LEN(wide), LANG_TH), &all);
    assert_int_equal(all.n, LINES);
    ask(p, s, a, (struct position_filter){.year = YEAR}, POSITION_BY(month, 1, LANG_TH), &t);
    assert_int_equal(t.n, 12);
    assert_string_equal(str_cstr(a, t.row[0].key[0]), "2022-10");
    assert_string_equal(str_cstr(a, t.row[0].name[0]), "ต.ค. 2565");
    for (size_t i = 0; i < t.n; i++) {
        paid += t.row[i].disbursed.satang;
    }
    assert_int_equal(paid, all.total.disbursed.satang);
    same(&t.total, &all.total, "months add up");
    ask(p, s, a, (struct position_filter){.year = YEAR}, POSITION_BY(both, 2, LANG_EN), &t);
    same(&t.total, &all.total, "agencies and months add up");
    ask(p, s, a, (struct position_filter){.where = &one, .nwhere = 1}, POSITION_BY(month, 0, LANG_EN), &x);
    ask(p, s, a, (struct position_filter){.agency_id = c.works.id}, POSITION_BY(month, 0, LANG_EN), &y);
    assert_int_equal(x.total.current.satang + y.total.current.satang, all.total.current.satang);
    ask(p, s, a, (struct position_filter){.where = &other, .nwhere = 1}, POSITION_BY(month, 0, LANG_EN), &x);
    same(&x.total, &y.total, "by id and by code");
    ask(p, s, a, (struct position_filter){.where = &none, .nwhere = 1}, POSITION_BY(month, 0, LANG_EN), &x);
    assert_int_equal(x.total.current.satang, 0);
    ask(p, s, a, (struct position_filter){.year = 2560}, POSITION_BY(both, 1, LANG_EN), &x);
    assert_int_equal(x.n, 0);
    while (more) {
        const enum pos_dim line[] = {POS_DIM_LINE, POS_DIM_AGENCY};
        struct position_page page = {POSITION_BY(line, 2, LANG_EN), after, 3};

        assert_ok(position_lines(p, db, a, &(struct position_filter){.year = YEAR}, &page, &t, &e), &e);
        more = t.more;
        for (size_t i = 0; i < t.n; i++) {
            assert_true(str_cmp(after, t.row[i].key[0]) < 0);
            after = t.row[i].key[0];
        }
        n += (int64_t)t.n;
    }
    assert_int_equal(n, LINES);
    position_free(p);
}

/* ---- many at once ---- */

struct crowd {
    struct store *s;
    struct position *p;
    int number;
    int64_t asked;
    bool ok;
};

static void *writer(void *ctx)
{
    struct crowd *c = ctx;
    struct arena *a = arena_new();
    struct err e;
    char key[32];

    c->ok = true;
    for (int i = 0; i < 60 && c->ok; i++) {
        struct posting_now p = {.n = {.type = STR("ALLOT"), .line_id = 1 + i % LINES, .amount = MONEY(7),
                                      .on = DATE(20221105)}};

        snprintf(key, sizeof key, "w%d-%d", c->number, i);
        p.n.key = str_from(key);
        c->ok = city_write(c->s, a, post, &p, &e);
    }
    arena_free(a);
    return NULL;
}

/* What is read is whole entries, never less than what was read before, and the parts are the whole. */
static void *reader(void *ctx)
{
    const enum pos_dim line[] = {POS_DIM_LINE};
    struct crowd *c = ctx;
    struct db *db;
    struct err e;
    int64_t last = 0;

    c->ok = store_reader(c->s, &db, &e);
    for (int i = 0; i < 200 && c->ok; i++) {
        struct arena *a = arena_new();
        struct position_filter f = {.year = YEAR, .as_of = DATE(i % 2 ? 20230930 : 0)};
        struct position_table t;
        int64_t sum = 0;

        c->ok = position_get(c->p, db, a, &f, POSITION_BY(line, 1, LANG_EN), &t, &e);
        for (size_t k = 0; c->ok && k < t.n; k++) {
            sum += t.row[k].allotted.satang;
        }
        c->ok = c->ok && sum == t.total.allotted.satang && sum >= last && sum % 7 == 0;
        last = sum;
        c->asked++;
        arena_free(a);
    }
    return NULL;
}

static void at_once(struct store *s, struct arena *a)
{
    enum { EACH = 3 };
    struct crowd w[EACH], r[EACH];
    pthread_t thread[2 * EACH];
    struct position *p = position_new();
    struct position_table t;
    struct plan_city c;

    make(s, a, &c);
    for (int i = 0; i < EACH; i++) {
        w[i] = (struct crowd){.s = s, .p = p, .number = i};
        r[i] = w[i];
        assert_int_equal(pthread_create(&thread[i], NULL, writer, &w[i]), 0);
        assert_int_equal(pthread_create(&thread[EACH + i], NULL, reader, &r[i]), 0);
    }
    for (int i = 0; i < 2 * EACH; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    for (int i = 0; i < EACH; i++) {
        assert_true(w[i].ok && r[i].ok && r[i].asked == 200);
    }
    ask(p, s, a, (struct position_filter){.year = YEAR}, POSITION_BY(NULL, 0, LANG_EN), &t);
    assert_int_equal(t.total.allotted.satang, 3 * 60 * 7);
    position_free(p);
}

/* While the columns are being filled, what stands now is answered; who asks as of a day waits for them and is answered too. */
static void meanwhile(struct store *s, struct arena *a)
{
    struct position *p = position_new();
    struct crowd r = {.s = s, .p = p};
    struct position_table t;
    struct plan_city c;
    pthread_t thread;

    make(s, a, &c);
    (void)pthread_mutex_lock(&p->filling); /* as the one who fills holds it, seconds long */
    assert_int_equal(pthread_create(&thread, NULL, reader, &r), 0);
    for (int i = 0; i < 50; i++) {
        ask(p, s, a, (struct position_filter){.year = YEAR}, POSITION_BY(NULL, 0, LANG_EN), &t);
        assert_false(position_has_columns(p));
    }
    (void)pthread_mutex_unlock(&p->filling);
    (void)pthread_join(thread, NULL);
    assert_true(r.ok && position_has_columns(p));
    position_free(p);
}

static void stores(void **state)
{
    (void)state;
    with_each_store(equals_model);
    with_each_store(from_balance);
    with_each_store(parts);
    with_each_store(at_once);
    with_each_store(meanwhile);
}

static void moments(void **state)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1 = refused */
        const char *why;
    } row[] = {
        {"2022-10-01", INT64_C(1664643599999), "to the end of the city's day"},
        {"2022-10-01T07:00", INT64_C(1664582400999), "the city's time, to the end of the second"},
        {"2022-10-01T00:00:00.000Z", INT64_C(1664582400000), "to the millisecond, UTC"},
        {"2022-10-01 07:00:01+07:00", INT64_C(1664582401999), "with its zone"},
        {"2022-10-01T24:00", -1, "no such hour"},
        {"2022-10-01T07", -1, "no minutes"},
        {"2565-10-01", -1, "of the other era"},
        {"", -1, "nothing"},
        {"2022-10-01T07:00:00+09:00", -1, "of another zone"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct when t = {-1};
        struct err e;

        if (known_at_parse(str_from(row[i].text), &t, &e) != (row[i].ms >= 0) || t.ms != row[i].ms) {
            fail_msg("%s: %lld", row[i].why, (long long)t.ms);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(moments), cmocka_unit_test(stores)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
