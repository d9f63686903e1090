/* pbis rule: one rule and its facts, without a store (CONTRACTS.md 2; docs/formats/rule.md). */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "perform/rule_book.h"
#include "store/store.h"

enum { RULE_FILE_MAX = 1 << 20, FACTS_FILE_MAX = 16 << 20 };

static struct str line(struct app *app, const struct rule_finding *f)
{
    return str_format(app->a, "%.*s: %.*s\n", STR_FMT(f->word),
                      STR_FMT(app->lang == LANG_EN ? f->en : f->th));
}

/* What is wrong goes to `b`. A gap is said but not refused here: a value that falls into it is. */
static bool usable(struct app *app, const struct rule *r, struct sbuf *b, struct err *e)
{
    const struct rule_finding *f, *first = NULL;
    struct rows rows;
    int64_t stops = 0;

    if (rule_lint(r, app->a, &rows) && !rows.n)
        return true;
    f = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        sbuf_add(b, line(app, &f[i]));
        if (!f[i].stops || str_starts(f[i].word, STR("gap")))
            continue;
        first = first ? first : &f[i];
        stops++;
    }
    if (!first)
        return true;
    FAIL(e, ERR_RULE_UNCLEAN);
    err_arg(e, "count", V(stops));
    err_arg(e, "word", V(first->word));
    err_arg(e, "level", V(first->level));
    return false;
}

/* A score that is none, as an error. */
static bool scored(const struct rule *r, const struct rule_score *s, struct err *e)
{
    if (!s->why.n || (str_eq(s->why, STR("no_data")) && str_eq(r->no_data, STR("zero"))))
        return true;
    if (str_eq(s->why, STR("no_data"))) {
        FAIL(e, ERR_RULE_NO_DATA);
    } else if (str_eq(s->why, STR("no_base"))) {
        FAIL(e, ERR_RULE_NO_BASE);
    } else {
        FAIL(e, ERR_RULE_NOT_STATED);
        err_arg(e, "value", V(s->value));
    }
    return false;
}

struct job {
    struct app *app;
    struct rule rule;
    bool explain, failed;
    struct jw w;
    struct err first; /* of the first fact that has no score */
};

static void explain(struct job *j, const struct fact *f)
{
    const struct rule_trace *t;
    struct rows rows;

    rule_explain(&j->rule, f, j->app->lang, j->app->a, &rows);
    t = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        out(str_format(j->app->a, "%lld  %.*s: %.*s\n", (long long)t[i].n, STR_FMT(t[i].step),
                       STR_FMT(t[i].detail)));
}

/* One fact; an error of it is written in its place, so that the others of a list keep theirs. */
static void evaluate(struct job *j, const struct jr *n)
{
    struct rule_score s;
    struct fact f;
    struct err e = {0};
    bool read = fact_read(n, &f, &e), ok = read && rule_eval(&j->rule, &f, &s, &e);

    if (j->explain) {
        if (read)
            explain(j, &f);
    } else if (ok) {
        rule_score_write(&j->w, &j->rule, &s);
    } else {
        jw_object(&j->w, NULL);
        J(&j->w, "code", str_from(err_word(e.code)));
        jw_end_object(&j->w);
    }
    if ((!ok || !scored(&j->rule, &s, &e)) && !j->failed) {
        j->failed = true;
        j->first = e;
    }
}

static int cmd_rule(struct app *app, const struct args *p, struct err *e)
{
    struct job j = {.app = app, .explain = args_has(p, "explain")};
    const struct jr *facts;
    struct sbuf b, findings;
    struct str text;

    sbuf_init(&findings, app->a, SBUF_NO_LIMIT);
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    jw_init(&j.w, &b, false);
    if (!file_read(app->a, args_word(p, 0), RULE_FILE_MAX, &text, e) ||
        !rule_parse(app->a, text, &j.rule, e))
        return exit_of(e);
    if (!usable(app, &j.rule, &findings, e)) {
        out(sbuf_str(&findings));
        return exit_of(e);
    }
    if (!args_word(p, 1)) {
        struct rows rows;

        out(sbuf_str(&findings));
        if (rule_lint(&j.rule, app->a, &rows))
            return EXIT_DONE;
        FAIL(e, ERR_RULE_UNCLEAN);
        err_arg(e, "count", V((int64_t)rows.n));
        err_arg(e, "word", V(((const struct rule_finding *)rows.p)->word));
        err_arg(e, "level", V(((const struct rule_finding *)rows.p)->level));
        return exit_of(e);
    }
    if (!file_read(app->a, args_word(p, 1), FACTS_FILE_MAX, &text, e) ||
        !json_parse(app->a, text, &facts, e))
        return exit_of(e);
    if (jr_type(facts) == JR_ARRAY) {
        jw_array(&j.w, NULL);
        for (size_t i = 0; i < jr_count(facts); i++)
            evaluate(&j, jr_at(facts, i));
        jw_end_array(&j.w);
    } else {
        evaluate(&j, facts);
    }
    if (!j.explain) {
        sbuf_byte(&b, '\n');
        out(sbuf_str(&b));
    }
    if (!j.failed)
        return EXIT_DONE;
    *e = j.first;
    return exit_of(e);
}

/* ---- the reference rules of a year ---- */

struct load {
    struct app *app;
    int64_t year, loaded;
};

static bool load_write(struct tx *tx, void *ctx, struct err *e)
{
    struct load *l = ctx;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &l->app->who,
                     .today = date_of_ms(l->app->now_ms),
                     .now_ms = l->app->now_ms};

    return rule_load_reference(&by, l->year, &l->loaded, e);
}

static int cmd_rules(struct app *app, const struct args *p, struct err *e)
{
    struct load l = {.app = app};
    int32_t year;

    if (!args_year(p, &year, e))
        return exit_of(e);
    l.year = year;
    if (!store_write(app->store, load_write, &l, e))
        return exit_of(e);
    out(str_format(app->a, "%.*s: %lld\n", STR_FMT(tr(app->lang, TR("เกณฑ์อ้างอิงที่ใช้ได้"))),
                   (long long)l.loaded));
    return EXIT_DONE;
}

static const struct option rules_flags[] = {{"year", "Y", true}};
static const struct option rule_flags[] = {{"explain", NULL, false}};

static const struct command commands[] = {
    {.name = "rule",
     .usage = "RULE.json [FACTS.json]",
     .words_min = 1,
     .words_max = 2,
     .options = rule_flags,
     .noptions = ARRAY_LEN(rule_flags),
     .store = STORE_NONE,
     .run = cmd_rule,
     COMMAND("ให้คะแนนผลตามเกณฑ์ในแฟ้ม หรือตรวจเกณฑ์เมื่อไม่มีแฟ้มผล",
             "Score facts by the rule of a file, or check the rule when no facts are given")},
    {.name = "rules",
     .usage = "",
     .options = rules_flags,
     .noptions = ARRAY_LEN(rules_flags),
     .store = STORE_READY,
     .run = cmd_rules,
     COMMAND("ประกาศเกณฑ์อ้างอิงของเอกสารให้ตัวชี้วัดของปี", "Publish the reference rules of the documents for the year's indicators")},
};

const struct command_group cli_rule_commands = {commands, ARRAY_LEN(commands)};
