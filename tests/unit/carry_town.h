/* carry_town.h - the ledger's town with who asks, gathers, decides and posts carry-over, for unit tests. */
#ifndef PBIS_TESTS_CARRY_TOWN_H
#define PBIS_TESTS_CARRY_TOWN_H

#include "ledger_town.h"

#include "city/attach.h"
#include "execute/carry_flag.h"
#include "execute/carry_list.h"
#include "execute/invariant.h"
#include "execute/year_end.h"
#include "plan/cycle.h"

#define PAPER_BYTES "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

struct people {
    struct town t;
    struct actor office, clerk, governor, works;
};

static inline void people_make(struct store *s, struct arena *a, struct people *p)
{
    town_make(s, a, &p->t);
    town_person(&p->t, "off", ROLE_SYSTEM_OFFICE, "", &p->office);
    town_person(&p->t, "clerk", ROLE_COUNCIL_OFFICE, "", &p->clerk);
    town_person(&p->t, "gov", ROLE_GOVERNOR, "", &p->governor);
    town_person(&p->t, "off10", ROLE_OFFICER, "10000000", &p->works);
}

/* One thing that is done. */
struct deed {
    enum {
        D_ADD, D_EDIT, D_STEP, D_REDUCE, D_LIST, D_TAKE, D_LEAVE, D_DROP, D_MOVE, D_DECIDE, D_POST, D_REMIND, D_PAPER, D_FLAG,
        D_FLAG_STEP, D_LAPSE, D_LAPSE_APPROVE, D_LAPSE_DROP, D_LAPSE_POST, D_CLOSE, D_STAGE, D_MONTH,
    } what;
    const char *code, *event, *note, *other;
    int64_t version, year, period, run, n;
    struct carry_new c;
    struct carry_list_new list;
    struct carry_paper paper;
    const struct carry_decision *decision;
    struct carry_flag_new flag;
    struct money amount;
    struct carry_posted posted;
    struct str ret;
};

static inline struct str deed_word(const char *s)
{
    return s ? str_from(s) : STR_NONE;
}

static inline bool deed_list(struct act *by, struct deed *d, struct err *e)
{
    struct str other = deed_word(d->other), code = deed_word(d->code);

    switch ((int)d->what) {
    case D_LIST: return carry_list_add(by, &d->list, &d->ret, e);
    case D_TAKE: return carry_list_take(by, code, &other, d->other ? 1 : 0, &d->n, e);
    case D_LEAVE: return carry_list_leave(by, code, other, e);
    case D_DROP: return carry_list_drop(by, code, -1, e);
    case D_MOVE: return carry_list_move(by, code, &d->paper, e);
    case D_DECIDE: return carry_list_decide(by, code, &d->paper, d->decision, (size_t)d->n, e);
    default: return carry_list_post(by, code, DATE_NONE, &d->posted, e);
    }
}

static inline bool deed_year(struct act *by, struct deed *d, struct err *e)
{
    switch ((int)d->what) {
    case D_LAPSE: return lapse_propose(by, d->year, deed_word(d->note), &d->run, e);
    case D_LAPSE_APPROVE: return lapse_approve(by, d->year, d->run, -1, deed_word(d->note), e);
    case D_LAPSE_DROP: return lapse_drop(by, d->year, d->run, -1, deed_word(d->note), e);
    case D_LAPSE_POST: return lapse_post(by, d->year, d->run, DATE_NONE, e);
    case D_CLOSE: return year_end_close(by, d->year, deed_word(d->note), e);
    case D_MONTH: return period_close(by, d->year, d->period, STR("x"), e);
    default: return cycle_run(by, d->year, deed_word(d->event), STR_NONE, e);
    }
}

static inline bool deed_do(struct act *by, struct deed *d, struct err *e)
{
    struct carry_act act = {.code = deed_word(d->code), .event = deed_word(d->event), .note = deed_word(d->note), .version = d->version};
    struct attach_new paper = {.subject = deed_word(d->code),
                               .kind = STR("letter"),
                               .name = STR("a.pdf"),
                               .data = {(const uint8_t *)PAPER_BYTES, sizeof PAPER_BYTES - 1}};

    switch ((int)d->what) {
    case D_ADD: return carry_add(by, &d->c, &d->ret, e);
    case D_EDIT: return carry_edit(by, act.code, d->version, &d->c, e);
    case D_STEP: return carry_step(by, &act, e);
    case D_REDUCE: return carry_reduce(by, act.code, d->version, d->amount, act.note, e);
    case D_REMIND: return carry_remind(by, d->year, &d->n, e);
    case D_PAPER: return attach_add(by, &paper, &d->ret, e);
    case D_FLAG: return carry_flag_add(by, &d->flag, &d->ret, e);
    case D_FLAG_STEP: return carry_flag_decide(by, act.code, d->version, act.event, act.note, e);
    case D_LIST: case D_TAKE: case D_LEAVE: case D_DROP: case D_MOVE: case D_DECIDE: case D_POST: return deed_list(by, d, e);
    default: return deed_year(by, d, e);
    }
}

static inline bool deed_run(struct act *by, void *ctx, struct err *e)
{
    struct deed *d = ctx;
    bool ok = deed_do(by, d, e);

    if (ok && d->ret.n) {
        d->ret = str_dup(city_arena(by), d->ret);
    }
    return ok;
}

/* who NULL: the system. */
static inline struct str deed(struct town *t, const struct actor *who, struct deed *d, const char *why)
{
    struct err e = {0};
    bool ok = who ? city_write_as(t->s, t->a, who, deed_run, d, &e) : city_write(t->s, t->a, deed_run, d, &e);

    if (!ok) {
        fail_msg("%s: %s %s %s", why, err_word(e.code), str_cstr(t->a, err_text(t->a, &e, LANG_EN)), e.detail);
    }
    return d->ret;
}

static inline void refuse(struct town *t, const struct actor *who, struct deed d, enum err_code want, const char *why)
{
    const char *sql = "SELECT (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM entry), (SELECT COUNT(*) FROM carry_event)";
    struct str before = sql_lines(t->s, t->a, sql);
    struct err e = {0};

    if (who ? city_write_as(t->s, t->a, who, deed_run, &d, &e) : city_write(t->s, t->a, deed_run, &d, &e)) {
        fail_msg("%s: was done", why);
    }
    if (e.code != want) {
        fail_msg("%s: %s %s", why, err_word(e.code), e.detail);
    }
    assert_str(sql_lines(t->s, t->a, sql), str_cstr(t->a, before), why);
}

static inline void hold(struct town *t, const char *why)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(t->db, t->a, &b, &n, &broken, &e), &e);
    if (broken) {
        fail_msg("%s: %s: %s", why, b[0].invariant->name, str_cstr(t->a, b[0].problem));
    }
}

static inline struct carry asked(struct town *t, struct str code)
{
    struct carry c;
    struct err e;

    assert_ok(carry_get(t->db, t->a, code, &c, &e), &e);
    return c;
}

static inline const char *txt(struct town *t, struct str s)
{
    return str_cstr(t->a, s);
}

static inline void post(struct town *t, const char *key, const char *type, int64_t line, int64_t baht, const char *ref)
{
    struct err e;

    if (!town_post_as(t, &t->finance, town_posting(key, type, line, 0, baht * 100, ref), NULL, &e)) {
        fail_msg("%s: %s", key, err_word(e.code));
    }
}

static inline struct deed ask(const char *line, const char *kind, const char *ref, int64_t baht)
{
    bool b = kind[0] == 'B';

    return (struct deed){.what = D_ADD,
                         .c = {.line_code = str_from(line),
                               .kind = str_from(kind),
                               .ref = str_from(ref),
                               .amount = BAHT(baht),
                               .reason = STR("ส่งมอบไม่ทัน"),
                               .status = b ? STR("ประกาศเชิญชวนแล้ว") : STR_NONE,
                               .sign_on = b ? DATE(20231115) : DATE_NONE,
                               .deliver_on = b ? DATE(20240315) : DATE_NONE,
                               .pay_on = b ? DATE(20240415) : DATE_NONE}};
}

static inline struct deed step(struct str code, const char *event, const char *note)
{
    return (struct deed){.what = D_STEP, .code = code.p, .event = event, .note = note, .version = -1};
}

static inline struct deed paper(const char *subject)
{
    return (struct deed){.what = D_PAPER, .code = subject};
}

/* A request as far as the office: drafted, with its paper, sent by the head. */
static inline struct str sent(struct people *p, struct deed d)
{
    struct town *t = &p->t;
    struct str code = deed(t, &t->officer, &d, "asked");

    code = str_from(txt(t, code));
    d = paper(txt(t, str_format(t->a, "carry:%.*s", STR_FMT(code))));
    (void)deed(t, &t->officer, &d, "a paper");
    d = step(code, "submit", NULL);
    (void)deed(t, &t->officer, &d, "submitted");
    d = step(code, "approve", NULL);
    (void)deed(t, &t->head, &d, "approved by the head");
    return code;
}

/* A list of all sent requests of a kind, proposed. */
static inline struct str moved(struct people *p, const char *kind, int64_t year, bool extension)
{
    struct town *t = &p->t;
    struct deed d = {.what = D_LIST, .list = {.year = year, .kind = str_from(kind), .title = STR("ขอกันเงิน"), .extension = extension}};
    struct str code = str_from(txt(t, deed(t, &p->office, &d, "a list")));

    d = (struct deed){.what = D_TAKE, .code = code.p};
    (void)deed(t, &p->office, &d, "all that were sent");
    d = (struct deed){.what = D_MOVE, .code = code.p, .paper = {.no = STR("ญ 1/2566"), .on = DATE(20230911), .version = -1}};
    (void)deed(t, &p->office, &d, "proposed");
    return code;
}

static inline struct deed decide(struct str code, const struct carry_decision *less, int64_t n)
{
    return (struct deed){.what = D_DECIDE,
                         .code = code.p,
                         .paper = {.no = STR("มติ 2/2566"), .on = DATE(20230920), .version = -1},
                         .decision = less,
                         .n = n};
}

#endif
