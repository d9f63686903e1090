#include "document/agreement_paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/user.h"
#include "city/year.h"
#include "document/digest.h"
#include "perform/agreement.h"

enum { NO_W = 40, TARGET_W = 90, WEIGHT_W = 70, UNIT_W = 110, TABLE_W = 45, SCORE_W = 70 };

struct agreement_print {
    struct agreement g;
    struct agreement_version v; /* number 0: a draft */
    struct rows components, items, appeals;
};

/* ---- reading ---- */

bool agreement_paper_find(struct paper_job *j, struct err *e)
{
    struct agreement_print *d = ARENA_NEW(j->a, struct agreement_print);

    if (!agreement_get(j->db, j->a, j->order->subject, &d->g, e) ||
        !agency_by_id(j->db, j->a, d->g.agency_id, &j->agency, e))
        return false;
    j->data = d;
    j->subject = str_format(j->a, "agreement:%.*s", STR_FMT(d->g.code));
    return true;
}

static bool read_text(struct paper_job *j, struct agreement_print *d, struct err *e)
{
    bool draft = str_eq(d->g.state, STR("drafted"));
    struct rows rows;

    if (draft ? !agreement_items(j->db, j->a, d->g.id, &d->items, e)
              : !agreement_frozen(j->db, j->a, d->g.id, d->g.number, &d->items, e))
        return false;
    if (!agreement_components(j->db, j->a, d->g.id, draft ? 0 : d->g.number, &d->components, e))
        return false;
    if (draft)
        return true;
    if (!agreement_versions(j->db, j->a, d->g.id, &rows, e))
        return false;
    d->v = *(const struct agreement_version *)rows.p;
    return agreement_verify(j->db, j->a, &d->g, &d->v, e);
}

static bool load(struct paper_job *j, struct agreement_print *d, struct err *e)
{
    struct fiscal_year year;

    if (!read_text(j, d, e) || !year_get(j->db, j->a, d->g.year, &year, e))
        return false;
    j->demo = year.demo;
    j->partial = year.partial;
    j->subject_name = d->g.agency_name;
    j->result = (struct document_result){.lines = (int64_t)d->items.n, .agencies = 1};
    return true;
}

static void digest_item(struct sha256_state *st, struct paper_job *j, const struct agreement_item *x)
{
    const struct str text[] = {x->number, x->name, x->target, x->definition, x->method, x->evidence, x->measure, x->project, x->unit_name,
                               str_format(j->a, "%lld %lld %lld", (long long)x->component, (long long)x->tables, (long long)x->weight.bp)};

    for (size_t i = 0; i < ARRAY_LEN(text); i++)
        digest_text(st, text[i]);
}

bool agreement_paper_load(struct paper_job *j, struct err *e)
{
    struct agreement_print *d = j->data;
    const struct agreement_component *c;
    const struct agreement_item *x;
    struct sha256_state st;

    if (!load(j, d, e))
        return false;
    j->draft = !d->g.agency_signed || !d->g.city_signed;
    sha256_begin(&st);
    digest_text(&st, d->g.code);
    digest_rows(&st, &agreement_version_type, &d->v, 1);
    c = d->components.p;
    for (size_t i = 0; i < d->components.n; i++)
        digest_text(&st, str_format(j->a, "%lld %.*s %lld", (long long)c[i].component, STR_FMT(c[i].title), (long long)c[i].weight.bp));
    x = d->items.p;
    for (size_t i = 0; i < d->items.n; i++)
        digest_item(&st, j, &x[i]);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

bool assessment_paper_load(struct paper_job *j, struct err *e)
{
    struct agreement_print *d = j->data;
    struct sha256_state st;

    if (d->g.kind.n == 0 || str_eq(d->g.state, STR("drafted"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(d->g.state));
        err_arg(e, "event", V(STR("assessment")));
        return false;
    }
    if (!load(j, d, e) || !agreement_appeals(j->db, j->a, d->g.id, &d->appeals, e))
        return false;
    sha256_begin(&st);
    digest_text(&st, d->g.code);
    digest_text(&st, str_format(j->a, "%.*s %lld %lld", STR_FMT(d->g.kind), (long long)d->g.score_number, (long long)d->g.total.millionths));
    digest_rows(&st, &agreement_item_type, d->items.p, d->items.n);
    digest_rows(&st, &agreement_appeal_type, d->appeals.p, d->appeals.n);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

/* ---- words ---- */

static struct str percent(struct arena *a, int64_t bp)
{
    return str_format(a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100));
}

static struct str year_text(struct arena *a, int64_t year)
{
    return str_format(a, "%lld", (long long)year);
}

static struct str component_name(struct arena *a, const struct agreement_component *c)
{
    return c->title.n ? paper_fill(a, PT_AG_NAMED, PAPER_WORDS({"n", year_text(a, c->component)}, {"title", c->title}))
                      : paper_fill(a, PT_AG_UNNAMED, PAPER_WORDS({"n", year_text(a, c->component)}));
}

static void heading(struct paper *p, const struct agreement_print *d, enum paper_text title)
{
    struct arena *a = paper_arena(p);

    paper_title(p, paper_word(title));
    paper_line(p, TEXT_BODY, ALIGN_CENTER, d->g.agency_name);
    paper_line(p, TEXT_BODY, ALIGN_CENTER, paper_fill(a, PT_YEAR, PAPER_WORDS({"year", year_text(a, d->g.year)})));
    paper_gap(p, 6);
}

/* ---- the agreement ---- */

static void components(struct paper *p, const struct agreement_print *d)
{
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {{paper_word(PT_AG_COMPONENT), PAGE_TEXT_W - 150, COLUMN_TEXT},
                                          {paper_word(PT_AG_COUNT), 60, COLUMN_FIGURES},
                                          {paper_word(PT_AG_WEIGHT), 90, COLUMN_FIGURES}};
    const struct agreement_component *c = d->components.p;
    int64_t sum = 0, n = 0;

    paper_heading(p, 2, paper_word(PT_AG_COMPONENTS));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->components.n; i++) {
        if (c[i].weight.bp == 0 && c[i].item_count == 0)
            continue;
        paper_row(p, &(struct table_row){.kind = ROW_ITEM,
                                         .cell = {component_name(a, &c[i]), paper_count(a, c[i].item_count), percent(a, c[i].items.bp)}});
        sum += c[i].items.bp;
        n += c[i].item_count;
    }
    paper_row(p, &(struct table_row){.kind = ROW_TOTAL, .cell = {paper_word(PT_SUM), paper_count(a, n), percent(a, sum)}});
    paper_table_end(p);
}

static void details(struct paper *p, const struct agreement_item *x)
{
    const struct {
        enum paper_text label;
        struct str text;
    } of[] = {{PT_AG_MEASURE, x->measure},
              {PT_AG_DEFINITION, x->definition},
              {PT_AG_METHOD, x->method},
              {PT_AG_EVIDENCE, x->evidence},
              {PT_AG_PROJECT, x->project}};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        struct table_row r = {.kind = ROW_ITEM, .level = 1, .wide = true};

        if (of[i].text.n == 0)
            continue;
        r.cell[0] = paper_fill(paper_arena(p), of[i].label, PAPER_WORDS({"text", of[i].text}));
        paper_row(p, &r);
    }
}

/* The first table that an item stands in counts it; the others name that one. */
static int first_table(int64_t tables)
{
    int i = 0;

    while (i < 4 && !(tables & (INT64_C(1) << i)))
        i++;
    return i;
}

static void one_table(struct paper *p, const struct agreement_print *d, int at)
{
    static const enum paper_text names[] = {PT_AG_TABLE_K, PT_AG_TABLE_KH, PT_AG_TABLE_KHO, PT_AG_TABLE_NGO};
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {
        {paper_word(PT_AG_NO), NO_W, COLUMN_TEXT},
        {paper_word(PT_AG_INDICATOR), PAGE_TEXT_W - NO_W - TARGET_W - WEIGHT_W - UNIT_W, COLUMN_TEXT},
        {paper_word(PT_AG_TARGET), TARGET_W, COLUMN_TEXT},
        {paper_word(PT_AG_WEIGHT), WEIGHT_W, COLUMN_FIGURES},
        {paper_word(PT_AG_UNIT), UNIT_W, COLUMN_TEXT},
    };
    const struct agreement_item *x = d->items.p;
    int64_t sum = 0, any = 0;

    for (size_t i = 0; i < d->items.n; i++)
        any += !x[i].removed && (x[i].tables & (INT64_C(1) << at)) != 0;
    if (any == 0)
        return;
    paper_heading(p, 2, paper_word(names[at]));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < d->items.n; i++) {
        int first = first_table(x[i].tables);
        struct table_row r = {.kind = ROW_ITEM, .open = true};

        if (x[i].removed || !(x[i].tables & (INT64_C(1) << at)))
            continue;
        r.cell[0] = x[i].number;
        r.cell[1] = x[i].name;
        r.cell[2] = x[i].target;
        r.cell[3] = first == at ? percent(a, x[i].weight.bp) : STR("-");
        r.cell[4] = x[i].unit_name;
        paper_row(p, &r);
        if (first == at) {
            sum += x[i].weight.bp;
            details(p, &x[i]);
        } else {
            struct table_row see = {.kind = ROW_ITEM, .level = 1, .wide = true};

            see.cell[0] = paper_fill(a, PT_AG_SEE, PAPER_WORDS({"table", str_slice(x[i].places, 0, 3)}));
            paper_row(p, &see);
        }
    }
    paper_row(p, &(struct table_row){
                     .kind = ROW_TOTAL, .cell = {STR_NONE, paper_word(PT_AG_HERE), STR_NONE, percent(a, sum), STR_NONE}});
    paper_table_end(p);
}

/* A side's signature: room to sign, the name, the post or the capacity it was signed in, the day. */
static void signature(struct paper *p, struct str name, struct str post, struct str capacity, struct when at)
{
    struct arena *a = paper_arena(p);
    struct str line[5];
    size_t n = 0;

    line[n++] = paper_word(PT_AG_SIGN);
    if (name.n)
        line[n++] = str_format(a, "(%.*s)", STR_FMT(name));
    line[n++] = post;
    if (capacity.n)
        line[n++] = capacity;
    line[n++] = at.ms ? paper_fill(a, PT_AG_SIGNED, PAPER_WORDS({"day", paper_day(a, date_of_ms(at.ms))})) : paper_word(PT_AG_NOT_SIGNED);
    paper_sign(p, line, n);
}

static struct str city_post(const struct agreement_version *v)
{
    if (str_eq(v->city_role, STR("governor")))
        return role_label(ROLE_GOVERNOR, LANG_TH);
    return str_eq(v->city_role, STR("permsec")) ? role_label(ROLE_PERMSEC, LANG_TH) : paper_word(PT_AG_CITY);
}

static void signatures(struct paper *p, const struct agreement_print *d)
{
    struct arena *a = paper_arena(p);
    const struct agreement_version *v = &d->v;

    paper_gap(p, 14);
    signature(p, v->agency_name, paper_fill(a, PT_AG_HEAD, PAPER_WORDS({"agency", d->g.agency_name})), v->agency_capacity, v->agency_at);
    paper_gap(p, 14);
    signature(p, v->city_name, city_post(v), v->city_capacity, v->city_at);
    if (v->number)
        paper_typed(p, paper_fill(a, PT_AG_SEAL, PAPER_WORDS({"seal", hex_text(a, v->sha.p, v->sha.n)})));
}

bool agreement_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct agreement_print *d = j->data;
    struct arena *a = paper_arena(p);

    (void)e;
    heading(p, d, PT_AG_TITLE);
    paper_text(p, paper_fill(a, PT_AG_LEAD,
                             PAPER_WORDS({"agency", d->g.agency_name}, {"year", year_text(a, d->g.year)},
                                         {"number", year_text(a, d->v.number ? d->v.number : d->g.number + 1)})));
    if (d->v.reason.n)
        paper_text(p, paper_fill(a, PT_AG_WHY, PAPER_WORDS({"reason", d->v.reason})));
    components(p, d);
    for (int i = 0; i < 4; i++)
        one_table(p, d, i);
    paper_text(p, paper_fill(a, PT_AG_ALL, PAPER_WORDS({"weight", percent(a, d->g.weight.bp)})));
    signatures(p, d);
    paper_gap(p, 8);
    paper_stamp(p);
    return true;
}

/* ---- the assessment ---- */

static struct str why_word(struct str why)
{
    static const struct {
        const char *word;
        enum paper_text text;
    } of[] = {{"no_data", PT_AS_NO_DATA}, {"no_evidence", PT_AS_NO_EVIDENCE}, {"no_base", PT_AS_NO_BASE}};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        if (str_eq(why, str_from(of[i].word)))
            return paper_word(of[i].text);
    }
    return paper_word(PT_AS_NO_SCORE);
}

static void score_row(struct paper *p, const struct agreement_item *x)
{
    struct table_row r = {.kind = ROW_ITEM, .level = 1};

    r.cell[0] = x->number;
    r.cell[1] = x->name;
    r.cell[2] = x->places;
    r.cell[3] = percent(paper_arena(p), x->weight.bp);
    r.cell[4] = x->why.n ? why_word(x->why) : x->percent_text;
    r.cell[5] = x->weighted_text.n ? x->weighted_text : STR("-");
    paper_row(p, &r);
}

static bool scores(struct paper *p, const struct agreement_print *d, struct err *e)
{
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {
        {paper_word(PT_AG_NO), NO_W, COLUMN_TEXT},
        {paper_word(PT_AG_INDICATOR), PAGE_TEXT_W - NO_W - TABLE_W - WEIGHT_W - 2 * SCORE_W, COLUMN_TEXT},
        {paper_word(PT_AS_TABLES), TABLE_W, COLUMN_TEXT},
        {paper_word(PT_AG_WEIGHT), WEIGHT_W, COLUMN_FIGURES},
        {paper_word(PT_AS_SCORE), SCORE_W, COLUMN_FIGURES},
        {paper_word(PT_AS_WEIGHTED), SCORE_W, COLUMN_FIGURES},
    };
    const struct agreement_component *c = d->components.p;
    const struct agreement_item *x = d->items.p;
    int64_t weight = 0, total = 0;

    paper_table(p, column, ARRAY_LEN(column));
    for (size_t k = 0; k < d->components.n; k++) {
        if (c[k].item_count == 0)
            continue;
        paper_row(p, &(struct table_row){.kind = ROW_HEADING, .wide = true, .cell = {component_name(a, &c[k])}});
        for (size_t i = 0; i < d->items.n; i++) {
            if (x[i].component != c[k].component)
                continue;
            score_row(p, &x[i]);
            total += x[i].has_score ? x[i].weighted.millionths : 0;
        }
        paper_row(p, &(struct table_row){
                         .kind = ROW_SUBTOTAL,
                         .cell = {STR_NONE, paper_fill(a, PT_AS_SUM, PAPER_WORDS({"n", year_text(a, c[k].component)})), STR_NONE,
                                  percent(a, c[k].items.bp), STR_NONE, c[k].total_text.n ? c[k].total_text : STR("-")}});
        weight += c[k].items.bp;
    }
    paper_row(p, &(struct table_row){.kind = ROW_TOTAL,
                                     .cell = {STR_NONE, paper_word(PT_AS_TOTAL), STR_NONE, percent(a, weight), STR_NONE, d->g.total_text}});
    paper_table_end(p);
    if (total == d->g.total.millionths)
        return true;
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(paper_word(PT_AS_TOTAL)));
    return false;
}

static void appeals(struct paper *p, const struct agreement_print *d)
{
    struct arena *a = paper_arena(p);
    const struct agreement_appeal *x = d->appeals.p;

    if (d->appeals.n)
        paper_heading(p, 2, paper_word(PT_AS_APPEALS));
    for (size_t i = 0; i < d->appeals.n; i++) {
        paper_text(p, paper_fill(a, PT_AS_APPEAL,
                                 PAPER_WORDS({"code", x[i].code}, {"name", x[i].name}, {"reason", x[i].reason}, {"evidence", x[i].evidence})));
        paper_note(p, str_eq(x[i].state, STR("open")) ? paper_word(PT_AS_WAITS)
                                                      : paper_fill(a, PT_AS_DECIDED,
                                                                   PAPER_WORDS({"by", x[i].decided_by}, {"capacity", x[i].capacity},
                                                                               {"decision", x[i].decision})));
    }
}

bool assessment_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct agreement_print *d = j->data;
    struct arena *a = paper_arena(p);

    heading(p, d, str_eq(d->g.kind, STR("final")) ? PT_AS_FINAL : PT_AS_INTERIM);
    paper_text(p, paper_fill(a, PT_AS_LEAD,
                             PAPER_WORDS({"agency", d->g.agency_name}, {"code", d->g.code}, {"number", year_text(a, d->g.number)},
                                         {"times", year_text(a, d->g.score_number)},
                                         {"day", paper_day(a, date_of_ms(d->g.scored_at.ms))})));
    if (d->g.scored < d->g.assessed)
        paper_text(p, paper_fill(a, PT_AS_PART,
                                 PAPER_WORDS({"n", paper_count(a, d->g.scored)}, {"all", paper_count(a, d->g.assessed)})));
    if (!scores(p, d, e))
        return false;
    appeals(p, d);
    paper_gap(p, 8);
    paper_stamp(p);
    return true;
}
