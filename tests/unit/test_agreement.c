/* Performance agreements: negotiated, frozen, signed, assessed, appealed, ranked. */
#include "ledger_town.h"

#include "base/exact.h"
#include "execute/invariant.h"
#include "perform/agreement.h"
#include "perform/rule_book.h"

enum { KPIS = 6 };

struct acted {
    struct str code, agency, reason, made;
    int64_t version, item, item_version, indicator;
    bool upheld;
    struct agreement_item_text text;
    struct agreement_component component;
    struct agreement_plea plea;
};

#define RUN(name, call)                                                                            \
    static bool name(struct act *by, void *ctx, struct err *e)                                     \
    {                                                                                              \
        struct acted *x = ctx;                                                                     \
                                                                                                   \
        return call;                                                                               \
    }
/* What a write made outlives its arena. */
static bool kept(struct act *by, struct acted *x, bool ok)
{
    if (ok) {
        x->made = str_dup(city_arena(by), x->made);
    }
    return ok;
}

RUN(make, kept(by, x, agreement_make(by, YEAR, x->agency, &x->made, e)))
RUN(add, agreement_item_add(by, x->code, x->indicator, &x->text, x->reason, &x->item, e))
RUN(propose, agreement_propose(by, x->code, x->item, x->item_version, &x->text, x->reason, e))
RUN(take_out, agreement_item_remove(by, x->code, x->item, x->item_version, x->reason, e))
RUN(agree, agreement_agree(by, x->code, x->item, x->item_version, e))
RUN(component, agreement_component_set(by, x->code, x->version, &x->component, x->reason, e))
RUN(conclude, agreement_conclude(by, x->code, x->version, e))
RUN(open_again, agreement_reopen(by, x->code, x->version, x->reason, e))
RUN(sign, agreement_sign(by, x->code, x->version, e))
RUN(interim, agreement_interim(by, x->code, x->version, e))
RUN(final, agreement_final(by, x->code, x->version, e))
RUN(close_it, agreement_close(by, x->code, x->version, e))
RUN(appeal, kept(by, x, agreement_appeal(by, x->code, x->version, &x->plea, &x->made, e)))
RUN(decide, agreement_decide(by, x->made, x->item_version, x->upheld, x->reason, e))

struct place {
    struct town t;
    struct actor csc, strategy, officer, governor;
    struct acted x;
};

static void person(struct place *p, const char *name, enum role role, const char *agency, struct actor *ret)
{
    town_person(&p->t, name, role, agency, ret);
}

/* Six indicators of 11000000, scored by their owner; K7 is collected and has no rule. */
static void indicators(struct place *p)
{
    struct err e;

    for (int i = 1; i <= KPIS + 1; i++) {
        struct str sql = str_format(
            p->t.a,
            "INSERT INTO indicator (year, code, level, kind, agency_id) SELECT 2566, 'K%d', 'kpi', 'output', id FROM agency WHERE code = '11000000'; "
            "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, last_day, made_by, made_ms) "
            "SELECT id, 2566, agency_id, 's%d', 'K%d', 'mission', '%s', 'year', 'civil_service', 'percent', 20230930, 'x', 1 FROM indicator WHERE code = 'K%d'",
            i, i, i, i > KPIS ? "value" : "given", i);

        assert_ok(sql_write(p->t.s, str_cstr(p->t.a, sql), &e), &e);
    }
}

static int64_t indicator_id(struct place *p, int i)
{
    struct str s = sql_lines(p->t.s, p->t.a, str_cstr(p->t.a, str_format(p->t.a, "SELECT id FROM indicator WHERE code = 'K%d'", i)));
    int64_t id;

    assert_true(exact_parse_decimal(s, 0, &id));
    return id;
}

static void place(struct store *s, struct arena *a, struct place *p)
{
    memset(p, 0, sizeof *p);
    town_make(s, a, &p->t);
    person(p, "csc", ROLE_CIVIL_SERVICE, "", &p->csc);
    person(p, "str", ROLE_STRATEGY, "", &p->strategy);
    person(p, "gov", ROLE_GOVERNOR, "", &p->governor);
    indicators(p);
    p->x.agency = STR("11000000");
    p->x.code = STR("2566-AG-1100");
    p->x.reason = STR("ตามหนังสือ");
}

static struct agreement now(struct place *p)
{
    struct agreement g;
    struct err e;

    assert_ok(agreement_get(p->t.db, p->t.a, p->x.code, &g, &e), &e);
    return g;
}

static bool as(struct place *p, const struct actor *who, city_fn *fn, struct err *e)
{
    struct str code = p->x.code;

    if (str_starts(code, STR("2566-AG")) && fn != make) {
        struct agreement g = now(p);

        p->x.version = g.version;
    }
    return city_write_as(p->t.s, p->t.a, who, fn, &p->x, e);
}

static struct agreement_item item(struct place *p, const char *number)
{
    const struct agreement_item *x;
    struct rows rows;
    struct err e;

    assert_ok(agreement_items(p->t.db, p->t.a, now(p).id, &rows, &e), &e);
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(x[i].number, str_from(number)))
            return x[i];
    }
    fail_msg("no item %s", number);
    return (struct agreement_item){0};
}

static void at_item(struct place *p, const char *number)
{
    struct agreement_item i = item(p, number);

    p->x.item = i.id;
    p->x.item_version = i.version;
    p->x.text = (struct agreement_item_text){i.number, i.name,    i.target,    i.definition, i.method, i.evidence,
                                             i.measure, i.project, i.unit_name, i.component,  i.tables, i.weight};
}

/* Weights of the FY2565 agreement: 30 + 20 + 20 in component 1, 10 in 4, 10 + 10 in 5; K1 stands in two tables. */
static void fill(struct place *p)
{
    static const struct {
        const char *number;
        int64_t component, tables, bp;
    } row[KPIS] = {{"1", 1, TABLE_K | TABLE_KH, 3000}, {"2", 1, TABLE_K | TABLE_KHO, 2000}, {"3", 1, TABLE_KHO, 2000},
                   {"4", 4, TABLE_NGO, 1000},          {"5.1", 5, TABLE_NGO, 1000},         {"5.2", 5, TABLE_NGO, 1000}};
    struct err e;

    for (int i = 0; i < KPIS; i++) {
        p->x.indicator = indicator_id(p, i + 1);
        p->x.text = (struct agreement_item_text){.number = str_from(row[i].number),
                                                 .name = str_format(p->t.a, "ตัวชี้วัด %s", row[i].number),
                                                 .target = STR("ระดับ 5"),
                                                 .evidence = STR("รายงาน"),
                                                 .component = row[i].component,
                                                 .tables = row[i].tables,
                                                 .weight = {row[i].bp}};
        assert_ok(as(p, &p->csc, add, &e), &e);
    }
}

static void made(struct store *s, struct arena *a, struct place *p)
{
    struct err e;

    place(s, a, p);
    assert_err(as(p, &p->t.finance, make, &e), &e, ERR_FORBIDDEN);
    assert_ok(as(p, &p->csc, make, &e), &e);
    assert_true(str_eq(p->x.made, p->x.code));
    assert_err(as(p, &p->csc, make, &e), &e, ERR_DUPLICATE);
    fill(p);
}

static void agreed(struct store *s, struct arena *a, struct place *p)
{
    struct err e;

    made(s, a, p);
    p->x.item = 0;
    assert_ok(as(p, &p->t.officer, agree, &e), &e);
    assert_ok(as(p, &p->csc, conclude, &e), &e);
}

static void signed_by_both(struct store *s, struct arena *a, struct place *p)
{
    struct err e;

    agreed(s, a, p);
    assert_ok(as(p, &p->t.head, sign, &e), &e);
    assert_ok(as(p, &p->t.permsec, sign, &e), &e);
}

static void holds(struct place *p)
{
    const struct broken *b;
    size_t n, broken;
    struct err e;

    assert_ok(invariants_check(p->t.db, p->t.a, &b, &n, &broken, &e), &e);
    if (broken)
        fail_msg("%s: %s", b[0].invariant->name, str_cstr(p->t.a, b[0].problem));
}

/* ---- negotiating ---- */

static void negotiated(struct store *s, struct arena *a)
{
    const struct agreement_turn *t;
    struct rows rows;
    struct place p;
    struct err e;

    made(s, a, &p);
    assert_int_equal(now(&p).weight.bp, 10000);
    assert_int_equal(now(&p).open, KPIS); /* the agency has agreed to none */
    assert_true(str_eq(item(&p, "1").places, STR("\xE0\xB8\x81 \xE0\xB8\x82")));
    p.x.indicator = indicator_id(&p, 1);
    at_item(&p, "1");
    assert_err(as(&p, &p.csc, add, &e), &e, ERR_AGREEMENT_TWICE); /* a second table is a place, not a second item */
    assert_ok(sql_write(s,
                        "INSERT INTO indicator (year, code, level, kind) VALUES (2566, 'K9', 'kpi', 'output'); "
                        "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, last_day, "
                        "made_by, made_ms) SELECT i.id, 2566, g.id, 's1', 'K9', 'base', 'given', 'year', 'strategy', 'percent', 20230930, 'x', 1 "
                        "FROM indicator i, agency g WHERE i.code = 'K9' AND g.code = '10000000'",
                        &e),
              &e);
    p.x.indicator = indicator_id(&p, 9);
    assert_err(as(&p, &p.csc, add, &e), &e, ERR_AGREEMENT_TWICE); /* the same indicator by another id */
    at_item(&p, "2");
    assert_err(as(&p, &p.t.officer, propose, &e), &e, ERR_NOTHING);
    p.x.text.weight.bp = 1500;
    p.x.text.target = STR("ร้อยละ 2");
    p.x.reason = STR_NONE;
    assert_err(as(&p, &p.t.officer, propose, &e), &e, ERR_REQUIRED);
    p.x.reason = STR("งานมากขึ้น");
    assert_err(as(&p, &p.t.finance, propose, &e), &e, ERR_FORBIDDEN);
    assert_ok(as(&p, &p.t.officer, propose, &e), &e);
    assert_err(as(&p, &p.csc, propose, &e), &e, ERR_STALE); /* seen before the agency's proposal */
    assert_false(item(&p, "2").city_ok);
    assert_true(item(&p, "2").agency_ok);
    assert_ok(agreement_turns(p.t.db, a, now(&p).id, 0, 10, &rows, &e), &e);
    t = rows.p; /* newest first: target, weight */
    assert_true(str_eq(t[0].field, STR("target")) && str_eq(t[0].old_value, STR("ระดับ 5")) && str_eq(t[0].new_value, STR("ร้อยละ 2")));
    assert_true(str_eq(t[1].field, STR("weight")) && str_eq(t[1].old_value, STR("20.00")) && str_eq(t[1].new_value, STR("15.00")));
    assert_true(str_eq(t[1].side, STR("agency")) && str_eq(t[1].reason, STR("งานมากขึ้น")));
    assert_false(sql_write(s, "UPDATE agreement_turn SET old_value = ''", &e));
    p.x.item = 0;
    assert_ok(as(&p, &p.csc, agree, &e), &e);
    assert_ok(as(&p, &p.t.officer, agree, &e), &e);
    assert_int_equal(now(&p).open, 0);
    assert_err(as(&p, &p.csc, conclude, &e), &e, ERR_AGREEMENT_LINT); /* 95 per cent */
    at_item(&p, "2");
    p.x.text.weight.bp = 10001;
    assert_err(as(&p, &p.csc, propose, &e), &e, ERR_BAD_NUMBER);
    p.x.text.weight.bp = 2000;
    assert_ok(as(&p, &p.csc, propose, &e), &e);
    assert_err(as(&p, &p.csc, conclude, &e), &e, ERR_AGREEMENT_LINT); /* the agency has not agreed */
    holds(&p);
}

/* Each finding alone: the words of what stands in the way. */
static void lint(struct store *s, struct arena *a)
{
    static const struct {
        const char *sql, *word;
        bool blocks;
    } row[] = {
        {"UPDATE agreement_item SET weight_bp = 2999 WHERE number = '1'", "weights", true},
        {"UPDATE agreement_component SET weight_bp = 6900 WHERE component = 1", "component_weights", true},
        {"UPDATE indicator_profile SET collect = 'value' WHERE code = 'K4'", "no_rule", true},
        {"UPDATE agreement_item SET target = '' WHERE number = '1'", "no_target", false},
        {"UPDATE agreement_item SET evidence = '' WHERE number = '1'", "no_evidence", false},
        {"UPDATE agreement_item SET city_ok = 0 WHERE number = '1'", "not_agreed", true},
    };
    const struct agreement_finding *f;
    struct agreement g;
    struct rows rows;
    struct place p;
    struct err e;

    made(s, a, &p);
    p.x.item = 0;
    assert_ok(as(&p, &p.t.officer, agree, &e), &e);
    g = now(&p);
    assert_ok(agreement_lint(p.t.db, a, &g, &rows, &e), &e);
    assert_int_equal(rows.n, 0);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool there = false;

        assert_ok(sql_write(s, row[i].sql, &e), &e);
        assert_ok(agreement_lint(p.t.db, a, &g, &rows, &e), &e);
        f = rows.p;
        for (size_t k = 0; k < rows.n; k++)
            there |= str_eq(f[k].word, str_from(row[i].word)) && f[k].blocks == row[i].blocks;
        if (!there)
            fail_msg("%s is not found", row[i].word);
        assert_true(agreement_finding_text(a, &f[0], LANG_TH).n > 10);
    }
}

/* ---- signing ---- */

static void signing(struct store *s, struct arena *a)
{
    const struct agreement_version *v;
    struct actor own;
    struct agreement g;
    struct rows rows;
    struct place p;
    struct err e;

    agreed(s, a, &p);
    at_item(&p, "1");
    p.x.text.target = STR("ระดับ 4");
    assert_err(as(&p, &p.csc, propose, &e), &e, ERR_STATE);
    assert_err(as(&p, &p.t.officer, sign, &e), &e, ERR_FORBIDDEN);
    assert_err(as(&p, &p.csc, sign, &e), &e, ERR_FORBIDDEN);
    assert_err(as(&p, &p.csc, interim, &e), &e, ERR_STATE);
    assert_ok(as(&p, &p.t.head, sign, &e), &e);
    assert_err(as(&p, &p.t.head, sign, &e), &e, ERR_ALREADY);
    assert_true(now(&p).agency_signed);
    assert_ok(as(&p, &p.csc, open_again, &e), &e); /* before the city signed: back to the table */
    assert_false(now(&p).agency_signed);
    p.x.item = item(&p, "1").id;
    p.x.item_version = item(&p, "1").version;
    assert_ok(as(&p, &p.t.officer, propose, &e), &e);
    p.x.item = 0;
    assert_ok(as(&p, &p.csc, agree, &e), &e);
    assert_ok(as(&p, &p.csc, conclude, &e), &e);
    assert_ok(as(&p, &p.t.permsec, sign, &e), &e);
    assert_ok(as(&p, &p.t.head, sign, &e), &e);
    assert_true(str_eq(now(&p).state, STR("signed")));
    g = now(&p);
    assert_ok(agreement_versions(p.t.db, a, g.id, &rows, &e), &e);
    v = rows.p;
    assert_int_equal(rows.n, 2);
    assert_true(str_eq(v[0].reason, p.x.reason)); /* why it replaces the first */
    assert_true(str_eq(v[0].city_role, STR("permsec")));
    assert_ok(agreement_verify(p.t.db, a, &g, &v[0], &e), &e);
    assert_ok(agreement_verify(p.t.db, a, &g, &v[1], &e), &e); /* the first stands as it was */
    assert_ok(agreement_frozen(p.t.db, a, g.id, 1, &rows, &e), &e);
    assert_true(str_eq(((const struct agreement_item *)rows.p)[0].target, STR("ระดับ 5")));
    assert_false(sql_write(s, "UPDATE agreement_frozen SET target = 'x'", &e));
    assert_false(sql_write(s, "DELETE FROM agreement_signature", &e));
    own = p.csc; /* a keeper who is of the agency */
    own.grant[own.grants] = own.grant[0];
    own.grant[own.grants++].scope = (struct scope){SCOPE_AGENCY, p.t.c.drainage.id};
    assert_err(as(&p, &own, interim, &e), &e, ERR_OWN_AGREEMENT);
    holds(&p);
}

/* ---- assessing ---- */

static void score(struct place *p, int kpi, const char *kind, const char *percent, const char *points, const char *why)
{
    struct str sql = str_format(
        p->t.a,
        "INSERT INTO score_run (code, year, as_of, kind, scored, unscored, by_user, at_ms) SELECT 'R' || CAST(COUNT(*) AS TEXT), 2566, 20230930, '%s', %d, %d, 'x', 1 FROM score_run; "
        "INSERT INTO score (run_id, indicator_id, year, as_of, kind, basis, percent, points, why, by_user, at_ms) "
        "SELECT MAX(id), %lld, 2566, 20230930, '%s', 'given', %s, %s, '%s', 'x', 1 FROM score_run; "
        "DELETE FROM score_newest WHERE indicator_id = %lld; "
        "INSERT INTO score_newest (indicator_id, year, place, score_id) SELECT %lld, 2566, %d, MAX(id) FROM score",
        kind, why[0] == '\0', why[0] != '\0', (long long)indicator_id(p, kpi), kind, percent, points, why, (long long)indicator_id(p, kpi),
        (long long)indicator_id(p, kpi), kind[0] == 'f' ? 1 : kind[0] == 'g' ? 2 : 3);
    struct err e;

    assert_ok(sql_write(p->t.s, str_cstr(p->t.a, sql), &e), &e);
}

/* A synthetic vector, never a result: KPI 1 level 5 = 30, KPI 2 level 2 = 14, KPI 3 level 5 = 20, and the FY2564 scores of
 * components 4 and 5, which the document prints as 91.572 -> 9.157, 92.820 -> 9.282 and 100 -> 10. Its sum is 92.439 both when
 * each weighted score is rounded half up to three decimals (9.1572 -> 9.157) and when only the sum is; no rounding gives 92.441. */
static void vector(struct place *p)
{
    score(p, 1, "final", "100000000", "30000000", "");
    score(p, 2, "final", "70000000", "14000000", "");
    score(p, 3, "final", "100000000", "20000000", "");
    score(p, 4, "given", "91572000", "0", "");
    score(p, 5, "given", "92820000", "0", "");
    score(p, 6, "given", "100000000", "0", "");
}

static bool late_rule(struct act *by, void *ctx, struct err *e)
{
    struct rule_draft d = {.year = YEAR, .indicator = STR("K1")};
    struct rule r;
    bool found;
    int64_t no;

    (void)ctx;
    if (!rule_reference(by->a, STR("disbursed-51"), 2565, &r, &found, e))
        return false;
    assert_true(found && rule_full_points(&r).millionths == 10000000);
    d.rule = &r;
    return rule_load(by, &d, STR("x"), &no, e);
}

static void assessed(struct store *s, struct arena *a)
{
    const struct agreement_component *c;
    struct rows rows;
    struct place p;
    struct err e;

    signed_by_both(s, a, &p);
    score(&p, 1, "interim", "40000000", "14000000", "");
    score(&p, 2, "interim", "0", "0", "no_base");
    assert_ok(as(&p, &p.csc, interim, &e), &e);
    assert_int_equal(now(&p).total.millionths, 14000000);
    assert_int_equal(now(&p).scored, 1); /* five have no score: they say why and are no zero */
    assert_int_equal(now(&p).assessed, KPIS);
    assert_ok(agreement_frozen(p.t.db, a, now(&p).id, 0, &rows, &e), &e);
    assert_true(str_eq(((const struct agreement_item *)rows.p)[1].why, STR("no_base")));
    assert_int_equal(((const struct agreement_item *)rows.p)[1].weighted_text.n, 0);
    assert_err(as(&p, &p.csc, final, &e), &e, ERR_UNSCORED);
    vector(&p);
    /* The scores were final; a difference that opens since stands in the way. */
    assert_ok(sql_write(s, "INSERT INTO carry_flag (code, year, line_id, kind, base, amount_satang, reason, evidence, state, made_by, made_at_ms) "
                        "SELECT 'F1', 2566, MIN(id), 'multi_year', 'carry_b', 100, 'x', 'x', 'proposed', 'x', 1 FROM line WHERE year = 2566",
                        &e),
              &e);
    assert_err(as(&p, &p.csc, final, &e), &e, ERR_SCORE_OPEN);
    assert_ok(sql_write(s, "DELETE FROM carry_flag", &e), &e);
    /* A rule that came after the signing, of other points than the weight of 30. */
    assert_ok(sql_write(s, "UPDATE indicator_profile SET collect = 'value' WHERE code = 'K1'", &e), &e);
    assert_ok(city_write(s, a, late_rule, NULL, &e), &e);
    assert_err(as(&p, &p.csc, final, &e), &e, ERR_AGREEMENT_LINT);
    assert_ok(sql_write(s, "UPDATE indicator_profile SET collect = 'given' WHERE code = 'K1'", &e), &e);
    assert_ok(as(&p, &p.csc, final, &e), &e);
    assert_int_equal(now(&p).total.millionths, 92439000);
    assert_true(str_eq(now(&p).total_text, STR("92.439")));
    assert_ok(agreement_components(p.t.db, a, now(&p).id, now(&p).number, &rows, &e), &e);
    c = rows.p;
    assert_int_equal(c[0].total.millionths, 64000000);
    assert_int_equal(c[3].total.millionths, 9157000);
    assert_int_equal(c[4].total.millionths, 19282000);
    assert_false(sql_write(s, "UPDATE agreement_score SET total = 100000000", &e));
    holds(&p);
}

/* A final score without evidence earns nothing and says so; the parameter can make it wait instead. */
static void no_evidence(struct store *s, struct arena *a)
{
    struct rows rows;
    struct place p;
    struct err e;

    signed_by_both(s, a, &p);
    vector(&p);
    score(&p, 3, "final", "0", "0", "no_evidence");
    assert_ok(as(&p, &p.csc, final, &e), &e);
    assert_int_equal(now(&p).total.millionths, 72439000);
    assert_ok(agreement_frozen(p.t.db, a, now(&p).id, 0, &rows, &e), &e);
    assert_true(str_eq(((const struct agreement_item *)rows.p)[2].why, STR("no_evidence")));
    assert_true(str_eq(((const struct agreement_item *)rows.p)[2].weighted_text, STR("0.000")));
    holds(&p);
}

static void appealed(struct store *s, struct arena *a)
{
    struct actor scorer;
    struct place p;
    struct err e;

    signed_by_both(s, a, &p);
    vector(&p);
    assert_ok(as(&p, &p.csc, final, &e), &e);
    p.x.plea = (struct agreement_plea){.item_id = item(&p, "2").id, .reason = STR("นับเงินที่ยกเว้น")};
    assert_err(as(&p, &p.t.head, appeal, &e), &e, ERR_REQUIRED); /* the evidence */
    p.x.plea.evidence = STR("กท 1902/1");
    assert_err(as(&p, &p.t.officer, appeal, &e), &e, ERR_FORBIDDEN);
    assert_ok(as(&p, &p.t.head, appeal, &e), &e);
    assert_true(str_eq(p.x.made, STR("2566-AG-1100-1")));
    p.x.made = STR("2566-AG-1100-1");
    assert_err(as(&p, &p.t.head, appeal, &e), &e, ERR_ALREADY);
    assert_true(str_eq(now(&p).state, STR("appealed")));
    p.x.item_version = 1;
    p.x.upheld = true;
    assert_err(as(&p, &p.csc, decide, &e), &e, ERR_SAME_PERSON); /* who made the assessment */
    assert_err(as(&p, &p.t.head, decide, &e), &e, ERR_FORBIDDEN);
    assert_err(as(&p, &p.strategy, decide, &e), &e, ERR_NO_NEW_SCORE);
    person(&p, "x", ROLE_STRATEGY, "", &scorer);
    assert_err(as(&p, &scorer, decide, &e), &e, ERR_SAME_PERSON); /* who gave the score */
    score(&p, 2, "final", "80000000", "16000000", "");
    assert_ok(as(&p, &p.strategy, decide, &e), &e);
    assert_int_equal(now(&p).total.millionths, 94439000);
    assert_int_equal(now(&p).score_number, 2);
    assert_true(str_eq(now(&p).state, STR("final")));
    assert_true(str_eq(sql_lines(s, a, "SELECT total FROM agreement_score ORDER BY id"), STR("92439000\n94439000"))); /* the first stays */
    assert_err(as(&p, &p.strategy, decide, &e), &e, ERR_STALE);
    p.x.item_version = 2;
    assert_err(as(&p, &p.strategy, decide, &e), &e, ERR_STATE);
    assert_ok(as(&p, &p.csc, close_it, &e), &e);
    holds(&p);
}

/* ---- ranking ---- */

static void ranking(struct store *s, struct arena *a)
{
    const struct agreement_rank *r;
    struct rows rows;
    struct place p;
    struct err e;

    signed_by_both(s, a, &p);
    vector(&p);
    assert_ok(agreement_ranking(p.t.db, a, YEAR, &rows, &e), &e);
    r = rows.p;
    assert_int_equal(r[0].rank, 0); /* nobody has a final score */
    assert_ok(as(&p, &p.csc, final, &e), &e);
    /* Three more: one with the same total, one below, one only drafted. */
    assert_ok(sql_write(s,
                        "INSERT INTO agreement (year, agency_id, code, state, number, made_by, made_ms) SELECT 2566, id, 'AG' || code, "
                        "CASE WHEN code = '14000000' THEN 'drafted' ELSE 'closed' END, 1, 'x', 1 FROM agency WHERE code IN ('10000000', '14000000', '15000000'); "
                        "INSERT INTO agreement_version (agreement_id, number, items, weight_bp, sha, by_user, at_ms) SELECT id, 1, 0, 0, (SELECT hash FROM audit WHERE seq = 1), 'x', 1 FROM agreement WHERE code LIKE 'AG%'; "
                        "INSERT INTO agreement_score (agreement_id, version_id, kind, number, items, scored, total, weight_bp, by_user, at_ms) "
                        "SELECT x.id, v.id, 'final', 1, 0, 0, CASE WHEN x.code = 'AG10000000' THEN 92439000 ELSE 50000000 END, 10000, 'x', 1 "
                        "FROM agreement x JOIN agreement_version v ON v.agreement_id = x.id WHERE x.code IN ('AG10000000', 'AG15000000')",
                        &e),
              &e);
    assert_ok(agreement_ranking(p.t.db, a, YEAR, &rows, &e), &e);
    r = rows.p;
    assert_true(str_eq(r[0].agency_code, STR("10000000")) && r[0].rank == 1);
    assert_true(str_eq(r[1].agency_code, STR("11000000")) && r[1].rank == 1); /* ties share */
    assert_true(str_eq(r[2].agency_code, STR("15000000")) && r[2].rank == 3);
    assert_int_equal(r[3].rank, 0);
    for (size_t i = 3; i < rows.n; i++) {
        const char *why = str_eq(r[i].agency_code, STR("14000000")) ? "not_signed" : "no_agreement";

        assert_true(r[i].rank == 0 && r[i].total_text.n == 0 && str_eq(r[i].why, str_from(why)));
    }
}

/* ---- taking out, components ---- */

static void taken_out(struct store *s, struct arena *a)
{
    struct place p;
    struct err e;

    made(s, a, &p);
    at_item(&p, "4");
    assert_ok(as(&p, &p.t.officer, take_out, &e), &e);
    assert_true(item(&p, "4").removed); /* proposed: it is still there */
    at_item(&p, "4");
    assert_err(as(&p, &p.t.officer, take_out, &e), &e, ERR_ALREADY);
    assert_ok(as(&p, &p.csc, agree, &e), &e);
    assert_int_equal(now(&p).items, KPIS - 1);
    p.x.indicator = indicator_id(&p, 4);
    assert_ok(as(&p, &p.t.officer, add, &e), &e); /* and back */
    assert_int_equal(now(&p).items, KPIS);
    p.x.component = (struct agreement_component){.component = 1, .weight = {7000}, .title = STR("งานหลัก")};
    assert_ok(as(&p, &p.csc, component, &e), &e);
    assert_err(as(&p, &p.csc, component, &e), &e, ERR_NOTHING);
    p.x.component.weight.bp = 10001;
    assert_err(as(&p, &p.csc, component, &e), &e, ERR_BAD_NUMBER);
}

#define BOTH(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(name);                                                                     \
    }
BOTH(negotiated)
BOTH(lint)
BOTH(signing)
BOTH(assessed)
BOTH(no_evidence)
BOTH(appealed)
BOTH(ranking)
BOTH(taken_out)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_negotiated), cmocka_unit_test(test_lint),      cmocka_unit_test(test_signing),
        cmocka_unit_test(test_assessed),   cmocka_unit_test(test_no_evidence), cmocka_unit_test(test_appealed),
        cmocka_unit_test(test_ranking),    cmocka_unit_test(test_taken_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
