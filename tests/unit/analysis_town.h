/* analysis_town.h - two agencies whose requests are at the stage of analysis, the people who analyse, clear
 * and decide forms, and what each of them may do; what the machine checks found. */
#ifndef PBIS_TESTS_ANALYSIS_TOWN_H
#define PBIS_TESTS_ANALYSIS_TOWN_H

#include "plan_store.h"

#include "city/user.h"
#include "plan/analysis.h"
#include "plan/analysis_form.h"
#include "plan/check.h"
#include "plan/clearance.h"
#include "plan/cycle.h"
#include "plan/package.h"

enum { YEAR = 2566 };

struct ctx {
    enum {
        USER,
        PROPOSE,
        DECIDE,
        SAVE,
        RECOMMEND,
        BULK,
        AMOUNT,
        REFRESH,
        CLEAR_OPEN,
        CLEAR_ASK,
        CLEAR_ANSWER,
        CLEAR_PERSON
    } what;
    struct user_new user;
    struct analysis_form_new form;
    struct analysis_save save;
    struct recommend rec;
    struct recommend_many many;
    struct clearance_answer answer;
    struct check_result checked;
    struct str class, code, text;
    struct money amount;
    int64_t version, id;
    bool yes;
    size_t row;
};

static inline bool run_one(struct act *by, void *ctx, struct err *e)
{
    struct ctx *c = ctx;
    struct str code;

    switch (c->what) {
    case USER:
        return user_add(by, &c->user, e);
    case PROPOSE:
        return analysis_form_propose(by, YEAR, &c->form, &c->version, e);
    case DECIDE:
        return analysis_form_decide(by, c->class, c->version, c->yes, e);
    case SAVE:
        return analysis_save(by, &c->save, e);
    case RECOMMEND:
        return recommend(by, &c->rec, e);
    case BULK:
        return recommend_bulk(by, &c->many, &c->row, e);
    case AMOUNT:
        return line_set_amount(by, c->code, STAGE_ANALYST, c->amount, c->text, STR_NONE, e);
    case REFRESH:
        return checks_refresh(by, YEAR, &c->checked, e);
    case CLEAR_OPEN:
        return clearance_submitted(by, YEAR, c->id, &c->version, e);
    case CLEAR_ASK:
        if (!clearance_ask(by, YEAR, c->code, c->class, c->text, &code, e))
            return false;
        c->text = str_dup(city_arena(by), code);
        return true;
    case CLEAR_ANSWER:
        return clearance_answer(by, &c->answer, e);
    case CLEAR_PERSON:
        break;
    }
    return clearance_person_set(by, c->class, c->text, c->yes, e);
}

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city city;
    struct actor analyst, other, office, office2, own, tech;
    struct str code[8], line[8][4];
    int64_t id[8];
    size_t n;
};

static inline bool act_as(struct town *t, const struct actor *who, struct ctx *c, struct err *e)
{
    return city_write_as(t->s, t->a, who, run_one, c, e);
}

/* Two agencies with two packages of two lines each: a salary and a building. */
static inline void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct plan_fill f = {.year = YEAR, .units = 2, .levels = 1, .lines = 2, .state = "SUBMITTED"};
    struct err e;

    *t = (struct town){.s = s, .a = a};
    plan_make(s, a, YEAR, &t->city);
    assert_ok(store_reader(s, &t->db, &e), &e);
    plan_reach(s, a, YEAR, "REQUEST");
    for (int i = 0; i < 2; i++) {
        struct rows rows;
        const struct package_row *p;
        struct package_filter filter = {.year = YEAR, .limit = 10};

        f.agency_id = filter.agency_id = i ? t->city.works.id : t->city.drainage.id;
        f.output_id = i ? t->city.road : t->city.water;
        f.c = &t->city;
        assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
        assert_ok(package_list(t->db, a, NULL, &filter, &rows, &e), &e);
        p = rows.p;
        for (size_t k = 0; k < rows.n; k++, t->n++) {
            const struct line_row *l;
            struct rows lines;

            t->code[t->n] = p[k].code;
            t->id[t->n] = p[k].id;
            assert_ok(package_lines(t->db, a, p[k].id, &lines, &e), &e);
            l = lines.p;
            for (size_t x = 0; x < lines.n; x++)
                t->line[t->n][x] = l[x].code;
        }
    }
    plan_reach(s, a, YEAR, "ANALYSIS");
    t->analyst = plan_person("ana", PERM_ANALYSE, SCOPE_DIVISION, t->city.drainage.division);
    t->other = plan_person("oth", PERM_ANALYSE, SCOPE_DIVISION, t->city.drainage.division % 6 + 1);
    t->own = plan_person("own", PERM_ANALYSE, SCOPE_AGENCY, t->city.drainage.id);
    t->office = plan_person("office", PERM_PARAM, SCOPE_CITY, 0);
    t->office2 = plan_person("office2", PERM_PARAM, SCOPE_CITY, 0);
    t->tech = plan_person("tech", PERM_CLEAR, SCOPE_CITY, 0);
}

static inline size_t found(struct town *t, size_t i, const char *code)
{
    const struct check_row *r;
    struct rows rows;
    struct err e;
    size_t n = 0;

    assert_ok(package_checks(t->db, t->a, t->id[i], LANG_EN, &rows, &e), &e);
    r = rows.p;
    for (size_t k = 0; k < rows.n; k++)
        n += str_eq(r[k].code, str_from(code));
    return n;
}

#endif
