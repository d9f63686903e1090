/* Re-organisation: merge, split with odd satang, rename, programme codes; contracts, people and indicators follow; what is
 * refused and why; planted violations. */
#include "contract_town.h"

#include "base/crypto.h"
#include "execute/position_structure.h"
#include "execute/reorganise.h"

#define DAY DATE(20221001)

struct city {
    struct town t;
    struct actor office, office2, governor;
};

struct change {
    enum { PROPOSE, APPROVE, EXECUTE, DROP } what;
    struct reorg_new n;
    const char *code, *doc;
    int64_t version, row;
    bool again;
    struct str ret;
};

static bool change_run(struct act *by, void *ctx, struct err *e)
{
    struct change *c = ctx;
    struct str code = c->code ? str_from(c->code) : STR_NONE, doc = c->doc ? str_from(c->doc) : STR_NONE;

    switch (c->what) {
    case PROPOSE:
        if (!reorg_propose(by, &c->n, &code, &c->row, e)) {
            return false;
        }
        c->ret = str_dup(city_arena(by), code);
        return true;
    case APPROVE: return reorg_approve(by, code, c->version, doc, e);
    case EXECUTE: return reorg_execute(by, code, c->version, &c->again, e);
    case DROP: default: return reorg_drop(by, code, c->version, doc, e);
    }
}

static bool change_as(struct city *c, const struct actor *who, struct change *x, struct err *e)
{
    return city_write_as(c->t.s, c->t.a, who, change_run, x, e);
}

static void make(struct store *s, struct arena *a, struct city *c)
{
    contract_town(s, a, &c->t);
    town_person(&c->t, "off", ROLE_SYSTEM_OFFICE, "", &c->office);
    town_person(&c->t, "off2", ROLE_SYSTEM_OFFICE, "", &c->office2);
    town_person(&c->t, "gov", ROLE_GOVERNOR, "", &c->governor);
}

static struct reorg_rule_new whole(const char *from, const char *to)
{
    return (struct reorg_rule_new){.from_agency = str_from(from), .to_agency = str_from(to), .share_bp = 10000};
}

static struct change proposal(const char *kind, const struct reorg_rule_new *r, size_t n)
{
    return (struct change){.what = PROPOSE,
                           .n = {.year = YEAR,
                                 .kind = str_from(kind),
                                 .title = STR("ปรับโครงสร้าง"),
                                 .reason = STR("ประกาศกรุงเทพมหานคร"),
                                 .on_date = DAY,
                                 .rule = r,
                                 .n = n}};
}

static const char *proposed(struct city *c, struct change x)
{
    struct err e;

    assert_ok(change_as(c, &c->office, &x, &e), &e);
    return str_cstr(c->t.a, x.ret);
}

static void not_proposed(struct city *c, struct change x, enum err_code want, const char *why)
{
    const char *sql = "SELECT (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM reorganise)";
    struct str before = sql_lines(c->t.s, c->t.a, sql);
    struct err e = {0};

    if (change_as(c, &c->office, &x, &e) || e.code != want) {
        fail_msg("%s: %s %s", why, err_word(e.code), e.detail);
    }
    assert_str(sql_lines(c->t.s, c->t.a, sql), str_cstr(c->t.a, before), why);
}

static void approved(struct city *c, const char *code)
{
    struct change x = {.what = APPROVE, .code = code, .doc = "กท 0100/1", .version = -1};
    struct err e;

    assert_ok(change_as(c, &c->governor, &x, &e), &e);
}

static void executed(struct city *c, const char *code)
{
    struct change x = {.what = EXECUTE, .code = code, .version = -1};
    struct err e;

    assert_ok(change_as(c, &c->office, &x, &e), &e);
    assert_false(x.again);
    must_hold(&c->t, code);
}

static void refused(struct city *c, const struct actor *who, struct change x, enum err_code want, const char *why)
{
    const char *sql = "SELECT (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM entry), (SELECT COUNT(*) FROM line)";
    struct str before = sql_lines(c->t.s, c->t.a, sql);
    struct err e = {0};

    x.version = x.version ? x.version : -1;
    if (change_as(c, who, &x, &e) || e.code != want) {
        fail_msg("%s: %s %s", why, err_word(e.code), e.detail);
    }
    assert_str(sql_lines(c->t.s, c->t.a, sql), str_cstr(c->t.a, before), why);
}

#define CITY "SELECT SUM(source_satang), SUM(unallotted_satang), SUM(allotted_satang), SUM(reserved_satang), " \
             "SUM(obligated_satang), SUM(disbursed_satang) FROM balance"

static struct str by_agency(struct city *c)
{
    return sql_lines(c->t.s, c->t.a,
                     "SELECT g.code, SUM(b.unallotted_satang), SUM(b.allotted_satang), SUM(b.reserved_satang), "
                     "SUM(b.obligated_satang), SUM(b.disbursed_satang) FROM balance b JOIN line l ON l.id = b.line_id "
                     "JOIN agency g ON g.id = l.agency_id GROUP BY g.code ORDER BY g.code");
}

/* "agency approved current" of each row, in satang. */
static struct str positions(struct city *c, enum pos_structure s, const char *only)
{
    static const enum pos_dim dim[] = {POS_DIM_AGENCY};
    const struct position_where where[] = {{POS_DIM_AGENCY, str_from(only)}};
    struct position_filter f = {.year = YEAR, .where = where, .nwhere = only[0] ? 1 : 0};
    struct position *p = position_new();
    struct position_table t;
    struct sbuf b;
    struct err e;

    assert_ok(position_get_structure(p, c->t.db, c->t.a, &f, &(struct structure_by){POSITION_BY(dim, 1, LANG_EN), s}, &t, &e), &e);
    position_free(p);
    sbuf_init(&b, c->t.a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < t.n; i++) {
        sbuf_printf(&b, "%.*s %lld %lld; ", STR_FMT(t.row[i].key[0]), (long long)t.row[i].approved.satang,
                    (long long)t.row[i].current.satang);
    }
    sbuf_printf(&b, "= %lld %lld", (long long)t.total.approved.satang, (long long)t.total.current.satang);
    return sbuf_str(&b);
}

/* ---- two become one ---- */

static void merging(struct store *s, struct arena *a)
{
    struct reorg_rule_new r[1];
    struct city c;
    struct str before, contract;
    struct change x;
    struct contract k;
    const char *code;
    struct rows rows;
    struct reorg g;
    struct reorg_plan p;
    struct actor officer;
    struct err e;

    make(s, a, &c);
    contract = deal_in_force(&c.t, "C-1");
    assert_ok(town_post_as(&c.t, &c.t.finance, town_posting("r1", "RESERVE", 4, 0, 12345, "R1"), NULL, &e), &e);
    assert_ok(town_post_as(&c.t, &c.t.finance, town_posting("a1", "ALLOT", 1, 0, 50000, ""), NULL, &e), &e);
    assert_ok(town_post_as(&c.t, &c.t.finance, town_posting("d1", "DISBURSE", 1, 0, 20001, ""), NULL, &e), &e);
    assert_ok(town_post_as(&c.t, &c.t.finance, town_posting("p1", "DISBURSE", 2, 0, 40000, "C-1"), NULL, &e), &e);
    before = sql_lines(s, a, CITY);
    r[0] = whole("11000000", "10000000");
    code = proposed(&c, proposal("merge", r, 1));
    assert_string_equal(code, "2566-R-0001");
    assert_ok(reorg_get(c.t.db, a, str_from(code), &g, &e), &e);
    assert_ok(reorg_plan(c.t.db, a, &g, &p, &e), &e);
    assert_int_equal(p.lines, 4);
    assert_int_equal(p.total.satang, 1000000);
    assert_int_equal(p.moves.obligated.satang, 60000);
    assert_int_equal(p.blocks, 0);
    refused(&c, &c.office, (struct change){.what = EXECUTE, .code = code}, ERR_STATE, "not approved");
    refused(&c, &c.office, (struct change){.what = APPROVE, .code = code, .doc = "x"}, ERR_SAME_PERSON, "who proposed it");
    refused(&c, &c.t.head, (struct change){.what = APPROVE, .code = code, .doc = "x"}, ERR_SCOPE, "of one agency only");
    refused(&c, &c.governor, (struct change){.what = APPROVE, .code = code}, ERR_REQUIRED, "without a document");
    refused(&c, &c.governor, (struct change){.what = APPROVE, .code = code, .doc = "x", .version = 9}, ERR_STALE, "older");
    approved(&c, code);
    refused(&c, &c.governor, (struct change){.what = EXECUTE, .code = code}, ERR_SAME_PERSON, "who approved it");
    refused(&c, &c.t.finance, (struct change){.what = EXECUTE, .code = code}, ERR_FORBIDDEN, "not theirs");
    executed(&c, code);
    assert_str(sql_lines(s, a, CITY), str_cstr(a, before), "not a satang came or went");
    assert_str(by_agency(&c), "10000000\t650000\t517654\t12345\t60000\t60001\n11000000\t0\t0\t0\t0\t0",
               "all that can be spent is at the new agency");
    k = deal_now(&c.t, contract);
    assert_int_equal(k.agency_id, c.t.c.works.id);
    assert_int_equal(k.obligated.satang, 60000);
    assert_ok(actor_load(c.t.db, a, STR("off11"), &officer, &e), &e);
    assert_ok(actor_check(&officer, PERM_SPEND, c.t.c.works.id, c.t.c.works.division, &e), &e);
    assert_ok(reorg_effects(c.t.db, a, g.id, &rows, &e), &e);
    assert_int_equal(rows.n, 3); /* agencies_ended contracts users */
    assert_ok(reorg_sums(c.t.db, a, g.id, &rows, &e), &e);
    assert_int_equal(rows.n, BUCKET_COUNT);
    x = (struct change){.what = EXECUTE, .code = code, .version = -1};
    assert_ok(change_as(&c, &c.office, &x, &e), &e);
    assert_true(x.again);
    refused(&c, &c.office, (struct change){.what = DROP, .code = code, .doc = "x"}, ERR_STATE, "it is done");
    assert_ok(reorg_get(c.t.db, a, str_from(code), &g, &e), &e);
    assert_ok(reorg_plan(c.t.db, a, &g, &p, &e), &e);
    assert_int_equal(p.n, 4);
    assert_true(p.move[0].new_line.n > 0);
    assert_str(positions(&c, STRUCTURE_NEW, ""), "10000000 300000 1300000; 11000000 1000000 0; = 1300000 1300000", "as it stands");
    assert_str(positions(&c, STRUCTURE_OLD, ""), "10000000 300000 300000; 11000000 1000000 1000000; = 1300000 1300000", "as it was");
    assert_str(positions(&c, STRUCTURE_COMPARABLE, ""), "10000000 1300000 1300000; = 1300000 1300000", "as if it had been so");
    assert_str(positions(&c, STRUCTURE_OLD, "11000000"), "11000000 1000000 1000000; = 1000000 1000000", "one of them");
    assert_str(positions(&c, STRUCTURE_COMPARABLE, "11000000"), "= 0 0", "it is no more");
    /* Paid on, of the contract where it is now. */
    assert_ok(town_post_as(&c.t, &c.t.finance,
                           town_posting("p2", "DISBURSE", 8, 0, 60000, "C-1"), NULL, &e), &e);
    must_hold(&c.t, "paid on");
}

/* ---- one becomes three ---- */

static void splitting(struct store *s, struct arena *a)
{
    struct reorg_rule_new r[4];
    struct city c;
    struct str before;
    const char *code;
    struct err e;

    make(s, a, &c);
    (void)deal_in_force(&c.t, "C-1");
    assert_ok(town_post_as(&c.t, &c.t.finance, town_posting("a1", "ALLOT", 1, 0, 1, ""), NULL, &e), &e);
    before = sql_lines(s, a, CITY);
    /* A third stays, a third each to another and to a new one; line 3 whole. */
    r[0] = whole("11000000", "11000000");
    r[0].share_bp = 3333;
    r[1] = whole("11000000", "10000000");
    r[1].share_bp = 3333;
    r[2] = whole("11000000", "73000000");
    r[2].share_bp = 3334;
    r[2].to_name = STR("สำนักแหล่งน้ำ");
    r[3] = (struct reorg_rule_new){.line = STR("2566-0-1100-00003"), .to_agency = STR("10000000"), .share_bp = 10000};
    code = proposed(&c, proposal("split", r, 4));
    approved(&c, code);
    executed(&c, code);
    assert_str(sql_lines(s, a, CITY), str_cstr(a, before), "not a satang came or went");
    assert_str(sql_lines(s, a, "SELECT l.code, x.share_bp, x.main, x.unallotted_satang, x.allotted_satang, x.obligated_satang "
                               "FROM reorganise_line x JOIN line l ON l.id = x.old_line_id ORDER BY l.code, x.new_line_id"),
               "2566-0-1100-00001\t3333\t0\t33330\t0\t0\n"
               "2566-0-1100-00001\t3334\t1\t33339\t0\t0\n"
               "2566-0-1100-00002\t3333\t0\t0\t33330\t0\n"
               "2566-0-1100-00002\t3334\t1\t0\t33340\t100000\n"
               "2566-0-1100-00003\t10000\t1\t300000\t0\t0\n"
               "2566-0-1100-00004\t3333\t0\t0\t133320\t0\n"
               "2566-0-1100-00004\t3334\t1\t0\t133360\t0",
               "to the satang: the odd one stays with the first");
    assert_str(sql_lines(s, a, "SELECT g.code, g.name_th, g.valid_from FROM contract c JOIN agency g ON g.id = c.agency_id"),
               "73000000\tสำนักแหล่งน้ำ\t2566", "a contract has one party: the main successor, made new");
    assert_str(sql_lines(s, a, "SELECT valid_to IS NULL FROM agency WHERE code = '11000000'"),
               sql_lines(s, a, "SELECT 1 = 1").p, "it keeps a part and goes on");
}

/* ---- names and codes ---- */

static void renaming(struct store *s, struct arena *a)
{
    struct reorg_rule_new r[1];
    struct city c;
    const char *code;
    struct err e;

    make(s, a, &c);
    assert_ok(sql_write(s,
                        "INSERT INTO indicator (year, code, level, agency_id, kind) SELECT 2566, 'K1', 'kpi', id, 'output' "
                        "FROM agency WHERE code = '11000000'; "
                        "INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, last_day, "
                        "made_by, made_ms) SELECT id, 2566, agency_id, 's1', 'K1', 'mission', 'value', 'quarter', 'strategy', 'unit', 20230930, 'x', 1 "
                        "FROM indicator WHERE code = 'K1'; "
                        "INSERT INTO reading (indicator_id, year, period, agency_id, due, state, kind, details, first_sent, made_by, sent_by, verified_by) "
                        "SELECT id, 2566, 202212, agency_id, 20230115, 'verified', 'no_data', 'x', 20230115, 'a', 'b', 'c' "
                        "FROM indicator WHERE code = 'K1'; "
                        "INSERT INTO reading (indicator_id, year, period, agency_id, due) SELECT id, 2566, 202303, agency_id, 20230415 "
                        "FROM indicator WHERE code = 'K1'",
                        &e),
              &e);
    r[0] = whole("11000000", "74000000");
    not_proposed(&c, proposal("rename", r, 1), ERR_UNKNOWN_CODE, "a new code without a name");
    r[0].to_name = STR("สำนักระบายน้ำและสิ่งแวดล้อม");
    code = proposed(&c, proposal("rename", r, 1));
    approved(&c, code);
    executed(&c, code);
    assert_str(by_agency(&c), "10000000\t300000\t0\t0\t0\t0\n11000000\t0\t0\t0\t0\t0\n74000000\t400000\t600000\t0\t0\t0", "all");
    assert_str(sql_lines(s, a, "SELECT valid_to FROM agency WHERE code = '11000000'"), "2566", "the old one ends");
    assert_str(sql_lines(s, a, "SELECT g.code FROM indicator i JOIN agency g ON g.id = i.agency_id WHERE i.code = 'K1'"),
               "74000000", "its indicators follow");
    assert_str(sql_lines(s, a, "SELECT g.code FROM indicator_profile p JOIN agency g ON g.id = p.agency_id"), "74000000", "who reports them too");
    assert_str(sql_lines(s, a, "SELECT g.code FROM reading r JOIN agency g ON g.id = r.agency_id ORDER BY r.period"), "11000000\n74000000",
               "what was verified stays where it was reported");
    assert_str(sql_lines(s, a, "SELECT SUM(source_satang) FROM balance b JOIN line l ON l.id = b.line_id JOIN agency g ON "
                               "g.id = l.agency_id WHERE g.code = '11000000'"),
               "-1000000", "the appropriation stays where it was made");
}

static void moving_codes(struct store *s, struct arena *a)
{
    struct reorg_rule_new r = {.from_output = STR("0503001"), .to_output = STR("0403001"), .share_bp = 10000};
    struct city c;
    const char *code;

    make(s, a, &c);
    code = proposed(&c, proposal("move_programme", &r, 1));
    approved(&c, code);
    executed(&c, code);
    assert_str(sql_lines(s, a, "SELECT g.code, o.code, SUM(b.unallotted_satang + b.allotted_satang) FROM balance b JOIN line l "
                               "ON l.id = b.line_id JOIN agency g ON g.id = l.agency_id JOIN class_node o ON o.id = l.output_id "
                               "GROUP BY g.code, o.code ORDER BY g.code, o.code"),
               "10000000\t0403001\t300000\n11000000\t0403001\t1000000\n11000000\t0503001\t0", "codes move, agencies stay");
    assert_str(sql_lines(s, a, "SELECT COUNT(*) FROM user_role r JOIN app_user u ON u.id = r.user_id WHERE u.name = 'off11'"),
               "1", "and so do their people");
}

/* ---- what is refused ---- */

static void refusing(struct store *s, struct arena *a)
{
    struct reorg_rule_new r[2] = {whole("11000000", "10000000"), whole("11000000", "50010000")}, *o = &r[1];
    struct city c;
    struct change x, late;
    struct deal d;
    static const struct contract_part part[] = {{.line_code = STR_INIT(FIRST_LINE), .amount = {100000}}};
    const char *code;
    struct err e;

    make(s, a, &c);
    x = proposal("merge", r, 1);
    not_proposed(&c, (x.n.kind = STR("close"), x), ERR_BAD_CHOICE, "no such kind");
    x = proposal("merge", r, 1);
    not_proposed(&c, (x.n.on_date = DATE(20231001), x), ERR_WRONG_YEAR, "a day of another year");
    not_proposed(&c, proposal("merge", r, 0), ERR_REQUIRED, "no rule");
    not_proposed(&c, proposal("merge", r, 2), ERR_BAD_CHOICE, "a merger into two");
    not_proposed(&c, proposal("split", r, 2), ERR_BAD_CHOICE, "twice the whole");
    r[0].share_bp = 9999;
    not_proposed(&c, proposal("split", r, 1), ERR_BAD_CHOICE, "not the whole");
    r[0].share_bp = 10001;
    not_proposed(&c, proposal("split", r, 1), ERR_BAD_CHOICE, "more than the whole");
    *o = (struct reorg_rule_new){.from_agency = STR("99999999"), .to_agency = STR("10000000"), .share_bp = 10000};
    not_proposed(&c, proposal("merge", o, 1), ERR_UNKNOWN_CODE, "no such agency");
    *o = (struct reorg_rule_new){.line = STR("2566-0-1100-99999"), .to_agency = STR("10000000"), .share_bp = 10000};
    not_proposed(&c, proposal("split", o, 1), ERR_UNKNOWN_LINE, "no such line");
    *o = (struct reorg_rule_new){.from_output = STR("0503001"), .to_output = STR("9999999"), .share_bp = 10000};
    not_proposed(&c, proposal("move_programme", o, 1), ERR_UNKNOWN_CODE, "no such output");
    *o = whole("11000000", "11000000");
    not_proposed(&c, proposal("merge", o, 1), ERR_NOTHING, "into itself");
    *o = whole("50010000", "11000000");
    not_proposed(&c, proposal("merge", o, 1), ERR_NOTHING, "without money");
    r[0] = whole("11000000", "10000000");
    x = proposal("merge", r, 1);
    assert_err(change_as(&c, &c.t.head, &x, &e), &e, ERR_FORBIDDEN);
    late = proposal("merge", r, 1);
    late.n.on_date = DATE(20221002);
    code = proposed(&c, late);
    approved(&c, code);
    refused(&c, &c.office, (struct change){.what = EXECUTE, .code = code}, ERR_GUARD_FIXED, "before its day");
    x = (struct change){.what = DROP, .code = code, .doc = "เลื่อน", .version = -1};
    assert_ok(change_as(&c, &c.office2, &x, &e), &e);
    refused(&c, &c.office, (struct change){.what = EXECUTE, .code = code}, ERR_STATE, "it was dropped");
    /* A contract on its way holds it up; its number at the new agency, too. */
    code = proposed(&c, proposal("merge", r, 1));
    d = a_deal(&c.t, "C-1", part, 1, NULL, 0);
    d.n.text.total = BAHT(1000);
    assert_ok(deal_as(&c.t, &c.t.officer, deal_save, &d, &e), &e);
    refused(&c, &c.governor, (struct change){.what = APPROVE, .code = code, .doc = "x"}, ERR_GUARD_FIXED, "a draft contract");
    d.code = d.ret;
    deal_through(&c.t, &d);
    approved(&c, code);
    assert_ok(sql_write(s,
                        "INSERT INTO contract (code, year, agency_id, ref, state, kind, title, vendor, tax_id, egp_no, "
                        "total_satang, made_by, made_at_ms) SELECT 'x', 2566, id, 'C-1', 'refused', 'contract', 'x', 'x', '', "
                        "'', 1, 'x', 1 FROM agency WHERE code = '10000000'",
                        &e),
              &e);
    refused(&c, &c.office, (struct change){.what = EXECUTE, .code = code}, ERR_DUPLICATE, "two contracts of one number");
    assert_ok(sql_write(s, "DELETE FROM contract WHERE code = 'x'", &e), &e);
    executed(&c, code);
}

/* Each invariant finds what is planted. */
static void planted(struct store *s, struct arena *a)
{
    static const struct {
        const char *sql, *name, *why;
    } rows[] = {
        {"INSERT INTO reorganise_sum (reorganise_id, bucket, before_satang, after_satang) SELECT id, 3, 1, 2 FROM reorganise "
         "WHERE code = 'P-1'",
         "reorganise_balanced", "a satang came"},
        {"UPDATE reorganise SET approved_by = made_by WHERE code = '2566-R-0001'", "reorganise_balanced", "one person"},
        {"INSERT INTO reorganise_line (old_line_id, new_line_id, reorganise_id, share_bp, main, unallotted_satang, "
         "allotted_satang, reserved_satang, obligated_satang, disbursed_satang) SELECT 5, 6, id, 10000, 1, 7, 0, 0, 0, 0 FROM "
         "reorganise WHERE code = '2566-R-0001'",
         "reorganise_linked", "a link without entries"},
    };

    struct reorg_rule_new r = whole("11000000", "10000000");
    const struct broken *b;
    size_t n, broken;
    const char *code;
    struct city c;
    struct err e;

    make(s, a, &c);
    code = proposed(&c, proposal("merge", &r, 1));
    approved(&c, code);
    executed(&c, code);
    assert_ok(sql_write(s,
                        "INSERT INTO reorganise (code, year, kind, state, title, reason, on_date, made_by, made_at_ms) "
                        "VALUES ('P-1', 2566, 'merge', 'proposed', 'x', 'x', 20221001, 'x', 1)",
                        &e),
              &e);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool found = false;

        assert_ok(sql_write(s, rows[i].sql, &e), &e);
        assert_ok(invariants_check(c.t.db, a, &b, &n, &broken, &e), &e);
        for (size_t k = 0; k < n; k++) {
            found = found || strcmp(b[k].invariant->name, rows[i].name) == 0;
        }
        if (!found) {
            fail_msg("%s: not found", rows[i].why);
        }
    }
}

#define RUN(fn)                                                                                    \
    static void test_##fn(void **state)                                                            \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_store(fn);                                                                       \
    }
RUN(merging)
RUN(splitting)
RUN(renaming)
RUN(moving_codes)
RUN(refusing)
RUN(planted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merging),  cmocka_unit_test(test_splitting), cmocka_unit_test(test_renaming),
        cmocka_unit_test(test_moving_codes), cmocka_unit_test(test_refusing),  cmocka_unit_test(test_planted),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
